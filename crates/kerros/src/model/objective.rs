//! What a compiled model strives for.

use super::Model;
use super::compile::Compile;
use crate::error::{Error, Result};
use crate::losses::Loss;
use crate::metrics::Metric;
use crate::optimizers::Optimizer;
use std::sync::Arc;

/// What a compiled model strives for.
#[derive(Debug)]
pub(crate) struct Objective {
    pub(crate) optimizer: Box<dyn Optimizer>,
    /// The outputs that have a loss, in the order of the model's outputs.
    pub(crate) outputs: Vec<OutputObjective>,
    /// What is reported, and as what; the loss comes first.
    pub(crate) reported: Vec<Reported>,
    pub(crate) names: Vec<String>,
}

/// What is asked of one output of the model.
#[derive(Debug)]
pub(crate) struct OutputObjective {
    /// Its place among the model's outputs, and its name.
    pub(crate) output: usize,
    pub(crate) name: String,
    pub(crate) loss: Arc<dyn Loss>,
    pub(crate) loss_weight: Option<f64>,
    pub(crate) metrics: Vec<ChosenMetric>,
}

/// A metric, and whether the samples' weights count for it.
#[derive(Clone, Debug)]
pub(crate) struct ChosenMetric {
    pub(crate) metric: Arc<dyn Metric>,
    pub(crate) weighted: bool,
}

/// A number that is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reported {
    /// What is trained on: the weighted sum of all losses.
    Loss,
    /// The loss of the output that is judged at this place.
    OutputLoss(usize),
    /// A metric of an output.
    Metric {
        /// The place of the output among those that are judged.
        output: usize,
        /// The place of the metric among the output's.
        metric: usize,
    },
}

impl Objective {
    /// The metric behind the number at `index`; `None` where it is a loss.
    pub(crate) fn metric(&self, index: usize) -> Option<&dyn Metric> {
        match self.reported[index] {
            Reported::Loss | Reported::OutputLoss(_) => None,
            Reported::Metric { output, metric } => {
                Some(&*self.outputs[output].metrics[metric].metric)
            }
        }
    }

    /// The error, at this output where there are several.
    pub(crate) fn locate(&self, output: &OutputObjective, error: Error) -> Error {
        match self.outputs.len() {
            1 => error,
            _ => error.at(&output.name),
        }
    }
}

impl Model {
    /// Chooses the optimizer, the loss and the metrics.
    ///
    /// Compiling again keeps the weights, and starts the optimizer anew. From now on no layer can
    /// be added or taken away, and layers that are frozen stay so until it is compiled again.
    /// [`Compile`] has an example.
    ///
    /// # Errors
    ///
    /// When no loss was chosen, a name is unknown, an argument is outside its range, or the loss
    /// cannot judge what the model puts out.
    pub fn compile(&mut self, compile: Compile) -> Result<()> {
        self.try_compile(compile).map_err(|error| self.locate(error))
    }

    fn try_compile(&mut self, compile: Compile) -> Result<()> {
        let objective = compile.objective(&self.network.output_names())?;
        let mut outline = self.outline.clone();
        if let Some(outline) = &mut outline {
            outline.look_at_freezing();
            // Writes the graph for its errors only; the one that is run is written at first need.
            super::programs::check(&self.network, outline, &objective)?;
        }
        self.retire_engine()?;
        self.outline = outline;
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
