//! One step of all weights: what optimizers have in common around their own updates.
//!
//! The order is that of Keras 3: gradients are unscaled, averaged over the steps that they are gathered
//! in, and clipped; weights decay, and move; averages of the weights follow; constraints come last.

use super::clipping::clipped;
use super::loss_scale::LossScale;
use super::{Optimizer, Options, Parameter, Step};
use crate::constraints::SharedConstraint;
use crate::error::Result;
use kerros_graph::{Graph, NodeId};

/// Everything that a step starts from.
pub(crate) struct Before<'w> {
    /// The learning rate of this step.
    pub(crate) learning_rate: NodeId,
    /// The number of steps taken.
    pub(crate) iteration: NodeId,
    /// What is kept once, in the order of [`Optimizer::shared`].
    pub(crate) shared: Vec<NodeId>,
    pub(crate) weights: Vec<Trained<'w>>,
}

/// A weight that is trained, and what is kept of it.
pub(crate) struct Trained<'w> {
    pub(crate) path: &'w str,
    pub(crate) constraint: Option<&'w SharedConstraint>,
    pub(crate) gradient: NodeId,
    pub(crate) kept: Kept,
}

/// What a step changes of one weight.
#[derive(Clone)]
pub(crate) struct Kept {
    pub(crate) weight: NodeId,
    /// Its moving average, with `use_ema`.
    pub(crate) average: Option<NodeId>,
    /// The sum of gradients, with `gradient_accumulation_steps`.
    pub(crate) accumulator: Option<NodeId>,
    pub(crate) slots: Vec<NodeId>,
}

/// Everything that a step has changed.
pub(crate) struct After {
    pub(crate) iteration: NodeId,
    pub(crate) shared: Vec<NodeId>,
    pub(crate) weights: Vec<Kept>,
}

/// The loss that gradients are taken of: the loss itself, or scaled.
pub(crate) fn scaled_loss(
    graph: &mut Graph,
    optimizer: &dyn Optimizer,
    shared: &[NodeId],
    loss: NodeId,
) -> Result<NodeId> {
    match scale(graph, optimizer, shared)? {
        Some(scale) => Ok(graph.mul(loss, scale)?),
        None => Ok(loss),
    }
}

/// What the loss is multiplied by, if by anything.
fn scale(
    graph: &mut Graph,
    optimizer: &dyn Optimizer,
    shared: &[NodeId],
) -> Result<Option<NodeId>> {
    if optimizer.loss_scale().is_some() {
        return LossScale::scale(shared).map(Some);
    }
    let factor = optimizer.options().loss_scale_factor;
    Ok(factor.map(|factor| graph.literal(factor)).transpose()?)
}

/// Writes one step.
pub(crate) fn apply(
    graph: &mut Graph,
    optimizer: &dyn Optimizer,
    mut before: Before<'_>,
) -> Result<After> {
    if let Some(scale) = scale(graph, optimizer, &before.shared)? {
        for weight in &mut before.weights {
            weight.gradient = graph.div(weight.gradient, scale)?;
        }
    }
    match optimizer.loss_scale() {
        Some(scaling) => apply_if_finite(graph, scaling, before),
        None => apply_unscaled(graph, optimizer, before),
    }
}

/// The step of the optimizer inside; where a gradient is not finite, nothing but the scale changes.
fn apply_if_finite(
    graph: &mut Graph,
    scaling: LossScale<'_>,
    mut before: Before<'_>,
) -> Result<After> {
    let finite = all_finite(graph, &before.weights)?;
    let next = scaling.next(graph, &before.shared, finite)?;
    before.shared.drain(..next.len());
    let old_shared = before.shared.clone();
    let old_weights: Vec<Kept> = before.weights.iter().map(|weight| weight.kept.clone()).collect();
    let old_iteration = before.iteration;

    let new = apply_unscaled(graph, scaling.inner, before)?;
    let iteration = graph.select(finite, new.iteration, old_iteration)?;
    let shared = selected(graph, finite, &new.shared, &old_shared)?;
    let mut weights = Vec::with_capacity(new.weights.len());
    for (new, old) in new.weights.iter().zip(&old_weights) {
        weights.push(new.or(graph, finite, old)?);
    }
    Ok(After { iteration, shared: next.into_iter().chain(shared).collect(), weights })
}

/// 1 if every element of every gradient is finite, else 0.
fn all_finite(graph: &mut Graph, weights: &[Trained<'_>]) -> Result<NodeId> {
    let infinity = graph.literal(f64::INFINITY)?;
    let mut all = graph.literal(1.0)?;
    for weight in weights {
        let magnitude = graph.abs(weight.gradient)?;
        let axes: Vec<usize> = (0..graph.ty(magnitude).shape.rank()).collect();
        let largest = graph.reduce_max(magnitude, &axes)?;
        let finite = graph.less(largest, infinity)?;
        all = graph.mul(all, finite)?;
    }
    Ok(all)
}

fn apply_unscaled(
    graph: &mut Graph,
    optimizer: &dyn Optimizer,
    before: Before<'_>,
) -> Result<After> {
    let options = optimizer.options();
    let past = match options.gradient_accumulation_steps {
        Some(steps) => quotient(graph, before.iteration, steps)?,
        None => before.iteration,
    };
    let mut after = match options.gradient_accumulation_steps {
        Some(steps) => accumulate(graph, optimizer, &options, &before, past, steps)?,
        None => {
            let gradients = before.weights.iter().map(|weight| weight.gradient).collect();
            moved(graph, optimizer, &options, &before, past, gradients)?
        }
    };
    for (weight, new) in before.weights.iter().zip(&mut after.weights) {
        average(graph, &options, past, new)?;
        if let Some(constraint) = weight.constraint {
            let constrained = constraint.call(graph, new.weight);
            new.weight = constrained.map_err(|error| error.at(weight.path))?;
        }
    }
    Ok(after)
}

/// Gathers gradients; weights move by their mean in every `steps`-th step only.
fn accumulate(
    graph: &mut Graph,
    optimizer: &dyn Optimizer,
    options: &Options,
    before: &Before<'_>,
    past: NodeId,
    steps: usize,
) -> Result<After> {
    let next = graph.offset(before.iteration, 1.0)?;
    let moves = is_multiple(graph, next, steps)?;
    let (zero, count) = (graph.literal(0.0)?, graph.literal(steps as f64)?);
    let (mut sums, mut means) = (Vec::new(), Vec::new());
    for weight in &before.weights {
        let gathered = weight.kept.accumulator.unwrap_or(zero);
        let sum = graph.add(weight.gradient, gathered)?;
        sums.push(sum);
        means.push(graph.div(sum, count)?);
    }
    let new = moved(graph, optimizer, options, before, past, means)?;
    let mut weights = Vec::with_capacity(new.weights.len());
    for ((new, old), sum) in new.weights.iter().zip(&before.weights).zip(sums) {
        let mut kept = new.or(graph, moves, &old.kept)?;
        kept.accumulator = Some(graph.select(moves, zero, sum)?);
        weights.push(kept);
    }
    let shared = selected(graph, moves, &new.shared, &before.shared)?;
    Ok(After { iteration: new.iteration, shared, weights })
}

/// The weights, moved by the gradients.
fn moved(
    graph: &mut Graph,
    optimizer: &dyn Optimizer,
    options: &Options,
    before: &Before<'_>,
    past: NodeId,
    gradients: Vec<NodeId>,
) -> Result<After> {
    let gradients = clipped(graph, options, gradients)?;
    let iteration = graph.offset(past, 1.0)?;
    let learning_rate = before.learning_rate;
    let step = Step { learning_rate, iteration, shared: &before.shared };
    let shared = optimizer.begin(graph, step)?;
    let step = Step { shared: &shared, ..step };
    let mut weights = Vec::with_capacity(gradients.len());
    for (of, gradient) in before.weights.iter().zip(gradients) {
        let Kept { weight, average, accumulator, ref slots } = of.kept;
        let weight = decayed(graph, optimizer, learning_rate, of.path, weight)?;
        let parameter = Parameter { path: of.path, weight, gradient, slots };
        let update = optimizer.update(graph, step, parameter)?;
        let (weight, slots) = (update.weight, update.slots);
        weights.push(Kept { weight, average, accumulator, slots });
    }
    let iteration = graph.offset(before.iteration, 1.0)?;
    Ok(After { iteration, shared, weights })
}

/// `weight - weight decay rate`
fn decayed(
    graph: &mut Graph,
    optimizer: &dyn Optimizer,
    learning_rate: NodeId,
    path: &str,
    weight: NodeId,
) -> Result<NodeId> {
    let shape = graph.ty(weight).shape.clone();
    let Some(decay) = optimizer.decay_of(path, &shape) else { return Ok(weight) };
    let shrinkage = graph.scale(weight, decay)?;
    let shrinkage = graph.mul(shrinkage, learning_rate)?;
    Ok(graph.sub(weight, shrinkage)?)
}

/// The moving average follows the weight, and takes its place now and then if that is wanted.
fn average(graph: &mut Graph, options: &Options, past: NodeId, new: &mut Kept) -> Result<()> {
    let Some(old) = new.average else { return Ok(()) };
    // The first average is the weight itself.
    let (zero, one) = (graph.literal(0.0)?, graph.literal(1.0)?);
    let momentum = graph.literal(options.ema_momentum)?;
    let is_first = graph.equal(past, zero)?;
    let momentum = graph.select(is_first, zero, momentum)?;
    let kept = graph.mul(momentum, old)?;
    let rest = graph.sub(one, momentum)?;
    let added = graph.mul(rest, new.weight)?;
    let average = graph.add(kept, added)?;
    new.average = Some(average);
    if let Some(frequency) = options.ema_overwrite_frequency {
        let next = graph.offset(past, 1.0)?;
        let overwrites = is_multiple(graph, next, frequency)?;
        new.weight = graph.select(overwrites, average, new.weight)?;
    }
    Ok(())
}

impl Kept {
    /// This where the condition is 1, the other where it is 0.
    fn or(&self, graph: &mut Graph, condition: NodeId, other: &Kept) -> Result<Kept> {
        let mut choose = |new: Option<NodeId>, old: Option<NodeId>| match (new, old) {
            (Some(new), Some(old)) => graph.select(condition, new, old).map(Some),
            _ => Ok(None),
        };
        let average = choose(self.average, other.average)?;
        let accumulator = choose(self.accumulator, other.accumulator)?;
        let weight = graph.select(condition, self.weight, other.weight)?;
        let slots = selected(graph, condition, &self.slots, &other.slots)?;
        Ok(Kept { weight, average, accumulator, slots })
    }
}

/// Each of `new` where the condition is 1, of `old` where it is 0.
fn selected(
    graph: &mut Graph,
    condition: NodeId,
    new: &[NodeId],
    old: &[NodeId],
) -> Result<Vec<NodeId>> {
    new.iter().zip(old).map(|(&new, &old)| Ok(graph.select(condition, new, old)?)).collect()
}

/// How often `steps` goes into a count of steps; exact, as counts are up to 2^24.
fn quotient(graph: &mut Graph, count: NodeId, steps: usize) -> Result<NodeId> {
    let steps = graph.literal(steps as f64)?;
    let quotient = graph.div(count, steps)?;
    Ok(graph.floor(quotient)?)
}

/// 1 if `steps` divides a count of steps, else 0.
fn is_multiple(graph: &mut Graph, count: NodeId, steps: usize) -> Result<NodeId> {
    let quotient = quotient(graph, count, steps)?;
    let whole = graph.scale(quotient, steps as f64)?;
    Ok(graph.equal(whole, count)?)
}
