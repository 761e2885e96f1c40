//! The kernel of each macro operation beside its decomposition into core operations, on one thread:
//! `cargo bench -p kerros-cpu --bench macros`.
//!
//! After `macros`, names of families pick some: `scan`, `conv`, `pool`, `concat`, `softmax`.
//!
//! Both run in the same executor on the same operands in turn; the ratio is what counts. Their results
//! are compared first.

// A benchmark stops at the first surprise.
#![allow(clippy::unwrap_used)]

use kerros_cpu::Cpu;
use kerros_graph::decompose::decompose_program;
use kerros_graph::op::{Convolution, Pooling, Window};
use kerros_graph::random::{Generator, Purpose};
use kerros_graph::scan::Cell;
use kerros_graph::{
    Executor, Graph, NodeId, Op, Program, ProgramId, RunKey, Shape, Type, VariableId, VariableSpec,
    gradient,
};
use std::sync::Arc;
use std::time::Instant;

#[path = "../../graph/tests/common/cells.rs"]
mod cells;

fn main() {
    println!(
        "{:<17} {:<25} {:<25} {:>10} {:>13} {:>6}",
        "operation", "where", "operands", "kernel us", "decomposed us", "ratio"
    );
    let families: [(&str, fn()); 5] = [
        ("scan", recurrences),
        ("conv", all_convolutions),
        ("pool", all_poolings),
        ("concat", concatenations),
        ("softmax", softmaxes),
    ];
    let wanted: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with('-')).collect();
    for (name, family) in families {
        if wanted.is_empty() || wanted.iter().any(|wanted| wanted == name) {
            family();
        }
    }
}

fn recurrences() {
    for (name, rows, steps, units) in
        [("small", 32, 20, 16), ("lstm", 32, 80, 128), ("larger", 128, 40, 256)]
    {
        recurrence(name, rows, steps, units);
    }
}

fn all_convolutions() {
    for (name, rows, extent, channels, filters, window) in [
        ("walking, conv1d", 128, 260, 3, 40, Window::valid(&[30], &[2])),
        ("walking, conv1d_1", 128, 58, 40, 40, Window::valid(&[10], &[1])),
        ("larger", 32, 1024, 64, 128, padded(Window::valid(&[9], &[1]), (4, 4))),
    ] {
        convolutions(name, [rows, extent, channels, filters], &window);
    }
    for (name, image, filters, conv) in [
        ("conv1d, strides 2", &[32, 512, 64][..], 64, conv(&[5], 2, 2, 1)),
        ("28 squared, 3x3", &[32, 28, 28, 32], 64, conv(&[3, 3], 1, 1, 1)),
        ("32 squared, 3 channels", &[32, 32, 32, 3], 32, conv(&[3, 3], 1, 1, 1)),
        ("56 squared, strides 2", &[8, 56, 56, 64], 128, conv(&[3, 3], 2, 1, 1)),
        ("14 squared, 1x1", &[32, 14, 14, 256], 128, conv(&[1, 1], 1, 0, 1)),
        ("7 squared, 3x3", &[8, 7, 7, 256], 256, conv(&[3, 3], 1, 1, 1)),
        ("14 squared, 3x3", &[32, 14, 14, 256], 256, conv(&[3, 3], 1, 1, 1)),
        ("28 squared, 4 groups", &[16, 28, 28, 64], 64, conv(&[3, 3], 1, 1, 4)),
        ("16 cubed, 3x3x3", &[4, 16, 16, 16, 16], 32, conv(&[3, 3, 3], 1, 1, 1)),
        ("depthwise, 3x3", &[16, 28, 28, 64], 64, conv(&[3, 3], 1, 1, 64)),
        ("depthwise, strides 2", &[16, 28, 28, 64], 64, conv(&[3, 3], 2, 1, 64)),
        ("depthwise, 2 filters", &[16, 28, 28, 32], 64, conv(&[3, 3], 1, 1, 32)),
        ("depthwise, steps", &[32, 256, 64], 64, conv(&[5], 1, 2, 64)),
    ] {
        general(name, image, filters, &conv);
    }
}

fn all_poolings() {
    for (name, rows, extent, channels, window) in [
        ("walking, max_pooling1d", 128, 116, 40, Window::valid(&[2], &[2])),
        ("walking, max_pooling1d_1", 128, 49, 40, Window::valid(&[2], &[2])),
        ("larger", 64, 1024, 128, padded(Window::valid(&[3], &[2]), (1, 1))),
    ] {
        poolings(name, [rows, extent, channels], &window);
    }
}

fn softmaxes() {
    for (name, sizes, axis) in [
        ("iris", &[32, 3][..], 1),
        ("walking", &[128, 15], 1),
        ("larger", &[1024, 1000], 1),
        ("larger, middle axis", &[128, 100, 64], 1),
    ] {
        measure(name, Op::Softmax(axis), &[sizes]);
        measure(name, Op::LogSoftmax(axis), &[sizes]);
    }
}

fn concatenations() {
    for (name, operands, axis) in [
        ("features", &[&[128, 64][..], &[128, 16]][..], 1),
        ("words and numbers", &[&[32, 100, 64], &[32, 100, 3]], 2),
        ("images, a skip", &[&[16, 28, 28, 64], &[16, 28, 28, 64]], 3),
        (
            "images, four branches",
            &[&[16, 14, 14, 64], &[16, 14, 14, 128], &[16, 14, 14, 32], &[16, 14, 14, 32]],
            3,
        ),
        ("steps", &[&[64, 50, 128], &[64, 50, 128]], 1),
        ("gates", &[&[16, 128], &[16, 128], &[16, 128], &[16, 128]], 1),
    ] {
        measure(name, Op::Concat(axis), operands);
    }
}

fn padded(mut window: Window, padding: (usize, usize)) -> Window {
    window.padding[0] = padding;
    window
}

fn convolutions(name: &str, [rows, extent, channels, filters]: [usize; 4], window: &Window) {
    let x = [rows, extent, channels];
    let kernel = [window.size[0], channels, filters];
    let y = [rows, window.positions(0, extent).unwrap(), filters];
    let extents = [extent].into_iter().collect();
    measure(name, Op::Conv(window.clone().into()), &[&x, &kernel]);
    let input_gradient = Op::ConvInputGrad { conv: window.clone().into(), extents };
    measure(name, input_gradient, &[&y, &kernel]);
    measure(name, Op::ConvKernelGrad(window.clone().into()), &[&x, &y]);
}

/// A convolution whose kernel moves by `stride`, with `padding` zeros at all ends.
fn conv(size: &[usize], stride: usize, padding: usize, groups: usize) -> Convolution {
    let mut window = Window::valid(size, &vec![stride; size.len()]);
    window.padding.fill((padding, padding));
    Convolution { window, groups }
}

/// A convolution of `x (rows, extents..., channels)` along any axes.
fn general(name: &str, x: &[usize], filters: usize, conv: &Convolution) {
    let (rows, extents, channels) = (x[0], &x[1..x.len() - 1], x[x.len() - 1]);
    let positions: Vec<usize> = extents
        .iter()
        .enumerate()
        .map(|(axis, &extent)| conv.window.positions(axis, extent).unwrap())
        .collect();
    let kernel = [conv.window.size.as_slice(), &[channels / conv.groups, filters]].concat();
    let y = [&[rows], positions.as_slice(), &[filters]].concat();
    let input_gradient = Op::ConvInputGrad { conv: conv.clone(), extents: extents.into() };
    measure(name, Op::Conv(conv.clone()), &[x, &kernel]);
    measure(name, input_gradient, &[&y, &kernel]);
    measure(name, Op::ConvKernelGrad(conv.clone()), &[x, &y]);
}

fn poolings(name: &str, [rows, extent, channels]: [usize; 3], window: &Window) {
    let x = [rows, extent, channels];
    let y = [rows, window.positions(0, extent).unwrap(), channels];
    let extents = [extent].into_iter().collect();
    measure(name, Op::Pool(Pooling::Max, window.clone()), &[&x]);
    measure(name, Op::MaxPoolGrad(window.clone()), &[&x, &y]);
    measure(name, Op::Pool(Pooling::Average, window.clone()), &[&x]);
    measure(name, Op::AveragePoolGrad { window: window.clone(), extents }, &[&y]);
}

/// An LSTM of `units` on sequences of `steps`, forward and with all gradients.
fn recurrence(name: &str, rows: usize, steps: usize, units: usize) {
    let operands: [&[usize]; 4] =
        [&[rows, 2 * units], &[steps, rows, 4 * units], &[units, 4 * units], &[4 * units]];
    let cell = cells::cell("lstm", units, false, true);
    let forward = Op::Scan(Arc::new(Cell::clone(&cell)));
    measure(name, forward, &operands);
    measure_graph("scan, gradients", name, &operands, &|graph, nodes| {
        let scan = cells::scan(graph, &cell, nodes).unwrap();
        let states = graph.scan_states(scan, 0).unwrap();
        let loss = graph.sum_all(states).unwrap();
        gradient(graph, loss, nodes).unwrap()
    });
}

/// Times `op` on operands of these sizes, its kernel and its decomposition in turn.
fn measure(name: &str, op: Op, operands: &[&[usize]]) {
    measure_graph(op.name(), name, operands, &|graph, nodes| {
        vec![graph.insert(op.clone(), nodes).unwrap()]
    });
}

/// What a benchmark computes of its operands.
type Write<'a> = &'a dyn Fn(&mut Graph, &[NodeId]) -> Vec<NodeId>;

/// Times what `write` writes on operands of these sizes, with kernels and decomposed, in turn.
fn measure_graph(what: &str, name: &str, operands: &[&[usize]], write: Write<'_>) {
    let mut cpu = Cpu::new(Some(1));
    let programs = programs(&mut cpu, write, operands);
    assert_same(&mut cpu, programs, &format!("{what}, {name}"));

    let run = |cpu: &mut Cpu, program| cpu.run(program, 1, RunKey::default(), &mut |_, _| {});
    let mut repeats = [1; 2];
    let mut fastest = [f64::INFINITY; 2];
    for round in 0..41 {
        for (i, &program) in programs.iter().enumerate() {
            // The other one has filled the caches.
            run(&mut cpu, program).unwrap();
            let start = Instant::now();
            for _ in 0..repeats[i] {
                run(&mut cpu, program).unwrap();
            }
            let time = start.elapsed().as_secs_f64() / f64::from(repeats[i]);
            if round == 0 {
                // Samples of about a millisecond.
                repeats[i] = (1e-3 / time).clamp(1.0, 10_000.0) as u32;
            }
            fastest[i] = fastest[i].min(time);
        }
    }
    let sizes =
        |operand: &&[usize]| operand.iter().map(usize::to_string).collect::<Vec<_>>().join("x");
    let operands: Vec<String> = operands.iter().map(sizes).collect();
    let [kernel, decomposed] = fastest;
    println!(
        "{what:<17} {name:<25} {:<25} {:>10.2} {:>13.2} {:>6.2}",
        operands.join(" "),
        kernel * 1e6,
        decomposed * 1e6,
        decomposed / kernel
    );
}

/// A graph on variables of random numbers, and its decomposition.
fn programs(cpu: &mut Cpu, write: Write<'_>, operands: &[&[usize]]) -> [ProgramId; 2] {
    let mut generator = Generator::new(1, Purpose::Other(0), 0);
    let types: Vec<Type> = operands.iter().map(|sizes| Type::f32(Shape::of(sizes))).collect();
    let specs: Vec<VariableSpec> =
        types.iter().map(|ty| VariableSpec { name: "operand".into(), ty: ty.clone() }).collect();
    let ids: Vec<VariableId> = cpu.define(&specs).unwrap();
    let mut graph = Graph::new();
    let mut nodes = Vec::new();
    for (id, ty) in ids.into_iter().zip(types) {
        let numbers = (0..ty.shape.elements(1)).map(|_| generator.uniform() as f32 * 2.0 - 1.0);
        cpu.write(id, &numbers.collect::<Vec<_>>()).unwrap();
        nodes.push(graph.variable(id, ty).unwrap());
    }
    let outputs = write(&mut graph, &nodes);
    let whole = Program { graph, outputs, updates: Vec::new() };
    // The executor decomposes only what it has no kernel for; here nothing is left to choose one for.
    let decomposed = decompose_program(&whole, &|_| false).unwrap();
    [&whole, &decomposed].map(|program| cpu.compile(program).unwrap())
}

/// Sums of `n` products in another order differ by about `sqrt(n)` roundings, here by less than 1e-5
/// of the largest element.
fn assert_same(cpu: &mut Cpu, programs: [ProgramId; 2], what: &str) {
    let [kernel, decomposed] = programs.map(|program| {
        cpu.run(program, 1, RunKey::default(), &mut |_, _| {}).unwrap();
        let outputs = (0..).map_while(|index| cpu.output(program, index).ok());
        outputs.map(<[f32]>::to_vec).collect::<Vec<_>>()
    });
    assert_eq!(kernel.len(), decomposed.len(), "{what}");
    for (kernel, decomposed) in kernel.iter().zip(&decomposed) {
        assert_eq!(kernel.len(), decomposed.len(), "{what}");
        let scale = decomposed.iter().fold(0.0, |most: f32, x| most.max(x.abs()));
        for (i, (k, d)) in kernel.iter().zip(decomposed).enumerate() {
            assert!((k - d).abs() <= 1e-5 * scale, "{what}, element {i}: {k} and decomposed {d}");
        }
    }
}
