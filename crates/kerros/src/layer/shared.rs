//! A layer that several places hold: models, calls.

use super::Layer;
use std::collections::HashMap;
use std::ops::Deref;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

/// A layer that may be called several times, and be part of several models: its weights are the same
/// ones everywhere. Clones are the same layer.
///
/// ```
/// use kerros::prelude::*;
///
/// let encoder = SharedLayer::from(Dense::new(3));
/// let (left, right) = (Input::new(4).symbol()?, Input::new(4).symbol()?);
/// let codes = [encoder.apply(&left)?, encoder.apply(&right)?];
/// let model = Model::new([&left, &right], codes)?;
/// assert_eq!(model.count_params()?, 4 * 3 + 3);
/// # Ok::<(), kerros::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct SharedLayer(Arc<Handle>);

#[derive(Debug)]
struct Handle {
    layer: Box<dyn Layer>,
    trainable: AtomicBool,
    /// Whether there are any values: most layers are in one model only, which then need not look.
    published: AtomicBool,
    values: Mutex<Values>,
}

/// The numbers of a layer's weights, as the model that computed last has left them; for other models
/// that have the layer.
#[derive(Debug, Default)]
pub(crate) struct Values {
    /// By the weight's name in the layer: the number of the change, which starts with 1, and the numbers.
    weights: HashMap<String, (u64, Vec<f32>)>,
}

/// Which layer it is, without holding it.
#[derive(Clone, Debug)]
pub(crate) struct LayerId(Weak<Handle>);

impl<L: Layer + 'static> From<L> for SharedLayer {
    fn from(layer: L) -> Self {
        SharedLayer::new(Box::new(layer))
    }
}

impl SharedLayer {
    fn new(layer: Box<dyn Layer>) -> Self {
        let trainable = AtomicBool::new(layer.settings().trainable());
        let (published, values) = (AtomicBool::new(false), Mutex::default());
        SharedLayer(Arc::new(Handle { layer, trainable, published, values }))
    }

    /// Whether training moves the layer's weights. In Keras: the attribute `trainable` of a layer.
    pub fn is_trainable(&self) -> bool {
        self.0.trainable.load(Ordering::Relaxed)
    }

    /// Freezes the layer or thaws it, in all models that have it; counts from the next `compile` on.
    pub fn set_trainable(&self, trainable: bool) {
        self.0.trainable.store(trainable, Ordering::Relaxed);
    }

    /// Whether both are the same layer.
    pub fn is(&self, other: &SharedLayer) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    pub(crate) fn id(&self) -> LayerId {
        LayerId(Arc::downgrade(&self.0))
    }
}

impl Deref for SharedLayer {
    type Target = dyn Layer;

    fn deref(&self) -> &Self::Target {
        &*self.0.layer
    }
}

impl LayerId {
    /// Of a layer that no model holds.
    pub(crate) fn none() -> Self {
        LayerId(Weak::new())
    }

    pub(crate) fn is(&self, other: &LayerId) -> bool {
        Weak::ptr_eq(&self.0, &other.0)
    }

    /// Whether somebody besides one model holds the layer: another model, or a symbol from which one
    /// can be made.
    pub(crate) fn is_held_elsewhere(&self) -> bool {
        self.0.strong_count() > 1
    }

    /// The numbers of the weight `name` if they are not those of change `seen`, and their change.
    pub(crate) fn newer(&self, name: &str, seen: u64) -> Option<(u64, Vec<f32>)> {
        let handle = self.0.upgrade()?;
        if !handle.published.load(Ordering::Acquire) {
            return None;
        }
        let values = lock(&handle.values);
        let (change, numbers) = values.weights.get(name)?;
        (*change != seen).then(|| (*change, numbers.clone()))
    }

    /// Leaves the numbers of the weight `name` for other models; the number of this change.
    pub(crate) fn publish(&self, name: &str, numbers: &[f32]) -> u64 {
        let Some(handle) = self.0.upgrade() else { return 0 };
        let mut values = lock(&handle.values);
        let (change, known) = values.weights.entry(name.to_owned()).or_default();
        *change += 1;
        known.clear();
        known.extend_from_slice(numbers);
        handle.published.store(true, Ordering::Release);
        *change
    }
}

/// The values; they are whole at any time, so that a panic elsewhere does not spoil them.
fn lock(values: &Mutex<Values>) -> MutexGuard<'_, Values> {
    values.lock().unwrap_or_else(PoisonError::into_inner)
}
