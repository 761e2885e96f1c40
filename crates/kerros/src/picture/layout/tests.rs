use super::*;
use proptest::prelude::*;

fn box_of(width: f64, height: f64) -> Vertex {
    Vertex { width, height, pin: Pin::Free }
}

fn link(from: usize, to: usize) -> Link {
    Link { from, to, from_x: 0.0, to_x: 0.0 }
}

fn boxes(count: usize) -> Vec<Vertex> {
    vec![box_of(100.0, 40.0); count]
}

fn links(pairs: &[(usize, usize)]) -> Vec<Link> {
    pairs.iter().map(|&(from, to)| link(from, to)).collect()
}

fn pieces(line: &Line) -> &[Piece] {
    match line {
        Line::Down(pieces) | Line::Up(pieces) => pieces,
        Line::Loop { .. } => &[],
    }
}

#[test]
fn nothing_has_a_layout() {
    let placed = layout(&[], &[]);
    assert_eq!((placed.width, placed.height), (0.0, 0.0));
}

#[test]
fn a_chain_is_straight() {
    let placed = layout(&boxes(4), &links(&[(0, 1), (1, 2), (2, 3)]));
    for (index, (x, top)) in placed.boxes.iter().enumerate() {
        assert_eq!(*x, 50.0);
        assert_eq!(*top, index as f64 * (40.0 + ROW_GAP));
    }
    assert_eq!((placed.width, placed.height), (100.0, 160.0 + 3.0 * ROW_GAP));
}

#[test]
fn a_residual_block_keeps_its_main_way_straight() {
    let placed = layout(&boxes(5), &links(&[(0, 1), (1, 2), (2, 3), (0, 3), (3, 4)]));
    assert!(placed.boxes.iter().all(|(x, _)| (x - placed.boxes[0].0).abs() < 1e-9));
    let skip = pieces(&placed.lines[3]);
    assert_eq!(skip.len(), 4);
    assert!(skip[1].x >= placed.boxes[1].0 + 50.0 + GAP);
    assert_eq!(skip[1].x, skip[2].x);
}

#[test]
fn branches_whose_order_crosses_are_untangled() {
    // As it comes, the second row's order crosses.
    let placed = layout(&boxes(4), &links(&[(0, 3), (1, 2)]));
    let x = |index: usize| placed.boxes[index].0;
    assert_eq!((x(0), x(1)), (x(3), x(2)));
}

#[test]
fn an_input_that_joins_late_stands_near() {
    let placed = layout(&boxes(5), &links(&[(0, 1), (1, 2), (2, 3), (4, 3)]));
    assert_eq!(placed.boxes[4].1, placed.boxes[2].1);
}

#[test]
fn circles_lead_back_up_beside_the_way_down() {
    let placed = layout(&boxes(2), &links(&[(0, 1), (1, 0), (1, 1)]));
    assert!(matches!(placed.lines[0], Line::Down(_)));
    assert!(matches!(placed.lines[1], Line::Up(_)));
    assert!(pieces(&placed.lines[1])[0].x > pieces(&placed.lines[0])[0].x);
    let Line::Loop { x, top, bottom } = placed.lines[2] else { panic!("no loop") };
    assert!(x + LOOP <= placed.width + 1e-9);
    assert_eq!((top, bottom), (placed.boxes[1].1, placed.boxes[1].1 + 40.0));
}

#[test]
fn pins_stand_at_the_edges() {
    let mut vertices = boxes(3);
    let pin = |pin| Vertex { width: 2.0, height: 0.0, pin };
    vertices.extend([pin(Pin::First), pin(Pin::Last)]);
    // The last pin takes what the first box makes.
    let placed = layout(&vertices, &links(&[(3, 0), (0, 1), (1, 2), (0, 4)]));
    assert_eq!(placed.boxes[3].1, 0.0);
    assert_eq!(placed.boxes[4].1, placed.height);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    /// No two boxes overlap, no straight piece of a line runs through a box, and each line begins and ends at its boxes.
    #[test]
    fn nothing_overlaps(
        sizes in prop::collection::vec((10.0f64..300.0, 10.0f64..120.0), 1..16),
        pairs in prop::collection::vec((0usize..16, 0usize..16), 0..28),
    ) {
        let vertices: Vec<Vertex> = sizes.iter().map(|&(w, h)| box_of(w, h)).collect();
        let links: Vec<Link> = pairs
            .into_iter()
            .map(|(from, to)| link(from % vertices.len(), to % vertices.len()))
            .collect();
        let placed = layout(&vertices, &links);
        let sides = |index: usize| {
            let ((x, top), Vertex { width, height, .. }) = (placed.boxes[index], vertices[index]);
            [x - width / 2.0, x + width / 2.0, top, top + height]
        };
        const ROUNDING: f64 = 1e-6;
        for one in 0..vertices.len() {
            let [left, right, top, bottom] = sides(one);
            prop_assert!(left >= -ROUNDING && right <= placed.width + ROUNDING);
            prop_assert!(top >= -ROUNDING && bottom <= placed.height + ROUNDING);
            for other in 0..one {
                let [other_left, other_right, other_top, other_bottom] = sides(other);
                prop_assert!(
                    right + GAP <= other_left + ROUNDING
                        || other_right + GAP <= left + ROUNDING
                        || bottom <= other_top
                        || other_bottom <= top,
                    "{one} and {other} overlap"
                );
            }
        }
        for (line, link) in placed.lines.iter().zip(&links) {
            let (upper, lower) = match line {
                Line::Down(_) => (link.from, link.to),
                Line::Up(_) => (link.to, link.from),
                Line::Loop { .. } => continue,
            };
            let pieces = pieces(line);
            prop_assert_eq!(pieces[0].top, sides(upper)[3]);
            prop_assert_eq!(pieces[pieces.len() - 1].bottom, sides(lower)[2]);
            for pair in pieces.windows(2) {
                // Bends have room, and run between the rows.
                prop_assert!(pair[0].bottom + ROW_GAP <= pair[1].top + ROUNDING);
            }
            for piece in &pieces[1..pieces.len() - 1] {
                for index in 0..vertices.len() {
                    let [left, right, top, bottom] = sides(index);
                    let beside = piece.x < left || piece.x > right;
                    prop_assert!(beside || piece.bottom <= top || bottom <= piece.top);
                }
            }
        }
    }
}
