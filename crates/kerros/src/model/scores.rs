//! Results of an evaluation or a batch.

use std::fmt;

/// Loss and metrics by name, the loss first.
///
/// ```
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(Dense::new(1).kernel_initializer("ones").input_shape(1))?;
/// model.compile(Compile::new().loss("mse").metrics(["mae"]))?;
/// let (x, y) = (Array2::from_elem((4, 1), 3.0f32), Array1::from_elem(4, 1.0f32));
/// let scores = model.evaluate(&x, &y, Evaluate::new().verbose(Verbose::Silent))?;
/// assert_eq!((scores.loss(), scores.get("mae")), (4.0, Some(2.0)));
/// assert_eq!(scores.to_string(), "loss: 4.0000 - mae: 2.0000");
/// # Ok::<(), kerros::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scores(Vec<(String, f64)>);

impl Scores {
    pub(crate) fn new(names: &[String], values: &[f64]) -> Self {
        Scores(names.iter().cloned().zip(values.iter().copied()).collect())
    }

    /// The loss.
    pub fn loss(&self) -> f64 {
        self.get("loss").unwrap_or(f64::NAN)
    }

    /// The value of `name`: `loss`, or a metric.
    pub fn get(&self, name: &str) -> Option<f64> {
        self.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// Names and values, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, f64)> {
        self.0.iter().map(|(name, value)| (name.as_str(), *value))
    }
}

impl fmt::Display for Scores {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (name, value)) in self.iter().enumerate() {
            let separator = if index == 0 { "" } else { " - " };
            write!(f, "{separator}{name}: {value:.4}")?;
        }
        Ok(())
    }
}
