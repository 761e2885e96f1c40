//! The normal distribution.

use super::exponential::exp_of_sum;
use super::polynomial;

/// The standard normal distribution function `erfc(-x / sqrt 2) / 2`, with full relative accuracy in
/// the left tail: subnormal below -13.0, zero below -14.3.
///
/// Near zero `1/2` plus an odd polynomial; in the left tail `e^(-x^2 / 2)` times a polynomial in
/// `1 / (1 + 5/8 |x|)`, after Numerical Recipes' `erfcc`; in the right tail 1 minus the left one.
#[inline(always)]
pub(crate) fn normal_cdf(x: f32) -> f32 {
    let z = x * x;
    // (P(x) - 1/2) / x on z = x^2 <= 0.81, error 2e-10.
    let q = polynomial(
        z,
        [
            -7.964_345e-6,
            1.141_214_2e-4,
            -1.186_781_9e-3,
            9.973_453e-3,
            -6.649_037_5e-2,
            3.989_423e-1,
        ],
    );
    let near = 0.5 + x * q;

    let magnitude = x.abs();
    // Beyond the limit the result no longer changes. This comparison lets NaN through.
    let magnitude = if magnitude > 16.0 { 16.0 } else { magnitude };
    // The square in two parts, as its rounding would be multiplied by up to 100: the first half of
    // the bits has an exact square.
    let high = f32::from_bits(magnitude.to_bits() & 0xFFFF_F000);
    let rest = -0.5 * (magnitude - high) * (magnitude + high);
    let power = exp_of_sum(-0.5 * high * high, rest);
    let t = 1.0 / (1.0 + 0.625 * magnitude);
    // e^(x^2 / 2) P(-|x|) / t on |x| from 0.7 to 14.6, error 4e-9.
    let p = polynomial(
        t,
        [
            -3.857_422_8e-1,
            1.657_074_2,
            -2.960_886,
            2.675_594_6,
            -1.059_345_6,
            -4.823_829_5e-3,
            -7.606_217e-2,
            1.551_212_5e-1,
            2.491_668e-1,
            2.493_429_3e-1,
        ],
    );
    let tail = power * (t * p);
    let far = if x < 0.0 { tail } else { 1.0 - tail };
    if magnitude < 0.9 { near } else { far }
}

#[cfg(test)]
mod tests {
    use super::super::accuracy::assert_accurate;
    use super::*;

    #[test]
    fn normal_cdf_is_accurate_everywhere() {
        let exact = |x: f64| 0.5 * libm::erfc(-x * std::f64::consts::FRAC_1_SQRT_2);
        assert_accurate("normal_cdf", normal_cdf, exact, 5.0);
    }

    #[test]
    fn limits_are_exact() {
        assert_eq!(normal_cdf(0.0), 0.5);
        assert_eq!(normal_cdf(-0.0), 0.5);
        assert_eq!((normal_cdf(f32::INFINITY), normal_cdf(f32::NEG_INFINITY)), (1.0, 0.0));
        assert_eq!((normal_cdf(6.0), normal_cdf(-15.0)), (1.0, 0.0));
        assert!(normal_cdf(f32::NAN).is_nan());
    }
}
