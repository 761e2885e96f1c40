//! Confusion matrices of several classes.

use crate::error::{Error, Result};
use crate::layer::Config;
use crate::losses::align_weight;
use crate::metrics::arguments::{at_least, inner_axis, share};
use crate::metrics::sums;
use kerros_graph::{DType, Graph, NodeId, Shape};

const MATRIX: sums::Names = ("total_confusion_matrix", "total_confusion_matrix_rest");

/// What Keras adds to divisors.
const EPSILON: f64 = 1e-7;

/// How rows are counted by their class and the class that is predicted.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Matrix {
    pub(super) classes: usize,
    pub(super) ignored: Option<i64>,
    /// Whether targets and predictions are class numbers, or one number for each class along `axis`.
    pub(super) sparse_target: bool,
    pub(super) sparse_prediction: bool,
    pub(super) axis: i64,
    /// Whether weights are cut to whole numbers.
    pub(super) whole_weights: bool,
}

impl Matrix {
    pub(super) fn new(classes: usize) -> Self {
        Matrix {
            classes,
            ignored: None,
            sparse_target: true,
            sparse_prediction: true,
            axis: -1,
            whole_weights: true,
        }
    }

    pub(super) fn states(&self) -> Vec<(&'static str, Shape)> {
        sums::states(&[MATRIX], &Shape::of(&[self.classes * self.classes]))
    }

    pub(super) fn update(
        &self,
        graph: &mut Graph,
        states: &[NodeId],
        target: NodeId,
        prediction: NodeId,
        weight: Option<NodeId>,
    ) -> Result<Vec<NodeId>> {
        let target = self.numbers(graph, "target", target, self.sparse_target)?;
        let prediction = self.numbers(graph, "prediction", prediction, self.sparse_prediction)?;
        self.count(graph, states, target, prediction, weight)
    }

    /// The states after a batch, with class numbers as `f32`.
    pub(super) fn count(
        &self,
        graph: &mut Graph,
        states: &[NodeId],
        target: NodeId,
        prediction: NodeId,
        weight: Option<NodeId>,
    ) -> Result<Vec<NodeId>> {
        let target = self.matched(graph, target, prediction)?;
        let target_counts = self.is_class(graph, target)?;
        let prediction_counts = self.is_class(graph, prediction)?;
        let mut counts = graph.mul(target_counts, prediction_counts)?;
        if let Some(ignored) = self.ignored {
            let ignored = graph.literal(ignored as f64)?;
            let is_ignored = graph.equal(target, ignored)?;
            let zero = graph.literal(0.0)?;
            counts = graph.select(is_ignored, zero, counts)?;
        }
        let row = graph.scale(target, self.classes as f64)?;
        let place = graph.add(row, prediction)?;
        let zero = graph.literal(0.0)?;
        let place = graph.select(counts, place, zero)?;
        let added = match weight {
            Some(weight) => {
                let weight = align_weight(graph, weight, target)?;
                let weight = if self.whole_weights { whole(graph, weight)? } else { weight };
                graph.select(counts, weight, zero)?
            }
            None => counts,
        };
        let matrix = graph.scatter_add(added, place, self.classes * self.classes)?;
        sums::add(graph, states, &[matrix])
    }

    /// Class numbers, as `f32`.
    fn numbers(&self, graph: &mut Graph, what: &str, x: NodeId, sparse: bool) -> Result<NodeId> {
        if sparse {
            return whole(graph, x);
        }
        let axis = inner_axis(graph, x, self.axis)?;
        let shape = &graph.ty(x).shape;
        if shape.dims()[axis].known() != Some(self.classes) {
            return Err(Error::invalid(
                what,
                format!("{} numbers along axis {}, one for each class", self.classes, self.axis),
                shape.to_string(),
                "Change num_classes or the units of the last layer; for class numbers in place of such rows set \
                 sparse_y_true or sparse_y_pred.",
            ));
        }
        let largest = graph.argmax(x, axis)?;
        Ok(graph.cast(largest, DType::F32)?)
    }

    /// The target in the shape of the prediction: both are one class number for each place.
    fn matched(&self, graph: &mut Graph, target: NodeId, prediction: NodeId) -> Result<NodeId> {
        let shape = graph.ty(prediction).shape.clone();
        let received = &graph.ty(target).shape;
        if received.volume() == shape.volume() {
            return Ok(graph.reshape(target, shape)?);
        }
        Err(Error::invalid(
            "target",
            format!("a class number for each one that is predicted: {shape}"),
            received.to_string(),
            "If targets or predictions are rows with a number for each class, set sparse_y_true or sparse_y_pred \
             to false, or use a OneHotIoU.",
        ))
    }

    /// 1 for the numbers of classes.
    fn is_class(&self, graph: &mut Graph, numbers: NodeId) -> Result<NodeId> {
        let first = graph.literal(0.0)?;
        let last = graph.literal((self.classes - 1) as f64)?;
        let from = graph.greater_equal(numbers, first)?;
        let to = graph.less_equal(numbers, last)?;
        Ok(graph.mul(from, to)?)
    }

    /// The mean over these classes of intersection over union, of those that occur.
    pub(super) fn mean(&self, states: &[&[f32]], classes: impl Iterator<Item = usize>) -> f64 {
        let matrix = sums::read(states, 0);
        let at = |row: usize, column: usize| matrix[row * self.classes + column];
        let (mut sum, mut count) = (0.0, 0.0);
        for class in classes {
            let of_target: f64 = (0..self.classes).map(|other| at(class, other)).sum();
            let of_prediction: f64 = (0..self.classes).map(|other| at(other, class)).sum();
            let union = of_target + of_prediction - at(class, class);
            if union > 1e-9 {
                sum += at(class, class) / (union + EPSILON);
                count += 1.0;
            }
        }
        share(sum, count + EPSILON)
    }

    /// The arguments from `ignore_class` on, without those that a class does not have.
    pub(super) fn config(&self, config: Config, has_sparse_target: bool) -> Config {
        let mut config = config
            .with("dtype", (!self.whole_weights).then_some("float32"))
            .with("ignore_class", self.ignored);
        if has_sparse_target {
            config = config.with("sparse_y_true", self.sparse_target);
        }
        config.with("sparse_y_pred", self.sparse_prediction).with("axis", self.axis)
    }

    pub(super) fn check(&self) -> Result<()> {
        at_least("num_classes", 2, self.classes, "Count the classes of the targets.")
    }

    /// Checks that these are classes.
    pub(super) fn check_ids(&self, ids: &[usize]) -> Result<()> {
        if ids.is_empty() {
            let remedy = "Name the classes whose mean is taken, from 0.";
            return Err(Error::invalid("target_class_ids", "at least one class", "none", remedy));
        }
        match ids.iter().find(|&&id| id >= self.classes) {
            Some(id) => Err(Error::invalid(
                "target_class_ids",
                format!("classes from 0 to {}", self.classes - 1),
                id.to_string(),
                "Count the classes from 0, or change num_classes.",
            )),
            None => Ok(()),
        }
    }
}

/// Whole numbers as `f32`, rounded towards 0.
pub(super) fn whole(graph: &mut Graph, x: NodeId) -> Result<NodeId> {
    let whole = graph.cast(x, DType::I32)?;
    Ok(graph.cast(whole, DType::F32)?)
}
