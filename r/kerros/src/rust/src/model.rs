//! Models.

use crate::arrays;
use crate::bridge::{Arg, Value};
use crate::config::single_text;
use crate::failure::{Failure, Result, wrong};
use crate::layer::{forget_homes, layer, layer_list, layer_value, set_home, symbols};
use crate::objects::{as_loss, as_metric, as_optimizer, text};
use crate::training::{Fields, Link, Show};
use kerros::metrics::Metric;
use kerros::prelude::*;
use kerros::summary::SummaryStyle;
use ndarray::ArrayD;
use std::cell::RefCell;
use std::io::Write;
use std::ops::{Deref, DerefMut};
use std::rc::Rc;
use std::sync::{Arc, Mutex};

/// A model of either kind.
pub(crate) enum Network {
    Stack(Sequential),
    Functional(kerros::Model),
}

impl Deref for Network {
    type Target = kerros::Model;

    fn deref(&self) -> &kerros::Model {
        match self {
            Network::Stack(stack) => stack,
            Network::Functional(model) => model,
        }
    }
}

impl DerefMut for Network {
    fn deref_mut(&mut self) -> &mut kerros::Model {
        match self {
            Network::Stack(stack) => stack,
            Network::Functional(model) => model,
        }
    }
}

impl Network {
    /// The model as a stack, whose layers can change.
    fn stack(&mut self) -> Result<&mut Sequential> {
        match self {
            Network::Stack(stack) => Ok(stack),
            Network::Functional(model) => Err(Failure::order(format!(
                "{}: layers of a functional model cannot be added or taken away. Make another model, which \
                 ends or starts elsewhere: keras_model(model$input, get_layer(model, index = 2)$output).",
                model.name()
            ))),
        }
    }
}

/// A model, or where it is while it trains.
pub(crate) enum State {
    Idle(Box<Network>),
    /// On another thread, which answers some questions.
    Training(Rc<Link>),
}

/// A model as R holds it.
pub(crate) type Model = Rc<RefCell<State>>;

/// The model behind a handle.
pub(crate) fn model(arg: &Arg) -> Result<Model> {
    arg.handle::<Model>().cloned().ok_or_else(|| {
        Failure::order("the model comes from another session. Use it through its R object.")
    })
}

/// Does something with a model that does not train.
pub(crate) fn with<T>(arg: &Arg, work: impl FnOnce(&mut Network) -> Result<T>) -> Result<T> {
    let model = model(arg)?;
    let mut state = model.borrow_mut();
    match &mut *state {
        State::Idle(model) => work(model),
        State::Training(_) => Err(Failure::order(
            "the model is training. Callbacks may use it, and set its weights and its learning rate; \
             everything else has to wait for the end of fit().",
        )),
    }
}

/// The thread that trains the model, if one does.
fn link(arg: &Arg) -> Result<Option<Rc<Link>>> {
    let model = model(arg)?;
    let state = model.borrow();
    Ok(match &*state {
        State::Idle(_) => None,
        State::Training(link) => Some(link.clone()),
    })
}

/// `model_new(name, seed)`
pub(crate) fn new(args: &[Arg]) -> Result<Value> {
    let mut model = Sequential::with_seed(number(&args[1])? as u64);
    model.set_name(text(&args[0], "name")?);
    Ok(handle(Network::Stack(model)))
}

/// `model_functional(name, seed, inputs, outputs, layers)`: a model between symbolic values. `layers` are those
/// that R takes for its layers, in their order.
pub(crate) fn functional(args: &[Arg]) -> Result<Value> {
    let seed = number(&args[1])? as u64;
    let mut model = kerros::Model::with_seed(seed, symbols(&args[2])?, symbols(&args[3])?)?;
    if let Some(name) = optional_text(&args[0]) {
        model.set_name(name);
    }
    let expected = layer_list(&args[4])?;
    let layers = model.shared_layers()?;
    let same = layers.len() == expected.len()
        && layers.iter().zip(&expected).all(|(layer, expected)| layer.is(expected));
    match same {
        true => Ok(handle(Network::Functional(model))),
        false => Err(Failure::internal("the layers of a functional model have another order in R")),
    }
}

fn handle(network: Network) -> Value {
    Value::handle::<Model>(Rc::new(RefCell::new(State::Idle(Box::new(network)))))
}

/// `model_is_alive(handle)`
pub(crate) fn is_alive(args: &[Arg]) -> Result<Value> {
    Ok(Value::Logical(args[0].handle::<Model>().is_some()))
}

/// `model_is_training(handle)`
pub(crate) fn is_training(args: &[Arg]) -> Result<Value> {
    Ok(Value::Logical(link(&args[0])?.is_some()))
}

/// `model_add(handle, layer)`
pub(crate) fn add(args: &[Arg]) -> Result<Value> {
    let layer = layer(&args[1])?;
    with(&args[0], |model| {
        model.stack()?.add(layer.clone())?;
        Ok(Value::Null)
    })?;
    set_home(&args[1], &args[0])
}

/// `model_pop(handle)`
pub(crate) fn pop(args: &[Arg]) -> Result<Value> {
    with(&args[0], |model| {
        model.stack()?.pop()?;
        Ok(Value::Null)
    })
}

/// `model_layers(handle)`: name, class, output shape, parameters and number of weights of each.
pub(crate) fn layers(args: &[Arg]) -> Result<Value> {
    with(&args[0], |model| {
        let weights = model.weights();
        let layers = model.layers().map(|layer| {
            let own = weights.iter().filter(|weight| weight.layer() == layer.name).count();
            Value::list([
                ("name", Value::text(layer.name)),
                ("class_name", Value::text(layer.layer.class_name())),
                ("output_shape", sizes(layer.output_shape)),
                ("parameters", layer.parameters.map_or(Value::Null, Value::integer)),
                ("weights", Value::integer(own)),
            ])
        });
        Ok(Value::unnamed(layers.collect::<Vec<_>>()))
    })
}

/// `model_names(handle)`: names of the inputs and of the outputs.
pub(crate) fn names(args: &[Arg]) -> Result<Value> {
    with(&args[0], |model| {
        Ok(Value::list([
            ("inputs", Value::Texts(model.input_names())),
            ("outputs", Value::Texts(model.output_names())),
        ]))
    })
}

/// `model_shape(handle, "input" or "output")`: a list with the shape of each, without the rows; nothing where it
/// is not known.
pub(crate) fn shape(args: &[Arg]) -> Result<Value> {
    let input = text(&args[1], "which")? == "input";
    with(&args[0], |model| {
        let shapes = match (input, model.output_shapes()) {
            (true, _) => model.input_shapes(),
            (false, Some(shapes)) => shapes.into_iter().map(Some).collect(),
            (false, None) => vec![None],
        };
        Ok(Value::unnamed(shapes.into_iter().map(sizes)))
    })
}

/// `model_trainable_weights(handle)`: for each weight, whether training moves it.
pub(crate) fn trainable_weights(args: &[Arg]) -> Result<Value> {
    with(&args[0], |model| {
        let flags = model.trainable_weights();
        Ok(Value::Integers(flags.into_iter().map(i32::from).collect()))
    })
}

/// `model_as_layer(handle)`: the model as a layer of others.
pub(crate) fn as_layer(args: &[Arg]) -> Result<Value> {
    with(&args[0], |model| Ok(layer_value(model.as_layer()?)))
}

/// `model_hand_out(handle, layers)`: leaves the weights with the layers, for other models.
pub(crate) fn hand_out(args: &[Arg]) -> Result<Value> {
    with(&args[0], |model| {
        model.shared_layers()?;
        Ok(Value::Null)
    })?;
    forget_homes(&args[1])?;
    Ok(Value::Null)
}

pub(crate) fn sizes(shape: Option<Vec<usize>>) -> Value {
    let size = |size| i32::try_from(size).unwrap_or(i32::MAX);
    shape.map_or(Value::Null, |shape| Value::Integers(shape.into_iter().map(size).collect()))
}

/// `model_count_params(handle)`
pub(crate) fn count_params(args: &[Arg]) -> Result<Value> {
    with(&args[0], |model| Ok(Value::double(model.count_params()? as f64)))
}

/// `model_summary(handle, style, width)`: the table as one text.
pub(crate) fn summary(args: &[Arg]) -> Result<Value> {
    let style = match text(&args[1], "style")? {
        "classic" => SummaryStyle::Classic,
        _ => SummaryStyle::Keras3,
    };
    let width = number(&args[2])? as usize;
    with(&args[0], |model| Ok(Value::text(model.summary_so_far().to_text_with_width(style, width))))
}

/// `model_compile(handle, optimizer, outputs)`: each output has a `loss`, a `loss_weight`, `metrics` and
/// `weighted_metrics`, and a `name`; without one, it stands for all.
pub(crate) fn compile(args: &[Arg]) -> Result<Value> {
    let outputs = args[2].items().ok_or_else(|| wrong("a list of outputs"))?;
    let mut compile = Compile::new().optimizer(as_optimizer(&args[1])?);
    for (_, output) in outputs {
        let fields = Fields::of(output)?;
        let loss = as_loss(fields.get("loss").ok_or_else(|| wrong("a loss"))?)?;
        let (metrics, weighted) =
            (metrics(&fields, "metrics")?, metrics(&fields, "weighted_metrics")?);
        compile = match fields.get("name").and_then(optional_text) {
            None => compile.loss(loss).metrics(metrics).weighted_metrics(weighted),
            Some(name) => {
                let compile = match fields.get("loss_weight") {
                    Some(weight) => compile.loss_weight_of(&name, number(weight)?),
                    None => compile,
                };
                let compile = compile.loss_of(&name, loss).metrics_of(&name, metrics);
                compile.weighted_metrics_of(&name, weighted)
            }
        };
    }
    with(&args[0], |model| {
        model.compile(compile)?;
        Ok(Value::Null)
    })
}

fn metrics(fields: &Fields<'_>, name: &str) -> Result<Vec<Box<dyn Metric>>> {
    let items = fields.get(name).and_then(Arg::items).unwrap_or_default();
    items.into_iter().map(|(_, item)| as_metric(item)).collect()
}

/// `model_metric_names(handle)`: what the loss and the metrics are reported as.
pub(crate) fn metric_names(args: &[Arg]) -> Result<Value> {
    with(&args[0], |model| Ok(Value::Texts(model.metric_names()?.to_vec())))
}

/// `model_learning_rate(handle)`
pub(crate) fn learning_rate(args: &[Arg]) -> Result<Value> {
    match link(&args[0])? {
        Some(link) => link.learning_rate(),
        None => with(&args[0], |model| Ok(model.learning_rate()?)),
    }
    .map(Value::double)
}

/// `model_reset_states(handle)`
pub(crate) fn reset_states(args: &[Arg]) -> Result<Value> {
    with(&args[0], |model| Ok(model.reset_states()?))?;
    Ok(Value::Null)
}

/// `model_set_learning_rate(handle, rate)`
pub(crate) fn set_learning_rate(args: &[Arg]) -> Result<Value> {
    let rate = number(&args[1])?;
    match link(&args[0])? {
        Some(link) => link.set_learning_rate(rate)?,
        None => with(&args[0], |model| Ok(model.set_learning_rate(rate)?))?,
    }
    Ok(Value::Null)
}

/// `model_weights(handle)`: a list of arrays.
pub(crate) fn weights(args: &[Arg]) -> Result<Value> {
    let weights = match link(&args[0])? {
        Some(link) => link.weights()?,
        None => with(&args[0], |model| Ok(model.get_weights()?))?,
    };
    Ok(Value::unnamed(weights.into_iter().map(arrays::value)))
}

/// `model_set_weights(handle, list of arrays)`
pub(crate) fn set_weights(args: &[Arg]) -> Result<Value> {
    let items = args[1].items().ok_or_else(|| wrong("a list of arrays"))?;
    let weights: Vec<ArrayD<f32>> =
        items.into_iter().map(|(_, item)| arrays::array(item, "weights")).collect::<Result<_>>()?;
    match link(&args[0])? {
        Some(link) => link.set_weights(weights)?,
        None => with(&args[0], |model| Ok(model.set_weights(&weights)?))?,
    }
    Ok(Value::Null)
}

/// `model_values(handle)`: the weights of each layer as bytes, little-endian; nothing while they are not known.
pub(crate) fn values(args: &[Arg]) -> Result<Value> {
    with(&args[0], |model| {
        if model.output_shape().is_none() {
            return Ok(Value::Null);
        }
        let numbers = model.get_weights()?;
        let layers = model.layers().map(|layer| {
            let own = model.weights().iter().zip(&numbers);
            let own = own.filter(|(weight, _)| weight.layer() == layer.name);
            let numbers = own.flat_map(|(_, numbers)| numbers);
            Value::Bytes(numbers.flat_map(|number| number.to_le_bytes()).collect())
        });
        Ok(Value::unnamed(layers.collect::<Vec<_>>()))
    })
}

/// `model_restore(handle, values)`: the inverse of `model_values`, where nothing leaves a layer's weights as
/// they are, and of `model_weights`. A model may have diverged, so that any number is taken.
pub(crate) fn restore(args: &[Arg]) -> Result<Value> {
    let items = args[1].items().ok_or_else(|| wrong("a list"))?;
    with(&args[0], |model| {
        let weights = match items.iter().all(|(_, item)| item.numbers().is_some()) {
            true => items.iter().map(|(_, item)| arrays::any_array(item, "weights")).collect(),
            false => with_bytes(model, &items),
        };
        model.restore_weights(&weights?)?;
        Ok(Value::Null)
    })
}

/// The weights of the model, those of some layers from bytes.
fn with_bytes(model: &Network, items: &[(&str, &Arg)]) -> Result<Vec<ArrayD<f32>>> {
    let damaged = || {
        Failure::invalid("the model's stored weights are damaged. Save and read the model again.")
    };
    let mut weights = model.get_weights()?;
    let names: Vec<&str> = model.layers().map(|layer| layer.name).collect();
    if items.len() != names.len() {
        return Err(damaged());
    }
    for ((_, item), name) in items.iter().zip(names) {
        if item.is_null() {
            continue;
        }
        let bytes = item.bytes().ok_or_else(|| wrong("raw bytes"))?;
        let (numbers, rest) = bytes.as_chunks::<4>();
        let mut numbers = numbers.iter().map(|bytes| f32::from_le_bytes(*bytes));
        let own = model.weights().iter().zip(&mut weights);
        for (_, weight) in own.filter(|(weight, _)| weight.layer() == name) {
            for value in weight {
                *value = numbers.next().ok_or_else(damaged)?;
            }
        }
        if numbers.next().is_some() || !rest.is_empty() {
            return Err(damaged());
        }
    }
    Ok(weights)
}

/// `model_set_threads(handle, threads)`
pub(crate) fn set_threads(args: &[Arg]) -> Result<Value> {
    let threads = number(&args[1])? as usize;
    with(&args[0], |model| {
        model.set_threads(threads)?;
        Ok(Value::Null)
    })
}

/// `model_evaluate(handle, x, y, sample_weight, batch_size, show)`: loss and metrics, and the text of
/// the progress. Data are lists of arrays.
pub(crate) fn evaluate(args: &[Arg]) -> Result<Value> {
    let (x, y) = (arrays::arrays(&args[1], "x")?, arrays::arrays(&args[2], "y")?);
    let weight = arrays::arrays(&args[3], "sample_weight")?;
    let batch_size = number(&args[4])? as usize;
    let show = Show::of(&Fields::of(&args[5])?)?;
    let text = Kept::default();
    let scores = with(&args[0], |model| {
        check_layers(model)?;
        let mut evaluate = Evaluate::new().batch_size(batch_size).verbose(show.verbose);
        if show.verbose != Verbose::Silent {
            evaluate = evaluate.progress(show.progress(Box::new(text.clone())));
        }
        if !weight.is_empty() {
            evaluate = evaluate.sample_weight(each(&weight));
        }
        Ok(model.evaluate(each(&x), each(&y), evaluate)?)
    })?;
    Ok(Value::list([("scores", named_numbers(scores.iter())), ("text", Value::text(text.take()))]))
}

/// The arrays as data for a model.
pub(crate) fn each(arrays: &[ArrayD<f32>]) -> Vec<&ArrayD<f32>> {
    arrays.iter().collect()
}

/// Text that is written after all is done.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Kept {
    fn take(&self) -> String {
        let text = self.0.lock().map(|mut text| std::mem::take(&mut *text)).unwrap_or_default();
        String::from_utf8_lossy(&text).into_owned()
    }
}

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        match self.0.lock() {
            Ok(mut text) => text.write(bytes),
            Err(_) => Err(std::io::ErrorKind::BrokenPipe.into()),
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Numbers with names.
pub(crate) fn named_numbers<'n>(numbers: impl IntoIterator<Item = (&'n str, f64)>) -> Value {
    Value::list(numbers.into_iter().map(|(name, number)| (name, Value::double(number))))
}

/// `model_predict(handle, x, batch_size)`: for each output an array, of a list of arrays.
pub(crate) fn predict(args: &[Arg]) -> Result<Value> {
    let x = arrays::arrays(&args[1], "x")?;
    let batch_size = number(&args[2])? as usize;
    with(&args[0], |model| {
        check_layers(model)?;
        let x = rows_for(model, x);
        let predict = Predict::new().batch_size(batch_size).verbose(Verbose::Silent);
        let outputs = model.predict_outputs(each(&x), predict)?;
        Ok(Value::unnamed(outputs.into_iter().map(arrays::value)))
    })
}

/// Refuses a stack that would hand on its input.
pub(crate) fn check_layers(model: &Network) -> Result<()> {
    if matches!(model, Network::Functional(_)) || model.layers().next().is_some() {
        return Ok(());
    }
    Err(Failure::order(format!(
        "{}: the model has no layers. Add some: model |> layer_dense(units = 1).",
        model.name()
    )))
}

/// A vector is a row for a model that takes several numbers a row, if it has as many.
fn rows_for(model: &Network, mut x: Vec<ArrayD<f32>>) -> Vec<ArrayD<f32>> {
    for (x, shape) in x.iter_mut().zip(model.input_shapes()) {
        let width = x.len();
        if x.ndim() == 1 && shape.as_deref() == Some(&[width][..]) && width > 1 {
            let row = std::mem::take(x).into_shape_with_order(vec![1, width]);
            *x = row.unwrap_or_default();
        }
    }
    x
}

/// `model_train_on_batch(handle, x, y, sample_weight)`: loss and metrics of the step. Data are lists of arrays.
pub(crate) fn train_on_batch(args: &[Arg]) -> Result<Value> {
    let (x, y) = (arrays::arrays(&args[1], "x")?, arrays::arrays(&args[2], "y")?);
    let weight = arrays::arrays(&args[3], "sample_weight")?;
    with(&args[0], |model| {
        check_layers(model)?;
        let scores = match weight.is_empty() {
            false => model.train_on_weighted_batch(each(&x), each(&y), each(&weight))?,
            true => model.train_on_batch(each(&x), each(&y))?,
        };
        Ok(named_numbers(scores.iter()))
    })
}

/// A single number that R's side promises.
pub(crate) fn number(arg: &Arg) -> Result<f64> {
    use crate::bridge::Numbers;
    match arg.numbers() {
        Some(Numbers::Doubles(&[number])) if number.is_finite() => Ok(number),
        Some(Numbers::Integers(&[number])) if number != crate::bridge::MISSING => {
            Ok(f64::from(number))
        }
        _ => Err(wrong("one number")),
    }
}

/// A single text, if it is one.
pub(crate) fn optional_text(arg: &Arg) -> Option<String> {
    single_text(arg).map(str::to_owned)
}
