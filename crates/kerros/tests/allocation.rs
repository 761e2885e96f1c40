//! Steps of training allocate nothing, and memory stays the same for ever.
//!
//! One test only: the counts are those of the whole process.

#![allow(clippy::unwrap_used, reason = "also in the functions that the test calls")]

#[path = "support/networks.rs"]
mod networks;

use kerros::prelude::*;
use networks::{CONVOLUTIONS, NETWORKS, Network, RECURRENT, TRANSFORMER, WORDS};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use std::alloc::System;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

#[test]
fn steps_allocate_nothing_and_memory_stays_the_same() {
    for network in NETWORKS.iter().chain([&CONVOLUTIONS, &WORDS, &TRANSFORMER, &RECURRENT]) {
        let mut model = (network.build)(1);
        model.set_threads(2).unwrap();
        // The first fit makes the plans of whole and of short batches.
        let short = 5;
        count(network, &mut model, network.batch_size + short);
        let few = count(network, &mut model, 2 * network.batch_size + short);
        let many = count(network, &mut model, 12 * network.batch_size + short);
        assert_eq!(few, many, "{}: 3 steps and 13 steps", network.name);
    }
    let walking = NETWORKS.iter().find(|network| network.name == "walking");
    thousand_steps(walking.unwrap());
}

/// How many allocations an epoch over so many rows takes.
///
/// The least of three epochs: what a thread allocates for itself as it starts, which can be late on a
/// busy machine, falls into one of them at most.
fn count(network: &Network, model: &mut Sequential, rows: usize) -> usize {
    let (x, y) = network.data(rows);
    let epoch = |_| {
        let region = Region::new(ALLOCATOR);
        let fit = Fit::new().batch_size(network.batch_size).verbose(Verbose::Silent);
        let history = model.fit(&x, &y, fit).unwrap();
        let count = region.change().allocations + region.change().reallocations;
        drop(history);
        count
    };
    (0..3).map(epoch).min().unwrap()
}

/// The bytes in use are the same after one step and after a thousand.
fn thousand_steps(network: &Network) {
    let (x, y) = network.data(network.batch_size);
    let mut model = (network.build)(1);
    model.set_threads(2).unwrap();
    let mut step = || {
        model.train_on_batch(&x, &y).unwrap();
    };
    step();
    let region = Region::new(ALLOCATOR);
    (0..1000).for_each(|_| step());
    let change = region.change();
    assert_eq!(change.bytes_allocated, change.bytes_deallocated);
}
