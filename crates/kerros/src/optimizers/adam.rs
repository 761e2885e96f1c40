//! Adam.

use super::arguments::{check_beta, check_epsilon, slots};
use super::class::{epsilon, optimizer_arguments, options};
use super::moments::{moments, unbiased_rate};
use super::options::{Options, common_arguments};
use super::{Optimizer, Parameter, Slot, Step, Update};
use crate::error::Result;
use crate::layer::Config;
use crate::registry::{Class, Literal};
use kerros_graph::{Graph, Shape};

/// The builder methods of [`Rule`] for an optimizer that holds it as `rule`.
macro_rules! adam_arguments {
    ($optimizer:ty) => {
        impl $optimizer {
            /// How slowly the mean of the gradient forgets, from 0 to below 1; 0.9 if not set.
            #[must_use]
            pub fn beta_1(mut self, beta_1: f64) -> Self {
                self.rule.beta_1 = beta_1;
                self
            }

            /// How slowly the mean of its square forgets, from 0 to below 1; 0.999 if not set.
            #[must_use]
            pub fn beta_2(mut self, beta_2: f64) -> Self {
                self.rule.beta_2 = beta_2;
                self
            }

            /// What keeps the divisor from 0; 1e-7 if not set.
            #[must_use]
            pub fn epsilon(mut self, epsilon: f64) -> Self {
                self.rule.epsilon = epsilon;
                self
            }

            /// Whether the divisor never shrinks; `false` if not set.
            #[must_use]
            pub fn amsgrad(mut self, amsgrad: bool) -> Self {
                self.rule.amsgrad = amsgrad;
                self
            }
        }
    };
}
pub(super) use adam_arguments;

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
/// and those that all optimizers have, [`Options`].
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
#[derive(Clone, Debug)]
pub struct Adam {
    options: Options,
    rule: Rule,
}

impl Adam {
    /// Adam with Keras's defaults.
    pub fn new() -> Self {
        Adam { options: Options::new(0.001), rule: Rule::default() }
    }
}

common_arguments!(Adam);
adam_arguments!(Adam);

impl Adam {
    pub(crate) const CLASS: Class<Box<dyn Optimizer>> = Class {
        name: "Adam",
        names: &["adam"],
        doc: "moving means of the gradient and its square",
        arguments: optimizer_arguments!(
            0.001,
            Literal::None,
            [beta_1("beta_1", 0.9), beta_2("beta_2", 0.999), EPSILON, AMSGRAD]
        ),
        make: |a| {
            let optimizer = Adam::new().options(options(a)?).beta_1(a.float("beta_1")?);
            let optimizer = optimizer.beta_2(a.float("beta_2")?).epsilon(epsilon(a)?);
            Ok(Box::new(optimizer.amsgrad(a.bool("amsgrad")?)))
        },
    };
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

    fn options(&self) -> Options {
        self.options.clone()
    }

    fn config(&self) -> Config {
        self.rule.config(self.options.config())
    }

    fn slots(&self, _path: &str, shape: &Shape) -> Vec<Slot> {
        self.rule.slots(shape)
    }

    fn check(&self) -> Result<()> {
        self.options.check(self.name())?;
        self.rule.check(self.name())
    }

    fn update(&self, graph: &mut Graph, step: Step<'_>, of: Parameter<'_>) -> Result<Update> {
        self.rule.update(self.name(), graph, step, of)
    }
}

/// Adam's step, whatever is done to the weights besides.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rule {
    pub(super) beta_1: f64,
    pub(super) beta_2: f64,
    pub(super) epsilon: f64,
    pub(super) amsgrad: bool,
}

impl Default for Rule {
    fn default() -> Self {
        Rule { beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7, amsgrad: false }
    }
}

impl Rule {
    pub(super) fn config(&self, config: Config) -> Config {
        config
            .with("beta_1", self.beta_1)
            .with("beta_2", self.beta_2)
            .with("epsilon", self.epsilon)
            .with("amsgrad", self.amsgrad)
    }

    pub(super) fn slots(&self, shape: &Shape) -> Vec<Slot> {
        let mut slots = vec![Slot::new("momentum", shape), Slot::new("velocity", shape)];
        if self.amsgrad {
            slots.push(Slot::new("velocity_hat", shape).group(1));
        }
        slots
    }

    pub(super) fn check(&self, optimizer: &'static str) -> Result<()> {
        check_beta(optimizer, "beta_1", self.beta_1, "0.9 is usual.")?;
        check_beta(optimizer, "beta_2", self.beta_2, "0.999 is usual.")?;
        check_epsilon(optimizer, self.epsilon)
    }

    pub(super) fn update(
        &self,
        optimizer: &'static str,
        graph: &mut Graph,
        step: Step<'_>,
        of: Parameter<'_>,
    ) -> Result<Update> {
        let (means, largest) = if self.amsgrad {
            let [momentum, velocity, largest] = slots(optimizer, of.slots)?;
            ([momentum, velocity], Some(largest))
        } else {
            (slots(optimizer, of.slots)?, None)
        };
        let betas = [self.beta_1, self.beta_2];
        let [momentum, velocity] = moments(graph, means, of.gradient, betas)?;
        let mut new = vec![momentum, velocity];
        let mean_square = match largest {
            Some(largest) => {
                let largest = graph.maximum(largest, velocity)?;
                new.push(largest);
                largest
            }
            None => velocity,
        };
        let rate = unbiased_rate(graph, step.learning_rate, step.iteration, betas)?;
        let direction = graph.mul(momentum, rate)?;
        let root = graph.sqrt(mean_square)?;
        let divisor = graph.offset(root, self.epsilon)?;
        let change = graph.div(direction, divisor)?;
        Ok(Update { weight: graph.sub(of.weight, change)?, slots: new })
    }
}
