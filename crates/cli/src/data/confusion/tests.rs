//! Every statistic and the printed text against caret; `testdata/confusion/make.R` makes the cases.

use std::collections::BTreeMap;

use super::print::STATISTICS;
use super::*;

const CASES: &str = include_str!("../testdata/confusion/cases.csv");

/// The printed text of each case.
const PRINTED: [(&str, &str); 18] = [
    ("three", include_str!("../testdata/confusion/three.txt")),
    ("five", include_str!("../testdata/confusion/five.txt")),
    ("six", include_str!("../testdata/confusion/six.txt")),
    ("two", include_str!("../testdata/confusion/two.txt")),
    ("iris", include_str!("../testdata/confusion/iris.txt")),
    ("breast_cancer", include_str!("../testdata/confusion/breast_cancer.txt")),
    ("perfect", include_str!("../testdata/confusion/perfect.txt")),
    ("even_errors", include_str!("../testdata/confusion/even_errors.txt")),
    ("all_wrong", include_str!("../testdata/confusion/all_wrong.txt")),
    ("tiny_p", include_str!("../testdata/confusion/tiny_p.txt")),
    ("small_p", include_str!("../testdata/confusion/small_p.txt")),
    ("never_predicted", include_str!("../testdata/confusion/never_predicted.txt")),
    ("not_in_reference", include_str!("../testdata/confusion/not_in_reference.txt")),
    ("one_in_reference", include_str!("../testdata/confusion/one_in_reference.txt")),
    ("two_one_in_reference", include_str!("../testdata/confusion/two_one_in_reference.txt")),
    ("rare", include_str!("../testdata/confusion/rare.txt")),
    ("walking", include_str!("../testdata/confusion/walking.txt")),
    ("long_names", include_str!("../testdata/confusion/long_names.txt")),
];

/// A statistic of a class, or of the whole matrix for the class "".
type Statistics = BTreeMap<(String, String), Option<f64>>;

/// The matrix of `case` and its statistics as caret gives them.
fn case(case: &str) -> (ConfusionMatrix, Statistics) {
    let mut classes: Vec<String> = Vec::new();
    let mut predictions = Vec::new();
    let mut reference = Vec::new();
    let mut statistics = Statistics::new();
    let mut counts = Vec::new();
    for record in csv::Reader::from_reader(CASES.as_bytes()).records() {
        let record = record.unwrap();
        if &record[0] != case {
            continue;
        }
        let (row, column) = (record[2].to_owned(), record[3].to_owned());
        if &record[1] == "count" {
            if !classes.contains(&row) {
                classes.push(row.clone());
            }
            counts.push((row, column, record[4].parse::<usize>().unwrap()));
        } else {
            let value = (&record[4] != "NA").then(|| record[4].parse().unwrap());
            statistics.insert((row, column), value);
        }
    }
    let place = |name: &String| classes.iter().position(|class| class == name).unwrap();
    for (row, column, count) in counts {
        predictions.extend(vec![place(&row); count]);
        reference.extend(vec![place(&column); count]);
    }
    (ConfusionMatrix::new(&classes, &predictions, &reference).unwrap(), statistics)
}

fn assert_close(name: &str, value: Option<f64>, expected: Option<f64>) {
    let close = match (value, expected) {
        (None, None) => true,
        (Some(value), Some(expected)) if expected.is_nan() => value.is_nan(),
        (Some(value), Some(expected)) => (value - expected).abs() <= 1e-9 * expected.abs(),
        _ => false,
    };
    assert!(close, "{name}: {value:?} instead of {expected:?}");
}

#[test]
fn the_statistics_are_those_of_caret() {
    for (name, _) in PRINTED {
        let (matrix, expected) = case(name);
        let overall = matrix.overall();
        let (lower, upper) = overall.accuracy_interval;
        let values = [
            ("Accuracy", Some(overall.accuracy)),
            ("Kappa", Some(overall.kappa)),
            ("AccuracyLower", Some(lower)),
            ("AccuracyUpper", Some(upper)),
            ("AccuracyNull", Some(overall.no_information_rate)),
            ("AccuracyPValue", Some(overall.accuracy_p_value)),
            // caret's 0 / 0.
            ("McnemarPValue", Some(overall.mcnemar_p_value.unwrap_or(f64::NAN))),
        ];
        let mut compared = 0;
        for (statistic, value) in values {
            let key = (statistic.to_owned(), String::new());
            assert_close(&format!("{name} {statistic}"), value, expected[&key]);
            compared += 1;
        }
        for (class, statistics) in matrix.classes.iter().zip(matrix.by_class()) {
            for (statistic, value) in STATISTICS {
                // Of two classes caret reports the positive one only.
                let key = (statistic.to_owned(), class.clone());
                if let Some(expected) = expected.get(&key) {
                    assert_close(
                        &format!("{name} {class} {statistic}"),
                        value(&statistics),
                        *expected,
                    );
                    compared += 1;
                }
            }
        }
        assert_eq!(compared, expected.len());
    }
}

#[test]
fn the_text_is_what_caret_prints() {
    for (name, printed) in PRINTED {
        assert_eq!(case(name).0.to_string(), printed.trim_end_matches('\n'), "{name}");
    }
}

#[test]
fn rows_are_predictions_and_columns_the_reference() {
    let classes = ["a", "b", "c"].map(str::to_owned);
    let matrix = ConfusionMatrix::new(&classes, &[0, 0, 1, 2, 2, 2], &[0, 1, 1, 2, 0, 0]).unwrap();
    assert_eq!(matrix.counts, ndarray::array![[1, 1, 0], [0, 1, 0], [2, 0, 1]]);
}

#[test]
fn numbers_are_written_as_r_writes_them() {
    use super::r_text::{number, round_4};
    // as.character(round(x, 4)) in R 4.2.
    for (value, expected) in [
        (0.5, "0.5"),
        (1.0, "1"),
        (0.0, "0"),
        (1e-4, "1e-04"),
        (0.0012, "0.0012"),
        (-0.969_23, "-0.9692"),
        (0.031_25, "0.0312"),
        (0.093_75, "0.0938"),
        (f64::NAN, "NaN"),
    ] {
        assert_eq!(number(round_4(value)), expected);
    }
}

#[test]
fn what_cannot_be_compared_is_an_error() {
    let classes = ["a", "b"].map(str::to_owned);
    let message = |classes: &[String], predictions: &[usize], reference: &[usize]| {
        ConfusionMatrix::new(classes, predictions, reference).unwrap_err().to_string()
    };
    let text = message(&classes, &[0, 1], &[0]);
    assert!(text.contains("as reference classes, 1; received 2"), "{text}");
    let text = message(&classes, &[0, 2], &[0, 1]);
    assert!(
        text.contains("predictions, row 2: expected a class from 0 to 1; received 2"),
        "{text}"
    );
    assert!(message(&classes, &[0, 1], &[5, 1]).contains("reference, row 1"));
    assert!(message(&classes, &[], &[]).contains("received 2 classes and 0 rows"));
    assert!(message(&classes[..1], &[0], &[0]).contains("received 1 classes"));
}
