//! Bad input ends in an error that says what, where, expected, received and how to mend it, and
//! changes nothing.

#![allow(clippy::unwrap_used, reason = "also in the functions that the tests share")]

use kerros::callbacks::{EarlyStopping, ModelCheckpoint, ReduceLROnPlateau};
use kerros::metrics::{Metric, update_mean};
use kerros::prelude::*;
use kerros::{Error, Layer, Result};
use kerros_graph::{Graph, NodeId};

/// A model for four numbers and three classes, compiled.
fn model(loss: &str) -> Sequential {
    let mut model = Sequential::with_seed(1);
    model.set_name("iris");
    model.add(Dense::new(5).activation("relu").input_shape(4)).unwrap();
    model.add(Dense::new(3).activation("softmax")).unwrap();
    model.compile(Compile::new().optimizer("adam").loss(loss).metrics(["accuracy"])).unwrap();
    model
}

fn categorical() -> Sequential {
    model("categorical_crossentropy")
}

fn x() -> Array2<f32> {
    Array2::from_shape_fn((12, 4), |(row, column)| ((row * 5 + column * 3) % 7) as f32 / 7.0)
}

fn one_hot() -> Array2<f32> {
    Array2::from_shape_fn((12, 3), |(row, class)| f32::from(u8::from(row % 3 == class)))
}

fn quiet<'a>() -> Fit<'a> {
    Fit::new().verbose(Verbose::Silent)
}

/// What a model is, as far as one can see.
#[derive(Debug, PartialEq)]
struct State {
    layers: Vec<String>,
    input_shape: Option<Vec<usize>>,
    weights: Option<Vec<ArrayD<f32>>>,
}

impl State {
    fn of(model: &Sequential) -> Self {
        State {
            layers: model.layers().map(|layer| layer.name.to_owned()).collect(),
            input_shape: model.input_shape(),
            weights: model.get_weights().ok(),
        }
    }
}

/// Runs `attempt`, which must fail with `expected`, and leave the model as it was and usable.
#[track_caller]
fn refused<T: std::fmt::Debug>(
    mut model: Sequential,
    attempt: impl FnOnce(&mut Sequential) -> Result<T>,
    expected: &str,
) {
    let before = State::of(&model);
    let error = attempt(&mut model).unwrap_err();
    assert_eq!(error.to_string(), expected);
    assert_eq!(State::of(&model), before, "the model has changed");
}

#[test]
fn x_of_the_wrong_shape() {
    refused(
        categorical(),
        |model| model.fit(&Array2::<f32>::zeros((12, 5)), &one_hot(), quiet()),
        "iris: x: expected the shape (rows, 4), received [12, 5]. \
         Give samples of that shape, or change the input_shape of the first layer.",
    );
    refused(
        categorical(),
        |model| model.predict(&Array3::<f32>::zeros((12, 4, 1))),
        "iris: x: expected the shape (rows, 4), received [12, 4, 1]. \
         Give samples of that shape, or change the input_shape of the first layer.",
    );
    refused(
        categorical(),
        |model| model.predict((&[0.0f32; 10][..], [3, 4])),
        "iris/x: shape: expected as many numbers as [3, 4] holds: 3 x 4, received 10 numbers. \
         Pass a slice of that length, or another shape.",
    );
}

#[test]
fn x_and_y_of_different_length() {
    refused(
        categorical(),
        |model| model.fit(&x(), &Array2::<f32>::zeros((11, 3)), quiet()),
        "iris: y: expected 12 rows, as x has, received 11. Give each row of x its row of y.",
    );
    refused(
        categorical(),
        |model| model.fit(&x(), &one_hot(), quiet().sample_weight(&[1.0f32; 3])),
        "iris: sample_weight: expected 12 rows, as x has, received 3. \
         Give each row of x its row of sample_weight.",
    );
}

#[test]
fn no_rows() {
    refused(
        categorical(),
        |model| {
            let (x, y) = (Array2::<f32>::zeros((0, 4)), Array2::<f32>::zeros((0, 3)));
            model.evaluate(&x, &y, Evaluate::new().verbose(Verbose::Silent))
        },
        "iris: x: expected at least one row, received the shape [0, 4], which has none. \
         Check how the data were read or filtered.",
    );
}

#[test]
fn a_batch_of_no_rows() {
    refused(
        categorical(),
        |model| model.fit(&x(), &one_hot(), quiet().batch_size(0)),
        "iris: batch_size: expected at least 1, received 0. 32 is usual.",
    );
    refused(
        categorical(),
        |model| model.predict_with(&x(), Predict::new().batch_size(0)),
        "iris: batch_size: expected at least 1, received 0. 32 is usual.",
    );
}

#[test]
fn numbers_that_are_not_finite() {
    let mut broken = x();
    broken[[7, 2]] = f32::NAN;
    refused(
        categorical(),
        |model| model.fit(&broken, &one_hot(), quiet()),
        "iris: x at row 7, column 2 (counted from 0): expected a finite number, received NaN. \
         Replace missing values, for example by 0 after scaling.",
    );
    // Too large for f32.
    let huge = x().mapv(|value| f64::from(value) * 1e300);
    refused(
        categorical(),
        |model| model.predict(&huge),
        "iris: x at row 0, column 1 (counted from 0): expected a finite number, received inf. \
         Replace missing values, for example by 0 after scaling.",
    );
    let mut broken = one_hot();
    broken[[3, 1]] = f32::INFINITY;
    refused(
        categorical(),
        |model| model.train_on_batch(&x(), &broken),
        "iris/categorical_crossentropy: y at row 3, column 1 (counted from 0): \
         expected a finite number, received inf. Replace missing values.",
    );
}

#[test]
fn labels_out_of_range() {
    refused(
        model("sparse_categorical_crossentropy"),
        |model| model.fit(&x(), &Array1::from_shape_fn(12, |row| row as i32 % 4), quiet()),
        "iris/sparse_categorical_crossentropy: y at row 3 (counted from 0): \
         expected a number from 0 to 2, received 3. \
         Number the classes from 0, and give the last layer one unit for each.",
    );
}

#[test]
fn one_hot_rows_of_the_wrong_width() {
    refused(
        categorical(),
        |model| model.fit(&x(), &Array2::<f32>::zeros((12, 4)), quiet()),
        "iris/categorical_crossentropy: y: expected the shape (batch, 3), \
         received (batch, 4) with 12 rows. \
         Pass targets of that shape, or change the units of the last layer.",
    );
}

#[test]
fn fit_before_compile() {
    let mut model = Sequential::new();
    model.add(Dense::new(3).input_shape(4)).unwrap();
    refused(
        model,
        |model| model.fit(&x(), &one_hot(), quiet()),
        "sequential: fit was called before compile. \
         Call compile with an optimizer and a loss first.",
    );
}

#[test]
fn a_layer_after_compile() {
    refused(
        categorical(),
        |model| model.add(Dense::new(3)).map(drop),
        "iris: add was called after compile. \
         Make a new model with all its layers, and compile that.",
    );
    refused(
        categorical(),
        Sequential::pop,
        "iris: pop was called after compile. \
         Make a new model with all its layers, and compile that.",
    );
}

#[test]
fn a_kernel_longer_than_the_input() {
    let mut model = Sequential::new();
    model.add(Input::new([20, 3])).unwrap();
    model.add(MaxPooling1D::new(2)).unwrap();
    let long = "Use a shorter window, padding \"same\", or longer sequences; strides and poolings \
                before this layer shorten them.";
    refused(
        model,
        |model| model.add(Conv1D::new(4, 11)).map(drop),
        &format!(
            "sequential/conv1d: kernel_size: expected at most 10, the steps of the input, \
             received 11. {long}"
        ),
    );
    refused(
        Sequential::new(),
        |model| model.add(Conv1D::new(4, 5).dilation_rate(3).input_shape([12, 2])).map(drop),
        &format!(
            "sequential/conv1d: kernel_size: expected at most 12, the steps of the input, \
             received 13 (5 elements, 3 apart). {long}"
        ),
    );
}

#[test]
fn a_share_that_leaves_nothing() {
    for (share, message) in [
        (
            1.0,
            "iris: validation_split: expected a number from 0 to below 1, received 1. \
             0.2 holds back a fifth of the rows.",
        ),
        (
            f64::NAN,
            "iris: validation_split: expected a number from 0 to below 1, received NaN. \
             0.2 holds back a fifth of the rows.",
        ),
        (
            0.99,
            "iris: validation_split: expected a share that leaves rows both to train on and to \
             validate by, received 0.99 of 12 rows, which leaves 0 to train on. \
             Give more rows, or another share.",
        ),
    ] {
        refused(
            categorical(),
            |model| model.fit(&x(), &one_hot(), quiet().validation_split(share)),
            message,
        );
    }
}

#[test]
fn validation_data_and_weights_that_do_not_fit() {
    refused(
        categorical(),
        |model| {
            let (x_val, y_val) = (Array2::<f32>::zeros((3, 3)), Array2::<f32>::zeros((3, 3)));
            model.fit(&x(), &one_hot(), quiet().validation_data(&x_val, &y_val))
        },
        "iris/validation: x: expected the shape (rows, 4), received [3, 3]. \
         Give samples of that shape, or change the input_shape of the first layer.",
    );
    refused(
        categorical(),
        |model| model.fit(&x(), &one_hot(), quiet().class_weight([(1, -1.0)])),
        "iris: class_weight of class 1: expected a finite number of at least 0, also in single \
         precision, received -1. Give 2 to let a class count twice.",
    );
    refused(
        categorical(),
        |model| model.fit(&x(), &one_hot(), quiet().class_weight([(0, 1e300)])),
        &format!(
            "iris: class_weight of class 0: expected a finite number of at least 0, also in single \
             precision, received {}. Give 2 to let a class count twice.",
            1e300
        ),
    );
    refused(
        categorical(),
        |model| model.fit(&x(), &one_hot(), quiet().validation_sample_weight(&[1.0f32; 2])),
        "iris: validation_sample_weight was given without validation_data. \
         Give both; rows that validation_split holds back keep their sample_weight.",
    );
}

/// Sizes that no machine has room for.
#[test]
fn sizes_beyond_all_memory() {
    let limit = "expected a result of at most 68719476736 numbers";
    for units in [usize::MAX, 1 << 40] {
        let mut model = Sequential::new();
        let error = model.add(Dense::new(units).input_shape(1 << 22)).unwrap_err().to_string();
        assert!(error.starts_with("sequential/dense: ") && error.contains(limit), "{error}");
        assert_eq!(model.layers().count(), 0);
    }
    let mut model = Sequential::new();
    let layer = Reshape::new([1i64 << 40, 1 << 40]).input_shape(4);
    let error = model.add(layer).unwrap_err().to_string();
    assert!(error.contains("expected a shape of 4 numbers"), "{error}");
}

#[test]
fn data_without_columns_and_models_without_layers() {
    let mut unbuilt = Sequential::new();
    unbuilt.add(Dense::new(3)).unwrap();
    unbuilt.compile(Compile::new().loss("mse")).unwrap();
    let nothing = Array2::<f32>::zeros((12, 0));
    let message = "sequential: x: expected at least one number in each row, received the shape \
                   [12, 0]. Check which columns were selected.";
    let error = unbuilt.fit(&nothing, &one_hot(), quiet()).unwrap_err();
    assert_eq!(error.to_string(), message);
    assert_eq!(unbuilt.predict(&nothing).unwrap_err().to_string(), message);
    assert!(unbuilt.input_shape().is_none());

    for mut empty in [Sequential::new(), {
        let mut model = Sequential::new();
        model.add(Input::new(4)).unwrap();
        model
    }] {
        let error = empty.predict(&x()).unwrap_err().to_string();
        assert!(error.contains("the model has no layers"), "{error}");
    }
}

#[test]
fn arguments_of_layers() {
    let dense = || Dense::new(3).input_shape(4);
    let unknown = "unknown activation \"rleu\": did you mean \"relu\"? \
                   Known are linear, relu, sigmoid, tanh, softmax, celu, elu, exponential, gelu, \
                   glu, hard_shrink, hard_sigmoid, hard_silu, hard_tanh, leaky_relu, log_sigmoid, \
                   log_softmax, mish, relu6, selu, silu, soft_shrink, softplus, softsign, \
                   sparse_plus, sparse_sigmoid, sparsemax, squareplus, tanh_shrink, threshold.";
    refused(
        Sequential::new(),
        |model| model.add(dense().activation("rleu")).map(drop),
        &format!("sequential/dense: {unknown}"),
    );
    refused(
        Sequential::new(),
        |model| model.add(Dense::new(0).input_shape(4)).map(drop),
        "sequential/dense: units: expected at least 1, received 0. Give units a positive number.",
    );
    refused(
        Sequential::new(),
        |model| model.add(Dropout::new(1.5)).map(drop),
        "sequential/dropout: rate: expected a number from 0 to 1, received 1.5. \
         Give the fraction of numbers to drop.",
    );
    refused(
        Sequential::new(),
        |model| {
            model
                .add(Dense::new(3).kernel_initializer(Constant::new(f64::NAN)).input_shape(4))
                .map(drop)
        },
        "sequential/dense/kernel/Constant: value: expected a finite number, received NaN. \
         Weights must be finite to be trained.",
    );
    refused(
        Sequential::new(),
        |model| model.add(Conv1D::new(3, 2).strides(2).dilation_rate(2)).map(drop),
        "sequential/conv1d: strides and dilation_rate: expected one of them to be 1, \
         received 2 and 2. Drop one of the two.",
    );
    refused(
        Sequential::new(),
        |model| model.add(MaxPooling1D::new(3).padding("causal")).map(drop),
        "sequential/max_pooling1d: padding: expected \"valid\" or \"same\", received \"causal\". \
         Causal padding is for Conv1D; choose one of the other two.",
    );
    refused(
        Sequential::new(),
        |model| model.add(Reshape::new([5, -1]).input_shape(12)).map(drop),
        "sequential/reshape: target_shape: expected a shape of 12 numbers, as samples of shape \
         [12] have, received [5, -1], 5 numbers. \
         Give sizes whose product is that number; one of them may be -1.",
    );
    refused(
        Sequential::new(),
        |model| model.add(dense().name("a/b")).map(drop),
        "sequential/a/b: name: expected a text without \"/\", which separates layer and weight, \
         received \"a/b\". Choose another name, or leave it out.",
    );
}

#[test]
fn arguments_of_activations() {
    let add = |layer: Box<dyn Layer>, expected: &str| {
        refused(Sequential::new(), |model| model.add(layer).map(drop), expected);
    };
    let dense = |activation| Box::new(Dense::new(3).input_shape(4).activation(activation));
    add(
        dense(Activation::Celu { alpha: 0.0 }),
        "sequential/dense/celu: alpha: expected a finite number above 0, received 0. \
         Choose another alpha, or leave it out.",
    );
    add(
        dense(Activation::Elu { alpha: f64::INFINITY }),
        "sequential/dense/elu: alpha: expected a finite number, received inf. \
         Choose another alpha, or leave it out.",
    );
    add(
        dense(Activation::Squareplus { b: -1.0 }),
        "sequential/dense/squareplus: b: expected a finite number from 0 on, received -1. \
         Choose another b, or leave it out.",
    );
    add(
        dense(Activation::Glu { axis: -1 }),
        "sequential/dense/glu: axis: expected an axis of even length, received 3 along axis 1 of \
         (batch, 3). Give the layer twice as many units as it is to have, or choose another axis.",
    );
    add(
        dense(Activation::SoftmaxAlong { axis: 2 }),
        "sequential/dense/softmax: axis: expected an axis of (batch, 3), from -2 to 1, received 2. \
         Axis 0 is the batch, and -1 the last one.",
    );
    add(
        dense(Activation::Sparsemax { axis: 0 }),
        "sequential/dense/sparsemax: axis: expected an axis of known length, received the batch, \
         axis 0 of (batch, 3). Rows do not know of each other; choose another axis.",
    );
    let threshold = Activation::try_from("threshold").unwrap_err().to_string();
    assert_eq!(
        threshold,
        "threshold: threshold: expected a value, received nothing. Give threshold."
    );
}

#[test]
fn arguments_of_activation_layers() {
    let add = |layer: Box<dyn Layer>, expected: &str| {
        refused(Sequential::new(), |model| model.add(layer).map(drop), expected);
    };
    add(
        Box::new(ReLU::new().max_value(-1.0)),
        "sequential/re_lu: max_value: expected a finite number from 0 on, received -1. \
         Give max_value another value, or leave it out.",
    );
    add(
        Box::new(LeakyReLU::new().negative_slope(f64::NAN)),
        "sequential/leaky_re_lu: negative_slope: expected a finite number from 0 on, received NaN. \
         Give negative_slope another value, or leave it out.",
    );
    add(
        Box::new(ELU::new().alpha(f64::INFINITY)),
        "sequential/elu: alpha: expected a finite number, received inf. \
         Choose another alpha, or leave it out.",
    );
    for axis in [0, 3] {
        add(
            Box::new(PReLU::new().shared_axes([axis]).input_shape([5, 2])),
            &format!(
                "sequential/p_re_lu: shared_axes: expected axes from 1 to 2, received {axis}. \
                 Axis 0 is the batch; name axes that the input has."
            ),
        );
    }
    let softmax = |axes: &[i64]| Box::new(Softmax::new().axes(axes).input_shape([5, 2]));
    add(
        softmax(&[]),
        "sequential/softmax: axis: expected at least one axis, received none. \
         Name an axis; -1 is the last.",
    );
    add(
        softmax(&[2, -1]),
        "sequential/softmax: axis: expected different axes, received [2, -1]. Name each axis once.",
    );
    add(
        softmax(&[0, 1]),
        "sequential/softmax: axis: expected axes without the batch, as there are several, received \
         [0, 1]. Leave axis 0 out.",
    );
}

#[test]
fn initializers_that_do_not_fit_the_weight() {
    let add = |layer: Box<dyn Layer>, expected: &str| {
        refused(Sequential::new(), |model| model.add(layer).map(drop), expected);
    };
    let conv = || Conv1D::new(3, 4).input_shape([9, 1]);
    add(
        Box::new(conv().bias_initializer("orthogonal")),
        "sequential/conv1d/bias/Orthogonal: shape: expected a weight of at least two axes, \
         received [3]. Use another initializer for this weight.",
    );
    add(
        Box::new(conv().kernel_initializer(OrthogonalInitializer::new().gain(f64::NAN))),
        "sequential/conv1d/kernel/Orthogonal: gain: expected a finite number, received NaN. \
         Weights must be finite to be trained.",
    );
    add(
        Box::new(conv().kernel_initializer("identity")),
        "sequential/conv1d/kernel/Identity: shape: expected a weight of two axes, \
         received [4, 1, 3]. Use another initializer for this weight.",
    );
    add(
        Box::new(Dense::new(3).input_shape(4).kernel_initializer("stft")),
        "sequential/dense/kernel/STFT: shape: expected a kernel (frame_length, 1, bins) of one \
         channel and at least two bins, received [4, 3]. Use it for the kernel of a Conv1D layer \
         over one channel.",
    );
    let window = |numbers: &[f64]| STFTWindow::Values(numbers.to_vec());
    let kernel =
        |window| Box::new(conv().kernel_initializer(STFTInitializer::new().window(window)));
    add(
        kernel(window(&[1.0, 2.0])),
        "sequential/conv1d/kernel/STFT: window: expected 4 numbers, one for each step of the \
         kernel, received 2. Give the window that length, or name one.",
    );
    add(
        kernel(window(&[0.0; 4])),
        "sequential/conv1d/kernel/STFT: window: expected a window that is not 0 throughout, as it \
         is scaled, received nothing but 0. Take a longer frame, another window, or no scaling.",
    );
    add(
        kernel(window(&[1.0, f64::NAN, 1.0, 1.0])),
        "sequential/conv1d/kernel/STFT: window: expected finite numbers, \
         received [1.0, NaN, 1.0, 1.0]. Weights must be finite to be trained.",
    );
}

#[test]
fn layers_that_do_not_fit_each_other() {
    let mut model = Sequential::new();
    model.add(Dense::new(3).name("first").input_shape(4)).unwrap();
    refused(
        model,
        |model| model.add(Conv1D::new(2, 2)).map(drop),
        "sequential/conv1d: input: expected (steps, channels) for each sample, received [3]. \
         Give each sample these two axes, for example with a Reshape layer before.",
    );
    let mut model = Sequential::new();
    model.add(Dense::new(3).name("first").input_shape(4)).unwrap();
    refused(
        model,
        |model| model.add(Dense::new(2).name("first")).map(drop),
        "sequential: name: expected a name that no other layer of the model has, \
         received \"first\" again. Choose another name, or leave it out.",
    );
    let mut model = Sequential::new();
    model.add(Dense::new(3).input_shape(4)).unwrap();
    refused(
        model,
        |model| model.add(Dense::new(2).input_shape(5)).map(drop),
        "sequential/dense_1: input_shape: expected [3], the output of the layer below, \
         received [5]. Leave input_shape out; it is needed at the first layer only.",
    );
    let mut model = Sequential::new();
    model.add(Dense::new(3).input_shape(4)).unwrap();
    refused(
        model,
        |model| model.add(Input::new(4)).map(drop),
        "sequential/input_layer: the input was added after another layer. \
         Add it first, and once.",
    );
}

#[test]
fn compiling_with_what_is_unknown_or_does_not_fit() {
    let built = || {
        let mut model = Sequential::new();
        model.add(Dense::new(3).input_shape(4)).unwrap();
        model
    };
    refused(
        built(),
        |model| model.compile(Compile::new().optimizer("adm").loss("mse")),
        "sequential: unknown optimizer \"adm\": did you mean \"adam\"? \
         Known are sgd, rmsprop, adam, adamw, adadelta, adagrad, adamax, adafactor, nadam, ftrl, lion, lamb, muon, \
         loss_scale_optimizer.",
    );
    refused(
        built(),
        |model| model.compile(Compile::new().optimizer("adam")),
        "sequential: loss: expected a loss, received none. \
         Choose one, such as Compile::new().loss(\"mse\").",
    );
    let error = built().compile(Compile::new().loss("mse").metrics(["acuracy"])).unwrap_err();
    assert!(matches!(error, Error::UnknownName { .. }), "{error}");
    assert!(error.to_string().contains("did you mean \"accuracy\"?"), "{error}");
}

/// A metric that does not say which of its values are better.
#[derive(Debug)]
struct Bias;

impl Metric for Bias {
    fn name(&self) -> &str {
        "bias"
    }

    fn update(
        &self,
        graph: &mut Graph,
        states: &[NodeId],
        target: NodeId,
        prediction: NodeId,
        weight: Option<NodeId>,
    ) -> Result<Vec<NodeId>> {
        let difference = graph.sub(prediction, target)?;
        update_mean(graph, states, difference, weight)
    }
}

#[test]
fn callbacks_that_cannot_know_which_values_are_better() {
    let message = |callback: &str, known: &str, monitor: &str| {
        format!(
            "iris/{callback}: monitor: expected {known}, or val_ and one of these, as mode \"auto\" \
             asks the metric which values are better, received {monitor:?}. \
             Watch one of these, or set mode to \"min\" or \"max\"."
        )
    };
    // No such metric: the model reports its accuracy as "accuracy".
    refused(
        categorical(),
        |model| {
            let fit = quiet().callback(EarlyStopping::new().monitor("val_acc"));
            model.fit(&x(), &one_hot(), fit)
        },
        &message("EarlyStopping", "loss, accuracy", "val_acc"),
    );
    refused(
        categorical(),
        |model| {
            let fit = quiet().callback(ReduceLROnPlateau::new().monitor("learning_rate"));
            model.fit(&x(), &one_hot(), fit)
        },
        &message("ReduceLROnPlateau", "loss, accuracy", "learning_rate"),
    );
    let mut silent = Sequential::with_seed(1);
    silent.set_name("iris");
    silent.add(Dense::new(3).input_shape(4)).unwrap();
    silent.compile(Compile::new().loss("mse").metrics([Bias])).unwrap();
    refused(
        silent,
        |model| {
            let fit = quiet().callback(ModelCheckpoint::new(|_| Ok(())).monitor("bias"));
            model.fit(&x(), &one_hot(), fit)
        },
        &message("ModelCheckpoint", "loss", "bias"),
    );
    // With a mode it is watched.
    let mut model = categorical();
    let fit = quiet().callback(EarlyStopping::new().monitor("val_acc").mode("max"));
    assert!(model.fit(&x(), &one_hot(), fit.on_warning(|_| {})).is_ok());
}

#[test]
fn weights_that_do_not_fit() {
    let (kernel, bias) = (Array2::<f32>::zeros((4, 5)), Array1::<f32>::zeros(5));
    let first = [kernel.view().into_dyn(), bias.view().into_dyn()];
    refused(
        categorical(),
        |model| model.set_weights(first.clone()),
        "iris: weights: expected the model's 4 weights, received 2. \
         Give one array for each weight of the model.",
    );
    refused(
        categorical(),
        |model| model.set_weights([bias.view().into_dyn(), kernel.view().into_dyn()]),
        "iris: dense/kernel: expected the shape [4, 5], received [5]. \
         Give the weights in the model's order, each in its shape.",
    );
    let broken = Array2::from_elem((4, 5), f32::NAN);
    refused(
        categorical(),
        |model| model.set_weights([&broken]),
        "iris: dense/kernel at index 0: expected a finite number, received NaN. \
         Give weights without NaN and infinity.",
    );
}

#[test]
fn a_model_that_data_do_not_fit_stays_unbuilt() {
    let unbuilt = || {
        let mut model = Sequential::new();
        model.add(Dense::new(3).activation("softmax")).unwrap();
        model.compile(Compile::new().loss("categorical_crossentropy")).unwrap();
        model
    };
    let error = unbuilt().fit(&x(), &Array2::<f32>::zeros((12, 2)), quiet()).unwrap_err();
    assert!(error.to_string().contains("expected the shape (batch, 3)"), "{error}");
    refused(
        unbuilt(),
        |model| model.fit(&x(), &one_hot(), quiet().validation_split(0.99)),
        "sequential: validation_split: expected a share that leaves rows both to train on and to \
         validate by, received 0.99 of 12 rows, which leaves 0 to train on. \
         Give more rows, or another share.",
    );
    refused(
        unbuilt(),
        |model| model.summary(),
        "sequential: summary needs the shape of the model's input, which is not known yet. \
         Give the first layer an input_shape, put an Input before it, or train the model.",
    );
}

/// After an error the same model trains as one that never saw bad input.
#[test]
fn an_error_leaves_no_trace() {
    let mut clean = categorical();
    let mut troubled = categorical();
    for model in [&mut clean, &mut troubled] {
        model.fit(&x(), &one_hot(), quiet().epochs(2)).unwrap();
    }
    troubled.fit(&x(), &Array2::<f32>::zeros((12, 4)), quiet()).unwrap_err();
    troubled.fit(&x(), &one_hot(), quiet().batch_size(0)).unwrap_err();
    troubled.predict(&Array2::<f32>::zeros((1, 1))).unwrap_err();
    let histories = [&mut clean, &mut troubled]
        .map(|model| model.fit(&x(), &one_hot(), quiet().epochs(3)).unwrap());
    assert_eq!(histories[0], histories[1]);
    assert_eq!(clean.get_weights().unwrap(), troubled.get_weights().unwrap());
}

/// Arguments and shapes that layers which move elements refuse.
#[test]
fn moving_layers_that_do_not_fit() {
    use kerros::Layer;
    let axes = |names: &str, number: &str| {
        format!(
            "input: expected {names} for each sample, received [4, 5]. Give each sample these \
             {number} axes, for example with a Reshape layer before."
        )
    };
    let image: &[usize] = &[4, 5, 3];
    let cases: Vec<(&[usize], Box<dyn Layer>, String)> = vec![
        (
            image,
            Box::new(Permute::new([1, 3])),
            "permute: dims: expected each of 1, 2, ... up to the number of axes once, received \
             [1, 3]. Leave the batch out; the first axis of a sample is 1."
                .to_owned(),
        ),
        (
            image,
            Box::new(Permute::new([2, 1])),
            "permute: dims: expected an order of the 3 axes of samples of shape [4, 5, 3], received \
             [2, 1]. Name each axis of a sample once; the first is 1."
                .to_owned(),
        ),
        (
            image,
            Box::new(RepeatVector::new(2)),
            "repeat_vector: input: expected (features) for each sample, received [4, 5, 3]. Give \
             each sample one axis, for example with a Flatten layer before."
                .to_owned(),
        ),
        (
            &[4],
            Box::new(RepeatVector::new(0)),
            "repeat_vector: n: expected at least 1, received 0. Give n a positive number.".to_owned(),
        ),
        (
            image,
            Box::new(Cropping2D::new([(1, 1), (2, 3)])),
            "cropping2d: cropping: expected less than 5 elements together, the size of axis 2, \
             received 2 and 3. Leave at least one element."
                .to_owned(),
        ),
        (
            image,
            Box::new(Cropping2D::new(usize::MAX).data_format("channels_first")),
            format!(
                "cropping2d: cropping: expected less than 5 elements together, the size of axis 2, \
                 received {0} and {0}. Leave at least one element.",
                usize::MAX
            ),
        ),
        (
            image,
            Box::new(ZeroPadding2D::new(1).data_format("last")),
            "zero_padding2d: data_format: expected \"channels_last\" or \"channels_first\", \
             received \"last\". Choose one of these."
                .to_owned(),
        ),
        (
            image,
            Box::new(UpSampling2D::new([2, 0])),
            "up_sampling2d: size: expected at least 1, received 0. Give size a positive number."
                .to_owned(),
        ),
        (
            image,
            Box::new(UpSampling2D::new(2).interpolation("bicubic")),
            "up_sampling2d: interpolation: expected \"nearest\" or \"bilinear\", received \
             \"bicubic\". Choose one of these; the other interpolations of Keras are not there."
                .to_owned(),
        ),
        (
            &[4, 5],
            Box::new(UpSampling2D::default()),
            format!("up_sampling2d: {}", axes("(rows, columns, channels)", "three")),
        ),
        (
            &[4, 5],
            Box::new(ZeroPadding3D::default().data_format("channels_first")),
            format!("zero_padding3d: {}", axes("(channels, depth, rows, columns)", "four")),
        ),
        (
            image,
            Box::new(MaxPooling2D::new([2, 6])),
            "max_pooling2d: pool_size: expected at most [4, 5], the sizes of the input, received \
             [2, 6]. Use a smaller window, padding \"same\", or larger inputs; strides and poolings \
             before this layer make them smaller."
                .to_owned(),
        ),
        (
            image,
            Box::new(AveragePooling2D::new(2).strides([1, 0])),
            "average_pooling2d: strides: expected at least 1, received 0. Give strides a positive \
             number."
                .to_owned(),
        ),
        (
            image,
            Box::new(GlobalMaxPooling1D::new()),
            "global_max_pooling1d: input: expected (steps, channels) for each sample, received \
             [4, 5, 3]. Give each sample these two axes, for example with a Reshape layer before."
                .to_owned(),
        ),
    ];
    for (input, layer, expected) in cases {
        let mut model = Sequential::new();
        model.add(Input::new(input)).unwrap();
        refused(model, |model| model.add(layer).map(drop), &format!("sequential/{expected}"));
    }
    // Sizes that no machine has room for.
    for layer in [
        Box::new(UpSampling2D::new(1 << 40)) as Box<dyn Layer>,
        Box::new(ZeroPadding2D::new(1 << 40)),
    ] {
        let mut model = Sequential::new();
        model.add(Input::new(image)).unwrap();
        let error = model.add(layer).unwrap_err().to_string();
        assert!(error.contains("expected a result of at most 68719476736 numbers"), "{error}");
    }
}

#[test]
fn layers_that_draw_what_cannot_be() {
    use kerros::Layer;
    let below_1 = "expected a number from 0 to below 1";
    let cases: Vec<(Box<dyn Layer>, String)> = vec![
        (
            Box::new(SpatialDropout1D::new(-0.1)),
            "spatial_dropout1d: rate: expected a number from 0 to 1, received -0.1. \
             Give the fraction of channels to drop."
                .to_owned(),
        ),
        (
            Box::new(SpatialDropout2D::new(0.1)),
            "spatial_dropout2d: input: expected (rows, columns, channels) for each sample, received \
             [4, 5]. Give each sample these three axes, for example with a Reshape layer before."
                .to_owned(),
        ),
        (
            Box::new(GaussianNoise::new(1.5)),
            "gaussian_noise: stddev: expected a number from 0 to 1, received 1.5. \
             Scale the input, or let the noise be smaller."
                .to_owned(),
        ),
        (
            Box::new(GaussianDropout::new(1.0)),
            format!(
                "gaussian_dropout: rate: {below_1}, received 1. At 1 the noise would have no bounds."
            ),
        ),
        (
            Box::new(AlphaDropout::new(f64::NAN)),
            format!(
                "alpha_dropout: rate: {below_1}, received NaN. \
                 At 1 nothing of the input would be left."
            ),
        ),
        (
            Box::new(Dropout::new(0.5).noise_shape([None, Some(0)])),
            "dropout: noise_shape: expected sizes of at least 1, or none, received [None, Some(0)]. \
             Give an axis 1 to draw once for all of it, and none to draw for each of its places."
                .to_owned(),
        ),
    ];
    for (layer, expected) in cases {
        let mut model = Sequential::new();
        model.add(Input::new([4, 5])).unwrap();
        refused(model, |model| model.add(layer).map(drop), &format!("sequential/{expected}"));
    }
}

/// The shape of the noise is looked at where it is used.
#[test]
fn a_shape_of_noise_that_does_not_fit() {
    for shape in [vec![Some(12), Some(1)], vec![None, Some(3)], vec![None], vec![None, None, None]]
    {
        let mut model = Sequential::new();
        model.add(Input::new(4)).unwrap();
        let layer = Dropout::new(0.5).noise_shape(shape.clone());
        let expected = format!(
            "dropout: noise_shape: expected for each axis of (batch, 4) its size, 1 or none; for \
             the batch 1 or none, received {shape:?}. Give an axis 1 to draw once for all of it, and \
             none to draw for each of its places."
        );
        refused(model, |model| model.add(layer).map(drop), &format!("sequential/{expected}"));
    }
}

#[test]
fn convolutions_that_cannot_be() {
    let image = &[4, 5, 6][..];
    let positive = "expected at least 1, received 0. Give";
    let both = "strides and dilation_rate: expected one of them to be 1";
    let divisor = "Each group has as many channels and as many filters as every other: choose a \
                   divisor of both.";
    let smaller = "Use a smaller window, padding \"same\", or larger inputs; strides and poolings \
                   before this layer make them smaller.";
    let causal = "padding: expected \"valid\" or \"same\", received \"causal\". Causal padding is for \
                  Conv1D; choose one of the other two.";
    let cases: Vec<(&[usize], Box<dyn Layer>, String)> = vec![
        (image, Box::new(Conv2D::new(0, 2)), format!("conv2d: filters: {positive} filters a positive number.")),
        (
            image,
            Box::new(Conv2D::new(2, [2, 0])),
            format!("conv2d: kernel_size: {positive} kernel_size a positive number."),
        ),
        (
            &[4, 5, 6, 7],
            Box::new(Conv3D::new(2, 2).strides([1, 0, 1])),
            format!("conv3d: strides: {positive} strides a positive number."),
        ),
        (
            image,
            Box::new(Conv2DTranspose::new(2, 2).dilation_rate(0)),
            format!("conv2d_transpose: dilation_rate: {positive} dilation_rate a positive number."),
        ),
        (
            image,
            Box::new(Conv2D::new(2, 2).groups(0)),
            format!("conv2d: groups: {positive} groups a positive number."),
        ),
        (
            image,
            Box::new(DepthwiseConv2D::new(2).depth_multiplier(0)),
            format!(
                "depthwise_conv2d: depth_multiplier: {positive} depth_multiplier a positive number."
            ),
        ),
        (
            image,
            Box::new(SeparableConv2D::new(0, 2)),
            format!("separable_conv2d: filters: {positive} filters a positive number."),
        ),
        (
            image,
            Box::new(SeparableConv2D::new(1, 2).depth_multiplier(0)),
            format!(
                "separable_conv2d: depth_multiplier: {positive} depth_multiplier a positive number."
            ),
        ),
        (
            image,
            Box::new(Conv2D::new(2, 2).strides([2, 1]).dilation_rate([1, 3])),
            format!("conv2d: {both}, received [2, 1] and [1, 3]. Drop one of the two."),
        ),
        (
            &[4, 5],
            Box::new(Conv1DTranspose::new(2, 2).strides(2).dilation_rate(3)),
            format!("conv1d_transpose: {both}, received 2 and 3. Drop one of the two."),
        ),
        (
            image,
            Box::new(Conv2D::new(8, 2).groups(4)),
            format!(
                "conv2d: groups: expected a number that divides the 6 channels of the input, \
                 received 4. {divisor}"
            ),
        ),
        (
            image,
            Box::new(Conv2D::new(8, 2).groups(3)),
            format!(
                "conv2d: groups: expected a number that divides the 8 filters, received 3. {divisor}"
            ),
        ),
        (
            image,
            Box::new(Conv2D::new(1, [2, 6])),
            format!(
                "conv2d: kernel_size: expected at most [4, 5], the sizes of the input, received \
                 [2, 6]. {smaller}"
            ),
        ),
        (
            image,
            Box::new(DepthwiseConv2D::new([3, 2]).dilation_rate(3).data_format("channels_first")),
            format!(
                "depthwise_conv2d: kernel_size: expected at most [5, 6], the sizes of the input, \
                 received [7, 4] ([3, 2] elements, [3, 3] apart). {smaller}"
            ),
        ),
        (
            image,
            Box::new(SeparableConv2D::new(1, 3).dilation_rate(2)),
            format!(
                "separable_conv2d: kernel_size: expected at most [4, 5], the sizes of the input, \
                 received [5, 5] ([3, 3] elements, [2, 2] apart). {smaller}"
            ),
        ),
        (
            &[4, 5],
            Box::new(SeparableConv1D::new(1, 5)),
            "separable_conv1d: kernel_size: expected at most 4, the steps of the input, received 5. \
             Use a shorter window, padding \"same\", or longer sequences; strides and poolings before \
             this layer shorten them."
                .to_owned(),
        ),
        (
            image,
            Box::new(Conv3D::new(1, 2)),
            "conv3d: input: expected (depth, rows, columns, channels) for each sample, received \
             [4, 5, 6]. Give each sample these four axes, for example with a Reshape layer before."
                .to_owned(),
        ),
        (
            image,
            Box::new(DepthwiseConv1D::new(2).data_format("channels_first")),
            "depthwise_conv1d: input: expected (channels, steps) for each sample, received \
             [4, 5, 6]. Give each sample these two axes, for example with a Reshape layer before."
                .to_owned(),
        ),
        (image, Box::new(Conv2D::new(1, 2).padding("causal")), format!("conv2d: {causal}")),
        (
            image,
            Box::new(Conv2DTranspose::new(1, 2).padding("causal")),
            format!("conv2d_transpose: {causal}"),
        ),
        (
            image,
            Box::new(DepthwiseConv2D::new(2).padding("causal")),
            format!("depthwise_conv2d: {causal}"),
        ),
        (
            image,
            Box::new(SeparableConv2D::new(1, 2).padding("causal")),
            format!("separable_conv2d: {causal}"),
        ),
        (
            image,
            Box::new(Conv2DTranspose::new(1, 3).strides([3, 2]).output_padding([1, 2])),
            "conv2d_transpose: output_padding: expected numbers below the strides, [3, 2], received \
             [1, 2]. With as much as a stride there would be room for one more element of the input."
                .to_owned(),
        ),
        (
            &[1, 3],
            Box::new(Conv1DTranspose::new(1, 2).padding("same").output_padding(0)),
            "conv1d_transpose: output_padding: expected at least one element in the output along \
             each axis, received [0]. Use a larger output_padding, an odd kernel_size, or larger \
             inputs."
                .to_owned(),
        ),
        (
            image,
            Box::new(Conv2D::new(1, 2).data_format("first")),
            "conv2d: data_format: expected \"channels_last\" or \"channels_first\", received \
             \"first\". Choose one of these."
                .to_owned(),
        ),
    ];
    for (input, layer, expected) in cases {
        let mut model = Sequential::new();
        model.add(Input::new(input)).unwrap();
        refused(model, |model| model.add(layer).map(drop), &format!("sequential/{expected}"));
    }
    // Sizes that no machine has room for.
    let huge = usize::MAX / 2;
    for layer in [
        Box::new(Conv2D::new(1, huge).padding("same")) as Box<dyn Layer>,
        Box::new(Conv2D::new(1, 3).padding("same").dilation_rate(huge)),
        Box::new(Conv2DTranspose::new(1, huge)),
        Box::new(Conv2DTranspose::new(1, 2).strides(huge)),
        Box::new(Conv2DTranspose::new(1, 2).strides(1 << 40).padding("same")),
        Box::new(Conv2D::new(1 << 40, 3)),
        Box::new(DepthwiseConv2D::new(3).depth_multiplier(1 << 40)),
    ] {
        let mut model = Sequential::new();
        model.add(Input::new(image)).unwrap();
        assert!(model.add(layer).is_err());
    }
}

/// What `from_json` says of a text.
fn refusal(json: &str) -> String {
    Sequential::from_json(json).unwrap_err().to_string()
}

fn stack(layers: &str) -> String {
    format!(r#"{{"class_name": "Sequential", "config": {{"name": "net", "layers": [{layers}]}}}}"#)
}

#[test]
fn configurations_that_are_damaged() {
    let damaged = " The configuration is damaged, or of a kind that Kerros does not know.";
    for (json, expected) in [
        ("", "JSON: expected a configuration, received EOF while parsing"),
        ("{", "JSON: expected a configuration, received EOF while parsing an object"),
        ("[1, 2", "JSON: expected a configuration, received EOF while parsing a list"),
        ("3", "model: expected an object of JSON, received 3."),
        ("{}", "class_name: expected a member of that name, received an empty object."),
        (r#"{"class_name": 1}"#, "class_name: expected a text, received 1."),
        (r#"{"class_name": "Sequential"}"#, "config: expected a member of that name"),
        (
            r#"{"class_name": "Functional"}"#,
            "class_name: expected Sequential, received Functional.",
        ),
        (r#"{"class_name": "Sequential", "config": 1}"#, "config: expected an object of JSON"),
        (r#"{"class_name": "Sequential", "config": {"layers": 1}}"#, "layers: expected a list"),
    ] {
        let message = refusal(json);
        assert!(message.contains(expected), "{json}: {message}");
    }
    assert!(refusal("3").ends_with(damaged));
    assert!(refusal(&"[".repeat(100_000)).contains("recursion limit exceeded"));
}

#[test]
fn configurations_that_do_not_fit() {
    let dense = |more: &str| {
        stack(&format!(r#"{{"class_name": "Dense", "config": {{"name": "out", {more}}}}}"#))
    };
    for (json, expected) in [
        (
            stack(r#"{"class_name": "Densse", "config": {}}"#),
            "unknown layer \"Densse\": did you mean \"Dense\"?",
        ),
        (stack(r#"{"class_name": "Lambda", "config": {}}"#), "Loading a file never runs code."),
        (
            stack(
                r#"{"class_name": "Dense", "registered_name": "my>Dense", "config": {"units": 1}}"#,
            ),
            "class_name: expected a layer of Keras, received Dense of my>Dense.",
        ),
        (
            stack(r#"{"module": "keras.src.ops.numpy", "class_name": "Add", "config": {}}"#),
            "expected a layer of Keras, received Add of keras.src.ops.numpy.",
        ),
        (dense(r#""units": -1"#), "net/out/Dense: units: expected a whole number, received -1."),
        (
            dense(r#""units": 2, "dtype": "float16""#),
            "dtype: expected \"float32\", received \"float16\".",
        ),
        (
            dense(r#""units": 2, "activation": {"class_name": "__lambda__"}"#),
            "expected configuration only",
        ),
        (
            dense(
                r#""units": 2, "kernel_regularizer": {"class_name": "L2", "config": {"l2": -1}}, "batch_input_shape": [null, 3]"#,
            ),
            "kernel/L2: l2: expected a finite number from 0 on, received -1.",
        ),
        (
            dense(r#""units": 2, "batch_input_shape": [null, null, 3]"#),
            "batch_shape: expected known sizes behind the number of rows, received [null,null,3].",
        ),
    ] {
        let message = refusal(&json);
        assert!(message.contains(expected), "{json}: {message}");
    }
}

#[test]
fn regularizers_and_constraints_out_of_range() {
    let refused = |layer: Dense| {
        Sequential::new().add(layer.input_shape(3)).map(drop).unwrap_err().to_string()
    };
    let dense = || Dense::new(2);
    for (layer, expected) in [
        (
            dense().kernel_regularizer(L1::new().l1(-0.1)),
            "kernel/L1: l1: expected a finite number from 0 on, received -0.1.",
        ),
        (
            dense().bias_regularizer("orthogonal_regularizer"),
            "shape: expected a matrix of at least two rows",
        ),
        (
            dense().activity_regularizer(L2::new().l2(f64::NAN)),
            "activity_regularizer/L2: l2: expected",
        ),
        (
            dense().kernel_constraint(MinMaxNorm::new().rate(1.5)),
            "rate: expected a number from 0 to 1, received 1.5.",
        ),
        (
            dense().kernel_constraint(MinMaxNorm::new().min_value(2.0)),
            "max_value: expected at least min_value, 2",
        ),
        (
            dense().kernel_constraint(MaxNorm::new().max_value(-1.0)),
            "max_value: expected a finite number from 0 on",
        ),
        (
            dense().kernel_constraint(UnitNorm::new().axis(2)),
            "axis: expected different axes of the weight",
        ),
        (
            dense().bias_constraint("non_negg"),
            "unknown constraint \"non_negg\": did you mean \"non_neg\"?",
        ),
    ] {
        let message = refused(layer);
        assert!(message.contains(expected), "{message}");
    }
}

/// The same of all other layers whose weights have such arguments.
#[test]
fn regularizers_and_constraints_that_do_not_fit() {
    let separable = || SeparableConv2D::new(2, 2);
    let einsum = || EinsumDense::new("abcd,de->abce", [None, None, Some(2)]);
    let axes = "axis: expected different axes of the weight";
    let matrix = "shape: expected a matrix of at least two rows";
    let cases: Vec<(Box<dyn Layer>, &str, &str)> = vec![
        (
            Box::new(Conv2D::new(2, 2).kernel_regularizer("l3")),
            "conv2d",
            "unknown regularizer \"l3\": did you mean \"l",
        ),
        (
            Box::new(Conv2D::new(2, 2).kernel_constraint(MaxNorm::new().axis(4))),
            "conv2d/kernel/MaxNorm",
            axes,
        ),
        (
            Box::new(Conv2D::new(2, 2).bias_constraint(UnitNorm::new().axis(1))),
            "conv2d/bias/UnitNorm",
            axes,
        ),
        (
            Box::new(Conv2D::new(2, 2).activity_regularizer(L1::new().l1(-1.0))),
            "conv2d/activity_regularizer/L1",
            "l1: expected a finite number from 0 on, received -1.",
        ),
        (
            Box::new(Conv2DTranspose::new(2, 2).kernel_regularizer(L2::new().l2(f64::INFINITY))),
            "conv2d_transpose/kernel/L2",
            "l2: expected a finite number from 0 on, received inf.",
        ),
        (
            Box::new(DepthwiseConv2D::new(2).depthwise_regularizer("orthogonal_regularizer")),
            "depthwise_conv2d/kernel/OrthogonalRegularizer",
            matrix,
        ),
        (
            Box::new(separable().depthwise_constraint("max")),
            "separable_conv2d",
            "unknown constraint \"max\"",
        ),
        (
            Box::new(separable().pointwise_constraint(MinMaxNorm::new().rate(-0.5))),
            "separable_conv2d/pointwise_kernel/MinMaxNorm",
            "rate: expected a number from 0 to 1, received -0.5.",
        ),
        (
            Box::new(Embedding::new(9, 4).embeddings_constraint(MaxNorm::new().axis(2))),
            "embedding/embeddings/MaxNorm",
            axes,
        ),
        (
            Box::new(Embedding::new(9, 4).embeddings_regularizer("none")),
            "embedding",
            "unknown regularizer \"none\"",
        ),
        (
            Box::new(einsum().kernel_constraint("uni_norm")),
            "einsum_dense",
            "unknown constraint \"uni_norm\": did you mean \"unit_norm\"?",
        ),
        (
            Box::new(einsum().activity_regularizer(L2::new().l2(-0.5))),
            "einsum_dense/activity_regularizer/L2",
            "l2: expected a finite number from 0 on, received -0.5.",
        ),
        (
            Box::new(BatchNormalization::new().gamma_regularizer("orthogonal_regularizer")),
            "batch_normalization/gamma/OrthogonalRegularizer",
            matrix,
        ),
        (
            Box::new(LayerNormalization::new().beta_constraint(UnitNorm::new().axis(1))),
            "layer_normalization/beta/UnitNorm",
            axes,
        ),
        (
            Box::new(GroupNormalization::new().groups(2).beta_regularizer("l22")),
            "group_normalization",
            "unknown regularizer \"l22\"",
        ),
    ];
    for (layer, place, expected) in cases {
        let mut model = Sequential::new();
        model.add(Input::new([4, 5, 6])).unwrap();
        let message = model.add(layer).map(drop).unwrap_err().to_string();
        assert!(message.starts_with(&format!("sequential/{place}")), "{message}");
        assert!(message.contains(expected), "{message}");
    }
}

/// A frozen layer's weights add nothing to the loss, and are not constrained.
#[test]
fn frozen_weights_are_not_regularized() {
    let loss = |frozen: bool| {
        let mut model = Sequential::with_seed(1);
        let dense = Dense::new(2).kernel_initializer("ones").kernel_regularizer(L2::new().l2(1.0));
        model.add(dense.input_shape(3).trainable(!frozen)).unwrap();
        model.add(Dense::new(1).kernel_initializer("zeros")).unwrap();
        model.compile(Compile::new().optimizer("sgd").loss("mse")).unwrap();
        let (x, y) = (Array2::<f32>::ones((4, 3)), Array2::<f32>::zeros((4, 1)));
        model.evaluate(&x, &y, Evaluate::new().verbose(Verbose::Silent)).unwrap().loss()
    };
    assert_eq!((loss(false), loss(true)), (6.0, 0.0));
}
