//! Constraints: what a weight is turned into after each step of the optimizer.
//!
//! Formulas and defaults are those of Keras ("Layer weight constraints").
//!
//! | constraint | keeps |
//! |---|---|
//! | [`MaxNorm`] | lengths at most `max_value` |
//! | [`MinMaxNorm`] | lengths between two numbers |
//! | [`UnitNorm`] | lengths at 1 |
//! | [`NonNeg`] | weights from 0 on |
//!
//! A layer takes one for each of its weights: `kernel_constraint` and its like. A length is that of
//! the numbers along `axis`: 0 for the weights that lead into one unit of a
//! [`Dense`](crate::layers::Dense) layer, `[0, 1, 2]` for a filter of a two-dimensional convolution.

mod max_norm;
mod min_max_norm;
mod non_neg;
mod norm;
mod unit_norm;

pub use max_norm::MaxNorm;
pub use min_max_norm::MinMaxNorm;
pub use non_neg::NonNeg;
pub use norm::NormAxes;
pub use unit_norm::UnitNorm;

use crate::error::{Error, Result};
use crate::layer::Config;
use crate::registry::{self, CONSTRAINTS};
use crate::shared::shared;
use kerros_graph::{Graph, NodeId, Shape, Type, VariableId};
use std::fmt::Debug;

/// Says what a weight becomes after a step.
///
/// One of one's own needs [`name`](Constraint::name) and [`call`](Constraint::call), and goes
/// wherever a layer takes a constraint:
///
/// ```
/// use kerros::constraints::{Constraint, SharedConstraint};
/// use kerros_graph::{Graph, NodeId};
///
/// /// Keeps weights between -1 and 1.
/// #[derive(Debug)]
/// struct Clipped;
///
/// impl Constraint for Clipped {
///     fn name(&self) -> &'static str {
///         "Clipped"
///     }
///
///     fn call(&self, graph: &mut Graph, weight: NodeId) -> kerros::Result<NodeId> {
///         Ok(graph.clip(weight, -1.0, 1.0)?)
///     }
/// }
///
/// let constraint: SharedConstraint = Clipped.into();
/// assert_eq!(constraint.name(), "Clipped");
/// ```
pub trait Constraint: Debug + Send + Sync {
    /// The name of the class in Keras, such as `MaxNorm`.
    fn name(&self) -> &'static str;

    /// Writes the new weight, of the same shape.
    ///
    /// # Errors
    ///
    /// When it cannot take the shape of `weight`.
    fn call(&self, graph: &mut Graph, weight: NodeId) -> Result<NodeId>;

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
    /// A constraint that several layers may hold. Made of any constraint, or of a name.
    ///
    /// ```
    /// use kerros::constraints::{MaxNorm, SharedConstraint};
    ///
    /// let by_type: SharedConstraint = MaxNorm::new().max_value(3.0).into();
    /// let by_name = SharedConstraint::try_from("max_norm")?;
    /// assert_eq!(by_type.name(), by_name.name());
    /// assert_eq!(by_name.config().to_string(), "max_value=2.0, axis=0");
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Of a name that is unknown: the error names the nearest one and all others.
    SharedConstraint of Constraint, by named
}

/// The constraint of a name, with the defaults of its class.
fn named(name: &str) -> Result<SharedConstraint> {
    registry::make("constraint", CONSTRAINTS, name)
}

impl SharedConstraint {
    /// Checks the arguments, and that it takes a weight of this shape and keeps its shape.
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let rows = SharedConstraint::from(UnitNorm::new().axis(1));
    /// assert!(rows.check_for(&[4, 3]).is_ok());
    /// assert!(rows.check_for(&[4]).is_err());
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When an argument is outside its range, or the shape does not fit or does not stay.
    pub fn check_for(&self, shape: &[usize]) -> Result<()> {
        self.check()?;
        let mut graph = Graph::new();
        let shape = Shape::of(shape);
        let weight = graph.variable(VariableId(0), Type::f32(shape.clone()))?;
        let constrained = self.call(&mut graph, weight)?;
        let received = &graph.ty(constrained).shape;
        if *received == shape {
            return Ok(());
        }
        let expected = format!("a weight of the same shape, {shape}");
        let remedy = "Let it change the numbers of the weight only.";
        Err(Error::invalid("constraint", expected, received.to_string(), remedy))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_constraint_takes_vectors_and_kernels() {
        for class in CONSTRAINTS {
            let constraint = class.from_config(&Config::new()).unwrap();
            for shape in [&[3][..], &[3, 4], &[5, 3, 4]] {
                assert!(constraint.check_for(shape).is_ok(), "{constraint:?}");
            }
        }
    }

    #[test]
    fn another_shape_is_refused() {
        #[derive(Debug)]
        struct Total;
        impl Constraint for Total {
            fn name(&self) -> &'static str {
                "Total"
            }
            fn call(&self, graph: &mut Graph, weight: NodeId) -> Result<NodeId> {
                Ok(graph.sum_all(weight)?)
            }
        }
        let error = SharedConstraint::from(Total).check_for(&[2]).unwrap_err().to_string();
        assert!(error.starts_with("constraint: expected a weight of the same shape"), "{error}");
    }
}
