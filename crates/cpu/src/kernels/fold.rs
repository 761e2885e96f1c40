//! Windows added back together.

use crate::vectorized::vectorized;

/// Where the windows of an axis lie.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Places {
    /// Positions of the window.
    pub(crate) positions: usize,
    /// Blocks in the window.
    pub(crate) size: usize,
    /// Elements in a block.
    pub(crate) inner: usize,
    /// How far the window moves.
    pub(crate) stride: usize,
    /// The distance between the window's blocks.
    pub(crate) dilation: usize,
    /// Blocks in the result.
    pub(crate) extent: usize,
}

/// Adds each run of windows into a run of `extent` blocks of `x`, position after position.
pub(crate) fn run(windows: &[f32], x: &mut [f32], places: Places) {
    let Places { positions, size, inner, stride, dilation, extent } = places;
    x.fill(0.0);
    if positions * size * inner == 0 {
        return;
    }
    vectorized(
        x,
        #[inline(always)]
        |x: &mut [f32]| {
            let runs = windows.chunks_exact(positions * size * inner);
            for (windows, x) in runs.zip(x.chunks_exact_mut(extent * inner)) {
                for (i, block) in windows.chunks_exact(inner).enumerate() {
                    let (position, element) = (i / size, i % size);
                    let place = (position * stride + element * dilation) * inner;
                    let target = &mut x[place..place + inner];
                    target.iter_mut().zip(block).for_each(|(x, w)| *x += w);
                }
            }
        },
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlapping_windows_add_up() {
        let mut x = [9.0; 5];
        let places = Places { positions: 2, size: 3, inner: 1, stride: 1, dilation: 1, extent: 5 };
        run(&[1.0, 2.0, 3.0, 10.0, 20.0, 30.0], &mut x, places);
        assert_eq!(x, [1.0, 12.0, 23.0, 30.0, 0.0]);
    }
}
