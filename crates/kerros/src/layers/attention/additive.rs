//! Attention by sums.

use super::call::{CallArguments, RETURN_ATTENTION_SCORES, USE_CAUSAL_MASK, call_arguments};
use super::heads::DROPOUT;
use super::lookup::Inputs;
use crate::error::Result;
use crate::initializers::GlorotUniform;
use crate::layer::{Build, Config, Layer, Settings, layer_settings};
use crate::layers::arguments::{INPUT_SHAPE, NAME, SEED, boxed, seeded};
use crate::layers::random::{require_share, seed_setting};
use crate::registry::{Argument, Class, Literal};
use kerros_graph::NodeId;

/// What a query finds among some steps, where a query and a key fit by `sum(scale * tanh(query + key))`. In Keras:
/// "AdditiveAttention layer".
///
/// Inputs, masks and outputs are those of [`Attention`](super::Attention). Weight: `scale`, one number for each
/// feature.
///
/// | argument | default | |
/// |---|---|---|
/// | `use_scale` | true | whether there is the weight `scale`; 1 otherwise |
/// | `dropout` | 0 | the share of scores that are set to 0 while training |
/// | `seed` | none | kept in the configuration only: the model's seed decides |
/// | `use_causal_mask` | false | of the call in Keras: a query sees its own place and those before only |
/// | `return_attention_scores` | false | of the call in Keras: the scores after softmax and dropout are a second output |
///
/// Source: Bahdanau, Cho and Bengio, "Neural machine translation by jointly learning to align and translate", ICLR
/// 2015.
///
/// ```
/// use kerros::prelude::*;
///
/// let (question, text) = (Input::new([5, 16]).symbol()?, Input::new([40, 16]).symbol()?);
/// let found = AdditiveAttention::new().apply([&question, &text])?;
/// let model = Model::new([&question, &text], &found)?;
/// assert_eq!(model.output_shape(), Some(vec![5, 16]));
/// assert_eq!(model.count_params()?, 16);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// Those of [`Attention`](super::Attention).
#[derive(Clone, Debug)]
pub struct AdditiveAttention {
    settings: Settings,
    use_scale: bool,
    dropout: f64,
    seed: Option<i64>,
    call_arguments: CallArguments,
}

layer_settings!(AdditiveAttention);
seed_setting!(AdditiveAttention);
call_arguments!(AdditiveAttention);

impl AdditiveAttention {
    /// Sums with a learned scale.
    pub fn new() -> Self {
        AdditiveAttention {
            settings: Settings::new(),
            use_scale: true,
            dropout: 0.0,
            seed: None,
            call_arguments: CallArguments::default(),
        }
    }

    /// Whether each feature has a learned scale; `true` if not set.
    #[must_use]
    pub fn use_scale(mut self, use_scale: bool) -> Self {
        self.use_scale = use_scale;
        self
    }

    /// The share of scores that are set to 0 while training; 0 if not set.
    #[must_use]
    pub fn dropout(mut self, dropout: f64) -> Self {
        self.dropout = dropout;
        self
    }

    pub(crate) const CLASS: Class<Box<dyn Layer>> = Class {
        name: "AdditiveAttention",
        names: &[],
        doc: "what queries find among values, weighted by hyperbolic tangents of sums of queries and keys",
        arguments: &[
            Argument::with_default(
                "use_scale",
                Literal::Bool(true),
                "whether each feature has a learned scale",
            ),
            DROPOUT,
            SEED,
            USE_CAUSAL_MASK.formerly(&["causal"]),
            RETURN_ATTENTION_SCORES,
            NAME,
            INPUT_SHAPE,
        ],
        make: |a| {
            let mut layer = AdditiveAttention::new()
                .use_scale(a.bool("use_scale")?)
                .dropout(a.float("dropout")?);
            layer.call_arguments = CallArguments::configured(a, false)?;
            boxed(seeded!(a, layer).configured(a)?)
        },
    };
}

impl Default for AdditiveAttention {
    fn default() -> Self {
        AdditiveAttention::new()
    }
}

impl Layer for AdditiveAttention {
    fn class_name(&self) -> &'static str {
        "AdditiveAttention"
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn call(&self, build: &mut Build<'_>, input: NodeId) -> Result<NodeId> {
        Inputs::new(build, &[input]).map(|inputs| inputs.query)
    }

    fn call_many(&self, build: &mut Build<'_>, inputs: &[NodeId]) -> Result<Vec<NodeId>> {
        let inputs = Inputs::new(build, inputs)?;
        let mut terms = inputs.tanh_of_sums(build.graph, None)?;
        let last = build.shape(terms).rank() - 1;
        if self.use_scale {
            // Features have a size: only the batch has none.
            let features = build.inner_sizes(terms).last().copied().unwrap_or(0);
            let scale = build.weight("scale", &[features], &GlorotUniform.into())?;
            terms = build.graph.mul(terms, scale)?;
        }
        let scores = build.graph.sum(terms, &[last])?;
        inputs.weighted(build, scores, self.dropout, self.call_arguments)
    }

    fn supports_masking(&self) -> bool {
        true
    }

    fn config(&self) -> Config {
        Config::new()
            .with("use_scale", self.use_scale)
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
