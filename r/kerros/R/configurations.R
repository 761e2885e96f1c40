# What layers, models and other objects are made of, as lists and as JSON of Keras, and the way back.
#
# The Rust part reads and writes Keras's forms. Of what it reads, R learns the classes with the arguments of the
# registry and, of a model, a plan: inputs, layers, and the calls of layers on values, which R makes as its users would.

#' The configuration of a layer, a model or another object
#'
#' What an object is made of, without its weights, as a list that can be changed, kept and turned into another object of the
#' same kind. The names and the forms are those of Keras 3, in both eras.
#'
#' @param object For `get_config()` a layer, a model, an optimizer, a loss, a metric, an initializer, a regularizer or a
#'   constraint.
#' @param config What `get_config()` gave, or a list with `class_name` and `config`, as the parts of a configuration
#'   are. An object itself stands for its configuration.
#' @param custom_objects Accepted at its default: classes of one's own are not there yet.
#' @return `get_config()` a list; its attribute `config_class` says of which class, as Keras exports it. `from_config()` a
#'   new object: a layer or a model with new weights. What a model is compiled with is no part of its configuration, but
#'   of its JSON ([model_to_json()]). `serialize_keras_object()` and `deserialize_keras_object()` do the same with lists
#'   that say their class themselves, as the parts of a configuration do; those of models say what these are compiled
#'   with, too.
#' @family configurations
#' @export
#' @examples
#' layer <- layer_dense(units = 10, activation = "relu", name = "hidden")
#' config <- get_config(layer)
#' config$units
#' config$units <- 20
#' from_config(config)
#'
#' model <- keras_model_sequential(input_shape = 4) |> layer_dense(units = 3)
#' again <- from_config(get_config(model))
#' count_params(again)
#'
#' get_config(optimizer_sgd(learning_rate = 0.1))$learning_rate
get_config <- function(object) {
  tree <- config_tree(object)
  if (is.null(tree)) refuse_object("get_config(): object", object)
  structure(tree$config, config_class = paste(tree$module, tree$class_name, sep = "."))
}

refuse_object <- function(where, object) {
  refuse(where, paste("a layer, a model, an optimizer, a loss, a metric, an initializer, a regularizer or a",
    "constraint"), describe(object), "Make one, such as layer_dense(units = 1).")
}

# Any object in Keras's form: `module`, `class_name`, `config`; NULL if it has none.
config_tree <- function(object) {
  if (inherits(object, "kerros_model")) return(with_empty_objects(rust("model_get_config", reader(object))))
  if (is_layer(object)) return(layer_tree(object))
  if (inherits(object, "kerros_model_optimizer")) return(optimizer_tree(object))
  kind <- kind_of_object(object)
  if (!is.null(kind)) with_empty_objects(rust("get_config", kind, object$class_name, object$config))
}

# Objects without members get names, which tell them from empty lists: others write them to JSON, too.
with_empty_objects <- function(tree) {
  for (key in names(tree)) {
    if (identical(tree[[key]], list()) && key %in% c("config", "kwargs", "compile_config", "build_config")) {
      tree[[key]] <- structure(list(), names = character())
    }
  }
  inner <- vapply(tree, is.list, NA)
  tree[inner] <- lapply(tree[inner], with_empty_objects)
  tree
}

layer_tree <- function(layer) {
  own <- layer_own(layer)
  tree <- with_empty_objects(rust("layer_get_config", layer_handle(own)))
  # A model names its layers; by itself a layer is called like the first of its class.
  if (is.null(own$model) && !is.null(layer$name)) tree$config$name <- layer$name
  # As in Keras 2; Keras 3 keeps the shape beside the layer.
  shape <- own$config$input_shape
  if (is_course_era() && !is.null(shape)) tree$config$batch_input_shape <- c(list(own$batch_size), shape)
  tree
}

# The optimizer of a compiled model, with the learning rate that it has come to.
optimizer_tree <- function(optimizer) {
  made <- .subset2(optimizer, "optimizer")
  if (is.character(made)) made <- new_object("optimizer", rust("find", "optimizer", made)$class_name, list())
  tree <- config_tree(made)
  tree$config$learning_rate <- optimizer$learning_rate
  tree
}

# Kinds of objects with a configuration, and the modules of Keras that have their classes.
object_modules <- c(
  initializer = "keras.initializers", regularizer = "keras.regularizers", constraint = "keras.constraints",
  loss = "keras.losses", metric = "keras.metrics", optimizer = "keras.optimizers"
)

kind_of_object <- function(object) {
  if (!inherits(object, "kerros_object")) return(NULL)
  for (kind in names(object_modules)) if (inherits(object, paste0("kerros_", kind))) return(kind)
}

#' @rdname get_config
#' @export
from_config <- function(config, custom_objects = NULL) {
  only_defaults("from_config", custom_objects = length(custom_objects) == 0L)
  tree <- config_tree(config)
  made_of_tree(if (is.null(tree)) tree_of_config(config, "from_config(): config") else tree, compiles = FALSE)
}

# An object of Keras's form; a model is compiled if it was, and if it is to be.
made_of_tree <- function(tree, compiles) {
  kind <- kind_of_tree(tree)
  switch(kind,
    model = model_of_plan(rust("model_plan", tree), compiles),
    layer = layer_object(own_of_plan(rust("from_config", "layer", tree))),
    object_of_kind(kind, rust("from_config", kind, tree))
  )
}

#' @rdname get_config
#' @param obj As `object`.
#' @export
serialize_keras_object <- function(obj) {
  tree <- config_tree(obj)
  if (is.null(tree)) refuse_object("serialize_keras_object(): obj", obj)
  tree
}

#' @rdname get_config
#' @param safe_mode Accepted at its default: code in a configuration is never run.
#' @param ... Nothing else is accepted.
#' @export
deserialize_keras_object <- function(config, custom_objects = NULL, safe_mode = TRUE, ...) {
  only_defaults("deserialize_keras_object", custom_objects = length(custom_objects) == 0L,
    safe_mode = isTRUE(safe_mode), ...)
  made_of_tree(tree_of_config(config, "deserialize_keras_object(): config"), compiles = TRUE)
}

tree_of_config <- function(config, where) {
  remedy <- "Change a configuration in place: config$units <- 20, so that it keeps its attribute config_class."
  if (!is.list(config) || is.object(config)) {
    refuse(where, "a configuration", describe(config), remedy)
  }
  if (is.character(config$class_name) && "config" %in% names(config)) return(config)
  class <- attr(config, "config_class")
  if (!is.character(class) || length(class) != 1L) {
    refuse(where, "a configuration that knows its class", describe(config), remedy)
  }
  attr(config, "config_class") <- NULL
  list(module = sub("[.][^.]*$", "", class), class_name = sub("^.*[.]", "", class), config = config)
}

kind_of_tree <- function(tree) {
  if (tree$class_name %in% c("Sequential", "Functional") || !is.null(tree$config$output_layers)) return("model")
  kind <- match(tree$module, object_modules)
  if (length(kind) == 0L || is.na(kind)) "layer" else names(object_modules)[[kind]]
}

# What the Rust part says of an object: its name, or its class and arguments.
object_of_kind <- function(kind, said) {
  if (is.character(said)) return(said)
  structure(said, class = c(paste0("kerros_", kind), "kerros_object"))
}

#' A model as JSON
#'
#' The layers of a model, how they are connected, and what it is compiled with, as Keras 3 writes it:
#' `keras.models.model_from_json()` reads it in Python. `model_from_json()` reads what Keras 3 and Keras 2 have
#' written, as well. The weights are no part of it: [get_weights()] has those. Code is never run: a layer that is a
#' function of Python is refused.
#'
#' @param object,model A model.
#' @param json The JSON, as a text.
#' @param custom_objects Accepted at its default: classes of one's own are not there yet.
#' @param filepath A file for the JSON.
#' @param overwrite Whether a file that is there already may be replaced.
#' @return `model_to_json()` a single text; so does `save_model_config()` without a file. `model_from_json()` and
#'   `load_model_config()` a new model with new weights, compiled if the model was.
#' @family configurations
#' @export
#' @examples
#' model <- keras_model_sequential(input_shape = 4) |>
#'   layer_dense(units = 3, activation = "softmax")
#' model |> compile(optimizer = "adam", loss = "categorical_crossentropy")
#' json <- model_to_json(model)
#' again <- model_from_json(json)
#' set_weights(again, get_weights(model))
#' x <- matrix(1, 1, 4)
#' all.equal(predict(again, x), predict(model, x))
model_to_json <- function(object) {
  check_model(object, "model_to_json(): object")
  rust("model_to_json", reader(object))
}

#' @rdname model_to_json
#' @export
model_from_json <- function(json, custom_objects = NULL) {
  only_defaults("model_from_json", custom_objects = length(custom_objects) == 0L)
  json <- check_string(json, "model_from_json(): json", "Give the text that model_to_json() wrote, here or in Keras.")
  model_of_plan(rust("model_plan", json))
}

#' @rdname model_to_json
#' @export
save_model_config <- function(model, filepath = NULL, overwrite = FALSE) {
  check_model(model, "save_model_config(): model")
  json <- model_to_json(model)
  if (is.null(filepath)) return(json)
  filepath <- check_string(filepath, "save_model_config(): filepath", "Give the name of a file.")
  if (file.exists(filepath) && !check_flag(overwrite, "save_model_config(): overwrite")) {
    refuse("save_model_config(): filepath", "a file that is not there yet", describe(filepath),
      "Choose another name, or give overwrite = TRUE.")
  }
  writeLines(enc2utf8(json), filepath, useBytes = TRUE)
  invisible(json)
}

#' @rdname model_to_json
#' @export
load_model_config <- function(filepath, custom_objects = NULL) {
  filepath <- check_string(filepath, "load_model_config(): filepath", "Give the name of a file.")
  if (!file.exists(filepath)) {
    refuse("load_model_config(): filepath", "a file", paste0("\"", filepath, "\", which is not there"), "Look at list.files().")
  }
  json <- paste(readLines(filepath, warn = FALSE, encoding = "UTF-8"), collapse = "\n")
  model_from_json(json, custom_objects)
}

#' A model as YAML
#'
#' Refused: Keras has removed this form in version 2.6, as reading it could run any code. [model_to_json()] and
#' [model_from_json()] say the same in JSON.
#'
#' @param object A model.
#' @param yaml A model as YAML.
#' @param custom_objects Classes of one's own.
#' @return Never returns: an error that says what to do instead.
#' @family configurations
#' @export
#' @examples
#' model <- keras_model_sequential(input_shape = 4) |> layer_dense(units = 3)
#' tryCatch(model_to_yaml(model), kerros_error = conditionMessage)
model_to_yaml <- function(object) refuse_yaml("model_to_yaml()", "Write JSON: model_to_json().")

#' @rdname model_to_yaml
#' @export
model_from_yaml <- function(yaml, custom_objects = NULL) {
  refuse_yaml("model_from_yaml()", "Write the model again with model_to_json(), and read that with model_from_json().")
}

refuse_yaml <- function(where, remedy) {
  refuse(where, "JSON", "YAML, which Keras has removed in version 2.6, as reading it could run any code", remedy)
}

# The model of a plan, compiled if it says so.
model_of_plan <- function(read, compiles = TRUE) {
  model <- model_object(planned(read$plan))
  if (!read$trainable) set_trainable_model(state(model), FALSE)
  if (compiles && !is.null(read$compiled)) {
    judge <- function(output) {
      output$loss <- object_of_kind("loss", output$loss)
      for (which in c("metrics", "weighted_metrics")) {
        output[[which]] <- lapply(output[[which]], object_of_kind, kind = "metric")
      }
      output
    }
    compile_with(model, object_of_kind("optimizer", read$compiled$optimizer), lapply(read$compiled$outputs, judge))
  }
  model
}

# The state of the model of a plan.
planned <- function(plan) {
  layers <- lapply(plan$layers, own_of_plan)
  if (plan$class_name == "Sequential") {
    model <- keras_model_sequential(name = plan$name)
    input <- plan$inputs[[1L]]
    if (!is.null(input$shape)) add_layer(model, new_own("InputLayer", input))
    for (layer in layers) add_layer(model, layer)
    return(state(model))
  }
  values <- lapply(plan$inputs, function(input) new_input(input$shape, name = input$name, batch_size = input$batch_size))
  for (call in plan$calls) {
    layer <- layers[[call$layer]]
    if (!is.null(layer$model) && layer$model$kind == "sequential") share_weights(model_object(layer$model))
    made <- call_layer(layer, values[call$inputs], call$for_inference)
    values[call$outputs] <- if (is_tensor(made)) list(made) else made
  }
  state(keras_model(values[seq_along(plan$inputs)], values[plan$outputs], name = plan$name))
}

# A layer of a plan, which may be a model.
own_of_plan <- function(layer) {
  if (is.null(layer$plan)) {
    own <- new_own(layer$class_name, layer$config, trainable = layer$trainable)
    own$batch_size <- layer$batch_size
    return(own)
  }
  own <- as_layer_own(planned(layer$plan))
  if (!layer$trainable) set_trainable(own, FALSE)
  own
}
