//! The recurrent layer without gates.

use super::cell::{Recurrence, RecurrentCell};
use super::core::{
    Core, DROPOUT, RECURRENT_CONSTRAINT, RECURRENT_DROPOUT, RECURRENT_INITIALIZER,
    RECURRENT_REGULARIZER, TANH, UNITS, times_state,
};
use super::options::{
    GO_BACKWARDS, Options, RETURN_SEQUENCES, RETURN_STATE, STATEFUL, UNROLL, ZERO_OUTPUT_FOR_MASK,
};
use super::settings::{cell_layer, core_settings, layer_of_cell};
use crate::error::Result;
use crate::layer::{Build, Config, Layer, Settings, layer_settings};
use crate::layers::arguments::{
    BIAS_INITIALIZER, INPUT_SHAPE, KERNEL_INITIALIZER, NAME, SEED, USE_BIAS, boxed,
};
use crate::layers::weight_options::{
    ACTIVITY_REGULARIZER, BIAS_CONSTRAINT, BIAS_REGULARIZER, KERNEL_CONSTRAINT, KERNEL_REGULARIZER,
};
use crate::registry::{Arguments, Class};
use kerros_graph::NodeId;

/// A cell that computes `h = activation(x . kernel + h . recurrent_kernel + bias)`.
///
/// A step is `(batch, features)`, the state one part, `(batch, units)`. Weights: `kernel (features, units)`,
/// `recurrent_kernel (units, units)`, `bias (units)`. In Keras: "SimpleRNNCell layer".
///
/// | argument | default | |
/// |---|---|---|
/// | `units` | must be given | how many numbers come out, at least 1 |
/// | `activation` | tanh | |
/// | `use_bias` | true | |
/// | `kernel_initializer`, `recurrent_initializer`, `bias_initializer` | glorot_uniform, orthogonal, zeros | |
/// | `kernel_regularizer`, `recurrent_regularizer`, `bias_regularizer` | none | |
/// | `kernel_constraint`, `recurrent_constraint`, `bias_constraint` | none | |
/// | `dropout`, `recurrent_dropout` | 0 | shares of the features and of the state, from 0 to 1 |
///
/// ```
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(Input::new([10, 3]))?;
/// model.add(RNN::new(SimpleRNNCell::new(4))?)?;
/// assert_eq!(model.count_params()?, 3 * 4 + 4 * 4 + 4);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// 0 units, shares outside 0 to 1, unknown names, and what initializers, regularizers and constraints refuse.
#[derive(Clone, Debug)]
pub struct SimpleRNNCell {
    settings: Settings,
    core: Core,
}

layer_settings!(SimpleRNNCell);
core_settings!(SimpleRNNCell, core);
cell_layer!(SimpleRNNCell, "SimpleRNNCell");

impl SimpleRNNCell {
    /// A cell of `units` numbers.
    pub fn new(units: usize) -> Self {
        SimpleRNNCell { settings: Settings::new(), core: Core::new(units) }
    }

    fn check_arguments(&self) -> Result<()> {
        self.core.check()
    }

    fn arguments(&self) -> Config {
        self.core.others(self.first_arguments(), None).with("seed", self.core.seed)
    }

    /// The arguments of the layer that runs the cell.
    fn layer_arguments(&self, layer: &Settings, options: Options) -> Config {
        let config = self.core.others(self.first_arguments(), Some(layer));
        options.config(config.with("seed", self.core.seed))
    }

    fn first_arguments(&self) -> Config {
        let config = Config::new()
            .with("units", self.core.units)
            .with("activation", self.core.activation)
            .with("use_bias", self.core.use_bias);
        self.core.initializers(config)
    }

    fn of(arguments: &Arguments<'_>) -> Result<Self> {
        Ok(SimpleRNNCell { settings: Settings::new(), core: Core::configured(arguments)? })
    }

    pub(crate) const CLASS: Class<Box<dyn Layer>> = Class {
        name: "SimpleRNNCell",
        names: &[],
        doc: "one step of a SimpleRNN layer",
        arguments: &[
            UNITS,
            TANH,
            USE_BIAS,
            KERNEL_INITIALIZER,
            RECURRENT_INITIALIZER,
            BIAS_INITIALIZER,
            KERNEL_REGULARIZER,
            RECURRENT_REGULARIZER,
            BIAS_REGULARIZER,
            KERNEL_CONSTRAINT,
            RECURRENT_CONSTRAINT,
            BIAS_CONSTRAINT,
            DROPOUT,
            RECURRENT_DROPOUT,
            SEED,
            NAME,
            INPUT_SHAPE,
        ],
        make: |a| boxed(SimpleRNNCell::of(a)?.configured(a)?),
    };
}

impl RecurrentCell for SimpleRNNCell {
    fn state_sizes(&self, step: &[usize]) -> Result<Vec<Vec<usize>>> {
        self.core.state_sizes(step, 1)
    }

    fn prepare(&self, build: &mut Build<'_>, x: NodeId) -> Result<Recurrence> {
        let core = &self.core;
        let weights = core.weights(build, x, 1, (&[core.units], &core.bias.initializer))?;
        let projected = core.project(build, x, weights.kernel, 1)?;
        let factors = core.state_factors(build, x, 1)?;
        let (activation, dropped) = (core.activation, factors.len());
        let constants =
            [&[weights.recurrent], factors.as_slice(), weights.bias.as_slice()].concat();
        Ok(Recurrence::new([projected], constants, move |graph, step| {
            let (kernel, rest) = step.constants.split_at(1);
            let (factors, bias) = rest.split_at(dropped);
            let product = times_state(graph, step.states[0], kernel, factors)?;
            let mut sum = graph.add(step.sequences[0], product)?;
            if let [bias] = *bias {
                sum = graph.add(sum, bias)?;
            }
            Ok(vec![activation.call(graph, sum)?])
        }))
    }
}

layer_of_cell! {
    /// A recurrent layer without gates: at each step `h = activation(x . kernel + h . recurrent_kernel + bias)`.
    ///
    /// `(batch, steps, features)` becomes `(batch, units)`, or `(batch, steps, units)` with `return_sequences`; `return_state`
    /// adds the last state, `(batch, units)`. Applied to `[sequence, state]` it starts from that state, otherwise from zeros.
    /// At steps that the mask leaves out, the state stays what it is. Weights: those of
    /// [`SimpleRNNCell`], under `simple_rnn_cell/`. In Keras: "SimpleRNN layer".
    ///
    /// | argument | default | |
    /// |---|---|---|
    /// | `units` | must be given | how many numbers come out of each step, at least 1 |
    /// | `activation` | tanh | |
    /// | `use_bias` | true | |
    /// | `kernel_initializer`, `recurrent_initializer`, `bias_initializer` | glorot_uniform, orthogonal, zeros | |
    /// | `kernel_regularizer`, `recurrent_regularizer`, `bias_regularizer` | none | |
    /// | `activity_regularizer` | none | of the output, divided by the number of rows |
    /// | `kernel_constraint`, `recurrent_constraint`, `bias_constraint` | none | |
    /// | `dropout`, `recurrent_dropout` | 0 | shares of the features and of the state, from 0 to 1; at all steps the same |
    /// | `return_sequences` | false | the outputs of all steps |
    /// | `return_state` | false | the state after the last step as well |
    /// | `go_backwards` | false | the last step first |
    /// | `stateful` | false | each batch starts from the state that the one before has left |
    /// | `zero_output_for_mask` | false | outputs of steps that do not count are 0 |
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(SimpleRNN::new(8).return_sequences(true).input_shape([20, 3]))?;
    /// model.add(SimpleRNN::new(4))?;
    /// assert_eq!(model.output_shape(), Some(vec![4]));
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`SimpleRNNCell`]; samples that are no `(steps, features)`; a state or a mask of another shape.
    ///
    /// Source: Elman, "Finding structure in time", Cognitive Science 14, 1990.
    SimpleRNN of SimpleRNNCell, "SimpleRNN", "simple_rnn_cell", "a recurrent layer without gates",
    [
        UNITS,
        TANH,
        USE_BIAS,
        KERNEL_INITIALIZER,
        RECURRENT_INITIALIZER,
        BIAS_INITIALIZER,
        KERNEL_REGULARIZER,
        RECURRENT_REGULARIZER,
        BIAS_REGULARIZER,
        ACTIVITY_REGULARIZER,
        KERNEL_CONSTRAINT,
        RECURRENT_CONSTRAINT,
        BIAS_CONSTRAINT,
        DROPOUT,
        RECURRENT_DROPOUT,
        SEED,
        RETURN_SEQUENCES,
        RETURN_STATE,
        GO_BACKWARDS,
        STATEFUL,
        UNROLL,
        ZERO_OUTPUT_FOR_MASK,
        NAME,
        INPUT_SHAPE,
        ]
}
