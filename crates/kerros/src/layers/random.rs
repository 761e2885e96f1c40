//! Random numbers that layers draw while the model trains.

use crate::error::{Error, Result};
use crate::layer::Build;
use kerros_graph::types::Dim;
use kerros_graph::{Graph, NodeId, Shape};

/// Checks that a share is a number from 0 to 1; `one` tells whether 1 itself is one.
pub(super) fn require_share(what: &str, share: f64, one: bool, remedy: &str) -> Result<()> {
    if (0.0..=1.0).contains(&share) && (one || share < 1.0) {
        return Ok(());
    }
    let expected = if one { "a number from 0 to 1" } else { "a number from 0 to below 1" };
    Err(Error::invalid(what, expected, share.to_string(), remedy))
}

/// Checks the sizes of a `noise_shape`, as far as that can be done without an input.
pub(super) fn check_noise_shape(noise_shape: Option<&[Option<usize>]>) -> Result<()> {
    match noise_shape {
        Some(sizes) if sizes.contains(&Some(0)) => Err(Error::invalid(
            "noise_shape",
            "sizes of at least 1, or none",
            format!("{sizes:?}"),
            "Give an axis 1 to draw once for all of it, and none to draw for each of its places.",
        )),
        _ => Ok(()),
    }
}

/// The shape in which numbers are drawn for `input`: its own, or `noise_shape`, where an axis has size
/// 1 to be drawn for once, and its own size or none otherwise.
pub(super) fn drawn_shape(
    build: &Build<'_>,
    input: NodeId,
    noise_shape: Option<&[Option<usize>]>,
) -> Result<Shape> {
    let shape = build.shape(input);
    let Some(sizes) = noise_shape else { return Ok(shape.clone()) };
    let drawn = |(&dim, &size): (&Dim, &Option<usize>)| match size {
        None => Some(dim),
        Some(1) => Some(Dim::Const(1)),
        Some(_) => (dim.known() == size).then_some(dim),
    };
    let drawn: Option<Vec<Dim>> = shape.dims().iter().zip(sizes).map(drawn).collect();
    match drawn {
        Some(drawn) if sizes.len() == shape.rank() => Ok(drawn.into_iter().collect()),
        _ => Err(Error::invalid(
            "noise_shape",
            format!("for each axis of {shape} its size, 1 or none; for the batch 1 or none"),
            format!("{sizes:?}"),
            "Give an axis 1 to draw once for all of it, and none to draw for each of its places.",
        )),
    }
}

/// 1 with probability `1 - rate`, else 0, in `shape`.
pub(super) fn kept(graph: &mut Graph, shape: Shape, rate: f64) -> Result<NodeId> {
    let uniform = graph.random_uniform(shape)?;
    let rate = graph.literal(rate)?;
    Ok(graph.greater_equal(uniform, rate)?)
}

/// Sets numbers to 0 with probability `rate`, and divides the others by `1 - rate`. One draw for each
/// element of `shape`.
pub(super) fn dropped(graph: &mut Graph, x: NodeId, shape: Shape, rate: f64) -> Result<NodeId> {
    let zero = graph.full_like(x, 0.0)?;
    if rate >= 1.0 {
        return Ok(zero);
    }
    let kept = kept(graph, shape, rate)?;
    let scaled = graph.scale(x, 1.0 / (1.0 - rate))?;
    Ok(graph.select(kept, scaled, zero)?)
}

/// Where the polynomials of the normal quantile meet, in `-ln(1 - x^2)`.
const CENTRE: f64 = 5.0;
const IN_CENTRE: [f64; 9] = [
    2.810_226_36e-8,
    3.432_739_39e-7,
    -3.523_387_7e-6,
    -4.391_506_54e-6,
    0.000_218_580_87,
    -0.001_253_725_03,
    -0.004_177_681_64,
    0.246_640_727,
    1.501_409_41,
];
const IN_TAIL: [f64; 9] = [
    -0.000_200_214_257,
    0.000_100_950_558,
    0.001_349_343_22,
    -0.003_673_428_44,
    0.005_739_507_73,
    -0.007_622_461_3,
    0.009_438_870_47,
    1.001_674_06,
    2.832_976_82,
];

/// Normal random numbers of mean 0 and variance 1: the quantile `sqrt(2) erfinv(x)` of uniform ones.
///
/// The uniform numbers are the middles `x = (2 k + 1) / 2^24 - 1` of 2^24 equal parts of -1 to 1, exact
/// in `f32`: symmetric, never -1 or 1, so that none is beyond 5.42.
///
/// Source: Giles, "Approximating the erfinv function", GPU Computing Gems 2, 2011; single precision.
pub(super) fn normal(graph: &mut Graph, shape: Shape) -> Result<NodeId> {
    let uniform = graph.random_uniform(shape)?;
    let doubled = graph.scale(uniform, 2.0)?;
    let left = graph.offset(doubled, -1.0)?;
    let x = graph.offset(left, 0.5f64.powi(24))?;

    let one = graph.literal(1.0)?;
    let (below, above) = (graph.sub(one, x)?, graph.add(one, x)?);
    let product = graph.mul(below, above)?;
    let log = graph.log(product)?;
    let w = graph.neg(log)?;
    let centre = graph.offset(w, -2.5)?;
    let centre = polynomial(graph, centre, &IN_CENTRE)?;
    let root = graph.sqrt(w)?;
    let tail = graph.offset(root, -3.0)?;
    let tail = polynomial(graph, tail, &IN_TAIL)?;
    let limit = graph.literal(CENTRE)?;
    let is_centre = graph.less(w, limit)?;
    let factor = graph.select(is_centre, centre, tail)?;
    let erfinv = graph.mul(factor, x)?;
    Ok(graph.scale(erfinv, std::f64::consts::SQRT_2)?)
}

/// A polynomial by Horner's rule, the highest coefficient first.
fn polynomial(graph: &mut Graph, x: NodeId, coefficients: &[f64]) -> Result<NodeId> {
    let mut sum = graph.literal(0.0)?;
    for (index, &coefficient) in coefficients.iter().enumerate() {
        sum = match index {
            0 => graph.full_like(x, coefficient)?,
            _ => {
                let product = graph.mul(sum, x)?;
                graph.offset(product, coefficient)?
            }
        };
    }
    Ok(sum)
}

/// The method that every layer with a field `seed` has.
macro_rules! seed_setting {
    ($layer:ty) => {
        impl $layer {
            /// Kept in the configuration only: the seed of the model decides what is drawn, and each
            /// layer draws numbers of its own.
            #[must_use]
            pub fn seed(mut self, seed: i64) -> Self {
                self.seed = Some(seed);
                self
            }
        }
    };
}

/// The method that every layer with a field `noise_shape` has.
macro_rules! noise_shape_setting {
    ($layer:ty) => {
        impl $layer {
            /// The shape in which is drawn, with the batch: 1 to draw once for the whole of an axis,
            /// its size or `None` to draw for each of its places. The input's if not set.
            #[must_use]
            pub fn noise_shape(mut self, noise_shape: impl Into<Vec<Option<usize>>>) -> Self {
                self.noise_shape = Some(noise_shape.into());
                self
            }
        }
    };
}

pub(super) use {noise_shape_setting, seed_setting};
