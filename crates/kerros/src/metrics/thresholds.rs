//! Thresholds of predictions.

use super::arguments::within_unit;
use crate::error::{Error, Result};
use crate::layer::Value;
use kerros_graph::{Graph, NodeId};

/// Above which predictions count as positive: nothing for the default, one number, or several.
///
/// ```
/// use kerros::metrics::Thresholds;
///
/// assert_eq!(Thresholds::from(0.3), Thresholds::One(0.3));
/// assert_eq!(Thresholds::from([0.3, 0.7]), Thresholds::Several(vec![0.3, 0.7]));
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Thresholds {
    /// What the metric takes if nothing is said.
    #[default]
    Default,
    /// One threshold, and one result.
    One(f64),
    /// Several, and a result for each.
    Several(Vec<f64>),
}

impl From<f64> for Thresholds {
    fn from(threshold: f64) -> Self {
        Thresholds::One(threshold)
    }
}

impl From<Vec<f64>> for Thresholds {
    fn from(thresholds: Vec<f64>) -> Self {
        Thresholds::Several(thresholds)
    }
}

impl<const N: usize> From<[f64; N]> for Thresholds {
    fn from(thresholds: [f64; N]) -> Self {
        Thresholds::Several(thresholds.to_vec())
    }
}

impl From<&Thresholds> for Value {
    fn from(thresholds: &Thresholds) -> Self {
        match thresholds {
            Thresholds::Default => Value::None,
            Thresholds::One(threshold) => (*threshold).into(),
            Thresholds::Several(thresholds) => thresholds.clone().into(),
        }
    }
}

impl Thresholds {
    /// The numbers, in the order in which they were given.
    pub(super) fn values(&self, default: f64) -> Vec<f64> {
        match self {
            Thresholds::Default => vec![default],
            Thresholds::One(threshold) => vec![*threshold],
            Thresholds::Several(thresholds) => thresholds.clone(),
        }
    }

    /// Checks that there is one, and that all are from 0 to 1.
    pub(super) fn check(&self) -> Result<()> {
        let values = self.values(0.5);
        if values.is_empty() {
            let remedy = "Leave thresholds out for 0.5.";
            return Err(Error::invalid("thresholds", "at least one number", "none", remedy));
        }
        values.iter().try_for_each(|&threshold| within_unit("thresholds", threshold))
    }
}

/// Thresholds in a graph.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Grid {
    /// In the order of the results.
    thresholds: Vec<f32>,
    spacing: Spacing,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Spacing {
    /// From 0 to 1 in equal steps, so that a product tells the step of a prediction.
    Even,
    /// The same, with ends a little outside: every prediction exceeds the first.
    EvenWithEnds,
    Uneven,
}

/// How far apart thresholds may be and still count as evenly spaced: an absolute and a relative part.
const CLOSE: [f64; 2] = [1e-7, 1e-5];

impl Grid {
    /// These thresholds.
    pub(super) fn new(thresholds: &[f64]) -> Self {
        let spacing = if are_even(thresholds) { Spacing::Even } else { Spacing::Uneven };
        Grid { thresholds: singles(thresholds), spacing }
    }

    /// `count` thresholds from 0 to 1 in equal steps; a single one is 0.5.
    pub(super) fn even(count: usize) -> Self {
        match count {
            0 | 1 => Grid { thresholds: vec![0.5], spacing: Spacing::Uneven },
            _ => Grid { thresholds: singles(&steps(count)), spacing: Spacing::Even },
        }
    }

    /// `count` thresholds in equal steps, the ends a little outside of 0 and 1.
    pub(super) fn even_with_ends(count: usize) -> Self {
        let mut grid = Grid::even(count.max(2));
        grid.move_ends();
        grid.spacing = Spacing::EvenWithEnds;
        grid
    }

    /// Thresholds between two ends a little outside of 0 and 1.
    pub(super) fn between_ends(thresholds: &[f64]) -> Self {
        let mut all = thresholds.to_vec();
        all.sort_by(f64::total_cmp);
        all.insert(0, 0.0);
        all.push(1.0);
        let mut grid = Grid::new(&all);
        grid.move_ends();
        if grid.spacing == Spacing::Even {
            grid.spacing = Spacing::EvenWithEnds;
        }
        grid
    }

    fn move_ends(&mut self) {
        if let [first, .., last] = &mut self.thresholds[..] {
            *first -= 1e-7;
            *last += 1e-7;
        }
    }

    /// How many thresholds.
    pub(super) fn len(&self) -> usize {
        self.thresholds.len()
    }

    /// How many of the thresholds each prediction exceeds; none, if it is not a number.
    ///
    /// Evenly spaced ones cost a product and a comparison. As in Keras (`metrics_utils`), predictions are
    /// then kept within 0 and 1, and one at a threshold but for the rounding of that product does not
    /// exceed it.
    pub(super) fn exceeded(&self, graph: &mut Graph, prediction: NodeId) -> Result<NodeId> {
        if self.spacing == Spacing::Uneven {
            let mut exceeded = graph.full_like(prediction, 0.0)?;
            for &threshold in &self.thresholds {
                let threshold = graph.literal(f64::from(threshold))?;
                let above = graph.greater(prediction, threshold)?;
                exceeded = graph.add(exceeded, above)?;
            }
            return Ok(exceeded);
        }
        let last = (self.len() - 1) as f64;
        let within = graph.clip(prediction, 0.0, 1.0)?;
        let steps = graph.scale(within, -last)?;
        let down = graph.floor(steps)?;
        let mut exceeded = graph.neg(down)?;
        if self.spacing == Spacing::EvenWithEnds {
            let one = graph.literal(1.0)?;
            exceeded = graph.maximum(exceeded, one)?;
        }
        // False for what is not a number.
        let highest = graph.literal(last)?;
        let is_number = graph.less_equal(exceeded, highest)?;
        let none = graph.literal(0.0)?;
        Ok(graph.select(is_number, exceeded, none)?)
    }

    /// For each threshold, the sum of what exceeds it, where `counted[k]` is the sum of what exceeds `k` of
    /// them.
    pub(super) fn above(&self, counted: &[f64]) -> Vec<f64> {
        let mut above = vec![0.0; self.len()];
        let mut order: Vec<usize> = (0..self.len()).collect();
        order.sort_by(|&a, &b| self.thresholds[a].total_cmp(&self.thresholds[b]));
        let mut sum = 0.0;
        for (rank, &threshold) in order.iter().enumerate().rev() {
            sum += counted.get(rank + 1).copied().unwrap_or(0.0);
            above[threshold] = sum;
        }
        above
    }
}

/// `count` numbers from 0 to 1, both among them.
fn steps(count: usize) -> Vec<f64> {
    (0..count).map(|step| step as f64 / (count - 1) as f64).collect()
}

/// Keras's question whether a product may stand for comparisons.
fn are_even(thresholds: &[f64]) -> bool {
    let close = |(&threshold, step): (&f64, f64)| {
        (threshold - step).abs() <= CLOSE[0] + CLOSE[1] * step.abs()
    };
    thresholds.len() >= 3 && thresholds.iter().zip(steps(thresholds.len())).all(close)
}

fn singles(numbers: &[f64]) -> Vec<f32> {
    numbers.iter().map(|&number| number as f32).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn even_thresholds_are_recognized() {
        assert_eq!(Grid::new(&[0.0, 0.5, 1.0]).spacing, Spacing::Even);
        assert_eq!(Grid::new(&[0.0, 0.33334, 0.66667, 1.0]).spacing, Spacing::Uneven);
        assert_eq!(Grid::new(&[0.0, 0.333_334, 0.666_667, 1.0]).spacing, Spacing::Even);
        assert_eq!(Grid::new(&[0.0, 1.0]).spacing, Spacing::Uneven);
        assert_eq!(Grid::new(&[1.0, 0.5, 0.0]).spacing, Spacing::Uneven);
        assert_eq!(Grid::between_ends(&[0.5]).spacing, Spacing::EvenWithEnds);
        assert_eq!(Grid::between_ends(&[0.6, 0.2]).spacing, Spacing::Uneven);
    }

    #[test]
    fn what_is_above_is_in_the_order_of_the_thresholds() {
        let grid = Grid::new(&[0.7, 0.2, 0.2]);
        // Of six, three exceed none, two the lower one, which was given twice, and one all.
        assert_eq!(grid.above(&[3.0, 0.0, 2.0, 1.0]), [1.0, 3.0, 3.0]);
    }

    #[test]
    fn thresholds_outside_of_0_and_1_are_refused() {
        for wrong in [-0.1, 1.1, f64::NAN] {
            assert!(Thresholds::from([0.5, wrong]).check().is_err());
        }
        assert!(Thresholds::Several(vec![]).check().is_err());
        assert!(Thresholds::from([0.0, 1.0]).check().is_ok());
    }
}
