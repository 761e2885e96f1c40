skip_without_engine()

same_as_matrix <- function(x) {
  model <- iris_model()
  set_weights(model, get_weights(iris_model()))
  expect_equal(predict(model, x), predict(model, as.matrix(iris[, 1:4])), tolerance = 1e-6)
  history <- fit(model, x, iris_columns(), verbose = 0, shuffle = FALSE)
  expect_identical(history$metrics, fit(iris_model(), as.matrix(iris[, 1:4]), iris_columns(), verbose = 0, shuffle = FALSE)$metrics)
}

test_that("rows come as matrix, data frame, list of columns", {
  frame <- iris[, 1:4]
  same_as_matrix(frame)
  same_as_matrix(as.list(frame))
  same_as_matrix(unname(as.list(frame)))
  same_as_matrix(list(as.matrix(frame)))
  same_as_matrix(list(frame))
  same_as_matrix(structure(as.list(frame), class = "data.frame", row.names = paste0("r", 1:150)))
})

test_that("tables of other packages are tables", {
  # Only suggested: the package itself takes any data frame.
  skip_if_not_installed("tibble")
  same_as_matrix(tibble::as_tibble(iris[, 1:4]))
})

test_that("sparse matrices are matrices", {
  # Only suggested. It comes with R, but not with every build of it.
  skip_if_not_installed("Matrix")
  same_as_matrix(Matrix::Matrix(as.matrix(iris[, 1:4]), sparse = TRUE))
  same_as_matrix(methods::as(methods::as(as.matrix(iris[, 1:4]), "CsparseMatrix"), "generalMatrix"))
})

test_that("integers and truth values are numbers", {
  model <- iris_model()
  x <- round(as.matrix(iris[, 1:4]))
  whole <- x
  storage.mode(whole) <- "integer"
  expect_identical(predict(model, whole), predict(model, x))
  expect_identical(predict(model, x > 2), predict(model, (x > 2) + 0))
  expect_identical(predict(model, data.frame(TRUE, 1L, 2, FALSE)), predict(model, cbind(1, 1, 2, 0)))
  expect_identical(predict(model, table(1:4)), predict(model, rep(1, 4)))
})

test_that("arrays keep the meaning of their axes", {
  model <- keras_model_sequential() |> layer_flatten(input_shape = c(2, 3))
  x <- array(1:12, c(2, 2, 3))
  expect_identical(predict(model, x), array_reshape(x, c(2, 6)) + 0)
  reshaped <- keras_model_sequential() |> layer_reshape(target_shape = c(2, 3), input_shape = 6)
  expect_identical(predict(reshaped, array_reshape(x, c(2, 6))), x + 0)
})

test_that("a missing number is refused with row and column", {
  model <- iris_model()
  y <- iris_columns()
  gap <- function(value, i, j) {
    x <- as.matrix(iris[, 1:4])
    x[i, j] <- value
    x
  }
  expect_match(refusal(fit(model, gap(NA, 3, 2), y)), "x: expected finite numbers, received NA in row 3, column 2. Replace missing values")
  expect_match(refusal(predict(model, gap(NaN, 150, 4))), "received NaN in row 150, column 4")
  expect_match(refusal(predict(model, gap(-Inf, 1, 1))), "received -Inf in row 1, column 1")
  expect_match(refusal(predict(model, gap(1e300, 1, 1))), "received 1e300, which is too large in row 1, column 1")
  whole <- gap(NA, 5, 3)
  storage.mode(whole) <- "integer"
  expect_match(refusal(evaluate(model, whole, y)), "received NA in row 5, column 3")
  frame <- iris[, 1:4]
  frame[7, 3] <- NA
  expect_match(refusal(fit(model, frame, y)), "fit\\(\\): x: column \"Petal.Length\": expected a number in every row, received NA in row 7")
  y[2, 3] <- NA
  expect_match(refusal(fit(model, iris_rows(), y)), "y: expected finite numbers, received NA in row 2, column 3")
  cube <- array(0, c(4, 20, 3))
  cube[2, 5, 3] <- NA
  expect_match(refusal(predict(sequence_model(), cube)), "received NA in row 2, position \\[5, 3\\]")
  expect_match(refusal(predict(line_model(), c(1, NA))), "received NA in row 2\\.")
})

test_that("what is no number is refused", {
  model <- iris_model()
  y <- iris_columns()
  wrong <- function(x) refusal(fit(model, x, y))
  expect_match(wrong(NULL), "fit\\(\\): x: expected numbers \\(a vector, matrix, array or data frame\\), received NULL")
  expect_match(wrong(iris), "fit\\(\\): x: column \"Species\": expected numbers, received a factor with 3 levels")
  expect_match(wrong(cbind(iris[1:3], as.character(iris$Species))), "expected numbers, received 150 values \\(text\\)")
  expect_match(wrong(iris$Species), "received a factor with 3 levels. Use to_categorical")
  expect_match(wrong("a"), "fit\\(\\): x: .*received \"a\"")
  expect_match(wrong(matrix("1", 150, 4)), "received an array of text \\(150 x 4\\). Turn text into numbers")
  expect_match(wrong(as.matrix(iris)), "received an array of text \\(150 x 5\\)")
  expect_match(wrong(mean), "received a function")
  expect_match(wrong(iris_rows() + 0i), "received an array of complex")
  expect_match(wrong(Sys.Date() + 1:150), "received an object of class Date")
  expect_match(wrong(data.frame(Sys.Date() + 1:150)), "received an object of class Date")
  expect_match(wrong(Species ~ .), "received an object of class formula. Give x and y")
  expect_match(wrong(structure(1:4 + 0, class = "integer64")), "received an object of class integer64")
  expect_match(wrong(model), "received an object of class kerros_model")
  expect_match(wrong(list()), "fit\\(\\): x: .*received an empty list")
  expect_match(wrong(list(1:3, 1:2)), "a list of columns of numbers, all of the same length, received a list of 2")
  expect_match(wrong(list(iris_rows(), iris_rows())), "only models with several inputs take several arrays")
  expect_match(wrong(quote(x)), "received an object of class name")
  expect_match(wrong(strrep("long", 50)), "\\.\\.\\.\"")
  expect_usable(model)
})

test_that("what has another shape is refused", {
  model <- iris_model()
  x <- iris_rows()
  y <- iris_columns()
  expect_match(refusal(fit(model, x[, 1:3], y)), "x: expected the shape \\(rows, 4\\), received \\[150, 3\\]")
  expect_match(refusal(fit(model, array(x, c(150, 2, 2)), y)), "received \\[150, 2, 2\\]")
  expect_match(refusal(fit(model, x[0, ], y[0, ])), "expected at least one row")
  expect_match(refusal(fit(model, iris[0, 1:4], iris$Species[0])), "expected at least one row")
  expect_match(refusal(fit(model, x, y[1:10, ])), "y: expected 150 rows, as x has, received 10")
  expect_match(refusal(fit(model, x, y[, 1:2])), "y: expected the shape \\(batch, 3\\), received \\(batch, 2\\)")
  expect_match(refusal(fit(model, x, 1:150)), "y: expected one-hot rows of width 3, received one number a row")
  expect_match(refusal(fit(model, x[1, ], y[1, , drop = FALSE])), "received \\[4\\]")
  expect_match(refusal(fit(model, numeric(), y)), "x: expected")
})

test_that("class labels that count from 1 are refused with the remedy", {
  model <- iris_model(loss = "sparse_categorical_crossentropy")
  expect_match(refusal(fit(model, iris_rows(), as.integer(iris$Species))), "y at row 101: expected a number from 0 to 2, received 3. Number the classes from 0")
  expect_length(fit(model, iris_rows(), as.integer(iris$Species) - 1L, verbose = 0)$metrics$loss, 1L)
  expect_match(refusal(fit(model, iris_rows(), as.integer(iris$Species) - 0.5)), "y")
})

test_that("a factor becomes what the loss wants, and predict answers with its levels", {
  x <- iris_rows()
  one_hot <- iris_model()
  from_factor <- fit(one_hot, x, iris$Species, epochs = 30, verbose = 0)
  expect_identical(from_factor$metrics, fit(iris_model(), x, iris_columns(), epochs = 30, verbose = 0)$metrics)
  sparse <- iris_model(loss = "sparse_categorical_crossentropy")
  expect_identical(
    fit(sparse, x, iris$Species, verbose = 0)$metrics,
    fit(iris_model(loss = "sparse_categorical_crossentropy"), x, as.integer(iris$Species) - 1L, verbose = 0)$metrics
  )
  classes <- predict(one_hot, x, type = "class")
  expect_identical(levels(classes), levels(iris$Species))
  expect_identical(as.integer(classes) - 1, as.vector(predict_classes(one_hot, x)))
  expect_gt(mean(classes == iris$Species), 0.7)
  # A column of a table, and a loss that is an object, are the same.
  object <- iris_model(loss = loss_categorical_crossentropy)
  expect_identical(fit(object, x, iris["Species"], epochs = 30, verbose = 0)$metrics, from_factor$metrics)
})

test_that("two classes: one unit or two", {
  x <- iris_rows()
  y <- factor(ifelse(iris$Species == "setosa", "yes", "no"))
  one <- iris_model(loss = "binary_crossentropy", units = 1, activation = "sigmoid")
  fit(one, x, y, epochs = 30, verbose = 0)
  expect_identical(predict(one, x, type = "class"), factor(ifelse(predict(one, x)[, 1] > 0.5, "yes", "no")))
  two <- iris_model(loss = "binary_crossentropy", units = 2, activation = "sigmoid")
  expect_identical(
    fit(two, x, y, verbose = 0)$metrics,
    fit(iris_model(loss = "binary_crossentropy", units = 2, activation = "sigmoid"), x, to_categorical(y), verbose = 0)$metrics
  )
  expect_match(refusal(fit(one, x, iris$Species)), "fit\\(\\): y: expected a factor with 2 levels, as the last layer has one unit, received a factor with 3 levels")
  expect_match(refusal(fit(line_model(), 1:150, iris$Species)), "fit\\(\\): y: expected numbers, as the loss is mean_squared_error, received a factor with 3 levels")
})

test_that("levels mean the same in validation, evaluation and later training", {
  x <- iris_rows()
  turned <- factor(as.character(iris$Species), levels = rev(levels(iris$Species)))
  model <- iris_model()
  history <- fit(model, x, iris$Species, epochs = 3, verbose = 0, validation_data = list(x, turned))
  expect_equal(history$metrics$val_loss, fit(iris_model(), x, iris_columns(), epochs = 3, verbose = 0, validation_data = list(x, iris_columns()))$metrics$val_loss)
  expect_identical(evaluate(model, x, turned, verbose = 0), evaluate(model, x, iris_columns(), verbose = 0))
  expect_identical(test_on_batch(model, x, turned), test_on_batch(model, x, iris_columns()))
  part <- droplevels(iris$Species[101:150])
  expect_identical(evaluate(model, x[101:150, ], part, verbose = 0), evaluate(model, x[101:150, ], iris_columns()[101:150, ], verbose = 0))
  fit(model, x[101:150, ], part, verbose = 0)
  expect_identical(levels(predict(model, x, type = "class")), levels(iris$Species))
  expect_match(refusal(evaluate(model, x[1:2, ], factor(c("setosa", "rose")))), "evaluate\\(\\): y: expected a level among setosa, versicolor, virginica, received \"rose\" in row 2")
  expect_match(refusal(fit(model, x, iris$Species[c(NA, 2:150)])), "fit\\(\\): y: expected a level among .*received NA in row 1")
  expect_match(refusal(fit(model, x, factor(rep(c("a", "b"), 75)))), "fit\\(\\): y: expected a factor with 3 levels, one for each unit of the last layer, received a factor with 2 levels")
  # What was refused did not change the levels.
  expect_identical(levels(predict(model, x, type = "class")), levels(iris$Species))
})

test_that("a factor with other levels is refused by evaluate, not taken for new classes", {
  model <- iris_model()
  fit(model, iris_rows(), iris$Species, verbose = 0)
  other <- factor(rep(c("x", "y", "z"), each = 50))
  expect_match(refusal(evaluate(model, iris_rows(), other)), "evaluate\\(\\): y: expected a level among setosa, versicolor, virginica, received \"x\" in row 1")
  expect_match(refusal(fit(model, iris_rows(), iris$Species, validation_data = list(iris_rows(), other))), "fit\\(\\): validation_data\\[\\[2\\]\\]: expected a level among")
  # A new training may have new classes.
  fit(model, iris_rows(), other, verbose = 0)
  expect_identical(levels(predict(model, iris_rows(), type = "class")), c("x", "y", "z"))
})
