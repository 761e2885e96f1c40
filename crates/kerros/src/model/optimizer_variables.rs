//! What an optimizer keeps from step to step, as variables of an executor.

use super::engine::spec;
use super::outline::Outline;
use crate::error::{Error, Result};
use crate::optimizers::{After, Before, Kept, Optimizer, Slot, Trained};
use crate::schedules::LearningRate;
use kerros_graph::executor::VariableSpec;
use kerros_graph::{Executor, Graph, NodeId, Shape, Type, VariableId};
use ndarray::ArrayD;

/// The variables of an optimizer.
#[derive(Debug)]
pub(crate) struct OptimizerVariables {
    /// `None` where a schedule gives the rate.
    learning_rate: Option<VariableId>,
    /// The number of steps taken.
    iteration: VariableId,
    shared: Vec<(Slot, VariableId)>,
    trained: Vec<TrainedWeight>,
    /// How many of `shared` are of the scaling of the loss around the optimizer.
    scaling: usize,
}

/// A weight that the optimizer moves.
#[derive(Debug)]
struct TrainedWeight {
    /// Its number among the model's weights.
    weight: usize,
    path: String,
    shape: Shape,
    /// What is kept for every optimizer, if it is wanted: the moving average, the sum of gradients.
    average: Option<VariableId>,
    accumulator: Option<VariableId>,
    slots: Vec<(Slot, VariableId)>,
}

/// A variable by its name in Keras and its shape; `None` for a number that stands still at 0.
type Entry = (String, Shape, Option<VariableId>);

/// Defines variables that lie together, by name.
type Define<'d> = dyn FnMut(&[(String, Slot)]) -> Result<Vec<VariableId>> + 'd;

impl OptimizerVariables {
    /// Defines the variables and gives them their first values. Each slot of all trained weights lies in one row, in
    /// the order of the weights, so that an executor can update all weights in one pass.
    pub(crate) fn define(
        executor: &mut dyn Executor,
        outline: &Outline,
        optimizer: &dyn Optimizer,
    ) -> Result<Self> {
        let variables = Self::made(outline, optimizer, &mut |slots| {
            let path = |name: &str| format!("{}/{name}", optimizer.name());
            let specs: Vec<VariableSpec> =
                slots.iter().map(|(name, slot)| spec(path(name), &slot.shape)).collect();
            let variables = executor.define(&specs)?;
            for ((_, slot), variable) in slots.iter().zip(&variables) {
                if slot.start != 0.0 {
                    executor.write(*variable, &vec![slot.start; slot.shape.elements(1)])?;
                }
            }
            Ok(variables)
        })?;
        if let (Some(variable), LearningRate::Constant(rate)) =
            (variables.learning_rate, optimizer.options().learning_rate)
        {
            executor.write(variable, &[rate as f32])?;
        }
        Ok(variables)
    }

    /// The variables by the numbers that `number` gives, for a graph that is checked and never run.
    pub(crate) fn numbered(
        outline: &Outline,
        optimizer: &dyn Optimizer,
        number: &mut dyn FnMut() -> VariableId,
    ) -> Result<Self> {
        Self::made(outline, optimizer, &mut |slots| Ok(slots.iter().map(|_| number()).collect()))
    }

    fn made(outline: &Outline, optimizer: &dyn Optimizer, define: &mut Define<'_>) -> Result<Self> {
        let options = optimizer.options();
        let mut trained = trained(outline);
        let row = |trained: &[TrainedWeight], name: &'static str| -> Vec<(String, Slot)> {
            let named = |of: &TrainedWeight| (of.named(name), Slot::new(name, &of.shape));
            trained.iter().map(named).collect()
        };
        if options.use_ema {
            let averages = define(&row(&trained, "average"))?;
            trained.iter_mut().zip(averages).for_each(|(of, v)| of.average = Some(v));
        }
        if options.gradient_accumulation_steps.is_some() {
            let sums = define(&row(&trained, "gradient_accumulator"))?;
            trained.iter_mut().zip(sums).for_each(|(of, v)| of.accumulator = Some(v));
        }
        let slots: Vec<Vec<Slot>> =
            trained.iter().map(|of| optimizer.slots(&of.path, &of.shape)).collect();
        for place in 0..slots.iter().map(Vec::len).max().unwrap_or(0) {
            let row = trained.iter_mut().zip(&slots);
            let row: Vec<(&mut TrainedWeight, &Slot)> =
                row.filter_map(|(of, slots)| Some((of, slots.get(place)?))).collect();
            let named =
                |(of, slot): &(&mut TrainedWeight, &Slot)| (of.named(slot.name), Slot::clone(slot));
            let variables = define(&row.iter().map(named).collect::<Vec<_>>())?;
            for ((of, slot), variable) in row.into_iter().zip(variables) {
                of.slots.push((slot.clone(), variable));
            }
        }
        let mut one = |slot: Slot| -> Result<(Slot, VariableId)> {
            let variable = define(&[(slot.name.to_owned(), slot.clone())])?.first().copied();
            let variable = variable.ok_or_else(|| Error::internal("a variable was not defined"))?;
            Ok((slot, variable))
        };
        let shared = optimizer.shared().into_iter().map(&mut one).collect::<Result<Vec<_>>>()?;
        let learning_rate = match &options.learning_rate {
            LearningRate::Constant(_) => Some(one(Slot::scalar("learning_rate"))?.1),
            LearningRate::Scheduled(_) => None,
        };
        let (_, iteration) = one(Slot::scalar("iteration"))?;
        let inner = optimizer.loss_scale().map(|scaling| scaling.inner.shared().len());
        let scaling = inner.map_or(0, |inner| shared.len() - inner);
        Ok(OptimizerVariables { learning_rate, iteration, shared, trained, scaling })
    }

    /// Whether it is a weight that is trained.
    pub(crate) fn moves(&self, variable: VariableId) -> bool {
        self.trained.iter().any(|of| of.variable() == variable)
    }

    /// The values of the weights that are trained.
    pub(crate) fn weights(&self, graph: &mut Graph) -> Result<Vec<NodeId>> {
        self.trained.iter().map(|of| read(graph, of.variable(), &of.shape)).collect()
    }

    /// The values of what is kept once.
    pub(crate) fn shared(&self, graph: &mut Graph) -> Result<Vec<NodeId>> {
        let shared = self.shared.iter();
        shared.map(|(slot, variable)| read(graph, *variable, &slot.shape)).collect()
    }

    /// What a step starts from.
    pub(crate) fn before<'o>(
        &'o self,
        graph: &mut Graph,
        outline: &'o Outline,
        optimizer: &dyn Optimizer,
        shared: Vec<NodeId>,
        weights: &[NodeId],
        gradients: &[NodeId],
    ) -> Result<Before<'o>> {
        let scalar = Shape::scalar();
        let iteration = read(graph, self.iteration, &scalar)?;
        let learning_rate = match (self.learning_rate, optimizer.options().learning_rate) {
            (None, LearningRate::Scheduled(schedule)) => {
                let rate = schedule.call(graph, iteration);
                rate.map_err(|error| error.at(schedule.class_name()))?
            }
            (Some(variable), _) => read(graph, variable, &scalar)?,
            (None, LearningRate::Constant(rate)) => graph.literal(rate)?,
        };
        let mut before = Before { learning_rate, iteration, shared, weights: Vec::new() };
        for (of, (&weight, &gradient)) in self.trained.iter().zip(weights.iter().zip(gradients)) {
            let mut optional = |variable: Option<VariableId>| {
                variable.map(|variable| read(graph, variable, &of.shape)).transpose()
            };
            let (average, accumulator) = (optional(of.average)?, optional(of.accumulator)?);
            let slots = of.slots.iter();
            let slots = slots.map(|(slot, variable)| read(graph, *variable, &slot.shape));
            let slots = slots.collect::<Result<_>>()?;
            before.weights.push(Trained {
                path: &of.path,
                constraint: outline.weights[of.weight].constraint.as_ref(),
                gradient,
                kept: Kept { weight, average, accumulator, slots },
            });
        }
        Ok(before)
    }

    /// Gives the variables what a step has made of them.
    pub(crate) fn assign(&self, graph: &mut Graph, after: &After) -> Result<Vec<NodeId>> {
        let mut updates = vec![graph.assign(self.iteration, after.iteration)?];
        for ((_, variable), &value) in self.shared.iter().zip(&after.shared) {
            updates.push(graph.assign(*variable, value)?);
        }
        for (of, new) in self.trained.iter().zip(&after.weights) {
            updates.push(graph.assign(of.variable(), new.weight)?);
            for (variable, value) in [(of.average, new.average), (of.accumulator, new.accumulator)]
            {
                if let (Some(variable), Some(value)) = (variable, value) {
                    updates.push(graph.assign(variable, value)?);
                }
            }
            for ((_, variable), &value) in of.slots.iter().zip(&new.slots) {
                updates.push(graph.assign(*variable, value)?);
            }
        }
        Ok(updates)
    }

    /// The learning rate of the next step.
    pub(crate) fn learning_rate(
        &self,
        executor: &dyn Executor,
        optimizer: &dyn Optimizer,
    ) -> Result<f64> {
        match optimizer.options().learning_rate.schedule() {
            Some(schedule) => schedule.rate(number(executor, self.iteration)? as u64),
            None => match self.learning_rate {
                Some(variable) => number(executor, variable),
                None => optimizer.options().learning_rate.start(),
            },
        }
    }

    /// Changes the learning rate.
    pub(crate) fn set_learning_rate(&self, executor: &mut dyn Executor, rate: f64) -> Result<()> {
        let variable = self.learning_rate.ok_or_else(|| {
            Error::order(
                "the learning rate follows a schedule and cannot be set",
                "Compile with a number as learning_rate to change it while the model trains.",
            )
        })?;
        Ok(executor.write(variable, &[rate as f32])?)
    }

    /// Puts the moving averages in the weights' place, if there are any.
    pub(crate) fn take_averages(&self, executor: &mut dyn Executor) -> Result<()> {
        for of in &self.trained {
            if let Some(average) = of.average {
                let values = executor.read(average)?.to_vec();
                executor.write(of.variable(), &values)?;
            }
        }
        Ok(())
    }

    /// How many numbers are kept.
    pub(crate) fn numbers(&self) -> usize {
        self.entries().iter().map(|(_, shape, _)| shape.elements(1)).sum()
    }

    /// Everything by name, in Keras's order.
    pub(crate) fn state(&self, executor: &dyn Executor) -> Result<Vec<(String, ArrayD<f32>)>> {
        let mut state = Vec::new();
        for (name, shape, entry) in self.entries() {
            let values = match entry {
                Some(variable) => executor.read(variable)?.to_vec(),
                None => vec![0.0; shape.elements(1)],
            };
            let array = ArrayD::from_shape_vec(sizes(&shape), values)
                .map_err(|_| Error::internal("a variable has another size than its shape"))?;
            state.push((name, array));
        }
        Ok(state)
    }

    /// Sets everything, in that order.
    pub(crate) fn set_state(
        &self,
        executor: &mut dyn Executor,
        values: &[ArrayD<f32>],
    ) -> Result<()> {
        let entries = self.entries();
        if entries.len() != values.len() {
            return Err(Error::invalid(
                "optimizer state",
                format!("{} arrays", entries.len()),
                values.len().to_string(),
                "Give what optimizer_state of a model with the same optimizer and weights gave.",
            ));
        }
        for ((name, shape, _), value) in entries.iter().zip(values) {
            let expected = sizes(shape);
            if value.shape() != expected {
                let received = format!("{:?}", value.shape());
                let remedy = "Give the arrays in the order of optimizer_state.";
                return Err(Error::invalid(
                    name.as_str(),
                    format!("the shape {expected:?}"),
                    received,
                    remedy,
                ));
            }
            if let Some(wrong) = value.iter().find(|value| !value.is_finite()) {
                let remedy = "The state is damaged; leave it out to start anew.";
                let received = wrong.to_string();
                return Err(Error::invalid(name.as_str(), "finite numbers", received, remedy));
            }
        }
        for ((_, _, entry), value) in entries.iter().zip(values) {
            if let Some(variable) = entry {
                let numbers: Vec<f32> = value.iter().copied().collect();
                executor.write(*variable, &numbers)?;
            }
        }
        Ok(())
    }

    /// All variables by name and shape, as Keras lists them: counters, averages, sums of gradients, the slots group by
    /// group, and what is kept once. Where a scaling of the loss is around the optimizer, it has counters of its own that
    /// stand still.
    fn entries(&self) -> Vec<Entry> {
        let once = |(slot, variable): &(Slot, VariableId)| {
            (slot.name.to_owned(), slot.shape.clone(), Some(*variable))
        };
        let scalar = |name: &str, variable| (name.to_owned(), Shape::scalar(), variable);
        let (scaling, shared) = self.shared.split_at(self.scaling);
        let mut entries = Vec::new();
        if !scaling.is_empty() {
            entries.extend([scalar("iteration", None), scalar("learning_rate", None)]);
            entries.extend(scaling.iter().map(once));
        }
        entries.push(scalar("iteration", Some(self.iteration)));
        let rate = self.learning_rate;
        entries.extend(rate.map(|variable| scalar("learning_rate", Some(variable))));
        let of = |of: &TrainedWeight, name: &str, shape: &Shape, variable: VariableId| {
            (of.named(name).replace('/', "_"), shape.clone(), Some(variable))
        };
        let averages = self.trained.iter().filter_map(|w| Some((w, w.average?)));
        entries.extend(averages.map(|(w, variable)| of(w, "average", &w.shape, variable)));
        let sums = self.trained.iter().filter_map(|w| Some((w, w.accumulator?)));
        entries.extend(sums.map(|(w, v)| of(w, "gradient_accumulator", &w.shape, v)));
        let groups = self.trained.iter().flat_map(|w| &w.slots).map(|(slot, _)| slot.group + 1);
        for group in 0..groups.max().unwrap_or(0) {
            for weight in &self.trained {
                let slots = weight.slots.iter().filter(|(slot, _)| slot.group == group);
                entries.extend(slots.map(|(slot, v)| of(weight, slot.name, &slot.shape, *v)));
            }
        }
        entries.extend(shared.iter().map(once));
        entries
    }
}

impl TrainedWeight {
    /// The weight's variable: the first variables are the weights.
    fn variable(&self) -> VariableId {
        VariableId(self.weight as u32)
    }

    /// What is kept of it under this name: `dense/kernel_momentum`.
    fn named(&self, name: &str) -> String {
        format!("{}_{name}", self.path)
    }
}

/// The weights that training moves, and nothing kept of them yet.
fn trained(outline: &Outline) -> Vec<TrainedWeight> {
    let weights = outline.weights.iter().enumerate().filter(|(_, weight)| weight.is_trainable());
    let trained = weights.map(|(weight, spec)| TrainedWeight {
        weight,
        path: spec.path(),
        shape: Shape::of(spec.shape()),
        average: None,
        accumulator: None,
        slots: Vec::new(),
    });
    trained.collect()
}

fn read(graph: &mut Graph, variable: VariableId, shape: &Shape) -> Result<NodeId> {
    Ok(graph.variable(variable, Type::f32(shape.clone()))?)
}

fn number(executor: &dyn Executor, variable: VariableId) -> Result<f64> {
    let value = executor.read(variable)?.first().copied();
    value.map(f64::from).ok_or_else(|| Error::internal("a number of the optimizer is not kept"))
}

/// The sizes of a shape that knows all of them.
fn sizes(shape: &Shape) -> Vec<usize> {
    shape.dims().iter().filter_map(|dim| dim.known()).collect()
}
