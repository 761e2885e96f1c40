//! General powers.

/// Adding and subtracting `1.5 * 2^52` rounds an `f64` to the nearest integer, and leaves that integer
/// in the low bits of the sum.
const ROUNDING: f64 = 6_755_399_441_055_744.0;

/// The bits of `sqrt(1/2)` as an `f64`.
const SQRT_HALF_BITS: u64 = 0x3FE6_A09E_667F_3BCD;

/// `x^y` with the special cases of C99 and IEEE 754: `x^0` and `1^y` are 1 even for NaN, negative
/// `x` has powers for integer `y` only.
///
/// Computed as `2^(y log2 |x|)` in `f64`: the logarithm is multiplied by up to 128 before it becomes
/// an exponent, which would cost an `f32` seven of its 24 bits. Powers that `f32` can hold exactly
/// (squares and cubes of small integers, roots of squares) come out exact.
#[inline(always)]
pub(crate) fn pow(x: f32, y: f32) -> f32 {
    let magnitude = x.abs();
    let wide_y = f64::from(y);
    // 0 and infinity, whose logarithm is none of the polynomial's business.
    let logarithm = log2(f64::from(magnitude));
    let logarithm = if magnitude == 0.0 { f64::NEG_INFINITY } else { logarithm };
    let logarithm = if magnitude == f32::INFINITY { f64::INFINITY } else { logarithm };
    let exponent = if magnitude == 1.0 { 0.0 } else { wide_y * logarithm };
    let power = exp2(exponent) as f32;

    let is_integer = y.floor() == y;
    let is_odd = is_integer && (0.5 * y).floor() != 0.5 * y;
    let power = if x.is_sign_negative() && is_odd { -power } else { power };
    let undefined = x < 0.0 && x > f32::NEG_INFINITY && !is_integer;
    let power = if undefined | x.is_nan() | y.is_nan() { f32::NAN } else { power };
    if (y == 0.0) | (x == 1.0) { 1.0 } else { power }
}

/// `log2 x` of a positive normal number, relative error below 1e-14.
#[inline(always)]
fn log2(x: f64) -> f64 {
    let shifted = x.to_bits().wrapping_sub(SQRT_HALF_BITS);
    let mantissa = f64::from_bits((shifted & 0x000F_FFFF_FFFF_FFFF).wrapping_add(SQRT_HALF_BITS));
    // The exponent plus 1024, by a logical shift: vector units have no arithmetic one for 64 bits.
    let biased = shifted.wrapping_add(1024 << 52) >> 52;
    let exponent = f64::from_bits(ROUNDING.to_bits() + biased) - (ROUNDING + 1024.0);
    let s = (mantissa - 1.0) / (mantissa + 1.0);
    // log2((1 + s) / (1 - s)) / s in powers of s^2, error 5.1e-16.
    let q = polynomial(
        s * s,
        [
            0.242_925_682_275_834_28,
            0.261_443_472_759_126_26,
            0.320_616_411_500_834_75,
            0.412_198_401_727_464_1,
            0.577_078_017_248_294_3,
            0.961_796_693_924_330_2,
            2.885_390_081_777_927,
        ],
    );
    exponent + s * q
}

/// `2^x`; beyond what an `f32` can hold, any number that is as large or as small.
#[inline(always)]
fn exp2(x: f64) -> f64 {
    let x = if x > 200.0 { 200.0 } else { x };
    let x = if x < -200.0 { -200.0 } else { x };
    let rounded = x + ROUNDING;
    let r = x - (rounded - ROUNDING);
    // 2^r on |r| <= 1/2, error 1.4e-14.
    let power = polynomial(
        r,
        [
            1.020_591_655_657_4e-7,
            1.325_966_293_617_447_2e-6,
            1.525_267_287_608_253_9e-5,
            1.540_343_367_383_866e-4,
            1.333_355_820_085_99e-3,
            9.618_129_194_038_007e-3,
            5.550_410_866_465_14e-2,
            2.402_265_069_563_990_8e-1,
            6.931_471_805_599_462e-1,
            1.000_000_000_000_013_5,
        ],
    );
    // The low bits of `rounded` hold the integer: shifted, it is added to the exponent.
    f64::from_bits(power.to_bits().wrapping_add(rounded.to_bits() << 52))
}

/// The polynomial with these coefficients, highest power first, by Horner's rule.
#[inline(always)]
fn polynomial<const N: usize>(x: f64, coefficients: [f64; N]) -> f64 {
    let mut sum = coefficients[0];
    let mut i = 1;
    while i < N {
        sum = sum * x + coefficients[i];
        i += 1;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::super::accuracy::{assert_accurate, error_in_ulp};
    use super::*;

    #[test]
    fn pow_is_accurate_for_every_base() {
        for y in [-3.7f32, -1.0, 0.1, 0.5, 1.5, 2.0, 3.0, 20.0] {
            let name = format!("x^{y}");
            assert_accurate(&name, |x| pow(x, y), |x| x.powf(f64::from(y)), 1.0);
        }
    }

    #[test]
    fn pow_is_accurate_for_every_exponent() {
        for x in [-2.0f32, 1e-30, 0.3, 0.999, 1.001, 1.5, 10.0, 1e20] {
            let name = format!("{x}^y");
            assert_accurate(&name, |y| pow(x, y), |y| f64::from(x).powf(y), 1.0);
        }
    }

    #[test]
    fn special_cases_are_those_of_the_standard_library() {
        let values = [
            0.0,
            -0.0,
            1.0,
            -1.0,
            0.5,
            -0.5,
            2.0,
            -2.0,
            3.0,
            -3.0,
            1e30,
            -1e30,
            16_777_217.0,
            1e-40,
            -1e-40,
            f32::MAX,
            f32::INFINITY,
            f32::NEG_INFINITY,
            f32::NAN,
        ];
        for x in values {
            for y in values {
                let (got, expected) = (pow(x, y), f64::from(x).powf(f64::from(y)));
                assert!(error_in_ulp(got, expected) < 1.0, "{x}^{y} = {got}, not {expected}");
                if expected == 0.0 {
                    assert_eq!(got.is_sign_negative(), expected.is_sign_negative(), "{x}^{y}");
                }
            }
        }
    }

    #[test]
    fn exact_powers_are_exact() {
        for i in 1..4096u32 {
            let x = i as f32;
            assert_eq!(pow(x, 2.0), x * x);
            assert_eq!(pow(x * x, 0.5), x);
            assert_eq!(pow(x, 1.0), x);
            assert_eq!(pow(x, -1.0), 1.0 / x);
            if i <= 256 {
                assert_eq!(pow(-x, 3.0), -(x * x * x));
            }
        }
    }
}
