//! The reference evaluator against definitions written here.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../common/cells.rs"]
mod cells;
#[path = "../common/mod.rs"]
mod common;
mod einsum;
mod elements;
mod executor;
mod movement;
mod products;
mod scan;
mod sliding;
#[path = "../common/windows.rs"]
mod windows;

use kerros_graph::random::{Generator, Purpose};

/// `n` numbers between -1 and 1.
fn numbers(seed: u64, n: usize) -> Vec<f64> {
    let mut generator = Generator::new(seed, Purpose::Other(1), 0);
    (0..n).map(|_| 2.0 * generator.uniform() - 1.0).collect()
}

/// Checks that two lists are equal but for rounding.
#[track_caller]
fn assert_close(found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    for (i, (found, expected)) in found.iter().zip(expected).enumerate() {
        let difference = (found - expected).abs();
        assert!(difference <= 1e-12 * expected.abs().max(1.0), "{i}: {found}, not {expected}");
    }
}

fn inner_product(a: &[f64], b: &[f64]) -> f64 {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
