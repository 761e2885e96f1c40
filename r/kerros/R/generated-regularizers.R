# Written by `cargo run -p kerros-r-functions` from the registry of the crate `kerros`.
# Changes belong there.

#' L1 regularizer
#'
#' L1 times the sum of absolute values.
#'
#' @param l1 The factor, finite, not negative.
#' @return A regularizer, for the arguments of layers.
#' @family regularizers
#' @export
regularizer_l1 <- function(l1 = 0.01) {
  new_object("regularizer", "L1",
    list(l1 = l1))
}

#' L2 regularizer
#'
#' L2 times the sum of squares.
#'
#' @param l2 The factor, finite, not negative.
#' @return A regularizer, for the arguments of layers.
#' @family regularizers
#' @export
regularizer_l2 <- function(l2 = 0.01) {
  new_object("regularizer", "L2",
    list(l2 = l2))
}

#' L1L2 regularizer
#'
#' L1 times the sum of absolute values plus l2 times the sum of squares.
#'
#' @param l1 The factor of absolute values, finite, not negative.
#' @param l2 The factor of squares, finite, not negative.
#' @return A regularizer, for the arguments of layers.
#' @family regularizers
#' @export
regularizer_l1_l2 <- function(l1 = 0, l2 = 0) {
  new_object("regularizer", "L1L2",
    list(l1 = l1, l2 = l2))
}

#' OrthogonalRegularizer regularizer
#'
#' Factor times the mean of |u . v| over pairs of rows or columns of length 1.
#'
#' @param factor The factor, finite, not negative.
#' @param mode What is to be orthogonal: "rows" or "columns".
#' @return A regularizer, for the arguments of layers.
#' @family regularizers
#' @export
regularizer_orthogonal <- function(factor = 0.01, mode = "rows") {
  new_object("regularizer", "OrthogonalRegularizer",
    list(factor = factor, mode = mode))
}
