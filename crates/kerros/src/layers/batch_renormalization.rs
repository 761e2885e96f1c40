//! What batch normalization with `renorm` does besides.

use super::batch_normalization::{BatchNormalization, Statistics, move_towards};
use crate::error::{Error, Result};
use crate::initializers::{Initializer, SharedInitializer};
use crate::layer::{Build, Config, Value};
use kerros_graph::random::Generator;
use kerros_graph::{Graph, NodeId};

/// The bounds of the correction by `renorm` of [`BatchNormalization`]: `r` between `rmin` and `rmax`, `d` between `-dmax` and
/// `dmax`. Each is left out if not set. In Keras: the argument `renorm_clipping`.
///
/// ```
/// use kerros::layers::RenormClipping;
/// use kerros::prelude::*;
///
/// let clipping = RenormClipping::new().rmax(3.0).rmin(1.0 / 3.0).dmax(5.0);
/// let mut model = Sequential::new();
/// model.add(BatchNormalization::new().renorm(true).renorm_clipping(clipping).input_shape(4))?;
/// // gamma, beta, two averages to predict with, and three for renorm.
/// assert_eq!(model.count_params()?, 4 * 7);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// The layer is refused with an `rmax` below `rmin`, and with a negative `dmax`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct RenormClipping {
    rmax: Option<f64>,
    rmin: Option<f64>,
    dmax: Option<f64>,
}

impl RenormClipping {
    /// No bounds.
    pub fn new() -> Self {
        RenormClipping::default()
    }

    /// The largest `r`; none if not set.
    #[must_use]
    pub fn rmax(mut self, rmax: f64) -> Self {
        self.rmax = Some(rmax);
        self
    }

    /// The smallest `r`; none if not set.
    #[must_use]
    pub fn rmin(mut self, rmin: f64) -> Self {
        self.rmin = Some(rmin);
        self
    }

    /// The largest size of `d`; none if not set.
    #[must_use]
    pub fn dmax(mut self, dmax: f64) -> Self {
        self.dmax = Some(dmax);
        self
    }

    /// Those of a configuration.
    pub(crate) fn of(config: &Config) -> Result<Self> {
        let mut clipping = RenormClipping::new();
        for (key, value) in config.iter() {
            let bound = match key {
                "rmax" => &mut clipping.rmax,
                "rmin" => &mut clipping.rmin,
                "dmax" => &mut clipping.dmax,
                other => {
                    let remedy = "Leave it out, or call it by one of these names.";
                    return Err(Error::invalid("bounds", "rmax, rmin, dmax", other, remedy));
                }
            };
            *bound = match value {
                Value::None => None,
                value => Some(value.as_float().ok_or_else(|| {
                    Error::invalid(key, "a number", value.to_string(), "Give one, or leave it out.")
                })?),
            };
        }
        Ok(clipping)
    }

    pub(super) fn check(&self) -> Result<()> {
        let all = [("rmax", self.rmax), ("rmin", self.rmin), ("dmax", self.dmax)];
        for (name, bound) in all {
            if let Some(bound) = bound.filter(|bound| !(*bound as f32).is_finite()) {
                let remedy = "Leave it out for no bound.";
                return Err(refused(name, "a finite number", bound, remedy));
            }
        }
        if let (Some(rmax), Some(rmin)) = (self.rmax, self.rmin)
            && rmax < rmin
        {
            let remedy = "The bounds of r are rmin and rmax: exchange them.";
            return Err(refused("rmax", &format!("at least rmin, {rmin}"), rmax, remedy));
        }
        match self.dmax {
            Some(dmax) if dmax < 0.0 => {
                let remedy = "It bounds d on both sides: leave the sign out.";
                Err(refused("dmax", "at least 0", dmax, remedy))
            }
            _ => Ok(()),
        }
    }
}

fn refused(name: &str, expected: &str, received: f64, remedy: &str) -> Error {
    Error::invalid(name, expected, received.to_string(), remedy).at("renorm_clipping")
}

impl From<RenormClipping> for Value {
    fn from(clipping: RenormClipping) -> Self {
        let bounds = [("rmax", clipping.rmax), ("rmin", clipping.rmin), ("dmax", clipping.dmax)];
        let given = bounds.into_iter().filter_map(|(name, bound)| Some((name, bound?)));
        Value::dict(given.fold(Config::new(), |config, (name, bound)| config.with(name, bound)))
    }
}

/// The states of a layer with `renorm`.
pub(super) struct Renorm {
    moving_stddev: NodeId,
    mean: NodeId,
    stddev: NodeId,
}

/// Normalized numbers `x` become `x r + d`; in the shape of the statistics.
pub(super) struct Correction {
    pub(super) r: NodeId,
    pub(super) d: NodeId,
}

impl Renorm {
    pub(super) fn of(
        layer: &BatchNormalization,
        build: &mut Build<'_>,
        sizes: &[usize],
    ) -> Result<Self> {
        let deviation: SharedInitializer = Root(layer.moving_variance_initializer.clone()).into();
        Ok(Renorm {
            moving_stddev: build.state("moving_stddev", sizes, &deviation)?,
            mean: build.state("renorm_mean", sizes, &layer.moving_mean_initializer)?,
            stddev: build.state("renorm_stddev", sizes, &deviation)?,
        })
    }

    /// Moves the states, and `moving_variance` with them; what corrects a batch with these statistics.
    pub(super) fn correct(
        &self,
        layer: &BatchNormalization,
        build: &mut Build<'_>,
        batch: &Statistics,
    ) -> Result<Correction> {
        let graph = &mut *build.graph;
        let kept = graph.ty(batch.mean).shape.clone();
        let deviation = graph.offset(batch.variance, layer.epsilon)?;
        let deviation = graph.sqrt(deviation)?;
        let mean = graph.reshape(self.mean, kept.clone())?;
        let least = graph.literal(layer.epsilon.sqrt())?;
        let stddev = graph.reshape(self.stddev, kept)?;
        let stddev = graph.maximum(stddev, least)?;
        let r = graph.div(deviation, stddev)?;
        let distance = graph.sub(batch.mean, mean)?;
        let d = graph.div(distance, stddev)?;
        let RenormClipping { rmax, rmin, dmax } = layer.renorm_clipping.unwrap_or_default();
        let r = bounded(graph, r, rmin, rmax)?;
        let d = bounded(graph, d, dmax.map(|dmax| -dmax), dmax)?;
        let correction = Correction { r: graph.stop_gradient(r)?, d: graph.stop_gradient(d)? };

        move_towards(build, "renorm_mean", self.mean, batch.mean, layer.renorm_momentum)?;
        move_towards(build, "renorm_stddev", self.stddev, deviation, layer.renorm_momentum)?;
        let moved =
            move_towards(build, "moving_stddev", self.moving_stddev, deviation, layer.momentum)?;
        let graph = &mut *build.graph;
        let square = graph.square(moved)?;
        let variance = graph.offset(square, -layer.epsilon)?;
        let variance = graph.relu(variance)?;
        build.update("moving_variance", variance)?;
        Ok(correction)
    }
}

fn bounded(
    graph: &mut Graph,
    mut x: NodeId,
    low: Option<f64>,
    high: Option<f64>,
) -> Result<NodeId> {
    if let Some(low) = low {
        let low = graph.literal(low)?;
        x = graph.maximum(x, low)?;
    }
    if let Some(high) = high {
        let high = graph.literal(high)?;
        x = graph.minimum(x, high)?;
    }
    Ok(x)
}

/// The roots of what another initializer gives: deviations where that gives variances.
#[derive(Debug)]
struct Root(SharedInitializer);

impl Initializer for Root {
    fn name(&self) -> &'static str {
        self.0.name()
    }

    fn values(&self, shape: &[usize], generator: &mut Generator) -> Vec<f32> {
        self.0.values(shape, generator).into_iter().map(f32::sqrt).collect()
    }

    fn check(&self) -> Result<()> {
        self.0.check()
    }

    fn check_shape(&self, shape: &[usize]) -> Result<()> {
        self.0.check_shape(shape)
    }
}
