# Tensors: values between layers, described and not computed yet.
#
# A tensor is an environment, so that two names of it are the same one: `call` and `index`, which of the call's
# outputs it is. A call is an environment too: `layer` (the layer's `own`), `inputs` (tensors; none of an input),
# `for_inference` (whether the layer computes as it does in predictions also while the model trains), `outputs`, and for each output its `shapes` and `handles` of the Rust part.

#' The input of a functional model
#'
#' A tensor that stands for data: what a functional model begins with. Layers that are called on it give further
#' tensors, and [keras_model()] makes a model of those between some inputs and some outputs.
#'
#' @param shape The sizes of one sample, without the number of rows.
#' @param batch_size How many rows every batch has, for layers that are stateful; otherwise batches may have any size.
#' @param dtype A type of numbers, as "int32" for whole ones. It says nothing: data are numbers of R, and computed with as
#'   float32, which has all whole numbers up to 16777216.
#' @param sparse,ragged,tensor,optional Not there yet: must keep their defaults.
#' @param batch_shape The shape with the number of rows before it.
#' @param name The input's name, by which data can be given.
#' @return A tensor.
#' @family models
#' @export
#' @examples
#' x <- layer_input(shape = 4)
#' y <- x |> layer_dense(units = 8, activation = "relu") |> layer_dense(units = 1)
#' y
#' keras_model(x, y)
layer_input <- function(shape = NULL, batch_size = NULL, dtype = NULL, sparse = NULL, ragged = NULL,
                        batch_shape = NULL, name = NULL, tensor = NULL, optional = FALSE) {
  check_input_type(dtype)
  only_defaults("layer_input", sparse = is.null(sparse) || isFALSE(sparse),
    ragged = is.null(ragged) || isFALSE(ragged), tensor = is.null(tensor), optional = isFALSE(optional))
  new_input(shape, batch_shape, name, batch_size)
}

#' @rdname layer_input
#' @export
keras_input <- layer_input

# The type of the data may be any that R has numbers for.
check_input_type <- function(dtype) {
  if (!is.null(dtype)) r_type(dtype, "layer_input(): dtype")
}

new_input <- function(shape, batch_shape = NULL, name = NULL, batch_size = NULL) {
  if (is.null(batch_size)) batch_size <- rows_of(batch_shape)
  if (is.null(shape)) shape <- batch_shape[-1L]
  if (is.null(shape)) {
    refuse("layer_input(): shape", "the sizes of one sample", "NULL", "Give them: layer_input(shape = c(28, 28)).")
  }
  if (is_course_era() && is.null(name)) name <- next_name("input")
  if (!is.null(name)) name <- check_string(name, "layer_input(): name")
  config <- c(
    list(shape = as_sizes(shape, "layer_input(): shape")), if (!is.null(name)) list(name = name),
    if (!is.null(batch_size)) list(batch_size = check_count(batch_size, "layer_input(): batch_size", least = 1))
  )
  new_call(new_own("InputLayer", config), list(), list(rust("input_new", config)))$outputs[[1L]]
}

# The number of rows in a shape that begins with it; NULL if it is not known.
rows_of <- function(batch_shape) {
  rows <- if (length(batch_shape) > 0L) batch_shape[[1L]]
  if (!is.null(rows) && !is.na(rows)) rows
}

# The tensors that a layer makes of others: one, or a list.
call_layer <- function(own, tensors, for_inference = FALSE) {
  check_input_length(own, tensor_shape(tensors[[1L]]))
  made <- rust("layer_apply", layer_handle(own), lapply(tensors, tensor_handle), for_inference)
  outputs <- new_call(own, tensors, made, for_inference)$outputs
  if (length(outputs) == 1L) outputs[[1L]] else outputs
}

# `made` is what the Rust part says of the outputs.
new_call <- function(layer, inputs, made, for_inference = FALSE) {
  call <- new.env(parent = emptyenv())
  call$layer <- layer
  call$for_inference <- for_inference
  call$inputs <- inputs
  call$shapes <- lapply(made, function(output) output$shape)
  call$masked <- vapply(made, function(output) output$masked, NA)
  call$handles <- lapply(made, function(output) output$handle)
  call$outputs <- lapply(seq_along(made), function(index) {
    tensor <- new.env(parent = emptyenv())
    tensor$call <- call
    tensor$index <- index
    structure(tensor, class = tensor_class())
  })
  call
}

tensor_class <- function() {
  c("kerros_tensor", switch(kerros_era(), keras2 = "tensorflow.tensor",
    "keras.src.backend.common.keras_tensor.KerasTensor"))
}

is_tensor <- function(value) inherits(value, "kerros_tensor")

tensor_call <- function(tensor) get("call", envir = tensor, inherits = FALSE)

tensor_index <- function(tensor) get("index", envir = tensor, inherits = FALSE)

# The sizes of one sample.
tensor_shape <- function(tensor) tensor_call(tensor)$shapes[[tensor_index(tensor)]]

# Whether a call stands for data.
is_input <- function(call) length(call$inputs) == 0L

# Tensors as a list, with their names; NULL if `value` is something else.
as_tensors <- function(value) {
  if (is_tensor(value)) return(list(value))
  if (is.list(value) && length(value) > 0L && all(vapply(value, is_tensor, NA))) return(value)
  NULL
}

# The value of the Rust part; made again if it was read from a file or comes from another process.
tensor_handle <- function(tensor) {
  call <- tensor_call(tensor)
  if (!rust("tensor_is_alive", call$handles[[1L]])) {
    made <- if (is_input(call)) {
      list(rust("input_new", call$layer$config))
    } else {
      rust("layer_apply", layer_handle(call$layer), lapply(call$inputs, tensor_handle), isTRUE(call$for_inference))
    }
    call$handles <- lapply(made, function(output) output$handle)
  }
  call$handles[[tensor_index(tensor)]]
}

# The name of the layer that makes a tensor, if it has one already.
tensor_name <- function(tensor) {
  own <- tensor_call(tensor)$layer
  if (!is.null(own$model)) return(own$model$name)
  if (is.null(own$config$name)) base_name(own$class_name) else own$config$name
}

#' @export
`$.kerros_tensor` <- function(x, name) {
  switch(name,
    shape = with_batch(tensor_shape(x)),
    dtype = "float32",
    name = tensor_name(x),
    NULL
  )
}

#' @export
`[[.kerros_tensor` <- function(x, i, ...) `$.kerros_tensor`(x, i)

#' @export
`$<-.kerros_tensor` <- function(x, name, value) {
  refuse(paste0("tensor$", name), "a tensor as it is", "another value", "Make another one by a layer.")
}

#' @export
names.kerros_tensor <- function(x) c("shape", "dtype", "name")

#' @export
format.kerros_tensor <- function(x, ...) {
  shape <- paste0("(None", paste0(", ", tensor_shape(x), recycle0 = TRUE, collapse = ""),
    if (length(tensor_shape(x)) == 0L) ",", ")")
  if (is_course_era()) {
    return(sprintf("Tensor(\"%s\", shape=%s, dtype=float32)", tensor_name(x), shape))
  }
  sprintf("<KerasTensor shape=%s, dtype=float32, name=%s>", shape, tensor_name(x))
}

#' @export
print.kerros_tensor <- function(x, ...) {
  cat(format(x), "\n", sep = "")
  invisible(x)
}

#' @export
summary.kerros_tensor <- function(object, ...) {
  print(object)
}

#' @export
dim.kerros_tensor <- function(x) c(NA_integer_, tensor_shape(x))

#' @export
length.kerros_tensor <- function(x) 1L

#' @export
Ops.kerros_tensor <- function(e1, e2) {
  if (.Generic %in% c("==", "!=") && is_tensor(e1) && is_tensor(e2)) {
    return(identical(e1, e2) == (.Generic == "=="))
  }
  refuse(.Generic, "numbers", "a tensor of a model that is not computed yet",
         "Use layers: layer_add(list(a, b)), layer_multiply(list(a, b)).")
}
