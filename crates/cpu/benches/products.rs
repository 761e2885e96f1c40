//! Matrix products beside those of the crate `gemm`, on one thread:
//! `cargo bench -p kerros-cpu --bench products`.
//!
//! Both multiply the same operands in turn, in the same run; the ratio is what counts.

// The crate takes pointers.
#![allow(unsafe_code)]

use kerros_cpu::gemm::{Matrix, multiply};
use std::time::{Duration, Instant};

/// A product as the networks of the course need it.
struct Case {
    name: &'static str,
    sizes: (usize, usize, usize),
    a: (usize, usize),
    b: (usize, usize),
    accumulate: bool,
}

const fn case(
    name: &'static str,
    sizes: (usize, usize, usize),
    a: (usize, usize),
    b: (usize, usize),
    accumulate: bool,
) -> Case {
    Case { name, sizes, a, b, accumulate }
}

const CASES: &[Case] = &[
    case("iris, first layer", (32, 10, 4), (4, 1), (10, 1), false),
    case("iris, second layer", (32, 3, 10), (10, 1), (3, 1), false),
    case("iris, kernel gradient", (4, 10, 32), (1, 4), (10, 1), false),
    case("boston, first layer", (32, 64, 5), (5, 1), (64, 1), false),
    case("walking, conv1d of a sample", (116, 40, 90), (6, 1), (40, 1), false),
    case("walking, its kernel gradient", (90, 40, 116), (1, 6), (40, 1), true),
    case("walking, conv1d_1 of a sample", (49, 40, 400), (40, 1), (40, 1), false),
    case("walking, its input gradient", (58, 40, 400), (40, 1), (40, 1), false),
    case("walking, its kernel gradient", (400, 40, 49), (1, 40), (40, 1), true),
    case("walking, dense", (128, 100, 960), (960, 1), (100, 1), false),
    case("walking, its input gradient", (128, 960, 100), (100, 1), (1, 100), false),
    case("walking, its kernel gradient", (960, 100, 128), (1, 960), (100, 1), false),
    case("walking, last layer", (128, 15, 100), (100, 1), (15, 1), false),
    case("thin 1024 rows, 128", (1024, 128, 128), (128, 1), (128, 1), false),
    case("thin 1024 rows, 64", (1024, 64, 512), (512, 1), (64, 1), false),
    case("thin 1024 rows, 256", (1024, 256, 128), (128, 1), (256, 1), false),
    case("thin 1024 rows, 32", (1024, 32, 800), (800, 1), (32, 1), false),
    case("recurrent, 32 rows, 256", (32, 256, 64), (64, 1), (256, 1), false),
    case("square 64", (64, 64, 64), (64, 1), (64, 1), false),
    case("square 256", (256, 256, 256), (256, 1), (256, 1), false),
    case("square 512", (512, 512, 512), (512, 1), (512, 1), false),
    case("square 1024", (1024, 1024, 1024), (1024, 1), (1024, 1), false),
    case("square 1024, transposed", (1024, 1024, 1024), (1024, 1), (1, 1024), false),
];

fn main() {
    println!("peak of one core: {:.1} GFLOP/s", peak());
    println!("{:<32} {:>16} {:>9} {:>9} {:>6}", "product", "sizes", "own", "crate", "ratio");
    for case in CASES {
        measure(case);
    }
}

fn measure(case: &Case) {
    let (rows, columns, depth) = case.sizes;
    let last = |(r, c): (usize, usize), m: usize, n: usize| (m - 1) * r + (n - 1) * c + 1;
    let numbers = |n: usize| (0..n).map(|i| (i % 17) as f32 * 0.1 - 0.8).collect::<Vec<_>>();
    let (a, b) = (numbers(last(case.a, rows, depth)), numbers(last(case.b, depth, columns)));
    let mut c = vec![0.0; rows * columns];
    let operations = 2 * rows * columns * depth;
    let repeats = (4_000_000 / operations).max(1);
    let mut times: [Vec<Duration>; 2] = Default::default();
    for _ in 0..41 {
        let start = Instant::now();
        for _ in 0..repeats {
            let a = Matrix { data: &a, offset: 0, strides: case.a };
            let b = Matrix { data: &b, offset: 0, strides: case.b };
            multiply(case.sizes, a, b, &mut c, columns, case.accumulate);
        }
        times[0].push(start.elapsed());
        let start = Instant::now();
        for _ in 0..repeats {
            by_crate(case, &a, &b, &mut c);
        }
        times[1].push(start.elapsed());
    }
    let [own, other] = times.map(|mut times| {
        times.sort();
        (operations * repeats) as f64 / times[0].as_secs_f64() / 1e9
    });
    let sizes = format!("{rows}x{columns}x{depth}");
    println!("{:<32} {sizes:>16} {own:>9.1} {other:>9.1} {:>6.2}", case.name, own / other);
}

fn by_crate(case: &Case, a: &[f32], b: &[f32], c: &mut [f32]) {
    let (rows, columns, depth) = case.sizes;
    // SAFETY: `measure` makes the operands as long as their strides reach.
    unsafe {
        gemm::gemm(
            rows,
            columns,
            depth,
            c.as_mut_ptr(),
            1,
            columns as isize,
            case.accumulate,
            a.as_ptr(),
            case.a.1 as isize,
            case.a.0 as isize,
            b.as_ptr(),
            case.b.1 as isize,
            case.b.0 as isize,
            1.0,
            1.0,
            false,
            false,
            false,
            gemm::Parallelism::None,
        );
    }
}

/// Multiply-adds in registers alone.
fn peak() -> f64 {
    struct Peak;
    impl pulp::WithSimd for Peak {
        type Output = f32;
        #[inline(always)]
        fn with_simd<S: pulp::Simd>(self, simd: S) -> f32 {
            let (x, y) = (std::hint::black_box(1.0), std::hint::black_box(0.5));
            let (x, y) = (simd.splat_f32s(x), simd.splat_f32s(y));
            let mut sums = [simd.splat_f32s(0.0); 10];
            for _ in 0..1_000_000 {
                for sum in &mut sums {
                    *sum = simd.mul_add_e_f32s(x, y, *sum);
                }
            }
            let total = sums.iter().fold(simd.splat_f32s(0.0), |a, b| simd.add_f32s(a, *b));
            simd.reduce_sum_f32s(total) * S::F32_LANES as f32
        }
    }
    let lanes = {
        struct Lanes;
        impl pulp::WithSimd for Lanes {
            type Output = usize;
            fn with_simd<S: pulp::Simd>(self, _: S) -> usize {
                S::F32_LANES
            }
        }
        pulp::Arch::new().dispatch(Lanes)
    };
    (0..5)
        .map(|_| {
            let start = Instant::now();
            std::hint::black_box(pulp::Arch::new().dispatch(Peak));
            (2 * 10 * 1_000_000 * lanes) as f64 / start.elapsed().as_secs_f64() / 1e9
        })
        .fold(0.0, f64::max)
}
