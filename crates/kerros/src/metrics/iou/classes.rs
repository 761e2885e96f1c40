//! Intersection over union of classes that are numbers.

use super::matrix::Matrix;
use super::{matrix_metric, matrix_settings};
use crate::error::Result;
use crate::history::Better;
use crate::layer::Config;
use crate::metrics::arguments::named;
use crate::metrics::{Metric, check_name};
use kerros_graph::{Graph, NodeId, Shape};

/// The mean intersection over union of some classes, from 0 to 1.
///
/// Of a class: the rows that are predicted to be of it and are, among those that are predicted to be or are:
/// `true positives / (true positives + false positives + false negatives)`. Classes that neither occur nor are
/// predicted do not count. Targets and predictions are class numbers, one for each row or place, or with
/// `sparse_y_true` or `sparse_y_pred` of false one number for each class along `axis`, of which the largest
/// counts; numbers that are no class are left out. The result does not depend on how rows are cut into
/// batches.
///
/// | argument | default | |
/// |---|---|---|
/// | `num_classes` | must be given | how many classes there are, at least 2 |
/// | `target_class_ids` | must be given | the classes whose mean is taken, from 0 |
/// | `named` | `io_u` | the name to report it under |
/// | `whole_weights` | `true` | weights are cut to whole numbers, as in Keras with its `dtype` |
/// | `ignore_class` | none | rows of this class do not count |
/// | `sparse_y_true` | `true` | targets are class numbers |
/// | `sparse_y_pred` | `true` | predictions are class numbers |
/// | `axis` | -1 | the axis of the classes, of what has one number for each class |
///
/// Keras: metrics, image segmentation metrics, `IoU`. (Keras 3.15 fails on another axis than the last.)
///
/// ```
/// use kerros::metrics::{IoU, Streaming};
///
/// let mut iou = Streaming::new(IoU::new(2, [0]))?;
/// iou.update(&[0.0f32, 0.0, 1.0, 1.0], &[0.0f32, 1.0, 0.0, 1.0])?;
/// assert!((iou.result()? - 1.0 / 3.0).abs() < 1e-6, "one row of three is class 0 in both");
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// `compile` refuses an empty name, fewer than two classes, and `target_class_ids` that are no classes. When
/// the training graph is written, targets and predictions that do not match are refused, and another number
/// than `num_classes` along the axis.
#[derive(Clone, Debug, PartialEq)]
pub struct IoU {
    name: String,
    matrix: Matrix,
    ids: Vec<usize>,
}

named!(IoU, "io_u");
matrix_settings!(IoU);

impl IoU {
    /// The mean over the classes `target_class_ids` of `num_classes`.
    pub fn new(num_classes: usize, target_class_ids: impl Into<Vec<usize>>) -> Self {
        let matrix = Matrix::new(num_classes);
        IoU { name: "io_u".into(), matrix, ids: target_class_ids.into() }
    }

    /// Whether targets are class numbers, and not one number for each class; `true` if not set.
    #[must_use]
    pub fn sparse_y_true(mut self, sparse: bool) -> Self {
        self.matrix.sparse_target = sparse;
        self
    }
}

matrix_metric!(
    IoU,
    |metric| Config::new()
        .with("num_classes", metric.matrix.classes)
        .with("target_class_ids", metric.ids.clone()),
    true,
    metric.ids.iter().copied(),
    metric.matrix.check().and_then(|()| metric.matrix.check_ids(&metric.ids))
);

/// The mean intersection over union of all classes, from 0 to 1: [`IoU`] with all of them.
///
/// | argument | default | |
/// |---|---|---|
/// | `num_classes` | must be given | how many classes there are, at least 2 |
/// | `named` | `mean_io_u` | the name to report it under |
/// | `whole_weights` | `true` | weights are cut to whole numbers, as in Keras with its `dtype` |
/// | `ignore_class` | none | rows of this class do not count |
/// | `sparse_y_true` | `true` | targets are class numbers |
/// | `sparse_y_pred` | `true` | predictions are class numbers |
/// | `axis` | -1 | the axis of the classes, of what has one number for each class |
///
/// Keras: metrics, image segmentation metrics, `MeanIoU`.
///
/// ```
/// use kerros::metrics::MeanIoU;
/// use kerros::prelude::*;
///
/// // A model that hands on its input: probabilities of two classes.
/// let mut model = Sequential::new();
/// model.add(Activation::Linear.layer().input_shape(2))?;
/// let iou = MeanIoU::new(2).sparse_y_pred(false);
/// model.compile(Compile::new().loss("sparse_categorical_crossentropy").metrics([iou]))?;
/// let (x, y) = ([0.6f32, 0.4, 0.2, 0.8, 0.7, 0.3], [0u8, 1, 1]);
/// let quiet = Evaluate::new().verbose(Verbose::Silent);
/// let scores = model.evaluate((&x[..], [3, 2]), &y, quiet)?;
/// assert!((scores.get("mean_io_u").unwrap_or(0.0) - 0.5).abs() < 1e-6);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// Those of `IoU`.
#[derive(Clone, Debug, PartialEq)]
pub struct MeanIoU {
    name: String,
    matrix: Matrix,
}

named!(MeanIoU, "mean_io_u");
matrix_settings!(MeanIoU);

impl MeanIoU {
    /// The mean over all of `num_classes`.
    pub fn new(num_classes: usize) -> Self {
        MeanIoU { name: "mean_io_u".into(), matrix: Matrix::new(num_classes) }
    }

    /// Whether targets are class numbers, and not one number for each class; `true` if not set.
    #[must_use]
    pub fn sparse_y_true(mut self, sparse: bool) -> Self {
        self.matrix.sparse_target = sparse;
        self
    }
}

matrix_metric!(
    MeanIoU,
    |metric| Config::new().with("num_classes", metric.matrix.classes),
    true,
    0..metric.matrix.classes,
    metric.matrix.check()
);
