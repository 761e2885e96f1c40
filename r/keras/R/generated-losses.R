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
#' @return A loss for `compile()`; with data, the loss of each row.
#' @family losses
#' @export
loss_mean_squared_error <- function(y_true, y_pred, ..., reduction = "auto",
                                    name = "mean_squared_error") {
  only_defaults("loss_mean_squared_error", reduction = same(reduction, "auto"),
    name = same(name, "mean_squared_error"), ...)
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
#' @return A loss for `compile()`; with data, the loss of each row.
#' @family losses
#' @export
loss_mean_absolute_error <- function(y_true, y_pred, ..., reduction = "auto",
                                     name = "mean_absolute_error") {
  only_defaults("loss_mean_absolute_error", reduction = same(reduction, "auto"),
    name = same(name, "mean_absolute_error"), ...)
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
#' @return A loss for `compile()`; with data, the loss of each row.
#' @family losses
#' @export
loss_binary_crossentropy <- function(y_true, y_pred, from_logits = FALSE, label_smoothing = 0,
                                     axis = -1L, ..., reduction = "auto",
                                     name = "binary_crossentropy") {
  only_defaults("loss_binary_crossentropy", axis = same(axis, -1L),
    reduction = same(reduction, "auto"), name = same(name, "binary_crossentropy"), ...)
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
#' @return A loss for `compile()`; with data, the loss of each row.
#' @family losses
#' @export
loss_categorical_crossentropy <- function(y_true, y_pred, from_logits = FALSE, label_smoothing = 0L,
                                          axis = -1L, ..., reduction = "auto",
                                          name = "categorical_crossentropy") {
  only_defaults("loss_categorical_crossentropy", axis = same(axis, -1L),
    reduction = same(reduction, "auto"), name = same(name, "categorical_crossentropy"), ...)
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
#' @param axis Not there yet: must keep its default.
#' @param \dots Nothing else is accepted.
#' @param reduction Not there yet: must keep its default.
#' @param name Not there yet: must keep its default.
#' @return A loss for `compile()`; with data, the loss of each row.
#' @family losses
#' @export
loss_sparse_categorical_crossentropy <- function(y_true, y_pred, from_logits = FALSE, axis = -1L,
                                                 ..., reduction = "auto",
                                                 name = "sparse_categorical_crossentropy") {
  only_defaults("loss_sparse_categorical_crossentropy", axis = same(axis, -1L),
    reduction = same(reduction, "auto"), name = same(name, "sparse_categorical_crossentropy"), ...)
  new_loss("SparseCategoricalCrossentropy", y_true, y_pred,
    list(from_logits = from_logits))
}
