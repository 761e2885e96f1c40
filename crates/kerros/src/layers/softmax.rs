//! Softmax as a layer.

use super::arguments::{INPUT_SHAPE, NAME, boxed};
use super::axes::{AXES, axes_setting, axes_value, check_axes, in_order, positions};
use crate::activations::Activation;
use crate::error::{Error, Result};
use crate::layer::{Build, Config, Layer, Settings, layer_settings};
use crate::registry::Class;
use kerros_graph::types::Dim;
use kerros_graph::{Graph, NodeId, Shape};

/// Softmax as a layer of its own: `e^x / sum(e^x)` along one axis or over several.
///
/// Takes any shape, and the shape stays. No weights. The function is
/// [`softmax`](crate::activations::softmax). In Keras: "Softmax layer".
///
/// | argument | default | |
/// |---|---|---|
/// | `axis` | -1 | one axis, or several; 0 is the batch, negative ones count from the last |
///
/// ```
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(Softmax::new().axes([1, 2]).input_shape([2, 4]))?;
/// let x = Array3::<f32>::zeros((1, 2, 4));
/// assert!(model.predict(&x)?.iter().all(|y| *y == 1.0 / 8.0));
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// [`Sequential::add`](crate::Sequential::add) refuses axes that the input does not have, one that is named
/// twice, and the batch together with others. Where the shape of the input is not known yet, they are
/// refused by the first call that brings data.
#[derive(Clone, Debug)]
pub struct Softmax {
    settings: Settings,
    axes: Vec<i64>,
}

layer_settings!(Softmax);
axes_setting!(Softmax, "over which the numbers sum to 1");

impl Softmax {
    /// Along the last axis.
    pub fn new() -> Self {
        Softmax { settings: Settings::new(), axes: vec![-1] }
    }
}

impl Default for Softmax {
    fn default() -> Self {
        Softmax::new()
    }
}

impl Layer for Softmax {
    fn class_name(&self) -> &'static str {
        "Softmax"
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn call(&self, build: &mut Build<'_>, input: NodeId) -> Result<NodeId> {
        match self.axes[..] {
            [axis] => crate::activations::softmax(build.graph, input, axis),
            _ => over_several(build.graph, input, &self.axes),
        }
    }

    fn config(&self) -> Config {
        Config::new().with("axis", axes_value(&self.axes))
    }

    fn check(&self) -> Result<()> {
        check_axes(&self.axes)
    }

    fn is_built_without_input(&self) -> bool {
        true
    }

    fn output_activation(&self) -> Option<Activation> {
        Some(match self.axes[..] {
            [axis] => Activation::SoftmaxAlong { axis }.plain(None),
            // No loss is made for it.
            _ => Activation::Linear,
        })
    }
}

/// The softmax over several axes together: moved to the end and made one.
fn over_several(graph: &mut Graph, x: NodeId, axes: &[i64]) -> Result<NodeId> {
    let shape = graph.ty(x).shape.clone();
    let positions = in_order(positions(graph, x, axes)?);
    let sizes = positions.iter().map(|&position| shape.dims()[position].known());
    let Some(size) = sizes.product::<Option<usize>>() else {
        return Err(Error::invalid(
            "axis",
            "axes without the batch, as there are several",
            format!("{axes:?}"),
            "Leave axis 0 out.",
        ));
    };
    let kept: Vec<usize> = (0..shape.rank()).filter(|axis| !positions.contains(axis)).collect();
    let order = [&kept[..], &positions].concat();
    let moved = graph.transpose(x, &order)?;
    let moved_shape = graph.ty(moved).shape.clone();
    let rows: Shape =
        kept.iter().map(|&axis| shape.dims()[axis]).chain([Dim::Const(size)]).collect();
    let joined = graph.reshape(moved, rows)?;
    let probabilities = graph.softmax(joined, kept.len())?;
    let parted = graph.reshape(probabilities, moved_shape)?;
    let mut back = vec![0; order.len()];
    for (place, &axis) in order.iter().enumerate() {
        back[axis] = place;
    }
    Ok(graph.transpose(parted, &back)?)
}

impl Softmax {
    pub(crate) const CLASS: Class<Box<dyn Layer>> = Class {
        name: "Softmax",
        names: &[],
        doc: "e^x / sum(e^x) along an axis",
        arguments: &[AXES, NAME, INPUT_SHAPE],
        make: |a| boxed(Softmax::new().axes(a.integers("axis")?).configured(a)?),
    };
}
