//! The programs of a model: what one batch of training, evaluation or prediction computes.

use super::engine::{Bookkeeping, MetricStates};
use super::objective::Objective;
use super::outline::{NamedLayer, Outline};
use crate::error::Result;
use crate::losses::reduce;
use crate::metrics::update_mean_loss;
use crate::optimizers::Step;
use kerros_graph::{Graph, InputId, NodeId, Program, Shape, Type, VariableId, gradient};

/// The input that brings the rows of `y`.
pub(crate) const Y: InputId = InputId(1);
/// The input that brings one weight for each row.
pub(crate) const SAMPLE_WEIGHT: InputId = InputId(2);

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

/// The program that computes the model's output.
pub(crate) fn predict(layers: &[NamedLayer], outline: &Outline) -> Result<Program> {
    let mut graph = Graph::new();
    let output = forward(&mut graph, layers, outline, false)?;
    Ok(Program { graph, outputs: vec![output], updates: Vec::new() })
}

/// The program that adds a batch to the sums of loss and metrics.
pub(crate) fn evaluate(
    layers: &[NamedLayer],
    outline: &Outline,
    objective: &Objective,
    books: &Bookkeeping,
    weighted: bool,
) -> Result<Program> {
    let mut graph = Graph::new();
    let judged = judge(&mut graph, layers, outline, objective, weighted, false)?;
    let updates = metric_updates(&mut graph, objective, books, &judged)?;
    Ok(Program { graph, outputs: Vec::new(), updates })
}

/// The program of a training step: it adds the batch to the sums of loss and metrics, both as they
/// are before the step, and moves the weights.
pub(crate) fn train(
    layers: &[NamedLayer],
    outline: &Outline,
    objective: &Objective,
    books: &Bookkeeping,
    weighted: bool,
) -> Result<Program> {
    let mut graph = Graph::new();
    let judged = judge(&mut graph, layers, outline, objective, weighted, true)?;
    let mut updates = weight_updates(&mut graph, outline, objective, books, judged.loss)?;
    updates.extend(metric_updates(&mut graph, objective, books, &judged)?);
    Ok(Program { graph, outputs: Vec::new(), updates })
}

/// Writes the training graph for the errors that come up.
pub(crate) fn check(layers: &[NamedLayer], outline: &Outline, objective: &Objective) -> Result<()> {
    let books = Bookkeeping::provisional(outline, objective);
    train(layers, outline, objective, &books, true).map(drop)
}

/// A batch and what the objective says of it.
struct Judged {
    target: NodeId,
    prediction: NodeId,
    sample_weight: Option<NodeId>,
    /// One number for the batch.
    loss: NodeId,
}

fn forward(
    graph: &mut Graph,
    layers: &[NamedLayer],
    outline: &Outline,
    training: bool,
) -> Result<NodeId> {
    let values = outline.write(graph, layers, training)?;
    // The values start with the model's input, so there is a last one.
    Ok(values[values.len() - 1])
}

fn judge(
    graph: &mut Graph,
    layers: &[NamedLayer],
    outline: &Outline,
    objective: &Objective,
    weighted: bool,
    training: bool,
) -> Result<Judged> {
    let prediction = forward(graph, layers, outline, training)?;
    let loss = &objective.loss;
    graph.enter(loss.name());
    let target_shape = objective.target_shape(&graph.ty(prediction).shape)?;
    let target = graph.input(Y, Type::f32(target_shape))?;
    let sample_weight = match weighted {
        true => Some(graph.input(SAMPLE_WEIGHT, Type::f32(Shape::batch(&[])))?),
        false => None,
    };
    let values = loss.call(graph, target, prediction).map_err(|error| error.at(loss.name()))?;
    let loss = reduce(graph, values, sample_weight).map_err(|error| error.at(loss.name()))?;
    graph.enter("");
    Ok(Judged { target, prediction, sample_weight, loss })
}

/// The optimizer's step for every weight.
fn weight_updates(
    graph: &mut Graph,
    outline: &Outline,
    objective: &Objective,
    books: &Bookkeeping,
    loss: NodeId,
) -> Result<Vec<NodeId>> {
    let types: Vec<Type> =
        outline.weights.iter().map(|weight| Type::f32(Shape::of(weight.shape()))).collect();
    let mut weights = Vec::with_capacity(types.len());
    for (index, ty) in types.iter().enumerate() {
        weights.push(graph.variable(VariableId(index as u32), ty.clone())?);
    }
    let gradients = gradient(graph, loss, &weights)?;

    let optimizer = &objective.optimizer;
    graph.enter(optimizer.name());
    let scalar = Type::f32(Shape::scalar());
    let learning_rate = graph.variable(books.learning_rate, scalar.clone())?;
    let steps_before = graph.variable(books.iteration, scalar)?;
    let iteration = graph.offset(steps_before, 1.0)?;
    let step = Step { learning_rate, iteration };

    let mut updates = vec![graph.assign(books.iteration, iteration)?];
    for (index, ty) in types.into_iter().enumerate() {
        let variables = &books.slots[index];
        let mut slots = Vec::with_capacity(variables.len());
        for &variable in variables {
            slots.push(graph.variable(variable, ty.clone())?);
        }
        let update = optimizer
            .update(graph, step, weights[index], gradients[index], &slots)
            .map_err(|error| error.at(optimizer.name()))?;
        updates.push(graph.assign(VariableId(index as u32), update.weight)?);
        for (&variable, slot) in variables.iter().zip(update.slots) {
            updates.push(graph.assign(variable, slot)?);
        }
    }
    graph.enter("");
    Ok(updates)
}

/// The new sums of the loss and of each metric.
fn metric_updates(
    graph: &mut Graph,
    objective: &Objective,
    books: &Bookkeeping,
    judged: &Judged,
) -> Result<Vec<NodeId>> {
    let mut updates = Vec::new();
    for (index, states) in books.metrics.iter().enumerate() {
        graph.enter(&objective.names[index]);
        let values = states.read(graph)?;
        let new = match index.checked_sub(1).map(|index| &objective.metrics[index]) {
            None => update_mean_loss(graph, &values, judged.loss)?,
            Some(chosen) => {
                let weight = judged.sample_weight.filter(|_| chosen.weighted);
                let (target, prediction) = (judged.target, judged.prediction);
                chosen
                    .metric
                    .update(graph, &values, target, prediction, weight)
                    .map_err(|error| error.at(&objective.names[index]))?
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
