//! Weights and slots after each of ten steps.

use crate::numbers::{Array, assert_close, config, document, list, text};
use kerros::optimizers::{Adam, Optimizer, RMSprop, SGD, Step};
use kerros_graph::reference::Reference;
use kerros_graph::{
    Executor, Graph, InputId, Program, ProgramId, RunKey, Shape, Type, VariableId, VariableSpec,
};
use serde_json::Value;

#[test]
fn weights_and_slots_after_each_step_are_those_of_keras() {
    let document = document("optimizers");
    let initial = list(&document, "initial_weights");
    let gradients: Vec<Vec<Array>> = list(&document, "gradients").iter().map(arrays).collect();
    for case in list(&document, "cases") {
        let optimizer = optimizer(case);
        optimizer.check().unwrap();
        let names: Vec<&str> =
            list(case, "variable_names").iter().map(|name| name.as_str().unwrap()).collect();
        let mut training = Training::new(optimizer.as_ref(), initial);
        let slot_count = training.weights.len() * optimizer.slots().len();
        assert_eq!(names.len(), 2 + slot_count, "{}: as many slots as Keras", text(case, "name"));

        assert_eq!(list(case, "steps").len(), gradients.len());
        for (i, (step, gradients)) in list(case, "steps").iter().zip(&gradients).enumerate() {
            training.step(gradients);
            let what = format!("{}, step {i}", text(case, "name"));
            for (weight, keras) in training.weights.iter().zip(arrays(&step["weights"])) {
                let value = training.executor.read(weight.variable).unwrap();
                assert_close(value, &keras.data, &format!("{what}, {}", weight.name));
            }
            let keras = arrays(&step["variables"]);
            for weight in &training.weights {
                for (slot, &variable) in optimizer.slots().iter().zip(&weight.slots) {
                    let name = format!("{}_{slot}", weight.name);
                    let place = names.iter().position(|known| **known == name);
                    let keras = &keras[place.unwrap_or_else(|| panic!("Keras has no {name}"))];
                    let value = training.executor.read(variable).unwrap();
                    assert_close(value, &keras.data, &format!("{what}, {name}"));
                }
            }
        }
    }
}

/// RMSprop divides by the root of a variance that rounding may push below 0.
#[test]
fn centered_rmsprop_survives_many_equal_gradients() {
    let optimizer = RMSprop::new().centered(true).epsilon(1e-30).rho(0.5);
    let weight: Value = serde_json::json!({"name": "w", "shape": [2], "data": [1.0, 1.0]});
    let mut training = Training::new(&optimizer, &[weight]);
    for _ in 0..100 {
        training.step(&[Array { shape: vec![2], data: vec![3.3, -0.7] }]);
        let slots = &training.weights[0].slots;
        for &slot in slots {
            assert!(training.executor.read(slot).unwrap().iter().all(|x| x.is_finite()));
        }
    }
    let value = training.executor.read(training.weights[0].variable).unwrap();
    assert!(!value[0].is_nan() && !value[1].is_nan(), "{value:?}");
}

/// Weights, slots, learning rate and iteration in an executor, and the program of one step.
struct Training {
    executor: Reference,
    weights: Vec<Weight>,
    program: ProgramId,
}

struct Weight {
    name: String,
    variable: VariableId,
    slots: Vec<VariableId>,
}

impl Training {
    fn new(optimizer: &dyn Optimizer, initial: &[Value]) -> Self {
        let mut executor = Reference::new();
        let mut define = |name: &str, shape: Shape, value: Option<&[f32]>| {
            let spec = VariableSpec { name: name.into(), ty: Type::f32(shape) };
            let variable = executor.define(&[spec]).unwrap()[0];
            if let Some(value) = value {
                executor.write(variable, value).unwrap();
            }
            variable
        };
        let rate = define("rate", Shape::scalar(), Some(&[optimizer.learning_rate() as f32]));
        let iterations = define("iteration", Shape::scalar(), None);

        let mut graph = Graph::new();
        let scalar = Type::f32(Shape::scalar());
        let learning_rate = graph.variable(rate, scalar.clone()).unwrap();
        let past = graph.variable(iterations, scalar).unwrap();
        let iteration = graph.offset(past, 1.0).unwrap();
        let step = Step { learning_rate, iteration };
        let mut updates = vec![graph.assign(iterations, iteration).unwrap()];
        let mut weights = Vec::new();
        for (id, value) in (0..).zip(initial) {
            let array = Array::of(value);
            let ty = Type::f32(array.fixed_shape());
            let name = text(value, "name").to_owned();
            let variable = define(&name, array.fixed_shape(), Some(&array.data));
            let slots: Vec<VariableId> = optimizer
                .slots()
                .iter()
                .map(|slot| define(slot, array.fixed_shape(), None))
                .collect();

            let weight = graph.variable(variable, ty.clone()).unwrap();
            let gradient = graph.input(InputId(id), ty.clone()).unwrap();
            let old: Vec<_> =
                slots.iter().map(|&slot| graph.variable(slot, ty.clone()).unwrap()).collect();
            let new = optimizer.update(&mut graph, step, weight, gradient, &old).unwrap();
            updates.push(graph.assign(variable, new.weight).unwrap());
            assert_eq!(new.slots.len(), slots.len());
            for (&slot, &value) in slots.iter().zip(&new.slots) {
                updates.push(graph.assign(slot, value).unwrap());
            }
            weights.push(Weight { name, variable, slots });
        }
        let program = executor.compile(&Program { graph, outputs: vec![], updates }).unwrap();
        Training { executor, weights, program }
    }

    fn step(&mut self, gradients: &[Array]) {
        self.executor
            .run(self.program, 1, RunKey::default(), &mut |id, numbers| {
                numbers.copy_from_slice(&gradients[id.0 as usize].data);
            })
            .unwrap();
    }
}

fn arrays(values: &Value) -> Vec<Array> {
    values.as_array().unwrap().iter().map(Array::of).collect()
}

/// The optimizer that a case describes.
fn optimizer(case: &Value) -> Box<dyn Optimizer> {
    let (mut sgd, mut rmsprop, mut adam) = (SGD::new(), RMSprop::new(), Adam::new());
    let class = text(case, "class_name");
    for (key, value) in config(case) {
        let number = || value.as_f64().unwrap();
        let flag = || value.as_bool().unwrap();
        match (class, key.as_str()) {
            ("SGD", "learning_rate") => sgd = sgd.learning_rate(number()),
            ("SGD", "momentum") => sgd = sgd.momentum(number()),
            ("SGD", "nesterov") => sgd = sgd.nesterov(flag()),
            ("RMSprop", "learning_rate") => rmsprop = rmsprop.learning_rate(number()),
            ("RMSprop", "rho") => rmsprop = rmsprop.rho(number()),
            ("RMSprop", "momentum") => rmsprop = rmsprop.momentum(number()),
            ("RMSprop", "epsilon") => rmsprop = rmsprop.epsilon(number()),
            ("RMSprop", "centered") => rmsprop = rmsprop.centered(flag()),
            ("Adam", "learning_rate") => adam = adam.learning_rate(number()),
            ("Adam", "beta_1") => adam = adam.beta_1(number()),
            ("Adam", "beta_2") => adam = adam.beta_2(number()),
            ("Adam", "epsilon") => adam = adam.epsilon(number()),
            ("Adam", "amsgrad") => adam = adam.amsgrad(flag()),
            other => panic!("unknown argument {other:?}"),
        }
    }
    match class {
        "SGD" => Box::new(sgd),
        "RMSprop" => Box::new(rmsprop),
        "Adam" => Box::new(adam),
        other => panic!("unknown optimizer {other}"),
    }
}
