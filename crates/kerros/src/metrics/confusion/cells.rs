//! Rows counted by their truth and by how many thresholds their prediction exceeds.

use super::top_k::keep_largest;
use crate::error::{Error, Result};
use crate::losses::{align_weight, same_rank};
use crate::metrics::arguments::columns;
use crate::metrics::sums;
use crate::metrics::thresholds::Grid;
use kerros_graph::types::Dim;
use kerros_graph::{Graph, NodeId, Shape};

/// How a confusion matrix is counted at each of several thresholds.
///
/// What is kept is a histogram, one cell for each truth and number of exceeded thresholds: a batch costs one
/// pass over its numbers, however many thresholds there are.
#[derive(Clone, Debug)]
pub(in crate::metrics) struct Cells {
    pub(in crate::metrics) grid: Grid,
    /// Only the largest predictions of a row count as positive.
    pub(in crate::metrics) top_k: Option<usize>,
    /// The only column that counts.
    pub(in crate::metrics) class_id: Option<usize>,
    /// Whether each column has a confusion matrix of its own.
    pub(in crate::metrics) by_label: bool,
}

/// A confusion matrix at each threshold, in their order.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::metrics) struct Confusion {
    pub(in crate::metrics) true_positives: Vec<f64>,
    pub(in crate::metrics) false_positives: Vec<f64>,
    pub(in crate::metrics) true_negatives: Vec<f64>,
    pub(in crate::metrics) false_negatives: Vec<f64>,
}

const CELLS: sums::Names = ("cells", "cells_rest");

/// Sums of weights are taken by this many runs of rows, one beside the other, so that rounding grows by
/// fewer additions; where the table stays small.
const LANES: usize = 16;
const SMALL: usize = 4096;

impl Cells {
    /// One confusion matrix for all numbers.
    pub(in crate::metrics) fn new(grid: Grid) -> Self {
        Cells { grid, top_k: None, class_id: None, by_label: false }
    }

    /// The states for predictions of this shape.
    pub(in crate::metrics) fn states(&self, prediction: &Shape) -> Vec<(&'static str, Shape)> {
        let labels = if self.by_label { columns(prediction) } else { 1 };
        sums::states(&[CELLS], &Shape::of(&[labels * self.per_label()]))
    }

    /// Cells of one label: for each truth, one for each number of exceeded thresholds.
    fn per_label(&self) -> usize {
        2 * (self.grid.len() + 1)
    }

    /// The states after a batch.
    pub(in crate::metrics) fn update(
        &self,
        graph: &mut Graph,
        states: &[NodeId],
        target: NodeId,
        prediction: NodeId,
        weight: Option<NodeId>,
    ) -> Result<Vec<NodeId>> {
        let (mut target, mut prediction) = same_rank(graph, target, prediction)?;
        if let Some(k) = self.top_k {
            prediction = keep_largest(graph, prediction, k)?;
        }
        if let Some(class) = self.class_id {
            target = column(graph, target, class)?;
            prediction = column(graph, prediction, class)?;
        }
        let level = self.grid.exceeded(graph, prediction)?;
        let zero = graph.literal(0.0)?;
        let is_negative = graph.equal(target, zero)?;
        let first = graph.literal((self.grid.len() + 1) as f64)?;
        let first = graph.select(is_negative, zero, first)?;
        let mut cell = graph.add(level, first)?;

        let ty = graph.ty(cell).clone();
        let mut count = self.per_label();
        if self.by_label {
            let last = ty.shape.rank() - 1;
            let label = graph.iota(ty.clone(), last)?;
            let label = graph.scale(label, count as f64)?;
            cell = graph.add(cell, label)?;
            count *= columns(&ty.shape);
        }
        let sums = match weight {
            None => {
                let ones = graph.full_like(cell, 1.0)?;
                graph.scatter_add(ones, cell, count)?
            }
            Some(weight) => {
                let weight = align_weight(graph, weight, cell)?;
                weighted(graph, cell, weight, count)?
            }
        };
        sums::add(graph, states, &[sums])
    }

    /// The confusion matrices of each label.
    pub(in crate::metrics) fn read(&self, states: &[&[f32]]) -> Vec<Confusion> {
        let cells = sums::read(states, 0);
        cells.chunks_exact(self.per_label()).map(|cells| self.confusion(cells)).collect()
    }

    /// The confusion matrices of the first label.
    pub(in crate::metrics) fn read_one(&self, states: &[&[f32]]) -> Confusion {
        let cells = sums::read(states, 0);
        self.confusion(cells.get(..self.per_label()).unwrap_or_default())
    }

    fn confusion(&self, cells: &[f64]) -> Confusion {
        let (negatives, positives) = cells.split_at(cells.len() / 2);
        let both = |cells: &[f64]| {
            let above = self.grid.above(cells);
            let all: f64 = cells.iter().sum();
            let below = above.iter().map(|above| all - above).collect();
            (above, below)
        };
        let (true_positives, false_negatives) = both(positives);
        let (false_positives, true_negatives) = both(negatives);
        Confusion { true_positives, false_positives, true_negatives, false_negatives }
    }
}

impl Confusion {
    fn fields(self) -> [Vec<f64>; 4] {
        [self.true_positives, self.false_positives, self.true_negatives, self.false_negatives]
    }

    fn of_fields(fields: [Vec<f64>; 4]) -> Self {
        let [true_positives, false_positives, true_negatives, false_negatives] = fields;
        Confusion { true_positives, false_positives, true_negatives, false_negatives }
    }

    /// Where each row counts so many times.
    pub(in crate::metrics) fn scaled(self, weight: f64) -> Self {
        Self::of_fields(self.fields().map(|counts| counts.iter().map(|n| n * weight).collect()))
    }

    /// The rows of both.
    pub(in crate::metrics) fn plus(self, other: Self) -> Self {
        let mut sums = self.fields();
        for (sums, counts) in sums.iter_mut().zip(other.fields()) {
            sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        }
        Self::of_fields(sums)
    }
}

/// The sums of the weights of each cell.
fn weighted(graph: &mut Graph, cell: NodeId, weight: NodeId, count: usize) -> Result<NodeId> {
    if count > SMALL {
        return Ok(graph.scatter_add(weight, cell, count)?);
    }
    let row = graph.iota(graph.ty(cell).clone(), 0)?;
    let run = graph.scale(row, 1.0 / LANES as f64)?;
    let run = graph.floor(run)?;
    let run = graph.scale(run, LANES as f64)?;
    let lane = graph.sub(row, run)?;
    let place = graph.scale(cell, LANES as f64)?;
    let place = graph.add(place, lane)?;
    let sums = graph.scatter_add(weight, place, count * LANES)?;
    let sums = graph.reshape(sums, Shape::of(&[count, LANES]))?;
    Ok(graph.sum(sums, &[1])?)
}

/// One column of the last axis, which stays.
fn column(graph: &mut Graph, x: NodeId, class: usize) -> Result<NodeId> {
    let shape = graph.ty(x).shape.clone();
    match shape.dims() {
        [_, .., Dim::Const(classes)] if class < *classes => {
            Ok(graph.slice(x, shape.rank() - 1, class, 1, 1)?)
        }
        _ => Err(Error::invalid(
            "class_id",
            format!("the number of a class of the prediction {shape}, from 0"),
            class.to_string(),
            "Count the classes from 0, or leave class_id out.",
        )),
    }
}
