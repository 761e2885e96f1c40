test_that("recurrent layers are there, with their arguments", {
  model <- keras_model_sequential(input_shape = c(6, 2)) |>
    layer_lstm(4, return_sequences = TRUE, recurrent_dropout = 0.1) |>
    layer_gru(3, reset_after = FALSE, return_sequences = TRUE) |>
    layer_time_distributed(layer_dense(units = 5)) |>
    layer_simple_rnn(2)
  expect_equal(count_params(model), 4 * (2 * 4 + 4 * 4 + 4) + 3 * (4 * 3 + 3 * 3 + 3) + (3 * 5 + 5) + (5 * 2 + 2 * 2 + 2))
  expect_equal(dim(predict(model, array(1, c(3, 6, 2)))), c(3, 2))
})

test_that("cells are run by layer_rnn, one or several", {
  cell <- rnn_cell_lstm(4)
  model <- keras_model_sequential(input_shape = c(6, 2)) |> layer_rnn(cell)
  expect_equal(count_params(model), 4 * (2 * 4 + 4 * 4 + 4))
  cells <- list(rnn_cell_gru(3), rnn_cell_simple(5))
  for (stack in list(cells, rnn_cells_stack(cells))) {
    model <- keras_model_sequential(input_shape = c(6, 2)) |> layer_rnn(stack, return_sequences = TRUE)
    expect_equal(dim(predict(model, array(1, c(2, 6, 2)))), c(2, 6, 5))
  }
  expect_error(layer_rnn(cell = layer_dense(units = 3)), "expected a cell")
})

test_that("both directions have weights of their own", {
  model <- keras_model_sequential(input_shape = c(6, 2)) |> layer_bidirectional(layer_lstm(units = 4))
  expect_equal(length(get_weights(model)), 6)
  expect_equal(dim(predict(model, array(1, c(2, 6, 2)))), c(2, 8))
  sums <- keras_model_sequential(input_shape = c(6, 2)) |>
    layer_bidirectional(layer_gru(units = 4), merge_mode = "sum")
  expect_equal(dim(predict(sums, array(1, c(2, 6, 2)))), c(2, 4))
})

test_that("a decoder starts from the encoder's state", {
  source <- layer_input(c(7, 4))
  target <- layer_input(c(5, 3))
  encoded <- layer_lstm(source, 6, return_state = TRUE)
  expect_length(encoded, 3)
  decoded <- layer_lstm(list(target, encoded[[2]], encoded[[3]]), 6, return_sequences = TRUE)
  model <- keras_model(list(source, target), decoded)
  out <- predict(model, list(array(1, c(2, 7, 4)), array(1, c(2, 5, 3))))
  expect_equal(dim(out), c(2, 5, 6))
})

test_that("masked steps change nothing", {
  model <- keras_model_sequential(input_shape = 4) |>
    layer_embedding(10, 3, mask_zero = TRUE) |>
    layer_gru(2)
  short <- matrix(c(1, 2, 0, 0), 1)
  long <- matrix(c(1, 2, 3, 0), 1)
  model_of_two <- keras_model_sequential(input_shape = 2) |>
    layer_embedding(10, 3, mask_zero = TRUE) |>
    layer_gru(2)
  set_weights(model_of_two, get_weights(model))
  expect_equal(predict(model, short), predict(model_of_two, short[, 1:2, drop = FALSE]))
  expect_false(isTRUE(all.equal(predict(model, short), predict(model, long))))
})

test_that("images over time", {
  model <- keras_model_sequential(input_shape = c(3, 5, 5, 1)) |>
    layer_conv_lstm_2d(filters = 2, kernel_size = c(3, 3), padding = "same")
  expect_equal(dim(predict(model, array(1, c(2, 3, 5, 5, 1)))), c(2, 5, 5, 2))
})

test_that("states go on from batch to batch until they are reset", {
  x <- array(rnorm(2 * 4 * 3), c(2, 4, 3))
  stack <- keras_model_sequential() |>
    layer_gru(units = 3, stateful = TRUE, batch_input_shape = c(2, 4, 3))
  input <- layer_input(c(4, 3), batch_size = 2)
  functional <- keras_model(input, layer_lstm(input, 3, stateful = TRUE))
  for (model in list(stack, functional)) {
    first <- predict(model, x)
    expect_false(isTRUE(all.equal(predict(model, x), first)))
    reset_states(model)
    expect_identical(predict(model, x), first)
    expect_error(predict(model, x[c(1, 2, 1), , ]), "batch_size: expected 2")
  }
  expect_error(layer_lstm(keras_model_sequential(input_shape = c(4, 3)), 3, stateful = TRUE), "batch_size")
  expect_error(reset_states(3), "expected a model")
})
