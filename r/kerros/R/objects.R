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
  if (missing(y_pred)) y_pred <- NULL
  rust("loss", loss$class_name, loss$config, as_data(y_true, paste0(class_name, ": y_true")),
    as_data(y_pred, paste0(class_name, ": y_pred")))
}

new_metric <- function(class_name, y_true, y_pred, config) {
  if (!missing(y_true)) {
    refuse(paste0("metric ", class_name), "no data", "y_true",
           "Metrics are computed by evaluate(); losses can be called with data.")
  }
  new_object("metric", class_name, config)
}

activate <- function(name, x, arguments = list()) {
  where <- paste0("activation_", name, "()")
  require_arguments(where, behind_forwarder(sys.parent()))
  rust("activate", name, described(arguments), as_data(x, paste0(where, ": x")))
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
  is_described <- is.list(value) && is.character(value$class_name)
  if (is_described) value$class_name else paste(deparse(value), collapse = " ")
}

# Arguments as the registry takes them: functions that stand for an activation or an initializer become
# their names or objects.
described <- function(config) {
  lapply(config, function(value) {
    if (is_layer(value)) return(described_layer(value))
    if (is.list(value) && any(vapply(value, is_layer, TRUE))) return(described(value))
    if (is.function(value)) described_function(value) else value
  })
}

# A layer inside another one, which has weights of its own there.
described_layer <- function(layer) {
  own <- layer_own(layer)
  list(class_name = own$class_name, config = own$config)
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
  refuse("argument", "an activation, an initializer or its name", "a function of another kind",
         "Give a name, such as \"relu\".")
}

# The arguments that were given: R's signatures write NULL where the registry has a default.
given <- function(arguments) {
  arguments[!vapply(arguments, is.null, TRUE)]
}

# Axes counted from 1, as keras3 counts them, as Keras does, from 0; negative ones count from the last.
axes_from_zero <- function(axis) {
  axes <- unlist(axis)
  if (!is.null(axes) && (!is.numeric(axes) || anyNA(axes) || any(axes == 0))) {
    refuse("axis", "axes counted from 1, or negative ones, counted from the last", describe(axis),
           "Axis 1 is the batch.")
  }
  if (!is.null(axes)) axes - (axes > 0)
}

#' Refuse what the signature knows and Kerros does not do yet, and what it does not know
#'
#' @param .function Name of the function that calls.
#' @param ... For each argument of its signature, whether it has its default; then the `...` of the function
#'   that calls, in which nothing may be.
#' @param .former A name that may be among them, see `renamed()`.
#' @noRd
only_defaults <- function(.function, ..., .former = NULL) {
  kept <- list(...)
  if (!is.null(.former)) kept <- kept[!names(kept) %in% .former]
  caller <- behind_forwarder(sys.parent())
  others <- names_in_dots(sys.frame(caller))
  for (i in seq_along(kept)) {
    name <- names(kept)[i]
    if (is.null(name) || !nzchar(name)) {
      refuse(paste0(.function, "()"), "arguments with names", describe(kept[[i]]), "Give its name.")
    }
    if (name %in% others) refuse_name(paste0(.function, "()"), name, names(formals(sys.function(caller))))
    if (!isTRUE(kept[[i]])) {
      stop_kerros("not_yet", paste0(
        .function, "(): ", name, ": expected its default, received another value. Kerros does not have ",
        "this argument yet: leave it out."
      ))
    }
  }
}

# An argument, which may be given under its former name among what is left.
renamed <- function(value, former, ...) {
  given <- list(...)[[former]]
  if (is.null(given)) return(value)
  name <- as.character(substitute(value))
  warning(sprintf("%s is called %s today.", former, name), call. = FALSE)
  given
}

# The number of the frame that really calls: the functions of the package keras call those of kerros through
# functions of `...` alone.
behind_forwarder <- function(number) {
  forwards <- number > 0L && identical(names(formals(sys.function(number))), "...")
  if (forwards) sys.parents()[[number]] else number
}

# The names of what a function was given as `...`.
names_in_dots <- function(frame) {
  if (exists("...", envir = frame, inherits = FALSE)) names(eval(quote(list(...)), frame))
}

refuse_name <- function(where, name, known) {
  stop_kerros("unknown_name", sprintf(
    "%s: unknown argument \"%s\". Known are %s.", where, name, paste(setdiff(known, "..."), collapse = ", ")
  ))
}

#' Refuse a call in which an argument without a default is missing
#'
#' @param where What is made, for the message.
#' @param number The number of the frame of the call.
#' @noRd
require_arguments <- function(where, number) {
  frame <- sys.frame(number)
  arguments <- as.list(formals(sys.function(number)))
  needed <- names(arguments)[vapply(arguments, identical, TRUE, quote(expr = ))]
  for (name in setdiff(needed, c("object", "inputs", "...", "y_true", "y_pred"))) {
    if (eval(call("missing", as.name(name)), frame)) {
      refuse(paste0(where, ": ", name), "a value", "none", paste0("Give it: ", name, " = ."))
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
