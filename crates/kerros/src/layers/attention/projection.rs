//! Projections of layers of several heads, and how their scores become probabilities.

use super::heads::Heads;
use super::masks::UNSEEN;
use crate::error::Result;
use crate::initializers::by_axes;
use crate::layer::{Build, Weight};
use crate::layers::random::dropped;
use crate::layers::weight_options::WeightOptions;
use kerros_graph::op::DotAxes;
use kerros_graph::types::Dim;
use kerros_graph::{NodeId, Shape};

/// The weights of a layer's projections.
#[derive(Clone, Debug)]
pub(super) struct ProjectionWeights<'a> {
    pub(super) heads: &'a Heads,
    pub(super) kernel: &'a WeightOptions,
    pub(super) bias: &'a WeightOptions,
}

impl ProjectionWeights<'_> {
    /// The projection `name` of `x`: a product over its last `inputs` axes, in whose place come axes of sizes
    /// `outputs`, and a bias.
    pub(super) fn project(
        &self,
        build: &mut Build<'_>,
        name: &str,
        x: NodeId,
        inputs: usize,
        outputs: &[usize],
    ) -> Result<NodeId> {
        build.within(name, Vec::new(), |build| {
            let rank = build.shape(x).rank();
            let sizes = build.inner_sizes(x);
            let shape = [&sizes[sizes.len() - inputs..], outputs].concat();
            let of_outputs: Vec<usize> = (inputs..shape.len()).collect();
            let of_inputs: Vec<usize> = (0..inputs).collect();
            let initializer = by_axes(&self.kernel.initializer, &of_inputs, &of_outputs);
            let kernel = build.weight_with(
                &Weight::new("kernel", &shape, &initializer)
                    .regularizer(&self.kernel.regularizer)
                    .constraint(&self.kernel.constraint),
            )?;
            let axes = DotAxes {
                batch: [].into_iter().collect(),
                contract: of_inputs.iter().map(|&axis| (rank - inputs + axis, axis)).collect(),
            };
            let mut output = build.graph.dot(x, kernel, axes)?;
            if self.heads.use_bias {
                let bias = build.weight_with(&self.bias.weight("bias", outputs))?;
                output = build.graph.add(output, bias)?;
            }
            Ok(output)
        })
    }

    /// The gate of `query`, if there is one: the sigmoid of a projection.
    pub(super) fn gate(
        &self,
        build: &mut Build<'_>,
        query: NodeId,
        outputs: &[usize],
    ) -> Result<Option<NodeId>> {
        if !self.heads.use_gate {
            return Ok(None);
        }
        let projected = self.project(build, "gate", query, 1, outputs)?;
        Ok(Some(build.graph.sigmoid(projected)?))
    }

    /// Adds what the outputs of projections add to the loss.
    pub(super) fn regularize(
        &self,
        build: &mut Build<'_>,
        outputs: impl IntoIterator<Item = NodeId>,
    ) -> Result<()> {
        let outputs: Vec<NodeId> = outputs.into_iter().collect();
        build.add_activity_losses(&self.heads.outputs, &outputs)
    }
}

/// Probabilities over the last `keys` axes of scores together. Where a query sees nothing, they are all alike, or 0 if
/// `zeroed`.
pub(super) fn probabilities(
    build: &mut Build<'_>,
    scores: NodeId,
    mask: Option<NodeId>,
    keys: usize,
    zeroed: bool,
) -> Result<NodeId> {
    let mut scores = scores;
    if let Some(mask) = mask {
        let unseen = build.graph.literal(UNSEEN)?;
        scores = build.graph.select(mask, scores, unseen)?;
    }
    let shape = build.shape(scores).clone();
    let first = shape.rank() - keys;
    // The batch is not among them, so that they have sizes.
    let together: Option<usize> = shape.dims()[first..].iter().map(|dim| dim.known()).product();
    let joined: Shape =
        shape.dims()[..first].iter().copied().chain([Dim::Const(together.unwrap_or(0))]).collect();
    let rows = build.graph.reshape(scores, joined)?;
    let rows = build.graph.softmax(rows, first)?;
    let probabilities = build.graph.reshape(rows, shape)?;
    match mask {
        Some(mask) if zeroed => {
            let zero = build.graph.literal(0.0)?;
            Ok(build.graph.select(mask, probabilities, zero)?)
        }
        _ => Ok(probabilities),
    }
}

/// Probabilities of which some are dropped while training.
pub(super) fn thinned(
    build: &mut Build<'_>,
    probabilities: NodeId,
    dropout: f64,
) -> Result<NodeId> {
    if !build.training() || dropout == 0.0 {
        return Ok(probabilities);
    }
    let shape = build.shape(probabilities).clone();
    dropped(build.graph, probabilities, shape, dropout)
}
