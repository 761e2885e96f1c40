# Written by `cargo run -p kerros-r-functions` from the registry of the crate `kerros`.
# Changes belong there.

#' BinaryAccuracy metric
#'
#' The share of predictions on the right side of a threshold.
#'
#' @param y_true Targets; left out, the function gives an object for `compile()`.
#' @param y_pred Predictions.
#' @param threshold Predictions above this count as 1, finite.
#' @param \dots Nothing else is accepted.
#' @param name The name to report it under.
#' @param dtype Left out, or "float32".
#' @return A metric for `compile()`.
#' @family metrics
#' @export
metric_binary_accuracy <- function(y_true, y_pred, threshold = 0.5, ..., name = "binary_accuracy",
                                   dtype = NULL) {
  only_defaults("metric_binary_accuracy", dtype = is_float32(dtype), ...)
  new_metric("BinaryAccuracy", y_true, y_pred,
    list(threshold = threshold, name = name))
}

#' CategoricalAccuracy metric
#'
#' The share of right classes, one-hot targets.
#'
#' @param y_true Targets; left out, the function gives an object for `compile()`.
#' @param y_pred Predictions.
#' @param \dots Nothing else is accepted.
#' @param name The name to report it under.
#' @param dtype Left out, or "float32".
#' @return A metric for `compile()`.
#' @family metrics
#' @export
metric_categorical_accuracy <- function(y_true, y_pred, ..., name = "categorical_accuracy",
                                        dtype = NULL) {
  only_defaults("metric_categorical_accuracy", dtype = is_float32(dtype), ...)
  new_metric("CategoricalAccuracy", y_true, y_pred,
    list(name = name))
}

#' SparseCategoricalAccuracy metric
#'
#' The share of right classes, numbered targets.
#'
#' @param y_true Targets; left out, the function gives an object for `compile()`.
#' @param y_pred Predictions.
#' @param \dots Nothing else is accepted.
#' @param name The name to report it under.
#' @param dtype Left out, or "float32".
#' @return A metric for `compile()`.
#' @family metrics
#' @export
metric_sparse_categorical_accuracy <- function(y_true, y_pred, ...,
                                               name = "sparse_categorical_accuracy", dtype = NULL) {
  only_defaults("metric_sparse_categorical_accuracy", dtype = is_float32(dtype), ...)
  new_metric("SparseCategoricalAccuracy", y_true, y_pred,
    list(name = name))
}

#' Accuracy metric
#'
#' The share of predictions that equal the label, number for number.
#'
#' @param \dots Nothing else is accepted.
#' @param name The name to report it under.
#' @param dtype Left out, or "float32".
#' @return A metric for `compile()`.
#' @family metrics
#' @export
metric_accuracy <- function(..., name = NULL, dtype = NULL) {
  only_defaults("metric_accuracy", dtype = is_float32(dtype), ...)
  new_object("metric", "Accuracy",
    given(list(name = name)))
}

#' TopKCategoricalAccuracy metric
#'
#' The share of rows whose class is among the most probable, one-hot targets.
#'
#' @param y_true Targets; left out, the function gives an object for `compile()`.
#' @param y_pred Predictions.
#' @param k How many of the most probable, at least 1.
#' @param \dots Nothing else is accepted.
#' @param name The name to report it under.
#' @param dtype Left out, or "float32".
#' @return A metric for `compile()`.
#' @family metrics
#' @export
metric_top_k_categorical_accuracy <- function(y_true, y_pred, k = 5L, ...,
                                              name = "top_k_categorical_accuracy", dtype = NULL) {
  only_defaults("metric_top_k_categorical_accuracy", dtype = is_float32(dtype), ...)
  new_metric("TopKCategoricalAccuracy", y_true, y_pred,
    list(k = k, name = name))
}

#' SparseTopKCategoricalAccuracy metric
#'
#' The share of rows whose class is among the most probable, numbered targets.
#'
#' @param y_true Targets; left out, the function gives an object for `compile()`.
#' @param y_pred Predictions.
#' @param k How many of the most probable, at least 1.
#' @param \dots Nothing else is accepted.
#' @param name The name to report it under.
#' @param dtype Left out, or "float32".
#' @return A metric for `compile()`.
#' @family metrics
#' @export
metric_sparse_top_k_categorical_accuracy <- function(y_true, y_pred, k = 5L, ...,
                                                     name = "sparse_top_k_categorical_accuracy",
                                                     dtype = NULL) {
  only_defaults("metric_sparse_top_k_categorical_accuracy", dtype = is_float32(dtype), ...)
  new_metric("SparseTopKCategoricalAccuracy", y_true, y_pred,
    list(k = k, name = name))
}

#' AUC metric
#'
#' The area under the ROC curve, or under precision over recall.
#'
#' @param \dots Nothing else is accepted.
#' @param num_thresholds How many thresholds from 0 to 1 are tried.
#' @param curve The curve: "ROC", "PR" or "PRGAIN".
#' @param summation_method How the area between two thresholds is taken: "interpolation", "minoring" or "majoring".
#' @param thresholds These thresholds from 0 to 1, and two outside, in place of equal steps.
#' @param multi_label Whether each column has an area, and the result is their mean.
#' @param num_labels How many columns there must be, with multi_label.
#' @param label_weights How much each column counts, at least 0; the same if not given.
#' @param from_logits Whether the model predicts logits, not probabilities.
#' @param name The name to report it under.
#' @param dtype Left out, or "float32".
#' @return A metric for `compile()`.
#' @family metrics
#' @export
metric_auc <- function(..., num_thresholds = 200L, curve = "ROC",
                       summation_method = "interpolation", thresholds = NULL, multi_label = FALSE,
                       num_labels = NULL, label_weights = NULL, from_logits = FALSE, name = NULL,
                       dtype = NULL) {
  only_defaults("metric_auc", dtype = is_float32(dtype), ...)
  new_object("metric", "AUC",
    c(list(num_thresholds = num_thresholds, curve = curve, summation_method = summation_method,
      multi_label = multi_label, from_logits = from_logits),
      given(list(thresholds = thresholds, num_labels = num_labels, label_weights = label_weights,
      name = name))))
}

#' Precision metric
#'
#' How many of the positive predictions are right.
#'
#' @param \dots Nothing else is accepted.
#' @param thresholds Larger predictions count as positive: a number from 0 to 1, or several; 0.5 if not given.
#' @param top_k How many of a row's largest predictions count as positive, at least 1; all if not given.
#' @param class_id The only class that is judged, from 0; all if not given.
#' @param name The name to report it under.
#' @param dtype Left out, or "float32".
#' @return A metric for `compile()`.
#' @family metrics
#' @export
metric_precision <- function(..., thresholds = NULL, top_k = NULL, class_id = NULL, name = NULL,
                             dtype = NULL) {
  only_defaults("metric_precision", dtype = is_float32(dtype), ...)
  new_object("metric", "Precision",
    given(list(thresholds = thresholds, top_k = top_k, class_id = class_id, name = name)))
}

#' Recall metric
#'
#' How many of the positive targets are found.
#'
#' @param \dots Nothing else is accepted.
#' @param thresholds Larger predictions count as positive: a number from 0 to 1, or several; 0.5 if not given.
#' @param top_k How many of a row's largest predictions count as positive, at least 1; all if not given.
#' @param class_id The only class that is judged, from 0; all if not given.
#' @param name The name to report it under.
#' @param dtype Left out, or "float32".
#' @return A metric for `compile()`.
#' @family metrics
#' @export
metric_recall <- function(..., thresholds = NULL, top_k = NULL, class_id = NULL, name = NULL,
                          dtype = NULL) {
  only_defaults("metric_recall", dtype = is_float32(dtype), ...)
  new_object("metric", "Recall",
    given(list(thresholds = thresholds, top_k = top_k, class_id = class_id, name = name)))
}

#' TruePositives metric
#'
#' How many are predicted to be 1 and are.
#'
#' @param \dots Nothing else is accepted.
#' @param thresholds Larger predictions count as positive: a number from 0 to 1, or several; 0.5 if not given.
#' @param name The name to report it under.
#' @param dtype Left out, or "float32".
#' @return A metric for `compile()`.
#' @family metrics
#' @export
metric_true_positives <- function(..., thresholds = NULL, name = NULL, dtype = NULL) {
  only_defaults("metric_true_positives", dtype = is_float32(dtype), ...)
  new_object("metric", "TruePositives",
    given(list(thresholds = thresholds, name = name)))
}

#' TrueNegatives metric
#'
#' How many are predicted to be 0 and are.
#'
#' @param \dots Nothing else is accepted.
#' @param thresholds Larger predictions count as positive: a number from 0 to 1, or several; 0.5 if not given.
#' @param name The name to report it under.
#' @param dtype Left out, or "float32".
#' @return A metric for `compile()`.
#' @family metrics
#' @export
metric_true_negatives <- function(..., thresholds = NULL, name = NULL, dtype = NULL) {
  only_defaults("metric_true_negatives", dtype = is_float32(dtype), ...)
  new_object("metric", "TrueNegatives",
    given(list(thresholds = thresholds, name = name)))
}

#' FalsePositives metric
#'
#' How many are predicted to be 1 and are 0.
#'
#' @param \dots Nothing else is accepted.
#' @param thresholds Larger predictions count as positive: a number from 0 to 1, or several; 0.5 if not given.
#' @param name The name to report it under.
#' @param dtype Left out, or "float32".
#' @return A metric for `compile()`.
#' @family metrics
#' @export
metric_false_positives <- function(..., thresholds = NULL, name = NULL, dtype = NULL) {
  only_defaults("metric_false_positives", dtype = is_float32(dtype), ...)
  new_object("metric", "FalsePositives",
    given(list(thresholds = thresholds, name = name)))
}

#' FalseNegatives metric
#'
#' How many are predicted to be 0 and are 1.
#'
#' @param \dots Nothing else is accepted.
#' @param thresholds Larger predictions count as positive: a number from 0 to 1, or several; 0.5 if not given.
#' @param name The name to report it under.
#' @param dtype Left out, or "float32".
#' @return A metric for `compile()`.
#' @family metrics
#' @export
metric_false_negatives <- function(..., thresholds = NULL, name = NULL, dtype = NULL) {
  only_defaults("metric_false_negatives", dtype = is_float32(dtype), ...)
  new_object("metric", "FalseNegatives",
    given(list(thresholds = thresholds, name = name)))
}

#' SensitivityAtSpecificity metric
#'
#' The best sensitivity where specificity reaches a value.
#'
#' @param \dots Nothing else is accepted.
#' @param specificity What must be reached, from 0 to 1.
#' @param num_thresholds How many thresholds from 0 to 1 are tried.
#' @param class_id The only class that is judged, from 0; all if not given.
#' @param name The name to report it under.
#' @param dtype Left out, or "float32".
#' @return A metric for `compile()`.
#' @family metrics
#' @export
metric_sensitivity_at_specificity <- function(..., specificity, num_thresholds = 200L,
                                              class_id = NULL, name = NULL, dtype = NULL) {
  only_defaults("metric_sensitivity_at_specificity", dtype = is_float32(dtype), ...)
  new_object("metric", "SensitivityAtSpecificity",
    c(list(specificity = specificity, num_thresholds = num_thresholds),
      given(list(class_id = class_id, name = name))))
}

#' SpecificityAtSensitivity metric
#'
#' The best specificity where sensitivity reaches a value.
#'
#' @param \dots Nothing else is accepted.
#' @param sensitivity What must be reached, from 0 to 1.
#' @param num_thresholds How many thresholds from 0 to 1 are tried.
#' @param class_id The only class that is judged, from 0; all if not given.
#' @param name The name to report it under.
#' @param dtype Left out, or "float32".
#' @return A metric for `compile()`.
#' @family metrics
#' @export
metric_specificity_at_sensitivity <- function(..., sensitivity, num_thresholds = 200L,
                                              class_id = NULL, name = NULL, dtype = NULL) {
  only_defaults("metric_specificity_at_sensitivity", dtype = is_float32(dtype), ...)
  new_object("metric", "SpecificityAtSensitivity",
    c(list(sensitivity = sensitivity, num_thresholds = num_thresholds),
      given(list(class_id = class_id, name = name))))
}

#' PrecisionAtRecall metric
#'
#' The best precision where recall reaches a value.
#'
#' @param \dots Nothing else is accepted.
#' @param recall What must be reached, from 0 to 1.
#' @param num_thresholds How many thresholds from 0 to 1 are tried.
#' @param class_id The only class that is judged, from 0; all if not given.
#' @param name The name to report it under.
#' @param dtype Left out, or "float32".
#' @return A metric for `compile()`.
#' @family metrics
#' @export
metric_precision_at_recall <- function(..., recall, num_thresholds = 200L, class_id = NULL,
                                       name = NULL, dtype = NULL) {
  only_defaults("metric_precision_at_recall", dtype = is_float32(dtype), ...)
  new_object("metric", "PrecisionAtRecall",
    c(list(recall = recall, num_thresholds = num_thresholds),
      given(list(class_id = class_id, name = name))))
}

#' RecallAtPrecision metric
#'
#' The best recall where precision reaches a value.
#'
#' @param \dots Nothing else is accepted.
#' @param precision What must be reached, from 0 to 1.
#' @param num_thresholds How many thresholds from 0 to 1 are tried.
#' @param class_id The only class that is judged, from 0; all if not given.
#' @param name The name to report it under.
#' @param dtype Left out, or "float32".
#' @return A metric for `compile()`.
#' @family metrics
#' @export
metric_recall_at_precision <- function(..., precision, num_thresholds = 200L, class_id = NULL,
                                       name = NULL, dtype = NULL) {
  only_defaults("metric_recall_at_precision", dtype = is_float32(dtype), ...)
  new_object("metric", "RecallAtPrecision",
    c(list(precision = precision, num_thresholds = num_thresholds),
      given(list(class_id = class_id, name = name))))
}

#' MeanIoU metric
#'
#' The mean intersection over union of all classes.
#'
#' @param \dots Nothing else is accepted.
#' @param num_classes How many classes there are, at least 2.
#' @param name The name to report it under.
#' @param dtype "float32" to count weights as they are; otherwise they are cut to whole numbers.
#' @return A metric for `compile()`.
#' @family metrics
#' @export
metric_mean_iou <- function(..., num_classes, name = NULL, dtype = NULL) {
  only_defaults("metric_mean_iou", ...)
  new_object("metric", "MeanIoU",
    c(list(num_classes = num_classes),
      given(list(name = name, dtype = dtype))))
}

#' MeanSquaredError metric
#'
#' Mean((target - prediction)^2).
#'
#' @param y_true Targets; left out, the function gives an object for `compile()`.
#' @param y_pred Predictions.
#' @param \dots Nothing else is accepted.
#' @param name The name to report it under.
#' @param dtype Left out, or "float32".
#' @return A metric for `compile()`.
#' @family metrics
#' @export
metric_mean_squared_error <- function(y_true, y_pred, ..., name = "mean_squared_error", dtype = NULL) {
  only_defaults("metric_mean_squared_error", dtype = is_float32(dtype), ...)
  new_metric("MeanSquaredError", y_true, y_pred,
    list(name = name))
}

#' RootMeanSquaredError metric
#'
#' Sqrt(mean((target - prediction)^2)).
#'
#' @param \dots Nothing else is accepted.
#' @param name The name to report it under.
#' @param dtype Left out, or "float32".
#' @return A metric for `compile()`.
#' @family metrics
#' @export
metric_root_mean_squared_error <- function(..., name = NULL, dtype = NULL) {
  only_defaults("metric_root_mean_squared_error", dtype = is_float32(dtype), ...)
  new_object("metric", "RootMeanSquaredError",
    given(list(name = name)))
}

#' MeanAbsoluteError metric
#'
#' Mean(|target - prediction|).
#'
#' @param y_true Targets; left out, the function gives an object for `compile()`.
#' @param y_pred Predictions.
#' @param \dots Nothing else is accepted.
#' @param name The name to report it under.
#' @param dtype Left out, or "float32".
#' @return A metric for `compile()`.
#' @family metrics
#' @export
metric_mean_absolute_error <- function(y_true, y_pred, ..., name = "mean_absolute_error",
                                       dtype = NULL) {
  only_defaults("metric_mean_absolute_error", dtype = is_float32(dtype), ...)
  new_metric("MeanAbsoluteError", y_true, y_pred,
    list(name = name))
}

#' CosineSimilarity metric
#'
#' The cosine of the angle between target and prediction.
#'
#' @param \dots Nothing else is accepted.
#' @param axis The axis along which numbers are compared, not the batch. Axes count from 0, which is the batch.
#' @param name The name to report it under.
#' @param dtype Left out, or "float32".
#' @return A metric for `compile()`.
#' @family metrics
#' @export
metric_cosine_similarity <- function(..., axis = -1L, name = "cosine_similarity", dtype = NULL) {
  only_defaults("metric_cosine_similarity", dtype = is_float32(dtype), ...)
  new_object("metric", "CosineSimilarity",
    list(axis = axis, name = name))
}

#' CosineSimilarity metric
#'
#' The cosine of the angle between target and prediction.
#'
#' @param y_true Targets; left out, the function gives an object for `compile()`.
#' @param y_pred Predictions.
#' @return A metric for `compile()`.
#' @family metrics
#' @export
metric_cosine_proximity <- function(y_true, y_pred) {
  new_metric("CosineSimilarity", y_true, y_pred,
    list())
}

#' BinaryCrossentropy metric
#'
#' The loss of that name, without the samples' weights.
#'
#' @param y_true Targets; left out, the function gives an object for `compile()`.
#' @param y_pred Predictions.
#' @param from_logits Whether the model predicts logits, not probabilities.
#' @param label_smoothing How far targets are moved towards the even distribution, from 0 to 1.
#' @param axis Not there yet: must keep its default.
#' @param \dots Nothing else is accepted.
#' @param name The name to report it under.
#' @param dtype Left out, or "float32".
#' @return A metric for `compile()`.
#' @family metrics
#' @export
metric_binary_crossentropy <- function(y_true, y_pred, from_logits = FALSE, label_smoothing = 0,
                                       axis = -1L, ..., name = "binary_crossentropy", dtype = NULL) {
  only_defaults("metric_binary_crossentropy", axis = same(axis, -1L), dtype = is_float32(dtype), ...)
  new_metric("BinaryCrossentropy", y_true, y_pred,
    list(from_logits = from_logits, label_smoothing = label_smoothing, name = name))
}

#' CategoricalCrossentropy metric
#'
#' The loss of that name, without the samples' weights.
#'
#' @param y_true Targets; left out, the function gives an object for `compile()`.
#' @param y_pred Predictions.
#' @param from_logits Whether the model predicts logits, not probabilities.
#' @param label_smoothing How far targets are moved towards the even distribution, from 0 to 1.
#' @param axis The axis that a value is taken over. Axes count from 0, which is the batch.
#' @param \dots Nothing else is accepted.
#' @param name The name to report it under.
#' @param dtype Left out, or "float32".
#' @return A metric for `compile()`.
#' @family metrics
#' @export
metric_categorical_crossentropy <- function(y_true, y_pred, from_logits = FALSE,
                                            label_smoothing = 0, axis = -1L, ...,
                                            name = "categorical_crossentropy", dtype = NULL) {
  only_defaults("metric_categorical_crossentropy", dtype = is_float32(dtype), ...)
  new_metric("CategoricalCrossentropy", y_true, y_pred,
    list(from_logits = from_logits, label_smoothing = label_smoothing, axis = axis, name = name))
}

#' SparseCategoricalCrossentropy metric
#'
#' The loss of that name, without the samples' weights.
#'
#' @param y_true Targets; left out, the function gives an object for `compile()`.
#' @param y_pred Predictions.
#' @param from_logits Whether the model predicts logits, not probabilities.
#' @param axis The axis that a value is taken over. Axes count from 0, which is the batch.
#' @param \dots Nothing else is accepted.
#' @param name The name to report it under.
#' @param dtype Left out, or "float32".
#' @return A metric for `compile()`.
#' @family metrics
#' @export
metric_sparse_categorical_crossentropy <- function(y_true, y_pred, from_logits = FALSE, axis = -1L,
                                                   ..., name = "sparse_categorical_crossentropy",
                                                   dtype = NULL) {
  only_defaults("metric_sparse_categorical_crossentropy", dtype = is_float32(dtype), ...)
  new_metric("SparseCategoricalCrossentropy", y_true, y_pred,
    list(from_logits = from_logits, axis = axis, name = name))
}

#' KLDivergence metric
#'
#' The Kullback-Leibler divergence of two distributions.
#'
#' @param y_true Targets; left out, the function gives an object for `compile()`.
#' @param y_pred Predictions.
#' @param \dots Nothing else is accepted.
#' @param name The name to report it under.
#' @param dtype Left out, or "float32".
#' @return A metric for `compile()`.
#' @family metrics
#' @export
metric_kullback_leibler_divergence <- function(y_true, y_pred, ...,
                                               name = "kullback_leibler_divergence", dtype = NULL) {
  only_defaults("metric_kullback_leibler_divergence", dtype = is_float32(dtype), ...)
  new_metric("KLDivergence", y_true, y_pred,
    list(name = name))
}

#' Poisson metric
#'
#' Mean(prediction - target log(prediction)).
#'
#' @param y_true Targets; left out, the function gives an object for `compile()`.
#' @param y_pred Predictions.
#' @param \dots Nothing else is accepted.
#' @param name The name to report it under.
#' @param dtype Left out, or "float32".
#' @return A metric for `compile()`.
#' @family metrics
#' @export
metric_poisson <- function(y_true, y_pred, ..., name = "poisson", dtype = NULL) {
  only_defaults("metric_poisson", dtype = is_float32(dtype), ...)
  new_metric("Poisson", y_true, y_pred,
    list(name = name))
}

#' MeanAbsolutePercentageError metric
#'
#' 100 mean(|target - prediction| / |target|).
#'
#' @param y_true Targets; left out, the function gives an object for `compile()`.
#' @param y_pred Predictions.
#' @param \dots Nothing else is accepted.
#' @param name The name to report it under.
#' @param dtype Left out, or "float32".
#' @return A metric for `compile()`.
#' @family metrics
#' @export
metric_mean_absolute_percentage_error <- function(y_true, y_pred, ...,
                                                  name = "mean_absolute_percentage_error",
                                                  dtype = NULL) {
  only_defaults("metric_mean_absolute_percentage_error", dtype = is_float32(dtype), ...)
  new_metric("MeanAbsolutePercentageError", y_true, y_pred,
    list(name = name))
}

#' MeanSquaredLogarithmicError metric
#'
#' Mean((log(1 + target) - log(1 + prediction))^2).
#'
#' @param y_true Targets; left out, the function gives an object for `compile()`.
#' @param y_pred Predictions.
#' @param \dots Nothing else is accepted.
#' @param name The name to report it under.
#' @param dtype Left out, or "float32".
#' @return A metric for `compile()`.
#' @family metrics
#' @export
metric_mean_squared_logarithmic_error <- function(y_true, y_pred, ...,
                                                  name = "mean_squared_logarithmic_error",
                                                  dtype = NULL) {
  only_defaults("metric_mean_squared_logarithmic_error", dtype = is_float32(dtype), ...)
  new_metric("MeanSquaredLogarithmicError", y_true, y_pred,
    list(name = name))
}

#' LogCoshError metric
#'
#' Mean(log(cosh(prediction - target))).
#'
#' @param \dots Nothing else is accepted.
#' @param name The name to report it under.
#' @param dtype Left out, or "float32".
#' @return A metric for `compile()`.
#' @family metrics
#' @export
metric_logcosh_error <- function(..., name = "logcosh", dtype = NULL) {
  only_defaults("metric_logcosh_error", dtype = is_float32(dtype), ...)
  new_object("metric", "LogCoshError",
    list(name = name))
}

#' Hinge metric
#'
#' Mean(max(1 - target prediction, 0)), targets -1 or 1.
#'
#' @param y_true Targets; left out, the function gives an object for `compile()`.
#' @param y_pred Predictions.
#' @param \dots Nothing else is accepted.
#' @param name The name to report it under.
#' @param dtype Left out, or "float32".
#' @return A metric for `compile()`.
#' @family metrics
#' @export
metric_hinge <- function(y_true, y_pred, ..., name = "hinge", dtype = NULL) {
  only_defaults("metric_hinge", dtype = is_float32(dtype), ...)
  new_metric("Hinge", y_true, y_pred,
    list(name = name))
}

#' SquaredHinge metric
#'
#' Mean(max(1 - target prediction, 0)^2), targets -1 or 1.
#'
#' @param y_true Targets; left out, the function gives an object for `compile()`.
#' @param y_pred Predictions.
#' @param \dots Nothing else is accepted.
#' @param name The name to report it under.
#' @param dtype Left out, or "float32".
#' @return A metric for `compile()`.
#' @family metrics
#' @export
metric_squared_hinge <- function(y_true, y_pred, ..., name = "squared_hinge", dtype = NULL) {
  only_defaults("metric_squared_hinge", dtype = is_float32(dtype), ...)
  new_metric("SquaredHinge", y_true, y_pred,
    list(name = name))
}

#' CategoricalHinge metric
#'
#' By how much the right class is not ahead of the others by 1.
#'
#' @param \dots Nothing else is accepted.
#' @param name The name to report it under.
#' @param dtype Left out, or "float32".
#' @return A metric for `compile()`.
#' @family metrics
#' @export
metric_categorical_hinge <- function(..., name = NULL, dtype = NULL) {
  only_defaults("metric_categorical_hinge", dtype = is_float32(dtype), ...)
  new_object("metric", "CategoricalHinge",
    given(list(name = name)))
}

#' Mean metric
#'
#' The mean of the predictions.
#'
#' @param \dots Nothing else is accepted.
#' @param name The name to report it under.
#' @param dtype Left out, or "float32".
#' @return A metric for `compile()`.
#' @family metrics
#' @export
metric_mean <- function(..., name = "mean", dtype = NULL) {
  only_defaults("metric_mean", dtype = is_float32(dtype), ...)
  new_object("metric", "Mean",
    list(name = name))
}

#' Sum metric
#'
#' The sum of the predictions, each times its weight.
#'
#' @param \dots Nothing else is accepted.
#' @param name The name to report it under.
#' @param dtype Left out, or "float32".
#' @return A metric for `compile()`.
#' @family metrics
#' @export
metric_sum <- function(..., name = NULL, dtype = NULL) {
  only_defaults("metric_sum", dtype = is_float32(dtype), ...)
  new_object("metric", "Sum",
    given(list(name = name)))
}

#' MeanMetricWrapper metric
#'
#' The mean of a loss or another function, by its name.
#'
#' @param \dots Nothing else is accepted.
#' @param fn The name of a metric that is the mean of a function.
#' @param name The name to report it under.
#' @param dtype Left out, or "float32".
#' @return A metric for `compile()`.
#' @family metrics
#' @export
metric_mean_wrapper <- function(..., fn, name = NULL, dtype = NULL) {
  only_defaults("metric_mean_wrapper", dtype = is_float32(dtype), ...)
  new_object("metric", "MeanMetricWrapper",
    c(list(fn = fn),
      given(list(name = name))))
}
