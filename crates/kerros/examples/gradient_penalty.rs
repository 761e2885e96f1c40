//! A gradient by request while training: a penalty on steep predictions.
//!
//! A layer hands a model's output on and adds `weight * mean(|d output / d input|^2)` to the loss. The optimizer then
//! needs the derivative of a derivative, which the graph has like any other: gradients are nodes too.
//!
//! Run it with `cargo run --release -p kerros --example gradient_penalty`.

use kerros::layer::{Build, Layer, Settings};
use kerros::prelude::*;
use kerros_graph::NodeId;

/// `(output, input)` to the output, with a loss for the size of its slopes.
#[derive(Debug)]
struct SlopePenalty {
    settings: Settings,
    weight: f64,
}

impl Layer for SlopePenalty {
    fn class_name(&self) -> &'static str {
        "SlopePenalty"
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn call(&self, _build: &mut Build<'_>, input: NodeId) -> kerros::Result<NodeId> {
        Ok(input)
    }

    fn call_many(&self, build: &mut Build<'_>, inputs: &[NodeId]) -> kerros::Result<Vec<NodeId>> {
        let &[output, input] = inputs else {
            let count = inputs.len().to_string();
            let remedy = "Apply it to [&output, &input].";
            return Err(Error::invalid("inputs", "an output and an input", count, remedy));
        };
        let slope = build.gradient(output, &[input])?[0];
        let square = build.graph.square(slope)?;
        let mean = build.graph.mean_all(square)?;
        let penalty = build.graph.scale(mean, self.weight)?;
        build.add_loss(penalty)?;
        Ok(vec![output])
    }
}

/// The steepest step between neighbouring predictions of a model trained with this penalty.
fn steepest(weight: f64) -> kerros::Result<f32> {
    // A step from 0 to 1, which a model without a penalty follows as sharply as it can.
    let x = Array2::from_shape_fn((100, 1), |(row, _)| row as f32 / 50.0 - 1.0);
    let y = x.mapv(|x| f32::from(u8::from(x > 0.0)));

    let input = Input::new(1).symbol()?;
    let hidden = Dense::new(16).activation("tanh").apply(&input)?;
    let output = Dense::new(1).apply(&hidden)?;
    let penalty = SlopePenalty { settings: Settings::new(), weight };
    let output = penalty.apply([&output, &input])?;
    let mut model = Model::with_seed(8, &input, &output)?;
    model.compile(Compile::new().optimizer(Adam::new().learning_rate(0.02)).loss("mse"))?;
    model.fit(&x, &y, Fit::new().epochs(100).verbose(Verbose::Silent))?;
    let predicted: Vec<f32> = model.predict(&x)?.into_iter().collect();
    Ok(predicted.windows(2).map(|pair| (pair[1] - pair[0]) * 50.0).fold(0.0, f32::max))
}

pub(crate) fn main() -> kerros::Result<()> {
    let (free, penalized) = (steepest(0.0)?, steepest(0.2)?);
    println!("steepest slope: {free:.2} without the penalty, {penalized:.2} with it");
    assert!(free > 2.0, "{free}");
    assert!(penalized > 0.3 && penalized < 0.6 * free, "{penalized}");
    Ok(())
}
