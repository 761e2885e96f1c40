//! Regularizers and constraints against Keras 3: arguments, names, values and gradients.

#![allow(clippy::unwrap_used, reason = "also in the functions that the tests share")]

#[allow(dead_code, reason = "shared with other tests")]
#[path = "golden_objectives/numbers.rs"]
mod numbers;
#[allow(dead_code, reason = "shared with other tests")]
mod support;

use kerros::constraints::SharedConstraint;
use kerros::layer::{Config, Value as Argument};
use kerros::registry::{CONSTRAINTS, Class, REGULARIZERS, find};
use kerros::regularizers::SharedRegularizer;
use kerros_graph::{
    Graph, NodeId, Program, RunKey, Shape, Type, VariableId, VariableSpec, gradient,
};
use numbers::{Array, assert_close, config, document, list, text};
use serde_json::Value;
use support::describe::config_of;
use support::{EXECUTORS, MakeExecutor};

/// Every class of Keras is there and has Keras's arguments and defaults.
fn check_defaults<T>(classes: &'static [Class<T>], golden: &Value, of: impl Fn(&T) -> Config) {
    let golden = list(golden, "defaults");
    assert_eq!(golden.len(), classes.len());
    for golden in golden {
        let class = find("class", classes, text(golden, "class_name")).unwrap();
        let ours = of(&class.from_config(&Config::new()).unwrap());
        assert_eq!(ours.iter().count(), config(golden).len(), "{golden}");
        for (key, keras) in config(golden) {
            let same = match (ours.get(key).unwrap(), keras.as_f64()) {
                (Argument::Float(ours), Some(keras)) => *ours as f32 == keras as f32,
                (ours, _) => *ours == support::describe::argument(keras),
            };
            assert!(same, "{key} is {keras} in Keras: {ours}");
        }
    }
}

/// Every text that Keras takes for a class.
fn check_names<T>(classes: &'static [Class<T>], golden: &Value) {
    for (name, class) in golden["names"].as_object().unwrap() {
        assert_eq!(find("class", classes, name).unwrap().name, class.as_str().unwrap());
    }
}

#[test]
fn regularizers_have_the_arguments_and_names_of_keras() {
    let golden = document("regularizers");
    check_defaults(REGULARIZERS, &golden, |regularizer| regularizer.config());
    check_names(REGULARIZERS, &golden);
}

#[test]
fn constraints_have_the_arguments_and_names_of_keras() {
    let golden = document("constraints");
    check_defaults(CONSTRAINTS, &golden, |constraint| constraint.config());
    check_names(CONSTRAINTS, &golden);
}

/// What a graph over one weight gives.
fn run(
    make: MakeExecutor,
    weight: &Array,
    write: impl FnOnce(&mut Graph, NodeId) -> Vec<NodeId>,
) -> Vec<Vec<f32>> {
    let mut executor = make(None);
    let ty = Type::f32(Shape::of(&weight.shape));
    let specs = [VariableSpec { name: "weight".to_owned(), ty: ty.clone() }];
    let variable = executor.define(&specs).unwrap()[0];
    executor.write(variable, &weight.data).unwrap();
    let mut graph = Graph::new();
    let node = graph.variable(VariableId(0), ty).unwrap();
    let outputs = write(&mut graph, node);
    let count = outputs.len();
    let program = executor.compile(&Program { graph, outputs, updates: Vec::new() }).unwrap();
    executor.run(program, 1, RunKey::default(), &mut |_, _| {}).unwrap();
    (0..count).map(|index| executor.output(program, index).unwrap().to_vec()).collect()
}

#[test]
fn penalties_and_their_gradients_are_those_of_keras() {
    let golden = document("regularizers");
    let cases = list(&golden, "cases");
    assert!(cases.len() >= 30, "{} cases", cases.len());
    for case in cases {
        let class = find("regularizer", REGULARIZERS, text(case, "class_name")).unwrap();
        let regularizer: SharedRegularizer =
            class.from_config(&config_of(&case["config"])).unwrap();
        let weight = Array::of(&case["weight"]);
        for (executor, make) in EXECUTORS {
            let what = format!("{}, {executor}, {regularizer:?}", text(case, "name"));
            let outputs = run(make, &weight, |graph, weight| {
                let penalty = regularizer.call(graph, weight).unwrap();
                let gradients = gradient(graph, penalty, &[weight]).unwrap();
                vec![penalty, gradients[0]]
            });
            let value = case["value"].as_f64().unwrap() as f32;
            assert_close(&outputs[0], &[value], &what);
            let keras = Array::of(&case["gradient"]);
            match regularizer.name() {
                "OrthogonalRegularizer" => {
                    check_slopes(&outputs[1], &keras, &weight, case, &what);
                }
                _ => assert_close(&outputs[1], &keras.data, &what),
            }
        }
    }
}

#[test]
fn constrained_weights_are_those_of_keras() {
    let golden = document("constraints");
    let cases = list(&golden, "cases");
    assert!(cases.len() >= 60, "{} cases", cases.len());
    for case in cases {
        let class = find("constraint", CONSTRAINTS, text(case, "class_name")).unwrap();
        let constraint: SharedConstraint = class.from_config(&config_of(&case["config"])).unwrap();
        let weight = Array::of(&case["weight"]);
        for (executor, make) in EXECUTORS {
            let outputs =
                run(make, &weight, |graph, weight| vec![constraint.call(graph, weight).unwrap()]);
            let what = format!("{}, {executor}, {constraint:?}", text(case, "name"));
            assert_close(&outputs[0], &Array::of(&case["constrained"]).data, &what);
        }
    }
}

/// The gradient of an angle is a difference: of the pull of the other vectors, what lies along the
/// vector itself is taken away. Rounding is relative to that pull, which is at most
/// `2 * factor / (count * length)`.
fn check_slopes(ours: &[f32], keras: &Array, weight: &Array, case: &Value, what: &str) {
    let by_columns = case["config"]["mode"] == "columns";
    let (rows, columns) = (weight.shape[0], weight.shape[1]);
    let count = if by_columns { columns } else { rows };
    let mut squares = vec![0.0; count];
    for (index, &x) in weight.data.iter().enumerate() {
        let vector = if by_columns { index % columns } else { index / columns };
        squares[vector] += f64::from(x).powi(2);
    }
    let shortest = squares.into_iter().fold(f64::INFINITY, f64::min).sqrt();
    let factor = case["config"]["factor"].as_f64().unwrap_or(0.01);
    let pull = 2.0 * factor / (count as f64 * shortest);
    for (i, (&ours, &keras)) in ours.iter().zip(&keras.data).enumerate() {
        let allowed = 1e-5 * f64::from(keras.abs()) + 1.2e-7 * pull;
        let difference = (f64::from(ours) - f64::from(keras)).abs();
        assert!(difference <= allowed, "{what}, element {i}: {ours} here, {keras} in Keras");
    }
}

/// At 0 the absolute value has no slope: a weight that is 0 stays there. So it is in Keras on TensorFlow
/// and Torch; the golden numbers come from JAX, where the slope is 1.
#[test]
fn at_zero_the_absolute_value_has_no_slope() {
    let regularizer = SharedRegularizer::try_from("l1").unwrap();
    let weight = Array { shape: vec![3], data: vec![0.0, -0.0, 2.0] };
    for (executor, make) in EXECUTORS {
        let outputs = run(make, &weight, |graph, weight| {
            let penalty = regularizer.call(graph, weight).unwrap();
            gradient(graph, penalty, &[weight]).unwrap()
        });
        assert_eq!(outputs[0], [0.0, 0.0, 0.01], "{executor}");
    }
}

/// A row of zeros has no direction. Keras's gradient there is NaN; ours is finite.
#[test]
fn rows_of_zeros_have_a_finite_gradient() {
    let regularizer = SharedRegularizer::try_from("orthogonal_regularizer").unwrap();
    let data = vec![2.0, 0.0, 0.0, 0.0, 0.0, -0.5];
    let weight = Array { shape: vec![3, 2], data };
    for (executor, make) in EXECUTORS {
        let outputs = run(make, &weight, |graph, weight| {
            let penalty = regularizer.call(graph, weight).unwrap();
            let gradients = gradient(graph, penalty, &[weight]).unwrap();
            vec![penalty, gradients[0]]
        });
        // Rows 0 and 2 are orthogonal.
        assert_eq!(outputs[0], [0.0], "{executor}");
        assert!(outputs[1].iter().all(|slope| slope.is_finite()), "{executor}: {:?}", outputs[1]);
    }
}
