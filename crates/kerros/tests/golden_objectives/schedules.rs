//! Rates after twenty numbers of steps.

use crate::numbers::{assert_close_within, document, list, text};
use crate::optimizers::arguments;
use kerros::registry::{SCHEDULES, find};

/// What is allowed besides a relative 1e-5, of the largest rate of a schedule: Keras takes the cosine from 1, which leaves
/// a rounding of 1 where little is left of the rate.
const OF_LARGEST: f64 = 1.2e-7;

#[test]
fn rates_are_those_of_keras() {
    let document = document("schedules");
    let steps: Vec<u64> =
        list(&document, "steps").iter().map(|step| step.as_u64().unwrap()).collect();
    assert!(steps.len() >= 20);
    for case in list(&document, "cases") {
        let class = find("schedule", SCHEDULES, text(case, "class_name")).unwrap();
        let schedule = class.from_config(&arguments(&case["config"])).unwrap();
        schedule.check().unwrap();
        let numbers = list(case, "rates").iter().map(|rate| rate.as_f64().unwrap() as f32);
        let keras: Vec<f32> = numbers.collect();
        let ours: Vec<f32> =
            steps.iter().map(|&step| schedule.rate(step).unwrap() as f32).collect();
        let largest = keras.iter().fold(0.0f32, |largest, rate| largest.max(*rate));
        let besides = OF_LARGEST * f64::from(largest);
        assert_close_within(&ours, &keras, besides, text(case, "name"));
    }
}

#[test]
fn every_schedule_and_argument_has_a_case() {
    let document = document("schedules");
    for class in SCHEDULES {
        let cases: Vec<_> = list(&document, "cases")
            .iter()
            .filter(|case| text(case, "class_name") == class.name)
            .collect();
        assert!(cases.len() >= 3, "{} has {} cases", class.name, cases.len());
        // A schedule's name changes nothing.
        for argument in class.arguments.iter().filter(|argument| argument.name != "name") {
            let has = cases.iter().any(|case| case["config"].get(argument.name).is_some());
            assert!(has, "{}: {}", class.name, argument.name);
        }
    }
}
