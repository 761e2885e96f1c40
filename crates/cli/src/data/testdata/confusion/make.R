# Makes the golden confusion matrices with R's caret:  Rscript make.R
# (Debian: r-cran-caret. Made with R 4.2.2 and caret 6.0-93.)
# cases.csv holds the counts and every statistic, NAME.txt what print() writes.
suppressPackageStartupMessages(library(caret))
options(width = 80, digits = 7, OutDec = ".", scipen = 0)

# Rows are predictions, columns the reference.
square <- function(classes, ...) {
  counts <- matrix(as.integer(c(...)), length(classes), byrow = TRUE)
  dimnames(counts) <- list(Prediction = classes, Reference = classes)
  as.table(counts)
}
# A strong diagonal with confusions that depend on the place alone.
banded <- function(classes, diagonal, every) {
  k <- length(classes)
  off <- outer(seq_len(k), seq_len(k), function(i, j) ((3 * i + 5 * j) %% every == 0) * (i + j) %% 4)
  diag(off) <- diagonal + seq_len(k) %% 3
  square(classes, t(off))
}

cases <- list(
  three = square(letters[1:3], 12, 4, 1, 1, 8, 1, 2, 2, 12),
  five = square(letters[1:5], 21, 0, 0, 1, 0, 0, 10, 0, 1, 0, 2, 0, 24, 1, 0, 0, 0, 0, 18, 0, 0, 0, 1, 0, 23),
  six = square(letters[1:6], 7, 2, 0, 2, 1, 6, 3, 9, 2, 4, 3, 4, 3, 4, 13, 2, 1, 3,
               1, 1, 3, 6, 0, 1, 2, 3, 1, 3, 10, 3, 2, 2, 2, 2, 1, 11),
  two = square(letters[1:2], 66, 27, 14, 59),
  iris = square(c("setosa", "versicolor", "virginica"), 10, 0, 0, 0, 9, 1, 0, 1, 9),
  breast_cancer = square(c("benign", "malignant"), 89, 2, 3, 46),
  perfect = square(c("benign", "malignant"), 92, 0, 0, 48),
  even_errors = square(c("no", "yes"), 30, 5, 5, 20),
  all_wrong = square(c("no", "yes"), 0, 7, 9, 0),
  tiny_p = square(c("no", "yes"), 9000, 40, 400, 7000),
  small_p = square(c("no", "yes"), 40, 2, 30, 50),
  never_predicted = square(letters[1:4], 9, 1, 0, 2, 0, 11, 3, 0, 0, 0, 0, 0, 1, 0, 2, 12),
  not_in_reference = square(letters[1:3], 9, 1, 0, 2, 11, 0, 3, 0, 0),
  two_one_in_reference = square(c("no", "yes"), 9, 0, 5, 0),
  one_in_reference = square(letters[1:3], 9, 0, 0, 2, 0, 0, 3, 0, 0),
  rare = square(letters[1:3], 3, 1, 2, 1, 99000, 40, 2, 30, 88000),
  walking = banded(as.character(1:15), 80, 7),
  long_names = banded(paste("person", 101:112), 1200, 5)
)

statistics <- c("Sensitivity", "Specificity", "Pos Pred Value", "Neg Pred Value", "Prevalence",
                "Detection Rate", "Detection Prevalence", "Balanced Accuracy")
text <- function(value) ifelse(is.nan(value), "NaN", ifelse(is.na(value), "NA", sprintf("%.17g", value)))
rows <- list()
add <- function(case, kind, row, column, value) {
  rows[[length(rows) + 1]] <<- data.frame(case, kind, row, column, value)
}
for (name in names(cases)) {
  counts <- cases[[name]]
  classes <- rownames(counts)
  result <- confusionMatrix(counts)
  for (i in classes) for (j in classes) add(name, "count", i, j, as.character(counts[i, j]))
  for (s in names(result$overall)) add(name, "overall", s, "", text(result$overall[[s]]))
  for (s in statistics) {
    if (length(classes) == 2) add(name, "class", s, classes[1], text(result$byClass[[s]]))
    else for (i in classes) add(name, "class", s, i, text(result$byClass[paste("Class:", i), s]))
  }
  writeLines(capture.output(print(result)), paste0(name, ".txt"))
}
write.csv(do.call(rbind, rows), "cases.csv", row.names = FALSE, quote = FALSE)
