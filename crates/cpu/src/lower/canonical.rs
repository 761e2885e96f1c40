//! Canonical form: products and reductions whose axes lie as kernels want them.
//!
//! A kernel multiplies matrices `(batch, rows, depth) x (batch, depth, columns)`, in any order of those
//! groups, but the axes of the rows, those of the columns and those of the depth must each be neighbours
//! in memory. Where they are not, a transposition is put in front, which lowering turns into a copy.
//! Graphs of networks need almost none.
//!
//! Numbers cross the executor's border as `f32`, so inputs and outputs of other types are converted
//! here.

use super::layout;
use super::{Border, prepare_body};
use kerros_graph::op::{Axes, DotAxes, Op};
use kerros_graph::{DType, Graph, NodeId, Program, Result, Type};
use smallvec::SmallVec;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The program with transpositions wherever kernels need them.
pub(super) fn canonical(program: &Program, border: Border) -> Result<Program> {
    let live = kerros_graph::simplify::live(program);
    let turned: BTreeMap<NodeId, Axes> =
        layout::transposed_products(program, &live).into_iter().collect();
    let mut graph = Graph::new();
    let mut renamed: Vec<NodeId> = Vec::with_capacity(program.graph.len());
    for (id, node) in program.graph.nodes() {
        graph.enter(program.graph.scope(id));
        let inputs: SmallVec<[NodeId; 3]> =
            node.inputs.iter().map(|input| renamed[input.index()]).collect();
        renamed.push(match (&node.op, inputs.as_slice()) {
            (Op::Dot(axes), &[a, b]) => match turned.get(&id) {
                Some(order) if ends_in_rows(&graph, axes, a, order) => {
                    swapped_dot(&mut graph, axes, a, b)?
                }
                _ => dot(&mut graph, axes, a, b)?,
            },
            (Op::Reduce(kind, axes), &[x]) if !neighbours(axes) => {
                let (x, axes) = reduced_last(&mut graph, x, axes)?;
                graph.insert(Op::Reduce(*kind, axes), &[x])?
            }
            (Op::ArgMax(axis), &[x]) if axis + 1 != graph.ty(x).shape.rank() => {
                let (x, axes) = reduced_last(&mut graph, x, &[*axis])?;
                graph.insert(Op::ArgMax(axes[0]), &[x])?
            }
            (Op::Softmax(axis) | Op::LogSoftmax(axis), &[x])
                if axis + 1 != graph.ty(x).shape.rank() =>
            {
                along_last(&mut graph, &node.op, x, *axis)?
            }
            (Op::Input(id, ty), _) if ty.dtype == DType::I32 && border == Border::Executor => {
                let numbers = graph.input(*id, Type::f32(ty.shape.clone()))?;
                graph.cast(numbers, DType::I32)?
            }
            (Op::Scan(cell), _) => {
                let cell = Arc::new(cell.with_body(&prepare_body)?);
                graph.insert(Op::Scan(cell), &inputs)?
            }
            _ => graph.insert(node.op.clone(), &inputs)?,
        });
    }
    let mut outputs = Vec::with_capacity(program.outputs.len());
    for output in &program.outputs {
        outputs.push(graph.cast(renamed[output.index()], DType::F32)?);
    }
    let updates = program.updates.iter().map(|id| renamed[id.index()]).collect();
    Ok(Program { outputs, updates, graph })
}

/// Softmax along an axis in the middle, by way of the last one.
fn along_last(graph: &mut Graph, op: &Op, x: NodeId, axis: usize) -> Result<NodeId> {
    let last = graph.ty(x).shape.rank() - 1;
    let mut swapped: Vec<usize> = (0..=last).collect();
    swapped.swap(axis, last);
    let x = graph.transpose(x, &swapped)?;
    let op = match op {
        Op::LogSoftmax(_) => Op::LogSoftmax(last),
        _ => Op::Softmax(last),
    };
    let y = graph.insert(op, &[x])?;
    graph.transpose(y, &swapped)
}

/// Whether the axes lie one after the other.
fn neighbours(axes: &[usize]) -> bool {
    axes.windows(2).all(|pair| pair[1] == pair[0] + 1)
}

/// `x` with `axes` moved behind the others, and where they are then.
fn reduced_last(graph: &mut Graph, x: NodeId, axes: &[usize]) -> Result<(NodeId, Axes)> {
    let rank = graph.ty(x).shape.rank();
    let kept: Vec<usize> = (0..rank).filter(|axis| !axes.contains(axis)).collect();
    let order = [kept.as_slice(), axes].concat();
    Ok((graph.transpose(x, &order)?, (kept.len()..rank).collect()))
}

fn dot(graph: &mut Graph, axes: &DotAxes, a: NodeId, b: NodeId) -> Result<NodeId> {
    // Contracted pairs in the order in which they lie in `a`.
    let mut contract = axes.contract.clone();
    contract.sort_unstable();
    let left = Groups::new(graph, a, axes.batch.iter().map(|p| p.0), contract.iter().map(|p| p.0));
    let right = Groups::new(graph, b, axes.batch.iter().map(|p| p.1), contract.iter().map(|p| p.1));
    let (a, left) = left.tidy(graph, a)?;
    let (b, right) = right.tidy(graph, b)?;
    let axes = DotAxes {
        batch: left.batch.into_iter().zip(right.batch).collect(),
        contract: left.contract.into_iter().zip(right.contract).collect(),
    };
    graph.dot(a, b, axes)
}

/// Whether the last axis of a transposed product is one of its rows. The factors in the other order then
/// make it with columns that are neighbours.
fn ends_in_rows(graph: &Graph, axes: &DotAxes, a: NodeId, order: &[usize]) -> bool {
    let rows = axes.batch.len()..graph.ty(a).shape.rank() - axes.contract.len();
    order.last().is_some_and(|last| rows.contains(last))
}

/// `a b` as the transposed `b a`.
fn swapped_dot(graph: &mut Graph, axes: &DotAxes, a: NodeId, b: NodeId) -> Result<NodeId> {
    let other = |pairs: &[(usize, usize)]| pairs.iter().map(|&(i, j)| (j, i)).collect();
    let (batch, contracted) = (axes.batch.len(), axes.contract.len());
    let rows = graph.ty(a).shape.rank() - batch - contracted;
    let columns = graph.ty(b).shape.rank() - batch - contracted;
    let swapped = DotAxes { batch: other(&axes.batch), contract: other(&axes.contract) };
    let product = dot(graph, &swapped, b, a)?;
    let order: Vec<usize> = (0..batch)
        .chain(batch + columns..batch + columns + rows)
        .chain(batch..batch + columns)
        .collect();
    graph.transpose(product, &order)
}

/// The axes of one operand of a product, by the part they play.
struct Groups {
    batch: Vec<usize>,
    free: Vec<usize>,
    contract: Vec<usize>,
}

impl Groups {
    fn new(
        graph: &Graph,
        operand: NodeId,
        batch: impl Iterator<Item = usize>,
        contract: impl Iterator<Item = usize>,
    ) -> Self {
        let batch: Vec<usize> = batch.collect();
        let contract: Vec<usize> = contract.collect();
        let rank = graph.ty(operand).shape.rank();
        let free = (0..rank).filter(|i| !batch.contains(i) && !contract.contains(i)).collect();
        Groups { batch, free, contract }
    }

    /// The operand, transposed to `(batch, free, contract)` if the groups within a matrix are not
    /// neighbours. The axes of the batch may lie anywhere.
    fn tidy(self, graph: &mut Graph, operand: NodeId) -> Result<(NodeId, Groups)> {
        if [&self.free, &self.contract].into_iter().all(|axes| neighbours(axes)) {
            return Ok((operand, self));
        }
        let order = [self.batch.as_slice(), &self.free, &self.contract].concat();
        let free_from = self.batch.len();
        let contract_from = free_from + self.free.len();
        let groups = Groups {
            batch: (0..free_from).collect(),
            free: (free_from..contract_from).collect(),
            contract: (contract_from..order.len()).collect(),
        };
        Ok((graph.transpose(operand, &order)?, groups))
    }
}
