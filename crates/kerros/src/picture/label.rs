//! What a box says.

use super::Shown;
use crate::layer::Value;
use crate::model::{Network, Outline, keras_shape, shapes_text};

/// What is known of a layer.
#[derive(Clone, Debug)]
pub(super) struct Facts {
    pub(super) name: String,
    pub(super) class: String,
    activation: Option<String>,
    /// `None` for an input; "?" where it is not known.
    input_shape: Option<String>,
    output_shape: String,
    /// `None` for a layer without weights.
    trainable: Option<bool>,
}

/// A cell of a box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cell {
    /// A word and what it is: "Input shape", "(None, 3)".
    Fact(&'static str, String),
    /// Whether training moves the layer.
    Trainable(bool),
}

/// Single precision, the only one that layers compute in.
const DTYPE: &str = "float32";

impl Facts {
    pub(super) fn of_input(network: &Network, outline: Option<&Outline>, input: usize) -> Self {
        Facts {
            name: network.inputs[input].name.clone(),
            class: "InputLayer".to_owned(),
            activation: None,
            input_shape: None,
            output_shape: shapes(outline, [input]),
            trainable: None,
        }
    }

    /// A layer, with the shapes of its first call.
    pub(super) fn of_layer(
        network: &Network,
        outline: Option<&Outline>,
        number: usize,
        trainable: bool,
    ) -> Self {
        let named = &network.layers[number];
        let first = network.first_values()[number];
        let call = network.call_of(first);
        let outputs = call.map_or(0, |call| call.outputs);
        let inputs = call.map(|call| call.inputs.clone()).unwrap_or_default();
        let weights = outline.map_or(0, |outline| outline.parameters_of(&named.name));
        let activation = match named.layer.config().get("activation") {
            Some(Value::Text(name)) => Some(name.clone()),
            Some(Value::Object { class_name, .. }) => Some(class_name.clone()),
            _ => None,
        };
        Facts {
            name: named.name.clone(),
            class: named.layer.class_name().to_owned(),
            activation,
            input_shape: Some(shapes(outline, inputs)),
            output_shape: shapes(outline, first..first + outputs),
            trainable: (weights > 0).then_some(trainable),
        }
    }

    /// The line below the title.
    pub(super) fn activation(&self, shown: Shown) -> Option<&str> {
        self.activation.as_deref().filter(|_| shown.activations)
    }

    /// The cells below, from left to right.
    pub(super) fn cells(&self, shown: Shown) -> Vec<Cell> {
        let mut cells = Vec::new();
        if shown.shapes {
            let input = self.input_shape.iter();
            cells.extend(input.map(|shape| Cell::Fact("Input shape", shape.clone())));
            cells.push(Cell::Fact("Output shape", self.output_shape.clone()));
        }
        if shown.dtype {
            cells.push(Cell::Fact("Output dtype", DTYPE.to_owned()));
        }
        if shown.trainable {
            cells.extend(self.trainable.map(Cell::Trainable));
        }
        cells
    }
}

/// The shapes of the values with these numbers.
fn shapes(outline: Option<&Outline>, values: impl IntoIterator<Item = usize>) -> String {
    let Some(outline) = outline else { return "?".to_owned() };
    let shapes = values.into_iter().map(|value| keras_shape(&outline.values[value].ty.shape));
    shapes_text(&shapes.collect::<Vec<_>>())
}

/// `text` for HTML and XML, whose special characters are written in words. Characters that neither may hold, line
/// breaks among them, become blanks.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => escaped.push(' '),
            other if other.is_control() => escaped.push(' '),
            other => escaped.push(other),
        }
    }
    escaped
}
