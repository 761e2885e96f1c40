//! Gradients of every operation against central differences in `f64`, and the checker itself
//! against rules that are wrong.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod cases;
#[path = "../common/cells.rs"]
mod cells;
#[path = "../common/mod.rs"]
mod common;
mod elementwise;
mod movement;
mod network;
mod problem;
mod scan;
mod special;
#[path = "../common/windows.rs"]
mod windows;
mod wrong_rules;

use cases::Kind;
use kerros_graph::gradient;
use problem::Problem;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseResult, TestRng, TestRunner};

/// How far an analytic gradient may be from the differences.
const TOLERANCE: f64 = 1e-6;

#[test]
fn every_operation_has_the_gradient_of_its_differences() {
    for &kind in Kind::ALL {
        for_each_problem(kind, 24, |problem| {
            let holds = problem.graph.nodes().any(|(_, node)| Kind::of(&node.op) == kind);
            prop_assert!(holds, "the problem does not use the operation");
            let deviation = problem.check();
            prop_assert!(deviation.relative <= TOLERANCE, "{deviation:?}");
            Ok(())
        });
    }
}

#[test]
fn every_gradient_has_the_gradient_of_its_differences() {
    for &kind in Kind::ALL {
        for_each_problem(kind, 12, |problem| {
            let deviation = squared_gradient(problem).check();
            prop_assert!(deviation.relative <= TOLERANCE, "{deviation:?}");
            Ok(())
        });
    }
}

/// Recurrences come in more kinds than the two dozen problems of an operation.
#[test]
fn recurrences_have_the_gradients_of_their_differences() {
    for_each_problem(Kind::Scan, 240, |problem| {
        let deviation = problem.check();
        prop_assert!(deviation.relative <= TOLERANCE, "{deviation:?}");
        Ok(())
    });
    for_each_problem(Kind::Scan, 60, |problem| {
        let deviation = squared_gradient(problem).check();
        prop_assert!(deviation.relative <= TOLERANCE, "{deviation:?}");
        Ok(())
    });
}

/// The problem whose loss is the sum of squares of this problem's gradient.
fn squared_gradient(mut problem: Problem) -> Problem {
    let graph = &mut problem.graph;
    let mut total = graph.literal(0.0).unwrap();
    for gradient in gradient(graph, problem.loss, &problem.inputs).unwrap() {
        let square = graph.square(gradient).unwrap();
        let sum = graph.sum_all(square).unwrap();
        total = graph.add(total, sum).unwrap();
    }
    Problem { loss: total, ..problem }
}

/// Checks `count` problems of a kind, always the same ones; the smallest that fails is printed.
fn for_each_problem(kind: Kind, count: u32, check: impl Fn(Problem) -> TestCaseResult) {
    let config = Config {
        cases: count,
        failure_persistence: None,
        max_shrink_iters: 1000,
        ..Config::default()
    };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let outcome = TestRunner::new_with_rng(config, rng).run(&kind.problems(), check);
    if let Err(failure) = outcome {
        panic!("{kind:?}: {failure}");
    }
}
