//! Where the first number of a step comes from that is not finite.

use super::remedy::remedy;
use super::{FailedPart, Failure, NonFinite, NonFinitePart};
use crate::error::{Error, Result};
use crate::model::Model;
use crate::model::dataset::{Dataset, Rows};
use crate::model::network::Network;
use crate::model::objective::Objective;
use crate::model::optimizer_variables::OptimizerVariables;
use kerros_graph::origin::{Origin, Probe};
use kerros_graph::simplify::live;
use kerros_graph::{Executor, Graph, NodeId, Op, Program, ProgramId, VariableId};
use std::ops::Range;

/// A program that is run on the batch whose step has failed: it looks at every value of the step.
#[derive(Debug)]
pub(in crate::model) struct Diagnosis {
    id: ProgramId,
    probe: Probe,
    /// The assignment of the new sum of the losses.
    loss: Vec<NodeId>,
    /// Those of the new weights and states.
    weights: Vec<NodeId>,
    /// For each node, whether the loss is computed from it.
    forward: Vec<bool>,
    /// For each node, whether the new value of a weight is computed from it that the optimizer moves.
    moving: Vec<bool>,
}

impl Diagnosis {
    /// The diagnosis of a training step, which sums losses in the variable `loss`.
    pub(in crate::model) fn of(
        executor: &mut dyn Executor,
        step: &Program,
        loss: VariableId,
        weights: Range<u32>,
        optimizer: &OptimizerVariables,
    ) -> Result<Self> {
        let probe = Probe::of(step)?;
        let assigned = |of: &dyn Fn(VariableId) -> bool| -> Vec<NodeId> {
            let updates = step.updates.iter().copied();
            updates.filter(|&id| matches!(step.graph.op(id), Op::Assign(to) if of(*to))).collect()
        };
        let loss = assigned(&|variable| variable == loss);
        let weights = assigned(&|variable| weights.contains(&variable.0));
        let needed_for = |updates: Vec<NodeId>| {
            live(&Program { graph: step.graph.clone(), outputs: Vec::new(), updates })
        };
        let forward = needed_for(loss.clone());
        let moving = needed_for(assigned(&|variable| optimizer.moves(variable)));
        let id = executor.compile(&probe.program)?;
        Ok(Diagnosis { id, probe, loss, weights, forward, moving })
    }

    fn graph(&self) -> &Graph {
        &self.probe.program.graph
    }

    /// The part of the step that a node belongs to.
    fn part(&self, node: NodeId, objective: &Objective) -> NonFinitePart {
        let of_optimizer = self.graph().scope(node) == objective.optimizer.name();
        if self.forward[node.index()] {
            NonFinitePart::Forward
        } else if self.moving[node.index()] && !of_optimizer {
            NonFinitePart::Gradient
        } else {
            NonFinitePart::Update
        }
    }
}

impl Model {
    /// What is to be told of a step that has failed. The engine is as it was before it.
    pub(in crate::model) fn diagnose(
        &mut self,
        failure: &Failure,
        epoch: usize,
        data: &Dataset<'_>,
    ) -> Result<NonFinite> {
        let (Some(engine), Some(outline), Some(objective)) =
            (&mut self.engine, &self.outline, &self.objective)
        else {
            return Err(Error::internal("a training without an engine has failed"));
        };
        let diagnosis = engine.diagnosis(data.is_weighted(), &self.network, outline, objective)?;
        let rows = Rows::Listed(&failure.rows);
        engine.run(diagnosis.id, rows.len(), failure.key, &mut data.feed(rows))?;
        let outputs = 0..diagnosis.probe.program.outputs.len();
        let magnitudes: Vec<&[f32]> =
            outputs.map(|index| engine.output(diagnosis.id, index)).collect::<Result<_>>()?;

        let results = match failure.part {
            FailedPart::Loss(_) => &diagnosis.loss,
            FailedPart::Weight(..) => &diagnosis.weights,
        };
        let origin = diagnosis.probe.origin(results, failure.rows.len(), &magnitudes);
        let what = match failure.part {
            FailedPart::Loss(value) => format!("the loss is {}", name_of(value)),
            FailedPart::Weight(variable, value) => match outline.weights.get(variable) {
                Some(weight) => format!("{} becomes {}", weight.path(), name_of(value)),
                None => format!("a state of a layer becomes {}", name_of(value)),
            },
        };
        let mut report = report(what, failure, &diagnosis, origin, &self.network, objective);
        report.epoch = epoch;
        Ok(report)
    }
}

fn report(
    what: String,
    failure: &Failure,
    diagnosis: &Diagnosis,
    origin: Option<Origin>,
    network: &Network,
    objective: &Objective,
) -> NonFinite {
    let graph = diagnosis.graph();
    let mut report = NonFinite {
        what,
        epoch: 0,
        batch: failure.batch,
        batches: failure.batches,
        layer: String::new(),
        layer_kind: "layer",
        operation: String::new(),
        part: NonFinitePart::Forward,
        rows: Vec::new(),
        remedy: super::remedy::TOO_LARGE.to_owned(),
    };
    let Some(origin) = origin else { return report };
    report.part = diagnosis.part(origin.node, objective);
    report.operation = graph.op(origin.node).name().to_owned();
    graph.scope(origin.node).clone_into(&mut report.layer);
    report.layer_kind = kind_of_scope(&report.layer, network, objective);
    report.rows = origin.rows.iter().filter_map(|&row| failure.rows.get(row).copied()).collect();
    report.rows.sort_unstable();
    let remedy = remedy(graph, origin.node, report.part, origin.is_nan, &diagnosis.forward);
    remedy.clone_into(&mut report.remedy);
    report
}

/// What a scope is the name of.
fn kind_of_scope(scope: &str, network: &Network, objective: &Objective) -> &'static str {
    let outer = scope.split('/').next().unwrap_or(scope);
    if network.layers.iter().any(|layer| layer.name == outer) {
        "layer"
    } else if scope == objective.optimizer.name() {
        "optimizer"
    } else if objective.outputs.iter().any(|output| output.loss.name() == scope) {
        "loss"
    } else {
        "metric"
    }
}

/// NaN or infinity in words.
fn name_of(value: f32) -> &'static str {
    if value.is_nan() { "NaN" } else { "infinite" }
}
