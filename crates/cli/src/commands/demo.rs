//! `kerros demo`: a network of the course, from its data to its judgement.

use crate::arguments::{Demo, Network, SplitArgument};
use crate::data::confusion::ConfusionMatrix;
use crate::data::one_hot;
use crate::data::sets::Prepared;
use crate::data::split::SplitKind;
use crate::error::{Error, Result};
use crate::source::Source;
use crate::view::View;
use kerros::prelude::*;
use kerros::summary::SummaryStyle;
use std::io::{Write, stdout};
use std::path::{Path, PathBuf};

/// What one training came to.
struct Outcome {
    split: SplitKind,
    /// The metric's name, its last value on the validation rows and its value on the test rows.
    metric: &'static str,
    validation: f64,
    test: f64,
}

pub(crate) fn run(arguments: &Demo) -> Result<()> {
    let splits = splits(arguments);
    let data = load(arguments, &splits)?;
    make_folder(&arguments.out)?;
    let mut outcomes = Vec::new();
    for (split, data) in splits.iter().zip(&data) {
        outcomes.push(train(arguments, *split, data, splits.len() > 1)?);
    }
    if outcomes.len() > 1 {
        compare(&outcomes)?;
    }
    Ok(())
}

/// The splits to train on: the one asked for, or the course's; for walking the honest one too.
fn splits(arguments: &Demo) -> Vec<SplitKind> {
    match (arguments.split, arguments.network) {
        (Some(SplitArgument::Random), _) => vec![SplitKind::Random],
        (Some(SplitArgument::Stratified), _) => vec![SplitKind::Stratified],
        (Some(SplitArgument::Time), _) => vec![SplitKind::Time],
        (None, Network::Walking) => vec![SplitKind::Random, SplitKind::Time],
        (None, Network::Boston) => vec![SplitKind::Random],
        (None, Network::Iris | Network::IrisRelu | Network::BreastCancer) => {
            vec![SplitKind::Stratified]
        }
    }
}

fn load(arguments: &Demo, splits: &[SplitKind]) -> Result<Vec<Prepared>> {
    let source = Source::open(arguments.network, arguments.data.as_deref())?;
    splits.iter().map(|&split| Ok(source.split(split, arguments.seed)?)).collect()
}

/// Trains on one split and shows everything the course shows.
fn train(arguments: &Demo, split: SplitKind, data: &Prepared, several: bool) -> Result<Outcome> {
    let network = arguments.network;
    let course = network.course();
    let mut out = stdout();
    writeln!(out, "\n== {}: {} split ==\n", network.name(), split.name())?;
    writeln!(
        out,
        "{} training rows {:?}, {} test rows; features {}\n",
        data.x_train.shape()[0],
        &data.x_train.shape()[1..],
        data.x_test.shape()[0],
        data.feature_names.join(", "),
    )?;

    let mut model = network.build(arguments.seed)?;
    if let Some(threads) = arguments.threads {
        model.set_threads(threads.get())?;
    }
    writeln!(out, "{}", model.summary()?.to_text(SummaryStyle::Keras3))?;

    let epochs = arguments.epochs.map_or(course.epochs, |epochs| epochs.get());
    let view = if arguments.view { Some(View::open(epochs)?) } else { None };
    let mut fit = course.fit(data).epochs(epochs).verbose(verbose(arguments));
    if let Some(view) = &view {
        writeln!(out, "Live at {}\n", view.url())?;
        fit = fit.callback(view.callback());
    }
    let history = model.fit(&data.x_train, &data.y_train, fit)?;
    drop(view);
    writeln!(out, "\n{history}")?;

    let quiet = Evaluate::new().batch_size(course.batch_size).verbose(Verbose::Silent);
    let scores = model.evaluate(&data.x_test, &data.y_test, quiet)?;
    writeln!(out, "\nOn the test rows: {scores}\n")?;
    show_predictions(&mut model, data)?;

    let stem = match several {
        true => format!("{}-{}", network.name(), split.name()),
        false => network.name().to_owned(),
    };
    save_pictures(&history, &stem, &arguments.out)?;

    let metric = network.metric();
    Ok(Outcome {
        split,
        metric,
        validation: history.last(&format!("val_{metric}")).unwrap_or(f64::NAN),
        test: scores.get(metric).unwrap_or(f64::NAN),
    })
}

fn verbose(arguments: &Demo) -> Verbose {
    match arguments.verbose {
        None => Verbose::Auto,
        Some(0) => Verbose::Silent,
        Some(1) => Verbose::Bar,
        Some(_) => Verbose::Line,
    }
}

/// Some predictions beside what was true, and for classes the confusion matrix.
fn show_predictions(model: &mut Sequential, data: &Prepared) -> Result<()> {
    let mut out = stdout();
    writeln!(out, "Ten predictions from all over the test rows, and what was true:")?;
    if data.class_names.is_empty() {
        let predictions: Vec<f32> = model.predict(&data.x_test)?.into_iter().collect();
        for row in spread(predictions.len()) {
            writeln!(out, "{:>12.2} {:>12.2}", predictions[row], data.y_test[[row, 0]])?;
        }
        return Ok(());
    }
    let predicted = model.predict_classes(&data.x_test)?;
    let reference = reference_classes(data)?;
    let name = |code: usize| data.class_names[code].as_str();
    for row in spread(predicted.len()) {
        writeln!(out, "{:>12} {:>12}", name(predicted[row]), name(reference[row]))?;
    }
    writeln!(out)?;
    let matrix = ConfusionMatrix::new(&data.class_names, &predicted, &reference)?;
    writeln!(out, "{matrix}")?;
    Ok(())
}

/// Ten rows at equal distances, or all where there are fewer: test rows are in the order of the data.
fn spread(rows: usize) -> impl Iterator<Item = usize> {
    const SHOWN: usize = 10;
    let shown = SHOWN.min(rows);
    (0..shown).map(move |index| index * rows / shown)
}

/// The true classes of the test rows, from one-hot rows or from the code itself.
fn reference_classes(data: &Prepared) -> Result<Vec<usize>> {
    match data.y_test.ncols() {
        1 => Ok(data.y_test.iter().map(|&code| code as usize).collect()),
        _ => Ok(one_hot::decode(data.y_test.view())?),
    }
}

fn save_pictures(history: &History, stem: &str, folder: &Path) -> Result<()> {
    let plot = history.plot().title(stem);
    let place = |extension: &str| -> PathBuf { folder.join(format!("{stem}.{extension}")) };
    plot.save_svg(place("svg"))?;
    plot.save_png(place("png"))?;
    let (svg, png) = (place("svg"), place("png"));
    writeln!(stdout(), "\nPictures of the history: {} and {}", svg.display(), png.display())?;
    Ok(())
}

/// Why the two figures of the walking data differ.
fn compare(outcomes: &[Outcome]) -> Result<()> {
    let mut out = stdout();
    writeln!(out, "\n{:<8} {:>20} {:>14}", "split", "last validation", "test")?;
    for outcome in outcomes {
        writeln!(
            out,
            "{:<8} {:>20.4} {:>14.4}  ({})",
            outcome.split.name(),
            outcome.validation,
            outcome.test,
            outcome.metric
        )?;
    }
    writeln!(
        out,
        "\nThe windows overlap by 80 %, so in the random split every test window shares samples with \
         training windows and its figure says little about new walks; in the time split no sample is \
         shared, so that figure is the honest one."
    )?;
    Ok(())
}

/// Makes the folder for the pictures, and finds out now, not after the training, whether it can be
/// written.
fn make_folder(folder: &Path) -> Result<()> {
    let located = |source| Error::Folder { folder: folder.to_owned(), source };
    std::fs::create_dir_all(folder).map_err(located)?;
    let probe = folder.join(".kerros-probe");
    std::fs::write(&probe, []).map_err(located)?;
    std::fs::remove_file(&probe).map_err(located)
}
