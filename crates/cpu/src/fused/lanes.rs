//! The vector loops: one pass over a tile for each instruction.
//!
//! Everything here is inlined into the functions that [`pulp`] compiles for each instruction set.
//! Loops read whole groups of [`LANES`] elements, compute, and write them, so that the target may be the
//! memory of an operand, and so that the compiler need not prove that it is not.

use super::instruction::{First, Instruction, Operation, Second};
use super::load;
use super::math;
use super::program::LANES;
use super::run::Frame;
use kerros_graph::op::{Binary, Unary};
use kerros_graph::random::Stream;

/// Where an operand's elements are: `step` is [`LANES`], or 0 for one group that serves all.
#[derive(Clone, Copy)]
pub(super) struct Source {
    pub(super) at: *const f32,
    pub(super) step: usize,
}

impl Source {
    /// Group `group` of the elements as `T`, one of `f32`, `i32` and `u32`.
    ///
    /// # Safety
    ///
    /// The group must lie in memory that may be read.
    #[inline(always)]
    unsafe fn group<T: Copy>(self, group: usize) -> [T; LANES] {
        // SAFETY: the caller vouches for the memory; the three types have one size and alignment,
        // and all bits are valid for each.
        unsafe { self.at.add(group * self.step).cast::<[T; LANES]>().read() }
    }
}

/// Writes group `group` of a target: elements of `f32`, `i32` or `u32`.
///
/// # Safety
///
/// The group must lie in memory that may be written.
#[inline(always)]
unsafe fn write_group<T: Copy>(to: *mut f32, group: usize, values: [T; LANES]) {
    // SAFETY: the caller vouches for the memory; the three types have one size and alignment.
    unsafe { to.add(group * LANES).cast::<[T; LANES]>().write(values) };
}

/// For every group of lanes: reads the operands, computes `$value` for each lane, writes it.
macro_rules! each_lane {
    ($frame:ident, $groups:ident, $to:ident, |$($x:ident: $t:ty = $from:ident),+| $value:expr) => {{
        $(let $x = $frame.source($from);)+
        for group in 0..$groups {
            // SAFETY: the caller of `execute` vouches for `groups` groups behind each operand.
            $(let $x: [$t; LANES] = unsafe { $x.group(group) };)+
            let mut values = [Default::default(); LANES];
            for lane in 0..LANES {
                $(let $x = $x[lane];)+
                values[lane] = $value;
            }
            // SAFETY: the same for the target.
            unsafe { write_group($to, group, values) };
        }
    }};
}

/// Executes `instruction` on `groups` groups of lanes.
///
/// # Safety
///
/// The target and every operand must have `groups` groups of lanes in `frame` (a scalar: one), except
/// that of an input that is not contiguous only the elements for `frame.valid` positions need
/// exist. Nothing else may access the target meanwhile.
#[inline(always)]
pub(super) unsafe fn execute(instruction: &Instruction, frame: &Frame<'_>, groups: usize) {
    let to = frame.target(instruction.target);
    match instruction.operation {
        Operation::Literal(_)
        | Operation::BatchSize
        | Operation::Load { .. }
        | Operation::Iota { .. }
        | Operation::Random { .. } => {
            // SAFETY: the caller vouches for the target's groups and that nothing else has them.
            let to = unsafe { std::slice::from_raw_parts_mut(to, groups * LANES) };
            // SAFETY: the caller vouches for the elements of the input.
            unsafe { leaf(&instruction.operation, frame, to) }
        }
        Operation::Copy(x) => each_lane!(frame, groups, to, |x: u32 = x| x),
        // SAFETY: passed on.
        Operation::Unary(function, _) => unsafe { unary(function, instruction, frame, groups) },
        // SAFETY: passed on.
        Operation::Binary(function, ..) => unsafe { binary(function, instruction, frame, groups) },
        Operation::CompareIntegers(function, a, b) => match function {
            Binary::Equal => {
                each_lane!(frame, groups, to, |a: i32 = a, b: i32 = b| math::truth(a == b));
            }
            Binary::Less => {
                each_lane!(frame, groups, to, |a: i32 = a, b: i32 = b| math::truth(a < b));
            }
            _ => each_lane!(frame, groups, to, |a: i32 = a, b: i32 = b| math::truth(a <= b)),
        },
        // SAFETY: passed on.
        Operation::Pair(first, ..) => unsafe { pair(first, instruction, frame, groups) },
        Operation::Select([condition, a, b]) => {
            each_lane!(frame, groups, to, |condition: f32 = condition, a: u32 = a, b: u32 = b| {
                if condition != 0.0 { a } else { b }
            });
        }
        Operation::ToInteger(x) => each_lane!(frame, groups, to, |x: f32 = x| x as i32),
        Operation::ToFloat(x) => each_lane!(frame, groups, to, |x: i32 = x| x as f32),
    }
}

/// # Safety
///
/// As for [`execute`].
#[inline(always)]
unsafe fn leaf(operation: &Operation, frame: &Frame<'_>, to: &mut [f32]) {
    match *operation {
        Operation::Literal(value) => to.fill(value),
        Operation::BatchSize => to.fill(frame.context.batch_size),
        Operation::Load { input } => {
            let access = &frame.program.inputs[input].access;
            // SAFETY: the caller vouches for the elements of the input.
            unsafe {
                load::load(access, frame.bindings.inputs[input], frame.first, frame.valid, to)
            };
        }
        Operation::Iota { run, extent, dtype } => load::iota(run, extent, dtype, frame.first, to),
        Operation::Random { stream } => {
            let stream = Stream { seed: frame.context.seed, step: frame.context.step, stream };
            load::random(stream, frame.first, to);
        }
        _ => {}
    }
}

/// # Safety
///
/// As for [`execute`].
#[inline(always)]
unsafe fn unary(function: Unary, instruction: &Instruction, frame: &Frame<'_>, groups: usize) {
    let to = frame.target(instruction.target);
    let Operation::Unary(_, x) = instruction.operation else { return };
    match function {
        Unary::Neg => each_lane!(frame, groups, to, |x: f32 = x| -x),
        Unary::Abs => each_lane!(frame, groups, to, |x: f32 = x| x.abs()),
        Unary::Sign => each_lane!(frame, groups, to, |x: f32 = x| math::sign(x)),
        Unary::Exp => each_lane!(frame, groups, to, |x: f32 = x| math::exp(x)),
        Unary::Log => each_lane!(frame, groups, to, |x: f32 = x| math::ln(x)),
        Unary::Log1p => each_lane!(frame, groups, to, |x: f32 = x| math::log1p(x)),
        Unary::Sqrt => each_lane!(frame, groups, to, |x: f32 = x| x.sqrt()),
        Unary::Tanh => each_lane!(frame, groups, to, |x: f32 = x| math::tanh(x)),
        Unary::Sigmoid => each_lane!(frame, groups, to, |x: f32 = x| math::sigmoid(x)),
        Unary::NormalCdf => each_lane!(frame, groups, to, |x: f32 = x| math::normal_cdf(x)),
        Unary::Floor => each_lane!(frame, groups, to, |x: f32 = x| x.floor()),
        Unary::Round => each_lane!(frame, groups, to, |x: f32 = x| x.round_ties_even()),
    }
}

/// # Safety
///
/// As for [`execute`].
#[inline(always)]
unsafe fn binary(function: Binary, instruction: &Instruction, frame: &Frame<'_>, groups: usize) {
    let to = frame.target(instruction.target);
    let Operation::Binary(_, a, b) = instruction.operation else { return };
    macro_rules! pairwise {
        ($value:expr, $a:ident, $b:ident) => {
            each_lane!(frame, groups, to, |$a: f32 = a, $b: f32 = b| $value)
        };
    }
    match function {
        Binary::Add => pairwise!(a + b, a, b),
        Binary::Sub => pairwise!(a - b, a, b),
        Binary::Mul => pairwise!(a * b, a, b),
        Binary::Div => pairwise!(a / b, a, b),
        Binary::Max => pairwise!(math::maximum(a, b), a, b),
        Binary::Min => pairwise!(math::minimum(a, b), a, b),
        Binary::Pow => pairwise!(math::pow(a, b), a, b),
        Binary::Equal => pairwise!(math::truth(a == b), a, b),
        Binary::Less => pairwise!(math::truth(a < b), a, b),
        Binary::LessEqual => pairwise!(math::truth(a <= b), a, b),
    }
}

/// # Safety
///
/// As for [`execute`].
#[inline(always)]
unsafe fn pair(first: First, instruction: &Instruction, frame: &Frame<'_>, groups: usize) {
    let to = frame.target(instruction.target);
    let Operation::Pair(_, second, [a, b, c]) = instruction.operation else { return };
    macro_rules! then {
        (|$a:ident, $b:ident, $c:ident| $t:expr) => {
            match second {
                Second::Add => {
                    each_lane!(frame, groups, to, |$a: f32 = a, $b: f32 = b, $c: f32 = c| $t + $c);
                }
                Second::Sub => {
                    each_lane!(frame, groups, to, |$a: f32 = a, $b: f32 = b, $c: f32 = c| $t - $c);
                }
                Second::SubFrom => {
                    each_lane!(frame, groups, to, |$a: f32 = a, $b: f32 = b, $c: f32 = c| $c - $t);
                }
                Second::Mul => {
                    each_lane!(frame, groups, to, |$a: f32 = a, $b: f32 = b, $c: f32 = c| $t * $c);
                }
                Second::Max => {
                    each_lane!(frame, groups, to, |$a: f32 = a, $b: f32 = b, $c: f32 = c| {
                        math::maximum($t, $c)
                    });
                }
            }
        };
    }
    match first {
        First::Add => then!(|a, b, c| a + b),
        First::Sub => then!(|a, b, c| a - b),
        First::Mul => then!(|a, b, c| a * b),
    }
}
