#' Deep learning with the words of Keras, without Python
#'
#' Builds, trains and uses neural networks with the function names and the manners of the packages
#' `keras` and `keras3`. The engine is written in Rust.
#'
#' @keywords internal
"_PACKAGE"

#' The pipe
#'
#' That of the package magrittr; R's own `|>` does as well.
#'
#' @param lhs A value.
#' @param rhs A call that takes it as its first argument.
#' @return What the call returns.
#' @importFrom magrittr %>%
#' @export
#' @name %>%
#' @rdname pipe
#' @usage lhs \%>\% rhs
NULL

#' @importFrom stats predict
NULL

.onUnload <- function(libpath) {
  library.dynam.unload("kerros", libpath)
}
