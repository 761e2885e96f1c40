skip_without_engine()
# The interrupts are signals that another process sends, which Windows does not have.
skip_on_os("windows")

test_that("an interrupt ends fit within a moment, and leaves a usable model with its history", {
  set.seed(1)
  results <- interrupted_fits(21)
  expect_identical(results$problem, rep("", 21))
  # 0.3 seconds is the promise; a machine may be busy with other things.
  expect_lt(stats::median(results$latency), 0.3)
  expect_lt(max(results$latency), 3)
  # Nearly all come while it trains; an interrupt before that ends fit as it ends any function.
  expect_gt(mean(results$inside), 0.7)
})

test_that("an interrupt says what is kept", {
  model <- line_model()
  said <- NULL
  tryCatch(
    withCallingHandlers(
      {
        send_interrupt(0.2, tempfile())
        fit(model, line_x(), line_y(), epochs = 1e6, verbose = 0)
      },
      message = function(message) {
        said <<- conditionMessage(message)
        invokeRestart("muffleMessage")
      }
    ),
    # It comes 0.2 s after it was asked for. On a busy machine fit() has not begun by then: R itself stops, and there is
    # no message to look at.
    interrupt = function(condition) skip("the interrupt came too early")
  )
  expect_identical(said, "Interrupted: the model and the history so far are kept.\n")
})
