skip_without_engine()

rows <- function(seed) {
  set.seed(seed)
  matrix(rnorm(15), 5)
}
computed <- function(merge, ...) {
  a <- layer_input(3)
  b <- layer_input(3)
  predict(keras_model(list(a, b), merge(a, b)), list(rows(1), rows(2)))
}

test_that("tensors are merged, in a list or one by one", {
  a <- rows(1)
  b <- rows(2)
  same <- function(merge, expected) expect_equal(computed(merge), expected, tolerance = 1e-6)
  same(function(a, b) layer_add(list(a, b)), a + b)
  same(function(a, b) layer_add(a, b), a + b)
  same(function(a, b) layer_add()(list(a, b)), a + b)
  same(function(a, b) layer_add(a, b, name = "sum"), a + b)
  same(function(a, b) layer_add(c(a, b), a), 2 * a + b)
  same(layer_subtract, a - b)
  same(layer_multiply, a * b)
  same(layer_average, (a + b) / 2)
  same(layer_maximum, pmax(a, b))
  same(layer_minimum, pmin(a, b))
  same(layer_concatenate, cbind(a, b))
  # Axis 1 is the batch.
  same(function(a, b) layer_concatenate(list(a, b), axis = 2), cbind(a, b))
  same(function(a, b) layer_dot(a, b, axes = 2), matrix(rowSums(a * b)))
})

test_that("a residual block and its table", {
  x <- layer_input(3, name = "x")
  inner <- x |> layer_dense(3, activation = "tanh", name = "inner")
  model <- keras_model(x, layer_add(list(x, inner), name = "sum"))
  expect_equal(predict(model, rows(1)), rows(1) + dense_in_r(rows(1), get_weights(model), tanh), tolerance = 1e-5)
  table <- strsplit(format(model, line_length = 100), "\n")[[1]]
  expect_match(table[[3]], "Connected to")
  expect_match(table[[5]], "x \\(InputLayer\\) .* 0 │ - ")
  expect_match(table[[9]], "sum \\(Add\\) .* 0 │ x\\[0\\]\\[0\\], inner\\[0\\]\\[0\\]")
  in_era("keras2", {
    table <- strsplit(format(model, line_length = 80), "\n")[[1]]
    expect_identical(table[[3]], "Layer (type)              Output Shape      Param #  Connected to               ")
    expect_identical(substr(table[[9]], 54, 64), "x[0][0]    ")
    expect_identical(substr(table[[10]], 54, 64), "inner[0][0]")
  })
})

test_that("what cannot be merged is refused", {
  a <- layer_input(3)
  expect_match(refusal(layer_concatenate(a, layer_input(c(2, 2)))), "concatenate: inputs")
  expect_match(refusal(layer_add(a, 3)), "received a list of 2")
  expect_match(refusal(layer_add(list(a, a), nonsense = 3)), "unknown argument \"nonsense\"")
  expect_match(refusal(layer_concatenate(a, a, axis = 0)), "axes counted from 1")
  expect_match(refusal(layer_add(keras_model_sequential(input_shape = 3), a)), "object: expected")
})

test_that("masked steps do not count", {
  words <- layer_input(4)
  embedded <- words |> layer_embedding(input_dim = 6, output_dim = 2, mask_zero = TRUE)
  model <- keras_model(words, embedded |> layer_global_average_pooling_1d())
  table <- get_weights(model)[[1]]
  x <- rbind(c(1, 2, 0, 0), c(3, 0, 0, 0), c(1, 2, 3, 4))
  expected <- t(apply(x, 1, function(row) colMeans(table[row[row > 0] + 1, , drop = FALSE])))
  expect_equal(predict(model, x), expected, tolerance = 1e-6)
  # Zeros in data, by a layer of their own.
  steps <- layer_input(c(3, 2))
  masked <- keras_model(steps, steps |> layer_masking(mask_value = 0) |> layer_global_average_pooling_1d())
  x <- array(0, c(1, 3, 2))
  x[1, 1, ] <- c(2, 4)
  expect_equal(predict(masked, x), rbind(c(2, 4)))
  expect_equal(predict(unserialize(serialize(masked, NULL)), x), rbind(c(2, 4)))
})
