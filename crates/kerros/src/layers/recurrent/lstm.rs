//! Long short-term memory.

use super::cell::{Recurrence, RecurrentCell};
use super::core::{
    Core, DROPOUT, RECURRENT_ACTIVATION, RECURRENT_CONSTRAINT, RECURRENT_DROPOUT,
    RECURRENT_INITIALIZER, RECURRENT_REGULARIZER, TANH, UNITS, by_gate, times_state,
};
use super::forget_bias::{UNIT_FORGET_BIAS, UnitForgetBias};
use super::options::{
    GO_BACKWARDS, Options, RETURN_SEQUENCES, RETURN_STATE, STATEFUL, UNROLL, ZERO_OUTPUT_FOR_MASK,
};
use super::settings::{cell_layer, core_settings, layer_of_cell, recurrent_activation_setting};
use crate::activations::Activation;
use crate::error::Result;
use crate::layer::{Build, Config, Layer, Settings, layer_settings};
use crate::layers::arguments::{
    BIAS_INITIALIZER, INPUT_SHAPE, KERNEL_INITIALIZER, NAME, SEED, USE_BIAS, boxed,
};
use crate::layers::weight_options::{
    ACTIVITY_REGULARIZER, BIAS_CONSTRAINT, BIAS_REGULARIZER, KERNEL_CONSTRAINT, KERNEL_REGULARIZER,
};
use crate::registry::{Arguments, Class};
use kerros_graph::{Graph, NodeId};

/// Gates for what comes in, what is forgotten and what goes out, and the candidate between them, in Keras's order.
pub(super) const GATES: usize = 4;

/// A cell with a memory `c` that gates write, forget and read.
///
/// With `i`, `f`, `o` the gates of input, forgetting and output, `g` the candidate, `s` the recurrent activation:
///
/// ```text
/// [i, f, g, o] = [s, s, activation, s](x . kernel + h . recurrent_kernel + bias)
/// c = f c + i g
/// h = o activation(c)
/// ```
///
/// A step is `(batch, features)`, the state two parts, `h` and `c`, each `(batch, units)`. Weights: `kernel
/// (features, 4 units)`, `recurrent_kernel (units, 4 units)`, `bias (4 units)`. In Keras: "LSTMCell layer".
///
/// | argument | default | |
/// |---|---|---|
/// | `units` | must be given | how many numbers come out, at least 1 |
/// | `activation` | tanh | |
/// | `recurrent_activation` | sigmoid | |
/// | `use_bias` | true | |
/// | `kernel_initializer`, `recurrent_initializer`, `bias_initializer` | glorot_uniform, orthogonal, zeros | |
/// | `unit_forget_bias` | true | the bias of the gate that forgets starts with 1 |
/// | `kernel_regularizer`, `recurrent_regularizer`, `bias_regularizer` | none | |
/// | `kernel_constraint`, `recurrent_constraint`, `bias_constraint` | none | |
/// | `dropout`, `recurrent_dropout` | 0 | shares of the features and of the state, from 0 to 1 |
///
/// ```
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(Input::new([10, 3]))?;
/// model.add(RNN::new(LSTMCell::new(5))?)?;
/// assert_eq!(model.count_params()?, 4 * (3 * 5 + 5 * 5 + 5));
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// 0 units, shares outside 0 to 1, unknown names, and what initializers, regularizers and constraints refuse.
#[derive(Clone, Debug)]
pub struct LSTMCell {
    settings: Settings,
    core: Core,
    recurrent_activation: Activation,
    unit_forget_bias: bool,
}

layer_settings!(LSTMCell);
core_settings!(LSTMCell, core);
recurrent_activation_setting!(LSTMCell, recurrent_activation);
cell_layer!(LSTMCell, "LSTMCell");

impl LSTMCell {
    /// A cell of `units` numbers.
    pub fn new(units: usize) -> Self {
        LSTMCell {
            settings: Settings::new(),
            core: Core::new(units),
            recurrent_activation: Activation::Sigmoid,
            unit_forget_bias: true,
        }
    }

    /// Whether the bias of the gate that forgets starts with 1; `true` if not set.
    #[must_use]
    pub fn unit_forget_bias(mut self, unit_forget_bias: bool) -> Self {
        self.unit_forget_bias = unit_forget_bias;
        self
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
            .with("recurrent_activation", self.recurrent_activation)
            .with("use_bias", self.core.use_bias);
        self.core.initializers(config).with("unit_forget_bias", self.unit_forget_bias)
    }

    fn of(arguments: &Arguments<'_>) -> Result<Self> {
        Ok(LSTMCell {
            settings: Settings::new(),
            core: Core::configured(arguments)?,
            recurrent_activation: arguments.activation("recurrent_activation")?,
            unit_forget_bias: arguments.bool("unit_forget_bias")?,
        })
    }

    pub(crate) const CLASS: Class<Box<dyn Layer>> = Class {
        name: "LSTMCell",
        names: &[],
        doc: "one step of an LSTM layer",
        arguments: &[
            UNITS,
            TANH,
            RECURRENT_ACTIVATION,
            USE_BIAS,
            KERNEL_INITIALIZER,
            RECURRENT_INITIALIZER,
            BIAS_INITIALIZER,
            UNIT_FORGET_BIAS,
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
        make: |a| boxed(LSTMCell::of(a)?.configured(a)?),
    };
}

impl RecurrentCell for LSTMCell {
    fn state_sizes(&self, step: &[usize]) -> Result<Vec<Vec<usize>>> {
        self.core.state_sizes(step, 2)
    }

    fn prepare(&self, build: &mut Build<'_>, x: NodeId) -> Result<Recurrence> {
        let core = &self.core;
        let units = core.units;
        let initializer = UnitForgetBias::around(&core.bias.initializer, self.unit_forget_bias);
        let weights = core.weights(build, x, GATES, (&[GATES * units], &initializer))?;
        let projected = core.project(build, x, weights.kernel, GATES)?;
        let factors = core.state_factors(build, x, GATES)?;
        let kernels = by_gate(build.graph, weights.recurrent, units, GATES, !factors.is_empty())?;
        let (dropped, matrices) = (factors.len(), kernels.len());
        let (activation, squash) = (core.activation, self.recurrent_activation);
        let constants = [kernels.as_slice(), &factors, weights.bias.as_slice()].concat();
        Ok(Recurrence::new([projected], constants, move |graph, step| {
            let (kernels, rest) = step.constants.split_at(matrices);
            let (factors, bias) = rest.split_at(dropped);
            let (h, c) = (step.states[0], step.states[1]);
            let product = times_state(graph, h, kernels, factors)?;
            let mut sums = graph.add(step.sequences[0], product)?;
            if let [bias] = *bias {
                sums = graph.add(sums, bias)?;
            }
            remember(graph, sums, c, (1, units), (activation, squash))
        }))
    }
}

/// The new `h` and `c` of a memory `c` whose gates have the sums `sums`, `units` each along `axis`.
pub(super) fn remember(
    graph: &mut Graph,
    sums: NodeId,
    c: NodeId,
    (axis, units): (usize, usize),
    (activation, squash): (Activation, Activation),
) -> Result<Vec<NodeId>> {
    let mut gate = |number: usize, function: Activation| -> Result<NodeId> {
        let sums = graph.slice(sums, axis, number * units, 1, units)?;
        function.call(graph, sums)
    };
    let (input, forget) = (gate(0, squash)?, gate(1, squash)?);
    let (candidate, output) = (gate(2, activation)?, gate(3, squash)?);
    let kept = graph.mul(forget, c)?;
    let added = graph.mul(input, candidate)?;
    let c = graph.add(kept, added)?;
    let read = activation.call(graph, c)?;
    Ok(vec![graph.mul(output, read)?, c])
}

layer_of_cell! {
    /// Long short-term memory: a recurrent layer with a memory that gates write, forget and read.
    ///
    /// The formulas are those of [`LSTMCell`]. `(batch, steps, features)` becomes `(batch, units)`, or
    /// `(batch, steps, units)` with `return_sequences`; `return_state` adds the last state, `h` and `c`, each
    /// `(batch, units)`. Applied to `[sequence, h, c]` it starts from that state, otherwise from zeros. At steps that the mask
    /// leaves out, the state stays what it is. Weights: those of the cell, under `lstm_cell/`. In Keras: "LSTM layer".
    ///
    /// | argument | default | |
    /// |---|---|---|
    /// | `units` | must be given | how many numbers come out of each step, at least 1 |
    /// | `activation` | tanh | |
    /// | `recurrent_activation` | sigmoid | |
    /// | `use_bias` | true | |
    /// | `kernel_initializer`, `recurrent_initializer`, `bias_initializer` | glorot_uniform, orthogonal, zeros | |
    /// | `unit_forget_bias` | true | the bias of the gate that forgets starts with 1 |
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
    /// model.add(Embedding::new(1000, 16).mask_zero(true).input_shape(80))?;
    /// model.add(LSTM::new(32))?;
    /// model.add(Dense::new(1).activation("sigmoid"))?;
    /// assert_eq!(model.count_params()?, 16_000 + 4 * (16 * 32 + 32 * 32 + 32) + 33);
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// An encoder whose state a decoder starts from:
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let (source, target) = (Input::new([7, 4]).symbol()?, Input::new([5, 3]).symbol()?);
    /// let encoded = LSTM::new(6).return_state(true).apply_many(&source)?;
    /// let decoded = LSTM::new(6).return_sequences(true).apply([&target, &encoded[1], &encoded[2]])?;
    /// let model = Model::new([&source, &target], decoded)?;
    /// assert_eq!(model.output_shape(), Some(vec![5, 6]));
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`LSTMCell`]; samples that are no `(steps, features)`; a state or a mask of another shape.
    ///
    /// Source: Hochreiter and Schmidhuber, "Long short-term memory", Neural Computation 9, 1997; the bias of 1: Jozefowicz,
    /// Zaremba and Sutskever, "An empirical exploration of recurrent network architectures", ICML 2015.
    LSTM of LSTMCell, "LSTM", "lstm_cell", "long short-term memory: a recurrent layer with a memory",
    [
        UNITS,
        TANH,
        RECURRENT_ACTIVATION,
        USE_BIAS,
        KERNEL_INITIALIZER,
        RECURRENT_INITIALIZER,
        BIAS_INITIALIZER,
        UNIT_FORGET_BIAS,
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

recurrent_activation_setting!(LSTM, cell.recurrent_activation);

impl LSTM {
    /// Whether the bias of the gate that forgets starts with 1; `true` if not set.
    #[must_use]
    pub fn unit_forget_bias(mut self, unit_forget_bias: bool) -> Self {
        self.cell.unit_forget_bias = unit_forget_bias;
        self
    }
}
