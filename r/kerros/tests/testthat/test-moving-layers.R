# Layers that move elements: arguments that R gives as lists of lists.

predicted <- function(layer, x) {
  model <- keras_model_sequential()
  model %>% layer(dim(x)[-1L])
  predict(model, x)
}

test_that("one number, one for each axis and a pair for each axis reach the layer", {
  x <- array(as.numeric(1:12), c(1L, 3L, 4L, 1L))
  crop <- function(cropping) {
    predicted(function(m, shape) layer_cropping_2d(m, cropping, input_shape = shape), x)
  }
  expect_equal(crop(1L), x[, 2L, 2:3, , drop = FALSE])
  expect_equal(crop(c(0, 1)), x[, , 2:3, , drop = FALSE])
  expect_equal(crop(list(c(0L, 1L), c(2L, 0L))), x[, 1:2, 3:4, , drop = FALSE])
  expect_equal(crop(list(list(0L, 0L), list(0L, 0L))), x)
  expect_error(crop(list(c(3L, 0L), c(0L, 0L))), "Leave at least one element")

  padded <- predicted(function(m, shape) layer_zero_padding_2d(m, input_shape = shape), x)
  expect_equal(dim(padded), c(1L, 5L, 6L, 1L))
  expect_equal(padded[, 2:4, 2:5, , drop = FALSE], x)
})

test_that("axes count from 1, and channels may come first", {
  x <- array(as.numeric(1:24), c(2L, 3L, 4L))
  permuted <- predicted(function(m, shape) layer_permute(m, c(2, 1), input_shape = shape), x)
  expect_equal(permuted, aperm(x, c(1L, 3L, 2L)))
  largest <- function(...) {
    predicted(function(m, shape) layer_global_max_pooling_1d(m, ..., input_shape = shape), x)
  }
  expect_equal(largest(), apply(x, c(1L, 3L), max))
  expect_equal(largest(data_format = "channels_first"), apply(x, c(1L, 2L), max))
  expect_equal(dim(largest(keepdims = TRUE)), c(2L, 1L, 4L))
})

test_that("a shape of noise may have nothing for the batch", {
  x <- array(1, c(2L, 3L, 4L))
  drop <- function(...) {
    predicted(function(m, shape) layer_dropout(m, 0.5, ..., input_shape = shape), x)
  }
  expect_equal(drop(noise_shape = list(NULL, 1L, 4L)), x)
  expect_error(drop(noise_shape = c(2L, 1L, 4L)), "for the batch 1 or none")
  expect_warning(drop(seed = 3L), "set.seed")
})
