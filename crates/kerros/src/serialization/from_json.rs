//! What the reading of a configuration may be told.

use crate::error::Result;
use crate::layer::{Config, Layer};
use crate::losses::{IntoLoss, Loss};
use crate::metrics::{IntoMetric, Metric};
use crate::optimizers::{IntoOptimizer, Optimizer};
use std::fmt;

/// Makes a thing of one's own of its arguments.
type Make<T> = Box<dyn Fn(&Config) -> Result<Box<T>> + Send + Sync>;

/// What the reading of a configuration may be told: the classes that are one's own, the seed, and whether the model is
/// compiled as it was. In Keras: `custom_objects`.
///
/// | argument | default | |
/// |---|---|---|
/// | `layer`, `loss`, `metric`, `optimizer` | none | a class of one's own, and what makes it of its arguments |
/// | `compile` | `true` | whether a model that was compiled is so again |
/// | `seed` | 0 | where the random numbers of the models come from |
///
/// A class goes by its name: what [`Layer::class_name`] says, or `Package>Name` as Keras registers it. Layers of one's
/// own take their name, as all layers, from [`Settings::of`](crate::layer::Settings::of).
///
/// ```
/// use kerros::layer::{Build, Config, Settings};
/// use kerros::prelude::*;
/// use kerros::serialization::FromJson;
/// use kerros_graph::NodeId;
///
/// /// Multiplies by a number.
/// #[derive(Debug)]
/// struct Scale {
///     settings: Settings,
///     factor: f64,
/// }
///
/// impl Layer for Scale {
///     fn class_name(&self) -> &'static str {
///         "Scale"
///     }
///
///     fn settings(&self) -> &Settings {
///         &self.settings
///     }
///
///     fn call(&self, build: &mut Build<'_>, input: NodeId) -> kerros::Result<NodeId> {
///         Ok(build.graph.scale(input, self.factor)?)
///     }
///
///     fn config(&self) -> Config {
///         Config::new().with("factor", self.factor)
///     }
/// }
///
/// let x = Input::new(2).symbol()?;
/// let y = Scale { settings: Settings::new(), factor: 3.0 }.apply(&x)?;
/// let json = Model::new(&x, &y)?.to_json()?;
///
/// let known = FromJson::new().layer("Scale", |config| {
///     let factor = config.get("factor").and_then(|factor| factor.as_float()).unwrap_or(1.0);
///     Ok(Scale { settings: Settings::of(config)?, factor })
/// });
/// let mut again = Model::from_json_with(&json, &known)?;
/// let x = Array2::from_elem((1, 2), 2.0f32);
/// assert_eq!(again.predict(&x)?.as_slice(), Some(&[6.0, 6.0][..]));
/// assert!(Model::from_json(&json).is_err(), "a class that nobody knows");
/// # Ok::<(), kerros::Error>(())
/// ```
#[must_use]
pub struct FromJson {
    layers: Vec<(String, Make<dyn Layer>)>,
    losses: Vec<(String, Make<dyn Loss>)>,
    metrics: Vec<(String, Make<dyn Metric>)>,
    optimizers: Vec<(String, Make<dyn Optimizer>)>,
    compile: bool,
    seed: u64,
}

impl FromJson {
    /// Keras's classes, with seed 0; models are compiled as they were.
    pub fn new() -> Self {
        FromJson {
            layers: Vec::new(),
            losses: Vec::new(),
            metrics: Vec::new(),
            optimizers: Vec::new(),
            compile: true,
            seed: 0,
        }
    }

    /// The layers of a class of one's own. `make` is given the arguments in the file, the name among them.
    pub fn layer<L: Layer + 'static>(
        mut self,
        class_name: impl Into<String>,
        make: impl Fn(&Config) -> Result<L> + Send + Sync + 'static,
    ) -> Self {
        let make: Make<dyn Layer> = Box::new(move |config| Ok(Box::new(make(config)?)));
        self.layers.push((class_name.into(), make));
        self
    }

    /// The losses of a class of one's own, which goes by its [`name`](Loss::name).
    pub fn loss<L: IntoLoss>(
        mut self,
        name: impl Into<String>,
        make: impl Fn(&Config) -> Result<L> + Send + Sync + 'static,
    ) -> Self {
        let make: Make<dyn Loss> = Box::new(move |config| make(config)?.into_loss());
        self.losses.push((name.into(), make));
        self
    }

    /// The metrics of a class of one's own, which goes by its [`class_name`](Metric::class_name).
    pub fn metric<M: IntoMetric>(
        mut self,
        name: impl Into<String>,
        make: impl Fn(&Config) -> Result<M> + Send + Sync + 'static,
    ) -> Self {
        let make: Make<dyn Metric> = Box::new(move |config| make(config)?.into_metric());
        self.metrics.push((name.into(), make));
        self
    }

    /// The optimizers of a class of one's own, which goes by its [`name`](Optimizer::name).
    pub fn optimizer<O: IntoOptimizer>(
        mut self,
        name: impl Into<String>,
        make: impl Fn(&Config) -> Result<O> + Send + Sync + 'static,
    ) -> Self {
        let make: Make<dyn Optimizer> = Box::new(move |config| make(config)?.into_optimizer());
        self.optimizers.push((name.into(), make));
        self
    }

    /// Whether a model that was compiled is compiled in the same way again; `true` if not set. The weights of the
    /// optimizer are no part of a configuration.
    pub fn compile(mut self, compile: bool) -> Self {
        self.compile = compile;
        self
    }

    /// Where the random numbers of the models come from; 0 if not set.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    pub(super) fn compiles(&self) -> bool {
        self.compile
    }

    pub(super) fn first_seed(&self) -> u64 {
        self.seed
    }

    pub(super) fn layer_maker(&self, names: &[&str]) -> Option<&Make<dyn Layer>> {
        maker(&self.layers, names)
    }

    pub(super) fn loss_maker(&self, names: &[&str]) -> Option<&Make<dyn Loss>> {
        maker(&self.losses, names)
    }

    pub(super) fn metric_maker(&self, names: &[&str]) -> Option<&Make<dyn Metric>> {
        maker(&self.metrics, names)
    }

    pub(super) fn optimizer_maker(&self, names: &[&str]) -> Option<&Make<dyn Optimizer>> {
        maker(&self.optimizers, names)
    }
}

/// What was said last of a class that goes by one of these names.
fn maker<'m, T: ?Sized>(makers: &'m [(String, Make<T>)], names: &[&str]) -> Option<&'m Make<T>> {
    let found = makers.iter().rev().find(|(known, _)| names.contains(&known.as_str()));
    found.map(|(_, make)| make)
}

impl Default for FromJson {
    fn default() -> Self {
        FromJson::new()
    }
}

impl fmt::Debug for FromJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fn names<T: ?Sized>(makers: &[(String, Make<T>)]) -> Vec<&str> {
            makers.iter().map(|(name, _)| name.as_str()).collect()
        }
        f.debug_struct("FromJson")
            .field("layers", &names(&self.layers))
            .field("losses", &names(&self.losses))
            .field("metrics", &names(&self.metrics))
            .field("optimizers", &names(&self.optimizers))
            .field("compile", &self.compile)
            .field("seed", &self.seed)
            .finish()
    }
}
