#' @importFrom generics fit
#' @export
generics::fit

#' Trains a model
#'
#' Trains in place. Training runs beside R: Stop (an interrupt) ends it within a moment, and the model and
#' the history so far are kept.
#'
#' When the loss or a weight becomes `NaN` or infinite, the training ends with an error of class
#' `kerros_error_non_finite`: it names epoch, batch, layer, operation and rows, the model is as it was before that
#' batch, and `model$history` has the epochs before. `options(kerros.stop_at_non_finite = FALSE)` goes on instead, as
#' keras does; [callback_terminate_on_naan()] ends without an error.
#'
#' Before training, warnings tell of what is hardly meant: columns that are not scaled, classes that only the validation
#' has or that are badly unbalanced, rows that are both trained on and judged by, metrics that do not fit the loss.
#' `options(kerros.warnings = FALSE)` looks for none of it.
#'
#' @param object A compiled model.
#' @param x Rows to train on: a matrix, array, vector or data frame of numbers. For a model with several inputs a
#'   list of these, in the order of the inputs or named.
#' @param y Targets: numbers, or a factor. For a model with several outputs a list of these, in the order of the
#'   outputs that have a loss, or named.
#' @param batch_size Rows in a step; 32 if not given.
#' @param epochs The number of the last epoch; 10 in the era of `keras`, else 1.
#' @param verbose 0 for silence, 1 for a bar, 2 for one line an epoch, "auto".
#' @param callbacks One callback or a list of them.
#' @param view_metrics Whether to show a live page: `TRUE`, `FALSE` or "auto".
#' @param validation_split The share of rows, the last ones, that is held back for validation.
#' @param validation_data `list(x, y)` or `list(x, y, weights)` to validate on.
#' @param shuffle Whether rows are shuffled each epoch.
#' @param class_weight Named weights of classes, counted from 0.
#' @param sample_weight A weight for each row; for several outputs also a list with such weights for each.
#' @param initial_epoch The epoch to begin with; counted from 0 in the era of `keras`, else from 1.
#' @param steps_per_epoch,validation_steps,validation_freq Accepted at their defaults.
#' @param validation_batch_size Rows in a step of validation.
#' @param ... Nothing else is accepted.
#' @return The history, invisibly.
#' @family training
#' @method fit kerros_model
#' @rawNamespace S3method(fit, kerros_model)
#' @examples
#' model <- keras_model_sequential() |> layer_dense(units = 1, input_shape = 2)
#' model |> compile(optimizer = "rmsprop", loss = "mse")
#' x <- matrix(runif(64), ncol = 2)
#' history <- model |> fit(x, x[, 1] + x[, 2], epochs = 3, verbose = 0)
#' history
fit.kerros_model <- function(object, x = NULL, y = NULL, batch_size = NULL, epochs = NULL,
                             verbose = getOption("keras.fit_verbose", getOption("keras.verbose", "auto")),
                             callbacks = NULL,
                             view_metrics = getOption("keras.view_metrics", "auto"),
                             validation_split = 0, validation_data = NULL, shuffle = TRUE,
                             class_weight = NULL, sample_weight = NULL, initial_epoch = NULL,
                             steps_per_epoch = NULL, validation_steps = NULL, ...,
                             validation_batch_size = NULL, validation_freq = 1) {
  only_defaults("fit", steps_per_epoch = is.null(steps_per_epoch),
    validation_steps = is.null(validation_steps), validation_freq = same(validation_freq, 1), ...)
  if (is.null(epochs)) epochs <- if (is_course_era()) 10L else 1L
  callbacks <- callback_groups(callbacks)
  levels <- target_levels(object, y, "fit(): y", learns = TRUE)
  settings <- c(shown_as(verbose_level(verbose, "fit(): verbose")), list(
    batch_size = batch_or_32(batch_size, "fit(): batch_size"),
    epochs = check_count(epochs, "fit(): epochs"),
    initial_epoch = epochs_before(initial_epoch),
    validation_split = check_number(validation_split, "fit(): validation_split", least = 0, most = 1),
    shuffle = check_flag(shuffle, "fit(): shuffle"),
    class_weight = as_class_weight(class_weight, if (is.factor(factor_of(y))) levels),
    validation_batch_size = if (!is.null(validation_batch_size)) {
      check_count(validation_batch_size, "fit(): validation_batch_size", least = 1)
    },
    warnings = check_flag(getOption("kerros.warnings", TRUE), "option kerros.warnings"),
    stop_at_non_finite = check_flag(getOption("kerros.stop_at_non_finite", TRUE), "option kerros.stop_at_non_finite"),
    callbacks = lapply(callbacks, described_callback)
  ))
  data <- list(
    x = as_inputs(object, x, "fit(): x"),
    y = as_targets(object, y, levels, "fit(): y"),
    sample_weight = as_sample_weights(object, sample_weight, "fit(): sample_weight"),
    validation = validation_rows(object, validation_data, levels)
  )
  metrics <- unlist(lapply(judged(object), function(output) c(output$metrics, output$weighted_metrics)), FALSE)
  live <- if (live_wanted(view_metrics, settings$epochs, settings$verbose, metrics)) view_metrics
  settings$tells_epochs <- !is.null(live)
  invisible(train(object, data, levels, settings, callbacks, live))
}

# How many epochs were before; initial_epoch counts from 0 in the era of `keras`, else from 1.
epochs_before <- function(initial_epoch) {
  if (is.null(initial_epoch)) return(0L)
  first <- if (is_course_era()) 0L else 1L
  check_count(initial_epoch, "fit(): initial_epoch", least = first) - first
}

# What the engine is told of a callback: its class and arguments, or that it is R functions.
described_callback <- function(callback) {
  if (inherits(callback, "kerros_callback_list")) {
    return(list(watches_batches = needs_batches(callback)))
  }
  list(class_name = callback$class_name, config = given(callback$config))
}

# Runs a training and hands its events around until it ends. Whatever happens (an interrupt, an error in a
# callback), the model is given back with the weights and the history so far.
train <- function(model, data, levels, settings, callbacks, live) {
  run <- NULL
  interrupted <- FALSE
  on.exit(if (!is.null(run)) suspendInterrupts(finish(run)), add = TRUE)
  suspendInterrupts({
    training <- rust("training_start", handle(model), data, settings)
    run <- training_run(model, training, row_shape(data$x[[1L]]), levels, settings, callbacks, live)
    tell_context(run)
    interrupted <- tryCatch(
      {
        allowInterrupts(listen(run))
        FALSE
      },
      interrupt = function(e) TRUE
    )
    finish(run)
  })
  history <- raised(run$result)
  if (interrupted) message("Interrupted: the model and the history so far are kept.")
  history
}

# What goes on while a model trains: an environment, since callbacks change it.
training_run <- function(model, training, row_shape, levels, settings, callbacks, live) {
  own <- state(model)
  own$stop_training <- FALSE
  # Copies that answer while the model trains need to know it: see reader().
  if (is.null(own$input_shape)) own$input_shape <- row_shape
  list2env(
    list(
      model = model, training = training, levels = levels, settings = settings, callbacks = callbacks,
      view_metrics = live, live = NULL, metrics = list(), result = NULL
    ),
    parent = emptyenv()
  )
}

# The shape of one row.
row_shape <- function(x) if (length(dim(x)) > 1L) dim(x)[-1L] else 1L

# Ends a training, once: the model is idle again, and remembers what it has learnt.
finish <- function(run) {
  if (!is.null(run$result)) return(invisible())
  result <- rust_try("training_finish", run$training)
  own <- state(run$model)
  described <- function(numbers) as_history(numbers, run$settings, rust("model_metric_names", own$handle))
  if (!inherits(result, "kerros_failure")) {
    result <- described(result)
    own$history <- result
    own$levels <- run$levels
  } else if (identical(result$kind, "non_finite")) {
    # The epochs before are kept, as the weights are.
    own$history <- described(rust("model_history", own$handle))
    own$levels <- run$levels
  }
  run$result <- result
  remember_weights(run$model)
  remember_learning_rate(run$model)
  close_run(run)
}

# How long to wait for the next event, in seconds: R looks for an interrupt in between.
LISTENING <- 0.05

listen <- function(run) {
  repeat {
    check_interrupt()
    events <- rust_try("training_next", run$training, LISTENING)
    kinds <- vapply(events, function(event) event$kind, "")
    if (any(kinds == "epoch")) show_epochs(run, lapply(events[kinds == "epoch"], function(event) event$logs))
    for (event in events) heard(run, event)
    if (any(kinds == "done")) return(invisible())
  }
}

heard <- function(run, event) {
  switch(event$kind,
    text = cat(event$text),
    warning = warning(event$text, call. = FALSE),
    checkpoint = callback_record(
      run$callbacks[[event$callback]],
      list(best_weights = event$weights, best_epoch = event$epoch)
    ),
    call = answer(run, event)
  )
}

# Calls callbacks written in R, and lets the training go on.
answer <- function(run, event) {
  callback <- run$callbacks[[event$callback]]
  logs <- if (event$event == "schedule") {
    list(rate = scheduled_rate(callback, event$index, event$logs$rate))
  } else {
    for_engine(callback_event(callback, event$event, event$index, for_era(event$logs)))
  }
  rust("training_reply", run$training, list(
    stop = isTRUE(state(run$model)$stop_training),
    logs = logs
  ))
}

# Callbacks that are objects know the model and how it is trained.
tell_context <- function(run) {
  params <- run$settings[c("verbose", "epochs", "batch_size")]
  for (callback in run$callbacks) {
    if (inherits(callback, "kerros_callback_list")) callback_context(callback, run$model, params)
  }
}

# Shows epochs on the live page: all that ended since the last time at once, as there may be thousands a second.
show_epochs <- function(run, epochs) {
  epochs <- lapply(epochs, for_era)
  for (name in unique(unlist(lapply(epochs, names)))) {
    values <- vapply(epochs, function(logs) c(logs[[name]], NA_real_)[[1L]], 0)
    run$metrics[[name]] <- c(run$metrics[[name]], values)
  }
  if (is.null(run$live)) {
    run$live <- live_open(names(epochs[[1L]]), run$settings$epochs, run$view_metrics)
  }
  live_update(run$live, run$metrics)
}

close_run <- function(run) {
  if (!is.null(run$live)) live_close(run$live)
}

# What callbacks log as the learning rate was called `lr` in 2018.
for_era <- function(logs) {
  if (is_course_era()) names(logs)[names(logs) == "learning_rate"] <- "lr"
  logs
}

for_engine <- function(logs) {
  if (is_course_era()) names(logs)[names(logs) == "lr"] <- "learning_rate"
  logs
}

# The history of a training, with the parameters that its era shows. `compiled` are the names of loss and
# metrics.
as_history <- function(result, settings, compiled) {
  metrics <- for_era(result$metrics)
  names <- as.character(names(metrics))
  validation <- startsWith(names, "val_")
  params <- list(verbose = settings$verbose, epochs = settings$epochs, steps = result$steps)
  if (is_course_era()) {
    params <- list(
      batch_size = settings$batch_size, epochs = settings$epochs, steps = NULL,
      samples = result$samples, verbose = settings$verbose, do_validation = any(validation),
      metrics = intersect(names, c(compiled, paste0("val_", compiled))),
      validation_samples = result$validation_samples
    )
    metrics <- c(metrics[validation], metrics[!validation])
  } else {
    metrics <- metrics[order(names)]
  }
  new_history(params, metrics)
}

validation_rows <- function(model, rows, levels) {
  if (is.null(rows)) {
    return(NULL)
  }
  where <- "fit(): validation_data"
  if (!is.list(rows) || is.object(rows) || !length(rows) %in% 2:3) {
    refuse(where, "list(x, y) or list(x, y, weights)", describe(rows), "Put the rows and their targets into a list.")
  }
  list(
    x = as_inputs(model, rows[[1L]], paste0(where, "[[1]]")),
    y = as_targets(model, rows[[2L]], levels, paste0(where, "[[2]]")),
    sample_weight = if (length(rows) == 3L) as_sample_weights(model, rows[[3L]], paste0(where, "[[3]]"))
  )
}

# 0, 1 or 2. "auto" is 1, but 2 in a document and 0 in tests.
verbose_level <- function(verbose, where) {
  if (identical(verbose, "auto")) {
    return(if (isTRUE(getOption("knitr.in.progress"))) 2L else if (in_tests()) 0L else 1L)
  }
  if (length(verbose) == 1L && (is.numeric(verbose) || is.logical(verbose)) && verbose %in% 0:2) {
    return(as.integer(verbose))
  }
  refuse(where, "0, 1, 2 or \"auto\"", describe(verbose), "0 is silence, 1 a bar, 2 a line an epoch.")
}

# How progress looks at this level.
shown_as <- function(verbose) {
  list(
    verbose = verbose, style = kerros_era(), redraw = interactive() || isatty(stdout()),
    width = getOption("width")
  )
}

in_tests <- function() identical(Sys.getenv("TESTTHAT"), "true")

# Weights of classes by their numbers, or by the levels of a target that is a factor.
as_class_weight <- function(weights, levels) {
  if (is.null(weights)) {
    return(NULL)
  }
  values <- unlist(weights)
  names <- names(values)
  if (!is.null(names) && all(names %in% levels)) names <- match(names, levels) - 1L
  classes <- suppressWarnings(as.integer(names))
  fits <- is.numeric(values) && length(values) == length(classes) && length(values) == length(weights) &&
    !anyNA(classes) && all(classes >= 0L) && !anyDuplicated(classes)
  if (!fits) {
    refuse("fit(): class_weight", "a weight for each class, named by its number from 0 or its level",
      describe(weights), "Write list(\"0\" = 1, \"1\" = 5).")
  }
  list(classes = classes, weights = as.double(values))
}
