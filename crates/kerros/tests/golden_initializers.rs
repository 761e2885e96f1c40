//! Initializers against Keras 3: arguments, fans, ranges, and moments of large samples.
//!
//! Kerros and Keras draw other random numbers, so a weight cannot be compared number by number. What
//! decides about the numbers can: Keras's script records with which range or standard deviation each
//! initializer asks for random numbers.

#![allow(clippy::unwrap_used, reason = "also in the functions that the tests share")]

#[allow(dead_code, reason = "shared with other tests")]
#[path = "golden_objectives/numbers.rs"]
mod numbers;
#[allow(dead_code, reason = "shared with other tests")]
mod support;

use kerros::initializers::{Distribution, FanMode, SharedInitializer, VarianceScaling};
use kerros::layer::Value as Argument;
use kerros::prelude::*;
use kerros::registry::{INITIALIZERS, find};
use kerros_graph::random::{Generator, Purpose};
use numbers::{Array, config, document, list, text};
use serde_json::Value;
use support::describe::{config_of, sizes};

/// Arguments of Keras that Kerros does not have: which axes count as inputs and outputs. `null` means
/// the axes that Kerros always takes.
const WITHOUT: [&str; 2] = ["input_axes", "output_axes"];

#[test]
fn arguments_and_defaults_are_those_of_keras() {
    let golden = document("initializers");
    let defaults = list(&golden, "defaults");
    for entry in INITIALIZERS {
        let name = entry.name;
        assert!(defaults.iter().any(|golden| text(golden, "class_name") == name), "no {name}");
    }
    for golden in defaults {
        let ours = initializer(text(golden, "class_name"), &serde_json::json!({}));
        assert_eq!(ours.name(), text(golden, "class_name"));
        let expected: Vec<(&str, Argument)> = config(golden)
            .iter()
            .filter(|(key, value)| !(WITHOUT.contains(&key.as_str()) && value.is_null()))
            .map(|(key, value)| (key.as_str(), argument(value)))
            .collect();
        let ours_config = ours.config();
        assert_eq!(ours_config.iter().count(), expected.len(), "{ours:?}");
        for (key, value) in expected {
            assert_eq!(ours_config.get(key), Some(&value), "{ours:?}: {key}");
        }
    }
}

#[test]
fn layers_default_to_the_initializers_of_keras() {
    for golden in list(&document("initializers"), "layer_defaults") {
        let layer = match text(golden, "class_name") {
            "Dense" => kerros::Layer::config(&Dense::new(1)),
            "Conv1D" => kerros::Layer::config(&Conv1D::new(1, 1)),
            other => panic!("unknown layer {other}"),
        };
        for key in ["kernel_initializer", "bias_initializer"] {
            let Some(Argument::Object { class_name, .. }) = layer.get(key) else {
                panic!("no {key} in {layer}");
            };
            assert_eq!(class_name, text(golden, key), "{golden}");
        }
    }
}

/// The fans show in the range: uniform numbers with `scale` 3 lie within `3 / sqrt(fan)`.
#[test]
fn fans_are_those_of_keras() {
    for golden in list(&document("initializers"), "fans") {
        let shape = sizes(golden, "shape");
        for (mode, key) in [(FanMode::FanIn, "fan_in"), (FanMode::FanOut, "fan_out")] {
            let scaling = VarianceScaling::new().scale(3.0).mode(mode);
            let scaling = scaling.distribution(Distribution::Uniform).into();
            let limit = 3.0 / number(golden, key).sqrt();
            let expected = RandomUniform::new().minval(-limit).maxval(limit).into();
            assert_same(&scaling, &expected, &shape, limit);
        }
    }
}

/// Each initializer is the plain one with the range or standard deviation that Keras computes.
#[test]
fn ranges_and_deviations_are_those_of_keras() {
    let golden = document("initializers");
    let cases = list(&golden, "variance_scaling");
    assert!(cases.len() >= 100, "{} cases", cases.len());
    for case in cases {
        let (shape, limit) = (sizes(case, "shape"), number(case, "limit"));
        let expected = match text(case, "distribution") {
            "uniform" => RandomUniform::new().minval(-limit).maxval(limit).into(),
            "truncated_normal" => {
                TruncatedNormal::new().stddev(number(case, "untruncated_stddev")).into()
            }
            other => panic!("unknown distribution {other}"),
        };
        let named = initializer(text(case, "class_name"), &case["config"]);
        assert_same(&named, &expected, &shape, limit);
        let keys = ["scale", "mode", "distribution"];
        let spelled = keys.map(|key| (key.to_owned(), case[key].clone()));
        let spelled = initializer("VarianceScaling", &Value::Object(spelled.into_iter().collect()));
        assert_same(&spelled, &expected, &shape, limit);
    }
}

/// A kernel in a model has the shape that Keras's fans count by, and fills Keras's range.
#[test]
fn kernels_in_a_model_fill_the_range_of_keras() {
    let golden = document("initializers");
    let limit = |shape: &[usize]| {
        let mut cases = list(&golden, "variance_scaling").iter();
        let case = cases.find(|case| {
            text(case, "class_name") == "GlorotUniform" && sizes(case, "shape") == shape
        });
        number(case.unwrap(), "limit")
    };
    let (mut dense, mut conv) = (Sequential::with_seed(7), Sequential::with_seed(7));
    dense.add(Dense::new(100).input_shape(960)).unwrap();
    conv.add(Conv1D::new(40, 30).input_shape([260, 3])).unwrap();
    for (model, shape) in [(dense, &[960, 100][..]), (conv, &[30, 3, 40])] {
        let weights = model.get_weights().unwrap();
        assert_eq!(weights[0].shape(), shape);
        let found = Moments::of(weights[0].as_slice().unwrap());
        let limit = limit(shape);
        // In single precision the largest number may be rounded up to the limit. 3600 numbers leave
        // the last half percent of the range empty at an end once in thirty million seeds.
        assert!(found.max <= f64::from(limit as f32) && found.min >= -f64::from(limit as f32));
        assert!(found.max > 0.99 * limit && found.min < -0.99 * limit, "{found:?}, {limit}");
        assert!(weights[1].iter().all(|&bias| bias == 0.0));
    }
}

/// Moments of one large sample here and in Keras.
#[test]
fn large_samples_have_the_moments_of_those_of_keras() {
    for golden in list(&document("initializers"), "samples") {
        let name = text(golden, "class_name");
        let ours = initializer(name, &golden["config"]);
        let values = draw(&ours, &sizes(golden, "shape"));
        let found = Moments::of(&values);
        let (count, stddev) = (values.len() as f64, number(golden, "stddev"));
        // Both sides are estimates, so their difference has sqrt(2) standard errors; of those, five
        // are allowed, which chance exceeds once in two million draws. The standard error of a
        // standard deviation is `stddev / sqrt(2 n)` for normal numbers and less for all others here.
        let error = stddev * (2.0 / count).sqrt();
        let checks = [
            ("mean", found.mean, 5.0 * error),
            ("stddev", found.stddev, 5.0 * error / 2.0f64.sqrt()),
            ("min", found.min, extreme(name) * stddev),
            ("max", found.max, extreme(name) * stddev),
        ];
        for (key, actual, allowed) in checks {
            let expected = number(golden, key);
            // Keras's moments are rounded to 8 decimals, and single precision rounds the extremes.
            let allowed = allowed + 1e-8 + f64::from(f32::EPSILON) * expected.abs();
            let what = format!("{ours:?} {}: {key}", golden["shape"]);
            assert!(
                (actual - expected).abs() <= allowed,
                "{what} is {actual}, {expected} in Keras"
            );
        }
    }
}

#[test]
fn names_are_those_of_keras() {
    for (name, class) in document("initializers")["names"].as_object().unwrap() {
        let found = find("initializer", INITIALIZERS, name).unwrap();
        assert_eq!(found.name, class.as_str().unwrap(), "{name}");
    }
}

/// Columns, or the rows if those are fewer, are orthogonal and of length 1, to rounding.
#[test]
fn orthogonal_matrices_are_orthogonal() {
    let gain = 1.5;
    let initializer = OrthogonalInitializer::new().gain(gain).into();
    for golden in list(&document("initializers"), "orthogonal") {
        let shape = sizes(golden, "shape");
        let values = draw(&initializer, &shape);
        let columns = *shape.last().unwrap();
        let (rows, by_columns) = (values.len() / columns, text(golden, "orthonormal") == "columns");
        let (vectors, length) = if by_columns { (columns, rows) } else { (rows, columns) };
        let number = |vector: usize, place: usize| {
            let (row, column) = if by_columns { (place, vector) } else { (vector, place) };
            f64::from(values[row * columns + column])
        };
        for one in 0..vectors {
            for other in 0..=one {
                let product: f64 = (0..length).map(|i| number(one, i) * number(other, i)).sum();
                let expected = if one == other { gain * gain } else { 0.0 };
                // Numbers are rounded to `f32`, by 6e-8 of their size.
                let error = (product - expected).abs();
                assert!(error < 1e-7 * gain * gain, "{shape:?}: {one} x {other}: off by {error}");
            }
        }
    }
}

/// Every orthogonal matrix is equally likely: mean 0, variance `1 / n`, each sign as often as the other.
#[test]
fn orthogonal_matrices_are_uniform() {
    let initializer = OrthogonalInitializer::new().into();
    let large = Moments::of(&draw(&initializer, &[400, 400]));
    let stddev = 1.0 / 20.0;
    assert!(large.mean.abs() < 5.0 * stddev / 400.0, "{large:?}");
    assert!((large.stddev - stddev).abs() < 1e-4 * stddev, "{large:?}");
    // The first number of 1000 matrices of two rows: the cosine of a uniform angle.
    let first = (0..1000).map(|seed| {
        let mut generator = Generator::new(seed, Purpose::Initializer(0), 0);
        initializer.values(&[2, 2], &mut generator)[0]
    });
    let first: Vec<f32> = first.collect();
    let moments = Moments::of(&first);
    let error = (0.5f64 / 1000.0).sqrt();
    assert!(moments.mean.abs() < 5.0 * error, "{moments:?}");
    assert!((moments.stddev - 0.5f64.sqrt()).abs() < 5.0 * error, "{moments:?}");
    assert!((400..600).contains(&first.iter().filter(|number| **number > 0.0).count()));
}

#[test]
fn identities_are_those_of_keras() {
    for golden in list(&document("initializers"), "identity") {
        let initializer = IdentityInitializer::new().gain(number(golden, "gain")).into();
        let expected = Array::of(golden);
        assert_eq!(draw(&initializer, &expected.shape), expected.data, "{golden}");
    }
}

#[test]
fn fourier_kernels_are_those_of_keras() {
    let class = find("initializer", INITIALIZERS, "STFT").unwrap();
    for golden in list(&document("initializers"), "stft") {
        let initializer = class.from_config(&config_of(&golden["config"])).unwrap();
        let expected = Array::of(golden);
        let ours = draw(&initializer, &expected.shape);
        initializer.check_shape(&expected.shape).unwrap();
        assert_eq!(ours.len(), expected.data.len());
        let largest = expected.data.iter().fold(0.0, |most: f32, number| most.max(number.abs()));
        for (ours, keras) in ours.into_iter().zip(expected.data) {
            // One rounding; zeros of a sine or cosine are 1e-16 of the largest number.
            let allowed = f32::EPSILON * keras.abs() + 1e-13 * largest;
            assert!((ours - keras).abs() <= allowed, "{initializer:?}: {ours}, {keras} in Keras");
        }
    }
}

/// How far the largest of 200000 numbers here and in Keras may lie apart, in standard deviations.
fn extreme(class_name: &str) -> f64 {
    match class_name {
        // The largest of n normal numbers scatters like a Gumbel variable of scale
        // `1 / sqrt(2 ln n)`, 0.2; ten scales lie between two of them once in ten thousand draws.
        // A truncated normal distribution would be off by more.
        "RandomNormal" => 2.0,
        // Towards an end of the range with density `f` the largest number falls short by
        // `1 / (n f)` on average, and by twenty times that once in e^20 draws. `f` is least where a
        // normal distribution is cut off at two standard deviations: 0.05.
        _ => 20.0 / (200_000.0 * 0.05),
    }
}

#[derive(Debug)]
struct Moments {
    mean: f64,
    stddev: f64,
    min: f64,
    max: f64,
}

impl Moments {
    fn of(values: &[f32]) -> Self {
        let values = || values.iter().map(|&value| f64::from(value));
        let count = values().count() as f64;
        let mean = values().sum::<f64>() / count;
        let variance = values().map(|value| (value - mean).powi(2)).sum::<f64>() / count;
        Moments {
            mean,
            stddev: variance.sqrt(),
            min: values().fold(f64::INFINITY, f64::min),
            max: values().fold(f64::NEG_INFINITY, f64::max),
        }
    }
}

/// Both draw the same numbers from the same generator.
///
/// The two sides may compute the range by formulas that round differently in double precision, so
/// that a number lies on the other side of a boundary between two of single precision: one unit in
/// the last place, and that of the largest possible number bounds all others.
#[track_caller]
fn assert_same(
    ours: &SharedInitializer,
    expected: &SharedInitializer,
    shape: &[usize],
    limit: f64,
) {
    let allowed = f64::from(f32::EPSILON) * limit;
    let (ours_drawn, expected_drawn) = (draw(ours, shape), draw(expected, shape));
    assert_eq!(ours_drawn.len(), shape.iter().product::<usize>());
    assert!(ours_drawn.iter().any(|&number| number != 0.0), "{ours:?}");
    for (&number, &keras) in ours_drawn.iter().zip(&expected_drawn) {
        let difference = (f64::from(number) - f64::from(keras)).abs();
        assert!(difference <= allowed, "{ours:?} {shape:?}: {number}, but {keras} in {expected:?}");
    }
}

fn draw(initializer: &SharedInitializer, shape: &[usize]) -> Vec<f32> {
    initializer.values(shape, &mut Generator::new(20_240_501, Purpose::Initializer(0), 0))
}

/// The initializer that a class and arguments describe; without arguments the one that the name of
/// the class stands for.
fn initializer(class_name: &str, config: &Value) -> SharedInitializer {
    let config = config.as_object().unwrap();
    if config.is_empty() && class_name != "VarianceScaling" {
        return class_name.try_into().unwrap();
    }
    let (mut uniform, mut scaling) = (RandomUniform::new(), VarianceScaling::new());
    let (mut normal, mut truncated) = (RandomNormal::new(), TruncatedNormal::new());
    let mut constant = Constant::default();
    for (key, value) in config {
        let number = || value.as_f64().unwrap();
        match (class_name, key.as_str()) {
            ("RandomUniform", "minval") => uniform = uniform.minval(number()),
            ("RandomUniform", "maxval") => uniform = uniform.maxval(number()),
            ("RandomNormal", "mean") => normal = normal.mean(number()),
            ("RandomNormal", "stddev") => normal = normal.stddev(number()),
            ("TruncatedNormal", "mean") => truncated = truncated.mean(number()),
            ("TruncatedNormal", "stddev") => truncated = truncated.stddev(number()),
            ("Constant", "value") => constant = Constant::new(number()),
            ("VarianceScaling", "scale") => scaling = scaling.scale(number()),
            ("VarianceScaling", "mode") => scaling = scaling.mode(mode(value)),
            ("VarianceScaling", "distribution") => {
                scaling = scaling.distribution(distribution(value));
            }
            other => panic!("unknown argument {other:?}"),
        }
    }
    match class_name {
        "RandomUniform" => uniform.into(),
        "RandomNormal" => normal.into(),
        "TruncatedNormal" => truncated.into(),
        "Constant" => constant.into(),
        "VarianceScaling" => scaling.into(),
        other => panic!("{other} with arguments"),
    }
}

fn mode(value: &Value) -> FanMode {
    match value.as_str().unwrap() {
        "fan_in" => FanMode::FanIn,
        "fan_out" => FanMode::FanOut,
        "fan_avg" => FanMode::FanAvg,
        other => panic!("unknown mode {other}"),
    }
}

fn distribution(value: &Value) -> Distribution {
    match value.as_str().unwrap() {
        "uniform" => Distribution::Uniform,
        "truncated_normal" => Distribution::TruncatedNormal,
        other => panic!("unknown distribution {other}"),
    }
}

fn argument(value: &Value) -> Argument {
    match value {
        Value::Number(number) => Argument::Float(number.as_f64().unwrap()),
        Value::String(text) => Argument::Text(text.clone()),
        Value::Bool(flag) => Argument::Bool(*flag),
        other => panic!("unexpected argument {other}"),
    }
}

fn number(value: &Value, key: &str) -> f64 {
    value[key].as_f64().unwrap_or_else(|| panic!("no number {key} in {value}"))
}
