# Written by `cargo run -p kerros-r-functions` from the registry of the crate `kerros`.
# Changes belong there.

#' GlorotUniform initializer
#'
#' Uniform within sqrt(6 / (fan_in + fan_out)).
#'
#' @param seed Ignored with a warning: `set.seed()` seeds the whole model.
#' @return An initializer, for the arguments of layers.
#' @family initializers
#' @export
initializer_glorot_uniform <- function(seed = NULL) {
  only_defaults("initializer_glorot_uniform", seed = ignored_seed(seed))
  new_object("initializer", "GlorotUniform",
    list())
}

#' GlorotNormal initializer
#'
#' Truncated normal, variance 2 / (fan_in + fan_out).
#'
#' @param seed Ignored with a warning: `set.seed()` seeds the whole model.
#' @return An initializer, for the arguments of layers.
#' @family initializers
#' @export
initializer_glorot_normal <- function(seed = NULL) {
  only_defaults("initializer_glorot_normal", seed = ignored_seed(seed))
  new_object("initializer", "GlorotNormal",
    list())
}

#' HeUniform initializer
#'
#' Uniform within sqrt(6 / fan_in).
#'
#' @param seed Ignored with a warning: `set.seed()` seeds the whole model.
#' @return An initializer, for the arguments of layers.
#' @family initializers
#' @export
initializer_he_uniform <- function(seed = NULL) {
  only_defaults("initializer_he_uniform", seed = ignored_seed(seed))
  new_object("initializer", "HeUniform",
    list())
}

#' HeNormal initializer
#'
#' Truncated normal, variance 2 / fan_in.
#'
#' @param seed Ignored with a warning: `set.seed()` seeds the whole model.
#' @return An initializer, for the arguments of layers.
#' @family initializers
#' @export
initializer_he_normal <- function(seed = NULL) {
  only_defaults("initializer_he_normal", seed = ignored_seed(seed))
  new_object("initializer", "HeNormal",
    list())
}

#' LecunUniform initializer
#'
#' Uniform within sqrt(3 / fan_in).
#'
#' @param seed Ignored with a warning: `set.seed()` seeds the whole model.
#' @return An initializer, for the arguments of layers.
#' @family initializers
#' @export
initializer_lecun_uniform <- function(seed = NULL) {
  only_defaults("initializer_lecun_uniform", seed = ignored_seed(seed))
  new_object("initializer", "LecunUniform",
    list())
}

#' LecunNormal initializer
#'
#' Truncated normal, variance 1 / fan_in.
#'
#' @param seed Ignored with a warning: `set.seed()` seeds the whole model.
#' @return An initializer, for the arguments of layers.
#' @family initializers
#' @export
initializer_lecun_normal <- function(seed = NULL) {
  only_defaults("initializer_lecun_normal", seed = ignored_seed(seed))
  new_object("initializer", "LecunNormal",
    list())
}

#' Zeros initializer
#'
#' All 0.
#'
#' @return An initializer, for the arguments of layers.
#' @family initializers
#' @export
initializer_zeros <- function() {
  new_object("initializer", "Zeros",
    list())
}

#' Ones initializer
#'
#' All 1.
#'
#' @return An initializer, for the arguments of layers.
#' @family initializers
#' @export
initializer_ones <- function() {
  new_object("initializer", "Ones",
    list())
}

#' Constant initializer
#'
#' All the same number.
#'
#' @param value The number, finite.
#' @return An initializer, for the arguments of layers.
#' @family initializers
#' @export
initializer_constant <- function(value = 0) {
  new_object("initializer", "Constant",
    list(value = value))
}

#' RandomUniform initializer
#'
#' Uniform in [minval, maxval).
#'
#' @param minval The smallest value, finite.
#' @param maxval The end of the range, finite.
#' @param seed Ignored with a warning: `set.seed()` seeds the whole model.
#' @return An initializer, for the arguments of layers.
#' @family initializers
#' @export
initializer_random_uniform <- function(minval = -0.05, maxval = 0.05, seed = NULL) {
  only_defaults("initializer_random_uniform", seed = ignored_seed(seed))
  new_object("initializer", "RandomUniform",
    list(minval = minval, maxval = maxval))
}

#' RandomNormal initializer
#'
#' Normal.
#'
#' @param mean The mean, finite.
#' @param stddev The standard deviation, not negative.
#' @param seed Ignored with a warning: `set.seed()` seeds the whole model.
#' @return An initializer, for the arguments of layers.
#' @family initializers
#' @export
initializer_random_normal <- function(mean = 0, stddev = 0.05, seed = NULL) {
  only_defaults("initializer_random_normal", seed = ignored_seed(seed))
  new_object("initializer", "RandomNormal",
    list(mean = mean, stddev = stddev))
}

#' TruncatedNormal initializer
#'
#' Normal within two standard deviations.
#'
#' @param mean The mean, finite.
#' @param stddev The standard deviation, not negative.
#' @param seed Ignored with a warning: `set.seed()` seeds the whole model.
#' @return An initializer, for the arguments of layers.
#' @family initializers
#' @export
initializer_truncated_normal <- function(mean = 0, stddev = 0.05, seed = NULL) {
  only_defaults("initializer_truncated_normal", seed = ignored_seed(seed))
  new_object("initializer", "TruncatedNormal",
    list(mean = mean, stddev = stddev))
}

#' VarianceScaling initializer
#'
#' Variance scale / fan, from a distribution of choice.
#'
#' @param scale A positive factor.
#' @param mode Which fan divides: "fan_in", "fan_out" or "fan_avg".
#' @param distribution "truncated_normal", "untruncated_normal" or "uniform".
#' @param seed Ignored with a warning: `set.seed()` seeds the whole model.
#' @return An initializer, for the arguments of layers.
#' @family initializers
#' @export
initializer_variance_scaling <- function(scale = 1, mode = c("fan_in", "fan_out", "fan_avg"),
                                         distribution = c("normal", "uniform"), seed = NULL) {
  only_defaults("initializer_variance_scaling", seed = ignored_seed(seed))
  new_object("initializer", "VarianceScaling",
    list(scale = scale, mode = mode[[1L]], distribution = distribution[[1L]]))
}

#' Orthogonal initializer
#'
#' A random orthogonal matrix.
#'
#' @param gain A finite factor.
#' @param seed Ignored with a warning: `set.seed()` seeds the whole model.
#' @return An initializer, for the arguments of layers.
#' @family initializers
#' @export
initializer_orthogonal <- function(gain = 1, seed = NULL) {
  only_defaults("initializer_orthogonal", seed = ignored_seed(seed))
  new_object("initializer", "Orthogonal",
    list(gain = gain))
}

#' Identity initializer
#'
#' The identity matrix.
#'
#' @param gain A finite factor.
#' @return An initializer, for the arguments of layers.
#' @family initializers
#' @export
initializer_identity <- function(gain = 1) {
  new_object("initializer", "Identity",
    list(gain = gain))
}
