//! Cutting work among threads without knowing how many there are.

/// The work of a piece in additions: about as long as waking a thread takes, several times over.
const PIECE_WORK: usize = 64 * 1024;

/// The most pieces: enough to balance any number of cores that one model keeps busy.
const MAX_PIECES: usize = 64;

/// A cut of an iteration space into pieces of equal size; the last one may be shorter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pieces {
    /// Elements in a piece.
    pub size: usize,
    /// How many pieces there are; at least one.
    pub count: usize,
}

/// Cuts `elements`, each of which costs as much as `cost` additions, into pieces that are multiples
/// of `granule` elements. Small work is one piece. A pure function of its arguments.
pub fn pieces(elements: usize, cost: usize, granule: usize) -> Pieces {
    let granule = granule.max(1);
    let count = (elements.saturating_mul(cost) / PIECE_WORK).clamp(1, MAX_PIECES);
    let size = elements.div_ceil(count).next_multiple_of(granule).max(granule);
    Pieces { size, count: elements.div_ceil(size).max(1) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn small_work_is_one_piece() {
        assert_eq!(pieces(10_000, 5, 64).count, 1);
        assert_eq!(pieces(0, 5, 64).count, 1);
        assert!(pieces(600_000, 5, 64).count > 16);
    }

    proptest! {
        #[test]
        fn pieces_cover_everything(elements in 0usize..5_000_000, cost in 0usize..200, granule in 1usize..5000) {
            let Pieces { size, count } = pieces(elements, cost, granule);
            prop_assert!(size.is_multiple_of(granule));
            prop_assert!(size * count >= elements);
            prop_assert!((1..=MAX_PIECES).contains(&count));
            prop_assert!(elements == 0 || size * (count - 1) < elements);
        }
    }
}
