//! Layers that several models may hold, and symbolic values between them.

use crate::arrays;
use crate::bridge::{Arg, Value};
use crate::config::config;
use crate::failure::{Failure, Result, wrong};
use crate::model::{Model, State, model, sizes};
use crate::objects::{made, text};
use kerros::layer::{SharedLayer, SymbolicTensor};
use kerros::registry::LAYERS;
use ndarray::ArrayD;
use std::cell::RefCell;
use std::rc::{Rc, Weak};

/// A layer as R holds it, with the model that it was put into last.
struct Held {
    layer: SharedLayer,
    home: RefCell<Weak<RefCell<State>>>,
}

/// The layer behind a handle.
fn held(arg: &Arg) -> Result<&Held> {
    arg.handle::<Held>().ok_or_else(|| {
        Failure::order("the layer comes from another session. Use it through its R object.")
    })
}

/// The layer behind a handle.
pub(crate) fn layer(arg: &Arg) -> Result<SharedLayer> {
    held(arg).map(|held| held.layer.clone())
}

/// The layers behind a list of handles.
pub(crate) fn layer_list(arg: &Arg) -> Result<Vec<SharedLayer>> {
    let items = arg.items().ok_or_else(|| wrong("a list of layers"))?;
    items.into_iter().map(|(_, item)| layer(item)).collect()
}

/// A handle of a layer.
pub(crate) fn layer_value(layer: SharedLayer) -> Value {
    Value::handle(Held { layer, home: RefCell::default() })
}

/// The layer is part of this model now.
pub(crate) fn set_home(layer: &Arg, home: &Arg) -> Result<Value> {
    let home: Model = model(home)?;
    *held(layer)?.home.borrow_mut() = Rc::downgrade(&home);
    Ok(Value::Null)
}

/// The values behind a list of handles.
pub(crate) fn symbols(arg: &Arg) -> Result<Vec<SymbolicTensor>> {
    let items = arg.items().ok_or_else(|| wrong("a list of symbolic values"))?;
    let symbol = |item: &Arg| {
        item.handle::<SymbolicTensor>().cloned().ok_or_else(|| {
            Failure::order("the value comes from another session. Use it through its R object.")
        })
    };
    items.into_iter().map(|(_, item)| symbol(item)).collect()
}

/// `layer_new(class_name, config, trainable)`
pub(crate) fn new(args: &[Arg]) -> Result<Value> {
    let layer = made(LAYERS, "layer", text(&args[0], "class_name")?, &config(&args[1])?)?;
    let layer = SharedLayer::from(layer);
    if args[2].logical() == Some(false) {
        layer.set_trainable(false);
    }
    Ok(layer_value(layer))
}

/// `layer_is_alive(handle)`
pub(crate) fn is_alive(args: &[Arg]) -> Result<Value> {
    Ok(Value::Logical(args[0].handle::<Held>().is_some()))
}

/// `layer_set_trainable(handle, trainable)`
pub(crate) fn set_trainable(args: &[Arg]) -> Result<Value> {
    let trainable = args[1].logical().ok_or_else(|| wrong("a truth value"))?;
    held(&args[0])?.layer.set_trainable(trainable);
    Ok(Value::Null)
}

/// `layer_weights(handle)`: a list of arrays; of none before a model has the layer.
pub(crate) fn weights(args: &[Arg]) -> Result<Value> {
    let weights = known(held(&args[0])?)?.get_weights()?;
    Ok(Value::unnamed(weights.into_iter().map(arrays::value)))
}

/// `layer_set_weights(handle, list of arrays)`
pub(crate) fn set_weights(args: &[Arg]) -> Result<Value> {
    let items = args[1].items().ok_or_else(|| wrong("a list of arrays"))?;
    let weights: Vec<ArrayD<f32>> =
        items.into_iter().map(|(_, item)| arrays::array(item, "weights")).collect::<Result<_>>()?;
    known(held(&args[0])?)?.set_weights(&weights)?;
    Ok(Value::Null)
}

/// `layer_values(handle)`: the weights as bytes, little-endian.
pub(crate) fn values(args: &[Arg]) -> Result<Value> {
    let weights = known(held(&args[0])?)?.get_weights()?;
    let bytes = weights.iter().flatten().flat_map(|number| number.to_le_bytes());
    Ok(Value::Bytes(bytes.collect()))
}

/// The layer, once its model has left its weights with it.
fn known(held: &Held) -> Result<&SharedLayer> {
    let home = held.home.borrow().upgrade();
    if let Some(home) = home
        && let State::Idle(model) = &mut *home.borrow_mut()
    {
        model.shared_layers()?;
    }
    Ok(&held.layer)
}

/// The layers' weights are known: their model need not be asked any more, as it leaves changes with them.
pub(crate) fn forget_homes(layers: &Arg) -> Result<()> {
    let items = layers.items().ok_or_else(|| wrong("a list of layers"))?;
    items.into_iter().try_for_each(|(_, item)| {
        *held(item)?.home.borrow_mut() = Weak::new();
        Ok(())
    })
}

/// `layer_apply(handle, list of values, for inference)`: the layer's outputs for these.
pub(crate) fn apply(args: &[Arg]) -> Result<Value> {
    let (layer, inputs) = (known(held(&args[0])?)?, symbols(&args[1])?);
    let outputs = match args[2].logical() {
        Some(true) => layer.apply_for_inference(inputs)?,
        _ => layer.apply_many(inputs)?,
    };
    Ok(Value::unnamed(outputs.into_iter().map(described)))
}

/// `input_new(config)`: an input, as the first value of a model.
pub(crate) fn input(args: &[Arg]) -> Result<Value> {
    use kerros::layer::Value as Argument;
    let config = config(&args[0])?;
    let layer = made(LAYERS, "layer", "InputLayer", &config)?;
    let shape = layer.settings().input_shape().unwrap_or_default().to_vec();
    let mut input = kerros::layers::Input::new(shape);
    if let Some(Argument::Text(name)) = config.get("name") {
        input = input.name(name.as_str());
    }
    if let Some(rows) = layer.settings().batch_size() {
        input = input.batch_size(rows);
    }
    Ok(described(input.symbol()?))
}

/// `tensor_is_alive(handle)`
pub(crate) fn tensor_is_alive(args: &[Arg]) -> Result<Value> {
    Ok(Value::Logical(args[0].handle::<SymbolicTensor>().is_some()))
}

/// A value with what is known of it.
fn described(symbol: SymbolicTensor) -> Value {
    let (shape, masked) = (symbol.shape(), symbol.is_masked());
    Value::list([
        ("shape", sizes(Some(shape))),
        ("masked", Value::Logical(masked)),
        ("handle", Value::handle(symbol)),
    ])
}
