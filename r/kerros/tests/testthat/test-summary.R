skip_without_engine()

broken_models <- function() {
  trained <- line_model()
  fit(trained, line_x(), line_y(), epochs = 1, verbose = 0)
  list(
    keras_model_sequential(), keras_model_sequential(name = ""), keras_model_sequential(input_shape = 3),
    keras_model_sequential() |> layer_dense(units = 3), iris_layers(), iris_model(), trained,
    unserialize(serialize(trained, NULL))
  )
}

test_that("print, summary and format never fail", {
  for (era in c("keras2", "keras3")) {
    in_era(era, for (model in broken_models()) {
      expect_type(format(model), "character")
      expect_output(shown <- withVisible(print(model)), "Model")
      expect_false(shown$visible)
      expect_identical(shown$value, model)
      expect_output(summarised <- withVisible(summary(model)), "Total params")
      expect_false(summarised$visible)
      expect_output(str(model))
    })
  }
})

test_that("print survives a model that is none", {
  broken <- structure(list(), class = "kerros_model")
  expect_output(print(broken), "Model")
  broken <- structure(new.env(), class = "kerros_model")
  expect_output(print(broken), "Model")
})

test_that("the table of 2018 has the width that was asked for", {
  in_era("keras2", {
    model <- keras_model_sequential() |>
      layer_conv_1d(filters = 40, kernel_size = 40, strides = 2, activation = "relu", input_shape = c(260, 3), name = "conv1d_1")
    expect_identical(strsplit(format(model, line_length = 80), "\n")[[1]], c(
      "Model",
      strrep("_", 80),
      "Layer (type)                        Output Shape                    Param #     ",
      strrep("=", 80),
      "conv1d_1 (Conv1D)                   (None, 111, 40)                 4840        ",
      strrep("=", 80),
      "Total params: 4,840", "Trainable params: 4,840", "Non-trainable params: 0", strrep("_", 80)
    ))
    before <- options(width = 63)
    on.exit(options(before))
    expect_identical(nchar(strsplit(text_of(print(model)), "\n")[[1]][[2]]), 63L)
    expect_output(summary(model, line_length = 100), strrep("_", 100))
  })
})

test_that("the table of today tells the optimizer's numbers after training", {
  model <- iris_model()
  expect_false(grepl("Optimizer params", format(model)))
  fit(model, iris_rows(), iris_columns(), epochs = 1, verbose = 0)
  expect_match(format(model), "Optimizer params")
})

test_that("objects, layers and the optimizer print", {
  model <- iris_model(optimizer = optimizer_adam(learning_rate = 0.01))
  expect_output(print(model$layers[[1]]), "<layer dense (Dense) of model sequential>", fixed = TRUE)
  expect_output(print(model$optimizer), "learning rate 0.01")
  expect_output(print(optimizer_sgd(momentum = 0.9)), "<optimizer SGD>")
  expect_output(print(loss_binary_crossentropy()), "<loss BinaryCrossentropy>")
  expect_output(print(initializer_constant(value = 2)), "value: 2")
})

test_that("a width that is none is refused", {
  expect_match(refusal(format(iris_layers(), line_length = "a")), "summary\\(\\): line_length")
})
