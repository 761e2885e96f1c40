# Data on their way into a model: numbers with a shape, checked here for what they are, and turned into
# rows of single precision in the Rust part, once. What is missing is refused there, by row and column.

#' Numbers with dimensions
#'
#' @param value A vector, matrix, array or data frame of numbers or truth values, or a list of columns.
#' @param where The function and the argument, for messages.
#' @noRd
as_data <- function(value, where) {
  if (is.numeric(value) && !is.object(value)) return(value)
  value <- plain_data(value, where)
  # Numbers with a class, such as a table, have their values in their plain form; these have not.
  odd <- inherits(value, c("factor", "integer64"))
  if (!odd && (is.numeric(value) || is.logical(value))) return(unclass(value))
  refuse(where, "numbers (a vector, matrix, array or data frame)", describe(value), data_remedy(value))
}

# Tables, lists of columns and sparse matrices as arrays; anything else as it is.
plain_data <- function(value, where) {
  if (is.data.frame(value)) return(data_frame_matrix(value, where))
  if (is.list(value) && !is.object(value)) {
    if (length(value) == 1L) return(as_data(value[[1L]], where))
    return(list_matrix(value, where))
  }
  if (inherits(value, "Matrix")) as.matrix(value) else value
}

data_remedy <- function(value) {
  if (is.null(value)) return("It is needed here.")
  if (is.factor(value)) return("Use to_categorical(), or as.integer() - 1 for numbers from 0.")
  if (is.character(value)) return("Turn text into numbers first, for example with to_categorical(factor(x)).")
  if (inherits(value, "formula")) return("Give x and y: model |> fit(x, y).")
  "Convert it first, for example with as.numeric()."
}

data_frame_matrix <- function(frame, where) {
  check_columns(frame, where)
  as.matrix(frame)
}

# Refuses the first column that is not of numbers, or has a missing one, by its name.
check_columns <- function(frame, where) {
  for (name in names(frame)) {
    column <- frame[[name]]
    place <- paste0(where, ": column ", dQuote(name, FALSE))
    if (!(is.numeric(column) || is.logical(column)) || inherits(column, "integer64")) {
      refuse(place, "numbers", describe(column), "Encode it as numbers, or leave it out.")
    }
    if (anyNA(column)) {
      row <- which(is.na(column))[[1L]]
      refuse(place, "a number in every row", sprintf("%s in row %d", format(column[[row]]), row),
             "Leave the row out, or fill the gap, for example with 0 after scaling.")
    }
  }
}

# A list of columns: one input for each, as the course hints.
list_matrix <- function(columns, where) {
  is_column <- function(column) is.numeric(column) && NCOL(column) == 1L && length(dim(column)) < 3L
  lengths <- lengths(columns)
  if (length(columns) == 0L || !all(vapply(columns, is_column, TRUE)) || any(lengths != lengths[[1L]])) {
    refuse(where, "an array, or a list of columns of numbers, all of the same length", describe(columns),
           "Put the columns into a matrix; models with several inputs are not there yet.")
  }
  do.call(cbind, lapply(columns, as.vector))
}

#' Targets
#'
#' A factor becomes what the loss wants: a column for each level, or numbers from 0.
#'
#' @param model A model.
#' @param y Numbers, or a factor.
#' @param levels Which levels the classes stand for, from target_levels().
#' @param where The function and the argument, for messages.
#' @noRd
as_target <- function(model, y, levels, where) {
  y <- factor_of(y)
  if (!is.factor(y)) return(as_data(y, where))
  codes <- match(as.character(y), levels)
  if (anyNA(codes)) refuse_level(y, which(is.na(codes))[[1L]], levels, where)
  units <- last_size(model)
  loss <- loss_name(model)
  if (is.null(loss)) return(codes - 1L)
  if (is.null(units)) units <- if (loss == "categorical_crossentropy") length(levels) else 1L
  if (units == 1L && !startsWith(loss, "sparse_")) {
    check_two_classes(levels, loss, where)
    return(codes - 1L)
  }
  if (length(levels) != units) {
    refuse(where, sprintf("a factor with %s, one for each unit of the last layer", counted(units, "level")),
           describe(y), "Change the units, or drop levels that do not occur with droplevels().")
  }
  if (startsWith(loss, "sparse_")) codes - 1L else diag(units)[codes, , drop = FALSE]
}

# A table with one column that is a factor counts as the factor.
factor_of <- function(y) if (is.data.frame(y) && length(y) == 1L && is.factor(y[[1L]])) y[[1L]] else y

#' Which levels the classes of a model stand for
#'
#' Those that the model learnt before: so a part of the rows, or levels in another order, mean the same classes.
#'
#' @param learns Whether the model learns from `y`: then other levels are new classes.
#' @return Text; `NULL` if `y` is no factor and none are known.
#' @noRd
target_levels <- function(model, y, learns = FALSE) {
  y <- factor_of(y)
  known <- state(model)$levels
  if (!is.factor(y)) return(known)
  if (is.null(known) || (learns && !all(levels(y) %in% known))) levels(y) else known
}

refuse_level <- function(y, row, levels, where) {
  received <- if (is.na(y[[row]])) "NA" else dQuote(as.character(y[[row]]), FALSE)
  listed <- paste0(utils::head(levels, 10L), collapse = ", ")
  if (length(levels) > 10L) listed <- paste0(listed, ", ...")
  refuse(where, paste("a level among", listed), sprintf("%s in row %d", received, row),
         "Leave the row out, or train with all levels.")
}

check_two_classes <- function(levels, loss, where) {
  fits <- length(levels) <= 2L && loss == "binary_crossentropy"
  if (fits) return(invisible())
  received <- paste("a factor with", counted(length(levels), "level"))
  if (loss == "binary_crossentropy") {
    refuse(where, "a factor with 2 levels, as the last layer has one unit", received,
           "Give the last layer a unit for each level, and use categorical_crossentropy.")
  }
  refuse(where, paste("numbers, as the loss is", loss), received,
         "Convert it to numbers, or use a loss for classes such as categorical_crossentropy.")
}

# Units of the last layer; NULL while they are not known.
last_size <- function(model) {
  shape <- rust("model_shape", reader(model), "output")
  if (length(shape) > 0L) shape[[length(shape)]]
}

# The name of the loss that a model was compiled with; NULL before.
loss_name <- function(model) {
  loss <- state(model)$compiled$loss
  if (is.null(loss)) return(NULL)
  rust("find", "loss", if (is.list(loss)) loss$class_name else loss)$names[[1L]]
}
