//! What the layers of one head share: their inputs, and what they make of scores.

use super::call::CallArguments;
use super::masks::{all_of, along, causal};
use crate::error::{Error, Result};
use crate::layer::Build;
use crate::layers::merge::shapes;
use crate::layers::random::dropped;
use kerros_graph::op::DotAxes;
use kerros_graph::{Graph, NodeId};

/// Who asks, what is found and by what it is found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Inputs {
    pub(super) query: NodeId,
    pub(super) value: NodeId,
    pub(super) key: NodeId,
}

impl Inputs {
    /// `[query, value]`, where the value is the key as well, or `[query, value, key]`.
    ///
    /// # Errors
    ///
    /// When there are fewer or more, or their shapes do not fit each other.
    pub(super) fn new(build: &Build<'_>, inputs: &[NodeId]) -> Result<Self> {
        let (query, value, key) = match *inputs {
            [query, value] => (query, value, value),
            [query, value, key] => (query, value, key),
            _ => {
                return Err(Error::invalid(
                    "inputs",
                    "query and value, or query, value and key",
                    inputs.len().to_string(),
                    "For attention of a sequence to itself, apply the layer to [&x, &x].",
                ));
            }
        };
        let [q, v, k] = [query, value, key].map(|x| build.shape(x).dims());
        let rank = q.len();
        let fits = rank > 2
            && [v.len(), k.len()] == [rank; 2]
            && q[..rank - 2] == k[..rank - 2]
            && k[..rank - 1] == v[..rank - 1]
            && q[rank - 1] == k[rank - 1];
        match fits {
            true => Ok(Inputs { query, value, key }),
            false => Err(Error::invalid(
                "inputs",
                "query (batch, queries, features), value (batch, steps, ...) and key (batch, steps, features)",
                shapes(build.graph, &[query, value, key]),
                "Bring queries and keys to as many features, for example with Dense.",
            )),
        }
    }

    /// `tanh(query + key)` for each pair of steps, with the features last: `(batch, queries, steps, features)`.
    pub(super) fn tanh_of_sums(&self, graph: &mut Graph, scale: Option<NodeId>) -> Result<NodeId> {
        let rank = graph.ty(self.query).shape.rank();
        let query = graph.expand(self.query, rank - 1)?;
        let key = graph.expand(self.key, rank - 2)?;
        let mut sum = graph.add(query, key)?;
        if let Some(scale) = scale {
            sum = graph.mul(sum, scale)?;
        }
        Ok(graph.tanh(sum)?)
    }

    /// The output of `scores (batch, queries, steps)`, and these as they are used, if they are asked for.
    pub(super) fn weighted(
        &self,
        build: &mut Build<'_>,
        scores: NodeId,
        dropout: f64,
        call: CallArguments,
    ) -> Result<Vec<NodeId>> {
        let scores = self.masked(build, scores, call.use_causal_mask)?;
        let rank = build.shape(scores).rank();
        let mut weights = build.graph.softmax(scores, rank - 1)?;
        if build.training() && dropout > 0.0 {
            let shape = build.shape(weights).clone();
            weights = dropped(build.graph, weights, shape, dropout)?;
        }
        let axes = DotAxes {
            batch: (0..rank - 2).map(|axis| (axis, axis)).collect(),
            contract: [(rank - 1, rank - 2)].into_iter().collect(),
        };
        let mut output = build.graph.dot(weights, self.value, axes)?;
        if let Some(mask) = build.mask() {
            let mask = along(build.graph, mask, self.query, true)?;
            let zero = build.graph.literal(0.0)?;
            output = build.graph.select(mask, output, zero)?;
        }
        Ok(match call.return_attention_scores {
            true => vec![output, weights],
            false => vec![output],
        })
    }

    /// Scores that are 1e9 less where a step is not to be seen, as in Keras.
    fn masked(&self, build: &mut Build<'_>, scores: NodeId, is_causal: bool) -> Result<NodeId> {
        let mut masks = Vec::new();
        if let Some(mask) = build.masks().get(1).copied().flatten() {
            masks.push(along(build.graph, mask, self.value, false)?);
        }
        if is_causal {
            let dims = build.shape(scores).dims();
            // Only the batch has no size, and it comes before.
            let [queries, keys] = [2, 1].map(|place| dims[dims.len() - place].known().unwrap_or(0));
            masks.push(causal(build.graph, queries, keys)?);
        }
        let Some(mask) = all_of(build.graph, masks)? else { return Ok(scores) };
        let hidden = build.graph.offset(mask, -1.0)?;
        let hidden = build.graph.scale(hidden, 1e9)?;
        Ok(build.graph.add(scores, hidden)?)
    }
}
