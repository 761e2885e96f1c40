//! A layer that several places hold: models, calls.

use super::{Layer, WeightSpec};
use crate::error::{Error, Result};
use crate::model::{IntoTensor, Network};
use ndarray::ArrayD;
use std::ops::Deref;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
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
    /// What the layer holds if it is a model.
    network: Option<Arc<Network>>,
    trainable: AtomicBool,
    /// How often the layer was called so far.
    calls: AtomicUsize,
    /// Whether there are any values: most layers are in one model only, which then need not look.
    published: AtomicBool,
    values: Mutex<Values>,
}

/// The numbers of a layer's weights, as the model that computed last has left them; for other models
/// that have the layer.
#[derive(Debug, Default)]
pub(crate) struct Values(Vec<Published>);

/// The numbers of one weight.
#[derive(Debug)]
struct Published {
    /// The weight's name in the layer.
    name: String,
    shape: Vec<usize>,
    /// How often it was changed.
    change: u64,
    numbers: Vec<f32>,
}

/// Which layer it is, without holding it.
#[derive(Clone, Debug)]
pub(crate) struct LayerId(Weak<Handle>);

impl<L: Layer + 'static> From<L> for SharedLayer {
    fn from(layer: L) -> Self {
        SharedLayer::new(Box::new(layer), None)
    }
}

impl SharedLayer {
    fn new(layer: Box<dyn Layer>, network: Option<Arc<Network>>) -> Self {
        let trainable = AtomicBool::new(layer.settings().trainable());
        let (published, values) = (AtomicBool::new(false), Mutex::default());
        let calls = AtomicUsize::new(0);
        SharedLayer(Arc::new(Handle { layer, network, trainable, calls, published, values }))
    }

    /// A layer that computes what a model does.
    pub(crate) fn of_model(layer: impl Layer + 'static, network: Arc<Network>) -> Self {
        SharedLayer::new(Box::new(layer), Some(network))
    }

    /// The network of a layer that is a model.
    pub(crate) fn network(&self) -> Option<&Network> {
        self.0.network.as_deref()
    }

    /// The number of a new call of the layer: each has another one, from 0 on.
    pub(crate) fn number_call(&self) -> usize {
        self.0.calls.fetch_add(1, Ordering::Relaxed)
    }

    /// Whether training moves the layer's weights. In Keras: the attribute `trainable` of a layer.
    pub fn is_trainable(&self) -> bool {
        self.0.trainable.load(Ordering::Relaxed)
    }

    /// Freezes the layer or thaws it, in all models that have it; counts from the next `compile` on.
    pub fn set_trainable(&self, trainable: bool) {
        self.0.trainable.store(trainable, Ordering::Relaxed);
    }

    /// The layer's weights as the model that computed last with the layer has left them; none before a model
    /// has it. The weights of a model's layers belong to those, and not to the model as a layer.
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let layer = SharedLayer::from(Dense::new(1));
    /// let x = Input::new(2).symbol()?;
    /// let model = Model::new(&x, layer.apply(&x)?)?;
    /// assert_eq!(layer.get_weights()?, model.get_weights()?);
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Never for a model that keeps its contract.
    pub fn get_weights(&self) -> Result<Vec<ArrayD<f32>>> {
        let values = lock(&self.0.values);
        let arrays = values.0.iter().map(|weight| {
            ArrayD::from_shape_vec(weight.shape.as_slice(), weight.numbers.clone())
                .map_err(|_| Error::internal(format!("{} does not have its length", weight.name)))
        });
        arrays.collect()
    }

    /// Sets the layer's weights, in all models that have it: they take them over before they compute again.
    ///
    /// # Errors
    ///
    /// When no model has the layer, there are more or fewer weights than it has, one has another shape, or a
    /// number is not finite. No weight is changed then.
    pub fn set_weights<'a, W: IntoTensor<'a>>(
        &self,
        weights: impl IntoIterator<Item = W>,
    ) -> Result<()> {
        let weights: Vec<_> =
            weights.into_iter().map(IntoTensor::into_tensor).collect::<Result<_>>()?;
        let mut values = lock(&self.0.values);
        if weights.len() != values.0.len() {
            return Err(Error::invalid(
                "weights",
                format!("the {} weights of the layer", values.0.len()),
                weights.len().to_string(),
                "Give one array for each weight; a layer has weights once it is part of a model.",
            ));
        }
        for (weight, known) in weights.iter().zip(&values.0) {
            let finite = weight.values().iter().all(|value| value.is_finite());
            if weight.shape() != known.shape || !finite {
                return Err(Error::invalid(
                    known.name.as_str(),
                    format!("finite numbers in the shape {:?}", known.shape),
                    match finite {
                        true => format!("the shape {:?}", weight.shape()),
                        false => "one that is not finite".to_owned(),
                    },
                    "Give the weights in the layer's order, each in its shape.",
                ));
            }
        }
        for (weight, known) in weights.iter().zip(&mut values.0) {
            known.change += 1;
            known.numbers.clear();
            known.numbers.extend_from_slice(weight.values());
        }
        Ok(())
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

    /// Whether the layer is not frozen; one that no model holds is not.
    pub(crate) fn is_trainable(&self) -> bool {
        self.0.upgrade().is_none_or(|handle| handle.trainable.load(Ordering::Relaxed))
    }

    /// Whether somebody besides one model holds the layer: another model, or a symbol from which one
    /// can be made.
    pub(crate) fn is_held_elsewhere(&self) -> bool {
        self.0.strong_count() > 1
    }

    /// The numbers of the weight if they are not those of change `seen`, and their change.
    pub(crate) fn newer(&self, name: &str, seen: u64) -> Option<(u64, Vec<f32>)> {
        let handle = self.0.upgrade()?;
        if !handle.published.load(Ordering::Acquire) {
            return None;
        }
        let values = lock(&handle.values);
        let weight = values.0.iter().find(|weight| weight.name == name)?;
        (weight.change != seen).then(|| (weight.change, weight.numbers.clone()))
    }

    /// Leaves the numbers of a weight for other models; the number of this change.
    pub(crate) fn publish(&self, weight: &WeightSpec, numbers: &[f32]) -> u64 {
        let Some(handle) = self.0.upgrade() else { return 0 };
        let mut values = lock(&handle.values);
        handle.published.store(true, Ordering::Release);
        if let Some(known) = values.0.iter_mut().find(|known| known.name == weight.own_name) {
            known.change += 1;
            known.shape = weight.shape().to_vec();
            known.numbers.clear();
            known.numbers.extend_from_slice(numbers);
            return known.change;
        }
        values.0.push(Published {
            name: weight.own_name.clone(),
            shape: weight.shape().to_vec(),
            change: 1,
            numbers: numbers.to_vec(),
        });
        1
    }
}

/// The values; they are whole at any time, so that a panic elsewhere does not spoil them.
fn lock(values: &Mutex<Values>) -> MutexGuard<'_, Values> {
    values.lock().unwrap_or_else(PoisonError::into_inner)
}
