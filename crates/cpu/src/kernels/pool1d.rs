//! One-dimensional poolings, channels last.

use crate::step::Pool;
use crate::vectorized::vectorized;
use std::ops::Range;

impl Pool {
    /// The input elements in the window at a position: the first, and how many, `dilation` apart.
    /// Padding holds nothing.
    #[inline(always)]
    fn window(&self, position: usize) -> (usize, usize) {
        let start = position * self.stride;
        // Without the divisions below, which cost as much as the window itself.
        if self.padding == (0, 0) {
            return (start, self.size);
        }
        let skipped = self.padding.0.saturating_sub(start).div_ceil(self.dilation).min(self.size);
        let first = start + skipped * self.dilation;
        let room = (self.padding.0 + self.extent).saturating_sub(first).div_ceil(self.dilation);
        (first.saturating_sub(self.padding.0), room.min(self.size - skipped))
    }

    /// The elements of a sample under a window, each as a row of channels.
    #[inline(always)]
    fn rows<'a>(&self, x: &'a [f32], position: usize) -> impl Iterator<Item = &'a [f32]> + use<'a> {
        let (first, count) = self.window(position);
        let (channels, dilation) = (self.channels, self.dilation);
        (0..count).map(move |i| &x[(first + i * dilation) * channels..][..channels])
    }
}

/// The largest (or the mean) of each window, for some samples; `y` holds just those.
pub(crate) fn forward(p: &Pool, largest: bool, samples: Range<usize>, x: &[f32], y: &mut [f32]) {
    let each = p.positions * p.channels;
    vectorized(
        (samples, y),
        #[inline(always)]
        |(samples, y): (Range<usize>, &mut [f32])| {
            for (sample, y) in samples.zip(y.chunks_exact_mut(each)) {
                let x = &x[sample * p.extent * p.channels..][..p.extent * p.channels];
                for (position, y) in y.chunks_exact_mut(p.channels).enumerate() {
                    let mut rows = p.rows(x, position);
                    match rows.next() {
                        Some(first) => y.copy_from_slice(first),
                        None => y.fill(if largest { f32::NEG_INFINITY } else { 0.0 }),
                    }
                    if largest {
                        rows.for_each(|row| maximum(y, row));
                    } else {
                        rows.for_each(|row| add(y, row, 1.0));
                        let count = p.window(position).1 as f32;
                        y.iter_mut().for_each(|sum| *sum /= count);
                    }
                }
            }
        },
    );
}

/// The larger of both, NaN if one is NaN.
#[inline(always)]
fn maximum(y: &mut [f32], x: &[f32]) {
    for (y, &x) in y.iter_mut().zip(x) {
        *y = if x > *y || x.is_nan() { x } else { *y };
    }
}

#[inline(always)]
fn add(y: &mut [f32], x: &[f32], factor: f32) {
    y.iter_mut().zip(x).for_each(|(y, x)| *y += factor * x);
}

/// The gradient of a maximum pooling: that of each window goes to its first largest element.
pub(crate) fn max_gradient(p: &Pool, samples: Range<usize>, x: &[f32], dy: &[f32], dx: &mut [f32]) {
    let (input, output) = (p.extent * p.channels, p.positions * p.channels);
    let pairs = p.size == 2 && p.stride == 2 && p.dilation == 1 && p.padding == (0, 0);
    vectorized(
        (samples, dx),
        #[inline(always)]
        |(samples, dx): (Range<usize>, &mut [f32])| {
            for (sample, dx) in samples.zip(dx.chunks_exact_mut(input)) {
                let x = &x[sample * input..][..input];
                let dy = &dy[sample * output..][..output];
                if pairs {
                    max_gradient_of_pairs(p.channels, x, dy, dx);
                    continue;
                }
                dx.fill(0.0);
                for position in 0..p.positions {
                    let dy = &dy[position * p.channels..][..p.channels];
                    max_gradient_of_window(p, p.window(position), x, dy, dx);
                }
            }
        },
    );
}

/// The usual windows of two neighbours, side by side: without branches, each element written once.
#[inline(always)]
fn max_gradient_of_pairs(channels: usize, x: &[f32], dy: &[f32], dx: &mut [f32]) {
    let mut pairs = dx.chunks_exact_mut(2 * channels);
    for ((x, dx), dy) in x.chunks_exact(2 * channels).zip(&mut pairs).zip(dy.chunks_exact(channels))
    {
        let (a, b) = x.split_at(channels);
        let (da, db) = dx.split_at_mut(channels);
        for ((((a, b), da), db), &dy) in a.iter().zip(b).zip(da).zip(db).zip(dy) {
            // Not `b > a`: a NaN in the second place is the largest, unless the first is one too.
            let second = (b > a) | (b.is_nan() & !a.is_nan());
            *da = if second { 0.0 } else { dy };
            *db = if second { dy } else { 0.0 };
        }
    }
    pairs.into_remainder().fill(0.0);
}

#[inline(always)]
fn max_gradient_of_window(
    p: &Pool,
    (first, count): (usize, usize),
    x: &[f32],
    dy: &[f32],
    dx: &mut [f32],
) {
    for (channel, dy) in dy.iter().enumerate() {
        let place = |i: usize| (first + i * p.dilation) * p.channels + channel;
        let mut best = place(0);
        for i in 1..count {
            let (old, new) = (x[best], x[place(i)]);
            if new > old || (new.is_nan() && !old.is_nan()) {
                best = place(i);
            }
        }
        dx[best] += dy;
    }
}

/// The gradient of an average pooling: in equal parts to the elements of each window.
pub(crate) fn average_gradient(p: &Pool, samples: Range<usize>, dy: &[f32], dx: &mut [f32]) {
    let output = p.positions * p.channels;
    vectorized(
        (samples, dx),
        #[inline(always)]
        |(samples, dx): (Range<usize>, &mut [f32])| {
            for (sample, dx) in samples.zip(dx.chunks_exact_mut(p.extent * p.channels)) {
                let dy = &dy[sample * output..][..output];
                dx.fill(0.0);
                for (position, dy) in dy.chunks_exact(p.channels).enumerate() {
                    let (first, count) = p.window(position);
                    for i in 0..count {
                        let place = (first + i * p.dilation) * p.channels;
                        add(&mut dx[place..place + p.channels], dy, 1.0 / count as f32);
                    }
                }
            }
        },
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pool() -> impl Strategy<Value = Pool> {
        let window = (1usize..6, 1usize..5, 1usize..3, 0usize..5, 0usize..5);
        (1usize..3, 1usize..16, 1usize..5, window).prop_filter_map(
            "each window must hold an element",
            |(samples, extent, channels, (size, stride, dilation, before, after))| {
                let span = (size - 1) * dilation + 1;
                let padded = extent + before + after;
                let positions = padded.checked_sub(span)? / stride + 1;
                let padding = (before, after);
                let p =
                    Pool { samples, extent, channels, size, stride, dilation, padding, positions };
                (0..positions).all(|i| p.window(i).1 > 0).then_some(p)
            },
        )
    }

    /// The places of a window's elements, by the definition.
    fn elements(p: &Pool, position: usize) -> Vec<usize> {
        (0..p.size)
            .filter_map(|k| (position * p.stride + k * p.dilation).checked_sub(p.padding.0))
            .filter(|&t| t < p.extent)
            .collect()
    }

    proptest! {
        #[test]
        fn poolings_equal_their_definition(
            p in pool(), x in prop::collection::vec(-9i8..9, 2 * 16 * 5)
        ) {
            // Integers make ties, and sums that are exact.
            let x: Vec<f32> = x.into_iter().map(f32::from).collect();
            let x = &x[..p.samples * p.extent * p.channels];
            let outputs = p.samples * p.positions * p.channels;
            let dy: Vec<f32> = (0..outputs).map(|i| (i % 7) as f32 - 3.0).collect();
            let mut expected = [vec![0.0; outputs], vec![0.0; outputs]];
            let mut gradients = [vec![0.0f32; x.len()], vec![0.0f32; x.len()]];
            for (o, dy) in dy.iter().enumerate() {
                let (rest, channel) = (o / p.channels, o % p.channels);
                let (sample, position) = (rest / p.positions, rest % p.positions);
                let places: Vec<usize> = elements(&p, position)
                    .into_iter()
                    .map(|t| (sample * p.extent + t) * p.channels + channel)
                    .collect();
                let largest = places.iter().copied().reduce(|a, b| if x[b] > x[a] { b } else { a });
                expected[0][o] = x[largest.unwrap()];
                gradients[0][largest.unwrap()] += dy;
                let count = places.len() as f32;
                expected[1][o] = places.iter().map(|&i| x[i]).sum::<f32>() / count;
                places.iter().for_each(|&i| gradients[1][i] += 1.0 / count * dy);
            }
            for (largest, expected) in [true, false].into_iter().zip(&expected) {
                let mut y = vec![f32::NAN; outputs];
                forward(&p, largest, 0..p.samples, x, &mut y);
                prop_assert_eq!(&y, expected);
            }
            let mut dx = vec![f32::NAN; x.len()];
            max_gradient(&p, 0..p.samples, x, &dy, &mut dx);
            prop_assert_eq!(&dx, &gradients[0]);
            average_gradient(&p, 0..p.samples, &dy, &mut dx);
            for (dx, expected) in dx.iter().zip(&gradients[1]) {
                // The order of additions differs where windows overlap.
                prop_assert!((dx - expected).abs() <= 1e-5, "{} {}", dx, expected);
            }
        }
    }

    #[test]
    fn nan_is_not_lost() {
        let p = Pool {
            samples: 1,
            extent: 4,
            channels: 1,
            size: 2,
            stride: 2,
            dilation: 1,
            padding: (0, 0),
            positions: 2,
        };
        let mut y = [0.0; 2];
        forward(&p, true, 0..1, &[f32::NAN, 1.0, 1.0, f32::NAN], &mut y);
        assert!(y.iter().all(|y| y.is_nan()));
    }
}
