//! Pixels from 0 to 255.
//!
//! Rows are taken for pixels if all their numbers are whole, none is below 0 or above 255 and some is above
//! 127, and a row has at least 64 numbers in two axes or more, or 64 columns.

use super::columns::Column;

/// A row of fewer numbers is no picture.
const PICTURE: usize = 64;

/// Whether rows of this shape, with these columns, are pictures of whole numbers up to 255.
pub(super) fn are_pixels(row_shape: &[usize], columns: &[Column]) -> bool {
    let low = columns.iter().map(|column| column.low).fold(f32::INFINITY, f32::min);
    let high = columns.iter().map(|column| column.high).fold(f32::NEG_INFINITY, f32::max);
    let whole = columns.iter().all(|column| column.is_whole);
    // Sequences of (steps, channels) have a short last axis.
    let is_picture = match row_shape {
        [columns] => *columns >= PICTURE,
        [steps, columns] => *steps >= 8 && *columns >= 8,
        sizes => sizes.len() == 3,
    };
    is_picture
        && row_shape.iter().product::<usize>() >= PICTURE
        && whole
        && low >= 0.0
        && (128.0..=255.0).contains(&high)
}

/// A doubt about pixels.
pub(super) fn unscaled_pixels(input: &str) -> String {
    format!("{input}: pixels from 0 to 255 that are not scaled. Divide by 255.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(low: f32, high: f32, is_whole: bool) -> Column {
        Column { mean: 30.0, deviation: 70.0, low, high, is_whole }
    }

    #[test]
    fn pictures_are_told_from_tables() {
        let grey = [column(0.0, 255.0, true)];
        assert!(are_pixels(&[28, 28, 1], &grey));
        assert!(are_pixels(&[28, 28], &vec![column(0.0, 254.0, true); 28]));
        assert!(are_pixels(&[784], &vec![column(0.0, 200.0, true); 784]));
        assert!(!are_pixels(&[4], &[column(0.0, 200.0, true); 4]), "a table");
        assert!(!are_pixels(&[100, 3], &[column(0.0, 200.0, true); 3]), "sequences");
        assert!(!are_pixels(&[28, 28, 1], &[column(0.0, 1.0, true)]), "scaled, black and white");
        assert!(!are_pixels(&[28, 28, 1], &[column(0.0, 200.0, false)]));
        assert!(!are_pixels(&[28, 28, 1], &[column(-1.0, 200.0, true)]));
        assert!(!are_pixels(&[28, 28, 1], &[column(0.0, 256.0, true)]));
    }
}
