# Written by `cargo run -p kerros-r-functions` from the registry of the crate `kerros`.
# Changes belong there.

#' Dense layer
#'
#' A densely connected layer: activation(x . kernel + bias).
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param units How many numbers come out, at least 1.
#' @param activation An activation function.
#' @param use_bias Whether a bias is added.
#' @param kernel_initializer What the kernel starts with.
#' @param bias_initializer What the bias starts with.
#' @param kernel_regularizer What the kernel adds to the loss.
#' @param bias_regularizer What the bias adds to the loss.
#' @param activity_regularizer What the output adds to the loss, divided by the number of rows.
#' @param kernel_constraint What the kernel becomes after each step.
#' @param bias_constraint What the bias becomes after each step.
#' @param lora_rank Not there yet: must keep its default.
#' @param lora_alpha Not there yet: must keep its default.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_dense <- function(object, units, activation = NULL, use_bias = TRUE,
                        kernel_initializer = "glorot_uniform", bias_initializer = "zeros",
                        kernel_regularizer = NULL, bias_regularizer = NULL,
                        activity_regularizer = NULL, kernel_constraint = NULL,
                        bias_constraint = NULL, lora_rank = NULL, lora_alpha = NULL, ...) {
  only_defaults("layer_dense", lora_rank = is.null(lora_rank), lora_alpha = is.null(lora_alpha))
  new_layer("Dense", object,
    c(list(units = units, use_bias = use_bias, kernel_initializer = kernel_initializer,
      bias_initializer = bias_initializer),
      given(list(activation = activation, kernel_regularizer = kernel_regularizer,
      bias_regularizer = bias_regularizer, activity_regularizer = activity_regularizer,
      kernel_constraint = kernel_constraint, bias_constraint = bias_constraint))),
    common_arguments(...))
}

#' EinsumDense layer
#'
#' A densely connected layer along any axes: activation(einsum(equation, x, kernel) + bias).
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param equation The axes of input, kernel and result by letters, as "abc,cd->abd".
#' @param output_shape The sizes of the result's letters without the batch; nothing for the input's own.
#' @param activation An activation function.
#' @param bias_axes The letters of the result along which there is a bias; no bias if not given.
#' @param kernel_initializer What the kernel starts with.
#' @param bias_initializer What the bias starts with.
#' @param kernel_regularizer What the kernel adds to the loss.
#' @param bias_regularizer What the bias adds to the loss.
#' @param kernel_constraint What the kernel becomes after each step.
#' @param bias_constraint What the bias becomes after each step.
#' @param lora_rank Not there yet: must keep its default.
#' @param lora_alpha Not there yet: must keep its default.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_einsum_dense <- function(object, equation, output_shape, activation = NULL, bias_axes = NULL,
                               kernel_initializer = "glorot_uniform", bias_initializer = "zeros",
                               kernel_regularizer = NULL, bias_regularizer = NULL,
                               kernel_constraint = NULL, bias_constraint = NULL, lora_rank = NULL,
                               lora_alpha = NULL, ...) {
  only_defaults("layer_einsum_dense", lora_rank = is.null(lora_rank),
    lora_alpha = is.null(lora_alpha))
  new_layer("EinsumDense", object,
    c(list(equation = equation, output_shape = output_shape,
      kernel_initializer = kernel_initializer, bias_initializer = bias_initializer),
      given(list(activation = activation, bias_axes = bias_axes,
      kernel_regularizer = kernel_regularizer, bias_regularizer = bias_regularizer,
      kernel_constraint = kernel_constraint, bias_constraint = bias_constraint))),
    common_arguments(...))
}

#' Activation layer
#'
#' An activation function as a layer of its own.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param activation An activation function.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_activation <- function(object, activation, ...) {
  new_layer("Activation", object,
    list(activation = activation),
    common_arguments(...))
}

#' ReLU layer
#'
#' A rectified linear unit: max(x, 0).
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param max_value The largest value, not negative.
#' @param negative_slope The slope below the threshold, not negative.
#' @param threshold Where the function starts, not negative.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_activation_relu <- function(object, max_value = NULL, negative_slope = 0, threshold = 0, ...) {
  new_layer("ReLU", object,
    c(list(negative_slope = negative_slope, threshold = threshold),
      given(list(max_value = max_value))),
    common_arguments(...))
}

#' LeakyReLU layer
#'
#' A leaky rectified linear unit: x from 0 on, negative_slope x below.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param negative_slope The slope below 0, not negative.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_activation_leaky_relu <- function(object, negative_slope = 0.3, ...) {
  new_layer("LeakyReLU", object,
    list(negative_slope = negative_slope),
    common_arguments(...))
}

#' ELU layer
#'
#' An exponential linear unit: x above 0, alpha (e^x - 1) below.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param alpha Minus what the function approaches far below 0, finite.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_activation_elu <- function(object, alpha = 1, ...) {
  new_layer("ELU", object,
    list(alpha = alpha),
    common_arguments(...))
}

#' PReLU layer
#'
#' A rectified linear unit whose slope below 0 is learned.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param alpha_initializer What the slopes start with.
#' @param alpha_regularizer What the slopes add to the loss.
#' @param alpha_constraint What the slopes become after each step.
#' @param shared_axes Axes along which the slope is the same. Axes count from 1, which is the batch.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_activation_parametric_relu <- function(object, alpha_initializer = "Zeros",
                                             alpha_regularizer = NULL, alpha_constraint = NULL,
                                             shared_axes = NULL, ...) {
  new_layer("PReLU", object,
    c(list(alpha_initializer = alpha_initializer),
      given(list(alpha_regularizer = alpha_regularizer, alpha_constraint = alpha_constraint,
      shared_axes = axes_from_zero(shared_axes)))),
    common_arguments(...))
}

#' Softmax layer
#'
#' E^x / sum(e^x) along an axis.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param axis One axis, or several; negative ones count from the last. Axes count from 1, which is the batch.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_activation_softmax <- function(object, axis = -1L, ...) {
  new_layer("Softmax", object,
    list(axis = axes_from_zero(axis)),
    common_arguments(...))
}

#' Identity layer
#'
#' Hands on its input.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_identity <- function(object, ...) {
  new_layer("Identity", object,
    list(),
    common_arguments(...))
}

#' Embedding layer
#'
#' Whole numbers as vectors: the rows of a table of weights.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param input_dim How many numbers there are: the largest and one more.
#' @param output_dim The length of a vector.
#' @param embeddings_initializer What the table starts with.
#' @param embeddings_regularizer What the table adds to the loss.
#' @param embeddings_constraint What the table becomes after each step.
#' @param mask_zero Whether 0 stands for a step that does not count.
#' @param weights Weights to start with, as `get_weights()` gives them.
#' @param lora_rank Not there yet: must keep its default.
#' @param lora_alpha Not there yet: must keep its default.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_embedding <- function(object, input_dim, output_dim, embeddings_initializer = "uniform",
                            embeddings_regularizer = NULL, embeddings_constraint = NULL,
                            mask_zero = FALSE, weights = NULL, lora_rank = NULL, lora_alpha = NULL,
                            ...) {
  only_defaults("layer_embedding", lora_rank = is.null(lora_rank), lora_alpha = is.null(lora_alpha))
  new_layer("Embedding", object,
    c(list(input_dim = input_dim, output_dim = output_dim,
      embeddings_initializer = embeddings_initializer, mask_zero = mask_zero),
      given(list(embeddings_regularizer = embeddings_regularizer,
      embeddings_constraint = embeddings_constraint))),
    common_arguments(weights = weights, ...))
}

#' Masking layer
#'
#' Leaves steps out whose features all have one value.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param mask_value The value of all features of a step that is left out.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_masking <- function(object, mask_value = 0, ...) {
  new_layer("Masking", object,
    list(mask_value = mask_value),
    common_arguments(...))
}

#' ActivityRegularization layer
#'
#' Adds a loss for the size of its input, which it hands on.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param l1 The factor of the sum of magnitudes.
#' @param l2 The factor of the sum of squares.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_activity_regularization <- function(object, l1 = 0, l2 = 0, ...) {
  new_layer("ActivityRegularization", object,
    list(l1 = l1, l2 = l2),
    common_arguments(...))
}

#' Add layer
#'
#' The sum of its inputs, element by element.
#'
#' @param inputs A list of tensors, which the layer is called on; nothing, to get the layer.
#' @param \dots More tensors, and what every layer takes: `name`, `weights` and others.
#' @return A tensor; without tensors, the layer.
#' @family layers
#' @export
layer_add <- function(inputs, ...) {
  new_layer("Add", merged(inputs, ...),
    list(),
    common_named_arguments(...))
}

#' Subtract layer
#'
#' The first input less the second.
#'
#' @param inputs A list of tensors, which the layer is called on; nothing, to get the layer.
#' @param \dots More tensors, and what every layer takes: `name`, `weights` and others.
#' @return A tensor; without tensors, the layer.
#' @family layers
#' @export
layer_subtract <- function(inputs, ...) {
  new_layer("Subtract", merged(inputs, ...),
    list(),
    common_named_arguments(...))
}

#' Multiply layer
#'
#' The product of its inputs, element by element.
#'
#' @param inputs A list of tensors, which the layer is called on; nothing, to get the layer.
#' @param \dots More tensors, and what every layer takes: `name`, `weights` and others.
#' @return A tensor; without tensors, the layer.
#' @family layers
#' @export
layer_multiply <- function(inputs, ...) {
  new_layer("Multiply", merged(inputs, ...),
    list(),
    common_named_arguments(...))
}

#' Average layer
#'
#' The mean of its inputs, element by element.
#'
#' @param inputs A list of tensors, which the layer is called on; nothing, to get the layer.
#' @param \dots More tensors, and what every layer takes: `name`, `weights` and others.
#' @return A tensor; without tensors, the layer.
#' @family layers
#' @export
layer_average <- function(inputs, ...) {
  new_layer("Average", merged(inputs, ...),
    list(),
    common_named_arguments(...))
}

#' Maximum layer
#'
#' The largest of its inputs, element by element.
#'
#' @param inputs A list of tensors, which the layer is called on; nothing, to get the layer.
#' @param \dots More tensors, and what every layer takes: `name`, `weights` and others.
#' @return A tensor; without tensors, the layer.
#' @family layers
#' @export
layer_maximum <- function(inputs, ...) {
  new_layer("Maximum", merged(inputs, ...),
    list(),
    common_named_arguments(...))
}

#' Minimum layer
#'
#' The smallest of its inputs, element by element.
#'
#' @param inputs A list of tensors, which the layer is called on; nothing, to get the layer.
#' @param \dots More tensors, and what every layer takes: `name`, `weights` and others.
#' @return A tensor; without tensors, the layer.
#' @family layers
#' @export
layer_minimum <- function(inputs, ...) {
  new_layer("Minimum", merged(inputs, ...),
    list(),
    common_named_arguments(...))
}

#' Concatenate layer
#'
#' Its inputs one after the other along an axis.
#'
#' @param inputs A list of tensors, which the layer is called on; nothing, to get the layer.
#' @param \dots More tensors, and what every layer takes: `name`, `weights` and others.
#' @param axis The axis; negative ones count from the last. Axes count from 1, which is the batch.
#' @return A tensor; without tensors, the layer.
#' @family layers
#' @export
layer_concatenate <- function(inputs, ..., axis = -1L) {
  new_layer("Concatenate", merged(inputs, ...),
    list(axis = axes_from_zero(axis)),
    common_named_arguments(...))
}

#' Dot layer
#'
#' The dot products of two inputs along an axis of each.
#'
#' @param inputs A list of tensors, which the layer is called on; nothing, to get the layer.
#' @param \dots More tensors, and what every layer takes: `name`, `weights` and others.
#' @param axes The axis of both inputs, or one for each. Axes count from 1, which is the batch.
#' @param normalize Whether vectors are brought to length 1 first.
#' @return A tensor; without tensors, the layer.
#' @family layers
#' @export
layer_dot <- function(inputs, ..., axes, normalize = FALSE) {
  new_layer("Dot", merged(inputs, ...),
    list(axes = axes_from_zero(axes), normalize = normalize),
    common_named_arguments(...))
}

#' Attention layer
#'
#' What queries find among values, weighted by dot products of queries and keys.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param use_scale Whether a learned number multiplies the scores.
#' @param score_mode How well a query and a key fit: "dot", or "concat" for the hyperbolic tangents of their sum.
#' @param dropout The share of scores that are set to 0 while training, from 0 to 1.
#' @param seed Ignored with a warning: `set.seed()` seeds the whole model.
#' @param \dots What every layer takes, `name`, `weights` and others, and what Keras is told at the call: `use_causal_mask`, `return_attention_scores` and, but for layers of one head, `attention_mask`, all TRUE or FALSE; an attention mask is the last of the tensors.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_attention <- function(object, use_scale = FALSE, score_mode = "dot", dropout = 0, seed = NULL,
                            ...) {
  only_defaults("layer_attention", seed = ignored_seed(seed))
  new_layer("Attention", object,
    list(use_scale = use_scale, score_mode = score_mode, dropout = dropout),
    common_arguments(...))
}

#' AdditiveAttention layer
#'
#' What queries find among values, weighted by hyperbolic tangents of sums of queries and keys.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param use_scale Whether each feature has a learned scale.
#' @param dropout The share of scores that are set to 0 while training, from 0 to 1.
#' @param \dots What every layer takes, `name`, `weights` and others, and what Keras is told at the call: `use_causal_mask`, `return_attention_scores` and, but for layers of one head, `attention_mask`, all TRUE or FALSE; an attention mask is the last of the tensors.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_additive_attention <- function(object, use_scale = TRUE, dropout = 0, ...) {
  new_layer("AdditiveAttention", object,
    list(use_scale = use_scale, dropout = dropout),
    common_arguments(...))
}

#' MultiHeadAttention layer
#'
#' Several lookups of a sequence in another one side by side, each of its own projections.
#'
#' @param inputs A list of tensors, which the layer is called on; nothing, to get the layer.
#' @param num_heads How many heads, at least 1.
#' @param key_dim How many numbers a query and a key of a head have.
#' @param value_dim How many numbers a value of a head has; key_dim if not given.
#' @param dropout The share of scores that are set to 0 while training, from 0 to 1.
#' @param use_bias Whether projections have a bias.
#' @param output_shape The sizes that the last projection makes of each query; the query's features if not given.
#' @param attention_axes The axes along which steps are looked up; all between batch and features if not given.
#' @param flash_attention Accepted as in Keras, where it chooses among ways to compute the same.
#' @param kernel_initializer What the kernel starts with.
#' @param bias_initializer What the bias starts with.
#' @param kernel_regularizer What the kernel adds to the loss.
#' @param bias_regularizer What the bias adds to the loss.
#' @param activity_regularizer What the output of each projection adds to the loss, divided by the number of rows.
#' @param kernel_constraint What the kernel becomes after each step.
#' @param bias_constraint What the bias becomes after each step.
#' @param seed Ignored with a warning: `set.seed()` seeds the whole model.
#' @param \dots What every layer takes, `name`, `weights` and others, and what Keras is told at the call: `use_causal_mask`, `return_attention_scores` and, but for layers of one head, `attention_mask`, all TRUE or FALSE; an attention mask is the last of the tensors.
#' @return A tensor; without tensors, the layer.
#' @family layers
#' @export
layer_multi_head_attention <- function(inputs, num_heads, key_dim, value_dim = NULL, dropout = 0,
                                       use_bias = TRUE, output_shape = NULL, attention_axes = NULL,
                                       flash_attention = NULL,
                                       kernel_initializer = "glorot_uniform",
                                       bias_initializer = "zeros", kernel_regularizer = NULL,
                                       bias_regularizer = NULL, activity_regularizer = NULL,
                                       kernel_constraint = NULL, bias_constraint = NULL,
                                       seed = NULL, ...) {
  only_defaults("layer_multi_head_attention", seed = ignored_seed(seed))
  new_layer("MultiHeadAttention", merged(inputs, ...),
    c(list(num_heads = num_heads, key_dim = key_dim, dropout = dropout, use_bias = use_bias,
      kernel_initializer = kernel_initializer, bias_initializer = bias_initializer),
      given(list(value_dim = value_dim, output_shape = output_shape,
      attention_axes = attention_axes, flash_attention = flash_attention,
      kernel_regularizer = kernel_regularizer, bias_regularizer = bias_regularizer,
      activity_regularizer = activity_regularizer, kernel_constraint = kernel_constraint,
      bias_constraint = bias_constraint))),
    common_named_arguments(...))
}

#' GroupedQueryAttention layer
#'
#' Several lookups of a sequence in another one, in groups that share keys and values.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param head_dim How many numbers a query, a key and a value of a head have.
#' @param num_query_heads How many heads ask; a multiple of the next.
#' @param num_key_value_heads How many heads answer, at least 1.
#' @param dropout The share of scores that are set to 0 while training, from 0 to 1.
#' @param use_bias Whether projections have a bias.
#' @param flash_attention Accepted as in Keras, where it chooses among ways to compute the same.
#' @param kernel_initializer What the kernel starts with.
#' @param bias_initializer What the bias starts with.
#' @param kernel_regularizer What the kernel adds to the loss.
#' @param bias_regularizer What the bias adds to the loss.
#' @param activity_regularizer What the output of each projection adds to the loss, divided by the number of rows.
#' @param kernel_constraint What the kernel becomes after each step.
#' @param bias_constraint What the bias becomes after each step.
#' @param seed Ignored with a warning: `set.seed()` seeds the whole model.
#' @param \dots What every layer takes, `name`, `weights` and others, and what Keras is told at the call: `use_causal_mask`, `return_attention_scores` and, but for layers of one head, `attention_mask`, all TRUE or FALSE; an attention mask is the last of the tensors.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_group_query_attention <- function(object, head_dim, num_query_heads, num_key_value_heads,
                                        dropout = 0, use_bias = TRUE, flash_attention = NULL,
                                        kernel_initializer = "glorot_uniform",
                                        bias_initializer = "zeros", kernel_regularizer = NULL,
                                        bias_regularizer = NULL, activity_regularizer = NULL,
                                        kernel_constraint = NULL, bias_constraint = NULL,
                                        seed = NULL, ...) {
  only_defaults("layer_group_query_attention", seed = ignored_seed(seed))
  new_layer("GroupedQueryAttention", object,
    c(list(head_dim = head_dim, num_query_heads = num_query_heads,
      num_key_value_heads = num_key_value_heads, dropout = dropout, use_bias = use_bias,
      kernel_initializer = kernel_initializer, bias_initializer = bias_initializer),
      given(list(flash_attention = flash_attention, kernel_regularizer = kernel_regularizer,
      bias_regularizer = bias_regularizer, activity_regularizer = activity_regularizer,
      kernel_constraint = kernel_constraint, bias_constraint = bias_constraint))),
    common_arguments(...))
}

#' Dropout layer
#'
#' Sets random numbers to 0 while the model trains, and scales up the others.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param rate The share of numbers to drop, from 0 to 1.
#' @param noise_shape The shape in which is drawn, with the batch: 1 to draw once for the whole of an axis, nothing for its own size.
#' @param seed Ignored with a warning: `set.seed()` seeds the whole model.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_dropout <- function(object, rate, noise_shape = NULL, seed = NULL, ...) {
  only_defaults("layer_dropout", seed = ignored_seed(seed))
  new_layer("Dropout", object,
    c(list(rate = rate),
      given(list(noise_shape = noise_shape))),
    common_arguments(...))
}

#' AlphaDropout layer
#'
#' Dropout for networks of selu, which keeps mean 0 and variance 1 while the model trains.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param rate The share of numbers to drop, from 0 to below 1.
#' @param noise_shape The shape in which is drawn, with the batch: 1 to draw once for the whole of an axis, nothing for its own size.
#' @param seed Ignored with a warning: `set.seed()` seeds the whole model.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_alpha_dropout <- function(object, rate, noise_shape = NULL, seed = NULL, ...) {
  only_defaults("layer_alpha_dropout", seed = ignored_seed(seed))
  new_layer("AlphaDropout", object,
    c(list(rate = rate),
      given(list(noise_shape = noise_shape))),
    common_arguments(...))
}

#' GaussianDropout layer
#'
#' Multiplies by normal numbers of mean 1 while the model trains.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param rate The share of numbers to drop, from 0 to below 1.
#' @param seed Ignored with a warning: `set.seed()` seeds the whole model.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_gaussian_dropout <- function(object, rate, seed = NULL, ...) {
  only_defaults("layer_gaussian_dropout", seed = ignored_seed(seed))
  new_layer("GaussianDropout", object,
    list(rate = rate),
    common_arguments(...))
}

#' GaussianNoise layer
#'
#' Adds normal numbers of mean 0 while the model trains.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param stddev The standard deviation of the noise, from 0 to 1.
#' @param seed Ignored with a warning: `set.seed()` seeds the whole model.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_gaussian_noise <- function(object, stddev, seed = NULL, ...) {
  only_defaults("layer_gaussian_noise", seed = ignored_seed(seed))
  new_layer("GaussianNoise", object,
    list(stddev = stddev),
    common_arguments(...))
}

#' SpatialDropout1D layer
#'
#' Sets random channels of a sequence to 0 while the model trains, and scales up the others.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param rate The share of numbers to drop, from 0 to 1.
#' @param seed Ignored with a warning: `set.seed()` seeds the whole model.
#' @param name The layer's name; otherwise the model names it.
#' @param dtype Left out, or "float32".
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_spatial_dropout_1d <- function(object, rate, seed = NULL, name = NULL, dtype = NULL) {
  only_defaults("layer_spatial_dropout_1d", seed = ignored_seed(seed))
  new_layer("SpatialDropout1D", object,
    list(rate = rate),
    common_arguments(name = name, dtype = dtype))
}

#' SpatialDropout2D layer
#'
#' Sets random channels of an image to 0 while the model trains, and scales up the others.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param rate The share of numbers to drop, from 0 to 1.
#' @param data_format Where the channels are: "channels_last" or "channels_first"; last if not given.
#' @param seed Ignored with a warning: `set.seed()` seeds the whole model.
#' @param name The layer's name; otherwise the model names it.
#' @param dtype Left out, or "float32".
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_spatial_dropout_2d <- function(object, rate, data_format = NULL, seed = NULL, name = NULL,
                                     dtype = NULL) {
  only_defaults("layer_spatial_dropout_2d", seed = ignored_seed(seed))
  new_layer("SpatialDropout2D", object,
    c(list(rate = rate),
      given(list(data_format = data_format))),
    common_arguments(name = name, dtype = dtype))
}

#' SpatialDropout3D layer
#'
#' Sets random channels of a volume to 0 while the model trains, and scales up the others.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param rate The share of numbers to drop, from 0 to 1.
#' @param data_format Where the channels are: "channels_last" or "channels_first"; last if not given.
#' @param seed Ignored with a warning: `set.seed()` seeds the whole model.
#' @param name The layer's name; otherwise the model names it.
#' @param dtype Left out, or "float32".
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_spatial_dropout_3d <- function(object, rate, data_format = NULL, seed = NULL, name = NULL,
                                     dtype = NULL) {
  only_defaults("layer_spatial_dropout_3d", seed = ignored_seed(seed))
  new_layer("SpatialDropout3D", object,
    c(list(rate = rate),
      given(list(data_format = data_format))),
    common_arguments(name = name, dtype = dtype))
}

#' BatchNormalization layer
#'
#' Normalizes each channel over the batch to mean 0 and variance 1.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param axis Where the channels are; negative axes count from the last. Axes count from 1, which is the batch.
#' @param momentum How much of the moving averages stays at each step.
#' @param epsilon Added to the variance, so that nothing is divided by 0; at least 0.
#' @param center Whether beta is added.
#' @param scale Whether gamma multiplies.
#' @param beta_initializer What beta starts with.
#' @param gamma_initializer What gamma starts with.
#' @param moving_mean_initializer What the moving mean starts with.
#' @param moving_variance_initializer What the moving variance starts with.
#' @param beta_regularizer What beta adds to the loss.
#' @param gamma_regularizer What gamma adds to the loss.
#' @param beta_constraint What beta becomes after each step.
#' @param gamma_constraint What gamma becomes after each step.
#' @param synchronized Kept in the configuration only: all rows of a batch are in one place.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_batch_normalization <- function(object, axis = -1L, momentum = 0.99, epsilon = 0.001,
                                      center = TRUE, scale = TRUE, beta_initializer = "zeros",
                                      gamma_initializer = "ones", moving_mean_initializer = "zeros",
                                      moving_variance_initializer = "ones", beta_regularizer = NULL,
                                      gamma_regularizer = NULL, beta_constraint = NULL,
                                      gamma_constraint = NULL, synchronized = FALSE, ...) {
  new_layer("BatchNormalization", object,
    c(list(axis = axes_from_zero(axis), momentum = momentum, epsilon = epsilon, center = center,
      scale = scale, beta_initializer = beta_initializer, gamma_initializer = gamma_initializer,
      moving_mean_initializer = moving_mean_initializer,
      moving_variance_initializer = moving_variance_initializer, synchronized = synchronized),
      given(list(beta_regularizer = beta_regularizer, gamma_regularizer = gamma_regularizer,
      beta_constraint = beta_constraint, gamma_constraint = gamma_constraint))),
    common_arguments(...))
}

#' LayerNormalization layer
#'
#' Normalizes each sample to mean 0 and variance 1 along an axis.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param axis One axis, or several; negative ones count from the last. Axes count from 1, which is the batch.
#' @param epsilon Added to the variance, so that nothing is divided by 0; at least 0.
#' @param center Whether beta is added.
#' @param scale Whether gamma multiplies.
#' @param beta_initializer What beta starts with.
#' @param gamma_initializer What gamma starts with.
#' @param beta_regularizer What beta adds to the loss.
#' @param gamma_regularizer What gamma adds to the loss.
#' @param beta_constraint What beta becomes after each step.
#' @param gamma_constraint What gamma becomes after each step.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_layer_normalization <- function(object, axis = -1L, epsilon = 0.001, center = TRUE,
                                      scale = TRUE, beta_initializer = "zeros",
                                      gamma_initializer = "ones", beta_regularizer = NULL,
                                      gamma_regularizer = NULL, beta_constraint = NULL,
                                      gamma_constraint = NULL, ...) {
  new_layer("LayerNormalization", object,
    c(list(axis = axes_from_zero(axis), epsilon = epsilon, center = center, scale = scale,
      beta_initializer = beta_initializer, gamma_initializer = gamma_initializer),
      given(list(beta_regularizer = beta_regularizer, gamma_regularizer = gamma_regularizer,
      beta_constraint = beta_constraint, gamma_constraint = gamma_constraint))),
    common_arguments(...))
}

#' GroupNormalization layer
#'
#' Normalizes groups of channels of each sample to mean 0 and variance 1.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param groups How many groups, which divide the channels; -1 for one for each channel.
#' @param axis Where the channels are; negative axes count from the last. Axes count from 1, which is the batch.
#' @param epsilon Added to the variance, so that nothing is divided by 0; at least 0.
#' @param center Whether beta is added.
#' @param scale Whether gamma multiplies.
#' @param beta_initializer What beta starts with.
#' @param gamma_initializer What gamma starts with.
#' @param beta_regularizer What beta adds to the loss.
#' @param gamma_regularizer What gamma adds to the loss.
#' @param beta_constraint What beta becomes after each step.
#' @param gamma_constraint What gamma becomes after each step.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_group_normalization <- function(object, groups = 32L, axis = -1L, epsilon = 0.001,
                                      center = TRUE, scale = TRUE, beta_initializer = "zeros",
                                      gamma_initializer = "ones", beta_regularizer = NULL,
                                      gamma_regularizer = NULL, beta_constraint = NULL,
                                      gamma_constraint = NULL, ...) {
  new_layer("GroupNormalization", object,
    c(list(groups = groups, axis = axes_from_zero(axis), epsilon = epsilon, center = center,
      scale = scale, beta_initializer = beta_initializer, gamma_initializer = gamma_initializer),
      given(list(beta_regularizer = beta_regularizer, gamma_regularizer = gamma_regularizer,
      beta_constraint = beta_constraint, gamma_constraint = gamma_constraint))),
    common_arguments(...))
}

#' RMSNormalization layer
#'
#' Divides each sample by its root mean square along an axis.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param axis One axis, or several; negative ones count from the last. Axes count from 1, which is the batch.
#' @param epsilon Added to the mean square, so that nothing is divided by 0; at least 0.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_rms_normalization <- function(object, axis = -1L, epsilon = 1e-06, ...) {
  new_layer("RMSNormalization", object,
    list(axis = axes_from_zero(axis), epsilon = epsilon),
    common_arguments(...))
}

#' UnitNormalization layer
#'
#' Divides each sample by its length along an axis.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param axis One axis, or several; negative ones count from the last. Axes count from 1, which is the batch.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_unit_normalization <- function(object, axis = -1L, ...) {
  new_layer("UnitNormalization", object,
    list(axis = axes_from_zero(axis)),
    common_arguments(...))
}

#' Conv1D layer
#'
#' A convolution along the steps of a sequence.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param filters Channels of the output, at least 1.
#' @param kernel_size The size of the kernel: one number, or one for each axis; at least 1.
#' @param strides How many elements the kernel moves at a time: one number, or one for each axis; at least 1.
#' @param padding What happens at the ends: "valid" (nothing is added), "same" or "causal".
#' @param data_format Where the channels are: "channels_last" or "channels_first"; last if not given.
#' @param dilation_rate The distance between the elements that the kernel looks at: one number, or one for each axis; at least 1.
#' @param groups Into how many groups channels and filters are cut; filters see the channels of their group.
#' @param activation An activation function.
#' @param use_bias Whether a bias is added.
#' @param kernel_initializer What the kernel starts with.
#' @param bias_initializer What the bias starts with.
#' @param kernel_regularizer What the kernel adds to the loss.
#' @param bias_regularizer What the bias adds to the loss.
#' @param activity_regularizer What the output adds to the loss, divided by the number of rows.
#' @param kernel_constraint What the kernel becomes after each step.
#' @param bias_constraint What the bias becomes after each step.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_conv_1d <- function(object, filters, kernel_size, strides = 1L, padding = "valid",
                          data_format = NULL, dilation_rate = 1L, groups = 1L, activation = NULL,
                          use_bias = TRUE, kernel_initializer = "glorot_uniform",
                          bias_initializer = "zeros", kernel_regularizer = NULL,
                          bias_regularizer = NULL, activity_regularizer = NULL,
                          kernel_constraint = NULL, bias_constraint = NULL, ...) {
  new_layer("Conv1D", object,
    c(list(filters = filters, kernel_size = kernel_size, strides = strides, padding = padding,
      dilation_rate = dilation_rate, groups = groups, use_bias = use_bias,
      kernel_initializer = kernel_initializer, bias_initializer = bias_initializer),
      given(list(data_format = data_format, activation = activation,
      kernel_regularizer = kernel_regularizer, bias_regularizer = bias_regularizer,
      activity_regularizer = activity_regularizer, kernel_constraint = kernel_constraint,
      bias_constraint = bias_constraint))),
    common_arguments(...))
}

#' Conv2D layer
#'
#' A convolution over the rows and columns of images.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param filters Channels of the output, at least 1.
#' @param kernel_size The size of the kernel: one number, or one for each axis; at least 1.
#' @param strides How many elements the kernel moves at a time: one number, or one for each axis; at least 1.
#' @param padding What happens at the ends: "valid" (nothing is added) or "same".
#' @param data_format Where the channels are: "channels_last" or "channels_first"; last if not given.
#' @param dilation_rate The distance between the elements that the kernel looks at: one number, or one for each axis; at least 1.
#' @param groups Into how many groups channels and filters are cut; filters see the channels of their group.
#' @param activation An activation function.
#' @param use_bias Whether a bias is added.
#' @param kernel_initializer What the kernel starts with.
#' @param bias_initializer What the bias starts with.
#' @param kernel_regularizer What the kernel adds to the loss.
#' @param bias_regularizer What the bias adds to the loss.
#' @param activity_regularizer What the output adds to the loss, divided by the number of rows.
#' @param kernel_constraint What the kernel becomes after each step.
#' @param bias_constraint What the bias becomes after each step.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_conv_2d <- function(object, filters, kernel_size, strides = list(1L, 1L), padding = "valid",
                          data_format = NULL, dilation_rate = list(1L, 1L), groups = 1L,
                          activation = NULL, use_bias = TRUE, kernel_initializer = "glorot_uniform",
                          bias_initializer = "zeros", kernel_regularizer = NULL,
                          bias_regularizer = NULL, activity_regularizer = NULL,
                          kernel_constraint = NULL, bias_constraint = NULL, ...) {
  new_layer("Conv2D", object,
    c(list(filters = filters, kernel_size = kernel_size, strides = strides, padding = padding,
      dilation_rate = dilation_rate, groups = groups, use_bias = use_bias,
      kernel_initializer = kernel_initializer, bias_initializer = bias_initializer),
      given(list(data_format = data_format, activation = activation,
      kernel_regularizer = kernel_regularizer, bias_regularizer = bias_regularizer,
      activity_regularizer = activity_regularizer, kernel_constraint = kernel_constraint,
      bias_constraint = bias_constraint))),
    common_arguments(...))
}

#' Conv3D layer
#'
#' A convolution over the three axes of volumes.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param filters Channels of the output, at least 1.
#' @param kernel_size The size of the kernel: one number, or one for each axis; at least 1.
#' @param strides How many elements the kernel moves at a time: one number, or one for each axis; at least 1.
#' @param padding What happens at the ends: "valid" (nothing is added) or "same".
#' @param data_format Where the channels are: "channels_last" or "channels_first"; last if not given.
#' @param dilation_rate The distance between the elements that the kernel looks at: one number, or one for each axis; at least 1.
#' @param groups Into how many groups channels and filters are cut; filters see the channels of their group.
#' @param activation An activation function.
#' @param use_bias Whether a bias is added.
#' @param kernel_initializer What the kernel starts with.
#' @param bias_initializer What the bias starts with.
#' @param kernel_regularizer What the kernel adds to the loss.
#' @param bias_regularizer What the bias adds to the loss.
#' @param activity_regularizer What the output adds to the loss, divided by the number of rows.
#' @param kernel_constraint What the kernel becomes after each step.
#' @param bias_constraint What the bias becomes after each step.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_conv_3d <- function(object, filters, kernel_size, strides = list(1L, 1L, 1L),
                          padding = "valid", data_format = NULL, dilation_rate = list(1L, 1L, 1L),
                          groups = 1L, activation = NULL, use_bias = TRUE,
                          kernel_initializer = "glorot_uniform", bias_initializer = "zeros",
                          kernel_regularizer = NULL, bias_regularizer = NULL,
                          activity_regularizer = NULL, kernel_constraint = NULL,
                          bias_constraint = NULL, ...) {
  new_layer("Conv3D", object,
    c(list(filters = filters, kernel_size = kernel_size, strides = strides, padding = padding,
      dilation_rate = dilation_rate, groups = groups, use_bias = use_bias,
      kernel_initializer = kernel_initializer, bias_initializer = bias_initializer),
      given(list(data_format = data_format, activation = activation,
      kernel_regularizer = kernel_regularizer, bias_regularizer = bias_regularizer,
      activity_regularizer = activity_regularizer, kernel_constraint = kernel_constraint,
      bias_constraint = bias_constraint))),
    common_arguments(...))
}

#' Conv1DTranspose layer
#'
#' A transposed convolution along the steps of a sequence.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param filters Channels of the output, at least 1.
#' @param kernel_size The size of the kernel: one number, or one for each axis; at least 1.
#' @param strides How many elements the kernel moves at a time: one number, or one for each axis; at least 1.
#' @param padding What happens at the ends: "valid" (nothing is added) or "same".
#' @param output_padding How much longer the output is than the shortest that fits: one number, or one for each axis, below the strides; chosen by padding and strides if not given.
#' @param data_format Where the channels are: "channels_last" or "channels_first"; last if not given.
#' @param dilation_rate The distance between the elements that the kernel looks at: one number, or one for each axis; at least 1.
#' @param activation An activation function.
#' @param use_bias Whether a bias is added.
#' @param kernel_initializer What the kernel starts with.
#' @param bias_initializer What the bias starts with.
#' @param kernel_regularizer What the kernel adds to the loss.
#' @param bias_regularizer What the bias adds to the loss.
#' @param activity_regularizer What the output adds to the loss, divided by the number of rows.
#' @param kernel_constraint What the kernel becomes after each step.
#' @param bias_constraint What the bias becomes after each step.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_conv_1d_transpose <- function(object, filters, kernel_size, strides = 1L, padding = "valid",
                                    output_padding = NULL, data_format = NULL, dilation_rate = 1L,
                                    activation = NULL, use_bias = TRUE,
                                    kernel_initializer = "glorot_uniform",
                                    bias_initializer = "zeros", kernel_regularizer = NULL,
                                    bias_regularizer = NULL, activity_regularizer = NULL,
                                    kernel_constraint = NULL, bias_constraint = NULL, ...) {
  new_layer("Conv1DTranspose", object,
    c(list(filters = filters, kernel_size = kernel_size, strides = strides, padding = padding,
      dilation_rate = dilation_rate, use_bias = use_bias, kernel_initializer = kernel_initializer,
      bias_initializer = bias_initializer),
      given(list(output_padding = output_padding, data_format = data_format,
      activation = activation, kernel_regularizer = kernel_regularizer,
      bias_regularizer = bias_regularizer, activity_regularizer = activity_regularizer,
      kernel_constraint = kernel_constraint, bias_constraint = bias_constraint))),
    common_arguments(...))
}

#' Conv2DTranspose layer
#'
#' A transposed convolution over the rows and columns of images.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param filters Channels of the output, at least 1.
#' @param kernel_size The size of the kernel: one number, or one for each axis; at least 1.
#' @param strides How many elements the kernel moves at a time: one number, or one for each axis; at least 1.
#' @param padding What happens at the ends: "valid" (nothing is added) or "same".
#' @param output_padding How much longer the output is than the shortest that fits: one number, or one for each axis, below the strides; chosen by padding and strides if not given.
#' @param data_format Where the channels are: "channels_last" or "channels_first"; last if not given.
#' @param dilation_rate The distance between the elements that the kernel looks at: one number, or one for each axis; at least 1.
#' @param activation An activation function.
#' @param use_bias Whether a bias is added.
#' @param kernel_initializer What the kernel starts with.
#' @param bias_initializer What the bias starts with.
#' @param kernel_regularizer What the kernel adds to the loss.
#' @param bias_regularizer What the bias adds to the loss.
#' @param activity_regularizer What the output adds to the loss, divided by the number of rows.
#' @param kernel_constraint What the kernel becomes after each step.
#' @param bias_constraint What the bias becomes after each step.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_conv_2d_transpose <- function(object, filters, kernel_size, strides = list(1L, 1L),
                                    padding = "valid", output_padding = NULL, data_format = NULL,
                                    dilation_rate = list(1L, 1L), activation = NULL,
                                    use_bias = TRUE, kernel_initializer = "glorot_uniform",
                                    bias_initializer = "zeros", kernel_regularizer = NULL,
                                    bias_regularizer = NULL, activity_regularizer = NULL,
                                    kernel_constraint = NULL, bias_constraint = NULL, ...) {
  new_layer("Conv2DTranspose", object,
    c(list(filters = filters, kernel_size = kernel_size, strides = strides, padding = padding,
      dilation_rate = dilation_rate, use_bias = use_bias, kernel_initializer = kernel_initializer,
      bias_initializer = bias_initializer),
      given(list(output_padding = output_padding, data_format = data_format,
      activation = activation, kernel_regularizer = kernel_regularizer,
      bias_regularizer = bias_regularizer, activity_regularizer = activity_regularizer,
      kernel_constraint = kernel_constraint, bias_constraint = bias_constraint))),
    common_arguments(...))
}

#' Conv3DTranspose layer
#'
#' A transposed convolution over the three axes of volumes.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param filters Channels of the output, at least 1.
#' @param kernel_size The size of the kernel: one number, or one for each axis; at least 1.
#' @param strides How many elements the kernel moves at a time: one number, or one for each axis; at least 1.
#' @param padding What happens at the ends: "valid" (nothing is added) or "same".
#' @param output_padding How much longer the output is than the shortest that fits: one number, or one for each axis, below the strides; chosen by padding and strides if not given.
#' @param data_format Where the channels are: "channels_last" or "channels_first"; last if not given.
#' @param dilation_rate The distance between the elements that the kernel looks at: one number, or one for each axis; at least 1.
#' @param activation An activation function.
#' @param use_bias Whether a bias is added.
#' @param kernel_initializer What the kernel starts with.
#' @param bias_initializer What the bias starts with.
#' @param kernel_regularizer What the kernel adds to the loss.
#' @param bias_regularizer What the bias adds to the loss.
#' @param activity_regularizer What the output adds to the loss, divided by the number of rows.
#' @param kernel_constraint What the kernel becomes after each step.
#' @param bias_constraint What the bias becomes after each step.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_conv_3d_transpose <- function(object, filters, kernel_size, strides = list(1L, 1L, 1L),
                                    padding = "valid", output_padding = NULL, data_format = NULL,
                                    dilation_rate = list(1L, 1L, 1L), activation = NULL,
                                    use_bias = TRUE, kernel_initializer = "glorot_uniform",
                                    bias_initializer = "zeros", kernel_regularizer = NULL,
                                    bias_regularizer = NULL, activity_regularizer = NULL,
                                    kernel_constraint = NULL, bias_constraint = NULL, ...) {
  new_layer("Conv3DTranspose", object,
    c(list(filters = filters, kernel_size = kernel_size, strides = strides, padding = padding,
      dilation_rate = dilation_rate, use_bias = use_bias, kernel_initializer = kernel_initializer,
      bias_initializer = bias_initializer),
      given(list(output_padding = output_padding, data_format = data_format,
      activation = activation, kernel_regularizer = kernel_regularizer,
      bias_regularizer = bias_regularizer, activity_regularizer = activity_regularizer,
      kernel_constraint = kernel_constraint, bias_constraint = bias_constraint))),
    common_arguments(...))
}

#' DepthwiseConv1D layer
#'
#' A convolution along the steps of a sequence for each channel by itself.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param kernel_size The size of the kernel: one number, or one for each axis; at least 1.
#' @param strides How many elements the kernel moves at a time: one number, or one for each axis; at least 1.
#' @param padding What happens at the ends: "valid" (nothing is added) or "same".
#' @param depth_multiplier Filters for each channel of the input, at least 1.
#' @param data_format Where the channels are: "channels_last" or "channels_first"; last if not given.
#' @param dilation_rate The distance between the elements that the kernel looks at: one number, or one for each axis; at least 1.
#' @param activation An activation function.
#' @param use_bias Whether a bias is added.
#' @param depthwise_initializer What the depthwise kernel starts with.
#' @param bias_initializer What the bias starts with.
#' @param depthwise_regularizer What the depthwise kernel adds to the loss.
#' @param bias_regularizer What the bias adds to the loss.
#' @param activity_regularizer What the output adds to the loss, divided by the number of rows.
#' @param depthwise_constraint What the depthwise kernel becomes after each step.
#' @param bias_constraint What the bias becomes after each step.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_depthwise_conv_1d <- function(object, kernel_size, strides = 1L, padding = "valid",
                                    depth_multiplier = 1L, data_format = NULL, dilation_rate = 1L,
                                    activation = NULL, use_bias = TRUE,
                                    depthwise_initializer = "glorot_uniform",
                                    bias_initializer = "zeros", depthwise_regularizer = NULL,
                                    bias_regularizer = NULL, activity_regularizer = NULL,
                                    depthwise_constraint = NULL, bias_constraint = NULL, ...) {
  new_layer("DepthwiseConv1D", object,
    c(list(kernel_size = kernel_size, strides = strides, padding = padding,
      depth_multiplier = depth_multiplier, dilation_rate = dilation_rate, use_bias = use_bias,
      depthwise_initializer = depthwise_initializer, bias_initializer = bias_initializer),
      given(list(data_format = data_format, activation = activation,
      depthwise_regularizer = depthwise_regularizer, bias_regularizer = bias_regularizer,
      activity_regularizer = activity_regularizer, depthwise_constraint = depthwise_constraint,
      bias_constraint = bias_constraint))),
    common_arguments(...))
}

#' DepthwiseConv2D layer
#'
#' A convolution over rows and columns for each channel by itself.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param kernel_size The size of the kernel: one number, or one for each axis; at least 1.
#' @param strides How many elements the kernel moves at a time: one number, or one for each axis; at least 1.
#' @param padding What happens at the ends: "valid" (nothing is added) or "same".
#' @param depth_multiplier Filters for each channel of the input, at least 1.
#' @param data_format Where the channels are: "channels_last" or "channels_first"; last if not given.
#' @param dilation_rate The distance between the elements that the kernel looks at: one number, or one for each axis; at least 1.
#' @param activation An activation function.
#' @param use_bias Whether a bias is added.
#' @param depthwise_initializer What the depthwise kernel starts with.
#' @param bias_initializer What the bias starts with.
#' @param depthwise_regularizer What the depthwise kernel adds to the loss.
#' @param bias_regularizer What the bias adds to the loss.
#' @param activity_regularizer What the output adds to the loss, divided by the number of rows.
#' @param depthwise_constraint What the depthwise kernel becomes after each step.
#' @param bias_constraint What the bias becomes after each step.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_depthwise_conv_2d <- function(object, kernel_size, strides = list(1L, 1L), padding = "valid",
                                    depth_multiplier = 1L, data_format = NULL,
                                    dilation_rate = list(1L, 1L), activation = NULL,
                                    use_bias = TRUE, depthwise_initializer = "glorot_uniform",
                                    bias_initializer = "zeros", depthwise_regularizer = NULL,
                                    bias_regularizer = NULL, activity_regularizer = NULL,
                                    depthwise_constraint = NULL, bias_constraint = NULL, ...) {
  new_layer("DepthwiseConv2D", object,
    c(list(kernel_size = kernel_size, strides = strides, padding = padding,
      depth_multiplier = depth_multiplier, dilation_rate = dilation_rate, use_bias = use_bias,
      depthwise_initializer = depthwise_initializer, bias_initializer = bias_initializer),
      given(list(data_format = data_format, activation = activation,
      depthwise_regularizer = depthwise_regularizer, bias_regularizer = bias_regularizer,
      activity_regularizer = activity_regularizer, depthwise_constraint = depthwise_constraint,
      bias_constraint = bias_constraint))),
    common_arguments(...))
}

#' SeparableConv1D layer
#'
#' A convolution along steps for each channel by itself, then a mix of the channels.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param filters Channels of the output, at least 1.
#' @param kernel_size The size of the kernel: one number, or one for each axis; at least 1.
#' @param strides How many elements the kernel moves at a time: one number, or one for each axis; at least 1.
#' @param padding What happens at the ends: "valid" (nothing is added) or "same".
#' @param data_format Where the channels are: "channels_last" or "channels_first"; last if not given.
#' @param dilation_rate The distance between the elements that the kernel looks at: one number, or one for each axis; at least 1.
#' @param depth_multiplier Filters for each channel of the input, at least 1.
#' @param activation An activation function.
#' @param use_bias Whether a bias is added.
#' @param depthwise_initializer What the depthwise kernel starts with.
#' @param pointwise_initializer What the pointwise kernel starts with.
#' @param bias_initializer What the bias starts with.
#' @param depthwise_regularizer What the depthwise kernel adds to the loss.
#' @param pointwise_regularizer What the pointwise kernel adds to the loss.
#' @param bias_regularizer What the bias adds to the loss.
#' @param activity_regularizer What the output adds to the loss, divided by the number of rows.
#' @param depthwise_constraint What the depthwise kernel becomes after each step.
#' @param pointwise_constraint What the pointwise kernel becomes after each step.
#' @param bias_constraint What the bias becomes after each step.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_separable_conv_1d <- function(object, filters, kernel_size, strides = 1L, padding = "valid",
                                    data_format = NULL, dilation_rate = 1L, depth_multiplier = 1L,
                                    activation = NULL, use_bias = TRUE,
                                    depthwise_initializer = "glorot_uniform",
                                    pointwise_initializer = "glorot_uniform",
                                    bias_initializer = "zeros", depthwise_regularizer = NULL,
                                    pointwise_regularizer = NULL, bias_regularizer = NULL,
                                    activity_regularizer = NULL, depthwise_constraint = NULL,
                                    pointwise_constraint = NULL, bias_constraint = NULL, ...) {
  new_layer("SeparableConv1D", object,
    c(list(filters = filters, kernel_size = kernel_size, strides = strides, padding = padding,
      dilation_rate = dilation_rate, depth_multiplier = depth_multiplier, use_bias = use_bias,
      depthwise_initializer = depthwise_initializer, pointwise_initializer = pointwise_initializer,
      bias_initializer = bias_initializer),
      given(list(data_format = data_format, activation = activation,
      depthwise_regularizer = depthwise_regularizer, pointwise_regularizer = pointwise_regularizer,
      bias_regularizer = bias_regularizer, activity_regularizer = activity_regularizer,
      depthwise_constraint = depthwise_constraint, pointwise_constraint = pointwise_constraint,
      bias_constraint = bias_constraint))),
    common_arguments(...))
}

#' SeparableConv2D layer
#'
#' A convolution over rows and columns for each channel by itself, then a mix of the channels.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param filters Channels of the output, at least 1.
#' @param kernel_size The size of the kernel: one number, or one for each axis; at least 1.
#' @param strides How many elements the kernel moves at a time: one number, or one for each axis; at least 1.
#' @param padding What happens at the ends: "valid" (nothing is added) or "same".
#' @param data_format Where the channels are: "channels_last" or "channels_first"; last if not given.
#' @param dilation_rate The distance between the elements that the kernel looks at: one number, or one for each axis; at least 1.
#' @param depth_multiplier Filters for each channel of the input, at least 1.
#' @param activation An activation function.
#' @param use_bias Whether a bias is added.
#' @param depthwise_initializer What the depthwise kernel starts with.
#' @param pointwise_initializer What the pointwise kernel starts with.
#' @param bias_initializer What the bias starts with.
#' @param depthwise_regularizer What the depthwise kernel adds to the loss.
#' @param pointwise_regularizer What the pointwise kernel adds to the loss.
#' @param bias_regularizer What the bias adds to the loss.
#' @param activity_regularizer What the output adds to the loss, divided by the number of rows.
#' @param depthwise_constraint What the depthwise kernel becomes after each step.
#' @param pointwise_constraint What the pointwise kernel becomes after each step.
#' @param bias_constraint What the bias becomes after each step.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_separable_conv_2d <- function(object, filters, kernel_size, strides = list(1L, 1L),
                                    padding = "valid", data_format = NULL,
                                    dilation_rate = list(1L, 1L), depth_multiplier = 1L,
                                    activation = NULL, use_bias = TRUE,
                                    depthwise_initializer = "glorot_uniform",
                                    pointwise_initializer = "glorot_uniform",
                                    bias_initializer = "zeros", depthwise_regularizer = NULL,
                                    pointwise_regularizer = NULL, bias_regularizer = NULL,
                                    activity_regularizer = NULL, depthwise_constraint = NULL,
                                    pointwise_constraint = NULL, bias_constraint = NULL, ...) {
  new_layer("SeparableConv2D", object,
    c(list(filters = filters, kernel_size = kernel_size, strides = strides, padding = padding,
      dilation_rate = dilation_rate, depth_multiplier = depth_multiplier, use_bias = use_bias,
      depthwise_initializer = depthwise_initializer, pointwise_initializer = pointwise_initializer,
      bias_initializer = bias_initializer),
      given(list(data_format = data_format, activation = activation,
      depthwise_regularizer = depthwise_regularizer, pointwise_regularizer = pointwise_regularizer,
      bias_regularizer = bias_regularizer, activity_regularizer = activity_regularizer,
      depthwise_constraint = depthwise_constraint, pointwise_constraint = pointwise_constraint,
      bias_constraint = bias_constraint))),
    common_arguments(...))
}

#' MaxPooling1D layer
#'
#' The largest number of each window of steps.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param pool_size The size of the window: one number, or one for each axis; at least 1.
#' @param strides How many elements the window moves at a time; pool_size if not given.
#' @param padding What happens at the ends: "valid" (nothing is added) or "same".
#' @param data_format Where the channels are: "channels_last" or "channels_first"; last if not given.
#' @param name The layer's name; otherwise the model names it.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_max_pooling_1d <- function(object, pool_size = 2L, strides = NULL, padding = "valid",
                                 data_format = NULL, name = NULL, ...) {
  new_layer("MaxPooling1D", object,
    c(list(pool_size = pool_size, padding = padding),
      given(list(strides = strides, data_format = data_format))),
    common_arguments(name = name, ...))
}

#' AveragePooling1D layer
#'
#' The mean of each window of steps.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param pool_size The size of the window: one number, or one for each axis; at least 1.
#' @param strides How many elements the window moves at a time; pool_size if not given.
#' @param padding What happens at the ends: "valid" (nothing is added) or "same".
#' @param data_format Where the channels are: "channels_last" or "channels_first"; last if not given.
#' @param name The layer's name; otherwise the model names it.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_average_pooling_1d <- function(object, pool_size, strides = NULL, padding = "valid",
                                     data_format = NULL, name = NULL, ...) {
  new_layer("AveragePooling1D", object,
    c(list(pool_size = pool_size, padding = padding),
      given(list(strides = strides, data_format = data_format))),
    common_arguments(name = name, ...))
}

#' MaxPooling2D layer
#'
#' The largest number of each window of rows and columns.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param pool_size The size of the window: one number, or one for each axis; at least 1.
#' @param strides How many elements the window moves at a time; pool_size if not given.
#' @param padding What happens at the ends: "valid" (nothing is added) or "same".
#' @param data_format Where the channels are: "channels_last" or "channels_first"; last if not given.
#' @param name The layer's name; otherwise the model names it.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_max_pooling_2d <- function(object, pool_size = list(2L, 2L), strides = NULL,
                                 padding = "valid", data_format = NULL, name = NULL, ...) {
  new_layer("MaxPooling2D", object,
    c(list(pool_size = pool_size, padding = padding),
      given(list(strides = strides, data_format = data_format))),
    common_arguments(name = name, ...))
}

#' AveragePooling2D layer
#'
#' The mean of each window of rows and columns.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param pool_size The size of the window: one number, or one for each axis; at least 1.
#' @param strides How many elements the window moves at a time; pool_size if not given.
#' @param padding What happens at the ends: "valid" (nothing is added) or "same".
#' @param data_format Where the channels are: "channels_last" or "channels_first"; last if not given.
#' @param name The layer's name; otherwise the model names it.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_average_pooling_2d <- function(object, pool_size, strides = NULL, padding = "valid",
                                     data_format = NULL, name = NULL, ...) {
  new_layer("AveragePooling2D", object,
    c(list(pool_size = pool_size, padding = padding),
      given(list(strides = strides, data_format = data_format))),
    common_arguments(name = name, ...))
}

#' MaxPooling3D layer
#'
#' The largest number of each window of a volume.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param pool_size The size of the window: one number, or one for each axis; at least 1.
#' @param strides How many elements the window moves at a time; pool_size if not given.
#' @param padding What happens at the ends: "valid" (nothing is added) or "same".
#' @param data_format Where the channels are: "channels_last" or "channels_first"; last if not given.
#' @param name The layer's name; otherwise the model names it.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_max_pooling_3d <- function(object, pool_size = list(2L, 2L, 2L), strides = NULL,
                                 padding = "valid", data_format = NULL, name = NULL, ...) {
  new_layer("MaxPooling3D", object,
    c(list(pool_size = pool_size, padding = padding),
      given(list(strides = strides, data_format = data_format))),
    common_arguments(name = name, ...))
}

#' AveragePooling3D layer
#'
#' The mean of each window of a volume.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param pool_size The size of the window: one number, or one for each axis; at least 1.
#' @param strides How many elements the window moves at a time; pool_size if not given.
#' @param padding What happens at the ends: "valid" (nothing is added) or "same".
#' @param data_format Where the channels are: "channels_last" or "channels_first"; last if not given.
#' @param name The layer's name; otherwise the model names it.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_average_pooling_3d <- function(object, pool_size, strides = NULL, padding = "valid",
                                     data_format = NULL, name = NULL, ...) {
  new_layer("AveragePooling3D", object,
    c(list(pool_size = pool_size, padding = padding),
      given(list(strides = strides, data_format = data_format))),
    common_arguments(name = name, ...))
}

#' GlobalMaxPooling1D layer
#'
#' The largest number of each channel over all steps.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param data_format Where the channels are: "channels_last" or "channels_first"; last if not given.
#' @param keepdims Whether the axes in space stay, with size 1.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_global_max_pooling_1d <- function(object, data_format = NULL, keepdims = FALSE, ...) {
  new_layer("GlobalMaxPooling1D", object,
    c(list(keepdims = keepdims),
      given(list(data_format = data_format))),
    common_arguments(...))
}

#' GlobalAveragePooling1D layer
#'
#' The mean of each channel over all steps.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param data_format Where the channels are: "channels_last" or "channels_first"; last if not given.
#' @param keepdims Whether the axes in space stay, with size 1.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_global_average_pooling_1d <- function(object, data_format = NULL, keepdims = FALSE, ...) {
  new_layer("GlobalAveragePooling1D", object,
    c(list(keepdims = keepdims),
      given(list(data_format = data_format))),
    common_arguments(...))
}

#' GlobalMaxPooling2D layer
#'
#' The largest number of each channel of an image.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param data_format Where the channels are: "channels_last" or "channels_first"; last if not given.
#' @param keepdims Whether the axes in space stay, with size 1.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_global_max_pooling_2d <- function(object, data_format = NULL, keepdims = FALSE, ...) {
  new_layer("GlobalMaxPooling2D", object,
    c(list(keepdims = keepdims),
      given(list(data_format = data_format))),
    common_arguments(...))
}

#' GlobalAveragePooling2D layer
#'
#' The mean of each channel of an image.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param data_format Where the channels are: "channels_last" or "channels_first"; last if not given.
#' @param keepdims Whether the axes in space stay, with size 1.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_global_average_pooling_2d <- function(object, data_format = NULL, keepdims = FALSE, ...) {
  new_layer("GlobalAveragePooling2D", object,
    c(list(keepdims = keepdims),
      given(list(data_format = data_format))),
    common_arguments(...))
}

#' GlobalMaxPooling3D layer
#'
#' The largest number of each channel of a volume.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param data_format Where the channels are: "channels_last" or "channels_first"; last if not given.
#' @param keepdims Whether the axes in space stay, with size 1.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_global_max_pooling_3d <- function(object, data_format = NULL, keepdims = FALSE, ...) {
  new_layer("GlobalMaxPooling3D", object,
    c(list(keepdims = keepdims),
      given(list(data_format = data_format))),
    common_arguments(...))
}

#' GlobalAveragePooling3D layer
#'
#' The mean of each channel of a volume.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param data_format Where the channels are: "channels_last" or "channels_first"; last if not given.
#' @param keepdims Whether the axes in space stay, with size 1.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_global_average_pooling_3d <- function(object, data_format = NULL, keepdims = FALSE, ...) {
  new_layer("GlobalAveragePooling3D", object,
    c(list(keepdims = keepdims),
      given(list(data_format = data_format))),
    common_arguments(...))
}

#' Flatten layer
#'
#' Puts all numbers of a sample into one row.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param data_format Where the channels are: "channels_last" or "channels_first"; last if not given.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_flatten <- function(object, data_format = NULL, ...) {
  new_layer("Flatten", object,
    given(list(data_format = data_format)),
    common_arguments(...))
}

#' Reshape layer
#'
#' The numbers of each sample under another shape.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param target_shape Sizes of one sample; one may be -1: whatever the others leave.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_reshape <- function(object, target_shape, ...) {
  new_layer("Reshape", object,
    list(target_shape = target_shape),
    common_arguments(...))
}

#' Permute layer
#'
#' The axes of each sample in another order.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param dims The order: each of 1, 2, ... up to the number of axes of a sample once.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_permute <- function(object, dims, ...) {
  new_layer("Permute", object,
    list(dims = dims),
    common_arguments(...))
}

#' RepeatVector layer
#'
#' Each sample several times, as the steps of a sequence.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param n How often, at least 1.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_repeat_vector <- function(object, n, ...) {
  new_layer("RepeatVector", object,
    list(n = n),
    common_arguments(...))
}

#' SimpleRNN layer
#'
#' A recurrent layer without gates.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param units How many numbers come out of each step, at least 1.
#' @param activation The activation function of what comes out.
#' @param use_bias Whether a bias is added.
#' @param kernel_initializer What the kernel starts with.
#' @param recurrent_initializer What the recurrent kernel starts with.
#' @param bias_initializer What the bias starts with.
#' @param kernel_regularizer What the kernel adds to the loss.
#' @param recurrent_regularizer What the recurrent kernel adds to the loss.
#' @param bias_regularizer What the bias adds to the loss.
#' @param activity_regularizer What the output adds to the loss, divided by the number of rows.
#' @param kernel_constraint What the kernel becomes after each step.
#' @param recurrent_constraint What the recurrent kernel becomes after each step.
#' @param bias_constraint What the bias becomes after each step.
#' @param dropout The share of each row's features that is dropped while training, at all steps the same.
#' @param recurrent_dropout The share of the state that is dropped while training, at all steps the same.
#' @param return_sequences Whether the outputs of all steps are returned, or that of the last one only.
#' @param return_state Whether the state after the last step is returned as well.
#' @param go_backwards Whether the last step comes first; outputs of all steps are in this order too.
#' @param stateful Whether a batch starts from the state that the one before has left.
#' @param unroll As in Keras, outputs of steps that do not count are never 0 for zero_output_for_mask, and 0 before the first that does; nothing else changes.
#' @param seed Ignored with a warning: `set.seed()` seeds the whole model.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_simple_rnn <- function(object, units, activation = "tanh", use_bias = TRUE,
                             kernel_initializer = "glorot_uniform",
                             recurrent_initializer = "orthogonal", bias_initializer = "zeros",
                             kernel_regularizer = NULL, recurrent_regularizer = NULL,
                             bias_regularizer = NULL, activity_regularizer = NULL,
                             kernel_constraint = NULL, recurrent_constraint = NULL,
                             bias_constraint = NULL, dropout = 0, recurrent_dropout = 0,
                             return_sequences = FALSE, return_state = FALSE, go_backwards = FALSE,
                             stateful = FALSE, unroll = FALSE, seed = NULL, ...) {
  only_defaults("layer_simple_rnn", seed = ignored_seed(seed))
  new_layer("SimpleRNN", object,
    c(list(units = units, activation = activation, use_bias = use_bias,
      kernel_initializer = kernel_initializer, recurrent_initializer = recurrent_initializer,
      bias_initializer = bias_initializer, dropout = dropout, recurrent_dropout = recurrent_dropout,
      return_sequences = return_sequences, return_state = return_state, go_backwards = go_backwards,
      stateful = stateful, unroll = unroll),
      given(list(kernel_regularizer = kernel_regularizer,
      recurrent_regularizer = recurrent_regularizer, bias_regularizer = bias_regularizer,
      activity_regularizer = activity_regularizer, kernel_constraint = kernel_constraint,
      recurrent_constraint = recurrent_constraint, bias_constraint = bias_constraint))),
    common_arguments(...))
}

#' GRU layer
#'
#' Gated recurrent units: a recurrent layer with two gates.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param units How many numbers come out of each step, at least 1.
#' @param activation The activation function of what comes out.
#' @param recurrent_activation The activation function of the gates.
#' @param use_bias Whether a bias is added.
#' @param kernel_initializer What the kernel starts with.
#' @param recurrent_initializer What the recurrent kernel starts with.
#' @param bias_initializer What the bias starts with.
#' @param kernel_regularizer What the kernel adds to the loss.
#' @param recurrent_regularizer What the recurrent kernel adds to the loss.
#' @param bias_regularizer What the bias adds to the loss.
#' @param activity_regularizer What the output adds to the loss, divided by the number of rows.
#' @param kernel_constraint What the kernel becomes after each step.
#' @param recurrent_constraint What the recurrent kernel becomes after each step.
#' @param bias_constraint What the bias becomes after each step.
#' @param dropout The share of each row's features that is dropped while training, at all steps the same.
#' @param recurrent_dropout The share of the state that is dropped while training, at all steps the same.
#' @param seed Ignored with a warning: `set.seed()` seeds the whole model.
#' @param return_sequences Whether the outputs of all steps are returned, or that of the last one only.
#' @param return_state Whether the state after the last step is returned as well.
#' @param go_backwards Whether the last step comes first; outputs of all steps are in this order too.
#' @param stateful Whether a batch starts from the state that the one before has left.
#' @param unroll As in Keras, outputs of steps that do not count are never 0 for zero_output_for_mask, and 0 before the first that does; nothing else changes.
#' @param reset_after Whether the reset gate acts behind the product with the recurrent kernel.
#' @param use_cudnn Not there yet: must keep its default.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_gru <- function(object, units, activation = "tanh", recurrent_activation = "sigmoid",
                      use_bias = TRUE, kernel_initializer = "glorot_uniform",
                      recurrent_initializer = "orthogonal", bias_initializer = "zeros",
                      kernel_regularizer = NULL, recurrent_regularizer = NULL,
                      bias_regularizer = NULL, activity_regularizer = NULL,
                      kernel_constraint = NULL, recurrent_constraint = NULL, bias_constraint = NULL,
                      dropout = 0, recurrent_dropout = 0, seed = NULL, return_sequences = FALSE,
                      return_state = FALSE, go_backwards = FALSE, stateful = FALSE, unroll = FALSE,
                      reset_after = TRUE, use_cudnn = "auto", ...) {
  only_defaults("layer_gru", seed = ignored_seed(seed), use_cudnn = same(use_cudnn, "auto"))
  new_layer("GRU", object,
    c(list(units = units, activation = activation, recurrent_activation = recurrent_activation,
      use_bias = use_bias, kernel_initializer = kernel_initializer,
      recurrent_initializer = recurrent_initializer, bias_initializer = bias_initializer,
      dropout = dropout, recurrent_dropout = recurrent_dropout, return_sequences = return_sequences,
      return_state = return_state, go_backwards = go_backwards, stateful = stateful,
      unroll = unroll, reset_after = reset_after),
      given(list(kernel_regularizer = kernel_regularizer,
      recurrent_regularizer = recurrent_regularizer, bias_regularizer = bias_regularizer,
      activity_regularizer = activity_regularizer, kernel_constraint = kernel_constraint,
      recurrent_constraint = recurrent_constraint, bias_constraint = bias_constraint))),
    common_arguments(...))
}

#' LSTM layer
#'
#' Long short-term memory: a recurrent layer with a memory.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param units How many numbers come out of each step, at least 1.
#' @param activation The activation function of what comes out.
#' @param recurrent_activation The activation function of the gates.
#' @param use_bias Whether a bias is added.
#' @param kernel_initializer What the kernel starts with.
#' @param recurrent_initializer What the recurrent kernel starts with.
#' @param bias_initializer What the bias starts with.
#' @param unit_forget_bias Whether the bias of the gate that forgets starts with 1.
#' @param kernel_regularizer What the kernel adds to the loss.
#' @param recurrent_regularizer What the recurrent kernel adds to the loss.
#' @param bias_regularizer What the bias adds to the loss.
#' @param activity_regularizer What the output adds to the loss, divided by the number of rows.
#' @param kernel_constraint What the kernel becomes after each step.
#' @param recurrent_constraint What the recurrent kernel becomes after each step.
#' @param bias_constraint What the bias becomes after each step.
#' @param dropout The share of each row's features that is dropped while training, at all steps the same.
#' @param recurrent_dropout The share of the state that is dropped while training, at all steps the same.
#' @param seed Ignored with a warning: `set.seed()` seeds the whole model.
#' @param return_sequences Whether the outputs of all steps are returned, or that of the last one only.
#' @param return_state Whether the state after the last step is returned as well.
#' @param go_backwards Whether the last step comes first; outputs of all steps are in this order too.
#' @param stateful Whether a batch starts from the state that the one before has left.
#' @param unroll As in Keras, outputs of steps that do not count are never 0 for zero_output_for_mask, and 0 before the first that does; nothing else changes.
#' @param use_cudnn Not there yet: must keep its default.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_lstm <- function(object, units, activation = "tanh", recurrent_activation = "sigmoid",
                       use_bias = TRUE, kernel_initializer = "glorot_uniform",
                       recurrent_initializer = "orthogonal", bias_initializer = "zeros",
                       unit_forget_bias = TRUE, kernel_regularizer = NULL,
                       recurrent_regularizer = NULL, bias_regularizer = NULL,
                       activity_regularizer = NULL, kernel_constraint = NULL,
                       recurrent_constraint = NULL, bias_constraint = NULL, dropout = 0,
                       recurrent_dropout = 0, seed = NULL, return_sequences = FALSE,
                       return_state = FALSE, go_backwards = FALSE, stateful = FALSE, unroll = FALSE,
                       use_cudnn = "auto", ...) {
  only_defaults("layer_lstm", seed = ignored_seed(seed), use_cudnn = same(use_cudnn, "auto"))
  new_layer("LSTM", object,
    c(list(units = units, activation = activation, recurrent_activation = recurrent_activation,
      use_bias = use_bias, kernel_initializer = kernel_initializer,
      recurrent_initializer = recurrent_initializer, bias_initializer = bias_initializer,
      unit_forget_bias = unit_forget_bias, dropout = dropout, recurrent_dropout = recurrent_dropout,
      return_sequences = return_sequences, return_state = return_state, go_backwards = go_backwards,
      stateful = stateful, unroll = unroll),
      given(list(kernel_regularizer = kernel_regularizer,
      recurrent_regularizer = recurrent_regularizer, bias_regularizer = bias_regularizer,
      activity_regularizer = activity_regularizer, kernel_constraint = kernel_constraint,
      recurrent_constraint = recurrent_constraint, bias_constraint = bias_constraint))),
    common_arguments(...))
}

#' RNN layer
#'
#' A cell over the steps of a sequence.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param cell A layer that computes one step, such as LSTMCell.
#' @param return_sequences Whether the outputs of all steps are returned, or that of the last one only.
#' @param return_state Whether the state after the last step is returned as well.
#' @param go_backwards Whether the last step comes first; outputs of all steps are in this order too.
#' @param stateful Whether a batch starts from the state that the one before has left.
#' @param unroll As in Keras, outputs of steps that do not count are never 0 for zero_output_for_mask, and 0 before the first that does; nothing else changes.
#' @param zero_output_for_mask Whether the output of a step that does not count is 0, and not that of the step before.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_rnn <- function(object, cell, return_sequences = FALSE, return_state = FALSE,
                      go_backwards = FALSE, stateful = FALSE, unroll = FALSE,
                      zero_output_for_mask = FALSE, ...) {
  new_layer("RNN", object,
    list(cell = cell, return_sequences = return_sequences, return_state = return_state,
      go_backwards = go_backwards, stateful = stateful, unroll = unroll,
      zero_output_for_mask = zero_output_for_mask),
    common_arguments(...))
}

#' SimpleRNNCell layer
#'
#' One step of a SimpleRNN layer.
#'
#' @param units How many numbers come out of each step, at least 1.
#' @param activation The activation function of what comes out.
#' @param use_bias Whether a bias is added.
#' @param kernel_initializer What the kernel starts with.
#' @param recurrent_initializer What the recurrent kernel starts with.
#' @param bias_initializer What the bias starts with.
#' @param kernel_regularizer What the kernel adds to the loss.
#' @param recurrent_regularizer What the recurrent kernel adds to the loss.
#' @param bias_regularizer What the bias adds to the loss.
#' @param kernel_constraint What the kernel becomes after each step.
#' @param recurrent_constraint What the recurrent kernel becomes after each step.
#' @param bias_constraint What the bias becomes after each step.
#' @param dropout The share of each row's features that is dropped while training, at all steps the same.
#' @param recurrent_dropout The share of the state that is dropped while training, at all steps the same.
#' @param seed Ignored with a warning: `set.seed()` seeds the whole model.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
rnn_cell_simple <- function(units, activation = "tanh", use_bias = TRUE,
                            kernel_initializer = "glorot_uniform",
                            recurrent_initializer = "orthogonal", bias_initializer = "zeros",
                            kernel_regularizer = NULL, recurrent_regularizer = NULL,
                            bias_regularizer = NULL, kernel_constraint = NULL,
                            recurrent_constraint = NULL, bias_constraint = NULL, dropout = 0,
                            recurrent_dropout = 0, seed = NULL, ...) {
  only_defaults("rnn_cell_simple", seed = ignored_seed(seed))
  new_layer("SimpleRNNCell", NULL,
    c(list(units = units, activation = activation, use_bias = use_bias,
      kernel_initializer = kernel_initializer, recurrent_initializer = recurrent_initializer,
      bias_initializer = bias_initializer, dropout = dropout, recurrent_dropout = recurrent_dropout),
      given(list(kernel_regularizer = kernel_regularizer,
      recurrent_regularizer = recurrent_regularizer, bias_regularizer = bias_regularizer,
      kernel_constraint = kernel_constraint, recurrent_constraint = recurrent_constraint,
      bias_constraint = bias_constraint))),
    common_arguments(...))
}

#' GRUCell layer
#'
#' One step of a GRU layer.
#'
#' @param units How many numbers come out of each step, at least 1.
#' @param activation The activation function of what comes out.
#' @param recurrent_activation The activation function of the gates.
#' @param use_bias Whether a bias is added.
#' @param kernel_initializer What the kernel starts with.
#' @param recurrent_initializer What the recurrent kernel starts with.
#' @param bias_initializer What the bias starts with.
#' @param kernel_regularizer What the kernel adds to the loss.
#' @param recurrent_regularizer What the recurrent kernel adds to the loss.
#' @param bias_regularizer What the bias adds to the loss.
#' @param kernel_constraint What the kernel becomes after each step.
#' @param recurrent_constraint What the recurrent kernel becomes after each step.
#' @param bias_constraint What the bias becomes after each step.
#' @param dropout The share of each row's features that is dropped while training, at all steps the same.
#' @param recurrent_dropout The share of the state that is dropped while training, at all steps the same.
#' @param reset_after Whether the reset gate acts behind the product with the recurrent kernel.
#' @param seed Ignored with a warning: `set.seed()` seeds the whole model.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
rnn_cell_gru <- function(units, activation = "tanh", recurrent_activation = "sigmoid",
                         use_bias = TRUE, kernel_initializer = "glorot_uniform",
                         recurrent_initializer = "orthogonal", bias_initializer = "zeros",
                         kernel_regularizer = NULL, recurrent_regularizer = NULL,
                         bias_regularizer = NULL, kernel_constraint = NULL,
                         recurrent_constraint = NULL, bias_constraint = NULL, dropout = 0,
                         recurrent_dropout = 0, reset_after = TRUE, seed = NULL, ...) {
  only_defaults("rnn_cell_gru", seed = ignored_seed(seed))
  new_layer("GRUCell", NULL,
    c(list(units = units, activation = activation, recurrent_activation = recurrent_activation,
      use_bias = use_bias, kernel_initializer = kernel_initializer,
      recurrent_initializer = recurrent_initializer, bias_initializer = bias_initializer,
      dropout = dropout, recurrent_dropout = recurrent_dropout, reset_after = reset_after),
      given(list(kernel_regularizer = kernel_regularizer,
      recurrent_regularizer = recurrent_regularizer, bias_regularizer = bias_regularizer,
      kernel_constraint = kernel_constraint, recurrent_constraint = recurrent_constraint,
      bias_constraint = bias_constraint))),
    common_arguments(...))
}

#' LSTMCell layer
#'
#' One step of an LSTM layer.
#'
#' @param units How many numbers come out of each step, at least 1.
#' @param activation The activation function of what comes out.
#' @param recurrent_activation The activation function of the gates.
#' @param use_bias Whether a bias is added.
#' @param kernel_initializer What the kernel starts with.
#' @param recurrent_initializer What the recurrent kernel starts with.
#' @param bias_initializer What the bias starts with.
#' @param unit_forget_bias Whether the bias of the gate that forgets starts with 1.
#' @param kernel_regularizer What the kernel adds to the loss.
#' @param recurrent_regularizer What the recurrent kernel adds to the loss.
#' @param bias_regularizer What the bias adds to the loss.
#' @param kernel_constraint What the kernel becomes after each step.
#' @param recurrent_constraint What the recurrent kernel becomes after each step.
#' @param bias_constraint What the bias becomes after each step.
#' @param dropout The share of each row's features that is dropped while training, at all steps the same.
#' @param recurrent_dropout The share of the state that is dropped while training, at all steps the same.
#' @param seed Ignored with a warning: `set.seed()` seeds the whole model.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
rnn_cell_lstm <- function(units, activation = "tanh", recurrent_activation = "sigmoid",
                          use_bias = TRUE, kernel_initializer = "glorot_uniform",
                          recurrent_initializer = "orthogonal", bias_initializer = "zeros",
                          unit_forget_bias = TRUE, kernel_regularizer = NULL,
                          recurrent_regularizer = NULL, bias_regularizer = NULL,
                          kernel_constraint = NULL, recurrent_constraint = NULL,
                          bias_constraint = NULL, dropout = 0, recurrent_dropout = 0, seed = NULL,
                          ...) {
  only_defaults("rnn_cell_lstm", seed = ignored_seed(seed))
  new_layer("LSTMCell", NULL,
    c(list(units = units, activation = activation, recurrent_activation = recurrent_activation,
      use_bias = use_bias, kernel_initializer = kernel_initializer,
      recurrent_initializer = recurrent_initializer, bias_initializer = bias_initializer,
      unit_forget_bias = unit_forget_bias, dropout = dropout, recurrent_dropout = recurrent_dropout),
      given(list(kernel_regularizer = kernel_regularizer,
      recurrent_regularizer = recurrent_regularizer, bias_regularizer = bias_regularizer,
      kernel_constraint = kernel_constraint, recurrent_constraint = recurrent_constraint,
      bias_constraint = bias_constraint))),
    common_arguments(...))
}

#' StackedRNNCells layer
#'
#' Cells above each other as one cell.
#'
#' @param cells The cells, the lowest first.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
rnn_cells_stack <- function(cells, ...) {
  new_layer("StackedRNNCells", NULL,
    list(cells = cells),
    common_arguments(...))
}

#' Bidirectional layer
#'
#' A recurrent layer in both directions.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param layer A recurrent layer, of which both directions are copies.
#' @param merge_mode What becomes of both outputs: "concat", "sum", "ave", "mul", or nothing for both.
#' @param weights Weights to start with, as `get_weights()` gives them.
#' @param backward_layer The layer that goes backwards; a copy of the other if not given.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_bidirectional <- function(object, layer, merge_mode = "concat", weights = NULL,
                                backward_layer = NULL, ...) {
  new_layer("Bidirectional", object,
    c(list(layer = layer, merge_mode = merge_mode),
      given(list(backward_layer = backward_layer))),
    common_arguments(weights = weights, ...))
}

#' ConvLSTM1D layer
#'
#' Long short-term memory with convolutions along one axis.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param filters Channels of the output, at least 1.
#' @param kernel_size The size of the kernel: one number, or one for each axis; at least 1.
#' @param strides How many elements the kernel moves at a time: one number, or one for each axis; at least 1.
#' @param padding What happens at the ends: "valid" (nothing is added) or "same".
#' @param data_format Where the channels are: "channels_last" or "channels_first"; last if not given.
#' @param dilation_rate The distance between the elements that the kernel looks at: one number, or one for each axis; at least 1.
#' @param activation The activation function of what comes out.
#' @param recurrent_activation The activation function of the gates.
#' @param use_bias Whether a bias is added.
#' @param kernel_initializer What the kernel starts with.
#' @param recurrent_initializer What the recurrent kernel starts with.
#' @param bias_initializer What the bias starts with.
#' @param unit_forget_bias Whether the bias of the gate that forgets starts with 1.
#' @param kernel_regularizer What the kernel adds to the loss.
#' @param recurrent_regularizer What the recurrent kernel adds to the loss.
#' @param bias_regularizer What the bias adds to the loss.
#' @param activity_regularizer What the output adds to the loss, divided by the number of rows.
#' @param kernel_constraint What the kernel becomes after each step.
#' @param recurrent_constraint What the recurrent kernel becomes after each step.
#' @param bias_constraint What the bias becomes after each step.
#' @param dropout The share of each row's features that is dropped while training, at all steps the same.
#' @param recurrent_dropout The share of the state that is dropped while training, at all steps the same.
#' @param seed Ignored with a warning: `set.seed()` seeds the whole model.
#' @param return_sequences Whether the outputs of all steps are returned, or that of the last one only.
#' @param return_state Whether the state after the last step is returned as well.
#' @param go_backwards Whether the last step comes first; outputs of all steps are in this order too.
#' @param stateful Whether a batch starts from the state that the one before has left.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @param unroll As in Keras, outputs of steps that do not count are never 0 for zero_output_for_mask, and 0 before the first that does; nothing else changes.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_conv_lstm_1d <- function(object, filters, kernel_size, strides = 1L, padding = "valid",
                               data_format = NULL, dilation_rate = 1L, activation = "tanh",
                               recurrent_activation = "sigmoid", use_bias = TRUE,
                               kernel_initializer = "glorot_uniform",
                               recurrent_initializer = "orthogonal", bias_initializer = "zeros",
                               unit_forget_bias = TRUE, kernel_regularizer = NULL,
                               recurrent_regularizer = NULL, bias_regularizer = NULL,
                               activity_regularizer = NULL, kernel_constraint = NULL,
                               recurrent_constraint = NULL, bias_constraint = NULL, dropout = 0,
                               recurrent_dropout = 0, seed = NULL, return_sequences = FALSE,
                               return_state = FALSE, go_backwards = FALSE, stateful = FALSE, ...,
                               unroll = NULL) {
  only_defaults("layer_conv_lstm_1d", seed = ignored_seed(seed))
  new_layer("ConvLSTM1D", object,
    c(list(filters = filters, kernel_size = kernel_size, strides = strides, padding = padding,
      dilation_rate = dilation_rate, activation = activation,
      recurrent_activation = recurrent_activation, use_bias = use_bias,
      kernel_initializer = kernel_initializer, recurrent_initializer = recurrent_initializer,
      bias_initializer = bias_initializer, unit_forget_bias = unit_forget_bias, dropout = dropout,
      recurrent_dropout = recurrent_dropout, return_sequences = return_sequences,
      return_state = return_state, go_backwards = go_backwards, stateful = stateful),
      given(list(data_format = data_format, kernel_regularizer = kernel_regularizer,
      recurrent_regularizer = recurrent_regularizer, bias_regularizer = bias_regularizer,
      activity_regularizer = activity_regularizer, kernel_constraint = kernel_constraint,
      recurrent_constraint = recurrent_constraint, bias_constraint = bias_constraint,
      unroll = unroll))),
    common_arguments(...))
}

#' ConvLSTM2D layer
#'
#' Long short-term memory with convolutions over images.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param filters Channels of the output, at least 1.
#' @param kernel_size The size of the kernel: one number, or one for each axis; at least 1.
#' @param strides How many elements the kernel moves at a time: one number, or one for each axis; at least 1.
#' @param padding What happens at the ends: "valid" (nothing is added) or "same".
#' @param data_format Where the channels are: "channels_last" or "channels_first"; last if not given.
#' @param dilation_rate The distance between the elements that the kernel looks at: one number, or one for each axis; at least 1.
#' @param activation The activation function of what comes out.
#' @param recurrent_activation The activation function of the gates.
#' @param use_bias Whether a bias is added.
#' @param kernel_initializer What the kernel starts with.
#' @param recurrent_initializer What the recurrent kernel starts with.
#' @param bias_initializer What the bias starts with.
#' @param unit_forget_bias Whether the bias of the gate that forgets starts with 1.
#' @param kernel_regularizer What the kernel adds to the loss.
#' @param recurrent_regularizer What the recurrent kernel adds to the loss.
#' @param bias_regularizer What the bias adds to the loss.
#' @param activity_regularizer What the output adds to the loss, divided by the number of rows.
#' @param kernel_constraint What the kernel becomes after each step.
#' @param recurrent_constraint What the recurrent kernel becomes after each step.
#' @param bias_constraint What the bias becomes after each step.
#' @param dropout The share of each row's features that is dropped while training, at all steps the same.
#' @param recurrent_dropout The share of the state that is dropped while training, at all steps the same.
#' @param seed Ignored with a warning: `set.seed()` seeds the whole model.
#' @param return_sequences Whether the outputs of all steps are returned, or that of the last one only.
#' @param return_state Whether the state after the last step is returned as well.
#' @param go_backwards Whether the last step comes first; outputs of all steps are in this order too.
#' @param stateful Whether a batch starts from the state that the one before has left.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @param unroll As in Keras, outputs of steps that do not count are never 0 for zero_output_for_mask, and 0 before the first that does; nothing else changes.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_conv_lstm_2d <- function(object, filters, kernel_size, strides = 1L, padding = "valid",
                               data_format = NULL, dilation_rate = 1L, activation = "tanh",
                               recurrent_activation = "sigmoid", use_bias = TRUE,
                               kernel_initializer = "glorot_uniform",
                               recurrent_initializer = "orthogonal", bias_initializer = "zeros",
                               unit_forget_bias = TRUE, kernel_regularizer = NULL,
                               recurrent_regularizer = NULL, bias_regularizer = NULL,
                               activity_regularizer = NULL, kernel_constraint = NULL,
                               recurrent_constraint = NULL, bias_constraint = NULL, dropout = 0,
                               recurrent_dropout = 0, seed = NULL, return_sequences = FALSE,
                               return_state = FALSE, go_backwards = FALSE, stateful = FALSE, ...,
                               unroll = NULL) {
  only_defaults("layer_conv_lstm_2d", seed = ignored_seed(seed))
  new_layer("ConvLSTM2D", object,
    c(list(filters = filters, kernel_size = kernel_size, strides = strides, padding = padding,
      dilation_rate = dilation_rate, activation = activation,
      recurrent_activation = recurrent_activation, use_bias = use_bias,
      kernel_initializer = kernel_initializer, recurrent_initializer = recurrent_initializer,
      bias_initializer = bias_initializer, unit_forget_bias = unit_forget_bias, dropout = dropout,
      recurrent_dropout = recurrent_dropout, return_sequences = return_sequences,
      return_state = return_state, go_backwards = go_backwards, stateful = stateful),
      given(list(data_format = data_format, kernel_regularizer = kernel_regularizer,
      recurrent_regularizer = recurrent_regularizer, bias_regularizer = bias_regularizer,
      activity_regularizer = activity_regularizer, kernel_constraint = kernel_constraint,
      recurrent_constraint = recurrent_constraint, bias_constraint = bias_constraint,
      unroll = unroll))),
    common_arguments(...))
}

#' ConvLSTM3D layer
#'
#' Long short-term memory with convolutions over volumes.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param filters Channels of the output, at least 1.
#' @param kernel_size The size of the kernel: one number, or one for each axis; at least 1.
#' @param strides How many elements the kernel moves at a time: one number, or one for each axis; at least 1.
#' @param padding What happens at the ends: "valid" (nothing is added) or "same".
#' @param data_format Where the channels are: "channels_last" or "channels_first"; last if not given.
#' @param dilation_rate The distance between the elements that the kernel looks at: one number, or one for each axis; at least 1.
#' @param activation The activation function of what comes out.
#' @param recurrent_activation The activation function of the gates.
#' @param use_bias Whether a bias is added.
#' @param kernel_initializer What the kernel starts with.
#' @param recurrent_initializer What the recurrent kernel starts with.
#' @param bias_initializer What the bias starts with.
#' @param unit_forget_bias Whether the bias of the gate that forgets starts with 1.
#' @param kernel_regularizer What the kernel adds to the loss.
#' @param recurrent_regularizer What the recurrent kernel adds to the loss.
#' @param bias_regularizer What the bias adds to the loss.
#' @param activity_regularizer What the output adds to the loss, divided by the number of rows.
#' @param kernel_constraint What the kernel becomes after each step.
#' @param recurrent_constraint What the recurrent kernel becomes after each step.
#' @param bias_constraint What the bias becomes after each step.
#' @param dropout The share of each row's features that is dropped while training, at all steps the same.
#' @param recurrent_dropout The share of the state that is dropped while training, at all steps the same.
#' @param seed Ignored with a warning: `set.seed()` seeds the whole model.
#' @param return_sequences Whether the outputs of all steps are returned, or that of the last one only.
#' @param return_state Whether the state after the last step is returned as well.
#' @param go_backwards Whether the last step comes first; outputs of all steps are in this order too.
#' @param stateful Whether a batch starts from the state that the one before has left.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @param unroll As in Keras, outputs of steps that do not count are never 0 for zero_output_for_mask, and 0 before the first that does; nothing else changes.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_conv_lstm_3d <- function(object, filters, kernel_size, strides = 1L, padding = "valid",
                               data_format = NULL, dilation_rate = 1L, activation = "tanh",
                               recurrent_activation = "sigmoid", use_bias = TRUE,
                               kernel_initializer = "glorot_uniform",
                               recurrent_initializer = "orthogonal", bias_initializer = "zeros",
                               unit_forget_bias = TRUE, kernel_regularizer = NULL,
                               recurrent_regularizer = NULL, bias_regularizer = NULL,
                               activity_regularizer = NULL, kernel_constraint = NULL,
                               recurrent_constraint = NULL, bias_constraint = NULL, dropout = 0,
                               recurrent_dropout = 0, seed = NULL, return_sequences = FALSE,
                               return_state = FALSE, go_backwards = FALSE, stateful = FALSE, ...,
                               unroll = NULL) {
  only_defaults("layer_conv_lstm_3d", seed = ignored_seed(seed))
  new_layer("ConvLSTM3D", object,
    c(list(filters = filters, kernel_size = kernel_size, strides = strides, padding = padding,
      dilation_rate = dilation_rate, activation = activation,
      recurrent_activation = recurrent_activation, use_bias = use_bias,
      kernel_initializer = kernel_initializer, recurrent_initializer = recurrent_initializer,
      bias_initializer = bias_initializer, unit_forget_bias = unit_forget_bias, dropout = dropout,
      recurrent_dropout = recurrent_dropout, return_sequences = return_sequences,
      return_state = return_state, go_backwards = go_backwards, stateful = stateful),
      given(list(data_format = data_format, kernel_regularizer = kernel_regularizer,
      recurrent_regularizer = recurrent_regularizer, bias_regularizer = bias_regularizer,
      activity_regularizer = activity_regularizer, kernel_constraint = kernel_constraint,
      recurrent_constraint = recurrent_constraint, bias_constraint = bias_constraint,
      unroll = unroll))),
    common_arguments(...))
}

#' TimeDistributed layer
#'
#' A layer at every step of a sequence.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param layer The layer.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_time_distributed <- function(object, layer, ...) {
  new_layer("TimeDistributed", object,
    list(layer = layer),
    common_arguments(...))
}

#' SpectralNormalization layer
#'
#' A layer whose kernel is divided by its largest singular value while the model trains.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param layer A layer with a weight kernel or embeddings.
#' @param power_iterations How often the estimate of this value is made better at each step, at least 1.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_spectral_normalization <- function(object, layer, power_iterations = 1L, ...) {
  new_layer("SpectralNormalization", object,
    list(layer = layer, power_iterations = power_iterations),
    common_arguments(...))
}

#' Cropping1D layer
#'
#' Leaves steps of a sequence away at its ends.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param cropping Elements at both ends: one number for all axes, one for each, or a pair for each.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_cropping_1d <- function(object, cropping = list(1L, 1L), ...) {
  new_layer("Cropping1D", object,
    list(cropping = cropping),
    common_arguments(...))
}

#' Cropping2D layer
#'
#' Leaves rows and columns of an image away at its sides.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param cropping Elements at both ends: one number for all axes, one for each, or a pair for each.
#' @param data_format Where the channels are: "channels_last" or "channels_first"; last if not given.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_cropping_2d <- function(object, cropping = list(list(0L, 0L), list(0L, 0L)),
                              data_format = NULL, ...) {
  new_layer("Cropping2D", object,
    c(list(cropping = cropping),
      given(list(data_format = data_format))),
    common_arguments(...))
}

#' Cropping3D layer
#'
#' Leaves planes of a volume away at its sides.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param cropping Elements at both ends: one number for all axes, one for each, or a pair for each.
#' @param data_format Where the channels are: "channels_last" or "channels_first"; last if not given.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_cropping_3d <- function(object, cropping = list(list(1L, 1L), list(1L, 1L), list(1L, 1L)),
                              data_format = NULL, ...) {
  new_layer("Cropping3D", object,
    c(list(cropping = cropping),
      given(list(data_format = data_format))),
    common_arguments(...))
}

#' ZeroPadding1D layer
#'
#' Puts steps of zeros at the ends of a sequence.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param padding Elements at both ends: one number for all axes, one for each, or a pair for each.
#' @param data_format Where the channels are: "channels_last" or "channels_first"; last if not given.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_zero_padding_1d <- function(object, padding = 1L, data_format = NULL, ...) {
  new_layer("ZeroPadding1D", object,
    c(list(padding = padding),
      given(list(data_format = data_format))),
    common_arguments(...))
}

#' ZeroPadding2D layer
#'
#' Puts rows and columns of zeros at the sides of an image.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param padding Elements at both ends: one number for all axes, one for each, or a pair for each.
#' @param data_format Where the channels are: "channels_last" or "channels_first"; last if not given.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_zero_padding_2d <- function(object, padding = list(1L, 1L), data_format = NULL, ...) {
  new_layer("ZeroPadding2D", object,
    c(list(padding = padding),
      given(list(data_format = data_format))),
    common_arguments(...))
}

#' ZeroPadding3D layer
#'
#' Puts planes of zeros at the sides of a volume.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param padding Elements at both ends: one number for all axes, one for each, or a pair for each.
#' @param data_format Where the channels are: "channels_last" or "channels_first"; last if not given.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_zero_padding_3d <- function(object, padding = list(list(1L, 1L), list(1L, 1L), list(1L, 1L)),
                                  data_format = NULL, ...) {
  new_layer("ZeroPadding3D", object,
    c(list(padding = padding),
      given(list(data_format = data_format))),
    common_arguments(...))
}

#' UpSampling1D layer
#'
#' Each step of a sequence several times.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param size How often each element is repeated, at least 1.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_upsampling_1d <- function(object, size = 2L, ...) {
  new_layer("UpSampling1D", object,
    list(size = size),
    common_arguments(...))
}

#' UpSampling2D layer
#'
#' The rows and columns of an image several times, or lines between them.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param size How often each element is repeated, at least 1.
#' @param data_format Where the channels are: "channels_last" or "channels_first"; last if not given.
#' @param interpolation How the places between are filled: "nearest" or "bilinear".
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_upsampling_2d <- function(object, size = list(2L, 2L), data_format = NULL,
                                interpolation = "nearest", ...) {
  new_layer("UpSampling2D", object,
    c(list(size = size, interpolation = interpolation),
      given(list(data_format = data_format))),
    common_arguments(...))
}

#' UpSampling3D layer
#'
#' Each element of a volume several times along each axis.
#'
#' @param object A model, to which the layer is added; a tensor, or a list of tensors, on which it is called; nothing, to get the layer.
#' @param size How often each element is repeated, at least 1.
#' @param data_format Where the channels are: "channels_last" or "channels_first"; last if not given.
#' @param \dots What every layer takes: `input_shape`, `name`, `weights` and others.
#' @return The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer.
#' @family layers
#' @export
layer_upsampling_3d <- function(object, size = list(2L, 2L, 2L), data_format = NULL, ...) {
  new_layer("UpSampling3D", object,
    c(list(size = size),
      given(list(data_format = data_format))),
    common_arguments(...))
}
