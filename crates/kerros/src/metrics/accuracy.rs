//! The accuracy that suits the shapes.

use super::{BinaryAccuracy, CategoricalAccuracy, Metric, SparseCategoricalAccuracy, check_name};
use crate::error::Result;
use crate::history::Better;
use kerros_graph::types::Dim;
use kerros_graph::{Graph, NodeId, Shape};

/// What Keras makes of the name `accuracy`: the accuracy that suits the shapes of target and
/// prediction.
///
/// | prediction | target | is |
/// |---|---|---|
/// | `(batch, ..., 1)` | any | [`BinaryAccuracy`] |
/// | `(batch, ..., classes)` | `(batch, ...)` or `(batch, ..., 1)` | [`SparseCategoricalAccuracy`] |
/// | `(batch, ..., classes)` | `(batch, ..., classes)` | [`CategoricalAccuracy`] |
///
/// The result is a share, from 0 to 1.
///
/// | argument | default | |
/// |---|---|---|
/// | `named` | `accuracy` | the name to report it under |
///
/// Keras: metrics, the names `accuracy` and `acc` in `compile`. (Keras's class `Accuracy` is another
/// metric, which compares predictions with labels as they are.)
///
/// ```
/// use kerros::prelude::*;
///
/// // A model that hands on its input: probabilities of three classes.
/// let mut model = Sequential::new();
/// model.add(Activation::Linear.layer().input_shape(3))?;
/// let loss = "sparse_categorical_crossentropy";
/// model.compile(Compile::new().loss(loss).metrics(["accuracy"]))?;
/// let (x, y) = ([0.5f32, 0.3, 0.2, 0.2, 0.7, 0.1], [0u8, 2]);
/// let quiet = Evaluate::new().verbose(Verbose::Silent);
/// let scores = model.evaluate((&x[..], [2, 3]), &y, quiet)?;
/// assert_eq!(scores.get("accuracy"), Some(0.5));
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// `compile` refuses an empty name. Shapes that fit none of the three are refused when the training
/// graph is written: by `compile` if the model is built, else by the first call that brings data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AutoAccuracy {
    name: String,
}

impl AutoAccuracy {
    /// Accuracy, reported as `accuracy`.
    pub fn new() -> Self {
        AutoAccuracy { name: "accuracy".into() }
    }

    /// The name to report it under; `accuracy` if not set.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }
}

impl Default for AutoAccuracy {
    fn default() -> Self {
        Self::new()
    }
}

impl Metric for AutoAccuracy {
    fn name(&self) -> &str {
        &self.name
    }

    fn better(&self) -> Option<Better> {
        Some(Better::Higher)
    }

    fn check(&self) -> Result<()> {
        check_name(&self.name)
    }

    fn update(
        &self,
        graph: &mut Graph,
        states: &[NodeId],
        target: NodeId,
        prediction: NodeId,
        weight: Option<NodeId>,
    ) -> Result<Vec<NodeId>> {
        let kind = Kind::of(&graph.ty(target).shape, &graph.ty(prediction).shape);
        kind.metric().update(graph, states, target, prediction, weight)
    }
}

/// The kinds of accuracy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Binary,
    SparseCategorical,
    Categorical,
}

impl Kind {
    /// Keras 3's choice.
    fn of(target: &Shape, prediction: &Shape) -> Kind {
        let one = Some(&Dim::Const(1));
        if prediction.rank() < 2 || prediction.dims().last() == one {
            Kind::Binary
        } else if target.rank() < prediction.rank() || target.dims().last() == one {
            Kind::SparseCategorical
        } else {
            Kind::Categorical
        }
    }

    fn metric(self) -> Box<dyn Metric> {
        match self {
            Kind::Binary => Box::new(BinaryAccuracy::new()),
            Kind::SparseCategorical => Box::new(SparseCategoricalAccuracy::new()),
            Kind::Categorical => Box::new(CategoricalAccuracy::new()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chooses_as_keras_does() {
        for (target, prediction, kind) in [
            (&[][..], &[1][..], Kind::Binary),
            (&[1], &[1], Kind::Binary),
            (&[4, 1], &[4, 1], Kind::Binary),
            (&[], &[], Kind::Binary),
            (&[], &[3], Kind::SparseCategorical),
            (&[1], &[3], Kind::SparseCategorical),
            (&[4], &[4, 3], Kind::SparseCategorical),
            (&[4, 1], &[4, 3], Kind::SparseCategorical),
            (&[3], &[3], Kind::Categorical),
            (&[4, 3], &[4, 3], Kind::Categorical),
        ] {
            let chosen = Kind::of(&Shape::batch(target), &Shape::batch(prediction));
            assert_eq!(chosen, kind, "target {target:?}, prediction {prediction:?}");
        }
    }
}
