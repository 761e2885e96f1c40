//! Areas under curves, from a confusion matrix at each of falling thresholds.

use super::super::arguments::share;
use super::super::confusion::cells::Confusion;
use crate::error::Result;
use crate::registry::choose;

/// The curve whose area is taken. In Keras: the argument `curve` of `AUC`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Curve {
    /// `ROC`: the share of positive targets that are found, over the share of negative ones that are not.
    #[default]
    Roc,
    /// `PR`: precision over recall.
    Pr,
    /// `PRGAIN`: both as gains over a model that always says yes (Flach and Kull, "Precision-recall-gain
    /// curves", NIPS 2015).
    PrGain,
}

/// How the area between two points of a curve is taken. In Keras: the argument `summation_method` of `AUC`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Summation {
    /// `interpolation`: the mean height; for [`Curve::Pr`] true and false positives are interpolated and not
    /// their ratio (Davis and Goadrich, "The relationship between precision-recall and ROC curves", ICML 2006).
    #[default]
    Interpolation,
    /// `minoring`: the smaller height.
    Minoring,
    /// `majoring`: the larger height.
    Majoring,
}

impl Curve {
    const ALL: [(&'static str, Curve); 6] = [
        ("ROC", Curve::Roc),
        ("PR", Curve::Pr),
        ("PRGAIN", Curve::PrGain),
        ("roc", Curve::Roc),
        ("pr", Curve::Pr),
        ("prgain", Curve::PrGain),
    ];

    /// The name in configurations.
    pub(super) fn name(self) -> &'static str {
        match self {
            Curve::Roc => "ROC",
            Curve::Pr => "PR",
            Curve::PrGain => "PRGAIN",
        }
    }
}

impl TryFrom<&str> for Curve {
    type Error = crate::Error;

    fn try_from(name: &str) -> Result<Self> {
        choose("curve", &Self::ALL, name)
    }
}

impl Summation {
    const ALL: [(&'static str, Summation); 6] = [
        ("interpolation", Summation::Interpolation),
        ("minoring", Summation::Minoring),
        ("majoring", Summation::Majoring),
        ("Interpolation", Summation::Interpolation),
        ("Minoring", Summation::Minoring),
        ("Majoring", Summation::Majoring),
    ];

    /// The name in configurations.
    pub(super) fn name(self) -> &'static str {
        match self {
            Summation::Interpolation => "interpolation",
            Summation::Minoring => "minoring",
            Summation::Majoring => "majoring",
        }
    }

    fn height(self, one: f64, other: f64) -> f64 {
        match self {
            Summation::Interpolation => f64::midpoint(one, other),
            Summation::Minoring => one.min(other),
            Summation::Majoring => one.max(other),
        }
    }
}

impl TryFrom<&str> for Summation {
    type Error = crate::Error;

    fn try_from(name: &str) -> Result<Self> {
        choose("summation_method", &Self::ALL, name)
    }
}

/// The area under the curve.
pub(super) fn area(curve: Curve, summation: Summation, confusion: &Confusion) -> f64 {
    if (curve, summation) == (Curve::Pr, Summation::Interpolation) {
        return interpolated_precision(confusion);
    }
    let points: Vec<(f64, f64)> =
        (0..confusion.true_positives.len()).map(|i| point(curve, confusion, i)).collect();
    let between = |pair: &[(f64, f64)]| {
        let ((x, y), (next_x, next_y)) = (pair[0], pair[1]);
        (x - next_x) * summation.height(y, next_y)
    };
    points.windows(2).map(between).sum()
}

/// The point of the curve at a threshold.
fn point(curve: Curve, confusion: &Confusion, i: usize) -> (f64, f64) {
    let [tp, fp, tn, fn_] = [
        confusion.true_positives[i],
        confusion.false_positives[i],
        confusion.true_negatives[i],
        confusion.false_negatives[i],
    ];
    match curve {
        Curve::Roc => (share(fp, fp + tn), share(tp, tp + fn_)),
        Curve::Pr => (share(tp, tp + fn_), share(tp, tp + fp)),
        Curve::PrGain if tp == 0.0 => (0.0, 1.0),
        Curve::PrGain => {
            let scale = share(tp + fn_, tn + fp);
            ((1.0 - scale * share(fn_, tp)).max(0.0), 1.0 - scale * share(fp, tp))
        }
    }
}

/// The area under precision over recall, where true positives grow linearly with all positives between two
/// thresholds.
fn interpolated_precision(confusion: &Confusion) -> f64 {
    let (tp, fp) = (&confusion.true_positives, &confusion.false_positives);
    let mut area = 0.0;
    for i in 1..tp.len() {
        let (before, after) = (tp[i - 1] + fp[i - 1], tp[i] + fp[i]);
        let gained = tp[i - 1] - tp[i];
        let slope = share(gained, (before - after).max(0.0));
        let intercept = tp[i] - slope * after;
        let ratio = if before > 0.0 && after > 0.0 { before / after } else { 1.0 };
        let positives = tp[i] + confusion.false_negatives[i];
        area += share(slope * (gained + intercept * ratio.ln()), positives.max(0.0));
    }
    area
}
