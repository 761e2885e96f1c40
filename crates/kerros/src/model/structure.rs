//! The layers of a model, as they are shown.

use super::Model;
use super::engine::Engine;
use super::network::{NamedLayer, Network};
use super::outline::Outline;
use crate::activations::Activation;
use crate::error::{Error, Result};
use crate::layer::{Layer, WeightSpec};
use crate::summary::Summary;
use kerros_graph::Shape;

/// A layer of a model, and what the model knows of it.
///
/// ```
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(Dense::new(8).input_shape(4))?.add(Dense::new(1))?;
/// let layers: Vec<_> = model.layers().collect();
/// assert_eq!((layers[1].name, layers[1].parameters), ("dense_1", Some(9)));
/// # Ok::<(), kerros::Error>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct LayerInfo<'m> {
    /// The name in the model: `dense_1`.
    pub name: &'m str,
    /// The layer.
    pub layer: &'m dyn Layer,
    /// The shape of the output for one sample, once the model is built.
    pub output_shape: Option<Vec<usize>>,
    /// How many numbers the layer's weights hold, once the model is built.
    pub parameters: Option<usize>,
}

impl Model {
    /// The layers, from the bottom up. The input is none of them.
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(Dense::new(10).input_shape(4))?.add(Dense::new(3).name("species"))?;
    /// let layers: Vec<_> = model.layers().map(|layer| (layer.name, layer.parameters)).collect();
    /// assert_eq!(layers, [("dense", Some(50)), ("species", Some(33))]);
    /// # Ok::<(), kerros::Error>(())
    /// ```
    pub fn layers(&self) -> impl Iterator<Item = LayerInfo<'_>> {
        self.network.layers.iter().enumerate().map(|(index, NamedLayer { name, layer })| {
            let outline = self.outline.as_ref();
            LayerInfo {
                name,
                layer: &**layer,
                output_shape: outline.map(|outline| inner_sizes(outline.layer_output(index))),
                parameters: outline.map(|outline| outline.parameters_of(name)),
            }
        })
    }

    /// The shape of one sample, without the batch, once it is known; of the first input where there are several.
    pub fn input_shape(&self) -> Option<Vec<usize>> {
        self.input_shapes().into_iter().next().flatten()
    }

    /// The shape of one sample of each input, without the batch, once it is known.
    pub fn input_shapes(&self) -> Vec<Option<Vec<usize>>> {
        match &self.outline {
            Some(outline) => outline.inputs.iter().cloned().map(Some).collect(),
            None => self.network.inputs.iter().map(|input| input.shape.clone()).collect(),
        }
    }

    /// The shape of the model's output for one sample, without the batch, once it is known; of the first output
    /// where there are several.
    pub fn output_shape(&self) -> Option<Vec<usize>> {
        self.output_shapes()?.into_iter().next()
    }

    /// The shape of each of the model's outputs for one sample, without the batch, once it is known.
    pub fn output_shapes(&self) -> Option<Vec<Vec<usize>>> {
        self.outline.as_ref().map(|outline| outline.outputs().map(inner_sizes).collect())
    }

    /// What the inputs are called.
    pub fn input_names(&self) -> Vec<String> {
        self.network.inputs.iter().map(|input| input.name.clone()).collect()
    }

    /// What the outputs are called: as the layers that make them.
    pub fn output_names(&self) -> Vec<String> {
        self.network.output_names()
    }

    /// How many numbers the weights hold. In Keras: `count_params`.
    ///
    /// # Errors
    ///
    /// When the shape of the input is not known yet.
    pub fn count_params(&self) -> Result<usize> {
        let outline = self.built("count_params").map_err(|error| self.locate(error))?;
        Ok(outline.parameters())
    }

    /// The weights' names, shapes and layers, in Keras's order; empty until the model is built.
    /// Their values are what [`get_weights`](Self::get_weights) returns.
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(Dense::new(3).input_shape(4))?;
    /// let paths: Vec<_> = model.weights().iter().map(|weight| weight.path()).collect();
    /// assert_eq!(paths, ["dense/kernel", "dense/bias"]);
    /// # Ok::<(), kerros::Error>(())
    /// ```
    pub fn weights(&self) -> &[WeightSpec] {
        self.outline.as_ref().map_or(&[], |outline| &outline.weights)
    }

    /// The table of the model: layers, shapes and parameters. In Keras: `summary`.
    ///
    /// ```
    /// use kerros::prelude::*;
    /// use kerros::summary::SummaryStyle;
    ///
    /// let mut model = Sequential::new();
    /// model.add(Conv1D::new(40, 40).strides(2).activation("relu").input_shape([260, 3]))?;
    /// let table = model.summary()?.to_text(SummaryStyle::Classic);
    /// assert!(table.contains("conv1d (Conv1D)"));
    /// assert!(table.contains("(None, 111, 40)"));
    /// assert!(table.contains("Total params: 4,840"));
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When the shape of the input is not known yet.
    pub fn summary(&self) -> Result<Summary> {
        self.built("summary").map_err(|error| self.locate(error))?;
        Ok(self.summary_so_far())
    }

    /// The table of the model as far as it is known. Until the shape of the input is, shapes are
    /// `?` and layers that wait for it `0 (unbuilt)`, as in Keras 3.
    ///
    /// ```
    /// use kerros::prelude::*;
    /// use kerros::summary::SummaryStyle;
    ///
    /// let mut model = Sequential::new();
    /// model.add(Dense::new(10))?.add(Dropout::new(0.5))?;
    /// let table = model.summary_so_far().to_text(SummaryStyle::Keras3);
    /// assert!(table.contains("│ ?                      │   0 (unbuilt) │"));
    /// assert!(table.contains("│ ?                      │             0 │"));
    /// # Ok::<(), kerros::Error>(())
    /// ```
    pub fn summary_so_far(&self) -> Summary {
        let all = self.outline.as_ref().map_or(0, Outline::parameters);
        let trainable = self.outline.as_ref().map_or(0, Outline::trainable_parameters);
        Summary {
            name: self.name.clone(),
            rows: self.rows(),
            branched: self.network.is_branched(),
            trainable,
            non_trainable: all - trainable,
            optimizer: self.engine.as_ref().and_then(Engine::optimizer_numbers),
        }
    }
}

impl Model {
    /// The number of the layer `name`, counted from 0.
    pub(super) fn layer_index(&self, name: &str) -> Result<usize> {
        let layers = &self.network.layers;
        layers.iter().position(|layer| layer.name == name).ok_or_else(|| {
            let names: Vec<&str> = layers.iter().map(|layer| layer.name.as_str()).collect();
            Error::invalid(
                "layer",
                format!("the name of a layer of the model: {}", names.join(", ")),
                format!("{name:?}"),
                "Ask summary() for the names.",
            )
        })
    }
}

impl Network {
    /// The activation that this output of the model went through last.
    pub(crate) fn last_activation(&self, output: usize) -> Activation {
        let mut value = self.outputs[output];
        while let Some(call) = self.call_of(value) {
            if let Some(activation) = self.layers[call.layer].layer.output_activation() {
                return activation;
            }
            let Some(&below) = call.inputs.first() else { break };
            value = below;
        }
        Activation::default()
    }
}

/// The sizes without the batch.
pub(super) fn inner_sizes(shape: &Shape) -> Vec<usize> {
    shape.dims().iter().skip(1).filter_map(|dim| dim.known()).collect()
}
