//! What is trained, on which rows, and how Keras is told.

use crate::arguments::{Network, StudyTask};
use crate::data::split::SplitKind;
use serde_json::{Value, json};

impl StudyTask {
    /// Its name on the command line and that of its folder.
    pub(super) fn name(self) -> &'static str {
        match self {
            StudyTask::WalkingRandom => "walking-random",
            StudyTask::WalkingTime => "walking-time",
            StudyTask::IrisLinearStratified => "iris-linear-stratified",
            StudyTask::IrisLinearRandom => "iris-linear-random",
            StudyTask::IrisReluStratified => "iris-relu-stratified",
            StudyTask::IrisReluRandom => "iris-relu-random",
            StudyTask::BreastCancerStratified => "breast-cancer-stratified",
            StudyTask::BreastCancerRandom => "breast-cancer-random",
            StudyTask::Boston => "boston",
        }
    }

    /// The network that is trained.
    pub(super) fn network(self) -> Network {
        match self {
            StudyTask::WalkingRandom | StudyTask::WalkingTime => Network::Walking,
            StudyTask::IrisLinearStratified | StudyTask::IrisLinearRandom => Network::Iris,
            StudyTask::IrisReluStratified | StudyTask::IrisReluRandom => Network::IrisRelu,
            StudyTask::BreastCancerStratified | StudyTask::BreastCancerRandom => {
                Network::BreastCancer
            }
            StudyTask::Boston => Network::Boston,
        }
    }

    /// How the test rows are chosen.
    pub(super) fn split(self) -> SplitKind {
        match self {
            StudyTask::WalkingTime => SplitKind::Time,
            StudyTask::IrisLinearStratified
            | StudyTask::IrisReluStratified
            | StudyTask::BreastCancerStratified => SplitKind::Stratified,
            StudyTask::WalkingRandom
            | StudyTask::IrisLinearRandom
            | StudyTask::IrisReluRandom
            | StudyTask::BreastCancerRandom
            | StudyTask::Boston => SplitKind::Random,
        }
    }

    /// How many seeds it takes to tell two systems apart: a training of the walking network takes
    /// seconds, the others milliseconds.
    pub(super) fn seeds(self) -> u64 {
        match self.network() {
            Network::Walking => 10,
            _ => 20,
        }
    }

    /// What `golden/study/keras_reference.py` reads as `task.json`.
    pub(super) fn description(self) -> Value {
        let course = self.network().course();
        json!({
            "model": self.model(),
            "epochs": course.epochs,
            "batch_size": course.batch_size,
            "validation_split": course.validation_split,
            "validation": course.validation_split.is_none().then_some("test"),
        })
    }

    /// What that script calls the network.
    fn model(self) -> &'static str {
        match self.network() {
            Network::Iris => "iris-linear",
            network => network.name(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::ValueEnum;

    #[test]
    fn the_folder_is_called_as_the_task_is_on_the_command_line() {
        for task in StudyTask::value_variants() {
            assert_eq!(task.to_possible_value().unwrap().get_name(), task.name());
        }
    }

    #[test]
    fn keras_is_told_what_the_course_does() {
        let walking = json!({
            "model": "walking", "epochs": 15, "batch_size": 128, "validation_split": 0.3, "validation": null
        });
        assert_eq!(StudyTask::WalkingTime.description(), walking);
        let iris = json!({
            "model": "iris-linear", "epochs": 100, "batch_size": 32, "validation_split": null,
            "validation": "test"
        });
        assert_eq!(StudyTask::IrisLinearRandom.description(), iris);
        assert_eq!(StudyTask::IrisReluStratified.description()["model"], "iris-relu");
    }
}
