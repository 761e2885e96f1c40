//! Steps of training allocate nothing, and memory stays the same for ever.
//!
//! One test only: the counts are those of the whole process.

#![allow(clippy::unwrap_used, reason = "also in the functions that the test calls")]

#[path = "support/networks.rs"]
mod networks;
#[allow(dead_code, reason = "shared with other tests")]
#[path = "golden_objectives/numbers.rs"]
mod numbers;
#[allow(dead_code, reason = "shared with other tests")]
mod support;
#[path = "support/whole.rs"]
mod whole;

use kerros::optimizers::Optimizer;
use kerros::prelude::*;
use networks::{CONVOLUTIONS, METRICS, NETWORKS, Network, RECURRENT, TRANSFORMER, WORDS};
use numbers::{Array, document, list};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use std::alloc::System;
use support::EXECUTORS;
use whole::WHOLE;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

#[test]
fn steps_allocate_nothing_and_memory_stays_the_same() {
    let others = [&CONVOLUTIONS, &WORDS, &TRANSFORMER, &RECURRENT, &METRICS];
    for network in NETWORKS.iter().chain(others) {
        let mut model = (network.build)(1);
        model.set_threads(2).unwrap();
        // The first fit makes the plans of whole and of short batches.
        let short = 5;
        count(network, &mut model, network.batch_size + short);
        let few = count(network, &mut model, 2 * network.batch_size + short);
        let many = count(network, &mut model, 12 * network.batch_size + short);
        assert_eq!(few, many, "{}: 3 steps and 13 steps", network.name);
    }
    for (name, build) in WHOLE {
        let mut model = build(EXECUTORS[1].1);
        model.set_threads(2).unwrap();
        count_batches(name, &mut model, 1);
        let few = count_batches(name, &mut model, 3);
        let many = count_batches(name, &mut model, 13);
        assert_eq!(few, many, "{name}: 3 steps and 13 steps");
    }
    optimizers_allocate_nothing();
    let walking = NETWORKS.iter().find(|network| network.name == "walking");
    thousand_steps(walking.unwrap());
}

/// Optimizers with everything that is kept besides the weights.
fn optimizers_allocate_nothing() {
    let optimizers: [Box<dyn Optimizer>; 6] = [
        Box::new(Nadam::new().clipnorm(1.0).use_ema(true).ema_overwrite_frequency(2)),
        Box::new(AdamW::new().learning_rate(CosineDecayRestarts::new(0.01, 3.0))),
        Box::new(SGD::new().momentum(0.9).gradient_accumulation_steps(3).global_clipnorm(1.0)),
        Box::new(LossScaleOptimizer::new("adam").unwrap().dynamic_growth_steps(2)),
        Box::new(Muon::new()),
        Box::new(Adafactor::new().clipvalue(0.5)),
    ];
    let network = &NETWORKS[0];
    for optimizer in optimizers {
        let name = optimizer.name();
        let mut model = (network.build)(1);
        model.compile(Compile::new().optimizer(optimizer).loss("mse")).unwrap();
        model.set_threads(2).unwrap();
        count(network, &mut model, network.batch_size);
        let few = count(network, &mut model, 2 * network.batch_size);
        let many = count(network, &mut model, 12 * network.batch_size);
        assert_eq!(few, many, "{name}: 2 steps and 12 steps");
    }
}

/// How many allocations an epoch over so many rows takes.
fn count(network: &Network, model: &mut Sequential, rows: usize) -> usize {
    let (x, y) = network.data(rows);
    least(|| {
        let fit = Fit::new().batch_size(network.batch_size).verbose(Verbose::Silent);
        model.fit(&x, &y, fit).unwrap()
    })
}

/// How many allocations an epoch over so many batches of a whole training takes.
fn count_batches(name: &str, model: &mut Model, batches: usize) -> usize {
    let golden = document(&format!("whole/{name}"));
    let batches = &list(&golden, "batches")[..batches];
    let inputs = list(&batches[0], "x").len();
    let x: Vec<Array> = (0..inputs)
        .map(|input| behind_each_other(batches.iter().map(|batch| Array::of(&batch["x"][input]))))
        .collect();
    // The target of an autoencoder is its input.
    let target = |batch: &serde_json::Value| match batch["y"].is_null() {
        true => Array::of(&batch["x"][0]),
        false => Array::of(&batch["y"]),
    };
    let y = behind_each_other(batches.iter().map(target));
    let rows = y.shape[0] / batches.len();
    least(|| {
        let x: Vec<_> = x.iter().map(|x| (&x.data[..], &x.shape[..])).collect();
        let fit = Fit::new().batch_size(rows).verbose(Verbose::Silent);
        model.fit(x, (&y.data[..], &y.shape[..]), fit).unwrap()
    })
}

fn behind_each_other(arrays: impl Iterator<Item = Array>) -> Array {
    let joined = arrays.reduce(|mut all, more| {
        all.shape[0] += more.shape[0];
        all.data.extend(more.data);
        all
    });
    joined.unwrap()
}

/// How many allocations an epoch takes: the least of three. What a thread allocates for itself as it starts, which can be
/// late on a busy machine, falls into one of them at most.
fn least(mut epoch: impl FnMut() -> History) -> usize {
    let mut count = || {
        let region = Region::new(ALLOCATOR);
        let history = epoch();
        let count = region.change().allocations + region.change().reallocations;
        drop(history);
        count
    };
    (0..3).map(|_| count()).min().unwrap()
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
