#' Evaluates a model
#'
#' This is a generic function of its own, as in keras: in `generics::evaluate(x, ...)` a model could not
#' be evaluated on data that are named `x = `. Its method is known to that function too.
#'
#' @param object A compiled model.
#' @param x,y Rows and their targets. Lists for several inputs and outputs, as in [fit()].
#' @param batch_size Rows in a step; 32 if not given.
#' @param verbose 0 for silence, 1 for a bar, 2 for a line, "auto".
#' @param sample_weight A weight for each row; for several outputs also a list with such weights for each.
#' @param steps,callbacks Accepted at their defaults.
#' @param ... Nothing else is accepted.
#' @return Loss and metrics: a named list.
#' @family training
#' @export
evaluate <- function(object, ...) UseMethod("evaluate")

#' @rdname evaluate
#' @method evaluate default
#' @export
evaluate.default <- function(object, ...) check_model(object, "evaluate(): object")

#' @rdname evaluate
#' @method evaluate kerros_model
#' @rawNamespace S3method(evaluate, kerros_model)
#' @rawNamespace S3method(generics::evaluate, kerros_model)
evaluate.kerros_model <- function(object, x = NULL, y = NULL, batch_size = NULL,
                                  verbose = getOption("keras.verbose", "auto"),
                                  sample_weight = NULL, steps = NULL, callbacks = NULL, ...) {
  only_defaults("evaluate", steps = is.null(steps), callbacks = is.null(callbacks), ...)
  weights <- as_sample_weights(object, sample_weight, "evaluate(): sample_weight")
  show <- shown_as(verbose_level(verbose, "evaluate(): verbose"))
  result <- rust("model_evaluate", reader(object), as_inputs(object, x, "evaluate(): x"),
    as_targets(object, y, target_levels(object, y, "evaluate(): y"), "evaluate(): y"), weights,
    batch_or_32(batch_size, "evaluate(): batch_size"), show)
  if (nzchar(result$text)) cat(result$text)
  scores <- result$scores
  if (kerros_era() == "keras2") {
    return(if (length(scores) == 1L) c(loss = scores[[1L]]) else scores)
  }
  scores[order(names(scores))]
}

#' Predicts with a model
#'
#' @param object A model.
#' @param x Rows: a matrix, array, vector or data frame of numbers; for several inputs a list of these.
#' @param batch_size Rows in a step; 32 if not given.
#' @param verbose,steps,callbacks Accepted at their defaults.
#' @param type "response" for the model's output; "class" for the most likely class, by the names of its
#'   levels if the model was trained on a factor.
#' @param ... Nothing else is accepted.
#' @return `predict()` and `predict_proba()`: an array of rows by outputs; a list of these of a model with several
#'   outputs. `predict_classes()`: classes counted from 0, in the same way.
#' @family training
#' @export
predict.kerros_model <- function(object, x = NULL, batch_size = NULL, verbose = 0, steps = NULL,
                                 callbacks = NULL, type = "response", ...) {
  if (...length() > 0L || !is.null(steps) || !is.null(callbacks)) {
    only_defaults("predict", steps = is.null(steps), callbacks = is.null(callbacks), ...)
  }
  outputs <- rust("model_predict", reader(object), as_inputs(object, x, "predict(): x"),
    batch_or_32(batch_size, "predict(): batch_size"))
  if (!identical(type, "response")) {
    levels <- levels_of_outputs(object)
    outputs <- lapply(seq_along(outputs), function(place) classes_of(outputs[[place]], levels[[place]], type))
  }
  if (length(outputs) == 1L) return(outputs[[1L]])
  names(outputs) <- state(object)$keys$outputs
  outputs
}

batch_or_32 <- function(batch_size, where) {
  if (is.null(batch_size)) 32L else check_count(batch_size, where, least = 1)
}

# The levels of each output that the model has learnt; NULL where it has not.
levels_of_outputs <- function(model) {
  own <- state(model)
  if (length(own$outputs) < 2L) return(list(own$levels))
  known <- vector("list", length(own$outputs))
  places <- vapply(judged(model), function(objective) objective$place, 0L)
  if (is.list(own$levels)) known[places] <- own$levels else if (length(places) == 1L) known[places] <- list(own$levels)
  known
}

classes_of <- function(output, levels, type) {
  if (!identical(type, "class")) {
    refuse("predict(): type", "\"response\" or \"class\"", describe(type), "Choose one of the two.")
  }
  numbers <- as.vector(class_numbers(output))
  if (is.null(levels)) numbers else factor(levels[numbers + 1L], levels = levels)
}

# Classes counted from 0, along the last axis; of a single output, whether it is above 1/2.
class_numbers <- function(output) {
  axes <- dim(output)
  outputs <- axes[[length(axes)]]
  if (outputs == 1L) return(array(as.integer(output > 0.5), dim = axes))
  largest <- max.col(matrix(output, ncol = outputs), ties.method = "first")
  array(as.double(largest - 1L), dim = axes[-length(axes)])
}

#' @rdname predict.kerros_model
#' @export
predict_classes <- function(object, x = NULL, batch_size = NULL, verbose = 0, steps = NULL) {
  output <- stats::predict(object, x, batch_size = batch_size, steps = steps)
  if (is.list(output)) lapply(output, class_numbers) else class_numbers(output)
}

#' @rdname predict.kerros_model
#' @export
predict_proba <- function(object, x = NULL, batch_size = NULL, verbose = 0, steps = NULL) {
  output <- stats::predict(object, x, batch_size = batch_size, steps = steps)
  if (any(unlist(output) < 0 | unlist(output) > 1, na.rm = TRUE)) {
    warning("The model's output leaves 0 to 1: it is no probability. Use a sigmoid or a softmax.",
      call. = FALSE)
  }
  output
}

#' One step of training or evaluation
#'
#' @param object A compiled model.
#' @param x,y Rows and their targets: one batch. Lists for several inputs and outputs, as in [fit()].
#' @param sample_weight A weight for each row; for several outputs also a list with such weights for each.
#' @param class_weight Accepted at its default.
#' @return Loss and metrics: a named list.
#' @family training
#' @export
train_on_batch <- function(object, x = NULL, y = NULL, class_weight = NULL, sample_weight = NULL) {
  only_defaults("train_on_batch", class_weight = is.null(class_weight))
  weights <- as_sample_weights(object, sample_weight, "train_on_batch(): sample_weight")
  levels <- target_levels(object, y, "train_on_batch(): y", learns = TRUE)
  scores <- rust("model_train_on_batch", handle(object), as_inputs(object, x, "train_on_batch(): x"),
    as_targets(object, y, levels, "train_on_batch(): y"), weights)
  assign("levels", levels, envir = state(object))
  remember_weights(object)
  scores
}

#' @rdname train_on_batch
#' @export
test_on_batch <- function(object, x = NULL, y = NULL, sample_weight = NULL) {
  weights <- as_sample_weights(object, sample_weight, "test_on_batch(): sample_weight")
  rows <- as_inputs(object, x, "test_on_batch(): x")
  targets <- as_targets(object, y, target_levels(object, y, "test_on_batch(): y"), "test_on_batch(): y")
  rust("model_evaluate", reader(object), rows, targets, weights, max(1L, NROW(rows[[1L]])), shown_as(0L))$scores
}

#' @rdname train_on_batch
#' @export
predict_on_batch <- function(object, x = NULL) {
  rows <- as_inputs(object, x, "predict_on_batch(): x")
  stats::predict(object, one_or_all(rows), batch_size = max(1L, NROW(rows[[1L]])))
}
