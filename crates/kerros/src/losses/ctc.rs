//! Connectionist temporal classification.

use super::Loss;
use super::arguments::{REDUCTION, finish, name};
use super::fits::expects;
use super::target::{Range, check_labels, check_range};
use crate::activations::Activation;
use crate::error::{Error, Result};
use crate::registry::Class;
use kerros_graph::op::DotAxes;
use kerros_graph::scan::{Cell, CellBuilder};
use kerros_graph::types::Dim;
use kerros_graph::{DType, Graph, NodeId, Shape, Type};
use ndarray::ArrayViewD;
use std::sync::Arc;

/// Connectionist temporal classification: sequences of labels without saying which steps they belong to, as in the
/// recognition of speech and handwriting.
///
/// `-ln P(labels)`, in nats, where each step gives a label or nothing, the blank; steps that give the same label without
/// a blank between count once, and blanks are left out. `P` is the sum over all ways of giving the labels, computed step
/// by step with logarithms. Labels that cannot be given in that many steps have a loss of about `1e5`, as in Keras.
///
/// Predictions are logits `(batch, steps, classes)`, of which class 0 is the blank; the last layer is linear. Targets
/// are labels `(batch, longest)` from 1, each row filled up with 0. All steps of a prediction count. No arguments but
/// those of [every loss](super::Loss).
///
/// Source: Graves, Fernandez, Gomez and Schmidhuber, "Connectionist temporal classification: labelling unsegmented
/// sequence data with recurrent neural networks", ICML 2006. Keras: losses, `CTC`.
///
/// ```
/// use kerros::losses::{CTC, apply};
/// use ndarray::{Array3, arr2};
///
/// // Two steps of even chances among the blank and one label: "-1", "1-" and "11" of four ways give it.
/// let loss = apply(&CTC::new(), &arr2(&[[1.0f32]]), &Array3::zeros((1, 2, 2)))?;
/// assert!((loss[[]] + 0.75f32.ln()).abs() < 1e-6);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// `compile` refuses predictions that are not `(batch, steps, classes)`. Training and evaluation refuse more labels than
/// steps, numbers that are no classes, and a 0 before a label, named by row and column. `fit` warns of labels that
/// cannot be given, and when the last activation is not linear.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CTC;

/// The class that gives no label.
const BLANK: usize = 0;

/// The logarithm of a probability that stands for 0: sums stay finite, as in Keras.
const IMPOSSIBLE: f64 = -1e5;

impl CTC {
    /// Connectionist temporal classification.
    pub fn new() -> Self {
        CTC
    }

    pub(crate) const CLASS: Class<Box<dyn Loss>> = Class {
        name: "CTC",
        names: &["ctc"],
        doc: "sequences of labels without their places, after a linear layer",
        arguments: &[REDUCTION, name("ctc")],
        make: |a| finish(CTC::new(), a),
    };
}

impl Loss for CTC {
    fn name(&self) -> &'static str {
        "ctc"
    }

    fn call(&self, graph: &mut Graph, target: NodeId, prediction: NodeId) -> Result<NodeId> {
        let (_, classes) = steps_and_classes(&graph.ty(prediction).shape)?;
        let longest = labels_of_a_row(&graph.ty(target).shape)?;
        let labels = graph.cast(target, DType::I32)?;
        let logs = graph.log_softmax(prediction, 2)?;

        // What each step has for each label of the row and for the blank: (steps, batch, ...).
        let one_hot = graph.one_hot(labels, classes)?;
        let axes = DotAxes {
            batch: [(0, 0)].into_iter().collect(),
            contract: [(2, 2)].into_iter().collect(),
        };
        let of_labels = graph.dot(logs, one_hot, axes)?;
        let of_labels = graph.transpose(of_labels, &[1, 0, 2])?;
        let of_blank = graph.slice(logs, 2, BLANK, 1, 1)?;
        let of_blank = graph.transpose(of_blank, &[1, 0, 2])?;

        let repeats = repeats(graph, labels, longest)?;
        let initial = initial(graph, longest)?;
        let scan = graph.scan(step(longest)?, initial, &[of_labels, of_blank], &[repeats])?;
        let (blanks, ends) = (graph.scan_last(scan, 0)?, graph.scan_last(scan, 1)?);
        let logs = then(graph, blanks, ends)?;

        let count = label_count(graph, target, longest)?;
        let all = graph.one_hot(count, longest + 1)?;
        let own = graph.mul(logs, all)?;
        let own = graph.sum(own, &[1])?;
        Ok(graph.neg(own)?)
    }

    fn target_shape(&self, prediction: &Shape) -> Result<Shape> {
        let (steps, _) = steps_and_classes(prediction)?;
        Ok(Shape::batch(&[steps]))
    }

    fn check_target(
        &self,
        target: ArrayViewD<'_, f32>,
        prediction: &Shape,
    ) -> Result<Option<String>> {
        let (steps, classes) = steps_and_classes(prediction)?;
        let warning = check_labels(self.name(), &target, steps)?;
        let labels = Range { low: 0.0, high: (classes - 1) as f32 };
        let remedy = "Number the labels from 1, and give the last layer one unit for each and one for the blank.";
        check_range(self.name(), &target, labels, remedy)?;
        Ok(warning)
    }

    fn fits(&self, activation: Activation, _prediction: &Shape) -> Option<String> {
        match activation {
            Activation::Linear => None,
            other => expects(self.name(), "logits", other, "Leave the activation out."),
        }
    }
}

/// One step: the logarithms of all ways so far that end in a blank after as many labels, and of those that end in the
/// label. Ends of labels go on to the blank state without a step of their own, but for a label that is repeated next,
/// which needs a blank between.
fn step(longest: usize) -> Result<Arc<Cell>> {
    let mut cell = CellBuilder::new();
    let blanks = cell.state(&[longest + 1])?;
    let ends = cell.state(&[longest])?;
    let of_labels = cell.slice(Type::f32(Shape::batch(&[longest])))?;
    let of_blank = cell.slice(Type::f32(Shape::batch(&[1])))?;
    let repeats = cell.constant(Type::f32(Shape::batch(&[longest])))?;
    let graph = &mut cell.graph;

    let held = graph.scale(repeats, IMPOSSIBLE)?;
    let free = graph.add(ends, held)?;
    let before = then(graph, blanks, free)?;
    let starts = graph.slice(before, 1, 0, 1, longest)?;
    let given = log_add(graph, starts, ends)?;
    let new_ends = graph.add(given, of_labels)?;

    let stayed = graph.add(before, of_blank)?;
    let one = graph.literal(1.0)?;
    let free = graph.sub(one, repeats)?;
    let held = graph.scale(free, IMPOSSIBLE)?;
    let separated = graph.add(ends, of_blank)?;
    let separated = graph.add(separated, held)?;
    let new_blanks = then(graph, stayed, separated)?;
    let cell = cell.finish(&[new_blanks, new_ends], false)?;
    Ok(cell.saving()?)
}

/// The blank states with the ends of labels that go on to them: the first, before all labels, stays.
fn then(graph: &mut Graph, blanks: NodeId, ends: NodeId) -> Result<NodeId> {
    let longest = graph.ty(ends).shape.0[1].at(0);
    let first = graph.slice(blanks, 1, 0, 1, 1)?;
    let after = graph.slice(blanks, 1, 1, 1, longest)?;
    let after = log_add(graph, after, ends)?;
    Ok(graph.concat(&[first, after], 1)?)
}

/// `ln(e^a + e^b)`
fn log_add(graph: &mut Graph, a: NodeId, b: NodeId) -> Result<NodeId> {
    let larger = graph.maximum(a, b)?;
    let apart = graph.sub(a, b)?;
    let apart = graph.abs(apart)?;
    let apart = graph.neg(apart)?;
    let share = graph.exp(apart)?;
    let correction = graph.log1p(share)?;
    Ok(graph.add(larger, correction)?)
}

/// 1 where the next label is the same.
fn repeats(graph: &mut Graph, labels: NodeId, longest: usize) -> Result<NodeId> {
    let zero = graph.literal(0.0)?;
    let last = graph.broadcast(zero, Shape::batch(&[1]))?;
    if longest == 1 {
        return Ok(last);
    }
    let one = graph.slice(labels, 1, 0, 1, longest - 1)?;
    let next = graph.slice(labels, 1, 1, 1, longest - 1)?;
    let same = graph.equal(one, next)?;
    Ok(graph.concat(&[same, last], 1)?)
}

/// The state before all steps: no label given, for certain.
fn initial(graph: &mut Graph, longest: usize) -> Result<NodeId> {
    let (certain, impossible) = (graph.literal(0.0)?, graph.literal(IMPOSSIBLE)?);
    let certain = graph.broadcast(certain, Shape::batch(&[1]))?;
    let impossible = graph.broadcast(impossible, Shape::batch(&[2 * longest]))?;
    Ok(graph.concat(&[certain, impossible], 1)?)
}

/// How many labels each row has.
fn label_count(graph: &mut Graph, target: NodeId, longest: usize) -> Result<NodeId> {
    let target = graph.cast(target, DType::F32)?;
    let blank = graph.literal(BLANK as f64)?;
    let is_blank = graph.equal(target, blank)?;
    let blanks = graph.sum(is_blank, &[1])?;
    let all = graph.literal(longest as f64)?;
    let count = graph.sub(all, blanks)?;
    Ok(graph.cast(count, DType::I32)?)
}

fn labels_of_a_row(target: &Shape) -> Result<usize> {
    match *target.dims() {
        [_, Dim::Const(longest)] if longest > 0 => Ok(longest),
        _ => Err(Error::invalid(
            "target",
            "labels of the shape (batch, longest)",
            target.to_string(),
            "Give each row its labels, filled up with 0.",
        )),
    }
}

fn steps_and_classes(prediction: &Shape) -> Result<(usize, usize)> {
    match *prediction.dims() {
        [Dim::Batch, Dim::Const(steps), Dim::Const(classes)] if steps > 0 && classes > 1 => {
            Ok((steps, classes))
        }
        _ => Err(Error::invalid(
            "prediction",
            "logits of the shape (batch, steps, classes), of at least two classes",
            prediction.to_string(),
            "End the model with a linear layer that keeps the steps, of one unit for each label and one for the blank.",
        )),
    }
}
