//! What things and models are made of, in Keras's forms, and things and models made of that.
//!
//! Whatever Keras has written, R learns of it in one form: classes with the arguments of the registry, and for models
//! a plan, which R follows with the functions that its users have.

use crate::bridge::{Arg, Value};
use crate::config::{config, described, listed, optional};
use crate::failure::{Failure, Result, wrong};
use crate::layer::layer;
use crate::model::with;
use crate::objects::{made, text};
use crate::tree::{self, parse, tree};
use kerros::constraints::SharedConstraint;
use kerros::initializers::SharedInitializer;
use kerros::layer::{Config, SharedLayer};
use kerros::losses::Loss;
use kerros::metrics::Metric;
use kerros::model::{Connections, LayerCall};
use kerros::optimizers::Optimizer;
use kerros::registry::{
    self, CONSTRAINTS, Class, INITIALIZERS, LOSSES, METRICS, OPTIMIZERS, REGULARIZERS,
};
use kerros::regularizers::SharedRegularizer;
use kerros::serialization::Configurable;
use serde_json::Value as Json;

/// `get_config(kind, class_name, config)`: the thing in Keras's form.
pub(crate) fn of_object(args: &[Arg]) -> Result<Value> {
    let (class, config) = (text(&args[1], "class_name")?, config(&args[2])?);
    fn written<T>(
        classes: &'static [Class<T>],
        kind: &'static str,
        class: &str,
        config: &Config,
        to_json: impl Fn(&T) -> kerros::Result<String>,
    ) -> Result<String> {
        Ok(to_json(&made(classes, kind, class, config)?)?)
    }
    let json = match text(&args[0], "kind")? {
        "initializer" => {
            written(INITIALIZERS, "initializer", class, &config, SharedInitializer::to_json)
        }
        "regularizer" => {
            written(REGULARIZERS, "regularizer", class, &config, SharedRegularizer::to_json)
        }
        "constraint" => {
            written(CONSTRAINTS, "constraint", class, &config, SharedConstraint::to_json)
        }
        "loss" => written(LOSSES, "loss", class, &config, Box::<dyn Loss>::to_json),
        "metric" => written(METRICS, "metric", class, &config, Box::<dyn Metric>::to_json),
        "optimizer" => {
            written(OPTIMIZERS, "optimizer", class, &config, Box::<dyn Optimizer>::to_json)
        }
        kind => Err(Failure::internal(format!("there is no kind {kind:?}"))),
    }?;
    Ok(tree::listed(&parse(&json)?))
}

/// `layer_get_config(handle)`: the layer in Keras's form.
pub(crate) fn of_layer(args: &[Arg]) -> Result<Value> {
    Ok(tree::listed(&parse(&layer(&args[0])?.to_json()?)?))
}

/// `model_get_config(handle)`: the model in Keras's form.
pub(crate) fn of_model(args: &[Arg]) -> Result<Value> {
    with(&args[0], |model| Ok(tree::listed(&parse(&model.to_json()?)?)))
}

/// `model_to_json(handle)`: the same as a text.
pub(crate) fn model_to_json(args: &[Arg]) -> Result<Value> {
    with(&args[0], |model| Ok(Value::text(model.to_json()?)))
}

/// `from_config(kind, object)`: the class and the arguments of what Keras describes so; of a layer also whether it is
/// trained.
pub(crate) fn object(args: &[Arg]) -> Result<Value> {
    let json = tree("config", &args[1])?;
    match text(&args[0], "kind")? {
        "layer" => {
            let layer = SharedLayer::from_json(&json.to_string())?;
            of_shared_layer(layer.settings().name(), &layer)
        }
        kind => thing(kind, &json),
    }
}

fn thing(kind: &str, json: &Json) -> Result<Value> {
    if let Json::String(name) = json {
        return Ok(Value::text(name.as_str()));
    }
    let json = json.to_string();
    match kind {
        "initializer" => {
            let made = SharedInitializer::from_json(&json)?;
            Ok(described(made.name(), listed(made.config().iter())?))
        }
        "regularizer" => {
            let made = SharedRegularizer::from_json(&json)?;
            Ok(described(made.name(), listed(made.config().iter())?))
        }
        "constraint" => {
            let made = SharedConstraint::from_json(&json)?;
            Ok(described(made.name(), listed(made.config().iter())?))
        }
        "loss" => {
            let made = Box::<dyn Loss>::from_json(&json)?;
            let class = registry::find("loss", LOSSES, made.name())?;
            let (config, reduction) = (made.config(), made.reduction().name().into());
            let label = made.label().into();
            let besides = [("reduction", &reduction), ("name", &label)];
            Ok(described(class.name, listed(config.iter().chain(besides))?))
        }
        "metric" => {
            let made = Box::<dyn Metric>::from_json(&json)?;
            let class = registry::find("metric", METRICS, made.class_name())?;
            let (name, config) = (made.name().into(), made.config());
            Ok(described(class.name, listed([("name", &name)].into_iter().chain(config.iter()))?))
        }
        "optimizer" => {
            let made = Box::<dyn Optimizer>::from_json(&json)?;
            let class = registry::find("optimizer", OPTIMIZERS, made.name())?;
            Ok(described(class.name, listed(made.config().iter())?))
        }
        kind => Err(Failure::internal(format!("there is no kind {kind:?}"))),
    }
}

/// A layer as R has it, under this name; one that is a model has a plan.
fn of_shared_layer(name: Option<&str>, layer: &SharedLayer) -> Result<Value> {
    let trainable = ("trainable", Value::Logical(layer.is_trainable()));
    if let Some(inside) = layer.connections() {
        let plan = plan(layer.class_name(), name.unwrap_or_default(), inside)?;
        return Ok(Value::list([("plan", plan), trainable]));
    }
    let settings = layer.settings();
    let name = name.map(kerros::layer::Value::from);
    let shape = settings.input_shape().map(|shape| {
        let sizes = shape.iter().map(|&size| kerros::layer::Value::from(size));
        kerros::layer::Value::List(sizes.collect())
    });
    let (of_calls, own) = (layer.call_arguments(), layer.config());
    let first = [("name", &name), ("input_shape", &shape)];
    let first = first.into_iter().filter_map(|(key, value)| Some((key, value.as_ref()?)));
    let config = listed(first.chain(own.iter()).chain(of_calls.iter()))?;
    Ok(Value::list([
        ("class_name", Value::text(layer.class_name())),
        ("config", config),
        trainable,
        ("batch_size", optional(settings.batch_size())),
    ]))
}

/// `model_plan(text or list)`: how the model is made that Keras describes so, and what it is compiled with.
pub(crate) fn model(args: &[Arg]) -> Result<Value> {
    let json = match crate::config::single_text(&args[0]) {
        Some(text) => text.to_owned(),
        None => tree("config", &args[0])?.to_string(),
    };
    let model = kerros::Model::from_json(&json)?;
    let read = parse(&json)?;
    let trainable = read.pointer("/config/trainable") != Some(&Json::Bool(false));
    let compiled = match read.get("compile_config") {
        Some(Json::Object(config)) if !config.is_empty() => compiled(&model)?,
        _ => Value::Null,
    };
    Ok(Value::list([
        ("plan", plan(model.class_name(), model.name(), model.connections())?),
        ("trainable", Value::Logical(trainable)),
        ("compiled", compiled),
    ]))
}

/// Inputs, layers, and calls of layers on values, which are numbered from 1, the inputs first.
fn plan(class_name: &str, name: &str, connections: Connections<'_>) -> Result<Value> {
    let inputs = connections.inputs().map(|input| {
        let size = |size: usize| kerros::layer::Value::from(size);
        let shape = input.shape.map(|shape| shape.iter().map(|&n| size(n)).collect());
        let shape = shape.map(kerros::layer::Value::List);
        let (name, rows) = (Some(input.name.into()), input.batch_size.map(size));
        let config = [("shape", &shape), ("name", &name), ("batch_size", &rows)];
        listed(config.into_iter().filter_map(|(key, value)| Some((key, value.as_ref()?))))
    });
    let layers = connections.layers().map(|(name, layer)| {
        of_shared_layer(Some(name), layer).map_err(|failure| failure.at(name))
    });
    let calls = connections.calls();
    Ok(Value::list([
        ("class_name", Value::text(class_name)),
        ("name", Value::text(name)),
        ("inputs", Value::unnamed(inputs.collect::<Result<Vec<_>>>()?)),
        ("layers", Value::unnamed(layers.collect::<Result<Vec<_>>>()?)),
        ("calls", Value::unnamed(calls.iter().map(of_call))),
        ("outputs", from_one(connections.outputs())),
    ]))
}

fn of_call(call: &LayerCall) -> Value {
    Value::list([
        ("layer", Value::integer(call.layer + 1)),
        ("inputs", from_one(&call.inputs)),
        ("outputs", from_one(&call.outputs)),
        ("for_inference", Value::Logical(call.for_inference)),
    ])
}

fn from_one(places: &[usize]) -> Value {
    let place = |&place: &usize| i32::try_from(place + 1).unwrap_or(i32::MAX);
    Value::Integers(places.iter().map(place).collect())
}

/// What `compile()` in R keeps: an optimizer, and for each output that is judged what judges it.
fn compiled(model: &kerros::Model) -> Result<Value> {
    let written = parse(&model.to_json()?)?;
    let config = written.get("compile_config").ok_or_else(|| wrong("a compiled model"))?;
    let names = model.output_names();
    let part = |key: &str, place: usize| match &config[key] {
        Json::Array(all) if names.len() > 1 => all.get(place).unwrap_or(&Json::Null),
        one if names.len() == 1 => one,
        _ => &Json::Null,
    };
    let mut outputs = Vec::new();
    for (place, name) in names.iter().enumerate() {
        let loss = part("loss", place);
        if loss.is_null() {
            continue;
        }
        let weight = part("loss_weights", place);
        let mut output = vec![("place", Value::integer(place + 1))];
        if names.len() > 1 || !weight.is_null() {
            output.push(("name", Value::text(name.as_str())));
        }
        output.push(("loss", thing("loss", loss)?));
        output.push(("loss_weight", tree::listed(weight)));
        for key in ["metrics", "weighted_metrics"] {
            let metrics = part(key, place).as_array().map(Vec::as_slice).unwrap_or_default();
            let metrics = metrics.iter().map(|metric| thing("metric", metric));
            output.push((key, Value::unnamed(metrics.collect::<Result<Vec<_>>>()?)));
        }
        outputs.push(Value::list(output));
    }
    Ok(Value::list([
        ("optimizer", thing("optimizer", &config["optimizer"])?),
        ("outputs", Value::unnamed(outputs)),
    ]))
}
