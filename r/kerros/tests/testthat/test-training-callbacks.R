skip_without_engine()

train <- function(callbacks, epochs = 5, model = line_model(), ...) {
  fit(model, line_x(), line_y(), epochs = epochs, verbose = 0, callbacks = callbacks, ...)
}

test_that("early stopping stops, and restores the best weights", {
  stop_early <- callback_early_stopping(monitor = "val_loss", patience = 2, restore_best_weights = TRUE, verbose = 1)
  model <- iris_model(seed = 3)
  best <- NULL
  keep <- callback_lambda(on_epoch_end = function(epoch, logs) {
    if (is.null(best) || logs$val_loss < best$loss) best <<- list(loss = logs$val_loss, epoch = epoch)
  })
  text <- text_of(history <- fit(model, iris_rows(), iris_columns(), epochs = 500, verbose = 0, validation_split = 0.2,
                                 callbacks = list(keep, stop_early)))
  run <- length(history$metrics$loss)
  expect_lt(run, 500)
  expect_identical(run, best$epoch + 2L)
  expect_match(text, sprintf("Epoch %d: early stopping\nRestoring model weights from the end of the best epoch: %d", run, best$epoch))
  expect_equal(evaluate(model, iris_rows()[121:150, ], iris_columns()[121:150, ], verbose = 0)$loss, best$loss, tolerance = 1e-5)
  expect_match(refusal(train(callback_early_stopping("nonsense"))), "EarlyStopping: monitor: expected loss")
  expect_length(train(callback_early_stopping("loss"))$metrics$loss, 5L)
  expect_warning(train(callback_early_stopping("val_loss", mode = "min")), "val_loss")
})

test_that("the rate falls on a plateau", {
  model <- line_model()
  for (era in c("keras2", "keras3")) {
    in_era(era, {
      model <- line_model(optimizer = optimizer_sgd(learning_rate = 0.5))
      history <- train(callback_reduce_lr_on_plateau("loss", factor = 0.5, patience = 1, min_delta = 100), model = model)
      name <- if (era == "keras2") "lr" else "learning_rate"
      expect_identical(history$metrics[[name]], c(0.5, 0.5, 0.25, 0.125, 0.0625))
      expect_identical(model$optimizer$lr, 0.03125)
      expect_identical(unserialize(serialize(model, NULL))$optimizer$lr, 0.03125)
    })
  }
  expect_identical(levels(in_era("keras2", as.data.frame(train(callback_reduce_lr_on_plateau("loss")))$metric)), "loss")
})

test_that("checkpoints keep weights in the callback", {
  checkpoint <- suppressMessages(callback_model_checkpoint("weights.h5", monitor = "loss", save_best_only = TRUE))
  model <- line_model()
  history <- train(checkpoint, model = model)
  expect_identical(checkpoint$best_epoch, 5L)
  expect_identical(checkpoint$best_weights, get_weights(model))
  expect_false(file.exists("weights.h5"))
  every <- callback_model_checkpoint(monitor = "loss", period = 2)
  train(every)
  expect_identical(every$best_epoch, 4L)
  never <- callback_model_checkpoint(monitor = "loss", save_best_only = TRUE, initial_value_threshold = -1)
  train(never)
  expect_null(never$best_weights)
  expect_output(train(callback_model_checkpoint(monitor = "loss", save_best_only = TRUE, verbose = 1)), "Epoch 1: loss improved from")
})

test_that("the rate follows a function of the epoch from 0 and of the rate", {
  for (era in c("keras2", "keras3")) {
    in_era(era, {
      epochs <- NULL
      halve <- function(epoch, rate) {
        epochs <<- c(epochs, epoch)
        if (epoch == 0) 0.5 else rate / 2
      }
      model <- line_model()
      history <- train(callback_learning_rate_scheduler(halve), model = model, epochs = 3)
      expect_identical(epochs, 0:2)
      expect_identical(unname(unlist(history$metrics[c("lr", "learning_rate")])), c(0.5, 0.25, 0.125))
      expect_identical(model$optimizer$lr, 0.125)
    })
  }
  expect_identical(train(callback_learning_rate_scheduler(function(epoch) 0.25))$metrics$learning_rate, rep(0.25, 5))
  expect_output(train(callback_learning_rate_scheduler(function(epoch) 0.25, verbose = 1), epochs = 1), "Epoch 1: LearningRateScheduler setting learning rate to 0.25.")
  in_era("keras2", expect_output(
    train(callback_learning_rate_scheduler(function(epoch) 0.25, verbose = 1), epochs = 1),
    "Epoch 00001: LearningRateScheduler setting learning rate to 0.25."
  ))
  expect_match(refusal(train(callback_learning_rate_scheduler(function(epoch) "a"))), "schedule\\(0\\): expected one number, the learning rate, received \"a\"")
  expect_match(refusal(train(callback_learning_rate_scheduler(function(epoch) -1))), "learning_rate: expected a finite number of at least 0, received -1")
})

test_that("messages of callbacks are those of the era", {
  stop_early <- function() callback_early_stopping("loss", min_delta = 100, patience = 1, verbose = 1)
  expect_output(train(stop_early()), "Epoch 2: early stopping", fixed = TRUE)
  in_era("keras2", {
    expect_output(train(stop_early()), "Epoch 00002: early stopping", fixed = TRUE)
    expect_output(train(callback_reduce_lr_on_plateau("loss", min_delta = 100, patience = 1, verbose = 1), epochs = 2), "Epoch 00002: ReduceLROnPlateau reducing learning rate to", fixed = TRUE)
  })
})

test_that("the log is a file", {
  file <- tempfile(fileext = ".csv")
  history <- train(callback_csv_logger(file))
  log <- utils::read.csv(file)
  expect_identical(log$epoch, 0:4)
  expect_equal(log$loss, history$metrics$loss)
  again <- train(callback_csv_logger(file, separator = ";", append = TRUE), epochs = 1)
  expect_length(readLines(file), 7L)
  expect_match(refusal(train(callback_csv_logger(file.path(tempdir(), "nowhere", "log.csv")))), "nowhere")
})

test_that("training ends when the loss is no number", {
  model <- line_model(optimizer = optimizer_sgd(learning_rate = 1e30))
  expect_output(history <- train(callback_terminate_on_naan(), model = model, epochs = 50), "Invalid loss, terminating training")
  expect_lt(length(history$metrics$loss), 5)
  expect_output(print(history), "loss: (NaN|Inf)")
  expect_output(train(callback_terminate_on_nan(), model = line_model(optimizer = optimizer_sgd(learning_rate = 1e30)), epochs = 9), "Invalid loss")
})

test_that("functions are called at their moments, with what is known", {
  seen <- list()
  note <- function(moment) function(...) seen[[length(seen) + 1]] <<- list(moment, ...)
  look <- callback_lambda(
    on_train_begin = note("train_begin"), on_epoch_begin = note("epoch_begin"), on_batch_begin = note("batch_begin"),
    on_batch_end = note("batch_end"), on_epoch_end = note("epoch_end"), on_train_end = note("train_end")
  )
  train(look, epochs = 2)
  moments <- vapply(seen, function(call) call[[1]], "")
  epoch <- c("epoch_begin", "batch_begin", "batch_end", "batch_begin", "batch_end", "epoch_end")
  expect_identical(moments, c("train_begin", epoch, epoch, "train_end"))
  numbers <- unlist(lapply(seen, function(call) if (length(call) > 2) call[[2]]))
  expect_identical(numbers, c(1L, 1L, 1L, 2L, 2L, 1L, 2L, 1L, 1L, 2L, 2L, 2L))
  expect_named(seen[[7]][[3]], "loss")
  seen <- list()
  in_era("keras2", {
    look <- callback_lambda(on_batch_end = note("batch_end"), on_epoch_end = note("epoch_end"))
    train(look, epochs = 1)
  })
  expect_identical(lapply(seen, function(call) call[[2]]), list(0L, 1L, 0L))
  expect_named(seen[[1]][[3]], c("batch", "size", "loss"))
  expect_equal(seen[[1]][[3]]$size, 32)
})

test_that("an R6 class of 2018 keeps what it saw", {
  LossHistory <- R6::R6Class("LossHistory",
    inherit = KerasCallback,
    public = list(
      losses = NULL, epochs = NULL,
      on_batch_end = function(batch, logs = list()) self$losses <- c(self$losses, logs[["loss"]]),
      on_epoch_end = function(epoch, logs = list()) self$epochs <- c(self$epochs, epoch)
    )
  )
  kept <- LossHistory$new()
  model <- line_model()
  train(kept, model = model, epochs = 3)
  expect_length(kept$losses, 6L)
  expect_identical(kept$epochs, 0:2)
  expect_identical(kept$model, model)
  expect_identical(kept$params$epochs, 3L)
  expect_match(refusal(train(LossHistory)), "the class LossHistory. Make an object of it: LossHistory\\$new\\(\\)")
})

test_that("a class of today adds to the logs and keeps what it saw", {
  callback_mark <- Callback("Mark",
    on_epoch_end = function(epoch, logs = NULL) {
      self$seen <- c(self$seen, epoch)
      list(mark = epoch * private$by)
    },
    private = list(by = 10)
  )
  mark <- callback_mark()
  after <- NULL
  history <- train(list(mark, callback_lambda(on_epoch_end = function(epoch, logs) after <<- logs$mark)), epochs = 2)
  expect_identical(mark$seen, 1:2)
  expect_identical(history$metrics$mark, c(10, 20))
  expect_identical(after, 20)
  # What a callback adds can be watched by the next.
  expect_length(train(list(callback_mark(), callback_early_stopping("mark", mode = "min")), epochs = 9)$metrics$loss, 2L)
})

test_that("a callback stops the training", {
  stop_at <- function(moment, at) {
    members <- list(function(index, logs = list()) if (index == at) self$model$stop_training <- TRUE)
    names(members) <- moment
    R6::R6Class("Stop", inherit = KerasCallback, public = members)$new()
  }
  expect_length(train(stop_at("on_epoch_end", 1))$metrics$loss, 2L)
  expect_length(train(stop_at("on_epoch_begin", 1))$metrics$loss, 2L)
  batches <- 0
  count <- callback_lambda(on_train_batch_end = function(batch, logs) batches <<- batches + 1)
  train(list(count, stop_at("on_batch_end", 0)))
  expect_identical(batches, 1)
  model <- line_model()
  train(stop_at("on_epoch_end", 0), model = model)
  expect_true(model$stop_training)
  expect_length(train(NULL, model = model)$metrics$loss, 5L)
})

test_that("a callback uses the model while it trains", {
  model <- iris_model()
  asked <- list()
  ask <- callback_lambda(on_epoch_end = function(epoch, logs) {
    asked <<- list(
      name = model$name, shape = model$output_shape, layers = length(model$layers), names = model$metrics_names,
      weights = get_weights(model), kernel = get_weights(get_layer(model, "dense"))[[1]], rate = model$optimizer$lr,
      count = count_params(model), text = format(model), output = predict(model, iris_rows()),
      scores = evaluate(model, iris_rows(), iris$Species, verbose = 0), classes = predict_classes(model, iris_rows()[1:2, ])
    )
  })
  fit(model, iris_rows(), iris$Species, epochs = 2, verbose = 0, callbacks = ask)
  expect_identical(asked$weights, get_weights(model))
  expect_identical(asked$kernel, asked$weights[[1]])
  expect_identical(asked$output, predict(model, iris_rows()))
  expect_identical(asked$scores, evaluate(model, iris_rows(), iris$Species, verbose = 0))
  expect_identical(asked[c("name", "shape", "layers", "names")], list(name = "sequential", shape = list(NULL, 3L), layers = 2L, names = c("loss", "accuracy")))
  expect_equal(c(asked$count, asked$rate), c(83, 0.001), tolerance = 1e-6)
  expect_match(asked$text, "dense_1 (Dense)", fixed = TRUE)
})

test_that("a model that data build is known to callbacks", {
  model <- keras_model_sequential() |> layer_dense(units = 1)
  compile(model, loss = "mse", optimizer = "sgd")
  shapes <- NULL
  fit(model, iris_rows(), iris$Sepal.Length, verbose = 0, callbacks = callback_lambda(
    on_epoch_end = function(epoch, logs) shapes <<- list(model$input_shape, dim(predict(model, iris_rows())))
  ))
  expect_identical(shapes, list(list(NULL, 4L), c(150L, 1L)))
})

test_that("a callback changes weights and learning rate", {
  model <- line_model(optimizer = optimizer_sgd(learning_rate = 0.5))
  change <- callback_lambda(on_epoch_begin = function(epoch, logs) {
    model$optimizer$lr <- 0
    set_weights(model, list(matrix(7), 3))
  })
  history <- train(change, model = model, epochs = 1)
  expect_identical(get_weights(model), list(matrix(7), array(3)))
  expect_identical(model$optimizer$lr, 0)
  expect_equal(history$metrics$loss, mean((7 * line_x() + 3 - line_y())^2), tolerance = 1e-5)
  expect_identical(get_weights(unserialize(serialize(model, NULL))), get_weights(model))
  zero <- callback_lambda(on_epoch_end = function(epoch, logs) set_weights(get_layer(model, index = 1), list(matrix(0), 0)))
  train(zero, model = model, epochs = 1)
  expect_identical(get_weights(model), list(matrix(0), array(0)))
  wrong <- callback_lambda(on_epoch_end = function(epoch, logs) set_weights(model, list(matrix(1))))
  expect_match(refusal(train(wrong, model = model)), "weights: expected the model's 2 weights, received 1")
  expect_true(all(is.finite(predict(model, line_x()))))
})

test_that("what would change a model that trains is refused", {
  model <- line_model()
  in_callback <- function(code) {
    code <- substitute(code)
    frame <- parent.frame()
    refusal(train(callback_lambda(on_epoch_end = function(epoch, logs) eval(code, frame)), model = model))
  }
  for (said in list(
    in_callback(fit(model, line_x(), line_y())), in_callback(compile(model, loss = "mae")), in_callback(pop_layer(model)),
    in_callback(layer_dense(model, 3)), in_callback(train_on_batch(model, line_x(), line_y()))
  )) {
    expect_match(said, "the model is training")
  }
  expect_length(model$layers, 1L)
  expect_length(train(NULL, model = model)$metrics$loss, 5L)
})

test_that("an R error in a callback ends fit with that error, and leaves a usable model with its history", {
  for (moment in c("on_train_begin", "on_epoch_begin", "on_train_batch_begin", "on_train_batch_end", "on_epoch_end", "on_train_end")) {
    model <- line_model()
    start <- get_weights(model)
    calls <- 0
    fail <- function(...) {
      calls <<- calls + 1
      if (calls == 2 || startsWith(moment, "on_train_b") && calls == 1 || moment == "on_train_end") {
        stop(structure(class = c("mine", "error", "condition"), list(message = "enough", call = NULL)))
      }
    }
    callback <- do.call(callback_lambda, structure(list(fail), names = moment))
    expect_error(train(callback, model = model), "enough", class = "mine")
    expect_identical(get_weights(unserialize(serialize(model, NULL))), get_weights(model))
    expect_true(all(is.finite(predict(model, line_x()))))
    expect_length(train(NULL, model = model)$metrics$loss, 5L)
  }
  model <- line_model()
  expect_error(train(callback_lambda(on_epoch_end = function(epoch, logs) if (epoch == 3) stop("enough")), model = model, epochs = 9), "enough")
  expect_length(model$history$metrics$loss, 3L)
})

test_that("other jumps out of a callback leave a usable model", {
  model <- line_model()
  result <- withRestarts(
    train(callback_lambda(on_epoch_end = function(epoch, logs) invokeRestart("leave", epoch)), model = model),
    leave = function(epoch) epoch
  )
  expect_identical(result, 1L)
  expect_length(train(NULL, model = model)$metrics$loss, 5L)
  left <- function() {
    train(callback_lambda(on_batch_end = function(batch, logs) return(invisible(NULL))), model = model)
    "done"
  }
  expect_identical(left(), "done")
  expect_warning(train(callback_lambda(on_train_end = function(logs) warning("look")), model = model), "look")
})

test_that("callbacks run in their order, in the engine and in R", {
  order <- NULL
  note <- function(name) callback_lambda(on_epoch_begin = function(epoch, logs) order <<- c(order, name))
  rate <- callback_learning_rate_scheduler(function(epoch) {
    order <<- c(order, "rate")
    0.1
  })
  train(list(note("a"), note("b"), rate, note("c")), epochs = 1)
  expect_identical(order, c("a", "b", "rate", "c"))
})
