//! Recurrences, forward and backward.

use super::{Problem, Sketch, cells};
use kerros_graph::{DType, InputId, NodeId, Type, gradient};

/// Each kind of cell: values, and gradients of everything, at sizes below and above one block.
pub(crate) fn scans() -> Vec<Problem> {
    let mut problems = Vec::new();
    for kind in cells::KINDS {
        // The last is cut into blocks of 19 and 18 rows.
        for (units, steps, batch) in [(3, 1, 1), (5, 4, 7), (40, 6, 37), (64, 20, 37)] {
            if units == 64 && !["lstm", "gru", "simple"].contains(&kind) {
                continue;
            }
            // A convolution of 40 channels over 37 rows takes the reference long.
            let units = if kind == "conv" { units.min(4) } else { units };
            for reverse in [false, true] {
                problems.push(value(kind, units, steps, batch, reverse));
                for saving in [false, true] {
                    problems.push(trained(kind, units, steps, batch, (reverse, saving)));
                }
            }
        }
    }
    problems
}

fn value(kind: &str, units: usize, steps: usize, batch: usize, reverse: bool) -> Problem {
    let cell = cells::cell(kind, units, reverse, true);
    let mut s = Sketch::new();
    let operands: Vec<NodeId> =
        cells::operands(&cell, steps).into_iter().map(|ty| operand(&mut s, ty)).collect();
    let scan = cells::scan(&mut s.graph, &cell, &operands).unwrap();
    s.done(&format!("scan {kind} {units}x{steps}, value"), batch, &[scan], &[])
}

/// The gradients of all operands, of a loss that all states and the last one go into.
fn trained(
    kind: &str,
    units: usize,
    steps: usize,
    batch: usize,
    (reverse, saving): (bool, bool),
) -> Problem {
    let cell = cells::cell(kind, units, reverse, saving);
    let mut s = Sketch::new();
    let operands: Vec<NodeId> =
        cells::operands(&cell, steps).into_iter().map(|ty| operand(&mut s, ty)).collect();
    let g = &mut s.graph;
    let scan = cells::scan(g, &cell, &operands).unwrap();
    let states = g.scan_states(scan, 0).unwrap();
    let squares = g.square(states).unwrap();
    let of_states = g.mean_all(squares).unwrap();
    let last = g.scan_last(scan, cell.states().len() - 1).unwrap();
    let of_last = g.mean_all(last).unwrap();
    let loss = g.add(of_states, of_last).unwrap();
    let floats: Vec<NodeId> =
        operands.into_iter().filter(|&id| g.ty(id).dtype == DType::F32).collect();
    let gradients = gradient(g, loss, &floats).unwrap();
    let name = format!("scan {kind} {units}x{steps}, reverse {reverse}, saving {saving}");
    s.done(&name, batch, &[&[loss], gradients.as_slice()].concat(), &[])
}

/// An operand small enough that no recurrence leaves the range of numbers, and a matrix so small that products
/// with it shrink what they are applied to: otherwise twenty steps make any rounding large, and two orders of
/// summing are as right as each other.
fn operand(s: &mut Sketch, ty: Type) -> NodeId {
    s.inputs += 1;
    let id = InputId(s.inputs - 1);
    match ty.dtype {
        DType::I32 => s.graph.input(id, ty).unwrap(),
        DType::F32 => {
            let sizes: Option<Vec<usize>> = ty.shape.dims().iter().map(|dim| dim.known()).collect();
            let scale = match sizes.as_deref() {
                Some([fan_in @ .., _]) if !fan_in.is_empty() => {
                    0.5 / (fan_in.iter().product::<usize>() as f64).sqrt()
                }
                _ => 0.2,
            };
            let x = s.graph.input(id, ty).unwrap();
            s.graph.scale(x, scale).unwrap()
        }
    }
}
