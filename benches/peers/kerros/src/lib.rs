//! What the benchmarks beside other systems share: reading their data.

#![forbid(unsafe_code)]

pub mod data;

/// What a benchmark fails with: the text says what is wrong and how to mend it.
pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;
