#' The weights of a model or layer
#'
#' Kernels and biases as R arrays, in Keras's order and with Keras's dimensions: the kernel of a dense
#' layer is inputs by units, that of a convolution steps by channels by filters.
#'
#' @param object A model, or a layer of one (see [get_layer()]).
#' @param trainable Ignored: all weights are trainable.
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
  if (inherits(object, "kerros_model_layer")) {
    model <- .subset2(object, "model")
    return(rust("model_weights", handle(model))[weights_of(object)])
  }
  rust("model_weights", handle(object))
}

#' @rdname get_weights
#' @export
set_weights <- function(object, weights) {
  model <- object
  remedy <- "Give one array for each weight, as get_weights() does."
  if (!is.list(weights) || is.object(weights)) {
    refuse("set_weights(): weights", "a list of arrays", describe(weights), remedy)
  }
  if (inherits(object, "kerros_model_layer")) {
    model <- .subset2(object, "model")
    places <- weights_of(object)
    if (length(weights) != length(places)) {
      refuse("set_weights(): weights", counted(length(places), "array"), describe(weights), remedy)
    }
    all <- rust("model_weights", handle(model))
    all[places] <- weights
    weights <- all
  }
  data <- lapply(seq_along(weights), function(i) as_data(weights[[i]], paste0("set_weights(): weights[[", i, "]]")))
  rust("model_set_weights", handle(model), data)
  # While the model trains, its weights are remembered at the end.
  if (!rust("model_is_training", handle(model))) remember_weights(model)
  invisible(object)
}

# The places of a layer's weights among those of its model.
weights_of <- function(layer) {
  layers <- rust("model_layers", reader(.subset2(layer, "model")))
  counts <- vapply(layers, function(known) known$weights, 0L)
  before <- sum(counts[seq_len(.subset2(layer, "index") - 1L)])
  before + seq_len(counts[[.subset2(layer, "index")]])
}
