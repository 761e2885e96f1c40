//! Models: layers that are compiled, trained, evaluated and used.

mod checks;
mod clock;
mod compile;
mod connections;
mod dataset;
mod doubts;
mod engine;
mod epochs;
mod evaluate;
mod find_learning_rate;
mod fit;
mod functional;
mod guard;
mod nested;
mod network;
mod objective;
mod optimizer_state;
mod optimizer_variables;
mod outline;
mod predict;
mod prepare;
mod profile;
mod programs;
mod rows;
mod scores;
mod sequential;
mod session;
mod states;
mod structure;
mod tensor;
mod train_on_batch;
mod trainable;
mod training;
mod warning;
mod weights;

pub use compile::Compile;
pub use connections::{Connections, InputInfo, LayerCall};
pub use evaluate::Evaluate;
pub use find_learning_rate::RateSweep;
pub use fit::Fit;
pub use guard::{NonFinite, NonFinitePart};
pub use predict::Predict;
pub use scores::Scores;
pub use sequential::Sequential;
pub use session::Training;
pub use structure::LayerInfo;
pub use tensor::{Element, IntoTensor, IntoTensors, Tensor};
pub use warning::Warning;

use crate::error::{Error, Result};
use crate::history::History;
use crate::layer::{SharedLayer, snake_case};
use clock::Clock;
use engine::Engine;
use kerros_cpu::Cpu;
use kerros_graph::{Executor, ProgramId};
use nested::Symbols;
pub(crate) use network::{Call, NamedLayer, Network, NetworkInput, Shown};
pub(crate) use objective::{ChosenMetric, Objective, OutputObjective};
pub(crate) use outline::Outline;
use programs::Task;
pub(crate) use rows::{keras_shape, shapes_text};

/// Layers that are compiled, trained, evaluated and used as one.
///
/// What is common to all models; [`Sequential`] is one.
///
/// ```
/// use kerros::prelude::*;
///
/// let x = Input::new(4).symbol()?;
/// let mut model = Model::new(&x, Dense::new(1).apply(&x)?)?;
/// model.compile(Compile::new().optimizer("sgd").loss("mse"))?;
/// let (rows, targets) = (Array2::<f32>::ones((8, 4)), Array2::<f32>::zeros((8, 1)));
/// let history = model.fit(&rows, &targets, Fit::new().epochs(3).verbose(Verbose::Silent))?;
/// assert_eq!(history.epochs().len(), 3);
/// assert_eq!(model.predict(&rows)?.shape(), [8, 1]);
/// # Ok::<(), kerros::Error>(())
/// ```
pub struct Model {
    class_name: &'static str,
    name: String,
    clock: Clock,
    threads: Option<usize>,
    make_executor: MakeExecutor,
    network: Network,
    /// Known once the shapes of the inputs are.
    outline: Option<Outline>,
    /// Known once the model is compiled.
    objective: Option<Objective>,
    /// There once the model has computed something.
    engine: Option<Engine>,
    /// The first weights' values while there is no engine; the others are at their initial ones.
    kept: Vec<Vec<f32>>,
    /// For the first weights, the last change of a shared layer's numbers that this model has.
    seen: Vec<u64>,
    symbols: Symbols,
    /// Of the last fit.
    history: Option<History>,
    /// This model as a layer, once somebody asked for it.
    layer: Option<SharedLayer>,
}

/// Makes an executor with a number of threads, or its own choice of it.
type MakeExecutor = Box<dyn Fn(Option<usize>) -> Box<dyn Executor> + Send + Sync>;

impl Model {
    /// A model of these layers, whose random numbers all come from `seed`.
    fn over(network: Network, class_name: &'static str, seed: u64) -> Self {
        Model {
            class_name,
            name: snake_case(class_name),
            clock: Clock::new(seed),
            threads: None,
            make_executor: Box::new(|threads| Box::new(Cpu::new(threads))),
            network,
            outline: None,
            objective: None,
            engine: None,
            kept: Vec::new(),
            seen: Vec::new(),
            symbols: Symbols::default(),
            history: None,
            layer: None,
        }
    }

    /// The model's name: `sequential`, `functional`, or what [`set_name`](Self::set_name) chose.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The name of its class in Keras: `Sequential`, `Functional`.
    pub fn class_name(&self) -> &'static str {
        self.class_name
    }

    /// What the model was compiled with, if it was.
    pub(crate) fn objective(&self) -> Option<&Objective> {
        self.objective.as_ref()
    }

    /// The layers and how they are connected.
    pub(crate) fn network(&self) -> &Network {
        &self.network
    }

    /// Shapes and weights, once the shape of the input is known.
    pub(crate) fn outline(&self) -> Option<&Outline> {
        self.outline.as_ref()
    }

    /// Names the model, for its table and for errors.
    pub fn set_name(&mut self, name: impl Into<String>) {
        self.name = name.into();
    }

    /// The seed.
    pub fn seed(&self) -> u64 {
        self.clock.seed
    }

    /// Takes random numbers from another seed from now on. Weights that have values, from training
    /// or from [`set_weights`](Self::set_weights), keep them.
    pub fn set_seed(&mut self, seed: u64) {
        self.clock.seed = seed;
    }

    /// Computes with this many threads; by default, with one for each core that the process may run
    /// on. The numbers do not depend on it.
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.set_threads(2)?;
    /// assert!(model.set_threads(0).is_err());
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When `threads` is 0, or a compiled model has computed something: the optimizer's state would
    /// be lost.
    pub fn set_threads(&mut self, threads: usize) -> Result<()> {
        if threads == 0 {
            let remedy = "Use 1 thread to compute without others.";
            return Err(self.locate(Error::invalid("threads", "at least 1", "0", remedy)));
        }
        let optimizer_would_forget =
            self.engine.as_ref().is_some_and(|engine| engine.books.is_some());
        if optimizer_would_forget {
            let what =
                "the number of threads cannot change once the model was trained or evaluated";
            let remedy = "Choose it before, or compile again, which starts the optimizer anew.";
            return Err(self.locate(Error::order(what, remedy)));
        }
        self.retire_engine()?;
        self.threads = Some(threads);
        Ok(())
    }

    /// Computes with executors that `make` makes, given the number of threads if one was chosen.
    /// By default the executor of `kerros-cpu` does.
    ///
    /// ```
    /// use kerros::prelude::*;
    /// use kerros_graph::reference::Reference;
    ///
    /// let mut model = Sequential::new();
    /// model.set_executor(|_threads| Box::new(Reference::new()))?;
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When the model has computed something already.
    pub fn set_executor(
        &mut self,
        make: impl Fn(Option<usize>) -> Box<dyn Executor> + Send + Sync + 'static,
    ) -> Result<()> {
        if self.engine.is_some() {
            let what = "the executor was changed after the model was used";
            return Err(self.locate(Error::order(what, "Choose it before.")));
        }
        self.make_executor = Box::new(make);
        Ok(())
    }

    /// What the loss and the metrics are reported as; the loss comes first. In Keras: the attribute
    /// `metrics_names` of a model.
    ///
    /// # Errors
    ///
    /// When the model is not compiled.
    pub fn metric_names(&self) -> Result<&[String]> {
        match self.compiled("metric_names") {
            Ok(objective) => Ok(&objective.names),
            Err(error) => Err(self.locate(error)),
        }
    }

    /// The learning rate of the next step.
    ///
    /// # Errors
    ///
    /// When the model is not compiled.
    pub fn learning_rate(&self) -> Result<f64> {
        let read = || match &self.engine {
            Some(engine) => engine.learning_rate(self.compiled("learning_rate")?),
            None => self.compiled("learning_rate")?.optimizer.options().learning_rate.start(),
        };
        read().map_err(|error| self.locate(error))
    }

    /// Changes the learning rate from the next step on. Compiling again brings the optimizer's own
    /// back.
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(Dense::new(1).input_shape(1))?;
    /// model.compile(Compile::new().optimizer("sgd").loss("mse"))?;
    /// assert!((model.learning_rate()? - 0.01).abs() < 1e-9);
    /// model.set_learning_rate(0.5)?;
    /// assert_eq!(model.learning_rate()?, 0.5);
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When the model is not compiled or built, the rate is negative or not finite, or a
    /// [schedule](crate::schedules) gives it.
    pub fn set_learning_rate(&mut self, rate: f64) -> Result<()> {
        let result = self.try_set_learning_rate(rate);
        result.map_err(|error| self.locate(error))
    }

    fn try_set_learning_rate(&mut self, rate: f64) -> Result<()> {
        self.compiled("set_learning_rate")?;
        session::check_learning_rate(rate)?;
        self.engine()?.set_learning_rate(rate)
    }

    /// The error, at this model.
    pub(crate) fn locate(&self, error: Error) -> Error {
        error.at(&self.name)
    }

    /// Shapes and weights, when the shape of the input is known.
    pub(crate) fn built(&self, what: &str) -> Result<&Outline> {
        self.outline.as_ref().ok_or_else(|| {
            Error::order(
                format!("{what} needs the shape of the model's input, which is not known yet"),
                "Give the first layer an input_shape, put an Input before it, or train the model.",
            )
        })
    }

    /// The engine, made when it is first needed. The model must be built.
    fn engine(&mut self) -> Result<&mut Engine> {
        if self.engine.is_none() {
            let outline = self.built("computing")?;
            let executor = (self.make_executor)(self.threads);
            let values = self.weight_values()?;
            let engine = Engine::new(executor, outline, &values, self.objective.as_ref())?;
            self.engine = Some(engine);
            // Others that have these layers start from the same numbers.
            self.publish_weights()?;
        }
        self.engine.as_mut().ok_or_else(|| Error::internal("a model has no engine"))
    }

    /// The compiled program of `task`, and the engine to run it on, which has what other models have made
    /// of layers they share with this one. The model must be built, and compiled unless the task is to
    /// predict.
    fn program(&mut self, task: Task) -> Result<ProgramId> {
        self.receive_weights()?;
        self.engine()?;
        let (Some(engine), Some(outline)) = (&mut self.engine, &self.outline) else {
            return self.built("computing").and(Err(Error::internal("a model has no engine")));
        };
        engine.program(task, &self.network, outline, self.objective.as_ref())
    }

    /// The engine of a compiled model, what the model was compiled with, its outline and its clock.
    fn compiled_engine(&mut self) -> Result<(&mut Engine, &Objective, &Outline, &mut Clock)> {
        self.compiled("computing")?;
        self.engine()?;
        match (&mut self.engine, &self.objective, &self.outline) {
            (Some(engine), Some(objective), Some(outline)) => {
                Ok((engine, objective, outline, &mut self.clock))
            }
            _ => Err(Error::internal("a compiled model has no engine")),
        }
    }

    /// Lets go of the engine, and with it of the optimizer's state; the weights' values are kept.
    fn retire_engine(&mut self) -> Result<()> {
        if let Some(engine) = &self.engine {
            self.kept = engine.read_weights()?;
            self.engine = None;
        }
        Ok(())
    }
}

impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Model")
            .field("name", &self.name)
            .field("clock", &self.clock)
            .field("network", &self.network)
            .field("objective", &self.objective)
            .finish_non_exhaustive()
    }
}
