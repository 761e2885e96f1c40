# Written by `cargo run -p kerros-r-functions` from the registry of the crate `kerros`.
# Changes belong there.

#' SGD optimizer
#'
#' Gradient descent, with momentum if wanted.
#'
#' @param lr The learning rate, from 0, or a schedule.
#' @param momentum How much of the last move is kept, from 0 to 1.
#' @param decay Of Keras 2: after t steps the learning rate is divided by 1 + decay t.
#' @param nesterov Whether momentum is Nesterov's.
#' @param clipnorm The largest norm of each weight's gradient, above 0, or none.
#' @param clipvalue The largest magnitude of each element of a gradient, above 0, or none.
#' @return An optimizer for `compile()`.
#' @family optimizers
#' @export
optimizer_sgd <- function(lr = 0.01, momentum = 0, decay = 0, nesterov = FALSE, clipnorm = NULL,
                          clipvalue = NULL) {
  new_object("optimizer", "SGD",
    c(list(learning_rate = lr, momentum = momentum, decay = decay, nesterov = nesterov),
      given(list(clipnorm = clipnorm, clipvalue = clipvalue))))
}

#' RMSprop optimizer
#'
#' Gradients divided by their recent root mean square.
#'
#' @param lr The learning rate, from 0, or a schedule.
#' @param rho How slowly mean squares forget, from 0 to 1.
#' @param epsilon What keeps the divisor from 0, above 0; none is 1e-7.
#' @param decay Of Keras 2: after t steps the learning rate is divided by 1 + decay t.
#' @param clipnorm The largest norm of each weight's gradient, above 0, or none.
#' @param clipvalue The largest magnitude of each element of a gradient, above 0, or none.
#' @return An optimizer for `compile()`.
#' @family optimizers
#' @export
optimizer_rmsprop <- function(lr = 0.001, rho = 0.9, epsilon = NULL, decay = 0, clipnorm = NULL,
                              clipvalue = NULL) {
  new_object("optimizer", "RMSprop",
    c(list(learning_rate = lr, rho = rho, decay = decay),
      given(list(epsilon = epsilon, clipnorm = clipnorm, clipvalue = clipvalue))))
}

#' Adam optimizer
#'
#' Moving means of the gradient and its square.
#'
#' @param lr The learning rate, from 0, or a schedule.
#' @param beta_1 How slowly the mean of the gradient forgets, from 0 to below 1.
#' @param beta_2 How slowly the mean of its square forgets, from 0 to below 1.
#' @param epsilon What keeps the divisor from 0, above 0; none is 1e-7.
#' @param decay Of Keras 2: after t steps the learning rate is divided by 1 + decay t.
#' @param amsgrad Whether the divisor never shrinks.
#' @param clipnorm The largest norm of each weight's gradient, above 0, or none.
#' @param clipvalue The largest magnitude of each element of a gradient, above 0, or none.
#' @return An optimizer for `compile()`.
#' @family optimizers
#' @export
optimizer_adam <- function(lr = 0.001, beta_1 = 0.9, beta_2 = 0.999, epsilon = NULL, decay = 0,
                           amsgrad = FALSE, clipnorm = NULL, clipvalue = NULL) {
  new_object("optimizer", "Adam",
    c(list(learning_rate = lr, beta_1 = beta_1, beta_2 = beta_2, decay = decay, amsgrad = amsgrad),
      given(list(epsilon = epsilon, clipnorm = clipnorm, clipvalue = clipvalue))))
}

#' Adadelta optimizer
#'
#' Gradients in the unit of recent moves.
#'
#' @param lr The learning rate, from 0, or a schedule.
#' @param rho How slowly mean squares forget, from 0 to 1.
#' @param epsilon What keeps the divisor from 0, above 0; none is 1e-7.
#' @param decay Of Keras 2: after t steps the learning rate is divided by 1 + decay t.
#' @param clipnorm The largest norm of each weight's gradient, above 0, or none.
#' @param clipvalue The largest magnitude of each element of a gradient, above 0, or none.
#' @return An optimizer for `compile()`.
#' @family optimizers
#' @export
optimizer_adadelta <- function(lr = 1, rho = 0.95, epsilon = NULL, decay = 0, clipnorm = NULL,
                               clipvalue = NULL) {
  new_object("optimizer", "Adadelta",
    c(list(learning_rate = lr, rho = rho, decay = decay),
      given(list(epsilon = epsilon, clipnorm = clipnorm, clipvalue = clipvalue))))
}

#' Adagrad optimizer
#'
#' Gradients divided by the root of the sum of their squares.
#'
#' @param lr The learning rate, from 0, or a schedule.
#' @param epsilon What keeps the divisor from 0, above 0; none is 1e-7.
#' @param decay Of Keras 2: after t steps the learning rate is divided by 1 + decay t.
#' @param clipnorm The largest norm of each weight's gradient, above 0, or none.
#' @param clipvalue The largest magnitude of each element of a gradient, above 0, or none.
#' @return An optimizer for `compile()`.
#' @family optimizers
#' @export
optimizer_adagrad <- function(lr = 0.01, epsilon = NULL, decay = 0, clipnorm = NULL,
                              clipvalue = NULL) {
  new_object("optimizer", "Adagrad",
    c(list(learning_rate = lr, decay = decay),
      given(list(epsilon = epsilon, clipnorm = clipnorm, clipvalue = clipvalue))))
}

#' Adamax optimizer
#'
#' Adam with the largest recent gradient in place of the root mean square.
#'
#' @param lr The learning rate, from 0, or a schedule.
#' @param beta_1 How slowly the mean of the gradient forgets, from 0 to below 1.
#' @param beta_2 How slowly the mean of its square forgets, from 0 to below 1.
#' @param epsilon What keeps the divisor from 0, above 0; none is 1e-7.
#' @param decay Of Keras 2: after t steps the learning rate is divided by 1 + decay t.
#' @param clipnorm The largest norm of each weight's gradient, above 0, or none.
#' @param clipvalue The largest magnitude of each element of a gradient, above 0, or none.
#' @return An optimizer for `compile()`.
#' @family optimizers
#' @export
optimizer_adamax <- function(lr = 0.002, beta_1 = 0.9, beta_2 = 0.999, epsilon = NULL, decay = 0,
                             clipnorm = NULL, clipvalue = NULL) {
  new_object("optimizer", "Adamax",
    c(list(learning_rate = lr, beta_1 = beta_1, beta_2 = beta_2, decay = decay),
      given(list(epsilon = epsilon, clipnorm = clipnorm, clipvalue = clipvalue))))
}

#' Nadam optimizer
#'
#' Adam with Nesterov's momentum.
#'
#' @param lr The learning rate, from 0, or a schedule.
#' @param beta_1 How slowly the mean of the gradient forgets, from 0 to below 1.
#' @param beta_2 How slowly the mean of its square forgets, from 0 to below 1.
#' @param epsilon What keeps the divisor from 0, above 0; none is 1e-7.
#' @param schedule_decay Not there yet: must keep its default.
#' @param clipnorm The largest norm of each weight's gradient, above 0, or none.
#' @param clipvalue The largest magnitude of each element of a gradient, above 0, or none.
#' @return An optimizer for `compile()`.
#' @family optimizers
#' @export
optimizer_nadam <- function(lr = 0.002, beta_1 = 0.9, beta_2 = 0.999, epsilon = NULL,
                            schedule_decay = 0.004, clipnorm = NULL, clipvalue = NULL) {
  only_defaults("optimizer_nadam", schedule_decay = same(schedule_decay, 0.004))
  new_object("optimizer", "Nadam",
    c(list(learning_rate = lr, beta_1 = beta_1, beta_2 = beta_2),
      given(list(epsilon = epsilon, clipnorm = clipnorm, clipvalue = clipvalue))))
}

#' Ftrl optimizer
#'
#' Follow the regularized leader, for sparse weights.
#'
#' @param learning_rate The learning rate, from 0, or a schedule.
#' @param learning_rate_power How fast the rate falls, to 0.
#' @param initial_accumulator_value What the sums of squares start from, from 0.
#' @param l1_regularization_strength How strongly weights are drawn to exactly 0, from 0.
#' @param l2_regularization_strength How strongly weights are kept small, from 0.
#' @param l2_shrinkage_regularization_strength How strongly weights as they are count with the gradient, from 0.
#' @param beta The paper's beta, from 0.
#' @param weight_decay How fast weights shrink by themselves, from 0, or none.
#' @param clipnorm The largest norm of each weight's gradient, above 0, or none.
#' @param clipvalue The largest magnitude of each element of a gradient, above 0, or none.
#' @param global_clipnorm The largest norm of all gradients together, above 0, or none.
#' @param use_ema Whether a moving average of the weights takes their place when fit ends.
#' @param ema_momentum How slowly that average forgets, from 0 to 1.
#' @param ema_overwrite_frequency After how many steps, each time, the average takes the weights' place; none is at the end only.
#' @param jit_compile Not there yet: must keep its default.
#' @param name What it is called in configurations; none is the name of its class.
#' @param \dots The learning rate as `lr`, as it was called once, with a warning; nothing else is accepted.
#' @return An optimizer for `compile()`.
#' @family optimizers
#' @export
optimizer_ftrl <- function(learning_rate = 0.001, learning_rate_power = -0.5,
                           initial_accumulator_value = 0.1, l1_regularization_strength = 0,
                           l2_regularization_strength = 0, l2_shrinkage_regularization_strength = 0,
                           beta = 0, weight_decay = NULL, clipnorm = NULL, clipvalue = NULL,
                           global_clipnorm = NULL, use_ema = FALSE, ema_momentum = 0.99,
                           ema_overwrite_frequency = NULL, jit_compile = TRUE, name = "Ftrl", ...) {
  only_defaults("optimizer_ftrl", jit_compile = same(jit_compile, TRUE), .former = "lr", ...)
  new_object("optimizer", "Ftrl",
    c(list(learning_rate = renamed(learning_rate, "lr", ...),
      learning_rate_power = learning_rate_power,
      initial_accumulator_value = initial_accumulator_value,
      l1_regularization_strength = l1_regularization_strength,
      l2_regularization_strength = l2_regularization_strength,
      l2_shrinkage_regularization_strength = l2_shrinkage_regularization_strength, beta = beta,
      use_ema = use_ema, ema_momentum = ema_momentum, name = name),
      given(list(weight_decay = weight_decay, clipnorm = clipnorm, clipvalue = clipvalue,
      global_clipnorm = global_clipnorm, ema_overwrite_frequency = ema_overwrite_frequency))))
}
