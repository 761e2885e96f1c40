//! The commands, one a file.

pub(crate) mod demo;
pub(crate) mod profile;
pub(crate) mod study;
pub(crate) mod summary;
