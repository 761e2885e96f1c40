//! Whole trainings, batch by batch beside Keras: `golden/cases/whole.py` has the same models.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[allow(dead_code, reason = "shared with other tests")]
#[path = "golden_objectives/numbers.rs"]
mod numbers;
#[allow(dead_code, reason = "shared with other tests")]
mod support;

#[allow(dead_code, reason = "shared with other tests")]
#[path = "support/whole.rs"]
mod whole;

use numbers::{Array, document, list, text};
use support::describe::sizes;
use support::{EXECUTORS, MakeExecutor};
use whole::{BuildModel, autoencoder, lstm, res_net, spectral, transformer, two_inputs};

fn data(array: &Array) -> (&[f32], &[usize]) {
    (&array.data, &array.shape)
}

#[test]
fn kernels_of_spectral_norm_1() {
    thirty_batches("spectral", spectral, &EXECUTORS);
}

#[test]
fn a_recurrent_network() {
    thirty_batches("lstm", lstm, &EXECUTORS);
}

#[test]
fn a_transformer() {
    thirty_batches("transformer", transformer, &EXECUTORS);
}

#[test]
fn a_residual_network_with_batch_normalization() {
    // The reference, which sums from the first to the last, turns one unit off in step 11 where Keras in both
    // precisions and the CPU executor leave it on; from there on it trains another network, 2e-3 away.
    thirty_batches("res_net", res_net, &EXECUTORS[1..]);
}

#[test]
fn two_inputs_and_a_shared_layer() {
    thirty_batches("two_inputs", two_inputs, &EXECUTORS);
}

#[test]
fn an_autoencoder() {
    thirty_batches("autoencoder", autoencoder, &EXECUTORS);
}

/// Each loss is held to Keras's in double precision: to 1e-5, and to as much as Keras's single precision has
/// been off by so far, for both round on in the same way.
fn thirty_batches(name: &str, of: BuildModel, executors: &[(&str, MakeExecutor)]) {
    let golden = document(&format!("whole/{name}"));
    for &(executor, make) in executors {
        let mut model = of(make);
        let initial: Vec<Array> = list(&golden, "initial_weights").iter().map(Array::of).collect();
        for (weight, golden) in model.weights().iter().zip(list(&golden, "initial_weights")) {
            // Keras numbers layers as they are made, Kerros in the order of the model; the weights' own names
            // and shapes are the same in both, in the same order.
            let path = text(golden, "name");
            assert!(path.ends_with(&format!("/{}", weight.name())), "{path}: {}", weight.name());
            assert_eq!(weight.shape(), &sizes(golden, "shape")[..], "{path}");
        }
        model.set_weights(initial.iter().map(data)).unwrap();
        let numbers = |key: &str| -> Vec<f64> {
            list(&golden, key).iter().map(|loss| loss.as_f64().unwrap()).collect()
        };
        let (single, double) = (numbers("losses"), numbers("losses_float64"));
        let mut off = 0.0f64;
        for (step, batch) in list(&golden, "batches").iter().enumerate() {
            let x: Vec<Array> = list(batch, "x").iter().map(Array::of).collect();
            // The target of an autoencoder is its input.
            let y = if batch["y"].is_null() {
                Array::of(&batch["x"][0])
            } else {
                Array::of(&batch["y"])
            };
            let x: Vec<_> = x.iter().map(data).collect();
            let loss = model.train_on_batch(x, data(&y)).unwrap().loss();
            off = off.max((single[step] - double[step]).abs());
            let allowed = 1e-5 * double[step] + off;
            let apart = (loss - double[step]).abs();
            assert!(apart <= allowed, "{executor}, step {step}: {loss}, Keras {}", double[step]);
        }
        for (weight, golden) in
            model.get_weights().unwrap().iter().zip(list(&golden, "final_weights"))
        {
            // The bias of attention's keys shifts all scores of a query alike: its gradient is 0 but for rounding, which
            // Adam scales up to steps of its own. No output depends on it.
            if text(golden, "name").ends_with("attention/key/bias") {
                continue;
            }
            let keras = Array::of(golden);
            let largest = keras.data.iter().fold(0.0f32, |largest, x| largest.max(x.abs()));
            for (ours, keras) in weight.iter().zip(&keras.data) {
                let name = text(golden, "name");
                let allowed = 1e-4 * largest;
                assert!((ours - keras).abs() <= allowed, "{name}: {ours}, Keras {keras}");
            }
        }
    }
}
