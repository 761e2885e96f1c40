//! Any cell over a sequence, and cells above each other.

use super::cell::{Recurrence, RecurrentCell, cell_of};
use super::options::{
    GO_BACKWARDS, Options, RETURN_SEQUENCES, RETURN_STATE, STATEFUL, UNROLL, ZERO_OUTPUT_FOR_MASK,
    option_settings,
};
use super::run::{CellOfLayer, Recurrent};
use super::settings::{cell_layer, recurrent_layer};
use crate::error::{Error, Result};
use crate::layer::{Build, Config, Layer, Settings, SharedLayer, layer_settings};
use crate::layers::arguments::{INPUT_SHAPE, NAME, boxed};
use crate::registry::{Argument, Class};
use kerros_graph::NodeId;

/// Runs a cell over the steps of a sequence.
///
/// `(batch, steps, ...)` becomes `(batch, ...)`, what the cell puts out at the last step, or `(batch, steps, ...)` with
/// `return_sequences`; `return_state` adds the parts of the last state. Applied to a sequence and all parts of a state, it
/// starts from that state, otherwise from zeros. At steps that the mask leaves out, the state stays what it is. The weights are
/// those of the cell, under its name. In Keras: "RNN layer".
///
/// | argument | default | |
/// |---|---|---|
/// | `cell` | must be given | a cell: one of Kerros's, several of them, or [one's own](RecurrentCell) |
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
/// model.add(Input::new([10, 3]))?;
/// let cells = StackedRNNCells::new([LSTMCell::new(8), LSTMCell::new(4)])?;
/// model.add(RNN::new(cells)?.return_sequences(true))?;
/// assert_eq!(model.output_shape(), Some(vec![10, 4]));
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// A layer that is no cell; samples without an axis of features behind that of the steps; what the cell refuses; a state or a
/// mask of another shape.
#[derive(Clone, Debug)]
pub struct RNN {
    settings: Settings,
    cell: SharedLayer,
    options: Options,
}

layer_settings!(RNN);
option_settings!(RNN);
recurrent_layer!(RNN, "RNN");

impl RNN {
    /// A layer that runs `cell`.
    ///
    /// # Errors
    ///
    /// When the layer is no cell.
    pub fn new(cell: impl Into<SharedLayer>) -> Result<Self> {
        let cell = cell.into();
        cell_of(&cell)?;
        Ok(RNN { settings: Settings::new(), cell, options: Options::default() })
    }

    fn recurrent(&self) -> Recurrent<'_> {
        Recurrent { cell: CellOfLayer::Layer(&self.cell), options: self.options }
    }

    fn check_arguments(&self) -> Result<()> {
        check_layer(&self.cell)
    }

    fn arguments(&self) -> Config {
        self.options.config(Config::new().with("cell", &self.cell))
    }

    pub(crate) const CLASS: Class<Box<dyn Layer>> = Class {
        name: "RNN",
        names: &[],
        doc: "a cell over the steps of a sequence",
        arguments: &[
            Argument::required("cell", "a layer that computes one step, such as LSTMCell"),
            RETURN_SEQUENCES,
            RETURN_STATE,
            GO_BACKWARDS,
            STATEFUL,
            UNROLL,
            ZERO_OUTPUT_FOR_MASK,
            NAME,
            INPUT_SHAPE,
        ],
        make: |a| {
            let mut layers = a.layers("cell")?;
            // Keras takes a list of cells for cells above each other.
            let cell = match (layers.pop(), layers.is_empty()) {
                (Some(cell), true) => cell,
                (last, _) => StackedRNNCells::new(layers.into_iter().chain(last))?.into(),
            };
            let mut layer = RNN::new(cell)?;
            layer.options = Options::configured(a)?;
            boxed(layer.configured(a)?)
        },
    };
}

/// Cells above each other as one cell: each takes what the one before puts out.
///
/// The state has the parts of all cells, those of the first one first; the output is the last cell's. The weights are those
/// of the cells, under their names. In Keras: "StackedRNNCells".
///
/// | argument | default | |
/// |---|---|---|
/// | `cells` | must be given | the cells, at least one |
///
/// ```
/// use kerros::prelude::*;
///
/// let cells: [SharedLayer; 2] = [GRUCell::new(6).into(), LSTMCell::new(4).into()];
/// let layer = RNN::new(StackedRNNCells::new(cells)?)?.return_state(true);
/// let x = Input::new([10, 3]).symbol()?;
/// let outputs = layer.apply_many(&x)?;
/// // The output, the state of the first cell, and both parts of the second one's.
/// assert_eq!(outputs.len(), 1 + 1 + 2);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// No cell, or a layer that is none.
#[derive(Clone, Debug)]
pub struct StackedRNNCells {
    settings: Settings,
    cells: Vec<SharedLayer>,
}

layer_settings!(StackedRNNCells);
cell_layer!(StackedRNNCells, "StackedRNNCells");

impl StackedRNNCells {
    /// These cells, the first one below.
    ///
    /// # Errors
    ///
    /// When there is none, or a layer is no cell.
    pub fn new<C: Into<SharedLayer>>(cells: impl IntoIterator<Item = C>) -> Result<Self> {
        let cells: Vec<SharedLayer> = cells.into_iter().map(Into::into).collect();
        if cells.is_empty() {
            let remedy = "Give the cells, the lowest first.";
            return Err(Error::invalid("cells", "at least one cell", "none", remedy));
        }
        cells.iter().try_for_each(|cell| cell_of(cell).map(|_| ()))?;
        Ok(StackedRNNCells { settings: Settings::new(), cells })
    }

    fn check_arguments(&self) -> Result<()> {
        self.cells.iter().try_for_each(check_layer)
    }

    fn arguments(&self) -> Config {
        let cells: Vec<_> = self.cells.iter().collect();
        Config::new().with("cells", cells)
    }

    pub(crate) const CLASS: Class<Box<dyn Layer>> = Class {
        name: "StackedRNNCells",
        names: &[],
        doc: "cells above each other as one cell",
        arguments: &[Argument::required("cells", "the cells, the lowest first"), NAME, INPUT_SHAPE],
        make: |a| boxed(StackedRNNCells::new(a.layers("cells")?)?.configured(a)?),
    };
}

impl RecurrentCell for StackedRNNCells {
    fn state_sizes(&self, step: &[usize]) -> Result<Vec<Vec<usize>>> {
        let (mut step, mut all) = (step.to_vec(), Vec::new());
        for layer in &self.cells {
            let cell = cell_of(layer)?;
            let sizes = cell.state_sizes(&step)?;
            step = cell.output_sizes(&step)?;
            all.extend(sizes);
        }
        Ok(all)
    }

    fn output_sizes(&self, step: &[usize]) -> Result<Vec<usize>> {
        let through = |step: Vec<usize>, layer| cell_of(layer)?.output_sizes(&step);
        self.cells.iter().try_fold(step.to_vec(), through)
    }

    fn prepare(&self, _build: &mut Build<'_>, _x: NodeId) -> Result<Recurrence> {
        let what = "StackedRNNCells runs its cells one by one";
        Err(Error::order(what, "Ask for stacked() first, and prepare each of the cells."))
    }

    fn stacked(&self) -> Option<&[SharedLayer]> {
        Some(&self.cells)
    }
}

/// Checks the arguments of a layer inside another.
pub(super) fn check_layer(layer: &SharedLayer) -> Result<()> {
    let checked = layer.settings().check().and_then(|()| layer.check());
    checked.map_err(|error| error.at(&layer.label()))
}
