//! Intersection over union of targets with one number for each class.

use super::matrix::Matrix;
use super::{matrix_metric, matrix_settings};
use crate::error::Result;
use crate::history::Better;
use crate::layer::Config;
use crate::metrics::arguments::named;
use crate::metrics::{Metric, check_name};
use kerros_graph::{Graph, NodeId, Shape};

/// The mean intersection over union of some classes, of one-hot targets and probabilities.
///
/// It is [`IoU`](super::IoU) of the largest number along `axis`, of targets and of predictions.
///
/// | argument | default | |
/// |---|---|---|
/// | `num_classes` | must be given | how many classes there are, at least 2 |
/// | `target_class_ids` | must be given | the classes whose mean is taken, from 0 |
/// | `named` | `one_hot_io_u` | the name to report it under |
/// | `whole_weights` | `true` | weights are cut to whole numbers, as in Keras with its `dtype` |
/// | `ignore_class` | none | rows of this class do not count |
/// | `sparse_y_pred` | `false` | predictions are class numbers |
/// | `axis` | -1 | the axis of the classes |
///
/// Keras: metrics, image segmentation metrics, `OneHotIoU`.
///
/// ```
/// use kerros::metrics::{OneHotIoU, Streaming};
///
/// let mut iou = Streaming::new(OneHotIoU::new(2, [1]))?;
/// let (y, p) = ([1.0f32, 0.0, 0.0, 1.0], [0.4f32, 0.6, 0.2, 0.8]);
/// iou.update((&y[..], [2, 2]), (&p[..], [2, 2]))?;
/// assert!((iou.result()? - 0.5).abs() < 1e-6, "both are predicted to be of class 1, and one is");
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// Those of `IoU`.
#[derive(Clone, Debug, PartialEq)]
pub struct OneHotIoU {
    name: String,
    matrix: Matrix,
    ids: Vec<usize>,
}

named!(OneHotIoU, "one_hot_io_u");
matrix_settings!(OneHotIoU);

impl OneHotIoU {
    /// The mean over the classes `target_class_ids` of `num_classes`.
    pub fn new(num_classes: usize, target_class_ids: impl Into<Vec<usize>>) -> Self {
        let (name, matrix) = ("one_hot_io_u".into(), one_hot(num_classes));
        OneHotIoU { name, matrix, ids: target_class_ids.into() }
    }
}

matrix_metric!(
    OneHotIoU,
    |metric| Config::new()
        .with("num_classes", metric.matrix.classes)
        .with("target_class_ids", metric.ids.clone()),
    false,
    metric.ids.iter().copied(),
    metric.matrix.check().and_then(|()| metric.matrix.check_ids(&metric.ids))
);

/// The mean intersection over union of all classes, of one-hot targets and probabilities.
///
/// It is [`MeanIoU`](super::MeanIoU) of the largest number along `axis`, of targets and of predictions.
///
/// | argument | default | |
/// |---|---|---|
/// | `num_classes` | must be given | how many classes there are, at least 2 |
/// | `named` | `one_hot_mean_io_u` | the name to report it under |
/// | `whole_weights` | `true` | weights are cut to whole numbers, as in Keras with its `dtype` |
/// | `ignore_class` | none | rows of this class do not count |
/// | `sparse_y_pred` | `false` | predictions are class numbers |
/// | `axis` | -1 | the axis of the classes |
///
/// Keras: metrics, image segmentation metrics, `OneHotMeanIoU`.
///
/// ```
/// use kerros::metrics::{OneHotMeanIoU, Streaming};
///
/// let mut iou = Streaming::new(OneHotMeanIoU::new(2))?;
/// let (y, p) = ([1.0f32, 0.0, 0.0, 1.0], [0.4f32, 0.6, 0.2, 0.8]);
/// iou.update((&y[..], [2, 2]), (&p[..], [2, 2]))?;
/// assert!((iou.result()? - 0.25).abs() < 1e-6, "0 of class 0, and 1/2 of class 1");
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// Those of `IoU`.
#[derive(Clone, Debug, PartialEq)]
pub struct OneHotMeanIoU {
    name: String,
    matrix: Matrix,
}

named!(OneHotMeanIoU, "one_hot_mean_io_u");
matrix_settings!(OneHotMeanIoU);

impl OneHotMeanIoU {
    /// The mean over all of `num_classes`.
    pub fn new(num_classes: usize) -> Self {
        OneHotMeanIoU { name: "one_hot_mean_io_u".into(), matrix: one_hot(num_classes) }
    }
}

matrix_metric!(
    OneHotMeanIoU,
    |metric| Config::new().with("num_classes", metric.matrix.classes),
    false,
    0..metric.matrix.classes,
    metric.matrix.check()
);

fn one_hot(classes: usize) -> Matrix {
    Matrix { sparse_target: false, sparse_prediction: false, ..Matrix::new(classes) }
}
