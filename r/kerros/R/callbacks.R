# The callbacks that come with Keras. Those of this file run in the engine; here they are descriptions:
# the class in Keras, its arguments under their names in Keras, and what is known after the training.

#' Describe a callback of the engine
#'
#' An environment, so that what the training found out can be read from the user's own variable
#' afterwards.
#' @noRd
new_callback <- function(class_name, config = list(), ..., class = NULL) {
  fields <- list2env(list(class_name = class_name, config = config, ...), parent = emptyenv())
  structure(fields, class = c(class, "kerros_callback"))
}

#' Record what a training found out
#'
#' @param values Named list, as `list(best_weights = , best_epoch = )`; read as `callback$best_weights`.
#' @noRd
callback_record <- function(callback, values) {
  list2env(values, envir = callback)
  invisible(callback)
}

#' @export
print.kerros_callback <- function(x, ...) {
  given <- Filter(function(value) !is.null(value), x$config)
  values <- vapply(given, function(value) paste(deparse(value), collapse = " "), "")
  arguments <- paste(names(given), values, sep = " = ", collapse = ", ")
  cat(sprintf("<%s(%s)>\n", x$class_name, arguments))
  invisible(x)
}

check_mode <- function(mode, where) check_choice(mode, c("auto", "min", "max"), paste0(where, "(): mode"))

check_optional_number <- function(value, where) if (is.null(value)) NULL else check_number(value, where)

#' Stop when nothing improves any more
#'
#' @param monitor Name of the metric that is watched, such as `"val_loss"` or `"acc"`.
#' @param min_delta By how much a value must be better to count.
#' @param patience How many epochs without an improvement are waited for.
#' @param verbose Whether (1) or not (0) it says when it stops.
#' @param mode Which values are better: `"min"`, the smaller ones, `"max"`, the larger ones, `"auto"`, what
#'   the metric says of itself.
#' @param baseline A value; only what is better counts as an improvement.
#' @param restore_best_weights Whether the model goes back to the weights of the best epoch at the end.
#' @param start_from_epoch How many epochs pass before it begins to watch.
#' @return A callback for [fit()][generics::fit].
#' @family callbacks
#' @examples
#' callback_early_stopping(monitor = "loss", patience = 3)
#' @export
callback_early_stopping <- function(monitor = "val_loss", min_delta = 0, patience = 0, verbose = 0,
                                    mode = c("auto", "min", "max"), baseline = NULL,
                                    restore_best_weights = FALSE, start_from_epoch = 0) {
  where <- function(argument) paste0("callback_early_stopping(): ", argument)
  new_callback("EarlyStopping", list(
    monitor = check_string(monitor, where("monitor")),
    min_delta = check_number(min_delta, where("min_delta")),
    patience = check_count(patience, where("patience")),
    verbose = check_verbose(verbose, where("verbose")),
    mode = check_mode(mode, "callback_early_stopping"),
    baseline = check_optional_number(baseline, where("baseline")),
    restore_best_weights = check_flag(restore_best_weights, where("restore_best_weights")),
    start_from_epoch = check_count(start_from_epoch, where("start_from_epoch"))
  ))
}

#' Keep the weights while a model trains
#'
#' The weights are kept in the callback: after `fit()`, `callback$best_weights` is what
#' `set_weights()` takes, and `callback$best_epoch` tells of which epoch they are, counted from 1. No file is
#' written yet.
#'
#' @param filepath Where a file is to be written. Not used yet; may be left out.
#' @param save_best_only Whether only epochs count that are better than all before.
#' @param save_weights_only Not used: it is always the weights that are kept.
#' @param period Every how many epochs the weights are kept (the name of 2018).
#' @param save_freq `"epoch"`; other values are not there yet.
#' @param initial_value_threshold What the first epoch must be better than.
#' @inheritParams callback_early_stopping
#' @inherit callback_early_stopping return
#' @family callbacks
#' @examples
#' checkpoint <- callback_model_checkpoint(monitor = "loss", save_best_only = TRUE)
#' checkpoint$best_weights # NULL before the training
#' @export
callback_model_checkpoint <- function(filepath = NULL, monitor = "val_loss", verbose = 0,
                                      save_best_only = FALSE, save_weights_only = FALSE,
                                      mode = c("auto", "min", "max"), period = NULL, save_freq = "epoch",
                                      initial_value_threshold = NULL) {
  where <- function(argument) paste0("callback_model_checkpoint(): ", argument)
  if (!is.null(filepath)) {
    filepath <- check_string(filepath, where("filepath"))
    say_once("checkpoint_in_memory", paste(
      "callback_model_checkpoint() writes no file yet: the weights are kept in the callback,",
      "read them as $best_weights."
    ))
  }
  if (!identical(save_freq, "epoch")) {
    refuse(where("save_freq"), "\"epoch\"", describe(save_freq), "Weights are kept at the end of an epoch.")
  }
  config <- list(
    filepath = filepath,
    monitor = check_string(monitor, where("monitor")),
    verbose = check_verbose(verbose, where("verbose")),
    save_best_only = check_flag(save_best_only, where("save_best_only")),
    save_weights_only = check_flag(save_weights_only, where("save_weights_only")),
    mode = check_mode(mode, "callback_model_checkpoint"),
    save_freq = save_freq,
    initial_value_threshold = check_optional_number(initial_value_threshold, where("initial_value_threshold")),
    period = if (is.null(period)) 1L else check_count(period, where("period"), least = 1)
  )
  new_callback("ModelCheckpoint", config, best_weights = NULL, best_epoch = NULL)
}

#' Lower the learning rate when nothing improves any more
#'
#' @param factor What the rate is multiplied by; above 0 and below 1.
#' @param cooldown How many epochs after a reduction do not count.
#' @param min_lr The lowest rate.
#' @param ... `epsilon`, an older name of `min_delta`.
#' @inheritParams callback_early_stopping
#' @inherit callback_early_stopping return
#' @family callbacks
#' @examples
#' callback_reduce_lr_on_plateau(monitor = "loss", factor = 0.5)
#' @export
callback_reduce_lr_on_plateau <- function(monitor = "val_loss", factor = 0.1, patience = 10, verbose = 0,
                                          mode = c("auto", "min", "max"), min_delta = 1e-4, cooldown = 0,
                                          min_lr = 0, ...) {
  where <- function(argument) paste0("callback_reduce_lr_on_plateau(): ", argument)
  others <- list(...)
  if (identical(names(others), "epsilon")) {
    min_delta <- others$epsilon
  } else if (length(others) > 0) {
    refuse(where("..."), "nothing but epsilon", other_names(others), "Mend the name of the argument.")
  }
  factor <- check_number(factor, where("factor"), least = 0)
  if (factor == 0 || factor >= 1) {
    refuse(where("factor"), "a number above 0 and below 1", format(factor), "The rate is multiplied by it.")
  }
  new_callback("ReduceLROnPlateau", list(
    monitor = check_string(monitor, where("monitor")),
    factor = factor,
    patience = check_count(patience, where("patience")),
    verbose = check_verbose(verbose, where("verbose")),
    mode = check_mode(mode, "callback_reduce_lr_on_plateau"),
    min_delta = check_number(min_delta, where("min_delta"), least = 0),
    cooldown = check_count(cooldown, where("cooldown")),
    min_lr = check_number(min_lr, where("min_lr"), least = 0)
  ))
}

other_names <- function(others) {
  if (is.null(names(others))) return(paste(counted(length(others), "value"), "without a name"))
  paste(ifelse(nzchar(names(others)), names(others), "a value without a name"), collapse = ", ")
}

#' Set the learning rate of each epoch by a function
#'
#' @param schedule A function of the epoch, which counts **from 0**, and, if it takes two arguments, of the
#'   learning rate so far. It returns the learning rate.
#' @param verbose Whether (1) or not (0) it tells each rate.
#' @inherit callback_early_stopping return
#' @family callbacks
#' @examples
#' callback_learning_rate_scheduler(function(epoch, rate) if (epoch < 10) rate else rate * 0.9)
#' @export
callback_learning_rate_scheduler <- function(schedule, verbose = 0) {
  where <- "callback_learning_rate_scheduler(): "
  if (missing(schedule)) schedule <- NULL
  schedule <- check_function(schedule, paste0(where, "schedule"), "Write function(epoch, rate) { ... }.")
  config <- list(verbose = check_verbose(verbose, paste0(where, "verbose")))
  new_callback("LearningRateScheduler", config, schedule = schedule)
}

#' The learning rate of an epoch
#'
#' @param callback A learning-rate scheduler.
#' @param epoch Counts from 0.
#' @param rate The rate so far.
#' @noRd
scheduled_rate <- function(callback, epoch, rate) {
  scheduled <- call_with(callback$schedule, list(as.integer(epoch), rate))
  if (!is.numeric(scheduled) || length(scheduled) != 1 || !is.finite(scheduled)) {
    refuse(sprintf("callback_learning_rate_scheduler(): schedule(%d)", as.integer(epoch)),
           "one number, the learning rate", describe(scheduled), "Let the function return it in its last line.")
  }
  as.double(scheduled)
}

# Calls a function with as many of the (at most two) arguments as it takes.
call_with <- function(method, arguments) {
  taken <- names(formals(args(method)))
  if (!"..." %in% taken) arguments <- arguments[seq_len(min(length(taken), length(arguments)))]
  switch(length(arguments) + 1, method(), method(arguments[[1]]), method(arguments[[1]], arguments[[2]]))
}

#' Write the numbers of each epoch to a file
#'
#' One line for each epoch: `epoch`, which counts from 0, then the metrics.
#'
#' @param filename Where the file is written.
#' @param separator What stands between the columns: one character.
#' @param append Whether the lines go behind those that are there.
#' @inherit callback_early_stopping return
#' @family callbacks
#' @examples
#' callback_csv_logger(tempfile(fileext = ".csv"))
#' @export
callback_csv_logger <- function(filename, separator = ",", append = FALSE) {
  where <- "callback_csv_logger(): "
  if (missing(filename)) filename <- NULL
  separator <- check_string(separator, paste0(where, "separator"))
  if (nchar(separator) != 1) {
    refuse(paste0(where, "separator"), "one character", describe(separator), "Give \",\" or \"\\t\".")
  }
  new_callback("CSVLogger", list(
    filename = path.expand(check_string(filename, paste0(where, "filename"), "Give the path of a file.")),
    separator = separator,
    append = check_flag(append, paste0(where, "append"))
  ))
}

#' Stop when the loss is no number any more
#'
#' @details The first is the name of 2018, the second that of today.
#' @inherit callback_early_stopping return
#' @family callbacks
#' @examples
#' callback_terminate_on_naan()
#' @export
callback_terminate_on_naan <- function() new_callback("TerminateOnNaN")

#' @rdname callback_terminate_on_naan
#' @export
callback_terminate_on_nan <- function() new_callback("TerminateOnNaN")
