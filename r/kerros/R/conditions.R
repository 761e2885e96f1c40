# Errors and one-time messages.

# What this session remembers: which messages were shown.
session <- new.env(parent = emptyenv())

#' Stop with an error of this package
#'
#' Every error of the package comes from here or from the engine, and is a condition of class
#' `kerros_error`, so that `tryCatch(..., kerros_error = )` catches it.
#'
#' @param class What kind of error: "invalid" for a value that does not fit, "order" for something
#'   that was asked for at the wrong time.
#' @param message What is wrong and where, what was expected, what was received, and how to mend it.
#' @return Never returns.
#' @noRd
stop_kerros <- function(class, message) {
  classes <- c(paste0("kerros_error_", class), "kerros_error", "error", "condition")
  stop(structure(list(message = message, call = NULL), class = classes))
}

#' Refuse a value
#'
#' @param where The function and the argument: `"to_categorical(): x"`.
#' @param expected,received What would fit, and what came.
#' @param remedy A sentence that says how to mend it.
#' @noRd
refuse <- function(where, expected, received, remedy) {
  stop_kerros("invalid", paste0(where, ": expected ", expected, ", received ", received, ". ", remedy))
}

#' A few words for a value, for error messages
#' @noRd
describe <- function(value) {
  if (is.null(value)) return("NULL")
  if (is.factor(value)) return(paste("a factor with", counted(nlevels(value), "level")))
  if (is.data.frame(value)) return(paste("a data frame with", counted(length(value), "column")))
  if (is.function(value) && !is.object(value)) return("a function")
  if (is.object(value) || !(is.atomic(value) || is.list(value))) {
    return(sprintf("an object of class %s", class(value)[[1]]))
  }
  if (is.list(value)) return(if (length(value) == 0) "an empty list" else sprintf("a list of %d", length(value)))
  kind <- switch(typeof(value), character = "text", double = "numbers", typeof(value))
  if (length(dim(value)) > 1) return(sprintf("an array of %s (%s)", kind, paste(dim(value), collapse = " x ")))
  if (length(value) == 0) return("no values")
  if (length(value) == 1) return(short_text(as.vector(value)))
  sprintf("%d values (%s)", length(value), kind)
}

# One value as R writes it; long text is cut.
short_text <- function(value) {
  if (is.character(value) && !is.na(value) && nchar(value) > 60) value <- paste0(substr(value, 1, 57), "...")
  deparse(value, nlines = 1)
}

counted <- function(number, noun) paste0(number, " ", noun, if (number != 1) "s")

#' Show a message at most once in a session
#' @noRd
say_once <- function(key, text) {
  if (exists(key, envir = session, inherits = FALSE)) return(invisible(FALSE))
  assign(key, TRUE, envir = session)
  message(text)
  invisible(TRUE)
}
