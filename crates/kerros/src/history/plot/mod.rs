//! The picture of a history, as SVG or PNG.

mod axis;
mod canvas;
mod figure;
pub(crate) mod font;
mod medium;
mod png;
mod rates;
#[cfg(test)]
mod tests;

pub use rates::LearningRatePlot;

use self::canvas::Canvas;
use self::medium::{Drawing, save, to_png, to_svg};
use super::History;
use crate::error::{Error, Result};
use plotters::prelude::DrawingBackend;
use std::path::Path;

const DEFAULT_WIDTH: u32 = 760;
const DEFAULT_PANEL_HEIGHT: f64 = 210.0;
const SMALLEST_PANEL_HEIGHT: f64 = 60.0;
/// Panels of a picture without a given size shrink rather than make it higher than this.
const DEFAULT_LARGEST_HEIGHT: f64 = 5000.0;
const DEFAULT_TITLE: &str = "Training history";

const LARGEST_SIDE: u32 = 10_000;

/// The picture of a [`History`]: one panel per metric (the loss first), with the curves on
/// training and validation data over the epochs, counted from 1.
///
/// Values that are NaN or infinite leave a gap in their curve and are counted in a note. The last
/// values stand beside the curves. The same history gives the same bytes on every call.
///
/// | argument | default | |
/// |---|---|---|
/// | `title` | Training history | |
/// | `size` | 760 wide, 210 for each metric | in CSS pixels (1/96 inch) |
/// | `pixel_ratio` | 2 | pixels of a PNG in a CSS pixel, 1 to 4 |
///
/// In R's keras: `plot(history)`.
///
/// ```
/// use kerros::history::History;
///
/// let mut history = History::default();
/// history.push_epoch(0, &[("loss", 0.9), ("val_loss", 1.0)]);
/// history.push_epoch(1, &[("loss", 0.5), ("val_loss", 0.7)]);
/// let picture = history.plot().title("Walking").size(900, 400);
/// assert!(picture.to_svg()?.starts_with("<svg"));
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// To a file:
///
/// ```no_run
/// # let history = kerros::history::History::default();
/// history.plot().title("Walking").save_svg("history.svg")?;
/// history.plot().size(900, 700).pixel_ratio(1).save_png("history.png")?;
/// # Ok::<(), kerros::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct HistoryPlot<'a> {
    history: &'a History,
    title: String,
    width: u32,
    height: Option<u32>,
    pixel_ratio: u32,
}

impl<'a> HistoryPlot<'a> {
    pub(super) fn new(history: &'a History) -> Self {
        Self {
            history,
            title: DEFAULT_TITLE.to_owned(),
            width: DEFAULT_WIDTH,
            height: None,
            pixel_ratio: 2,
        }
    }

    /// Sets the title; "Training history" unless set.
    #[must_use]
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }

    /// Sets the size in CSS pixels (1/96 inch). Unless set, the picture is 760 pixels wide and
    /// gives each metric a panel of 210 pixels.
    #[must_use]
    pub fn size(mut self, width: u32, height: u32) -> Self {
        self.width = width;
        self.height = Some(height);
        self
    }

    /// Sets how many pixels of a PNG make one CSS pixel, 1 to 4. Unless set it is 2, which is
    /// sharp on dense screens and in print. SVG is sharp at any size and not concerned.
    #[must_use]
    pub fn pixel_ratio(mut self, ratio: u32) -> Self {
        self.pixel_ratio = ratio;
        self
    }

    /// The picture as an SVG document.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] if the size leaves no room for the panels.
    pub fn to_svg(&self) -> Result<String> {
        to_svg(self, self.checked_size()?)
    }

    /// The picture as a PNG file. It needs no font on the machine.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] if the size leaves no room for the panels or is too large.
    pub fn to_png(&self) -> Result<Vec<u8>> {
        to_png(self, self.checked_size()?, self.pixel_ratio)
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

    /// Width and height, if every panel has room.
    fn checked_size(&self) -> Result<(u32, u32)> {
        let panels = figure::panels(self.history).len();
        let default_height =
            figure::height_of(panels, DEFAULT_PANEL_HEIGHT).min(DEFAULT_LARGEST_HEIGHT);
        let height = self.height.unwrap_or(default_height.ceil() as u32);
        let smallest_height = figure::height_of(panels, SMALLEST_PANEL_HEIGHT).ceil() as u32;
        let widths = figure::SMALLEST_WIDTH..=LARGEST_SIDE;
        let heights = smallest_height..=LARGEST_SIDE;
        if widths.contains(&self.width) && heights.contains(&height) {
            return Ok((self.width, height));
        }
        Err(Error::invalid(
            "size of the picture",
            format!(
                "a width of {} to {LARGEST_SIDE} and, for {panels} metrics, a height of \
                 {smallest_height} to {LARGEST_SIDE} pixels",
                figure::SMALLEST_WIDTH,
            ),
            format!("{} x {height} pixels", self.width),
            "Change the size.",
        ))
    }
}

impl Drawing for HistoryPlot<'_> {
    const LABEL: &'static str = "Training history";

    fn draw<B: DrawingBackend>(&self, canvas: &Canvas<'_, B>, size: (f64, f64)) -> Result<()> {
        figure::draw(canvas, self.history, &self.title, size)
    }
}
