//! Losses, metrics and optimizers against the numbers of Keras 3 in `golden/data`.

#![allow(clippy::unwrap_used, reason = "also in the functions that the tests share")]

mod losses;
mod metrics;
mod numbers;
mod optimizers;
mod schedules;
#[allow(dead_code, reason = "shared with other tests")]
#[path = "../support/mod.rs"]
mod support;
