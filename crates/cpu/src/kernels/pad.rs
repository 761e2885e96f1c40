//! Elements among zeros.

/// Where the blocks of an axis go.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Places {
    /// Blocks in the operand.
    pub(crate) count: usize,
    /// Elements in a block.
    pub(crate) inner: usize,
    /// Where the first block goes.
    pub(crate) start: usize,
    /// The distance between blocks.
    pub(crate) step: usize,
    /// Blocks in the result.
    pub(crate) extent: usize,
}

/// Puts each run of `count` blocks of `x` into a run of `extent` blocks of `y`.
pub(crate) fn run(x: &[f32], y: &mut [f32], places: Places) {
    let Places { count, inner, start, step, extent } = places;
    y.fill(0.0);
    if count * inner == 0 {
        return;
    }
    // Blocks that stay neighbours move together.
    let run = if step == 1 { count * inner } else { inner };
    for (x, y) in x.chunks_exact(count * inner).zip(y.chunks_exact_mut(extent * inner)) {
        for (i, run) in x.chunks_exact(run).enumerate() {
            let place = (start + i * step) * inner;
            y[place..place + run.len()].copy_from_slice(run);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_go_to_their_places() {
        let mut y = [9.0; 10];
        run(
            &[1.0, 2.0, 3.0, 4.0],
            &mut y,
            Places { count: 2, inner: 1, start: 1, step: 2, extent: 5 },
        );
        assert_eq!(y, [0.0, 1.0, 0.0, 2.0, 0.0, 0.0, 3.0, 0.0, 4.0, 0.0]);
        run(
            &[1.0, 2.0, 3.0, 4.0],
            &mut y,
            Places { count: 2, inner: 1, start: 2, step: 1, extent: 5 },
        );
        assert_eq!(y, [0.0, 0.0, 1.0, 2.0, 0.0, 0.0, 0.0, 3.0, 4.0, 0.0]);
    }
}
