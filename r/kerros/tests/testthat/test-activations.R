skip_without_engine()

test_that("activations are computed with their arguments", {
  x <- c(-10, 0, 5, 20)
  expect_equal(as.vector(activation_relu(x)), c(0, 0, 5, 20))
  expect_equal(as.vector(activation_relu(x, negative_slope = 0.5, max_value = 10)), c(-5, 0, 5, 10))
  expect_equal(as.vector(activation_relu(x, threshold = 6)), c(0, 0, 0, 20))
  expect_equal(as.vector(activation_leaky_relu(x)), c(-2, 0, 5, 20), tolerance = 1e-6)
  expect_equal(as.vector(activation_elu(c(-100, 1), alpha = 2)), c(-2, 1))
  expect_equal(as.vector(activation_gelu(c(-1, 1))), c(-1, 1) * pnorm(c(-1, 1)), tolerance = 1e-6)
  expect_equal(as.vector(activation_gelu(1, approximate = TRUE)), 0.841192, tolerance = 1e-6)
  expect_equal(as.vector(activation_threshold(x, threshold = 5, default_value = -1)), c(-1, -1, -1, 20))
  expect_identical(activation_hard_swish(x), activation_hard_silu(x))
})

test_that("axes count from 1", {
  x <- array(as.double(1:24), c(2, 3, 4))
  last <- activation_softmax(x)
  expect_equal(apply(last, c(1, 2), sum), matrix(1, 2, 3), tolerance = 1e-6)
  expect_identical(activation_softmax(x, axis = 3L), last)
  expect_equal(apply(activation_softmax(x, axis = 2L), c(1, 3), sum), matrix(1, 2, 4), tolerance = 1e-6)
  expect_equal(activation_log_softmax(x, axis = 1L), log(activation_softmax(x, axis = 1L)), tolerance = 1e-6)
  expect_error(activation_softmax(x, axis = 0L), "axes counted from 1", class = "kerros_error_invalid")
  expect_error(activation_softmax(x, axis = 4L), "axis", class = "kerros_error_invalid")
})

test_that("glu halves an axis", {
  x <- matrix(c(3, 5, 0, 0), 1)
  expect_equal(activation_glu(x), matrix(c(1.5, 2.5), 1))
  expect_error(activation_glu(matrix(1, 1, 3)), "even length", class = "kerros_error_invalid")
})

test_that("what an activation needs must be given", {
  expect_error(activation_threshold(1, default_value = 2), "threshold: expected a value",
    class = "kerros_error_invalid")
  expect_error(activation_celu(1, alpha = 0), "a finite number above 0", class = "kerros_error_invalid")
})

test_that("every activation goes into a layer by its name and by its function", {
  takes_no_argument <- setdiff(activation_names, c("threshold", "swish"))
  for (name in takes_no_argument) {
    by_name <- layer_activation(activation = name)
    by_function <- layer_activation(activation = get(paste0("activation_", name)))
    expect_identical(by_name, by_function)
  }
})

test_that("activation layers give what their functions give", {
  x <- matrix(c(-3, -0.5, 0.5, 8), 2)
  through <- function(layer) predict(keras_model_sequential(layers = list(layer), input_shape = 2), x)
  expect_equal(through(layer_activation_relu(max_value = 6, negative_slope = 0.25)),
    activation_relu(x, max_value = 6, negative_slope = 0.25))
  expect_equal(through(layer_activation_leaky_relu()), activation_leaky_relu(x, negative_slope = 0.3))
  expect_equal(through(layer_activation_elu(alpha = 0.5)), activation_elu(x, alpha = 0.5), tolerance = 1e-6)
  expect_equal(through(layer_activation_softmax()), activation_softmax(x), tolerance = 1e-6)
  slopes <- layer_activation_parametric_relu(alpha_initializer = initializer_constant(0.25))
  expect_equal(through(slopes), activation_leaky_relu(x, negative_slope = 0.25))
})

test_that("shared axes count from 1", {
  model <- keras_model_sequential(input_shape = c(5, 2)) |>
    layer_activation_parametric_relu(shared_axes = 2)
  expect_identical(dim(get_weights(model)[[1]]), c(1L, 2L))
})

test_that("an activation layer may be given where an activation is due", {
  layer <- layer_dense(units = 2, activation = layer_activation_leaky_relu(negative_slope = 0.5))
  model <- keras_model_sequential(layers = list(layer), input_shape = 1)
  set_weights(model, list(matrix(c(1, -1), 1), c(0, 0)))
  expect_equal(predict(model, matrix(4)), matrix(c(4, -2), 1))
})

test_that("initializers of matrices and kernels", {
  start <- function(layer, input_shape) {
    get_weights(keras_model_sequential(layers = list(layer), input_shape = input_shape))[[1]]
  }
  kernel <- start(layer_dense(units = 3, kernel_initializer = initializer_orthogonal(gain = 2)), 5)
  expect_equal(crossprod(kernel), 4 * diag(3), tolerance = 1e-6)
  expect_identical(start(layer_dense(units = 2, kernel_initializer = "identity"), 2), diag(2))
  wave <- initializer_stft(side = "imag", window = NULL, scaling = NULL)
  kernel <- start(layer_conv_1d(filters = 3, kernel_size = 4, kernel_initializer = wave), c(8, 1))
  expect_equal(kernel[, 1, 2], c(0, -1, 0, 1), tolerance = 1e-6)
  expect_error(initializer_stft(window = "han"), "\"hann\"", class = "kerros_error_invalid")
  numbers <- initializer_stft(window = c(1, 2, 2, 1), scaling = "spectrum")
  kernel <- start(layer_conv_1d(filters = 3, kernel_size = 4, kernel_initializer = numbers), c(8, 1))
  expect_equal(kernel[, 1, 1], c(1, 2, 2, 1) / 6, tolerance = 1e-6)
})
