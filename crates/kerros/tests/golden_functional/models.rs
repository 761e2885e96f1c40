//! The functional models of `golden/data/functional.json`.

use crate::numbers::{document, list, text};
use crate::support::describe::{layer, sizes};
use kerros::prelude::*;
use serde_json::Value;

pub(crate) fn cases() -> Vec<Value> {
    let golden = document("functional");
    let cases = list(&golden, "cases").to_vec();
    assert_eq!(cases.len(), 14);
    cases
}

/// A model and the values it was made of, those of inputs first.
pub(crate) struct Made {
    pub(crate) model: Model,
    pub(crate) values: Vec<SymbolicTensor>,
}

/// The model of a description: calls are made in its order, which need not be that of the model.
pub(crate) fn make(description: &Value) -> Made {
    let inputs = list(description, "inputs").iter();
    let inputs = inputs.map(|input| Input::new(sizes(input, "shape")).name(text(input, "name")));
    let mut values: Vec<SymbolicTensor> = inputs.map(|input| input.symbol().unwrap()).collect();
    let layers: Vec<SharedLayer> = list(description, "layers").iter().map(shared).collect();
    for call in list(description, "calls") {
        let taken: Vec<_> = sizes(call, "inputs").iter().map(|&v| values[v].clone()).collect();
        let layer = &layers[call["layer"].as_u64().unwrap() as usize];
        values.push(layer.apply(taken).unwrap());
    }
    let some = |key: &str| -> Vec<SymbolicTensor> {
        sizes(description, key).iter().map(|&value| values[value].clone()).collect()
    };
    let model = Model::new(some("input_order"), some("outputs")).unwrap();
    Made { model, values }
}

fn shared(description: &Value) -> SharedLayer {
    let inner = &description["model"];
    if inner.is_null() {
        return layer(description).into();
    }
    let name = text(&description["config"], "name");
    if text(description, "class_name") == "Functional" {
        let mut model = make(inner).model;
        model.set_name(name);
        return model.as_layer().unwrap();
    }
    let mut model = Sequential::new();
    model.set_name(name);
    model.add(Input::new(sizes(&inner["inputs"][0], "shape"))).unwrap();
    for description in list(inner, "layers") {
        model.add(layer(description)).unwrap();
    }
    model.as_layer().unwrap()
}
