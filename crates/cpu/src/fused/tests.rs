//! Programs against a naive interpreter that computes each element on its own.

mod interpreter;
mod programs;
mod reductions;
