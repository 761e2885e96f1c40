//! Gradients that users give their values.

use super::OperandGradients;
use crate::error::{Error, Result};
use crate::graph::{Graph, NodeId, Operands};
use crate::op::{GradientTag, Op};
use std::fmt;
use std::sync::Arc;

/// What a gradient of the user's is made from.
#[derive(Clone, Copy, Debug)]
pub struct Upstream<'a> {
    /// The value that was given a gradient of its own.
    pub value: NodeId,
    /// What it is differentiated with respect to, in the order in which it was named.
    pub with_respect_to: &'a [NodeId],
    /// The gradient of the loss with respect to the value, of its type.
    pub gradient: NodeId,
}

/// The gradients of the loss with respect to each of [`Upstream::with_respect_to`].
pub type CustomGradient = dyn Fn(&mut Graph, &Upstream<'_>) -> Result<Vec<NodeId>> + Send + Sync;

/// The functions that a graph keeps: tag `i` names the one at `i`.
#[derive(Clone, Default)]
pub(crate) struct CustomGradients(Vec<Arc<CustomGradient>>);

impl fmt::Debug for CustomGradients {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CustomGradients({})", self.0.len())
    }
}

impl Graph {
    /// `x`, through which no gradient passes: to differentiation it is a constant.
    ///
    /// Costs nothing: plans do not contain it. In Keras: `ops.stop_gradient`.
    ///
    /// ```
    /// use kerros_graph::{Graph, InputId, Shape, Type, gradient};
    ///
    /// let mut graph = Graph::new();
    /// let x = graph.input(InputId(0), Type::f32(Shape::of(&[3])))?;
    /// let constant = graph.stop_gradient(x)?;
    /// let product = graph.mul(x, constant)?;
    /// let sum = graph.sum_all(product)?;
    /// // x * constant has the slope of its first factor alone: the constant.
    /// let dx = gradient(&mut graph, sum, &[x])?[0];
    /// # let _ = dx;
    /// # Ok::<(), kerros_graph::Error>(())
    /// ```
    pub fn stop_gradient(&mut self, x: NodeId) -> Result<NodeId> {
        self.insert(Op::StopGradient, &[x])
    }

    /// `value`, with a gradient that is not derived but made by `gradient`.
    ///
    /// Differentiation calls `gradient` with the gradient of the loss with respect to the value
    /// ([`Upstream`]), and goes on with what it returns: one value for each of `with_respect_to`, of
    /// their types. How the value itself was computed does not matter to it. In Keras:
    /// `ops.custom_gradient`.
    ///
    /// The function writes nodes when a gradient is asked for, so it costs nothing while a plan runs,
    /// and the value is no copy: plans do not contain this operation. It may be called again later, on a
    /// graph made from this one, whose nodes have other names: it must use the nodes that it is handed,
    /// not names from outside. What it returns can be differentiated again like any value.
    ///
    /// # Errors
    ///
    /// When a node is not of this graph. [`gradient()`](crate::gradient()) reports what `gradient`
    /// returns when that is an error, too few or too many values, or values of other types.
    ///
    /// # Example
    ///
    /// The identity, which hands on no more than 1 of each slope:
    ///
    /// ```
    /// use kerros_graph::{Graph, InputId, Shape, Type, gradient};
    ///
    /// let mut graph = Graph::new();
    /// let x = graph.input(InputId(0), Type::f32(Shape::of(&[3])))?;
    /// let clipped = graph.custom_gradient(x, &[x], |graph, upstream| {
    ///     Ok(vec![graph.clip(upstream.gradient, -1.0, 1.0)?])
    /// })?;
    /// let square = graph.square(clipped)?;
    /// let loss = graph.sum_all(square)?;
    /// let dx = gradient(&mut graph, loss, &[x])?[0];
    /// assert_eq!(graph.ty(dx), graph.ty(x));
    /// # Ok::<(), kerros_graph::Error>(())
    /// ```
    pub fn custom_gradient(
        &mut self,
        value: NodeId,
        with_respect_to: &[NodeId],
        gradient: impl Fn(&mut Graph, &Upstream<'_>) -> Result<Vec<NodeId>> + Send + Sync + 'static,
    ) -> Result<NodeId> {
        let tag = GradientTag(self.custom_gradients().0.len() as u32);
        let operands: Operands = std::iter::once(value).chain(with_respect_to.to_vec()).collect();
        let node = self.insert(Op::CustomGradient(tag), &operands)?;
        self.custom_gradients_mut().0.push(Arc::new(gradient));
        Ok(node)
    }

    /// `value`, with the gradient that `surrogate` would have in its place: straight through a step, for
    /// one. Both are of one type.
    ///
    /// # Errors
    ///
    /// When the types differ.
    ///
    /// ```
    /// # use kerros_graph::{Graph, InputId, Shape, Type};
    /// # let mut graph = Graph::new();
    /// # let x = graph.input(InputId(0), Type::f32(Shape::of(&[3])))?;
    /// let whole = graph.round(x)?;
    /// let whole = graph.with_gradient_of(whole, x)?;
    /// # Ok::<(), kerros_graph::Error>(())
    /// ```
    pub fn with_gradient_of(&mut self, value: NodeId, surrogate: NodeId) -> Result<NodeId> {
        for id in [value, surrogate] {
            self.require_node(id)?;
        }
        if self.ty(value) != self.ty(surrogate) {
            return Err(Error::Shape {
                op: "with_gradient_of",
                expected: format!("a surrogate of the type of the value, {}", self.ty(value)),
                received: self.ty(surrogate).to_string(),
                remedy: "Use `custom_gradient` where the types differ.".into(),
            });
        }
        self.custom_gradient(value, &[surrogate], |_, upstream| Ok(vec![upstream.gradient]))
    }
}

/// The gradients that the function called `tag` gives.
pub(super) fn gradient(
    graph: &mut Graph,
    tag: GradientTag,
    operands: &[NodeId],
    g: NodeId,
) -> Result<OperandGradients> {
    let functions = &graph.custom_gradients().0;
    let Some(function) = functions.get(tag.0 as usize).map(Arc::clone) else {
        let (index, count) = (tag.0 as usize, functions.len());
        return Err(Error::Unknown { what: "custom gradient", index, count });
    };
    let (value, with_respect_to) = (operands[0], &operands[1..]);
    let gradients = function(graph, &Upstream { value, with_respect_to, gradient: g })?;
    if gradients.len() != with_respect_to.len() {
        return Err(Error::Shape {
            op: Op::CustomGradient(tag).name(),
            expected: format!("{} gradients", with_respect_to.len()),
            received: gradients.len().to_string(),
            remedy: "Return one for each value that was named.".into(),
        });
    }
    Ok(std::iter::once(None).chain(gradients.into_iter().map(Some)).collect())
}
