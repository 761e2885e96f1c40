test_that("the losses of Keras 2.2 are there by their names", {
  y <- rbind(c(1, 0))
  p <- rbind(c(0.6, 0.8))
  expect_equal(as.vector(loss_cosine_proximity(y, p)), -0.6, tolerance = 1e-6)
  expect_equal(as.vector(loss_kullback_leibler_divergence(y, p)), -log(0.6), tolerance = 1e-5)
  expect_equal(as.vector(loss_logcosh(y, p)), mean(log(cosh(c(0.4, 0.8)))), tolerance = 1e-5)
  for (loss in list("cosine_proximity", "kullback_leibler_divergence", "logcosh", loss_cosine_proximity, loss_logcosh(reduction = "auto"))) {
    model <- keras_model_sequential() %>% layer_dense(2, input_shape = 2, activation = "softmax")
    model %>% compile(loss = loss, optimizer = "sgd")
    expect_true(is.finite(evaluate(model, p, y, verbose = 0)[["loss"]]))
  }
})
