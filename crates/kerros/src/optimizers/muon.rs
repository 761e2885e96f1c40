//! Muon.

use super::arguments::{check, check_beta, check_epsilon, slots};
use super::class::{epsilon, optimizer_arguments, options};
use super::moments::{moments, unbiased_rate};
use super::options::{Options, common_arguments};
use super::{Optimizer, Parameter, Slot, Step, Update};
use crate::error::Result;
use crate::layer::Config;
use crate::registry::{Argument, Class, Literal};
use kerros_graph::types::Dim;
use kerros_graph::{Graph, NodeId, Shape};

/// Muon: matrices move by their momentum made orthogonal, everything else as [`Adam`](super::Adam) has it.
///
/// With a matrix `w` (rows by columns), gradient `g` and learning rate `r`:
///
/// - `m = momentum m + g`, and `d = g + momentum m` (without `nesterov`, `d = m`);
/// - `X = d / (norm(d) + 1e-7)`, transposed if it has more rows than columns, then `ns_steps` times
///   `A = X X^T`, `X = muon_a X + (muon_b A + muon_c A A) X` (Newton and Schulz), and turned back;
/// - `w - r X sqrt(max(rows, columns)) rms_rate`.
///
/// Weights of other ranks, those of embeddings and those that are excluded move by Adam with the rate
/// `r adam_lr_ratio` and the decay `adam_weight_decay`.
///
/// | argument | default | |
/// |---|---|---|
/// | `learning_rate` | 0.001 | from 0 |
/// | `adam_beta_1`, `adam_beta_2` | 0.9, 0.999 | from 0 to below 1; of Adam |
/// | `adam_weight_decay` | 0.004 | from 0, or none; of what Adam moves |
/// | `epsilon` | 1e-7 | above 0; of Adam |
/// | `weight_decay` | 0.004 | from 0; of matrices |
/// | `exclude_layers` | none | words in the paths of weights that Adam moves |
/// | `exclude_embeddings` | `true` | whether Adam moves weights with `embedding` in their path |
/// | `muon_a`, `muon_b`, `muon_c` | 3.4445, -4.775, 2.0315 | of the iteration |
/// | `adam_lr_ratio` | 1 | from 0 |
/// | `momentum` | 0.95 | from 0 to 1 |
/// | `ns_steps` | 5 | how often it iterates |
/// | `nesterov` | `true` | whether momentum is Nesterov's |
/// | `rms_rate` | 0.2 | from 0, or none: then the last line is `w - r X` |
///
/// and those that all optimizers have, [`Options`]. The words of `exclude_layers` are looked for as
/// they are; Keras takes them as regular expressions.
///
/// Slots: `momentum`, and `velocity` of what Adam moves.
///
/// Source: Jordan et al., "Muon: an optimizer for hidden layers in neural networks", 2024; Liu et al.,
/// "Muon is scalable for LLM training", 2025. Keras: optimizers, `Muon`.
///
/// ```
/// use kerros::optimizers::Muon;
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(Dense::new(2).kernel_initializer("ones").input_shape(3))?;
/// model.compile(Compile::new().optimizer(Muon::new().learning_rate(0.01)).loss("mse"))?;
/// let (x, y) = (Array2::from_elem((4, 3), 1.0f32), Array2::from_elem((4, 2), 0.0f32));
/// let before = model.train_on_batch(&x, &y)?.loss();
/// assert!(model.train_on_batch(&x, &y)?.loss() < before);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// `compile` refuses arguments outside their range.
#[derive(Clone, Debug)]
pub struct Muon {
    options: Options,
    adam_betas: [f64; 2],
    adam_weight_decay: Option<f64>,
    adam_lr_ratio: f64,
    epsilon: f64,
    exclude_layers: Vec<String>,
    exclude_embeddings: bool,
    polynomial: [f64; 3],
    momentum: f64,
    ns_steps: usize,
    nesterov: bool,
    rms_rate: Option<f64>,
}

impl Muon {
    /// Muon with Keras's defaults.
    pub fn new() -> Self {
        Muon {
            options: Options::new(0.001).weight_decay(0.004),
            adam_betas: [0.9, 0.999],
            adam_weight_decay: Some(0.004),
            adam_lr_ratio: 1.0,
            epsilon: 1e-7,
            exclude_layers: Vec::new(),
            exclude_embeddings: true,
            polynomial: [3.4445, -4.775, 2.0315],
            momentum: 0.95,
            ns_steps: 5,
            nesterov: true,
            rms_rate: Some(0.2),
        }
    }

    /// How slowly Adam's means forget, each from 0 to below 1; 0.9 and 0.999 if not set.
    #[must_use]
    pub fn adam_betas(mut self, beta_1: f64, beta_2: f64) -> Self {
        self.adam_betas = [beta_1, beta_2];
        self
    }

    /// How fast the weights that Adam moves shrink by themselves, or not at all; 0.004 if not set.
    #[must_use]
    pub fn adam_weight_decay(mut self, weight_decay: impl Into<Option<f64>>) -> Self {
        self.adam_weight_decay = weight_decay.into();
        self
    }

    /// Adam's learning rate as a share of the learning rate, from 0; 1 if not set.
    #[must_use]
    pub fn adam_lr_ratio(mut self, ratio: f64) -> Self {
        self.adam_lr_ratio = ratio;
        self
    }

    /// What keeps Adam's divisor from 0; 1e-7 if not set.
    #[must_use]
    pub fn epsilon(mut self, epsilon: f64) -> Self {
        self.epsilon = epsilon;
        self
    }

    /// Words in the paths of matrices that Adam moves; none if not set.
    #[must_use]
    pub fn exclude_layers<W: Into<String>>(mut self, words: impl IntoIterator<Item = W>) -> Self {
        self.exclude_layers = words.into_iter().map(Into::into).collect();
        self
    }

    /// Whether Adam moves weights with `embedding` in their path; `true` if not set.
    #[must_use]
    pub fn exclude_embeddings(mut self, exclude: bool) -> Self {
        self.exclude_embeddings = exclude;
        self
    }

    /// The coefficients of the iteration; 3.4445, -4.775 and 2.0315 if not set.
    #[must_use]
    pub fn polynomial(mut self, a: f64, b: f64, c: f64) -> Self {
        self.polynomial = [a, b, c];
        self
    }

    /// How much of the last move is kept, from 0 to 1; 0.95 if not set.
    #[must_use]
    pub fn momentum(mut self, momentum: f64) -> Self {
        self.momentum = momentum;
        self
    }

    /// How often it iterates; 5 if not set.
    #[must_use]
    pub fn ns_steps(mut self, steps: usize) -> Self {
        self.ns_steps = steps;
        self
    }

    /// Whether momentum is Nesterov's; `true` if not set.
    #[must_use]
    pub fn nesterov(mut self, nesterov: bool) -> Self {
        self.nesterov = nesterov;
        self
    }

    /// What moves are multiplied by, with the root of the larger side, or nothing; 0.2 if not set.
    #[must_use]
    pub fn rms_rate(mut self, rate: impl Into<Option<f64>>) -> Self {
        self.rms_rate = rate.into();
        self
    }

    /// The sides of a matrix that is moved as one; `None` for what Adam moves.
    fn sides(&self, path: &str, shape: &Shape) -> Option<[usize; 2]> {
        let &[Dim::Const(rows), Dim::Const(columns)] = shape.dims() else { return None };
        let is_embedding = self.exclude_embeddings && path.to_lowercase().contains("embedding");
        let is_excluded = self.exclude_layers.iter().any(|word| path.contains(word.as_str()));
        (!is_embedding && !is_excluded).then_some([rows, columns])
    }

    fn by_adam(&self, graph: &mut Graph, step: Step<'_>, of: Parameter<'_>) -> Result<Update> {
        let old = slots(self.name(), of.slots)?;
        let [momentum, velocity] = moments(graph, old, of.gradient, self.adam_betas)?;
        let rate = graph.scale(step.learning_rate, self.adam_lr_ratio)?;
        let rate = unbiased_rate(graph, rate, step.iteration, self.adam_betas)?;
        let direction = graph.mul(momentum, rate)?;
        let root = graph.sqrt(velocity)?;
        let divisor = graph.offset(root, self.epsilon)?;
        let change = graph.div(direction, divisor)?;
        Ok(Update { weight: graph.sub(of.weight, change)?, slots: vec![momentum, velocity] })
    }

    /// The orthogonal matrix nearest to `x`, about.
    fn orthogonal(
        &self,
        graph: &mut Graph,
        mut x: NodeId,
        [rows, columns]: [usize; 2],
    ) -> Result<NodeId> {
        let [a, b, c] = self.polynomial;
        let is_tall = rows > columns;
        if is_tall {
            x = graph.transpose(x, &[1, 0])?;
        }
        let squares = graph.square(x)?;
        let norm = graph.sum_all(squares)?;
        let norm = graph.sqrt(norm)?;
        let norm = graph.offset(norm, 1e-7)?;
        x = graph.div(x, norm)?;
        for _ in 0..self.ns_steps {
            let turned = graph.transpose(x, &[1, 0])?;
            let square = graph.matmul(x, turned)?;
            let fourth = graph.matmul(square, square)?;
            let linear = graph.scale(square, b)?;
            let quadratic = graph.scale(fourth, c)?;
            let factor = graph.add(linear, quadratic)?;
            let kept = graph.scale(x, a)?;
            let corrected = graph.matmul(factor, x)?;
            x = graph.add(kept, corrected)?;
        }
        Ok(if is_tall { graph.transpose(x, &[1, 0])? } else { x })
    }
}

common_arguments!(Muon);

impl Muon {
    pub(crate) const CLASS: Class<Box<dyn Optimizer>> = Class {
        name: "Muon",
        names: &["muon"],
        doc: "matrices move by their momentum made orthogonal, the rest by Adam",
        arguments: optimizer_arguments!(
            0.001,
            Literal::Float(0.004),
            [
                beta_1("adam_beta_1", 0.9),
                beta_2("adam_beta_2", 0.999),
                Argument::with_default(
                    "adam_weight_decay",
                    Literal::Float(0.004),
                    "how fast the weights that Adam moves shrink, from 0, or none"
                ),
                EPSILON,
                Argument::with_default(
                    "exclude_layers",
                    Literal::None,
                    "words in the paths of matrices that Adam moves, or none"
                ),
                Argument::with_default(
                    "exclude_embeddings",
                    Literal::Bool(true),
                    "whether Adam moves weights with embedding in their path"
                ),
                Argument::with_default(
                    "muon_a",
                    Literal::Float(3.4445),
                    "the first coefficient of the iteration"
                ),
                Argument::with_default(
                    "muon_b",
                    Literal::Float(-4.775),
                    "the second coefficient of the iteration"
                ),
                Argument::with_default(
                    "muon_c",
                    Literal::Float(2.0315),
                    "the third coefficient of the iteration"
                ),
                Argument::with_default(
                    "adam_lr_ratio",
                    Literal::Float(1.0),
                    "Adam's learning rate as a share of the learning rate, from 0"
                ),
                momentum(0.95),
                Argument::with_default("ns_steps", Literal::Int(5), "how often it iterates"),
                Argument::with_default(
                    "nesterov",
                    Literal::Bool(true),
                    "whether momentum is Nesterov's"
                ),
                Argument::with_default(
                    "rms_rate",
                    Literal::Float(0.2),
                    "what moves are multiplied by, with the root of the larger side, or none"
                ),
            ]
        ),
        make: |a| {
            let muon = Muon::new()
                .options(options(a)?)
                .adam_betas(a.float("adam_beta_1")?, a.float("adam_beta_2")?)
                .adam_weight_decay(a.optional_float("adam_weight_decay")?)
                .adam_lr_ratio(a.float("adam_lr_ratio")?)
                .epsilon(epsilon(a)?)
                .exclude_layers(a.texts("exclude_layers")?)
                .exclude_embeddings(a.bool("exclude_embeddings")?)
                .polynomial(a.float("muon_a")?, a.float("muon_b")?, a.float("muon_c")?)
                .momentum(a.float("momentum")?);
            let [ns_steps] = a.sizes("ns_steps")?;
            let muon = muon.ns_steps(ns_steps).nesterov(a.bool("nesterov")?);
            Ok(Box::new(muon.rms_rate(a.optional_float("rms_rate")?)))
        },
    };
}

impl Default for Muon {
    fn default() -> Self {
        Self::new()
    }
}

impl Optimizer for Muon {
    fn name(&self) -> &'static str {
        "muon"
    }

    fn options(&self) -> Options {
        self.options.clone()
    }

    fn config(&self) -> Config {
        let ([beta_1, beta_2], [a, b, c]) = (self.adam_betas, self.polynomial);
        self.options
            .config()
            .with("adam_beta_1", beta_1)
            .with("adam_beta_2", beta_2)
            .with("epsilon", self.epsilon)
            .with("exclude_layers", self.exclude_layers.clone())
            .with("muon_a", a)
            .with("muon_b", b)
            .with("muon_c", c)
            .with("adam_lr_ratio", self.adam_lr_ratio)
            .with("momentum", self.momentum)
            .with("ns_steps", self.ns_steps)
            .with("nesterov", self.nesterov)
            .with("exclude_embeddings", self.exclude_embeddings)
            .with("adam_weight_decay", self.adam_weight_decay)
            .with("rms_rate", self.rms_rate)
    }

    fn slots(&self, path: &str, shape: &Shape) -> Vec<Slot> {
        let mut slots = vec![Slot::new("momentum", shape)];
        if self.sides(path, shape).is_none() {
            slots.push(Slot::new("velocity", shape));
        }
        slots
    }

    fn decay_of(&self, path: &str, shape: &Shape) -> Option<f64> {
        match self.sides(path, shape) {
            Some(_) => self.options.decay_of(path),
            None => {
                let decay = self.adam_weight_decay?;
                self.options.clone().weight_decay(decay).decay_of(path)
            }
        }
    }

    fn check(&self) -> Result<()> {
        self.options.check(self.name())?;
        let [beta_1, beta_2] = self.adam_betas;
        check_beta(self.name(), "adam_beta_1", beta_1, "0.9 is usual.")?;
        check_beta(self.name(), "adam_beta_2", beta_2, "0.999 is usual.")?;
        check_epsilon(self.name(), self.epsilon)?;
        check(self.name(), "momentum", self.momentum, 0.0..=1.0, "0.95 is usual.")?;
        check(self.name(), "adam_lr_ratio", self.adam_lr_ratio, 0.0.., "1 is usual.")?;
        let decay = self.adam_weight_decay.unwrap_or(0.0);
        check(self.name(), "adam_weight_decay", decay, 0.0.., "0.004 is usual.")?;
        check(self.name(), "rms_rate", self.rms_rate.unwrap_or(0.0), 0.0.., "0.2 is usual.")?;
        let names = ["muon_a", "muon_b", "muon_c"];
        names.into_iter().zip(self.polynomial).try_for_each(|(name, value)| {
            check(self.name(), name, value, .., "Leave them out if unsure.")
        })
    }

    fn update(&self, graph: &mut Graph, step: Step<'_>, of: Parameter<'_>) -> Result<Update> {
        let shape = graph.ty(of.weight).shape.clone();
        let Some(sides) = self.sides(of.path, &shape) else {
            return self.by_adam(graph, step, of);
        };
        let [momentum] = slots(self.name(), of.slots)?;
        let forgotten = graph.scale(momentum, self.momentum - 1.0)?;
        let change = graph.add(of.gradient, forgotten)?;
        let momentum = graph.add(momentum, change)?;
        let direction = match self.nesterov {
            true => {
                let ahead = graph.scale(momentum, self.momentum)?;
                graph.add(of.gradient, ahead)?
            }
            false => momentum,
        };
        let update = self.orthogonal(graph, direction, sides)?;
        let mut change = graph.mul(step.learning_rate, update)?;
        if let Some(rate) = self.rms_rate {
            let larger = sides[0].max(sides[1]) as f64;
            change = graph.scale(change, larger.sqrt() * rate)?;
        }
        Ok(Update { weight: graph.sub(of.weight, change)?, slots: vec![momentum] })
    }
}
