//! In which order of its axes the result of a product lies in memory.
//!
//! A stack of products makes `(batch, rows, columns)`, in this order. Where all that happens to it is a
//! transposition, as when attention puts its heads behind the steps again, the kernel writes the
//! transposed numbers at once, as far as it can: columns stay neighbours, rows keep a stride, and the
//! first axis of the batch stays the slowest, along which the work is cut.

use super::product::ProductAxes;
use super::view::{Sizes, contiguous_strides};
use kerros_graph::op::{Axes, Op};
use kerros_graph::{Node, NodeId, Program};

/// How often each node is read by one that is needed, or is an output.
fn uses(program: &Program, live: &[bool]) -> Vec<usize> {
    let mut uses = vec![0; program.graph.len()];
    for (_, node) in program.graph.nodes().filter(|(id, _)| live[id.index()]) {
        node.inputs.iter().for_each(|input| uses[input.index()] += 1);
    }
    program.outputs.iter().for_each(|output| uses[output.index()] += 1);
    uses
}

/// The products whose only reader is a transposition, and its axes.
pub(super) fn transposed_products(program: &Program, live: &[bool]) -> Vec<(NodeId, Axes)> {
    let uses = uses(program, live);
    let transposed = |(id, node): (NodeId, &Node)| match &node.op {
        Op::Transpose(axes) if live[id.index()] && uses[node.inputs[0].index()] == 1 => {
            let product = node.inputs[0];
            matches!(program.graph.op(product), Op::Dot(_)).then(|| (product, axes.clone()))
        }
        _ => None,
    };
    program.graph.nodes().filter_map(transposed).collect()
}

/// For each product that is written in another order of its axes, the strides of those.
pub(super) fn of_products(
    program: &Program,
    shapes: &[Sizes],
    live: &[bool],
) -> Vec<Option<Sizes>> {
    let mut layouts = vec![None; program.graph.len()];
    for (product, order) in transposed_products(program, live) {
        let node = program.graph.node(product);
        let Op::Dot(axes) = &node.op else { continue };
        let shape = &shapes[product.index()];
        let strides = strides_in(shape, &order);
        let left = shapes[node.inputs[0].index()].len();
        let result = ProductAxes::of_result(axes, left, shape, &strides);
        if result.is_some_and(|result| can_be_written(&result, shape.iter().product())) {
            layouts[product.index()] = Some(strides);
        }
    }
    layouts
}

/// The strides of a value of this shape whose axes lie in memory in this order.
fn strides_in(shape: &[usize], order: &[usize]) -> Sizes {
    let ordered: Sizes = order.iter().map(|&axis| shape[axis]).collect();
    let mut strides = contiguous_strides(shape);
    for (&axis, stride) in order.iter().zip(contiguous_strides(&ordered)) {
        strides[axis] = stride;
    }
    strides
}

/// Whether the kernel can write a result with these strides.
fn can_be_written(result: &ProductAxes, elements: usize) -> bool {
    let columns_are_neighbours = result.contract.0 == 1 || result.contract.1 == 1;
    let first = result.batch.iter().find(|(size, _)| *size != 1);
    let first_is_slowest = first.is_some_and(|&(size, stride)| size * stride == elements);
    elements > 0 && columns_are_neighbours && first_is_slowest
}
