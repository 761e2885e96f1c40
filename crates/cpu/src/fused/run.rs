//! Executing a program over a range of its elements.

use super::instruction::{Instruction, Operand, Target};
use super::lanes::{self, Source};
use super::program::{LANES, Program};
use super::reduce;
use pulp::{Simd, WithSimd};
use std::ops::Range;

/// The memory of a program's inputs, outputs and reductions, in the order in which the builder declared
/// them. Integers are passed as `f32` pointers to their bits.
#[derive(Clone, Copy, Debug)]
pub struct Bindings<'a> {
    /// The inputs.
    pub inputs: &'a [*const f32],
    /// The outputs, [`Program::elements`] numbers each.
    pub outputs: &'a [*mut f32],
    /// The results of the reductions, [`Program::partial_len`] numbers each.
    pub reductions: &'a [*mut f32],
}

// SAFETY: the pointers are dereferenced by `run` only, whose callers vouch that ranges that run at
// the same time write disjoint memory.
unsafe impl Send for Bindings<'_> {}
// SAFETY: as above.
unsafe impl Sync for Bindings<'_> {}

/// What a step brings besides memory.
#[derive(Clone, Copy, Debug)]
pub struct Context {
    /// The number of rows of the batch.
    pub batch_size: f32,
    /// The seed of the run.
    pub seed: u64,
    /// The training step.
    pub step: u64,
}

/// Executes `program` for the elements of `range`, with at least [`Program::scratch`] floats of `scratch`
/// memory, whose contents do not matter. Allocates nothing.
///
/// The range may start and end anywhere, and the bits do not depend on it; but a program with
/// reductions runs whole pieces: `range` starts at a piece's start and ends at a piece's end.
///
/// # Safety
///
/// For the positions of `range`:
/// - inputs are readable and outputs writable under the patterns the program was built with;
///   reductions have [`Program::partial_len`] numbers;
/// - nobody else writes the inputs, or touches the elements of the outputs and the rows of the
///   reductions that belong to the range;
/// - an output is disjoint from every other output and input, or it is the memory of a contiguous
///   input exactly, which no other pattern reads.
///
/// # Panics
///
/// If there are fewer bindings or less scratch memory than the program needs.
pub unsafe fn run(
    program: &Program,
    range: Range<usize>,
    bindings: &Bindings<'_>,
    context: &Context,
    scratch: &mut [f32],
) {
    assert!(scratch.len() >= program.scratch(), "scratch of {} floats", scratch.len());
    assert!(range.end <= program.elements, "range {range:?} of {}", program.elements);
    let size = if program.axes.is_some() { program.pieces().size } else { program.elements.max(1) };
    debug_assert!(program.axes.is_none() || range.start.is_multiple_of(size));
    let mut piece = range.start;
    loop {
        let end = (piece + size).min(range.end);
        let frame = Frame {
            program,
            bindings,
            context,
            scratch: scratch.as_mut_ptr(),
            first: piece,
            valid: end - piece,
            staged: false,
        };
        // SAFETY: passed on.
        unsafe { run_piece(frame, piece..end) };
        piece = end;
        if piece >= range.end {
            break;
        }
    }
}

/// # Safety
///
/// As for [`run`].
unsafe fn run_piece(mut frame: Frame<'_>, range: Range<usize>) {
    let program = frame.program;
    let tile = program.tile.min(range.len().next_multiple_of(LANES));
    // SAFETY: scalars have one group of lanes each, registers have a tile. Invariants read inputs that
    // repeat, so that every position is valid.
    unsafe {
        frame.execute(&program.scalars, 1, None);
        frame.valid = tile;
        frame.execute(&program.invariants, tile / LANES, None);
        reduce::begin(&frame, range.start);
    }
    while range.end - frame.first >= LANES {
        let groups = tile.min(range.end - frame.first) / LANES;
        frame.valid = groups * LANES;
        // SAFETY: the range has that many elements from here on.
        unsafe { frame.execute(&program.body, groups, Some(range.start)) };
        frame.first += frame.valid;
    }
    if frame.first < range.end {
        // SAFETY: contiguous inputs and outputs are copies with a whole group of lanes; invariants are
        // computed anew, since the phase of what repeats is that of the place.
        unsafe {
            frame.valid = LANES;
            frame.execute(&program.invariants, 1, None);
            frame.valid = range.end - frame.first;
            frame.staged = true;
            frame.stage_inputs();
            frame.execute(&program.body, 1, Some(range.start));
            frame.unstage_outputs();
        }
    }
    // SAFETY: passed on.
    unsafe { reduce::end(&frame, range.start) };
}

/// Everything an instruction needs to find its operands.
#[derive(Clone, Copy)]
pub(super) struct Frame<'a> {
    pub(super) program: &'a Program,
    pub(super) bindings: &'a Bindings<'a>,
    pub(super) context: &'a Context,
    pub(super) scratch: *mut f32,
    /// The position of the tile's first element.
    pub(super) first: usize,
    /// How many elements the tile has. Registers may hold more, which mean nothing.
    pub(super) valid: usize,
    /// Whether the tile is the last, of less than a group of lanes: its contiguous inputs and outputs
    /// are copies in the scratch memory.
    staged: bool,
}

impl Frame<'_> {
    /// Where an operand's tile starts.
    #[inline(always)]
    pub(super) fn source(&self, operand: Operand) -> Source {
        let layout = &self.program.layout;
        match operand {
            Operand::Scalar(index) => {
                Source { at: self.scratch.wrapping_add(index * LANES), step: 0 }
            }
            Operand::Register(index) => Source { at: self.register(index), step: LANES },
            Operand::Input(index) if self.staged => {
                let at = self.scratch.wrapping_add(layout.staged_inputs + index * LANES);
                Source { at, step: LANES }
            }
            Operand::Input(index) => {
                Source { at: self.bindings.inputs[index].wrapping_add(self.first), step: LANES }
            }
        }
    }

    /// Where a target's tile starts.
    #[inline(always)]
    pub(super) fn target(&self, target: Target) -> *mut f32 {
        match target {
            Target::Scalar(index) => self.scratch.wrapping_add(index * LANES),
            Target::Register(index) => self.register(index),
            Target::Output(index) if self.staged => self.staged_output(index),
            Target::Output(index) => self.bindings.outputs[index].wrapping_add(self.first),
        }
    }

    #[inline(always)]
    fn register(&self, index: usize) -> *mut f32 {
        let layout = &self.program.layout;
        self.scratch.wrapping_add(layout.registers + index * layout.register_stride)
    }

    fn staged_output(&self, index: usize) -> *mut f32 {
        self.scratch.wrapping_add(self.program.layout.staged_outputs + index * LANES)
    }

    /// Executes the instructions for the tile, and the reductions if a piece is given, with the best
    /// vector instructions there are.
    ///
    /// # Safety
    ///
    /// As for [`lanes::execute`] and [`reduce::accumulate`].
    unsafe fn execute(&self, instructions: &[Instruction], groups: usize, piece: Option<usize>) {
        if !instructions.is_empty() || piece.is_some() {
            self.program.arch.dispatch(Tile { instructions, frame: self, groups, piece });
        }
    }

    /// Copies what is left of each contiguous input.
    ///
    /// # Safety
    ///
    /// The inputs must have `valid` elements from `first` on.
    unsafe fn stage_inputs(&self) {
        for (index, input) in self.program.inputs.iter().enumerate() {
            if input.access == super::Access::Contiguous {
                let to =
                    self.scratch.wrapping_add(self.program.layout.staged_inputs + index * LANES);
                let from = self.bindings.inputs[index].wrapping_add(self.first);
                // SAFETY: the layout has one group of lanes for each input, and `valid` is less.
                unsafe { to.copy_from_nonoverlapping(from, self.valid) };
            }
        }
    }

    /// Copies what was computed to each output.
    ///
    /// # Safety
    ///
    /// The outputs must have `valid` elements from `first` on.
    unsafe fn unstage_outputs(&self) {
        for (index, output) in self.bindings.outputs.iter().enumerate().take(self.program.outputs) {
            let from = self.staged_output(index);
            // SAFETY: the layout has one group of lanes for each output, and `valid` is less.
            unsafe { output.wrapping_add(self.first).copy_from_nonoverlapping(from, self.valid) };
        }
    }
}

/// Instructions and a tile to execute them on: what is compiled for each instruction set.
struct Tile<'a> {
    instructions: &'a [Instruction],
    frame: &'a Frame<'a>,
    groups: usize,
    piece: Option<usize>,
}

impl WithSimd for Tile<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        for instruction in self.instructions {
            // SAFETY: the caller of `Frame::execute` vouches for it.
            unsafe { lanes::execute(instruction, self.frame, self.groups) };
        }
        if let Some(piece) = self.piece {
            // SAFETY: the same.
            unsafe { reduce::accumulate(self.frame, piece) };
        }
    }
}
