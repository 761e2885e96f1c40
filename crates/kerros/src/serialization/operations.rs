//! Operations of Keras 3 between the layers of functional models.
//!
//! Keras 3 writes down how it computes the masks of `Masking` and `Embedding`: with nodes `NotEqual`, `Any` and so on, and
//! a `mask` at the calls of the layers that heed it. Kerros's layers find their masks by themselves, so such nodes are
//! left out. Operations on the values themselves are no layers, and refused.

use super::json::Members;
use super::read::class_name;
use super::references::{Node, Reference};
use crate::error::{Error, Result};
use serde_json::Value as Json;
use std::collections::HashMap;

/// The operations of one model.
#[derive(Default)]
pub(super) struct Operations<'j> {
    by_name: HashMap<&'j str, Operation<'j>>,
}

struct Operation<'j> {
    class_name: &'j str,
    module: &'j str,
    inputs: Vec<Reference<'j>>,
}

impl<'j> Operations<'j> {
    /// Whether an entry among the layers is an operation.
    pub(super) fn has(object: &Members) -> bool {
        module(object).starts_with("keras.src.ops")
    }

    pub(super) fn add(&mut self, name: &'j str, object: &'j Members) -> Result<()> {
        let nodes = object.get("inbound_nodes").and_then(Json::as_array);
        let mut inputs = Vec::new();
        for node in nodes.into_iter().flatten().filter_map(Json::as_object) {
            inputs.extend(Node::of_operation(node)?);
        }
        let class_name = class_name(object)?;
        self.by_name.insert(name, Operation { class_name, module: module(object), inputs });
        Ok(())
    }

    /// Whether a mask is computed from what layers take that make masks, and from nothing else but the shapes of
    /// values.
    pub(super) fn is_mask(
        &self,
        mask: &Reference<'_>,
        is_source: &impl Fn(&Reference<'_>) -> bool,
    ) -> bool {
        let mut todo = vec![mask.layer];
        let mut seen: Vec<&str> = Vec::new();
        let mut has_source = false;
        while let Some(name) = todo.pop() {
            let Some(operation) = self.by_name.get(name) else { return false };
            if seen.contains(&name) {
                continue;
            }
            seen.push(name);
            match operation.class_name {
                "NotEqual" if operation.inputs.iter().all(is_source) => has_source = true,
                // Ones or zeros in the shape of a value.
                "OnesLike" | "ZerosLike" => {}
                "Any" | "All" | "ExpandDims" | "Squeeze" | "LogicalOr" | "LogicalAnd"
                | "BroadcastTo" | "Concatenate" | "Cast" | "ConvertToTensor" | "Reshape" => {
                    todo.extend(operation.inputs.iter().map(|input| input.layer));
                }
                _ => return false,
            }
        }
        has_source
    }

    /// What is said where a value of the operation `name` is taken; `None` if there is none.
    pub(super) fn refusal(&self, name: &str) -> Option<Error> {
        let Operation { class_name, module, .. } = self.by_name.get(name)?;
        Some(Error::invalid(
            "class_name",
            "a layer of Keras",
            format!("{class_name} of {module}"),
            "Kerros reads layers and no operations between them: put a layer in its place, such as Add.",
        ))
    }
}

fn module(object: &Members) -> &str {
    object.get("module").and_then(Json::as_str).unwrap_or_default()
}
