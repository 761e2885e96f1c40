//! What the registry makes, checked before a model takes it.

use crate::arrays;
use crate::bridge::{Arg, Value};
use crate::config::{config, single_text};
use crate::failure::{Failure, Result, wrong};
use kerros::Error;
use kerros::layer::Config;
use kerros::losses::Loss;
use kerros::metrics::{IntoMetric, Metric};
use kerros::optimizers::Optimizer;
use kerros::registry::{
    self, ACTIVATIONS, CALLBACKS, CONSTRAINTS, Class, INITIALIZERS, LAYERS, LOSSES, METRICS,
    OPTIMIZERS, REGULARIZERS, SCHEDULES,
};
use kerros_graph::reference::Reference;
use kerros_graph::{Executor, Graph, InputId, NodeId, Program, RunKey, Shape, Type};
use ndarray::ArrayD;

/// A text argument that R's side promises.
pub(crate) fn text<'a>(arg: &'a Arg, what: &str) -> Result<&'a str> {
    single_text(arg).ok_or_else(|| Failure::invalid(format!("{what}: expected one text")))
}

/// `check_object(kind, class_name, config)`: makes the object, and lets go of it.
pub(crate) fn check(args: &[Arg]) -> Result<Value> {
    let (class, config) = (text(&args[1], "class_name")?, config(&args[2])?);
    match text(&args[0], "kind")? {
        "layer" => made(LAYERS, "layer", class, &config).map(drop),
        "initializer" => made(INITIALIZERS, "initializer", class, &config)
            .and_then(|initializer| Ok(initializer.check()?)),
        "regularizer" => made(REGULARIZERS, "regularizer", class, &config)
            .and_then(|regularizer| Ok(regularizer.check()?)),
        "constraint" => made(CONSTRAINTS, "constraint", class, &config)
            .and_then(|constraint| Ok(constraint.check()?)),
        "loss" => made(LOSSES, "loss", class, &config).map(drop),
        "metric" => made(METRICS, "metric", class, &config).map(drop),
        "optimizer" => made(OPTIMIZERS, "optimizer", class, &config)
            .and_then(|optimizer| Ok(optimizer.check()?)),
        "schedule" => {
            made(SCHEDULES, "schedule", class, &config).and_then(|schedule| Ok(schedule.check()?))
        }
        "callback" => made(CALLBACKS, "callback", class, &config).map(drop),
        kind => Err(Failure::internal(format!("there is no kind {kind:?}"))),
    }?;
    Ok(Value::Null)
}

/// `find(kind, name)`: the class that goes by a name, and all its names.
pub(crate) fn find(args: &[Arg]) -> Result<Value> {
    fn names<T>(kind: &'static str, classes: &'static [Class<T>], name: &str) -> Result<Value> {
        let class = registry::find(kind, classes, name)?;
        let names = class.names.iter().map(|&name| name.to_owned()).collect();
        Ok(Value::list([("class_name", Value::text(class.name)), ("names", Value::Texts(names))]))
    }
    let name = text(&args[1], "name")?;
    match text(&args[0], "kind")? {
        "loss" => names("loss", LOSSES, name),
        "metric" => names("metric", METRICS, name),
        "optimizer" => names("optimizer", OPTIMIZERS, name),
        kind => Err(Failure::internal(format!("there is no kind {kind:?}"))),
    }
}

pub(crate) fn made<T>(
    classes: &'static [Class<T>],
    kind: &'static str,
    class: &str,
    config: &Config,
) -> Result<T> {
    Ok(registry::find(kind, classes, class)?.from_config(config)?)
}

/// A class by its name, or an object of R's with a configuration.
fn named_or_object<T>(
    arg: &Arg,
    classes: &'static [Class<T>],
    kind: &'static str,
    by_name: impl Fn(&str) -> std::result::Result<T, Error>,
) -> Result<T> {
    if let Some(name) = single_text(arg) {
        return Ok(by_name(name)?);
    }
    let items = arg.items().ok_or_else(|| wrong("a name or an object"))?;
    let field = |wanted| items.iter().find(|(name, _)| *name == wanted).map(|(_, item)| *item);
    match (field("class_name"), field("config")) {
        (Some(class), Some(arguments)) => {
            made(classes, kind, text(class, "class_name")?, &config(arguments)?)
        }
        _ => Err(wrong("an object with class_name and config")),
    }
}

pub(crate) fn as_loss(arg: &Arg) -> Result<Box<dyn Loss>> {
    named_or_object(arg, LOSSES, "loss", |name| {
        registry::find("loss", LOSSES, name)?.from_config(&Config::new())
    })
}

pub(crate) fn as_optimizer(arg: &Arg) -> Result<Box<dyn Optimizer>> {
    named_or_object(arg, OPTIMIZERS, "optimizer", |name| {
        registry::find("optimizer", OPTIMIZERS, name)?.from_config(&Config::new())
    })
}

pub(crate) fn as_metric(arg: &Arg) -> Result<Box<dyn Metric>> {
    named_or_object(arg, METRICS, "metric", |name| name.into_metric())
}

/// `activate(name, config, x)`: the activation of numbers.
pub(crate) fn activate(args: &[Arg]) -> Result<Value> {
    let name = text(&args[0], "activation")?;
    let activation = made(ACTIVATIONS, "activation", name, &config(&args[1])?)?;
    let x = arrays::any_array(&args[2], "x")?;
    Ok(arrays::value(activation.apply(&x)?))
}

/// `loss(class_name, config, y_true, y_pred)`: the loss of each row.
pub(crate) fn loss(args: &[Arg]) -> Result<Value> {
    let loss = made(LOSSES, "loss", text(&args[0], "class_name")?, &config(&args[1])?)?;
    let (target, prediction) =
        (arrays::array(&args[2], "y_true")?, arrays::array(&args[3], "y_pred")?);
    let shape = Shape::batch(prediction.shape().get(1..).unwrap_or_default());
    loss.check_target(target.view(), &shape)?;
    let output =
        compute(&[&target, &prediction], |graph, inputs| loss.call(graph, inputs[0], inputs[1]))?;
    Ok(Value::Doubles(output.into_iter().map(f64::from).collect()))
}

/// What a graph over whole arrays gives, rows first.
fn compute(
    arrays: &[&ArrayD<f32>],
    write: impl FnOnce(&mut Graph, &[NodeId]) -> kerros::Result<NodeId>,
) -> Result<Vec<f32>> {
    let rows = arrays[0].shape().first().copied().unwrap_or(0);
    if let Some(other) = arrays.iter().find(|array| array.shape().first() != Some(&rows)) {
        return Err(Failure::invalid(format!(
            "y_pred: expected as many rows as y_true, {rows}, received {}. Give a prediction for \
             each target.",
            other.shape().first().copied().unwrap_or(0)
        )));
    }
    let mut graph = Graph::new();
    let mut inputs = Vec::new();
    for (index, array) in arrays.iter().enumerate() {
        let ty = Type::f32(Shape::batch(&array.shape()[1..]));
        inputs.push(graph.input(InputId(index as u32), ty).map_err(Error::from)?);
    }
    let output = write(&mut graph, &inputs)?;
    let mut executor = Reference::new();
    let program = Program { graph, outputs: vec![output], updates: Vec::new() };
    let run = || {
        let program = executor.compile(&program)?;
        executor.run(program, rows, RunKey::default(), &mut |input, buffer| {
            for (to, from) in buffer.iter_mut().zip(arrays[input.0 as usize]) {
                *to = *from;
            }
        })?;
        executor.output(program, 0).map(<[f32]>::to_vec)
    };
    let mut run = run;
    Ok(run().map_err(Error::from)?)
}
