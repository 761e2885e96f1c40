//! Shapes and text in pixels of the finished picture, drawn on a `plotters` backend.
//!
//! `plotters` addresses whole backend pixels. A canvas therefore uses a backend that is `fineness`
//! times finer than the picture in both directions: in SVG this places lines exactly, in PNG it
//! gives the samples for smooth edges.

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::FontTransform;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::font::Fonts;
use crate::error::{Error, Result};

/// An SVG names its font and lets the viewer replace it: `plotters` writes this as is, and CSS
/// reads it as a list.
const SVG_FONT_FAMILY: &str = "Open Sans, Segoe UI, Helvetica, Arial, sans-serif";
/// What `plotters` divides its font size by to get the em of an SVG text.
const SVG_SIZE_PER_EM: f64 = 1.24;
/// SVG text is centred by `plotters` at half the height of an "x" above the baseline.
const SVG_CENTRE: f64 = 0.27;
/// Half the height of a digit in em: where text of labels has its optical centre.
const OPTICAL_CENTRE: f64 = 0.355;

/// What a canvas draws to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Medium {
    /// Lines have round joints (an attribute of the root element) and text stays text.
    Svg,
    /// Lines are joined and text is drawn here.
    Bitmap,
}

/// How a text is written. It is centred on its vertical position.
#[derive(Clone, Copy)]
pub(super) struct Text {
    /// Font size: one em in pixels.
    pub(super) em: f64,
    pub(super) color: RGBColor,
    pub(super) bold: bool,
    pub(super) align: HPos,
    /// Written upwards, as titles of vertical axes are.
    pub(super) upwards: bool,
}

/// A drawing surface measured in pixels of the finished picture.
pub(super) struct Canvas<'a, B: DrawingBackend> {
    area: &'a DrawingArea<B, Shift>,
    fineness: f64,
    medium: Medium,
    fonts: Fonts,
}

impl<'a, B: DrawingBackend> Canvas<'a, B> {
    pub(super) fn new(
        area: &'a DrawingArea<B, Shift>,
        fineness: u32,
        medium: Medium,
    ) -> Result<Self> {
        Ok(Self { area, fineness: f64::from(fineness), medium, fonts: Fonts::load()? })
    }

    pub(super) fn fill(&self, color: RGBColor) -> Result<()> {
        self.area.fill(&color).map_err(draw_error)
    }

    /// A line through `points` (in pixels), `width` pixels wide.
    pub(super) fn line(&self, points: &[(f64, f64)], width: f64, color: RGBColor) -> Result<()> {
        let style = color.stroke_width(self.length(width));
        let fine: Vec<_> = points.iter().map(|&point| self.place(point)).collect();
        if self.medium == Medium::Svg {
            return self.area.draw(&PathElement::new(fine, style)).map_err(draw_error);
        }
        // The bitmap backend mitres sharp corners into spikes: draw each part and round joints.
        for part in fine.windows(2) {
            self.area.draw(&PathElement::new(part, style)).map_err(draw_error)?;
        }
        let corners = points.len().saturating_sub(2);
        for &corner in points.iter().skip(1).take(corners) {
            self.disc(corner, width / 2.0, color)?;
        }
        Ok(())
    }

    /// A filled disc.
    pub(super) fn disc(&self, centre: (f64, f64), radius: f64, color: RGBColor) -> Result<()> {
        let circle = Circle::new(self.place(centre), self.length(radius), color.filled());
        self.area.draw(&circle).map_err(draw_error)
    }

    pub(super) fn text(&self, content: &str, position: (f64, f64), text: Text) -> Result<()> {
        // Control characters have no shape and are not allowed in XML.
        let content = content.replace(char::is_control, " ");
        match self.medium {
            Medium::Svg => self.write_text(&content, position, text),
            Medium::Bitmap => self.paint_text(&content, position, text),
        }
    }

    /// Text as text: the viewer of an SVG brings the font.
    fn write_text(&self, content: &str, (x, y): (f64, f64), text: Text) -> Result<()> {
        let shift = (OPTICAL_CENTRE - SVG_CENTRE) * text.em;
        let position = if text.upwards { (x + shift, y) } else { (x, y + shift) };
        let weight = if text.bold { FontStyle::Bold } else { FontStyle::Normal };
        let size = text.em * self.fineness * SVG_SIZE_PER_EM;
        let mut font = FontDesc::new(FontFamily::Name(SVG_FONT_FAMILY), size, weight);
        if text.upwards {
            font = font.transform(FontTransform::Rotate270);
        }
        let style = font.color(&text.color).pos(Pos::new(text.align, VPos::Center));
        self.area.draw_text(content, &style, self.place(position)).map_err(draw_error)
    }

    /// Text as pixels of the embedded font.
    fn paint_text(&self, content: &str, position: (f64, f64), text: Text) -> Result<()> {
        let em = text.em * self.fineness;
        let width = self.fonts.width(content, em, text.bold);
        let start = match text.align {
            HPos::Left => 0.0,
            HPos::Center => -width / 2.0,
            HPos::Right => -width,
        };
        let start = start.round() as i32;
        let baseline = (OPTICAL_CENTRE * em).round() as i32;
        let origin = self.place(position);
        let mut result = Ok(());
        self.fonts.rasterize(content, em, text.bold, |x, y, coverage| {
            let (along, down) = (start + x, baseline + y);
            let (x, y) = if text.upwards { (down, -along) } else { (along, down) };
            let color = text.color.mix(f64::from(coverage.clamp(0.0, 1.0)));
            if result.is_ok() {
                result = self.area.draw_pixel((origin.0 + x, origin.1 + y), &color);
            }
        });
        result.map_err(draw_error)
    }

    /// The width in pixels that `content` takes.
    pub(super) fn text_width(&self, content: &str, em: f64, bold: bool) -> f64 {
        self.fonts.width(content, em, bold)
    }

    /// `content`, cut and closed by an ellipsis if it is wider than `width` pixels.
    pub(super) fn fit(&self, content: &str, em: f64, bold: bool, width: f64) -> String {
        let mut kept = content.to_owned();
        let mut shown = kept.clone();
        while self.text_width(&shown, em, bold) > width && kept.pop().is_some() {
            shown = format!("{kept}…");
        }
        shown
    }

    fn place(&self, (x, y): (f64, f64)) -> (i32, i32) {
        ((x * self.fineness).round() as i32, (y * self.fineness).round() as i32)
    }

    fn length(&self, pixels: f64) -> u32 {
        (pixels * self.fineness).round().max(1.0) as u32
    }
}

pub(super) fn draw_error(error: impl std::fmt::Display) -> Error {
    Error::internal(format!("the history could not be drawn: {error}"))
}
