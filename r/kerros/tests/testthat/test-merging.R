# Layers that merge tensors, look rows up and mask steps: the numbers, beside R's own.

skip_without_engine()

# What `layer(list of tensors)` makes of some arrays.
merge_of <- function(layer, ...) {
  data <- list(...)
  inputs <- lapply(data, function(x) layer_input(shape = dim(x)[-1L]))
  predict(keras_model(inputs, layer(inputs)), data, verbose = 0)
}

a <- matrix(c(1, -2, 3, 0.5, 4, -1), 2L)
b <- matrix(c(2, 2, -3, 1, 0, 5), 2L)

test_that("values are merged element by element", {
  expect_equal(merge_of(layer_add, a, b), a + b)
  expect_equal(merge_of(layer_subtract, a, b), a - b)
  expect_equal(merge_of(layer_multiply, a, b, a), a * b * a)
  expect_equal(merge_of(layer_average, a, b, b), (a + b + b) / 3, tolerance = 1e-6)
  expect_equal(merge_of(layer_maximum, a, b), pmax(a, b))
  expect_equal(merge_of(layer_minimum, a, b), pmin(a, b))
  x <- layer_input(3)
  expect_identical(layer_add(x, x, x)$shape, list(NULL, 3L))
  expect_match(refusal(layer_subtract(x, x, x)), "inputs: expected two, received 3")
  expect_match(refusal(layer_add(x, layer_input(2))), "\\(batch, 3\\), \\(batch, 2\\)")
})

test_that("axes of merges count from 1, which is the batch", {
  expect_equal(merge_of(layer_concatenate, a, b), cbind(a, b))
  steps <- array(as.numeric(1:12), c(2L, 3L, 2L))
  more <- array(as.numeric(1:4), c(2L, 1L, 2L))
  joined <- merge_of(function(inputs) layer_concatenate(inputs, axis = 2), steps, more)
  expect_equal(joined[, 1:3, ], steps)
  expect_equal(joined[, 4L, ], more[, 1L, ])
  expect_match(refusal(layer_concatenate(layer_input(3), axis = 1)), "axis: expected an axis of a sample")

  dot <- function(...) merge_of(function(inputs) layer_dot(inputs, ...), a, b)
  expect_equal(dot(axes = 2), matrix(rowSums(a * b)))
  expect_equal(dot(axes = -1), matrix(rowSums(a * b)))
  cosine <- rowSums(a * b) / sqrt(rowSums(a^2) * rowSums(b^2))
  expect_equal(dot(axes = 2, normalize = TRUE), matrix(cosine), tolerance = 1e-6)
  pairs <- merge_of(function(inputs) layer_dot(inputs, axes = c(2, 3)), steps, aperm(steps, c(1L, 3L, 2L)))
  expect_equal(pairs[1L, , ], crossprod(steps[1L, , ]))
})

test_that("an embedding gives rows, and refuses numbers that have none", {
  model <- keras_model_sequential(input_shape = 3)
  model |> layer_embedding(input_dim = 5, output_dim = 2, mask_zero = TRUE)
  table <- matrix(as.numeric(1:10), 5L)
  set_weights(model, list(table))
  words <- matrix(c(0, 4, 2, 2, 1, 3), 2L)
  rows <- predict(model, words, verbose = 0)
  expect_equal(rows[2L, , ], table[words[2L, ] + 1, ])
  expect_match(refusal(predict(model, words + 1, verbose = 0)), "whole numbers from 0 to 4, received 5")
  expect_match(refusal(predict(model, words + 0.5, verbose = 0)), "received 0.5")
})

test_that("masked steps are zeros, and activity is regularized", {
  # The third step is masked; the others have one number that is not 9.
  x <- array(c(1, 9, 9, 9, 2, 9), c(1L, 3L, 2L))
  model <- keras_model_sequential(input_shape = c(3, 2))
  model |> layer_masking(mask_value = 9)
  expect_equal(predict(model, x, verbose = 0), array(c(1, 9, 0, 9, 2, 0), c(1L, 3L, 2L)))
  model <- keras_model_sequential(input_shape = 3)
  model |> layer_activity_regularization(l1 = 0.5)
  model |> compile(optimizer = "sgd", loss = "mse")
  loss <- evaluate(model, a, a, verbose = 0)
  expect_equal(unname(unlist(loss)[1L]), 0.5 * sum(abs(a)) / 2, tolerance = 1e-6)
})
