test_that("to_categorical puts a one in the column of the class", {
  expect_identical(to_categorical(c(0, 2, 1)), matrix(c(1, 0, 0, 0, 0, 1, 0, 1, 0), 3))
  expect_identical(dim(to_categorical(c(0, 2, 1), num_classes = 10)), c(3L, 10L))
  expect_identical(to_categorical(5L), matrix(c(0, 0, 0, 0, 0, 1), 1))
  expect_identical(to_categorical(c(TRUE, FALSE)), matrix(c(0, 1, 1, 0), 2))
})

test_that("to_categorical takes its argument under both names", {
  labels <- c(1, 0)
  expect_identical(to_categorical(y = labels, num_classes = 3), to_categorical(labels, 3))
  expect_identical(to_categorical(y = labels, 3), to_categorical(labels, 3))
  expect_identical(to_categorical(x = labels, num_classes = 3), to_categorical(labels, 3))
  expect_match(refusal(to_categorical(labels, 2, y = labels)), "both x and y")
})

test_that("to_categorical takes factors with all their levels", {
  species <- factor(c("b", "a"), levels = c("a", "b", "c"))
  expect_identical(to_categorical(species), matrix(c(0, 1, 1, 0, 0, 0), 2))
  expect_identical(dim(to_categorical(species, 5)), c(2L, 5L))
})

test_that("to_categorical adds an axis, and drops a last one of length 1", {
  expect_identical(to_categorical(matrix(c(0, 2), ncol = 1)), to_categorical(c(0, 2)))
  grid <- to_categorical(matrix(c(0, 1, 2, 3), 2))
  expect_identical(dim(grid), c(2L, 2L, 4L))
  expect_identical(grid[2, 2, ], c(0, 0, 0, 1))
  expect_identical(grid[2, 1, ], c(0, 1, 0, 0))
  expect_identical(to_categorical(numeric(), num_classes = 2), matrix(0, 0, 2))
})

test_that("to_categorical gives the type that is asked for", {
  expect_type(to_categorical(0:1), "double")
  expect_type(to_categorical(0:1, dtype = "int32"), "integer")
  expect_type(to_categorical(0:1, dtype = "bool"), "logical")
  expect_match(refusal(to_categorical(0:1, dtype = "text")), "a type of numbers, received \"text\"")
})

test_that("to_categorical refuses what is no label", {
  expect_identical(
    refusal(to_categorical(c(0, 1, -1))),
    paste("to_categorical(): x: expected whole numbers from 0 on, received -1 at position 3.",
          "Labels count from 0. Leave out what is missing, and give text as a factor.")
  )
  expect_match(refusal(to_categorical(c(0, 1.5))), "1.5 at position 2")
  expect_match(refusal(to_categorical(c(NA, 1))), "NA at position 1")
  expect_match(refusal(to_categorical(factor(c("a", NA)))), "NA at position 2")
  expect_match(refusal(to_categorical(1:3, num_classes = 3)), "expected labels from 0 to 2, received 3. .*give x - 1")
  expect_match(refusal(to_categorical(0:3, num_classes = 3)), "received 3. Raise num_classes")
  expect_match(refusal(to_categorical("a")), "factor\\(x\\)")
  expect_match(refusal(to_categorical(iris["Species"])), "a data frame with 1 column. Give one column")
  expect_match(refusal(to_categorical(NULL)), "received NULL")
  expect_match(refusal(to_categorical(numeric())), "at least one label")
  expect_match(refusal(to_categorical(0:1, num_classes = 0)), "num_classes: expected one whole number of at least 1")
  expect_match(refusal(to_categorical(0:1, num_classes = c(2, 3))), "num_classes")
})

test_that("array_reshape reads and fills row by row", {
  expect_identical(array_reshape(1:6, c(2, 3)), matrix(1:6, 2, byrow = TRUE))
  expect_identical(array_reshape(matrix(1:6, 2, byrow = TRUE), 6), array(1:6))
  x <- array_reshape(1:24, c(2, 3, 4))
  expect_identical(x[1, 1, ], 1:4)
  expect_identical(x[2, 3, 4], 24L)
  expect_identical(as.vector(array_reshape(x, 24)), 1:24)
  expect_identical(array_reshape(x, c(4, 6)), matrix(1:24, 4, byrow = TRUE))
  expect_identical(array_reshape(array_reshape(x, c(6, 2, 2)), dim(x)), x)
})

test_that("array_reshape finds an axis that is left open, and knows R's order", {
  expect_identical(dim(array_reshape(1:24, c(2, -1, 4))), c(2L, 3L, 4L))
  expect_identical(dim(array_reshape(1:24, list(-1, 6))), c(4L, 6L))
  expect_identical(dim(array_reshape(numeric(), c(0, 3))), c(0L, 3L))
  x <- array(1:24, c(2, 3, 4))
  expect_identical(array_reshape(x, c(6, 4), order = "F"), matrix(1:24, 6))
  expect_identical(array_reshape(c("a", "b"), c(1, 2)), matrix(c("a", "b"), 1))
})

test_that("array_reshape refuses what does not fit", {
  expect_identical(
    refusal(array_reshape(1:6, c(4, 2))),
    paste("array_reshape(): dim: expected axes for 6 values, received 4 x 2.",
          "Give one number for each axis; one of them may be -1.")
  )
  expect_match(refusal(array_reshape(1:6, c(4, -1))), "4 x -1")
  expect_match(refusal(array_reshape(1:6, c(-1, -1))), "-1 x -1")
  expect_match(refusal(array_reshape(1:6, c(0, -1))), "0 x -1")
  expect_match(refusal(array_reshape(1:6, NULL)), "received NULL")
  expect_match(refusal(array_reshape(1:6, list(2, NULL))), "a list of 2")
  expect_match(refusal(array_reshape(1:6, c(2.5, 2.4))), "2.5 x 2.4")
  expect_match(refusal(array_reshape(iris, c(1, -1))), "data frame with 5 columns")
  expect_match(refusal(array_reshape(1:6, 6, order = "K")), "order: expected one of \"C\", \"F\"")
})

test_that("normalize brings the vectors along an axis to length one", {
  expect_equal(normalize(matrix(c(3, 0, 4, 0), 2)), matrix(c(0.6, 0, 0.8, 0), 2))
  expect_equal(normalize(matrix(1:4, 2), axis = 1, order = 1), matrix(c(1, 2, 3, 4) / c(3, 3, 7, 7), 2))
  expect_equal(normalize(matrix(1:4, 2), axis = 2, order = Inf), matrix(c(1 / 3, 0.5, 1, 1), 2))
  expect_equal(normalize(c(3, 4)), c(0.6, 0.8))
  x <- array(seq_len(24), c(2, 3, 4))
  for (axis in 1:3) {
    others <- setdiff(1:3, axis)
    expect_equal(as.vector(apply(normalize(x, axis)^2, others, sum)), rep(1, prod(dim(x)[others])))
    expect_equal(normalize(x, axis), normalize(x, axis - 4))
  }
  expect_equal(normalize(x, 2)[2, 3, 4], x[2, 3, 4] / sqrt(sum(x[2, , 4]^2)))
  expect_identical(dimnames(normalize(as.matrix(iris[1:4])))[[2]], names(iris)[1:4])
  expect_true(is.na(normalize(matrix(c(NA, 1), 1))[1, 2]))
})

test_that("normalize refuses what it cannot use", {
  expect_match(refusal(normalize(iris)), "normalize\\(\\): x: expected numbers, received a data frame with 5 columns")
  expect_match(refusal(normalize(matrix(1, 2, 2), axis = 0)), "axis from 1 to 2, or from -1 to -2, received 0")
  expect_match(refusal(normalize(matrix(1, 2, 2), axis = 3)), "received 3")
  expect_match(refusal(normalize(1:3, order = 0)), "above 0")
  expect_match(refusal(normalize(1:3, order = "l2")), "normalize\\(\\): order")
})

test_that("pad_sequences fills up and cuts at either end", {
  sequences <- list(1:2, 1:5, 7)
  expect_identical(
    pad_sequences(sequences),
    rbind(c(0L, 0L, 0L, 1L, 2L), 1:5, c(0L, 0L, 0L, 0L, 7L))
  )
  expect_identical(pad_sequences(sequences, padding = "post")[1, ], c(1L, 2L, 0L, 0L, 0L))
  expect_identical(pad_sequences(sequences, maxlen = 3)[2, ], 3:5)
  expect_identical(pad_sequences(sequences, maxlen = 3, truncating = "post")[2, ], 1:3)
  expect_identical(pad_sequences(sequences, maxlen = 6, value = -1)[3, ], c(rep(-1L, 5), 7L))
  expect_identical(pad_sequences(list(list(1, 2), numeric(), NULL), 2), rbind(1:2, c(0L, 0L), c(0L, 0L)))
  expect_identical(pad_sequences(rbind(1:3, 4:6), 2), rbind(2:3, 5:6))
  expect_identical(pad_sequences(list(a = 1, b = 2:3)), rbind(c(0L, 1L), 2:3))
  expect_identical(pad_sequences(list(), maxlen = 2), matrix(0L, 0, 2))
})

test_that("pad_sequences knows types", {
  expect_identical(pad_sequences(list(c(0.9, -1.9))), rbind(c(0L, -1L)))
  expect_identical(pad_sequences(list(0.5), 2, dtype = "float32"), rbind(c(0, 0.5)))
  expect_identical(pad_sequences(list(2^40), dtype = "int64"), matrix(2^40))
  expect_match(refusal(pad_sequences(list(2^40))), "integers, received 1.099512e\\+12")
})

test_that("pad_sequences takes sequences of vectors", {
  padded <- pad_sequences(list(rbind(1:2, 3:4), rbind(5:6), matrix(0, 0, 2)), maxlen = 2, padding = "post")
  expect_identical(dim(padded), c(3L, 2L, 2L))
  expect_identical(padded[1, , ], rbind(1:2, 3:4))
  expect_identical(padded[2, , ], rbind(5:6, 0L))
  expect_match(
    refusal(pad_sequences(list(rbind(1:2), rbind(1:3)))),
    "sequences\\[\\[2\\]\\]: expected 2 numbers for each step, as in the first, received 3"
  )
})

test_that("pad_sequences refuses what is no sequence", {
  expect_match(refusal(pad_sequences(1:3)), "list of sequences, received 3 values \\(integer\\). Put a single")
  expect_match(refusal(pad_sequences(list("a"))), "sequences\\[\\[1\\]\\]: expected a vector or a matrix of numbers")
  expect_match(refusal(pad_sequences(list(1, c(1, NA)))), "sequences\\[\\[2\\]\\]: expected numbers, received NA")
  expect_match(refusal(pad_sequences(list())), "at least one sequence")
  expect_match(refusal(pad_sequences(list(1), maxlen = 0)), "maxlen: expected one whole number of at least 1")
  expect_match(refusal(pad_sequences(list(1), padding = "both")), "padding: expected one of \"pre\", \"post\"")
  expect_match(refusal(pad_sequences(list(1), truncating = NULL)), "truncating")
  expect_match(refusal(pad_sequences(list(1), value = "x")), "value: expected one number")
})

test_that("shape keeps axes of any length", {
  expect_identical(shape(NULL, 28), structure(list(NULL, 28L), class = "keras_shape"))
  expect_identical(shape(NA, 28), shape(-1, 28))
  expect_identical(shape(c(260, 3)), shape(260, 3))
  expect_identical(shape(list(NULL, 3), shape(4)), shape(NULL, 3, 4))
  expect_identical(shape(array(0, c(2, 3, 4))), shape(2, 3, 4))
  expect_identical(shape(2.9), shape(2))
  expect_identical(shape(), structure(list(), class = "keras_shape"))
})

test_that("shapes print, compare and convert", {
  expect_output(print(shape(NULL, 28)), "shape(NA, 28)", fixed = TRUE)
  expect_identical(format(shape(2, NA), prefix = FALSE), "(2, NA)")
  expect_identical(format(shape()), "shape()")
  expect_identical(as.integer(shape(2, NA)), c(2L, NA))
  expect_identical(as.list(shape(2, NA)), list(2L, NULL))
  expect_identical(shape(2, NA)[2], shape(NA))
  expect_true(shape(2, NA) == c(2, NA))
  expect_true(shape(2, 3) != shape(3, 2))
})

test_that("shape refuses what is no length", {
  expect_match(refusal(shape("a")), "lengths of axes, received \"a\"")
  expect_match(refusal(shape(-2)), "received -2")
  expect_match(refusal(shape(TRUE)), "received TRUE")
  expect_match(refusal(shape(factor("a"))), "a factor with 1 level")
})
