//! Lengths of parts of a weight.

use crate::error::{Error, Result};
use crate::layer::Value;
use kerros_graph::{Graph, NodeId};

/// What keeps divisors from 0, as in Keras.
const EPSILON: f64 = 1e-7;

/// Axes along which the length of a weight is taken; 0 if nothing is said.
///
/// Negative ones count from the last. Made of one axis, of several, or of `None`, which stands for
/// all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NormAxes(Option<Vec<i64>>);

impl Default for NormAxes {
    fn default() -> Self {
        NormAxes(Some(vec![0]))
    }
}

impl From<i64> for NormAxes {
    fn from(axis: i64) -> Self {
        NormAxes(Some(vec![axis]))
    }
}

impl<const N: usize> From<[i64; N]> for NormAxes {
    fn from(axes: [i64; N]) -> Self {
        NormAxes(Some(axes.into()))
    }
}

impl From<Vec<i64>> for NormAxes {
    fn from(axes: Vec<i64>) -> Self {
        NormAxes(Some(axes))
    }
}

impl From<Option<Vec<i64>>> for NormAxes {
    fn from(axes: Option<Vec<i64>>) -> Self {
        NormAxes(axes)
    }
}

/// One axis is written as a number, as it is in Keras.
impl From<&NormAxes> for Value {
    fn from(axes: &NormAxes) -> Self {
        match axes.0.as_deref() {
            None => Value::None,
            Some([axis]) => (*axis).into(),
            Some(axes) => axes.to_vec().into(),
        }
    }
}

impl NormAxes {
    /// The lengths along these axes, which are kept with size 1.
    pub(super) fn norms(&self, graph: &mut Graph, weight: NodeId) -> Result<NodeId> {
        let axes = self.of(graph, weight)?;
        let square = graph.square(weight)?;
        let sums = graph.sum(square, &axes)?;
        let mut norms = graph.sqrt(sums)?;
        for axis in axes {
            norms = graph.expand(norms, axis)?;
        }
        Ok(norms)
    }

    /// The positions of the axes in the shape of `weight`, ascending.
    fn of(&self, graph: &Graph, weight: NodeId) -> Result<Vec<usize>> {
        let shape = &graph.ty(weight).shape;
        let rank = shape.rank();
        let Some(axes) = &self.0 else { return Ok((0..rank).collect()) };
        let position = |&axis: &i64| match axis < 0 {
            true => rank.checked_sub(usize::try_from(axis.unsigned_abs()).ok()?),
            false => usize::try_from(axis).ok().filter(|&axis| axis < rank),
        };
        let mut positions = axes.iter().map(position).collect::<Option<Vec<usize>>>();
        if let Some(positions) = &mut positions {
            positions.sort_unstable();
        }
        let distinct = |axes: &Vec<usize>| axes.windows(2).all(|pair| pair[0] != pair[1]);
        positions.filter(distinct).ok_or_else(|| {
            Error::invalid(
                "axis",
                format!("different axes of the weight {shape}"),
                Value::from(self).to_string(),
                "Count axes from 0; a kernel's last axis is that of its units or filters.",
            )
        })
    }
}

/// `weight * wanted / (epsilon + norms)`
pub(super) fn rescaled(
    graph: &mut Graph,
    weight: NodeId,
    wanted: NodeId,
    norms: NodeId,
) -> Result<NodeId> {
    let divisor = graph.offset(norms, EPSILON)?;
    let factor = graph.div(wanted, divisor)?;
    Ok(graph.mul(weight, factor)?)
}

/// `weight / (epsilon + norms)`
pub(super) fn normalized(graph: &mut Graph, weight: NodeId, norms: NodeId) -> Result<NodeId> {
    let divisor = graph.offset(norms, EPSILON)?;
    Ok(graph.div(weight, divisor)?)
}

/// Checks that a length is finite, also as `f32`, and not negative.
pub(super) fn check_length(what: &str, length: f64) -> Result<()> {
    if length >= 0.0 && (length as f32).is_finite() {
        return Ok(());
    }
    let remedy = "Lengths are not negative.";
    Err(Error::invalid(what, "a finite number from 0 on", length.to_string(), remedy))
}
