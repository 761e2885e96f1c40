//! Words that move elements.

use crate::error::Result;
use crate::graph::{Graph, NodeId};
use crate::op::{Axes, Op};
use crate::types::{Dim, Shape};

impl Graph {
    /// The elements of `x` under another shape.
    pub fn reshape(&mut self, x: NodeId, shape: Shape) -> Result<NodeId> {
        if self.ty(x).shape == shape {
            return Ok(x);
        }
        self.insert(Op::Reshape(shape), &[x])
    }

    /// Axis `i` of the result is axis `axes[i]` of `x`.
    pub fn transpose(&mut self, x: NodeId, axes: &[usize]) -> Result<NodeId> {
        let identity = axes.len() == self.ty(x).shape.rank()
            && axes.iter().enumerate().all(|(i, &axis)| i == axis);
        if identity {
            return Ok(x);
        }
        self.insert(Op::Transpose(Axes::from_slice(axes)), &[x])
    }

    /// `x` repeated to `shape`.
    pub fn broadcast(&mut self, x: NodeId, shape: Shape) -> Result<NodeId> {
        if self.ty(x).shape == shape {
            return Ok(x);
        }
        self.insert(Op::Broadcast(shape), &[x])
    }

    /// `count` elements from `start`, one every `step`, along `axis`.
    pub fn slice(
        &mut self,
        x: NodeId,
        axis: usize,
        start: usize,
        step: usize,
        count: usize,
    ) -> Result<NodeId> {
        self.insert(Op::Slice { axis, start, step, count }, &[x])
    }

    /// The elements of `x` at `start`, `start + step`, ... of an axis of `extent` zeros.
    pub fn pad(
        &mut self,
        x: NodeId,
        axis: usize,
        start: usize,
        step: usize,
        extent: usize,
    ) -> Result<NodeId> {
        self.insert(Op::Pad { axis, start, step, extent }, &[x])
    }

    /// Replaces `axis` by two: the position of a window of `size` elements, and the element in it.
    pub fn unfold(
        &mut self,
        x: NodeId,
        axis: usize,
        size: usize,
        stride: usize,
        dilation: usize,
    ) -> Result<NodeId> {
        self.insert(Op::Unfold { axis, size, stride, dilation }, &[x])
    }

    /// Adds the windows on `axis` and `axis + 1` back onto one axis of `extent` elements.
    pub fn fold(
        &mut self,
        windows: NodeId,
        axis: usize,
        extent: usize,
        stride: usize,
        dilation: usize,
    ) -> Result<NodeId> {
        self.insert(Op::Fold { axis, extent, stride, dilation }, &[windows])
    }

    /// `x` with an axis of size 1 put in at `axis`.
    pub fn expand(&mut self, x: NodeId, axis: usize) -> Result<NodeId> {
        let mut shape = self.ty(x).shape.clone();
        shape.0.insert(axis.min(shape.rank()), Dim::Const(1));
        self.reshape(x, shape)
    }
}
