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

#[test]
fn no_gradient_passes_a_stop() {
    let stopped = |graph: &mut Graph, x| {
        let constant = graph.stop_gradient(x)?;
        graph.mul(x, constant)
    };
    assert_eq!(gradient_at(&[3.0, -2.0], stopped), [3.0, -2.0]);
    assert_eq!(gradient_at(&[3.0], |graph, x| graph.stop_gradient(x)), [0.0]);
}

#[test]
fn a_custom_gradient_takes_the_place_of_the_derived_one() {
    // The value does not depend on what it is differentiated with respect to.
    let reversed = |graph: &mut Graph, x| {
        graph.custom_gradient(x, &[x], |graph, at| Ok(vec![graph.neg(at.gradient)?]))
    };
    assert_eq!(gradient_at(&[3.0, -2.0], reversed), [-1.0, -1.0]);
    // Not linear in the gradient that comes in: 2 x, at most 1.
    let clipped = |graph: &mut Graph, x| {
        let y = graph.custom_gradient(x, &[x], |graph, at| {
            Ok(vec![graph.clip(at.gradient, -1.0, 1.0)?])
        })?;
        graph.square(y)
    };
    assert_eq!(gradient_at(&[0.25, 3.0, -2.0], clipped), [0.5, 1.0, -1.0]);
    // The value is at hand: the slope of the root in terms of the root.
    let root = |graph: &mut Graph, x| {
        let root = graph.sqrt(x)?;
        graph.custom_gradient(root, &[x], |graph, at| {
            let double = graph.scale(at.value, 2.0)?;
            Ok(vec![graph.div(at.gradient, double)?])
        })
    };
    assert_eq!(gradient_at(&[4.0, 0.25], root), [0.25, 1.0]);
    let through = |graph: &mut Graph, x| {
        let whole = graph.round(x)?;
        let whole = graph.with_gradient_of(whole, x)?;
        graph.square(whole)
    };
    assert_eq!(gradient_at(&[1.75, -0.75], through), [4.0, -2.0]);
    assert_eq!(
        gradient_at(&[1.0], |graph, x| graph.custom_gradient(x, &[], |_, _| Ok(vec![]))),
        [0.0]
    );
}

/// The functions stay with the graph in passes, and see the nodes of the new one.
#[test]
fn custom_gradients_outlive_a_pass() {
    let mut graph = Graph::new();
    // A node that the pass splits in several, so that the numbers of nodes change.
    let x = graph.input(InputId(0), Type::f32(Shape::of(&[2]))).unwrap();
    let softmax = graph.softmax(x, 0).unwrap();
    let y = graph
        .custom_gradient(softmax, &[softmax], |graph, at| {
            Ok(vec![graph.mul(at.gradient, at.with_respect_to[0])?])
        })
        .unwrap();
    let loss = graph.sum_all(y).unwrap();
    let program =
        kerros_graph::Program { graph, outputs: vec![loss, softmax], updates: Vec::new() };
    let passed = kerros_graph::decompose::decompose_program(&program, &|_| false).unwrap();
    let kerros_graph::Program { mut graph, outputs, .. } = passed;
    let found = gradient(&mut graph, outputs[0], &[outputs[1]]).unwrap()[0];
    let slope = value(&graph, found, 1, &[vec![0.0, 0.0]]);
    assert_eq!(slope, [0.5, 0.5]);
}

#[test]
fn a_custom_gradient_of_the_wrong_number_or_type_is_an_error() {
    let mut graph = Graph::new();
    let x = graph.input(InputId(0), Type::f32(Shape::of(&[2]))).unwrap();
    let number = graph.sum_all(x).unwrap();
    let message = |graph: &mut Graph, y: NodeId| {
        let loss = graph.sum_all(y).unwrap();
        gradient(graph, loss, &[x]).unwrap_err().to_string()
    };
    let none = graph.custom_gradient(number, &[x], |_, _| Ok(vec![])).unwrap();
    assert_eq!(
        message(&mut graph, none),
        "custom_gradient: expected 1 gradients, received 0. Return one for each value that was named."
    );
    let scalar = graph.custom_gradient(number, &[x], |_, at| Ok(vec![at.gradient])).unwrap();
    let error = message(&mut graph, scalar);
    let expected =
        "custom_gradient: expected a gradient of the operand's type, f32(2), received f32()";
    assert!(error.starts_with(expected), "{error}");
    let error = graph.with_gradient_of(number, x).unwrap_err().to_string();
    assert!(error.contains("type of the value, f32(), received f32(2)"), "{error}");
    let other = Graph::new().custom_gradient(x, &[], |_, _| Ok(vec![])).unwrap_err();
    assert!(other.to_string().contains("node 0"), "{other}");
    // A tag that the graph has no function for.
    let tag = kerros_graph::op::GradientTag(77);
    let stray = graph.insert(kerros_graph::Op::CustomGradient(tag), &[number, x]).unwrap();
    assert!(message(&mut graph, stray).contains("custom gradient 77"), "no function");
}
