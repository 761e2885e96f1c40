#' @importFrom generics compile
#' @export
generics::compile

#' Prepares a model for training
#'
#' @param object A model.
#' @param optimizer An optimizer or its name.
#' @param loss A loss or its name. For a model with several outputs either one for all, or a list with one for each,
#'   in the order of the outputs or named; outputs whose loss is `NULL` or not named are not trained.
#' @param metrics Metrics or their names: a vector or a list. For a model with several outputs a list with those of
#'   each, named or in the order of the outputs; in the era of `keras`, what is not a list of lists is for all.
#' @param loss_weights How much the loss of each output counts: numbers, in the order of the outputs or named.
#' @param sample_weight_mode,target_tensors,run_eagerly,steps_per_execution,jit_compile,auto_scale_loss
#'   Accepted at their defaults: Kerros always compiles the whole step.
#' @param weighted_metrics Metrics that count rows by their weights.
#' @param ... Nothing else is accepted.
#' @return The model, invisibly: it is changed in place.
#' @family training
#' @method compile kerros_model
#' @rawNamespace S3method(compile, kerros_model)
#' @examples
#' model <- keras_model_sequential() |> layer_dense(units = 1, input_shape = 2)
#' model |> compile(optimizer = "rmsprop", loss = "mse", metrics = "mae")
compile.kerros_model <- function(object, optimizer = "rmsprop", loss = NULL, metrics = NULL,
                                 loss_weights = NULL, sample_weight_mode = NULL,
                                 weighted_metrics = NULL, target_tensors = NULL, ...,
                                 run_eagerly = FALSE, steps_per_execution = 1L,
                                 jit_compile = "auto", auto_scale_loss = TRUE) {
  only_defaults("compile", sample_weight_mode = is.null(sample_weight_mode), target_tensors = is.null(target_tensors), ...)
  if (is.null(loss)) {
    refuse("compile(): loss", "a loss or its name", "NULL", "Give one, such as \"mse\".")
  }
  handle(object)
  optimizer <- as_object(optimizer, "optimizer")
  compile_with(object, optimizer, objectives(object, loss, loss_weights, metrics, weighted_metrics))
  invisible(object)
}

# Compiles a model, and remembers with what, and which layers were trained then.
compile_with <- function(model, optimizer, outputs) {
  rust("model_compile", handle(model), optimizer, outputs)
  own <- state(model)
  own$compiled <- list(optimizer = optimizer, outputs = outputs, trainable = trainable_flags(all_layers(own)))
  own$learning_rate <- NULL
}

# What each output is judged by: `place`, `name` (left out where there is one output), `loss`, `loss_weight`,
# `metrics`, `weighted_metrics`.
objectives <- function(model, loss, loss_weights, metrics, weighted_metrics) {
  own <- state(model)
  count <- max(1L, length(own$outputs))
  if (count == 1L && is.null(loss_weights)) {
    loss <- as_object(loss, "loss")
    return(list(list(
      place = 1L, loss = loss, metrics = as_metrics(unlisted(metrics), loss),
      weighted_metrics = as_metrics(unlisted(weighted_metrics), loss)
    )))
  }
  names <- model_names(model, "outputs")
  losses <- for_outputs(loss, names, own$keys$outputs, "loss", everywhere = is_one(loss))
  weights <- for_outputs(loss_weights, names, own$keys$outputs, "loss_weights")
  metrics <- metrics_for_outputs(metrics, names, own$keys$outputs, "metrics")
  weighted <- metrics_for_outputs(weighted_metrics, names, own$keys$outputs, "weighted_metrics")
  judged <- lapply(seq_len(count), function(place) {
    if (is.null(losses[[place]])) {
      if (length(metrics[[place]]) + length(weighted[[place]]) == 0L) return(NULL)
      refuse("compile(): metrics", paste("metrics of outputs that have a loss:", names[[place]], "has none"),
             "some", "Give that output a loss, or no metrics.")
    }
    loss <- as_object(losses[[place]], "loss")
    list(
      place = place, name = names[[place]], loss = loss,
      loss_weight = if (!is.null(weights[[place]])) check_number(weights[[place]], "compile(): loss_weights"),
      metrics = as_metrics(metrics[[place]], loss), weighted_metrics = as_metrics(weighted[[place]], loss)
    )
  })
  Filter(Negate(is.null), judged)
}

# Whether `value` is one thing, and not some in a list or a vector.
is_one <- function(value) {
  inherits(value, "kerros_object") || is.function(value) || is.atomic(value) && length(value) == 1L && is.null(names(value))
}

# The part of each output: a list that has NULL where there is none.
for_outputs <- function(value, names, keys, what, everywhere = FALSE) {
  if (is.null(value)) return(vector("list", length(names)))
  if (everywhere) return(rep(list(value), length(names)))
  where <- paste0("compile(): ", what)
  remedy <- sprintf("The outputs are %s.", paste(names, collapse = ", "))
  if (!is.vector(value)) refuse(where, "a list with one for each output", describe(value), remedy)
  value <- as.list(value)
  given <- names(value)
  if (is.null(given)) {
    if (length(value) != length(names)) {
      refuse(where, sprintf("one for each of the %d outputs", length(names)), counted(length(value), "part"), remedy)
    }
    return(value)
  }
  places <- match(given, names)
  if (!is.null(keys)) places[is.na(places)] <- match(given[is.na(places)], keys)
  if (anyNA(places)) {
    refuse(where, "names of outputs", dQuote(given[is.na(places)][[1L]], FALSE), remedy)
  }
  parts <- vector("list", length(names))
  parts[places] <- value
  parts
}

# In the era of `keras`, metrics that are not in a list for each output are for all; keras3 wants one entry for each.
metrics_for_outputs <- function(metrics, names, keys, what) {
  nested <- is.list(metrics) && !is.object(metrics) && any(vapply(metrics, function(part) {
    is.null(part) || is.list(part) && !inherits(part, "kerros_object") || is.character(part) && length(part) > 1L
  }, NA))
  everywhere <- !is.null(metrics) && is.null(names(metrics)) && (is_one(metrics) || is_course_era() && !nested)
  parts <- for_outputs(metrics, names, keys, what, everywhere)
  lapply(parts, unlisted)
}

# Metrics of one output: a list in a list counts as the list.
unlisted <- function(metrics) {
  inside <- is.list(metrics) && !is.object(metrics) && length(metrics) == 1L && is.list(metrics[[1L]]) &&
    !is.object(metrics[[1L]])
  if (inside) metrics[[1L]] else metrics
}

# A name, an object, or a function that makes one.
as_object <- function(value, kind) {
  if (is.list(value) && !inherits(value, "kerros_object") && length(value) == 1L) {
    value <- value[[1L]]
  }
  if (is.function(value)) {
    made <- tryCatch(value(), error = function(e) NULL)
    if (inherits(made, "kerros_object")) value <- made
  }
  if (inherits(value, paste0("kerros_", kind)) || is.character(value) && length(value) == 1L) {
    return(value)
  }
  expected <- paste(switch(kind, optimizer = "an optimizer", paste("one", kind)), "or its name")
  refuse(paste0("compile(): ", kind), expected, describe(value),
    paste0("Give a name, or an object of ", kind, "_...(); functions of one's own are not there yet."))
}

as_metrics <- function(metrics, loss) {
  if (inherits(metrics, "kerros_object") || is.function(metrics)) {
    metrics <- list(metrics)
  }
  if (!is.null(metrics) && !is.character(metrics) && !is.list(metrics)) {
    refuse("compile(): metrics", "metrics or their names", describe(metrics), "Give c(\"accuracy\", \"mae\"), for example.")
  }
  unname(lapply(metrics, function(metric) {
    metric <- as_object(metric, "metric")
    if (is.character(metric) && is_course_era()) course_metric(metric, loss) else metric
  }))
}

# Metrics as keras 2.2 called and chose them: "acc" by the loss, "mean_absolute_error" for "mae".
course_metric <- function(name, loss) {
  class <- rust("find", "metric", name)
  if (class$class_name != "AutoAccuracy") {
    # Classes that keras 2.2 did not have go by their own name only.
    if (!length(class$names)) return(name)
    return(new_object("metric", class$class_name, list(name = class$names[[1L]])))
  }
  loss_class <- rust("find", "loss", if (is.list(loss)) loss$class_name else loss)
  new_object("metric", "AutoAccuracy", list(name = "acc", loss = loss_class$names[[1L]]))
}
