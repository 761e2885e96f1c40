//! Where the cells stand along their rows: lines as straight as the room between boxes allows.

use super::{Cell, GAP, Segment, Sheet};

/// How often at most it is tried whether columns can be joined.
const CHECKS: usize = 2000;
/// How often the columns are pulled at most, and how often neighbours that stand too near are pushed apart each time.
const PULLS: usize = 400;
const PUSHES: usize = 12;
/// Large models are pulled less often: so many pushes in all.
const ALL_PUSHES: usize = 40_000_000;
/// When nothing moves farther than this, in pixels, all has found its place.
const STILL: f64 = 0.01;
/// The weight of staying where it is, beside that of each line, 1.
const STAY: f64 = 0.1;

/// The middle of each cell.
pub(super) fn along_rows(sheet: &Sheet) -> Vec<f64> {
    let columns = Columns::of(sheet);
    let xs = columns.solve(sheet);
    let place = |cell: usize| xs[columns.column[cell]] + columns.offset[cell];
    (0..sheet.cells.len()).map(place).collect()
}

/// Cells that stand exactly below each other, so that the lines between them are straight.
struct Columns {
    /// The column of each cell, and where in it the cell is, along the row.
    column: Vec<usize>,
    offset: Vec<f64>,
}

/// Two columns that must keep a distance.
struct Distance {
    left: usize,
    right: usize,
    least: f64,
}

/// A line between two columns, straight when they have this distance.
struct Spring {
    from: usize,
    to: usize,
    length: f64,
}

impl Columns {
    /// Joins what a line connects that is the main one at both its ends, unless two columns would have to pass each
    /// other then. Lines over several rows come first.
    fn of(sheet: &Sheet) -> Self {
        let count = sheet.cells.len();
        let mut columns = Columns { column: (0..count).collect(), offset: vec![0.0; count] };
        let main = main_segments(sheet);
        let (between, over): (Vec<usize>, Vec<usize>) =
            main.iter().partition(|&&index| between_boxes(sheet, &sheet.segments[index]));
        let mut checks = CHECKS;
        for segments in [over, between] {
            columns.join(sheet, &segments, &mut checks);
        }
        columns
    }

    /// Joins what these segments connect, as far as no columns would have to pass each other: all of them, or else
    /// the first half, and then the other.
    fn join(&mut self, sheet: &Sheet, segments: &[usize], checks: &mut usize) {
        if segments.is_empty() || *checks == 0 {
            return;
        }
        *checks -= 1;
        let joined = self.joined(sheet, segments);
        if joined.in_order(&joined.distances(sheet)).is_some() {
            *self = joined;
        } else if segments.len() > 1 {
            let (first, rest) = segments.split_at(segments.len() / 2);
            self.join(sheet, first, checks);
            self.join(sheet, rest, checks);
        }
    }

    /// All that these segments connect in one column.
    fn joined(&self, sheet: &Sheet, segments: &[usize]) -> Self {
        let Columns { mut column, mut offset } =
            Columns { column: self.column.clone(), offset: self.offset.clone() };
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); column.len()];
        column.iter().enumerate().for_each(|(cell, &column)| members[column].push(cell));
        for &index in segments {
            let Segment { upper, lower, upper_x, lower_x } = sheet.segments[index];
            let shift = offset[upper] + upper_x - lower_x - offset[lower];
            // The smaller one moves.
            let (kept, moved, shift) =
                match members[column[upper]].len() >= members[column[lower]].len() {
                    true => (column[upper], column[lower], shift),
                    false => (column[lower], column[upper], -shift),
                };
            for cell in std::mem::take(&mut members[moved]) {
                column[cell] = kept;
                offset[cell] += shift;
                members[kept].push(cell);
            }
        }
        Columns { column, offset }
    }

    /// What neighbours in a row must keep.
    fn distances(&self, sheet: &Sheet) -> Vec<Distance> {
        let half = |cell: usize| sheet.cells[cell].width / 2.0;
        let pairs = sheet.rows.iter().flat_map(|cells| cells.windows(2));
        let distance = |pair: &[usize]| Distance {
            left: self.column[pair[0]],
            right: self.column[pair[1]],
            least: half(pair[0]) + GAP + half(pair[1]) + self.offset[pair[0]]
                - self.offset[pair[1]],
        };
        pairs.map(distance).collect()
    }

    /// The distances, each after those that lead to its left column; `None` if columns would have to pass each other.
    fn in_order<'d>(&self, distances: &'d [Distance]) -> Option<Vec<&'d Distance>> {
        let mut waiting = vec![0; self.column.len()];
        let mut leaving: Vec<Vec<&Distance>> = vec![Vec::new(); self.column.len()];
        for distance in distances {
            waiting[distance.right] += 1;
            leaving[distance.left].push(distance);
        }
        let mut free: Vec<usize> =
            (0..waiting.len()).filter(|&column| waiting[column] == 0).collect();
        let mut ordered = Vec::with_capacity(distances.len());
        while let Some(column) = free.pop() {
            for distance in &leaving[column] {
                ordered.push(*distance);
                waiting[distance.right] -= 1;
                if waiting[distance.right] == 0 {
                    free.push(distance.right);
                }
            }
        }
        (ordered.len() == distances.len()).then_some(ordered)
    }

    fn springs(&self, sheet: &Sheet) -> Vec<Spring> {
        let spring = |segment: &Segment| Spring {
            from: self.column[segment.upper],
            to: self.column[segment.lower],
            length: self.offset[segment.upper] + segment.upper_x
                - self.offset[segment.lower]
                - segment.lower_x,
        };
        let springs = sheet.segments.iter().map(spring);
        springs.filter(|spring| spring.from != spring.to).collect()
    }

    /// Places that make the squares of how far lines run aside small, under the distances.
    ///
    /// Each round pulls every column half of the way to where its lines want it, and then goes to the nearest places
    /// that keep the distances, by Hildreth's method ("A quadratic programming procedure", 1957): each distance that
    /// is too small pushes its columns apart, and takes back what it has pushed too much.
    fn solve(&self, sheet: &Sheet) -> Vec<f64> {
        let (distances, springs) = (self.distances(sheet), self.springs(sheet));
        let ordered = self.in_order(&distances).unwrap_or_default();
        let mut weights = vec![STAY; self.column.len()];
        for spring in &springs {
            weights[spring.from] += 1.0;
            weights[spring.to] += 1.0;
        }
        let mut xs = vec![0.0; self.column.len()];
        keep(&mut xs, &ordered);
        let mut pushed = vec![0.0; ordered.len()];
        let pulls = PULLS.min(ALL_PUSHES / (PUSHES * ordered.len().max(1)));
        for _ in 0..pulls {
            let before = xs.clone();
            let mut sums: Vec<f64> = xs.iter().map(|x| STAY * x).collect();
            for Spring { from, to, length } in &springs {
                sums[*from] += before[*to] - length;
                sums[*to] += before[*from] + length;
            }
            for (index, x) in xs.iter_mut().enumerate() {
                *x = f64::midpoint(*x, sums[index] / weights[index]);
            }
            for (distance, pushed) in ordered.iter().zip(&pushed) {
                xs[distance.left] -= pushed / weights[distance.left];
                xs[distance.right] += pushed / weights[distance.right];
            }
            for _ in 0..PUSHES {
                for (distance, pushed) in ordered.iter().zip(&mut pushed) {
                    let (left, right) = (distance.left, distance.right);
                    let yielding = 1.0 / weights[left] + 1.0 / weights[right];
                    let lacking = (distance.least - (xs[right] - xs[left])) / yielding;
                    let push = lacking.max(-*pushed);
                    *pushed += push;
                    xs[left] -= push / weights[left];
                    xs[right] += push / weights[right];
                }
            }
            let moved = xs.iter().zip(&before).map(|(x, before)| (x - before).abs());
            if moved.fold(0.0, f64::max) < STILL {
                break;
            }
        }
        keep(&mut xs, &ordered);
        xs
    }
}

/// Moves columns to the right that are too near to their left neighbours.
fn keep(xs: &mut [f64], ordered: &[&Distance]) {
    // A column's place is settled when all distances to its left are, which come earlier.
    for distance in ordered {
        xs[distance.right] = xs[distance.right].max(xs[distance.left] + distance.least);
    }
}

fn between_boxes(sheet: &Sheet, segment: &Segment) -> bool {
    let is_box = |cell: usize| matches!(sheet.cells[cell], Cell { vertex: Some(_), .. });
    is_box(segment.upper) && is_box(segment.lower)
}

/// The segments that are the main one at both ends: the only one on that side of the cell, or the only one to a box
/// in a neighbouring row.
fn main_segments(sheet: &Sheet) -> Vec<usize> {
    let mut below = vec![Vec::new(); sheet.cells.len()];
    let mut above = vec![Vec::new(); sheet.cells.len()];
    for (index, segment) in sheet.segments.iter().enumerate() {
        below[segment.upper].push(index);
        above[segment.lower].push(index);
    }
    let main = |candidates: &[usize]| match *candidates {
        [only] => Some(only),
        _ => {
            let is_between = |index: &&usize| between_boxes(sheet, &sheet.segments[**index]);
            let mut between = candidates.iter().filter(is_between);
            between.next().copied().filter(|_| between.next().is_none())
        }
    };
    let is_main = |index: &usize| {
        let Segment { upper, lower, .. } = sheet.segments[*index];
        main(&below[upper]) == Some(*index) && main(&above[lower]) == Some(*index)
    };
    (0..sheet.segments.len()).filter(is_main).collect()
}
