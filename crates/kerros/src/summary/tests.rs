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
                ..SummaryRow::default()
            })
            .collect(),
        trainable: 117_295,
        ..Summary::default()
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

/// Two inputs, the second of which joins late.
fn branched() -> Summary {
    let rows = [
        ("main", "InputLayer", "(None, 4)", 0, &[][..]),
        ("hidden", "Dense", "(None, 8)", 40, &["main[0][0]"]),
        ("side", "InputLayer", "(None, 2)", 0, &[]),
        ("both", "Concatenate", "(None, 10)", 0, &["hidden[0][0]", "side[0][0]"]),
        ("late", "Dense", "(None, 1)", 11, &["both[0][0]"]),
    ];
    let row =
        |(name, class, shape, parameters, connections): (&str, &str, &str, usize, &[&str])| {
            SummaryRow {
                name: name.to_owned(),
                class: class.to_owned(),
                output_shape: shape.to_owned(),
                parameters: Some(parameters),
                trainable: true,
                connected_to: connections.iter().map(|&source| source.to_owned()).collect(),
                ..SummaryRow::default()
            }
        };
    Summary {
        name: "functional".to_owned(),
        rows: rows.into_iter().map(row).collect(),
        branched: true,
        trainable: 51,
        ..Summary::default()
    }
}

/// The columns of Keras 2 end at 33, 55, 67 and 100 % of the line; each further connection has a line of its own.
#[test]
fn a_branched_model_tells_connections_in_keras_2() {
    let expected = [
        "Model",
        "____________________________________________________________",
        "Layer (type)       Output Shape  Param  Connected to        ",
        "============================================================",
        "main (InputLayer)  (None, 4)     0                          ",
        "____________________________________________________________",
        "hidden (Dense)     (None, 8)     40     main[0][0]          ",
        "____________________________________________________________",
        "side (InputLayer)  (None, 2)     0                          ",
        "____________________________________________________________",
        "both (Concatenate) (None, 10)    0      hidden[0][0]        ",
        "                                        side[0][0]          ",
        "____________________________________________________________",
        "late (Dense)       (None, 1)     11     both[0][0]          ",
        "============================================================",
        "Total params: 51",
        "Trainable params: 51",
        "Non-trainable params: 0",
        "____________________________________________________________",
    ];
    let table = branched().to_text_with_width(SummaryStyle::Classic, 60);
    assert_eq!(table.lines().collect::<Vec<_>>(), expected);
    let free = branched().to_text(SummaryStyle::Classic);
    let row = free.lines().find(|line| line.starts_with("both")).unwrap_or_default();
    assert_eq!(row.find("(None, 10)"), Some(26));
    assert_eq!(row.find("hidden[0][0]"), Some(26 + 18 + 9));
}

#[test]
fn a_branched_model_is_as_wide_as_its_connections_need() {
    let mut model = branched();
    model.rows[3].connected_to = vec!["a_layer_with_a_name_that_is_long[0][0]".to_owned(); 2];
    for line in model.to_string().lines().filter(|line| line.starts_with('│')) {
        assert_eq!(line.chars().count(), 1 + 34 + 25 + 16 + 81, "{line}");
    }
}

#[test]
fn inner_models_have_rows_of_their_own_in_the_classic_table_too() {
    let mut model = walking();
    let rows = model.rows.split_off(5);
    model.rows.push(SummaryRow {
        name: "head".to_owned(),
        class: "Sequential".to_owned(),
        output_shape: "(None, 15)".to_owned(),
        parameters: Some(97615),
        inner: rows,
        ..SummaryRow::default()
    });
    let plain = model.to_text(SummaryStyle::Classic);
    assert!(!plain.contains("dense"), "{plain}");
    let text = model.expand_nested().to_text(SummaryStyle::Classic);
    let titles: Vec<&str> = text.lines().filter(|line| line.contains("15)")).collect();
    assert!(titles[0].starts_with("head (Sequential)  "), "{text}");
    assert!(titles[1].starts_with("   └ dense_1 (Dense)  "), "{text}");
}
