//! The gradient checker: derivatives of a graph against central differences in `f64`.
//!
//! Deviations are relative to the largest entry of the array that is compared, so that a wrong rule
//! counts the same in small gradients as in large ones.

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
    /// The largest [`deviation`] of all inputs.
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
        let analytic = analytic.to_float();
        let mut numeric = Vec::with_capacity(analytic.len());
        for element in 0..analytic.len() {
            let mut point = point.clone();
            let centre = point.get(&input).map_or(0.0, |values| values[element]);
            let slope = difference(centre, &mut |place| {
                if let Some(values) = point.get_mut(&input) {
                    values[element] = place;
                }
                Ok(evaluate::<f64>(&value, batch, key, &mut At(&point))?[0].to_float()[0])
            })?;
            numeric.push((element, slope));
        }
        let (element, relative) = deviation(&analytic, &numeric);
        if relative > worst.relative {
            worst = Deviation { relative, input, element };
        }
    }
    Ok(worst)
}

/// How far the analytic gradient of one array is from differences, which are given for some of its
/// elements: the element where it is furthest, and `|analytic - numeric|` there, divided by the largest
/// magnitude among all of these numbers. NaN on either side is infinitely far.
///
/// A gradient of nothing but zeros gives no scale. Differences up to [`ROUNDING`] are zero then; larger
/// ones are measured by the largest of them, so that the worst is 1.
pub fn deviation(analytic: &[f64], numeric: &[(usize, f64)]) -> (usize, f64) {
    let largest = analytic.iter().fold(0.0, |most: f64, slope| most.max(slope.abs()));
    let scale = numeric.iter().fold(largest, |most, (_, slope)| most.max(slope.abs()));
    let allowed = if largest == 0.0 { ROUNDING } else { 0.0 };
    let mut worst = (0, 0.0);
    for &(element, slope) in numeric {
        let apart = (analytic[element] - slope).abs();
        let relative = if apart <= allowed { 0.0 } else { apart / scale };
        if relative.is_nan() {
            return (element, f64::INFINITY);
        }
        if relative > worst.1 {
            worst = (element, relative);
        }
    }
    worst
}

/// The largest [`difference`] that counts as zero. A loss whose terms add up to 100 in magnitude is
/// rounded by about `1e-14`, which the step of `3e-5` makes `3e-10`.
pub const ROUNDING: f64 = 1e-9;

/// The derivative of `value` at `x`: central differences of one step and of two, extrapolated to a step
/// of zero (Richardson), which is exact for polynomials of degree 4. Reaches `6e-5 max(1, |x|)` to
/// either side; kinks must lie further away.
///
/// # Errors
///
/// Those of `value`.
pub fn difference(x: f64, value: &mut dyn FnMut(f64) -> Result<f64>) -> Result<f64> {
    // Truncation grows with the fourth power of the step, rounding with its inverse. Deviations in
    // `tests/gradients` are least at 3e-4; layers with relu need a shorter reach.
    let step = 3e-5 * x.abs().max(1.0);
    let mut central = |step: f64| Ok((value(x + step)? - value(x - step)?) / (2.0 * step));
    Ok((4.0 * central(step)? - central(2.0 * step)?) / 3.0)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deviations_are_relative_to_the_largest_entry() {
        assert_eq!(deviation(&[1e-3, 0.0, -4e-3], &[(0, 1e-3), (1, 1e-3)]), (1, 0.25));
        assert_eq!(deviation(&[0.0, 1e-3], &[(1, 4e-3)]), (1, 0.75));
        assert_eq!(deviation(&[2.0], &[(0, 2.0)]), (0, 0.0));
    }

    #[test]
    fn a_gradient_of_zeros_allows_rounding_alone() {
        assert_eq!(deviation(&[0.0, -0.0], &[(0, 0.0), (1, -ROUNDING)]), (0, 0.0));
        assert_eq!(deviation(&[0.0, 0.0], &[(0, ROUNDING), (1, 2.0 * ROUNDING)]), (1, 1.0));
        assert_eq!(deviation(&[ROUNDING], &[(0, 0.0)]), (0, 1.0));
    }

    #[test]
    fn what_is_not_finite_is_infinitely_far() {
        for (analytic, numeric) in [(f64::NAN, 0.0), (0.0, f64::NAN), (f64::INFINITY, 1.0)] {
            assert_eq!(deviation(&[1.0, analytic], &[(0, 1.0), (1, numeric)]).1, f64::INFINITY);
            assert_eq!(deviation(&[analytic], &[(0, numeric)]).1, f64::INFINITY);
        }
    }

    #[test]
    fn differences_are_exact_up_to_degree_four() {
        for x in [-3.0, 0.0, 0.5, 400.0] {
            let slope = difference(x, &mut |x| Ok(x.powi(4) - x.powi(3))).unwrap();
            let exact = 4.0 * f64::powi(x, 3) - 3.0 * x * x;
            assert!((slope - exact).abs() <= 1e-10 * exact.abs().max(1.0), "{slope}, not {exact}");
        }
    }
}
