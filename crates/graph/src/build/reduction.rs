//! Words that reduce.

use crate::error::Result;
use crate::graph::{Graph, NodeId};
use crate::op::{Axes, Op, Reduction};
use crate::types::{DType, Dim, Shape, Type};

impl Graph {
    /// The sum over `axes`, which disappear.
    pub fn sum(&mut self, x: NodeId, axes: &[usize]) -> Result<NodeId> {
        self.reduce(Reduction::Sum, x, axes)
    }

    /// The sum over everything.
    pub fn sum_all(&mut self, x: NodeId) -> Result<NodeId> {
        let axes: Vec<usize> = (0..self.ty(x).shape.rank()).collect();
        self.sum(x, &axes)
    }

    /// The largest over `axes`, which disappear; equal ones share the gradient.
    pub fn reduce_max(&mut self, x: NodeId, axes: &[usize]) -> Result<NodeId> {
        self.reduce(Reduction::Max, x, axes)
    }

    /// A reduction over `axes`, which disappear.
    pub fn reduce(&mut self, kind: Reduction, x: NodeId, axes: &[usize]) -> Result<NodeId> {
        if axes.is_empty() {
            return Ok(x);
        }
        self.insert(Op::Reduce(kind, Axes::from_slice(axes)), &[x])
    }

    /// The mean over `axes`, which disappear.
    pub fn mean(&mut self, x: NodeId, axes: &[usize]) -> Result<NodeId> {
        let sum = self.sum(x, axes)?;
        let count = self.count(x, axes)?;
        self.div(sum, count)
    }

    /// The mean over everything.
    pub fn mean_all(&mut self, x: NodeId) -> Result<NodeId> {
        let axes: Vec<usize> = (0..self.ty(x).shape.rank()).collect();
        self.mean(x, &axes)
    }

    /// How many elements `x` has along `axes` together, as a scalar.
    pub fn count(&mut self, x: NodeId, axes: &[usize]) -> Result<NodeId> {
        let shape = &self.ty(x).shape;
        let (known, batches) =
            axes.iter().filter_map(|&axis| shape.0.get(axis).copied()).collect::<Shape>().volume();
        let mut count = self.literal(known as f64)?;
        for _ in 0..batches {
            let rows = self.batch_size()?;
            count = self.mul(count, rows)?;
        }
        Ok(count)
    }

    /// The position of the largest element along `axis`, as `i32`; the first of several.
    pub fn argmax(&mut self, x: NodeId, axis: usize) -> Result<NodeId> {
        self.insert(Op::ArgMax(axis), &[x])
    }

    /// `(..., classes)` with 1 where the class number equals `indices` (`i32`), else 0.
    pub fn one_hot(&mut self, indices: NodeId, classes: usize) -> Result<NodeId> {
        let rank = self.ty(indices).shape.rank();
        let mut shape = self.ty(indices).shape.clone();
        shape.0.push(Dim::Const(classes));
        let class = self.iota(Type { dtype: DType::I32, shape }, rank)?;
        let indices = self.expand(indices, rank)?;
        self.equal(indices, class)
    }
}
