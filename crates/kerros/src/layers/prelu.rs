//! The rectified linear unit whose slope below 0 is learned.

use super::arguments::{INPUT_SHAPE, NAME, boxed};
use super::weight_options::{WeightOptions, constraint, regularizer, weight_options, with_options};
use crate::error::{Error, Result};
use crate::initializers::Zeros;
use crate::layer::{Build, Config, Layer, Settings, layer_settings};
use crate::registry::{Argument, Class, Literal};
use kerros_graph::NodeId;

/// A rectified linear unit with a learned slope below 0: `x` from 0 on, `alpha * x` below.
///
/// Takes any shape, and the shape stays. Weight: `alpha`, one slope for each number of a sample; along
/// shared axes there is one slope for all. At `x = 0` the gradient is 0. In Keras: "PReLU layer".
///
/// | argument | default | |
/// |---|---|---|
/// | `alpha_initializer` | zeros | see [`initializers`](crate::initializers) |
/// | `alpha_regularizer` | none | see [`regularizers`](crate::regularizers) |
/// | `alpha_constraint` | none | see [`constraints`](crate::constraints) |
/// | `shared_axes` | none | axes of the input, counted from 1 as 0 is the batch |
///
/// With images `(batch, height, width, channels)` the axes `[1, 2]` give each channel one slope.
///
/// Source: He, Zhang, Ren and Sun, "Delving deep into rectifiers: surpassing human-level performance on ImageNet
/// classification", ICCV 2015.
///
/// ```
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// let slopes = PReLU::new().alpha_initializer(Constant::new(0.25)).shared_axes([1]);
/// model.add(slopes.input_shape([5, 2]))?;
/// assert_eq!(model.count_params()?, 2);
/// let x = Array3::from_elem((1, 5, 2), -4.0f32);
/// assert!(model.predict(&x)?.iter().all(|y| *y == -1.0));
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// [`Sequential::add`](crate::Sequential::add) refuses unknown names of initializers and axes that the input does
/// not have. Where the shape of the input is not known yet, the latter are refused by the first call that
/// brings data.
#[derive(Clone, Debug)]
pub struct PReLU {
    settings: Settings,
    alpha: WeightOptions,
    shared_axes: Option<Vec<usize>>,
}

layer_settings!(PReLU);
weight_options!(PReLU {
    alpha: "the slope", "zeros" => alpha_initializer, alpha_regularizer, alpha_constraint;
});

impl PReLU {
    /// A slope of its own for each number of a sample, 0 at first.
    pub fn new() -> Self {
        PReLU { settings: Settings::new(), alpha: WeightOptions::new(Zeros), shared_axes: None }
    }

    /// Axes along which the slope is the same; none if not set.
    #[must_use]
    pub fn shared_axes(mut self, shared_axes: impl Into<Vec<usize>>) -> Self {
        self.shared_axes = Some(shared_axes.into());
        self
    }
}

impl Default for PReLU {
    fn default() -> Self {
        PReLU::new()
    }
}

impl Layer for PReLU {
    fn class_name(&self) -> &'static str {
        "PReLU"
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn call(&self, build: &mut Build<'_>, input: NodeId) -> Result<NodeId> {
        let mut shape = build.inner_sizes(input);
        let axes = shape.len();
        for &axis in self.shared_axes.iter().flatten() {
            let Some(size) = axis.checked_sub(1).and_then(|place| shape.get_mut(place)) else {
                return Err(Error::invalid(
                    "shared_axes",
                    format!("axes from 1 to {axes}"),
                    axis.to_string(),
                    "Axis 0 is the batch; name axes that the input has.",
                ));
            };
            *size = 1;
        }
        let alpha = build.weight_with(&self.alpha.weight("alpha", &shape))?;
        let graph = &mut *build.graph;
        let positive = graph.relu(input)?;
        let magnitude = graph.neg(input)?;
        let magnitude = graph.relu(magnitude)?;
        let negative = graph.mul(magnitude, alpha)?;
        Ok(graph.sub(positive, negative)?)
    }

    fn supports_masking(&self) -> bool {
        true
    }

    fn config(&self) -> Config {
        with_options(Config::new(), [("alpha", &self.alpha)], None)
            .with("shared_axes", self.shared_axes.clone())
    }
}

impl PReLU {
    pub(crate) const CLASS: Class<Box<dyn Layer>> = Class {
        name: "PReLU",
        names: &[],
        doc: "a rectified linear unit whose slope below 0 is learned",
        arguments: &[
            Argument::with_default(
                "alpha_initializer",
                Literal::Text("zeros"),
                "what the slopes start with",
            ),
            regularizer("alpha_regularizer", "what the slopes add to the loss"),
            constraint("alpha_constraint", "what the slopes become after each step"),
            Argument::with_default(
                "shared_axes",
                Literal::None,
                "axes along which the slope is the same",
            ),
            NAME,
            INPUT_SHAPE,
        ],
        make: |a| {
            let mut layer = PReLU::new();
            layer.alpha = WeightOptions::configured(a, "alpha")?;
            if let Some(axes) = a.optional_size_list("shared_axes", "axes from 1 on")? {
                layer = layer.shared_axes(axes);
            }
            boxed(layer.configured(a)?)
        },
    };
}
