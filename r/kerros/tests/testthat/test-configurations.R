skip_without_engine()

# A model of every kind of connection: a layer that is called twice, a model inside, two inputs and outputs.
branched_model <- function() {
  left <- layer_input(shape = 4, name = "left")
  right <- layer_input(shape = 4, name = "right")
  encoder <- layer_dense(units = 3, activation = "tanh", name = "encoder",
    kernel_initializer = initializer_random_normal(stddev = 0.5),
    kernel_regularizer = regularizer_l2(0.01))
  tail <- keras_model_sequential(input_shape = 6, name = "tail") |> layer_dense(units = 2, name = "inside")
  both <- layer_concatenate(list(encoder(left), encoder(right)), name = "both")
  score <- tail(both) |> layer_dense(units = 1, name = "score")
  kind <- both |> layer_dense(units = 3, activation = "softmax", name = "kind")
  keras_model(list(left, right), list(score, kind), name = "net")
}

branched_data <- list(matrix(seq(-1, 1, length.out = 20), 5), matrix(seq(2, -2, length.out = 20), 5))

# The layers with all that the table says of them.
table_of <- function(model) capture.output(print(model))

test_that("a layer tells its configuration", {
  layer <- layer_dense(units = 10, activation = "relu", name = "hidden", kernel_regularizer = regularizer_l2(0.5))
  config <- get_config(layer)
  expect_identical(attr(config, "config_class"), "keras.layers.Dense")
  expect_identical(config[c("name", "trainable", "units", "activation", "use_bias")],
    list(name = "hidden", trainable = TRUE, units = 10L, activation = "relu", use_bias = TRUE))
  expect_identical(config$kernel_initializer$class_name, "GlorotUniform")
  expect_identical(config$kernel_regularizer$config, list(l2 = 0.5))
  expect_true("bias_constraint" %in% names(config))
  expect_null(config$bias_constraint)
  # The layers of a model are called as the model calls them.
  model <- keras_model_sequential(input_shape = 4) |> layer_dense(units = 3) |> layer_dense(units = 2)
  expect_identical(get_config(get_layer(model, index = 2))$name, "dense_1")
  expect_identical(get_config(model)$layers[[3]]$config, get_config(get_layer(model, index = 2)), ignore_attr = TRUE)
  expect_identical(model$get_config(), get_config(model))
})

test_that("a layer is made of a configuration, also of a changed one", {
  layer <- layer_conv_1d(filters = 4, kernel_size = 3, strides = 2, activation = "relu", name = "windows",
    kernel_initializer = "he_normal", bias_constraint = constraint_maxnorm(2))
  expect_identical(get_config(from_config(get_config(layer))), get_config(layer))
  config <- get_config(layer)
  config$filters <- 5
  config$kernel_size <- c(2)
  config$kernel_initializer <- "zeros"
  config$activation <- NULL
  model <- keras_model_sequential(input_shape = c(9, 2))
  from_config(config)(model)
  expect_identical(lapply(get_weights(model), dim), list(c(2L, 2L, 5L), 5L))
  expect_true(all(get_weights(model)[[1]] == 0))
  expect_identical(model$layers[[1]]$name, "windows")
  # The part of a larger configuration says its class itself.
  part <- get_config(model)$layers[[2]]
  expect_identical(get_config(from_config(part)), get_config(model$layers[[1]]))
  # Another layer with the same arguments.
  expect_false(identical(from_config(layer), layer))
  expect_identical(get_config(from_config(layer)), get_config(layer))
})

test_that("frozen layers stay frozen", {
  layer <- layer_dense(units = 2, trainable = FALSE)
  expect_false(get_config(layer)$trainable)
  expect_false(from_config(get_config(layer))$trainable)
  model <- branched_model()
  freeze_weights(model, which = c("encoder", "tail"))
  again <- model_from_json(model_to_json(model))
  expect_identical(vapply(again$layers, function(layer) layer$trainable, NA),
    vapply(model$layers, function(layer) layer$trainable, NA))
  expect_length(again$trainable_weights, 4)
  freeze_weights(model)
  expect_length(model_from_json(model_to_json(model))$trainable_weights, 0)
})

test_that("every layer that needs no argument is made of its configuration again", {
  functions <- grep("^layer_", getNamespaceExports("kerros"), value = TRUE)
  made <- 0L
  for (name in functions) {
    layer <- tryCatch(suppressWarnings(getExportedValue("kerros", name)()), error = function(e) NULL)
    if (!inherits(layer, "kerros_layer")) next
    config <- get_config(layer)
    expect_identical(get_config(from_config(config)), config, label = name)
    made <- made + 1L
  }
  expect_gt(made, 40L)
})

test_that("layers inside of layers are part of the configuration", {
  for (layer in list(
    layer_bidirectional(layer = layer_lstm(units = 3, return_sequences = TRUE), merge_mode = "sum"),
    layer_time_distributed(layer = layer_dense(units = 2, activation = "elu")),
    layer_rnn(cell = list(rnn_cell_gru(units = 2), rnn_cell_lstm(units = 3)))
  )) {
    config <- get_config(layer)
    again <- from_config(config)
    expect_identical(get_config(again), config)
    first <- keras_model_sequential(input_shape = c(5, 2))
    second <- keras_model_sequential(input_shape = c(5, 2))
    layer(first)
    again(second)
    expect_identical(lapply(get_weights(second), dim), lapply(get_weights(first), dim))
  }
})

test_that("other objects have configurations too", {
  sgd <- optimizer_sgd(learning_rate = 0.25, momentum = 0.5)
  config <- get_config(sgd)
  expect_identical(attr(config, "config_class"), "keras.optimizers.SGD")
  expect_identical(config[c("learning_rate", "momentum", "nesterov")],
    list(learning_rate = 0.25, momentum = 0.5, nesterov = FALSE))
  again <- from_config(config)
  expect_s3_class(again, "kerros_optimizer")
  expect_identical(get_config(again), config)
  objects <- list(
    initializer_orthogonal(gain = 2), regularizer_l1_l2(l1 = 0.5, l2 = 0.25), constraint_minmaxnorm(rate = 0.5),
    loss_categorical_crossentropy(label_smoothing = 0.5), metric_sparse_categorical_accuracy(name = "right"), optimizer_adam(beta_1 = 0.5)
  )
  for (object in objects) {
    again <- from_config(get_config(object))
    expect_identical(class(again), class(object))
    expect_identical(again$class_name, object$class_name)
    expect_identical(get_config(again), get_config(object))
    expect_equal(again$config[names(object$config)], object$config, info = object$class_name)
  }
  model <- keras_model_sequential(input_shape = 2) |> layer_dense(units = 1)
  model |> compile(optimizer = "adam", loss = "mse")
  model$optimizer$lr <- 0.125
  expect_identical(get_config(model$optimizer)$learning_rate, 0.125)
  expect_identical(get_config(model$optimizer)$beta_2, 0.999)
})

test_that("a stack is made of its configuration", {
  model <- keras_model_sequential(input_shape = c(12, 2), name = "stack") |>
    layer_conv_1d(filters = 4, kernel_size = 3, activation = "relu") |>
    layer_max_pooling_1d(pool_size = 2) |>
    layer_flatten() |>
    layer_dropout(rate = 0.25) |>
    layer_dense(units = 3, activation = "softmax", name = "kind")
  again <- from_config(get_config(model))
  expect_identical(table_of(again), table_of(model))
  expect_identical(get_config(again), get_config(model))
  set_weights(again, get_weights(model))
  x <- array(sin(1:72), c(3, 12, 2))
  expect_identical(predict(again, x), predict(model, x))
  # Its layers can change, and it can be saved, as that of any model.
  pop_layer(again)
  again |> layer_dense(units = 2)
  file <- tempfile(fileext = ".rds")
  saveRDS(again, file)
  expect_identical(predict(readRDS(file), x), predict(again, x))
  # A stack that does not know its input yet.
  open <- keras_model_sequential() |> layer_dense(units = 3) |> layer_dense(units = 1)
  expect_identical(dim(predict(from_config(get_config(open)), matrix(1, 4, 2))), c(4L, 1L))
})

test_that("a functional model is made of its configuration", {
  model <- branched_model()
  again <- from_config(get_config(model))
  expect_identical(table_of(again), table_of(model))
  expect_identical(get_config(again), get_config(model))
  expect_identical(again$input_names, c("left", "right"))
  expect_identical(again$output_names, c("score", "kind"))
  expect_false(isTRUE(all.equal(predict(again, branched_data), predict(model, branched_data))))
  set_weights(again, get_weights(model))
  expect_identical(predict(again, branched_data), predict(model, branched_data))
  expect_s3_class(get_layer(again, "tail"), "kerros_model")
  # The shared layer is one.
  encoder <- get_layer(again, "encoder")
  expect_identical(get_output_at(encoder, 2)$shape, list(NULL, 3L))
  weights <- get_weights(encoder)
  weights[[1]][] <- 0
  set_weights(encoder, weights)
  expect_equal(unname(predict(again, branched_data)[[2]][1, ]), unname(predict(again, branched_data)[[2]][5, ]))
})

test_that("JSON has what a model is compiled with, in the form of Keras 3", {
  model <- branched_model()
  model |> compile(
    optimizer = optimizer_rmsprop(learning_rate = 0.01, rho = 0.5),
    loss = list(score = "mse", kind = loss_categorical_crossentropy(label_smoothing = 0.25)),
    loss_weights = list(score = 0.5, kind = 2), metrics = list(score = list("mae"), kind = list("accuracy"))
  )
  json <- model_to_json(model)
  skip_if_not_installed("jsonlite")
  read <- jsonlite::fromJSON(json, simplifyVector = FALSE)
  expect_identical(read$class_name, "Functional")
  expect_identical(read$registered_name, "Functional")
  expect_identical(read$config$name, "net")
  expect_identical(vapply(read$config$layers, `[[`, "", "name"),
    c("left", "right", "encoder", "both", "tail", "score", "kind"))
  expect_identical(read$config$layers[[3]]$config$units, 3L)
  expect_length(read$config$layers[[3]]$inbound_nodes, 2)
  expect_identical(read$config$output_layers, list(list("score", 0L, 0L), list("kind", 0L, 0L)))
  expect_identical(read$compile_config$optimizer$class_name, "RMSprop")
  expect_identical(read$compile_config$optimizer$config$rho, 0.5)
  expect_identical(read$compile_config$loss_weights, list(0.5, 2.0))
  expect_identical(read$compile_config$metrics[[1]], list("mae"))
  # Configurations have it not, as in Keras.
  expect_null(get_config(model)$compile_config)

  again <- model_from_json(json)
  set_weights(again, get_weights(model))
  y <- list(matrix(1:5, 5), diag(3)[c(1, 2, 3, 1, 2), ])
  scores <- evaluate(model, branched_data, y, verbose = 0)
  expect_identical(evaluate(again, branched_data, y, verbose = 0), scores)
  expect_identical(again$metrics_names, model$metrics_names)
  expect_identical(again$optimizer$rho, 0.5)
  # The same steps, too.
  for (one in list(model, again)) train_on_batch(one, branched_data, y)
  expect_identical(get_weights(again), get_weights(model))
  expect_identical(model_to_json(again), model_to_json(model))
})

test_that("a compiled stack is compiled again, with the learning rate that it has come to", {
  model <- keras_model_sequential(input_shape = 4) |> layer_dense(units = 3, activation = "softmax")
  model |> compile(optimizer = "sgd", loss = "categorical_crossentropy", metrics = c("accuracy", "mse"))
  model$optimizer$lr <- 0.5
  again <- model_from_json(model$to_json())
  expect_identical(again$optimizer$lr, 0.5)
  set_weights(again, get_weights(model))
  x <- matrix(cos(1:24), 6)
  y <- diag(3)[c(1, 2, 3, 3, 2, 1), ]
  for (one in list(model, again)) one |> fit(x, y, epochs = 3, shuffle = FALSE, verbose = 0)
  expect_identical(predict(again, x), predict(model, x))
  expect_identical(names(again$history$metrics), names(model$history$metrics))
  expect_null(state(from_config(get_config(model)))$compiled)
})

test_that("attention is told about masks at its calls", {
  x <- layer_input(shape = c(4, 3), name = "x")
  y <- layer_multi_head_attention(list(x, x), num_heads = 2, key_dim = 2, use_causal_mask = TRUE, name = "attend")
  model <- keras_model(x, y)
  again <- model_from_json(model_to_json(model))
  set_weights(again, get_weights(model))
  rows <- array(sin(1:24), c(2, 4, 3))
  expect_identical(predict(again, rows), predict(model, rows))
  # It is causal: the first step does not depend on the last.
  other <- rows
  other[, 4, ] <- 9
  expect_identical(predict(again, other)[, 1, ], predict(again, rows)[, 1, ])
})

test_that("what Keras 2 has written is read", {
  stack <- '{"class_name": "Sequential", "config": [
    {"class_name": "Conv1D", "config": {"name": "conv1d_1", "trainable": true, "batch_input_shape": [null, 8, 2],
      "dtype": "float32", "filters": 3, "kernel_size": [3], "strides": [1], "padding": "valid",
      "data_format": "channels_last", "dilation_rate": [1], "activation": "relu", "use_bias": true,
      "kernel_initializer": {"class_name": "VarianceScaling", "config": {"scale": 1.0, "mode": "fan_avg",
        "distribution": "uniform", "seed": null}},
      "bias_initializer": {"class_name": "Zeros", "config": {}}, "kernel_regularizer": null, "bias_regularizer": null,
      "activity_regularizer": null, "kernel_constraint": null, "bias_constraint": null}},
    {"class_name": "Flatten", "config": {"name": "flatten_1", "trainable": true, "data_format": "channels_last"}},
    {"class_name": "Dense", "config": {"name": "dense_1", "trainable": false, "units": 2, "activation": "softmax"}}],
    "keras_version": "2.2.4", "backend": "tensorflow"}'
  model <- model_from_json(stack)
  expect_identical(vapply(model$layers, function(layer) layer$name, ""), c("conv1d_1", "flatten_1", "dense_1"))
  expect_identical(model$output_shape, list(NULL, 2L))
  expect_identical(vapply(model$layers, function(layer) layer$trainable, NA), c(TRUE, TRUE, FALSE))
  expect_identical(get_config(model$layers[[1]])$kernel_initializer$class_name, "VarianceScaling")
  expect_identical(dim(predict(model, array(1, c(5, 8, 2)))), c(5L, 2L))

  functional <- '{"class_name": "Model", "config": {"name": "double", "layers": [
    {"class_name": "InputLayer", "name": "x", "inbound_nodes": [],
      "config": {"name": "x", "batch_input_shape": [null, 4], "dtype": "float32", "sparse": false}},
    {"class_name": "Add", "name": "sum", "config": {"name": "sum"},
      "inbound_nodes": [[["x", 0, 0, {}], ["x", 0, 0, {}]]]}],
    "input_layers": [["x", 0, 0]], "output_layers": [["sum", 0, 0]]}}'
  model <- model_from_json(functional)
  expect_identical(model$name, "double")
  expect_identical(unname(predict(model, matrix(1.5, 2, 4))), matrix(3, 2, 4))
})

test_that("objects without members have names, and go to JSON as such", {
  config <- get_config(layer_dense(units = 1))
  expect_identical(config$bias_initializer$config, structure(list(), names = character()))
  skip_if_not_installed("jsonlite")
  read <- function(tree) jsonlite::fromJSON(jsonlite::toJSON(tree, auto_unbox = TRUE, null = "null", digits = NA),
    simplifyVector = FALSE)
  expect_match(jsonlite::toJSON(config, auto_unbox = TRUE, null = "null"), '"class_name":"Zeros","config":\\{\\}')
  model <- branched_model()
  again <- deserialize_keras_object(read(serialize_keras_object(model)))
  expect_identical(get_config(again), get_config(model))
})

test_that("objects are told and made with their class", {
  model <- branched_model()
  model |> compile(optimizer = optimizer_adam(learning_rate = 0.5), loss = "mse")
  tree <- serialize_keras_object(model)
  expect_identical(tree$class_name, "Functional")
  expect_identical(tree$config, get_config(model), ignore_attr = TRUE)
  again <- deserialize_keras_object(tree)
  expect_identical(again$optimizer$lr, 0.5)
  expect_identical(model_to_json(again), model_to_json(model))
  relu <- serialize_keras_object(layer_activation_relu(max_value = 6))
  expect_identical(relu[c("module", "class_name")], list(module = "keras.layers", class_name = "ReLU"))
  expect_identical(serialize_keras_object(deserialize_keras_object(relu)), relu)
  l2 <- deserialize_keras_object(list(module = "keras.regularizers", class_name = "L2", config = list(l2 = 0.25)))
  expect_identical(get_config(l2)$l2, 0.25)
  expect_error(serialize_keras_object("x"), "serialize_keras_object\\(\\): obj: expected a layer", class = "kerros_error")
  expect_error(deserialize_keras_object(3), "deserialize_keras_object\\(\\): config: expected a configuration",
    class = "kerros_error")
})

test_that("a configuration is kept in a file", {
  model <- branched_model()
  file <- tempfile(fileext = ".json")
  expect_identical(save_model_config(model), model_to_json(model))
  save_model_config(model, file)
  expect_identical(get_config(load_model_config(file)), get_config(model))
  expect_error(save_model_config(model, file), "a file that is not there yet", class = "kerros_error")
  save_model_config(get_layer(model, "tail"), file, overwrite = TRUE)
  expect_identical(load_model_config(file)$name, "tail")
  expect_error(load_model_config(tempfile()), "which is not there", class = "kerros_error")
})

test_that("the course's era has the same configurations", {
  before <- options(kerros.era = "keras2")
  on.exit(options(before))
  layer <- layer_dense(units = 3, input_shape = 4, name = "first")
  config <- get_config(layer)
  expect_identical(config$batch_input_shape, list(NULL, 4L))
  model <- keras_model_sequential()
  from_config(config)(model)
  model |> layer_dense(units = 2, activation = "softmax")
  expect_identical(model$output_shape, list(NULL, 2L))
  model |> compile(optimizer = "sgd", loss = "binary_crossentropy", metrics = "accuracy")
  again <- model_from_json(model_to_json(model))
  expect_identical(table_of(again), table_of(model))
  expect_identical(again$metrics_names, c("loss", "acc"))
  set_weights(again, get_weights(model))
  x <- matrix(cos(1:24), 6)
  y <- diag(2)[c(1, 2, 2, 2, 2, 1), ]
  expect_identical(evaluate(again, x, y, verbose = 0), evaluate(model, x, y, verbose = 0))
})

test_that("what is no configuration is refused", {
  expect_error(get_config(3), "get_config\\(\\): object: expected a layer, a model", class = "kerros_error")
  expect_error(from_config(3), "from_config\\(\\): config: expected a configuration, received 3", class = "kerros_error")
  expect_error(from_config(list(units = 3)), "a configuration that knows its class", class = "kerros_error")
  config <- get_config(layer_dense(units = 1))
  config$units <- -1
  expect_error(from_config(config), "units", class = "kerros_error")
  config$units <- NA
  expect_error(from_config(config), "units: expected finite numbers", class = "kerros_error")
  config$units <- quote(x)
  expect_error(from_config(config), "units: expected a number, text", class = "kerros_error")
  expect_error(from_config(list(class_name = "Dens", config = list(units = 1))), "Dense", class = "kerros_error")
  expect_error(from_config(config, custom_objects = list(a = 1)), "custom_objects", class = "kerros_error_not_yet")
  expect_error(model_to_json(3), "model_to_json\\(\\): object: expected a model, received 3", class = "kerros_error")
  expect_error(model_from_json(3), "model_from_json\\(\\): json: expected one piece of text", class = "kerros_error")
  expect_error(model_from_json("{"), "JSON", class = "kerros_error")
  expect_error(model_from_json('{"class_name": "Dense", "config": {"units": 1}}'), "class_name", class = "kerros_error")
  lambda <- '{"class_name": "Sequential", "config": {"name": "s", "layers": [
    {"class_name": "Lambda", "config": {"name": "l", "function": "x"}}]}}'
  expect_error(model_from_json(lambda), "never runs code", class = "kerros_error")
})

test_that("YAML is refused with what to do instead", {
  model <- keras_model_sequential(input_shape = 4) |> layer_dense(units = 3)
  expect_error(model_to_yaml(model), "removed.*model_to_json\\(\\)", class = "kerros_error")
  expect_error(model_from_yaml("a: 1"), "removed.*model_from_json\\(\\)", class = "kerros_error")
})
