//! The graph core of Kerros: what a computation *is*, before anything runs it.
//!
//! A [`Graph`] is an append-only arena of typed nodes. Every insert infers the type of the new node
//! and shares it with an equal one, so an ill-shaped graph cannot exist and no value is computed
//! twice. Training is a graph too: loss, gradients ([`gradient()`]), the optimizer's update and the
//! metrics are nodes. An [`Executor`] turns a [`Program`] (a graph and what is wanted of it) into
//! numbers; [`reference::Reference`] is the slow one that every other is held against.
//!
//! | module | holds |
//! |---|---|
//! | [`types`] | element types, dimensions, shapes |
//! | [`op`] | the closed set of operations |
//! | [`graph`] | the arena: insert = infer + share |
//! | [`build`] | the words people write graphs with |
//! | [`mod@gradient`] | reverse-mode differentiation, graph to graph |
//! | [`scan`] | what a step of a recurrence computes |
//! | [`decompose`] | macro operations in terms of core ones |
//! | [`simplify`] | fold and drop |
//! | [`mod@reference`] | the naive evaluator, in `f32` and `f64` |
//! | [`check`] | the gradient checker |
//! | [`mod@describe`] | what a plan does, in words |
//! | [`executor`] | what an executor must do |
//! | [`origin`] | where the first number comes from that is not finite |
//! | [`random`] | counter-based random numbers |

#![forbid(unsafe_code)]

pub mod build;
pub mod check;
pub mod decompose;
pub mod describe;
pub mod error;
pub mod executor;
pub mod gradient;
pub mod graph;
mod infer;
pub mod op;
pub mod origin;
pub mod random;
pub mod reference;
pub mod scan;
pub mod simplify;
pub mod types;

pub use build::{Equation, Term};
pub use describe::{Description, StepDescription};
pub use error::{Error, Result};
pub use executor::{Executor, Program, ProgramId, RunKey, VariableSpec};
pub use gradient::{Upstream, gradient};
pub use graph::{Graph, Node, NodeId};
pub use op::{InputId, Op, VariableId};
pub use types::{DType, Dim, Shape, Type};
