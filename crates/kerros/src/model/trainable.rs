//! Layers by name or place, and which of them training moves.

use super::Model;
use crate::error::{Error, Result};
use crate::layer::{SharedLayer, WeightSpec};
use std::ops::{Bound, RangeBounds};

impl Model {
    /// The layer `name`, to be used in other models too or to be frozen. In Keras: `get_layer`.
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(Dense::new(8).name("hidden").input_shape(4))?.add(Dense::new(1))?;
    /// model.get_layer("hidden")?.set_trainable(false);
    /// assert!(model.get_layer("hiden").is_err());
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When the model has no layer of that name.
    pub fn get_layer(&mut self, name: &str) -> Result<SharedLayer> {
        let index = self.layer_index(name);
        index.and_then(|index| self.shared_layer(index)).map_err(|error| self.locate(error))
    }

    /// The layer at `index`, counted from 0.
    ///
    /// # Errors
    ///
    /// When the model has fewer layers.
    pub fn get_layer_at(&mut self, index: usize) -> Result<SharedLayer> {
        self.shared_layer(index).map_err(|error| self.locate(error))
    }

    fn shared_layer(&mut self, index: usize) -> Result<SharedLayer> {
        if index >= self.network.layers.len() {
            return Err(Error::invalid(
                "index",
                format!("less than {}, the number of layers", self.network.layers.len()),
                index.to_string(),
                "Count layers from 0.",
            ));
        }
        if self.outline.is_some() {
            self.hand_out_weights()?;
        }
        Ok(self.network.layers[index].layer.clone())
    }

    /// All layers, in their order, to be used in other models too or to be frozen.
    ///
    /// # Errors
    ///
    /// When the model's executor cannot hand out the weights.
    pub fn shared_layers(&mut self) -> Result<Vec<SharedLayer>> {
        if self.outline.is_some() {
            self.hand_out_weights().map_err(|error| self.locate(error))?;
        }
        Ok(self.network.layers.iter().map(|named| named.layer.clone()).collect())
    }

    /// For each weight, whether training would move it if the model were compiled now; empty until the model
    /// is built.
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(Dense::new(8).input_shape(4))?.add(Dense::new(1))?;
    /// model.compile(Compile::new().loss("mse"))?;
    /// model.get_layer("dense")?.set_trainable(false);
    /// assert_eq!(model.trainable_weights(), [false, false, true, true]);
    /// # Ok::<(), kerros::Error>(())
    /// ```
    pub fn trainable_weights(&self) -> Vec<bool> {
        self.weights().iter().map(WeightSpec::is_trainable_now).collect()
    }

    /// The place of the layer `name`, counted from 0.
    ///
    /// # Errors
    ///
    /// When the model has no layer of that name.
    pub fn layer_place(&self, name: &str) -> Result<usize> {
        self.layer_index(name).map_err(|error| self.locate(error))
    }

    /// Freezes the layers at these places: training does not move their weights any more, and layers that keep
    /// statistics (batch normalization) leave them as they are. Counts from the next
    /// [`compile`](Self::compile) on. In R's keras: `freeze_weights`.
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(Dense::new(8).input_shape(4))?.add(Dense::new(4))?.add(Dense::new(1))?;
    /// let top = model.layer_place("dense_2")?;
    /// model.freeze_weights(..top)?;
    /// assert_eq!(model.weights().iter().filter(|weight| weight.is_trainable()).count(), 2);
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When the range does not lie within the layers.
    pub fn freeze_weights(&mut self, places: impl RangeBounds<usize>) -> Result<()> {
        self.try_set_trainable(places, false).map_err(|error| self.locate(error))
    }

    /// Thaws the layers at these places; the opposite of [`freeze_weights`](Self::freeze_weights).
    ///
    /// # Errors
    ///
    /// When the range does not lie within the layers.
    pub fn unfreeze_weights(&mut self, places: impl RangeBounds<usize>) -> Result<()> {
        self.try_set_trainable(places, true).map_err(|error| self.locate(error))
    }

    fn try_set_trainable(
        &mut self,
        places: impl RangeBounds<usize>,
        trainable: bool,
    ) -> Result<()> {
        let count = self.network.layers.len();
        let start = match places.start_bound() {
            Bound::Included(&start) => start,
            Bound::Excluded(&before) => before + 1,
            Bound::Unbounded => 0,
        };
        let end = match places.end_bound() {
            Bound::Included(&last) => last.saturating_add(1),
            Bound::Excluded(&end) => end,
            Bound::Unbounded => count,
        };
        let Some(layers) = self.network.layers.get(start..end) else {
            return Err(Error::invalid(
                "places",
                format!("a range within the {count} layers, counted from 0"),
                format!("{start}..{end}"),
                "Give the first place and the one after the last.",
            ));
        };
        layers.iter().for_each(|named| named.layer.set_trainable(trainable));
        if self.objective.is_none()
            && let Some(outline) = &mut self.outline
        {
            outline.look_at_freezing();
        }
        Ok(())
    }

    /// A warning if layers were frozen or thawed since the model was compiled.
    pub(super) fn freezing_warning(&self) -> Option<String> {
        let mut weights = self.weights().iter();
        let changed = weights.find(|weight| weight.is_trainable() != weight.is_trainable_now())?;
        Some(format!(
            "layer {} was frozen or thawed after compile, which does not count before the model is \
             compiled again",
            changed.layer()
        ))
    }
}
