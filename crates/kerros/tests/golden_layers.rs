//! Every layer of the registry against the numbers of Keras 3 in `golden/data/layers`.
//!
//! `LAYER=Conv2D cargo test -p kerros --test golden_layers` looks at one layer only.

#![allow(clippy::unwrap_used, reason = "also in the functions that the tests share")]

#[allow(dead_code, reason = "shared with other tests")]
#[path = "golden_objectives/numbers.rs"]
mod numbers;
#[allow(dead_code, reason = "shared with other tests")]
mod support;

#[path = "support/check_layer.rs"]
mod check;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::thread;

use check::check_case;
use kerros::prelude::*;
use kerros::registry::{Class, LAYERS, UNWRITTEN};
use numbers::{document, list, text};
use serde_json::Value;

/// Layers of the registry without cases.
const WITHOUT_CASES: [(&str, &str); 1] =
    [("InputLayer", "computes nothing: it says what the model's input looks like")];

const IN_STATEFUL: &str = "takes several batches: tests/stateful.rs";

/// Arguments that no case gives.
const WITHOUT_A_CASE: [(&str, &str, &str); 8] = [
    ("BatchNormalization", "synchronized", "kept in the configuration only"),
    ("SimpleRNN", "stateful", IN_STATEFUL),
    ("GRU", "stateful", IN_STATEFUL),
    ("LSTM", "stateful", IN_STATEFUL),
    ("RNN", "stateful", IN_STATEFUL),
    ("ConvLSTM1D", "stateful", IN_STATEFUL),
    ("ConvLSTM2D", "stateful", IN_STATEFUL),
    ("ConvLSTM3D", "stateful", IN_STATEFUL),
];

/// The golden cases by the class of their layer. Each file of the folder holds those of one class.
fn cases_by_class() -> BTreeMap<String, Vec<Value>> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../golden/data/layers");
    let mut found: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let file = path.file_stem().unwrap().to_str().unwrap();
        for case in list(&document(&format!("layers/{file}")), "cases") {
            found.entry(text(case, "class_name").to_owned()).or_default().push(case.clone());
        }
    }
    found
}

/// The arguments of a layer besides those that every layer has.
fn own_arguments(class: &Class<Box<dyn Layer>>) -> Vec<&'static str> {
    let own = class.arguments.iter().map(|argument| argument.name);
    own.filter(|name| !["name", "input_shape"].contains(name) && !UNWRITTEN.contains(name))
        .collect()
}

#[test]
fn every_layer_has_cases_that_give_every_argument() {
    let cases = cases_by_class();
    let mut missing = Vec::new();
    for class in LAYERS.iter().filter(|class| WITHOUT_CASES.iter().all(|(n, _)| *n != class.name)) {
        let Some(cases) = cases.get(class.name) else {
            missing.push(format!("{}: no file in golden/data/layers has cases of it", class.name));
            continue;
        };
        for argument in own_arguments(class) {
            let excused =
                WITHOUT_A_CASE.iter().any(|(name, own, _)| (*name, *own) == (class.name, argument));
            let given = cases.iter().any(|case| case["config"].get(argument).is_some());
            if given == excused {
                missing.push(match given {
                    true => format!("{}: {argument} has cases and is excused", class.name),
                    false => format!("{}: no case gives {argument}", class.name),
                });
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
    for class in cases.keys() {
        assert!(LAYERS.iter().any(|known| known.name == class), "the registry has no {class}");
    }
}

/// Arguments, shape, number of parameters, output and gradients of every case, layers side by side.
#[test]
fn every_layer_computes_what_keras_does() {
    let only = std::env::var("LAYER").ok();
    let mut cases = cases_by_class();
    cases.retain(|class, _| only.as_ref().is_none_or(|only| only == class));
    assert!(!cases.is_empty(), "no cases of {only:?}");
    let waiting = Mutex::new(cases.into_iter());
    let failed = Mutex::new(Vec::new());
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let Some((class, cases)) = waiting.lock().unwrap().next() else { break };
                    let checked = catch_unwind(AssertUnwindSafe(|| check_layer(&class, &cases)));
                    if checked.is_err() {
                        failed.lock().unwrap().push(class);
                    }
                }
            });
        }
    });
    let failed = failed.into_inner().unwrap();
    assert!(failed.is_empty(), "see the messages above of {failed:?}");
}

fn check_layer(class_name: &str, cases: &[Value]) {
    let class = LAYERS.iter().find(|class| class.name == class_name).unwrap();
    let arguments = own_arguments(class);
    for case in cases {
        check_case(&format!("{class_name}, case {}", text(case, "name")), case, &arguments);
    }
}
