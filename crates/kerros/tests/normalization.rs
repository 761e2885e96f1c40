//! What normalization layers do in a training, and what kernels of EinsumDense start with.

#![allow(clippy::unwrap_used, reason = "also in the functions that the tests share")]

use kerros::prelude::*;

/// Eight rows of two numbers, of mean 3 and -1.
fn rows() -> Array2<f32> {
    Array2::from_shape_fn((8, 2), |(row, column)| {
        let spread = row as f32 - 3.5;
        if column == 0 { 3.0 + spread } else { -1.0 - 2.0 * spread }
    })
}

fn compiled(layer: SharedLayer) -> Sequential {
    let mut model = Sequential::new();
    model.add(Input::new(2)).unwrap();
    model.add(layer).unwrap();
    model.compile(Compile::new().optimizer(SGD::new().learning_rate(0.0)).loss("mse")).unwrap();
    model
}

fn fit(model: &mut Sequential, epochs: usize) {
    let x = rows();
    let options = Fit::new().epochs(epochs).batch_size(8).verbose(Verbose::Silent);
    model.fit(&x, &x, options).unwrap();
}

#[test]
fn moving_averages_come_close_to_the_data_and_serve_prediction() {
    let mut model = compiled(BatchNormalization::new().momentum(0.5).epsilon(0.0).into());
    fit(&mut model, 30);
    let weights = model.get_weights().unwrap();
    let close = |found: &ArrayD<f32>, expected: [f32; 2]| {
        found.iter().zip(expected).all(|(found, expected)| (found - expected).abs() < 1e-4)
    };
    assert!(close(&weights[2], [3.0, -1.0]), "{}", weights[2]);
    assert!(close(&weights[3], [5.25, 21.0]), "{}", weights[3]);
    let y = model.predict(&rows()).unwrap();
    let mean_square = y.iter().map(|y| y * y).sum::<f32>() / y.len() as f32;
    assert!((mean_square - 1.0).abs() < 1e-4, "{mean_square}");
}

#[test]
fn neither_prediction_nor_evaluation_moves_the_averages() {
    let mut model = compiled(BatchNormalization::new().into());
    let x = rows();
    model.predict(&x).unwrap();
    model.evaluate(&x, &x, Evaluate::new().verbose(Verbose::Silent)).unwrap();
    let weights = model.get_weights().unwrap();
    assert_eq!(weights[2].as_slice(), Some(&[0.0, 0.0][..]));
    assert_eq!(weights[3].as_slice(), Some(&[1.0, 1.0][..]));
}

/// A frozen layer computes in a training what it does in prediction, and nothing of it moves.
#[test]
fn a_frozen_batch_normalization_is_at_rest() {
    let layer = SharedLayer::from(BatchNormalization::new().epsilon(0.0));
    layer.set_trainable(false);
    let mut model = compiled(layer);
    let x = rows();
    let before = model.get_weights().unwrap();
    let fit = Fit::new().epochs(3).verbose(Verbose::Silent);
    let history = model.fit(&x, &x, fit).unwrap();
    assert_eq!(model.get_weights().unwrap(), before);
    // With mean 0 and variance 1 the output is the input.
    assert_eq!(history.get("loss").unwrap().last(), Some(&0.0));
}

/// The kernel of four heads of eight numbers sums over 16 numbers and gives 32, whatever its last axes.
#[test]
fn kernels_of_einsum_dense_are_scaled_by_what_is_summed_over() {
    let mut model = Sequential::with_seed(3);
    let layer = EinsumDense::new("btd,dhk->bthk", [None, Some(4), Some(8)]);
    model.add(layer.input_shape([5, 16])).unwrap();
    let weights = model.get_weights().unwrap();
    let largest = weights[0].iter().fold(0.0f32, |largest, w| largest.max(w.abs()));
    let limit = (6.0f32 / (16.0 + 32.0)).sqrt();
    assert!(largest <= limit && largest > 0.95 * limit, "{largest}, not just below {limit}");
}

/// An initializer that does not scale by fans sees the kernel as it is.
#[test]
fn other_initializers_of_einsum_dense_see_the_whole_kernel() {
    let mut model = Sequential::new();
    let layer = EinsumDense::new("ab,bc->ac", 3).kernel_initializer("identity");
    model.add(layer.input_shape(3)).unwrap();
    let x = Array2::from_shape_fn((2, 3), |(row, column)| (3 * row + column) as f32);
    assert_eq!(model.predict(&x).unwrap().as_slice(), x.as_slice());
}
