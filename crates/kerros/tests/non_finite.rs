//! What a training does about numbers that are not finite.

#![allow(clippy::unwrap_used, reason = "also in the functions that the tests share")]

#[allow(dead_code, reason = "shared with other tests")]
#[path = "golden_objectives/numbers.rs"]
mod numbers;
#[allow(dead_code, reason = "shared with other tests")]
mod support;

use kerros::callbacks::{Callback, LambdaCallback, Logs, TerminateOnNaN};
use kerros::model::{NonFinite, NonFinitePart, Training};
use kerros::prelude::*;
use kerros::{Error, Result};
use support::{EXECUTORS, MakeExecutor, model_on};

const ROWS: usize = 44;
const BATCH: usize = 8;
const EPOCHS: usize = 6;

/// Rows of three numbers above 0, and their targets.
fn data() -> (Array2<f32>, Array1<f32>) {
    let x = Array2::from_shape_fn((ROWS, 3), |(row, column)| {
        0.6 + 0.5 * ((row * 31 + column * 7) as f32 * 0.37).sin()
    });
    (x.clone(), Array1::from_shape_fn(ROWS, |row| x[[row, 0]] - 2.0 * x[[row, 1]]))
}

fn fit<'a>() -> Fit<'a> {
    Fit::new().epochs(EPOCHS).batch_size(BATCH).verbose(Verbose::Silent)
}

/// What a callback of the training does before the step with this number.
type Change = fn(&mut Training<'_>, usize) -> Result<()>;

/// Counts the steps, changes something before each, and stops after so many.
struct Stepping {
    done: usize,
    stop_after: usize,
    change: Change,
}

impl Callback for Stepping {
    fn on_train_batch_begin(&mut self, training: &mut Training<'_>, _batch: usize) -> Result<()> {
        (self.change)(training, self.done)
    }

    fn on_train_batch_end(
        &mut self,
        training: &mut Training<'_>,
        _batch: usize,
        _logs: &Logs,
    ) -> Result<()> {
        self.done += 1;
        if self.done == self.stop_after {
            training.stop_training();
        }
        Ok(())
    }

    fn watches_batches(&self) -> bool {
        true
    }
}

fn nothing(_training: &mut Training<'_>, _step: usize) -> Result<()> {
    Ok(())
}

/// Bits, because NaN is not equal to itself.
fn bits(model: &mut Model) -> Vec<Vec<u32>> {
    let weights = model.get_weights().unwrap();
    weights.iter().map(|weight| weight.iter().map(|value| value.to_bits()).collect()).collect()
}

/// Trains a model until it fails, and holds it against one that was stopped before that step: the same weights, the
/// same optimizer, states and random numbers, which a further step shows. What the error tells, on each executor: where
/// sums overflow depends on their order.
fn failure(
    build: impl Fn(MakeExecutor) -> Sequential,
    (x, y): &(Array2<f32>, Array1<f32>),
    change: Option<Change>,
) -> Vec<NonFinite> {
    let mut found = Vec::new();
    for (name, executor) in EXECUTORS {
        let mut model = build(executor);
        let mut training = fit();
        if let Some(change) = change {
            let callback = Stepping { done: 0, stop_after: usize::MAX, change };
            training = training.callback(callback);
        }
        let error = model.fit(x, y, training).unwrap_err();
        let Error::NonFinite { found: failure, .. } = &error else { panic!("{name}: {error}") };
        assert_eq!(failure.batches, ROWS.div_ceil(BATCH));

        let history = model.history().unwrap();
        assert_eq!(history.epochs(), (0..failure.epoch).collect::<Vec<_>>(), "{name}");

        let steps = failure.epoch * failure.batches + failure.batch;
        let mut stopped = build(executor);
        let change = change.unwrap_or(nothing);
        // Stopping after no step is not to begin; the first step changes what comes before it.
        let stopping = Stepping { done: 0, stop_after: steps, change };
        let epochs = if steps == 0 { 0 } else { EPOCHS };
        let until = fit().epochs(epochs).stop_at_non_finite(false).callback(stopping);
        let before = stopped.fit(x, y, until).unwrap();
        let whole = failure.epoch.min(before.epochs().len());
        for (metric, values) in before.metrics().filter(|_| whole > 0) {
            assert_eq!(history.get(metric).unwrap(), &values[..whole], "{name}: {metric}");
        }
        assert_eq!(bits(&mut model), bits(&mut stopped), "{name}: {error}");
        for model in [&mut model, &mut stopped] {
            if steps > 0 {
                model.set_learning_rate(0.125).unwrap();
                model.train_on_batch(x, y).unwrap();
            }
        }
        assert_eq!(bits(&mut model), bits(&mut stopped), "{name}: a step after {error}");
        found.push((**failure).clone());
    }
    found
}

fn compile(model: &mut Sequential, optimizer: SGD) {
    model.compile(Compile::new().optimizer(optimizer).loss("mse").metrics(["mae"])).unwrap();
}

/// Two dense layers that explode.
fn exploding(executor: MakeExecutor) -> Sequential {
    let mut model = model_on(executor);
    model.add(Dense::new(4).input_shape(3)).unwrap();
    model.add(Dense::new(1)).unwrap();
    compile(&mut model, SGD::new().learning_rate(0.9));
    model
}

#[test]
fn a_learning_rate_that_is_too_large() {
    for found in failure(exploding, &data(), None) {
        assert!(found.remedy.contains("smaller learning rate"), "{found}");
        assert!(found.remedy.contains("clipnorm"), "{found}");
        assert!(!found.operation.is_empty() && !found.layer.is_empty(), "{found}");
    }
}

/// The loss of this batch is finite, and the number that a weight becomes is not.
#[test]
fn a_step_that_leaves_no_weights() {
    let build = |executor| {
        let mut model = model_on(executor);
        model.add(Dense::new(1).kernel_initializer("ones").input_shape(3)).unwrap();
        compile(&mut model, SGD::new().learning_rate(1e38).momentum(0.5));
        model
    };
    for found in failure(build, &data(), None) {
        assert_eq!((found.epoch, found.batch), (0, 0), "{found}");
        assert!(found.what.starts_with("dense/kernel becomes"), "{found}");
        assert_eq!((found.layer.as_str(), found.layer_kind), ("sgd", "optimizer"), "{found}");
        assert_eq!(found.part, NonFinitePart::Update);
        assert!(found.rows.is_empty(), "{found}");
    }
}

#[test]
fn a_logarithm_of_a_negative_number_names_its_row() {
    let (mut x, y) = data();
    x[[37, 1]] = -0.25;
    let build = |executor| {
        let mut model = model_on(executor);
        model.add(Lambda::new(|graph, x| Ok(graph.log(x)?)).name("logs").input_shape(3)).unwrap();
        model.add(Dense::new(2).activation("tanh")).unwrap();
        model.add(Dropout::new(0.25)).unwrap();
        model.add(Dense::new(1)).unwrap();
        compile(&mut model, SGD::new().learning_rate(0.05).momentum(0.9));
        model
    };
    for found in failure(build, &(x.clone(), y.clone()), None) {
        assert_eq!((found.layer.as_str(), found.operation.as_str()), ("logs", "log"), "{found}");
        assert_eq!(found.rows, [37], "{found}");
        assert_eq!((found.what.as_str(), found.epoch), ("the loss is NaN", 0), "{found}");
        assert!(found.remedy.contains("1e-7"), "{found}");
    }

    let mut model = build(EXECUTORS[1].1);
    let error = model.fit(&x, &y, fit().shuffle(false)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "sequential: the loss is NaN in epoch 1, batch 5 of 6: operation log of layer logs, at row 37 of x \
         (counted from 0). The model is as it was before this batch. A logarithm needs numbers above 0: add a \
         small one such as 1e-7 before it, or compute the loss of logits (from_logits)."
    );
}

#[test]
fn many_rows_are_counted() {
    let (mut x, y) = data();
    for row in 2..10 {
        x[[row, 2]] = -1.0;
    }
    let mut model = model_on(EXECUTORS[1].1);
    model.add(Lambda::new(|graph, x| Ok(graph.log(x)?)).input_shape(3)).unwrap();
    model.add(Dense::new(1)).unwrap();
    compile(&mut model, SGD::new());
    let error = model.fit(&x, &y, fit().shuffle(false)).unwrap_err().to_string();
    assert!(error.contains(", at rows 2, 3, 4, 5, 6 of x (counted from 0) and 1 more."), "{error}");
}

/// The root of 0 is 0, and its slope is not finite: the loss is, the weights are not.
#[test]
fn the_slope_of_a_root_at_zero() {
    let (mut x, y) = data();
    x.row_mut(21).fill(0.0);
    let build = |executor| {
        let mut model = model_on(executor);
        let dense = Dense::new(2).use_bias(false).kernel_initializer("ones");
        model.add(dense.kernel_constraint("non_neg").input_shape(3)).unwrap();
        model.add(Lambda::new(|graph, x| Ok(graph.sqrt(x)?)).name("roots")).unwrap();
        model.add(Dense::new(1)).unwrap();
        compile(&mut model, SGD::new().learning_rate(0.01));
        model
    };
    for found in failure(build, &(x, y), None) {
        assert_eq!((found.layer.as_str(), found.operation.as_str()), ("roots", "div"), "{found}");
        assert_eq!((found.part, &found.rows[..]), (NonFinitePart::Gradient, &[21][..]), "{found}");
        assert!(found.what.starts_with("dense/kernel becomes NaN"), "{found}");
        assert!(found.remedy.contains("slope of a root"), "{found}");
    }
}

/// The step that breaks the weights is the last one of an epoch: nothing is judged by them.
#[test]
fn the_last_step_of_an_epoch() {
    let (mut x, y) = data();
    x.row_mut(ROWS - 1).fill(0.0);
    let mut model = model_on(EXECUTORS[1].1);
    let dense = Dense::new(2).use_bias(false).kernel_initializer("ones");
    model.add(dense.kernel_constraint("non_neg").input_shape(3)).unwrap();
    model.add(Lambda::new(|graph, x| Ok(graph.sqrt(x)?))).unwrap();
    model.add(Dense::new(1)).unwrap();
    compile(&mut model, SGD::new().learning_rate(0.01));
    let mut judged = 0;
    let count = LambdaCallback::new().on_epoch_end(|_, _, _| {
        judged += 1;
        Ok(())
    });
    let training = fit().shuffle(false).validation_data(&x, &y).callback(count);
    let error = model.fit(&x, &y, training).unwrap_err();
    let Error::NonFinite { found, .. } = error else { panic!("{error}") };
    assert_eq!((found.epoch, found.batch, &found.rows[..]), (0, 5, &[ROWS - 1][..]));
    assert_eq!(judged, 0);
    assert!(model.get_weights().unwrap().iter().flatten().all(|weight| weight.is_finite()));
}

/// Dropout, momentum, the moving numbers of a normalization, shuffled rows.
#[test]
fn states_are_those_of_the_step_before() {
    let build = |executor| {
        let mut model = model_on(executor);
        model.add(Dense::new(6).activation("relu").input_shape(3)).unwrap();
        model.add(BatchNormalization::new()).unwrap();
        model.add(Dropout::new(0.3)).unwrap();
        model.add(Dense::new(1)).unwrap();
        compile(&mut model, SGD::new().learning_rate(0.02).momentum(0.9));
        model
    };
    // From step 20 on the rate grows tenfold with each step.
    let grow: Change = |training, step| match step {
        0..20 => Ok(()),
        _ => training.set_learning_rate(training.learning_rate()? * 100.0),
    };
    for found in failure(build, &data(), Some(grow)) {
        assert!(found.epoch * found.batches + found.batch >= 20, "{found}");
    }
    // Weights that a callback sets in the middle of an epoch are a new beginning.
    let set: Change = |training, step| {
        if step == 15 {
            let mut weights = training.get_weights()?;
            weights.iter_mut().for_each(|weight| weight.mapv_inplace(|value| value * 0.5));
            training.set_weights(&weights)?;
        }
        if step == 17 {
            training.set_learning_rate(1e30)?;
        }
        Ok(())
    };
    for found in failure(build, &data(), Some(set)) {
        let step = found.epoch * found.batches + found.batch;
        assert!((17..23).contains(&step), "{found}");
    }
}

#[test]
fn a_recurrence_that_explodes() {
    let build = |executor| {
        let mut model = model_on(executor);
        model.add(Reshape::new([3, 1]).input_shape(3)).unwrap();
        model.add(LSTM::new(4).activation("relu")).unwrap();
        model.add(Dense::new(1)).unwrap();
        compile(&mut model, SGD::new().learning_rate(50.0));
        model
    };
    for found in failure(build, &data(), None) {
        assert!(found.remedy.contains("smaller learning rate"), "{found}");
        assert!(["lstm", "dense", "mean_squared_error"].contains(&found.layer.as_str()), "{found}");
    }
}

/// Without the guard, or when a callback stops before it does, a training ends as in Keras.
#[test]
fn the_training_of_keras_is_left() {
    let (x, y) = data();
    let mut model = exploding(EXECUTORS[1].1);
    let history = model.fit(&x, &y, fit().epochs(30).stop_at_non_finite(false)).unwrap();
    assert_eq!(history.epochs().len(), 30);
    assert!(history.last("loss").unwrap().is_nan());
    assert!(bits(&mut model).iter().flatten().any(|bits| f32::from_bits(*bits).is_nan()));

    let mut model = exploding(EXECUTORS[1].1);
    let history = model.fit(&x, &y, fit().epochs(30).callback(TerminateOnNaN)).unwrap();
    assert!((1..30).contains(&history.epochs().len()));
    assert!(!history.last("loss").unwrap().is_finite());
}

#[test]
fn weights_that_are_no_numbers_before() {
    let (x, y) = data();
    let mut model = exploding(EXECUTORS[1].1);
    model.fit(&x, &y, fit().epochs(30).stop_at_non_finite(false)).unwrap();
    let error = model.fit(&x, &y, fit()).unwrap_err().to_string();
    assert!(error.contains("NaN in epoch 1, batch 1 of 6"), "{error}");
    assert!(error.ends_with("Set them anew (set_weights), or make the model again."), "{error}");
}

/// Rows of batches that are not shuffled, and of what validation leaves, are rows of x.
#[test]
fn a_training_can_go_on_afterwards() {
    let (x, y) = data();
    let mut model = exploding(EXECUTORS[1].1);
    assert!(model.fit(&x, &y, fit()).is_err());
    let failed = model.history().unwrap().epochs().len();
    model.set_weights(&exploding(EXECUTORS[1].1).get_weights().unwrap()).unwrap();
    model.set_learning_rate(0.01).unwrap();
    let history = model.fit(&x, &y, fit()).unwrap();
    assert!(failed < EPOCHS && history.epochs().len() == EPOCHS);
    assert_eq!(model.history(), Some(&history));
}

/// An infinity that masks write is not to blame.
#[test]
fn a_mask_is_not_to_blame() {
    let build = |executor| {
        let mut model = model_on(executor);
        model.add(Embedding::new(9, 4).mask_zero(true).input_shape(3)).unwrap();
        model.add(LSTM::new(4).return_sequences(true)).unwrap();
        model.add(Flatten::new()).unwrap();
        model.add(Dense::new(1).name("last")).unwrap();
        compile(&mut model, SGD::new().learning_rate(0.01));
        model
    };
    let x = Array2::from_shape_fn((ROWS, 3), |(row, step)| ((row + step) % 5) as f32);
    let explode: Change = |training, step| match step {
        9 => training.set_learning_rate(1e30),
        _ => Ok(()),
    };
    for found in failure(build, &(x, data().1), Some(explode)) {
        assert!(found.epoch * found.batches + found.batch >= 9, "{found}");
        assert_ne!(found.operation, "select", "{found}");
    }
}
