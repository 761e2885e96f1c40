//! The gradient of a recurrence: a recurrence in the other direction.
//!
//! Its state is the adjoint of the state. What is wanted of all steps at once, the gradients of constants,
//! stays out of the loop: the derivative of one step, written for a batch of `steps` times as many rows,
//! sums over rows and steps together, so that the gradient of a recurrent matrix is one product. The
//! loop hands out the adjoints that this needs, as extras.

use super::OperandGradients;
use crate::error::Result;
use crate::graph::{Graph, NodeId, Operands};
use crate::op::{Binary, Op};
use crate::scan::derivative::Derivative;
use crate::scan::graft::{graft, needed};
use crate::scan::rows::{self, Rows};
use crate::scan::{Cell, CellBuilder, width};
use crate::types::{Dim, Shape, Type};
use std::sync::Arc;

/// A part of the gradient of a scan's value: that of the rows from `row` and the columns from `column`.
#[derive(Clone, Copy)]
struct Term {
    node: NodeId,
    row: usize,
    column: usize,
}

/// The terms of a sum of padded values.
fn terms(graph: &Graph, node: NodeId, row: usize, column: usize, into: &mut Vec<Term>) {
    let inputs = &graph.node(node).inputs;
    match graph.op(node) {
        Op::Binary(Binary::Add) => {
            inputs.iter().for_each(|&input| terms(graph, input, row, column, into));
        }
        Op::Pad { axis: 0, start, step: 1, .. } => {
            terms(graph, inputs[0], row + start, column, into);
        }
        Op::Pad { axis: 2, start, step: 1, .. } => {
            terms(graph, inputs[0], row, column + start, into);
        }
        _ => into.push(Term { node, row, column }),
    }
}

/// The scan that is differentiated, and where things lie in it.
struct Scan<'a> {
    cell: &'a Cell,
    operands: &'a Operands,
    value: NodeId,
    rows: Dim,
    steps: usize,
}

/// The gradient of a scan's value, by where it goes.
#[derive(Default)]
struct Incoming {
    /// Sequences `(steps, batch, width)`, and the column at which each starts.
    sequences: Vec<(NodeId, usize)>,
    /// Of the state after the last step.
    last: Option<NodeId>,
    /// Of the state before the first step, which is in the value as it is.
    first: Option<NodeId>,
}

/// The gradients of the operands, given the gradient `g` of the value.
pub(super) fn scan(
    graph: &mut Graph,
    cell: &Cell,
    operands: &Operands,
    value: NodeId,
    g: NodeId,
) -> Result<OperandGradients> {
    let dims = &graph.ty(value).shape.0;
    let scan = Scan { cell, operands, value, rows: dims[1], steps: dims[0].at(0) - 1 };
    let incoming = scan.incoming(graph, g)?;
    let seeded = scan.seeded_extras(graph, &incoming);
    let derivative = Derivative::new(cell, &seeded)?;
    let kinds = rows::kinds(&derivative.graph);
    let handed_out = scan.handed_out(&derivative, &kinds);
    let backward = scan.backward(graph, &derivative, &incoming, &handed_out)?;

    let mut gradients = OperandGradients::new();
    gradients.push(scan.of_initial(graph, backward, &incoming)?);
    for (slice, gradient) in cell.slices().iter().zip(&derivative.slices) {
        gradients.push(match gradient {
            Some(gradient) => {
                let place = place_of(&handed_out, *gradient) + cell.states().len();
                let ty = cell.body().ty(*slice).clone();
                Some(scan.extra_of_all_steps(graph, backward, place, &ty, false)?)
            }
            None => None,
        });
    }
    gradients.extend(scan.of_constants(graph, &derivative, &kinds, &handed_out, backward)?);
    Ok(gradients)
}

/// Where a node is among those that are handed out.
fn place_of(handed_out: &[NodeId], node: NodeId) -> usize {
    handed_out.iter().position(|&other| other == node).unwrap_or(handed_out.len())
}

impl Scan<'_> {
    /// The row of the value at which the states before all steps start.
    fn before(&self) -> usize {
        usize::from(self.cell.reverse())
    }

    /// The row of the value at which what the steps give starts.
    fn after(&self) -> usize {
        usize::from(!self.cell.reverse())
    }

    /// The row of the state after the last step, and that of the one before the first.
    fn ends(&self) -> (usize, usize) {
        if self.cell.reverse() { (0, self.steps) } else { (self.steps, 0) }
    }

    /// Sorts the gradient of the value.
    fn incoming(&self, graph: &mut Graph, g: NodeId) -> Result<Incoming> {
        let mut all = Vec::new();
        terms(graph, g, 0, 0, &mut all);
        let state = self.cell.state_width();
        let (last, first) = self.ends();
        let mut incoming = Incoming::default();
        for Term { node, row, column } in all {
            let dims = &graph.ty(node).shape.0;
            let (count, width) = (dims[0].at(0), dims[2].at(0));
            if (row, count) == (self.after(), self.steps) {
                incoming.sequences.push((node, column));
            } else if (row, count) == (last, 1) && column + width <= state {
                incoming.last = Some(self.end(graph, node, 0, column, incoming.last)?);
            } else {
                let node = match count == self.steps + 1 {
                    true => node,
                    false => graph.pad(node, 0, row, 1, self.steps + 1)?,
                };
                let sequence = graph.slice(node, 0, self.after(), 1, self.steps)?;
                incoming.sequences.push((sequence, column));
                // Before the first step there are zeros in the extras, whatever they are later.
                if column < state {
                    let columns = width.min(state - column);
                    let part = graph.slice(node, 2, 0, 1, columns)?;
                    incoming.first = Some(self.end(graph, part, first, column, incoming.first)?);
                }
            }
        }
        Ok(incoming)
    }

    /// Row `row` of `node`, which starts at `column`, as a state `(batch, state)` added to `so_far`.
    fn end(
        &self,
        graph: &mut Graph,
        node: NodeId,
        row: usize,
        column: usize,
        so_far: Option<NodeId>,
    ) -> Result<NodeId> {
        let node = graph.slice(node, 0, row, 1, 1)?;
        let width = graph.ty(node).shape.0[2];
        let mut state = graph.reshape(node, [self.rows, width].into_iter().collect())?;
        let whole = self.cell.state_width();
        if width != Dim::Const(whole) {
            state = graph.pad(state, 1, column, 1, whole)?;
        }
        match so_far {
            Some(so_far) => graph.add(so_far, state),
            None => Ok(state),
        }
    }

    /// For each extra: whether some gradient comes in for it.
    fn seeded_extras(&self, graph: &Graph, incoming: &Incoming) -> Vec<bool> {
        let cell = self.cell;
        let columns = cell.columns();
        let spans = cell.extras().iter().zip(&columns[cell.states().len()..]);
        spans
            .map(|(&extra, &start)| {
                let end = start + width(cell.body(), extra);
                incoming.sequences.iter().any(|&(node, column)| {
                    column < end && start < column + graph.ty(node).shape.0[2].at(0)
                })
            })
            .collect()
    }

    /// The nodes of the derivative that the loop hands out: the adjoints of slices, and what the
    /// gradients of constants need of adjoints.
    fn handed_out(&self, derivative: &Derivative, kinds: &[Rows]) -> Vec<NodeId> {
        let graph = &derivative.graph;
        let mut varies = vec![false; graph.len()];
        for (id, node) in graph.nodes() {
            varies[id.index()] = derivative.adjoints.contains(&Some(id))
                || node.inputs.iter().any(|input| varies[input.index()]);
        }
        let from_loop = |id: NodeId| varies[id.index()] && kinds[id.index()] == Rows::Each;
        let held = self.held();
        let roots: Vec<NodeId> = derivative.constants.iter().filter_map(|&root| root).collect();
        let needed = needed(graph, &roots, &|id| held.contains(&id) || from_loop(id));
        let mut handed_out: Vec<NodeId> = Vec::new();
        let more = graph.nodes().map(|(id, _)| id);
        let more = more.filter(|&id| needed[id.index()] && from_loop(id) && !held.contains(&id));
        for id in derivative.slices.iter().filter_map(|&slice| slice).chain(more) {
            if !handed_out.contains(&id) {
                handed_out.push(id);
            }
        }
        handed_out
    }

    /// The nodes of the body that are known of all steps: placeholders, and what the value holds.
    fn held(&self) -> Vec<NodeId> {
        let cell = self.cell;
        let given = cell.states().iter().chain(cell.slices()).chain(cell.constants()).copied();
        given.chain(cell.outputs()).collect()
    }

    /// The loop: its value, whose state is the adjoint of the state before each step.
    fn backward(
        &self,
        graph: &mut Graph,
        derivative: &Derivative,
        incoming: &Incoming,
        handed_out: &[NodeId],
    ) -> Result<NodeId> {
        let cell = self.cell;
        let mut roots = handed_out.to_vec();
        roots.extend(derivative.states.iter().filter_map(|&state| state));
        let held = self.held();
        let needed = needed(&derivative.graph, &roots, &|id| held.contains(&id));
        let needs = |ids: &[NodeId]| ids.iter().any(|id| needed[id.index()]);

        let mut builder = CellBuilder::new();
        let mut map: Vec<Option<NodeId>> = vec![None; derivative.graph.len()];
        let mut sequences = Vec::new();
        let mut constants = Vec::new();
        let mut own = Vec::new();
        for &part in cell.states() {
            let sizes: Vec<usize> = self.sizes(part);
            own.push(builder.state(&sizes)?);
        }

        let row = Type::f32(Shape::batch(&[cell.width()]));
        // A result may be a placeholder, which is known as such.
        let placeholder = |id: NodeId| matches!(cell.body().op(id), Op::Input(..));
        let outputs: Vec<(usize, NodeId)> =
            cell.outputs().enumerate().filter(|&(_, output)| !placeholder(output)).collect();
        // A scan has a sequence; where nothing else is needed, this is the one.
        let idle = incoming.sequences.is_empty();
        if needs(cell.states()) || idle {
            let before = builder.slice(row.clone())?;
            sequences.push(graph.slice(self.value, 0, self.before(), 1, self.steps)?);
            for (place, &part) in cell.states().iter().enumerate() {
                let seen = self.output_of_row(&mut builder.graph, before, place)?;
                map[part.index()] = Some(seen);
            }
        }
        if outputs.iter().any(|(_, output)| needed[output.index()]) {
            let after = builder.slice(row)?;
            sequences.push(graph.slice(self.value, 0, self.after(), 1, self.steps)?);
            for &(place, output) in &outputs {
                let seen = self.output_of_row(&mut builder.graph, after, place)?;
                map[output.index()] = Some(seen);
            }
        }
        for (place, &slice) in cell.slices().iter().enumerate() {
            if needed[slice.index()] {
                map[slice.index()] = Some(builder.slice(cell.body().ty(slice).clone())?);
                sequences.push(self.operands[1 + place]);
            }
        }
        let mut gradients = Vec::new();
        for &(sequence, column) in &incoming.sequences {
            let width = graph.ty(sequence).shape.0[2].at(0);
            gradients.push((builder.slice(Type::f32(Shape::batch(&[width])))?, column));
            sequences.push(sequence);
        }
        for (place, &constant) in cell.constants().iter().enumerate() {
            if needed[constant.index()] {
                map[constant.index()] = Some(builder.constant(cell.body().ty(constant).clone())?);
                constants.push(self.operands[1 + cell.slices().len() + place]);
            }
        }
        for (place, adjoint) in derivative.adjoints.iter().enumerate() {
            let Some(adjoint) = adjoint else { continue };
            let from_later = own.get(place).copied();
            let sum = self.adjoint(&mut builder.graph, place, from_later, &gradients)?;
            map[adjoint.index()] = Some(sum);
        }

        let mut results = Vec::new();
        for (&part, adjoint) in own.iter().zip(&derivative.states) {
            results.push(match adjoint {
                Some(adjoint) => {
                    let roots = [*adjoint];
                    graft(&mut builder.graph, &derivative.graph, &roots, &mut map, Dim::Batch)?[0]
                }
                None => builder.graph.full_like(part, 0.0)?,
            });
        }
        let extras =
            graft(&mut builder.graph, &derivative.graph, handed_out, &mut map, Dim::Batch)?;
        let backward = Arc::new(builder.finish_with(&results, &extras, !cell.reverse())?);
        let initial = match incoming.last {
            Some(last) => last,
            None => graph.full_like(self.operands[0], 0.0)?,
        };
        graph.scan(backward, initial, &sequences, &constants)
    }

    /// The sizes of a value of the body behind its rows.
    fn sizes(&self, value: NodeId) -> Vec<usize> {
        self.cell.body().ty(value).shape.dims()[1..].iter().map(|dim| dim.at(0)).collect()
    }

    /// What an output of the cell is, seen in a row of the value.
    fn output_of_row(&self, body: &mut Graph, row: NodeId, place: usize) -> Result<NodeId> {
        let columns = body.scan_columns(row, self.cell, place)?;
        let output = self.cell.outputs().nth(place);
        let sizes = output.map(|output| self.sizes(output)).unwrap_or_default();
        body.reshape(columns, Shape::batch(&sizes))
    }

    /// The adjoint of an output in the loop: what later steps have left, and what comes in.
    fn adjoint(
        &self,
        body: &mut Graph,
        place: usize,
        from_later: Option<NodeId>,
        gradients: &[(NodeId, usize)],
    ) -> Result<NodeId> {
        let output = self.cell.outputs().nth(place);
        let sizes = output.map(|output| self.sizes(output)).unwrap_or_default();
        let (start, count) = (self.cell.columns()[place], sizes.iter().product::<usize>());
        let mut sum = from_later;
        for &(gradient, column) in gradients {
            let width = body.ty(gradient).shape.0[1].at(0);
            let (low, high) = (start.max(column), (start + count).min(column + width));
            if low >= high {
                continue;
            }
            let mut part = gradient;
            if high - low < width {
                part = body.slice(part, 1, low - column, 1, high - low)?;
            }
            if high - low < count {
                part = body.pad(part, 1, low - start, 1, count)?;
            }
            let part = body.reshape(part, Shape::batch(&sizes))?;
            sum = Some(match sum {
                Some(sum) => body.add(sum, part)?,
                None => part,
            });
        }
        match sum {
            Some(sum) => Ok(sum),
            None => {
                let zero = body.literal(0.0)?;
                body.broadcast(zero, Shape::batch(&sizes))
            }
        }
    }

    /// The gradient of the initial state.
    fn of_initial(
        &self,
        graph: &mut Graph,
        backward: NodeId,
        incoming: &Incoming,
    ) -> Result<Option<NodeId>> {
        // The loop ends where the scan began.
        let row = if self.cell.reverse() { self.steps } else { 0 };
        let width = self.cell.state_width();
        let end = graph.slice(backward, 0, row, 1, 1)?;
        let end = graph.slice(end, 2, 0, 1, width)?;
        let end = graph.reshape(end, [self.rows, Dim::Const(width)].into_iter().collect())?;
        Ok(Some(match incoming.first {
            Some(first) => graph.add(first, end)?,
            None => end,
        }))
    }

    /// Output `place` of the loop at all steps, of type `ty` at each: `(steps, batch, ...)`, or with
    /// steps and rows `as_rows`.
    fn extra_of_all_steps(
        &self,
        graph: &mut Graph,
        backward: NodeId,
        place: usize,
        ty: &Type,
        as_rows: bool,
    ) -> Result<NodeId> {
        let Op::Scan(cell) = graph.op(backward).clone() else { return Ok(backward) };
        let rows = graph.slice(backward, 0, usize::from(!cell.reverse()), 1, self.steps)?;
        let columns = graph.scan_columns(rows, &cell, place)?;
        self.spread(graph, columns, ty, as_rows)
    }

    /// `(steps, batch, width)` as `(steps, batch, ...)` of type `ty` at each step, or with steps and
    /// rows `as_rows`.
    fn spread(&self, graph: &mut Graph, x: NodeId, ty: &Type, as_rows: bool) -> Result<NodeId> {
        let sizes = ty.shape.dims()[1..].iter().copied();
        let shape: Shape = match as_rows {
            true => std::iter::once(self.rows.times(self.steps)).chain(sizes).collect(),
            false => [Dim::Const(self.steps), self.rows].into_iter().chain(sizes).collect(),
        };
        graph.reshape(x, shape)
    }

    /// The gradients of the constants: the derivative of a step on all steps at once.
    fn of_constants(
        &self,
        graph: &mut Graph,
        derivative: &Derivative,
        kinds: &[Rows],
        handed_out: &[NodeId],
        backward: NodeId,
    ) -> Result<Vec<Option<NodeId>>> {
        let cell = self.cell;
        let ty = |id: NodeId| derivative.graph.ty(id).clone();
        let mut map: Vec<Option<NodeId>> = vec![None; derivative.graph.len()];
        let after = graph.slice(self.value, 0, self.after(), 1, self.steps)?;
        for (place, output) in cell.outputs().enumerate() {
            let columns = graph.scan_columns(after, cell, place)?;
            map[output.index()] = Some(self.spread(graph, columns, &ty(output), true)?);
        }
        let before = graph.slice(self.value, 0, self.before(), 1, self.steps)?;
        for (place, &part) in cell.states().iter().enumerate() {
            let columns = graph.scan_columns(before, cell, place)?;
            map[part.index()] = Some(self.spread(graph, columns, &ty(part), true)?);
        }
        for (&slice, &sequence) in cell.slices().iter().zip(&self.operands[1..]) {
            map[slice.index()] = Some(self.spread(graph, sequence, &ty(slice), true)?);
        }
        let operands = &self.operands[1 + cell.slices().len()..];
        for (&constant, &operand) in cell.constants().iter().zip(operands) {
            map[constant.index()] = Some(match kinds[constant.index()] {
                Rows::Each => {
                    let mut shape = graph.ty(operand).shape.clone();
                    shape.0.insert(0, Dim::Const(self.steps));
                    let repeated = graph.broadcast(operand, shape)?;
                    self.spread(graph, repeated, &ty(constant), true)?
                }
                _ => operand,
            });
        }
        for (place, &node) in handed_out.iter().enumerate() {
            // What the body holds already is known as it is there.
            if map[node.index()].is_none() {
                let place = place + cell.states().len();
                map[node.index()] =
                    Some(self.extra_of_all_steps(graph, backward, place, &ty(node), true)?);
            }
        }
        let rows = self.rows.times(self.steps);
        let mut gradients = Vec::new();
        for gradient in &derivative.constants {
            let Some(gradient) = *gradient else {
                gradients.push(None);
                continue;
            };
            let all = graft(graph, &derivative.graph, &[gradient], &mut map, rows)?[0];
            gradients.push(Some(match kinds[gradient.index()] {
                // Of each row: the steps are summed by themselves.
                Rows::Each => {
                    let steps = self.spread(graph, all, &ty(gradient), false)?;
                    graph.sum(steps, &[0])?
                }
                _ => all,
            }));
        }
        Ok(gradients)
    }
}
