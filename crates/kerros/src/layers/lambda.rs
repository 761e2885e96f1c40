//! A function of the user's as a layer.

use crate::error::{Error, Result};
use crate::layer::{Build, Config, Layer, Settings, layer_settings};
use kerros_graph::{Graph, NodeId};
use std::fmt;
use std::sync::Arc;

type Function = dyn Fn(&mut Graph, &[NodeId]) -> Result<NodeId> + Send + Sync;
type MaskFunction = dyn Fn(&mut Graph, &[Option<NodeId>]) -> Result<Option<NodeId>> + Send + Sync;

/// A function over graph values as a layer.
///
/// The function is called when the model is built, with the graph and the value of the layer below; it
/// writes nodes, which the executor runs at full speed. The shape follows from what it writes. No weights: a
/// function with weights is a layer of its own ([`Layer`]). In Keras: "Lambda layer".
///
/// A function cannot be written to a configuration, so this layer is not in the
/// [registry](crate::registry), and its [`config`](Layer::config) says so. What Keras takes as `arguments` is captured
/// by the closure, and `output_shape` is never needed.
///
/// | argument | default | |
/// |---|---|---|
/// | `function` | must be given | `Fn(&mut Graph, NodeId) -> kerros::Result<NodeId>`; of several inputs [`Lambda::of_many`] |
/// | `mask` | no mask | the mask of the output, of those of the inputs |
///
/// ```
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// // x + 1, at least 0
/// model.add(Lambda::new(|graph, x| {
///     let shifted = graph.offset(x, 1.0)?;
///     Ok(graph.relu(shifted)?)
/// }).input_shape(3))?;
/// let x = Array2::from_shape_vec((1, 3), vec![-2.0f32, 0.0, 2.0]).unwrap();
/// assert_eq!(model.predict(&x)?.as_slice(), Some(&[0.0, 1.0, 3.0][..]));
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// Of two inputs, where the mask of the first goes on:
///
/// ```
/// use kerros::prelude::*;
///
/// let (x, y) = (Input::new([4, 2]).symbol()?, Input::new([4, 2]).symbol()?);
/// let difference = Lambda::of_many(|graph, inputs| Ok(graph.sub(inputs[0], inputs[1])?))
///     .mask(|_, masks| Ok(masks[0]));
/// let z = difference.apply([&Masking::new().apply(&x)?, &y])?;
/// assert!(z.is_masked());
/// let mut model = Model::new([&x, &y], &z)?;
/// let ones = Array3::<f32>::ones((1, 4, 2));
/// assert_eq!(model.predict([&ones, &ones])?.sum(), 0.0);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// Those of the function, and that what it makes has not the rows of the input, from [`Sequential::add`](crate::Sequential::add) or, where the shape of the input is not known
/// yet, from the first call that brings data.
#[derive(Clone)]
pub struct Lambda {
    settings: Settings,
    function: Arc<Function>,
    takes_one: bool,
    mask: Option<Arc<MaskFunction>>,
}

layer_settings!(Lambda);

impl Lambda {
    /// The layer that writes what `function` writes.
    pub fn new(
        function: impl Fn(&mut Graph, NodeId) -> Result<NodeId> + Send + Sync + 'static,
    ) -> Self {
        Lambda {
            takes_one: true,
            ..Lambda::of_many(move |graph, inputs| function(graph, inputs[0]))
        }
    }

    /// The layer that writes what `function` writes of all its inputs, of which there may be any number.
    pub fn of_many(
        function: impl Fn(&mut Graph, &[NodeId]) -> Result<NodeId> + Send + Sync + 'static,
    ) -> Self {
        let function = Arc::new(function);
        Lambda { settings: Settings::new(), function, takes_one: false, mask: None }
    }

    /// What makes the mask of the output of the masks of the inputs, `None` where one has none; no mask if not set.
    #[must_use]
    pub fn mask(
        mut self,
        mask: impl Fn(&mut Graph, &[Option<NodeId>]) -> Result<Option<NodeId>> + Send + Sync + 'static,
    ) -> Self {
        self.mask = Some(Arc::new(mask));
        self
    }
}

impl fmt::Debug for Lambda {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lambda").field("settings", &self.settings).finish_non_exhaustive()
    }
}

impl Layer for Lambda {
    fn class_name(&self) -> &'static str {
        "Lambda"
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn call(&self, build: &mut Build<'_>, input: NodeId) -> Result<NodeId> {
        Ok(self.call_many(build, &[input])?[0])
    }

    fn call_many(&self, build: &mut Build<'_>, inputs: &[NodeId]) -> Result<Vec<NodeId>> {
        if inputs.is_empty() || self.takes_one && inputs.len() > 1 {
            return Err(Error::invalid(
                "inputs",
                "one input",
                inputs.len().to_string(),
                "Make the layer with Lambda::of_many, whose function takes all of them.",
            ));
        }
        let output = (self.function)(build.graph, inputs)?;
        build.check_rows(inputs, &[output])?;
        let masks: Vec<_> =
            (0..inputs.len()).map(|place| build.masks().get(place).copied().flatten()).collect();
        let mask = match &self.mask {
            Some(mask) => mask(build.graph, &masks)?,
            None => None,
        };
        build.set_mask(mask);
        Ok(vec![output])
    }

    fn config(&self) -> Config {
        Config::new().with("function", "a closure of the program, which no configuration can hold")
    }
}
