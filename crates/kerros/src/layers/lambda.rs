//! A function of the user's as a layer.

use crate::error::Result;
use crate::layer::{Build, Config, Layer, Settings, layer_settings};
use kerros_graph::{Graph, NodeId};
use std::fmt;
use std::sync::Arc;

type Function = dyn Fn(&mut Graph, NodeId) -> Result<NodeId> + Send + Sync;

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
/// | `function` | must be given | `Fn(&mut Graph, NodeId) -> kerros::Result<NodeId>` |
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
/// # Errors
///
/// Those of the function, from [`Sequential::add`](crate::Sequential::add) or, where the shape of the input is not known
/// yet, from the first call that brings data.
#[derive(Clone)]
pub struct Lambda {
    settings: Settings,
    function: Arc<Function>,
}

layer_settings!(Lambda);

impl Lambda {
    /// The layer that writes what `function` writes.
    pub fn new(
        function: impl Fn(&mut Graph, NodeId) -> Result<NodeId> + Send + Sync + 'static,
    ) -> Self {
        Lambda { settings: Settings::new(), function: Arc::new(function) }
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
        (self.function)(build.graph, input)
    }

    fn config(&self) -> Config {
        Config::new().with("function", "a closure of the program, which no configuration can hold")
    }
}
