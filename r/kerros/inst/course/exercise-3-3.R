# Exercise 3.3: variants of the final network.

library(keras)
source(system.file("course", "exercise-3-1.R", package = "kerros"), local = TRUE)

walking_model <- function(filters = 40, kernel_size = 30, dense = 1, dropout = 0) {
  model <- keras_model_sequential()
  model %>%
    layer_conv_1d(filters = filters, kernel_size = kernel_size, strides = 2, activation = "relu",
                  input_shape = c(260, 3)) %>%
    layer_max_pooling_1d(pool_size = 2) %>%
    layer_conv_1d(filters = filters, kernel_size = 10, activation = "relu") %>%
    layer_max_pooling_1d(pool_size = 2) %>%
    layer_flatten()
  for (layer in seq_len(dense)) {
    model %>% layer_dense(units = 100, activation = "sigmoid")
    if (dropout > 0) model %>% layer_dropout(rate = dropout)
  }
  model %>%
    layer_dense(units = 15, activation = "softmax") %>%
    compile(optimizer = "rmsprop", loss = "categorical_crossentropy", metrics = "accuracy")
  model
}

# 1. Twice as many epochs
history <- walking_model() %>%
  fit(xWalk$train, yWalk$train, epochs = 30, batch_size = 128, validation_split = 0.3, verbose = 2)
plot(history)

# 2. Kernels and filters, 3. dense layers and their time, 4. dropout
validated <- function(...) {
  model <- walking_model(...)
  seconds <- system.time(
    history <- model %>%
      fit(xWalk$train, yWalk$train, epochs = 15, batch_size = 128, validation_split = 0.3, verbose = 0)
  )
  c(
    parameters = count_params(model), seconds = seconds[["elapsed"]],
    val_acc = tail(history$metrics$val_acc, 1)
  )
}
rbind(
  "as in the text" = validated(),
  "kernel of 10" = validated(kernel_size = 10),
  "20 filters" = validated(filters = 20),
  "three dense layers" = validated(dense = 3),
  "dropout" = validated(dropout = 0.3)
)
