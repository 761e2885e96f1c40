//! What a layer is: plain configuration that writes nodes into a graph.

mod build;
mod config;
mod declarations;
mod settings;
mod shared;
mod symbol;
mod weight;

pub use build::Build;
pub use config::{Config, Value};
pub use declarations::Declarations;
pub(crate) use settings::layer_settings;
pub use settings::{InnerShape, Settings};
pub use shared::SharedLayer;
pub(crate) use symbol::{Described, SymbolicCall, snake_case};
pub use symbol::{IntoSymbols, SymbolicTensor};
pub use weight::{Weight, WeightSpec};

use crate::activations::Activation;
use crate::error::{Error, Result};
use crate::layers::{Recurrent, RecurrentCell};
use kerros_graph::NodeId;
use std::fmt::Debug;

/// A layer: how its output is computed from its input, and which weights that takes.
///
/// A layer holds configuration only. Its weights live in the model, which hands them back for every
/// graph that the layer writes: for prediction, and for training with everything that follows.
///
/// # Example
///
/// A layer of one's own, at full speed:
///
/// ```
/// use kerros::layer::{Build, Layer, Settings};
/// use kerros::prelude::*;
/// use kerros_graph::NodeId;
///
/// /// Multiplies each feature by a weight of its own.
/// #[derive(Debug, Default)]
/// struct Scale {
///     settings: Settings,
/// }
///
/// impl Layer for Scale {
///     fn class_name(&self) -> &'static str {
///         "Scale"
///     }
///
///     fn settings(&self) -> &Settings {
///         &self.settings
///     }
///
///     fn call(&self, build: &mut Build<'_>, input: NodeId) -> kerros::Result<NodeId> {
///         let features = build.inner_sizes(input);
///         let factor = build.weight("factor", &features, &Ones.into())?;
///         Ok(build.graph.mul(input, factor)?)
///     }
/// }
///
/// let mut model = Sequential::new();
/// model.add(Input::new(3))?;
/// model.add(Scale::default())?;
/// let x = Array2::from_elem((1, 3), 2.0f32);
/// assert_eq!(model.predict(&x)?.as_slice(), Some(&[2.0, 2.0, 2.0][..]));
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// Gradients are derived. A layer may also ask for one ([`Build::gradient`]), keep it from a value
/// ([`Graph::stop_gradient`](kerros_graph::Graph::stop_gradient)), or give a value one of its own
/// ([`Graph::custom_gradient`](kerros_graph::Graph::custom_gradient)). The folder `examples` of this crate has a whole
/// program for each of these, and for activations, losses and metrics of one's own.
pub trait Layer: Debug + Send + Sync {
    /// The name of the class in Keras: `Dense`.
    fn class_name(&self) -> &'static str;

    /// Name, input shape and problems.
    fn settings(&self) -> &Settings;

    /// Writes the layer's output for `input`, whose first dimension is the batch.
    ///
    /// # Errors
    ///
    /// When the input's shape does not fit the layer.
    fn call(&self, build: &mut Build<'_>, input: NodeId) -> Result<NodeId>;

    /// Writes the layer's outputs for one or several `inputs`. A layer with one input and one output
    /// need not say more than [`call`](Self::call).
    ///
    /// # Errors
    ///
    /// When there are more or fewer inputs than the layer takes, or their shapes do not fit it.
    fn call_many(&self, build: &mut Build<'_>, inputs: &[NodeId]) -> Result<Vec<NodeId>> {
        match *inputs {
            [input] => Ok(vec![self.call(build, input)?]),
            _ => Err(Error::invalid(
                "inputs",
                "one input",
                inputs.len().to_string(),
                "Merge them first, for example with Concatenate.",
            )),
        }
    }

    /// The layer's output for these inputs, as a value of a functional model. To call a layer several times,
    /// make a [`SharedLayer`] of it.
    ///
    /// # Errors
    ///
    /// When an argument of the layer makes no sense, the inputs do not fit it, or it has several outputs
    /// ([`apply_many`](Self::apply_many)).
    fn apply(self, inputs: impl IntoSymbols) -> Result<SymbolicTensor>
    where
        Self: Sized + 'static,
    {
        SharedLayer::from(self).apply(inputs)
    }

    /// All outputs of the layer for these inputs.
    ///
    /// # Errors
    ///
    /// When an argument of the layer makes no sense, or the inputs do not fit it.
    fn apply_many(self, inputs: impl IntoSymbols) -> Result<Vec<SymbolicTensor>>
    where
        Self: Sized + 'static,
    {
        SharedLayer::from(self).apply_many(inputs)
    }

    /// Whether the mask of the input, which says which steps count, goes on to the output. Where it does
    /// not, what follows treats all steps alike.
    fn supports_masking(&self) -> bool {
        false
    }

    /// The arguments, under their names in Keras.
    fn config(&self) -> Config {
        Config::new()
    }

    /// What Keras is told at each call of the layer and Kerros by the layer: no part of its configuration. Only what
    /// is not the default.
    fn call_arguments(&self) -> Config {
        Config::new()
    }

    /// Checks the layer's own arguments, as far as that can be done without an input.
    ///
    /// # Errors
    ///
    /// When an argument is outside its range.
    fn check(&self) -> Result<()> {
        Ok(())
    }

    /// The activation that the layer ends with: `Some(Linear)` when it ends with none, `None` when
    /// the layer hands on what the one before it made (dropout, reshaping).
    ///
    /// Losses are checked against it.
    fn output_activation(&self) -> Option<Activation> {
        Some(Activation::Linear)
    }

    /// Whether Keras takes the layer for built before the shape of its input is known, which its tables
    /// show. Not all layers without weights are: `Flatten` is not.
    fn is_built_without_input(&self) -> bool {
        false
    }

    /// The cell that the layer is, if it computes one step of a sequence.
    fn as_cell(&self) -> Option<&dyn RecurrentCell> {
        None
    }

    /// How the layer runs over a sequence, if it is a recurrent one.
    fn as_recurrent(&self) -> Option<Recurrent<'_>> {
        None
    }
}

impl<L: Layer + ?Sized> Layer for Box<L> {
    fn class_name(&self) -> &'static str {
        (**self).class_name()
    }

    fn settings(&self) -> &Settings {
        (**self).settings()
    }

    fn call(&self, build: &mut Build<'_>, input: NodeId) -> Result<NodeId> {
        (**self).call(build, input)
    }

    fn call_many(&self, build: &mut Build<'_>, inputs: &[NodeId]) -> Result<Vec<NodeId>> {
        (**self).call_many(build, inputs)
    }

    fn supports_masking(&self) -> bool {
        (**self).supports_masking()
    }

    fn config(&self) -> Config {
        (**self).config()
    }

    fn call_arguments(&self) -> Config {
        (**self).call_arguments()
    }

    fn check(&self) -> Result<()> {
        (**self).check()
    }

    fn output_activation(&self) -> Option<Activation> {
        (**self).output_activation()
    }

    fn is_built_without_input(&self) -> bool {
        (**self).is_built_without_input()
    }

    fn as_cell(&self) -> Option<&dyn RecurrentCell> {
        (**self).as_cell()
    }

    fn as_recurrent(&self) -> Option<Recurrent<'_>> {
        (**self).as_recurrent()
    }
}
