test_that("descriptions carry class and arguments under their names in Keras", {
  stopping <- callback_early_stopping(monitor = "loss", patience = 3)
  expect_s3_class(stopping, "kerros_callback")
  expect_identical(stopping$class_name, "EarlyStopping")
  expect_identical(stopping$config, list(
    monitor = "loss", min_delta = 0, patience = 3L, verbose = 0L, mode = "auto", baseline = NULL,
    restore_best_weights = FALSE, start_from_epoch = 0L
  ))
  plateau <- callback_reduce_lr_on_plateau(mode = "max", verbose = TRUE)
  expect_identical(plateau$class_name, "ReduceLROnPlateau")
  expect_identical(plateau$config, list(
    monitor = "val_loss", factor = 0.1, patience = 10L, verbose = 1L, mode = "max", min_delta = 1e-4,
    cooldown = 0L, min_lr = 0
  ))
  logger <- callback_csv_logger("a.csv", separator = "\t", append = TRUE)
  expect_identical(logger$class_name, "CSVLogger")
  expect_identical(logger$config, list(filename = "a.csv", separator = "\t", append = TRUE))
  expect_identical(callback_terminate_on_naan()$class_name, "TerminateOnNaN")
  expect_identical(callback_terminate_on_nan()$config, list())
})

test_that("arguments of both eras are taken", {
  # The order of 2018, by position.
  expect_identical(callback_early_stopping("acc", 0.1, 2, 1, "max", 0.5)$config$baseline, 0.5)
  expect_identical(callback_model_checkpoint(NULL, "loss", 0, TRUE, FALSE, "min", 5)$config$period, 5L)
  expect_identical(callback_reduce_lr_on_plateau(epsilon = 0.5)$config$min_delta, 0.5)
  # Those of today.
  expect_true(callback_early_stopping(restore_best_weights = TRUE, start_from_epoch = 2L)$config$restore_best_weights)
  expect_identical(callback_model_checkpoint(initial_value_threshold = 0.3)$config$initial_value_threshold, 0.3)
  expect_identical(callback_model_checkpoint(save_freq = "epoch")$config$period, 1L)
})

test_that("a checkpoint keeps what it is handed, in the user's own variable", {
  checkpoint <- callback_model_checkpoint(monitor = "loss")
  expect_null(checkpoint$best_weights)
  callbacks <- callback_list(checkpoint)
  callback_record(callbacks[[1]], list(best_weights = list(matrix(1)), best_epoch = 3))
  expect_identical(checkpoint$best_weights, list(matrix(1)))
  expect_identical(checkpoint$best_epoch, 3)
})

test_that("a checkpoint says once that it writes no file", {
  suppressWarnings(rm("checkpoint_in_memory", envir = session))
  expect_message(callback_model_checkpoint("weights.h5"), "writes no file yet")
  expect_silent(callback_model_checkpoint("weights.h5"))
})

test_that("descriptions print in a line", {
  expect_output(print(callback_early_stopping(monitor = "loss", patience = 2)),
                "<EarlyStopping(monitor = \"loss\", min_delta = 0, patience = 2L,", fixed = TRUE)
  expect_output(print(callback_terminate_on_nan()), "<TerminateOnNaN()>", fixed = TRUE)
})

test_that("a schedule gets the epoch from 0, and the rate if it wants it", {
  by_epoch <- callback_learning_rate_scheduler(function(epoch) 1 / (epoch + 1))
  expect_identical(by_epoch$class_name, "LearningRateScheduler")
  expect_identical(scheduled_rate(by_epoch, 0, 9), 1)
  halving <- callback_learning_rate_scheduler(function(epoch, rate) if (epoch < 1) rate else rate / 2)
  expect_identical(scheduled_rate(halving, 0, 0.1), 0.1)
  expect_identical(scheduled_rate(halving, 1, 0.1), 0.05)
  expect_identical(scheduled_rate(callback_learning_rate_scheduler(function(index, ...) 0.1), 3, 1), 0.1)
  expect_match(refusal(scheduled_rate(callback_learning_rate_scheduler(function(epoch) NULL), 4, 1)),
               "schedule\\(4\\): expected one number, the learning rate, received NULL")
  expect_match(refusal(scheduled_rate(callback_learning_rate_scheduler(function(epoch) NaN), 0, 1)), "received NaN")
})

test_that("wrong arguments are refused by name", {
  expect_match(refusal(callback_early_stopping(monitor = NULL)), "callback_early_stopping\\(\\): monitor: expected one piece of text, received NULL")
  expect_match(refusal(callback_early_stopping(patience = -1)), "patience: expected one whole number of at least 0, received -1")
  expect_match(refusal(callback_early_stopping(patience = 1.5)), "patience")
  expect_match(refusal(callback_early_stopping(mode = "best")), "mode: expected one of \"auto\", \"min\", \"max\", received \"best\"")
  expect_match(refusal(callback_early_stopping(baseline = "low")), "baseline")
  expect_match(refusal(callback_early_stopping(restore_best_weights = NA)), "restore_best_weights")
  expect_match(refusal(callback_reduce_lr_on_plateau(factor = 1)), "factor: expected a number above 0 and below 1, received 1")
  expect_match(refusal(callback_reduce_lr_on_plateau(factor = 0)), "factor")
  expect_match(refusal(callback_reduce_lr_on_plateau(pacience = 1)), "expected nothing but epsilon, received pacience")
  expect_match(refusal(callback_learning_rate_scheduler()), "schedule: expected a function, received NULL")
  expect_match(refusal(callback_learning_rate_scheduler(0.1)), "received 0.1. Write function\\(epoch, rate\\)")
  expect_match(refusal(callback_csv_logger()), "filename: expected one piece of text, received NULL")
  expect_match(refusal(callback_csv_logger("a", separator = ", ")), "separator: expected one character")
  expect_match(refusal(callback_model_checkpoint(save_freq = 100)), "save_freq: expected \"epoch\"")
  expect_match(refusal(callback_model_checkpoint(period = 0)), "period")
})
