//! Functions of a few instructions, with the graph's meaning at NaN and at zero.

/// -1, 0 or 1; zeros keep their sign and NaN stays NaN.
#[inline(always)]
pub(crate) fn sign(x: f32) -> f32 {
    let value = if x > 0.0 { 1.0 } else { x };
    if x < 0.0 { -1.0 } else { value }
}

/// The larger; NaN if one is NaN.
#[inline(always)]
pub(crate) fn maximum(a: f32, b: f32) -> f32 {
    if (a > b) | a.is_nan() { a } else { b }
}

/// The smaller; NaN if one is NaN.
#[inline(always)]
pub(crate) fn minimum(a: f32, b: f32) -> f32 {
    if (a < b) | a.is_nan() { a } else { b }
}

/// 1 for true, 0 for false.
#[inline(always)]
pub(crate) fn truth(condition: bool) -> f32 {
    if condition { 1.0 } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs() {
        assert_eq!((sign(3.0), sign(-0.1), sign(0.0)), (1.0, -1.0, 0.0));
        assert_eq!(sign(-0.0).to_bits(), (-0.0f32).to_bits());
        assert_eq!((sign(f32::INFINITY), sign(f32::from_bits(1))), (1.0, 1.0));
        assert!(sign(f32::NAN).is_nan());
    }

    #[test]
    fn nan_wins_on_either_side() {
        for f in [maximum, minimum] {
            assert!(f(f32::NAN, 1.0).is_nan() && f(1.0, f32::NAN).is_nan());
        }
        assert_eq!((maximum(1.0, 2.0), maximum(2.0, 1.0)), (2.0, 2.0));
        assert_eq!((minimum(1.0, 2.0), minimum(2.0, 1.0)), (1.0, 1.0));
    }
}
