//! Losses of numbers, at once.

use super::{Loss, reduce_by};
use crate::error::{Error, Result};
use kerros_graph::reference::Reference;
use kerros_graph::types::Dim;
use kerros_graph::{Executor, Graph, InputId, Program, RunKey, Shape, Type};
use ndarray::{ArrayBase, ArrayD, Data, Dimension};

/// The loss of predictions at once, without a model: one number, or what the loss's reduction leaves.
///
/// Both arrays have one row a sample. In Keras: calling a loss.
///
/// ```
/// use kerros::losses::{Loss, MeanAbsoluteError, Reduction, apply};
/// use ndarray::arr2;
///
/// let (y_true, y_pred) = (arr2(&[[0.0f32, 1.0], [0.0, 0.0]]), arr2(&[[1.0f32, 1.0], [1.0, 0.5]]));
/// let mean = apply(&MeanAbsoluteError::new(), &y_true, &y_pred)?;
/// assert_eq!(mean.as_slice(), Some(&[0.625][..]));
/// let each = MeanAbsoluteError::new().with_reduction(Reduction::None);
/// assert_eq!(apply(&each, &y_true, &y_pred)?.as_slice(), Some(&[0.5, 0.75][..]));
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// When an argument of the loss is outside its range, there are no rows, not as many targets as predictions, or
/// targets that the loss refuses.
pub fn apply<T: Dimension, P: Dimension>(
    loss: &dyn Loss,
    y_true: &ArrayBase<impl Data<Elem = f32>, T>,
    y_pred: &ArrayBase<impl Data<Elem = f32>, P>,
) -> Result<ArrayD<f32>> {
    let rows = |shape: &[usize]| shape.first().copied().unwrap_or(0);
    let batch = rows(y_pred.shape());
    if batch == 0 || rows(y_true.shape()) != batch {
        return Err(Error::invalid(
            "y_true",
            format!("as many rows as y_pred, {batch}, and at least one"),
            rows(y_true.shape()).to_string(),
            "Give a target for each prediction.",
        ));
    }
    loss.check()?;
    let in_rows = |shape: &[usize]| -> Shape {
        let inner = shape[1..].iter().copied().map(Dim::Const);
        std::iter::once(Dim::Batch).chain(inner).collect()
    };
    let (target, prediction) = (in_rows(y_true.shape()), in_rows(y_pred.shape()));
    loss.check_target(y_true.view().into_dyn(), &prediction)?;

    let mut graph = Graph::new();
    let target = graph.input(InputId(0), Type::f32(target))?;
    let prediction = graph.input(InputId(1), Type::f32(prediction))?;
    let values = loss.call(&mut graph, target, prediction)?;
    let counted = loss.counted(&mut graph, target, prediction, values)?;
    let output = reduce_by(&mut graph, loss.reduction(), values, None, counted)?;
    let shape = graph.ty(output).shape.at(batch).to_vec();

    let mut executor = Reference::new();
    let program = Program { graph, outputs: vec![output], updates: Vec::new() };
    let program = executor.compile(&program)?;
    executor.run(program, batch, RunKey::default(), &mut |InputId(id), numbers| {
        let copy = |numbers: &mut [f32], from: &mut dyn Iterator<Item = &f32>| {
            numbers.iter_mut().zip(from).for_each(|(to, from)| *to = *from);
        };
        match id {
            0 => copy(numbers, &mut y_true.iter()),
            _ => copy(numbers, &mut y_pred.iter()),
        }
    })?;
    let numbers = executor.output(program, 0)?.to_vec();
    ArrayD::from_shape_vec(shape, numbers).map_err(|error| Error::internal(error.to_string()))
}
