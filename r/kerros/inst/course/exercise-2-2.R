# Exercise 2.2: a network for breast cancer.

library(keras)

# 1. The cleaned data, from the exercise before
source(system.file("course", "exercise-2-1.R", package = "kerros"), local = TRUE)

# 2. Five hidden units, and a unit for each class; 3. compiled
cancer_model <- function(activation = "linear", units = 5, more_layers = 0) {
  model <- keras_model_sequential()
  model %>% layer_dense(units = units, activation = activation, input_shape = 9)
  for (layer in seq_len(more_layers)) {
    model %>% layer_dense(units = units, activation = activation)
  }
  model %>% layer_dense(units = 2, activation = "sigmoid")
  model %>% compile(optimizer = "rmsprop", loss = "binary_crossentropy", metrics = "accuracy")
  model
}

# 4. Twenty epochs. (validation_split would hold back the last rows, and these are sorted by class.)
model <- cancer_model()
history <- model %>%
  fit(bcX$train, bcY$train, epochs = 20, validation_data = list(bcX$test, bcY$test))
history
plot(history)

# Extension: 5. another activation, 6. more units, 7. more layers
validated <- function(...) {
  history <- cancer_model(...) %>%
    fit(bcX$train, bcY$train, epochs = 20, validation_data = list(bcX$test, bcY$test), verbose = 0)
  c(val_loss = tail(history$metrics$val_loss, 1), val_acc = tail(history$metrics$val_acc, 1))
}
rbind(
  linear = validated(),
  relu = validated("relu"),
  "50 units" = validated("relu", units = 50),
  "three layers" = validated("relu", more_layers = 2)
)
