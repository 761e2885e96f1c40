//! A loss for the size of what a layer puts out.

use super::arguments::{INPUT_SHAPE, NAME, boxed};
use crate::activations::Activation;
use crate::error::Result;
use crate::layer::{Build, Config, Layer, Settings, layer_settings};
use crate::registry::{Argument, Class, Literal};
use crate::regularizers::{L1L2, Regularizer};
use kerros_graph::NodeId;

/// Hands on its input, and adds `(l1 sum|x| + l2 sum x^2) / rows` to the model's loss, so that the layer below
/// keeps its output small or sparse.
///
/// Takes any shape, and the shape stays. No weights. In Keras: "ActivityRegularization layer". The loss is
/// divided by the number of rows, so that it does not depend on the size of batches.
///
/// | argument | default | |
/// |---|---|---|
/// | `l1` | 0 | the factor of the sum of magnitudes |
/// | `l2` | 0 | the factor of the sum of squares |
///
/// ```
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(ActivityRegularization::new().l1(0.1).l2(0.01).input_shape(2))?;
/// model.compile(Compile::new().loss("mse"))?;
/// let x = Array2::from_elem((4, 2), 2.0f32);
/// let scores = model.evaluate(&x, &x, Evaluate::new().verbose(Verbose::Silent))?;
/// assert!((scores.loss() - (0.1 * 4.0 + 0.01 * 8.0)).abs() < 1e-6);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// [`Sequential::add`](crate::Sequential::add) refuses factors that are negative or not finite.
#[derive(Clone, Debug, Default)]
pub struct ActivityRegularization {
    settings: Settings,
    l1: f64,
    l2: f64,
}

layer_settings!(ActivityRegularization);

impl ActivityRegularization {
    /// Nothing is added.
    pub fn new() -> Self {
        ActivityRegularization::default()
    }

    /// The factor of the sum of magnitudes; 0 if not set.
    #[must_use]
    pub fn l1(mut self, l1: f64) -> Self {
        self.l1 = l1;
        self.regularized()
    }

    /// The factor of the sum of squares; 0 if not set.
    #[must_use]
    pub fn l2(mut self, l2: f64) -> Self {
        self.l2 = l2;
        self.regularized()
    }

    fn regularizer(&self) -> L1L2 {
        L1L2::new().l1(self.l1).l2(self.l2)
    }

    /// The regularizer of the output is the whole layer, as in Keras: around it, what calls no layers adds no loss.
    fn regularized(mut self) -> Self {
        let regularizer = self.regularizer();
        // Factors that make no sense are reported as arguments of the layer.
        let sensible = regularizer.check().is_ok().then(|| regularizer.into());
        self.settings.set_activity_regularizer(sensible);
        self
    }

    pub(crate) const CLASS: Class<Box<dyn Layer>> = Class {
        name: "ActivityRegularization",
        names: &[],
        doc: "adds a loss for the size of its input, which it hands on",
        arguments: &[
            Argument::with_default(
                "l1",
                Literal::Float(0.0),
                "the factor of the sum of magnitudes",
            ),
            Argument::with_default("l2", Literal::Float(0.0), "the factor of the sum of squares"),
            NAME,
            INPUT_SHAPE,
        ],
        make: |a| {
            let layer = ActivityRegularization::new().l1(a.float("l1")?).l2(a.float("l2")?);
            boxed(layer.configured(a)?)
        },
    };
}

impl Layer for ActivityRegularization {
    fn class_name(&self) -> &'static str {
        "ActivityRegularization"
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn call(&self, _build: &mut Build<'_>, input: NodeId) -> Result<NodeId> {
        Ok(input)
    }

    fn supports_masking(&self) -> bool {
        true
    }

    fn config(&self) -> Config {
        Config::new().with("l1", self.l1).with("l2", self.l2)
    }

    fn check(&self) -> Result<()> {
        self.regularizer().check()
    }

    fn output_activation(&self) -> Option<Activation> {
        None
    }

    fn is_built_without_input(&self) -> bool {
        true
    }
}
