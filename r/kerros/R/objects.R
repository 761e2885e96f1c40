# Losses, metrics, optimizers and initializers: descriptions that the Rust part makes things of. They
# are values: they can be saved, compared and sent to another process.

new_object <- function(kind, class_name, config) {
  config <- described(config)
  rust("check_object", kind, class_name, config)
  structure(
    list(class_name = class_name, config = config),
    class = c(paste0("kerros_", kind), "kerros_object")
  )
}

new_loss <- function(class_name, y_true, y_pred, config) {
  loss <- new_object("loss", class_name, config)
  if (missing(y_true)) {
    return(loss)
  }
  rust("loss", loss$class_name, loss$config, as_data(y_true, "y_true"), as_data(y_pred, "y_pred"))
}

new_metric <- function(class_name, y_true, y_pred, config) {
  if (!missing(y_true)) {
    stop_kerros("order", paste0(
      "metric ", class_name, ": expected no data, received y_true. Metrics are computed by ",
      "evaluate(); losses can be called with data."
    ))
  }
  new_object("metric", class_name, config)
}

activate <- function(name, x) {
  rust("activate", name, as_data(x, "x"))
}

#' @export
print.kerros_object <- function(x, ...) {
  cat("<", sub("^kerros_", "", class(x)[[1L]]), " ", x$class_name, ">\n", sep = "")
  for (name in names(x$config)) {
    cat("  ", name, ": ", shown(x$config[[name]]), "\n", sep = "")
  }
  invisible(x)
}

shown <- function(value) {
  if (inherits(value, "kerros_object")) value$class_name else paste(deparse(value), collapse = " ")
}

# Arguments as the registry takes them: functions that stand for an activation or an initializer become
# their names or objects.
described <- function(config) {
  lapply(config, function(value) if (is.function(value)) described_function(value) else value)
}

described_function <- function(value) {
  # The package keras has functions of the same names.
  home <- environment(value)
  for (name in if (isNamespace(home)) activation_names) {
    if (identical(value, get0(paste0("activation_", name), envir = home, inherits = FALSE))) {
      return(name)
    }
  }
  made <- tryCatch(value(), error = function(e) NULL)
  if (inherits(made, "kerros_object")) {
    return(made)
  }
  stop_kerros("invalid", paste0(
    "argument: expected an activation, an initializer or its name, received a function of another ",
    "kind. Give a name, such as \"relu\"."
  ))
}

# The arguments that were given: R's signatures write NULL where the registry has a default.
given <- function(arguments) {
  arguments[!vapply(arguments, is.null, TRUE)]
}

# Refuses what the signature knows and Kerros does not do yet.
only_defaults <- function(.function, ...) {
  kept <- list(...)
  for (i in seq_along(kept)) {
    name <- names(kept)[i]
    if (is.null(name) || !nzchar(name)) {
      refuse(.function, "arguments with names", "one without", "Give its name.")
    }
    if (!isTRUE(kept[[i]])) {
      stop_kerros("not_yet", paste0(
        .function, ": ", name, ": expected its default, received another value. Kerros does not have ",
        "this argument yet: leave it out."
      ))
    }
  }
}

same <- function(value, default) isTRUE(all.equal(value, default))

is_channels_last <- function(value) is.null(value) || identical(value, "channels_last")

is_float32 <- function(value) is.null(value) || identical(value, "float32")

ignored_seed <- function(seed) {
  if (!is.null(seed)) {
    warning("seed is ignored: set.seed() seeds the whole model.", call. = FALSE)
  }
  TRUE
}
