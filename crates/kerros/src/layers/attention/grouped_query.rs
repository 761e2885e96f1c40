//! Attention of several heads that share keys and values.

use super::call::{
    ATTENTION_MASK, CallArguments, RETURN_ATTENTION_SCORES, USE_CAUSAL_MASK, call_arguments,
};
use super::heads::{
    ACTIVITY_REGULARIZER, DROPOUT, FLASH_ATTENTION, Heads, SLIDING_WINDOW, USE_BIAS, USE_GATE,
    default_weights, heads_settings,
};
use super::projection::{ProjectionWeights, probabilities, thinned};
use super::sequences::{Layout, Sequences};
use crate::error::{Error, Result};
use crate::layer::{Build, Config, Layer, Settings, layer_settings};
use crate::layers::arguments::{
    BIAS_INITIALIZER, INPUT_SHAPE, KERNEL_INITIALIZER, NAME, SEED, boxed, seeded,
};
use crate::layers::at_least_one;
use crate::layers::merge::shapes;
use crate::layers::random::seed_setting;
use crate::layers::weight_options::{
    BIAS_CONSTRAINT, BIAS_REGULARIZER, KERNEL_CONSTRAINT, KERNEL_REGULARIZER, WeightOptions,
    weight_options,
};
use crate::registry::{Argument, Class};
use kerros_graph::types::Dim;
use kerros_graph::{NodeId, Shape};

/// [`MultiHeadAttention`](super::MultiHeadAttention) whose heads share keys and values in groups, so that there are
/// fewer of these to compute and to keep. In Keras: "GroupedQueryAttention".
///
/// Query `(batch, queries, features)` and value `(batch, steps, features)` give `(batch, queries, features)`. Head `i` of
/// the queries looks at head `i / (num_query_heads / num_key_value_heads)` of keys and values. Weights: `query/kernel
/// (features, num_query_heads, head_dim)`, `key/kernel (features, num_key_value_heads, head_dim)`, `gate/...`,
/// `value/...`, `attention_output/kernel (num_query_heads, head_dim, features)`, and a `bias` of each. Inputs, masks and
/// the other arguments are those of `MultiHeadAttention`.
///
/// | argument | default | |
/// |---|---|---|
/// | `head_dim` | must be given | how many numbers a query, a key and a value of a head have |
/// | `num_query_heads` | must be given | how many heads ask; a multiple of the next |
/// | `num_key_value_heads` | must be given | how many heads answer, at least 1 |
/// | `dropout` | 0 | the share of scores that are set to 0 while training |
/// | `use_bias` | true | whether projections have a bias |
/// | `sliding_window` | none | a query sees steps that are less than this many places away |
/// | `flash_attention` | none | accepted as in Keras, where it chooses among ways to compute the same |
/// | `kernel_initializer`, `bias_initializer` | glorot_uniform, zeros | of each projection; see [`initializers`](crate::initializers) |
/// | `kernel_regularizer`, `bias_regularizer` | none | see [`regularizers`](crate::regularizers) |
/// | `activity_regularizer` | none | of the output of each projection and of the layer's, divided by the number of rows |
/// | `kernel_constraint`, `bias_constraint` | none | see [`constraints`](crate::constraints) |
/// | `use_gate` | false | whether the sigmoid of one more projection of the query multiplies what the heads find |
/// | `seed` | none | kept in the configuration only: the model's seed decides |
/// | `use_causal_mask`, `attention_mask`, `return_attention_scores` | false | of the call in Keras; see `MultiHeadAttention` |
///
/// Source: Ainslie and others, "GQA: training generalized multi-query transformer models from multi-head checkpoints",
/// EMNLP 2023.
///
/// ```
/// use kerros::prelude::*;
///
/// let text = Input::new([10, 16]).symbol()?;
/// let model = Model::new(&text, GroupedQueryAttention::new(8, 4, 2).apply([&text, &text])?)?;
/// assert_eq!(model.output_shape(), Some(vec![10, 16]));
/// assert_eq!(model.count_params()?, 2 * (16 * 4 * 8) + 4 * 8 + 16 + 2 * (16 * 2 * 8 + 2 * 8));
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// Those of `MultiHeadAttention`, heads of queries that are no multiple of those of keys, and samples that have not two
/// axes, or query and value with other numbers of features.
#[derive(Clone, Debug)]
pub struct GroupedQueryAttention {
    settings: Settings,
    head_dim: usize,
    num_query_heads: usize,
    num_key_value_heads: usize,
    heads: Heads,
    kernel: WeightOptions,
    bias: WeightOptions,
    seed: Option<i64>,
    call_arguments: CallArguments,
}

layer_settings!(GroupedQueryAttention);
seed_setting!(GroupedQueryAttention);
heads_settings!(GroupedQueryAttention);
call_arguments!(GroupedQueryAttention, attention_mask);

impl GroupedQueryAttention {
    /// `num_query_heads` heads that ask, each with `head_dim` numbers, and `num_key_value_heads` that answer.
    pub fn new(head_dim: usize, num_query_heads: usize, num_key_value_heads: usize) -> Self {
        let (kernel, bias) = default_weights();
        GroupedQueryAttention {
            settings: Settings::new(),
            head_dim,
            num_query_heads,
            num_key_value_heads,
            heads: Heads::new(),
            kernel,
            bias,
            seed: None,
            call_arguments: CallArguments::default(),
        }
    }

    pub(crate) const CLASS: Class<Box<dyn Layer>> = Class {
        name: "GroupedQueryAttention",
        // The name under which Keras exports the class, and writes it.
        names: &["GroupQueryAttention"],
        doc: "several lookups of a sequence in another one, in groups that share keys and values",
        arguments: &[
            Argument::required(
                "head_dim",
                "how many numbers a query, a key and a value of a head have",
            ),
            Argument::required("num_query_heads", "how many heads ask; a multiple of the next"),
            Argument::required("num_key_value_heads", "how many heads answer, at least 1"),
            DROPOUT,
            USE_BIAS,
            SLIDING_WINDOW,
            FLASH_ATTENTION,
            KERNEL_INITIALIZER,
            BIAS_INITIALIZER,
            KERNEL_REGULARIZER,
            BIAS_REGULARIZER,
            ACTIVITY_REGULARIZER,
            KERNEL_CONSTRAINT,
            BIAS_CONSTRAINT,
            USE_GATE,
            SEED,
            USE_CAUSAL_MASK,
            ATTENTION_MASK,
            RETURN_ATTENTION_SCORES,
            NAME,
            INPUT_SHAPE,
        ],
        make: |a| {
            let sizes = (a.size("num_query_heads")?, a.size("num_key_value_heads")?);
            let mut layer = GroupedQueryAttention::new(a.size("head_dim")?, sizes.0, sizes.1);
            layer.heads = Heads::configured(a)?;
            layer.kernel = WeightOptions::configured(a, "kernel")?;
            layer.bias = WeightOptions::configured(a, "bias")?;
            layer.call_arguments = CallArguments::configured(a, true)?;
            boxed(seeded!(a, layer).configured(a)?)
        },
    };
}

impl Layer for GroupedQueryAttention {
    fn class_name(&self) -> &'static str {
        "GroupedQueryAttention"
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn call(&self, build: &mut Build<'_>, input: NodeId) -> Result<NodeId> {
        Sequences::new(build, &[input], self.call_arguments).map(|inputs| inputs.query)
    }

    fn call_many(&self, build: &mut Build<'_>, inputs: &[NodeId]) -> Result<Vec<NodeId>> {
        let inputs = Sequences::new(build, inputs, self.call_arguments)?;
        let layout = Layout::new(build, &inputs, None)?;
        let features = self.features(build, &inputs)?;

        let projections = self.projections();
        let asking = [self.num_query_heads, self.head_dim];
        let answering = [self.num_key_value_heads, self.head_dim];
        let query = projections.project(build, "query", inputs.query, 1, &asking)?;
        let key = projections.project(build, "key", inputs.key, 1, &answering)?;
        let gate = projections.gate(build, inputs.query, &asking)?;
        let value = projections.project(build, "value", inputs.value, 1, &answering)?;
        projections.regularize(build, gate.into_iter().chain([query, key, value]))?;

        let query = build.graph.scale(query, 1.0 / (self.head_dim as f64).sqrt())?;
        let projected = build.shape(query).clone();
        let by_group = self.by_group(&projected);
        let query = build.graph.reshape(query, by_group)?;
        // Heads of one group next to the queries: all of these look at one key.
        let scores = build.graph.einsum("bqgrh,bkgh->bgqrk", &[query, key])?;
        let mask = self.mask(build, &inputs, &layout, scores)?;
        let zeroed = self.heads.has_scores(self.call_arguments, layout.rank());
        let scores = probabilities(build, scores, mask, 1, zeroed)?;
        let thinned = thinned(build, scores, self.heads.dropout)?;
        let found = build.graph.einsum("bgqrk,bkgh->bqgrh", &[thinned, value])?;
        let mut found = build.graph.reshape(found, projected)?;
        if let Some(gate) = gate {
            found = build.graph.mul(found, gate)?;
        }
        let output = projections.project(build, "attention_output", found, 2, &[features])?;
        projections.regularize(build, [output])?;
        let outputs = match self.call_arguments.return_attention_scores {
            true => vec![output, self.by_head(build, scores)?],
            false => vec![output],
        };
        // Keras takes the regularizer for that of the layer's own outputs as well.
        projections.regularize(build, outputs.iter().copied())?;
        Ok(outputs)
    }

    fn supports_masking(&self) -> bool {
        true
    }

    fn config(&self) -> Config {
        let config = Config::new()
            .with("head_dim", self.head_dim)
            .with("num_query_heads", self.num_query_heads)
            .with("num_key_value_heads", self.num_key_value_heads)
            .with("dropout", self.heads.dropout)
            .with("use_bias", self.heads.use_bias);
        self.heads.config(config, &self.kernel, &self.bias, self.seed)
    }

    fn call_arguments(&self) -> Config {
        self.call_arguments.config()
    }

    fn check(&self) -> Result<()> {
        at_least_one("head_dim", self.head_dim)?;
        at_least_one("num_query_heads", self.num_query_heads)?;
        at_least_one("num_key_value_heads", self.num_key_value_heads)?;
        if !self.num_query_heads.is_multiple_of(self.num_key_value_heads) {
            return Err(Error::invalid(
                "num_query_heads",
                format!("a multiple of num_key_value_heads, {}", self.num_key_value_heads),
                self.num_query_heads.to_string(),
                "Let each head of keys and values answer to as many heads of queries.",
            ));
        }
        self.heads.check(self.call_arguments)
    }
}

impl GroupedQueryAttention {
    /// The number of features of query and value.
    fn features(&self, build: &Build<'_>, inputs: &Sequences) -> Result<usize> {
        let [query, value] = [inputs.query, inputs.value].map(|x| build.inner_sizes(x));
        match (&query[..], &value[..]) {
            (&[_, features], &[_, others]) if features == others => return Ok(features),
            _ => {}
        }
        Err(Error::invalid(
            "inputs",
            "query and value (batch, steps, features) with the same number of features",
            shapes(build.graph, &[inputs.query, inputs.value]),
            "Bring them to one width first, for example with Dense.",
        ))
    }

    /// How many heads of queries share a key.
    fn repeats(&self) -> usize {
        self.num_query_heads / self.num_key_value_heads
    }

    /// `(batch, queries, heads, numbers)` with the heads in groups.
    fn by_group(&self, shape: &Shape) -> Shape {
        let dims = shape.dims();
        let heads = [self.num_key_value_heads, self.repeats()].map(Dim::Const);
        dims[..2].iter().copied().chain(heads).chain([dims[3]]).collect()
    }

    /// Who sees what, in the order of the scores `(batch, group, queries, head of the group, steps)`.
    fn mask(
        &self,
        build: &mut Build<'_>,
        inputs: &Sequences,
        layout: &Layout,
        scores: NodeId,
    ) -> Result<Option<NodeId>> {
        let dims = build.shape(scores).dims();
        let shape: Shape =
            [dims[0], Dim::Const(self.num_query_heads), dims[2], dims[4]].into_iter().collect();
        let window = self.heads.sliding_window;
        let Some(mask) = inputs.mask(build, layout, &shape, self.call_arguments, window)? else {
            return Ok(None);
        };
        let dims = build.shape(mask).dims().to_vec();
        let heads = match dims[1] == Dim::Const(self.num_query_heads) {
            true => [self.num_key_value_heads, self.repeats()],
            false => [1, 1],
        };
        let shape: Shape =
            [dims[0], heads[0].into(), heads[1].into(), dims[2], dims[3]].into_iter().collect();
        let mask = build.graph.reshape(mask, shape)?;
        Ok(Some(build.graph.transpose(mask, &[0, 1, 3, 2, 4])?))
    }

    /// The scores as Keras has them: `(batch, heads, queries, steps)`.
    fn by_head(&self, build: &mut Build<'_>, scores: NodeId) -> Result<NodeId> {
        let dims = build.shape(scores).dims().to_vec();
        let shape: Shape =
            [dims[0], self.num_query_heads.into(), dims[2], dims[4]].into_iter().collect();
        let by_head = build.graph.transpose(scores, &[0, 1, 3, 2, 4])?;
        Ok(build.graph.reshape(by_head, shape)?)
    }
}
