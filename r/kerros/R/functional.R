# Functional models: all that lies between some tensors and others.

#' A model of layers that are connected in any way
#'
#' Makes a model of all layers between some inputs and some outputs: with branches, with layers that are used
#' several times, with several inputs and outputs. Tensors inside another model, such as
#' `get_layer(model, "hidden")$output`, may be inputs and outputs as well; both models then share the layers
#' between, with their weights.
#'
#' A model, like a layer, is a function: called on tensors it is part of another model, with which it shares its
#' weights; called on a stack it is its next layer; called on numbers it computes. Called with `training = FALSE` it
#' computes as in predictions also while the model trains: no dropout, and statistics that stay.
#'
#' Data for several inputs, and targets of several outputs, are lists: in the order of `inputs` and `outputs`, or
#' named, either as these are here or as the layers are.
#'
#' @param inputs,outputs A tensor each, or lists of tensors.
#' @param ... Nothing else is accepted.
#' @param name The model's name.
#' @return The model.
#' @family models
#' @seealso [layer_input()] for the first tensors, [freeze_weights()] to train a part only.
#' @export
#' @examples
#' # One encoder for two inputs.
#' encoder <- layer_dense(units = 8, activation = "relu")
#' left <- layer_input(shape = 4, name = "left")
#' right <- layer_input(shape = 4, name = "right")
#' both <- keras_model(list(left, right), list(encoder(left), encoder(right)))
#' count_params(both)
#' # The features of a model.
#' output <- encoder(left) |> layer_dense(units = 1, name = "score")
#' model <- keras_model(left, output)
#' features <- keras_model(model$input, get_layer(model, index = 2)$output)
#' predict(features, matrix(0, 3, 4))
keras_model <- function(inputs = NULL, outputs = NULL, ..., name = NULL) {
  only_defaults("keras_model", ...)
  own <- new.env(parent = emptyenv())
  own$kind <- "functional"
  own$seed <- draw_seed()
  own$name <- if (!is.null(name)) check_string(name, "keras_model(): name") else if (is_course_era()) next_name("model") else "functional"
  own$class <- model_class("functional")
  ends <- list(inputs = ends_of(inputs, "inputs"), outputs = ends_of(outputs, "outputs"))
  own$inputs <- unname(ends$inputs)
  own$outputs <- unname(ends$outputs)
  own$keys <- lapply(ends, names)
  network <- network_between(own$inputs, own$outputs)
  own$calls <- network$calls
  own$layers <- network$layers
  own$input_layers <- network$input_layers
  own$handle <- rust("model_functional", own$name, own$seed, lapply(own$inputs, tensor_handle),
    lapply(own$outputs, tensor_handle), lapply(computing_layers(own), layer_handle))
  set_threads(own$handle)
  names <- rust("model_names", own$handle)
  own$names <- list(inputs = names$inputs, outputs = names$outputs)
  model <- model_object(own)
  settle(model)
  # Models that share layers begin with the same numbers, also when they are read from files one by one.
  remember_weights(model)
  model
}

ends_of <- function(value, what) {
  tensors <- as_tensors(value)
  if (is.null(tensors)) {
    refuse(paste0("keras_model(): ", what), "a tensor or a list of tensors", describe(value),
           "Tensors are made by layer_input(), and by layers that are called on tensors.")
  }
  tensors
}

# The calls and layers between tensors, in Keras's order: calls after those they take values from; layers by their
# distance to the outputs, and as a walk from the outputs meets them where that is equal. An input counts as a
# layer, also one in the middle of another model.
network_between <- function(inputs, outputs) {
  input_layers <- lapply(inputs, function(tensor) {
    call <- tensor_call(tensor)
    if (is_input(call)) call$layer else new_own("InputLayer", list(shape = as.list(tensor_shape(tensor))))
  })
  # Each node: a call, or the number of an input; its layer, and the tensors it takes.
  nodes <- list()
  keys <- list()
  met <- list()
  meet <- function(layer) if (is.na(place_in(met, layer))) met <<- c(met, list(layer))
  finish <- function(key, layer, takes) {
    nodes <<- c(nodes, list(list(layer = layer, takes = takes)))
    keys <<- c(keys, list(key))
  }
  key_of <- function(tensor) {
    input <- place_in(inputs, tensor)
    if (is.na(input)) tensor_call(tensor) else input
  }
  path <- list()
  enter <- function(tensor) {
    key <- key_of(tensor)
    if (!is.na(place_in(keys, key))) return(invisible())
    if (is.environment(key)) {
      meet(key$layer)
      path <<- c(path, list(list(call = key, followed = 0L)))
    } else {
      meet(input_layers[[key]])
      finish(key, input_layers[[key]], list())
    }
  }
  for (output in outputs) {
    enter(output)
    while (length(path) > 0L) {
      top <- path[[length(path)]]
      place <- top$followed + 1L
      if (place > length(top$call$inputs)) {
        path[[length(path)]] <- NULL
        if (is.na(place_in(keys, top$call))) finish(top$call, top$call$layer, top$call$inputs)
      } else {
        path[[length(path)]]$followed <- place
        enter(top$call$inputs[[place]])
      }
    }
  }
  # Distances to the outputs.
  node_depths <- integer(length(nodes))
  layer_depths <- integer(length(met))
  for (place in rev(seq_along(nodes))) {
    layer <- place_in(met, nodes[[place]]$layer)
    depth <- max(node_depths[[place]], layer_depths[[layer]])
    layer_depths[[layer]] <- depth
    for (tensor in nodes[[place]]$takes) {
      below <- place_in(keys, key_of(tensor))
      node_depths[[below]] <- max(node_depths[[below]], depth + 1L)
    }
  }
  # Inputs that nothing depends on come as if they had been met first.
  unused <- Filter(function(layer) is.na(place_in(met, layer)), input_layers)
  layers <- c(unused, met)[order(-c(integer(length(unused)), layer_depths))]
  # Inputs that are missing among the model's are left to the Rust part to refuse.
  known <- function(own) own$class_name != "InputLayer" || !is.na(place_in(input_layers, own))
  list(
    calls = Filter(function(key) is.environment(key) && !is_input(key), keys), layers = Filter(known, layers),
    input_layers = input_layers
  )
}

# The layers that compute something, which are the Rust part's.
computing_layers <- function(own) Filter(function(layer) layer$class_name != "InputLayer", own$layers)

# The functional model in the Rust part, made of layers that `layer_of` gives.
replayed <- function(own, layer_of) {
  tensors <- list()
  handles <- list()
  learn <- function(tensor, handle) {
    tensors <<- c(tensors, list(tensor))
    handles <<- c(handles, list(handle))
  }
  known <- function(tensor) handles[[place_in(tensors, tensor)]]
  for (place in seq_along(own$inputs)) {
    learn(own$inputs[[place]], rust("input_new", own$input_layers[[place]]$config)$handle)
  }
  for (call in own$calls) {
    made <- rust("layer_apply", layer_of(call$layer), lapply(call$inputs, known), isTRUE(call$for_inference))
    for (index in seq_along(made)) learn(call$outputs[[index]], made[[index]]$handle)
  }
  rust("model_functional", own$name, own$seed, lapply(own$inputs, known), lapply(own$outputs, known),
    lapply(computing_layers(own), layer_of))
}

# The tensors of a model, to go on from: its inputs, its outputs, and all calls.
graph_of <- function(model) {
  own <- state(model)
  if (own$kind == "functional") return(own)
  if (is.null(own$tensors)) own$tensors <- stack_graph(model)
  own$tensors
}

# A stack, told as calls.
stack_graph <- function(model) {
  own <- state(model)
  shape <- rust("model_shape", handle(model), "input")[[1L]]
  if (is.null(shape)) {
    stop_kerros("order", paste0(own$name, ": the tensors of the model need the shape of its input, which is not ",
      "known yet. Give the first layer an input_shape, or train the model."))
  }
  share_weights(model)
  tensor <- new_input(shape, name = own$input$config$name)
  graph <- list(inputs = list(tensor), calls = list())
  for (layer in own$layers) {
    tensor <- call_layer(layer, list(tensor))
    graph$calls <- c(graph$calls, list(tensor_call(tensor)))
  }
  graph$outputs <- list(tensor)
  graph
}

# Leaves the weights of a stack with its layers, as other models are about to have them.
share_weights <- function(model) {
  own <- state(model)
  rust("model_hand_out", handle(model), lapply(own$layers, layer_handle))
  remember_weights(model)
}

# The inputs and outputs of a layer's first call in a model: tensors.
ends_of_layer <- function(layer, which) {
  own <- layer_own(layer)
  model <- environment(layer)$model
  input <- if (!is.null(model)) place_in(state(model)$input_layers, own) else NA
  if (!is.na(input)) return(one_or_all(state(model)$inputs[input]))
  calls <- calls_of_layer(layer)
  if (length(calls) == 0L) {
    stop_kerros("order", paste0("layer ", own$class_name, ": the layer was not called on a tensor, so that it has no ",
      which, ". Call it: layer(x)."))
  }
  one_or_all(calls[[1L]][[which]])
}

# The calls of a layer: in its model, or those that its object has seen.
calls_of_layer <- function(layer) {
  own <- layer_own(layer)
  model <- environment(layer)$model
  if (is.null(model)) return(environment(layer)$calls)
  Filter(function(call) identical(call$layer, own), graph_of(model)$calls)
}

one_or_all <- function(values) if (length(values) == 1L) values[[1L]] else values

# A model as a layer of others.
as_layer_own <- function(own) {
  if (is.null(own$as_layer)) {
    own$as_layer <- new_own(as_layer_class(own), list(), trainable = !isFALSE(own$trainable), model = own)
  }
  own$as_layer
}

as_layer_class <- function(own) if (own$kind == "functional") "Functional" else "Sequential"

# What a model does as a function.
use_model <- function(own, object, training = NULL) {
  model <- model_object(own)
  for_inference <- is_for_inference(training, object)
  if (inherits(object, "kerros_model")) return(invisible(add_layer(object, as_layer_own(own))))
  tensors <- as_tensors(object)
  if (is.null(tensors)) return(stats::predict(model, object))
  if (own$kind == "sequential") share_weights(model)
  call_layer(as_layer_own(own), tensors, for_inference)
}

#' What a layer was called on, and what it made
#'
#' For a layer that is called several times: its tensors, call by call.
#'
#' @param object A layer: one of a model (see [get_layer()]), or one that was called on tensors.
#' @param node_index Which call, counted from 1.
#' @return `get_input_at()` and `get_output_at()`: a tensor, or a list of tensors where there are several;
#'   `get_input_shape_at()` and `get_output_shape_at()` their shapes, in which `NULL` is the number of rows.
#' @family models
#' @export
#' @examples
#' dense <- layer_dense(units = 2)
#' first <- dense(layer_input(shape = 4))
#' second <- dense(layer_input(shape = 4))
#' identical(get_output_at(dense, 2), second)
get_output_at <- function(object, node_index) one_or_all(call_at(object, node_index, "get_output_at()")$outputs)

#' @rdname get_output_at
#' @export
get_input_at <- function(object, node_index) one_or_all(call_at(object, node_index, "get_input_at()")$inputs)

#' @rdname get_output_at
#' @export
get_output_shape_at <- function(object, node_index) {
  one_or_all(lapply(call_at(object, node_index, "get_output_shape_at()")$outputs, function(tensor) tensor$shape))
}

#' @rdname get_output_at
#' @export
get_input_shape_at <- function(object, node_index) {
  one_or_all(lapply(call_at(object, node_index, "get_input_shape_at()")$inputs, function(tensor) tensor$shape))
}

call_at <- function(layer, index, where) {
  if (!is_layer(layer)) refuse(where, "a layer", describe(layer), "get_layer() gives one.")
  calls <- calls_of_layer(layer)
  place <- place_of_layer(index, length(calls))
  if (is.na(place)) {
    refuse(paste0(where, ": node_index"), sprintf("the number of one of the %s", counted(length(calls), "call")),
           describe(index), "Calls count from 1.")
  }
  calls[[place]]
}
