//! Adadelta.

use super::arguments::{check, check_epsilon, slots};
use super::class::{epsilon, optimizer_arguments, options};
use super::moments::moving_mean;
use super::options::{Options, common_arguments};
use super::{Optimizer, Parameter, Slot, Step, Update};
use crate::error::Result;
use crate::layer::Config;
use crate::registry::{Class, Literal};
use kerros_graph::{Graph, NodeId, Shape};

/// Adadelta: each weight's gradient in the unit of its recent moves.
///
/// With weight `w`, gradient `g` and learning rate `r`:
///
/// - `a = rho a + (1 - rho) g^2`;
/// - `d = -g sqrt(u + epsilon) / sqrt(a + epsilon)`;
/// - `u = rho u + (1 - rho) d^2`, then `w + r d`.
///
/// | argument | default | |
/// |---|---|---|
/// | `learning_rate` | 0.001 | from 0; the paper's, and Keras 2.2's, is 1 |
/// | `rho` | 0.95 | from 0 to 1; how slowly both means forget |
/// | `epsilon` | 1e-7 | above 0 |
///
/// and those that all optimizers have, [`Options`].
///
/// Slots: `accumulated_grad`, `accumulated_delta_var`.
///
/// Source: Zeiler, "ADADELTA: an adaptive learning rate method", 2012. Keras: optimizers, `Adadelta`.
///
/// ```
/// use kerros::optimizers::Adadelta;
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(Dense::new(1).use_bias(false).kernel_initializer("ones").input_shape(1))?;
/// model.compile(Compile::new().optimizer(Adadelta::new().learning_rate(1.0)).loss("mse"))?;
/// model.train_on_batch(&[1.0f32], &[0.0f32])?;
/// // No move yet: the first is sqrt(epsilon) over the root mean square of the gradient, 2.
/// let step = 2.0 * 1e-7f32.sqrt() / (0.05f32 * 4.0 + 1e-7).sqrt();
/// assert!((model.get_weights()?[0][[0, 0]] - (1.0 - step)).abs() < 1e-6);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// `compile` refuses arguments outside their range.
#[derive(Clone, Debug)]
pub struct Adadelta {
    options: Options,
    rho: f64,
    epsilon: f64,
}

impl Adadelta {
    /// Adadelta with Keras's defaults.
    pub fn new() -> Self {
        Adadelta { options: Options::new(0.001), rho: 0.95, epsilon: 1e-7 }
    }

    /// How slowly both means forget, from 0 to 1; 0.95 if not set.
    #[must_use]
    pub fn rho(mut self, rho: f64) -> Self {
        self.rho = rho;
        self
    }

    /// What keeps roots from 0; 1e-7 if not set.
    #[must_use]
    pub fn epsilon(mut self, epsilon: f64) -> Self {
        self.epsilon = epsilon;
        self
    }

    /// `sqrt(mean + epsilon)`
    fn root(&self, graph: &mut Graph, mean: NodeId) -> Result<NodeId> {
        let mean = graph.offset(mean, self.epsilon)?;
        Ok(graph.sqrt(mean)?)
    }
}

common_arguments!(Adadelta);

impl Adadelta {
    pub(crate) const CLASS: Class<Box<dyn Optimizer>> = Class {
        name: "Adadelta",
        names: &["adadelta"],
        doc: "gradients in the unit of recent moves",
        arguments: optimizer_arguments!(0.001, Literal::None, [rho(0.95), EPSILON]),
        make: |a| {
            let optimizer = Adadelta::new().options(options(a)?).rho(a.float("rho")?);
            Ok(Box::new(optimizer.epsilon(epsilon(a)?)))
        },
    };
}

impl Default for Adadelta {
    fn default() -> Self {
        Self::new()
    }
}

impl Optimizer for Adadelta {
    fn name(&self) -> &'static str {
        "adadelta"
    }

    fn options(&self) -> Options {
        self.options.clone()
    }

    fn config(&self) -> Config {
        self.options.config().with("rho", self.rho).with("epsilon", self.epsilon)
    }

    fn slots(&self, _path: &str, shape: &Shape) -> Vec<Slot> {
        vec![Slot::new("accumulated_grad", shape), Slot::new("accumulated_delta_var", shape)]
    }

    fn check(&self) -> Result<()> {
        self.options.check(self.name())?;
        check(self.name(), "rho", self.rho, 0.0..=1.0, "0.95 is usual.")?;
        check_epsilon(self.name(), self.epsilon)
    }

    fn update(&self, graph: &mut Graph, step: Step<'_>, of: Parameter<'_>) -> Result<Update> {
        let [gradients, moves] = slots(self.name(), of.slots)?;
        let square = graph.square(of.gradient)?;
        let gradients = moving_mean(graph, gradients, square, self.rho)?;
        let unit = self.root(graph, moves)?;
        let divisor = self.root(graph, gradients)?;
        let descent = graph.mul(unit, of.gradient)?;
        let descent = graph.div(descent, divisor)?;
        let square = graph.square(descent)?;
        let moves = moving_mean(graph, moves, square, self.rho)?;
        let change = graph.mul(step.learning_rate, descent)?;
        Ok(Update { weight: graph.sub(of.weight, change)?, slots: vec![gradients, moves] })
    }
}
