//! Words of networks: products, convolutions, poolings, softmax.

use crate::error::Result;
use crate::graph::{Graph, NodeId};
use crate::op::{Convolution, DotAxes, Op, Pooling, Window};

impl Graph {
    /// A matrix product over any axes; see [`DotAxes`].
    pub fn dot(&mut self, a: NodeId, b: NodeId, axes: DotAxes) -> Result<NodeId> {
        self.insert(Op::Dot(axes), &[a, b])
    }

    /// `(..., k) x (k, n) -> (..., n)`: the product with a matrix along the last axis.
    pub fn matmul(&mut self, x: NodeId, matrix: NodeId) -> Result<NodeId> {
        let last = self.ty(x).shape.rank().saturating_sub(1);
        self.dot(
            x,
            matrix,
            DotAxes { batch: Default::default(), contract: [(last, 0)].into_iter().collect() },
        )
    }

    /// Convolution of `x (batch, space..., channels)` with `kernel (size..., channels / groups,
    /// filters)`; a [`Window`] alone is a convolution of one group.
    pub fn conv(
        &mut self,
        x: NodeId,
        kernel: NodeId,
        conv: impl Into<Convolution>,
    ) -> Result<NodeId> {
        self.insert(Op::Conv(conv.into()), &[x, kernel])
    }

    /// Transposed convolution: the input of `extents` elements along its spatial axes whose convolution
    /// `x` is a gradient of. `x (batch, space..., filters)`, `kernel (size..., channels / groups,
    /// filters)`.
    pub fn conv_transpose(
        &mut self,
        x: NodeId,
        kernel: NodeId,
        conv: impl Into<Convolution>,
        extents: &[usize],
    ) -> Result<NodeId> {
        let op = Op::ConvInputGrad { conv: conv.into(), extents: extents.into() };
        self.insert(op, &[x, kernel])
    }

    /// Pooling of `x (batch, space..., channels)`.
    pub fn pool(&mut self, kind: Pooling, x: NodeId, window: Window) -> Result<NodeId> {
        self.insert(Op::Pool(kind, window), &[x])
    }

    /// `e^x / sum(e^x)` along `axis`.
    pub fn softmax(&mut self, x: NodeId, axis: usize) -> Result<NodeId> {
        self.insert(Op::Softmax(axis), &[x])
    }

    /// `x - ln sum(e^x)` along `axis`.
    pub fn log_softmax(&mut self, x: NodeId, axis: usize) -> Result<NodeId> {
        self.insert(Op::LogSoftmax(axis), &[x])
    }
}
