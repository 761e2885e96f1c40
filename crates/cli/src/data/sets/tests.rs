//! The prepared sets against the facts of the course's own files.

use ndarray::{ArrayView2, Ix2};

use super::*;

/// From the course's `walking.rds`: a window, its person, a place in the window, and what the three
/// channels hold there.
const REFERENCE: [(usize, &str, usize, [f64; 3]); 24] = [
    (0, "1", 0, [0.050270721965, -0.636641333427, 0.656621869964]),
    (0, "1", 1, [-0.268519222204, 0.494520944643, 0.028968611910]),
    (0, "1", 129, [-1.224889054713, -0.259587240737, -0.598684646144]),
    (0, "1", 259, [1.006640554474, 0.871575037334, -1.540164533225]),
    (1, "1", 0, [0.459099551171, -0.294240922431, -0.261048415324]),
    (1, "1", 1, [-0.064435024726, 0.578412763867, 0.157918177171]),
    (1, "1", 129, [-0.587969600623, -1.166894608730, 0.018262646340]),
    (1, "1", 259, [-4.078200106602, -3.203086543428, -2.635192439463]),
    (510, "1", 0, [-0.746230678764, 0.094178381665, 1.424539416790]),
    (510, "1", 1, [-0.595242370220, 0.537615461413, 0.993262928242]),
    (510, "1", 129, [-2.407102072745, 1.110839003527, -1.508140705340]),
    (510, "1", 259, [-0.163847202953, -0.727802546648, -1.529704529767]),
    (511, "2", 0, [2.078576540441, -0.759774637060, 1.711502902441]),
    (511, "2", 1, [-0.105608969722, 1.423003325764, -0.098874455715]),
    (511, "2", 129, [-1.353714975530, 1.423003325764, 0.625276487548]),
    (511, "2", 259, [0.830470534633, 0.695410671490, -0.460949927346]),
    (3395, "8", 0, [1.050134589764, -0.375762838487, -0.641367180879]),
    (3395, "8", 1, [1.067031365142, -0.090640289585, -0.791665033090]),
    (3395, "8", 129, [0.391160350008, -0.814412913721, -0.190473624245]),
    (3395, "8", 259, [-1.045065557150, -1.198231729551, -0.265622550350]),
    (6791, "15", 0, [-1.009162688096, 1.014137319610, -0.677665553844]),
    (6791, "15", 1, [-1.189071698259, 1.211592717642, -0.632687751598]),
    (6791, "15", 129, [1.569533124238, -0.243341794174, 0.206897890333]),
    (6791, "15", 259, [-0.604367415230, 0.130784223150, -0.437783941864]),
];

/// From the same file: the sum of absolute values of each channel, and the sum of all cubes.
const ABSOLUTE_SUMS: [f64; 3] = [1357787.63879035, 1428696.399372, 1371626.45759833];
const CUBE_SUM: f64 = 1583546.401068422;

/// Windows of each person.
const WINDOWS: [usize; 15] =
    [511, 421, 337, 574, 334, 559, 332, 422, 494, 443, 510, 419, 509, 418, 509];

/// Training windows of each person in the time split; four more are the gap and the rest test.
const TIME_TRAIN: [usize; 15] =
    [408, 336, 269, 459, 267, 447, 265, 337, 395, 354, 408, 335, 407, 334, 407];

fn matrix(array: &ArrayD<f32>) -> ArrayView2<'_, f32> {
    array.view().into_dimensionality::<Ix2>().unwrap()
}

/// Asserts that each training column has mean 0 and sample deviation 1 over `present` values.
fn assert_scaled(prepared: &Prepared, present: impl Fn(f32) -> bool) {
    for column in matrix(&prepared.x_train).axis_iter(Axis(1)) {
        let values: Vec<f64> =
            column.iter().filter(|value| present(**value)).map(|value| f64::from(*value)).collect();
        let count = values.len() as f64;
        let mean = values.iter().sum::<f64>() / count;
        let squares = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>();
        assert!(mean.abs() < 1e-6, "{mean}");
        assert!((squares / (count - 1.0) - 1.0).abs() < 1e-5);
    }
}

#[test]
fn iris_is_stratified_scaled_and_one_hot() {
    let prepared = iris(None, SplitKind::Stratified, 1).unwrap();
    assert_eq!(prepared.x_train.shape(), [120, 4]);
    assert_eq!(prepared.x_test.shape(), [30, 4]);
    assert_eq!(prepared.y_train.dim(), (120, 3));
    assert_eq!(prepared.y_train.sum_axis(Axis(0)).to_vec(), [40.0; 3]);
    assert_eq!(prepared.y_test.sum_axis(Axis(0)).to_vec(), [10.0; 3]);
    assert_eq!(prepared.y_train.sum_axis(Axis(1)).to_vec(), [1.0; 120]);
    assert_eq!(prepared.class_names, ["setosa", "versicolor", "virginica"]);
    assert_eq!(
        prepared.feature_names,
        ["Sepal.Length", "Sepal.Width", "Petal.Length", "Petal.Width"]
    );
    assert_scaled(&prepared, |_| true);

    let random = iris(None, SplitKind::Random, 1).unwrap();
    assert_eq!(random.x_train.shape(), [120, 4]);
    assert_ne!(random.y_train.sum_axis(Axis(0)).to_vec(), [40.0; 3]);
}

/// Centred and scaled by R's `scale` with the means and deviations of rows 1-40, 51-90 and 101-140.
#[test]
fn iris_is_scaled_as_r_scales_it() {
    let table = table(None, "iris.csv", include_bytes!("../../../../../data/iris.csv")).unwrap();
    let names: Vec<String> = IRIS.predictors.iter().map(|name| (*name).to_owned()).collect();
    let mut x = Array2::zeros((150, 4));
    for (mut column, name) in x.axis_iter_mut(Axis(1)).zip(&names) {
        column.assign(&ndarray::ArrayView1::from(&table.numbers(name).unwrap()));
    }
    let train: Vec<usize> = (0..40).chain(50..90).chain(100..140).collect();
    let scaled = Scaler::learn(x.select(Axis(0), &train).view(), &names).unwrap().apply(x.view());
    let expected = [
        (0, [-0.933927892709, 0.980421817818, -1.335035001472, -1.311353600527]),
        (49, [-1.052146613305, 0.530515056296, -1.335035001472, -1.311353600527]),
        (76, [1.075790357424, -0.594251847511, 0.560213017319, 0.275494453892]),
        (149, [0.011821872060, -0.144345085989, 0.727440783683, 0.804443805365]),
    ];
    for (row, expected) in expected {
        for (column, expected) in expected.into_iter().enumerate() {
            assert!((f64::from(scaled[[row, column]]) - expected).abs() < 1e-6, "{row} {column}");
        }
    }
}

#[test]
fn breast_cancer_has_nine_features_and_malignant_is_one() {
    let prepared = breast_cancer(None, SplitKind::Stratified, 3).unwrap();
    assert_eq!(prepared.x_train.shape(), [558, 9]);
    assert_eq!(prepared.x_test.shape(), [141, 9]);
    assert_eq!(prepared.y_train.dim(), (558, 1));
    assert_eq!(prepared.class_names, ["benign", "malignant"]);
    assert_eq!((prepared.y_train.sum(), prepared.y_test.sum()), (192.0, 49.0));
    // The 16 missing values, all in one column, are exactly 0; no other value is.
    let missing = |x: &ArrayD<f32>| x.iter().filter(|value| **value == 0.0).count();
    assert_eq!(missing(&prepared.x_train) + missing(&prepared.x_test), 16);
    assert_scaled(&prepared, |value| value != 0.0);

    let random = breast_cancer(None, SplitKind::Random, 3).unwrap();
    assert_eq!((random.x_train.shape()[0], random.x_test.shape()[0]), (559, 140));
}

#[test]
fn boston_predicts_the_price_as_it_is_from_five_columns() {
    let prepared = boston(None, SplitKind::Random, 5).unwrap();
    assert_eq!(prepared.x_train.shape(), [404, 5]);
    assert_eq!(prepared.x_test.shape(), [102, 5]);
    assert_eq!(prepared.y_train.dim(), (404, 1));
    assert!(prepared.class_names.is_empty());
    assert_scaled(&prepared, |_| true);
    let sum = prepared.y_train.iter().chain(&prepared.y_test).map(|value| f64::from(*value));
    assert!((sum.sum::<f64>() - 11401.6).abs() < 1e-2);
}

#[test]
fn features_and_targets_of_a_row_stay_together() {
    // Setosa alone has petals shorter than 2 cm: the scaled length is far below that of the others.
    let prepared = iris(None, SplitKind::Random, 9).unwrap();
    for (x, y) in [(&prepared.x_train, &prepared.y_train), (&prepared.x_test, &prepared.y_test)] {
        for (features, target) in matrix(x).axis_iter(Axis(0)).zip(y.axis_iter(Axis(0))) {
            assert_eq!(features[2] < -0.9, target[0] == 1.0);
        }
    }
}

#[test]
fn walking_windows_are_those_of_the_course() {
    let windows = walking_windows(None).unwrap();
    assert_eq!(windows.x.dim(), (6792, 260, 3));
    let names: Vec<String> = (1..=15).map(|person: u32| person.to_string()).collect();
    assert_eq!(windows.names, names);
    for (person, count) in WINDOWS.iter().enumerate() {
        assert_eq!(windows.persons.iter().filter(|each| **each == person).count(), *count);
    }
    assert!(windows.persons.is_sorted());
    for (window, person, place, channels) in REFERENCE {
        assert_eq!(windows.names[windows.persons[window]], person);
        for (channel, expected) in channels.into_iter().enumerate() {
            // One rounding to f32.
            let value = f64::from(windows.x[[window, place, channel]]);
            assert!((value - expected).abs() <= expected.abs() * 6.0e-8 + 1e-11, "{window}");
        }
    }
    // Sums over all windows: of the absolute values of each channel, and of all cubes.
    for (channel, expected) in ABSOLUTE_SUMS.into_iter().enumerate() {
        let values = windows.x.index_axis(Axis(2), channel);
        let sum = values.iter().map(|value| f64::from(value.abs())).sum::<f64>();
        assert!((sum / expected - 1.0).abs() < 1e-8, "{sum}");
    }
    let cubes = windows.x.iter().map(|value| f64::from(*value).powi(3)).sum::<f64>();
    assert!((cubes / CUBE_SUM - 1.0).abs() < 1e-7, "{cubes}");
}

#[test]
fn walking_is_split_at_random_or_by_time() {
    let windows = walking_windows(None).unwrap();
    let random = walking(&windows, SplitKind::Random, 2).unwrap();
    assert_eq!(random.x_train.shape(), [5433, 260, 3]);
    assert_eq!(random.x_test.shape(), [1359, 260, 3]);
    assert_eq!(random.y_train.dim(), (5433, 15));
    assert_eq!(random.class_names, windows.names);
    assert_eq!(random.feature_names, ["acc_x", "acc_y", "acc_z"]);

    let time = walking(&windows, SplitKind::Time, 2).unwrap();
    assert_eq!(time.x_train.shape(), [5428, 260, 3]);
    assert_eq!(time.x_test.shape(), [1304, 260, 3]);
    let train: Vec<f32> = TIME_TRAIN.iter().map(|count| *count as f32).collect();
    assert_eq!(time.y_train.sum_axis(Axis(0)).to_vec(), train);
}

/// The boundaries of `split_time.csv`: training windows, then a gap of four, then test windows.
#[test]
fn the_time_split_shares_no_sample_and_has_the_known_boundaries() {
    let windows = walking_windows(None).unwrap();
    let split =
        split::by_time(&windows.persons, &windows.names, TRAIN_SHARE, windows::GAP, 2).unwrap();
    assert_eq!((split.train.len(), split.test.len()), (5428, 1304));
    let mut first = 0;
    for (person, (all, train)) in WINDOWS.into_iter().zip(TIME_TRAIN).enumerate() {
        let of = |rows: &[usize]| {
            let mut rows: Vec<usize> =
                rows.iter().copied().filter(|row| windows.persons[*row] == person).collect();
            rows.sort_unstable();
            rows
        };
        assert_eq!(of(&split.train), (first..first + train).collect::<Vec<_>>());
        assert_eq!(of(&split.test), (first + train + 4..first + all).collect::<Vec<_>>());
        first += all;
    }
    // Windows that are GAP + 1 steps apart share no sample; windows that are GAP apart do.
    const { assert!((windows::GAP + 1) * windows::STEP >= windows::LENGTH) };
    const { assert!(windows::GAP * windows::STEP < windows::LENGTH) };
    assert!(!split.train.is_sorted(), "validation_split needs training rows in random order");
}

#[test]
fn a_seed_gives_the_same_arrays() {
    let draw = |seed| breast_cancer(None, SplitKind::Random, seed).unwrap();
    assert_eq!(draw(4).x_train, draw(4).x_train);
    assert_eq!(draw(4).y_test, draw(4).y_test);
    assert_ne!(draw(4).x_train, draw(5).x_train);
}

#[test]
fn a_split_that_a_set_does_not_have_is_an_error() {
    let text = boston(None, SplitKind::Stratified, 1).unwrap_err().to_string();
    assert!(text.contains("boston: cannot be split by `stratified`. Expected one of: random"));
    let text = iris(None, SplitKind::Time, 1).unwrap_err().to_string();
    assert!(text.contains("Expected one of: stratified, random"), "{text}");
}

#[test]
fn a_file_can_take_the_place_of_the_built_in_one() {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data");
    let file = repository.join("iris.csv");
    let from_file = iris(Some(&file), SplitKind::Random, 1).unwrap();
    assert_eq!(from_file.x_train, iris(None, SplitKind::Random, 1).unwrap().x_train);
    let text = boston(Some(&file), SplitKind::Random, 1).unwrap_err().to_string();
    assert!(text.contains("iris.csv: no column `lstat`"), "{text}");
    let text = breast_cancer(Some(Path::new("missing.csv")), SplitKind::Random, 1);
    assert!(text.unwrap_err().to_string().starts_with("cannot read missing.csv"));
}

#[test]
fn targets_need_enough_classes() {
    let one = Table::read_bytes("one.csv", b"Class\nbenign\nbenign\n").unwrap();
    let text = targets(&one, &Outcome::Binary("Class")).unwrap_err().to_string();
    assert!(text.contains("column `Class`: expected two classes; received 1: benign"), "{text}");
    assert!(targets(&one, &Outcome::OneHot("Class")).is_err());
    let three = Table::read_bytes("three.csv", b"Class\na\nb\nc\n").unwrap();
    assert!(targets(&three, &Outcome::Binary("Class")).is_err());
    assert!(targets(&three, &Outcome::OneHot("Class")).is_ok());
}
