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

# The generics of the package generics have no method for what is no model of any package. Ours says what is
# missing, unless another package has one already.
.onLoad <- function(libname, pkgname) {
  generics <- asNamespace("generics")
  for (name in c("fit", "compile")) {
    if (is.null(utils::getS3method(name, "default", optional = TRUE, envir = generics))) {
      registerS3method(name, "default", no_model(name), envir = generics)
    }
  }
}

no_model <- function(name) {
  force(name)
  function(object, ...) check_model(object, paste0(name, "(): object"))
}

.onUnload <- function(libpath) {
  library.dynam.unload("kerros", libpath)
}
