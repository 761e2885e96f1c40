# What the R package takes: medians of several runs, beside what was promised. Linux only (/proc).
#   Rscript benches/r/measure.R [calls of predict, 1e5 if not given]
# Needs the package kerros. The last measure needs the course's walking.rds, which the environment variable
# WALKING_RDS names, and the command (`cargo build --release`); without them it is left out.
suppressPackageStartupMessages(library(kerros))

calls <- as.numeric(c(commandArgs(trailingOnly = TRUE), 1e5)[[1]])
root <- normalizePath(file.path(dirname(sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE))), "..", ".."))
walking_file <- Sys.getenv("WALKING_RDS")
command <- file.path(Sys.getenv("CARGO_TARGET_DIR", file.path(root, "target")), "release", "kerros")

measured <- list()
note <- function(what, value, unit, goal) {
  measured[[length(measured) + 1]] <<- data.frame(measure = what, value = signif(value, 3), unit = unit, goal = goal)
}
elapsed <- function(code) system.time(code)[["elapsed"]]
median_of <- function(runs, code) {
  code <- substitute(code)
  frame <- parent.frame()
  stats::median(replicate(runs, elapsed(eval(code, frame))))
}

# A number that a fresh R prints.
fresh <- function(code) as.numeric(system2("Rscript", c("--vanilla", "-e", shQuote(code)), stdout = TRUE, env = paste0("R_LIBS=", paste(.libPaths(), collapse = ":"))))

# What this process has in memory, and the most it had since forget_peak(), in bytes.
memory <- function(field) {
  line <- grep(paste0("^", field, ":"), readLines("/proc/self/status"), value = TRUE)
  as.numeric(gsub("[^0-9]", "", line)) * 1024
}
forget_peak <- function() {
  gc()
  writeLines("5", "/proc/self/clear_refs")
}

iris_model <- function() {
  model <- keras_model_sequential()
  model |>
    layer_dense(units = 10, input_shape = 4) |>
    layer_dense(units = 3, activation = "softmax")
  model |> compile(optimizer = "rmsprop", loss = "categorical_crossentropy", metrics = "accuracy")
  model
}
walking_model <- function() {
  model <- keras_model_sequential()
  model |>
    layer_conv_1d(filters = 40, kernel_size = 30, strides = 2, activation = "relu", input_shape = c(260, 3)) |>
    layer_max_pooling_1d(pool_size = 2) |>
    layer_conv_1d(filters = 40, kernel_size = 10, activation = "relu") |>
    layer_max_pooling_1d(pool_size = 2) |>
    layer_flatten() |>
    layer_dense(units = 100, activation = "sigmoid") |>
    layer_dense(units = 15, activation = "softmax")
  model |> compile(optimizer = "rmsprop", loss = "categorical_crossentropy", metrics = "accuracy")
  model
}

measure_start <- function(runs = 9) {
  loading <- replicate(runs, fresh("cat(system.time(library(kerros))[[3]])"))
  note("library(kerros)", stats::median(loading), "s", "< 0.15")
  deparsed <- paste(deparse(body(iris_model)), collapse = "\n")
  first <- replicate(runs, fresh(paste0(
    "library(kerros); x <- as.matrix(iris[1:4]); y <- to_categorical(iris$Species); model <- (function() ", deparsed, ")();",
    "cat(system.time(fit(model, x, y, epochs = 100, verbose = 0))[[3]])"
  )))
  x <- as.matrix(iris[1:4])
  y <- to_categorical(iris$Species)
  later <- median_of(runs, fit(iris_model(), x, y, epochs = 100, verbose = 0))
  note("first fit of a session, iris, 100 epochs", stats::median(first), "s", "no warm-up")
  note("a later fit of the same", later, "s", "")
}

measure_predict <- function(calls) {
  model <- iris_model()
  row <- matrix(c(5.1, 3.5, 1.4, 0.2), 1)
  for (i in 1:5000) predict(model, row)
  gc()
  before <- memory("VmRSS")
  time <- elapsed(for (i in seq_len(calls)) predict(model, row))
  gc()
  note("predict of one row, iris", time / calls * 1e6, "us", "< 60")
  note(sprintf("memory after %g of them", calls), (memory("VmRSS") - before) / 2^20, "MiB more", "flat")
}

measure_conversion <- function(runs = 9) {
  x <- array(stats::rnorm(6792 * 260 * 3), c(6792, 260, 3))
  y <- to_categorical(rep_len(0:14, 6792))
  model <- walking_model()
  fit(model, x[1:2, , ], y[1:2, ], epochs = 0, verbose = 0)
  # The memory first: later, what the process has let go of before hides what it takes.
  forget_peak()
  before <- memory("VmRSS")
  fit(model, x, y, epochs = 0, verbose = 0)
  size <- length(x) * 8
  peak <- (size + memory("VmHWM") - before) / size
  time <- median_of(runs, fit(model, x, y, epochs = 0, verbose = 0))
  note("6792 x 260 x 3 doubles into the model", time * 1000, "ms", "< 60")
  note("peak memory of that, with the array", peak, "times the array", "< 1.6")
}

# Seconds from the table of the network to the last epoch, as the command's lines come.
command_fit <- function(epochs) {
  out <- tempfile()
  pipe <- pipe(paste(shQuote(command), "demo walking --split random --verbose 2 --epochs", epochs, "--out", shQuote(out)), "r")
  on.exit(close(pipe))
  begin <- end <- NULL
  while (length(line <- readLines(pipe, 1)) > 0) {
    now <- proc.time()[["elapsed"]]
    if (grepl("Non-trainable params", line)) begin <- now
    if (grepl(sprintf("^Epoch %d/%d|^%d/", epochs, epochs, epochs), line) || grepl("ms/step", line)) end <- now
  }
  end - begin
}

measure_walking <- function(runs = 5, epochs = 15) {
  walking <- readRDS(walking_file)
  set.seed(1)
  rows <- sample(6792, 5433)
  x <- walking$x[rows, , ]
  y <- walking$y[rows, ]
  rm(walking)
  here <- there <- numeric()
  # In turn, so that what else runs disturbs both.
  for (run in seq_len(runs)) {
    model <- walking_model()
    here[[run]] <- elapsed(fit(model, x, y, batch_size = 128, epochs = epochs, validation_split = 0.3, verbose = 0))
    there[[run]] <- command_fit(epochs)
  }
  note("walking, fit of 15 epochs from R", stats::median(here), "s", "")
  note("the same by the command", stats::median(there), "s", "")
  note("their ratio", stats::median(here / there), "", "< 1.05")
}

measure_start()
measure_predict(calls)
measure_conversion()
if (file.exists(walking_file) && file.exists(command)) measure_walking() else message("Left out: walking against the command.")
print(do.call(rbind, measured), row.names = FALSE, right = FALSE)
