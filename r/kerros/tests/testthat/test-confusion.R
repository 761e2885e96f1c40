quiet_matrix <- function(...) suppressMessages(confusion_matrix(...))

# Classes of which a share is predicted right.
made_up <- function(classes, cases, right, seed) {
  set.seed(seed)
  actual <- factor(sample(classes, cases, TRUE), levels = classes)
  predicted <- actual
  wrong <- runif(cases) > right
  predicted[wrong] <- sample(classes, sum(wrong), TRUE)
  list(predicted = predicted, actual = actual)
}

test_that("numbers are counted, predicted by row", {
  matrix <- quiet_matrix(c(1, 2, 3, 3, 1), c(1, 2, 3, 1, 1))
  expect_s3_class(matrix, "kerros_confusion_matrix")
  expect_named(matrix, c("positive", "table", "overall", "byClass", "mode"))
  expect_identical(unclass(matrix$table)["3", "1"], 1L)
  expect_identical(names(dimnames(matrix$table)), c("Prediction", "Reference"))
  expect_equal(matrix$overall[["Accuracy"]], 0.8)
  expect_equal(matrix$byClass["Class: 1", "Sensitivity"], 2 / 3)
  expect_null(matrix$positive)
})

test_that("classes come as numbers, text, logicals, factors, and arrays of one column", {
  actual <- c(0, 1, 1, 0)
  expected <- quiet_matrix(c(0, 1, 0, 0), actual)
  expect_identical(quiet_matrix(array(c(0, 1, 0, 0)), actual), expected)
  expect_identical(quiet_matrix(matrix(c(0L, 1L, 0L, 0L)), actual), expected)
  expect_identical(quiet_matrix(factor(c(0, 1, 0, 0)), actual), expected)
  expect_identical(quiet_matrix(c("0", "1", "0", "0"), factor(actual)), expected)
  expect_identical(quiet_matrix(c("0", "1", "0", "0"), actual), expected)
  expect_identical(rownames(quiet_matrix(c(TRUE, FALSE), c(TRUE, TRUE))$table), c("FALSE", "TRUE"))
})

test_that("classes are in the order of numbers, or of levels", {
  expect_identical(rownames(quiet_matrix(c(10, 9, 2), c(2, 9, 10))$table), c("2", "9", "10"))
  levels <- factor(c("low", "high"), levels = c("low", "high", "none"))
  expect_identical(rownames(quiet_matrix(levels, levels)$table), c("low", "high", "none"))
  expect_identical(rownames(quiet_matrix(c("high", "odd"), levels)$table), c("low", "high", "none", "odd"))
})

test_that("with two classes there is a positive one", {
  matrix <- quiet_matrix(c("yes", "no", "yes"), c("yes", "no", "no"))
  expect_identical(matrix$positive, "no")
  expect_equal(matrix$byClass[["Sensitivity"]], 0.5)
  other <- quiet_matrix(c("yes", "no", "yes"), c("yes", "no", "no"), positive = "yes")
  expect_equal(other$byClass[["Sensitivity"]], 1)
  expect_identical(quiet_matrix(c(0, 1), c(0, 1), positive = 1)$positive, "1")
})

test_that("that it stands in for caret's is said once", {
  suppressWarnings(rm("confusion_matrix", envir = session))
  expect_message(confusion_matrix(1:2, 1:2), "stands in for caret::confusionMatrix")
  expect_silent(confusion_matrix(1:2, 1:2))
})

test_that("pairs with NA are left out, with a warning", {
  expect_warning(matrix <- quiet_matrix(c(1, NA, 2, 1), c(1, 2, NA, 2)), "2 pairs with NA left out")
  expect_identical(sum(matrix$table), 2L)
  expect_identical(rownames(matrix$table), c("1", "2"))
})

test_that("what cannot be counted is refused", {
  expect_match(refusal(confusion_matrix(1:3, 1:2)), "predicted: expected 2 classes, as in actual, received 3")
  expect_match(refusal(confusion_matrix(diag(3), 1:3)), "an array of numbers \\(3 x 3\\). Undo the one-hot coding with max.col")
  expect_match(refusal(confusion_matrix(iris, 1:3)), "predicted: expected a vector of classes, received a data frame")
  expect_match(refusal(confusion_matrix(1:3, NULL)), "actual: .* received NULL")
  expect_match(refusal(confusion_matrix(c(1, 1), c(1, 1))), "at least two classes, received 1 class. Give factors")
  expect_match(refusal(confusion_matrix(factor(character(), c("a", "b")), factor(character(), c("a", "b")))), "at least one pair")
  expect_match(refusal(confusion_matrix(1:2, 1:2, positive = 3)), "positive: expected one of 1, 2, received 3")
  expect_match(refusal(confusion_matrix(1:2, 1:2, mode = "all")), "mode: expected one of")
})

test_that("three classes print with overall statistics and statistics by class", {
  printed <- capture.output(shown <- withVisible(print(quiet_matrix(c(1, 2, 3, 3, 1), c(1, 2, 3, 1, 1)))))
  expect_false(shown$visible)
  expect_identical(printed[1:8], c(
    "Confusion Matrix and Statistics", "", "          Reference", "Prediction 1 2 3",
    "         1 2 0 0", "         2 0 1 0", "         3 1 0 1", ""
  ))
  expect_true(any(grepl("^ +Accuracy : 0.8 +$", printed)))
  expect_true(any(grepl("^ +95% CI : \\(0.2836, 0.9949\\) *$", printed)))
  expect_true(any(grepl("^Detection Prevalence +0.4000 +0.2 +0.400$", printed)))
})

# Compares with caret, which is only suggested and asks for e1071 itself.
skip_without_caret <- function() {
  # Packages that caret loads ask the system for its time zone, and warn where there is none.
  suppressWarnings(skip_if_not_installed("caret"))
  skip_if_not_installed("e1071")
}

expect_as_in_caret <- function(predicted, actual, ...) {
  ours <- quiet_matrix(predicted, actual, ...)
  theirs <- caret::confusionMatrix(predicted, actual, ...)
  for (part in c("positive", "table", "overall", "byClass")) expect_equal(ours[[part]], theirs[[part]])
  expect_identical(capture.output(print(ours)), capture.output(print(theirs)))
}

test_that("numbers and print are those of caret", {
  skip_without_caret()
  for (seed in 1:5) {
    for (classes in list(c("no", "yes"), letters[1:3], as.character(1:15))) {
      case <- made_up(classes, cases = 200, right = seed / 5, seed = seed)
      expect_as_in_caret(case$predicted, case$actual)
    }
  }
})

test_that("numbers are those of caret at the edges", {
  skip_without_caret()
  two <- function(...) factor(c(...), levels = c("a", "b"))
  three <- function(...) factor(c(...), levels = c("a", "b", "c"))
  expect_as_in_caret(two("a", "a", "a"), two("a", "a", "a"))
  expect_as_in_caret(two("b", "b"), two("a", "a"))
  expect_as_in_caret(two("a", "b"), two("a", "b"), positive = "b")
  expect_as_in_caret(three("a", "b"), three("a", "b"))
  expect_as_in_caret(three("a", "a", "b", "b"), three("b", "b", "a", "a"))
  case <- made_up(c("no", "yes"), 50, 0.7, 9)
  for (mode in c("prec_recall", "everything")) expect_as_in_caret(case$predicted, case$actual, mode = mode)
  case <- made_up(letters[1:4], 50, 0.7, 9)
  for (mode in c("prec_recall", "everything")) expect_as_in_caret(case$predicted, case$actual, mode = mode)
})

test_that("the table of plain numbers is that which caret makes of factors", {
  skip_without_caret()
  case <- made_up(as.character(1:15), cases = 1358, right = 0.95, seed = 3)
  numbers <- quiet_matrix(as.numeric(case$predicted), as.integer(case$actual))
  expect_identical(capture.output(print(numbers)), capture.output(print(caret::confusionMatrix(case$predicted, case$actual))))
})
