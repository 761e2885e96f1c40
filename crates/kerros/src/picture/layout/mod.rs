//! Layered layout: boxes in rows, each below those it takes values from, and lines between them.
//!
//! The method of Sugiyama, Tagawa and Toda ("Methods for visual understanding of hierarchical system structures",
//! 1981) in four steps: rows by the longest way from a source, an order in each row with few crossings, places
//! along the rows that keep lines straight, and lines that bend between the rows only, so that none runs over a
//! box. "Along a row" is x here and "from row to row" is y; a picture from left to right swaps them in the end.

mod order;
mod place;
mod rows;

/// A box to be placed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Vertex {
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) pin: Pin,
}

/// Whether a box must stand at an edge of the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pin {
    Free,
    /// Above all others.
    First,
    /// Below all others.
    Last,
}

/// A line to be drawn between two boxes; `from_x` and `to_x` say where it starts and ends, from the middle of its
/// box on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Link {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) from_x: f64,
    pub(super) to_x: f64,
}

/// Where everything is; the upper left corner of all is (0, 0).
#[derive(Clone, Debug, Default)]
pub(super) struct Placed {
    pub(super) width: f64,
    pub(super) height: f64,
    /// The middle of each box along its row, and its upper edge.
    pub(super) boxes: Vec<(f64, f64)>,
    pub(super) lines: Vec<Line>,
}

/// The way of a line.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Line {
    /// Straight pieces, which bends connect.
    Down(Vec<Piece>),
    /// The same from the end to the start: a line back up, in a model that calls a layer on what it made of it.
    Up(Vec<Piece>),
    /// A line from a box to itself, beside it: x of its right edge, its upper and lower edge.
    Loop { x: f64, top: f64, bottom: f64 },
}

/// A straight piece of a line, downwards.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Piece {
    pub(super) x: f64,
    pub(super) top: f64,
    pub(super) bottom: f64,
}

impl Line {
    /// The same line elsewhere.
    pub(super) fn shifted(&self, across: f64, along: f64) -> Self {
        let shift = |piece: &Piece| Piece {
            x: piece.x + across,
            top: piece.top + along,
            bottom: piece.bottom + along,
        };
        match self {
            Line::Down(pieces) => Line::Down(pieces.iter().map(shift).collect()),
            Line::Up(pieces) => Line::Up(pieces.iter().map(shift).collect()),
            Line::Loop { x, top, bottom } => {
                Line::Loop { x: x + across, top: top + along, bottom: bottom + along }
            }
        }
    }

    /// Makes the line begin at `top` and end at `bottom`, straight from where it begins and ends now.
    pub(super) fn extend(&mut self, top: Option<f64>, bottom: Option<f64>) {
        let (Line::Down(pieces) | Line::Up(pieces)) = self else { return };
        if let (Some(first), Some(top)) = (pieces.first_mut(), top) {
            first.top = top;
        }
        if let (Some(last), Some(bottom)) = (pieces.last_mut(), bottom) {
            last.bottom = bottom;
        }
    }
}

/// Space between boxes of a row, and what a line takes that passes between them.
pub(super) const GAP: f64 = 28.0;
const WIDTH_OF_LINE: f64 = 6.0;
/// How far a line of a box to itself reaches out.
pub(super) const LOOP: f64 = 26.0;
/// How far a line back up is from the middle of its boxes.
const ASIDE: f64 = 20.0;
/// Space between rows, and at most so much more where lines run far to the side.
const ROW_GAP: f64 = 34.0;
const LARGEST_ROW_GAP: f64 = 90.0;
/// Space for each unit that a line runs to the side.
const SLOPE: f64 = 0.16;

/// A box, or a point where a line passes a row.
#[derive(Clone, Copy, Debug)]
struct Cell {
    /// `None` for a line that passes.
    vertex: Option<usize>,
    width: f64,
}

/// A part of a line from one row to the next: cells, and where in them it starts and ends.
#[derive(Clone, Copy, Debug)]
struct Segment {
    upper: usize,
    lower: usize,
    upper_x: f64,
    lower_x: f64,
}

/// What is placed: cells in rows, and the segments between them.
#[derive(Debug, Default)]
struct Sheet {
    cells: Vec<Cell>,
    /// The cells of each row, from left to right.
    rows: Vec<Vec<usize>>,
    segments: Vec<Segment>,
    /// For each link, its segments from top to bottom; none for one from a box to itself.
    ways: Vec<Vec<usize>>,
}

/// Places boxes and lines.
pub(super) fn layout(vertices: &[Vertex], links: &[Link]) -> Placed {
    let back = rows::backward(vertices.len(), links);
    let row_of = rows::rows(vertices, links, &back);
    let mut sheet = Sheet::new(vertices, links, &back, &row_of);
    order::untangle(&mut sheet);
    let xs = place::along_rows(&sheet);
    sheet.placed(vertices, links, &back, &xs)
}

impl Sheet {
    fn new(vertices: &[Vertex], links: &[Link], back: &[bool], row_of: &[usize]) -> Self {
        let count = row_of.iter().max().map_or(0, |last| last + 1);
        let mut sheet = Sheet { rows: vec![Vec::new(); count], ..Sheet::default() };
        for (index, vertex) in vertices.iter().enumerate() {
            let loops = links.iter().any(|link| link.from == index && link.to == index);
            // Room on both sides, as the box stays in the middle.
            let width = vertex.width + if loops { 2.0 * LOOP } else { 0.0 };
            sheet.add(row_of[index], Cell { vertex: Some(index), width });
        }
        for (link, &back) in links.iter().zip(back) {
            let (mut upper, mut upper_x, lower, lower_x) = match back {
                false => (link.from, link.from_x, link.to, link.to_x),
                // Beside a line that leads down between the same boxes.
                true => (link.to, link.to_x + ASIDE, link.from, link.from_x + ASIDE),
            };
            let mut way = Vec::new();
            let passed = row_of[upper] + 1..row_of[lower];
            for row in passed {
                let passing = sheet.add(row, Cell { vertex: None, width: WIDTH_OF_LINE });
                way.push(sheet.connect(upper, upper_x, passing, 0.0));
                (upper, upper_x) = (passing, 0.0);
            }
            if link.from != link.to {
                way.push(sheet.connect(upper, upper_x, lower, lower_x));
            }
            sheet.ways.push(way);
        }
        sheet
    }

    /// Puts a cell at the end of a row. Cells of boxes come first, so that their numbers are those of the boxes.
    fn add(&mut self, row: usize, cell: Cell) -> usize {
        self.cells.push(cell);
        self.rows[row].push(self.cells.len() - 1);
        self.cells.len() - 1
    }

    fn connect(&mut self, upper: usize, upper_x: f64, lower: usize, lower_x: f64) -> usize {
        self.segments.push(Segment { upper, lower, upper_x, lower_x });
        self.segments.len() - 1
    }

    /// Boxes and lines, once it is known where the cells are along their rows.
    fn placed(&self, vertices: &[Vertex], links: &[Link], back: &[bool], xs: &[f64]) -> Placed {
        let edge = |index: usize, side: f64| xs[index] + side * self.cells[index].width / 2.0;
        let all = 0..self.cells.len();
        let left = all.clone().map(|cell| edge(cell, -1.0)).fold(f64::INFINITY, f64::min);
        let right = all.map(|cell| edge(cell, 1.0)).fold(f64::NEG_INFINITY, f64::max);
        let left = if left.is_finite() { left } else { 0.0 };
        let xs: Vec<f64> = xs.iter().map(|x| x - left).collect();

        let mut row_of = vec![0; self.cells.len()];
        for (row, cells) in self.rows.iter().enumerate() {
            cells.iter().for_each(|&cell| row_of[cell] = row);
        }
        let (tops, bottoms) = self.heights(vertices, &row_of, &xs);
        let boxes: Vec<(f64, f64)> = vertices
            .iter()
            .enumerate()
            .map(|(index, vertex)| {
                let row = row_of[index];
                (xs[index], f64::midpoint(tops[row], bottoms[row]) - vertex.height / 2.0)
            })
            .collect();
        let line = |link: usize| {
            let Link { from, .. } = links[link];
            let (x, top) = boxes[from];
            let Vertex { width, height, .. } = vertices[from];
            let way = &self.ways[link];
            let (Some(first), Some(last)) = (way.first(), way.last()) else {
                return Line::Loop { x: x + width / 2.0, top, bottom: top + height };
            };
            let (first, last) = (self.segments[*first], self.segments[*last]);
            let mut pieces = vec![Piece {
                x: xs[first.upper] + first.upper_x,
                top: boxes[first.upper].1 + vertices[first.upper].height,
                bottom: bottoms[row_of[first.upper]],
            }];
            pieces.extend(way[1..].iter().map(|&segment| {
                let cell = self.segments[segment].upper;
                Piece { x: xs[cell], top: tops[row_of[cell]], bottom: bottoms[row_of[cell]] }
            }));
            pieces.push(Piece {
                x: xs[last.lower] + last.lower_x,
                top: tops[row_of[last.lower]],
                bottom: boxes[last.lower].1,
            });
            if back[link] { Line::Up(pieces) } else { Line::Down(pieces) }
        };
        Placed {
            width: if right.is_finite() { right - left } else { 0.0 },
            height: bottoms.last().copied().unwrap_or(0.0),
            lines: (0..links.len()).map(line).collect(),
            boxes,
        }
    }

    /// The upper and lower edge of each row.
    fn heights(&self, vertices: &[Vertex], row_of: &[usize], xs: &[f64]) -> (Vec<f64>, Vec<f64>) {
        // How far lines run aside below each row.
        let mut aside = vec![0.0f64; self.rows.len()];
        for Segment { upper, lower, upper_x, lower_x } in &self.segments {
            let distance = (xs[*upper] + upper_x - xs[*lower] - lower_x).abs();
            aside[row_of[*upper]] = aside[row_of[*upper]].max(distance);
        }
        let (mut tops, mut bottoms) = (Vec::new(), Vec::new());
        let mut next = 0.0;
        for (cells, aside) in self.rows.iter().zip(aside) {
            let boxes = cells.iter().filter_map(|&cell| self.cells[cell].vertex);
            let height = boxes.map(|vertex| vertices[vertex].height).fold(0.0, f64::max);
            tops.push(next);
            bottoms.push(next + height);
            next += height + (ROW_GAP + SLOPE * aside).min(LARGEST_ROW_GAP);
        }
        (tops, bottoms)
    }
}

#[cfg(test)]
mod tests;
