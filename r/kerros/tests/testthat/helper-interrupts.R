# Interrupts at random moments of fit(). A shell that was started before sends SIGINT to this process, as Ctrl-C
# does, and writes down when.

# Models that would train for a very long time, each with what differs in how an interrupt finds it.
interrupt_kinds <- c("tiny", "large", "batches", "slow", "bar", "page", "engine")

endless_fit <- function(kind) {
  if (kind %in% c("large", "page")) {
    data <- sequences(3000)
    model <- sequence_model(threads = 2)
    endless <- function() {
      before <- options(viewer = function(url) NULL)
      on.exit(options(before))
      fit(model, data$x, data$y, epochs = 1e4, verbose = 0, validation_split = 0.3, view_metrics = kind == "page")
    }
    return(list(model = model, x = data$x[1:10, , ], fit = endless))
  }
  model <- line_model(optimizer = "adam")
  endless <- function(..., verbose = 0) fit(model, line_x(), line_y(), epochs = 1e6, verbose = verbose, ...)
  list(model = model, x = line_x(), fit = switch(kind,
    tiny = endless,
    batches = function() {
      losses <- 0
      endless(callbacks = callback_lambda(on_train_batch_end = function(batch, logs) losses <<- losses + logs$loss))
    },
    slow = function() {
      # R code that takes long, and a question to the model.
      endless(callbacks = callback_lambda(on_epoch_end = function(epoch, logs) {
        predict(model, 1)
        for (i in 1:50) Sys.sleep(0.01)
      }))
    },
    bar = function() {
      sink(nullfile())
      on.exit(sink())
      endless(verbose = 1)
    },
    engine = function() {
      endless(callbacks = list(
        callback_early_stopping("loss", patience = 1e6, restore_best_weights = TRUE), callback_csv_logger(tempfile()),
        callback_learning_rate_scheduler(function(epoch) 0.001), callback_model_checkpoint(monitor = "loss")
      ))
    }
  ))
}

send_interrupt <- function(delay, stamp) {
  system(sprintf(
    "(sleep %.4f; date +%%s.%%N > '%s.new'; mv '%s.new' '%s'; kill -INT %d) > /dev/null 2>&1 &",
    delay, stamp, stamp, stamp, Sys.getpid()
  ))
}

#' One fit that is interrupted after `delay` seconds
#'
#' @return A list: `latency`, seconds from the signal to the return; `inside`, whether fit() caught it and returned
#'   its history; `epochs` of that; `problem`, text if the model cannot be used as before.
#' @noRd
interrupted_fit <- function(kind, delay) {
  case <- endless_fit(kind)
  stamp <- tempfile("interrupt")
  returned <- NULL
  history <- tryCatch(
    {
      send_interrupt(delay, stamp)
      history <- suppressMessages(case$fit())
      returned <- as.numeric(Sys.time())
      # The signal may be on its way when a training ends by itself, which none does here.
      while (!file.exists(stamp)) Sys.sleep(0.001)
      history
    },
    interrupt = function(condition) {
      if (is.null(returned)) returned <<- as.numeric(Sys.time())
      NULL
    }
  )
  list(
    kind = kind, latency = returned - as.numeric(readLines(stamp)), inside = !is.null(history),
    epochs = length(case$model$history$metrics$loss), problem = interrupt_problem(case, history)
  )
}

# What is wrong with the model after an interrupt; "" if nothing is.
interrupt_problem <- function(case, history) {
  tryCatch(
    {
      model <- case$model
      if (inherits(history, "keras_training_history") && !identical(history, model$history)) stop("another history")
      if (!all(is.finite(predict(model, case$x)))) stop("no predictions")
      stored <- unserialize(serialize(model, NULL))
      if (!identical(predict(stored, case$x), predict(model, case$x))) stop("the stored weights are others")
      x <- case$x
      y <- predict(model, x)
      if (length(fit(model, x, y, epochs = 2, verbose = 0)$metrics$loss) != 2L) stop("no training")
      ""
    },
    error = conditionMessage
  )
}

interrupted_fits <- function(count, longest = 0.4) {
  kinds <- rep_len(interrupt_kinds, count)
  results <- lapply(kinds, function(kind) {
    as.data.frame(interrupted_fit(kind, stats::runif(1, 0, longest)))
  })
  do.call(rbind, results)
}
