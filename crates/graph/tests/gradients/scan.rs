//! Problems of recurrences.

use crate::cells;
use crate::problem::{Draft, Problem};
use kerros_graph::{DType, Graph, NodeId, Type};
use proptest::prelude::*;

/// What the loss is made of.
#[derive(Clone, Copy, Debug)]
enum Use {
    /// What the first part of the state is after each step.
    States,
    /// What all parts are after the last step.
    Last,
    /// Both.
    Both,
    /// All of the value: also the initial state and what is saved.
    Value,
    /// The states of some of the steps.
    Some,
}

pub(crate) fn scan() -> impl Strategy<Value = Problem> {
    let uses = prop_oneof![
        Just(Use::States),
        Just(Use::Last),
        Just(Use::Both),
        Just(Use::Value),
        Just(Use::Some)
    ];
    let kind = prop::sample::select(cells::KINDS.as_slice());
    (kind, 1..=2_usize, 1..=3_usize, any::<[bool; 3]>(), uses, any::<u64>()).prop_map(
        |(kind, units, steps, [reverse, saving, known_rows], uses, seed)| {
            let cell = cells::cell(kind, units, reverse, saving);
            let mut draft = Draft::new(seed);
            let mut operands = Vec::new();
            for ty in cells::operands(&cell, steps) {
                operands.push(operand(&mut draft, ty, known_rows));
            }
            let scan = cells::scan(&mut draft.graph, &cell, &operands).unwrap();
            let y = used(&mut draft.graph, scan, cell.states().len(), uses);
            draft.finish(y)
        },
    )
}

/// An operand of type `ty`, with a known number of rows instead of the batch if `known_rows`.
fn operand(draft: &mut Draft, mut ty: Type, known_rows: bool) -> NodeId {
    if known_rows {
        ty.shape = ty.shape.dims().iter().map(|dim| dim.at(2).into()).collect();
    }
    match ty.dtype {
        DType::I32 => draft.input(ty, |values, n| values.indices(n, 2)),
        DType::F32 => draft.float(&ty.shape, |values, n| values.signed(n, 0.2, 1.2)),
    }
}

fn used(graph: &mut Graph, scan: NodeId, parts: usize, uses: Use) -> NodeId {
    let steps = graph.ty(scan).shape.0[0].at(0) - 1;
    match uses {
        Use::States => graph.scan_states(scan, 0).unwrap(),
        Use::Last => {
            let last: Vec<NodeId> =
                (0..parts).map(|part| graph.scan_last(scan, part).unwrap()).collect();
            graph.concat(&last, 1).unwrap()
        }
        Use::Both => {
            let states = graph.scan_states(scan, 0).unwrap();
            let last = graph.scan_last(scan, parts - 1).unwrap();
            if graph.ty(states).shape.dims()[2..] == graph.ty(last).shape.dims()[1..] {
                graph.mul(states, last).unwrap()
            } else {
                states
            }
        }
        Use::Value => scan,
        Use::Some => {
            let states = graph.scan_states(scan, parts - 1).unwrap();
            graph.slice(states, 0, 0, 2, steps.div_ceil(2)).unwrap()
        }
    }
}
