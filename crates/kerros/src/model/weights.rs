//! The numbers of the weights, in and out.

use super::outline::Outline;
use super::{IntoTensor, Model};
use crate::error::{Error, Result};
use crate::layer::WeightSpec;
use kerros_graph::random::{Generator, Purpose};
use ndarray::ArrayD;

impl Model {
    /// The values of all weights, in Keras's order: layer by layer, the kernel before the bias.
    /// [`weights`](Self::weights) tells their names. In Keras: `get_weights`.
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(Dense::new(3).input_shape(4))?;
    /// let weights = model.get_weights()?;
    /// assert_eq!((weights[0].shape(), weights[1].shape()), (&[4, 3][..], &[3][..]));
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When the shape of the input is not known yet.
    pub fn get_weights(&self) -> Result<Vec<ArrayD<f32>>> {
        let get = || arrays(self.built("get_weights")?, self.weight_values()?);
        get().map_err(|error| self.locate(error))
    }

    /// Sets all weights, given in the order of [`get_weights`](Self::get_weights). The optimizer's
    /// state stays. In Keras: `set_weights`.
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(Dense::new(1).input_shape(2))?;
    /// let (kernel, bias) = (Array2::from_elem((2, 1), 3.0f32), Array1::from_elem(1, 0.5f32));
    /// model.set_weights([kernel.view().into_dyn(), bias.view().into_dyn()])?;
    /// assert_eq!(model.predict(&Array2::<f32>::ones((1, 2)))?.as_slice(), Some(&[6.5][..]));
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When there are more or fewer weights than the model has, one has another shape, or a number
    /// is not finite. No weight is changed then.
    pub fn set_weights<'a, W: IntoTensor<'a>>(
        &mut self,
        weights: impl IntoIterator<Item = W>,
    ) -> Result<()> {
        let checked = self.built("set_weights").and_then(|outline| check_weights(outline, weights));
        let set = checked.and_then(|values| self.write_weights(values));
        set.map_err(|error| self.locate(error))
    }

    /// Sets all weights as [`set_weights`](Self::set_weights) does, also to numbers that are not
    /// finite: for a model that has diverged, and was kept.
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(Dense::new(1).use_bias(false).input_shape(1))?;
    /// let diverged = [Array2::from_elem((1, 1), f32::NAN)];
    /// assert!(model.set_weights(&diverged).is_err());
    /// model.restore_weights(&diverged)?;
    /// assert!(model.get_weights()?[0][[0, 0]].is_nan());
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When there are more or fewer weights than the model has, or one has another shape. No weight is
    /// changed then.
    pub fn restore_weights<'a, W: IntoTensor<'a>>(
        &mut self,
        weights: impl IntoIterator<Item = W>,
    ) -> Result<()> {
        let values = self
            .built("restore_weights")
            .and_then(|outline| numbers(outline, weights, |_any| true));
        let set = values.and_then(|values| self.write_weights(values));
        set.map_err(|error| self.locate(error))
    }

    fn write_weights(&mut self, values: Vec<Vec<f32>>) -> Result<()> {
        // What others have left so far is older than these.
        self.receive_weights()?;
        match &mut self.engine {
            Some(engine) => engine.write_weights(&values)?,
            None => self.kept = values,
        }
        self.publish_weights()
    }

    /// Leaves the numbers of layers that others hold as well where those find them. Called after
    /// whatever changes weights.
    pub(super) fn publish_weights(&mut self) -> Result<()> {
        match self.weights().iter().any(WeightSpec::is_held_elsewhere) {
            true => self.leave_weights(WeightSpec::is_held_elsewhere),
            false => Ok(()),
        }
    }

    /// Leaves the numbers of all layers for others, who are about to get hold of them.
    pub(super) fn hand_out_weights(&mut self) -> Result<()> {
        self.receive_weights()?;
        self.leave_weights(|_every| true)
    }

    fn leave_weights(&mut self, which: impl Fn(&WeightSpec) -> bool) -> Result<()> {
        let values = self.weight_values()?;
        let Some(outline) = &self.outline else { return Ok(()) };
        self.seen.resize(outline.weights.len(), 0);
        for ((weight, values), seen) in outline.weights.iter().zip(&values).zip(&mut self.seen) {
            if which(weight) {
                *seen = weight.owner.publish(weight, values);
            }
        }
        Ok(())
    }

    /// Takes over what other models have made of layers that they share with this one. Called before
    /// whatever computes.
    pub(super) fn receive_weights(&mut self) -> Result<()> {
        let Some(outline) = &self.outline else { return Ok(()) };
        self.seen.resize(outline.weights.len(), 0);
        let mut newer = Vec::new();
        for (index, weight) in outline.weights.iter().enumerate() {
            if let Some((change, values)) = weight.owner.newer(&weight.own_name, self.seen[index]) {
                newer.push((index, change, values));
            }
        }
        if newer.is_empty() {
            return Ok(());
        }
        if self.engine.is_none() {
            self.kept = self.weight_values()?;
        }
        for (index, change, values) in newer {
            match &mut self.engine {
                Some(engine) => engine.write_weight(index, &values)?,
                None => self.kept[index] = values,
            }
            self.seen[index] = change;
        }
        Ok(())
    }

    /// The values of all weights: as trained, as set, or initial; as another model has left them, in layers that
    /// it shares with this one.
    pub(crate) fn weight_values(&self) -> Result<Vec<Vec<f32>>> {
        let mut values = match &self.engine {
            Some(engine) => engine.read_weights()?,
            None => self.values_without_engine()?,
        };
        for (index, weight) in self.weights().iter().enumerate() {
            let seen = self.seen.get(index).copied().unwrap_or(0);
            if let Some((_, newer)) = weight.owner.newer(&weight.own_name, seen) {
                values[index] = newer;
            }
        }
        Ok(values)
    }

    fn values_without_engine(&self) -> Result<Vec<Vec<f32>>> {
        let initial = |index: usize| {
            let weight = &self.weights()[index];
            let mut generator =
                Generator::new(self.clock.seed, Purpose::Initializer(index as u32), 0);
            let values = weight.initializer.values(weight.shape(), &mut generator);
            if values.len() == weight.len() {
                return Ok(values);
            }
            Err(Error::invalid(
                format!("{}: initializer {}", weight.path(), weight.initializer.name()),
                format!("{} values for the shape {:?}", weight.len(), weight.shape()),
                values.len().to_string(),
                "Let the initializer give as many values as the shape holds.",
            ))
        };
        (0..self.weights().len())
            .map(|index| match self.kept.get(index) {
                Some(values) => Ok(values.clone()),
                None => initial(index),
            })
            .collect()
    }
}

/// The numbers of all weights as arrays of their shapes.
pub(super) fn arrays(outline: &Outline, values: Vec<Vec<f32>>) -> Result<Vec<ArrayD<f32>>> {
    let weights = outline.weights.iter().zip(values).map(|(weight, values)| {
        ArrayD::from_shape_vec(weight.shape(), values).map_err(|_| {
            let what = format!("{} does not have its length", weight.path());
            Error::order(what, "Use an executor that keeps its contract.")
        })
    });
    weights.collect()
}

/// The numbers of `weights`, which must be those of the outline, and finite.
pub(super) fn check_weights<'a, W: IntoTensor<'a>>(
    outline: &Outline,
    weights: impl IntoIterator<Item = W>,
) -> Result<Vec<Vec<f32>>> {
    numbers(outline, weights, f32::is_finite)
}

/// The numbers of `weights`, which must be those of the outline, and `allowed`.
fn numbers<'a, W: IntoTensor<'a>>(
    outline: &Outline,
    weights: impl IntoIterator<Item = W>,
    allowed: fn(f32) -> bool,
) -> Result<Vec<Vec<f32>>> {
    let specs = &outline.weights;
    let mut values = Vec::with_capacity(specs.len());
    let mut received = 0;
    for weight in weights {
        received += 1;
        let Some(spec) = specs.get(received - 1) else { continue };
        let tensor = weight.into_tensor().map_err(|error| error.at(&spec.path()))?;
        if tensor.shape() != spec.shape() {
            return Err(Error::invalid(
                spec.path(),
                format!("the shape {:?}", spec.shape()),
                format!("{:?}", tensor.shape()),
                "Give the weights in the model's order, each in its shape.",
            ));
        }
        if let Some(index) = tensor.values().iter().position(|&value| !allowed(value)) {
            return Err(Error::invalid(
                format!("{} at index {index}", spec.path()),
                "a finite number",
                tensor.values()[index].to_string(),
                "Give weights without NaN and infinity.",
            ));
        }
        values.push(tensor.values().to_vec());
    }
    if received != specs.len() {
        return Err(Error::invalid(
            "weights",
            format!("the model's {} weights", specs.len()),
            received.to_string(),
            "Give one array for each weight of the model.",
        ));
    }
    Ok(values)
}
