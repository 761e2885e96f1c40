//! Natural logarithms.

use super::{LN_2_HIGH, LN_2_LOW, polynomial};

/// The bits of `sqrt(1/2)`: mantissas are taken from `sqrt(1/2)` to `sqrt(2)`.
const SQRT_HALF_BITS: u32 = 0x3F35_04F3;

/// `ln x`: minus infinity at zero (of either sign), NaN below.
#[inline(always)]
pub(crate) fn ln(x: f32) -> f32 {
    let subnormal = x < f32::MIN_POSITIVE;
    let normal = if subnormal { x * 8_388_608.0 } else { x };
    let (mantissa, exponent) = split(normal);
    let exponent = if subnormal { exponent - 23 } else { exponent };
    at_the_edges(x, ln_parts(mantissa - 1.0, exponent))
}

/// `ln(1 + x)`, accurate for small `x`: minus infinity at -1, NaN below.
///
/// Where `1 + x` rounds, the lost part is added back to the reduced argument.
#[inline(always)]
pub(crate) fn log1p(x: f32) -> f32 {
    let u = 1.0 + x;
    let (mantissa, exponent) = split(u);
    let lost = if x < 1.0 { x - (u - 1.0) } else { 1.0 - (u - x) };
    // 2^-exponent; zero for the largest exponents, where nothing lost matters.
    let scale = f32::from_bits(((127 - exponent).max(0) as u32) << 23);
    let reduced = (mantissa - 1.0) + lost * scale;
    let small = x > -0.292_893 && x < 0.414_213;
    let value = ln_parts(if small { x } else { reduced }, if small { 0 } else { exponent });
    let value = at_the_edges(u, value);
    if x == 0.0 { x } else { value }
}

/// `ln((1 + f) 2^k)` for `f` from `sqrt(1/2) - 1` to `sqrt(2) - 1`.
#[inline(always)]
fn ln_parts(f: f32, k: i32) -> f32 {
    // (ln(1 + f) - f + f^2 / 2) / f^3, error 2.9e-8.
    let p = polynomial(
        f,
        [
            6.972_519e-2,
            -1.148_121_2e-1,
            1.168_578_5e-1,
            -1.242_552_3e-1,
            1.424_900_7e-1,
            -1.666_780_7e-1,
            2.000_071_7e-1,
            -2.499_999_7e-1,
            3.333_333e-1,
        ],
    );
    let k = k as f32;
    let square = f * f;
    let rest = (f * square * p + k * LN_2_LOW) - 0.5 * square;
    (f + rest) + k * LN_2_HIGH
}

/// Writes a positive normal number as `mantissa * 2^exponent`, the mantissa from `sqrt(1/2)` to
/// `sqrt(2)`.
#[inline(always)]
fn split(x: f32) -> (f32, i32) {
    let shifted = x.to_bits().wrapping_sub(SQRT_HALF_BITS);
    let mantissa = f32::from_bits((shifted & 0x007F_FFFF) + SQRT_HALF_BITS);
    (mantissa, (shifted as i32) >> 23)
}

/// `value` for positive finite `x`, otherwise what the logarithm of `x` is.
#[inline(always)]
fn at_the_edges(x: f32, value: f32) -> f32 {
    // Infinity and NaN are their own logarithms.
    let value = if x < f32::INFINITY { value } else { x };
    let value = if x < 0.0 { f32::NAN } else { value };
    if x == 0.0 { f32::NEG_INFINITY } else { value }
}

#[cfg(test)]
mod tests {
    use super::super::accuracy::assert_accurate;
    use super::*;

    #[test]
    fn ln_is_accurate_everywhere() {
        assert_accurate("ln", ln, f64::ln, 2.0);
    }

    #[test]
    fn log1p_is_accurate_everywhere() {
        assert_accurate("log1p", log1p, f64::ln_1p, 2.0);
    }

    #[test]
    fn limits_are_exact() {
        assert_eq!(ln(1.0), 0.0);
        assert_eq!(ln(0.0), f32::NEG_INFINITY);
        assert_eq!(ln(-0.0), f32::NEG_INFINITY);
        assert_eq!(ln(f32::INFINITY), f32::INFINITY);
        assert!(ln(-1.0).is_nan() && ln(f32::NEG_INFINITY).is_nan() && ln(f32::NAN).is_nan());
        assert!(ln(-f32::from_bits(1)).is_nan());
        assert_eq!(log1p(-1.0), f32::NEG_INFINITY);
        assert_eq!(log1p(f32::INFINITY), f32::INFINITY);
        assert_eq!(log1p(0.0).to_bits(), 0);
        assert_eq!(log1p(-0.0).to_bits(), (-0.0f32).to_bits());
        assert_eq!(log1p(f32::from_bits(1)), f32::from_bits(1));
        assert!(log1p(-1.5).is_nan() && log1p(f32::NAN).is_nan());
    }
}
