# What the documentation of keras for R shows of functional models, in its words.

test_that("the digits of the guide to the functional API", {
  inputs <- layer_input(shape = c(784))
  predictions <- inputs %>%
    layer_dense(units = 64, activation = "relu") %>%
    layer_dense(units = 64, activation = "relu") %>%
    layer_dense(units = 10, activation = "softmax")
  model <- keras_model(inputs = inputs, outputs = predictions)
  model %>% compile(optimizer = "rmsprop", loss = "categorical_crossentropy", metrics = c("accuracy"))
  expect_equal(count_params(model), 784 * 64 + 64 + 64 * 64 + 64 + 64 * 10 + 10)
  expect_s3_class(model, "keras.engine.training.Model")
  expect_match(model$name, "^model_[0-9]+$")
  # A model is called like a layer.
  x <- layer_input(shape = c(784))
  y <- x %>% model
  expect_identical(y$shape, list(NULL, 10L))
})

test_that("two inputs and two outputs, by name and by place", {
  main_input <- layer_input(shape = c(4), name = "main_input")
  hidden <- main_input %>% layer_dense(units = 8, activation = "relu")
  auxiliary_output <- hidden %>% layer_dense(units = 1, activation = "sigmoid", name = "aux_output")
  auxiliary_input <- layer_input(shape = c(2), name = "aux_input")
  main_output <- layer_concatenate(c(hidden, auxiliary_input)) %>%
    layer_dense(units = 6, activation = "relu") %>%
    layer_dense(units = 1, activation = "sigmoid", name = "main_output")
  model <- keras_model(
    inputs = c(main_input, auxiliary_input),
    outputs = c(main_output, auxiliary_output)
  )
  model %>% compile(
    optimizer = "rmsprop",
    loss = list(main_output = "binary_crossentropy", aux_output = "binary_crossentropy"),
    loss_weights = list(main_output = 1.0, aux_output = 0.2),
    metrics = "accuracy"
  )
  data <- iris_data(1:100)
  side <- data$x[, 1:2]
  labels <- as.integer(iris$Species[1:100]) - 1
  history <- model %>% fit(
    x = list(main_input = data$x, aux_input = side),
    y = list(main_output = labels, aux_output = labels),
    epochs = 2, batch_size = 32, verbose = 0, validation_split = 0.1
  )
  names <- c("loss", "main_output_loss", "aux_output_loss", "main_output_acc", "aux_output_acc")
  expect_identical(names(history$metrics), c(paste0("val_", names), names))
  model %>% compile(
    optimizer = "rmsprop", loss = "binary_crossentropy", loss_weights = c(1.0, 0.2)
  )
  model %>% fit(x = list(data$x, side), y = list(labels, labels), epochs = 1, verbose = 0)
  scores <- model %>% evaluate(list(data$x, side), list(labels, labels), verbose = 0)
  expect_named(scores, names[1:3])
  expect_equal(scores$loss, scores$main_output_loss + 0.2 * scores$aux_output_loss, tolerance = 1e-6)
  expect_length(model %>% predict(list(data$x, side)), 2)
})

test_that("two tweets are encoded by one layer", {
  tweet_a <- layer_input(shape = c(5, 4))
  tweet_b <- layer_input(shape = c(5, 4))
  shared_layer <- layer_conv_1d(filters = 3, kernel_size = 2)
  encoded_a <- tweet_a %>% shared_layer %>% layer_flatten()
  encoded_b <- tweet_b %>% shared_layer %>% layer_flatten()
  merged_vector <- layer_concatenate(list(encoded_a, encoded_b), axis = -1)
  predictions <- merged_vector %>% layer_dense(units = 1, activation = "sigmoid")
  model <- keras_model(inputs = c(tweet_a, tweet_b), outputs = predictions)
  model %>% compile(optimizer = "rmsprop", loss = "binary_crossentropy", metrics = "accuracy")
  expect_equal(count_params(model), (2 * 4 * 3 + 3) + (2 * 4 * 3 + 1))
  set.seed(1)
  a <- array(rnorm(400), c(20, 5, 4))
  b <- array(rnorm(400), c(20, 5, 4))
  model %>% fit(list(a, b), rep(0:1, 10), epochs = 2, verbose = 0)
  expect_identical(get_output_at(shared_layer, 2)$shape, list(NULL, 4L, 3L))
  # A pair of the same tweets, in either order: the encoder is the same, what is made of its codes is not.
  codes <- keras_model(model$inputs, list(encoded_a, encoded_b)) %>% predict(list(a, a))
  expect_identical(codes[[1]], codes[[2]])
  table <- printed(summary(model), width = 98)
  expect_match(table, "Connected to")
  expect_match(table, "concatenate_[0-9]+ \\(Concatenate\\).*flatten_[0-9]+\\[0\\]\\[0\\]")
})

test_that("a base is frozen for a new classifier, as in the documentation of freeze_weights", {
  conv_base <- keras_model_sequential() %>%
    layer_conv_1d(filters = 4, kernel_size = 3, activation = "relu", input_shape = c(10, 2), name = "block1_conv") %>%
    layer_max_pooling_1d(pool_size = 2, name = "block1_pool") %>%
    layer_conv_1d(filters = 4, kernel_size = 3, activation = "relu", name = "block2_conv")
  freeze_weights(conv_base)
  model <- keras_model_sequential() %>%
    conv_base %>%
    layer_flatten() %>%
    layer_dense(units = 1, activation = "sigmoid")
  model %>% compile(loss = "binary_crossentropy", optimizer = optimizer_rmsprop(lr = 2e-5), metrics = c("accuracy"))
  set.seed(3)
  x <- array(rnorm(400), c(20, 10, 2))
  y <- rep(0:1, 10)
  learns <- function() {
    before <- get_weights(model)
    model %>% fit(x, y, epochs = 1, verbose = 0)
    !mapply(identical, before, get_weights(model))
  }
  expect_identical(learns(), c(FALSE, FALSE, FALSE, FALSE, TRUE, TRUE))
  unfreeze_weights(conv_base, from = "block2_conv")
  model %>% compile(loss = "binary_crossentropy", optimizer = optimizer_rmsprop(lr = 2e-5), metrics = c("accuracy"))
  expect_identical(learns(), c(FALSE, FALSE, TRUE, TRUE, TRUE, TRUE))
  expect_identical(vapply(conv_base$layers, function(layer) layer$trainable, NA), c(FALSE, FALSE, TRUE))
})

test_that("layer_input takes what it took in 2018, in that order", {
  expect_identical(names(formals(layer_input)), c("shape", "batch_shape", "name", "dtype", "sparse", "tensor"))
  expect_identical(layer_input(NULL, list(NULL, 3, 2), "rows")$shape, list(NULL, 3L, 2L))
  expect_match(layer_input(3)$name, "^input_[0-9]+$")
  expect_error(layer_input(3, sparse = TRUE), "sparse", class = "kerros_error")
  # As in Python, an index counts the input.
  x <- layer_input(3)
  model <- keras_model(x, x %>% layer_dense(units = 2, name = "first") %>% layer_dense(units = 1))
  expect_identical(get_layer(model, index = 2)$name, "first")
  expect_identical(get_layer(model, "first")$output$shape, list(NULL, 2L))
  read <- unserialize(serialize(model, NULL))
  expect_identical(vapply(read$layers, function(layer) layer$name, ""), vapply(model$layers, function(layer) layer$name, ""))
})
