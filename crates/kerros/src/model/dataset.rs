//! Rows to train on or to judge by, checked, and how a batch of them gets into the executor.

use super::checks;
use super::network::Network;
use super::objective::Objective;
use super::outline::Outline;
use super::programs::Role;
use super::tensor::Tensor;
use crate::error::{Error, Result};
use kerros_graph::InputId;
use std::ops::Range;

/// Rows with their targets and, where rows count differently, their weights.
#[derive(Debug)]
pub(super) struct Dataset<'a> {
    /// For each input of the model.
    x: Vec<Tensor<'a>>,
    /// For each output that is judged.
    y: Vec<Tensor<'a>>,
    /// For each output that is judged, or one for all; empty where all rows count the same.
    weights: Vec<Vec<f32>>,
}

/// What a caller gives to train on or to judge by.
pub(super) struct Given<'a, 'w> {
    pub(super) x: Vec<Tensor<'a>>,
    pub(super) y: Vec<Tensor<'a>>,
    pub(super) sample_weight: &'w [Tensor<'w>],
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
    given: Given<'a, '_>,
    network: &Network,
    outline: &Outline,
    objective: &Objective,
) -> Result<(Dataset<'a>, Vec<String>)> {
    let Given { x, y, sample_weight } = given;
    checks::check_x(network, &x)?;
    let rows = x.first().map_or(0, Tensor::rows);
    let judged = &objective.outputs;
    if y.len() != judged.len() {
        let names: Vec<&str> = judged.iter().map(|output| output.name.as_str()).collect();
        return Err(Error::invalid(
            "y",
            format!("targets for each output that has a loss: {}", names.join(", ")),
            format!("{} of them", y.len()),
            "Give them as an array or a vector, in the order of the outputs.",
        ));
    }
    let shapes: Vec<_> = outline.outputs().collect();
    let mut warnings = Vec::new();
    let mut targets = Vec::with_capacity(y.len());
    for (y, output) in y.into_iter().zip(judged) {
        let shape = shapes[output.output];
        let check = || {
            checks::check_same_rows(rows, "y", &y)?;
            let warning = output.loss.check_target(y.view()?, shape)?;
            Ok((warning, output.loss.target_shape(shape)?.elements(1)))
        };
        let (warning, width) = check().map_err(|error| objective.locate(output, error))?;
        warnings.extend(warning);
        targets.push(y.filled_up_to(width));
    }
    if !matches!(sample_weight.len(), 0 | 1) && sample_weight.len() != judged.len() {
        return Err(Error::invalid(
            "sample_weight",
            format!("one for all outputs, or one for each of the {} that are judged", judged.len()),
            sample_weight.len().to_string(),
            "Give one vector, or as many as there are targets.",
        ));
    }
    let weights = sample_weight.iter().map(|weight| check_sample_weight(rows, weight));
    let weights = weights.collect::<Result<_>>()?;
    Ok((Dataset { x, y: targets, weights }, warnings))
}

fn check_sample_weight(rows: usize, weight: &Tensor<'_>) -> Result<Vec<f32>> {
    checks::check_same_rows(rows, "sample_weight", weight)?;
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
    /// For each input of the model.
    pub(super) fn x(&self) -> &[Tensor<'_>] {
        &self.x
    }

    /// For each output that is judged.
    pub(super) fn y(&self) -> &[Tensor<'_>] {
        &self.y
    }

    /// Inputs, then targets.
    pub(super) fn tensors(&self) -> Vec<&Tensor<'_>> {
        self.x.iter().chain(&self.y).collect()
    }

    /// The number of rows.
    pub(super) fn rows(&self) -> usize {
        self.x.first().map_or(0, Tensor::rows)
    }

    /// Whether rows count differently.
    pub(super) fn is_weighted(&self) -> bool {
        !self.weights.is_empty()
    }

    /// How many batches the rows make; the last may be smaller.
    pub(super) fn batches(&self, batch_size: usize) -> usize {
        self.rows().div_ceil(batch_size)
    }

    /// The first rows and the rest.
    pub(super) fn split(&self, at: usize) -> (Dataset<'_>, Dataset<'_>) {
        (self.part(0..at), self.part(at..self.rows()))
    }

    fn part(&self, rows: Range<usize>) -> Dataset<'_> {
        Dataset {
            x: self.x.iter().map(|x| x.slice(rows.clone())).collect(),
            y: self.y.iter().map(|y| y.slice(rows.clone())).collect(),
            weights: self.weights.iter().map(|weight| weight[rows.clone()].to_vec()).collect(),
        }
    }

    /// Multiplies the weight of each row by that of its class; classes that are not named count 1. A
    /// warning when no row has a class that is named.
    ///
    /// # Errors
    ///
    /// When the targets name no classes, or a class is named that is none of the `known`.
    pub(super) fn weigh_classes(
        &mut self,
        class_weight: &[(usize, f64)],
        known: Option<usize>,
    ) -> Result<Option<String>> {
        let [y] = &self.y[..] else {
            return Err(Error::invalid(
                "class_weight",
                "a model with one output",
                format!("{} outputs that are judged", self.y.len()),
                "Use sample_weight instead, with one vector for each output.",
            ));
        };
        let classes = classes(y)?;
        let is_unknown = |class: usize| known.is_some_and(|known| class >= known);
        if let Some((class, _)) = class_weight.iter().find(|(class, _)| is_unknown(*class)) {
            let last = known.unwrap_or(1) - 1;
            return Err(Error::invalid(
                "class_weight",
                format!("classes from 0 to {last}, which the output tells apart"),
                format!("class {class}"),
                "Number classes from 0, as the targets do.",
            ));
        }
        let unseen = class_weight.iter().find(|(class, _)| !classes.contains(&Some(*class)));
        let warning = unseen.map(|(class, _)| {
            format!(
                "class_weight names class {class}, which no row that is trained on has. Leave it out, or mix the rows \
                 before they are split."
            )
        });
        let factor = |class: Option<usize>| {
            let named = class_weight.iter().rev().find(|(known, _)| Some(*known) == class);
            named.map_or(1.0, |(_, weight)| *weight as f32)
        };
        if self.weights.is_empty() {
            self.weights.push(vec![1.0; classes.len()]);
        }
        for (weight, class) in self.weights[0].iter_mut().zip(classes) {
            *weight *= factor(class);
        }
        Ok(warning)
    }

    /// Fills the executor's inputs with some rows.
    pub(super) fn feed(&self, rows: Rows<'_>) -> impl FnMut(InputId, &mut [f32]) {
        move |input, buffer| match Role::of(input) {
            Role::X(index) => rows.gather_from(&self.x[index], buffer),
            Role::Y(index) => rows.gather_from(&self.y[index], buffer),
            Role::SampleWeight(index) => {
                let weights = self.weights.get(index).or(self.weights.first());
                rows.gather(weights.map_or(&[], Vec::as_slice), 1, buffer);
            }
        }
    }
}

/// The class of each row: the place of its largest number, or its only number rounded. A number below
/// zero is no class.
fn classes(y: &Tensor<'_>) -> Result<Vec<Option<usize>>> {
    let numbered = |label: &f32| (label.round() >= 0.0).then(|| label.round() as usize);
    match *y.row_shape() {
        [] | [1] => Ok(y.values().iter().map(numbered).collect()),
        [width] => Ok(y.values().chunks_exact(width).map(|row| Some(argmax(row))).collect()),
        _ => Err(Error::invalid(
            "class_weight",
            "targets that name one class a row",
            format!("targets of shape {:?}", y.shape()),
            "Use sample_weight instead.",
        )),
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

    /// Their numbers.
    pub(super) fn to_vec(&self) -> Vec<usize> {
        match self {
            Rows::Range(range) => range.clone().collect(),
            Rows::Listed(rows) => rows.to_vec(),
        }
    }

    /// Copies the rows of `tensor` into `buffer`.
    pub(super) fn gather_from(&self, tensor: &Tensor<'_>, buffer: &mut [f32]) {
        self.gather(tensor.values(), tensor.row_len(), buffer);
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
