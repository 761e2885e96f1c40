//! Attention of several heads.

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
use crate::layer::{Build, Config, InnerShape, Layer, Settings, layer_settings};
use crate::layers::arguments::{
    BIAS_INITIALIZER, INPUT_SHAPE, KERNEL_INITIALIZER, NAME, SEED, boxed, seeded,
};
use crate::layers::at_least_one;
use crate::layers::random::seed_setting;
use crate::layers::weight_options::{
    BIAS_CONSTRAINT, BIAS_REGULARIZER, KERNEL_CONSTRAINT, KERNEL_REGULARIZER, WeightOptions,
    weight_options,
};
use crate::registry::{Argument, Class, Literal};
use kerros_graph::NodeId;

/// Several lookups of a sequence in another one side by side, each of its own projections. In Keras:
/// "MultiHeadAttention layer".
///
/// For each head, query, key and value are projected to `key_dim` and `value_dim` numbers; a query finds `softmax(query .
/// key / sqrt(key_dim)) . value`, and a last projection makes the output of what all heads find. The layer is applied to
/// `[query, value]`, where the value is the key as well, or to `[query, value, key]`: for attention of a sequence to
/// itself, to `[&x, &x]`. Of query `(batch, queries, features)` and value `(batch, steps, ...)` the output is `(batch,
/// queries, features)`. Weights: `query/kernel (features, heads, key_dim)`, `query/bias (heads, key_dim)`, `key/...`,
/// `gate/...`, `value/...`, `attention_output/kernel (heads, value_dim, features)`, `attention_output/bias`.
///
/// Steps that the masks of value and key leave out are not seen, and neither do queries see anything that the mask of the
/// query leaves out; this mask goes on. Such a query finds the mean of all values, or 0 where there is dropout, where
/// scores are returned, or samples have more than two axes, as in Keras. The inputs keep their masks; Keras takes them
/// away, so that a layer that is applied to one of them afterwards sees no mask there.
///
/// | argument | default | |
/// |---|---|---|
/// | `num_heads` | must be given | how many heads, at least 1 |
/// | `key_dim` | must be given | how many numbers a query and a key of a head have |
/// | `value_dim` | `key_dim` | how many numbers a value of a head has |
/// | `dropout` | 0 | the share of scores that are set to 0 while training |
/// | `use_bias` | true | whether projections have a bias |
/// | `output_shape` | the query's features | the sizes that the last projection makes of each query |
/// | `attention_axes` | all between batch and features | the axes along which steps are looked up; all others stay by themselves |
/// | `sliding_window` | none | a query sees steps that are less than this many places away |
/// | `flash_attention` | none | accepted as in Keras, where it chooses among ways to compute the same |
/// | `kernel_initializer`, `bias_initializer` | glorot_uniform, zeros | of each projection; see [`initializers`](crate::initializers) |
/// | `kernel_regularizer`, `bias_regularizer` | none | see [`regularizers`](crate::regularizers) |
/// | `activity_regularizer` | none | of the output of each projection, divided by the number of rows |
/// | `kernel_constraint`, `bias_constraint` | none | see [`constraints`](crate::constraints) |
/// | `use_gate` | false | whether the sigmoid of one more projection of the query multiplies what the heads find |
/// | `seed` | none | kept in the configuration only: the model's seed decides |
/// | `use_causal_mask` | false | of the call in Keras: a query sees its own place and those before only |
/// | `attention_mask` | false | of the call in Keras: the last input says which query sees which step, `(batch, queries, steps)` or `(batch, heads, queries, steps)`, where 0 is no |
/// | `return_attention_scores` | false | of the call in Keras: the probabilities `(batch, heads, queries, steps)` are a second output |
///
/// Source: Vaswani and others, "Attention is all you need", NeurIPS 2017.
///
/// ```
/// use kerros::prelude::*;
///
/// let text = Input::new([10, 16]).symbol()?;
/// let attention = MultiHeadAttention::new(2, 8).use_causal_mask(true);
/// let model = Model::new(&text, attention.apply([&text, &text])?)?;
/// assert_eq!(model.output_shape(), Some(vec![10, 16]));
/// assert_eq!(model.count_params()?, 3 * (16 * 2 * 8 + 2 * 8) + 2 * 8 * 16 + 16);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// `apply` refuses sizes of 0, shares outside of 0 to 1, axes that are not between batch and features, fewer than two or
/// more than three inputs besides an attention mask, inputs and masks whose shapes do not fit each other, a causal mask or
/// a window along several axes, and `flash_attention` where dropout or scores are asked for.
#[derive(Clone, Debug)]
pub struct MultiHeadAttention {
    settings: Settings,
    num_heads: usize,
    key_dim: usize,
    value_dim: Option<usize>,
    output_shape: Option<Vec<usize>>,
    attention_axes: Option<Vec<i64>>,
    heads: Heads,
    kernel: WeightOptions,
    bias: WeightOptions,
    seed: Option<i64>,
    call_arguments: CallArguments,
}

layer_settings!(MultiHeadAttention);
seed_setting!(MultiHeadAttention);
heads_settings!(MultiHeadAttention);
call_arguments!(MultiHeadAttention, attention_mask);

impl MultiHeadAttention {
    /// `num_heads` heads, with keys of `key_dim` numbers.
    pub fn new(num_heads: usize, key_dim: usize) -> Self {
        let (kernel, bias) = default_weights();
        MultiHeadAttention {
            settings: Settings::new(),
            num_heads,
            key_dim,
            value_dim: None,
            output_shape: None,
            attention_axes: None,
            heads: Heads::new(),
            kernel,
            bias,
            seed: None,
            call_arguments: CallArguments::default(),
        }
    }

    /// How many numbers a value of a head has; `key_dim` if not set.
    #[must_use]
    pub fn value_dim(mut self, value_dim: usize) -> Self {
        self.value_dim = Some(value_dim);
        self
    }

    /// The sizes that the last projection makes of each query; the query's features if not set.
    #[must_use]
    pub fn output_shape(mut self, output_shape: impl Into<InnerShape>) -> Self {
        self.output_shape = Some(output_shape.into().sizes().to_vec());
        self
    }

    /// The axes along which steps are looked up, 0 being the batch; all between batch and features if not set.
    #[must_use]
    pub fn attention_axes(mut self, attention_axes: impl Into<Vec<i64>>) -> Self {
        self.attention_axes = Some(attention_axes.into());
        self
    }

    /// How many numbers a value of a head has.
    fn width(&self) -> usize {
        self.value_dim.unwrap_or(self.key_dim)
    }

    pub(crate) const CLASS: Class<Box<dyn Layer>> = Class {
        name: "MultiHeadAttention",
        names: &[],
        doc: "several lookups of a sequence in another one side by side, each of its own projections",
        arguments: &[
            Argument::required("num_heads", "how many heads, at least 1"),
            Argument::required("key_dim", "how many numbers a query and a key of a head have"),
            Argument::with_default(
                "value_dim",
                Literal::None,
                "how many numbers a value of a head has; key_dim if not given",
            ),
            DROPOUT,
            USE_BIAS,
            Argument::with_default(
                "output_shape",
                Literal::None,
                "the sizes that the last projection makes of each query; the query's features if not given",
            ),
            Argument::with_default(
                "attention_axes",
                Literal::None,
                "the axes along which steps are looked up; all between batch and features if not given",
            ),
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
            let mut layer = MultiHeadAttention::new(a.size("num_heads")?, a.size("key_dim")?);
            layer.value_dim = a.optional_sizes::<1>("value_dim")?.map(|[size]| size);
            layer.output_shape = a.optional_size_list("output_shape", "sizes of the output")?;
            layer.attention_axes = a.optional_integers("attention_axes")?;
            layer.heads = Heads::configured(a)?;
            layer.kernel = WeightOptions::configured(a, "kernel")?;
            layer.bias = WeightOptions::configured(a, "bias")?;
            layer.call_arguments = CallArguments::configured(a, true)?;
            boxed(seeded!(a, layer).configured(a)?)
        },
    };
}

impl Layer for MultiHeadAttention {
    fn class_name(&self) -> &'static str {
        "MultiHeadAttention"
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn call(&self, build: &mut Build<'_>, input: NodeId) -> Result<NodeId> {
        Sequences::new(build, &[input], self.call_arguments).map(|inputs| inputs.query)
    }

    fn call_many(&self, build: &mut Build<'_>, inputs: &[NodeId]) -> Result<Vec<NodeId>> {
        let inputs = Sequences::new(build, inputs, self.call_arguments)?;
        let layout = Layout::new(build, &inputs, self.attention_axes.as_deref())?;
        let rank = layout.rank();
        let projections = self.projections();
        let (keys, values) = ([self.num_heads, self.key_dim], [self.num_heads, self.width()]);
        let query = projections.project(build, "query", inputs.query, 1, &keys)?;
        let key = projections.project(build, "key", inputs.key, 1, &keys)?;
        let gate = projections.gate(build, inputs.query, &values)?;
        let value = projections.project(build, "value", inputs.value, 1, &values)?;
        projections.regularize(build, gate.into_iter().chain([query, key, value]))?;

        let query = build.graph.scale(query, 1.0 / (self.key_dim as f64).sqrt())?;
        let scores = build.graph.einsum(&layout.products(), &[query, key])?;
        let shape = build.shape(scores).clone();
        let window = self.heads.sliding_window;
        let mask = inputs.mask(build, &layout, &shape, self.call_arguments, window)?;
        let zeroed = self.heads.has_scores(self.call_arguments, rank);
        let scores = probabilities(build, scores, mask, layout.axes(), zeroed)?;
        let thinned = thinned(build, scores, self.heads.dropout)?;
        let mut found = build.graph.einsum(&layout.sums(), &[thinned, value])?;
        if let Some(gate) = gate {
            found = build.graph.mul(found, gate)?;
        }
        let sizes = match &self.output_shape {
            Some(sizes) => sizes.clone(),
            None => build.inner_sizes(inputs.query)[rank - 2..].to_vec(),
        };
        let output = projections.project(build, "attention_output", found, 2, &sizes)?;
        projections.regularize(build, [output])?;
        Ok(match self.call_arguments.return_attention_scores {
            true => vec![output, scores],
            false => vec![output],
        })
    }

    fn supports_masking(&self) -> bool {
        true
    }

    fn config(&self) -> Config {
        let config = Config::new()
            .with("num_heads", self.num_heads)
            .with("key_dim", self.key_dim)
            .with("value_dim", self.width())
            .with("dropout", self.heads.dropout)
            .with("use_bias", self.heads.use_bias)
            .with("output_shape", self.output_shape.clone())
            .with("attention_axes", self.attention_axes.clone());
        self.heads.config(config, &self.kernel, &self.bias, self.seed)
    }

    fn call_arguments(&self) -> Config {
        self.call_arguments.config()
    }

    fn check(&self) -> Result<()> {
        at_least_one("num_heads", self.num_heads)?;
        at_least_one("key_dim", self.key_dim)?;
        at_least_one("value_dim", self.width())?;
        if self.output_shape.as_ref().is_some_and(|sizes| sizes.is_empty() || sizes.contains(&0)) {
            return Err(Error::invalid(
                "output_shape",
                "sizes of at least 1",
                format!("{:?}", self.output_shape.as_deref().unwrap_or_default()),
                "Leave output_shape out for the features of the query.",
            ));
        }
        self.heads.check(self.call_arguments)
    }
}
