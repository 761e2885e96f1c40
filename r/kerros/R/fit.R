#' @importFrom generics fit
#' @export
generics::fit

#' Trains a model
#'
#' Trains in place. Training runs beside R: Stop (an interrupt) ends it within a moment, and the model and
#' the history so far are kept.
#'
#' @param object A compiled model.
#' @param x Rows to train on: a matrix, array, vector or data frame of numbers.
#' @param y Targets: numbers, or a factor.
#' @param batch_size Rows in a step; 32 if not given.
#' @param epochs The number of the last epoch; 10 in the era of `keras`, else 1.
#' @param verbose 0 for silence, 1 for a bar, 2 for one line an epoch, "auto".
#' @param callbacks One callback or a list of them.
#' @param view_metrics Whether to show a live page: `TRUE`, `FALSE` or "auto".
#' @param validation_split The share of rows, the last ones, that is held back for validation.
#' @param validation_data `list(x, y)` or `list(x, y, weights)` to validate on.
#' @param shuffle Whether rows are shuffled each epoch.
#' @param class_weight Named weights of classes, counted from 0.
#' @param sample_weight A weight for each row.
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
  course <- is_course_era()
  if (is.null(epochs)) epochs <- if (course) 10L else 1L
  if (is.null(batch_size)) batch_size <- 32L
  first <- if (is.null(initial_epoch)) 0L else as_count(initial_epoch, "fit: initial_epoch") - !course
  callbacks <- callback_groups(callbacks)
  validation <- validation_rows(object, validation_data)
  settings <- list(
    batch_size = as_count(batch_size, "fit: batch_size", 1L),
    epochs = as_count(epochs, "fit: epochs"),
    initial_epoch = first,
    verbose = verbose_level(verbose),
    style = kerros_era(),
    redraw = interactive() || isatty(stdout()),
    width = as.integer(getOption("width")),
    validation_split = as.double(validation_split),
    shuffle = isTRUE(as.logical(shuffle)),
    class_weight = as_class_weight(class_weight),
    validation_batch_size = if (!is.null(validation_batch_size)) {
      as_count(validation_batch_size, "fit: validation_batch_size", 1L)
    },
    callbacks = lapply(callbacks, described_callback)
  )
  data <- list(
    x = as_data(x, "x"),
    y = as_target(object, y),
    sample_weight = if (!is.null(sample_weight)) as_data(sample_weight, "sample_weight"),
    validation = validation
  )
  compiled <- state(object)$compiled
  metrics <- c(compiled$metrics, compiled$weighted_metrics)
  live <- if (live_wanted(view_metrics, settings$epochs, verbose, metrics)) view_metrics
  invisible(train(object, data, settings, callbacks, live))
}

# What the engine is told of a callback: its class and arguments, or that it is R functions.
described_callback <- function(callback) {
  if (inherits(callback, "kerros_callback_list")) {
    return(list(watches_batches = needs_batches(callback)))
  }
  list(class_name = callback$class_name, config = given(callback$config))
}

# Runs a training and hands its events around until it ends; the model is given back whatever happens.
train <- function(model, data, settings, callbacks, live) {
  own <- state(model)
  own$stop_training <- FALSE
  suspendInterrupts({
    training <- rust("training_start", handle(model), data, settings)
    finished <- FALSE
    on.exit(if (!finished) rust_try("training_finish", training), add = TRUE)
    run <- training_run(model, training, settings, callbacks, live)
    tell_context(run)
    interrupted <- tryCatch(
      {
        allowInterrupts(listen(run))
        FALSE
      },
      interrupt = function(e) TRUE
    )
    if (interrupted) {
      rust_try("training_stop", training)
    }
    result <- rust_try("training_finish", training)
    finished <- TRUE
    remember_weights(model)
    close_run(run)
  })
  history <- as_history(raised(result), settings)
  own$history <- history
  if (interrupted) {
    message("Interrupted: the model and the history so far are kept.")
  }
  history
}

# What goes on while a model trains: an environment, since callbacks change it.
training_run <- function(model, training, settings, callbacks, live) {
  list2env(
    list(
      model = model, training = training, settings = settings, callbacks = callbacks,
      view_metrics = live, live = NULL, metrics = list()
    ),
    parent = emptyenv()
  )
}

# How long to wait for the next event, in seconds: interrupts are seen in between.
LISTENING <- 0.1

listen <- function(run) {
  repeat {
    for (event in rust_try("training_next", run$training, LISTENING)) {
      if (event$kind == "done") {
        return(invisible())
      }
      heard(run, event)
    }
  }
}

heard <- function(run, event) {
  switch(event$kind,
    text = cat(event$text),
    warning = warning(event$text, call. = FALSE),
    epoch = show_epoch(run, event$logs),
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
    callback_event(callback, event$event, event$index, event$logs)
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

show_epoch <- function(run, logs) {
  if (is.null(run$view_metrics)) {
    return(invisible())
  }
  for (name in names(logs)) {
    run$metrics[[name]] <- c(run$metrics[[name]], logs[[name]])
  }
  if (is.null(run$live)) {
    run$live <- live_open(names(logs), run$settings$epochs, run$view_metrics)
  }
  live_update(run$live, run$metrics)
}

close_run <- function(run) {
  if (!is.null(run$live)) live_close(run$live)
}

# The history of a training, with the parameters that its era shows.
as_history <- function(result, settings) {
  metrics <- result$metrics
  validation <- startsWith(names(metrics), "val_")
  params <- list(verbose = settings$verbose, epochs = settings$epochs, steps = result$steps)
  if (kerros_era() == "keras2") {
    params <- list(
      batch_size = settings$batch_size, epochs = settings$epochs, steps = NULL,
      samples = result$samples, verbose = settings$verbose, do_validation = any(validation),
      metrics = names(metrics), validation_samples = result$validation_samples
    )
    metrics <- c(metrics[validation], metrics[!validation])
  } else {
    metrics <- metrics[order(names(metrics))]
  }
  new_history(params, metrics)
}

validation_rows <- function(model, rows) {
  if (is.null(rows)) {
    return(NULL)
  }
  if (!is.list(rows) || !length(rows) %in% 2:3) {
    refuse("fit: validation_data", "list(x, y) or list(x, y, weights)", describe(rows),
      "Put the rows and their targets into a list.")
  }
  data <- list(x = as_data(rows[[1L]], "validation x"), y = as_target(model, rows[[2L]], "validation y"))
  if (length(rows) == 3L) {
    data$sample_weight <- as_data(rows[[3L]], "validation weights")
  }
  data
}

# 0, 1 or 2. "auto" is 1, but 2 in a document and 0 in tests.
verbose_level <- function(verbose) {
  if (identical(verbose, "auto")) {
    return(if (isTRUE(getOption("knitr.in.progress"))) 2L else if (in_tests()) 0L else 1L)
  }
  if (length(verbose) == 1L && (is.numeric(verbose) || is.logical(verbose)) && verbose %in% 0:2) {
    return(as.integer(verbose))
  }
  refuse("verbose", "0, 1, 2 or \"auto\"", describe(verbose), "0 is silence, 1 a bar, 2 a line an epoch.")
}

in_tests <- function() identical(Sys.getenv("TESTTHAT"), "true")

# A whole number of at least `least`.
as_count <- function(value, what, least = 0L) {
  fits <- is.numeric(value) && length(value) == 1L && !is.na(value) && value >= least &&
    value < .Machine$integer.max && value == trunc(value)
  if (!fits) {
    refuse(what, paste0("a whole number of at least ", least), describe(value), "Give one number.")
  }
  as.integer(value)
}

as_class_weight <- function(weights) {
  if (is.null(weights)) {
    return(NULL)
  }
  classes <- suppressWarnings(as.integer(names(weights)))
  values <- unlist(weights)
  fits <- length(values) == length(classes) && !anyNA(classes) && is.numeric(values) && all(classes >= 0L)
  if (!fits) {
    refuse("fit: class_weight", "weights named by classes counted from 0", describe(weights),
      "Write list(\"0\" = 1, \"1\" = 5).")
  }
  list(classes = classes, weights = as.double(values))
}
