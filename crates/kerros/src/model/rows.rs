//! The rows of a model's table.

use super::Model;
use super::network::{NamedLayer, Network, Shown};
use super::outline::Outline;
use super::structure::inner_sizes;
use crate::summary::SummaryRow;
use kerros_graph::Shape;

impl Model {
    /// The rows as far as they are known: the layers, and the inputs of a functional model.
    pub(super) fn rows(&self) -> Vec<SummaryRow> {
        let outline = self.outline.as_ref();
        let connected = self.network.is_branched();
        Table { network: &self.network, outline, trainable: true, connected }.rows()
    }
}

/// What the rows are made of.
struct Table<'m> {
    network: &'m Network,
    /// Where the shapes of the inputs are known.
    outline: Option<&'m Outline>,
    /// Whether no model around this one is frozen.
    trainable: bool,
    /// Whether rows tell what layers are connected to.
    connected: bool,
}

impl Network {
    /// Inputs and layers in the order of Keras's tables; a stack has no row for its input.
    pub(crate) fn shown(&self) -> Vec<Shown> {
        match self.shown.is_empty() {
            true => (0..self.layers.len()).map(Shown::Layer).collect(),
            false => self.shown.clone(),
        }
    }
}

impl Table<'_> {
    fn rows(&self) -> Vec<SummaryRow> {
        let mut connections = match self.connected {
            true => self.network.connections(),
            false => vec![Vec::new(); self.network.layers.len()],
        };
        let row = |shown| match shown {
            Shown::Input(input) => self.input_row(input),
            Shown::Layer(layer) => self.layer_row(layer, std::mem::take(&mut connections[layer])),
        };
        self.network.shown().into_iter().map(row).collect()
    }

    fn input_row(&self, input: usize) -> SummaryRow {
        SummaryRow {
            name: self.network.inputs[input].name.clone(),
            class: "InputLayer".to_owned(),
            output_shape: self.shapes_text(input, 1),
            parameters: Some(0),
            trainable: true,
            ..SummaryRow::default()
        }
    }

    fn layer_row(&self, number: usize, connected_to: Vec<String>) -> SummaryRow {
        let NamedLayer { name, layer } = &self.network.layers[number];
        let call = self.network.calls.iter().find(|call| call.layer == number);
        let first = self.network.first_values()[number];
        SummaryRow {
            name: name.clone(),
            class: layer.class_name().to_owned(),
            output_shape: self.shapes_text(first, call.map_or(1, |call| call.outputs)),
            parameters: match &self.outline {
                Some(outline) => Some(outline.parameters_of(name)),
                None => layer.is_built_without_input().then_some(0),
            },
            trainable: self.trainable && layer.is_trainable(),
            connected_to,
            level: 0,
            inner: self.inner_rows(number),
        }
    }

    /// The rows of the layer with this number, if it is a model.
    fn inner_rows(&self, number: usize) -> Vec<SummaryRow> {
        let layer = &self.network.layers[number].layer;
        let Some(network) = layer.network() else { return Vec::new() };
        let outline = self.outline.and_then(|outline| outline.inner(self.network, number));
        let trainable = self.trainable && layer.is_trainable();
        Table { network, outline: outline.as_ref(), trainable, connected: false }.rows()
    }

    /// The shapes of so many values from this number on.
    fn shapes_text(&self, first: usize, count: usize) -> String {
        let Some(outline) = self.outline else { return "?".to_owned() };
        let values = outline.values[first..first + count].iter();
        let shapes: Vec<String> = values.map(|value| keras_shape(&value.ty.shape)).collect();
        shapes_text(&shapes)
    }
}

/// One shape, or a list of several.
pub(crate) fn shapes_text(shapes: &[String]) -> String {
    match shapes {
        [shape] => shape.clone(),
        shapes => format!("[{}]", shapes.join(", ")),
    }
}

/// A shape as Keras writes it: `(None, 116, 40)`.
pub(crate) fn keras_shape(shape: &Shape) -> String {
    let sizes = inner_sizes(shape);
    match sizes.is_empty() {
        true => "(None,)".to_owned(),
        false => {
            let sizes: Vec<String> = sizes.iter().map(usize::to_string).collect();
            format!("(None, {})", sizes.join(", "))
        }
    }
}
