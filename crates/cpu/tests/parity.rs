//! The CPU executor against the reference evaluator, on generated problems, on one, two and four
//! threads.
//!
//! Tolerance: both compute in `f32`, in other orders of summation and with other approximations of
//! transcendental functions. Sums of `n` products differ by about `sqrt(n)` roundings, here well
//! below 1e-5 of the largest element. Between numbers of threads no bit may differ.

// A test stops at the first surprise.
#![allow(clippy::unwrap_used)]

mod problems;

use kerros_cpu::Cpu;
use kerros_graph::op::{Convolution, Window};
use kerros_graph::random::{Generator, Purpose};
use kerros_graph::reference::Reference;
use kerros_graph::{Executor, Program, RunKey, VariableId, VariableSpec};
use problems::Problem;
use proptest::prelude::*;

/// Runs a program three times in a row; all outputs and the variables at the end.
fn run(executor: &mut dyn Executor, problem: &Problem) -> Vec<Vec<f32>> {
    let Problem { program, variables, batch, .. } = problem;
    let specs: Vec<VariableSpec> = variables
        .iter()
        .enumerate()
        .map(|(i, ty)| VariableSpec { name: format!("variable {i}"), ty: ty.clone() })
        .collect();
    let ids: Vec<VariableId> = executor.define(&specs).unwrap();
    for (id, ty) in ids.iter().zip(variables) {
        let value = numbers(100 + u64::from(id.0), ty.shape.elements(1));
        executor.write(*id, &value).unwrap();
    }
    let compiled = executor.compile(program).unwrap();
    let mut results = Vec::new();
    for step in 0..3 {
        let key = RunKey { seed: 9, step };
        executor
            .run(compiled, *batch, key, &mut |input, values| {
                let fresh = numbers(10 * step + u64::from(input.0), values.len());
                values.copy_from_slice(&fresh);
            })
            .unwrap();
        for index in 0..program.outputs.len() {
            results.push(executor.output(compiled, index).unwrap().to_vec());
        }
    }
    results.extend(ids.iter().map(|&id| executor.read(id).unwrap().to_vec()));
    results
}

/// Numbers in -2..2; an eighth of them are multiples of a half, so that there are ties and zeros.
fn numbers(seed: u64, count: usize) -> Vec<f32> {
    let mut generator = Generator::new(seed, Purpose::Other(1), 0);
    (0..count)
        .map(|_| {
            let number = (generator.uniform() * 4.0 - 2.0) as f32;
            if generator.below(8) == 0 { (number * 2.0).round() / 2.0 } else { number }
        })
        .collect()
}

fn check(problem: &Problem) {
    let expected = run(&mut Reference::new(), problem);
    let got = run(&mut Cpu::new(Some(1)), problem);
    for (index, (expected, got)) in expected.iter().zip(&got).enumerate() {
        assert_eq!(expected.len(), got.len());
        let scale = expected.iter().filter(|x| x.is_finite()).fold(1.0f32, |m, x| m.max(x.abs()));
        for (element, (e, g)) in expected.iter().zip(got).enumerate() {
            let same = e == g || (e.is_nan() && g.is_nan()) || (e - g).abs() <= 1e-5 * scale;
            assert!(same, "{}: result {index}[{element}]: {e} expected, {g} got", problem.name);
        }
    }
    for threads in [2, 4] {
        let again = run(&mut Cpu::new(Some(threads)), problem);
        for (a, b) in got.iter().zip(&again) {
            let bits = |v: &[f32]| v.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
            assert_eq!(bits(a), bits(b), "{} on {threads} threads", problem.name);
        }
    }
}

#[test]
fn every_operation() {
    for problem in problems::operations() {
        check(&problem);
    }
}

#[test]
fn recurrences() {
    for problem in problems::scans() {
        check(&problem);
    }
}

#[test]
fn training_steps_of_networks() {
    for problem in problems::networks() {
        check(&problem);
    }
}

#[test]
fn variables_are_read_before_they_are_assigned() {
    for problem in problems::assignments() {
        check(&problem);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn random_graphs(choices in prop::collection::vec(any::<u32>(), 4..40), batch in 1usize..6) {
        check(&problems::random(&choices, batch));
    }

    #[test]
    fn convolutions_and_poolings(
        batch in 1usize..5, extent in 1usize..14, channels in 1usize..4, filters in 1usize..5,
        size in 1usize..5, stride in 1usize..4, dilation in 1usize..3, before in 0usize..3,
        after in 0usize..3,
    ) {
        let window = problems::window(size, stride, dilation, (before, after));
        if let Some(problem) = problems::convolution(batch, &[extent], [channels, filters], &window.clone().into()) {
            check(&problem);
        }
        if let Some(problem) = problems::pooling(batch, extent, channels, &window) {
            check(&problem);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Along one to three axes; a group for each channel where there is one channel in each.
    #[test]
    fn convolutions_in_groups(
        batch in 1usize..4, groups in 1usize..20, channels in 1usize..4, filters in 1usize..4,
        axes in prop::collection::vec(
            (1usize..9, 1usize..4, 1usize..4, 1usize..3, (0usize..3, 0usize..3)), 1..4,
        ),
    ) {
        let each = |value: &dyn Fn(usize) -> usize| -> Vec<usize> { (0..axes.len()).map(value).collect() };
        let extents = each(&|axis| axes[axis].0);
        let mut window =
            Window::valid(&each(&|axis| axes[axis].1), &each(&|axis| axes[axis].2));
        window.dilation = each(&|axis| axes[axis].3).into();
        window.padding = axes.iter().map(|axis| axis.4).collect();
        let conv = Convolution { window, groups };
        if let Some(problem) = problems::convolution(batch, &extents, [channels, filters], &conv) {
            check(&problem);
        }
    }
}

/// The axes of a product, in any order.
fn order() -> impl Strategy<Value = Vec<usize>> {
    Just((0..6).collect::<Vec<usize>>()).prop_shuffle()
}

/// An order of a result that its kernel may write by itself: the first axis of the batch stays in front,
/// the columns or the rows go to the end.
fn order_of_result() -> impl Strategy<Value = Vec<usize>> {
    let ending = |middle: [usize; 3], last: [usize; 2]| {
        Just(middle.to_vec())
            .prop_shuffle()
            .prop_map(move |middle| [&[0][..], &middle, &last].concat())
    };
    prop_oneof![order(), ending([1, 2, 3], [4, 5]), ending([1, 4, 5], [2, 3])]
}

/// Sizes of two axes; few are empty.
fn sizes() -> impl Strategy<Value = [usize; 2]> {
    prop::array::uniform2(prop_oneof![1 => Just(0usize), 20 => Just(1), 60 => 2..6usize])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn products_with_axes_in_any_order(
        sizes in prop::array::uniform4(sizes()), left in order(), right in order(),
        result in order_of_result(),
    ) {
        check(&problems::product(sizes, [&left, &right, &result]));
    }
}

#[test]
fn the_executor_reports_what_is_wrong() {
    let mut cpu = Cpu::new(Some(1));
    let missing = cpu.run(kerros_graph::ProgramId(3), 1, RunKey::default(), &mut |_, _| {});
    assert!(missing.unwrap_err().to_string().contains("program 3"));
    let program = Program::default();
    let id = cpu.compile(&program).unwrap();
    let empty = cpu.run(id, 0, RunKey::default(), &mut |_, _| {});
    assert!(empty.unwrap_err().to_string().contains("at least one row"));
    assert!(cpu.output(id, 0).is_err());
    assert!(cpu.read(VariableId(0)).is_err());
    let ty = kerros_graph::Type::f32(kerros_graph::Shape::of(&[3]));
    let ids = cpu.define(&[VariableSpec { name: "dense/bias".into(), ty }]).unwrap();
    let error = cpu.write(ids[0], &[1.0]).unwrap_err().to_string();
    assert!(error.contains("dense/bias") && error.contains('3') && error.contains('1'), "{error}");
}
