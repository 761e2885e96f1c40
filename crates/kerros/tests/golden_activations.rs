//! Activation functions against Keras 3 in double precision: `golden/data/activations.json`.

#![allow(clippy::unwrap_used, reason = "also in the functions that the tests share")]

#[allow(dead_code, reason = "shared with other tests")]
#[path = "golden_objectives/numbers.rs"]
mod numbers;
#[allow(dead_code, reason = "shared with other tests")]
mod support;

use kerros::Activation;
use kerros::registry::{ACTIVATIONS, find};
use kerros_graph::{Executor, Graph, InputId, Program, RunKey, gradient};
use numbers::{Array, document, list, text};
use serde_json::Value;
use support::EXECUTORS;
use support::describe::config_of;

/// The relative difference that is allowed: eight to sixteen units in the last place.
const RELATIVE: f64 = 1e-6;

/// One rounding of a number near 1, which is what is left of a difference of two such numbers.
const ROUNDING: f64 = 1.2e-7;

/// Numbers below this have fewer digits.
const SUBNORMAL: f64 = f32::MIN_POSITIVE as f64;

const X: InputId = InputId(0);
const COTANGENT: InputId = InputId(1);

#[test]
fn numbers_and_gradients_are_those_of_keras() {
    let golden = document("activations");
    let cases = list(&golden, "cases");
    for class in ACTIVATIONS {
        let compared = cases.iter().any(|case| text(case, "activation") == class.name);
        assert!(compared, "no case of {}", class.name);
    }
    for case in cases {
        let class = find("activation", ACTIVATIONS, text(case, "activation")).unwrap();
        let activation = class.from_config(&config_of(&case["config"])).unwrap();
        for (executor, make) in EXECUTORS {
            check(&format!("{}, {executor}", text(case, "name")), activation, case, make(None));
        }
        let x = Array::of(&case["input"]);
        let x = ndarray::ArrayD::from_shape_vec(x.shape, x.data).unwrap();
        let applied = activation.apply(&x).unwrap();
        assert_eq!(applied.shape(), Array::of(&case["output"]).shape, "{}", text(case, "name"));
    }
}

fn check(name: &str, activation: Activation, case: &Value, mut executor: Box<dyn Executor>) {
    let [x, cotangent, y, dx] =
        ["input", "cotangent", "output", "input_gradient"].map(|key| Array::of(&case[key]));
    let mut graph = Graph::new();
    let input = graph.input(X, x.batch_type()).unwrap();
    let output = activation.call(&mut graph, input).unwrap();
    let weights = graph.input(COTANGENT, cotangent.batch_type()).unwrap();
    let product = graph.mul(output, weights).unwrap();
    let loss = graph.sum_all(product).unwrap();
    let slope = gradient(&mut graph, loss, &[input]).unwrap()[0];
    let program = Program { graph, outputs: vec![output, slope], updates: Vec::new() };
    let program = executor.compile(&program).unwrap();
    executor
        .run(program, x.shape[0], RunKey::default(), &mut |id, numbers| {
            numbers.copy_from_slice(if id == X { &x.data } else { &cotangent.data });
        })
        .unwrap();

    let scales = Scales::of(activation, &x, &cotangent);
    let found = executor.output(program, 0).unwrap();
    assert_close(&format!("{name}, output"), &x, found, &y, &scales.output);
    let found = executor.output(program, 1).unwrap();
    assert_close(&format!("{name}, gradient"), &x, found, &dx, &scales.gradient);
}

/// What a result may be a difference of, element by element.
struct Scales {
    output: Vec<f64>,
    gradient: Vec<f64>,
}

impl Scales {
    fn of(activation: Activation, x: &Array, cotangent: &Array) -> Self {
        let magnitudes = |numbers: &[f32]| -> Vec<f64> {
            numbers.iter().map(|number| f64::from(number.abs())).collect()
        };
        let largest = |numbers: &[f32], most: f64| {
            let largest = magnitudes(numbers).into_iter().fold(0.0, f64::max);
            vec![largest.max(most); x.data.len()]
        };
        match activation {
            Activation::Softmax
            | Activation::SoftmaxAlong { .. }
            | Activation::LogSoftmax { .. }
            | Activation::Sparsemax { .. } => {
                Scales { output: largest(&x.data, 1.0), gradient: largest(&cotangent.data, 1.0) }
            }
            Activation::Glu { .. } => {
                Scales { output: vec![0.0; cotangent.data.len()], gradient: largest(&x.data, 1.0) }
            }
            // x less nearly x; and Keras's x times 1 less nearly 1.
            Activation::TanhShrink | Activation::Gelu { approximate: true } => {
                Scales { output: magnitudes(&x.data), gradient: magnitudes(&cotangent.data) }
            }
            _ => Scales { output: vec![0.0; x.data.len()], gradient: magnitudes(&cotangent.data) },
        }
    }
}

#[track_caller]
fn assert_close(what: &str, x: &Array, ours: &[f32], keras: &Array, scales: &[f64]) {
    assert_eq!(ours.len(), keras.data.len(), "{what}");
    for (i, ((&ours, &keras), scale)) in ours.iter().zip(&keras.data).zip(scales).enumerate() {
        let (ours, keras) = (f64::from(ours), f64::from(keras));
        let allowed = RELATIVE * keras.abs() + ROUNDING * scale + SUBNORMAL;
        let at = x.data.get(i).copied().unwrap_or(f32::NAN);
        assert!(
            (ours - keras).abs() <= allowed,
            "{what}, element {i}, x = {at}: {ours} here, {keras} in Keras"
        );
    }
}
