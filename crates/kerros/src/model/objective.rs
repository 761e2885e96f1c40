//! What a model is compiled with: an optimizer, a loss, metrics.

use super::Model;
use crate::error::{Error, Result};
use crate::losses::{IntoLoss, Loss};
use crate::metrics::{IntoMetric, Metric, unique_names};
use crate::optimizers::{IntoOptimizer, Optimizer};
use kerros_graph::Shape;

/// What `compile` takes. Things or their names: `"rmsprop"` is `RMSprop::new()`.
///
/// | argument | default | |
/// |---|---|---|
/// | `optimizer` | rmsprop | see [`optimizers`](crate::optimizers) |
/// | `loss` | must be given | see [`losses`](crate::losses) |
/// | `metrics` | none | see [`metrics`](crate::metrics); samples' weights do not count |
/// | `weighted_metrics` | none | the same, and samples' weights count |
///
/// In Keras: "Model training APIs", `compile`.
///
/// ```
/// use kerros::prelude::*;
///
/// let by_name = Compile::new().optimizer("adam").loss("mse").metrics(["mae"]);
/// let by_type = Compile::new()
///     .optimizer(Adam::new().learning_rate(0.01))
///     .loss(kerros::losses::MeanSquaredError::new());
///
/// let mut model = Sequential::new();
/// model.add(Dense::new(1).input_shape(2))?;
/// model.compile(by_name)?;
/// model.compile(by_type)?;
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// The first argument that makes no sense is reported by [`Model::compile`].
#[derive(Debug, Default)]
#[must_use]
pub struct Compile {
    optimizer: Option<Box<dyn Optimizer>>,
    loss: Option<Box<dyn Loss>>,
    metrics: Vec<ChosenMetric>,
    /// The first argument that made no sense; reported by `compile`.
    problem: Option<Error>,
}

/// A metric, and whether the samples' weights count for it.
#[derive(Debug)]
pub(crate) struct ChosenMetric {
    pub(crate) metric: Box<dyn Metric>,
    pub(crate) weighted: bool,
}

/// What a compiled model strives for.
#[derive(Debug)]
pub(crate) struct Objective {
    pub(crate) optimizer: Box<dyn Optimizer>,
    pub(crate) loss: Box<dyn Loss>,
    pub(crate) metrics: Vec<ChosenMetric>,
    /// What the loss and each metric are reported as.
    pub(crate) names: Vec<String>,
}

impl Compile {
    /// The optimizer rmsprop, and nothing else yet.
    pub fn new() -> Self {
        Compile::default()
    }

    /// The optimizer, or its name; rmsprop if not set.
    pub fn optimizer(mut self, optimizer: impl IntoOptimizer) -> Self {
        self.optimizer = self.accept(optimizer.into_optimizer());
        self
    }

    /// The loss, or its name.
    pub fn loss(mut self, loss: impl IntoLoss) -> Self {
        self.loss = self.accept(loss.into_loss());
        self
    }

    /// Metrics, or their names; samples' weights do not count for them.
    pub fn metrics<M: IntoMetric>(self, metrics: impl IntoIterator<Item = M>) -> Self {
        self.add_metrics(metrics, false)
    }

    /// Metrics, or their names, for which samples' weights count.
    pub fn weighted_metrics<M: IntoMetric>(self, metrics: impl IntoIterator<Item = M>) -> Self {
        self.add_metrics(metrics, true)
    }

    fn add_metrics<M: IntoMetric>(
        mut self,
        metrics: impl IntoIterator<Item = M>,
        weighted: bool,
    ) -> Self {
        for metric in metrics {
            if let Some(metric) = self.accept(metric.into_metric()) {
                self.metrics.push(ChosenMetric { metric, weighted });
            }
        }
        self
    }

    /// The value, or `None` and the problem is kept.
    fn accept<T>(&mut self, argument: Result<T>) -> Option<T> {
        argument.map_err(|error| self.problem.get_or_insert(error).clone()).ok()
    }

    fn objective(self) -> Result<Objective> {
        if let Some(problem) = self.problem {
            return Err(problem);
        }
        let Some(loss) = self.loss else {
            return Err(Error::invalid(
                "loss",
                "a loss",
                "none",
                "Choose one, such as Compile::new().loss(\"mse\").",
            ));
        };
        let optimizer = match self.optimizer {
            Some(optimizer) => optimizer,
            None => "rmsprop".into_optimizer()?,
        };
        let names = std::iter::once("loss".to_owned())
            .chain(unique_names(self.metrics.iter().map(|chosen| chosen.metric.as_ref())))
            .collect();
        Ok(Objective { optimizer, loss, metrics: self.metrics, names })
    }
}

impl Objective {
    /// The shape of the targets for predictions of this shape.
    pub(crate) fn target_shape(&self, prediction: &Shape) -> Result<Shape> {
        self.loss.target_shape(prediction).map_err(|error| error.at(self.loss.name()))
    }
}

impl Model {
    /// Chooses the optimizer, the loss and the metrics.
    ///
    /// Compiling again keeps the weights, and starts the optimizer anew. From now on no layer can
    /// be added or taken away. [`Compile`] has an example.
    ///
    /// # Errors
    ///
    /// When no loss was chosen, a name is unknown, an argument is outside its range, or the loss
    /// cannot judge what the model puts out.
    pub fn compile(&mut self, compile: Compile) -> Result<()> {
        self.try_compile(compile).map_err(|error| self.locate(error))
    }

    fn try_compile(&mut self, compile: Compile) -> Result<()> {
        let objective = compile.objective()?;
        if let Some(outline) = &self.outline {
            // Writes the graph for its errors only; the one that is run is written at first need.
            super::programs::check(&self.layers, outline, &objective)?;
        }
        self.retire_engine()?;
        self.objective = Some(objective);
        Ok(())
    }

    /// What the model was compiled with.
    pub(crate) fn compiled(&self, what: &str) -> Result<&Objective> {
        self.objective.as_ref().ok_or_else(|| {
            Error::order(
                format!("{what} was called before compile"),
                "Call compile with an optimizer and a loss first.",
            )
        })
    }
}
