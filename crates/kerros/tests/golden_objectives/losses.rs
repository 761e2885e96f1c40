//! Values and gradients of losses.

use crate::numbers::{Array, assert_close, config, document, evaluate, list, text};
use kerros::Activation;
use kerros::losses::{
    BinaryCrossentropy, CategoricalCrossentropy, IntoLoss, Loss, MeanAbsoluteError,
    MeanSquaredError, SparseCategoricalCrossentropy, reduce,
};
use kerros_graph::{Graph, NodeId, gradient};
use serde_json::Value;

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
            let activation = match text(case, "class_name") {
                "BinaryCrossentropy" => Activation::Sigmoid,
                _ => Activation::Softmax,
            };
            check(case, loss(case, false).as_ref(), activation);
            count += 1;
        }
    }
    assert!(count >= 20, "{count} cases");
}

#[test]
fn names_are_those_of_keras() {
    for case in list(&document("metrics"), "loss_names") {
        let name = text(case, "identifier");
        let made = name.into_loss().unwrap();
        let expected = text(case, "function_or_class");
        let by_expected = expected.into_loss().unwrap();
        assert_eq!(made.name(), by_expected.name(), "{name}");
    }
}

#[test]
fn extreme_logits_give_finite_values_and_gradients() {
    let logits = [-1e4, 0.0, 1e4, 1e4, -1e4, 0.0, 0.0, 0.0, 0.0];
    let predictions = Array { shape: vec![3, 3], data: logits.to_vec() };
    for right in 0..3 {
        let one_hot = (0..9).map(|i| if i % 3 == right { 1.0 } else { 0.0 }).collect();
        let one_hot = Array { shape: vec![3, 3], data: one_hot };
        let numbers = Array { shape: vec![3], data: vec![right as f32; 3] };
        let cases: [(Box<dyn Loss>, &Array, Activation); 6] = [
            (Box::new(BinaryCrossentropy::new()), &one_hot, Activation::Sigmoid),
            (Box::new(BinaryCrossentropy::new().from_logits(true)), &one_hot, Activation::Linear),
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
                let outputs = outputs(graph, loss.as_ref(), inputs, None, activation);
                vec![outputs.value, outputs.gradient]
            });
            assert!(results.iter().flatten().all(|x| x.is_finite()), "{loss:?}: {results:?}");
            assert!(results[0][0] > 1e3, "{loss:?} must see how wrong it is: {results:?}");
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
        vec![outputs(graph, &loss, inputs, None, Activation::Sigmoid).gradient]
    });
    let expected: Vec<f32> = target.data.iter().map(|t| (0.5 - t) / 3.0).collect();
    assert_close(&results[0], &expected, "gradient at 0");
}

/// What is computed of a loss: one value a sample, the mean, and the mean's gradient.
struct Outputs {
    unreduced: NodeId,
    value: NodeId,
    gradient: NodeId,
}

/// The loss of `activation` of the second input against the first.
fn outputs(
    graph: &mut Graph,
    loss: &dyn Loss,
    inputs: &[NodeId],
    weight: Option<NodeId>,
    activation: Activation,
) -> Outputs {
    let prediction = activation.call(graph, inputs[1]).unwrap();
    let unreduced = loss.call(graph, inputs[0], prediction).unwrap();
    let value = reduce(graph, unreduced, weight).unwrap();
    let gradient = gradient(graph, value, &[inputs[1]]).unwrap()[0];
    Outputs { unreduced, value, gradient }
}

#[track_caller]
fn check(case: &Value, loss: &dyn Loss, activation: Activation) {
    let name = text(case, "name");
    let target = Array::of(&case["y_true"]);
    let prediction = Array::of(&case["y_pred"]);
    let weight = Array::optional(&case["sample_weight"]);
    let arrays: Vec<&Array> = [&target, &prediction].into_iter().chain(&weight).collect();
    let results = evaluate(&arrays, |graph, inputs| {
        let outputs = outputs(graph, loss, inputs, inputs.get(2).copied(), activation);
        vec![outputs.unreduced, outputs.value, outputs.gradient]
    });
    let unreduced = Array::of(&case["unreduced"]);
    assert_close(&results[0], &unreduced.data, &format!("{name}: value of each row"));
    let value = case["value"].as_f64().unwrap() as f32;
    assert_close(&results[1], &[value], &format!("{name}: value"));
    let mut gradient = Array::of(&case["y_pred_gradient"]);
    if loss.name() == "mean_absolute_error" {
        zero_where_equal(&mut gradient, &target, &prediction);
    }
    assert_close(&results[2], &gradient.data, &format!("{name}: gradient"));
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

/// The loss that a case describes; `from_logits` only when it is wanted.
fn loss(case: &Value, with_from_logits: bool) -> Box<dyn Loss> {
    let mut from_logits = false;
    let mut smoothing = 0.0;
    for (key, value) in config(case) {
        match key.as_str() {
            "from_logits" => from_logits = with_from_logits && value.as_bool().unwrap(),
            "label_smoothing" => smoothing = value.as_f64().unwrap(),
            other => panic!("unknown argument {other}"),
        }
    }
    let class = text(case, "class_name");
    match class {
        "MeanSquaredError" | "MeanAbsoluteError" if !config(case).is_empty() => {
            panic!("{class} with {}", case["config"])
        }
        "MeanSquaredError" => Box::new(MeanSquaredError::new()),
        "MeanAbsoluteError" => Box::new(MeanAbsoluteError::new()),
        "BinaryCrossentropy" => {
            Box::new(BinaryCrossentropy::new().from_logits(from_logits).label_smoothing(smoothing))
        }
        "CategoricalCrossentropy" => Box::new(
            CategoricalCrossentropy::new().from_logits(from_logits).label_smoothing(smoothing),
        ),
        "SparseCategoricalCrossentropy" => {
            assert_eq!(config(case).get("label_smoothing"), None, "{class}");
            Box::new(SparseCategoricalCrossentropy::new().from_logits(from_logits))
        }
        other => panic!("unknown loss {other}"),
    }
}
