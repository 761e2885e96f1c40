# The numbers are those of the formulas, worked out by hand.

test_that("losses are computed on data, one value a row", {
  y <- rbind(c(1, 0), c(0, 1))
  p <- rbind(c(0.5, -0.5), c(-2, 2))
  of <- function(loss, ...) as.vector(loss(y, p, ...))
  expect_equal(of(loss_hinge), c(0.5, 0), tolerance = 1e-6)
  expect_equal(of(loss_squared_hinge), c(0.25, 0), tolerance = 1e-6)
  expect_equal(of(loss_categorical_hinge), c(0.5, 0), tolerance = 1e-6)
  expect_equal(of(loss_huber, delta = 0.5), c(0.125, 0.625), tolerance = 1e-6)
  expect_equal(of(loss_log_cosh), c(log(cosh(0.5)), mean(log(cosh(c(2, 1))))), tolerance = 1e-5)
  expect_equal(of(loss_cosine_similarity), -c(sqrt(0.5), sqrt(0.5)), tolerance = 1e-6)

  p <- rbind(c(0.75, 0.25), c(0.5, 0.5))
  expect_equal(of(loss_mean_absolute_percentage_error)[[1]], 100 * (0.25 + 0.25 / 1e-7) / 2, tolerance = 1e-6)
  expect_equal(of(loss_kl_divergence), log(1 / c(0.75, 0.5)), tolerance = 1e-5)
  expect_equal(of(loss_poisson), c((1 - log(0.75)) / 2, (1 - log(0.5)) / 2), tolerance = 1e-6)
  expect_equal(of(loss_categorical_focal_crossentropy, gamma = 1), -0.25 * c(0.25 * log(0.75), 0.5 * log(0.5)),
               tolerance = 1e-6)
  expect_equal(of(loss_binary_focal_crossentropy, gamma = 0), -log(c(0.75, 0.5)), tolerance = 1e-6)
  expect_equal(of(loss_dice), 1 - 2 * 1.25 / 4, tolerance = 1e-6)
  # Axis 2 is that of the features, as keras3 counts.
  expect_equal(of(loss_dice, axis = 2), 1 - 2 * c(0.75, 0.5) / 2, tolerance = 1e-6)
  expect_equal(of(loss_tversky, alpha = 1, beta = 0), 1 - c(1.25) / 2, tolerance = 1e-6)
  expect_equal(as.vector(loss_categorical_generalized_cross_entropy(c(0, 1), p)), 2 * (1 - sqrt(c(0.75, 0.5))),
               tolerance = 1e-6)
  expect_equal(as.vector(loss_ctc(rbind(1), array(0, c(1, 2, 2)))), -log(0.75), tolerance = 1e-6)
  expect_length(loss_circle(c(0, 0, 1), rbind(c(1, 0), c(0.6, 0.8), c(0, 1))), 3)
})

test_that("a model is trained on the loss with its reduction", {
  loss_of <- function(loss) {
    model <- keras_model_sequential(input_shape = 1) |> layer_activation("linear")
    model |> compile(loss = loss)
    evaluate(model, c(1, 2), c(2, 5), verbose = 0)$loss
  }
  expect_equal(loss_of(loss_mean_squared_error(reduction = "sum")), 10)
  expect_equal(loss_of(loss_mean_squared_error(reduction = "mean", name = "mine")), 5)
  expect_equal(loss_of("msle"), mean((log(c(3, 6)) - log(c(2, 3)))^2), tolerance = 1e-6)
  expect_error(loss_of(loss_mean_squared_error(reduction = NULL)), "reduction: expected one number for each batch")
  expect_error(loss_mean_squared_error(reduction = "avg"), "reduction: expected one of sum_over_batch_size")
  expect_error(loss_huber(delta = 0), "delta: expected a number above 0")
  expect_error(loss_of("hunge"), "did you mean \"hinge\"")
})
