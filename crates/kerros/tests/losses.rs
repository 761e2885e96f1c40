//! Losses in models: reductions, weights, masks, and what one value is of.

#![allow(clippy::unwrap_used, reason = "also in the functions that the tests share")]

#[allow(dead_code, reason = "shared with other tests")]
#[path = "golden_objectives/numbers.rs"]
mod numbers;
#[allow(dead_code, reason = "shared with other tests")]
mod support;

use kerros::layer::Config;
use kerros::losses::{self, *};
use kerros::prelude::*;
use kerros::registry::{LOSSES, find};
use support::{EXECUTORS, MakeExecutor, model_on};

/// A model that hands on its input, compiled with `loss`.
fn identity(make: MakeExecutor, shape: &[usize], loss: impl IntoLoss) -> Sequential {
    let mut model = model_on(make);
    model.add(Activation::Linear.layer().input_shape(shape)).unwrap();
    model.compile(Compile::new().optimizer("sgd").loss(loss)).unwrap();
    model
}

fn quiet<'a>() -> Evaluate<'a> {
    Evaluate::new().verbose(Verbose::Silent)
}

fn close(ours: f64, expected: f64) {
    assert!((ours - expected).abs() <= 1e-5 * expected.abs().max(1e-3), "{ours} and {expected}");
}

/// What a loss is tried on: the sizes of a prediction and of a target, and below which number targets are whole.
struct Problem {
    loss: &'static str,
    prediction: Vec<usize>,
    target: Vec<usize>,
    whole: Option<usize>,
}

/// One for every loss.
fn problems() -> impl Iterator<Item = Problem> {
    LOSSES.iter().map(|class| {
        let (prediction, target, whole) = match class.name {
            "SparseCategoricalCrossentropy" | "CategoricalGeneralizedCrossEntropy" => {
                (vec![3], vec![], Some(3))
            }
            "Circle" => (vec![3], vec![], Some(2)),
            "CTC" => (vec![4, 3], vec![2], None),
            "CategoricalCrossentropy" | "CategoricalFocalCrossentropy" | "CategoricalHinge" => {
                (vec![2], vec![2], None)
            }
            _ => (vec![2], vec![2], Some(2)),
        };
        Problem { loss: class.names[0], prediction, target, whole }
    })
}

/// Numbers between 0.1 and 0.9, another for each place.
fn share(place: usize) -> f32 {
    0.1 + (place * 7919 % 97) as f32 / 121.25
}

fn rows(rows: usize, sizes: &[usize], of: impl Fn(usize) -> f32) -> ArrayD<f32> {
    let shape: Vec<usize> = std::iter::once(rows).chain(sizes.iter().copied()).collect();
    let count = shape.iter().product();
    ArrayD::from_shape_vec(shape, (0..count).map(of).collect()).unwrap()
}

/// Targets of a problem.
fn targets(name: &str, count: usize, sizes: &[usize], whole: Option<usize>) -> ArrayD<f32> {
    match (name, whole) {
        (_, Some(below)) => rows(count, sizes, |place| ((place * 5 + place / 3) % below) as f32),
        ("ctc", None) => rows(count, sizes, |place| [1.0, 2.0, 2.0, 0.0][place % 4]),
        (_, None) => {
            rows(count, sizes, |place| f32::from(u8::from(place % 4 == 0 || place % 4 == 3)))
        }
    }
}

/// In a model every loss is what it is on numbers, on every executor, with and without weights of rows, and training
/// goes down.
#[test]
fn models_compute_what_losses_do_on_numbers() {
    const ROWS: usize = 8;
    for Problem { loss: name, prediction, target, whole } in problems() {
        let x = rows(ROWS, &prediction, share);
        let y = targets(name, ROWS, &target, whole);
        let loss = find("loss", LOSSES, name).unwrap().from_config(&Config::new()).unwrap();
        let expected = f64::from(apply(&*loss, &y, &x).unwrap()[[]]);
        let twice = vec![2.0f32; ROWS];
        for (executor, make) in EXECUTORS {
            let mut model = identity(make, &prediction, name);
            let of_all = model.evaluate(&x, &y, quiet().batch_size(ROWS)).unwrap().loss();
            close(of_all, expected);
            let weighted =
                model.evaluate(&x, &y, quiet().batch_size(ROWS).sample_weight(&twice)).unwrap();
            close(weighted.loss(), 2.0 * expected);

            let mut trained = model_on(make);
            trained
                .add(Dense::new(prediction[prediction.len() - 1]).input_shape(&prediction[..]))
                .unwrap();
            trained.add(Activation::Sigmoid.layer()).unwrap();
            let rate = SGD::new().learning_rate(0.01);
            trained.compile(Compile::new().optimizer(rate).loss(name)).unwrap();
            let first = trained.train_on_batch(&x, &y).unwrap().loss();
            let mut last = first;
            for _ in 0..20 {
                last = trained.train_on_batch(&x, &y).unwrap().loss();
            }
            assert!(last < first, "{name} on {executor}: from {first} to {last}");
        }
    }
}

/// The reductions of two rows with the values 1 and 9 and the weights 1 and 3.
#[test]
fn reductions_are_those_of_keras() {
    let (x, y, weight) = ([1.0f32, 2.0], [2.0f32, 5.0], [1.0f32, 3.0]);
    for (reduction, plain, weighted) in [
        ("sum_over_batch_size", 5.0, 14.0),
        ("auto", 5.0, 14.0),
        ("mean", 5.0, 14.0),
        ("sum", 10.0, 28.0),
        ("mean_with_sample_weight", 5.0, 7.0),
    ] {
        for (_, make) in EXECUTORS {
            let config = Config::new().with("reduction", reduction);
            let loss = find("loss", LOSSES, "mse").unwrap().from_config(&config).unwrap();
            let mut model = identity(make, &[1], loss);
            assert_eq!(model.evaluate(&x, &y, quiet()).unwrap().loss(), plain, "{reduction}");
            let given = quiet().sample_weight(&weight);
            assert_eq!(model.evaluate(&x, &y, given).unwrap().loss(), weighted, "{reduction}");
        }
    }
}

/// Nothing to weigh by is 0, not a division by 0.
#[test]
fn weights_of_zero_give_a_loss_of_zero() {
    let (x, y, weight) = ([1.0f32, 2.0], [2.0f32, 5.0], [0.0f32, 0.0]);
    for reduction in [Reduction::Sum, Reduction::Mean, Reduction::MeanWithSampleWeight] {
        let loss = MeanSquaredError::new().with_reduction(reduction);
        let mut model = identity(EXECUTORS[1].1, &[1], loss);
        let loss = model.evaluate(&x, &y, quiet().sample_weight(&weight)).unwrap().loss();
        assert_eq!(loss, 0.0, "{reduction}");
    }
}

/// Steps that a mask leaves out do not count: here the last of two.
#[test]
fn masks_leave_steps_out() {
    let x = ArrayD::from_shape_vec(vec![1, 2, 1], vec![1.0f32, 0.0]).unwrap();
    let y = ArrayD::from_shape_vec(vec![1, 2, 1], vec![3.0f32, 100.0]).unwrap();
    for (reduction, expected) in [
        (Reduction::SumOverBatchSize, 4.0),
        (Reduction::Mean, 4.0),
        (Reduction::Sum, 4.0),
        (Reduction::MeanWithSampleWeight, 4.0),
    ] {
        for (_, make) in EXECUTORS {
            let mut model = model_on(make);
            model.add(Masking::new().mask_value(0.0).input_shape([2, 1])).unwrap();
            let loss = MeanSquaredError::new().with_reduction(reduction);
            model.compile(Compile::new().loss(loss)).unwrap();
            assert_eq!(model.evaluate(&x, &y, quiet()).unwrap().loss(), expected, "{reduction}");
        }
    }
}

#[test]
fn weights_of_classes_count() {
    let x = Array2::from_elem((4, 1), 0.5f32);
    let y = [0u8, 0, 1, 1];
    let loss_of = |loss: &str| {
        let mut model = model_on(EXECUTORS[1].1);
        model.add(Dense::new(1).kernel_initializer("zeros").input_shape(1)).unwrap();
        model.compile(Compile::new().optimizer(SGD::new().learning_rate(0.0)).loss(loss)).unwrap();
        let fit = Fit::new().verbose(Verbose::Silent).class_weight([(0, 1.0), (1, 3.0)]);
        model.fit(&x, &y, fit).unwrap().last("loss").unwrap()
    };
    // The score 0 misses every side by 1; the rows count 1, 1, 3 and 3.
    assert_eq!(loss_of("hinge"), 2.0);
    assert_eq!(loss_of("squared_hinge"), 2.0);
    // 1/2 of the squares of targets of 0 and 1.
    assert_eq!(loss_of("huber"), (3.0 + 3.0) * 0.5 / 4.0);
}

#[test]
fn losses_of_several_outputs_are_weighed() {
    let x = Input::new(1).symbol().unwrap();
    let one = Activation::Linear.layer().name("one").apply(&x).unwrap();
    let other = Activation::Linear.layer().name("other").apply(&x).unwrap();
    let mut model = Model::new(&x, [&one, &other]).unwrap();
    let compile = Compile::new()
        .loss_of("one", LogCosh::new().with_reduction(Reduction::Sum))
        .loss_of("other", MeanAbsolutePercentageError::new())
        .loss_weights([0.5, 0.01]);
    model.compile(compile).unwrap();
    let (x, y) = (Array2::from_elem((2, 1), 1.0f32), Array2::from_elem((2, 1), 2.0f32));
    let scores = model.evaluate(&x, [&y, &y], quiet()).unwrap();
    let of_one = 2.0 * 1.0f64.cosh().ln();
    close(scores.get("one_loss").unwrap(), of_one);
    close(scores.get("other_loss").unwrap(), 50.0);
    close(scores.loss(), 0.5 * of_one + 0.01 * 50.0);
}

/// A class that is ignored counts for nothing, whatever is predicted.
#[test]
fn an_ignored_class_counts_for_nothing() {
    let x = Array2::from_shape_vec((3, 2), vec![0.5f32, 0.5, 0.9, 0.1, 0.25, 0.75]).unwrap();
    let y = [0.0f32, -1.0, 1.0];
    for (_, make) in EXECUTORS {
        let loss = SparseCategoricalCrossentropy::new().ignore_class(-1);
        let mut model = identity(make, &[2], loss);
        let loss = model.evaluate(&x, &y, quiet()).unwrap().loss();
        close(loss, -(0.5f64.ln() + 0.75f64.ln()) / 2.0);
    }
}

/// One value for each class over the whole batch: rows cannot be weighed, and who tries is told so.
#[test]
fn a_loss_of_classes_over_the_batch_takes_no_weights_of_rows() {
    let x = rows(3, &[4, 2], share);
    let y = rows(3, &[4, 2], |place| (place % 2) as f32);
    let mut model = identity(EXECUTORS[1].1, &[4, 2], Dice::new().axis([0, 1]));
    assert!(model.evaluate(&x, &y, quiet()).unwrap().loss() > 0.0);
    let weight = [1.0f32, 2.0, 3.0];
    let error = model.evaluate(&x, &y, quiet().sample_weight(&weight)).unwrap_err().to_string();
    assert!(error.contains("dice"), "{error}");
}

/// Labels of CTC may be shorter than the steps, and any number of them.
#[test]
fn labels_of_ctc_may_be_shorter_than_the_steps() {
    let x = rows(2, &[4, 3], share);
    let short = ArrayD::from_shape_vec(vec![2, 1], vec![1.0f32, 2.0]).unwrap();
    let padded = ArrayD::from_shape_vec(vec![2, 3], vec![1.0f32, 0.0, 0.0, 2.0, 0.0, 0.0]).unwrap();
    let mut model = identity(EXECUTORS[1].1, &[4, 3], "ctc");
    let one = model.evaluate(&x, &short, quiet()).unwrap().loss();
    assert_eq!(model.evaluate(&x, &padded, quiet()).unwrap().loss(), one);
    close(one, f64::from(apply(&CTC::new(), &short, &x).unwrap()[[]]));
}

#[test]
fn a_loss_of_a_function_is_a_loss() {
    let squares = losses::of_fn("squares", |graph, target, prediction| {
        let error = graph.sub(target, prediction)?;
        let square = graph.square(error)?;
        Ok(graph.mean(square, &[1])?)
    });
    assert_eq!(format!("{squares:?}"), "OfFn(\"squares\")");
    let (x, y) = ([1.0f32, 2.0], [2.0f32, 5.0]);
    let mut model = identity(EXECUTORS[1].1, &[1], squares.with_reduction(Reduction::Sum));
    assert_eq!(model.evaluate(&x, &y, quiet()).unwrap().loss(), 10.0);
    let broken = losses::of_fn("broken", |graph, target, _| Ok(graph.mean(target, &[7])?));
    let mut model = model_on(EXECUTORS[1].1);
    model.add(Dense::new(1).input_shape(1)).unwrap();
    let error = model.compile(Compile::new().loss(broken)).unwrap_err().to_string();
    assert!(error.contains("broken"), "{error}");
}
