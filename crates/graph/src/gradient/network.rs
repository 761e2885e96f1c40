//! Rules of products, convolutions, poolings and softmax.

use super::{OperandGradients, movement};
use crate::error::Result;
use crate::graph::{Graph, NodeId};
use crate::op::{Convolution, DotAxes, Op};
use smallvec::{SmallVec, smallvec};

/// The gradient of each factor is the product of the result's gradient with the other factor.
pub(super) fn dot(
    graph: &mut Graph,
    axes: &DotAxes,
    [a, b]: [NodeId; 2],
    g: NodeId,
) -> Result<OperandGradients> {
    let left =
        Side::new(graph, a, axes.batch.iter().map(|p| p.0), axes.contract.iter().map(|p| p.0));
    let right =
        Side::new(graph, b, axes.batch.iter().map(|p| p.1), axes.contract.iter().map(|p| p.1));
    let batches = axes.batch.len();
    // The result's axes: batch, free of a, free of b.
    let free_a_in_g = batches..batches + left.free.len();
    let free_b_in_g = free_a_in_g.end..free_a_in_g.end + right.free.len();

    // g x b gives (batch, free of a, contracted in b's order).
    let product = graph.dot(
        g,
        b,
        DotAxes {
            batch: right.batch.iter().copied().enumerate().collect(),
            contract: free_b_in_g.zip(right.free.iter().copied()).collect(),
        },
    )?;
    let origin = [left.batch.clone(), left.free.clone(), left.contracted_as_in(&right)].concat();
    let for_a = put_axes_back(graph, product, &origin)?;

    // a x g gives (batch, contracted in a's order, free of b).
    let product = graph.dot(
        a,
        g,
        DotAxes {
            batch: left.batch.iter().copied().enumerate().map(|(i, axis)| (axis, i)).collect(),
            contract: left.free.iter().copied().zip(free_a_in_g).collect(),
        },
    )?;
    let origin = [right.batch.clone(), right.contracted_as_in(&left), right.free.clone()].concat();
    let for_b = put_axes_back(graph, product, &origin)?;
    Ok(smallvec![Some(for_a), Some(for_b)])
}

/// The parts that the axes of one operand of a product play.
struct Side {
    batch: Vec<usize>,
    /// In the order of the pairs.
    contracted: Vec<usize>,
    free: Vec<usize>,
}

impl Side {
    fn new(
        graph: &Graph,
        operand: NodeId,
        batch: impl Iterator<Item = usize>,
        contracted: impl Iterator<Item = usize>,
    ) -> Self {
        let batch: Vec<usize> = batch.collect();
        let contracted: Vec<usize> = contracted.collect();
        let rank = graph.ty(operand).shape.rank();
        let free = (0..rank).filter(|i| !batch.contains(i) && !contracted.contains(i)).collect();
        Side { batch, contracted, free }
    }

    /// This side's contracted axes, in the order in which the `other` side's axes lie in memory.
    fn contracted_as_in(&self, other: &Side) -> Vec<usize> {
        let mut pairs: Vec<(usize, usize)> =
            other.contracted.iter().copied().zip(self.contracted.iter().copied()).collect();
        pairs.sort_unstable();
        pairs.into_iter().map(|(_, axis)| axis).collect()
    }
}

/// Transposes `value`, whose axis `i` belongs at `origin[i]`.
fn put_axes_back(graph: &mut Graph, value: NodeId, origin: &[usize]) -> Result<NodeId> {
    let mut axes = vec![0; origin.len()];
    for (from, &to) in origin.iter().enumerate() {
        axes[to] = from;
    }
    graph.transpose(value, &axes)
}

/// The sizes of the spatial axes of `x (batch, space..., channels)`.
pub(super) fn extents(graph: &Graph, x: NodeId) -> SmallVec<[usize; 3]> {
    let rank = graph.ty(x).shape.rank();
    (1..rank - 1).map(|axis| movement::extent(graph, x, axis)).collect()
}

pub(super) fn conv(
    graph: &mut Graph,
    conv: &Convolution,
    [x, kernel]: [NodeId; 2],
    g: NodeId,
) -> Result<OperandGradients> {
    let op = Op::ConvInputGrad { conv: conv.clone(), extents: extents(graph, x) };
    let for_x = graph.insert(op, &[g, kernel])?;
    let for_kernel = graph.insert(Op::ConvKernelGrad(conv.clone()), &[x, g])?;
    Ok(smallvec![Some(for_x), Some(for_kernel)])
}

/// The input gradient is linear in both operands, and its adjoints are the convolution itself and
/// the kernel gradient.
pub(super) fn conv_input_grad(
    graph: &mut Graph,
    conv: &Convolution,
    [dy, kernel]: [NodeId; 2],
    g: NodeId,
) -> Result<OperandGradients> {
    let for_dy = graph.conv(g, kernel, conv.clone())?;
    let for_kernel = graph.insert(Op::ConvKernelGrad(conv.clone()), &[g, dy])?;
    Ok(smallvec![Some(for_dy), Some(for_kernel)])
}

/// As [`conv_input_grad`]; here `g` has the kernel's shape.
pub(super) fn conv_kernel_grad(
    graph: &mut Graph,
    conv: &Convolution,
    [x, dy]: [NodeId; 2],
    g: NodeId,
) -> Result<OperandGradients> {
    let op = Op::ConvInputGrad { conv: conv.clone(), extents: extents(graph, x) };
    let for_x = graph.insert(op, &[dy, g])?;
    let for_dy = graph.conv(x, g, conv.clone())?;
    Ok(smallvec![Some(for_x), Some(for_dy)])
}

/// `y * (g - sum(g * y))`
pub(super) fn softmax(graph: &mut Graph, axis: usize, y: NodeId, g: NodeId) -> Result<NodeId> {
    let weighted = graph.mul(g, y)?;
    let sum = graph.sum(weighted, &[axis])?;
    let sum = movement::spread(graph, sum, &[axis], y)?;
    let centred = graph.sub(g, sum)?;
    graph.mul(y, centred)
}

/// `g - e^y * sum(g)`
pub(super) fn log_softmax(graph: &mut Graph, axis: usize, y: NodeId, g: NodeId) -> Result<NodeId> {
    let sum = graph.sum(g, &[axis])?;
    let sum = movement::spread(graph, sum, &[axis], y)?;
    let probability = graph.exp(y)?;
    let share = graph.mul(probability, sum)?;
    graph.sub(g, share)
}
