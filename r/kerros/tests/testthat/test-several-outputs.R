skip_without_engine()

heads <- function(...) {
  model <- two_heads()
  compile(model, optimizer = "sgd", ...)
  model
}
rows <- function() head_rows()
targets <- function() list(head_sizes(), iris_columns())
losses <- list("mse", "categorical_crossentropy")

test_that("each output has its loss, by place or by name", {
  names <- c("loss", "size_loss", "kind_loss")
  same <- list(
    heads(loss = losses), heads(loss = c("mse", "categorical_crossentropy")),
    heads(loss = list(kind = "categorical_crossentropy", size = "mse")),
    heads(loss = list(size = loss_mean_squared_error(), kind = loss_categorical_crossentropy))
  )
  for (model in same) {
    expect_identical(model$metrics_names, names)
    expect_equal(
      evaluate(model, rows(), targets(), verbose = 0), evaluate(same[[1]], rows(), targets(), verbose = 0)
    )
  }
  expect_identical(heads(loss = "mse")$metrics_names, names)
  scores <- evaluate(same[[1]], rows(), targets(), verbose = 0)
  expect_named(scores, c("kind_loss", "loss", "size_loss"))
  predicted <- predict(same[[1]], rows())
  expect_equal(scores$size_loss, mean((predicted[[1]] - head_sizes())^2), tolerance = 1e-5)
  expect_equal(scores$kind_loss, -mean(log(rowSums(predicted[[2]] * iris_columns()))), tolerance = 1e-5)
  expect_equal(scores$loss, scores$size_loss + scores$kind_loss, tolerance = 1e-5)
})

test_that("losses are weighed", {
  for (weights in list(c(1, 0.2), list(1, 0.2), list(kind = 0.2), c(kind = 0.2, size = 1))) {
    scores <- evaluate(heads(loss = losses, loss_weights = weights), rows(), targets(), verbose = 0)
    expect_equal(scores$loss, scores$size_loss + 0.2 * scores$kind_loss, tolerance = 1e-5)
  }
})

test_that("outputs without a loss are not trained", {
  for (loss in list(list(size = "mse"), list("mse", NULL))) {
    model <- heads(loss = loss)
    expect_identical(model$metrics_names, "loss")
    before <- get_weights(get_layer(model, "kind"))
    fit(model, rows(), head_sizes(), verbose = 0)
    fit(model, rows(), list(head_sizes()), verbose = 0)
    expect_identical(get_weights(get_layer(model, "kind")), before)
    expect_length(predict(model, rows()), 2L)
  }
})

test_that("each output has its metrics", {
  expect_identical(
    heads(loss = losses, metrics = list(kind = "accuracy"))$metrics_names,
    c("loss", "size_loss", "kind_loss", "kind_accuracy")
  )
  all <- c("loss", "size_loss", "kind_loss", "size_mae", "size_mse", "kind_accuracy")
  for (metrics in list(list(size = c("mae", "mse"), kind = "accuracy"), list(c("mae", "mse"), "accuracy"),
    list(list("mae", "mse"), list("accuracy")))) {
    expect_identical(heads(loss = losses, metrics = metrics)$metrics_names, all)
  }
  # keras3 has one for each output; keras 2 all for every output.
  expect_identical(heads(loss = losses, metrics = c("mae", "accuracy"))$metrics_names, c("loss", "size_loss", "kind_loss", "size_mae", "kind_accuracy"))
  expect_identical(heads(loss = "mse", metrics = "mae")$metrics_names, c("loss", "size_loss", "kind_loss", "size_mae", "kind_mae"))
  in_era("keras2", {
    expect_identical(
      heads(loss = losses, metrics = c("mae", "acc"))$metrics_names,
      c("loss", "size_loss", "kind_loss", "size_mean_absolute_error", "size_acc", "kind_mean_absolute_error", "kind_acc")
    )
    expect_identical(heads(loss = losses, metrics = list(kind = "accuracy"))$metrics_names[[4]], "kind_acc")
  })
})

test_that("what does not fit the outputs is refused", {
  wrong <- function(...) refusal(compile(two_heads(), ...))
  expect_match(wrong(loss = list("mse")), "compile\\(\\): loss: expected one for each of the 2 outputs, received 1 part. The outputs are size, kind.")
  expect_match(wrong(loss = list(sise = "mse")), "compile\\(\\): loss: expected names of outputs, received \"sise\"")
  expect_match(wrong(loss = losses, loss_weights = 1:3), "loss_weights: expected one for each of the 2 outputs")
  expect_match(wrong(loss = losses, loss_weights = c("a", "b")), "loss_weights")
  expect_match(wrong(loss = losses, metrics = c("mae", "mse", "acc")), "metrics: expected one for each of the 2 outputs, received 3 parts")
  expect_match(wrong(loss = list(size = "mse"), metrics = list(kind = "acc")), "kind has none")
  model <- heads(loss = losses)
  y <- "fit\\(\\): y: expected a list of 2, one for each of the outputs \\(size, kind\\)"
  expect_match(refusal(fit(model, rows(), head_sizes())), y)
  expect_match(refusal(fit(model, rows(), list(size = 1, sort = 2))), y)
  expect_match(refusal(fit(model, rows(), rev(targets()))), "kind|size")
  expect_match(refusal(fit(two_heads(), rows(), targets())), "fit was called before compile")
  expect_match(refusal(fit(model, rows(), targets(), class_weight = list("0" = 1))), "a model with one output")
})

test_that("training tells the course of every loss", {
  model <- heads(loss = losses, metrics = list(kind = "accuracy"))
  history <- fit(model, rows(), list(kind = iris_columns(), size = head_sizes()), epochs = 12, validation_split = 0.2, verbose = 0)
  names <- c("kind_accuracy", "kind_loss", "loss", "size_loss")
  expect_named(history$metrics, c(names, paste0("val_", names)))
  expect_lt(history$metrics$loss[[12]], history$metrics$loss[[1]])
  frame <- as.data.frame(history)
  expect_identical(levels(frame$metric), names)
  expect_output(print(history), "kind_loss: ")
  skip_if_not_installed("ggplot2")
  expect_s3_class(plot(history, method = "ggplot2"), "ggplot")
  file <- tempfile(fileext = ".pdf")
  grDevices::pdf(file)
  plot(history)
  plot(history, method = "base")
  grDevices::dev.off()
  expect_gt(file.size(file), 1000)
})

test_that("validation data are lists too", {
  model <- heads(loss = losses)
  history <- fit(model, rows(), targets(), validation_data = list(rows(), list(kind = iris_columns(), size = head_sizes())), verbose = 0)
  scores <- evaluate(model, rows(), targets(), verbose = 0)
  expect_equal(history$metrics$val_kind_loss, scores$kind_loss, tolerance = 1e-5)
  weights <- list(rep(c(0, 1), 75), rep(1, 150))
  weighted <- fit(model, rows(), targets(), validation_data = list(rows(), targets(), weights), verbose = 0)
  scores <- evaluate(model, rows(), targets(), sample_weight = weights, verbose = 0)
  expect_equal(weighted$metrics$val_size_loss, scores$size_loss, tolerance = 1e-5)
})

test_that("rows are weighed for each output, or for all", {
  model <- heads(loss = losses)
  weights <- list(rep(c(0, 2), 75), rep(1, 150))
  predicted <- predict(model, rows())
  scores <- evaluate(model, rows(), targets(), sample_weight = weights, verbose = 0)
  expect_equal(scores$size_loss, mean(weights[[1]] * (predicted[[1]] - head_sizes())^2), tolerance = 1e-5)
  expect_equal(scores$kind_loss, -mean(log(rowSums(predicted[[2]] * iris_columns()))), tolerance = 1e-5)
  named <- evaluate(model, rows(), targets(), sample_weight = list(kind = weights[[2]], size = weights[[1]]), verbose = 0)
  expect_identical(named, scores)
  all <- evaluate(model, rows(), targets(), sample_weight = weights[[1]], verbose = 0)
  expect_equal(all$size_loss, scores$size_loss, tolerance = 1e-6)
  expect_false(isTRUE(all.equal(all$kind_loss, scores$kind_loss)))
  expect_match(refusal(evaluate(model, rows(), targets(), sample_weight = list(1, 2, 3), verbose = 0)), "sample_weight: expected a list of 2")
  # No weight, no learning.
  before <- get_weights(model)
  train_on_batch(model, rows(), targets(), sample_weight = list(rep(0, 150), rep(0, 150)))
  expect_identical(get_weights(model), before)
})

test_that("single steps have lists too", {
  model <- heads(loss = losses)
  tested <- test_on_batch(model, rows(), targets())
  trained <- train_on_batch(model, rows(), targets())
  expect_named(trained, c("loss", "size_loss", "kind_loss"))
  expect_equal(trained, tested, tolerance = 1e-5)
  expect_lt(test_on_batch(model, rows(), targets())$loss, tested$loss)
})

test_that("factors are targets of an output", {
  model <- heads(loss = losses, metrics = list(kind = "accuracy"))
  fit(model, rows(), list(head_sizes(), iris$Species), epochs = 30, verbose = 0)
  classes <- predict(model, rows(), type = "class")
  expect_identical(levels(classes[[2]]), levels(iris$Species))
  expect_identical(predict_classes(model, rows())[[2]], array(as.double(classes[[2]]) - 1))
  expect_warning(predict_proba(model, rows()), "it is no probability")
  accuracy <- evaluate(model, rows(), list(head_sizes(), iris$Species), verbose = 0)$kind_accuracy
  expect_equal(mean(classes[[2]] == iris$Species), accuracy, tolerance = 1e-6)
  expect_match(refusal(fit(model, rows(), list(iris$Species, iris_columns()), verbose = 0)), "fit\\(\\): y\\[\\[1\\]\\]: expected numbers, as the loss is mean_squared_error")
})
