//! Losses, metrics and optimizers, to and from configurations.

use super::json::{member, members, wrong};
use super::kind::Kind;
use super::objects::sealed;
use super::read::{class_name, config_of};
use super::reader::{Reader, names_of};
use super::write;
use crate::error::{Error, Result};
use crate::layer::{Config, Value};
use crate::losses::Loss;
use crate::metrics::{IntoMetric, Metric};
use crate::optimizers::Optimizer;
use crate::registry::{Class, LOSSES, METRICS, OPTIMIZERS, find};
use serde_json::{Map, Value as Json, json};

impl sealed::Tree for Box<dyn Loss> {
    fn to_tree(&self) -> Result<Json> {
        loss(&**self)
    }

    fn of_tree(reader: &Reader<'_>, json: &Json) -> Result<Self> {
        reader.loss(json)
    }
}

impl sealed::Tree for Box<dyn Metric> {
    fn to_tree(&self) -> Result<Json> {
        metric(&**self)
    }

    fn of_tree(reader: &Reader<'_>, json: &Json) -> Result<Self> {
        reader.metric(json)
    }
}

impl sealed::Tree for Box<dyn Optimizer> {
    fn to_tree(&self) -> Result<Json> {
        optimizer(&**self, None)
    }

    fn of_tree(reader: &Reader<'_>, json: &Json) -> Result<Self> {
        reader.optimizer(json)
    }
}

/// A loss as Keras 3 writes it.
pub(super) fn loss(loss: &dyn Loss) -> Result<Json> {
    let first = [("name", json!(loss.label())), ("reduction", json!(loss.reduction().name()))];
    written(Kind::Loss, find("loss", LOSSES, loss.name()), loss.name(), first, &loss.config())
}

/// A metric as Keras 3 writes it.
pub(super) fn metric(metric: &dyn Metric) -> Result<Json> {
    let first = [("name", json!(metric.name())), ("dtype", json!("float32"))];
    let class = find("metric", METRICS, metric.class_name());
    if class.as_ref().is_ok_and(|class| class.name == "AutoAccuracy") {
        let by_loss = metric.config().get("loss").is_some_and(|loss| *loss != Value::None);
        let is_a_name = METRICS.iter().any(|class| class.names.contains(&metric.name()));
        return match is_a_name && !by_loss {
            true => Ok(json!(metric.name())),
            false => Err(Error::invalid(
                "metric",
                "one that Keras has by itself",
                format!("the accuracy {:?}, which depends on the model", metric.name()),
                "Use BinaryAccuracy, CategoricalAccuracy or SparseCategoricalAccuracy.",
            )),
        };
    }
    if let Ok(class) = &class
        && FUNCTIONS.contains(&class.name)
    {
        return function(metric, class.names[0], first);
    }
    written(Kind::Metric, class, metric.class_name(), first, &metric.config())
}

/// Losses that Keras has as functions among its metrics, but not as classes.
const FUNCTIONS: [&str; 4] =
    ["Huber", "LogCosh", "BinaryFocalCrossentropy", "CategoricalFocalCrossentropy"];

/// The mean of a function of Keras, with the arguments of the function.
fn function<const N: usize>(
    metric: &dyn Metric,
    name: &str,
    first: [(&str, Json); N],
) -> Result<Json> {
    let mut members: Map<String, Json> =
        first.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
    members.insert("fn".to_owned(), write::object("builtins", "function", json!(name)));
    members["fn"]["registered_name"] = json!("function");
    let arguments = write::members(&metric.config());
    members.append(&mut arguments.map_err(|error| error.at(metric.class_name()))?);
    Ok(write::object(Kind::Metric.module(), "MeanMetricWrapper", members.into()))
}

/// An optimizer as Keras 3 writes it, with the learning rate that it has come to, if it is known and no schedule
/// gives it.
pub(super) fn optimizer(optimizer: &dyn Optimizer, learning_rate: Option<f64>) -> Result<Json> {
    let class = find("optimizer", OPTIMIZERS, optimizer.name());
    let name = class.as_ref().map_or(optimizer.name(), |class| class.name);
    let first = [("name", json!(crate::layer::snake_case(name)))];
    let mut written = written(Kind::Optimizer, class, name, first, &optimizer.config())?;
    if let Some(rate) = learning_rate
        && optimizer.options().learning_rate.schedule().is_none()
    {
        let config = match optimizer.loss_scale() {
            Some(_) => &mut written["config"]["inner_optimizer"]["config"],
            None => &mut written["config"],
        };
        config["learning_rate"] = json!(rate);
    }
    Ok(written)
}

/// An object of a class of Keras, or of one's own where there is no such.
fn written<T, const N: usize>(
    kind: Kind,
    class: Result<&'static Class<T>>,
    name: &str,
    first: [(&str, Json); N],
    config: &Config,
) -> Result<Json> {
    let mut members: Map<String, Json> =
        first.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
    members.append(&mut write::members(config).map_err(|error| error.at(name))?);
    Ok(match class {
        Ok(class) => write::object(kind.module(), class.name, members.into()),
        Err(_) => write::own(name, members.into()),
    })
}

impl Reader<'_> {
    /// The loss of a name or an object.
    pub(super) fn loss(&self, json: &Json) -> Result<Box<dyn Loss>> {
        if let Some(name) = name_in(json)? {
            return match self.options.loss_maker(&[name]) {
                Some(make) => make(&Config::new()),
                None => find("loss", LOSSES, name)?.from_config(&Config::new()),
            };
        }
        let object = members(json, "loss")?;
        let class_name = class_name(object)?;
        let read = || match self.options.loss_maker(&names_of(object, class_name)) {
            Some(make) => make(&self.own_arguments(config_of(object)?)?),
            None => self.registered(Kind::Loss, "loss", LOSSES, json),
        };
        let loss = read().map_err(|error| error.at(class_name))?;
        loss.check().map_err(|error| error.at(class_name))?;
        Ok(loss)
    }

    /// The metric of a name or an object.
    pub(super) fn metric(&self, json: &Json) -> Result<Box<dyn Metric>> {
        if let Some(name) = name_in(json)? {
            return match self.options.metric_maker(&[name]) {
                Some(make) => make(&Config::new()),
                None => name.into_metric(),
            };
        }
        let object = members(json, "metric")?;
        let class_name = class_name(object)?;
        let config = config_of(object)?;
        if class_name == "MeanMetricWrapper" {
            // As Keras 2 wrote a metric that was given by its name.
            let function = member(config, "fn")?;
            let Some(function) = name_in(function)? else {
                return Err(wrong("fn", "the name of a metric", function));
            };
            let name = config.get("name").and_then(Json::as_str).unwrap_or(function);
            let mut arguments = config.clone();
            arguments.insert("name".to_owned(), json!(name));
            arguments.shift_remove("fn");
            let class = find("metric", METRICS, function)?;
            return class.from_config(&self.arguments(Kind::Metric, class.name, &arguments)?);
        }
        let read = || match self.options.metric_maker(&names_of(object, class_name)) {
            Some(make) => make(&self.own_arguments(config)?),
            None => self.registered(Kind::Metric, "metric", METRICS, &without_tensors(json)),
        };
        let metric = read().map_err(|error| error.at(class_name))?;
        metric.check().map_err(|error| error.at(class_name))?;
        Ok(metric)
    }

    /// The optimizer of a name or an object.
    pub(super) fn optimizer(&self, json: &Json) -> Result<Box<dyn Optimizer>> {
        if let Some(name) = name_in(json)? {
            return match self.options.optimizer_maker(&[name]) {
                Some(make) => make(&Config::new()),
                None => find("optimizer", OPTIMIZERS, name)?.from_config(&Config::new()),
            };
        }
        let object = members(json, "optimizer")?;
        let class_name = class_name(object)?;
        let read = || match self.options.optimizer_maker(&names_of(object, class_name)) {
            Some(make) => make(&self.own_arguments(config_of(object)?)?),
            None => self.registered(Kind::Optimizer, "optimizer", OPTIMIZERS, json),
        };
        let optimizer = read().map_err(|error| error.at(class_name))?;
        optimizer.check().map_err(|error| error.at(class_name))?;
        Ok(optimizer)
    }

    /// What an object of a registered class describes. Whoever asks says in errors which class it is.
    fn registered<T>(
        &self,
        kind: Kind,
        word: &'static str,
        classes: &'static [Class<T>],
        json: &Json,
    ) -> Result<T> {
        let object = members(json, word)?;
        // Keras 2.15 registered its optimizers as if they were somebody's own.
        let class_name = class_name(object)?;
        let class_name = class_name.strip_prefix("Custom>").unwrap_or(class_name);
        let class = find(word, classes, class_name)?;
        class.make_from(&self.arguments(kind, class_name, config_of(object)?)?)
    }
}

/// The configuration of a metric with lists in place of tensors, as which Keras writes weights of labels.
fn without_tensors(json: &Json) -> Json {
    let mut json = json.clone();
    let members = json.get_mut("config").and_then(Json::as_object_mut);
    for (_, value) in members.into_iter().flatten() {
        if value["class_name"] == "__tensor__" {
            *value = value["config"]["value"].take();
        }
    }
    json
}

/// The name that stands for a thing with its defaults: a text, or a function of Keras.
fn name_in(json: &Json) -> Result<Option<&str>> {
    match json {
        Json::String(name) => Ok(Some(name)),
        Json::Object(object) if class_name(object)? == "function" => {
            let name = member(object, "config")?;
            name.as_str().map(Some).ok_or_else(|| wrong("config", "the name of a function", name))
        }
        _ => Ok(None),
    }
}
