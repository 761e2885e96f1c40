//! Adam.

use super::arguments::{check, check_epsilon, check_learning_rate, slots};
use super::{Optimizer, Step, Update};
use crate::error::Result;
use crate::layer::Config;
use kerros_graph::{Graph, NodeId};

/// Adam: moving means of the gradient and of its square, with their bias from the start removed.
///
/// With weight `w`, gradient `g`, learning rate `r` and step `t = 1, 2, ...`:
///
/// - `m = m + (g - m) (1 - beta_1)` and `v = v + (g^2 - v) (1 - beta_2)`;
/// - `a = r sqrt(1 - beta_2^t) / (1 - beta_1^t)`, then `w - a m / (sqrt(v) + epsilon)`;
/// - with `amsgrad`, `sqrt` is taken of the largest `v` so far.
///
/// | argument | default | |
/// |---|---|---|
/// | `learning_rate` | 0.001 | from 0 |
/// | `beta_1` | 0.9 | from 0 to below 1; how slowly the mean forgets |
/// | `beta_2` | 0.999 | from 0 to below 1; how slowly the mean square forgets |
/// | `epsilon` | 1e-7 | above 0; the paper's "epsilon hat" |
/// | `amsgrad` | `false` | never let the divisor shrink |
///
/// Slots: `momentum`, `velocity`, then `velocity_hat` with `amsgrad`.
///
/// Sources: Kingma and Ba, "Adam: a method for stochastic optimization", 2014, ICLR 2015 (the form
/// before section 2.1); Reddi, Kale and Kumar, "On the convergence of Adam and beyond", 2018.
/// Keras: optimizers, `Adam`.
///
/// ```
/// use kerros::prelude::*;
///
/// // y = w x with w = 1. At x = 1 and the target 0, the gradient of the squared error is 2.
/// let mut model = Sequential::new();
/// model.add(Dense::new(1).use_bias(false).kernel_initializer("ones").input_shape(1))?;
/// model.compile(Compile::new().optimizer(Adam::new().learning_rate(0.01)).loss("mse"))?;
/// model.train_on_batch(&[1.0f32], &[0.0f32])?;
/// // Without a past, both means are the gradient's own: the first step is the learning rate.
/// assert!((model.get_weights()?[0][[0, 0]] - (1.0 - 0.01)).abs() < 1e-5);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// `compile` refuses arguments outside their range.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Adam {
    learning_rate: f64,
    beta_1: f64,
    beta_2: f64,
    epsilon: f64,
    amsgrad: bool,
}

impl Adam {
    /// Adam with Keras's defaults.
    pub fn new() -> Self {
        Adam { learning_rate: 0.001, beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7, amsgrad: false }
    }

    /// The learning rate; 0.001 if not set.
    #[must_use]
    pub fn learning_rate(mut self, learning_rate: f64) -> Self {
        self.learning_rate = learning_rate;
        self
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

    /// Whether the divisor never shrinks; `false` if not set.
    #[must_use]
    pub fn amsgrad(mut self, amsgrad: bool) -> Self {
        self.amsgrad = amsgrad;
        self
    }

    /// The learning rate of step `t` with the bias of both means taken out:
    /// `r sqrt(1 - beta_2^t) / (1 - beta_1^t)`. A scalar: computed once for all weights.
    fn unbiased_rate(&self, graph: &mut Graph, step: Step) -> Result<NodeId> {
        let first = one_minus_power(graph, self.beta_1, step.iteration)?;
        let second = one_minus_power(graph, self.beta_2, step.iteration)?;
        let root = graph.sqrt(second)?;
        let rate = graph.mul(step.learning_rate, root)?;
        Ok(graph.div(rate, first)?)
    }
}

/// `1 - base^exponent`
fn one_minus_power(graph: &mut Graph, base: f64, exponent: NodeId) -> Result<NodeId> {
    let base = graph.literal(base)?;
    let power = graph.pow(base, exponent)?;
    let one = graph.literal(1.0)?;
    Ok(graph.sub(one, power)?)
}

/// `mean + (value - mean) * share`
fn moved(graph: &mut Graph, mean: NodeId, value: NodeId, share: f64) -> Result<NodeId> {
    let distance = graph.sub(value, mean)?;
    let change = graph.scale(distance, share)?;
    Ok(graph.add(mean, change)?)
}

impl Default for Adam {
    fn default() -> Self {
        Self::new()
    }
}

impl Optimizer for Adam {
    fn name(&self) -> &'static str {
        "adam"
    }

    fn config(&self) -> Config {
        Config::new()
            .with("learning_rate", self.learning_rate)
            .with("beta_1", self.beta_1)
            .with("beta_2", self.beta_2)
            .with("epsilon", self.epsilon)
            .with("amsgrad", self.amsgrad)
    }

    fn learning_rate(&self) -> f64 {
        self.learning_rate
    }

    fn slots(&self) -> Vec<&'static str> {
        let mut names = vec!["momentum", "velocity"];
        if self.amsgrad {
            names.push("velocity_hat");
        }
        names
    }

    fn check(&self) -> Result<()> {
        check_learning_rate(self.name(), self.learning_rate)?;
        check(self.name(), "beta_1", self.beta_1, 0.0..1.0, "0.9 is usual.")?;
        check(self.name(), "beta_2", self.beta_2, 0.0..1.0, "0.999 is usual.")?;
        check_epsilon(self.name(), self.epsilon)
    }

    fn update(
        &self,
        graph: &mut Graph,
        step: Step,
        weight: NodeId,
        gradient: NodeId,
        old: &[NodeId],
    ) -> Result<Update> {
        let (means, largest) = if self.amsgrad {
            let [momentum, velocity, largest] = slots(self.name(), old)?;
            ([momentum, velocity], Some(largest))
        } else {
            (slots(self.name(), old)?, None)
        };
        let [momentum, velocity] = means;
        let square = graph.square(gradient)?;
        let momentum = moved(graph, momentum, gradient, 1.0 - self.beta_1)?;
        let velocity = moved(graph, velocity, square, 1.0 - self.beta_2)?;
        let mut new = vec![momentum, velocity];
        let mean_square = match largest {
            Some(largest) => {
                let largest = graph.maximum(largest, velocity)?;
                new.push(largest);
                largest
            }
            None => velocity,
        };
        let rate = self.unbiased_rate(graph, step)?;
        let direction = graph.mul(momentum, rate)?;
        let root = graph.sqrt(mean_square)?;
        let divisor = graph.offset(root, self.epsilon)?;
        let change = graph.div(direction, divisor)?;
        Ok(Update { weight: graph.sub(weight, change)?, slots: new })
    }
}
