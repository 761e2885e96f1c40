# The model: an environment, so that `model %>% layer_dense(...)` changes it in place. What belongs to it
# is in a second environment, state(model), so that `$` on a model can be what scripts expect of Keras.
#
# The state holds a handle of the Rust part, and beside it, as plain R values, what it takes to make that
# handle again: so a model can be saved with saveRDS() and sent to another process. Fields: `handle`,
# `name`, `seed`, `layers` (descriptions), `compiled` (what compile() was given), `values` (the weights as
# raw bytes, as of the last change), `levels` (of a factor that was the target), `stop_training`.
state <- function(model) .subset2(model, ".state")

#' A model as a stack of layers
#'
#' Makes an empty model, to which `layer_*()` functions add layers in place: the model need not be
#' assigned again.
#'
#' @param input_shape The sizes of one sample, without the number of rows.
#' @param name The model's name.
#' @param ... Nothing else is accepted.
#' @param layers A list of layers to begin with.
#' @return The model.
#' @family models
#' @export
#' @examples
#' model <- keras_model_sequential()
#' model |>
#'   layer_dense(units = 10, activation = "relu", input_shape = 4) |>
#'   layer_dense(units = 3, activation = "softmax")
#' model
keras_model_sequential <- function(input_shape = NULL, name = NULL, ..., layers = NULL) {
  only_defaults("keras_model_sequential", ...)
  # In keras 2 the layers came first.
  if (is_layers(input_shape)) {
    layers <- input_shape
    input_shape <- NULL
  }
  own <- new.env(parent = emptyenv())
  own$seed <- draw_seed()
  own$name <- if (is.null(name)) next_name("sequential") else name
  own$layers <- list()
  own$handle <- rust("model_new", own$name, own$seed)
  model <- new.env(parent = emptyenv())
  assign(".state", own, envir = model)
  class(model) <- model_class()
  if (!is.null(input_shape)) {
    config <- list(shape = as_sizes(input_shape, "input_shape"))
    add_layer(model, structure(list(class_name = "InputLayer", config = config), class = "kerros_layer"))
  }
  for (layer in if (inherits(layers, "kerros_layer")) list(layers) else layers) {
    add_layer(model, layer)
  }
  model
}

is_layers <- function(value) {
  inherits(value, "kerros_layer") ||
    is.list(value) && length(value) > 0L && all(vapply(value, inherits, TRUE, "kerros_layer"))
}

model_class <- function() {
  era <- switch(kerros_era(),
    keras2 = c("keras.engine.sequential.Sequential", "keras.engine.training.Model"),
    c("keras.src.models.sequential.Sequential", "keras.src.models.model.Model")
  )
  c("kerros_model", era)
}

# Adds a layer; the model stays as it was if the layer does not fit.
add_layer <- function(model, layer) {
  if (!inherits(layer, "kerros_layer")) {
    stop_kerros("invalid", paste0(
      "layers: expected layers, received ", what_is(layer), ". Make them with layer_...()."
    ))
  }
  config <- layer$config
  if (kerros_era() == "keras2" && is.null(config$name) && layer$class_name != "InputLayer") {
    config$name <- next_name(snake_case(layer$class_name))
  }
  own <- state(model)
  # As Keras; the course adds a first layer to a model that has layers.
  if (is_course_era() && length(own$layers) > 0L) config$input_shape <- NULL
  reopen(model)
  rust("model_add", handle(model), layer$class_name, config)
  own$layers <- c(own$layers, list(list(class_name = layer$class_name, config = config)))
  own$values <- NULL
  if (!is.null(layer$weights)) {
    set_weights(get_layer(model, index = -1L), layer$weights)
  }
  invisible(model)
}

# Lets the layers of a compiled model change, as in Keras: it keeps its weights and is to be compiled again.
reopen <- function(model) {
  own <- state(model)
  if (is.null(own$compiled)) {
    return(invisible())
  }
  handle(model)
  remember_weights(model)
  own$compiled <- NULL
  revive(own)
}

# The names of keras 2 count over the whole session; those of keras 3 in each model.
names_given <- new.env(parent = emptyenv())

next_name <- function(base) {
  if (kerros_era() != "keras2") {
    return(base)
  }
  count <- get0(base, envir = names_given, inherits = FALSE, ifnotfound = 0L) + 1L
  assign(base, count, envir = names_given)
  paste0(base, "_", count)
}

# The Rust part's model; made again if this model was read from a file or comes from another process.
handle <- function(model) {
  if (!inherits(model, "kerros_model")) {
    stop_kerros("invalid", paste0(
      "object: expected a model, received ", what_is(model), ". Make one with ",
      "keras_model_sequential()."
    ))
  }
  own <- state(model)
  if (!rust("model_is_alive", own$handle)) {
    revive(own)
  }
  own$handle
}

revive <- function(own) {
  fresh <- rust("model_new", own$name, own$seed)
  knows_input <- length(own$layers) > 0L &&
    (own$layers[[1L]]$class_name == "InputLayer" || !is.null(own$layers[[1L]]$config$input_shape))
  if (!knows_input && !is.null(own$input_shape)) {
    rust("model_add", fresh, "InputLayer", list(shape = as.list(own$input_shape)))
  }
  for (layer in own$layers) {
    rust("model_add", fresh, layer$class_name, layer$config)
  }
  if (!is.null(own$compiled)) {
    rust("model_compile", fresh, own$compiled$optimizer, own$compiled$loss, own$compiled$metrics,
      own$compiled$weighted_metrics)
  }
  if (!is.null(own$values)) {
    rust("model_restore", fresh, own$values)
  }
  own$handle <- fresh
}

# Keeps the weights beside the handle, and the shape that they were made for.
remember_weights <- function(model) {
  own <- state(model)
  own$values <- rust("model_values", own$handle)
  own$input_shape <- rust("model_shape", own$handle, "input")
  invisible(model)
}

#' Prints a model's table
#'
#' @param object,x A model.
#' @param line_length The width in characters; `getOption("width")` if not given.
#' @param ... Ignored.
#' @return `summary()` returns the model invisibly, after printing its table; `format()` the text.
#' @family models
#' @export
summary.kerros_model <- function(object, line_length = getOption("width"), ...) {
  # In the era of the course only print() has the line "Model".
  cat(sub("^Model\n", "", format(object, line_length = line_length)))
  invisible(object)
}

#' @rdname summary.kerros_model
#' @export
print.kerros_model <- function(x, ...) {
  cat(tryCatch(format(x), error = function(e) paste0("Model: ", conditionMessage(e), "\n")))
  invisible(x)
}

#' @rdname summary.kerros_model
#' @export
format.kerros_model <- function(x, line_length = getOption("width"), ...) {
  style <- switch(kerros_era(), keras2 = "classic", "keras3")
  text <- rust_try("model_summary", handle(x), style, as.integer(line_length))
  if (inherits(text, "kerros_failure")) "Model: <no summary available, model was not built>\n" else sub("\n?$", "\n", text)
}

#' Layers of a model
#'
#' @param object A model.
#' @param name The layer's name.
#' @param index Its place, counted from 1; from the end if negative.
#' @return `get_layer()` returns the layer, whose weights `get_weights()` gives; `pop_layer()` takes
#'   the last layer away and returns it; `count_params()` the number of parameters of a model or layer;
#'   `clone_model()` a new model with the same layers and fresh weights.
#' @family models
#' @export
get_layer <- function(object, name = NULL, index = NULL) {
  layers <- rust("model_layers", handle(object))
  names <- vapply(layers, function(layer) layer$name, "")
  place <- if (!is.null(name)) match(name, names) else as.integer(index)
  if (length(place) == 1L && !is.na(place) && place < 0L) {
    place <- length(layers) + 1L + place
  }
  if (length(place) != 1L || is.na(place) || place < 1L || place > length(layers)) {
    received <- if (!is.null(name)) dQuote(name, FALSE) else paste(format(index), collapse = ", ")
    stop_kerros("invalid", paste0(
      "get_layer: expected the name of a layer (", paste(names, collapse = ", "), ") or an index from 1 to ",
      length(layers), ", received ", received, ". summary(model) shows the layers."
    ))
  }
  structure(c(layers[[place]], list(model = object, index = place)), class = "kerros_model_layer")
}

#' @rdname get_layer
#' @export
pop_layer <- function(object) {
  layer <- get_layer(object, index = -1L)
  reopen(object)
  rust("model_pop", handle(object))
  own <- state(object)
  own$layers <- own$layers[-length(own$layers)]
  own$values <- NULL
  invisible(layer)
}

#' @rdname get_layer
#' @export
count_params <- function(object) {
  if (inherits(object, "kerros_model_layer")) object$parameters else rust("model_count_params", handle(object))
}

#' @rdname get_layer
#' @param model A model.
#' @export
clone_model <- function(model) {
  handle(model)
  copy <- keras_model_sequential(name = state(model)$name)
  for (layer in state(model)$layers) {
    add_layer(copy, structure(layer, class = "kerros_layer"))
  }
  copy
}

#' @export
print.kerros_model_layer <- function(x, ...) {
  cat("<layer ", x$name, " (", x$class_name, ") of model ", state(x$model)$name, ">\n", sep = "")
  invisible(x)
}
