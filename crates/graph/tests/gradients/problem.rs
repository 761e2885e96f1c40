//! Generated graphs with a scalar loss, and a point at which to differentiate them.

use kerros_graph::check::{Deviation, Point, check_gradient};
use kerros_graph::random::{Generator, Purpose};
use kerros_graph::{Dim, Graph, InputId, NodeId, Shape, Type};
use proptest::prelude::*;
use std::fmt;

/// The number of rows that a batch has in all problems.
pub(crate) const BATCH: usize = 2;

/// A scalar, and where to differentiate it.
#[derive(Clone)]
pub(crate) struct Problem {
    pub(crate) graph: Graph,
    pub(crate) loss: NodeId,
    /// The floating-point inputs.
    pub(crate) inputs: Vec<NodeId>,
    pub(crate) point: Point,
}

impl Problem {
    pub(crate) fn check(&self) -> Deviation {
        check_gradient(&self.graph, self.loss, BATCH, &self.point).unwrap()
    }

    /// As [`Self::check`], with rules of the caller's.
    pub(crate) fn check_with(
        &self,
        rule: &kerros_graph::gradient::Rule,
    ) -> kerros_graph::Result<Deviation> {
        let (graph, point) = (&self.graph, &self.point);
        kerros_graph::check::check_gradient_with(graph, self.loss, BATCH, point, rule)
    }
}

impl fmt::Debug for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (id, node) in self.graph.nodes() {
            let inputs: Vec<usize> = node.inputs.iter().map(|input| input.index()).collect();
            writeln!(f, "{:4} = {:?} of {inputs:?}: {}", id.index(), node.op, node.ty)?;
        }
        write!(f, "loss {}", self.loss.index())
    }
}

/// A problem in the making.
pub(crate) struct Draft {
    pub(crate) graph: Graph,
    pub(crate) values: Values,
    inputs: Vec<NodeId>,
    point: Point,
}

impl Draft {
    pub(crate) fn new(seed: u64) -> Self {
        let values = Values(Generator::new(seed, Purpose::Other(0), 0));
        Draft { graph: Graph::new(), values, inputs: Vec::new(), point: Point::new() }
    }

    /// A new input of type `ty` that holds what `values` gives for its number of elements.
    pub(crate) fn input(
        &mut self,
        ty: Type,
        values: impl FnOnce(&mut Values, usize) -> Vec<f64>,
    ) -> NodeId {
        let id = InputId(self.point.len() as u32);
        let elements = ty.shape.elements(BATCH);
        self.point.insert(id, values(&mut self.values, elements));
        self.graph.input(id, ty).unwrap()
    }

    /// A new floating-point input.
    pub(crate) fn float(
        &mut self,
        shape: &Shape,
        values: impl FnOnce(&mut Values, usize) -> Vec<f64>,
    ) -> NodeId {
        let input = self.input(Type::f32(shape.clone()), values);
        self.inputs.push(input);
        input
    }

    /// The problem whose loss is the sum of `y`, each element with a weight of its own.
    pub(crate) fn finish(mut self, y: NodeId) -> Problem {
        let shape = self.graph.ty(y).shape.clone();
        let weight = self.float(&shape, |values, n| values.signed(n, 0.5, 1.5));
        let weighted = self.graph.mul(y, weight).unwrap();
        let loss = self.graph.sum_all(weighted).unwrap();
        let Draft { graph, inputs, point, .. } = self;
        Problem { graph, loss, inputs, point }
    }
}

/// Draws the numbers of inputs.
pub(crate) struct Values(Generator);

impl Values {
    /// Between `low` and `high`.
    pub(crate) fn between(&mut self, n: usize, low: f64, high: f64) -> Vec<f64> {
        (0..n).map(|_| low + (high - low) * self.0.uniform()).collect()
    }

    /// Of either sign and of magnitude `low` to `high`.
    pub(crate) fn signed(&mut self, n: usize, low: f64, high: f64) -> Vec<f64> {
        let mut values = self.between(n, low, high);
        values.iter_mut().for_each(|v| *v = if self.0.below(2) == 0 { *v } else { -*v });
        values
    }

    /// At least 0.1 apart from each other, around 0.
    pub(crate) fn distinct(&mut self, n: usize) -> Vec<f64> {
        let mut values: Vec<f64> =
            (0..n).map(|i| 0.2 * (i as f64 - n as f64 / 2.0) + 0.1 * self.0.uniform()).collect();
        self.0.shuffle(&mut values);
        values
    }

    /// At least 0.1 away from integers and from halves between them.
    pub(crate) fn between_steps(&mut self, n: usize) -> Vec<f64> {
        let place = |generator: &mut Generator| generator.below(8) as f64 / 2.0 - 2.0;
        (0..n).map(|_| place(&mut self.0) + 0.1 + 0.3 * self.0.uniform()).collect()
    }

    /// Integers below `bound`.
    pub(crate) fn indices(&mut self, n: usize, bound: u64) -> Vec<f64> {
        (0..n).map(|_| self.0.below(bound) as f64).collect()
    }

    /// The numbers below `n` in random order.
    pub(crate) fn order(&mut self, n: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..n).collect();
        self.0.shuffle(&mut order);
        order
    }
}

/// Shapes of rank 1 to 3, some of which begin with the batch.
pub(crate) fn shape() -> impl Strategy<Value = Shape> {
    (any::<bool>(), prop::collection::vec(1..=3_usize, 1..=3)).prop_map(|(batch, sizes)| {
        let mut shape = Shape::of(&sizes);
        if batch {
            shape.0[0] = Dim::Batch;
        }
        shape
    })
}

/// A shape and an axis of it whose size is known.
pub(crate) fn shape_and_axis() -> impl Strategy<Value = (Shape, usize)> {
    (shape(), any::<prop::sample::Index>(), 1..=5_usize).prop_map(|(mut shape, axis, size)| {
        let axis = axis.index(shape.rank());
        shape.0[axis] = Dim::Const(size);
        (shape, axis)
    })
}
