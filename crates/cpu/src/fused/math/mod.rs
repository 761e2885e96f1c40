//! Branch-free `f32` functions for vector loops.
//!
//! Every function is plain additions, multiplications, divisions, bit operations and choices between
//! two computed values, so the compiler turns a loop over it into vector code for whatever
//! instruction set the loop is compiled for. Each of those steps is exactly defined by IEEE 754, and
//! nothing is contracted into fused multiply-adds: **the bits are the same on every CPU and for every
//! vector width**.
//!
//! The approximations are polynomials of near-minimax fit (Chebyshev nodes) after the usual
//! reductions of the argument. Subnormal arguments and results are handled, not flushed.
//!
//! | function | largest error found by the tests |
//! |---|---|
//! | [`exp`], [`ln`], [`log1p`] | below 2 units in the last place |
//! | [`sigmoid`], [`tanh`] | below 4 units in the last place |
//! | [`normal_cdf`] | below 5 units in the last place |
//! | [`pow`] | below 1 unit in the last place |

mod exponential;
mod logarithm;
mod normal;
mod power;
mod simple;

#[cfg(test)]
pub(crate) mod accuracy;

pub(crate) use exponential::{exp, sigmoid, tanh};
pub(crate) use logarithm::{ln, log1p};
pub(crate) use normal::normal_cdf;
pub(crate) use power::pow;
pub(crate) use simple::{maximum, minimum, sign, truth};

/// `ln 2` as the sum of two numbers; the first has so few bits that its product with an exponent of
/// an `f32` is exact (Cody and Waite 1980).
const LN_2_HIGH: f32 = 0.693_359_4;
const LN_2_LOW: f32 = -2.121_944_4e-4;

/// The polynomial with these coefficients, highest power first, by Horner's rule.
#[inline(always)]
fn polynomial<const N: usize>(x: f32, coefficients: [f32; N]) -> f32 {
    let mut sum = coefficients[0];
    let mut i = 1;
    while i < N {
        sum = sum * x + coefficients[i];
        i += 1;
    }
    sum
}
