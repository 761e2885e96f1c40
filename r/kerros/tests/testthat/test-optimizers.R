skip_without_engine()

falls <- function(optimizer) {
  model <- line_model(optimizer = optimizer)
  before <- evaluate(model, line_x(), line_y(), verbose = 0)[[1]]
  history <- fit(model, line_x(), line_y(), epochs = 20, verbose = 0)
  after <- evaluate(model, line_x(), line_y(), verbose = 0)[[1]]
  expect_true(is.finite(after) && after < before)
}

test_that("each optimizer trains, by its function and by its name", {
  optimizers <- list(
    optimizer_sgd, optimizer_rmsprop, optimizer_adam, optimizer_adam_w, optimizer_adadelta, optimizer_adagrad,
    optimizer_adamax, optimizer_adafactor, optimizer_nadam, optimizer_ftrl, optimizer_lion, optimizer_lamb,
    optimizer_muon
  )
  for (optimizer in optimizers) falls(optimizer(learning_rate = 0.01))
  for (name in c("adamw", "adamax", "nadam", "ftrl", "lion", "lamb", "muon")) {
    expect_s3_class(compile(line_model(), optimizer = name, loss = "mse"), "kerros_model")
  }
  falls(optimizer_loss_scale(optimizer_adam(learning_rate = 0.01)))
})

test_that("what all optimizers have in common arrives", {
  start <- function(...) {
    model <- keras_model_sequential() |>
      layer_dense(units = 1, use_bias = FALSE, kernel_initializer = "ones", input_shape = 1)
    compile(model, optimizer = optimizer_sgd(learning_rate = 0.1, ...), loss = "mse")
    train_on_batch(model, 1, 0)
    get_weights(model)[[1]][1, 1]
  }
  # The gradient is 2.
  expect_equal(start(), 0.8, tolerance = 1e-6)
  expect_equal(start(clipnorm = 0.5), 0.95, tolerance = 1e-6)
  expect_equal(start(clipvalue = 1), 0.9, tolerance = 1e-6)
  expect_equal(start(global_clipnorm = 1), 0.9, tolerance = 1e-6)
  expect_equal(start(weight_decay = 0.5), 0.95 - 0.2, tolerance = 1e-6)
  expect_equal(start(gradient_accumulation_steps = 2), 1)
  expect_error(optimizer_sgd(clipnorm = -1), "clipnorm.*above 0")
  expect_error(optimizer_sgd(clipnorm = 1, clipvalue = 1), "one of them at most")
})

test_that("a schedule is a learning rate, which cannot be set", {
  halves <- learning_rate_schedule_exponential_decay(0.2, decay_steps = 1, decay_rate = 0.5)
  model <- line_model(optimizer = optimizer_sgd(learning_rate = halves))
  expect_equal(model$optimizer$lr, 0.2, tolerance = 1e-6)
  train_on_batch(model, 1, 0)
  expect_equal(model$optimizer$lr, 0.1, tolerance = 1e-6)
  schedules <- list(
    learning_rate_schedule_cosine_decay(0.1, 10, warmup_target = 0.2, warmup_steps = 3),
    learning_rate_schedule_cosine_decay_restarts(0.1, 10),
    learning_rate_schedule_inverse_time_decay(0.1, 10, 0.5),
    learning_rate_schedule_polynomial_decay(0.1, 10),
    learning_rate_schedule_piecewise_constant_decay(c(5, 10), c(0.1, 0.05, 0.01))
  )
  for (schedule in schedules) falls(optimizer_adam(learning_rate = schedule))
  expect_error(learning_rate_schedule_exponential_decay(0.1, 0, 0.5), "decay_steps.*above 0")
})

test_that("metrics are objects too, and give what they say", {
  model <- iris_model(
    metrics = list("accuracy", metric_top_k_categorical_accuracy(k = 2), metric_auc(name = "area"), metric_f1_score())
  )
  expect_identical(
    model$metrics_names, c("loss", "accuracy", "top_k_categorical_accuracy", "area", "f1_score")
  )
  x <- iris_rows()
  scores <- evaluate(model, x, iris_columns(), verbose = 0)
  predicted <- predict(model, x)
  right <- as.integer(iris$Species)
  among_two <- mean(vapply(seq_along(right), function(row) right[[row]] %in% order(-predicted[row, ])[1:2], TRUE))
  expect_equal(scores$top_k_categorical_accuracy, among_two, tolerance = 1e-6)
  expect_true(scores$area > 0 && scores$area < 1)
  expect_error(metric_auc(curve = "rock"), "ROC")
  in_era("keras2", expect_identical(iris_model(metrics = "Accuracy")$metrics_names[[2]], "Accuracy"))
})
