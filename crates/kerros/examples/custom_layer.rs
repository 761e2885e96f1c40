//! A layer of one's own: how close each sample is to some learned centres (a radial basis layer).
//!
//! `y_k = exp(-|x - c_k|^2)`, where the centres `c` are weights. With it, a model of 33 numbers tells the
//! inside of a circle from the outside, which no linear model can.
//!
//! Run it with `cargo run --release -p kerros --example custom_layer`.

use kerros::layer::{Build, Layer, Settings};
use kerros::prelude::*;
use kerros_graph::NodeId;

/// `exp(-|x - c|^2)` for each of `units` centres.
#[derive(Debug)]
struct RadialBasis {
    settings: Settings,
    units: usize,
}

impl Layer for RadialBasis {
    fn class_name(&self) -> &'static str {
        "RadialBasis"
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    // Called once when the model is built. It describes the computation; numbers come later.
    fn call(&self, build: &mut Build<'_>, input: NodeId) -> kerros::Result<NodeId> {
        // The sizes of one sample: here (features).
        let features = build.inner_sizes(input)[0];
        let spread = RandomUniform::new().minval(-1.0).maxval(1.0).into();
        let centres = build.weight("centres", &[self.units, features], &spread)?;
        // From here on as in NumPy: (batch, 1, features) - (units, features) broadcasts.
        let x = build.graph.expand(input, 1)?;
        let difference = build.graph.sub(x, centres)?;
        let square = build.graph.square(difference)?;
        let distance = build.graph.sum(square, &[2])?;
        let closeness = build.graph.neg(distance)?;
        // The gradient is derived from what is written here; there is nothing to add for training.
        Ok(build.graph.exp(closeness)?)
    }
}

pub(crate) fn main() -> kerros::Result<()> {
    // Points on a grid; those within a circle are 1.
    let x = Array2::from_shape_fn((400, 2), |(row, axis)| {
        let place = if axis == 0 { row / 20 } else { row % 20 };
        place as f32 / 5.0 - 1.9
    });
    let y =
        Array1::from_shape_fn(400, |row| u8::from(x[[row, 0]].powi(2) + x[[row, 1]].powi(2) < 1.5));

    let mut model = Sequential::with_seed(1);
    model.add(Input::new(2))?;
    model.add(RadialBasis { settings: Settings::new(), units: 10 })?;
    model.add(Dense::new(1).activation("sigmoid"))?;
    model.compile(
        Compile::new()
            .optimizer(Adam::new().learning_rate(0.05))
            .loss("binary_crossentropy")
            .metrics(["accuracy"]),
    )?;
    model.fit(&x, &y, Fit::new().epochs(60).verbose(Verbose::Silent))?;
    let scores = model.evaluate(&x, &y, Evaluate::new().verbose(Verbose::Silent))?;
    let accuracy = scores.get("accuracy").unwrap_or(0.0);
    println!("inside or outside of the circle: {:.1} % right", 100.0 * accuracy);
    assert!(accuracy > 0.97, "{accuracy}");
    Ok(())
}
