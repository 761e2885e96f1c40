//! A loss of one's own: the pinball loss, whose minimum is a quantile instead of the mean.
//!
//! `mean(max(q e, (q - 1) e))` with `e = target - prediction`. Trained on it with `q = 0.9`, a model says what 90 % of
//! the targets stay below: a forecast for stock keeping, not for the average.
//!
//! Run it with `cargo run --release -p kerros --example custom_loss`.

use kerros::losses::Loss;
use kerros::prelude::*;
use kerros_graph::{Graph, NodeId};

#[derive(Debug)]
struct Pinball {
    quantile: f64,
}

impl Loss for Pinball {
    fn name(&self) -> &'static str {
        "pinball"
    }

    // Both are (batch, ..., outputs); the result is one number for each sample, without the last axis. Means over
    // the batch and samples' weights are taken care of.
    fn call(
        &self,
        graph: &mut Graph,
        target: NodeId,
        prediction: NodeId,
    ) -> kerros::Result<NodeId> {
        let error = graph.sub(target, prediction)?;
        let too_low = graph.scale(error, self.quantile)?;
        let too_high = graph.scale(error, self.quantile - 1.0)?;
        let cost = graph.maximum(too_low, too_high)?;
        let last = graph.ty(cost).shape.rank() - 1;
        Ok(graph.mean(cost, &[last])?)
    }
}

pub(crate) fn main() -> kerros::Result<()> {
    // Sales of a day: a base for each shop, and noise that is not symmetric, up to 2.7.
    let shop = Array2::from_shape_fn((300, 1), |(row, _)| (row % 3) as f32);
    let y = Array2::from_shape_fn((300, 1), |(row, _)| {
        let noise = (row * 7919 % 100) as f32 / 60.0;
        2.0 * (row % 3) as f32 + noise * noise
    });

    let mut model = Sequential::with_seed(2);
    model.add(Dense::new(1).input_shape(1))?;
    model.compile(
        Compile::new().optimizer(Adam::new().learning_rate(0.05)).loss(Pinball { quantile: 0.9 }),
    )?;
    model.fit(&shop, &y, Fit::new().epochs(150).verbose(Verbose::Silent))?;
    let forecast = model.predict(&shop)?;
    let below = forecast.iter().zip(&y).filter(|(forecast, sales)| sales <= forecast).count();
    println!("{below} of 300 days stay below the forecast");
    assert!((261..=279).contains(&below), "{below}");
    Ok(())
}
