//! The exponential function and what is made of it.

use super::{LN_2_HIGH, LN_2_LOW, polynomial};

/// Adding and subtracting `1.5 * 2^23` rounds to the nearest integer, and leaves that integer in the
/// low bits of the sum.
const ROUNDING: f32 = 12_582_912.0;

/// `e^x`: infinity above 88.73, subnormal below -87.33, zero below -103.98.
///
/// `x = k ln 2 + r` with `|r| <= ln 2 / 2`; then `e^x = 2^k e^r`. The factor `2^k` is applied in two
/// halves so that results that overflow or are subnormal come out right.
#[inline(always)]
pub(crate) fn exp(x: f32) -> f32 {
    // Not `clamp`: these comparisons let NaN through. Beyond the limits the result no longer changes.
    let x = if x > 89.0 { 89.0 } else { x };
    let x = if x < -104.0 { -104.0 } else { x };
    let rounded = x * std::f32::consts::LOG2_E + ROUNDING;
    let k = rounded - ROUNDING;
    let r = (x - k * LN_2_HIGH) - k * LN_2_LOW;
    scaled_power(r, rounded)
}

/// `e^(high + low)` for `high` from -130 to 0 and a `low` that may reach over the last bits of
/// `high`, up to 0.04: more exact than the exponential of their sum.
#[inline(always)]
pub(super) fn exp_of_sum(high: f32, low: f32) -> f32 {
    let rounded = (high + low) * std::f32::consts::LOG2_E + ROUNDING;
    let k = rounded - ROUNDING;
    let r = ((high - k * LN_2_HIGH) - k * LN_2_LOW) + low;
    scaled_power(r, rounded)
}

/// `2^k e^r` for `|r| <= ln 2 / 2`, where `rounded` is `k` added to [`ROUNDING`].
#[inline(always)]
fn scaled_power(r: f32, rounded: f32) -> f32 {
    let exponent = (rounded.to_bits() as i32).wrapping_sub(ROUNDING.to_bits() as i32);
    // (e^r - 1 - r) / r^2 on |r| <= 0.3475, error 6.6e-8.
    let q = polynomial(r, [1.392_637_6e-3, 8.363_333e-3, 4.166_655_3e-2, 1.666_657_6e-1, 0.5]);
    let power = 1.0 + (r + r * r * q);
    let half = exponent >> 1;
    power * power_of_two(half) * power_of_two(exponent.wrapping_sub(half))
}

/// `2^k` for `k` in -126 to 127.
#[inline(always)]
fn power_of_two(k: i32) -> f32 {
    f32::from_bits((k.wrapping_add(127) as u32) << 23)
}

/// `1 / (1 + e^-x)`, without overflow and with full relative accuracy for negative `x` too.
#[inline(always)]
pub(crate) fn sigmoid(x: f32) -> f32 {
    let z = exp(-x.abs());
    let numerator = if x < 0.0 { z } else { 1.0 };
    numerator / (1.0 + z)
}

/// The hyperbolic tangent: an odd polynomial near zero, `1 - 2 / (e^2x + 1)` elsewhere.
#[inline(always)]
pub(crate) fn tanh(x: f32) -> f32 {
    let magnitude = x.abs();
    let z = x * x;
    // (tanh(sqrt z) / sqrt z - 1) / z on 0 <= z <= 0.3907, error 1.6e-9.
    let q = polynomial(
        z,
        [
            2.292_557_7e-3,
            -8.343_78e-3,
            2.176_886_8e-2,
            -5.395_925_3e-2,
            1.333_330_4e-1,
            -3.333_333_3e-1,
        ],
    );
    let near = magnitude + magnitude * (z * q);
    let far = 1.0 - 2.0 / (exp(2.0 * magnitude) + 1.0);
    let value = if magnitude < 0.625 { near } else { far };
    value.copysign(x)
}

#[cfg(test)]
mod tests {
    use super::super::accuracy::assert_accurate;
    use super::*;

    #[test]
    fn exp_is_accurate_everywhere() {
        assert_accurate("exp", exp, f64::exp, 2.0);
    }

    #[test]
    fn sigmoid_is_accurate_everywhere() {
        assert_accurate("sigmoid", sigmoid, |x| 1.0 / (1.0 + (-x).exp()), 4.0);
    }

    #[test]
    fn tanh_is_accurate_everywhere() {
        assert_accurate("tanh", tanh, f64::tanh, 4.0);
    }

    #[test]
    fn limits_are_exact() {
        assert_eq!(exp(0.0), 1.0);
        assert_eq!(exp(-0.0), 1.0);
        assert_eq!(exp(f32::INFINITY), f32::INFINITY);
        assert_eq!(exp(f32::NEG_INFINITY), 0.0);
        assert_eq!(exp(88.8), f32::INFINITY);
        assert_eq!(exp(-103.9), f32::from_bits(1));
        assert_eq!(exp(-104.5), 0.0);
        assert!(exp(f32::NAN).is_nan());
        assert_eq!((sigmoid(f32::INFINITY), sigmoid(f32::NEG_INFINITY)), (1.0, 0.0));
        assert_eq!(sigmoid(0.0), 0.5);
        assert!(sigmoid(f32::NAN).is_nan());
        assert_eq!((tanh(f32::INFINITY), tanh(f32::NEG_INFINITY)), (1.0, -1.0));
        assert_eq!(tanh(-0.0).to_bits(), (-0.0f32).to_bits());
        assert_eq!(tanh(f32::from_bits(1)), f32::from_bits(1));
        assert!(tanh(f32::NAN).is_nan());
    }
}
