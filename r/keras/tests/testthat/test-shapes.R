# The ways in which keras 2 says what the first layer of a model is given, and what every layer takes.

test_that("the first layer says the shape of its input in several ways", {
  shape_of <- function(...) {
    model <- keras_model_sequential()
    model %>% layer_dense(units = 2, ...)
    model$input_shape
  }
  expect_identical(shape_of(input_shape = 4), list(NULL, 4L))
  expect_identical(shape_of(input_shape = list(5, 4)), list(NULL, 5L, 4L))
  expect_identical(shape_of(batch_input_shape = list(NULL, 4)), list(NULL, 4L))
  expect_identical(shape_of(batch_input_shape = c(2, 5, 4)), list(NULL, 5L, 4L))
  expect_identical(shape_of(input_shape = 4, dtype = "float32", batch_size = 8), list(NULL, 4L))
  expect_error(shape_of(batch_input_shape = c(NULL, 4)), "list\\(NULL, 4\\)", class = "kerros_error")
  expect_error(shape_of(input_shape = 4, dtype = "float16"), "dtype", class = "kerros_error")
  expect_error(shape_of(input_shape = list(NULL, 4)), "expected the size of every axis", class = "kerros_error")
})

test_that("layers begin with weights of one's own", {
  kernel <- matrix(c(1, 2, 3, 4, 5, 6), 3)
  model <- keras_model_sequential()
  model %>% layer_dense(units = 2, input_shape = 3, weights = list(kernel, c(-1, 1)))
  expect_identical(as.vector(predict(model, matrix(1, 1, 3))), c(5, 16))
  table <- matrix(1:6, 3)
  words <- keras_model_sequential()
  words %>% layer_embedding(3, 2, input_length = 2, weights = list(table), trainable = FALSE)
  expect_equal(predict(words, matrix(c(2, 0), 1)), array(c(3, 1, 6, 4), c(1, 2, 2)))
  expect_length(words$trainable_weights, 0)
})

test_that("input_length is the shape of a first layer", {
  model <- keras_model_sequential()
  model %>%
    layer_embedding(input_dim = 100, output_dim = 8, input_length = 10) %>%
    layer_flatten() %>%
    layer_dense(units = 1, activation = "sigmoid")
  expect_identical(model$input_shape, list(NULL, 10L))
  expect_identical(model$output_shape, list(NULL, 1L))
  expect_equal(count_params(model), 100 * 8 + 81)
  model %>% compile(optimizer = "rmsprop", loss = "binary_crossentropy", metrics = "acc")
  x <- matrix(0:59 %% 100, 6)
  history <- model %>% fit(x, c(0, 1, 0, 1, 0, 1), epochs = 2, verbose = 0)
  expect_true(all(is.finite(history$metrics$loss)))
  table <- keras_model_sequential()
  table %>% layer_embedding(9, 2, input_length = c(4, 3))
  expect_identical(table$output_shape, list(NULL, 4L, 3L, 2L))
  open <- keras_model_sequential()
  open %>% layer_embedding(9, 2) %>% layer_global_max_pooling_1d()
  expect_identical(dim(predict(open, matrix(0:5, 3))), c(3L, 2L))
})

test_that("input_length must be that of the rows", {
  words <- layer_input(shape = 10, dtype = "int32")
  expect_identical(layer_embedding(words, 9, 2, input_length = 10)$shape, list(NULL, 10L, 2L))
  expect_error(layer_embedding(words, 9, 2, input_length = 7),
    "Embedding: input_length: expected 10, received 7", class = "kerros_error")
  model <- keras_model_sequential()
  model %>% layer_activation("linear", input_shape = 5)
  expect_error(model %>% layer_embedding(9, 2, input_length = 4), "expected 5, received 4", class = "kerros_error")
  expect_length(model$layers, 1)
  model %>% layer_embedding(9, 2, input_length = 5)
  expect_identical(model$output_shape, list(NULL, 5L, 2L))
  expect_error(layer_embedding(input_dim = 9, output_dim = 2, input_length = "a"), "input_length", class = "kerros_error")
})

test_that("the type of an input may be any of numbers", {
  for (dtype in c("float32", "float64", "int32", "int64", "uint8", "bool")) {
    expect_identical(layer_input(shape = 3, dtype = dtype)$shape, list(NULL, 3L))
    expect_identical(kerros::layer_input(shape = 3, dtype = dtype)$shape, list(NULL, 3L))
  }
  expect_error(layer_input(shape = 3, dtype = "string"), "layer_input\\(\\): dtype: expected a type of numbers",
    class = "kerros_error")
  expect_error(layer_input(shape = 3, dtype = 1), "expected one piece of text", class = "kerros_error")
})

test_that("all layers take what every layer takes", {
  layers <- list(
    layer_conv_1d = list(filters = 2, kernel_size = 3), layer_max_pooling_1d = list(pool_size = 2),
    layer_average_pooling_1d = list(pool_size = 2), layer_flatten = list(), layer_dropout = list(rate = 0.3),
    layer_lstm = list(units = 2), layer_gru = list(units = 2), layer_simple_rnn = list(units = 2),
    layer_batch_normalization = list(), layer_activation = list(activation = "relu"),
    layer_global_max_pooling_1d = list(), layer_masking = list(), layer_reshape = list(target_shape = 12),
    layer_permute = list(dims = c(2, 1)), layer_gaussian_noise = list(stddev = 0.1),
    layer_activation_relu = list(), layer_separable_conv_1d = list(filters = 2, kernel_size = 3)
  )
  common <- list(batch_input_shape = list(NULL, 6, 2), dtype = "float32", name = "first", trainable = FALSE)
  for (name in names(layers)) {
    make <- getExportedValue("keras", name)
    # keras 2.2 has layers that never were the first of a model.
    is_first <- "batch_input_shape" %in% names(formals(make))
    model <- keras_model_sequential()
    if (!is_first) model %>% layer_activation("linear", input_shape = c(6, 2))
    do.call(make, c(list(model), layers[[name]], common[names(common) %in% names(formals(make))]))
    layer <- model$layers[[length(model$layers)]]
    expect_identical(model$input_shape, list(NULL, 6L, 2L), label = name)
    expect_identical(layer$name, "first", label = name)
    expect_false(layer$trainable, label = name)
  }
})

test_that("configurations go from one era to the other", {
  model <- keras_model_sequential()
  model %>%
    layer_embedding(input_dim = 20, output_dim = 3, input_length = 5) %>%
    layer_lstm(units = 2) %>%
    layer_dense(units = 1)
  again <- model_from_json(model_to_json(model))
  expect_identical(printed(again), printed(model))
  set_weights(again, get_weights(model))
  x <- matrix(0:9, 2)
  expect_identical(predict(again, x), predict(model, x))
  expect_identical(get_config(from_config(get_config(model))), get_config(model))
  expect_error(model_to_yaml(model), "model_to_json", class = "kerros_error")
})
