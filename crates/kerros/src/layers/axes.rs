//! Axes as an argument of a layer: one, or several.

use crate::activations::axis_of;
use crate::error::{Error, Result};
use crate::layer::Value;
use crate::registry::{Argument, Literal};
use kerros_graph::{Graph, NodeId};

/// One axis or several; the last one by default.
pub(super) const AXES: Argument = Argument::with_default(
    "axis",
    Literal::Int(-1),
    "one axis, or several; negative ones count from the last",
);

/// Axes as they are configured: one, or several. Keras writes one as a plain number.
pub(super) fn axes_value(axes: &[i64]) -> Value {
    match axes {
        [axis] => Value::from(*axis),
        _ => axes.to_vec().into(),
    }
}

/// Checks that there is an axis.
pub(super) fn check_axes(axes: &[i64]) -> Result<()> {
    if axes.is_empty() {
        let remedy = "Name an axis; -1 is the last.";
        return Err(Error::invalid("axis", "at least one axis", "none", remedy));
    }
    Ok(())
}

/// Where `axes` are in `x`, in the order of their names after sorting: Keras gives weights along them their sizes in this
/// order, which differs from that of the input where some axes count from the last.
pub(super) fn positions(graph: &Graph, x: NodeId, axes: &[i64]) -> Result<Vec<usize>> {
    let mut sorted = axes.to_vec();
    sorted.sort_unstable();
    let positions =
        sorted.iter().map(|&axis| axis_of(graph, x, axis)).collect::<Result<Vec<usize>>>()?;
    let twice = (1..positions.len()).any(|place| positions[..place].contains(&positions[place]));
    if twice {
        let remedy = "Name each axis once.";
        return Err(Error::invalid("axis", "different axes", format!("{axes:?}"), remedy));
    }
    Ok(positions)
}

/// The positions in their order in the input, as reductions take them.
pub(super) fn in_order(mut positions: Vec<usize>) -> Vec<usize> {
    positions.sort_unstable();
    positions
}

/// The methods that choose the axes of a layer with a field `axes`; `$together` says what several have in common.
macro_rules! axes_setting {
    ($layer:ty, $together:literal) => {
        impl $layer {
            /// The axis; the last one if not set.
            #[must_use]
            pub fn axis(self, axis: i64) -> Self {
                self.axes([axis])
            }

            #[doc = concat!("Several axes, ", $together, " together.")]
            #[must_use]
            pub fn axes(mut self, axes: impl Into<Vec<i64>>) -> Self {
                self.axes = axes.into();
                self
            }
        }
    };
}

pub(super) use axes_setting;
