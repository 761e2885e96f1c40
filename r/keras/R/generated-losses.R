# Written by `cargo run -p kerros-r-functions` from the registry of the crate `kerros`.
# Changes belong there.

#' MeanSquaredError loss
#'
#' Mean((target - prediction)^2).
#'
#' @param y_true Targets; left out, the function gives an object for `compile()`.
#' @param y_pred Predictions.
#' @param \dots Nothing else is accepted.
#' @param reduction How the values of a batch become one number: sum_over_batch_size, sum, mean, mean_with_sample_weight or none.
#' @param name The name in configurations.
#' @return A loss for `compile()`; with data, the loss of each row.
#' @family losses
#' @export
loss_mean_squared_error <- function(y_true, y_pred, ..., reduction = "auto",
                                    name = "mean_squared_error") {
  only_defaults("loss_mean_squared_error", ...)
  new_loss("MeanSquaredError", y_true, y_pred,
    list(reduction = reduction, name = name))
}

#' MeanAbsoluteError loss
#'
#' Mean(|target - prediction|).
#'
#' @param y_true Targets; left out, the function gives an object for `compile()`.
#' @param y_pred Predictions.
#' @param \dots Nothing else is accepted.
#' @param reduction How the values of a batch become one number: sum_over_batch_size, sum, mean, mean_with_sample_weight or none.
#' @param name The name in configurations.
#' @return A loss for `compile()`; with data, the loss of each row.
#' @family losses
#' @export
loss_mean_absolute_error <- function(y_true, y_pred, ..., reduction = "auto",
                                     name = "mean_absolute_error") {
  only_defaults("loss_mean_absolute_error", ...)
  new_loss("MeanAbsoluteError", y_true, y_pred,
    list(reduction = reduction, name = name))
}

#' MeanAbsolutePercentageError loss
#'
#' 100 mean(|target - prediction| / |target|), in percent.
#'
#' @param y_true Targets; left out, the function gives an object for `compile()`.
#' @param y_pred Predictions.
#' @param \dots Nothing else is accepted.
#' @param reduction How the values of a batch become one number: sum_over_batch_size, sum, mean, mean_with_sample_weight or none.
#' @param name The name in configurations.
#' @return A loss for `compile()`; with data, the loss of each row.
#' @family losses
#' @export
loss_mean_absolute_percentage_error <- function(y_true, y_pred, ..., reduction = "auto",
                                                name = "mean_absolute_percentage_error") {
  only_defaults("loss_mean_absolute_percentage_error", ...)
  new_loss("MeanAbsolutePercentageError", y_true, y_pred,
    list(reduction = reduction, name = name))
}

#' MeanSquaredLogarithmicError loss
#'
#' Mean((ln(1 + target) - ln(1 + prediction))^2).
#'
#' @param y_true Targets; left out, the function gives an object for `compile()`.
#' @param y_pred Predictions.
#' @param \dots Nothing else is accepted.
#' @param reduction How the values of a batch become one number: sum_over_batch_size, sum, mean, mean_with_sample_weight or none.
#' @param name The name in configurations.
#' @return A loss for `compile()`; with data, the loss of each row.
#' @family losses
#' @export
loss_mean_squared_logarithmic_error <- function(y_true, y_pred, ..., reduction = "auto",
                                                name = "mean_squared_logarithmic_error") {
  only_defaults("loss_mean_squared_logarithmic_error", ...)
  new_loss("MeanSquaredLogarithmicError", y_true, y_pred,
    list(reduction = reduction, name = name))
}

#' Huber loss
#'
#' Squares of small errors, absolute values of large ones.
#'
#' @param y_true Targets; left out, the function gives an object for `compile()`.
#' @param y_pred Predictions.
#' @param delta From which error on it is linear; above 0.
#' @param \dots Nothing else is accepted.
#' @param reduction How the values of a batch become one number: sum_over_batch_size, sum, mean, mean_with_sample_weight or none.
#' @param name The name in configurations.
#' @return A loss for `compile()`; with data, the loss of each row.
#' @family losses
#' @export
loss_huber <- function(y_true, y_pred, delta = 1, ..., reduction = "auto", name = "huber_loss") {
  only_defaults("loss_huber", ...)
  new_loss("Huber", y_true, y_pred,
    list(delta = delta, reduction = reduction, name = name))
}

#' LogCosh loss
#'
#' Mean(ln cosh(prediction - target)).
#'
#' @param y_true Targets; left out, the function gives an object for `compile()`.
#' @param y_pred Predictions.
#' @param \dots Nothing else is accepted.
#' @param reduction How the values of a batch become one number: sum_over_batch_size, sum, mean, mean_with_sample_weight or none.
#' @param name The name in configurations.
#' @return A loss for `compile()`; with data, the loss of each row.
#' @family losses
#' @export
loss_logcosh <- function(y_true, y_pred, ..., reduction = "auto", name = "log_cosh") {
  only_defaults("loss_logcosh", ...)
  new_loss("LogCosh", y_true, y_pred,
    list(reduction = reduction, name = name))
}

#' CosineSimilarity loss
#'
#' -1 where prediction and target point the same way, 1 where they are opposite.
#'
#' @param y_true Targets; left out, the function gives an object for `compile()`.
#' @param y_pred Predictions.
#' @param axis The axis that a value is taken over. Axes count from 0, which is the batch.
#' @param \dots Nothing else is accepted.
#' @param reduction How the values of a batch become one number: sum_over_batch_size, sum, mean, mean_with_sample_weight or none.
#' @param name The name in configurations.
#' @return A loss for `compile()`; with data, the loss of each row.
#' @family losses
#' @export
loss_cosine_similarity <- function(y_true, y_pred, axis = -1L, ..., reduction = "auto",
                                   name = "cosine_similarity") {
  only_defaults("loss_cosine_similarity", ...)
  new_loss("CosineSimilarity", y_true, y_pred,
    list(axis = axis, reduction = reduction, name = name))
}

#' CosineSimilarity loss
#'
#' -1 where prediction and target point the same way, 1 where they are opposite.
#'
#' @param y_true Targets; left out, the function gives an object for `compile()`.
#' @param y_pred Predictions.
#' @return A loss for `compile()`; with data, the loss of each row.
#' @family losses
#' @export
loss_cosine_proximity <- function(y_true, y_pred) {
  new_loss("CosineSimilarity", y_true, y_pred,
    list())
}

#' Poisson loss
#'
#' Mean(prediction - target ln(prediction)), for counts.
#'
#' @param y_true Targets; left out, the function gives an object for `compile()`.
#' @param y_pred Predictions.
#' @param \dots Nothing else is accepted.
#' @param reduction How the values of a batch become one number: sum_over_batch_size, sum, mean, mean_with_sample_weight or none.
#' @param name The name in configurations.
#' @return A loss for `compile()`; with data, the loss of each row.
#' @family losses
#' @export
loss_poisson <- function(y_true, y_pred, ..., reduction = "auto", name = "poisson") {
  only_defaults("loss_poisson", ...)
  new_loss("Poisson", y_true, y_pred,
    list(reduction = reduction, name = name))
}

#' KLDivergence loss
#'
#' How far one distribution is from another, after a softmax.
#'
#' @param y_true Targets; left out, the function gives an object for `compile()`.
#' @param y_pred Predictions.
#' @param \dots Nothing else is accepted.
#' @param reduction How the values of a batch become one number: sum_over_batch_size, sum, mean, mean_with_sample_weight or none.
#' @param name The name in configurations.
#' @return A loss for `compile()`; with data, the loss of each row.
#' @family losses
#' @export
loss_kl_divergence <- function(y_true, y_pred, ..., reduction = "auto", name = "kl_divergence") {
  only_defaults("loss_kl_divergence", ...)
  new_loss("KLDivergence", y_true, y_pred,
    list(reduction = reduction, name = name))
}

#' KLDivergence loss
#'
#' How far one distribution is from another, after a softmax.
#'
#' @param y_true Targets; left out, the function gives an object for `compile()`.
#' @param y_pred Predictions.
#' @param \dots Nothing else is accepted.
#' @param reduction How the values of a batch become one number: sum_over_batch_size, sum, mean, mean_with_sample_weight or none.
#' @param name The name in configurations.
#' @return A loss for `compile()`; with data, the loss of each row.
#' @family losses
#' @export
loss_kullback_leibler_divergence <- function(y_true, y_pred, ..., reduction = "auto",
                                             name = "kl_divergence") {
  only_defaults("loss_kullback_leibler_divergence", ...)
  new_loss("KLDivergence", y_true, y_pred,
    list(reduction = reduction, name = name))
}

#' BinaryCrossentropy loss
#'
#' Two classes or several labels, after a sigmoid.
#'
#' @param y_true Targets; left out, the function gives an object for `compile()`.
#' @param y_pred Predictions.
#' @param from_logits Whether the model predicts logits, not probabilities.
#' @param label_smoothing How far targets are moved towards the even distribution, from 0 to 1.
#' @param axis The axis that a value is taken over. Axes count from 0, which is the batch.
#' @param \dots Nothing else is accepted.
#' @param reduction How the values of a batch become one number: sum_over_batch_size, sum, mean, mean_with_sample_weight or none.
#' @param name The name in configurations.
#' @return A loss for `compile()`; with data, the loss of each row.
#' @family losses
#' @export
loss_binary_crossentropy <- function(y_true, y_pred, from_logits = FALSE, label_smoothing = 0,
                                     axis = -1L, ..., reduction = "auto",
                                     name = "binary_crossentropy") {
  only_defaults("loss_binary_crossentropy", ...)
  new_loss("BinaryCrossentropy", y_true, y_pred,
    list(from_logits = from_logits, label_smoothing = label_smoothing, axis = axis,
      reduction = reduction, name = name))
}

#' CategoricalCrossentropy loss
#'
#' One of several classes, one-hot, after a softmax.
#'
#' @param y_true Targets; left out, the function gives an object for `compile()`.
#' @param y_pred Predictions.
#' @param from_logits Whether the model predicts logits, not probabilities.
#' @param label_smoothing How far targets are moved towards the even distribution, from 0 to 1.
#' @param axis The axis that a value is taken over. Axes count from 0, which is the batch.
#' @param \dots Nothing else is accepted.
#' @param reduction How the values of a batch become one number: sum_over_batch_size, sum, mean, mean_with_sample_weight or none.
#' @param name The name in configurations.
#' @return A loss for `compile()`; with data, the loss of each row.
#' @family losses
#' @export
loss_categorical_crossentropy <- function(y_true, y_pred, from_logits = FALSE, label_smoothing = 0L,
                                          axis = -1L, ..., reduction = "auto",
                                          name = "categorical_crossentropy") {
  only_defaults("loss_categorical_crossentropy", ...)
  new_loss("CategoricalCrossentropy", y_true, y_pred,
    list(from_logits = from_logits, label_smoothing = label_smoothing, axis = axis,
      reduction = reduction, name = name))
}

#' SparseCategoricalCrossentropy loss
#'
#' One of several classes, numbered, after a softmax.
#'
#' @param y_true Targets; left out, the function gives an object for `compile()`.
#' @param y_pred Predictions.
#' @param from_logits Whether the model predicts logits, not probabilities.
#' @param axis The axis that a value is taken over. Axes count from 0, which is the batch.
#' @param \dots Nothing else is accepted.
#' @param reduction How the values of a batch become one number: sum_over_batch_size, sum, mean, mean_with_sample_weight or none.
#' @param name The name in configurations.
#' @return A loss for `compile()`; with data, the loss of each row.
#' @family losses
#' @export
loss_sparse_categorical_crossentropy <- function(y_true, y_pred, from_logits = FALSE, axis = -1L,
                                                 ..., reduction = "auto",
                                                 name = "sparse_categorical_crossentropy") {
  only_defaults("loss_sparse_categorical_crossentropy", ...)
  new_loss("SparseCategoricalCrossentropy", y_true, y_pred,
    list(from_logits = from_logits, axis = axis, reduction = reduction, name = name))
}

#' Hinge loss
#'
#' Mean(max(0, 1 - target * prediction)), targets -1 and 1 or 0 and 1.
#'
#' @param y_true Targets; left out, the function gives an object for `compile()`.
#' @param y_pred Predictions.
#' @param \dots Nothing else is accepted.
#' @param reduction How the values of a batch become one number: sum_over_batch_size, sum, mean, mean_with_sample_weight or none.
#' @param name The name in configurations.
#' @return A loss for `compile()`; with data, the loss of each row.
#' @family losses
#' @export
loss_hinge <- function(y_true, y_pred, ..., reduction = "auto", name = "hinge") {
  only_defaults("loss_hinge", ...)
  new_loss("Hinge", y_true, y_pred,
    list(reduction = reduction, name = name))
}

#' SquaredHinge loss
#'
#' Mean(max(0, 1 - target * prediction)^2), targets -1 and 1 or 0 and 1.
#'
#' @param y_true Targets; left out, the function gives an object for `compile()`.
#' @param y_pred Predictions.
#' @param \dots Nothing else is accepted.
#' @param reduction How the values of a batch become one number: sum_over_batch_size, sum, mean, mean_with_sample_weight or none.
#' @param name The name in configurations.
#' @return A loss for `compile()`; with data, the loss of each row.
#' @family losses
#' @export
loss_squared_hinge <- function(y_true, y_pred, ..., reduction = "auto", name = "squared_hinge") {
  only_defaults("loss_squared_hinge", ...)
  new_loss("SquaredHinge", y_true, y_pred,
    list(reduction = reduction, name = name))
}

#' CategoricalHinge loss
#'
#' One of several classes by scores, one-hot.
#'
#' @param y_true Targets; left out, the function gives an object for `compile()`.
#' @param y_pred Predictions.
#' @param \dots Nothing else is accepted.
#' @param reduction How the values of a batch become one number: sum_over_batch_size, sum, mean, mean_with_sample_weight or none.
#' @param name The name in configurations.
#' @return A loss for `compile()`; with data, the loss of each row.
#' @family losses
#' @export
loss_categorical_hinge <- function(y_true, y_pred, ..., reduction = "auto",
                                   name = "categorical_hinge") {
  only_defaults("loss_categorical_hinge", ...)
  new_loss("CategoricalHinge", y_true, y_pred,
    list(reduction = reduction, name = name))
}
