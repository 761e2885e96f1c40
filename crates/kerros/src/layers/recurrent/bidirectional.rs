//! A recurrent layer in both directions.

use super::rnn::check_layer;
use super::run::Recurrent;
use crate::error::{Error, Result};
use crate::layer::{Build, Config, Layer, Settings, SharedLayer, Value, layer_settings};
use crate::layers::arguments::{INPUT_SHAPE, NAME, boxed};
use crate::layers::concatenate::joined;
use crate::registry::{Argument, Class, LAYERS, Literal, find};
use kerros_graph::{Graph, NodeId};

/// What becomes of the outputs of both directions.
///
/// ```
/// use kerros::layers::MergeMode;
/// use kerros::prelude::*;
///
/// let x = Input::new([5, 2]).symbol()?;
/// let sum = Bidirectional::new(LSTM::new(4))?.merge_mode(MergeMode::Sum);
/// assert_eq!(sum.apply(&x)?.shape(), [4]);
/// # Ok::<(), kerros::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum MergeMode {
    /// Both behind each other, along the last axis. In Keras: `"concat"`.
    #[default]
    Concatenate,
    /// Their sum. In Keras: `"sum"`.
    Sum,
    /// Their mean. In Keras: `"ave"`.
    Average,
    /// Their product. In Keras: `"mul"`.
    Multiply,
    /// Both, as two outputs of the layer. In Keras: `None`.
    Separate,
}

impl MergeMode {
    const NAMES: [(MergeMode, &'static str); 4] = [
        (MergeMode::Concatenate, "concat"),
        (MergeMode::Sum, "sum"),
        (MergeMode::Average, "ave"),
        (MergeMode::Multiply, "mul"),
    ];

    /// The outputs of the layer from those of both directions.
    fn merged(self, graph: &mut Graph, forward: NodeId, backward: NodeId) -> Result<Vec<NodeId>> {
        Ok(match self {
            MergeMode::Concatenate => {
                let last = graph.ty(forward).shape.rank() - 1;
                vec![joined(graph, &[forward, backward], last)?]
            }
            MergeMode::Sum => vec![graph.add(forward, backward)?],
            MergeMode::Average => {
                let sum = graph.add(forward, backward)?;
                vec![graph.scale(sum, 0.5)?]
            }
            MergeMode::Multiply => vec![graph.mul(forward, backward)?],
            MergeMode::Separate => vec![forward, backward],
        })
    }
}

impl TryFrom<&str> for MergeMode {
    type Error = Error;

    fn try_from(name: &str) -> Result<Self> {
        let known = MergeMode::NAMES.iter().find(|(_, known)| *known == name);
        known.map(|(mode, _)| *mode).ok_or_else(|| {
            Error::invalid(
                "merge_mode",
                "\"concat\", \"sum\", \"ave\", \"mul\", or none",
                format!("{name:?}"),
                "Say what is to become of the outputs of both directions.",
            )
        })
    }
}

impl From<MergeMode> for Value {
    fn from(mode: MergeMode) -> Self {
        let known = MergeMode::NAMES.iter().find(|(known, _)| *known == mode);
        known.map_or(Value::None, |(_, name)| (*name).into())
    }
}

/// Runs a recurrent layer over a sequence in both directions, each with weights of its own.
///
/// The outputs of the direction that begins with the last step are put in the order of time before both are merged. What comes out
/// is what the layer puts out, twice as wide where both are put behind each other, and two outputs with
/// [`MergeMode::Separate`]; the states of both, if the layer returns them, follow. Applied to a sequence and the states of both
/// directions, it starts from these. Outputs of steps that the mask leaves out are 0 where the outputs of all steps are
/// returned, as in Keras. The weights are those of the layer, under `forward_lstm/` and `backward_lstm/`. In Keras: "Bidirectional
/// layer".
///
/// | argument | default | |
/// |---|---|---|
/// | `layer` | must be given | a recurrent layer, of which both directions are copies |
/// | `merge_mode` | concat | see [`MergeMode`] |
/// | `backward_layer` | a copy of `layer` | the layer that goes backwards |
///
/// ```
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(Embedding::new(1000, 16).input_shape(80))?;
/// model.add(Bidirectional::new(LSTM::new(32))?)?;
/// model.add(Dense::new(1).activation("sigmoid"))?;
/// assert_eq!(model.count_params()?, 16_000 + 2 * 4 * (16 * 32 + 32 * 32 + 32) + 65);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// A layer that is not recurrent; a backward layer that goes the same way or returns something else than the layer; what the
/// layers refuse.
///
/// Source: Schuster and Paliwal, "Bidirectional recurrent neural networks", IEEE Transactions on Signal Processing 45, 1997.
#[derive(Clone, Debug)]
pub struct Bidirectional {
    settings: Settings,
    forward: SharedLayer,
    backward: SharedLayer,
    merge_mode: MergeMode,
}

layer_settings!(Bidirectional);

impl Bidirectional {
    /// `layer` in both directions.
    ///
    /// # Errors
    ///
    /// When the layer is not a recurrent one.
    pub fn new(layer: impl Into<SharedLayer>) -> Result<Self> {
        let layer = layer.into();
        let (forward, backward) =
            (copy(&layer, "forward_", false)?, copy(&layer, "backward_", true)?);
        let (settings, merge_mode) = (Settings::new(), MergeMode::default());
        Ok(Bidirectional { settings, forward, backward, merge_mode })
    }

    /// What becomes of the outputs of both directions, or its name; `concat` if not set.
    #[must_use]
    pub fn merge_mode<M>(mut self, merge_mode: M) -> Self
    where
        M: TryInto<MergeMode>,
        M::Error: Into<Error>,
    {
        if let Some(merge_mode) = self.settings.accept(merge_mode) {
            self.merge_mode = merge_mode;
        }
        self
    }

    /// The layer that goes backwards; a copy of the other that begins with the last step if not set.
    #[must_use]
    pub fn backward_layer(mut self, layer: impl Into<SharedLayer>) -> Self {
        let layer = layer.into();
        // What is not recurrent is refused with the other arguments.
        self.backward = copy(&layer, "", false).unwrap_or(layer);
        self
    }

    pub(crate) const CLASS: Class<Box<dyn Layer>> = Class {
        name: "Bidirectional",
        names: &[],
        doc: "a recurrent layer in both directions",
        arguments: &[
            Argument::required("layer", "a recurrent layer, of which both directions are copies"),
            Argument::with_default(
                "merge_mode",
                Literal::Text("concat"),
                "what becomes of both outputs: \"concat\", \"sum\", \"ave\", \"mul\", or nothing for both",
            ),
            Argument::with_default(
                "backward_layer",
                Literal::None,
                "the layer that goes backwards; a copy of the other if not given",
            ),
            NAME,
            INPUT_SHAPE,
        ],
        make: |a| {
            let mut layer = Bidirectional::new(a.layer("layer")?)?;
            layer.merge_mode = match a.optional_text("merge_mode")? {
                Some(name) => name.try_into()?,
                None => MergeMode::Separate,
            };
            if let Some(backward) = a.optional_layer("backward_layer")? {
                layer = layer.backward_layer(backward);
            }
            boxed(layer.configured(a)?)
        },
    };

    /// Writes the outputs of one direction; those of all steps `turned` around.
    fn direction(
        build: &mut Build<'_>,
        layer: &SharedLayer,
        inputs: &[NodeId],
        turned: bool,
    ) -> Result<Vec<NodeId>> {
        let recurrent = recurrent(layer)?;
        let masks = build.masks().to_vec();
        build.within_copy(&layer.label(), layer, masks, |build| {
            let outputs = recurrent.write(build, inputs, turned)?;
            build.add_activity_losses(layer.settings(), &outputs)?;
            Ok(outputs)
        })
    }
}

/// A recurrent layer like this one, with another beginning of its name, that begins with the last step if `backwards`.
fn copy(layer: &SharedLayer, direction: &str, backwards: bool) -> Result<SharedLayer> {
    recurrent(layer)?;
    let label = layer.label();
    let name = format!("{direction}{}", label.strip_prefix(direction).unwrap_or(&label));
    let mut config = Config::new().with("name", name);
    for (key, value) in layer.config().iter() {
        let value = match key {
            "go_backwards" if backwards => true.into(),
            // Outputs of steps that do not count are 0 where all are returned, as in Keras.
            "zero_output_for_mask" => recurrent(layer)?.options.return_sequences.into(),
            _ => value.clone(),
        };
        config = config.with(key.to_owned(), value);
    }
    let copy = SharedLayer::from(find("layer", LAYERS, layer.class_name())?.from_config(&config)?);
    copy.set_trainable(layer.is_trainable());
    Ok(copy)
}

/// How a layer runs over a sequence.
fn recurrent(layer: &SharedLayer) -> Result<Recurrent<'_>> {
    layer.as_recurrent().ok_or_else(|| {
        Error::invalid(
            "layer",
            "a recurrent layer, such as LSTM, GRU or RNN",
            layer.class_name(),
            "Put a layer that runs over the steps of a sequence into Bidirectional.",
        )
    })
}

impl Layer for Bidirectional {
    fn class_name(&self) -> &'static str {
        "Bidirectional"
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn call(&self, build: &mut Build<'_>, input: NodeId) -> Result<NodeId> {
        Ok(self.call_many(build, &[input])?[0])
    }

    fn call_many(&self, build: &mut Build<'_>, inputs: &[NodeId]) -> Result<Vec<NodeId>> {
        let (x, states) = inputs.split_at(1.min(inputs.len()));
        if states.len() % 2 == 1 {
            return Err(Error::invalid(
                "initial_state",
                "as many parts of a state for each direction",
                format!("{} parts", states.len()),
                "Apply the layer to the sequence alone, or to the sequence and the states of both directions.",
            ));
        }
        let (ahead, back) = states.split_at(states.len() / 2);
        let forward = Self::direction(build, &self.forward, &[x, ahead].concat(), false)?;
        let backward = Self::direction(build, &self.backward, &[x, back].concat(), true)?;
        let mut outputs = self.merge_mode.merged(build.graph, forward[0], backward[0])?;
        let separate = outputs.len() > 1;
        outputs.extend(forward[1..].iter().chain(&backward[1..]));
        let returns_all = recurrent(&self.forward)?.options.return_sequences;
        let mask = build.mask().filter(|_| returns_all);
        build.set_masks(if separate { vec![mask, mask] } else { vec![mask] });
        Ok(outputs)
    }

    fn supports_masking(&self) -> bool {
        true
    }

    fn config(&self) -> Config {
        Config::new()
            .with("layer", &self.forward)
            .with("merge_mode", self.merge_mode)
            .with("backward_layer", &self.backward)
    }

    fn check(&self) -> Result<()> {
        check_layer(&self.forward)?;
        check_layer(&self.backward)?;
        let (forward, backward) =
            (recurrent(&self.forward)?.options, recurrent(&self.backward)?.options);
        let same = (forward.return_sequences, forward.return_state, forward.stateful)
            == (backward.return_sequences, backward.return_state, backward.stateful);
        if same && forward.go_backwards != backward.go_backwards {
            return Ok(());
        }
        Err(Error::invalid(
            "backward_layer",
            "the layer's return_sequences, return_state and stateful, and the other direction",
            format!("{}({})", self.backward.class_name(), self.backward.config()),
            "Leave go_backwards to Bidirectional, or give it to one of the two layers; give the rest to both.",
        ))
    }
}
