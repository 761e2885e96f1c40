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
#' @param dtype Left out, or "float32".
#' @return A loss for `compile()`; with data, the loss of each row.
#' @family losses
#' @export
loss_mean_squared_error <- function(y_true, y_pred, ..., reduction = "sum_over_batch_size",
                                    name = "mean_squared_error", dtype = NULL) {
  only_defaults("loss_mean_squared_error", dtype = is_float32(dtype), ...)
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
#' @param dtype Left out, or "float32".
#' @return A loss for `compile()`; with data, the loss of each row.
#' @family losses
#' @export
loss_mean_absolute_error <- function(y_true, y_pred, ..., reduction = "sum_over_batch_size",
                                     name = "mean_absolute_error", dtype = NULL) {
  only_defaults("loss_mean_absolute_error", dtype = is_float32(dtype), ...)
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
#' @param dtype Left out, or "float32".
#' @return A loss for `compile()`; with data, the loss of each row.
#' @family losses
#' @export
loss_mean_absolute_percentage_error <- function(y_true, y_pred, ...,
                                                reduction = "sum_over_batch_size",
                                                name = "mean_absolute_percentage_error",
                                                dtype = NULL) {
  only_defaults("loss_mean_absolute_percentage_error", dtype = is_float32(dtype), ...)
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
#' @param dtype Left out, or "float32".
#' @return A loss for `compile()`; with data, the loss of each row.
#' @family losses
#' @export
loss_mean_squared_logarithmic_error <- function(y_true, y_pred, ...,
                                                reduction = "sum_over_batch_size",
                                                name = "mean_squared_logarithmic_error",
                                                dtype = NULL) {
  only_defaults("loss_mean_squared_logarithmic_error", dtype = is_float32(dtype), ...)
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
#' @param dtype Left out, or "float32".
#' @return A loss for `compile()`; with data, the loss of each row.
#' @family losses
#' @export
loss_huber <- function(y_true, y_pred, delta = 1, ..., reduction = "sum_over_batch_size",
                       name = "huber_loss", dtype = NULL) {
  only_defaults("loss_huber", dtype = is_float32(dtype), ...)
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
#' @param dtype Left out, or "float32".
#' @return A loss for `compile()`; with data, the loss of each row.
#' @family losses
#' @export
loss_log_cosh <- function(y_true, y_pred, ..., reduction = "sum_over_batch_size", name = "log_cosh",
                          dtype = NULL) {
  only_defaults("loss_log_cosh", dtype = is_float32(dtype), ...)
  new_loss("LogCosh", y_true, y_pred,
    list(reduction = reduction, name = name))
}

#' CosineSimilarity loss
#'
#' -1 where prediction and target point the same way, 1 where they are opposite.
#'
#' @param y_true Targets; left out, the function gives an object for `compile()`.
#' @param y_pred Predictions.
#' @param axis The axis that a value is taken over. Axes count from 1, which is the batch.
#' @param \dots Nothing else is accepted.
#' @param reduction How the values of a batch become one number: sum_over_batch_size, sum, mean, mean_with_sample_weight or none.
#' @param name The name in configurations.
#' @param dtype Left out, or "float32".
#' @return A loss for `compile()`; with data, the loss of each row.
#' @family losses
#' @export
loss_cosine_similarity <- function(y_true, y_pred, axis = -1L, ...,
                                   reduction = "sum_over_batch_size", name = "cosine_similarity",
                                   dtype = NULL) {
  only_defaults("loss_cosine_similarity", dtype = is_float32(dtype), ...)
  new_loss("CosineSimilarity", y_true, y_pred,
    list(axis = axes_from_zero(axis), reduction = reduction, name = name))
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
#' @param dtype Left out, or "float32".
#' @return A loss for `compile()`; with data, the loss of each row.
#' @family losses
#' @export
loss_poisson <- function(y_true, y_pred, ..., reduction = "sum_over_batch_size", name = "poisson",
                         dtype = NULL) {
  only_defaults("loss_poisson", dtype = is_float32(dtype), ...)
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
#' @param dtype Left out, or "float32".
#' @return A loss for `compile()`; with data, the loss of each row.
#' @family losses
#' @export
loss_kl_divergence <- function(y_true, y_pred, ..., reduction = "sum_over_batch_size",
                               name = "kl_divergence", dtype = NULL) {
  only_defaults("loss_kl_divergence", dtype = is_float32(dtype), ...)
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
#' @param axis The axis that a value is taken over. Axes count from 1, which is the batch.
#' @param \dots Nothing else is accepted.
#' @param reduction How the values of a batch become one number: sum_over_batch_size, sum, mean, mean_with_sample_weight or none.
#' @param name The name in configurations.
#' @param dtype Left out, or "float32".
#' @return A loss for `compile()`; with data, the loss of each row.
#' @family losses
#' @export
loss_binary_crossentropy <- function(y_true, y_pred, from_logits = FALSE, label_smoothing = 0,
                                     axis = -1L, ..., reduction = "sum_over_batch_size",
                                     name = "binary_crossentropy", dtype = NULL) {
  only_defaults("loss_binary_crossentropy", dtype = is_float32(dtype), ...)
  new_loss("BinaryCrossentropy", y_true, y_pred,
    list(from_logits = from_logits, label_smoothing = label_smoothing, axis = axes_from_zero(axis),
      reduction = reduction, name = name))
}

#' BinaryFocalCrossentropy loss
#'
#' Binary crossentropy in which what is predicted well counts less.
#'
#' @param y_true Targets; left out, the function gives an object for `compile()`.
#' @param y_pred Predictions.
#' @param apply_class_balancing Whether alpha counts.
#' @param alpha How much class 1 counts, from 0 to 1; class 0 counts 1 - alpha.
#' @param gamma How much less what is predicted well counts; from 0, which is the plain crossentropy.
#' @param from_logits Whether the model predicts logits, not probabilities.
#' @param label_smoothing How far targets are moved towards the even distribution, from 0 to 1.
#' @param axis The axis that a value is taken over. Axes count from 1, which is the batch.
#' @param \dots Nothing else is accepted.
#' @param reduction How the values of a batch become one number: sum_over_batch_size, sum, mean, mean_with_sample_weight or none.
#' @param name The name in configurations.
#' @param dtype Left out, or "float32".
#' @return A loss for `compile()`; with data, the loss of each row.
#' @family losses
#' @export
loss_binary_focal_crossentropy <- function(y_true, y_pred, apply_class_balancing = FALSE,
                                           alpha = 0.25, gamma = 2, from_logits = FALSE,
                                           label_smoothing = 0, axis = -1L, ...,
                                           reduction = "sum_over_batch_size",
                                           name = "binary_focal_crossentropy", dtype = NULL) {
  only_defaults("loss_binary_focal_crossentropy", dtype = is_float32(dtype), ...)
  new_loss("BinaryFocalCrossentropy", y_true, y_pred,
    list(apply_class_balancing = apply_class_balancing, alpha = alpha, gamma = gamma,
      from_logits = from_logits, label_smoothing = label_smoothing, axis = axes_from_zero(axis),
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
#' @param axis The axis that a value is taken over. Axes count from 1, which is the batch.
#' @param \dots Nothing else is accepted.
#' @param reduction How the values of a batch become one number: sum_over_batch_size, sum, mean, mean_with_sample_weight or none.
#' @param name The name in configurations.
#' @param dtype Left out, or "float32".
#' @return A loss for `compile()`; with data, the loss of each row.
#' @family losses
#' @export
loss_categorical_crossentropy <- function(y_true, y_pred, from_logits = FALSE, label_smoothing = 0,
                                          axis = -1L, ..., reduction = "sum_over_batch_size",
                                          name = "categorical_crossentropy", dtype = NULL) {
  only_defaults("loss_categorical_crossentropy", dtype = is_float32(dtype), ...)
  new_loss("CategoricalCrossentropy", y_true, y_pred,
    list(from_logits = from_logits, label_smoothing = label_smoothing, axis = axes_from_zero(axis),
      reduction = reduction, name = name))
}

#' CategoricalFocalCrossentropy loss
#'
#' Categorical crossentropy in which what is predicted well counts less.
#'
#' @param y_true Targets; left out, the function gives an object for `compile()`.
#' @param y_pred Predictions.
#' @param alpha How much each class counts, from 0 to 1: one number, or one for each class.
#' @param gamma How much less what is predicted well counts; from 0, which is the plain crossentropy.
#' @param from_logits Whether the model predicts logits, not probabilities.
#' @param label_smoothing How far targets are moved towards the even distribution, from 0 to 1.
#' @param axis The axis that a value is taken over. Axes count from 1, which is the batch.
#' @param \dots Nothing else is accepted.
#' @param reduction How the values of a batch become one number: sum_over_batch_size, sum, mean, mean_with_sample_weight or none.
#' @param name The name in configurations.
#' @param dtype Left out, or "float32".
#' @return A loss for `compile()`; with data, the loss of each row.
#' @family losses
#' @export
loss_categorical_focal_crossentropy <- function(y_true, y_pred, alpha = 0.25, gamma = 2,
                                                from_logits = FALSE, label_smoothing = 0,
                                                axis = -1L, ..., reduction = "sum_over_batch_size",
                                                name = "categorical_focal_crossentropy",
                                                dtype = NULL) {
  only_defaults("loss_categorical_focal_crossentropy", dtype = is_float32(dtype), ...)
  new_loss("CategoricalFocalCrossentropy", y_true, y_pred,
    list(alpha = alpha, gamma = gamma, from_logits = from_logits, label_smoothing = label_smoothing,
      axis = axes_from_zero(axis), reduction = reduction, name = name))
}

#' SparseCategoricalCrossentropy loss
#'
#' One of several classes, numbered, after a softmax.
#'
#' @param y_true Targets; left out, the function gives an object for `compile()`.
#' @param y_pred Predictions.
#' @param from_logits Whether the model predicts logits, not probabilities.
#' @param ignore_class A class number that counts for nothing.
#' @param axis The axis that a value is taken over. Axes count from 1, which is the batch.
#' @param \dots Nothing else is accepted.
#' @param reduction How the values of a batch become one number: sum_over_batch_size, sum, mean, mean_with_sample_weight or none.
#' @param name The name in configurations.
#' @param dtype Left out, or "float32".
#' @return A loss for `compile()`; with data, the loss of each row.
#' @family losses
#' @export
loss_sparse_categorical_crossentropy <- function(y_true, y_pred, from_logits = FALSE,
                                                 ignore_class = NULL, axis = -1L, ...,
                                                 reduction = "sum_over_batch_size",
                                                 name = "sparse_categorical_crossentropy",
                                                 dtype = NULL) {
  only_defaults("loss_sparse_categorical_crossentropy", dtype = is_float32(dtype), ...)
  new_loss("SparseCategoricalCrossentropy", y_true, y_pred,
    c(list(from_logits = from_logits, axis = axes_from_zero(axis), reduction = reduction,
      name = name),
      given(list(ignore_class = ignore_class))))
}

#' CategoricalGeneralizedCrossEntropy loss
#'
#' One of several classes, numbered, where some numbers are wrong.
#'
#' @param y_true Targets; left out, the function gives an object for `compile()`.
#' @param y_pred Predictions.
#' @param q Between 0, which is a crossentropy, and 1, which is an absolute error.
#' @param \dots Nothing else is accepted.
#' @param reduction How the values of a batch become one number: sum_over_batch_size, sum, mean, mean_with_sample_weight or none.
#' @param name The name in configurations.
#' @param dtype Left out, or "float32".
#' @return A loss for `compile()`; with data, the loss of each row.
#' @family losses
#' @export
loss_categorical_generalized_cross_entropy <- function(y_true, y_pred, q = 0.5, ...,
                                                       reduction = "sum_over_batch_size",
                                                       name = "categorical_generalized_cross_entropy",
                                                       dtype = NULL) {
  only_defaults("loss_categorical_generalized_cross_entropy", dtype = is_float32(dtype), ...)
  new_loss("CategoricalGeneralizedCrossEntropy", y_true, y_pred,
    list(q = q, reduction = reduction, name = name))
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
#' @param dtype Left out, or "float32".
#' @return A loss for `compile()`; with data, the loss of each row.
#' @family losses
#' @export
loss_hinge <- function(y_true, y_pred, ..., reduction = "sum_over_batch_size", name = "hinge",
                       dtype = NULL) {
  only_defaults("loss_hinge", dtype = is_float32(dtype), ...)
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
#' @param dtype Left out, or "float32".
#' @return A loss for `compile()`; with data, the loss of each row.
#' @family losses
#' @export
loss_squared_hinge <- function(y_true, y_pred, ..., reduction = "sum_over_batch_size",
                               name = "squared_hinge", dtype = NULL) {
  only_defaults("loss_squared_hinge", dtype = is_float32(dtype), ...)
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
#' @param dtype Left out, or "float32".
#' @return A loss for `compile()`; with data, the loss of each row.
#' @family losses
#' @export
loss_categorical_hinge <- function(y_true, y_pred, ..., reduction = "sum_over_batch_size",
                                   name = "categorical_hinge", dtype = NULL) {
  only_defaults("loss_categorical_hinge", dtype = is_float32(dtype), ...)
  new_loss("CategoricalHinge", y_true, y_pred,
    list(reduction = reduction, name = name))
}

#' Dice loss
#'
#' How much of two areas is not shared, for segmentation.
#'
#' @param y_true Targets; left out, the function gives an object for `compile()`.
#' @param y_pred Predictions.
#' @param \dots Nothing else is accepted.
#' @param reduction How the values of a batch become one number: sum_over_batch_size, sum, mean, mean_with_sample_weight or none.
#' @param name The name in configurations.
#' @param axis The axes that one value is taken over; none for all, with the batch. Axes count from 1, which is the batch.
#' @param dtype Left out, or "float32".
#' @return A loss for `compile()`; with data, the loss of each row.
#' @family losses
#' @export
loss_dice <- function(y_true, y_pred, ..., reduction = "sum_over_batch_size", name = "dice",
                      axis = NULL, dtype = NULL) {
  only_defaults("loss_dice", dtype = is_float32(dtype), ...)
  new_loss("Dice", y_true, y_pred,
    c(list(reduction = reduction, name = name),
      given(list(axis = axes_from_zero(axis)))))
}

#' Tversky loss
#'
#' How much of two areas is not shared, with weights for both kinds of errors.
#'
#' @param y_true Targets; left out, the function gives an object for `compile()`.
#' @param y_pred Predictions.
#' @param \dots Nothing else is accepted.
#' @param alpha How much of the area that the prediction leaves out counts, from 0.
#' @param beta How much of the prediction outside of the area counts, from 0.
#' @param reduction How the values of a batch become one number: sum_over_batch_size, sum, mean, mean_with_sample_weight or none.
#' @param name The name in configurations.
#' @param axis The axes that one value is taken over; none for all, with the batch. Axes count from 1, which is the batch.
#' @param dtype Left out, or "float32".
#' @return A loss for `compile()`; with data, the loss of each row.
#' @family losses
#' @export
loss_tversky <- function(y_true, y_pred, ..., alpha = 0.5, beta = 0.5,
                         reduction = "sum_over_batch_size", name = "tversky", axis = NULL,
                         dtype = NULL) {
  only_defaults("loss_tversky", dtype = is_float32(dtype), ...)
  new_loss("Tversky", y_true, y_pred,
    c(list(alpha = alpha, beta = beta, reduction = reduction, name = name),
      given(list(axis = axes_from_zero(axis)))))
}

#' Circle loss
#'
#' Embeddings of one class near to each other, those of others far away.
#'
#' @param y_true Targets; left out, the function gives an object for `compile()`.
#' @param y_pred Predictions.
#' @param ref_labels Not there yet: must keep its default.
#' @param ref_embeddings Not there yet: must keep its default.
#' @param remove_diagonal Whether a sample is not paired with itself.
#' @param gamma How sharp the loss is; above 0.
#' @param margin How far classes are to be apart.
#' @param \dots Nothing else is accepted.
#' @param reduction How the values of a batch become one number: sum_over_batch_size, sum, mean, mean_with_sample_weight or none.
#' @param name The name in configurations.
#' @param dtype Left out, or "float32".
#' @return A loss for `compile()`; with data, the loss of each row.
#' @family losses
#' @export
loss_circle <- function(y_true, y_pred, ref_labels = NULL, ref_embeddings = NULL,
                        remove_diagonal = TRUE, gamma = 80L, margin = 0.4, ...,
                        reduction = "sum_over_batch_size", name = "circle", dtype = NULL) {
  only_defaults("loss_circle", ref_labels = is.null(ref_labels),
    ref_embeddings = is.null(ref_embeddings), dtype = is_float32(dtype), ...)
  new_loss("Circle", y_true, y_pred,
    list(remove_diagonal = remove_diagonal, gamma = gamma, margin = margin, reduction = reduction,
      name = name))
}

#' CTC loss
#'
#' Sequences of labels without their places, after a linear layer.
#'
#' @param y_true Targets; left out, the function gives an object for `compile()`.
#' @param y_pred Predictions.
#' @param \dots Nothing else is accepted.
#' @param reduction How the values of a batch become one number: sum_over_batch_size, sum, mean, mean_with_sample_weight or none.
#' @param name The name in configurations.
#' @param dtype Left out, or "float32".
#' @return A loss for `compile()`; with data, the loss of each row.
#' @family losses
#' @export
loss_ctc <- function(y_true, y_pred, ..., reduction = "sum_over_batch_size", name = "ctc",
                     dtype = NULL) {
  only_defaults("loss_ctc", dtype = is_float32(dtype), ...)
  new_loss("CTC", y_true, y_pred,
    list(reduction = reduction, name = name))
}
