//! Kernels: one piece of one step each, on plain slices.
//!
//! A kernel knows nothing of graphs or threads. How its work is cut into pieces is a function of the
//! sizes alone.

pub(crate) mod argmax;
pub(crate) mod concat;
pub(crate) mod conv;
pub(crate) mod conv1d;
pub(crate) mod fold;
pub(crate) mod pad;
pub(crate) mod pool1d;
pub(crate) mod product;
pub(crate) mod reduce;
pub(crate) mod rows;
pub(crate) mod softmax;
