//! Rows in batches.

/// Rows that are worked through in batches; the last batch takes what is left.
///
/// ```
/// use kerros::progress::Batches;
///
/// let batches = Batches::new(120, 32);
/// assert_eq!((batches.rows(), batches.count()), (120, 4));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Batches {
    rows: usize,
    batch_size: usize,
}

impl Batches {
    /// `rows` rows, `batch_size` at a time; 0 at a time counts as 1.
    pub fn new(rows: usize, batch_size: usize) -> Self {
        Self { rows, batch_size: batch_size.max(1) }
    }

    /// How many rows there are.
    pub fn rows(self) -> usize {
        self.rows
    }

    /// How many batches they make.
    pub fn count(self) -> usize {
        self.rows.div_ceil(self.batch_size)
    }

    /// How many rows are in the first `batches` batches.
    pub(super) fn rows_in(self, batches: usize) -> usize {
        self.rows.min(batches.saturating_mul(self.batch_size))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_batch_takes_what_is_left() {
        let batches = Batches::new(70, 32);
        let rows: Vec<usize> = (0..5).map(|done| batches.rows_in(done)).collect();
        assert_eq!(rows, [0, 32, 64, 70, 70]);
        assert_eq!(batches.count(), 3);
        assert_eq!((Batches::new(0, 0).count(), Batches::new(3, 0).count()), (0, 3));
        assert_eq!(Batches::new(3, usize::MAX).rows_in(2), 3);
    }
}
