//! What a program's values are needed for and how often each has to be computed.

use super::builder::{Node, ProgramBuilder};
use super::program::{LANES, MAX_TILE};

/// How often a value is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// Once in a run: one number for all elements.
    Scalar,
    /// Once in a run, for one tile: the value repeats, and the tile is a multiple of its period, so that
    /// every tile would be the same. Biases, and whatever is computed from them alone.
    Invariant,
    /// For every tile.
    Body,
}

/// Facts about each node.
pub(super) struct Analysis {
    /// How many operands, outputs and reductions refer to it; 0 means it is not needed.
    pub(super) uses: Vec<usize>,
    /// How often it is computed.
    pub(super) phase: Vec<Phase>,
    /// Tiles are multiples of this number of elements.
    pub(super) granule: usize,
}

impl Analysis {
    pub(super) fn new(builder: &ProgramBuilder) -> Self {
        let uses = count_uses(builder);
        let periods = periods(builder);
        let mut distinct: Vec<usize> =
            (0..uses.len()).filter(|&n| uses[n] > 0).filter_map(|n| periods[n]).collect();
        distinct.sort_unstable();
        distinct.dedup();
        let granule = distinct.into_iter().fold(LANES, |granule, period| {
            least_common_multiple(granule, period).unwrap_or(granule)
        });
        let phase = periods
            .iter()
            .map(|period| match period {
                Some(1) => Phase::Scalar,
                Some(period) if granule.is_multiple_of(*period) => Phase::Invariant,
                _ => Phase::Body,
            })
            .collect();
        Analysis { uses, phase, granule }
    }

    /// The nodes that are needed, operands before their users.
    pub(super) fn live(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.uses.len()).filter(|&node| self.uses[node] > 0)
    }
}

fn count_uses(builder: &ProgramBuilder) -> Vec<usize> {
    let mut uses = vec![0; builder.nodes.len()];
    for &node in &builder.outputs {
        uses[node] += 1;
    }
    for &(_, node) in &builder.reductions {
        uses[node] += 1;
    }
    for node in (0..uses.len()).rev() {
        if uses[node] > 0 {
            for operand in builder.nodes[node].operands() {
                uses[operand] += 1;
            }
        }
    }
    uses
}

/// For each node the number of elements after which it repeats, if there is such a number up to the
/// largest tile.
fn periods(builder: &ProgramBuilder) -> Vec<Option<usize>> {
    let elements = builder.elements();
    let mut periods: Vec<Option<usize>> = Vec::with_capacity(builder.nodes.len());
    for node in &builder.nodes {
        let period = match node {
            Node::Input(input) => builder.inputs[*input].access.period(),
            Node::Literal(_) | Node::BatchSize => Some(1),
            Node::Iota { extent: 1, .. } => Some(1),
            Node::Iota { run, extent, .. } => Some(run * extent).filter(|&p| p < elements),
            Node::Random { .. } => None,
            _ => node.operands().try_fold(1, |period, operand| {
                periods[operand].and_then(|other| least_common_multiple(period, other))
            }),
        };
        periods.push(period.filter(|&p| (1..=MAX_TILE).contains(&p)));
    }
    periods
}

/// The least common multiple, if it is not larger than the largest tile.
fn least_common_multiple(a: usize, b: usize) -> Option<usize> {
    let (mut x, mut y) = (a, b);
    while y > 0 {
        (x, y) = (y, x % y);
    }
    Some(a / x * b).filter(|&multiple| multiple <= MAX_TILE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kerros_graph::op::{Binary, Unary};
    use kerros_graph::types::DType;

    #[test]
    fn scalars_and_biases_are_computed_once() {
        let mut builder = ProgramBuilder::new(&[100, 40]);
        let x = builder.input(DType::F32, &[40, 1]);
        let bias = builder.input(DType::F32, &[0, 1]);
        let rate = builder.literal(0.5);
        let twice = builder.binary(Binary::Add, DType::F32, rate, rate);
        let scaled = builder.binary(Binary::Mul, DType::F32, bias, twice);
        let sum = builder.binary(Binary::Add, DType::F32, x, scaled);
        let unused = builder.unary(Unary::Exp, x);
        builder.output(sum);
        let analysis = Analysis::new(&builder);
        assert_eq!(analysis.granule, 80);
        assert_eq!(analysis.phase[twice.0], Phase::Scalar);
        assert_eq!(analysis.phase[scaled.0], Phase::Invariant);
        assert_eq!(analysis.phase[sum.0], Phase::Body);
        assert_eq!((analysis.uses[unused.0], analysis.uses[rate.0], analysis.uses[x.0]), (0, 2, 1));
    }

    #[test]
    fn periods_that_do_not_fit_a_tile_together_stay_in_the_body() {
        let mut builder = ProgramBuilder::new(&[10, 31, 37]);
        let row = builder.input(DType::F32, &[0, 0, 1]);
        let both = builder.input(DType::F32, &[0, 37, 1]);
        let sum = builder.binary(Binary::Add, DType::F32, row, both);
        builder.output(sum);
        let analysis = Analysis::new(&builder);
        assert_eq!(analysis.granule, 16 * 37);
        assert_eq!(analysis.phase[row.0], Phase::Invariant);
        assert_eq!(analysis.phase[both.0], Phase::Body);
    }
}
