//! The executor of a model and what lives in it: weights, the optimizer's slots, sums of metrics.

use super::Scores;
use super::guard::Diagnosis;
use super::network::Network;
use super::objective::{Objective, Reported};
use super::optimizer_variables::OptimizerVariables;
use super::outline::Outline;
use super::programs::{self, Task};
use crate::error::{Error, Result};
use kerros_graph::executor::VariableSpec;
use kerros_graph::{Description, Executor, InputId, ProgramId, RunKey, Shape, Type, VariableId};
use ndarray::ArrayD;
use std::sync::Arc;

/// An executor with a model's variables, and the programs compiled so far.
///
/// The weights are the first variables, in the model's order: weight `i` is variable `i`.
pub(crate) struct Engine {
    executor: Box<dyn Executor>,
    weights: usize,
    /// What layers keep for each row from batch to batch: variables behind the weights, and how many numbers each holds.
    carried: Vec<(VariableId, usize)>,
    programs: [Option<ProgramId>; Task::COUNT],
    /// What is asked when numbers are not finite, without and with weights of rows.
    diagnoses: [Option<Arc<Diagnosis>>; 2],
    /// `None` until the model is compiled.
    pub(crate) books: Option<Bookkeeping>,
}

/// The variables of a compiled model besides its weights.
#[derive(Debug)]
pub(crate) struct Bookkeeping {
    pub(crate) optimizer: OptimizerVariables,
    /// The states of each number that is reported.
    pub(crate) metrics: Vec<MetricStates>,
}

/// The numbers that a metric keeps from batch to batch.
#[derive(Debug)]
pub(crate) struct MetricStates {
    pub(crate) states: Vec<(VariableId, Shape)>,
}

impl Engine {
    /// Defines the variables of a model in a fresh executor and gives them their first values.
    pub(crate) fn new(
        mut executor: Box<dyn Executor>,
        outline: &Outline,
        weights: &[Vec<f32>],
        objective: Option<&Objective>,
    ) -> Result<Self> {
        let specs: Vec<VariableSpec> = outline
            .weights
            .iter()
            .map(|weight| spec(weight.path(), &Shape::of(weight.shape())))
            .collect();
        let variables = executor.define(&specs)?;
        for (variable, values) in variables.iter().zip(weights) {
            executor.write(*variable, values)?;
        }
        let mut carried = Vec::with_capacity(outline.carried.len());
        for (index, shape) in outline.carried.iter().enumerate() {
            let state = spec(format!("state/{index}"), &Shape::of(shape));
            carried.push((define_one(&mut *executor, state)?, shape.iter().product()));
        }
        let books = match objective {
            Some(objective) => Some(Bookkeeping::define(&mut *executor, outline, objective)?),
            None => None,
        };
        let weights = variables.len();
        let (programs, diagnoses) = ([None; Task::COUNT], [None, None]);
        let mut engine = Engine { executor, weights, carried, programs, diagnoses, books };
        engine.reset_carried()?;
        Ok(engine)
    }

    /// Sets what layers keep from batch to batch to 0.
    pub(crate) fn reset_carried(&mut self) -> Result<()> {
        for &(variable, count) in &self.carried {
            self.executor.write(variable, &vec![0.0; count])?;
        }
        Ok(())
    }

    /// The program of `task`, compiled when it is first needed.
    pub(crate) fn program(
        &mut self,
        task: Task,
        network: &Network,
        outline: &Outline,
        objective: Option<&Objective>,
    ) -> Result<ProgramId> {
        if let Some(program) = self.programs[task.index()] {
            return Ok(program);
        }
        let program = match (task, objective, &self.books) {
            (Task::Predict, ..) => programs::predict(network, outline)?,
            (Task::Evaluate { weighted }, Some(objective), Some(books)) => {
                programs::evaluate(network, outline, objective, books, weighted)?
            }
            (Task::Train { weighted }, Some(objective), Some(books)) => {
                programs::train(network, outline, objective, books, weighted)?
            }
            _ => return Err(not_compiled()),
        };
        let id = self.executor.compile(&program)?;
        self.programs[task.index()] = Some(id);
        Ok(id)
    }

    /// Runs a program on `rows` rows.
    pub(crate) fn run(
        &mut self,
        program: ProgramId,
        rows: usize,
        key: RunKey,
        feed: &mut dyn FnMut(InputId, &mut [f32]),
    ) -> Result<()> {
        Ok(self.executor.run(program, rows, key, feed)?)
    }

    /// Starts or stops measuring the parts of each run.
    pub(crate) fn profile(&mut self, on: bool) {
        self.executor.profile(on);
    }

    /// What a program does for this many rows.
    pub(crate) fn describe(&mut self, program: ProgramId, rows: usize) -> Result<Description> {
        Ok(self.executor.describe(program, rows)?)
    }

    /// An output of the run before.
    pub(crate) fn output(&self, program: ProgramId, index: usize) -> Result<&[f32]> {
        Ok(self.executor.output(program, index)?)
    }

    /// The values of all weights.
    pub(crate) fn read_weights(&self) -> Result<Vec<Vec<f32>>> {
        (0..self.weights)
            .map(|index| Ok(self.executor.read(VariableId(index as u32))?.to_vec()))
            .collect()
    }

    /// Sets all weights; as many values, of the same lengths, as there are.
    pub(crate) fn write_weights(&mut self, values: &[Vec<f32>]) -> Result<()> {
        values.iter().enumerate().try_for_each(|(index, values)| self.write_weight(index, values))
    }

    /// Sets one weight; as many numbers as it has.
    pub(crate) fn write_weight(&mut self, index: usize, values: &[f32]) -> Result<()> {
        Ok(self.executor.write(VariableId(index as u32), values)?)
    }

    /// All variables.
    pub(crate) fn variables(&self) -> impl Iterator<Item = VariableId> + use<> {
        (0..self.executor.variables() as u32).map(VariableId)
    }

    /// The value of a variable.
    pub(crate) fn read(&self, variable: VariableId) -> Result<&[f32]> {
        Ok(self.executor.read(variable)?)
    }

    /// Sets the value of a variable; as many numbers as it has.
    pub(crate) fn write(&mut self, variable: VariableId, values: &[f32]) -> Result<()> {
        Ok(self.executor.write(variable, values)?)
    }

    /// The first weight, or number that a layer keeps from batch to batch, that is not finite, and what it is
    /// instead.
    pub(crate) fn weight_that_is_not_finite(&self) -> Result<Option<(usize, f32)>> {
        // Weights come first, and behind them what is carried.
        for index in 0..self.weights + self.carried.len() {
            let values = self.executor.read(VariableId(index as u32))?;
            // Without an early exit the loop becomes vector instructions.
            if !values.iter().fold(true, |all, value| all & value.is_finite()) {
                return Ok(values.iter().find(|value| !value.is_finite()).map(|v| (index, *v)));
            }
        }
        Ok(None)
    }

    /// The sum of the losses since it was set to zero. Once it is not finite it stays so.
    pub(crate) fn loss_sum(&self) -> Result<f32> {
        let value = self.executor.read(self.loss_sum_variable()?)?;
        Ok(value.first().copied().unwrap_or(f32::NAN))
    }

    /// Where the losses are summed.
    pub(crate) fn loss_sum_variable(&self) -> Result<VariableId> {
        let books = self.books.as_ref().ok_or_else(not_compiled)?;
        let loss = books.metrics.first().and_then(|loss| loss.states.first());
        loss.map(|(total, _)| *total).ok_or_else(not_compiled)
    }

    /// What is asked when numbers are not finite, written when it is first needed.
    pub(crate) fn diagnosis(
        &mut self,
        weighted: bool,
        network: &Network,
        outline: &Outline,
        objective: &Objective,
    ) -> Result<Arc<Diagnosis>> {
        if let Some(known) = &self.diagnoses[usize::from(weighted)] {
            return Ok(known.clone());
        }
        let books = self.books.as_ref().ok_or_else(not_compiled)?;
        let program = programs::train(network, outline, objective, books, weighted)?;
        let loss = self.loss_sum_variable()?;
        let weights = 0..(self.weights + self.carried.len()) as u32;
        let executor = &mut *self.executor;
        let diagnosis = Diagnosis::of(executor, &program, loss, weights, &books.optimizer)?;
        let diagnosis = Arc::new(diagnosis);
        self.diagnoses[usize::from(weighted)] = Some(diagnosis.clone());
        Ok(diagnosis)
    }

    /// Sets the sums of loss and metrics to zero.
    pub(crate) fn reset_metrics(&mut self) -> Result<()> {
        let books = self.books.as_ref().ok_or_else(not_compiled)?;
        for (variable, shape) in books.metrics.iter().flat_map(|metric| &metric.states) {
            match shape.elements(1) {
                1 => self.executor.write(*variable, &[0.0])?,
                elements => self.executor.write(*variable, &vec![0.0; elements])?,
            }
        }
        Ok(())
    }

    /// Loss and metrics as their sums stand, in the order of the objective's names.
    pub(crate) fn scores(&self, objective: &Objective, scores: &mut Vec<f64>) -> Result<()> {
        let books = self.books.as_ref().ok_or_else(not_compiled)?;
        scores.clear();
        for (index, metric) in books.metrics.iter().enumerate() {
            let states = self.states(metric)?;
            scores.push(match objective.metric(index) {
                None => mean(&states),
                Some(metric) => metric.result(&states),
            });
        }
        Ok(())
    }

    /// Loss and metrics as their sums stand, by name.
    pub(crate) fn named_scores(&self, objective: &Objective) -> Result<Scores> {
        let mut results = Vec::with_capacity(objective.names.len());
        self.scores(objective, &mut results)?;
        let books = self.books.as_ref().ok_or_else(not_compiled)?;
        let mut values = Vec::with_capacity(results.len());
        for (index, metric) in books.metrics.iter().enumerate() {
            values.push(match objective.metric(index) {
                None => vec![results[index]],
                Some(kind) => kind.values(&self.states(metric)?),
            });
        }
        Ok(Scores::new(&objective.names, &results, values))
    }

    /// The values of a metric's states.
    fn states(&self, metric: &MetricStates) -> Result<Vec<&[f32]>> {
        metric.states.iter().map(|(variable, _)| Ok(self.executor.read(*variable)?)).collect()
    }

    /// How many numbers the optimizer keeps: its slots, the learning rate and the number of steps.
    /// `None` until the model is trained or evaluated, when Keras too makes the optimizer's state.
    pub(crate) fn optimizer_numbers(&self) -> Option<usize> {
        let books = self.books.as_ref()?;
        let predicts = Task::Predict.index();
        let used = |(index, program): (usize, &Option<_>)| index != predicts && program.is_some();
        let is_used = self.programs.iter().enumerate().any(used);
        is_used.then(|| books.optimizer.numbers())
    }

    /// The learning rate of the next step.
    pub(crate) fn learning_rate(&self, objective: &Objective) -> Result<f64> {
        let (executor, variables) = (&*self.executor, &self.books()?.optimizer);
        variables.learning_rate(executor, &*objective.optimizer)
    }

    /// Changes the optimizer's learning rate.
    pub(crate) fn set_learning_rate(&mut self, rate: f64) -> Result<()> {
        let books = self.books.as_ref().ok_or_else(not_compiled)?;
        books.optimizer.set_learning_rate(&mut *self.executor, rate)
    }

    /// All that the optimizer keeps, by name, in Keras's order.
    pub(crate) fn optimizer_state(&self) -> Result<Vec<(String, ArrayD<f32>)>> {
        self.books()?.optimizer.state(&*self.executor)
    }

    /// Sets all that the optimizer keeps, in that order.
    pub(crate) fn set_optimizer_state(&mut self, values: &[ArrayD<f32>]) -> Result<()> {
        let books = self.books.as_ref().ok_or_else(not_compiled)?;
        books.optimizer.set_state(&mut *self.executor, values)
    }

    /// Puts the moving averages of the weights in their place, if the optimizer keeps any.
    pub(crate) fn take_averages(&mut self) -> Result<()> {
        let books = self.books.as_ref().ok_or_else(not_compiled)?;
        books.optimizer.take_averages(&mut *self.executor)
    }

    fn books(&self) -> Result<&Bookkeeping> {
        self.books.as_ref().ok_or_else(not_compiled)
    }
}

impl Bookkeeping {
    /// Defines the variables.
    fn define(
        executor: &mut dyn Executor,
        outline: &Outline,
        objective: &Objective,
    ) -> Result<Self> {
        let optimizer = &*objective.optimizer;
        let optimizer = OptimizerVariables::define(executor, outline, optimizer)?;
        let mut metrics = Vec::with_capacity(objective.names.len());
        for (name, states) in objective.names.iter().zip(states(outline, objective)) {
            let mut variables = Vec::with_capacity(states.len());
            for (state, shape) in states {
                let variable = define_one(executor, spec(format!("{name}/{state}"), &shape))?;
                variables.push((variable, shape));
            }
            metrics.push(MetricStates { states: variables });
        }
        Ok(Bookkeeping { optimizer, metrics })
    }

    /// The numbers that the variables would get in an executor of their own: for writing a graph
    /// that is checked and never run.
    pub(crate) fn provisional(outline: &Outline, objective: &Objective) -> Result<Self> {
        let mut next = (outline.weights.len() + outline.carried.len()) as u32;
        let mut number = || {
            next += 1;
            VariableId(next - 1)
        };
        let optimizer = OptimizerVariables::numbered(outline, &*objective.optimizer, &mut number)?;
        let metrics = states(outline, objective)
            .map(|states| MetricStates {
                states: states.into_iter().map(|(_, shape)| (number(), shape)).collect(),
            })
            .collect();
        Ok(Bookkeeping { optimizer, metrics })
    }
}

/// The states of each number that is reported; a loss is a mean.
fn states(
    outline: &Outline,
    objective: &Objective,
) -> impl Iterator<Item = Vec<(&'static str, Shape)>> {
    let predictions: Vec<&Shape> = outline.outputs().collect();
    objective.reported.iter().map(move |reported| match *reported {
        Reported::Loss | Reported::OutputLoss(_) => {
            vec![("total", Shape::scalar()), ("count", Shape::scalar())]
        }
        Reported::Metric { output, metric } => {
            let output = &objective.outputs[output];
            output.metrics[metric].metric.states(predictions[output.output])
        }
    })
}

/// `total / count` of the loss.
fn mean(states: &[&[f32]]) -> f64 {
    match states {
        [[total], [count]] => f64::from(*total) / f64::from(*count),
        _ => f64::NAN,
    }
}

pub(super) fn spec(name: String, shape: &Shape) -> VariableSpec {
    VariableSpec { name, ty: Type::f32(shape.clone()) }
}

fn define_one(executor: &mut dyn Executor, spec: VariableSpec) -> Result<VariableId> {
    let variables = executor.define(&[spec])?;
    variables.first().copied().ok_or_else(|| {
        Error::order("the executor defined no variable", "Use an executor that keeps its contract.")
    })
}

fn not_compiled() -> Error {
    Error::order("the model is not compiled", "Call compile with an optimizer and a loss first.")
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine")
            .field("weights", &self.weights)
            .field("programs", &self.programs)
            .field("books", &self.books)
            .finish_non_exhaustive()
    }
}
