# Written by `cargo run -p kerros-r-functions` from the registry of the crate `kerros`.
# Changes belong there.

#' @importFrom kerros %>%
#' @export
kerros::`%>%`

#' @importFrom kerros Callback
#' @export
kerros::Callback

#' @importFrom kerros KerasCallback
#' @export
kerros::KerasCallback

#' @importFrom kerros activation_celu
#' @export
kerros::activation_celu

#' @importFrom kerros activation_glu
#' @export
kerros::activation_glu

#' @importFrom kerros activation_hard_shrink
#' @export
kerros::activation_hard_shrink

#' @importFrom kerros activation_hard_silu
#' @export
kerros::activation_hard_silu

#' @importFrom kerros activation_hard_swish
#' @export
kerros::activation_hard_swish

#' @importFrom kerros activation_hard_tanh
#' @export
kerros::activation_hard_tanh

#' @importFrom kerros activation_leaky_relu
#' @export
kerros::activation_leaky_relu

#' @importFrom kerros activation_log_sigmoid
#' @export
kerros::activation_log_sigmoid

#' @importFrom kerros activation_log_softmax
#' @export
kerros::activation_log_softmax

#' @importFrom kerros activation_mish
#' @export
kerros::activation_mish

#' @importFrom kerros activation_relu6
#' @export
kerros::activation_relu6

#' @importFrom kerros activation_silu
#' @export
kerros::activation_silu

#' @importFrom kerros activation_soft_shrink
#' @export
kerros::activation_soft_shrink

#' @importFrom kerros activation_sparse_plus
#' @export
kerros::activation_sparse_plus

#' @importFrom kerros activation_sparse_sigmoid
#' @export
kerros::activation_sparse_sigmoid

#' @importFrom kerros activation_sparsemax
#' @export
kerros::activation_sparsemax

#' @importFrom kerros activation_squareplus
#' @export
kerros::activation_squareplus

#' @importFrom kerros activation_tanh_shrink
#' @export
kerros::activation_tanh_shrink

#' @importFrom kerros activation_threshold
#' @export
kerros::activation_threshold

#' @importFrom kerros array_reshape
#' @export
kerros::array_reshape

#' @importFrom kerros backend
#' @export
kerros::backend

#' @importFrom kerros callback_csv_logger
#' @export
kerros::callback_csv_logger

#' @importFrom kerros callback_early_stopping
#' @export
kerros::callback_early_stopping

#' @importFrom kerros callback_lambda
#' @export
kerros::callback_lambda

#' @importFrom kerros callback_learning_rate_scheduler
#' @export
kerros::callback_learning_rate_scheduler

#' @importFrom kerros callback_model_checkpoint
#' @export
kerros::callback_model_checkpoint

#' @importFrom kerros callback_reduce_lr_on_plateau
#' @export
kerros::callback_reduce_lr_on_plateau

#' @importFrom kerros callback_terminate_on_naan
#' @export
kerros::callback_terminate_on_naan

#' @importFrom kerros callback_terminate_on_nan
#' @export
kerros::callback_terminate_on_nan

#' @importFrom kerros clone_model
#' @export
kerros::clone_model

#' @importFrom kerros compile
#' @export
kerros::compile

#' @importFrom kerros confusion_matrix
#' @export
kerros::confusion_matrix

#' @importFrom kerros count_params
#' @export
kerros::count_params

#' @importFrom kerros deserialize_keras_object
#' @export
kerros::deserialize_keras_object

#' @importFrom kerros evaluate
#' @export
kerros::evaluate

#' @importFrom kerros fit
#' @export
kerros::fit

#' @importFrom kerros freeze_weights
#' @export
kerros::freeze_weights

#' @importFrom kerros from_config
#' @export
kerros::from_config

#' @importFrom kerros get_config
#' @export
kerros::get_config

#' @importFrom kerros get_input_at
#' @export
kerros::get_input_at

#' @importFrom kerros get_input_shape_at
#' @export
kerros::get_input_shape_at

#' @importFrom kerros get_layer
#' @export
kerros::get_layer

#' @importFrom kerros get_output_at
#' @export
kerros::get_output_at

#' @importFrom kerros get_output_shape_at
#' @export
kerros::get_output_shape_at

#' @importFrom kerros get_weights
#' @export
kerros::get_weights

#' @importFrom kerros initializer_stft
#' @export
kerros::initializer_stft

#' @importFrom kerros install_keras
#' @export
kerros::install_keras

#' @importFrom kerros is_keras_available
#' @export
kerros::is_keras_available

#' @importFrom kerros keras_input
#' @export
kerros::keras_input

#' @importFrom kerros keras_model
#' @export
kerros::keras_model

#' @importFrom kerros keras_model_sequential
#' @export
kerros::keras_model_sequential

#' @importFrom kerros kerros_era
#' @export
kerros::kerros_era

#' @importFrom kerros layer_bidirectional
#' @export
kerros::layer_bidirectional

#' @importFrom kerros layer_einsum_dense
#' @export
kerros::layer_einsum_dense

#' @importFrom kerros layer_group_normalization
#' @export
kerros::layer_group_normalization

#' @importFrom kerros layer_group_query_attention
#' @export
kerros::layer_group_query_attention

#' @importFrom kerros layer_identity
#' @export
kerros::layer_identity

#' @importFrom kerros layer_rms_normalization
#' @export
kerros::layer_rms_normalization

#' @importFrom kerros layer_spectral_normalization
#' @export
kerros::layer_spectral_normalization

#' @importFrom kerros layer_time_distributed
#' @export
kerros::layer_time_distributed

#' @importFrom kerros load_model_config
#' @export
kerros::load_model_config

#' @importFrom kerros loss_binary_focal_crossentropy
#' @export
kerros::loss_binary_focal_crossentropy

#' @importFrom kerros loss_categorical_focal_crossentropy
#' @export
kerros::loss_categorical_focal_crossentropy

#' @importFrom kerros loss_categorical_generalized_cross_entropy
#' @export
kerros::loss_categorical_generalized_cross_entropy

#' @importFrom kerros loss_circle
#' @export
kerros::loss_circle

#' @importFrom kerros loss_ctc
#' @export
kerros::loss_ctc

#' @importFrom kerros loss_dice
#' @export
kerros::loss_dice

#' @importFrom kerros loss_log_cosh
#' @export
kerros::loss_log_cosh

#' @importFrom kerros loss_tversky
#' @export
kerros::loss_tversky

#' @importFrom kerros metric_binary_focal_crossentropy
#' @export
kerros::metric_binary_focal_crossentropy

#' @importFrom kerros metric_binary_iou
#' @export
kerros::metric_binary_iou

#' @importFrom kerros metric_categorical_focal_crossentropy
#' @export
kerros::metric_categorical_focal_crossentropy

#' @importFrom kerros metric_concordance_correlation
#' @export
kerros::metric_concordance_correlation

#' @importFrom kerros metric_f1_score
#' @export
kerros::metric_f1_score

#' @importFrom kerros metric_fbeta_score
#' @export
kerros::metric_fbeta_score

#' @importFrom kerros metric_huber
#' @export
kerros::metric_huber

#' @importFrom kerros metric_iou
#' @export
kerros::metric_iou

#' @importFrom kerros metric_kl_divergence
#' @export
kerros::metric_kl_divergence

#' @importFrom kerros metric_log_cosh
#' @export
kerros::metric_log_cosh

#' @importFrom kerros metric_log_cosh_error
#' @export
kerros::metric_log_cosh_error

#' @importFrom kerros metric_one_hot_iou
#' @export
kerros::metric_one_hot_iou

#' @importFrom kerros metric_one_hot_mean_iou
#' @export
kerros::metric_one_hot_mean_iou

#' @importFrom kerros metric_pearson_correlation
#' @export
kerros::metric_pearson_correlation

#' @importFrom kerros metric_r2_score
#' @export
kerros::metric_r2_score

#' @importFrom kerros model_from_json
#' @export
kerros::model_from_json

#' @importFrom kerros model_from_yaml
#' @export
kerros::model_from_yaml

#' @importFrom kerros model_to_json
#' @export
kerros::model_to_json

#' @importFrom kerros model_to_yaml
#' @export
kerros::model_to_yaml

#' @importFrom kerros normalize
#' @export
kerros::normalize

#' @importFrom kerros optimizer_adafactor
#' @export
kerros::optimizer_adafactor

#' @importFrom kerros optimizer_adam_w
#' @export
kerros::optimizer_adam_w

#' @importFrom kerros optimizer_lamb
#' @export
kerros::optimizer_lamb

#' @importFrom kerros optimizer_lion
#' @export
kerros::optimizer_lion

#' @importFrom kerros optimizer_loss_scale
#' @export
kerros::optimizer_loss_scale

#' @importFrom kerros optimizer_muon
#' @export
kerros::optimizer_muon

#' @importFrom kerros pad_sequences
#' @export
kerros::pad_sequences

#' @importFrom kerros pop_layer
#' @export
kerros::pop_layer

#' @importFrom kerros predict_classes
#' @export
kerros::predict_classes

#' @importFrom kerros predict_on_batch
#' @export
kerros::predict_on_batch

#' @importFrom kerros predict_proba
#' @export
kerros::predict_proba

#' @importFrom kerros reset_state
#' @export
kerros::reset_state

#' @importFrom kerros reset_states
#' @export
kerros::reset_states

#' @importFrom kerros rnn_cell_gru
#' @export
kerros::rnn_cell_gru

#' @importFrom kerros rnn_cell_lstm
#' @export
kerros::rnn_cell_lstm

#' @importFrom kerros rnn_cell_simple
#' @export
kerros::rnn_cell_simple

#' @importFrom kerros rnn_cells_stack
#' @export
kerros::rnn_cells_stack

#' @importFrom kerros save_model_config
#' @export
kerros::save_model_config

#' @importFrom kerros serialize_keras_object
#' @export
kerros::serialize_keras_object

#' @importFrom kerros set_random_seed
#' @export
kerros::set_random_seed

#' @importFrom kerros set_weights
#' @export
kerros::set_weights

#' @importFrom kerros shape
#' @export
kerros::shape

#' @importFrom kerros test_on_batch
#' @export
kerros::test_on_batch

#' @importFrom kerros to_categorical
#' @export
kerros::to_categorical

#' @importFrom kerros train_on_batch
#' @export
kerros::train_on_batch

#' @importFrom kerros unfreeze_weights
#' @export
kerros::unfreeze_weights

#' @importFrom kerros use_backend
#' @export
kerros::use_backend

#' @importFrom kerros use_condaenv
#' @export
kerros::use_condaenv

#' @importFrom kerros use_implementation
#' @export
kerros::use_implementation

#' @importFrom kerros use_python
#' @export
kerros::use_python

#' @importFrom kerros use_session_with_seed
#' @export
kerros::use_session_with_seed

#' @importFrom kerros use_virtualenv
#' @export
kerros::use_virtualenv
