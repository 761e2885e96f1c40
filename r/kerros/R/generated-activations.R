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
#' @param negative_slope The slope below the threshold, finite.
#' @param max_value The largest value, finite.
#' @param threshold Where the function starts, finite.
#' @return Numbers of the same shape.
#' @family activations
#' @export
activation_relu <- function(x, negative_slope = 0, max_value = NULL, threshold = 0) {
  activate("relu", x,
    c(list(negative_slope = negative_slope, threshold = threshold),
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
#' @param axis The axis of the classes; negative ones count from the last. Axes count from 1, which is the batch.
#' @return Numbers of the same shape.
#' @family activations
#' @export
activation_softmax <- function(x, axis = -1L) {
  activate("softmax", x,
    list(axis = axes_from_zero(axis)))
}

#' celu activation
#'
#' X above 0, alpha (e^(x / alpha) - 1) below.
#'
#' @param x Numbers: a vector, matrix or array; the last axis is that of the features.
#' @param alpha Minus what the function approaches far below 0, finite.
#' @return Numbers of the same shape.
#' @family activations
#' @export
activation_celu <- function(x, alpha = 1) {
  activate("celu", x,
    list(alpha = alpha))
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

#' glu activation
#'
#' One half of x times the sigmoid of the other half.
#'
#' @param x Numbers: a vector, matrix or array; the last axis is that of the features.
#' @param axis The axis that is halved; negative ones count from the last. Axes count from 1, which is the batch.
#' @return Numbers, half as many along the axis.
#' @family activations
#' @export
activation_glu <- function(x, axis = -1L) {
  activate("glu", x,
    list(axis = axes_from_zero(axis)))
}

#' hard_shrink activation
#'
#' X where |x| is above the threshold, else 0.
#'
#' @param x Numbers: a vector, matrix or array; the last axis is that of the features.
#' @param threshold How far from 0, finite.
#' @return Numbers of the same shape.
#' @family activations
#' @export
activation_hard_shrink <- function(x, threshold = 0.5) {
  activate("hard_shrink", x,
    list(threshold = threshold))
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

#' hard_silu activation
#'
#' X times its hard sigmoid.
#'
#' @param x Numbers: a vector, matrix or array; the last axis is that of the features.
#' @return Numbers of the same shape.
#' @family activations
#' @export
activation_hard_silu <- function(x) {
  activate("hard_silu", x)
}

#' hard_swish activation
#'
#' X times its hard sigmoid.
#'
#' @param x Numbers: a vector, matrix or array; the last axis is that of the features.
#' @return Numbers of the same shape.
#' @family activations
#' @export
activation_hard_swish <- function(x) {
  activate("hard_swish", x)
}

#' hard_tanh activation
#'
#' X kept between -1 and 1.
#'
#' @param x Numbers: a vector, matrix or array; the last axis is that of the features.
#' @return Numbers of the same shape.
#' @family activations
#' @export
activation_hard_tanh <- function(x) {
  activate("hard_tanh", x)
}

#' leaky_relu activation
#'
#' X from 0 on, negative_slope x below.
#'
#' @param x Numbers: a vector, matrix or array; the last axis is that of the features.
#' @param negative_slope The slope below 0, finite.
#' @return Numbers of the same shape.
#' @family activations
#' @export
activation_leaky_relu <- function(x, negative_slope = 0.2) {
  activate("leaky_relu", x,
    list(negative_slope = negative_slope))
}

#' log_sigmoid activation
#'
#' -ln(1 + e^-x).
#'
#' @param x Numbers: a vector, matrix or array; the last axis is that of the features.
#' @return Numbers of the same shape.
#' @family activations
#' @export
activation_log_sigmoid <- function(x) {
  activate("log_sigmoid", x)
}

#' log_softmax activation
#'
#' X - ln sum(e^x) along an axis.
#'
#' @param x Numbers: a vector, matrix or array; the last axis is that of the features.
#' @param axis The axis of the classes; negative ones count from the last. Axes count from 1, which is the batch.
#' @return Numbers of the same shape.
#' @family activations
#' @export
activation_log_softmax <- function(x, axis = -1L) {
  activate("log_softmax", x,
    list(axis = axes_from_zero(axis)))
}

#' mish activation
#'
#' X tanh(softplus(x)).
#'
#' @param x Numbers: a vector, matrix or array; the last axis is that of the features.
#' @return Numbers of the same shape.
#' @family activations
#' @export
activation_mish <- function(x) {
  activate("mish", x)
}

#' relu6 activation
#'
#' Min(max(x, 0), 6).
#'
#' @param x Numbers: a vector, matrix or array; the last axis is that of the features.
#' @return Numbers of the same shape.
#' @family activations
#' @export
activation_relu6 <- function(x) {
  activate("relu6", x)
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

#' silu activation
#'
#' X times its sigmoid.
#'
#' @param x Numbers: a vector, matrix or array; the last axis is that of the features.
#' @return Numbers of the same shape.
#' @family activations
#' @export
activation_silu <- function(x) {
  activate("silu", x)
}

#' soft_shrink activation
#'
#' X brought towards 0 by the threshold.
#'
#' @param x Numbers: a vector, matrix or array; the last axis is that of the features.
#' @param threshold How far from 0, finite.
#' @return Numbers of the same shape.
#' @family activations
#' @export
activation_soft_shrink <- function(x, threshold = 0.5) {
  activate("soft_shrink", x,
    list(threshold = threshold))
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

#' sparse_plus activation
#'
#' 0 up to -1, (x + 1)^2 / 4 up to 1, then x.
#'
#' @param x Numbers: a vector, matrix or array; the last axis is that of the features.
#' @return Numbers of the same shape.
#' @family activations
#' @export
activation_sparse_plus <- function(x) {
  activate("sparse_plus", x)
}

#' sparse_sigmoid activation
#'
#' (x + 1) / 2 kept between 0 and 1.
#'
#' @param x Numbers: a vector, matrix or array; the last axis is that of the features.
#' @return Numbers of the same shape.
#' @family activations
#' @export
activation_sparse_sigmoid <- function(x) {
  activate("sparse_sigmoid", x)
}

#' sparsemax activation
#'
#' Max(x - t, 0) with a threshold t for each row.
#'
#' @param x Numbers: a vector, matrix or array; the last axis is that of the features.
#' @param axis The axis of the classes; negative ones count from the last. Axes count from 1, which is the batch.
#' @return Numbers of the same shape.
#' @family activations
#' @export
activation_sparsemax <- function(x, axis = -1L) {
  activate("sparsemax", x,
    list(axis = axes_from_zero(axis)))
}

#' squareplus activation
#'
#' (x + sqrt(x^2 + b)) / 2.
#'
#' @param x Numbers: a vector, matrix or array; the last axis is that of the features.
#' @param b How smooth, finite, not negative.
#' @return Numbers of the same shape.
#' @family activations
#' @export
activation_squareplus <- function(x, b = 4L) {
  activate("squareplus", x,
    list(b = b))
}

#' tanh_shrink activation
#'
#' X - tanh(x).
#'
#' @param x Numbers: a vector, matrix or array; the last axis is that of the features.
#' @return Numbers of the same shape.
#' @family activations
#' @export
activation_tanh_shrink <- function(x) {
  activate("tanh_shrink", x)
}

#' threshold activation
#'
#' X above the threshold, else default_value.
#'
#' @param x Numbers: a vector, matrix or array; the last axis is that of the features.
#' @param threshold The largest number that is replaced, finite.
#' @param default_value What takes its place, finite.
#' @return Numbers of the same shape.
#' @family activations
#' @export
activation_threshold <- function(x, threshold, default_value) {
  activate("threshold", x,
    list(threshold = threshold, default_value = default_value))
}

activation_names <- c("linear", "relu", "sigmoid", "tanh", "softmax", "celu", "elu", "exponential",
  "gelu", "glu", "hard_shrink", "hard_sigmoid", "hard_silu", "hard_swish", "hard_tanh",
  "leaky_relu", "log_sigmoid", "log_softmax", "mish", "relu6", "selu", "silu", "swish",
  "soft_shrink", "softplus", "softsign", "sparse_plus", "sparse_sigmoid", "sparsemax", "squareplus",
  "tanh_shrink", "threshold")
