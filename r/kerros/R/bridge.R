# The border to Rust. Every entry of the Rust part returns its value or a `kerros_failure`: the kind of the
# error and its message, which becomes a condition here, in R. Nothing jumps over Rust.

#' @useDynLib kerros, .registration = TRUE
NULL

# Calls an entry by name; its value, or a condition of class `kerros_error`.
rust <- function(entry, ...) raised(.External(kerros_call, entry, ...))

raised <- function(value) {
  if (inherits(value, "kerros_failure")) {
    stop_kerros(value$kind, value$message)
  }
  value
}

# The same, where a failure is part of the game.
rust_try <- function(entry, ...) .External(kerros_call, entry, ...)

# Lets R look for an interrupt.
check_interrupt <- function() invisible(.Call(kerros_check_interrupt))
