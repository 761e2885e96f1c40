//! Bad input of layers that look numbers up, mask steps or merge values: whole messages, and what stays.

#![allow(clippy::unwrap_used, reason = "also in the functions that the tests share")]

use kerros::layer::{Build, Config, Layer, Settings, Value};
use kerros::prelude::*;
use kerros::registry::{LAYERS, find};
use kerros_graph::NodeId;

/// The message of an error.
#[track_caller]
fn said<T>(result: kerros::Result<T>) -> String {
    result.map(drop).unwrap_err().to_string()
}

fn symbol(shape: &[usize]) -> SymbolicTensor {
    Input::new(shape).symbol().unwrap()
}

/// Words of 20 in texts of three, two classes.
fn texts() -> Sequential {
    let mut model = Sequential::with_seed(1);
    model.set_name("texts");
    model.add(Embedding::new(20, 4).input_shape(3)).unwrap();
    model.add(Flatten::new()).unwrap();
    model.add(Dense::new(1).activation("sigmoid")).unwrap();
    let compile = Compile::new().optimizer("adam").loss("binary_crossentropy");
    model.compile(compile.metrics(["accuracy"])).unwrap();
    model
}

fn words() -> (Array2<f32>, Array1<f32>) {
    let x = Array2::from_shape_fn((40, 3), |(text, word)| ((3 * text + word) % 20) as f32);
    (x, Array1::from_shape_fn(40, |text| (text % 2) as f32))
}

#[test]
fn numbers_that_no_row_of_an_embedding_has() {
    let (good, y) = words();
    for (bad, received) in [(20.0, "20"), (-1.0, "-1"), (3.5, "3.5")] {
        let mut x = good.clone();
        x[[7, 2]] = bad;
        let expected = format!(
            "texts/embedding: gather: expected indices that are whole numbers from 0 to 19, received \
             {received} at [7, 2]. Bring the index into this range, or give the table more rows."
        );
        let mut model = texts();
        let before = model.get_weights().unwrap();
        let quiet = || Fit::new().shuffle(false).verbose(Verbose::Silent);
        assert_eq!(said(model.fit(&x, &y, quiet())), expected);
        assert_eq!(said(model.train_on_batch(&x, &y)), expected);
        let evaluate = Evaluate::new().verbose(Verbose::Silent);
        assert_eq!(said(model.evaluate(&x, &y, evaluate)), expected);
        assert_eq!(said(model.predict(&x)), expected);
        assert_eq!(model.get_weights().unwrap(), before, "a weight has moved");

        // What was trained before the batch with the word stays, and training goes on as if it had not been.
        let mut other = texts();
        assert!(model.fit(&x, &y, quiet().batch_size(4)).is_err());
        let (first, first_y) = (good.slice(ndarray::s![..4, ..]), y.slice(ndarray::s![..4]));
        other.train_on_batch(first, first_y).unwrap();
        assert_eq!(model.get_weights().unwrap(), other.get_weights().unwrap());
        for model in [&mut model, &mut other] {
            model.train_on_batch(&good, &y).unwrap();
        }
        assert_eq!(model.get_weights().unwrap(), other.get_weights().unwrap());
    }
}

#[test]
fn arguments() {
    let add = |layer: &dyn Fn() -> Box<dyn Layer>| said(Sequential::new().add(layer()).map(drop));
    assert_eq!(
        add(&|| Box::new(Embedding::new(0, 3).input_shape(2))),
        "sequential/embedding: input_dim: expected at least 1, received 0. Give input_dim a positive number."
    );
    assert_eq!(
        add(&|| Box::new(Embedding::new(3, 0).input_shape(2))),
        "sequential/embedding: output_dim: expected at least 1, received 0. Give output_dim a positive number."
    );
    assert_eq!(
        add(&|| Box::new(Embedding::new((1 << 24) + 1, 3))),
        "sequential/embedding: input_dim: expected at most 16777216, as numbers in the data are f32, received \
         16777217. Let rare words share a number."
    );
    assert!(
        add(&|| Box::new(Embedding::new(3, 3).embeddings_initializer("unifrom")))
            .starts_with("sequential/embedding: unknown initializer \"unifrom\": "),
    );
    assert_eq!(
        add(&|| Box::new(Masking::new().mask_value(f64::NAN))),
        "sequential/masking: mask_value: expected a finite number, received NaN. Mark the steps by a number."
    );
    assert_eq!(
        said(Masking::new().apply(symbol(&[]))),
        "masking: input: expected at least one axis of features for each sample, received single numbers. \
         Give the data an axis of features: (rows, steps, 1)."
    );
    assert_eq!(
        add(&|| Box::new(ActivityRegularization::new().l1(-1.0))),
        "sequential/activity_regularization: l1: expected a finite number from 0 on, received -1. \
         A negative penalty would make weights grow without bound."
    );
    assert_eq!(
        add(&|| Box::new(Concatenate::new().axis(0))),
        "sequential/concatenate: axis: expected an axis of a sample, received 0, which is the batch. \
         Rows of a batch stay what they are; name another axis."
    );
    let three = Config::new().with("axes", vec![Value::Int(1), Value::Int(2), Value::Int(1)]);
    assert_eq!(
        said(find("layer", LAYERS, "Dot").unwrap().from_config(&three)),
        "Dot: axes: expected one axis or two, received [1, 2, 1]. Name one axis or two."
    );
}

#[test]
fn inputs_of_merges() {
    let (a, b, row) = (symbol(&[3, 4]), symbol(&[2, 4]), symbol(&[5]));
    let shapes = "add: inputs: expected shapes that are equal, or 1 where they are not, received \
                  (batch, 3, 4), (batch, 2, 4). Bring them to one shape first, for example with Dense or Reshape.";
    assert_eq!(said(Add::new().apply([&a, &b])), shapes);
    for layer in ["subtract", "multiply", "average", "maximum", "minimum"] {
        let class = LAYERS.iter().find(|class| class.name.to_lowercase() == layer).unwrap();
        let made = class.from_config(&Config::new()).unwrap();
        assert_eq!(said(made.apply([&a, &b])), shapes.replacen("add", layer, 1));
    }
    assert!(said(Add::new().apply([&a, &row])).contains("(batch, 3, 4), (batch, 5)"));
    assert_eq!(
        said(Subtract::new().apply([&a, &a, &a])),
        "subtract: inputs: expected two, received 3. Apply the layer to a pair of values."
    );
    assert_eq!(
        said(Sequential::new().add(Subtract::new().input_shape(3)).map(drop)),
        "sequential/subtract: inputs: expected two, received 1. Apply the layer to a pair of values."
    );
    assert_eq!(
        said(Sequential::new().add(Dot::new(1).input_shape(3)).map(drop)),
        "sequential/dot: inputs: expected two, received 1. Apply the layer to a pair of values."
    );
    assert_eq!(
        said(Dense::new(3).apply([&a, &a])),
        "dense: inputs: expected one input, received 2. Merge them first, for example with Concatenate."
    );

    assert_eq!(
        said(Concatenate::new().apply([&a, &b])),
        "concatenate: inputs: expected shapes that are equal but for axis -1, received (batch, 3, 4), (batch, 2, 4). \
         Bring them to the same sizes first, or choose another axis."
    );
    assert!(said(Concatenate::new().axis(1).apply([&a, &row])).contains("equal but for axis 1"));
    assert_eq!(
        said(Concatenate::new().axis(-3).apply([&a, &b])),
        "concatenate: axis: expected an axis of a sample, received -3, which is the batch. Rows of a batch stay \
         what they are; name another axis."
    );
    assert!(said(Concatenate::new().axis(3).apply([&a, &b])).starts_with(
        "concatenate: axis: expected an axis of (batch, 3, 4), from -3 to 2, received 3."
    ),);
    Concatenate::new().axis(1).apply([&a, &b]).unwrap();

    assert_eq!(
        said(Dot::new(1).apply([&a, &b])),
        "dot: inputs: expected the same size along axes 1 and 1, received (batch, 3, 4), (batch, 2, 4). \
         Choose axes of one size, or bring the values to it first."
    );
    for axes in [0, -3, 3, i64::MIN] {
        assert_eq!(
            said(Dot::new(axes).apply([&a, &b])),
            format!(
                "dot: axes: expected axes of (batch, 3, 4) behind the batch, received {axes}. Axis 0 is the batch, \
                 and -1 the last one."
            )
        );
    }
    assert!(
        said(Dot::along(2, 0).apply([&a, &b]))
            .contains("(batch, 2, 4) behind the batch, received 0")
    );
    Dot::along(2, -1).apply([&a, &b]).unwrap();
}

/// Puts an axis behind the others, and keeps the mask, which then lacks two.
#[derive(Debug, Default)]
struct Deeper {
    settings: Settings,
}

impl Layer for Deeper {
    fn class_name(&self) -> &'static str {
        "Deeper"
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn call(&self, build: &mut Build<'_>, input: NodeId) -> kerros::Result<NodeId> {
        Ok(build.graph.expand(input, 3)?)
    }

    fn supports_masking(&self) -> bool {
        true
    }
}

#[test]
fn masks_that_lack_more_than_the_last_axis() {
    let words = symbol(&[5]);
    let vectors = Embedding::new(9, 2).mask_zero(true).apply(&words).unwrap();
    Maximum::new().apply([&vectors, &vectors]).unwrap();
    let deeper = Deeper::default().apply(&vectors).unwrap();
    let expected = "mask: expected one that has all axes of the value, (batch, 5, 2, 1), but the last, received \
                    (batch, 5). Merge before the axes become more, or leave the mask out.";
    assert_eq!(said(Maximum::new().apply([&deeper, &deeper])), format!("maximum: {expected}"));
    assert_eq!(said(Multiply::new().apply([&deeper, &deeper])), format!("multiply: {expected}"));
    assert_eq!(
        said(Concatenate::new().apply([&deeper, &deeper])),
        format!("concatenate: {expected}")
    );
}

#[test]
fn what_a_function_of_a_lambda_says() {
    let layer = Lambda::new(|graph, x| Ok(graph.sum(x, &[7])?)).input_shape(3);
    let error = said(Sequential::new().add(layer).map(drop));
    assert!(
        error.starts_with("sequential/lambda: sum: expected ascending axes below the rank"),
        "{error}"
    );
    let unknown = said(find("layer", LAYERS, "Lambda").map(drop));
    assert!(unknown.starts_with("unknown layer \"Lambda\""), "{unknown}");
}
