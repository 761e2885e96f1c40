//! The embedded font: widths of texts and their shapes in bitmaps.
//!
//! `plotters` can draw text with `ab_glyph` itself, but (0.3.7) it drops the space to the left of
//! each letter and rounds advances; here letters stand where the font says.

use ab_glyph::{Font, FontRef, Glyph, GlyphId, PxScale, ScaleFont, point};

use super::canvas::draw_error;
use crate::error::Result;

const REGULAR: &[u8] = include_bytes!("../../../assets/fonts/OpenSans-Regular-Latin.ttf");
const SEMIBOLD: &[u8] = include_bytes!("../../../assets/fonts/OpenSans-Semibold-Latin.ttf");

/// Open Sans in two weights.
pub(crate) struct Fonts {
    regular: FontRef<'static>,
    semibold: FontRef<'static>,
}

impl Fonts {
    pub(crate) fn load() -> Result<Self> {
        Ok(Self {
            regular: FontRef::try_from_slice(REGULAR).map_err(draw_error)?,
            semibold: FontRef::try_from_slice(SEMIBOLD).map_err(draw_error)?,
        })
    }

    /// How far a line of text reaches; `em` and the result in the same unit.
    pub(crate) fn width(&self, text: &str, em: f64, bold: bool) -> f64 {
        self.lay_out(text, em, bold).1
    }

    /// Reports every pixel that `text` covers and how much of it (0 to 1); (0, 0) is the start
    /// of the baseline, y grows downwards.
    pub(super) fn rasterize(
        &self,
        text: &str,
        em: f64,
        bold: bool,
        mut cover: impl FnMut(i32, i32, f32),
    ) {
        for glyph in self.lay_out(text, em, bold).0 {
            // Blanks have no outline.
            let Some(outline) = self.face(bold).outline_glyph(glyph) else { continue };
            let corner = outline.px_bounds().min;
            outline.draw(|x, y, coverage| {
                cover(corner.x as i32 + x as i32, corner.y as i32 + y as i32, coverage);
            });
        }
    }

    /// The glyphs of `text` at their places on the baseline, and the width of all.
    fn lay_out(&self, text: &str, em: f64, bold: bool) -> (Vec<Glyph>, f64) {
        let face = self.face(bold);
        // `ab_glyph` scales by ascent plus descent where designers count in em.
        let em_in_units = face.units_per_em().unwrap_or(2048.0);
        let scale = PxScale::from(em as f32 * face.height_unscaled() / em_in_units);
        let scaled = face.as_scaled(scale);
        let mut glyphs = Vec::new();
        let mut x = 0.0;
        let mut previous: Option<GlyphId> = None;
        for character in text.chars() {
            let id = scaled.glyph_id(character);
            x += previous.map_or(0.0, |previous| scaled.kern(previous, id));
            glyphs.push(id.with_scale_and_position(scale, point(x, 0.0)));
            x += scaled.h_advance(id);
            previous = Some(id);
        }
        (glyphs, f64::from(x))
    }

    fn face(&self, bold: bool) -> &FontRef<'static> {
        if bold { &self.semibold } else { &self.regular }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_add_up_and_scale() {
        let fonts = Fonts::load().unwrap();
        let digit = fonts.width("0", 12.0, false);
        // Digits of Open Sans are 1171 of 2048 units wide.
        assert!((digit - 12.0 * 1171.0 / 2048.0).abs() < 1e-4);
        assert!((fonts.width("0000", 24.0, false) - 8.0 * digit).abs() < 1e-3);
        assert_eq!(fonts.width("", 12.0, true), 0.0);
    }

    #[test]
    fn letters_stand_on_the_baseline() {
        let fonts = Fonts::load().unwrap();
        let (mut top, mut bottom) = (i32::MAX, i32::MIN);
        fonts.rasterize("H", 100.0, false, |_, y, coverage| {
            if coverage > 0.5 {
                (top, bottom) = (top.min(y), bottom.max(y));
            }
        });
        // Capitals of Open Sans are 0.714 em tall; row -1 is the first above the baseline.
        assert_eq!((top, bottom), (-71, -1));
    }

    #[test]
    fn every_letter_of_latin_text_has_a_shape() {
        let fonts = Fonts::load().unwrap();
        for letter in ('!'..='~').chain("äöüßéñçø…–×".chars()) {
            assert_ne!(fonts.regular.glyph_id(letter), GlyphId(0), "{letter}");
            assert_ne!(fonts.semibold.glyph_id(letter), GlyphId(0), "{letter}");
        }
    }
}
