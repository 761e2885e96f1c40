//! How the tests measure an approximation: over the whole of `f32`, in units in the last place.

/// The distance between `got` and the exact value in units in the last place of `f32` there; zero
/// where both are NaN or the same infinity.
pub(crate) fn error_in_ulp(got: f32, exact: f64) -> f64 {
    let nearest = exact as f32;
    if nearest.is_nan() || nearest.is_infinite() || got.is_nan() || got.is_infinite() {
        let same = got == nearest || (got.is_nan() && nearest.is_nan());
        // The last number before an overflow may be rounded either way.
        let at_overflow = got.abs().max(nearest.abs()) == f32::INFINITY
            && got.abs().min(nearest.abs()) > 3.402_822e38
            && got.signum() == nearest.signum();
        return if same {
            0.0
        } else if at_overflow {
            1.0
        } else {
            f64::INFINITY
        };
    }
    let exponent = (((nearest.to_bits() >> 23) & 0xFF) as i32).max(1) - 127 - 23;
    (f64::from(got) - exact).abs() / 2f64.powi(exponent)
}

/// Holds `function` against `exact` on every exponent and sign with thousands of mantissas each, and on
/// every number in the neighbourhood of the places where implementations change their mind.
pub(crate) fn assert_accurate(
    name: &str,
    function: impl Fn(f32) -> f32,
    exact: impl Fn(f64) -> f64,
    limit: f64,
) {
    let mut worst = (0.0, 0.0f32);
    let mut check = |x: f32| {
        let error = error_in_ulp(function(x), exact(f64::from(x)));
        if error > worst.0 || error.is_nan() {
            worst = (error, x);
        }
    };
    // 1.3 million numbers, evenly over all bit patterns (the step is odd).
    (0..=u32::MAX).step_by(3_301).for_each(|bits| check(f32::from_bits(bits)));
    let places = [
        0.0f32, 1e-38, 1e-8, 0.29, 0.346, 0.414, 0.625, 0.707, 0.9, 1.0, 1.414, 2.0, 87.3, 88.72,
        103.9,
    ];
    for place in places {
        for offset in -1500i32..=1500 {
            let bits = (place.to_bits() as i32).saturating_add(offset).max(0) as u32;
            check(f32::from_bits(bits));
            check(-f32::from_bits(bits));
        }
    }
    println!("{name}: largest error {:.3} ulp at {:e}", worst.0, worst.1);
    assert!(worst.0 <= limit, "{name}: error of {:.3} ulp at {:e}", worst.0, worst.1);
}
