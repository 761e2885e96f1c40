# The model: an environment, so that `model %>% layer_dense(...)` changes it in place. What belongs to it
# is in a second environment, state(model), so that `$` on a model can be what scripts expect of Keras.
#
# The state holds a handle of the Rust part, and beside it, as plain R values, what it takes to make that
# handle again: so a model can be saved with saveRDS() and sent to another process. Fields: `handle`,
# `name`, `seed`, `layers` (descriptions), `compiled` (what compile() was given), `values` (the weights as
# raw bytes, as of the last change), `learning_rate` (if it is no longer the optimizer's own),
# `input_shape` (if data told it), `levels` (of a factor that was the target), `history` (of the last
# training), `stop_training`.
state <- function(model) .subset2(model, ".state")

#' A model as a stack of layers
#'
#' Makes an empty model, to which `layer_*()` functions add layers in place: the model need not be
#' assigned again.
#'
#' A model is a value: it can be saved with [saveRDS()] and sent to other processes, with its weights and with
#' what it was compiled with, but without what the optimizer remembers of past steps. It computes with a thread
#' for each core, or with as many as the option `kerros.threads` said when it was made; its numbers do not
#' depend on that.
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
  name <- if (is.null(name)) next_name("sequential") else check_string(name, "keras_model_sequential(): name")
  own$seed <- draw_seed()
  own$name <- name
  own$layers <- list()
  own$handle <- new_handle(own)
  model <- new.env(parent = emptyenv())
  assign(".state", own, envir = model)
  class(model) <- model_class()
  if (!is.null(input_shape)) {
    config <- list(shape = as_sizes(input_shape, "input_shape"))
    add_layer(model, structure(list(class_name = "InputLayer", config = config), class = "kerros_layer"))
  }
  if (inherits(layers, "kerros_layer")) layers <- list(layers)
  if (!is.null(layers) && !(is.list(layers) && !is.object(layers))) {
    refuse("keras_model_sequential(): layers", "a list of layers", describe(layers),
           "Make layers with layer_...() without a model.")
  }
  for (layer in layers) add_layer(model, layer)
  model
}

# A model of the Rust part, without layers.
new_handle <- function(own) {
  fresh <- rust("model_new", own$name, own$seed)
  threads <- getOption("kerros.threads")
  if (!is.null(threads)) {
    rust("model_set_threads", fresh, check_count(threads, "option kerros.threads", least = 1))
  }
  fresh
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
    refuse("layers", "layers", describe(layer), "Make them with layer_...().")
  }
  config <- layer$config
  if (kerros_era() == "keras2" && is.null(config$name) && layer$class_name != "InputLayer") {
    config$name <- next_name(snake_case(layer$class_name))
  }
  own <- state(model)
  # As Keras; the course adds a first layer to a model that has layers.
  if (is_course_era() && length(own$layers) > 0L) config$input_shape <- NULL
  change_layers(model, function(handle) rust("model_add", handle, layer$class_name, config))
  own$layers <- c(own$layers, list(list(class_name = layer$class_name, config = config)))
  remember_change(model)
  if (!is.null(layer$weights)) {
    set_weights(get_layer(model, index = -1L), layer$weights)
  }
  invisible(model)
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
    refuse("object", "a model", describe(model), "Make one with keras_model_sequential().")
  }
  own <- state(model)
  if (!rust("model_is_alive", own$handle)) {
    fresh <- made_again(own)
    if (!is.null(own$learning_rate)) rust("model_set_learning_rate", fresh, own$learning_rate)
    own$handle <- fresh
  }
  own$handle
}

# The same for questions that change nothing. Callbacks may ask them while the model trains: then a copy with
# the weights of this moment answers.
reader <- function(model) {
  alive <- handle(model)
  if (!rust("model_is_training", alive)) return(alive)
  weights <- rust("model_weights", alive)
  made_again(state(model), values = weights)
}

# A model of the Rust part with the same layers, compiled in the same way, with the same weights: `values`, as
# bytes or arrays, or what its seed gives.
made_again <- function(own, compiled = own$compiled, values = own$values) {
  fresh <- new_handle(own)
  knows_input <- length(own$layers) > 0L &&
    (own$layers[[1L]]$class_name == "InputLayer" || !is.null(own$layers[[1L]]$config$input_shape))
  if (!knows_input && !is.null(own$input_shape)) {
    rust("model_add", fresh, "InputLayer", list(shape = as.list(own$input_shape)))
  }
  for (layer in own$layers) {
    rust("model_add", fresh, layer$class_name, layer$config)
  }
  if (!is.null(compiled)) {
    rust("model_compile", fresh, compiled$optimizer, compiled$loss, compiled$metrics, compiled$weighted_metrics)
  }
  if (!is.null(values)) rust("model_restore", fresh, values)
  fresh
}

# Changes the layers by `change`, a function of the handle. A compiled model is no longer compiled then, as what
# its optimizer remembers belongs to the old layers.
change_layers <- function(model, change) {
  alive <- handle(model)
  own <- state(model)
  if (is.null(own$compiled) || rust("model_is_training", alive)) return(change(alive))
  fresh <- made_again(own, compiled = NULL)
  change(fresh)
  own$handle <- fresh
  own$compiled <- NULL
  own$learning_rate <- NULL
}

# Keeps the weights beside the handle, and the shape that they were made for.
remember_weights <- function(model) {
  own <- state(model)
  values <- rust_try("model_values", own$handle)
  if (!inherits(values, "kerros_failure")) own$values <- values
  own$input_shape <- rust("model_shape", own$handle, "input")
  invisible(model)
}

# Keeps the learning rate, if a callback or the user has changed it.
remember_learning_rate <- function(model) {
  own <- state(model)
  rate <- rust_try("model_learning_rate", own$handle)
  own$learning_rate <- if (is.numeric(rate)) rate
}

# After a change of the layers: what is kept beside the handle must fit again.
remember_change <- function(model) {
  own <- state(model)
  if (!is.null(own$values)) remember_weights(model)
  if (length(own$layers) == 0L) own$input_shape <- NULL
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
  line_length <- check_count(line_length, "summary(): line_length", least = 1)
  sub("\n?$", "\n", rust("model_summary", reader(x), style, line_length))
}

#' Layers of a model
#'
#' @param object A model.
#' @param name The layer's name.
#' @param index Its place, counted from 1; from the end if negative.
#' @return `get_layer()` returns the layer, whose weights `get_weights()` gives; `pop_layer()` takes
#'   the last layer away and returns it, after which a compiled model must be compiled again; `count_params()` the number of parameters of a model or layer;
#'   `clone_model()` a new model with the same layers and fresh weights.
#' @family models
#' @export
get_layer <- function(object, name = NULL, index = NULL) {
  layers <- rust("model_layers", reader(object))
  # A number in the place of the name is an index.
  if (is.numeric(name) && is.null(index)) {
    index <- name
    name <- NULL
  }
  names <- vapply(layers, function(layer) layer$name, "")
  place <- if (is.null(name)) place_of_layer(index, length(layers)) else match(name, names)
  if (length(place) != 1L || is.na(place)) {
    expected <- sprintf("the name of a layer (%s) or an index from 1 to %d", paste(names, collapse = ", "), length(layers))
    if (length(layers) == 0L) expected <- "a model with layers"
    received <- if (length(layers) == 0L) "one without" else describe(if (is.null(name)) index else name)
    refuse("get_layer()", expected, received, "summary(model) shows the layers.")
  }
  model_layer(object, layers, place)
}

# A layer of a model, as `model_layers` of the Rust part describes it.
model_layer <- function(model, layers, place) {
  structure(c(layers[[place]], list(model = model, index = place)), class = "kerros_model_layer")
}

# The place of a layer, counted from the end if negative; NA if there is none.
place_of_layer <- function(index, count) {
  if (!is.numeric(index) || length(index) != 1L || is.na(index)) return(NA)
  place <- if (index < 0) count + 1 + index else index
  if (place >= 1 && place <= count && place == floor(place)) as.integer(place) else NA
}

#' @rdname get_layer
#' @export
pop_layer <- function(object) {
  layer <- get_layer(object, index = -1L)
  change_layers(object, function(handle) rust("model_pop", handle))
  own <- state(object)
  own$layers <- own$layers[-length(own$layers)]
  remember_change(object)
  invisible(layer)
}

#' @rdname get_layer
#' @export
count_params <- function(object) {
  if (inherits(object, "kerros_model_layer")) object$parameters else rust("model_count_params", reader(object))
}

#' @rdname get_layer
#' @param model A model.
#' @export
clone_model <- function(model) {
  reader(model)
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
