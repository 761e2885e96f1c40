//! The four data sets of the demos, prepared as the course prepares them.
//!
//! The files are part of the program, so that the command runs anywhere; each can be read from a path
//! instead. Their sources and licences are in `data/README.md`.

use std::path::Path;

use ndarray::{Array2, ArrayD, Axis};

use super::error::{Error, Result};
use super::one_hot;
use super::scale::Scaler;
use super::split::{self, Split, SplitKind};
use super::table::{Factor, Table};
use super::windows::{self, Windows};

/// The share of the rows that the course trains on.
pub(crate) const TRAIN_SHARE: f64 = 0.8;

/// Features and targets of both parts of a split, rows first.
#[derive(Clone, Debug)]
pub(crate) struct Prepared {
    /// The features to train on; their shape without the rows is what a model takes as input.
    pub(crate) x_train: ArrayD<f32>,
    /// The targets to train on: (rows, classes) one-hot, or (rows, 1).
    pub(crate) y_train: Array2<f32>,
    /// The features to test on.
    pub(crate) x_test: ArrayD<f32>,
    /// The targets to test on.
    pub(crate) y_test: Array2<f32>,
    /// The names of the classes in the order of their codes; empty for a regression. A target of one
    /// column holds the code itself, 0 or 1.
    pub(crate) class_names: Vec<String>,
    /// The names of the features: columns of a table, channels of a signal.
    pub(crate) feature_names: Vec<String>,
}

/// How a table becomes features and targets.
struct Preparation {
    set: &'static str,
    predictors: &'static [&'static str],
    outcome: Outcome,
    splits: &'static [SplitKind],
}

/// What is to be predicted, and from which column.
enum Outcome {
    /// A class, one column for each.
    OneHot(&'static str),
    /// One of two classes, 1 for the second.
    Binary(&'static str),
    /// A number, as it is.
    Number(&'static str),
}

/// Chapter 2.1: the species from four measures.
const IRIS: Preparation = Preparation {
    set: "iris",
    predictors: &["Sepal.Length", "Sepal.Width", "Petal.Length", "Petal.Width"],
    outcome: Outcome::OneHot("Species"),
    splits: &[SplitKind::Stratified, SplitKind::Random],
};

/// The exercise after chapter 2.1.7: `Id` is left out, the nine scores from 1 to 10 are numbers, and 1
/// stands for malignant. The course's own prepared files (193 malignant cases of 560) show that its
/// split was stratified.
const BREAST_CANCER: Preparation = Preparation {
    set: "breast-cancer",
    predictors: &[
        "Cl.thickness",
        "Cell.size",
        "Cell.shape",
        "Marg.adhesion",
        "Epith.c.size",
        "Bare.nuclei",
        "Bl.cromatin",
        "Normal.nucleoli",
        "Mitoses",
    ],
    outcome: Outcome::Binary("Class"),
    splits: &[SplitKind::Stratified, SplitKind::Random],
};

/// Chapter 2.1.13 predicts the price from five columns and does not say which. These are the five
/// with the greatest absolute correlation with `medv` (0.74, 0.70, 0.51, 0.48, 0.47). The categorical
/// `chas` has the least (0.18) and is left out.
const BOSTON: Preparation = Preparation {
    set: "boston",
    predictors: &["lstat", "rm", "ptratio", "indus", "tax"],
    outcome: Outcome::Number("medv"),
    splits: &[SplitKind::Random],
};

/// The splits of the walking data: the course's and the honest one.
const WALKING_SPLITS: &[SplitKind] = &[SplitKind::Random, SplitKind::Time];

/// Iris: `x` (rows, 4) scaled, `y` (rows, 3) one-hot. With `file` the data are read from there.
///
/// # Errors
/// If the file cannot be read or lacks a column, a value cannot be used, or `kind` does not apply.
pub(crate) fn iris(file: Option<&Path>, kind: SplitKind, seed: u64) -> Result<Prepared> {
    let built_in = include_bytes!("../../../../data/iris.csv");
    prepare(&table(file, "iris.csv", built_in)?, &IRIS, kind, seed)
}

/// Breast cancer: `x` (rows, 9) scaled, `y` (rows, 1) with 1 for malignant. With `file` the data are
/// read from there.
///
/// # Errors
/// As [`iris`].
pub(crate) fn breast_cancer(file: Option<&Path>, kind: SplitKind, seed: u64) -> Result<Prepared> {
    let built_in = include_bytes!("../../../../data/BreastCancer.csv");
    prepare(&table(file, "BreastCancer.csv", built_in)?, &BREAST_CANCER, kind, seed)
}

/// Boston: `x` (rows, 5) scaled, `y` (rows, 1) the median price in thousands of dollars. With `file`
/// the data are read from there.
///
/// # Errors
/// As [`iris`].
pub(crate) fn boston(file: Option<&Path>, kind: SplitKind, seed: u64) -> Result<Prepared> {
    let built_in = include_bytes!("../../../../data/BostonHousing.csv");
    prepare(&table(file, "BostonHousing.csv", built_in)?, &BOSTON, kind, seed)
}

/// The windows of the walking data, to be split by [`walking`]. With `file` the recording is read
/// from there.
///
/// # Errors
/// If the file cannot be read, and those of [`Windows::cut`].
pub(crate) fn walking_windows(file: Option<&Path>) -> Result<Windows> {
    let built_in = include_bytes!("../../../../data/walking_runs.csv.gz");
    Windows::cut(&table(file, "walking_runs.csv.gz", built_in)?)
}

/// Walking: `x` (windows, 260, 3) scaled within each window, `y` (windows, persons) one-hot.
///
/// # Errors
/// If `kind` does not apply, or a part of the split would be empty.
pub(crate) fn walking(windows: &Windows, kind: SplitKind, seed: u64) -> Result<Prepared> {
    allow("walking", kind, WALKING_SPLITS)?;
    let split = match kind {
        SplitKind::Time => {
            split::by_time(&windows.persons, &windows.names, TRAIN_SHARE, windows::GAP, seed)?
        }
        _ => split::random(windows.persons.len(), TRAIN_SHARE, seed)?,
    };
    let y = one_hot::encode(&windows.persons, windows.names.len())?;
    Ok(Prepared {
        x_train: windows.x.select(Axis(0), &split.train).into_dyn(),
        y_train: y.select(Axis(0), &split.train),
        x_test: windows.x.select(Axis(0), &split.test).into_dyn(),
        y_test: y.select(Axis(0), &split.test),
        class_names: windows.names.clone(),
        feature_names: windows::CHANNELS.map(str::to_owned).to_vec(),
    })
}

fn table(file: Option<&Path>, name: &str, built_in: &[u8]) -> Result<Table> {
    match file {
        Some(path) => Table::read(path),
        None => Table::read_bytes(name, built_in),
    }
}

fn allow(set: &'static str, kind: SplitKind, allowed: &[SplitKind]) -> Result<()> {
    if allowed.contains(&kind) {
        return Ok(());
    }
    let names: Vec<&str> = allowed.iter().map(|kind| kind.name()).collect();
    Err(Error::UnsupportedSplit { set, expected: names.join(", "), received: kind.name() })
}

/// Splits, then centres and scales the predictors as learnt on the training rows and sets missing
/// ones to 0.
fn prepare(
    table: &Table,
    preparation: &Preparation,
    kind: SplitKind,
    seed: u64,
) -> Result<Prepared> {
    allow(preparation.set, kind, preparation.splits)?;
    let feature_names: Vec<String> =
        preparation.predictors.iter().map(|name| (*name).to_owned()).collect();
    let mut x = Array2::zeros((table.rows(), feature_names.len()));
    for (mut column, name) in x.axis_iter_mut(Axis(1)).zip(&feature_names) {
        column.assign(&ndarray::ArrayView1::from(&table.numbers(name)?));
    }
    let (y, classes) = targets(table, &preparation.outcome)?;

    let split = match (kind, &classes) {
        (SplitKind::Stratified, Some(classes)) => {
            split::stratified(&classes.codes, &classes.levels, TRAIN_SHARE, seed)?
        }
        _ => split::random(table.rows(), TRAIN_SHARE, seed)?,
    };
    let Split { train, test } = &split;
    let scaler = Scaler::learn(x.select(Axis(0), train).view(), &feature_names)?;
    let x = scaler.apply(x.view());
    Ok(Prepared {
        x_train: x.select(Axis(0), train).into_dyn(),
        y_train: y.select(Axis(0), train),
        x_test: x.select(Axis(0), test).into_dyn(),
        y_test: y.select(Axis(0), test),
        class_names: classes.map(|classes| classes.levels).unwrap_or_default(),
        feature_names,
    })
}

/// The targets of all rows, and the classes behind them.
fn targets(table: &Table, outcome: &Outcome) -> Result<(Array2<f32>, Option<Factor>)> {
    match *outcome {
        Outcome::OneHot(column) => {
            let classes = table.factor(column)?;
            if classes.levels.len() < 2 {
                return Err(class_count(table, column, "two or more", &classes));
            }
            Ok((one_hot::encode(&classes.codes, classes.levels.len())?, Some(classes)))
        }
        Outcome::Binary(column) => {
            let classes = table.factor(column)?;
            if classes.levels.len() != 2 {
                return Err(class_count(table, column, "two", &classes));
            }
            let codes = classes.codes.iter().map(|&code| code as f32);
            Ok((codes.collect::<ndarray::Array1<_>>().insert_axis(Axis(1)), Some(classes)))
        }
        Outcome::Number(column) => {
            let values = table.complete_numbers(column)?;
            let values = values.into_iter().map(|value| value as f32);
            Ok((values.collect::<ndarray::Array1<_>>().insert_axis(Axis(1)), None))
        }
    }
}

fn class_count(table: &Table, column: &str, expected: &'static str, classes: &Factor) -> Error {
    Error::ClassCount {
        file: table.file().to_owned(),
        column: column.to_owned(),
        expected,
        received: classes.levels.len(),
        levels: classes.levels.iter().take(5).cloned().collect::<Vec<_>>().join(", "),
    }
}

#[cfg(test)]
mod tests;
