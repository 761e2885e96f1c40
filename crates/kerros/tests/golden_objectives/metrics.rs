//! Streams of metric updates, choice and names.

use crate::numbers::{
    Array, OF_LARGEST, assert_close_within, document, inputs, largest, list, text,
};
use crate::support::EXECUTORS;
use crate::support::describe::config_of;
use kerros::metrics::{IntoMetric, Metric};
use kerros::registry::{METRICS, find};
use kerros_graph::types::Dim;
use kerros_graph::{
    Executor, Graph, InputId, NodeId, Program, RunKey, Shape, Type, VariableId, VariableSpec,
};
use serde_json::Value;

/// How many streams each metric has, at least.
const STREAMS: usize = 8;

/// What Keras has no class or no argument for.
const OURS: [(&str, &str); 2] =
    [("AutoAccuracy", "what it stands for is compared by shapes"), ("name", "of every metric")];

/// Results that are differences of numbers up to 1, or means of such of both signs: they are only known to two
/// roundings of 1, in Keras too.
const DIFFERENCES: [&str; 5] =
    ["AUC", "R2Score", "CosineSimilarity", "PearsonCorrelation", "ConcordanceCorrelation"];

/// Relative `1e-5`, as for all objectives: sums of some tens of numbers, and a few quotients of them, round in
/// another order than in Keras.
#[test]
fn streams_give_the_results_of_keras() {
    for case in list(&document("metrics"), "streams") {
        let metric = metric(case);
        assert_eq!(metric.name(), text(case, "metric_name"));
        for (executor, make) in EXECUTORS {
            let mut stream = Stream::new(metric.as_ref(), make(Some(1)), case);
            for (i, update) in list(case, "updates").iter().enumerate() {
                let [values, result] = stream.update(update);
                let what = format!("{} {i} on {executor}", text(case, "name"));
                let keras = numbers(&update["result"]);
                let of_one = DIFFERENCES.contains(&text(case, "class_name"));
                let size = if of_one { largest(&keras).max(1.0) } else { largest(&keras) };
                assert_close_within(&values, &keras, OF_LARGEST * size, &what);
                let mean = keras.iter().sum::<f32>() / keras.len() as f32;
                let what = format!("{what}, result");
                assert_close_within(&result, &[mean], OF_LARGEST * size, &what);
            }
        }
    }
}

/// One number, or a list of them.
fn numbers(value: &Value) -> Vec<f32> {
    let number = |value: &Value| value.as_f64().unwrap() as f32;
    value.as_array().map_or_else(|| vec![number(value)], |list| list.iter().map(number).collect())
}

#[test]
fn every_metric_has_streams_with_and_without_weights_and_each_argument() {
    let golden = document("metrics");
    for class in METRICS.iter().filter(|class| OURS.iter().all(|(name, _)| *name != class.name)) {
        let cases: Vec<&Value> = list(&golden, "streams")
            .iter()
            .filter(|case| text(case, "class_name") == class.name)
            .collect();
        assert!(cases.len() >= STREAMS, "{} has {} streams", class.name, cases.len());
        let updates = || cases.iter().flat_map(|case| list(case, "updates"));
        assert!(updates().any(|update| update["sample_weight"].is_null()), "{}", class.name);
        assert!(updates().any(|update| !update["sample_weight"].is_null()), "{}", class.name);
        assert!(cases.iter().any(|case| list(case, "updates").len() > 1), "{}", class.name);
        for argument in class.arguments.iter().filter(|a| OURS.iter().all(|(n, _)| *n != a.name)) {
            let mut configs = cases.iter().map(|case| &case["config"]);
            let given = configs.any(|config| config.get(argument.name).is_some());
            assert!(given, "{}: no stream gives {}", class.name, argument.name);
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
        let states = state_variables(&mut graph, by_name.as_ref(), prediction);
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
        let ty = Type::f32(Shape::batch(&[3]));
        let target = match text(case, "class_name").starts_with("Sparse") {
            true => Type::f32(Shape::batch(&[])),
            false => ty.clone(),
        };
        let target = graph.input(InputId(0), target).unwrap();
        let prediction = graph.input(InputId(1), ty).unwrap();
        let states = state_variables(&mut graph, by_name.as_ref(), prediction);
        let mut update = |metric: &dyn Metric| {
            metric.update(&mut graph, &states, target, prediction, None).unwrap()
        };
        assert_eq!(update(by_name.as_ref()), update(by_class.as_ref()), "{case}");
    }
}

/// A metric whose states live in an executor.
struct Stream<'m> {
    metric: &'m dyn Metric,
    executor: Box<dyn Executor>,
    states: Vec<(VariableId, Type)>,
}

impl<'m> Stream<'m> {
    /// Without a batch yet; `case` has the shapes.
    fn new(metric: &'m dyn Metric, mut executor: Box<dyn Executor>, case: &Value) -> Self {
        let prediction = Array::of(&list(case, "updates")[0]["y_pred"]).batch_type().shape;
        let mut states = Vec::new();
        for (name, shape) in metric.states(&prediction) {
            let ty = Type::f32(shape);
            let spec = VariableSpec { name: name.into(), ty: ty.clone() };
            states.push((executor.define(&[spec]).unwrap()[0], ty));
        }
        Stream { metric, executor, states }
    }

    /// The values and the result after one more batch.
    fn update(&mut self, update: &Value) -> [Vec<f32>; 2] {
        let arrays: Vec<Array> = ["y_true", "y_pred", "sample_weight"]
            .iter()
            .filter_map(|key| Array::optional(&update[*key]))
            .collect();
        let arrays: Vec<&Array> = arrays.iter().collect();

        let mut graph = Graph::new();
        let inputs = inputs(&mut graph, &arrays);
        let states: Vec<NodeId> =
            self.states.iter().map(|(id, ty)| graph.variable(*id, ty.clone()).unwrap()).collect();
        let weight = inputs.get(2).copied();
        let new = self.metric.update(&mut graph, &states, inputs[0], inputs[1], weight).unwrap();
        assert_eq!(new.len(), self.states.len());
        let updates = self
            .states
            .iter()
            .zip(new)
            .map(|((state, _), value)| graph.assign(*state, value).unwrap())
            .collect();
        let program = Program { graph, outputs: vec![], updates };
        let program = self.executor.compile(&program).unwrap();
        let rows = arrays[1].shape[0];
        self.executor
            .run(program, rows, RunKey::default(), &mut |id, numbers| {
                numbers.copy_from_slice(&arrays[id.0 as usize].data);
            })
            .unwrap();
        let states: Vec<&[f32]> =
            self.states.iter().map(|(state, _)| self.executor.read(*state).unwrap()).collect();
        let values = self.metric.values(&states).into_iter().map(|value| value as f32).collect();
        [values, vec![self.metric.result(&states) as f32]]
    }
}

/// The values of a metric's states, as variables 0, 1, ...
fn state_variables(graph: &mut Graph, metric: &dyn Metric, prediction: NodeId) -> Vec<NodeId> {
    let prediction = graph.ty(prediction).shape.clone();
    (0..)
        .zip(metric.states(&prediction))
        .map(|(id, (_, shape))| graph.variable(VariableId(id), Type::f32(shape)).unwrap())
        .collect()
}

/// The metric that a case describes, which may have no configuration.
fn metric(case: &Value) -> Box<dyn Metric> {
    let class = find("metric", METRICS, text(case, "class_name")).unwrap();
    let empty = Value::Object(serde_json::Map::new());
    class.from_config(&config_of(case.get("config").unwrap_or(&empty))).unwrap()
}
