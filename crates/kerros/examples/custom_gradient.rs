//! Gradients of one's own, where the derived one is of no use.
//!
//! - Straight through: rounding has slope 0 almost everywhere, so nothing below it would learn. The layer below
//!   is trained as if the rounding were not there.
//! - Reversal: the identity with gradient `-strength * g`. What lies below learns to make the loss *larger*, as in domain
//!   adaptation, where features must not tell where a sample is from.
//!
//! Run it with `cargo run --release -p kerros --example custom_gradient`.

use kerros::prelude::*;
use kerros_graph::{Graph, NodeId};

/// The nearest whole number, with the gradient of the identity.
fn round_straight_through(graph: &mut Graph, x: NodeId) -> kerros::Result<NodeId> {
    let whole = graph.round(x)?;
    Ok(graph.with_gradient_of(whole, x)?)
}

/// The identity, whose gradient is turned around and scaled.
fn reversal(strength: f64) -> impl Fn(&mut Graph, NodeId) -> kerros::Result<NodeId> {
    move |graph, x| {
        // The value is `x`; the closure says what its gradient is, given that of what comes above. It must use the
        // nodes in `upstream`, and gives one gradient for each value it was made for, here `[x]`.
        let value = graph.custom_gradient(x, &[x], move |graph, upstream| {
            Ok(vec![graph.scale(upstream.gradient, -strength)?])
        })?;
        Ok(value)
    }
}

/// The loss after each epoch, of a model with `layer` in the middle.
fn losses(layer: Lambda) -> kerros::Result<Vec<f64>> {
    let x = Array2::from_shape_fn((64, 1), |(row, _)| row as f32 / 16.0 - 2.0);
    // Steps of 1: what whole numbers times 1 can say.
    let y = x.mapv(|x| (1.5 * x).round());
    let mut model = Sequential::with_seed(6);
    model.add(Dense::new(1).kernel_initializer("ones").input_shape(1))?;
    model.add(layer)?;
    model.compile(Compile::new().optimizer(Adam::new().learning_rate(0.02)).loss("mse"))?;
    let history = model.fit(&x, &y, Fit::new().epochs(60).verbose(Verbose::Silent))?;
    Ok(history.get("loss").unwrap_or_default().to_vec())
}

pub(crate) fn main() -> kerros::Result<()> {
    let derived = losses(Lambda::new(|graph, x| Ok(graph.round(x)?)))?;
    let through = losses(Lambda::new(round_straight_through))?;
    let reversed = losses(Lambda::new(reversal(0.5)))?;
    println!("loss        first   last");
    for (name, losses) in [("derived", &derived), ("through", &through), ("reversed", &reversed)] {
        println!("{name:10} {:6.3} {:6.3}", losses[0], losses[59]);
    }
    assert_eq!(derived[0], derived[59], "rounding has no slope to follow");
    assert!(through[59] < 0.05, "{through:?}");
    assert!(reversed[59] > 2.0 * reversed[0], "{reversed:?}");
    Ok(())
}
