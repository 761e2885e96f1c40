//! Where the first number of a program comes from that is NaN or infinite.
//!
//! A [`Probe`] is a program beside the one that went wrong: it computes the largest magnitude of every
//! value, row by row. From these, [`Probe::origin`] walks back from a result that is not finite along
//! values that are not finite either, to the earliest whose operands are. A value that overflows without
//! consequences (`1 / (1 + inf)` is 0) is not on such a way and is not blamed; nor is an infinity that
//! was written into the graph, such as that of a mask, or a choice between one and a number.

use crate::error::Result;
use crate::executor::Program;
use crate::graph::{Graph, NodeId};
use crate::op::Op;
use crate::simplify::live;
use crate::types::{DType, Dim};
use std::collections::HashMap;

/// A program that computes the largest magnitude of every value of another.
#[derive(Clone, Debug)]
pub struct Probe {
    /// The program to run on the data, the variables and the key of the run that went wrong. It assigns
    /// nothing. Its nodes are those of the other program under the same names, and more.
    pub program: Program,
    /// Which output is the magnitude of a node.
    outputs: HashMap<NodeId, usize>,
}

/// Where numbers that are not finite come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The earliest value that is not finite while what it is computed from is.
    pub node: NodeId,
    /// The rows of the batch for which it is not finite, in order; none if it belongs to all together.
    pub rows: Vec<usize>,
    /// Whether it is NaN somewhere, not only infinite.
    pub is_nan: bool,
}

/// What a value holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Content {
    Finite,
    /// Infinity that the graph's author has written there.
    Written,
    Infinite,
    Nan,
}

impl Probe {
    /// The probe of `program`.
    ///
    /// # Errors
    ///
    /// None for a program whose graph was built by inserts.
    pub fn of(program: &Program) -> Result<Self> {
        let mut graph = program.graph.clone();
        let live = live(program);
        let (mut outputs, mut places) = (Vec::new(), HashMap::new());
        for (id, node) in program.graph.nodes() {
            if live[id.index()] && node.ty.dtype == DType::F32 && is_computed(&node.op) {
                graph.enter(program.graph.scope(id));
                places.insert(id, outputs.len());
                outputs.push(magnitude(&mut graph, id)?);
            }
        }
        let program = Program { graph, outputs, updates: Vec::new() };
        Ok(Probe { program, outputs: places })
    }

    /// Where numbers that are not finite come from which reach one of `results`, nodes of the program that is
    /// probed; `None` when all of them are finite. `magnitudes` are the outputs of the probe in a run of `batch`
    /// rows.
    pub fn origin(
        &self,
        results: &[NodeId],
        batch: usize,
        magnitudes: &[&[f32]],
    ) -> Option<Origin> {
        let graph = &self.program.graph;
        let last = results.iter().map(|id| id.index() + 1).max().unwrap_or(0);
        let mut contents = Vec::with_capacity(last);
        for (id, node) in graph.nodes().take(last) {
            let values = match node.ty.shape.elements(batch) {
                // The largest of nothing is no number.
                0 => &[],
                _ => self.values(id, magnitudes),
            };
            let operands = operands(&node.op, &node.inputs);
            contents.push(content(
                &node.op,
                values,
                operands.iter().map(|id| contents[id.index()]),
            ));
        }

        let mut reached = vec![false; last];
        results.iter().for_each(|id| reached[id.index()] = contents[id.index()].is_wrong());
        let mut origin = None;
        for (id, node) in graph.nodes().take(last).rev() {
            if !reached[id.index()] {
                continue;
            }
            let own = contents[id.index()];
            // NaN comes from NaN if there is one, infinity from infinity.
            let causes = operands(&node.op, &node.inputs).iter();
            let wrong: Vec<NodeId> =
                causes.copied().filter(|cause| contents[cause.index()].is_wrong()).collect();
            let same = |cause: &&NodeId| contents[cause.index()] == own;
            match wrong.iter().any(|cause| same(&cause)) {
                true => wrong.iter().filter(same).for_each(|cause| reached[cause.index()] = true),
                false => wrong.iter().for_each(|cause| reached[cause.index()] = true),
            }
            // Operands come before, so that the last one found is the earliest.
            if wrong.is_empty() {
                origin = Some(id);
            }
        }
        let node = origin?;
        let rows = rows(graph, node, batch, self.values(node, magnitudes));
        Some(Origin { node, rows, is_nan: contents[node.index()] == Content::Nan })
    }

    /// The magnitudes of a node; none if they are those of another.
    fn values<'m>(&self, id: NodeId, magnitudes: &[&'m [f32]]) -> &'m [f32] {
        self.outputs.get(&id).and_then(|&output| magnitudes.get(output)).copied().unwrap_or(&[])
    }
}

impl Content {
    /// Whether somebody is to blame for it.
    fn is_wrong(self) -> bool {
        matches!(self, Content::Infinite | Content::Nan)
    }
}

/// What a node holds, given the magnitudes that were computed for it and what its operands hold.
fn content(op: &Op, magnitudes: &[f32], operands: impl Iterator<Item = Content>) -> Content {
    match op {
        Op::Literal(literal, _) if !literal.value().is_finite() => return Content::Written,
        _ if is_computed(op) => {}
        // The same numbers in other places.
        _ => return operands.into_iter().next().unwrap_or(Content::Finite),
    }
    if magnitudes.iter().any(|value| value.is_nan()) {
        return Content::Nan;
    }
    if magnitudes.iter().all(|value| value.is_finite()) {
        return Content::Finite;
    }
    let (mut written, mut wrong) = (false, false);
    for operand in operands {
        written |= operand == Content::Written;
        wrong |= operand.is_wrong();
    }
    if written && !wrong { Content::Written } else { Content::Infinite }
}

/// What a value is computed from. What it is differentiated with respect to does not take part.
fn operands<'n>(op: &Op, inputs: &'n [NodeId]) -> &'n [NodeId] {
    match op {
        Op::CustomGradient(_) => &inputs[..1],
        _ => inputs,
    }
}

/// Whether a node holds numbers that were not there before; the others hold those of their first operand,
/// or are written into the graph.
fn is_computed(op: &Op) -> bool {
    !matches!(
        op,
        Op::Literal(..)
            | Op::BatchSize
            | Op::Iota { .. }
            | Op::Random { .. }
            | Op::Reshape(..)
            | Op::Transpose(..)
            | Op::Broadcast(..)
            | Op::StopGradient
            | Op::CustomGradient(..)
            | Op::Assign(..)
    )
}

/// The largest magnitude of a value, for each row of the batch if it has such an axis.
fn magnitude(graph: &mut Graph, id: NodeId) -> Result<NodeId> {
    let shape = graph.ty(id).shape.clone();
    let kept = batch_axis(graph, id).map(|(axis, _)| axis);
    let others: Vec<usize> = (0..shape.rank()).filter(|&axis| Some(axis) != kept).collect();
    let magnitude = graph.abs(id)?;
    graph.reduce_max(magnitude, &others)
}

/// The first axis of a node that goes over the rows of the batch, and how often over each.
fn batch_axis(graph: &Graph, id: NodeId) -> Option<(usize, usize)> {
    graph.ty(id).shape.dims().iter().enumerate().find_map(|(axis, dim)| match dim {
        Dim::Const(_) => None,
        Dim::Batch => Some((axis, 1)),
        Dim::Batches(times) => Some((axis, *times)),
    })
}

/// The rows of the batch whose magnitude is not finite.
fn rows(graph: &Graph, id: NodeId, batch: usize, magnitudes: &[f32]) -> Vec<usize> {
    let wrong = magnitudes.iter().enumerate().filter(|(_, value)| !value.is_finite());
    let places = wrong.map(|(place, _)| place);
    let mut rows: Vec<usize> = match batch_axis(graph, id) {
        None => Vec::new(),
        Some((_, 1)) => places.collect(),
        Some((_, times)) => match rows_come_first(graph, id) {
            Some(true) => places.map(|place| place / times).collect(),
            Some(false) => places.map(|place| place % batch).collect(),
            None => Vec::new(),
        },
    };
    rows.sort_unstable();
    rows.dedup();
    rows
}

/// How the steps of all rows lie on one axis: row after row, or step after step. The reshape that has put
/// them there knows.
fn rows_come_first(graph: &Graph, id: NodeId) -> Option<bool> {
    let mut at = id;
    loop {
        let node = graph.node(at);
        let merged = |&cause: &NodeId| matches!(batch_axis(graph, cause), Some((_, 2..)));
        if let (Op::Reshape(_), [before]) = (&node.op, &node.inputs[..])
            && let Some((axis, 1)) = batch_axis(graph, *before)
        {
            return Some(axis == 0);
        }
        at = operands(&node.op, &node.inputs).iter().copied().find(merged)?;
    }
}
