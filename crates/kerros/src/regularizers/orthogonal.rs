//! A penalty on directions that are not orthogonal.

use super::{Regularizer, check_factor};
use crate::error::{Error, Result};
use crate::layer::{Config, Value};
use kerros_graph::op::DotAxes;
use kerros_graph::{DType, Graph, NodeId, Type};
use std::str::FromStr;

/// Norms below this count as this, as in Keras.
const EPSILON: f64 = 1e-7;

/// Adds `factor` times the mean of `|u . v|` over all pairs of rows, or of columns, of a matrix, each
/// scaled to length 1: 0 when they are orthogonal to each other. In Keras: "OrthogonalRegularizer
/// class".
///
/// | argument | default | |
/// |---|---|---|
/// | `factor` | 0.01 | finite, not negative |
/// | `mode` | rows | whether `rows` or `columns` are to be orthogonal |
///
/// The rows of the kernel of a [`Dense`](crate::layers::Dense) belong to its inputs, the columns to
/// its units. Where two are orthogonal already, the gradient is 0.
///
/// ```
/// use kerros::prelude::*;
///
/// let columns = OrthogonalRegularizer::new().factor(0.1).mode(OrthogonalMode::Columns);
/// let columns = SharedRegularizer::from(columns);
/// assert_eq!(columns.config().to_string(), "factor=0.1, mode=\"columns\"");
/// ```
///
/// # Errors
///
/// The layer that holds it is refused when the factor is negative or not finite, when the weight is
/// no matrix, and when there are fewer than two rows or columns to compare.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OrthogonalRegularizer {
    factor: f64,
    mode: OrthogonalMode,
}

/// What an [`OrthogonalRegularizer`] wants to be orthogonal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OrthogonalMode {
    /// The rows.
    #[default]
    Rows,
    /// The columns.
    Columns,
}

impl OrthogonalMode {
    /// The name in Keras: `rows`, `columns`.
    pub fn name(self) -> &'static str {
        match self {
            OrthogonalMode::Rows => "rows",
            OrthogonalMode::Columns => "columns",
        }
    }
}

impl FromStr for OrthogonalMode {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let known = [OrthogonalMode::Rows, OrthogonalMode::Columns];
        known.into_iter().find(|mode| mode.name() == name).ok_or_else(|| {
            let remedy = "Choose what is to be orthogonal.";
            Error::invalid("mode", "\"rows\" or \"columns\"", format!("{name:?}"), remedy)
        })
    }
}

impl From<OrthogonalMode> for Value {
    fn from(mode: OrthogonalMode) -> Self {
        mode.name().into()
    }
}

impl OrthogonalRegularizer {
    /// Rows, with a factor of 0.01.
    pub fn new() -> Self {
        OrthogonalRegularizer { factor: 0.01, mode: OrthogonalMode::Rows }
    }

    /// The factor; 0.01 if not set.
    #[must_use]
    pub fn factor(self, factor: f64) -> Self {
        OrthogonalRegularizer { factor, ..self }
    }

    /// Rows or columns; rows if not set.
    #[must_use]
    pub fn mode(self, mode: OrthogonalMode) -> Self {
        OrthogonalRegularizer { mode, ..self }
    }
}

impl Default for OrthogonalRegularizer {
    fn default() -> Self {
        Self::new()
    }
}

impl Regularizer for OrthogonalRegularizer {
    fn name(&self) -> &'static str {
        "OrthogonalRegularizer"
    }

    fn call(&self, graph: &mut Graph, x: NodeId) -> Result<NodeId> {
        let (vectors, along) = match self.mode {
            OrthogonalMode::Rows => (0, 1),
            OrthogonalMode::Columns => (1, 0),
        };
        self.check_matrix(graph, x, vectors)?;
        let unit = unit_vectors(graph, x, along)?;
        let axes =
            DotAxes { batch: Default::default(), contract: [(along, along)].into_iter().collect() };
        let products = graph.dot(unit, unit, axes)?;
        let others = outside_diagonal(graph, products)?;
        let sizes = graph.abs(others)?;
        let sum = graph.sum_all(sizes)?;
        // Each pair stands in the matrix twice.
        let count = graph.count(x, &[vectors])?;
        let less = graph.offset(count, -1.0)?;
        let entries = graph.mul(count, less)?;
        // A batch of one row has no pairs.
        let one = graph.literal(1.0)?;
        let entries = graph.maximum(entries, one)?;
        let mean = graph.div(sum, entries)?;
        Ok(graph.scale(mean, self.factor)?)
    }

    fn config(&self) -> Config {
        Config::new().with("factor", self.factor).with("mode", self.mode)
    }

    fn check(&self) -> Result<()> {
        check_factor("factor", self.factor)
    }
}

impl OrthogonalRegularizer {
    /// Checks that `x` is a matrix that has at least two vectors along `axis`.
    fn check_matrix(&self, graph: &Graph, x: NodeId, axis: usize) -> Result<()> {
        let shape = &graph.ty(x).shape;
        let enough = match shape.dims() {
            [rows, columns] => [rows, columns][axis].known().is_none_or(|count| count > 1),
            _ => false,
        };
        if enough {
            return Ok(());
        }
        Err(Error::invalid(
            "shape",
            format!("a matrix of at least two {}", self.mode.name()),
            shape.to_string(),
            "Use another regularizer for this weight.",
        ))
    }
}

/// The vectors along an axis of a matrix, scaled to length 1.
fn unit_vectors(graph: &mut Graph, x: NodeId, along: usize) -> Result<NodeId> {
    let square = graph.square(x)?;
    let sums = graph.sum(square, &[along])?;
    // The smallest length is set before the root is taken: at 0 the root has no slope.
    let least = graph.literal(EPSILON * EPSILON)?;
    let sums = graph.maximum(sums, least)?;
    let lengths = graph.sqrt(sums)?;
    let lengths = graph.expand(lengths, along)?;
    Ok(graph.div(x, lengths)?)
}

/// A square matrix with 0 on its diagonal.
fn outside_diagonal(graph: &mut Graph, matrix: NodeId) -> Result<NodeId> {
    let shape = graph.ty(matrix).shape.clone();
    let ty = Type { dtype: DType::I32, shape };
    let row = graph.iota(ty.clone(), 0)?;
    let column = graph.iota(ty, 1)?;
    let diagonal = graph.equal(row, column)?;
    let zero = graph.literal(0.0)?;
    Ok(graph.select(diagonal, zero, matrix)?)
}
