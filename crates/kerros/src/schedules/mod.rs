//! Schedules: learning rates that change from step to step.
//!
//! A schedule writes the rate of a step into the training graph, from the number of the steps that
//! were taken before: 0 at the first. An optimizer takes one in place of a number. In Keras:
//! "Learning rate schedules API".
//!
//! | schedule | rate after `t` steps |
//! |---|---|
//! | [`ExponentialDecay`] | times `decay_rate` every `decay_steps` |
//! | [`InverseTimeDecay`] | divided by `1 + decay_rate t / decay_steps` |
//! | [`PolynomialDecay`] | down to an end within `decay_steps` |
//! | [`PiecewiseConstantDecay`] | one number up to each boundary |
//! | [`CosineDecay`] | half a cosine down, after a rise if wanted |
//! | [`CosineDecayRestarts`] | halves of cosines, each longer than the one before |

mod arguments;
mod cosine;
mod cosine_decay;
mod cosine_decay_restarts;
mod exponential_decay;
mod inverse_time_decay;
mod learning_rate;
mod piecewise_constant_decay;
mod polynomial_decay;

pub use cosine_decay::CosineDecay;
pub use cosine_decay_restarts::CosineDecayRestarts;
pub use exponential_decay::ExponentialDecay;
pub use inverse_time_decay::InverseTimeDecay;
pub use learning_rate::LearningRate;
pub use piecewise_constant_decay::PiecewiseConstantDecay;
pub use polynomial_decay::PolynomialDecay;

use crate::error::{Error, Result};
use crate::layer::Config;
use kerros_graph::VariableSpec;
use kerros_graph::reference::Reference;
use kerros_graph::{Executor, Graph, NodeId, Program, RunKey, Shape, Type, VariableId};
use std::fmt::Debug;

/// A learning rate that changes from step to step.
///
/// ```
/// use kerros::schedules::Schedule;
/// use kerros_graph::{Graph, NodeId};
///
/// /// Grows in equal parts to `rate` within `steps` steps, and stays there.
/// #[derive(Debug)]
/// struct WarmUp {
///     rate: f64,
///     steps: f64,
/// }
///
/// impl Schedule for WarmUp {
///     fn class_name(&self) -> &str {
///         "WarmUp"
///     }
///
///     fn call(&self, graph: &mut Graph, step: NodeId) -> kerros::Result<NodeId> {
///         let done = graph.offset(step, 1.0)?;
///         let share = graph.scale(done, 1.0 / self.steps)?;
///         let one = graph.literal(1.0)?;
///         let share = graph.minimum(share, one)?;
///         Ok(graph.scale(share, self.rate)?)
///     }
/// }
///
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(Dense::new(1).input_shape(1))?;
/// let optimizer = SGD::new().learning_rate(WarmUp { rate: 0.5, steps: 4.0 });
/// model.compile(Compile::new().optimizer(optimizer).loss("mse"))?;
/// assert_eq!(model.learning_rate()?, 0.125);
/// model.train_on_batch(&[1.0f32], &[0.0f32])?;
/// assert_eq!(model.learning_rate()?, 0.25);
/// # Ok::<(), kerros::Error>(())
/// ```
pub trait Schedule: Debug + Send + Sync {
    /// The name of the class in Keras, such as `CosineDecay`.
    fn class_name(&self) -> &str;

    /// The arguments, under their names in Keras.
    fn config(&self) -> Config {
        Config::new()
    }

    /// Writes the rate after `step` steps. Both are scalars of `f32`, which holds every number of
    /// steps up to 2^24 (16.7 million); later steps count as that one.
    ///
    /// # Errors
    ///
    /// When the graph does not take it.
    fn call(&self, graph: &mut Graph, step: NodeId) -> Result<NodeId>;

    /// Checks the schedule's own arguments.
    ///
    /// # Errors
    ///
    /// When an argument is outside its range.
    fn check(&self) -> Result<()> {
        Ok(())
    }

    /// The rate after `step` steps.
    ///
    /// ```
    /// use kerros::schedules::{ExponentialDecay, Schedule};
    ///
    /// let halved = ExponentialDecay::new(0.1, 100.0, 0.5);
    /// assert!((halved.rate(200)? - 0.025).abs() < 1e-9);
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When the schedule cannot be computed.
    fn rate(&self, step: u64) -> Result<f64> {
        rate(&|graph, step| self.call(graph, step), step)
    }
}

/// Computes what `call` makes of a number of steps.
fn rate(call: &dyn Fn(&mut Graph, NodeId) -> Result<NodeId>, step: u64) -> Result<f64> {
    let scalar = Type::f32(Shape::scalar());
    let mut executor = Reference::new();
    executor.define(&[VariableSpec { name: "step".into(), ty: scalar.clone() }])?;
    executor.write(VariableId(0), &[step as f32])?;
    let mut graph = Graph::new();
    let step = graph.variable(VariableId(0), scalar)?;
    let outputs = vec![call(&mut graph, step)?];
    let program = executor.compile(&Program { graph, outputs, updates: Vec::new() })?;
    executor.run(program, 1, RunKey::default(), &mut |_, _| {})?;
    let value = executor.output(program, 0)?.first().copied();
    value.map(f64::from).ok_or_else(|| Error::internal("a schedule gave no rate"))
}
