//! How fast fused programs run, on one thread: `cargo bench -p kerros-cpu --bench fused`.
//!
//! Prints medians over many runs. Bytes are those of contiguous inputs and outputs, each counted once.

// `run` takes pointers; each call says why they are valid.
#![allow(unsafe_code)]

use kerros_cpu::fused::{Bindings, Context, Program, ProgramBuilder, ReduceAxes, Reg, run};
use kerros_graph::op::{Binary, Reduction, Unary};
use kerros_graph::types::DType::F32;
use std::time::Instant;

fn main() {
    println!(
        "{:<44} {:>9} {:>10} {:>10} {:>8}",
        "program", "elements", "median us", "ns/element", "GB/s"
    );
    copy_of(600_000);
    for elements in [100_000, 600_000] {
        bias_relu(elements);
    }
    rmsprop(117_295);
    adam(117_295);
    crossentropy(16_384);
    for function in Unary::ALL {
        unary(function, 16_384);
    }
    for function in Binary::ALL {
        binary(function, 16_384);
    }
    dropout(65_536);
    transposed(256);
    for (axes, name) in [
        (ReduceAxes::All, "sum of x * y, everything"),
        (ReduceAxes::Inner(40), "sum of x * y, rows of 40"),
        (ReduceAxes::Inner(10), "sum of x * y, rows of 10"),
        (ReduceAxes::Outer(40), "sum of x * y, columns of 40"),
        (ReduceAxes::Outer(400), "sum of x * y, columns of 400"),
    ] {
        reduce(axes, name, 160_000);
    }
    small_step(100);
}

/// Times `program` on inputs of `sizes` numbers, the outputs written over the inputs listed in `in_place`.
fn measure(name: &str, program: &Program, sizes: &[usize], in_place: &[Option<usize>]) {
    let elements = program.elements();
    let mut inputs: Vec<Vec<f32>> = (sizes.iter().enumerate())
        .map(|(i, &size)| {
            (0..size).map(|j| ((j * 7 + i * 3) % 101) as f32 / 101.0 + 0.01).collect()
        })
        .collect();
    let mut outputs: Vec<Vec<f32>> = in_place.iter().map(|_| vec![0.0; elements]).collect();
    let pointers: Vec<*mut f32> = inputs.iter_mut().map(|x| x.as_mut_ptr()).collect();
    let targets: Vec<*mut f32> = (outputs.iter_mut().zip(in_place))
        .map(|(output, in_place)| in_place.map_or(output.as_mut_ptr(), |input| pointers[input]))
        .collect();
    let mut partials = vec![vec![0.0; program.partial_len()]; program.reductions()];
    let reductions: Vec<*mut f32> = partials.iter_mut().map(|x| x.as_mut_ptr()).collect();
    let sources: Vec<*const f32> = pointers.iter().map(|x| x.cast_const()).collect();
    let bindings = Bindings { inputs: &sources, outputs: &targets, reductions: &reductions };
    let context = Context { batch_size: 128.0, seed: 1, step: 1 };
    let mut scratch = vec![0.0; program.scratch()];

    let repeats = (20_000_000 / elements.max(1)).clamp(20, 2000);
    let mut times: Vec<f64> = (0..repeats)
        .map(|_| {
            let start = Instant::now();
            // SAFETY: inputs, outputs and reductions have the sizes that the program asks for.
            unsafe { run(program, 0..elements, &bindings, &context, &mut scratch) };
            start.elapsed().as_secs_f64()
        })
        .collect();
    times.sort_by(f64::total_cmp);
    let median = times[times.len() / 2];
    let streams = sizes.iter().filter(|&&size| size == elements).count() + in_place.len();
    println!(
        "{name:<44} {elements:>9} {:>10.2} {:>10.3} {:>8.1}",
        median * 1e6,
        median * 1e9 / elements as f64,
        (4 * streams * elements) as f64 / median / 1e9
    );
}

/// A builder with `count` contiguous inputs.
fn vectors(elements: usize, count: usize) -> (ProgramBuilder, Vec<Reg>) {
    let mut builder = ProgramBuilder::new(&[elements]);
    let inputs = (0..count).map(|_| builder.input(F32, &[1])).collect();
    (builder, inputs)
}

fn copy_of(elements: usize) {
    let (mut p, x) = vectors(elements, 1);
    p.output(x[0]);
    measure("copy", &p.finish(), &[elements], &[None]);
}

fn bias_relu(elements: usize) {
    let mut p = ProgramBuilder::new(&[elements / 40, 40]);
    let x = p.input(F32, &[40, 1]);
    let bias = p.input(F32, &[0, 1]);
    let zero = p.literal(0.0);
    let sum = p.binary(Binary::Add, F32, x, bias);
    let relu = p.binary(Binary::Max, F32, sum, zero);
    p.output(relu);
    let program = p.finish();
    measure("relu(x + bias)", &program, &[elements, 40], &[None]);
    measure("relu(x + bias), in place", &program, &[elements, 40], &[Some(0)]);
}

fn rmsprop(elements: usize) {
    let (mut p, inputs) = vectors(elements, 3);
    let (w, v, g) = (inputs[0], inputs[1], inputs[2]);
    let (rho, rest, rate, epsilon) =
        (p.literal(0.9), p.literal(0.1), p.literal(1e-3), p.literal(1e-7));
    let old = p.binary(Binary::Mul, F32, rho, v);
    let scaled = p.binary(Binary::Mul, F32, rest, g);
    let square = p.binary(Binary::Mul, F32, scaled, g);
    let velocity = p.binary(Binary::Add, F32, old, square);
    let shifted = p.binary(Binary::Add, F32, velocity, epsilon);
    let root = p.unary(Unary::Sqrt, shifted);
    let step = p.binary(Binary::Mul, F32, rate, g);
    let step = p.binary(Binary::Div, F32, step, root);
    let new = p.binary(Binary::Sub, F32, w, step);
    p.output(new);
    p.output(velocity);
    let program = p.finish();
    print!("{}", program.describe());
    measure("RMSprop, in place", &program, &[elements; 3], &[Some(0), Some(1)]);
}

fn adam(elements: usize) {
    let (mut p, inputs) = vectors(elements, 4);
    let (w, m, v, g) = (inputs[0], inputs[1], inputs[2], inputs[3]);
    let (a, b) = (p.literal(0.1), p.literal(0.001));
    let (rate, epsilon) = (p.literal(1e-3), p.literal(1e-7));
    let change = p.binary(Binary::Sub, F32, g, m);
    let change = p.binary(Binary::Mul, F32, change, a);
    let momentum = p.binary(Binary::Add, F32, m, change);
    let square = p.binary(Binary::Mul, F32, g, g);
    let change = p.binary(Binary::Sub, F32, square, v);
    let change = p.binary(Binary::Mul, F32, change, b);
    let velocity = p.binary(Binary::Add, F32, v, change);
    let root = p.unary(Unary::Sqrt, velocity);
    let root = p.binary(Binary::Add, F32, root, epsilon);
    let step = p.binary(Binary::Mul, F32, momentum, rate);
    let step = p.binary(Binary::Div, F32, step, root);
    let new = p.binary(Binary::Sub, F32, w, step);
    for value in [new, momentum, velocity] {
        p.output(value);
    }
    measure("Adam, in place", &p.finish(), &[elements; 4], &[Some(0), Some(1), Some(2)]);
}

fn crossentropy(elements: usize) {
    let (mut p, inputs) = vectors(elements, 2);
    let (x, y) = (inputs[0], inputs[1]);
    let zero = p.literal(0.0);
    let positive = p.binary(Binary::Max, F32, x, zero);
    let product = p.binary(Binary::Mul, F32, x, y);
    let linear = p.binary(Binary::Sub, F32, positive, product);
    let magnitude = p.unary(Unary::Abs, x);
    let negative = p.unary(Unary::Neg, magnitude);
    let power = p.unary(Unary::Exp, negative);
    let logarithm = p.unary(Unary::Log1p, power);
    let loss = p.binary(Binary::Add, F32, linear, logarithm);
    p.reduce(loss, Reduction::Sum, ReduceAxes::All);
    measure("binary crossentropy of logits, summed", &p.finish(), &[elements; 2], &[]);
}

fn unary(function: Unary, elements: usize) {
    let (mut p, x) = vectors(elements, 1);
    let y = p.unary(function, x[0]);
    p.output(y);
    measure(&format!("{function:?}"), &p.finish(), &[elements], &[None]);
}

fn binary(function: Binary, elements: usize) {
    let (mut p, x) = vectors(elements, 2);
    let y = p.binary(function, F32, x[0], x[1]);
    p.output(y);
    measure(&format!("{function:?}"), &p.finish(), &[elements; 2], &[None]);
}

fn dropout(elements: usize) {
    let (mut p, x) = vectors(elements, 1);
    let (keep, scale, zero) = (p.literal(0.8), p.literal(1.25), p.literal(0.0));
    let random = p.random(1);
    let kept = p.binary(Binary::Less, F32, random, keep);
    let scaled = p.binary(Binary::Mul, F32, x[0], scale);
    let y = p.select(kept, scaled, zero);
    p.output(y);
    measure("dropout", &p.finish(), &[elements], &[None]);
}

fn transposed(size: usize) {
    let mut p = ProgramBuilder::new(&[size, size]);
    let x = p.input(F32, &[1, size]);
    p.output(x);
    measure("transposition", &p.finish(), &[size * size], &[None]);
}

fn reduce(axes: ReduceAxes, name: &str, elements: usize) {
    let (mut p, x) = vectors(elements, 2);
    let product = p.binary(Binary::Mul, F32, x[0], x[1]);
    p.reduce(product, Reduction::Sum, axes);
    measure(name, &p.finish(), &[elements; 2], &[]);
}

fn small_step(elements: usize) {
    let (mut p, x) = vectors(elements, 2);
    let y = p.binary(Binary::Mul, F32, x[0], x[1]);
    p.output(y);
    measure("a small product", &p.finish(), &[elements; 2], &[None]);
}
