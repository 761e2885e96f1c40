//! The best of one share where another has reached a value.

use super::cells::{Cells, Confusion};
use crate::error::Result;
use crate::history::Better;
use crate::layer::Config;
use crate::metrics::arguments::{at_least, named, within_unit};
use crate::metrics::thresholds::Grid;
use crate::metrics::{Metric, check_name};
use kerros_graph::{Graph, NodeId, Shape};

/// The shares of a confusion matrix, in single precision, as Keras compares them with what is asked for.
impl Confusion {
    fn shares(right: &[f64], rest: &[f64]) -> Vec<f32> {
        let share = |(&right, &rest): (&f64, &f64)| {
            let (right, all) = (right as f32, (right + rest) as f32);
            if all == 0.0 { 0.0 } else { right / all }
        };
        right.iter().zip(rest).map(share).collect()
    }

    /// True positives among positive targets: recall.
    fn sensitivity(&self) -> Vec<f32> {
        Self::shares(&self.true_positives, &self.false_negatives)
    }

    /// True negatives among negative targets.
    fn specificity(&self) -> Vec<f32> {
        Self::shares(&self.true_negatives, &self.false_positives)
    }

    /// True positives among positive predictions.
    fn precision(&self) -> Vec<f32> {
        Self::shares(&self.true_positives, &self.false_positives)
    }
}

/// The largest of `what` where `constrained` is at least `value`; 0 if it nowhere is.
fn best(what: &[f32], constrained: &[f32], value: f64) -> f64 {
    let feasible = |(&what, &reached): (&f32, &f32)| (reached >= value as f32).then_some(what);
    let best = what.iter().zip(constrained).filter_map(feasible).fold(0.0, f32::max);
    f64::from(best)
}

/// A metric at an operating point: its class and name, the argument, the share that is reported and that
/// which is asked for.
macro_rules! operating_point {
    ($class:ident, $name:literal, $argument:ident, $what:ident, $asked:ident, $words:literal, $other:literal) => {
        #[doc = concat!("The best ", $words, " at a threshold where the ", $other, " is at least a given value.")]
        ///
        /// `num_thresholds` thresholds from 0 to 1 are tried; the result is 0 if none reaches the value.
        ///
        /// | share | is |
        /// |---|---|
        /// | sensitivity, recall | true positives among positive targets |
        /// | specificity | true negatives among negative targets |
        /// | precision | true positives among positive predictions |
        ///
        /// Targets are 0 or 1 (what is not 0 counts as 1) and have the prediction's shape; every number
        /// counts by itself, with its weight. Predictions are probabilities.
        ///
        /// | argument | default | |
        /// |---|---|---|
        #[doc = concat!("| `", stringify!($argument), "` | must be given | the ", $other, " that must be reached, from 0 to 1 |")]
        #[doc = concat!("| `named` | `", $name, "` | the name to report it under |")]
        /// | `num_thresholds` | 200 | how many thresholds, at least 1; a single one is 0.5 |
        /// | `class_id` | none | the only column of the last axis that is judged, from 0 |
        ///
        #[doc = concat!("Keras: metrics, classification metrics, `", stringify!($class), "`.")]
        ///
        /// ```
        #[doc = concat!("use kerros::metrics::{", stringify!($class), ", Streaming};")]
        ///
        #[doc = concat!("let mut stream = Streaming::new(", stringify!($class), "::new(0.5))?;")]
        /// // At a threshold between 0.2 and 0.6 every prediction is right.
        /// stream.update(&[0.0f32, 0.0, 1.0, 1.0], &[0.1f32, 0.2, 0.6, 0.9])?;
        /// assert_eq!(stream.result()?, 1.0);
        /// # Ok::<(), kerros::Error>(())
        /// ```
        ///
        /// # Errors
        ///
        /// `compile` refuses an empty name, a value outside of 0 to 1, and no threshold. When the training
        /// graph is written, targets of another shape than the prediction are refused, and a `class_id` that
        /// is no class.
        #[derive(Clone, Debug, PartialEq)]
        pub struct $class {
            name: String,
            value: f64,
            num_thresholds: usize,
            class_id: Option<usize>,
        }

        named!($class, $name);

        impl $class {
            #[doc = concat!("The best ", $words, " where the ", $other, " is at least so large, of 200 thresholds.")]
            pub fn new($argument: f64) -> Self {
                let name = $name.into();
                $class { name, value: $argument, num_thresholds: 200, class_id: None }
            }

            /// How many thresholds are tried; 200 if not set.
            #[must_use]
            pub fn num_thresholds(mut self, count: usize) -> Self {
                self.num_thresholds = count;
                self
            }

            /// The only column that is judged, counted from 0; all if not set.
            #[must_use]
            pub fn class_id(mut self, class: usize) -> Self {
                self.class_id = Some(class);
                self
            }

            fn cells(&self) -> Cells {
                let grid = Grid::even(self.num_thresholds);
                Cells { class_id: self.class_id, ..Cells::new(grid) }
            }
        }

        impl Metric for $class {
            fn name(&self) -> &str {
                &self.name
            }

            fn class_name(&self) -> &str {
                stringify!($class)
            }

            fn config(&self) -> Config {
                Config::new()
                    .with(stringify!($argument), self.value)
                    .with("num_thresholds", self.num_thresholds)
                    .with("class_id", self.class_id)
            }

            fn states(&self, prediction: &Shape) -> Vec<(&'static str, Shape)> {
                self.cells().states(prediction)
            }

            fn update(
                &self,
                graph: &mut Graph,
                states: &[NodeId],
                target: NodeId,
                prediction: NodeId,
                weight: Option<NodeId>,
            ) -> Result<Vec<NodeId>> {
                self.cells().update(graph, states, target, prediction, weight)
            }

            fn result(&self, states: &[&[f32]]) -> f64 {
                let confusion = self.cells().read_one(states);
                best(&confusion.$what(), &confusion.$asked(), self.value)
            }

            fn better(&self) -> Option<Better> {
                Some(Better::Higher)
            }

            fn check(&self) -> Result<()> {
                check_name(&self.name)?;
                let remedy = "200 is usual.";
                within_unit(stringify!($argument), self.value)
                    .and_then(|()| at_least("num_thresholds", 1, self.num_thresholds, remedy))
                    .map_err(|error| error.at(&self.name))
            }
        }
    };
}

operating_point!(
    SensitivityAtSpecificity,
    "sensitivity_at_specificity",
    specificity,
    sensitivity,
    specificity,
    "sensitivity",
    "specificity"
);
operating_point!(
    SpecificityAtSensitivity,
    "specificity_at_sensitivity",
    sensitivity,
    specificity,
    sensitivity,
    "specificity",
    "sensitivity"
);
operating_point!(
    PrecisionAtRecall,
    "precision_at_recall",
    recall,
    precision,
    sensitivity,
    "precision",
    "recall"
);
operating_point!(
    RecallAtPrecision,
    "recall_at_precision",
    precision,
    sensitivity,
    precision,
    "recall",
    "precision"
);
