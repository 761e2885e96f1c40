//! Layers and models that do not fit each other: masks of other shapes, rows, inputs, weights, and arguments of files.

#![allow(clippy::unwrap_used, reason = "also in the functions that the tests share")]

use kerros::layer::{Build, Layer, Settings};
use kerros::layers::RenormClipping;
use kerros::prelude::*;
use kerros::serialization::Configurable;
use kerros_graph::NodeId;

fn said<T: std::fmt::Debug>(result: kerros::Result<T>) -> String {
    result.unwrap_err().to_string()
}

/// A value `(batch, 4, 6)` with the mask `(batch, 4, 3)` of what it was made of.
fn masked_too_deep() -> SymbolicTensor {
    let x = Input::new([4, 3, 2]).symbol().unwrap();
    let masked = Masking::new().apply(&x).unwrap();
    TimeDistributed::new(Flatten::new()).apply(&masked).unwrap()
}

#[test]
fn masks_of_another_shape() {
    assert_eq!(
        said(GlobalAveragePooling1D::new().apply(masked_too_deep())),
        "global_average_pooling1d: mask: expected one number for each step of (batch, 4, 6), (batch, 4), received \
         (batch, 4, 3). Mask the steps of the sequence that the layer gets, or take the mask away before."
    );
    let free = Input::new([4, 6]).symbol().unwrap();
    assert_eq!(
        said(Concatenate::new().apply([&masked_too_deep(), &free])),
        "concatenate: mask: expected one that has all axes of the value, (batch, 4, 6), but the last, received \
         (batch, 4, 3). Merge before the axes become more, or leave the mask out."
    );
}

/// Keras fails here when it trains: shapes (2, 4) and (2, 4, 3).
#[test]
fn a_mask_of_inner_steps_that_reaches_the_loss() {
    let x = Input::new([4, 3, 2]).symbol().unwrap();
    let masked = Masking::new().apply(&x).unwrap();
    let y = TimeDistributed::new(LSTM::new(2)).apply(&masked).unwrap();
    let mut model = Model::new(&x, &y).unwrap();
    let message = said(model.compile(Compile::new().loss("mse")));
    assert!(
        message.contains(
            "weight or mask: expected at most the axes of the values that it is for, (batch, 4), received (batch, 4, 3)."
        ),
        "{message}"
    );

    // Fewer steps than the mask that a function hands on.
    let x = Input::new([4, 2]).symbol().unwrap();
    let masked = Masking::new().apply(&x).unwrap();
    let cut = Lambda::new(|graph, x| Ok(graph.slice(x, 1, 0, 1, 3)?)).mask(|_, masks| Ok(masks[0]));
    let mut model = Model::new(&x, cut.apply(&masked).unwrap()).unwrap();
    assert_eq!(
        said(model.compile(Compile::new().loss("mse"))),
        "functional/mean_squared_error: mask: expected one number for each value of the loss, (batch, 3), or for each of \
         its first axes, received (batch, 4). The output has the mask of a value of another shape: mask what the last \
         layers get, or take the mask away before, for example with Flatten."
    );
}

#[test]
fn outputs_that_have_not_the_rows_of_the_input() {
    let mean = || Lambda::new(|graph, x| Ok(graph.mean(x, &[0])?));
    let expected = "lambda: output: expected a value with the rows of the input, (batch, 3), received (3). Leave axis 0, \
                    the batch, as it is: let means and sums go over other axes, or add a number for the whole batch to \
                    the loss with add_loss in a layer of your own.";
    let x = Input::new(3).symbol().unwrap();
    assert_eq!(said(mean().apply(&x)), expected);
    let mut model = Sequential::new();
    model.add(Input::new(3)).unwrap();
    assert_eq!(said(model.add(mean())), format!("sequential/{expected}"));
    let two = Lambda::new(|_, x| Ok(x)).apply([&x, &x]);
    assert_eq!(
        said(two),
        "lambda: inputs: expected one input, received 2. Make the layer with Lambda::of_many, whose function takes all \
         of them."
    );
}

#[test]
fn inputs_that_nothing_depends_on() {
    let (x, z) = (Input::new(3).symbol().unwrap(), Input::new(2).name("z").symbol().unwrap());
    let y = Dense::new(2).apply(&x).unwrap();
    assert_eq!(
        said(Model::new([&x, &z], &y)),
        "functional: inputs: expected values that an output depends on, received z, which none needs. Leave this input \
         out, or connect it with an output."
    );
    // An input that is put out is needed.
    assert!(Model::new([&x, &z], [&y, &z]).is_ok());
}

/// Asks for one name twice.
#[derive(Debug, Default)]
struct Twice {
    settings: Settings,
}

impl Layer for Twice {
    fn class_name(&self) -> &'static str {
        "Twice"
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn call(&self, build: &mut Build<'_>, x: NodeId) -> kerros::Result<NodeId> {
        let sizes = build.inner_sizes(x);
        let one = build.weight("kernel", &sizes, &Ones.into())?;
        let other = build.weight("kernel", &sizes, &Zeros.into())?;
        let x = build.graph.mul(x, one)?;
        Ok(build.graph.add(x, other)?)
    }
}

#[test]
fn a_weight_that_is_declared_twice() {
    let x = Input::new(3).symbol().unwrap();
    assert_eq!(
        said(Twice::default().apply(&x)),
        "twice: name: expected a name for each weight of the layer, received \"kernel\" again. Give the second weight \
         another name; to use one weight twice, keep its value."
    );
}

#[test]
fn bounds_of_renorm() {
    let refused = |clipping: RenormClipping, expected: &str| {
        let mut model = Sequential::new();
        let layer = BatchNormalization::new().renorm(true).renorm_clipping(clipping);
        let message = said(model.add(layer.input_shape(3)));
        assert_eq!(message, format!("sequential/batch_normalization/renorm_clipping: {expected}"));
    };
    let clipping = RenormClipping::new;
    refused(
        clipping().rmax(0.5).rmin(1.0),
        "rmax: expected at least rmin, 1, received 0.5. The bounds of r are rmin and rmax: exchange them.",
    );
    refused(
        clipping().dmax(-1.0),
        "dmax: expected at least 0, received -1. It bounds d on both sides: leave the sign out.",
    );
    refused(
        clipping().rmax(f64::INFINITY),
        "rmax: expected a finite number, received inf. Leave it out for no bound.",
    );
    let json = r#"{"class_name": "BatchNormalization",
        "config": {"name": "b", "renorm": true, "renorm_clipping": {"rmx": 1.0}}}"#;
    let read: kerros::Result<SharedLayer> = Configurable::from_json(json);
    assert!(
        said(read).contains("renorm_clipping: bounds: expected rmax, rmin, dmax, received rmx.")
    );
}

/// What Keras has and Kerros has not is refused where it changes numbers.
#[test]
fn arguments_of_files_that_change_numbers() {
    for (class_name, arguments, expected) in [
        (
            "Dense",
            r#""units": 2, "lora_rank": 4"#,
            "d: lora_rank: expected null, received 4. Add lora_alpha",
        ),
        (
            "BatchNormalization",
            r#""virtual_batch_size": 8"#,
            "d: virtual_batch_size: expected null, received 8. Kerros normalizes over the whole batch",
        ),
        (
            "Dense",
            r#""units": 2, "quantization_mode": "int8""#,
            "d: quantization_mode: expected null, received \"int8\". Kerros computes with float32",
        ),
    ] {
        let read = |arguments: &str| -> kerros::Result<SharedLayer> {
            let json = format!(
                r#"{{"class_name": "{class_name}", "config": {{"name": "d", {arguments}}}}}"#
            );
            Configurable::from_json(&json)
        };
        let message = said(read(arguments));
        assert!(message.starts_with(expected), "{message}\n{expected}");
        let harmless = arguments.replace(": 4", ": null").replace(": 8", ": null");
        let harmless = harmless.replace("\"int8\"", "null");
        assert!(read(&harmless).is_ok(), "{harmless}");
    }
}
