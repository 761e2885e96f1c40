# Data on their way into a model: numbers with a shape, checked here for what they are, and turned into
# rows of single precision in the Rust part, once.

# Numbers with dimensions: a vector, matrix, array or data frame of numbers, integers or truth values.
as_data <- function(value, what) {
  if (is.data.frame(value)) {
    value <- data_frame_matrix(value, what)
  } else if (is.list(value) && length(value) == 1L) {
    return(as_data(value[[1L]], what))
  } else if (is.list(value)) {
    value <- list_matrix(value, what)
  }
  if (inherits(value, "dgCMatrix")) {
    value <- as.matrix(value)
  }
  if (is.factor(value)) {
    stop_kerros("invalid", paste0(
      what, ": expected numbers, received a factor. Use to_categorical(), or as.integer(", what, ") - 1."
    ))
  }
  if (!is.numeric(value) && !is.logical(value)) {
    stop_kerros("invalid", paste0(
      what, ": expected numbers (a vector, matrix, array or data frame), received ", what_is(value),
      ". ", if (is.null(value)) paste0("Give ", what, ".") else "Convert it first."
    ))
  }
  value
}

data_frame_matrix <- function(frame, what) {
  numeric <- vapply(frame, function(column) is.numeric(column) || is.logical(column), TRUE)
  if (!all(numeric)) {
    name <- names(frame)[[which(!numeric)[[1L]]]]
    stop_kerros("invalid", paste0(
      what, ": expected columns of numbers, received ", what_is(frame[[name]]), " in column ",
      dQuote(name, FALSE), ". Encode it as numbers, or leave it out."
    ))
  }
  as.matrix(frame)
}

# A list of columns: one input for each, as the course hints.
list_matrix <- function(columns, what) {
  lengths <- lengths(columns)
  fits <- length(columns) > 0L && all(vapply(columns, is.numeric, TRUE)) && all(lengths == lengths[[1L]])
  if (!fits) {
    stop_kerros("invalid", paste0(
      what, ": expected an array, or a list of columns of equal length, received ",
      if (length(columns) == 0L) "an empty list" else "another list", ". Models with several inputs are ",
      "not there yet."
    ))
  }
  do.call(cbind, lapply(columns, as.vector))
}

# Targets. A factor becomes what the loss wants: a column for each level, or numbers from 0; its levels
# are kept for predict(type = "class").
as_target <- function(model, y, what = "y") {
  if (is.data.frame(y) && ncol(y) == 1L && is.factor(y[[1L]])) {
    y <- y[[1L]]
  }
  if (!is.factor(y)) {
    return(as_data(y, what))
  }
  if (anyNA(y)) {
    stop_kerros("invalid", paste0(
      what, ": expected a level in every row, received NA in row ", which(is.na(y))[[1L]], ". Leave ",
      "the row out, or give it a level."
    ))
  }
  assign("levels", levels(y), envir = state(model))
  if (identical(loss_name(model), "categorical_crossentropy")) {
    return(diag(nlevels(y))[as.integer(y), , drop = FALSE])
  }
  as.integer(y) - 1L
}

# The name of the loss that a model was compiled with.
loss_name <- function(model) {
  loss <- state(model)$compiled$loss
  if (is.list(loss)) snake_case(loss$class_name) else loss
}
