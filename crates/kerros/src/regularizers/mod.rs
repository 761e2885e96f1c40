//! Regularizers: what is added to a model's loss for the size of a weight, or of a layer's output.
//!
//! Formulas and defaults are those of Keras ("Layer weight regularizers").
//!
//! | regularizer | adds |
//! |---|---|
//! | [`L1`] | `l1 * sum(|w|)`: many weights become 0 |
//! | [`L2`] | `l2 * sum(w^2)`: weights stay small |
//! | [`L1L2`] | both |
//! | [`OrthogonalRegularizer`] | how far the rows or columns of a matrix are from orthogonal |
//!
//! A layer takes one for each of its weights, `kernel_regularizer` and its like, and some take one
//! for what they put out, `activity_regularizer`, which is divided by the number of rows. Weights
//! that are not trained are not regularized. Of a layer that a model calls several times, the outputs of all calls
//! add to the loss here; Keras keeps what the last call adds.

mod norms;
mod orthogonal;

pub use norms::{L1, L1L2, L2};
pub use orthogonal::{OrthogonalMode, OrthogonalRegularizer};

use crate::error::{Error, Result};
use crate::layer::Config;
use crate::registry::{self, REGULARIZERS};
use crate::shared::shared;
use kerros_graph::{Graph, NodeId, Shape, Type, VariableId};
use std::fmt::Debug;

/// Says what a weight adds to the loss.
///
/// One of one's own needs [`name`](Regularizer::name) and [`call`](Regularizer::call), and goes
/// wherever a layer takes a regularizer:
///
/// ```
/// use kerros::regularizers::Regularizer;
/// use kerros_graph::{Graph, NodeId};
///
/// /// The square of the sum, so that the weights cancel.
/// #[derive(Debug)]
/// struct Balance;
///
/// impl Regularizer for Balance {
///     fn name(&self) -> &'static str {
///         "Balance"
///     }
///
///     fn call(&self, graph: &mut Graph, x: NodeId) -> kerros::Result<NodeId> {
///         let sum = graph.sum_all(x)?;
///         Ok(graph.square(sum)?)
///     }
/// }
///
/// use kerros::regularizers::SharedRegularizer;
///
/// let regularizer: SharedRegularizer = Balance.into();
/// assert_eq!(regularizer.name(), "Balance");
/// ```
pub trait Regularizer: Debug + Send + Sync {
    /// The name of the class in Keras, such as `L2`.
    fn name(&self) -> &'static str;

    /// Writes one number from the weight or output `x`.
    ///
    /// # Errors
    ///
    /// When it cannot take the shape of `x`.
    fn call(&self, graph: &mut Graph, x: NodeId) -> Result<NodeId>;

    /// The arguments, under their names in Keras.
    fn config(&self) -> Config {
        Config::new()
    }

    /// Checks the arguments.
    ///
    /// # Errors
    ///
    /// When an argument is outside its range.
    fn check(&self) -> Result<()> {
        Ok(())
    }
}

shared! {
    /// A regularizer that several layers may hold. Made of any regularizer, or of a name.
    ///
    /// ```
    /// use kerros::regularizers::{L2, SharedRegularizer};
    ///
    /// let by_type: SharedRegularizer = L2::new().l2(0.001).into();
    /// let by_name = SharedRegularizer::try_from("l2")?;
    /// assert_eq!(by_type.name(), by_name.name());
    /// assert_eq!(by_name.config().to_string(), "l2=0.01");
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Of a name that is unknown: the error names the nearest one and all others.
    SharedRegularizer of Regularizer, by named
}

/// The regularizer of a name, with the defaults of its class; `l1_l2` has 0.01 for both factors, as it
/// had when that was the name of a function in Keras.
fn named(name: &str) -> Result<SharedRegularizer> {
    match name {
        "l1_l2" => Ok(L1L2::new().l1(0.01).l2(0.01).into()),
        _ => registry::make("regularizer", REGULARIZERS, name),
    }
}

impl SharedRegularizer {
    /// Checks the arguments, and that it takes a weight of this shape.
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let orthogonal = SharedRegularizer::try_from("orthogonal_regularizer")?;
    /// assert!(orthogonal.check_for(&[4, 3]).is_ok());
    /// assert!(orthogonal.check_for(&[4]).is_err());
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When an argument is outside its range, the shape does not fit, or more than one number comes out.
    pub fn check_for(&self, shape: &[usize]) -> Result<()> {
        self.check()?;
        let mut graph = Graph::new();
        let weight = graph.variable(VariableId(0), Type::f32(Shape::of(shape)))?;
        let penalty = self.call(&mut graph, weight)?;
        let received = &graph.ty(penalty).shape;
        if received.rank() == 0 {
            return Ok(());
        }
        let remedy = "Let it end in a sum over all axes.";
        Err(Error::invalid("regularizer", "a single number", received.to_string(), remedy))
    }
}

/// Checks that a factor is finite, also as `f32`, and not negative.
fn check_factor(what: &str, factor: f64) -> Result<()> {
    if factor >= 0.0 && (factor as f32).is_finite() {
        return Ok(());
    }
    let remedy = "A negative penalty would make weights grow without bound.";
    Err(Error::invalid(what, "a finite number from 0 on", factor.to_string(), remedy))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_regularizer_takes_a_matrix() {
        for class in REGULARIZERS {
            let regularizer = class.from_config(&Config::new()).unwrap();
            assert!(regularizer.check_for(&[3, 4]).is_ok(), "{regularizer:?}");
        }
    }

    #[test]
    fn more_than_one_number_is_refused() {
        #[derive(Debug)]
        struct Nothing;
        impl Regularizer for Nothing {
            fn name(&self) -> &'static str {
                "Nothing"
            }
            fn call(&self, _graph: &mut Graph, x: NodeId) -> Result<NodeId> {
                Ok(x)
            }
        }
        let error = SharedRegularizer::from(Nothing).check_for(&[2]).unwrap_err().to_string();
        assert!(error.starts_with("regularizer: expected a single number, received"), "{error}");
    }
}
