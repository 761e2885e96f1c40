//! Blocks of memory, and the one place where offsets become pointers.

use crate::step::{Region, Segment};

/// Sixty-four bytes: a cache line, and the widest vector.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
struct Line([f32; 16]);

/// Numbers that start at a multiple of 64 bytes.
#[derive(Default)]
pub(crate) struct Block {
    lines: Vec<Line>,
}

impl std::fmt::Debug for Block {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Block({} numbers)", self.elements())
    }
}

impl Block {
    /// How many numbers it holds.
    pub(crate) fn elements(&self) -> usize {
        self.lines.len() * 16
    }

    /// Makes room for `elements` numbers; those that are there stay, new ones are zeros.
    pub(crate) fn grow(&mut self, elements: usize) {
        let lines = elements.div_ceil(16);
        if lines > self.lines.len() {
            self.lines.resize(lines, Line([0.0; 16]));
        }
    }

    /// All numbers.
    pub(crate) fn as_slice(&self) -> &[f32] {
        // SAFETY: `Line` is `repr(C)` around 16 floats without padding, so the lines are that many
        // initialised floats in a row.
        unsafe { std::slice::from_raw_parts(self.lines.as_ptr().cast(), self.elements()) }
    }

    /// All numbers.
    pub(crate) fn as_mut_slice(&mut self) -> &mut [f32] {
        let elements = self.elements();
        // SAFETY: as in `as_slice`; the borrow is exclusive.
        unsafe { std::slice::from_raw_parts_mut(self.lines.as_mut_ptr().cast(), elements) }
    }
}

/// The memory of one run: where regions become slices.
///
/// Made from exclusive borrows of the blocks, which it keeps borrowed.
#[derive(Clone, Copy)]
pub(crate) struct Memory<'a> {
    variables: *mut f32,
    variable_elements: usize,
    temporaries: *mut f32,
    temporary_elements: usize,
    placeholders: &'a [Place],
    blocks: std::marker::PhantomData<&'a mut Block>,
}

/// Where a placeholder of a recurrence lies at one step.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    /// Its first number.
    pub(crate) at: *mut f32,
    /// How many numbers it has.
    pub(crate) elements: usize,
}

// SAFETY: as for `Memory`.
unsafe impl Send for Place {}
// SAFETY: as for `Memory`.
unsafe impl Sync for Place {}

// SAFETY: the pointers are only dereferenced through the unsafe methods below, whose callers vouch
// that no two threads touch the same numbers while one of them writes.
unsafe impl Send for Memory<'_> {}
// SAFETY: as above.
unsafe impl Sync for Memory<'_> {}

impl<'a> Memory<'a> {
    /// The memory in these blocks.
    pub(crate) fn new(variables: &'a mut Block, temporaries: &'a mut Block) -> Self {
        Memory {
            variable_elements: variables.elements(),
            variables: variables.as_mut_slice().as_mut_ptr(),
            temporary_elements: temporaries.elements(),
            temporaries: temporaries.as_mut_slice().as_mut_ptr(),
            placeholders: &[],
            blocks: std::marker::PhantomData,
        }
    }

    /// The memory of the steps of a recurrence: `temporaries` of their own, and placeholders.
    pub(crate) fn within(temporaries: &'a mut [f32], placeholders: &'a [Place]) -> Self {
        Memory {
            variables: std::ptr::null_mut(),
            variable_elements: 0,
            temporary_elements: temporaries.len(),
            temporaries: temporaries.as_mut_ptr(),
            placeholders,
            blocks: std::marker::PhantomData,
        }
    }

    /// Where a region starts.
    pub(crate) fn pointer(&self, region: Region) -> *mut f32 {
        let (block, elements) = match region.segment {
            Segment::Variables => (self.variables, self.variable_elements),
            Segment::Temporaries => (self.temporaries, self.temporary_elements),
            Segment::Placeholder(index) => {
                let place = self.placeholders[index as usize];
                (place.at, place.elements)
            }
        };
        assert!(region.offset + region.elements <= elements, "region beyond its block");
        // The assertion keeps the offset within the block.
        block.wrapping_add(region.offset)
    }

    /// The numbers of a region, to read.
    ///
    /// # Safety
    ///
    /// Nobody may write them while the slice lives.
    pub(crate) unsafe fn read(&self, region: Region) -> &'a [f32] {
        // SAFETY: `pointer` has checked that the region lies within its block, all of which is
        // initialised; the caller vouches for the rest.
        unsafe { std::slice::from_raw_parts(self.pointer(region), region.elements) }
    }

    /// The numbers `range` of a region, to write.
    ///
    /// # Safety
    ///
    /// Nobody else may read or write them while the slice lives.
    pub(crate) unsafe fn write(
        &self,
        region: Region,
        range: std::ops::Range<usize>,
    ) -> &'a mut [f32] {
        assert!(
            range.start <= range.end && range.end <= region.elements,
            "range beyond its region"
        );
        // SAFETY: as in `read`, with the assertion above for the range.
        unsafe {
            std::slice::from_raw_parts_mut(
                self.pointer(region).wrapping_add(range.start),
                range.end - range.start,
            )
        }
    }
}
