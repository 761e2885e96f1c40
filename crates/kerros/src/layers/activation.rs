//! An activation function as a layer of its own.

use super::arguments::{INPUT_SHAPE, NAME, boxed};
use crate::activations::Activation;
use crate::error::{Error, Result};
use crate::layer::{Build, Config, Layer, Settings, layer_settings};
use crate::registry::{Argument, Class};
use kerros_graph::NodeId;

/// An activation function as a layer of its own: `y = activation(x)`.
///
/// Takes any shape, and the shape stays; softmax goes along the last axis. No weights. The formulas
/// are at [`Activation`]. In Keras: "Activation layer". The layer is called `Activation` in tables;
/// the type has a longer name because [`Activation`] is the function. [`Activation::layer`] is the
/// short way.
///
/// | argument | default | |
/// |---|---|---|
/// | `activation` | must be given | a function, or its name |
///
/// ```
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(Dense::new(3).input_shape(4))?;
/// model.add(ActivationLayer::new("softmax"))?;
/// let rows = model.predict(&Array2::<f32>::zeros((2, 4)))?;
/// assert!((rows.sum() - 2.0).abs() < 1e-6);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// [`Sequential::add`](crate::Sequential::add) refuses a name that no activation has.
#[derive(Clone, Debug)]
pub struct ActivationLayer {
    settings: Settings,
    activation: Activation,
}

layer_settings!(ActivationLayer);

impl ActivationLayer {
    /// The layer that applies `activation`: a function, or its name.
    pub fn new<A>(activation: A) -> Self
    where
        A: TryInto<Activation>,
        A::Error: Into<Error>,
    {
        let mut settings = Settings::new();
        let activation = settings.accept(activation).unwrap_or_default();
        ActivationLayer { settings, activation }
    }
}

impl Activation {
    /// The layer that applies this function.
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(Activation::Relu.layer().input_shape(2))?;
    /// let x = [-1.0f32, 3.0];
    /// assert_eq!(model.predict((&x[..], [1, 2]))?.as_slice(), Some(&[0.0, 3.0][..]));
    /// # Ok::<(), kerros::Error>(())
    /// ```
    pub fn layer(self) -> ActivationLayer {
        ActivationLayer::new(self)
    }
}

impl Layer for ActivationLayer {
    fn class_name(&self) -> &'static str {
        "Activation"
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn call(&self, build: &mut Build<'_>, input: NodeId) -> Result<NodeId> {
        self.activation.call(build.graph, input)
    }

    fn supports_masking(&self) -> bool {
        true
    }

    fn config(&self) -> Config {
        Config::new().with("activation", self.activation)
    }

    fn is_built_without_input(&self) -> bool {
        true
    }

    fn output_activation(&self) -> Option<Activation> {
        Some(self.activation)
    }
}

impl ActivationLayer {
    pub(crate) const CLASS: Class<Box<dyn Layer>> = Class {
        name: "Activation",
        names: &[],
        doc: "an activation function as a layer of its own",
        arguments: &[Argument::required("activation", "an activation function"), NAME, INPUT_SHAPE],
        make: |a| boxed(ActivationLayer::new(a.activation("activation")?).configured(a)?),
    };
}
