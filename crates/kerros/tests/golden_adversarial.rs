//! Two networks trained against each other, step by step beside Keras: `golden/cases/adversarial.py` has the same.
//!
//! Three models with two optimizers share the layers of two networks, and one of these is frozen in the third.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[allow(dead_code, reason = "shared with other tests")]
#[path = "golden_objectives/numbers.rs"]
mod numbers;
#[allow(dead_code, reason = "shared with other tests")]
mod support;

use kerros::prelude::*;
use numbers::{Array, document, list};
use serde_json::Value;
use support::{EXECUTORS, MakeExecutor, model_on};

/// Both networks, and the discriminator behind the generator, compiled.
struct Models {
    discriminator: Sequential,
    generator: Sequential,
    both: Model,
}

impl Models {
    fn new(make: MakeExecutor) -> kerros::Result<Models> {
        let mut discriminator = model_on(make);
        discriminator
            .add(Dense::new(8).use_bias(false).input_shape(5))?
            .add(BatchNormalization::new().momentum(0.8))?
            .add(LeakyReLU::new().negative_slope(0.2))?
            .add(Dense::new(1).activation("sigmoid"))?;
        let mut generator = model_on(make);
        generator
            .add(Dense::new(6).activation("tanh").input_shape(3))?
            .add(BatchNormalization::new().momentum(0.8))?
            .add(Dense::new(5))?;
        discriminator.compile(compile(0.02))?;
        let judge = discriminator.as_layer()?;
        judge.set_trainable(false);
        let noise = Input::new(3).symbol()?;
        let drawn = generator.as_layer()?.apply(&noise)?;
        let mut both = Model::new(&noise, judge.apply(&drawn)?)?;
        both.set_executor(make)?;
        both.compile(compile(0.01))?;
        Ok(Models { discriminator, generator, both })
    }
}

fn compile(rate: f64) -> Compile {
    let adam = Adam::new().learning_rate(rate).beta_1(0.5);
    Compile::new().optimizer(adam).loss("binary_crossentropy")
}

fn data(array: &Array) -> (&[f32], &[usize]) {
    (&array.data, &array.shape)
}

fn arrays(weights: &Value, model: &str) -> Vec<Array> {
    list(weights, model).iter().map(Array::of).collect()
}

/// The losses of both networks in each step, which ends with `after`.
fn train(
    golden: &Value,
    models: &mut Models,
    mut after: impl FnMut(&mut Models),
) -> kerros::Result<Vec<[f64; 2]>> {
    let initial = &golden["initial_weights"];
    models.discriminator.set_weights(arrays(initial, "discriminator").iter().map(data))?;
    models.generator.set_weights(arrays(initial, "generator").iter().map(data))?;
    let mut losses = Vec::new();
    for step in list(golden, "steps") {
        let [real, drawn_from, judged_from] =
            ["real", "drawn_from", "judged_from"].map(|key| Array::of(&step[key]));
        let drawn = models.generator.predict(data(&drawn_from))?;
        let count = real.shape[0];
        let rows: Vec<f32> = real.data.iter().copied().chain(drawn).collect();
        let labels =
            Array2::from_shape_fn((2 * count, 1), |(row, _)| f32::from(u8::from(row < count)));
        let learned = models.discriminator.train_on_batch((&rows[..], [2 * count, 5]), &labels)?;
        let claimed = Array2::<f32>::ones((count, 1));
        let judged = models.both.train_on_batch(data(&judged_from), &claimed)?;
        losses.push([learned.loss(), judged.loss()]);
        after(models);
    }
    Ok(losses)
}

/// Each loss is held to Keras's in double precision: to 1e-5, and to as much as Keras's single precision has been off
/// by so far, for both round on in the same way. Weights to 1e-4 of the largest, as in `golden_whole`.
#[test]
fn three_models_of_shared_layers_train_as_in_keras() {
    let golden = document("adversarial");
    let pairs = |key: &str| -> Vec<[f64; 2]> {
        let pair = |both: &Value| [0, 1].map(|index| both[index].as_f64().unwrap());
        list(&golden, key).iter().map(pair).collect()
    };
    let (single, double) = (pairs("losses"), pairs("losses_float64"));
    for (executor, make) in EXECUTORS {
        let mut models = Models::new(make).unwrap();
        let losses = train(&golden, &mut models, |_| {}).unwrap();
        assert_eq!(losses.len(), double.len());
        let mut off = 0.0f64;
        for (step, ours) in losses.iter().enumerate() {
            for (network, ours) in ours.iter().enumerate() {
                let keras = double[step][network];
                off = off.max((single[step][network] - keras).abs());
                let within = (ours - keras).abs() <= 1e-5 * keras + off;
                assert!(
                    within,
                    "{executor}, network {network}, step {step}: {ours}, Keras {keras}"
                );
            }
        }
        for (name, model) in
            [("discriminator", &models.discriminator), ("generator", &models.generator)]
        {
            let keras = arrays(&golden["final_weights"], name);
            let weights = model.get_weights().unwrap();
            assert_eq!(weights.len(), keras.len());
            for ((ours, keras), spec) in weights.iter().zip(&keras).zip(model.weights()) {
                let largest = keras.data.iter().fold(0.0f32, |largest, x| largest.max(x.abs()));
                for (ours, keras) in ours.iter().zip(&keras.data) {
                    let within = (ours - keras).abs() <= 1e-4 * largest;
                    assert!(within, "{executor}, {name}/{}: {ours}, Keras {keras}", spec.path());
                }
            }
        }
    }
}

/// Keras 3 asks for `trainable` in each step; scripts for it freeze and thaw around the generator's step. Here
/// `compile` has settled that, so that these scripts and those for Keras 2 train the same.
#[test]
fn freezing_and_thawing_between_steps_changes_nothing() {
    let golden = document("adversarial");
    let make = EXECUTORS[1].1;
    let mut models = Models::new(make).unwrap();
    let losses = train(&golden, &mut models, |_| {}).unwrap();
    let mut toggled = Models::new(make).unwrap();
    let mut frozen = true;
    let same = train(&golden, &mut toggled, |models| {
        frozen = !frozen;
        models.discriminator.as_layer().unwrap().set_trainable(!frozen);
    });
    assert_eq!(losses, same.unwrap());
    assert_eq!(models.both.get_weights().unwrap(), toggled.both.get_weights().unwrap());
}
