//! The picture in the language of Graphviz, as Keras's `model_to_dot` makes it.

use super::label::{Cell, Facts, escaped};
use super::scene::{Edge, Part, Scene, Source, Target};
use super::{Rankdir, Shown, Splines};

/// The lines before the boxes.
pub(super) fn head(rankdir: Rankdir, dpi: u32, splines: Splines) -> Vec<String> {
    let rankdir = match rankdir {
        Rankdir::TopToBottom => "TB",
        Rankdir::LeftToRight => "LR",
    };
    vec![
        "digraph G {".to_owned(),
        format!("rankdir={rankdir};"),
        "concentrate=true;".to_owned(),
        format!("dpi={dpi};"),
        format!("splines={};", splines.name()),
        "node [shape=record];".to_owned(),
    ]
}

/// The text of the whole picture.
pub(super) fn text(head: Vec<String>, scene: &Scene, shown: Shown) -> String {
    let mut lines = head;
    let mut next = 0;
    let numbered = Numbered::of(scene, &mut next);
    push_parts(&mut lines, scene, &numbered, shown);
    push_edges(&mut lines, scene, &numbered);
    lines.push("}".to_owned());
    lines.join("\n") + "\n"
}

/// The numbers of the parts of a scene: of layers their own, of frames those of the parts inside.
enum Numbered {
    Layer(usize),
    Frame(Vec<Numbered>),
}

impl Numbered {
    fn of(scene: &Scene, next: &mut usize) -> Vec<Self> {
        let mut number = |part: &Part| match part {
            Part::Layer(_) => {
                *next += 1;
                Numbered::Layer(*next - 1)
            }
            Part::Frame { scene, .. } => Numbered::Frame(Numbered::of(scene, next)),
        };
        scene.parts.iter().map(&mut number).collect()
    }
}

fn push_parts(lines: &mut Vec<String>, scene: &Scene, numbered: &[Numbered], shown: Shown) {
    for (part, number) in scene.parts.iter().zip(numbered) {
        match (part, number) {
            (Part::Layer(facts), Numbered::Layer(number)) => lines.push(format!(
                "n{number} [label={}, fontname=\"Helvetica\", border=0, margin=0];",
                label(facts, shown)
            )),
            (Part::Frame { name, scene }, Numbered::Frame(numbered)) => {
                // Names of frames may come twice; Graphviz would make one frame of them.
                lines.push(format!("subgraph cluster_{} {{", lines.len()));
                lines.push("style=dashed;".to_owned());
                lines.push(format!("label=<{}>;", escaped(name)));
                lines.push("labeljust=l;".to_owned());
                push_parts(lines, scene, numbered, shown);
                lines.push("}".to_owned());
            }
            _ => {}
        }
    }
}

/// The edges between layers, also those that cross the borders of frames.
fn push_edges(lines: &mut Vec<String>, scene: &Scene, numbered: &[Numbered]) {
    for &Edge { from, to } in &scene.edges {
        let (Source::Part(..), Target::Part(..)) = (from, to) else { continue };
        for source in sources(scene, numbered, from) {
            for target in targets(scene, numbered, to) {
                let line = format!("n{source} -> n{target} [penwidth=2];");
                if !lines.contains(&line) {
                    lines.push(line);
                }
            }
        }
    }
    for (part, number) in scene.parts.iter().zip(numbered) {
        if let (Part::Frame { scene, .. }, Numbered::Frame(numbered)) = (part, number) {
            push_edges(lines, scene, numbered);
        }
    }
}

/// The layers that a value comes from: none for one from outside the scene.
fn sources(scene: &Scene, numbered: &[Numbered], from: Source) -> Vec<usize> {
    let Source::Part(part, outlet) = from else { return Vec::new() };
    match (&scene.parts[part], &numbered[part]) {
        (_, Numbered::Layer(number)) => vec![*number],
        (Part::Frame { scene, .. }, Numbered::Frame(numbered)) => {
            let inside = scene.edges.iter().filter(|edge| edge.to == Target::Outlet(outlet));
            inside.flat_map(|edge| sources(scene, numbered, edge.from)).collect()
        }
        _ => Vec::new(),
    }
}

/// The layers that a value goes to.
fn targets(scene: &Scene, numbered: &[Numbered], to: Target) -> Vec<usize> {
    let Target::Part(part, inlet) = to else { return Vec::new() };
    match (&scene.parts[part], &numbered[part]) {
        (_, Numbered::Layer(number)) => vec![*number],
        (Part::Frame { scene, .. }, Numbered::Frame(numbered)) => {
            let inside = scene.edges.iter().filter(|edge| edge.from == Source::Inlet(inlet));
            inside.flat_map(|edge| targets(scene, numbered, edge.to)).collect()
        }
        _ => Vec::new(),
    }
}

/// The table in a box, to the character that of Keras, but that special characters are escaped.
pub(super) fn label(facts: &Facts, shown: Shown) -> String {
    let columns = usize::from(shown.dtype) + usize::from(shown.trainable);
    let columns = (columns + if shown.shapes { 2 } else { 0 }).max(1);
    let class = escaped(&facts.class);
    let title = match shown.names {
        true => format!("<b>{}</b> ({class})", escaped(&facts.name)),
        false => format!("<b>{class}</b>"),
    };
    let mut table = format!(
        "<<table border=\"0\" cellborder=\"1\" bgcolor=\"black\" cellpadding=\"10\"><tr><td \
         colspan=\"{columns}\" bgcolor=\"black\"><font point-size=\"16\" color=\"white\">{title}</font></td></tr>"
    );
    if let Some(activation) = facts.activation(shown) {
        table += &format!(
            "<tr><td bgcolor=\"white\" colspan=\"{columns}\"><font point-size=\"14\">Activation: \
             <b>{}</b></font></td></tr>",
            escaped(activation)
        );
    }
    let cells: Vec<String> = facts.cells(shown).iter().map(cell).collect();
    if !cells.is_empty() {
        table += &format!("<tr>{}</tr>", cells.concat());
    }
    table + "</table>>"
}

fn cell(cell: &Cell) -> String {
    match cell {
        Cell::Fact(what, value) => format!(
            "<td bgcolor=\"white\"><font point-size=\"14\">{what}: <b>{}</b></font></td>",
            escaped(value)
        ),
        Cell::Trainable(trainable) => {
            let (color, word) = match trainable {
                true => ("forestgreen", "Trainable"),
                false => ("firebrick", "Non-trainable"),
            };
            format!(
                "<td bgcolor=\"{color}\"><font point-size=\"14\" color=\"white\"><b>{word}</b></font></td>"
            )
        }
    }
}
