//! Optimizers: how a gradient changes a weight.
//!
//! An optimizer writes its update into the training graph, one expression a weight. What it must
//! remember from step to step (momentum, mean squares) it keeps in *slots*: variables that belong to a
//! weight. The expressions are those of Keras 3, operation by operation, so that ten steps give the
//! same weights to rounding. What all have in common (limits of gradients, weight decay, averages of
//! the weights, accumulation, scaling of the loss) is in [`Options`]. In Keras: "Optimizers".
//!
//! | optimizer | name | default rate |
//! |---|---|---|
//! | [`SGD`] | `sgd` | 0.01 |
//! | [`RMSprop`] | `rmsprop` | 0.001 |
//! | [`Adam`] | `adam` | 0.001 |
//! | [`AdamW`] | `adamw` | 0.001 |
//! | [`Adadelta`] | `adadelta` | 0.001 |
//! | [`Adagrad`] | `adagrad` | 0.001 |
//! | [`Adamax`] | `adamax` | 0.001 |
//! | [`Adafactor`] | `adafactor` | 0.001 |
//! | [`Nadam`] | `nadam` | 0.001 |
//! | [`Ftrl`] | `ftrl` | 0.001 |
//! | [`Lion`] | `lion` | 0.001 |
//! | [`Lamb`] | `lamb` | 0.001 |
//! | [`Muon`] | `muon` | 0.001 |
//! | [`LossScaleOptimizer`] | | that of another optimizer, whose loss it scales |

mod adadelta;
mod adafactor;
mod adagrad;
mod adam;
mod adam_w;
mod adamax;
mod apply;
mod arguments;
mod class;
mod clipping;
mod ftrl;
mod lamb;
mod lion;
mod loss_scale;
mod moments;
mod muon;
mod nadam;
mod options;
mod rmsprop;
mod sgd;
mod step;

pub use adadelta::Adadelta;
pub use adafactor::Adafactor;
pub use adagrad::Adagrad;
pub use adam::Adam;
pub use adam_w::AdamW;
pub use adamax::Adamax;
pub(crate) use apply::{After, Before, Kept, Trained, apply, scaled_loss};
pub use ftrl::Ftrl;
pub use lamb::Lamb;
pub use lion::Lion;
pub use loss_scale::{LossScale, LossScaleOptimizer};
pub use muon::Muon;
pub use nadam::Nadam;
pub use options::Options;
pub use rmsprop::RMSprop;
pub use sgd::SGD;
pub use step::{Parameter, Slot, Step, Update};

use crate::error::Result;
use crate::layer::Config;
use crate::registry::{self, OPTIMIZERS};
use kerros_graph::{Graph, NodeId, Shape};
use std::fmt::Debug;

/// How a gradient changes a weight.
///
/// A new optimizer needs [`name`](Optimizer::name) and [`update`](Optimizer::update), and
/// [`slots`](Optimizer::slots) if it remembers anything; an `options` of its own if it takes a learning rate.
///
/// # Example
///
/// ```
/// use kerros::optimizers::{Optimizer, Options, Parameter, Step, Update};
/// use kerros_graph::Graph;
///
/// /// Moves each weight by the learning rate against the gradient's sign.
/// #[derive(Debug)]
/// struct SignDescent {
///     options: Options,
/// }
///
/// impl Optimizer for SignDescent {
///     fn name(&self) -> &'static str {
///         "sign_descent"
///     }
///
///     fn options(&self) -> Options {
///         self.options.clone()
///     }
///
///     fn update(
///         &self,
///         graph: &mut Graph,
///         step: Step<'_>,
///         of: Parameter<'_>,
///     ) -> kerros::Result<Update> {
///         let direction = graph.sign(of.gradient)?;
///         let change = graph.mul(direction, step.learning_rate)?;
///         Ok(Update { weight: graph.sub(of.weight, change)?, slots: vec![] })
///     }
/// }
///
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(Dense::new(1).kernel_initializer("ones").input_shape(1))?;
/// let optimizer = SignDescent { options: Options::new(0.001) };
/// model.compile(Compile::new().optimizer(optimizer).loss("mse"))?;
/// model.train_on_batch(&[1.0f32], &[0.0f32])?;
/// assert!((model.get_weights()?[0][[0, 0]] - 0.999).abs() < 1e-6);
/// # Ok::<(), kerros::Error>(())
/// ```
pub trait Optimizer: Debug + Send + Sync {
    /// The name in Keras, such as `rmsprop`.
    fn name(&self) -> &'static str;

    /// What all optimizers have in common; the learning rate 0.001 and nothing else if not said.
    fn options(&self) -> Options {
        Options::default()
    }

    /// The arguments, under their names in Keras.
    fn config(&self) -> Config {
        self.options().config()
    }

    /// What is kept of the weight at `path`, which has this shape: nothing if not said.
    fn slots(&self, path: &str, shape: &Shape) -> Vec<Slot> {
        let _ = (path, shape);
        Vec::new()
    }

    /// Scalars that are kept once, not for each weight: none if not said.
    fn shared(&self) -> Vec<Slot> {
        Vec::new()
    }

    /// Writes the new values of [`shared`](Self::shared), before any weight is moved.
    ///
    /// # Errors
    ///
    /// When the graph does not take it.
    fn begin(&self, graph: &mut Graph, step: Step<'_>) -> Result<Vec<NodeId>> {
        let _ = graph;
        Ok(step.shared.to_vec())
    }

    /// Writes one step: the new weight and slots from the old ones and the gradient, each of its own shape.
    ///
    /// # Errors
    ///
    /// When the shapes or the number of slots do not fit.
    fn update(&self, graph: &mut Graph, step: Step<'_>, of: Parameter<'_>) -> Result<Update>;

    /// How fast the weight at `path`, which has this shape, shrinks by itself; `None` if it does not.
    fn decay_of(&self, path: &str, shape: &Shape) -> Option<f64> {
        let _ = shape;
        self.options().decay_of(path)
    }

    /// How the loss is scaled from step to step, if it is; see [`LossScaleOptimizer`].
    fn loss_scale(&self) -> Option<LossScale<'_>> {
        None
    }

    /// Checks the optimizer's arguments.
    ///
    /// # Errors
    ///
    /// When an argument is outside its range.
    fn check(&self) -> Result<()> {
        self.options().check(self.name())
    }
}

/// An optimizer, or the name of one: what `compile` takes.
///
/// ```
/// use kerros::optimizers::{IntoOptimizer, SGD};
///
/// assert_eq!("adam".into_optimizer()?.name(), "adam");
/// assert_eq!(SGD::new().learning_rate(0.5).into_optimizer()?.name(), "sgd");
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
