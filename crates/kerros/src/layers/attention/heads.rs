//! The arguments that layers of several heads have in common.

use super::call::CallArguments;
use crate::error::{Error, Result};
use crate::initializers::{GlorotUniform, Zeros};
use crate::layer::{Config, Settings, Value};
use crate::layers::at_least_one;
use crate::layers::random::require_share;
use crate::layers::weight_options::{WeightOptions, output_settings, regularizer, with_options};
use crate::registry::{Argument, Arguments, Literal};

pub(super) const DROPOUT: Argument = Argument::with_default(
    "dropout",
    Literal::Float(0.0),
    "the share of scores that are set to 0 while training, from 0 to 1",
);

pub(super) const USE_BIAS: Argument =
    Argument::with_default("use_bias", Literal::Bool(true), "whether projections have a bias");

pub(super) const SLIDING_WINDOW: Argument = Argument::with_default(
    "sliding_window",
    Literal::None,
    "a query sees steps that are less than this many places away; all if not given",
);

pub(super) const FLASH_ATTENTION: Argument = Argument::with_default(
    "flash_attention",
    Literal::None,
    "accepted as in Keras, where it chooses among ways to compute the same",
);

pub(super) const USE_GATE: Argument = Argument::with_default(
    "use_gate",
    Literal::Bool(false),
    "whether the sigmoid of one more projection of the query multiplies what the heads find",
);

pub(super) const ACTIVITY_REGULARIZER: Argument = regularizer(
    "activity_regularizer",
    "what the output of each projection adds to the loss, divided by the number of rows",
);

/// What such layers are told besides their sizes and weights.
#[derive(Clone, Debug)]
pub(super) struct Heads {
    pub(super) dropout: f64,
    pub(super) use_bias: bool,
    pub(super) sliding_window: Option<usize>,
    pub(super) flash_attention: Option<bool>,
    pub(super) use_gate: bool,
    /// Of the output of each projection.
    pub(super) outputs: Settings,
}

impl Heads {
    pub(super) fn new() -> Self {
        Heads {
            dropout: 0.0,
            use_bias: true,
            sliding_window: None,
            flash_attention: None,
            use_gate: false,
            outputs: Settings::new(),
        }
    }

    pub(super) fn configured(arguments: &Arguments<'_>) -> Result<Self> {
        let window = arguments.optional_sizes::<1>("sliding_window")?;
        let flash = arguments.value("flash_attention")? != &Value::None;
        Ok(Heads {
            dropout: arguments.float("dropout")?,
            use_bias: arguments.bool("use_bias")?,
            sliding_window: window.map(|[window]| window),
            flash_attention: if flash { Some(arguments.bool("flash_attention")?) } else { None },
            use_gate: arguments.bool("use_gate")?,
            outputs: output_settings(arguments)?,
        })
    }

    pub(super) fn check(&self, call: CallArguments) -> Result<()> {
        require_share("dropout", self.dropout, true, "Give the fraction of scores to drop.")?;
        if let Some(window) = self.sliding_window {
            at_least_one("sliding_window", window)?;
        }
        let in_the_way = match self.flash_attention {
            Some(true) if self.dropout > 0.0 => "dropout",
            Some(true) if call.return_attention_scores => "return_attention_scores",
            _ => return self.outputs.check(),
        };
        Err(Error::invalid(
            "flash_attention",
            format!("false, as there is {in_the_way}"),
            "true",
            format!("Leave flash_attention or {in_the_way} out: the former keeps no scores."),
        ))
    }

    /// Whether Keras computes the scores themselves, and not only what follows from them. Queries that see no step at
    /// all find 0 then, and the mean of all values otherwise.
    pub(super) fn has_scores(&self, call: CallArguments, rank: usize) -> bool {
        self.dropout > 0.0 || call.return_attention_scores || rank != 3
    }

    /// Adds the arguments from `sliding_window` on that a configuration keeps.
    pub(super) fn config(
        &self,
        config: Config,
        kernel: &WeightOptions,
        bias: &WeightOptions,
        seed: Option<i64>,
    ) -> Config {
        let config = config.with("sliding_window", self.sliding_window);
        with_options(config, [("kernel", kernel), ("bias", bias)], Some(&self.outputs))
            .with("use_gate", self.use_gate)
            .with("seed", seed)
    }
}

/// The weights that a layer starts with if nothing else is said: kernel, bias.
pub(super) fn default_weights() -> (WeightOptions, WeightOptions) {
    (WeightOptions::new(GlorotUniform), WeightOptions::new(Zeros))
}

/// The methods of a layer with fields `heads`, `kernel`, `bias` and `seed`.
macro_rules! heads_settings {
    ($layer:ty) => {
        weight_options!($layer {
            kernel: "the kernel of each projection", "glorot_uniform" =>
                kernel_initializer, kernel_regularizer, kernel_constraint;
            bias: "the bias of each projection", "zeros" =>
                bias_initializer, bias_regularizer, bias_constraint;
        });

        impl $layer {
            /// The share of scores that are set to 0 while training; 0 if not set.
            #[must_use]
            pub fn dropout(mut self, dropout: f64) -> Self {
                self.heads.dropout = dropout;
                self
            }

            /// Whether projections have a bias; `true` if not set.
            #[must_use]
            pub fn use_bias(mut self, use_bias: bool) -> Self {
                self.heads.use_bias = use_bias;
                self
            }

            /// A query sees steps that are less than this many places away; all if not set.
            #[must_use]
            pub fn sliding_window(mut self, sliding_window: usize) -> Self {
                self.heads.sliding_window = Some(sliding_window);
                self
            }

            /// Accepted as in Keras, where it chooses among ways to compute the same: not together with dropout, nor
            /// where scores are returned.
            #[must_use]
            pub fn flash_attention(mut self, flash_attention: bool) -> Self {
                self.heads.flash_attention = Some(flash_attention);
                self
            }

            /// Whether the sigmoid of one more projection of the query multiplies what the heads find; `false` if not
            /// set. Source: Qiu and others, "Gated attention for large language models", 2025.
            #[must_use]
            pub fn use_gate(mut self, use_gate: bool) -> Self {
                self.heads.use_gate = use_gate;
                self
            }

            /// What the output of each projection adds to the loss, divided by the number of rows: a regularizer, or
            /// its name; nothing if not set.
            #[must_use]
            pub fn activity_regularizer<R>(mut self, regularizer: R) -> Self
            where
                R: TryInto<$crate::regularizers::SharedRegularizer>,
                R::Error: Into<$crate::error::Error>,
            {
                let regularizer = self.settings.accept(regularizer);
                self.heads.outputs.set_activity_regularizer(regularizer);
                self
            }

            fn projections(&self) -> ProjectionWeights<'_> {
                ProjectionWeights { heads: &self.heads, kernel: &self.kernel, bias: &self.bias }
            }
        }
    };
}

pub(super) use heads_settings;
