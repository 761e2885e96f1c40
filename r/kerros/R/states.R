# What stateful layers keep from batch to batch.

#' Set the states of stateful layers to 0
#'
#' Recurrent layers with `stateful = TRUE` start each batch from the state that the one before has left, row by row. This sets
#' all states of a model to 0, as before the first batch. [compile()] does it as well.
#'
#' @param object A model.
#' @return The model, invisibly.
#' @family models
#' @export
#' @examples
#' model <- keras_model_sequential() |>
#'   layer_lstm(units = 3, stateful = TRUE, batch_input_shape = c(1, 5, 2))
#' x <- array(1, c(1, 5, 2))
#' first <- predict(model, x)
#' predict(model, x)
#' reset_states(model)
#' all.equal(predict(model, x), first)
reset_states <- function(object) {
  check_model(object, "reset_states(): object")
  rust("model_reset_states", handle(object))
  invisible(object)
}

#' @rdname reset_states
#' @export
reset_state <- reset_states
