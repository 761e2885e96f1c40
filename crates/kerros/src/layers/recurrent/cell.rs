//! What a recurrent layer computes at each step.

use crate::error::{Error, Result};
use crate::layer::{Build, Layer, SharedLayer};
use crate::metrics::unique_names;
use kerros_graph::{Graph, NodeId};
use std::fmt;

/// A layer that computes one step of a sequence from what the sequence holds there and from a state, and hands the
/// state on. [`RNN`](super::RNN) runs it over all steps.
///
/// A cell says in [`prepare`](Self::prepare) what of a step does not wait for the state: that is computed of all steps at
/// once, as one large product for example, and only the rest is computed step by step. Steps see no other rows, no random
/// numbers and no other steps.
///
/// # Example
///
/// A cell of one's own, `h = x kernel + h recurrent_kernel`, at full speed:
///
/// ```
/// use kerros::layer::{Build, Layer, Settings};
/// use kerros::layers::{Recurrence, RecurrentCell, call_cell};
/// use kerros::prelude::*;
/// use kerros_graph::NodeId;
///
/// #[derive(Debug)]
/// struct MinimalCell {
///     settings: Settings,
///     units: usize,
/// }
///
/// impl RecurrentCell for MinimalCell {
///     fn state_sizes(&self, _step: &[usize]) -> kerros::Result<Vec<Vec<usize>>> {
///         Ok(vec![vec![self.units]])
///     }
///
///     fn prepare(&self, build: &mut Build<'_>, x: NodeId) -> kerros::Result<Recurrence> {
///         let features = build.inner_sizes(x).last().copied().unwrap_or(1);
///         let kernel = build.weight("kernel", &[features, self.units], &GlorotUniform.into())?;
///         let sizes = [self.units, self.units];
///         let recurrent = build.weight("recurrent_kernel", &sizes, &OrthogonalInitializer::new().into())?;
///         let projected = build.graph.matmul(x, kernel)?;
///         Ok(Recurrence::new([projected], [recurrent], |graph, step| {
///             let product = graph.matmul(step.states[0], step.constants[0])?;
///             Ok(vec![graph.add(step.sequences[0], product)?])
///         }))
///     }
/// }
///
/// impl Layer for MinimalCell {
///     fn class_name(&self) -> &'static str {
///         "MinimalCell"
///     }
///
///     fn settings(&self) -> &Settings {
///         &self.settings
///     }
///
///     fn call(&self, build: &mut Build<'_>, input: NodeId) -> kerros::Result<NodeId> {
///         Ok(call_cell(self, build, &[input])?[0])
///     }
///
///     fn call_many(&self, build: &mut Build<'_>, inputs: &[NodeId]) -> kerros::Result<Vec<NodeId>> {
///         call_cell(self, build, inputs)
///     }
///
///     fn as_cell(&self) -> Option<&dyn RecurrentCell> {
///         Some(self)
///     }
/// }
///
/// let mut model = Sequential::new();
/// model.add(Input::new([10, 3]))?;
/// model.add(RNN::new(MinimalCell { settings: Settings::new(), units: 5 })?)?;
/// assert_eq!(model.output_shape(), Some(vec![5]));
/// assert_eq!(model.count_params()?, 3 * 5 + 5 * 5);
/// # Ok::<(), kerros::Error>(())
/// ```
pub trait RecurrentCell: Layer {
    /// The sizes of each part of the state without the batch, for steps of these sizes. The first part is what the
    /// cell puts out.
    ///
    /// # Errors
    ///
    /// When the cell cannot take such steps.
    fn state_sizes(&self, step: &[usize]) -> Result<Vec<Vec<usize>>>;

    /// The sizes of what the cell puts out for steps of these sizes: of the first part of its state.
    ///
    /// # Errors
    ///
    /// Those of [`state_sizes`](Self::state_sizes).
    fn output_sizes(&self, step: &[usize]) -> Result<Vec<usize>> {
        Ok(self.state_sizes(step)?.swap_remove(0))
    }

    /// Declares the cell's weights, and writes what does not wait for the state. `x` holds all steps,
    /// `(steps, batch, ...)`, or a single one, `(batch, ...)`.
    ///
    /// # Errors
    ///
    /// When the steps do not fit the cell.
    fn prepare(&self, build: &mut Build<'_>, x: NodeId) -> Result<Recurrence>;

    /// The cells that this one consists of, each of which takes what the one before puts out; then their states behind
    /// each other are the state, and the last one's output is the output.
    fn stacked(&self) -> Option<&[SharedLayer]> {
        None
    }
}

/// What a step of a recurrence may look at.
///
/// ```
/// use kerros::layers::{CellStep, Recurrence};
/// use kerros_graph::NodeId;
///
/// /// The sum of all steps so far, times a constant.
/// fn running_sum(sequence: NodeId, factor: NodeId) -> Recurrence {
///     Recurrence::new([sequence], [factor], |graph, CellStep { sequences, states, constants }| {
///         let scaled = graph.mul(sequences[0], constants[0])?;
///         Ok(vec![graph.add(states[0], scaled)?])
///     })
/// }
/// # let _ = running_sum;
/// ```
#[derive(Clone, Copy, Debug)]
pub struct CellStep<'a> {
    /// What the sequences of the recurrence hold at this step: `(batch, ...)`.
    pub sequences: &'a [NodeId],
    /// The parts of the state before the step: `(batch, ...)`.
    pub states: &'a [NodeId],
    /// What is the same at all steps.
    pub constants: &'a [NodeId],
}

type WriteStep = dyn Fn(&mut Graph, CellStep<'_>) -> Result<Vec<NodeId>>;

/// A cell that is about to run: what it computed of all steps at once, and how it computes one.
///
/// ```
/// use kerros::layers::Recurrence;
/// use kerros_graph::{Graph, InputId, NodeId, Shape, Type};
///
/// let mut graph = Graph::new();
/// let x = graph.input(InputId(0), Type::f32(Shape::batch(&[5, 3])))?;
/// // The last step that was not 0, whatever came before.
/// let latest = Recurrence::new([x], Vec::<NodeId>::new(), |graph, step| {
///     Ok(vec![graph.select(step.sequences[0], step.sequences[0], step.states[0])?])
/// });
/// # let _ = latest;
/// # Ok::<(), kerros::Error>(())
/// ```
pub struct Recurrence {
    /// Values of all steps, `(steps, batch, ...)`; of a single step, `(batch, ...)`.
    pub(super) sequences: Vec<NodeId>,
    /// Values that are the same at all steps: weights, `(batch, ...)` of each row.
    pub(super) constants: Vec<NodeId>,
    pub(super) step: Box<WriteStep>,
}

impl Recurrence {
    /// A recurrence over `sequences` with `constants`; `step` writes the new parts of the state.
    pub fn new(
        sequences: impl Into<Vec<NodeId>>,
        constants: impl Into<Vec<NodeId>>,
        step: impl Fn(&mut Graph, CellStep<'_>) -> Result<Vec<NodeId>> + 'static,
    ) -> Self {
        Recurrence {
            sequences: sequences.into(),
            constants: constants.into(),
            step: Box::new(step),
        }
    }
}

impl fmt::Debug for Recurrence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recurrence")
            .field("sequences", &self.sequences)
            .field("constants", &self.constants)
            .finish_non_exhaustive()
    }
}

/// A cell as a layer by itself, for one step: `[x, state...]` becomes `[output, state...]`. In Keras: calling a cell with
/// its states.
///
/// # Errors
///
/// When the step or the state does not fit the cell.
pub fn call_cell(
    cell: &dyn RecurrentCell,
    build: &mut Build<'_>,
    inputs: &[NodeId],
) -> Result<Vec<NodeId>> {
    let Some((&x, states)) = inputs.split_first() else {
        let remedy = "Call the cell on a step and on all parts of its state.";
        return Err(Error::invalid("inputs", "a step", "none", remedy));
    };
    check_states(build, states, &cell.state_sizes(&build.inner_sizes(x))?)?;
    let (output, new) = one_step(cell, build, x, states)?;
    Ok([&[output], new.as_slice()].concat())
}

/// One step of a cell inside of which `build` is: the output, and the new parts of the state.
fn one_step(
    cell: &dyn RecurrentCell,
    build: &mut Build<'_>,
    x: NodeId,
    states: &[NodeId],
) -> Result<(NodeId, Vec<NodeId>)> {
    let Some(cells) = cell.stacked() else {
        let Recurrence { sequences, constants, step } = &cell.prepare(build, x)?;
        let new = step(build.graph, CellStep { sequences, states, constants })?;
        return Ok((new[0], new));
    };
    let (mut x, mut rest, mut all) = (x, states, Vec::with_capacity(states.len()));
    for (name, layer) in stacked_names(cells).iter().zip(cells) {
        let cell = cell_of(layer)?;
        let (own, others) = rest.split_at(cell.state_sizes(&build.inner_sizes(x))?.len());
        let (output, new) =
            build.within_layer(name, layer, Vec::new(), |build| one_step(cell, build, x, own))?;
        (x, rest) = (output, others);
        all.extend(new);
    }
    Ok((x, all))
}

/// Checks the parts of a state against what the cell says of them.
pub(super) fn check_states(
    build: &Build<'_>,
    states: &[NodeId],
    expected: &[Vec<usize>],
) -> Result<()> {
    let received: Vec<Vec<usize>> = states.iter().map(|&part| build.inner_sizes(part)).collect();
    if received == expected {
        return Ok(());
    }
    Err(Error::invalid(
        "initial_state",
        format!("the parts of the state, for each sample {expected:?}"),
        format!("{received:?}"),
        "Apply the layer to the sequence alone, or to the sequence and all parts of a state, in the cell's order.",
    ))
}

/// The cell that a layer is.
pub(super) fn cell_of(layer: &SharedLayer) -> Result<&dyn RecurrentCell> {
    layer.as_cell().ok_or_else(|| {
        Error::invalid(
            "cell",
            "a cell: SimpleRNNCell, GRUCell, LSTMCell, StackedRNNCells, or one of your own",
            layer.class_name(),
            "Give a layer that computes one step; a layer of one's own says so by as_cell.",
        )
    })
}

/// The names of cells one above the other: their own, numbered where several have one.
pub(super) fn stacked_names(cells: &[SharedLayer]) -> Vec<String> {
    unique_names(&[], cells.iter().map(SharedLayer::label).collect())
}
