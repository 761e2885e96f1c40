# Data and models that the tests share, and R in a process of its own.

iris_data <- function(rows) {
  list(x = scale(as.matrix(iris[1:4]))[rows, ], y = to_categorical(as.integer(iris$Species) - 1)[rows, ])
}

iris_model <- function(metrics = "accuracy") {
  set.seed(7)
  model <- keras_model_sequential()
  model %>%
    layer_dense(units = 10, input_shape = 4) %>%
    layer_dense(units = 3, activation = "softmax")
  model %>% compile(optimizer = "rmsprop", loss = "categorical_crossentropy", metrics = metrics)
  model
}

printed <- function(code, width = 80) {
  before <- options(width = width)
  on.exit(options(before))
  paste(utils::capture.output(code), collapse = "\n")
}

# Evaluates R code in a new process, in a folder; what it writes, and its status as an attribute.
in_new_session <- function(code, folder = tempdir()) {
  before <- setwd(folder)
  on.exit(setwd(before))
  file <- tempfile(fileext = ".R")
  start <- c(
    sprintf(".libPaths(%s)", deparse1(.libPaths())),
    # In tests nothing is shown by itself.
    "Sys.unsetenv('TESTTHAT')"
  )
  writeLines(c(start, code), file)
  rscript <- file.path(R.home("bin"), "Rscript")
  suppressWarnings(system2(rscript, c("--vanilla", shQuote(file)), stdout = TRUE, stderr = TRUE))
}

expect_done <- function(output) {
  expect(is.null(attr(output, "status")), paste(c("R stopped:", utils::tail(output, 20)), collapse = "\n"))
}
