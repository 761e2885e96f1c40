# The border to Rust. Every function of the Rust part returns its value, or a `kerros_failure`: a list
# with the kind of the error and its message, which becomes a condition here. Nothing jumps over Rust.

# The value, or the error as a condition of class `kerros_error`.
rust <- function(value) {
  if (inherits(value, "kerros_failure")) {
    stop_kerros(value$kind, value$message)
  }
  value
}
