//! A gradient by request: which features a trained model looks at (saliency).
//!
//! A layer may ask for gradients of any value of the graph that it is written into ([`Build::gradient`]). Here one
//! takes a model's output and input, and gives the slope of the one along the other. It goes on top of a model
//! that has been trained, and uses the same weights.
//!
//! Run it with `cargo run --release -p kerros --example input_gradient`.

use kerros::layer::{Build, Layer, Settings};
use kerros::prelude::*;
use kerros_graph::NodeId;
use kerros_graph::random::{Generator, Purpose};

/// `(output, input)` to the gradient of the sum of the output with respect to the input.
#[derive(Debug, Default)]
struct InputGradient {
    settings: Settings,
}

impl Layer for InputGradient {
    fn class_name(&self) -> &'static str {
        "InputGradient"
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn call(&self, build: &mut Build<'_>, input: NodeId) -> kerros::Result<NodeId> {
        Ok(build.gradient(input, &[input])?[0])
    }

    // Several inputs: a slice, in the order of `apply`.
    fn call_many(&self, build: &mut Build<'_>, inputs: &[NodeId]) -> kerros::Result<Vec<NodeId>> {
        match *inputs {
            [output, input] => build.gradient(output, &[input]),
            _ => {
                let count = inputs.len().to_string();
                let remedy = "Apply it to [&output, &input].";
                Err(Error::invalid("inputs", "an output and an input", count, remedy))
            }
        }
    }
}

pub(crate) fn main() -> kerros::Result<()> {
    // Five measurements, of which the target depends on the second and the fourth.
    let mut numbers = Generator::new(9, Purpose::Other(0), 0);
    let x = Array2::from_shape_simple_fn((200, 5), || 2.0 * numbers.uniform() as f32 - 1.0);
    let y = Array2::from_shape_fn((200, 1), |(row, _)| 2.0 * x[[row, 1]] - x[[row, 3]].powi(2));

    let input = Input::new(5).symbol()?;
    let hidden = Dense::new(16).activation("tanh").apply(&input)?;
    let output = Dense::new(1).apply(&hidden)?;
    let mut model = Model::with_seed(7, &input, &output)?;
    model.compile(Compile::new().optimizer(Adam::new().learning_rate(0.02)).loss("mse"))?;
    model.fit(&x, &y, Fit::new().epochs(150).verbose(Verbose::Silent))?;

    let slopes = InputGradient::default().apply([&output, &input])?;
    let mut saliency = Model::new(&input, &slopes)?;
    saliency.set_weights(&model.get_weights()?)?;
    let slopes = saliency.predict(&x)?;
    let mean: Vec<f32> = (0..5)
        .map(|feature| slopes.iter().skip(feature).step_by(5).map(|s| s.abs()).sum::<f32>() / 200.0)
        .collect();
    println!("mean size of the slope along each feature: {mean:.2?}");
    for other in [0, 2, 4] {
        assert!(mean[other] < 0.25 * mean[1] && mean[other] < 0.5 * mean[3], "{mean:?}");
    }
    assert!((mean[1] - 2.0).abs() < 0.3, "{mean:?}");
    Ok(())
}
