//! What an optimizer sees of a training step, and what it makes of it.

use kerros_graph::{NodeId, Shape};

/// What an update may depend on besides the weight. All are scalars of `f32`, so that what is computed
/// from them alone is computed once, not for each weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step<'s> {
    /// The learning rate of this step.
    pub learning_rate: NodeId,
    /// The number of this step: 1 at the first. Numbers up to 2^24 (16.7 million) are exact.
    pub iteration: NodeId,
    /// What [`Optimizer::shared`](super::Optimizer::shared) names: in
    /// [`begin`](super::Optimizer::begin) as it was before the step, in
    /// [`update`](super::Optimizer::update) as `begin` has made it.
    pub shared: &'s [NodeId],
}

/// A weight in a training step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameter<'p> {
    /// Where it is: `dense_1/kernel`.
    pub path: &'p str,
    /// Its value before the step.
    pub weight: NodeId,
    /// The gradient of the loss.
    pub gradient: NodeId,
    /// What the optimizer keeps of it, in the order of [`Optimizer::slots`](super::Optimizer::slots).
    pub slots: &'p [NodeId],
}

/// The new values of a weight and its slots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Update {
    /// The weight after the step.
    pub weight: NodeId,
    /// The slots after the step, in the order of [`Optimizer::slots`](super::Optimizer::slots).
    pub slots: Vec<NodeId>,
}

/// Numbers that an optimizer keeps from step to step.
///
/// ```
/// use kerros::optimizers::Slot;
/// use kerros_graph::Shape;
///
/// let mean_square = Slot::new("accumulator", &Shape::of(&[3, 2])).starting_at(0.1);
/// assert_eq!(mean_square.name(), "accumulator");
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Slot {
    pub(crate) name: &'static str,
    pub(crate) shape: Shape,
    pub(crate) start: f32,
    pub(crate) group: usize,
}

impl Slot {
    /// Zeros of this shape.
    pub fn new(name: &'static str, shape: &Shape) -> Self {
        Slot { name, shape: shape.clone(), start: 0.0, group: 0 }
    }

    /// One number, 0 at the start.
    pub fn scalar(name: &'static str) -> Self {
        Slot::new(name, &Shape::scalar())
    }

    /// What all of its numbers are before the first step; 0 if not set.
    #[must_use]
    pub fn starting_at(mut self, start: f32) -> Self {
        self.start = start;
        self
    }

    /// Where it is in the list of the optimizer's state, which is that of Keras: slots of one group lie
    /// weight by weight, and the groups one after the other. 0 if not set.
    #[must_use]
    pub fn group(mut self, group: usize) -> Self {
        self.group = group;
        self
    }

    /// Its name in Keras, such as `momentum`.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Its shape.
    pub fn shape(&self) -> &Shape {
        &self.shape
    }
}
