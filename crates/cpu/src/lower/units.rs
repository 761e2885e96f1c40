//! Which nodes are computed together, and in which order.
//!
//! A *unit* is what one step of the plan computes: a kernel's node, or a set of elementwise nodes
//! that run as one pass. Elementwise nodes join their operands' units whenever the units stay
//! executable one after the other, that is, whenever no third unit would have to run between.

use crate::fused::ReduceAxes;

/// Dependencies between nodes, and what may be computed together.
#[derive(Debug)]
pub(crate) struct Dependencies {
    /// For each node, the nodes that it reads. Only smaller numbers.
    pub(crate) before: Vec<Vec<Need>>,
    /// Whether the node is computed at all (neither dead, nor a view, nor inlined).
    pub(crate) computed: Vec<bool>,
    /// For a reduction, over which axes; a unit has reductions over the same ones only.
    pub(crate) reduces: Vec<Option<ReduceAxes>>,
}

/// A node that reads a variable which another one overwrites.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hazard {
    /// Reads the old value.
    pub(crate) reader: usize,
    /// Writes the new one.
    pub(crate) writer: usize,
    /// Whether the reader needs only the elements at its own place.
    pub(crate) in_step: bool,
}

/// A node that another one reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Need {
    /// The node that is read.
    pub(crate) node: usize,
    /// Whether the reader needs only the elements at its own place, so that both can be computed
    /// element by element in one pass. If not, the reader's unit must run after the node's.
    pub(crate) in_step: bool,
}

/// The units in the order in which they run.
#[derive(Debug)]
pub(crate) struct Units {
    /// The nodes of each unit, in their own order.
    pub(crate) members: Vec<Vec<usize>>,
}

/// Forms units and orders them so that old values are read before they are overwritten. Hazards
/// that no order avoids are left, and their writers returned: they need another way.
pub(crate) fn form_units(dependencies: &Dependencies, hazards: &[Hazard]) -> (Units, Vec<usize>) {
    let mut forest = Forest::new(dependencies);
    for node in 0..dependencies.before.len() {
        for need in dependencies.before[node].iter().filter(|need| need.in_step) {
            forest.try_join(need.node, node);
        }
    }
    let mut refused = Vec::new();
    for hazard in hazards {
        let (reads, writes) = (forest.unit(hazard.reader), forest.unit(hazard.writer));
        let closes_circle =
            if reads == writes { !hazard.in_step } else { forest.depends(reads, writes) };
        if closes_circle {
            refused.push(hazard.writer);
        } else if reads != writes {
            forest.before[writes].push(Need { node: reads, in_step: false });
        }
    }
    (Units { members: forest.into_ordered(&dependencies.computed) }, refused)
}

/// Units as they grow. Each is named by one of its nodes.
struct Forest {
    parent: Vec<usize>,
    /// For each unit, what its members need (also of each other).
    before: Vec<Vec<Need>>,
    /// For each unit, what its reductions run over.
    reduces: Vec<Option<ReduceAxes>>,
    /// Marks of the search that visited a node last.
    visited: Vec<u32>,
    search: u32,
}

impl Forest {
    fn new(dependencies: &Dependencies) -> Self {
        let nodes = dependencies.before.len();
        Forest {
            parent: (0..nodes).collect(),
            before: dependencies.before.clone(),
            reduces: dependencies.reduces.clone(),
            visited: vec![0; nodes],
            search: 0,
        }
    }

    fn unit(&self, mut node: usize) -> usize {
        while self.parent[node] != node {
            node = self.parent[node];
        }
        node
    }

    /// Joins the units of two nodes unless one of them must run before the other.
    fn try_join(&mut self, operand: usize, user: usize) {
        let (a, b) = (self.unit(operand), self.unit(user));
        let (one, other) = (self.reduces[a], self.reduces[b]);
        let same_axes = one.is_none() || other.is_none() || one == other;
        if a == b || !same_axes || self.must_follow(b, a) || self.must_follow(a, b) {
            return;
        }
        self.reduces[a] = one.or(other);
        self.parent[b] = a;
        let before = std::mem::take(&mut self.before[b]);
        self.before[a].extend(before);
    }

    /// Whether `from` depends on `to`, directly or through others.
    fn depends(&mut self, from: usize, to: usize) -> bool {
        self.search += 1;
        self.reaches(from, to, None)
    }

    /// Whether `from` must run in a later unit than `to`: it needs it out of step, or through
    /// another unit.
    fn must_follow(&mut self, from: usize, to: usize) -> bool {
        self.search += 1;
        self.reaches(from, to, Some(from))
    }

    /// Depth-first search. Needs in step do not count directly between `joining` and `to`.
    fn reaches(&mut self, from: usize, to: usize, joining: Option<usize>) -> bool {
        self.visited[from] = self.search;
        for i in 0..self.before[from].len() {
            let need = self.before[from][i];
            let next = self.unit(need.node);
            if next == to {
                if !need.in_step || joining != Some(from) {
                    return true;
                }
            } else if self.visited[next] != self.search && self.reaches(next, to, joining) {
                return true;
            }
        }
        false
    }

    /// The units that compute something, ordered so that each comes after what it depends on, and
    /// otherwise by their last node: late, so that what they read is still in the cache.
    fn into_ordered(self, computed: &[bool]) -> Vec<Vec<usize>> {
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); self.parent.len()];
        for node in (0..self.parent.len()).filter(|&node| computed[node]) {
            members[self.unit(node)].push(node);
        }
        let mut order: Vec<usize> =
            (0..members.len()).filter(|&unit| !members[unit].is_empty()).collect();
        order.sort_by_key(|&unit| members[unit].last().copied());

        let mut placed = vec![false; self.parent.len()];
        let mut ordered = Vec::with_capacity(order.len());
        for &unit in &order {
            self.place(unit, &mut placed, &mut ordered);
        }
        ordered.into_iter().map(|unit| std::mem::take(&mut members[unit])).collect()
    }

    fn place(&self, unit: usize, placed: &mut [bool], ordered: &mut Vec<usize>) {
        if std::mem::replace(&mut placed[unit], true) {
            return;
        }
        for need in &self.before[unit] {
            let before = self.unit(need.node);
            if before != unit {
                self.place(before, placed, ordered);
            }
        }
        ordered.push(unit);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Nodes with up to two operands, some of which are read in step.
    fn graphs() -> impl Strategy<Value = Dependencies> {
        let need = (any::<usize>(), any::<bool>());
        prop::collection::vec((need, need), 2..40).prop_map(|nodes| {
            let before: Vec<Vec<Need>> = nodes
                .iter()
                .enumerate()
                .map(|(i, &(a, b))| match i {
                    0 => vec![],
                    _ => [a, b].map(|(n, in_step)| Need { node: n % i, in_step }).to_vec(),
                })
                .collect();
            let computed = vec![true; before.len()];
            let reduces = vec![None; before.len()];
            Dependencies { before, computed, reduces }
        })
    }

    fn steps(graph: &Dependencies, units: &Units) -> Vec<usize> {
        let mut step = vec![usize::MAX; graph.before.len()];
        for (i, unit) in units.members.iter().enumerate() {
            for &node in unit {
                assert_eq!(step[node], usize::MAX, "node {node} is in two units");
                step[node] = i;
            }
        }
        step
    }

    proptest! {
        #[test]
        fn units_hold_every_node_once_and_run_after_what_they_need(graph in graphs()) {
            let (units, _) = form_units(&graph, &[]);
            let step = steps(&graph, &units);
            for (node, before) in graph.before.iter().enumerate() {
                for need in before {
                    prop_assert!(step[need.node] <= step[node]);
                    prop_assert!(need.in_step || step[need.node] < step[node]);
                }
            }
        }

        #[test]
        fn readers_run_before_writers_unless_refused(
            graph in graphs(), pair in (any::<usize>(), any::<usize>()), in_step in any::<bool>()
        ) {
            let nodes = graph.before.len();
            let hazard = Hazard { reader: pair.0 % nodes, writer: pair.1 % nodes, in_step };
            let (units, refused) = form_units(&graph, &[hazard]);
            let step = steps(&graph, &units);
            let (reads, writes) = (step[hazard.reader], step[hazard.writer]);
            prop_assert!(!refused.is_empty() || reads < writes || (in_step && reads == writes));
        }
    }

    #[test]
    fn a_chain_is_one_unit_and_a_kernel_splits_it() {
        let need = |node, in_step| Need { node, in_step };
        // 0 -> 1 -> 2 (a kernel) -> 3, and 3 also reads 1.
        let graph = Dependencies {
            before: vec![
                vec![],
                vec![need(0, true)],
                vec![need(1, false)],
                vec![need(2, false), need(1, true)],
            ],
            computed: vec![true; 4],
            reduces: vec![None; 4],
        };
        let (units, _) = form_units(&graph, &[]);
        assert_eq!(units.members, [vec![0, 1], vec![2], vec![3]]);
    }
}
