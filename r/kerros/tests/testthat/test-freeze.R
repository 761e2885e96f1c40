skip_without_engine()

stack_of_four <- function() {
  model <- keras_model_sequential()
  model |>
    layer_dense(units = 5, input_shape = 4, name = "a") |>
    layer_dense(units = 4, name = "b") |>
    layer_dense(units = 3, name = "c") |>
    layer_dense(units = 2, name = "d")
  model
}
frozen <- function(model) {
  flags <- vapply(model$layers, function(layer) layer$trainable, NA)
  paste(vapply(model$layers[!flags], function(layer) layer$name, ""), collapse = "")
}
# Which layers a step moves.
moved <- function(model) {
  before <- get_weights(model)
  rows <- iris_rows()
  train_on_batch(model, rows, rows[, 1:2])
  changed <- !mapply(identical, before, get_weights(model))
  paste(c("a", "b", "c", "d")[changed[c(1, 3, 5, 7)]], collapse = "")
}

test_that("layers are frozen by name and by place, and the others thawed", {
  model <- stack_of_four()
  freeze <- function(...) frozen(freeze_weights(model, ...))
  expect_identical(freeze(), "abcd")
  expect_identical(freeze(from = "b", to = "c"), "bc")
  expect_identical(freeze(to = 2), "ab")
  expect_identical(freeze(from = 4), "d")
  expect_identical(freeze(from = -2), "cd")
  expect_identical(freeze(from = get_layer(model, "c")), "cd")
  expect_identical(freeze(which = c(1, 3)), "ac")
  expect_identical(freeze(which = c("a", "d")), "ad")
  expect_identical(freeze(which = -1), "d")
  expect_identical(freeze(which = list("a", get_layer(model, "c"))), "ac")
  expect_identical(freeze(which = c(TRUE, FALSE, FALSE, TRUE)), "ad")
  expect_identical(freeze(which = function(layer) layer$count_params() > 20), "ab")
  expect_identical(frozen(unfreeze_weights(model, from = 3)), "ab")
  expect_identical(frozen(unfreeze_weights(model, to = 3)), "d")
  expect_identical(frozen(unfreeze_weights(model, which = "b")), "acd")
  expect_identical(frozen(unfreeze_weights(model)), "")
  expect_false(withVisible(freeze_weights(model))$visible)
})

test_that("what cannot be frozen is refused, and nothing changes", {
  model <- stack_of_four()
  freeze_weights(model, to = 1)
  wrong <- function(...) refusal(freeze_weights(model, ...))
  expect_match(wrong(from = "e"), "freeze_weights\\(\\): from: expected the name of a layer \\(a, b, c, d\\) or a place from 1 to 4, received \"e\"")
  expect_match(wrong(to = 5), "freeze_weights\\(\\): to: .*received 5")
  expect_match(wrong(to = 0), "received 0")
  expect_match(wrong(from = 3, to = 2), "expected from before to, received layers 3 and 2")
  expect_match(wrong(which = c(TRUE, FALSE)), "TRUE or FALSE for each of the 4 layers")
  expect_match(wrong(which = 1, to = 2), "either which, or from and to")
  expect_match(refusal(unfreeze_weights(get_layer(model, 1), to = 2)), "Leave from, to and which out")
  expect_match(refusal(freeze_weights(3)), "expected a model, received 3")
  expect_identical(frozen(model), "a")
})

test_that("training does not move frozen layers", {
  model <- stack_of_four()
  freeze_weights(model, to = "b")
  compile(model, optimizer = "sgd", loss = "mse")
  expect_identical(moved(model), "cd")
  expect_identical(model$trainable_weights, get_weights(model)[5:8])
  expect_identical(get_weights(model, trainable = FALSE), get_weights(model)[1:4])
  expect_identical(model$non_trainable_weights, get_weights(model)[1:4])
  expect_identical(get_weights(get_layer(model, "a"), trainable = TRUE), list())
  expect_identical(get_weights(get_layer(model, "a"), trainable = FALSE), get_weights(model)[1:2])
  expect_match(format(model), "Non-trainable params: 49")
  # Freezing counts from the next compile() on, which fit() says.
  unfreeze_weights(model)
  expect_identical(moved(model), "cd")
  expect_warning(fit(model, iris_rows(), iris_rows()[, 1:2], verbose = 0), "frozen or thawed after compile")
  compile(model, optimizer = "sgd", loss = "mse")
  expect_identical(moved(model), "abcd")
  # By the layers themselves.
  model$layers[[1]]$trainable <- FALSE
  layer <- get_layer(model, "d")
  layer$trainable <- FALSE
  freeze_weights(get_layer(model, "b"))
  compile(model, optimizer = "sgd", loss = "mse")
  expect_identical(moved(model), "c")
  model$trainable <- FALSE
  expect_identical(frozen(model), "abcd")
  expect_false(model$trainable)
})

test_that("a layer can be made frozen", {
  x <- layer_input(shape = 4)
  model <- keras_model(x, x |> layer_dense(units = 4, trainable = FALSE) |> layer_dense(units = 1))
  expect_identical(get_weights(model, trainable = TRUE), get_weights(model)[3:4])
  expect_output(print(layer_dense(units = 4, trainable = FALSE)), "trainable: FALSE")
  stack <- keras_model_sequential() |> layer_dense(units = 4, trainable = FALSE, input_shape = 4)
  expect_false(stack$layers[[1]]$trainable)
  expect_identical(stack$layers[[1]]$trainable_weights, list())
  expect_identical(stack$layers[[1]]$non_trainable_weights, get_weights(stack))
  expect_match(format(stack), "Trainable params: 0")
})

test_that("a file knows what was frozen, and what was when the model was compiled", {
  model <- stack_of_four()
  freeze_weights(model, to = "b")
  compile(model, optimizer = "sgd", loss = "mse")
  unfreeze_weights(model)
  read <- unserialize(serialize(model, NULL))
  expect_identical(frozen(read), "")
  expect_identical(moved(read), "cd")
  compile(read, optimizer = "sgd", loss = "mse")
  expect_identical(moved(read), "abcd")
  freeze_weights(model, which = "c")
  expect_identical(frozen(unserialize(serialize(model, NULL))), "c")
})

test_that("a base is frozen for a new head, and thawed from a layer on", {
  base <- stack_of_four()
  freeze_weights(base)
  x <- layer_input(shape = 4)
  model <- keras_model(x, x |> base() |> layer_dense(units = 1, name = "head"))
  y <- iris_rows()[, 1]
  step <- function() {
    compile(model, optimizer = "sgd", loss = "mse")
    before <- get_weights(model)
    train_on_batch(model, iris_rows(), y)
    which(!mapply(identical, before, get_weights(model))[c(1, 3, 5, 7, 9)])
  }
  expect_identical(step(), 5L)
  expect_false(get_layer(model, index = 2)$trainable)
  unfreeze_weights(base, from = "c")
  expect_true(get_layer(model, index = 2)$trainable)
  expect_identical(step(), 3:5)
  expect_identical(frozen(freeze_weights(model$layers[[2]], to = "a")), "a")
  expect_identical(frozen(unfreeze_weights(get_layer(model, index = 2), from = "c")), "ab")
  # In the other order, and through the outer model.
  freeze_weights(model, to = 2)
  expect_identical(frozen(base), "abcd")
  expect_identical(step(), 5L)
  head <- get_layer(model, "head")
  expect_false(freeze_weights(model, which = head)$layers[[3]]$trainable)
  expect_true(base$trainable)
  expect_identical(frozen(freeze_weights(model, which = base)$layers[[2]]), "abcd")
  expect_true(head$trainable)
  expect_identical(frozen(unserialize(serialize(model, NULL))$layers[[2]]), "abcd")
})

test_that("a discriminator learns by itself, and is frozen in the whole", {
  set.seed(4)
  discriminator <- keras_model_sequential() |> layer_dense(units = 1, activation = "sigmoid", input_shape = 2)
  compile(discriminator, optimizer = "sgd", loss = "binary_crossentropy")
  generator <- keras_model_sequential() |> layer_dense(units = 2, input_shape = 3)
  freeze_weights(discriminator)
  noise <- layer_input(shape = 3)
  gan <- keras_model(noise, noise |> generator() |> discriminator())
  compile(gan, optimizer = "sgd", loss = "binary_crossentropy")
  rows <- matrix(rnorm(30), 10)
  judge <- get_weights(discriminator)
  forger <- get_weights(generator)
  train_on_batch(gan, rows, rep(1, 10))
  expect_identical(get_weights(discriminator), judge)
  expect_false(identical(get_weights(generator), forger))
  train_on_batch(discriminator, predict(generator, rows), rep(0, 10))
  expect_false(identical(get_weights(discriminator), judge))
  expect_identical(get_weights(gan)[3:4], get_weights(discriminator))
})
