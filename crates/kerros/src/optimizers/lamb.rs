//! Lamb.

use super::arguments::{check_beta, check_epsilon, slots};
use super::class::{epsilon, optimizer_arguments, options};
use super::moments::{moments, one_minus_power};
use super::options::{Options, common_arguments};
use super::{Optimizer, Parameter, Slot, Step, Update};
use crate::error::Result;
use crate::layer::Config;
use crate::registry::{Class, Literal};
use kerros_graph::{Graph, NodeId, Shape};

/// Lamb: Adam's step, in proportion to the size of each weight. For large batches.
///
/// With weight `w` (a whole array), gradient `g`, learning rate `r` and step `t = 1, 2, ...`:
///
/// - `m = m + (g - m) (1 - beta_1)` and `v = v + (g^2 - v) (1 - beta_2)`;
/// - `a = (m / (1 - beta_1^t)) / (sqrt(v / (1 - beta_2^t)) + epsilon)`;
/// - `w - r a norm(w) / norm(a)`; where a norm is 0 the quotient is 1.
///
/// | argument | default | |
/// |---|---|---|
/// | `learning_rate` | 0.001 | from 0 |
/// | `beta_1` | 0.9 | from 0 to below 1; how slowly the mean forgets |
/// | `beta_2` | 0.999 | from 0 to below 1; how slowly the mean square forgets |
/// | `epsilon` | 1e-7 | above 0 |
///
/// and those that all optimizers have, [`Options`].
///
/// Slots: `momentum`, `velocity`.
///
/// Source: You et al., "Large batch optimization for deep learning: training BERT in 76 minutes",
/// ICLR 2020. Keras: optimizers, `Lamb`.
///
/// ```
/// use kerros::optimizers::Lamb;
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(Dense::new(1).use_bias(false).kernel_initializer("ones").input_shape(1))?;
/// model.compile(Compile::new().optimizer(Lamb::new().learning_rate(0.25)).loss("mse"))?;
/// model.train_on_batch(&[1.0f32], &[0.0f32])?;
/// // A step of a quarter of the weight's norm.
/// assert!((model.get_weights()?[0][[0, 0]] - 0.75).abs() < 1e-6);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// `compile` refuses arguments outside their range.
#[derive(Clone, Debug)]
pub struct Lamb {
    options: Options,
    beta_1: f64,
    beta_2: f64,
    epsilon: f64,
}

impl Lamb {
    /// Lamb with Keras's defaults.
    pub fn new() -> Self {
        Lamb { options: Options::new(0.001), beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7 }
    }

    /// How slowly the mean of the gradient forgets, from 0 to below 1; 0.9 if not set.
    #[must_use]
    pub fn beta_1(mut self, beta_1: f64) -> Self {
        self.beta_1 = beta_1;
        self
    }

    /// How slowly the mean of its square forgets, from 0 to below 1; 0.999 if not set.
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

common_arguments!(Lamb);

/// `norm(weight) / norm(update)`, and 1 where one of them is 0.
fn ratio(graph: &mut Graph, weight: NodeId, update: NodeId) -> Result<NodeId> {
    let norm = |graph: &mut Graph, x| -> Result<NodeId> {
        let squares = graph.square(x)?;
        let sum = graph.sum_all(squares)?;
        Ok(graph.sqrt(sum)?)
    };
    let [weight, update] = [norm(graph, weight)?, norm(graph, update)?];
    let quotient = graph.div(weight, update)?;
    let (zero, one) = (graph.literal(0.0)?, graph.literal(1.0)?);
    let moves = graph.greater(update, zero)?;
    let ratio = graph.select(moves, quotient, one)?;
    let is_there = graph.greater(weight, zero)?;
    Ok(graph.select(is_there, ratio, one)?)
}

impl Lamb {
    pub(crate) const CLASS: Class<Box<dyn Optimizer>> = Class {
        name: "Lamb",
        names: &["lamb"],
        doc: "Adam's step in proportion to the size of each weight",
        arguments: optimizer_arguments!(
            0.001,
            Literal::None,
            [beta_1("beta_1", 0.9), beta_2("beta_2", 0.999), EPSILON]
        ),
        make: |a| {
            let optimizer = Lamb::new().options(options(a)?).beta_1(a.float("beta_1")?);
            Ok(Box::new(optimizer.beta_2(a.float("beta_2")?).epsilon(epsilon(a)?)))
        },
    };
}

impl Default for Lamb {
    fn default() -> Self {
        Self::new()
    }
}

impl Optimizer for Lamb {
    fn name(&self) -> &'static str {
        "lamb"
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
        vec![Slot::new("momentum", shape), Slot::new("velocity", shape)]
    }

    fn check(&self) -> Result<()> {
        self.options.check(self.name())?;
        check_beta(self.name(), "beta_1", self.beta_1, "0.9 is usual.")?;
        check_beta(self.name(), "beta_2", self.beta_2, "0.999 is usual.")?;
        check_epsilon(self.name(), self.epsilon)
    }

    fn update(&self, graph: &mut Graph, step: Step<'_>, of: Parameter<'_>) -> Result<Update> {
        let old = slots(self.name(), of.slots)?;
        let betas = [self.beta_1, self.beta_2];
        let [momentum, velocity] = moments(graph, old, of.gradient, betas)?;
        // What is the same for all weights is divided once.
        let one = graph.literal(1.0)?;
        let bias = one_minus_power(graph, self.beta_1, step.iteration)?;
        let inverse = graph.div(one, bias)?;
        let mean = graph.mul(momentum, inverse)?;
        let bias = one_minus_power(graph, self.beta_2, step.iteration)?;
        let inverse = graph.div(one, bias)?;
        let mean_square = graph.mul(velocity, inverse)?;
        let root = graph.sqrt(mean_square)?;
        let divisor = graph.offset(root, self.epsilon)?;
        let update = graph.div(mean, divisor)?;
        let ratio = ratio(graph, of.weight, update)?;
        let rate = graph.mul(ratio, step.learning_rate)?;
        let change = graph.mul(rate, update)?;
        Ok(Update { weight: graph.sub(of.weight, change)?, slots: vec![momentum, velocity] })
    }
}
