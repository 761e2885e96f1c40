# A shared encoder of two inputs, and the distance-like features of both: outputs in the order of the inputs.
twin_model <- function(units = 3, seed = 1) {
  set.seed(seed)
  encoder <- layer_dense(units = units, activation = "tanh", name = "encoder")
  left <- layer_input(shape = 4, name = "left")
  right <- layer_input(shape = 4, name = "right")
  model <- keras_model(list(left, right), list(encoder(left), encoder(right)))
  list(model = model, encoder = encoder, left = left, right = right)
}

# A trunk with two heads: a number and a class.
two_heads <- function(seed = 1) {
  set.seed(seed)
  x <- layer_input(shape = 4, name = "rows")
  trunk <- x |> layer_dense(units = 6, activation = "relu", name = "trunk")
  size <- trunk |> layer_dense(units = 1, name = "size")
  kind <- trunk |> layer_dense(units = 3, activation = "softmax", name = "kind")
  keras_model(x, list(size, kind))
}
head_rows <- function() iris_rows()[, 1:4]
head_sizes <- function() as.vector(iris_rows()[, 3])

# What a dense layer computes, in R.
dense_in_r <- function(x, weights, activation = identity) activation(sweep(x %*% weights[[1]], 2, weights[[2]], "+"))
