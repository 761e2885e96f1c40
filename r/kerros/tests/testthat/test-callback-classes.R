LossHistory <- R6::R6Class("LossHistory",
  inherit = KerasCallback,
  public = list(
    losses = NULL,
    on_batch_end = function(batch, logs = list()) {
      self$losses <- c(self$losses, logs[["loss"]])
    }
  )
)

test_that("an R6 class in the manner of 2018 keeps what it saw", {
  history <- LossHistory$new()
  callback_event(history, "train_begin")
  callback_event(history, "train_batch_end", 0, list(loss = 2))
  callback_event(history, "train_batch_end", 1, list(loss = 1))
  expect_identical(history$losses, c(2, 1))
})

test_that("Callback() makes a class, and calling it an object", {
  callback_mark <- Callback("Mark",
    initialize = function(by = 1) self$by <- by,
    on_epoch_end = function(epoch, logs = NULL) {
      private$seen <- c(private$seen, epoch)
      list(mark = self$by * epoch)
    },
    public = list(epochs = function() private$seen),
    private = list(seen = NULL)
  )
  expect_output(print(callback_mark), "<class of callbacks Mark>")
  first <- callback_mark(by = 10)
  second <- callback_mark()
  expect_s3_class(first, c("Mark", "Keras3Callback", "KerasCallback", "R6"), exact = TRUE)
  expect_identical(callback_event(first, "epoch_end", 0, list(loss = 1)), list(loss = 1, mark = 10))
  expect_identical(first$epochs(), 1L)
  expect_null(second$epochs())
})

test_that("methods see self, private, super and the class, and where they were written", {
  finished <- FALSE
  Parent <- Callback("Parent", on_train_end = function(logs = NULL) finished <<- TRUE)
  Child <- Callback("Child",
    inherit = Parent,
    on_train_end = function(logs = NULL) {
      private$new_private <- 1
      self$new_field <- private$new_private + 1
      self$same_class <- inherits(Child(), "Child") && inherits(`__class__`(), "Child")
      super$on_train_end(logs)
    }
  )
  child <- Child()
  expect_s3_class(child, "Parent")
  callback_event(child, "train_end")
  expect_true(finished)
  expect_identical(child$new_field, 2)
  expect_true(child$same_class)
})

test_that("the model can be stopped from a method, in both manners", {
  stop_after_two <- function(epoch, logs = NULL) if (logs$loss < 1) self$model$stop_training <- TRUE
  Old <- R6::R6Class("Old", inherit = KerasCallback, public = list(on_epoch_end = stop_after_two))
  New <- Callback("New", on_epoch_end = stop_after_two)
  for (callback in list(Old$new(), New())) {
    model <- new.env()
    callback_context(callback, model, list(epochs = 5))
    expect_identical(callback$params, list(epochs = 5))
    callback_event(callback, "epoch_end", 0, list(loss = 2))
    expect_null(model$stop_training)
    callback_event(callback, "epoch_end", 1, list(loss = 0.5))
    expect_true(model$stop_training)
  }
})

test_that("public members override methods, and NULL fields stay", {
  Twice <- Callback("Twice",
    on_epoch_end = function(epoch, logs) list(a = 1), field = 1:3,
    public = list(on_epoch_end = function(epoch, logs) list(b = 2), empty = NULL)
  )
  twice <- Twice()
  expect_identical(callback_event(twice, "epoch_end", 0), list(b = 2))
  expect_true("empty" %in% names(twice))
  expect_identical(twice$field, 1:3)
})

test_that("what is no class of callbacks is refused", {
  expect_match(refusal(Callback()), "Callback\\(\\): classname: expected one piece of text, received NULL")
  expect_match(refusal(Callback("A", on_epoch_end = 1)), "Callback\\(\\): on_epoch_end: expected a function, received 1")
  expect_match(refusal(Callback("A", public = list(1))), "public: expected a named list")
  expect_match(refusal(Callback("A", private = 1)), "private: expected a named list")
  expect_match(refusal(Callback("A", function() 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 5)), "...: expected a named list")
  expect_match(refusal(Callback("A", inherit = KerasCallback)), "inherit: expected a class made by Callback\\(\\)")
  expect_match(refusal(callback_lambda(on_epoch_end = "print")), "callback_lambda\\(\\): on_epoch_end: expected a function")
  expect_match(refusal(callback_lambda(on_epoch_stop = print)), "names among on_epoch_begin, .* received on_epoch_stop")
  expect_match(refusal(callback_lambda(NULL, NULL, NULL, NULL, NULL, NULL, print)), "1 value without a name")
})
