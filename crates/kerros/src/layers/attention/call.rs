//! What Keras is told at each call of an attention layer, and Kerros by the layer.

use crate::error::Result;
use crate::layer::Config;
use crate::registry::{Argument, Arguments, Literal};

/// The arguments of the call.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct CallArguments {
    pub(super) use_causal_mask: bool,
    pub(super) return_attention_scores: bool,
    /// Whether the last input is one; not for all layers.
    pub(super) attention_mask: bool,
}

pub(super) const USE_CAUSAL_MASK: Argument = Argument::with_default(
    "use_causal_mask",
    Literal::Bool(false),
    "whether a step sees itself and those before only; an argument of the call in Keras",
);

pub(super) const RETURN_ATTENTION_SCORES: Argument = Argument::with_default(
    "return_attention_scores",
    Literal::Bool(false),
    "whether the scores are a second output; an argument of the call in Keras",
);

pub(super) const ATTENTION_MASK: Argument = Argument::with_default(
    "attention_mask",
    Literal::Bool(false),
    "whether the last input says which step sees which others; an argument of the call in Keras",
);

impl CallArguments {
    /// Those of a configuration; `masked` says whether the layer takes an attention mask.
    pub(super) fn configured(arguments: &Arguments<'_>, masked: bool) -> Result<Self> {
        Ok(CallArguments {
            use_causal_mask: arguments.bool("use_causal_mask")?,
            return_attention_scores: arguments.bool("return_attention_scores")?,
            attention_mask: masked && arguments.bool("attention_mask")?,
        })
    }

    /// Those that differ from their defaults.
    pub(super) fn config(self) -> Config {
        [
            ("use_causal_mask", self.use_causal_mask),
            ("return_attention_scores", self.return_attention_scores),
            ("attention_mask", self.attention_mask),
        ]
        .into_iter()
        .filter(|(_, given)| *given)
        .fold(Config::new(), |config, (name, given)| config.with(name, given))
    }
}

/// The methods of a layer with a field `call_arguments`.
macro_rules! call_arguments {
    ($layer:ty) => {
        impl $layer {
            /// Whether a step sees itself and those before it only, as a text that is being written must; `false`
            /// if not set. In Keras an argument of the call.
            #[must_use]
            pub fn use_causal_mask(mut self, use_causal_mask: bool) -> Self {
                self.call_arguments.use_causal_mask = use_causal_mask;
                self
            }

            /// Whether the scores, after masks and softmax, are a second output; `false` if not set. In Keras an
            /// argument of the call.
            #[must_use]
            pub fn return_attention_scores(mut self, return_attention_scores: bool) -> Self {
                self.call_arguments.return_attention_scores = return_attention_scores;
                self
            }
        }
    };
    ($layer:ty, attention_mask) => {
        call_arguments!($layer);

        impl $layer {
            /// Whether the last input is a mask that says which step of the query sees which of the values: `(batch,
            /// query steps, value steps)`, where 0 is no; `false` if not set. In Keras an argument of the call.
            #[must_use]
            pub fn attention_mask(mut self, attention_mask: bool) -> Self {
                self.call_arguments.attention_mask = attention_mask;
                self
            }
        }
    };
}

pub(super) use call_arguments;
