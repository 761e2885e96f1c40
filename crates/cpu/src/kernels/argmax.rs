//! The place of the largest element.

/// For each row of `columns` numbers the place of the largest, the first of several, as the bits of
/// an `i32`. NaN counts as the largest, so that it is not overlooked.
pub(crate) fn run(x: &[f32], columns: usize, places: &mut [f32]) {
    for (x, place) in x.chunks_exact(columns.max(1)).zip(places) {
        let mut best = 0;
        for (i, &new) in x.iter().enumerate().skip(1) {
            let old = x[best];
            if new > old || (new.is_nan() && !old.is_nan()) {
                best = i;
            }
        }
        *place = f32::from_bits(best as u32);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_largest_of_each_row() {
        let x = [1.0, 3.0, 3.0, -1.0, -2.0, -1.0, 0.0, f32::NAN, 9.0];
        let mut places = [0.0; 3];
        run(&x, 3, &mut places);
        assert_eq!(places.map(f32::to_bits), [1, 0, 1]);
    }
}
