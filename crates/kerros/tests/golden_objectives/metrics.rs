//! Streams of metric updates, choice and names.

use crate::numbers::{Array, assert_close, config, document, inputs, list, text};
use kerros::losses;
use kerros::metrics::{
    BinaryAccuracy, CategoricalAccuracy, IntoMetric, LossMetric, MeanAbsoluteError,
    MeanSquaredError, Metric, SparseCategoricalAccuracy,
};
use kerros_graph::reference::Reference;
use kerros_graph::types::Dim;
use kerros_graph::{
    Executor, Graph, InputId, NodeId, Program, RunKey, Shape, Type, VariableId, VariableSpec,
};
use serde_json::Value;

#[test]
fn streams_give_the_results_of_keras() {
    for case in list(&document("metrics"), "streams") {
        let metric = metric(case);
        assert_eq!(metric.name(), text(case, "metric_name"));
        let mut stream = Stream::new(metric.as_ref());
        for (i, update) in list(case, "updates").iter().enumerate() {
            let result = stream.update(update) as f32;
            let keras = update["result"].as_f64().unwrap() as f32;
            assert_close(&[result], &[keras], &format!("{} {i}", text(case, "name")));
        }
    }
}

#[test]
fn accuracy_is_chosen_as_keras_chooses() {
    for case in list(&document("metrics"), "accuracy_resolution") {
        let by_name = text(case, "identifier").into_metric().unwrap();
        assert_eq!(by_name.name(), text(case, "metric_name"));
        let by_class = metric(case);

        let mut graph = Graph::new();
        let input = |graph: &mut Graph, id, key: &str| {
            let sizes = list(case, key)[1..].iter().map(|size| size.as_u64().unwrap() as usize);
            let shape: Shape = std::iter::once(Dim::Batch).chain(sizes.map(Dim::Const)).collect();
            graph.input(InputId(id), Type::f32(shape)).unwrap()
        };
        let target = input(&mut graph, 0, "y_true_shape");
        let prediction = input(&mut graph, 1, "y_pred_shape");
        let states = state_variables(&mut graph, by_name.as_ref());
        let mut update = |metric: &dyn Metric| {
            metric.update(&mut graph, &states, target, prediction, None).unwrap()
        };
        // Equal nodes of a graph are one, so the same update has the same names.
        assert_eq!(update(by_name.as_ref()), update(by_class.as_ref()), "{case}");
    }
}

#[test]
fn names_are_those_of_keras() {
    for case in list(&document("metrics"), "metric_names") {
        let by_name = text(case, "identifier").into_metric().unwrap();
        assert_eq!(by_name.name(), text(case, "metric_name"));
        let by_class = text(case, "class_name").into_metric().unwrap();

        let mut graph = Graph::new();
        let ty = Type::f32(Shape::batch(&[2, 3]));
        let target = match text(case, "class_name").starts_with("Sparse") {
            true => Type::f32(Shape::batch(&[2])),
            false => ty.clone(),
        };
        let target = graph.input(InputId(0), target).unwrap();
        let prediction = graph.input(InputId(1), ty).unwrap();
        let states = state_variables(&mut graph, by_name.as_ref());
        let mut update = |metric: &dyn Metric| {
            metric.update(&mut graph, &states, target, prediction, None).unwrap()
        };
        assert_eq!(update(by_name.as_ref()), update(by_class.as_ref()), "{case}");
    }
}

/// A metric whose states live in an executor.
struct Stream<'m> {
    metric: &'m dyn Metric,
    executor: Reference,
    states: Vec<VariableId>,
}

impl<'m> Stream<'m> {
    fn new(metric: &'m dyn Metric) -> Self {
        let specs: Vec<VariableSpec> = metric
            .states()
            .into_iter()
            .map(|(name, shape)| VariableSpec { name: name.into(), ty: Type::f32(shape) })
            .collect();
        let mut executor = Reference::new();
        let states = executor.define(&specs).unwrap();
        Stream { metric, executor, states }
    }

    /// The result after one more batch.
    fn update(&mut self, update: &Value) -> f64 {
        let arrays: Vec<Array> = ["y_true", "y_pred", "sample_weight"]
            .iter()
            .filter_map(|key| Array::optional(&update[*key]))
            .collect();
        let arrays: Vec<&Array> = arrays.iter().collect();

        let mut graph = Graph::new();
        let inputs = inputs(&mut graph, &arrays);
        let states = state_variables(&mut graph, self.metric);
        let weight = inputs.get(2).copied();
        let new = self.metric.update(&mut graph, &states, inputs[0], inputs[1], weight).unwrap();
        let updates = self
            .states
            .iter()
            .zip(new)
            .map(|(&state, value)| graph.assign(state, value).unwrap())
            .collect();
        let program = Program { graph, outputs: vec![], updates };
        let program = self.executor.compile(&program).unwrap();
        let rows = arrays[1].shape[0];
        self.executor
            .run(program, rows, RunKey::default(), &mut |id, numbers| {
                numbers.copy_from_slice(&arrays[id.0 as usize].data);
            })
            .unwrap();
        let values: Vec<&[f32]> =
            self.states.iter().map(|&state| self.executor.read(state).unwrap()).collect();
        self.metric.result(&values)
    }
}

/// The values of a metric's states, as variables 0, 1, ...
fn state_variables(graph: &mut Graph, metric: &dyn Metric) -> Vec<NodeId> {
    (0..)
        .zip(metric.states())
        .map(|(id, (_, shape))| graph.variable(VariableId(id), Type::f32(shape)).unwrap())
        .collect()
}

/// The metric that a case describes.
fn metric(case: &Value) -> Box<dyn Metric> {
    let smoothing = case["config"]["label_smoothing"].as_f64().unwrap_or(0.0);
    let from_logits = case["config"]["from_logits"].as_bool().unwrap_or(false);
    let known = ["threshold", "label_smoothing", "from_logits"];
    let mut keys = case.get("config").map(|_| config(case).keys()).into_iter().flatten();
    assert!(keys.all(|key| known.contains(&key.as_str())), "{case}");
    match text(case, "class_name") {
        "BinaryAccuracy" => {
            let threshold = case["config"]["threshold"].as_f64().unwrap_or(0.5);
            Box::new(BinaryAccuracy::new().threshold(threshold))
        }
        "CategoricalAccuracy" => Box::new(CategoricalAccuracy::new()),
        "SparseCategoricalAccuracy" => Box::new(SparseCategoricalAccuracy::new()),
        "MeanSquaredError" => Box::new(MeanSquaredError::new()),
        "MeanAbsoluteError" => Box::new(MeanAbsoluteError::new()),
        "BinaryCrossentropy" => Box::new(LossMetric::of(
            losses::BinaryCrossentropy::new().from_logits(from_logits).label_smoothing(smoothing),
        )),
        "CategoricalCrossentropy" => Box::new(LossMetric::of(
            losses::CategoricalCrossentropy::new()
                .from_logits(from_logits)
                .label_smoothing(smoothing),
        )),
        "SparseCategoricalCrossentropy" => Box::new(LossMetric::of(
            losses::SparseCategoricalCrossentropy::new().from_logits(from_logits),
        )),
        other => panic!("unknown metric {other}"),
    }
}
