//! The four counts of a confusion matrix.

use super::cells::Cells;
use crate::error::Result;
use crate::history::Better;
use crate::layer::Config;
use crate::metrics::arguments::{mean_of, named};
use crate::metrics::thresholds::{Grid, Thresholds};
use crate::metrics::{Metric, check_name};
use kerros_graph::{Graph, NodeId, Shape};

/// A metric that is one count: its class and default name, what it counts in words and in which field, which
/// values are better, and the value of the example, whose targets are 0, 1, 1 and predictions 0.9, 0.8, 0.3.
macro_rules! count {
    ($class:ident, $name:literal, $what:literal, $field:ident, $better:ident, $example:literal) => {
        #[doc = concat!("How many ", $what, ".")]
        ///
        /// Targets are 0 or 1 (what is not 0 counts as 1) and have the prediction's shape; every number
        /// counts by itself. With weights, it is the sum of the weights. Counts are exact.
        ///
        /// | argument | default | |
        /// |---|---|---|
        #[doc = concat!("| `named` | `", $name, "` | the name to report it under |")]
        /// | `thresholds` | 0.5 | larger predictions count as positive: a number from 0 to 1, or several |
        ///
        /// With several thresholds there are as many [`values`](Metric::values), and the result is their
        /// mean.
        ///
        #[doc = concat!("Keras: metrics, classification metrics, `", stringify!($class), "`.")]
        ///
        /// ```
        #[doc = concat!("use kerros::metrics::{", stringify!($class), ", Streaming};")]
        ///
        #[doc = concat!("let mut count = Streaming::new(", stringify!($class), "::new())?;")]
        /// count.update(&[0.0f32, 1.0, 1.0], &[0.9f32, 0.8, 0.3])?;
        #[doc = concat!("assert_eq!(count.result()?, ", $example, ");")]
        /// # Ok::<(), kerros::Error>(())
        /// ```
        ///
        /// # Errors
        ///
        /// `compile` refuses an empty name, and thresholds outside of 0 to 1. Targets of another shape than
        /// the prediction are refused when the training graph is written.
        #[derive(Clone, Debug, PartialEq)]
        pub struct $class {
            name: String,
            thresholds: Thresholds,
        }

        named!($class, $name);

        impl $class {
            /// The count at the threshold 0.5.
            pub fn new() -> Self {
                $class { name: $name.into(), thresholds: Thresholds::Default }
            }

            /// Above which predictions count as positive: one number or several; 0.5 if not set.
            #[must_use]
            pub fn thresholds(mut self, thresholds: impl Into<Thresholds>) -> Self {
                self.thresholds = thresholds.into();
                self
            }

            fn cells(&self) -> Cells {
                Cells::new(Grid::new(&self.thresholds.values(0.5)))
            }
        }

        impl Default for $class {
            fn default() -> Self {
                Self::new()
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
                Config::new().with("thresholds", &self.thresholds)
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
                mean_of(&self.values(states))
            }

            fn values(&self, states: &[&[f32]]) -> Vec<f64> {
                self.cells().read_one(states).$field
            }

            fn better(&self) -> Option<Better> {
                Some(Better::$better)
            }

            fn check(&self) -> Result<()> {
                check_name(&self.name)?;
                self.thresholds.check().map_err(|error| error.at(&self.name))
            }
        }
    };
}

count!(
    TruePositives,
    "true_positives",
    "are predicted to be 1 and are",
    true_positives,
    Higher,
    "1.0"
);
count!(
    TrueNegatives,
    "true_negatives",
    "are predicted to be 0 and are",
    true_negatives,
    Higher,
    "0.0"
);
count!(
    FalsePositives,
    "false_positives",
    "are predicted to be 1 and are 0",
    false_positives,
    Lower,
    "1.0"
);
count!(
    FalseNegatives,
    "false_negatives",
    "are predicted to be 0 and are 1",
    false_negatives,
    Lower,
    "1.0"
);
