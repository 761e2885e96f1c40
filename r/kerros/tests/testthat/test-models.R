skip_without_engine()

test_that("layers are added in place, and the model comes back invisibly", {
  model <- keras_model_sequential()
  added <- withVisible(model |> layer_dense(units = 10, input_shape = 4))
  expect_false(added$visible)
  expect_identical(added$value, model)
  expect_length(model$layers, 1L)
  copy <- model
  copy %>% layer_dense(units = 3)
  expect_length(model$layers, 2L)
  # Running a block twice adds its layers twice.
  model |> layer_dense(units = 3)
  expect_length(model$layers, 3L)
})

test_that("layers have three modes", {
  layer <- layer_dense(units = 3, activation = "softmax")
  expect_s3_class(layer, "kerros_layer")
  expect_output(print(layer), "<layer Dense>")
  expect_s3_class(layer_dense(NULL, 3), "kerros_layer")
  model <- keras_model_sequential()
  expect_identical(layer_dense(model, 3, input_shape = 4), model)
  expect_match(refusal(layer_dense("a", 3)), 'object: expected a model, a tensor .* or a list of tensors, received "a"')
  expect_match(refusal(layer_dense(layer, 3)), "received an object of class kerros_layer. Put the model or the tensors first")
  expect_match(refusal(layer_dense(matrix(0, 2, 2), 3)), "received an array of numbers \\(2 x 2\\)")
})

test_that("shapes are written with doubles, with or without the rows", {
  shapes <- function(...) keras_model_sequential() |> layer_conv_1d(filters = 40, kernel_size = 30, strides = 2, ...)
  for (model in list(
    shapes(input_shape = c(260, 3)), shapes(input_shape = list(260, 3)), shapes(input_shape = c(260L, 3L)),
    shapes(batch_input_shape = list(NULL, 260, 3)), shapes(batch_input_shape = c(NA, 260, 3)),
    shapes(batch_input_shape = c(128, 260, 3)), shapes(input_shape = shape(260, 3)),
    shapes(batch_input_shape = shape(NULL, 260, 3))
  )) {
    expect_identical(model$input_shape, list(NULL, 260L, 3L))
    expect_identical(model$output_shape, list(NULL, 116L, 40L))
  }
  expect_identical(keras_model_sequential(input_shape = 4)$input_shape, list(NULL, 4L))
  expect_identical((keras_model_sequential(c(260, 3)) |> layer_flatten())$output_shape, list(NULL, 780L))
})

test_that("wrong shapes are refused", {
  wrong <- function(shape) refusal(layer_dense(keras_model_sequential(), 3, input_shape = shape))
  expect_match(wrong("a"), 'input_shape: expected the size of every axis, received "a"')
  expect_match(wrong(NA), "input_shape: expected the size of every axis, received NA")
  expect_match(wrong(c(NA, 3)), "received c\\(NA, 3\\)")
  expect_match(wrong(list(NULL, 3)), "received list\\(NULL, 3\\)")
  expect_match(wrong(-1), "received -1")
  expect_match(wrong(0), "received 0")
  expect_match(wrong(list(list(1, 2), 3)), "input_shape: expected")
  expect_match(wrong(mean), "input_shape: expected the size of every axis, received a function")
  expect_match(wrong(iris), "input_shape: expected")
  expect_match(refusal(keras_model_sequential(input_shape = "a")), "input_shape: expected")
})

test_that("the course's networks have their parameters", {
  walking <- keras_model_sequential() |>
    layer_conv_1d(filters = 40, kernel_size = 40, strides = 2, activation = "relu", input_shape = c(260, 3)) |>
    layer_max_pooling_1d(pool_size = 2) |>
    layer_dense(units = 100, activation = "relu")
  expect_identical(walking$layers[[1]]$output_shape, list(NULL, 111L, 40L))
  expect_identical(walking$layers[[2]]$output_shape, list(NULL, 55L, 40L))
  expect_identical(count_params(get_layer(walking, index = 1)), 4840L)
  expect_equal(count_params(iris_layers()), 83)
})

test_that("layers can be given as a list, under either name", {
  layers <- list(layer_dense(units = 10, input_shape = 4), layer_dense(units = 3))
  expect_equal(count_params(keras_model_sequential(layers = layers)), 83)
  expect_equal(count_params(keras_model_sequential(layers)), 83)
  expect_equal(count_params(keras_model_sequential(layers = layer_dense(units = 3, input_shape = 4))), 15)
  expect_length(keras_model_sequential(layers = list())$layers, 0L)
  expect_match(refusal(keras_model_sequential(layers = list(3))), "layers: expected layers, received 3")
  expect_match(refusal(keras_model_sequential(layers = "dense")), "layers: expected a list of layers, received \"dense\"")
})

test_that("names are those of the era", {
  expect_identical(iris_layers()$name, "sequential")
  expect_identical(vapply(iris_layers()$layers, function(layer) layer$name, ""), c("dense", "dense_1"))
  in_era("keras2", {
    first <- iris_layers()
    second <- iris_layers()
    number <- function(model) as.integer(sub("sequential_", "", model$name))
    expect_identical(number(second), number(first) + 1L)
    names <- vapply(c(first$layers, second$layers), function(layer) layer$name, "")
    expect_identical(diff(as.integer(sub("dense_", "", names))), c(1L, 1L, 1L))
    expect_s3_class(first, c("keras.engine.sequential.Sequential", "keras.engine.training.Model"), exact = FALSE)
  })
  expect_s3_class(iris_layers(), "keras.src.models.sequential.Sequential")
  expect_identical(keras_model_sequential(name = "flowers")$name, "flowers")
  named <- keras_model_sequential() |> layer_dense(units = 3, input_shape = 4, name = "last")
  expect_identical(get_layer(named, "last")$name, "last")
})

test_that("a layer is found by name and by index from 1", {
  model <- iris_layers()
  expect_identical(get_layer(model, "dense_1")$name, "dense_1")
  expect_identical(get_layer(model, index = 1)$name, "dense")
  expect_identical(get_layer(model, index = 2)$name, "dense_1")
  expect_identical(get_layer(model, index = -1)$name, "dense_1")
  expect_identical(get_layer(model, 2)$name, "dense_1")
  for (index in list(0, 3, -3, 1.5, NA, "a", c(1, 2))) {
    expect_match(refusal(get_layer(model, index = index)), "get_layer\\(\\): expected the name of a layer \\(dense, dense_1\\) or an index from 1 to 2")
  }
  expect_match(refusal(get_layer(model, "nope")), 'received "nope"')
  expect_match(refusal(get_layer(keras_model_sequential(), index = 1)), "a model with layers, received one without")
  expect_match(refusal(get_layer(3)), "object: expected a model, received 3")
})

test_that("the last layer can be taken away and replaced, and the others keep their weights", {
  model <- iris_model()
  fit(model, iris_rows(), iris_columns(), epochs = 2, verbose = 0)
  kept <- get_weights(model)[1:2]
  popped <- withVisible(pop_layer(model))
  expect_false(popped$visible)
  expect_identical(popped$value$name, "dense_1")
  expect_identical(get_weights(model), kept)
  model |> layer_dense(units = 5, activation = "softmax")
  expect_identical(get_weights(model)[1:2], kept)
  expect_identical(get_weights(unserialize(serialize(model, NULL))), get_weights(model))
  expect_match(refusal(fit(model, iris_rows(), iris_columns())), "fit was called before compile")
  # What does not fit leaves the model compiled.
  compile(model, loss = "categorical_crossentropy")
  expect_match(refusal(layer_max_pooling_1d(model, 2)), "max_pooling1d")
  fit(model, iris_rows(), to_categorical(iris$Species, 5), verbose = 0)
  pop_layer(model)
  pop_layer(model)
  expect_length(model$layers, 0L)
  expect_match(refusal(pop_layer(model)), "a model with layers, received one without")
})

test_that("a clone has the layers, and weights of its own", {
  model <- iris_model()
  fit(model, iris_rows(), iris_columns(), epochs = 1, verbose = 0)
  copy <- clone_model(model)
  expect_identical(copy$name, model$name)
  expect_identical(format(copy), format(iris_layers()))
  expect_false(identical(get_weights(copy), get_weights(model)))
  set_weights(copy, get_weights(model))
  expect_identical(predict(copy, iris_rows()), predict(model, iris_rows()))
  expect_match(refusal(clone_model(3)), "expected a model, received 3")
})

test_that("a layer's own weights are its first ones", {
  weights <- list(matrix(1:12 / 10, 4, 3), c(1, 2, 3))
  model <- keras_model_sequential() |> layer_dense(units = 3, input_shape = 4, weights = weights)
  expect_equal(get_weights(model), lapply(weights, as.array), tolerance = 1e-6, ignore_attr = TRUE)
})

test_that("what a layer does not take is refused by name", {
  model <- keras_model_sequential()
  expect_match(refusal(layer_dense(model)), "Dense: units: expected a value, received none")
  expect_match(refusal(layer_dense(model, units = "a")), "Dense: units: expected a whole number, received \"a\"")
  expect_match(refusal(layer_dense(model, units = NA)), "units: expected")
  expect_match(refusal(layer_dense(model, units = NULL)), "units")
  expect_match(refusal(layer_dense(model, units = c(1, 2))), "units: expected")
  expect_match(refusal(layer_dense(model, units = 2.5)), "units: expected a whole number, received 2.5")
  expect_match(refusal(layer_dense(model, 3, activation = "rely")), "unknown activation \"rely\": did you mean \"relu\"")
  expect_match(refusal(layer_dense(model, 3, inputshape = 4)), "unknown argument \"inputshape\". Known are input_shape")
  expect_match(refusal(layer_dense(model, 3, lora_rank = 2)), "layer_dense\\(\\): lora_rank: expected its default")
  expect_match(refusal(layer_dense(model, 3, kernel_regularizer = "l3")), "unknown regularizer \"l3\"")
  expect_match(refusal(layer_dense(model, 3, trainable = "no")), "trainable: expected TRUE or FALSE, received \"no\"")
  expect_match(refusal(layer_dropout(model, rate = 2)), "rate")
  expect_match(refusal(layer_conv_1d(model, filters = 3)), "kernel_size: expected a value, received none")
  expect_match(refusal(layer_conv_1d(model, 3, 5, input_shape = 4)), "conv1d")
  expect_length(model$layers, 0L)
  model |> layer_dense(units = 3, input_shape = 4)
  expect_length(model$layers, 1L)
})

test_that("activations and initializers can be functions", {
  model <- keras_model_sequential() |>
    layer_dense(2, activation = activation_relu, kernel_initializer = initializer_ones, input_shape = 2) |>
    layer_activation(activation_softmax) |>
    layer_dense(1, kernel_initializer = initializer_constant(value = 2), bias_initializer = "ones")
  expect_equal(get_weights(model)[[1]], matrix(1, 2, 2))
  expect_equal(get_weights(model)[[3]], matrix(2, 2, 1))
  expect_equal(predict(model, cbind(1, 2)), matrix(3), tolerance = 1e-6)
  expect_match(refusal(layer_dense(model, 2, activation = mean)), "expected an activation, an initializer or its name, received a function of another kind")
})
