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

    /// The values one after the other along `axis`; along all others their sizes are equal.
    ///
    /// ```
    /// use kerros_graph::{Graph, InputId, Shape, Type};
    ///
    /// let mut graph = Graph::new();
    /// let words = graph.input(InputId(0), Type::f32(Shape::batch(&[16])))?;
    /// let numbers = graph.input(InputId(1), Type::f32(Shape::batch(&[3])))?;
    /// let all = graph.concat(&[words, numbers], 1)?;
    /// assert_eq!(graph.ty(all).to_string(), "f32(batch, 19)");
    /// # Ok::<(), kerros_graph::Error>(())
    /// ```
    pub fn concat(&mut self, parts: &[NodeId], axis: usize) -> Result<NodeId> {
        match *parts {
            [part] => Ok(part),
            _ => self.insert(Op::Concat(axis), parts),
        }
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

    /// The rows of `table (n, ...)` that `indices` name: the shape of the indices, then that of a row.
    ///
    /// Indices are integers or whole numbers from 0 to `n - 1`; anything else is an error of the run that
    /// meets it ([`Error::Index`](crate::Error::Index)), which then assigns nothing.
    ///
    /// ```
    /// use kerros_graph::{Graph, InputId, Shape, Type};
    ///
    /// let mut graph = Graph::new();
    /// let table = graph.input(InputId(0), Type::f32(Shape::of(&[1000, 16])))?;
    /// let words = graph.input(InputId(1), Type::i32(Shape::batch(&[20])))?;
    /// let vectors = graph.gather(table, words)?;
    /// assert_eq!(graph.ty(vectors).to_string(), "f32(batch, 20, 16)");
    /// # Ok::<(), kerros_graph::Error>(())
    /// ```
    pub fn gather(&mut self, table: NodeId, indices: NodeId) -> Result<NodeId> {
        self.insert(Op::Gather, &[table, indices])
    }

    /// A table of `extent` rows: row `i` is the sum of all `rows` whose index is `i`, in order, and zeros
    /// where there is none. The adjoint of [`Graph::gather`], with the same indices.
    pub fn scatter_add(&mut self, rows: NodeId, indices: NodeId, extent: usize) -> Result<NodeId> {
        self.insert(Op::ScatterAdd { extent }, &[rows, indices])
    }
}
