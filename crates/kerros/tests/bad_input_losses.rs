//! What losses refuse and warn about.

#![allow(clippy::unwrap_used, reason = "also in the functions that the tests share")]

use kerros::layer::Config;
use kerros::losses::*;
use kerros::prelude::*;
use kerros::registry::{LOSSES, find};

#[test]
fn arguments_outside_their_range_are_refused() {
    let refused = |name: &str, argument: &'static str, value: f64| {
        let config = Config::new().with(argument, value);
        let made = find("loss", LOSSES, name).unwrap().from_config(&config);
        let error = made.err().unwrap_or_else(|| panic!("{name} takes {argument}={value}"));
        let error = error.to_string();
        assert!(error.contains(argument) && error.contains(&value.to_string()), "{error}");
    };
    for name in ["binary_focal_crossentropy", "categorical_focal_crossentropy"] {
        for gamma in [-0.5, f64::NAN, f64::INFINITY] {
            refused(name, "gamma", gamma);
        }
        for alpha in [-0.1, 1.5, f64::NAN] {
            refused(name, "alpha", alpha);
        }
    }
    for name in [
        "binary_crossentropy",
        "binary_focal_crossentropy",
        "categorical_crossentropy",
        "categorical_focal_crossentropy",
    ] {
        for smoothing in [-0.1, 1.1, f64::NAN] {
            refused(name, "label_smoothing", smoothing);
        }
    }
    for delta in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        refused("huber", "delta", delta);
    }
    for q in [0.0, 1.0, -0.5, f64::NAN] {
        refused("categorical_generalized_cross_entropy", "q", q);
    }
    for weight in ["alpha", "beta"] {
        refused("tversky", weight, -0.5);
        refused("tversky", weight, f64::NAN);
    }
    refused("circle", "gamma", 0.0);
    refused("circle", "margin", f64::INFINITY);

    assert_eq!(
        Huber::new().delta(0.0).check().unwrap_err().to_string(),
        "huber: delta: expected a number above 0, received 0. 1 is usual for targets of that size."
    );
    let config = Config::new().with("reduction", "avg");
    let error = find("loss", LOSSES, "mse").unwrap().from_config(&config).unwrap_err();
    assert_eq!(
        error.to_string(),
        "MeanSquaredError: reduction: expected one of sum_over_batch_size, sum, mean, \
         mean_with_sample_weight, none, received \"avg\". sum_over_batch_size, the mean over the batch, is usual."
    );
    let config = Config::new().with("name", "");
    assert!(find("loss", LOSSES, "mse").unwrap().from_config(&config).is_err());
}

/// The error of compiling a model that ends in `shape` with `loss`.
fn uncompilable(shape: &[usize], loss: impl IntoLoss) -> String {
    let mut model = Sequential::new();
    model.add(Activation::Linear.layer().input_shape(shape)).unwrap();
    model.compile(Compile::new().loss(loss)).unwrap_err().to_string()
}

#[test]
fn axes_that_predictions_do_not_have_are_refused() {
    let message = "sequential: categorical_crossentropy: axis: expected an axis of the prediction \
                   (batch, 4, 3) other than the batch: 1 to 2, or -2 to -1, received 3. -1, the last \
                   axis, is usual.";
    assert_eq!(
        uncompilable(&[4, 3], CategoricalCrossentropy::new().axis(3)),
        message.replace(": categorical", "/categorical")
    );
    for axis in [0, 3, -3, i64::MIN] {
        for error in [
            uncompilable(&[4, 3], BinaryCrossentropy::new().axis(axis)),
            uncompilable(&[4, 3], BinaryFocalCrossentropy::new().axis(axis)),
            uncompilable(&[4, 3], CategoricalFocalCrossentropy::new().axis(axis)),
            uncompilable(&[4, 3], SparseCategoricalCrossentropy::new().axis(axis)),
            uncompilable(&[4, 3], CosineSimilarity::new().axis(axis)),
        ] {
            assert!(error.contains(&format!("received {axis}")), "{error}");
        }
    }
    for axes in [vec![3], vec![1, 1], vec![-4]] {
        assert!(uncompilable(&[4, 3], Dice::new().axis(axes.clone())).contains("axis"));
        assert!(uncompilable(&[4, 3], Tversky::new().axis(axes)).contains("axis"));
    }
    let error = uncompilable(&[4, 3], CategoricalFocalCrossentropy::new().alphas([0.5, 0.5]));
    assert!(error.contains("alpha") && error.contains("2 numbers"), "{error}");
}

#[test]
fn what_cannot_be_trained_on_is_refused() {
    let error = uncompilable(&[3], MeanSquaredError::new().with_reduction(Reduction::None));
    assert_eq!(
        error,
        "sequential/mean_squared_error: reduction: expected one number for each batch, received none. Use \
         sum_over_batch_size, the mean over the batch, or another reduction."
    );
    assert!(uncompilable(&[3], "ctc").contains("(batch, steps, classes)"));
    assert!(uncompilable(&[3, 4], "circle").contains("(batch, features)"));
    let error = uncompilable(&[3], "hunge");
    assert!(error.contains("unknown loss \"hunge\": did you mean \"hinge\"?"), "{error}");
    let error = uncompilable(&[3], "kl_divergance");
    assert!(error.contains("did you mean \"kl_divergence\"?"), "{error}");
}

/// CTC has one value for all steps of a row; Keras refuses a mask of steps too.
#[test]
fn a_mask_of_steps_fits_no_loss_of_rows() {
    let mut model = Sequential::new();
    model.add(Masking::new().input_shape([4, 3])).unwrap();
    let error = model.compile(Compile::new().loss("ctc")).unwrap_err().to_string();
    assert!(
        error.starts_with("sequential/ctc: weight or mask: expected at most the axes"),
        "{error}"
    );
}

/// The error of targets, for predictions of these sizes.
fn refused(loss: &dyn Loss, prediction: &[usize], shape: &[usize], values: &[f32]) -> String {
    let target = ArrayD::from_shape_vec(shape, values.to_vec()).unwrap();
    let prediction = kerros_graph::Shape::batch(prediction);
    loss.check_target(target.view(), &prediction).unwrap_err().to_string()
}

/// The warning about targets.
fn doubted(loss: &dyn Loss, prediction: &[usize], shape: &[usize], values: &[f32]) -> String {
    let target = ArrayD::from_shape_vec(shape, values.to_vec()).unwrap();
    let prediction = kerros_graph::Shape::batch(prediction);
    loss.check_target(target.view(), &prediction).unwrap().unwrap()
}

#[test]
fn targets_that_cannot_be_are_refused() {
    for loss in [&Hinge::new() as &dyn Loss, &SquaredHinge::new()] {
        assert!(refused(loss, &[1], &[2], &[1.0, 0.5]).contains("row 1"));
        assert!(doubted(loss, &[1], &[3], &[-1.0, 1.0, 0.0]).contains("row 2"));
    }
    for loss in [
        &BinaryFocalCrossentropy::new() as &dyn Loss,
        &KLDivergence::new(),
        &Dice::new(),
        &Tversky::new(),
        &CategoricalHinge::new(),
        &CategoricalFocalCrossentropy::new(),
    ] {
        assert!(refused(loss, &[2], &[1, 2], &[0.0, 1.5]).contains("row 0, column 1"), "{loss:?}");
        assert!(refused(loss, &[2], &[1, 3], &[0.0, 1.0, 0.0]).contains("(batch, 2)"), "{loss:?}");
    }
    assert!(refused(&Poisson::new(), &[1], &[2], &[1.0, -1.0]).contains("row 1"));
    let generalized = CategoricalGeneralizedCrossEntropy::new();
    assert!(refused(&generalized, &[3], &[2], &[0.0, 3.0]).contains("0 to 2"));
    assert!(refused(&generalized, &[3], &[1, 3], &[0.0, 1.0, 0.0]).contains("one class number"));
    assert!(refused(&Circle::new(), &[3], &[2], &[0.0, 0.5]).contains("row 1"));
    let sparse = SparseCategoricalCrossentropy::new().ignore_class(255);
    assert!(refused(&sparse, &[3], &[2], &[255.0, 4.0]).contains("255, which is ignored"));

    let ctc = CTC::new();
    assert!(refused(&ctc, &[2, 3], &[1, 3], &[1.0, 2.0, 1.0]).contains("at most 2 a row"));
    assert!(refused(&ctc, &[3, 3], &[1, 3], &[1.0, 0.0, 2.0]).contains("row 0, column 1"));
    assert!(refused(&ctc, &[3, 3], &[1, 2], &[1.0, 3.0]).contains("row 0, column 1"));
    assert!(refused(&ctc, &[3, 3], &[1, 2], &[1.0, 1.5]).contains("a class number"));
}

#[test]
fn doubtful_targets_are_warned_about() {
    assert!(
        doubted(&MeanAbsolutePercentageError::new(), &[1], &[2], &[1.0, 0.0]).contains("row 1")
    );
    assert!(
        doubted(&MeanSquaredLogarithmicError::new(), &[1], &[2], &[1.0, -2.0]).contains("row 1")
    );
    assert!(doubted(&KLDivergence::new(), &[2], &[1, 2], &[0.5, 0.75]).contains("sums to"));
    let repeated = doubted(&CTC::new(), &[2, 3], &[2, 2], &[1.0, 2.0, 1.0, 1.0]);
    assert!(repeated.contains("row 1"), "{repeated}");
}

#[test]
fn activations_that_do_not_fit_are_warned_about() {
    let shape = kerros_graph::Shape::batch(&[3]);
    let fits = |loss: &dyn Loss, activation| loss.fits(activation, &shape);
    for loss in [&Hinge::new() as &dyn Loss, &SquaredHinge::new(), &CategoricalHinge::new()] {
        assert_eq!(fits(loss, Activation::Linear), None);
        assert!(fits(loss, Activation::Softmax).unwrap().contains("crossentropy"));
    }
    assert!(fits(&Poisson::new(), Activation::Linear).unwrap().contains("softplus"));
    assert_eq!(fits(&Poisson::new(), Activation::Exponential), None);
    for loss in [&KLDivergence::new() as &dyn Loss, &Dice::new(), &Tversky::new()] {
        assert_eq!(fits(loss, Activation::Softmax), None);
        assert!(fits(loss, Activation::Relu).is_some());
    }
    let focal = BinaryFocalCrossentropy::new();
    assert_eq!(fits(&focal, Activation::Sigmoid), None);
    assert!(fits(&focal, Activation::Linear).is_some());
    assert_eq!(fits(&focal.from_logits(true), Activation::Linear), None);
    let focal = CategoricalFocalCrossentropy::new();
    assert_eq!(fits(&focal, Activation::Softmax), None);
    assert!(fits(&focal, Activation::Sigmoid).is_some());
    assert!(fits(&CTC::new(), Activation::Softmax).unwrap().contains("logits"));
    assert!(fits(&Huber::new(), Activation::Softmax).is_some());
}
