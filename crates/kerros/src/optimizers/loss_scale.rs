//! Scaling the loss, by what the gradients allow.

use super::arguments::check;
use super::class::{NAME, inner};
use super::{Optimizer, Options, Parameter, Slot, Step, Update};
use crate::error::{Error, Result};
use crate::layer::{Config, Value};
use crate::registry::{Argument, Class, Literal, OPTIMIZERS, find};
use kerros_graph::{Graph, NodeId, Shape};
use std::ops::Bound::{Excluded, Unbounded};

/// How many numbers the scaling keeps before those of the optimizer inside.
const OWN: usize = 2;

/// An optimizer whose loss is multiplied by a large number, which is found while it trains, before
/// gradients are taken, and whose gradients are divided by it.
///
/// It keeps small gradients from vanishing in numbers of less precision. When a gradient is not finite,
/// nothing moves in that step and the number is halved; after `dynamic_growth_steps` steps without that
/// it is doubled. The arguments that all optimizers have are given to the optimizer inside; its
/// `loss_scale_factor` does not count.
///
/// | argument | default | |
/// |---|---|---|
/// | `inner_optimizer` | | the optimizer |
/// | `initial_scale` | 32768 | above 0; the number at the start |
/// | `dynamic_growth_steps` | 2000 | from 1; after how many steps it grows |
///
/// Source: Micikevicius et al., "Mixed precision training", ICLR 2018. Keras: optimizers,
/// `LossScaleOptimizer`.
///
/// ```
/// use kerros::optimizers::LossScaleOptimizer;
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(Dense::new(1).use_bias(false).kernel_initializer("ones").input_shape(1))?;
/// let optimizer = LossScaleOptimizer::new(SGD::new().learning_rate(0.25))?;
/// model.compile(Compile::new().optimizer(optimizer).loss("mse"))?;
/// model.train_on_batch(&[1.0f32], &[0.0f32])?;
/// assert_eq!(model.get_weights()?[0][[0, 0]], 0.5);
/// // The gradient is too large for f32: the step is left out.
/// model.train_on_batch(&[1e36f32], &[0.0f32])?;
/// assert_eq!(model.get_weights()?[0][[0, 0]], 0.5);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// `compile` refuses arguments outside their range.
#[derive(Debug)]
pub struct LossScaleOptimizer {
    inner: Box<dyn Optimizer>,
    initial_scale: f64,
    dynamic_growth_steps: usize,
}

/// How an optimizer scales its loss.
#[derive(Clone, Copy, Debug)]
pub struct LossScale<'o> {
    /// The optimizer that moves the weights.
    pub inner: &'o dyn Optimizer,
    /// After how many steps with finite gradients the scale is doubled.
    pub dynamic_growth_steps: usize,
}

impl LossScaleOptimizer {
    /// Scales the loss of `inner`.
    ///
    /// # Errors
    ///
    /// When the name of an optimizer is unknown or one of its arguments is outside its range.
    pub fn new(inner: impl super::IntoOptimizer) -> Result<Self> {
        let inner = inner.into_optimizer()?;
        Ok(LossScaleOptimizer { inner, initial_scale: 32768.0, dynamic_growth_steps: 2000 })
    }

    /// What the loss is multiplied by at the start, above 0; 32768 if not set.
    #[must_use]
    pub fn initial_scale(mut self, scale: f64) -> Self {
        self.initial_scale = scale;
        self
    }

    /// After how many steps with finite gradients that is doubled, from 1; 2000 if not set.
    #[must_use]
    pub fn dynamic_growth_steps(mut self, steps: usize) -> Self {
        self.dynamic_growth_steps = steps;
        self
    }
}

impl LossScaleOptimizer {
    pub(crate) const CLASS: Class<Box<dyn Optimizer>> = Class {
        name: "LossScaleOptimizer",
        names: &["loss_scale_optimizer", "loss_scale"],
        doc: "another optimizer, whose loss is scaled by what the gradients allow",
        arguments: &[
            Argument::required("inner_optimizer", "the optimizer that moves the weights"),
            Argument::with_default(
                "initial_scale",
                Literal::Float(32768.0),
                "what the loss is multiplied by at the start, above 0",
            ),
            Argument::with_default(
                "dynamic_growth_steps",
                Literal::Int(2000),
                "after how many steps with finite gradients that is doubled, from 1",
            ),
            NAME,
        ],
        make: |a| {
            let optimizer = LossScaleOptimizer::new(inner(a)?)?;
            let [steps] = a.sizes("dynamic_growth_steps")?;
            let optimizer = optimizer.dynamic_growth_steps(steps);
            Ok(Box::new(optimizer.initial_scale(a.float("initial_scale")?)))
        },
    };
}

impl Optimizer for LossScaleOptimizer {
    fn name(&self) -> &'static str {
        "loss_scale_optimizer"
    }

    fn options(&self) -> Options {
        self.inner.options()
    }

    fn config(&self) -> Config {
        let name = self.inner.name();
        let class_name = find("optimizer", OPTIMIZERS, name).map_or(name, |class| class.name);
        let config = self.inner.config();
        Config::new()
            .with("inner_optimizer", Value::Object { class_name: class_name.to_owned(), config })
            .with("initial_scale", self.initial_scale)
            .with("dynamic_growth_steps", self.dynamic_growth_steps)
    }

    fn slots(&self, path: &str, shape: &Shape) -> Vec<Slot> {
        self.inner.slots(path, shape)
    }

    fn shared(&self) -> Vec<Slot> {
        let scale = Slot::scalar("dynamic_scale").starting_at(self.initial_scale as f32);
        [Slot::scalar("step_counter"), scale].into_iter().chain(self.inner.shared()).collect()
    }

    fn begin(&self, graph: &mut Graph, step: Step<'_>) -> Result<Vec<NodeId>> {
        let (own, shared) = step.shared.split_at(OWN.min(step.shared.len()));
        let inner = self.inner.begin(graph, Step { shared, ..step })?;
        Ok(own.iter().copied().chain(inner).collect())
    }

    fn decay_of(&self, path: &str, shape: &Shape) -> Option<f64> {
        self.inner.decay_of(path, shape)
    }

    fn loss_scale(&self) -> Option<LossScale<'_>> {
        let dynamic_growth_steps = self.dynamic_growth_steps;
        Some(LossScale { inner: &*self.inner, dynamic_growth_steps })
    }

    fn check(&self) -> Result<()> {
        let located = |error: Error| error.at(self.name());
        if self.inner.loss_scale().is_some() {
            let remedy = "Scale the loss once.";
            let expected = "an optimizer that does not scale its loss by itself";
            let error = Error::invalid("inner_optimizer", expected, self.inner.name(), remedy);
            return Err(located(error));
        }
        self.inner.check().map_err(located)?;
        let above_zero = (Excluded(0.0), Unbounded);
        check(self.name(), "initial_scale", self.initial_scale, above_zero, "32768 is usual.")?;
        if self.dynamic_growth_steps > 0 {
            return Ok(());
        }
        let remedy = "2000 is usual.";
        Err(located(Error::invalid("dynamic_growth_steps", "at least 1", "0", remedy)))
    }

    fn update(&self, graph: &mut Graph, step: Step<'_>, of: Parameter<'_>) -> Result<Update> {
        let (_, shared) = step.shared.split_at(OWN.min(step.shared.len()));
        self.inner.update(graph, Step { shared, ..step }, of)
    }
}

impl LossScale<'_> {
    /// What the loss is multiplied by in this step; `shared` are the numbers that the optimizer keeps.
    pub(super) fn scale(shared: &[NodeId]) -> Result<NodeId> {
        shared.get(1).copied().ok_or_else(|| Error::internal("the scale of the loss is not kept"))
    }

    /// The counter and the scale after a step whose gradients were finite, or not.
    pub(super) fn next(
        &self,
        graph: &mut Graph,
        shared: &[NodeId],
        finite: NodeId,
    ) -> Result<[NodeId; OWN]> {
        let &[counter, scale, ..] = shared else {
            return Err(Error::internal("the scale of the loss is not kept"));
        };
        let (zero, one) = (graph.literal(0.0)?, graph.literal(1.0)?);
        let last = graph.literal(self.dynamic_growth_steps as f64 - 1.0)?;
        let grows = graph.equal(counter, last)?;
        let counted = graph.add(counter, one)?;
        let counted = graph.select(grows, zero, counted)?;
        let doubled = graph.scale(scale, 2.0)?;
        let grown = graph.select(grows, doubled, scale)?;
        let halved = graph.scale(scale, 0.5)?;
        Ok([graph.select(finite, counted, zero)?, graph.select(finite, grown, halved)?])
    }
}
