skip_without_engine()

# Everything random in a model: first weights, shuffling, dropout.
trained <- function(seed, threads = NULL) {
  data <- sequences()
  model <- sequence_model(seed, threads)
  start <- get_weights(model)
  history <- fit(model, data$x, data$y, epochs = 3, batch_size = 16, verbose = 0, validation_split = 0.2)
  list(start = start, metrics = history$metrics, weights = get_weights(model), output = predict(model, data$x))
}

test_that("set.seed() is enough", {
  first <- trained(42)
  expect_identical(trained(42), first)
  other <- trained(43)
  expect_false(identical(other$start[[1]], first$start[[1]]))
  expect_false(identical(other$metrics, first$metrics))
})

test_that("the number of threads changes no bit", {
  expect_identical(trained(42, threads = 1), trained(42, threads = 2))
  expect_identical(trained(42, threads = 3), trained(42))
  before <- options(kerros.threads = 0)
  on.exit(options(before))
  expect_match(refusal(keras_model_sequential()), "option kerros.threads: expected one whole number of at least 1, received 0")
})

test_that("two models of one seed differ, as two draws do", {
  set.seed(1)
  first <- layer_dense(keras_model_sequential(), 3, input_shape = 4)
  second <- layer_dense(keras_model_sequential(), 3, input_shape = 4)
  expect_false(identical(get_weights(first), get_weights(second)))
})

test_that("making a model moves R's generator on, training does not", {
  set.seed(1)
  keras_model_sequential()
  after <- runif(1)
  set.seed(1)
  expect_false(runif(1) == after)
  model <- line_model()
  set.seed(1)
  fit(model, line_x(), line_y(), epochs = 3, verbose = 0)
  predict(model, 1:3)
  mine <- runif(1)
  set.seed(1)
  expect_identical(runif(1), mine)
})

test_that("R's other generators seed models too", {
  kinds <- RNGkind("Wichmann-Hill")
  on.exit(RNGkind(kinds[[1]]))
  expect_identical(get_weights(sequence_model(5)), get_weights(sequence_model(5)))
})

test_that("the functions of both eras do the same", {
  weights <- function(seed) {
    seed()
    get_weights(layer_dense(keras_model_sequential(), 3, input_shape = 4))
  }
  plain <- weights(function() set.seed(9))
  expect_identical(weights(function() set_random_seed(9)), plain)
  expect_identical(weights(function() suppressMessages(use_session_with_seed(9))), plain)
})
