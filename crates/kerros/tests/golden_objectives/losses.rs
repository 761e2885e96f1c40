//! Values and gradients of losses.
//!
//! Numbers of single precision are held to a relative 1e-5 ([`assert_close`]). The cases marked `precise` are numbers
//! of double precision: there the graph is evaluated in `f64` too, which shows the formula without the rounding.

use crate::numbers::{
    Array, assert_close, assert_close_within, config, document, evaluate, largest, list, text,
};
use kerros::Activation;
use kerros::layer::{Config, Value as Argument};
use kerros::losses::{
    BinaryCrossentropy, BinaryFocalCrossentropy, CategoricalCrossentropy,
    CategoricalFocalCrossentropy, IntoLoss, Loss, Reduction, SparseCategoricalCrossentropy,
    reduce_by,
};
use kerros::registry::{LOSSES, find};
use kerros::serialization::Configurable;
use kerros_graph::check::{deviation, difference};
use kerros_graph::reference::{Source, evaluate as evaluate_as};
use kerros_graph::{Graph, InputId, NodeId, Program, Result, RunKey, VariableId, gradient};
use serde_json::Value;

/// Of how many predictions of a case, at most, differences are taken.
const ELEMENTS: usize = 12;

#[test]
fn values_and_gradients_are_those_of_keras() {
    for case in list(&document("losses"), "cases") {
        check(case, loss(case, true).as_ref(), Activation::Linear);
    }
}

/// A loss of logits, and the same loss of the probabilities that an activation makes of them, are
/// one.
#[test]
fn losses_behind_their_activation_are_those_of_keras_from_logits() {
    let mut count = 0;
    for case in list(&document("losses"), "cases") {
        if case["config"]["from_logits"] == true {
            let activation = match (text(case, "class_name"), case["config"]["axis"].as_i64()) {
                ("BinaryCrossentropy" | "BinaryFocalCrossentropy", _) => Activation::Sigmoid,
                (_, None) => Activation::Softmax,
                (_, Some(axis)) => Activation::SoftmaxAlong { axis },
            };
            check(case, loss(case, false).as_ref(), activation);
            count += 1;
        }
    }
    assert!(count >= 40, "{count} cases");
}

#[test]
fn gradients_are_those_of_differences() {
    let mut count = 0;
    for case in list(&document("losses"), "cases") {
        if case["precise"] == true && !lies_on_a_kink(case) {
            check_differences(case);
            count += 1;
        }
    }
    assert!(count >= 450, "{count} cases");
}

#[test]
fn every_loss_has_cases_and_every_argument_one() {
    let document = document("losses");
    for class in LOSSES {
        let of_class = |case: &&Value| text(case, "class_name") == class.name;
        let cases: Vec<&Value> = list(&document, "cases").iter().filter(of_class).collect();
        assert!(cases.len() >= 8, "{}: {} cases", class.name, cases.len());
        for argument in class.arguments {
            assert!(
                cases.iter().any(|case| config(case).contains_key(argument.name)),
                "{}: no case gives {}",
                class.name,
                argument.name
            );
        }
        for case in cases {
            let made = loss(case, true);
            for (key, value) in config(case) {
                let says = match key.as_str() {
                    "name" => made.label().into(),
                    "reduction" => made.reduction().name().into(),
                    key => made.config().get(key).unwrap().clone(),
                };
                assert!(same(&says, &argument(value)), "{}: {key} is {says}", text(case, "name"));
            }
        }
    }
}

#[test]
fn names_are_those_of_keras() {
    let (metrics, losses) = (document("metrics"), document("losses"));
    for case in list(&metrics, "loss_names").iter().chain(list(&losses, "names")) {
        let name = text(case, "identifier");
        let made = name.into_loss().unwrap();
        let expected = text(case, "function_or_class");
        let by_expected = expected.into_loss().unwrap();
        assert_eq!(made.name(), by_expected.name(), "{name}");
    }
}

/// Keras reads what Kerros writes and the other way round: the same members, but for those that Keras forgets.
#[test]
fn configurations_are_those_of_keras() {
    // Keras leaves these arguments of some classes out of what it writes, and takes them when it reads.
    const FORGOTTEN: [&str; 2] = ["axis", "delta"];
    let document = document("losses");
    let tree = |json: &str| serde_json::from_str::<Value>(json).unwrap();
    for case in list(&document, "configurations") {
        let keras = tree(text(case, "json"));
        let given = loss(case, true);
        let written = tree(&given.to_json().unwrap());
        for key in ["module", "class_name", "registered_name"] {
            assert_eq!(written[key], keras[key], "{case}");
        }
        let (ours, theirs) = (config(&written), config(&keras));
        for (key, value) in ours {
            match theirs.get(key) {
                Some(expected) => {
                    let alike = same(&argument(value), &argument(expected));
                    let none = value == "none" && expected.is_null();
                    assert!(alike || none, "{case}: {key} is {value}, in Keras {expected}");
                }
                None => assert!(FORGOTTEN.contains(&key.as_str()), "{case}: {key} is ours"),
            }
        }
        assert!(theirs.keys().all(|key| ours.contains_key(key)), "{case}: {written}");
        let again: Box<dyn Loss> = Configurable::from_json(&written.to_string()).unwrap();
        assert_eq!(tree(&again.to_json().unwrap()), written);
        let read: Box<dyn Loss> = Configurable::from_json(text(case, "json")).unwrap();
        assert_eq!((read.label(), read.reduction()), (given.label(), given.reduction()), "{case}");
    }
}

/// What Keras 2 wrote.
#[test]
fn configurations_of_keras_2_are_read() {
    let read = |json: &str| -> Box<dyn Loss> { Configurable::from_json(json).unwrap() };
    let auto = read(
        r#"{"class_name": "LogCosh", "config": {"reduction": "auto", "name": "log_cosh", "fn": "log_cosh"}}"#,
    );
    assert_eq!((auto.name(), auto.reduction()), ("log_cosh", Reduction::SumOverBatchSize));
    let json =
        r#"{"class_name": "Huber", "config": {"reduction": "sum", "name": "mine", "delta": 2.0}}"#;
    let huber = read(json);
    assert_eq!((huber.label(), huber.reduction()), ("mine", Reduction::Sum));
    assert_eq!(huber.config().get("delta"), Some(&Argument::Float(2.0)));
}

#[test]
fn extreme_logits_give_finite_values_and_gradients() {
    let logits = [-1e4, 0.0, 1e4, 1e4, -1e4, 0.0, 0.0, 0.0, 0.0];
    let predictions = Array { shape: vec![3, 3], data: logits.to_vec() };
    for right in 0..3 {
        let one_hot = (0..9).map(|i| if i % 3 == right { 1.0 } else { 0.0 }).collect();
        let one_hot = Array { shape: vec![3, 3], data: one_hot };
        let numbers = Array { shape: vec![3], data: vec![right as f32; 3] };
        let cases: [(Box<dyn Loss>, &Array, Activation); 10] = [
            (Box::new(BinaryCrossentropy::new()), &one_hot, Activation::Sigmoid),
            (Box::new(BinaryCrossentropy::new().from_logits(true)), &one_hot, Activation::Linear),
            (Box::new(BinaryFocalCrossentropy::new()), &one_hot, Activation::Sigmoid),
            (
                Box::new(BinaryFocalCrossentropy::new().gamma(0.5).from_logits(true)),
                &one_hot,
                Activation::Linear,
            ),
            (Box::new(CategoricalFocalCrossentropy::new()), &one_hot, Activation::Softmax),
            (
                Box::new(CategoricalFocalCrossentropy::new().gamma(0.5).from_logits(true)),
                &one_hot,
                Activation::Linear,
            ),
            (Box::new(CategoricalCrossentropy::new()), &one_hot, Activation::Softmax),
            (
                Box::new(CategoricalCrossentropy::new().from_logits(true)),
                &one_hot,
                Activation::Linear,
            ),
            (Box::new(SparseCategoricalCrossentropy::new()), &numbers, Activation::Softmax),
            (
                Box::new(SparseCategoricalCrossentropy::new().from_logits(true)),
                &numbers,
                Activation::Linear,
            ),
        ];
        for (loss, target, activation) in cases {
            let results = evaluate(&[target, &predictions], |graph, inputs| {
                let outputs = outputs(graph, loss.as_ref(), inputs, Given::default(), activation);
                vec![outputs.value, outputs.gradient]
            });
            assert!(results.iter().flatten().all(|x| x.is_finite()), "{loss:?}: {results:?}");
            assert!(results[0][0] > 5e2, "{loss:?} must see how wrong it is: {results:?}");
            assert!(results[1].iter().any(|x| *x != 0.0), "{loss:?} must learn: {results:?}");
        }
    }
}

/// The slope of a logit of exactly 0, where a kink would be if the parts were put together wrongly.
#[test]
fn the_gradient_at_logit_zero_is_half_minus_target() {
    let target = Array { shape: vec![3, 1], data: vec![0.0, 1.0, 0.25] };
    let zeros = Array { shape: vec![3, 1], data: vec![0.0; 3] };
    let loss = BinaryCrossentropy::new();
    let results = evaluate(&[&target, &zeros], |graph, inputs| {
        vec![outputs(graph, &loss, inputs, Given::default(), Activation::Sigmoid).gradient]
    });
    let expected: Vec<f32> = target.data.iter().map(|t| (0.5 - t) / 3.0).collect();
    assert_close(&results[0], &expected, "gradient at 0");
}

/// What is computed of a loss: one value a sample, the reduced value, and that value's gradient.
struct Outputs {
    unreduced: NodeId,
    value: NodeId,
    gradient: NodeId,
}

/// Which inputs are given besides targets and predictions.
#[derive(Clone, Copy, Default)]
struct Given {
    weight: Option<NodeId>,
    mask: Option<NodeId>,
}

/// The loss of `activation` of the second input against the first.
fn outputs(
    graph: &mut Graph,
    loss: &dyn Loss,
    inputs: &[NodeId],
    given: Given,
    activation: Activation,
) -> Outputs {
    let prediction = activation.call(graph, inputs[1]).unwrap();
    let unreduced = loss.call(graph, inputs[0], prediction).unwrap();
    let counted = loss.counted(graph, inputs[0], prediction, unreduced).unwrap();
    let mask = match (given.mask, counted) {
        (Some(mask), Some(counted)) => Some(graph.mul(mask, counted).unwrap()),
        (mask, counted) => mask.or(counted),
    };
    let value = reduce_by(graph, loss.reduction(), unreduced, given.weight, mask).unwrap();
    let gradient = gradient(graph, value, &[inputs[1]]).unwrap()[0];
    Outputs { unreduced, value, gradient }
}

/// The arrays of a case: targets, predictions, weights and mask.
fn arrays(case: &Value) -> Vec<Array> {
    let more = ["sample_weight", "mask"].into_iter().filter_map(|key| Array::optional(&case[key]));
    [Array::of(&case["y_true"]), Array::of(&case["y_pred"])].into_iter().chain(more).collect()
}

/// The outputs of a case over inputs for its arrays.
fn written(
    graph: &mut Graph,
    case: &Value,
    loss: &dyn Loss,
    inputs: &[NodeId],
    activation: Activation,
) -> Outputs {
    let mut more = inputs[2..].iter().copied();
    let mut of = |key: &str| if case[key].is_null() { None } else { more.next() };
    let given = Given { weight: of("sample_weight"), mask: of("mask") };
    outputs(graph, loss, inputs, given, activation)
}

#[track_caller]
fn check(case: &Value, loss: &dyn Loss, activation: Activation) {
    let name = text(case, "name");
    let arrays = arrays(case);
    let inputs: Vec<&Array> = arrays.iter().collect();
    let single = evaluate(&inputs, |graph, inputs| {
        let outputs = written(graph, case, loss, inputs, activation);
        vec![outputs.unreduced, outputs.value, outputs.gradient]
    });
    let besides = besides(case);
    compare(name, case, &single, &arrays, besides);
    if case["precise"] == true {
        let program = program(case, loss, activation).0;
        let double = run(&program, &doubles(&arrays), arrays[1].shape[0]);
        let double: Vec<Vec<f32>> =
            double.iter().map(|array| array.iter().map(|x| *x as f32).collect()).collect();
        compare(&format!("{name}, in f64"), case, &double, &arrays, 0.0);
    }
}

/// What single precision may be off besides, relative to the largest element of each array.
///
/// The exponents of the circle loss are up to `gamma` times 2, and powers of them are off by as many roundings. In CTC
/// probabilities of 0 are logarithms of -1e5, whose last digit is 0.008: what hangs on how unlikely an impossible
/// alignment is has no digits, only the value itself.
fn besides(case: &Value) -> f64 {
    const ROUNDING: f64 = 6e-8;
    match text(case, "class_name") {
        "Circle" => 2.0 * ROUNDING * case["config"]["gamma"].as_f64().unwrap_or(80.0),
        "CTC" if is_impossible(case) => 1.0,
        _ => 0.0,
    }
}

/// Whether labels of CTC cannot be given in the steps that there are.
fn is_impossible(case: &Value) -> bool {
    text(case, "class_name") == "CTC" && case["value"].as_f64().unwrap() > 1e4
}

#[track_caller]
fn compare(name: &str, case: &Value, ours: &[Vec<f32>], arrays: &[Array], besides: f64) {
    let close = |ours: &[f32], keras: &[f32], besides: f64, what: &str| {
        let what = format!("{name}: {what}");
        match besides > 0.0 {
            true => assert_close_within(ours, keras, besides * largest(keras), &what),
            false => assert_close(ours, keras, &what),
        }
    };
    let of_values = if is_impossible(case) { 0.0 } else { besides };
    let unreduced = Array::of(&case["unreduced"]).data;
    close(&ours[0], &unreduced, of_values, "value of each row");
    // A mean of values of both signs is known as well as these.
    let value = case["value"].as_f64().unwrap() as f32;
    let of_mean = of_values.max(1.2e-7) * largest(&unreduced);
    assert_close_within(&ours[1], &[value], of_mean, &format!("{name}: value"));
    let Some(mut gradient) = Array::optional(&case["y_pred_gradient"]) else {
        assert!(ours[2].iter().all(|x| x.is_finite()), "{name}: {:?}", ours[2]);
        return;
    };
    if text(case, "class_name").starts_with("MeanAbsolute") {
        zero_where_equal(&mut gradient, &arrays[0], &arrays[1]);
    }
    // That of vectors of one number, whose direction does not change, is 0 but for rounding.
    if largest(&gradient.data) < 1e-15 {
        gradient.data.fill(0.0);
        assert_close_within(&ours[2], &gradient.data, 1e-6, &format!("{name}: gradient"));
        return;
    }
    close(&ours[2], &gradient.data, besides, "gradient");
}

/// The slope of `|x|` at 0 is a matter of choice. It is 0 here, as in TensorFlow and PyTorch; JAX,
/// which made the golden numbers, takes 1.
fn zero_where_equal(gradient: &mut Array, target: &Array, prediction: &Array) {
    for (i, slope) in gradient.data.iter_mut().enumerate() {
        if target.data[i] == prediction.data[i] {
            *slope = 0.0;
        }
    }
}

/// Whether predictions of a case lie where a loss or its slope jumps, or so near that differences see both sides.
/// Gradients there are a convention, which the golden numbers hold.
fn lies_on_a_kink(case: &Value) -> bool {
    const ON_KINKS: [&str; 10] = [
        "targets_near_0",
        "at_delta",
        "at_the_limits",
        "beyond_the_limits",
        "at_the_margin",
        "zeros",
        // The probability of the target is 0, or below what counts as 0.
        "sure",
        // A sample is at the distance 0 from itself, below which there is none.
        "diagonal",
        // 1e-8 is below the shortest length that counts.
        "short",
        // The logarithm bends within 1e-7 of 0.
        "no_counts",
    ];
    let name = text(case, "name");
    ON_KINKS.iter().any(|kink| name.contains(kink)) && !name.starts_with("CTC")
}

/// The program of a case, and the number of its loss.
fn program(case: &Value, loss: &dyn Loss, activation: Activation) -> (Program, NodeId) {
    let mut graph = Graph::new();
    let arrays = arrays(case);
    let inputs = crate::numbers::inputs(&mut graph, &arrays.iter().collect::<Vec<_>>());
    let Outputs { unreduced, value, gradient } =
        written(&mut graph, case, loss, &inputs, activation);
    (Program { graph, outputs: vec![unreduced, value, gradient], updates: Vec::new() }, value)
}

struct Doubles<'a>(&'a [Vec<f64>]);

impl Source<f64> for Doubles<'_> {
    fn input(&mut self, id: InputId, _elements: usize) -> Result<Vec<f64>> {
        Ok(self.0[id.0 as usize].clone())
    }

    fn variable(&mut self, _id: VariableId, _elements: usize) -> Result<Vec<f64>> {
        unreachable!("losses have no variables")
    }
}

fn doubles(arrays: &[Array]) -> Vec<Vec<f64>> {
    arrays.iter().map(|array| array.data.iter().copied().map(f64::from).collect()).collect()
}

fn run(program: &Program, arrays: &[Vec<f64>], rows: usize) -> Vec<Vec<f64>> {
    let values = evaluate_as::<f64>(program, rows, RunKey::default(), &mut Doubles(arrays));
    values.unwrap().iter().map(kerros_graph::reference::Tensor::to_float).collect()
}

/// Compares the gradient of the predictions with differences in `f64`, relative to its largest element.
fn check_differences(case: &Value) {
    let loss = loss(case, true);
    let (all, value) = program(case, loss.as_ref(), Activation::Linear);
    let rows = arrays(case)[1].shape[0];
    let mut point = doubles(&arrays(case));
    let analytic = run(&all, &point, rows).remove(2);
    let value = Program { outputs: vec![value], ..all };
    let mut numeric = Vec::new();
    for element in (0..analytic.len()).step_by(analytic.len().div_ceil(ELEMENTS)) {
        let centre = point[1][element];
        let slope = difference(centre, &mut |place| {
            point[1][element] = place;
            Ok(run(&value, &point, rows)[0][0])
        });
        point[1][element] = centre;
        numeric.push((element, slope.unwrap()));
    }
    // A gradient that is 0 but for rounding: a mask that leaves nothing, vectors of one number, a loss of 0.
    let size = analytic.iter().fold(0.0f64, |size, x| size.max(x.abs()));
    if size < 1e-12 {
        assert!(numeric.iter().all(|(_, slope)| slope.abs() < 1e-8), "{}", text(case, "name"));
        return;
    }
    let (element, relative) = deviation(&analytic, &numeric);
    assert!(relative <= 1e-6, "{}: element {element} is off by {relative}", text(case, "name"));
}

/// The loss that a case describes, made by the registry; `from_logits` only when it is wanted.
fn loss(case: &Value, with_from_logits: bool) -> Box<dyn Loss> {
    let given = config(case).iter().filter(|(key, _)| with_from_logits || *key != "from_logits");
    let config =
        given.fold(Config::new(), |all, (key, value)| all.with(key.clone(), argument(value)));
    find("loss", LOSSES, text(case, "class_name")).unwrap().from_config(&config).unwrap()
}

fn argument(value: &Value) -> Argument {
    match value {
        Value::Null => Argument::None,
        Value::Bool(flag) => Argument::Bool(*flag),
        Value::String(text) => Argument::Text(text.clone()),
        Value::Number(number) => match number.as_i64() {
            Some(integer) => Argument::Int(integer),
            None => Argument::Float(number.as_f64().unwrap()),
        },
        Value::Array(values) => Argument::List(values.iter().map(argument).collect()),
        Value::Object(_) => panic!("no argument of a loss is {value}"),
    }
}

/// Whether both say the same; whole numbers may be written with a point.
fn same(one: &Argument, other: &Argument) -> bool {
    match (one.as_float(), other.as_float()) {
        (Some(one), Some(other)) => one == other,
        _ => one == other,
    }
}
