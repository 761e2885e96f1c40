OnEpoch <- R6::R6Class("OnEpoch", inherit = KerasCallback, public = list(
  on_epoch_end = function(epoch, logs = NULL) list(ignored = 1)
))

test_that("callbacks come single, in a list, with names, or not at all", {
  stopping <- callback_early_stopping()
  object <- OnEpoch$new()
  expect_length(callback_list(NULL), 0)
  expect_identical(callback_list(stopping)[[1]], stopping)
  expect_identical(callback_list(object)[[1]], object)
  both <- callback_list(list(first = stopping, second = object))
  expect_length(both, 2)
  expect_null(names(both))
  expect_identical(callback_list(both), both)
})

test_that("what is no callback is refused, with its place and what to do", {
  expect_identical(
    refusal(callback_list(OnEpoch)),
    "callbacks: expected a callback, received the class OnEpoch. Make an object of it: OnEpoch$new()."
  )
  expect_match(refusal(callback_list(list(callback_early_stopping(), OnEpoch))), "^callbacks\\[\\[2\\]\\]: .*OnEpoch\\$new")
  expect_match(refusal(callback_list(Callback("Mark"))), "the class Mark. Make an object of it by calling it")
  expect_match(refusal(callback_list(callback_early_stopping)), "a function. Call it if it makes a callback")
  expect_match(refusal(callback_list("early_stopping")), "received \"early_stopping\"")
  expect_match(refusal(callback_list(list(NULL))), "received NULL")
  expect_match(refusal(callback_list(new.env())), "an object of class environment")
})

test_that("callbacks are grouped by where they run, in their order", {
  stopping <- callback_early_stopping()
  scheduler <- callback_learning_rate_scheduler(function(epoch) 1)
  one <- OnEpoch$new()
  two <- callback_lambda(on_epoch_end = function(epoch, logs) NULL)
  groups <- callback_groups(list(one, two, stopping, scheduler, one))
  expect_length(groups, 4)
  expect_identical(unclass(groups[[1]]), list(one, two))
  expect_identical(groups[2:3], list(stopping, scheduler))
  expect_identical(unclass(groups[[4]]), list(one))
  expect_identical(callback_groups(NULL), list())
})

seen_by <- function(era, ...) {
  seen <- list()
  see <- function(epoch, logs) seen[[length(seen) + 1]] <<- list(epoch, logs)
  callback <- in_era(era, callback_lambda(on_epoch_end = see, on_batch_end = see, on_train_begin = function(logs) see(NULL, logs)))
  callback_event(callback, ...)
  seen
}

test_that("numbers count from 0 in 2018 and from 1 today", {
  expect_identical(seen_by("keras2", "epoch_end", 0, list(loss = 1)), list(list(0L, list(loss = 1))))
  expect_identical(seen_by("keras3", "epoch_end", 0, list(loss = 1)), list(list(1L, list(loss = 1))))
  new <- Callback("New", on_epoch_begin = function(epoch, logs) self$at <- epoch)()
  callback_event(new, "epoch_begin", 4)
  expect_identical(new$at, 5L)
})

test_that("batches come with their number and size in 2018", {
  logs <- list(loss = 1, size = 32)
  expect_identical(seen_by("keras2", "train_batch_end", 2, logs), list(list(2L, list(batch = 2L, size = 32, loss = 1))))
  expect_identical(seen_by("keras2", "batch_end", 2, list(loss = 1)), list(list(2L, list(batch = 2L, loss = 1))))
  expect_identical(seen_by("keras3", "train_batch_end", 2, logs), list(list(3L, list(loss = 1))))
})

test_that("moments without logs give an empty named list", {
  expect_identical(seen_by("keras3", "train_begin"), list(list(NULL, structure(list(), names = character()))))
  expect_identical(seen_by("keras2", "predict_begin"), list())
})

test_that("what a callback of today returns is merged into the logs, for the next one to see", {
  first <- Callback("First", on_epoch_end = function(epoch, logs = NULL) {
    logs$extra <- epoch
    logs$loss <- 0
    logs
  })()
  second <- callback_lambda(on_epoch_end = function(epoch, logs) list(double = 2 * logs$extra))
  expect_identical(
    callback_event(list(first, second), "epoch_end", 1, list(loss = 1, acc = 0.5)),
    list(loss = 0, acc = 0.5, extra = 2L, double = 4)
  )
})

test_that("only numbers with names are merged, and nothing of callbacks in the manner of 2018", {
  answers <- list(NULL, 1, c(a = 1), list(1), list(a = "x"), list(a = 1:2), list(a = NULL), list(2, 3))
  for (answer in answers) {
    callback <- callback_lambda(on_epoch_end = function(epoch, logs) answer)
    expect_identical(callback_event(callback, "epoch_end", 0, list(loss = 1)), list(loss = 1))
  }
  callback <- callback_lambda(on_epoch_end = function(epoch, logs) list(a = NaN, 5, b = "x"))
  expect_identical(callback_event(callback, "epoch_end", 0), list(a = NaN))
  expect_identical(callback_event(OnEpoch$new(), "epoch_end", 0, list(loss = 1)), list(loss = 1))
})

test_that("functions may take fewer arguments than they are given", {
  calls <- character()
  note <- function(what) calls <<- c(calls, what)
  callback <- callback_lambda(
    on_epoch_begin = function() note("none"), on_epoch_end = function(epoch) note(paste("epoch", epoch)),
    on_train_begin = function(...) note(paste(...length(), "in dots")), on_train_end = function(epoch, logs) note("end")
  )
  for (event in c("train_begin", "train_end")) callback_event(callback, event)
  for (event in c("epoch_begin", "epoch_end")) callback_event(callback, event, 0)
  expect_identical(calls, c("1 in dots", "end", "none", "epoch 1"))
})

test_that("a method for training batches goes before one for batches", {
  calls <- character()
  callback <- callback_lambda(
    on_train_batch_end = function(batch, logs) calls <<- c(calls, "train"),
    on_batch_end = function(batch, logs) calls <<- c(calls, "batch")
  )
  callback_event(callback, "batch_end", 0)
  callback_event(callback, "train_batch_end", 0)
  expect_identical(calls, c("train", "train"))
})

test_that("batches are asked for only by callbacks that watch them", {
  ignore <- function(batch, logs) NULL
  Empty <- R6::R6Class("Empty", inherit = KerasCallback)
  Watching <- R6::R6Class("Watching", inherit = KerasCallback, public = list(on_batch_begin = ignore))
  expect_false(needs_batches(NULL))
  expect_false(needs_batches(list(callback_early_stopping(), callback_learning_rate_scheduler(function(epoch) 1))))
  expect_false(needs_batches(Empty$new()))
  expect_false(needs_batches(OnEpoch$new()))
  expect_false(needs_batches(Callback("Quiet", on_test_batch_end = ignore)()))
  expect_true(needs_batches(Watching$new()))
  expect_true(needs_batches(Callback("Loud", on_train_batch_end = ignore)()))
  expect_true(needs_batches(list(OnEpoch$new(), callback_lambda(on_batch_end = ignore))))
})

test_that("an error of a callback passes unchanged, and a moment that is none is refused", {
  callback <- callback_lambda(on_epoch_end = function(epoch, logs) stop("too late"))
  expect_error(callback_event(callback, "epoch_end", 0), "^too late$")
  expect_match(refusal(callback_event(callback, "epoch_middle", 0)), "callback_event\\(\\): event: expected one of")
  expect_identical(callback_event(callback_early_stopping(), "epoch_end", 0, list(loss = 1)), list(loss = 1))
})
