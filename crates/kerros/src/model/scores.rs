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
pub struct Scores(Vec<Score>);

#[derive(Clone, Debug, PartialEq)]
struct Score {
    name: String,
    result: f64,
    /// More than one where a metric has several.
    values: Vec<f64>,
}

impl Scores {
    pub(crate) fn new(names: &[String], results: &[f64], values: Vec<Vec<f64>>) -> Self {
        let scores = names.iter().zip(results).zip(values);
        let score = |((name, &result), values): ((&String, _), _)| Score {
            name: name.clone(),
            result,
            values,
        };
        Scores(scores.map(score).collect())
    }

    /// The loss.
    pub fn loss(&self) -> f64 {
        self.get("loss").unwrap_or(f64::NAN)
    }

    /// The value of `name`: `loss`, or a metric.
    pub fn get(&self, name: &str) -> Option<f64> {
        self.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// All values of `name`, where a metric has several: one for each threshold, class or column. Their mean is
    /// what [`get`](Self::get) gives.
    ///
    /// ```
    /// use kerros::metrics::Recall;
    /// use kerros::prelude::*;
    ///
    /// // A model that hands on its input.
    /// let mut model = Sequential::new();
    /// model.add(Activation::Linear.layer().input_shape(1))?;
    /// let recall = Recall::new().thresholds([0.3, 0.7]);
    /// model.compile(Compile::new().loss("binary_crossentropy").metrics([recall]))?;
    /// let (x, y) = ([0.9f32, 0.5, 0.1], [1u8, 1, 0]);
    /// let scores = model.evaluate(&x, &y, Evaluate::new().verbose(Verbose::Silent))?;
    /// assert_eq!(scores.values("recall"), Some(&[1.0, 0.5][..]));
    /// assert_eq!(scores.get("recall"), Some(0.75));
    /// # Ok::<(), kerros::Error>(())
    /// ```
    pub fn values(&self, name: &str) -> Option<&[f64]> {
        self.0.iter().find(|score| score.name == name).map(|score| &score.values[..])
    }

    /// Names and results, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, f64)> {
        self.0.iter().map(|score| (score.name.as_str(), score.result))
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
