//! From what the caller passes to rows that are checked: the common start of `fit`, `evaluate` and
//! `train_on_batch`.

use super::checks::outline_for;
use super::dataset::{Dataset, dataset};
use super::outline::Outline;
use super::programs;
use super::{IntoTensor, Model, Tensor};
use crate::error::Result;
use std::borrow::Cow;

/// Data that fit the model.
pub(super) struct Prepared<'m, 'a> {
    pub(super) data: Dataset<'a>,
    /// Something about the targets that is hardly what was meant.
    pub(super) warning: Option<String>,
    /// The model's shapes; new ones if it is not built yet.
    pub(super) outline: Cow<'m, Outline>,
}

impl Model {
    /// Checks that the model is compiled and that the data fit it. Changes nothing: a model that is
    /// not built yet becomes so by [`adopt`](Self::adopt).
    pub(super) fn prepare<'a>(
        &self,
        what: &str,
        (x, y): (Tensor<'a>, Tensor<'a>),
        sample_weight: Option<&Tensor<'_>>,
    ) -> Result<Prepared<'_, 'a>> {
        let objective = self.compiled(what)?;
        let outline = outline_for(self.outline.as_ref(), &self.layers, &x)?;
        if self.outline.is_none() {
            programs::check(&self.layers, &outline, objective)?;
        }
        let (data, warning) = dataset(x, y, sample_weight, &outline, objective)?;
        Ok(Prepared { data, warning, outline })
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

/// Inputs and targets as tensors; errors say which of the two.
pub(super) fn tensors<'a>(
    x: impl IntoTensor<'a>,
    y: impl IntoTensor<'a>,
) -> Result<(Tensor<'a>, Tensor<'a>)> {
    let x = x.into_tensor().map_err(|error| error.at("x"))?;
    let y = y.into_tensor().map_err(|error| error.at("y"))?;
    Ok((x, y))
}
