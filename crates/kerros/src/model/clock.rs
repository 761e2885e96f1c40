//! What names the random numbers of a model.

use kerros_graph::RunKey;
use kerros_graph::random::{Generator, Purpose};

/// The seed, and how many training steps and epochs the model has seen, over all fits. The next
/// random numbers are a function of these alone.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clock {
    pub(super) seed: u64,
    pub(super) steps: u64,
    pub(super) epochs: u64,
}

impl Clock {
    /// Before the first step.
    pub(super) fn new(seed: u64) -> Self {
        Clock { seed, steps: 0, epochs: 0 }
    }

    /// What names the random numbers of the next step.
    pub(super) fn key(&self) -> RunKey {
        RunKey { seed: self.seed, step: self.steps }
    }

    /// Puts the rows into the order of the next epoch. It does not depend on the order before.
    pub(super) fn shuffle(&self, order: &mut [usize]) {
        order.iter_mut().enumerate().for_each(|(index, row)| *row = index);
        Generator::new(self.seed, Purpose::Shuffle, self.epochs).shuffle(order);
    }
}
