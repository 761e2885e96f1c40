skip_without_engine()

test_that("weights have Keras's order and dimensions", {
  model <- sequence_model()
  weights <- get_weights(model)
  expect_identical(lapply(weights, dim), list(c(5L, 3L, 8L), 8L, c(32L, 3L), 3L))
  expect_true(all(vapply(weights, is.double, NA)))
  expect_identical(get_weights(get_layer(model, index = 1)), weights[1:2])
  expect_identical(get_weights(model$layers[[5]]), weights[3:4])
  expect_identical(get_weights(get_layer(model, index = 2)), list())
  expect_identical(dim(get_weights(model$layers[[1]])[[1]][, , 4]), c(5L, 3L))
})

test_that("a convolution is what R computes with its weights", {
  model <- sequence_model()
  kernel <- get_weights(model)[[1]]
  x <- sequences()$x[1:2, , ]
  conv <- keras_model_sequential() |> layer_conv_1d(filters = 8, kernel_size = 5, strides = 2, input_shape = c(20, 3))
  set_weights(conv, list(kernel, 1:8 / 10))
  output <- predict(conv, x)
  expect_identical(dim(output), c(2L, 8L, 8L))
  # The third place of the second row, filter 4.
  expect_equal(output[2, 3, 4], sum(x[2, 5:9, ] * kernel[, , 4]) + 0.4, tolerance = 1e-5)
})

test_that("weights go there and back", {
  model <- iris_model()
  weights <- get_weights(model)
  other <- iris_model(seed = 2)
  expect_false(identical(get_weights(other), weights))
  shown <- withVisible(set_weights(other, weights))
  expect_false(shown$visible)
  expect_identical(shown$value, other)
  expect_identical(get_weights(other), weights)
  expect_identical(predict(other, iris_rows()), predict(model, iris_rows()))
  expect_identical(get_weights(unserialize(serialize(other, NULL))), weights)
})

test_that("a layer's weights can be set alone", {
  model <- iris_model()
  weights <- get_weights(model)
  set_weights(get_layer(model, "dense_1"), list(weights[[3]] * 2, weights[[4]] + 1))
  expect_equal(get_weights(model), list(weights[[1]], weights[[2]], weights[[3]] * 2, weights[[4]] + 1), tolerance = 1e-6)
  # What R has without dim, or as a data frame, has the same meaning.
  set_weights(get_layer(model, "dense_1"), list(as.data.frame(weights[[3]]), as.vector(weights[[4]])))
  expect_identical(get_weights(model), weights)
  expect_identical(get_weights(unserialize(serialize(model, NULL))), weights)
})

test_that("wrong weights are refused, and change nothing", {
  model <- iris_model()
  weights <- get_weights(model)
  wrong <- function(change, of = model) refusal(set_weights(of, change))
  expect_match(wrong(list()), "weights: expected the model's 4 weights, received 0")
  expect_match(wrong(weights[1:3]), "expected the model's 4 weights, received 3")
  expect_match(wrong(weights[[1]]), "set_weights\\(\\): weights: expected a list of arrays, received an array of numbers \\(4 x 10\\)")
  expect_match(wrong(NULL), "received NULL")
  expect_match(wrong(iris), "received a data frame with 5 columns")
  expect_match(wrong(replace(weights, 1, list(t(weights[[1]])))), "dense/kernel: expected the shape \\[4, 10\\], received \\[10, 4\\]")
  expect_match(wrong(replace(weights, 2, list(letters[1:10]))), "set_weights\\(\\): weights\\[\\[2\\]\\]: expected numbers .*received 10 values \\(text\\)")
  gap <- weights
  gap[[1]][2, 3] <- NA
  expect_match(wrong(gap), "received NA in row 2, column 3")
  expect_match(wrong(weights[3], of = get_layer(model, "dense_1")), "set_weights\\(\\): weights: expected 2 arrays, received a list of 1")
  expect_match(refusal(set_weights(3, weights)), "object: expected a model, received 3")
  expect_match(refusal(get_weights(3)), "object: expected a model, received 3")
  expect_identical(get_weights(model), weights)
})
