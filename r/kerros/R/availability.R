# What used to be about an installation of Python, and seeds.

# The Keras whose manners each era has.
manners_of <- c(keras2 = "2.2.4", keras3 = "3.15.1")

# The version of Keras whose manners apply.
keras_version <- function() package_version(manners_of[[kerros_era()]])

#' Is Keras there?
#'
#' Always: the engine is part of the package.
#'
#' @param version A version of Keras that is needed at least, or `NULL`. It is compared with the version whose
#'   manners apply.
#' @return `TRUE`; with `version`, whether it is not above that version.
#' @examples
#' is_keras_available()
#' @export
is_keras_available <- function(version = NULL) {
  if (is.null(version)) return(TRUE)
  wanted <- tryCatch(numeric_version(version), error = function(error) NULL)
  if (length(wanted) != 1) {
    refuse("is_keras_available(): version", "a version", describe(version), "Write it as text: \"2.2.0\".")
  }
  keras_version() >= wanted
}

#' Install Keras
#'
#' There is nothing to install: kerros is complete without Python. The function is there so that scripts
#' that call it go on.
#'
#' @param ... Not used.
#' @return `NULL`, invisibly.
#' @examples
#' install_keras()
#' @export
install_keras <- function(...) {
  message("Nothing to install: kerros is complete and needs no Python.")
  invisible(NULL)
}

#' Choose a Python or a backend
#'
#' These functions do nothing: kerros needs no Python and has one engine. They are there so that scripts
#' that call them go on. The first call in a session says so.
#'
#' @param ... Not used.
#' @param backend,implementation,gpu Not used.
#' @return `NULL`, invisibly.
#' @examples
#' use_condaenv("r-tensorflow")
#' use_backend("tensorflow")
#' @name use_python
NULL

nothing_to_choose <- function(name) {
  say_once("nothing_to_choose", paste0(name, "() does nothing: kerros needs no Python and has one engine."))
  invisible(NULL)
}

#' @rdname use_python
#' @export
use_python <- function(...) nothing_to_choose("use_python")

#' @rdname use_python
#' @export
use_virtualenv <- function(...) nothing_to_choose("use_virtualenv")

#' @rdname use_python
#' @export
use_condaenv <- function(...) nothing_to_choose("use_condaenv")

#' @rdname use_python
#' @export
use_backend <- function(backend = NULL, gpu = NA) nothing_to_choose("use_backend")

#' @rdname use_python
#' @export
use_implementation <- function(implementation = NULL) nothing_to_choose("use_implementation")

#' The backend
#'
#' @return A list of functions without arguments, as scripts ask for them: `backend()`, the name of the
#'   engine, `floatx()`, its numbers, `epsilon()`, its smallest difference, and `image_data_format()`, where
#'   the channels are.
#' @examples
#' backend()$backend()
#' @export
backend <- function() {
  list(
    backend = function() "kerros",
    floatx = function() "float32",
    epsilon = function() 1e-7,
    image_data_format = function() "channels_last"
  )
}

#' Make results repeatable
#'
#' Everything random in a model (first weights, the order of rows, dropout) follows from one number, which
#' is drawn from R's own generator when the model is made. So `set.seed()` is enough, and these functions
#' do no more than call it. The same seed gives the same results, whatever the number of threads.
#'
#' As with all that draws random numbers, making a model moves R's generator on.
#'
#' @param seed A whole number.
#' @param disable_gpu,disable_parallel_cpu Only named in the message: results do not depend on them.
#' @param quiet Whether there is no message.
#' @return `NULL`, invisibly.
#' @examples
#' set_random_seed(42)
#' use_session_with_seed(42)
#' @export
set_random_seed <- function(seed) {
  set_seed(seed, "set_random_seed(): seed")
}

#' @rdname set_random_seed
#' @export
use_session_with_seed <- function(seed, disable_gpu = TRUE, disable_parallel_cpu = TRUE, quiet = FALSE) {
  set_seed(seed, "use_session_with_seed(): seed")
  disabled <- c(
    if (check_flag(disable_gpu, "use_session_with_seed(): disable_gpu")) "GPU",
    if (check_flag(disable_parallel_cpu, "use_session_with_seed(): disable_parallel_cpu")) "CPU parallelism"
  )
  disabled <- if (is.null(disabled)) "" else sprintf(" (disabled %s)", paste(disabled, collapse = ", "))
  if (!check_flag(quiet, "use_session_with_seed(): quiet")) {
    message("Set session seed to ", format(seed, scientific = FALSE), disabled)
  }
  invisible(NULL)
}

set_seed <- function(seed, where) {
  set.seed(check_count(seed, where, least = -.Machine$integer.max))
  invisible(NULL)
}

#' Draw a seed for the engine
#'
#' @return A whole number from 0 to 2^53 - 1, as a double, from R's generator. Two draws, because one has
#'   no more than 32 random bits.
#' @noRd
draw_seed <- function() {
  parts <- floor(stats::runif(2) * 2^c(26, 27))
  parts[[1]] * 2^27 + parts[[2]]
}
