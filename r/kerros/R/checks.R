# Checks of arguments. Each returns the value in its plain form or refuses it; `where` is the function
# and the argument, for the message.

check_string <- function(value, where, remedy = "Give one piece of text.") {
  if (!is.character(value) || length(value) != 1 || is.na(value)) {
    refuse(where, "one piece of text", describe(value), remedy)
  }
  value
}

check_model <- function(value, where) {
  if (!inherits(value, "kerros_model")) {
    refuse(where, "a model", describe(value), "Make one with keras_model_sequential() or keras_model().")
  }
  value
}

check_choice <- function(value, choices, where) {
  # The default of an argument that lists its choices.
  if (identical(value, choices)) return(choices[[1]])
  listed <- paste0("\"", choices, "\"", collapse = ", ")
  if (!is.character(value) || length(value) != 1 || !value %in% choices) {
    refuse(where, paste("one of", listed), describe(value), "Choose one of them.")
  }
  value
}

check_flag <- function(value, where) {
  if (!(is.logical(value) || is.numeric(value)) || length(value) != 1 || is.na(value)) {
    refuse(where, "TRUE or FALSE", describe(value), "Give one of the two.")
  }
  as.logical(value)
}

check_number <- function(value, where, least = -Inf, most = Inf) {
  fits <- is.numeric(value) && length(value) == 1 && !is.na(value) && value >= least && value <= most
  if (!fits) {
    refuse(where, paste0("one number", bounds_text(least, most)), describe(value), "Give such a number.")
  }
  as.double(value)
}

check_count <- function(value, where, least = 0) {
  fits <- is.numeric(value) && length(value) == 1 && is.finite(value) &&
    value >= least && value <= .Machine$integer.max && value == floor(value)
  if (!fits) {
    refuse(where, paste0("one whole number", bounds_text(least, Inf)), describe(value), "Give such a number.")
  }
  as.integer(value)
}

check_function <- function(value, where, remedy = "Write function(...) { ... }.") {
  if (!is.function(value)) refuse(where, "a function", describe(value), remedy)
  value
}

# How much is said: TRUE and FALSE are 1 and 0.
check_verbose <- function(value, where) {
  if (is.logical(value) && length(value) == 1 && !is.na(value)) return(as.integer(value))
  check_count(value, where)
}

bounds_text <- function(least, most) {
  if (is.finite(least) && is.finite(most)) return(sprintf(" from %g to %g", least, most))
  if (is.finite(least)) return(sprintf(" of at least %g", least))
  if (is.finite(most)) return(sprintf(" of at most %g", most))
  ""
}
