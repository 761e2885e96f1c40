//! The texts of the picture, and how wide they are.

use super::Shown;
use super::label::{Cell, Facts};
use crate::error::Result;
use crate::history::plot::font::Fonts;

/// Sizes of letters, in pixels an em.
const TITLE_EM: f64 = 14.5;
pub(super) const CELL_EM: f64 = 12.5;
/// Longer names are cut, and longer lists of shapes are continued on the next line.
const WIDEST_TEXT: f64 = 400.0;
/// Letters from here on are about as wide as high, and not in the font.
const WIDE_LETTERS: char = '\u{2e80}';
/// What they are wider than what stands for letters that are not in the font, in em.
const WIDER: f64 = 0.5;

/// A line of text.
#[derive(Clone, Debug)]
pub(super) struct Text {
    /// Its parts, and whether they are bold.
    pub(super) words: Vec<(String, bool)>,
    pub(super) width: f64,
    pub(super) em: f64,
    /// What it was before it was cut.
    pub(super) whole: Option<String>,
}

/// Writes texts in the letters of the picture.
pub(super) struct Writing {
    fonts: Fonts,
}

impl Writing {
    pub(super) fn new() -> Result<Self> {
        Ok(Writing { fonts: Fonts::load()? })
    }

    /// "dense_1 (Dense)", or "Dense".
    pub(super) fn title(&self, facts: &Facts, shown: Shown) -> Text {
        let Facts { name, class, .. } = facts;
        if !shown.names {
            return self.text(vec![(class.clone(), true)], TITLE_EM);
        }
        let (kept, whole) = self.fit(name, TITLE_EM);
        Text { whole, ..self.text(vec![(kept, true), (format!(" ({class})"), false)], TITLE_EM) }
    }

    pub(super) fn activation(&self, name: &str) -> Text {
        self.text(vec![("Activation: ".to_owned(), false), (name.to_owned(), true)], CELL_EM)
    }

    /// The lines of a cell: one, or more for a long list of shapes.
    pub(super) fn cell(&self, cell: &Cell) -> Vec<Text> {
        let (what, value) = match cell {
            Cell::Fact(what, value) => (format!("{what}: "), value.as_str()),
            Cell::Trainable(true) => (String::new(), "Trainable"),
            Cell::Trainable(false) => (String::new(), "Non-trainable"),
        };
        let mut lines = vec![vec![(what, false), (String::new(), true)]];
        for part in value.split_inclusive("), ") {
            let last = lines.len() - 1;
            let line = &lines[last];
            let (start, bold) = (&line[0].0, &line[line.len() - 1].0);
            let longer = format!("{bold}{part}");
            let width = self.width(start, CELL_EM, false) + self.width(&longer, CELL_EM, true);
            if width > WIDEST_TEXT && !bold.is_empty() {
                lines.push(vec![(String::new(), false), (part.to_owned(), true)]);
            } else if let Some((bold, _)) = lines[last].last_mut() {
                *bold = longer;
            }
        }
        lines.into_iter().map(|words| self.text(words, CELL_EM)).collect()
    }

    /// The name of a frame.
    pub(super) fn frame(&self, name: &str) -> Text {
        let (kept, whole) = self.fit(name, CELL_EM);
        Text { whole, ..self.text(vec![(kept, true)], CELL_EM) }
    }

    fn text(&self, words: Vec<(String, bool)>, em: f64) -> Text {
        let width = words.iter().map(|(text, bold)| self.width(text, em, *bold)).sum();
        Text { words, width, em, whole: None }
    }

    fn width(&self, text: &str, em: f64, bold: bool) -> f64 {
        let wide = text.chars().filter(|&letter| letter >= WIDE_LETTERS).count();
        self.fonts.width(text, em, bold) + WIDER * em * wide as f64
    }

    /// The text in bold letters, cut and closed by an ellipsis where it is too wide; the whole of it then.
    fn fit(&self, text: &str, em: f64) -> (String, Option<String>) {
        if self.width(text, em, true) <= WIDEST_TEXT {
            return (text.to_owned(), None);
        }
        let mut kept = String::new();
        let mut width = 0.0;
        for letter in text.chars() {
            width += self.width(letter.encode_utf8(&mut [0; 4]), em, true);
            if width + em > WIDEST_TEXT {
                break;
            }
            kept.push(letter);
        }
        (kept + "…", Some(text.to_owned()))
    }
}
