//! A loss from a function.

use super::Loss;
use crate::error::Result;
use kerros_graph::{Graph, NodeId};
use std::fmt;

/// A loss of one's own from a function that writes it: what [`of_fn`] returns.
#[derive(Clone)]
pub struct OfFn<F> {
    name: &'static str,
    call: F,
}

/// A loss that `call` writes: the graph, the targets and the predictions, to one value a sample.
///
/// Targets have the prediction's shape, `(batch, ..., last)`; the values are without the last axis. Means over the
/// batch, samples' weights and masks are taken care of. `name` stands in errors and configurations; a loss that is
/// read from a file, or that has arguments, checks or targets of another shape, is a type of its own: see [`Loss`].
///
/// In Keras: "Losses", a function as a loss.
///
/// ```
/// use kerros::losses;
/// use kerros::prelude::*;
///
/// // The error to the fourth power.
/// let quartic = losses::of_fn("quartic", |graph, target, prediction| {
///     let error = graph.sub(target, prediction)?;
///     let square = graph.square(error)?;
///     let quartic = graph.square(square)?;
///     Ok(graph.mean(quartic, &[1])?)
/// });
///
/// let mut model = Sequential::new();
/// model.add(Dense::new(1).kernel_initializer("ones").input_shape(1))?;
/// model.compile(Compile::new().loss(quartic))?;
/// let scores = model.evaluate(&[3.0f32], &[1.0f32], Evaluate::new().verbose(Verbose::Silent))?;
/// assert_eq!(scores.loss(), 16.0);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// `compile` reports what `call` returns.
pub fn of_fn<F>(name: &'static str, call: F) -> OfFn<F>
where
    F: Fn(&mut Graph, NodeId, NodeId) -> Result<NodeId> + Send + Sync,
{
    OfFn { name, call }
}

impl<F> fmt::Debug for OfFn<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("OfFn").field(&self.name).finish()
    }
}

impl<F> Loss for OfFn<F>
where
    F: Fn(&mut Graph, NodeId, NodeId) -> Result<NodeId> + Send + Sync,
{
    fn name(&self) -> &'static str {
        self.name
    }

    fn call(&self, graph: &mut Graph, target: NodeId, prediction: NodeId) -> Result<NodeId> {
        (self.call)(graph, target, prediction)
    }
}
