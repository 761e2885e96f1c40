//! Models.

use crate::arrays;
use crate::bridge::{Arg, Value};
use crate::config::{config, single_text};
use crate::failure::{Failure, Result, wrong};
use crate::objects::{as_loss, as_metric, as_optimizer, made, text};
use crate::training::{Fields, Link, Show};
use kerros::metrics::Metric;
use kerros::prelude::*;
use kerros::registry::LAYERS;
use kerros::summary::SummaryStyle;
use ndarray::ArrayD;
use std::cell::RefCell;
use std::io::Write;
use std::rc::Rc;
use std::sync::{Arc, Mutex};

/// A model, or where it is while it trains.
pub(crate) enum State {
    Idle(Box<Sequential>),
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
fn with<T>(arg: &Arg, work: impl FnOnce(&mut Sequential) -> Result<T>) -> Result<T> {
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
    Ok(Value::handle::<Model>(Rc::new(RefCell::new(State::Idle(Box::new(model))))))
}

/// `model_is_alive(handle)`
pub(crate) fn is_alive(args: &[Arg]) -> Result<Value> {
    Ok(Value::Logical(args[0].handle::<Model>().is_some()))
}

/// `model_is_training(handle)`
pub(crate) fn is_training(args: &[Arg]) -> Result<Value> {
    Ok(Value::Logical(link(&args[0])?.is_some()))
}

/// `model_add(handle, class_name, config)`
pub(crate) fn add(args: &[Arg]) -> Result<Value> {
    let layer = made(LAYERS, "layer", text(&args[1], "class_name")?, &config(&args[2])?)?;
    with(&args[0], |model| {
        model.add(layer)?;
        Ok(Value::Null)
    })
}

/// `model_pop(handle)`
pub(crate) fn pop(args: &[Arg]) -> Result<Value> {
    with(&args[0], |model| {
        model.pop()?;
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

/// `model_shape(handle, "input" or "output")`: without the rows; nothing when it is not known.
pub(crate) fn shape(args: &[Arg]) -> Result<Value> {
    let input = text(&args[1], "which")? == "input";
    with(&args[0], |model| {
        Ok(sizes(if input { model.input_shape() } else { model.output_shape() }))
    })
}

fn sizes(shape: Option<Vec<usize>>) -> Value {
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

/// `model_compile(handle, optimizer, loss, metrics, weighted_metrics)`
pub(crate) fn compile(args: &[Arg]) -> Result<Value> {
    let metrics = |arg: &Arg| -> Result<Vec<Box<dyn Metric>>> {
        let items = arg.items().unwrap_or_default();
        items.into_iter().map(|(_, item)| as_metric(item)).collect()
    };
    let compile = Compile::new()
        .optimizer(as_optimizer(&args[1])?)
        .loss(as_loss(&args[2])?)
        .metrics(metrics(&args[3])?)
        .weighted_metrics(metrics(&args[4])?);
    with(&args[0], |model| {
        model.compile(compile)?;
        Ok(Value::Null)
    })
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

/// `model_values(handle)`: all weights as bytes, little-endian; nothing while they are not known.
pub(crate) fn values(args: &[Arg]) -> Result<Value> {
    with(&args[0], |model| {
        if model.output_shape().is_none() {
            return Ok(Value::Null);
        }
        let numbers = model.get_weights()?;
        let bytes = numbers.iter().flatten().flat_map(|number| number.to_le_bytes());
        Ok(Value::Bytes(bytes.collect()))
    })
}

/// `model_restore(handle, bytes or list of arrays)`: the inverse of `model_values` and of
/// `model_weights`. A model may have diverged, so that any number is taken.
pub(crate) fn restore(args: &[Arg]) -> Result<Value> {
    if let Some(items) = args[1].items() {
        let weights = items.into_iter().map(|(_, item)| arrays::any_array(item, "weights"));
        let weights: Vec<ArrayD<f32>> = weights.collect::<Result<_>>()?;
        return with(&args[0], |model| {
            model.restore_weights(&weights)?;
            Ok(Value::Null)
        });
    }
    let bytes = args[1].bytes().ok_or_else(|| wrong("raw bytes"))?;
    let (numbers, _) = bytes.as_chunks::<4>();
    let mut numbers = numbers.iter().map(|bytes| f32::from_le_bytes(*bytes));
    with(&args[0], |model| {
        let shapes: Vec<Vec<usize>> =
            model.weights().iter().map(|weight| weight.shape().to_vec()).collect();
        let weights = shapes.into_iter().map(|shape| {
            let count = shape.iter().product();
            let values: Vec<f32> = numbers.by_ref().take(count).collect();
            ArrayD::from_shape_vec(shape, values).map_err(|_| {
                Failure::invalid(
                    "the model's stored weights are damaged. Save and read the model again.",
                )
            })
        });
        let weights = weights.collect::<Result<Vec<_>>>()?;
        model.restore_weights(&weights)?;
        Ok(Value::Null)
    })
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
/// the progress.
pub(crate) fn evaluate(args: &[Arg]) -> Result<Value> {
    let (x, y) = (arrays::array(&args[1], "x")?, arrays::array(&args[2], "y")?);
    let weight = optional_array(&args[3], "sample_weight")?;
    let batch_size = number(&args[4])? as usize;
    let show = Show::of(&Fields::of(&args[5])?)?;
    let text = Kept::default();
    let scores = with(&args[0], |model| {
        check_layers(model)?;
        let mut evaluate = Evaluate::new().batch_size(batch_size).verbose(show.verbose);
        if show.verbose != Verbose::Silent {
            evaluate = evaluate.progress(show.progress(Box::new(text.clone())));
        }
        if let Some(weight) = &weight {
            evaluate = evaluate.sample_weight(weight);
        }
        Ok(model.evaluate(&x, &y, evaluate)?)
    })?;
    Ok(Value::list([("scores", named_numbers(scores.iter())), ("text", Value::text(text.take()))]))
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

/// `model_predict(handle, x, batch_size)`: an array of rows by outputs.
pub(crate) fn predict(args: &[Arg]) -> Result<Value> {
    let x = arrays::array(&args[1], "x")?;
    let batch_size = number(&args[2])? as usize;
    with(&args[0], |model| {
        check_layers(model)?;
        let x = rows_for(model, x);
        let predict = Predict::new().batch_size(batch_size).verbose(Verbose::Silent);
        Ok(arrays::value(model.predict_with(&x, predict)?))
    })
}

/// Refuses a model that would hand on its input.
pub(crate) fn check_layers(model: &Sequential) -> Result<()> {
    if model.layers().next().is_some() {
        return Ok(());
    }
    Err(Failure::order(format!(
        "{}: the model has no layers. Add some: model |> layer_dense(units = 1).",
        model.name()
    )))
}

/// A vector is a row for a model that takes several numbers a row, if it has as many.
fn rows_for(model: &Sequential, x: ArrayD<f32>) -> ArrayD<f32> {
    let width = x.len();
    match (x.ndim(), model.input_shape().as_deref()) {
        (1, Some(&[features])) if features == width && width > 1 => {
            x.into_shape_with_order(vec![1, width]).unwrap_or_default()
        }
        _ => x,
    }
}

/// `model_train_on_batch(handle, x, y, sample_weight)`: loss and metrics of the step.
pub(crate) fn train_on_batch(args: &[Arg]) -> Result<Value> {
    let (x, y) = (arrays::array(&args[1], "x")?, arrays::array(&args[2], "y")?);
    let weight = optional_array(&args[3], "sample_weight")?;
    with(&args[0], |model| {
        check_layers(model)?;
        let scores = match &weight {
            Some(weight) => model.train_on_weighted_batch(&x, &y, weight)?,
            None => model.train_on_batch(&x, &y)?,
        };
        Ok(named_numbers(scores.iter()))
    })
}

/// An array that may be left out.
pub(crate) fn optional_array(arg: &Arg, what: &str) -> Result<Option<ArrayD<f32>>> {
    if arg.is_null() { Ok(None) } else { arrays::array(arg, what).map(Some) }
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
