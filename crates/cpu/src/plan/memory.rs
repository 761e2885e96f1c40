//! Where each buffer lies: a pure function of lifetimes.

use std::ops::RangeInclusive;

/// Buffers start at multiples of this many elements, 64 bytes: a cache line, and the widest vector.
pub(crate) const ALIGNMENT: usize = 16;

/// A buffer that holds numbers from its first step to its last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Lifetime {
    /// The steps between which its numbers must stay, both included.
    pub(crate) steps: RangeInclusive<usize>,
    /// How many elements it holds.
    pub(crate) elements: usize,
}

/// Buffers laid out in one block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Layout {
    /// Where each buffer starts, in elements.
    pub(crate) offsets: Vec<usize>,
    /// The size of the block, in elements.
    pub(crate) elements: usize,
}

/// Lays out buffers so that no two that live at the same step overlap.
///
/// The largest buffers are placed first, each at the lowest place that is free for all of its life:
/// greedy by size, which stays within a few per cent of the best layout on the graphs of networks
/// (Pisarchyk and Lee, "Efficient memory management for deep neural net inference", 2020).
pub(crate) fn lay_out(buffers: &[Lifetime]) -> Layout {
    let mut order: Vec<usize> = (0..buffers.len()).collect();
    order.sort_by_key(|&i| (std::cmp::Reverse(buffers[i].elements), *buffers[i].steps.start(), i));

    let mut offsets = vec![0; buffers.len()];
    let mut placed: Vec<usize> = Vec::with_capacity(buffers.len());
    let mut end = 0;
    for index in order {
        // In order of their places, so that one walk finds the first gap.
        let neighbours =
            placed.iter().filter(|&&other| live_together(&buffers[index], &buffers[other]));
        let mut place = 0;
        for &other in neighbours {
            if offsets[other] >= place + aligned(buffers[index].elements) {
                break;
            }
            place = place.max(offsets[other] + aligned(buffers[other].elements));
        }
        offsets[index] = place;
        end = end.max(place + aligned(buffers[index].elements));
        let at = placed.partition_point(|&other| offsets[other] <= place);
        placed.insert(at, index);
    }
    Layout { offsets, elements: end }
}

/// `elements` rounded up to the alignment.
pub(crate) fn aligned(elements: usize) -> usize {
    elements.next_multiple_of(ALIGNMENT)
}

fn live_together(a: &Lifetime, b: &Lifetime) -> bool {
    a.steps.start() <= b.steps.end() && b.steps.start() <= a.steps.end()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lifetime() -> impl Strategy<Value = Lifetime> {
        (0usize..30, 0usize..10, 1usize..200).prop_map(|(start, length, elements)| Lifetime {
            steps: start..=start + length,
            elements,
        })
    }

    proptest! {
        #[test]
        fn no_two_live_buffers_overlap(buffers in prop::collection::vec(lifetime(), 1..60)) {
            let layout = lay_out(&buffers);
            for (i, a) in buffers.iter().enumerate() {
                prop_assert_eq!(layout.offsets[i] % ALIGNMENT, 0);
                prop_assert!(layout.offsets[i] + a.elements <= layout.elements);
                for (j, b) in buffers.iter().enumerate().skip(i + 1) {
                    let apart = layout.offsets[i] + a.elements <= layout.offsets[j]
                        || layout.offsets[j] + b.elements <= layout.offsets[i];
                    prop_assert!(apart || !live_together(a, b), "buffers {} and {}", i, j);
                }
            }
        }

        #[test]
        fn the_block_is_no_larger_than_all_buffers_together(
            buffers in prop::collection::vec(lifetime(), 1..60)
        ) {
            let sum: usize = buffers.iter().map(|b| aligned(b.elements)).sum();
            prop_assert!(lay_out(&buffers).elements <= sum);
        }
    }

    #[test]
    fn a_chain_needs_two_places() {
        let chain: Vec<Lifetime> =
            (0..10).map(|i| Lifetime { steps: i..=i + 1, elements: 100 }).collect();
        assert_eq!(lay_out(&chain).elements, 2 * aligned(100));
    }
}
