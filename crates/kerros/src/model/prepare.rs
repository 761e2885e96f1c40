//! From what the caller passes to rows that are checked: the common start of `fit`, `evaluate` and
//! `train_on_batch`.

use super::checks::outline_for;
use super::dataset::{Dataset, Given, dataset};
use super::outline::Outline;
use super::programs;
use super::{IntoTensors, Model, Tensor};
use crate::error::Result;
use std::borrow::Cow;

/// Data that fit the model.
pub(super) struct Prepared<'m, 'a> {
    pub(super) data: Dataset<'a>,
    /// What is hardly meant about the targets.
    pub(super) warnings: Vec<String>,
    /// The model's shapes; new ones if it is not built yet.
    pub(super) outline: Cow<'m, Outline>,
}

impl Model {
    /// Checks that the model is compiled and that the data fit it. Changes nothing: a model that is
    /// not built yet becomes so by [`adopt`](Self::adopt).
    pub(super) fn prepare<'a>(&self, what: &str, given: Given<'a, '_>) -> Result<Prepared<'_, 'a>> {
        let objective = self.compiled(what)?;
        let outline = outline_for(self.outline.as_ref(), &self.network, &given.x)?;
        if self.outline.is_none() {
            programs::check(&self.network, &outline, objective)?;
        }
        let (data, warnings) = dataset(given, &self.network, &outline, objective)?;
        Ok(Prepared { data, warnings, outline })
    }

    /// Builds the model with the shapes that were prepared for it, unless it is built.
    pub(super) fn adopt(&mut self, outline: Option<Outline>) {
        if self.outline.is_none() {
            self.outline = outline;
        }
    }
}

/// The outline if it is not the model's own.
pub(super) fn new_outline(outline: Cow<'_, Outline>) -> Option<Outline> {
    match outline {
        Cow::Owned(outline) => Some(outline),
        Cow::Borrowed(_) => None,
    }
}

/// Inputs and targets as tensors, all rows counting the same; errors say which of the two.
pub(super) fn given<'a, 'w>(
    x: impl IntoTensors<'a>,
    y: impl IntoTensors<'a>,
) -> Result<Given<'a, 'w>> {
    Ok(Given { x: tensors("x", x)?, y: tensors("y", y)?, sample_weight: &[] })
}

/// Data as tensors; errors say what they are.
pub(super) fn tensors<'a>(what: &str, data: impl IntoTensors<'a>) -> Result<Vec<Tensor<'a>>> {
    data.into_tensors().map_err(|error| error.at(what))
}
