//! RMSprop.

use super::arguments::{check, check_epsilon, slots};
use super::class::{epsilon, optimizer_arguments, options};
use super::moments::moving_mean;
use super::options::{Options, common_arguments};
use super::{Optimizer, Parameter, Slot, Step, Update};
use crate::error::Result;
use crate::layer::Config;
use crate::registry::{Argument, Class, Literal};
use kerros_graph::{Graph, NodeId, Shape};

/// RMSprop: each weight's gradient divided by the root of its recent mean square.
///
/// With weight `w`, gradient `g` and learning rate `r`:
///
/// - `v = rho v + (1 - rho) g^2`, and `d = v + epsilon`;
/// - centered: `a = rho a + (1 - rho) g`, and `d = max(v - a^2, 0) + epsilon`;
/// - plain: `w - r g / sqrt(d)`;
/// - with momentum `m`: `u = m u + r g / sqrt(d)`, then `w - u`.
///
/// | argument | default | |
/// |---|---|---|
/// | `learning_rate` | 0.001 | from 0 |
/// | `rho` | 0.9 | from 0 to 1; how slowly the mean square forgets |
/// | `momentum` | 0 | from 0 to 1; how much of the last move is kept |
/// | `epsilon` | 1e-7 | above 0; keeps the divisor from 0 |
/// | `centered` | `false` | divide by the standard deviation instead of the root mean square |
///
/// and those that all optimizers have, [`Options`].
///
/// Slots: `velocity`, then `momentum` when it is not 0, then `average_gradient` when centered.
///
/// Source: Tieleman and Hinton, "Lecture 6.5: rmsprop", Neural Networks for Machine Learning, 2012.
/// Keras: optimizers, `RMSprop`.
///
/// ```
/// use kerros::prelude::*;
///
/// // y = w x with w = 1. At x = 1 and the target 0, the gradient of the squared error is 2.
/// let mut model = Sequential::new();
/// model.add(Dense::new(1).use_bias(false).kernel_initializer("ones").input_shape(1))?;
/// model.compile(Compile::new().optimizer(RMSprop::new()).loss("mse"))?;
/// model.train_on_batch(&[1.0f32], &[0.0f32])?;
/// let step = 0.001 * 2.0 / (0.1f32 * 4.0 + 1e-7).sqrt();
/// assert!((model.get_weights()?[0][[0, 0]] - (1.0 - step)).abs() < 1e-6);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// `compile` refuses arguments outside their range.
#[derive(Clone, Debug)]
pub struct RMSprop {
    options: Options,
    rho: f64,
    momentum: f64,
    epsilon: f64,
    centered: bool,
}

/// The slots of one weight.
struct Slots {
    velocity: NodeId,
    momentum: Option<NodeId>,
    average_gradient: Option<NodeId>,
}

impl RMSprop {
    /// RMSprop with Keras's defaults.
    pub fn new() -> Self {
        RMSprop {
            options: Options::new(0.001),
            rho: 0.9,
            momentum: 0.0,
            epsilon: 1e-7,
            centered: false,
        }
    }

    /// How slowly the mean square forgets, from 0 to 1; 0.9 if not set.
    #[must_use]
    pub fn rho(mut self, rho: f64) -> Self {
        self.rho = rho;
        self
    }

    /// How much of the last move is kept, from 0 to 1; 0 if not set.
    #[must_use]
    pub fn momentum(mut self, momentum: f64) -> Self {
        self.momentum = momentum;
        self
    }

    /// What keeps the divisor from 0; 1e-7 if not set.
    #[must_use]
    pub fn epsilon(mut self, epsilon: f64) -> Self {
        self.epsilon = epsilon;
        self
    }

    /// Whether to divide by the standard deviation; `false` if not set.
    #[must_use]
    pub fn centered(mut self, centered: bool) -> Self {
        self.centered = centered;
        self
    }

    /// The slots by name.
    fn named_slots(&self, old: &[NodeId]) -> Result<Slots> {
        let name = self.name();
        let (velocity, momentum, average_gradient) = match (self.momentum != 0.0, self.centered) {
            (false, false) => {
                let [velocity] = slots(name, old)?;
                (velocity, None, None)
            }
            (true, false) => {
                let [velocity, momentum] = slots(name, old)?;
                (velocity, Some(momentum), None)
            }
            (false, true) => {
                let [velocity, average] = slots(name, old)?;
                (velocity, None, Some(average))
            }
            (true, true) => {
                let [velocity, momentum, average] = slots(name, old)?;
                (velocity, Some(momentum), Some(average))
            }
        };
        Ok(Slots { velocity, momentum, average_gradient })
    }

    /// `sqrt(velocity + epsilon)`, or `sqrt(velocity - average^2 + epsilon)`.
    ///
    /// The variance cannot be negative but for rounding; it is kept from that, because the root
    /// would be NaN after many equal gradients.
    fn divisor(
        &self,
        graph: &mut Graph,
        velocity: NodeId,
        average: Option<NodeId>,
    ) -> Result<NodeId> {
        let spread = match average {
            Some(average) => {
                let square = graph.square(average)?;
                let variance = graph.sub(velocity, square)?;
                let zero = graph.literal(0.0)?;
                graph.maximum(variance, zero)?
            }
            None => velocity,
        };
        let spread = graph.offset(spread, self.epsilon)?;
        Ok(graph.sqrt(spread)?)
    }
}

common_arguments!(RMSprop);

impl RMSprop {
    pub(crate) const CLASS: Class<Box<dyn Optimizer>> = Class {
        name: "RMSprop",
        names: &["rmsprop"],
        doc: "gradients divided by their recent root mean square",
        arguments: optimizer_arguments!(
            0.001,
            Literal::None,
            [
                rho(0.9),
                momentum(0.0),
                EPSILON,
                Argument::with_default(
                    "centered",
                    Literal::Bool(false),
                    "whether to divide by the standard deviation",
                ),
            ]
        ),
        make: |a| {
            let optimizer = RMSprop::new().options(options(a)?).rho(a.float("rho")?);
            let optimizer = optimizer.momentum(a.float("momentum")?).epsilon(epsilon(a)?);
            Ok(Box::new(optimizer.centered(a.bool("centered")?)))
        },
    };
}

impl Default for RMSprop {
    fn default() -> Self {
        Self::new()
    }
}

impl Optimizer for RMSprop {
    fn name(&self) -> &'static str {
        "rmsprop"
    }

    fn options(&self) -> Options {
        self.options.clone()
    }

    fn config(&self) -> Config {
        self.options
            .config()
            .with("rho", self.rho)
            .with("momentum", self.momentum)
            .with("epsilon", self.epsilon)
            .with("centered", self.centered)
    }

    fn slots(&self, _path: &str, shape: &Shape) -> Vec<Slot> {
        let mut slots = vec![Slot::new("velocity", shape)];
        if self.momentum != 0.0 {
            slots.push(Slot::new("momentum", shape).group(1));
        }
        if self.centered {
            slots.push(Slot::new("average_gradient", shape).group(2));
        }
        slots
    }

    fn check(&self) -> Result<()> {
        self.options.check(self.name())?;
        check(self.name(), "rho", self.rho, 0.0..=1.0, "0.9 is usual.")?;
        check(self.name(), "momentum", self.momentum, 0.0..=1.0, "0.9 is usual, 0 is none.")?;
        check_epsilon(self.name(), self.epsilon)
    }

    fn update(&self, graph: &mut Graph, step: Step<'_>, of: Parameter<'_>) -> Result<Update> {
        let old = self.named_slots(of.slots)?;
        let square = graph.square(of.gradient)?;
        let velocity = moving_mean(graph, old.velocity, square, self.rho)?;
        let average = match old.average_gradient {
            Some(average) => Some(moving_mean(graph, average, of.gradient, self.rho)?),
            None => None,
        };
        let divisor = self.divisor(graph, velocity, average)?;
        let descent = graph.mul(step.learning_rate, of.gradient)?;
        let increment = graph.div(descent, divisor)?;
        let momentum = match old.momentum {
            Some(momentum) => {
                let kept = graph.scale(momentum, self.momentum)?;
                Some(graph.add(kept, increment)?)
            }
            None => None,
        };
        let weight = graph.sub(of.weight, momentum.unwrap_or(increment))?;
        let slots = [Some(velocity), momentum, average].into_iter().flatten().collect();
        Ok(Update { weight, slots })
    }
}
