//! Optimizers: how a gradient changes a weight.
//!
//! An optimizer writes its update into the training graph, one expression a weight. What it must
//! remember from step to step (momentum, mean squares) it keeps in *slots*: variables of the
//! weight's shape that start as zeros. The expressions are those of Keras 3, operation by operation,
//! so that ten steps give the same weights to rounding. In Keras: "Optimizers".
//!
//! | optimizer | name | default rate |
//! |---|---|---|
//! | [`SGD`] | `sgd` | 0.01 |
//! | [`RMSprop`] | `rmsprop` | 0.001 |
//! | [`Adam`] | `adam` | 0.001 |

mod adam;
mod arguments;
mod rmsprop;
mod sgd;

pub use adam::Adam;
pub use rmsprop::RMSprop;
pub use sgd::SGD;

use crate::error::Result;
use crate::layer::Config;
use crate::registry::{self, OPTIMIZERS};
use kerros_graph::{Graph, NodeId};
use std::fmt::Debug;

/// What an update may depend on besides weight and gradient. Both are scalars, so that what is
/// computed from them alone is computed once, not for each weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The learning rate of this step (`f32`).
    pub learning_rate: NodeId,
    /// The number of this step, as `f32`: 1 at the first.
    pub iteration: NodeId,
}

/// The new values of a weight and its slots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Update {
    /// The weight after the step.
    pub weight: NodeId,
    /// The slots after the step, in the order of [`Optimizer::slots`].
    pub slots: Vec<NodeId>,
}

/// How a gradient changes a weight.
///
/// # Example
///
/// ```
/// use kerros::optimizers::{Optimizer, Step, Update};
/// use kerros_graph::{Graph, NodeId};
///
/// /// Moves each weight by the learning rate against the gradient's sign.
/// #[derive(Debug)]
/// struct SignDescent;
///
/// impl Optimizer for SignDescent {
///     fn name(&self) -> &'static str {
///         "sign_descent"
///     }
///
///     fn learning_rate(&self) -> f64 {
///         0.001
///     }
///
///     fn slots(&self) -> Vec<&'static str> {
///         Vec::new()
///     }
///
///     fn update(
///         &self,
///         graph: &mut Graph,
///         step: Step,
///         weight: NodeId,
///         gradient: NodeId,
///         _slots: &[NodeId],
///     ) -> kerros::Result<Update> {
///         let direction = graph.sign(gradient)?;
///         let change = graph.mul(direction, step.learning_rate)?;
///         Ok(Update { weight: graph.sub(weight, change)?, slots: Vec::new() })
///     }
/// }
///
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(Dense::new(1).kernel_initializer("ones").input_shape(1))?;
/// model.compile(Compile::new().optimizer(SignDescent).loss("mse"))?;
/// model.train_on_batch(&[1.0f32], &[0.0f32])?;
/// assert!((model.get_weights()?[0][[0, 0]] - 0.999).abs() < 1e-6);
/// # Ok::<(), kerros::Error>(())
/// ```
pub trait Optimizer: Debug + Send + Sync {
    /// The name in Keras, such as `rmsprop`.
    fn name(&self) -> &'static str;

    /// The arguments, under their names in Keras.
    fn config(&self) -> Config {
        Config::new().with("learning_rate", self.learning_rate())
    }

    /// The learning rate to start with. While a model trains, the rate is a variable of the
    /// executor, so that it can change.
    fn learning_rate(&self) -> f64;

    /// The names of the slots of each weight, in Keras's order.
    fn slots(&self) -> Vec<&'static str>;

    /// Writes one step: the new weight and slots from the old ones and the gradient, all of one
    /// shape.
    ///
    /// # Errors
    ///
    /// When the shapes or the number of slots do not fit.
    fn update(
        &self,
        graph: &mut Graph,
        step: Step,
        weight: NodeId,
        gradient: NodeId,
        slots: &[NodeId],
    ) -> Result<Update>;

    /// Checks the optimizer's own arguments.
    ///
    /// # Errors
    ///
    /// When an argument is outside its range.
    fn check(&self) -> Result<()> {
        Ok(())
    }
}

/// An optimizer, or the name of one: what `compile` takes.
///
/// ```
/// use kerros::optimizers::{IntoOptimizer, SGD};
///
/// assert_eq!("adam".into_optimizer()?.learning_rate(), 0.001);
/// assert_eq!(SGD::new().learning_rate(0.5).into_optimizer()?.learning_rate(), 0.5);
/// assert!(SGD::new().learning_rate(-0.5).into_optimizer().is_err());
/// # Ok::<(), kerros::Error>(())
/// ```
pub trait IntoOptimizer {
    /// The optimizer, with its arguments checked.
    ///
    /// # Errors
    ///
    /// When the name is unknown or an argument is outside its range.
    fn into_optimizer(self) -> Result<Box<dyn Optimizer>>;
}

impl<O: Optimizer + 'static> IntoOptimizer for O {
    fn into_optimizer(self) -> Result<Box<dyn Optimizer>> {
        self.check()?;
        Ok(Box::new(self))
    }
}

impl IntoOptimizer for Box<dyn Optimizer> {
    fn into_optimizer(self) -> Result<Box<dyn Optimizer>> {
        self.check()?;
        Ok(self)
    }
}

impl IntoOptimizer for &str {
    fn into_optimizer(self) -> Result<Box<dyn Optimizer>> {
        registry::make("optimizer", OPTIMIZERS, self)
    }
}
