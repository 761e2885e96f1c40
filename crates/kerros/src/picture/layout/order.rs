//! The order of the cells in each row: few crossings of lines.

use super::Sheet;
use std::cmp::Ordering;

/// How often all rows are gone through, down and up.
const SWEEPS: usize = 12;

/// Where a line ends: the place of the cell in its row, and where in the cell.
type End = (usize, f64);

/// Orders each row by the mean place of what its cells are connected to, down and up the rows, then swaps
/// neighbours while that helps. Of all orders met, the one with the fewest crossings stays, the first of equals:
/// that of the model where it has none.
pub(super) fn untangle(sheet: &mut Sheet) {
    let ends = Ends::of(sheet);
    let mut places = Places::of(sheet);
    let mut best = (crossings(sheet, &places), sheet.rows.clone());
    for sweep in 0..SWEEPS {
        if best.0 == 0 {
            break;
        }
        let rows = sheet.rows.len();
        for step in 1..rows {
            match sweep % 2 == 0 {
                true => sort_row(sheet, &mut places, step, &ends.above),
                false => sort_row(sheet, &mut places, rows - 1 - step, &ends.below),
            }
        }
        for row in 0..rows {
            swap_neighbours(sheet, &mut places, row, &ends);
        }
        let count = crossings(sheet, &places);
        if count < best.0 {
            best = (count, sheet.rows.clone());
        }
    }
    sheet.rows = best.1;
}

/// For each cell, the segments that end at it from above and from below, as the cell at their other end, where in
/// that they end, and where in this.
struct Ends {
    above: Vec<Vec<(usize, f64, f64)>>,
    below: Vec<Vec<(usize, f64, f64)>>,
}

impl Ends {
    fn of(sheet: &Sheet) -> Self {
        let mut ends = Ends {
            above: vec![Vec::new(); sheet.cells.len()],
            below: vec![Vec::new(); sheet.cells.len()],
        };
        for segment in &sheet.segments {
            let (upper_x, lower_x) = (segment.upper_x, segment.lower_x);
            ends.above[segment.lower].push((segment.upper, upper_x, lower_x));
            ends.below[segment.upper].push((segment.lower, lower_x, upper_x));
        }
        ends
    }
}

/// For each cell, its place in its row, and the row.
struct Places {
    place: Vec<usize>,
    row: Vec<usize>,
}

impl Places {
    fn of(sheet: &Sheet) -> Self {
        let mut places =
            Places { place: vec![0; sheet.cells.len()], row: vec![0; sheet.cells.len()] };
        for (row, cells) in sheet.rows.iter().enumerate() {
            cells.iter().for_each(|&cell| places.row[cell] = row);
            places.note(cells);
        }
        places
    }

    fn note(&mut self, cells: &[usize]) {
        cells.iter().enumerate().for_each(|(place, &cell)| self.place[cell] = place);
    }
}

fn sort_row(sheet: &mut Sheet, places: &mut Places, row: usize, ends: &[Vec<(usize, f64, f64)>]) {
    let mean = |cell: usize| {
        // Ends of lines at one box are in the order of where they leave it, well within its place.
        let at = |&(other, x, _): &(usize, f64, f64)| {
            places.place[other] as f64 + 0.9 * x / sheet.cells[other].width.max(1.0)
        };
        match ends[cell].len() {
            0 => places.place[cell] as f64,
            count => ends[cell].iter().map(at).sum::<f64>() / count as f64,
        }
    };
    let mut keyed: Vec<(f64, usize)> =
        sheet.rows[row].iter().map(|&cell| (mean(cell), cell)).collect();
    keyed.sort_by(|one, other| one.0.total_cmp(&other.0));
    sheet.rows[row] = keyed.into_iter().map(|(_, cell)| cell).collect();
    places.note(&sheet.rows[row]);
}

/// Swaps neighbours in a row where that leaves fewer crossings.
fn swap_neighbours(sheet: &mut Sheet, places: &mut Places, row: usize, ends: &Ends) {
    for place in 1..sheet.rows[row].len() {
        let (left, right) = (sheet.rows[row][place - 1], sheet.rows[row][place]);
        // The lines of two neighbours that cross as they stand, and if they were swapped.
        let (mut now, mut swapped) = (0, 0);
        for ends in [&ends.above, &ends.below] {
            for &(left_end, left_x, _) in &ends[left] {
                for &(right_end, right_x, _) in &ends[right] {
                    let left = (places.place[left_end], left_x);
                    match compare(&left, &(places.place[right_end], right_x)) {
                        Ordering::Greater => now += 1,
                        Ordering::Less => swapped += 1,
                        Ordering::Equal => {}
                    }
                }
            }
        }
        if swapped < now {
            sheet.rows[row].swap(place - 1, place);
            (places.place[left], places.place[right]) = (place, place - 1);
        }
    }
}

/// How many pairs of lines cross.
fn crossings(sheet: &Sheet, places: &Places) -> usize {
    let mut by_row: Vec<Vec<[End; 2]>> = vec![Vec::new(); sheet.rows.len()];
    for segment in &sheet.segments {
        by_row[places.row[segment.upper]].push([
            (places.place[segment.upper], segment.upper_x),
            (places.place[segment.lower], segment.lower_x),
        ]);
    }
    by_row.into_iter().map(inversions).sum()
}

/// How many pairs of lines between two rows cross. Lines with a common end do not.
fn inversions(mut lines: Vec<[End; 2]>) -> usize {
    lines.sort_by(|[upper, lower], [other_upper, other_lower]| {
        compare(upper, other_upper).then(compare(lower, other_lower))
    });
    let mut lower_ends: Vec<End> = lines.iter().map(|line| line[1]).collect();
    lower_ends.sort_by(compare);
    lower_ends.dedup_by(|one, other| compare(one, other).is_eq());
    // How many of the lines so far end at each lower end, in a tree of sums (Fenwick).
    let mut sums = vec![0usize; lower_ends.len() + 1];
    let mut crossing = 0;
    for (before, [_, lower]) in lines.iter().enumerate() {
        let rank = lower_ends.partition_point(|end| compare(end, lower).is_lt()) + 1;
        let (mut not_beyond, mut at) = (0, rank);
        while at > 0 {
            not_beyond += sums[at];
            at &= at - 1;
        }
        crossing += before - not_beyond;
        let mut at = rank;
        while at < sums.len() {
            sums[at] += 1;
            at += at & at.wrapping_neg();
        }
    }
    crossing
}

fn compare(one: &End, other: &End) -> Ordering {
    one.0.cmp(&other.0).then(one.1.total_cmp(&other.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crossings_are_counted_without_those_at_common_ends() {
        let line = |upper: usize, lower: usize| [(upper, 0.0), (lower, 0.0)];
        assert_eq!(inversions(vec![]), 0);
        assert_eq!(inversions(vec![line(0, 0), line(1, 1)]), 0);
        assert_eq!(inversions(vec![line(0, 1), line(1, 0)]), 1);
        assert_eq!(inversions(vec![line(0, 1), line(0, 0), line(1, 1)]), 0);
        assert_eq!(inversions(vec![line(0, 2), line(1, 1), line(2, 0)]), 3);
        // From one box, the line that starts further right ends further left.
        assert_eq!(inversions(vec![[(0, -5.0), (1, 0.0)], [(0, 5.0), (0, 0.0)]]), 1);
    }
}
