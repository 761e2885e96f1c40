test_that("history and evaluation have the names and the order of 2018", {
  data <- iris_data(c(1:40, 51:90, 101:140))
  test <- iris_data(c(41:50, 91:100, 141:150))
  model <- iris_model(c("accuracy", "mae"))
  history <- model %>% fit(data$x, data$y, validation_data = list(test$x, test$y), verbose = 0)
  names <- c("loss", "acc", "mean_absolute_error")
  expect_identical(names(history$metrics), c(paste0("val_", names), names))
  expect_identical(model$metrics_names, names)
  expect_length(history$metrics$loss, 10)
  expect_identical(history$params[c("samples", "validation_samples")], list(samples = 120L, validation_samples = 30L))

  scores <- model %>% evaluate(test$x, test$y, verbose = 0)
  expect_type(scores, "list")
  expect_identical(names(scores), names)

  model %>% compile(optimizer = "rmsprop", loss = "categorical_crossentropy")
  scores <- model %>% evaluate(test$x, test$y, verbose = 0)
  expect_type(scores, "double")
  expect_named(scores, "loss")
  expect_identical(model %>% evaluate(x = test$x, y = test$y, verbose = 0), scores)
  expect_identical(generics::evaluate(model, test$x, test$y, verbose = 0), scores)
})

test_that("a history prints what it was trained on", {
  data <- iris_data(1:150)
  history <- iris_model() %>% fit(data$x, data$y, epochs = 2, validation_split = 0.2, verbose = 0)
  expect_match(printed(print(history)), paste0(
    "^Trained on 120 samples, validated on 30 samples [(]batch_size=32, epochs=2[)]\n",
    "Final epoch [(]plot to see history[)]:\n",
    "val_loss: [0-9.]+\n val_acc: [0-9.]+\n    loss: [0-9.]+\n     acc: [0-9.]+ $"
  ))
})

test_that("progress counts samples", {
  data <- iris_data(1:150)
  model <- iris_model()
  text <- printed(model %>% fit(data$x, data$y, epochs = 2, validation_split = 0.2, verbose = 1))
  expect_match(text, "^Train on 120 samples, validate on 30 samples\nEpoch 1/2\n")
  number <- "[0-9.]+(e[+-][0-9]+)?"
  expect_match(text, paste0(
    "120/120 \\[={30}\\] - 0s [0-9]+us/step - loss: ", number, " - acc: ", number,
    " - val_loss: ", number, " - val_acc: ", number, "\n?Epoch 2/2"
  ))
  text <- printed(model %>% fit(data$x, data$y, epochs = 1, verbose = 2))
  expect_match(text, paste0("^Epoch 1/1\n - 0s - loss: ", number, " - acc: ", number, "$"))
  text <- printed(invisible(model %>% evaluate(data$x, data$y, verbose = 1)))
  expect_match(text, "150/150 \\[={30}\\] - 0s [0-9]+us/step$")
})

test_that("accuracy follows the loss: each of two units counts with binary crossentropy", {
  model <- keras_model_sequential()
  model %>% layer_dense(units = 2, activation = "sigmoid", input_shape = 2)
  set_weights(model, list(diag(2), c(0, 0)))
  # The larger unit is right in both rows, one of the two units in each.
  x <- rbind(c(2, 1), c(-1, -2))
  y <- rbind(c(1, 0), c(1, 0))
  model %>% compile(optimizer = "rmsprop", loss = "binary_crossentropy", metrics = "accuracy")
  expect_identical(evaluate(model, x, y, verbose = 0)$acc, 0.5)
  model %>% compile(optimizer = "rmsprop", loss = "categorical_crossentropy", metrics = "accuracy")
  expect_identical(evaluate(model, x, y, verbose = 0)$acc, 1)

  before <- options(kerros.era = "keras3")
  on.exit(options(before))
  model %>% compile(optimizer = "rmsprop", loss = "binary_crossentropy", metrics = "accuracy")
  expect_identical(evaluate(model, x, y, verbose = 0)$accuracy, 1)
})

test_that("layers are counted over the session", {
  number <- function(name) as.integer(sub("^.*_", "", name))
  first <- iris_model()
  second <- iris_model()
  names <- vapply(c(first$layers, second$layers), function(layer) layer$name, "")
  expect_match(names, "^dense_[0-9]+$")
  expect_identical(diff(number(names)), c(1L, 1L, 1L))
})

test_that("callbacks count epochs from 0", {
  data <- iris_data(1:150)
  epochs <- NULL
  watch <- callback_lambda(on_epoch_begin = function(epoch, logs) epochs <<- c(epochs, epoch))
  iris_model() %>% fit(data$x, data$y, epochs = 4, initial_epoch = 2, callbacks = watch, verbose = 0)
  expect_identical(as.numeric(epochs), c(2, 3))
})

test_that("classes are counted from 0", {
  data <- iris_data(1:150)
  classes <- iris_model() %>% predict_classes(data$x)
  expect_type(classes, "double")
  expect_identical(dim(classes), 150L)
  expect_true(all(classes %in% 0:2))

  one <- keras_model_sequential()
  one %>% layer_dense(units = 1, activation = "sigmoid", input_shape = 4)
  classes <- one %>% predict_classes(data$x)
  expect_type(classes, "integer")
  expect_identical(dim(classes), c(150L, 1L))
})

test_that("models have the classes of 2018", {
  expect_s3_class(iris_model(), "keras.engine.sequential.Sequential")
  expect_s3_class(iris_model(), "keras.engine.training.Model")
})

test_that("the option is set while the package is attached, and nothing is said", {
  output <- in_new_session(c(
    "options(kerros.era = 'keras3')",
    "library(keras)",
    "cat(kerros_era(), '\\n')",
    "model <- keras_model_sequential() %>% layer_dense(units = 1, input_shape = 1)",
    "cat(model$layers[[1]]$name, '\\n')",
    "detach('package:keras')",
    "cat(getOption('kerros.era'), '\\n')",
    "cat(is.null(conflictRules('recipes')$exclude), '\\n')"
  ))
  expect_done(output)
  expect_identical(trimws(output), c("keras2", "dense_1", "keras3", "TRUE"))
})
