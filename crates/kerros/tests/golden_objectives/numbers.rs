//! Reading golden files, running a graph on their arrays, and comparing.

use kerros_graph::reference::Reference;
use kerros_graph::types::Dim;
use kerros_graph::{Executor, Graph, InputId, NodeId, Program, RunKey, Type};
use serde_json::{Map, Value};

/// The relative difference that is allowed, element by element. Single precision rounds by 6e-8,
/// and the longest chains here (a loss with its gradient, ten optimizer steps) round some tens of
/// times, in another order than XLA.
const RELATIVE: f64 = 1e-5;

/// What is allowed besides, relative to the largest element of the same array: about two roundings.
/// An element that is a small difference of large ones (`p - 1` of a sure prediction) is only known
/// that well, in Keras too.
pub(crate) const OF_LARGEST: f64 = 1.2e-7;

/// The numbers of one golden array.
#[derive(Clone, Debug)]
pub(crate) struct Array {
    pub(crate) shape: Vec<usize>,
    pub(crate) data: Vec<f32>,
}

impl Array {
    pub(crate) fn of(value: &Value) -> Array {
        let numbers = |key: &str| value[key].as_array().expect(key).iter();
        Array {
            shape: numbers("shape").map(|n| n.as_u64().unwrap() as usize).collect(),
            data: numbers("data").map(|n| n.as_f64().unwrap() as f32).collect(),
        }
    }

    /// `None` for JSON `null`.
    pub(crate) fn optional(value: &Value) -> Option<Array> {
        (!value.is_null()).then(|| Array::of(value))
    }

    /// The type of these numbers with the first axis as the batch.
    pub(crate) fn batch_type(&self) -> Type {
        let inner = self.shape[1..].iter().copied().map(Dim::Const);
        Type::f32(std::iter::once(Dim::Batch).chain(inner).collect())
    }
}

/// The document `golden/data/{name}.json`.
pub(crate) fn document(name: &str) -> Value {
    let path = format!("{}/../../golden/data/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

pub(crate) fn list<'v>(document: &'v Value, key: &str) -> &'v [Value] {
    document[key].as_array().unwrap_or_else(|| panic!("no list {key}"))
}

pub(crate) fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_else(|| panic!("no text {key} in {value}"))
}

pub(crate) fn config(case: &Value) -> &Map<String, Value> {
    case["config"].as_object().expect("config")
}

/// The outputs of the graph that `build` writes over inputs of the arrays' types, whose first axis
/// is the batch.
pub(crate) fn evaluate(
    arrays: &[&Array],
    build: impl FnOnce(&mut Graph, &[NodeId]) -> Vec<NodeId>,
) -> Vec<Vec<f32>> {
    let mut graph = Graph::new();
    let inputs = inputs(&mut graph, arrays);
    let outputs = build(&mut graph, &inputs);
    let count = outputs.len();
    let mut executor = Reference::new();
    let program = executor.compile(&Program { graph, outputs, updates: vec![] }).unwrap();
    executor
        .run(program, arrays[0].shape[0], RunKey::default(), &mut |id, numbers| {
            numbers.copy_from_slice(&arrays[id.0 as usize].data);
        })
        .unwrap();
    (0..count).map(|i| executor.output(program, i).unwrap().to_vec()).collect()
}

/// One input for each array.
pub(crate) fn inputs(graph: &mut Graph, arrays: &[&Array]) -> Vec<NodeId> {
    (0..)
        .zip(arrays)
        .map(|(id, array)| graph.input(InputId(id), array.batch_type()).unwrap())
        .collect()
}

/// Checks that `actual` is Keras's `expected` but for rounding.
#[track_caller]
pub(crate) fn assert_close(actual: &[f32], expected: &[f32], what: &str) {
    assert_close_to(actual, expected, OF_LARGEST, what);
}

/// The same with another allowance relative to the largest element.
#[track_caller]
pub(crate) fn assert_close_to(actual: &[f32], expected: &[f32], of_largest: f64, what: &str) {
    assert_close_within(actual, expected, of_largest * largest(expected), what);
}

/// The size of the largest number.
pub(crate) fn largest(numbers: &[f32]) -> f64 {
    numbers.iter().fold(0.0, |largest: f64, x| largest.max(f64::from(x.abs())))
}

/// The same where so much is allowed besides, whatever the largest element.
#[track_caller]
pub(crate) fn assert_close_within(actual: &[f32], expected: &[f32], besides: f64, what: &str) {
    assert_eq!(actual.len(), expected.len(), "{what}");
    for (i, (&ours, &keras)) in actual.iter().zip(expected).enumerate() {
        let allowed = RELATIVE * f64::from(keras.abs()) + besides;
        let difference = (f64::from(ours) - f64::from(keras)).abs();
        assert!(difference <= allowed, "{what}, element {i}: {ours} here, {keras} in Keras");
    }
}
