//! Losses, metrics and optimizers against the numbers of Keras 3 in `golden/data`.

#![allow(clippy::unwrap_used, reason = "also in the functions that the tests share")]

mod losses;
mod metrics;
mod numbers;
mod optimizers;
mod schedules;
