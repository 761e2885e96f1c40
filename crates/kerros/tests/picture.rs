//! Pictures of models: what is in them, names that need care, and models that have none.

#![allow(clippy::unwrap_used, reason = "also in the functions that the tests share")]

use kerros::picture::{Rankdir, Splines};
use kerros::prelude::*;

fn input(name: &str) -> SymbolicTensor {
    Input::new(3).name(name).symbol().unwrap()
}

fn dense(name: &str) -> SharedLayer {
    Dense::new(3).name(name).into()
}

/// The edges of the Graphviz text, by the names in the boxes.
fn edges(dot: &str) -> Vec<(String, String)> {
    let between = |text: &str, start: &str, end: &str| -> Option<String> {
        let (_, rest) = text.split_once(start)?;
        Some(rest.split_once(end)?.0.to_owned())
    };
    let named: Vec<(String, String)> = dot
        .lines()
        .filter(|line| line.starts_with('n') && line.contains("[label="))
        .map(|line| {
            (line.split(' ').next().unwrap().to_owned(), between(line, "<b>", "</b>").unwrap())
        })
        .collect();
    let name = |id: &str| named.iter().find(|(known, _)| known == id).unwrap().1.clone();
    let arrows = dot.lines().filter_map(|line| line.split_once(" -> "));
    arrows.map(|(from, to)| (name(from), name(to.split(' ').next().unwrap()))).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|&(from, to)| (from.to_owned(), to.to_owned())).collect()
}

/// A model of two inputs that shares a layer and holds a stack.
fn nested() -> Model {
    let (a, b) = (input("a"), input("b"));
    let shared = dense("shared");
    let sum = Add::new().name("sum").apply([shared.apply(&a).unwrap(), shared.apply(&b).unwrap()]);
    let mut tower = Sequential::new();
    tower.set_name("tower");
    tower.add(Dense::new(5).name("first").input_shape(3)).unwrap();
    tower.add(Dense::new(3).name("second")).unwrap();
    let y = tower.as_layer().unwrap().apply(sum.unwrap()).unwrap();
    Model::new([&a, &b], [dense("one").apply(&y).unwrap(), dense("two").apply(&y).unwrap()])
        .unwrap()
}

#[test]
fn models_in_models_are_boxes_or_frames() {
    let model = nested();
    let boxes = model.plot().unwrap().show_layer_names(true);
    let dot = boxes.to_dot();
    assert_eq!(
        edges(&dot),
        pairs(&[
            ("a", "shared"),
            ("b", "shared"),
            ("shared", "sum"),
            ("sum", "tower"),
            ("tower", "one"),
            ("tower", "two"),
        ])
    );
    assert!(!dot.contains("subgraph"), "{dot}");

    let dot = boxes.clone().expand_nested(true).to_dot();
    let mut found = edges(&dot);
    found.sort();
    let mut expected = pairs(&[
        ("a", "shared"),
        ("b", "shared"),
        ("shared", "sum"),
        ("sum", "first"),
        ("first", "second"),
        ("second", "one"),
        ("second", "two"),
    ]);
    expected.sort();
    assert_eq!(found, expected);
    assert!(dot.contains("\nsubgraph cluster_") && dot.contains("\nlabel=<tower>;"), "{dot}");

    let svg = |plot: kerros::picture::ModelPlot<'_>| plot.to_svg().unwrap();
    let framed = svg(boxes.clone().expand_nested(true));
    for name in ["shared", "tower", "first", "second"] {
        assert!(framed.contains(&format!(">{name}</tspan>")), "{name}");
    }
    assert!(framed.contains("stroke-dasharray") && !svg(boxes).contains("stroke-dasharray"));
}

/// Of a model in a model, that takes two values and makes two.
#[test]
fn lines_go_to_the_right_layers_of_an_inner_model() {
    let (a, b) = (input("a"), input("b"));
    let outputs = [dense("of_b").apply(&b).unwrap(), dense("of_a").apply(&a).unwrap()];
    let mut inner = Model::new([&a, &b], outputs).unwrap();
    inner.set_name("inner");
    let (x, y) = (input("x"), input("y"));
    let halves = inner.as_layer().unwrap().apply_many([&x, &y]).unwrap();
    let after =
        [dense("after_b").apply(&halves[0]).unwrap(), dense("after_a").apply(&halves[1]).unwrap()];
    let model = Model::new([&x, &y], after).unwrap();
    let mut found =
        edges(&model.plot().unwrap().show_layer_names(true).expand_nested(true).to_dot());
    found.sort();
    let mut expected = pairs(&[
        ("x", "a"),
        ("a", "of_a"),
        ("of_a", "after_a"),
        ("y", "b"),
        ("b", "of_b"),
        ("of_b", "after_b"),
    ]);
    expected.sort();
    assert_eq!(found, expected);
}

#[test]
fn a_stack_has_no_box_for_its_input() {
    let mut model = Sequential::new();
    model.add(Dense::new(5).activation("relu").name("below").input_shape(3)).unwrap();
    model.add(Dense::new(2).name("above")).unwrap();
    let plot = model.plot().unwrap().show_layer_names(true);
    assert_eq!(edges(&plot.to_dot()), pairs(&[("below", "above")]));
    let svg = plot.show_shapes(true).show_layer_activations(true).to_svg().unwrap();
    assert!(svg.contains("Input shape: <tspan font-weight=\"600\">(None, 3)</tspan>"), "{svg}");
    assert!(svg.contains("Activation: <tspan font-weight=\"600\">relu</tspan>"), "{svg}");
    let classes = model.plot().unwrap().to_svg().unwrap();
    assert!(classes.contains(">Dense</tspan>") && !classes.contains("below"), "{classes}");
}

/// The whole text, to the character.
#[test]
fn the_text_for_graphviz() {
    let x = input("x");
    let mut stack = Sequential::new();
    stack.set_name("stack");
    stack.add(Dense::new(2).activation("relu").name("inside").input_shape(3)).unwrap();
    let model = Model::new(&x, stack.as_layer().unwrap().apply(&x).unwrap()).unwrap();
    let plot = model.plot().unwrap().expand_nested(true).show_layer_names(true);
    let plot = plot.show_shapes(true).show_layer_activations(true).show_dtype(true);
    let head = |columns| {
        format!(
            "<<table border=\"0\" cellborder=\"1\" bgcolor=\"black\" cellpadding=\"10\"><tr><td \
             colspan=\"{columns}\" bgcolor=\"black\"><font point-size=\"16\" color=\"white\">"
        )
    };
    let cell = |what: &str, value: &str| {
        format!("<td bgcolor=\"white\"><font point-size=\"14\">{what}: <b>{value}</b></font></td>")
    };
    let (style, three) = ("fontname=\"Helvetica\", border=0, margin=0", head(3));
    let dtype = cell("Output dtype", "float32");
    let (taken, made) = (cell("Input shape", "(None, 3)"), cell("Output shape", "(None, 2)"));
    let given = cell("Output shape", "(None, 3)");
    let expected = format!(
        "digraph G {{\nrankdir=LR;\nconcentrate=true;\ndpi=96;\nsplines=polyline;\nnode [shape=record];\n\
         n0 [label={three}<b>x</b> (InputLayer)</font></td></tr><tr>{given}{dtype}</tr></table>>, {style}];\n\
         subgraph cluster_7 {{\nstyle=dashed;\nlabel=<stack>;\nlabeljust=l;\n\
         n1 [label={three}<b>inside</b> (Dense)</font></td></tr><tr><td bgcolor=\"white\" colspan=\"3\"><font \
         point-size=\"14\">Activation: <b>relu</b></font></td></tr><tr>{taken}{made}{dtype}</tr></table>>, {style}];\n\
         }}\nn0 -> n1 [penwidth=2];\n}}\n"
    );
    let plot = plot.rankdir(Rankdir::LeftToRight).dpi(96).splines(Splines::Polyline);
    assert_eq!(plot.to_dot(), expected);
}

#[test]
fn the_same_model_gives_the_same_picture_in_both_directions() {
    let model = nested();
    let down = model.plot().unwrap().to_svg().unwrap();
    assert_eq!(down, nested().plot().unwrap().to_svg().unwrap());
    let right = model.plot().unwrap().rankdir(Rankdir::LeftToRight).to_svg().unwrap();
    let size = |svg: &str| -> (f64, f64) {
        let number = |key: &str| {
            let (_, rest) = svg.split_once(&format!("{key}=\"")).unwrap();
            rest.split_once('"').unwrap().0.parse().unwrap()
        };
        (number(" width"), number(" height"))
    };
    assert!(size(&down).0 < size(&down).1 && size(&right).0 > size(&right).1);
    let dot = model.plot().unwrap().rankdir(Rankdir::LeftToRight).to_dot();
    assert!(dot.contains("\nrankdir=LR;\n"), "{dot}");
}

/// Calls of a layer on what it has made itself are circles.
#[test]
fn circles_have_a_picture() {
    let x = input("x");
    let (again, between) = (dense("again"), dense("between"));
    let once = again.apply(again.apply(&x).unwrap()).unwrap();
    let y = again.apply(between.apply(&once).unwrap()).unwrap();
    let model = Model::new(&x, &y).unwrap();
    let plot = model.plot().unwrap().show_layer_names(true);
    assert_eq!(
        edges(&plot.to_dot()),
        pairs(&[("x", "again"), ("again", "again"), ("again", "between"), ("between", "again")])
    );
    // Three lines and the loop, each with its arrow.
    assert_eq!(plot.to_svg().unwrap().matches("Z\" fill=").count(), 4);
}

#[test]
fn names_with_quotes_and_line_breaks_are_escaped() {
    let name = "a \"name\"\n<b>&\u{0}\u{1b}[1m'ü";
    let x = Input::new(3).name(name).symbol().unwrap();
    let mut stack = Sequential::new();
    stack.set_name("frame <&>");
    stack.add(Dense::new(3).name("]]>").input_shape(3)).unwrap();
    let mut model = Model::new(&x, stack.as_layer().unwrap().apply(&x).unwrap()).unwrap();
    model.set_name("\"><script>");
    let plot = model.plot().unwrap().show_layer_names(true).show_shapes(true).expand_nested(true);
    let escaped = "a &quot;name&quot; &lt;b&gt;&amp;  [1m'ü";
    for text in [plot.to_dot(), plot.to_svg().unwrap()] {
        assert!(text.contains(escaped), "{text}");
        assert!(text.contains("frame &lt;&amp;&gt;") && text.contains("]]&gt;"), "{text}");
        assert!(!text.contains("<script") && !text.contains("<b>&"), "{text}");
        assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{text}");
    }
    assert!(plot.to_svg().unwrap().contains("aria-label=\"&quot;&gt;&lt;script&gt;\""));
}

#[test]
fn long_names_are_cut_and_long_lists_of_shapes_are_not() {
    let x = input("x");
    let long = "long_".repeat(100);
    let mut values = vec![x.clone()];
    for number in 0..12 {
        values.push(dense(&format!("d{number}")).apply(&x).unwrap());
    }
    let y = Add::new().name(&long).apply(values).unwrap();
    let model = Model::new(&x, &y).unwrap();
    let plot = model.plot().unwrap().show_layer_names(true).show_shapes(true);
    let svg = plot.to_svg().unwrap();
    assert!(svg.contains(&format!("<title>{long}</title>")), "the whole name");
    assert!(svg.contains("…</tspan>"), "{svg}");
    // Twelve layers take and make one such value, the input makes one, the sum takes thirteen and makes one.
    assert_eq!(svg.matches("(None, 3)").count(), 12 * 2 + 1 + 13 + 1);
}

#[test]
fn the_ending_of_the_file_says_what_is_written() {
    let mut model = Sequential::new();
    model.add(Dense::new(2).input_shape(1)).unwrap();
    let plot = model.plot().unwrap();
    let folder = std::env::temp_dir().join(format!("kerros-picture-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let (svg, dot) = (plot.to_svg().unwrap(), plot.to_dot());
    for (name, expected) in [("a.svg", &svg), ("a.SVG", &svg), ("a.dot", &dot), ("a.gv", &dot)] {
        plot.save(folder.join(name)).unwrap();
        assert_eq!(&std::fs::read_to_string(folder.join(name)).unwrap(), expected, "{name}");
    }
    std::fs::remove_dir_all(&folder).unwrap();
    for name in ["model.png", "model", ".svg"] {
        assert_eq!(
            plot.save(name).unwrap_err().to_string(),
            format!(
                "sequential: picture of the model: expected a file that ends in .svg, .dot or .gv, received {name}. \
                 Graphviz makes other formats of a .dot file: dot -Tpdf model.dot -o model.pdf."
            )
        );
    }
}

#[test]
fn models_without_a_picture() {
    let mut model = Sequential::new();
    let said = |model: &Sequential| model.plot().map(|_| ()).unwrap_err().to_string();
    assert_eq!(
        said(&model),
        "sequential: the model has no layers to be shown. Add at least one: model.add(Dense::new(1))."
    );
    model.add(Dense::new(2)).unwrap();
    assert_eq!(
        said(&model),
        "sequential: plot needs the shape of the model's input, which is not known yet. Give the first layer \
         an input_shape, put an Input before it, or train the model."
    );
    let mut built = Sequential::new();
    built.add(Dense::new(2).input_shape(1)).unwrap();
    let error =
        built.plot().unwrap().save_svg("/nowhere/at/all/model.svg").unwrap_err().to_string();
    assert!(
        error.starts_with(
            "sequential: picture of the model: expected a place for the file /nowhere/at/all/model.svg"
        ),
        "{error}"
    );
}
