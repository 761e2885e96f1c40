//! Evaluating a few nodes of a graph.

use kerros_graph::reference::{Number, Source, Tensor, evaluate};
use kerros_graph::{Graph, InputId, NodeId, Program, Result, RunKey, VariableId};

/// The key that everything here runs under.
pub(crate) const KEY: RunKey = RunKey { seed: 3, step: 5 };

/// The values of `nodes` for `batch` rows, where input `i` holds `inputs[i]`. Variables are 0.
pub(crate) fn values<T: Number>(
    graph: &Graph,
    nodes: &[NodeId],
    batch: usize,
    inputs: &[Vec<T>],
) -> Vec<Tensor<T>> {
    let program = Program { graph: graph.clone(), outputs: nodes.to_vec(), updates: Vec::new() };
    evaluate(&program, batch, KEY, &mut Given(inputs)).unwrap()
}

/// The numbers of one node; see [`values`].
pub(crate) fn value<T: Number>(
    graph: &Graph,
    node: NodeId,
    batch: usize,
    inputs: &[Vec<T>],
) -> Vec<T> {
    values(graph, &[node], batch, inputs)[0].to_float()
}

/// Inputs by number.
struct Given<'a, T>(&'a [Vec<T>]);

impl<T: Number> Source<T> for Given<'_, T> {
    fn input(&mut self, id: InputId, _elements: usize) -> Result<Vec<T>> {
        Ok(self.0[id.0 as usize].clone())
    }

    fn variable(&mut self, _id: VariableId, elements: usize) -> Result<Vec<T>> {
        Ok(vec![T::from_f64(0.0); elements])
    }
}
