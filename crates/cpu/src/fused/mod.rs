//! Chains of elementwise operations as register programs over tiles that fit the first-level cache.
//!
//! A chain such as `w - rate * g / (sqrt(v) + eps)` becomes one [`Program`]: instructions over
//! registers of some hundred elements, executed tile by tile. Every input is read once and every result
//! written once, whatever the length of the chain; what does not change from tile to tile (numbers,
//! biases, and what is computed from them alone) is computed once in a run. There is no code generation at run
//! time: each instruction is a loop that was compiled for the vector instructions of the CPU.
//!
//! | module | holds |
//! |---|---|
//! | `builder` | writing a chain down |
//! | `access` | the patterns in which inputs are read |
//! | `analysis`, `compile`, `registers` | from the chain to instructions |
//! | `instruction`, `program`, `describe` | the result |
//! | `run`, `lanes`, `load`, `reduce` | executing it |
//! | `pieces` | cutting it for threads |
//! | `math` | the functions |
//!
//! Bits: every function is computed by the same sequence of IEEE operations on every CPU, and every
//! sum in an order that only the shape decides. Neither the number of threads, nor the width of the
//! vectors, nor the cut of a range shows in a result.

mod access;
mod analysis;
mod builder;
mod compile;
mod describe;
mod instruction;
mod lanes;
mod load;
pub(crate) mod math;
mod pieces;
mod program;
mod reduce;
mod registers;
mod run;

#[cfg(test)]
mod tests;

pub use access::{Access, Dimension};
pub use builder::{ProgramBuilder, ReduceAxes, Reg};
pub use pieces::{Pieces, pieces};
pub use program::Program;
pub use run::{Bindings, Context, run};
