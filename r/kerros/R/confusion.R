# A stand-in for caret::confusionMatrix() that takes plain numbers too.

#' Compare predicted and actual classes
#'
#' Counts how often each class was predicted for each actual class, and computes the usual statistics
#' from the counts. It stands in for `caret::confusionMatrix()`, which takes nothing but factors; the
#' numbers are the same.
#'
#' @param predicted,actual Classes: numbers, text, logicals or factors, one for each case.
#' @param positive With two classes, the one that sensitivity and the like are about; the first when
#'   `NULL`.
#' @param mode Which statistics of the classes are printed: `"sens_spec"`, `"prec_recall"` or
#'   `"everything"`.
#' @param dnn Names of the two sides of the table.
#' @details Classes are the levels of the factors, or the sorted values that occur. Pairs with `NA` are left
#'   out, with a warning.
#'
#'   With tp, fp, fn and tn the counts of a class against all others:
#'   sensitivity (recall) tp / (tp + fn), specificity tn / (tn + fp), precision tp / (tp + fp),
#'   prevalence (tp + fn) / n, detection rate tp / n, detection prevalence (tp + fp) / n, balanced accuracy the
#'   mean of sensitivity and specificity. Positive and negative predictive value follow from sensitivity,
#'   specificity and prevalence by Bayes's rule.
#'
#'   The interval of the accuracy is that of [binom.test()]. The no-information rate is the share of the
#'   largest class; the p-value beside it is that of the one-sided binomial test whether the accuracy is
#'   above it. Kappa is Cohen's. The last p-value is that of [mcnemar.test()].
#' @return A list of class `kerros_confusion_matrix` with `positive`, `table`, `overall` (a named vector),
#'   `byClass` (a named vector for two classes, otherwise a matrix with a row for each class) and `mode`.
#' @examples
#' confusion_matrix(c(1, 2, 3, 3, 1), c(1, 2, 3, 1, 1))
#' confusion_matrix(c("yes", "no", "yes"), c("yes", "no", "no"), positive = "yes")
#' @export
confusion_matrix <- function(predicted, actual, positive = NULL, mode = c("sens_spec", "prec_recall", "everything"),
                             dnn = c("Prediction", "Reference")) {
  mode <- check_choice(mode, c("sens_spec", "prec_recall", "everything"), "confusion_matrix(): mode")
  table <- count_pairs(predicted, actual, dnn)
  positive <- check_positive(positive, rownames(table))
  say_once("confusion_matrix", "confusion_matrix() stands in for caret::confusionMatrix(), which takes factors only.")
  structure(
    list(
      positive = positive, table = table, overall = overall_statistics(table),
      byClass = class_statistics(table, positive), mode = mode
    ),
    class = "kerros_confusion_matrix"
  )
}

count_pairs <- function(predicted, actual, dnn) {
  predicted <- check_classes(predicted, "confusion_matrix(): predicted")
  actual <- check_classes(actual, "confusion_matrix(): actual")
  if (length(predicted) != length(actual)) {
    refuse("confusion_matrix(): predicted", sprintf("%d classes, as in actual", length(actual)),
           length(predicted), "Give one prediction for each case.")
  }
  levels <- class_levels(predicted, actual)
  if (length(levels) < 2) {
    refuse("confusion_matrix()", "at least two classes", counted(length(levels), "class"),
           "Give factors with the levels of all classes.")
  }
  missing <- sum(is.na(predicted) | is.na(actual))
  if (missing > 0) {
    warning(sprintf("confusion_matrix(): %s with NA left out.", counted(missing, "pair")), call. = FALSE)
  }
  counts <- table(factor(as.character(predicted), levels), factor(as.character(actual), levels), dnn = dnn)
  if (sum(counts) == 0) refuse("confusion_matrix()", "at least one pair of classes", "none", "Give one pair for each case.")
  counts
}

check_classes <- function(classes, where) {
  if (is.factor(classes)) return(classes)
  if (!is.atomic(classes) || is.null(classes)) {
    refuse(where, "a vector of classes", describe(classes), "Give one column: x[[1]].")
  }
  if (length(dim(classes)) > 1 && length(classes) != nrow(classes)) {
    refuse(where, "a vector of classes", describe(classes), "Undo the one-hot coding with max.col(x).")
  }
  as.vector(classes)
}

# Levels of the actual classes first; values in their order.
class_levels <- function(predicted, actual) {
  if (is.factor(actual)) {
    return(union(levels(actual), if (is.factor(predicted)) levels(predicted) else sort_values(predicted)))
  }
  if (is.factor(predicted)) return(union(levels(predicted), sort_values(actual)))
  same_kind <- is.character(predicted) == is.character(actual)
  sort_values(if (same_kind) c(predicted, actual) else c(as.character(predicted), as.character(actual)))
}

sort_values <- function(values) as.character(sort(unique(values)))

check_positive <- function(positive, classes) {
  if (is.null(positive)) return(if (length(classes) == 2) classes[[1]])
  if (length(positive) != 1 || !as.character(positive) %in% classes) {
    refuse("confusion_matrix(): positive", paste("one of", paste(classes, collapse = ", ")), describe(positive),
           "Name one of the classes.")
  }
  as.character(positive)
}

overall_statistics <- function(table) {
  cases <- sum(table)
  right <- sum(diag(table))
  largest <- max(colSums(table)) / cases
  by_chance <- sum(rowSums(table) * colSums(table)) / cases^2
  interval <- stats::binom.test(right, cases)$conf.int
  c(
    Accuracy = right / cases,
    Kappa = (right / cases - by_chance) / (1 - by_chance),
    AccuracyLower = interval[[1]],
    AccuracyUpper = interval[[2]],
    AccuracyNull = largest,
    AccuracyPValue = stats::binom.test(right, cases, p = largest, alternative = "greater")$p.value,
    McnemarPValue = stats::mcnemar.test(table)$p.value[[1]]
  )
}

# A row for each class, or for two classes the row of the positive one.
class_statistics <- function(table, positive) {
  cases <- sum(table)
  hits <- diag(table)
  predicted <- rowSums(table)
  actual <- colSums(table)
  others_right <- cases - predicted - actual + hits
  sensitivity <- share(hits, actual)
  specificity <- share(others_right, cases - actual)
  precision <- share(hits, predicted)
  prevalence <- actual / cases
  found <- sensitivity * prevalence
  cleared <- specificity * (1 - prevalence)
  result <- cbind(
    "Sensitivity" = sensitivity,
    "Specificity" = specificity,
    "Pos Pred Value" = found / (found + (1 - specificity) * (1 - prevalence)),
    "Neg Pred Value" = cleared / ((1 - sensitivity) * prevalence + cleared),
    "Precision" = precision,
    "Recall" = sensitivity,
    "F1" = 2 * precision * sensitivity / (precision + sensitivity),
    "Prevalence" = prevalence,
    "Detection Rate" = hits / cases,
    "Detection Prevalence" = predicted / cases,
    "Balanced Accuracy" = (sensitivity + specificity) / 2
  )
  if (nrow(result) == 2) return(result[match(positive, rownames(table)), ])
  rownames(result) <- paste("Class:", rownames(table))
  result
}

share <- function(part, whole) ifelse(whole > 0, part / whole, NA)

#' @rdname confusion_matrix
#' @param x What `confusion_matrix()` returned.
#' @param digits How many digits are printed.
#' @param ... Passed on to the printing of the table.
#' @return `print()` returns `x` invisibly.
#' @export
print.kerros_confusion_matrix <- function(x, mode = x$mode, digits = max(3, getOption("digits") - 3), ...) {
  two_classes <- nrow(x$table) == 2
  shown <- shown_statistics(x$byClass, mode)
  cat("Confusion Matrix and Statistics\n\n")
  print(x$table, ...)
  lines <- overall_lines(x$overall, digits)
  if (two_classes) {
    print_lines(c(lines, "", format(shown, digits = digits), "", c("'Positive' Class" = x$positive)), last_blank = TRUE)
  } else {
    cat("\nOverall Statistics\n")
    print_lines(lines)
    cat("\nStatistics by Class:\n\n")
    print(t(shown), digits = digits)
  }
  invisible(x)
}

shown_statistics <- function(statistics, mode) {
  hidden <- switch(mode,
    sens_spec = c("Precision", "Recall", "F1"),
    prec_recall = c("Sensitivity", "Specificity", "Pos Pred Value", "Neg Pred Value"),
    everything = character()
  )
  if (is.matrix(statistics)) return(statistics[, !colnames(statistics) %in% hidden, drop = FALSE])
  statistics[!names(statistics) %in% hidden]
}

# Text by name; a line without a name is empty.
overall_lines <- function(overall, digits) {
  text <- as.character(round(overall, digits))
  names(text) <- names(overall)
  # Both together: they get the same number of digits.
  p_values <- format.pval(overall[c("AccuracyPValue", "McnemarPValue")], digits = digits)
  c(
    "Accuracy" = text[["Accuracy"]],
    "95% CI" = sprintf("(%s, %s)", text[["AccuracyLower"]], text[["AccuracyUpper"]]),
    "No Information Rate" = text[["AccuracyNull"]],
    "P-Value [Acc > NIR]" = p_values[[1]],
    "",
    "Kappa" = text[["Kappa"]],
    "",
    "Mcnemar's Test P-Value" = p_values[[2]]
  )
}

print_lines <- function(lines, last_blank = FALSE) {
  labels <- ifelse(nzchar(names(lines)), paste(names(lines), ":"), "")
  columns <- cbind(format(labels, justify = "right"), unname(lines))
  if (last_blank) columns <- rbind(columns, "")
  dimnames(columns) <- list(rep("", nrow(columns)), rep("", 2))
  print(columns, quote = FALSE)
}
