# The engine is there only in the installed package; the tests that need none also run on the R files alone (see
# helper-source.R), and the others are skipped then.
skip_without_engine <- function() {
  testthat::skip_if_not(exists("kerros_call"), "the package is not installed")
}

iris_rows <- function() scale(as.matrix(iris[, 1:4]))
iris_columns <- function() to_categorical(iris$Species)

# The network of the course's first example, not compiled.
iris_layers <- function(units = 3, activation = "softmax", seed = 1) {
  set.seed(seed)
  model <- keras_model_sequential()
  model |>
    layer_dense(units = 10, activation = "relu", input_shape = 4) |>
    layer_dense(units = units, activation = activation)
  model
}

iris_model <- function(loss = "categorical_crossentropy", metrics = "accuracy", ..., optimizer = "rmsprop") {
  model <- iris_layers(...)
  compile(model, optimizer = optimizer, loss = loss, metrics = metrics)
  model
}

# A model of one unit on numbers that it can learn.
line_model <- function(optimizer = "sgd", metrics = NULL, seed = 1) {
  set.seed(seed)
  model <- keras_model_sequential() |> layer_dense(units = 1, input_shape = 1)
  compile(model, optimizer = optimizer, loss = "mse", metrics = metrics)
  model
}
line_x <- function(rows = 64) seq(-1, 1, length.out = rows)
line_y <- function(rows = 64) 2 * line_x(rows) + 1

# A small convolutional network with dropout on sequences of 20 steps with 3 channels.
sequence_model <- function(seed = 1, threads = NULL) {
  before <- options(kerros.threads = threads)
  on.exit(options(before))
  set.seed(seed)
  model <- keras_model_sequential()
  model |>
    layer_conv_1d(filters = 8, kernel_size = 5, strides = 2, activation = "relu", input_shape = c(20, 3)) |>
    layer_max_pooling_1d(pool_size = 2) |>
    layer_flatten() |>
    layer_dropout(rate = 0.25) |>
    layer_dense(units = 3, activation = "softmax")
  compile(model, optimizer = "adam", loss = "categorical_crossentropy", metrics = "accuracy")
  model
}
sequences <- function(rows = 300) {
  set.seed(7)
  list(x = array(rnorm(rows * 60), c(rows, 20, 3)), y = to_categorical(rep_len(0:2, rows)))
}

# The text that code prints, as one string.
text_of <- function(code) paste(capture.output(code), collapse = "\n")

# A model is usable: it predicts, and can be trained further.
expect_usable <- function(model, x = iris_rows(), y = iris_columns()) {
  testthat::expect_true(all(is.finite(predict(model, x))))
  history <- fit(model, x, y, epochs = 1, verbose = 0)
  testthat::expect_length(history$metrics$loss, 1L)
  testthat::expect_true(all(is.finite(predict(model, x))))
}
