//! How large things are, and where.

use super::Rankdir;
use super::Shown;
use super::label::{Cell, Facts};
use super::layout::{Line, Link, Pin, Vertex, layout};
use super::scene::{Part, Scene, Source, Target};
use super::writing::{Text, Writing};

/// A title's height, and that of a row of cells.
pub(super) const TITLE: f64 = 30.0;
pub(super) const ROW: f64 = 27.0;
/// What each further line of a cell takes.
pub(super) const LINE: f64 = 17.0;
/// Space beside texts.
pub(super) const MARGIN: f64 = 11.0;
/// Cells whose texts are wider together stand below each other.
const WIDEST_ROW: f64 = 440.0;
/// Space between a frame and what is in it, and for its name.
const FRAME: f64 = 16.0;
pub(super) const FRAME_TITLE: f64 = 24.0;
/// The width of a line's end at a frame.
const PIN: f64 = 2.0;

/// A point: along a row, and from row to row.
pub(super) type Point = (f64, f64);

/// Where everything of a scene is, from the corner of the scene on.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) size: Point,
    /// The corners of the parts, and their plans.
    pub(super) parts: Vec<(Point, Body)>,
    pub(super) lines: Vec<(Line, bool)>,
    /// Where lines from outside come in and go out, along the row.
    inlets: Vec<f64>,
    outlets: Vec<f64>,
}

/// How a part looks.
#[derive(Debug)]
pub(super) enum Body {
    Layer(Sheet),
    Frame(Plan),
}

/// A box of a layer: its size on the screen, and the widths of its rows of cells.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) width: f64,
    pub(super) height: f64,
    /// What stands in the rows below the title and the activation.
    pub(super) rows: Vec<Row>,
}

/// A row of cells.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) height: f64,
    /// The cells, what is written in them, and how wide they are.
    pub(super) cells: Vec<(Cell, Vec<Text>, f64)>,
}

impl Sheet {
    fn of(facts: &Facts, shown: Shown, writing: &Writing) -> Self {
        let mut widths = vec![writing.title(facts, shown).width];
        let activation = facts.activation(shown).map(|name| writing.activation(name).width);
        widths.extend(activation);
        let cells = facts.cells(shown).into_iter().map(|cell| {
            let lines = writing.cell(&cell);
            let width = lines.iter().map(|line| line.width).fold(0.0, f64::max) + 2.0 * MARGIN;
            (cell, lines, width)
        });
        let cells: Vec<_> = cells.collect();
        let together: f64 = cells.iter().map(|(_, _, width)| width).sum();
        let rows: Vec<Vec<_>> = match (cells.is_empty(), together > WIDEST_ROW) {
            (true, _) => Vec::new(),
            (false, false) => vec![cells],
            (false, true) => cells.into_iter().map(|cell| vec![cell]).collect(),
        };
        let texts = widths.into_iter().map(|width| width + 2.0 * MARGIN);
        let row_widths = rows.iter().map(|row| row.iter().map(|(_, _, width)| width).sum());
        let width = texts.chain(row_widths).fold(0.0, f64::max).ceil();
        let rows: Vec<Row> = rows.into_iter().map(|cells| Row::of(cells, width)).collect();
        let below: f64 = rows.iter().map(|row| row.height).sum();
        let activation = if activation.is_some() { ROW } else { 0.0 };
        Sheet { width, height: TITLE + activation + below, rows }
    }
}

impl Row {
    /// A row that is stretched to `width`.
    fn of(mut cells: Vec<(Cell, Vec<Text>, f64)>, width: f64) -> Self {
        let used: f64 = cells.iter().map(|(_, _, width)| width).sum();
        let more = (width - used) / cells.len() as f64;
        cells.iter_mut().for_each(|(_, _, width)| *width += more);
        let lines = cells.iter().map(|(_, lines, _)| lines.len()).max().unwrap_or(1);
        Row { height: ROW + LINE * (lines - 1) as f64, cells }
    }
}

impl Plan {
    /// The plan of a scene, with room for the name of the frame around it, if it has one.
    pub(super) fn of(
        scene: &Scene,
        frame: Option<&str>,
        rankdir: Rankdir,
        shown: Shown,
        writing: &Writing,
    ) -> Self {
        let turned = |(width, height): Point| match rankdir {
            Rankdir::TopToBottom => (width, height),
            Rankdir::LeftToRight => (height, width),
        };
        let bodies: Vec<Body> = scene
            .parts
            .iter()
            .map(|part| match part {
                Part::Layer(facts) => Body::Layer(Sheet::of(facts, shown, writing)),
                Part::Frame { name, scene } => {
                    Body::Frame(Plan::of(scene, Some(name), rankdir, shown, writing))
                }
            })
            .collect();
        let vertex = |body: &Body| {
            let (width, height) = match body {
                Body::Layer(sheet) => turned((sheet.width, sheet.height)),
                Body::Frame(plan) => plan.size,
            };
            Vertex { width, height, pin: Pin::Free }
        };
        let mut vertices: Vec<Vertex> = bodies.iter().map(vertex).collect();
        let first_inlet = vertices.len();
        let first_outlet = first_inlet + scene.inlets;
        let pin = |pin| Vertex { width: PIN, height: 0.0, pin };
        vertices.extend((0..scene.inlets).map(|_| pin(Pin::First)));
        vertices.extend((0..scene.outlets).map(|_| pin(Pin::Last)));

        let place = |part: usize, x: &dyn Fn(&Plan) -> f64| match &bodies[part] {
            Body::Layer(_) => (part, 0.0),
            Body::Frame(plan) => (part, x(plan) - plan.size.0 / 2.0),
        };
        let link = |edge: &super::scene::Edge| {
            let (from, from_x) = match edge.from {
                Source::Part(part, outlet) => place(part, &|plan| plan.outlets[outlet]),
                Source::Inlet(inlet) => (first_inlet + inlet, 0.0),
            };
            let (to, to_x) = match edge.to {
                Target::Part(part, inlet) => place(part, &|plan| plan.inlets[inlet]),
                Target::Outlet(outlet) => (first_outlet + outlet, 0.0),
            };
            Link { from, to, from_x, to_x }
        };
        let links: Vec<Link> = scene.edges.iter().map(link).collect();
        let placed = layout(&vertices, &links);

        let margins = Margins::of(frame, rankdir, placed.width, writing);
        let (across, along) = margins.before;
        let size =
            (across + placed.width + margins.after.0, along + placed.height + margins.after.1);
        let corner = |index: usize| {
            let (middle, top) = placed.boxes[index];
            (across + middle - vertices[index].width / 2.0, along + top)
        };
        let corners: Vec<Point> = (0..bodies.len()).map(corner).collect();
        let pinned = |first: usize, count: usize| -> Vec<f64> {
            placed.boxes[first..first + count].iter().map(|(x, _)| across + x).collect()
        };
        let lines = placed.lines.iter().zip(&scene.edges).map(|(line, edge)| {
            let mut line = line.shifted(across, along);
            // To the border of the frame, where the line outside goes on.
            line.extend(
                matches!(edge.from, Source::Inlet(_)).then_some(0.0),
                matches!(edge.to, Target::Outlet(_)).then_some(size.1),
            );
            let ends_at_a_box = match edge.to {
                Target::Part(part, _) => matches!(bodies[part], Body::Layer(_)),
                Target::Outlet(_) => false,
            };
            (line, ends_at_a_box)
        });
        Plan {
            size,
            lines: lines.collect(),
            inlets: pinned(first_inlet, scene.inlets),
            outlets: pinned(first_outlet, scene.outlets),
            parts: corners.into_iter().zip(bodies).collect(),
        }
    }
}

/// The space around what is in a frame.
struct Margins {
    before: Point,
    after: Point,
}

impl Margins {
    fn of(frame: Option<&str>, rankdir: Rankdir, across: f64, writing: &Writing) -> Self {
        let Some(name) = frame else { return Margins { before: (0.0, 0.0), after: (0.0, 0.0) } };
        // The row of pins and the space behind it are margin enough from row to row.
        match rankdir {
            Rankdir::TopToBottom => {
                let named = writing.frame(name).width + 2.0 * MARGIN;
                let aside = FRAME.max((named - across) / 2.0);
                Margins { before: (aside, FRAME_TITLE), after: (aside, 0.0) }
            }
            Rankdir::LeftToRight => {
                Margins { before: (FRAME_TITLE + FRAME / 2.0, 0.0), after: (FRAME, 0.0) }
            }
        }
    }
}
