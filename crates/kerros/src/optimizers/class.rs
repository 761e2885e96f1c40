//! The arguments of optimizers as the registry has them.

use super::{IntoOptimizer, Optimizer, Options};
use crate::error::{Error, Result};
use crate::layer::Value;
use crate::registry::{Argument, Arguments, Literal, OPTIMIZERS, SCHEDULES, find};
use crate::schedules::{InverseTimeDecay, LearningRate};

pub(super) const fn learning_rate(default: f64) -> Argument {
    Argument::with_default(
        "learning_rate",
        Literal::Float(default),
        "the learning rate, from 0, or a schedule",
    )
    .formerly(&["lr"])
}

pub(super) const fn weight_decay(default: Literal) -> Argument {
    Argument::with_default(
        "weight_decay",
        default,
        "how fast weights shrink by themselves, from 0, or none",
    )
}

pub(super) const fn beta_1(name: &'static str, default: f64) -> Argument {
    let doc = "how slowly the mean of the gradient forgets, from 0 to below 1";
    Argument::with_default(name, Literal::Float(default), doc)
}

pub(super) const fn beta_2(name: &'static str, default: f64) -> Argument {
    let doc = "how slowly the mean of its square forgets, from 0 to below 1";
    Argument::with_default(name, Literal::Float(default), doc)
}

pub(super) const fn rho(default: f64) -> Argument {
    let doc = "how slowly mean squares forget, from 0 to 1";
    Argument::with_default("rho", Literal::Float(default), doc)
}

pub(super) const fn momentum(default: f64) -> Argument {
    let doc = "how much of the last move is kept, from 0 to 1";
    Argument::with_default("momentum", Literal::Float(default), doc)
}

pub(super) const EPSILON: Argument = Argument::with_default(
    "epsilon",
    Literal::Float(1e-7),
    "what keeps the divisor from 0, above 0; none is 1e-7",
);
pub(super) const AMSGRAD: Argument =
    Argument::with_default("amsgrad", Literal::Bool(false), "whether the divisor never shrinks");
pub(super) const NESTEROV: Argument =
    Argument::with_default("nesterov", Literal::Bool(false), "whether momentum is Nesterov's");
pub(super) const INITIAL_ACCUMULATOR: Argument = Argument::with_default(
    "initial_accumulator_value",
    Literal::Float(0.1),
    "what the sums of squares start from, from 0",
);

const fn limit(name: &'static str, doc: &'static str) -> Argument {
    Argument::with_default(name, Literal::None, doc)
}

pub(super) const CLIPNORM: Argument =
    limit("clipnorm", "the largest norm of each weight's gradient, above 0, or none");
pub(super) const CLIPVALUE: Argument =
    limit("clipvalue", "the largest magnitude of each element of a gradient, above 0, or none");
pub(super) const GLOBAL_CLIPNORM: Argument =
    limit("global_clipnorm", "the largest norm of all gradients together, above 0, or none");
pub(super) const USE_EMA: Argument = Argument::with_default(
    "use_ema",
    Literal::Bool(false),
    "whether a moving average of the weights takes their place when fit ends",
);
pub(super) const EMA_MOMENTUM: Argument = Argument::with_default(
    "ema_momentum",
    Literal::Float(0.99),
    "how slowly that average forgets, from 0 to 1",
);
pub(super) const EMA_OVERWRITE_FREQUENCY: Argument = limit(
    "ema_overwrite_frequency",
    "after how many steps, each time, the average takes the weights' place; none is at the end only",
);
pub(super) const NAME: Argument = Argument::with_default(
    "name",
    Literal::None,
    "what it is called in configurations; none is the name of its class",
);
pub(super) const LOSS_SCALE_FACTOR: Argument = limit(
    "loss_scale_factor",
    "what the loss is multiplied by before gradients are taken, which are divided by it, above 0, or none",
);
pub(super) const GRADIENT_ACCUMULATION_STEPS: Argument = limit(
    "gradient_accumulation_steps",
    "how many steps' gradients are averaged before the weights move, from 2, or none",
);
pub(super) const DECAY: Argument = Argument::with_default(
    "decay",
    Literal::Float(0.0),
    "of Keras 2: after t steps the learning rate is divided by 1 + decay t",
);

/// The arguments of an optimizer: the learning rate, its own, and those that all have.
macro_rules! optimizer_arguments {
    ($learning_rate:expr, $weight_decay:expr, [$($own:expr),* $(,)?]) => {{
        use $crate::optimizers::class::*;
        &[
            learning_rate($learning_rate),
            $($own,)*
            weight_decay($weight_decay),
            CLIPNORM,
            CLIPVALUE,
            GLOBAL_CLIPNORM,
            USE_EMA,
            EMA_MOMENTUM,
            EMA_OVERWRITE_FREQUENCY,
            NAME,
            LOSS_SCALE_FACTOR,
            GRADIENT_ACCUMULATION_STEPS,
            DECAY,
        ]
    }};
}
pub(super) use optimizer_arguments;

/// What all optimizers have in common, as it is given.
pub(super) fn options(a: &Arguments<'_>) -> Result<Options> {
    let mut options = Options::new(decaying(rate(a)?, a.float("decay")?)?);
    options.weight_decay = a.optional_float("weight_decay")?;
    options.clipnorm = a.optional_float("clipnorm")?;
    options.clipvalue = a.optional_float("clipvalue")?;
    options.global_clipnorm = a.optional_float("global_clipnorm")?;
    options.use_ema = a.bool("use_ema")?;
    options.ema_momentum = a.float("ema_momentum")?;
    options.ema_overwrite_frequency = count(a, "ema_overwrite_frequency")?;
    options.loss_scale_factor = a.optional_float("loss_scale_factor")?;
    options.gradient_accumulation_steps = count(a, "gradient_accumulation_steps")?;
    options.name = a.optional_text("name")?.map(str::to_owned);
    Ok(options)
}

/// `epsilon`, which Keras 2 leaves to its configuration.
pub(super) fn epsilon(a: &Arguments<'_>) -> Result<f64> {
    Ok(a.optional_float("epsilon")?.unwrap_or(1e-7))
}

/// The optimizer inside another: a name, or a class with a configuration.
pub(super) fn inner(a: &Arguments<'_>) -> Result<Box<dyn Optimizer>> {
    let name = "inner_optimizer";
    let made = match a.value(name)? {
        Value::Text(optimizer) => optimizer.as_str().into_optimizer(),
        Value::Object { class_name, config } => {
            find("optimizer", OPTIMIZERS, class_name).and_then(|class| class.from_config(config))
        }
        other => {
            let remedy = "Give an optimizer such as adam.";
            let expected = "an optimizer or its name";
            Err(Error::invalid("value", expected, other.to_string(), remedy))
        }
    };
    made.map_err(|error| error.at(name))
}

/// The learning rate: a number, or a schedule.
fn rate(a: &Arguments<'_>) -> Result<LearningRate> {
    match a.value("learning_rate")? {
        Value::Object { class_name, config } => {
            let class = find("schedule", SCHEDULES, class_name);
            let made = class.and_then(|class| class.from_config(config));
            Ok(made.map_err(|error| error.at("learning_rate"))?.into())
        }
        _ => Ok(a.float("learning_rate")?.into()),
    }
}

/// A learning rate that falls as Keras 2's argument `decay` has it.
fn decaying(rate: LearningRate, decay: f64) -> Result<LearningRate> {
    match rate {
        rate if decay == 0.0 => Ok(rate),
        LearningRate::Constant(rate) => Ok(InverseTimeDecay::new(rate, 1.0, decay).into()),
        LearningRate::Scheduled(schedule) => Err(Error::invalid(
            "decay",
            format!("0, as learning_rate is the schedule {}", schedule.class_name()),
            decay.to_string(),
            "Let either of them change the learning rate.",
        )),
    }
}

fn count(a: &Arguments<'_>, name: &str) -> Result<Option<usize>> {
    let Some(count) = a.optional_integer(name)? else { return Ok(None) };
    usize::try_from(count).map(Some).map_err(|_| {
        Error::invalid(
            name,
            "a whole number above 0",
            count.to_string(),
            "Count steps of training.",
        )
    })
}
