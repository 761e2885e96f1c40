# What scripts read and set of models and their layers with `$`, as Keras's objects have it.

#' @export
`$.kerros_model` <- function(x, name) {
  switch(name,
    name = state(x)$name,
    layers = model_layers(x),
    output_shape = with_batch(rust("model_shape", handle(x), "output")),
    input_shape = with_batch(rust("model_shape", handle(x), "input")),
    weights = get_weights(x),
    trainable_weights = get_weights(x),
    non_trainable_weights = list(),
    optimizer = model_optimizer(x),
    metrics_names = rust("model_metric_names", handle(x)),
    stop_training = isTRUE(state(x)$stop_training),
    built = !is.null(rust("model_shape", handle(x), "output")),
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
    stop_kerros("invalid", paste0(
      "model$", name, ": expected stop_training or optimizer$lr, which can be set, received another ",
      "name. Weights are set by set_weights()."
    ))
  )
  x
}

#' @export
`[[.kerros_model` <- function(x, i, ...) `$.kerros_model`(x, i)

#' @export
names.kerros_model <- function(x) {
  c("name", "layers", "input_shape", "output_shape", "weights", "optimizer", "metrics_names",
    "stop_training")
}

model_layers <- function(model) {
  count <- length(rust("model_layers", handle(model)))
  lapply(seq_len(count), function(index) get_layer(model, index = index))
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
    stop_kerros("invalid", paste0(
      "optimizer$", name, ": expected lr or learning_rate, which can be set, received another name. ",
      "Compile the model again with another optimizer."
    ))
  }
  rust("model_set_learning_rate", handle(.subset2(x, "model")), as.double(value))
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
    get_config = function() .subset2(x, "config"),
    get0(name, envir = list2env(unclass(x)), inherits = FALSE)
  )
}
