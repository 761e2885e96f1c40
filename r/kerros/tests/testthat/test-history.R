course_history <- function() {
  new_history(
    params = list(
      batch_size = 32L, epochs = 100L, steps = NULL, samples = 120L, verbose = 1L, do_validation = TRUE,
      metrics = c("loss", "acc", "val_loss", "val_acc"), validation_samples = 30L
    ),
    metrics = list(
      val_loss = seq(1.5, 0.35484754, length.out = 100), val_acc = rep(0.8, 100),
      loss = seq(1.6, 0.25123, length.out = 100), acc = rep(0.925, 100)
    )
  )
}

present_history <- function(run = 3, epochs = 3) {
  new_history(
    params = list(verbose = 1L, epochs = epochs, steps = 4L),
    metrics = list(
      accuracy = seq_len(run) / 10, loss = 1 / seq_len(run),
      val_accuracy = seq_len(run) / 20, val_loss = 2 / seq_len(run)
    )
  )
}

printed <- function(x) paste(capture.output(print(x)), collapse = "\n")

test_that("a history of 2018 prints as it did", {
  expect_identical(printed(course_history()), paste(
    "Trained on 120 samples, validated on 30 samples (batch_size=32, epochs=100)",
    "Final epoch (plot to see history):",
    "val_loss: 0.3548", " val_acc: 0.8", "    loss: 0.2512", "     acc: 0.925 ",
    sep = "\n"
  ))
})

test_that("large numbers have commas, and what was not known is left out", {
  history <- new_history(
    list(batch_size = NULL, epochs = 2, samples = 60000), list(loss = c(9, 123456.789))
  )
  expect_identical(printed(history), paste(
    "Trained on 60,000 samples (batch_size=NULL, epochs=2)",
    "Final epoch (plot to see history):", "loss: 123,457 ",
    sep = "\n"
  ))
})

test_that("a history of today prints without the samples", {
  expect_identical(printed(present_history()), paste(
    "", "Final epoch (plot to see history):",
    "    accuracy: 0.3", "        loss: 0.3333", "val_accuracy: 0.15", "    val_loss: 0.6667 ",
    sep = "\n"
  ))
})

test_that("print never fails and returns its argument invisibly", {
  for (broken in list(
    new_history(list(), list()),
    new_history(list(epochs = NULL), list(loss = numeric())),
    new_history(list(epochs = 2), list(loss = c(1, NaN), acc = c(NA, Inf))),
    structure(list(params = NULL, metrics = NULL), class = "keras_training_history"),
    structure(list(params = list(samples = list()), metrics = list(a = "x", b = NULL)), class = "keras_training_history"),
    structure(list(), class = "keras_training_history")
  )) {
    expect_output(shown <- withVisible(print(broken)))
    expect_false(shown$visible)
    expect_identical(shown$value, broken)
  }
  expect_match(printed(new_history(list(), list())), "No epoch has run")
  expect_match(printed(new_history(list(), list(loss = c(1, NaN)))), "loss: NaN")
})

test_that("metrics that came late are filled up", {
  history <- new_history(list(epochs = 3), list(loss = 3:1, lr = 0.1))
  expect_identical(history$metrics, list(loss = c(3, 2, 1), lr = c(0.1, NA, NA)))
})

test_that("a history needs a list of named metrics", {
  expect_match(refusal(new_history(1, list())), "history: params: expected a list, received 1.")
  expect_match(refusal(new_history(list(), list(1))), "named list")
  expect_match(refusal(new_history(list(), 1:3)), "named list, received 3 values \\(integer\\)")
})

test_that("the data frame has a row for each epoch and metric", {
  frame <- as.data.frame(present_history())
  expect_named(frame, c("epoch", "value", "metric", "data"))
  expect_type(frame$epoch, "integer")
  expect_type(frame$value, "double")
  expect_identical(levels(frame$metric), c("accuracy", "loss"))
  expect_identical(levels(frame$data), c("training", "validation"))
  expect_identical(frame$epoch, rep(1:3, 4))
  expect_equal(frame$value[frame$metric == "loss" & frame$data == "validation"], c(2, 1, 2 / 3))
})

test_that("epochs that did not run are NA", {
  frame <- as.data.frame(present_history(run = 2, epochs = 500))
  expect_identical(nrow(frame), 2000L)
  expect_identical(sum(!is.na(frame$value)), 8L)
})

test_that("in the manners of 2018 what callbacks add is left out", {
  history <- course_history()
  history$metrics$lr <- rep(0.1, 100)
  expect_identical(levels(as.data.frame(history)$metric), c("loss", "acc"))
  history$params$metrics <- NULL
  expect_identical(levels(as.data.frame(history)$metric), c("loss", "acc", "lr"))
})

test_that("the data frame of an empty history has no rows", {
  frame <- as.data.frame(new_history(list(), list()))
  expect_identical(dim(frame), c(0L, 4L))
})

layer_names <- function(picture) vapply(picture$layers, function(layer) class(layer$geom)[[1]], "")

test_that("the picture is a ggplot with points, a smooth line and a panel for each metric", {
  # Only suggested: without it plot() draws with R's own graphics.
  skip_if_not_installed("ggplot2")
  picture <- plot(course_history())
  expect_s3_class(picture, "ggplot")
  expect_identical(layer_names(picture), c("GeomPoint", "GeomSmooth"))
  built <- expect_silent(ggplot2::ggplot_build(picture))
  expect_identical(nrow(built$layout$layout), 2L)
  expect_setequal(unique(built$data[[1]]$fill), c("#F8766D", "#00BFC4"))
  expect_identical(picture$labels$x, "epoch")
})

test_that("ten epochs are needed for a smooth line, and it can be left out", {
  # Only suggested: without it plot() draws with R's own graphics.
  skip_if_not_installed("ggplot2")
  expect_identical(layer_names(plot(present_history(run = 9, epochs = 9))), "GeomPoint")
  expect_identical(layer_names(plot(present_history(run = 9, epochs = 100))), "GeomPoint")
  expect_identical(layer_names(plot(course_history(), smooth = FALSE)), "GeomPoint")
})

test_that("the picture in black and white, of one metric, without validation", {
  # Only suggested: without it plot() draws with R's own graphics.
  skip_if_not_installed("ggplot2")
  expect_silent(ggplot2::ggplot_build(plot(course_history(), theme_bw = TRUE)))
  expect_identical(levels(droplevels(plot(course_history(), metrics = "acc")$data$metric)), "acc")
  alone <- plot(new_history(list(epochs = 2), list(loss = c(2, 1))))
  expect_null(alone$mapping$colour)
  expect_silent(ggplot2::ggplot_build(alone))
})

test_that("base graphics draw a panel for each metric and leave the device as it was", {
  file <- tempfile(fileext = ".pdf")
  grDevices::pdf(file)
  before <- graphics::par("mfrow")
  shown <- withVisible(plot(course_history(), method = "base"))
  expect_identical(graphics::par("mfrow"), before)
  expect_silent(plot(present_history(), method = "base", metrics = "loss", main = "Loss"))
  expect_silent(plot(new_history(list(), list(loss = c(NaN, NaN))), method = "base"))
  grDevices::dev.off()
  expect_identical(shown, list(value = NULL, visible = FALSE))
  expect_gt(file.size(file), 1000)
})

test_that("what cannot be drawn is refused", {
  expect_match(refusal(plot(new_history(list(), list()))), "no epoch")
  expect_match(refusal(plot(course_history(), metrics = "val_loss")), "which are loss, acc, received val_loss")
  expect_match(refusal(plot(course_history(), method = "lattice")), "plot\\(\\): method")
  expect_match(refusal(plot(course_history(), smooth = "yes")), "plot\\(\\): smooth")
})
