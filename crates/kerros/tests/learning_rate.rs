//! Learning rates and the optimizer's state while a model trains.

#![allow(clippy::unwrap_used, reason = "tests")]

use kerros::callbacks::LearningRateScheduler;
use kerros::layer::Config;
use kerros::optimizers::{AdamW, LossScaleOptimizer, Nadam, Optimizer};
use kerros::prelude::*;
use kerros::registry::{OPTIMIZERS, find};
use kerros::schedules::{CosineDecay, ExponentialDecay, InverseTimeDecay, PiecewiseConstantDecay};
use kerros::serialization::Configurable;

/// `y = w x`, whose loss at `x = 1` and the target 0 has the gradient `2 w`.
fn line(optimizer: impl kerros::optimizers::IntoOptimizer) -> Sequential {
    let mut model = Sequential::new();
    model.add(Dense::new(1).use_bias(false).kernel_initializer("ones").input_shape(1)).unwrap();
    model.compile(Compile::new().optimizer(optimizer).loss("mse")).unwrap();
    model
}

fn step(model: &mut Sequential) -> f32 {
    model.train_on_batch(&[1.0f32], &[0.0f32]).unwrap();
    model.get_weights().unwrap()[0][[0, 0]]
}

#[test]
fn a_schedule_gives_each_step_its_rate() {
    let rates = PiecewiseConstantDecay::new([0.0, 1.0], [0.25, 0.125, 0.0]);
    let mut model = line(SGD::new().learning_rate(rates));
    assert_eq!(model.learning_rate().unwrap(), 0.25);
    assert_eq!(step(&mut model), 0.5);
    assert_eq!(model.learning_rate().unwrap(), 0.125);
    assert_eq!(step(&mut model), 0.375);
    assert_eq!(step(&mut model), 0.375);
    let names: Vec<String> =
        model.optimizer_state().unwrap().into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["iteration"], "a schedule has no learning rate to keep");
}

#[test]
fn a_rate_that_a_schedule_gives_cannot_be_set() {
    let mut model = line(SGD::new().learning_rate(CosineDecay::new(0.1, 10.0)));
    let error = model.set_learning_rate(0.5).unwrap_err().to_string();
    assert!(error.contains("schedule") && error.contains("Compile with a number"), "{error}");
    let callback = LearningRateScheduler::new(|_, rate| rate);
    let fit = Fit::new().verbose(Verbose::Silent).callback(callback);
    let error = model.fit(&[1.0f32], &[0.0f32], fit).unwrap_err().to_string();
    assert!(error.contains("LearningRateScheduler") && error.contains("schedule"), "{error}");
}

#[test]
fn the_decay_of_keras_2_divides_the_rate() {
    let config = Config::new().with("lr", 0.25).with("decay", 1.0);
    let decayed = find("optimizer", OPTIMIZERS, "sgd").unwrap().from_config(&config).unwrap();
    let mut model = line(decayed);
    assert_eq!(step(&mut model), 1.0 - 0.25 * 2.0);
    assert_eq!(model.learning_rate().unwrap(), 0.125);
    assert_eq!(step(&mut model), 0.5 - 0.125);
    let schedule = InverseTimeDecay::new(0.25, 1.0, 1.0);
    assert_eq!(
        SGD::new().learning_rate(schedule).config().to_string(),
        find("optimizer", OPTIMIZERS, "SGD")
            .unwrap()
            .from_config(&config)
            .unwrap()
            .config()
            .to_string()
    );
}

#[test]
fn training_goes_on_from_a_state_as_if_it_had_never_stopped() {
    let optimizers: [fn() -> Box<dyn Optimizer>; 4] = [
        || Box::new(Nadam::new().learning_rate(0.1).use_ema(true)),
        || Box::new(AdamW::new().learning_rate(ExponentialDecay::new(0.1, 2.0, 0.5))),
        || Box::new(SGD::new().learning_rate(0.1).momentum(0.9).gradient_accumulation_steps(3)),
        || Box::new(LossScaleOptimizer::new("adam").unwrap().dynamic_growth_steps(2)),
    ];
    for optimizer in optimizers {
        let mut model = line(optimizer());
        (0..4).for_each(|_| {
            step(&mut model);
        });
        let state: Vec<ArrayD<f32>> =
            model.optimizer_state().unwrap().into_iter().map(|(_, array)| array).collect();
        let mut other = line(optimizer());
        other.set_weights(&model.get_weights().unwrap()).unwrap();
        other.set_optimizer_state(&state).unwrap();
        for _ in 0..4 {
            assert_eq!(step(&mut model).to_bits(), step(&mut other).to_bits(), "{:?}", optimizer());
        }
    }
}

#[test]
fn a_state_that_does_not_fit_changes_nothing() {
    let mut model = line(SGD::new().momentum(0.9));
    step(&mut model);
    let before = model.optimizer_state().unwrap();
    let arrays: Vec<ArrayD<f32>> = before.iter().map(|(_, array)| array.clone()).collect();
    assert!(model.set_optimizer_state(&arrays[1..]).unwrap_err().to_string().contains("3 arrays"));
    let mut wrong = arrays.clone();
    wrong[2] = ArrayD::zeros(vec![2, 1]);
    let error = model.set_optimizer_state(&wrong).unwrap_err().to_string();
    assert!(error.contains("dense_kernel_momentum") && error.contains("[1, 1]"), "{error}");
    let mut wrong = arrays.clone();
    wrong[2][[0, 0]] = f32::NAN;
    assert!(model.set_optimizer_state(&wrong).is_err());
    assert_eq!(model.optimizer_state().unwrap(), before);
}

#[test]
fn options_outside_their_range_are_refused_by_name() {
    let refused = |optimizer: SGD, words: &[&str]| {
        let error = optimizer.check().unwrap_err().to_string();
        assert!(words.iter().all(|word| error.contains(word)), "{error}");
    };
    refused(SGD::new().clipnorm(0.0), &["sgd", "clipnorm", "above 0"]);
    refused(SGD::new().clipvalue(-1.0), &["clipvalue"]);
    refused(SGD::new().global_clipnorm(f64::NAN), &["global_clipnorm"]);
    refused(SGD::new().clipnorm(1.0).clipvalue(1.0), &["one of them", "clipnorm, clipvalue"]);
    refused(SGD::new().weight_decay(-0.1), &["weight_decay", "from 0"]);
    refused(SGD::new().ema_momentum(1.5), &["ema_momentum", "from 0 to 1"]);
    refused(SGD::new().ema_overwrite_frequency(0), &["ema_overwrite_frequency", "from 1"]);
    refused(SGD::new().gradient_accumulation_steps(1), &["gradient_accumulation_steps", "from 2"]);
    refused(SGD::new().loss_scale_factor(f64::INFINITY), &["loss_scale_factor"]);
    refused(SGD::new().learning_rate(CosineDecay::new(0.1, 0.0)), &["CosineDecay", "decay_steps"]);
    refused(
        SGD::new().learning_rate(PiecewiseConstantDecay::new([2.0, 1.0], [0.1, 0.2, 0.3])),
        &["boundaries", "larger than the one before"],
    );
    refused(
        SGD::new().learning_rate(PiecewiseConstantDecay::new([2.0], [0.1])),
        &["values", "one more than the 1 boundaries"],
    );
    let nested = LossScaleOptimizer::new(LossScaleOptimizer::new("sgd").unwrap()).unwrap();
    assert!(nested.check().unwrap_err().to_string().contains("inner_optimizer"));
}

#[test]
fn configurations_keep_schedules_and_optimizers_inside() {
    let inner = SGD::new().learning_rate(CosineDecay::new(0.1, 10.0).warmup(0.5, 3)).clipnorm(1.0);
    let optimizer: Box<dyn Optimizer> = Box::new(LossScaleOptimizer::new(inner).unwrap());
    let json = optimizer.to_json().unwrap();
    assert!(
        json.contains("keras.optimizers.schedules") && json.contains("warmup_target"),
        "{json}"
    );
    let read = Box::<dyn Optimizer>::from_json(&json).unwrap();
    assert_eq!(read.config(), optimizer.config());

    let unknown = json.replace("CosineDecay", "CosineDecey");
    let error = Box::<dyn Optimizer>::from_json(&unknown).unwrap_err().to_string();
    assert!(error.contains("CosineDecey") && error.contains("CosineDecay"), "{error}");
}

#[test]
fn averages_take_the_weights_place_when_a_fit_ends_and_not_before() {
    let mut model = line(SGD::new().learning_rate(0.25).use_ema(true).ema_momentum(0.5));
    assert_eq!(step(&mut model), 0.5);
    assert_eq!(step(&mut model), 0.25);
    let fit = Fit::new().verbose(Verbose::Silent);
    model.fit(&[1.0f32], &[0.0f32], fit).unwrap();
    // The weight is 1/8; the averages were 1/2, 3/8 and 1/4.
    assert_eq!(model.get_weights().unwrap()[0][[0, 0]], 0.25);
}

/// A layer may be called as the weights of others are.
#[test]
fn words_that_exclude_from_decay_are_looked_for_in_names_of_weights() {
    let decays = |path: &str| {
        let optimizer = AdamW::new().exclude_from_weight_decay(["bias"]);
        optimizer.decay_of(path, &kerros_graph::Shape::scalar()).is_some()
    };
    assert!(decays("dense/kernel") && decays("bias_net/kernel"));
    assert!(!decays("dense/bias") && !decays("lstm/lstm_cell/bias"));
}
