//! Rows by index beside what they replace, products with one-hot rows, on one thread:
//! `cargo bench -p kerros-cpu --bench indices`.
//!
//! Both run in the same executor on the same operands in turn, which each run fills anew; the ratio is what
//! counts. Their results are compared first.

// A benchmark stops at the first surprise.
#![allow(clippy::unwrap_used)]

use kerros_cpu::Cpu;
use kerros_graph::op::DotAxes;
use kerros_graph::{
    Executor, Graph, InputId, NodeId, Program, ProgramId, Result, RunKey, Shape, Type,
};
use std::time::Instant;

fn main() {
    println!(
        "{:<12} {:>7} {:>7} {:>7} {:>10} {:>12} {:>8}",
        "operation", "table", "width", "indices", "kernel us", "one-hot us", "ratio"
    );
    for (extent, inner, count) in [(100, 8, 320), (2000, 16, 3200), (5000, 64, 3200)] {
        for adds in [false, true] {
            measure(adds, [extent, inner, count]);
        }
    }
}

/// Times rows that are looked up, or added up, by index and by a product in turn.
fn measure(adds: bool, [extent, inner, count]: [usize; 3]) {
    let mut cpu = Cpu::new(Some(1));
    let programs = [false, true].map(|one_hot| {
        let mut graph = Graph::new();
        let output = write(&mut graph, adds, one_hot, [extent, inner, count]).unwrap();
        cpu.compile(&Program { graph, outputs: vec![output], updates: vec![] }).unwrap()
    });
    let run = |cpu: &mut Cpu, program: ProgramId| {
        cpu.run(program, 1, RunKey::default(), &mut |input, numbers| {
            for (place, number) in numbers.iter_mut().enumerate() {
                *number = match input.0 {
                    0 => (place % 17) as f32 - 8.0,
                    _ => (place * 7919 % extent) as f32,
                };
            }
        })
        .unwrap();
    };
    // Sums of whole numbers are exact.
    let results = programs.map(|program| {
        run(&mut cpu, program);
        cpu.output(program, 0).unwrap().to_vec()
    });
    assert!(results[0] == results[1], "results differ");

    let mut fastest = [f64::INFINITY; 2];
    for _ in 0..21 {
        for (fastest, program) in fastest.iter_mut().zip(programs) {
            // The other one has filled the caches.
            run(&mut cpu, program);
            let start = Instant::now();
            run(&mut cpu, program);
            *fastest = fastest.min(start.elapsed().as_secs_f64());
        }
    }
    let name = if adds { "scatter_add" } else { "gather" };
    let [kernel, one_hot] = fastest.map(|time| time * 1e6);
    println!(
        "{name:<12} {extent:>7} {inner:>7} {count:>7} {kernel:>10.1} {one_hot:>12.1} {:>8.4}",
        kernel / one_hot
    );
}

fn write(
    graph: &mut Graph,
    adds: bool,
    one_hot: bool,
    [extent, inner, count]: [usize; 3],
) -> Result<NodeId> {
    let rows = if adds { count } else { extent };
    let x = graph.input(InputId(0), Type::f32(Shape::of(&[rows, inner])))?;
    let indices = graph.input(InputId(1), Type::i32(Shape::of(&[count])))?;
    match (adds, one_hot) {
        (false, false) => graph.gather(x, indices),
        (true, false) => graph.scatter_add(x, indices, extent),
        (false, true) => {
            let hot = graph.one_hot(indices, extent)?;
            graph.matmul(hot, x)
        }
        (true, true) => {
            let hot = graph.one_hot(indices, extent)?;
            let axes = DotAxes {
                batch: [].into_iter().collect(),
                contract: [(0, 0)].into_iter().collect(),
            };
            graph.dot(hot, x, axes)
        }
    }
}
