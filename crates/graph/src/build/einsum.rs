//! Einstein sums: products, sums and permutations of axes that are named by letters.

mod equation;
mod pair;

pub use equation::{Equation, Term};

use crate::error::Result;
use crate::graph::{Graph, NodeId};

impl Graph {
    /// A sum of products over named axes: `einsum("bqd,bkd->bqk", &[q, k])` multiplies the rows of `q`
    /// with those of `k`, for each `b`.
    ///
    /// One letter names an axis of each operand, in order; letters that the result does not name are
    /// summed over. `...` stands for all axes that have no letter, which are aligned at the last one.
    /// Axes of size 1 repeat. Several operands are multiplied from left to right. In NumPy and Keras:
    /// `einsum`; a letter that stands twice in one operand (a diagonal) and an equation without `->`
    /// are not supported.
    ///
    /// # Errors
    ///
    /// When the equation cannot be read, does not fit the operands, or names one size twice with
    /// different values.
    ///
    /// ```
    /// use kerros_graph::{Graph, InputId, Shape, Type};
    ///
    /// let mut graph = Graph::new();
    /// let q = graph.input(InputId(0), Type::f32(Shape::batch(&[5, 4, 16])))?;
    /// let k = graph.input(InputId(1), Type::f32(Shape::batch(&[7, 4, 16])))?;
    /// let scores = graph.einsum("bqhd,bkhd->bhqk", &[q, k])?;
    /// assert_eq!(graph.ty(scores).shape, Shape::batch(&[4, 5, 7]));
    /// # Ok::<(), kerros_graph::Error>(())
    /// ```
    pub fn einsum(&mut self, equation: &str, operands: &[NodeId]) -> Result<NodeId> {
        let ranks: Vec<usize> = operands.iter().map(|&x| self.ty(x).shape.rank()).collect();
        let Equation { operands: terms, result } = Equation::parse(equation)?.with_ranks(&ranks)?;
        let mut factors = Vec::with_capacity(operands.len());
        for (&node, term) in operands.iter().zip(terms) {
            factors.push(pair::Factor { node, axes: term.letters });
        }
        pair::unite_sizes(self, &mut factors)?;
        let mut factors = factors.into_iter();
        let Some(mut product) = factors.next() else {
            return Err(equation::refused("at least one operand", "none"));
        };
        let rest: Vec<pair::Factor> = factors.collect();
        for (place, factor) in rest.iter().enumerate() {
            let later = rest[place + 1..].iter().flat_map(|factor| &factor.axes);
            let kept: Vec<char> = result.letters.iter().chain(later).copied().collect();
            product = pair::multiply(self, product, factor.clone(), &kept)?;
        }
        pair::finish(self, product, &result.letters)
    }
}
