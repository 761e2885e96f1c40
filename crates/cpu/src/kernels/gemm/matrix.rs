//! Views.
#[derive(Clone, Copy)]
pub struct Matrix<'a> { pub(super) data: &'a [f32], pub(super) rows: usize, pub(super) columns: usize, pub(super) row_stride: usize, pub(super) column_stride: usize }
pub struct MatrixMut<'a> { pub(super) data: &'a mut [f32], pub(super) rows: usize, pub(super) columns: usize, pub(super) row_stride: usize, pub(super) column_stride: usize }
impl<'a> Matrix<'a> { pub fn new(data: &'a [f32], rows: usize, columns: usize, row_stride: usize, column_stride: usize) -> Self { Self { data, rows, columns, row_stride, column_stride } } }
impl<'a> MatrixMut<'a> { pub fn new(data: &'a mut [f32], rows: usize, columns: usize, row_stride: usize, column_stride: usize) -> Self { Self { data, rows, columns, row_stride, column_stride } } }
