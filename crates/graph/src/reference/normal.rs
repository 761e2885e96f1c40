//! The normal distribution function, which the standard library does not have.

/// `erfc(-x / sqrt 2) / 2`, to 1e-13 of its value.
pub(super) fn normal_cdf(x: f64) -> f64 {
    let z = x.abs();
    let density = (-0.5 * z * z).exp() / (2.0 * std::f64::consts::PI).sqrt();
    if z < 2.0 {
        let middle = density * series(z);
        return if x < 0.0 { 0.5 - middle } else { 0.5 + middle };
    }
    let tail = density / fraction(z);
    if x < 0.0 { tail } else { 1.0 - tail }
}

/// `z + z^3 / 3 + z^5 / (3 5) + ...`: 40 terms reach the last digit for `z` up to 2.
fn series(z: f64) -> f64 {
    let mut term = z;
    let mut sum = z;
    for n in 1..40 {
        term *= z * z / (2.0 * f64::from(n) + 1.0);
        sum += term;
    }
    sum
}

/// Laplace's continued fraction `z + 1 / (z + 2 / (z + 3 / (z + ...)))`.
fn fraction(z: f64) -> f64 {
    (1..=300).rev().fold(z, |below, n| z + f64::from(n) / below)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_the_error_function_of_another_library() {
        for i in -3750..=900 {
            let x = f64::from(i) / 100.0;
            let expected = 0.5 * libm::erfc(-x * std::f64::consts::FRAC_1_SQRT_2);
            let found = normal_cdf(x);
            // Rounding `x / sqrt 2` moves the other side by `x^2` roundings.
            let allowed = (1e-14 + 4e-16 * x * x) * expected;
            assert!((found - expected).abs() <= allowed, "at {x}: {found}, not {expected}");
        }
    }

    #[test]
    fn limits() {
        assert_eq!((normal_cdf(f64::NEG_INFINITY), normal_cdf(f64::INFINITY)), (0.0, 1.0));
        assert_eq!(normal_cdf(0.0), 0.5);
        assert!(normal_cdf(f64::NAN).is_nan());
    }
}
