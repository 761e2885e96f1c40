//! Problems of movements and reductions.

use crate::problem::{Draft, Problem, Values, shape, shape_and_axis};
use kerros_graph::op::Reduction;
use kerros_graph::{DType, Dim, Graph, NodeId, Result, Shape, Type};
use proptest::prelude::*;

/// The problem of one input of this shape, squared so that second derivatives depend on it.
fn problem(
    shape: &Shape,
    seed: u64,
    build: impl FnOnce(&mut Graph, NodeId) -> Result<NodeId>,
) -> Problem {
    let mut draft = Draft::new(seed);
    let x = draft.float(shape, Values::distinct);
    let moved = build(&mut draft.graph, x).unwrap();
    let y = draft.graph.square(moved).unwrap();
    draft.finish(y)
}

pub(crate) fn reshape() -> impl Strategy<Value = Problem> {
    (shape(), any::<u64>()).prop_map(|(shape, seed)| {
        let (known, batches) = shape.volume();
        let flat = std::iter::repeat_n(Dim::Batch, batches).chain([known, 1, 1, 1].map(Dim::Const));
        problem(&shape, seed, |graph, x| graph.reshape(x, flat.collect()))
    })
}

pub(crate) fn transpose() -> impl Strategy<Value = Problem> {
    (shape(), 2..=3_usize, any::<u64>()).prop_map(|(mut shape, last, seed)| {
        shape.0.push(last.into());
        let mut axes = Draft::new(seed).values.order(shape.rank());
        if axes.is_sorted() {
            axes.rotate_left(1);
        }
        problem(&shape, seed, |graph, x| graph.transpose(x, &axes))
    })
}

pub(crate) fn broadcast() -> impl Strategy<Value = Problem> {
    let repeats = prop::collection::vec(prop::option::of(1..=3_usize), 3);
    (shape(), repeats, prop::option::of(1..=2_usize), any::<u64>()).prop_map(
        |(full, repeats, added, seed)| {
            let mut shape = full.clone();
            for (dim, repeated) in shape.0.iter_mut().zip(repeats) {
                if repeated.is_some() {
                    *dim = 1.into();
                }
            }
            let added = added.map(Dim::Const).into_iter().chain([Dim::Const(2)]);
            let full = added.chain(full.dims().iter().copied()).collect();
            problem(&shape, seed, |graph, x| graph.broadcast(x, full))
        },
    )
}

pub(crate) fn slice() -> impl Strategy<Value = Problem> {
    (shape_and_axis(), 0..=2_usize, 1..=3_usize, 1..=3_usize, 0..=2_usize, any::<u64>()).prop_map(
        |((mut shape, axis), start, step, count, behind, seed)| {
            shape.0[axis] = Dim::Const(start + (count - 1) * step + 1 + behind);
            problem(&shape, seed, |graph, x| graph.slice(x, axis, start, step, count))
        },
    )
}

pub(crate) fn pad() -> impl Strategy<Value = Problem> {
    (shape_and_axis(), 0..=2_usize, 1..=3_usize, 0..=2_usize, any::<u64>()).prop_map(
        |((shape, axis), start, step, behind, seed)| {
            let extent = start + (shape.0[axis].at(0) - 1) * step + 1 + behind;
            problem(&shape, seed, |graph, x| graph.pad(x, axis, start, step, extent))
        },
    )
}

/// Several operands, one of which comes twice.
pub(crate) fn concat() -> impl Strategy<Value = Problem> {
    (shape_and_axis(), prop::collection::vec(1..=3_usize, 1..=3), any::<u64>()).prop_map(
        |((mut shape, axis), extents, seed)| {
            let mut draft = Draft::new(seed);
            let mut parts: Vec<NodeId> = extents
                .into_iter()
                .map(|extent| {
                    shape.0[axis] = Dim::Const(extent);
                    draft.float(&shape, Values::distinct)
                })
                .collect();
            parts.push(parts[0]);
            let joined = draft.graph.concat(&parts, axis).unwrap();
            let y = draft.graph.square(joined).unwrap();
            draft.finish(y)
        },
    )
}

/// `(size, stride, dilation, extent)` of windows that fit.
fn windows() -> impl Strategy<Value = (usize, usize, usize, usize)> {
    (1..=3_usize, 1..=3_usize, 1..=2_usize, 0..=4_usize).prop_map(
        |(size, stride, dilation, behind)| {
            (size, stride, dilation, (size - 1) * dilation + 1 + behind)
        },
    )
}

pub(crate) fn unfold() -> impl Strategy<Value = Problem> {
    (shape_and_axis(), windows(), any::<u64>()).prop_map(
        |((mut shape, axis), (size, stride, dilation, extent), seed)| {
            shape.0[axis] = Dim::Const(extent);
            problem(&shape, seed, |graph, x| graph.unfold(x, axis, size, stride, dilation))
        },
    )
}

pub(crate) fn fold() -> impl Strategy<Value = Problem> {
    (shape_and_axis(), windows(), any::<u64>()).prop_map(
        |((mut shape, axis), (size, stride, dilation, extent), seed)| {
            let positions = (extent - (size - 1) * dilation - 1) / stride + 1;
            shape.0[axis] = Dim::Const(positions);
            shape.0.insert(axis + 1, Dim::Const(size));
            problem(&shape, seed, |graph, x| graph.fold(x, axis, extent, stride, dilation))
        },
    )
}

pub(crate) fn reduce(kind: Reduction) -> impl Strategy<Value = Problem> {
    (shape(), 1..=3_usize, 1..8_usize, any::<u64>()).prop_map(
        move |(mut shape, last, bits, seed)| {
            shape.0.push(last.into());
            let axes: Vec<usize> = (0..shape.rank()).filter(|axis| bits >> axis & 1 == 1).collect();
            let axes = if axes.is_empty() { vec![0] } else { axes };
            problem(&shape, seed, |graph, x| graph.reduce(kind, x, &axes))
        },
    )
}

pub(crate) fn argmax() -> impl Strategy<Value = Problem> {
    (shape_and_axis(), any::<u64>()).prop_map(|((shape, axis), seed)| {
        problem(&shape, seed, |graph, x| {
            let place = graph.argmax(x, axis)?;
            let place = graph.cast(place, DType::F32)?;
            let sum = graph.sum(x, &[axis])?;
            graph.mul(place, sum)
        })
    })
}

/// A shape of indices, the number of rows that they name, and whether they are numbers.
fn indices() -> impl Strategy<Value = (Shape, usize, bool)> {
    (shape(), 1..=4_usize, any::<bool>())
}

/// Indices of a problem: integers, or whole numbers made from them.
fn index_values(draft: &mut Draft, shape: &Shape, rows: usize, numbers: bool) -> NodeId {
    let integers =
        draft.input(Type::i32(shape.clone()), |values, n| values.indices(n, rows as u64));
    if numbers { draft.graph.cast(integers, DType::F32).unwrap() } else { integers }
}

pub(crate) fn gather() -> impl Strategy<Value = Problem> {
    (indices(), shape(), any::<u64>()).prop_map(|((shape, rows, numbers), mut table, seed)| {
        table.0[0] = Dim::Const(rows);
        let mut draft = Draft::new(seed);
        let table = draft.float(&table, Values::distinct);
        let indices = index_values(&mut draft, &shape, rows, numbers);
        let chosen = draft.graph.gather(table, indices).unwrap();
        let y = draft.graph.square(chosen).unwrap();
        draft.finish(y)
    })
}

pub(crate) fn scatter_add() -> impl Strategy<Value = Problem> {
    (indices(), prop::collection::vec(1..=3_usize, 0..=1), any::<u64>()).prop_map(
        |((shape, rows, numbers), rest, seed)| {
            let mut draft = Draft::new(seed);
            let rest = rest.into_iter().map(Dim::Const);
            let values = shape.dims().iter().copied().chain(rest).collect();
            let values = draft.float(&values, Values::distinct);
            let indices = index_values(&mut draft, &shape, rows, numbers);
            let table = draft.graph.scatter_add(values, indices, rows).unwrap();
            let y = draft.graph.square(table).unwrap();
            draft.finish(y)
        },
    )
}
