# What scripts read and set of models and their layers with `$`, as Keras's objects have it.

#' @export
`$.kerros_model` <- function(x, name) {
  switch(name,
    name = state(x)$name,
    layers = model_layers(x),
    output_shape = with_batch(rust("model_shape", reader(x), "output")),
    input_shape = with_batch(rust("model_shape", reader(x), "input")),
    weights = ,
    trainable_weights = if (is_built(x)) get_weights(x) else list(),
    non_trainable_weights = list(),
    optimizer = model_optimizer(x),
    history = state(x)$history,
    metrics_names = if (is.null(state(x)$compiled)) character() else rust("model_metric_names", reader(x)),
    stop_training = isTRUE(state(x)$stop_training),
    built = is_built(x),
    summary = function(...) summary(x, ...),
    get_weights = function() get_weights(x),
    set_weights = function(weights) set_weights(x, weights),
    get_layer = function(...) get_layer(x, ...),
    count_params = function() count_params(x),
    predict = function(data, ...) stats::predict(x, data, ...),
    evaluate = function(...) evaluate(x, ...),
    NULL
  )
}

#' @export
`$<-.kerros_model` <- function(x, name, value) {
  switch(name,
    stop_training = assign("stop_training", isTRUE(value), envir = state(x)),
    # `model$optimizer$lr <- 0.1` sets the rate on the way.
    optimizer = NULL,
    refuse(paste0("model$", name), "stop_training or optimizer$lr, which can be set", "another name",
      "Weights are set by set_weights().")
  )
  x
}

#' @export
`[[.kerros_model` <- function(x, i, ...) `$.kerros_model`(x, i)

#' @export
names.kerros_model <- function(x) {
  c("name", "layers", "input_shape", "output_shape", "weights", "optimizer", "metrics_names", "history",
    "stop_training")
}

is_built <- function(model) !is.null(rust("model_shape", reader(model), "output"))

model_layers <- function(model) {
  layers <- rust("model_layers", reader(model))
  lapply(seq_along(layers), function(index) model_layer(model, layers, index))
}

# A shape with the number of rows before it, which may be any: NULL, as Python's None.
with_batch <- function(shape) {
  if (is.null(shape)) NULL else c(list(NULL), as.list(shape))
}

# The optimizer of a compiled model: its learning rate can be read and set.
model_optimizer <- function(model) {
  compiled <- state(model)$compiled
  if (is.null(compiled)) {
    return(NULL)
  }
  structure(list(model = model, optimizer = compiled$optimizer), class = "kerros_model_optimizer")
}

#' @export
`$.kerros_model_optimizer` <- function(x, name) {
  if (name %in% c("lr", "learning_rate")) {
    return(rust("model_learning_rate", handle(.subset2(x, "model"))))
  }
  optimizer <- .subset2(x, "optimizer")
  if (is.list(optimizer)) optimizer$config[[name]] else NULL
}

#' @export
`$<-.kerros_model_optimizer` <- function(x, name, value) {
  if (!name %in% c("lr", "learning_rate")) {
    refuse(paste0("optimizer$", name), "lr or learning_rate, which can be set", "another name",
      "Compile the model again with another optimizer.")
  }
  rate <- check_number(value, paste0("optimizer$", name), least = 0)
  model <- .subset2(x, "model")
  rust("model_set_learning_rate", handle(model), rate)
  assign("learning_rate", rate, envir = state(model))
  x
}

#' @export
print.kerros_model_optimizer <- function(x, ...) {
  optimizer <- .subset2(x, "optimizer")
  name <- if (is.list(optimizer)) optimizer$class_name else optimizer
  cat("<optimizer ", name, ", learning rate ", format(x$lr), ">\n", sep = "")
  invisible(x)
}

#' @export
`$.kerros_model_layer` <- function(x, name) {
  model <- .subset2(x, "model")
  switch(name,
    output_shape = with_batch(.subset2(x, "output_shape")),
    output = with_batch(.subset2(x, "output_shape")),
    weights = get_weights(x),
    get_weights = function() get_weights(x),
    set_weights = function(weights) set_weights(x, weights),
    count_params = function() .subset2(x, "parameters"),
    trainable = TRUE,
    get_config = function() layer_config(x),
    unclass(x)[[name]]
  )
}

#' @export
`$<-.kerros_model_layer` <- function(x, name, value) {
  refuse(paste0("layer$", name), "a layer as it is", "another value",
    "Weights are set by set_weights(); layers cannot be changed yet.")
}

# The arguments that a layer was made with.
layer_config <- function(layer) {
  model <- .subset2(layer, "model")
  made <- state(model)$layers
  if (made[[1L]]$class_name == "InputLayer") made <- made[-1L]
  config <- made[[.subset2(layer, "index")]]$config
  config$name <- .subset2(layer, "name")
  config
}
