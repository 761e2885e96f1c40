//! Matrices in slices.

/// A matrix in a slice: element `(i, j)` is at `offset + i * strides.0 + j * strides.1`. Rows may
/// overlap: a convolution reads its input so.
#[derive(Clone, Copy, Debug)]
pub struct Matrix<'a> {
    /// The slice.
    pub data: &'a [f32],
    /// Where element (0, 0) is.
    pub offset: usize,
    /// The distance between rows and between columns, in elements.
    pub strides: (usize, usize),
}

impl<'a> Matrix<'a> {
    /// Whether all of `rows x columns` lies in the slice.
    pub(super) fn holds(&self, rows: usize, columns: usize) -> bool {
        if rows == 0 || columns == 0 {
            return true;
        }
        let last = self.offset + (rows - 1) * self.strides.0 + (columns - 1) * self.strides.1;
        last < self.data.len()
    }

    /// The part that starts at an element.
    pub(super) fn from(&self, row: usize, column: usize) -> Matrix<'a> {
        let offset = self.offset + row * self.strides.0 + column * self.strides.1;
        Matrix { offset, ..*self }
    }

    /// The same numbers with rows as columns.
    pub(super) fn transposed(&self) -> Matrix<'a> {
        Matrix { strides: (self.strides.1, self.strides.0), ..*self }
    }

    /// Where the first element lies. To be read only as far as the matrix holds.
    pub(super) fn pointer(&self) -> *const f32 {
        self.data.as_ptr().wrapping_add(self.offset)
    }

    /// Row `row`, `columns` neighbours long, where neighbours lie side by side.
    pub(super) fn row(&self, row: usize, columns: usize) -> &'a [f32] {
        let start = self.offset + row * self.strides.0;
        &self.data[start..start + columns]
    }

    /// The first `rows` elements of column `column`.
    pub(super) fn column(&self, column: usize, rows: usize) -> impl Iterator<Item = &'a f32> {
        let start = self.offset + column * self.strides.1;
        self.data[start..].iter().step_by(self.strides.0.max(1)).take(rows)
    }
}
