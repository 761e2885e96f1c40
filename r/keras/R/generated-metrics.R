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
#' @param axis Not there yet: must keep its default.
#' @param \dots Nothing else is accepted.
#' @param name The name to report it under.
#' @param dtype Left out, or "float32".
#' @return A metric for `compile()`.
#' @family metrics
#' @export
metric_categorical_crossentropy <- function(y_true, y_pred, from_logits = FALSE,
                                            label_smoothing = 0, axis = -1L, ...,
                                            name = "categorical_crossentropy", dtype = NULL) {
  only_defaults("metric_categorical_crossentropy", axis = same(axis, -1L),
    dtype = is_float32(dtype), ...)
  new_metric("CategoricalCrossentropy", y_true, y_pred,
    list(from_logits = from_logits, label_smoothing = label_smoothing, name = name))
}

#' SparseCategoricalCrossentropy metric
#'
#' The loss of that name, without the samples' weights.
#'
#' @param y_true Targets; left out, the function gives an object for `compile()`.
#' @param y_pred Predictions.
#' @param from_logits Whether the model predicts logits, not probabilities.
#' @param axis Not there yet: must keep its default.
#' @param \dots Nothing else is accepted.
#' @param name The name to report it under.
#' @param dtype Left out, or "float32".
#' @return A metric for `compile()`.
#' @family metrics
#' @export
metric_sparse_categorical_crossentropy <- function(y_true, y_pred, from_logits = FALSE, axis = -1L,
                                                   ..., name = "sparse_categorical_crossentropy",
                                                   dtype = NULL) {
  only_defaults("metric_sparse_categorical_crossentropy", axis = same(axis, -1L),
    dtype = is_float32(dtype), ...)
  new_metric("SparseCategoricalCrossentropy", y_true, y_pred,
    list(from_logits = from_logits, name = name))
}
