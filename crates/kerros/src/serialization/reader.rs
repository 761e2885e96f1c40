//! What everything that is read from one configuration has in common.

use super::from_json::FromJson;
use super::json::Members;
use serde_json::Value as Json;
use std::cell::Cell;

/// Reads one configuration.
pub struct Reader<'o> {
    pub(super) options: &'o FromJson,
    /// The seed of the next model inside: models of the same layers do not begin with the same numbers.
    next_seed: Cell<u64>,
}

impl<'o> Reader<'o> {
    pub(super) fn new(options: &'o FromJson) -> Self {
        Reader { options, next_seed: Cell::new(options.first_seed()) }
    }

    /// A seed for a model: that which was asked for at first, another each time.
    pub(super) fn seed(&self) -> u64 {
        let seed = self.next_seed.get();
        self.next_seed.set(seed.wrapping_add(0x9e37_79b9_7f4a_7c15));
        seed
    }
}

/// The names under which a class of one's own may be known: as it is registered, with and without its package,
/// and its class.
pub(super) fn names_of<'j>(object: &'j Members, class_name: &'j str) -> Vec<&'j str> {
    let registered = object.get("registered_name").and_then(Json::as_str);
    let without_package = registered.and_then(|name| name.split_once('>')).map(|(_, name)| name);
    registered.into_iter().chain(without_package).chain([class_name]).collect()
}
