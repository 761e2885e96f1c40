use super::{Summary, SummaryRow, SummaryStyle};

mod course;

/// The final walking model of the course (chapter 3.1.8).
fn walking() -> Summary {
    let rows = [
        ("conv1d", "Conv1D", "(None, 116, 40)", 3640),
        ("max_pooling1d", "MaxPooling1D", "(None, 58, 40)", 0),
        ("conv1d_1", "Conv1D", "(None, 49, 40)", 16040),
        ("max_pooling1d_1", "MaxPooling1D", "(None, 24, 40)", 0),
        ("flatten", "Flatten", "(None, 960)", 0),
        ("dense", "Dense", "(None, 100)", 96100),
        ("dense_1", "Dense", "(None, 15)", 1515),
    ];
    Summary {
        name: "sequential".to_owned(),
        rows: rows
            .into_iter()
            .map(|(name, class, output_shape, parameters)| SummaryRow {
                name: name.to_owned(),
                class: class.to_owned(),
                output_shape: output_shape.to_owned(),
                parameters: Some(parameters),
                trainable: true,
            })
            .collect(),
        trainable: 117_295,
        non_trainable: 0,
        optimizer: None,
    }
}

#[test]
fn keras3_table_is_that_of_keras() {
    // Printed by Keras 3.15.1 on a terminal of 80 columns.
    let expected = r#"Model: "sequential"
┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┓
┃ Layer (type)                    ┃ Output Shape           ┃       Param # ┃
┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━┩
│ conv1d (Conv1D)                 │ (None, 116, 40)        │         3,640 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ max_pooling1d (MaxPooling1D)    │ (None, 58, 40)         │             0 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ conv1d_1 (Conv1D)               │ (None, 49, 40)         │        16,040 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ max_pooling1d_1 (MaxPooling1D)  │ (None, 24, 40)         │             0 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ flatten (Flatten)               │ (None, 960)            │             0 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ dense (Dense)                   │ (None, 100)            │        96,100 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ dense_1 (Dense)                 │ (None, 15)             │         1,515 │
└─────────────────────────────────┴────────────────────────┴───────────────┘
 Total params: 117,295 (458.18 KB)
 Trainable params: 117,295 (458.18 KB)
 Non-trainable params: 0 (0.00 B)
"#;
    assert_eq!(walking().to_text(SummaryStyle::Keras3), expected);
}

#[test]
fn classic_table_is_that_of_the_course() {
    let expected = "\
Model
________________________________________________________________________________
Layer (type)                        Output Shape                    Param #
================================================================================
conv1d (Conv1D)                     (None, 116, 40)                 3640
________________________________________________________________________________
max_pooling1d (MaxPooling1D)        (None, 58, 40)                  0
________________________________________________________________________________
conv1d_1 (Conv1D)                   (None, 49, 40)                  16040
________________________________________________________________________________
max_pooling1d_1 (MaxPooling1D)      (None, 24, 40)                  0
________________________________________________________________________________
flatten (Flatten)                   (None, 960)                     0
________________________________________________________________________________
dense (Dense)                       (None, 100)                     96100
________________________________________________________________________________
dense_1 (Dense)                     (None, 15)                      1515
================================================================================
Total params: 117,295
Trainable params: 117,295
Non-trainable params: 0
________________________________________________________________________________
";
    // Cells are filled up with blanks, also at the end of lines, where an editor may remove them.
    let text = walking().to_text(SummaryStyle::Classic);
    let trimmed: String = text.lines().map(|line| format!("{}\n", line.trim_end())).collect();
    assert_eq!(trimmed, expected);
    assert!(text.lines().filter(|line| line.contains('(')).all(|line| line.len() == 80));
}

#[test]
fn columns_grow_with_their_content() {
    let mut summary = walking();
    summary.rows[0].name = "an_unusually_long_name_of_a_layer_für_alle".to_owned();
    summary.rows[1].parameters = Some(1_234_567_890_123);
    for style in [SummaryStyle::Keras3, SummaryStyle::Classic] {
        let text = summary.to_text(style);
        assert!(text.contains("an_unusually_long_name_of_a_layer_für_alle (Conv1D) "), "{text}");
        let widths: Vec<usize> = text
            .lines()
            .filter(|line| !line.contains("params:") && !line.starts_with("Model"))
            .map(|line| line.chars().count())
            .collect();
        assert!(widths.iter().all(|width| *width == widths[0]), "{text}");
    }
}

#[test]
fn a_model_without_layers_has_a_table() {
    let empty = Summary { name: "sequential".to_owned(), ..Summary::default() };
    for style in [SummaryStyle::Keras3, SummaryStyle::Classic] {
        let text = empty.to_text(style);
        assert!(text.contains("Total params: 0") && text.contains("Layer (type)"), "{text}");
    }
}

#[test]
fn parameters_and_memory_have_separators_and_units() {
    let with = |trainable, non_trainable| Summary { trainable, non_trainable, ..walking() };
    let text = with(255, 1).to_text(SummaryStyle::Keras3);
    assert!(text.contains(" Total params: 256 (1.00 KB)\n"), "{text}");
    assert!(text.contains(" Trainable params: 255 (1020.00 B)\n"), "{text}");
    assert!(text.contains(" Non-trainable params: 1 (4.00 B)\n"), "{text}");
    let text = with(25_000_000, 0).to_text(SummaryStyle::Keras3);
    assert!(text.contains(" Total params: 25,000,000 (95.37 MB)\n"), "{text}");
}

#[test]
fn widths_that_keras_does_not_take_count_as_the_nearest() {
    let width = |summary: &Summary, width| {
        let text = summary.to_text_with_width(SummaryStyle::Keras3, width);
        text.lines().nth(1).map(|rule| rule.chars().count())
    };
    let model = walking();
    for (asked, given) in [(0, 16), (16, 16), (17, 17), (180, 180), (181, 180), (usize::MAX, 180)] {
        assert_eq!(width(&model, asked), Some(given));
    }
    let partly = Summary { non_trainable: 1, ..model };
    for (asked, given) in [(0, 31), (31, 31), (32, 32), (181, 180)] {
        assert_eq!(width(&partly, asked), Some(given));
    }
}

#[test]
fn what_the_optimizer_keeps_is_counted_where_the_width_is_given() {
    let model = Summary { trainable: 266, non_trainable: 8, optimizer: Some(268), ..walking() };
    let text = model.to_text_with_width(SummaryStyle::Keras3, 80);
    assert!(text.contains(" Total params: 542 ("), "{text}");
    assert!(text.ends_with(" Optimizer params: 268 (1.05 KB)\n"), "{text}");
    for style in [SummaryStyle::Keras3, SummaryStyle::Classic] {
        let text = model.to_text(style);
        assert!(text.contains("Total params: 274") && !text.contains("Optimizer"), "{text}");
    }
    let text = model.to_text_with_width(SummaryStyle::Classic, 80);
    assert!(text.contains("Total params: 274") && !text.contains("Optimizer"), "{text}");
}
