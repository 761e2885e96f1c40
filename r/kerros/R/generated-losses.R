# Written by `cargo run -p kerros-r-functions` from the registry of the crate `kerros`.
# Changes belong there.

#' MeanSquaredError loss
#'
#' Mean((target - prediction)^2).
#'
#' @param y_true Targets; left out, the function gives an object for `compile()`.
#' @param y_pred Predictions.
#' @param \dots Nothing else is accepted.
#' @param reduction Not there yet: must keep its default.
#' @param name Not there yet: must keep its default.
#' @param dtype Left out, or "float32".
#' @return A loss for `compile()`; with data, the loss of each row.
#' @family losses
#' @export
loss_mean_squared_error <- function(y_true, y_pred, ..., reduction = "sum_over_batch_size",
                                    name = "mean_squared_error", dtype = NULL) {
  only_defaults("loss_mean_squared_error", reduction = same(reduction, "sum_over_batch_size"),
    name = same(name, "mean_squared_error"), dtype = is_float32(dtype), ...)
  new_loss("MeanSquaredError", y_true, y_pred,
    list())
}

#' MeanAbsoluteError loss
#'
#' Mean(|target - prediction|).
#'
#' @param y_true Targets; left out, the function gives an object for `compile()`.
#' @param y_pred Predictions.
#' @param \dots Nothing else is accepted.
#' @param reduction Not there yet: must keep its default.
#' @param name Not there yet: must keep its default.
#' @param dtype Left out, or "float32".
#' @return A loss for `compile()`; with data, the loss of each row.
#' @family losses
#' @export
loss_mean_absolute_error <- function(y_true, y_pred, ..., reduction = "sum_over_batch_size",
                                     name = "mean_absolute_error", dtype = NULL) {
  only_defaults("loss_mean_absolute_error", reduction = same(reduction, "sum_over_batch_size"),
    name = same(name, "mean_absolute_error"), dtype = is_float32(dtype), ...)
  new_loss("MeanAbsoluteError", y_true, y_pred,
    list())
}

#' BinaryCrossentropy loss
#'
#' Two classes or several labels, after a sigmoid.
#'
#' @param y_true Targets; left out, the function gives an object for `compile()`.
#' @param y_pred Predictions.
#' @param from_logits Whether the model predicts logits, not probabilities.
#' @param label_smoothing How far targets are moved towards the even distribution, from 0 to 1.
#' @param axis Not there yet: must keep its default.
#' @param \dots Nothing else is accepted.
#' @param reduction Not there yet: must keep its default.
#' @param name Not there yet: must keep its default.
#' @param dtype Left out, or "float32".
#' @return A loss for `compile()`; with data, the loss of each row.
#' @family losses
#' @export
loss_binary_crossentropy <- function(y_true, y_pred, from_logits = FALSE, label_smoothing = 0,
                                     axis = -1L, ..., reduction = "sum_over_batch_size",
                                     name = "binary_crossentropy", dtype = NULL) {
  only_defaults("loss_binary_crossentropy", axis = same(axis, -1L),
    reduction = same(reduction, "sum_over_batch_size"), name = same(name, "binary_crossentropy"),
    dtype = is_float32(dtype), ...)
  new_loss("BinaryCrossentropy", y_true, y_pred,
    list(from_logits = from_logits, label_smoothing = label_smoothing))
}

#' CategoricalCrossentropy loss
#'
#' One of several classes, one-hot, after a softmax.
#'
#' @param y_true Targets; left out, the function gives an object for `compile()`.
#' @param y_pred Predictions.
#' @param from_logits Whether the model predicts logits, not probabilities.
#' @param label_smoothing How far targets are moved towards the even distribution, from 0 to 1.
#' @param axis Not there yet: must keep its default.
#' @param \dots Nothing else is accepted.
#' @param reduction Not there yet: must keep its default.
#' @param name Not there yet: must keep its default.
#' @param dtype Left out, or "float32".
#' @return A loss for `compile()`; with data, the loss of each row.
#' @family losses
#' @export
loss_categorical_crossentropy <- function(y_true, y_pred, from_logits = FALSE, label_smoothing = 0,
                                          axis = -1L, ..., reduction = "sum_over_batch_size",
                                          name = "categorical_crossentropy", dtype = NULL) {
  only_defaults("loss_categorical_crossentropy", axis = same(axis, -1L),
    reduction = same(reduction, "sum_over_batch_size"),
    name = same(name, "categorical_crossentropy"), dtype = is_float32(dtype), ...)
  new_loss("CategoricalCrossentropy", y_true, y_pred,
    list(from_logits = from_logits, label_smoothing = label_smoothing))
}

#' SparseCategoricalCrossentropy loss
#'
#' One of several classes, numbered, after a softmax.
#'
#' @param y_true Targets; left out, the function gives an object for `compile()`.
#' @param y_pred Predictions.
#' @param from_logits Whether the model predicts logits, not probabilities.
#' @param ignore_class Not there yet: must keep its default.
#' @param axis Not there yet: must keep its default.
#' @param \dots Nothing else is accepted.
#' @param reduction Not there yet: must keep its default.
#' @param name Not there yet: must keep its default.
#' @param dtype Left out, or "float32".
#' @return A loss for `compile()`; with data, the loss of each row.
#' @family losses
#' @export
loss_sparse_categorical_crossentropy <- function(y_true, y_pred, from_logits = FALSE,
                                                 ignore_class = NULL, axis = -1L, ...,
                                                 reduction = "sum_over_batch_size",
                                                 name = "sparse_categorical_crossentropy",
                                                 dtype = NULL) {
  only_defaults("loss_sparse_categorical_crossentropy", ignore_class = is.null(ignore_class),
    axis = same(axis, -1L), reduction = same(reduction, "sum_over_batch_size"),
    name = same(name, "sparse_categorical_crossentropy"), dtype = is_float32(dtype), ...)
  new_loss("SparseCategoricalCrossentropy", y_true, y_pred,
    list(from_logits = from_logits))
}
