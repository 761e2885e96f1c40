//! Functional models: branches, shared layers, several inputs and outputs, models inside models.

#![allow(clippy::unwrap_used, reason = "also in the functions that the tests share")]

use kerros::initializers::SharedInitializer;
use kerros::layer::{Build, Settings};
use kerros::model::IntoTensor;
use kerros::prelude::*;
use kerros_graph::NodeId;

fn quiet() -> Fit<'static> {
    Fit::new().verbose(Verbose::Silent)
}

/// Adds its inputs; hands the first one's mask on.
#[derive(Debug, Default)]
struct Sum {
    settings: Settings,
}

impl Layer for Sum {
    fn class_name(&self) -> &'static str {
        "Sum"
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn call(&self, build: &mut Build<'_>, input: NodeId) -> kerros::Result<NodeId> {
        Ok(self.call_many(build, &[input])?[0])
    }

    fn call_many(&self, build: &mut Build<'_>, inputs: &[NodeId]) -> kerros::Result<Vec<NodeId>> {
        let mut sum = inputs[0];
        for &input in &inputs[1..] {
            sum = build.graph.add(sum, input)?;
        }
        Ok(vec![sum])
    }

    fn supports_masking(&self) -> bool {
        true
    }
}

fn input(sizes: usize) -> SymbolicTensor {
    Input::new(sizes).symbol().unwrap()
}

fn dense(units: usize) -> Dense {
    Dense::new(units).kernel_initializer("ones").use_bias(false)
}

fn rows(count: usize, width: usize) -> Array2<f32> {
    Array2::from_shape_fn((count, width), |(row, column)| ((row * 3 + column * 5) % 7) as f32 / 7.0)
}

#[test]
fn branches_meet() {
    let x = input(3);
    let (left, right) = (dense(2).apply(&x).unwrap(), dense(2).apply(&x).unwrap());
    let y = Sum::default().apply([&left, &right]).unwrap();
    let mut model = Model::new(&x, &y).unwrap();
    let names: Vec<_> = model.layers().map(|layer| layer.name.to_owned()).collect();
    assert_eq!(names, ["dense", "dense_1", "sum"]);
    assert_eq!(model.predict(&Array2::<f32>::ones((1, 3))).unwrap().as_slice().unwrap(), [6., 6.]);
}

#[test]
fn a_shared_layer_has_its_weights_once_and_their_gradients_add_up() {
    let (a, b) = (input(1), input(1));
    let shared = SharedLayer::from(dense(1));
    let y = Sum::default().apply([&shared.apply(&a).unwrap(), &shared.apply(&b).unwrap()]).unwrap();
    let mut model = Model::new([&a, &b], &y).unwrap();
    assert_eq!(model.count_params().unwrap(), 1);
    model.compile(Compile::new().optimizer(SGD::new().learning_rate(0.1)).loss("mse")).unwrap();
    // y = w (a + b) with w = 1: the loss (3 - 0)^2 has the gradient 2 * 3 * (1 + 2) = 18.
    let (x, target) = ([[1.0f32], [2.0]], [0.0f32]);
    model.train_on_batch([&x[0], &x[1]], &target).unwrap();
    let weight = model.get_weights().unwrap()[0][[0, 0]];
    assert!((weight - (1.0 - 0.1 * 18.0)).abs() < 1e-6, "{weight}");
}

#[test]
fn outputs_have_losses_weights_and_metrics_of_their_own() {
    let x = input(2);
    let price = dense(1).name("price").apply(&x).unwrap();
    let sold = dense(1).activation("sigmoid").name("sold").apply(&x).unwrap();
    let mut model = Model::new(&x, [&price, &sold]).unwrap();
    model
        .compile(
            Compile::new()
                .losses(["mse", "binary_crossentropy"])
                .loss_weights([1.0, 0.5])
                .metrics_of("price", ["mae"])
                .metrics_of("sold", ["accuracy"]),
        )
        .unwrap();
    let names = model.metric_names().unwrap();
    assert_eq!(names, ["loss", "price_loss", "sold_loss", "price_mae", "sold_accuracy"]);

    let x = rows(8, 2);
    let (prices, sales) = (Array1::from_elem(8, 2.0f32), Array1::from_elem(8, 1.0f32));
    let quiet = || Evaluate::new().verbose(Verbose::Silent);
    let scores = model.evaluate(&x, [&prices, &sales], quiet()).unwrap();
    let get = |name| scores.get(name).unwrap();
    assert!((scores.loss() - (get("price_loss") + 0.5 * get("sold_loss"))).abs() < 1e-6);
    assert_eq!(get("sold_accuracy"), 1.0);

    // Weights of rows for each output, or for all.
    let (none, all) = (Array1::<f32>::zeros(8), Array1::<f32>::ones(8));
    let weighted = quiet().sample_weight([&none, &all]);
    let scores = model.evaluate(&x, [&prices, &sales], weighted).unwrap();
    assert_eq!(scores.get("price_loss"), Some(0.0));
    assert!(scores.get("sold_loss").unwrap() > 0.0);
    let scores = model.evaluate(&x, [&prices, &sales], quiet().sample_weight(&none)).unwrap();
    assert_eq!(scores.loss(), 0.0);

    let fit = Fit::new().verbose(Verbose::Silent).epochs(2);
    let history = model.fit(&x, [&prices, &sales], fit).unwrap();
    assert_eq!(history.names().count(), 5);
    let outputs = model.predict_outputs(&x, Predict::new()).unwrap();
    assert_eq!((outputs.len(), outputs[1].shape()), (2, &[8, 1][..]));
}

#[test]
fn an_output_without_a_loss_is_not_trained() {
    let x = input(2);
    let (a, b) = (dense(1).name("a").apply(&x).unwrap(), dense(1).name("b").apply(&x).unwrap());
    let mut model = Model::new(&x, [&a, &b]).unwrap();
    model.compile(Compile::new().optimizer("sgd").loss_of("b", "mse")).unwrap();
    assert_eq!(model.metric_names().unwrap(), ["loss"]);
    model.fit(&rows(4, 2), &Array1::<f32>::zeros(4), quiet().epochs(1)).unwrap();
    let weights = model.get_weights().unwrap();
    assert_eq!(weights[0].as_slice().unwrap(), [1.0, 1.0]);
    assert_ne!(weights[1].as_slice().unwrap(), [1.0, 1.0]);
}

#[test]
fn a_model_of_features_sees_what_the_whole_model_has_learned() {
    let x = input(2);
    let hidden = dense(3).name("hidden").apply(&x).unwrap();
    let y = dense(1).apply(&hidden).unwrap();
    let mut model = Model::new(&x, &y).unwrap();
    let mut features = Model::new(&x, &hidden).unwrap();
    let data = rows(16, 2);
    assert_eq!(features.predict(&data).unwrap()[[1, 0]], data[[1, 0]] + data[[1, 1]]);

    model.compile(Compile::new().optimizer("sgd").loss("mse")).unwrap();
    model.fit(&data, &Array1::<f32>::zeros(16), quiet().epochs(3)).unwrap();
    let (all, some) = (model.get_weights().unwrap(), features.get_weights().unwrap());
    assert_eq!(all[0], some[0]);
    let expected: f32 = (0..2).map(|i| data[[1, i]] * all[0][[i, 0]]).sum();
    assert!((features.predict(&data).unwrap()[[1, 0]] - expected).abs() < 1e-6);

    // And the other way round.
    let new = Array2::<f32>::zeros((2, 3)).into_dyn();
    features.set_weights([new.view()]).unwrap();
    assert_eq!(model.get_weights().unwrap()[0], new);
    assert_eq!(model.predict(&data).unwrap()[[1, 0]], 0.0);
}

#[test]
fn features_of_a_trained_stack() {
    let mut model = Sequential::with_seed(3);
    model.add(Dense::new(3).name("hidden").input_shape(2)).unwrap().add(Dense::new(1)).unwrap();
    model.compile(Compile::new().loss("mse")).unwrap();
    let data = rows(8, 2);
    model.fit(&data, &Array1::<f32>::ones(8), quiet()).unwrap();
    let mut features =
        Model::new(model.inputs().unwrap(), model.layer_output("hidden").unwrap()).unwrap();
    assert_eq!(features.get_weights().unwrap()[..], model.get_weights().unwrap()[..2]);
    assert_eq!(features.predict(&data).unwrap().shape(), [8, 3]);
    model.fit(&data, &Array1::<f32>::ones(8), quiet()).unwrap();
    assert_eq!(features.get_weights().unwrap()[..], model.get_weights().unwrap()[..2]);
}

#[test]
fn a_model_inside_a_model_shares_its_weights() {
    let mut encoder = Sequential::with_seed(1);
    encoder.add(Dense::new(3).input_shape(2)).unwrap().add(Dense::new(2)).unwrap();
    let (a, b) = (input(2), input(2));
    let layer = encoder.as_layer().unwrap();
    let both = [layer.apply(&a).unwrap(), layer.apply(&b).unwrap()];
    let y = dense(1).apply(Sum::default().apply(both).unwrap()).unwrap();
    let mut model = Model::with_seed(2, [&a, &b], &y).unwrap();
    let paths: Vec<_> = model.weights().iter().map(|weight| weight.path()).collect();
    assert_eq!(
        paths,
        [
            "sequential/dense/kernel",
            "sequential/dense/bias",
            "sequential/dense_1/kernel",
            "sequential/dense_1/bias",
            "dense/kernel"
        ]
    );
    assert_eq!(model.get_weights().unwrap()[..4], encoder.get_weights().unwrap()[..]);
    model.compile(Compile::new().optimizer("sgd").loss("mse")).unwrap();
    let data = rows(8, 2);
    model.fit([&data, &data], &Array1::<f32>::ones(8), quiet().epochs(2)).unwrap();
    assert_eq!(model.get_weights().unwrap()[..4], encoder.get_weights().unwrap()[..]);

    // Frozen as a whole.
    layer.set_trainable(false);
    let before = encoder.get_weights().unwrap();
    model.compile(Compile::new().optimizer("sgd").loss("mse")).unwrap();
    model.fit([&data, &data], &Array1::<f32>::ones(8), quiet().epochs(2)).unwrap();
    assert_eq!(encoder.get_weights().unwrap(), before);
    let summary = model.summary().unwrap();
    assert_eq!((summary.trainable, summary.non_trainable), (2, 2 * 3 + 3 + 3 * 2 + 2));
}

#[test]
fn layers_of_an_inner_model_are_shared_though_only_that_model_holds_them() {
    let inner = {
        let mut encoder = Sequential::new();
        encoder.add(dense(2).input_shape(2)).unwrap();
        encoder.as_layer().unwrap()
    };
    let x = input(2);
    let mut one = Model::new(&x, inner.apply(&x).unwrap()).unwrap();
    let mut other = Model::new(&x, inner.apply(&x).unwrap()).unwrap();
    let data = rows(4, 2);
    one.compile(Compile::new().optimizer("sgd").loss("mse")).unwrap();
    one.fit(&data, &data, quiet()).unwrap();
    assert_ne!(one.get_weights().unwrap()[0].as_slice().unwrap(), [1.0; 4]);
    assert_eq!(other.predict(&data).unwrap(), one.predict(&data).unwrap());
}

#[test]
fn freezing_counts_from_the_next_compile_on() {
    let mut model = Sequential::new();
    model.add(dense(2).input_shape(2)).unwrap().add(dense(1)).unwrap();
    model.compile(Compile::new().optimizer("sgd").loss("mse")).unwrap();
    model.freeze_weights(..1).unwrap();
    let data = rows(8, 2);
    let mut warnings = Vec::new();
    let fit = quiet().on_warning(|warning| warnings.push(warning.to_string()));
    model.fit(&data, &Array1::<f32>::zeros(8), fit).unwrap();
    assert_eq!(
        warnings,
        [
            "sequential: layer dense was frozen or thawed after compile, which does not count before \
          the model is compiled again"
        ]
    );
    let moved = model.get_weights().unwrap();
    assert_ne!(moved[0].as_slice().unwrap(), [1.0; 4]);

    model.compile(Compile::new().optimizer("sgd").loss("mse")).unwrap();
    model.fit(&data, &Array1::<f32>::zeros(8), quiet()).unwrap();
    let weights = model.get_weights().unwrap();
    assert_eq!(weights[0], moved[0]);
    assert_ne!(weights[1], moved[1]);
    model.unfreeze_weights(..).unwrap();
    assert_eq!(model.summary().unwrap().non_trainable, 0);
}

/// Leaves out steps that are 0.
#[derive(Debug, Default)]
struct LeaveOutZeros {
    settings: Settings,
}

impl Layer for LeaveOutZeros {
    fn class_name(&self) -> &'static str {
        "LeaveOutZeros"
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn call(&self, build: &mut Build<'_>, input: NodeId) -> kerros::Result<NodeId> {
        let magnitude = build.graph.abs(input)?;
        let largest = build.graph.reduce_max(magnitude, &[2])?;
        let zero = build.graph.full_like(largest, 0.0)?;
        let counts = build.graph.greater(largest, zero)?;
        build.set_mask(Some(counts));
        Ok(input)
    }
}

#[test]
fn masks_go_through_layers_into_loss_and_metrics() {
    let x = Input::new([3, 1]).symbol().unwrap();
    let masked = LeaveOutZeros::default().apply(&x).unwrap();
    assert!(masked.is_masked());
    let y = Sum::default().apply([&masked, &masked]).unwrap();
    assert!(y.is_masked());
    let stopped = Reshape::new([3, 1]).apply(&y).unwrap();
    assert!(!stopped.is_masked());

    let mut model = Model::new(&x, &y).unwrap();
    model.compile(Compile::new().loss("mse").metrics(["mae"])).unwrap();
    // Twice x is 2, 4 and left out; 6, left out and left out.
    let data = [1.0f32, 2.0, 0.0, 3.0, 0.0, 0.0];
    let target = [0.0f32; 6];
    let quiet = || Evaluate::new().verbose(Verbose::Silent);
    let (data, target) = ((&data[..], [2, 3, 1]), (&target[..], [2, 3, 1]));
    let scores = model.evaluate(data, target, quiet()).unwrap();
    assert!((scores.loss() - (4.0 + 16.0 + 36.0) / 3.0).abs() < 1e-6, "{scores}");
    assert!((scores.get("mae").unwrap() - (2.0 + 4.0 + 6.0) / 3.0).abs() < 1e-6, "{scores}");

    // With nothing left, there is no loss.
    let zeros = [0.0f32; 3];
    let nothing = (&zeros[..], [1, 3, 1]);
    assert_eq!(model.evaluate(nothing, nothing, quiet()).unwrap().loss(), 0.0);
}

/// Counts the batches it has seen while training, in a state, and adds its input to the loss.
#[derive(Debug)]
struct Counter {
    settings: Settings,
}

impl Layer for Counter {
    fn class_name(&self) -> &'static str {
        "Counter"
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn call(&self, build: &mut Build<'_>, input: NodeId) -> kerros::Result<NodeId> {
        let zeros: SharedInitializer = Zeros.into();
        let seen = build.state("seen", &[1], &zeros)?;
        if build.training() && build.trainable() {
            let more = build.graph.offset(seen, 1.0)?;
            build.update("seen", more)?;
        }
        let sum = build.graph.mean_all(input)?;
        build.add_loss(sum)?;
        Ok(input)
    }
}

#[test]
fn layers_keep_states_and_add_losses() {
    let counter = SharedLayer::from(Counter { settings: Settings::new() });
    let x = input(1);
    // Called twice: the second call goes on from what the first has made of the state.
    let y = counter.apply(counter.apply(&x).unwrap()).unwrap();
    let mut model = Model::new(&x, &y).unwrap();
    model.compile(Compile::new().optimizer("sgd").loss("mse")).unwrap();
    assert_eq!(model.summary().unwrap().non_trainable, 1);
    let data = [2.0f32; 4];
    let scores = model.train_on_batch(&data, &data).unwrap();
    assert_eq!(scores.loss(), 4.0, "twice the mean of the input");
    assert_eq!(model.get_weights().unwrap()[0][[0]], 2.0);
    model.evaluate(&data, &data, Evaluate::new().verbose(Verbose::Silent)).unwrap();
    assert_eq!(model.get_weights().unwrap()[0][[0]], 2.0);
    counter.set_trainable(false);
    model.compile(Compile::new().optimizer("sgd").loss("mse")).unwrap();
    model.train_on_batch(&data, &data).unwrap();
    assert_eq!(model.get_weights().unwrap()[0][[0]], 2.0);
}

/// What an error says.
fn said<T: std::fmt::Debug>(result: kerros::Result<T>) -> String {
    result.unwrap_err().to_string()
}

#[test]
fn models_that_cannot_be() {
    let (x, other) = (input(2), Input::new(2).name("other").symbol().unwrap());
    let y = Sum::default().apply([&x, &other]).unwrap();
    let none: Vec<SymbolicTensor> = Vec::new();
    let model = |inputs: &[&SymbolicTensor], outputs: &[&SymbolicTensor]| {
        let own = |all: &[&SymbolicTensor]| -> Vec<SymbolicTensor> {
            all.iter().map(|&one| one.clone()).collect()
        };
        said(Model::new(own(inputs), own(outputs)))
    };
    assert_eq!(
        model(&[&x], &[&y]),
        "functional: outputs: expected values that depend on the model's inputs only, received one that \
         needs other as well. Name that input too, or start from other values."
    );
    assert_eq!(
        model(&[&x, &x], &[&y]),
        "functional: inputs: expected each value once, received input_layer again. Leave it out the \
         second time."
    );
    assert_eq!(
        said(Model::new(&x, none)),
        "functional: outputs: expected at least one, received none. Name them in an array."
    );
    let twice = |name: &str| dense(1).name(name).apply(&x).unwrap();
    assert_eq!(
        said(Model::new(&x, [twice("a"), twice("a")])),
        "functional: name: expected a name that no other layer of the model has, received \"a\" again. \
         Choose another name, or leave it out."
    );
    assert_eq!(
        said(Flatten::new().name("flat").apply([&x, &x])),
        "flat: inputs: expected one input, received 2. Merge them first, for example with Concatenate."
    );
    assert_eq!(
        said(Input::new([0]).symbol()).split(". ").next(),
        Some(
            "input_layer: input_shape: expected sizes of at least 1, without the number of rows, received [0]"
        )
    );
    assert_eq!(said(Conv1D::new(1, 3).name("conv").apply(&x)).split(':').next(), Some("conv"));
}

#[test]
fn data_that_do_not_fit_several_inputs() {
    let (a, b) =
        (Input::new(2).name("a").symbol().unwrap(), Input::new(2).name("b").symbol().unwrap());
    let y = dense(1).apply(Sum::default().apply([&a, &b]).unwrap()).unwrap();
    let mut model = Model::new([&a, &b], &y).unwrap();
    assert_eq!(
        said(model.predict(&rows(3, 2))),
        "functional: x: expected data for each of the model's inputs: a, b, received 1 of them. Give \
         them as an array or a vector, in the order of the inputs."
    );
    assert_eq!(
        said(model.predict([&rows(3, 2), &rows(2, 2)])),
        "functional: x for b: expected 3 rows, as the first input has, received 2. Give each row of one \
         input its row of the others."
    );
    assert_eq!(
        said(model.predict([&rows(3, 2), &rows(3, 1)])).split('.').next().unwrap(),
        "functional: x for b: expected the shape (rows, 2), received [3, 1]"
    );
    model.compile(Compile::new().loss("mse")).unwrap();
    let y = Array1::<f32>::zeros(3);
    let x = rows(3, 2);
    let both = [x.view().into_tensor().unwrap(), x.view().into_tensor().unwrap()];
    assert_eq!(
        said(model.train_on_batch(both, [&y, &y])),
        "functional: y: expected targets for each output that has a loss: dense, received 2 of them. \
         Give them as an array or a vector, in the order of the outputs."
    );
}

#[test]
fn losses_that_do_not_fit_the_outputs() {
    let x = input(2);
    let (a, b) = (dense(1).name("a").apply(&x).unwrap(), dense(1).name("b").apply(&x).unwrap());
    let mut model = Model::new(&x, [&a, &b]).unwrap();
    for (compile, expected) in [
        (
            Compile::new().losses(["mse"]),
            "functional: losses: expected one for each of the model's outputs: a, b, received 1",
        ),
        (
            Compile::new().loss("mse").loss_weights([1.0]),
            "functional: loss_weights: expected one for each",
        ),
        (
            Compile::new().loss("mse").loss_weights([1.0, f64::NAN]),
            "functional: loss_weights: expected finite numbers, received NaN",
        ),
        (
            Compile::new().loss_of("c", "mse"),
            "functional: loss_of: expected the name of an output: a, b, received \"c\"",
        ),
        (
            Compile::new().loss_of("a", "mse").metrics_of("b", ["mae"]),
            "functional: metrics_of: expected an output that has a loss, received \"b\"",
        ),
        (
            Compile::new().metrics_of("a", ["mae"]),
            "functional: metrics_of: expected an output that has a loss",
        ),
    ] {
        let error = said(model.compile(compile));
        assert!(error.starts_with(expected), "{error}");
    }
}
