//! What the columns of data hold.

use crate::model::Tensor;

/// About as many numbers of a tensor are looked at, in rows that lie evenly apart.
const SAMPLE: usize = 1 << 16;
/// But of each column at least so many, where it has them.
const LEAST: usize = 256;

/// What is known of a column: of a place along the last axis, over all rows and steps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Column {
    pub(super) mean: f64,
    pub(super) deviation: f64,
    pub(super) low: f32,
    pub(super) high: f32,
    /// Whether all numbers are whole.
    pub(super) is_whole: bool,
}

impl Column {
    /// Whether all its numbers are equal.
    pub(super) fn is_constant(&self) -> bool {
        self.low == self.high
    }

    /// How large its numbers are: the larger of the magnitude of the mean and the standard deviation.
    pub(super) fn size(&self) -> f64 {
        self.mean.abs().max(self.deviation)
    }
}

/// The columns of a tensor. Numbers are those of a sample of the rows, but a column that is constant there is
/// one in all rows.
pub(super) fn columns(tensor: &Tensor<'_>) -> Vec<Column> {
    let (values, width) = (tensor.values(), width(tensor));
    if width == 0 || values.len() < width {
        return Vec::new();
    }
    let lines = values.len() / width;
    let wanted = (SAMPLE / width).max(LEAST);
    let step = lines.div_ceil(wanted);
    let first = &values[..width];
    let mut sums = vec![Sums::of(0.0); width];
    for (sums, first) in sums.iter_mut().zip(first) {
        *sums = Sums::of(*first);
    }
    for line in values.chunks_exact(width).step_by(step) {
        sums.iter_mut()
            .zip(line)
            .zip(first)
            .for_each(|((sums, value), first)| sums.add(*value, *first));
    }
    let count = lines.div_ceil(step) as f64;
    let mut columns: Vec<Column> =
        sums.iter().zip(first).map(|(sums, first)| sums.column(count, *first)).collect();
    if step > 1 {
        for (index, column) in columns.iter_mut().enumerate().filter(|(_, c)| c.is_constant()) {
            let mut others = values[index..].iter().step_by(width);
            if let Some(&other) = others.find(|value| **value != column.low) {
                (column.low, column.high) = (column.low.min(other), column.high.max(other));
                column.is_whole &= is_whole(other);
            }
        }
    }
    columns
}

/// How many numbers the last axis holds; plain numbers are one column.
fn width(tensor: &Tensor<'_>) -> usize {
    tensor.row_shape().last().copied().unwrap_or(1)
}

/// Sums over a column, of what its numbers are more than the first.
#[derive(Clone, Copy)]
struct Sums {
    more: f64,
    squares: f64,
    low: f32,
    high: f32,
    is_whole: bool,
}

impl Sums {
    fn of(first: f32) -> Self {
        Sums { more: 0.0, squares: 0.0, low: first, high: first, is_whole: true }
    }

    fn add(&mut self, value: f32, first: f32) {
        let more = f64::from(value) - f64::from(first);
        self.more += more;
        self.squares += more * more;
        self.low = self.low.min(value);
        self.high = self.high.max(value);
        self.is_whole &= is_whole(value);
    }

    fn column(&self, count: f64, first: f32) -> Column {
        let more = self.more / count;
        let variance = (self.squares / count - more * more).max(0.0);
        Column {
            mean: f64::from(first) + more,
            deviation: variance.sqrt(),
            low: self.low,
            high: self.high,
            is_whole: self.is_whole,
        }
    }
}

/// Whether a number is whole; of those beyond the integers, it does not matter.
fn is_whole(value: f32) -> bool {
    value as i32 as f32 == value
}

/// `column 2`, `columns 2, 5`, `columns 0, 1, 2, 3, 4 and 7 more`, counted from 0.
pub(super) fn named(columns: &[usize]) -> String {
    /// How many are named.
    const NAMED: usize = 5;
    let shown = &columns[..columns.len().min(NAMED)];
    let list: Vec<String> = shown.iter().map(usize::to_string).collect();
    let word = if columns.len() == 1 { "column" } else { "columns" };
    let more = match columns.len() - shown.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("{word} {} (counted from 0){more}", list.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::IntoTensor;

    #[test]
    fn means_and_deviations_are_those_of_the_numbers() {
        let values = [1.0f32, 10.5, 3.0, 10.5, 5.0, 10.5];
        let columns = columns(&(&values[..], [3, 2]).into_tensor().unwrap());
        assert_eq!(columns[0].mean, 3.0);
        assert!((columns[0].deviation - (8.0f64 / 3.0).sqrt()).abs() < 1e-12);
        assert_eq!((columns[0].low, columns[0].high, columns[0].is_whole), (1.0, 5.0, true));
        assert!(columns[1].is_constant() && !columns[1].is_whole);
        assert_eq!((columns[1].mean, columns[1].deviation), (10.5, 0.0));
    }

    #[test]
    fn channels_of_sequences_are_columns_and_plain_numbers_are_one() {
        let values = [1.0f32, -1.0, 2.0, -2.0, 3.0, -3.0, 4.0, -4.0];
        let sequences = columns(&(&values[..], [2, 2, 2]).into_tensor().unwrap());
        assert_eq!(sequences.iter().map(|c| c.mean).collect::<Vec<_>>(), [2.5, -2.5]);
        assert_eq!(columns(&(&values[..], [8]).into_tensor().unwrap()).len(), 1);
    }

    #[test]
    fn one_other_number_among_a_million_makes_a_column_not_constant() {
        let mut values = vec![2.0f32; 1 << 20];
        let constant = |values: &[f32]| {
            columns(&(values, [1 << 19, 2]).into_tensor().unwrap())
                .iter()
                .map(Column::is_constant)
                .collect::<Vec<_>>()
        };
        assert_eq!(constant(&values), [true, true]);
        values[777_777] = 3.0;
        assert_eq!(constant(&values), [true, false]);
    }

    #[test]
    fn a_large_offset_costs_no_digits() {
        let values: Vec<f32> = (0..1000).map(|row| 1e6 + (row % 2) as f32).collect();
        let column = columns(&(&values[..], [1000]).into_tensor().unwrap())[0];
        assert!((column.deviation - 0.5).abs() < 1e-9, "{column:?}");
    }

    #[test]
    fn five_columns_are_named() {
        assert_eq!(named(&[3]), "column 3 (counted from 0)");
        assert_eq!(named(&[3, 4]), "columns 3, 4 (counted from 0)");
        assert_eq!(
            named(&[1, 2, 3, 4, 5, 6, 7]),
            "columns 1, 2, 3, 4, 5 (counted from 0) and 2 more"
        );
    }
}
