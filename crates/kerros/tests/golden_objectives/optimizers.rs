//! Weights and the optimizer's state after each of ten steps.

use crate::numbers::{Array, assert_close_within, config, document, largest, list, text};
use kerros::constraints::SharedConstraint;
use kerros::initializers::Zeros;
use kerros::layer::{Build, Config, Layer, Settings, Value as Argument, Weight};
use kerros::losses::Loss;
use kerros::optimizers::Optimizer;
use kerros::prelude::*;
use kerros::registry::{OPTIMIZERS, find};
use kerros_graph::reference::Reference;
use kerros_graph::{Graph, NodeId, Shape};
use serde_json::Value;
use std::collections::BTreeMap;

/// What is allowed besides a relative 1e-5, of the largest number of an array: small differences of large ones are only
/// known that well, here as in Keras, and ten steps add their rounding.
const OF_LARGEST: f64 = 5e-7;

/// A matrix that Muon has made orthogonal is five polynomials of degree five in itself, which multiply differences of
/// rounding; so is what is made of it.
const OF_LARGEST_AFTER_MUON: f64 = 2e-6;

#[test]
fn weights_and_state_after_each_step_are_those_of_keras() {
    let document = document("optimizers");
    let mut cases = BTreeMap::new();
    for case in list(&document, "cases") {
        check_steps(&document, case);
        check_finalized(&document, case);
        *cases.entry(text(case, "class_name")).or_insert(0) += 1;
    }
    for class in OPTIMIZERS {
        let count = cases.get(class.name).copied().unwrap_or(0);
        assert!(count >= 5, "{} has {count} cases", class.name);
    }
}

/// Each argument of each optimizer has a case; those that all have, one of some optimizer.
#[test]
fn every_argument_has_a_case() {
    // `decay` is an argument of Keras 2, which Keras 3 ignores: tests/schedules.rs.
    let excused = ["decay"];
    let document = document("optimizers");
    let shared = find("optimizer", OPTIMIZERS, "sgd").unwrap().arguments;
    let has_case = |class: Option<&str>, argument: &str| {
        list(&document, "cases").iter().any(|case| {
            let of_class = class.is_none_or(|class| text(case, "class_name") == class);
            of_class && config(case).contains_key(argument)
        })
    };
    for class in OPTIMIZERS {
        for argument in class.arguments {
            let is_common = argument.name != "learning_rate"
                && !["momentum", "nesterov"].contains(&argument.name)
                && shared.iter().any(|common| common.name == argument.name);
            let of = (!is_common).then_some(class.name);
            let excused = excused.contains(&argument.name);
            assert!(excused || has_case(of, argument.name), "{}: {}", class.name, argument.name);
        }
    }
}

/// RMSprop divides by the root of a variance that rounding may push below 0.
#[test]
fn centered_rmsprop_survives_many_equal_gradients() {
    let optimizer = RMSprop::new().centered(true).epsilon(1e-30).rho(0.5);
    let weights = vec![Given { name: "w".into(), shape: vec![2], constraint: None }];
    let mut model = model(weights, Box::new(optimizer));
    model.set_weights(&[ArrayD::from_elem(vec![2], 1.0)]).unwrap();
    for _ in 0..100 {
        model.train_on_batch((&[3.3f32, -0.7][..], [1, 2]), &[0.0f32]).unwrap();
        for (name, state) in model.optimizer_state().unwrap() {
            assert!(state.iter().all(|x| x.is_finite()), "{name}");
        }
    }
    assert!(model.get_weights().unwrap()[0].iter().all(|x| x.is_finite()));
}

/// Ten steps, each against Keras.
fn check_steps(document: &Value, case: &Value) {
    let name = text(case, "name");
    let mut model = prepared(document, case);
    let keras_names: Vec<&str> =
        list(case, "variable_names").iter().map(|name| name.as_str().unwrap()).collect();
    assert_eq!(list(case, "steps").len(), list(document, "gradients").len());
    let of_largest = allowance(case);
    for (number, (step, gradients)) in
        list(case, "steps").iter().zip(list(document, "gradients")).enumerate()
    {
        let row = row(gradients);
        model.train_on_batch((&row[..], [1, row.len()]), &[0.0f32]).unwrap();
        let what = format!("{name}, step {number}");
        for (weight, keras) in model.get_weights().unwrap().iter().zip(arrays(&step["weights"])) {
            compare(weight, &keras, of_largest, &format!("{what}, weight"));
        }
        let state = model.optimizer_state().unwrap();
        assert_eq!(state.len(), keras_names.len(), "{what}: as many variables as Keras");
        for ((ours, keras), keras_name) in
            state.iter().zip(arrays(&step["variables"])).zip(&keras_names)
        {
            let called = ours.0.replacen("given_", "", 1);
            // Keras has no names of their own for these.
            let is_unnamed =
                ["_r", "_c"].iter().any(|end| called.ends_with(end)) || called == "u_product";
            assert!(is_unnamed || called == *keras_name, "{what}: {called}, in Keras {keras_name}");
            compare(&ours.1, &keras, of_largest, &format!("{what}, {called}"));
        }
    }
}

/// The same as one fit, at whose end averages take the weights' place.
fn check_finalized(document: &Value, case: &Value) {
    let mut model = prepared(document, case);
    let rows: Vec<Vec<f32>> = list(document, "gradients").iter().map(row).collect();
    let x: Vec<f32> = rows.concat();
    let y = vec![0.0f32; rows.len()];
    let fit = Fit::new().epochs(1).batch_size(1).shuffle(false).verbose(Verbose::Silent);
    model.fit((&x[..], [rows.len(), rows[0].len()]), &y, fit).unwrap();
    for (weight, keras) in model.get_weights().unwrap().iter().zip(arrays(&case["finalized"])) {
        compare(weight, &keras, allowance(case), &format!("{} after fit", text(case, "name")));
    }
}

fn compare(ours: &ArrayD<f32>, keras: &Array, of_largest: f64, what: &str) {
    assert_eq!(ours.shape(), keras.shape, "{what}");
    let ours: Vec<f32> = ours.iter().copied().collect();
    let besides = of_largest * largest(&keras.data);
    assert_close_within(&ours, &keras.data, besides, what);
}

fn allowance(case: &Value) -> f64 {
    match text(case, "class_name") {
        "Muon" => OF_LARGEST_AFTER_MUON,
        _ => OF_LARGEST,
    }
}

/// The gradients of one step in a row.
fn row(gradients: &Value) -> Vec<f32> {
    arrays(gradients).into_iter().flat_map(|array| array.data).collect()
}

fn arrays(values: &Value) -> Vec<Array> {
    values.as_array().unwrap().iter().map(Array::of).collect()
}

/// A model with the case's weights and optimizer.
fn prepared(document: &Value, case: &Value) -> Sequential {
    let initial = list(document, "initial_weights");
    let weights = initial.iter().map(|weight| {
        let name = text(weight, "name").to_owned();
        let constraint = case["constraints"].get(&name).and_then(Value::as_str);
        let constraint = constraint.map(|name| SharedConstraint::try_from(name).unwrap());
        Given { name, shape: Array::of(weight).shape, constraint }
    });
    let mut model = model(weights.collect(), optimizer(case));
    let values: Vec<ArrayD<f32>> = initial
        .iter()
        .map(Array::of)
        .map(|array| ArrayD::from_shape_vec(array.shape, array.data).unwrap())
        .collect();
    model.set_weights(&values).unwrap();
    model
}

/// The optimizer that a case describes, by the registry; what configurations do not keep is told it besides.
fn optimizer(case: &Value) -> Box<dyn Optimizer> {
    let class = find("optimizer", OPTIMIZERS, text(case, "class_name")).unwrap();
    let optimizer = class.from_config(&arguments(&case["config"])).unwrap();
    optimizer.check().unwrap();
    let excluded: Vec<&str> = list(case, "excluded_from_weight_decay")
        .iter()
        .map(|word| word.as_str().unwrap())
        .collect();
    if excluded.is_empty() {
        return optimizer;
    }
    assert_eq!(class.name, "AdamW");
    let options = optimizer.options().exclude_from_weight_decay(excluded);
    Box::new(kerros::optimizers::AdamW::new().options(options))
}

pub(crate) fn arguments(config: &Value) -> Config {
    let mut arguments = Config::new();
    for (key, value) in config.as_object().unwrap() {
        arguments = arguments.with(key.clone(), argument(value));
    }
    arguments
}

fn argument(value: &Value) -> Argument {
    match value {
        Value::Null => Argument::None,
        Value::Bool(value) => (*value).into(),
        Value::String(text) => text.as_str().into(),
        Value::Number(number) => match number.as_i64() {
            Some(integer) => integer.into(),
            None => number.as_f64().unwrap().into(),
        },
        Value::Array(values) => Argument::List(values.iter().map(argument).collect()),
        Value::Object(_) => Argument::Object {
            class_name: text(value, "class_name").to_owned(),
            config: arguments(&value["config"]),
        },
    }
}

fn model(weights: Vec<Given>, optimizer: Box<dyn Optimizer>) -> Sequential {
    let width: usize = weights.iter().map(Given::len).sum();
    let mut model = Sequential::new();
    model.set_executor(|_threads| Box::new(Reference::new())).unwrap();
    let mut settings = Settings::new();
    settings.set_name("given");
    settings.set_input_shape(width);
    model.add(GivenGradients { settings, weights }).unwrap();
    model.compile(Compile::new().optimizer(optimizer).loss(Itself)).unwrap();
    model
}

/// A weight whose gradient comes with the data.
#[derive(Clone, Debug)]
struct Given {
    name: String,
    shape: Vec<usize>,
    constraint: Option<SharedConstraint>,
}

impl Given {
    fn len(&self) -> usize {
        self.shape.iter().product()
    }
}

/// The sum of all weights times the row of data: the gradient of each weight is its part of the row.
#[derive(Debug)]
struct GivenGradients {
    settings: Settings,
    weights: Vec<Given>,
}

impl Layer for GivenGradients {
    fn class_name(&self) -> &'static str {
        "GivenGradients"
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn call(&self, build: &mut Build<'_>, input: NodeId) -> kerros::Result<NodeId> {
        let zeros = Zeros.into();
        let (mut start, mut total) = (0, None);
        for given in &self.weights {
            let weight = Weight::new(&given.name, &given.shape, &zeros);
            let weight = build.weight_with(&weight.constraint(&given.constraint))?;
            let part = build.graph.slice(input, 1, start, 1, given.len())?;
            start += given.len();
            let flat = build.graph.reshape(weight, Shape::of(&[given.len()]))?;
            let product = build.graph.mul(part, flat)?;
            let sum = build.graph.sum(product, &[1])?;
            total = Some(match total {
                Some(total) => build.graph.add(total, sum)?,
                None => sum,
            });
        }
        build.graph.expand(total.unwrap(), 1).map_err(Into::into)
    }
}

/// The prediction itself as the loss.
#[derive(Debug)]
struct Itself;

impl Loss for Itself {
    fn name(&self) -> &'static str {
        "itself"
    }

    fn call(&self, graph: &mut Graph, _: NodeId, prediction: NodeId) -> kerros::Result<NodeId> {
        Ok(graph.sum(prediction, &[1])?)
    }
}
