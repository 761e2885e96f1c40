//! The checks that every layer passes.

use crate::numbers::{
    Array, assert_close, assert_close_to, assert_close_within, largest, list, text,
};
use crate::support::describe::{argument, arrays, layer, sizes};
use crate::support::{EXECUTORS, MakeExecutor, model_on};
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

/// What the gradient of a normalization may be off, relative to its largest element. It is a difference of
/// three terms, each of which is a few times as large as what is left and has been rounded some times:
/// with single precision's 6e-8, several 1e-7. Keras's numbers are of double precision there.
const OF_NORMALIZATION: f64 = 5e-7;

/// What gradients of attention and of recurrences may be off, relative to the largest element of each: some roundings of single
/// precision, which both sides have. Gradients through a softmax, and through steps of a sequence, are sums of both signs whose
/// terms are larger than the sum.
const OF_SUMS: f64 = 2e-6;

/// Checks a golden case of a layer that has these arguments: its arguments, its shape, its parameters,
/// its numbers and gradients against Keras on every executor, and its gradients against differences.
pub(crate) fn check_case(name: &str, case: &Value, arguments: &[&str]) {
    let layer = layer(case);
    check_config(name, &*layer, case, arguments);
    check_model(name, case);
    let written = Written::of(&*layer, case);
    for (executor, make) in EXECUTORS {
        check_golden(&format!("{name}, {executor}"), &written, case, make(None));
    }
    check_penalties(name, case);
    if !has_kinks(text(case, "name")) && case["stops_gradients"] != true {
        check_differences(name, &written, case);
    }
}

/// Whether a case is one of a layer that runs over the steps of a sequence, or of its cell.
fn is_recurrent(case: &Value) -> bool {
    let layer = layer(case);
    layer.as_recurrent().is_some() || layer.as_cell().is_some()
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
        (Argument::Object { .. }, Argument::Text(name)) if key.ends_with("_regularizer") => {
            let named = SharedRegularizer::try_from(name.as_str()).unwrap();
            *actual == (&named).into()
        }
        (Argument::Object { .. }, Argument::Text(name)) if key.ends_with("_constraint") => {
            let named = SharedConstraint::try_from(name.as_str()).unwrap();
            *actual == (&named).into()
        }
        (Argument::Layer(actual), Argument::Object { class_name, config }) => {
            let own = actual.config();
            let given = |(key, value)| says(key, own.get(key).unwrap(), value);
            actual.class_name() == class_name && config.iter().all(given)
        }
        (Argument::List(actual), Argument::Object { .. }) => {
            actual.iter().all(|one| says(key, one, given))
        }
        // One function may have two names.
        (_, Argument::Text(name)) if key == "activation" => {
            *actual == Activation::try_from(name.as_str()).unwrap().into()
        }
        _ => actual == given,
    }
}

/// The inputs of a case: `input`, or all of `inputs`.
fn inputs(case: &Value) -> Vec<Array> {
    one_or_more(case, "input")
}

/// The arrays of a case under `key`, or all under the plural of it.
fn one_or_more(case: &Value, key: &str) -> Vec<Array> {
    match case[format!("{key}s")].as_array() {
        Some(arrays) => arrays.iter().map(Array::of).collect(),
        None => vec![Array::of(&case[key])],
    }
}

/// The masks of the inputs; none where the case gives none.
fn masks(case: &Value) -> Vec<Option<Array>> {
    case["masks"].as_array().into_iter().flatten().map(Array::optional).collect()
}

/// What `look` sees of a model of this layer alone.
fn alone<T>(case: &Value, make: MakeExecutor, look: impl FnOnce(&mut Model) -> T) -> T {
    let inputs = inputs(case);
    if inputs.len() == 1 && case["outputs"].is_null() {
        let mut sequential = model_on(make);
        sequential.add(Input::new(&inputs[0].shape[1..])).unwrap();
        sequential.add(layer(case)).unwrap();
        return look(&mut sequential);
    }
    let symbols: Vec<SymbolicTensor> =
        inputs.iter().map(|x| Input::new(&x.shape[1..]).symbol().unwrap()).collect();
    let mut functional = Model::new(&symbols, layer(case).apply_many(&symbols).unwrap()).unwrap();
    functional.set_executor(make).unwrap();
    look(&mut functional)
}

/// Numbers as a model takes them.
fn data(arrays: &[Array]) -> Vec<(&[f32], &[usize])> {
    arrays.iter().map(|x| (&x.data[..], &x.shape[..])).collect()
}

/// A model of this layer alone: shape and number of parameters before anything runs, and the shape
/// of what it predicts.
fn check_model(name: &str, case: &Value) {
    let (inputs, outputs) = (inputs(case), one_or_more(case, "output"));
    let parameters: usize =
        list(case, "weights").iter().map(|w| sizes(w, "shape").iter().product::<usize>()).sum();
    alone(case, EXECUTORS[0].1, |model| {
        let shapes: Vec<&[usize]> = outputs.iter().map(|output| &output.shape[1..]).collect();
        assert_eq!(model.output_shapes().unwrap(), shapes, "{name}");
        assert_eq!(model.count_params().unwrap(), parameters, "{name}");
        let predicted = model.predict_outputs(data(&inputs), Predict::new()).unwrap();
        for (predicted, output) in predicted.iter().zip(&outputs) {
            assert_eq!(predicted.shape(), output.shape, "{name}");
        }
    });
}

/// What the regularizers add to the loss: all of it where the targets are the outputs themselves.
fn check_penalties(name: &str, case: &Value) {
    let Some(penalties) = case["penalties"].as_array() else { return };
    let expected: f64 = penalties.iter().map(|penalty| penalty.as_f64().unwrap()).sum();
    let (inputs, outputs) = (inputs(case), one_or_more(case, "output"));
    for (executor, make) in EXECUTORS {
        let loss = alone(case, make, |model| {
            model.set_weights(data(&arrays(case, "weights"))).unwrap();
            model.compile(Compile::new().optimizer("sgd").loss("mse")).unwrap();
            let options = Evaluate::new().batch_size(outputs[0].shape[0]).verbose(Verbose::Silent);
            model.evaluate(data(&inputs), data(&outputs), options).unwrap().loss()
        });
        let what = format!("{name}, {executor}, penalties");
        assert_close(&[loss as f32], &[expected as f32], &what);
    }
}

/// A layer's outputs, the gradients of `sum(output * cotangent)` with respect to its inputs and weights, and the
/// mask of the output if it has one, and what the layer adds to the loss, as a program. Where the case says so, what is
/// differentiated has the losses in it, and the graph is one that trains.
struct Written {
    program: Program,
    outputs: usize,
    has_mask: bool,
    loss: NodeId,
    weights: Vec<WeightSpec>,
}

/// The cotangent of output `i` is `InputId(COTANGENTS + i)`.
const COTANGENTS: u32 = 1000;
/// Input `i` is `InputId(i)`, and its mask is this many further.
const MASKS: u32 = 100;

impl Written {
    fn of(layer: &dyn Layer, case: &Value) -> Self {
        let mut graph = Graph::new();
        let mut declared = Declarations::new();
        let mut ids = (0..).map(InputId);
        let mut input = |x: &Array| graph.input(ids.next().unwrap(), x.batch_type()).unwrap();
        let mut sources: Vec<NodeId> = inputs(case).iter().map(&mut input).collect();
        let mut mask_nodes = Vec::new();
        for (id, mask) in (MASKS..).map(InputId).zip(masks(case)) {
            mask_nodes.push(mask.map(|mask| graph.input(id, mask.batch_type()).unwrap()));
        }
        let mut build = Build::new(&mut graph, case["training"] == true, "layer", &mut declared)
            .with_masks(mask_nodes);
        let values = layer.call_many(&mut build, &sources).unwrap();
        let mask = build.output_mask(layer.supports_masking());
        let cotangents = one_or_more(case, "cotangent");
        assert_eq!(values.len(), cotangents.len(), "{}: outputs", layer.class_name());
        let mut loss = graph.literal(0.0).unwrap();
        for ((&value, cotangent), id) in values.iter().zip(&cotangents).zip(COTANGENTS..) {
            let cotangent = graph.input(InputId(id), cotangent.batch_type()).unwrap();
            let product = graph.mul(value, cotangent).unwrap();
            let sum = graph.sum_all(product).unwrap();
            loss = graph.add(loss, sum).unwrap();
        }
        let mut losses = declared.losses().to_vec();
        // A layer that is nothing but the regularizer of its output, which its model heeds.
        if let ("ActivityRegularization", Some(regularizer)) =
            (layer.class_name(), layer.settings().activity_regularizer())
        {
            let penalty = regularizer.call(&mut graph, values[0]).unwrap();
            let rows = graph.batch_size().unwrap();
            losses.push(graph.div(penalty, rows).unwrap());
        }
        if case["losses_in_gradients"] == true {
            for &added in &losses {
                loss = graph.add(loss, added).unwrap();
            }
        }
        for (index, weight) in declared.weights().iter().enumerate() {
            let ty = Type::f32(Shape::of(weight.shape()));
            sources.push(graph.variable(VariableId(index as u32), ty).unwrap());
        }
        let gradients = gradient(&mut graph, loss, &sources).unwrap();
        let mut updates = Vec::new();
        for (variable, value) in declared.updates() {
            updates.push(graph.assign(variable, value).unwrap());
        }
        let has_mask = mask.is_some();
        let outputs = values.len();
        let results = [values, gradients, mask.into_iter().collect(), losses].concat();
        Written {
            outputs,
            has_mask,
            program: Program { graph, outputs: results, updates },
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
    let (inputs, masks, cotangents) = (inputs(case), masks(case), one_or_more(case, "cotangent"));
    let program = executor.compile(&written.program).unwrap();
    executor
        .run(program, inputs[0].shape[0], RunKey::default(), &mut |input, buffer| {
            let numbers = match input {
                InputId(id) if id >= COTANGENTS => &cotangents[(id - COTANGENTS) as usize],
                InputId(id) if id >= MASKS => masks[(id - MASKS) as usize].as_ref().unwrap(),
                InputId(id) => &inputs[id as usize],
            };
            buffer.copy_from_slice(&numbers.data);
        })
        .unwrap();

    let output = |index| executor.output(program, index).unwrap();
    for (index, golden) in one_or_more(case, "output").iter().enumerate() {
        assert_close(output(index), &golden.data, &format!("{name}, output {index}"));
    }
    let mut next = written.outputs;
    let input_gradients = match case["input_gradients"].as_array() {
        Some(gradients) => gradients,
        None => std::slice::from_ref(&case["input_gradient"]),
    };
    assert_eq!(input_gradients.len(), inputs.len(), "{name}");
    let gradients = input_gradients.iter().chain(list(case, "weight_gradients"));
    let gradients: Vec<(String, Array)> = gradients
        .map(|golden| {
            let of = golden["name"].as_str().unwrap_or("an input");
            (format!("{name}, gradient of {of}"), Array::of(golden))
        })
        .collect();
    let of_case = gradients.iter().map(|(_, golden)| largest(&golden.data)).fold(0.0, f64::max);
    let class_name = text(case, "class_name");
    for (index, (what, golden)) in gradients.iter().enumerate() {
        let (gradient, golden) = (output(next), &golden.data);
        let of_input = index < input_gradients.len();
        if class_name.ends_with("Attention") || is_recurrent(case) {
            // A bias of keys shifts all scores of a query alike: its gradient is 0 but for rounding.
            let of = if what.ends_with("key/bias") { of_case } else { largest(golden) };
            assert_close_within(gradient, golden, OF_SUMS * of, what);
        } else if class_name.ends_with("Normalization") && of_input {
            assert_close_to(gradient, golden, OF_NORMALIZATION, what);
        } else {
            assert_close(gradient, golden, what);
        }
        next += 1;
    }
    // What the step makes of the states; where the layer does not train, they stay.
    for golden in case["states"].as_array().into_iter().flatten() {
        let place = specs.iter().position(|spec| spec.name.ends_with(text(golden, "name")));
        let state = executor.read(variables[place.unwrap()]).unwrap();
        let what = format!("{name}, state {}", text(golden, "name"));
        assert_close(state, &Array::of(golden).data, &what);
    }
    // Cases without the key say nothing about masks.
    if let Some(mask) = case.get("output_mask") {
        let mask = Array::optional(mask);
        assert_eq!(written.has_mask, mask.is_some(), "{name}: whether there is a mask");
        if let Some(mask) = mask {
            assert_eq!(output(next), mask.data, "{name}, mask");
        }
        next += usize::from(written.has_mask);
        let losses = case["losses"].as_array().map_or(&[][..], Vec::as_slice);
        assert_eq!(written.program.outputs.len() - next, losses.len(), "{name}: losses");
        for (index, golden) in losses.iter().enumerate() {
            let golden = golden.as_f64().unwrap() as f32;
            assert_close(output(next + index), &[golden], &format!("{name}, loss"));
        }
    }
}

/// Compares gradients with differences in `f64`, relative to the largest entry of each array.
fn check_differences(name: &str, written: &Written, case: &Value) {
    let rows = inputs(case)[0].shape[0];
    let run = |program: &Program, point: &Point| -> Vec<Vec<f64>> {
        let values = evaluate::<f64>(program, rows, RunKey::default(), &mut point.clone());
        values.unwrap().iter().map(kerros_graph::reference::Tensor::to_float).collect()
    };
    let mut point = Point::of(case);
    let analytic = run(&written.program, &point);
    let value = Program {
        outputs: vec![written.loss],
        updates: Vec::new(),
        graph: written.program.graph.clone(),
    };
    // Whole numbers do not vary, nor do masks that are inputs.
    let fixed = |array: usize| match case["fixed_inputs"].as_array() {
        Some(inputs) => inputs.contains(&Value::from(array)),
        None => case["integers"] == true && array < point.inputs,
    };
    let moving: Vec<usize> = (0..point.arrays.len()).filter(|&array| !fixed(array)).collect();
    let size = |numbers: &[f64]| numbers.iter().fold(0.0f64, |size, x| size.max(x.abs()));
    let gradients = analytic.iter().skip(written.outputs).take(point.arrays.len());
    let largest = gradients.map(|gradient| size(gradient)).fold(0.0, f64::max);
    for array in moving {
        let analytic = &analytic[array + written.outputs];
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
        // A gradient that is 0 but for rounding, as that of the bias of attention's keys.
        if size(analytic) <= 1e-13 * largest {
            let slopes: Vec<f64> = numeric.iter().map(|(_, slope)| *slope).collect();
            assert!(size(&slopes) <= 1e-8 * largest, "{name}: array {array}: {slopes:?}");
            continue;
        }
        let (element, relative) = deviation(analytic, &numeric);
        assert!(
            relative <= 1e-6,
            "{name}: array {array}, element {element}: the gradient {} is off by {relative}",
            analytic[element]
        );
    }
}

/// Values of the inputs and the weights, in `f64`.
#[derive(Clone)]
struct Point {
    /// The inputs, then the weights.
    arrays: Vec<Vec<f64>>,
    inputs: usize,
    masks: Vec<Vec<f64>>,
    cotangents: Vec<Vec<f64>>,
}

impl Point {
    fn of(case: &Value) -> Self {
        let doubles =
            |array: Array| -> Vec<f64> { array.data.into_iter().map(f64::from).collect() };
        let inputs = inputs(case);
        let count = inputs.len();
        let weights = list(case, "weights").iter().map(Array::of);
        Point {
            arrays: inputs.into_iter().chain(weights).map(doubles).collect(),
            inputs: count,
            masks: masks(case).into_iter().map(|m| m.map(doubles).unwrap_or_default()).collect(),
            cotangents: one_or_more(case, "cotangent").into_iter().map(doubles).collect(),
        }
    }
}

impl Source<f64> for Point {
    fn input(&mut self, id: InputId, _elements: usize) -> Result<Vec<f64>> {
        Ok(match id {
            InputId(id) if id >= COTANGENTS => self.cotangents[(id - COTANGENTS) as usize].clone(),
            InputId(id) if id >= MASKS => self.masks[(id - MASKS) as usize].clone(),
            InputId(id) => self.arrays[id as usize].clone(),
        })
    }

    fn variable(&mut self, id: VariableId, _elements: usize) -> Result<Vec<f64>> {
        Ok(self.arrays[id.0 as usize + self.inputs].clone())
    }
}
