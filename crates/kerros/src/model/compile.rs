//! What `compile` takes.

use super::objective::{ChosenMetric, Objective, OutputObjective, Reported};
use crate::error::{Error, Result};
use crate::losses::{IntoLoss, Loss, Reduction};
use crate::metrics::{IntoMetric, unique_names};
use crate::optimizers::{IntoOptimizer, Optimizer};
use std::sync::Arc;

/// What `compile` takes. Things or their names: `"rmsprop"` is `RMSprop::new()`.
///
/// | argument | default | |
/// |---|---|---|
/// | `optimizer` | rmsprop | see [`optimizers`](crate::optimizers) |
/// | `loss` | must be given | for every output; see [`losses`](crate::losses) |
/// | `metrics` | none | for every output; see [`metrics`](crate::metrics); samples' weights do not count |
/// | `weighted_metrics` | none | the same, and samples' weights count |
///
/// A model with several outputs may have another loss and other metrics for each: [`losses`](Self::losses) in the
/// order of the outputs, or [`loss_of`](Self::loss_of), [`loss_weight_of`](Self::loss_weight_of) and
/// [`metrics_of`](Self::metrics_of) by the output's name, which is that of its layer. What is trained on is the sum of
/// the losses, each times its weight; outputs without a loss are not trained. In Keras: "Model training APIs",
/// `compile`.
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
/// Two outputs:
///
/// ```
/// use kerros::prelude::*;
///
/// let x = Input::new(4).symbol()?;
/// let price = Dense::new(1).name("price").apply(&x)?;
/// let sold = Dense::new(1).activation("sigmoid").name("sold").apply(&x)?;
/// let mut model = Model::new(&x, [&price, &sold])?;
/// model.compile(
///     Compile::new()
///         .losses(["mse", "binary_crossentropy"])
///         .loss_weight_of("sold", 0.5)
///         .metrics_of("sold", ["accuracy"]),
/// )?;
/// assert_eq!(model.metric_names()?, ["loss", "price_loss", "sold_loss", "sold_accuracy"]);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// The first argument that makes no sense is reported by [`Model::compile`](super::Model::compile).
#[derive(Debug, Default)]
#[must_use]
pub struct Compile {
    optimizer: Option<Box<dyn Optimizer>>,
    losses: Losses,
    losses_of: Vec<(String, Arc<dyn Loss>)>,
    loss_weights: Option<Vec<f64>>,
    loss_weights_of: Vec<(String, f64)>,
    metrics: Vec<ChosenMetric>,
    metrics_of: Vec<(String, ChosenMetric)>,
    /// The first argument that made no sense; reported by `compile`.
    problem: Option<Error>,
}

/// Losses that were given without the names of outputs.
#[derive(Debug, Default)]
enum Losses {
    #[default]
    None,
    Same(Arc<dyn Loss>),
    Each(Vec<Arc<dyn Loss>>),
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

    /// The loss of every output, or its name.
    pub fn loss(mut self, loss: impl IntoLoss) -> Self {
        if let Some(loss) = self.accept(loss.into_loss()) {
            self.losses = Losses::Same(loss.into());
        }
        self
    }

    /// A loss, or its name, for each output.
    pub fn losses<L: IntoLoss>(mut self, losses: impl IntoIterator<Item = L>) -> Self {
        let losses: Result<Vec<Arc<dyn Loss>>> =
            losses.into_iter().map(|loss| Ok(loss.into_loss()?.into())).collect();
        if let Some(losses) = self.accept(losses) {
            self.losses = Losses::Each(losses);
        }
        self
    }

    /// The loss, or its name, of the output `output`; goes before the others.
    pub fn loss_of(mut self, output: impl Into<String>, loss: impl IntoLoss) -> Self {
        if let Some(loss) = self.accept(loss.into_loss()) {
            self.losses_of.push((output.into(), loss.into()));
        }
        self
    }

    /// How much the loss of each output counts; 1 if not set.
    pub fn loss_weights(mut self, weights: impl IntoIterator<Item = f64>) -> Self {
        self.loss_weights = Some(weights.into_iter().collect());
        self
    }

    /// How much the loss of the output `output` counts.
    pub fn loss_weight_of(mut self, output: impl Into<String>, weight: f64) -> Self {
        self.loss_weights_of.push((output.into(), weight));
        self
    }

    /// Metrics of every output, or their names; samples' weights do not count for them.
    pub fn metrics<M: IntoMetric>(self, metrics: impl IntoIterator<Item = M>) -> Self {
        self.add_metrics(None, metrics, false)
    }

    /// Metrics of every output, or their names, for which samples' weights count.
    pub fn weighted_metrics<M: IntoMetric>(self, metrics: impl IntoIterator<Item = M>) -> Self {
        self.add_metrics(None, metrics, true)
    }

    /// Metrics of the output `output`, or their names.
    pub fn metrics_of<M: IntoMetric>(
        self,
        output: impl Into<String>,
        metrics: impl IntoIterator<Item = M>,
    ) -> Self {
        self.add_metrics(Some(output.into()), metrics, false)
    }

    /// Metrics of the output `output`, or their names, for which samples' weights count.
    pub fn weighted_metrics_of<M: IntoMetric>(
        self,
        output: impl Into<String>,
        metrics: impl IntoIterator<Item = M>,
    ) -> Self {
        self.add_metrics(Some(output.into()), metrics, true)
    }

    fn add_metrics<M: IntoMetric>(
        mut self,
        output: Option<String>,
        metrics: impl IntoIterator<Item = M>,
        weighted: bool,
    ) -> Self {
        for metric in metrics {
            let Some(metric) = self.accept(metric.into_metric()) else { continue };
            let chosen = ChosenMetric { metric: metric.into(), weighted };
            match &output {
                Some(output) => self.metrics_of.push((output.clone(), chosen)),
                None => self.metrics.push(chosen),
            }
        }
        self
    }

    /// The value, or `None` and the problem is kept.
    fn accept<T>(&mut self, argument: Result<T>) -> Option<T> {
        argument.map_err(|error| self.problem.get_or_insert(error).clone()).ok()
    }

    /// The objective of a model with outputs of these names.
    pub(super) fn objective(mut self, names: &[String]) -> Result<Objective> {
        if let Some(problem) = self.problem.take() {
            return Err(problem);
        }
        self.check_outputs(names)?;
        let mut outputs = Vec::with_capacity(names.len());
        for (output, name) in names.iter().enumerate() {
            if let Some(loss) = self.loss_for(output, name) {
                check_reduction(&*loss)?;
                let loss_weight = self.loss_weight_for(output, name);
                let metrics = self.metrics_for(name);
                outputs.push(OutputObjective {
                    output,
                    name: name.clone(),
                    loss,
                    loss_weight,
                    metrics,
                });
            }
        }
        if outputs.is_empty() {
            return Err(Error::invalid(
                "loss",
                "a loss",
                "none",
                "Choose one, such as Compile::new().loss(\"mse\").",
            ));
        }
        let optimizer = match self.optimizer {
            Some(optimizer) => optimizer,
            None => "rmsprop".into_optimizer()?,
        };
        let (reported, names) = reports(&outputs);
        Ok(Objective { optimizer, outputs, reported, names })
    }

    /// Checks that there are as many losses and weights as outputs, and that named outputs exist and have
    /// a loss.
    fn check_outputs(&self, names: &[String]) -> Result<()> {
        let losses = match &self.losses {
            Losses::Each(losses) => Some(losses.len()),
            Losses::None | Losses::Same(_) => None,
        };
        let weights = self.loss_weights.as_ref().map(Vec::len);
        for (what, given) in [("losses", losses), ("loss_weights", weights)] {
            if let Some(given) = given.filter(|&given| given != names.len()) {
                return Err(Error::invalid(
                    what,
                    format!("one for each of the model's outputs: {}", names.join(", ")),
                    given.to_string(),
                    "Give as many, or say which output each is for: loss_of, loss_weight_of.",
                ));
            }
        }
        let weights = self.loss_weights.iter().flatten();
        let weights = weights.chain(self.loss_weights_of.iter().map(|(_, weight)| weight));
        if let Some(weight) = weights.into_iter().find(|weight| !weight.is_finite()) {
            return Err(Error::invalid(
                "loss_weights",
                "finite numbers",
                weight.to_string(),
                "Give each loss a finite weight; 1 is usual.",
            ));
        }
        let named = self.losses_of.iter().map(|(output, _)| ("loss_of", output));
        let named = named.chain(self.loss_weights_of.iter().map(|(o, _)| ("loss_weight_of", o)));
        let named = named.chain(self.metrics_of.iter().map(|(o, _)| ("metrics_of", o)));
        for (what, output) in named {
            let Some(index) = names.iter().position(|name| name == output) else {
                return Err(Error::invalid(
                    what,
                    format!("the name of an output: {}", names.join(", ")),
                    format!("{output:?}"),
                    "Outputs are called as the layers that make them.",
                ));
            };
            if self.loss_for(index, output).is_none() {
                return Err(Error::invalid(
                    what,
                    "an output that has a loss",
                    format!("{output:?}, which has none"),
                    "Give the output a loss, with loss_of.",
                ));
            }
        }
        Ok(())
    }

    fn loss_for(&self, output: usize, name: &str) -> Option<Arc<dyn Loss>> {
        let named = self.losses_of.iter().rev().find(|(known, _)| known == name);
        named.map(|(_, loss)| loss.clone()).or_else(|| match &self.losses {
            Losses::None => None,
            Losses::Same(loss) => Some(loss.clone()),
            Losses::Each(losses) => Some(losses[output].clone()),
        })
    }

    fn loss_weight_for(&self, output: usize, name: &str) -> Option<f64> {
        let named = self.loss_weights_of.iter().rev().find(|(known, _)| known == name);
        let listed = || self.loss_weights.as_ref().map(|weights| weights[output]);
        named.map(|(_, weight)| *weight).or_else(listed)
    }

    fn metrics_for(&self, name: &str) -> Vec<ChosenMetric> {
        let named = self.metrics_of.iter().filter(|(known, _)| known == name);
        self.metrics.iter().chain(named.map(|(_, chosen)| chosen)).cloned().collect()
    }
}

/// Checks that a loss gives one number, which a step of training needs.
fn check_reduction(loss: &dyn Loss) -> Result<()> {
    if loss.reduction() != Reduction::None {
        return Ok(());
    }
    let error = Error::invalid(
        "reduction",
        "one number for each batch",
        Reduction::None.to_string(),
        "Use sum_over_batch_size, the mean over the batch, or another reduction.",
    );
    Err(error.at(loss.name()))
}

/// What is reported, and under which names: the loss, the loss of each output where there are several, the
/// metrics, and then those for which samples' weights count. As in Keras, such a one is a `weighted_accuracy`
/// where the name is taken.
fn reports(outputs: &[OutputObjective]) -> (Vec<Reported>, Vec<String>) {
    let several = outputs.len() > 1;
    let mut reported = vec![Reported::Loss];
    let mut names = vec!["loss".to_owned()];
    if several {
        reported.extend((0..outputs.len()).map(Reported::OutputLoss));
        names.extend(outputs.iter().map(|output| format!("{}_loss", output.name)));
    }
    for weighted in [false, true] {
        for (output, objective) in outputs.iter().enumerate() {
            let full = |name: String| match several {
                true => format!("{}_{name}", objective.name),
                false => name,
            };
            let metrics = objective.metrics.iter().enumerate();
            for (metric, chosen) in metrics.filter(|(_, chosen)| chosen.weighted == weighted) {
                reported.push(Reported::Metric { output, metric });
                let own = chosen.metric.name();
                let mut name = full(own.to_owned());
                if weighted && names.contains(&name) {
                    name = full(format!("weighted_{own}"));
                }
                let unique = unique_names(&names, vec![name]);
                names.extend(unique);
            }
        }
    }
    (reported, names)
}
