//! What the trainings of a task came to.

use crate::arguments::StudyTask;
use crate::error::{Error, Result};
use kerros::history::History;
use kerros::prelude::Scores;
use serde_json::{Map, Value, json};

/// What is kept of a training: of the last epoch, and on the test rows.
const FIGURES: [&str; 6] = [
    "train_loss",
    "train_metric",
    "validation_loss",
    "validation_metric",
    "test_loss",
    "test_metric",
];

/// One training.
#[derive(Clone, Debug)]
pub(super) struct SeedResult {
    seed: u64,
    /// As in [`FIGURES`].
    figures: [f64; 6],
    fit_seconds: f64,
}

impl SeedResult {
    /// # Errors
    /// If a figure is not finite.
    pub(super) fn new(
        task: StudyTask,
        seed: u64,
        history: &History,
        scores: &Scores,
        fit_seconds: f64,
    ) -> Result<Self> {
        let metric = task.network().metric();
        let last = |name: &str| history.last(name).unwrap_or(f64::NAN);
        let figures = [
            last("loss"),
            last(metric),
            last("val_loss"),
            last(&format!("val_{metric}")),
            scores.loss(),
            scores.get(metric).unwrap_or(f64::NAN),
        ];
        match FIGURES.into_iter().zip(figures).find(|(_, value)| !value.is_finite()) {
            None => Ok(SeedResult { seed, figures, fit_seconds }),
            Some((figure, received)) => {
                Err(Error::Diverged { task: task.name(), seed, figure, received })
            }
        }
    }

    /// The metric on the validation rows, after the last epoch.
    pub(super) fn validation_metric(&self) -> f64 {
        self.figures[3]
    }

    /// The metric on the test rows.
    pub(super) fn test_metric(&self) -> f64 {
        self.figures[5]
    }

    /// How long the training took.
    pub(super) fn fit_seconds(&self) -> f64 {
        self.fit_seconds
    }

    fn to_json(&self) -> Value {
        let mut object: Map<String, Value> = FIGURES
            .iter()
            .zip(self.figures)
            .map(|(name, value)| (name.to_string(), json!(value)))
            .collect();
        object.insert("seed".to_owned(), json!(self.seed));
        object.insert("fit_seconds".to_owned(), json!((self.fit_seconds * 1e6).round() / 1e6));
        Value::Object(object)
    }
}

/// All of a task, in the form of the `keras_results.json` of `golden/study/keras_reference.py`.
pub(super) fn document(task: StudyTask, results: &[SeedResult]) -> Value {
    json!({
        "versions": { "kerros": env!("CARGO_PKG_VERSION") },
        "task": task.description(),
        "metric": task.network().metric(),
        "summary": summary(results),
        "seeds": results.iter().map(SeedResult::to_json).collect::<Vec<_>>(),
    })
}

/// Mean, median, smallest and largest of each figure over the seeds.
fn summary(results: &[SeedResult]) -> Value {
    let figures = FIGURES.iter().enumerate().map(|(index, name)| {
        let mut values: Vec<f64> = results.iter().map(|result| result.figures[index]).collect();
        values.sort_by(f64::total_cmp);
        let figure = json!({
            "mean": values.iter().sum::<f64>() / values.len() as f64,
            "median": median(&values),
            "min": values.first(),
            "max": values.last(),
        });
        (name.to_string(), figure)
    });
    Value::Object(figures.collect())
}

/// The median of sorted values; of an even number, the mean of the two in the middle.
fn median(sorted: &[f64]) -> f64 {
    let middle = &sorted[(sorted.len().max(1) - 1) / 2..=sorted.len() / 2];
    middle.iter().sum::<f64>() / middle.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn result(seed: u64, test_metric: f64) -> SeedResult {
        SeedResult { seed, figures: [0.5, 0.75, 0.5, 0.75, 0.25, test_metric], fit_seconds: 0.01 }
    }

    #[test]
    fn the_median_is_in_the_middle() {
        assert_eq!(median(&[1.0]), 1.0);
        assert_eq!(median(&[1.0, 4.0]), 2.5);
        assert_eq!(median(&[1.0, 2.0, 9.0]), 2.0);
        assert_eq!(median(&[1.0, 2.0, 4.0, 9.0]), 3.0);
    }

    #[test]
    fn the_document_has_the_shape_of_that_of_keras() {
        let results = [result(1, 1.0), result(2, 0.5), result(3, 0.875), result(4, 0.625)];
        let document = document(StudyTask::IrisReluRandom, &results);
        let test = json!({ "mean": 0.75, "median": 0.75, "min": 0.5, "max": 1.0 });
        assert_eq!(document["summary"]["test_metric"], test);
        assert_eq!(document["summary"].as_object().unwrap().len(), FIGURES.len());
        assert_eq!(document["metric"], "accuracy");
        assert_eq!(document["task"], StudyTask::IrisReluRandom.description());
        let last = json!({
            "seed": 4, "train_loss": 0.5, "train_metric": 0.75, "validation_loss": 0.5,
            "validation_metric": 0.75, "test_loss": 0.25, "test_metric": 0.625, "fit_seconds": 0.01
        });
        assert_eq!(document["seeds"][3], last);
    }

    #[test]
    fn a_training_that_diverged_is_an_error_that_names_it() {
        let mut history = History::default();
        history.push_epoch(
            0,
            &[("loss", f64::INFINITY), ("mae", 1.0), ("val_loss", 1.0), ("val_mae", 1.0)],
        );
        let text = SeedResult::new(StudyTask::Boston, 7, &history, &Scores::default(), 1.0)
            .unwrap_err()
            .to_string();
        assert!(text.starts_with("boston, seed 7: expected a finite train_loss, received inf"));
    }
}
