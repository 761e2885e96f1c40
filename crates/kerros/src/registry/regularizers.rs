//! The regularizers.

use super::{Argument, Class, Literal};
use crate::regularizers::{L1, L1L2, L2, OrthogonalRegularizer, SharedRegularizer};

const fn factor(name: &'static str, default: f64, doc: &'static str) -> Argument {
    Argument::with_default(name, Literal::Float(default), doc)
}

/// The regularizers.
pub const REGULARIZERS: &[Class<SharedRegularizer>] = &[
    Class {
        name: "L1",
        names: &["l1"],
        doc: "l1 times the sum of absolute values",
        arguments: &[factor("l1", 0.01, "the factor, finite, not negative").formerly(&["l"])],
        make: |a| Ok(L1::new().l1(a.float("l1")?).into()),
    },
    Class {
        name: "L2",
        names: &["l2"],
        doc: "l2 times the sum of squares",
        arguments: &[factor("l2", 0.01, "the factor, finite, not negative").formerly(&["l"])],
        make: |a| Ok(L2::new().l2(a.float("l2")?).into()),
    },
    Class {
        name: "L1L2",
        names: &["l1_l2", "l1l2"],
        doc: "l1 times the sum of absolute values plus l2 times the sum of squares",
        arguments: &[
            factor("l1", 0.0, "the factor of absolute values, finite, not negative"),
            factor("l2", 0.0, "the factor of squares, finite, not negative"),
        ],
        make: |a| Ok(L1L2::new().l1(a.float("l1")?).l2(a.float("l2")?).into()),
    },
    Class {
        name: "OrthogonalRegularizer",
        names: &["orthogonal_regularizer"],
        doc: "factor times the mean of |u . v| over pairs of rows or columns of length 1",
        arguments: &[
            factor("factor", 0.01, "the factor, finite, not negative"),
            Argument::with_default(
                "mode",
                Literal::Text("rows"),
                "what is to be orthogonal: \"rows\" or \"columns\"",
            ),
        ],
        make: |a| {
            let regularizer = OrthogonalRegularizer::new().factor(a.float("factor")?);
            Ok(regularizer.mode(a.text("mode")?.parse()?).into())
        },
    },
];
