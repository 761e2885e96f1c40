//! The rows of a model's table.

use super::Model;
use super::network::{NamedLayer, Shown};
use super::structure::inner_sizes;
use crate::summary::SummaryRow;
use kerros_graph::Shape;

impl Model {
    /// The rows as far as they are known: the layers, and the inputs of a functional model.
    pub(super) fn rows(&self) -> Vec<SummaryRow> {
        let layers = || (0..self.network.layers.len()).map(Shown::Layer).collect();
        let shown = match self.network.shown.is_empty() {
            true => layers(),
            false => self.network.shown.clone(),
        };
        let mut connections = match self.network.is_branched() {
            true => self.network.connections(),
            false => vec![Vec::new(); self.network.layers.len()],
        };
        let row = |shown| match shown {
            Shown::Input(input) => self.input_row(input),
            Shown::Layer(layer) => self.layer_row(layer, std::mem::take(&mut connections[layer])),
        };
        shown.into_iter().map(row).collect()
    }

    fn input_row(&self, input: usize) -> SummaryRow {
        SummaryRow {
            name: self.network.inputs[input].name.clone(),
            class: "InputLayer".to_owned(),
            output_shape: self.shapes_text(input, 1),
            parameters: Some(0),
            trainable: true,
            connected_to: Vec::new(),
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
            trainable: layer.is_trainable(),
            connected_to,
        }
    }

    /// The shapes of so many values from this number on.
    fn shapes_text(&self, first: usize, count: usize) -> String {
        let Some(outline) = &self.outline else { return "?".to_owned() };
        let values = outline.values[first..first + count].iter();
        let shapes: Vec<String> = values.map(|value| keras_shape(&value.ty.shape)).collect();
        match shapes.as_slice() {
            [shape] => shape.clone(),
            shapes => format!("[{}]", shapes.join(", ")),
        }
    }
}

/// A shape as Keras writes it: `(None, 116, 40)`.
fn keras_shape(shape: &Shape) -> String {
    let sizes = inner_sizes(shape);
    match sizes.is_empty() {
        true => "(None,)".to_owned(),
        false => {
            let sizes: Vec<String> = sizes.iter().map(usize::to_string).collect();
            format!("(None, {})", sizes.join(", "))
        }
    }
}
