//! What recurrent layers are told besides their cell.

use crate::error::Result;
use crate::layer::Config;
use crate::registry::{Argument, Arguments, Literal};

/// How a cell runs over a sequence, and what is returned.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Options {
    pub(crate) return_sequences: bool,
    pub(crate) return_state: bool,
    pub(crate) go_backwards: bool,
    pub(crate) stateful: bool,
    pub(crate) unroll: bool,
    pub(crate) zero_output_for_mask: bool,
}

const fn flag(name: &'static str, doc: &'static str) -> Argument {
    Argument::with_default(name, Literal::Bool(false), doc)
}

pub(super) const RETURN_SEQUENCES: Argument = flag(
    "return_sequences",
    "whether the outputs of all steps are returned, or that of the last one only",
);
pub(super) const RETURN_STATE: Argument =
    flag("return_state", "whether the state after the last step is returned as well");
pub(super) const GO_BACKWARDS: Argument = flag(
    "go_backwards",
    "whether the last step comes first; outputs of all steps are in this order too",
);
pub(super) const STATEFUL: Argument =
    flag("stateful", "whether a batch starts from the state that the one before has left");
pub(super) const UNROLL: Argument = flag(
    "unroll",
    "as in Keras, outputs of steps that do not count are never 0 for zero_output_for_mask, and 0 before the first that does; \
     nothing else changes",
);
pub(super) const ZERO_OUTPUT_FOR_MASK: Argument = flag(
    "zero_output_for_mask",
    "whether the output of a step that does not count is 0, and not that of the step before",
);

impl Options {
    /// The arguments of a configuration.
    pub(super) fn configured(arguments: &Arguments<'_>) -> Result<Self> {
        Ok(Options {
            return_sequences: arguments.bool(RETURN_SEQUENCES.name)?,
            return_state: arguments.bool(RETURN_STATE.name)?,
            go_backwards: arguments.bool(GO_BACKWARDS.name)?,
            stateful: arguments.bool(STATEFUL.name)?,
            unroll: arguments.bool(UNROLL.name)?,
            zero_output_for_mask: arguments.bool(ZERO_OUTPUT_FOR_MASK.name)?,
        })
    }

    /// `config` with these arguments.
    pub(super) fn config(&self, config: Config) -> Config {
        config
            .with(RETURN_SEQUENCES.name, self.return_sequences)
            .with(RETURN_STATE.name, self.return_state)
            .with(GO_BACKWARDS.name, self.go_backwards)
            .with(STATEFUL.name, self.stateful)
            .with(UNROLL.name, self.unroll)
            .with(ZERO_OUTPUT_FOR_MASK.name, self.zero_output_for_mask)
    }
}

/// The methods of a layer with a field `options`.
macro_rules! option_settings {
    ($layer:ty) => {
        impl $layer {
            /// Whether the outputs of all steps are returned, `(batch, steps, ...)`, or that of the last one only;
            /// `false` if not set.
            #[must_use]
            pub fn return_sequences(mut self, return_sequences: bool) -> Self {
                self.options.return_sequences = return_sequences;
                self
            }

            /// Whether all parts of the state after the last step are returned behind the output; `false` if not set.
            /// The layer has several outputs then: see [`Layer::apply_many`](crate::layer::Layer::apply_many).
            #[must_use]
            pub fn return_state(mut self, return_state: bool) -> Self {
                self.options.return_state = return_state;
                self
            }

            /// Whether the last step comes first; `false` if not set. The outputs of all steps are in this order too.
            #[must_use]
            pub fn go_backwards(mut self, go_backwards: bool) -> Self {
                self.options.go_backwards = go_backwards;
                self
            }

            /// Whether a batch starts from the state that the one before has left, row by row; `false` if not set.
            /// The input must have a [batch size](crate::layers::Input::batch_size);
            /// [`Model::reset_states`](crate::Model::reset_states) sets the states to 0.
            #[must_use]
            pub fn stateful(mut self, stateful: bool) -> Self {
                self.options.stateful = stateful;
                self
            }

            /// Kept in the configuration only: Keras may write the steps one after the other, which changes no number.
            #[must_use]
            pub fn unroll(mut self, unroll: bool) -> Self {
                self.options.unroll = unroll;
                self
            }

            /// Whether the output of a step that does not count is 0, and not that of the step before; `false` if not
            /// set.
            #[must_use]
            pub fn zero_output_for_mask(mut self, zero_output_for_mask: bool) -> Self {
                self.options.zero_output_for_mask = zero_output_for_mask;
                self
            }
        }
    };
}

pub(super) use option_settings;
