//! The example of a layer in CONTRIBUTING.md is the code itself.

#![allow(clippy::unwrap_used, reason = "a test")]

#[test]
fn the_example_of_a_layer_is_the_real_file() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    let read = |path: &str| std::fs::read_to_string(format!("{root}/{path}")).unwrap();
    let (text, file) = (read("CONTRIBUTING.md"), read("crates/kerros/src/layers/repeat_vector.rs"));
    let after = text.split("### An example").nth(1).unwrap();
    let example = after.split("```rust\n").nth(1).unwrap().split("```").next().unwrap();
    let from_the_struct = file.find("#[derive").unwrap();
    let lines = file[from_the_struct..].lines();
    let code: Vec<&str> = lines.filter(|line| !line.trim_start().starts_with("//")).collect();
    assert_eq!(example.lines().collect::<Vec<_>>(), code);
}
