//! From a finely drawn bitmap to a PNG.

use super::canvas::draw_error;
use crate::error::Result;

/// Averages squares of `factor` times `factor` pixels of an RGB bitmap: smooth edges.
///
/// `width` and `height` are those of the result; `fine` is `factor` times as large both ways.
pub(super) fn reduce(fine: &[u8], (width, height): (usize, usize), factor: usize) -> Vec<u8> {
    let mut reduced = Vec::with_capacity(width * height * 3);
    let fine_row = width * factor * 3;
    let samples = (factor * factor) as u32;
    let mut sums = vec![0u32; width * 3];
    for rows in fine.chunks_exact(fine_row * factor) {
        sums.fill(0);
        for row in rows.chunks_exact(fine_row) {
            for (sums, square) in sums.chunks_exact_mut(3).zip(row.chunks_exact(factor * 3)) {
                for pixel in square.chunks_exact(3) {
                    for (sum, &channel) in sums.iter_mut().zip(pixel) {
                        *sum += u32::from(channel);
                    }
                }
            }
        }
        reduced.extend(sums.iter().map(|sum| ((sum + samples / 2) / samples) as u8));
    }
    reduced
}

/// An RGB bitmap as PNG, with the density that makes it `ratio` pixels per CSS pixel (1/96 inch).
pub(super) fn encode(pixels: &[u8], (width, height): (u32, u32), ratio: u32) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let per_metre = (f64::from(96 * ratio) / 0.0254).round() as u32;
    encoder.set_pixel_dims(Some(png::PixelDimensions {
        xppu: per_metre,
        yppu: per_metre,
        unit: png::Unit::Meter,
    }));
    let mut writer = encoder.write_header().map_err(draw_error)?;
    writer.write_image_data(pixels).map_err(draw_error)?;
    writer.finish().map_err(draw_error)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn squares_are_averaged() {
        // Two squares of 2 x 2: one black and white in equal parts, one evenly coloured.
        let fine = [
            [0, 0, 0, 255, 255, 255, 9, 8, 7, 9, 8, 7],
            [255, 255, 255, 0, 0, 0, 9, 8, 7, 9, 8, 7],
        ];
        assert_eq!(reduce(fine.as_flattened(), (2, 1), 2), [128, 128, 128, 9, 8, 7]);
    }
}
