//! Adam with weight decay.

use super::adam::{Rule, adam_arguments};
use super::class::{epsilon, optimizer_arguments, options};
use super::options::{Options, common_arguments};
use super::{Optimizer, Parameter, Slot, Step, Update};
use crate::error::{Error, Result};
use crate::layer::Config;
use crate::registry::{Class, Literal};
use kerros_graph::{Graph, Shape};

/// AdamW: [`Adam`](super::Adam) whose weights shrink by themselves, apart from the gradient.
///
/// With weight `w` and learning rate `r`: `w = w - w weight_decay r`, and then Adam's step.
///
/// | argument | default | |
/// |---|---|---|
/// | `learning_rate` | 0.001 | from 0 |
/// | `weight_decay` | 0.004 | from 0 |
/// | `beta_1` | 0.9 | from 0 to below 1; how slowly the mean forgets |
/// | `beta_2` | 0.999 | from 0 to below 1; how slowly the mean square forgets |
/// | `epsilon` | 1e-7 | above 0 |
/// | `amsgrad` | `false` | never let the divisor shrink |
///
/// and those that all optimizers have, [`Options`].
///
/// Slots: those of Adam.
///
/// Source: Loshchilov and Hutter, "Decoupled weight decay regularization", ICLR 2019.
/// Keras: optimizers, `AdamW`.
///
/// ```
/// use kerros::optimizers::AdamW;
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(Dense::new(1).kernel_initializer("ones").input_shape(1))?;
/// let optimizer = AdamW::new().learning_rate(0.5).weight_decay(0.25);
/// let optimizer = optimizer.exclude_from_weight_decay(["bias"]);
/// model.compile(Compile::new().optimizer(optimizer).loss("mse"))?;
/// model.train_on_batch(&[0.0f32], &[0.0f32])?;
/// // The gradient is 0: all that happens is the decay.
/// assert_eq!(model.get_weights()?[0][[0, 0]], 1.0 - 0.25 * 0.5);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// `compile` refuses arguments outside their range.
#[derive(Clone, Debug)]
pub struct AdamW {
    options: Options,
    rule: Rule,
}

impl AdamW {
    /// AdamW with Keras's defaults.
    pub fn new() -> Self {
        AdamW { options: Options::new(0.001).weight_decay(0.004), rule: Rule::default() }
    }
}

common_arguments!(AdamW);
adam_arguments!(AdamW);

impl AdamW {
    pub(crate) const CLASS: Class<Box<dyn Optimizer>> = Class {
        name: "AdamW",
        names: &["adamw", "adam_w"],
        doc: "Adam whose weights shrink by themselves",
        arguments: optimizer_arguments!(
            0.001,
            Literal::Float(0.004),
            [beta_1("beta_1", 0.9), beta_2("beta_2", 0.999), EPSILON, AMSGRAD]
        ),
        make: |a| {
            let optimizer = AdamW::new().options(options(a)?).beta_1(a.float("beta_1")?);
            let optimizer = optimizer.beta_2(a.float("beta_2")?).epsilon(epsilon(a)?);
            Ok(Box::new(optimizer.amsgrad(a.bool("amsgrad")?)))
        },
    };
}

impl Default for AdamW {
    fn default() -> Self {
        Self::new()
    }
}

impl Optimizer for AdamW {
    fn name(&self) -> &'static str {
        "adamw"
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
        if self.options.weight_decay.is_none() {
            let remedy = "0.004 is usual; Adam is the optimizer without it.";
            let error = Error::invalid("weight_decay", "a number from 0 on", "none", remedy);
            return Err(error.at(self.name()));
        }
        self.options.check(self.name())?;
        self.rule.check(self.name())
    }

    fn update(&self, graph: &mut Graph, step: Step<'_>, of: Parameter<'_>) -> Result<Update> {
        self.rule.update(self.name(), graph, step, of)
    }
}
