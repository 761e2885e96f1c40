//! Stochastic gradient descent.

use super::arguments::{check, slots};
use super::class::{optimizer_arguments, options};
use super::options::{Options, common_arguments};
use super::{Optimizer, Parameter, Slot, Step, Update};
use crate::error::Result;
use crate::layer::Config;
use crate::registry::{Class, Literal};
use kerros_graph::{Graph, Shape};

/// Stochastic gradient descent, with momentum if wanted.
///
/// With weight `w`, gradient `g` and learning rate `r`:
///
/// - plain: `w - r g`;
/// - with momentum `m`: `v = m v - r g`, then `w + v`;
/// - with Nesterov's momentum: `v = m v - r g`, then `w + m v - r g`.
///
/// | argument | default | |
/// |---|---|---|
/// | `learning_rate` | 0.01 | from 0 |
/// | `momentum` | 0 | from 0 to 1; how much of the last move is kept |
/// | `nesterov` | `false` | take the gradient as if the move had been made |
///
/// and those that all optimizers have, [`Options`].
///
/// Slots: `momentum`, when it is not 0.
///
/// Sources: Polyak, "Some methods of speeding up the convergence of iteration methods", 1964;
/// Nesterov, "A method of solving a convex programming problem with convergence rate O(1/k^2)",
/// 1983; in this form Sutskever, Martens, Dahl and Hinton, "On the importance of initialization and
/// momentum in deep learning", 2013. Keras: optimizers, `SGD`.
///
/// ```
/// use kerros::prelude::*;
///
/// // y = w x with w = 1. At x = 1 and the target 0, the gradient of the squared error is 2.
/// let mut model = Sequential::new();
/// model.add(Dense::new(1).use_bias(false).kernel_initializer("ones").input_shape(1))?;
/// model.compile(Compile::new().optimizer(SGD::new().learning_rate(0.1)).loss("mse"))?;
/// model.train_on_batch(&[1.0f32], &[0.0f32])?;
/// assert!((model.get_weights()?[0][[0, 0]] - (1.0 - 0.1 * 2.0)).abs() < 1e-6);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// `compile` refuses arguments outside their range.
#[derive(Clone, Debug)]
pub struct SGD {
    options: Options,
    momentum: f64,
    nesterov: bool,
}

impl SGD {
    /// Plain gradient descent with learning rate 0.01.
    pub fn new() -> Self {
        SGD { options: Options::new(0.01), momentum: 0.0, nesterov: false }
    }

    /// How much of the last move is kept, from 0 to 1; 0 if not set.
    #[must_use]
    pub fn momentum(mut self, momentum: f64) -> Self {
        self.momentum = momentum;
        self
    }

    /// Whether momentum is Nesterov's; `false` if not set.
    #[must_use]
    pub fn nesterov(mut self, nesterov: bool) -> Self {
        self.nesterov = nesterov;
        self
    }
}

common_arguments!(SGD);

impl SGD {
    pub(crate) const CLASS: Class<Box<dyn Optimizer>> = Class {
        name: "SGD",
        names: &["sgd"],
        doc: "gradient descent, with momentum if wanted",
        arguments: optimizer_arguments!(0.01, Literal::None, [momentum(0.0), NESTEROV]),
        make: |a| {
            let optimizer = SGD::new().options(options(a)?).momentum(a.float("momentum")?);
            Ok(Box::new(optimizer.nesterov(a.bool("nesterov")?)))
        },
    };
}

impl Default for SGD {
    fn default() -> Self {
        Self::new()
    }
}

impl Optimizer for SGD {
    fn name(&self) -> &'static str {
        "sgd"
    }

    fn options(&self) -> Options {
        self.options.clone()
    }

    fn config(&self) -> Config {
        self.options.config().with("momentum", self.momentum).with("nesterov", self.nesterov)
    }

    fn slots(&self, _path: &str, shape: &Shape) -> Vec<Slot> {
        if self.momentum == 0.0 { vec![] } else { vec![Slot::new("momentum", shape)] }
    }

    fn check(&self) -> Result<()> {
        self.options.check(self.name())?;
        check(self.name(), "momentum", self.momentum, 0.0..=1.0, "0.9 is usual.")
    }

    fn update(&self, graph: &mut Graph, step: Step<'_>, of: Parameter<'_>) -> Result<Update> {
        let descent = graph.mul(of.gradient, step.learning_rate)?;
        if self.momentum == 0.0 {
            let [] = slots(self.name(), of.slots)?;
            return Ok(Update { weight: graph.sub(of.weight, descent)?, slots: vec![] });
        }
        let [velocity] = slots(self.name(), of.slots)?;
        let kept = graph.scale(velocity, self.momentum)?;
        let velocity = graph.sub(kept, descent)?;
        let change = if self.nesterov {
            let ahead = graph.scale(velocity, self.momentum)?;
            graph.sub(ahead, descent)?
        } else {
            velocity
        };
        Ok(Update { weight: graph.add(of.weight, change)?, slots: vec![velocity] })
    }
}
