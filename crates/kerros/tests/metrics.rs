//! Metrics over whole data sets: cut into batches, weighted, masked, in a model and by themselves.

#![allow(clippy::unwrap_used, reason = "also in the functions that the tests share")]

use kerros::metrics::{
    AUC, Aggregation, Average, Curve, F1Score, FBetaScore, FalseNegatives, FalsePositives,
    IntoMetric, IoU, Mean, MeanIoU, Metric, OneHotIoU, Precision, PrecisionAtRecall, R2Score,
    Recall, SensitivityAtSpecificity, SparseTopKCategoricalAccuracy, Streaming, Sum, TrueNegatives,
    TruePositives,
};
use kerros::prelude::*;

/// Rows of pseudo-random numbers from 0 to 1, by a multiplicative generator.
fn uniform(seed: u64, count: usize) -> Vec<f32> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 40) as f32 / (1u64 << 24) as f32
    };
    (0..count).map(|_| next()).collect()
}

/// Target, prediction and weights of some rows of three columns.
struct Data {
    y: Vec<f32>,
    p: Vec<f32>,
    weight: Vec<f32>,
}

const ROWS: usize = 3000;
const COLUMNS: usize = 3;

impl Data {
    /// Rows that are 0 or 1, and probabilities that know something of it.
    fn classes() -> Self {
        let p = uniform(1, ROWS * COLUMNS);
        let noise = uniform(2, ROWS * COLUMNS);
        let y = p.iter().zip(noise).map(|(p, noise)| f32::from(*p > noise)).collect();
        Data { y, p, weight: uniform(3, ROWS) }
    }

    /// One-hot rows.
    fn one_hot() -> Self {
        let mut data = Data::classes();
        for (row, x) in data.y.chunks_exact_mut(COLUMNS).zip(uniform(4, ROWS)) {
            let class = (x * COLUMNS as f32) as usize;
            row.iter_mut().enumerate().for_each(|(at, y)| *y = f32::from(at == class));
        }
        data
    }

    /// Numbers around `mean` with a spread of 1, in rising order if they are sorted.
    fn numbers(mean: f32, sorted: bool) -> Self {
        let mut y: Vec<f32> = uniform(5, ROWS * COLUMNS).iter().map(|x| mean + 3.4 * x).collect();
        if sorted {
            y.sort_by(f32::total_cmp);
        }
        let noise = uniform(6, ROWS * COLUMNS);
        let p = y.iter().zip(noise).map(|(y, noise)| y + noise - 0.5).collect();
        Data { y, p, weight: uniform(7, ROWS) }
    }

    /// The values of a metric over all rows, so many at a time.
    fn values(&self, metric: Box<dyn Metric>, rows: usize, weighted: bool) -> Vec<f64> {
        let mut stream = Streaming::new(metric).unwrap();
        let width = rows * COLUMNS;
        let batches = self.y.chunks(width).zip(self.p.chunks(width)).zip(self.weight.chunks(rows));
        for ((y, p), weight) in batches {
            let shape = [weight.len(), COLUMNS];
            match weighted {
                true => stream.update_weighted((y, shape), (p, shape), (weight, [weight.len()])),
                false => stream.update((y, shape), (p, shape)),
            }
            .unwrap();
        }
        stream.values().unwrap()
    }
}

/// Results from one batch, from 100, and from batches of one row are equal to 1e-6, relative to the largest.
#[track_caller]
fn independent_of_batches<M: Metric + Clone + 'static>(metric: &M, data: &Data) -> Vec<f64> {
    let mut unweighted = Vec::new();
    for weighted in [false, true] {
        let values = |rows| data.values(metric.clone().into_metric().unwrap(), rows, weighted);
        let whole = values(ROWS);
        let largest = whole.iter().fold(0.0f64, |largest, value| largest.max(value.abs()));
        assert!(largest.is_finite() && largest > 0.0, "{metric:?}: {whole:?}");
        for rows in [ROWS / 100, 1, 7] {
            for (one, other) in whole.iter().zip(values(rows)) {
                let difference = (one - other).abs();
                assert!(difference <= 1e-6 * largest, "{metric:?}, {rows} rows: {one}, {other}");
            }
        }
        if !weighted {
            unweighted = whole;
        }
    }
    unweighted
}

#[test]
fn confusion_metrics_do_not_depend_on_batches() {
    let data = Data::classes();
    let thresholds = [0.2, 0.5, 0.7];
    independent_of_batches(&TruePositives::new().thresholds(thresholds), &data);
    independent_of_batches(&TrueNegatives::new(), &data);
    independent_of_batches(&FalsePositives::new(), &data);
    independent_of_batches(&FalseNegatives::new().thresholds([0.0, 0.5, 1.0]), &data);
    independent_of_batches(&Precision::new().thresholds(thresholds), &data);
    independent_of_batches(&Recall::new().top_k(2).class_id(1), &data);
    independent_of_batches(&SensitivityAtSpecificity::new(0.6), &data);
    independent_of_batches(&PrecisionAtRecall::new(0.6), &data);
}

#[test]
fn areas_do_not_depend_on_batches() {
    let data = Data::classes();
    for curve in [Curve::Roc, Curve::Pr, Curve::PrGain] {
        independent_of_batches(&AUC::new().curve(curve), &data);
        independent_of_batches(&AUC::new().curve(curve).thresholds([0.3, 0.35, 0.9]), &data);
    }
    independent_of_batches(&AUC::new().multi_label(true), &data);
    independent_of_batches(&AUC::new().label_weights([1.0, 0.25, 2.0]), &data);
}

/// The chance that a positive number is larger than a negative one, but for what lies in one step.
#[test]
fn the_area_under_roc_is_the_share_of_pairs_in_order() {
    let data = Data::classes();
    let area = independent_of_batches(&AUC::new().num_thresholds(1001), &data)[0];
    let (mut right, mut all) = (0.0, 0.0);
    let of = |class: f32| data.y.iter().zip(&data.p).filter(move |(y, _)| **y == class);
    for (_, positive) in of(1.0) {
        for (_, negative) in of(0.0) {
            all += 1.0;
            right += if positive > negative { 1.0 } else { 0.0 };
        }
    }
    assert!((area - right / all).abs() < 1e-4, "{area} and {}", right / all);
}

#[test]
fn f_scores_do_not_depend_on_batches() {
    let data = Data::one_hot();
    independent_of_batches(&F1Score::new(), &data);
    independent_of_batches(&F1Score::new().average(Average::Weighted), &data);
    independent_of_batches(&FBetaScore::new().beta(2.0).average(Average::Micro), &data);
    independent_of_batches(&FBetaScore::new().threshold(0.4).average(Average::Macro), &data);
}

#[test]
fn unions_do_not_depend_on_batches() {
    let data = Data::one_hot();
    independent_of_batches(&OneHotIoU::new(3, [0, 2]).whole_weights(false), &data);
}

/// Also where the mean is large beside the spread, and where the first batches say nothing of the later ones.
#[test]
fn r2_does_not_depend_on_batches_or_on_where_zero_is() {
    for mean in [0.0, 1000.0, -30_000.0] {
        for sorted in [false, true] {
            let data = Data::numbers(mean, sorted);
            let each = R2Score::new().class_aggregation(None);
            let scores = independent_of_batches(&each, &data);
            for (column, score) in scores.iter().enumerate() {
                let expected = r2(&data, column);
                assert!((score - expected).abs() < 1e-5, "{mean}: {score}, {expected}");
            }
            let weighted = Aggregation::VarianceWeightedAverage;
            independent_of_batches(&R2Score::new().class_aggregation(weighted), &data);
        }
    }
}

/// The score of one column, in double precision.
fn r2(data: &Data, column: usize) -> f64 {
    let of = |numbers: &[f32]| -> Vec<f64> {
        numbers.iter().skip(column).step_by(COLUMNS).map(|&x| f64::from(x)).collect()
    };
    let (y, p) = (of(&data.y), of(&data.p));
    let mean = y.iter().sum::<f64>() / y.len() as f64;
    let residual: f64 = y.iter().zip(&p).map(|(y, p)| (y - p).powi(2)).sum();
    1.0 - residual / y.iter().map(|y| (y - mean).powi(2)).sum::<f64>()
}

/// A model that hands on its input, compiled.
fn identity(inputs: usize, loss: &str, compile: impl FnOnce(Compile) -> Compile) -> Sequential {
    let mut model = Sequential::new();
    model.add(Activation::Linear.layer().input_shape(inputs)).unwrap();
    model.compile(compile(Compile::new().loss(loss))).unwrap();
    model
}

#[test]
fn a_model_gives_what_a_stream_gives() {
    let data = Data::classes();
    let quiet = || Evaluate::new().verbose(Verbose::Silent);
    let shape = [ROWS, COLUMNS];
    let metrics: Vec<Box<dyn Metric>> = vec![
        Box::new(AUC::new().multi_label(true)),
        Box::new(Recall::new().thresholds([0.25, 0.75])),
        Box::new(F1Score::new()),
        Box::new(R2Score::new()),
        "root_mean_squared_error".into_metric().unwrap(),
    ];
    let weighted: Vec<Box<dyn Metric>> =
        vec![Box::new(AUC::new()), Box::new(F1Score::new()), Box::new(R2Score::new())];
    let mut model = identity(COLUMNS, "binary_crossentropy", |compile| {
        compile.metrics(metrics).weighted_metrics(weighted)
    });
    let names = ["loss", "auc", "recall", "f1_score", "r2_score", "root_mean_squared_error"];
    let all = [&names[..], &["weighted_auc", "weighted_f1_score", "weighted_r2_score"]].concat();
    assert_eq!(model.metric_names().unwrap(), all);

    let evaluate = quiet().batch_size(70).sample_weight(&data.weight);
    let scores = model.evaluate((&data.p[..], shape), (&data.y[..], shape), evaluate).unwrap();
    let close = |name: &str, metric: &dyn Fn() -> Box<dyn Metric>, weighted: bool| {
        let expected = data.values(metric(), ROWS, weighted);
        let values = scores.values(name).unwrap();
        assert_eq!(values.len(), expected.len(), "{name}");
        for (value, expected) in values.iter().zip(&expected) {
            assert!((value - expected).abs() < 1e-6, "{name}: {value}, {expected}");
        }
        let mean = expected.iter().sum::<f64>() / expected.len() as f64;
        assert!((scores.get(name).unwrap() - mean).abs() < 1e-6, "{name}");
    };
    close("auc", &|| Box::new(AUC::new().multi_label(true)), false);
    close("recall", &|| Box::new(Recall::new().thresholds([0.25, 0.75])), false);
    close("f1_score", &|| Box::new(F1Score::new()), false);
    close("r2_score", &|| Box::new(R2Score::new()), false);
    close("weighted_auc", &|| Box::new(AUC::new()), true);
    close("weighted_f1_score", &|| Box::new(F1Score::new()), true);
    close("weighted_r2_score", &|| Box::new(R2Score::new()), true);
    assert_eq!(scores.values("loss").map(<[f64]>::len), Some(1));
    assert_eq!(scores.values("nothing"), None);
}

/// What is masked does not count.
#[test]
fn masks_reach_metrics() {
    let mut model = Sequential::new();
    model.add(Masking::new().mask_value(0.0).input_shape([4, 2])).unwrap();
    let metrics: Vec<Box<dyn Metric>> = vec![
        Box::new(TruePositives::new()),
        Box::new(FalsePositives::new()),
        Box::new(IoU::new(2, [0, 1]).sparse_y_true(false).sparse_y_pred(false)),
        Box::new(Sum::new()),
    ];
    model.compile(Compile::new().loss("binary_crossentropy").metrics(metrics)).unwrap();
    // The last two steps are masked; the second is wrong.
    let x = [0.9f32, 0.1, 0.8, 0.2, 0.0, 0.0, 0.0, 0.0];
    let y = [1.0f32, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 1.0];
    let quiet = Evaluate::new().verbose(Verbose::Silent);
    let scores = model.evaluate((&x[..], [1, 4, 2]), (&y[..], [1, 4, 2]), quiet).unwrap();
    assert_eq!(scores.get("true_positives"), Some(1.0));
    assert_eq!(scores.get("false_positives"), Some(1.0));
    assert_eq!(scores.get("sum"), Some(f64::from(0.9f32 + 0.1 + 0.8 + 0.2)));
    // Class 0: one of two; class 1: none of one.
    assert!((scores.get("io_u").unwrap() - 0.25).abs() < 1e-6);
}

#[test]
fn an_epoch_starts_anew() {
    let data = Data::classes();
    let shape = [ROWS, COLUMNS];
    let mut model =
        identity(COLUMNS, "binary_crossentropy", |compile| compile.metrics([AUC::new()]));
    let mut evaluate = || {
        let quiet = Evaluate::new().verbose(Verbose::Silent);
        model.evaluate((&data.p[..], shape), (&data.y[..], shape), quiet).unwrap()
    };
    assert_eq!(evaluate(), evaluate());
}

#[test]
fn a_number_that_is_none_exceeds_no_threshold() {
    let mut positives = Streaming::new(TruePositives::new().thresholds([0.0, 0.5, 1.0])).unwrap();
    positives.update(&[1.0f32, 1.0], &[f32::NAN, 0.7]).unwrap();
    assert_eq!(positives.values().unwrap(), [1.0, 1.0, 0.0]);
    let mut area = Streaming::new(AUC::new()).unwrap();
    area.update(&[1.0f32, 0.0, 1.0], &[f32::NAN, 0.3, 0.7]).unwrap();
    assert!(area.result().unwrap().is_finite());
}

#[test]
fn counts_are_exact_beyond_what_a_single_number_holds() {
    let mut positives = Streaming::new(TruePositives::new()).unwrap();
    let large = [16_777_216.0f32];
    positives.update_weighted(&[1.0f32], &[0.9f32], &large).unwrap();
    for _ in 0..5 {
        positives.update(&[1.0f32], &[0.9f32]).unwrap();
    }
    assert_eq!(positives.result().unwrap(), 16_777_221.0);
}

#[test]
fn streams_say_what_they_cannot_do() {
    let mut mean = Streaming::new(Mean::new()).unwrap();
    let message = mean.result().unwrap_err().to_string();
    assert_eq!(
        message,
        "the result of mean was asked for before its first batch. Call update with targets and predictions \
         first."
    );
    mean.update_values(&[1.0f32, 2.0]).unwrap();
    let wide = [1.0f32, 2.0];
    let message = mean.update_values((&wide[..], [1, 2])).unwrap_err().to_string();
    assert_eq!(
        message,
        "mean: y_true: expected rows of the shape of earlier ones: (batch), received (batch, 2). Give rows of one \
         shape, or start a new stream."
    );
    let message = mean.update(&[1.0f32], &[1.0f32, 2.0]).unwrap_err().to_string();
    assert!(
        message.starts_with("mean: y_pred: expected 1 rows, as y_true has, received 2."),
        "{message}"
    );
    assert_eq!(mean.result().unwrap(), 1.5, "what was refused has changed nothing");
}

#[test]
fn metrics_that_do_not_fit_are_errors_before_training() {
    let refused = |units: usize, loss: &str, metric: Box<dyn Metric>| {
        let mut model = Sequential::new();
        model.add(Dense::new(units).input_shape(2)).unwrap();
        let compile = Compile::new().loss(loss).metrics([metric]);
        model.compile(compile).unwrap_err().to_string()
    };
    let sparse = "sparse_categorical_crossentropy";
    for (units, loss, metric, message) in [
        (
            1,
            sparse,
            Box::new(SparseTopKCategoricalAccuracy::new()) as Box<dyn Metric>,
            "sparse_top_k_categorical_accuracy: classes of the prediction: expected at least 2, received 1. One of \
             one class is always among the 5 most probable: with one unit use binary_accuracy.",
        ),
        (
            1,
            "mse",
            Box::new(AUC::new().multi_label(true)),
            "auc: multi_label: expected several columns, received the prediction (batch, 1). Leave multi_label out: \
             with one column the results are the same.",
        ),
        (
            2,
            "mse",
            Box::new(AUC::new().multi_label(true).num_labels(3)),
            "auc: num_labels: expected 3 columns, received the prediction (batch, 2).",
        ),
        (
            2,
            "mse",
            Box::new(AUC::new().label_weights([1.0, 2.0, 3.0])),
            "auc: label_weights: expected 3 columns, received the prediction (batch, 2).",
        ),
        (3, sparse, Box::new(AUC::new()), "auc: target: expected the shape of the prediction"),
        (
            3,
            sparse,
            Box::new(F1Score::new()),
            "f1_score: target: expected the shape of the prediction",
        ),
        (
            3,
            sparse,
            Box::new(MeanIoU::new(4).sparse_y_pred(false)),
            "mean_io_u: prediction: expected 4 numbers along axis -1, one for each class, received (batch, 3).",
        ),
        (
            3,
            sparse,
            Box::new(MeanIoU::new(3)),
            "mean_io_u: target: expected a class number for each one that is predicted: (batch, 3), received \
             (batch).",
        ),
        (
            3,
            "categorical_crossentropy",
            Box::new(Precision::new().top_k(4)),
            "precision: top_k: expected at most 3, the number of classes of the prediction (batch, 3), received 4.",
        ),
        (
            3,
            "categorical_crossentropy",
            Box::new(Recall::new().class_id(3)),
            "recall: class_id: expected the number of a class of the prediction (batch, 3), from 0, received 3.",
        ),
        (
            1,
            "mse",
            "pearson_correlation".into_metric().unwrap(),
            "pearson_correlation: axis: expected an axis of several numbers, received axis 1 of (batch, 1).",
        ),
    ] {
        let error = refused(units, loss, metric);
        assert!(error.contains(message), "{error}");
    }
}

#[test]
fn arguments_out_of_range_are_refused() {
    let refused: [(Result<_, kerros::Error>, &str); 12] = [
        (
            Recall::new().thresholds([0.5, 1.5]).into_metric(),
            "recall: thresholds: expected a number from 0 to 1, received 1.5.",
        ),
        (Recall::new().top_k(0).into_metric(), "recall: top_k: expected at least 1, received 0."),
        (AUC::new().num_thresholds(1).into_metric(), "auc: num_thresholds: expected at least 2"),
        (AUC::new().thresholds([-0.1]).into_metric(), "auc: thresholds: expected a number from 0"),
        (AUC::new().label_weights([-1.0]).into_metric(), "auc: label_weights: expected finite"),
        (AUC::new().num_labels(2).into_metric(), "auc: num_labels: expected nothing without multi"),
        (
            SensitivityAtSpecificity::new(1.5).into_metric(),
            "sensitivity_at_specificity: specificity: expected a number from 0 to 1, received 1.5.",
        ),
        (
            PrecisionAtRecall::new(0.5).num_thresholds(0).into_metric(),
            "precision_at_recall: num_thresholds: expected at least 1",
        ),
        (FBetaScore::new().beta(0.0).into_metric(), "fbeta_score: beta: expected a finite number"),
        (
            F1Score::new().threshold(0.0).into_metric(),
            "f1_score: threshold: expected a number above",
        ),
        (IoU::new(2, [2]).into_metric(), "io_u: target_class_ids: expected classes from 0 to 1"),
        (
            SparseTopKCategoricalAccuracy::new().k(0).into_metric(),
            "sparse_top_k_categorical_accuracy: k: expected at least 1, received 0.",
        ),
    ];
    for (result, message) in refused {
        let error = result.unwrap_err().to_string();
        assert!(error.contains(message), "{error}");
    }
}

#[test]
fn unknown_words_name_the_known_ones() {
    use kerros::layer::Config;
    use kerros::registry::{METRICS, find};
    for (class, argument, value, message) in [
        (
            "AUC",
            "curve",
            "RCO",
            "unknown curve \"RCO\": did you mean \"ROC\"? Known are ROC, PR, PRGAIN.",
        ),
        (
            "AUC",
            "summation_method",
            "major",
            "did you mean \"majoring\"? Known are interpolation, minoring, majoring.",
        ),
        (
            "F1Score",
            "average",
            "mikro",
            "did you mean \"micro\"? Known are micro, macro, weighted.",
        ),
        (
            "R2Score",
            "class_aggregation",
            "uniform",
            "did you mean \"uniform_average\"? Known are uniform_average, variance_weighted_average.",
        ),
    ] {
        let class = find("metric", METRICS, class).unwrap();
        let error =
            class.from_config(&Config::new().with(argument, value)).unwrap_err().to_string();
        assert!(error.contains(message), "{error}");
    }
    let error = "recal".into_metric().unwrap_err().to_string();
    assert!(error.contains("did you mean \"recall\"?"), "{error}");
    let error = "precision_at_recall".into_metric().unwrap_err().to_string();
    assert!(error.contains("recall: expected a value, received nothing."), "{error}");
}

/// Keras 3.15 fails on such an axis when the result is asked for.
#[test]
fn classes_may_lie_along_another_axis() {
    let along = |axis: i64, shape: [usize; 3], data: &[f32]| {
        let metric = OneHotIoU::new(3, [0, 1]).axis(axis);
        let mut stream = Streaming::new(metric).unwrap();
        stream.update((data, shape), (&uniform(9, 12)[..], shape)).unwrap();
        stream.result().unwrap()
    };
    let data = uniform(8, 12);
    let last = along(-1, [2, 2, 3], &data);
    let turned = |data: &[f32]| -> Vec<f32> {
        (0..12).map(|i| data[(i / 6) * 6 + (i % 2) * 3 + (i % 6) / 2]).collect()
    };
    let metric = OneHotIoU::new(3, [0, 1]).axis(1);
    let mut stream = Streaming::new(metric).unwrap();
    let (y, p) = (turned(&data), turned(&uniform(9, 12)));
    stream.update((&y[..], [2, 3, 2]), (&p[..], [2, 3, 2])).unwrap();
    assert_eq!(stream.result().unwrap(), last);
    let batch = OneHotIoU::new(3, [0]).axis(0);
    let shape = (&data[..], [4, 3]);
    let error = Streaming::new(batch).unwrap().update(shape, (&data[..], [4, 3])).unwrap_err();
    assert!(error.to_string().contains("axis: expected an axis of each sample"), "{error}");
}
