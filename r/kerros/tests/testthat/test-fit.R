skip_without_engine()

test_that("fit returns the history invisibly", {
  model <- iris_model()
  shown <- withVisible(fit(model, iris_rows(), iris_columns(), epochs = 3, verbose = 0, validation_split = 0.2))
  expect_false(shown$visible)
  history <- shown$value
  expect_s3_class(history, "keras_training_history")
  expect_identical(names(history$metrics), c("accuracy", "loss", "val_accuracy", "val_loss"))
  expect_identical(unname(lengths(history$metrics)), rep(3L, 4))
  expect_identical(history$params, list(verbose = 0L, epochs = 3L, steps = 4L))
  expect_identical(nrow(as.data.frame(history)), 12L)
})

test_that("in the era of the course the history has what 2.2 had", {
  in_era("keras2", {
    model <- iris_model()
    history <- fit(model, iris_rows(), iris_columns(), epochs = 2, verbose = 0, validation_split = 0.2)
    expect_identical(names(history$metrics), c("val_loss", "val_acc", "loss", "acc"))
    expect_identical(history$params, list(
      batch_size = 32L, epochs = 2L, steps = NULL, samples = 120L, verbose = 0L, do_validation = TRUE,
      metrics = c("loss", "acc", "val_loss", "val_acc"), validation_samples = 30L
    ))
    expect_identical(fit(model, iris_rows(), iris_columns(), verbose = 0)$params$epochs, 10L)
  })
  expect_identical(fit(iris_model(), iris_rows(), iris_columns(), verbose = 0)$params$epochs, 1L)
})

test_that("training learns, and goes on where it was", {
  model <- line_model()
  first <- fit(model, line_x(), line_y(), epochs = 30, verbose = 0)
  second <- fit(model, line_x(), line_y(), epochs = 770, verbose = 0)
  expect_lt(second$metrics$loss[[1]], first$metrics$loss[[1]])
  expect_equal(as.vector(predict(model, c(-1, 0, 1))), c(-1, 1, 3), tolerance = 0.01)
})

test_that("the last rows are held back, before shuffling", {
  x <- iris_rows()
  y <- iris_columns()
  history <- fit(iris_model(), x, y, epochs = 2, verbose = 0, validation_split = 0.3)
  # The course's own example: 5433 rows are 3803 and 1630.
  expect_identical(floor(5433 * (1 - 0.3)), 3803)
  given <- fit(iris_model(), x[1:105, ], y[1:105, ], epochs = 2, verbose = 0, validation_data = list(x[106:150, ], y[106:150, ]))
  expect_identical(history$metrics, given$metrics)
  in_era("keras2", {
    history <- fit(iris_model(), x, y, epochs = 1, verbose = 0, validation_split = 0.3)
    expect_identical(c(history$params$samples, history$params$validation_samples), c(105L, 45L))
  })
  # Data that are given go before a share.
  both <- fit(iris_model(), x, y, verbose = 0, validation_split = 0.3, validation_data = list(x[1:10, ], y[1:10, ]))
  expect_length(both$metrics$val_loss, 1L)
})

test_that("validation data may have weights", {
  x <- iris_rows()
  y <- iris_columns()
  only <- c(rep(1, 50), rep(0, 100))
  weighted <- fit(iris_model(), x, y, verbose = 0, validation_data = list(x, y, only))
  part <- fit(iris_model(), x, y, verbose = 0, validation_data = list(x[1:50, ], y[1:50, ]))
  expect_equal(weighted$metrics$val_loss * 150 / 50, part$metrics$val_loss, tolerance = 1e-5)
})

test_that("weights of rows and of classes count", {
  x <- iris_rows()
  y <- iris_columns()
  fitted <- function(...) fit(iris_model(), x, y, epochs = 2, verbose = 0, ...)$metrics$loss
  by_row <- fitted(sample_weight = rep(c(1, 2, 5), each = 50))
  expect_identical(fitted(class_weight = list("0" = 1, "1" = 2, "2" = 5)), by_row)
  expect_identical(fitted(class_weight = c("2" = 5, "0" = 1, "1" = 2)), by_row)
  expect_false(identical(fitted(), by_row))
  expect_identical(fitted(sample_weight = rep(1L, 150)), fitted())
  levels <- c(virginica = 5, setosa = 1, versicolor = 2)
  expect_identical(fit(iris_model(), x, iris$Species, epochs = 2, verbose = 0, class_weight = levels)$metrics$loss, by_row)
})

test_that("epochs go on from the initial one, which counts as the era does", {
  model <- iris_model()
  x <- iris_rows()
  y <- iris_columns()
  history <- fit(model, x, y, epochs = 5, initial_epoch = 4, verbose = 0)
  expect_length(history$metrics$loss, 2L)
  expect_length(fit(model, x, y, epochs = 2, initial_epoch = 1, verbose = 0)$metrics$loss, 2L)
  in_era("keras2", {
    expect_length(fit(model, x, y, epochs = 5, initial_epoch = 4, verbose = 0)$metrics[[1]], 1L)
    expect_length(fit(model, x, y, epochs = 2, initial_epoch = 0, verbose = 0)$metrics[[1]], 2L)
    expect_match(refusal(fit(model, x, y, initial_epoch = -1)), "fit\\(\\): initial_epoch: expected one whole number of at least 0, received -1")
  })
  expect_match(refusal(fit(model, x, y, initial_epoch = 0)), "of at least 1, received 0")
})

test_that("no epoch is a history without numbers", {
  for (era in c("keras2", "keras3")) {
    in_era(era, {
      history <- fit(iris_model(), iris_rows(), iris_columns(), epochs = 0, verbose = 0)
      expect_length(history$metrics, 0L)
      expect_output(print(history), "No epoch has run")
    })
  }
})

test_that("shuffling can be left out", {
  losses <- function(...) fit(line_model(), line_x(), line_y(), batch_size = 16, verbose = 0, ...)$metrics$loss
  expect_false(identical(losses(shuffle = FALSE), losses()))
  # Without shuffling each batch is known: the loss of the first step is that of the first rows.
  model <- line_model()
  first <- evaluate(unserialize(serialize(model, NULL)), line_x()[1:16], line_y()[1:16], verbose = 0)$loss
  seen <- NULL
  see <- callback_lambda(on_train_batch_end = function(batch, logs) seen <<- c(seen, logs$loss))
  fit(model, line_x(), line_y(), batch_size = 16, verbose = 0, shuffle = FALSE, callbacks = see)
  expect_equal(seen[[1]], first, tolerance = 1e-6)
})

test_that("the last short batch is kept", {
  batches <- integer()
  see <- callback_lambda(on_train_batch_end = function(batch, logs) batches <<- c(batches, batch))
  history <- fit(line_model(), line_x(70), line_y(70), verbose = 0, callbacks = see)
  expect_identical(batches, 1:3)
  expect_identical(history$params$steps, 3L)
  expect_identical(fit(line_model(), line_x(), line_y(), batch_size = 64, verbose = 0)$params$steps, 1L)
  expect_identical(fit(line_model(), line_x(), line_y(), batch_size = 1000, verbose = 0)$params$steps, 1L)
})

# Time is not the same each time.
without_time <- function(text) {
  gsub("[0-9]+(s|ms|us)(/step)?", "TIME", text)
}

test_that("progress of today", {
  x <- iris_rows()
  y <- iris_columns()
  text <- without_time(text_of(fit(iris_model(), x, y, epochs = 2, verbose = 1, validation_split = 0.2)))
  lines <- strsplit(text, "\n")[[1]]
  expect_identical(lines[c(1, 3)], c("Epoch 1/2", "Epoch 2/2"))
  expect_match(lines[[2]], "^4/4 \u2501{20} TIME TIME - accuracy: 0\\.\\d{4} - loss: \\d\\.\\d{4} - val_accuracy: \\d\\.\\d{4} - val_loss: \\d\\.\\d{4}$")
  expect_length(strsplit(text_of(fit(iris_model(), x, y, verbose = 1)), "\n")[[1]], 1L)
  lines <- strsplit(without_time(text_of(fit(iris_model(), x, y, epochs = 2, verbose = 2))), "\n")[[1]]
  expect_match(lines[[2]], "5/5 - TIME - TIME - accuracy: \\d\\.\\d{4} - loss: \\d\\.\\d{4}$")
  expect_silent(fit(iris_model(), x, y, epochs = 2, verbose = 0))
  expect_silent(fit(iris_model(), x, y, epochs = 2))
  expect_silent(fit(iris_model(), x, y, epochs = 2, verbose = FALSE))
})

test_that("progress of the course", {
  in_era("keras2", {
    text <- without_time(text_of(fit(iris_model(), iris_rows(), iris_columns(), epochs = 2, verbose = 1, validation_split = 0.2)))
    lines <- strsplit(text, "\n")[[1]]
    expect_identical(lines[c(1, 2, 4)], c("Train on 120 samples, validate on 30 samples", "Epoch 1/2", "Epoch 2/2"))
    expect_match(lines[[3]], "^120/120 \\[={30}\\] - TIME TIME - loss: \\d\\.\\d{4} - acc: \\d\\.\\d{4} - val_loss: \\d\\.\\d{4} - val_acc: \\d\\.\\d{4}$")
    lines <- strsplit(without_time(text_of(fit(iris_model(), iris_rows(), iris_columns(), epochs = 1, verbose = 2))), "\n")[[1]]
    expect_identical(lines[[1]], "Epoch 1/1")
    expect_match(lines[[2]], "^ - TIME - loss: \\d\\.\\d{4} - acc: \\d\\.\\d{4}$")
  })
})

test_that("progress can be set by options, and is short in a document", {
  before <- options(keras.fit_verbose = 2, knitr.in.progress = NULL)
  on.exit(options(before))
  expect_output(fit(iris_model(), iris_rows(), iris_columns()), "5/5 - ")
  options(keras.fit_verbose = NULL, knitr.in.progress = TRUE)
  expect_output(fit(iris_model(), iris_rows(), iris_columns()), "5/5 - ")
})

test_that("warnings of the engine are warnings of R", {
  model <- iris_model(loss = "mse")
  expect_warning(fit(model, iris_rows(), iris_columns(), verbose = 0), "mean_squared_error is a loss for regression")
  before <- options(warn = 2)
  on.exit(options(before))
  expect_error(fit(model, iris_rows(), iris_columns(), verbose = 0), "converted from warning")
  options(before)
  expect_true(all(is.finite(predict(model, iris_rows()))))
})

test_that("a model that was not built gets its shape from the data", {
  set.seed(1)
  model <- keras_model_sequential() |> layer_dense(units = 3, activation = "softmax")
  compile(model, loss = "categorical_crossentropy")
  expect_length(fit(model, iris_rows(), iris$Species, verbose = 0)$metrics$loss, 1L)
  expect_identical(model$input_shape, list(NULL, 4L))
  expect_identical(levels(predict(model, iris_rows(), type = "class")), levels(iris$Species))
})

test_that("the page is written while the model trains", {
  shown <- NULL
  before <- options(viewer = function(url, ...) shown <<- url)
  on.exit(options(before))
  model <- iris_model()
  seen <- NULL
  look <- callback_lambda(on_train_end = function(logs) seen <<- readLines(file.path(dirname(shown), "metrics.json"), warn = FALSE))
  history <- fit(model, iris_rows(), iris_columns(), epochs = 3, verbose = 0, view_metrics = TRUE, callbacks = look)
  expect_identical(basename(shown), "index.html")
  expect_match(seen, '^\\{"loss":\\[0\\.\\d+,null,null\\],"accuracy":')
  final <- readLines(file.path(dirname(shown), "metrics.json"), warn = FALSE)
  expect_match(final, sprintf('"loss":[%s]', paste(sprintf("%.7g", history$metrics$loss), collapse = ",")), fixed = TRUE)
  expect_true(any(grepl(final, readLines(shown, warn = FALSE), fixed = TRUE)))
})

test_that("the page of a training that was interrupted by an error ends too", {
  shown <- NULL
  before <- options(viewer = function(url, ...) shown <<- url)
  on.exit(options(before))
  fail <- callback_lambda(on_epoch_begin = function(epoch, logs) if (epoch == 3) stop("enough"))
  expect_error(fit(iris_model(), iris_rows(), iris_columns(), epochs = 9, verbose = 0, view_metrics = TRUE, callbacks = fail), "enough")
  expect_match(readLines(file.path(dirname(shown), "metrics.json"), warn = FALSE), '"loss":\\[[0-9.]+,[0-9.]+\\]')
})

test_that("wrong arguments are named", {
  model <- iris_model()
  wrong <- function(...) refusal(fit(model, iris_rows(), iris_columns(), ..., verbose = 0))
  expect_match(wrong(epochs = -1), "fit\\(\\): epochs: expected one whole number of at least 0, received -1")
  expect_match(wrong(epochs = 1.5), "fit\\(\\): epochs: .*received 1.5")
  expect_match(wrong(epochs = "many"), "fit\\(\\): epochs: .*received \"many\"")
  expect_match(wrong(epochs = NA), "fit\\(\\): epochs: .*received NA")
  expect_match(wrong(epochs = c(1, 2)), "fit\\(\\): epochs: .*received 2 values \\(numbers\\)")
  expect_match(wrong(batch_size = 0), "fit\\(\\): batch_size: expected one whole number of at least 1, received 0")
  expect_match(wrong(validation_split = 2), "fit\\(\\): validation_split: expected one number from 0 to 1, received 2")
  expect_match(wrong(validation_split = "a"), "fit\\(\\): validation_split: .*received \"a\"")
  expect_match(wrong(validation_split = 1), "validation_split")
  expect_match(wrong(validation_split = 0.999), "validation_split")
  expect_match(wrong(validation_data = iris_rows()), "fit\\(\\): validation_data: expected list\\(x, y\\) or list\\(x, y, weights\\), received an array of numbers \\(150 x 4\\)")
  expect_match(wrong(validation_data = list(iris_rows())), "received a list of 1")
  expect_match(wrong(validation_data = list(iris_rows()[, 1:3], iris_columns())), "validation")
  expect_match(wrong(validation_data = list(iris_rows(), iris_columns(), 1:3)), "validation")
  expect_match(wrong(validation_data = list(iris, iris_columns())), "fit\\(\\): validation_data\\[\\[1\\]\\]: column \"Species\"")
  expect_match(wrong(shuffle = "batch"), "fit\\(\\): shuffle: expected TRUE or FALSE, received \"batch\"")
  expect_match(refusal(fit(model, iris_rows(), iris_columns(), verbose = 3)), "fit\\(\\): verbose: expected 0, 1, 2 or \"auto\", received 3")
  expect_match(wrong(view_metrics = "yes"), "fit\\(\\): view_metrics")
  expect_match(wrong(sample_weight = 1:3), "sample_weight: expected 150 rows, as x has, received 3")
  expect_match(wrong(sample_weight = c(NA, rep(1, 149))), "sample_weight: .*received NA in row 1")
  expect_match(wrong(sample_weight = "a"), "fit\\(\\): sample_weight: expected numbers .*received \"a\"")
  expect_match(wrong(class_weight = c(1, 2, 3)), "fit\\(\\): class_weight: expected a weight for each class, named by its number from 0 or its level, received 3 values")
  expect_match(wrong(class_weight = list("0" = 1, "0" = 2)), "fit\\(\\): class_weight")
  expect_match(wrong(class_weight = list("0" = 1:2)), "fit\\(\\): class_weight")
  expect_match(wrong(class_weight = list("0" = "a")), "fit\\(\\): class_weight")
  expect_match(wrong(class_weight = list("0" = -1)), "class_weight of class 0: .*received -1")
  expect_match(wrong(steps_per_epoch = 3), "fit\\(\\): steps_per_epoch: expected its default")
  expect_match(wrong(unheard = TRUE), "fit\\(\\): unknown argument \"unheard\". Known are object, x, y, batch_size")
  expect_match(refusal(fit(model, iris_rows(), iris_columns(), 32, 1, 0, NULL, FALSE, 0, NULL, TRUE, NULL, NULL, NULL, NULL, NULL, 7)), "fit\\(\\): expected arguments with names, received 7")
  expect_match(wrong(callbacks = "early"), "callbacks: expected a callback, received \"early\"")
  expect_match(wrong(callbacks = list(callback_lambda, 3)), "callbacks\\[\\[1\\]\\]")
  expect_match(refusal(fit(iris_layers(), iris_rows(), iris_columns())), "fit was called before compile")
  expect_match(refusal(fit(keras_model_sequential(), iris_rows(), iris_columns())), "the model has no layers")
  # None of these was a training.
  expect_null(model$history)
  expect_identical(get_weights(model), get_weights(iris_model()))
  expect_usable(model)
})

test_that("a loss that is no number ends the training, and the model is as it was before", {
  # The rate grows until the model explodes, in an epoch after the first.
  rate <- callback_learning_rate_scheduler(function(epoch, lr) if (epoch < 3) 0.1 else 1e30)
  model <- line_model()
  error <- tryCatch(fit(model, line_x(), line_y(), epochs = 9, verbose = 0, callbacks = rate), error = identity)
  expect_s3_class(error, "kerros_error_non_finite")
  expect_match(conditionMessage(error), "^sequential[_0-9]*: .* in epoch [4-9], batch [12] of 2: operation .* of ")
  expect_match(conditionMessage(error), "smaller learning rate")
  expect_gte(length(model$history$metrics$loss), 3L)
  expect_true(all(is.finite(unlist(get_weights(model)))))
  expect_true(all(is.finite(model$history$metrics$loss)))

  before <- options(kerros.stop_at_non_finite = FALSE)
  on.exit(options(before))
  model <- line_model()
  history <- fit(model, line_x(), line_y(), epochs = 9, verbose = 0, callbacks = rate)
  expect_length(history$metrics$loss, 9L)
  expect_false(is.finite(history$metrics$loss[[9L]]))
})

test_that("what is hardly meant about the data is told before training, once", {
  x <- cbind(line_x(), 1950 + seq_len(64))
  model <- keras_model_sequential() |> layer_dense(units = 1, input_shape = 2)
  compile(model, optimizer = "rmsprop", loss = "mse")
  told <- character()
  withCallingHandlers(
    fit(model, x, line_y(), epochs = 3, verbose = 0),
    warning = function(w) {
      told <<- c(told, conditionMessage(w))
      invokeRestart("muffleWarning")
    }
  )
  expect_length(told, 1L)
  # As R counts columns.
  expect_match(told, "x: column 2 is not scaled: mean 1982.5", fixed = TRUE)
  before <- options(kerros.warnings = FALSE)
  on.exit(options(before))
  expect_no_warning(fit(model, x, line_y(), epochs = 1, verbose = 0))
})
