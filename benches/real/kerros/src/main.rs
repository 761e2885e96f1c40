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
const TASKS: [&str; 3] = ["fashion_cnn", "imdb_lstm", TRANSFORMER];
/// The task whose network is no stack, which is the only kind that Kerros reads from JSON.
const TRANSFORMER: &str = "imdb_transformer";

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
        let (accuracy, seconds) = match task {
            TRANSFORMER => once(&mut transformer(seed)?, &training, &data)?,
            _ => {
                let mut model = Sequential::from_json(&json)?;
                model.set_seed(seed);
                once(&mut model, &training, &data)?
            }
        };
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

/// `imdb_transformer` of `tasks.py`: words and positions, one encoder block, the mean over the steps.
fn transformer(seed: u64) -> Result<Model> {
    const WORDS: usize = 5000;
    const STEPS: usize = 100;
    let normalized = |x: &SymbolicTensor, added: &SymbolicTensor| {
        LayerNormalization::new().epsilon(1e-6).apply(&Add::new().apply([x, added])?)
    };
    let words = Input::new(STEPS).name("words").symbol()?;
    let positions = Input::new(STEPS).name("positions").symbol()?;
    let word = Embedding::new(WORDS, 32).apply(&words)?;
    let place = Embedding::new(STEPS, 32).apply(&positions)?;
    let x = Add::new().apply([&word, &place])?;
    let attended = MultiHeadAttention::new(2, 16).dropout(0.1).apply([&x, &x])?;
    let x = normalized(&x, &attended)?;
    let forward = Dense::new(32).apply(&Dense::new(64).activation("relu").apply(&x)?)?;
    let x = normalized(&x, &forward)?;
    let x = Dropout::new(0.2).apply(&GlobalAveragePooling1D::new().apply(&x)?)?;
    let liked = Dense::new(1).activation("sigmoid").apply(&x)?;
    Ok(Model::with_seed(seed, [&words, &positions], &liked)?)
}

/// `x0`, and `x1` where the network has two inputs.
fn inputs<'d>(data: &'d Data, part: &str) -> Result<Vec<Tensor<'d>>> {
    let names = (0..).map(|index| format!("x{index}{part}"));
    names.take_while(|name| data.holds(name)).map(|name| data.get(&name)).collect()
}
