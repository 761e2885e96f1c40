//! Movements and reductions.

use crate::common::{value, values};
use crate::{assert_close, inner_product, numbers};
use kerros_graph::op::Reduction;
use kerros_graph::reference::Data;
use kerros_graph::{Graph, InputId, NodeId, Shape, Type};
use proptest::prelude::*;

fn input(graph: &mut Graph, id: u32, sizes: &[usize]) -> NodeId {
    graph.input(InputId(id), Type::f32(Shape::of(sizes))).unwrap()
}

fn counted(n: usize) -> Vec<f64> {
    (0..n).map(|i| i as f64).collect()
}

#[test]
fn transposes_and_broadcasts() {
    let mut graph = Graph::new();
    let x = input(&mut graph, 0, &[2, 1, 3]);
    let turned = graph.transpose(x, &[2, 0, 1]).unwrap();
    let repeated = graph.broadcast(x, Shape::of(&[2, 2, 2, 3])).unwrap();
    let found = values(&graph, &[turned, repeated], 1, &[counted(6)]);
    assert_eq!(found[0].shape, [3, 2, 1]);
    assert_eq!(found[0].to_float(), [0.0, 3.0, 1.0, 4.0, 2.0, 5.0]);
    let rows = [[0.0, 1.0, 2.0], [0.0, 1.0, 2.0], [3.0, 4.0, 5.0], [3.0, 4.0, 5.0]].concat();
    assert_eq!(found[1].to_float(), [rows.clone(), rows].concat());
}

#[test]
fn slices_and_pads() {
    let mut graph = Graph::new();
    let x = input(&mut graph, 0, &[2, 5]);
    let slice = graph.slice(x, 1, 1, 2, 2).unwrap();
    let pad = graph.pad(slice, 1, 1, 2, 5).unwrap();
    let found = values(&graph, &[slice, pad], 1, &[counted(10)]);
    assert_eq!(found[0].to_float(), [1.0, 3.0, 6.0, 8.0]);
    assert_eq!(found[1].to_float(), [0.0, 1.0, 0.0, 3.0, 0.0, 0.0, 6.0, 0.0, 8.0, 0.0]);
}

#[test]
fn parts_stand_one_after_the_other() {
    let mut graph = Graph::new();
    let sizes = [[2, 2], [2, 0], [2, 1], [2, 3]];
    let parts: Vec<NodeId> =
        (0..).zip(&sizes).map(|(id, sizes)| input(&mut graph, id, sizes)).collect();
    let along = graph.concat(&parts, 1).unwrap();
    let columns = [parts[0], along, parts[0]].map(|x| column(&mut graph, x));
    let across = graph.concat(&columns, 0).unwrap();
    let integers = graph.iota(Type::i32(Shape::of(&[2, 2])), 1).unwrap();
    let integers = graph.concat(&[integers, integers], 0).unwrap();
    let nothing = graph.concat(&[parts[1], parts[1]], 1).unwrap();
    let given = [vec![-0.0, 1.0, 2.0, 3.0], vec![], vec![f64::INFINITY, 5.0], counted(6)];
    let found = values(&graph, &[along, across, integers, nothing], 1, &given);
    let expected = [-0.0, 1.0, f64::INFINITY, 0.0, 1.0, 2.0, 2.0, 3.0, 5.0, 3.0, 4.0, 5.0];
    assert_eq!((&found[0].shape[..], found[0].to_float()), (&[2, 6][..], expected.to_vec()));
    assert!(found[0].to_float()[0].is_sign_negative(), "a zero keeps its sign");
    let first = &given[0];
    assert_eq!(found[1].to_float(), [first, &expected[..], first].concat());
    assert_eq!(found[2].data, Data::Index(vec![0, 1, 0, 1, 0, 1, 0, 1]));
    assert_eq!(found[3].shape, [2, 0]);
}

/// `x` as a column.
fn column(graph: &mut Graph, x: NodeId) -> NodeId {
    let elements = graph.ty(x).shape.elements(1);
    graph.reshape(x, Shape::of(&[elements, 1])).unwrap()
}

#[test]
fn windows_overlap() {
    let mut graph = Graph::new();
    let x = input(&mut graph, 0, &[6]);
    let windows = graph.unfold(x, 0, 2, 1, 3).unwrap();
    let back = graph.fold(windows, 0, 6, 1, 3).unwrap();
    let found = values(&graph, &[windows, back], 1, &[counted(6)]);
    assert_eq!(found[0].shape, [3, 2]);
    assert_eq!(found[0].to_float(), [0.0, 3.0, 1.0, 4.0, 2.0, 5.0]);
    assert_eq!(found[1].to_float(), counted(6));
    let dense = graph.unfold(x, 0, 3, 1, 1).unwrap();
    let back = graph.fold(dense, 0, 6, 1, 1).unwrap();
    let how_often = [1.0, 2.0, 3.0, 3.0, 2.0, 1.0];
    let expected: Vec<f64> = counted(6).iter().zip(how_often).map(|(x, n)| n * x).collect();
    assert_eq!(value(&graph, back, 1, &[counted(6)]), expected);
}

#[test]
fn reductions() {
    let mut graph = Graph::new();
    let x = input(&mut graph, 0, &[2, 3, 2]);
    let sums = [vec![0], vec![1], vec![0, 2], vec![0, 1, 2]];
    let sums = sums.map(|axes| graph.sum(x, &axes).unwrap());
    let found = values(&graph, &sums, 1, &[counted(12)]);
    let found: Vec<Vec<f64>> = found.iter().map(|tensor| tensor.to_float()).collect();
    assert_eq!(found[0], [6.0, 8.0, 10.0, 12.0, 14.0, 16.0]);
    assert_eq!(found[1], [6.0, 9.0, 24.0, 27.0]);
    assert_eq!(found[2], [14.0, 22.0, 30.0]);
    assert_eq!(found[3], [66.0]);

    let largest = graph.reduce(Reduction::Max, x, &[1, 2]).unwrap();
    let mut given = counted(12);
    given[3] = f64::NAN;
    let found = value(&graph, largest, 1, &[given]);
    assert!(found[0].is_nan() && found[1] == 11.0, "{found:?}");
}

#[test]
fn the_first_of_the_largest_counts() {
    let mut graph = Graph::new();
    let x = input(&mut graph, 0, &[4, 3]);
    let along = graph.argmax(x, 1).unwrap();
    let across = graph.argmax(x, 0).unwrap();
    let nan = f64::NAN;
    let given = vec![1.0, 3.0, 3.0, -1.0, -1.0, -2.0, 0.0, nan, nan, 5.0, 4.0, 3.0];
    let found = values(&graph, &[along, across], 1, &[given]);
    assert_eq!(found[0].data, Data::Index(vec![1, 0, 1, 0]));
    assert_eq!(found[1].data, Data::Index(vec![3, 2, 2]));
}

#[test]
fn rows_are_gathered_and_added_back() {
    let mut graph = Graph::new();
    let table = input(&mut graph, 0, &[3, 2]);
    let integers = graph.input(InputId(1), Type::i32(Shape::of(&[2, 2]))).unwrap();
    let numbers = input(&mut graph, 2, &[4]);
    let rows = graph.gather(table, integers).unwrap();
    let same = graph.gather(table, numbers).unwrap();
    let back = graph.scatter_add(rows, integers, 4).unwrap();
    let given = [counted(6), vec![2.0, 0.0, 2.0, 2.0], vec![2.0, -0.0, 2.0, 2.0]];
    let found = values(&graph, &[rows, same, back], 1, &given);
    let expected = [4.0, 5.0, 0.0, 1.0, 4.0, 5.0, 4.0, 5.0];
    assert_eq!((&found[0].shape[..], found[0].to_float()), (&[2, 2, 2][..], expected.to_vec()));
    assert_eq!((&found[1].shape[..], found[1].to_float()), (&[4, 2][..], expected.to_vec()));
    assert_eq!(found[2].to_float(), [0.0, 1.0, 0.0, 0.0, 12.0, 15.0, 0.0, 0.0]);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// `<unfold x, y> = <x, fold y>` for all x and y.
    #[test]
    fn folding_is_the_adjoint_of_unfolding(
        (size, stride, dilation, behind) in (1..=4_usize, 1..=3_usize, 1..=3_usize, 0..=5_usize),
        (before, after, seed) in (1..=2_usize, 1..=2_usize, any::<u64>()),
    ) {
        let extent = (size - 1) * dilation + 1 + behind;
        let mut graph = Graph::new();
        let x = input(&mut graph, 0, &[before, extent, after]);
        let unfolded = graph.unfold(x, 1, size, stride, dilation).unwrap();
        let y = graph.input(InputId(1), graph.ty(unfolded).clone()).unwrap();
        let folded = graph.fold(y, 1, extent, stride, dilation).unwrap();
        adjoint(&graph, [x, unfolded], [y, folded], seed);
    }

    /// `<slice x, y> = <x, pad y>` for all x and y.
    #[test]
    fn padding_is_the_adjoint_of_slicing(
        (start, step, count, behind) in (0..=3_usize, 1..=3_usize, 1..=4_usize, 0..=3_usize),
        (before, after, seed) in (1..=2_usize, 1..=2_usize, any::<u64>()),
    ) {
        let extent = start + (count - 1) * step + 1 + behind;
        let mut graph = Graph::new();
        let x = input(&mut graph, 0, &[before, extent, after]);
        let sliced = graph.slice(x, 1, start, step, count).unwrap();
        let y = graph.input(InputId(1), graph.ty(sliced).clone()).unwrap();
        let padded = graph.pad(y, 1, start, step, extent).unwrap();
        adjoint(&graph, [x, sliced], [y, padded], seed);
    }
}

/// Checks that `<a x, y> = <x, b y>`, where the pairs are `(x, a x)` and `(y, b y)`.
fn adjoint(graph: &Graph, [x, ax]: [NodeId; 2], [y, by]: [NodeId; 2], seed: u64) {
    let given = [
        numbers(seed, graph.ty(x).shape.elements(1)),
        numbers(seed ^ 1, graph.ty(y).shape.elements(1)),
    ];
    let found = values(graph, &[ax, by], 1, &given);
    let left = inner_product(&found[0].to_float(), &given[1]);
    let right = inner_product(&given[0], &found[1].to_float());
    assert_close(&[left], &[right]);
}
