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
           "Put the columns into a matrix; only models with several inputs take several arrays.")
  }
  do.call(cbind, lapply(columns, as.vector))
}

#' Data for each input of a model
#'
#' @param model A model.
#' @param x Numbers; for several inputs, a list of these, in the order of the inputs or named.
#' @param where The function and the argument, for messages.
#' @return A list of arrays.
#' @noRd
as_inputs <- function(model, x, where) {
  own <- state(model)
  if (length(own$inputs) < 2L) return(list(as_data(x, where)))
  parts <- parts_of(x, own$names$inputs, own$keys$inputs, where, "inputs")
  Map(as_data, parts, sprintf("%s[[%d]]", where, seq_along(parts)))
}

#' The parts of a list that is for several inputs or outputs
#'
#' @param value A list, by place or by name. A data frame is a list of columns.
#' @param names,keys What the engine calls the inputs or outputs, and what the user does, if so.
#' @return The parts in order, without names.
#' @noRd
parts_of <- function(value, names, keys, where, what) {
  listed <- paste(if (is.null(keys)) names else keys, collapse = ", ")
  expected <- sprintf("a list of %d, one for each of the %s (%s)", length(names), what, listed)
  remedy <- "Give them in this order, or by these names."
  if (!is.list(value) || is.object(value) && !is.data.frame(value)) refuse(where, expected, describe(value), remedy)
  value <- as.list(value)
  if (length(value) != length(names)) refuse(where, expected, describe(value), remedy)
  given <- names(value)
  if (is.null(given)) return(value)
  places <- match(names, given)
  if (!is.null(keys)) places[is.na(places)] <- match(keys, given)[is.na(places)]
  if (anyNA(places)) refuse(where, expected, paste("the names", paste(given, collapse = ", ")), remedy)
  unname(value[places])
}

# What the outputs that have a loss are judged by; nothing before compile().
judged <- function(model) state(model)$compiled$outputs

# Their names and what the user calls them.
judged_names <- function(model) {
  own <- state(model)
  places <- vapply(judged(model), function(objective) objective$place, 0L)
  if (length(places) == 0L) places <- seq_along(own$outputs)
  list(names = own$names$outputs[places], keys = own$keys$outputs[places])
}

# Whether targets are a list with one for each output.
has_parts <- function(model) length(judged_names(model)$names) > 1L

target_parts <- function(model, y, where) {
  known <- judged_names(model)
  parts_of(y, known$names, known$keys, where, "outputs")
}

#' Targets of each output that is judged
#'
#' @param levels Which levels the classes stand for, from target_levels().
#' @return A list of arrays.
#' @noRd
as_targets <- function(model, y, levels, where) {
  if (!has_parts(model)) return(list(as_target(model, y, levels, where)))
  parts <- target_parts(model, y, where)
  lapply(seq_along(parts), function(i) {
    as_target(model, parts[[i]], levels[[i]], sprintf("%s[[%d]]", where, i), i)
  })
}

#' Weights of rows: one vector for all outputs, or one for each
#'
#' @return A list of arrays; NULL of NULL.
#' @noRd
as_sample_weights <- function(model, weights, where) {
  if (is.null(weights)) return(NULL)
  if (!is.list(weights) || is.object(weights) || !has_parts(model)) return(list(as_data(weights, where)))
  parts <- target_parts(model, weights, where)
  Map(as_data, parts, sprintf("%s[[%d]]", where, seq_along(parts)))
}

#' Targets
#'
#' A factor becomes what the loss wants: a column for each level, or numbers from 0.
#'
#' @param model A model.
#' @param y Numbers, or a factor.
#' @param levels Which levels the classes stand for, from target_levels().
#' @param where The function and the argument, for messages.
#' @param output Which of the judged outputs they are for.
#' @noRd
as_target <- function(model, y, levels, where, output = 1L) {
  y <- factor_of(y)
  if (!is.factor(y)) return(as_data(y, where))
  codes <- match(as.character(y), levels)
  if (anyNA(codes)) refuse_level(y, which(is.na(codes))[[1L]], levels, where)
  units <- last_size(model, output)
  loss <- loss_name(model, output)
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
#' @return Text; `NULL` if `y` is no factor and none are known. A list of these for several outputs.
#' @noRd
target_levels <- function(model, y, where, learns = FALSE) {
  known <- state(model)$levels
  if (!has_parts(model)) return(levels_of_target(y, known, learns))
  parts <- target_parts(model, y, where)
  lapply(seq_along(parts), function(i) levels_of_target(parts[[i]], if (is.list(known)) known[[i]], learns))
}

levels_of_target <- function(y, known, learns) {
  y <- factor_of(y)
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

# Units of the last layer of an output that is judged; NULL while they are not known.
last_size <- function(model, output = 1L) {
  objectives <- judged(model)
  place <- if (is.null(objectives)) output else objectives[[output]]$place
  shape <- rust("model_shape", reader(model), "output")[[place]]
  if (length(shape) > 0L) shape[[length(shape)]]
}

# The name of the loss that an output was compiled with; NULL before.
loss_name <- function(model, output = 1L) {
  objectives <- judged(model)
  if (is.null(objectives)) return(NULL)
  loss <- objectives[[output]]$loss
  rust("find", "loss", if (is.list(loss)) loss$class_name else loss)$names[[1L]]
}
