//! Adamax.

use super::arguments::{check_beta, check_epsilon, slots};
use super::class::{epsilon, optimizer_arguments, options};
use super::moments::{moved, one_minus_power};
use super::options::{Options, common_arguments};
use super::{Optimizer, Parameter, Slot, Step, Update};
use crate::error::Result;
use crate::layer::Config;
use crate::registry::{Class, Literal};
use kerros_graph::{Graph, Shape};

/// Adamax: Adam with the largest recent gradient in place of the root mean square.
///
/// With weight `w`, gradient `g`, learning rate `r` and step `t = 1, 2, ...`:
///
/// - `m = m + (g - m) (1 - beta_1)` and `u = max(beta_2 u, |g|)`;
/// - `w - r m / ((1 - beta_1^t) (u + epsilon))`.
///
/// | argument | default | |
/// |---|---|---|
/// | `learning_rate` | 0.001 | from 0; Keras 2.2's is 0.002 |
/// | `beta_1` | 0.9 | from 0 to below 1; how slowly the mean forgets |
/// | `beta_2` | 0.999 | from 0 to below 1; how slowly the largest forgets |
/// | `epsilon` | 1e-7 | above 0 |
///
/// and those that all optimizers have, [`Options`].
///
/// Slots: `momentum`, `norm`.
///
/// Source: Kingma and Ba, "Adam: a method for stochastic optimization", ICLR 2015, section 7.1.
/// Keras: optimizers, `Adamax`.
///
/// ```
/// use kerros::optimizers::Adamax;
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(Dense::new(1).use_bias(false).kernel_initializer("ones").input_shape(1))?;
/// model.compile(Compile::new().optimizer(Adamax::new().learning_rate(0.01)).loss("mse"))?;
/// model.train_on_batch(&[1.0f32], &[0.0f32])?;
/// assert!((model.get_weights()?[0][[0, 0]] - (1.0 - 0.01)).abs() < 1e-5);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// `compile` refuses arguments outside their range.
#[derive(Clone, Debug)]
pub struct Adamax {
    options: Options,
    beta_1: f64,
    beta_2: f64,
    epsilon: f64,
}

impl Adamax {
    /// Adamax with Keras's defaults.
    pub fn new() -> Self {
        Adamax { options: Options::new(0.001), beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7 }
    }

    /// How slowly the mean of the gradient forgets, from 0 to below 1; 0.9 if not set.
    #[must_use]
    pub fn beta_1(mut self, beta_1: f64) -> Self {
        self.beta_1 = beta_1;
        self
    }

    /// How slowly the largest gradient forgets, from 0 to below 1; 0.999 if not set.
    #[must_use]
    pub fn beta_2(mut self, beta_2: f64) -> Self {
        self.beta_2 = beta_2;
        self
    }

    /// What keeps the divisor from 0; 1e-7 if not set.
    #[must_use]
    pub fn epsilon(mut self, epsilon: f64) -> Self {
        self.epsilon = epsilon;
        self
    }
}

common_arguments!(Adamax);

impl Adamax {
    pub(crate) const CLASS: Class<Box<dyn Optimizer>> = Class {
        name: "Adamax",
        names: &["adamax"],
        doc: "Adam with the largest recent gradient in place of the root mean square",
        arguments: optimizer_arguments!(
            0.001,
            Literal::None,
            [beta_1("beta_1", 0.9), beta_2("beta_2", 0.999), EPSILON]
        ),
        make: |a| {
            let optimizer = Adamax::new().options(options(a)?).beta_1(a.float("beta_1")?);
            Ok(Box::new(optimizer.beta_2(a.float("beta_2")?).epsilon(epsilon(a)?)))
        },
    };
}

impl Default for Adamax {
    fn default() -> Self {
        Self::new()
    }
}

impl Optimizer for Adamax {
    fn name(&self) -> &'static str {
        "adamax"
    }

    fn options(&self) -> Options {
        self.options.clone()
    }

    fn config(&self) -> Config {
        self.options
            .config()
            .with("beta_1", self.beta_1)
            .with("beta_2", self.beta_2)
            .with("epsilon", self.epsilon)
    }

    fn slots(&self, _path: &str, shape: &Shape) -> Vec<Slot> {
        vec![Slot::new("momentum", shape), Slot::new("norm", shape)]
    }

    fn check(&self) -> Result<()> {
        self.options.check(self.name())?;
        check_beta(self.name(), "beta_1", self.beta_1, "0.9 is usual.")?;
        check_beta(self.name(), "beta_2", self.beta_2, "0.999 is usual.")?;
        check_epsilon(self.name(), self.epsilon)
    }

    fn update(&self, graph: &mut Graph, step: Step<'_>, of: Parameter<'_>) -> Result<Update> {
        let [momentum, largest] = slots(self.name(), of.slots)?;
        let momentum = moved(graph, momentum, of.gradient, 1.0 - self.beta_1)?;
        let forgotten = graph.scale(largest, self.beta_2)?;
        let magnitude = graph.abs(of.gradient)?;
        let largest = graph.maximum(forgotten, magnitude)?;
        let bias = one_minus_power(graph, self.beta_1, step.iteration)?;
        let direction = graph.mul(step.learning_rate, momentum)?;
        let divisor = graph.offset(largest, self.epsilon)?;
        let divisor = graph.mul(bias, divisor)?;
        let change = graph.div(direction, divisor)?;
        Ok(Update { weight: graph.sub(of.weight, change)?, slots: vec![momentum, largest] })
    }
}
