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
#' @param alpha The slope below the threshold, finite.
#' @param max_value The largest value, finite.
#' @return Numbers of the same shape.
#' @family activations
#' @export
activation_relu <- function(x, alpha = 0, max_value = NULL) {
  activate("relu", x,
    c(list(negative_slope = alpha),
      given(list(max_value = max_value))))
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
#' E^x / sum(e^x) along an axis.
#'
#' @param x Numbers: a vector, matrix or array; the last axis is that of the features.
#' @param axis The axis of the classes; negative ones count from the last. Axes count from 0, which is the batch.
#' @return Numbers of the same shape.
#' @family activations
#' @export
activation_softmax <- function(x, axis = -1) {
  activate("softmax", x,
    list(axis = axis))
}

#' elu activation
#'
#' X above 0, alpha (e^x - 1) below.
#'
#' @param x Numbers: a vector, matrix or array; the last axis is that of the features.
#' @param alpha Minus what the function approaches far below 0, finite.
#' @return Numbers of the same shape.
#' @family activations
#' @export
activation_elu <- function(x, alpha = 1) {
  activate("elu", x,
    list(alpha = alpha))
}

#' exponential activation
#'
#' E^x.
#'
#' @param x Numbers: a vector, matrix or array; the last axis is that of the features.
#' @return Numbers of the same shape.
#' @family activations
#' @export
activation_exponential <- function(x) {
  activate("exponential", x)
}

#' gelu activation
#'
#' X times the normal distribution function of x.
#'
#' @param x Numbers: a vector, matrix or array; the last axis is that of the features.
#' @param approximate Whether the distribution function is approximated by a hyperbolic tangent.
#' @return Numbers of the same shape.
#' @family activations
#' @export
activation_gelu <- function(x, approximate = FALSE) {
  activate("gelu", x,
    list(approximate = approximate))
}

#' hard_sigmoid activation
#'
#' X / 6 + 1 / 2 kept between 0 and 1.
#'
#' @param x Numbers: a vector, matrix or array; the last axis is that of the features.
#' @return Numbers of the same shape.
#' @family activations
#' @export
activation_hard_sigmoid <- function(x) {
  activate("hard_sigmoid", x)
}

#' selu activation
#'
#' Elu, scaled so that mean 0 and variance 1 stay.
#'
#' @param x Numbers: a vector, matrix or array; the last axis is that of the features.
#' @return Numbers of the same shape.
#' @family activations
#' @export
activation_selu <- function(x) {
  activate("selu", x)
}

#' swish activation
#'
#' X times its sigmoid.
#'
#' @param x Numbers: a vector, matrix or array; the last axis is that of the features.
#' @return Numbers of the same shape.
#' @family activations
#' @export
activation_swish <- function(x) {
  activate("swish", x)
}

#' softplus activation
#'
#' Ln(1 + e^x).
#'
#' @param x Numbers: a vector, matrix or array; the last axis is that of the features.
#' @return Numbers of the same shape.
#' @family activations
#' @export
activation_softplus <- function(x) {
  activate("softplus", x)
}

#' softsign activation
#'
#' X / (|x| + 1).
#'
#' @param x Numbers: a vector, matrix or array; the last axis is that of the features.
#' @return Numbers of the same shape.
#' @family activations
#' @export
activation_softsign <- function(x) {
  activate("softsign", x)
}
