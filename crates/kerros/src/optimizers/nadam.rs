//! Adam with Nesterov's momentum.

use super::arguments::{check_beta, check_epsilon, slots};
use super::class::{epsilon, optimizer_arguments, options};
use super::moments::{moved, one_minus_power, rest};
use super::options::{Options, common_arguments};
use super::{Optimizer, Parameter, Slot, Step, Update};
use crate::error::{Error, Result};
use crate::layer::Config;
use crate::registry::{Class, Literal};
use kerros_graph::{Graph, NodeId, Shape};

/// How fast the momentum comes to its full value: the paper's 0.96, with a half below.
const MOMENTUM_DECAY: f64 = 0.96;

/// Nadam: Adam that looks one step ahead, as Nesterov's momentum does.
///
/// With weight `w`, gradient `g`, learning rate `r` and step `t = 1, 2, ...`:
///
/// - `u_t = beta_1 (1 - 0.96^t / 2)`, and `p_t = u_1 u_2 ... u_t`;
/// - `m = m + (g - m) (1 - beta_1)` and `v = v + (g^2 - v) (1 - beta_2)`;
/// - `a = u_(t+1) m / (1 - p_(t+1)) + (1 - u_t) g / (1 - p_t)`;
/// - `w - r a / (sqrt(v / (1 - beta_2^t)) + epsilon)`.
///
/// | argument | default | |
/// |---|---|---|
/// | `learning_rate` | 0.001 | from 0; Keras 2.2's is 0.002 |
/// | `beta_1` | 0.9 | from 0 to below 1; how slowly the mean forgets |
/// | `beta_2` | 0.999 | from 0 to below 1; how slowly the mean square forgets |
/// | `epsilon` | 1e-7 | above 0 |
///
/// and those that all optimizers have, [`Options`].
///
/// Slots: `momentum`, `velocity`; for all weights together the product `p`.
///
/// Source: Dozat, "Incorporating Nesterov momentum into Adam", ICLR 2016 workshop.
/// Keras: optimizers, `Nadam`.
///
/// ```
/// use kerros::optimizers::Nadam;
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(Dense::new(1).kernel_initializer("ones").input_shape(1))?;
/// model.compile(Compile::new().optimizer(Nadam::new()).loss("mse"))?;
/// let before = model.train_on_batch(&[1.0f32], &[0.0f32])?.loss();
/// assert!(model.train_on_batch(&[1.0f32], &[0.0f32])?.loss() < before);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// `compile` refuses arguments outside their range.
#[derive(Clone, Debug)]
pub struct Nadam {
    options: Options,
    beta_1: f64,
    beta_2: f64,
    epsilon: f64,
}

impl Nadam {
    /// Nadam with Keras's defaults.
    pub fn new() -> Self {
        Nadam { options: Options::new(0.001), beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7 }
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

    /// `beta_1 (1 - 0.96^t / 2)`
    fn momentum_at(&self, graph: &mut Graph, step: NodeId) -> Result<NodeId> {
        let base = graph.literal(MOMENTUM_DECAY)?;
        let power = graph.pow(base, step)?;
        let half = graph.scale(power, 0.5)?;
        let one = graph.literal(1.0)?;
        let share = graph.sub(one, half)?;
        Ok(graph.scale(share, self.beta_1)?)
    }

    fn product(&self, shared: &[NodeId]) -> Result<NodeId> {
        match shared {
            [product] => Ok(*product),
            _ => Err(Error::internal("nadam keeps one number for all weights")),
        }
    }
}

common_arguments!(Nadam);

impl Nadam {
    pub(crate) const CLASS: Class<Box<dyn Optimizer>> = Class {
        name: "Nadam",
        names: &["nadam"],
        doc: "Adam with Nesterov's momentum",
        arguments: optimizer_arguments!(
            0.001,
            Literal::None,
            [beta_1("beta_1", 0.9), beta_2("beta_2", 0.999), EPSILON]
        ),
        make: |a| {
            let optimizer = Nadam::new().options(options(a)?).beta_1(a.float("beta_1")?);
            Ok(Box::new(optimizer.beta_2(a.float("beta_2")?).epsilon(epsilon(a)?)))
        },
    };
}

impl Default for Nadam {
    fn default() -> Self {
        Self::new()
    }
}

impl Optimizer for Nadam {
    fn name(&self) -> &'static str {
        "nadam"
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

    fn shared(&self) -> Vec<Slot> {
        vec![Slot::scalar("u_product").starting_at(1.0)]
    }

    fn begin(&self, graph: &mut Graph, step: Step<'_>) -> Result<Vec<NodeId>> {
        let product = self.product(step.shared)?;
        let momentum = self.momentum_at(graph, step.iteration)?;
        Ok(vec![graph.mul(product, momentum)?])
    }

    fn check(&self) -> Result<()> {
        self.options.check(self.name())?;
        check_beta(self.name(), "beta_1", self.beta_1, "0.9 is usual.")?;
        check_beta(self.name(), "beta_2", self.beta_2, "0.999 is usual.")?;
        check_epsilon(self.name(), self.epsilon)
    }

    fn update(&self, graph: &mut Graph, step: Step<'_>, of: Parameter<'_>) -> Result<Update> {
        let old: [NodeId; 2] = slots(self.name(), of.slots)?;
        let product = self.product(step.shared)?;
        let one = graph.literal(1.0)?;
        let next = graph.offset(step.iteration, 1.0)?;
        let now = self.momentum_at(graph, step.iteration)?;
        let ahead = self.momentum_at(graph, next)?;
        let next_product = graph.mul(product, ahead)?;

        let [momentum, velocity] = old;
        let square = graph.square(of.gradient)?;
        let momentum = moved(graph, momentum, of.gradient, rest(self.beta_1))?;
        let velocity = moved(graph, velocity, square, rest(self.beta_2))?;
        // What is the same for all weights is divided once.
        let bias = graph.sub(one, next_product)?;
        let share = graph.div(ahead, bias)?;
        let of_past = graph.mul(momentum, share)?;
        let bias = graph.sub(one, product)?;
        let share = graph.sub(one, now)?;
        let share = graph.div(share, bias)?;
        let of_gradient = graph.mul(of.gradient, share)?;
        let direction = graph.add(of_past, of_gradient)?;

        let bias = one_minus_power(graph, self.beta_2, step.iteration)?;
        let inverse = graph.div(one, bias)?;
        let mean_square = graph.mul(velocity, inverse)?;
        let root = graph.sqrt(mean_square)?;
        let divisor = graph.offset(root, self.epsilon)?;
        let descent = graph.mul(direction, step.learning_rate)?;
        let change = graph.div(descent, divisor)?;
        Ok(Update { weight: graph.sub(of.weight, change)?, slots: vec![momentum, velocity] })
    }
}
