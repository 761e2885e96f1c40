//! What all optimizers have in common.

use super::arguments::check;
use crate::error::{Error, Result};
use crate::layer::Config;
use crate::schedules::LearningRate;

/// The arguments that all optimizers have in common.
///
/// | argument | default | |
/// |---|---|---|
/// | `learning_rate` | the optimizer's | from 0, or a [schedule](crate::schedules) |
/// | `weight_decay` | none | from 0; before each step `w = w - w weight_decay rate` |
/// | `clipnorm` | none | above 0; the largest norm of each weight's gradient |
/// | `clipvalue` | none | above 0; the largest magnitude of each element of a gradient |
/// | `global_clipnorm` | none | above 0; the largest norm of all gradients together |
/// | `use_ema` | `false` | whether a moving average of the weights is kept, which takes their place when `fit` ends |
/// | `ema_momentum` | 0.99 | from 0 to 1; how slowly the average forgets |
/// | `ema_overwrite_frequency` | none | after how many steps, each time, the average takes the weights' place |
/// | `loss_scale_factor` | none | above 0; the loss is multiplied by it before the gradients are taken, and they are divided by it |
/// | `gradient_accumulation_steps` | none | from 2; the weights move every so many steps, by the mean gradient |
/// | `name` | the optimizer's | what it is called in configurations |
///
/// Of the three limits of gradients one at most may be given. Norms are roots of sums of squares. A
/// gradient longer than its limit is shortened to it. Weights whose name has one of the words of
/// [`exclude_from_weight_decay`](Self::exclude_from_weight_decay) in it do not decay (Keras takes them
/// as regular expressions); its configurations do not keep these words.
///
/// Keras: optimizers, "Base Optimizer API".
///
/// ```
/// use kerros::prelude::*;
///
/// // The gradient of w^2 at w = 1 is 2; its norm is kept to 0.5.
/// let mut model = Sequential::new();
/// model.add(Dense::new(1).use_bias(false).kernel_initializer("ones").input_shape(1))?;
/// let optimizer = SGD::new().learning_rate(0.1).clipnorm(0.5);
/// model.compile(Compile::new().optimizer(optimizer).loss("mse"))?;
/// model.train_on_batch(&[1.0f32], &[0.0f32])?;
/// assert!((model.get_weights()?[0][[0, 0]] - (1.0 - 0.1 * 0.5)).abs() < 1e-6);
/// # Ok::<(), kerros::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Options {
    pub(crate) learning_rate: LearningRate,
    pub(crate) weight_decay: Option<f64>,
    pub(crate) clipnorm: Option<f64>,
    pub(crate) clipvalue: Option<f64>,
    pub(crate) global_clipnorm: Option<f64>,
    pub(crate) use_ema: bool,
    pub(crate) ema_momentum: f64,
    pub(crate) ema_overwrite_frequency: Option<usize>,
    pub(crate) loss_scale_factor: Option<f64>,
    pub(crate) gradient_accumulation_steps: Option<usize>,
    pub(crate) name: Option<String>,
    undecayed: Vec<String>,
}

impl Options {
    /// A learning rate, and nothing else.
    pub fn new(learning_rate: impl Into<LearningRate>) -> Self {
        Options {
            learning_rate: learning_rate.into(),
            weight_decay: None,
            clipnorm: None,
            clipvalue: None,
            global_clipnorm: None,
            use_ema: false,
            ema_momentum: 0.99,
            ema_overwrite_frequency: None,
            loss_scale_factor: None,
            gradient_accumulation_steps: None,
            name: None,
            undecayed: Vec::new(),
        }
    }

    /// The learning rate, or a schedule.
    #[must_use]
    pub fn learning_rate(mut self, learning_rate: impl Into<LearningRate>) -> Self {
        self.learning_rate = learning_rate.into();
        self
    }

    /// How fast weights shrink by themselves, from 0; they do not if not set.
    #[must_use]
    pub fn weight_decay(mut self, weight_decay: f64) -> Self {
        self.weight_decay = Some(weight_decay);
        self
    }

    /// Words for weights that do not decay, such as `bias`: those in whose name, the last part of
    /// `dense_1/bias`, one of them is.
    #[must_use]
    pub fn exclude_from_weight_decay<W: Into<String>>(
        mut self,
        words: impl IntoIterator<Item = W>,
    ) -> Self {
        self.undecayed = words.into_iter().map(Into::into).collect();
        self
    }

    /// The largest norm of the gradient of each weight, above 0; no limit if not set.
    #[must_use]
    pub fn clipnorm(mut self, clipnorm: f64) -> Self {
        self.clipnorm = Some(clipnorm);
        self
    }

    /// The largest magnitude of each element of a gradient, above 0; no limit if not set.
    #[must_use]
    pub fn clipvalue(mut self, clipvalue: f64) -> Self {
        self.clipvalue = Some(clipvalue);
        self
    }

    /// The largest norm of all gradients together, above 0; no limit if not set.
    #[must_use]
    pub fn global_clipnorm(mut self, global_clipnorm: f64) -> Self {
        self.global_clipnorm = Some(global_clipnorm);
        self
    }

    /// Whether a moving average of the weights is kept, which takes their place when `fit` ends; `false`
    /// if not set.
    #[must_use]
    pub fn use_ema(mut self, use_ema: bool) -> Self {
        self.use_ema = use_ema;
        self
    }

    /// How slowly that average forgets, from 0 to 1; 0.99 if not set.
    #[must_use]
    pub fn ema_momentum(mut self, ema_momentum: f64) -> Self {
        self.ema_momentum = ema_momentum;
        self
    }

    /// After how many steps, each time, the average takes the weights' place; only when `fit` ends if
    /// not set.
    #[must_use]
    pub fn ema_overwrite_frequency(mut self, steps: usize) -> Self {
        self.ema_overwrite_frequency = Some(steps);
        self
    }

    /// What the loss is multiplied by before gradients are taken, which are divided by it, above 0;
    /// nothing if not set. It keeps small gradients from vanishing in numbers of less precision.
    #[must_use]
    pub fn loss_scale_factor(mut self, factor: f64) -> Self {
        self.loss_scale_factor = Some(factor);
        self
    }

    /// How many steps' gradients are averaged before the weights move, from 2; they move at each step if
    /// not set.
    #[must_use]
    pub fn gradient_accumulation_steps(mut self, steps: usize) -> Self {
        self.gradient_accumulation_steps = Some(steps);
        self
    }

    /// What the optimizer is called in configurations; that of its class if not set.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// How fast the weight at `path` shrinks by itself; `None` if it does not.
    pub fn decay_of(&self, path: &str) -> Option<f64> {
        // As in Keras: the name of the weight counts, not that of its layer.
        let name = path.rsplit('/').next().unwrap_or(path);
        let excluded = self.undecayed.iter().any(|word| name.contains(word.as_str()));
        self.weight_decay.filter(|_| !excluded)
    }

    /// The arguments under their names in Keras, in its order.
    pub fn config(&self) -> Config {
        let config = match &self.name {
            Some(name) => Config::new().with("name", name.as_str()),
            None => Config::new(),
        };
        config
            .with("learning_rate", &self.learning_rate)
            .with("weight_decay", self.weight_decay)
            .with("clipnorm", self.clipnorm)
            .with("global_clipnorm", self.global_clipnorm)
            .with("clipvalue", self.clipvalue)
            .with("use_ema", self.use_ema)
            .with("ema_momentum", self.ema_momentum)
            .with("ema_overwrite_frequency", self.ema_overwrite_frequency)
            .with("loss_scale_factor", self.loss_scale_factor)
            .with("gradient_accumulation_steps", self.gradient_accumulation_steps)
    }

    /// Checks the arguments of `optimizer`.
    ///
    /// # Errors
    ///
    /// When one is outside its range, or two limits of gradients are given.
    pub fn check(&self, optimizer: &'static str) -> Result<()> {
        use std::ops::Bound::{Excluded, Unbounded};
        let located = |error: Error| error.at(optimizer);
        self.learning_rate.check().map_err(located)?;
        let limits = [
            ("clipnorm", self.clipnorm, "1 is usual."),
            ("clipvalue", self.clipvalue, "0.5 is usual."),
            ("global_clipnorm", self.global_clipnorm, "1 is usual."),
        ];
        let given: Vec<&str> = limits.iter().filter(|l| l.1.is_some()).map(|l| l.0).collect();
        if given.len() > 1 {
            return Err(located(Error::invalid(
                "clipnorm, clipvalue and global_clipnorm",
                "one of them at most",
                given.join(", "),
                "Choose one limit for gradients.",
            )));
        }
        let positive = (Excluded(0.0), Unbounded);
        let scale = [("loss_scale_factor", self.loss_scale_factor, "1024 is usual.")];
        for (name, value, usual) in limits.into_iter().chain(scale) {
            if let Some(value) = value {
                check(optimizer, name, value, positive, usual)?;
            }
        }
        if let Some(decay) = self.weight_decay {
            check(optimizer, "weight_decay", decay, 0.0.., "0.004 is usual.")?;
        }
        check(optimizer, "ema_momentum", self.ema_momentum, 0.0..=1.0, "0.99 is usual.")?;
        let counts = [
            ("ema_overwrite_frequency", self.ema_overwrite_frequency, 1),
            ("gradient_accumulation_steps", self.gradient_accumulation_steps, 2),
        ];
        for (name, count, least) in counts {
            if let Some(count) = count.filter(|&count| count < least) {
                let remedy = "Leave it out, or count steps of training.";
                let expected = format!("a whole number from {least} on");
                return Err(located(Error::invalid(name, expected, count.to_string(), remedy)));
            }
        }
        Ok(())
    }
}

impl Default for Options {
    /// The learning rate 0.001, and nothing else.
    fn default() -> Self {
        Options::new(0.001)
    }
}

/// The builder methods of [`Options`] for an optimizer that holds them as `options`.
macro_rules! common_arguments {
    ($optimizer:ty) => {
        /// Arguments that all optimizers have: see [`Options`](crate::optimizers::Options).
        impl $optimizer {
            /// The learning rate, or a [schedule](crate::schedules).
            #[must_use]
            pub fn learning_rate(
                mut self,
                learning_rate: impl Into<crate::schedules::LearningRate>,
            ) -> Self {
                self.options = self.options.learning_rate(learning_rate);
                self
            }

            /// How fast weights shrink by themselves, from 0.
            #[must_use]
            pub fn weight_decay(mut self, weight_decay: f64) -> Self {
                self.options = self.options.weight_decay(weight_decay);
                self
            }

            /// Words in the names of weights that do not decay, such as `bias`.
            #[must_use]
            pub fn exclude_from_weight_decay<W: Into<String>>(
                mut self,
                words: impl IntoIterator<Item = W>,
            ) -> Self {
                self.options = self.options.exclude_from_weight_decay(words);
                self
            }

            /// The largest norm of the gradient of each weight, above 0; no limit if not set.
            #[must_use]
            pub fn clipnorm(mut self, clipnorm: f64) -> Self {
                self.options = self.options.clipnorm(clipnorm);
                self
            }

            /// The largest magnitude of each element of a gradient, above 0; no limit if not set.
            #[must_use]
            pub fn clipvalue(mut self, clipvalue: f64) -> Self {
                self.options = self.options.clipvalue(clipvalue);
                self
            }

            /// The largest norm of all gradients together, above 0; no limit if not set.
            #[must_use]
            pub fn global_clipnorm(mut self, global_clipnorm: f64) -> Self {
                self.options = self.options.global_clipnorm(global_clipnorm);
                self
            }

            /// Whether a moving average of the weights takes their place when `fit` ends; `false`
            /// if not set.
            #[must_use]
            pub fn use_ema(mut self, use_ema: bool) -> Self {
                self.options = self.options.use_ema(use_ema);
                self
            }

            /// How slowly that average forgets, from 0 to 1; 0.99 if not set.
            #[must_use]
            pub fn ema_momentum(mut self, ema_momentum: f64) -> Self {
                self.options = self.options.ema_momentum(ema_momentum);
                self
            }

            /// After how many steps, each time, the average takes the weights' place; only when
            /// `fit` ends if not set.
            #[must_use]
            pub fn ema_overwrite_frequency(mut self, steps: usize) -> Self {
                self.options = self.options.ema_overwrite_frequency(steps);
                self
            }

            /// What the loss is multiplied by before gradients are taken, which are divided by it,
            /// above 0; nothing if not set.
            #[must_use]
            pub fn loss_scale_factor(mut self, factor: f64) -> Self {
                self.options = self.options.loss_scale_factor(factor);
                self
            }

            /// How many steps' gradients are averaged before the weights move, from 2; they move at
            /// each step if not set.
            #[must_use]
            pub fn gradient_accumulation_steps(mut self, steps: usize) -> Self {
                self.options = self.options.gradient_accumulation_steps(steps);
                self
            }

            /// What it is called in configurations; that of its class if not set.
            #[must_use]
            pub fn named(mut self, name: impl Into<String>) -> Self {
                self.options = self.options.name(name);
                self
            }

            /// All of these arguments at once.
            #[must_use]
            pub fn options(mut self, options: crate::optimizers::Options) -> Self {
                self.options = options;
                self
            }
        }
    };
}
pub(super) use common_arguments;
