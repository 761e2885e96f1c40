//! Adafactor.

use super::arguments::{check, slots};
use super::class::{optimizer_arguments, options};
use super::options::{Options, common_arguments};
use super::{Optimizer, Parameter, Slot, Step, Update};
use crate::error::Result;
use crate::layer::Config;
use crate::registry::{Argument, Class, Literal};
use kerros_graph::{Graph, NodeId, Shape};
use std::ops::Bound::{Excluded, Included, Unbounded};

/// Adafactor: mean squares of a matrix from those of its rows and columns, and moves in proportion to
/// the weights.
///
/// With weight `w`, gradient `g`, learning rate `l`, step `t = 1, 2, ...` and `rms(x)` the root mean
/// square:
///
/// - `r = min(l, 1 / sqrt(t))`, also with `relative_step` off;
/// - `b = 1 - t^beta_2_decay`, and `s = g^2 + epsilon_1`;
/// - `v = b v + (1 - b) s`; for a weight of two axes and more, so are `R`, the means of `s` along the last
///   axis, and `C`, those along the one before, and `v = R C / mean(R)`;
/// - `u = g / sqrt(v)`, and `w - max(epsilon_2, rms(w)) r u / max(1, rms(u) / clip_threshold)`.
///
/// | argument | default | |
/// |---|---|---|
/// | `learning_rate` | 0.001 | from 0; the largest relative step |
/// | `beta_2_decay` | -0.8 | to 0; how fast the means come to forget slowly |
/// | `epsilon_1` | 1e-30 | above 0; keeps the divisor from 0 |
/// | `epsilon_2` | 0.001 | from 0; the size that a weight is taken to have at least |
/// | `clip_threshold` | 1 | above 0; the largest root mean square of `u` |
/// | `relative_step` | `true` | as Keras has it: it changes nothing |
///
/// and those that all optimizers have, [`Options`].
///
/// Slots: `r` and `c`, scalars that stay 0 for weights of one axis, and `velocity`.
///
/// Source: Shazeer and Stern, "Adafactor: adaptive learning rates with sublinear memory cost", 2018.
/// Keras: optimizers, `Adafactor`.
///
/// ```
/// use kerros::optimizers::Adafactor;
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(Dense::new(1).use_bias(false).kernel_initializer("ones").input_shape(1))?;
/// model.compile(Compile::new().optimizer(Adafactor::new().learning_rate(0.25)).loss("mse"))?;
/// model.train_on_batch(&[1.0f32], &[0.0f32])?;
/// // The first step is a quarter of the weight.
/// assert!((model.get_weights()?[0][[0, 0]] - 0.75).abs() < 1e-6);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// `compile` refuses arguments outside their range.
#[derive(Clone, Debug)]
pub struct Adafactor {
    options: Options,
    beta_2_decay: f64,
    epsilon_1: f64,
    epsilon_2: f64,
    clip_threshold: f64,
    relative_step: bool,
}

impl Adafactor {
    /// Adafactor with Keras's defaults.
    pub fn new() -> Self {
        Adafactor {
            options: Options::new(0.001),
            beta_2_decay: -0.8,
            epsilon_1: 1e-30,
            epsilon_2: 1e-3,
            clip_threshold: 1.0,
            relative_step: true,
        }
    }

    /// How fast the means come to forget slowly, to 0; -0.8 if not set.
    #[must_use]
    pub fn beta_2_decay(mut self, decay: f64) -> Self {
        self.beta_2_decay = decay;
        self
    }

    /// What keeps the divisor from 0; 1e-30 if not set.
    #[must_use]
    pub fn epsilon_1(mut self, epsilon: f64) -> Self {
        self.epsilon_1 = epsilon;
        self
    }

    /// The size that a weight is taken to have at least, from 0; 0.001 if not set.
    #[must_use]
    pub fn epsilon_2(mut self, epsilon: f64) -> Self {
        self.epsilon_2 = epsilon;
        self
    }

    /// The largest root mean square of an update, above 0; 1 if not set.
    #[must_use]
    pub fn clip_threshold(mut self, threshold: f64) -> Self {
        self.clip_threshold = threshold;
        self
    }

    /// Whether steps become smaller than `learning_rate`, `1 / sqrt(t)`; `true` if not set. They do in
    /// either case, as in Keras.
    #[must_use]
    pub fn relative_step(mut self, relative_step: bool) -> Self {
        self.relative_step = relative_step;
        self
    }

    /// The mean squares of the rows, of the columns and of the elements.
    fn mean_squares(
        &self,
        graph: &mut Graph,
        step: Step<'_>,
        square: NodeId,
        old: [NodeId; 3],
    ) -> Result<[NodeId; 3]> {
        let decay = graph.literal(self.beta_2_decay)?;
        let share = graph.pow(step.iteration, decay)?;
        let one = graph.literal(1.0)?;
        let kept = graph.sub(one, share)?;
        let moved = |graph: &mut Graph, mean: NodeId, value: NodeId| -> Result<NodeId> {
            let old = graph.mul(kept, mean)?;
            let rest = graph.sub(one, kept)?;
            let new = graph.mul(rest, value)?;
            Ok(graph.add(old, new)?)
        };
        let [rows, columns, elements] = old;
        let rank = graph.ty(square).shape.rank();
        if rank < 2 {
            return Ok([rows, columns, moved(graph, elements, square)?]);
        }
        let of_rows = graph.mean(square, &[rank - 1])?;
        let rows = moved(graph, rows, of_rows)?;
        let of_columns = graph.mean(square, &[rank - 2])?;
        let columns = moved(graph, columns, of_columns)?;
        let mean = graph.mean(rows, &[rank - 2])?;
        let mean = graph.expand(mean, rank - 2)?;
        let share = graph.div(rows, mean)?;
        let share = graph.expand(share, rank - 1)?;
        let of_all_rows = graph.expand(columns, rank - 2)?;
        Ok([rows, columns, graph.mul(share, of_all_rows)?])
    }
}

common_arguments!(Adafactor);

/// The root mean square of all elements.
fn root_mean_square(graph: &mut Graph, x: NodeId) -> Result<NodeId> {
    let squares = graph.square(x)?;
    let mean = graph.mean_all(squares)?;
    Ok(graph.sqrt(mean)?)
}

impl Adafactor {
    pub(crate) const CLASS: Class<Box<dyn Optimizer>> = Class {
        name: "Adafactor",
        names: &["adafactor"],
        doc: "mean squares of a matrix from its rows and columns",
        arguments: optimizer_arguments!(
            0.001,
            Literal::None,
            [
                Argument::with_default(
                    "beta_2_decay",
                    Literal::Float(-0.8),
                    "how fast the means come to forget slowly, to 0",
                ),
                Argument::with_default(
                    "epsilon_1",
                    Literal::Float(1e-30),
                    "what keeps the divisor from 0, above 0",
                ),
                Argument::with_default(
                    "epsilon_2",
                    Literal::Float(1e-3),
                    "the size that a weight is taken to have at least, from 0",
                ),
                Argument::with_default(
                    "clip_threshold",
                    Literal::Float(1.0),
                    "the largest root mean square of an update, above 0",
                ),
                Argument::with_default(
                    "relative_step",
                    Literal::Bool(true),
                    "whether steps become smaller; they do in either case, as in Keras",
                ),
            ]
        ),
        make: |a| {
            let optimizer = Adafactor::new()
                .options(options(a)?)
                .beta_2_decay(a.float("beta_2_decay")?)
                .epsilon_1(a.float("epsilon_1")?)
                .epsilon_2(a.float("epsilon_2")?)
                .clip_threshold(a.float("clip_threshold")?);
            Ok(Box::new(optimizer.relative_step(a.bool("relative_step")?)))
        },
    };
}

impl Default for Adafactor {
    fn default() -> Self {
        Self::new()
    }
}

impl Optimizer for Adafactor {
    fn name(&self) -> &'static str {
        "adafactor"
    }

    fn options(&self) -> Options {
        self.options.clone()
    }

    fn config(&self) -> Config {
        self.options
            .config()
            .with("beta_2_decay", self.beta_2_decay)
            .with("epsilon_1", self.epsilon_1)
            .with("epsilon_2", self.epsilon_2)
            .with("clip_threshold", self.clip_threshold)
            .with("relative_step", self.relative_step)
    }

    fn slots(&self, _path: &str, shape: &Shape) -> Vec<Slot> {
        let without = |axis: usize| -> Shape {
            let sizes = shape.dims().iter().enumerate().filter(|(place, _)| *place != axis);
            sizes.map(|(_, &size)| size).collect()
        };
        let (rows, columns) = match shape.rank() {
            0 | 1 => (Shape::scalar(), Shape::scalar()),
            rank => (without(rank - 1), without(rank - 2)),
        };
        vec![Slot::new("r", &rows), Slot::new("c", &columns), Slot::new("velocity", shape)]
    }

    fn check(&self) -> Result<()> {
        self.options.check(self.name())?;
        let (to_zero, above_zero) = ((Unbounded, Included(0.0)), (Excluded(0.0), Unbounded));
        check(self.name(), "beta_2_decay", self.beta_2_decay, to_zero, "-0.8 is usual.")?;
        check(self.name(), "epsilon_1", self.epsilon_1, above_zero, "1e-30 is usual.")?;
        check(self.name(), "epsilon_2", self.epsilon_2, 0.0.., "0.001 is usual.")?;
        check(self.name(), "clip_threshold", self.clip_threshold, above_zero, "1 is usual.")
    }

    fn update(&self, graph: &mut Graph, step: Step<'_>, of: Parameter<'_>) -> Result<Update> {
        let old = slots(self.name(), of.slots)?;
        let one = graph.literal(1.0)?;
        let root = graph.sqrt(step.iteration)?;
        let most = graph.div(one, root)?;
        let relative = graph.minimum(step.learning_rate, most)?;
        let size = root_mean_square(graph, of.weight)?;
        let least = graph.literal(self.epsilon_2)?;
        let size = graph.maximum(least, size)?;
        let rate = graph.mul(size, relative)?;

        let square = graph.square(of.gradient)?;
        let square = graph.offset(square, self.epsilon_1)?;
        let new = self.mean_squares(graph, step, square, old)?;
        let divisor = graph.sqrt(new[2])?;
        let update = graph.div(of.gradient, divisor)?;
        let length = root_mean_square(graph, update)?;
        let threshold = graph.literal(self.clip_threshold)?;
        let length = graph.div(length, threshold)?;
        let length = graph.maximum(one, length)?;
        let update = graph.div(update, length)?;
        let change = graph.mul(rate, update)?;
        Ok(Update { weight: graph.sub(of.weight, change)?, slots: new.to_vec() })
    }
}
