//! The row of each box.

use super::{Link, Pin, Vertex};

/// Which links lead back up: those that would close a circle, and those of a box to itself.
pub(super) fn backward(boxes: usize, links: &[Link]) -> Vec<bool> {
    #[derive(Clone, Copy, PartialEq)]
    enum Seen {
        Not,
        OnTheWay,
        Done,
    }
    let mut leaving = vec![Vec::new(); boxes];
    for (index, link) in links.iter().enumerate() {
        leaving[link.from].push(index);
    }
    let mut seen = vec![Seen::Not; boxes];
    let mut back = vec![false; links.len()];
    for start in 0..boxes {
        if seen[start] != Seen::Not {
            continue;
        }
        seen[start] = Seen::OnTheWay;
        // A box, and how many of its links have been followed.
        let mut way = vec![(start, 0)];
        while let Some((at, followed)) = way.last_mut() {
            let Some(&link) = leaving[*at].get(*followed) else {
                seen[*at] = Seen::Done;
                way.pop();
                continue;
            };
            *followed += 1;
            let to = links[link].to;
            match seen[to] {
                Seen::OnTheWay => back[link] = true,
                Seen::Done => {}
                Seen::Not => {
                    seen[to] = Seen::OnTheWay;
                    way.push((to, 0));
                }
            }
        }
    }
    back
}

/// The row of each box: below all it takes values from, as near as may be. A box that takes none stands directly
/// above the first that takes from it.
pub(super) fn rows(vertices: &[Vertex], links: &[Link], back: &[bool]) -> Vec<usize> {
    let has_first = vertices.iter().any(|vertex| vertex.pin == Pin::First);
    let start = |vertex: &Vertex| usize::from(has_first && vertex.pin != Pin::First);
    let mut row: Vec<usize> = vertices.iter().map(start).collect();
    let down = || {
        let links = links.iter().zip(back).filter(|(link, _)| link.from != link.to);
        links.map(|(link, &back)| if back { (link.to, link.from) } else { (link.from, link.to) })
    };
    // Each round settles at least one more box of the longest way.
    for _ in 0..vertices.len() {
        let mut changed = false;
        for (upper, lower) in down() {
            if row[lower] < row[upper] + 1 {
                row[lower] = row[upper] + 1;
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    for index in 0..vertices.len() {
        let takes = down().any(|(_, lower)| lower == index);
        let nearest =
            down().filter(|(upper, _)| *upper == index).map(|(_, lower)| row[lower]).min();
        if let Some(nearest) = nearest.filter(|_| !takes && vertices[index].pin == Pin::Free) {
            row[index] = nearest - 1;
        }
    }
    let free = vertices.iter().zip(&row).filter(|(vertex, _)| vertex.pin != Pin::Last);
    let last = free.map(|(_, row)| row + 1).max().unwrap_or(0);
    let pinned = vertices.iter().zip(row);
    pinned.map(|(vertex, row)| if vertex.pin == Pin::Last { last } else { row }).collect()
}
