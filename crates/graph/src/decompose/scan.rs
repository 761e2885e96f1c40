//! A recurrence as one copy of its body after the other.

use super::concat::concat;
use crate::error::Result;
use crate::graph::{Graph, NodeId};
use crate::scan::graft::graft;
use crate::scan::{Cell, width};
use crate::types::{Dim, Shape};

pub(super) fn unrolled(
    graph: &mut Graph,
    cell: &Cell,
    initial: NodeId,
    rest: &[NodeId],
) -> Result<NodeId> {
    let cell = &cell.with_body(&|body| super::decompose_program(body, &|_| false))?;
    let body = cell.body();
    let rows = graph.ty(initial).shape.0[0];
    let (sequences, constants) = rest.split_at(cell.slices().len());
    let steps = graph.ty(sequences[0]).shape.0[0].at(0);
    let sized = |output: NodeId| -> Shape {
        let sizes = body.ty(output).shape.dims()[1..].iter().copied();
        std::iter::once(rows).chain(sizes).collect()
    };

    let mut state = Vec::with_capacity(cell.states().len());
    for (&part, &start) in cell.states().iter().zip(&cell.columns()) {
        let columns = graph.slice(initial, 1, start, 1, width(body, part))?;
        state.push(graph.reshape(columns, sized(part))?);
    }
    let mut first = graph.reshape(
        initial,
        [Dim::Const(1), rows, Dim::Const(cell.state_width())].into_iter().collect(),
    )?;
    if !cell.extras().is_empty() {
        first = graph.pad(first, 2, 0, 1, cell.width())?;
    }
    let mut values = vec![first; steps + 1];
    for count in 0..steps {
        let step = if cell.reverse() { steps - 1 - count } else { count };
        let mut map = vec![None; body.len()];
        for (placeholder, &value) in cell.states().iter().zip(&state) {
            map[placeholder.index()] = Some(value);
        }
        for (placeholder, &sequence) in cell.slices().iter().zip(sequences) {
            let slice = graph.slice(sequence, 0, step, 1, 1)?;
            let shape = sized(*placeholder);
            map[placeholder.index()] = Some(graph.reshape(slice, shape)?);
        }
        for (placeholder, &constant) in cell.constants().iter().zip(constants) {
            map[placeholder.index()] = Some(constant);
        }
        let outputs: Vec<NodeId> = cell.outputs().collect();
        let outputs = graft(graph, body, &outputs, &mut map, rows)?;
        let mut columns = Vec::with_capacity(outputs.len());
        for &output in &outputs {
            let width = graph.ty(output).shape.dims()[1..].iter().map(|dim| dim.at(0)).product();
            let shape = [Dim::Const(1), rows, Dim::Const(width)].into_iter().collect();
            columns.push(graph.reshape(output, shape)?);
        }
        values[step + usize::from(!cell.reverse())] = concat(graph, 2, &columns)?;
        state = outputs[..state.len()].to_vec();
    }
    concat(graph, 0, &values)
}
