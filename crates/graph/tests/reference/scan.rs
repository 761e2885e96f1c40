//! Recurrences against loops, and what a cell may hold.

use crate::common::values;
use crate::{assert_close, cells, numbers};
use kerros_graph::scan::CellBuilder;
use kerros_graph::{Dim, Graph, InputId, NodeId, Op, Shape, Type};

const ROWS: usize = 2;
const STEPS: usize = 4;

/// A scan on inputs, and their numbers.
fn scanned(kind: &str, units: usize, reverse: bool) -> (Graph, NodeId, Vec<Vec<f64>>) {
    let cell = cells::cell(kind, units, reverse, true);
    let mut graph = Graph::new();
    let mut inputs = Vec::new();
    let mut operands = Vec::new();
    for (i, ty) in cells::operands(&cell, STEPS).into_iter().enumerate() {
        inputs.push(numbers(i as u64, ty.shape.elements(ROWS)));
        operands.push(graph.input(InputId(i as u32), ty).unwrap());
    }
    let scan = cells::scan(&mut graph, &cell, &operands).unwrap();
    (graph, scan, inputs)
}

/// `c' = sigmoid(f) c + sigmoid(i) tanh(g)`, `h' = sigmoid(o) tanh(c')` with `(i, f, g, o) = x + h w + b`.
#[test]
fn a_long_short_term_memory_is_its_equations() {
    let units = 2;
    for reverse in [false, true] {
        let (mut graph, scan, inputs) = scanned("lstm", units, reverse);
        let nodes = [
            graph.scan_states(scan, 0).unwrap(),
            graph.scan_states(scan, 1).unwrap(),
            graph.scan_last(scan, 0).unwrap(),
            graph.scan_last(scan, 1).unwrap(),
        ];
        let found = values::<f64>(&graph, &nodes, ROWS, &inputs);
        let [initial, x, w, b] = &inputs[..] else { panic!("four operands") };
        let sigmoid = |z: f64| 1.0 / (1.0 + (-z).exp());
        let mut all = vec![vec![0.0; STEPS * ROWS * units]; 2];
        let mut last = vec![vec![0.0; ROWS * units]; 2];
        for row in 0..ROWS {
            let mut h = initial[row * 2 * units..][..units].to_vec();
            let mut c = initial[row * 2 * units + units..][..units].to_vec();
            for count in 0..STEPS {
                let step = if reverse { STEPS - 1 - count } else { count };
                let z: Vec<f64> = (0..4 * units)
                    .map(|j| {
                        let product: f64 = (0..units).map(|i| h[i] * w[i * 4 * units + j]).sum();
                        x[(step * ROWS + row) * 4 * units + j] + product + b[j]
                    })
                    .collect();
                for i in 0..units {
                    let gate = |index: usize| z[index * units + i];
                    c[i] = sigmoid(gate(1)) * c[i] + sigmoid(gate(0)) * gate(2).tanh();
                    h[i] = sigmoid(gate(3)) * c[i].tanh();
                }
                for (all, state) in all.iter_mut().zip([&h, &c]) {
                    all[(step * ROWS + row) * units..][..units].copy_from_slice(state);
                }
            }
            last[0][row * units..][..units].copy_from_slice(&h);
            last[1][row * units..][..units].copy_from_slice(&c);
        }
        for (found, expected) in found.iter().zip(all.iter().chain(&last)) {
            assert_close(&found.to_float(), expected);
        }
    }
}

/// The value of a scan: the initial state with zeros behind it at one end, each step's outputs in its row.
#[test]
fn the_value_holds_the_initial_state_too() {
    for reverse in [false, true] {
        let (graph, scan, inputs) = scanned("simple", 2, reverse);
        let Op::Scan(cell) = graph.op(scan) else { panic!("a scan") };
        assert_eq!((cell.state_width(), cell.width()), (2, 2), "tanh is the state itself");
        let found = values::<f64>(&graph, &[scan], ROWS, &inputs)[0].to_float();
        let end = if reverse { STEPS * ROWS * 2 } else { 0 };
        assert_eq!(found[end..end + ROWS * 2], inputs[0]);

        let (graph, scan, inputs) = scanned("lstm", 2, reverse);
        let found = values::<f64>(&graph, &[scan], ROWS, &inputs)[0].to_float();
        let Op::Scan(cell) = graph.op(scan) else { panic!("a scan") };
        // Four gates and the squashed state.
        assert_eq!((cell.state_width(), cell.width()), (4, 14));
        let end = if reverse { STEPS * ROWS * 14 } else { 0 };
        for row in 0..ROWS {
            let found = &found[end + row * 14..][..14];
            assert_eq!(found[..4], inputs[0][row * 4..][..4]);
            assert_eq!(found[4..], [0.0; 10]);
        }
    }
}

/// Where the derivative needs no more of a product than what is left of it, the product is kept.
#[test]
fn products_are_saved_where_the_derivative_needs_them() {
    for (kind, width) in [("sum", 2), ("simple", 2), ("lstm", 14), ("masked", 4)] {
        assert_eq!(cells::cell(kind, 2, false, true).width(), width, "{kind}");
    }
    // Two gates, the candidate, and the product, a part of which the reset gate multiplies.
    assert_eq!(cells::cell("gru", 2, false, true).width(), 2 + 3 * 2 + 6);
}

#[test]
fn equal_cells_are_one_node() {
    let (mut graph, scan, _) = scanned("gru", 2, false);
    let operands = graph.node(scan).inputs.to_vec();
    let again = cells::cell("gru", 2, false, true);
    assert_eq!(cells::scan(&mut graph, &again, &operands).unwrap(), scan);
    let other = cells::cell("gru", 2, true, true);
    assert_ne!(cells::scan(&mut graph, &other, &operands).unwrap(), scan);
}

#[test]
fn rows_of_any_dimension_run_through_a_cell() {
    for (kind, rows) in cells::KINDS
        .iter()
        .flat_map(|kind| [Dim::Const(3), Dim::Batch, Dim::Batch.times(4)].map(|rows| (kind, rows)))
    {
        let cell = cells::cell(kind, 2, false, true);
        let mut graph = Graph::new();
        let mut operands = Vec::new();
        for (i, mut ty) in cells::operands(&cell, STEPS).into_iter().enumerate() {
            for dim in ty.shape.0.iter_mut().filter(|dim| **dim == Dim::Batch) {
                *dim = rows;
            }
            operands.push(graph.input(InputId(i as u32), ty).unwrap());
        }
        let scan = cells::scan(&mut graph, &cell, &operands).unwrap();
        assert_eq!(
            graph.ty(scan).shape.dims(),
            [Dim::Const(STEPS + 1), rows, Dim::Const(cell.width())]
        );
    }
    assert_eq!(Dim::Batch.times(4).to_string(), "4 batch");
    assert_eq!(Dim::Batch.times(2).times(3), Dim::Batch.times(6));
    assert_eq!(Dim::Batch.times(1), Dim::Batch);
}

/// What a cell must not do, with what the message says.
#[test]
fn cells_that_mix_rows_or_do_not_fit_are_refused() {
    type Write = fn(&mut CellBuilder, NodeId, NodeId) -> kerros_graph::Result<NodeId>;
    let mistakes: [(&str, Write, &str, &str); 7] = [
        (
            "a mean over rows",
            |c, h, x| {
                let mean = c.graph.sum(x, &[0])?;
                c.graph.add(h, mean)
            },
            "from that row alone",
            "sum f32(2)",
        ),
        (
            "a transposition",
            |c, h, x| {
                let turned = c.graph.transpose(x, &[1, 0])?;
                let back = c.graph.transpose(turned, &[1, 0])?;
                c.graph.add(h, back)
            },
            "from that row alone",
            "transpose f32(2, batch)",
        ),
        (
            "random numbers",
            |c, h, _| {
                let mask = c.graph.random_uniform(Shape::batch(&[2]))?;
                c.graph.mul(h, mask)
            },
            "from that row alone",
            "random f32(batch, 2)",
        ),
        (
            "the size of the batch",
            |c, h, _| {
                let rows = c.graph.batch_size()?;
                c.graph.mul(h, rows)
            },
            "from that row alone",
            "batch_size f32()",
        ),
        (
            "another type",
            |c, h, _| c.graph.slice(h, 1, 0, 1, 1),
            "(f32(batch, 2))",
            "(f32(batch, 1))",
        ),
        (
            "a state that is no row",
            |c, _, _| {
                let zero = c.graph.literal(0.0)?;
                c.graph.broadcast(zero, Shape::of(&[2]))
            },
            "(f32(batch, 2))",
            "(f32(2))",
        ),
        (
            "rows that indices choose",
            |c, h, _| {
                let table = c.graph.iota(Type::f32(Shape::of(&[3, 2])), 0)?;
                let index = c.graph.slice(h, 1, 0, 1, 1)?;
                let index = c.graph.reshape(index, Shape::batch(&[]))?;
                c.graph.insert(Op::Gather, &[table, index])
            },
            "from that row alone",
            "gather f32(batch, 2)",
        ),
    ];
    for (what, write, expected, received) in mistakes {
        let mut cell = CellBuilder::new();
        let h = cell.state(&[2]).unwrap();
        let x = cell.slice(Type::f32(Shape::batch(&[2]))).unwrap();
        let new = write(&mut cell, h, x).unwrap();
        let message = cell.finish(&[new], false).unwrap_err().to_string();
        let (before, after) = message.split_once(", received ").unwrap();
        assert!(before.contains(expected) && after.contains(received), "{what}: {message}");
    }

    let mut without_sequence = CellBuilder::new();
    let h = without_sequence.state(&[2]).unwrap();
    let message = without_sequence.finish(&[h], false).unwrap_err().to_string();
    assert!(message.contains("at least one sequence"), "{message}");

    let mut steps_first = CellBuilder::new();
    let h = steps_first.state(&[2]).unwrap();
    let shape = [3.into(), Dim::Batch].into_iter().collect();
    steps_first.slice(Type::f32(shape)).unwrap();
    let message = steps_first.finish(&[h], false).unwrap_err().to_string();
    assert!(message.contains("f32(3, batch)"), "{message}");
}

#[test]
fn what_is_no_scan_has_no_states() {
    let (mut graph, scan, _) = scanned("simple", 2, false);
    let x = graph.node(scan).inputs[1];
    let message = graph.scan_states(x, 0).unwrap_err().to_string();
    assert!(message.contains("input f32(4, batch, 2)"), "{message}");
    let message = graph.scan_last(scan, 1).unwrap_err().to_string();
    assert!(message.contains("part of the state 1: expected one of the 1 defined"), "{message}");
}
