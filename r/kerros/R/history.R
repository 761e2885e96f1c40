# What fit() returns: the course of a training.

utils::globalVariables(c("epoch", "value", "data"))

#' Make the history of a training
#'
#' @param params What the training was told. In the manners of 2018: `batch_size`, `epochs`, `steps`,
#'   `samples`, `validation_samples`, `verbose`, `do_validation`, `metrics`; today: `verbose`, `epochs`,
#'   `steps`.
#' @param metrics Named list with a number for each epoch, in the order in which they are shown. What
#'   is shorter than the longest is filled up with `NA`.
#' @return A `keras_training_history`.
#' @noRd
new_history <- function(params, metrics) {
  if (!is.list(params)) refuse("history: params", "a list", describe(params), "Give list(epochs = ).")
  if (!is.list(metrics) || (length(metrics) > 0 && !has_all_names(metrics))) {
    refuse("history: metrics", "a named list", describe(metrics), "Name each metric.")
  }
  rows <- max(0L, lengths(metrics))
  metrics <- lapply(metrics, function(values) as.numeric(values)[seq_len(rows)])
  structure(list(params = params, metrics = metrics), class = "keras_training_history")
}

has_all_names <- function(values) {
  !is.null(names(values)) && all(nzchar(names(values)))
}

# Epochs that ran.
epochs_run <- function(history) {
  max(0L, lengths(as.list(history$metrics)))
}

# Epochs that were asked for, and no fewer than ran.
epochs_planned <- function(history) {
  planned <- history$params$epochs
  planned <- if (is.numeric(planned) && length(planned) == 1 && is.finite(planned)) as.integer(planned) else 0L
  max(planned, epochs_run(history))
}

#' The course of a training
#'
#' [fit()][generics::fit] returns the numbers of every epoch as an object of class
#' `keras_training_history`: a list of `params`, what the training was told, and `metrics`, a numeric
#' vector for each metric.
#'
#' @param x What `fit()` returned.
#' @param ... Not used by `print()` and `as.data.frame()`; for `plot()` with base graphics, passed on to
#'   [plot.default()].
#' @param row.names,optional Not used.
#' @return `print()` shows what the model was trained on and the numbers of the last epoch, and returns
#'   `x` invisibly.
#'
#'   `as.data.frame()` returns one row for each epoch and metric, with the columns `epoch`, `value`,
#'   `metric` (a factor, without `val_`) and `data` (a factor: `training` or `validation`). Epochs that
#'   were asked for and did not run have the value `NA`.
#' @seealso [plot.keras_training_history()]
#' @examples
#' history <- structure(
#'   list(
#'     params = list(verbose = 1, epochs = 3),
#'     metrics = list(loss = c(1.2, 0.8, 0.6), val_loss = c(1.3, 1, 0.9))
#'   ),
#'   class = "keras_training_history"
#' )
#' history
#' as.data.frame(history)
#' @name keras_training_history
NULL

#' @rdname keras_training_history
#' @export
print.keras_training_history <- function(x, ...) {
  text <- tryCatch(history_text(x), error = function(error) "History of a training that cannot be shown.")
  cat(text, "\n")
  invisible(x)
}

history_text <- function(history) {
  metrics <- as.list(history$metrics)
  if (epochs_run(history) == 0) return(paste0(trained_on(history), "\nNo epoch has run."))
  last <- vapply(metrics, last_value_text, "")
  labels <- formatC(names(metrics), width = max(nchar(names(metrics))))
  paste0(
    trained_on(history), "\nFinal epoch (plot to see history):\n",
    paste0(labels, ": ", last, collapse = "\n")
  )
}

# The first line; empty where the number of samples is not known.
trained_on <- function(history) {
  params <- history$params
  if (is.null(params$samples)) return("")
  validated <- params$validation_samples
  validated <- if (is.null(validated)) "" else paste0(", validated on ", number_text(validated), " samples")
  paste0(
    "Trained on ", number_text(params$samples), " samples", validated,
    " (batch_size=", number_text(params$batch_size), ", epochs=", number_text(epochs_run(history)), ")"
  )
}

number_text <- function(number) {
  if (is.null(number)) return("NULL")
  paste(prettyNum(number, big.mark = ","), collapse = " ")
}

last_value_text <- function(values) {
  if (length(values) == 0) return("NA")
  prettyNum(values[[length(values)]], big.mark = ",", digits = 4, scientific = FALSE)
}

#' @rdname keras_training_history
#' @export
as.data.frame.keras_training_history <- function(x, row.names = NULL, optional = FALSE, ...) {
  metrics <- shown_metrics(x)
  epochs <- epochs_planned(x)
  values <- lapply(metrics, function(values) as.numeric(values)[seq_len(epochs)])
  keys <- as.character(names(metrics))
  plain <- sub("^val_", "", keys)
  data.frame(
    epoch = rep(seq_len(epochs), times = length(metrics)),
    value = as.numeric(unlist(values, use.names = FALSE)),
    metric = factor(rep(plain, each = epochs), levels = unique(plain)),
    data = factor(
      rep(ifelse(startsWith(keys, "val_"), "validation", "training"), each = epochs),
      levels = c("training", "validation")
    )
  )
}

# In the manners of 2018 only what was compiled is shown, not what callbacks add (as `lr`).
shown_metrics <- function(history) {
  metrics <- as.list(history$metrics)
  compiled <- history$params$metrics
  if (is.null(compiled)) metrics else metrics[intersect(compiled, names(metrics))]
}

#' Plot the course of a training
#'
#' Draws every metric over the epochs: training and validation in one panel, one panel for each metric.
#'
#' @param x What [fit()][generics::fit] returned.
#' @param y Not used.
#' @param metrics Names of the metrics to draw, without `val_`; all when `NULL`.
#' @param method `"ggplot2"`, `"base"` (base graphics), or `"auto"`: the first if the package is
#'   installed.
#' @param smooth Whether a smooth line (loess) is drawn through the points. Needs ggplot2 and at least
#'   ten epochs.
#' @param theme_bw Whether the picture is in black and white. Needs ggplot2.
#' @param ... With base graphics, passed on to [plot.default()].
#' @return With ggplot2 a ggplot object, which can be changed further and is drawn when printed. With base
#'   graphics the picture is drawn, and `NULL` is returned invisibly.
#' @examples
#' history <- structure(
#'   list(
#'     params = list(verbose = 1, epochs = 3),
#'     metrics = list(loss = c(1.2, 0.8, 0.6), val_loss = c(1.3, 1, 0.9))
#'   ),
#'   class = "keras_training_history"
#' )
#' plot(history)
#' plot(history, method = "base")
#' @export
plot.keras_training_history <- function(x, y, metrics = NULL, method = c("auto", "ggplot2", "base"),
                                        smooth = getOption("keras.plot.history.smooth", TRUE),
                                        theme_bw = getOption("keras.plot.history.theme_bw", FALSE),
                                        ...) {
  method <- plot_method(check_choice(method, c("auto", "ggplot2", "base"), "plot(): method"))
  frame <- as.data.frame(x)
  if (epochs_run(x) == 0 || nrow(frame) == 0) {
    stop_kerros("order", "plot(): the history has no epoch that could be drawn. Train the model with fit() first.")
  }
  metrics <- chosen_metrics(metrics, levels(frame$metric))
  frame <- frame[frame$metric %in% metrics, ]
  frame$value[!is.finite(frame$value)] <- NA
  if (method == "base") return(invisible(plot_with_base(frame, metrics, ...)))
  smooth <- check_flag(smooth, "plot(): smooth") && epochs_run(x) >= 10
  plot_with_ggplot2(frame, smooth, check_flag(theme_bw, "plot(): theme_bw"))
}

plot_method <- function(method) {
  if (method == "base") return(method)
  if (requireNamespace("ggplot2", quietly = TRUE)) return("ggplot2")
  if (method == "auto") return("base")
  refuse("plot(): method", "an installed package", "\"ggplot2\", which is not installed",
         "Install it, or use method = \"base\".")
}

chosen_metrics <- function(metrics, known) {
  if (is.null(metrics)) return(known)
  unknown <- setdiff(as.character(metrics), known)
  if (length(unknown) > 0) {
    refuse("plot(): metrics", paste("metrics of this history, which are", paste(known, collapse = ", ")),
           paste(unknown, collapse = ", "), "Leave out val_: validation is drawn in the same panel.")
  }
  as.character(metrics)
}

plot_with_ggplot2 <- function(frame, smooth, theme_bw) {
  picture <- ggplot2::ggplot(frame, history_mapping(has_validation(frame), theme_bw)) +
    points_layer(theme_bw)
  if (smooth) picture <- picture + smooth_layer(theme_bw)
  picture +
    ggplot2::facet_grid(metric ~ ., switch = "y", scales = "free_y") +
    ggplot2::scale_x_continuous(breaks = whole_breaks) +
    ggplot2::theme(
      axis.title.y = ggplot2::element_blank(), strip.placement = "outside",
      strip.text = ggplot2::element_text(colour = "black", size = 11),
      strip.background = ggplot2::element_rect(fill = NA, color = NA)
    )
}

has_validation <- function(frame) any(frame$data == "validation")

history_mapping <- function(validation, theme_bw) {
  if (!validation) return(ggplot2::aes(epoch, value))
  if (!theme_bw) return(ggplot2::aes(epoch, value, color = data, fill = data))
  ggplot2::aes(epoch, value, color = data, fill = data, linetype = data, shape = data)
}

points_layer <- function(theme_bw) {
  if (!theme_bw) return(ggplot2::geom_point(shape = 21, col = 1, na.rm = TRUE))
  list(
    ggplot2::theme_bw(),
    ggplot2::geom_point(col = 1, na.rm = TRUE, size = 2),
    ggplot2::scale_shape(solid = FALSE)
  )
}

smooth_layer <- function(theme_bw) {
  arguments <- list(se = FALSE, method = "loess", na.rm = TRUE, formula = y ~ x)
  if (theme_bw) {
    # ggplot2 renamed the width of lines in 3.4.
    width <- if (utils::packageVersion("ggplot2") >= "3.4.0") "linewidth" else "size"
    arguments[[width]] <- 0.5
    arguments$color <- "gray47"
  }
  do.call(ggplot2::geom_smooth, arguments)
}

whole_breaks <- function(limits) {
  breaks <- pretty(limits)
  breaks[breaks %% 1 == 0]
}

plot_with_base <- function(frame, metrics, ...) {
  before <- graphics::par(mfrow = c(length(metrics), 1))
  on.exit(graphics::par(before))
  for (metric in metrics) {
    last <- metric == metrics[[length(metrics)]]
    graphics::par(mar = c(if (last) 5 else 1.5, 5, if (metric == metrics[[1]]) 4 else 0.5, 1.5))
    base_panel(frame[frame$metric == metric, ], metric, last, ...)
  }
  NULL
}

base_panel <- function(panel, metric, with_axis, ...) {
  limits <- if (all(is.na(panel$value))) c(0, 1) else range(panel$value, na.rm = TRUE)
  signs <- c(1, 4)
  arguments <- list(
    panel$epoch, panel$value,
    pch = signs[panel$data], ylim = limits, xaxt = if (with_axis) "s" else "n",
    xlab = if (with_axis) "epoch" else "", ylab = metric
  )
  do.call(graphics::plot.default, utils::modifyList(arguments, list(...)))
  shown <- if (has_validation(panel)) c(metric, paste0("val_", metric)) else metric
  graphics::legend(legend_place(panel), legend = shown, pch = signs[seq_along(shown)])
}

# Where the points are not: at the top if the values fall.
legend_place <- function(panel) {
  values <- panel$value[panel$data == "training" & !is.na(panel$value)]
  falls <- length(values) > 0 && values[[1]] > values[[length(values)]]
  if (falls) "topright" else "bottomright"
}
