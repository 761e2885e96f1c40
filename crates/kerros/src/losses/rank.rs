//! Bringing target and prediction to one shape.

use crate::error::{Error, Result};
use kerros_graph::types::Dim;
use kerros_graph::{DType, Graph, NodeId, Shape, Type};

/// Target and prediction as `f32` of one shape of at least two dimensions: `(batch, ..., last)`.
///
/// A column `(batch, 1)` and a plain row of numbers `(batch)` mean the same, as in Keras. Unlike
/// Keras, sizes that differ are refused rather than repeated: `(batch, 1)` against `(batch, 3)` is
/// a mistake.
///
/// ```
/// use kerros::losses::same_rank;
/// use kerros_graph::{Graph, InputId, Shape, Type};
///
/// let mut graph = Graph::new();
/// let target = graph.input(InputId(0), Type::i32(Shape::batch(&[])))?;
/// let prediction = graph.input(InputId(1), Type::f32(Shape::batch(&[1])))?;
/// let (target, prediction) = same_rank(&mut graph, target, prediction)?;
/// assert_eq!(*graph.ty(target), Type::f32(Shape::batch(&[1])));
/// assert_eq!(graph.ty(target), graph.ty(prediction));
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// When the shapes differ in more than a last axis of size 1.
pub fn same_rank(
    graph: &mut Graph,
    target: NodeId,
    prediction: NodeId,
) -> Result<(NodeId, NodeId)> {
    let shape = with_last_axis(&graph.ty(prediction).shape);
    let received = graph.ty(target).shape.clone();
    if without_trailing_one(&received) != without_trailing_one(&shape) {
        return Err(Error::invalid(
            "target",
            format!("the shape of the prediction {shape}"),
            received.to_string(),
            "Pass targets of the shape that the model predicts.",
        ));
    }
    let target = graph.cast(target, DType::F32)?;
    let target = graph.reshape(target, shape.clone())?;
    let prediction = graph.reshape(prediction, shape)?;
    Ok((target, prediction))
}

/// The shape, or a column of it when there is nothing besides the batch.
pub(crate) fn with_last_axis(shape: &Shape) -> Shape {
    let mut shape = shape.clone();
    while shape.rank() < 2 {
        shape.0.push(Dim::Const(1));
    }
    shape
}

/// The shape without its last axis, if that is of size 1 and does not stand alone.
pub(crate) fn without_trailing_one(shape: &Shape) -> Shape {
    let mut shape = shape.clone();
    if shape.rank() > 1 && shape.0.last() == Some(&Dim::Const(1)) {
        shape.0.pop();
    }
    shape
}

/// The number of classes that predictions of this shape tell apart: the size of `axis`, which is not that of the batch.
pub(crate) fn classes(prediction: &Shape, axis: usize) -> Result<usize> {
    match prediction.dims().get(axis) {
        Some(Dim::Const(classes)) if axis > 0 => Ok(*classes),
        _ => Err(Error::invalid(
            "prediction",
            "the shape (batch, classes)",
            prediction.to_string(),
            "End the model with one unit for each class.",
        )),
    }
}

/// The place of the last axis.
pub(crate) fn last_axis(shape: &Shape) -> usize {
    shape.rank().saturating_sub(1)
}

/// The shape without `axis`.
pub(crate) fn without_axis(shape: &Shape, axis: usize) -> Shape {
    let dims = shape.dims().iter().enumerate();
    dims.filter(|(place, _)| *place != axis).map(|(_, dim)| *dim).collect()
}

/// Whether a target of this shape has one number for each row of the prediction, whose classes lie along `axis`.
pub(crate) fn are_class_numbers(target: &[usize], prediction: &Shape, axis: usize) -> bool {
    let column = target.len() == prediction.rank() && target.get(axis) == Some(&1);
    column || target.len() + 1 == prediction.rank()
}

/// Class numbers as `i32`, one for each row of predictions of shape `(batch, ..., classes)`.
pub(crate) fn class_numbers(
    graph: &mut Graph,
    target: NodeId,
    prediction: &Shape,
) -> Result<NodeId> {
    class_numbers_along(graph, target, prediction, last_axis(prediction))
}

/// Class numbers as `i32`, in the shape of predictions without their axis of classes, `axis`.
pub(super) fn class_numbers_along(
    graph: &mut Graph,
    target: NodeId,
    prediction: &Shape,
    axis: usize,
) -> Result<NodeId> {
    let expected = without_axis(prediction, axis);
    let received = graph.ty(target).shape.clone();
    let mut column = expected.clone();
    column.0.insert(axis.min(column.rank()), Dim::Const(1));
    if received != expected && received != column {
        return Err(Error::invalid(
            "target",
            format!("one class number for each row of the prediction {prediction}: {expected}"),
            received.to_string(),
            "Pass class numbers, or use the loss categorical_crossentropy for one-hot rows.",
        ));
    }
    let target = graph.reshape(target, expected)?;
    Ok(graph.cast(target, DType::I32)?)
}

/// Rows of 0 and a 1 at the place of each number, along `axis` of `prediction`.
pub(super) fn one_hot_along(
    graph: &mut Graph,
    numbers: NodeId,
    prediction: &Shape,
    axis: usize,
) -> Result<NodeId> {
    let class = graph.iota(Type { dtype: DType::I32, shape: prediction.clone() }, axis)?;
    let numbers = graph.expand(numbers, axis)?;
    Ok(graph.equal(numbers, class)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kerros_graph::InputId;

    fn bring(target: Shape, prediction: Shape) -> Result<String> {
        let mut graph = Graph::new();
        let target = graph.input(InputId(0), Type::f32(target))?;
        let prediction = graph.input(InputId(1), Type::f32(prediction))?;
        let (target, prediction) = same_rank(&mut graph, target, prediction)?;
        assert_eq!(graph.ty(target), graph.ty(prediction));
        Ok(graph.ty(target).shape.to_string())
    }

    #[test]
    fn a_column_and_a_row_of_numbers_are_the_same() {
        let (row, column) = (Shape::batch(&[]), Shape::batch(&[1]));
        for target in [&row, &column] {
            for prediction in [&row, &column] {
                assert_eq!(bring(target.clone(), prediction.clone()).unwrap(), "(batch, 1)");
            }
        }
        assert_eq!(bring(Shape::batch(&[4]), Shape::batch(&[4, 1])).unwrap(), "(batch, 4, 1)");
        assert_eq!(bring(Shape::batch(&[4, 1]), Shape::batch(&[4])).unwrap(), "(batch, 4)");
    }

    #[test]
    fn other_sizes_are_not_repeated_but_refused() {
        let error = bring(Shape::batch(&[1]), Shape::batch(&[3])).unwrap_err().to_string();
        assert!(error.contains("(batch, 3)") && error.contains("(batch, 1)"), "{error}");
        assert!(bring(Shape::batch(&[3]), Shape::batch(&[1])).is_err());
        assert!(bring(Shape::batch(&[2, 3]), Shape::batch(&[3, 2])).is_err());
    }

    #[test]
    fn integer_targets_become_numbers() {
        let mut graph = Graph::new();
        let target = graph.input(InputId(0), Type::i32(Shape::batch(&[]))).unwrap();
        let prediction = graph.input(InputId(1), Type::f32(Shape::batch(&[1]))).unwrap();
        let (target, _) = same_rank(&mut graph, target, prediction).unwrap();
        assert_eq!(graph.ty(target).dtype, DType::F32);
    }
}
