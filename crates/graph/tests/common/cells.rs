//! Recurrences to try things on.

#![allow(dead_code, reason = "not every test that tries them tries all")]

use kerros_graph::op::{DotAxes, Window};
use kerros_graph::scan::{Cell, CellBuilder};
use kerros_graph::{Graph, NodeId, Result, Shape, Type};
use std::sync::Arc;

/// Every cell, in both directions, with and without saved values.
pub(crate) const KINDS: [&str; 8] =
    ["sum", "simple", "lstm", "gru", "masked", "conv", "attention", "shift"];

/// A cell of a kind with this many units.
pub(crate) fn cell(kind: &str, units: usize, reverse: bool, saving: bool) -> Arc<Cell> {
    let cell = match kind {
        "sum" => sum(units, reverse),
        "simple" => simple(units, reverse),
        "lstm" => lstm(units, reverse),
        "gru" => gru(units, reverse),
        "masked" => masked(units, reverse),
        "conv" => conv(units, reverse),
        "attention" => attention(units, reverse),
        _ => shift(units, reverse),
    };
    let cell = cell.unwrap();
    if saving { cell.saving().unwrap() } else { Arc::new(cell) }
}

/// The placeholders' types: initial state, sequences of `steps` steps, constants.
pub(crate) fn operands(cell: &Cell, steps: usize) -> Vec<Type> {
    let ty = |id: &NodeId| cell.body().ty(*id).clone();
    let mut types = vec![Type::f32(Shape::batch(&[cell.state_width()]))];
    types.extend(cell.slices().iter().map(ty).map(|mut ty| {
        ty.shape.0.insert(0, steps.into());
        ty
    }));
    types.extend(cell.constants().iter().map(ty));
    types
}

/// A scan of `cell` on `operands`.
pub(crate) fn scan(graph: &mut Graph, cell: &Arc<Cell>, operands: &[NodeId]) -> Result<NodeId> {
    let (sequences, constants) = operands[1..].split_at(cell.slices().len());
    graph.scan(Arc::clone(cell), operands[0], sequences, constants)
}

fn rows(sizes: &[usize]) -> Type {
    Type::f32(Shape::batch(sizes))
}

fn matrix(sizes: &[usize]) -> Type {
    Type::f32(Shape::of(sizes))
}

/// `s + x`: a derivative that needs nothing of the step.
fn sum(units: usize, reverse: bool) -> Result<Cell> {
    let mut cell = CellBuilder::new();
    let state = cell.state(&[units])?;
    let x = cell.slice(rows(&[units]))?;
    let new = cell.graph.add(state, x)?;
    cell.finish(&[new], reverse)
}

/// `tanh(x + h w + b)`
fn simple(units: usize, reverse: bool) -> Result<Cell> {
    let mut cell = CellBuilder::new();
    let h = cell.state(&[units])?;
    let x = cell.slice(rows(&[units]))?;
    let w = cell.constant(matrix(&[units, units]))?;
    let b = cell.constant(matrix(&[units]))?;
    let product = cell.graph.matmul(h, w)?;
    let z = cell.graph.add(x, product)?;
    let z = cell.graph.add(z, b)?;
    let new = cell.graph.tanh(z)?;
    cell.finish(&[new], reverse)
}

/// Two parts of state, gates cut out of one product.
fn lstm(units: usize, reverse: bool) -> Result<Cell> {
    let mut cell = CellBuilder::new();
    let h = cell.state(&[units])?;
    let c = cell.state(&[units])?;
    let x = cell.slice(rows(&[4 * units]))?;
    let w = cell.constant(matrix(&[units, 4 * units]))?;
    let b = cell.constant(matrix(&[4 * units]))?;
    let g = &mut cell.graph;
    let product = g.matmul(h, w)?;
    let z = g.add(x, product)?;
    let z = g.add(z, b)?;
    let mut gate = |index: usize, squash: fn(&mut Graph, NodeId) -> Result<NodeId>| {
        let z = g.slice(z, 1, index * units, 1, units)?;
        squash(g, z)
    };
    let input = gate(0, Graph::sigmoid)?;
    let forget = gate(1, Graph::sigmoid)?;
    let candidate = gate(2, Graph::tanh)?;
    let output = gate(3, Graph::sigmoid)?;
    let kept = g.mul(forget, c)?;
    let added = g.mul(input, candidate)?;
    let new_c = g.add(kept, added)?;
    let squashed = g.tanh(new_c)?;
    let new_h = g.mul(output, squashed)?;
    cell.finish(&[new_h, new_c], reverse)
}

/// A product of which the derivative needs a part, and a mask of each row.
fn gru(units: usize, reverse: bool) -> Result<Cell> {
    let mut cell = CellBuilder::new();
    let h = cell.state(&[units])?;
    let x = cell.slice(rows(&[3 * units]))?;
    let w = cell.constant(matrix(&[units, 3 * units]))?;
    let mask = cell.constant(rows(&[units]))?;
    let g = &mut cell.graph;
    let masked = g.mul(h, mask)?;
    let product = g.matmul(masked, w)?;
    let part = |g: &mut Graph, of: NodeId, index: usize| g.slice(of, 1, index * units, 1, units);
    let (xz, hz) = (part(g, x, 0)?, part(g, product, 0)?);
    let z = g.add(xz, hz)?;
    let z = g.sigmoid(z)?;
    let (xr, hr) = (part(g, x, 1)?, part(g, product, 1)?);
    let r = g.add(xr, hr)?;
    let r = g.sigmoid(r)?;
    let (xh, hh) = (part(g, x, 2)?, part(g, product, 2)?);
    let reset = g.mul(r, hh)?;
    let candidate = g.add(xh, reset)?;
    let candidate = g.tanh(candidate)?;
    let step = g.sub(h, candidate)?;
    let step = g.mul(z, step)?;
    let new = g.add(candidate, step)?;
    cell.finish(&[new], reverse)
}

/// Rows that sit out a step, and a constant without any use of its rows.
fn masked(units: usize, reverse: bool) -> Result<Cell> {
    let mut cell = CellBuilder::new();
    let h = cell.state(&[units])?;
    let counts = cell.slice(Type::i32(Shape::batch(&[1])))?;
    let x = cell.slice(rows(&[units]))?;
    let scale = cell.constant(matrix(&[]))?;
    let g = &mut cell.graph;
    let counts = g.cast(counts, kerros_graph::DType::F32)?;
    let product = g.mul(h, x)?;
    let product = g.mul(product, scale)?;
    let new = g.tanh(product)?;
    let new = g.select(counts, new, h)?;
    cell.finish(&[new], reverse)
}

/// A convolution over two spatial axes as the step's product.
fn conv(units: usize, reverse: bool) -> Result<Cell> {
    let mut cell = CellBuilder::new();
    let h = cell.state(&[4, 3, units])?;
    let x = cell.slice(rows(&[4, 3, units]))?;
    let kernel = cell.constant(matrix(&[3, 2, units, units]))?;
    let mut window = Window::valid(&[3, 2], &[1, 1]);
    window.padding = [(1, 1), (0, 1)].into_iter().collect();
    let product = cell.graph.conv(h, kernel, window)?;
    let z = cell.graph.add(x, product)?;
    let new = cell.graph.tanh(z)?;
    cell.finish(&[new], reverse)
}

/// Weights over the places of a constant memory of each row, from a product with axes kept in step.
fn attention(units: usize, reverse: bool) -> Result<Cell> {
    const PLACES: usize = 3;
    let mut cell = CellBuilder::new();
    let h = cell.state(&[units])?;
    let x = cell.slice(rows(&[units]))?;
    let memory = cell.constant(rows(&[PLACES, units]))?;
    let axes = |contract: (usize, usize)| DotAxes {
        batch: [(0, 0)].into_iter().collect(),
        contract: [contract].into_iter().collect(),
    };
    let g = &mut cell.graph;
    let scores = g.dot(h, memory, axes((1, 2)))?;
    let weights = g.softmax(scores, 1)?;
    let seen = g.dot(weights, memory, axes((1, 1)))?;
    let new = g.add(seen, x)?;
    cell.finish(&[new], reverse)
}

/// The last slices: a part of the state is the slice as it is, the other the first as it was.
fn shift(units: usize, reverse: bool) -> Result<Cell> {
    let mut cell = CellBuilder::new();
    let recent = cell.state(&[units])?;
    let older = cell.state(&[units])?;
    let x = cell.slice(rows(&[units]))?;
    let decayed = cell.graph.scale(older, 0.5)?;
    let product = cell.graph.mul(recent, x)?;
    let mixed = cell.graph.add(product, decayed)?;
    cell.finish(&[x, mixed], reverse)
}
