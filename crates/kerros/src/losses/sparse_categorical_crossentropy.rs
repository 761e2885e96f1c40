//! Sparse categorical crossentropy.

use super::arguments::{AXIS, FROM_LOGITS, REDUCTION, finish, name};
use super::axis::inner_axis;
use super::fits::{activation_fits, one_class};
use super::probability::{crossentropy, log_probabilities};
use super::target::check_class_numbers;
use super::{Loss, rank};
use crate::activations::Activation;
use crate::error::Result;
use crate::layer::{Config, Value};
use crate::registry::{Argument, Class, Literal};
use kerros_graph::{DType, Graph, NodeId, Shape};
use ndarray::ArrayViewD;

/// Sparse categorical crossentropy: one class out of several, targets are class numbers from 0.
///
/// `-ln p[target]`, in nats, with the probabilities `p` along `axis` of the prediction
/// treated as in [`super::CategoricalCrossentropy`]; the same numbers without one-hot rows in
/// memory.
///
/// | argument | default | |
/// |---|---|---|
/// | `from_logits` | `false` | the model predicts logits, not probabilities |
/// | `ignore_class` | none | a class number that counts for nothing: the mean is over the other targets |
/// | `axis` | -1 | the axis of the classes; not that of the batch |
///
/// Besides, those of [every loss](super::Loss). Predictions are `(batch, ..., classes)`, targets `(batch, ...)` or `(batch, ..., 1)`.
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
/// `compile` refuses an axis that the prediction does not have. Training and evaluation refuse one-hot rows, numbers that are not whole, and class numbers below
/// 0 or above the last class (but for that which is ignored), named by row. `fit` warns when there is one class only, and when the
/// last activation is not softmax (with `from_logits`: not linear).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SparseCategoricalCrossentropy {
    from_logits: bool,
    ignore_class: Option<i64>,
    axis: i64,
}

impl Default for SparseCategoricalCrossentropy {
    fn default() -> Self {
        SparseCategoricalCrossentropy { from_logits: false, ignore_class: None, axis: -1 }
    }
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

    /// A class number that counts for nothing, such as -1 or 255 where nobody knows; none if not set.
    #[must_use]
    pub fn ignore_class(mut self, class: impl Into<Option<i64>>) -> Self {
        self.ignore_class = class.into();
        self
    }

    /// The axis of the classes, counted from 0, the batch, or from behind; -1, the last, if not set.
    #[must_use]
    pub fn axis(mut self, axis: i64) -> Self {
        self.axis = axis;
        self
    }

    pub(crate) const CLASS: Class<Box<dyn Loss>> = Class {
        name: "SparseCategoricalCrossentropy",
        names: &["sparse_categorical_crossentropy"],
        doc: "one of several classes, numbered, after a softmax",
        arguments: &[
            FROM_LOGITS,
            Argument::with_default(
                "ignore_class",
                Literal::None,
                "a class number that counts for nothing",
            ),
            REDUCTION,
            AXIS,
            name("sparse_categorical_crossentropy"),
        ],
        make: |a| {
            let loss = SparseCategoricalCrossentropy::new().from_logits(a.bool("from_logits")?);
            let loss = loss.ignore_class(a.optional_integer("ignore_class")?);
            finish(loss.axis(a.integer("axis")?), a)
        },
    };

    /// 1 where a target counts, in the shape of the values.
    fn valid(
        &self,
        graph: &mut Graph,
        target: NodeId,
        prediction: &Shape,
    ) -> Result<Option<NodeId>> {
        let Some(ignored) = self.ignore_class else { return Ok(None) };
        let axis = inner_axis(prediction, self.axis)?;
        let target = graph.reshape(target, rank::without_axis(prediction, axis))?;
        let target = graph.cast(target, DType::F32)?;
        let ignored = graph.literal(ignored as f64)?;
        let is_ignored = graph.equal(target, ignored)?;
        let one = graph.literal(1.0)?;
        Ok(Some(graph.sub(one, is_ignored)?))
    }
}

impl Loss for SparseCategoricalCrossentropy {
    fn name(&self) -> &'static str {
        "sparse_categorical_crossentropy"
    }

    fn config(&self) -> Config {
        let ignored = self.ignore_class.map_or(Value::None, Value::Int);
        Config::new()
            .with("from_logits", self.from_logits)
            .with("ignore_class", ignored)
            .with("axis", self.axis)
    }

    fn call(&self, graph: &mut Graph, target: NodeId, prediction: NodeId) -> Result<NodeId> {
        let shape = graph.ty(prediction).shape.clone();
        let axis = inner_axis(&shape, self.axis)?;
        let numbers = rank::class_numbers_along(graph, target, &shape, axis)?;
        let one_hot = rank::one_hot_along(graph, numbers, &shape, axis)?;
        let log_probabilities = log_probabilities(graph, prediction, self.from_logits, axis)?;
        let values = crossentropy(graph, one_hot, log_probabilities, axis)?;
        match self.valid(graph, target, &shape)? {
            Some(valid) => {
                let zero = graph.literal(0.0)?;
                Ok(graph.select(valid, values, zero)?)
            }
            None => Ok(values),
        }
    }

    fn counted(
        &self,
        graph: &mut Graph,
        target: NodeId,
        prediction: NodeId,
        _values: NodeId,
    ) -> Result<Option<NodeId>> {
        let shape = graph.ty(prediction).shape.clone();
        self.valid(graph, target, &shape)
    }

    fn target_shape(&self, prediction: &Shape) -> Result<Shape> {
        let axis = inner_axis(prediction, self.axis)?;
        rank::classes(prediction, axis)?;
        Ok(rank::without_axis(prediction, axis))
    }

    fn check_target(
        &self,
        target: ArrayViewD<'_, f32>,
        prediction: &Shape,
    ) -> Result<Option<String>> {
        let axis = inner_axis(prediction, self.axis)?;
        check_class_numbers(self.name(), &target, prediction, axis, self.ignore_class)?;
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
    use kerros_graph::{InputId, Type};

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
