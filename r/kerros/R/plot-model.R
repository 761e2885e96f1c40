# Pictures of models. The engine draws an SVG; the package rsvg makes of it what screens and other files need.

#' Plot a model
#'
#' Draws the layers of a model as boxes, and what goes from one to the next as lines.
#'
#' @param x A model that knows the shape of its input.
#' @param show_shapes Whether boxes tell the shapes of what a layer takes and makes.
#' @param show_dtype Whether they tell the type of the numbers.
#' @param show_layer_names Whether they tell the layer's name beside its class. In the manners of `keras` 2 they do.
#' @param ... Not used.
#' @param rankdir `"TB"`, from top to bottom, or `"LR"`, from left to right.
#' @param expand_nested Whether models inside the model are frames around their layers, and not boxes.
#' @param dpi Dots an inch on the screen and in PNG files.
#' @param layer_range Not there any more, as in Keras: must be `NULL`.
#' @param show_layer_activations Whether boxes tell the activation of layers that have one.
#' @param show_trainable Whether they tell if training moves the layer's weights; `NA` for: if there are weights that it
#'   does not move.
#' @param to_file Where to write the picture, in place of drawing it: a file that ends in `.svg`, `.dot` or `.gv` (for
#'   Graphviz), `.png` or `.pdf`. Drawing on the screen and the last two need the package rsvg.
#' @return `NULL`, invisibly.
#' @family models
#' @examples
#' model <- keras_model_sequential(input_shape = 4) |>
#'   layer_dense(units = 10, activation = "relu") |>
#'   layer_dense(units = 3, activation = "softmax")
#' file <- tempfile(fileext = ".svg")
#' plot(model, show_shapes = TRUE, show_layer_names = TRUE, to_file = file)
#' if (requireNamespace("rsvg", quietly = TRUE)) plot(model, show_layer_activations = TRUE)
#' @export
plot.kerros_model <- function(x, show_shapes = FALSE, show_dtype = FALSE, show_layer_names = is_course_era(), ...,
                              rankdir = "TB", expand_nested = FALSE, dpi = getOption("keras.plot.model.dpi", 200L),
                              layer_range = NULL, show_layer_activations = FALSE, show_trainable = NA, to_file = NULL) {
  only_defaults("plot", layer_range = is.null(layer_range), ...)
  flags <- list(
    shapes = show_shapes, dtype = show_dtype, layer_names = show_layer_names,
    layer_activations = show_layer_activations, trainable = trainable_shown(x, show_trainable)
  )
  shown <- Map(function(value, name) check_flag(value, paste0("plot(): show_", name)), flags, names(flags))
  rankdir <- check_choice(rankdir, c("TB", "LR"), "plot(): rankdir")
  expand_nested <- check_flag(expand_nested, "plot(): expand_nested")
  dpi <- check_count(dpi, "plot(): dpi", least = 1)
  if (state(x)$kind == "sequential" && length(state(x)$layers) == 0L) {
    stop_kerros("order", "plot(): the model has no layers. Add some with layer_...().")
  }
  draw <- function(format) {
    rust("model_picture", reader(x), names(shown)[unlist(shown)], rankdir, expand_nested, dpi, format)
  }
  if (is.null(to_file)) draw_on_device(draw("svg"), dpi) else write_picture(draw, dpi, to_file)
  invisible(NULL)
}

# As Keras for R: without a word, only where there is something to tell.
trainable_shown <- function(model, show_trainable) {
  if (!(length(show_trainable) == 1L && is.na(show_trainable))) return(show_trainable)
  is_built(model) && !all(rust("model_trainable_weights", reader(model)) == 1L)
}

draw_on_device <- function(svg, dpi) {
  need_rsvg("plot()", "Give a file: plot(model, to_file = \"model.svg\").")
  before <- graphics::par(mar = c(0, 0, 0, 0))
  on.exit(graphics::par(before))
  graphics::plot.new()
  picture <- rsvg::rsvg_nativeraster(charToRaw(svg), width = dots_across(svg, dpi))
  # As large as the device allows, without being stretched.
  inches <- dim(picture)[2:1] / dpi
  size <- inches * min(1, graphics::par("pin") / inches)
  half <- size / graphics::par("pin") / 2
  graphics::rasterImage(picture, 0.5 - half[1], 0.5 - half[2], 0.5 + half[1], 0.5 + half[2])
}

# SVG counts 96 units an inch.
dots_across <- function(svg, dpi) {
  width <- as.numeric(sub("^<svg[^>]* width=\"([0-9.]+)\".*$", "\\1", svg))
  round(width / 96 * dpi)
}

write_picture <- function(draw, dpi, to_file) {
  to_file <- path.expand(check_string(to_file, "plot(): to_file"))
  ending <- tolower(sub("^.*[.]|^[^.]*$", "", basename(to_file)))
  known <- c("svg", "dot", "gv", "png", "pdf")
  if (!ending %in% known) {
    refuse("plot(): to_file", paste0("a file that ends in ", paste0(".", known, collapse = ", ")),
           describe(to_file), "Graphviz makes other formats of a .dot file.")
  }
  content <- switch(ending,
    svg = charToRaw(draw("svg")),
    dot = , gv = charToRaw(draw("dot")),
    drawn_with_rsvg(draw("svg"), ending, dpi)
  )
  refuse_file <- function(condition) {
    stop_kerros("file", paste0(
      "plot(): to_file: expected a place for the file ", to_file, ", received: ", conditionMessage(condition),
      ". Check the path and who may write there."
    ))
  }
  tryCatch(writeBin(content, to_file), error = refuse_file, warning = refuse_file)
}

drawn_with_rsvg <- function(svg, ending, dpi) {
  need_rsvg("plot(): to_file", "Or write an .svg file.")
  switch(ending,
    png = rsvg::rsvg_png(charToRaw(svg), width = dots_across(svg, dpi)),
    pdf = rsvg::rsvg_pdf(charToRaw(svg))
  )
}

need_rsvg <- function(where, remedy) {
  if (requireNamespace("rsvg", quietly = TRUE)) return(invisible())
  refuse(where, "the package rsvg", "an R without it", paste("Install it with install.packages(\"rsvg\").", remedy))
}
