#' Keras for R as it was in 2018, without Python
#'
#' `library(keras)` gives the functions of the package kerros with the signatures and the manners of keras
#' 2.2: the metric is called `acc`, progress counts samples, `evaluate()` gives loss first, epochs count
#' from 0 in callbacks. Where a function is of the same kind in both, see its page in kerros.
#'
#' While the package is attached, the option `kerros.era` is `"keras2"`; see [kerros::kerros_era()]. After
#' `detach("package:keras")` it is what it was. Code that writes `keras::` without attaching the package
#' gets the signatures of 2018, and the manners of the option.
#'
#' @keywords internal
"_PACKAGE"

# The era before the package was attached.
before <- new.env(parent = emptyenv())

.onAttach <- function(libname, pkgname) {
  before$era <- getOption("kerros.era")
  options(kerros.era = "keras2")
  hide_stubs_of_recipes(TRUE)
}

.onDetach <- function(libpath) {
  if (identical(getOption("kerros.era"), "keras2")) options(kerros.era = before$era)
  hide_stubs_of_recipes(FALSE)
}
