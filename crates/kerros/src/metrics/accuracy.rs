//! The accuracy that suits the shapes, or the loss.

use super::{BinaryAccuracy, CategoricalAccuracy, Metric, SparseCategoricalAccuracy, check_name};
use crate::error::Result;
use crate::history::Better;
use crate::layer::Config;
use crate::registry::{LOSSES, find};
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
/// Keras 2.2 went by the loss, which is done where the loss is named:
///
/// | prediction | loss | is |
/// |---|---|---|
/// | `(batch, ..., 1)` | any | [`BinaryAccuracy`] |
/// | any | `binary_crossentropy` | [`BinaryAccuracy`] |
/// | `(batch, ..., classes)` | `sparse_categorical_crossentropy` | [`SparseCategoricalAccuracy`] |
/// | `(batch, ..., classes)` | any other | [`CategoricalAccuracy`] |
///
/// The two differ for several units that are each judged by themselves: there Keras 3 asks whether
/// the largest is the right one, Keras 2.2 how many of them are right.
///
/// The result is a share, from 0 to 1.
///
/// | argument | default | |
/// |---|---|---|
/// | `named` | `accuracy` | the name to report it under |
/// | `chosen_by_loss` | none | the loss, for the choice of Keras 2.2 |
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
    /// What the loss chooses for more than one unit.
    by_loss: Option<Kind>,
}

impl AutoAccuracy {
    /// Accuracy, reported as `accuracy`.
    pub fn new() -> Self {
        AutoAccuracy { name: "accuracy".into(), by_loss: None }
    }

    /// The name to report it under; `accuracy` if not set.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// Chooses as Keras 2.2 did, by the name of the loss and the number of units; by the shapes if
    /// not set. Names of losses that Kerros does not know count as any other.
    ///
    /// ```
    /// use kerros::metrics::AutoAccuracy;
    /// use kerros::prelude::*;
    ///
    /// // A model that hands on its input: two units, each a probability of its own.
    /// let mut model = Sequential::new();
    /// model.add(Activation::Linear.layer().input_shape(2))?;
    /// let loss = "binary_crossentropy";
    /// let former = AutoAccuracy::new().named("acc").chosen_by_loss(loss);
    /// model.compile(Compile::new().loss(loss).metrics([AutoAccuracy::new(), former]))?;
    /// let (x, y) = ([0.9f32, 0.8, 0.2, 0.4], [1u8, 0, 0, 1]);
    /// let quiet = Evaluate::new().verbose(Verbose::Silent);
    /// let scores = model.evaluate((&x[..], [2, 2]), (&y[..], [2, 2]), quiet)?;
    /// assert_eq!(scores.get("accuracy"), Some(1.0), "the largest of each row is right");
    /// assert_eq!(scores.get("acc"), Some(0.5), "the first and the third of four are right");
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// In Keras 2.2: `keras/engine/training.py`, `compile`.
    #[must_use]
    pub fn chosen_by_loss(mut self, loss: &str) -> Self {
        self.by_loss = Some(Kind::of_loss(loss));
        self
    }

    fn kind(&self, target: &Shape, prediction: &Shape) -> Kind {
        match self.by_loss {
            None => Kind::of_shapes(target, prediction),
            Some(_) if is_single(prediction) => Kind::Binary,
            Some(kind) => kind,
        }
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

    fn class_name(&self) -> &str {
        "AutoAccuracy"
    }

    fn config(&self) -> Config {
        Config::new().with("loss", self.by_loss.map(Kind::loss))
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
        let kind = self.kind(&graph.ty(target).shape, &graph.ty(prediction).shape);
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
    fn of_shapes(target: &Shape, prediction: &Shape) -> Kind {
        if is_single(prediction) {
            Kind::Binary
        } else if target.rank() < prediction.rank() || target.dims().last() == ONE {
            Kind::SparseCategorical
        } else {
            Kind::Categorical
        }
    }

    /// The choice of Keras 2.2 for more than one unit.
    fn of_loss(loss: &str) -> Kind {
        match find("loss", LOSSES, loss).map(|class| class.name) {
            Ok("BinaryCrossentropy") => Kind::Binary,
            Ok("SparseCategoricalCrossentropy") => Kind::SparseCategorical,
            _ => Kind::Categorical,
        }
    }

    /// A loss that chooses it.
    fn loss(self) -> &'static str {
        match self {
            Kind::Binary => "binary_crossentropy",
            Kind::SparseCategorical => "sparse_categorical_crossentropy",
            Kind::Categorical => "categorical_crossentropy",
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

const ONE: Option<&Dim> = Some(&Dim::Const(1));

/// Whether there is one prediction a row, or a row and step.
fn is_single(prediction: &Shape) -> bool {
    prediction.rank() < 2 || prediction.dims().last() == ONE
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
            let chosen = AutoAccuracy::new().kind(&Shape::batch(target), &Shape::batch(prediction));
            assert_eq!(chosen, kind, "target {target:?}, prediction {prediction:?}");
        }
    }

    #[test]
    fn chooses_by_the_loss_as_keras_2_did() {
        for (loss, target, prediction, kind) in [
            ("binary_crossentropy", &[1][..], &[1][..], Kind::Binary),
            ("binary_crossentropy", &[2], &[2], Kind::Binary),
            ("bce", &[4, 2], &[4, 2], Kind::Binary),
            ("BinaryCrossentropy", &[2], &[2], Kind::Binary),
            ("mse", &[], &[1], Kind::Binary),
            ("sparse_categorical_crossentropy", &[], &[1], Kind::Binary),
            ("sparse_categorical_crossentropy", &[1], &[3], Kind::SparseCategorical),
            ("sparse_categorical_crossentropy", &[4], &[4, 3], Kind::SparseCategorical),
            ("categorical_crossentropy", &[3], &[3], Kind::Categorical),
            ("mse", &[2], &[2], Kind::Categorical),
            ("of my own", &[2], &[2], Kind::Categorical),
        ] {
            let accuracy = AutoAccuracy::new().chosen_by_loss(loss);
            let chosen = accuracy.kind(&Shape::batch(target), &Shape::batch(prediction));
            assert_eq!(chosen, kind, "{loss}: target {target:?}, prediction {prediction:?}");
        }
    }
    /// Two sigmoid units that each answer a question of their own: the eras differ.
    #[test]
    fn two_sigmoid_units_with_binary_crossentropy() {
        use crate::prelude::*;
        let loss = "binary_crossentropy";
        let metrics = [AutoAccuracy::new(), AutoAccuracy::new().chosen_by_loss(loss)];
        let mut model = Sequential::new();
        model.add(Dense::new(2).activation("sigmoid").use_bias(false).input_shape(2)).unwrap();
        model.compile(Compile::new().loss(loss).metrics(metrics)).unwrap();
        let same = ArrayD::from_shape_vec(vec![2, 2], vec![1.0f32, 0.0, 0.0, 1.0]).unwrap();
        model.set_weights(&[same]).unwrap();

        // Three of the four answers are right, and the surer one of each row is.
        let (x, y) = ([3.0f32, 1.0, -2.0, 2.0], [1.0f32, 0.0, 0.0, 1.0]);
        let quiet = Evaluate::new().verbose(Verbose::Silent);
        let scores = model.evaluate((&x[..], [2, 2]), (&y[..], [2, 2]), quiet).unwrap();
        assert_eq!(scores.get("accuracy"), Some(1.0));
        assert_eq!(scores.get("accuracy_1"), Some(0.75));
    }
}
