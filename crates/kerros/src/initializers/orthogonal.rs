//! Random orthogonal matrices.

use super::{Initializer, check_gain};
use crate::error::{Error, Result};
use crate::layer::Config;
use kerros_graph::random::Generator;

/// A random orthogonal matrix times `gain`: its columns have length `gain` and are orthogonal to each
/// other, or its rows, if those are fewer.
///
/// Each such matrix is equally likely: it is the `Q` of a matrix of normal numbers whose `R` has a positive
/// diagonal, computed in double precision. For a weight of more than two axes, such as a convolution's
/// kernel, the matrix has a column for each element of the last axis, and the other axes together make its
/// rows. In Keras: "OrthogonalInitializer class".
///
/// | argument | default | |
/// |---|---|---|
/// | `gain` | 1 | finite |
///
/// Source: Saxe, McClelland and Ganguli, "Exact solutions to the nonlinear dynamics of learning in deep linear
/// neural networks", ICLR 2014.
///
/// ```
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(Dense::new(3).kernel_initializer(OrthogonalInitializer::new()).input_shape(8))?;
/// let kernel = model.get_weights()?.swap_remove(0);
/// let column = |index| kernel.index_axis(ndarray::Axis(1), index).to_owned();
/// assert!(((&column(0) * &column(0)).sum() - 1.0).abs() < 1e-6);
/// assert!((&column(0) * &column(1)).sum().abs() < 1e-6);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// The layer that holds it is refused when the gain is not finite, or the weight has fewer than two axes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OrthogonalInitializer {
    gain: f64,
}

impl OrthogonalInitializer {
    /// Columns or rows of length 1.
    pub fn new() -> Self {
        OrthogonalInitializer { gain: 1.0 }
    }

    /// The length of columns or rows; 1 if not set.
    #[must_use]
    pub fn gain(mut self, gain: f64) -> Self {
        self.gain = gain;
        self
    }
}

impl Default for OrthogonalInitializer {
    fn default() -> Self {
        Self::new()
    }
}

impl Initializer for OrthogonalInitializer {
    fn name(&self) -> &'static str {
        "Orthogonal"
    }

    fn values(&self, shape: &[usize], generator: &mut Generator) -> Vec<f32> {
        let columns = shape.last().copied().unwrap_or(1);
        let rows: usize = shape.iter().rev().skip(1).product();
        let (long, short) = (rows.max(columns), rows.min(columns));
        if short == 0 {
            return Vec::new();
        }
        let mut vectors: Vec<f64> = (0..long * short).map(|_| generator.normal()).collect();
        orthonormalize(&mut vectors, long);
        let number = |index: usize| {
            let (row, column) = (index / columns, index % columns);
            // The vectors are the columns, or the rows.
            let place = if rows >= columns { column * long + row } else { row * long + column };
            (self.gain * vectors[place]) as f32
        };
        (0..rows * columns).map(number).collect()
    }

    fn config(&self) -> Config {
        Config::new().with("gain", self.gain)
    }

    fn check(&self) -> Result<()> {
        check_gain(self.gain)
    }

    fn check_shape(&self, shape: &[usize]) -> Result<()> {
        if shape.len() >= 2 {
            return Ok(());
        }
        Err(Error::invalid(
            "shape",
            "a weight of at least two axes",
            format!("{shape:?}"),
            "Use another initializer for this weight.",
        ))
    }
}

/// Makes vectors of this `length` orthogonal to those before them, and of length 1: the `Q` of a matrix
/// with these columns, where the diagonal of `R` is positive (Gram and Schmidt).
fn orthonormalize(vectors: &mut [f64], length: usize) {
    for start in (0..vectors.len()).step_by(length) {
        let (before, from) = vectors.split_at_mut(start);
        let vector = &mut from[..length];
        // The second time takes away what rounding has left: then it is orthogonal to rounding.
        for _ in 0..2 {
            for other in before.chunks_exact(length) {
                let share = dot(vector, other);
                vector.iter_mut().zip(other).for_each(|(number, other)| *number -= share * other);
            }
        }
        let norm = dot(vector, vector).sqrt();
        vector.iter_mut().for_each(|number| *number /= norm);
    }
}

/// The sum of products, in eight lanes that the compiler can compute at once.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut lanes = [0.0; 8];
    let (chunks, others) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest = chunks.remainder().iter().zip(others.remainder()).map(|(a, b)| a * b);
    let rest: f64 = rest.sum();
    for (a, b) in chunks.zip(others) {
        for ((lane, a), b) in lanes.iter_mut().zip(a).zip(b) {
            *lane += a * b;
        }
    }
    lanes.iter().sum::<f64>() + rest
}
