//! The walking data as the course uses them: standardised windows, rebuilt from the signal.

use crate::numbers::{Array, list};
use flate2::read::GzDecoder;
use kerros::Sequential;
use kerros_graph::random::Stream;
use serde_json::Value;
use std::fs::File;

const STEPS: usize = 260;
const SHIFT: usize = 52;
const CHANNELS: usize = 3;

/// Windows of 260 steps, one every 52 steps of each person's walk, and the person of each. Within a
/// window each channel has mean 0 and standard deviation 1 (with divisor n - 1).
pub(crate) fn windows() -> (Vec<Vec<f32>>, Vec<usize>) {
    let (mut windows, mut persons) = (Vec::new(), Vec::new());
    for (person, walk) in walks() {
        let rows = walk.len() / CHANNELS;
        for start in (0..=rows - STEPS).step_by(SHIFT) {
            windows.push(standardised(&walk[start * CHANNELS..(start + STEPS) * CHANNELS]));
            persons.push(person);
        }
    }
    (windows, persons)
}

/// The signal of each person, in the order of the file.
fn walks() -> Vec<(usize, Vec<f64>)> {
    let path = format!("{}/../../data/walking_runs.csv.gz", env!("CARGO_MANIFEST_DIR"));
    let mut reader = csv::Reader::from_reader(GzDecoder::new(File::open(path).unwrap()));
    let mut walks: Vec<(usize, Vec<f64>)> = Vec::new();
    for record in reader.deserialize::<(usize, f64, f64, f64)>() {
        let (person, x, y, z) = record.unwrap();
        match walks.last_mut() {
            Some((last, walk)) if *last == person => walk.extend([x, y, z]),
            _ => walks.push((person, vec![x, y, z])),
        }
    }
    walks
}

fn standardised(window: &[f64]) -> Vec<f32> {
    let count = STEPS as f64;
    let scales: [(f64, f64); CHANNELS] = std::array::from_fn(|channel| {
        let values = || window.iter().skip(channel).step_by(CHANNELS);
        let mean = values().sum::<f64>() / count;
        let squares = values().map(|value| (value - mean).powi(2)).sum::<f64>();
        (mean, (squares / (count - 1.0)).sqrt())
    });
    let scaled = window.iter().enumerate().map(|(index, value)| {
        let (mean, stddev) = scales[index % CHANNELS];
        ((value - mean) / stddev) as f32
    });
    scaled.collect()
}

/// The weights that the golden run starts from: Glorot-uniform kernels from Philox, stream by
/// stream, and biases of 0.
pub(crate) fn initial_weights(model: &Sequential, golden: &Value) -> Vec<Array> {
    let seed = golden["philox_seed"].as_u64().unwrap();
    assert_eq!(model.weights().len(), list(golden, "initial_weights").len());
    let weights = model.weights().iter().enumerate().map(|(index, weight)| {
        let shape = weight.shape();
        let data = match shape {
            [positions @ .., inputs, outputs] if shape.len() > 1 => {
                let positions: usize = positions.iter().product();
                let limit = (6.0 / (positions * (inputs + outputs)) as f64).sqrt();
                let stream = Stream { seed, step: 0, stream: index as u32 };
                (0..weight.len())
                    .map(|i| (limit * (2.0 * f64::from(stream.uniform(i)) - 1.0)) as f32)
                    .collect()
            }
            _ => vec![0.0; weight.len()],
        };
        Array { shape: shape.to_vec(), data }
    });
    weights.collect()
}
