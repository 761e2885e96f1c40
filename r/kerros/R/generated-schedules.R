# Written by `cargo run -p kerros-r-functions` from the registry of the crate `kerros`.
# Changes belong there.

#' CosineDecay schedule
#'
#' A rate that falls along half a cosine, after a rise if wanted.
#'
#' @param initial_learning_rate The rate at the start, from 0.
#' @param decay_steps Steps of the decay, above 0.
#' @param alpha The end, as a share of the rate that it falls from, from 0.
#' @param name Its name, which changes nothing.
#' @param warmup_target The rate to rise to first, from 0, or none.
#' @param warmup_steps Steps of the rise.
#' @return A schedule, for the argument `learning_rate` of optimizers.
#' @family schedules
#' @export
learning_rate_schedule_cosine_decay <- function(initial_learning_rate, decay_steps, alpha = 0,
                                                name = "CosineDecay", warmup_target = NULL,
                                                warmup_steps = 0L) {
  new_object("schedule", "CosineDecay",
    c(list(initial_learning_rate = initial_learning_rate, decay_steps = decay_steps, alpha = alpha,
      name = name, warmup_steps = warmup_steps),
      given(list(warmup_target = warmup_target))))
}

#' CosineDecayRestarts schedule
#'
#' A rate that falls along half a cosine, again and again.
#'
#' @param initial_learning_rate The rate at the start, from 0.
#' @param first_decay_steps Steps of the first period, above 0.
#' @param t_mul How much longer each period is than the one before, from 1.
#' @param m_mul How much of the rate each period starts from, from 0.
#' @param alpha The end of each period, as a share of the initial rate, from 0.
#' @param name Its name, which changes nothing.
#' @return A schedule, for the argument `learning_rate` of optimizers.
#' @family schedules
#' @export
learning_rate_schedule_cosine_decay_restarts <- function(initial_learning_rate, first_decay_steps,
                                                         t_mul = 2, m_mul = 1, alpha = 0,
                                                         name = "SGDRDecay") {
  new_object("schedule", "CosineDecayRestarts",
    list(initial_learning_rate = initial_learning_rate, first_decay_steps = first_decay_steps,
      t_mul = t_mul, m_mul = m_mul, alpha = alpha, name = name))
}

#' ExponentialDecay schedule
#'
#' A rate that is multiplied by decay_rate every decay_steps steps.
#'
#' @param initial_learning_rate The rate at the start, from 0.
#' @param decay_steps Steps of the decay, above 0.
#' @param decay_rate How fast it falls, from 0.
#' @param staircase Whether it falls in steps.
#' @param name Its name, which changes nothing.
#' @return A schedule, for the argument `learning_rate` of optimizers.
#' @family schedules
#' @export
learning_rate_schedule_exponential_decay <- function(initial_learning_rate, decay_steps, decay_rate,
                                                     staircase = FALSE, name = "ExponentialDecay") {
  new_object("schedule", "ExponentialDecay",
    list(initial_learning_rate = initial_learning_rate, decay_steps = decay_steps,
      decay_rate = decay_rate, staircase = staircase, name = name))
}

#' InverseTimeDecay schedule
#'
#' A rate over 1 + decay_rate t / decay_steps after t steps.
#'
#' @param initial_learning_rate The rate at the start, from 0.
#' @param decay_steps Steps of the decay, above 0.
#' @param decay_rate How fast it falls, from 0.
#' @param staircase Whether it falls in steps.
#' @param name Its name, which changes nothing.
#' @return A schedule, for the argument `learning_rate` of optimizers.
#' @family schedules
#' @export
learning_rate_schedule_inverse_time_decay <- function(initial_learning_rate, decay_steps,
                                                      decay_rate, staircase = FALSE,
                                                      name = "InverseTimeDecay") {
  new_object("schedule", "InverseTimeDecay",
    list(initial_learning_rate = initial_learning_rate, decay_steps = decay_steps,
      decay_rate = decay_rate, staircase = staircase, name = name))
}

#' PiecewiseConstantDecay schedule
#'
#' One rate up to each boundary, and one beyond.
#'
#' @param boundaries Numbers of steps, each larger than the one before.
#' @param values Rates from 0, one more than boundaries.
#' @param name Its name, which changes nothing.
#' @return A schedule, for the argument `learning_rate` of optimizers.
#' @family schedules
#' @export
learning_rate_schedule_piecewise_constant_decay <- function(boundaries, values,
                                                            name = "PiecewiseConstant") {
  new_object("schedule", "PiecewiseConstantDecay",
    list(boundaries = boundaries, values = values, name = name))
}

#' PolynomialDecay schedule
#'
#' A rate that falls to an end along a power of the steps that are left.
#'
#' @param initial_learning_rate The rate at the start, from 0.
#' @param decay_steps Steps of the decay, above 0.
#' @param end_learning_rate The rate at the end, from 0.
#' @param power The power of the share of steps that are left, from 0.
#' @param cycle Whether it starts again beyond decay_steps.
#' @param name Its name, which changes nothing.
#' @return A schedule, for the argument `learning_rate` of optimizers.
#' @family schedules
#' @export
learning_rate_schedule_polynomial_decay <- function(initial_learning_rate, decay_steps,
                                                    end_learning_rate = 0.0001, power = 1,
                                                    cycle = FALSE, name = "PolynomialDecay") {
  new_object("schedule", "PolynomialDecay",
    list(initial_learning_rate = initial_learning_rate, decay_steps = decay_steps,
      end_learning_rate = end_learning_rate, power = power, cycle = cycle, name = name))
}
