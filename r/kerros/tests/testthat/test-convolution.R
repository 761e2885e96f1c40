# Convolutions: sizes as R gives them, and kernels of ones, whose sums are known.

predicted <- function(layer, x) {
  model <- keras_model_sequential()
  model %>% layer(dim(x)[-1L])
  predict(model, x)
}

x <- array(as.numeric(1:24), c(1L, 3L, 4L, 2L))

test_that("sizes are one number, or one for each axis", {
  sums <- function(...) {
    predicted(function(m, shape) {
      layer_conv_2d(m, 1L, ..., kernel_initializer = "ones", input_shape = shape)
    }, x)
  }
  expect_equal(drop(sums(c(3, 4))), sum(x))
  expect_equal(drop(sums(kernel_size = list(3L, 2L))), sapply(1:3, function(j) sum(x[, , j + 0:1, ])))
  expect_equal(dim(sums(2L, strides = c(1L, 2L), padding = "same")), c(1L, 3L, 2L, 1L))
  expect_equal(dim(sums(2, dilation_rate = list(2L, 1L))), c(1L, 1L, 3L, 1L))
  expect_error(sums(c(4L, 1L)), "the sizes of the input")
  expect_error(sums(2L, strides = 2L, dilation_rate = 2L), "Drop one of the two")
})

test_that("groups and channels by themselves", {
  of_groups <- predicted(function(m, shape) {
    layer_conv_2d(m, 2L, c(3L, 4L), groups = 2L, kernel_initializer = "ones", input_shape = shape)
  }, x)
  expect_equal(drop(of_groups), c(sum(x[, , , 1L]), sum(x[, , , 2L])))
  of_channels <- predicted(function(m, shape) {
    layer_depthwise_conv_2d(m, c(3, 4), depth_multiplier = 2, depthwise_initializer = "ones",
      input_shape = shape)
  }, x)
  expect_equal(drop(of_channels), rep(drop(of_groups), each = 2L))
  mixed <- predicted(function(m, shape) {
    layer_separable_conv_2d(m, 3L, c(3, 4), depthwise_initializer = "ones",
      pointwise_initializer = "ones", input_shape = shape)
  }, x)
  expect_equal(drop(mixed), rep(sum(x), 3L))
})

test_that("transposed convolutions make sequences longer", {
  steps <- array(c(1, 10), c(1L, 2L, 1L))
  longer <- function(...) {
    drop(predicted(function(m, shape) {
      layer_conv_1d_transpose(m, 1L, 3L, ..., kernel_initializer = "ones", input_shape = shape)
    }, steps))
  }
  expect_equal(longer(), c(1, 11, 11, 10))
  expect_equal(longer(strides = 2), c(1, 1, 11, 10, 10))
  expect_equal(longer(strides = 2L, output_padding = 1L), c(1, 1, 11, 10, 10, 0))
  expect_error(longer(strides = 2L, output_padding = 2L), "below the strides, 2")
})

test_that("channels may come first", {
  first <- predicted(function(m, shape) {
    layer_conv_1d(m, 2L, 4L, data_format = "channels_first", kernel_initializer = "ones",
      input_shape = shape)
  }, x[, , , 1L, drop = TRUE] %>% array(c(1L, 3L, 4L)))
  expect_equal(drop(first), rep(sum(x[, , , 1L]), 2L))
})
