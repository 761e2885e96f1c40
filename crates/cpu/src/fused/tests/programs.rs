//! Generated programs: any operations, shapes, strides, outputs in place, ranges.

use super::interpreter::{Data, values_at};
use crate::fused::{Bindings, Context, Program, ProgramBuilder, Reg, run};
use kerros_graph::op::{Binary, Unary};
use kerros_graph::random::{Generator, Purpose};
use kerros_graph::types::DType;
use proptest::prelude::*;

const CONTEXT: Context = Context { batch_size: 7.0, seed: 42, step: 3 };

/// What stands around an output and must stay there.
const SENTINEL: f32 = -777.25;
const MARGIN: usize = 32;

/// A generated program with its inputs.
struct Case {
    builder: ProgramBuilder,
    data: Vec<Data>,
    /// For each output the contiguous input whose memory it takes.
    in_place: Vec<Option<usize>>,
}

/// Draws programs.
struct Author {
    random: Generator,
    builder: ProgramBuilder,
    data: Vec<Data>,
    floats: Vec<Reg>,
    integers: Vec<Reg>,
}

impl Author {
    fn below(&mut self, bound: usize) -> usize {
        self.random.below(bound as u64) as usize
    }

    fn pick(&mut self, integers: bool) -> Reg {
        let len = if integers { self.integers.len() } else { self.floats.len() };
        // Mostly what is new, so that chains become deep.
        let at = if self.below(3) > 0 { len - 1 - self.below(len.min(3)) } else { self.below(len) };
        if integers { self.integers[at] } else { self.floats[at] }
    }

    fn input(&mut self, dtype: DType) {
        let shape = self.builder.shape.clone();
        let mut order: Vec<usize> = (0..shape.len()).collect();
        let kind = self.below(5);
        if kind == 4 {
            self.random.shuffle(&mut order);
        }
        let mut strides = vec![0; shape.len()];
        let mut size = 1;
        for &axis in order.iter().rev() {
            let broadcast = match kind {
                0 => false,
                1 => axis < shape.len() / 2,
                2 => axis >= shape.len() / 2,
                _ => self.below(3) == 0,
            };
            if !broadcast {
                strides[axis] = size;
                size *= shape[axis];
            }
        }
        let values = (0..size).map(|_| {
            let value = self.random.normal() as f32 * 2.0;
            match dtype {
                DType::F32 => value,
                DType::I32 => f32::from_bits(value as i32 as u32),
            }
        });
        let values = values.collect();
        let reg = self.builder.input(dtype, &strides);
        self.data.push(Data { strides, values });
        match dtype {
            DType::F32 => self.floats.push(reg),
            DType::I32 => self.integers.push(reg),
        }
    }

    fn operation(&mut self) {
        let (x, y, z) = (self.pick(false), self.pick(false), self.pick(false));
        let (m, n) = (self.pick(true), self.pick(true));
        let (axis, stream) = (self.below(self.builder.shape.len()), self.below(9) as u32);
        let kind = self.below(20);
        let (unary, binary) = (self.below(Unary::ALL.len()), self.below(Binary::ALL.len()));
        let arithmetic = [Binary::Add, Binary::Sub, Binary::Mul, Binary::Max][self.below(4)];
        let literal = [-1.0, 0.0, 0.5, 1.0, 2.0, 3.0, 0.3][self.below(7)];
        let builder = &mut self.builder;
        let value = match kind {
            0 => builder.literal(literal),
            1 => builder.batch_size(),
            2 => builder.iota(axis, DType::F32),
            3 => builder.random(stream),
            4..7 => builder.unary(Unary::ALL[unary], x),
            7..10 => builder.binary(Binary::ALL[binary], DType::F32, x, y),
            10..15 => builder.binary(arithmetic, DType::F32, x, y),
            15 => builder.select(x, y, z),
            16 => {
                let comparison = [Binary::Equal, Binary::Less, Binary::LessEqual][binary % 3];
                builder.binary(comparison, DType::I32, m, n)
            }
            17 => builder.cast(DType::I32, DType::F32, m),
            _ => {
                let value = match kind {
                    18 => builder.cast(DType::F32, DType::I32, x),
                    _ => builder.iota(axis, DType::I32),
                };
                self.integers.push(value);
                return;
            }
        };
        self.floats.push(value);
    }
}

fn write_case(shape: &[usize], seed: u64) -> Case {
    let mut author = Author {
        random: Generator::new(seed, Purpose::Other(0), 0),
        builder: ProgramBuilder::new(shape),
        data: Vec::new(),
        floats: Vec::new(),
        integers: Vec::new(),
    };
    author.input(DType::F32);
    author.input(DType::I32);
    for _ in 0..author.below(4) {
        author.input(DType::F32);
    }
    for _ in 0..1 + author.below(14) {
        author.operation();
    }
    let elements = author.builder.elements();
    let mut contiguous: Vec<usize> =
        (0..author.data.len()).filter(|&i| author.data[i].values.len() == elements).collect();
    contiguous.retain(|&i| author.builder.inputs[i].access == crate::fused::Access::Contiguous);
    let mut in_place = Vec::new();
    for _ in 0..1 + author.below(3) {
        let integers = author.below(5) == 0;
        let value = author.pick(integers);
        author.builder.output(value);
        let alias = author.below(2) == 0;
        in_place.push(if alias { contiguous.pop() } else { None });
    }
    Case { builder: author.builder, data: author.data, in_place }
}

/// What each output has to be.
fn expected(case: &Case) -> Vec<Vec<f32>> {
    let mut outputs = vec![Vec::new(); case.builder.outputs.len()];
    for index in 0..case.builder.elements() {
        let values = values_at(&case.builder, &case.data, &CONTEXT, index);
        for (output, &node) in outputs.iter_mut().zip(&case.builder.outputs) {
            output.push(values[node]);
        }
    }
    outputs
}

/// Runs the program over the ranges between `cuts`, the last range first.
fn execute(case: &Case, program: &Program, cuts: &[usize]) -> Vec<Vec<f32>> {
    let mut inputs: Vec<Vec<f32>> = case.data.iter().map(|data| data.values.clone()).collect();
    let guarded = || vec![SENTINEL; program.elements() + 2 * MARGIN];
    let mut outputs: Vec<Vec<f32>> = case.in_place.iter().map(|_| guarded()).collect();
    let input_pointers: Vec<*mut f32> = inputs.iter_mut().map(|x| x.as_mut_ptr()).collect();
    let output_pointers: Vec<*mut f32> = (outputs.iter_mut().zip(&case.in_place))
        .map(|(output, in_place)| match in_place {
            Some(input) => input_pointers[*input],
            None => output[MARGIN..].as_mut_ptr(),
        })
        .collect();
    let read_pointers: Vec<*const f32> = input_pointers.iter().map(|x| x.cast_const()).collect();
    let bindings = Bindings { inputs: &read_pointers, outputs: &output_pointers, reductions: &[] };
    let mut scratch = vec![f32::NAN; program.scratch()];
    for range in cuts.windows(2).rev() {
        // SAFETY: inputs have the sizes of their patterns, outputs one number for each element; outputs
        // are distinct, or contiguous inputs.
        unsafe { run(program, range[0]..range[1], &bindings, &CONTEXT, &mut scratch) };
    }
    (outputs.into_iter().zip(&case.in_place))
        .map(|(output, in_place)| match in_place {
            Some(input) => inputs[*input].clone(),
            None => {
                let (before, rest) = output.split_at(MARGIN);
                let (values, behind) = rest.split_at(program.elements());
                assert!(before.iter().chain(behind).all(|&x| x == SENTINEL), "written outside");
                values.to_vec()
            }
        })
        .collect()
}

fn same_bits(a: f32, b: f32) -> bool {
    a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan())
}

fn assert_same(case: &Case, program: &Program, got: &[Vec<f32>], expected: &[Vec<f32>]) {
    for (output, (got, expected)) in got.iter().zip(expected).enumerate() {
        for (i, (&g, &e)) in got.iter().zip(expected).enumerate() {
            assert!(
                same_bits(g, e),
                "output {output}, element {i}: {g} instead of {e}\n{}\n{:?}\nin place {:?}",
                program.describe(),
                case.builder.nodes,
                case.in_place
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn programs_compute_what_they_say(
        shape in prop::collection::vec(1usize..24, 1..5),
        seed: u64,
        cuts in prop::collection::vec(0.0f64..1.0, 0..4),
    ) {
        prop_assume!(shape.iter().product::<usize>() <= 20_000);
        let case = write_case(&shape, seed);
        let program = case.builder.clone().finish();
        let expected = expected(&case);
        let elements = program.elements();
        assert_same(&case, &program, &execute(&case, &program, &[0, elements]), &expected);

        let mut cuts: Vec<usize> = cuts.iter().map(|cut| (cut * elements as f64) as usize).collect();
        cuts.extend([0, elements]);
        cuts.sort_unstable();
        assert_same(&case, &program, &execute(&case, &program, &cuts), &expected);

        // Without vector instructions the bits are the same.
        let mut scalar = program;
        scalar.arch = pulp::Arch::Scalar;
        assert_same(&case, &scalar, &execute(&case, &scalar, &[0, elements]), &expected);
    }
}

#[test]
fn the_description_shows_what_is_computed_when() {
    let mut builder = ProgramBuilder::new(&[1500, 40]);
    let x = builder.input(DType::F32, &[40, 1]);
    let bias = builder.input(DType::F32, &[0, 1]);
    let zero = builder.literal(0.0);
    let sum = builder.binary(Binary::Add, DType::F32, x, bias);
    let relu = builder.binary(Binary::Max, DType::F32, sum, zero);
    builder.output(relu);
    let program = builder.finish();
    assert_eq!(
        program.describe(),
        "fused: 60000 elements, tiles of 960, 1 registers, 4 pieces\n  \
         inputs f32, f32\n  \
         once s0 = 0\n  \
         once r0 = in1[i % 40]\n  \
         each out0 = max(in0[i] + r0, s0)\n"
    );
    assert_eq!((program.operations_per_element(), program.bytes_per_element()), (2, 9));
}

#[test]
fn two_outputs_may_exchange_their_inputs() {
    let mut builder = ProgramBuilder::new(&[100]);
    let a = builder.input(DType::F32, &[1]);
    let b = builder.input(DType::F32, &[1]);
    builder.output(b);
    builder.output(a);
    let data = |offset: usize| Data {
        strides: vec![1],
        values: (0..100).map(|i| (i + offset) as f32).collect(),
    };
    let case = Case { builder, data: vec![data(0), data(1000)], in_place: vec![Some(0), Some(1)] };
    let program = case.builder.clone().finish();
    let got = execute(&case, &program, &[0, 100]);
    assert_same(&case, &program, &got, &expected(&case));
}

/// The update of RMSprop as an optimizer writes it: eight operations, two outputs over their inputs.
#[test]
fn an_update_in_place_reads_before_it_writes() {
    let mut builder = ProgramBuilder::new(&[1003]);
    let [w, v, g] = [(); 3].map(|()| builder.input(DType::F32, &[1]));
    let (rho, rest) = (builder.literal(0.9), builder.literal(0.1));
    let (rate, epsilon) = (builder.literal(1e-3), builder.literal(1e-7));
    let old = builder.binary(Binary::Mul, DType::F32, rho, v);
    let square = builder.binary(Binary::Mul, DType::F32, g, g);
    let scaled = builder.binary(Binary::Mul, DType::F32, rest, square);
    let velocity = builder.binary(Binary::Add, DType::F32, old, scaled);
    let shifted = builder.binary(Binary::Add, DType::F32, velocity, epsilon);
    let root = builder.unary(Unary::Sqrt, shifted);
    let step = builder.binary(Binary::Mul, DType::F32, rate, g);
    let step = builder.binary(Binary::Div, DType::F32, step, root);
    let new = builder.binary(Binary::Sub, DType::F32, w, step);
    builder.output(velocity);
    builder.output(new);
    let mut random = Generator::new(5, Purpose::Other(0), 0);
    let data = [(); 3].map(|()| Data {
        strides: vec![1],
        values: (0..1003).map(|_| random.normal().abs() as f32).collect(),
    });
    let case = Case { builder, data: data.to_vec(), in_place: vec![Some(1), Some(0)] };
    let program = case.builder.clone().finish();
    let got = execute(&case, &program, &[0, 1003]);
    assert_same(&case, &program, &got, &expected(&case));
}

#[test]
fn nothing_at_all_is_a_program_too() {
    let mut builder = ProgramBuilder::new(&[0, 5]);
    let x = builder.input(DType::F32, &[5, 1]);
    let bias = builder.input(DType::F32, &[0, 1]);
    let sum = builder.binary(Binary::Add, DType::F32, x, bias);
    builder.output(sum);
    let data =
        |strides: [usize; 2], len| Data { strides: strides.to_vec(), values: vec![1.0; len] };
    let case = Case { builder, data: vec![data([5, 1], 0), data([0, 1], 5)], in_place: vec![None] };
    let program = case.builder.clone().finish();
    assert_eq!(execute(&case, &program, &[0, 0]), vec![Vec::<f32>::new()]);
}
