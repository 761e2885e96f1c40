# Written by `cargo run -p kerros-r-functions` from the registry of the crate `kerros`.
# Changes belong there.

#' SGD optimizer
#'
#' Gradient descent, with momentum if wanted.
#'
#' @param learning_rate The learning rate, from 0, or a schedule.
#' @param momentum How much of the last move is kept, from 0 to 1.
#' @param nesterov Whether momentum is Nesterov's.
#' @param weight_decay How fast weights shrink by themselves, from 0, or none.
#' @param clipnorm The largest norm of each weight's gradient, above 0, or none.
#' @param clipvalue The largest magnitude of each element of a gradient, above 0, or none.
#' @param global_clipnorm The largest norm of all gradients together, above 0, or none.
#' @param use_ema Whether a moving average of the weights takes their place when fit ends.
#' @param ema_momentum How slowly that average forgets, from 0 to 1.
#' @param ema_overwrite_frequency After how many steps, each time, the average takes the weights' place; none is at the end only.
#' @param name What it is called in configurations; none is the name of its class.
#' @param \dots The learning rate as `lr`, as it was called once, with a warning; nothing else is accepted.
#' @param loss_scale_factor What the loss is multiplied by before gradients are taken, which are divided by it, above 0, or none.
#' @param gradient_accumulation_steps How many steps' gradients are averaged before the weights move, from 2, or none.
#' @return An optimizer for `compile()`.
#' @family optimizers
#' @export
optimizer_sgd <- function(learning_rate = 0.01, momentum = 0, nesterov = FALSE, weight_decay = NULL,
                          clipnorm = NULL, clipvalue = NULL, global_clipnorm = NULL,
                          use_ema = FALSE, ema_momentum = 0.99, ema_overwrite_frequency = NULL,
                          name = "SGD", ..., loss_scale_factor = NULL,
                          gradient_accumulation_steps = NULL) {
  only_defaults("optimizer_sgd", .former = "lr", ...)
  new_object("optimizer", "SGD",
    c(list(learning_rate = renamed(learning_rate, "lr", ...), momentum = momentum,
      nesterov = nesterov, use_ema = use_ema, ema_momentum = ema_momentum, name = name),
      given(list(weight_decay = weight_decay, clipnorm = clipnorm, clipvalue = clipvalue,
      global_clipnorm = global_clipnorm, ema_overwrite_frequency = ema_overwrite_frequency,
      loss_scale_factor = loss_scale_factor,
      gradient_accumulation_steps = gradient_accumulation_steps))))
}

#' RMSprop optimizer
#'
#' Gradients divided by their recent root mean square.
#'
#' @param learning_rate The learning rate, from 0, or a schedule.
#' @param rho How slowly mean squares forget, from 0 to 1.
#' @param momentum How much of the last move is kept, from 0 to 1.
#' @param epsilon What keeps the divisor from 0, above 0; none is 1e-7.
#' @param centered Whether to divide by the standard deviation.
#' @param weight_decay How fast weights shrink by themselves, from 0, or none.
#' @param clipnorm The largest norm of each weight's gradient, above 0, or none.
#' @param clipvalue The largest magnitude of each element of a gradient, above 0, or none.
#' @param global_clipnorm The largest norm of all gradients together, above 0, or none.
#' @param use_ema Whether a moving average of the weights takes their place when fit ends.
#' @param ema_momentum How slowly that average forgets, from 0 to 1.
#' @param ema_overwrite_frequency After how many steps, each time, the average takes the weights' place; none is at the end only.
#' @param name What it is called in configurations; none is the name of its class.
#' @param \dots The learning rate as `lr`, as it was called once, with a warning; nothing else is accepted.
#' @param loss_scale_factor What the loss is multiplied by before gradients are taken, which are divided by it, above 0, or none.
#' @param gradient_accumulation_steps How many steps' gradients are averaged before the weights move, from 2, or none.
#' @return An optimizer for `compile()`.
#' @family optimizers
#' @export
optimizer_rmsprop <- function(learning_rate = 0.001, rho = 0.9, momentum = 0, epsilon = 1e-07,
                              centered = FALSE, weight_decay = NULL, clipnorm = NULL,
                              clipvalue = NULL, global_clipnorm = NULL, use_ema = FALSE,
                              ema_momentum = 0.99, ema_overwrite_frequency = NULL, name = "rmsprop",
                              ..., loss_scale_factor = NULL, gradient_accumulation_steps = NULL) {
  only_defaults("optimizer_rmsprop", .former = "lr", ...)
  new_object("optimizer", "RMSprop",
    c(list(learning_rate = renamed(learning_rate, "lr", ...), rho = rho, momentum = momentum,
      epsilon = epsilon, centered = centered, use_ema = use_ema, ema_momentum = ema_momentum,
      name = name),
      given(list(weight_decay = weight_decay, clipnorm = clipnorm, clipvalue = clipvalue,
      global_clipnorm = global_clipnorm, ema_overwrite_frequency = ema_overwrite_frequency,
      loss_scale_factor = loss_scale_factor,
      gradient_accumulation_steps = gradient_accumulation_steps))))
}

#' Adam optimizer
#'
#' Moving means of the gradient and its square.
#'
#' @param learning_rate The learning rate, from 0, or a schedule.
#' @param beta_1 How slowly the mean of the gradient forgets, from 0 to below 1.
#' @param beta_2 How slowly the mean of its square forgets, from 0 to below 1.
#' @param epsilon What keeps the divisor from 0, above 0; none is 1e-7.
#' @param amsgrad Whether the divisor never shrinks.
#' @param weight_decay How fast weights shrink by themselves, from 0, or none.
#' @param clipnorm The largest norm of each weight's gradient, above 0, or none.
#' @param clipvalue The largest magnitude of each element of a gradient, above 0, or none.
#' @param global_clipnorm The largest norm of all gradients together, above 0, or none.
#' @param use_ema Whether a moving average of the weights takes their place when fit ends.
#' @param ema_momentum How slowly that average forgets, from 0 to 1.
#' @param ema_overwrite_frequency After how many steps, each time, the average takes the weights' place; none is at the end only.
#' @param name What it is called in configurations; none is the name of its class.
#' @param \dots The learning rate as `lr`, as it was called once, with a warning; nothing else is accepted.
#' @param loss_scale_factor What the loss is multiplied by before gradients are taken, which are divided by it, above 0, or none.
#' @param gradient_accumulation_steps How many steps' gradients are averaged before the weights move, from 2, or none.
#' @return An optimizer for `compile()`.
#' @family optimizers
#' @export
optimizer_adam <- function(learning_rate = 0.001, beta_1 = 0.9, beta_2 = 0.999, epsilon = 1e-07,
                           amsgrad = FALSE, weight_decay = NULL, clipnorm = NULL, clipvalue = NULL,
                           global_clipnorm = NULL, use_ema = FALSE, ema_momentum = 0.99,
                           ema_overwrite_frequency = NULL, name = "adam", ...,
                           loss_scale_factor = NULL, gradient_accumulation_steps = NULL) {
  only_defaults("optimizer_adam", .former = "lr", ...)
  new_object("optimizer", "Adam",
    c(list(learning_rate = renamed(learning_rate, "lr", ...), beta_1 = beta_1, beta_2 = beta_2,
      epsilon = epsilon, amsgrad = amsgrad, use_ema = use_ema, ema_momentum = ema_momentum,
      name = name),
      given(list(weight_decay = weight_decay, clipnorm = clipnorm, clipvalue = clipvalue,
      global_clipnorm = global_clipnorm, ema_overwrite_frequency = ema_overwrite_frequency,
      loss_scale_factor = loss_scale_factor,
      gradient_accumulation_steps = gradient_accumulation_steps))))
}

#' AdamW optimizer
#'
#' Adam whose weights shrink by themselves.
#'
#' @param learning_rate The learning rate, from 0, or a schedule.
#' @param weight_decay How fast weights shrink by themselves, from 0, or none.
#' @param beta_1 How slowly the mean of the gradient forgets, from 0 to below 1.
#' @param beta_2 How slowly the mean of its square forgets, from 0 to below 1.
#' @param epsilon What keeps the divisor from 0, above 0; none is 1e-7.
#' @param amsgrad Whether the divisor never shrinks.
#' @param clipnorm The largest norm of each weight's gradient, above 0, or none.
#' @param clipvalue The largest magnitude of each element of a gradient, above 0, or none.
#' @param global_clipnorm The largest norm of all gradients together, above 0, or none.
#' @param use_ema Whether a moving average of the weights takes their place when fit ends.
#' @param ema_momentum How slowly that average forgets, from 0 to 1.
#' @param ema_overwrite_frequency After how many steps, each time, the average takes the weights' place; none is at the end only.
#' @param name What it is called in configurations; none is the name of its class.
#' @param \dots The learning rate as `lr`, as it was called once, with a warning; nothing else is accepted.
#' @param loss_scale_factor What the loss is multiplied by before gradients are taken, which are divided by it, above 0, or none.
#' @param gradient_accumulation_steps How many steps' gradients are averaged before the weights move, from 2, or none.
#' @return An optimizer for `compile()`.
#' @family optimizers
#' @export
optimizer_adam_w <- function(learning_rate = 0.001, weight_decay = 0.004, beta_1 = 0.9,
                             beta_2 = 0.999, epsilon = 1e-07, amsgrad = FALSE, clipnorm = NULL,
                             clipvalue = NULL, global_clipnorm = NULL, use_ema = FALSE,
                             ema_momentum = 0.99, ema_overwrite_frequency = NULL, name = "adamw",
                             ..., loss_scale_factor = NULL, gradient_accumulation_steps = NULL) {
  only_defaults("optimizer_adam_w", .former = "lr", ...)
  new_object("optimizer", "AdamW",
    c(list(learning_rate = renamed(learning_rate, "lr", ...), weight_decay = weight_decay,
      beta_1 = beta_1, beta_2 = beta_2, epsilon = epsilon, amsgrad = amsgrad, use_ema = use_ema,
      ema_momentum = ema_momentum, name = name),
      given(list(clipnorm = clipnorm, clipvalue = clipvalue, global_clipnorm = global_clipnorm,
      ema_overwrite_frequency = ema_overwrite_frequency, loss_scale_factor = loss_scale_factor,
      gradient_accumulation_steps = gradient_accumulation_steps))))
}

#' Adadelta optimizer
#'
#' Gradients in the unit of recent moves.
#'
#' @param learning_rate The learning rate, from 0, or a schedule.
#' @param rho How slowly mean squares forget, from 0 to 1.
#' @param epsilon What keeps the divisor from 0, above 0; none is 1e-7.
#' @param weight_decay How fast weights shrink by themselves, from 0, or none.
#' @param clipnorm The largest norm of each weight's gradient, above 0, or none.
#' @param clipvalue The largest magnitude of each element of a gradient, above 0, or none.
#' @param global_clipnorm The largest norm of all gradients together, above 0, or none.
#' @param use_ema Whether a moving average of the weights takes their place when fit ends.
#' @param ema_momentum How slowly that average forgets, from 0 to 1.
#' @param ema_overwrite_frequency After how many steps, each time, the average takes the weights' place; none is at the end only.
#' @param name What it is called in configurations; none is the name of its class.
#' @param \dots The learning rate as `lr`, as it was called once, with a warning; nothing else is accepted.
#' @param loss_scale_factor What the loss is multiplied by before gradients are taken, which are divided by it, above 0, or none.
#' @param gradient_accumulation_steps How many steps' gradients are averaged before the weights move, from 2, or none.
#' @return An optimizer for `compile()`.
#' @family optimizers
#' @export
optimizer_adadelta <- function(learning_rate = 0.001, rho = 0.95, epsilon = 1e-07,
                               weight_decay = NULL, clipnorm = NULL, clipvalue = NULL,
                               global_clipnorm = NULL, use_ema = FALSE, ema_momentum = 0.99,
                               ema_overwrite_frequency = NULL, name = "adadelta", ...,
                               loss_scale_factor = NULL, gradient_accumulation_steps = NULL) {
  only_defaults("optimizer_adadelta", .former = "lr", ...)
  new_object("optimizer", "Adadelta",
    c(list(learning_rate = renamed(learning_rate, "lr", ...), rho = rho, epsilon = epsilon,
      use_ema = use_ema, ema_momentum = ema_momentum, name = name),
      given(list(weight_decay = weight_decay, clipnorm = clipnorm, clipvalue = clipvalue,
      global_clipnorm = global_clipnorm, ema_overwrite_frequency = ema_overwrite_frequency,
      loss_scale_factor = loss_scale_factor,
      gradient_accumulation_steps = gradient_accumulation_steps))))
}

#' Adagrad optimizer
#'
#' Gradients divided by the root of the sum of their squares.
#'
#' @param learning_rate The learning rate, from 0, or a schedule.
#' @param initial_accumulator_value What the sums of squares start from, from 0.
#' @param epsilon What keeps the divisor from 0, above 0; none is 1e-7.
#' @param weight_decay How fast weights shrink by themselves, from 0, or none.
#' @param clipnorm The largest norm of each weight's gradient, above 0, or none.
#' @param clipvalue The largest magnitude of each element of a gradient, above 0, or none.
#' @param global_clipnorm The largest norm of all gradients together, above 0, or none.
#' @param use_ema Whether a moving average of the weights takes their place when fit ends.
#' @param ema_momentum How slowly that average forgets, from 0 to 1.
#' @param ema_overwrite_frequency After how many steps, each time, the average takes the weights' place; none is at the end only.
#' @param name What it is called in configurations; none is the name of its class.
#' @param \dots The learning rate as `lr`, as it was called once, with a warning; nothing else is accepted.
#' @param loss_scale_factor What the loss is multiplied by before gradients are taken, which are divided by it, above 0, or none.
#' @param gradient_accumulation_steps How many steps' gradients are averaged before the weights move, from 2, or none.
#' @return An optimizer for `compile()`.
#' @family optimizers
#' @export
optimizer_adagrad <- function(learning_rate = 0.001, initial_accumulator_value = 0.1,
                              epsilon = 1e-07, weight_decay = NULL, clipnorm = NULL,
                              clipvalue = NULL, global_clipnorm = NULL, use_ema = FALSE,
                              ema_momentum = 0.99, ema_overwrite_frequency = NULL, name = "adagrad",
                              ..., loss_scale_factor = NULL, gradient_accumulation_steps = NULL) {
  only_defaults("optimizer_adagrad", .former = "lr", ...)
  new_object("optimizer", "Adagrad",
    c(list(learning_rate = renamed(learning_rate, "lr", ...),
      initial_accumulator_value = initial_accumulator_value, epsilon = epsilon, use_ema = use_ema,
      ema_momentum = ema_momentum, name = name),
      given(list(weight_decay = weight_decay, clipnorm = clipnorm, clipvalue = clipvalue,
      global_clipnorm = global_clipnorm, ema_overwrite_frequency = ema_overwrite_frequency,
      loss_scale_factor = loss_scale_factor,
      gradient_accumulation_steps = gradient_accumulation_steps))))
}

#' Adamax optimizer
#'
#' Adam with the largest recent gradient in place of the root mean square.
#'
#' @param learning_rate The learning rate, from 0, or a schedule.
#' @param beta_1 How slowly the mean of the gradient forgets, from 0 to below 1.
#' @param beta_2 How slowly the mean of its square forgets, from 0 to below 1.
#' @param epsilon What keeps the divisor from 0, above 0; none is 1e-7.
#' @param weight_decay How fast weights shrink by themselves, from 0, or none.
#' @param clipnorm The largest norm of each weight's gradient, above 0, or none.
#' @param clipvalue The largest magnitude of each element of a gradient, above 0, or none.
#' @param global_clipnorm The largest norm of all gradients together, above 0, or none.
#' @param use_ema Whether a moving average of the weights takes their place when fit ends.
#' @param ema_momentum How slowly that average forgets, from 0 to 1.
#' @param ema_overwrite_frequency After how many steps, each time, the average takes the weights' place; none is at the end only.
#' @param name What it is called in configurations; none is the name of its class.
#' @param \dots The learning rate as `lr`, as it was called once, with a warning; nothing else is accepted.
#' @param loss_scale_factor What the loss is multiplied by before gradients are taken, which are divided by it, above 0, or none.
#' @param gradient_accumulation_steps How many steps' gradients are averaged before the weights move, from 2, or none.
#' @return An optimizer for `compile()`.
#' @family optimizers
#' @export
optimizer_adamax <- function(learning_rate = 0.001, beta_1 = 0.9, beta_2 = 0.999, epsilon = 1e-07,
                             weight_decay = NULL, clipnorm = NULL, clipvalue = NULL,
                             global_clipnorm = NULL, use_ema = FALSE, ema_momentum = 0.99,
                             ema_overwrite_frequency = NULL, name = "adamax", ...,
                             loss_scale_factor = NULL, gradient_accumulation_steps = NULL) {
  only_defaults("optimizer_adamax", .former = "lr", ...)
  new_object("optimizer", "Adamax",
    c(list(learning_rate = renamed(learning_rate, "lr", ...), beta_1 = beta_1, beta_2 = beta_2,
      epsilon = epsilon, use_ema = use_ema, ema_momentum = ema_momentum, name = name),
      given(list(weight_decay = weight_decay, clipnorm = clipnorm, clipvalue = clipvalue,
      global_clipnorm = global_clipnorm, ema_overwrite_frequency = ema_overwrite_frequency,
      loss_scale_factor = loss_scale_factor,
      gradient_accumulation_steps = gradient_accumulation_steps))))
}

#' Adafactor optimizer
#'
#' Mean squares of a matrix from its rows and columns.
#'
#' @param learning_rate The learning rate, from 0, or a schedule.
#' @param beta_2_decay How fast the means come to forget slowly, to 0.
#' @param epsilon_1 What keeps the divisor from 0, above 0.
#' @param epsilon_2 The size that a weight is taken to have at least, from 0.
#' @param clip_threshold The largest root mean square of an update, above 0.
#' @param relative_step Whether steps become smaller; they do in either case, as in Keras.
#' @param weight_decay How fast weights shrink by themselves, from 0, or none.
#' @param clipnorm The largest norm of each weight's gradient, above 0, or none.
#' @param clipvalue The largest magnitude of each element of a gradient, above 0, or none.
#' @param global_clipnorm The largest norm of all gradients together, above 0, or none.
#' @param use_ema Whether a moving average of the weights takes their place when fit ends.
#' @param ema_momentum How slowly that average forgets, from 0 to 1.
#' @param ema_overwrite_frequency After how many steps, each time, the average takes the weights' place; none is at the end only.
#' @param name What it is called in configurations; none is the name of its class.
#' @param \dots The learning rate as `lr`, as it was called once, with a warning; nothing else is accepted.
#' @param loss_scale_factor What the loss is multiplied by before gradients are taken, which are divided by it, above 0, or none.
#' @param gradient_accumulation_steps How many steps' gradients are averaged before the weights move, from 2, or none.
#' @return An optimizer for `compile()`.
#' @family optimizers
#' @export
optimizer_adafactor <- function(learning_rate = 0.001, beta_2_decay = -0.8, epsilon_1 = 1e-30,
                                epsilon_2 = 0.001, clip_threshold = 1, relative_step = TRUE,
                                weight_decay = NULL, clipnorm = NULL, clipvalue = NULL,
                                global_clipnorm = NULL, use_ema = FALSE, ema_momentum = 0.99,
                                ema_overwrite_frequency = NULL, name = "adafactor", ...,
                                loss_scale_factor = NULL, gradient_accumulation_steps = NULL) {
  only_defaults("optimizer_adafactor", .former = "lr", ...)
  new_object("optimizer", "Adafactor",
    c(list(learning_rate = renamed(learning_rate, "lr", ...), beta_2_decay = beta_2_decay,
      epsilon_1 = epsilon_1, epsilon_2 = epsilon_2, clip_threshold = clip_threshold,
      relative_step = relative_step, use_ema = use_ema, ema_momentum = ema_momentum, name = name),
      given(list(weight_decay = weight_decay, clipnorm = clipnorm, clipvalue = clipvalue,
      global_clipnorm = global_clipnorm, ema_overwrite_frequency = ema_overwrite_frequency,
      loss_scale_factor = loss_scale_factor,
      gradient_accumulation_steps = gradient_accumulation_steps))))
}

#' Nadam optimizer
#'
#' Adam with Nesterov's momentum.
#'
#' @param learning_rate The learning rate, from 0, or a schedule.
#' @param beta_1 How slowly the mean of the gradient forgets, from 0 to below 1.
#' @param beta_2 How slowly the mean of its square forgets, from 0 to below 1.
#' @param epsilon What keeps the divisor from 0, above 0; none is 1e-7.
#' @param weight_decay How fast weights shrink by themselves, from 0, or none.
#' @param clipnorm The largest norm of each weight's gradient, above 0, or none.
#' @param clipvalue The largest magnitude of each element of a gradient, above 0, or none.
#' @param global_clipnorm The largest norm of all gradients together, above 0, or none.
#' @param use_ema Whether a moving average of the weights takes their place when fit ends.
#' @param ema_momentum How slowly that average forgets, from 0 to 1.
#' @param ema_overwrite_frequency After how many steps, each time, the average takes the weights' place; none is at the end only.
#' @param name What it is called in configurations; none is the name of its class.
#' @param \dots The learning rate as `lr`, as it was called once, with a warning; nothing else is accepted.
#' @param loss_scale_factor What the loss is multiplied by before gradients are taken, which are divided by it, above 0, or none.
#' @param gradient_accumulation_steps How many steps' gradients are averaged before the weights move, from 2, or none.
#' @return An optimizer for `compile()`.
#' @family optimizers
#' @export
optimizer_nadam <- function(learning_rate = 0.001, beta_1 = 0.9, beta_2 = 0.999, epsilon = 1e-07,
                            weight_decay = NULL, clipnorm = NULL, clipvalue = NULL,
                            global_clipnorm = NULL, use_ema = FALSE, ema_momentum = 0.99,
                            ema_overwrite_frequency = NULL, name = "nadam", ...,
                            loss_scale_factor = NULL, gradient_accumulation_steps = NULL) {
  only_defaults("optimizer_nadam", .former = "lr", ...)
  new_object("optimizer", "Nadam",
    c(list(learning_rate = renamed(learning_rate, "lr", ...), beta_1 = beta_1, beta_2 = beta_2,
      epsilon = epsilon, use_ema = use_ema, ema_momentum = ema_momentum, name = name),
      given(list(weight_decay = weight_decay, clipnorm = clipnorm, clipvalue = clipvalue,
      global_clipnorm = global_clipnorm, ema_overwrite_frequency = ema_overwrite_frequency,
      loss_scale_factor = loss_scale_factor,
      gradient_accumulation_steps = gradient_accumulation_steps))))
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
#' @param name What it is called in configurations; none is the name of its class.
#' @param \dots The learning rate as `lr`, as it was called once, with a warning; nothing else is accepted.
#' @param loss_scale_factor What the loss is multiplied by before gradients are taken, which are divided by it, above 0, or none.
#' @param gradient_accumulation_steps How many steps' gradients are averaged before the weights move, from 2, or none.
#' @return An optimizer for `compile()`.
#' @family optimizers
#' @export
optimizer_ftrl <- function(learning_rate = 0.001, learning_rate_power = -0.5,
                           initial_accumulator_value = 0.1, l1_regularization_strength = 0,
                           l2_regularization_strength = 0, l2_shrinkage_regularization_strength = 0,
                           beta = 0, weight_decay = NULL, clipnorm = NULL, clipvalue = NULL,
                           global_clipnorm = NULL, use_ema = FALSE, ema_momentum = 0.99,
                           ema_overwrite_frequency = NULL, name = "ftrl", ...,
                           loss_scale_factor = NULL, gradient_accumulation_steps = NULL) {
  only_defaults("optimizer_ftrl", .former = "lr", ...)
  new_object("optimizer", "Ftrl",
    c(list(learning_rate = renamed(learning_rate, "lr", ...),
      learning_rate_power = learning_rate_power,
      initial_accumulator_value = initial_accumulator_value,
      l1_regularization_strength = l1_regularization_strength,
      l2_regularization_strength = l2_regularization_strength,
      l2_shrinkage_regularization_strength = l2_shrinkage_regularization_strength, beta = beta,
      use_ema = use_ema, ema_momentum = ema_momentum, name = name),
      given(list(weight_decay = weight_decay, clipnorm = clipnorm, clipvalue = clipvalue,
      global_clipnorm = global_clipnorm, ema_overwrite_frequency = ema_overwrite_frequency,
      loss_scale_factor = loss_scale_factor,
      gradient_accumulation_steps = gradient_accumulation_steps))))
}

#' Lion optimizer
#'
#' The sign of a mean of gradients.
#'
#' @param learning_rate The learning rate, from 0, or a schedule.
#' @param beta_1 How much of the mean counts in the move, above 0 to 1.
#' @param beta_2 How slowly the mean forgets, from 0 to 1.
#' @param weight_decay How fast weights shrink by themselves, from 0, or none.
#' @param clipnorm The largest norm of each weight's gradient, above 0, or none.
#' @param clipvalue The largest magnitude of each element of a gradient, above 0, or none.
#' @param global_clipnorm The largest norm of all gradients together, above 0, or none.
#' @param use_ema Whether a moving average of the weights takes their place when fit ends.
#' @param ema_momentum How slowly that average forgets, from 0 to 1.
#' @param ema_overwrite_frequency After how many steps, each time, the average takes the weights' place; none is at the end only.
#' @param name What it is called in configurations; none is the name of its class.
#' @param \dots The learning rate as `lr`, as it was called once, with a warning; nothing else is accepted.
#' @param loss_scale_factor What the loss is multiplied by before gradients are taken, which are divided by it, above 0, or none.
#' @param gradient_accumulation_steps How many steps' gradients are averaged before the weights move, from 2, or none.
#' @return An optimizer for `compile()`.
#' @family optimizers
#' @export
optimizer_lion <- function(learning_rate = 0.001, beta_1 = 0.9, beta_2 = 0.99, weight_decay = NULL,
                           clipnorm = NULL, clipvalue = NULL, global_clipnorm = NULL,
                           use_ema = FALSE, ema_momentum = 0.99, ema_overwrite_frequency = NULL,
                           name = "lion", ..., loss_scale_factor = NULL,
                           gradient_accumulation_steps = NULL) {
  only_defaults("optimizer_lion", .former = "lr", ...)
  new_object("optimizer", "Lion",
    c(list(learning_rate = renamed(learning_rate, "lr", ...), beta_1 = beta_1, beta_2 = beta_2,
      use_ema = use_ema, ema_momentum = ema_momentum, name = name),
      given(list(weight_decay = weight_decay, clipnorm = clipnorm, clipvalue = clipvalue,
      global_clipnorm = global_clipnorm, ema_overwrite_frequency = ema_overwrite_frequency,
      loss_scale_factor = loss_scale_factor,
      gradient_accumulation_steps = gradient_accumulation_steps))))
}

#' Lamb optimizer
#'
#' Adam's step in proportion to the size of each weight.
#'
#' @param learning_rate The learning rate, from 0, or a schedule.
#' @param beta_1 How slowly the mean of the gradient forgets, from 0 to below 1.
#' @param beta_2 How slowly the mean of its square forgets, from 0 to below 1.
#' @param epsilon What keeps the divisor from 0, above 0; none is 1e-7.
#' @param weight_decay How fast weights shrink by themselves, from 0, or none.
#' @param clipnorm The largest norm of each weight's gradient, above 0, or none.
#' @param clipvalue The largest magnitude of each element of a gradient, above 0, or none.
#' @param global_clipnorm The largest norm of all gradients together, above 0, or none.
#' @param use_ema Whether a moving average of the weights takes their place when fit ends.
#' @param ema_momentum How slowly that average forgets, from 0 to 1.
#' @param ema_overwrite_frequency After how many steps, each time, the average takes the weights' place; none is at the end only.
#' @param loss_scale_factor What the loss is multiplied by before gradients are taken, which are divided by it, above 0, or none.
#' @param gradient_accumulation_steps How many steps' gradients are averaged before the weights move, from 2, or none.
#' @param name What it is called in configurations; none is the name of its class.
#' @param \dots The learning rate as `lr`, as it was called once, with a warning; nothing else is accepted.
#' @return An optimizer for `compile()`.
#' @family optimizers
#' @export
optimizer_lamb <- function(learning_rate = 0.001, beta_1 = 0.9, beta_2 = 0.999, epsilon = 1e-07,
                           weight_decay = NULL, clipnorm = NULL, clipvalue = NULL,
                           global_clipnorm = NULL, use_ema = FALSE, ema_momentum = 0.99,
                           ema_overwrite_frequency = NULL, loss_scale_factor = NULL,
                           gradient_accumulation_steps = NULL, name = "lamb", ...) {
  only_defaults("optimizer_lamb", .former = "lr", ...)
  new_object("optimizer", "Lamb",
    c(list(learning_rate = renamed(learning_rate, "lr", ...), beta_1 = beta_1, beta_2 = beta_2,
      epsilon = epsilon, use_ema = use_ema, ema_momentum = ema_momentum, name = name),
      given(list(weight_decay = weight_decay, clipnorm = clipnorm, clipvalue = clipvalue,
      global_clipnorm = global_clipnorm, ema_overwrite_frequency = ema_overwrite_frequency,
      loss_scale_factor = loss_scale_factor,
      gradient_accumulation_steps = gradient_accumulation_steps))))
}

#' Muon optimizer
#'
#' Matrices move by their momentum made orthogonal, the rest by Adam.
#'
#' @param learning_rate The learning rate, from 0, or a schedule.
#' @param adam_beta_1 How slowly the mean of the gradient forgets, from 0 to below 1.
#' @param adam_beta_2 How slowly the mean of its square forgets, from 0 to below 1.
#' @param epsilon What keeps the divisor from 0, above 0; none is 1e-7.
#' @param weight_decay How fast weights shrink by themselves, from 0, or none.
#' @param clipnorm The largest norm of each weight's gradient, above 0, or none.
#' @param clipvalue The largest magnitude of each element of a gradient, above 0, or none.
#' @param global_clipnorm The largest norm of all gradients together, above 0, or none.
#' @param use_ema Whether a moving average of the weights takes their place when fit ends.
#' @param ema_momentum How slowly that average forgets, from 0 to 1.
#' @param ema_overwrite_frequency After how many steps, each time, the average takes the weights' place; none is at the end only.
#' @param loss_scale_factor What the loss is multiplied by before gradients are taken, which are divided by it, above 0, or none.
#' @param gradient_accumulation_steps How many steps' gradients are averaged before the weights move, from 2, or none.
#' @param name What it is called in configurations; none is the name of its class.
#' @param exclude_layers Words in the paths of matrices that Adam moves, or none.
#' @param exclude_embeddings Whether Adam moves weights with embedding in their path.
#' @param muon_a The first coefficient of the iteration.
#' @param muon_b The second coefficient of the iteration.
#' @param muon_c The third coefficient of the iteration.
#' @param adam_lr_ratio Adam's learning rate as a share of the learning rate, from 0.
#' @param momentum How much of the last move is kept, from 0 to 1.
#' @param ns_steps How often it iterates.
#' @param nesterov Whether momentum is Nesterov's.
#' @param \dots The learning rate as `lr`, as it was called once, with a warning; nothing else is accepted.
#' @return An optimizer for `compile()`.
#' @family optimizers
#' @export
optimizer_muon <- function(learning_rate = 0.001, adam_beta_1 = 0.9, adam_beta_2 = 0.999,
                           epsilon = 1e-07, weight_decay = 0.1, clipnorm = NULL, clipvalue = NULL,
                           global_clipnorm = NULL, use_ema = FALSE, ema_momentum = 0.99,
                           ema_overwrite_frequency = NULL, loss_scale_factor = NULL,
                           gradient_accumulation_steps = NULL, name = "muon", exclude_layers = NULL,
                           exclude_embeddings = TRUE, muon_a = 3.4445, muon_b = -4.775,
                           muon_c = 2.0315, adam_lr_ratio = 0.1, momentum = 0.95, ns_steps = 6L,
                           nesterov = TRUE, ...) {
  only_defaults("optimizer_muon", .former = "lr", ...)
  new_object("optimizer", "Muon",
    c(list(learning_rate = renamed(learning_rate, "lr", ...), adam_beta_1 = adam_beta_1,
      adam_beta_2 = adam_beta_2, epsilon = epsilon, weight_decay = weight_decay, use_ema = use_ema,
      ema_momentum = ema_momentum, name = name, exclude_embeddings = exclude_embeddings,
      muon_a = muon_a, muon_b = muon_b, muon_c = muon_c, adam_lr_ratio = adam_lr_ratio,
      momentum = momentum, ns_steps = ns_steps, nesterov = nesterov),
      given(list(clipnorm = clipnorm, clipvalue = clipvalue, global_clipnorm = global_clipnorm,
      ema_overwrite_frequency = ema_overwrite_frequency, loss_scale_factor = loss_scale_factor,
      gradient_accumulation_steps = gradient_accumulation_steps, exclude_layers = exclude_layers))))
}

#' LossScaleOptimizer optimizer
#'
#' Another optimizer, whose loss is scaled by what the gradients allow.
#'
#' @param inner_optimizer The optimizer that moves the weights.
#' @param initial_scale What the loss is multiplied by at the start, above 0.
#' @param dynamic_growth_steps After how many steps with finite gradients that is doubled, from 1.
#' @param \dots The learning rate as `lr`, as it was called once, with a warning; nothing else is accepted.
#' @param name What it is called in configurations; none is the name of its class.
#' @param weight_decay Not there yet: must keep its default.
#' @param clipnorm Not there yet: must keep its default.
#' @param clipvalue Not there yet: must keep its default.
#' @param global_clipnorm Not there yet: must keep its default.
#' @param use_ema Not there yet: must keep its default.
#' @param ema_momentum Not there yet: must keep its default.
#' @param ema_overwrite_frequency Not there yet: must keep its default.
#' @param loss_scale_factor Not there yet: must keep its default.
#' @param gradient_accumulation_steps Not there yet: must keep its default.
#' @return An optimizer for `compile()`.
#' @family optimizers
#' @export
optimizer_loss_scale <- function(inner_optimizer, initial_scale = 32768,
                                 dynamic_growth_steps = 2000L, ..., name = NULL,
                                 weight_decay = NULL, clipnorm = NULL, clipvalue = NULL,
                                 global_clipnorm = NULL, use_ema = NULL, ema_momentum = NULL,
                                 ema_overwrite_frequency = NULL, loss_scale_factor = NULL,
                                 gradient_accumulation_steps = NULL) {
  only_defaults("optimizer_loss_scale", weight_decay = is.null(weight_decay),
    clipnorm = is.null(clipnorm), clipvalue = is.null(clipvalue),
    global_clipnorm = is.null(global_clipnorm), use_ema = is.null(use_ema),
    ema_momentum = is.null(ema_momentum),
    ema_overwrite_frequency = is.null(ema_overwrite_frequency),
    loss_scale_factor = is.null(loss_scale_factor),
    gradient_accumulation_steps = is.null(gradient_accumulation_steps), ...)
  new_object("optimizer", "LossScaleOptimizer",
    c(list(inner_optimizer = inner_optimizer, initial_scale = initial_scale,
      dynamic_growth_steps = dynamic_growth_steps),
      given(list(name = name))))
}
