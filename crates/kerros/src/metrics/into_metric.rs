//! Metrics and their names.

use super::Metric;
use crate::error::Result;
use crate::layer::Config;
use crate::registry::{self, METRICS};

/// A metric, or the name of one: what `compile` takes. A metric made from a name is reported under
/// just that name, as in Keras: `acc` stays `acc`.
///
/// ```
/// use kerros::metrics::{BinaryAccuracy, IntoMetric};
///
/// assert_eq!("mae".into_metric()?.name(), "mae");
/// assert_eq!(BinaryAccuracy::new().into_metric()?.name(), "binary_accuracy");
/// assert!("acuracy".into_metric().is_err());
/// # Ok::<(), kerros::Error>(())
/// ```
pub trait IntoMetric {
    /// The metric, with its arguments checked.
    ///
    /// # Errors
    ///
    /// When the name is unknown or an argument is outside its range.
    fn into_metric(self) -> Result<Box<dyn Metric>>;
}

impl<M: Metric + 'static> IntoMetric for M {
    fn into_metric(self) -> Result<Box<dyn Metric>> {
        self.check()?;
        Ok(Box::new(self))
    }
}

impl IntoMetric for Box<dyn Metric> {
    fn into_metric(self) -> Result<Box<dyn Metric>> {
        self.check()?;
        Ok(self)
    }
}

impl IntoMetric for &str {
    fn into_metric(self) -> Result<Box<dyn Metric>> {
        // However they are spelled, as in Keras: the class `Accuracy` has no name.
        let accuracy = ["accuracy", "acc"].iter().any(|name| self.eq_ignore_ascii_case(name));
        let name = if accuracy { "accuracy" } else { self };
        registry::find("metric", METRICS, name)?
            .from_config(&Config::new().with("name", self.to_owned()))
    }
}
