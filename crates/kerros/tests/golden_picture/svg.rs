//! Reading the SVG of a model, and looking whether things run over each other.

use roxmltree::{Document, Node};

/// Places are written with one digit after the point.
const ROUNDING: f64 = 0.11;

/// What the document draws.
#[derive(Debug)]
pub(crate) struct Drawing {
    page: Rectangle,
    boxes: Vec<Rectangle>,
    /// The dashed ones around inner models.
    pub(crate) frames: Vec<Rectangle>,
    /// The texts, the names in them that are bold, and what they cover.
    texts: Vec<(String, Rectangle)>,
    /// Points of each line, close to each other, from its start to its arrow.
    lines: Vec<Vec<(f64, f64)>>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Rectangle {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

impl Rectangle {
    fn of(node: Node<'_, '_>) -> Self {
        let [left, top, width, height] =
            ["x", "y", "width", "height"].map(|name| number(node, name));
        Rectangle { left, top, right: left + width, bottom: top + height }
    }

    fn holds(&self, other: &Rectangle) -> bool {
        self.left <= other.left + ROUNDING
            && self.top <= other.top + ROUNDING
            && other.right <= self.right + ROUNDING
            && other.bottom <= self.bottom + ROUNDING
    }

    fn is_apart_from(&self, other: &Rectangle) -> bool {
        self.right <= other.left
            || other.right <= self.left
            || self.bottom <= other.top
            || other.bottom <= self.top
    }

    /// Whether the point lies in it, and not at its border.
    fn covers(&self, (x, y): (f64, f64)) -> bool {
        self.left + ROUNDING < x
            && x < self.right - ROUNDING
            && self.top + ROUNDING < y
            && y < self.bottom - ROUNDING
    }
}

impl Drawing {
    /// Fails unless the text is well-formed XML.
    pub(crate) fn read(svg: &str) -> Self {
        let document = Document::parse(svg).unwrap_or_else(|error| panic!("{error}: {svg}"));
        let nodes = |name| {
            let all = document.descendants();
            all.filter(move |node: &Node<'_, '_>| {
                node.has_tag_name(("http://www.w3.org/2000/svg", name))
            })
        };
        let root = document.root_element();
        let rectangles = |attribute| {
            let with = nodes("rect").filter(move |node| node.has_attribute(attribute));
            with.map(Rectangle::of).collect::<Vec<_>>()
        };
        let paths = nodes("path").filter(|path| path.attribute("fill") == Some("none"));
        let (right, bottom) = (number(root, "width"), number(root, "height"));
        Drawing {
            page: Rectangle { left: 0.0, top: 0.0, right, bottom },
            boxes: rectangles("stroke-width"),
            frames: rectangles("stroke-dasharray"),
            texts: nodes("text").map(read_text).collect(),
            lines: paths.map(|path| points(path.attribute("d").unwrap())).collect(),
        }
    }

    /// The names in the titles of the boxes.
    pub(crate) fn titles(&self) -> Vec<&str> {
        let title = |outer: &Rectangle| {
            let inside = self.texts.iter().filter(|(_, place)| outer.holds(place));
            let first = inside.min_by(|(_, one), (_, other)| one.top.total_cmp(&other.top));
            first.unwrap().0.as_str()
        };
        self.boxes.iter().map(title).collect()
    }

    pub(crate) fn check(&self, what: &str) {
        for (index, one) in self.boxes.iter().enumerate() {
            assert!(self.page.holds(one), "{what}: {one:?} leaves the picture");
            for other in &self.boxes[..index] {
                assert!(one.is_apart_from(other), "{what}: {one:?} runs over {other:?}");
            }
            for frame in &self.frames {
                assert!(frame.holds(one) || frame.is_apart_from(one), "{what}: {one:?} {frame:?}");
            }
        }
        for (index, one) in self.frames.iter().enumerate() {
            for other in &self.frames[..index] {
                let nested = one.holds(other) || other.holds(one);
                assert!(nested || one.is_apart_from(other), "{what}: frames {one:?} {other:?}");
            }
        }
        for (index, (text, place)) in self.texts.iter().enumerate() {
            let mut outer = self.boxes.iter().chain(&self.frames);
            assert!(outer.any(|outer| outer.holds(place)), "{what}: {text} is too wide");
            for one in &self.boxes {
                assert!(one.holds(place) || one.is_apart_from(place), "{what}: {text} at {one:?}");
            }
            for (other, at) in &self.texts[..index] {
                assert!(place.is_apart_from(at), "{what}: {text} runs over {other}");
            }
        }
        for line in &self.lines {
            for &point in line {
                let over = self.boxes.iter().find(|one| one.covers(point));
                assert!(over.is_none(), "{what}: a line runs over {over:?} at {point:?}");
            }
        }
    }
}

/// The bold name in a text, and what the text covers.
fn read_text(node: Node<'_, '_>) -> (String, Rectangle) {
    let (x, baseline, em) = (number(node, "x"), number(node, "y"), number(node, "font-size"));
    let bold =
        node.children().find(|child| child.has_tag_name(("http://www.w3.org/2000/svg", "tspan")));
    let name = bold.and_then(|bold| bold.text()).unwrap_or_default().to_owned();
    // Capitals reach up by 0.71 em, and descenders down by 0.24.
    let place = Rectangle {
        left: x,
        right: x + number(node, "textLength"),
        top: baseline - 0.71 * em,
        bottom: baseline + 0.24 * em,
    };
    (name, place)
}

fn number(node: Node<'_, '_>, name: &str) -> f64 {
    let text = node.attribute(name).unwrap_or_else(|| panic!("{node:?} has no {name}"));
    text.parse().unwrap_or(f64::NAN)
}

/// Points of a path of straight pieces (M, L) and cubic curves (C).
fn points(path: &str) -> Vec<(f64, f64)> {
    const STEPS: u32 = 64;
    let mut points: Vec<(f64, f64)> = Vec::new();
    for command in path
        .split_inclusive(|letter: char| letter.is_ascii_alphabetic())
        .collect::<Vec<_>>()
        .windows(2)
    {
        let kind = command[0].chars().last().unwrap();
        let numbers: Vec<f64> = command[1]
            .trim_end_matches(|letter: char| letter.is_ascii_alphabetic())
            .split_whitespace()
            .map(|number| number.parse().unwrap())
            .collect();
        let pairs: Vec<(f64, f64)> = numbers.chunks(2).map(|pair| (pair[0], pair[1])).collect();
        let Some(&start) = points.last() else {
            assert_eq!(kind, 'M', "{path}");
            points.push(pairs[0]);
            continue;
        };
        let controls = match (kind, &pairs[..]) {
            // A straight piece is a curve whose points of control are its ends.
            ('L', &[end]) => [start, start, end, end],
            ('C', &[first, second, end]) => [start, first, second, end],
            _ => panic!("{path}"),
        };
        points
            .extend((1..=STEPS).map(|step| on_curve(controls, f64::from(step) / f64::from(STEPS))));
    }
    points
}

fn on_curve(controls: [(f64, f64); 4], t: f64) -> (f64, f64) {
    let s = 1.0 - t;
    let weights = [s * s * s, 3.0 * s * s * t, 3.0 * s * t * t, t * t * t];
    let sum = |part: fn((f64, f64)) -> f64| {
        weights.iter().zip(controls).map(|(weight, point)| weight * part(point)).sum()
    };
    (sum(|point| point.0), sum(|point| point.1))
}
