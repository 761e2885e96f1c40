use super::super::History;
use crate::error::Error;

const BLUE: [u8; 3] = [0, 114, 178];
const VERMILION: [u8; 3] = [213, 94, 0];

fn walking(epochs: usize) -> History {
    let mut history = History::default();
    for epoch in 0..epochs {
        let progress = (epoch as f64 + 1.0) / epochs as f64;
        history.push_epoch(
            epoch,
            &[
                ("accuracy", 0.9 * progress),
                ("loss", 2.0 - progress),
                ("val_accuracy", 0.8 * progress),
                ("val_loss", 2.2 - progress),
            ],
        );
    }
    history
}

/// Histories that are awkward to draw, and their pictures must still be sound.
fn awkward() -> Vec<History> {
    let with = |values: &[f64]| {
        let mut history = History::default();
        for (epoch, &value) in values.iter().enumerate() {
            history.push_epoch(epoch, &[("loss", value), ("val_<&\"\u{1}'", -value)]);
        }
        history
    };
    vec![
        History::default(),
        with(&[0.5]),
        with(&[f64::NAN]),
        with(&[0.0; 3]),
        with(&[1.0, f64::INFINITY, 0.5, f64::NAN, f64::NAN, 0.25]),
        with(&[f64::MIN, f64::MAX, 1e-310]),
        walking(1000),
    ]
}

struct Picture {
    width: u32,
    height: u32,
    pixels: Vec<u8>,
}

impl Picture {
    fn read(file: &[u8]) -> Self {
        let mut reader = png::Decoder::new(std::io::Cursor::new(file)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        assert_eq!(info.color_type, png::ColorType::Rgb);
        Self { width: info.width, height: info.height, pixels }
    }

    fn count(&self, color: [u8; 3]) -> usize {
        self.pixels.chunks_exact(3).filter(|pixel| **pixel == color).count()
    }
}

#[test]
fn svg_names_every_metric_once_and_the_loss_first() {
    let svg = walking(15).plot().title("Walking").to_svg().unwrap();
    let position =
        |text: &str| svg.find(&format!("\n{text}\n")).unwrap_or_else(|| panic!("{text}"));
    assert!(position("loss") < position("accuracy"));
    for text in ["Walking", "training", "validation", "epoch", "15"] {
        position(text);
    }
    assert!(!svg.contains("val_"));
    // Blue and vermilion: a sample in the legend and a curve in both panels.
    for color in ["#0072B2", "#D55E00"] {
        assert_eq!(svg.matches(&format!("stroke=\"{color}\" stroke-width=\"20\"")).count(), 3);
    }
}

#[test]
fn svg_is_sound_xml_whatever_the_values() {
    for history in awkward() {
        let svg = history.plot().title("<a> & \"b\"\u{0}").to_svg().unwrap();
        assert!(svg.starts_with("<svg ") && svg.trim_end().ends_with("</svg>"));
        assert_eq!(svg.matches("<text").count(), svg.matches("</text>").count());
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
        assert!(svg.contains("&lt;a&gt; &amp; &quot;b&quot; "));
        assert!(!svg.contains(|c: char| c.is_control() && c != '\n'));
    }
}

#[test]
fn png_shows_both_curves_on_white_paper() {
    let file = walking(15).plot().size(600, 400).pixel_ratio(1).to_png().unwrap();
    let picture = Picture::read(&file);
    assert_eq!((picture.width, picture.height), (600, 400));
    assert_eq!(picture.pixels[..3], [255, 255, 255]);
    assert!(picture.count(BLUE) > 500 && picture.count(VERMILION) > 500);
    assert!(picture.count([255, 255, 255]) > 600 * 400 / 2);
}

#[test]
fn png_is_drawn_whatever_the_values() {
    for history in awkward() {
        let file = history.plot().size(320, 300).pixel_ratio(1).to_png().unwrap();
        assert!(Picture::read(&file).count([255, 255, 255]) > 320 * 300 / 2);
    }
}

#[test]
fn a_value_that_is_not_finite_breaks_the_curve_and_is_counted() {
    let mut history = History::default();
    for (epoch, loss) in [1.0, 0.5, f64::NAN, 0.25, 0.125, f64::INFINITY].into_iter().enumerate() {
        history.push_epoch(epoch, &[("loss", loss)]);
    }
    let svg = history.plot().to_svg().unwrap();
    assert!(svg.contains("\n2 of 6 values not finite\n"));
    // The legend and the two parts of the curve.
    assert_eq!(svg.matches("stroke=\"#0072B2\" stroke-width=\"20\"").count(), 3);
}

#[test]
fn the_same_history_gives_the_same_bytes() {
    let plot = |history: &History| {
        let plot = history.plot().size(400, 320).pixel_ratio(1);
        (plot.to_svg().unwrap(), plot.to_png().unwrap())
    };
    assert_eq!(plot(&walking(15)), plot(&walking(15)));
    assert_ne!(plot(&walking(15)), plot(&walking(16)));
}

#[test]
fn sizes_that_cannot_be_drawn_are_errors() {
    let history = walking(3);
    for plot in [
        history.plot().size(0, 400),
        history.plot().size(600, 100),
        history.plot().size(u32::MAX, u32::MAX),
        history.plot().size(9_999, 9_999),
        history.plot().pixel_ratio(0),
        history.plot().pixel_ratio(u32::MAX),
    ] {
        let error = plot.to_png().unwrap_err();
        assert!(matches!(error, Error::Invalid { .. }), "{error}");
        assert!(error.to_string().contains("Change the size"), "{error}");
    }
    let mut many = History::default();
    let names: Vec<String> = (0..40).map(|index| format!("metric_{index}")).collect();
    many.push_epoch(0, &names.iter().map(|name| (name.as_str(), 1.0)).collect::<Vec<_>>());
    assert!(many.plot().to_png().is_ok(), "forty metrics at the default size");
}

#[test]
fn a_folder_that_does_not_exist_is_an_error_with_a_remedy() {
    let path = std::env::temp_dir().join("kerros-no-such-folder").join("history.svg");
    let error = walking(2).plot().save_svg(&path).unwrap_err();
    assert!(matches!(&error, Error::File { path: at, .. } if *at == path));
    assert!(error.to_string().contains("Choose a folder"), "{error}");
}
