//! Products of attention, for each head by itself, beside the same multiplications of matrices that lie one after
//! the other: `cargo bench -p kerros-cpu --bench attention`.
//!
//! Both run in turn on one thread; the ratio is what counts. What the executor loses lies in strides, copies and
//! steps. Heads are as layers make them: `(batch, steps, heads, size)`.

// A benchmark stops at the first surprise.
#![allow(clippy::unwrap_used)]

use kerros_cpu::Cpu;
use kerros_cpu::gemm::{Matrix, multiply};
use kerros_graph::random::{Generator, Purpose};
use kerros_graph::{
    Executor, Graph, NodeId, Program, ProgramId, RunKey, Shape, Type, VariableId, VariableSpec,
    gradient,
};
use std::time::Instant;

/// Rows, heads, steps and the size of a head.
struct Case {
    rows: usize,
    heads: usize,
    steps: usize,
    size: usize,
}

const CASES: [Case; 4] = [
    Case { rows: 32, heads: 4, steps: 64, size: 16 },
    Case { rows: 32, heads: 8, steps: 64, size: 64 },
    Case { rows: 8, heads: 8, steps: 256, size: 64 },
    Case { rows: 64, heads: 2, steps: 20, size: 32 },
];

fn main() {
    println!(
        "{:<20} {:<20} {:>9} {:>9} {:>9} {:>6}",
        "heads", "products", "us", "GFLOP/s", "possible", "ratio"
    );
    let explain = std::env::args().any(|argument| argument == "plan");
    for case in &CASES {
        let Case { rows, heads, steps, size } = *case;
        let parted = [rows, steps, heads, size];
        let square = [rows, heads, steps, steps];
        let scores = "bqhd,bkhd->bhqk";
        let mixed = "bhqk,bkhd->bqhd";
        let stack = rows * heads;
        let (wide, thin) = ((steps, steps, size), (steps, size, steps));
        let forward = |equation: &'static str| {
            move |graph: &mut Graph, x: &[NodeId]| vec![graph.einsum(equation, &x[..2]).unwrap()]
        };
        let backward = |equation: &'static str| {
            move |graph: &mut Graph, x: &[NodeId]| {
                let y = graph.einsum(equation, &x[..2]).unwrap();
                let weighted = graph.mul(y, x[2]).unwrap();
                let loss = graph.sum_all(weighted).unwrap();
                gradient(graph, loss, &x[..2]).unwrap()
            }
        };
        let measure = |name: &str, operands: &[&[usize]], write: Write<'_>, products: &[Sizes]| {
            measure(case, name, operands, write, stack, products, explain);
        };
        measure("scores", &[&parted, &parted], &forward(scores), &[wide]);
        measure("its gradients", &[&parted, &parted, &square], &backward(scores), &[thin, thin]);
        measure("mix", &[&square, &parted], &forward(mixed), &[thin]);
        measure("its gradients", &[&square, &parted, &parted], &backward(mixed), &[wide, thin]);
    }
}

type Sizes = (usize, usize, usize);
type Write<'w> = &'w dyn Fn(&mut Graph, &[NodeId]) -> Vec<NodeId>;

/// Times what `write` makes of variables of these sizes, and stacks of `products` of as many matrices.
fn measure(
    case: &Case,
    name: &str,
    operands: &[&[usize]],
    write: Write<'_>,
    stack: usize,
    products: &[Sizes],
    explain: bool,
) {
    let (mut executor, program) = compiled(operands, write);
    let mut plain: Vec<Plain> = products.iter().map(|&sizes| Plain::new(stack, sizes)).collect();
    let mut times = [f64::INFINITY; 2];
    for _ in 0..101 {
        let start = Instant::now();
        executor.run(program, 1, RunKey::default(), &mut |_, _| {}).unwrap();
        times[0] = times[0].min(start.elapsed().as_secs_f64());
        let start = Instant::now();
        plain.iter_mut().for_each(Plain::run);
        times[1] = times[1].min(start.elapsed().as_secs_f64());
    }
    let operations: usize = products.iter().map(|&(r, c, d)| 2 * stack * r * c * d).sum();
    let [rate, possible] = times.map(|time| operations as f64 / time / 1e9);
    let Case { rows, heads, steps, size } = case;
    let sizes = format!("{rows} x {heads} x {steps} x {size}");
    println!(
        "{sizes:<20} {name:<20} {:>9.1} {rate:>9.1} {possible:>9.1} {:>6.2}",
        times[0] * 1e6,
        rate / possible
    );
    if explain {
        println!("{}", executor.describe(program, 1).unwrap());
    }
}

fn compiled(operands: &[&[usize]], write: Write<'_>) -> (Cpu, ProgramId) {
    let mut executor = Cpu::new(Some(1));
    let ty = |sizes: &&[usize]| Type::f32(Shape::of(sizes));
    let specs: Vec<VariableSpec> = operands
        .iter()
        .map(|sizes| VariableSpec { name: "operand".to_owned(), ty: ty(sizes) })
        .collect();
    for (index, variable) in (0..).zip(executor.define(&specs).unwrap()) {
        let count = operands[index as usize].iter().product();
        let mut generator = Generator::new(1, Purpose::Other(index), 0);
        let numbers: Vec<f32> = (0..count).map(|_| generator.uniform() as f32 - 0.5).collect();
        executor.write(variable, &numbers).unwrap();
    }
    let mut graph = Graph::new();
    let nodes: Vec<NodeId> = (0..)
        .zip(operands)
        .map(|(index, sizes)| graph.variable(VariableId(index), ty(sizes)).unwrap())
        .collect();
    let outputs = write(&mut graph, &nodes);
    let program = Program { graph, outputs, updates: Vec::new() };
    let program = executor.compile(&program).unwrap();
    (executor, program)
}

/// Products of matrices that lie one after the other.
struct Plain {
    stack: usize,
    sizes: Sizes,
    a: Vec<f32>,
    b: Vec<f32>,
    c: Vec<f32>,
}

impl Plain {
    fn new(stack: usize, sizes: Sizes) -> Self {
        let (rows, columns, depth) = sizes;
        let numbers = |n: usize| (0..n).map(|i| (i % 17) as f32 * 0.1 - 0.8).collect::<Vec<_>>();
        Plain {
            stack,
            sizes,
            a: numbers(stack * rows * depth),
            b: numbers(stack * depth * columns),
            c: vec![0.0; stack * rows * columns],
        }
    }

    fn run(&mut self) {
        let (rows, columns, depth) = self.sizes;
        for (matrix, c) in (0..self.stack).zip(self.c.chunks_exact_mut(rows * columns)) {
            let a = Matrix { data: &self.a, offset: matrix * rows * depth, strides: (depth, 1) };
            let offset = matrix * depth * columns;
            let b = Matrix { data: &self.b, offset, strides: (columns, 1) };
            multiply(self.sizes, a, b, c, columns, false);
        }
    }
}
