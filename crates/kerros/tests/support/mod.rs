//! What the golden tests share: models from Keras's descriptions, and executors.

pub(crate) mod describe;

use kerros::Sequential;
use kerros_graph::Executor;
use kerros_graph::reference::Reference;

/// Makes an executor, given a number of threads.
pub(crate) type MakeExecutor = fn(Option<usize>) -> Box<dyn Executor>;

/// The executors that all numbers must come out of.
pub(crate) const EXECUTORS: [(&str, MakeExecutor); 2] = [
    ("reference", |_| Box::new(Reference::new())),
    ("cpu", |threads| Box::new(kerros_cpu::Cpu::new(threads))),
];

/// A model that computes with the given executor.
pub(crate) fn model_on(make: MakeExecutor) -> Sequential {
    let mut model = Sequential::new();
    model.set_executor(make).unwrap();
    model
}
