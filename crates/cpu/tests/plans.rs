//! What plans do not do: steps that only move numbers.

// A test stops at the first surprise.
#![allow(clippy::unwrap_used)]

use kerros_cpu::Cpu;
use kerros_graph::{Executor, Graph, InputId, NodeId, Program, Result, Shape, Type, gradient};

/// The kernels of the plan for `write` on rows of these sizes.
fn kernels(
    sizes: &[&[usize]],
    write: impl FnOnce(&mut Graph, &[NodeId]) -> Result<NodeId>,
) -> Vec<String> {
    let mut graph = Graph::new();
    let inputs: Vec<NodeId> = (0..)
        .zip(sizes)
        .map(|(id, sizes)| graph.input(InputId(id), Type::f32(Shape::batch(sizes))).unwrap())
        .collect();
    let y = write(&mut graph, &inputs).unwrap();
    let mut cpu = Cpu::new(Some(1));
    let program = cpu.compile(&Program { graph, outputs: vec![y], updates: vec![] }).unwrap();
    let plan = cpu.describe(program, 32).unwrap();
    plan.steps.into_iter().map(|step| step.kernel).collect()
}

/// What attention does with heads takes one step each: nothing is copied.
#[test]
fn heads_are_multiplied_where_they_lie() {
    let scores =
        kernels(&[&[64, 4, 16], &[64, 4, 16]], |graph, x| graph.einsum("bqhd,bkhd->bhqk", x));
    assert_eq!(scores, ["128 products 64x64x16"]);
    let mixed =
        kernels(&[&[4, 64, 64], &[64, 4, 16]], |graph, x| graph.einsum("bhqk,bkhd->bqhd", x));
    assert_eq!(mixed, ["128 products 64x16x64"]);
}

/// Parts may have gaps between their rows, and rows that come again.
#[test]
fn parts_are_put_together_from_where_they_lie() {
    let found = kernels(&[&[4, 6], &[4, 1]], |graph, x| {
        let cut = graph.slice(x[0], 2, 1, 1, 3)?;
        let first = graph.slice(x[0], 1, 0, 1, 1)?;
        let again = graph.broadcast(first, Shape::batch(&[4, 6]))?;
        graph.concat(&[cut, again, x[1]], 2)
    });
    assert_eq!(found, ["pass over 768", "concat 128x(3+6+1)"]);
    let halves = kernels(&[&[4, 6], &[2, 6]], |graph, x| {
        let half = graph.slice(x[0], 1, 0, 1, 2)?;
        graph.concat(&[half, x[1], half], 1)
    });
    assert_eq!(halves, ["concat 32x(12+12+12)"]);
}

/// The gradient of what is cut into gates is put together, not padded and added.
#[test]
fn gradients_of_gates_are_put_together() {
    let found = kernels(&[&[20]], |graph, x| {
        let [i, f, c, o] = [0, 5, 10, 15].map(|start| graph.slice(x[0], 1, start, 1, 5));
        let (i, f, c, o) = (graph.sigmoid(i?)?, graph.sigmoid(f?)?, graph.tanh(c?)?, o?);
        let (new, kept) = (graph.mul(i, c)?, graph.mul(f, o)?);
        let both = graph.add(new, kept)?;
        let loss = graph.sum_all(both)?;
        Ok(gradient(graph, loss, x)?[0])
    });
    assert_eq!(found, ["pass over 160", "pass over 160", "concat 32x(5+5+5+5)"]);
}
