//! Checks of optimizers' arguments.

use crate::error::{Error, Result};
use kerros_graph::NodeId;
use std::ops::{Bound, RangeBounds};

/// Checks that `value` is finite and within `range`.
pub(super) fn check(
    optimizer: &'static str,
    argument: &'static str,
    value: f64,
    range: impl RangeBounds<f64>,
    usual: &str,
) -> Result<()> {
    if value.is_finite() && range.contains(&value) {
        return Ok(());
    }
    Err(Error::invalid(argument, describe(&range), value.to_string(), usual).at(optimizer))
}

/// Checks how slowly a moving mean forgets: from 0 to below 1.
pub(super) fn check_beta(
    optimizer: &'static str,
    argument: &'static str,
    value: f64,
    usual: &str,
) -> Result<()> {
    check(optimizer, argument, value, 0.0..1.0, usual)
}

/// Checks what is added to a divisor: finite, above 0 (with 0, a gradient of 0 would give NaN).
pub(super) fn check_epsilon(optimizer: &'static str, value: f64) -> Result<()> {
    let above_zero = (Bound::Excluded(0.0), Bound::Unbounded);
    check(optimizer, "epsilon", value, above_zero, "1e-7 is usual.")
}

/// Checks that there are `N` slots.
pub(super) fn slots<const N: usize>(
    optimizer: &'static str,
    slots: &[NodeId],
) -> Result<[NodeId; N]> {
    slots.try_into().map_err(|_| {
        Error::invalid(
            "slots",
            format!("{N} slots"),
            slots.len().to_string(),
            "Define the slots that the optimizer names, in their order.",
        )
        .at(optimizer)
    })
}

/// `a number from 0 to below 1`
fn describe(range: &impl RangeBounds<f64>) -> String {
    use Bound::{Excluded, Included, Unbounded};
    match (range.start_bound(), range.end_bound()) {
        (Included(low), Included(high)) => format!("a number from {low} to {high}"),
        (Included(low), Excluded(high)) => format!("a number from {low} to below {high}"),
        (Included(low), Unbounded) => format!("a number from {low} on"),
        (Excluded(low), Included(high)) => format!("a number above {low} to {high}"),
        (Excluded(low), Excluded(high)) => format!("a number above {low} and below {high}"),
        (Excluded(low), Unbounded) => format!("a number above {low}"),
        (Unbounded, Included(high)) => format!("a number to {high}"),
        (Unbounded, Excluded(high)) => format!("a number below {high}"),
        (Unbounded, Unbounded) => "a finite number".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use crate::optimizers::{Adam, IntoOptimizer, Optimizer, Parameter, RMSprop, SGD, Step};
    use kerros_graph::{Graph, InputId, Shape, Type};

    #[test]
    fn arguments_outside_their_range_are_refused() {
        let wrong: [Box<dyn Optimizer>; 17] = [
            Box::new(SGD::new().learning_rate(-0.1)),
            Box::new(SGD::new().learning_rate(f64::NAN)),
            Box::new(SGD::new().learning_rate(f64::INFINITY)),
            Box::new(SGD::new().momentum(-0.1)),
            Box::new(SGD::new().momentum(1.1)),
            Box::new(SGD::new().momentum(f64::NAN)),
            Box::new(RMSprop::new().learning_rate(-1.0)),
            Box::new(RMSprop::new().rho(1.5)),
            Box::new(RMSprop::new().momentum(-0.5)),
            Box::new(RMSprop::new().epsilon(0.0)),
            Box::new(RMSprop::new().epsilon(-1e-7)),
            Box::new(Adam::new().learning_rate(f64::NEG_INFINITY)),
            Box::new(Adam::new().beta_1(1.0)),
            Box::new(Adam::new().beta_1(-0.1)),
            Box::new(Adam::new().beta_2(1.0)),
            Box::new(Adam::new().beta_2(f64::NAN)),
            Box::new(Adam::new().epsilon(0.0)),
        ];
        for optimizer in wrong {
            let what = format!("{optimizer:?}");
            assert!(optimizer.into_optimizer().is_err(), "{what}");
        }
    }

    #[test]
    fn the_ends_of_the_ranges_are_allowed() {
        for optimizer in [SGD::new().learning_rate(0.0).momentum(1.0), SGD::new().momentum(0.0)] {
            assert!(optimizer.check().is_ok(), "{optimizer:?}");
        }
        assert!(RMSprop::new().rho(0.0).momentum(1.0).check().is_ok());
        assert!(Adam::new().beta_1(0.0).beta_2(0.0).check().is_ok());
    }

    #[test]
    fn errors_name_the_optimizer_the_argument_and_the_range() {
        let error = Adam::new().beta_1(1.0).check().unwrap_err().to_string();
        assert_eq!(
            error,
            "adam: beta_1: expected a number from 0 to below 1, received 1. 0.9 is usual."
        );
        let error = SGD::new().learning_rate(-1.0).check().unwrap_err().to_string();
        assert!(error.starts_with("sgd: learning_rate: expected a number from 0 on"), "{error}");
    }

    #[test]
    fn the_wrong_number_of_slots_is_refused() {
        let optimizers: [Box<dyn Optimizer>; 4] = [
            Box::new(SGD::new().momentum(0.9)),
            Box::new(RMSprop::new().momentum(0.9).centered(true)),
            Box::new(Adam::new()),
            Box::new(Adam::new().amsgrad(true)),
        ];
        for optimizer in optimizers {
            let mut graph = Graph::new();
            let weight = graph.input(InputId(0), Type::f32(Shape::of(&[2]))).unwrap();
            let scalar = graph.literal(1.0).unwrap();
            let step = Step { learning_rate: scalar, iteration: scalar, shared: &[] };
            let due = optimizer.slots("dense/kernel", &Shape::of(&[2])).len();
            for count in 0..6 {
                let slots = vec![weight; count];
                let of =
                    Parameter { path: "dense/kernel", weight, gradient: weight, slots: &slots };
                let update = optimizer.update(&mut graph, step, of);
                assert_eq!(update.is_ok(), count == due, "{optimizer:?}");
            }
        }
    }
}
