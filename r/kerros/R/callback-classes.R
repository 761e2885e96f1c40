# Callbacks that run in R: functions, R6 classes as in 2018, and classes made by Callback() as today.

utils::globalVariables(".parent")

# Moments that come with the number of an epoch or batch, and moments that come without.
numbered_moments <- c(
  "epoch_begin", "epoch_end", "batch_begin", "batch_end",
  "train_batch_begin", "train_batch_end", "test_batch_begin", "test_batch_end",
  "predict_batch_begin", "predict_batch_end"
)
plain_moments <- c("train_begin", "train_end", "test_begin", "test_end", "predict_begin", "predict_end")

# The names of all methods that a callback may have.
callback_methods <- paste0("on_", c(numbered_moments, plain_moments))

#' Functions that are called while a model trains
#'
#' @param on_epoch_begin,on_epoch_end,on_train_batch_begin,on_train_batch_end Functions of a number and of
#'   `logs`, a named list of what is known.
#' @param on_train_begin,on_train_end Functions of `logs`.
#' @param ... Further functions: `on_batch_begin` and `on_batch_end` (names of 2018 for batches of the
#'   training), `on_test_begin`, `on_test_end`, `on_test_batch_begin`, `on_test_batch_end`,
#'   `on_predict_begin`, `on_predict_end`, `on_predict_batch_begin`, `on_predict_batch_end`.
#' @details Epochs and batches count from 1. In the manners of 2018 (see [kerros_era()]) they count from 0.
#'
#'   Today a named list of numbers that a function returns is merged into `logs`, and so into the history
#'   if the function is `on_epoch_end`.
#'
#'   A function may have fewer arguments than it is given. Functions for batches make the training
#'   of small models slower: R is called for each batch.
#' @inherit callback_early_stopping return
#' @family callbacks
#' @examples
#' callback_lambda(on_epoch_end = function(epoch, logs) cat("epoch", epoch, "loss", logs$loss, "\n"))
#' @export
callback_lambda <- function(on_epoch_begin = NULL, on_epoch_end = NULL, on_train_begin = NULL,
                            on_train_end = NULL, on_train_batch_begin = NULL, on_train_batch_end = NULL,
                            ...) {
  functions <- list(
    on_epoch_begin = on_epoch_begin, on_epoch_end = on_epoch_end,
    on_train_begin = on_train_begin, on_train_end = on_train_end,
    on_train_batch_begin = on_train_batch_begin, on_train_batch_end = on_train_batch_end
  )
  others <- list(...)
  if (length(others) > 0 && !all(names(others) %in% callback_methods, length(names(others)) > 0)) {
    refuse("callback_lambda(): ...", paste("names among", paste(callback_methods, collapse = ", ")),
           other_names(others), "Mend the name of the argument.")
  }
  functions <- Filter(function(given) !is.null(given), c(functions, others))
  for (name in names(functions)) check_function(functions[[name]], paste0("callback_lambda(): ", name))
  new_callback("LambdaCallback", functions = functions, counts_from = first_number(), class = "kerros_lambda_callback")
}

# What epochs and batches count from.
first_number <- function() if (is_course_era()) 0L else 1L

#' Base class of callbacks written as R6 classes
#'
#' The way of 2018: make a class with [R6::R6Class()] that inherits from this one, override some of its
#' methods, and give an object of the class to [fit()][generics::fit]. What the methods keep in `self` can
#' be read afterwards.
#'
#' Methods: `on_train_begin(logs)`, `on_train_end(logs)`, `on_epoch_begin(epoch, logs)`,
#' `on_epoch_end(epoch, logs)`, `on_batch_begin(batch, logs)`, `on_batch_end(batch, logs)`, and the same for
#' `train_batch`, `test`, `test_batch`, `predict` and `predict_batch`. Epochs and batches count **from 0**.
#' `logs` is a named list of what is known: for batches `batch`, `size`, the loss and the metrics.
#'
#' `self$model` is the model, `self$params` what the training was told.
#' `self$model$stop_training <- TRUE` stops the training.
#'
#' @format An R6 class generator.
#' @param epoch Number of the epoch, from 0.
#' @param batch Number of the batch, from 0.
#' @param logs Named list of what is known.
#' @family callbacks
#' @examples
#' LossHistory <- R6::R6Class("LossHistory",
#'   inherit = KerasCallback,
#'   public = list(
#'     losses = NULL,
#'     on_epoch_end = function(epoch, logs = list()) {
#'       self$losses <- c(self$losses, logs[["loss"]])
#'     }
#'   )
#' )
#' history <- LossHistory$new()
#' history$losses
#' @export
KerasCallback <- R6::R6Class("KerasCallback",
  public = list(
    #' @field params What the training was told: a named list.
    params = NULL,
    #' @field model The model that is trained.
    model = NULL,
    #' @description Tells the callback what is trained.
    #' @param params,model What the fields are set to.
    set_context = function(params = NULL, model = NULL) {
      self$params <- params
      self$model <- model
    },
    # A method whose body is this one counts as not overridden: see own_method().
    #' @description An epoch begins.
    on_epoch_begin = function(epoch, logs = NULL) invisible(NULL),
    #' @description An epoch and its validation are over.
    on_epoch_end = function(epoch, logs = NULL) invisible(NULL),
    #' @description A batch of the training begins.
    on_batch_begin = function(batch, logs = NULL) invisible(NULL),
    #' @description A batch of the training is over.
    on_batch_end = function(batch, logs = NULL) invisible(NULL),
    #' @description The training begins.
    on_train_begin = function(logs = NULL) invisible(NULL),
    #' @description The training is over.
    on_train_end = function(logs = NULL) invisible(NULL),
    #' @description The same as `on_batch_begin()`, which is called if this method is not overridden.
    on_train_batch_begin = function(batch, logs = NULL) invisible(NULL),
    #' @description The same as `on_batch_end()`, which is called if this method is not overridden.
    on_train_batch_end = function(batch, logs = NULL) invisible(NULL),
    #' @description An evaluation begins.
    on_test_begin = function(logs = NULL) invisible(NULL),
    #' @description An evaluation is over.
    on_test_end = function(logs = NULL) invisible(NULL),
    #' @description A batch of an evaluation begins.
    on_test_batch_begin = function(batch, logs = NULL) invisible(NULL),
    #' @description A batch of an evaluation is over.
    on_test_batch_end = function(batch, logs = NULL) invisible(NULL),
    #' @description A prediction begins.
    on_predict_begin = function(logs = NULL) invisible(NULL),
    #' @description A prediction is over.
    on_predict_end = function(logs = NULL) invisible(NULL),
    #' @description A batch of a prediction begins.
    on_predict_batch_begin = function(batch, logs = NULL) invisible(NULL),
    #' @description A batch of a prediction is over.
    on_predict_batch_end = function(batch, logs = NULL) invisible(NULL)
  )
)

# What classes made by Callback() inherit from. Their objects take new fields at any time.
CallbackBase <- R6::R6Class("Keras3Callback", inherit = KerasCallback, lock_objects = FALSE)

#' Define a class of callbacks
#'
#' The way of today. The methods have `self` (the object), `private` (what only its methods see) and
#' `super` (the methods that were overridden) in scope.
#'
#' `self$model` is the model, `self$params` what the training was told.
#' `self$model$stop_training <- TRUE` stops the training.
#'
#' @param classname Name of the class.
#' @param on_epoch_begin,on_epoch_end Methods `function(epoch, logs = NULL)`. Epochs count **from 1**.
#' @param on_train_begin,on_train_end,on_test_begin,on_test_end,on_predict_begin,on_predict_end
#'   Methods `function(logs = NULL)`.
#' @param on_train_batch_begin,on_train_batch_end,on_test_batch_begin,on_test_batch_end
#'   Methods `function(batch, logs = NULL)`. Batches count **from 1**.
#' @param on_predict_batch_begin,on_predict_batch_end The same.
#' @param ...,public Further members of the class: methods, among them `initialize`, and fields.
#' @param private Members that only methods see, as `private$name`.
#' @param inherit Another class made by `Callback()`, whose methods are taken over.
#' @param parent_env Where the methods look for what is not in their scope.
#' @details A named list of numbers that a method returns is merged into `logs`: what `on_epoch_end` returns
#'   becomes part of the history.
#' @return A function that makes objects of the class. Its arguments go to `initialize`.
#' @family callbacks
#' @examples
#' callback_mark <- Callback("Mark",
#'   on_epoch_end = function(epoch, logs = NULL) list(mark = epoch * self$by),
#'   initialize = function(by = 1) self$by <- by
#' )
#' mark <- callback_mark(by = 10)
#' mark$by
#' @export
Callback <- function(classname, on_epoch_begin = NULL, on_epoch_end = NULL, on_train_begin = NULL,
                     on_train_end = NULL, on_train_batch_begin = NULL, on_train_batch_end = NULL,
                     on_test_begin = NULL, on_test_end = NULL, on_test_batch_begin = NULL,
                     on_test_batch_end = NULL, on_predict_begin = NULL, on_predict_end = NULL,
                     on_predict_batch_begin = NULL, on_predict_batch_end = NULL, ...,
                     public = list(), private = list(), inherit = NULL, parent_env = parent.frame()) {
  if (missing(classname)) classname <- NULL
  classname <- check_string(classname, "Callback(): classname", "Name the class.")
  methods <- list(
    on_epoch_begin = on_epoch_begin, on_epoch_end = on_epoch_end,
    on_train_begin = on_train_begin, on_train_end = on_train_end,
    on_train_batch_begin = on_train_batch_begin, on_train_batch_end = on_train_batch_end,
    on_test_begin = on_test_begin, on_test_end = on_test_end,
    on_test_batch_begin = on_test_batch_begin, on_test_batch_end = on_test_batch_end,
    on_predict_begin = on_predict_begin, on_predict_end = on_predict_end,
    on_predict_batch_begin = on_predict_batch_begin, on_predict_batch_end = on_predict_batch_end
  )
  methods <- Filter(function(method) !is.null(method), methods)
  members <- utils::modifyList(c(methods, check_members(list(...), "...")), check_members(public, "public"),
                               keep.null = TRUE)
  for (name in intersect(names(members), callback_methods)) {
    check_function(members[[name]], paste0("Callback(): ", name))
  }
  # R6 makes `private` only for classes that have private members.
  private <- c(check_members(private, "private"), list(.has_private = TRUE))
  callback_class(classname, members, private, parent_generator(inherit), parent_env)
}

check_members <- function(members, argument) {
  if (!is.list(members) || (length(members) > 0 && !has_all_names(members))) {
    refuse(paste0("Callback(): ", argument), "a named list", describe(members), "Name each member.")
  }
  members
}

parent_generator <- function(inherit) {
  if (is.null(inherit)) return(CallbackBase)
  if (inherits(inherit, "kerros_callback_class")) return(attr(inherit, "generator"))
  refuse("Callback(): inherit", "a class made by Callback()", describe(inherit), "Give the class, not an object of it.")
}

callback_class <- function(classname, public, private, parent, parent_env) {
  # R6 looks its parent class up by name, so it has to have one. The class is in scope under its name.
  scope <- new.env(parent = parent_env)
  scope$.parent <- parent
  generator <- R6::R6Class(classname, public = public, private = private, inherit = .parent,
                           parent_env = scope, lock_objects = FALSE)
  make <- structure(function(...) generator$new(...),
                    generator = generator, class = c("kerros_callback_class", "function"))
  scope[["__class__"]] <- make
  scope[[classname]] <- make
  make
}

#' @export
print.kerros_callback_class <- function(x, ...) {
  cat(sprintf("<class of callbacks %s>\n", attr(x, "generator")$classname))
  invisible(x)
}
