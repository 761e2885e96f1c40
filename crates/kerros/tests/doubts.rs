//! Warnings before training, of whole models. Each rule has its own tests in `src/model/doubts/`.

#![allow(clippy::unwrap_used, reason = "also in the functions that the tests share")]

use kerros::layer::SharedLayer;
use kerros::prelude::*;

/// The warnings of two epochs on these data.
fn warnings(model: &mut Model, x: &Array2<f32>, y: &Array1<f32>, fit: Fit<'_>) -> Vec<String> {
    let mut warnings = Vec::new();
    let hear = |warning: &kerros::model::Warning| warnings.push(warning.message().to_owned());
    model.fit(x, y, fit.epochs(2).verbose(Verbose::Silent).on_warning(hear)).unwrap();
    warnings
}

/// Scaled numbers that do not repeat.
fn scaled(rows: usize, columns: usize) -> Array2<f32> {
    Array2::from_shape_fn((rows, columns), |(row, column)| {
        ((row * columns + column) as f32 * 0.7).sin()
    })
}

fn classes(rows: usize, of: impl Fn(usize) -> usize) -> Array1<f32> {
    Array1::from_shape_fn(rows, |row| of(row) as f32)
}

/// A softmax over four classes, of three columns.
fn classifier(first: Vec<SharedLayer>) -> Sequential {
    let mut model = Sequential::new();
    model.add(Input::new([3])).unwrap();
    for layer in first {
        model.add(layer).unwrap();
    }
    model.add(Dense::new(4).activation("softmax")).unwrap();
    let compile = Compile::new().loss("sparse_categorical_crossentropy");
    model.compile(compile.metrics(["accuracy"])).unwrap();
    model
}

#[test]
fn nothing_is_said_of_good_data() {
    let (x, y) = (scaled(200, 3), classes(200, |row| row % 4));
    let mut model = classifier(vec![]);
    assert_eq!(warnings(&mut model, &x, &y, Fit::new().validation_split(0.2)), [""; 0]);
}

/// Everything at once: each doubt is told once, however many epochs there are.
#[test]
fn each_doubt_is_told_once() {
    let mut x = scaled(200, 3);
    x.column_mut(1).mapv_inplace(|value| 300.0 * value);
    x.column_mut(2).fill(7.0);
    // Sorted by class, and none of class 0.
    let y = classes(200, |row| match row {
        0..6 => 1,
        6..160 => 2,
        _ => 3,
    });
    let mut model = Sequential::new();
    model.add(Dense::new(4).activation("softmax").input_shape(3)).unwrap();
    model.compile(Compile::new().loss("sparse_categorical_crossentropy").metrics(["acc"])).unwrap();
    let told = warnings(&mut model, &x, &y, Fit::new().validation_split(0.2));
    let begins: Vec<String> = told
        .iter()
        .map(|text| text.split_whitespace().take(5).collect::<Vec<_>>().join(" "))
        .collect();
    assert_eq!(
        begins,
        [
            "x: column 1 (counted from",
            "x: column 2 (counted from",
            "y: no row has class",
            "y: class 3 is in",
            "y: class 1 has 6",
        ],
        "{told:?}"
    );
    let quiet = Fit::new().validation_split(0.2).warnings(false);
    assert_eq!(warnings(&mut model, &x, &y, quiet), [""; 0]);
}

#[test]
fn metrics_are_held_against_loss_and_activation() {
    let (x, y) = (scaled(40, 3), Array1::from_shape_fn(40, |row| (row as f32 * 0.3).cos()));
    let mut model = Sequential::new();
    model.add(Dense::new(1).input_shape(3)).unwrap();
    model.compile(Compile::new().loss("mse").metrics(["accuracy"])).unwrap();
    let told = warnings(&mut model, &x, &y, Fit::new());
    assert_eq!(
        told,
        [
            "the metric accuracy counts right classes, and with the loss mean_squared_error and the last activation linear \
          numbers are predicted. Use mae for a regression, or another loss to tell classes apart."
        ]
    );
}

#[test]
fn rows_that_are_trained_on_and_judged_by() {
    let (x, y) = (scaled(50, 3), classes(50, |row| row % 4));
    let told = warnings(&mut classifier(vec![]), &x, &y, Fit::new().validation_data(&x, &y));
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("50 of the 50 validation rows are also trained on"), "{told:?}");
}

/// Years in a column are no doubt where a layer scales them, or takes them for names.
#[test]
fn layers_that_scale_are_seen() {
    let mut x = scaled(200, 3);
    x.column_mut(0).mapv_inplace(|value| 2000.0 + value);
    let y = classes(200, |row| row % 4);
    let counted =
        |first: Vec<SharedLayer>| warnings(&mut classifier(first), &x, &y, Fit::new()).len();
    assert_eq!(counted(vec![]), 1);
    assert_eq!(counted(vec![BatchNormalization::new().into()]), 0);
    let behind_dropout = vec![Dropout::new(0.1).into(), LayerNormalization::new().into()];
    assert_eq!(counted(behind_dropout), 0);
    let behind_dense = vec![Dense::new(5).into(), BatchNormalization::new().into()];
    assert_eq!(counted(behind_dense), 1, "the first layer sees what is not scaled");
    let mut inner = Sequential::new();
    inner.add(Input::new([3])).unwrap();
    inner.add(BatchNormalization::new()).unwrap();
    assert_eq!(counted(vec![inner.as_layer().unwrap()]), 0);

    let words =
        Array2::from_shape_fn((60, 3), |(row, step)| ((row * 37 + step * 401) % 1500) as f32);
    let names = vec![Embedding::new(1500, 2).into(), Flatten::new().into()];
    let y = classes(60, |row| row % 4);
    assert_eq!(warnings(&mut classifier(names), &words, &y, Fit::new()), [""; 0]);
}

#[test]
fn pixels_and_targets() {
    let x =
        Array2::from_shape_fn((30, 100), |(row, column)| ((row * 57 + column * 31) % 256) as f32);
    let y = Array1::from_shape_fn(30, |row| 200_000.0 + 1000.0 * row as f32);
    let mut model = Sequential::new();
    model.add(Dense::new(1).input_shape(100)).unwrap();
    model.compile(Compile::new().loss("mae")).unwrap();
    let told = warnings(&mut model, &x, &y, Fit::new());
    assert_eq!(told[0], "x: pixels from 0 to 255 that are not scaled. Divide by 255.");
    assert!(told[1].starts_with("y: targets with mean 214500.0"), "{told:?}");
    assert_eq!(told.len(), 2, "{told:?}");
}
