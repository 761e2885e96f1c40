//! The layers.
//!
//! | layer | does |
//! |---|---|
//! | [`Input`] | says what the model's input looks like |
//! | [`Dense`] | `activation(x . kernel + bias)` |
//! | [`EinsumDense`] | the same along any axes, named by letters |
//! | [`Activation`](ActivationLayer) | an activation function on its own |
//! | [`ReLU`], [`LeakyReLU`], [`ELU`], [`Softmax`] | activations with arguments on their own |
//! | [`PReLU`] | a rectified linear unit with a learned slope below 0 |
//! | [`Identity`] | nothing |
//! | [`Lambda`] | a function of the user's |
//! | [`Embedding`] | whole numbers as vectors |
//! | [`Masking`] | leaves steps out that have one value |
//! | [`ActivityRegularization`] | adds a loss for the size of its input |
//! | [`Add`], [`Subtract`], [`Multiply`], [`Average`], [`Maximum`], [`Minimum`] | merge values element by element |
//! | [`Concatenate`] | values one after the other |
//! | [`Dot`] | dot products of two values |
//! | [`Attention`], [`AdditiveAttention`] | what queries find among values, by dot products, by sums |
//! | [`MultiHeadAttention`], [`GroupedQueryAttention`] | the same of several heads, which may share keys and values |
//! | [`Dropout`] | sets random numbers to 0 while training |
//! | [`SpatialDropout1D`], [`SpatialDropout2D`], [`SpatialDropout3D`] | sets random channels to 0 while training |
//! | [`AlphaDropout`] | dropout that keeps mean 0 and variance 1, for `selu` |
//! | [`GaussianDropout`], [`GaussianNoise`] | multiplies by, adds normal numbers while training |
//! | [`Conv1D`], [`Conv2D`], [`Conv3D`] | slide kernels along the axes in space |
//! | [`Conv1DTranspose`], [`Conv2DTranspose`], [`Conv3DTranspose`] | the same backwards: what they make is larger |
//! | [`DepthwiseConv1D`], [`DepthwiseConv2D`] | kernels for each channel by itself |
//! | [`SeparableConv1D`], [`SeparableConv2D`] | the same, then a mix of the channels |
//! | [`BatchNormalization`] | each channel over the batch to mean 0 and variance 1 |
//! | [`LayerNormalization`], [`GroupNormalization`] | each sample, groups of channels, to mean 0 and variance 1 |
//! | [`RMSNormalization`], [`UnitNormalization`] | each sample by its root mean square, by its length |
//! | [`MaxPooling1D`], [`MaxPooling2D`], [`MaxPooling3D`] | the largest of each window |
//! | [`AveragePooling1D`], [`AveragePooling2D`], [`AveragePooling3D`] | the mean of each window |
//! | [`GlobalMaxPooling1D`], [`GlobalMaxPooling2D`], [`GlobalMaxPooling3D`] | the largest of each channel |
//! | [`GlobalAveragePooling1D`], [`GlobalAveragePooling2D`], [`GlobalAveragePooling3D`] | the mean of each channel |
//! | [`SimpleRNN`], [`GRU`], [`LSTM`] | recurrent layers |
//! | [`RNN`] | any cell over the steps of a sequence: [`SimpleRNNCell`], [`GRUCell`], [`LSTMCell`], [`StackedRNNCells`], one's own |
//! | [`ConvLSTM1D`], [`ConvLSTM2D`], [`ConvLSTM3D`] | long short-term memory with convolutions |
//! | [`Bidirectional`] | a recurrent layer in both directions |
//! | [`TimeDistributed`] | a layer at every step |
//! | [`SpectralNormalization`] | a layer whose kernel is divided by its largest singular value while training |
//! | [`Flatten`], [`Reshape`], [`Permute`] | the same numbers under another shape |
//! | [`RepeatVector`] | a row as every step of a sequence |
//! | [`Cropping1D`], [`Cropping2D`], [`Cropping3D`] | less at the ends |
//! | [`ZeroPadding1D`], [`ZeroPadding2D`], [`ZeroPadding3D`] | zeros at the ends |
//! | [`UpSampling1D`], [`UpSampling2D`], [`UpSampling3D`] | each element several times |
//!
//! Channels are the last axis where nothing else is said ([`DataFormat`]). Names, arguments and defaults are those of Keras ("Keras
//! layers API").

mod activation;
mod activity_regularization;
mod alpha_dropout;
mod arguments;
mod attention;
mod axes;
mod batch_normalization;
mod batch_renormalization;
mod concatenate;
mod convolution;
mod data_format;
mod dense;
mod dot;
mod dropout;
mod edges;
mod einsum_dense;
mod elementwise_merge;
mod elu;
mod embedding;
mod flatten;
mod gaussian_dropout;
mod gaussian_noise;
mod global_pooling;
mod group_normalization;
mod identity;
mod input;
mod lambda;
mod layer_normalization;
mod leaky_relu;
mod masking;
mod merge;
mod moments;
mod padding;
mod per_axis;
mod permute;
mod pooling;
mod prelu;
mod random;
mod recurrent;
mod relu;
mod repeat_vector;
mod reshape;
mod rms_normalization;
mod softmax;
mod spatial_dropout;
mod spectral_normalization;
mod time_distributed;
mod unit_normalization;
mod up_sampling;
mod weight_options;

pub use activation::ActivationLayer;
pub use activity_regularization::ActivityRegularization;
pub use alpha_dropout::AlphaDropout;
pub use attention::{
    AdditiveAttention, Attention, GroupedQueryAttention, MultiHeadAttention, ScoreMode,
};
pub use batch_normalization::BatchNormalization;
pub use batch_renormalization::RenormClipping;
pub use concatenate::Concatenate;
pub use convolution::{
    Conv1D, Conv1DTranspose, Conv2D, Conv2DTranspose, Conv3D, Conv3DTranspose, DepthwiseConv1D,
    DepthwiseConv2D, SeparableConv1D, SeparableConv2D,
};
pub use data_format::DataFormat;
pub use dense::Dense;
pub use dot::Dot;
pub use dropout::Dropout;
pub use edges::{Cropping1D, Cropping2D, Cropping3D, ZeroPadding1D, ZeroPadding2D, ZeroPadding3D};
pub use einsum_dense::{EinsumDense, PartialShape};
pub use elementwise_merge::{Add, Average, Maximum, Minimum, Multiply, Subtract};
pub use elu::ELU;
pub use embedding::Embedding;
pub use flatten::Flatten;
pub use gaussian_dropout::GaussianDropout;
pub use gaussian_noise::GaussianNoise;
pub use global_pooling::{
    GlobalAveragePooling1D, GlobalAveragePooling2D, GlobalAveragePooling3D, GlobalMaxPooling1D,
    GlobalMaxPooling2D, GlobalMaxPooling3D,
};
pub use group_normalization::GroupNormalization;
pub use identity::Identity;
pub use input::Input;
pub use lambda::Lambda;
pub use layer_normalization::LayerNormalization;
pub use leaky_relu::LeakyReLU;
pub use masking::Masking;
pub use padding::Padding;
pub use per_axis::{BothEnds, PerAxis};
pub use permute::Permute;
pub use pooling::{
    AveragePooling1D, AveragePooling2D, AveragePooling3D, MaxPooling1D, MaxPooling2D, MaxPooling3D,
};
pub use prelu::PReLU;
pub use recurrent::{
    Bidirectional, CellStep, ConvLSTM1D, ConvLSTM2D, ConvLSTM3D, GRU, GRUCell, LSTM, LSTMCell,
    MergeMode, RNN, Recurrence, Recurrent, RecurrentCell, SimpleRNN, SimpleRNNCell,
    StackedRNNCells, call_cell,
};
pub use relu::ReLU;
pub use repeat_vector::RepeatVector;
pub use reshape::Reshape;
pub use rms_normalization::RMSNormalization;
pub use softmax::Softmax;
pub use spatial_dropout::{SpatialDropout1D, SpatialDropout2D, SpatialDropout3D};
pub use spectral_normalization::SpectralNormalization;
pub use time_distributed::TimeDistributed;
pub use unit_normalization::UnitNormalization;
pub use up_sampling::{Interpolation, UpSampling1D, UpSampling2D, UpSampling3D};

use crate::error::{Error, Result};
use kerros_graph::Shape;

/// Sizes for each of the rows that `like` has, however many these are.
fn rows_of(like: &Shape, sizes: &[usize]) -> Shape {
    like.dims().first().copied().into_iter().chain(sizes.iter().map(|&size| size.into())).collect()
}

/// Checks that a size is not 0.
fn at_least_one(what: &str, size: usize) -> Result<()> {
    if size > 0 {
        return Ok(());
    }
    Err(Error::invalid(what, "at least 1", "0", format!("Give {what} a positive number.")))
}

/// Checks that a number is finite, also as `f32`, and not below 0.
fn not_negative(what: &str, number: f64) -> Result<()> {
    if number >= 0.0 && (number as f32).is_finite() {
        return Ok(());
    }
    let remedy = format!("Give {what} another value, or leave it out.");
    Err(Error::invalid(what, "a finite number from 0 on", number.to_string(), remedy))
}
