//! A metric by itself, outside of a model.

use super::Metric;
use super::into_metric::IntoMetric;
use crate::error::{Error, Result};
use crate::model::{IntoTensor, Tensor};
use kerros_cpu::Cpu;
use kerros_graph::executor::VariableSpec;
use kerros_graph::{Executor, Graph, InputId, Program, ProgramId, RunKey, Shape, Type, VariableId};

/// A metric over batches that are given one by one, outside of a model.
///
/// [`update`](Self::update) adds a batch, [`result`](Self::result) is that of all batches so far, and
/// [`reset`](Self::reset) starts anew. The first batch decides what shape a row has. In Keras: the methods
/// `update_state`, `result` and `reset_state` of a metric.
///
/// ```
/// use kerros::metrics::{MeanAbsoluteError, Streaming};
///
/// let mut error = Streaming::new(MeanAbsoluteError::new())?;
/// error.update(&[1.0f32, 2.0], &[2.0f32, 2.0])?;
/// error.update_weighted(&[5.0f32], &[1.0f32], &[2.0f32])?;
/// assert_eq!(error.result()?, (1.0 + 0.0 + 2.0 * 4.0) / (1.0 + 1.0 + 2.0));
///
/// error.reset()?;
/// error.update(&[1.0f32], &[1.5f32])?;
/// assert_eq!(error.result()?, 0.5);
/// # Ok::<(), kerros::Error>(())
/// ```
#[derive(Debug)]
pub struct Streaming {
    metric: Box<dyn Metric>,
    stream: Option<Stream>,
}

impl Streaming {
    /// The metric, or the name of one, without a batch yet.
    ///
    /// # Errors
    ///
    /// When the name is unknown or an argument is outside its range.
    pub fn new(metric: impl IntoMetric) -> Result<Self> {
        Ok(Streaming { metric: metric.into_metric()?, stream: None })
    }

    /// The metric.
    pub fn metric(&self) -> &dyn Metric {
        &*self.metric
    }

    /// Adds a batch: targets and predictions, row by row.
    ///
    /// # Errors
    ///
    /// When there are no rows, not as many of both, or they do not have the shape of earlier ones or one that
    /// the metric can judge; nothing has changed then.
    pub fn update<'a>(
        &mut self,
        y_true: impl IntoTensor<'a>,
        y_pred: impl IntoTensor<'a>,
    ) -> Result<()> {
        let batch = [y_true.into_tensor()?, y_pred.into_tensor()?];
        self.add(&batch).map_err(|error| error.at(self.metric.name()))
    }

    /// Adds a batch whose rows, or numbers in them, count differently.
    ///
    /// # Errors
    ///
    /// Those of [`update`](Self::update), and weights that do not fit the rows.
    pub fn update_weighted<'a>(
        &mut self,
        y_true: impl IntoTensor<'a>,
        y_pred: impl IntoTensor<'a>,
        sample_weight: impl IntoTensor<'a>,
    ) -> Result<()> {
        let batch = [y_true.into_tensor()?, y_pred.into_tensor()?, sample_weight.into_tensor()?];
        self.add(&batch).map_err(|error| error.at(self.metric.name()))
    }

    /// Adds a batch of numbers, for [`Mean`](super::Mean) and [`Sum`](super::Sum), which reduce what they are
    /// given.
    ///
    /// # Errors
    ///
    /// Those of [`update`](Self::update).
    pub fn update_values<'a>(&mut self, values: impl IntoTensor<'a>) -> Result<()> {
        let values = values.into_tensor()?;
        let batch = [values.clone(), values];
        self.add(&batch).map_err(|error| error.at(self.metric.name()))
    }

    /// The result over all batches so far: for a metric with several values, their mean.
    ///
    /// # Errors
    ///
    /// When there was no batch yet.
    pub fn result(&self) -> Result<f64> {
        self.read(|metric, states| metric.result(states))
    }

    /// All values over all batches so far: one for each threshold, class or column of a metric that has several.
    ///
    /// # Errors
    ///
    /// When there was no batch yet.
    pub fn values(&self) -> Result<Vec<f64>> {
        self.read(|metric, states| metric.values(states))
    }

    /// Forgets all batches.
    ///
    /// # Errors
    ///
    /// When the executor fails.
    pub fn reset(&mut self) -> Result<()> {
        let Some(stream) = &mut self.stream else { return Ok(()) };
        for (variable, shape) in &stream.states {
            stream.executor.write(*variable, &vec![0.0; shape.elements(1)])?;
        }
        Ok(())
    }

    fn add(&mut self, batch: &[Tensor<'_>]) -> Result<()> {
        check_rows(batch)?;
        match &mut self.stream {
            Some(stream) => {
                stream.check_shapes(batch)?;
                stream.add(&*self.metric, batch)
            }
            None => {
                let mut stream = Stream::new(&*self.metric, batch)?;
                stream.add(&*self.metric, batch)?;
                self.stream = Some(stream);
                Ok(())
            }
        }
    }

    fn read<T>(&self, of: impl FnOnce(&dyn Metric, &[&[f32]]) -> T) -> Result<T> {
        let Some(stream) = &self.stream else {
            let what = format!(
                "the result of {} was asked for before its first batch",
                self.metric.name()
            );
            return Err(Error::order(what, "Call update with targets and predictions first."));
        };
        let mut states = Vec::with_capacity(stream.states.len());
        for (variable, _) in &stream.states {
            states.push(stream.executor.read(*variable)?);
        }
        Ok(of(&*self.metric, &states))
    }
}

/// The states of a metric in an executor, and the programs that change them.
struct Stream {
    executor: Cpu,
    states: Vec<(VariableId, Shape)>,
    /// The shapes of target and prediction, from the batch on.
    rows: [Shape; 2],
    /// With the shape of the weights, if there are any.
    programs: Vec<(Option<Shape>, ProgramId)>,
}

impl std::fmt::Debug for Stream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stream").field("rows", &self.rows).finish_non_exhaustive()
    }
}

impl Stream {
    fn new(metric: &dyn Metric, batch: &[Tensor<'_>]) -> Result<Self> {
        let rows = [row_shape(&batch[0]), row_shape(&batch[1])];
        let mut executor = Cpu::new(Some(1));
        let mut states = Vec::new();
        for (name, shape) in metric.states(&rows[1]) {
            let ty = Type::f32(shape.clone());
            let variables = executor.define(&[VariableSpec { name: name.into(), ty }])?;
            states.extend(variables.into_iter().map(|variable| (variable, shape.clone())));
        }
        Ok(Stream { executor, states, rows, programs: Vec::new() })
    }

    /// Checks that rows have the shape of earlier ones.
    fn check_shapes(&self, batch: &[Tensor<'_>]) -> Result<()> {
        for ((tensor, shape), name) in batch.iter().zip(&self.rows).zip(["y_true", "y_pred"]) {
            if row_shape(tensor) != *shape {
                return Err(Error::invalid(
                    name,
                    format!("rows of the shape of earlier ones: {shape}"),
                    row_shape(tensor).to_string(),
                    "Give rows of one shape, or start a new stream.",
                ));
            }
        }
        Ok(())
    }

    fn add(&mut self, metric: &dyn Metric, batch: &[Tensor<'_>]) -> Result<()> {
        let weight = batch.get(2).map(row_shape);
        let known = self.programs.iter().find(|(shape, _)| *shape == weight);
        let program = match known {
            Some(&(_, program)) => program,
            None => {
                let program = self.program(metric, weight.as_ref())?;
                let program = self.executor.compile(&program)?;
                self.programs.push((weight, program));
                program
            }
        };
        let rows = batch[1].rows();
        self.executor.run(program, rows, RunKey::default(), &mut |InputId(input), numbers| {
            numbers.copy_from_slice(batch[input as usize].values());
        })?;
        Ok(())
    }

    fn program(&self, metric: &dyn Metric, weight: Option<&Shape>) -> Result<Program> {
        let mut graph = Graph::new();
        let mut inputs = Vec::with_capacity(3);
        for (id, shape) in (0..).zip(self.rows.iter().chain(weight)) {
            inputs.push(graph.input(InputId(id), Type::f32(shape.clone()))?);
        }
        let mut states = Vec::with_capacity(self.states.len());
        for (variable, shape) in &self.states {
            states.push(graph.variable(*variable, Type::f32(shape.clone()))?);
        }
        let weight = inputs.get(2).copied();
        let new = metric.update(&mut graph, &states, inputs[0], inputs[1], weight)?;
        let mut updates = Vec::with_capacity(new.len());
        for ((variable, _), value) in self.states.iter().zip(new) {
            updates.push(graph.assign(*variable, value)?);
        }
        Ok(Program { graph, outputs: Vec::new(), updates })
    }
}

/// Checks that there are rows, and as many in each.
fn check_rows(batch: &[Tensor<'_>]) -> Result<()> {
    let rows = batch[0].rows();
    if rows == 0 {
        let remedy = "Give at least one row.";
        return Err(Error::invalid("y_true", "at least one row", "none", remedy));
    }
    for (tensor, name) in batch.iter().zip(["y_true", "y_pred", "sample_weight"]) {
        if tensor.rows() != rows {
            let expected = format!("{rows} rows, as y_true has");
            let received = tensor.rows().to_string();
            let remedy = "Give one for each row.";
            return Err(Error::invalid(name, expected, received, remedy));
        }
    }
    Ok(())
}

/// The shape with the batch in place of the number of rows.
fn row_shape(tensor: &Tensor<'_>) -> Shape {
    Shape::batch(tensor.row_shape())
}
