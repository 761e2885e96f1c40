# Which layers training moves.

#' Freeze and thaw layers
#'
#' Training does not move the weights of a frozen layer, and layers that keep statistics leave them as they are. A
#' layer is frozen in all models that have it. What is frozen counts from the next [compile()] on, so that a model
#' that was compiled before goes on as it was.
#'
#' @param object A model, or a layer.
#' @param from,to The first and the last layer of a range: names, places counted from 1 (from the end if negative),
#'   or layers. Layers outside the range get the opposite. Without a range, all layers.
#' @param which Instead of a range: names, places, a list of layers, a truth value for each layer, or a function
#'   of a layer that gives one. The other layers get the opposite.
#' @return The object, invisibly.
#' @family models
#' @export
#' @examples
#' model <- keras_model_sequential() |>
#'   layer_dense(units = 8, input_shape = 4) |>
#'   layer_dense(units = 4) |>
#'   layer_dense(units = 1)
#' freeze_weights(model, to = 2)
#' vapply(model$layers, function(layer) layer$trainable, NA)
#' unfreeze_weights(model)
freeze_weights <- function(object, from = NULL, to = NULL, which = NULL) {
  choose_trainable(object, from, to, which, FALSE, "freeze_weights()")
}

#' @rdname freeze_weights
#' @export
unfreeze_weights <- function(object, from = NULL, to = NULL, which = NULL) {
  choose_trainable(object, from, to, which, TRUE, "unfreeze_weights()")
}

choose_trainable <- function(object, from, to, which, trainable, where) {
  if (is_layer(object)) {
    if (!is.null(from) || !is.null(to) || !is.null(which)) {
      refuse(where, "a model, as layers were chosen", describe(object), "Leave from, to and which out for a layer.")
    }
    set_trainable(layer_own(object), trainable)
    return(invisible(object))
  }
  table <- layer_table(object)
  layers <- state(object)$layers
  names <- vapply(table, function(layer) layer$name, "")
  if (!is.null(which)) {
    if (!is.null(from) || !is.null(to)) {
      refuse(paste0(where, ": which"), "either which, or from and to", "both", "Leave one of them out.")
    }
    chosen <- chosen_places(object, which, layers, names, paste0(where, ": which"))
  } else if (is.null(from) && is.null(to)) {
    set_trainable_model(state(object), trainable)
    return(invisible(object))
  } else {
    first <- if (is.null(from)) 1L else layer_place(from, layers, names, paste0(where, ": from"))
    last <- if (is.null(to)) length(layers) else layer_place(to, layers, names, paste0(where, ": to"))
    if (first > last) {
      refuse(where, "from before to", sprintf("layers %d and %d", first, last), "Name the first layer as from.")
    }
    chosen <- first:last
  }
  set_trainable_model(state(object), TRUE)
  for (place in seq_along(layers)) set_trainable(layers[[place]], if (place %in% chosen) trainable else !trainable)
  invisible(object)
}

chosen_places <- function(model, which, layers, names, where) {
  if (is.function(which) && !is.object(which)) {
    which <- vapply(model$layers, function(layer) isTRUE(which(layer)), NA)
  }
  if (is.logical(which)) {
    if (length(which) != length(layers) || anyNA(which)) {
      refuse(where, sprintf("TRUE or FALSE for each of the %d layers", length(layers)), describe(which),
             "Give one for each, or names.")
    }
    return(base::which(which))
  }
  which <- if (is_layer(which) || inherits(which, "kerros_model")) list(which) else as.list(which)
  vapply(which, layer_place, 0L, layers = layers, names = names, where = where)
}

# The place of a layer that is named, counted or given.
layer_place <- function(value, layers, names, where) {
  place <- if (is_layer(value)) {
    place_in(layers, layer_own(value))
  } else if (inherits(value, "kerros_model")) {
    place_in(layers, state(value)$as_layer)
  } else if (is.character(value) && length(value) == 1L) {
    match(value, names)
  } else {
    place_of_layer(value, length(layers))
  }
  if (is.na(place)) {
    refuse(where, sprintf("the name of a layer (%s) or a place from 1 to %d", paste(names, collapse = ", "), length(names)),
           describe(value), "summary(model) shows the layers.")
  }
  place
}

# Freezes or thaws a layer, and those inside a model that is a layer.
set_trainable <- function(own, trainable) {
  own$trainable <- trainable
  if (rust("layer_is_alive", own$handle)) rust("layer_set_trainable", own$handle, trainable)
  if (!is.null(own$model)) {
    own$model$trainable <- trainable
    for (inner in own$model$layers) set_trainable(inner, trainable)
  }
}

# Freezes or thaws a model: all its layers, and itself where it is a layer of others.
set_trainable_model <- function(own, trainable) {
  own$trainable <- trainable
  if (is.null(own$as_layer)) {
    for (inner in own$layers) set_trainable(inner, trainable)
  } else {
    set_trainable(own$as_layer, trainable)
  }
}

# All layers of a model, also those inside models that are layers.
all_layers <- function(own) {
  do.call(c, lapply(own$layers, function(layer) c(list(layer), if (!is.null(layer$model)) all_layers(layer$model))))
}

trainable_flags <- function(layers) vapply(layers, function(layer) layer$trainable, NA)
