//! What models are compiled with, to and from configurations.

use super::json::{Members, wrong};
use super::reader::Reader;
use super::training;
use crate::Model;
use crate::error::{Error, Result};
use crate::layer::{Config, Value};
use crate::metrics::Metric;
use crate::model::{ChosenMetric, Compile, Objective, OutputObjective};
use crate::registry::{METRICS, find};
use serde_json::{Value as Json, json};

/// What a model was compiled with, as Keras 3 writes it; `None` if it was not.
pub(super) fn written(model: &Model) -> Result<Option<Json>> {
    let Some(objective) = model.objective() else { return Ok(None) };
    let outputs = model.output_names().len();
    let single = outputs == 1;
    let each = |of: &dyn Fn(&OutputObjective) -> Result<Json>| -> Result<Json> {
        let mut all = vec![Json::Null; outputs];
        for output in &objective.outputs {
            all[output.output] = of(output).map_err(|error| objective.locate(output, error))?;
        }
        Ok(if single { all.remove(0) } else { all.into() })
    };
    let weights = objective.outputs.iter().filter_map(|output| output.loss_weight).next();
    let loss_weights = match weights {
        Some(_) => each(&|output| Ok(json!(output.loss_weight.unwrap_or(1.0))))?,
        None => Json::Null,
    };
    let metrics = |weighted: bool| match has_metrics(objective, weighted) {
        true => each(&|output| chosen(model, output, weighted)),
        false => Ok(Json::Null),
    };
    Ok(Some(json!({
        "optimizer": training::optimizer(&*objective.optimizer, Some(model.learning_rate()?))?,
        "loss": each(&|output| training::loss(&*output.loss))?,
        "loss_weights": loss_weights,
        "metrics": metrics(false)?,
        "weighted_metrics": metrics(true)?,
        "run_eagerly": false,
        "steps_per_execution": 1,
        "jit_compile": "auto",
    })))
}

fn has_metrics(objective: &Objective, weighted: bool) -> bool {
    let mut metrics = objective.outputs.iter().flat_map(|output| &output.metrics);
    metrics.any(|chosen| chosen.weighted == weighted)
}

/// The metrics of one output, those for which samples' weights count or the others.
fn chosen(model: &Model, output: &OutputObjective, weighted: bool) -> Result<Json> {
    let metrics = output.metrics.iter().filter(|chosen| chosen.weighted == weighted);
    metrics.map(|ChosenMetric { metric, .. }| metric_of(model, output, &**metric)).collect()
}

/// A metric: the name alone where Keras makes the same of it, an object otherwise.
fn metric_of(model: &Model, output: &OutputObjective, metric: &dyn Metric) -> Result<Json> {
    let name = metric.name();
    if let Ok(class) = find("metric", METRICS, name)
        && class.name == metric.class_name()
        && class.names.contains(&name)
        && class.from_config(&Config::new())?.config() == metric.config()
    {
        return Ok(json!(name));
    }
    if metric.class_name() != "AutoAccuracy" {
        return training::metric(metric);
    }
    let shapes = model.output_shapes().ok_or_else(|| {
        let what = "the accuracy of a model depends on its shape, which is not known yet";
        Error::order(
            what,
            "Give the first layer an input_shape, or train the model, before to_json.",
        )
    })?;
    let is_single = shapes[output.output].last().is_none_or(|&units| units == 1);
    let by_loss = metric.config().get("loss").and_then(Value::as_text).map(str::to_owned);
    let loss = by_loss.as_deref().unwrap_or(output.loss.name());
    let accuracy = match loss {
        _ if is_single => "binary_accuracy",
        "binary_crossentropy" if by_loss.is_some() => "binary_accuracy",
        "sparse_categorical_crossentropy" => "sparse_categorical_accuracy",
        _ => "categorical_accuracy",
    };
    let named = Config::new().with("name", name);
    training::metric(&*find("metric", METRICS, accuracy)?.from_config(&named)?)
}

impl Reader<'_> {
    /// Compiles a model as it was, if it was.
    pub(super) fn compile(&self, model: &mut Model, object: &Members) -> Result<()> {
        let config = match object.get("compile_config") {
            Some(Json::Object(config)) if !config.is_empty() && self.options.compiles() => config,
            _ => return Ok(()),
        };
        let outputs = Outputs::of(model, object);
        let compile = self.compile_of(config, &outputs);
        let compile = compile.map_err(|error| error.at("compile_config").at(model.name()))?;
        model.compile(compile)
    }

    fn compile_of(&self, config: &Members, outputs: &Outputs) -> Result<Compile> {
        let mut compile = Compile::new();
        if let Some(optimizer) = given(config, "optimizer") {
            let read = self.optimizer(optimizer);
            compile = compile.optimizer(read.map_err(|error| error.at("optimizer"))?);
        }
        if let Some(losses) = given(config, "loss") {
            for (output, loss) in outputs.each("loss", losses, true)? {
                let loss = self.loss(loss).map_err(|error| error.at("loss"))?;
                compile = compile.loss_of(output, loss);
            }
        }
        if let Some(weights) = given(config, "loss_weights") {
            for (output, weight) in outputs.each("loss_weights", weights, false)? {
                let number = weight.as_f64();
                let number = number.ok_or_else(|| wrong("loss_weights", "numbers", weight))?;
                compile = compile.loss_weight_of(output, number);
            }
        }
        for key in ["metrics", "weighted_metrics"] {
            let Some(metrics) = given(config, key) else { continue };
            for (output, metrics) in outputs.lists(key, metrics)? {
                let mut all = Vec::new();
                for metric in one_or_all(metrics) {
                    all.push(self.metric(metric).map_err(|error| error.at(key))?);
                }
                compile = match key {
                    "metrics" => compile.metrics_of(output, all),
                    _ => compile.weighted_metrics_of(output, all),
                };
            }
        }
        Ok(compile)
    }
}

fn given<'j>(config: &'j Members, key: &str) -> Option<&'j Json> {
    config.get(key).filter(|value| !value.is_null())
}

/// The elements of a list, and of lists in it; the thing itself if it is none.
fn one_or_all(json: &Json) -> Vec<&Json> {
    match json {
        Json::Array(values) => values.iter().flat_map(one_or_all).collect(),
        Json::Null => Vec::new(),
        one => vec![one],
    }
}

/// The outputs of a model, and what they may be called.
struct Outputs {
    names: Vec<String>,
    /// The names under which the model puts them out, in the order of the outputs; empty if there are none.
    keys: Vec<String>,
}

impl Outputs {
    fn of(model: &Model, object: &Members) -> Self {
        let ends = object.get("config").and_then(|config| config.get("output_layers"));
        let mut keys: Vec<String> = ends
            .and_then(Json::as_object)
            .into_iter()
            .flatten()
            .map(|(key, _)| key.clone())
            .collect();
        keys.sort();
        Outputs { names: model.output_names(), keys }
    }

    /// For each output that is spoken of, its name and what is said of it; one thing counts for all outputs where that
    /// is allowed.
    fn each<'o, 'j>(
        &'o self,
        what: &str,
        json: &'j Json,
        one_for_all: bool,
    ) -> Result<Vec<(&'o str, &'j Json)>> {
        let is_object = |object: &Members| object.contains_key("class_name");
        let said: Vec<(&str, &Json)> = match json {
            Json::Array(values) if values.len() == self.names.len() => {
                self.names.iter().map(String::as_str).zip(values).collect()
            }
            Json::Array(_) => {
                let expected = format!("one for each of the outputs {}", self.names.join(", "));
                return Err(wrong(what, &expected, json));
            }
            Json::Object(named) if !is_object(named) => {
                let named = named.iter().map(|(name, value)| Ok((self.called(what, name)?, value)));
                named.collect::<Result<_>>()?
            }
            one if one_for_all || self.names.len() == 1 => {
                self.names.iter().map(|name| (name.as_str(), one)).collect()
            }
            other => return Err(wrong(what, "a list, or an object of names of outputs", other)),
        };
        Ok(said.into_iter().filter(|(_, value)| !value.is_null()).collect())
    }

    /// The same of what is a list for each output.
    fn lists<'o, 'j>(&'o self, what: &str, json: &'j Json) -> Result<Vec<(&'o str, &'j Json)>> {
        match (&self.names[..], json) {
            ([only], Json::Array(_) | Json::String(_)) => Ok(vec![(only, json)]),
            _ => self.each(what, json, false),
        }
    }

    /// The output that goes by a name.
    fn called(&self, what: &str, name: &str) -> Result<&str> {
        let by_key = self.keys.iter().position(|key| key == name);
        let by_name = self.names.iter().position(|known| known == name);
        by_key.or(by_name).and_then(|place| self.names.get(place)).map(String::as_str).ok_or_else(
            || {
                Error::invalid(
                    what,
                    format!("the name of an output: {}", self.names.join(", ")),
                    format!("{name:?}"),
                    "The configuration is damaged.",
                )
            },
        )
    }
}
