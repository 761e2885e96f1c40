//! Recurrences: steps within a step.
//!
//! The rows of a batch are independent, so they are cut into blocks, each of which goes through all
//! steps on one thread, in memory of its own: its state stays in the nearest cache, and threads wait for
//! each other once in a recurrence. Slices and constants are read where they lie.

use crate::fused::Context;
use crate::gemm::{Matrix, pack, packed_elements};
use crate::memory::{Memory, Place};
use crate::plan::Plan;
use crate::plan::memory::aligned;
use crate::run::{Cut, Pointers, Threads, run_step};
use crate::step::{Kernel, Region, Segment, Step};
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

/// A recurrence over sizes that are known.
#[derive(Debug)]
pub(crate) struct Scan {
    cut: Cut,
    /// The plan of whole blocks and, where it has another size, that of the last.
    blocks: Vec<Block>,
    steps: usize,
    reverse: bool,
    /// Elements in a row of each part of the state.
    states: Vec<usize>,
    /// Elements in a row of each result of a step.
    outputs: Vec<usize>,
    /// Elements in a row of each sequence's slice.
    slices: Vec<usize>,
    constants: Vec<Constant>,
    /// Constant matrices on the right of products, which are packed once, before the first step.
    packings: Vec<Packing>,
    /// For each block, room that is made once.
    rooms: Vec<Mutex<Room>>,
}

/// The steps of one step of the recurrence, for so many rows.
#[derive(Debug)]
pub(crate) struct Block {
    pub(crate) rows: usize,
    pub(crate) plan: Plan,
}

impl Block {
    /// The operations of a step.
    pub(crate) fn operations(&self) -> usize {
        self.plan.describe().operations()
    }
}

/// How a constant is seen by a block.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Constant {
    /// All blocks see all of its elements.
    Whole(usize),
    /// A block sees its rows, of so many elements each.
    Rows(usize),
}

/// A matrix within a constant that is packed for the products of all steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Packing {
    /// Which constant.
    constant: usize,
    /// Where the matrix starts in it.
    offset: usize,
    depth: usize,
    columns: usize,
    strides: (usize, usize),
}

impl Packing {
    fn elements(&self) -> usize {
        aligned(packed_elements((self.columns, self.depth)))
    }
}

/// What a block needs besides numbers.
#[derive(Debug)]
struct Room {
    places: Vec<Place>,
    pointers: Pointers,
}

impl Scan {
    #[allow(clippy::too_many_arguments, reason = "one for each field, from one place")]
    pub(crate) fn new(
        cut: Cut,
        mut blocks: Vec<Block>,
        steps: usize,
        reverse: bool,
        states: Vec<usize>,
        outputs: Vec<usize>,
        slices: Vec<usize>,
        constants: Vec<Constant>,
    ) -> Self {
        let mut packings = Vec::new();
        let first = states.len() + slices.len();
        for step in blocks.iter_mut().flat_map(|block| &mut block.plan.steps) {
            pack_constant(step, first, &constants, &mut packings);
        }
        let operands = blocks.iter().map(|block| block.plan.most_operands).max().unwrap_or(0);
        let room = || {
            let mut pointers = Pointers::default();
            pointers.reserve(operands);
            let count = first + constants.len() + packings.len();
            let places = Vec::with_capacity(count);
            Mutex::new(Room { places, pointers })
        };
        let rooms = (0..cut.pieces()).map(|_| room()).collect();
        Scan { cut, blocks, steps, reverse, states, outputs, slices, constants, packings, rooms }
    }

    /// How many steps there are.
    pub(crate) fn steps(&self) -> usize {
        self.steps
    }

    /// How many rows there are.
    pub(crate) fn rows(&self) -> usize {
        self.cut.range(self.pieces() - 1).end
    }

    /// How many blocks the rows are cut into.
    pub(crate) fn pieces(&self) -> usize {
        self.cut.pieces()
    }

    /// The steps of each block.
    pub(crate) fn blocks(&self) -> impl Iterator<Item = &[Step]> {
        (0..self.pieces()).map(|piece| self.block(piece).plan.steps.as_slice())
    }

    /// The steps of the first block.
    pub(crate) fn inner_steps(&self) -> impl Iterator<Item = &Step> {
        self.blocks[0].plan.steps.iter()
    }

    fn block(&self, piece: usize) -> &Block {
        let last = piece + 1 == self.pieces();
        &self.blocks[if last { self.blocks.len() - 1 } else { 0 }]
    }

    /// The most scratch memory that one thread needs, in elements.
    pub(crate) fn thread_scratch(&self) -> usize {
        self.blocks.iter().map(|block| block.plan.thread_scratch).max().unwrap_or(0)
    }

    /// How much scratch memory is needed: that of all blocks, then packed matrices.
    pub(crate) fn scratch(&self) -> usize {
        let packed: usize = self.packings.iter().map(Packing::elements).sum();
        self.pieces() * self.scratch_of_block() + packed
    }

    /// The temporaries of the plan, then the parts of the state.
    fn scratch_of_block(&self) -> usize {
        // The last block is the smaller one.
        let block = &self.blocks[0];
        let states: usize = self.states.iter().map(|each| aligned(each * block.rows)).sum();
        aligned(block.plan.temporaries) + states
    }

    /// Runs all blocks.
    pub(crate) fn run(
        &self,
        step: &Step,
        memory: Memory<'_>,
        threads: &Threads<'_>,
        context: &Context,
    ) {
        self.pack(step, memory, threads);
        threads.run(self.pieces(), &|piece, scratch| {
            let mut room = self.rooms[piece].lock().unwrap_or_else(PoisonError::into_inner);
            let Room { places, pointers } = &mut *room;
            let each = self.scratch_of_block();
            // SAFETY: each block has a part of the scratch memory of its own.
            let own = unsafe { memory.write(step.scratch, piece * each..(piece + 1) * each) };
            let (temporaries, states) = own.split_at_mut(aligned(self.blocks[0].plan.temporaries));
            let block = Running {
                scan: self,
                step,
                memory,
                rows: self.cut.range(piece),
                plan: &self.block(piece).plan,
            };
            block.place(places, states);
            block.start(places);
            for count in 0..self.steps {
                let at = if self.reverse { self.steps - 1 - count } else { count };
                block.show(places, at);
                let inner = Memory::within(temporaries, places);
                let alone = Threads::alone(scratch);
                for step in &block.plan.steps {
                    // Nothing that a cell may hold has a fault.
                    let ended = run_step(step, inner, &alone, context, pointers);
                    debug_assert!(ended.is_ok(), "a fault within a recurrence");
                }
                block.keep(places, temporaries, at + usize::from(!self.reverse));
            }
        });
    }
}

impl Scan {
    /// Packs constant matrices.
    fn pack(&self, step: &Step, memory: Memory<'_>, threads: &Threads<'_>) {
        let constants = &step.reads[1 + self.slices.len()..];
        threads.run(self.packings.len(), &|index, _| {
            let Packing { constant, offset, depth, columns, strides } = self.packings[index];
            // SAFETY: nobody writes operands, and each matrix has a part of the scratch memory of
            // its own.
            let (data, packed) = unsafe {
                (memory.read(constants[constant]), memory.write(step.scratch, self.packed(index)))
            };
            pack((columns, depth), Matrix { data, offset, strides }, packed);
        });
    }

    /// Where in the scratch memory a packed matrix lies.
    fn packed(&self, index: usize) -> Range<usize> {
        let before: usize = self.packings[..index].iter().map(Packing::elements).sum();
        let start = self.pieces() * self.scratch_of_block() + before;
        start..start + self.packings[index].elements()
    }
}

/// Lets a product with a constant matrix on its right read it packed. `first` is the number of the
/// first constant among the placeholders.
fn pack_constant(
    step: &mut Step,
    first: usize,
    constants: &[Constant],
    packings: &mut Vec<Packing>,
) {
    let Kernel::Product(product) = &step.kernel else { return };
    let Segment::Placeholder(placeholder) = step.reads[1].segment else { return };
    let constant = (placeholder as usize).checked_sub(first);
    let Some((constant, Constant::Whole(_))) =
        constant.and_then(|index| constants.get(index).map(|&known| (index, known)))
    else {
        return;
    };
    if !product.levels.is_empty() {
        return;
    }
    let packing = Packing {
        constant,
        offset: step.reads[1].offset,
        depth: product.depth,
        columns: product.columns,
        strides: (product.b[0], product.b[1]),
    };
    let known = packings.iter().position(|&known| known == packing);
    let index = known.unwrap_or_else(|| {
        packings.push(packing);
        packings.len() - 1
    });
    step.kernel = Kernel::PackedProduct(product.clone());
    step.reads[1] = Region {
        segment: Segment::Placeholder((first + constants.len() + index) as u32),
        offset: 0,
        elements: packing.elements(),
    };
}

/// A block that is run.
struct Running<'a> {
    scan: &'a Scan,
    step: &'a Step,
    memory: Memory<'a>,
    rows: Range<usize>,
    plan: &'a Plan,
}

impl<'a> Running<'a> {
    /// Where all placeholders lie, slices as at step 0.
    fn place(&self, places: &mut Vec<Place>, states: &mut [f32]) {
        let scan = self.scan;
        let rows = self.rows.len();
        places.clear();
        let mut states = states;
        for &each in &scan.states {
            let (part, rest) = states.split_at_mut(aligned(each * scan.blocks[0].rows));
            places.push(Place { at: part.as_mut_ptr(), elements: each * rows });
            states = rest;
        }
        let operands = &self.step.reads[1..];
        for &each in &scan.slices {
            places.push(Place { at: std::ptr::null_mut(), elements: each * rows });
        }
        for (&region, &constant) in operands[scan.slices.len()..].iter().zip(&scan.constants) {
            places.push(match constant {
                Constant::Whole(elements) => self.part(Region { elements, ..region }, 0..elements),
                Constant::Rows(each) => self.rows_of(region, 0, each),
            });
        }
        for index in 0..scan.packings.len() {
            places.push(self.part(self.step.scratch, scan.packed(index)));
        }
    }

    /// Numbers `range` of a region.
    fn part(&self, region: Region, range: Range<usize>) -> Place {
        let part = Region { offset: region.offset + range.start, elements: range.len(), ..region };
        assert!(range.end <= region.elements, "placeholder beyond its operand");
        Place { at: self.memory.pointer(part), elements: range.len() }
    }

    /// The rows of this block at step `at` of a sequence with `each` elements in a row.
    fn rows_of(&self, region: Region, at: usize, each: usize) -> Place {
        let first = at * self.scan.rows();
        self.part(region, (first + self.rows.start) * each..(first + self.rows.end) * each)
    }

    /// Shows the slices of step `at`.
    fn show(&self, places: &mut [Place], at: usize) {
        let states = self.scan.states.len();
        for (index, &each) in self.scan.slices.iter().enumerate() {
            places[states + index] = self.rows_of(self.step.reads[1 + index], at, each);
        }
    }

    /// The rows of this block in row `at` of the value.
    fn value(&self, at: usize) -> &'a mut [f32] {
        let width: usize = self.scan.outputs.iter().sum();
        let first = at * self.scan.rows();
        let range = (first + self.rows.start) * width..(first + self.rows.end) * width;
        // SAFETY: the rows of blocks are disjoint, and the value overlaps none of the operands.
        unsafe { self.memory.write(self.step.writes[0], range) }
    }

    /// The initial state, as the state and in the value.
    fn start(&self, places: &[Place]) {
        let scan = self.scan;
        let each: usize = scan.states.iter().sum();
        let width: usize = scan.outputs.iter().sum();
        let Place { at, elements } = self.rows_of(self.step.reads[0], 0, each);
        // SAFETY: `rows_of` has checked that the numbers are there, and nobody writes operands.
        let initial = unsafe { std::slice::from_raw_parts(at, elements) };
        let value = self.value(if scan.reverse { scan.steps } else { 0 });
        for (row, value) in initial.chunks_exact(each).zip(value.chunks_exact_mut(width)) {
            value[..each].copy_from_slice(row);
            value[each..].fill(0.0);
        }
        let mut column = 0;
        for (place, &part) in places.iter().zip(&scan.states) {
            // SAFETY: the parts of the state are this block's own, and disjoint.
            let state = unsafe { std::slice::from_raw_parts_mut(place.at, place.elements) };
            for (to, row) in state.chunks_exact_mut(part).zip(initial.chunks_exact(each)) {
                to.copy_from_slice(&row[column..column + part]);
            }
            column += part;
        }
    }

    /// Keeps what a step has given: in row `at` of the value, and as the state.
    fn keep(&self, places: &[Place], temporaries: &[f32], at: usize) {
        let scan = self.scan;
        let width: usize = scan.outputs.iter().sum();
        let value = self.value(at);
        let mut column = 0;
        for (index, (&part, region)) in scan.outputs.iter().zip(&self.plan.outputs).enumerate() {
            let output = &temporaries[region.offset..region.offset + region.elements];
            let rows = value.chunks_exact_mut(width).zip(output.chunks_exact(part));
            rows.for_each(|(row, output)| row[column..column + part].copy_from_slice(output));
            column += part;
            if index < scan.states.len() {
                let Place { at, elements } = places[index];
                // SAFETY: the parts of the state are this block's own, and the steps that read
                // them are done.
                unsafe { std::slice::from_raw_parts_mut(at, elements) }.copy_from_slice(output);
            }
        }
    }
}
