//! From one value a sample to one number.

use crate::error::Result;
use kerros_graph::types::Dim;
use kerros_graph::{Graph, NodeId};

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
    let weighted = match weight {
        Some(weight) => {
            let weight = align_weight(graph, weight, values)?;
            graph.mul(values, weight)?
        }
        None => values,
    };
    Ok(graph.mean_all(weighted)?)
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
    let Some(mask) = mask else { return reduce(graph, values, weight) };
    let axes: Vec<usize> = (0..graph.ty(mask).shape.rank()).collect();
    let total = graph.count(mask, &axes)?;
    let valid = graph.sum_all(mask)?;
    // Where nothing counts, the mask is 0 everywhere, and so is the loss.
    let one = graph.literal(1.0)?;
    let at_least_one = graph.maximum(valid, one)?;
    let share = graph.div(total, at_least_one)?;
    let mask = align_weight(graph, mask, values)?;
    let mask = graph.mul(mask, share)?;
    let weight = match weight {
        Some(weight) => {
            let weight = align_weight(graph, weight, values)?;
            graph.mul(weight, mask)?
        }
        None => mask,
    };
    reduce(graph, values, Some(weight))
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
