//! Sizes along the axes in space.

use crate::layer::Value;
use std::fmt;

/// One size for each of `RANK` axes; a plain number stands for the same along all.
///
/// ```
/// use kerros::prelude::*;
///
/// assert_eq!(PerAxis::<2>::from(3), PerAxis::from([3, 3]));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PerAxis<const RANK: usize>(pub(super) [usize; RANK]);

impl<const RANK: usize> From<usize> for PerAxis<RANK> {
    fn from(size: usize) -> Self {
        PerAxis([size; RANK])
    }
}

impl<const RANK: usize> From<[usize; RANK]> for PerAxis<RANK> {
    fn from(sizes: [usize; RANK]) -> Self {
        PerAxis(sizes)
    }
}

/// A number along one axis, a list along several.
impl<const RANK: usize> fmt::Display for PerAxis<RANK> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.as_slice() {
            [size] => write!(f, "{size}"),
            sizes => write!(f, "{sizes:?}"),
        }
    }
}

impl<const RANK: usize> From<PerAxis<RANK>> for Value {
    fn from(sizes: PerAxis<RANK>) -> Self {
        sizes.0.to_vec().into()
    }
}

/// How many elements before the first and after the last one, for each of `RANK` axes.
///
/// A plain number stands for the same at all ends, a number for each axis for the same at both ends
/// of it; else a pair for each axis. For one axis a pair alone does as well.
///
/// ```
/// use kerros::prelude::*;
///
/// assert_eq!(BothEnds::<2>::from(1), BothEnds::from([(1, 1), (1, 1)]));
/// assert_eq!(BothEnds::from([1, 2]), BothEnds::from([(1, 1), (2, 2)]));
/// assert_eq!(BothEnds::from((1, 2)), BothEnds::from([(1, 2)]));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BothEnds<const RANK: usize>(pub(super) [(usize, usize); RANK]);

impl<const RANK: usize> From<usize> for BothEnds<RANK> {
    fn from(size: usize) -> Self {
        BothEnds([(size, size); RANK])
    }
}

impl<const RANK: usize> From<[usize; RANK]> for BothEnds<RANK> {
    fn from(sizes: [usize; RANK]) -> Self {
        BothEnds(sizes.map(|size| (size, size)))
    }
}

impl<const RANK: usize> From<[(usize, usize); RANK]> for BothEnds<RANK> {
    fn from(ends: [(usize, usize); RANK]) -> Self {
        BothEnds(ends)
    }
}

impl From<(usize, usize)> for BothEnds<1> {
    fn from(ends: (usize, usize)) -> Self {
        BothEnds([ends])
    }
}

/// As Keras writes it: a pair for each axis, and for one axis the pair alone.
impl<const RANK: usize> From<BothEnds<RANK>> for Value {
    fn from(ends: BothEnds<RANK>) -> Self {
        let mut pairs: Vec<Value> =
            ends.0.iter().map(|&(before, after)| vec![before, after].into()).collect();
        match pairs.len() {
            1 => pairs.remove(0),
            _ => Value::List(pairs),
        }
    }
}
