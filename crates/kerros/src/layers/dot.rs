//! Dot products of two values.

use super::arguments::{INPUT_SHAPE, NAME, boxed};
use super::merge::{pair, shapes};
use crate::error::{Error, Result};
use crate::layer::{Build, Config, Layer, Settings, Value, layer_settings};
use crate::registry::{Argument, Class, Literal};
use kerros_graph::op::DotAxes;
use kerros_graph::types::Dim;
use kerros_graph::{Graph, NodeId, Shape};

/// The dot products of two inputs, row by row of the batch, along an axis of each.
///
/// The output has the other axes of the first input, then those of the second: `(batch, 3, 5)` and `(batch, 10, 3)`
/// with axes `(1, 2)` are `(batch, 5, 10)`. Where no axis is left, it is `(batch, 1)`. No weights, and no mask comes
/// out. In Keras: "Dot layer".
///
/// | argument | default | |
/// |---|---|---|
/// | `axes` | must be given | the axis of both, or one for each; negative ones count from the last, and 0 is the batch, which cannot be it |
/// | `normalize` | false | whether vectors are brought to length 1 first: the product is their cosine then |
///
/// ```
/// use kerros::prelude::*;
///
/// // How similar a user and a film are.
/// let (user, film) = (Input::new(32).symbol()?, Input::new(32).symbol()?);
/// let similarity = Dot::new(1).normalize(true).apply([&user, &film])?;
/// assert_eq!(Model::new([&user, &film], &similarity)?.output_shape(), Some(vec![1]));
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// `apply` refuses more or fewer than two inputs, axes that they do not have, the batch, and axes of different sizes.
#[derive(Clone, Debug)]
pub struct Dot {
    settings: Settings,
    axes: Axes,
    normalize: bool,
}

/// One axis of both values, or one of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Axes {
    Both(i64),
    Each([i64; 2]),
}

layer_settings!(Dot);

impl Dot {
    /// Along axis `axis` of both inputs.
    pub fn new(axis: i64) -> Self {
        Dot { settings: Settings::new(), axes: Axes::Both(axis), normalize: false }
    }

    /// Along an axis of the first input, and another one of the second.
    pub fn along(first: i64, second: i64) -> Self {
        Dot { axes: Axes::Each([first, second]), ..Dot::new(-1) }
    }

    /// Whether vectors are brought to length 1 before; `false` if not set. Those shorter than 1e-7 are divided by
    /// that, as in Keras.
    #[must_use]
    pub fn normalize(mut self, normalize: bool) -> Self {
        self.normalize = normalize;
        self
    }

    pub(crate) const CLASS: Class<Box<dyn Layer>> = Class {
        name: "Dot",
        names: &[],
        doc: "the dot products of two inputs along an axis of each",
        arguments: &[
            Argument::required("axes", "the axis of both inputs, or one for each"),
            Argument::with_default(
                "normalize",
                Literal::Bool(false),
                "whether vectors are brought to length 1 first",
            ),
            NAME,
            INPUT_SHAPE,
        ],
        make: |a| {
            let dot = match a.integers("axes")?[..] {
                [axis] => Dot::new(axis),
                [first, second] => Dot::along(first, second),
                ref axes => {
                    let (received, remedy) = (format!("{axes:?}"), "Name one axis or two.");
                    return Err(Error::invalid("axes", "one axis or two", received, remedy));
                }
            };
            boxed(dot.normalize(a.bool("normalize")?).configured(a)?)
        },
    };
}

impl Layer for Dot {
    fn class_name(&self) -> &'static str {
        "Dot"
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn call(&self, _build: &mut Build<'_>, input: NodeId) -> Result<NodeId> {
        pair(&[input]).map(|[first, _]| first)
    }

    fn call_many(&self, build: &mut Build<'_>, inputs: &[NodeId]) -> Result<Vec<NodeId>> {
        let mut sides = pair(inputs)?;
        let given = match self.axes {
            Axes::Both(axis) => [axis; 2],
            Axes::Each(axes) => axes,
        };
        let axes = [axis(build, sides[0], given[0])?, axis(build, sides[1], given[1])?];
        let size = |side: usize| build.shape(sides[side]).dims()[axes[side]];
        if size(0) != size(1) {
            return Err(Error::invalid(
                "inputs",
                format!("the same size along axes {} and {}", axes[0], axes[1]),
                shapes(build.graph, inputs),
                "Choose axes of one size, or bring the values to it first.",
            ));
        }
        if self.normalize {
            for (side, &axis) in sides.iter_mut().zip(&axes) {
                *side = unit_vectors(build.graph, *side, axis)?;
            }
        }
        let pairs = DotAxes {
            batch: [(0, 0)].into_iter().collect(),
            contract: [(axes[0], axes[1])].into_iter().collect(),
        };
        let product = build.graph.dot(sides[0], sides[1], pairs)?;
        build.set_mask(None);
        Ok(vec![match build.shape(product).rank() {
            1 => build.graph.expand(product, 1)?,
            _ => product,
        }])
    }

    fn config(&self) -> Config {
        let axes = match self.axes {
            Axes::Both(axis) => Value::from(axis),
            Axes::Each(axes) => Value::from(axes.to_vec()),
        };
        Config::new().with("axes", axes).with("normalize", self.normalize)
    }
}

/// An axis of `x` that is not the batch.
fn axis(build: &Build<'_>, x: NodeId, axis: i64) -> Result<usize> {
    let shape = build.shape(x);
    let rank = i64::try_from(shape.rank()).unwrap_or(i64::MAX);
    let place = if axis < 0 { axis.saturating_add(rank) } else { axis };
    usize::try_from(place).ok().filter(|&place| place > 0 && place < shape.rank()).ok_or_else(
        || {
            Error::invalid(
                "axes",
                format!("axes of {shape} behind the batch"),
                axis.to_string(),
                "Axis 0 is the batch, and -1 the last one.",
            )
        },
    )
}

/// `x / max(|x|, 1e-7)` along an axis. The square of the length is kept from 0, so that a vector of zeros has a
/// gradient.
fn unit_vectors(graph: &mut Graph, x: NodeId, axis: usize) -> Result<NodeId> {
    let square = graph.square(x)?;
    let sum = graph.sum(square, &[axis])?;
    let least = graph.literal(1e-14)?;
    let sum = graph.maximum(sum, least)?;
    let length = graph.sqrt(sum)?;
    let mut shape: Shape = graph.ty(x).shape.clone();
    shape.0[axis] = Dim::Const(1);
    let length = graph.reshape(length, shape)?;
    Ok(graph.div(x, length)?)
}
