//! The CPU executor of Kerros.
//!
//! A program becomes a [`Cpu`]'s plan: a flat list of steps over memory that is laid out once.
//! Running a step of training walks that list; it allocates nothing, looks nothing up, and gives the
//! same bits on any number of threads.
//!
//! | module | holds |
//! |---|---|
//! | `executor` | [`Cpu`]: variables, programs, plans |
//! | `lower` | from a graph to steps: views, units, kernels |
//! | `plan` | the steps of one batch size, their memory, their description |
//! | `run` | the run loop |
//! | `scan` | recurrences: steps within a step |
//! | `fault` | what ends a run before its last step |
//! | `fused` | elementwise chains as register programs |
//! | `gemm` | matrix products of small and thin operands |
//! | `kernels` | products, convolutions, poolings, ... |
//! | `vectorized` | plain loops with the widest vectors of the CPU |
//! | `pool` | threads |
//! | `memory` | blocks, and where offsets become slices |

// Kernels and the run loop need it; every block says why it is sound.
#![allow(unsafe_code)]

mod executor;
mod fault;
pub mod fused;
pub mod gemm;
mod kernels;
mod lower;
mod memory;
mod plan;
mod pool;
mod run;
mod scan;
mod step;
mod vectorized;

pub use executor::Cpu;
pub use pool::ThreadPool;
