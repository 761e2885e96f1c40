# What fit() does with callbacks: which run in the engine, which in R, and calling the latter.

#' Bring callbacks into a list
#'
#' @param callbacks `NULL`, a callback, or a list of them, with or without names.
#' @return A `kerros_callback_list`.
#' @noRd
callback_list <- function(callbacks) {
  if (inherits(callbacks, "kerros_callback_list")) return(callbacks)
  if (is.null(callbacks)) callbacks <- list()
  if (!is.list(callbacks)) callbacks <- list(callbacks)
  places <- sprintf("callbacks[[%d]]", seq_along(callbacks))
  for (i in seq_along(callbacks)) check_callback(callbacks[[i]], if (length(callbacks) == 1) "callbacks" else places[[i]])
  structure(unname(callbacks), class = "kerros_callback_list")
}

check_callback <- function(callback, where) {
  if (is_callback(callback)) return(invisible())
  expected <- "a callback"
  remedy <- "Use callback_lambda(), Callback() or an R6 class that inherits from KerasCallback."
  if (inherits(callback, "R6ClassGenerator")) {
    remedy <- sprintf("Make an object of it: %s$new().", callback$classname)
    refuse(where, expected, sprintf("the class %s", callback$classname), remedy)
  }
  if (inherits(callback, "kerros_callback_class")) {
    refuse(where, expected, sprintf("the class %s", attr(callback, "generator")$classname),
           "Make an object of it by calling it: name().")
  }
  if (is.function(callback)) remedy <- "Call it if it makes a callback, or give it to callback_lambda(on_epoch_end = )."
  refuse(where, expected, describe(callback), remedy)
}

is_callback <- function(value) inherits(value, c("kerros_callback", "KerasCallback"))

# Whether R is called for it; the others are told to the engine. (A learning-rate scheduler is told to the
# engine, which asks scheduled_rate().)
runs_in_r <- function(callback) inherits(callback, c("kerros_lambda_callback", "KerasCallback"))

#' Callbacks by where they run, in their order
#'
#' @return A list: descriptions for the engine, and between them lists of callbacks that run in R.
#' @noRd
callback_groups <- function(callbacks) {
  groups <- list()
  for (callback in unclass(callback_list(callbacks))) {
    last <- length(groups)
    if (!runs_in_r(callback)) {
      groups[[last + 1]] <- callback
    } else if (last > 0 && inherits(groups[[last]], "kerros_callback_list")) {
      groups[[last]] <- structure(c(unclass(groups[[last]]), list(callback)), class = "kerros_callback_list")
    } else {
      groups[[last + 1]] <- callback_list(list(callback))
    }
  }
  groups
}

#' Tell the callbacks what is trained
#' @noRd
callback_context <- function(callbacks, model, params) {
  for (callback in callback_list(callbacks)) {
    if (inherits(callback, "KerasCallback")) callback$set_context(params, model)
  }
  invisible(callbacks)
}

#' Call a moment on all callbacks that run in R
#'
#' @param event The moment: `"train_begin"`, `"epoch_end"`, `"train_batch_end"` and so on.
#' @param index Number of the epoch or batch, from 0; `NULL` for moments without one.
#' @param logs Named list of numbers. For batches with `size`, the number of rows, which callbacks in the
#'   manners of 2018 see.
#' @return The logs, with what callbacks added to them.
#' @noRd
callback_event <- function(callbacks, event, index = NULL, logs = NULL) {
  event <- check_choice(event, c(numbered_moments, plain_moments), "callback_event(): event")
  logs <- if (length(logs) == 0) named_list() else as.list(logs)
  for (callback in callback_list(callbacks)) {
    method <- method_for(callback, event)
    if (is.null(method)) next
    answer <- call_with(method, moment_arguments(callback, event, index, logs))
    if (counts_from(callback) == 1) logs <- merge_logs(logs, answer)
  }
  logs
}

named_list <- function() structure(list(), names = character())

# What a callback is told, by its manners.
moment_arguments <- function(callback, event, index, logs) {
  if (event %in% plain_moments) return(list(logs))
  index <- as.integer(index)
  if (endsWith(event, "batch_begin") || endsWith(event, "batch_end")) logs <- batch_logs(callback, index, logs)
  list(index + counts_from(callback), logs)
}

batch_logs <- function(callback, index, logs) {
  told <- logs[setdiff(names(logs), c("batch", "size"))]
  if (counts_from(callback) == 1) return(told)
  c(list(batch = index), logs[names(logs) == "size"], told)
}

counts_from <- function(callback) {
  if (inherits(callback, "kerros_lambda_callback")) return(callback$counts_from)
  as.integer(inherits(callback, "Keras3Callback"))
}

merge_logs <- function(logs, answer) {
  if (!is.list(answer) || is.null(names(answer))) return(logs)
  is_number <- vapply(answer, function(value) is.numeric(value) && length(value) == 1, NA)
  utils::modifyList(logs, answer[is_number & nzchar(names(answer))])
}

# The method for a moment; NULL if it is not overridden. `on_batch_end` is another name of
# `on_train_batch_end`.
method_for <- function(callback, event) {
  event <- sub("^batch_", "train_batch_", event)
  method <- own_method(callback, paste0("on_", event))
  if (is.null(method) && startsWith(event, "train_batch_")) {
    method <- own_method(callback, paste0("on_", sub("^train_", "", event)))
  }
  method
}

own_method <- function(callback, name) {
  if (inherits(callback, "kerros_lambda_callback")) return(callback$functions[[name]])
  if (!inherits(callback, "KerasCallback")) return(NULL)
  method <- callback[[name]]
  if (is.function(method) && !identical(body(method), quote(invisible(NULL)))) method
}

#' Whether a callback wants to hear of every batch
#'
#' If none does, the engine does not call R while an epoch runs.
#' @noRd
needs_batches <- function(callbacks) {
  any(vapply(callback_list(callbacks), wants_batches, NA))
}

wants_batches <- function(callback) {
  !is.null(method_for(callback, "train_batch_begin")) || !is.null(method_for(callback, "train_batch_end"))
}
