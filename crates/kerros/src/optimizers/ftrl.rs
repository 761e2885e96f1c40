//! Ftrl.

use super::arguments::{check, slots};
use super::class::{optimizer_arguments, options};
use super::options::{Options, common_arguments};
use super::{Optimizer, Parameter, Slot, Step, Update};
use crate::error::Result;
use crate::layer::Config;
use crate::registry::{Argument, Class, Literal};
use kerros_graph::{Graph, NodeId, Shape};
use std::ops::Bound::{Included, Unbounded};

/// Ftrl: follow the regularized leader. It makes sparse weights, for shallow models with many inputs.
///
/// With weight `w`, gradient `g`, learning rate `r`, `p` the learning rate power and `l1`, `l2`, `s` the
/// strengths:
///
/// - `h = g + 2 s w`, and `n' = n + g^2`;
/// - `z = z + h - w (n'^-p - n^-p) / r`;
/// - `q = n'^-p / r + 2 l2 + beta / r`;
/// - `w = (clip(z, -l1, l1) - z) / q`, and `n = n'`.
///
/// | argument | default | |
/// |---|---|---|
/// | `learning_rate` | 0.001 | above 0 |
/// | `learning_rate_power` | -0.5 | to 0; how fast the rate falls, 0 is not at all |
/// | `initial_accumulator_value` | 0.1 | from 0; what `n` starts from |
/// | `l1_regularization_strength` | 0 | from 0; above it weights come to be exactly 0 |
/// | `l2_regularization_strength` | 0 | from 0 |
/// | `l2_shrinkage_regularization_strength` | 0 | from 0; of the weights as they are |
/// | `beta` | 0 | from 0; the paper's |
///
/// and those that all optimizers have, [`Options`].
///
/// Slots: `accumulator` (`n`), `linear` (`z`).
///
/// Source: McMahan et al., "Ad click prediction: a view from the trenches", KDD 2013.
/// Keras: optimizers, `Ftrl`.
///
/// ```
/// use kerros::optimizers::Ftrl;
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(Dense::new(1).use_bias(false).kernel_initializer("ones").input_shape(1))?;
/// let sparse = Ftrl::new().learning_rate(0.1).l1_regularization_strength(100.0);
/// model.compile(Compile::new().optimizer(sparse).loss("mse"))?;
/// model.train_on_batch(&[1.0f32], &[0.0f32])?;
/// assert_eq!(model.get_weights()?[0][[0, 0]], 0.0);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// `compile` refuses arguments outside their range.
#[derive(Clone, Debug)]
pub struct Ftrl {
    options: Options,
    learning_rate_power: f64,
    initial_accumulator_value: f64,
    l1_regularization_strength: f64,
    l2_regularization_strength: f64,
    l2_shrinkage_regularization_strength: f64,
    beta: f64,
}

impl Ftrl {
    /// Ftrl with Keras's defaults.
    pub fn new() -> Self {
        Ftrl {
            options: Options::new(0.001),
            learning_rate_power: -0.5,
            initial_accumulator_value: 0.1,
            l1_regularization_strength: 0.0,
            l2_regularization_strength: 0.0,
            l2_shrinkage_regularization_strength: 0.0,
            beta: 0.0,
        }
    }

    /// How fast the rate falls, to 0; -0.5 if not set.
    #[must_use]
    pub fn learning_rate_power(mut self, power: f64) -> Self {
        self.learning_rate_power = power;
        self
    }

    /// What the sums of squares start from, from 0; 0.1 if not set.
    #[must_use]
    pub fn initial_accumulator_value(mut self, value: f64) -> Self {
        self.initial_accumulator_value = value;
        self
    }

    /// How strongly weights are drawn to exactly 0, from 0; 0 if not set.
    #[must_use]
    pub fn l1_regularization_strength(mut self, strength: f64) -> Self {
        self.l1_regularization_strength = strength;
        self
    }

    /// How strongly weights are kept small, from 0; 0 if not set.
    #[must_use]
    pub fn l2_regularization_strength(mut self, strength: f64) -> Self {
        self.l2_regularization_strength = strength;
        self
    }

    /// How strongly weights as they are count with the gradient, from 0; 0 if not set.
    #[must_use]
    pub fn l2_shrinkage_regularization_strength(mut self, strength: f64) -> Self {
        self.l2_shrinkage_regularization_strength = strength;
        self
    }

    /// The paper's `beta`, from 0; 0 if not set.
    #[must_use]
    pub fn beta(mut self, beta: f64) -> Self {
        self.beta = beta;
        self
    }

    /// `sum^-power`, which is a root where the power has its default.
    fn slowness(&self, graph: &mut Graph, sum: NodeId) -> Result<NodeId> {
        if self.learning_rate_power == -0.5 {
            return Ok(graph.sqrt(sum)?);
        }
        let power = graph.literal(-self.learning_rate_power)?;
        Ok(graph.pow(sum, power)?)
    }
}

common_arguments!(Ftrl);

impl Ftrl {
    pub(crate) const CLASS: Class<Box<dyn Optimizer>> = Class {
        name: "Ftrl",
        names: &["ftrl"],
        doc: "follow the regularized leader, for sparse weights",
        arguments: optimizer_arguments!(
            0.001,
            Literal::None,
            [
                Argument::with_default(
                    "learning_rate_power",
                    Literal::Float(-0.5),
                    "how fast the rate falls, to 0",
                ),
                INITIAL_ACCUMULATOR,
                strength(
                    "l1_regularization_strength",
                    "how strongly weights are drawn to exactly 0, from 0"
                ),
                strength(
                    "l2_regularization_strength",
                    "how strongly weights are kept small, from 0"
                ),
                strength(
                    "l2_shrinkage_regularization_strength",
                    "how strongly weights as they are count with the gradient, from 0",
                ),
                strength("beta", "the paper's beta, from 0"),
            ]
        ),
        make: |a| {
            let optimizer = Ftrl::new()
                .options(options(a)?)
                .learning_rate_power(a.float("learning_rate_power")?)
                .initial_accumulator_value(a.float("initial_accumulator_value")?)
                .l1_regularization_strength(a.float("l1_regularization_strength")?)
                .l2_regularization_strength(a.float("l2_regularization_strength")?);
            let shrinkage = a.float("l2_shrinkage_regularization_strength")?;
            let optimizer = optimizer.l2_shrinkage_regularization_strength(shrinkage);
            Ok(Box::new(optimizer.beta(a.float("beta")?)))
        },
    };
}

const fn strength(name: &'static str, doc: &'static str) -> Argument {
    Argument::with_default(name, Literal::Float(0.0), doc)
}

impl Default for Ftrl {
    fn default() -> Self {
        Self::new()
    }
}

impl Optimizer for Ftrl {
    fn name(&self) -> &'static str {
        "ftrl"
    }

    fn options(&self) -> Options {
        self.options.clone()
    }

    fn config(&self) -> Config {
        self.options
            .config()
            .with("learning_rate_power", self.learning_rate_power)
            .with("initial_accumulator_value", self.initial_accumulator_value)
            .with("l1_regularization_strength", self.l1_regularization_strength)
            .with("l2_regularization_strength", self.l2_regularization_strength)
            .with("l2_shrinkage_regularization_strength", self.l2_shrinkage_regularization_strength)
            .with("beta", self.beta)
    }

    fn slots(&self, _path: &str, shape: &Shape) -> Vec<Slot> {
        let start = self.initial_accumulator_value as f32;
        vec![Slot::new("accumulator", shape).starting_at(start), Slot::new("linear", shape)]
    }

    fn check(&self) -> Result<()> {
        self.options.check(self.name())?;
        let power = self.learning_rate_power;
        let to_zero = (Unbounded, Included(0.0));
        check(self.name(), "learning_rate_power", power, to_zero, "-0.5 is usual.")?;
        for (argument, value) in [
            ("initial_accumulator_value", self.initial_accumulator_value),
            ("l1_regularization_strength", self.l1_regularization_strength),
            ("l2_regularization_strength", self.l2_regularization_strength),
            ("l2_shrinkage_regularization_strength", self.l2_shrinkage_regularization_strength),
            ("beta", self.beta),
        ] {
            check(self.name(), argument, value, 0.0.., "Leave it out if unsure.")?;
        }
        Ok(())
    }

    fn update(&self, graph: &mut Graph, step: Step<'_>, of: Parameter<'_>) -> Result<Update> {
        let [sum, linear] = slots(self.name(), of.slots)?;
        let rate = step.learning_rate;
        let square = graph.square(of.gradient)?;
        let new_sum = graph.add(sum, square)?;
        let slowness = self.slowness(graph, new_sum)?;

        let before = self.slowness(graph, sum)?;
        let growth = graph.sub(slowness, before)?;
        let growth = graph.div(growth, rate)?;
        let taken = graph.mul(growth, of.weight)?;
        let shrinkage = graph.scale(of.weight, 2.0 * self.l2_shrinkage_regularization_strength)?;
        let gradient = graph.add(of.gradient, shrinkage)?;
        let change = graph.sub(gradient, taken)?;
        let linear = graph.add(linear, change)?;

        let quadratic = graph.div(slowness, rate)?;
        let beta = graph.literal(self.beta)?;
        let beta = graph.div(beta, rate)?;
        let kept = graph.offset(beta, 2.0 * self.l2_regularization_strength)?;
        let quadratic = graph.add(quadratic, kept)?;
        let l1 = self.l1_regularization_strength;
        let clipped = graph.clip(linear, -l1, l1)?;
        let weight = graph.sub(clipped, linear)?;
        let weight = graph.div(weight, quadratic)?;
        Ok(Update { weight, slots: vec![new_sum, linear] })
    }
}
