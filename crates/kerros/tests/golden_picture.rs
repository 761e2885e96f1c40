//! Pictures of the functional models that were drawn from seeds: for Graphviz, against Keras
//! (`golden/data/picture.json`), and as SVG, whose boxes, lines and texts must not run over each other.

#![allow(clippy::unwrap_used, reason = "also in the functions that the tests share")]

#[path = "golden_picture/dot.rs"]
mod dot;
#[allow(dead_code, reason = "shared with other tests")]
#[path = "golden_functional/models.rs"]
mod models;
#[allow(dead_code, reason = "shared with other tests")]
#[path = "golden_objectives/numbers.rs"]
mod numbers;
#[allow(dead_code, reason = "shared with other tests")]
mod support;
#[path = "golden_picture/svg.rs"]
mod svg;

use dot::Cluster;
use kerros::picture::{ModelPlot, Rankdir};
use models::{cases, make};
use numbers::{document, list, text};
use serde_json::Value;
use svg::Drawing;

/// The texts of `plot_model`: with all there is to show, with names and shapes, and with classes only.
#[test]
fn boxes_of_the_picture_are_those_of_keras() {
    for case in cases() {
        let model = make(&case["model"]).model;
        let plot = || model.plot().unwrap();
        let shapes = plot().show_layer_names(true).show_shapes(true);
        let all = shapes.clone().show_dtype(true).show_layer_activations(true).show_trainable(true);
        for (key, plot) in [("all", all), ("shapes", shapes), ("class", plot())] {
            let dot = plot.to_dot();
            let ours: Vec<&str> = dot
                .lines()
                .filter_map(|line| line.split_once(" [label=")?.1.split_once(", fontname"))
                .map(|(label, _)| label)
                .collect();
            let keras: Vec<&str> =
                list(&case, "labels").iter().map(|label| text(label, key)).collect();
            assert_eq!(ours, keras, "{}", text(&case, "name"));
        }
    }
}

#[test]
fn boxes_lines_and_frames_for_graphviz_are_those_of_keras() {
    let golden = document("picture");
    let pictures = list(&golden, "cases");
    assert_eq!(pictures.len(), 12);
    for (case, picture) in cases().iter().zip(pictures) {
        let name = text(case, "name");
        assert_eq!(name, text(picture, "name"));
        let model = make(&case["model"]).model;
        for (key, expand) in [("boxes", false), ("frames", true)] {
            let plot = model.plot().unwrap().show_layer_names(true).expand_nested(expand);
            let (keras, ours) = (&picture[key], dot::read(&plot.to_dot()));
            check_cluster(&ours.all, keras, &format!("{name} as {key}"));
            let mut lines = ours.lines;
            lines.sort();
            let pair = |line: &Value| -> [String; 2] {
                [0, 1].map(|end| line[end].as_str().unwrap().to_owned())
            };
            let expected: Vec<_> = list(keras, "lines").iter().map(pair).collect();
            assert_eq!(lines, expected, "{name} as {key}");
        }
    }
}

fn check_cluster(ours: &Cluster, keras: &Value, what: &str) {
    let layers: Vec<&str> =
        list(keras, "layers").iter().map(|name| name.as_str().unwrap()).collect();
    assert_eq!(ours.layers, layers, "{what}");
    assert_eq!(ours.clusters.len(), list(keras, "frames").len(), "{what}");
    for (ours, keras) in ours.clusters.iter().zip(list(keras, "frames")) {
        assert_eq!(ours.name, text(keras, "name"), "{what}");
        check_cluster(ours, keras, what);
    }
}

#[test]
fn boxes_lines_and_texts_of_the_svg_do_not_run_over_each_other() {
    for case in cases() {
        let model = make(&case["model"]).model;
        let name = text(&case, "name");
        let names = || model.plot().unwrap().show_layer_names(true);
        let all = |plot: ModelPlot<'_>| {
            let plot = plot.show_shapes(true).show_dtype(true).show_trainable(true);
            plot.show_layer_activations(true).to_svg().unwrap()
        };
        for (rankdir, expand) in [
            (Rankdir::TopToBottom, false),
            (Rankdir::TopToBottom, true),
            (Rankdir::LeftToRight, false),
            (Rankdir::LeftToRight, true),
        ] {
            let plot = || names().rankdir(rankdir).expand_nested(expand);
            let graph = dot::read(&plot().to_dot());
            for svg in [all(plot()), plot().to_svg().unwrap()] {
                let what = format!("{name}, {rankdir:?}, frames: {expand}");
                let drawing = Drawing::read(&svg);
                drawing.check(&what);
                let mut titles = drawing.titles();
                titles.sort_unstable();
                let mut layers = graph.all.all_layers();
                layers.sort_unstable();
                assert_eq!(titles, layers, "{what}");
                assert_eq!(drawing.frames.len(), graph.all.count_clusters(), "{what}");
            }
        }
    }
}
