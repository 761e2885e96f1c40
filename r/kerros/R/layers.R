# Layers: made from the registry, added to a model or kept as a value.

# Adds a layer to the model `object`, or returns it when there is none.
new_layer <- function(class_name, object, arguments, common) {
  require_arguments(class_name, behind_forwarder(sys.parent()))
  weights <- common$weights
  common$weights <- NULL
  config <- described(c(arguments, common))
  layer <- structure(
    list(class_name = class_name, config = config, weights = weights),
    class = "kerros_layer"
  )
  if (missing(object) || is.null(object)) {
    rust("check_object", "layer", class_name, config)
    return(layer)
  }
  if (!inherits(object, "kerros_model")) {
    refuse("object", "a model made by keras_model_sequential()", describe(object),
           "Put the model first: model |> layer_...().")
  }
  add_layer(object, layer)
  invisible(object)
}

# What every layer takes, in the words of the registry.
common_arguments <- function(input_shape = NULL, batch_input_shape = NULL, batch_shape = NULL,
                             batch_size = NULL, dtype = NULL, name = NULL, trainable = NULL,
                             weights = NULL, ...) {
  only_defaults("layer_...", dtype = is_float32(dtype), trainable = is.null(trainable) || isTRUE(trainable))
  if (...length() > 0L) {
    name <- names_in_dots(environment())[1L]
    if (is.null(name) || !nzchar(name)) {
      refuse("layer_...()", "no more arguments without names", describe(..1), "Give its name.")
    }
    refuse_name("layer_...()", name, c(names(formals()), "those of the layer itself"))
  }
  with_batch <- if (is.null(batch_input_shape)) batch_shape else batch_input_shape
  if (is.null(input_shape) && !is.null(with_batch)) {
    input_shape <- with_batch[-1L]
  }
  given(list(input_shape = as_sizes(input_shape, "input_shape"), name = name, weights = weights))
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
  cat("<layer ", x$class_name, ">\n", sep = "")
  for (name in names(x$config)) {
    cat("  ", name, ": ", shown(x$config[[name]]), "\n", sep = "")
  }
  invisible(x)
}

# Keras's name for an unnamed layer: MaxPooling1D is max_pooling1d.
snake_case <- function(class_name) {
  name <- gsub("(.)([A-Z][a-z0-9]+)", "\\1_\\2", class_name)
  tolower(gsub("([a-z])([A-Z])", "\\1_\\2", name))
}
