//! The derivative of one step.

use super::rows::Rows;
use super::{Cell, graft::needed};
use crate::error::Result;
use crate::gradient::{pull_back, rule};
use crate::graph::{Graph, NodeId};
use crate::op::{Binary, InputId, Op, Unary};
use crate::types::DType;

/// A body, and the derivative of its outputs appended to it.
pub(crate) struct Derivative {
    /// The nodes of the body have the names that they have there.
    pub(crate) graph: Graph,
    /// For each output of the cell (results, then extras), the placeholder of its adjoint, if any.
    pub(crate) adjoints: Vec<Option<NodeId>>,
    /// The adjoints of the state's parts; `None` where they are zero.
    pub(crate) states: Vec<Option<NodeId>>,
    /// The adjoints of the slices.
    pub(crate) slices: Vec<Option<NodeId>>,
    /// The adjoints of the constants.
    pub(crate) constants: Vec<Option<NodeId>>,
}

impl Derivative {
    /// Differentiates the results of a cell, and those extras that `seeded` tells.
    pub(crate) fn new(cell: &Cell, seeded: &[bool]) -> Result<Self> {
        let mut graph = cell.body().clone();
        let inputs = cell.states().len() + cell.slices().len() + cell.constants().len();
        let mut adjoints = Vec::new();
        let mut seeds: Vec<(NodeId, NodeId)> = Vec::new();
        for (place, output) in cell.outputs().enumerate() {
            let wanted = place < cell.results().len() || seeded[place - cell.results().len()];
            let adjoint = match wanted {
                true => {
                    let ty = graph.ty(output).clone();
                    Some(graph.input(InputId((inputs + place) as u32), ty)?)
                }
                false => None,
            };
            adjoints.push(adjoint);
            seeds.extend(adjoint.map(|adjoint| (output, adjoint)));
        }
        let differentiable = |&&id: &&NodeId| cell.body().ty(id).dtype == DType::F32;
        let all = [cell.states(), cell.slices(), cell.constants()].concat();
        let sources: Vec<NodeId> = all.iter().filter(differentiable).copied().collect();
        let pulled = pull_back(&mut graph, &seeds, &sources, &rule)?;
        let of = |ids: &[NodeId]| -> Vec<Option<NodeId>> {
            let place = |id: &NodeId| sources.iter().position(|source| source == id);
            ids.iter().map(|id| place(id).and_then(|place| pulled[place])).collect()
        };
        Ok(Derivative {
            adjoints,
            states: of(cell.states()),
            slices: of(cell.slices()),
            constants: of(cell.constants()),
            graph,
        })
    }

    /// All nodes of the derivative that somebody may ask for.
    pub(crate) fn roots(&self) -> Vec<NodeId> {
        let all = self.states.iter().chain(&self.slices).chain(&self.constants);
        all.filter_map(|&root| root).collect()
    }
}

/// The nodes of a cell's body that the derivative of its results needs and that are costly to compute
/// again, where the value of the scan does not hold them already.
pub(super) fn worth_saving(cell: &Cell) -> Result<Vec<NodeId>> {
    let derivative = Derivative::new(cell, &vec![false; cell.extras().len()])?;
    let kinds = cell.kinds();
    let forward = |id: NodeId| id.index() < cell.body().len();
    let held: Vec<NodeId> = cell.outputs().collect();
    let saved = |id: NodeId| {
        forward(id)
            && kinds[id.index()] == Rows::Each
            && cell.body().ty(id).dtype == DType::F32
            && !held.contains(&id)
            && is_costly(cell.body().op(id))
    };
    let given = |id: NodeId| forward(id) && (held.contains(&id) || saved(id));
    let needed = needed(&derivative.graph, &derivative.roots(), &given);
    let nodes = cell.body().nodes().map(|(id, _)| id);
    Ok(nodes.filter(|&id| needed[id.index()] && saved(id)).collect())
}

/// Whether computing a value again costs more than reading it.
fn is_costly(op: &Op) -> bool {
    match op {
        Op::Unary(kind) => matches!(
            kind,
            Unary::Exp
                | Unary::Log
                | Unary::Log1p
                | Unary::Tanh
                | Unary::Sigmoid
                | Unary::NormalCdf
        ),
        Op::Binary(kind) => *kind == Binary::Pow,
        Op::Dot(_)
        | Op::Conv(_)
        | Op::ConvInputGrad { .. }
        | Op::Pool(..)
        | Op::MaxPoolGrad(_)
        | Op::Softmax(_)
        | Op::LogSoftmax(_) => true,
        _ => false,
    }
}
