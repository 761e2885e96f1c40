//! The area under a curve.

mod curve;

pub use curve::{Curve, Summation};

use super::arguments::{at_least, columns, named, share, two_axes, within_unit};
use super::confusion::cells::{Cells, Confusion};
use super::thresholds::Grid;
use super::{Metric, check_name};
use crate::error::{Error, Result};
use crate::history::Better;
use crate::layer::Config;
use kerros_graph::{Graph, NodeId, Shape};

/// The area under the ROC curve, or under precision over recall, from 0 to 1.
///
/// Under the ROC curve it is the chance that a positive row has a larger prediction than a negative one: 0.5
/// is guessing. The curve is taken at `num_thresholds` thresholds in equal steps, so that the area is exact
/// but for rows within one step of each other; what a batch costs does not depend on their number.
///
/// Targets are 0 or 1 (what is not 0 counts as 1) and have the prediction's shape; every number counts by
/// itself, with its weight. Predictions are probabilities; larger and smaller numbers count as 1 and 0. The
/// result does not depend on how rows are cut into batches.
///
/// | argument | default | |
/// |---|---|---|
/// | `named` | `auc` | the name to report it under |
/// | `num_thresholds` | 200 | how many thresholds, at least 2 |
/// | `curve` | [`Curve::Roc`] | the curve |
/// | `summation_method` | [`Summation::Interpolation`] | how the area between two thresholds is taken |
/// | `thresholds` | none | these thresholds from 0 to 1, and two outside, in place of equal steps |
/// | `multi_label` | `false` | an area for each column, and their mean, in place of one for all numbers |
/// | `num_labels` | none | how many columns there must be, with `multi_label` |
/// | `label_weights` | none | how much each column counts |
/// | `from_logits` | `false` | the model predicts logits, not probabilities |
///
/// Keras: metrics, classification metrics, `AUC`.
///
/// ```
/// use kerros::metrics::{AUC, Streaming};
///
/// let mut auc = Streaming::new(AUC::new())?;
/// auc.update(&[0.0f32, 0.0, 1.0, 1.0], &[0.1f32, 0.4, 0.35, 0.8])?;
/// assert!((auc.result()? - 0.75).abs() < 1e-6, "three of the four pairs are in order");
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// `compile` refuses an empty name, fewer than two thresholds and thresholds outside of 0 to 1, weights of
/// labels that are negative or not finite, and `num_labels` without `multi_label`. When the training graph is
/// written, targets of another shape than the prediction are refused, with `multi_label` a prediction that is
/// not `(batch, labels)` with several labels, and weights for another number of labels.
#[derive(Clone, Debug, PartialEq)]
pub struct AUC {
    name: String,
    num_thresholds: usize,
    curve: Curve,
    summation: Summation,
    thresholds: Option<Vec<f64>>,
    multi_label: bool,
    num_labels: Option<usize>,
    label_weights: Option<Vec<f64>>,
    from_logits: bool,
}

named!(AUC, "auc");

impl AUC {
    /// The area under the ROC curve, at 200 thresholds.
    pub fn new() -> Self {
        AUC {
            name: "auc".into(),
            num_thresholds: 200,
            curve: Curve::Roc,
            summation: Summation::Interpolation,
            thresholds: None,
            multi_label: false,
            num_labels: None,
            label_weights: None,
            from_logits: false,
        }
    }

    /// How many thresholds in equal steps; 200 if not set.
    #[must_use]
    pub fn num_thresholds(mut self, count: usize) -> Self {
        self.num_thresholds = count;
        self
    }

    /// The curve; [`Curve::Roc`] if not set.
    #[must_use]
    pub fn curve(mut self, curve: Curve) -> Self {
        self.curve = curve;
        self
    }

    /// How the area between two thresholds is taken; [`Summation::Interpolation`] if not set.
    #[must_use]
    pub fn summation_method(mut self, summation: Summation) -> Self {
        self.summation = summation;
        self
    }

    /// These thresholds, in any order, and one below 0 and one above 1; equal steps if not set.
    #[must_use]
    pub fn thresholds(mut self, thresholds: impl Into<Vec<f64>>) -> Self {
        let mut thresholds = thresholds.into();
        thresholds.sort_by(f64::total_cmp);
        self.num_thresholds = thresholds.len() + 2;
        self.thresholds = Some(thresholds);
        self
    }

    /// Whether each column has an area of its own, and the result is their mean; `false` if not set.
    #[must_use]
    pub fn multi_label(mut self, multi_label: bool) -> Self {
        self.multi_label = multi_label;
        self
    }

    /// How many columns there must be, with [`multi_label`](Self::multi_label).
    #[must_use]
    pub fn num_labels(mut self, count: usize) -> Self {
        self.num_labels = Some(count);
        self
    }

    /// How much each column counts: all the same if not set.
    #[must_use]
    pub fn label_weights(mut self, weights: impl Into<Vec<f64>>) -> Self {
        self.label_weights = Some(weights.into());
        self
    }

    /// Whether the model predicts logits; `false` if not set.
    #[must_use]
    pub fn from_logits(mut self, from_logits: bool) -> Self {
        self.from_logits = from_logits;
        self
    }

    fn cells(&self) -> Cells {
        let grid = match &self.thresholds {
            Some(thresholds) => Grid::between_ends(thresholds),
            None => Grid::even_with_ends(self.num_thresholds),
        };
        let by_label = self.multi_label || self.label_weights.is_some();
        Cells { by_label, ..Cells::new(grid) }
    }

    /// Checks that there are as many columns as the arguments say.
    fn check_labels(&self, prediction: &Shape) -> Result<()> {
        let labels = columns(prediction);
        let invalid = |what: &str, expected: String, remedy: &str| {
            let received = format!("the prediction {prediction}");
            Err(Error::invalid(what, expected, received, remedy))
        };
        if self.multi_label && labels == 1 {
            let remedy = "Leave multi_label out: with one column the results are the same.";
            return invalid("multi_label", "several columns".into(), remedy);
        }
        if let Some(count) = self.num_labels.filter(|&count| count != labels) {
            let remedy = "Leave num_labels out, or change the units of the last layer.";
            return invalid("num_labels", format!("{count} columns"), remedy);
        }
        match self.label_weights.as_ref().map(Vec::len).filter(|&count| count != labels) {
            Some(count) => {
                let remedy = "Give one weight for each column of the last layer.";
                invalid("label_weights", format!("{count} columns"), remedy)
            }
            None => Ok(()),
        }
    }

    /// How much each label counts.
    fn weights(&self, labels: usize) -> Vec<f64> {
        self.label_weights.clone().unwrap_or_else(|| vec![1.0; labels])
    }
}

impl Default for AUC {
    fn default() -> Self {
        Self::new()
    }
}

impl Metric for AUC {
    fn name(&self) -> &str {
        &self.name
    }

    fn class_name(&self) -> &str {
        "AUC"
    }

    fn config(&self) -> Config {
        Config::new()
            .with("num_thresholds", self.num_thresholds)
            .with("curve", self.curve.name())
            .with("summation_method", self.summation.name())
            .with("thresholds", self.thresholds.clone())
            .with("multi_label", self.multi_label)
            .with("num_labels", self.num_labels)
            .with("label_weights", self.label_weights.clone())
            .with("from_logits", self.from_logits)
    }

    fn states(&self, prediction: &Shape) -> Vec<(&'static str, Shape)> {
        self.cells().states(prediction)
    }

    fn update(
        &self,
        graph: &mut Graph,
        states: &[NodeId],
        target: NodeId,
        prediction: NodeId,
        weight: Option<NodeId>,
    ) -> Result<Vec<NodeId>> {
        let cells = self.cells();
        let (mut target, mut prediction) = (target, prediction);
        if cells.by_label {
            self.check_labels(&graph.ty(prediction).shape)?;
            (target, prediction) = two_axes(graph, target, prediction)?;
        }
        if self.from_logits {
            prediction = graph.sigmoid(prediction)?;
        }
        cells.update(graph, states, target, prediction, weight)
    }

    fn result(&self, states: &[&[f32]]) -> f64 {
        let cells = self.cells();
        let area = |confusion: &Confusion| curve::area(self.curve, self.summation, confusion);
        let labels = cells.read(states);
        let weights = self.weights(labels.len());
        if self.multi_label {
            let weighted = labels.iter().zip(&weights).map(|(label, weight)| area(label) * weight);
            return share(weighted.sum(), weights.iter().sum());
        }
        labels
            .into_iter()
            .zip(weights)
            .map(|(label, weight)| label.scaled(weight))
            .reduce(Confusion::plus)
            .as_ref()
            .map_or(0.0, area)
    }

    fn better(&self) -> Option<Better> {
        Some(Better::Higher)
    }

    fn check(&self) -> Result<()> {
        check_name(&self.name)?;
        self.check_arguments().map_err(|error| error.at(&self.name))
    }
}

impl AUC {
    fn check_arguments(&self) -> Result<()> {
        at_least("num_thresholds", 2, self.num_thresholds, "200 is usual.")?;
        for &threshold in self.thresholds.iter().flatten() {
            within_unit("thresholds", threshold)?;
        }
        let weights = self.label_weights.iter().flatten();
        if let Some(wrong) = weights.copied().find(|weight| !(weight.is_finite() && *weight >= 0.0))
        {
            let remedy = "Give each column a weight of at least 0; 1 is usual.";
            let expected = "finite numbers of at least 0";
            return Err(Error::invalid("label_weights", expected, wrong.to_string(), remedy));
        }
        match self.num_labels {
            Some(count) if !self.multi_label => {
                let remedy = "Set multi_label, or leave num_labels out.";
                let received = count.to_string();
                Err(Error::invalid("num_labels", "nothing without multi_label", received, remedy))
            }
            _ => Ok(()),
        }
    }
}
