//! Whole numbers as vectors.

use super::arguments::{INPUT_SHAPE, NAME, boxed};
use super::at_least_one;
use super::weight_options::{
    ACTIVITY_REGULARIZER, WeightOptions, activity_regularizer, constraint, output_settings,
    regularizer, weight_options, with_options,
};
use crate::error::{Error, Result};
use crate::initializers::RandomUniform;
use crate::layer::{Build, Config, Layer, Settings, layer_settings};
use crate::registry::{Argument, Class, Literal};
use kerros_graph::NodeId;

/// Turns whole numbers, such as those of words, into vectors: row `i` of a table of weights for the number `i`.
///
/// `(batch, ...)` becomes `(batch, ..., output_dim)`. Weight: `embeddings (input_dim, output_dim)`. In Keras: "Embedding
/// layer".
///
/// | argument | default | |
/// |---|---|---|
/// | `input_dim` | must be given | how many numbers there are: the largest and one more |
/// | `output_dim` | must be given | the length of a vector |
/// | `embeddings_initializer` | uniform | from -0.05 to 0.05 |
/// | `embeddings_regularizer` | none | see [`regularizers`](crate::regularizers) |
/// | `embeddings_constraint` | none | see [`constraints`](crate::constraints) |
/// | `mask_zero` | false | whether 0 fills short sequences up: layers behind that support masks leave its steps out |
/// | `activity_regularizer` | none | of the output, divided by the number of rows |
///
/// Keras has more arguments: `weights`, the numbers to start with, which here
/// [`set_weights`](crate::Model::set_weights) brings, as for all layers; and `lora_rank` with `lora_alpha`, which
/// train a product of two thin matrices beside a table that is frozen when it has been trained before. Kerros trains
/// the whole table or, with `trainable(false)`, none of it.
///
/// ```
/// use kerros::prelude::*;
///
/// // Texts of 20 words out of 1000.
/// let mut model = Sequential::new();
/// model.add(Embedding::new(1000, 8).input_shape(20))?;
/// model.add(GlobalAveragePooling1D::new())?;
/// model.add(Dense::new(1).activation("sigmoid"))?;
/// assert_eq!(model.count_params()?, 1000 * 8 + 8 + 1);
/// let texts = Array2::from_shape_fn((2, 20), |(text, word)| (7 * text + word) as f32);
/// assert_eq!(model.predict(&texts)?.shape(), [2, 1]);
/// // Words beyond the table are an error, and so are numbers that are not whole.
/// assert!(model.predict(&texts.mapv(|word| word + 990.0)).is_err());
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// [`Sequential::add`](crate::Sequential::add) refuses sizes of 0, arguments of an initializer, regularizer or
/// constraint outside their range, and an `input_dim` above 2^24: data are `f32`, which
/// does not tell all larger numbers apart. A number in the data that is not whole, negative, or `input_dim` and above ends
/// `fit` and all others that bring data with an error; every weight is then as it was before that batch.
#[derive(Clone, Debug)]
pub struct Embedding {
    settings: Settings,
    input_dim: usize,
    output_dim: usize,
    embeddings: WeightOptions,
    mask_zero: bool,
}

layer_settings!(Embedding);
weight_options!(Embedding {
    embeddings: "the table", "uniform" =>
        embeddings_initializer, embeddings_regularizer, embeddings_constraint;
});
activity_regularizer!(Embedding);

/// All whole numbers below can be told apart in single precision.
const MOST_ROWS: usize = 1 << 24;

impl Embedding {
    /// Vectors of `output_dim` numbers for the numbers below `input_dim`.
    pub fn new(input_dim: usize, output_dim: usize) -> Self {
        Embedding {
            settings: Settings::new(),
            input_dim,
            output_dim,
            embeddings: WeightOptions::new(RandomUniform::new()),
            mask_zero: false,
        }
    }

    /// Whether 0 stands for a step that does not count; `false` if not set.
    #[must_use]
    pub fn mask_zero(mut self, mask_zero: bool) -> Self {
        self.mask_zero = mask_zero;
        self
    }

    pub(crate) const CLASS: Class<Box<dyn Layer>> = Class {
        name: "Embedding",
        names: &[],
        doc: "whole numbers as vectors: the rows of a table of weights",
        arguments: &[
            Argument::required("input_dim", "how many numbers there are: the largest and one more"),
            Argument::required("output_dim", "the length of a vector"),
            Argument::with_default(
                "embeddings_initializer",
                Literal::Text("uniform"),
                "what the table starts with",
            ),
            regularizer("embeddings_regularizer", "what the table adds to the loss"),
            constraint("embeddings_constraint", "what the table becomes after each step"),
            Argument::with_default(
                "mask_zero",
                Literal::Bool(false),
                "whether 0 stands for a step that does not count",
            ),
            ACTIVITY_REGULARIZER,
            NAME,
            INPUT_SHAPE,
        ],
        make: |a| {
            let layer = Embedding {
                settings: output_settings(a)?,
                input_dim: a.size("input_dim")?,
                output_dim: a.size("output_dim")?,
                embeddings: WeightOptions::configured(a, "embeddings")?,
                mask_zero: a.bool("mask_zero")?,
            };
            boxed(layer.configured(a)?)
        },
    };
}

impl Layer for Embedding {
    fn class_name(&self) -> &'static str {
        "Embedding"
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn call(&self, build: &mut Build<'_>, input: NodeId) -> Result<NodeId> {
        let sizes = [self.input_dim, self.output_dim];
        let table = build.weight_with(&self.embeddings.weight("embeddings", &sizes))?;
        if self.mask_zero {
            let zero = build.graph.literal(0.0)?;
            let is_zero = build.graph.equal(input, zero)?;
            let one = build.graph.literal(1.0)?;
            let counts = build.graph.sub(one, is_zero)?;
            build.set_mask(Some(counts));
        }
        Ok(build.graph.gather(table, input)?)
    }

    fn config(&self) -> Config {
        let config =
            Config::new().with("input_dim", self.input_dim).with("output_dim", self.output_dim);
        with_options(config, [("embeddings", &self.embeddings)], None)
            .with("mask_zero", self.mask_zero)
            .with("activity_regularizer", self.settings.activity_regularizer())
    }

    fn check(&self) -> Result<()> {
        at_least_one("input_dim", self.input_dim)?;
        at_least_one("output_dim", self.output_dim)?;
        if self.input_dim <= MOST_ROWS {
            return Ok(());
        }
        Err(Error::invalid(
            "input_dim",
            format!("at most {MOST_ROWS}, as numbers in the data are f32"),
            self.input_dim.to_string(),
            "Let rare words share a number.",
        ))
    }
}
