//! Sparse categorical crossentropy.

use super::probability::{crossentropy, log_probabilities};
use super::target::{Range, activation_fits, check_range, check_whole, one_class};
use super::{Loss, check_dense_target, rank};
use crate::activations::Activation;
use crate::error::{Error, Result};
use crate::layer::Config;
use kerros_graph::{Graph, NodeId, Shape};
use ndarray::ArrayViewD;

/// Sparse categorical crossentropy: one class out of several, targets are class numbers from 0.
///
/// `-ln p[target]`, in nats, with the probabilities `p` along the last axis of the prediction
/// treated as in [`super::CategoricalCrossentropy`]; the same numbers without one-hot rows in
/// memory.
///
/// | argument | default | |
/// |---|---|---|
/// | `from_logits` | `false` | the model predicts logits, not probabilities |
///
/// Predictions are `(batch, ..., classes)`, targets `(batch, ...)` or `(batch, ..., 1)`.
///
/// Keras: losses, probabilistic losses, `SparseCategoricalCrossentropy`.
///
/// ```
/// use kerros::losses::SparseCategoricalCrossentropy;
/// use kerros::prelude::*;
///
/// // A model that hands on its input: here, probabilities.
/// let mut model = Sequential::new();
/// model.add(Activation::Linear.layer().input_shape(3))?;
/// model.compile(Compile::new().loss(SparseCategoricalCrossentropy::new()))?;
/// let (x, y) = ([0.5f32, 0.25, 0.25], [0u8]);
/// let quiet = Evaluate::new().verbose(Verbose::Silent);
/// let scores = model.evaluate((&x[..], [1, 3]), &y, quiet)?;
/// assert!((scores.loss() - 2.0f64.ln()).abs() < 1e-6);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// Training and evaluation refuse one-hot rows, numbers that are not whole, and class numbers below
/// 0 or above the last class, named by row. `fit` warns when there is one class only, and when the
/// last activation is not softmax (with `from_logits`: not linear).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SparseCategoricalCrossentropy {
    from_logits: bool,
}

impl SparseCategoricalCrossentropy {
    /// Sparse categorical crossentropy of probabilities.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether the model predicts logits; `false` if not set.
    #[must_use]
    pub fn from_logits(mut self, from_logits: bool) -> Self {
        self.from_logits = from_logits;
        self
    }
}

impl Loss for SparseCategoricalCrossentropy {
    fn name(&self) -> &'static str {
        "sparse_categorical_crossentropy"
    }

    fn config(&self) -> Config {
        Config::new().with("from_logits", self.from_logits)
    }

    fn call(&self, graph: &mut Graph, target: NodeId, prediction: NodeId) -> Result<NodeId> {
        let shape = graph.ty(prediction).shape.clone();
        let classes = rank::classes(&shape)?;
        let numbers = rank::class_numbers(graph, target, &shape)?;
        let one_hot = graph.one_hot(numbers, classes)?;
        let log_probabilities = log_probabilities(graph, prediction, self.from_logits)?;
        crossentropy(graph, one_hot, log_probabilities)
    }

    fn target_shape(&self, prediction: &Shape) -> Result<Shape> {
        rank::classes(prediction)?;
        Ok(rank::without_last(prediction))
    }

    fn check_target(
        &self,
        target: ArrayViewD<'_, f32>,
        prediction: &Shape,
    ) -> Result<Option<String>> {
        let classes = rank::classes(prediction)?;
        if target.ndim() == prediction.rank()
            && target.shape().last() == Some(&classes)
            && classes > 1
        {
            return Err(Error::invalid(
                "y",
                "one class number a row",
                format!("rows of {classes} numbers"),
                "Pass class numbers, or use the loss categorical_crossentropy for one-hot rows.",
            )
            .at(self.name()));
        }
        check_dense_target(self.name(), &target, &self.target_shape(prediction)?)?;
        check_whole(self.name(), &target)?;
        check_range(
            self.name(),
            &target,
            Range { low: 0.0, high: classes.saturating_sub(1) as f32 },
            "Number the classes from 0, and give the last layer one unit for each.",
        )?;
        Ok(None)
    }

    fn fits(&self, activation: Activation, prediction: &Shape) -> Option<String> {
        one_class(self.name(), prediction).or_else(|| {
            activation_fits(self.name(), self.from_logits, Activation::Softmax, activation)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kerros_graph::{DType, InputId, Type};

    #[test]
    fn takes_class_numbers_as_floats_or_integers_with_or_without_a_last_axis() {
        for dtype in [DType::F32, DType::I32] {
            for target in [Shape::batch(&[4]), Shape::batch(&[4, 1])] {
                let mut graph = Graph::new();
                let target = graph.input(InputId(0), Type { dtype, shape: target }).unwrap();
                let prediction = graph.input(InputId(1), Type::f32(Shape::batch(&[4, 3]))).unwrap();
                let values = SparseCategoricalCrossentropy::new()
                    .call(&mut graph, target, prediction)
                    .unwrap();
                assert_eq!(*graph.ty(values), Type::f32(Shape::batch(&[4])));
            }
        }
    }
}
