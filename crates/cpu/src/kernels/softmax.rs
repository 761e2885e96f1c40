//! Softmax and its logarithm along rows.

use crate::fused::math;
use crate::vectorized::vectorized;

/// `e^x` is 0 in single precision for all `x` below this.
const ZERO_BELOW: f32 = -104.0;

/// `e^x / sum(e^x)`, or its logarithm, for each row of `columns` numbers.
///
/// The largest number of a row is subtracted first, so that nothing overflows. A row that holds NaN
/// gives NaN throughout.
pub(crate) fn run(x: &[f32], columns: usize, log: bool, y: &mut [f32]) {
    if columns == 0 {
        return;
    }
    vectorized(
        y,
        #[inline(always)]
        |y: &mut [f32]| {
            for (x, y) in x.chunks_exact(columns).zip(y.chunks_exact_mut(columns)) {
                let largest = largest(x);
                for (y, x) in y.iter_mut().zip(x) {
                    // Masked scores are far below the limit. What is 0 is not computed: products that underflow take
                    // a processor some hundred cycles.
                    let below = x - largest;
                    let is_zero = below < ZERO_BELOW;
                    let power = math::exp(if is_zero { 0.0 } else { below });
                    *y = if is_zero { 0.0 } else { power };
                }
                let sum = sum(y);
                if log {
                    // Not less the sum of both: a large `largest` would take the logarithm's digits.
                    let shift = math::ln(sum);
                    y.iter_mut().zip(x).for_each(|(y, x)| *y = (x - largest) - shift);
                } else {
                    y.iter_mut().for_each(|y| *y /= sum);
                }
            }
        },
    );
}

/// The largest number in eight lanes, then across; NaN is passed over.
#[inline(always)]
fn largest(numbers: &[f32]) -> f32 {
    let larger = |a: f32, b: f32| if b > a { b } else { a };
    let mut lanes = [f32::NEG_INFINITY; 8];
    let mut chunks = numbers.chunks_exact(8);
    for chunk in &mut chunks {
        lanes.iter_mut().zip(chunk).for_each(|(lane, &x)| *lane = larger(*lane, x));
    }
    lanes.iter().chain(chunks.remainder()).copied().fold(f32::NEG_INFINITY, larger)
}

/// The sum in eight lanes, then across: the same order on every machine.
#[inline(always)]
fn sum(numbers: &[f32]) -> f32 {
    let mut lanes = [0.0f32; 8];
    let mut chunks = numbers.chunks_exact(8);
    for chunk in &mut chunks {
        lanes.iter_mut().zip(chunk).for_each(|(lane, x)| *lane += x);
    }
    let rest: f32 = chunks.remainder().iter().sum();
    lanes.iter().sum::<f32>() + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_match_the_definition_in_64_bits() {
        for columns in [1, 3, 8, 10, 15, 100, 1000] {
            let x: Vec<f32> =
                (0..3 * columns).map(|i| ((i * 37 % 101) as f32 - 50.0) / 7.0).collect();
            let mut y = vec![0.0; x.len()];
            let mut log = vec![0.0; x.len()];
            run(&x, columns, false, &mut y);
            run(&x, columns, true, &mut log);
            for row in 0..3 {
                let x = &x[row * columns..(row + 1) * columns];
                let sum: f64 = x.iter().map(|&x| f64::from(x).exp()).sum();
                for (i, &x) in x.iter().enumerate() {
                    let expected = f64::from(x).exp() / sum;
                    let got = f64::from(y[row * columns + i]);
                    assert!((got - expected).abs() <= 2e-6 * expected, "{got} {expected}");
                    let got = f64::from(log[row * columns + i]);
                    assert!((got - expected.ln()).abs() <= 1e-5, "{got} {}", expected.ln());
                }
            }
        }
    }

    #[test]
    fn extremes_stay_finite_and_nan_shows() {
        let mut y = [0.0; 3];
        run(&[1e4, -1e4, 0.0], 3, false, &mut y);
        assert_eq!(y, [1.0, 0.0, 0.0]);
        run(&[1e4, -1e4, 0.0], 3, true, &mut y);
        assert_eq!(y, [0.0, -2e4, -1e4]);
        run(&[-2e38, 3.0, -105.0], 3, false, &mut y);
        assert_eq!(y, [0.0, 1.0, 0.0]);
        run(&[1e4, 1e4, 0.0], 3, true, &mut y);
        assert_eq!(y[0], -std::f32::consts::LN_2);
        run(&[0.0, f32::NAN, 0.0], 3, false, &mut y);
        assert!(y.iter().all(|y| y.is_nan()));
    }
}
