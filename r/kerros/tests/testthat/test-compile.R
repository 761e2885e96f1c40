skip_without_engine()

compiled <- function(...) compile(iris_layers(), ...)

test_that("compile changes the model in place and returns it invisibly", {
  model <- iris_layers()
  shown <- withVisible(model |> compile(loss = "mse"))
  expect_false(shown$visible)
  expect_identical(shown$value, model)
  expect_identical(model$metrics_names, "loss")
})

test_that("optimizer, loss and metrics are names, objects, or functions that make them", {
  for (optimizer in list("adam", "Adam", optimizer_adam(), optimizer_adam)) {
    expect_equal(compiled(optimizer = optimizer, loss = "mse")$optimizer$lr, 0.001)
  }
  for (loss in list("mse", "mean_squared_error", "MeanSquaredError", loss_mean_squared_error(), loss_mean_squared_error, list("mse"))) {
    expect_identical(compiled(loss = loss)$metrics_names, "loss")
  }
  for (metrics in list(
    c("accuracy", "mae"), list("accuracy", "mae"), list("accuracy", metric_mean_absolute_error(name = "mae")),
    list("acc", "mae")
  )) {
    expect_identical(compiled(loss = "categorical_crossentropy", metrics = metrics)$metrics_names, c("loss", metrics[[1]], "mae"))
  }
  named <- compiled(loss = "mse", metrics = metric_mean_absolute_error)
  expect_identical(named$metrics_names, c("loss", "mean_absolute_error"))
  expect_identical(compiled(loss = "mse", metrics = metric_mean_absolute_error(name = "off"))$metrics_names, c("loss", "off"))
  expect_identical(compiled(loss = "mse", weighted_metrics = "mae")$metrics_names, c("loss", "mae"))
})

test_that("in the era of the course metrics have their former names, and the loss chooses the accuracy", {
  in_era("keras2", {
    model <- compiled(loss = "categorical_crossentropy", metrics = c("accuracy", "mae", "mse"))
    expect_identical(model$metrics_names, c("loss", "acc", "mean_absolute_error", "mean_squared_error"))
    x <- iris_rows()[1:100, ]
    y <- iris_columns()[1:100, 1:2]
    model <- iris_layers(units = 2, activation = "sigmoid")
    compile(model, optimizer = "rmsprop", loss = "binary_crossentropy", metrics = "accuracy")
    share <- mean((predict(model, x) > 0.5) == (y > 0.5))
    expect_equal(evaluate(model, x, y, verbose = 0)$acc, share, tolerance = 1e-6)
  })
  model <- iris_layers(units = 2, activation = "sigmoid")
  compile(model, optimizer = "rmsprop", loss = "binary_crossentropy", metrics = "accuracy")
  x <- iris_rows()[1:100, ]
  right <- mean(max.col(predict(model, x), "first") == rep(1:2, each = 50))
  expect_equal(evaluate(model, x, iris_columns()[1:100, 1:2], verbose = 0)$accuracy, right, tolerance = 1e-6)
})

test_that("arguments of optimizers arrive", {
  model <- compiled(optimizer = optimizer_sgd(learning_rate = 0.5, momentum = 0.9), loss = "mse")
  expect_identical(model$optimizer$lr, 0.5)
  expect_identical(model$optimizer$momentum, 0.9)
  expect_match(refusal(optimizer_sgd(learning_rate = -1)), "learning_rate")
  expect_match(refusal(optimizer_sgd(learning_rate = "a")), "learning_rate")
  expect_match(refusal(optimizer_sgd(rate = 1)), "optimizer_sgd\\(\\): unknown argument \"rate\". Known are learning_rate")
  expect_match(refusal(optimizer_sgd(clipnorm = -1)), "clipnorm: expected a number above 0, received -1")
  # Also when the value is TRUE.
  expect_match(refusal(optimizer_sgd(unheard = TRUE)), "unknown argument \"unheard\"")
})

test_that("what is wrong is named", {
  model <- iris_layers()
  wrong <- function(...) refusal(compile(model, ...))
  expect_match(wrong("adam"), "compile\\(\\): loss: expected a loss or its name, received NULL")
  expect_match(wrong(loss = "msee"), "unknown loss \"msee\": did you mean \"mse\"")
  expect_match(wrong(loss = 3), "compile\\(\\): loss: expected one loss or its name, received 3")
  expect_match(wrong(loss = c("mse", "mae")), "received 2 values \\(text\\)")
  expect_match(wrong(loss = NA), "received NA")
  expect_match(wrong(loss = list("mse", "mae")), "received a list of 2")
  expect_match(wrong(loss = function(y_true, y_pred) 0), "received a function.*functions of one's own are not there yet")
  expect_match(wrong(loss = optimizer_adam()), "received an object of class kerros_optimizer")
  expect_match(wrong(optimizer = "foo", loss = "mse"), "unknown optimizer \"foo\"")
  expect_match(wrong(optimizer = NULL, loss = "mse"), "compile\\(\\): optimizer: expected an optimizer or its name, received NULL")
  expect_match(wrong(optimizer = loss_mean_squared_error(), loss = "mse"), "received an object of class kerros_loss")
  expect_match(wrong(loss = "mse", metrics = "foo"), "unknown metric \"foo\"")
  expect_match(wrong(loss = "mse", metrics = 3), "compile\\(\\): metrics: expected metrics or their names, received 3")
  expect_match(wrong(loss = "mse", metrics = list("mae", 3)), "compile\\(\\): metric: expected one metric or its name, received 3")
  expect_match(wrong(loss = "mse", metric = c("mae"), unheard = 1), "compile\\(\\): unknown argument \"unheard\"")
  expect_match(wrong(loss = "mse", loss_weights = c(1, 2)), "compile\\(\\): loss_weights: expected one for each of the 1 outputs, received 2 parts")
  expect_match(refusal(compile(model, loss = "mse", unheard = TRUE)), "unknown argument")
  expect_null(model$optimizer)
  in_era("keras2", expect_match(wrong(loss = "mse", metrics = "foo"), "unknown metric"))
  compile(model, loss = "mse")
  expect_match(wrong(loss = "foo"), "unknown loss")
  # A compile that failed leaves the one before.
  expect_identical(model$metrics_names, "loss")
  expect_length(evaluate(model, iris_rows(), iris_columns(), verbose = 0), 1L)
})
