# Exercise 3.2: a convolution, and what it is worth.

library(keras)
source(system.file("course", "exercise-3-1.R", package = "kerros"), local = TRUE)

# 1. The model of the text, compiled
model <- keras_model_sequential()
model %>%
  layer_conv_1d(filters = 40, kernel_size = 40, strides = 2, activation = "relu",
                input_shape = c(260, 3)) %>%
  layer_max_pooling_1d(pool_size = 2) %>%
  layer_flatten() %>%
  layer_dense(units = 100, activation = "sigmoid") %>%
  layer_dense(units = 15, activation = "softmax")
model %>% compile(optimizer = "rmsprop", loss = "categorical_crossentropy", metrics = "accuracy")
model

# 2. Fifteen epochs
history <- model %>%
  fit(xWalk$train, yWalk$train, epochs = 15, batch_size = 128, validation_split = 0.3)
plot(history)

# 3. Dense layers only
dense <- keras_model_sequential()
dense %>%
  layer_flatten(input_shape = c(260, 3)) %>%
  layer_dense(units = 100, activation = "sigmoid") %>%
  layer_dense(units = 15, activation = "softmax")
dense %>% compile(optimizer = "rmsprop", loss = "categorical_crossentropy", metrics = "accuracy")
dense_history <- dense %>%
  fit(xWalk$train, yWalk$train, epochs = 15, batch_size = 128, validation_split = 0.3)

c(convolution = tail(history$metrics$val_acc, 1), dense = tail(dense_history$metrics$val_acc, 1))
