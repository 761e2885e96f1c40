//! How an input's elements are met when the iteration space is walked in order.

/// The most dimensions an input may have left after collapsing.
pub(super) const MAX_DIMENSIONS: usize = 8;

/// One dimension of a strided access.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dimension {
    /// How many positions it has.
    pub extent: usize,
    /// How many elements of the input one position is away from the next; 0 repeats.
    pub stride: usize,
}

/// The pattern in which an input is read: element `i` of the iteration space meets which element of
/// the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Access {
    /// Always the one element.
    Scalar,
    /// Element `i`.
    Contiguous,
    /// Element `i % period`: a bias.
    Row {
        /// After how many elements it repeats.
        period: usize,
    },
    /// Element `i / run`: one value for each row, such as sample weights.
    Column {
        /// How many neighbouring elements share one value.
        run: usize,
    },
    /// Anything else: dimensions, slowest first, neighbours merged where that is possible.
    Strided(Vec<Dimension>),
}

impl Access {
    /// Classifies an input whose position along dimension `d` of `shape` moves by `strides[d]` elements.
    pub fn classify(shape: &[usize], strides: &[usize]) -> Self {
        debug_assert_eq!(shape.len(), strides.len());
        let dimensions = collapse(shape, strides);
        match *dimensions.as_slice() {
            [] | [Dimension { stride: 0, .. }] => Access::Scalar,
            [Dimension { stride: 1, .. }] => Access::Contiguous,
            [Dimension { stride: 0, .. }, Dimension { extent, stride: 1 }] => {
                Access::Row { period: extent }
            }
            [Dimension { stride: 1, .. }, Dimension { extent, stride: 0 }] => {
                Access::Column { run: extent }
            }
            _ => Access::Strided(dimensions),
        }
    }

    /// After how many elements the input repeats for ever; `None` if it does not.
    pub(super) fn period(&self) -> Option<usize> {
        match self {
            Access::Scalar => Some(1),
            Access::Row { period } => Some(*period),
            Access::Strided(dimensions) => match dimensions.split_first() {
                Some((first, rest)) if first.stride == 0 => {
                    Some(rest.iter().map(|d| d.extent).product())
                }
                _ => None,
            },
            Access::Contiguous | Access::Column { .. } => None,
        }
    }

    /// How many elements of the input are read in all.
    pub(super) fn footprint(&self, elements: usize) -> usize {
        match self {
            Access::Scalar => 1,
            Access::Contiguous => elements,
            Access::Row { period } => *period,
            Access::Column { run } => elements.checked_div(*run).unwrap_or(0),
            Access::Strided(dimensions) => {
                dimensions.iter().filter(|d| d.stride > 0).map(|d| d.extent).product()
            }
        }
    }
}

/// Drops dimensions of one position and merges a dimension with the next faster one where the two
/// are walked with one stride.
fn collapse(shape: &[usize], strides: &[usize]) -> Vec<Dimension> {
    let mut dimensions: Vec<Dimension> = Vec::with_capacity(shape.len());
    for (&extent, &stride) in shape.iter().zip(strides) {
        match dimensions.last_mut() {
            _ if extent == 1 => {}
            Some(outer) if outer.stride == stride * extent => {
                *outer = Dimension { extent: outer.extent * extent, stride };
            }
            _ => dimensions.push(Dimension { extent, stride }),
        }
    }
    dimensions
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_patterns_are_recognised() {
        let shape = [4, 1, 5, 6];
        for (strides, expected) in [
            ([30, 7, 6, 1], Access::Contiguous),
            ([0, 0, 0, 0], Access::Scalar),
            ([0, 9, 0, 1], Access::Row { period: 6 }),
            ([0, 9, 6, 1], Access::Row { period: 30 }),
            ([1, 9, 0, 0], Access::Column { run: 30 }),
            ([5, 9, 1, 0], Access::Column { run: 6 }),
        ] {
            assert_eq!(Access::classify(&shape, &strides), expected, "{strides:?}");
        }
        assert_eq!(
            Access::classify(&shape, &[0, 0, 1, 5]),
            Access::Strided(vec![
                Dimension { extent: 4, stride: 0 },
                Dimension { extent: 5, stride: 1 },
                Dimension { extent: 6, stride: 5 },
            ])
        );
        assert_eq!(Access::classify(&[], &[]), Access::Scalar);
        assert_eq!(Access::classify(&[1, 1], &[3, 2]), Access::Scalar);
    }

    #[test]
    fn periods_and_footprints() {
        let transposed = Access::classify(&[4, 5, 6], &[0, 1, 5]);
        assert_eq!((transposed.period(), transposed.footprint(120)), (Some(30), 30));
        let column = Access::classify(&[4, 5], &[1, 0]);
        assert_eq!((column.period(), column.footprint(20)), (None, 4));
    }
}
