//! Matrix products over several axes against loops.

use crate::common::{value, values};
use crate::{assert_close, numbers};
use kerros_graph::op::DotAxes;
use kerros_graph::{Graph, InputId, Shape, Type};

#[test]
fn several_axes_of_each_role() {
    // a (k, b, m, l, c) and b (c, l, n, b, k), of different sizes: a mistaken axis shows.
    let (batch_1, batch_2, sum_1, sum_2, rows, columns) = (2, 3, 4, 5, 6, 7);
    let mut graph = Graph::new();
    let a_shape = [sum_1, batch_1, rows, sum_2, batch_2];
    let b_shape = [batch_2, sum_2, columns, batch_1, sum_1];
    let a = graph.input(InputId(0), Type::f32(Shape::of(&a_shape))).unwrap();
    let b = graph.input(InputId(1), Type::f32(Shape::of(&b_shape))).unwrap();
    let axes = DotAxes {
        batch: [(1, 3), (4, 0)].into_iter().collect(),
        contract: [(0, 4), (3, 1)].into_iter().collect(),
    };
    let product = graph.dot(a, b, axes).unwrap();
    assert_eq!(graph.ty(product).to_string(), "f32(2, 3, 6, 7)");

    let at = |shape: [usize; 5], index: [usize; 5]| -> usize {
        shape.iter().zip(index).fold(0, |place, (size, i)| place * size + i)
    };
    let given = [numbers(1, a_shape.iter().product()), numbers(2, b_shape.iter().product())];
    let mut expected = Vec::new();
    for i in 0..batch_1 {
        for j in 0..batch_2 {
            for row in 0..rows {
                for column in 0..columns {
                    let mut sum = 0.0;
                    for k in 0..sum_1 {
                        for l in 0..sum_2 {
                            sum += given[0][at(a_shape, [k, i, row, l, j])]
                                * given[1][at(b_shape, [j, l, column, i, k])];
                        }
                    }
                    expected.push(sum);
                }
            }
        }
    }
    assert_close(&value(&graph, product, 1, &given), &expected);
}

#[test]
fn products_without_some_roles() {
    let mut graph = Graph::new();
    let x = graph.input(InputId(0), Type::f32(Shape::of(&[3]))).unwrap();
    let y = graph.input(InputId(1), Type::f32(Shape::of(&[3]))).unwrap();
    let none = DotAxes { batch: Default::default(), contract: Default::default() };
    let along = [(0, 0)].into_iter().collect();
    let outer = graph.dot(x, y, none).unwrap();
    let inner = graph.dot(x, y, DotAxes { batch: Default::default(), contract: along }).unwrap();
    let along = [(0, 0)].into_iter().collect();
    let step = graph.dot(x, y, DotAxes { batch: along, contract: Default::default() }).unwrap();
    let given = [vec![1.0, 2.0, 3.0], vec![4.0, 5.0, 6.0]];
    let found = values(&graph, &[outer, inner, step], 1, &given);
    assert_eq!(found[0].to_float(), [4.0, 5.0, 6.0, 8.0, 10.0, 12.0, 12.0, 15.0, 18.0]);
    assert_eq!(found[1].to_float(), [32.0]);
    assert_eq!(found[2].to_float(), [4.0, 10.0, 18.0]);
}

#[test]
fn a_matrix_multiplies_the_last_axis() {
    let mut graph = Graph::new();
    let x = graph.input(InputId(0), Type::f32(Shape::batch(&[2, 2]))).unwrap();
    let matrix = graph.input(InputId(1), Type::f32(Shape::of(&[2, 3]))).unwrap();
    let product = graph.matmul(x, matrix).unwrap();
    assert_eq!(graph.ty(product).to_string(), "f32(batch, 2, 3)");
    let given = [vec![1.0, 2.0, 3.0, 4.0], vec![1.0, 0.0, 2.0, 0.0, 1.0, 3.0]];
    assert_eq!(value(&graph, product, 1, &given), [1.0, 2.0, 8.0, 3.0, 4.0, 18.0]);
}
