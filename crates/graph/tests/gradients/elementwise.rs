//! Problems of leaves and elementwise operations, away from kinks and poles.

use crate::problem::{BATCH, Draft, Problem, Values, shape};
use kerros_graph::op::{Binary, Unary};
use kerros_graph::{DType, Graph, NodeId, Op, Result, Shape, Type, VariableId};
use proptest::prelude::*;

/// A problem of one input of `values`, made by `build`.
fn of_one(
    values: impl Fn(&mut Values, usize) -> Vec<f64> + Clone + 'static,
    build: impl Fn(&mut Graph, NodeId) -> Result<NodeId> + Clone + 'static,
) -> impl Strategy<Value = Problem> {
    (shape(), any::<u64>()).prop_map(move |(shape, seed)| {
        let mut draft = Draft::new(seed);
        let x = draft.float(&shape, &values);
        let y = build(&mut draft.graph, x).unwrap();
        draft.finish(y)
    })
}

fn moderate(values: &mut Values, n: usize) -> Vec<f64> {
    values.signed(n, 0.3, 2.0)
}

pub(crate) fn identity() -> impl Strategy<Value = Problem> {
    of_one(moderate, |_, x| Ok(x))
}

pub(crate) fn with_variable() -> impl Strategy<Value = Problem> {
    of_one(moderate, |graph, x| {
        let ty = graph.ty(x).clone();
        let variable = graph.variable(VariableId(0), ty)?;
        let sum = graph.add(variable, x)?;
        graph.mul(sum, x)
    })
}

pub(crate) fn with_literal() -> impl Strategy<Value = Problem> {
    of_one(moderate, |graph, x| graph.scale(x, -1.75))
}

pub(crate) fn with_batch_size() -> impl Strategy<Value = Problem> {
    of_one(moderate, |graph, x| {
        let rows = graph.batch_size()?;
        graph.div(x, rows)
    })
}

pub(crate) fn with_iota() -> impl Strategy<Value = Problem> {
    of_one(moderate, |graph, x| {
        let ty = graph.ty(x).clone();
        let axis = ty.shape.rank() - 1;
        let place = graph.iota(ty, axis)?;
        graph.mul(x, place)
    })
}

pub(crate) fn with_random() -> impl Strategy<Value = Problem> {
    of_one(moderate, |graph, x| {
        let shape = graph.ty(x).shape.clone();
        let noise = graph.random_uniform(shape)?;
        graph.mul(x, noise)
    })
}

/// The variable is given a value, which the loss does not depend on.
pub(crate) fn with_assignment() -> impl Strategy<Value = Problem> {
    of_one(moderate, |graph, x| {
        let square = graph.square(x)?;
        graph.assign(VariableId(0), square)?;
        Ok(square)
    })
}

pub(crate) fn unary(kind: Unary, low: f64, high: f64) -> impl Strategy<Value = Problem> {
    of_one(
        move |values, n| values.between(n, low, high),
        move |graph, x| graph.insert(Op::Unary(kind), &[x]),
    )
}

/// A function with kinks or jumps at integers or between them, times `x`.
pub(crate) fn step(kind: Unary) -> impl Strategy<Value = Problem> {
    of_one(Values::between_steps, move |graph, x| {
        let step = graph.insert(Op::Unary(kind), &[x])?;
        graph.mul(step, x)
    })
}

pub(crate) fn cast() -> impl Strategy<Value = Problem> {
    of_one(Values::between_steps, |graph, x| {
        let index = graph.cast(x, DType::I32)?;
        let whole = graph.cast(index, DType::F32)?;
        // A cast to the type that is there already passes the gradient on.
        let same = graph.insert(Op::Cast(DType::F32), &[x])?;
        graph.mul(whole, same)
    })
}

/// Pairs of shapes that broadcast to each other.
fn pair_of_shapes() -> impl Strategy<Value = (Shape, Shape)> {
    (shape(), prop::collection::vec(any::<bool>(), 3), 0..=1_usize).prop_map(
        |(shape, single, dropped)| {
            let mut smaller: Shape = shape.dims()[dropped..].iter().copied().collect();
            for (dim, &single) in smaller.0.iter_mut().zip(&single) {
                if single {
                    *dim = 1.into();
                }
            }
            (shape, smaller)
        },
    )
}

pub(crate) fn binary(kind: Binary) -> impl Strategy<Value = Problem> {
    (pair_of_shapes(), any::<bool>(), any::<u64>()).prop_map(move |((large, small), swap, seed)| {
        let mut draft = Draft::new(seed);
        let a = draft.float(if swap { &small } else { &large }, moderate);
        let b = draft.float(if swap { &large } else { &small }, |v, n| v.signed(n, 0.6, 2.0));
        let y = draft.graph.binary(kind, a, b).unwrap();
        draft.finish(y)
    })
}

pub(crate) fn pow() -> impl Strategy<Value = Problem> {
    (pair_of_shapes(), any::<u64>()).prop_map(|((large, small), seed)| {
        let mut draft = Draft::new(seed);
        let base = draft.float(&large, |values, n| values.between(n, 0.6, 2.0));
        let exponent = draft.float(&small, |values, n| values.between(n, -1.5, 2.5));
        let y = draft.graph.pow(base, exponent).unwrap();
        draft.finish(y)
    })
}

/// A comparison of operands that are apart, times one of them.
pub(crate) fn comparison(kind: Binary) -> impl Strategy<Value = Problem> {
    (shape(), any::<u64>()).prop_map(move |(shape, seed)| {
        let mut draft = Draft::new(seed);
        let n = shape.elements(BATCH);
        let pairs = draft.values.distinct(2 * n);
        let a = draft.float(&shape, |_, _| pairs[..n].to_vec());
        let b = draft.float(&shape, |_, _| pairs[n..].to_vec());
        let compared = draft.graph.binary(kind, a, b).unwrap();
        let y = draft.graph.mul(compared, a).unwrap();
        let y = draft.graph.add(y, b).unwrap();
        draft.finish(y)
    })
}

pub(crate) fn select() -> impl Strategy<Value = Problem> {
    (shape(), any::<u64>()).prop_map(|(shape, seed)| {
        let mut draft = Draft::new(seed);
        let condition = draft.input(Type::i32(shape.clone()), |values, n| values.indices(n, 2));
        let condition = draft.graph.cast(condition, DType::F32).unwrap();
        let a = draft.float(&shape, moderate);
        let b = draft.float(&shape, moderate);
        let chosen = draft.graph.select(condition, a, b).unwrap();
        let y = draft.graph.mul(chosen, a).unwrap();
        draft.finish(y)
    })
}

/// Differences see a constant only where the value is one: on the steps of a function.
pub(crate) fn stopped() -> impl Strategy<Value = Problem> {
    of_one(Values::between_steps, |graph, x| {
        let step = graph.floor(x)?;
        let constant = graph.stop_gradient(step)?;
        graph.mul(constant, x)
    })
}

/// A product, whose gradients are written out.
pub(crate) fn custom() -> impl Strategy<Value = Problem> {
    (shape(), any::<u64>()).prop_map(|(shape, seed)| {
        let mut draft = Draft::new(seed);
        let operands = [(); 2].map(|()| draft.float(&shape, moderate));
        let graph = &mut draft.graph;
        let product = graph.mul(operands[0], operands[1]).unwrap();
        let y = graph.custom_gradient(product, &operands, |graph, upstream| {
            let &[a, b] = upstream.with_respect_to else { return Ok(vec![]) };
            Ok(vec![graph.mul(upstream.gradient, b)?, graph.mul(upstream.gradient, a)?])
        });
        draft.finish(y.unwrap())
    })
}
