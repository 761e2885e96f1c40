//! Gated recurrent units.

use super::cell::{Recurrence, RecurrentCell};
use super::core::{
    Core, DROPOUT, RECURRENT_ACTIVATION, RECURRENT_CONSTRAINT, RECURRENT_DROPOUT,
    RECURRENT_INITIALIZER, RECURRENT_REGULARIZER, TANH, UNITS, by_gate, gate_of, times_state,
};
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
use crate::registry::{Argument, Arguments, Class, Literal};
use kerros_graph::{Graph, NodeId, Shape};

/// The gates for what is kept and for what is looked at, and the candidate, in Keras's order.
const GATES: usize = 3;

const RESET_AFTER: Argument = Argument::with_default(
    "reset_after",
    Literal::Bool(true),
    "whether the reset gate acts behind the product with the recurrent kernel",
);

/// A cell with one gate for how much of the state is kept, and one for how much of it a new one is made of.
///
/// With `s` the recurrent activation, where `b` and `b'` are the rows of the bias:
///
/// ```text
/// z = s(x . kernel_z + b_z + h . recurrent_z + b'_z)
/// r = s(x . kernel_r + b_r + h . recurrent_r + b'_r)
/// g = activation(x . kernel_g + b_g + r (h . recurrent_g + b'_g))
/// h = z h + (1 - z) g
/// ```
///
/// Without `reset_after` there is no `b'`, and `g = activation(x . kernel_g + b_g + (r h) . recurrent_g)`.
///
/// A step is `(batch, features)`, the state one part, `(batch, units)`. Weights: `kernel (features, 3 units)`,
/// `recurrent_kernel (units, 3 units)`, `bias (2, 3 units)`, or `(3 units)` without `reset_after`. In Keras: "GRUCell layer".
///
/// | argument | default | |
/// |---|---|---|
/// | `units` | must be given | how many numbers come out, at least 1 |
/// | `activation` | tanh | |
/// | `recurrent_activation` | sigmoid | |
/// | `use_bias` | true | |
/// | `kernel_initializer`, `recurrent_initializer`, `bias_initializer` | glorot_uniform, orthogonal, zeros | |
/// | `kernel_regularizer`, `recurrent_regularizer`, `bias_regularizer` | none | |
/// | `kernel_constraint`, `recurrent_constraint`, `bias_constraint` | none | |
/// | `dropout`, `recurrent_dropout` | 0 | shares of the features and of the state, from 0 to 1 |
/// | `reset_after` | true | the reset gate acts behind the product with the recurrent kernel |
///
/// ```
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(Input::new([10, 3]))?;
/// model.add(RNN::new(GRUCell::new(5))?)?;
/// assert_eq!(model.count_params()?, 3 * (3 * 5 + 5 * 5 + 2 * 5));
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// 0 units, shares outside 0 to 1, unknown names, and what initializers, regularizers and constraints refuse.
#[derive(Clone, Debug)]
pub struct GRUCell {
    settings: Settings,
    core: Core,
    recurrent_activation: Activation,
    reset_after: bool,
}

layer_settings!(GRUCell);
core_settings!(GRUCell, core);
recurrent_activation_setting!(GRUCell, recurrent_activation);
cell_layer!(GRUCell, "GRUCell");

impl GRUCell {
    /// A cell of `units` numbers.
    pub fn new(units: usize) -> Self {
        GRUCell {
            settings: Settings::new(),
            core: Core::new(units),
            recurrent_activation: Activation::Sigmoid,
            reset_after: true,
        }
    }

    /// Whether the reset gate acts behind the product with the recurrent kernel, which then has a bias of its own;
    /// `true` if not set.
    #[must_use]
    pub fn reset_after(mut self, reset_after: bool) -> Self {
        self.reset_after = reset_after;
        self
    }

    fn check_arguments(&self) -> Result<()> {
        self.core.check()
    }

    fn arguments(&self) -> Config {
        self.core
            .others(self.first_arguments(), None)
            .with("reset_after", self.reset_after)
            .with("seed", self.core.seed)
    }

    /// The arguments of the layer that runs the cell.
    fn layer_arguments(&self, layer: &Settings, options: Options) -> Config {
        let config = self.core.others(self.first_arguments(), Some(layer));
        options.config(config.with("seed", self.core.seed)).with("reset_after", self.reset_after)
    }

    fn first_arguments(&self) -> Config {
        let config = Config::new()
            .with("units", self.core.units)
            .with("activation", self.core.activation)
            .with("recurrent_activation", self.recurrent_activation)
            .with("use_bias", self.core.use_bias);
        self.core.initializers(config)
    }

    fn of(arguments: &Arguments<'_>) -> Result<Self> {
        Ok(GRUCell {
            settings: Settings::new(),
            core: Core::configured(arguments)?,
            recurrent_activation: arguments.activation("recurrent_activation")?,
            reset_after: arguments.bool("reset_after")?,
        })
    }

    pub(crate) const CLASS: Class<Box<dyn Layer>> = Class {
        name: "GRUCell",
        names: &[],
        doc: "one step of a GRU layer",
        arguments: &[
            UNITS,
            TANH,
            RECURRENT_ACTIVATION,
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
            RESET_AFTER,
            SEED,
            NAME,
            INPUT_SHAPE,
        ],
        make: |a| boxed(GRUCell::of(a)?.configured(a)?),
    };
}

impl RecurrentCell for GRUCell {
    fn state_sizes(&self, step: &[usize]) -> Result<Vec<Vec<usize>>> {
        self.core.state_sizes(step, 1)
    }

    fn prepare(&self, build: &mut Build<'_>, x: NodeId) -> Result<Recurrence> {
        let core = &self.core;
        let width = GATES * core.units;
        let shape = if self.reset_after { vec![2, width] } else { vec![width] };
        let weights = core.weights(build, x, GATES, (&shape, &core.bias.initializer))?;
        let projected = core.project(build, x, weights.kernel, GATES)?;
        let factors = core.state_factors(build, x, GATES)?;
        let kernels = self.kernels(build.graph, weights.recurrent, !factors.is_empty())?;
        let biases = self.biases(build.graph, weights.bias)?;
        let (matrices, dropped) = (kernels.len(), factors.len());
        let cell = self.clone();
        Ok(Recurrence::new([projected], [kernels, factors, biases].concat(), move |graph, step| {
            let (kernels, rest) = step.constants.split_at(matrices);
            let (factors, biases) = rest.split_at(dropped);
            let constants = Constants { kernels, factors, biases };
            Ok(vec![cell.step(graph, step.sequences[0], step.states[0], constants)?])
        }))
    }
}

/// What a step needs besides input and state.
#[derive(Clone, Copy)]
struct Constants<'a> {
    /// As [`GRUCell::kernels`] gives them.
    kernels: &'a [NodeId],
    /// What the state is multiplied by for each gate; none if nothing is dropped.
    factors: &'a [NodeId],
    /// As [`GRUCell::biases`] gives them.
    biases: &'a [NodeId],
}

impl GRUCell {
    /// The recurrent kernel: gate by gate if parts of the state are dropped; otherwise whole, or the gates' and the
    /// candidate's, which is multiplied later.
    fn kernels(&self, graph: &mut Graph, recurrent: NodeId, apart: bool) -> Result<Vec<NodeId>> {
        let units = self.core.units;
        match (apart, self.reset_after) {
            (true, _) | (_, true) => by_gate(graph, recurrent, units, GATES, apart),
            (false, false) => Ok(vec![
                graph.slice(recurrent, 1, 0, 1, 2 * units)?,
                gate_of(graph, recurrent, 2, units)?,
            ]),
        }
    }

    /// What is added to the product of the input, and what to that of the state; none without bias.
    fn biases(&self, graph: &mut Graph, bias: Option<NodeId>) -> Result<Vec<NodeId>> {
        let Some(bias) = bias.filter(|_| self.reset_after) else {
            return Ok(bias.into_iter().collect());
        };
        let mut row = |number: usize| -> Result<NodeId> {
            let row = graph.slice(bias, 0, number, 1, 1)?;
            Ok(graph.reshape(row, Shape::of(&[GATES * self.core.units]))?)
        };
        Ok(vec![row(0)?, row(1)?])
    }

    fn step(
        &self,
        graph: &mut Graph,
        mut x: NodeId,
        h: NodeId,
        constants: Constants<'_>,
    ) -> Result<NodeId> {
        let units = self.core.units;
        if let [bias, ..] = *constants.biases {
            x = graph.add(x, bias)?;
        }
        let of_state = self.of_state(graph, h, constants)?;
        let mut gate = |number: usize| -> Result<NodeId> {
            let of_input = gate_of(graph, x, number, units)?;
            let of_state = gate_of(graph, of_state, number, units)?;
            let sum = graph.add(of_input, of_state)?;
            self.recurrent_activation.call(graph, sum)
        };
        let (keep, reset) = (gate(0)?, gate(1)?);
        let seen = match self.reset_after {
            true => {
                let of_state = gate_of(graph, of_state, 2, units)?;
                graph.mul(reset, of_state)?
            }
            false => self.of_reset_state(graph, reset, h, constants)?,
        };
        let of_input = gate_of(graph, x, 2, units)?;
        let sum = graph.add(of_input, seen)?;
        let candidate = self.core.activation.call(graph, sum)?;
        // z h + (1 - z) g with one product less.
        let difference = graph.sub(h, candidate)?;
        let kept = graph.mul(keep, difference)?;
        Ok(graph.add(candidate, kept)?)
    }

    /// What the state gives for all gates; without `reset_after`, for the first two.
    fn of_state(&self, graph: &mut Graph, h: NodeId, constants: Constants<'_>) -> Result<NodeId> {
        let Constants { kernels, factors, biases } = constants;
        let gates = if self.reset_after { GATES } else { 2 };
        let product = times_state(graph, h, kernels, &factors[..gates.min(factors.len())])?;
        match *biases {
            [_, bias] => Ok(graph.add(product, bias)?),
            _ => Ok(product),
        }
    }

    /// What the state that the gate has reset gives for the candidate.
    fn of_reset_state(
        &self,
        graph: &mut Graph,
        reset: NodeId,
        h: NodeId,
        Constants { kernels, factors, .. }: Constants<'_>,
    ) -> Result<NodeId> {
        let mut left = graph.mul(reset, h)?;
        if let Some(&factors) = factors.last() {
            left = graph.mul(left, factors)?;
        }
        Ok(graph.matmul(left, kernels[kernels.len() - 1])?)
    }
}

layer_of_cell! {
    /// Gated recurrent units: a recurrent layer with one gate for how much of the state is kept, and one for how much of it a
    /// new one is made of.
    ///
    /// The formulas are those of [`GRUCell`]. `(batch, steps, features)` becomes `(batch, units)`, or
    /// `(batch, steps, units)` with `return_sequences`; `return_state` adds the last state, `(batch, units)`. Applied to
    /// `[sequence, state]` it starts from that state, otherwise from zeros. At steps that the mask leaves out, the state stays
    /// what it is. Weights: those of the cell, under `gru_cell/`. In Keras: "GRU layer".
    ///
    /// | argument | default | |
    /// |---|---|---|
    /// | `units` | must be given | how many numbers come out of each step, at least 1 |
    /// | `activation` | tanh | |
    /// | `recurrent_activation` | sigmoid | |
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
    /// | `reset_after` | true | the reset gate acts behind the product with the recurrent kernel |
    /// | `zero_output_for_mask` | false | outputs of steps that do not count are 0 |
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(GRU::new(32).dropout(0.1).recurrent_dropout(0.2).input_shape([120, 14]))?;
    /// model.add(Dense::new(1))?;
    /// assert_eq!(model.count_params()?, 3 * (14 * 32 + 32 * 32 + 2 * 32) + 33);
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`GRUCell`]; samples that are no `(steps, features)`; a state or a mask of another shape.
    ///
    /// Source: Cho and others, "Learning phrase representations using RNN encoder-decoder for statistical machine translation",
    /// EMNLP 2014; without `reset_after` the first version of that paper, with it the third.
    GRU of GRUCell, "GRU", "gru_cell", "gated recurrent units: a recurrent layer with two gates",
    [
        UNITS,
        TANH,
        RECURRENT_ACTIVATION,
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
        RESET_AFTER,
        NAME,
        INPUT_SHAPE,
        ]
}

recurrent_activation_setting!(GRU, cell.recurrent_activation);

impl GRU {
    /// Whether the reset gate acts behind the product with the recurrent kernel, which then has a bias of its own;
    /// `true` if not set.
    #[must_use]
    pub fn reset_after(mut self, reset_after: bool) -> Self {
        self.cell.reset_after = reset_after;
        self
    }
}
