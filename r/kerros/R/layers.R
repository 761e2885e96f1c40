# Layers: made from the registry, added to a model, called on tensors, or kept as a value.
#
# A layer is a function: it can be called on tensors and on models, each time with the same weights. What belongs
# to it is an environment, its `own`: models and calls that share a layer hold the same one. Fields: `class_name`,
# `config`, `trainable`, `weights` (to begin with, until a model has them), `values` (the weights as raw bytes, as of
# the last change, so that whatever holds the layer can be saved), `handle` (the layer of the Rust part), `stale`
# (the handle does not know `values` yet), `batch_size` (how many rows every batch has, if the layer is the first),
# `input_length` (what keras 2 was told so: the sizes of one sample), `model` (of a model as a layer: its state).

new_own <- function(class_name, config, weights = NULL, trainable = TRUE, model = NULL) {
  own <- new.env(parent = emptyenv())
  own$class_name <- class_name
  own$config <- config
  own$weights <- weights
  own$trainable <- trainable
  own$model <- model
  own
}

# Uses a layer on `object`, or returns it when there is none.
new_layer <- function(class_name, object, arguments, common) {
  require_arguments(class_name, behind_forwarder(sys.parent()))
  weights <- common$weights
  trainable <- !isFALSE(common$trainable)
  batch_size <- common$batch_size
  input_length <- common$input_length
  common[c("weights", "trainable", "batch_size", "input_length")] <- NULL
  config <- described(c(arguments, common))
  own <- new_own(class_name, config, weights, trainable)
  own$batch_size <- batch_size
  own$input_length <- input_length
  if (missing(object) || is.null(object)) {
    rust("check_object", "layer", class_name, config)
    return(layer_object(own))
  }
  use_layer(own, object)
}

# The R function that a layer is. `model` and `info` are there for a layer of a model: the model, and what
# layer_table() says of the layer.
layer_object <- function(own, model = NULL, info = NULL) {
  force(own)
  force(model)
  force(info)
  calls <- list()
  layer <- function(object, ..., training = NULL) {
    only_defaults("a layer", ...)
    used <- use_layer(own, object, training)
    if (!inherits(object, "kerros_model")) {
      calls <<- c(calls, list(tensor_call(if (is_tensor(used)) used else used[[1L]])))
      return(used)
    }
    invisible(used)
  }
  structure(layer, class = c(if (!is.null(model)) "kerros_model_layer", "kerros_layer"))
}

is_layer <- function(value) inherits(value, "kerros_layer")

layer_own <- function(layer) environment(layer)$own

# A layer on a model, which gets it on top, or on tensors: the tensors that it makes.
use_layer <- function(own, object, training = NULL) {
  for_inference <- is_for_inference(training, object)
  if (inherits(object, "kerros_model")) {
    add_layer(object, own)
    return(invisible(object))
  }
  tensors <- as_tensors(object)
  if (is.null(tensors)) {
    refuse("object", "a model, a tensor made by layer_input() or a layer, or a list of tensors", describe(object),
           "Put the model or the tensors first: model |> layer_...().")
  }
  call_layer(own, tensors, for_inference)
}

# Whether a call is to compute as predictions do, also while the model trains.
is_for_inference <- function(training, object) {
  if (is.null(training)) return(FALSE)
  if (check_flag(training, "training")) {
    refuse("training", "FALSE, or nothing: as the model does", "TRUE", "Leave it out: dropout is there while a model trains.")
  }
  if (inherits(object, "kerros_model")) {
    refuse("training", "a call on tensors", "a model, to which the layer would be added", "Call the layer on layer_input().")
  }
  TRUE
}

# Refuses a layer of keras 2 that was told another length of its rows than they have; `shape` may not be known.
check_input_length <- function(own, shape) {
  if (is.null(own$input_length) || is.null(shape) || identical(unlist(own$input_length), as.integer(shape))) return()
  refuse(paste0(own$class_name, ": input_length"), paste(shape, collapse = " x "),
         paste(own$input_length, collapse = " x "), "Give the length of the rows that the layer takes, or leave it out.")
}

# The layer of the Rust part; made again if it was read from a file or comes from another process.
layer_handle <- function(own) {
  if (!rust("layer_is_alive", own$handle)) {
    own$handle <- if (is.null(own$model)) made_layer(own) else rust("model_as_layer", handle(model_object(own$model)))
    if (!own$trainable) rust("layer_set_trainable", own$handle, FALSE)
  }
  own$handle
}

made_layer <- function(own) {
  # In keras 2 a layer has its name before it is part of a model.
  if (is_course_era() && is.null(own$config$name)) own$config$name <- next_name(base_name(own$class_name))
  own$stale <- !is.null(own$values)
  rust("layer_new", own$class_name, own$config, own$trainable)
}

base_name <- function(class_name) if (class_name == "InputLayer") "input" else snake_case(class_name)

# Where an environment is in a list of some; NA if nowhere.
place_in <- function(list, environment) {
  for (place in seq_along(list)) {
    if (identical(list[[place]], environment)) return(place)
  }
  NA_integer_
}

# What every layer takes, in the words of the registry.
common_arguments <- function(input_shape = NULL, batch_input_shape = NULL, batch_shape = NULL,
                             batch_size = NULL, dtype = NULL, name = NULL, trainable = NULL,
                             weights = NULL, use_causal_mask = NULL, attention_mask = NULL,
                             return_attention_scores = NULL, input_length = NULL, ...) {
  only_defaults("layer_...", dtype = is_float32(dtype))
  if (...length() > 0L) {
    name <- names_in_dots(environment())[1L]
    if (is.null(name) || !nzchar(name)) {
      refuse("layer_...()", "no more arguments without names", describe(..1), "Give its name.")
    }
    refuse_name("layer_...()", name, c(names(formals()), "those of the layer itself"))
  }
  with_batch <- if (is.null(batch_input_shape)) batch_shape else batch_input_shape
  if (is.numeric(with_batch) && length(with_batch) == 1L) {
    refuse("batch_input_shape", "the number of rows and the sizes of one sample", describe(with_batch),
           "Write list(NULL, 4) where there may be any number of rows; c(NULL, 4) is only 4.")
  }
  if (is.null(input_shape) && !is.null(with_batch)) {
    input_shape <- with_batch[-1L]
  }
  input_length <- as_sizes(input_length, "input_length")
  if (is.null(input_shape)) input_shape <- input_length
  if (is.null(batch_size)) batch_size <- rows_of(with_batch)
  if (!is.null(batch_size)) batch_size <- check_count(batch_size, "layer_...(): batch_size", least = 1)
  if (!is.null(trainable)) trainable <- check_flag(trainable, "layer_...(): trainable")
  given(list(
    batch_size = batch_size, input_length = input_length,
    input_shape = as_sizes(input_shape, "input_shape"), name = name, weights = weights, trainable = trainable,
    # What Keras is told at the call of a layer of attention.
    use_causal_mask = use_causal_mask, attention_mask = attention_mask,
    return_attention_scores = return_attention_scores
  ))
}

# Layers that merge tensors take them as a list, or one by one.
merged <- function(inputs, ...) {
  others <- unnamed_of(list(...))
  if (missing(inputs) || is.null(inputs)) return(if (length(others) > 0L) others)
  if (length(others) == 0L) return(inputs)
  c(if (is_tensor(inputs)) list(inputs) else inputs, others)
}

# What every layer takes, of arguments among which there may be tensors.
common_named_arguments <- function(...) {
  arguments <- list(...)
  do.call(common_arguments, arguments[!is_unnamed(arguments)])
}

unnamed_of <- function(arguments) unname(arguments[is_unnamed(arguments)])

is_unnamed <- function(arguments) {
  names <- names(arguments)
  if (is.null(names)) rep(TRUE, length(arguments)) else !nzchar(names)
}

# Sizes of a shape: whole numbers, as doubles are written in R.
as_sizes <- function(shape, what) {
  if (is.null(shape)) {
    return(NULL)
  }
  sizes <- unlist(lapply(shape, function(size) if (is.null(size)) NA else size))
  fits <- is.numeric(sizes) && length(sizes) == length(shape) && all(is.finite(sizes)) &&
    all(sizes >= 1 & sizes <= .Machine$integer.max)
  if (!fits) {
    refuse(what, "the size of every axis", shape_text(shape),
           "Give whole numbers without the number of rows; unknown sizes are not there yet.")
  }
  as.list(as.integer(sizes))
}

shape_text <- function(shape) {
  if (!is.atomic(shape) && !is.list(shape) || length(shape) > 8L) return(describe(shape))
  paste(deparse(as.vector(shape)), collapse = " ")
}

#' @export
print.kerros_layer <- function(x, ...) {
  own <- layer_own(x)
  cat("<layer ", own$class_name, ">\n", sep = "")
  for (name in names(own$config)) {
    cat("  ", name, ": ", shown(own$config[[name]]), "\n", sep = "")
  }
  if (!own$trainable) cat("  trainable: FALSE\n")
  invisible(x)
}

#' @export
print.kerros_model_layer <- function(x, ...) {
  cat("<layer ", x$name, " (", x$class_name, ") of model ", state(environment(x)$model)$name, ">\n", sep = "")
  invisible(x)
}

# Keras's name for an unnamed layer: MaxPooling1D is max_pooling1d.
snake_case <- function(class_name) {
  name <- gsub("(.)([A-Z][a-z0-9]+)", "\\1_\\2", class_name)
  tolower(gsub("([a-z])([A-Z])", "\\1_\\2", name))
}
