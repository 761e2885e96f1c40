//! The gradient checker: derivatives of a graph against central differences in `f64`.

use crate::error::Result;
use crate::executor::{Program, RunKey};
use crate::gradient::{Rule, gradient_with, rule};
use crate::graph::{Graph, NodeId};
use crate::op::{InputId, Op, VariableId};
use crate::reference::{Source, evaluate};
use crate::types::DType;
use std::collections::HashMap;

/// How far an analytic gradient is from the differences.
#[derive(Clone, Copy, Debug)]
pub struct Deviation {
    /// The largest of `|analytic - numeric| / max(1, |analytic|, |numeric|)` over all elements.
    pub relative: f64,
    /// Which input that was.
    pub input: InputId,
    /// Which element of it.
    pub element: usize,
}

/// Values of the inputs, in `f64`.
pub type Point = HashMap<InputId, Vec<f64>>;

/// Compares the gradients of the scalar `loss` with respect to each floating-point input in `point`
/// with central differences at that point; the worst deviation.
///
/// # Errors
///
/// When the graph cannot be differentiated or evaluated.
pub fn check_gradient(
    graph: &Graph,
    loss: NodeId,
    batch: usize,
    point: &Point,
) -> Result<Deviation> {
    check_gradient_with(graph, loss, batch, point, &rule)
}

/// [`check_gradient`] with rules of the caller's.
pub fn check_gradient_with(
    graph: &Graph,
    loss: NodeId,
    batch: usize,
    point: &Point,
    rule: &Rule,
) -> Result<Deviation> {
    let mut graph = graph.clone();
    let inputs: Vec<(NodeId, InputId)> = graph
        .nodes()
        .filter_map(|(id, node)| match node.op {
            // Indices do not vary.
            Op::Input(input, _) if node.ty.dtype == DType::F32 && point.contains_key(&input) => {
                Some((id, input))
            }
            _ => None,
        })
        .collect();
    let nodes: Vec<NodeId> = inputs.iter().map(|&(node, _)| node).collect();
    let outputs = gradient_with(&mut graph, loss, &nodes, rule)?;
    let derivative = Program { graph: graph.clone(), outputs, updates: Vec::new() };
    let value = Program { graph, outputs: vec![loss], updates: Vec::new() };

    let key = RunKey { seed: 1, step: 1 };
    let analytic = evaluate::<f64>(&derivative, batch, key, &mut At(point))?;
    let mut worst = Deviation { relative: 0.0, input: InputId(0), element: 0 };
    for (&(_, input), analytic) in inputs.iter().zip(analytic) {
        for (element, analytic) in analytic.to_float().into_iter().enumerate() {
            let numeric = difference(&value, batch, key, point, input, element)?;
            let scale = analytic.abs().max(numeric.abs()).max(1.0);
            let relative = (analytic - numeric).abs() / scale;
            // A NaN on either side is the worst there is.
            if relative.is_nan() || relative > worst.relative {
                let relative = if relative.is_nan() { f64::INFINITY } else { relative };
                worst = Deviation { relative, input, element };
            }
        }
    }
    Ok(worst)
}

/// The central difference of a program's first output in one element of one input.
fn difference(
    program: &Program,
    batch: usize,
    key: RunKey,
    point: &Point,
    input: InputId,
    element: usize,
) -> Result<f64> {
    let mut point = point.clone();
    let mut at = |step: f64| -> Result<f64> {
        let centre = point.get(&input).map_or(0.0, |values| values[element]);
        if let Some(values) = point.get_mut(&input) {
            values[element] = centre + step;
        }
        let value = evaluate::<f64>(program, batch, key, &mut At(&point));
        if let Some(values) = point.get_mut(&input) {
            values[element] = centre;
        }
        Ok(value?[0].to_float()[0])
    };
    // Balances truncation (step^2) against cancellation (1e-16 / step).
    let step = 1e-5;
    Ok((at(step)? - at(-step)?) / (2.0 * step))
}

/// Inputs at a fixed point; variables are zero.
struct At<'a>(&'a Point);

impl Source<f64> for At<'_> {
    fn input(&mut self, id: InputId, elements: usize) -> Result<Vec<f64>> {
        Ok(self.0.get(&id).cloned().unwrap_or_else(|| vec![0.0; elements]))
    }

    fn variable(&mut self, _id: VariableId, elements: usize) -> Result<Vec<f64>> {
        Ok(vec![0.0; elements])
    }
}
