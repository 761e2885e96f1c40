//! Batch normalization.

use super::arguments::{
    BETA_CONSTRAINT, BETA_INITIALIZER, BETA_REGULARIZER, CENTER, EPSILON, GAMMA_CONSTRAINT,
    GAMMA_INITIALIZER, GAMMA_REGULARIZER, INPUT_SHAPE, NAME, SCALE, boxed, normalization_arguments,
};
use super::batch_renormalization::{Correction, Renorm, RenormClipping};
use super::moments::{Affine, AlongAxes, check_epsilon, from_fixed, inverse_deviation, kept, mean};
use super::weight_options::{
    WeightOptions, initializer_settings, with_initializers, with_penalties_and_constraints,
};
use crate::activations::axis_of;
use crate::error::{Error, Result};
use crate::initializers::{Ones, SharedInitializer, Zeros};
use crate::layer::{Build, Config, Layer, Settings, layer_settings};
use crate::registry::{Argument, Class, Literal};
use kerros_graph::{Graph, NodeId, Shape};

/// What is added to the number of steps that count, as in Keras: a batch without any gives 0.
const EPSILON_OF_COUNT: f64 = 1e-7;

/// Normalizes each channel over the batch: `gamma * (x - mean) / sqrt(variance + epsilon) + beta`.
///
/// While training, mean and variance are those of the batch, over all axes but `axis`, and the layer
/// keeps moving averages of them: `moving = momentum * moving + (1 - momentum) * of the batch`. Otherwise,
/// and in a layer that was frozen, it uses the averages. Of a masked input only the steps that count
/// enter. Any shape, which stays. Weights: `gamma`, `beta`, and, which no optimizer moves, `moving_mean`
/// and `moving_variance`, one number for each channel. Source: Ioffe, Szegedy, "Batch normalization"
/// (2015); in Keras: "BatchNormalization layer".
///
/// With `renorm`, what is normalized while training becomes `x r + d`, as if it was by averages over steps: `r = deviation of
/// the batch / renorm_stddev`, `d = (mean of the batch - renorm_mean) / renorm_stddev`, both bounded by `renorm_clipping`
/// and taken as constants by the gradient, where a deviation is `sqrt(variance + epsilon)`. `renorm_mean` and
/// `renorm_stddev` follow with `renorm_momentum`, and `moving_stddev` with `momentum`, of which `moving_variance` is made:
/// three weights more that no optimizer moves. Source: Ioffe, "Batch renormalization" (2017).
///
/// | argument | default | |
/// |---|---|---|
/// | `axis` | -1 | where the channels are; negative ones count from the last |
/// | `momentum` | 0.99 | how much of the moving averages stays at each step |
/// | `epsilon` | 0.001 | added to the variance |
/// | `center` | true | whether `beta` is added |
/// | `scale` | true | whether `gamma` multiplies |
/// | `beta_initializer` | zeros | see [`initializers`](crate::initializers) |
/// | `gamma_initializer` | ones | |
/// | `moving_mean_initializer` | zeros | |
/// | `moving_variance_initializer` | ones | |
/// | `beta_regularizer`, `gamma_regularizer` | none | see [`regularizers`](crate::regularizers) |
/// | `beta_constraint`, `gamma_constraint` | none | see [`constraints`](crate::constraints) |
/// | `synchronized` | false | kept in the configuration only: all rows of a batch are in one place |
/// | `renorm` | false | whether batches are normalized as averages over steps would |
/// | `renorm_clipping` | none | the bounds `rmax`, `rmin` and `dmax` of `r` and `d`: [`RenormClipping`] |
/// | `renorm_momentum` | 0.99 | how much of the averages for `renorm` stays at each step |
///
/// ```
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(BatchNormalization::new().momentum(0.5).input_shape(1))?;
/// model.compile(Compile::new().optimizer("sgd").loss("mse"))?;
/// let x = ArrayD::from_shape_vec(vec![2, 1], vec![2.0f32, 6.0]).unwrap();
/// model.fit(&x, &x, Fit::new().epochs(1).verbose(Verbose::Silent))?;
/// // Half of 0 and half of 4.
/// assert_eq!(model.get_weights()?[2].as_slice(), Some(&[2.0][..]));
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// [`Sequential::add`](crate::Sequential::add) refuses an epsilon below 0, a momentum that is not
/// finite, with `renorm` an `rmax` below `rmin` or a negative `dmax`, an axis that the input does not have, and the batch. Where the shape of the input is not known
/// yet, the axis is refused by the first call that brings data.
#[derive(Clone, Debug)]
pub struct BatchNormalization {
    settings: Settings,
    axis: i64,
    pub(super) momentum: f64,
    pub(super) epsilon: f64,
    center: bool,
    scale: bool,
    beta: WeightOptions,
    gamma: WeightOptions,
    pub(super) moving_mean_initializer: SharedInitializer,
    pub(super) moving_variance_initializer: SharedInitializer,
    synchronized: bool,
    renorm: bool,
    pub(super) renorm_clipping: Option<RenormClipping>,
    pub(super) renorm_momentum: f64,
}

layer_settings!(BatchNormalization);
normalization_arguments!(BatchNormalization);
initializer_settings!(BatchNormalization {
    moving_mean_initializer: "the moving mean", "zeros" => moving_mean_initializer;
    moving_variance_initializer: "the moving variance", "ones" => moving_variance_initializer;
});

impl BatchNormalization {
    /// Channels along the last axis, with `gamma` and `beta`.
    pub fn new() -> Self {
        BatchNormalization {
            settings: Settings::new(),
            axis: -1,
            momentum: 0.99,
            epsilon: 1e-3,
            center: true,
            scale: true,
            beta: WeightOptions::new(Zeros),
            gamma: WeightOptions::new(Ones),
            moving_mean_initializer: Zeros.into(),
            moving_variance_initializer: Ones.into(),
            synchronized: false,
            renorm: false,
            renorm_clipping: None,
            renorm_momentum: 0.99,
        }
    }

    /// Where the channels are; the last axis if not set.
    #[must_use]
    pub fn axis(mut self, axis: i64) -> Self {
        self.axis = axis;
        self
    }

    /// How much of the moving averages stays at each step; 0.99 if not set.
    #[must_use]
    pub fn momentum(mut self, momentum: f64) -> Self {
        self.momentum = momentum;
        self
    }

    /// Kept in the configuration only: all rows of a batch are in one place.
    #[must_use]
    pub fn synchronized(mut self, synchronized: bool) -> Self {
        self.synchronized = synchronized;
        self
    }

    /// Whether batches are normalized as averages over steps would; `false` if not set.
    #[must_use]
    pub fn renorm(mut self, renorm: bool) -> Self {
        self.renorm = renorm;
        self
    }

    /// The bounds of what `renorm` corrects; none if not set.
    #[must_use]
    pub fn renorm_clipping(mut self, clipping: RenormClipping) -> Self {
        self.renorm_clipping = Some(clipping);
        self
    }

    /// How much of the averages for `renorm` stays at each step; 0.99 if not set.
    #[must_use]
    pub fn renorm_momentum(mut self, momentum: f64) -> Self {
        self.renorm_momentum = momentum;
        self
    }
}

impl Default for BatchNormalization {
    fn default() -> Self {
        BatchNormalization::new()
    }
}

/// Mean and variance over all axes but the channels', which stay with size 1.
pub(super) struct Statistics {
    pub(super) mean: NodeId,
    pub(super) variance: NodeId,
}

impl Layer for BatchNormalization {
    fn class_name(&self) -> &'static str {
        "BatchNormalization"
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn call(&self, build: &mut Build<'_>, input: NodeId) -> Result<NodeId> {
        let axis = axis_of(build.graph, input, self.axis)?;
        let along = AlongAxes::new(build, input, &[axis])?;
        let gamma = self.scale.then_some(&self.gamma);
        let beta = self.center.then_some(&self.beta);
        let Affine { gamma, beta } = Affine::along(&along, build, gamma, beta)?;
        let sizes = &along.sizes;
        let moving_mean = build.state("moving_mean", sizes, &self.moving_mean_initializer)?;
        let moving_variance =
            build.state("moving_variance", sizes, &self.moving_variance_initializer)?;
        let renorm = match self.renorm {
            true => Some(Renorm::of(self, build, sizes)?),
            false => None,
        };
        let mut correction = None;
        let statistics = match build.training() && build.trainable() {
            true => {
                let over: Vec<usize> =
                    (0..build.shape(input).rank()).filter(|&other| other != axis).collect();
                let statistics = match build.mask() {
                    None => of_batch(build, input, &over)?,
                    Some(mask) => of_masked_batch(build, input, mask, &over)?,
                };
                let batch = statistics.variance;
                move_towards(build, "moving_mean", moving_mean, statistics.mean, self.momentum)?;
                match renorm {
                    Some(renorm) => {
                        correction = Some(renorm.correct(self, build, &statistics)?);
                    }
                    None => {
                        let name = "moving_variance";
                        move_towards(build, name, moving_variance, batch, self.momentum)?;
                    }
                }
                statistics
            }
            false => Statistics {
                mean: build.graph.reshape(moving_mean, along.broadcast.clone())?,
                variance: build.graph.reshape(moving_variance, along.broadcast.clone())?,
            },
        };
        let graph = &mut *build.graph;
        let centred = graph.sub(input, statistics.mean)?;
        let mut factor = inverse_deviation(graph, statistics.variance, self.epsilon)?;
        let (mut scale, mut shift) = (gamma, beta);
        if let Some(Correction { r, d }) = correction {
            scale = Some(times(graph, r, gamma)?);
            let moved = times(graph, d, gamma)?;
            shift = Some(beta.map_or(Ok(moved), |beta| graph.add(moved, beta))?);
        }
        if let Some(scale) = scale {
            factor = graph.mul(factor, scale)?;
        }
        let mut output = graph.mul(centred, factor)?;
        if let Some(shift) = shift {
            output = graph.add(output, shift)?;
        }
        Ok(output)
    }

    fn supports_masking(&self) -> bool {
        true
    }

    fn config(&self) -> Config {
        let weights = [("beta", &self.beta), ("gamma", &self.gamma)];
        let config = Config::new()
            .with("axis", self.axis)
            .with("momentum", self.momentum)
            .with("epsilon", self.epsilon)
            .with("center", self.center)
            .with("scale", self.scale);
        let config = with_initializers(config, weights)
            .with("moving_mean_initializer", &self.moving_mean_initializer)
            .with("moving_variance_initializer", &self.moving_variance_initializer);
        with_penalties_and_constraints(config, weights, None)
            .with("synchronized", self.synchronized)
            .with("renorm", self.renorm)
            .with("renorm_clipping", self.renorm_clipping.or(self.renorm.then(RenormClipping::new)))
            .with("renorm_momentum", self.renorm_momentum)
    }

    fn check(&self) -> Result<()> {
        for (name, momentum) in
            [("momentum", self.momentum), ("renorm_momentum", self.renorm_momentum)]
        {
            if !(momentum as f32).is_finite() {
                let remedy = "Give a number between 0 and 1.";
                return Err(Error::invalid(name, "a finite number", momentum.to_string(), remedy));
            }
        }
        if let (true, Some(clipping)) = (self.renorm, &self.renorm_clipping) {
            clipping.check()?;
        }
        check_epsilon(self.epsilon)
    }
}

/// `x`, or `x * factor`.
fn times(graph: &mut Graph, x: NodeId, factor: Option<NodeId>) -> Result<NodeId> {
    Ok(match factor {
        Some(factor) => graph.mul(x, factor)?,
        None => x,
    })
}

/// Gives the state `name` its value after the step, which is returned.
pub(super) fn move_towards(
    build: &mut Build<'_>,
    name: &str,
    moving: NodeId,
    of_batch: NodeId,
    momentum: f64,
) -> Result<NodeId> {
    let graph = &mut *build.graph;
    let shape: Shape = graph.ty(moving).shape.clone();
    let of_batch = graph.reshape(of_batch, shape)?;
    let of_batch = graph.stop_gradient(of_batch)?;
    let stays = graph.scale(moving, momentum)?;
    let comes = graph.scale(of_batch, 1.0 - momentum)?;
    let moved = graph.add(stays, comes)?;
    build.update(name, moved)?;
    Ok(moved)
}

fn of_batch(build: &mut Build<'_>, x: NodeId, over: &[usize]) -> Result<Statistics> {
    let graph = &mut *build.graph;
    let mean = mean(graph, x, over)?;
    let distance = from_fixed(graph, x, mean)?;
    let squares = graph.square(distance)?;
    let variance = self::mean(graph, squares, over)?;
    Ok(Statistics { mean, variance })
}

/// The same over the places that count, where `mask` has all axes of `x` but the last.
fn of_masked_batch(
    build: &mut Build<'_>,
    x: NodeId,
    mask: NodeId,
    over: &[usize],
) -> Result<Statistics> {
    let graph = &mut *build.graph;
    let rank = graph.ty(x).shape.rank();
    let mask_shape = graph.ty(mask).shape.clone();
    if mask_shape.dims() != &graph.ty(x).shape.dims()[..rank - 1] {
        return Err(Error::invalid(
            "mask",
            format!("the axes of the input {} without the last", graph.ty(x).shape),
            mask_shape.to_string(),
            "Put the layer where samples are (steps, channels), or take the mask away before.",
        ));
    }
    let shape = graph.ty(x).shape.clone();
    let mask = graph.expand(mask, rank - 1)?;
    let mask = graph.broadcast(mask, shape)?;
    let zero = graph.full_like(x, 0.0)?;
    let count = graph.sum(mask, over)?;
    let count = kept(graph, count, x, over)?;
    let count = graph.offset(count, EPSILON_OF_COUNT)?;
    let counted = graph.select(mask, x, zero)?;
    let sum = graph.sum(counted, over)?;
    let sum = kept(graph, sum, x, over)?;
    let mean = graph.div(sum, count)?;
    let distance = graph.sub(x, mean)?;
    let distance = graph.select(mask, distance, zero)?;
    let squares = graph.square(distance)?;
    let sum = graph.sum(squares, over)?;
    let sum = kept(graph, sum, x, over)?;
    let variance = graph.div(sum, count)?;
    Ok(Statistics { mean, variance })
}

impl BatchNormalization {
    pub(crate) const CLASS: Class<Box<dyn Layer>> = Class {
        name: "BatchNormalization",
        names: &[],
        doc: "normalizes each channel over the batch to mean 0 and variance 1",
        arguments: &[
            Argument::with_default(
                "axis",
                Literal::Int(-1),
                "where the channels are; negative axes count from the last",
            ),
            Argument::with_default(
                "momentum",
                Literal::Float(0.99),
                "how much of the moving averages stays at each step",
            ),
            EPSILON,
            CENTER,
            SCALE,
            BETA_INITIALIZER,
            GAMMA_INITIALIZER,
            Argument::with_default(
                "moving_mean_initializer",
                Literal::Text("zeros"),
                "what the moving mean starts with",
            ),
            Argument::with_default(
                "moving_variance_initializer",
                Literal::Text("ones"),
                "what the moving variance starts with",
            ),
            BETA_REGULARIZER,
            GAMMA_REGULARIZER,
            BETA_CONSTRAINT,
            GAMMA_CONSTRAINT,
            Argument::with_default(
                "synchronized",
                Literal::Bool(false),
                "kept in the configuration only: all rows of a batch are in one place",
            ),
            Argument::with_default(
                "renorm",
                Literal::Bool(false),
                "whether batches are normalized as averages over steps would",
            ),
            Argument::with_default(
                "renorm_clipping",
                Literal::None,
                "the bounds rmax, rmin and dmax of the correction by renorm, each of which may be left out",
            ),
            Argument::with_default(
                "renorm_momentum",
                Literal::Float(0.99),
                "how much of the averages for renorm stays at each step",
            ),
            NAME,
            INPUT_SHAPE,
        ],
        make: |a| {
            let mut layer = BatchNormalization::new()
                .axis(a.integer("axis")?)
                .momentum(a.float("momentum")?)
                .moving_mean_initializer(a.initializer("moving_mean_initializer")?)
                .moving_variance_initializer(a.initializer("moving_variance_initializer")?)
                .synchronized(a.bool("synchronized")?)
                .renorm(a.bool("renorm")?)
                .renorm_momentum(a.float("renorm_momentum")?);
            layer.renorm_clipping = a.optional_bounds("renorm_clipping")?;
            boxed(layer.normalized_by(a)?.configured(a)?)
        },
    };
}
