//! A cell over the steps of a sequence.

use super::cell::{CellStep, Recurrence, RecurrentCell, cell_of, check_states, stacked_names};
use super::options::Options;
use crate::error::{Error, Result};
use crate::layer::{Build, SharedLayer};
use crate::layers::concatenate::joined;
use kerros_graph::scan::CellBuilder;
use kerros_graph::types::Dim;
use kerros_graph::{DType, Graph, NodeId, Shape, Type};
use std::sync::Arc;

/// A recurrent layer as it runs: its cell and what else it was told.
///
/// ```
/// use kerros::prelude::*;
///
/// // Bidirectional takes such layers.
/// assert!(LSTM::new(4).as_recurrent().is_some());
/// assert!(Dense::new(4).as_recurrent().is_none());
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Recurrent<'a> {
    pub(super) cell: CellOfLayer<'a>,
    pub(super) options: Options,
}

/// Whose the cell of a recurrent layer is.
#[derive(Clone, Copy, Debug)]
pub(super) enum CellOfLayer<'a> {
    /// Part of the layer, whose weights go by this name.
    Part(&'static str, &'a dyn RecurrentCell),
    /// A layer of its own.
    Layer(&'a SharedLayer),
}

/// What comes out of a cell that ran over all steps.
struct Ran {
    /// For each part of the state, the scan that computed it, and its number there.
    parts: Vec<(NodeId, usize)>,
    /// The part that is the output.
    output: usize,
}

/// The steps of a sequence and which of them count.
#[derive(Clone, Copy)]
struct Steps {
    /// `(steps, batch, ...)`
    x: NodeId,
    /// `(steps, batch, 1)`
    mask: Option<NodeId>,
}

impl Recurrent<'_> {
    /// Writes the layer: the output, and the state if it is to be returned. Outputs of all steps are in the order in
    /// which they were computed, or in the opposite order if `turned`.
    pub(super) fn write(
        &self,
        build: &mut Build<'_>,
        inputs: &[NodeId],
        turned: bool,
    ) -> Result<Vec<NodeId>> {
        let (&x, states) = inputs.split_first().ok_or_else(|| {
            Error::invalid("inputs", "a sequence", "none", "Apply the layer to a sequence.")
        })?;
        let steps = Steps::of(build, x)?;
        let sizes = self.cell()?.state_sizes(&inner_of_steps(build.graph, steps.x))?;
        let initial = match states {
            [] => match self.batch_size(build)? {
                Some(rows) => carried_states(build, rows, &sizes)?,
                None => initial_states(build, x, &sizes)?,
            },
            given => {
                check_states(build, given, &sizes)?;
                given.to_vec()
            }
        };
        let reverse = self.options.go_backwards;
        let ran =
            self.within_cell(build, |build, cell| run(cell, build, steps, &initial, reverse))?;
        if let Some(rows) = self.batch_size(build)? {
            carry_states(build, rows, &ran.parts)?;
        }
        let starts_from_zeros = states.is_empty() && !self.options.stateful;
        let shown = self.shown(build.graph, steps, starts_from_zeros)?;
        let mut outputs = vec![self.output(build.graph, &ran, shown, turned)?];
        if self.options.return_state {
            for &(scan, part) in &ran.parts {
                outputs.push(build.graph.scan_last(scan, part)?);
            }
        }
        let mask = build.mask().filter(|_| self.options.return_sequences);
        build.set_mask(mask);
        Ok(outputs)
    }

    /// How many rows every batch has, for a layer that keeps the state of each; `None` for others, and where a symbol is
    /// made, which says nothing of batches.
    fn batch_size(&self, build: &Build<'_>) -> Result<Option<usize>> {
        match build.batch_size().filter(|_| self.options.stateful) {
            None => Ok(None),
            Some(Some(rows)) => Ok(Some(rows)),
            Some(None) => Err(Error::invalid(
                "stateful",
                "a model whose batches all have as many rows",
                "an input without a batch size",
                "Give it one: Input::new(shape).batch_size(rows).",
            )),
        }
    }

    fn cell(&self) -> Result<&dyn RecurrentCell> {
        match self.cell {
            CellOfLayer::Part(_, cell) => Ok(cell),
            CellOfLayer::Layer(layer) => cell_of(layer),
        }
    }

    /// Writes inside the cell, where its weights are.
    fn within_cell<T>(
        &self,
        build: &mut Build<'_>,
        write: impl FnOnce(&mut Build<'_>, &dyn RecurrentCell) -> Result<T>,
    ) -> Result<T> {
        match self.cell {
            CellOfLayer::Part(name, cell) => {
                build.within(name, Vec::new(), |build| write(build, cell))
            }
            CellOfLayer::Layer(layer) => {
                let cell = cell_of(layer)?;
                build.within_layer(&layer.label(), layer, Vec::new(), |build| write(build, cell))
            }
        }
    }

    /// The steps `(steps, batch, 1)` whose outputs are shown; those of others are 0. `None` if all are.
    ///
    /// What Keras writes out step by step (`unroll`) knows no `zero_output_for_mask`; before the first step that counts
    /// it puts out 0, and not the state that it was given.
    fn shown(
        &self,
        graph: &mut Graph,
        steps: Steps,
        starts_from_zeros: bool,
    ) -> Result<Option<NodeId>> {
        let Options { unroll, zero_output_for_mask, go_backwards, .. } = self.options;
        match steps.mask {
            Some(mask) if unroll && !starts_from_zeros => {
                Ok(Some(from_the_first(graph, mask, go_backwards)?))
            }
            mask => Ok(mask.filter(|_| zero_output_for_mask && !unroll)),
        }
    }

    /// The output, 0 where `shown` is.
    fn output(
        &self,
        graph: &mut Graph,
        ran: &Ran,
        shown: Option<NodeId>,
        turned: bool,
    ) -> Result<NodeId> {
        let (scan, part) = ran.parts[ran.output];
        let Options { return_sequences, go_backwards, .. } = self.options;
        if !return_sequences {
            let last = graph.scan_last(scan, part)?;
            let Some(mask) = shown else { return Ok(last) };
            let place = if go_backwards { 0 } else { count_of_steps(graph, mask) - 1 };
            let mask = graph.slice(mask, 0, place, 1, 1)?;
            let shape = graph.ty(mask).shape.dims()[1..].iter().copied().collect();
            let mask = graph.reshape(mask, shape)?;
            return where_counted(graph, mask, last);
        }
        let mut all = graph.scan_states(scan, part)?;
        if let Some(mask) = shown {
            all = where_counted(graph, mask, all)?;
        }
        if go_backwards != turned {
            all = reversed(graph, all)?;
        }
        Ok(graph.transpose(all, &swapped(graph, all))?)
    }
}

impl Steps {
    /// Of the sequences `x (batch, steps, ...)` and the mask of the layer's input.
    fn of(build: &mut Build<'_>, x: NodeId) -> Result<Self> {
        if build.shape(x).rank() < 3 {
            return Err(Error::invalid(
                "input",
                "samples (steps, features)",
                format!("{:?}", build.inner_sizes(x)),
                "Give the data an axis of features: (rows, steps, 1).",
            ));
        }
        let mask = match build.mask() {
            Some(mask) => Some(mask_of_steps(build.graph, mask, x)?),
            None => None,
        };
        let axes = swapped(build.graph, x);
        Ok(Steps { x: build.graph.transpose(x, &axes)?, mask })
    }
}

/// A mask `(batch, steps)` as `(steps, batch, 1)`. Of one with more axes, a step counts if anything in it does, as in
/// Keras.
fn mask_of_steps(graph: &mut Graph, mut mask: NodeId, x: NodeId) -> Result<NodeId> {
    let rank = graph.ty(mask).shape.rank();
    let (expected, received) = (&graph.ty(x).shape.dims()[..2], graph.ty(mask).shape.dims());
    if rank < 2 || received[..2] != *expected {
        return Err(Error::invalid(
            "mask",
            format!("one number for each step of {}", graph.ty(x).shape),
            graph.ty(mask).shape.to_string(),
            "Mask the steps of the sequence that the layer gets.",
        ));
    }
    if rank > 2 {
        mask = graph.reduce_max(mask, &(2..rank).collect::<Vec<_>>())?;
    }
    let by_step = graph.transpose(mask, &[1, 0])?;
    Ok(graph.expand(by_step, 2)?)
}

/// Runs the cell that `build` is inside of over all steps.
fn run(
    cell: &dyn RecurrentCell,
    build: &mut Build<'_>,
    steps: Steps,
    initial: &[NodeId],
    reverse: bool,
) -> Result<Ran> {
    let Some(cells) = cell.stacked() else {
        let recurrence = cell.prepare(build, steps.x)?;
        let scan = scan(build, &recurrence, steps.mask, initial, reverse)?;
        return Ok(Ran { parts: (0..initial.len()).map(|part| (scan, part)).collect(), output: 0 });
    };
    // A cell needs nothing of the one above it, so that each can run over all steps before the next.
    let (mut steps, mut rest) = (steps, initial);
    let mut all = Ran { parts: Vec::new(), output: 0 };
    for (name, layer) in stacked_names(cells).iter().zip(cells) {
        let cell = cell_of(layer)?;
        let count = cell.state_sizes(&inner_of_steps(build.graph, steps.x))?.len();
        let (own, others) = rest.split_at(count);
        let ran = build
            .within_layer(name, layer, Vec::new(), |build| run(cell, build, steps, own, reverse))?;
        let (scan, part) = ran.parts[ran.output];
        steps.x = build.graph.scan_states(scan, part)?;
        all.output = all.parts.len() + ran.output;
        all.parts.extend(ran.parts);
        rest = others;
    }
    Ok(all)
}

/// The scan of a cell that has no others inside.
fn scan(
    build: &mut Build<'_>,
    recurrence: &Recurrence,
    mask: Option<NodeId>,
    initial: &[NodeId],
    reverse: bool,
) -> Result<NodeId> {
    let mut cell = CellBuilder::new();
    let mut states = Vec::with_capacity(initial.len());
    for &part in initial {
        states.push(cell.state(&build.inner_sizes(part))?);
    }
    let mut sequences = Vec::with_capacity(recurrence.sequences.len());
    for &sequence in &recurrence.sequences {
        let sizes = inner_of_steps(build.graph, sequence);
        let dtype = build.graph.ty(sequence).dtype;
        sequences.push(cell.slice(Type { dtype, shape: Shape::batch(&sizes) })?);
    }
    let mask_slice = match mask {
        Some(_) => Some(cell.slice(Type::f32(Shape::batch(&[1])))?),
        None => None,
    };
    let mut constants = Vec::with_capacity(recurrence.constants.len());
    for &constant in &recurrence.constants {
        constants.push(cell.constant(in_a_cell(build.graph.ty(constant)))?);
    }
    let step = CellStep { sequences: &sequences, states: &states, constants: &constants };
    let mut new = (recurrence.step)(&mut cell.graph, step)?;
    if new.len() != states.len() {
        return Err(Error::invalid(
            "cell",
            format!("the {} parts of its state", states.len()),
            new.len().to_string(),
            "Let a step return a new value for each part that state_sizes names.",
        ));
    }
    if let Some(counts) = mask_slice {
        for (new, &old) in new.iter_mut().zip(&states) {
            *new = select_rows(&mut cell.graph, counts, *new, old)?;
        }
    }
    let cell = cell.finish(&new, reverse)?;
    let cell = if build.training() { cell.saving()? } else { Arc::new(cell) };
    let rows = in_rows(build.graph, initial)?;
    let sequences: Vec<NodeId> = recurrence.sequences.iter().copied().chain(mask).collect();
    Ok(build.graph.scan(cell, rows, &sequences, &recurrence.constants)?)
}

/// A type where all of a batch is one block of rows.
fn in_a_cell(ty: &Type) -> Type {
    let rows = |&dim: &Dim| if dim.known().is_none() { Dim::Batch } else { dim };
    Type { dtype: ty.dtype, shape: ty.shape.dims().iter().map(rows).collect() }
}

/// `new` in the rows that count, `old` in the others. `counts` is `(batch, 1)`.
fn select_rows(graph: &mut Graph, counts: NodeId, new: NodeId, old: NodeId) -> Result<NodeId> {
    let mut shape = graph.ty(counts).shape.clone();
    while shape.rank() < graph.ty(new).shape.rank() {
        shape.0.push(Dim::Const(1));
    }
    let counts = graph.reshape(counts, shape)?;
    Ok(graph.select(counts, new, old)?)
}

/// `values` where `counts`, whose last axis has size 1, is not 0, and 0 elsewhere.
fn where_counted(graph: &mut Graph, counts: NodeId, values: NodeId) -> Result<NodeId> {
    let zero = graph.full_like(values, 0.0)?;
    select_rows(graph, counts, values, zero)
}

/// 1 from the first step of `mask (steps, batch, 1)` on that counts, in the order in which steps are computed.
fn from_the_first(graph: &mut Graph, mask: NodeId, reverse: bool) -> Result<NodeId> {
    let steps = count_of_steps(graph, mask);
    let shape = graph.ty(mask).shape.clone();
    let rows = graph.reshape(mask, shape.dims()[..2].iter().copied().collect())?;
    let square = Type::f32(Shape::of(&[steps, steps]));
    let (at, of) = (graph.iota(square.clone(), 0)?, graph.iota(square, 1)?);
    // The steps that are computed before each, and itself.
    let before = match reverse {
        false => graph.less_equal(of, at)?,
        true => graph.less_equal(at, of)?,
    };
    let counted = graph.matmul(before, rows)?;
    let zero = graph.full_like(counted, 0.0)?;
    let started = graph.greater(counted, zero)?;
    Ok(graph.reshape(started, shape)?)
}

/// States of zeros for the rows of `x`.
fn initial_states(build: &mut Build<'_>, x: NodeId, sizes: &[Vec<usize>]) -> Result<Vec<NodeId>> {
    let rows = build.shape(x).dims()[0];
    let mut states = Vec::with_capacity(sizes.len());
    for sizes in sizes {
        let zero = build.graph.literal(0.0)?;
        let shape = std::iter::once(rows).chain(sizes.iter().map(|&size| size.into())).collect();
        states.push(build.graph.broadcast(zero, shape)?);
    }
    Ok(states)
}

/// The states that the batch before has left, of `rows` rows.
fn carried_states(build: &mut Build<'_>, rows: usize, sizes: &[Vec<usize>]) -> Result<Vec<NodeId>> {
    let mut states = Vec::with_capacity(sizes.len());
    for (index, sizes) in sizes.iter().enumerate() {
        let shape = [&[rows], sizes.as_slice()].concat();
        let kept = build.carried(&state_name(index), &shape)?;
        let numbers = row_numbers(build.graph)?;
        states.push(build.graph.gather(kept, numbers)?);
    }
    Ok(states)
}

/// Keeps the states after the last step for the next batch.
fn carry_states(build: &mut Build<'_>, rows: usize, parts: &[(NodeId, usize)]) -> Result<()> {
    for (index, &(scan, part)) in parts.iter().enumerate() {
        let last = build.graph.scan_last(scan, part)?;
        let numbers = row_numbers(build.graph)?;
        // Every row once: this only says that there are as many as the state has.
        let kept = build.graph.scatter_add(last, numbers, rows)?;
        build.carry(&state_name(index), kept);
    }
    Ok(())
}

fn state_name(index: usize) -> String {
    format!("state_{index}")
}

/// 0, 1, 2, ... for the rows of a batch.
fn row_numbers(graph: &mut Graph) -> Result<NodeId> {
    let ty = Type { dtype: DType::I32, shape: Shape::batch(&[]) };
    Ok(graph.iota(ty, 0)?)
}

/// The parts of a state behind each other, row by row.
fn in_rows(graph: &mut Graph, parts: &[NodeId]) -> Result<NodeId> {
    let mut flat = Vec::with_capacity(parts.len());
    for &part in parts {
        let dims = graph.ty(part).shape.dims();
        let width: usize = dims[1..].iter().filter_map(|dim| dim.known()).product();
        let shape = [dims[0], width.into()].into_iter().collect();
        flat.push(graph.reshape(part, shape)?);
    }
    joined(graph, &flat, 1)
}

/// The first two axes in the place of each other.
fn swapped(graph: &Graph, x: NodeId) -> Vec<usize> {
    [1, 0].into_iter().chain(2..graph.ty(x).shape.rank()).collect()
}

/// The sizes of a step of `(steps, batch, ...)`, without the batch.
fn inner_of_steps(graph: &Graph, x: NodeId) -> Vec<usize> {
    graph.ty(x).shape.dims()[2..].iter().filter_map(|dim| dim.known()).collect()
}

fn count_of_steps(graph: &Graph, x: NodeId) -> usize {
    graph.ty(x).shape.dims()[0].known().unwrap_or(1)
}

/// `(steps, ...)` from the last step to the first.
fn reversed(graph: &mut Graph, x: NodeId) -> Result<NodeId> {
    let steps = count_of_steps(graph, x);
    let counted = graph.iota(Type::f32(Shape::of(&[steps])), 0)?;
    let negative = graph.neg(counted)?;
    let backwards = graph.offset(negative, (steps - 1) as f64)?;
    Ok(graph.gather(x, backwards)?)
}
