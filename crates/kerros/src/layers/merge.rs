//! What layers that merge several values share: shapes and masks.

use crate::error::{Error, Result};
use crate::layer::Build;
use kerros_graph::types::Dim;
use kerros_graph::{Graph, NodeId, Shape};

/// The shapes of some values as people read them.
pub(super) fn shapes(graph: &Graph, inputs: &[NodeId]) -> String {
    let shapes: Vec<String> = inputs.iter().map(|&x| graph.ty(x).shape.to_string()).collect();
    shapes.join(", ")
}

/// Exactly two inputs.
pub(super) fn pair(inputs: &[NodeId]) -> Result<[NodeId; 2]> {
    inputs.try_into().map_err(|_| {
        let remedy = "Apply the layer to a pair of values.";
        Error::invalid("inputs", "two", inputs.len().to_string(), remedy)
    })
}

/// Values of one rank, each with its mask: those of fewer axes get axes of size 1 behind the batch.
///
/// The masks of those that got axes are left out, as in Keras, whose masks do not survive the change of
/// shape.
///
/// # Errors
///
/// When there are none, or sizes differ that are not 1.
pub(super) fn aligned(
    build: &mut Build<'_>,
    inputs: &[NodeId],
) -> Result<Vec<(NodeId, Option<NodeId>)>> {
    let rank = inputs.iter().map(|&x| build.shape(x).rank()).max().unwrap_or(0);
    let mut aligned = Vec::with_capacity(inputs.len());
    let mut common: Option<Shape> = None;
    for (place, &x) in inputs.iter().enumerate() {
        let mut shape = build.shape(x).clone();
        let missing = rank - shape.rank();
        for _ in 0..missing {
            shape.0.insert(shape.rank().min(1), Dim::Const(1));
        }
        common = match common {
            None => Some(shape.clone()),
            Some(common) => {
                Some(broadcast(&common, &shape).ok_or_else(|| misfit(build.graph, inputs))?)
            }
        };
        let mask = build.masks().get(place).copied().flatten().filter(|_| missing == 0);
        aligned.push((build.graph.reshape(x, shape)?, mask));
    }
    match aligned.is_empty() {
        true => Err(Error::invalid("inputs", "at least one", "none", "Name what is to be merged.")),
        false => Ok(aligned),
    }
}

/// The shape that two of one rank broadcast to.
fn broadcast(a: &Shape, b: &Shape) -> Option<Shape> {
    let one = Dim::Const(1);
    let dims = a.dims().iter().zip(b.dims());
    dims.map(|(&a, &b)| match (a, b) {
        _ if a == b || b == one => Some(a),
        _ if a == one => Some(b),
        _ => None,
    })
    .collect()
}

fn misfit(graph: &Graph, inputs: &[NodeId]) -> Error {
    Error::invalid(
        "inputs",
        "shapes that are equal, or 1 where they are not",
        shapes(graph, inputs),
        "Bring them to one shape first, for example with Dense or Reshape.",
    )
}

/// A mask in the shape of `x`: `(batch, steps)` goes along the axis of features.
pub(super) fn spread(build: &mut Build<'_>, mask: NodeId, x: NodeId) -> Result<NodeId> {
    let shape = build.shape(x).clone();
    let given = build.shape(mask).clone();
    let rank = given.rank();
    let mask = if rank < shape.rank() { build.graph.expand(mask, rank)? } else { mask };
    let fits = |(of_mask, of_value): (&Dim, &Dim)| of_mask == of_value || *of_mask == Dim::Const(1);
    let expanded = build.shape(mask);
    let all_fit = expanded.dims().iter().zip(shape.dims()).all(fits);
    if expanded.rank() != shape.rank() || !all_fit {
        return Err(Error::invalid(
            "mask",
            format!("one that has all axes of the value, {shape}, but the last"),
            given.to_string(),
            "Merge before the axes become more, or leave the mask out.",
        ));
    }
    Ok(build.graph.broadcast(mask, shape)?)
}

/// Where one of the masks counts a step; none where an input has no mask.
pub(super) fn any_of(build: &mut Build<'_>) -> Result<Option<NodeId>> {
    let Some(masks) = build.masks().iter().copied().collect::<Option<Vec<NodeId>>>() else {
        return Ok(None);
    };
    let Some((&first, others)) = masks.split_first() else { return Ok(None) };
    let mut any = first;
    for &mask in others {
        any = build.graph.maximum(any, mask)?;
    }
    Ok(Some(any))
}
