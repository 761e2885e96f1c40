//! What optimizers and metrics cost: `cargo bench -p kerros --bench optimizers`.
//!
//! First the step of each optimizer over one million weights, beside a copy that moves as many bytes, in turn
//! in one run. Then a training step of the walking network with Adam and three metrics beside one with plain
//! gradient descent and none. Times are medians; ratios are of times taken next to each other.

#![allow(clippy::unwrap_used, reason = "a bench fails by panicking")]

#[allow(dead_code, reason = "shared with tests")]
#[path = "../tests/support/networks.rs"]
mod networks;

use kerros::optimizers::{
    Adadelta, Adafactor, Adagrad, AdamW, Adamax, Ftrl, Lamb, Lion, Nadam, Optimizer, Parameter,
    Step,
};
use kerros::prelude::*;
use kerros_cpu::Cpu;
use kerros_graph::{
    Executor, Graph, Program, ProgramId, RunKey, Shape, Type, VariableId, VariableSpec,
};
use networks::NETWORKS;
use std::time::Instant;

const WEIGHTS: usize = 1_000_000;
const ROUNDS: usize = 201;

fn main() {
    one_million_weights();
    walking();
}

fn one_million_weights() {
    println!("{:<12} {:>7} {:>10} {:>10} {:>8}", "optimizer", "MB", "step ms", "copy ms", "share");
    let optimizers: Vec<Box<dyn Optimizer>> = vec![
        Box::new(SGD::new()),
        Box::new(SGD::new().momentum(0.9)),
        Box::new(RMSprop::new()),
        Box::new(Adam::new()),
        Box::new(Adam::new().amsgrad(true)),
        Box::new(AdamW::new()),
        Box::new(Adamax::new()),
        Box::new(Nadam::new()),
        Box::new(Adadelta::new()),
        Box::new(Adagrad::new()),
        Box::new(Lion::new()),
        Box::new(Lamb::new()),
        Box::new(Adafactor::new()),
        Box::new(Ftrl::new()),
    ];
    for optimizer in &optimizers {
        let mut step = OptimizerStep::new(&**optimizer);
        let mut copy = Copy::of_bytes(step.bytes / 2);
        let (mut steps, mut copies) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            steps.push(seconds(|| step.run()));
            copies.push(seconds(|| copy.run()));
        }
        let shares = median(copies.iter().zip(&steps).map(|(copy, step)| copy / step).collect());
        println!(
            "{:<12} {:>7.1} {:>10.3} {:>10.3} {:>7.0}%",
            optimizer.name(),
            step.bytes as f64 / 1e6,
            median(steps) * 1e3,
            median(copies) * 1e3,
            shares * 100.0,
        );
    }
}

/// One step of an optimizer over a matrix of a million weights.
struct OptimizerStep {
    executor: Cpu,
    program: ProgramId,
    /// Bytes read and written.
    bytes: usize,
}

impl OptimizerStep {
    fn new(optimizer: &dyn Optimizer) -> Self {
        let shape = Shape::of(&[1000, WEIGHTS / 1000]);
        let slots = optimizer.slots("dense/kernel", &shape);
        let shared = optimizer.shared();
        let mut specs = vec![
            ("weight", shape.clone(), 0.1),
            ("gradient", shape.clone(), 0.01),
            ("rate", Shape::scalar(), 1e-4),
            ("iteration", Shape::scalar(), 0.0),
        ];
        specs.extend(shared.iter().map(|slot| (slot.name(), slot.shape().clone(), 1.0)));
        specs.extend(slots.iter().map(|slot| (slot.name(), slot.shape().clone(), 0.1)));

        let mut executor = Cpu::new(None);
        let mut graph = Graph::new();
        let mut nodes = Vec::new();
        for (name, shape, start) in &specs {
            let ty = Type::f32(shape.clone());
            let spec = VariableSpec { name: (*name).to_owned(), ty: ty.clone() };
            let variable = executor.define(&[spec]).unwrap()[0];
            executor.write(variable, &vec![*start; shape.elements(1)]).unwrap();
            nodes.push(graph.variable(variable, ty).unwrap());
        }
        let [weight, gradient, learning_rate, past] = nodes[..4].try_into().unwrap();
        let (old_shared, old_slots) = nodes[4..].split_at(shared.len());
        let iteration = graph.offset(past, 1.0).unwrap();
        let step = Step { learning_rate, iteration, shared: old_shared };
        let new_shared = optimizer.begin(&mut graph, step).unwrap();
        let step = Step { shared: &new_shared, ..step };
        let of = Parameter { path: "dense/kernel", weight, gradient, slots: old_slots };
        let update = optimizer.update(&mut graph, step, of).unwrap();
        let values = [update.weight, iteration].into_iter().chain(new_shared).chain(update.slots);
        let targets = [0, 3].into_iter().chain(4..);
        let updates = values
            .zip(targets)
            .map(|(value, variable)| graph.assign(VariableId(variable), value).unwrap())
            .collect();
        let program = executor.compile(&Program { graph, outputs: vec![], updates }).unwrap();
        let kept: usize = slots.iter().map(|slot| slot.shape().elements(1)).sum();
        let bytes = 4 * (3 * WEIGHTS + 2 * kept);
        OptimizerStep { executor, program, bytes }
    }

    fn run(&mut self) {
        self.executor.run(self.program, 1, RunKey::default(), &mut |_, _| {}).unwrap();
    }
}

/// A copy of so many bytes, by as many threads as the executor has.
struct Copy {
    from: Vec<f32>,
    to: Vec<f32>,
    threads: usize,
}

impl Copy {
    fn of_bytes(bytes: usize) -> Self {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        Copy { from: vec![1.0; bytes / 4], to: vec![0.0; bytes / 4], threads }
    }

    fn run(&mut self) {
        let part = self.from.len().div_ceil(self.threads);
        std::thread::scope(|scope| {
            let mut parts = self.from.chunks(part).zip(self.to.chunks_mut(part));
            let last = parts.next();
            for (from, to) in parts {
                scope.spawn(|| to.copy_from_slice(from));
            }
            // This thread works too.
            if let Some((from, to)) = last {
                to.copy_from_slice(from);
            }
        });
    }
}

/// The walking network with Adam and three metrics, and with gradient descent and none.
fn walking() {
    let network = NETWORKS.iter().find(|network| network.name == "walking").unwrap();
    let (x, y) = network.data(16 * network.batch_size);
    let compiled = |compile: Compile| {
        let mut model = (network.build)(1);
        model.compile(compile.loss("categorical_crossentropy")).unwrap();
        model
    };
    let metrics = ["accuracy", "mse", "mae"];
    let mut plain = compiled(Compile::new().optimizer("sgd"));
    let mut full = compiled(Compile::new().optimizer("adam").metrics(metrics));
    let epoch = |model: &mut Sequential| {
        let fit = Fit::new().batch_size(network.batch_size).verbose(Verbose::Silent);
        seconds(|| {
            model.fit(&x, &y, fit).unwrap();
        })
    };
    let ratios = (0..61).map(|_| epoch(&mut full) / epoch(&mut plain)).collect();
    println!("walking, Adam and three metrics: {:.3} times SGD and none", median(ratios));
}

fn seconds(work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
