//! The R functions of everything in Kerros's registry.
//!
//! `cargo run -p kerros-r-functions` writes them into the packages; a test fails when they are not
//! those of the registry.
//!
//! | module | |
//! |---|---|
//! | [`signature`] | what the functions are called and take in each era |
//! | [`function`] | one function: its documentation and its body |
//! | [`files`] | all of them, by file |

pub mod files;
pub mod function;
pub mod signature;

/// Names and signatures of R's packages `keras` 2.2.0, 2.15.0 and `keras3`: facts, collected once.
pub const SIGNATURES: &str = include_str!("../signatures.tsv");
