# The live page: what fit() shows while a model trains.
#
# A folder in tempdir() holds index.html, with the metrics in it, and metrics.json beside it, which the page
# reads every second. Both are written again as epochs end. Nothing here may stop or slow a training: what
# fails is passed over, and files are written no more often than the page reads them.

# Seconds between two writes, and how many times the time that a write takes passes at least.
live_interval <- 0.5
live_share <- 20

#' Whether a live page is shown
#'
#' @param view_metrics `TRUE`, `FALSE` or `"auto"`: in RStudio, with more than one epoch, if anything is said
#'   at all; in the manners of 2018 only if metrics were compiled.
#' @param epochs,verbose What fit() was told.
#' @param metrics Names of the metrics that were compiled, without the loss.
#' @noRd
live_wanted <- function(view_metrics, epochs, verbose, metrics = NULL) {
  if (!identical(view_metrics, "auto")) return(check_flag(view_metrics, "fit(): view_metrics"))
  says_something <- is.character(verbose) || verbose > 0
  has_metrics <- !is_course_era() || length(metrics) > 0
  epochs > 1 && says_something && has_metrics && nzchar(Sys.getenv("RSTUDIO")) && !is.null(getOption("viewer"))
}

#' Open a live page
#'
#' @param names Names of loss and metrics, those of the validation with `val_`.
#' @param epochs How many epochs are asked for.
#' @param view_metrics `TRUE` if the page was asked for: then a browser is opened where there is no viewer.
#' @return The page, for live_update() and live_close().
#' @noRd
live_open <- function(names, epochs, view_metrics = "auto") {
  view <- list2env(list(
    folder = tempfile("kerros-metrics"), names = names, epochs = epochs, metrics = list(), next_write = -Inf
  ), parent = emptyenv())
  quietly({
    dir.create(view$folder)
    live_write(view, live_columns(view, epochs))
    live_show(file.path(view$folder, "index.html"), isTRUE(view_metrics))
  })
  invisible(view)
}

#' Bring a live page up to date
#'
#' @param history A history, or a named list with a number for each epoch that ran.
#' @noRd
live_update <- function(view, history) {
  quietly({
    view$metrics <- if (inherits(history, "keras_training_history")) history$metrics else history
    now <- seconds()
    if (now >= view$next_write) {
      live_write(view, live_columns(view, view$epochs))
      view$next_write <- now + max(live_interval, live_share * (seconds() - now))
    }
    utils::process.events()
  })
  invisible(view)
}

#' End a live page
#'
#' The page stays as it is. Its columns are cut to the epochs that ran, which tells it to stop reading.
#' @noRd
live_close <- function(view) {
  quietly({
    live_write(view, live_columns(view, max(0L, lengths(view$metrics))))
    utils::process.events()
  })
  invisible(view)
}

# Runs code for its effects; what fails is passed over.
quietly <- function(code) {
  tryCatch(suppressMessages(suppressWarnings(code)), error = function(error) NULL)
  invisible(NULL)
}

seconds <- function() proc.time()[["elapsed"]]

# A column of `rows` numbers for each metric.
live_columns <- function(view, rows) {
  names <- union(view$names, names(view$metrics))
  columns <- lapply(names, function(name) as.numeric(view$metrics[[name]])[seq_len(rows)])
  structure(columns, names = names)
}

live_write <- function(view, columns) {
  metrics <- json_columns(columns)
  page <- fill_in(live_template(), c(epochs = format(view$epochs, scientific = FALSE), metrics = metrics))
  replace_file(file.path(view$folder, "metrics.json"), metrics)
  replace_file(file.path(view$folder, "index.html"), page)
}

live_template <- function() {
  if (is.null(session$live_template)) {
    session$live_template <- paste(readLines(live_template_path(), encoding = "UTF-8"), collapse = "\n")
  }
  session$live_template
}

live_template_path <- function() system.file("live", "index.html", package = "kerros", mustWork = TRUE)

# Puts each value in the place of its {{name}}.
fill_in <- function(template, values) {
  for (name in names(values)) template <- sub(paste0("{{", name, "}}"), values[[name]], template, fixed = TRUE)
  template
}

# Readers see the old file or the new one, never a part.
replace_file <- function(path, text) {
  new <- paste0(path, ".new")
  writeBin(charToRaw(enc2utf8(text)), new)
  file.rename(new, path)
}

live_show <- function(page, asked_for) {
  viewer <- getOption("viewer")
  if (is.function(viewer)) {
    viewer(page)
    # RStudio fetches the page while R handles events: a fifth of a second for the first picture.
    for (i in 1:4) {
      utils::process.events()
      Sys.sleep(0.05)
    }
  } else if (asked_for && interactive()) {
    utils::browseURL(page)
  }
}

# JSON of named columns of numbers.
json_columns <- function(columns) {
  values <- vapply(columns, function(column) paste(json_numbers(column), collapse = ","), "")
  paste0("{", paste0(json_text(names(columns)), ":[", values, "]", recycle0 = TRUE, collapse = ","), "}")
}

json_numbers <- function(values) {
  ifelse(is.finite(values), sprintf("%.7g", values), "null")
}

# Text in quotes. What could end the element of the page that holds it is escaped too.
json_text <- function(text) {
  text <- gsub("\\", "\\\\", enc2utf8(as.character(text)), fixed = TRUE)
  text <- gsub("\"", "\\\"", text, fixed = TRUE)
  text <- gsub("<", "\\u003c", text, fixed = TRUE)
  for (code in 1:31) text <- gsub(intToUtf8(code), sprintf("\\u%04x", code), text, fixed = TRUE)
  paste0("\"", text, "\"", recycle0 = TRUE)
}

#' Tell tfruns about a training
#'
#' Does nothing unless the package tfruns is loaded, as it is during its training runs.
#'
#' @param type `"metrics"` with a data frame, `"properties"` or `"evaluation"` with a named list.
#' @return Whether it was told.
#' @noRd
tell_tfruns <- function(type, data, write = tfruns_writer()) {
  if (is.null(write)) return(invisible(FALSE))
  quietly(write(type, data))
  invisible(TRUE)
}

tfruns_writer <- function() {
  if (isNamespaceLoaded("tfruns")) getExportedValue("tfruns", "write_run_metadata")
}

# The metrics of a history as tfruns wants them: a column each, NA for epochs that did not run.
run_metrics <- function(history) {
  rows <- epochs_planned(history)
  as.data.frame(lapply(history$metrics, function(values) values[seq_len(rows)]), optional = TRUE)
}
