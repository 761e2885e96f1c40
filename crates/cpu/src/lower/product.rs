//! Products as stacks of matrices with strides.

use super::values::Values;
use super::view::{Sizes, joined};
use crate::step::{Level, Product};
use kerros_graph::NodeId;
use kerros_graph::op::DotAxes;
use smallvec::SmallVec;

/// One operand of a product, or its result, as a stack of matrices.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ProductAxes {
    /// Size and stride of each axis kept in step.
    pub(crate) batch: SmallVec<[(usize, usize); 3]>,
    /// Size and stride of the axes of this operand alone; of a result, of its rows.
    pub(crate) free: (usize, usize),
    /// Size and stride of the axes summed over; of a result, of its columns.
    pub(crate) contract: (usize, usize),
}

impl ProductAxes {
    /// The axes of operand `x` on `side` (0 left, 1 right); `None` when a group of axes has no common
    /// stride as it is seen.
    pub(crate) fn of(axes: &DotAxes, side: usize, values: &Values, x: NodeId) -> Option<Self> {
        let view = values.view(x);
        let pick = |pair: &(usize, usize)| if side == 0 { pair.0 } else { pair.1 };
        let batch: Vec<usize> = axes.batch.iter().map(pick).collect();
        let contract: Vec<usize> = axes.contract.iter().map(pick).collect();
        let free: Vec<usize> = (0..view.shape.len())
            .filter(|axis| !batch.contains(axis) && !contract.contains(axis))
            .collect();
        ProductAxes::grouped(&view.shape, &view.strides, [&batch, &free, &contract])
    }

    /// The axes of a result of this shape with these strides, whose left factor has `left` axes.
    pub(crate) fn of_result(
        axes: &DotAxes,
        left: usize,
        shape: &[usize],
        strides: &[usize],
    ) -> Option<Self> {
        let batch = axes.batch.len();
        let columns_from = left - axes.contract.len();
        let places: Vec<usize> = (0..shape.len()).collect();
        let groups = [&places[..batch], &places[batch..columns_from], &places[columns_from..]];
        ProductAxes::grouped(shape, strides, groups)
    }

    fn grouped(
        shape: &[usize],
        strides: &[usize],
        [batch, free, contract]: [&[usize]; 3],
    ) -> Option<Self> {
        Some(ProductAxes {
            batch: batch.iter().map(|&axis| (shape[axis], strides[axis])).collect(),
            free: walked(shape, strides, free)?,
            contract: walked(shape, strides, contract)?,
        })
    }
}

/// Size and stride of these axes walked as one; `None` when there is no such stride.
fn walked(shape: &[usize], strides: &[usize], axes: &[usize]) -> Option<(usize, usize)> {
    let sizes: Sizes = axes.iter().map(|&axis| shape[axis]).collect();
    let strides: Sizes = axes.iter().map(|&axis| strides[axis]).collect();
    joined(&sizes, &strides)
}

/// The stack of products that node `id` is.
pub(super) fn product(values: &Values, id: NodeId, axes: &DotAxes, [a, b]: [NodeId; 2]) -> Product {
    // `Values` has made sure that both sides can be seen so.
    let left = ProductAxes::of(axes, 0, values, a).unwrap_or_default();
    let right = ProductAxes::of(axes, 1, values, b).unwrap_or_default();
    let view = values.view(id);
    let axes_of_left = values.shapes[a.index()].len();
    let result = ProductAxes::of_result(axes, axes_of_left, &view.shape, &view.strides);
    let result = result.unwrap_or_default();
    let mut levels: SmallVec<[Level; 2]> = SmallVec::new();
    for ((&(size, a), &(_, b)), &(_, c)) in left.batch.iter().zip(&right.batch).zip(&result.batch) {
        match levels.last_mut() {
            _ if size == 1 => {}
            // A step on the outer axis is a walk over this one, in all three.
            Some(outer) if (outer.a, outer.b, outer.c) == (size * a, size * b, size * c) => {
                *outer = Level { size: outer.size * size, a, b, c };
            }
            _ => levels.push(Level { size, a, b, c }),
        }
    }
    let columns = right.free.0;
    Product {
        levels,
        rows: left.free.0,
        columns,
        depth: left.contract.0,
        a: [left.free.1, left.contract.1],
        b: [right.contract.1, right.free.1],
        // One row has no stride.
        c: if left.free.0 == 1 { columns } else { result.free.1 },
    }
}
