# What scripts read and set of models and their layers with `$`, as Keras's objects have it.

#' @export
`$.kerros_model` <- function(x, name) {
  switch(name,
    name = state(x)$name,
    class_name = as_layer_class(state(x)),
    layers = model_layers(x),
    inputs = graph_of(x)$inputs,
    outputs = graph_of(x)$outputs,
    input = one_or_all(graph_of(x)$inputs),
    output = one_or_all(graph_of(x)$outputs),
    input_names = model_names(x, "inputs"),
    output_names = model_names(x, "outputs"),
    output_shape = one_or_all(lapply(rust("model_shape", reader(x), "output"), with_batch)),
    input_shape = one_or_all(lapply(rust("model_shape", reader(x), "input"), with_batch)),
    weights = if (is_built(x)) get_weights(x) else list(),
    trainable_weights = if (is_built(x)) get_weights(x, trainable = TRUE) else list(),
    non_trainable_weights = if (is_built(x)) get_weights(x, trainable = FALSE) else list(),
    trainable = !isFALSE(state(x)$trainable),
    optimizer = model_optimizer(x),
    history = state(x)$history,
    metrics_names = if (is.null(state(x)$compiled)) character() else rust("model_metric_names", reader(x)),
    stop_training = isTRUE(state(x)$stop_training),
    built = is_built(x),
    summary = function(...) summary(x, ...),
    get_weights = function() get_weights(x),
    set_weights = function(weights) set_weights(x, weights),
    get_layer = function(...) get_layer(x, ...),
    get_config = function() get_config(x),
    to_json = function() model_to_json(x),
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
    trainable = if (check_flag(value, "model$trainable")) unfreeze_weights(x) else freeze_weights(x),
    # `model$optimizer$lr <- 0.1` sets the rate on the way, `model$layers[[1]]$trainable <- FALSE` the flag.
    optimizer = ,
    layers = NULL,
    refuse(paste0("model$", name), "stop_training, trainable or optimizer$lr, which can be set", "another name",
      "Weights are set by set_weights().")
  )
  x
}

#' @export
`[[.kerros_model` <- function(x, i, ...) `$.kerros_model`(x, i)

#' @export
names.kerros_model <- function(x) {
  c("name", "layers", "inputs", "outputs", "input_shape", "output_shape", "weights", "trainable", "optimizer",
    "metrics_names", "history", "stop_training")
}

is_built <- function(model) !is.null(rust("model_shape", reader(model), "output")[[1L]])

model_layers <- function(model) {
  layers <- layer_table(model)
  lapply(seq_along(layers), function(place) model_layer(model, place, layers[[place]]))
}

# What the engine calls the inputs or the outputs.
model_names <- function(model, which) {
  own <- state(model)
  if (own$kind == "functional") own$names[[which]] else rust("model_names", reader(model))[[which]]
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
`$.kerros_layer` <- function(x, name) {
  own <- layer_own(x)
  info <- environment(x)$info
  switch(name,
    name = if (!is.null(info)) info$name else layer_name(own),
    class_name = own$class_name,
    output_shape = if (is.null(info)) NULL else with_batch(info$output_shape),
    parameters = count_params(x),
    input = ends_of_layer(x, "inputs"),
    output = ends_of_layer(x, "outputs"),
    weights = get_weights(x),
    trainable_weights = get_weights(x, trainable = TRUE),
    non_trainable_weights = get_weights(x, trainable = FALSE),
    get_weights = function() get_weights(x),
    set_weights = function(weights) set_weights(x, weights),
    count_params = function() count_params(x),
    trainable = own$trainable,
    model = environment(x)$model,
    config = own$config,
    get_config = function() get_config(x),
    NULL
  )
}

#' @export
`[[.kerros_layer` <- function(x, i, ...) `$.kerros_layer`(x, i)

#' @export
names.kerros_layer <- function(x) {
  c("name", "class_name", "input", "output", "output_shape", "weights", "trainable", "config")
}

#' @export
`$<-.kerros_layer` <- function(x, name, value) {
  if (name != "trainable") {
    refuse(paste0("layer$", name), "trainable, which can be set", "another name", "Weights are set by set_weights().")
  }
  set_trainable(layer_own(x), check_flag(value, "layer$trainable"))
  x
}

# The name that a layer has for itself; none in the era of keras3, where models name it.
layer_name <- function(own) {
  if (is_course_era() && is.null(own$model)) layer_handle(own)
  if (is.null(own$model)) own$config$name else own$model$name
}
