//! Finding the logits behind probabilities.
//!
//! A crossentropy takes the logarithm of what a softmax or sigmoid has just made with
//! exponentials. Where the graph shows that, the loss is written in terms of the logits: fewer
//! operations, no clipping, and exact for logits of any size.

use crate::error::Result;
use kerros_graph::op::Unary;
use kerros_graph::{Graph, NodeId, Op};

/// The logits, when `prediction` is a softmax along `axis`, possibly reshaped in front of it if that is the last.
pub(super) fn softmax_logits(
    graph: &mut Graph,
    prediction: NodeId,
    axis: usize,
) -> Result<Option<NodeId>> {
    let source = before_reshapes(graph, prediction);
    let (from, to) = (&graph.ty(source).shape, &graph.ty(prediction).shape);
    let Op::Softmax(along) = *graph.op(source) else { return Ok(None) };
    // The softmax survives a reshape that leaves the axis it sums over whole.
    let is_last = along + 1 == from.rank() && axis + 1 == to.rank() && from.0.last() == to.0.last();
    let found = is_last || (source == prediction && along == axis);
    reshaped_operand(graph, source, prediction, found)
}

/// The logits, when `prediction` is a sigmoid, possibly reshaped.
pub(super) fn sigmoid_logits(graph: &mut Graph, prediction: NodeId) -> Result<Option<NodeId>> {
    let source = before_reshapes(graph, prediction);
    let is_sigmoid = matches!(graph.op(source), Op::Unary(Unary::Sigmoid));
    reshaped_operand(graph, source, prediction, is_sigmoid)
}

/// What `value` was before it was reshaped.
fn before_reshapes(graph: &Graph, value: NodeId) -> NodeId {
    let mut source = value;
    while let (Op::Reshape(_), Some(&operand)) =
        (graph.op(source), graph.node(source).inputs.first())
    {
        source = operand;
    }
    source
}

/// The operand of `activation` in the shape of `prediction`, if `found`.
fn reshaped_operand(
    graph: &mut Graph,
    activation: NodeId,
    prediction: NodeId,
    found: bool,
) -> Result<Option<NodeId>> {
    let Some(&logits) = graph.node(activation).inputs.first().filter(|_| found) else {
        return Ok(None);
    };
    let shape = graph.ty(prediction).shape.clone();
    Ok(Some(graph.reshape(logits, shape)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kerros_graph::{InputId, Shape, Type};

    fn logits(graph: &mut Graph, sizes: &[usize]) -> NodeId {
        graph.input(InputId(0), Type::f32(Shape::batch(sizes))).unwrap()
    }

    #[test]
    fn finds_the_logits_of_a_softmax_and_of_a_sigmoid() {
        let mut graph = Graph::new();
        let z = logits(&mut graph, &[3]);
        let softmax = graph.softmax(z, 1).unwrap();
        let sigmoid = graph.sigmoid(z).unwrap();
        assert_eq!(softmax_logits(&mut graph, softmax, 1).unwrap(), Some(z));
        assert_eq!(sigmoid_logits(&mut graph, sigmoid).unwrap(), Some(z));
        assert_eq!(softmax_logits(&mut graph, sigmoid, 1).unwrap(), None);
        assert_eq!(sigmoid_logits(&mut graph, softmax).unwrap(), None);
        assert_eq!(sigmoid_logits(&mut graph, z).unwrap(), None);
    }

    #[test]
    fn looks_through_a_reshape_that_keeps_the_classes() {
        let mut graph = Graph::new();
        let z = logits(&mut graph, &[2, 5, 3]);
        let softmax = graph.softmax(z, 3).unwrap();
        let prediction = graph.reshape(softmax, Shape::batch(&[10, 3])).unwrap();
        let found = softmax_logits(&mut graph, prediction, 2).unwrap().unwrap();
        assert_eq!(graph.ty(found).shape, Shape::batch(&[10, 3]));
        assert_eq!(before_reshapes(&graph, found), z);
    }

    #[test]
    fn does_not_look_through_a_reshape_that_mixes_the_classes() {
        let mut graph = Graph::new();
        let z = logits(&mut graph, &[2, 3]);
        let softmax = graph.softmax(z, 2).unwrap();
        let prediction = graph.reshape(softmax, Shape::batch(&[6])).unwrap();
        assert_eq!(softmax_logits(&mut graph, prediction, 1).unwrap(), None);
        let along_rows = graph.softmax(z, 1).unwrap();
        assert_eq!(softmax_logits(&mut graph, along_rows, 2).unwrap(), None);
        assert_eq!(softmax_logits(&mut graph, along_rows, 1).unwrap(), Some(z));
    }
}
