//! Values between layers, as the nodes of functional models name them.

use super::json::{Members, index, list, members, shown, string, wrong};
use super::read::class_name;
use crate::error::{Error, Result};
use serde_json::Value as Json;

/// A value: what a call of a layer makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reference<'j> {
    pub(super) layer: &'j str,
    /// Which of the layer's calls in this model, as the file counts them.
    pub(super) node: usize,
    /// Which of the call's outputs.
    pub(super) output: usize,
}

/// One call of a layer.
#[derive(Debug, Default)]
pub(super) struct Node<'j> {
    /// The values it takes, in order.
    pub(super) inputs: Vec<Reference<'j>>,
    /// Whether the layer predicts also while the model trains.
    pub(super) inference: bool,
    /// Whether the last of the values is an attention mask.
    pub(super) has_attention_mask: bool,
    /// The masks it was given.
    pub(super) masks: Vec<Reference<'j>>,
    /// Other arguments of the call that say more than their defaults.
    pub(super) arguments: Vec<(&'j str, &'j Json)>,
}

/// Arguments of calls that are values, in the order in which layers take them.
const VALUES: [&str; 9] = [
    "inputs",
    "input",
    "sequences",
    "sequence",
    "query",
    "value",
    "key",
    "initial_state",
    "attention_mask",
];

impl<'j> Node<'j> {
    /// A call in the form of Keras 3, `{"args": [...], "kwargs": {...}}`.
    pub(super) fn of_keras3(node: &'j Members) -> Result<Self> {
        let mut read = Node::default();
        if let Some(args) = node.get("args") {
            tensors(args, &mut read.inputs)?;
        }
        let Some(kwargs) = node.get("kwargs") else { return Ok(read) };
        let kwargs = members(kwargs, "kwargs")?;
        for key in VALUES {
            if let Some(value) = kwargs.get(key) {
                tensors(value, &mut read.inputs)?;
                read.has_attention_mask |= key == "attention_mask" && !value.is_null();
            }
        }
        for (key, value) in kwargs.iter().filter(|(key, _)| !VALUES.contains(&key.as_str())) {
            match key.as_str() {
                "mask" => tensors(value, &mut read.masks)?,
                key if key.ends_with("_mask") && value.is_object() => {
                    tensors(value, &mut read.masks)?;
                }
                key => read.take(key, value),
            }
        }
        Ok(read)
    }

    /// An argument of the call, which is then none of the others any more.
    pub(super) fn take_away(&mut self, key: &str) -> Option<&'j Json> {
        let place = self.arguments.iter().position(|(known, _)| *known == key)?;
        Some(self.arguments.remove(place).1)
    }

    /// Takes over an argument of the call that is no value.
    fn take(&mut self, key: &'j str, value: &'j Json) {
        if key == "training" && *value == Json::Bool(false) {
            self.inference = true;
        } else if !is_default(value) && !self.arguments.iter().any(|(known, _)| *known == key) {
            self.arguments.push((key, value));
        }
    }

    /// The values that an operation takes; numbers among them are left out.
    pub(super) fn of_operation(node: &'j Members) -> Result<Vec<Reference<'j>>> {
        let mut found = Vec::new();
        let mut todo: Vec<&Json> = node.values().collect();
        while let Some(json) = todo.pop() {
            match json {
                Json::Object(object) if object.contains_key("class_name") => {
                    tensors(json, &mut found)?;
                }
                Json::Object(object) => todo.extend(object.values()),
                Json::Array(values) => todo.extend(values),
                _ => {}
            }
        }
        Ok(found)
    }

    /// A call in the form of Keras 2: a list of `[layer, node, output, {arguments of the call}]`, or of
    /// `[layer, node, output]`; or such lists under names.
    pub(super) fn of_keras2(node: &'j Json) -> Result<Self> {
        let mut read = Node::default();
        for value in leaves(node, "inbound_nodes")? {
            let value = list(value, "inbound_nodes")?;
            read.inputs.push(reference(value)?);
            let Some(arguments) = value.get(3) else { continue };
            for (key, value) in members(arguments, "inbound_nodes")? {
                read.take(key, value);
            }
        }
        // Keras 2 passed the states of recurrences among the inputs, and wrote some of them twice.
        let is_written_twice = read.inputs.len() > 1;
        for key in VALUES {
            let Some(values) = read.take_away(key) else { continue };
            if key == "initial_state" && is_written_twice {
                continue;
            }
            for value in leaves(values, key)? {
                read.inputs.push(reference(list(value, key)?)?);
            }
            read.has_attention_mask |= key == "attention_mask";
        }
        Ok(read)
    }
}

/// Whether an argument of a call says nothing: it is missing, false, or made of such.
fn is_default(value: &Json) -> bool {
    match value {
        Json::Null | Json::Bool(false) => true,
        Json::Array(values) => values.iter().all(is_default),
        Json::Object(values) => values.values().all(is_default),
        _ => false,
    }
}

/// All values in an argument of Keras 3, in Keras's order: objects by their sorted names.
fn tensors<'j>(json: &'j Json, found: &mut Vec<Reference<'j>>) -> Result<()> {
    match json {
        Json::Null => Ok(()),
        Json::Array(values) => values.iter().try_for_each(|value| tensors(value, found)),
        Json::Object(object) if !object.contains_key("class_name") => {
            sorted(object).into_iter().try_for_each(|value| tensors(value, found))
        }
        Json::Object(object) if class_name(object)? == "__keras_tensor__" => {
            let history = json.pointer("/config/keras_history").unwrap_or(&Json::Null);
            found.push(reference(list(history, "keras_history")?)?);
            Ok(())
        }
        other => Err(Error::invalid(
            "inbound_nodes",
            "values that layers make",
            shown(other),
            "Kerros calls layers on what other layers make: put constants into a layer of your own.",
        )),
    }
}

/// The elements of an argument in Keras 2's form, which may be one, a list of such, or lists under names.
pub(super) fn leaves<'j>(json: &'j Json, what: &str) -> Result<Vec<&'j Json>> {
    let mut found = Vec::new();
    let mut todo = vec![json];
    while let Some(json) = todo.pop() {
        match json {
            Json::Array(values) if matches!(values.first(), Some(Json::String(_))) => {
                found.push(json)
            }
            Json::Array(values) => todo.extend(values.iter().rev()),
            Json::Object(object) => todo.extend(sorted(object).into_iter().rev()),
            other => return Err(wrong(what, "[layer, node, output] or a list of such", other)),
        }
    }
    Ok(found)
}

/// The members of an object in the order of their names, as Keras takes them.
fn sorted(object: &Members) -> Vec<&Json> {
    let mut members: Vec<(&String, &Json)> = object.iter().collect();
    members.sort_by_key(|(key, _)| *key);
    members.into_iter().map(|(_, value)| value).collect()
}

/// `[layer, node, output]`, and what may follow.
pub(super) fn reference(json: &[Json]) -> Result<Reference<'_>> {
    match json {
        [layer, node, output, ..] => Ok(Reference {
            layer: string(layer, "layer")?,
            node: index(node, "node")?,
            output: index(output, "output")?,
        }),
        _ => Err(wrong("value", "[layer, node, output]", &Json::Array(json.to_vec()))),
    }
}

/// All values that the inputs or outputs of a model name, in Keras's order.
pub(super) fn ends<'j>(json: &'j Json, what: &str) -> Result<Vec<Reference<'j>>> {
    leaves(json, what)?.into_iter().map(|end| reference(list(end, what)?)).collect()
}
