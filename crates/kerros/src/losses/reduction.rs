//! From one value a sample to one number.

use crate::error::{Error, Result};
use kerros_graph::types::Dim;
use kerros_graph::{Graph, NodeId};
use std::fmt;

/// How the values of a batch become one number: the argument `reduction` of every loss.
///
/// `v` are the values, `w` what each counts (its sample's weight, 0 where a mask leaves it out):
///
/// | reduction | in Keras | |
/// |---|---|---|
/// | `SumOverBatchSize` | `"sum_over_batch_size"` | `sum(v w) / count(v)`; a mask makes it the mean over what is left |
/// | `Sum` | `"sum"` | `sum(v w)` |
/// | `Mean` | `"mean"` | as `SumOverBatchSize` |
/// | `MeanWithSampleWeight` | `"mean_with_sample_weight"` | `sum(v w) / sum(w)`; without weights the mean |
/// | `None` | `"none"` or `None` | the values as they are; nothing can be trained on that |
///
/// A mean over nothing is 0. Keras 2's `"auto"` is `SumOverBatchSize`. In Keras: "Losses", the argument `reduction`.
///
/// ```
/// use kerros::losses::{Loss, MeanSquaredError, Reduction, apply};
/// use ndarray::arr2;
///
/// let (y_true, y_pred) = (arr2(&[[1.0f32], [2.0]]), arr2(&[[2.0f32], [5.0]]));
/// let by = |reduction| apply(&MeanSquaredError::new().with_reduction(reduction), &y_true, &y_pred);
/// assert_eq!(by(Reduction::Mean)?.as_slice(), Some(&[5.0][..]));
/// assert_eq!(by(Reduction::Sum)?.as_slice(), Some(&[10.0][..]));
/// assert_eq!(by(Reduction::None)?.as_slice(), Some(&[1.0, 9.0][..]));
/// assert_eq!(Reduction::try_from("auto")?, Reduction::SumOverBatchSize);
/// # Ok::<(), kerros::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Reduction {
    /// The sum divided by the number of values.
    #[default]
    SumOverBatchSize,
    /// The sum.
    Sum,
    /// The same as `SumOverBatchSize`.
    Mean,
    /// The sum divided by the sum of the weights.
    MeanWithSampleWeight,
    /// No reduction.
    None,
}

impl Reduction {
    const ALL: [Reduction; 5] = [
        Reduction::SumOverBatchSize,
        Reduction::Sum,
        Reduction::Mean,
        Reduction::MeanWithSampleWeight,
        Reduction::None,
    ];

    /// Its name in Keras.
    pub fn name(self) -> &'static str {
        match self {
            Reduction::SumOverBatchSize => "sum_over_batch_size",
            Reduction::Sum => "sum",
            Reduction::Mean => "mean",
            Reduction::MeanWithSampleWeight => "mean_with_sample_weight",
            Reduction::None => "none",
        }
    }

    /// Whether a mask makes it a mean over the values that are left.
    fn is_mean_over_count(self) -> bool {
        matches!(self, Reduction::SumOverBatchSize | Reduction::Mean)
    }
}

impl fmt::Display for Reduction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl TryFrom<&str> for Reduction {
    type Error = Error;

    fn try_from(name: &str) -> Result<Self> {
        if name == "auto" {
            return Ok(Reduction::default());
        }
        Reduction::ALL.into_iter().find(|known| known.name() == name).ok_or_else(|| {
            let known: Vec<&str> = Reduction::ALL.into_iter().map(Reduction::name).collect();
            Error::invalid(
                "reduction",
                format!("one of {}", known.join(", ")),
                format!("{name:?}"),
                "sum_over_batch_size, the mean over the batch, is usual.",
            )
        })
    }
}

/// Keras's reduction `sum_over_batch_size`: `sum(values * weight) / count(values)`.
///
/// The divisor is the number of values, not the sum of the weights: a batch of which half has
/// weight 0 gives half the loss. In Keras: "Losses", the argument `reduction`.
///
/// ```
/// use kerros::losses::reduce;
/// use kerros_graph::{Graph, InputId, Shape, Type};
///
/// let mut graph = Graph::new();
/// let values = graph.input(InputId(0), Type::f32(Shape::batch(&[])))?;
/// let weight = graph.input(InputId(1), Type::f32(Shape::batch(&[])))?;
/// let loss = reduce(&mut graph, values, Some(weight))?;
/// assert_eq!(graph.ty(loss).shape, Shape::scalar());
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// When the weight's shape does not fit that of the values; see [`align_weight`].
pub fn reduce(graph: &mut Graph, values: NodeId, weight: Option<NodeId>) -> Result<NodeId> {
    reduce_by(graph, Reduction::SumOverBatchSize, values, weight, None)
}

/// [`reduce`] where `mask` says which values count: the mean over those, as Keras has it. With nothing that
/// counts the loss is 0.
///
/// `mask` is 1 or 0 in the shape of the first axes of `values`; each value that counts weighs
/// `count(mask) / sum(mask)`.
///
/// # Errors
///
/// When the mask's or the weight's shape does not fit that of the values.
pub fn reduce_masked(
    graph: &mut Graph,
    values: NodeId,
    weight: Option<NodeId>,
    mask: Option<NodeId>,
) -> Result<NodeId> {
    reduce_by(graph, Reduction::SumOverBatchSize, values, weight, mask)
}

/// Reduces the values of a loss by `reduction`, which [`Reduction`] explains.
///
/// `values` are one number a sample, `(batch)` or `(batch, ...)`; one number for the whole batch, which a loss like
/// [`super::Dice`] gives, counts once for each weight. `mask` is 1 or 0 in the shape of the first axes of `values`.
/// A weight that several values share counts once in the divisor of `MeanWithSampleWeight`, as in Keras.
///
/// ```
/// use kerros::losses::{Reduction, reduce_by};
/// use kerros_graph::{Graph, InputId, Shape, Type};
///
/// let mut graph = Graph::new();
/// let values = graph.input(InputId(0), Type::f32(Shape::batch(&[4])))?;
/// let loss = reduce_by(&mut graph, Reduction::Sum, values, None, None)?;
/// assert_eq!(graph.ty(loss).shape, Shape::scalar());
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// When the mask's or the weight's shape does not fit that of the values.
pub fn reduce_by(
    graph: &mut Graph,
    reduction: Reduction,
    values: NodeId,
    weight: Option<NodeId>,
    mask: Option<NodeId>,
) -> Result<NodeId> {
    if let Some(mask) = mask {
        check_mask(graph, mask, values)?;
    }
    let counted = match mask {
        Some(mask) if reduction.is_mean_over_count() => Some(shares(graph, mask)?),
        mask => mask,
    };
    let weight = both(graph, weight, counted)?;
    let weighted = match weight {
        Some(weight) => weigh(graph, values, weight)?,
        None => values,
    };
    match (reduction, weight) {
        (Reduction::None, _) => Ok(weighted),
        (Reduction::Sum, _) => Ok(graph.sum_all(weighted)?),
        (Reduction::MeanWithSampleWeight, Some(weight)) => {
            let sum = graph.sum_all(weighted)?;
            let divisor = graph.sum_all(weight)?;
            quotient_or_zero(graph, sum, divisor)
        }
        (Reduction::SumOverBatchSize | Reduction::Mean | Reduction::MeanWithSampleWeight, _) => {
            Ok(graph.mean_all(weighted)?)
        }
    }
}

/// Checks that the mask has the sizes of the first axes of the values. One value for the whole batch goes with any mask;
/// [`align_weight`] refuses a mask of more axes.
fn check_mask(graph: &Graph, mask: NodeId, values: NodeId) -> Result<()> {
    let (given, shape) = (graph.ty(mask).shape.dims(), graph.ty(values).shape.dims());
    let fits = |(of_mask, of_value): (&Dim, &Dim)| of_mask == of_value || *of_mask == Dim::Const(1);
    if given.iter().zip(shape).all(fits) {
        return Ok(());
    }
    Err(Error::invalid(
        "mask",
        format!(
            "one number for each value of the loss, {}, or for each of its first axes",
            graph.ty(values).shape
        ),
        graph.ty(mask).shape.to_string(),
        "The output has the mask of a value of another shape: mask what the last layers get, or take the mask away \
         before, for example with Flatten.",
    ))
}

/// What each value of `mask` counts, so that the mean over all is the mean over those that are left:
/// `count(mask) / sum(mask)` where the mask is 1. Where nothing is left, 0.
fn shares(graph: &mut Graph, mask: NodeId) -> Result<NodeId> {
    let axes: Vec<usize> = (0..graph.ty(mask).shape.rank()).collect();
    let total = graph.count(mask, &axes)?;
    let valid = graph.sum_all(mask)?;
    // Where nothing counts, the mask is 0 everywhere, and so is the loss.
    let one = graph.literal(1.0)?;
    let at_least_one = graph.maximum(valid, one)?;
    let share = graph.div(total, at_least_one)?;
    Ok(graph.mul(mask, share)?)
}

/// The product of weight and mask, or of two masks, in the shape of that with more axes. Either may be missing.
///
/// # Errors
///
/// When the shapes do not fit together.
pub(crate) fn both(
    graph: &mut Graph,
    weight: Option<NodeId>,
    mask: Option<NodeId>,
) -> Result<Option<NodeId>> {
    let (Some(weight), Some(mask)) = (weight, mask) else { return Ok(weight.or(mask)) };
    let rank = |graph: &Graph, node: NodeId| graph.ty(node).shape.rank();
    let (weight, mask) = match rank(graph, weight) <= rank(graph, mask) {
        true => (align_weight(graph, weight, mask)?, mask),
        false => (weight, align_weight(graph, mask, weight)?),
    };
    Ok(Some(graph.mul(weight, mask)?))
}

/// `values * weight`. One number for the whole batch is there once for each weight.
fn weigh(graph: &mut Graph, values: NodeId, weight: NodeId) -> Result<NodeId> {
    if graph.ty(values).shape.rank() == 0 {
        return Ok(graph.mul(values, weight)?);
    }
    let weight = align_weight(graph, weight, values)?;
    Ok(graph.mul(values, weight)?)
}

/// `a / b`, and 0 where `b` is 0.
fn quotient_or_zero(graph: &mut Graph, a: NodeId, b: NodeId) -> Result<NodeId> {
    let (zero, one) = (graph.literal(0.0)?, graph.literal(1.0)?);
    let nothing = graph.equal(b, zero)?;
    let divisor = graph.select(nothing, one, b)?;
    let quotient = graph.div(a, divisor)?;
    Ok(graph.select(nothing, zero, quotient)?)
}

/// What a metric weighs values with: the samples' weights, the mask, or both.
///
/// # Errors
///
/// When the weight's shape does not fit that of the mask.
pub(crate) fn metric_weight(
    graph: &mut Graph,
    weight: Option<NodeId>,
    mask: Option<NodeId>,
) -> Result<Option<NodeId>> {
    match (weight, mask) {
        (Some(weight), Some(mask)) => {
            let weight = align_weight(graph, weight, mask)?;
            Ok(Some(graph.mul(weight, mask)?))
        }
        (weight, mask) => Ok(weight.or(mask)),
    }
}

/// The weight in the shape of `values`: one number a sample counts for all values of that sample,
/// and trailing axes of size 1 do not matter.
///
/// ```
/// use kerros::losses::align_weight;
/// use kerros_graph::{Graph, InputId, Shape, Type};
///
/// let mut graph = Graph::new();
/// let weight = graph.input(InputId(0), Type::f32(Shape::batch(&[])))?;
/// let values = graph.input(InputId(1), Type::f32(Shape::batch(&[4])))?;
/// let aligned = align_weight(&mut graph, weight, values)?;
/// assert_eq!(graph.ty(aligned), graph.ty(values));
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// When the weight has sizes other than 1 that the values do not have.
pub fn align_weight(graph: &mut Graph, weight: NodeId, values: NodeId) -> Result<NodeId> {
    let target = graph.ty(values).shape.clone();
    let mut shape = graph.ty(weight).shape.clone();
    while shape.rank() > target.rank() && shape.0.last() == Some(&Dim::Const(1)) {
        shape.0.pop();
    }
    if shape.rank() > target.rank() {
        return Err(Error::invalid(
            "weight or mask",
            format!("at most the axes of the values that it is for, {target}"),
            shape.to_string(),
            "Give one weight for each row. Where a layer hands on a mask of steps, and the loss has one value for \
             all steps of a row, take the steps together before, or let no mask reach the output.",
        ));
    }
    while shape.rank() < target.rank() {
        shape.0.push(Dim::Const(1));
    }
    let weight = graph.reshape(weight, shape)?;
    Ok(graph.broadcast(weight, target)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kerros_graph::{InputId, Shape, Type};

    fn align(weight: Shape, values: Shape) -> Result<String> {
        let mut graph = Graph::new();
        let weight = graph.input(InputId(0), Type::f32(weight))?;
        let values = graph.input(InputId(1), Type::f32(values))?;
        let aligned = align_weight(&mut graph, weight, values)?;
        Ok(graph.ty(aligned).shape.to_string())
    }

    #[test]
    fn one_weight_a_sample_counts_for_all_of_its_values() {
        assert_eq!(align(Shape::batch(&[]), Shape::batch(&[4])).unwrap(), "(batch, 4)");
        assert_eq!(align(Shape::batch(&[1]), Shape::batch(&[4])).unwrap(), "(batch, 4)");
    }

    #[test]
    fn a_column_of_weights_fits_a_row_of_values() {
        assert_eq!(align(Shape::batch(&[1]), Shape::batch(&[])).unwrap(), "(batch)");
    }

    #[test]
    fn a_weight_of_other_sizes_is_refused() {
        assert!(align(Shape::batch(&[3]), Shape::batch(&[4])).is_err());
        assert!(align(Shape::batch(&[3]), Shape::batch(&[])).is_err());
    }
}
