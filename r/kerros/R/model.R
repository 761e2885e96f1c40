# The model: a function, so that it can be called on tensors as layers are. What belongs to it is an environment,
# state(model), so that `model %>% layer_dense(...)` changes it in place.
#
# The state holds a handle of the Rust part, and beside it, as plain R values, what it takes to make that
# handle again: so a model can be saved with saveRDS() and sent to another process. Fields of every model: `kind`
# ("sequential" or "functional"), `class`, `handle`, `name`, `seed`, `layers` (each layer's `own`, which also has its
# weights: see layers.R), `compiled` (what compile() was given, and which layers were trained then),
# `learning_rate` (if it is no longer the optimizer's own), `trainable` (`FALSE` if the whole model was frozen), `levels` (of a factor that was the target; a list of
# these where there are several), `history` (of the last training), `stop_training`, `as_layer` (the model as a
# layer of others). Of a stack: `input` (the layer that says what the input looks like, if one was added),
# `input_shape` (if data told it), `tensors` (the stack as calls, once somebody asked). Of a functional model:
# `inputs`, `outputs`, `calls` (in an order in which they can be made), `input_layers`, `names` and `keys` (of
# inputs and outputs, as the engine and as the user calls them).
state <- function(model) environment(model)$own

# The R function that a model is.
model_object <- function(own) {
  force(own)
  model <- function(object, ..., training = NULL) {
    only_defaults("a model", ...)
    use_model(own, object, training)
  }
  structure(model, class = own$class)
}

#' A model as a stack of layers
#'
#' Makes an empty model, to which `layer_*()` functions add layers in place: the model need not be
#' assigned again.
#'
#' A model is a value: it can be saved with [saveRDS()] and sent to other processes, with its weights and with
#' what it was compiled with, but without what the optimizer remembers of past steps. Models that share layers
#' share them also when they are read back, if they were saved together, in a list. A model computes with a thread
#' for each core, or with as many as the option `kerros.threads` said when it was made; its numbers do not
#' depend on that.
#'
#' @param input_shape The sizes of one sample, without the number of rows.
#' @param name The model's name.
#' @param ... Nothing else is accepted.
#' @param layers A list of layers to begin with; models are layers too.
#' @return The model.
#' @family models
#' @export
#' @examples
#' model <- keras_model_sequential()
#' model |>
#'   layer_dense(units = 10, activation = "relu", input_shape = 4) |>
#'   layer_dense(units = 3, activation = "softmax")
#' model
keras_model_sequential <- function(input_shape = NULL, name = NULL, ..., layers = NULL) {
  only_defaults("keras_model_sequential", ...)
  # In keras 2 the layers came first.
  if (is_layers(input_shape)) {
    layers <- input_shape
    input_shape <- NULL
  }
  own <- new.env(parent = emptyenv())
  own$kind <- "sequential"
  own$class <- model_class("sequential")
  own$seed <- draw_seed()
  own$name <- if (is.null(name)) next_name("sequential") else check_string(name, "keras_model_sequential(): name")
  own$layers <- list()
  own$handle <- rust("model_new", own$name, own$seed)
  set_threads(own$handle)
  model <- model_object(own)
  if (!is.null(input_shape)) add_layer(model, shape_layer(as_sizes(input_shape, "input_shape")))
  if (is_layer(layers)) layers <- list(layers)
  if (!is.null(layers) && !(is.list(layers) && !is.object(layers))) {
    refuse("keras_model_sequential(): layers", "a list of layers", describe(layers),
           "Make layers with layer_...() without a model.")
  }
  for (layer in layers) {
    if (!is_layer(layer) && !inherits(layer, "kerros_model")) {
      refuse("layers", "layers", describe(layer), "Make them with layer_...().")
    }
    layer(model)
  }
  model
}

set_threads <- function(handle) {
  threads <- getOption("kerros.threads")
  if (!is.null(threads)) {
    rust("model_set_threads", handle, check_count(threads, "option kerros.threads", least = 1))
  }
}

# The layer that says what a stack's input looks like.
shape_layer <- function(shape, batch_size = NULL) {
  new_own("InputLayer", c(list(shape = as.list(shape)), if (!is.null(batch_size)) list(batch_size = batch_size)))
}

is_layers <- function(value) {
  is_layer(value) || is.list(value) && length(value) > 0L && all(vapply(value, is_layer, TRUE))
}

model_class <- function(kind) {
  era <- switch(kerros_era(),
    keras2 = c(sequential = "keras.engine.sequential.Sequential", general = "keras.engine.training.Model"),
    c(
      sequential = "keras.src.models.sequential.Sequential", functional = "keras.src.models.functional.Functional",
      general = "keras.src.models.model.Model"
    )
  )
  unname(c("kerros_model", era[intersect(c(kind, "general"), names(era))]))
}

# Adds a layer to a stack; the model stays as it was if the layer does not fit.
add_layer <- function(model, layer) {
  own <- state(model)
  is_first <- own$kind == "sequential" && length(own$layers) == 0L
  # As Keras; the course adds a first layer to a model that has layers.
  if (is_course_era() && !is_first && !rust("layer_is_alive", layer$handle)) layer$config$input_shape <- NULL
  below <- if (is_first) own$input$config$shape else rust("model_shape", handle(model), "output")[[1L]]
  check_input_length(layer, unlist(below))
  if (is_first && is.null(own$input) && !is.null(layer$batch_size) && !is.null(layer$config$input_shape)) {
    add_layer(model, shape_layer(layer$config$input_shape, layer$batch_size))
  }
  if (!is.null(layer$model) && layer$model$kind == "sequential") share_weights(model_object(layer$model))
  change_layers(model, function(handle) rust("model_add", handle, layer_handle(layer)))
  if (layer$class_name == "InputLayer") own$input <- layer else own$layers <- c(own$layers, list(layer))
  remember_change(model)
  settle(model)
  invisible(model)
}

# Gives layers the weights that they are to begin with, or had when they were saved.
settle <- function(model) {
  own <- state(model)
  stale <- any(vapply(own$layers, function(layer) isTRUE(layer$stale), NA))
  if (stale && is_built(model)) restore_values(own, own$handle)
  for (place in seq_along(own$layers)) {
    layer <- own$layers[[place]]
    if (is.null(layer$weights)) next
    set_weights(get_layer(model, index = place), layer$weights)
    layer$weights <- NULL
  }
}

# The names of keras 2 count over the whole session; those of keras 3 in each model.
names_given <- new.env(parent = emptyenv())

next_name <- function(base) {
  if (kerros_era() != "keras2") {
    return(base)
  }
  count <- get0(base, envir = names_given, inherits = FALSE, ifnotfound = 0L) + 1L
  assign(base, count, envir = names_given)
  paste0(base, "_", count)
}

# The Rust part's model; made again if this model was read from a file or comes from another process.
handle <- function(model) {
  check_model(model, "object")
  own <- state(model)
  if (!rust("model_is_alive", own$handle)) {
    fresh <- made_again(own)
    restore_values(own, fresh)
    if (!is.null(own$learning_rate)) rust("model_set_learning_rate", fresh, own$learning_rate)
    own$handle <- fresh
  }
  own$handle
}

# The same for questions that change nothing. Callbacks may ask them while the model trains: then a copy with
# the weights of this moment answers.
reader <- function(model) {
  alive <- handle(model)
  if (!rust("model_is_training", alive)) return(alive)
  weights <- rust("model_weights", alive)
  copy <- made_again(state(model), layer_of = fresh_layers())
  rust("model_restore", copy, weights)
  copy
}

# A model of the Rust part with the layers that `layer_of` gives, compiled in the same way.
made_again <- function(own, compiled = own$compiled, layer_of = layer_handle) {
  if (own$kind == "functional") {
    fresh <- replayed(own, layer_of)
    set_threads(fresh)
  } else {
    fresh <- stacked(own, layer_of)
  }
  if (!is.null(compiled)) compile_as(own, fresh, compiled)
  fresh
}

# The stack in the Rust part.
stacked <- function(own, layer_of) {
  fresh <- rust("model_new", own$name, own$seed)
  set_threads(fresh)
  input <- own$input
  knows_input <- !is.null(input) || length(own$layers) > 0L && !is.null(own$layers[[1L]]$config$input_shape)
  if (!knows_input && !is.null(own$input_shape)) input <- shape_layer(own$input_shape)
  if (!is.null(input)) rust("model_add", fresh, layer_of(input))
  for (layer in own$layers) rust("model_add", fresh, layer_of(layer))
  fresh
}

# A function that gives, for each layer, one like it that no other model has.
fresh_layers <- function() {
  known <- list()
  handles <- list()
  layer_of <- function(own) {
    place <- place_in(known, own)
    if (is.na(place)) {
      made <- if (is.null(own$model)) {
        rust("layer_new", own$class_name, own$config, own$trainable)
      } else {
        rust("model_as_layer", made_again(own$model, NULL, layer_of))
      }
      known <<- c(known, list(own))
      handles <<- c(handles, list(made))
      place <- length(known)
    }
    handles[[place]]
  }
  layer_of
}

# Compiles a model in the Rust part as `own` was: with the layers frozen that were so then.
compile_as <- function(own, handle, compiled) {
  layers <- all_layers(own)
  set_flags <- function(flags) {
    for (place in seq_along(layers)) {
      layer <- layers[[place]]
      if (rust("layer_is_alive", layer$handle)) rust("layer_set_trainable", layer$handle, flags[[place]])
    }
  }
  now <- trainable_flags(layers)
  if (!identical(now, compiled$trainable)) {
    on.exit(set_flags(now))
    set_flags(compiled$trainable)
  }
  rust("model_compile", handle, compiled$optimizer, compiled$outputs)
}

# Changes the layers of a stack by `change`, a function of the handle. A compiled model is no longer compiled then,
# as what its optimizer remembers belongs to the old layers.
change_layers <- function(model, change) {
  alive <- handle(model)
  own <- state(model)
  if (is.null(own$compiled) || own$kind == "functional" || rust("model_is_training", alive)) {
    change(alive)
  } else {
    # The new one takes the weights from the layers.
    if (is_built(model)) share_weights(model)
    fresh <- made_again(own, compiled = NULL)
    change(fresh)
    own$handle <- fresh
    own$compiled <- NULL
    own$learning_rate <- NULL
  }
  own$tensors <- NULL
  own$as_layer <- NULL
}

# Keeps the weights beside the layers' handles, and the shape that a stack's were made for.
remember_weights <- function(model) {
  own <- state(model)
  values <- rust_try("model_values", handle(model))
  if (is.list(values) && !inherits(values, "kerros_failure")) {
    layers <- computing_layers(own)
    for (place in seq_along(values)) {
      layer <- layers[[place]]
      if (is.null(layer$model)) layer$values <- values[[place]] else remember_weights(model_object(layer$model))
    }
  }
  if (own$kind == "sequential") own$input_shape <- rust("model_shape", own$handle, "input")[[1L]]
  invisible(model)
}

# The inverse: gives a model in the Rust part the weights that its layers had.
restore_values <- function(own, handle) {
  layers <- computing_layers(own)
  values <- lapply(layers, function(layer) if (is.null(layer$model)) layer$values)
  if (!all(vapply(values, is.null, NA))) rust("model_restore", handle, values)
  for (layer in layers) layer$stale <- NULL
}

# Keeps the learning rate, if a callback or the user has changed it.
remember_learning_rate <- function(model) {
  own <- state(model)
  rate <- rust_try("model_learning_rate", own$handle)
  own$learning_rate <- if (is.numeric(rate)) rate
}

# After a change of the layers: what is kept beside the handle must fit again.
remember_change <- function(model) {
  own <- state(model)
  if (any(vapply(own$layers, function(layer) !is.null(layer$values), NA))) remember_weights(model)
  if (length(own$layers) == 0L) own$input_shape <- NULL
}

#' Prints a model's table
#'
#' @param object,x A model.
#' @param line_length The width in characters; `getOption("width")` if not given.
#' @param ... Ignored.
#' @return `summary()` returns the model invisibly, after printing its table; `format()` the text.
#' @family models
#' @export
summary.kerros_model <- function(object, line_length = getOption("width"), ...) {
  # In the era of the course only print() has the line "Model".
  cat(sub("^Model\n", "", format(object, line_length = line_length)))
  invisible(object)
}

#' @rdname summary.kerros_model
#' @export
print.kerros_model <- function(x, ...) {
  cat(tryCatch(format(x), error = function(e) paste0("Model: ", conditionMessage(e), "\n")))
  invisible(x)
}

#' @rdname summary.kerros_model
#' @export
format.kerros_model <- function(x, line_length = getOption("width"), ...) {
  style <- switch(kerros_era(), keras2 = "classic", "keras3")
  line_length <- check_count(line_length, "summary(): line_length", least = 1)
  sub("\n?$", "\n", rust("model_summary", reader(x), style, line_length))
}

#' Layers of a model
#'
#' @param object A model.
#' @param name The layer's name.
#' @param index Its place, counted from 1; from the end if negative. The inputs of a functional model count as
#'   layers, as in Keras.
#' @return `get_layer()` returns the layer (a model, if that is the layer), whose weights `get_weights()` gives, and which can be called on tensors
#'   to be part of other models too; `pop_layer()` takes the last layer of a stack away and returns it, after which
#'   a compiled model must be compiled again; `count_params()` the number of parameters of a model or layer;
#'   `clone_model()` a new model with the same layers and fresh weights.
#' @family models
#' @export
get_layer <- function(object, name = NULL, index = NULL) {
  layers <- layer_table(object)
  # A number in the place of the name is an index.
  if (is.numeric(name) && is.null(index)) {
    index <- name
    name <- NULL
  }
  names <- vapply(layers, function(layer) layer$name, "")
  place <- if (is.null(name)) place_of_layer(index, length(layers)) else match(name, names)
  if (length(place) != 1L || is.na(place)) {
    expected <- sprintf("the name of a layer (%s) or an index from 1 to %d", paste(names, collapse = ", "), length(layers))
    if (length(layers) == 0L) expected <- "a model with layers"
    received <- if (length(layers) == 0L) "one without" else describe(if (is.null(name)) index else name)
    refuse("get_layer()", expected, received, "summary(model) shows the layers.")
  }
  model_layer(object, place, layers[[place]])
}

# A layer of a model as R has it; a model is itself where it is a layer of another. `info` is what layer_table()
# says of it.
model_layer <- function(model, place, info) {
  own <- state(model)$layers[[place]]
  if (is.null(own$model)) layer_object(own, model, info) else model_object(own$model)
}

# What the Rust part knows of the layers of a model, inputs of a functional model among them: name, class, shape
# of the output, parameters and number of weights.
layer_table <- function(model) {
  reading <- reader(model)
  rows <- rust("model_layers", reading)
  own <- state(model)
  if (own$kind == "sequential") return(rows)
  shapes <- rust("model_shape", reading, "input")
  computing <- 0L
  lapply(own$layers, function(layer) {
    input <- place_in(own$input_layers, layer)
    if (is.na(input)) {
      computing <<- computing + 1L
      return(rows[[computing]])
    }
    list(
      name = own$names$inputs[[input]], class_name = "InputLayer", output_shape = shapes[[input]],
      parameters = 0L, weights = 0L
    )
  })
}

# The place of a layer, counted from the end if negative; NA if there is none.
place_of_layer <- function(index, count) {
  if (!is.numeric(index) || length(index) != 1L || is.na(index)) return(NA)
  place <- if (index < 0) count + 1 + index else index
  if (place >= 1 && place <= count && place == floor(place)) as.integer(place) else NA
}

#' @rdname get_layer
#' @export
pop_layer <- function(object) {
  layer <- get_layer(object, index = -1L)
  change_layers(object, function(handle) rust("model_pop", handle))
  own <- state(object)
  own$layers <- own$layers[-length(own$layers)]
  remember_change(object)
  invisible(layer)
}

#' @rdname get_layer
#' @export
count_params <- function(object) {
  if (is_layer(object)) {
    info <- environment(object)$info
    return(if (is.null(info)) sum(lengths(get_weights(object))) else info$parameters)
  }
  rust("model_count_params", reader(object))
}

#' @rdname get_layer
#' @param model A model.
#' @param input_tensors,clone_function,call_function,recursive Accepted at their defaults.
#' @param ... Nothing else is accepted.
#' @export
clone_model <- function(model, input_tensors = NULL, clone_function = NULL, call_function = NULL, recursive = FALSE,
                        ...) {
  only_defaults("clone_model", input_tensors = is.null(input_tensors), clone_function = is.null(clone_function),
    call_function = is.null(call_function), recursive = isFALSE(recursive), ...)
  reader(model)
  model_object(cloned(state(model), clone_layers()))
}

# A function that gives, for each layer, a new one like it.
clone_layers <- function() {
  known <- list()
  clones <- list()
  function(own) {
    place <- place_in(known, own)
    if (is.na(place)) {
      known <<- c(known, list(own))
      clones <<- c(clones, list(new_own(own$class_name, own$config, trainable = own$trainable)))
      place <- length(known)
      if (!is.null(own$model)) clones[[place]]$model <<- cloned(own$model, clone_layers())
    }
    clones[[place]]
  }
}

# The state of a model like `own`, of the layers that `clone_of` gives.
cloned <- function(own, clone_of) {
  if (own$kind == "sequential") {
    copy <- keras_model_sequential(name = own$name)
    if (!is.null(own$input)) add_layer(copy, clone_of(own$input))
    for (layer in own$layers) add_layer(copy, clone_of(layer))
    return(state(copy))
  }
  tensors <- own$inputs
  copies <- lapply(own$input_layers, function(layer) new_input(layer$config$shape, name = layer$config$name))
  copy_of <- function(tensor) copies[[place_in(tensors, tensor)]]
  for (call in own$calls) {
    made <- call_layer(clone_of(call$layer), lapply(call$inputs, copy_of), isTRUE(call$for_inference))
    tensors <- c(tensors, call$outputs)
    copies <- c(copies, if (is_tensor(made)) list(made) else made)
  }
  ends <- list(inputs = copies[seq_along(own$inputs)], outputs = lapply(own$outputs, copy_of))
  for (end in names(ends)) names(ends[[end]]) <- own$keys[[end]]
  state(keras_model(ends$inputs, ends$outputs, name = own$name))
}
