//! The picture as an SVG document.

use super::label::{Cell, Facts, escaped};
use super::layout::{LOOP, Line, Piece};
use super::plan::{
    Body, FRAME_TITLE, LINE as TEXT_LINE, MARGIN, Plan, Point, ROW, Row, Sheet, TITLE,
};
use super::scene::{Part, Scene};
use super::writing::{CELL_EM, Text, Writing};
use super::{Rankdir, Shown};
use crate::error::Result;

/// What the viewer writes with; the widths are those of the first.
const FONTS: &str = "Open Sans, Segoe UI, Helvetica, Arial, sans-serif";
const DARK: &str = "#25282e";
const LINE: &str = "#5a616b";
const PAPER: &str = "#ffffff";
const FRAME: &str = "#8a919c";
const FRAME_PAPER: &str = "#f6f7f9";
const TRAINABLE: &str = "#228b22";
const NON_TRAINABLE: &str = "#b22222";
/// Space around the whole picture.
const BORDER: f64 = 16.0;
/// Where the middle of letters is above the baseline, in em.
const MIDDLE: f64 = 0.355;
const ARROW: f64 = 9.0;
const HALF_ARROW: f64 = 4.0;

/// The whole picture.
pub(super) fn document(
    scene: &Scene,
    rankdir: Rankdir,
    shown: Shown,
    name: &str,
) -> Result<String> {
    let writing = Writing::new()?;
    let plan = Plan::of(scene, None, rankdir, shown, &writing);
    let mut drawing = Drawing { text: String::new(), rankdir, shown, writing };
    drawing.scene(scene, &plan, (BORDER, BORDER));
    let (width, height) =
        drawing.on_screen((plan.size.0 + 2.0 * BORDER, plan.size.1 + 2.0 * BORDER));
    let (width, height, name) = (width.ceil(), height.ceil(), escaped(name));
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" font-family=\"{FONTS}\" role=\"img\" aria-label=\"{name}\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"{PAPER}\"/>\n{}</svg>\n",
        drawing.text
    ))
}

struct Drawing {
    text: String,
    rankdir: Rankdir,
    shown: Shown,
    writing: Writing,
}

impl Drawing {
    /// The place on the screen, x and y.
    fn on_screen(&self, (across, along): Point) -> Point {
        match self.rankdir {
            Rankdir::TopToBottom => (across, along),
            Rankdir::LeftToRight => (along, across),
        }
    }

    fn push(&mut self, element: &str) {
        self.text.push_str(element);
        self.text.push('\n');
    }

    fn scene(&mut self, scene: &Scene, plan: &Plan, corner: Point) {
        for (part, (place, body)) in scene.parts.iter().zip(&plan.parts) {
            let corner = (corner.0 + place.0, corner.1 + place.1);
            if let (Part::Frame { name, scene }, Body::Frame(plan)) = (part, body) {
                self.frame(name, scene, plan, corner);
            }
        }
        for (line, arrow) in &plan.lines {
            self.line(&line.shifted(corner.0, corner.1), *arrow);
        }
        for (part, (place, body)) in scene.parts.iter().zip(&plan.parts) {
            let corner = (corner.0 + place.0, corner.1 + place.1);
            if let (Part::Layer(facts), Body::Layer(sheet)) = (part, body) {
                let corner = self.on_screen(corner);
                self.layer(facts, sheet, corner);
            }
        }
    }

    fn frame(&mut self, name: &str, scene: &Scene, plan: &Plan, corner: Point) {
        let (x, y) = self.on_screen(corner);
        let (width, height) = self.on_screen(plan.size);
        self.push(&format!(
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" rx=\"6\" \
             fill=\"{FRAME_PAPER}\" stroke=\"{FRAME}\" stroke-dasharray=\"5 4\"/>"
        ));
        self.scene(scene, plan, corner);
        let text = self.writing.frame(name);
        // Lines that come in pass behind the name.
        let middle = y + FRAME_TITLE / 2.0;
        let (paper, size) =
            ((x + MARGIN - 4.0, middle - CELL_EM * 0.7), (text.width + 8.0, CELL_EM * 1.4));
        self.rect(paper, size, FRAME_PAPER);
        self.write(&text, (x + MARGIN, middle), DARK);
    }

    fn layer(&mut self, facts: &Facts, sheet: &Sheet, (x, y): Point) {
        let Sheet { width, height, .. } = sheet;
        self.push(&format!(
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" fill=\"{PAPER}\" \
             stroke=\"{DARK}\" stroke-width=\"1.5\"/>"
        ));
        self.rect((x, y), (*width, TITLE), DARK);
        let title = self.writing.title(facts, self.shown);
        self.write_in(&title, (x, y), (*width, TITLE), PAPER);

        let mut top = y + TITLE;
        if let Some(name) = facts.activation(self.shown) {
            let text = self.writing.activation(name);
            self.write_in(&text, (x, top), (*width, ROW), DARK);
            top += ROW;
            if !sheet.rows.is_empty() {
                self.rule((x, top), (x + width, top));
            }
        }
        for (index, Row { height, cells }) in sheet.rows.iter().enumerate() {
            if index > 0 {
                self.rule((x, top), (x + width, top));
            }
            let mut left = x;
            for (place, (cell, lines, width)) in cells.iter().enumerate() {
                self.cell(cell, lines, (left, top), (*width, *height));
                if place > 0 {
                    self.rule((left, top), (left, top + height));
                }
                left += width;
            }
            top += height;
        }
    }

    fn cell(&mut self, cell: &Cell, lines: &[Text], (x, y): Point, (width, height): Point) {
        let color = match cell {
            Cell::Fact(..) => DARK,
            Cell::Trainable(trainable) => {
                let paper = if *trainable { TRAINABLE } else { NON_TRAINABLE };
                self.rect((x + 0.75, y), (width - 1.5, height - 0.75), paper);
                PAPER
            }
        };
        let mut top = y + (height - TEXT_LINE * lines.len() as f64) / 2.0;
        for line in lines {
            self.write_in(line, (x, top), (width, TEXT_LINE), color);
            top += TEXT_LINE;
        }
    }

    fn rect(&mut self, (x, y): Point, (width, height): Point, fill: &str) {
        self.push(&format!(
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" fill=\"{fill}\"/>"
        ));
    }

    fn rule(&mut self, (x, y): Point, (to_x, to_y): Point) {
        self.push(&format!(
            "<path d=\"M{x:.1} {y:.1}L{to_x:.1} {to_y:.1}\" stroke=\"{DARK}\" stroke-width=\"0.8\"/>"
        ));
    }

    /// A text in the middle of a rectangle.
    fn write_in(&mut self, text: &Text, (x, y): Point, (width, height): Point, color: &str) {
        self.write(text, (x + (width - text.width) / 2.0, y + height / 2.0), color);
    }

    /// A text from `x` on, with its middle at `y`. It takes its width whatever font the viewer has. Where it was cut,
    /// viewers show the whole of it to those who point at it.
    fn write(&mut self, text: &Text, (x, y): Point, color: &str) {
        let word = |(text, bold): &(String, bool)| match bold {
            true => format!("<tspan font-weight=\"600\">{}</tspan>", escaped(text)),
            false => escaped(text),
        };
        let written: String = text.words.iter().map(word).collect();
        let whole = text.whole.as_ref();
        let whole = whole.map_or_else(String::new, |t| format!("<title>{}</title>", escaped(t)));
        let Text { width, em, .. } = text;
        self.push(&format!(
            "<text x=\"{x:.1}\" y=\"{:.1}\" font-size=\"{em}\" textLength=\"{width:.1}\" \
             lengthAdjust=\"spacingAndGlyphs\" xml:space=\"preserve\" fill=\"{color}\">{whole}{written}</text>",
            y + MIDDLE * em
        ));
    }

    fn line(&mut self, line: &Line, arrow: bool) {
        match line {
            Line::Down(pieces) => self.pieces(pieces, false, arrow),
            Line::Up(pieces) => self.pieces(pieces, true, arrow),
            Line::Loop { x, top, bottom } => self.turning(*x, *top, *bottom),
        }
    }

    /// A line through straight pieces, with an arrow at its lower or its upper end.
    fn pieces(&mut self, pieces: &[Piece], upwards: bool, arrow: bool) {
        let mut pieces = pieces.to_vec();
        let (Some(first), Some(last)) = (pieces.first().copied(), pieces.last().copied()) else {
            return;
        };
        if arrow && upwards {
            pieces[0].top += ARROW - 1.0;
            pieces[0].bottom = pieces[0].bottom.max(pieces[0].top);
        } else if let (true, Some(end)) = (arrow, pieces.last_mut()) {
            end.bottom -= ARROW - 1.0;
            end.top = end.top.min(end.bottom);
        }
        let mut path = String::new();
        let mut before: Option<Piece> = None;
        for piece in &pieces {
            let (top, bottom) = (self.point(piece.x, piece.top), self.point(piece.x, piece.bottom));
            path += &match before {
                None => format!("M{top}"),
                Some(before) if (before.x - piece.x).abs() < 0.5 => format!("L{top}"),
                Some(before) => {
                    let half = f64::midpoint(before.bottom, piece.top);
                    format!("C{} {} {top}", self.point(before.x, half), self.point(piece.x, half))
                }
            };
            path += &format!("L{bottom}");
            before = Some(*piece);
        }
        self.stroke(&path);
        if arrow && upwards {
            self.arrow((first.x, first.top), (0.0, -1.0));
        } else if arrow {
            self.arrow((last.x, last.bottom), (0.0, 1.0));
        }
    }

    /// A line from a box to itself.
    fn turning(&mut self, x: f64, top: f64, bottom: f64) {
        let height = bottom - top;
        let (start, end) = (bottom - height / 4.0, top + height / 4.0);
        let path = format!(
            "M{}C{} {} {}",
            self.point(x, start),
            self.point(x + LOOP, start),
            self.point(x + LOOP, end),
            self.point(x + ARROW - 1.0, end)
        );
        self.stroke(&path);
        self.arrow((x, end), (-1.0, 0.0));
    }

    fn stroke(&mut self, path: &str) {
        self.push(&format!(
            "<path d=\"{path}\" fill=\"none\" stroke=\"{LINE}\" stroke-width=\"1.6\"/>"
        ));
    }

    /// An arrow whose tip is at a point and that points in a direction.
    fn arrow(&mut self, (across, along): Point, (to_across, to_along): Point) {
        let base = (across - ARROW * to_across, along - ARROW * to_along);
        let side = (HALF_ARROW * to_along, HALF_ARROW * to_across);
        let path = format!(
            "M{}L{}L{}Z",
            self.point(across, along),
            self.point(base.0 + side.0, base.1 + side.1),
            self.point(base.0 - side.0, base.1 - side.1)
        );
        self.push(&format!("<path d=\"{path}\" fill=\"{LINE}\"/>"));
    }

    fn point(&self, across: f64, along: f64) -> String {
        let (x, y) = self.on_screen((across, along));
        format!("{x:.1} {y:.1}")
    }
}
