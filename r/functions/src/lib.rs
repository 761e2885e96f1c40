//! The R functions of everything in Kerros's registry.
//!
//! `cargo run -p kerros-r-functions` writes them into the packages; a test fails when they are not
//! those of the registry.
//!
//! | module | |
//! |---|---|
//! | [`signature`] | what the functions are called and take in each era |
//! | [`function`] | one function: its documentation and its body |
//! | [`exports`] | what `kerros` exports and `keras` hands on |
//! | [`table`] | the page of all names: there, planned, refused |
//! | [`files`] | all of them, by file |

pub mod exports;
pub mod files;
pub mod function;
pub mod signature;
pub mod table;

/// Names and signatures of R's packages `keras` 2.2.0, 2.15.0 and `keras3`: facts, collected once.
pub const SIGNATURES: &str = include_str!("../signatures.tsv");

/// What is to become of the names that are not there: of a name, or of all of a group.
const PLANS: &str = include_str!("../plans.tsv");
