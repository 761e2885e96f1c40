//! The layout of the picture: title, legend and one panel per metric.

use plotters::prelude::{DrawingBackend, RGBColor};
use plotters::style::text_anchor::HPos;

use super::super::text::format_significant;
use super::super::{History, VALIDATION_PREFIX};
use super::axis::Axis;
use super::canvas::{Canvas, Text};
use crate::error::Result;

// Blue and vermilion of the palette of Okabe and Ito, which people with any kind of colour
// blindness tell apart (https://jfly.uni-koeln.de/color/). Filled and open points tell training
// from validation in grey prints as well.
pub(super) const TRAINING_COLOR: RGBColor = RGBColor(0, 114, 178);
pub(super) const VALIDATION_COLOR: RGBColor = RGBColor(213, 94, 0);

pub(super) const PAPER: RGBColor = RGBColor(255, 255, 255);
pub(super) const INK: RGBColor = RGBColor(33, 37, 41);
pub(super) const SOFT_INK: RGBColor = RGBColor(92, 99, 106);
pub(super) const GRID: RGBColor = RGBColor(231, 234, 237);
pub(super) const FRAME: RGBColor = RGBColor(173, 181, 189);

// Lengths in pixels of the finished picture.
pub(super) const EDGE: f64 = 18.0;
pub(super) const TITLE_EM: f64 = 17.0;
pub(super) const LABEL_EM: f64 = 12.0;
pub(super) const AXIS_TITLE_EM: f64 = 13.0;
pub(super) const HEADER_HEIGHT: f64 = 58.0;
pub(super) const HEADER_MIDDLE: f64 = 26.0;
pub(super) const FOOTER_HEIGHT: f64 = 54.0;
const PANEL_GAP: f64 = 18.0;
pub(super) const AXIS_TITLE_WIDTH: f64 = 24.0;
pub(super) const TICK_GAP: f64 = 8.0;
pub(super) const LINE_WIDTH: f64 = 2.0;
/// Curves of very many epochs overlap less when they are thin.
const THIN_LINE_WIDTH: f64 = 1.25;
const POINT_RADIUS: f64 = 3.5;
/// Points nearer to each other than this would run together; then only lines are drawn.
const POINT_DISTANCE: f64 = 8.0;
pub(super) const TICKS_OF_VALUES: f64 = 42.0;
const TICKS_OF_EPOCHS: f64 = 40.0;

/// The least width of a picture that leaves room for a curve between its labels.
pub(super) const SMALLEST_WIDTH: u32 = 320;

/// The height of a picture with `panels` panels, each `panel_height` high.
pub(super) fn height_of(panels: usize, panel_height: f64) -> f64 {
    let panels = panels.max(1) as f64;
    HEADER_HEIGHT + FOOTER_HEIGHT + panels * panel_height + (panels - 1.0) * PANEL_GAP
}

/// One metric: its curve on the training data, on the validation data, or both.
pub(super) struct Panel<'a> {
    name: &'a str,
    curves: Vec<Curve<'a>>,
}

/// A line with points.
#[derive(Clone, Copy)]
struct Curve<'a> {
    of_validation: bool,
    values: &'a [f64],
}

impl Curve<'_> {
    fn color(&self) -> RGBColor {
        if self.of_validation { VALIDATION_COLOR } else { TRAINING_COLOR }
    }
}

/// One panel per metric: the loss first, then the others in the order of the history.
pub(super) fn panels(history: &History) -> Vec<Panel<'_>> {
    let mut panels: Vec<Panel<'_>> = Vec::new();
    for (name, values) in history.metrics() {
        let (of_validation, name) = match name.strip_prefix(VALIDATION_PREFIX) {
            Some(name) => (true, name),
            None => (false, name),
        };
        let curve = Curve { of_validation, values };
        match panels.iter_mut().find(|panel| panel.name == name) {
            Some(panel) => panel.curves.push(curve),
            None => panels.push(Panel { name, curves: vec![curve] }),
        }
    }
    panels.sort_by_key(|panel| panel.name != "loss");
    panels
}

/// A rectangle in pixels.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

/// A panel with the axis of its values; `None` if none of them is finite.
struct Prepared<'a> {
    panel: Panel<'a>,
    values: Option<Axis>,
}

/// Draws the whole picture, `width` times `height` pixels large.
pub(super) fn draw<B: DrawingBackend>(
    canvas: &Canvas<'_, B>,
    history: &History,
    title: &str,
    (width, height): (f64, f64),
) -> Result<()> {
    canvas.fill(PAPER)?;
    let panels = panels(history);
    draw_header(canvas, &panels, title, width)?;
    let (Some(first), Some(last)) = (history.epochs().iter().min(), history.epochs().iter().max())
    else {
        let text = label(SOFT_INK, HPos::Center);
        return canvas.text("no epoch has run yet", (width / 2.0, height / 2.0), text);
    };

    let count = panels.len().max(1) as f64;
    let panel_height = (height - HEADER_HEIGHT - FOOTER_HEIGHT - (count - 1.0) * PANEL_GAP) / count;
    let panels: Vec<_> = panels.into_iter().map(|panel| prepare(panel, panel_height)).collect();

    let left = EDGE + AXIS_TITLE_WIDTH + widest_tick_label(canvas, &panels) + TICK_GAP;
    let right = width - EDGE - widest_last_value(canvas, &panels) - TICK_GAP;
    let epochs = Axis::of_epochs(first + 1, last + 1, ((right - left) / TICKS_OF_EPOCHS) as usize);

    let mut frame = Frame { left, right, top: HEADER_HEIGHT, bottom: HEADER_HEIGHT };
    for panel in &panels {
        frame.bottom = frame.top + panel_height;
        draw_panel(canvas, panel, history, &epochs, frame)?;
        frame.top = frame.bottom + PANEL_GAP;
    }
    draw_epoch_labels(canvas, &epochs, frame)
}

fn prepare(panel: Panel<'_>, height: f64) -> Prepared<'_> {
    let all = panel.curves.iter().flat_map(|curve| curve.values.iter().copied());
    let values = Axis::of_values(all, (height / TICKS_OF_VALUES).max(2.0) as usize);
    Prepared { panel, values }
}

fn widest_tick_label<B: DrawingBackend>(canvas: &Canvas<'_, B>, panels: &[Prepared<'_>]) -> f64 {
    panels
        .iter()
        .filter_map(|panel| panel.values.as_ref())
        .flat_map(|axis| &axis.ticks)
        .map(|tick| canvas.text_width(&tick.label, LABEL_EM, false))
        .fold(0.0, f64::max)
}

fn widest_last_value<B: DrawingBackend>(canvas: &Canvas<'_, B>, panels: &[Prepared<'_>]) -> f64 {
    panels
        .iter()
        .flat_map(|panel| &panel.panel.curves)
        .filter_map(last_finite)
        .map(|value| canvas.text_width(&value_label(value), LABEL_EM, true))
        .fold(0.0, f64::max)
}

fn last_finite(curve: &Curve<'_>) -> Option<f64> {
    curve.values.iter().rev().copied().find(|value| value.is_finite())
}

/// Four significant digits; exponents as the ticks have them ("2.6e7").
pub(super) fn value_label(value: f64) -> String {
    let text = format_significant(value, 4);
    match text.split_once('e') {
        Some((mantissa, exponent)) => {
            let sign = if exponent.starts_with('-') { "-" } else { "" };
            format!("{mantissa}e{sign}{}", exponent.trim_start_matches(['+', '-', '0']))
        }
        None => text,
    }
}

/// Title on the left, legend on the right.
fn draw_header<B: DrawingBackend>(
    canvas: &Canvas<'_, B>,
    panels: &[Panel<'_>],
    title: &str,
    width: f64,
) -> Result<()> {
    let middle = HEADER_MIDDLE;
    let curves = || panels.iter().flat_map(|panel| &panel.curves);
    let mut right = width - EDGE;
    for (of_validation, name) in [(true, "validation"), (false, "training")] {
        let Some(curve) = curves().find(|curve| curve.of_validation == of_validation) else {
            continue;
        };
        canvas.text(name, (right, middle), label(INK, HPos::Right))?;
        right -= canvas.text_width(name, LABEL_EM, false) + 8.0;
        canvas.line(&[(right - 26.0, middle), (right, middle)], LINE_WIDTH, curve.color())?;
        draw_point(canvas, curve, (right - 13.0, middle))?;
        right -= 26.0 + 20.0;
    }
    let title = canvas.fit(title, TITLE_EM, true, right - EDGE);
    let text = Text { em: TITLE_EM, bold: true, ..label(INK, HPos::Left) };
    canvas.text(&title, (EDGE, middle), text)
}

/// Grid, frame, title of the vertical axis and curves of one panel.
fn draw_panel<B: DrawingBackend>(
    canvas: &Canvas<'_, B>,
    Prepared { panel, values }: &Prepared<'_>,
    history: &History,
    epochs: &Axis,
    frame: Frame,
) -> Result<()> {
    let middle = (frame.top + frame.bottom) / 2.0;
    let name = canvas.fit(panel.name, AXIS_TITLE_EM, true, frame.bottom - frame.top);
    let text = Text { em: AXIS_TITLE_EM, bold: true, upwards: true, ..label(INK, HPos::Center) };
    canvas.text(&name, (EDGE + AXIS_TITLE_EM / 2.0, middle), text)?;

    for tick in &epochs.ticks {
        let x = horizontal(epochs, frame, tick.value);
        canvas.line(&[(x, frame.top), (x, frame.bottom)], 1.0, GRID)?;
    }
    if let Some(values) = values {
        for tick in &values.ticks {
            let y = vertical(values, frame, tick.value);
            canvas.line(&[(frame.left, y), (frame.right, y)], 1.0, GRID)?;
            let text = label(SOFT_INK, HPos::Right);
            canvas.text(&tick.label, (frame.left - TICK_GAP, y), text)?;
        }
    }
    let Frame { left, right, top, bottom } = frame;
    canvas.line(&[(left, top), (left, bottom), (right, bottom)], 1.0, FRAME)?;

    let Some(values) = values else {
        let centre = ((left + right) / 2.0, middle);
        return canvas.text("no finite values", centre, label(SOFT_INK, HPos::Center));
    };
    for curve in &panel.curves {
        draw_curve(canvas, curve, history.epochs(), (epochs, values), frame)?;
    }
    draw_last_values(canvas, &panel.curves, values, frame)?;
    draw_note_on_gaps(canvas, &panel.curves, frame)
}

/// The line, broken where values are not finite, and its points where there is room for them.
fn draw_curve<B: DrawingBackend>(
    canvas: &Canvas<'_, B>,
    curve: &Curve<'_>,
    epochs: &[usize],
    (horizontal_axis, vertical_axis): (&Axis, &Axis),
    frame: Frame,
) -> Result<()> {
    let points: Vec<Option<(f64, f64)>> = epochs
        .iter()
        .zip(curve.values)
        .map(|(&epoch, &value)| {
            let x = horizontal(horizontal_axis, frame, (epoch + 1) as f64);
            value.is_finite().then(|| (x, vertical(vertical_axis, frame, value)))
        })
        .collect();
    let room_for_points = (frame.right - frame.left) / points.len() as f64 >= POINT_DISTANCE;

    let line_width = if room_for_points { LINE_WIDTH } else { THIN_LINE_WIDTH };

    for run in points.split(Option::is_none) {
        let run: Vec<_> = run.iter().copied().flatten().collect();
        if run.len() > 1 {
            canvas.line(&run, line_width, curve.color())?;
        }
        if room_for_points || run.len() == 1 {
            for point in run {
                draw_point(canvas, curve, point)?;
            }
        }
    }
    Ok(())
}

/// A filled point for training, an open one for validation.
fn draw_point<B: DrawingBackend>(
    canvas: &Canvas<'_, B>,
    curve: &Curve<'_>,
    centre: (f64, f64),
) -> Result<()> {
    canvas.disc(centre, POINT_RADIUS, curve.color())?;
    if curve.of_validation {
        canvas.disc(centre, POINT_RADIUS - 1.5, PAPER)?;
    }
    Ok(())
}

/// The last values, to the right of the panel at their height, moved apart where they overlap.
fn draw_last_values<B: DrawingBackend>(
    canvas: &Canvas<'_, B>,
    curves: &[Curve<'_>],
    values: &Axis,
    frame: Frame,
) -> Result<()> {
    let mut labels: Vec<_> = curves
        .iter()
        .filter_map(|curve| Some((curve, last_finite(curve)?)))
        .map(|(curve, value)| (vertical(values, frame, value), value_label(value), curve.color()))
        .collect();
    labels.sort_by(|(a, ..), (b, ..)| a.total_cmp(b));
    if let [(upper, ..), (lower, ..)] = labels.as_mut_slice() {
        let missing = LABEL_EM * 1.25 - (*lower - *upper);
        if missing > 0.0 {
            *upper -= missing / 2.0;
            *lower += missing / 2.0;
        }
    }
    for (y, value, color) in labels {
        let text = Text { bold: true, ..label(color, HPos::Left) };
        canvas.text(&value, (frame.right + TICK_GAP, y), text)?;
    }
    Ok(())
}

/// Says how many values are missing from the curves because they are NaN or infinite.
fn draw_note_on_gaps<B: DrawingBackend>(
    canvas: &Canvas<'_, B>,
    curves: &[Curve<'_>],
    frame: Frame,
) -> Result<()> {
    let all = || curves.iter().flat_map(|curve| curve.values);
    let gaps = all().filter(|value| !value.is_finite()).count();
    if gaps == 0 {
        return Ok(());
    }
    let note = format!("{gaps} of {} values not finite", all().count());
    let position = (frame.right, frame.top - PANEL_GAP / 2.0);
    canvas.text(&note, position, label(SOFT_INK, HPos::Right))
}

/// Labels and title of the horizontal axis, below the last panel.
fn draw_epoch_labels<B: DrawingBackend>(
    canvas: &Canvas<'_, B>,
    epochs: &Axis,
    frame: Frame,
) -> Result<()> {
    let y = frame.bottom + TICK_GAP + LABEL_EM / 2.0;
    for tick in &epochs.ticks {
        let x = horizontal(epochs, frame, tick.value);
        canvas.text(&tick.label, (x, y), label(SOFT_INK, HPos::Center))?;
    }
    let centre = ((frame.left + frame.right) / 2.0, y + 22.0);
    let text = Text { em: AXIS_TITLE_EM, bold: true, ..label(INK, HPos::Center) };
    canvas.text("epoch", centre, text)
}

fn horizontal(epochs: &Axis, frame: Frame, epoch: f64) -> f64 {
    frame.left + epochs.position(epoch) * (frame.right - frame.left)
}

pub(super) fn vertical(values: &Axis, frame: Frame, value: f64) -> f64 {
    frame.bottom - values.position(value) * (frame.bottom - frame.top)
}

pub(super) fn label(color: RGBColor, align: HPos) -> Text {
    Text { em: LABEL_EM, color, bold: false, align, upwards: false }
}
