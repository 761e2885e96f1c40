#' The weights of a model or layer
#'
#' Kernels and biases as R arrays, in Keras's order and with Keras's dimensions: the kernel of a dense
#' layer is inputs by units, that of a convolution steps by channels by filters.
#'
#' @param object A model, or a layer: one of a model (see [get_layer()]), or one that was called on tensors.
#' @param trainable `TRUE` or `FALSE` for those that training moves, or does not move; `NA` for all.
#' @param weights A list of arrays, as `get_weights()` gives them.
#' @return `get_weights()` a list of arrays; `set_weights()` the object, invisibly.
#' @family models
#' @export
#' @examples
#' model <- keras_model_sequential() |> layer_dense(units = 2, input_shape = 3)
#' weights <- get_weights(model)
#' weights[[1]][] <- 1
#' set_weights(model, weights)
get_weights <- function(object, trainable = NA) {
  if (is_layer(object)) {
    model <- model_of(object)
    if (is.null(model)) {
      # Only a model knows which weights are statistics.
      moved <- layer_own(object)$trainable
      return(if (is.na(trainable) || trainable == moved) weights_of_layer(object) else list())
    }
    return(rust("model_weights", handle(model))[weights_of(object, model, trainable)])
  }
  weights <- rust("model_weights", handle(object))
  if (is.na(trainable)) weights else weights[is_trained(object) == trainable]
}

# For each weight of a model, whether training moves it.
is_trained <- function(model) rust("model_trainable_weights", reader(model)) == 1L

#' @rdname get_weights
#' @export
set_weights <- function(object, weights) {
  model <- object
  remedy <- "Give one array for each weight, as get_weights() does."
  if (!is.list(weights) || is.object(weights)) {
    refuse("set_weights(): weights", "a list of arrays", describe(weights), remedy)
  }
  if (is_layer(object)) {
    model <- model_of(object)
    if (is.null(model)) return(set_weights_of_layer(object, weights))
    places <- weights_of(object, model)
    if (length(weights) != length(places)) {
      refuse("set_weights(): weights", counted(length(places), "array"), describe(weights), remedy)
    }
    all <- rust("model_weights", handle(model))
    all[places] <- weights
    weights <- all
  }
  rust("model_set_weights", handle(model), weights_data(weights))
  # While the model trains, its weights are remembered at the end.
  if (!rust("model_is_training", handle(model))) remember_weights(model)
  invisible(object)
}

weights_data <- function(weights) {
  lapply(seq_along(weights), function(i) as_data(weights[[i]], paste0("set_weights(): weights[[", i, "]]")))
}

# The model of a layer that is still part of it.
model_of <- function(layer) {
  model <- environment(layer)$model
  if (!is.null(model) && !is.na(place_in(state(model)$layers, layer_own(layer)))) model
}

# The places of a layer's weights among those of its model.
weights_of <- function(layer, model, trainable = NA) {
  layers <- layer_table(model)
  place <- place_in(state(model)$layers, layer_own(layer))
  counts <- vapply(layers, function(known) known$weights, 0L)
  places <- sum(counts[seq_len(place - 1L)]) + seq_len(counts[[place]])
  if (is.na(trainable)) places else places[is_trained(model)[places] == trainable]
}

# The weights of a layer for itself; none before a model has it.
weights_of_layer <- function(layer) {
  own <- layer_own(layer)
  if (is.null(own$model)) rust("layer_weights", layer_handle(own)) else get_weights(model_object(own$model))
}

set_weights_of_layer <- function(layer, weights) {
  own <- layer_own(layer)
  if (is.null(own$model)) {
    rust("layer_set_weights", layer_handle(own), weights_data(weights))
    own$values <- rust("layer_values", own$handle)
  } else {
    set_weights(model_object(own$model), weights)
  }
  invisible(layer)
}
