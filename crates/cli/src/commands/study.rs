//! `kerros study`: the course's networks from many seeds, on rows that Keras can train on too.
//!
//! `golden/study/keras_reference.py` reads what this writes, and `golden/study/compare.py` compares.

mod export;
mod results;
mod task;

use crate::arguments::{Study, StudyTask};
use crate::data::sets::Prepared;
use crate::error::Result;
use crate::source::Source;
use clap::ValueEnum;
use kerros::prelude::*;
use results::SeedResult;
use std::io::{Write, stdout};
use std::num::NonZeroUsize;
use std::time::Instant;

pub(crate) fn run(arguments: &Study) -> Result<()> {
    let tasks = match arguments.tasks.as_slice() {
        [] => StudyTask::value_variants(),
        tasks => tasks,
    };
    tasks.iter().try_for_each(|task| run_task(*task, arguments))
}

/// Writes the rows of each seed, trains on them, and writes what came of it.
fn run_task(task: StudyTask, arguments: &Study) -> Result<()> {
    let folder = arguments.out.join(task.name());
    export::make_folder(&folder)?;
    export::write_json(&folder.join("task.json"), &task.description())?;
    let source = Source::open(task.network(), None)?;
    let seeds = arguments.seeds.map_or(task.seeds(), |seeds| seeds.get());
    let mut results = Vec::new();
    for seed in 1..=seeds {
        let data = source.split(task.split(), seed)?;
        export::write_rows(&folder.join(format!("seed_{seed}")), &data)?;
        let result = train(task, seed, &data, arguments.threads)?;
        show(task, seed, &result)?;
        results.push(result);
        export::write_json(
            &folder.join("kerros_results.json"),
            &results::document(task, &results),
        )?;
    }
    Ok(())
}

/// Trains as the demo does and judges by the test rows.
fn train(
    task: StudyTask,
    seed: u64,
    data: &Prepared,
    threads: Option<NonZeroUsize>,
) -> Result<SeedResult> {
    let course = task.network().course();
    let mut model = task.network().build(seed)?;
    if let Some(threads) = threads {
        model.set_threads(threads.get())?;
    }
    let fit = course.fit(data).verbose(Verbose::Silent);
    let start = Instant::now();
    let history = model.fit(&data.x_train, &data.y_train, fit)?;
    let seconds = start.elapsed().as_secs_f64();
    let quiet = Evaluate::new().batch_size(course.batch_size).verbose(Verbose::Silent);
    let scores = model.evaluate(&data.x_test, &data.y_test, quiet)?;
    SeedResult::new(task, seed, &history, &scores, seconds)
}

fn show(task: StudyTask, seed: u64, result: &SeedResult) -> Result<()> {
    let metric = task.network().metric();
    writeln!(
        stdout(),
        "{} seed {seed}: {metric} {:.4} on the validation rows, {:.4} on the test rows, {:.3} s",
        task.name(),
        result.validation_metric(),
        result.test_metric(),
        result.fit_seconds(),
    )?;
    Ok(())
}

#[cfg(test)]
mod tests;
