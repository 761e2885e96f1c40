#' @importFrom generics compile
#' @export
generics::compile

#' Prepares a model for training
#'
#' @param object A model.
#' @param optimizer An optimizer or its name.
#' @param loss A loss or its name.
#' @param metrics Metrics or their names: a vector or a list.
#' @param loss_weights,sample_weight_mode,target_tensors,run_eagerly,steps_per_execution,jit_compile,auto_scale_loss
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
  only_defaults("compile", loss_weights = is.null(loss_weights),
    sample_weight_mode = is.null(sample_weight_mode), target_tensors = is.null(target_tensors), ...)
  if (is.null(loss)) {
    refuse("compile(): loss", "a loss or its name", "NULL", "Give one, such as \"mse\".")
  }
  loss <- as_object(loss, "loss")
  compiled <- list(
    optimizer = as_object(optimizer, "optimizer"),
    loss = loss,
    metrics = as_metrics(metrics, loss),
    weighted_metrics = as_metrics(weighted_metrics, loss)
  )
  rust("model_compile", handle(object), compiled$optimizer, compiled$loss, compiled$metrics,
    compiled$weighted_metrics)
  own <- state(object)
  own$compiled <- compiled
  own$learning_rate <- NULL
  invisible(object)
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
    return(new_object("metric", class$class_name, list(name = class$names[[1L]])))
  }
  loss_class <- rust("find", "loss", if (is.list(loss)) loss$class_name else loss)
  new_object("metric", "AutoAccuracy", list(name = "acc", loss = loss_class$names[[1L]]))
}
