//! The models of whole trainings: `golden/cases/whole.py` has the same ones.

use crate::support::MakeExecutor;
use kerros::prelude::*;

/// Makes a compiled model that computes with this executor.
pub(crate) type BuildModel = fn(MakeExecutor) -> Model;

/// Each model under the name of its golden data.
pub(crate) const WHOLE: [(&str, BuildModel); 6] = [
    ("two_inputs", two_inputs),
    ("autoencoder", autoencoder),
    ("res_net", res_net),
    ("transformer", transformer),
    ("spectral", spectral),
    ("lstm", lstm),
];

/// Are the two close? As `two_inputs` in `golden/cases/whole.py`.
pub(crate) fn two_inputs(make: MakeExecutor) -> Model {
    let left = Input::new(6).name("left").symbol().unwrap();
    let right = Input::new(6).name("right").symbol().unwrap();
    let shared = SharedLayer::from(Dense::new(5).activation("tanh").name("shared"));
    let (a, b) = (shared.apply(&left).unwrap(), shared.apply(&right).unwrap());
    let difference = Subtract::new().apply([&a, &b]).unwrap();
    let product = Dot::new(1).apply([&a, &b]).unwrap();
    let all = Concatenate::new().apply([&a, &b, &difference, &product]).unwrap();
    let hidden = Dense::new(6).activation("relu").apply(&all).unwrap();
    let output = Dense::new(1).activation("sigmoid").apply(&hidden).unwrap();
    let mut model = Model::new([&left, &right], &output).unwrap();
    model.set_executor(make).unwrap();
    let adam = Adam::new().learning_rate(0.02);
    model.compile(Compile::new().optimizer(adam).loss("binary_crossentropy")).unwrap();
    model
}

/// Convolutions down to a small image, and transposed ones up again.
pub(crate) fn autoencoder(make: MakeExecutor) -> Model {
    let image = Input::new([14, 14, 1]).symbol().unwrap();
    let down = |filters: usize, x: &SymbolicTensor| {
        let layer = Conv2D::new(filters, 3).strides(2).padding(Padding::Same).activation("relu");
        layer.apply(x).unwrap()
    };
    let up = |layer: Conv2DTranspose, x: &SymbolicTensor| {
        layer.strides(2).padding(Padding::Same).activation("relu").apply(x).unwrap()
    };
    let small = down(4, &down(6, &image));
    let middle = up(Conv2DTranspose::new(4, 3).output_padding(0), &small);
    let large = up(Conv2DTranspose::new(6, 3), &middle);
    let last = Conv2D::new(1, 3).padding(Padding::Same).activation("sigmoid");
    let mut model = Model::new(&image, last.apply(&large).unwrap()).unwrap();
    model.set_executor(make).unwrap();
    model.compile(Compile::new().optimizer("rmsprop").loss("binary_crossentropy")).unwrap();
    model
}

/// Residual blocks with batch normalization, one of them with a projection.
pub(crate) fn res_net(make: MakeExecutor) -> Model {
    let convolution = |x: &SymbolicTensor, filters: usize, size: usize, strides: usize| {
        let layer = Conv2D::new(filters, size).strides(strides).padding(Padding::Same);
        let x = layer.use_bias(false).apply(x).unwrap();
        BatchNormalization::new().apply(&x).unwrap()
    };
    let relu = |x: &SymbolicTensor| Activation::Relu.layer().apply(x).unwrap();
    let block = |x: &SymbolicTensor, filters: usize, strides: usize| {
        let shortcut = if strides == 1 { x.clone() } else { convolution(x, filters, 1, strides) };
        let y = convolution(&relu(&convolution(x, filters, 3, strides)), filters, 3, 1);
        relu(&Add::new().apply([&y, &shortcut]).unwrap())
    };
    let image = Input::new([14, 14, 1]).symbol().unwrap();
    let x = block(&relu(&convolution(&image, 6, 3, 1)), 6, 1);
    let x = block(&MaxPooling2D::new(2).apply(&x).unwrap(), 8, 2);
    let x = GlobalAveragePooling2D::new().apply(&x).unwrap();
    let output = Dense::new(10).activation("softmax").apply(&x).unwrap();
    let mut model = Model::new(&image, &output).unwrap();
    model.set_executor(make).unwrap();
    let sgd = SGD::new().learning_rate(0.01).momentum(0.9);
    model.compile(Compile::new().optimizer(sgd).loss("sparse_categorical_crossentropy")).unwrap();
    model
}

/// An encoder block: attention and a feed-forward part, each with a residual and a normalization.
pub(crate) fn transformer(make: MakeExecutor) -> Model {
    let (steps, width) = (10, 8);
    let words = Input::new(steps).name("words").symbol().unwrap();
    let positions = Input::new(steps).name("positions").symbol().unwrap();
    let normalized = |x: &SymbolicTensor, y: &SymbolicTensor| {
        let sum = Add::new().apply([x, y]).unwrap();
        LayerNormalization::new().epsilon(1e-6).apply(&sum).unwrap()
    };
    let word = Embedding::new(20, width).apply(&words).unwrap();
    let place = Embedding::new(steps, width).apply(&positions).unwrap();
    let x = Add::new().apply([&word, &place]).unwrap();
    let attended = MultiHeadAttention::new(2, 4).apply([&x, &x]).unwrap();
    let x = normalized(&x, &attended);
    let hidden = Dense::new(16).activation("gelu").apply(&x).unwrap();
    let x = normalized(&x, &Dense::new(width).apply(&hidden).unwrap());
    let mean = GlobalAveragePooling1D::new().apply(&x).unwrap();
    let output = Dense::new(2).activation("softmax").apply(&mean).unwrap();
    let mut model = Model::new([&words, &positions], &output).unwrap();
    model.set_executor(make).unwrap();
    let adam = Adam::new().learning_rate(0.005);
    model.compile(Compile::new().optimizer(adam).loss("sparse_categorical_crossentropy")).unwrap();
    model
}

/// Kernels divided by their largest singular values, one of them regularized.
pub(crate) fn spectral(make: MakeExecutor) -> Model {
    let x = Input::new(6).symbol().unwrap();
    let hidden = Dense::new(7).activation("tanh").kernel_regularizer(L2::new().l2(0.02));
    let y = SpectralNormalization::new(hidden).apply(&x).unwrap();
    let last = SpectralNormalization::new(Dense::new(1).name("last")).power_iterations(2);
    let y = last.apply(&y).unwrap();
    let output = Activation::Sigmoid.layer().apply(&y).unwrap();
    let mut model = Model::new(&x, &output).unwrap();
    model.set_executor(make).unwrap();
    let sgd = SGD::new().learning_rate(0.2).momentum(0.5);
    model.compile(Compile::new().optimizer(sgd).loss("binary_crossentropy")).unwrap();
    model
}

/// Sequences of different lengths, whose ends are masked.
pub(crate) fn lstm(make: MakeExecutor) -> Model {
    let words = Input::new(12).symbol().unwrap();
    let vectors = Embedding::new(30, 6).mask_zero(true).apply(&words).unwrap();
    let state = LSTM::new(8).apply(&vectors).unwrap();
    let output = Dense::new(1).activation("sigmoid").apply(&state).unwrap();
    let mut model = Model::new(&words, output).unwrap();
    model.set_executor(make).unwrap();
    let adam = Adam::new().learning_rate(0.01);
    model.compile(Compile::new().optimizer(adam).loss("binary_crossentropy")).unwrap();
    model
}
