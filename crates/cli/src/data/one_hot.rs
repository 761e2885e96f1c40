//! Classes as rows of a matrix, and back.

use ndarray::{Array2, ArrayView2, Axis};

use super::error::{Error, Result};

/// A matrix of shape `(codes.len(), classes)` with a 1 in each row at its class and 0 elsewhere.
///
/// # Errors
/// If a code is not below `classes`.
pub(crate) fn encode(codes: &[usize], classes: usize) -> Result<Array2<f32>> {
    let mut encoded = Array2::zeros((codes.len(), classes));
    for (row, &code) in codes.iter().enumerate() {
        let Some(cell) = encoded.get_mut((row, code)) else {
            return Err(Error::ClassOutOfRange {
                what: "classes",
                row: row + 1,
                last: classes.saturating_sub(1),
                received: code,
            });
        };
        *cell = 1.0;
    }
    Ok(encoded)
}

/// The class of each row: the column of its greatest element, the first of several. (R's `max.col`
/// chooses among several at random.)
///
/// # Errors
/// If an element is NaN.
pub(crate) fn decode(scores: ArrayView2<'_, f32>) -> Result<Vec<usize>> {
    scores
        .axis_iter(Axis(0))
        .enumerate()
        .map(|(row, scores)| {
            let mut best = 0;
            for (column, score) in scores.iter().enumerate() {
                if score.is_nan() {
                    return Err(Error::NotAScore { row: row + 1, column: column + 1 });
                }
                if *score > scores[best] {
                    best = column;
                }
            }
            Ok(best)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    #[test]
    fn classes_go_there_and_back() {
        let encoded = encode(&[2, 0, 1], 3).unwrap();
        assert_eq!(encoded, array![[0.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]);
        assert_eq!(decode(encoded.view()).unwrap(), [2, 0, 1]);
    }

    #[test]
    fn the_first_of_equal_scores_wins() {
        let scores = array![[0.2, 0.4, 0.4], [-3.0, -1.0, -2.0], [0.0, 0.0, 0.0]];
        assert_eq!(decode(scores.view()).unwrap(), [1, 1, 0]);
    }

    #[test]
    fn a_class_out_of_range_and_a_score_that_is_nan_are_errors() {
        let text = encode(&[0, 3], 3).unwrap_err().to_string();
        assert!(text.contains("row 2: expected a class from 0 to 2; received 3"), "{text}");
        let text = decode(array![[0.0, 1.0], [1.0, f32::NAN]].view()).unwrap_err().to_string();
        assert!(text.contains("row 2, column 2"), "{text}");
    }
}
