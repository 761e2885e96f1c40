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
#' @param negative_slope Not there yet: must keep its default.
#' @param max_value Not there yet: must keep its default.
#' @param threshold Not there yet: must keep its default.
#' @return Numbers of the same shape.
#' @family activations
#' @export
activation_relu <- function(x, negative_slope = 0, max_value = NULL, threshold = 0) {
  only_defaults("activation_relu", negative_slope = same(negative_slope, 0),
    max_value = is.null(max_value), threshold = same(threshold, 0))
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
activation_softmax <- function(x, axis = -1L) {
  only_defaults("activation_softmax", axis = same(axis, -1L))
  activate("softmax", x)
}

activation_names <- c("linear", "relu", "sigmoid", "tanh", "softmax")
