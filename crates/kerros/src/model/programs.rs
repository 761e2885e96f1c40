//! The programs of a model: what one batch of training, evaluation or prediction computes.

use super::engine::{Bookkeeping, MetricStates};
use super::network::Network;
use super::objective::{Objective, OutputObjective, Reported};
use super::outline::{Outline, Written};
use crate::error::Result;
use crate::layer::Declarations;
use crate::losses::{both_masks, metric_weight, reduce_by};
use crate::metrics::update_mean_loss;
use crate::optimizers::{apply, scaled_loss};
use kerros_graph::{Graph, InputId, NodeId, Program, Shape, Type, VariableId, gradient};

/// Inputs from this number on bring targets, those before it the rows of `x`.
const TARGETS: u32 = 1 << 16;
/// Inputs from this number on bring weights of rows.
const SAMPLE_WEIGHTS: u32 = 2 << 16;

/// What an input of a program brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Rows of this input of the model.
    X(usize),
    /// Targets of the output that is judged at this place.
    Y(usize),
    /// How much each row counts there.
    SampleWeight(usize),
}

impl Role {
    fn id(self) -> InputId {
        match self {
            Role::X(index) => super::network::x(index),
            Role::Y(index) => InputId(TARGETS + index as u32),
            Role::SampleWeight(index) => InputId(SAMPLE_WEIGHTS + index as u32),
        }
    }

    /// The role of the input `id`.
    pub(crate) fn of(InputId(id): InputId) -> Self {
        match id {
            SAMPLE_WEIGHTS.. => Role::SampleWeight((id - SAMPLE_WEIGHTS) as usize),
            TARGETS.. => Role::Y((id - TARGETS) as usize),
            _ => Role::X(id as usize),
        }
    }
}

/// What a program is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Task {
    /// The model's output.
    Predict,
    /// Loss and metrics.
    Evaluate {
        /// Whether rows count differently.
        weighted: bool,
    },
    /// Loss and metrics, and a step of the optimizer.
    Train {
        /// Whether rows count differently.
        weighted: bool,
    },
}

impl Task {
    /// How many tasks there are.
    pub(crate) const COUNT: usize = 5;

    /// The task's place in a table of all tasks.
    pub(crate) fn index(self) -> usize {
        match self {
            Task::Predict => 0,
            Task::Evaluate { weighted } => 1 + usize::from(weighted),
            Task::Train { weighted } => 3 + usize::from(weighted),
        }
    }
}

/// The program that computes the model's outputs.
pub(crate) fn predict(network: &Network, outline: &Outline) -> Result<Program> {
    let mut graph = Graph::new();
    let Written { outputs, declared } = outline.write(&mut graph, network, false)?;
    let outputs = outputs.iter().map(|output| output.node).collect();
    let updates = state_updates(&mut graph, &declared)?;
    Ok(Program { graph, outputs, updates })
}

/// The program that adds a batch to the sums of loss and metrics.
pub(crate) fn evaluate(
    network: &Network,
    outline: &Outline,
    objective: &Objective,
    books: &Bookkeeping,
    weighted: bool,
) -> Result<Program> {
    let mut graph = Graph::new();
    let judged = judge(&mut graph, network, outline, objective, weighted, false)?;
    let mut updates = metric_updates(&mut graph, objective, books, &judged)?;
    updates.extend(state_updates(&mut graph, &judged.declared)?);
    Ok(Program { graph, outputs: Vec::new(), updates })
}

/// The program of a training step: it adds the batch to the sums of loss and metrics, both as they
/// are before the step, and moves the weights.
pub(crate) fn train(
    network: &Network,
    outline: &Outline,
    objective: &Objective,
    books: &Bookkeeping,
    weighted: bool,
) -> Result<Program> {
    let mut graph = Graph::new();
    let judged = judge(&mut graph, network, outline, objective, weighted, true)?;
    let mut updates = weight_updates(&mut graph, outline, objective, books, judged.loss)?;
    updates.extend(metric_updates(&mut graph, objective, books, &judged)?);
    updates.extend(state_updates(&mut graph, &judged.declared)?);
    Ok(Program { graph, outputs: Vec::new(), updates })
}

/// Writes the training graph for the errors that come up.
pub(crate) fn check(network: &Network, outline: &Outline, objective: &Objective) -> Result<()> {
    let books = Bookkeeping::provisional(outline, objective)?;
    // A loss of classes over the whole batch takes no weights of rows. Who gives some meets the error then.
    let weighted = train(network, outline, objective, &books, true);
    weighted.or_else(|_| train(network, outline, objective, &books, false)).map(drop)
}

/// A batch and what the objective says of it.
struct Judged {
    outputs: Vec<JudgedOutput>,
    /// One number for the batch.
    loss: NodeId,
    declared: Declarations,
}

/// What the objective says of one output.
struct JudgedOutput {
    target: NodeId,
    prediction: NodeId,
    mask: Option<NodeId>,
    sample_weight: Option<NodeId>,
    /// One number for the batch, before it is weighed against the other outputs'.
    loss: NodeId,
}

fn judge(
    graph: &mut Graph,
    network: &Network,
    outline: &Outline,
    objective: &Objective,
    weighted: bool,
    training: bool,
) -> Result<Judged> {
    let Written { outputs: values, declared } = outline.write(graph, network, training)?;
    let mut outputs = Vec::with_capacity(objective.outputs.len());
    let mut total = None;
    for (index, judging) in objective.outputs.iter().enumerate() {
        let value = values[judging.output];
        let judged = judge_output(graph, judging, index, value.node, value.mask, weighted)
            .map_err(|error| objective.locate(judging, error))?;
        let loss = match judging.loss_weight {
            Some(weight) => graph.scale(judged.loss, weight)?,
            None => judged.loss,
        };
        total = Some(plus(graph, total, loss)?);
        outputs.push(judged);
    }
    for &loss in declared.losses() {
        total = Some(plus(graph, total, loss)?);
    }
    for penalty in penalties(graph, outline, &declared)? {
        total = Some(plus(graph, total, penalty)?);
    }
    let loss = match total {
        Some(total) => total,
        None => graph.literal(0.0)?,
    };
    Ok(Judged { outputs, loss, declared })
}

/// What the weights that are trained add to the loss.
fn penalties(graph: &mut Graph, outline: &Outline, declared: &Declarations) -> Result<Vec<NodeId>> {
    let mut penalties = Vec::new();
    for (index, weight) in outline.weights.iter().enumerate() {
        let Some(regularizer) = weight.regularizer.as_ref().filter(|_| weight.is_trainable())
        else {
            continue;
        };
        graph.enter(weight.layer());
        let ty = Type::f32(Shape::of(weight.shape()));
        let value = match declared.stand_in(index) {
            Some(value) => value,
            None => graph.variable(VariableId(index as u32), ty)?,
        };
        let penalty = regularizer.call(graph, value);
        penalties.push(penalty.map_err(|error| error.at(&weight.path()))?);
    }
    graph.enter("");
    Ok(penalties)
}

fn plus(graph: &mut Graph, total: Option<NodeId>, loss: NodeId) -> Result<NodeId> {
    Ok(match total {
        Some(total) => graph.add(total, loss)?,
        None => loss,
    })
}

fn judge_output(
    graph: &mut Graph,
    judging: &OutputObjective,
    index: usize,
    prediction: NodeId,
    mask: Option<NodeId>,
    weighted: bool,
) -> Result<JudgedOutput> {
    let loss = &judging.loss;
    graph.enter(loss.name());
    let located = |error: crate::Error| error.at(loss.name());
    let target_shape = loss.target_shape(&graph.ty(prediction).shape).map_err(located)?;
    let target = graph.input(Role::Y(index).id(), Type::f32(target_shape))?;
    let sample_weight = match weighted {
        true => {
            let id = Role::SampleWeight(index).id();
            Some(graph.input(id, Type::f32(Shape::batch(&[])))?)
        }
        false => None,
    };
    let values = loss.call(graph, target, prediction).map_err(located)?;
    let counted = loss.counted(graph, target, prediction, values).map_err(located)?;
    let counted = both_masks(graph, counted, mask).map_err(located)?;
    let value =
        reduce_by(graph, loss.reduction(), values, sample_weight, counted).map_err(located)?;
    graph.enter("");
    Ok(JudgedOutput { target, prediction, mask, sample_weight, loss: value })
}

/// The optimizer's step for every weight that is trained.
fn weight_updates(
    graph: &mut Graph,
    outline: &Outline,
    objective: &Objective,
    books: &Bookkeeping,
    loss: NodeId,
) -> Result<Vec<NodeId>> {
    let variables = &books.optimizer;
    let optimizer = &*objective.optimizer;
    let weights = variables.weights(graph)?;
    let shared = variables.shared(graph)?;
    let loss = scaled_loss(graph, optimizer, &shared, loss)?;
    let gradients = gradient(graph, loss, &weights)?;

    graph.enter(optimizer.name());
    let before = variables.before(graph, outline, optimizer, shared, &weights, &gradients)?;
    let after = apply(graph, optimizer, before).map_err(|error| error.at(optimizer.name()))?;
    let updates = variables.assign(graph, &after)?;
    graph.enter("");
    Ok(updates)
}

/// The new values of the layers' states.
fn state_updates(graph: &mut Graph, declared: &Declarations) -> Result<Vec<NodeId>> {
    let mut updates = Vec::new();
    for (variable, value) in declared.updates() {
        updates.push(graph.assign(variable, value)?);
    }
    Ok(updates)
}

/// The new sums of the losses and of each metric.
fn metric_updates(
    graph: &mut Graph,
    objective: &Objective,
    books: &Bookkeeping,
    judged: &Judged,
) -> Result<Vec<NodeId>> {
    let mut updates = Vec::new();
    for ((states, reported), name) in
        books.metrics.iter().zip(&objective.reported).zip(&objective.names)
    {
        graph.enter(name);
        let values = states.read(graph)?;
        let new = match *reported {
            Reported::Loss => update_mean_loss(graph, &values, judged.loss)?,
            Reported::OutputLoss(output) => {
                update_mean_loss(graph, &values, judged.outputs[output].loss)?
            }
            Reported::Metric { output, metric } => {
                let chosen = &objective.outputs[output].metrics[metric];
                let of = &judged.outputs[output];
                let weight = of.sample_weight.filter(|_| chosen.weighted);
                metric_weight(graph, weight, of.mask)
                    .and_then(|weight| {
                        chosen.metric.update(graph, &values, of.target, of.prediction, weight)
                    })
                    .map_err(|error| error.at(name))?
            }
        };
        states.assign(graph, &new, &mut updates)?;
    }
    graph.enter("");
    Ok(updates)
}

impl MetricStates {
    /// The states' values when the run starts.
    fn read(&self, graph: &mut Graph) -> Result<Vec<NodeId>> {
        let mut values = Vec::with_capacity(self.states.len());
        for (variable, shape) in &self.states {
            values.push(graph.variable(*variable, Type::f32(shape.clone()))?);
        }
        Ok(values)
    }

    /// Gives the states new values when the run ends.
    fn assign(
        &self,
        graph: &mut Graph,
        values: &[NodeId],
        updates: &mut Vec<NodeId>,
    ) -> Result<()> {
        for ((variable, _), &value) in self.states.iter().zip(values) {
            updates.push(graph.assign(*variable, value)?);
        }
        Ok(())
    }
}
