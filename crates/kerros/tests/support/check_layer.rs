//! The checks that every layer passes.

use crate::numbers::{Array, assert_close, document, list, text};
use crate::support::describe::{argument, layer, sizes};
use crate::support::{EXECUTORS, model_on};
use kerros::Layer;
use kerros::initializers::SharedInitializer;
use kerros::layer::{Build, Declarations, Value as Argument, WeightSpec};
use kerros::prelude::*;
use kerros_graph::check::{deviation, difference};
use kerros_graph::reference::{Source, evaluate};
use kerros_graph::{
    Executor, Graph, InputId, NodeId, Program, Result, RunKey, Shape, Type, VariableId, gradient,
};
use serde_json::Value;

/// Of how many elements of an array, at most, differences are taken.
const ELEMENTS: usize = 40;

/// Checks every golden case of one layer: its arguments, its shape, its parameters, its numbers and
/// gradients against Keras on every executor, and its gradients against differences.
pub(crate) fn check_layer(file: &str, arguments: &[&str]) {
    let document = document(&format!("layers/{file}"));
    for case in list(&document, "cases") {
        let name = format!("{file}, case {}", text(case, "name"));
        let layer = layer(case);
        check_config(&name, &*layer, case, arguments);
        check_model(&name, case);
        let written = Written::of(&*layer, case);
        for (executor, make) in EXECUTORS {
            check_golden(&format!("{name}, {executor}"), &written, case, make(None));
        }
        if !has_kinks(text(case, "name")) {
            check_differences(&name, &written, case);
        }
    }
}

/// Whether the input of a case lies on a kink, of the function or of its gradient. Gradients there are a
/// convention, which the golden numbers hold.
fn has_kinks(name: &str) -> bool {
    const SMOOTH: [&str; 14] = [
        "exponential",
        "gelu",
        "linear",
        "log_sigmoid",
        "log_softmax",
        "mish",
        "sigmoid",
        "silu",
        "softmax",
        "softplus",
        "squareplus",
        "swish",
        "tanh",
        "tanh_shrink",
    ];
    name.starts_with("ties")
        || name.strip_suffix("_extremes").is_some_and(|function| !SMOOTH.contains(&function))
}

/// The configuration has every argument, and those that the case gives have its values.
fn check_config(name: &str, layer: &dyn Layer, case: &Value, arguments: &[&str]) {
    let config = layer.config();
    let keys: Vec<&str> = config.iter().map(|(key, _)| key).collect();
    assert_eq!(keys, arguments, "{name}");
    for (key, given) in case["config"].as_object().unwrap() {
        let (actual, expected) = (config.get(key).unwrap(), argument(given));
        assert!(says(key, actual, &expected), "{name}: {key} is {actual}");
    }
}

/// Whether an argument says what was given. Keras writes one number that stands for several axes, or
/// for both ends of each, as that many, and initializers as objects.
fn says(key: &str, actual: &Argument, given: &Argument) -> bool {
    match (actual, given) {
        (Argument::List(actual), Argument::List(given)) if actual.len() == given.len() => {
            actual.iter().zip(given).all(|(actual, given)| says(key, actual, given))
        }
        (Argument::List(actual), Argument::Int(_)) => {
            actual.iter().all(|one| says(key, one, given))
        }
        (Argument::Float(actual), Argument::Int(given)) => *actual == *given as f64,
        (Argument::Object { .. }, Argument::Text(name)) if key.ends_with("_initializer") => {
            let named = SharedInitializer::try_from(name.as_str()).unwrap();
            *actual == (&named).into()
        }
        // One function may have two names.
        (_, Argument::Text(name)) if key == "activation" => {
            *actual == Activation::try_from(name.as_str()).unwrap().into()
        }
        _ => actual == given,
    }
}

/// A model of this layer alone: shape and number of parameters before anything runs, and the shape
/// of what it predicts.
fn check_model(name: &str, case: &Value) {
    let (input, output) = (Array::of(&case["input"]), Array::of(&case["output"]));
    let mut model = model_on(EXECUTORS[0].1);
    model.add(Input::new(&input.shape[1..])).unwrap();
    model.add(layer(case)).unwrap();
    assert_eq!(model.output_shape().unwrap(), output.shape[1..], "{name}");
    let parameters: usize =
        list(case, "weights").iter().map(|w| sizes(w, "shape").iter().product::<usize>()).sum();
    assert_eq!(model.count_params().unwrap(), parameters, "{name}");
    let predicted = model.predict((&input.data[..], &input.shape[..])).unwrap();
    assert_eq!(predicted.shape(), output.shape, "{name}");
}

/// A layer's output and the gradients of `sum(output * cotangent)`, as a program.
struct Written {
    program: Program,
    loss: NodeId,
    weights: Vec<WeightSpec>,
}

const X: InputId = InputId(0);
const COTANGENT: InputId = InputId(1);

impl Written {
    fn of(layer: &dyn Layer, case: &Value) -> Self {
        let mut graph = Graph::new();
        let mut declared = Declarations::new();
        let x = graph.input(X, Array::of(&case["input"]).batch_type()).unwrap();
        let mut build = Build::new(&mut graph, false, "layer", &mut declared);
        let output = layer.call(&mut build, x).unwrap();
        let cotangent = graph.input(COTANGENT, Array::of(&case["cotangent"]).batch_type()).unwrap();
        let product = graph.mul(output, cotangent).unwrap();
        let loss = graph.sum_all(product).unwrap();
        let mut sources = vec![x];
        for (index, weight) in declared.weights().iter().enumerate() {
            let ty = Type::f32(Shape::of(weight.shape()));
            sources.push(graph.variable(VariableId(index as u32), ty).unwrap());
        }
        let gradients = gradient(&mut graph, loss, &sources).unwrap();
        let outputs = [vec![output], gradients].concat();
        Written {
            program: Program { graph, outputs, updates: Vec::new() },
            loss,
            weights: declared.weights().to_vec(),
        }
    }
}

fn check_golden(name: &str, written: &Written, case: &Value, mut executor: Box<dyn Executor>) {
    let specs: Vec<_> = written
        .weights
        .iter()
        .map(|weight| kerros_graph::VariableSpec {
            name: weight.path(),
            ty: Type::f32(Shape::of(weight.shape())),
        })
        .collect();
    let golden_weights = list(case, "weights");
    assert_eq!(specs.len(), golden_weights.len(), "{name}");
    let variables = executor.define(&specs).unwrap();
    for ((variable, spec), golden) in variables.iter().zip(&written.weights).zip(golden_weights) {
        assert_eq!(spec.name(), text(golden, "name"), "{name}");
        executor.write(*variable, &Array::of(golden).data).unwrap();
    }
    let (x, cotangent) = (Array::of(&case["input"]), Array::of(&case["cotangent"]));
    let program = executor.compile(&written.program).unwrap();
    executor
        .run(program, x.shape[0], RunKey::default(), &mut |input, buffer| {
            let numbers = if input == X { &x.data } else { &cotangent.data };
            buffer.copy_from_slice(numbers);
        })
        .unwrap();

    let output = |index| executor.output(program, index).unwrap();
    assert_close(output(0), &Array::of(&case["output"]).data, &format!("{name}, output"));
    let input_gradient = Array::of(&case["input_gradient"]);
    assert_close(output(1), &input_gradient.data, &format!("{name}, input gradient"));
    for (index, golden) in list(case, "weight_gradients").iter().enumerate() {
        let what = format!("{name}, gradient of {}", text(golden, "name"));
        assert_close(output(index + 2), &Array::of(golden).data, &what);
    }
}

/// Compares gradients with differences in `f64`, relative to the largest entry of each array.
fn check_differences(name: &str, written: &Written, case: &Value) {
    let rows = Array::of(&case["input"]).shape[0];
    let run = |program: &Program, point: &Point| -> Vec<Vec<f64>> {
        let values = evaluate::<f64>(program, rows, RunKey::default(), &mut point.clone());
        values.unwrap().iter().map(kerros_graph::reference::Tensor::to_float).collect()
    };
    let mut point = Point::of(case);
    let analytic = run(&written.program, &point);
    let value = Program { outputs: vec![written.loss], ..written.program.clone() };
    for array in 0..point.arrays.len() {
        let analytic = &analytic[array + 1];
        let mut numeric = Vec::new();
        for element in (0..analytic.len()).step_by(analytic.len().div_ceil(ELEMENTS)) {
            let centre = point.arrays[array][element];
            let slope = difference(centre, &mut |place| {
                point.arrays[array][element] = place;
                Ok(run(&value, &point)[0][0])
            });
            point.arrays[array][element] = centre;
            numeric.push((element, slope.unwrap()));
        }
        let (element, relative) = deviation(analytic, &numeric);
        assert!(
            relative <= 1e-6,
            "{name}: array {array}, element {element}: the gradient {} is off by {relative}",
            analytic[element]
        );
    }
}

/// Values of the input and the weights, in `f64`.
#[derive(Clone)]
struct Point {
    /// The input, then the weights.
    arrays: Vec<Vec<f64>>,
    cotangent: Vec<f64>,
}

impl Point {
    fn of(case: &Value) -> Self {
        let doubles = |value: &Value| -> Vec<f64> {
            Array::of(value).data.into_iter().map(f64::from).collect()
        };
        let weights = list(case, "weights").iter().map(doubles);
        let arrays = std::iter::once(doubles(&case["input"])).chain(weights).collect();
        Point { arrays, cotangent: doubles(&case["cotangent"]) }
    }
}

impl Source<f64> for Point {
    fn input(&mut self, id: InputId, _elements: usize) -> Result<Vec<f64>> {
        Ok(if id == X { self.arrays[0].clone() } else { self.cotangent.clone() })
    }

    fn variable(&mut self, id: VariableId, _elements: usize) -> Result<Vec<f64>> {
        Ok(self.arrays[id.0 as usize + 1].clone())
    }
}
