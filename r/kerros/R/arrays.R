# Arrays on their way into a model.

#' One column for each class
#'
#' Turns class labels into a matrix of zeros with a one in the column of the class ("one-hot").
#'
#' @param x Class labels: whole numbers that count **from 0**, or a factor (whose first level is class
#'   0). A vector, or an array, to which an axis is added; a last axis of length 1 is dropped.
#' @param num_classes Number of classes. When `NULL` the largest label and one, or the number of levels.
#' @param dtype Type of the result: `"float32"` and other `"float"` types give doubles, `"int32"` and
#'   the like integers, `"bool"` logicals.
#' @param y Another name of `x`, the one of 2018.
#' @return An array of zeros and ones with the axes of `x` and a last one for the class: for a vector, a
#'   matrix with a row for each label.
#' @examples
#' to_categorical(c(0, 2, 1, 2))
#' to_categorical(iris$Species[c(1, 51, 101)])
#' to_categorical(c(3, 1, 2) - 1, num_classes = 5)
#' @export
to_categorical <- function(x, num_classes = NULL, dtype = "float32", y) {
  if (!missing(y)) {
    # to_categorical(y = labels, 10): the number of classes came in the place of x.
    if (!missing(x)) num_classes <- second_unnamed(x, num_classes)
    x <- y
  }
  type <- r_type(dtype, "to_categorical(): dtype")
  if (is.factor(x)) {
    num_classes <- if (is.null(num_classes)) nlevels(x) else num_classes
    x <- array(as.integer(x) - 1L, dim = shape_of_array(x))
  }
  check_labels(x)
  classes <- count_classes(x, num_classes)
  axes <- shape_of_array(x)
  if (length(axes) > 1 && axes[[length(axes)]] == 1) axes <- axes[-length(axes)]
  result <- array(as.vector(0, type), dim = c(axes, classes))
  result[seq_along(x) + length(x) * as.double(x)] <- as.vector(1, type)
  result
}

second_unnamed <- function(x, num_classes) {
  if (!is.null(num_classes)) {
    refuse("to_categorical()", "the labels once", "both x and y", "x and y are two names of the same argument.")
  }
  x
}

shape_of_array <- function(x) if (is.null(dim(x))) length(x) else dim(x)

check_labels <- function(x) {
  where <- "to_categorical(): x"
  if (!is.numeric(x) && !is.logical(x)) {
    refuse(where, "class labels as whole numbers or a factor", describe(x), labels_remedy(x))
  }
  wrong <- which(is.na(x) | x < 0 | x != floor(x))
  if (length(wrong) == 0) return(invisible())
  refuse(where, "whole numbers from 0 on", sprintf("%s at position %d", format(x[[wrong[[1]]]]), wrong[[1]]),
         "Labels count from 0. Leave out what is missing, and give text as a factor.")
}

labels_remedy <- function(x) {
  if (is.character(x)) return("Make a factor of the text: factor(x).")
  if (is.data.frame(x)) return("Give one column: x[[1]].")
  "Give a vector."
}

count_classes <- function(x, num_classes) {
  if (is.null(num_classes)) {
    if (length(x) > 0) return(max(x) + 1)
    refuse("to_categorical(): x", "at least one label", "none", "Give num_classes to make a matrix without rows.")
  }
  num_classes <- check_count(num_classes, "to_categorical(): num_classes", least = 1)
  if (length(x) == 0 || max(x) < num_classes) return(num_classes)
  from_one <- min(x) >= 1 && max(x) == num_classes
  refuse("to_categorical(): x", sprintf("labels from 0 to %d", num_classes - 1L), format(max(x)),
         if (from_one) "Labels count from 0: give x - 1." else "Raise num_classes or mend the labels.")
}

# R's type for a type of Keras.
r_type <- function(dtype, where) {
  dtype <- check_string(dtype, where, "Give a type such as \"float32\" or \"int32\".")
  if (grepl("^(float(16|32|64)?|bfloat16|double|int64|uint(32|64))$", dtype)) return("double")
  if (grepl("^(int(8|16|32)?|uint(8|16))$", dtype)) return("integer")
  if (dtype == "bool") return("logical")
  refuse(where, "a type of numbers", describe(dtype), "Give a type such as \"float32\" or \"int32\".")
}

#' Give an array another shape, row by row
#'
#' R fills arrays column by column, with the first index moving fastest. Keras (and NumPy) fill them row by
#' row, with the last index moving fastest. This function reads and fills row by row, so that it does
#' what Keras does; `dim(x) <- dim` does not.
#'
#' @param x A vector, matrix or array.
#' @param dim The new axes. One of them may be -1: it follows from the others.
#' @param order `"C"`: row by row. `"F"`: column by column, as R does.
#' @return An array with the values of `x` and the axes `dim`.
#' @examples
#' array_reshape(1:6, c(2, 3))
#' images <- array(1:24, c(2, 3, 4))
#' dim(array_reshape(images, c(2, -1)))
#' @export
array_reshape <- function(x, dim, order = c("C", "F")) {
  order <- check_choice(order, c("C", "F"), "array_reshape(): order")
  if (!is.atomic(x) || is.null(x) || is.factor(x)) {
    refuse("array_reshape(): x", "a vector or an array", describe(x), "Convert it with as.matrix() or unlist().")
  }
  dim <- complete_axes(dim, length(x))
  if (order == "F") return(array(as.vector(x), dim))
  rows_first <- if (length(base::dim(x)) > 1) aperm(x) else x
  reversed <- array(as.vector(rows_first), rev(dim))
  if (length(dim) > 1) aperm(reversed) else reversed
}

# The axes, with the one that was left open.
complete_axes <- function(dim, size) {
  where <- "array_reshape(): dim"
  remedy <- "Give one number for each axis; one of them may be -1."
  axes <- if (is.list(dim)) unlist(dim) else dim
  fits <- is.numeric(axes) && length(axes) > 0 && length(axes) == length(dim) &&
    all(is.finite(axes) & axes >= -1 & axes == floor(axes)) && sum(axes == -1) <= 1
  if (!fits) refuse(where, "whole numbers", text_of_axes(dim), remedy)
  known <- prod(axes[axes != -1])
  open <- axes == -1
  if (any(open) && known > 0) axes[open] <- size / known
  if (prod(axes) != size || any(axes != floor(axes)) || any(axes < 0)) {
    refuse(where, sprintf("axes for %.0f values", size), text_of_axes(dim), remedy)
  }
  as.integer(axes)
}

text_of_axes <- function(dim) {
  if (!is.numeric(dim) || length(dim) == 0) return(describe(dim))
  paste(dim, collapse = " x ")
}

#' Bring vectors to length one
#'
#' Divides the values along an axis by their norm. Vectors of zeros stay as they are.
#'
#' @param x A vector, matrix or array of numbers.
#' @param axis Along which axis, counted from 1; -1 is the last, -2 the one before.
#' @param order Which norm: 2 is the Euclidean one, 1 the sum of absolute values, `Inf` the largest
#'   absolute value.
#' @return An array like `x`.
#' @examples
#' normalize(matrix(c(3, 0, 4, 0), 2))
#' normalize(matrix(1:4, 2), axis = 1, order = 1)
#' @export
normalize <- function(x, axis = -1, order = 2) {
  if (!is.numeric(x)) {
    refuse("normalize(): x", "numbers", describe(x), "Convert a data frame with as.matrix().")
  }
  axes <- shape_of_array(x)
  axis <- check_axis(axis, length(axes), "normalize(): axis")
  order <- check_number(order, "normalize(): order", least = 0)
  if (order == 0) refuse("normalize(): order", "a number above 0", "0", "The Euclidean norm is order = 2.")
  # The axis first, so that each column is one vector.
  turned <- c(axis, seq_along(axes)[-axis])
  columns <- matrix(aperm(array(as.double(x), axes), turned), nrow = axes[[axis]])
  norms <- column_norms(columns, order)
  norms[norms %in% 0] <- 1
  result <- aperm(array(columns / rep(norms, each = nrow(columns)), axes[turned]), base::order(turned))
  if (is.null(dim(x))) return(as.vector(result))
  dimnames(result) <- dimnames(x)
  result
}

column_norms <- function(columns, order) {
  sizes <- abs(columns)
  if (order == 1) return(colSums(sizes))
  if (is.infinite(order)) return(apply(sizes, 2, max, 0))
  colSums(sizes^order)^(1 / order)
}

# An axis counted from 1, also when it was counted from the end.
check_axis <- function(axis, axes, where) {
  fits <- is.numeric(axis) && length(axis) == 1 && is.finite(axis) && axis == floor(axis) &&
    axis != 0 && abs(axis) <= axes
  if (!fits) {
    refuse(where, sprintf("an axis from 1 to %d, or from -1 to -%d", axes, axes), describe(axis),
           "Axes count from 1; -1 is the last.")
  }
  if (axis < 0) axes + axis + 1 else axis
}

#' Bring sequences to the same length
#'
#' Sequences that are too short are filled up, sequences that are too long are cut.
#'
#' @param sequences A list of sequences: vectors of numbers (words as numbers, say), or matrices with a
#'   row for each step. A matrix counts as a list of its rows.
#' @param maxlen The length; when `NULL` that of the longest sequence.
#' @param dtype Type of the result: `"int32"` gives integers (what is behind the point is cut off),
#'   `"float32"` doubles.
#' @param padding Where sequences are filled up: `"pre"`, before, or `"post"`, behind.
#' @param truncating Where sequences are cut: `"pre"`, before, or `"post"`, behind.
#' @param value What they are filled up with.
#' @return A matrix with a row for each sequence and `maxlen` columns; for sequences that are matrices,
#'   an array with a last axis for their columns.
#' @examples
#' pad_sequences(list(1:2, 1:5, 7))
#' pad_sequences(list(1:2, 1:5, 7), maxlen = 3, padding = "post", truncating = "post")
#' @export
pad_sequences <- function(sequences, maxlen = NULL, dtype = "int32", padding = "pre",
                          truncating = "pre", value = 0) {
  type <- r_type(dtype, "pad_sequences(): dtype")
  padding <- check_choice(padding, c("pre", "post"), "pad_sequences(): padding")
  truncating <- check_choice(truncating, c("pre", "post"), "pad_sequences(): truncating")
  value <- check_number(value, "pad_sequences(): value")
  steps <- steps_of_sequences(sequences)
  lengths <- vapply(steps, nrow, 1L)
  maxlen <- check_maxlen(maxlen, lengths)
  features <- max(1L, vapply(steps, ncol, 1L))
  result <- array(value, c(length(steps), maxlen, features))
  for (i in seq_along(steps)) {
    kept <- min(lengths[[i]], maxlen)
    from <- if (truncating == "pre") lengths[[i]] - kept else 0
    to <- if (padding == "pre") maxlen - kept else 0
    result[i, to + seq_len(kept), ] <- steps[[i]][from + seq_len(kept), ]
  }
  result <- as_dtype(result, dtype, type)
  if (any(vapply(sequences_of(sequences), is.matrix, NA))) result else array(result, dim(result)[1:2])
}

sequences_of <- function(sequences) {
  if (is.matrix(sequences)) sequences <- lapply(seq_len(nrow(sequences)), function(row) sequences[row, ])
  if (!is.list(sequences) || is.data.frame(sequences)) {
    refuse("pad_sequences(): sequences", "a list of sequences", describe(sequences),
           "Put a single sequence into a list: list(x).")
  }
  sequences
}

# Each sequence as a matrix with a row for each step.
steps_of_sequences <- function(sequences) {
  sequences <- unname(sequences_of(sequences))
  steps <- lapply(seq_along(sequences), function(i) steps_of_sequence(sequences[[i]], i))
  columns <- vapply(steps, ncol, 1L)
  filled <- vapply(steps, nrow, 1L) > 0
  if (any(filled) && length(unique(columns[filled])) > 1) {
    wrong <- which(filled & columns != columns[filled][[1]])[[1]]
    refuse(sprintf("pad_sequences(): sequences[[%d]]", wrong),
           sprintf("%d numbers for each step, as in the first", columns[filled][[1]]),
           sprintf("%d", columns[[wrong]]), "Give all sequences the same columns.")
  }
  steps
}

steps_of_sequence <- function(sequence, number) {
  where <- sprintf("pad_sequences(): sequences[[%d]]", number)
  # list(1, 2, 3) is c(1, 2, 3).
  if (is.list(sequence) && all(lengths(sequence) == 1)) sequence <- unlist(sequence)
  if (is.null(sequence)) sequence <- numeric()
  if (!(is.numeric(sequence) || is.logical(sequence)) || length(dim(sequence)) > 2) {
    refuse(where, "a vector or a matrix of numbers", describe(sequence), "Turn words into numbers first.")
  }
  if (anyNA(sequence)) refuse(where, "numbers", "NA", "Leave it out or replace it.")
  if (is.matrix(sequence)) sequence else matrix(as.vector(sequence), ncol = 1)
}

check_maxlen <- function(maxlen, lengths) {
  if (!is.null(maxlen)) return(check_count(maxlen, "pad_sequences(): maxlen", least = 1))
  if (length(lengths) > 0) return(max(lengths))
  refuse("pad_sequences(): sequences", "at least one sequence", "none", "Give maxlen to make a matrix without rows.")
}

# `values` in R's type `type`; integers lose what is behind the point.
as_dtype <- function(values, dtype, type) {
  if (grepl("int", dtype)) values <- trunc(values)
  if (type == "integer" && any(abs(values) > .Machine$integer.max)) {
    refuse("pad_sequences(): sequences", "integers", format(values[abs(values) > .Machine$integer.max][[1]]),
           "Use dtype = \"float32\".")
  }
  storage.mode(values) <- type
  values
}

#' The axes of an array
#'
#' Makes a shape, for arguments such as `input_shape`. Unlike `c()`, it keeps an axis whose length is not
#' known.
#'
#' @param ... Lengths of axes, as numbers. `NULL`, `NA` and -1 are axes of any length. Vectors and lists of
#'   such are joined; of an array or a tensor the axes are taken.
#' @return A list of class `keras_shape`: an integer for each axis, `NULL` for one of any length.
#' @examples
#' shape(28, 28, 1)
#' shape(NULL, 28)
#' shape(array(0, c(2, 3)))
#' @export
shape <- function(...) {
  axes <- unlist(lapply(list(...), axes_of), use.names = FALSE)
  structure(lapply(axes, function(axis) if (is.na(axis)) NULL else axis), class = "keras_shape")
}

# Integers, NA for an axis of any length.
axes_of <- function(x) {
  if (is.null(x)) return(NA_integer_)
  if (is_tensor(x)) return(c(NA_integer_, tensor_shape(x)))
  if (is.array(x)) return(dim(x))
  if (is.list(x)) return(as.integer(unlist(lapply(x, axes_of))))
  fits <- (is.numeric(x) || (is.logical(x) && all(is.na(x)))) && !is.factor(x) &&
    all(is.na(x) | (x >= -1 & x <= .Machine$integer.max))
  if (!fits) {
    refuse("shape()", "lengths of axes", describe(x), "Give whole numbers; NA is an axis of any length.")
  }
  x[x %in% -1] <- NA
  as.integer(x)
}

#' @rdname shape
#' @param x,y Shapes.
#' @param prefix What stands before the bracket; `FALSE` for nothing.
#' @return `format()` returns text, `as.integer()` the lengths with `NA` for any length.
#' @export
format.keras_shape <- function(x, ..., prefix = TRUE) {
  axes <- as.integer.keras_shape(x)
  prefix <- if (isTRUE(prefix)) "shape" else if (is.character(prefix)) prefix else ""
  paste0(prefix, "(", paste(axes, collapse = ", "), ")")
}

#' @rdname shape
#' @export
print.keras_shape <- function(x, ...) {
  writeLines(format(x, ...))
  invisible(x)
}

#' @rdname shape
#' @param i Which axes.
#' @export
`[.keras_shape` <- function(x, i) structure(unclass(x)[i], class = class(x))

#' @rdname shape
#' @export
as.integer.keras_shape <- function(x, ...) {
  vapply(unclass(x), function(axis) if (is.null(axis)) NA_integer_ else as.integer(axis), 1L)
}

#' @rdname shape
#' @export
as.list.keras_shape <- function(x, ...) unclass(x)

#' @rdname shape
#' @export
`==.keras_shape` <- function(x, y) identical(shape(x), shape(y))

#' @rdname shape
#' @export
`!=.keras_shape` <- function(x, y) !identical(shape(x), shape(y))
