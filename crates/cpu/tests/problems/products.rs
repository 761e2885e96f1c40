//! Products of matrices, one and many, whose axes lie in any order.

use super::{Problem, Sketch};
use kerros_graph::op::DotAxes;
use kerros_graph::{Shape, gradient};

pub(super) fn products() -> Vec<Problem> {
    let mut problems = vec![plain(), stacked()];
    // The last has more than one piece.
    problems.extend([1, 2, 40, 300].map(heads));
    let (operand, result) = (&[0, 2, 4, 1, 3, 5], &[0, 2, 4, 1, 3, 5]);
    let nothing = [[2, 0], [3, 1], [4, 1], [5, 1]];
    problems.push(product(nothing, [operand, operand, result]));
    problems
}

fn dot_axes(batch: &[(usize, usize)], contract: &[(usize, usize)]) -> DotAxes {
    DotAxes { batch: batch.iter().copied().collect(), contract: contract.iter().copied().collect() }
}

fn plain() -> Problem {
    let mut s = Sketch::new();
    let x = s.input(Shape::batch(&[9]));
    let (_, kernel) = s.variable(&[9, 10]);
    let y = s.graph.matmul(x, kernel).unwrap();
    let deep = s.input(Shape::batch(&[6, 9]));
    let z = s.graph.matmul(deep, kernel).unwrap();
    let gram = s.graph.dot(x, x, dot_axes(&[], &[(0, 0)])).unwrap();
    // Axes that are no neighbours: a copy is needed.
    let apart = s.graph.dot(deep, deep, dot_axes(&[(1, 1)], &[(0, 0)])).unwrap();
    let all = s.graph.dot(deep, deep, dot_axes(&[], &[(0, 0), (2, 2)])).unwrap();
    s.done("products", 150, &[y, z, gram, apart, all], &[])
}

fn stacked() -> Problem {
    let mut s = Sketch::new();
    let a = s.input(Shape::batch(&[5, 8]));
    let b = s.input(Shape::batch(&[8, 6]));
    let y = s.graph.dot(a, b, dot_axes(&[(0, 0)], &[(2, 1)])).unwrap();
    let heads = s.input(Shape::batch(&[4, 3, 8]));
    let scores = s.graph.dot(heads, heads, dot_axes(&[(0, 0), (2, 2)], &[(3, 3)])).unwrap();
    s.done("stacked products", 40, &[y, scores], &[])
}

/// Attention with heads, and its gradients: matrices whose rows are apart, in what is read and written.
fn heads(batch: usize) -> Problem {
    let mut s = Sketch::new();
    let [q, k, v] = [(); 3].map(|()| s.input(Shape::batch(&[20, 3, 8])));
    let g = &mut s.graph;
    let scores = g.einsum("bqhd,bkhd->bhqk", &[q, k]).unwrap();
    let weights = g.softmax(scores, 3).unwrap();
    let mixed = g.einsum("bhqk,bkhd->bqhd", &[weights, v]).unwrap();
    let weighted = g.mul(mixed, q).unwrap();
    let loss = g.mean_all(weighted).unwrap();
    let gradients = gradient(g, loss, &[q, k, v]).unwrap();
    s.done("heads", batch, &[vec![mixed], gradients].concat(), &[])
}

/// A product with two axes of each part: `batch`, `rows`, `columns` and `depth` give their sizes. The axes of
/// the left factor (batch, rows, depth), of the right one (batch, columns, depth) and of the result (batch,
/// rows, columns) lie in these orders of `0..6`.
pub(crate) fn product(
    [batch, rows, columns, depth]: [[usize; 2]; 4],
    [left, right, result]: [&[usize]; 3],
) -> Problem {
    let mut s = Sketch::new();
    let mut factor = |free: [usize; 2], order: &[usize]| {
        let sizes = [batch, free, depth].concat();
        s.input(Shape::of(&order.iter().map(|&axis| sizes[axis]).collect::<Vec<_>>()))
    };
    let (a, b) = (factor(rows, left), factor(columns, right));
    let place = |order: &[usize], axis| order.iter().position(|&other| other == axis).unwrap();
    let pairs = |axes: [usize; 2]| axes.map(|axis| (place(left, axis), place(right, axis)));
    let y = s.graph.dot(a, b, dot_axes(&pairs([0, 1]), &pairs([4, 5]))).unwrap();
    let y = s.graph.transpose(y, result).unwrap();
    s.done("product", 1, &[y], &[])
}
