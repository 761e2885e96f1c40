//! A small study, written and read back.

use super::*;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

/// A folder that goes when the test ends.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        Folder(std::env::temp_dir().join(format!("kerros-{name}-{}", std::process::id())))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn study(task: StudyTask, out: &Path, threads: usize) -> Result<()> {
    run(&Study {
        tasks: vec![task],
        out: out.to_owned(),
        seeds: Some(2.try_into().unwrap()),
        threads: Some(threads.try_into().unwrap()),
    })
}

fn json(file: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap()
}

#[test]
fn an_exported_task_can_be_read_back() {
    let folder = Folder::new("study");
    study(StudyTask::BreastCancerStratified, &folder.0, 1).unwrap();
    let task = folder.0.join("breast-cancer-stratified");
    assert_eq!(json(&task.join("task.json")), StudyTask::BreastCancerStratified.description());

    let source = Source::open(StudyTask::BreastCancerStratified.network(), None).unwrap();
    for seed in 1..=2 {
        let data = source.split(StudyTask::BreastCancerStratified.split(), seed).unwrap();
        let file = |name: &str| task.join(format!("seed_{seed}")).join(format!("{name}.npy"));
        let numbers = |name| {
            let bytes = fs::read(file(name)).unwrap();
            let header = usize::from(u16::from_le_bytes([bytes[8], bytes[9]]));
            let (_, data) = bytes.split_at(10 + header);
            let numbers = data.chunks_exact(4).map(|n| f32::from_le_bytes(n.try_into().unwrap()));
            numbers.collect::<Vec<f32>>()
        };
        assert_eq!(numbers("x_train"), data.x_train.iter().copied().collect::<Vec<_>>());
        assert_eq!(numbers("x_test"), data.x_test.iter().copied().collect::<Vec<_>>());
        assert_eq!(numbers("y_train"), data.y_train.iter().copied().collect::<Vec<_>>());
        assert_eq!(numbers("y_test"), data.y_test.iter().copied().collect::<Vec<_>>());
    }
    // What numpy.save(file, numpy.zeros((558, 9), "float32")) writes before the numbers.
    let bytes = fs::read(task.join("seed_1").join("x_train.npy")).unwrap();
    let text = "{'descr': '<f4', 'fortran_order': False, 'shape': (558, 9), }";
    let header = [b"\x93NUMPY\x01\x00\x76\x00", format!("{text:<117}\n").as_bytes()].concat();
    assert_eq!(bytes[..128], header);
}

#[test]
fn results_repeat_and_do_not_depend_on_the_threads() {
    let folder = Folder::new("study-threads");
    let figures = |threads| {
        study(StudyTask::IrisReluRandom, &folder.0, threads).unwrap();
        let results = json(&folder.0.join("iris-relu-random").join("kerros_results.json"));
        assert_eq!(results["seeds"].as_array().unwrap().len(), 2);
        // The test rows validate here: after the last epoch both figures are the same.
        let accuracy = &results["seeds"][1]["test_metric"];
        assert_eq!(results["seeds"][1]["validation_metric"], *accuracy);
        assert!(accuracy.as_f64().unwrap() > 0.5, "{accuracy}");
        results["summary"].clone()
    };
    assert_eq!(figures(1), figures(2));
}

#[test]
fn an_output_folder_that_cannot_be_made_is_an_error() {
    let folder = Folder::new("study-file");
    fs::write(&folder.0, "a file").unwrap();
    let text = study(StudyTask::Boston, &folder.0, 1).unwrap_err().to_string();
    fs::remove_file(&folder.0).unwrap();
    assert!(text.contains("expected one that can be written"), "{text}");
    assert!(text.contains("--out"), "{text}");
}
