//! Lion.

use super::arguments::{check, slots};
use super::class::{optimizer_arguments, options};
use super::moments::rest;
use super::options::{Options, common_arguments};
use super::{Optimizer, Parameter, Slot, Step, Update};
use crate::error::Result;
use crate::layer::Config;
use crate::registry::{Argument, Class, Literal};
use kerros_graph::{Graph, NodeId, Shape};
use std::ops::Bound::{Excluded, Included};

/// Lion: every weight moves by the learning rate, against the sign of a mean of gradients.
///
/// With weight `w`, gradient `g` and learning rate `r`: `w - r sign(beta_1 m + (1 - beta_1) g)`, then
/// `m = beta_2 m + (1 - beta_2) g`.
///
/// | argument | default | |
/// |---|---|---|
/// | `learning_rate` | 0.001 | from 0; a third to a tenth of what suits Adam |
/// | `beta_1` | 0.9 | above 0 to 1; how much of the mean counts in the move |
/// | `beta_2` | 0.99 | from 0 to 1; how slowly the mean forgets |
///
/// and those that all optimizers have, [`Options`].
///
/// Slots: `momentum`.
///
/// Source: Chen et al., "Symbolic discovery of optimization algorithms", 2023. Keras: optimizers,
/// `Lion`.
///
/// ```
/// use kerros::optimizers::Lion;
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(Dense::new(1).use_bias(false).kernel_initializer("ones").input_shape(1))?;
/// model.compile(Compile::new().optimizer(Lion::new().learning_rate(0.25)).loss("mse"))?;
/// model.train_on_batch(&[1.0f32], &[0.0f32])?;
/// assert_eq!(model.get_weights()?[0][[0, 0]], 0.75);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// `compile` refuses arguments outside their range.
#[derive(Clone, Debug)]
pub struct Lion {
    options: Options,
    beta_1: f64,
    beta_2: f64,
}

impl Lion {
    /// Lion with Keras's defaults.
    pub fn new() -> Self {
        Lion { options: Options::new(0.001), beta_1: 0.9, beta_2: 0.99 }
    }

    /// How much of the mean counts in the move, above 0 to 1; 0.9 if not set.
    #[must_use]
    pub fn beta_1(mut self, beta_1: f64) -> Self {
        self.beta_1 = beta_1;
        self
    }

    /// How slowly the mean forgets, from 0 to 1; 0.99 if not set.
    #[must_use]
    pub fn beta_2(mut self, beta_2: f64) -> Self {
        self.beta_2 = beta_2;
        self
    }
}

common_arguments!(Lion);

impl Lion {
    pub(crate) const CLASS: Class<Box<dyn Optimizer>> = Class {
        name: "Lion",
        names: &["lion"],
        doc: "the sign of a mean of gradients",
        arguments: optimizer_arguments!(
            0.001,
            Literal::None,
            [
                Argument::with_default(
                    "beta_1",
                    Literal::Float(0.9),
                    "how much of the mean counts in the move, above 0 to 1",
                ),
                Argument::with_default(
                    "beta_2",
                    Literal::Float(0.99),
                    "how slowly the mean forgets, from 0 to 1",
                ),
            ]
        ),
        make: |a| {
            let optimizer = Lion::new().options(options(a)?).beta_1(a.float("beta_1")?);
            Ok(Box::new(optimizer.beta_2(a.float("beta_2")?)))
        },
    };
}

/// `kept * momentum + (1 - kept) * gradient`
fn mean(graph: &mut Graph, momentum: NodeId, gradient: NodeId, kept: f64) -> Result<NodeId> {
    let old = graph.scale(momentum, kept)?;
    let new = graph.scale(gradient, rest(kept))?;
    Ok(graph.add(old, new)?)
}

impl Default for Lion {
    fn default() -> Self {
        Self::new()
    }
}

impl Optimizer for Lion {
    fn name(&self) -> &'static str {
        "lion"
    }

    fn options(&self) -> Options {
        self.options.clone()
    }

    fn config(&self) -> Config {
        self.options.config().with("beta_1", self.beta_1).with("beta_2", self.beta_2)
    }

    fn slots(&self, _path: &str, shape: &Shape) -> Vec<Slot> {
        vec![Slot::new("momentum", shape)]
    }

    fn check(&self) -> Result<()> {
        self.options.check(self.name())?;
        let above_zero = (Excluded(0.0), Included(1.0));
        check(self.name(), "beta_1", self.beta_1, above_zero, "0.9 is usual.")?;
        check(self.name(), "beta_2", self.beta_2, 0.0..=1.0, "0.99 is usual.")
    }

    fn update(&self, graph: &mut Graph, step: Step<'_>, of: Parameter<'_>) -> Result<Update> {
        let [momentum] = slots(self.name(), of.slots)?;
        let direction = mean(graph, momentum, of.gradient, self.beta_1)?;
        let direction = graph.sign(direction)?;
        let change = graph.mul(step.learning_rate, direction)?;
        let momentum = mean(graph, momentum, of.gradient, self.beta_2)?;
        Ok(Update { weight: graph.sub(of.weight, change)?, slots: vec![momentum] })
    }
}
