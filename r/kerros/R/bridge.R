# The border to Rust. Every entry of the Rust part returns its value or a `kerros_failure`: the kind of the
# error and its message, which becomes a condition here, in R. Nothing jumps over Rust.

#' @useDynLib kerros, .registration = TRUE
NULL

# Calls an entry by name; its value, or a condition of class `kerros_error`.
rust <- function(entry, ...) raised(.External(kerros_call, entry, ...))

raised <- function(value) {
  if (inherits(value, "kerros_failure")) {
    stop_kerros(value$kind, with_note_on_axes(value$message))
  }
  value
}

# The engine counts axes as Keras does, from 0; so do the layers of keras 2, but not those of keras3.
with_note_on_axes <- function(message) {
  tells_axes <- grepl("\\b(ax[ei]s|shared_axes): [^.]*[0-9]|\\baxis [0-9]|\\baxes from [0-9]", message, perl = TRUE)
  if (!tells_axes || is_course_era()) return(message)
  paste(message, "Axes are counted from 0 in this message, and from 1 in R.")
}

# The same, where a failure is part of the game.
rust_try <- function(entry, ...) .External(kerros_call, entry, ...)

# Lets R look for an interrupt.
check_interrupt <- function() invisible(.Call(kerros_check_interrupt))
