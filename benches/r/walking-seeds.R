# The walking network of the course in R, from ten seeds: mean accuracies, to be held against those of the
# command (`kerros study walking-random`, docs/accuracy.md).
#
#   Rscript benches/r/walking-seeds.R walking.rds
#
# walking.rds is the course's file, or what course_data() of r/kerros/inst/course/run.R makes.
library(kerros)

walking <- readRDS(commandArgs(trailingOnly = TRUE)[[1]])
x <- walking$x
y <- walking$y

network <- function() {
  keras_model_sequential() |>
    layer_conv_1d(filters = 40, kernel_size = 30, strides = 2, activation = "relu", input_shape = c(260, 3)) |>
    layer_max_pooling_1d(pool_size = 2) |>
    layer_conv_1d(filters = 40, kernel_size = 10, activation = "relu") |>
    layer_max_pooling_1d(pool_size = 2) |>
    layer_flatten() |>
    layer_dense(units = 100, activation = "sigmoid") |>
    layer_dense(units = 15, activation = "softmax")
}

trained <- function(seed) {
  set.seed(seed)
  train <- sort(sample(dim(x)[[1]], 5433))
  model <- network()
  model |> compile(optimizer = "rmsprop", loss = "categorical_crossentropy", metrics = "accuracy")
  order <- sample(train)
  history <- model |>
    fit(x[order, , ], y[order, ], epochs = 15, batch_size = 128, validation_split = 0.3, verbose = 0)
  scores <- model |> evaluate(x[-train, , ], y[-train, ], verbose = 0)
  c(validation = utils::tail(history$metrics$val_accuracy, 1), test = scores$accuracy)
}

figures <- vapply(1:10, trained, c(validation = 0, test = 0))
print(round(t(figures), 4))
print(round(rowMeans(figures), 4))
