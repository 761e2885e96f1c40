//! Where numbers that are not finite come from.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use kerros_graph::origin::{Origin, Probe};
use kerros_graph::reference::Reference;
use kerros_graph::{
    Executor, Graph, InputId, NodeId, Program, Result, RunKey, Shape, Type, gradient,
};

/// The origin in `build(x)` of rows of two numbers.
fn origin(
    rows: &[[f32; 2]],
    build: impl FnOnce(&mut Graph, NodeId) -> Result<NodeId>,
) -> Option<(String, Origin)> {
    let mut graph = Graph::new();
    let x = graph.input(InputId(0), Type::f32(Shape::batch(&[2]))).unwrap();
    let result = build(&mut graph, x).unwrap();
    let program = Program { graph, outputs: vec![result], updates: Vec::new() };
    let probe = Probe::of(&program).unwrap();
    let mut executor = Reference::new();
    let id = executor.compile(&probe.program).unwrap();
    let mut feed = |_, buffer: &mut [f32]| buffer.copy_from_slice(rows.as_flattened());
    executor.run(id, rows.len(), RunKey::default(), &mut feed).unwrap();
    let outputs = 0..probe.program.outputs.len();
    let magnitudes: Vec<&[f32]> =
        outputs.map(|index| executor.output(id, index).unwrap()).collect();
    let origin = probe.origin(&[result], rows.len(), &magnitudes)?;
    Some((program.graph.op(origin.node).name().to_owned(), origin))
}

/// The operation and the rows of an origin, and whether there is a NaN.
fn found(
    rows: &[[f32; 2]],
    build: impl FnOnce(&mut Graph, NodeId) -> Result<NodeId>,
) -> Option<(String, Vec<usize>, bool)> {
    origin(rows, build).map(|(op, origin)| (op, origin.rows, origin.is_nan))
}

const ROWS: [[f32; 2]; 4] = [[1.0, 2.0], [0.0, 4.0], [-1.0, 3.0], [-100.0, 100.0]];

#[test]
fn the_first_operation_and_its_rows_are_named() {
    let log = found(&ROWS, |graph, x| {
        let log = graph.log(x)?;
        let scaled = graph.scale(log, 3.0)?;
        graph.mean_all(scaled)
    });
    assert_eq!(log, Some(("log".into(), vec![1, 2, 3], true)));
    let exp = found(&ROWS, |graph, x| {
        let exp = graph.exp(x)?;
        let square = graph.square(exp)?;
        graph.sum_all(square)
    });
    assert_eq!(exp, Some(("exp".into(), vec![3], false)));
    assert_eq!(found(&ROWS, |graph, x| graph.sum_all(x)), None);
}

#[test]
fn what_has_no_consequences_is_not_blamed() {
    // exp overflows in row 3, and the sigmoid made of it is 0 there; the logarithm of that is not.
    let build = |graph: &mut Graph, x| {
        let x = graph.neg(x)?;
        let exp = graph.exp(x)?;
        let below = graph.offset(exp, 1.0)?;
        let one = graph.literal(1.0)?;
        let sigmoid = graph.div(one, below)?;
        graph.log(sigmoid)
    };
    assert_eq!(found(&ROWS, build), Some(("log".into(), vec![3], false)));
    // The logarithm of what is not chosen.
    let chosen = found(&ROWS, |graph, x| {
        let zero = graph.literal(0.0)?;
        let positive = graph.greater(x, zero)?;
        let log = graph.log(x)?;
        graph.select(positive, log, zero)
    });
    assert_eq!(chosen, None);
}

/// Softmax over what is allowed, which is chosen by a mask of minus infinity.
fn masked(graph: &mut Graph, x: NodeId, least: f64) -> Result<NodeId> {
    let least = graph.literal(least)?;
    let allowed = graph.greater(x, least)?;
    let never = graph.literal(f64::NEG_INFINITY)?;
    let scores = graph.select(allowed, x, never)?;
    graph.softmax(scores, 1)
}

#[test]
fn infinity_of_a_mask_is_no_origin() {
    assert_eq!(found(&ROWS, |graph, x| masked(graph, x, -1000.0)), None);
    assert_eq!(found(&ROWS, |graph, x| masked(graph, x, 1.5)), None, "one is left in each row");
    // Nothing is left in the first row: the softmax has made NaN of the mask.
    let nothing = found(&ROWS, |graph, x| masked(graph, x, 2.5));
    let (op, rows, is_nan) = nothing.unwrap();
    assert_eq!((rows, is_nan), (vec![0], true));
    assert_eq!(op, "softmax");
    // Masked scores that were infinite before.
    let before = found(&ROWS, |graph, x| {
        let exp = graph.exp(x)?;
        masked(graph, exp, 0.0)
    });
    assert_eq!(before, Some(("exp".into(), vec![3], false)));
}

#[test]
fn what_belongs_to_all_rows_names_none() {
    let large = [[3e38f32, 0.0], [3e38, 0.0], [1.0, 0.0]];
    assert_eq!(found(&large, |graph, x| graph.sum_all(x)), Some(("sum".into(), vec![], false)));
}

#[test]
fn steps_of_all_rows_on_one_axis_are_told_apart() {
    // Rows first: places 2 and 3 are those of row 1.
    let rows = [[1.0, 2.0], [3.0, 0.0], [5.0, 6.0]];
    let by_row = found(&rows, |graph, x| {
        let merged: Shape = [kerros_graph::Dim::Batch.times(2)].into_iter().collect();
        let merged = graph.reshape(x, merged)?;
        graph.log(merged)
    });
    assert_eq!(by_row, Some(("log".into(), vec![1], false)));
    let by_step = found(&rows, |graph, x| {
        let turned = graph.transpose(x, &[1, 0])?;
        let merged: Shape = [kerros_graph::Dim::Batch.times(2)].into_iter().collect();
        let merged = graph.reshape(turned, merged)?;
        graph.log(merged)
    });
    assert_eq!(by_step, Some(("log".into(), vec![1], false)));
}

#[test]
fn a_gradient_can_be_the_origin() {
    let root = origin(&ROWS, |graph, x| {
        let square = graph.square(x)?;
        let root = graph.sqrt(square)?;
        let sum = graph.sum_all(root)?;
        let slope = gradient(graph, sum, &[x])?[0];
        graph.sum_all(slope)
    });
    let (op, origin) = root.unwrap();
    assert_eq!(op, "div");
    assert_eq!(origin.rows, [1]);
}
