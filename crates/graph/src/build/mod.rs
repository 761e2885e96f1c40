//! The words people write graphs with: one method an operation, and the common compositions.
//!
//! Binary methods broadcast as NumPy does: shapes are aligned at the last axis, and axes of size 1
//! repeat. Every method returns the error of the first insert that does not fit.

mod einsum;
mod elementwise;
mod movement;
mod network;
mod reduction;
mod scan;

pub use einsum::{Equation, Term};

use crate::error::Result;
use crate::graph::{Graph, NodeId};
use crate::op::{InputId, Literal, Op, VariableId};
use crate::types::{DType, Shape, Type};

impl Graph {
    /// Data that each run brings.
    pub fn input(&mut self, id: InputId, ty: Type) -> Result<NodeId> {
        self.insert(Op::Input(id, ty), &[])
    }

    /// The value that a variable has when the run starts.
    pub fn variable(&mut self, id: VariableId, ty: Type) -> Result<NodeId> {
        self.insert(Op::Variable(id, ty), &[])
    }

    /// Gives variable `id` the value of `value` when the run ends. Every read in the same run sees
    /// the old value.
    pub fn assign(&mut self, id: VariableId, value: NodeId) -> Result<NodeId> {
        self.insert(Op::Assign(id), &[value])
    }

    /// The number `value`.
    pub fn literal(&mut self, value: f64) -> Result<NodeId> {
        self.insert(Op::Literal(Literal::new(value), DType::F32), &[])
    }

    /// The number `value` in the shape of `like`.
    pub fn full_like(&mut self, like: NodeId, value: f64) -> Result<NodeId> {
        let literal = self.literal(value)?;
        let shape = self.ty(like).shape.clone();
        self.broadcast(literal, shape)
    }

    /// The number of rows in the batch, as a scalar.
    pub fn batch_size(&mut self) -> Result<NodeId> {
        self.insert(Op::BatchSize, &[])
    }

    /// The position along `axis`.
    pub fn iota(&mut self, ty: Type, axis: usize) -> Result<NodeId> {
        self.insert(Op::Iota { ty, axis }, &[])
    }

    /// Uniform random numbers in `[0, 1)`: new ones for each call and each step.
    pub fn random_uniform(&mut self, shape: Shape) -> Result<NodeId> {
        let stream = self.new_stream();
        self.insert(Op::Random { stream, shape }, &[])
    }
}
