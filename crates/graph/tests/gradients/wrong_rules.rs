//! The checker is worth what it catches.

use crate::TOLERANCE;
use crate::cases::Kind;
use crate::problem::{Draft, Problem, Values};
use kerros_graph::gradient::{OperandGradients, rule};
use kerros_graph::op::Unary;
use kerros_graph::{Graph, NodeId, Op, Result, Shape};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use smallvec::smallvec;
use std::cell::Cell;
use std::rc::Rc;

/// What a wrong rule must deviate by.
const CAUGHT: f64 = 1e-3;

/// A few problems of a kind, always the same ones.
fn problems(kind: Kind, count: usize) -> impl Iterator<Item = Problem> {
    let mut runner = TestRunner::deterministic();
    let problems = kind.problems();
    (0..count).map(move |_| problems.new_tree(&mut runner).unwrap().current())
}

/// The largest deviation under the rules that `wrong` gives for operations of this kind.
fn worst(
    kind: Kind,
    count: usize,
    wrong: impl Fn(&mut Graph, OperandGradients) -> Result<OperandGradients> + 'static,
) -> f64 {
    worst_of(kind, problems(kind, count), wrong)
}

/// [`worst`] of given problems.
fn worst_of(
    kind: Kind,
    problems: impl Iterator<Item = Problem>,
    wrong: impl Fn(&mut Graph, OperandGradients) -> Result<OperandGradients> + 'static,
) -> f64 {
    let rule = move |graph: &mut Graph, id: NodeId, g: NodeId| {
        let right = rule(graph, id, g)?;
        if Kind::of(graph.op(id)) == kind { wrong(graph, right) } else { Ok(right) }
    };
    problems.map(|problem| problem.check_with(&rule).unwrap().relative).fold(0.0, f64::max)
}

#[test]
fn every_rule_that_gives_twice_the_gradient_is_caught() {
    let mut without_gradient = Vec::new();
    for &kind in Kind::ALL {
        let doubled = Rc::new(Cell::new(false));
        let seen = Rc::clone(&doubled);
        let deviation = worst(kind, 4, move |graph, right| {
            right
                .into_iter()
                .map(|gradient| {
                    seen.set(seen.get() || gradient.is_some());
                    gradient.map(|gradient| graph.scale(gradient, 2.0)).transpose()
                })
                .collect()
        });
        match doubled.get() {
            true => assert!(deviation > CAUGHT, "{kind:?}: {deviation}"),
            false => without_gradient.push(kind),
        }
    }
    use Kind::*;
    let steps = [Sign, Floor, Round, Equal, Less, LessEqual];
    let expected = [[Input, Variable, Literal, BatchSize, Iota, Random].as_slice(), &steps];
    assert_eq!(without_gradient, [expected.concat(), vec![StopGradient, ArgMax, Assign]].concat());
}

#[test]
fn every_rule_that_forgets_an_operand_is_caught() {
    for &kind in Kind::ALL {
        for operand in 0..3 {
            let forgotten = Rc::new(Cell::new(false));
            let seen = Rc::clone(&forgotten);
            let deviation = worst(kind, 4, move |_, mut right| {
                if let Some(gradient) = right.get_mut(operand) {
                    seen.set(seen.get() || gradient.is_some());
                    *gradient = None;
                }
                Ok(right)
            });
            assert!(deviation > CAUGHT || !forgotten.get(), "{kind:?}, {operand}: {deviation}");
        }
    }
}

/// Off by a ten-thousandth, in gradients of about a thousandth: by itself below the tolerance, but not
/// beside the gradients.
#[test]
fn every_rule_that_is_slightly_off_is_caught_in_small_gradients() {
    const SMALL: f64 = 1e-3;
    const OFF: f64 = 1e-4;
    for &kind in Kind::ALL {
        let small = problems(kind, 4).map(|mut problem| {
            problem.loss = problem.graph.scale(problem.loss, SMALL).unwrap();
            assert!(problem.check().relative <= TOLERANCE, "{kind:?}");
            problem
        });
        let changed = Rc::new(Cell::new(false));
        let seen = Rc::clone(&changed);
        let deviation = worst_of(kind, small, move |graph, mut right| {
            for gradient in right.iter_mut().flatten() {
                seen.set(true);
                *gradient = graph.scale(*gradient, 1.0 + OFF)?;
            }
            Ok(right)
        });
        assert!(deviation > OFF / 10.0 || !changed.get(), "{kind:?}: {deviation}");
    }
}

/// The gradient of one input is a thousandth of that of another, and wrong by half.
#[test]
fn a_wrong_small_gradient_beside_a_large_one_is_caught() {
    let mut draft = Draft::new(0);
    let small = draft.float(&Shape::of(&[3]), Values::distinct);
    let large = draft.float(&Shape::of(&[3]), Values::distinct);
    let y = draft.graph.tanh(small).unwrap();
    let y = draft.graph.scale(y, 1e-3).unwrap();
    let y = draft.graph.add(y, large).unwrap();
    let problem = draft.finish(y);
    let halved = |graph: &mut Graph, id: NodeId, g: NodeId| match graph.op(id) {
        Op::Unary(Unary::Tanh) => {
            let half = graph.scale(g, 0.5)?;
            rule(graph, id, half)
        }
        _ => rule(graph, id, g),
    };
    assert!(problem.check().relative <= TOLERANCE);
    let deviation = problem.check_with(&halved).unwrap();
    assert!((deviation.relative - 0.5).abs() < 1e-6, "{deviation:?}");
}

#[test]
fn a_flipped_sign_in_mul_is_caught() {
    let deviation = worst(Kind::Mul, 1, |graph, mut right| {
        right[1] = right[1].map(|gradient| graph.neg(gradient)).transpose()?;
        Ok(right)
    });
    assert!(deviation > CAUGHT, "{deviation}");
}

#[test]
fn twice_the_kernel_gradient_of_a_convolution_is_caught() {
    let deviation = worst(Kind::Conv, 1, |graph, mut right| {
        right[1] = right[1].map(|gradient| graph.scale(gradient, 2.0)).transpose()?;
        Ok(right)
    });
    assert!(deviation > CAUGHT, "{deviation}");
}

#[test]
fn a_zero_gradient_of_tanh_is_caught() {
    let deviation = worst(Kind::Tanh, 1, |_, _| Ok(smallvec![None]));
    assert!(deviation > CAUGHT, "{deviation}");
}

/// One of the repeated rows instead of their sum: the type is right, the numbers are not.
#[test]
fn a_broadcast_that_is_not_summed_is_caught() {
    let mut draft = Draft::new(0);
    let x = draft.float(&Shape::of(&[3]), Values::distinct);
    let rows = draft.graph.broadcast(x, Shape::batch(&[3])).unwrap();
    let problem = draft.finish(rows);
    let one_row = |graph: &mut Graph, id: NodeId, g: NodeId| match graph.op(id) {
        Op::Broadcast(_) => Ok(smallvec![Some(graph.reduce_max(g, &[0])?)]),
        _ => rule(graph, id, g),
    };
    assert!(problem.check().relative < TOLERANCE);
    let deviation = problem.check_with(&one_row).unwrap();
    assert!(deviation.relative > CAUGHT, "{deviation:?}");
}

/// Handing the gradient on as it came is an error that names the operation.
#[test]
fn a_gradient_of_the_wrong_type_is_an_error() {
    let unsummed = |graph: &mut Graph, id: NodeId, g: NodeId| match graph.op(id) {
        Op::Broadcast(_) => Ok(smallvec![Some(g)]),
        _ => rule(graph, id, g),
    };
    for problem in problems(Kind::Broadcast, 4) {
        let error = problem.check_with(&unsummed).unwrap_err().to_string();
        assert!(
            error.starts_with("broadcast: expected a gradient of the operand's type"),
            "{error}"
        );
    }
}
