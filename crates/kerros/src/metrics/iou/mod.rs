//! Intersection over union: how well predicted classes cover the true ones.

mod binary;
mod classes;
mod matrix;
mod one_hot;

pub use binary::BinaryIoU;
pub use classes::{IoU, MeanIoU};
pub use one_hot::{OneHotIoU, OneHotMeanIoU};

/// The methods of a metric with a field `matrix`.
macro_rules! matrix_settings {
    ($class:ident) => {
        impl $class {
            /// Rows of this class do not count; all do if not set.
            #[must_use]
            pub fn ignore_class(mut self, class: i64) -> Self {
                self.matrix.ignored = Some(class);
                self
            }

            /// Whether predictions are class numbers, and not one number for each class.
            #[must_use]
            pub fn sparse_y_pred(mut self, sparse: bool) -> Self {
                self.matrix.sparse_prediction = sparse;
                self
            }

            /// The axis of the classes, of what has one number for each class; the last if not set.
            #[must_use]
            pub fn axis(mut self, axis: i64) -> Self {
                self.matrix.axis = axis;
                self
            }

            /// Whether weights are cut to whole numbers, as in Keras, whose confusion matrix is one of integers;
            /// `true` if not set. In Keras: the argument `dtype`, for false `"float32"`.
            #[must_use]
            pub fn whole_weights(mut self, whole: bool) -> Self {
                self.matrix.whole_weights = whole;
                self
            }
        }
    };
}

/// The metric of a class with fields `name` and `matrix`: its arguments before `dtype`, whether it has
/// `sparse_y_true`, the classes whose mean is taken, and a check.
macro_rules! matrix_metric {
    ($class:ident, |$self:ident| $config:expr, $has_sparse_target:literal, $classes:expr, $check:expr) => {
        impl Metric for $class {
            fn name(&self) -> &str {
                &self.name
            }

            fn class_name(&self) -> &str {
                stringify!($class)
            }

            fn config(&self) -> Config {
                let $self = self;
                self.matrix.config($config, $has_sparse_target)
            }

            fn states(&self, _prediction: &Shape) -> Vec<(&'static str, Shape)> {
                self.matrix.states()
            }

            fn update(
                &self,
                graph: &mut Graph,
                states: &[NodeId],
                target: NodeId,
                prediction: NodeId,
                weight: Option<NodeId>,
            ) -> Result<Vec<NodeId>> {
                self.matrix.update(graph, states, target, prediction, weight)
            }

            fn result(&self, states: &[&[f32]]) -> f64 {
                let $self = self;
                self.matrix.mean(states, $classes)
            }

            fn better(&self) -> Option<Better> {
                Some(Better::Higher)
            }

            fn check(&self) -> Result<()> {
                check_name(&self.name)?;
                let $self = self;
                $check.map_err(|error| error.at(&self.name))
            }
        }
    };
}

use {matrix_metric, matrix_settings};
