//! How often each class occurs.

use crate::model::Tensor;
use crate::model::dataset::argmax;
use kerros_graph::Shape;
use kerros_graph::types::Dim;

/// Models with more classes (words, say) are not looked at: classes without rows are usual there.
const MOST_CLASSES: usize = 100;

/// How targets name classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Naming {
    /// By a number for each row.
    Numbers,
    /// By a one in the column of the class.
    OneHot,
    /// By 0 or 1: one unit.
    TwoClasses,
}

/// How many rows each class has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ClassCounts {
    pub(super) naming: Naming,
    pub(super) counts: Vec<usize>,
}

impl ClassCounts {
    /// How often each class occurs in targets of the loss of this name, for predictions of this shape. `None` if
    /// they name no classes, one a row, or too many.
    pub(super) fn of(loss: &str, target: &Tensor<'_>, prediction: &Shape) -> Option<Self> {
        let [_, Dim::Const(units)] = prediction.dims() else { return None };
        let (naming, classes) = match (loss, target.row_shape()) {
            ("sparse_categorical_crossentropy", [] | [1]) => (Naming::Numbers, *units),
            ("categorical_crossentropy" | "categorical_focal_crossentropy", [width])
                if width == units =>
            {
                (Naming::OneHot, *units)
            }
            ("binary_crossentropy" | "binary_focal_crossentropy", [] | [1]) if *units == 1 => {
                (Naming::TwoClasses, 2)
            }
            _ => return None,
        };
        if !(2..=MOST_CLASSES).contains(&classes) {
            return None;
        }
        let mut counts = vec![0; classes];
        match naming {
            Naming::OneHot => {
                for row in target.values().chunks_exact(classes) {
                    // Shares of several classes, or several labels.
                    let class = argmax(row);
                    if row[class] != 1.0 || row.iter().sum::<f32>() != 1.0 {
                        return None;
                    }
                    counts[class] += 1;
                }
            }
            Naming::Numbers | Naming::TwoClasses => {
                for &value in target.values() {
                    // Shares of two classes are no classes.
                    let class = value as usize;
                    if class as f32 != value {
                        return None;
                    }
                    *counts.get_mut(class)? += 1;
                }
            }
        }
        Some(ClassCounts { naming, counts })
    }

    /// How many rows there are.
    pub(super) fn rows(&self) -> usize {
        self.counts.iter().sum()
    }
}

/// `class 2`, `classes 2, 5`, `classes 0, 1, 2, 3, 4 and 7 more`.
pub(super) fn named(classes: &[usize]) -> String {
    /// How many are named.
    const NAMED: usize = 5;
    let shown = &classes[..classes.len().min(NAMED)];
    let list: Vec<String> = shown.iter().map(usize::to_string).collect();
    let word = if classes.len() == 1 { "class" } else { "classes" };
    match classes.len() - shown.len() {
        0 => format!("{word} {}", list.join(", ")),
        more => format!("{word} {} and {more} more", list.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::IntoTensor;

    fn counted(loss: &str, values: &[f32], shape: &[usize], units: usize) -> Option<Vec<usize>> {
        let target = (values, shape).into_tensor().unwrap();
        ClassCounts::of(loss, &target, &Shape::batch(&[units])).map(|counts| counts.counts)
    }

    #[test]
    fn rows_are_counted_by_class() {
        let sparse = "sparse_categorical_crossentropy";
        assert_eq!(counted(sparse, &[0.0, 2.0, 2.0], &[3], 4), Some(vec![1, 0, 2, 0]));
        assert_eq!(counted(sparse, &[0.0, 2.0, 2.0], &[3, 1], 4), Some(vec![1, 0, 2, 0]));
        let one_hot = [0.0, 1.0, 1.0, 0.0, 0.0, 1.0];
        assert_eq!(counted("categorical_crossentropy", &one_hot, &[3, 2], 2), Some(vec![1, 2]));
        assert_eq!(counted("binary_crossentropy", &[0.0, 1.0, 1.0], &[3], 1), Some(vec![1, 2]));
    }

    #[test]
    fn other_targets_name_no_classes() {
        assert_eq!(counted("binary_crossentropy", &[0.0, 0.5, 1.0], &[3], 1), None, "shares");
        assert_eq!(counted("binary_crossentropy", &[0.0, 1.0], &[1, 2], 2), None, "several labels");
        for row in [[1.0, 1.0], [0.25, 0.75], [0.0, 0.0]] {
            assert_eq!(counted("categorical_crossentropy", &row, &[1, 2], 2), None, "{row:?}");
        }
        assert_eq!(counted("mean_squared_error", &[0.0, 1.0], &[2], 1), None);
        assert_eq!(
            counted("sparse_categorical_crossentropy", &[0.0, 1.0], &[2], 101),
            None,
            "words"
        );
        assert!(counted("sparse_categorical_crossentropy", &[0.0, 1.0], &[2], 100).is_some());
    }

    #[test]
    fn five_classes_are_named() {
        assert_eq!(named(&[3]), "class 3");
        assert_eq!(named(&[0, 2, 4, 6, 8, 9]), "classes 0, 2, 4, 6, 8 and 1 more");
    }
}
