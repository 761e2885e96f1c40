# Written by `cargo run -p kerros-r-functions` from the registry of the crate `kerros`.
# Changes belong there.

#' linear activation
#'
#' X, unchanged.
#'
#' @param x Numbers: a vector, matrix or array; the last axis is that of the features.
#' @return Numbers of the same shape.
#' @family activations
#' @export
activation_linear <- function(x) {
  activate("linear", x)
}

#' relu activation
#'
#' Max(x, 0).
#'
#' @param x Numbers: a vector, matrix or array; the last axis is that of the features.
#' @param alpha Not there yet: must keep its default.
#' @param max_value Not there yet: must keep its default.
#' @return Numbers of the same shape.
#' @family activations
#' @export
activation_relu <- function(x, alpha = 0, max_value = NULL) {
  only_defaults("activation_relu", alpha = same(alpha, 0), max_value = is.null(max_value))
  activate("relu", x)
}

#' sigmoid activation
#'
#' 1 / (1 + e^-x).
#'
#' @param x Numbers: a vector, matrix or array; the last axis is that of the features.
#' @return Numbers of the same shape.
#' @family activations
#' @export
activation_sigmoid <- function(x) {
  activate("sigmoid", x)
}

#' tanh activation
#'
#' The hyperbolic tangent.
#'
#' @param x Numbers: a vector, matrix or array; the last axis is that of the features.
#' @return Numbers of the same shape.
#' @family activations
#' @export
activation_tanh <- function(x) {
  activate("tanh", x)
}

#' softmax activation
#'
#' E^x / sum(e^x) along the last axis.
#'
#' @param x Numbers: a vector, matrix or array; the last axis is that of the features.
#' @param axis Not there yet: must keep its default.
#' @return Numbers of the same shape.
#' @family activations
#' @export
activation_softmax <- function(x, axis = -1) {
  only_defaults("activation_softmax", axis = same(axis, -1))
  activate("softmax", x)
}
