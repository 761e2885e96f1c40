//! Means and variances, and what normalization layers share.

use super::not_negative;
use super::weight_options::WeightOptions;
use crate::error::{Error, Result};
use crate::layer::Build;
use kerros_graph::types::Dim;
use kerros_graph::{Graph, NodeId, Shape};

/// `value`, reduced from `like` over `axes`, with these axes again, of size 1.
pub(super) fn kept(
    graph: &mut Graph,
    value: NodeId,
    like: NodeId,
    axes: &[usize],
) -> Result<NodeId> {
    let mut shape = graph.ty(like).shape.clone();
    for &axis in axes {
        shape.0[axis] = Dim::Const(1);
    }
    Ok(graph.reshape(value, shape)?)
}

/// The mean over `axes`, which stay with size 1.
pub(super) fn mean(graph: &mut Graph, x: NodeId, axes: &[usize]) -> Result<NodeId> {
    let mean = graph.mean(x, axes)?;
    kept(graph, mean, x, axes)
}

/// The distances from a mean, and the mean of their squares.
pub(super) struct Moments {
    /// In the shape of what they are taken of.
    pub(super) centred: NodeId,
    /// Over the axes, which stay with size 1.
    pub(super) variance: NodeId,
}

/// The moments of `x` over `axes`. The variance is that of the distances from the mean, not the
/// difference of two large sums: numbers around 1000 keep their digits.
pub(super) fn moments(graph: &mut Graph, x: NodeId, axes: &[usize]) -> Result<Moments> {
    let mean = mean(graph, x, axes)?;
    let centred = graph.sub(x, mean)?;
    let from_mean = from_fixed(graph, x, mean)?;
    let squares = graph.square(from_mean)?;
    let variance = self::mean(graph, squares, axes)?;
    Ok(Moments { centred, variance })
}

/// `x - mean` for a sum of squares: its slope along the mean is the sum of the distances, which is 0, so
/// that the gradient need not go there. That saves it a pass over all numbers.
pub(super) fn from_fixed(graph: &mut Graph, x: NodeId, mean: NodeId) -> Result<NodeId> {
    let mean = graph.stop_gradient(mean)?;
    Ok(graph.sub(x, mean)?)
}

/// `1 / sqrt(variance + epsilon)`
pub(super) fn inverse_deviation(
    graph: &mut Graph,
    variance: NodeId,
    epsilon: f64,
) -> Result<NodeId> {
    let sum = graph.offset(variance, epsilon)?;
    let deviation = graph.sqrt(sum)?;
    let one = graph.literal(1.0)?;
    Ok(graph.div(one, deviation)?)
}

/// A weight along some axes of a value.
pub(super) struct AlongAxes {
    /// The sizes of the axes, in the order in which they were named.
    pub(super) sizes: Vec<usize>,
    /// The shape of the value, with size 1 on every other axis.
    pub(super) broadcast: Shape,
}

impl AlongAxes {
    /// Along `positions` of `x`, none of which may be the batch.
    pub(super) fn new(build: &Build<'_>, x: NodeId, positions: &[usize]) -> Result<Self> {
        let dims = build.shape(x).dims();
        let mut sizes = Vec::new();
        let mut broadcast: Shape = dims.iter().map(|_| Dim::Const(1)).collect();
        for &position in positions {
            let Some(size) = dims[position].known() else {
                return Err(Error::invalid(
                    "axis",
                    "axes without the batch",
                    position.to_string(),
                    "Weights do not depend on the number of rows; name other axes.",
                ));
            };
            sizes.push(size);
            broadcast.0[position] = Dim::Const(size);
        }
        Ok(AlongAxes { sizes, broadcast })
    }

    /// The weight `name`, in a shape that repeats along all other axes.
    pub(super) fn weight(
        &self,
        build: &mut Build<'_>,
        name: &str,
        options: &WeightOptions,
    ) -> Result<NodeId> {
        let weight = build.weight_with(&options.weight(name, &self.sizes))?;
        Ok(build.graph.reshape(weight, self.broadcast.clone())?)
    }
}

/// What a normalization multiplies its result with, and what it adds, where it does.
pub(super) struct Affine {
    pub(super) gamma: Option<NodeId>,
    pub(super) beta: Option<NodeId>,
}

impl Affine {
    /// The weights `gamma` and `beta` along some axes; each is there if its options are given.
    pub(super) fn along(
        axes: &AlongAxes,
        build: &mut Build<'_>,
        gamma: Option<&WeightOptions>,
        beta: Option<&WeightOptions>,
    ) -> Result<Self> {
        let mut weight = |name: &str, options: Option<&WeightOptions>| {
            options.map(|options| axes.weight(build, name, options)).transpose()
        };
        Ok(Affine { gamma: weight("gamma", gamma)?, beta: weight("beta", beta)? })
    }

    /// `x * gamma + beta`
    pub(super) fn apply(&self, graph: &mut Graph, mut x: NodeId) -> Result<NodeId> {
        if let Some(gamma) = self.gamma {
            x = graph.mul(x, gamma)?;
        }
        if let Some(beta) = self.beta {
            x = graph.add(x, beta)?;
        }
        Ok(x)
    }
}

/// Checks an epsilon.
pub(super) fn check_epsilon(epsilon: f64) -> Result<()> {
    not_negative("epsilon", epsilon)
}
