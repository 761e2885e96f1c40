//! What is said of configurations of models that cannot be read or written.

#![allow(clippy::unwrap_used, reason = "also in the functions that the tests share")]

use kerros::losses::Loss;
use kerros::metrics::{AutoAccuracy, Metric};
use kerros::optimizers::Optimizer;
use kerros::prelude::*;
use kerros::serialization::{Configurable, FromJson};

/// What `from_json` says of a text.
fn refusal(json: &str) -> String {
    Model::from_json(json).unwrap_err().to_string()
}

const INPUT: &str = r#"{"class_name": "InputLayer", "name": "x", "inbound_nodes": [],
    "config": {"name": "x", "batch_shape": [null, 3]}}"#;

/// A layer of this class and configuration with these nodes.
fn layer(name: &str, class_name: &str, config: &str, nodes: &str) -> String {
    let config = format!(r#"{{"name": "{name}"{config}}}"#);
    format!(
        r#"{{"class_name": "{class_name}", "name": "{name}", "config": {config}, "inbound_nodes": {nodes}}}"#
    )
}

fn model(layers: &[&str], inputs: &str, outputs: &str) -> String {
    format!(
        r#"{{"class_name": "Functional", "config": {{"name": "net", "layers": [{}],
            "input_layers": {inputs}, "output_layers": {outputs}}}}}"#,
        layers.join(", ")
    )
}

/// A model of an input and this layer, which is called on it.
fn with(layer: &str) -> String {
    model(&[INPUT, layer], r#"["x", 0, 0]"#, r#"["y", 0, 0]"#)
}

const ON_X: &str = r#"[[["x", 0, 0, {}]]]"#;

fn tensor(name: &str) -> String {
    format!(
        r#"{{"class_name": "__keras_tensor__", "config": {{"keras_history": ["{name}", 0, 0]}}}}"#
    )
}

#[test]
fn models_that_are_damaged() {
    let dense = layer("y", "Dense", r#", "units": 2"#, ON_X);
    assert_eq!(Model::from_json(&with(&dense)).unwrap().count_params().unwrap(), 8);
    let on = |nodes: &str| with(&layer("y", "Dense", r#", "units": 2"#, nodes));
    let nested = model(&[INPUT], r#"["x", 0, 0]"#, r#"["x", 0, 0]"#);
    for (json, expected) in [
        (
            r#"{"class_name": "Dense", "config": {"units": 2}}"#.to_owned(),
            "class_name: expected Sequential, Functional or Model, received Dense. A layer is read with \
             SharedLayer::from_json.",
        ),
        (
            r#"{"class_name": "Functional", "config": {"layers": []}}"#.to_owned(),
            "functional: input_layers: expected a member of that name, received only layers.",
        ),
        (
            on(r#"[[["z", 0, 0, {}]]]"#),
            "net/y: inbound_nodes: expected names of layers of the model, received \"z\".",
        ),
        (
            on(r#"[[["x", 1, 0, {}]]]"#),
            "net/y: inbound_nodes: expected values of layers that are called before, received [\"x\", 1, 0], which \
             nothing makes",
        ),
        (
            on(r#"[[["y", 0, 0, {}]]]"#),
            "net/y: inbound_nodes: expected values of layers that are called before, received [\"y\", 0, 0]",
        ),
        (
            on(r#"[[["x", 0, {}]]]"#),
            "net/y: output: expected a whole number from 0 on, received {}.",
        ),
        (
            on(r#"[[["x", 0]]]"#),
            "net/y: value: expected [layer, node, output], received [\"x\",0].",
        ),
        (
            on(r#"[3]"#),
            "net/y: inbound_nodes: expected [layer, node, output] or a list of such, received 3.",
        ),
        (on("3"), "net/y: inbound_nodes: expected a list, received 3."),
        (on("[]"), "net: output_layers: expected one of the 0 calls of \"y\" and its outputs"),
        (
            model(&[INPUT, &dense], r#"["x", 0, 0]"#, r#"["y", 1, 0]"#),
            "net: output_layers: expected one of the 1 calls of \"y\" and its outputs, received call 1, output 0.",
        ),
        (
            model(&[INPUT, &dense], r#"["x", 0, 0]"#, r#"["z", 0, 0]"#),
            "net: output_layers: expected names of layers of the model, received \"z\".",
        ),
        (
            model(&[INPUT, &dense], "[]", r#"["y", 0, 0]"#),
            "net: inputs: expected at least one, received none.",
        ),
        (
            model(&[INPUT, INPUT], r#"["x", 0, 0]"#, r#"["x", 0, 0]"#),
            "net: name: expected a name that no other layer of the model has, received \"x\" again.",
        ),
        (
            with(&format!(
                r#"{}, "name": "y", "inbound_nodes": {ON_X}}}"#,
                &nested[..nested.len() - 1]
            )),
            "net/net: the model has no layers. Add at least one: model.add(Dense::new(1)).",
        ),
    ] {
        let message = refusal(&json);
        assert!(message.starts_with(expected), "{message}\n{expected}");
    }
}

#[test]
fn classes_and_arguments_that_are_not_known() {
    let unknown = refusal(&with(&layer("y", "Dens", r#", "units": 2"#, ON_X)));
    assert!(
        unknown.starts_with("net/y: unknown layer \"Dens\": did you mean \"Dense\"?"),
        "{unknown}"
    );
    assert!(
        unknown.ends_with("A class of your own is made known with from_json_with."),
        "{unknown}"
    );

    let lambda = refusal(&with(&layer("y", "Lambda", r#", "function": "x""#, ON_X)));
    assert_eq!(
        lambda,
        "net: Lambda: expected configuration only, received code of Python. Loading a file never runs code. Write the \
         function as a layer in Rust, and put that in its place."
    );
    let inside =
        r#", "units": 2, "activation": {"class_name": "__lambda__", "config": {"value": "x"}}"#;
    assert!(refusal(&with(&layer("y", "Dense", inside, ON_X))).contains("received code of Python"));

    // Unknown keys say nothing.
    let known = layer("y", "Dense", r#", "units": 2, "of_the_future": 3"#, ON_X);
    assert!(Model::from_json(&with(&known)).is_ok());

    let called = |kwargs: &str| {
        let nodes = format!(r#"[{{"args": [{}], "kwargs": {kwargs}}}]"#, tensor("x"));
        with(&layer("y", "Dense", r#", "units": 2"#, &nodes))
    };
    assert!(
        Model::from_json(&called(r#"{"mask": null, "training": false, "a": {"b": [null]}}"#))
            .is_ok()
    );
    for (kwargs, expected) in [
        (
            r#"{"training": true}"#.to_owned(),
            "net/y: training: expected its default where a layer is called, received true. Kerros does not have this \
             argument of calls.",
        ),
        (
            r#"{"factor": 3}"#.to_owned(),
            "net/y: factor: expected its default where a layer is called, received 3.",
        ),
        (
            format!(r#"{{"mask": {}}}"#, tensor("x")),
            "net/y: mask: expected the one that comes with the values by itself, from Masking or Embedding, received \
             what \"x\" makes.",
        ),
        (
            r#"{"query": 3}"#.to_owned(),
            "net/y: inbound_nodes: expected values that layers make, received 3.",
        ),
    ] {
        let message = refusal(&called(&kwargs));
        assert!(message.starts_with(expected), "{message}\n{expected}");
    }
}

/// `x + x` in Python is no layer of Keras 3.
#[test]
fn operations_on_values() {
    let x = tensor("x");
    let sum = format!(
        r#"{{"module": "keras.src.ops.numpy", "class_name": "Add", "name": "sum", "config": {{"name": "sum"}},
            "inbound_nodes": [{{"args": [{x}, {x}], "kwargs": {{}}}}]}}"#
    );
    let dense = layer("y", "Dense", r#", "units": 2"#, r#"[[["sum", 0, 0, {}]]]"#);
    let message = refusal(&model(&[INPUT, &sum, &dense], r#"["x", 0, 0]"#, r#"["y", 0, 0]"#));
    assert_eq!(
        message,
        "net/y: class_name: expected a layer of Keras, received Add of keras.src.ops.numpy. Kerros reads layers and no \
         operations between them: put a layer in its place, such as Add."
    );
}

/// What Keras passes with calls is an argument of Kerros's layer.
#[test]
fn arguments_of_calls_that_differ() {
    let called = |causal: bool| {
        let x = tensor("x");
        format!(r#"{{"args": [[{x}, {x}]], "kwargs": {{"use_causal_mask": {causal}}}}}"#)
    };
    let input = INPUT.replace("[null, 3]", "[null, 4, 3]");
    let read = |one: bool, other: bool| {
        let nodes = format!("[{}, {}]", called(one), called(other));
        let attention = layer("y", "Attention", "", &nodes);
        Model::from_json(&model(
            &[&input, &attention],
            r#"["x", 0, 0]"#,
            r#"[["y", 0, 0], ["y", 1, 0]]"#,
        ))
    };
    assert_eq!(
        read(true, false).unwrap_err().to_string(),
        "net/y: use_causal_mask: expected the same at all calls of the layer, received [true,false]. Kerros has this \
         argument of calls as one of the layer: make a layer for each."
    );
    let causal = read(true, true).unwrap().to_json().unwrap();
    assert_eq!(causal.matches(r#""kwargs":{"use_causal_mask":true}"#).count(), 2, "{causal}");
    assert!(!read(false, false).unwrap().to_json().unwrap().contains("use_causal_mask"));

    let heads =
        SharedLayer::from(MultiHeadAttention::new(2, 2).use_causal_mask(true).name("heads"));
    let steps = TimeDistributed::new(heads);
    assert_eq!(
        SharedLayer::from(steps).to_json().unwrap_err().to_string(),
        "time_distributed/layer/heads: use_causal_mask: expected its default in a stack and inside other layers, \
         received true. Keras passes this argument with the call: make a functional model of the layer."
    );
}

fn compiled(config: &str) -> String {
    let stack = r#"{"class_name": "Sequential", "config": {"name": "net", "layers": [
        {"class_name": "Dense", "config": {"name": "y", "units": 2, "batch_input_shape": [null, 3]}}]}"#;
    format!(r#"{stack}, "compile_config": {config}}}"#)
}

#[test]
fn compiled_models_whose_parts_are_not_known() {
    let known = compiled(
        r#"{"optimizer": {"class_name": "Custom>SGD", "config": {"lr": 0.5, "decay": 0.0}}, "loss": "mse",
        "metrics": [[{"class_name": "MeanMetricWrapper", "config": {"name": "mine", "fn": "mean_absolute_error"}}]]}"#,
    );
    let model = Model::from_json(&known).unwrap();
    assert_eq!(model.metric_names().unwrap(), ["loss", "mine"]);
    assert_eq!(model.learning_rate().unwrap(), 0.5);

    for (config, expected) in [
        (
            r#"{"loss": "msee"}"#,
            "net/compile_config/loss: unknown loss \"msee\": did you mean \"mse\"?",
        ),
        (
            r#"{"loss": "mse", "optimizer": {"class_name": "Adamant", "config": {}}}"#,
            "net/compile_config/optimizer/Adamant: unknown optimizer \"Adamant\": did you mean",
        ),
        (
            r#"{"loss": "mse", "optimizer": {"class_name": "SGD", "config": {"momentum": "much"}}}"#,
            "net/compile_config/optimizer/SGD",
        ),
        (
            r#"{"loss": "mse", "optimizer": {"class_name": "SGD", "config": {"learning_rate": {"class_name":
                "ExponentialDecay", "config": {}}}}}"#,
            "net/compile_config/optimizer/SGD/learning_rate/ExponentialDecay: initial_learning_rate: expected a value",
        ),
        (
            r#"{"loss": "mse", "optimizer": {"class_name": "SGD", "config": {"clipnorm": -1.0}}}"#,
            "net/compile_config/optimizer/SGD/sgd: clipnorm: expected a number above 0, received -1.",
        ),
        (
            r#"{"loss": {"class_name": "MeanSquaredError", "config": {"reduction": "avg"}}}"#,
            "net/compile_config/loss/MeanSquaredError: reduction: expected one of sum_over_batch_size, sum, mean, \
             mean_with_sample_weight, none, received \"avg\".",
        ),
        (
            r#"{"loss": {"class_name": "MeanSquaredError", "config": {"reduction": "none"}}}"#,
            "net/mean_squared_error: reduction: expected one number for each batch, received none.",
        ),
        (
            r#"{"loss": "mse", "metrics": ["acuracy"]}"#,
            "net/compile_config/metrics: unknown metric \"acuracy\": did you mean \"accuracy\"?",
        ),
        (
            r#"{"loss": "mse", "metrics": {"z": ["mae"]}}"#,
            "net/compile_config: metrics: expected the name of an output: y, received \"z\".",
        ),
        (
            r#"{"loss": ["mse", "mae"]}"#,
            "net/compile_config: loss: expected one for each of the outputs y, received [\"mse\",\"mae\"].",
        ),
        (r#"{"optimizer": "sgd", "loss": null}"#, "net: loss: expected a loss, received none."),
        (
            r#"{"loss": {"class_name": "__lambda__", "config": {"value": "x"}}}"#,
            "net/compile_config/loss: __lambda__: expected configuration only, received code of Python.",
        ),
    ] {
        let json = compiled(config);
        let message = refusal(&json);
        assert!(message.starts_with(expected), "{message}\n{expected}");
        // The model by itself is sound.
        assert!(Model::from_json_with(&json, &FromJson::new().compile(false)).is_ok());
    }
}

#[test]
fn layers_of_ones_own_take_their_names() {
    let json = with(&layer("y", "Mine", "", ON_X));
    let forgetful = FromJson::new().layer("Mine", |_config| Ok(Dense::new(2)));
    assert_eq!(
        Model::from_json_with(&json, &forgetful).unwrap_err().to_string(),
        "net/y: name: expected \"y\", the name in the configuration, received none. Make the settings of a layer of your \
         own with Settings::of(config)."
    );
    let settings = |config: &str| {
        let json = with(&layer("y", "Mine", config, ON_X));
        let mine = FromJson::new().layer("Mine", |config| {
            kerros::layer::Settings::of(config).map(|settings| {
                let name = settings.name().unwrap_or_default().to_owned();
                Dense::new(2).name(name)
            })
        });
        Model::from_json_with(&json, &mine)
    };
    assert!(settings("").is_ok());
    assert_eq!(
        settings(r#", "trainable": 3"#).unwrap_err().to_string(),
        "net/y: trainable: expected true or false, received 3. Leave it out, or give one."
    );
}

/// What is somebody's own is written under its name, and read by whoever says what it is.
#[test]
fn losses_metrics_and_optimizers_of_ones_own() {
    let x = Input::new(2).symbol().unwrap();
    let mut model = Model::new(&x, Dense::new(1).apply(&x).unwrap()).unwrap();
    model
        .compile(
            Compile::new()
                .optimizer(support::Still)
                .loss(support::Quartic)
                .metrics([support::Mine]),
        )
        .unwrap();
    let json = model.to_json().unwrap();
    let message = refusal(&json);
    assert!(
        message.starts_with("functional/compile_config/optimizer/still: unknown optimizer"),
        "{message}"
    );
    let known = FromJson::new()
        .loss("quartic", |_| Ok(support::Quartic))
        .optimizer("still", |_| Ok(support::Still))
        .metric("mine", |_| Ok(support::Mine));
    let again = Model::from_json_with(&json, &known).unwrap();
    assert_eq!(again.metric_names().unwrap(), ["loss", "mine"]);
    assert_eq!(again.to_json().unwrap(), json);
}

/// The accuracy of Keras 2.2, which goes by the loss, is written as the class it is for this model.
#[test]
fn accuracies_that_depend_on_the_model() {
    let former = AutoAccuracy::new().named("acc").chosen_by_loss("binary_crossentropy");
    let written = |units: usize| {
        let mut model = Sequential::new();
        model.add(Dense::new(units).input_shape(3)).unwrap();
        let former = AutoAccuracy::new().named("acc").chosen_by_loss("categorical_crossentropy");
        model.compile(Compile::new().loss("mse").metrics([former])).unwrap();
        model.to_json().unwrap()
    };
    assert!(written(1).contains(r#""class_name":"BinaryAccuracy","config":{"name":"acc""#));
    assert!(written(2).contains(r#""class_name":"CategoricalAccuracy","config":{"name":"acc""#));

    let metric: Box<dyn Metric> = Box::new(former);
    assert_eq!(
        metric.to_json().unwrap_err().to_string(),
        "metric: expected one that Keras has by itself, received the accuracy \"acc\", which depends on the model. Use \
         BinaryAccuracy, CategoricalAccuracy or SparseCategoricalAccuracy."
    );
    let mut unbuilt = Sequential::new();
    unbuilt.add(Dense::new(2)).unwrap();
    let mine = AutoAccuracy::new().named("mine");
    unbuilt.compile(Compile::new().loss("mse").metrics([mine])).unwrap();
    let message = unbuilt.to_json().unwrap_err().to_string();
    assert!(
        message.contains("the accuracy of a model depends on its shape, which is not known yet"),
        "{message}"
    );
}

mod support {
    //! A loss, a metric and an optimizer that Keras does not have.

    use super::{Loss, Metric, Optimizer};
    use kerros::optimizers::{Options, Parameter, Step, Update};
    use kerros_graph::{Graph, NodeId};

    #[derive(Debug)]
    pub(super) struct Quartic;

    impl Loss for Quartic {
        fn name(&self) -> &'static str {
            "quartic"
        }

        fn call(
            &self,
            graph: &mut Graph,
            target: NodeId,
            prediction: NodeId,
        ) -> kerros::Result<NodeId> {
            let error = graph.sub(target, prediction)?;
            let square = graph.square(error)?;
            let quartic = graph.square(square)?;
            Ok(graph.mean(quartic, &[1])?)
        }
    }

    #[derive(Debug)]
    pub(super) struct Mine;

    impl Metric for Mine {
        fn name(&self) -> &str {
            "mine"
        }

        fn update(
            &self,
            graph: &mut Graph,
            states: &[NodeId],
            target: NodeId,
            prediction: NodeId,
            weight: Option<NodeId>,
        ) -> kerros::Result<Vec<NodeId>> {
            let values = Quartic.call(graph, target, prediction)?;
            kerros::metrics::update_mean(graph, states, values, weight)
        }
    }

    #[derive(Debug)]
    pub(super) struct Still;

    impl Optimizer for Still {
        fn name(&self) -> &'static str {
            "still"
        }

        fn options(&self) -> Options {
            Options::new(0.5)
        }

        fn update(
            &self,
            _graph: &mut Graph,
            _step: Step<'_>,
            of: Parameter<'_>,
        ) -> kerros::Result<Update> {
            Ok(Update { weight: of.weight, slots: Vec::new() })
        }
    }
}
