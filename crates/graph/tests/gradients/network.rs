//! Problems of products, convolutions, poolings and softmax.

use crate::problem::{Draft, Problem, Values, shape};
use crate::windows::{geometry, pooling};
use kerros_graph::op::{DotAxes, Pooling};
use kerros_graph::{Dim, NodeId, Op, Shape};
use proptest::prelude::*;

/// Moderate numbers of either sign.
fn moderate(values: &mut Values, n: usize) -> Vec<f64> {
    values.signed(n, 0.2, 1.5)
}

fn sizes(most: usize) -> impl Strategy<Value = Vec<Dim>> {
    let dim = prop_oneof![3 => (1..=3_usize).prop_map(Dim::Const), 1 => Just(Dim::Batch)];
    prop::collection::vec(dim, 0..=most)
}

/// Products with axes of all roles in any order.
pub(crate) fn dot() -> impl Strategy<Value = Problem> {
    (sizes(2), sizes(2), sizes(1), sizes(1), any::<u64>()).prop_map(
        |(batch, contract, free_a, free_b, seed)| {
            let mut draft = Draft::new(seed);
            let a =
                scattered(&mut draft, &[&batch, &contract, &free_a].map(|dims| dims.as_slice()));
            let b =
                scattered(&mut draft, &[&batch, &contract, &free_b].map(|dims| dims.as_slice()));
            let pairs: Vec<(usize, usize)> =
                std::iter::zip(a.places, b.places).take(batch.len() + contract.len()).collect();
            let axes = DotAxes {
                batch: pairs[..batch.len()].iter().copied().collect(),
                contract: pairs[batch.len()..].iter().copied().collect(),
            };
            let y = draft.graph.dot(a.operand, b.operand, axes).unwrap();
            draft.finish(y)
        },
    )
}

/// An operand whose axes were put into random order.
struct Scattered {
    operand: NodeId,
    /// Where each axis went.
    places: Vec<usize>,
}

fn scattered(draft: &mut Draft, roles: &[&[Dim]]) -> Scattered {
    let dims: Vec<Dim> = roles.concat();
    let places = draft.values.order(dims.len());
    let mut shape = Shape::of(&vec![1; dims.len()]);
    for (&place, &dim) in places.iter().zip(&dims) {
        shape.0[place] = dim;
    }
    Scattered { operand: draft.float(&shape, moderate), places }
}

pub(crate) fn conv() -> impl Strategy<Value = Problem> {
    (geometry(), any::<u64>()).prop_map(|(geometry, seed)| {
        let mut draft = Draft::new(seed);
        let x = draft.float(&geometry.input(), moderate);
        let kernel = draft.float(&geometry.kernel(), moderate);
        let y = draft.graph.conv(x, kernel, geometry.conv()).unwrap();
        draft.finish(y)
    })
}

pub(crate) fn conv_input_grad() -> impl Strategy<Value = Problem> {
    (geometry(), any::<u64>()).prop_map(|(geometry, seed)| {
        let mut draft = Draft::new(seed);
        let dy = draft.float(&geometry.result(geometry.filters), moderate);
        let kernel = draft.float(&geometry.kernel(), moderate);
        let extents = geometry.extents.iter().copied().collect();
        let op = Op::ConvInputGrad { conv: geometry.conv(), extents };
        let y = draft.graph.insert(op, &[dy, kernel]).unwrap();
        draft.finish(y)
    })
}

pub(crate) fn conv_kernel_grad() -> impl Strategy<Value = Problem> {
    (geometry(), any::<u64>()).prop_map(|(geometry, seed)| {
        let mut draft = Draft::new(seed);
        let x = draft.float(&geometry.input(), moderate);
        let dy = draft.float(&geometry.result(geometry.filters), moderate);
        let y = draft.graph.insert(Op::ConvKernelGrad(geometry.conv()), &[x, dy]).unwrap();
        draft.finish(y)
    })
}

pub(crate) fn pool(kind: Pooling) -> impl Strategy<Value = Problem> {
    (pooling(), any::<u64>()).prop_map(move |(geometry, seed)| {
        let mut draft = Draft::new(seed);
        let x = draft.float(&geometry.input(), Values::distinct);
        let pooled = draft.graph.pool(kind, x, geometry.window).unwrap();
        let y = draft.graph.square(pooled).unwrap();
        draft.finish(y)
    })
}

pub(crate) fn max_pool_grad() -> impl Strategy<Value = Problem> {
    (pooling(), any::<u64>()).prop_map(|(geometry, seed)| {
        let mut draft = Draft::new(seed);
        let x = draft.float(&geometry.input(), Values::distinct);
        let dy = draft.float(&geometry.result(geometry.channels), moderate);
        let y = draft.graph.insert(Op::MaxPoolGrad(geometry.window), &[x, dy]).unwrap();
        let y = draft.graph.mul(y, x).unwrap();
        draft.finish(y)
    })
}

pub(crate) fn average_pool_grad() -> impl Strategy<Value = Problem> {
    (pooling(), any::<u64>()).prop_map(|(geometry, seed)| {
        let mut draft = Draft::new(seed);
        let dy = draft.float(&geometry.result(geometry.channels), moderate);
        let extents = geometry.extents.iter().copied().collect();
        let op = Op::AveragePoolGrad { window: geometry.window, extents };
        let y = draft.graph.insert(op, &[dy]).unwrap();
        let y = draft.graph.square(y).unwrap();
        draft.finish(y)
    })
}

pub(crate) fn softmax(op: fn(usize) -> Op) -> impl Strategy<Value = Problem> {
    (shape(), any::<prop::sample::Index>(), any::<u64>()).prop_map(move |(shape, axis, seed)| {
        let axis = axis.index(shape.rank());
        let mut draft = Draft::new(seed);
        let x = draft.float(&shape, Values::distinct);
        let y = draft.graph.insert(op(axis), &[x]).unwrap();
        draft.finish(y)
    })
}
