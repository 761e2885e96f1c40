//! A metric of one's own: the share of the targets' variance that the model explains (R squared).
//!
//! `1 - sum (y - p)^2 / sum (y - mean y)^2`, over the whole epoch. That is no mean of one value a sample, so the metric
//! keeps sums of its own from batch to batch.
//!
//! Run it with `cargo run --release -p kerros --example custom_metric`.

use kerros::metrics::Metric;
use kerros::prelude::*;
use kerros_graph::{Graph, NodeId, Shape};

#[derive(Debug)]
struct RSquared;

impl Metric for RSquared {
    fn name(&self) -> &str {
        "r_squared"
    }

    // The numbers that are kept: set to 0 at the start of an epoch.
    fn states(&self, _prediction: &Shape) -> Vec<(&'static str, Shape)> {
        ["count", "sum", "sum_of_squares", "squared_errors"]
            .map(|name| (name, Shape::scalar()))
            .to_vec()
    }

    // What they become after a batch. The samples' weights would come as `weight`, for `weighted_metrics`.
    fn update(
        &self,
        graph: &mut Graph,
        states: &[NodeId],
        target: NodeId,
        prediction: NodeId,
        _weight: Option<NodeId>,
    ) -> kerros::Result<Vec<NodeId>> {
        let ones = graph.full_like(target, 1.0)?;
        let square = graph.square(target)?;
        let error = graph.sub(target, prediction)?;
        let squared_error = graph.square(error)?;
        let mut new = Vec::new();
        for (&state, values) in states.iter().zip([ones, target, square, squared_error]) {
            let sum = graph.sum_all(values)?;
            new.push(graph.add(state, sum)?);
        }
        Ok(new)
    }

    // From the sums to the number that is shown; plain Rust, once an epoch.
    fn result(&self, states: &[&[f32]]) -> f64 {
        let [count, sum, squares, errors] = [0, 1, 2, 3].map(|i| f64::from(states[i][0]));
        1.0 - errors / (squares - sum * sum / count)
    }
}

pub(crate) fn main() -> kerros::Result<()> {
    let x = Array2::from_shape_fn((100, 2), |(row, column)| {
        ((row * 37 + column * 11) % 50) as f32 / 25.0
    });
    let y = Array2::from_shape_fn((100, 1), |(row, _)| 3.0 * x[[row, 0]] - 2.0 * x[[row, 1]] + 1.0);
    let mut model = Sequential::with_seed(4);
    model.add(Dense::new(1).input_shape(2))?;
    let optimizer = Adam::new().learning_rate(0.05);
    model.compile(Compile::new().optimizer(optimizer).loss("mse").metrics([RSquared]))?;
    model.fit(&x, &y, Fit::new().epochs(100).verbose(Verbose::Silent))?;
    let scores = model.evaluate(&x, &y, Evaluate::new().verbose(Verbose::Silent))?;
    let share = scores.get("r_squared").unwrap_or(f64::NAN);

    // The same from all predictions at once.
    let mean = y.mean().unwrap_or(0.0);
    let errors: f32 = model.predict(&x)?.iter().zip(&y).map(|(p, y)| (y - p).powi(2)).sum();
    let spread: f32 = y.iter().map(|y| (y - mean).powi(2)).sum();
    println!("R squared: {share:.4}");
    assert!(share > 0.95, "{share}");
    assert!((share - f64::from(1.0 - errors / spread)).abs() < 1e-4, "{share}");
    Ok(())
}
