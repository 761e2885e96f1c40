//! Whole models against the numbers of Keras 3: steps, fits, and the course's walking network.

#![allow(clippy::unwrap_used, reason = "also in the functions that the tests share")]

#[allow(dead_code, reason = "shared with other tests")]
#[path = "golden_objectives/numbers.rs"]
mod numbers;
#[allow(dead_code, reason = "shared with other tests")]
mod support;
#[path = "support/walking.rs"]
mod walking;

use kerros::prelude::*;
use numbers::{Array, assert_close, document, list, text};
use serde_json::Value;
use support::describe::{arrays, class_weight, model, set_weights, sizes};
use support::{EXECUTORS, MakeExecutor};

/// Ten steps, each rounded in another order than XLA's, move a number by up to this much more than
/// one does: relative to the largest of the same array.
const STEPS_OF_LARGEST: f32 = 1e-5;

#[test]
fn ten_steps() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../golden/data/training");
    let files: Vec<_> = std::fs::read_dir(folder).unwrap().collect();
    // As many as `golden/cases/training.py` makes: a file that was lost would not be missed otherwise.
    assert_eq!(files.len(), 17);
    for entry in files {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        let golden = document(&format!("training/{name}"));
        for (executor, make) in EXECUTORS {
            check_steps(&format!("{name} on {executor}"), &golden, make);
        }
    }
}

fn check_steps(name: &str, golden: &Value, make: MakeExecutor) {
    let mut model = model(golden, make);
    check_names(name, &model, &golden["initial_weights"]);
    let first = Array::of(&list(golden, "batches")[0]["x"]);
    let predict = |model: &mut Sequential| {
        model.predict((&first.data[..], &first.shape[..])).unwrap().into_raw_vec_and_offset().0
    };
    assert_near(&predict(&mut model), &golden["predictions_before"], &format!("{name}, before"));

    for (step, (batch, logs)) in
        list(golden, "batches").iter().zip(list(golden, "logs")).enumerate()
    {
        let (x, y) = (Array::of(&batch["x"]), Array::of(&batch["y"]));
        let (x, y) = ((&x.data[..], &x.shape[..]), (&y.data[..], &y.shape[..]));
        let weight = Array::optional(&batch["sample_weight"]);
        let scores = match (weight, class_weight(golden)) {
            (Some(weight), _) => model.train_on_weighted_batch(x, y, &weight.data).unwrap(),
            (None, Some(weights)) => {
                let history = model.fit(x, y, quiet().class_weight(weights)).unwrap();
                assert_log(history.last("loss"), logs, "loss", &format!("{name}, step {step}"));
                continue;
            }
            (None, None) => model.train_on_batch(x, y).unwrap(),
        };
        for key in logs.as_object().unwrap().keys() {
            assert_log(scores.get(key), logs, key, &format!("{name}, step {step}"));
        }
    }
    check_weights(name, &model, golden);
    assert_near(&predict(&mut model), &golden["predictions_after"], &format!("{name}, after"));
}

#[test]
fn fits() {
    for case in list(&document("fit"), "cases") {
        for (executor, make) in EXECUTORS {
            check_fit(&format!("fit, {} on {executor}", text(case, "name")), case, make);
        }
    }
}

fn check_fit(name: &str, case: &Value, make: MakeExecutor) {
    let mut model = model(case, make);
    let (x, y) = (Array::of(&case["x"]), Array::of(&case["y"]));
    let (x, y) = ((&x.data[..], &x.shape[..]), (&y.data[..], &y.shape[..]));
    let size = |key: &str| case[key].as_u64().unwrap() as usize;
    let sample_weight = Array::optional(&case["sample_weight"]);
    let validation = match case["validation_data"].as_object() {
        Some(rows) => ["x", "y", "sample_weight"].map(|key| Array::optional(&rows[key])),
        None => [None, None, None],
    };

    let mut fit = quiet()
        .batch_size(size("batch_size"))
        .epochs(size("epochs"))
        .initial_epoch(size("initial_epoch"))
        .validation_split(case["validation_split"].as_f64().unwrap_or(0.0))
        .class_weight(class_weight(case).unwrap_or_default());
    if let Some(weight) = &sample_weight {
        fit = fit.sample_weight(&weight.data);
    }
    if let [Some(x), Some(y), weight] = &validation {
        fit = fit.validation_data((&x.data[..], &x.shape[..]), (&y.data[..], &y.shape[..]));
        if let Some(weight) = weight {
            fit = fit.validation_sample_weight(&weight.data);
        }
    }
    let history = model.fit(x, y, fit).unwrap();

    assert_eq!(history.epochs(), sizes(case, "epoch"), "{name}");
    let golden = case["history"].as_object().unwrap();
    assert_eq!(history.names().count(), golden.len(), "{name}");
    for (key, values) in golden {
        let actual = history.get(key).unwrap_or_else(|| panic!("{name}: no {key}"));
        for (epoch, (ours, keras)) in actual.iter().zip(values.as_array().unwrap()).enumerate() {
            assert_number(*ours, keras.as_f64().unwrap(), &format!("{name}, {key} {epoch}"));
        }
    }
    check_weights(name, &model, case);

    let batch_size = size("batch_size");
    let evaluate = || Evaluate::new().batch_size(batch_size).verbose(Verbose::Silent);
    let check_scores = |scores: Scores, golden: &Value| {
        for key in golden.as_object().unwrap().keys() {
            assert_log(scores.get(key), golden, key, &format!("{name}, evaluate"));
        }
    };
    check_scores(model.evaluate(x, y, evaluate()).unwrap(), &case["evaluate"]);
    if let Some(weight) = &sample_weight {
        let weighted = model.evaluate(x, y, evaluate().sample_weight(&weight.data)).unwrap();
        check_scores(weighted, &case["evaluate_sample_weight"]);
    }
    let predicted = model.predict_with(x, Predict::new().batch_size(batch_size)).unwrap();
    assert_near(predicted.as_slice().unwrap(), &case["predict"], &format!("{name}, predict"));
}

/// The largest relative difference from Keras's losses.
const LOSS: f64 = 1e-4;

/// Every run agrees with Keras for this many steps.
const STEADY_STEPS: usize = 20;

/// Thirty steps of the course's network on real windows, from weights that both sides compute.
///
/// A number that rounds to the other side of a kink (a relu at 0, two equal elements of a pooling)
/// changes which weights move, and from there on the losses drift apart. Keras does not agree with
/// itself to 1e-4 over thirty steps when its sums are taken in another order: of the seeds 1 to 16 and
/// 42 it did for two, 10 and 12 (`golden/README.md`). At seed 42 Keras in float32 leaves Keras in
/// float64 in step 7; from there on the latter is what a run is held to. Which run meets such a number
/// is a matter of the order of sums, on either side, so one of the three may leave Keras; all must hold
/// until step 20.
#[test]
fn walking_30_steps() {
    let golden = document("walking_30_steps");
    let (windows, persons) = walking::windows();
    check_windows(&document("walking_windows"), &windows, &persons);
    let batches = batches(&golden, &windows, &persons);
    let runs = list(&golden, "runs");
    let steady = runs.iter().filter(|run| check_run(&golden, run, &batches)).count();
    assert!(steady + 1 >= runs.len(), "{steady} of {} runs agree over all steps", runs.len());
}

/// One run from one seed; whether it agrees with Keras over all steps.
fn check_run(golden: &Value, run: &Value, batches: &[(Vec<f32>, Array2<f32>)]) -> bool {
    let seed = &run["philox_seed"];
    let mut model = model(golden, EXECUTORS[1].1);
    assert_eq!(model.count_params().unwrap(), run["parameters"].as_u64().unwrap() as usize);
    let initial = walking::initial_weights(&model, run);
    set_weights(&mut model, &initial);
    check_weight_facts(&model, &run["initial_weights"], 1e-7);

    let number = |key: &str, step: usize| list(run, key)[step].as_f64().unwrap();
    for (step, (x, y)) in batches.iter().enumerate() {
        let scores = model.train_on_batch((&x[..], [y.nrows(), 260, 3]), y).unwrap();
        let singles_agree = number("spread_float64", step) <= LOSS;
        let keras = number(if singles_agree { "losses" } else { "losses_float64" }, step);
        let ours = scores.loss();
        if (ours - keras).abs() > LOSS * keras {
            assert!(step >= STEADY_STEPS, "seed {seed}, step {step}: {ours}, Keras {keras}");
            return false;
        }
        // Accuracies are those of float32, and rounding decides rows too.
        if singles_agree {
            let (ours, keras) = (scores.get("accuracy").unwrap(), number("accuracies", step));
            let one_row = 1.5 / y.nrows() as f64;
            assert!((ours - keras).abs() <= one_row, "seed {seed}, step {step}: {ours} {keras}");
        }
    }
    check_weight_facts(&model, &run["final_weights"], 1e-3);
    true
}

/// The batches of the run: row `i` of the training order is window `i * row_stride mod rows`.
fn batches(
    golden: &Value,
    windows: &[Vec<f32>],
    persons: &[usize],
) -> Vec<(Vec<f32>, Array2<f32>)> {
    let size = |key: &str| golden[key].as_u64().unwrap() as usize;
    let (stride, batch) = (size("row_stride"), size("batch_size"));
    let steps = list(&list(golden, "runs")[0], "losses").len();
    let batches = (0..steps).map(|step| {
        let order = (step * batch..(step + 1) * batch).map(|i| i * stride % windows.len());
        let rows: Vec<usize> = order.collect();
        let x = rows.iter().flat_map(|&row| windows[row].iter().copied()).collect();
        let mut y = Array2::zeros((batch, 15));
        rows.iter().enumerate().for_each(|(i, &row)| y[[i, persons[row] - 1]] = 1.0);
        (x, y)
    });
    batches.collect()
}

fn check_windows(golden: &Value, windows: &[Vec<f32>], persons: &[usize]) {
    assert_eq!([windows.len(), 260, 3], sizes(golden, "shape")[..]);
    let mut counts = [0; 15];
    persons.iter().for_each(|person| counts[person - 1] += 1);
    assert_eq!(counts, sizes(golden, "counts_by_person")[..]);
    for value in list(golden, "values") {
        let place = |key: &str| value[key].as_u64().unwrap() as usize;
        let start = place("step") * 3;
        let ours = &windows[place("window")][start..start + 3];
        let keras: Vec<f32> =
            list(value, "channels").iter().map(|v| v.as_f64().unwrap() as f32).collect();
        assert_close(ours, &keras, &format!("window {}", place("window")));
    }
}

/// Single entries of the weights, to a tolerance relative to the largest one that is looked at.
fn check_weight_facts(model: &Sequential, golden: &Value, tolerance: f32) {
    let weights = model.get_weights().unwrap();
    for (weight, facts) in weights.iter().zip(golden.as_array().unwrap()) {
        let values: Vec<f32> =
            list(facts, "values").iter().map(|v| v.as_f64().unwrap() as f32).collect();
        let largest = values.iter().fold(0.0f32, |largest, v| largest.max(v.abs()));
        for (index, keras) in sizes(facts, "indices").into_iter().zip(values) {
            let ours = weight.as_slice().unwrap()[index];
            let name = text(facts, "name");
            assert!((ours - keras).abs() <= tolerance * largest, "{name} {index}: {ours} {keras}");
        }
    }
}

fn quiet<'a>() -> Fit<'a> {
    Fit::new().shuffle(false).verbose(Verbose::Silent)
}

/// The weights are called as in Keras, but for the model's name.
fn check_names(name: &str, model: &Sequential, golden: &Value) {
    for (weight, golden) in model.weights().iter().zip(golden.as_array().unwrap()) {
        let path = format!("{}/{}", model.name(), weight.path());
        assert_eq!(path, text(golden, "name"), "{name}");
    }
}

fn check_weights(name: &str, model: &Sequential, golden: &Value) {
    for (weight, expected) in model.get_weights().unwrap().iter().zip(list(golden, "final_weights"))
    {
        assert_eq!(weight.shape(), sizes(expected, "shape"));
        let what = format!("{name}, {}", text(expected, "name"));
        assert_near(weight.as_slice().unwrap(), expected, &what);
    }
}

#[track_caller]
fn assert_log(actual: Option<f64>, golden: &Value, key: &str, what: &str) {
    let actual = actual.unwrap_or_else(|| panic!("{what}: no {key}"));
    assert_number(actual, golden[key].as_f64().unwrap(), &format!("{what}, {key}"));
}

#[track_caller]
fn assert_number(actual: f64, expected: f64, what: &str) {
    let allowed = 1e-5 * expected.abs().max(1e-2);
    assert!((actual - expected).abs() <= allowed, "{what}: {actual} here, {expected} in Keras");
}

/// Numbers after several steps; see [`STEPS_OF_LARGEST`].
#[track_caller]
fn assert_near(actual: &[f32], golden: &Value, what: &str) {
    let expected = arrays(&serde_json::json!({ "one": [golden] }), "one").remove(0).data;
    assert_eq!(actual.len(), expected.len(), "{what}");
    let largest = expected.iter().fold(0.0f32, |largest, x| largest.max(x.abs()));
    for (i, (&ours, &keras)) in actual.iter().zip(&expected).enumerate() {
        let allowed = 1e-5 * keras.abs() + STEPS_OF_LARGEST * largest;
        assert!((ours - keras).abs() <= allowed, "{what}, element {i}: {ours}, Keras {keras}");
    }
}
