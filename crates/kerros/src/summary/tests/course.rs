//! The tables that the course prints, to the character.

use super::*;

fn summary(rows: &[(&str, &str, &str, usize)], trainable: usize) -> Summary {
    let rows = rows.iter().map(|&(name, class, output_shape, parameters)| SummaryRow {
        name: name.to_owned(),
        class: class.to_owned(),
        output_shape: output_shape.to_owned(),
        parameters: Some(parameters),
        trainable: true,
        ..SummaryRow::default()
    });
    Summary { rows: rows.collect(), trainable, ..Summary::default() }
}

/// `expected` is without the blanks that fill its rows, which an editor may remove.
fn check(model: &Summary, width: usize, expected: &str) {
    let mut lines: Vec<String> = expected.lines().map(str::to_owned).collect();
    for line in &mut lines {
        if line.contains('(') {
            *line = format!("{line:<width$}");
        }
    }
    let text = model.to_text_with_width(SummaryStyle::Classic, width);
    assert_eq!(text, lines.join("\n") + "\n");
}

/// Chapter 3.1.7, printed in a window of 63 columns.
#[test]
fn the_first_walking_model_with_its_cut_name() {
    let model = summary(
        &[
            ("conv1d_10", "Conv1D", "(None, 111, 40)", 4840),
            ("max_pooling1d_15", "MaxPooling1D", "(None, 55, 40)", 0),
            ("flatten_8", "Flatten", "(None, 2200)", 0),
            ("dense_15", "Dense", "(None, 100)", 220100),
            ("dense_16", "Dense", "(None, 15)", 1515),
        ],
        226_455,
    );
    check(
        &model,
        63,
        "\
Model
_______________________________________________________________
Layer (type)                Output Shape             Param #
===============================================================
conv1d_10 (Conv1D)          (None, 111, 40)          4840
_______________________________________________________________
max_pooling1d_15 (MaxPoolin (None, 55, 40)           0
_______________________________________________________________
flatten_8 (Flatten)         (None, 2200)             0
_______________________________________________________________
dense_15 (Dense)            (None, 100)              220100
_______________________________________________________________
dense_16 (Dense)            (None, 15)               1515
===============================================================
Total params: 226,455
Trainable params: 226,455
Non-trainable params: 0
_______________________________________________________________
",
    );
}

/// Chapter 3.1.8, printed in a window of at least 72 columns.
#[test]
fn the_final_walking_model_with_whole_names() {
    let model = summary(
        &[
            ("conv1d_43", "Conv1D", "(None, 116, 40)", 3640),
            ("max_pooling1d_31", "MaxPooling1D", "(None, 58, 40)", 0),
            ("conv1d_44", "Conv1D", "(None, 49, 40)", 16040),
            ("max_pooling1d_32", "MaxPooling1D", "(None, 24, 40)", 0),
            ("flatten_14", "Flatten", "(None, 960)", 0),
            ("dense_31", "Dense", "(None, 100)", 96100),
            ("dense_32", "Dense", "(None, 15)", 1515),
        ],
        117_295,
    );
    check(
        &model,
        72,
        "\
Model
________________________________________________________________________
Layer (type)                    Output Shape                 Param #
========================================================================
conv1d_43 (Conv1D)              (None, 116, 40)              3640
________________________________________________________________________
max_pooling1d_31 (MaxPooling1D) (None, 58, 40)               0
________________________________________________________________________
conv1d_44 (Conv1D)              (None, 49, 40)               16040
________________________________________________________________________
max_pooling1d_32 (MaxPooling1D) (None, 24, 40)               0
________________________________________________________________________
flatten_14 (Flatten)            (None, 960)                  0
________________________________________________________________________
dense_31 (Dense)                (None, 100)                  96100
________________________________________________________________________
dense_32 (Dense)                (None, 15)                   1515
========================================================================
Total params: 117,295
Trainable params: 117,295
Non-trainable params: 0
________________________________________________________________________
",
    );
}

#[test]
fn any_width_will_do() {
    let model = summary(&[("dense", "Dense", "(None, 3)", 33)], 33);
    for (width, row) in
        [(0, ""), (1, " "), (4, " ( 3"), (9, "den (N 33"), (20, "dense (D (None,  33 ")]
    {
        let text = model.to_text_with_width(SummaryStyle::Classic, width);
        assert_eq!(text.lines().nth(4), Some(row), "{width}");
        assert_eq!(text.lines().nth(1), Some(&*"_".repeat(width)));
    }
}
