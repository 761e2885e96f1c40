//! From a drawing to an SVG document or a PNG file.

use super::canvas::{Canvas, Medium, draw_error};
use super::png;
use crate::error::{Error, Result};
use plotters::prelude::*;
use std::path::Path;

/// Divisions of a pixel in SVG coordinates.
const SVG_FINENESS: u32 = 10;
/// Samples per pixel of a PNG in each direction.
const PNG_SAMPLES: u32 = 3;
/// Limits the memory of a drawing: 27 bytes per pixel of a PNG.
const LARGEST_PIXELS: u64 = 16_000_000;
const LARGEST_PIXEL_RATIO: u32 = 4;

/// Something that can be drawn on any canvas.
pub(super) trait Drawing {
    /// What it shows, for those who do not see it.
    const LABEL: &'static str;

    /// Draws it, `size` (in CSS pixels) large.
    fn draw<B: DrawingBackend>(&self, canvas: &Canvas<'_, B>, size: (f64, f64)) -> Result<()>;
}

/// The drawing as an SVG document, width by height CSS pixels large.
pub(super) fn to_svg<D: Drawing>(drawing: &D, (width, height): (u32, u32)) -> Result<String> {
    let mut document = String::new();
    {
        let fine = (width * SVG_FINENESS, height * SVG_FINENESS);
        let area = SVGBackend::with_string(&mut document, fine).into_drawing_area();
        draw(drawing, &area, SVG_FINENESS, Medium::Svg, (width, height))?;
    }
    // The backend's root element would show the picture as large as its fine coordinates.
    let Some((_, body)) = document.split_once('\n') else {
        return Err(draw_error("the SVG has no root element"));
    };
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {} {}\" stroke-linejoin=\"round\" role=\"img\" \
         aria-label=\"{}\">\n{body}",
        width * SVG_FINENESS,
        height * SVG_FINENESS,
        D::LABEL,
    ))
}

/// The drawing as a PNG file with `ratio` pixels in a CSS pixel.
pub(super) fn to_png<D: Drawing>(drawing: &D, size: (u32, u32), ratio: u32) -> Result<Vec<u8>> {
    check_pixel_ratio(size, ratio)?;
    let pixels = (size.0 * ratio, size.1 * ratio);
    let fine = (pixels.0 * PNG_SAMPLES, pixels.1 * PNG_SAMPLES);
    let mut bitmap = vec![0; fine.0 as usize * fine.1 as usize * 3];
    {
        let area = BitMapBackend::with_buffer(&mut bitmap, fine).into_drawing_area();
        draw(drawing, &area, ratio * PNG_SAMPLES, Medium::Bitmap, size)?;
    }
    let (width, height) = (pixels.0 as usize, pixels.1 as usize);
    png::encode(&png::reduce(&bitmap, (width, height), PNG_SAMPLES as usize), pixels, ratio)
}

/// Writes the bytes of a picture.
pub(super) fn save(path: &Path, bytes: &[u8]) -> Result<()> {
    std::fs::write(path, bytes).map_err(|error| Error::file("picture of the history", path, &error))
}

fn draw<D: Drawing, B: DrawingBackend>(
    drawing: &D,
    area: &DrawingArea<B, plotters::coord::Shift>,
    fineness: u32,
    medium: Medium,
    (width, height): (u32, u32),
) -> Result<()> {
    let canvas = Canvas::new(area, fineness, medium)?;
    drawing.draw(&canvas, (f64::from(width), f64::from(height)))?;
    area.present().map_err(draw_error)
}

fn check_pixel_ratio((width, height): (u32, u32), ratio: u32) -> Result<()> {
    let pixels = u64::from(width) * u64::from(height);
    if (1..=LARGEST_PIXEL_RATIO).contains(&ratio)
        && pixels * u64::from(ratio * ratio) <= LARGEST_PIXELS
    {
        return Ok(());
    }
    Err(Error::invalid(
        "size of the picture",
        format!("a pixel ratio of 1 to {LARGEST_PIXEL_RATIO} and at most {LARGEST_PIXELS} pixels"),
        format!("{width} x {height} pixels at pixel ratio {ratio}"),
        "Change the size.",
    ))
}
