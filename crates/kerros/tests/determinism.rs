//! One seed decides everything, and the number of threads nothing.

#![allow(clippy::unwrap_used, reason = "also in the functions that the tests share")]

#[path = "support/networks.rs"]
mod networks;

use kerros::prelude::*;
use kerros_graph::reference::Reference;
use networks::{CONVOLUTIONS, METRICS, NETWORKS, RECURRENT, TRANSFORMER, WORDS};

fn convolutional(seed: u64) -> Sequential {
    let mut model = Sequential::with_seed(seed);
    model.add(Conv1D::new(8, 5).strides(2).activation("relu").input_shape([40, 3])).unwrap();
    model.add(BatchNormalization::new()).unwrap();
    model.add(MaxPooling1D::new(2)).unwrap();
    model.add(Dropout::new(0.3)).unwrap();
    model.add(SpatialDropout1D::new(0.1)).unwrap();
    model.add(Conv1D::new(6, 3).padding("same").activation("tanh")).unwrap();
    model.add(LayerNormalization::new()).unwrap();
    model.add(AveragePooling1D::new(2)).unwrap();
    model.add(GaussianDropout::new(0.1)).unwrap();
    model.add(Flatten::new()).unwrap();
    model.add(GaussianNoise::new(0.1)).unwrap();
    model.add(AlphaDropout::new(0.1)).unwrap();
    model.add(Dense::new(12).activation("sigmoid")).unwrap();
    model.add(Dense::new(4).activation("softmax")).unwrap();
    model
}

fn compile(model: &mut Sequential) {
    let compile = Compile::new().optimizer("rmsprop").loss("sparse_categorical_crossentropy");
    model.compile(compile.metrics(["accuracy"])).unwrap();
}

fn data() -> (Array3<f32>, Vec<u8>) {
    let x = Array3::from_shape_fn((70, 40, 3), |(row, step, channel)| {
        ((row * 31 + step * (1 + row % 4) + channel * 7) as f32 * 0.37).sin()
    });
    (x, (0..70).map(|row| row % 4).collect())
}

/// History and final weights of a training of three epochs.
fn trained(mut model: Sequential) -> (History, Vec<ArrayD<f32>>) {
    compile(&mut model);
    let (x, y) = data();
    let fit = Fit::new().epochs(3).batch_size(16).validation_split(0.2).verbose(Verbose::Silent);
    let history = model.fit(&x, &y, fit).unwrap();
    (history, model.get_weights().unwrap())
}

#[test]
fn the_same_seed_gives_the_same_bits_on_any_number_of_threads() {
    let (history, weights) = trained(convolutional(7));
    for threads in [1, 2, 4] {
        let mut model = convolutional(7);
        model.set_threads(threads).unwrap();
        let (other_history, other_weights) = trained(model);
        assert_eq!(history, other_history, "{threads} threads");
        assert_eq!(weights, other_weights, "{threads} threads");
    }
}

/// The course's networks, one of all convolutions, one of words, one of attention and one of recurrences. Batches are as
/// large as the course's, so that the steps are really cut into pieces.
#[test]
fn whole_networks_have_the_same_bits_on_any_number_of_threads() {
    let others = [&CONVOLUTIONS, &WORDS, &TRANSFORMER, &RECURRENT, &METRICS];
    for network in NETWORKS.iter().chain(others) {
        let (x, y) = network.data(3 * network.batch_size);
        let fit = || Fit::new().epochs(2).batch_size(network.batch_size).verbose(Verbose::Silent);
        let train = |threads| {
            let mut model = (network.build)(11);
            model.set_threads(threads).unwrap();
            let history = model.fit(&x, &y, fit().validation_split(0.2)).unwrap();
            (history, model.get_weights().unwrap(), model.predict(&x).unwrap())
        };
        let alone = train(1);
        assert!(alone.0.get("loss").unwrap().iter().all(|loss| loss.is_finite()));
        for threads in [2, 4] {
            assert_eq!(train(threads), alone, "{} on {threads} threads", network.name);
        }
    }
}

#[test]
fn other_seeds_give_other_weights_orders_and_masks() {
    let (history, weights) = trained(convolutional(7));
    let (other_history, other_weights) = trained(convolutional(8));
    assert_ne!(weights, other_weights);
    assert_ne!(history, other_history);

    // The same initial weights, and another seed afterwards.
    let mut model = convolutional(7);
    let initial = model.get_weights().unwrap();
    model.set_seed(8);
    model.set_weights(&initial).unwrap();
    assert_ne!(trained(model).1, weights);
}

/// Fitting twice is fitting once for as long: optimizer, orders and masks go on.
#[test]
fn fits_go_on_where_the_last_one_ended() {
    let (x, y) = data();
    let fit = |epochs, initial_epoch| {
        Fit::new().epochs(epochs).initial_epoch(initial_epoch).verbose(Verbose::Silent)
    };
    let mut once = convolutional(3);
    compile(&mut once);
    once.fit(&x, &y, fit(4, 0)).unwrap();

    let mut twice = convolutional(3);
    compile(&mut twice);
    twice.fit(&x, &y, fit(1, 0)).unwrap();
    let history = twice.fit(&x, &y, fit(4, 1)).unwrap();
    assert_eq!(history.epochs(), [1, 2, 3]);
    assert_eq!(once.get_weights().unwrap(), twice.get_weights().unwrap());
}

/// What is judged or predicted in between changes nothing, and dropout rests there.
#[test]
fn evaluating_and_predicting_leave_no_trace() {
    let (x, y) = data();
    let quiet = || Fit::new().epochs(1).verbose(Verbose::Silent);
    let (mut plain, mut watched) = (convolutional(5), convolutional(5));
    for model in [&mut plain, &mut watched] {
        compile(model);
        model.fit(&x, &y, quiet()).unwrap();
    }
    let evaluate = || Evaluate::new().verbose(Verbose::Silent);
    let scores = watched.evaluate(&x, &y, evaluate()).unwrap();
    assert_eq!(scores, watched.evaluate(&x, &y, evaluate()).unwrap());
    assert_eq!(watched.predict(&x).unwrap(), watched.predict(&x).unwrap());
    for model in [&mut plain, &mut watched] {
        model.fit(&x, &y, quiet().validation_split(0.0)).unwrap();
    }
    assert_eq!(plain.get_weights().unwrap(), watched.get_weights().unwrap());
}

#[test]
fn a_row_is_predicted_alike_in_any_batch() {
    let (x, _) = data();
    let mut model = convolutional(1);
    let together = model.predict_with(&x, Predict::new().batch_size(70)).unwrap();
    let apart = model.predict_with(&x, Predict::new().batch_size(9)).unwrap();
    for (one, other) in together.iter().zip(&apart) {
        assert!((one - other).abs() <= 1e-6, "{one} {other}");
    }
}

/// The executors draw the same dropout masks and agree but for rounding.
#[test]
fn the_fast_executor_trains_as_the_reference_does() {
    let mut reference = convolutional(9);
    reference.set_executor(|_| Box::new(Reference::new())).unwrap();
    let (slow, slow_weights) = trained(reference);
    let (fast, fast_weights) = trained(convolutional(9));
    for name in ["loss", "val_loss"] {
        for (one, other) in slow.get(name).unwrap().iter().zip(fast.get(name).unwrap()) {
            assert!((one - other).abs() <= 1e-4, "{name}: {one} {other}");
        }
    }
    for (one, other) in slow_weights.iter().zip(&fast_weights) {
        for (one, other) in one.iter().zip(other) {
            assert!((one - other).abs() <= 1e-3, "{one} {other}");
        }
    }
}
