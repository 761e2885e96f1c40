//! The picture of a sweep of learning rates, as SVG or PNG.

use super::LARGEST_SIDE;
use super::axis::Axis;
use super::canvas::Canvas;
use super::figure::{
    AXIS_TITLE_EM, AXIS_TITLE_WIDTH, EDGE, FOOTER_HEIGHT, FRAME, Frame, GRID, HEADER_HEIGHT,
    HEADER_MIDDLE, INK, LABEL_EM, LINE_WIDTH, PAPER, SMALLEST_WIDTH, SOFT_INK, TICK_GAP,
    TICKS_OF_VALUES, TITLE_EM, TRAINING_COLOR, VALIDATION_COLOR, label, value_label, vertical,
};
use super::medium::{Drawing, save, to_png, to_svg};
use crate::error::{Error, Result};
use crate::history::LearningRateCurve;
use plotters::prelude::DrawingBackend;
use plotters::style::text_anchor::HPos;
use std::path::Path;

const SMALLEST_HEIGHT: u32 = 180;

/// Losses above this many times the first one are left out: where the sweep has diverged.
const SHOWN: f64 = 1.5;

/// The picture of a [`LearningRateCurve`]: the running mean of the loss over the learning rate, whose
/// axis is logarithmic, and the suggested rate.
///
/// | argument | default | |
/// |---|---|---|
/// | `title` | Loss by learning rate | |
/// | `size` | 760 by 360 | in CSS pixels (1/96 inch) |
///
/// ```no_run
/// # let curve = kerros::history::LearningRateCurve::new(vec![], vec![]);
/// curve.plot().title("Walking").save_svg("rates.svg")?;
/// # Ok::<(), kerros::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct LearningRatePlot<'a> {
    curve: &'a LearningRateCurve,
    title: String,
    size: (u32, u32),
}

impl<'a> LearningRatePlot<'a> {
    pub(in crate::history) fn new(curve: &'a LearningRateCurve) -> Self {
        LearningRatePlot { curve, title: "Loss by learning rate".to_owned(), size: (760, 360) }
    }

    /// Sets the title; "Loss by learning rate" unless set.
    #[must_use]
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }

    /// Sets the size in CSS pixels (1/96 inch); 760 by 360 unless set.
    #[must_use]
    pub fn size(mut self, width: u32, height: u32) -> Self {
        self.size = (width, height);
        self
    }

    /// The picture as an SVG document.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] if the size leaves no room or is too large.
    pub fn to_svg(&self) -> Result<String> {
        self.check_size()?;
        to_svg(self, self.size)
    }

    /// The picture as a PNG file with two pixels in a CSS pixel. It needs no font on the machine.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] if the size leaves no room or is too large.
    pub fn to_png(&self) -> Result<Vec<u8>> {
        self.check_size()?;
        to_png(self, self.size, 2)
    }

    /// Writes the picture to the SVG file `path`.
    ///
    /// # Errors
    ///
    /// Those of [`to_svg`](Self::to_svg), and [`Error::File`].
    pub fn save_svg(&self, path: impl AsRef<Path>) -> Result<()> {
        save(path.as_ref(), self.to_svg()?.as_bytes())
    }

    /// Writes the picture to the PNG file `path`.
    ///
    /// # Errors
    ///
    /// Those of [`to_png`](Self::to_png), and [`Error::File`].
    pub fn save_png(&self, path: impl AsRef<Path>) -> Result<()> {
        save(path.as_ref(), &self.to_png()?)
    }

    fn check_size(&self) -> Result<()> {
        let (width, height) = self.size;
        let (widths, heights) = (SMALLEST_WIDTH..=LARGEST_SIDE, SMALLEST_HEIGHT..=LARGEST_SIDE);
        if widths.contains(&width) && heights.contains(&height) {
            return Ok(());
        }
        Err(Error::invalid(
            "size of the picture",
            format!(
                "a width of {SMALLEST_WIDTH} and a height of {SMALLEST_HEIGHT} to {LARGEST_SIDE} \
                 pixels"
            ),
            format!("{width} x {height} pixels"),
            "Change the size.",
        ))
    }

    /// The points of the curve that are shown: the logarithm of the rate, and the loss.
    fn points(&self) -> Vec<(f64, f64)> {
        let smoothed = self.curve.smoothed();
        let most = smoothed.first().map_or(f64::INFINITY, |first| first.abs() * SHOWN);
        let points = self.curve.rates().iter().zip(smoothed);
        let shown = points.take_while(|(_, loss)| loss.is_finite() && **loss <= most);
        shown.map(|(rate, loss)| (rate.log10(), *loss)).collect()
    }
}

impl Drawing for LearningRatePlot<'_> {
    const LABEL: &'static str = "Loss by learning rate";

    fn draw<B: DrawingBackend>(
        &self,
        canvas: &Canvas<'_, B>,
        (width, height): (f64, f64),
    ) -> Result<()> {
        canvas.fill(PAPER)?;
        let title = canvas.fit(&self.title, TITLE_EM, true, width - 2.0 * EDGE);
        let text = super::canvas::Text { em: TITLE_EM, bold: true, ..label(INK, HPos::Left) };
        canvas.text(&title, (EDGE, HEADER_MIDDLE), text)?;

        let points = self.points();
        let ticks = ((height - HEADER_HEIGHT - FOOTER_HEIGHT) / TICKS_OF_VALUES).max(2.0);
        let values = Axis::of_values(points.iter().map(|(_, loss)| *loss), ticks as usize);
        let (Some(values), Some(&(first, _)), Some(&(last, _))) =
            (values, points.first(), points.last())
        else {
            let centre = (width / 2.0, height / 2.0);
            return canvas.text("no rate was tried", centre, label(SOFT_INK, HPos::Center));
        };
        let rates = Axis::of_powers(first, last);
        let widest =
            values.ticks.iter().map(|tick| canvas.text_width(&tick.label, LABEL_EM, false));
        let left = EDGE + AXIS_TITLE_WIDTH + widest.fold(0.0, f64::max) + TICK_GAP;
        let frame =
            Frame { left, right: width - EDGE, top: HEADER_HEIGHT, bottom: height - FOOTER_HEIGHT };
        draw_axes(canvas, &rates, &values, frame)?;
        let across = |rate: f64| frame.left + rates.position(rate) * (frame.right - frame.left);
        if let Some(rate) = self.curve.suggestion() {
            let x = across(rate.log10());
            canvas.line(&[(x, frame.top), (x, frame.bottom)], LINE_WIDTH, VALIDATION_COLOR)?;
            let text = format!("suggested {}", value_label(rate));
            let is_left = x < (frame.left + frame.right) / 2.0;
            let (align, gap) =
                if is_left { (HPos::Left, TICK_GAP) } else { (HPos::Right, -TICK_GAP) };
            let place = (x + gap, frame.top + LABEL_EM);
            canvas.text(&text, place, label(VALIDATION_COLOR, align))?;
        }
        let line: Vec<_> = points
            .iter()
            .map(|&(rate, loss)| (across(rate), vertical(&values, frame, loss)))
            .collect();
        canvas.line(&line, LINE_WIDTH, TRAINING_COLOR)
    }
}

fn draw_axes<B: DrawingBackend>(
    canvas: &Canvas<'_, B>,
    rates: &Axis,
    values: &Axis,
    frame: Frame,
) -> Result<()> {
    let Frame { left, right, top, bottom } = frame;
    for tick in &rates.ticks {
        let x = left + rates.position(tick.value) * (right - left);
        canvas.line(&[(x, top), (x, bottom)], 1.0, GRID)?;
        let y = bottom + TICK_GAP + LABEL_EM / 2.0;
        canvas.text(&tick.label, (x, y), label(SOFT_INK, HPos::Center))?;
    }
    for tick in &values.ticks {
        let y = vertical(values, frame, tick.value);
        canvas.line(&[(left, y), (right, y)], 1.0, GRID)?;
        canvas.text(&tick.label, (left - TICK_GAP, y), label(SOFT_INK, HPos::Right))?;
    }
    canvas.line(&[(left, top), (left, bottom), (right, bottom)], 1.0, FRAME)?;
    let bold = super::canvas::Text { em: AXIS_TITLE_EM, bold: true, ..label(INK, HPos::Center) };
    let middle = (EDGE + AXIS_TITLE_EM / 2.0, (top + bottom) / 2.0);
    canvas.text("loss", middle, super::canvas::Text { upwards: true, ..bold })?;
    let below = ((left + right) / 2.0, bottom + TICK_GAP + LABEL_EM / 2.0 + 22.0);
    canvas.text("learning rate", below, bold)
}
