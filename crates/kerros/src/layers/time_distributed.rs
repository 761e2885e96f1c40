//! A layer at every step.

use super::arguments::{INPUT_SHAPE, NAME, boxed};
use super::concatenate::joined;
use crate::activations::Activation;
use crate::error::{Error, Result};
use crate::layer::{Build, Config, Layer, Settings, SharedLayer, layer_settings};
use crate::registry::{Argument, Class};
use kerros_graph::{NodeId, Shape};

/// Applies a layer to every step of a sequence by itself, with the same weights at all steps.
///
/// `(batch, steps, ...)` becomes `(batch, steps, ...)`, where what follows the steps is what the layer makes of it. The
/// weights are those of the layer, `dense/kernel` in place of `kernel`. In Keras: "TimeDistributed layer".
///
/// All steps are computed at once, as one large batch: what a layer draws once for the whole batch (a `noise_shape` that begins
/// with 1) is drawn once for all steps, where Keras draws for each. A layer whose training looks at other rows, such as
/// `BatchNormalization`, sees the rows of one step after the other, as in Keras. A mask with more axes than
/// `(batch, steps)` goes to the layer, step by step; what the layer's regularizer of its output would add to the loss is
/// left out, as in Keras.
///
/// | argument | default | |
/// |---|---|---|
/// | `layer` | must be given | the layer |
///
/// ```
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(TimeDistributed::new(Dense::new(8)).input_shape([10, 16]))?;
/// assert_eq!(model.output_shape(), Some(vec![10, 8]));
/// assert_eq!(model.count_params()?, 16 * 8 + 8);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// Samples without an axis of features behind that of the steps, samples that do not fit the layer, and a layer with
/// several outputs.
#[derive(Clone, Debug)]
pub struct TimeDistributed {
    settings: Settings,
    layer: SharedLayer,
}

layer_settings!(TimeDistributed);

impl TimeDistributed {
    /// `layer` at every step.
    pub fn new(layer: impl Into<SharedLayer>) -> Self {
        TimeDistributed { settings: Settings::new(), layer: layer.into() }
    }

    pub(crate) const CLASS: Class<Box<dyn Layer>> = Class {
        name: "TimeDistributed",
        names: &[],
        doc: "a layer at every step of a sequence",
        arguments: &[Argument::required("layer", "the layer"), NAME, INPUT_SHAPE],
        make: |a| boxed(TimeDistributed::new(a.layer("layer")?).configured(a)?),
    };
}

impl Layer for TimeDistributed {
    fn class_name(&self) -> &'static str {
        "TimeDistributed"
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn call(&self, build: &mut Build<'_>, input: NodeId) -> Result<NodeId> {
        let (steps, inner) = match build.inner_sizes(input).split_first() {
            Some((&steps, inner)) if !inner.is_empty() => (steps, inner.to_vec()),
            _ => {
                return Err(Error::invalid(
                    "input",
                    "samples (steps, features, ...)",
                    format!("{:?}", build.inner_sizes(input)),
                    "Give the data an axis of features: (rows, steps, 1).",
                ));
            }
        };
        let mask = build.mask().filter(|&mask| build.shape(mask).rank() > 2);
        let written = match self.looks_at_rows(build, input, mask)? {
            true => self.step_by_step(build, input, mask, steps),
            false => self.at_once(build, input, mask, (steps, &inner)),
        }?;
        Ok(written)
    }

    fn supports_masking(&self) -> bool {
        true
    }

    fn config(&self) -> Config {
        Config::new().with("layer", &self.layer)
    }

    fn check(&self) -> Result<()> {
        let checked = self.layer.settings().check().and_then(|()| self.layer.check());
        checked.map_err(|error| error.at(&self.layer.label()))
    }

    fn output_activation(&self) -> Option<Activation> {
        self.layer.output_activation()
    }
}

impl TimeDistributed {
    /// Whether the layer does more with a batch than computing each row: moving means, losses.
    fn looks_at_rows(
        &self,
        build: &mut Build<'_>,
        input: NodeId,
        mask: Option<NodeId>,
    ) -> Result<bool> {
        let before = build.effects();
        build.try_out(|build| {
            self.at_step(build, input, mask, 0)?;
            Ok(build.effects() != before)
        })
    }

    fn at_once(
        &self,
        build: &mut Build<'_>,
        input: NodeId,
        mask: Option<NodeId>,
        (steps, inner): (usize, &[usize]),
    ) -> Result<NodeId> {
        let batch = build.shape(input).dims()[0];
        let all_rows = |sizes: &[usize]| -> Shape {
            std::iter::once(batch.times(steps))
                .chain(sizes.iter().map(|&size| size.into()))
                .collect()
        };
        let rows = build.graph.reshape(input, all_rows(inner))?;
        let mask = match mask {
            Some(mask) => {
                let sizes = build.inner_sizes(mask)[1..].to_vec();
                Some(build.graph.reshape(mask, all_rows(&sizes))?)
            }
            None => None,
        };
        let output = self.write(build, rows, mask)?;
        let sizes = build.inner_sizes(output);
        let by_step =
            [batch, steps.into()].into_iter().chain(sizes.iter().map(|&size| size.into()));
        Ok(build.graph.reshape(output, by_step.collect())?)
    }

    fn step_by_step(
        &self,
        build: &mut Build<'_>,
        input: NodeId,
        mask: Option<NodeId>,
        steps: usize,
    ) -> Result<NodeId> {
        let mut outputs = Vec::with_capacity(steps);
        for step in 0..steps {
            let output = self.at_step(build, input, mask, step)?;
            outputs.push(build.graph.expand(output, 1)?);
        }
        joined(build.graph, &outputs, 1)
    }

    fn at_step(
        &self,
        build: &mut Build<'_>,
        input: NodeId,
        mask: Option<NodeId>,
        step: usize,
    ) -> Result<NodeId> {
        let x = slice_of(build, input, step)?;
        let mask = mask.map(|mask| slice_of(build, mask, step)).transpose()?;
        self.write(build, x, mask)
    }

    /// The layer's only output.
    fn write(&self, build: &mut Build<'_>, x: NodeId, mask: Option<NodeId>) -> Result<NodeId> {
        let (outputs, _) = build.call_function_of(&self.layer, &[x], vec![mask])?;
        match outputs[..] {
            [output] => Ok(output),
            _ => Err(Error::invalid(
                "layer",
                "a layer with one output",
                format!("{} outputs", outputs.len()),
                "Let the layer return its output alone.",
            )),
        }
    }
}

/// What a sequence holds at a step.
fn slice_of(build: &mut Build<'_>, sequence: NodeId, step: usize) -> Result<NodeId> {
    let dims = build.shape(sequence).dims();
    let shape: Shape = dims[..1].iter().chain(&dims[2..]).copied().collect();
    let slice = build.graph.slice(sequence, 1, step, 1, 1)?;
    Ok(build.graph.reshape(slice, shape)?)
}
