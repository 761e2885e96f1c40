//! Convolutions along up to three axes, in groups, channels last: forward and both gradients.
//!
//! | module | holds |
//! |---|---|
//! | [`gather`] | which elements each row of a result sees, and how they are brought together |
//! | [`dense`] | sums over channels: blocks of gathered rows times the kernel, forward and for the input |
//! | [`sums`] | the kernel gradient |
//! | [`scatter`] | the input gradient of few channels |
//! | [`depthwise`] | a group for each channel: vectors of channels |
//!
//! Work is cut along *lines*: the elements along the last spatial axis at one place of the others. Forward
//! and kernel gradient go through lines of the output, the input gradient through lines of the input, so
//! that no two pieces ever write to the same place.
//!
//! The input gradient sums, for each element of the input, over the taps of the kernel that reached it.
//! With a stride these are not the same for neighbouring elements, but for elements whose places are equal
//! modulo the stride: each such [`Phase`] is a convolution of stride 1 over the gradient, with
//! its own part of the kernel. No zeros are multiplied.

pub(crate) mod dense;
pub(crate) mod depthwise;
mod gather;
pub(crate) mod scatter;
pub(crate) mod sums;
#[cfg(test)]
mod tests;

use crate::step::Conv;
use std::ops::Range;

/// The elements of a result that see the same taps of the kernel, and what they see of the source.
///
/// Along each axis, row `m` of `count` is element `first + m * apart` of the result. Its tap `j` of `taps`
/// is the kernel's `tap_first + j * tap_step`, and lies on element `start + m * stride + j * gap` of the
/// source, if there is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Phase {
    first: [usize; 3],
    apart: [usize; 3],
    count: [usize; 3],
    taps: [usize; 3],
    tap_first: [isize; 3],
    tap_step: [isize; 3],
    start: [isize; 3],
    stride: [usize; 3],
    gap: [usize; 3],
}

impl Phase {
    /// The output of a convolution, all of whose elements see all taps.
    pub(super) fn forward(conv: &Conv) -> Self {
        Phase {
            first: [0; 3],
            apart: [1; 3],
            count: conv.positions,
            taps: conv.size,
            tap_first: [0; 3],
            tap_step: [1; 3],
            start: conv.before.map(|before| -(before as isize)),
            stride: conv.stride,
            gap: conv.dilation,
        }
    }

    /// The output of a convolution, of whose taps only `j` is looked at.
    pub(super) fn of_tap(conv: &Conv, j: [usize; 3]) -> Self {
        let all = Phase::forward(conv);
        let start = |axis: usize| all.start[axis] + (j[axis] * conv.dilation[axis]) as isize;
        Phase {
            taps: [1; 3],
            tap_first: j.map(|place| place as isize),
            start: std::array::from_fn(start),
            ..all
        }
    }

    /// How many phases the input gradient has: as many along each axis as the stride, but no more than
    /// there are elements.
    pub(super) fn backward_counts(conv: &Conv) -> [usize; 3] {
        std::array::from_fn(|axis| conv.stride[axis].min(conv.extents[axis]))
    }

    /// All phases of the input gradient.
    pub(super) fn backward(conv: &Conv) -> impl Iterator<Item = Phase> + use<> {
        let (conv, counts) = (*conv, Phase::backward_counts(conv));
        let count = counts.iter().product();
        (0..count).map(move |index| Phase::backward_at(&conv, apart(index, counts)))
    }

    /// The phase of the input elements at these places modulo the strides.
    fn backward_at(conv: &Conv, remainders: [usize; 3]) -> Self {
        let axes: [Axis; 3] = std::array::from_fn(|axis| Axis::new(conv, axis, remainders[axis]));
        Phase {
            first: remainders,
            apart: conv.stride,
            count: axes.map(|axis| axis.count),
            taps: axes.map(|axis| axis.taps),
            tap_first: axes.map(|axis| axis.tap_first),
            tap_step: axes.map(|axis| axis.tap_step),
            start: axes.map(|axis| axis.start),
            stride: [1; 3],
            gap: axes.map(|axis| axis.gap),
        }
    }

    /// How many taps there are.
    fn tap_count(&self) -> usize {
        self.taps.iter().product()
    }

    /// The place in the kernel of a tap.
    fn tap(&self, j: [usize; 3], size: [usize; 3]) -> usize {
        let along =
            |axis: usize| (self.tap_first[axis] + j[axis] as isize * self.tap_step[axis]) as usize;
        (along(0) * size[1] + along(1)) * size[2] + along(2)
    }

    /// Whether the rows of this phase are all elements of the result.
    fn is_everything(&self) -> bool {
        self.apart == [1; 3]
    }

    /// Whether each row sees the element of the source at its own place, and nothing else.
    fn is_identity(&self, extents: [usize; 3]) -> bool {
        self.is_everything()
            && self.taps == [1; 3]
            && self.start == [0; 3]
            && self.stride == [1; 3]
            && self.count == extents
    }

    /// Which of `rows` along the last axis have all their taps on the `extent` elements of the source.
    fn whole_rows(&self, rows: &Range<usize>, extent: usize) -> Range<usize> {
        let span = self.taps[2].saturating_sub(1) * self.gap[2];
        let reached = |places: isize| (places.max(0) as usize).div_ceil(self.stride[2]);
        let start = reached(-self.start[2]).clamp(rows.start, rows.end);
        let end = reached(extent as isize - span as isize - self.start[2]);
        start..end.clamp(start, rows.end)
    }

    /// Which taps along `axis` lie on the `extent` elements of the source, for row `m`.
    fn on_source(&self, axis: usize, m: usize, extent: usize) -> Range<usize> {
        let place = self.start[axis] + (m * self.stride[axis]) as isize;
        let gap = self.gap[axis];
        let reached = |places: isize| (places.max(0) as usize).div_ceil(gap).min(self.taps[axis]);
        let from = reached(-place);
        from..reached(extent as isize - place).max(from)
    }
}

/// A phase of the input gradient along one axis.
#[derive(Clone, Copy)]
struct Axis {
    count: usize,
    taps: usize,
    tap_first: isize,
    tap_step: isize,
    start: isize,
    gap: usize,
}

impl Axis {
    /// The input elements at `remainder` modulo the stride.
    ///
    /// Element `i` takes part in position `p` by tap `k` where `i + before = p * stride + k * dilation`.
    /// The taps that fit are `period` apart. They are taken from the last to the first, so that the
    /// positions ascend.
    fn new(conv: &Conv, axis: usize, remainder: usize) -> Self {
        let (stride, dilation) = (conv.stride[axis], conv.dilation[axis]);
        let place = remainder + conv.before[axis];
        let common = greatest_common_divisor(stride, dilation);
        let period = stride / common;
        let size = conv.size[axis];
        let fits = |tap: &usize| (tap * dilation) % stride == place % stride;
        let lowest = (0..period.min(size)).find(fits);
        let (taps, last) = match lowest {
            None => (0, 0),
            Some(lowest) => {
                let more = (size - 1 - lowest) / period;
                (more + 1, lowest + more * period)
            }
        };
        let span = place as isize - (last * dilation) as isize;
        Axis {
            count: (conv.extents[axis] + stride - 1).saturating_sub(remainder) / stride,
            taps,
            tap_first: last as isize,
            tap_step: -(period as isize),
            start: if taps == 0 { 0 } else { span / stride as isize },
            gap: dilation / common,
        }
    }
}

fn greatest_common_divisor(a: usize, b: usize) -> usize {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}

/// The indices along three axes of an index through all of them.
fn apart(index: usize, sizes: [usize; 3]) -> [usize; 3] {
    [index / (sizes[1] * sizes[2]), index / sizes[2] % sizes[1], index % sizes[2]]
}

/// The lines of a result of these extents, for all samples.
pub(crate) fn lines(samples: usize, extents: [usize; 3]) -> usize {
    samples * extents[0] * extents[1]
}
