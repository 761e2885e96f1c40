# Written by `cargo run -p kerros-r-functions` from the registry of the crate `kerros`.
# Changes belong there.

#' SGD optimizer
#'
#' Gradient descent.
#'
#' @param learning_rate The learning rate, above 0.
#' @param momentum How much of the last move is kept, from 0 to 1.
#' @param nesterov Whether momentum is Nesterov's.
#' @param weight_decay Not there yet: must keep its default.
#' @param clipnorm Not there yet: must keep its default.
#' @param clipvalue Not there yet: must keep its default.
#' @param global_clipnorm Not there yet: must keep its default.
#' @param use_ema Not there yet: must keep its default.
#' @param ema_momentum Not there yet: must keep its default.
#' @param ema_overwrite_frequency Not there yet: must keep its default.
#' @param name Not there yet: must keep its default.
#' @param \dots The learning rate as `lr`, as it was called once, with a warning; nothing else is accepted.
#' @param loss_scale_factor Not there yet: must keep its default.
#' @param gradient_accumulation_steps Not there yet: must keep its default.
#' @return An optimizer for `compile()`.
#' @family optimizers
#' @export
optimizer_sgd <- function(learning_rate = 0.01, momentum = 0, nesterov = FALSE, weight_decay = NULL,
                          clipnorm = NULL, clipvalue = NULL, global_clipnorm = NULL,
                          use_ema = FALSE, ema_momentum = 0.99, ema_overwrite_frequency = NULL,
                          name = "SGD", ..., loss_scale_factor = NULL,
                          gradient_accumulation_steps = NULL) {
  only_defaults("optimizer_sgd", weight_decay = is.null(weight_decay), clipnorm = is.null(clipnorm),
    clipvalue = is.null(clipvalue), global_clipnorm = is.null(global_clipnorm),
    use_ema = same(use_ema, FALSE), ema_momentum = same(ema_momentum, 0.99),
    ema_overwrite_frequency = is.null(ema_overwrite_frequency), name = same(name, "SGD"),
    loss_scale_factor = is.null(loss_scale_factor),
    gradient_accumulation_steps = is.null(gradient_accumulation_steps), .former = "lr", ...)
  new_object("optimizer", "SGD",
    list(learning_rate = renamed(learning_rate, "lr", ...), momentum = momentum, nesterov = nesterov))
}

#' RMSprop optimizer
#'
#' Gradients divided by their recent root mean square.
#'
#' @param learning_rate The learning rate, above 0.
#' @param rho How slowly the mean square forgets, from 0 to 1.
#' @param momentum How much of the last move is kept, from 0 to 1.
#' @param epsilon What keeps the divisor from 0, above 0.
#' @param centered Whether to divide by the standard deviation.
#' @param weight_decay Not there yet: must keep its default.
#' @param clipnorm Not there yet: must keep its default.
#' @param clipvalue Not there yet: must keep its default.
#' @param global_clipnorm Not there yet: must keep its default.
#' @param use_ema Not there yet: must keep its default.
#' @param ema_momentum Not there yet: must keep its default.
#' @param ema_overwrite_frequency Not there yet: must keep its default.
#' @param name Not there yet: must keep its default.
#' @param \dots The learning rate as `lr`, as it was called once, with a warning; nothing else is accepted.
#' @param loss_scale_factor Not there yet: must keep its default.
#' @param gradient_accumulation_steps Not there yet: must keep its default.
#' @return An optimizer for `compile()`.
#' @family optimizers
#' @export
optimizer_rmsprop <- function(learning_rate = 0.001, rho = 0.9, momentum = 0, epsilon = 1e-07,
                              centered = FALSE, weight_decay = NULL, clipnorm = NULL,
                              clipvalue = NULL, global_clipnorm = NULL, use_ema = FALSE,
                              ema_momentum = 0.99, ema_overwrite_frequency = NULL, name = "rmsprop",
                              ..., loss_scale_factor = NULL, gradient_accumulation_steps = NULL) {
  only_defaults("optimizer_rmsprop", weight_decay = is.null(weight_decay),
    clipnorm = is.null(clipnorm), clipvalue = is.null(clipvalue),
    global_clipnorm = is.null(global_clipnorm), use_ema = same(use_ema, FALSE),
    ema_momentum = same(ema_momentum, 0.99),
    ema_overwrite_frequency = is.null(ema_overwrite_frequency), name = same(name, "rmsprop"),
    loss_scale_factor = is.null(loss_scale_factor),
    gradient_accumulation_steps = is.null(gradient_accumulation_steps), .former = "lr", ...)
  new_object("optimizer", "RMSprop",
    list(learning_rate = renamed(learning_rate, "lr", ...), rho = rho, momentum = momentum,
      epsilon = epsilon, centered = centered))
}

#' Adam optimizer
#'
#' Moving means of the gradient and its square.
#'
#' @param learning_rate The learning rate, above 0.
#' @param beta_1 How slowly the mean of the gradient forgets, from 0 to below 1.
#' @param beta_2 How slowly the mean of its square forgets, from 0 to below 1.
#' @param epsilon What keeps the divisor from 0, above 0.
#' @param amsgrad Whether the divisor never shrinks.
#' @param weight_decay Not there yet: must keep its default.
#' @param clipnorm Not there yet: must keep its default.
#' @param clipvalue Not there yet: must keep its default.
#' @param global_clipnorm Not there yet: must keep its default.
#' @param use_ema Not there yet: must keep its default.
#' @param ema_momentum Not there yet: must keep its default.
#' @param ema_overwrite_frequency Not there yet: must keep its default.
#' @param name Not there yet: must keep its default.
#' @param \dots The learning rate as `lr`, as it was called once, with a warning; nothing else is accepted.
#' @param loss_scale_factor Not there yet: must keep its default.
#' @param gradient_accumulation_steps Not there yet: must keep its default.
#' @return An optimizer for `compile()`.
#' @family optimizers
#' @export
optimizer_adam <- function(learning_rate = 0.001, beta_1 = 0.9, beta_2 = 0.999, epsilon = 1e-07,
                           amsgrad = FALSE, weight_decay = NULL, clipnorm = NULL, clipvalue = NULL,
                           global_clipnorm = NULL, use_ema = FALSE, ema_momentum = 0.99,
                           ema_overwrite_frequency = NULL, name = "adam", ...,
                           loss_scale_factor = NULL, gradient_accumulation_steps = NULL) {
  only_defaults("optimizer_adam", weight_decay = is.null(weight_decay),
    clipnorm = is.null(clipnorm), clipvalue = is.null(clipvalue),
    global_clipnorm = is.null(global_clipnorm), use_ema = same(use_ema, FALSE),
    ema_momentum = same(ema_momentum, 0.99),
    ema_overwrite_frequency = is.null(ema_overwrite_frequency), name = same(name, "adam"),
    loss_scale_factor = is.null(loss_scale_factor),
    gradient_accumulation_steps = is.null(gradient_accumulation_steps), .former = "lr", ...)
  new_object("optimizer", "Adam",
    list(learning_rate = renamed(learning_rate, "lr", ...), beta_1 = beta_1, beta_2 = beta_2,
      epsilon = epsilon, amsgrad = amsgrad))
}
