//! What a layer declares of a weight.

use super::shared::LayerId;
use crate::constraints::SharedConstraint;
use crate::initializers::SharedInitializer;
use crate::regularizers::SharedRegularizer;

/// A weight as a layer asks for it.
///
/// ```
/// use kerros::initializers::{Ones, SharedInitializer};
/// use kerros::layer::Weight;
///
/// let ones: SharedInitializer = Ones.into();
/// let gamma = Weight::new("gamma", &[3], &ones);
/// let moving_mean = Weight::new("moving_mean", &[3], &ones).trainable(false);
/// # let _ = (gamma, moving_mean);
/// ```
#[derive(Clone, Debug)]
pub struct Weight<'w> {
    pub(super) name: &'w str,
    pub(super) shape: &'w [usize],
    pub(super) initializer: &'w SharedInitializer,
    pub(super) trainable: bool,
    pub(super) regularizer: Option<&'w SharedRegularizer>,
    pub(super) constraint: Option<&'w SharedConstraint>,
}

impl<'w> Weight<'w> {
    /// A weight that is trained.
    pub fn new(name: &'w str, shape: &'w [usize], initializer: &'w SharedInitializer) -> Self {
        Weight { name, shape, initializer, trainable: true, regularizer: None, constraint: None }
    }

    /// What it adds to the loss as long as it is trained; nothing if not set.
    #[must_use]
    pub fn regularizer(mut self, regularizer: &'w Option<SharedRegularizer>) -> Self {
        self.regularizer = regularizer.as_ref();
        self
    }

    /// What it becomes after each step of the optimizer; what that made of it if not set.
    #[must_use]
    pub fn constraint(mut self, constraint: &'w Option<SharedConstraint>) -> Self {
        self.constraint = constraint.as_ref();
        self
    }

    /// Whether the optimizer moves it; `true` if not set.
    #[must_use]
    pub fn trainable(mut self, trainable: bool) -> Self {
        self.trainable = trainable;
        self
    }
}

/// A weight of a model: what is known before it has numbers.
#[derive(Clone, Debug)]
pub struct WeightSpec {
    pub(super) layer: String,
    pub(super) name: String,
    pub(super) shape: Vec<usize>,
    pub(crate) initializer: SharedInitializer,
    /// Whether no optimizer ever moves it: a moving mean.
    pub(super) state: bool,
    /// Whether training moves it, as its layer was frozen or not when the model was compiled.
    pub(super) trainable: bool,
    pub(crate) regularizer: Option<SharedRegularizer>,
    pub(crate) constraint: Option<SharedConstraint>,
    /// The layer that has declared it, and its name there: what makes it one weight wherever that
    /// layer is called, in this model or another.
    pub(crate) owner: LayerId,
    pub(crate) own_name: String,
    /// The models inside the model that lead to the layer; whoever holds one of them holds the layer.
    pub(super) models: Vec<LayerId>,
}

impl WeightSpec {
    /// The layer of the model that it belongs to.
    pub fn layer(&self) -> &str {
        &self.layer
    }

    /// Its name in the layer: `kernel`, `bias`; `forward_lstm/lstm_cell/kernel` in a layer inside.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its name in the layer that owns it: `kernel` of a layer inside another.
    pub(crate) fn own_name(&self) -> &str {
        &self.own_name
    }

    /// Layer and name: `dense_1/kernel`.
    pub fn path(&self) -> String {
        format!("{}/{}", self.layer, self.name)
    }

    /// Its sizes, slowest first.
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// Whether the optimizer moves it. A frozen layer's weights are not moved, and neither are
    /// moving means.
    pub fn is_trainable(&self) -> bool {
        self.trainable
    }

    /// Whether training would move it if the model was compiled now.
    pub(crate) fn is_trainable_now(&self) -> bool {
        let layers = || std::iter::once(&self.owner).chain(&self.models);
        !self.state && layers().all(LayerId::is_trainable)
    }

    /// Takes over which layers are frozen now.
    pub(crate) fn look_at_freezing(&mut self) {
        self.trainable = self.is_trainable_now();
    }

    /// Whether somebody besides one model holds the layer that has declared it.
    pub(crate) fn is_held_elsewhere(&self) -> bool {
        self.owner.is_held_elsewhere() || self.models.iter().any(LayerId::is_held_elsewhere)
    }

    /// How many numbers it holds.
    pub fn len(&self) -> usize {
        self.shape.iter().product()
    }

    /// Whether it holds no numbers.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
