//! Element types, dimensions and shapes.

use smallvec::SmallVec;
use std::fmt;

/// The type of one element.
///
/// Truth values are `F32` numbers that are 0 or 1, so that counting them is a sum and choosing by them is
/// arithmetic. `I32` holds indices: class numbers, positions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DType {
    /// A 32-bit floating-point number (the reference evaluator can compute it in 64 bits).
    F32,
    /// A 32-bit signed integer.
    I32,
}

impl fmt::Display for DType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            DType::F32 => "f32",
            DType::I32 => "i32",
        })
    }
}

/// One dimension of a shape: known, or the number of rows in the batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Dim {
    /// A size known when the graph is built.
    Const(usize),
    /// The number of rows, known when a plan is made.
    Batch,
    /// So many times the number of rows, at least twice: the steps of all rows on one axis. Made by
    /// [`Dim::times`].
    Batches(usize),
}

impl Dim {
    /// The size, when it does not depend on the batch.
    pub fn known(self) -> Option<usize> {
        match self {
            Dim::Const(size) => Some(size),
            Dim::Batch | Dim::Batches(_) => None,
        }
    }

    /// The size for a batch of `batch` rows.
    pub fn at(self, batch: usize) -> usize {
        match self {
            Dim::Const(size) => size,
            Dim::Batch => batch,
            Dim::Batches(times) => times * batch,
        }
    }

    /// `count` times this dimension, for a positive `count`.
    pub fn times(self, count: usize) -> Dim {
        match self {
            Dim::Const(size) => Dim::Const(size * count),
            Dim::Batch if count == 1 => Dim::Batch,
            Dim::Batch => Dim::Batches(count),
            Dim::Batches(times) => Dim::Batches(times * count),
        }
    }
}

impl From<usize> for Dim {
    fn from(size: usize) -> Self {
        Dim::Const(size)
    }
}

impl fmt::Display for Dim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Dim::Const(size) => write!(f, "{size}"),
            Dim::Batch => f.write_str("batch"),
            Dim::Batches(times) => write!(f, "{times} batch"),
        }
    }
}

/// The dimensions of a value, slowest first (row-major).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Shape(pub SmallVec<[Dim; 4]>);

impl Shape {
    /// The shape of a single number.
    pub fn scalar() -> Self {
        Shape::default()
    }

    /// A shape of known sizes.
    pub fn of(sizes: &[usize]) -> Self {
        Shape(sizes.iter().copied().map(Dim::Const).collect())
    }

    /// A batch of values of known sizes: `(batch, sizes...)`.
    pub fn batch(sizes: &[usize]) -> Self {
        std::iter::once(Dim::Batch).chain(sizes.iter().copied().map(Dim::Const)).collect()
    }

    /// The number of dimensions.
    pub fn rank(&self) -> usize {
        self.0.len()
    }

    /// The dimensions.
    pub fn dims(&self) -> &[Dim] {
        &self.0
    }

    /// Whether one of the dimensions is the batch.
    pub fn has_batch(&self) -> bool {
        self.0.iter().any(|dim| dim.known().is_none())
    }

    /// The sizes for a batch of `batch` rows.
    pub fn at(&self, batch: usize) -> SmallVec<[usize; 4]> {
        self.0.iter().map(|d| d.at(batch)).collect()
    }

    /// The number of elements for a batch of `batch` rows.
    pub fn elements(&self, batch: usize) -> usize {
        self.0.iter().map(|d| d.at(batch)).product()
    }

    /// The product of the known dimensions, and how often the batch occurs: two shapes agree in both
    /// exactly when they have the same number of elements for every batch.
    pub fn volume(&self) -> (usize, usize) {
        self.0.iter().fold((1, 0), |(known, batches), d| match d {
            Dim::Const(size) => (known.saturating_mul(*size), batches),
            Dim::Batch => (known, batches + 1),
            Dim::Batches(times) => (known.saturating_mul(*times), batches + 1),
        })
    }
}

impl FromIterator<Dim> for Shape {
    fn from_iter<I: IntoIterator<Item = Dim>>(dims: I) -> Self {
        Shape(dims.into_iter().collect())
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(")?;
        for (i, d) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str(", ")?;
            }
            write!(f, "{d}")?;
        }
        f.write_str(")")
    }
}

/// The type of a value: its elements and its shape.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Type {
    /// The type of each element.
    pub dtype: DType,
    /// The dimensions.
    pub shape: Shape,
}

impl Type {
    /// Floating-point numbers of this shape.
    pub fn f32(shape: Shape) -> Self {
        Type { dtype: DType::F32, shape }
    }

    /// Indices of this shape.
    pub fn i32(shape: Shape) -> Self {
        Type { dtype: DType::I32, shape }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.dtype, self.shape)
    }
}
