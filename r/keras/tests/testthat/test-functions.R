test_that("everything that kerros exports is there", {
  expect_identical(setdiff(getNamespaceExports("kerros"), getNamespaceExports("keras")), character())
})

test_that("functions take what they took in 2018, in that order", {
  expect_identical(names(formals(layer_conv_1d)), c(
    "object", "filters", "kernel_size", "strides", "padding", "data_format", "dilation_rate", "activation",
    "use_bias", "kernel_initializer", "bias_initializer", "kernel_regularizer", "bias_regularizer",
    "activity_regularizer", "kernel_constraint", "bias_constraint", "input_shape", "batch_input_shape",
    "batch_size", "dtype", "name", "trainable", "weights"
  ))
  expect_identical(formals(optimizer_rmsprop)$lr, 0.001)
  expect_identical(as.vector(to_categorical(y = c(0, 1))), c(1, 0, 0, 1))
  model <- keras_model_sequential(list(layer_dense(units = 2, input_shape = 3)), "stack")
  expect_identical(model$name, "stack")
  model %>% compile(optimizer_rmsprop(lr = 0.01), "mse", "mae")
  expect_equal(model$optimizer$lr, 0.01)
})

test_that("layers are returned, or added in place", {
  layer <- layer_dense(units = 2)
  expect_s3_class(layer, "kerros_layer")
  model <- keras_model_sequential()
  visible <- withVisible(model %>% layer_flatten(input_shape = c(3, 2)))
  expect_false(visible$visible)
  expect_identical(visible$value, model)
  expect_identical(model$output_shape, list(NULL, 6L))
})

test_that("functions stand for activations, initializers, losses and metrics", {
  model <- keras_model_sequential()
  model %>% layer_dense(
    units = 2, input_shape = 2, activation = activation_relu,
    kernel_initializer = initializer_ones, bias_initializer = initializer_constant(1)
  )
  expect_identical(as.vector(predict(model, rbind(c(1, 2), c(-3, 0)))), c(4, 0, 4, 0))
  model %>% compile(loss = loss_mean_squared_error, optimizer = optimizer_sgd, metrics = metric_mean_absolute_error)
  expect_identical(model$metrics_names, c("loss", "mean_absolute_error"))
  expect_identical(as.vector(loss_mean_squared_error(rbind(c(1, 3)), rbind(c(1, 1)))), 2)
})

test_that("the input shape of a later layer is not looked at, and a compiled model can grow", {
  data <- iris_data(1:150)
  model <- iris_model()
  model %>% fit(data$x, data$y, epochs = 1, verbose = 0)
  weights <- get_weights(model)
  model %>%
    layer_dense(units = 10, input_shape = 4, activation = "relu") %>%
    layer_dense(units = 3, activation = "softmax")
  expect_identical(get_weights(model)[1:4], weights)
  expect_length(model$layers, 4)
  expect_error(fit(model, data$x, data$y, verbose = 0), "compile", class = "kerros_error")
  model %>% compile(optimizer = "rmsprop", loss = "categorical_crossentropy")
  model %>% fit(data$x, data$y, epochs = 1, verbose = 0)
  pop_layer(model)
  expect_identical(model$output_shape, list(NULL, 10L))
})

test_that("what is not there yet is refused by name", {
  expect_error(layer_rnn(cell = layer_lstm_cell(units = 1), time_major = TRUE), "time_major", class = "kerros_error")
})

test_that("the decay of 2018 divides the learning rate", {
  model <- keras_model_sequential() %>% layer_dense(units = 1, input_shape = 1)
  model %>% compile(optimizer = optimizer_sgd(lr = 0.5, decay = 1), loss = "mse")
  train_on_batch(model, 1, 1)
  expect_equal(model$optimizer$lr, 0.25, tolerance = 1e-6)
})

test_that("activations have the arguments of 2018, and axes count from 0", {
  x <- rbind(c(-2, 4), c(1, 1))
  expect_identical(activation_relu(x, alpha = 0.5), rbind(c(-1, 4), c(1, 1)))
  expect_identical(activation_softmax(x, axis = 1), activation_softmax(x))
  expect_equal(colSums(activation_softmax(x, axis = 0)), c(1, 1), tolerance = 1e-6)
  expect_identical(activation_swish(x), kerros::activation_silu(x))
  leaky <- layer_activation_leaky_relu(alpha = 0.5, input_shape = 2)
  expect_identical(predict(keras_model_sequential(list(leaky)), x), rbind(c(-1, 4), c(1, 1)))
})
