skip_without_engine()

test_that("an input is a tensor with a shape", {
  x <- layer_input(shape = c(28, 28))
  expect_s3_class(x, "kerros_tensor")
  expect_identical(x$shape, list(NULL, 28L, 28L))
  expect_identical(dim(x), c(NA, 28L, 28L))
  expect_identical(as.integer(shape(x)), c(NA, 28L, 28L))
  expect_identical(layer_input(shape = 4)$shape, list(NULL, 4L))
  expect_identical(layer_input(shape = list(4))$shape, list(NULL, 4L))
  expect_identical(layer_input(batch_shape = list(NULL, 4, 2))$shape, list(NULL, 4L, 2L))
  expect_identical(keras_input(c(4, 2))$shape, list(NULL, 4L, 2L))
  expect_identical(x$dtype, "float32")
  expect_identical(layer_input(4, name = "a")$name, "a")
  expect_output(print(layer_input(c(4, 2), name = "a")), "<KerasTensor shape=\\(None, 4, 2\\), dtype=float32, name=a>")
  expect_output(summary(x), "KerasTensor")
  in_era("keras2", {
    expect_output(print(layer_input(4, name = "a")), 'Tensor\\("a", shape=\\(None, 4\\), dtype=float32\\)')
    expect_match(layer_input(4)$name, "^input_[0-9]+$")
    expect_match((layer_input(4) |> layer_dense(2))$name, "^dense_[0-9]+$")
  })
})

test_that("what is no input is refused", {
  expect_match(refusal(layer_input()), "layer_input\\(\\): shape: expected the sizes of one sample, received NULL")
  expect_match(refusal(layer_input(c(NA, 3))), "unknown sizes are not there yet")
  expect_match(refusal(layer_input(0)), "received 0")
  expect_match(refusal(layer_input("a")), "layer_input\\(\\): shape")
  expect_match(refusal(layer_input(4, name = 3)), "layer_input\\(\\): name: expected one piece of text, received 3")
  expect_match(refusal(layer_input(4, sparse = TRUE)), "sparse: expected its default")
  expect_match(refusal(layer_input(4, dtype = "string")), "layer_input\\(\\): dtype: expected a type of numbers")
})

test_that("layers are called on tensors, by pipes and as functions", {
  x <- layer_input(shape = 4)
  y <- x %>% layer_dense(units = 3)
  expect_identical(y$shape, list(NULL, 3L))
  expect_identical(layer_dense(x, 3)$shape, list(NULL, 3L))
  dense <- layer_dense(units = 5, name = "five")
  expect_true(is.function(dense))
  expect_identical((x |> dense())$shape, list(NULL, 5L))
  expect_identical((x %>% dense)$shape, list(NULL, 5L))
  expect_identical(dense(list(x))$name, "five")
  # Visible, unlike a model that a layer is added to.
  expect_true(withVisible(layer_dense(x, 3))$visible)
  # A layer on a model.
  model <- keras_model_sequential(input_shape = 4)
  expect_false(withVisible(dense(model))$visible)
  expect_identical(model$output_shape, list(NULL, 5L))
})

test_that("what does not fit is refused when the layer is called", {
  x <- layer_input(shape = 4)
  expect_match(refusal(layer_max_pooling_1d(x, 2)), "max_pooling1d")
  expect_match(refusal(layer_dense(list(x, layer_input(4)), 3)), "inputs: expected one input, received 2")
  expect_match(refusal(layer_dense(list(x, 3), 3)), "received a list of 2")
  expect_match(refusal(layer_dense(list(), 3)), "received an empty list")
  expect_match(refusal(layer_dense(x)), "Dense: units: expected a value, received none")
  expect_match(refusal(x + 1), "layer_add")
  expect_true(x == x)
  expect_true(x != layer_input(4))
  expect_match(refusal(x$shape <- 3), "tensor\\$shape")
  expect_match(refusal(layer_dense(units = 2)(x, 3)), "a layer")
})

test_that("tensors and layers are read back, and connected as before", {
  set.seed(3)
  x <- layer_input(shape = 4, name = "a")
  shared <- layer_dense(units = 2, name = "shared")
  first <- keras_model(x, shared(x))
  weights <- get_weights(first)
  stored <- unserialize(serialize(list(x = x, y = first$output, layer = shared), NULL))
  second <- keras_model(stored$x, stored$y)
  expect_identical(get_weights(second), weights)
  expect_identical(get_weights(stored$layer), weights)
  # They are others than those they were made of.
  set_weights(second, lapply(weights, function(weight) weight + 1))
  expect_identical(get_weights(first), weights)
  expect_identical(get_weights(stored$layer), get_weights(second))
})

test_that("handles outlive what they were made of", {
  x <- layer_input(shape = 4)
  model <- keras_model(x, x |> layer_dense(units = 8) |> layer_dense(units = 2))
  features <- get_layer(model, index = 2)$output
  weights <- get_weights(model)[1:2]
  rm(model)
  invisible(gc())
  inner <- keras_model(x, features)
  rm(x, features)
  invisible(gc())
  expect_identical(get_weights(inner), weights)
  expect_identical(dim(predict(inner, matrix(1, 3, 4))), c(3L, 8L))
})

test_that("dead handles are refused", {
  expect_match(refusal(rust("layer_apply", NULL, list(), FALSE)), "the layer comes from another session")
  layer <- layer_dense(units = 1)
  expect_match(refusal(rust("layer_apply", layer_handle(layer_own(layer)), list(NULL), FALSE)), "the value comes from another session")
  expect_match(refusal(rust("layer_apply", layer_handle(layer_own(layer)), 3, FALSE)), "a list of symbolic values")
  x <- layer_input(shape = 4)
  expect_match(refusal(rust("layer_weights", tensor_handle(x))), "the layer comes from another session")
  expect_match(refusal(rust("layer_apply", layer_handle(layer_own(layer)), list(layer_handle(layer_own(layer))), FALSE)), "the value comes")
})
