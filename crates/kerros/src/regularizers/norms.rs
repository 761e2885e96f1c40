//! Penalties on the size of each number.

use super::{Regularizer, check_factor};
use crate::error::Result;
use crate::layer::Config;
use kerros_graph::{Graph, NodeId};

/// Adds `l1 * sum(|w|)`, which draws weights to exactly 0. In Keras: "L1 class".
///
/// | argument | default | |
/// |---|---|---|
/// | `l1` | 0.01 | finite, not negative |
///
/// Where a weight is 0, so is the gradient, as in Keras on TensorFlow (on JAX it is `l1`). Source: Tibshirani, "Regression shrinkage and selection
/// via the lasso", Journal of the Royal Statistical Society B 1996.
///
/// ```
/// use kerros::prelude::*;
///
/// let regularizer = L1::new().l1(0.5);
/// assert_eq!(SharedRegularizer::from(regularizer).config().to_string(), "l1=0.5");
/// ```
///
/// # Errors
///
/// The layer that holds it is refused when the factor is negative or not finite.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct L1 {
    l1: f64,
}

/// Adds `l2 * sum(w^2)`, which keeps weights small. In Keras: "L2 class".
///
/// | argument | default | |
/// |---|---|---|
/// | `l2` | 0.01 | finite, not negative |
///
/// The gradient is `2 * l2 * w`. Source: Hoerl and Kennard, "Ridge regression: biased estimation for
/// nonorthogonal problems", Technometrics 1970.
///
/// ```
/// use kerros::prelude::*;
///
/// let regularizer = L2::new().l2(0.001);
/// assert_eq!(SharedRegularizer::from(regularizer).config().to_string(), "l2=0.001");
/// ```
///
/// # Errors
///
/// The layer that holds it is refused when the factor is negative or not finite.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct L2 {
    l2: f64,
}

/// Adds `l1 * sum(|w|) + l2 * sum(w^2)`. In Keras: "L1L2 class".
///
/// | argument | default | |
/// |---|---|---|
/// | `l1` | 0 | finite, not negative |
/// | `l2` | 0 | finite, not negative |
///
/// Source: Zou and Hastie, "Regularization and variable selection via the elastic net", Journal of
/// the Royal Statistical Society B 2005.
///
/// ```
/// use kerros::prelude::*;
///
/// let regularizer = SharedRegularizer::from(L1L2::new().l1(0.1).l2(0.2));
/// assert_eq!(regularizer.config().to_string(), "l1=0.1, l2=0.2");
/// ```
///
/// # Errors
///
/// The layer that holds it is refused when a factor is negative or not finite.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct L1L2 {
    l1: f64,
    l2: f64,
}

impl L1 {
    /// A factor of 0.01.
    pub fn new() -> Self {
        L1 { l1: 0.01 }
    }

    /// The factor; 0.01 if not set.
    #[must_use]
    pub fn l1(self, l1: f64) -> Self {
        L1 { l1 }
    }
}

impl L2 {
    /// A factor of 0.01.
    pub fn new() -> Self {
        L2 { l2: 0.01 }
    }

    /// The factor; 0.01 if not set.
    #[must_use]
    pub fn l2(self, l2: f64) -> Self {
        L2 { l2 }
    }
}

impl L1L2 {
    /// No penalty yet.
    pub fn new() -> Self {
        L1L2::default()
    }

    /// The factor of the absolute values; 0 if not set.
    #[must_use]
    pub fn l1(self, l1: f64) -> Self {
        L1L2 { l1, ..self }
    }

    /// The factor of the squares; 0 if not set.
    #[must_use]
    pub fn l2(self, l2: f64) -> Self {
        L1L2 { l2, ..self }
    }
}

impl Default for L1 {
    fn default() -> Self {
        L1::new()
    }
}

impl Default for L2 {
    fn default() -> Self {
        L2::new()
    }
}

/// `factor * sum(|x|)`
fn absolute(graph: &mut Graph, x: NodeId, factor: f64) -> Result<NodeId> {
    let size = graph.abs(x)?;
    let sum = graph.sum_all(size)?;
    Ok(graph.scale(sum, factor)?)
}

/// `factor * sum(x^2)`
fn squared(graph: &mut Graph, x: NodeId, factor: f64) -> Result<NodeId> {
    let square = graph.square(x)?;
    let sum = graph.sum_all(square)?;
    Ok(graph.scale(sum, factor)?)
}

impl Regularizer for L1 {
    fn name(&self) -> &'static str {
        "L1"
    }

    fn call(&self, graph: &mut Graph, x: NodeId) -> Result<NodeId> {
        absolute(graph, x, self.l1)
    }

    fn config(&self) -> Config {
        Config::new().with("l1", self.l1)
    }

    fn check(&self) -> Result<()> {
        check_factor("l1", self.l1)
    }
}

impl Regularizer for L2 {
    fn name(&self) -> &'static str {
        "L2"
    }

    fn call(&self, graph: &mut Graph, x: NodeId) -> Result<NodeId> {
        squared(graph, x, self.l2)
    }

    fn config(&self) -> Config {
        Config::new().with("l2", self.l2)
    }

    fn check(&self) -> Result<()> {
        check_factor("l2", self.l2)
    }
}

impl Regularizer for L1L2 {
    fn name(&self) -> &'static str {
        "L1L2"
    }

    fn call(&self, graph: &mut Graph, x: NodeId) -> Result<NodeId> {
        // A factor of 0 leaves its term out: infinite weights must not make it NaN.
        match (self.l1 != 0.0, self.l2 != 0.0) {
            (true, true) => {
                let l1 = absolute(graph, x, self.l1)?;
                let l2 = squared(graph, x, self.l2)?;
                Ok(graph.add(l1, l2)?)
            }
            (true, false) => absolute(graph, x, self.l1),
            (false, true) => squared(graph, x, self.l2),
            (false, false) => Ok(graph.literal(0.0)?),
        }
    }

    fn config(&self) -> Config {
        Config::new().with("l1", self.l1).with("l2", self.l2)
    }

    fn check(&self) -> Result<()> {
        check_factor("l1", self.l1)?;
        check_factor("l2", self.l2)
    }
}
