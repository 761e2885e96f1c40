//! Simplification: the same numbers from fewer nodes.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::{value, values};
use kerros_graph::op::Binary;
use kerros_graph::reference::Tensor;
use kerros_graph::simplify::{live, simplify};
use kerros_graph::{DType, Graph, InputId, NodeId, Op, Program, Result, Shape, Type, VariableId};
use proptest::prelude::*;
use proptest::sample::Index;

/// The simplified program whose outputs are `outputs`.
fn simplified(graph: &Graph, outputs: &[NodeId]) -> Program {
    let outputs = outputs.to_vec();
    simplify(&Program { graph: graph.clone(), outputs, updates: Vec::new() }).unwrap()
}

/// What becomes of `build(x)` for `x (2, 3)`, as text; nothing else may be left in the graph.
fn rewritten(build: impl FnOnce(&mut Graph, NodeId) -> Result<NodeId>) -> String {
    let mut graph = Graph::new();
    let x = graph.input(InputId(0), Type::f32(Shape::of(&[2, 3]))).unwrap();
    let y = build(&mut graph, x).unwrap();
    let program = simplified(&graph, &[y]);
    assert!(live(&program).into_iter().all(|needed| needed), "dead nodes are left");
    assert_eq!(program.graph.ty(program.outputs[0]), graph.ty(y));
    text(&program.graph, program.outputs[0])
}

/// A node and its operands as `name(operands)`.
fn text(graph: &Graph, id: NodeId) -> String {
    let node = graph.node(id);
    let operands: Vec<String> = node.inputs.iter().map(|&input| text(graph, input)).collect();
    let operands = operands.join(", ");
    match &node.op {
        Op::Input(..) => "x".into(),
        Op::Literal(literal, _) => literal.value().to_string(),
        Op::Reshape(shape) => format!("reshape{shape}({operands})"),
        Op::Broadcast(shape) => format!("broadcast{shape}({operands})"),
        Op::Transpose(axes) => format!("transpose{:?}({operands})", axes.as_slice()),
        op => format!("{}({operands})", op.name()),
    }
}

#[test]
fn neutral_elements_vanish() {
    assert_eq!(rewritten(|graph, x| graph.scale(x, 1.0)), "x");
    assert_eq!(rewritten(|graph, x| graph.offset(x, 0.0)), "x");
    for kind in [Binary::Div, Binary::Pow] {
        let by_one = |graph: &mut Graph, x| {
            let one = graph.literal(1.0)?;
            graph.binary(kind, x, one)
        };
        assert_eq!(rewritten(by_one), "x");
    }
    let less_nothing = |graph: &mut Graph, x| {
        let zero = graph.literal(0.0)?;
        graph.sub(x, zero)
    };
    assert_eq!(rewritten(less_nothing), "x");
    let chosen_anyway = |graph: &mut Graph, x| graph.select(x, x, x);
    assert_eq!(rewritten(chosen_anyway), "x");
    assert_eq!(rewritten(|graph, x| graph.insert(Op::Cast(DType::F32), &[x])), "x");
}

#[test]
fn what_only_gradients_look_at_vanishes() {
    assert_eq!(rewritten(|graph, x| graph.stop_gradient(x)), "x");
    let reversed = |graph: &mut Graph, x| {
        let surrogate = graph.exp(x)?;
        let value = graph.neg(x)?;
        graph.custom_gradient(value, &[surrogate, x], |_, at| Ok(vec![at.gradient, at.gradient]))
    };
    assert_eq!(rewritten(reversed), "neg(x)");
}

#[test]
fn what_is_not_neutral_stays() {
    let from_one = |graph: &mut Graph, x| {
        let one = graph.literal(1.0)?;
        graph.div(one, x)
    };
    assert_eq!(rewritten(from_one), "div(broadcast(2, 3)(1), x)");
    let from_zero = |graph: &mut Graph, x| {
        let zero = graph.literal(0.0)?;
        graph.sub(zero, x)
    };
    assert_eq!(rewritten(from_zero), "sub(broadcast(2, 3)(0), x)");
    let power_of_one = |graph: &mut Graph, x| {
        let one = graph.literal(1.0)?;
        graph.pow(one, x)
    };
    assert_eq!(rewritten(power_of_one), "pow(broadcast(2, 3)(1), x)");
    assert_eq!(rewritten(|graph, x| graph.sub(x, x)), "sub(x, x)", "infinity less itself is NaN");
}

/// NaN and infinity times zero are NaN.
#[test]
fn a_product_with_zero_stays() {
    assert_eq!(rewritten(|graph, x| graph.scale(x, 0.0)), "mul(x, broadcast(2, 3)(0))");
    let mut graph = Graph::new();
    let x = graph.input(InputId(0), Type::f32(Shape::of(&[3]))).unwrap();
    let y = graph.scale(x, 0.0).unwrap();
    let program = simplified(&graph, &[y]);
    let given = [vec![f32::NAN, f32::INFINITY, 1.0]];
    let found = value(&program.graph, program.outputs[0], 1, &given);
    assert!(found[0].is_nan() && found[1].is_nan() && found[2] == 0.0);
}

#[test]
fn signs_meet() {
    let twice = |graph: &mut Graph, x| {
        let negative = graph.neg(x)?;
        graph.neg(negative)
    };
    assert_eq!(rewritten(twice), "x");
    assert_eq!(rewritten(|graph, x| graph.scale(x, -1.0)), "neg(x)");
}

#[test]
fn powers_become_products_and_roots() {
    let power = |exponent: f64| {
        rewritten(move |graph, x| {
            let exponent = graph.literal(exponent)?;
            graph.pow(x, exponent)
        })
    };
    assert_eq!(power(2.0), "mul(x, x)");
    assert_eq!(power(0.5), "sqrt(x)");
    assert_eq!(power(3.0), "pow(x, broadcast(2, 3)(3))");
}

#[test]
fn movements_join() {
    let shapes = [&[3, 2], &[6, 1], &[1, 6]].map(|sizes: &[usize; 2]| Shape::of(sizes));
    let reshapes = shapes.clone();
    assert_eq!(
        rewritten(|graph, x| {
            reshapes.into_iter().try_fold(x, |x, shape| graph.reshape(x, shape))
        }),
        "reshape(1, 6)(x)"
    );
    let there_and_back = |graph: &mut Graph, x| {
        let there = graph.reshape(x, Shape::of(&[6]))?;
        graph.reshape(there, Shape::of(&[2, 3]))
    };
    assert_eq!(rewritten(there_and_back), "x");

    let turns = |graph: &mut Graph, x| {
        let x = graph.reshape(x, Shape::of(&[1, 2, 3]))?;
        let x = graph.transpose(x, &[1, 2, 0])?;
        graph.transpose(x, &[0, 2, 1])
    };
    assert_eq!(rewritten(turns), "transpose[1, 0, 2](reshape(1, 2, 3)(x))");
    let full_turn = |graph: &mut Graph, x| {
        let x = graph.transpose(x, &[1, 0])?;
        graph.transpose(x, &[1, 0])
    };
    assert_eq!(rewritten(full_turn), "x");

    let repeats = |graph: &mut Graph, x| {
        let x = graph.broadcast(x, Shape::of(&[4, 2, 3]))?;
        graph.broadcast(x, Shape::of(&[5, 4, 2, 3]))
    };
    assert_eq!(rewritten(repeats), "broadcast(5, 4, 2, 3)(x)");
}

#[test]
fn what_is_put_together_and_cut_apart_again_vanishes() {
    let cut = |start, step, count| {
        rewritten(move |graph: &mut Graph, x| {
            let y = graph.exp(x)?;
            let all = graph.concat(&[x, y, x], 1)?;
            graph.slice(all, 1, start, step, count)
        })
    };
    assert_eq!(cut(0, 1, 3), "x");
    assert_eq!(cut(3, 1, 3), "exp(x)");
    assert_eq!(cut(4, 1, 2), "slice(exp(x))");
    assert_eq!(cut(6, 2, 2), "slice(x)");
    assert_eq!(cut(5, 1, 2), "slice(concat(x, exp(x), x))");
    let across = |graph: &mut Graph, x| {
        let all = graph.concat(&[x, x], 1)?;
        graph.slice(all, 0, 0, 1, 1)
    };
    assert_eq!(rewritten(across), "slice(concat(x, x))");

    let nested = |outer: usize| {
        rewritten(move |graph: &mut Graph, x| {
            let inner = graph.concat(&[x, x], 1)?;
            let y = if outer == 1 { x } else { inner };
            graph.concat(&[y, inner], outer)
        })
    };
    assert_eq!(nested(1), "concat(x, x, x)");
    assert_eq!(nested(0), "concat(concat(x, x), concat(x, x))");
}

/// The sum of `exp(x)` and then `x` at these starts and steps among 9 places of the last axis.
fn sum_of_pads(places: &[(usize, usize)]) -> String {
    rewritten(|graph, x| {
        let mut part = graph.exp(x)?;
        let mut sum = None;
        for &(start, step) in places {
            let term = graph.pad(part, 1, start, step, 9)?;
            sum = Some(match sum {
                Some(sum) => graph.add(sum, term)?,
                None => term,
            });
            part = x;
        }
        Ok(sum.unwrap())
    })
}

#[test]
fn pads_that_leave_no_zero_are_put_together() {
    assert_eq!(sum_of_pads(&[(0, 1), (3, 1), (6, 1)]), "concat(exp(x), x, x)");
    assert_eq!(sum_of_pads(&[(6, 1), (0, 1), (3, 1)]), "concat(x, x, exp(x))");
    // A gap at the end, one in between, an overlap, steps.
    for others in [[(0, 1), (3, 1)].as_slice(), &[(0, 1), (6, 1)], &[(0, 1), (2, 1), (6, 1)]] {
        assert!(sum_of_pads(others).starts_with("add("), "{others:?}");
    }
    assert_eq!(sum_of_pads(&[(0, 3), (1, 3), (2, 3)]), "add(add(pad(exp(x)), pad(x)), pad(x))");
    let crossing = |graph: &mut Graph, x| {
        let column = graph.slice(x, 1, 0, 1, 1)?;
        let row = graph.slice(x, 0, 0, 1, 1)?;
        let row = graph.slice(row, 1, 0, 1, 2)?;
        let column = graph.pad(column, 1, 0, 1, 2)?;
        let row = graph.pad(row, 0, 1, 1, 2)?;
        graph.add(column, row)
    };
    assert_eq!(rewritten(crossing), "add(pad(slice(x)), pad(slice(slice(x))))");
}

#[test]
fn literals_are_computed_now_as_an_executor_would_round_them() {
    let scalars = |graph: &mut Graph, x| {
        let (third, three) = (graph.literal(1.0 / 3.0)?, graph.literal(3.0)?);
        let product = graph.mul(third, three)?;
        let number = graph.offset(product, 0.5)?;
        let negative = graph.neg(number)?;
        let positive = graph.abs(negative)?;
        graph.mul(x, positive)
    };
    assert_eq!(rewritten(scalars), "mul(x, broadcast(2, 3)(1.5))");
    let repeated = |graph: &mut Graph, x| {
        let (a, b) = (graph.full_like(x, 2.0)?, graph.full_like(x, 8.0)?);
        let quotient = graph.div(a, b)?;
        graph.sub(quotient, a)
    };
    assert_eq!(rewritten(repeated), "broadcast(2, 3)(-1.75)");
    let rounded = |graph: &mut Graph, _| {
        let (a, b) = (graph.literal(0.1)?, graph.literal(0.2)?);
        graph.add(a, b)
    };
    assert_eq!(rewritten(rounded), f64::from(0.1_f32 + 0.2_f32).to_string());
    let function = |graph: &mut Graph, _| {
        let one = graph.literal(1.0)?;
        graph.exp(one)
    };
    assert_eq!(rewritten(function), "exp(1)", "executors may round functions differently");
}

#[test]
fn what_nothing_needs_is_dropped() {
    let mut graph = Graph::new();
    let x = graph.input(InputId(0), Type::f32(Shape::of(&[2]))).unwrap();
    let unused = graph.input(InputId(1), Type::f32(Shape::of(&[2]))).unwrap();
    let dead = graph.add(unused, x).unwrap();
    graph.assign(VariableId(0), dead).unwrap();
    let y = graph.exp(x).unwrap();
    let assigned = graph.assign(VariableId(1), y).unwrap();
    let program = Program { graph, outputs: vec![y, x, y], updates: vec![assigned] };
    assert_eq!(live(&program).iter().filter(|&&needed| needed).count(), 3);
    let program = simplify(&program).unwrap();
    let names: Vec<&str> = program.graph.nodes().map(|(_, node)| node.op.name()).collect();
    assert_eq!(names, ["input", "exp", "assign"]);
    let indices = |ids: &[NodeId]| ids.iter().map(|id| id.index()).collect::<Vec<_>>();
    assert_eq!(indices(&program.outputs), [1, 0, 1]);
    assert_eq!(indices(&program.updates), [2]);
}

#[test]
fn scopes_and_random_streams_stay() {
    let mut graph = Graph::new();
    graph.enter("noise");
    let first = graph.random_uniform(Shape::of(&[2])).unwrap();
    let second = graph.random_uniform(Shape::of(&[2])).unwrap();
    let mut program = simplified(&graph, &[second]);
    assert_eq!(program.graph.op(program.outputs[0]), graph.op(second));
    assert_eq!(program.graph.scope(program.outputs[0]), "noise");
    let third = program.graph.random_uniform(Shape::of(&[2])).unwrap();
    for known in [first, second] {
        assert_ne!(program.graph.op(third), graph.op(known), "streams must not meet");
    }
}

/// One step in the making of a random graph: what to do, with which two values, and with which of a
/// few numbers.
type Step = (usize, Index, Index, usize);

/// Numbers that invite rewrites.
const NUMBERS: [f64; 7] = [1.0, 0.0, -1.0, 2.0, -0.0, 0.5, 0.1];

/// The value that a step makes, if the operation fits its operands.
fn take_step(graph: &mut Graph, known: &[NodeId], step: &Step) -> Result<NodeId> {
    let &(kind, ref a, ref b, number) = step;
    let (a, b) = (known[a.index(known.len())], known[b.index(known.len())]);
    let number = NUMBERS[number];
    let shape = graph.ty(a).shape.clone();
    match kind {
        0 => graph.neg(a),
        1 => graph.abs(a),
        2 => graph.tanh(a),
        3 => graph.add(a, b),
        4 => graph.sub(a, b),
        5 => graph.mul(a, b),
        6 => graph.maximum(a, b),
        7 => graph.less(a, b),
        8 => graph.select(a, b, b),
        9 => graph.offset(a, number),
        10 => graph.scale(a, number),
        11 => {
            // A quotient of zeros would show their signs.
            let divisor = graph.literal(if number == 0.0 { 4.0 } else { number })?;
            graph.div(a, divisor)
        }
        12 => {
            let one = graph.literal(1.0)?;
            graph.pow(a, one)
        }
        13 => graph.full_like(a, number),
        14 => graph.literal(number),
        15 => graph.reshape(a, shape.dims().iter().rev().copied().collect()),
        16 => graph.reshape(a, Shape::of(&[shape.elements(1)])),
        17 => graph.transpose(a, &(0..shape.rank()).rev().collect::<Vec<_>>()),
        18 => graph.broadcast(a, [2.into()].into_iter().chain(shape.0).collect()),
        19 => graph.sum(a, &[0]),
        20 => graph.concat(&[a, b], 0),
        21 => graph.concat(&[a, b, a], shape.rank().saturating_sub(1)),
        22 => graph.slice(a, 0, 1, 1, 2),
        23 => graph.slice(a, shape.rank().saturating_sub(1), 0, 1, 3),
        24 => {
            let extent = shape.dims().first().map_or(1, |dim| dim.at(1));
            let first = graph.pad(a, 0, 0, 1, 2 * extent)?;
            let second = graph.pad(b, 0, extent, 1, 2 * extent)?;
            graph.add(second, first)
        }
        _ => graph.expand(a, 0),
    }
}

/// The nodes that cost something: literals are no work and no memory.
fn work(program: &Program) -> usize {
    let needed = std::iter::zip(program.graph.nodes(), live(program));
    needed.filter(|((_, node), needed)| *needed && !matches!(node.op, Op::Literal(..))).count()
}

fn same(a: &Tensor<f32>, b: &Tensor<f32>) -> bool {
    // Zeros may change their sign; all else is equal to the last bit.
    let same = |(a, b): (f32, f32)| a == b || (a.is_nan() && b.is_nan());
    a.shape == b.shape && std::iter::zip(a.to_float(), b.to_float()).all(same)
}

/// Ordinary numbers and, now and then, those that rewrites must not lose.
fn number() -> impl Strategy<Value = f32> {
    let special = prop::sample::select(vec![0.0, f32::INFINITY, f32::NAN]);
    prop_oneof![8 => -2.0..2.0_f32, 2 => special]
}

fn step() -> impl Strategy<Value = Step> {
    (0..26_usize, any::<Index>(), any::<Index>(), 0..NUMBERS.len())
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 512,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn random_graphs_give_the_same_numbers_from_no_more_nodes(
        steps in prop::collection::vec(step(), 1..24),
        x in prop::collection::vec(number(), 6),
        y in prop::collection::vec(number(), 3),
    ) {
        let mut graph = Graph::new();
        let mut known = vec![
            graph.input(InputId(0), Type::f32(Shape::of(&[2, 3]))).unwrap(),
            graph.input(InputId(1), Type::f32(Shape::of(&[3]))).unwrap(),
        ];
        for step in &steps {
            if let Ok(value) = take_step(&mut graph, &known, step)
                && graph.ty(value).shape.elements(1) <= 100
            {
                known.push(value);
            }
        }
        let outputs = known[known.len().saturating_sub(3)..].to_vec();
        let program = Program { graph, outputs, updates: Vec::new() };
        let simpler = simplify(&program).unwrap();
        prop_assert!(work(&simpler) <= work(&program));

        let given = [x, y];
        let before = values(&program.graph, &program.outputs, 1, &given);
        let after = values(&simpler.graph, &simpler.outputs, 1, &given);
        for (before, after) in before.iter().zip(&after) {
            prop_assert!(same(before, after), "{before:?}, then {after:?}");
        }
    }
}

/// Sums that share their terms are not unfolded: forty doublings of one pad would have 2^40 terms.
#[test]
fn sums_of_one_pad_with_itself_take_no_time() {
    let mut graph = Graph::new();
    let x = graph.input(InputId(0), Type::f32(Shape::of(&[2, 3]))).unwrap();
    let mut sum = graph.pad(x, 1, 1, 1, 50).unwrap();
    for _ in 0..40 {
        sum = graph.insert(Op::Binary(Binary::Add), &[sum, sum]).unwrap();
    }
    let program = simplified(&graph, &[sum]);
    assert_eq!(program.graph.ty(program.outputs[0]), graph.ty(sum));
}

/// Parts that do not fit are an error of the decomposition too.
#[test]
fn what_cannot_be_put_together_has_no_decomposition() {
    let mut graph = Graph::new();
    let x = graph.input(InputId(0), Type::f32(Shape::of(&[2, 3]))).unwrap();
    assert!(kerros_graph::decompose::decompose(&mut graph, &Op::Concat(0), &[]).is_err());
    assert!(kerros_graph::decompose::decompose(&mut graph, &Op::Concat(2), &[x, x]).is_err());
}
