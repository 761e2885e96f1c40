//! Attention by dot products.

use super::call::{CallArguments, RETURN_ATTENTION_SCORES, USE_CAUSAL_MASK, call_arguments};
use super::heads::DROPOUT;
use super::lookup::Inputs;
use crate::error::{Error, Result};
use crate::initializers::Ones;
use crate::layer::{Build, Config, Layer, Settings, layer_settings};
use crate::layers::arguments::{INPUT_SHAPE, NAME, SEED, boxed, seeded};
use crate::layers::random::{require_share, seed_setting};
use crate::registry::{Argument, Class, Literal};
use kerros_graph::NodeId;
use kerros_graph::op::DotAxes;
use std::fmt;

/// What a query finds among some steps: their values, weighted by how well their keys fit it. In Keras: "Attention
/// layer".
///
/// `softmax(query . key) . value`: of query `(batch, queries, features)`, value `(batch, steps, width)` and key `(batch,
/// steps, features)` the output is `(batch, queries, width)`. The layer is applied to `[query, value]`, where the value is
/// the key as well, or to `[query, value, key]`. Steps that the mask of the value leaves out get 1e9 subtracted from
/// their scores; queries that the mask of the query leaves out find 0, and that mask goes on.
///
/// | argument | default | |
/// |---|---|---|
/// | `use_scale` | false | whether a learned number, the weight `scale`, multiplies the scores |
/// | `score_mode` | dot | `concat`: `concat_score_weight * sum(tanh(scale * (query + key)))`, with one more weight |
/// | `dropout` | 0 | the share of scores that are set to 0 while training |
/// | `seed` | none | kept in the configuration only: the model's seed decides |
/// | `use_causal_mask` | false | of the call in Keras: a query sees its own place and those before only |
/// | `return_attention_scores` | false | of the call in Keras: the scores after softmax and dropout, `(batch, queries, steps)`, are a second output |
///
/// Source: Luong, Pham and Manning, "Effective approaches to attention-based neural machine translation", EMNLP 2015.
///
/// ```
/// use kerros::prelude::*;
///
/// let (question, text) = (Input::new([5, 16]).symbol()?, Input::new([40, 16]).symbol()?);
/// let found = Attention::new().apply([&question, &text])?;
/// assert_eq!(found.shape(), [5, 16]);
/// let with_scores = Attention::new().return_attention_scores(true);
/// let outputs = with_scores.apply_many([&question, &text])?;
/// assert_eq!(outputs[1].shape(), [5, 40]);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// `apply` refuses a share outside of 0 to 1, an unknown way of scoring, fewer than two or more than three inputs, and
/// inputs whose shapes do not fit each other.
#[derive(Clone, Debug)]
pub struct Attention {
    settings: Settings,
    use_scale: bool,
    score_mode: ScoreMode,
    dropout: f64,
    seed: Option<i64>,
    call_arguments: CallArguments,
}

layer_settings!(Attention);
seed_setting!(Attention);
call_arguments!(Attention);

/// How well a query and a key fit.
///
/// ```
/// use kerros::layers::ScoreMode;
/// use kerros::prelude::*;
///
/// let x = Input::new([5, 2]).symbol()?;
/// let attention = Attention::new().score_mode(ScoreMode::Concat);
/// let model = Model::new(&x, attention.apply([&x, &x])?)?;
/// assert_eq!(model.count_params()?, 1, "the weight of the sum");
/// # Ok::<(), kerros::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ScoreMode {
    /// Their dot product.
    #[default]
    Dot,
    /// The sum of the hyperbolic tangents of their sum, times a weight.
    Concat,
}

impl fmt::Display for ScoreMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ScoreMode::Dot => "dot",
            ScoreMode::Concat => "concat",
        })
    }
}

impl TryFrom<&str> for ScoreMode {
    type Error = Error;

    fn try_from(name: &str) -> Result<Self> {
        match name {
            "dot" => Ok(ScoreMode::Dot),
            "concat" => Ok(ScoreMode::Concat),
            _ => Err(Error::invalid(
                "score_mode",
                "\"dot\" or \"concat\"",
                format!("{name:?}"),
                "Name one of them, or leave score_mode out.",
            )),
        }
    }
}

impl Attention {
    /// Scores that are dot products, as they are.
    pub fn new() -> Self {
        Attention {
            settings: Settings::new(),
            use_scale: false,
            score_mode: ScoreMode::Dot,
            dropout: 0.0,
            seed: None,
            call_arguments: CallArguments::default(),
        }
    }

    /// Whether a learned number multiplies the scores; `false` if not set.
    #[must_use]
    pub fn use_scale(mut self, use_scale: bool) -> Self {
        self.use_scale = use_scale;
        self
    }

    /// How well a query and a key fit, or its name; `dot` if not set.
    #[must_use]
    pub fn score_mode<M>(mut self, score_mode: M) -> Self
    where
        M: TryInto<ScoreMode>,
        M::Error: Into<Error>,
    {
        self.score_mode = self.settings.accept(score_mode).unwrap_or_default();
        self
    }

    /// The share of scores that are set to 0 while training; 0 if not set.
    #[must_use]
    pub fn dropout(mut self, dropout: f64) -> Self {
        self.dropout = dropout;
        self
    }

    fn scores(&self, build: &mut Build<'_>, inputs: Inputs) -> Result<NodeId> {
        let mut weight = |name: &str| build.weight(name, &[], &Ones.into());
        let scale = if self.use_scale { Some(weight("scale")?) } else { None };
        match self.score_mode {
            ScoreMode::Dot => {
                let rank = build.shape(inputs.query).rank();
                let axes = DotAxes {
                    batch: (0..rank - 2).map(|axis| (axis, axis)).collect(),
                    contract: [(rank - 1, rank - 1)].into_iter().collect(),
                };
                let scores = build.graph.dot(inputs.query, inputs.key, axes)?;
                match scale {
                    Some(scale) => Ok(build.graph.mul(scores, scale)?),
                    None => Ok(scores),
                }
            }
            ScoreMode::Concat => {
                let factor = weight("concat_score_weight")?;
                let terms = inputs.tanh_of_sums(build.graph, scale)?;
                let last = build.shape(terms).rank() - 1;
                let sums = build.graph.sum(terms, &[last])?;
                Ok(build.graph.mul(sums, factor)?)
            }
        }
    }

    pub(crate) const CLASS: Class<Box<dyn Layer>> = Class {
        name: "Attention",
        names: &[],
        doc: "what queries find among values, weighted by dot products of queries and keys",
        arguments: &[
            Argument::with_default(
                "use_scale",
                Literal::Bool(false),
                "whether a learned number multiplies the scores",
            ),
            Argument::with_default(
                "score_mode",
                Literal::Text("dot"),
                "how well a query and a key fit: \"dot\", or \"concat\" for the hyperbolic tangents of their sum",
            ),
            DROPOUT,
            SEED,
            USE_CAUSAL_MASK.formerly(&["causal"]),
            RETURN_ATTENTION_SCORES,
            NAME,
            INPUT_SHAPE,
        ],
        make: |a| {
            let mut layer = Attention::new()
                .use_scale(a.bool("use_scale")?)
                .score_mode(a.text("score_mode")?)
                .dropout(a.float("dropout")?);
            layer.call_arguments = CallArguments::configured(a, false)?;
            boxed(seeded!(a, layer).configured(a)?)
        },
    };
}

impl Default for Attention {
    fn default() -> Self {
        Attention::new()
    }
}

impl Layer for Attention {
    fn class_name(&self) -> &'static str {
        "Attention"
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn call(&self, build: &mut Build<'_>, input: NodeId) -> Result<NodeId> {
        Inputs::new(build, &[input]).map(|inputs| inputs.query)
    }

    fn call_many(&self, build: &mut Build<'_>, inputs: &[NodeId]) -> Result<Vec<NodeId>> {
        let inputs = Inputs::new(build, inputs)?;
        let scores = self.scores(build, inputs)?;
        inputs.weighted(build, scores, self.dropout, self.call_arguments)
    }

    fn supports_masking(&self) -> bool {
        true
    }

    fn config(&self) -> Config {
        Config::new()
            .with("use_scale", self.use_scale)
            .with("score_mode", self.score_mode.to_string())
            .with("dropout", self.dropout)
            .with("seed", self.seed)
    }

    fn call_arguments(&self) -> Config {
        self.call_arguments.config()
    }

    fn check(&self) -> Result<()> {
        require_share("dropout", self.dropout, true, "Give the fraction of scores to drop.")
    }
}
