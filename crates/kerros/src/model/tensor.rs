//! Numbers with a shape: what a model takes as data.

use crate::error::{Error, Result};
use ndarray::{ArrayBase, ArrayView, ArrayViewD, Dimension};
use std::borrow::Cow;
use std::ops::Range;

/// Numbers with a shape, in row-major order: borrowed where they lie that way already.
///
/// The first axis counts the rows (samples). Whatever takes data takes anything that implements
/// [`IntoTensor`]: arrays and views of `ndarray` of any dimension, and slices with a shape.
#[derive(Clone, Debug, PartialEq)]
pub struct Tensor<'a> {
    shape: Vec<usize>,
    values: Cow<'a, [f32]>,
}

impl<'a> Tensor<'a> {
    /// The size of each axis.
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// The numbers, slowest axis first.
    pub fn values(&self) -> &[f32] {
        &self.values
    }

    /// The number of rows; a single number is no row.
    pub fn rows(&self) -> usize {
        self.shape.first().copied().unwrap_or(0)
    }

    /// How many numbers a row holds.
    pub(crate) fn row_len(&self) -> usize {
        self.shape.iter().skip(1).product()
    }

    /// The sizes of a row.
    pub(crate) fn row_shape(&self) -> &[usize] {
        self.shape.get(1..).unwrap_or_default()
    }

    /// The same rows, each filled up with 0 to `width` numbers; as they are if none is shorter.
    pub(crate) fn filled_up_to(self, width: usize) -> Self {
        let own = self.row_len();
        if own == 0 || own >= width {
            return self;
        }
        let mut values = vec![0.0; self.rows() * width];
        for (to, from) in values.chunks_exact_mut(width).zip(self.values.chunks_exact(own)) {
            to[..own].copy_from_slice(from);
        }
        Tensor { shape: vec![self.rows(), width], values: Cow::Owned(values) }
    }

    /// Some of the rows, borrowed from these; the range must lie within them.
    pub(crate) fn slice(&self, rows: Range<usize>) -> Tensor<'_> {
        let mut shape = self.shape.clone();
        if let Some(count) = shape.first_mut() {
            *count = rows.len();
        }
        let width = self.row_len();
        let values = &self.values[rows.start * width..rows.end * width];
        Tensor { shape, values: Cow::Borrowed(values) }
    }

    /// The same numbers as a view of `ndarray`.
    pub(crate) fn view(&self) -> Result<ArrayViewD<'_, f32>> {
        ArrayView::from_shape(self.shape.as_slice(), self.values.as_ref())
            .map_err(|_| wrong_length(&self.shape, self.values.len()))
    }
}

/// Types whose numbers a model can take. `f64` and integers are rounded to `f32`, which holds whole
/// numbers up to 2^24 exactly.
pub trait Element: Copy + sealed::Sealed {
    /// The number as `f32`.
    fn to_f32(self) -> f32;

    /// The numbers as they are, if they are `f32`.
    fn as_f32(_values: &[Self]) -> Option<&[f32]> {
        None
    }
}

mod sealed {
    pub trait Sealed {}
}

impl sealed::Sealed for f32 {}

impl Element for f32 {
    fn to_f32(self) -> f32 {
        self
    }

    fn as_f32(values: &[Self]) -> Option<&[f32]> {
        Some(values)
    }
}

/// Elements that are converted by a cast.
macro_rules! converted {
    ($($element:ty),*) => {
        $(
            impl sealed::Sealed for $element {}

            impl Element for $element {
                fn to_f32(self) -> f32 {
                    self as f32
                }
            }
        )*
    };
}

converted!(f64, i8, i16, i32, i64, isize, u8, u16, u32, u64, usize);

/// Anything that is numbers with a shape.
///
/// ```
/// use kerros::model::IntoTensor;
/// use kerros::prelude::*;
///
/// let array = Array2::<f64>::zeros((3, 4));
/// assert_eq!(array.view().into_tensor()?.shape(), [3, 4]);
/// assert_eq!((&array).into_tensor()?.shape(), [3, 4]);
///
/// let numbers = [1.0f32, 2.0, 3.0, 4.0, 5.0, 6.0];
/// assert_eq!((&numbers[..], [3, 2]).into_tensor()?.shape(), [3, 2]);
/// assert!((&numbers[..], [3, 3]).into_tensor().is_err());
///
/// let labels: Vec<usize> = vec![0, 2, 1];
/// assert_eq!((&labels).into_tensor()?.values(), [0.0, 2.0, 1.0]);
/// # Ok::<(), kerros::Error>(())
/// ```
pub trait IntoTensor<'a> {
    /// The numbers, borrowed if they are `f32` in row-major order.
    ///
    /// # Errors
    ///
    /// When the number of numbers does not fit the shape.
    fn into_tensor(self) -> Result<Tensor<'a>>;
}

impl<'a> IntoTensor<'a> for Tensor<'a> {
    fn into_tensor(self) -> Result<Tensor<'a>> {
        Ok(self)
    }
}

impl<'a> IntoTensor<'a> for &'a Tensor<'_> {
    fn into_tensor(self) -> Result<Tensor<'a>> {
        Ok(self.slice(0..self.rows()))
    }
}

impl<'a, S, D> IntoTensor<'a> for &'a ArrayBase<S, D>
where
    S: ndarray::Data,
    S::Elem: Element,
    D: Dimension,
{
    fn into_tensor(self) -> Result<Tensor<'a>> {
        Ok(match self.as_slice() {
            Some(values) => Tensor { shape: self.shape().to_vec(), values: borrow(values) },
            None => copied(self.view()),
        })
    }
}

impl<'a, T: Element, D: Dimension> IntoTensor<'a> for ArrayView<'a, T, D> {
    fn into_tensor(self) -> Result<Tensor<'a>> {
        Ok(match self.to_slice() {
            Some(values) => Tensor { shape: self.shape().to_vec(), values: borrow(values) },
            None => copied(self),
        })
    }
}

impl<'a, T: Element> IntoTensor<'a> for &'a [T] {
    fn into_tensor(self) -> Result<Tensor<'a>> {
        Ok(Tensor { shape: vec![self.len()], values: borrow(self) })
    }
}

impl<'a, T: Element> IntoTensor<'a> for &'a Vec<T> {
    fn into_tensor(self) -> Result<Tensor<'a>> {
        self.as_slice().into_tensor()
    }
}

impl<'a, T: Element, const N: usize> IntoTensor<'a> for &'a [T; N] {
    fn into_tensor(self) -> Result<Tensor<'a>> {
        self.as_slice().into_tensor()
    }
}

impl<'a, T: Element, const RANK: usize> IntoTensor<'a> for (&'a [T], [usize; RANK]) {
    fn into_tensor(self) -> Result<Tensor<'a>> {
        shaped(self.0, self.1.to_vec())
    }
}

impl<'a, T: Element> IntoTensor<'a> for (&'a [T], &[usize]) {
    fn into_tensor(self) -> Result<Tensor<'a>> {
        shaped(self.0, self.1.to_vec())
    }
}

/// One thing that is numbers with a shape, or several of one kind: the data of a model with several inputs
/// or outputs, in their order.
///
/// ```
/// use kerros::model::{IntoTensor, IntoTensors};
/// use kerros::prelude::*;
///
/// let (left, right) = (Array2::<f32>::zeros((3, 4)), Array2::<f32>::zeros((3, 2)));
/// assert_eq!((&left).into_tensors()?.len(), 1);
/// assert_eq!([&left, &right].into_tensors()?.len(), 2);
///
/// // Of different kinds: tensors.
/// let labels = [0u8, 1, 1];
/// let data = [(&left).into_tensor()?, (&labels).into_tensor()?].into_tensors()?;
/// assert_eq!((data[0].shape(), data[1].shape()), (&[3, 4][..], &[3][..]));
/// # Ok::<(), kerros::Error>(())
/// ```
pub trait IntoTensors<'a> {
    /// The numbers, borrowed where possible.
    ///
    /// # Errors
    ///
    /// When the number of numbers does not fit a shape.
    fn into_tensors(self) -> Result<Vec<Tensor<'a>>>;
}

impl<'a, T: IntoTensor<'a>> IntoTensors<'a> for T {
    fn into_tensors(self) -> Result<Vec<Tensor<'a>>> {
        Ok(vec![self.into_tensor()?])
    }
}

impl<'a, T: IntoTensor<'a>, const N: usize> IntoTensors<'a> for [T; N] {
    fn into_tensors(self) -> Result<Vec<Tensor<'a>>> {
        self.into_iter().map(IntoTensor::into_tensor).collect()
    }
}

impl<'a, T: IntoTensor<'a>> IntoTensors<'a> for Vec<T> {
    fn into_tensors(self) -> Result<Vec<Tensor<'a>>> {
        self.into_iter().map(IntoTensor::into_tensor).collect()
    }
}

fn shaped<T: Element>(values: &[T], shape: Vec<usize>) -> Result<Tensor<'_>> {
    let expected = shape.iter().try_fold(1usize, |product, &size| product.checked_mul(size));
    if expected != Some(values.len()) {
        return Err(wrong_length(&shape, values.len()));
    }
    Ok(Tensor { shape, values: borrow(values) })
}

fn borrow<T: Element>(values: &[T]) -> Cow<'_, [f32]> {
    match T::as_f32(values) {
        Some(values) => Cow::Borrowed(values),
        None => values.iter().map(|&value| value.to_f32()).collect(),
    }
}

/// The numbers of an array that does not lie in row-major order.
fn copied<'a, T: Element, D: Dimension>(array: ArrayView<'_, T, D>) -> Tensor<'a> {
    let values = array.iter().map(|&value| value.to_f32()).collect();
    Tensor { shape: array.shape().to_vec(), values }
}

fn wrong_length(shape: &[usize], received: usize) -> Error {
    let sizes: Vec<String> = shape.iter().map(usize::to_string).collect();
    Error::invalid(
        "shape",
        format!("as many numbers as {shape:?} holds: {}", sizes.join(" x ")),
        format!("{received} numbers"),
        "Pass a slice of that length, or another shape.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array2, Array3, Axis, Slice};

    #[test]
    fn rows_in_order_are_borrowed_and_others_copied_in_order() {
        let array = Array3::from_shape_fn((2, 3, 4), |(i, j, k)| (i * 12 + j * 4 + k) as f32);
        let tensor = (&array).into_tensor().unwrap();
        assert!(matches!(tensor.values, Cow::Borrowed(_)));
        assert!(tensor.values().iter().enumerate().all(|(i, &value)| value == i as f32));

        let turned = array.view().reversed_axes();
        let tensor = turned.into_tensor().unwrap();
        assert_eq!(tensor.shape(), [4, 3, 2]);
        assert_eq!(tensor.values()[..3], [0.0, 12.0, 4.0]);

        let every_other = array.slice_axis(Axis(1), Slice::new(0, None, 2));
        let tensor = every_other.into_tensor().unwrap();
        assert_eq!(tensor.shape(), [2, 2, 4]);
        assert_eq!(tensor.values()[4], 8.0);
    }

    #[test]
    fn other_numbers_are_converted() {
        let array = Array2::from_elem((1, 2), 0.1f64);
        assert_eq!((&array).into_tensor().unwrap().values(), [0.1f32, 0.1]);
        assert_eq!((&[3u8, 7][..]).into_tensor().unwrap().values(), [3.0, 7.0]);
    }

    #[test]
    fn a_slice_of_the_wrong_length_is_refused() {
        let error = (&[1.0f32, 2.0][..], [3, 2]).into_tensor().unwrap_err().to_string();
        assert_eq!(
            error,
            "shape: expected as many numbers as [3, 2] holds: 3 x 2, received 2 numbers. \
             Pass a slice of that length, or another shape."
        );
        assert!((&[1.0f32][..], [usize::MAX, 2]).into_tensor().is_err());
    }

    #[test]
    fn rows_are_borrowed() {
        let numbers = [1.0f32, 2.0, 3.0, 4.0, 5.0, 6.0];
        let tensor = (&numbers[..], [3, 2]).into_tensor().unwrap();
        let last = tensor.slice(1..3);
        assert_eq!((last.shape(), last.values()), (&[2, 2][..], &[3.0, 4.0, 5.0, 6.0][..]));
    }
}
