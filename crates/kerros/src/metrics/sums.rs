//! Sums over many batches that lose no digits.

use crate::error::{Error, Result};
use kerros_graph::{Graph, NodeId, Shape};

/// The names of a sum's two states.
pub(super) type Names = (&'static str, &'static str);

/// The states of sums of one shape: of each the sum as an `f32`, and what rounding has taken from it.
pub(super) fn states(names: &[Names], shape: &Shape) -> Vec<(&'static str, Shape)> {
    let both = names.iter().flat_map(|&(sum, rest)| [sum, rest]);
    both.map(|name| (name, shape.clone())).collect()
}

/// Adds to each sum its `parts`, one for each pair of states, and returns the new states.
///
/// The rounding error of each addition is exact (`a + b - fl(a + b)`: Knuth, "The art of computer
/// programming", volume 2, section 4.2.2, theorem B) and is kept beside the sum. So counts stay exact far
/// beyond 2^24, and a sum of weights does not depend on the number of batches.
pub(super) fn add(graph: &mut Graph, states: &[NodeId], parts: &[NodeId]) -> Result<Vec<NodeId>> {
    if states.len() != 2 * parts.len() {
        return Err(Error::invalid(
            "states",
            format!("{} states", 2 * parts.len()),
            states.len().to_string(),
            "Pass the states that the metric names, in their order.",
        ));
    }
    let mut new = Vec::with_capacity(states.len());
    for (pair, &part) in states.chunks_exact(2).zip(parts) {
        let (sum, error) = two_sum(graph, pair[0], part)?;
        new.extend([sum, graph.add(pair[1], error)?]);
    }
    Ok(new)
}

/// `a + b` rounded, and the error of the rounding.
pub(super) fn two_sum(graph: &mut Graph, a: NodeId, b: NodeId) -> Result<(NodeId, NodeId)> {
    let sum = graph.add(a, b)?;
    let b_seen = graph.sub(sum, a)?;
    let a_seen = graph.sub(sum, b_seen)?;
    let a_lost = graph.sub(a, a_seen)?;
    let b_lost = graph.sub(b, b_seen)?;
    Ok((sum, graph.add(a_lost, b_lost)?))
}

/// The values of the sum at `index`, from the states' values.
pub(super) fn read(states: &[&[f32]], index: usize) -> Vec<f64> {
    match states.get(2 * index..2 * index + 2) {
        Some([sums, rests]) => {
            sums.iter().zip(*rests).map(|(&sum, &rest)| f64::from(sum) + f64::from(rest)).collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kerros_cpu::Cpu;
    use kerros_graph::executor::VariableSpec;
    use kerros_graph::reference::Reference;
    use kerros_graph::{Executor, InputId, Program, RunKey, Type};

    /// The sum of `parts`, added one by one.
    fn sum(mut executor: Box<dyn Executor>, parts: &[f32]) -> f64 {
        let ty = Type::f32(Shape::scalar());
        let spec = |name: &str| VariableSpec { name: name.into(), ty: ty.clone() };
        let variables = executor.define(&[spec("sum"), spec("rest")]).unwrap();
        let mut graph = Graph::new();
        let states: Vec<NodeId> =
            variables.iter().map(|&id| graph.variable(id, ty.clone()).unwrap()).collect();
        let part = graph.input(InputId(0), Type::f32(Shape::batch(&[]))).unwrap();
        let part = graph.sum_all(part).unwrap();
        let new = add(&mut graph, &states, &[part]).unwrap();
        let updates =
            variables.iter().zip(new).map(|(&id, value)| graph.assign(id, value).unwrap());
        let updates = updates.collect();
        let program = executor.compile(&Program { graph, outputs: vec![], updates }).unwrap();
        for &part in parts {
            executor.run(program, 1, RunKey::default(), &mut |_, data| data[0] = part).unwrap();
        }
        let values: Vec<&[f32]> = variables.iter().map(|&v| executor.read(v).unwrap()).collect();
        read(&values, 0)[0]
    }

    /// No executor may simplify the error away, or count on more digits than there are.
    #[test]
    fn nothing_is_lost_beside_a_large_number() {
        let executors: [fn() -> Box<dyn Executor>; 2] =
            [|| Box::new(Reference::new()), || Box::new(Cpu::new(Some(2)))];
        for make in executors {
            let mut parts = vec![16_777_216.0];
            parts.extend([1.0; 9]);
            assert_eq!(sum(make(), &parts), 16_777_225.0);
            let tenths = vec![0.1f32; 10_000];
            let expected = 10_000.0 * f64::from(0.1f32);
            assert!((sum(make(), &tenths) - expected).abs() < 1e-9 * expected);
        }
    }

    #[test]
    fn a_missing_state_is_an_error() {
        let mut graph = Graph::new();
        let part = graph.literal(1.0).unwrap();
        assert!(add(&mut graph, &[part], &[part]).is_err());
    }
}
