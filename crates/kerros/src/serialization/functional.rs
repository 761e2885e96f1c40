//! Functional models from configurations.

use super::calls;
use super::json::{Members, list, member, members, shown, string};
use super::layer::is_model;
use super::operations::Operations;
use super::read::{class_name, config_of};
use super::reader::Reader;
use super::references::{Node, Reference, ends};
use crate::Model;
use crate::error::{Error, Result};
use crate::layer::{SharedLayer, SymbolicTensor};
use crate::layers::Input;
use serde_json::Value as Json;
use std::collections::HashMap;

/// A layer of the model, and what its calls have made so far.
struct Called<'j> {
    name: &'j str,
    /// `None` for an input.
    layer: Option<SharedLayer>,
    /// The calls, in order.
    nodes: Vec<Node<'j>>,
    /// What each call has made, the first calls first; what an input is.
    made: Vec<Vec<SymbolicTensor>>,
    /// The number of the first call, where nodes refer to it, and where the ends of the model do.
    first: usize,
    first_at_ends: usize,
}

impl Reader<'_> {
    /// The functional model of an object.
    pub(super) fn functional(&self, object: &Members) -> Result<Model> {
        let config = members(member(object, "config")?, "config")?;
        let named = config.get("name").and_then(Json::as_str);
        let read = || {
            let (inputs, outputs) = (
                ends(member(config, "input_layers")?, "input_layers")?,
                ends(member(config, "output_layers")?, "output_layers")?,
            );
            let mut layers = self.layers(config)?;
            layers.count_from_one(&outputs);
            layers.call_all()?;
            let symbols = |ends: &[Reference<'_>], what: &str| -> Result<Vec<SymbolicTensor>> {
                ends.iter().map(|end| layers.end(end, what)).collect()
            };
            let (inputs, outputs) =
                (symbols(&inputs, "input_layers")?, symbols(&outputs, "output_layers")?);
            let mut model = Model::between(self.seed(), &inputs, &outputs)?;
            if let Some(name) = named {
                model.set_name(name);
            }
            Ok(model)
        };
        read().map_err(|error: Error| error.at(named.unwrap_or("functional")))
    }

    fn layers<'j>(&self, config: &'j Members) -> Result<Layers<'j>> {
        let mut layers = Layers::default();
        for json in list(member(config, "layers")?, "layers")? {
            let object = members(json, "layer")?;
            let name = match object.get("name") {
                Some(name) => string(name, "name")?,
                None => string(member(config_of(object)?, "name")?, "name")?,
            };
            if Operations::has(object) {
                layers.operations.add(name, object)?;
                continue;
            }
            let (mut nodes, is_keras3) = nodes(object).map_err(|error| error.at(name))?;
            let class_name = class_name(object)?;
            if is_keras3 && calls::NOT_TRAINING_BY_DEFAULT.contains(&class_name) {
                nodes.iter_mut().for_each(|node| node.inference = false);
            }
            let told = calls::joined(json, class_name, &mut nodes).map_err(|e| e.at(name))?;
            let layer = self.layer(told.as_ref().unwrap_or(json))?;
            let called = match class_name {
                "InputLayer" => Called::input(name, &layer).map_err(|error| error.at(name))?,
                _ => {
                    let is_functional = is_model(class_name, object) && class_name != "Sequential";
                    // Keras 3 counts the calls of a functional model from 1 where the ends of a model name them.
                    let first_at_ends = usize::from(is_keras3 && is_functional);
                    Called { layer: Some(layer), nodes, first_at_ends, ..Called::new(name) }
                }
            };
            if layers.places.insert(name, layers.all.len()).is_some() {
                return Err(Error::invalid(
                    "name",
                    "a name that no other layer of the model has",
                    format!("{name:?} again"),
                    "The configuration is damaged.",
                ));
            }
            layers.all.push(called);
        }
        Ok(layers)
    }
}

/// The calls of a layer, and whether they are in the form of Keras 3.
fn nodes(object: &Members) -> Result<(Vec<Node<'_>>, bool)> {
    let Some(nodes) = object.get("inbound_nodes") else { return Ok((Vec::new(), true)) };
    let nodes = list(nodes, "inbound_nodes")?;
    let is_keras3 = |node: &Json| node.get("args").is_some() || node.get("kwargs").is_some();
    let read = nodes.iter().map(|node| match node {
        Json::Object(members) if is_keras3(node) => Node::of_keras3(members),
        node => Node::of_keras2(node),
    });
    Ok((read.collect::<Result<_>>()?, nodes.iter().all(is_keras3)))
}

/// The layers of a model by their names.
#[derive(Default)]
struct Layers<'j> {
    all: Vec<Called<'j>>,
    places: HashMap<&'j str, usize>,
    operations: Operations<'j>,
}

impl Layers<'_> {
    /// Finds the layers whose calls Keras 2 counted from 1: models that had been called once before, when they were
    /// made. Every call is named somewhere, so that it is those of whose calls none is named 0.
    fn count_from_one(&mut self, outputs: &[Reference<'_>]) {
        let mut lowest = vec![usize::MAX; self.all.len()];
        let in_nodes = self.all.iter().flat_map(|called| &called.nodes).flat_map(|n| &n.inputs);
        for reference in in_nodes.chain(outputs) {
            if let Some(&place) = self.places.get(reference.layer) {
                lowest[place] = lowest[place].min(reference.node);
            }
        }
        for (called, lowest) in self.all.iter_mut().zip(lowest) {
            let is_model = called.layer.as_ref().is_some_and(|layer| layer.network().is_some());
            if is_model && called.first_at_ends == 0 && lowest == 1 {
                called.first = 1;
                called.first_at_ends = 1;
            }
        }
    }

    /// Makes all calls, each once what it takes is there. The calls of one layer are made in their order.
    fn call_all(&mut self) -> Result<()> {
        let mut waiting: Vec<usize> = (0..self.all.len()).collect();
        loop {
            let mut has_called = false;
            let mut still_waiting = Vec::new();
            for place in waiting {
                while let Some(inputs) = self.inputs_of_next(place)? {
                    self.call(place, inputs)?;
                    has_called = true;
                }
                if self.all[place].is_waiting() {
                    still_waiting.push(place);
                }
            }
            match (still_waiting.first(), has_called) {
                (None, _) => return Ok(()),
                (Some(&place), false) => return Err(self.cannot_be_called(place)),
                (Some(_), true) => waiting = still_waiting,
            }
        }
    }

    /// What the next call of a layer takes; `None` if it has none, or some of it is not there yet.
    fn inputs_of_next(&self, place: usize) -> Result<Option<Vec<SymbolicTensor>>> {
        let called = &self.all[place];
        if !called.is_waiting() {
            return Ok(None);
        }
        let node = &called.nodes[called.made.len()];
        let mut inputs = Vec::with_capacity(node.inputs.len());
        for reference in &node.inputs {
            let Some(source) = self.places.get(reference.layer).map(|&place| &self.all[place])
            else {
                return Err(self.unknown("inbound_nodes", reference).at(called.name));
            };
            match source.value(reference, source.first) {
                Some(symbol) => inputs.push(symbol),
                None => return Ok(None),
            }
        }
        Ok(Some(inputs))
    }

    fn call(&mut self, place: usize, inputs: Vec<SymbolicTensor>) -> Result<()> {
        let called = &self.all[place];
        let Some(layer) = &called.layer else { return Ok(()) };
        let node = &called.nodes[called.made.len()];
        self.check_arguments(node, &inputs).map_err(|error| error.at(called.name))?;
        let outputs = match node.inference {
            true => layer.apply_for_inference(inputs)?,
            false => layer.apply_many(inputs)?,
        };
        self.all[place].made.push(outputs);
        Ok(())
    }

    /// Checks that a call has no arguments but values, and masks that come with these by themselves.
    fn check_arguments(&self, node: &Node<'_>, inputs: &[SymbolicTensor]) -> Result<()> {
        if let Some((key, value)) = node.arguments.first() {
            return Err(Error::invalid(
                *key,
                "its default where a layer is called",
                shown(value),
                "Kerros does not have this argument of calls.",
            ));
        }
        let is_source = |reference: &Reference<'_>| {
            let calls = self.all.iter().filter(|called| called.makes_masks());
            calls.flat_map(|called| &called.nodes).any(|node| node.inputs.contains(reference))
        };
        let is_masked = inputs.iter().any(SymbolicTensor::is_masked);
        let is_own = |mask: &Reference<'_>| is_masked && self.operations.is_mask(mask, &is_source);
        match node.masks.iter().find(|mask| !is_own(mask)) {
            None => Ok(()),
            Some(mask) => Err(Error::invalid(
                "mask",
                "the one that comes with the values by itself, from Masking or Embedding",
                format!("what {:?} makes", mask.layer),
                "Kerros makes masks of those layers only.",
            )),
        }
    }

    /// That a layer waits for values that nobody makes.
    fn cannot_be_called(&self, place: usize) -> Error {
        let called = &self.all[place];
        let node = &called.nodes[called.made.len()];
        let missing = node.inputs.iter().find(|reference| {
            let source = self.places.get(reference.layer).map(|&place| &self.all[place]);
            source.is_none_or(|source| source.value(reference, source.first).is_none())
        });
        let missing =
            missing.map_or(String::new(), |r| format!("[{:?}, {}, {}]", r.layer, r.node, r.output));
        Error::invalid(
            "inbound_nodes",
            "values of layers that are called before",
            format!("{missing}, which nothing makes, or what needs this layer itself"),
            "The configuration is damaged.",
        )
        .at(called.name)
    }

    /// That there is no layer of the name in a reference.
    fn unknown(&self, what: &str, reference: &Reference<'_>) -> Error {
        if let Some(error) = self.operations.refusal(reference.layer) {
            return error;
        }
        Error::invalid(
            what,
            "names of layers of the model",
            format!("{:?}", reference.layer),
            "The configuration is damaged.",
        )
    }

    /// An input or output of the model.
    fn end(&self, end: &Reference<'_>, what: &str) -> Result<SymbolicTensor> {
        let Some(&place) = self.places.get(end.layer) else { return Err(self.unknown(what, end)) };
        let called = &self.all[place];
        called.value(end, called.first_at_ends).ok_or_else(|| {
            Error::invalid(
                what,
                format!(
                    "one of the {} calls of {:?} and its outputs",
                    called.made.len(),
                    end.layer
                ),
                format!("call {}, output {}", end.node, end.output),
                "The configuration is damaged.",
            )
        })
    }
}

impl<'j> Called<'j> {
    fn new(name: &'j str) -> Self {
        Called {
            name,
            layer: None,
            nodes: Vec::new(),
            made: Vec::new(),
            first: 0,
            first_at_ends: 0,
        }
    }

    fn input(name: &'j str, layer: &SharedLayer) -> Result<Self> {
        let shape = layer.settings().input_shape().unwrap_or_default();
        let mut input = Input::new(shape).name(name);
        if let Some(rows) = layer.settings().batch_size() {
            input = input.batch_size(rows);
        }
        Ok(Called { made: vec![vec![input.symbol()?]], ..Called::new(name) })
    }

    /// Whether the layer is of a class whose output may have a mask that its input has not.
    fn makes_masks(&self) -> bool {
        self.layer
            .as_ref()
            .is_some_and(|layer| matches!(layer.class_name(), "Masking" | "Embedding"))
    }

    fn is_waiting(&self) -> bool {
        self.layer.is_some() && self.made.len() < self.nodes.len()
    }

    /// What this refers to, if it is made already; calls are counted from `first`.
    fn value(&self, reference: &Reference<'_>, first: usize) -> Option<SymbolicTensor> {
        let made = self.made.get(reference.node.checked_sub(first)?)?;
        made.get(reference.output).cloned()
    }
}
