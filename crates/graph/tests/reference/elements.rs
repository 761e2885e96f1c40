//! Leaves and elementwise operations, with NaN, infinity, ties and halves.

use crate::common::{KEY, value, values};
use kerros_graph::op::{Binary, Unary};
use kerros_graph::random::Stream;
use kerros_graph::reference::Data;
use kerros_graph::{DType, Graph, InputId, NodeId, Op, Shape, Type};

const NAN: f64 = f64::NAN;
const INFINITY: f64 = f64::INFINITY;

/// Checks that two lists are equal; NaN equals NaN.
#[track_caller]
fn assert_same(found: &[f64], expected: &[f64]) {
    let same = |(a, b): (&f64, &f64)| a == b || (a.is_nan() && b.is_nan());
    let equal = found.len() == expected.len() && found.iter().zip(expected).all(same);
    assert!(equal, "{found:?}, not {expected:?}");
}

fn inputs<const N: usize>(graph: &mut Graph, length: usize) -> [NodeId; N] {
    let ty = Type::f32(Shape::of(&[length]));
    std::array::from_fn(|i| graph.input(InputId(i as u32), ty.clone()).unwrap())
}

fn unary(kind: Unary, x: &[f64]) -> Vec<f64> {
    let mut graph = Graph::new();
    let [input] = inputs(&mut graph, x.len());
    let y = graph.insert(Op::Unary(kind), &[input]).unwrap();
    value(&graph, y, 1, &[x.to_vec()])
}

fn binary(kind: Binary, a: &[f64], b: &[f64]) -> Vec<f64> {
    let mut graph = Graph::new();
    let operands: [NodeId; 2] = inputs(&mut graph, a.len());
    let y = graph.insert(Op::Binary(kind), &operands).unwrap();
    value(&graph, y, 1, &[a.to_vec(), b.to_vec()])
}

/// Each kind by the standard library's function.
#[test]
fn unary_functions() {
    let x = [-2.5, -1.0, -0.5, 0.0, 0.3, 0.5, 1.5, 2.5, 40.0, -800.0, 800.0, INFINITY, NAN];
    for kind in Unary::ALL {
        let definition = |x: f64| match kind {
            Unary::Neg => -x,
            Unary::Abs => x.abs(),
            Unary::Sign if x == 0.0 => 0.0,
            Unary::Sign => x.signum(),
            Unary::Exp => x.exp(),
            Unary::Log => x.ln(),
            Unary::Log1p => x.ln_1p(),
            Unary::Sqrt => x.sqrt(),
            Unary::Tanh => x.tanh(),
            Unary::Sigmoid => 1.0 / (1.0 + (-x).exp()),
            // Compared below.
            Unary::NormalCdf => unary(kind, &[x])[0],
            Unary::Floor => x.floor(),
            Unary::Round => x.round_ties_even(),
        };
        assert_same(&unary(kind, &x), &x.map(definition));
    }
    assert_same(&unary(Unary::Round, &[0.5, 1.5, 2.5, -0.5]), &[0.0, 2.0, 2.0, 0.0]);
}

/// By Simpson's rule, from where the density is below 1e-30.
#[test]
fn the_normal_distribution_function_is_the_integral_of_its_density() {
    let density = |x: f64| (-0.5 * x * x).exp() / (2.0 * std::f64::consts::PI).sqrt();
    for x in [-6.0, -1.5, 0.0, 0.3, 4.0] {
        let (from, steps) = (-12.0, 4000);
        let step = (x - from) / f64::from(steps);
        let sum: f64 = (0..=steps)
            .map(|i| {
                let weight = if i == 0 || i == steps { 1.0 } else { f64::from(2 + i % 2 * 2) };
                weight * density(from + f64::from(i) * step)
            })
            .sum();
        let (integral, found) = (sum * step / 3.0, unary(Unary::NormalCdf, &[x])[0]);
        assert!((found - integral).abs() < 1e-9 * integral, "at {x}: {found}, not {integral}");
    }
}

#[test]
fn binary_functions() {
    let a = [1.0, 2.0, -3.0, 0.0, NAN, 1.0, INFINITY, 4.0];
    let b = [2.0, 2.0, 0.5, -1.0, 1.0, NAN, 1.0, 0.5];
    for kind in Binary::ALL {
        let truth = |value: bool| if value { 1.0 } else { 0.0 };
        let definition = |(&a, &b): (&f64, &f64)| match kind {
            Binary::Add => a + b,
            Binary::Sub => a - b,
            Binary::Mul => a * b,
            Binary::Div => a / b,
            // f64::max would drop the NaN.
            Binary::Max | Binary::Min if a.is_nan() || b.is_nan() => NAN,
            Binary::Max => a.max(b),
            Binary::Min => a.min(b),
            Binary::Pow => a.powf(b),
            Binary::Equal => truth(a == b),
            Binary::Less => truth(a < b),
            Binary::LessEqual => truth(a <= b),
        };
        let expected: Vec<f64> = a.iter().zip(&b).map(definition).collect();
        assert_same(&binary(kind, &a, &b), &expected);
    }
}

#[test]
fn indices_are_compared_exactly() {
    let mut graph = Graph::new();
    let ty = Type::i32(Shape::of(&[3]));
    let a = graph.input(InputId(0), ty.clone()).unwrap();
    let b = graph.input(InputId(1), ty).unwrap();
    let compared = [
        graph.equal(a, b).unwrap(),
        graph.less(a, b).unwrap(),
        graph.less_equal(a, b).unwrap(),
        graph.greater(a, b).unwrap(),
        graph.greater_equal(a, b).unwrap(),
    ];
    let found = values(&graph, &compared, 1, &[vec![1.0, 2.0, 3.0], vec![2.0, 2.0, 2.0]]);
    let found: Vec<Vec<f64>> = found.iter().map(|tensor| tensor.to_float()).collect();
    let expected = [[0., 1., 0.], [1., 0., 0.], [1., 1., 0.], [0., 0., 1.], [0., 1., 1.]];
    assert_eq!(found, expected);
}

#[test]
fn selection_takes_the_alternative_not_its_product() {
    let mut graph = Graph::new();
    let [condition, a, b] = inputs(&mut graph, 4);
    let y = graph.select(condition, a, b).unwrap();
    let given =
        [vec![1.0, 0.0, -2.0, NAN], vec![1.0, INFINITY, 3.0, 4.0], vec![NAN, 20.0, INFINITY, 40.0]];
    assert_eq!(value(&graph, y, 1, &given), [1.0, 20.0, 3.0, 4.0]);
}

#[test]
fn casts_go_towards_zero() {
    let mut graph = Graph::new();
    let [x] = inputs(&mut graph, 4);
    let whole = graph.cast(x, DType::I32).unwrap();
    let back = graph.cast(whole, DType::F32).unwrap();
    let found = values(&graph, &[whole, back], 1, &[vec![-1.9, -0.5, 0.9, 2.0]]);
    assert_eq!(found[0].data, Data::Index(vec![-1, 0, 0, 2]));
    assert_eq!(found[1].data, Data::Float(vec![-1.0, 0.0, 0.0, 2.0]));
}

#[test]
fn leaves() {
    let mut graph = Graph::new();
    let rows = graph.batch_size().unwrap();
    let literal = graph.literal(0.1).unwrap();
    let batch_and_two = Shape::batch(&[2]);
    let row = graph.iota(Type::f32(batch_and_two.clone()), 0).unwrap();
    let column = graph.iota(Type::i32(batch_and_two), 1).unwrap();
    let found = values::<f64>(&graph, &[rows, literal, row, column], 3, &[]);
    assert_eq!(found[0].data, Data::Float(vec![3.0]));
    assert_eq!(found[1].data, Data::Float(vec![0.1]));
    assert_eq!(found[2].data, Data::Float(vec![0.0, 0.0, 1.0, 1.0, 2.0, 2.0]));
    assert_eq!(found[3].data, Data::Index(vec![0, 1, 0, 1, 0, 1]));
    assert_eq!(found[3].shape, [3, 2]);
    assert_eq!(value::<f32>(&graph, literal, 1, &[]), [0.1_f32]);
}

#[test]
fn random_numbers_are_those_of_their_streams() {
    let mut graph = Graph::new();
    let shape = Shape::batch(&[3]);
    let streams = [0, 1].map(|_| graph.random_uniform(shape.clone()).unwrap());
    let found = values::<f32>(&graph, &streams, 3, &[]);
    for (node, tensor) in streams.into_iter().zip(found) {
        let Op::Random { stream, .. } = *graph.op(node) else { panic!("no random node") };
        let stream = Stream { seed: KEY.seed, step: KEY.step, stream };
        let expected: Vec<f32> = (0..9).map(|i| stream.uniform(i)).collect();
        assert_eq!(tensor.to_float(), expected);
    }
    let in_double = values::<f64>(&graph, &streams, 3, &[]);
    let in_single = values::<f32>(&graph, &streams, 3, &[]);
    let widened: Vec<f64> = in_single[0].to_float().into_iter().map(f64::from).collect();
    assert_eq!(in_double[0].to_float(), widened);
    assert_ne!(in_single[0], in_single[1]);
}

#[test]
fn softmax_rows_sum_to_one_even_far_from_zero() {
    let mut graph = Graph::new();
    let x = graph.input(InputId(0), Type::f32(Shape::of(&[3, 3]))).unwrap();
    let (probability, log) = (graph.softmax(x, 1).unwrap(), graph.log_softmax(x, 1).unwrap());
    let given = vec![1e4_f32, 1e4, -1e4, -1e4, -1e4, -1e4, 0.0, 1.0, 2.0];
    let found = values(&graph, &[probability, log], 1, &[given]);
    let (probability, log) = (found[0].to_float(), found[1].to_float());
    for row in probability.chunks(3) {
        assert!((row.iter().sum::<f32>() - 1.0).abs() < 1e-6, "{row:?}");
    }
    assert_eq!(probability[..3], [0.5, 0.5, 0.0]);
    let half = 0.5_f32.ln();
    assert!((log[0] - half).abs() < 1e-6 && (log[2] - (half - 2e4)).abs() < 0.01, "{log:?}");
    assert!(log.iter().zip(&probability).all(|(log, p)| (log.exp() - p).abs() < 1e-6));
    let by_definition = 1.0 / (1.0 + 1_f32.exp() + 2_f32.exp());
    assert!((probability[6] - by_definition).abs() < 1e-6);
}

#[test]
fn softmax_of_other_axes() {
    let mut graph = Graph::new();
    let x = graph.input(InputId(0), Type::f32(Shape::of(&[2, 3]))).unwrap();
    let across = graph.softmax(x, 0).unwrap();
    let swapped = graph.transpose(x, &[1, 0]).unwrap();
    let swapped = graph.softmax(swapped, 1).unwrap();
    let along = graph.transpose(swapped, &[1, 0]).unwrap();
    let found = values(&graph, &[across, along], 1, &[vec![1.0_f64, -2.0, 0.5, 3.0, 0.0, 0.25]]);
    assert_eq!(found[0], found[1]);
}

#[test]
fn compositions() {
    let mut graph = Graph::new();
    let [x] = inputs(&mut graph, 4);
    let rectified = graph.relu(x).unwrap();
    let clipped = graph.clip(x, -1.0, 0.5).unwrap();
    let soft = graph.softplus(x).unwrap();
    let mean = graph.mean_all(x).unwrap();
    let given = vec![-2.0, 0.25, NAN, 1000.0];
    let found = values(&graph, &[rectified, clipped, soft], 1, std::slice::from_ref(&given));
    assert_same(&found[0].to_float(), &[0.0, 0.25, NAN, 1000.0]);
    assert_same(&found[1].to_float(), &[-1.0, 0.25, NAN, 0.5]);
    let expected = [(-2.0_f64).exp().ln_1p(), 0.25_f64.exp().ln_1p(), NAN, 1000.0];
    for (found, expected) in found[2].to_float().into_iter().zip(expected) {
        assert!((found - expected).abs() < 1e-12 || (found.is_nan() && expected.is_nan()));
    }
    assert_eq!(value(&graph, mean, 1, &[vec![1.0, 2.0, 3.0, 4.0]]), [2.5]);

    let rows = graph.input(InputId(0), Type::f32(Shape::batch(&[2]))).unwrap();
    let mean = graph.mean(rows, &[0]).unwrap();
    assert_eq!(value(&graph, mean, 3, &[vec![1.0, 2.0, 3.0, 4.0, 8.0, 9.0]]), [4.0, 5.0]);

    let labels = graph.input(InputId(0), Type::i32(Shape::batch(&[]))).unwrap();
    let hot = graph.one_hot(labels, 3).unwrap();
    assert_eq!(value(&graph, hot, 2, &[vec![2.0, 0.0]]), [0.0, 0.0, 1.0, 1.0, 0.0, 0.0]);
}
