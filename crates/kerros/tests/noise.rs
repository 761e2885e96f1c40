//! What layers draw while a model trains: mean, variance, bounds and structure, on 100,000 numbers.

#![allow(clippy::unwrap_used, reason = "also in the functions that the tests share")]

#[allow(dead_code, reason = "shared with other tests")]
#[path = "golden_objectives/numbers.rs"]
mod numbers;
#[allow(dead_code, reason = "shared with other tests")]
mod support;

use kerros::Layer;
use kerros::layer::{Build, Declarations, Settings};
use kerros::prelude::*;
use kerros_graph::{Graph, InputId, NodeId, Program, RunKey, Shape, Type, gradient};
use support::EXECUTORS;

const ROWS: usize = 100;

/// Output of a layer that trains, and the gradient of the output's sum with respect to the input.
#[derive(Debug, PartialEq)]
struct Drawn {
    output: Vec<f32>,
    gradient: Vec<f32>,
}

/// `x` everywhere in 100 samples of shape `sizes`, and 1 in all weights; both executors must agree.
fn drawn(layer: &dyn Layer, sizes: &[usize], x: f32, key: RunKey) -> Drawn {
    layer.check().unwrap();
    let mut graph = Graph::new();
    let input = graph.input(InputId(0), Type::f32(Shape::batch(sizes))).unwrap();
    let mut declared = Declarations::new();
    let output =
        layer.call(&mut Build::new(&mut graph, true, "layer", &mut declared), input).unwrap();
    let sum = graph.sum_all(output).unwrap();
    let gradient = gradient(&mut graph, sum, &[input]).unwrap()[0];
    let program = Program { graph, outputs: vec![output, gradient], updates: Vec::new() };
    let weights = declared.weights().iter().map(|weight| kerros_graph::VariableSpec {
        name: weight.path(),
        ty: Type::f32(Shape::of(weight.shape())),
    });
    let weights: Vec<_> = weights.collect();
    let mut results = EXECUTORS.map(|(_, make)| {
        let mut executor = make(None);
        for (variable, weight) in executor.define(&weights).unwrap().iter().zip(declared.weights())
        {
            executor.write(*variable, &vec![1.0; weight.len()]).unwrap();
        }
        let id = executor.compile(&program).unwrap();
        executor.run(id, ROWS, key, &mut |_, buffer| buffer.fill(x)).unwrap();
        let numbers = |index| executor.output(id, index).unwrap().to_vec();
        Drawn { output: numbers(0), gradient: numbers(1) }
    });
    let [reference, cpu] = &results;
    for (expected, actual) in reference.output.iter().zip(&cpu.output) {
        assert!((expected - actual).abs() <= 1e-5 * expected.abs().max(1.0), "{expected} {actual}");
    }
    for (expected, actual) in reference.gradient.iter().zip(&cpu.gradient) {
        assert!((expected - actual).abs() <= 1e-5 * expected.abs().max(1.0), "{expected} {actual}");
    }
    std::mem::replace(&mut results[1], Drawn { output: Vec::new(), gradient: Vec::new() })
}

fn moments(numbers: &[f32]) -> (f64, f64) {
    let count = numbers.len() as f64;
    let mean = numbers.iter().map(|&x| f64::from(x)).sum::<f64>() / count;
    let squares = numbers.iter().map(|&x| (f64::from(x) - mean).powi(2)).sum::<f64>();
    (mean, squares / count)
}

/// Mean and variance within five standard errors; `kurtosis` is that of the distribution.
#[track_caller]
fn check_moments(numbers: &[f32], mean: f64, variance: f64, kurtosis: f64) {
    let count = numbers.len() as f64;
    let (actual_mean, actual_variance) = moments(numbers);
    assert!((actual_mean - mean).abs() < 5.0 * (variance / count).sqrt(), "mean {actual_mean}");
    // The square of the mean's error adds to the variance's, and is all of it where the kurtosis is 1.
    let error = 5.0 * variance * ((kurtosis - 1.0) / count).sqrt() + 25.0 * variance / count;
    assert!((actual_variance - variance).abs() < error, "variance {actual_variance}");
}

const KEY: RunKey = RunKey { seed: 3, step: 0 };

/// Other numbers at each step and for each seed, and the same for the same.
fn check_steps(layer: &dyn Layer, sizes: &[usize]) {
    let first = drawn(layer, sizes, 1.0, KEY);
    assert_eq!(first, drawn(layer, sizes, 1.0, KEY));
    assert_ne!(first, drawn(layer, sizes, 1.0, RunKey { step: 1, ..KEY }));
    assert_ne!(first, drawn(layer, sizes, 1.0, RunKey { seed: 4, ..KEY }));
}

/// Kurtosis of a variable that is one value with probability `rate`, else another.
fn kurtosis_of_two_values(rate: f64) -> f64 {
    1.0 / (rate * (1.0 - rate)) - 3.0
}

#[test]
fn dropout() {
    for rate in [0.1, 0.5, 0.8] {
        let layer = Dropout::new(rate);
        let Drawn { output, gradient } = drawn(&layer, &[1000], 2.0, KEY);
        let kept = (2.0 / (1.0 - rate)) as f32;
        assert!(output.iter().all(|&y| y == 0.0 || (y - kept).abs() < 1e-5));
        let variance = 4.0 * rate / (1.0 - rate);
        check_moments(&output, 2.0, variance, kurtosis_of_two_values(rate));
        assert!(output.iter().zip(&gradient).all(|(y, slope)| (y - 2.0 * slope).abs() < 1e-5));
    }
    check_steps(&Dropout::new(0.5), &[10]);
}

/// Linear layers whose weights are all 1 and that have no bias, on 1,000 short sequences of ones in each row: what comes
/// out says which features and states were kept.
#[test]
fn dropout_of_recurrences() {
    let sizes = |steps: usize| [1000, steps, 1];
    for rate in [0.25, 0.5] {
        let kept = 1.0 / (1.0 - rate);
        let odds = rate / (1.0 - rate);
        // x m + x m, as both steps lose the same features.
        let features = SimpleRNN::new(1).activation("linear").use_bias(false).dropout(rate);
        let Drawn { output, .. } = drawn(&TimeDistributed::new(features), &sizes(2), 1.0, KEY);
        let both = (2.0 * kept) as f32;
        assert!(output.iter().all(|&y| y == 0.0 || (y - both).abs() < 1e-5));
        check_moments(&output, 2.0, 4.0 * odds, kurtosis_of_two_values(rate));

        // x + r (x + r x), as all steps lose the same of the state.
        let state = SimpleRNN::new(1).activation("linear").use_bias(false).recurrent_dropout(rate);
        let Drawn { output, .. } = drawn(&TimeDistributed::new(state), &sizes(3), 1.0, KEY);
        let far = 1.0 + kept + kept * kept;
        assert!(output.iter().all(|&y| (y - 1.0).abs() < 1e-5 || (y - far as f32).abs() < 1e-4));
        let (mean, variance) =
            (1.0 + (1.0 - rate) * (far - 1.0), rate * (1.0 - rate) * (far - 1.0).powi(2));
        check_moments(&output, mean, variance, kurtosis_of_two_values(rate));

        // i g o, each of which is x m: one draw for all gates, or one for each where states are dropped as well.
        let linear = || {
            let lstm = LSTM::new(1).activation("linear").recurrent_activation("linear");
            lstm.use_bias(false).dropout(rate)
        };
        let cube = kept.powi(3);
        let apart = linear().recurrent_dropout(rate);
        for (layer, dropped) in [(linear(), rate), (apart, 1.0 - (1.0 - rate).powi(3))] {
            let Drawn { output, .. } = drawn(&TimeDistributed::new(layer), &sizes(1), 1.0, KEY);
            assert!(output.iter().all(|&y| y == 0.0 || (y - cube as f32).abs() < 1e-4));
            let (mean, variance) =
                ((1.0 - dropped) * cube, dropped * (1.0 - dropped) * cube * cube);
            check_moments(&output, mean, variance, kurtosis_of_two_values(dropped));
        }

        // (1 - z) g of one step, where z and g are x m.
        let gru = GRU::new(1).activation("linear").recurrent_activation("linear").use_bias(false);
        for reset_after in [true, false] {
            let layer = gru.clone().reset_after(reset_after).dropout(rate);
            let Drawn { output, .. } = drawn(&TimeDistributed::new(layer), &sizes(1), 1.0, KEY);
            let value = (1.0 - kept) * kept;
            assert!(output.iter().all(|&y| y == 0.0 || (y - value as f32).abs() < 1e-5));
            let (mean, variance) = ((1.0 - rate) * value, rate * (1.0 - rate) * value * value);
            check_moments(&output, mean, variance, kurtosis_of_two_values(rate));
        }

        // One place of one channel: i g o again, with a draw for each gate.
        let image = ConvLSTM1D::new(1, 1).activation("linear").recurrent_activation("linear");
        let layer = TimeDistributed::new(image.use_bias(false).dropout(rate));
        let Drawn { output, .. } = drawn(&layer, &[1000, 1, 1, 1], 1.0, KEY);
        let dropped = 1.0 - (1.0 - rate).powi(3);
        let (mean, variance) = ((1.0 - dropped) * cube, dropped * (1.0 - dropped) * cube * cube);
        check_moments(&output, mean, variance, kurtosis_of_two_values(dropped));
        states_of_gates(rate);
    }
    check_steps(&LSTM::new(4).dropout(0.5), &[3, 8]);
    check_steps(&GRU::new(8).recurrent_dropout(0.5), &[3, 2]);
}

/// What two steps make of the state, each gate of which is kept or dropped for itself: every number is one of those that the
/// formulas give for some choice, and their mean is that of independent choices.
fn states_of_gates(rate: f64) {
    let kept = 1.0 / (1.0 - rate);
    let choices = |gates: u32| {
        (0..1u32 << gates).map(move |bits| {
            let of = |gate: u32| if bits >> gate & 1 == 1 { kept } else { 0.0 };
            [of(0), of(1), of(2), of(3)]
        })
    };
    let one_of = |output: &[f32], values: &[f64], mean: f64| {
        let near = |y: f32, value: f64| (f64::from(y) - value).abs() < 1e-4 * value;
        assert!(output.iter().all(|&y| values.iter().any(|&value| near(y, value))));
        let (actual, variance) = moments(output);
        let error = 5.0 * (variance / output.len() as f64).sqrt();
        assert!((actual - mean).abs() < error, "mean {actual}, not {mean}");
    };

    // After a step of ones, h and c are 1: o (f + i g), each gate 1 + m.
    let values: Vec<f64> =
        choices(4).map(|[i, f, g, o]| (1.0 + o) * (1.0 + f + (1.0 + i) * (1.0 + g))).collect();
    let lstm = LSTM::new(1).activation("linear").recurrent_activation("linear");
    let lstm = TimeDistributed::new(lstm.use_bias(false).recurrent_dropout(rate));
    one_of(&drawn(&lstm, &[1000, 2, 1], 1.0, KEY).output, &values, 2.0 * (2.0 + 2.0 * 2.0));
    let image = ConvLSTM1D::new(1, 1).activation("linear").recurrent_activation("linear");
    let image = TimeDistributed::new(image.use_bias(false).recurrent_dropout(rate));
    one_of(&drawn(&image, &[1000, 2, 1, 1], 1.0, KEY).output, &values, 2.0 * (2.0 + 2.0 * 2.0));

    // After a step of halves, h is 1/4: z h + (1 - z) g with gates 1/2 + m h and g = 1/2 + r m h.
    let h = 0.25;
    let values: Vec<f64> = choices(3)
        .map(|[z, r, g, _]| {
            let (z, r) = (0.5 + z * h, 0.5 + r * h);
            z * h + (1.0 - z) * (0.5 + r * g * h)
        })
        .collect();
    let mean = 0.75 * h + 0.25 * (0.5 + 0.75 * h);
    let gru = GRU::new(1).activation("linear").recurrent_activation("linear").use_bias(false);
    for reset_after in [true, false] {
        let layer = gru.clone().reset_after(reset_after).recurrent_dropout(rate);
        let layer = TimeDistributed::new(layer);
        one_of(&drawn(&layer, &[1000, 2, 1], 0.5, KEY).output, &values, mean);
    }
}

/// A layer of attention that is applied to its input twice.
#[derive(Debug)]
struct ToItself(SharedLayer);

impl Layer for ToItself {
    fn class_name(&self) -> &'static str {
        "ToItself"
    }

    fn settings(&self) -> &Settings {
        self.0.settings()
    }

    fn call(&self, build: &mut Build<'_>, input: NodeId) -> kerros::Result<NodeId> {
        Ok(self.0.call_many(build, &[input, input])?[0])
    }

    fn check(&self) -> kerros::Result<()> {
        self.0.check()
    }
}

/// Each step sees itself alone, with probability 1, which is dropped or scaled up. Weights of 1 change nothing.
#[test]
fn dropout_of_attention() {
    let sizes = [1000, 1, 1];
    for rate in [0.25, 0.5] {
        let layers: [SharedLayer; 3] = [
            Attention::new().dropout(rate).into(),
            AdditiveAttention::new().dropout(rate).into(),
            MultiHeadAttention::new(1, 1).attention_axes([2]).use_bias(false).dropout(rate).into(),
        ];
        for layer in layers {
            let layer = ToItself(layer);
            let Drawn { output, gradient } = drawn(&layer, &sizes, 2.0, KEY);
            let kept = (2.0 / (1.0 - rate)) as f32;
            assert!(output.iter().all(|&y| y == 0.0 || (y - kept).abs() < 1e-5), "{layer:?}");
            let variance = 4.0 * rate / (1.0 - rate);
            check_moments(&output, 2.0, variance, kurtosis_of_two_values(rate));
            assert!(output.iter().zip(&gradient).all(|(y, slope)| (y - 2.0 * slope).abs() < 1e-5));
        }
        // The output is the sum of what 500 heads find.
        let heads = GroupedQueryAttention::new(1, 500, 1).use_bias(false).dropout(rate);
        let Drawn { output, .. } = drawn(&ToItself(heads.into()), &[1, 1], 2.0, KEY);
        let variance = 500.0 * 4.0 * rate / (1.0 - rate);
        check_moments(&output, 1000.0, variance, 3.0);
    }
    check_steps(&ToItself(Attention::new().dropout(0.5).into()), &[10, 1]);
    check_steps(&ToItself(MultiHeadAttention::new(2, 1).dropout(0.5).into()), &[10, 1]);
    check_steps(&ToItself(GroupedQueryAttention::new(1, 2, 1).dropout(0.5).into()), &[10, 1]);
}

/// An axis of size 1 is dropped or kept as a whole.
#[test]
fn dropout_with_a_shape_of_noise() {
    let whole = |values: &[f32]| values.iter().all(|&value| value == values[0]);
    let sizes = [4, 250];
    let of = |shape: [Option<usize>; 3]| {
        drawn(&Dropout::new(0.5).noise_shape(shape), &sizes, 1.0, KEY).output
    };
    let (row, step) = (1000, 250);

    let output = of([None, Some(1), Some(250)]);
    for sample in output.chunks(row) {
        assert!((1..4).all(|index| sample[index * step..][..step] == sample[..step]));
    }
    let first_steps: Vec<f32> = output.chunks(row).flat_map(|row| row[..step].to_vec()).collect();
    check_moments(&first_steps, 1.0, 1.0, 1.0);

    let output = of([None, None, Some(1)]);
    assert!(output.chunks(step).all(whole));
    assert!(!output.chunks(row).all(whole));

    let output = of([Some(1), None, None]);
    assert!(output.chunks(row).all(|sample| *sample == output[..row]));
    assert!(!whole(&output[..row]));

    assert!(whole(&of([Some(1), Some(1), Some(1)])));
    let plain = drawn(&Dropout::new(0.5), &sizes, 1.0, KEY).output;
    assert_eq!(of([None, Some(4), None]), plain);
}

#[test]
fn spatial_dropout_drops_channels() {
    for rate in [0.25, 0.5] {
        let of = |layer: &dyn Layer, sizes: &[usize]| drawn(layer, sizes, 1.0, KEY).output;
        let last: [(Box<dyn Layer>, &[usize]); 3] = [
            (Box::new(SpatialDropout1D::new(rate)), &[4, 250]),
            (Box::new(SpatialDropout2D::new(rate)), &[2, 2, 250]),
            (Box::new(SpatialDropout3D::new(rate)), &[2, 1, 2, 250]),
        ];
        let mut masks = Vec::new();
        for (layer, sizes) in &last {
            let output = of(&**layer, sizes);
            for sample in output.chunks(1000) {
                assert!(sample.chunks(250).all(|place| *place == sample[..250]));
                masks.extend_from_slice(&sample[..250]);
            }
        }
        let first: [(Box<dyn Layer>, &[usize]); 2] = [
            (Box::new(SpatialDropout2D::new(rate).data_format("channels_first")), &[250, 2, 2]),
            (Box::new(SpatialDropout3D::new(rate).data_format("channels_first")), &[250, 2, 1, 2]),
        ];
        for (layer, sizes) in &first {
            for channel in of(&**layer, sizes).chunks(4) {
                assert!(channel.iter().all(|value| *value == channel[0]));
                masks.push(channel[0]);
            }
        }
        // The layers draw the same 25,000 numbers: they are in graphs of their own.
        check_moments(&masks[..25_000], 1.0, rate / (1.0 - rate), kurtosis_of_two_values(rate));
    }
}

#[test]
fn gaussian_noise() {
    for stddev in [0.1, 1.0] {
        let Drawn { output, gradient } = drawn(&GaussianNoise::new(stddev), &[1000], 3.0, KEY);
        check_moments(&output, 3.0, stddev * stddev, 3.0);
        let standard = output.iter().map(|&y| (f64::from(y) - 3.0) / stddev);
        let mut sorted: Vec<f64> = standard.collect();
        sorted.sort_by(f64::total_cmp);
        assert!(sorted.iter().all(|z| z.abs() < 5.43));
        // Quantiles of the normal distribution, within five standard errors.
        for (share, quantile, density) in [
            (0.001_349_898, -3.0, 0.004_431_848),
            (0.022_750_132, -2.0, 0.053_990_967),
            (0.158_655_254, -1.0, 0.241_970_725),
            (0.5, 0.0, 0.398_942_280),
            (0.841_344_746, 1.0, 0.241_970_725),
            (0.977_249_868, 2.0, 0.053_990_967),
            (0.998_650_102, 3.0, 0.004_431_848),
        ] {
            let count = sorted.len() as f64;
            let actual = sorted[(share * count) as usize];
            let error = 5.0 * (share * (1.0 - share) / count).sqrt() / density;
            assert!((actual - quantile).abs() < error, "{share}: {actual}");
        }
        assert!(gradient.iter().all(|&slope| slope == 1.0));
    }
    check_steps(&GaussianNoise::new(0.5), &[10]);
}

#[test]
fn gaussian_dropout() {
    for rate in [0.1, 0.5] {
        let Drawn { output, gradient } = drawn(&GaussianDropout::new(rate), &[1000], 2.0, KEY);
        check_moments(&output, 2.0, 4.0 * rate / (1.0 - rate), 3.0);
        assert!(output.iter().zip(&gradient).all(|(y, slope)| (y - 2.0 * slope).abs() < 1e-5));
    }
    check_steps(&GaussianDropout::new(0.5), &[10]);
}

#[test]
fn alpha_dropout() {
    const LOWEST: f64 = -1.758_099_340_847_376_8;
    for rate in [0.1, 0.5] {
        let a = ((1.0 - rate) * (1.0 + rate * LOWEST * LOWEST)).powf(-0.5);
        let b = -a * LOWEST * rate;
        let (kept, dropped) = (a * 0.5 + b, a * LOWEST + b);
        let Drawn { output, gradient } = drawn(&AlphaDropout::new(rate), &[1000], 0.5, KEY);
        for (&y, &slope) in output.iter().zip(&gradient) {
            let (y, slope) = (f64::from(y), f64::from(slope));
            let is_kept = (y - kept).abs() < 1e-5 && (slope - a).abs() < 1e-5;
            assert!(is_kept || (y - dropped).abs() < 1e-5 && slope == 0.0, "{y} {slope}");
        }
        let mean = rate * dropped + (1.0 - rate) * kept;
        let variance = rate * (1.0 - rate) * (kept - dropped).powi(2);
        check_moments(&output, mean, variance, kurtosis_of_two_values(rate));
        // Numbers of mean 0 and variance 1 keep both: `E[y]` and `E[y^2]` of the two parts.
        assert!((rate * dropped + (1.0 - rate) * b).abs() < 1e-12);
        let square = rate * dropped * dropped + (1.0 - rate) * (a * a + b * b);
        assert!((square - 1.0).abs() < 1e-12);
    }
    let shared = AlphaDropout::new(0.5).noise_shape([None, Some(1)]);
    let output = drawn(&shared, &[1000], 0.5, KEY).output;
    assert!(output.chunks(1000).all(|sample| sample.iter().all(|&y| y == sample[0])));
    check_steps(&AlphaDropout::new(0.5), &[10]);
}

/// Rates that draw nothing.
#[test]
fn limits() {
    let layers: [(Box<dyn Layer>, f32); 7] = [
        (Box::new(Identity::new()), 3.0),
        (Box::new(Dropout::new(0.0)), 3.0),
        (Box::new(Dropout::new(1.0)), 0.0),
        (Box::new(SpatialDropout1D::new(1.0)), 0.0),
        (Box::new(GaussianNoise::new(0.0)), 3.0),
        (Box::new(GaussianDropout::new(0.0)), 3.0),
        (Box::new(AlphaDropout::new(0.0)), 3.0),
    ];
    for (layer, expected) in &layers {
        let output = drawn(&**layer, &[2, 5], 3.0, KEY).output;
        assert!(output.iter().all(|y| y == expected), "{}", layer.class_name());
    }
}
