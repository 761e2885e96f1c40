//! Trains each task of `benches/real` in Kerros from several seeds; its README says how.
//!
//! ```text
//! kerros-real FOLDER [--seeds N] [TASK ...]
//! ```

#![forbid(unsafe_code)]

use kerros::model::Tensor;
use kerros::prelude::*;
use kerros_peers::Result;
use kerros_peers::data::Data;
use serde_json::Value;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

const USAGE: &str = "usage: kerros-real FOLDER [--seeds N] [TASK ...]";
const TASKS: [&str; 3] = ["fashion_cnn", "imdb_lstm", "imdb_transformer"];

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let mut words = std::env::args().skip(1);
    let folder = PathBuf::from(words.next().ok_or(USAGE)?);
    let (mut seeds, mut tasks) = (5, Vec::new());
    while let Some(word) = words.next() {
        match word.as_str() {
            "--seeds" => seeds = words.next().ok_or(USAGE)?.parse()?,
            _ => tasks.push(word),
        }
    }
    if tasks.is_empty() {
        tasks = TASKS.map(str::to_owned).to_vec();
    }
    tasks.iter().try_for_each(|task| train(&folder.join(task), task, seeds))
}

/// Trains one task from all seeds that `results.csv` does not have yet.
fn train(folder: &Path, task: &str, seeds: u64) -> Result<()> {
    let data = Data::read(folder)?;
    let json = fs::read_to_string(folder.join("model.json"))?;
    let training: Value = serde_json::from_str(&fs::read_to_string(folder.join("training.json"))?)?;
    let results = folder.join("results.csv");
    for seed in 0..seeds {
        let known = fs::read_to_string(&results).unwrap_or_default();
        if known.lines().any(|line| line.starts_with(&format!("kerros,{seed},"))) {
            continue;
        }
        let mut model = Model::from_json(&json)?;
        model.set_seed(seed);
        let (accuracy, seconds) = once(&mut model, &training, &data)?;
        if known.is_empty() {
            fs::write(&results, "who,seed,accuracy,seconds\n")?;
        }
        let mut file = OpenOptions::new().append(true).open(&results)?;
        writeln!(file, "kerros,{seed},{accuracy:.4},{seconds:.1}")?;
        println!("{task} kerros seed {seed}: {accuracy:.4}, {seconds:.1} s");
    }
    Ok(())
}

/// Accuracy on the test rows, and the seconds of `fit`.
fn once(model: &mut Model, training: &Value, data: &Data) -> Result<(f64, f64)> {
    let text = |key: &str| training[key].as_str().ok_or(format!("training.json has no {key}"));
    let number = |key: &str| training[key].as_u64().ok_or(format!("training.json has no {key}"));
    model.compile(
        Compile::new().optimizer(text("optimizer")?).loss(text("loss")?).metrics(["accuracy"]),
    )?;
    let fit = Fit::new()
        .batch_size(number("batch_size")? as usize)
        .epochs(number("epochs")? as usize)
        .verbose(Verbose::Silent);
    let begin = Instant::now();
    model.fit(inputs(data, "")?, data.get("y")?, fit)?;
    let seconds = begin.elapsed().as_secs_f64();
    let evaluate = Evaluate::new().batch_size(500).verbose(Verbose::Silent);
    let scores = model.evaluate(inputs(data, "_test")?, data.get("y_test")?, evaluate)?;
    Ok((scores.get("accuracy").unwrap_or(f64::NAN), seconds))
}

/// `x0`, and `x1` where the network has two inputs.
fn inputs<'d>(data: &'d Data, part: &str) -> Result<Vec<Tensor<'d>>> {
    let names = (0..).map(|index| format!("x{index}{part}"));
    names.take_while(|name| data.holds(name)).map(|name| data.get(&name)).collect()
}
