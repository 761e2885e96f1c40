# The tables of the course's pages, character by character.

first_network <- function() {
  model <- keras_model_sequential()
  model %>%
    layer_conv_1d(filters = 40, kernel_size = 40, strides = 2, activation = "relu",
                  input_shape = c(260, 3), name = "conv1d_10") %>%
    layer_max_pooling_1d(pool_size = 2, name = "max_pooling1d_15") %>%
    layer_flatten(name = "flatten_8") %>%
    layer_dense(units = 100, activation = "sigmoid", name = "dense_15") %>%
    layer_dense(units = 15, activation = "softmax", name = "dense_16")
  model
}

final_network <- function() {
  model <- keras_model_sequential()
  model %>%
    layer_conv_1d(filters = 40, kernel_size = 30, strides = 2, activation = "relu",
                  input_shape = c(260, 3), name = "conv1d_43") %>%
    layer_max_pooling_1d(pool_size = 2, name = "max_pooling1d_31") %>%
    layer_conv_1d(filters = 40, kernel_size = 10, activation = "relu", name = "conv1d_44") %>%
    layer_max_pooling_1d(pool_size = 2, name = "max_pooling1d_32") %>%
    layer_flatten(name = "flatten_14") %>%
    layer_dense(units = 100, activation = "sigmoid", name = "dense_31") %>%
    layer_dense(units = 15, activation = "softmax", name = "dense_32")
  model
}

test_that("the first network prints as in the course, 63 characters wide", {
  table <- paste(
    "_______________________________________________________________",
    "Layer (type)                Output Shape             Param #   ",
    "===============================================================",
    "conv1d_10 (Conv1D)          (None, 111, 40)          4840      ",
    "_______________________________________________________________",
    "max_pooling1d_15 (MaxPoolin (None, 55, 40)           0         ",
    "_______________________________________________________________",
    "flatten_8 (Flatten)         (None, 2200)             0         ",
    "_______________________________________________________________",
    "dense_15 (Dense)            (None, 100)              220100    ",
    "_______________________________________________________________",
    "dense_16 (Dense)            (None, 15)               1515      ",
    "===============================================================",
    "Total params: 226,455",
    "Trainable params: 226,455",
    "Non-trainable params: 0",
    "_______________________________________________________________",
    sep = "\n"
  )
  model <- first_network()
  expect_identical(printed(print(model), width = 63), paste0("Model\n", table))
  expect_identical(printed(summary(model), width = 63), table)
  expect_identical(printed(summary(model, line_length = 63)), table)
})

test_that("the final network prints as in the course, 80 characters wide", {
  expect_identical(printed(print(final_network()), width = 80), paste(
    "Model",
    "________________________________________________________________________________",
    "Layer (type)                        Output Shape                    Param #     ",
    "================================================================================",
    "conv1d_43 (Conv1D)                  (None, 116, 40)                 3640        ",
    "________________________________________________________________________________",
    "max_pooling1d_31 (MaxPooling1D)     (None, 58, 40)                  0           ",
    "________________________________________________________________________________",
    "conv1d_44 (Conv1D)                  (None, 49, 40)                  16040       ",
    "________________________________________________________________________________",
    "max_pooling1d_32 (MaxPooling1D)     (None, 24, 40)                  0           ",
    "________________________________________________________________________________",
    "flatten_14 (Flatten)                (None, 960)                     0           ",
    "________________________________________________________________________________",
    "dense_31 (Dense)                    (None, 100)                     96100       ",
    "________________________________________________________________________________",
    "dense_32 (Dense)                    (None, 15)                      1515        ",
    "================================================================================",
    "Total params: 117,295",
    "Trainable params: 117,295",
    "Non-trainable params: 0",
    "________________________________________________________________________________",
    sep = "\n"
  ))
  expect_equal(count_params(final_network()), 117295)
})
