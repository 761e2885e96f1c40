//! Adagrad.

use super::arguments::{check, check_epsilon, slots};
use super::class::{epsilon, optimizer_arguments, options};
use super::options::{Options, common_arguments};
use super::{Optimizer, Parameter, Slot, Step, Update};
use crate::error::Result;
use crate::layer::Config;
use crate::registry::{Class, Literal};
use kerros_graph::{Graph, Shape};

/// Adagrad: each weight's gradient divided by the root of the sum of all its squares so far.
///
/// With weight `w`, gradient `g` and learning rate `r`: `a = a + g^2`, then `w - r g / sqrt(a + epsilon)`.
///
/// | argument | default | |
/// |---|---|---|
/// | `learning_rate` | 0.001 | from 0; the paper's, and Keras 2.2's, is 0.01 |
/// | `initial_accumulator_value` | 0.1 | from 0; what the sums start from |
/// | `epsilon` | 1e-7 | above 0; keeps the divisor from 0 |
///
/// and those that all optimizers have, [`Options`].
///
/// Slots: `accumulator`.
///
/// Source: Duchi, Hazan and Singer, "Adaptive subgradient methods for online learning and stochastic
/// optimization", 2011. Keras: optimizers, `Adagrad`.
///
/// ```
/// use kerros::optimizers::Adagrad;
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(Dense::new(1).use_bias(false).kernel_initializer("ones").input_shape(1))?;
/// model.compile(Compile::new().optimizer(Adagrad::new().learning_rate(0.1)).loss("mse"))?;
/// model.train_on_batch(&[1.0f32], &[0.0f32])?;
/// let step = 0.1 * 2.0 / (0.1f32 + 4.0 + 1e-7).sqrt();
/// assert!((model.get_weights()?[0][[0, 0]] - (1.0 - step)).abs() < 1e-6);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// `compile` refuses arguments outside their range.
#[derive(Clone, Debug)]
pub struct Adagrad {
    options: Options,
    initial_accumulator_value: f64,
    epsilon: f64,
}

impl Adagrad {
    /// Adagrad with Keras's defaults.
    pub fn new() -> Self {
        Adagrad { options: Options::new(0.001), initial_accumulator_value: 0.1, epsilon: 1e-7 }
    }

    /// What the sums of squares start from, from 0; 0.1 if not set.
    #[must_use]
    pub fn initial_accumulator_value(mut self, value: f64) -> Self {
        self.initial_accumulator_value = value;
        self
    }

    /// What keeps the divisor from 0; 1e-7 if not set.
    #[must_use]
    pub fn epsilon(mut self, epsilon: f64) -> Self {
        self.epsilon = epsilon;
        self
    }
}

common_arguments!(Adagrad);

impl Adagrad {
    pub(crate) const CLASS: Class<Box<dyn Optimizer>> = Class {
        name: "Adagrad",
        names: &["adagrad"],
        doc: "gradients divided by the root of the sum of their squares",
        arguments: optimizer_arguments!(0.001, Literal::None, [INITIAL_ACCUMULATOR, EPSILON]),
        make: |a| {
            let start = a.float("initial_accumulator_value")?;
            let optimizer = Adagrad::new().options(options(a)?).initial_accumulator_value(start);
            Ok(Box::new(optimizer.epsilon(epsilon(a)?)))
        },
    };
}

impl Default for Adagrad {
    fn default() -> Self {
        Self::new()
    }
}

impl Optimizer for Adagrad {
    fn name(&self) -> &'static str {
        "adagrad"
    }

    fn options(&self) -> Options {
        self.options.clone()
    }

    fn config(&self) -> Config {
        self.options
            .config()
            .with("initial_accumulator_value", self.initial_accumulator_value)
            .with("epsilon", self.epsilon)
    }

    fn slots(&self, _path: &str, shape: &Shape) -> Vec<Slot> {
        let start = self.initial_accumulator_value as f32;
        vec![Slot::new("accumulator", shape).starting_at(start)]
    }

    fn check(&self) -> Result<()> {
        self.options.check(self.name())?;
        let start = self.initial_accumulator_value;
        check(self.name(), "initial_accumulator_value", start, 0.0.., "0.1 is usual.")?;
        check_epsilon(self.name(), self.epsilon)
    }

    fn update(&self, graph: &mut Graph, step: Step<'_>, of: Parameter<'_>) -> Result<Update> {
        let [sum] = slots(self.name(), of.slots)?;
        let square = graph.square(of.gradient)?;
        let sum = graph.add(sum, square)?;
        let descent = graph.mul(step.learning_rate, of.gradient)?;
        let divisor = graph.offset(sum, self.epsilon)?;
        let divisor = graph.sqrt(divisor)?;
        let change = graph.div(descent, divisor)?;
        Ok(Update { weight: graph.sub(of.weight, change)?, slots: vec![sum] })
    }
}
