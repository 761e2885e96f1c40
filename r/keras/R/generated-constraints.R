# Written by `cargo run -p kerros-r-functions` from the registry of the crate `kerros`.
# Changes belong there.

#' MaxNorm constraint
#'
#' Lengths of at most max_value.
#'
#' @param max_value The largest length, finite, not negative.
#' @param axis Axes along which the length is taken; none stands for all. Axes count from 0.
#' @return A constraint, for the arguments of layers.
#' @family constraints
#' @export
constraint_maxnorm <- function(max_value = 2, axis = 0) {
  new_object("constraint", "MaxNorm",
    list(max_value = max_value, axis = axis))
}

#' MinMaxNorm constraint
#'
#' Lengths between min_value and max_value.
#'
#' @param min_value The smallest length, finite, not negative.
#' @param max_value The largest length, finite, at least min_value.
#' @param rate The part of the way that one step goes, from 0 to 1.
#' @param axis Axes along which the length is taken; none stands for all. Axes count from 0.
#' @return A constraint, for the arguments of layers.
#' @family constraints
#' @export
constraint_minmaxnorm <- function(min_value = 0, max_value = 1, rate = 1, axis = 0) {
  new_object("constraint", "MinMaxNorm",
    list(min_value = min_value, max_value = max_value, rate = rate, axis = axis))
}

#' NonNeg constraint
#'
#' No negative weights.
#'
#' @return A constraint, for the arguments of layers.
#' @family constraints
#' @export
constraint_nonneg <- function() {
  new_object("constraint", "NonNeg",
    list())
}

#' UnitNorm constraint
#'
#' Lengths of 1.
#'
#' @param axis Axes along which the length is taken; none stands for all. Axes count from 0.
#' @return A constraint, for the arguments of layers.
#' @family constraints
#' @export
constraint_unitnorm <- function(axis = 0) {
  new_object("constraint", "UnitNorm",
    list(axis = axis))
}
