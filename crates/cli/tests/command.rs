//! The command as a user meets it.

use std::path::PathBuf;
use std::process::{Command, Output};

/// A folder that is gone when the test is over.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = std::fs::remove_dir_all(&folder);
        Folder(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn kerros(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_kerros")).args(arguments).output().expect("the command runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// What a successful run prints.
fn printed(arguments: &[&str]) -> String {
    let output = kerros(arguments);
    assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
    text(&output.stdout)
}

/// What a failing run complains of.
fn complaint(arguments: &[&str]) -> String {
    let output = kerros(arguments);
    assert!(!output.status.success(), "{arguments:?} succeeds");
    let complaint = text(&output.stderr);
    assert!(!complaint.contains("panicked"), "{complaint}");
    complaint
}

#[test]
fn a_demo_shows_table_progress_judgement_and_pictures() {
    for (network, expected) in [
        ("iris", "Confusion Matrix and Statistics"),
        ("breast-cancer", "'Positive' Class"),
        ("boston", "Ten predictions"),
    ] {
        let folder = Folder::new(&format!("demo-{network}"));
        let out = folder.0.to_str().expect("a path");
        let text = printed(&["demo", network, "--epochs", "3", "--out", out]);
        for part in ["Total params", "Epoch 3/3", "On the test rows", "Pictures", expected] {
            assert!(text.contains(part), "{network}: no {part:?} in\n{text}");
        }
        let svg =
            std::fs::read_to_string(folder.0.join(format!("{network}.svg"))).expect("a picture");
        assert!(svg.starts_with("<svg") && svg.trim_end().ends_with("</svg>"));
        let png = std::fs::read(folder.0.join(format!("{network}.png"))).expect("a picture");
        assert!(png.starts_with(b"\x89PNG"));
    }
}

#[test]
fn the_walking_demo_reports_both_splits_and_why_they_differ() {
    let folder = Folder::new("demo-walking");
    let out = folder.0.to_str().expect("a path");
    let text = printed(&["demo", "walking", "--epochs", "1", "--out", out]);
    for part in ["117,295", "random", "time", "no sample is shared", "Confusion Matrix"] {
        assert!(text.contains(part), "no {part:?} in\n{text}");
    }
    assert!(
        folder.0.join("walking-random.svg").exists() && folder.0.join("walking-time.png").exists()
    );
}

#[test]
fn the_seed_decides_what_is_printed() {
    let folder = Folder::new("demo-seed");
    let out = folder.0.to_str().expect("a path");
    let run = |seed, threads| {
        let arguments =
            ["demo", "iris", "--epochs", "2", "--verbose", "0", "--out", out, "--seed", seed];
        printed(&[&arguments[..], &["--threads", threads]].concat())
    };
    assert_eq!(run("5", "1"), run("5", "2"));
    assert_ne!(run("5", "1"), run("6", "1"));
}

#[test]
fn the_table_has_both_manners() {
    assert!(printed(&["summary", "walking"]).contains("Total params: 117,295 (458.18 KB)"));
    let classic = printed(&["summary", "walking", "--classic"]);
    assert!(
        classic.contains("conv1d (Conv1D)") && classic.contains("(None, 116, 40)"),
        "{classic}"
    );
}

#[test]
fn the_picture_of_a_network_is_written() {
    let folder = Folder::new("picture");
    std::fs::create_dir_all(&folder.0).expect("a folder");
    for (name, start) in [("walking.svg", "<svg"), ("walking.dot", "digraph")] {
        let file = folder.0.join(name);
        let path = file.to_str().expect("a path");
        assert!(printed(&["summary", "walking", "--picture", path]).contains("Total params"));
        let picture = std::fs::read_to_string(&file).expect("a picture");
        assert!(picture.starts_with(start) && picture.contains("(None, 116, 40)"), "{picture}");
    }
    let nowhere = folder.0.join("no").join("walking.svg");
    let nowhere = nowhere.to_str().expect("a path");
    assert!(
        complaint(&["summary", "walking", "--picture", nowhere]).contains("picture of the model")
    );
}

#[test]
fn a_profile_names_kernels_and_times() {
    let text = printed(&["profile", "iris", "--steps", "2"]);
    assert!(text.contains("product 32x10x4") && text.contains("GFLOP/s"), "{text}");
}

#[test]
fn wrong_words_and_files_are_explained() {
    let folder = Folder::new("wrong");
    std::fs::create_dir_all(&folder.0).expect("a folder");
    let file = |name: &str, content: &[u8]| {
        let path = folder.0.join(name);
        std::fs::write(&path, content).expect("a file");
        path.to_str().expect("a path").to_owned()
    };
    let out = folder.0.join("out");
    let out = out.to_str().expect("a path");
    let demo = |network, data: &str| complaint(&["demo", network, "--data", data, "--out", out]);

    assert!(complaint(&["demo", "irsi"]).contains("iris"));
    assert!(complaint(&["demo", "iris", "--epochs", "0"]).contains("--epochs"));
    assert!(complaint(&["demo", "iris", "--split", "time", "--out", out]).contains("time"));
    assert!(demo("iris", "nowhere.csv").contains("nowhere.csv"));
    let ragged = file("ragged.csv", b"Sepal.Length,Sepal.Width\n1,2\n3\n");
    assert!(demo("iris", &ragged).contains("line 3"), "{}", demo("iris", &ragged));
    let unknown = file("unknown.csv", b"a,b\n1,2\n3,4\n");
    assert!(demo("iris", &unknown).contains("Sepal.Length"));
    let damaged = file("damaged.csv.gz", b"\x1f\x8b\x08\x00garbage");
    assert!(demo("walking", &damaged).contains("damaged.csv.gz"));
    let blocked = file("blocked", b"a file, no folder");
    let complaint = complaint(&["demo", "iris", "--epochs", "1", "--out", &blocked]);
    assert!(complaint.contains("blocked") && complaint.contains("--out"), "{complaint}");
}

#[test]
fn a_demo_serves_a_live_page_where_it_is_asked_for() {
    let folder = Folder::new("demo-view");
    let out = folder.0.to_str().expect("a path");
    let arguments = ["demo", "iris", "--epochs", "2", "--verbose", "0", "--out", out];
    assert!(printed(&[&arguments[..], &["--view"]].concat()).contains("Live at http://127.0.0.1:"));
    assert!(!printed(&arguments).contains("Live at"));
}
