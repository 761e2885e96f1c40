//! The product of two factors whose axes have names.

use super::equation::refused;
use crate::error::Result;
use crate::graph::{Graph, NodeId};
use crate::op::DotAxes;
use crate::types::{Dim, Shape};

/// A value and the names of its axes, each once.
#[derive(Clone, Debug)]
pub(super) struct Factor {
    pub(super) node: NodeId,
    pub(super) axes: Vec<char>,
}

impl Factor {
    fn has(&self, axis: char) -> bool {
        self.axes.contains(&axis)
    }

    /// Where an axis is; the factor has it.
    fn place(&self, axis: char) -> usize {
        self.axes.iter().position(|&own| own == axis).unwrap_or(self.axes.len())
    }

    /// Sums over the axes that are not `needed`.
    fn summed(mut self, graph: &mut Graph, needed: impl Fn(char) -> bool) -> Result<Self> {
        let over: Vec<usize> =
            (0..self.axes.len()).filter(|&place| !needed(self.axes[place])).collect();
        self.node = graph.sum(self.node, &over)?;
        self.axes.retain(|&axis| needed(axis));
        Ok(self)
    }

    /// The axes in the order of `axes`, of which the factor has all of its own; those it has not are
    /// of size 1.
    fn aligned(self, graph: &mut Graph, axes: &[char]) -> Result<NodeId> {
        let order: Vec<usize> =
            axes.iter().filter(|&&axis| self.has(axis)).map(|&axis| self.place(axis)).collect();
        let node = graph.transpose(self.node, &order)?;
        let sizes = graph.ty(node).shape.clone();
        let mut own = sizes.dims().iter().copied();
        let shape: Shape = axes
            .iter()
            .map(|&axis| if self.has(axis) { own.next() } else { None }.unwrap_or(Dim::Const(1)))
            .collect();
        graph.reshape(node, shape)
    }
}

/// Checks that a name has one size, and takes axes of size 1 away from factors that share their name
/// with a longer one.
pub(super) fn unite_sizes(graph: &mut Graph, factors: &mut [Factor]) -> Result<()> {
    let mut sizes: Vec<(char, Dim)> = Vec::new();
    for factor in factors.iter() {
        for (&axis, &dim) in factor.axes.iter().zip(graph.ty(factor.node).shape.dims()) {
            match sizes.iter_mut().find(|(known, _)| *known == axis) {
                None => sizes.push((axis, dim)),
                Some((_, known)) if *known == Dim::Const(1) => *known = dim,
                Some((_, known)) if *known == dim || dim == Dim::Const(1) => {}
                Some((_, known)) => {
                    let name = match axis.is_ascii_alphabetic() {
                        true => format!("'{axis}'"),
                        false => "an axis of ...".to_owned(),
                    };
                    return Err(refused(
                        format!("one size for {name}"),
                        format!("{known} and {dim}"),
                    ));
                }
            }
        }
    }
    let single = |axis: char| sizes.contains(&(axis, Dim::Const(1)));
    for factor in factors {
        let shape = graph.ty(factor.node).shape.clone();
        let repeats = |&(&axis, &dim): &(&char, &Dim)| dim == Dim::Const(1) && !single(axis);
        let kept: Vec<(char, Dim)> = factor
            .axes
            .iter()
            .zip(shape.dims())
            .filter(|pair| !repeats(pair))
            .map(|(&axis, &dim)| (axis, dim))
            .collect();
        factor.node = graph.reshape(factor.node, kept.iter().map(|pair| pair.1).collect())?;
        factor.axes = kept.into_iter().map(|pair| pair.0).collect();
    }
    Ok(())
}

/// The product of two factors, summed over the axes that nobody `kept`.
pub(super) fn multiply(graph: &mut Graph, a: Factor, b: Factor, kept: &[char]) -> Result<Factor> {
    let a = {
        let other = b.clone();
        a.summed(graph, |axis| kept.contains(&axis) || other.has(axis))?
    };
    let b = {
        let other = a.clone();
        b.summed(graph, |axis| kept.contains(&axis) || other.has(axis))?
    };
    let shared: Vec<char> = a.axes.iter().copied().filter(|&axis| b.has(axis)).collect();
    // In the order of the result, so that nothing has to move afterwards.
    let mut batch: Vec<char> = shared.iter().copied().filter(|axis| kept.contains(axis)).collect();
    batch.sort_by_key(|axis| kept.iter().position(|other| other == axis));
    let contract: Vec<char> = shared.iter().copied().filter(|axis| !kept.contains(axis)).collect();
    let free = |factor: &Factor| -> Vec<char> {
        factor.axes.iter().copied().filter(|axis| !shared.contains(axis)).collect()
    };
    let (free_a, free_b) = (free(&a), free(&b));
    if contract.is_empty() {
        let axes = [batch, free_a, free_b].concat();
        let a = a.aligned(graph, &axes)?;
        let b = b.aligned(graph, &axes)?;
        return Ok(Factor { node: graph.mul(a, b)?, axes });
    }
    // The factor whose own axes come first in the result is the left one.
    let first =
        |axes: &[char]| axes.iter().filter_map(|axis| kept.iter().position(|k| k == axis)).min();
    let swapped = matches!((first(&free_a), first(&free_b)), (Some(a), Some(b)) if b < a);
    let (a, b, free_a, free_b) =
        if swapped { (b, a, free_b, free_a) } else { (a, b, free_a, free_b) };
    let pairs = |axes: &[char]| axes.iter().map(|&axis| (a.place(axis), b.place(axis))).collect();
    let axes = DotAxes { batch: pairs(&batch), contract: pairs(&contract) };
    let node = graph.dot(a.node, b.node, axes)?;
    Ok(Factor { node, axes: [batch, free_a, free_b].concat() })
}

/// The result: summed over what it does not name, in its order.
pub(super) fn finish(graph: &mut Graph, product: Factor, result: &[char]) -> Result<NodeId> {
    let product = product.summed(graph, |axis| result.contains(&axis))?;
    let order: Vec<usize> = result.iter().map(|&axis| product.place(axis)).collect();
    graph.transpose(product.node, &order)
}
