//! Rows to train on or to judge by, checked, and how a batch of them gets into the executor.

use super::checks;
use super::objective::Objective;
use super::outline::{Outline, X};
use super::programs::{SAMPLE_WEIGHT, Y};
use super::tensor::Tensor;
use crate::error::{Error, Result};
use kerros_graph::InputId;
use std::ops::Range;

/// Rows with their targets and, where rows count differently, their weights.
#[derive(Debug)]
pub(super) struct Dataset<'a> {
    x: Tensor<'a>,
    y: Tensor<'a>,
    weight: Option<Vec<f32>>,
}

/// Which rows make up a batch.
#[derive(Clone, Debug)]
pub(super) enum Rows<'o> {
    /// Neighbours.
    Range(Range<usize>),
    /// Any.
    Listed(&'o [usize]),
}

/// Checks data and puts them together; also warnings that came up.
///
/// # Errors
///
/// When lengths or shapes do not fit, a number is not finite, or a target is impossible.
pub(super) fn dataset<'a>(
    x: Tensor<'a>,
    y: Tensor<'a>,
    sample_weight: Option<&Tensor<'_>>,
    outline: &Outline,
    objective: &Objective,
) -> Result<(Dataset<'a>, Option<String>)> {
    checks::check_rows("x", &x)?;
    checks::check_same_rows(&x, "y", &y)?;
    checks::check_finite("x", &x)?;
    let warning = objective.loss.check_target(y.view()?, &outline.output())?;
    let weight = match sample_weight {
        Some(weight) => Some(check_sample_weight(&x, weight)?),
        None => None,
    };
    Ok((Dataset { x, y, weight }, warning))
}

fn check_sample_weight(x: &Tensor<'_>, weight: &Tensor<'_>) -> Result<Vec<f32>> {
    checks::check_same_rows(x, "sample_weight", weight)?;
    if weight.row_len() != 1 {
        return Err(Error::invalid(
            "sample_weight",
            "one number for each row",
            format!("the shape {:?}", weight.shape()),
            "Give a vector as long as x has rows.",
        ));
    }
    checks::check_finite("sample_weight", weight)?;
    Ok(weight.values().to_vec())
}

impl Dataset<'_> {
    /// The number of rows.
    pub(super) fn rows(&self) -> usize {
        self.x.rows()
    }

    /// Whether rows count differently.
    pub(super) fn is_weighted(&self) -> bool {
        self.weight.is_some()
    }

    /// How many batches the rows make; the last may be smaller.
    pub(super) fn batches(&self, batch_size: usize) -> usize {
        self.rows().div_ceil(batch_size)
    }

    /// The first rows and the rest.
    pub(super) fn split(&self, at: usize) -> (Dataset<'_>, Dataset<'_>) {
        let part = |rows: Range<usize>| Dataset {
            x: self.x.slice(rows.clone()),
            y: self.y.slice(rows.clone()),
            weight: self.weight.as_ref().map(|weight| weight[rows].to_vec()),
        };
        (part(0..at), part(at..self.rows()))
    }

    /// Multiplies the weight of each row by that of its class; classes that are not named count 1. A
    /// warning when no row has a class that is named.
    pub(super) fn weigh_classes(
        &mut self,
        class_weight: &[(usize, f64)],
    ) -> Result<Option<String>> {
        let classes = self.classes()?;
        let unseen = class_weight.iter().find(|(class, _)| !classes.contains(&Some(*class)));
        let warning = unseen.map(|(class, _)| {
            format!("class_weight names class {class}, which no row that is trained on has")
        });
        let factor = |class: Option<usize>| {
            let named = class_weight.iter().rev().find(|(known, _)| Some(*known) == class);
            named.map_or(1.0, |(_, weight)| *weight as f32)
        };
        let weight = self.weight.get_or_insert_with(|| vec![1.0; classes.len()]);
        for (weight, class) in weight.iter_mut().zip(classes) {
            *weight *= factor(class);
        }
        Ok(warning)
    }

    /// The class of each row: the place of its largest number, or its only number rounded. A number
    /// below zero is no class.
    fn classes(&self) -> Result<Vec<Option<usize>>> {
        let numbered = |label: &f32| (label.round() >= 0.0).then(|| label.round() as usize);
        match *self.y.row_shape() {
            [] | [1] => Ok(self.y.values().iter().map(numbered).collect()),
            [width] => {
                Ok(self.y.values().chunks_exact(width).map(|row| Some(argmax(row))).collect())
            }
            _ => Err(Error::invalid(
                "class_weight",
                "targets that name one class a row",
                format!("targets of shape {:?}", self.y.shape()),
                "Use sample_weight instead.",
            )),
        }
    }

    /// Fills the executor's inputs with some rows.
    pub(super) fn feed(&self, rows: Rows<'_>) -> impl FnMut(InputId, &mut [f32]) {
        move |input, buffer| match input {
            X => rows.gather(self.x.values(), self.x.row_len(), buffer),
            Y => rows.gather(self.y.values(), self.y.row_len(), buffer),
            SAMPLE_WEIGHT => rows.gather(self.weight.as_deref().unwrap_or(&[]), 1, buffer),
            _ => {}
        }
    }
}

impl Rows<'_> {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        match self {
            Rows::Range(range) => range.len(),
            Rows::Listed(rows) => rows.len(),
        }
    }

    /// Copies the rows, which hold `width` numbers each, into `buffer`.
    pub(super) fn gather(&self, source: &[f32], width: usize, buffer: &mut [f32]) {
        match self {
            Rows::Range(range) => {
                buffer.copy_from_slice(&source[range.start * width..range.end * width]);
            }
            Rows::Listed(rows) => {
                for (to, &row) in buffer.chunks_exact_mut(width).zip(*rows) {
                    to.copy_from_slice(&source[row * width..][..width]);
                }
            }
        }
    }
}

/// The ranges of the batches of `rows` rows.
pub(super) fn batch_ranges(rows: usize, batch_size: usize) -> impl Iterator<Item = Range<usize>> {
    (0..rows)
        .step_by(batch_size)
        .map(move |start| start..rows.min(start.saturating_add(batch_size)))
}

/// The place of the largest number, the first of several.
pub(super) fn argmax(row: &[f32]) -> usize {
    let mut best = 0;
    for (index, value) in row.iter().enumerate() {
        if *value > row[best] {
            best = index;
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_cover_all_rows_and_the_last_is_smaller() {
        let ranges: Vec<_> = batch_ranges(10, 4).collect();
        assert_eq!(ranges, [0..4, 4..8, 8..10]);
        assert!(batch_ranges(3, usize::MAX).eq(std::iter::once(0..3)));
    }

    #[test]
    fn gathers_rows_in_the_listed_order() {
        let source = [0.0, 1.0, 10.0, 11.0, 20.0, 21.0];
        let mut buffer = [0.0; 4];
        Rows::Listed(&[2, 0]).gather(&source, 2, &mut buffer);
        assert_eq!(buffer, [20.0, 21.0, 0.0, 1.0]);
        Rows::Range(1..3).gather(&source, 2, &mut buffer);
        assert_eq!(buffer, [10.0, 11.0, 20.0, 21.0]);
    }

    #[test]
    fn the_first_of_equal_numbers_is_the_largest() {
        assert_eq!(argmax(&[1.0, 3.0, 3.0]), 1);
    }
}
