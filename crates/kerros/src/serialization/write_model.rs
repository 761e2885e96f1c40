//! Models as Keras 3 writes them.

use super::{calls, compile, write};
use crate::Model;
use crate::error::Result;
use crate::layer::SharedLayer;
use crate::model::{Call, NamedLayer, Network, NetworkInput, Outline, Shown};
use kerros_graph::Shape;
use serde_json::{Value as Json, json};

/// A model by itself.
pub(super) fn top(model: &Model) -> Result<Json> {
    let shapes: Option<Vec<_>> = model.input_shapes().into_iter().collect();
    let mut object = of_class(model.class_name(), model.name(), model.network(), shapes, true)?;
    if let Some(compiled) = compile::written(model).map_err(|error| error.at("compile_config"))? {
        object["compile_config"] = compiled;
    }
    Ok(object)
}

/// A model that is a layer of another one. What a frozen one holds is frozen too.
pub(super) fn inner(
    class_name: &str,
    name: &str,
    network: &Network,
    inputs: Option<Vec<Vec<usize>>>,
    trainable: bool,
) -> Result<Json> {
    let mut object = of_class(class_name, name, network, inputs, trainable)?;
    object["compile_config"] = json!({});
    if !trainable {
        freeze(&mut object);
    }
    Ok(object)
}

fn of_class(
    class_name: &str,
    name: &str,
    network: &Network,
    inputs: Option<Vec<Vec<usize>>>,
    trainable: bool,
) -> Result<Json> {
    match class_name {
        "Sequential" => stack(name, network, inputs, trainable),
        _ => functional(name, network, inputs, trainable),
    }
}

/// Says of all layers in a model that they are frozen. Keras reads it off each.
fn freeze(object: &mut Json) {
    let layers = object.pointer_mut("/config/layers").and_then(Json::as_array_mut);
    for layer in layers.into_iter().flatten() {
        if let Some(trainable) = layer.pointer_mut("/config/trainable") {
            *trainable = Json::Bool(false);
        }
        freeze(layer);
    }
}

fn stack(
    name: &str,
    network: &Network,
    inputs: Option<Vec<Vec<usize>>>,
    trainable: bool,
) -> Result<Json> {
    let input = inputs.and_then(|inputs| inputs.into_iter().next());
    let outline =
        input.as_ref().map(|input| Outline::of(network, vec![input.clone()])).transpose()?;
    let mut layers = Vec::new();
    if let Some(shape) = &input {
        layers.push(write::input(shape, network.batch_size(), &network.inputs[0].name));
    }
    for (value, NamedLayer { name, layer }) in network.layers.iter().enumerate() {
        calls::check_none(layer).map_err(|error| error.at(name))?;
        let below = outline.as_ref().map(|outline| vec![sizes(&outline.values[value].ty.shape)]);
        layers.push(write::layer(layer, name, below.as_deref())?);
    }
    let mut config = json!({
        "name": name,
        "trainable": trainable,
        "dtype": write::dtype(),
        "layers": layers,
    });
    let shape = input.filter(|_| !network.layers.is_empty());
    let shape = shape.map(|shape| write::with_batch(&shape, network.batch_size()));
    if let Some(shape) = &shape {
        config["build_input_shape"] = shape.clone();
    }
    let mut object = write::object("keras", "Sequential", config);
    if let Some(shape) = shape {
        object["build_config"] = json!({"input_shape": shape});
    }
    Ok(object)
}

fn functional(
    name: &str,
    network: &Network,
    inputs: Option<Vec<Vec<usize>>>,
    trainable: bool,
) -> Result<Json> {
    let given = || network.inputs.iter().map(|input| input.shape.clone().unwrap_or_default());
    let inputs = inputs.unwrap_or_else(|| given().collect());
    let outline = Outline::of(network, inputs.clone())?;
    let values = Values::of(network, &outline);
    let mut layers = Vec::new();
    for shown in &network.shown {
        layers.push(match *shown {
            Shown::Input(input) => {
                let NetworkInput { name, batch_size, .. } = &network.inputs[input];
                with_nodes(write::input(&inputs[input], *batch_size, name), name, Vec::new())
            }
            Shown::Layer(layer) => values.layer(layer)?,
        });
    }
    let config = json!({
        "name": name,
        "trainable": trainable,
        "layers": layers,
        "input_layers": one_or_list((0..inputs.len()).map(|input| values.end(input)).collect()),
        "output_layers": one_or_list(network.outputs.iter().map(|&value| values.end(value)).collect()),
    });
    let mut object = write::object("keras.src.models.functional", "Functional", config);
    object["registered_name"] = json!("Functional");
    object["build_config"] = json!({"input_shape": null});
    Ok(object)
}

/// The values of a functional model, as its nodes name them.
struct Values<'n> {
    network: &'n Network,
    /// For each layer, its calls in the order in which they were made, which is that of the nodes.
    calls: Vec<Vec<&'n Call>>,
    /// For each value, what makes it, which of its nodes that is, and which output of it.
    sources: Vec<Source<'n>>,
}

struct Source<'n> {
    name: &'n str,
    node: usize,
    output: usize,
    /// Whether a functional model makes it.
    of_model: bool,
    shape: Vec<usize>,
}

impl<'n> Values<'n> {
    fn of(network: &'n Network, outline: &Outline) -> Self {
        let mut calls: Vec<Vec<&Call>> = vec![Vec::new(); network.layers.len()];
        network.calls.iter().for_each(|call| calls[call.layer].push(call));
        calls.iter_mut().for_each(|calls| calls.sort_by_key(|call| call.number));
        let shape = |value: usize| sizes(&outline.values[value].ty.shape);
        let input = |(value, name): (usize, &'n String)| Source {
            name,
            node: 0,
            output: 0,
            of_model: false,
            shape: shape(value),
        };
        let names = network.inputs.iter().map(|input| &input.name);
        let mut sources: Vec<Source<'n>> = names.enumerate().map(input).collect();
        for call in &network.calls {
            let NamedLayer { name, layer } = &network.layers[call.layer];
            let node = calls[call.layer].iter().position(|other| other.number == call.number);
            for output in 0..call.outputs {
                sources.push(Source {
                    name,
                    node: node.unwrap_or_default(),
                    output,
                    of_model: is_functional(layer),
                    shape: shape(sources.len()),
                });
            }
        }
        Values { network, calls, sources }
    }

    /// The layer with this number and its calls.
    fn layer(&self, layer: usize) -> Result<Json> {
        let NamedLayer { name, layer: shared } = &self.network.layers[layer];
        let calls = &self.calls[layer];
        let first = calls.first().map_or(&[][..], |call| &call.inputs);
        let inputs: Vec<_> = first.iter().map(|&value| self.sources[value].shape.clone()).collect();
        let written = write::layer(shared, name, Some(&inputs))?;
        let passed = calls::passed(shared)?;
        let mut nodes = Vec::with_capacity(calls.len());
        for call in calls {
            let values = call.inputs.iter().map(|&value| self.tensor(value)).collect();
            let mut node = calls::arguments(shared.class_name(), values, &passed);
            if call.inference {
                calls::check_inference(shared.class_name()).map_err(|error| error.at(name))?;
                node["kwargs"]["training"] = json!(false);
            }
            nodes.push(node);
        }
        Ok(with_nodes(written, name, nodes))
    }

    fn tensor(&self, value: usize) -> Json {
        let Source { name, node, output, shape, .. } = &self.sources[value];
        json!({
            "class_name": "__keras_tensor__",
            "config": {
                "shape": write::with_batch(shape, None),
                "dtype": "float32",
                "keras_history": [name, node, output],
            },
        })
    }

    /// An input or output of the model. Here Keras counts the calls of functional models from 1.
    fn end(&self, value: usize) -> Json {
        let Source { name, node, output, of_model, .. } = &self.sources[value];
        json!([name, node + usize::from(*of_model), output])
    }
}

fn is_functional(layer: &SharedLayer) -> bool {
    layer.network().is_some() && layer.class_name() != "Sequential"
}

/// A layer and its calls.
fn with_nodes(mut layer: Json, name: &str, nodes: Vec<Json>) -> Json {
    layer["name"] = json!(name);
    layer["inbound_nodes"] = json!(nodes);
    layer
}

fn one_or_list(mut ends: Vec<Json>) -> Json {
    match ends.len() {
        1 => ends.remove(0),
        _ => ends.into(),
    }
}

fn sizes(shape: &Shape) -> Vec<usize> {
    shape.dims().iter().skip(1).filter_map(|dim| dim.known()).collect()
}
