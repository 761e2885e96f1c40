//! Gradients where differences do not tell what they are: at ties and kinks, of what does not
//! matter, and of what cannot be differentiated.

use crate::common::{value, values};
use kerros_graph::op::{Pooling, Window};
use kerros_graph::{DType, Graph, InputId, NodeId, Result, Shape, Type, gradient};

/// The gradient of the sum of `build(x)` at `x`.
fn gradient_at(x: &[f64], build: impl FnOnce(&mut Graph, NodeId) -> Result<NodeId>) -> Vec<f64> {
    let mut graph = Graph::new();
    let input = graph.input(InputId(0), Type::f32(Shape::of(&[x.len()]))).unwrap();
    let y = build(&mut graph, input).unwrap();
    let loss = graph.sum_all(y).unwrap();
    let dx = gradient(&mut graph, loss, &[input]).unwrap()[0];
    value(&graph, dx, 1, &[x.to_vec()])
}

#[test]
fn kinks() {
    assert_eq!(gradient_at(&[-1.0, 0.0, 1.0], |graph, x| graph.relu(x)), [0.0, 0.0, 1.0]);
    assert_eq!(gradient_at(&[-1.0, 0.0, 1.0], |graph, x| graph.abs(x)), [-1.0, 0.0, 1.0]);
    assert_eq!(
        gradient_at(&[-2.0, 0.0, 2.0], |graph, x| graph.clip(x, -1.0, 1.0)),
        [0.0, 1.0, 0.0]
    );
}

/// A network that starts with zero weights has logits of exactly 0: its crossentropy must have its
/// true slope there, although it is made of functions with kinks.
#[test]
fn softplus_has_the_slope_of_the_sigmoid_everywhere() {
    let x = [-800.0, -1.0, -0.0, 0.0, 1.0, 800.0];
    let slopes = gradient_at(&x, |graph, x| graph.softplus(x));
    for (x, slope) in x.into_iter().zip(slopes) {
        let sigmoid = 1.0 / (1.0 + f64::exp(-x));
        assert!((slope - sigmoid).abs() < 1e-15, "at {x}: {slope}, not {sigmoid}");
    }
}

#[test]
fn equal_operands_share_the_gradient() {
    let larger = |graph: &mut Graph, x| {
        let one = graph.literal(1.0)?;
        graph.maximum(x, one)
    };
    let smaller = |graph: &mut Graph, x| {
        let one = graph.literal(1.0)?;
        graph.minimum(one, x)
    };
    assert_eq!(gradient_at(&[0.0, 1.0, 2.0], larger), [0.0, 0.5, 1.0]);
    assert_eq!(gradient_at(&[0.0, 1.0, 2.0], smaller), [1.0, 0.5, 0.0]);
    assert_eq!(gradient_at(&[3.0], |graph, x| graph.maximum(x, x)), [1.0]);
    let shared = gradient_at(&[2.0, 1.0, 2.0, 2.0], |graph, x| graph.reduce_max(x, &[0]));
    assert_eq!(shared, [1.0 / 3.0, 0.0, 1.0 / 3.0, 1.0 / 3.0]);
}

#[test]
fn the_first_of_equal_elements_gets_the_gradient_of_a_maximum_pooling() {
    let pooled = |graph: &mut Graph, x| {
        let image = graph.reshape(x, Shape::of(&[1, 6, 1]))?;
        graph.pool(Pooling::Max, image, Window::valid(&[3], &[3]))
    };
    assert_eq!(
        gradient_at(&[1.0, 1.0, 1.0, 0.0, 2.0, 2.0], pooled),
        [1.0, 0.0, 0.0, 0.0, 1.0, 0.0]
    );
}

#[test]
fn what_does_not_matter_has_gradient_zero() {
    let mut graph = Graph::new();
    let used = graph.input(InputId(0), Type::f32(Shape::of(&[2]))).unwrap();
    let unused = graph.input(InputId(1), Type::f32(Shape::batch(&[2]))).unwrap();
    let loss = graph.sum_all(used).unwrap();
    let late = graph.exp(used).unwrap();
    let gradients = gradient(&mut graph, loss, &[unused, late, loss]).unwrap();
    assert_eq!(graph.ty(gradients[0]), graph.ty(unused));
    let found = values(&graph, &gradients, 1, &[vec![1.0, 2.0], vec![3.0, 4.0]]);
    let found: Vec<Vec<f64>> = found.iter().map(|tensor| tensor.to_float()).collect();
    assert_eq!(found, [vec![0.0, 0.0], vec![0.0, 0.0], vec![1.0]]);
}

#[test]
fn only_a_scalar_has_a_gradient() {
    let mut graph = Graph::new();
    let x = graph.input(InputId(0), Type::f32(Shape::batch(&[2]))).unwrap();
    let index = graph.input(InputId(1), Type::i32(Shape::scalar())).unwrap();
    let length = graph.len();
    let error = gradient(&mut graph, x, &[x]).unwrap_err().to_string();
    assert!(error.contains("received f32(batch, 2)") && error.contains("sum or mean"), "{error}");
    let error = gradient(&mut graph, index, &[x]).unwrap_err().to_string();
    assert!(error.contains("received i32()"), "{error}");
    assert_eq!(graph.len(), length);
}

/// Derivatives belong to the scope of what they are derivatives of; what comes afterwards does not.
#[test]
fn derivatives_lie_in_the_scope_of_their_nodes() {
    let mut graph = Graph::new();
    graph.enter("data");
    let x = graph.input(InputId(0), Type::f32(Shape::of(&[2]))).unwrap();
    graph.enter("layer");
    let y = graph.tanh(x).unwrap();
    graph.enter("loss");
    let loss = graph.sum_all(y).unwrap();
    let before = graph.len();
    let dx = gradient(&mut graph, loss, &[x]).unwrap()[0];
    assert_eq!(graph.scope(dx), "layer");
    let scopes: Vec<&str> = graph.nodes().skip(before).map(|(id, _)| graph.scope(id)).collect();
    assert!(scopes.contains(&"loss") && !scopes.contains(&"data"), "{scopes:?}");
    let after = graph.cast(dx, DType::I32).unwrap();
    assert_eq!(graph.scope(after), "loss");
}
