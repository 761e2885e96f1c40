//! A sweep of learning rates.

use super::checks::{check_batch_size, check_batches};
use super::dataset::{Dataset, Given, Rows, batch_ranges};
use super::prepare::{given, new_outline};
use super::programs::Task;
use super::{IntoTensors, Model};
use crate::error::{Error, Result};
use crate::history::LearningRateCurve;
use ndarray::ArrayD;

/// A sweep ends when the running mean of the loss is so many times its lowest.
const DIVERGED: f64 = 4.0;

/// How a sweep of learning rates goes.
///
/// | argument | default | |
/// |---|---|---|
/// | `from` | 1e-7 | above 0; the first rate |
/// | `to` | 1 | above `from`; the last |
/// | `steps` | 100 | from 10; how many rates, each the same factor above the one before |
/// | `batch_size` | 32 | rows of a step |
#[derive(Clone, Copy, Debug, PartialEq)]
#[must_use]
pub struct RateSweep {
    from: f64,
    to: f64,
    steps: usize,
    batch_size: usize,
}

impl RateSweep {
    /// A hundred rates from 1e-7 to 1, on batches of 32 rows.
    pub fn new() -> Self {
        RateSweep { from: 1e-7, to: 1.0, steps: 100, batch_size: 32 }
    }

    /// The first rate, above 0; 1e-7 if not set.
    pub fn from(mut self, rate: f64) -> Self {
        self.from = rate;
        self
    }

    /// The last rate; 1 if not set.
    pub fn to(mut self, rate: f64) -> Self {
        self.to = rate;
        self
    }

    /// How many rates, from 10; 100 if not set.
    pub fn steps(mut self, steps: usize) -> Self {
        self.steps = steps;
        self
    }

    /// The rows of a step; 32 if not set.
    pub fn batch_size(mut self, batch_size: usize) -> Self {
        self.batch_size = batch_size;
        self
    }

    fn check(&self) -> Result<()> {
        check_batch_size(self.batch_size)?;
        let is_range = self.from > 0.0 && self.from < self.to && self.to.is_finite();
        if !is_range {
            return Err(Error::invalid(
                "from and to",
                "two rates above 0, the second larger",
                format!("{} and {}", self.from, self.to),
                "1e-7 and 1 are usual.",
            ));
        }
        if self.steps >= 10 {
            return Ok(());
        }
        let remedy = "With fewer rates no slope can be told from noise; 100 is usual.";
        Err(Error::invalid("steps", "at least 10", self.steps.to_string(), remedy))
    }

    fn rate(&self, step: usize) -> f64 {
        let share = step as f64 / (self.steps - 1) as f64;
        self.from * (self.to / self.from).powf(share)
    }
}

impl Default for RateSweep {
    fn default() -> Self {
        Self::new()
    }
}

/// What a sweep must leave as it was.
struct Before {
    weights: Vec<Vec<f32>>,
    optimizer: Vec<ArrayD<f32>>,
}

impl Model {
    /// Looks for a learning rate: trains one batch with each rate of a rising sweep, and tells the
    /// losses. Weights and optimizer are as before when it ends, and so are the random numbers to come.
    ///
    /// A good rate is where the loss falls ([`suggestion`](LearningRateCurve::suggestion) says which it
    /// takes); where it rises, rates are too high. What stateful layers carry from batch to batch is 0
    /// afterwards. The sweep ends early when the loss is four times its lowest or not
    /// finite.
    ///
    /// Source: Smith, "Cyclical learning rates for training neural networks", WACV 2017.
    ///
    /// ```
    /// use kerros::model::RateSweep;
    /// use kerros::prelude::*;
    ///
    /// let x = Array2::from_shape_fn((200, 2), |(row, axis)| ((row * 7 + axis * 3) % 11) as f32 - 5.0);
    /// let y = Array1::from_shape_fn(200, |row| x[[row, 0]] - 2.0 * x[[row, 1]]);
    /// let mut model = Sequential::with_seed(1);
    /// model.add(Dense::new(1).input_shape(2))?;
    /// model.compile(Compile::new().optimizer("sgd").loss("mse"))?;
    /// let before = model.get_weights()?;
    ///
    /// let curve = model.find_learning_rate(&x, &y, RateSweep::new().from(1e-5).to(10.0))?;
    /// let rate = curve.suggestion().expect("the loss falls");
    /// assert!(rate > 1e-4 && rate < 0.1, "{rate}");
    /// assert_eq!(model.get_weights()?, before);
    /// model.set_learning_rate(rate)?;
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When the model is not compiled, a schedule gives its learning rate, the sweep makes no sense, or
    /// the data make no sense. The model is as before then.
    pub fn find_learning_rate<'a>(
        &mut self,
        x: impl IntoTensors<'a>,
        y: impl IntoTensors<'a>,
        sweep: RateSweep,
    ) -> Result<LearningRateCurve> {
        let result = given(x, y).and_then(|given| self.try_find_learning_rate(given, sweep));
        result.map_err(|error| self.locate(error))
    }

    fn try_find_learning_rate(
        &mut self,
        given: Given<'_, '_>,
        sweep: RateSweep,
    ) -> Result<LearningRateCurve> {
        sweep.check()?;
        let options = self.compiled("find_learning_rate")?.optimizer.options();
        if let Some(schedule) = options.learning_rate.schedule() {
            return Err(Error::invalid(
                "learning_rate",
                "a number, which the sweep can change",
                format!("the schedule {}", schedule.class_name()),
                "Compile with a number, look for the rate, and compile with a schedule from there.",
            ));
        }
        let prepared = self.prepare("find_learning_rate", given)?;
        check_batches(&self.network, &prepared.outline, prepared.data.rows(), sweep.batch_size)?;
        let (data, outline) = (prepared.data, new_outline(prepared.outline));
        self.adopt(outline);
        let program = self.program(Task::Train { weighted: data.is_weighted() })?;

        let (engine, ..) = self.compiled_engine()?;
        let optimizer = engine.optimizer_state()?.into_iter().map(|(_, array)| array).collect();
        let before = Before { weights: engine.read_weights()?, optimizer };
        let curve = self.sweep(program, &data, sweep);
        let (engine, ..) = self.compiled_engine()?;
        engine.write_weights(&before.weights)?;
        engine.set_optimizer_state(&before.optimizer)?;
        engine.reset_carried()?;
        self.publish_weights()?;
        curve
    }

    /// One step for each rate, on batches in the order of the next epochs.
    fn sweep(
        &mut self,
        program: kerros_graph::ProgramId,
        data: &Dataset<'_>,
        sweep: RateSweep,
    ) -> Result<LearningRateCurve> {
        let (engine, objective, _, clock) = self.compiled_engine()?;
        // A copy: the model's own does not run on.
        let mut clock = *clock;
        let mut order: Vec<usize> = (0..data.rows()).collect();
        clock.shuffle(&mut order);
        let ranges: Vec<_> = batch_ranges(data.rows(), sweep.batch_size).collect();
        let (mut rates, mut losses, mut scores) = (Vec::new(), Vec::new(), Vec::new());
        let (mut mean, mut lowest) = (0.0, f64::INFINITY);
        for step in 0..sweep.steps {
            let place = step % ranges.len();
            if place == 0 && step > 0 {
                clock.epochs += 1;
                clock.shuffle(&mut order);
            }
            engine.set_learning_rate(sweep.rate(step))?;
            engine.reset_metrics()?;
            let rows = Rows::Listed(&order[ranges[place].clone()]);
            engine.run(program, rows.len(), clock.key(), &mut data.feed(rows))?;
            clock.steps += 1;
            engine.scores(objective, &mut scores)?;
            let loss = scores.first().copied().unwrap_or(f64::NAN);
            rates.push(sweep.rate(step));
            losses.push(loss);
            mean = if step == 0 { loss } else { 0.5 * mean + 0.5 * loss };
            lowest = lowest.min(mean);
            if !loss.is_finite() || mean > DIVERGED * lowest {
                break;
            }
        }
        Ok(LearningRateCurve::new(rates, losses))
    }
}
