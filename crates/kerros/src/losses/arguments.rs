//! What the losses' entries in the registry share, and the ranges of arguments.

use super::{IntoLoss, Loss, Reduced, Reduction};
use crate::error::{Error, Result};
use crate::layer::Value;
use crate::registry::{Argument, Arguments, Literal};
use std::ops::{Bound, RangeBounds};

pub(super) const FROM_LOGITS: Argument = Argument::with_default(
    "from_logits",
    Literal::Bool(false),
    "whether the model predicts logits, not probabilities",
);
pub(super) const LABEL_SMOOTHING: Argument = Argument::with_default(
    "label_smoothing",
    Literal::Float(0.0),
    "how far targets are moved towards the even distribution, from 0 to 1",
);
pub(super) const REDUCTION: Argument = Argument::with_default(
    "reduction",
    Literal::Text("sum_over_batch_size"),
    "how the values of a batch become one number: sum_over_batch_size, sum, mean, mean_with_sample_weight or none",
);

/// The axis of the classes.
pub(super) const AXIS: Argument =
    Argument::with_default("axis", Literal::Int(-1), "the axis that a value is taken over");

/// The argument `name`.
pub(super) const fn name(default: &'static str) -> Argument {
    Argument::with_default("name", Literal::Text(default), "the name in configurations")
}

/// The loss with the reduction and the name that were given.
pub(super) fn finish<L: Loss + 'static>(loss: L, a: &Arguments<'_>) -> Result<Box<dyn Loss>> {
    let reduction = match a.value("reduction")? {
        Value::None => Reduction::None,
        _ => Reduction::try_from(a.text("reduction")?)?,
    };
    let label = a.optional_text("name")?.filter(|label| *label != loss.label());
    if reduction == loss.reduction() && label.is_none() {
        return loss.into_loss();
    }
    let label = label.map(str::to_owned);
    Reduced::new(loss, reduction, label).into_loss()
}

/// Checks that `value` is finite and within `range`.
pub(super) fn check(
    loss: &'static str,
    argument: &'static str,
    value: f64,
    range: impl RangeBounds<f64>,
    usual: &str,
) -> Result<()> {
    if value.is_finite() && range.contains(&value) {
        return Ok(());
    }
    Err(Error::invalid(argument, describe(&range), value.to_string(), usual).at(loss))
}

/// Above 0.
pub(super) const ABOVE_ZERO: (Bound<f64>, Bound<f64>) = (Bound::Excluded(0.0), Bound::Unbounded);

/// Between 0 and 1, which are not among them.
pub(super) const BETWEEN_ZERO_AND_ONE: (Bound<f64>, Bound<f64>) =
    (Bound::Excluded(0.0), Bound::Excluded(1.0));

fn describe(range: &impl RangeBounds<f64>) -> String {
    let low = match range.start_bound() {
        Bound::Included(low) => format!("a number from {low}"),
        Bound::Excluded(low) => format!("a number above {low}"),
        Bound::Unbounded => "a finite number".to_owned(),
    };
    match range.end_bound() {
        Bound::Included(high) => format!("{low} to {high}"),
        Bound::Excluded(high) => format!("{low} and below {high}"),
        Bound::Unbounded => low,
    }
}
