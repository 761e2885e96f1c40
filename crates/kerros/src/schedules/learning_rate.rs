//! A number or a schedule.

use super::Schedule;
use crate::error::{Error, Result};
use crate::layer::Value;
use std::sync::Arc;

/// A learning rate as an optimizer takes it: a number, which can be changed while the model trains, or
/// a schedule, which cannot.
///
/// ```
/// use kerros::schedules::{CosineDecay, LearningRate};
///
/// assert_eq!(LearningRate::from(0.5).start()?, 0.5);
/// assert_eq!(LearningRate::from(CosineDecay::new(0.25, 100.0)).start()?, 0.25);
/// # Ok::<(), kerros::Error>(())
/// ```
#[derive(Clone, Debug)]
pub enum LearningRate {
    /// The same number for every step, until it is changed.
    Constant(f64),
    /// What a schedule says.
    Scheduled(Arc<dyn Schedule>),
}

impl LearningRate {
    /// The rate of the first step.
    ///
    /// # Errors
    ///
    /// When the schedule cannot be computed.
    pub fn start(&self) -> Result<f64> {
        match self {
            LearningRate::Constant(rate) => Ok(*rate),
            LearningRate::Scheduled(schedule) => schedule.rate(0),
        }
    }

    /// The schedule, if it is one.
    pub fn schedule(&self) -> Option<&dyn Schedule> {
        match self {
            LearningRate::Constant(_) => None,
            LearningRate::Scheduled(schedule) => Some(&**schedule),
        }
    }

    /// Checks a number, or the arguments of a schedule.
    pub(crate) fn check(&self) -> Result<()> {
        match self {
            LearningRate::Constant(rate) if rate.is_finite() && *rate >= 0.0 => Ok(()),
            LearningRate::Constant(rate) => Err(Error::invalid(
                "learning_rate",
                "a number from 0 on",
                rate.to_string(),
                "Rates between 0.1 and 0.00001 are usual.",
            )),
            LearningRate::Scheduled(schedule) => {
                schedule.check().map_err(|error| error.at(schedule.class_name()))
            }
        }
    }
}

impl From<f64> for LearningRate {
    fn from(rate: f64) -> Self {
        LearningRate::Constant(rate)
    }
}

impl<S: Schedule + 'static> From<S> for LearningRate {
    fn from(schedule: S) -> Self {
        LearningRate::Scheduled(Arc::new(schedule))
    }
}

impl From<Arc<dyn Schedule>> for LearningRate {
    fn from(schedule: Arc<dyn Schedule>) -> Self {
        LearningRate::Scheduled(schedule)
    }
}

impl From<&LearningRate> for Value {
    fn from(rate: &LearningRate) -> Self {
        match rate {
            LearningRate::Constant(rate) => (*rate).into(),
            LearningRate::Scheduled(schedule) => Value::Object {
                class_name: schedule.class_name().to_owned(),
                config: schedule.config(),
            },
        }
    }
}
