//! The rooms of the workspace and who may import whom (`docs/adr/0001-a-graph-and-a-plan.md`).

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// For each crate, the crates of the workspace that it may import.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("kerros-graph", &[]),
    ("kerros-cpu", &["kerros-graph"]),
    ("kerros", &["kerros-graph", "kerros-cpu"]),
    ("kerros-cli", &["kerros-graph", "kerros-cpu", "kerros"]),
    ("kerros-peers", &["kerros"]),
    ("kerros-real", &["kerros", "kerros-peers"]),
    ("kerros-r-functions", &["kerros"]),
    ("kerros-r", &["kerros-graph", "kerros"]),
];

/// What the graph core may import: small crates only.
const GRAPH_IMPORTS: &[&str] = &["serde", "smallvec", "thiserror"];

fn packages() -> Vec<Value> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--no-deps", "--format-version", "1", "--locked"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo writes JSON");
    metadata["packages"].as_array().expect("packages").clone()
}

/// The crates that a package imports: at run time, and in tests and benchmarks too if `all`.
fn imports(package: &Value, all: bool) -> BTreeSet<&str> {
    let dependencies = package["dependencies"].as_array().expect("dependencies");
    dependencies
        .iter()
        .filter(|dependency| all || dependency["kind"] != "dev")
        .map(|dependency| dependency["name"].as_str().expect("a name"))
        .collect()
}

#[test]
fn imports_run_one_way() {
    let allowed: BTreeMap<&str, &[&str]> = MAY_IMPORT.iter().copied().collect();
    let packages = packages();
    let names: BTreeSet<&str> = packages.iter().filter_map(|p| p["name"].as_str()).collect();
    assert_eq!(names, allowed.keys().copied().collect(), "each crate has its line in MAY_IMPORT");
    for package in &packages {
        let name = package["name"].as_str().expect("a name");
        // A test may not look up either.
        for import in imports(package, true).into_iter().filter(|import| names.contains(import)) {
            assert!(allowed[name].contains(&import), "{name} may not import {import}");
        }
    }
}

#[test]
fn the_graph_core_imports_small_crates_only() {
    let packages = packages();
    let graph = packages.iter().find(|package| package["name"] == "kerros-graph").expect("graph");
    for import in imports(graph, false) {
        assert!(GRAPH_IMPORTS.contains(&import), "kerros-graph may not import {import}");
    }
}

#[test]
fn every_dependency_has_its_line() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    let page = std::fs::read_to_string(format!("{root}/docs/dependencies.md")).expect("the page");
    let packages = packages();
    let own: BTreeSet<&str> = packages.iter().filter_map(|p| p["name"].as_str()).collect();
    for package in &packages {
        for import in imports(package, true).difference(&own) {
            assert!(page.contains(&format!("| `{import}` |")), "docs/dependencies.md: {import}");
        }
    }
}

/// Only the CPU executor and the border to R may use `unsafe`; the latter in one file.
#[test]
fn unsafe_is_kept_to_its_room() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    for (name, forbids) in [("graph", true), ("kerros", true), ("cli", true), ("cpu", false)] {
        let main = if name == "cli" { "main" } else { "lib" };
        let text =
            std::fs::read_to_string(format!("{root}/{name}/src/{main}.rs")).expect("a crate");
        assert_eq!(text.contains("#![forbid(unsafe_code)]"), forbids, "{name}");
    }
    let border = format!("{root}/../r/kerros/src/rust/src");
    for file in std::fs::read_dir(border).expect("the border to R") {
        let path = file.expect("a file").path();
        if path.is_file() {
            let text = std::fs::read_to_string(&path).expect("a file");
            let allows = text.contains("allow(unsafe_code)");
            assert_eq!(allows, path.ends_with("bridge.rs"), "{}", path.display());
        }
    }
}
