skip_without_engine()

x <- iris_rows()
y <- iris_columns()

trained_model <- function() {
  model <- iris_model(optimizer = optimizer_adam(learning_rate = 0.01))
  fit(model, x, iris$Species, epochs = 5, verbose = 0)
  model
}

test_that("a model survives saveRDS", {
  model <- trained_model()
  file <- tempfile(fileext = ".rds")
  saveRDS(model, file)
  expect_lt(file.size(file), 20000)
  read <- readRDS(file)
  expect_identical(predict(read, x), predict(model, x))
  expect_identical(get_weights(read), get_weights(model))
  expect_identical(in_era("keras2", format(read)), in_era("keras2", format(model)))
  expect_identical(evaluate(read, x, y, verbose = 0), evaluate(model, x, y, verbose = 0))
  expect_identical(levels(predict(read, x, type = "class")), levels(iris$Species))
  expect_identical(read$history, model$history)
  expect_identical(class(read), class(model))
  expect_length(fit(read, x, y, verbose = 0)$metrics$loss, 1L)
  # The two are no longer the same model.
  expect_false(identical(get_weights(read), get_weights(model)))
})

test_that("a model that was not trained or not compiled survives too", {
  for (model in list(
    iris_layers(), iris_model(), keras_model_sequential(), keras_model_sequential() |> layer_dense(units = 3),
    keras_model_sequential(input_shape = 4), keras_model_sequential(input_shape = 4) |> layer_dense(units = 3)
  )) {
    read <- unserialize(serialize(model, NULL))
    expect_identical(format(read), format(model))
    expect_identical(length(read$layers), length(model$layers))
    expect_identical(read$weights, model$weights)
  }
  built_by_data <- keras_model_sequential() |> layer_dense(units = 3)
  predict(built_by_data, x)
  expect_identical(predict(unserialize(serialize(built_by_data, NULL)), x), predict(built_by_data, x))
})

test_that("values that were changed by hand survive", {
  model <- iris_model()
  set_weights(model, lapply(get_weights(model), function(weight) weight * 0 + 0.5))
  expect_identical(get_weights(unserialize(serialize(model, NULL))), get_weights(model))
})

test_that("a model that was stored while it trained is a model", {
  model <- line_model()
  stored <- NULL
  store <- callback_lambda(on_epoch_end = function(epoch, logs) if (epoch == 2) stored <<- serialize(model, NULL))
  fit(model, line_x(), line_y(), epochs = 4, verbose = 0, callbacks = store)
  read <- unserialize(stored)
  expect_true(all(is.finite(predict(read, line_x()))))
  expect_length(fit(read, line_x(), line_y(), epochs = 2, verbose = 0)$metrics$loss, 2L)
})

test_that("a model that has diverged is a value too, and answers in callbacks", {
  before <- options(kerros.stop_at_non_finite = FALSE)
  on.exit(options(before))
  model <- line_model(optimizer = optimizer_sgd(learning_rate = 1e30))
  seen <- NULL
  look <- callback_lambda(on_epoch_end = function(epoch, logs) seen <<- predict(model, 1))
  fit(model, line_x(), line_y(), epochs = 9, verbose = 0, callbacks = look)
  expect_true(all(is.nan(unlist(get_weights(model)))))
  expect_true(is.nan(seen))
  read <- unserialize(serialize(model, NULL))
  expect_true(is.nan(predict(read, 1)))
  expect_output(print(read), "dense")
})

test_that("damaged weights are refused", {
  model <- trained_model()
  damaged <- unserialize(serialize(model, NULL))
  layer <- state(damaged)$layers[[1]]
  whole <- layer$values
  for (values in list(whole[1:10], c(whole, whole), whole[-1])) {
    layer$values <- values
    expect_match(refusal(predict(damaged, x)), "stored weights are damaged")
  }
  layer$values <- whole
  expect_identical(predict(damaged, x), predict(model, x))
})

test_that("a pointer of another kind is no model", {
  model <- trained_model()
  own <- state(model)
  own$handle <- NULL
  expect_identical(dim(predict(model, x)), c(150L, 3L))
  own$handle <- "a"
  expect_identical(dim(predict(model, x)), c(150L, 3L))
  expect_match(refusal(rust("model_weights", NULL)), "the model comes from another session")
  expect_match(refusal(rust("model_weights", "a")), "the model comes from another session")
  expect_match(refusal(rust("no_such_entry")), "no entry")
  expect_match(refusal(rust("model_weights")), "takes 1 arguments and received 0")
})

test_that("a model travels to workers, trains there and comes back", {
  # Starts two more R sessions, which CRAN's machines need not allow beside each other.
  skip_on_cran()
  # They listen on a port of this machine, which a sandbox may forbid.
  cluster <- tryCatch(parallel::makeCluster(2), error = function(e) skip("no workers here"))
  on.exit(parallel::stopCluster(cluster))
  libraries <- .libPaths()
  parallel::clusterCall(cluster, function(libraries) {
    .libPaths(libraries)
    loadNamespace("kerros")
    NULL
  }, libraries)
  model <- trained_model()
  there <- parallel::clusterCall(cluster, function(model, x) stats::predict(model, x), model, x)
  expect_identical(there, list(predict(model, x), predict(model, x)))
  back <- parallel::clusterCall(cluster, function(model, x, y) {
    history <- kerros::fit(model, x, y, epochs = 2, verbose = 0)
    list(model = model, loss = history$metrics$loss)
  }, model, x, y)
  here <- unserialize(serialize(model, NULL))
  loss <- fit(here, x, y, epochs = 2, verbose = 0)$metrics$loss
  expect_identical(back[[1]]$loss, loss)
  expect_identical(predict(back[[1]]$model, x), predict(here, x))
})

test_that("a forked process predicts and trains", {
  # Windows has no fork; mclapply() runs there in one process.
  skip_on_os("windows")
  data <- sequences(2000)
  model <- sequence_model()
  # Threads of the parent are at work before the fork.
  fit(model, data$x, data$y, epochs = 1, verbose = 0)
  output <- predict(model, data$x)
  children <- parallel::mclapply(1:2, function(i) {
    list(
      output = predict(model, data$x), loss = fit(model, data$x, data$y, epochs = 1, verbose = 0)$metrics$loss,
      fresh = predict(iris_model(), x), after = predict(model, data$x)
    )
  }, mc.cores = 2)
  expect_identical(children[[1]]$output, output)
  expect_length(children[[1]]$loss, 1L)
  expect_identical(children[[2]], children[[1]])
  expect_identical(children[[1]]$fresh, predict(iris_model(), x))
  expect_false(identical(children[[1]]$after, output))
  # The parent's model is as it was.
  expect_identical(predict(model, data$x), output)
  expect_length(fit(model, data$x, data$y, epochs = 1, verbose = 0)$metrics$loss, 1L)
})

test_that("a fork in a callback is a model too", {
  # Windows has no fork; mclapply() runs there in one process.
  skip_on_os("windows")
  model <- iris_model()
  there <- NULL
  fork <- callback_lambda(on_epoch_end = function(epoch, logs) {
    there <<- parallel::mclapply(1:2, function(i) dim(predict(model, x)), mc.cores = 2)
  })
  fit(model, x, y, epochs = 2, verbose = 0, callbacks = fork)
  expect_identical(there, list(c(150L, 3L), c(150L, 3L)))
})

test_that("many models come and go", {
  for (i in 1:200) fit(iris_model(), x, y, verbose = 0)
  gc()
  expect_usable(iris_model())
})
