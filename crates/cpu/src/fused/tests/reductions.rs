//! Reductions at the end of a chain.

use crate::fused::{Bindings, Context, Program, ProgramBuilder, ReduceAxes, run};
use kerros_graph::op::{Binary, Reduction};
use kerros_graph::random::{Generator, Purpose};
use kerros_graph::types::DType;
use proptest::prelude::*;

const CONTEXT: Context = Context { batch_size: 1.0, seed: 0, step: 0 };

/// `sum(x * w)` and `max(x * w)` over the axes, where `w` repeats with the rows of `n`; and `x * w` itself,
/// written over `x`, if `store` says so.
fn program(rows: usize, n: usize, axes: ReduceAxes, store: bool) -> Program {
    let mut builder = ProgramBuilder::new(&[rows, n]);
    let x = builder.input(DType::F32, &[n, 1]);
    let w = builder.input(DType::F32, &[0, 1]);
    let product = builder.binary(Binary::Mul, DType::F32, x, w);
    builder.reduce(product, Reduction::Sum, axes);
    builder.reduce(product, Reduction::Max, axes);
    if store {
        builder.output(product);
    }
    builder.finish()
}

fn numbers(count: usize, seed: u64) -> Vec<f32> {
    let mut random = Generator::new(seed, Purpose::Other(0), 0);
    (0..count).map(|_| random.normal() as f32).collect()
}

/// The results, with the pieces in the given order, several of them in one run if `together`.
fn execute(program: &Program, x: &[f32], w: &[f32], together: bool) -> [Vec<f32>; 2] {
    let mut x = x.to_vec();
    let x_pointer = x.as_mut_ptr();
    let mut partials = [vec![7.5; program.partial_len()], vec![7.5; program.partial_len()]];
    let reductions = partials.each_mut().map(|partial| partial.as_mut_ptr());
    let inputs = [x_pointer.cast_const(), w.as_ptr()];
    let outputs = [x_pointer];
    let bindings = Bindings {
        inputs: &inputs,
        outputs: &outputs[..program.outputs()],
        reductions: &reductions,
    };
    let mut scratch = vec![f32::NAN; program.scratch()];
    let pieces = program.pieces().count;
    let pieces = (0..pieces).rev().map(|piece| program.piece(piece));
    let whole = 0..program.elements();
    let ranges = if together { vec![whole] } else { pieces.collect() };
    for range in ranges {
        // SAFETY: the memory has the sizes that the program asks for.
        unsafe { run(program, range, &bindings, &CONTEXT, &mut scratch) };
    }
    let mut index = 0;
    partials.map(|partials| {
        let mut result = vec![0.0; program.reduction_len()];
        program.combine(index, &partials, &mut result);
        index += 1;
        result
    })
}

/// Sums in `f64`, the sums of the magnitudes, and the largest products, over the axes.
fn reference(x: &[f32], w: &[f32], axes: ReduceAxes) -> Vec<(f64, f64, f32)> {
    let len = match axes {
        ReduceAxes::All => 1,
        ReduceAxes::Inner(n) => x.len() / n,
        ReduceAxes::Outer(n) => n,
    };
    let mut results = vec![(0.0, 0.0, f32::NEG_INFINITY); len];
    for (i, x) in x.iter().enumerate() {
        let product = x * w[i % w.len()];
        let result = match axes {
            ReduceAxes::All => &mut results[0],
            ReduceAxes::Inner(n) => &mut results[i / n],
            ReduceAxes::Outer(n) => &mut results[i % n],
        };
        result.0 += f64::from(product);
        result.1 += f64::from(product.abs());
        result.2 = result.2.max(product);
    }
    results
}

fn check(rows: usize, n: usize, axes: ReduceAxes, store: bool) {
    let program = program(rows, n, axes, store);
    let (x, w) = (numbers(rows * n, 1), numbers(n, 2));
    let [sums, maxima] = execute(&program, &x, &w, false);
    let expected = reference(&x, &w, axes);
    assert_eq!(sums.len(), expected.len());
    for (i, (sum, magnitude, max)) in expected.into_iter().enumerate() {
        let error = (f64::from(sums[i]) - sum).abs();
        assert!(error <= 2e-6 * magnitude, "{axes:?} {rows}x{n}, {i}: {} for {sum}", sums[i]);
        assert_eq!(maxima[i], max, "{axes:?} {rows}x{n}, {i}");
    }
    assert_eq!(execute(&program, &x, &w, true), [sums, maxima], "{axes:?} {rows}x{n}, one run");
}

#[test]
fn large_reductions_are_cut_and_combined() {
    assert!(program(9000, 40, ReduceAxes::All, true).pieces().count > 8);
    assert!(program(9000, 40, ReduceAxes::Outer(40), true).pieces().count > 8);
    for store in [false, true] {
        for axes in [ReduceAxes::All, ReduceAxes::Inner(40), ReduceAxes::Outer(40)] {
            check(9001, 40, axes, store);
        }
        check(150, 2003, ReduceAxes::Inner(2003), store);
        check(150, 2003, ReduceAxes::Outer(2003), store);
        check(60_001, 3, ReduceAxes::Inner(3), store);
        check(60_001, 3, ReduceAxes::Outer(3), store);
    }
}

#[test]
fn the_sum_of_a_number_counts_elements() {
    let mut builder = ProgramBuilder::new(&[130]);
    let one = builder.literal(1.0);
    builder.reduce(one, Reduction::Sum, ReduceAxes::All);
    let program = builder.finish();
    let mut result = [0.0];
    let reductions = [result.as_mut_ptr()];
    let bindings = Bindings { inputs: &[], outputs: &[], reductions: &reductions };
    let mut scratch = vec![f32::NAN; program.scratch()];
    // SAFETY: there are no inputs and outputs, and one result.
    unsafe { run(&program, 0..130, &bindings, &CONTEXT, &mut scratch) };
    assert_eq!(result, [130.0]);
}

#[test]
fn nan_is_the_largest() {
    let program = program(40, 16, ReduceAxes::All, false);
    for at in [0, 17, 639] {
        let mut x = vec![1.0; 640];
        x[at] = f32::NAN;
        assert!(execute(&program, &x, &[1.0; 16], false)[1][0].is_nan());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn small_reductions_are_right(rows in 1usize..80, n in 1usize..90, kind in 0..3, store: bool) {
        let axes = match kind {
            0 => ReduceAxes::All,
            1 => ReduceAxes::Inner(n),
            _ => ReduceAxes::Outer(n),
        };
        check(rows, n, axes, store);
    }
}
