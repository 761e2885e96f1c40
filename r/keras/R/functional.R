#' The input of a functional model
#'
#' A tensor that stands for data: what a functional model begins with. [keras_model()] makes a model of what lies
#' between some inputs and some outputs.
#'
#' @param shape The sizes of one sample, without the number of rows.
#' @param batch_shape The shape with the number of rows before it.
#' @param name The input's name, by which data can be given.
#' @param dtype A type of numbers, as "int32" for whole ones. It says nothing: data are numbers of R, and computed with as
#'   float32, which has all whole numbers up to 16777216.
#' @param sparse,tensor Not there yet: must keep their defaults.
#' @return A tensor.
#' @family models
#' @export
#' @examples
#' x <- layer_input(shape = 4)
#' y <- x %>% layer_dense(units = 8, activation = "relu") %>% layer_dense(units = 1)
#' keras_model(x, y)
layer_input <- function(shape = NULL, batch_shape = NULL, name = NULL, dtype = NULL, sparse = FALSE, tensor = NULL) {
  check_input_type(dtype)
  only_defaults("layer_input", sparse = isFALSE(sparse), tensor = is.null(tensor))
  new_input(shape, batch_shape, name)
}
