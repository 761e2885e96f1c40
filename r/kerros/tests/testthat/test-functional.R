skip_without_engine()

test_that("a functional model computes what its layers do", {
  set.seed(2)
  x <- layer_input(shape = 4)
  y <- x |> layer_dense(units = 8, activation = "relu") |> layer_dense(units = 2)
  model <- keras_model(inputs = x, outputs = y)
  expect_s3_class(model, c("kerros_model", "keras.src.models.functional.Functional", "keras.src.models.model.Model"), exact = TRUE)
  weights <- get_weights(model)
  rows <- iris_rows()
  hidden <- dense_in_r(rows, weights[1:2], function(x) pmax(x, 0))
  expect_equal(predict(model, rows), dense_in_r(hidden, weights[3:4]), tolerance = 1e-5, ignore_attr = TRUE)
  # As a stack of the same layers.
  stack <- keras_model_sequential() |> layer_dense(units = 8, activation = "relu", input_shape = 4) |> layer_dense(units = 2)
  set_weights(stack, weights)
  expect_identical(predict(stack, rows), predict(model, rows))
  for (each in list(model, stack)) compile(each, optimizer = "adam", loss = "mse")
  fit_both <- lapply(list(model, stack), function(each) {
    fit(each, rows, rows[, 1:2], epochs = 3, shuffle = FALSE, verbose = 0)$metrics$loss
  })
  expect_identical(fit_both[[1]], fit_both[[2]])
  expect_identical(predict(stack, rows), predict(model, rows))
  expect_output(print(model), 'Model: "functional"')
  expect_identical(keras_model(x, y, name = "small")$name, "small")
  in_era("keras2", {
    old <- keras_model(x, y)
    expect_match(old$name, "^model_[0-9]+$")
    expect_s3_class(old, c("kerros_model", "keras.engine.training.Model"), exact = TRUE)
    expect_match(format(old), "Layer \\(type\\)")
  })
})

test_that("what is no model is refused", {
  x <- layer_input(shape = 4, name = "x")
  other <- layer_input(shape = 4, name = "other")
  y <- x |> layer_dense(units = 2)
  expect_match(refusal(keras_model(x)), "keras_model\\(\\): outputs: expected a tensor or a list of tensors, received NULL")
  expect_match(refusal(keras_model(3, y)), "keras_model\\(\\): inputs: expected a tensor or a list of tensors, received 3")
  expect_match(refusal(keras_model(other, y)), "depend on the model's inputs only, received one that needs x as well")
  expect_match(refusal(keras_model(list(x, x), y)), "each value once")
  expect_match(refusal(keras_model(x, list(y, x |> layer_dense(units = 1, name = "x")))), "name")
  expect_match(refusal(keras_model(x, y, nonsense = 3)), "unknown argument \"nonsense\"")
  model <- keras_model(x, y)
  expect_match(refusal(model |> layer_dense(units = 2)), "layers of a functional model cannot be added or taken away")
  expect_match(refusal(pop_layer(model)), "layers of a functional model cannot be added or taken away")
  expect_identical(dim(predict(model, iris_rows())), c(150L, 2L))
})

test_that("outputs may be inputs, or come twice", {
  x <- layer_input(shape = 4, name = "x")
  rows <- iris_rows()[1:3, ]
  expect_equal(predict(keras_model(x, x), rows), rows, tolerance = 1e-6, ignore_attr = TRUE)
  y <- x |> layer_dense(units = 2, name = "y")
  model <- keras_model(x, list(y, x, y))
  expect_equal(predict(model, rows)[[2]], rows, tolerance = 1e-6, ignore_attr = TRUE)
  expect_identical(predict(model, rows)[[1]], predict(model, rows)[[3]])
  expect_identical(predict(unserialize(serialize(model, NULL)), rows), predict(model, rows))
  expect_length(unique(model$output_names), 3L)
})

test_that("two inputs share an encoder", {
  twins <- twin_model()
  model <- twins$model
  expect_equal(count_params(model), 15)
  expect_identical(get_weights(twins$encoder), get_weights(model))
  a <- iris_rows()[1:50, ]
  b <- iris_rows()[51:100, ]
  codes <- predict(model, list(a, b))
  expect_equal(codes[[1]], dense_in_r(a, get_weights(model), tanh), tolerance = 1e-5, ignore_attr = TRUE)
  expect_equal(codes[[2]], dense_in_r(b, get_weights(model), tanh), tolerance = 1e-5, ignore_attr = TRUE)
  expect_identical(predict(model, list(right = b, left = a)), codes)
  expect_identical(predict_on_batch(model, list(a, b)), codes)
  expect_null(names(codes))
  # Names that inputs and outputs have in the model, not in their layers.
  keyed <- keras_model(
    list(one = twins$left, two = twins$right), list(first = model$outputs[[1]], second = model$outputs[[2]])
  )
  named <- predict(keyed, list(two = b, one = a))
  expect_named(named, c("first", "second"))
  expect_identical(unname(named), codes)
  expect_identical(predict(keyed, list(right = b, left = a)), named)
  expect_identical(model$input_shape, list(list(NULL, 4L), list(NULL, 4L)))
  expect_identical(model$output_shape, list(list(NULL, 3L), list(NULL, 3L)))
  expect_identical(model$input_names, c("left", "right"))
  expect_length(model$inputs, 2)
  expect_identical(model$inputs[[1]], twins$left)
  for (wrong in list(list(a), a, list(left = a, wrong = b), list(a, b, b), NULL)) {
    expect_match(refusal(predict(model, wrong)), "predict\\(\\): x: expected a list of 2, one for each of the inputs \\(left, right\\)")
  }
  expect_match(refusal(predict(model, list(a, letters))), "predict\\(\\): x\\[\\[2\\]\\]: expected numbers")
  gap <- replace(b, 7, NA)
  expect_match(refusal(predict(model, list(a, gap))), "x\\[\\[2\\]\\]: expected finite numbers, received NA in row 7, column 1")
  expect_match(refusal(predict(model, list(a, b[1:3, ]))), "row")
})

test_that("a data frame is one input for each column", {
  width <- layer_input(shape = 1, name = "width")
  length <- layer_input(shape = 1, name = "length")
  dense <- layer_dense(units = 1)
  model <- keras_model(c(width, length), c(dense(width), dense(length)))
  frame <- data.frame(length = 1:3, width = 4:6)
  expect_equal(predict(model, frame), predict(model, list(4:6, 1:3)))
})

test_that("layers are found by name and place, inputs among them", {
  model <- two_heads()
  names <- vapply(model$layers, function(layer) layer$name, "")
  expect_identical(names, c("rows", "trunk", "size", "kind"))
  expect_identical(get_layer(model, index = 1)$class_name, "InputLayer")
  expect_identical(get_layer(model, index = 2)$name, "trunk")
  expect_identical(get_layer(model, index = -1)$name, "kind")
  expect_identical(get_layer(model, "size")$output_shape, list(NULL, 1L))
  expect_identical(get_layer(model, index = 1)$output, model$input)
  expect_identical(get_layer(model, "size")$output, model$outputs[[1]])
  expect_identical(get_layer(model, "size")$input, get_layer(model, "trunk")$output)
  expect_identical(count_params(get_layer(model, "trunk")), 30L)
  expect_match(refusal(get_layer(model, index = 5)), "\\(rows, trunk, size, kind\\) or an index from 1 to 4")
  expect_identical(get_weights(get_layer(model, "kind")), get_weights(model)[5:6])
  expect_identical(get_weights(get_layer(model, index = 1)), list())
  # An input that is used late comes late, as in Keras 3.15: by its distance to the outputs.
  first <- layer_input(shape = 2, name = "first")
  late <- layer_input(shape = 3, name = "late")
  second <- layer_dense(units = 3, name = "last")
  deep <- first |> layer_dense(units = 4, name = "a") |> layer_dense(units = 3, name = "b")
  order <- function(...) vapply(keras_model(...)$layers, function(layer) layer$name, "")
  ends <- list(second(deep), second(late))
  expect_identical(order(list(late, first), ends), c("first", "a", "b", "late", "last"))
  expect_identical(order(list(late, first), rev(ends)), c("first", "a", "late", "b", "last"))
  expect_match(refusal(keras_model(list(first, late), deep)), "received late, which none needs")
  inner <- keras_model(get_layer(keras_model(first, deep), "a")$output, deep)
  expect_identical(vapply(inner$layers, function(layer) layer$class_name, ""), c("InputLayer", "Dense"))
})

test_that("features of a trained model are a model that shares its layers", {
  model <- two_heads()
  compile(model, optimizer = "adam", loss = list("mse", "categorical_crossentropy"))
  features <- keras_model(model$input, get_layer(model, "trunk")$output)
  rows <- head_rows()
  fit(model, rows, list(head_sizes(), iris_columns()), epochs = 2, verbose = 0)
  trunk <- get_weights(model)[1:2]
  expect_identical(get_weights(features), trunk)
  expect_equal(predict(features, rows), dense_in_r(rows, trunk, function(x) pmax(x, 0)), tolerance = 1e-5, ignore_attr = TRUE)
  # And from the features on.
  head <- keras_model(get_layer(model, "trunk")$output, model$outputs[[2]])
  expect_equal(predict(head, predict(features, rows)), predict(model, rows)[[2]], tolerance = 1e-6)
  # Of a stack.
  stack <- iris_model()
  fit(stack, iris_rows(), iris_columns(), verbose = 0)
  hidden <- keras_model(stack$input, get_layer(stack, index = 1)$output)
  expect_identical(get_weights(hidden), get_weights(stack)[1:2])
  expect_identical(stack$output, stack$layers[[2]]$output)
  fit(stack, iris_rows(), iris_columns(), verbose = 0)
  expect_identical(get_weights(hidden), get_weights(stack)[1:2])
  expect_match(refusal((keras_model_sequential() |> layer_dense(1))$input), "need the shape of its input")
})

test_that("a stack keeps its first numbers when others get its layers", {
  stack <- iris_layers()
  weights <- get_weights(stack)
  x <- layer_input(shape = 4)
  expect_identical(get_weights(keras_model(x, stack(x))), weights)
  expect_identical(get_weights(keras_model(stack$input, stack$output)), weights)
  expect_identical(get_weights(stack), weights)
  dense <- layer_dense(units = 2, input_shape = 4)
  stack <- keras_model_sequential(layers = list(dense))
  weights <- get_weights(stack)
  expect_identical(get_weights(dense), weights)
  expect_identical(get_weights(keras_model(x, dense(x))), weights)
  expect_identical(get_weights(stack), weights)
})

test_that("models are layers", {
  base <- keras_model_sequential(name = "base") |> layer_dense(units = 8, activation = "relu", input_shape = 4)
  x <- layer_input(shape = 4)
  model <- keras_model(x, x |> base() |> layer_dense(units = 3))
  expect_identical(vapply(model$layers, function(layer) layer$name, "")[2:3], c("base", "dense"))
  expect_identical(get_weights(model)[1:2], get_weights(base))
  # The layer is the model.
  inner <- get_layer(model, "base")
  expect_s3_class(inner, "kerros_model")
  expect_identical(inner$class_name, "Sequential")
  expect_identical(get_weights(inner), get_weights(base))
  expect_identical(get_layer(inner, index = 1)$output_shape, list(NULL, 8L))
  expect_identical(predict(model$layers[[2]], iris_rows()), predict(base, iris_rows()))
  # In a stack, as in "conv_base %>% layer_flatten()".
  stack <- keras_model_sequential() %>% base %>% layer_dense(units = 3, activation = "softmax")
  expect_identical(stack$output_shape, list(NULL, 3L))
  compile(stack, loss = "categorical_crossentropy")
  before <- get_weights(base)
  fit(stack, iris_rows(), iris_columns(), verbose = 0)
  expect_false(identical(get_weights(base), before))
  expect_identical(get_weights(stack)[1:2], get_weights(base))
  expect_identical(get_weights(model)[1:2], get_weights(base))
  # On numbers it computes.
  expect_identical(base(iris_rows()), predict(base, iris_rows()))
  # As one of a list.
  expect_identical(get_weights(keras_model_sequential(layers = list(base)))[1:2], get_weights(base))
  expect_match(refusal(base(layer_input(shape = 3))), "samples of the model's shapes")
  expect_match(refusal(base("a")), "expected numbers")
})

test_that("an autoencoder's halves learn with it, and are saved as they are", {
  set.seed(5)
  x <- layer_input(shape = 4)
  encoder <- keras_model(x, x |> layer_dense(units = 2, name = "code"))
  code <- layer_input(shape = 2)
  decoder <- keras_model(code, code |> layer_dense(units = 4, name = "picture"))
  autoencoder <- keras_model(x, decoder(encoder(x)))
  compile(autoencoder, optimizer = optimizer_adam(0.01), loss = "mse")
  history <- fit(autoencoder, iris_rows(), iris_rows(), epochs = 20, verbose = 0)
  expect_lt(tail(history$metrics$loss, 1), 0.5 * history$metrics$loss[[1]])
  there_and_back <- predict(decoder, predict(encoder, iris_rows()))
  expect_equal(there_and_back, predict(autoencoder, iris_rows()), tolerance = 1e-6)
  read <- unserialize(serialize(list(encoder, decoder, autoencoder), NULL))
  expect_identical(predict(read[[1]], iris_rows()), predict(encoder, iris_rows()))
  expect_identical(predict(read[[3]], iris_rows()), predict(autoencoder, iris_rows()))
  # Read together, they are still connected; and are others than before.
  before <- get_weights(encoder)
  fit(read[[3]], iris_rows(), iris_rows(), verbose = 0)
  expect_false(identical(get_weights(read[[1]]), before))
  expect_identical(get_weights(read[[3]])[1:2], get_weights(read[[1]]))
  expect_identical(get_weights(encoder), before)
  # Read alone: what the other model has trained is there.
  expect_identical(get_weights(unserialize(serialize(decoder, NULL))), get_weights(decoder))
})

test_that("layers and their weights stand alone", {
  dense <- layer_dense(units = 2, name = "alone")
  expect_identical(get_weights(dense), list())
  expect_match(refusal(set_weights(dense, list(matrix(1, 4, 2), c(0, 0)))), "a layer has weights once it is part of a model")
  expect_match(refusal(dense$output), "the layer was not called on a tensor")
  x <- layer_input(shape = 4)
  y <- dense(x)
  expect_identical(dense$output, y)
  expect_identical(dense$input, x)
  expect_identical(dense$name, "alone")
  one <- keras_model(x, y)
  two <- keras_model(x, dense(x) |> layer_dense(units = 1))
  expect_identical(get_weights(two)[1:2], get_weights(one))
  set_weights(dense, list(matrix(1, 4, 2), c(0, 1)))
  expect_equal(predict(one, matrix(1:4, 1)), cbind(10, 11))
  expect_equal(get_weights(two)[[1]], matrix(1, 4, 2))
  expect_equal(get_weights(unserialize(serialize(one, NULL)))[[1]], matrix(1, 4, 2))
  expect_identical(count_params(dense), 10L)
  expect_match(refusal(set_weights(dense, list(matrix(1, 3, 2), c(0, 1)))), "kernel: expected finite numbers in the shape \\[4, 2\\], received the shape \\[3, 2\\]")
  expect_match(refusal(set_weights(dense, list(matrix(NA_real_, 4, 2), c(0, 1)))), "received NA")
  # First weights that were given.
  given <- layer_dense(units = 1, weights = list(matrix(2, 4, 1), 3))
  expect_equal(predict(keras_model(x, given(x)), matrix(1, 1, 4)), matrix(11))
})

test_that("a layer that is called twice has two inputs and outputs", {
  twins <- twin_model()
  expect_identical(get_input_at(twins$encoder, 1), twins$left)
  expect_identical(get_input_at(twins$encoder, 2), twins$right)
  expect_identical(get_output_at(twins$encoder, 2), twins$model$outputs[[2]])
  inner <- get_layer(twins$model, "encoder")
  expect_identical(get_output_at(inner, 1), twins$model$outputs[[1]])
  expect_identical(get_output_at(inner, 2), twins$model$outputs[[2]])
  expect_identical(get_input_shape_at(inner, 1), list(NULL, 4L))
  expect_identical(get_output_shape_at(inner, 2), list(NULL, 3L))
  expect_match(refusal(get_output_at(inner, 3)), "get_output_at\\(\\): node_index: expected the number of one of the 2 calls, received 3")
  expect_match(refusal(get_input_at(twins$model, 1)), "expected a layer")
})

test_that("a functional model is saved and read", {
  model <- two_heads()
  rows <- head_rows()
  stored <- function(model) unserialize(serialize(model, NULL))
  # Before it has computed anything.
  expect_identical(get_weights(stored(model)), get_weights(model))
  compile(model, optimizer = "adam", loss = list("mse", "categorical_crossentropy"), metrics = list(kind = "accuracy"))
  fit(model, rows, list(head_sizes(), iris_columns()), epochs = 2, verbose = 0)
  file <- tempfile(fileext = ".rds")
  saveRDS(model, file)
  read <- readRDS(file)
  expect_identical(predict(read, rows), predict(model, rows))
  expect_identical(format(read), format(stored(model)))
  expect_identical(read$metrics_names, model$metrics_names)
  y <- list(head_sizes(), iris_columns())
  expect_equal(evaluate(read, rows, y, verbose = 0), evaluate(model, rows, y, verbose = 0))
  expect_identical(get_layer(read, "size")$output, read$outputs[[1]])
  features <- keras_model(read$input, get_layer(read, "trunk")$output)
  expect_identical(get_weights(features), get_weights(model)[1:2])
  expect_length(fit(read, rows, y, epochs = 2, verbose = 0)$metrics$loss, 2L)
  # Features alone, of a model in the middle of another.
  head <- keras_model(get_layer(model, "trunk")$output, model$outputs[[1]])
  expect_identical(predict(stored(head), matrix(1, 2, 6)), predict(head, matrix(1, 2, 6)))
  # Nested.
  x <- layer_input(shape = 4)
  outer <- keras_model(x, model(x)[[1]])
  expect_identical(predict(stored(outer), rows), predict(outer, rows))
})

test_that("another process can use a functional model", {
  skip_on_os("windows")
  twins <- twin_model()
  rows <- iris_rows()[1:5, ]
  expected <- predict(twins$model, list(rows, rows))
  there <- parallel::mclapply(1:2, function(i) predict(twins$model, list(rows, rows)), mc.cores = 2)
  expect_identical(there, list(expected, expected))
})

test_that("a clone has weights of its own, and shares what the model shares", {
  twins <- twin_model()
  copy <- clone_model(twins$model)
  expect_identical(count_params(copy), count_params(twins$model))
  expect_false(identical(get_weights(copy), get_weights(twins$model)))
  set_weights(copy, get_weights(twins$model))
  data <- list(iris_rows(), iris_rows())
  expect_identical(predict(copy, data), predict(twins$model, data))
  expect_identical(copy$input_names, c("left", "right"))
  nested <- keras_model_sequential() |> (keras_model_sequential() |> layer_dense(units = 2, input_shape = 4))()
  expect_equal(count_params(clone_model(nested)), 10)
})

test_that("callbacks use a functional model while it trains", {
  twins <- twin_model()
  compile(twins$model, optimizer = "sgd", loss = "mse")
  data <- list(iris_rows(), iris_rows())
  seen <- list()
  watch <- callback_lambda(on_epoch_end = function(epoch, logs) {
    seen[[length(seen) + 1L]] <<- list(predict(twins$model, data), get_weights(twins$model))
  })
  targets <- list(matrix(0, 150, 3), matrix(0, 150, 3))
  fit(twins$model, data, targets, epochs = 2, verbose = 0, callbacks = watch)
  expect_length(seen, 2L)
  expect_false(identical(seen[[1]], seen[[2]]))
  expect_identical(seen[[2]][[1]], predict(twins$model, data))
  expect_identical(seen[[2]][[2]], get_weights(twins$model))
  # The layer has learnt.
  expect_identical(get_weights(twins$encoder), get_weights(twins$model))
})

test_that("a layer that is called for inference computes so while the model trains", {
  base_model <- function() {
    keras_model_sequential(input_shape = 3, name = "base") |> layer_batch_normalization() |> layer_dropout(rate = 0.9)
  }
  x <- layer_input(shape = 3, name = "x")
  model_of <- function(base, ...) {
    y <- base(x, ...) |> layer_dense(units = 1)
    model <- keras_model(x, y)
    model |> compile(optimizer = "sgd", loss = "mse")
    model
  }
  rows <- matrix(sin(1:24) + 3, 8)
  statistics <- function(model) get_weights(get_layer(model, "base"))[3:4]
  moved <- function(model) {
    before <- statistics(model)
    model |> fit(rows, rows[, 1], epochs = 2, verbose = 0)
    !isTRUE(all.equal(statistics(model), before))
  }
  expect_true(moved(model_of(base_model())))
  model <- model_of(base_model(), training = FALSE)
  expect_false(moved(model))
  # So it does in copies, in files, and in models of its configuration.
  file <- tempfile(fileext = ".rds")
  saveRDS(model, file)
  expect_false(moved(readRDS(file)))
  clone <- clone_model(model)
  clone |> compile(optimizer = "sgd", loss = "mse")
  expect_false(moved(clone))
  json <- model_to_json(model)
  expect_match(json, '"training":false', fixed = TRUE)
  expect_false(moved(model_from_json(json)))
  expect_true(moved(model_from_json(sub('"training":false', '"training":null', json, fixed = TRUE))))
  # Without dropout, the loss of a step is that of an evaluation.
  again <- model_from_json(json)
  expect_equal(evaluate(again, rows, rows[, 1], verbose = 0)$loss, train_on_batch(again, rows, rows[, 1])$loss)

  expect_match(refusal(base_model()(x, training = TRUE)), "training: expected FALSE, or nothing")
  expect_match(refusal(layer_dense(units = 1)(keras_model_sequential(), training = FALSE)), "expected a call on tensors")
  expect_match(refusal(base_model()(x, training = "no")), "training: expected TRUE or FALSE, received \"no\"")
})
