# Written by `cargo run -p kerros-r-functions` from the registry of the crate `kerros`.
# Changes belong there.

#' SGD optimizer
#'
#' Gradient descent.
#'
#' @param lr The learning rate, above 0.
#' @param momentum How much of the last move is kept, from 0 to 1.
#' @param decay Not there yet: must keep its default.
#' @param nesterov Whether momentum is Nesterov's.
#' @param clipnorm Not there yet: must keep its default.
#' @param clipvalue Not there yet: must keep its default.
#' @return An optimizer for `compile()`.
#' @family optimizers
#' @export
optimizer_sgd <- function(lr = 0.01, momentum = 0, decay = 0, nesterov = FALSE, clipnorm = NULL,
                          clipvalue = NULL) {
  only_defaults("optimizer_sgd", decay = same(decay, 0), clipnorm = is.null(clipnorm),
    clipvalue = is.null(clipvalue))
  new_object("optimizer", "SGD",
    list(learning_rate = lr, momentum = momentum, nesterov = nesterov))
}

#' RMSprop optimizer
#'
#' Gradients divided by their recent root mean square.
#'
#' @param lr The learning rate, above 0.
#' @param rho How slowly the mean square forgets, from 0 to 1.
#' @param epsilon What keeps the divisor from 0, above 0.
#' @param decay Not there yet: must keep its default.
#' @param clipnorm Not there yet: must keep its default.
#' @param clipvalue Not there yet: must keep its default.
#' @return An optimizer for `compile()`.
#' @family optimizers
#' @export
optimizer_rmsprop <- function(lr = 0.001, rho = 0.9, epsilon = NULL, decay = 0, clipnorm = NULL,
                              clipvalue = NULL) {
  only_defaults("optimizer_rmsprop", decay = same(decay, 0), clipnorm = is.null(clipnorm),
    clipvalue = is.null(clipvalue))
  new_object("optimizer", "RMSprop",
    c(list(learning_rate = lr, rho = rho),
      given(list(epsilon = epsilon))))
}

#' Adam optimizer
#'
#' Moving means of the gradient and its square.
#'
#' @param lr The learning rate, above 0.
#' @param beta_1 How slowly the mean of the gradient forgets, from 0 to below 1.
#' @param beta_2 How slowly the mean of its square forgets, from 0 to below 1.
#' @param epsilon What keeps the divisor from 0, above 0.
#' @param decay Not there yet: must keep its default.
#' @param amsgrad Whether the divisor never shrinks.
#' @param clipnorm Not there yet: must keep its default.
#' @param clipvalue Not there yet: must keep its default.
#' @return An optimizer for `compile()`.
#' @family optimizers
#' @export
optimizer_adam <- function(lr = 0.001, beta_1 = 0.9, beta_2 = 0.999, epsilon = NULL, decay = 0,
                           amsgrad = FALSE, clipnorm = NULL, clipvalue = NULL) {
  only_defaults("optimizer_adam", decay = same(decay, 0), clipnorm = is.null(clipnorm),
    clipvalue = is.null(clipvalue))
  new_object("optimizer", "Adam",
    c(list(learning_rate = lr, beta_1 = beta_1, beta_2 = beta_2, amsgrad = amsgrad),
      given(list(epsilon = epsilon))))
}
