//! What one does with a model, from the first layer to the last prediction.

#![allow(clippy::unwrap_used, reason = "also in the functions that the tests share")]

use kerros::prelude::*;
use kerros::summary::SummaryStyle;

/// The walking network of the course's chapter 3.1.7.
fn first_walking() -> Sequential {
    let mut model = Sequential::new();
    model.add(Conv1D::new(40, 40).strides(2).activation("relu").input_shape([260, 3])).unwrap();
    model.add(MaxPooling1D::new(2)).unwrap();
    model.add(Flatten::new()).unwrap();
    model.add(Dense::new(100).activation("sigmoid")).unwrap();
    model.add(Dense::new(15).activation("softmax")).unwrap();
    model
}

/// The walking network of the course's chapter 3.1.8.
fn final_walking() -> Sequential {
    let mut model = Sequential::new();
    model.add(Conv1D::new(40, 30).strides(2).activation("relu").input_shape([260, 3])).unwrap();
    model.add(MaxPooling1D::new(2)).unwrap();
    model.add(Conv1D::new(40, 10).activation("relu")).unwrap();
    model.add(MaxPooling1D::new(2)).unwrap();
    model.add(Flatten::new()).unwrap();
    model.add(Dense::new(100).activation("sigmoid")).unwrap();
    model.add(Dense::new(15).activation("softmax")).unwrap();
    model
}

#[test]
fn the_first_walking_network_is_the_course_s() {
    let model = first_walking();
    assert_eq!(model.count_params().unwrap(), 226_455);
    let layers: Vec<_> = model
        .layers()
        .map(|layer| (layer.name, layer.output_shape.unwrap(), layer.parameters.unwrap()))
        .collect();
    assert_eq!(
        layers,
        [
            ("conv1d", vec![111, 40], 4_840),
            ("max_pooling1d", vec![55, 40], 0),
            ("flatten", vec![2200], 0),
            ("dense", vec![100], 220_100),
            ("dense_1", vec![15], 1_515),
        ]
    );
}

#[test]
fn the_final_walking_network_is_the_course_s() {
    let model = final_walking();
    assert_eq!(model.count_params().unwrap(), 117_295);
    let layers: Vec<_> = model
        .layers()
        .map(|layer| (layer.name, layer.output_shape.unwrap(), layer.parameters.unwrap()))
        .collect();
    assert_eq!(
        layers,
        [
            ("conv1d", vec![116, 40], 3_640),
            ("max_pooling1d", vec![58, 40], 0),
            ("conv1d_1", vec![49, 40], 16_040),
            ("max_pooling1d_1", vec![24, 40], 0),
            ("flatten", vec![960], 0),
            ("dense", vec![100], 96_100),
            ("dense_1", vec![15], 1_515),
        ]
    );
    let classic = model.summary().unwrap().to_text(SummaryStyle::Classic);
    for part in ["conv1d_1 (Conv1D)", "(None, 49, 40)", "16040", "Total params: 117,295"] {
        assert!(classic.contains(part), "{part} is missing in\n{classic}");
    }
    assert!(model.summary().unwrap().to_text(SummaryStyle::Keras3).contains("\"sequential\""));
}

#[test]
fn weights_start_as_keras_starts_them() {
    let model = final_walking();
    let weights = model.get_weights().unwrap();
    let limits = [(0, 90.0 + 1200.0), (2, 800.0), (4, 1060.0), (6, 115.0)];
    for (index, fans) in limits {
        let limit = (6.0f32 / fans).sqrt();
        let largest = weights[index].iter().fold(0.0f32, |largest, w| largest.max(w.abs()));
        assert!(largest <= limit && largest > 0.97 * limit, "weight {index}: {largest} {limit}");
        assert!(weights[index + 1].iter().all(|bias| *bias == 0.0));
    }
    // Streams of their own: no two kernels start alike.
    assert_ne!(weights[0].iter().next(), weights[2].iter().next());
}

/// Sixty rows of two numbers, and whether the second is larger.
fn larger() -> (Array2<f32>, Array1<f32>) {
    let x = Array2::from_shape_fn((60, 2), |(row, column)| {
        ((row * 13 + column * 29) % 31) as f32 / 31.0 - 0.5
    });
    let y = Array1::from_shape_fn(60, |row| f32::from(u8::from(x[[row, 1]] > x[[row, 0]])));
    (x, y)
}

fn classifier() -> Sequential {
    let mut model = Sequential::with_seed(2);
    model.add(Dense::new(8).activation("tanh").input_shape(2)).unwrap();
    model.add(Dense::new(1).activation("sigmoid")).unwrap();
    model
}

fn compile(model: &mut Sequential) {
    let optimizer = Adam::new().learning_rate(0.05);
    let compile = Compile::new().optimizer(optimizer).loss("binary_crossentropy");
    model.compile(compile.metrics(["accuracy"])).unwrap();
}

fn quiet<'a>() -> Fit<'a> {
    Fit::new().verbose(Verbose::Silent)
}

#[test]
fn a_model_learns_and_tells_what_it_learned() {
    let (x, y) = larger();
    let mut model = classifier();
    compile(&mut model);
    let history = model.fit(&x, &y, quiet().epochs(60).validation_split(0.25)).unwrap();
    let names: Vec<&str> = history.names().collect();
    assert_eq!(names, ["loss", "accuracy", "val_loss", "val_accuracy"]);
    assert_eq!(history.parameters().samples, 45);
    assert_eq!(history.parameters().validation_samples, Some(15));
    assert_eq!(history.parameters().steps, 2);
    assert!(history.last("accuracy").unwrap() > 0.9, "{history}");

    let scores = model.evaluate(&x, &y, Evaluate::new().verbose(Verbose::Silent)).unwrap();
    let classes = model.predict_classes(&x).unwrap();
    let right = classes.iter().zip(&y).filter(|(class, label)| **class as f32 == **label).count();
    assert!((scores.get("accuracy").unwrap() - right as f64 / 60.0).abs() < 1e-6);
    assert_eq!(model.predict(&x).unwrap().shape(), [60, 1]);
}

#[test]
fn a_model_without_an_input_shape_is_built_by_its_first_data() {
    let (x, y) = larger();
    let mut model = Sequential::with_seed(2);
    model.add(Dense::new(8).activation("tanh")).unwrap();
    model.add(Dense::new(1).activation("sigmoid")).unwrap();
    assert_eq!((model.input_shape(), model.weights().len()), (None, 0));
    compile(&mut model);
    model.fit(&x, &y, quiet().epochs(2)).unwrap();
    assert_eq!((model.input_shape(), model.count_params().unwrap()), (Some(vec![2]), 33));

    let mut built = classifier();
    compile(&mut built);
    built.fit(&x, &y, quiet().epochs(2)).unwrap();
    assert_eq!(model.get_weights().unwrap(), built.get_weights().unwrap());
}

#[test]
fn layers_come_and_go_until_the_model_is_compiled() {
    let mut model = classifier();
    let before = model.get_weights().unwrap();
    model.predict(&larger().0).unwrap();
    assert_eq!(model.pop().unwrap().unwrap().class_name(), "Dense");
    assert_eq!(model.output_shape(), Some(vec![8]));
    model.add(Dropout::new(0.5)).unwrap().add(Dense::new(4)).unwrap();
    let after = model.get_weights().unwrap();
    assert_eq!(after[..2], before[..2], "the layers below keep their weights");
    assert_eq!(after[2].shape(), [8, 4]);
    let names: Vec<_> = model.layers().map(|layer| layer.name.to_owned()).collect();
    assert_eq!(names, ["dense", "dropout", "dense_1"]);
    while model.pop().unwrap().is_some() {}
    assert_eq!(model.input_shape(), None);
}

#[test]
fn compiling_again_keeps_the_weights_and_starts_the_optimizer_anew() {
    let (x, y) = larger();
    let mut model = classifier();
    compile(&mut model);
    model.fit(&x, &y, quiet().epochs(3)).unwrap();
    model.set_learning_rate(0.5).unwrap();
    let weights = model.get_weights().unwrap();
    compile(&mut model);
    assert_eq!(model.get_weights().unwrap(), weights);
    assert_eq!(model.learning_rate().unwrap(), 0.05);
}

#[test]
fn the_learning_rate_can_change_between_fits() {
    let (x, y) = larger();
    let mut model = classifier();
    compile(&mut model);
    model.set_learning_rate(0.0).unwrap();
    let weights = model.get_weights().unwrap();
    model.fit(&x, &y, quiet()).unwrap();
    assert_eq!(model.get_weights().unwrap(), weights, "a rate of 0 moves nothing");
    assert!(model.set_learning_rate(f64::NAN).is_err());
}

#[test]
fn zero_epochs_train_nothing() {
    let (x, y) = larger();
    let mut model = classifier();
    compile(&mut model);
    let weights = model.get_weights().unwrap();
    let history = model.fit(&x, &y, quiet().epochs(0)).unwrap();
    assert_eq!(history.epochs(), [0usize; 0]);
    assert_eq!(model.get_weights().unwrap(), weights);
}

#[test]
fn data_may_be_arrays_views_slices_and_integers() {
    let (x, y) = larger();
    let labels: Vec<i64> = y.iter().map(|&label| label as i64).collect();
    let column = y.view().into_shape_with_order((60, 1)).unwrap();
    let doubles = x.mapv(f64::from);
    let by_column = x.t().to_owned();
    let weights = |train: &dyn Fn(&mut Sequential)| {
        let mut model = classifier();
        compile(&mut model);
        train(&mut model);
        model.get_weights().unwrap()
    };
    let expected = weights(&|model| drop(model.fit(&x, &y, quiet()).unwrap()));
    let slices = weights(&|model| {
        let numbers = x.as_slice().unwrap();
        model.fit((numbers, [60, 2]), y.as_slice().unwrap(), quiet()).unwrap();
    });
    let converted = weights(&|model| drop(model.fit(&doubles, &labels, quiet()).unwrap()));
    let turned = weights(&|model| drop(model.fit(by_column.t(), column, quiet()).unwrap()));
    assert_eq!([&slices, &converted, &turned], [&expected; 3]);
}

#[test]
fn a_loss_that_does_not_fit_is_a_warning_before_training() {
    let (x, y) = larger();
    let mut model = Sequential::new();
    model.set_name("odd");
    model.add(Dense::new(1).input_shape(2)).unwrap();
    model.compile(Compile::new().loss("binary_crossentropy")).unwrap();
    let mut warnings = Vec::new();
    let fit = quiet().epochs(0).on_warning(|warning| warnings.push(warning.to_string()));
    model.fit(&x, &y, fit).unwrap();
    assert_eq!(
        warnings,
        [
            "odd: binary_crossentropy expects sigmoid as the last activation, and it is linear. \
             Use sigmoid, or set from_logits if the last layer gives logits.",
            "odd: y: class 1 has 4 rows and class 0 has 56: a model that forgets the rare one looks good. \
             Let rare classes count more (class_weight), and judge by more than the accuracy.",
        ]
    );

    // Dropout hands on what the layer below made, and targets are looked at as well.
    let mut model = Sequential::new();
    model.add(Dense::new(2).activation("softmax").input_shape(2)).unwrap();
    model.add(Dropout::new(0.1)).unwrap();
    model.compile(Compile::new().loss("categorical_crossentropy")).unwrap();
    let mut warnings = Vec::new();
    let both = Array2::<f32>::ones((60, 2));
    let fit = quiet().epochs(0).on_warning(|warning| warnings.push(warning.to_string()));
    model.fit(&x, &both, fit).unwrap();
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert!(warnings[0].contains("one-hot rows that sum to 1"), "{warnings:?}");

    // Those of the validation as well.
    let one_hot = Array2::from_shape_fn((60, 2), |(row, class)| f32::from(row % 2 == class));
    let mut warnings = Vec::new();
    let fit = quiet().epochs(0).validation_data(&x, &both);
    let fit = fit.on_warning(|warning| warnings.push(warning.to_string()));
    model.fit(&x, &one_hot, fit).unwrap();
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert!(warnings[0].starts_with("sequential: validation: categorical"), "{warnings:?}");
}

/// What Dropout drops: about the rate, scaled so that the mean stays, and another mask each step.
#[test]
fn dropout_drops_while_training_only() {
    let mut model = Sequential::with_seed(4);
    model.add(Dropout::new(0.25).input_shape(50)).unwrap();
    model.add(Dense::new(1).kernel_initializer("ones")).unwrap();
    model.compile(Compile::new().optimizer(SGD::new().learning_rate(0.0)).loss("mae")).unwrap();
    let x = Array2::<f32>::ones((200, 50));
    let y = Array1::<f32>::zeros(200);
    let mut losses = [0.0; 3];
    losses.fill_with(|| model.train_on_batch(&x, &y).unwrap().loss());
    // The mean of 10,000 numbers that are 0 or 4/3, times 50.
    assert!(losses.iter().all(|loss| (loss - 50.0).abs() < 1.5), "{losses:?}");
    assert!(losses[0] != losses[1] && losses[1] != losses[2], "{losses:?}");
    let scores = model.evaluate(&x, &y, Evaluate::new().verbose(Verbose::Silent)).unwrap();
    assert_eq!(scores.loss(), 50.0);

    for (rate, loss) in [(0.0, 50.0), (1.0, 0.0)] {
        let mut model = Sequential::new();
        model.add(Dropout::new(rate).input_shape(50)).unwrap();
        model.add(Dense::new(1).kernel_initializer("ones")).unwrap();
        model.compile(Compile::new().loss("mae")).unwrap();
        assert_eq!(model.train_on_batch(&x, &y).unwrap().loss(), loss, "rate {rate}");
    }
}

#[test]
fn a_model_may_move_to_another_thread() {
    let (x, _) = larger();
    let mut model = classifier();
    let here = model.predict(&x).unwrap();
    let there = std::thread::spawn(move || model.predict(&x).unwrap()).join().unwrap();
    assert_eq!(here, there);
}

/// The threads are chosen before the model has an optimizer's state to lose.
#[test]
fn threads_are_chosen_before_training() {
    let (x, y) = larger();
    let mut model = classifier();
    model.predict(&x).unwrap();
    model.set_threads(1).unwrap();
    assert!(model.set_threads(0).is_err());
    compile(&mut model);
    model.fit(&x, &y, quiet()).unwrap();
    assert!(model.set_threads(2).unwrap_err().to_string().contains("Choose it before"));
}

#[test]
fn a_class_that_no_row_has_is_a_warning_and_one_that_is_not_known_an_error() {
    let (x, _) = larger();
    let y = Array1::from_elem(60, 0.0f32);
    let mut model = classifier();
    compile(&mut model);
    let mut warnings = Vec::new();
    let fit = quiet().epochs(0).class_weight([(0, 1.0), (1, 2.0)]);
    let fit = fit.on_warning(|warning| warnings.push(warning.to_string()));
    model.fit(&x, &y, fit).unwrap();
    let expected = "sequential: class_weight names class 1, which no row that is trained on has";
    assert!(warnings.iter().any(|warning| warning.starts_with(expected)), "{warnings:?}");

    let error = model.fit(&x, &y, quiet().class_weight([(7, 2.0)])).unwrap_err().to_string();
    assert!(error.contains("class_weight: expected classes from 0 to 1"), "{error}");
}
