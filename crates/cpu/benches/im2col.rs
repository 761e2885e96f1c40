//! The convolution kernel beside its textbook form, on one thread:
//! `cargo bench -p kerros-cpu --bench im2col`.
//!
//! The textbook writes out all windows of the input as rows of one matrix (im2col) and multiplies it with the
//! kernel. Both use the same matrix product; the kernel gathers a block of rows at a time, which never
//! leaves the cache. Results are compared first; the ratio of times is what counts.

// A benchmark stops at the first surprise.
#![allow(clippy::unwrap_used)]

use kerros_cpu::Cpu;
use kerros_cpu::gemm::{Matrix, multiply};
use kerros_graph::op::Window;
use kerros_graph::random::{Generator, Purpose};
use kerros_graph::{Executor, Graph, Program, RunKey, Shape, Type, VariableSpec};
use std::time::Instant;

fn main() {
    println!(
        "{:<34} {:>10} {:>10} {:>8} {:>6}",
        "images and kernel", "kernel us", "im2col us", "GFLOP/s", "ratio"
    );
    for (rows, [height, width], channels, filters, size) in [
        (32, [32, 32], 3, 32, 3),
        (32, [28, 28], 32, 64, 3),
        (16, [56, 56], 64, 64, 3),
        (32, [14, 14], 256, 256, 3),
        (8, [64, 64], 16, 32, 5),
    ] {
        measure(&Images { rows, height, width, channels, filters, size });
    }
}

/// Images under a square kernel without padding.
struct Images {
    rows: usize,
    height: usize,
    width: usize,
    channels: usize,
    filters: usize,
    size: usize,
}

impl Images {
    fn positions(&self) -> [usize; 2] {
        [self.height, self.width].map(|extent| extent - self.size + 1)
    }

    /// All windows, one after the other.
    fn unfold(&self, x: &[f32], windows: &mut [f32]) {
        let [down, right] = self.positions();
        let run = self.size * self.channels;
        let mut runs = windows.chunks_exact_mut(run);
        for row in 0..self.rows {
            for p in 0..down {
                for q in 0..right {
                    for i in 0..self.size {
                        let place = (row * self.height + p + i) * self.width + q;
                        let from = &x[place * self.channels..][..run];
                        runs.next().unwrap().copy_from_slice(from);
                    }
                }
            }
        }
    }

    fn im2col(&self, x: &[f32], kernel: &[f32], windows: &mut [f32], y: &mut [f32]) {
        self.unfold(x, windows);
        let depth = self.size * self.size * self.channels;
        let rows = windows.len() / depth;
        let windows = Matrix { data: windows, offset: 0, strides: (depth, 1) };
        let kernel = Matrix { data: kernel, offset: 0, strides: (self.filters, 1) };
        multiply((rows, self.filters, depth), windows, kernel, y, self.filters, false);
    }
}

fn measure(images: &Images) {
    let Images { rows, height, width, channels, filters, size } = *images;
    let shapes = [vec![rows, height, width, channels], vec![size, size, channels, filters]];
    let mut generator = Generator::new(1, Purpose::Other(0), 0);
    let numbers = shapes.clone().map(|sizes| {
        let count = sizes.iter().product::<usize>();
        (0..count).map(|_| generator.uniform() as f32 * 2.0 - 1.0).collect::<Vec<f32>>()
    });

    let mut cpu = Cpu::new(Some(1));
    let types = shapes.map(|sizes| Type::f32(Shape::of(&sizes)));
    let specs = types.clone().map(|ty| VariableSpec { name: "operand".into(), ty });
    let ids = cpu.define(&specs).unwrap();
    let mut graph = Graph::new();
    let mut nodes = Vec::new();
    for ((&id, ty), numbers) in ids.iter().zip(types).zip(&numbers) {
        cpu.write(id, numbers).unwrap();
        nodes.push(graph.variable(id, ty).unwrap());
    }
    let y = graph.conv(nodes[0], nodes[1], Window::valid(&[size; 2], &[1; 2])).unwrap();
    let program = cpu.compile(&Program { graph, outputs: vec![y], updates: Vec::new() }).unwrap();

    let positions: usize = rows * images.positions().iter().product::<usize>();
    let mut windows = vec![0.0; positions * size * size * channels];
    let mut plain = vec![0.0; positions * filters];
    let run = |cpu: &mut Cpu| cpu.run(program, 1, RunKey::default(), &mut |_, _| {}).unwrap();
    run(&mut cpu);
    images.im2col(&numbers[0], &numbers[1], &mut windows, &mut plain);
    // The same sums in the same order.
    assert_eq!(cpu.output(program, 0).unwrap(), plain);

    let mut fastest = [f64::INFINITY; 2];
    for _ in 0..21 {
        let start = Instant::now();
        run(&mut cpu);
        fastest[0] = fastest[0].min(start.elapsed().as_secs_f64());
        let start = Instant::now();
        images.im2col(&numbers[0], &numbers[1], &mut windows, &mut plain);
        fastest[1] = fastest[1].min(start.elapsed().as_secs_f64());
    }
    let operations = 2.0 * windows.len() as f64 * filters as f64;
    println!(
        "{:<34} {:>10.1} {:>10.1} {:>8.1} {:>6.2}",
        format!("{rows}x{height}x{width}x{channels}, {size}x{size} to {filters}"),
        fastest[0] * 1e6,
        fastest[1] * 1e6,
        operations / fastest[0] / 1e9,
        fastest[1] / fastest[0]
    );
}
