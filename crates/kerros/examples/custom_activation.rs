//! An activation of one's own: `snake`-like, a line with bends: `x + 0.5 (sqrt(x^2 + 1) - 1)`.
//!
//! An activation is a function from a value to a value. [`Lambda`] puts it between layers; inside a layer
//! of one's own, call it like any function. Its gradient is derived.
//!
//! Run it with `cargo run --release -p kerros --example custom_activation`.

use kerros::prelude::*;
use kerros_graph::{Graph, NodeId};

/// The bent identity: slope 1/2 far left, 3/2 far right.
fn bent_identity(graph: &mut Graph, x: NodeId) -> kerros::Result<NodeId> {
    let square = graph.square(x)?;
    let shifted = graph.offset(square, 1.0)?;
    let root = graph.sqrt(shifted)?;
    let bend = graph.offset(root, -1.0)?;
    let half = graph.scale(bend, 0.5)?;
    Ok(graph.add(x, half)?)
}

/// Any number of arguments: a closure keeps them.
fn leaky(slope: f64) -> impl Fn(&mut Graph, NodeId) -> kerros::Result<NodeId> {
    move |graph, x| {
        let below = graph.scale(x, slope)?;
        Ok(graph.maximum(x, below)?)
    }
}

pub(crate) fn main() -> kerros::Result<()> {
    // y = |x|: two lines, which a linear model cannot follow.
    let x = Array2::from_shape_fn((64, 1), |(row, _)| row as f32 / 16.0 - 2.0);
    let y = x.mapv(f32::abs);

    let mut model = Sequential::with_seed(3);
    model.add(Dense::new(8).input_shape(1))?;
    model.add(Lambda::new(bent_identity).name("bent_identity"))?;
    model.add(Dense::new(8))?;
    model.add(Lambda::new(leaky(0.2)).name("leaky"))?;
    model.add(Dense::new(1))?;
    model.compile(Compile::new().optimizer(Adam::new().learning_rate(0.01)).loss("mse"))?;
    let history = model.fit(&x, &y, Fit::new().epochs(150).verbose(Verbose::Silent))?;
    let loss = history.get("loss").and_then(|losses| losses.last()).copied().unwrap_or(f64::NAN);
    println!("mean squared error of |x|: {loss:.5}");
    assert!(loss < 0.01, "{loss}");
    Ok(())
}
