//! The constraints.

use super::{Argument, Arguments, Class, Literal};
use crate::constraints::{MaxNorm, MinMaxNorm, NonNeg, NormAxes, SharedConstraint, UnitNorm};
use crate::error::Result;
use crate::layer::Value;

const AXIS: Argument = Argument::with_default(
    "axis",
    Literal::Int(0),
    "axes along which the length is taken; none stands for all",
);

/// The constraints.
pub const CONSTRAINTS: &[Class<SharedConstraint>] = &[
    Class {
        name: "MaxNorm",
        names: &["max_norm", "maxnorm"],
        doc: "lengths of at most max_value",
        arguments: &[
            Argument::with_default(
                "max_value",
                Literal::Float(2.0),
                "the largest length, finite, not negative",
            )
            .formerly(&["m"]),
            AXIS,
        ],
        make: |a| Ok(MaxNorm::new().max_value(a.float("max_value")?).axis(axes(a)?).into()),
    },
    Class {
        name: "MinMaxNorm",
        names: &["min_max_norm", "minmaxnorm"],
        doc: "lengths between min_value and max_value",
        arguments: &[
            Argument::with_default(
                "min_value",
                Literal::Float(0.0),
                "the smallest length, finite, not negative",
            ),
            Argument::with_default(
                "max_value",
                Literal::Float(1.0),
                "the largest length, finite, at least min_value",
            ),
            Argument::with_default(
                "rate",
                Literal::Float(1.0),
                "the part of the way that one step goes, from 0 to 1",
            ),
            AXIS,
        ],
        make: |a| {
            let constraint = MinMaxNorm::new()
                .min_value(a.float("min_value")?)
                .max_value(a.float("max_value")?)
                .rate(a.float("rate")?);
            Ok(constraint.axis(axes(a)?).into())
        },
    },
    Class {
        name: "NonNeg",
        names: &["non_neg", "nonneg"],
        doc: "no negative weights",
        arguments: &[],
        make: |_| Ok(NonNeg.into()),
    },
    Class {
        name: "UnitNorm",
        names: &["unit_norm", "unitnorm"],
        doc: "lengths of 1",
        arguments: &[AXIS],
        make: |a| Ok(UnitNorm::new().axis(axes(a)?).into()),
    },
];

fn axes(arguments: &Arguments<'_>) -> Result<NormAxes> {
    match arguments.value("axis")? {
        Value::None => Ok(None.into()),
        _ => Ok(arguments.integers("axis")?.into()),
    }
}
