//! The tables of models against those that Keras 3 prints, in `golden/data/summary.json`.

#![allow(clippy::unwrap_used, reason = "also in the functions that the tests share")]

#[allow(dead_code, reason = "shared with other tests")]
#[path = "golden_objectives/numbers.rs"]
mod numbers;

use kerros::layer::{Build, Settings};
use kerros::prelude::*;
use kerros::summary::{Summary, SummaryRow, SummaryStyle};
use kerros_graph::NodeId;
use numbers::{document, list, text};
use serde_json::Value;

fn count(value: &Value) -> Option<usize> {
    value.as_u64().map(|count| count as usize)
}

fn rows(of: &Value, key: &str) -> Vec<SummaryRow> {
    let row = |row: &Value| SummaryRow {
        name: text(row, "name").to_owned(),
        class: text(row, "class_name").to_owned(),
        output_shape: text(row, "output_shape").to_owned(),
        parameters: count(&row["parameters"]),
        trainable: row["trainable"].as_bool().unwrap(),
        connected_to: list(row, "connected_to")
            .iter()
            .map(|source| source.as_str().unwrap().to_owned())
            .collect(),
        level: 0,
        inner: if row["inner"].is_null() { Vec::new() } else { rows(row, "inner") },
    };
    list(of, key).iter().map(row).collect()
}

/// What a case says of its model.
fn summary(case: &Value) -> Summary {
    Summary {
        name: text(case, "model_name").to_owned(),
        rows: rows(case, "rows"),
        branched: case["branched"].as_bool().unwrap(),
        trainable: count(&case["trainable"]).unwrap(),
        non_trainable: count(&case["non_trainable"]).unwrap(),
        optimizer: count(&case["optimizer"]),
    }
}

/// The summary of the case `name`.
fn case(name: &str) -> Summary {
    let golden = document("summary");
    let cases = list(&golden, "cases");
    summary(cases.iter().find(|case| text(case, "name") == name).unwrap())
}

#[test]
fn tables_are_those_of_keras() {
    for case in list(&document("summary"), "cases") {
        check_tables(case, "tables", &summary(case));
    }
}

#[test]
fn tables_with_the_layers_of_inner_models_are_those_of_keras() {
    let golden = document("summary");
    let cases = list(&golden, "cases").iter().filter(|case| !case["expanded"].is_null());
    let checked = cases.map(|case| check_tables(case, "expanded", &summary(case).expand_nested()));
    assert_eq!(checked.count(), 3);
}

fn check_tables(case: &Value, key: &str, summary: &Summary) {
    for table in list(case, key) {
        let width = table["width"].as_u64().unwrap() as usize;
        let lines = list(table, "lines").iter().map(|line| line.as_str().unwrap());
        let expected = lines.collect::<Vec<_>>().join("\n") + "\n";
        let ours = summary.to_text_with_width(SummaryStyle::Keras3, width);
        assert_eq!(ours, expected, "{} at {width}:\n{ours}\n{expected}", text(case, "name"));
    }
}

fn walking() -> Sequential {
    let mut model = Sequential::new();
    model.add(Conv1D::new(40, 30).strides(2).activation("relu").input_shape([260, 3])).unwrap();
    model.add(MaxPooling1D::new(2)).unwrap();
    model.add(Conv1D::new(40, 10).activation("relu")).unwrap();
    model.add(MaxPooling1D::new(2)).unwrap();
    model.add(Flatten::new()).unwrap();
    model.add(Dense::new(100).activation("sigmoid")).unwrap();
    model.add(Dense::new(15).activation("softmax")).unwrap();
    model
}

#[test]
fn a_model_has_the_summary_of_keras() {
    assert_eq!(walking().summary().unwrap(), case("walking"));
}

#[test]
fn a_model_without_an_input_shape_has_the_summary_of_keras() {
    let mut model = Sequential::new();
    model.set_name("unbuilt");
    model.add(Conv1D::new(40, 30)).unwrap();
    model.add(MaxPooling1D::new(2)).unwrap();
    model.add(AveragePooling1D::new(2)).unwrap();
    model.add(Activation::Relu.layer()).unwrap();
    model.add(Flatten::new()).unwrap();
    model.add(Reshape::new([2, 3])).unwrap();
    model.add(Dropout::new(0.5)).unwrap();
    model.add(Dense::new(100)).unwrap();
    assert_eq!(model.summary_so_far(), case("unbuilt"));

    let mut empty = Sequential::new();
    empty.set_name("empty");
    assert_eq!(empty.summary_so_far(), case("empty"));
}

/// As in Keras, the optimizer's state is there once the model was trained or evaluated, and gone
/// when it is compiled again.
#[test]
fn the_optimizer_is_counted_once_it_has_a_state() {
    let mut model = walking();
    let compile = || Compile::new().optimizer("sgd").loss("mse");
    let (x, y) = (Array3::<f32>::zeros((2, 260, 3)), Array2::<f32>::zeros((2, 15)));
    model.compile(compile()).unwrap();
    model.predict(&x).unwrap();
    assert_eq!(model.summary().unwrap(), case("walking"));
    model.evaluate(&x, &y, Evaluate::new().verbose(Verbose::Silent)).unwrap();
    assert_eq!(model.summary().unwrap(), case("sgd"));
    model.compile(compile()).unwrap();
    assert_eq!(model.summary().unwrap().optimizer, None);
    model.fit(&x, &y, Fit::new().verbose(Verbose::Silent)).unwrap();
    assert_eq!(model.summary().unwrap(), case("sgd"));

    for (optimizer, slots) in [("rmsprop", 1), ("adam", 2)] {
        let mut model = Sequential::new();
        model.add(Dense::new(3).input_shape(4)).unwrap();
        model.compile(Compile::new().optimizer(optimizer).loss("mse")).unwrap();
        let (x, y) = (Array2::<f32>::zeros((1, 4)), Array2::<f32>::zeros((1, 3)));
        model.train_on_batch(&x, &y).unwrap();
        assert_eq!(model.summary().unwrap().optimizer, Some(2 + 15 * slots));
    }
}

/// Joins its inputs along the last axis, or subtracts the second; only the shapes matter to a table.
#[derive(Debug)]
struct Merge {
    settings: Settings,
    class_name: &'static str,
}

impl Merge {
    fn new(class_name: &'static str, name: &str) -> Self {
        let mut settings = Settings::new();
        settings.set_name(name);
        Merge { settings, class_name }
    }
}

impl Layer for Merge {
    fn class_name(&self) -> &'static str {
        self.class_name
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn call(&self, build: &mut Build<'_>, input: NodeId) -> kerros::Result<NodeId> {
        Ok(self.call_many(build, &[input])?[0])
    }

    fn call_many(&self, build: &mut Build<'_>, inputs: &[NodeId]) -> kerros::Result<Vec<NodeId>> {
        Ok(vec![match self.class_name {
            "Concatenate" => {
                let widths = inputs.iter().map(|&x| build.inner_sizes(x)[0]);
                let widths: Vec<usize> = widths.collect();
                let left = build.graph.pad(inputs[0], 1, 0, 1, widths.iter().sum())?;
                let right = build.graph.pad(inputs[1], 1, widths[0], 1, widths.iter().sum())?;
                build.graph.add(left, right)?
            }
            _ => build.graph.sub(inputs[0], inputs[1])?,
        }])
    }
}

fn input(width: usize, name: &str) -> SymbolicTensor {
    Input::new(width).name(name).symbol().unwrap()
}

fn branched(frozen: bool) -> Model {
    let (main, side) = (input(4, "main"), input(2, "side"));
    let hidden = SharedLayer::from(Dense::new(8).name("hidden"));
    hidden.set_trainable(!frozen);
    let hidden = hidden.apply(&main).unwrap();
    let early = Dense::new(1).name("early").apply(&hidden).unwrap();
    let both = Merge::new("Concatenate", "both_of_them_together").apply([&hidden, &side]).unwrap();
    let dropped = Dropout::new(0.5).name("dropout").apply(&both).unwrap();
    let late = Dense::new(1).name("late").apply(&dropped).unwrap();
    Model::new([&main, &side], [late, early]).unwrap()
}

fn dense(units: usize, name: &str) -> Dense {
    Dense::new(units).name(name)
}

/// The value that comes last in the model is made first.
fn called_late_first() -> Model {
    let (x, other) = (input(4, "x"), input(4, "other"));
    let encoder = SharedLayer::from(dense(4, "encoder"));
    let late = encoder.apply(&other).unwrap();
    let early = encoder.apply(&x).unwrap();
    let both = Add::new().name("both").apply([encoder.apply(&early).unwrap(), late]).unwrap();
    Model::new([&x, &other], both).unwrap()
}

/// Models in models, with several outputs, called twice.
fn nested_models(frozen: bool) -> Model {
    let (a, b) = (input(3, "a"), input(3, "b"));
    let total = Add::new().name("total").apply([&a, &b]).unwrap();
    let mut tower = Sequential::new();
    tower.set_name("tower");
    tower.add(dense(5, "first").input_shape(3)).unwrap().add(dense(2, "second")).unwrap();
    let tower = tower.as_layer().unwrap();
    tower.set_trainable(!frozen);
    let outputs = [tower.apply(&total).unwrap(), dense(4, "wide").apply(&b).unwrap()];
    let mut halves = Model::new([&a, &b], outputs).unwrap();
    halves.set_name("halves");
    let halves = halves.as_layer().unwrap();
    let x = input(3, "x");
    let turned = dense(3, "turned").apply(&x).unwrap();
    let both = halves.apply_many([&x, &turned]).unwrap();
    let again = &halves.apply_many([&x, &x]).unwrap()[0];
    let joined = Concatenate::new().name("joined").apply([&both[0], &both[1], again]).unwrap();
    Model::new(&x, dense(1, "score").apply(&joined).unwrap()).unwrap()
}

fn nested_in_a_stack() -> Sequential {
    let mut inner = Sequential::new();
    inner.set_name("encoder");
    inner.add(dense(4, "code").input_shape(6)).unwrap();
    let x = input(4, "codes");
    let mut decoder = Model::new(&x, dense(6, "back").apply(&x).unwrap()).unwrap();
    decoder.set_name("decoder");
    let mut model = Sequential::new();
    model.add(Input::new(6)).unwrap().add(inner.as_layer().unwrap()).unwrap();
    model.add(decoder.as_layer().unwrap()).unwrap();
    model
}

#[test]
fn functional_models_have_the_summaries_of_keras() {
    let rows = input(4, "rows");
    let hidden = Dense::new(8).name("hidden").apply(&rows).unwrap();
    let output = Dense::new(1).name("output").apply(&hidden).unwrap();
    let (one, other) = (input(4, "one"), input(4, "other"));
    let encoder = SharedLayer::from(Dense::new(1000).name("encoder"));
    let codes = [encoder.apply(&one).unwrap(), encoder.apply(&other).unwrap()];
    let difference = Merge::new("Subtract", "difference").apply(&codes[..]).unwrap();
    let [_, code] = codes;
    for (name, model) in [
        ("chain", Model::new(&rows, &output).unwrap()),
        ("branched", branched(false)),
        ("branched_non_trainable", branched(true)),
        ("shared", Model::new([&one, &other], [difference, code]).unwrap()),
        ("called_late_first", called_late_first()),
        ("nested", nested_models(false)),
        ("nested_non_trainable", nested_models(true)),
    ] {
        check_summary(name, model.summary().unwrap());
    }
    check_summary("nested_in_a_stack", nested_in_a_stack().summary().unwrap());
}

/// Models of the test have no names of their own.
fn check_summary(name: &str, mut summary: Summary) {
    let expected = case(name);
    summary.name.clone_from(&expected.name);
    assert_eq!(summary, expected, "{name}");
}
