skip_without_engine()

written <- function(model, ..., ending = "svg") {
  file <- tempfile(fileext = paste0(".", ending))
  on.exit(unlink(file))
  shown <- withVisible(plot(model, ..., to_file = file))
  expect_identical(shown, list(value = NULL, visible = FALSE))
  paste(readLines(file), collapse = "\n")
}

two_towers <- function() {
  tower <- keras_model_sequential(name = "tower") |> layer_dense(units = 3, input_shape = 4, name = "inside")
  x <- layer_input(shape = 4, name = "x")
  y <- layer_input(shape = 4, name = "y")
  keras_model(list(x, y), layer_add(list(tower(x), tower(y)), name = "sum"))
}

test_that("boxes show what was asked for", {
  model <- iris_layers()
  least <- written(model)
  expect_match(least, "^<svg .*>Dense</tspan>")
  expect_no_match(least, "dense_1|shape|Activation|dtype|rainable")
  all <- written(model, TRUE, TRUE, TRUE, show_layer_activations = TRUE, show_trainable = TRUE)
  for (text in c(">dense_1<", "Input shape: .*\\(None, 4\\)", ">softmax<", ">float32<", ">Trainable<")) {
    expect_match(all, text)
  }
})

test_that("the manners of 2018 show names", {
  in_era("keras2", {
    model <- keras_model_sequential() |> layer_dense(units = 1, input_shape = 2, name = "only")
    expect_match(written(model), ">only<")
    expect_no_match(written(model, show_layer_names = FALSE), ">only<")
  })
})

test_that("without a word, what training does not move is shown where there is some", {
  model <- iris_layers()
  expect_no_match(written(model), "rainable")
  freeze_weights(model, to = "dense")
  frozen <- written(model)
  expect_match(frozen, ">Non-trainable<")
  expect_match(frozen, ">Trainable<")
  expect_no_match(written(model, show_trainable = FALSE), "rainable")
})

test_that("the text for Graphviz has the lines and frames of Keras", {
  dot <- written(two_towers(), ending = "dot", show_layer_names = TRUE, rankdir = "LR", dpi = 72)
  expect_match(dot, "^digraph G \\{\nrankdir=LR;\nconcentrate=true;\ndpi=72;\n")
  expect_no_match(dot, "subgraph")
  expect_length(gregexpr(" -> ", dot)[[1]], 3) # x and y to the tower, the tower to the sum
  framed <- written(two_towers(), ending = "gv", expand_nested = TRUE, show_layer_names = TRUE)
  expect_match(framed, "\nlabel=<tower>;\n")
  expect_match(framed, "<b>inside</b>")
})

test_that("models that were read from a file have their picture", {
  model <- iris_layers()
  expect_identical(written(unserialize(serialize(model, NULL))), written(model))
})

test_that("screens, PNG and PDF have the picture", {
  skip_if_not_installed("rsvg")
  model <- iris_layers()
  png <- tempfile(fileext = ".png")
  pdf <- tempfile(fileext = ".pdf")
  screen <- tempfile(fileext = ".png")
  on.exit(unlink(c(png, pdf, screen)))
  plot(model, to_file = png, dpi = 96)
  plot(model, to_file = pdf)
  expect_identical(readBin(png, "raw", 4), as.raw(c(0x89, 0x50, 0x4e, 0x47)))
  expect_identical(rawToChar(readBin(pdf, "raw", 4)), "%PDF")
  # The header of a PNG says its width.
  width <- function(file) sum(as.integer(readBin(file, "raw", 20)[17:20]) * 256^(3:0))
  svg <- written(model)
  expect_equal(width(png), as.numeric(sub("^<svg[^>]* width=\"([0-9.]+)\".*$", "\\1", svg)))
  plot(model, to_file = png, dpi = 192)
  expect_equal(width(png), 2 * as.numeric(sub("^<svg[^>]* width=\"([0-9.]+)\".*$", "\\1", svg)))

  empty <- tempfile(fileext = ".png")
  on.exit(unlink(empty), add = TRUE)
  grDevices::png(screen)
  expect_null(plot(model))
  grDevices::dev.off()
  grDevices::png(empty)
  graphics::plot.new()
  grDevices::dev.off()
  expect_gt(file.size(screen), 1.5 * file.size(empty))
})

test_that("what has no picture says why", {
  expect_error(plot(keras_model_sequential()), "plot\\(\\): the model has no layers", class = "kerros_error_order")
  unbuilt <- keras_model_sequential() |> layer_dense(units = 1)
  expect_error(plot(unbuilt, to_file = "model.svg"), "needs the shape of the model's input", class = "kerros_error_order")
  model <- iris_layers()
  for (file in c("model.docx", "model")) {
    expect_error(plot(model, to_file = file), "expected a file that ends in .svg, .dot, .gv, .png, .pdf",
                 class = "kerros_error_invalid", fixed = TRUE)
  }
  nowhere <- file.path(tempdir(), "no", "such", "folder", "model.svg")
  expect_error(plot(model, to_file = nowhere), "expected a place for the file", class = "kerros_error_file")
  expect_error(plot(model, rankdir = "UP"), class = "kerros_error_invalid")
  expect_error(plot(model, show_shapes = NA), "plot(): show_shapes", class = "kerros_error_invalid", fixed = TRUE)
  expect_error(plot(model, dpi = 0), class = "kerros_error_invalid")
  expect_error(plot(model, layer_range = c("a", "b")), class = "kerros_error_not_yet")
  expect_error(plot(model, show_everything = TRUE), class = "kerros_error")
})
