//! Precision and recall.

use super::cells::{Cells, Confusion};
use super::top_k::BELOW_ALL;
use crate::error::Result;
use crate::history::Better;
use crate::layer::Config;
use crate::metrics::arguments::{at_least, mean_of, named, share};
use crate::metrics::thresholds::{Grid, Thresholds};
use crate::metrics::{Metric, check_name};
use kerros_graph::{Graph, NodeId, Shape};

/// A metric that is true positives among something: its class, name, what it is, its formula, the field of
/// the rest and its word, and the value of the example.
macro_rules! share_of_true_positives {
    ($class:ident, $name:literal, $what:literal, $formula:literal, $rest:ident, $example:literal) => {
        #[doc = $what]
        ///
        #[doc = $formula]
        /// Targets are 0 or 1 (what is not 0 counts as 1) and have the prediction's shape; every number
        /// counts by itself, with its weight. A model for one of several classes therefore needs one-hot
        /// targets; `class_id` picks one class, and `top_k` says that the largest predictions of a row are
        /// those that count as positive.
        ///
        /// | argument | default | |
        /// |---|---|---|
        #[doc = concat!("| `named` | `", $name, "` | the name to report it under |")]
        /// | `thresholds` | 0.5; none with `top_k` | larger predictions count as positive: a number from 0 to 1, or several |
        /// | `top_k` | none | only so many of a row's largest predictions count as positive; of equal ones the first |
        /// | `class_id` | none | the only column of the last axis that is judged, from 0 |
        ///
        /// With several thresholds there are as many [`values`](Metric::values), and the result is their
        /// mean.
        ///
        #[doc = concat!("Keras: metrics, classification metrics, `", stringify!($class), "`.")]
        ///
        /// ```
        #[doc = concat!("use kerros::metrics::{", stringify!($class), ", Streaming};")]
        ///
        #[doc = concat!("let mut stream = Streaming::new(", stringify!($class), "::new())?;")]
        /// stream.update(&[0.0f32, 1.0, 1.0, 1.0], &[0.9f32, 0.8, 0.3, 0.1])?;
        #[doc = concat!("assert!((stream.result()? - ", $example, ").abs() < 1e-6);")]
        /// # Ok::<(), kerros::Error>(())
        /// ```
        ///
        /// # Errors
        ///
        /// `compile` refuses an empty name, thresholds outside of 0 to 1 and a `top_k` of 0. When the training
        /// graph is written, targets of another shape than the prediction are refused, and a `top_k` or
        /// `class_id` that is larger than the number of classes.
        #[derive(Clone, Debug, PartialEq)]
        pub struct $class {
            name: String,
            thresholds: Thresholds,
            top_k: Option<usize>,
            class_id: Option<usize>,
        }

        named!($class, $name);

        impl $class {
            /// All numbers, at the threshold 0.5.
            pub fn new() -> Self {
                let thresholds = Thresholds::Default;
                $class { name: $name.into(), thresholds, top_k: None, class_id: None }
            }

            /// Above which predictions count as positive: one number or several; 0.5 if not set.
            #[must_use]
            pub fn thresholds(mut self, thresholds: impl Into<Thresholds>) -> Self {
                self.thresholds = thresholds.into();
                self
            }

            /// Only so many of a row's largest predictions count as positive, at least 1; all if not set.
            #[must_use]
            pub fn top_k(mut self, k: usize) -> Self {
                self.top_k = Some(k);
                self
            }

            /// The only column that is judged, counted from 0; all if not set.
            #[must_use]
            pub fn class_id(mut self, class: usize) -> Self {
                self.class_id = Some(class);
                self
            }

            fn cells(&self) -> Cells {
                let default = if self.top_k.is_some() { BELOW_ALL } else { 0.5 };
                let grid = Grid::new(&self.thresholds.values(default));
                let (top_k, class_id) = (self.top_k, self.class_id);
                Cells { grid, top_k, class_id, by_label: false }
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
                Config::new()
                    .with("thresholds", &self.thresholds)
                    .with("top_k", self.top_k)
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
                mean_of(&self.values(states))
            }

            fn values(&self, states: &[&[f32]]) -> Vec<f64> {
                let Confusion { true_positives, $rest: rest, .. } = self.cells().read_one(states);
                let both = true_positives.iter().zip(rest);
                both.map(|(&right, rest)| share(right, right + rest)).collect()
            }

            fn better(&self) -> Option<Better> {
                Some(Better::Higher)
            }

            fn check(&self) -> Result<()> {
                check_name(&self.name)?;
                let least = |k| at_least("top_k", 1, k, "Leave top_k out to judge by thresholds.");
                let checked = self.thresholds.check();
                checked
                    .and_then(|()| self.top_k.map_or(Ok(()), least))
                    .map_err(|error| error.at(&self.name))
            }
        }
    };
}

share_of_true_positives!(
    Precision,
    "precision",
    "How many of the positive predictions are right, from 0 to 1.",
    "`true positives / (true positives + false positives)`, and 0 where nothing is predicted to be positive.",
    false_positives,
    "0.5"
);
share_of_true_positives!(
    Recall,
    "recall",
    "How many of the positive targets are found, from 0 to 1; also called sensitivity.",
    "`true positives / (true positives + false negatives)`, and 0 where no target is positive.",
    false_negatives,
    "1.0 / 3.0"
);
