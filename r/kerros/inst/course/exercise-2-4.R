# Exercise 2.4: a network of one's own for breast cancer, and dropout.

library(keras)
source(system.file("course", "exercise-2-1.R", package = "kerros"), local = TRUE)

# 1. Two layers of 16 units with relu; 2. the same with dropout behind each
own_model <- function(dropout) {
  model <- keras_model_sequential()
  model %>%
    layer_dense(units = 16, activation = "relu", input_shape = 9) %>%
    layer_dropout(rate = dropout) %>%
    layer_dense(units = 16, activation = "relu") %>%
    layer_dropout(rate = dropout) %>%
    layer_dense(units = 2, activation = "sigmoid") %>%
    compile(optimizer = "rmsprop", loss = "binary_crossentropy", metrics = "accuracy")
  model
}

tested <- function(model) {
  model %>% fit(bcX$train, bcY$train, epochs = 40, verbose = 0)
  unlist(model %>% evaluate(bcX$test, bcY$test, verbose = 0))
}
rbind(plain = tested(own_model(0)), dropout = tested(own_model(0.3)))
