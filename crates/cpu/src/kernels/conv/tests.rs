//! Every direction against its definition.

use super::{apart, dense, depthwise, lines, scatter, sums};
use crate::step::Conv;
use proptest::prelude::*;

/// Convolutions with `groups` groups of 1 to 3 channels and filters.
fn conv(depthwise: bool) -> impl Strategy<Value = Conv> {
    let axis = || (1usize..5, 1usize..4, 1usize..4, 0usize..4, 0usize..4, 1usize..8);
    let most = if depthwise { 40usize } else { 3 };
    let groups = if depthwise { 2..=most } else { 1..=most };
    let channels = if depthwise { 1..=1 } else { 1..=3usize };
    (1usize..4, [axis(), axis(), axis()], 1usize..=3, groups, channels, 1usize..=3).prop_filter_map(
        "the window must fit",
        |(samples, axes, rank, groups, channels, filters)| {
            let mut conv = Conv {
                samples,
                extents: [1; 3],
                positions: [1; 3],
                channels: channels * groups,
                filters: filters * groups,
                groups,
                size: [1; 3],
                stride: [1; 3],
                dilation: [1; 3],
                before: [0; 3],
            };
            for (axis, sizes) in axes.into_iter().enumerate().skip(3 - rank) {
                let (size, stride, dilation, before, after, extent) = sizes;
                let padded = extent + before + after;
                conv.extents[axis] = extent;
                conv.size[axis] = size;
                conv.stride[axis] = stride;
                conv.dilation[axis] = dilation;
                conv.before[axis] = before;
                conv.positions[axis] = padded.checked_sub((size - 1) * dilation + 1)? / stride + 1;
            }
            Some(conv)
        },
    )
}

/// Small integers, so that every order of summation gives the same bits.
fn numbers(n: usize, seed: usize) -> Vec<f32> {
    (0..n).map(|i| ((i + seed) * 7 % 13) as f32 - 6.0).collect()
}

/// All index triples below `sizes`.
fn indices(sizes: [usize; 3]) -> impl Iterator<Item = [usize; 3]> {
    (0..sizes.iter().product()).map(move |index| apart(index, sizes))
}

fn place(index: [usize; 3], sizes: [usize; 3]) -> usize {
    (index[0] * sizes[1] + index[1]) * sizes[2] + index[2]
}

/// Calls `visit(x index, kernel index, y index)` for every product of the definition.
fn for_each_product(c: &Conv, mut visit: impl FnMut(usize, usize, usize)) {
    let (channels, filters) = (c.group_channels(), c.group_filters());
    for sample in 0..c.samples {
        for p in indices(c.positions) {
            for k in indices(c.size) {
                let along = |axis: usize| {
                    (p[axis] * c.stride[axis] + k[axis] * c.dilation[axis])
                        .checked_sub(c.before[axis])
                        .filter(|&place| place < c.extents[axis])
                };
                let (Some(a), Some(b), Some(d)) = (along(0), along(1), along(2)) else { continue };
                let x = sample * c.extents.iter().product::<usize>() + place([a, b, d], c.extents);
                let y = sample * c.positions.iter().product::<usize>() + place(p, c.positions);
                for filter in 0..c.filters {
                    for channel in 0..channels {
                        visit(
                            x * c.channels + filter / filters * channels + channel,
                            (place(k, c.size) * channels + channel) * c.filters + filter,
                            y * c.filters + filter,
                        );
                    }
                }
            }
        }
    }
}

/// Operands of a convolution, and what must become of them.
struct Case {
    x: Vec<f32>,
    kernel: Vec<f32>,
    dy: Vec<f32>,
    y: Vec<f32>,
    dx: Vec<f32>,
    dkernel: Vec<f32>,
}

impl Case {
    fn new(c: &Conv) -> Self {
        let x = numbers(c.samples * c.extents.iter().product::<usize>() * c.channels, 0);
        let kernel = numbers(c.kernel(), 3);
        let dy = numbers(c.samples * c.positions.iter().product::<usize>() * c.filters, 5);
        let mut case = Case {
            y: vec![0.0; dy.len()],
            dx: vec![0.0; x.len()],
            dkernel: vec![0.0; kernel.len()],
            x,
            kernel,
            dy,
        };
        for_each_product(c, |i, j, o| {
            case.y[o] += case.x[i] * case.kernel[j];
            case.dx[i] += case.dy[o] * case.kernel[j];
            case.dkernel[j] += case.dy[o] * case.x[i];
        });
        case
    }
}

/// Runs `piece(lines, result)` for `lines` in two pieces, on results of `each` numbers a line.
fn in_two(
    lines: usize,
    each: usize,
    mut piece: impl FnMut(std::ops::Range<usize>, &mut [f32]),
) -> Vec<f32> {
    let mut result = vec![f32::NAN; lines * each];
    let cut = lines / 3;
    let (first, second) = result.split_at_mut(cut * each);
    piece(0..cut, first);
    piece(cut..lines, second);
    result
}

proptest! {
    #[test]
    fn all_directions_equal_their_definition(c in conv(false)) {
        let case = Case::new(&c);
        let mut block = vec![f32::NAN; dense::room(&c).max(sums::room(&c))];
        let y = in_two(lines(c.samples, c.positions), c.positions[2] * c.filters, |lines, y| {
            dense::forward(&c, lines, &case.x, &case.kernel, &mut block, y);
        });
        prop_assert_eq!(&y, &case.y);

        let mut sum = vec![0.0; c.kernel()];
        in_two(lines(c.samples, c.positions), 0, |lines, _| {
            let mut part = vec![f32::NAN; c.kernel()];
            sums::of_lines(&c, lines, &case.x, &case.dy, &mut block, &mut part);
            sum.iter_mut().zip(part).for_each(|(sum, part)| *sum += part);
        });
        prop_assert_eq!(&sum, &case.dkernel);
        let dkernel = in_two(c.taps(), c.group_channels() * c.filters, |taps, dkernel| {
            sums::of_taps(&c, taps, &case.x, &case.dy, &mut block, dkernel);
        });
        prop_assert_eq!(&dkernel, &case.dkernel);

        let mut turned = vec![f32::NAN; c.kernel()];
        dense::turn_kernel(&c, &case.kernel, &mut turned);
        let mut block = vec![f32::NAN; dense::input_room(&c)];
        let dx = in_two(lines(c.samples, c.extents), c.extents[2] * c.channels, |lines, dx| {
            dense::input_gradient(&c, lines, &case.dy, &turned, &mut block, dx);
        });
        prop_assert_eq!(&dx, &case.dx);

        let mut block = vec![f32::NAN; scatter::room(&c)];
        let each = c.extents.iter().product::<usize>() * c.channels;
        let dx = in_two(c.samples, each, |samples, dx| {
            scatter::input_gradient(&c, samples, &case.dy, &case.kernel, &mut block, dx);
        });
        prop_assert_eq!(&dx, &case.dx);
    }

    #[test]
    fn all_depthwise_directions_equal_their_definition(c in conv(true)) {
        let case = Case::new(&c);
        let mut sorted = vec![f32::NAN; c.kernel()];
        depthwise::sort_kernel(&c, &case.kernel, &mut sorted);
        prop_assert!(depthwise::sorts_kernel(&c) || sorted == case.kernel);
        let mut row = vec![f32::NAN; depthwise::room(&c)];
        let y = in_two(lines(c.samples, c.positions), c.positions[2] * c.filters, |lines, y| {
            depthwise::forward(&c, lines, &case.x, &sorted, &mut row, y);
        });
        prop_assert_eq!(&y, &case.y);

        let dx = in_two(lines(c.samples, c.extents), c.extents[2] * c.channels, |lines, dx| {
            depthwise::input_gradient(&c, lines, &case.dy, &case.kernel, &mut row, dx);
        });
        prop_assert_eq!(&dx, &case.dx);

        let mut line = vec![f32::NAN; depthwise::line_room(&c)];
        let mut sum = vec![0.0; c.kernel()];
        in_two(lines(c.samples, c.positions), 0, |lines, _| {
            let mut part = vec![f32::NAN; c.kernel()];
            depthwise::kernel_gradient(&c, lines, &case.x, &case.dy, &mut line, &mut part);
            sum.iter_mut().zip(part).for_each(|(sum, part)| *sum += part);
        });
        prop_assert_eq!(&sum, &case.dkernel);
    }
}
