//! Every class: its names, its defaults, and that what it makes says the same of itself.

use super::*;
use crate::constraints::SharedConstraint;
use crate::layer::{SharedLayer, Value};
use crate::regularizers::SharedRegularizer;
use std::collections::BTreeSet;

fn check_lists<T>(classes: &'static [Class<T>]) {
    let names: Vec<&str> =
        classes.iter().flat_map(|class| class.names.iter().copied().chain([class.name])).collect();
    let unique: BTreeSet<&str> = names.iter().copied().collect();
    // Activations are functions: their class is their name.
    let twice = classes.iter().filter(|class| class.names.contains(&class.name)).count();
    assert_eq!(unique.len() + twice, names.len(), "{names:?}");
    for class in classes {
        assert!(!class.doc.is_empty(), "{}", class.name);
        let known: BTreeSet<&str> = class
            .arguments
            .iter()
            .flat_map(|argument| argument.former_names.iter().copied().chain([argument.name]))
            .collect();
        let count: usize = class.arguments.iter().map(|a| a.former_names.len() + 1).sum();
        assert_eq!(known.len(), count, "{}", class.name);
        assert!(class.arguments.iter().all(|argument| !argument.doc.is_empty()), "{}", class.name);
    }
}

#[test]
fn names_are_unique_and_everything_is_documented() {
    check_lists(LAYERS);
    check_lists(ACTIVATIONS);
    check_lists(INITIALIZERS);
    check_lists(LOSSES);
    check_lists(METRICS);
    check_lists(OPTIMIZERS);
    check_lists(CALLBACKS);
    check_lists(REGULARIZERS);
    check_lists(CONSTRAINTS);
}

#[test]
fn callbacks_are_made_from_configurations() {
    for class in CALLBACKS {
        let required = class.arguments.iter().filter(|argument| argument.default.is_none());
        let given = required.fold(Config::new(), |c, a| c.with(a.name, "log.csv"));
        assert!(class.from_config(&given).is_ok(), "{}", class.name);
    }
    let plateau = find("callback", CALLBACKS, "ReduceLROnPlateau").unwrap();
    assert!(plateau.from_config(&Config::new().with("mode", "sideways")).is_err());
}

#[test]
fn what_a_name_makes_goes_by_it() {
    for class in ACTIVATIONS {
        let required = class.arguments.iter().filter(|argument| argument.default.is_none());
        let given = required.fold(Config::new(), |c, a| c.with(a.name, some_value(a)));
        assert_eq!(class.from_config(&given).unwrap().name(), class.names[0]);
    }
    for class in INITIALIZERS {
        let made = make("initializer", INITIALIZERS, class.names[0]).unwrap();
        assert_eq!(made.name(), class.name);
    }
    for class in REGULARIZERS {
        for name in class.names.iter().chain([&class.name]) {
            assert_eq!(SharedRegularizer::try_from(*name).unwrap().name(), class.name);
        }
    }
    for class in CONSTRAINTS {
        for name in class.names.iter().chain([&class.name]) {
            assert_eq!(SharedConstraint::try_from(*name).unwrap().name(), class.name);
        }
    }
    for class in LOSSES {
        assert_eq!(make("loss", LOSSES, class.name).unwrap().name(), class.names[0]);
    }
    for class in METRICS {
        let Some(Literal::Text(name)) = class.arguments[0].default else {
            panic!("{} has no name", class.name);
        };
        // The name of `Accuracy` stands for the accuracy that suits a model.
        assert!(class.names.is_empty() || class.names[0] == name, "{}", class.name);
        assert_eq!(class.from_config(&required(class)).unwrap().name(), name);
    }
    for class in OPTIMIZERS {
        assert_eq!(with_required(class).name(), class.names[0]);
    }
    for class in SCHEDULES {
        assert_eq!(with_required(class).class_name(), class.name);
    }
}

/// What a class makes of its defaults, and of some value for what must be given.
fn with_required<T>(class: &Class<T>) -> T {
    let required = class.arguments.iter().filter(|argument| argument.default.is_none());
    let value = |argument: &Argument| -> Value {
        match argument.name {
            "inner_optimizer" => "sgd".into(),
            "boundaries" => vec![1.0].into(),
            "values" => vec![0.5, 0.25].into(),
            _ => 0.5.into(),
        }
    };
    let config = required.fold(Config::new(), |all, one| all.with(one.name, value(one)));
    class.from_config(&config).unwrap()
}

/// The configuration of what a class makes has its arguments, with their defaults, and makes the same again. What says
/// how else a thing may be asked for is not in it.
fn check_configurations<T>(classes: &'static [Class<T>], config: impl Fn(&T) -> Config) {
    for class in classes {
        let made = config(&with_required(class));
        for (name, _) in made.iter() {
            assert!(class.arguments.iter().any(|a| a.name == name), "{}: {name}", class.name);
        }
        for argument in class.arguments.iter().filter(|a| !["name", "decay"].contains(&a.name)) {
            let value = made.get(argument.name);
            assert!(value.is_some(), "{}: {}", class.name, argument.name);
            if let Some(default) = argument.default {
                // A list may be nothing.
                let is_default = *value.unwrap() == Value::from(default);
                let is_empty = *value.unwrap() == Value::List(vec![]);
                assert!(is_default || is_empty, "{}: {}", class.name, argument.name);
            }
        }
        assert_eq!(config(&class.from_config(&made).unwrap()), made, "{}", class.name);
    }
}

#[test]
fn what_optimizers_and_schedules_hold_agrees_with_their_class() {
    check_configurations(OPTIMIZERS, |optimizer| optimizer.config());
    check_configurations(SCHEDULES, |schedule| schedule.config());
}

/// The arguments that must be given, with some values.
fn required<T>(class: &Class<T>) -> Config {
    let arguments = class.arguments.iter().filter(|argument| argument.default.is_none());
    arguments.fold(Config::new(), |config, a| config.with(a.name, some_value(a)))
}

/// Some value for an argument that must be given.
fn some_value(argument: &Argument) -> Value {
    match argument.name {
        "activation" => "tanh".into(),
        "equation" => "ab,bc->ac".into(),
        "rate" | "stddev" | "threshold" | "default_value" => 0.25.into(),
        "shape" | "target_shape" | "output_shape" => vec![3i64].into(),
        "dims" => vec![2i64, 1].into(),
        "target_class_ids" => vec![1i64].into(),
        "sensitivity" | "specificity" | "precision" | "recall" => 0.25.into(),
        "fn" => "mse".into(),
        "cell" => (&SharedLayer::from(crate::layers::LSTMCell::new(2))).into(),
        "cells" => vec![&SharedLayer::from(crate::layers::LSTMCell::new(2))].into(),
        "layer" => (&SharedLayer::from(crate::layers::LSTM::new(2).name("forward_lstm"))).into(),
        _ => 2i64.into(),
    }
}

/// Sizes are written as lists, one number for each axis or each end of it.
fn says(written: &Value, given: &Value) -> bool {
    match (written, given) {
        (Value::List(written), Value::List(given)) if written.len() == given.len() => {
            written.iter().zip(given).all(|(written, given)| says(written, given))
        }
        // One number for each axis stands for both of its ends.
        (Value::List(written), Value::Int(_)) => written.iter().all(|one| says(one, given)),
        _ => written == given,
    }
}

/// A layer's configuration has the arguments of its class, in their order, with the defaults of its
/// class, and makes the same layer again.
#[test]
fn layers_agree_with_their_classes() {
    let own = |argument: &&Argument| {
        !["name", "input_shape"].contains(&argument.name) && !UNWRITTEN.contains(&argument.name)
    };
    for class in LAYERS.iter().filter(|class| class.name != "InputLayer") {
        let required = class.arguments.iter().filter(|argument| argument.default.is_none());
        let given = required.fold(Config::new(), |c, a| c.with(a.name, some_value(a)));
        let layer = class.from_config(&given).unwrap();
        assert_eq!(layer.class_name(), class.name);
        let written = layer.config();
        // Only written out: a copy of the layer that goes the other way.
        let written_out = |argument: &&Argument| argument.name != "backward_layer";
        for argument in class.arguments.iter().filter(own).filter(written_out) {
            let value = written.get(argument.name).unwrap_or_else(|| {
                panic!("{}: {} is not in its configuration", class.name, argument.name)
            });
            let expected = match (argument.default, argument.name) {
                (None, _) => some_value(argument),
                // Only written out: the window's own size.
                (Some(Literal::None), "strides") => 2i64.into(),
                (Some(Literal::None), "data_format") => "channels_last".into(),
                // Only written out: as many as a key has.
                (Some(Literal::None), "value_dim") => some_value(argument),
                (Some(Literal::Text(name)), argument) if argument.ends_with("_initializer") => {
                    (&make("initializer", INITIALIZERS, name).unwrap()).into()
                }
                (Some(default), _) => default.into(),
            };
            assert!(says(value, &expected), "{}: {} is {value}", class.name, argument.name);
        }
        let known = class.arguments.iter().filter(own).map(|argument| argument.name);
        let written_names = written.iter().map(|(name, _)| name);
        assert_eq!(written_names.collect::<Vec<_>>(), known.collect::<Vec<_>>(), "{}", class.name);
        assert_eq!(class.from_config(&written).unwrap().config(), written, "{}", class.name);
    }
}

/// An activation's arguments are those of its class, with the defaults of its class, and make the same
/// activation again: as they are, and as an argument of a layer.
#[test]
fn activations_agree_with_their_classes() {
    let layer = find("layer", LAYERS, "Activation").unwrap();
    for class in ACTIVATIONS {
        let written = |of: fn(&Argument) -> Value| {
            class.arguments.iter().fold(Config::new(), |c, a| c.with(a.name, of(a)))
        };
        let default = |a: &Argument| a.default.map_or_else(|| some_value(a), Value::from);
        let other = |a: &Argument| match a.default {
            Some(Literal::Bool(value)) => Value::Bool(!value),
            Some(Literal::Int(_)) => Value::Int(0),
            _ => Value::Float(0.75),
        };
        for (config, is_default) in [(written(default), true), (written(other), false)] {
            let made = class.from_config(&config).unwrap();
            assert_eq!(made.config(), config, "{made:?}");
            assert_eq!(class.from_config(&made.config()).unwrap(), made);
            let name_is_enough = is_default && class.name != "threshold";
            let value = Value::from(made);
            match class.arguments.is_empty() || name_is_enough {
                true => assert_eq!(value, Value::from(class.name)),
                false => {
                    assert!(matches!(value, Value::Object { .. }), "{value}");
                    assert_eq!(made.to_string(), format!("{}({config})", class.name));
                }
            }
            let again = layer.from_config(&Config::new().with("activation", value)).unwrap();
            assert_eq!(again.output_activation(), Some(made));
        }
    }
}

#[test]
fn an_activation_may_be_given_as_a_layer() {
    use crate::activations::Activation;
    let dense = find("layer", LAYERS, "Dense").unwrap();
    let given = |class_name: &str, config: Config| {
        let activation = Value::Object { class_name: class_name.into(), config };
        dense.from_config(&Config::new().with("units", 2i64).with("activation", activation))
    };
    let slope = Config::new().with("name", "leaky").with("negative_slope", 0.1);
    for (class_name, config, expected) in [
        ("LeakyReLU", slope, Activation::LeakyRelu { negative_slope: 0.1 }),
        ("ReLU", Config::new(), Activation::Relu),
        ("Softmax", Config::new().with("axis", 1i64), Activation::SoftmaxAlong { axis: 1 }),
        ("elu", Config::new().with("alpha", 0.5), Activation::Elu { alpha: 0.5 }),
    ] {
        assert_eq!(given(class_name, config).unwrap().output_activation(), Some(expected));
    }
    let error = given("PReLU", Config::new()).unwrap_err().to_string();
    assert!(error.starts_with("Dense/activation: unknown activation \"PReLU\""), "{error}");
    let error = given("elu", Config::new().with("alfa", 1.0)).unwrap_err().to_string();
    assert!(error.starts_with("Dense/activation/elu: unknown argument \"alfa\""), "{error}");
    let error = given("celu", Config::new().with("alpha", 0.0)).unwrap_err().to_string();
    assert_eq!(
        error,
        "Dense/activation/celu: alpha: expected a finite number above 0, received 0. \
         Choose another alpha, or leave it out."
    );
}

/// What a class makes of its defaults has them in its configuration, and is made of that again.
fn check_defaults<T>(classes: &'static [Class<T>], config: impl Fn(&T) -> Config) {
    check_defaults_but(classes, &[], config);
}

/// The same but for classes that only make one of another class.
fn check_defaults_but<T>(
    classes: &'static [Class<T>],
    others: &[&str],
    config: impl Fn(&T) -> Config,
) {
    for class in classes.iter().filter(|class| !others.contains(&class.name)) {
        let made = class.from_config(&required(class)).unwrap();
        let expected = class.arguments.iter().fold(Config::new(), |config, argument| {
            let default = argument.default.map(Value::from);
            config.with(argument.name, default.unwrap_or_else(|| some_value(argument)))
        });
        assert_eq!(config(&made), expected, "{}", class.name);
        let again = class.from_config(&expected).unwrap();
        assert_eq!(config(&again), expected, "{}", class.name);
    }
}

#[test]
fn what_layers_and_models_hold_agrees_with_its_class() {
    check_defaults(INITIALIZERS, |initializer| initializer.config());
    check_defaults(REGULARIZERS, |regularizer| regularizer.config());
    check_defaults(CONSTRAINTS, |constraint| constraint.config());
    // Name and reduction are what every loss has besides.
    check_defaults(LOSSES, |loss| {
        let config = loss.config();
        let class = find("loss", LOSSES, loss.name()).unwrap();
        class.arguments.iter().fold(Config::new(), |all, argument| match argument.name {
            "name" => all.with("name", loss.label()),
            "reduction" => all.with("reduction", loss.reduction().name()),
            name => all.with(name, config.get(name).unwrap().clone()),
        })
    });
    // The name is that of a report, which a metric has besides.
    check_defaults_but(METRICS, &["MeanMetricWrapper"], |metric| {
        let config = metric.config();
        let named = Config::new().with("name", metric.name());
        config.iter().fold(named, |all, (key, value)| all.with(key.to_owned(), value.clone()))
    });
}

#[test]
fn every_argument_reaches_what_is_made() {
    let conv = find("layer", LAYERS, "Conv1D").unwrap();
    let normal = Config::new().with("mean", 1i64).with("stddev", 0.5);
    let config = Config::new()
        .with("filters", 4.0)
        .with("kernel_size", vec![3.0])
        .with("strides", 2i64)
        .with("padding", "same")
        .with("activation", "relu")
        .with("use_bias", false)
        .with(
            "kernel_initializer",
            Value::Object { class_name: "RandomNormal".into(), config: normal },
        )
        .with("name", "first")
        .with("input_shape", vec![20i64, 2]);
    let layer = conv.from_config(&config).unwrap();
    assert_eq!(
        layer.config().to_string(),
        "filters=4, kernel_size=[3], strides=[2], padding=\"same\", \
         data_format=\"channels_last\", dilation_rate=[1], groups=1, \
         activation=\"relu\", use_bias=false, \
         kernel_initializer=RandomNormal(mean=1.0, stddev=0.5), bias_initializer=Zeros(), \
         kernel_regularizer=none, bias_regularizer=none, activity_regularizer=none, \
         kernel_constraint=none, bias_constraint=none"
    );
    assert_eq!(layer.settings().name(), Some("first"));
    assert_eq!(layer.settings().input_shape(), Some(&[20, 2][..]));

    let adam = find("optimizer", OPTIMIZERS, "adam").unwrap();
    let slow = adam.from_config(&Config::new().with("lr", 1e-4)).unwrap();
    assert_eq!(slow.options().learning_rate.start().unwrap(), 1e-4);
}

#[test]
fn penalties_and_constraints_reach_what_is_made() {
    let dense = find("layer", LAYERS, "Dense").unwrap();
    let config = Config::new()
        .with("units", 4i64)
        .with("kernel_regularizer", "l2")
        .with(
            "activity_regularizer",
            Value::Object { class_name: "L1".into(), config: Config::new().with("l", 0.5) },
        )
        .with(
            "kernel_constraint",
            Value::Object {
                class_name: "max_norm".into(),
                config: Config::new().with("axis", vec![0i64, 1]),
            },
        );
    let layer = dense.from_config(&config).unwrap();
    assert_eq!(
        layer.config().to_string(),
        "units=4, activation=\"linear\", use_bias=true, kernel_initializer=GlorotUniform(), \
         bias_initializer=Zeros(), kernel_regularizer=L2(l2=0.01), bias_regularizer=none, \
         activity_regularizer=L1(l1=0.5), kernel_constraint=MaxNorm(max_value=2.0, axis=[0, 1]), \
         bias_constraint=none"
    );
}

#[test]
fn an_accuracy_may_be_chosen_by_the_loss() {
    use crate::metrics::AutoAccuracy;
    let accuracy = find("metric", METRICS, "accuracy").unwrap();
    let by_loss = Config::new().with("name", "acc").with("loss", "binary_crossentropy");
    let by_shape = Config::new().with("loss", Value::None);
    for (config, expected) in [
        (by_loss, AutoAccuracy::new().named("acc").chosen_by_loss("binary_crossentropy")),
        (by_shape, AutoAccuracy::new()),
    ] {
        let made = accuracy.from_config(&config).unwrap();
        assert_eq!(format!("{made:?}"), format!("{expected:?}"));
    }
    let error = accuracy.from_config(&Config::new().with("loss", 1i64)).unwrap_err().to_string();
    assert!(error.contains("AutoAccuracy: loss: expected a text, received 1."), "{error}");
}

#[test]
fn wrong_configurations_are_errors_that_name_the_argument() {
    let dense = find("layer", LAYERS, "Dense").unwrap();
    let message = |config: &Config| dense.from_config(config).unwrap_err().to_string();
    let units = || Config::new().with("units", 3i64);
    for (config, expected) in [
        (Config::new(), "Dense: units: expected a value, received nothing. Give units."),
        (units().with("units", 4i64), "Dense: units: expected one value, received two."),
        (Config::new().with("units", 2.5), "Dense: units: expected a whole number, received 2.5."),
        (Config::new().with("units", 0i64), "Dense: units: expected at least 1, received 0."),
        (units().with("use_bias", "yes"), "Dense: use_bias: expected true or false"),
        (units().with("unit", 1i64), "Dense: unknown argument \"unit\": did you mean \"units\"?"),
        (units().with("activation", "rellu"), "Dense/activation: unknown activation \"rellu\""),
        (units().with("kernel_initializer", 1i64), "expected an initializer or its name"),
        (units().with("bias_regularizer", 1i64), "expected a regularizer, its name or none"),
        (
            units().with("bias_regularizer", "l3"),
            "Dense/bias_regularizer: unknown regularizer \"l3\": did you mean \"l",
        ),
        (units().with("kernel_constraint", true), "expected a constraint, its name or none"),
        (
            units().with("kernel_constraint", "max"),
            "Dense/kernel_constraint: unknown constraint \"max\"",
        ),
        (units().with("input_shape", "4"), "expected the sizes of one sample"),
        (units().with("name", "a/b"), "expected a text without \"/\""),
    ] {
        assert!(message(&config).contains(expected), "{}", message(&config));
    }
    let sgd = find("optimizer", OPTIMIZERS, "sgd").unwrap();
    let twice = Config::new().with("lr", 0.1).with("learning_rate", 0.1);
    let error = sgd.from_config(&twice).unwrap_err().to_string();
    assert!(error.contains("learning_rate: expected one value"), "{error}");
}

#[test]
fn an_unknown_name_suggests_the_nearest() {
    let message = find("activation", ACTIVATIONS, "sofmax").unwrap_err().to_string();
    let expected = "unknown activation \"sofmax\": did you mean \"softmax\"? \
                    Known are linear, relu, sigmoid, tanh, softmax, celu, ";
    assert!(message.starts_with(expected), "{message}");
}
