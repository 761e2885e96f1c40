//! `stop_gradient`: a value that training takes as given.
//!
//! Two uses. Between layers it freezes everything below: new layers are trained on features that must not change. In a
//! loss it keeps a scale out of the derivative: errors are divided by their own mean size, and the model cannot make
//! the loss smaller by making that size larger.
//!
//! Run it with `cargo run --release -p kerros --example stop_gradient`.

use kerros::losses::Loss;
use kerros::prelude::*;
use kerros_graph::{Graph, NodeId};

/// `mean(e^2) / mean(|e|)`, where the divisor is a constant to the gradient.
#[derive(Debug)]
struct Relative;

impl Loss for Relative {
    fn name(&self) -> &'static str {
        "relative"
    }

    fn call(
        &self,
        graph: &mut Graph,
        target: NodeId,
        prediction: NodeId,
    ) -> kerros::Result<NodeId> {
        let error = graph.sub(target, prediction)?;
        let square = graph.square(error)?;
        let size = graph.abs(error)?;
        let size = graph.mean_all(size)?;
        let size = graph.offset(size, 1e-6)?;
        let size = graph.stop_gradient(size)?;
        let relative = graph.div(square, size)?;
        Ok(graph.mean(relative, &[1])?)
    }
}

pub(crate) fn main() -> kerros::Result<()> {
    let x =
        Array2::from_shape_fn((60, 3), |(row, column)| ((row * 13 + column * 7) % 10) as f32 / 5.0);
    let y = Array2::from_shape_fn((60, 1), |(row, _)| x[[row, 0]] - x[[row, 2]]);

    let mut model = Sequential::with_seed(5);
    model.add(Dense::new(6).activation("tanh").input_shape(3))?;
    model.add(Lambda::new(|graph, x| Ok(graph.stop_gradient(x)?)).name("frozen_below"))?;
    model.add(Dense::new(1))?;
    model.compile(Compile::new().optimizer(Adam::new().learning_rate(0.05)).loss(Relative))?;
    let before = model.get_weights()?;
    let fit = Fit::new().epochs(60).verbose(Verbose::Silent);
    let history = model.fit(&x, &y, fit)?;
    let after = model.get_weights()?;

    let moved = |index: usize| before[index] != after[index];
    println!("below the stop moved: {}, above: {}", moved(0), moved(2));
    assert!(!moved(0) && !moved(1), "weights below the stop stay to the bit");
    assert!(moved(2) && moved(3), "weights above it learn");
    let losses = history.get("loss").unwrap_or_default();
    assert!(losses[59] < 0.5 * losses[0], "{losses:?}");
    Ok(())
}
