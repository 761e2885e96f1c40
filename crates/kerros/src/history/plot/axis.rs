//! Ranges, ticks and tick labels.

/// Values beyond this are drawn at it, so that no difference of two values overflows.
const LARGEST: f64 = 1e300;
/// Values nearer to zero are drawn as zero, so that no step between ticks underflows.
const SMALLEST: f64 = 1e-280;

/// One axis of a panel: what it spans, and where its ticks stand.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Axis {
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) ticks: Vec<Tick>,
}

/// A tick: its place in the units of the axis, and its label.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tick {
    pub(super) value: f64,
    pub(super) label: String,
}

impl Axis {
    /// An axis for the finite ones of `values`, with about `ticks` ticks at round numbers.
    ///
    /// `None` if no value is finite. A single value lies in the middle of the axis.
    pub(super) fn of_values(values: impl Iterator<Item = f64>, ticks: usize) -> Option<Self> {
        let (low, high) = values
            .filter(|value| value.is_finite())
            .map(clamp)
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
                (low.min(value), high.max(value))
            });
        if low > high {
            return None;
        }
        // Below this span the labels of neighbouring ticks would look alike.
        let resolvable = low.abs().max(high.abs()) * 1e-9;
        let margin = if high - low > resolvable {
            (high - low) * 0.06
        } else if low == 0.0 {
            0.5
        } else {
            low.abs() * 0.05
        };
        let (low, high) = (low - margin, high + margin);
        let step = round_step((high - low) / ticks.max(1) as f64);
        Some(Self { low, high, ticks: ticks_at_multiples(low, high, step) })
    }

    /// An axis from epoch number `first` to `last` (counted from 1) with at most `ticks` ticks,
    /// all at whole epochs; the first epoch has one where there is room.
    pub(super) fn of_epochs(first: usize, last: usize, ticks: usize) -> Self {
        let span = last.saturating_sub(first);
        let step = whole_step(span, ticks.max(2));
        let mut numbers: Vec<usize> =
            (first.div_ceil(step)..=last / step).map(|multiple| multiple * step).collect();
        let room = numbers.first().map_or(step, |next| next - first);
        if room * 5 >= step * 3 {
            numbers.insert(0, first);
        }
        let margin = if span == 0 { 0.5 } else { span as f64 * 0.02 };
        Self {
            low: first as f64 - margin,
            high: last as f64 + margin,
            ticks: numbers
                .into_iter()
                .map(|number| Tick { value: number as f64, label: number.to_string() })
                .collect(),
        }
    }

    /// An axis of logarithms to the base 10 from `first` to `last`, with a tick at each whole one, or at some
    /// where there are many; all are labelled as numbers.
    pub(super) fn of_powers(first: f64, last: f64) -> Self {
        let margin = if last > first { (last - first) * 0.02 } else { 0.5 };
        let (low, high) = (first - margin, last + margin);
        let (lowest, highest) = (low.ceil() as i32, high.floor() as i32);
        let step = whole_step((highest - lowest).max(0) as usize, 12) as i32;
        let powers = (lowest..=highest).filter(|power| power.rem_euclid(step) == 0);
        let tick = |power: i32| {
            let label = match power {
                -3..=3 => format!("{}", 10f64.powi(power)),
                _ => format!("1e{power}"),
            };
            Tick { value: f64::from(power), label }
        };
        Self { low, high, ticks: powers.map(tick).collect() }
    }

    /// Where `value` lies on the axis: 0 at its low end, 1 at its high end.
    pub(super) fn position(&self, value: f64) -> f64 {
        (clamp(value) - self.low) / (self.high - self.low)
    }
}

fn clamp(value: f64) -> f64 {
    if value.abs() < SMALLEST { 0.0 } else { value.clamp(-LARGEST, LARGEST) }
}

/// The smallest of 1, 2, 2.5 and 5 times a power of ten that is not much below `step`.
fn round_step(step: f64) -> f64 {
    let step = step * 0.8;
    let power = 10f64.powi(step.log10().floor() as i32);
    [1.0, 2.0, 2.5, 5.0]
        .into_iter()
        .map(|multiple| multiple * power)
        .find(|&candidate| candidate >= step)
        .unwrap_or(10.0 * power)
}

/// The smallest of 1, 2 and 5 times a power of ten that cuts `span` into fewer than `ticks` parts.
fn whole_step(span: usize, ticks: usize) -> usize {
    let mut power = 1;
    loop {
        for multiple in [1, 2, 5] {
            let step: usize = multiple * power;
            if span / step < ticks {
                return step;
            }
        }
        power *= 10;
    }
}

fn ticks_at_multiples(low: f64, high: f64, step: f64) -> Vec<Tick> {
    let first = (low / step).ceil() as i64;
    let last = (high / step).floor() as i64;
    let largest = low.abs().max(high.abs());
    (first..=last)
        .map(|multiple| {
            let value = multiple as f64 * step;
            Tick { value, label: label(value, step, largest) }
        })
        .collect()
}

/// The label of a tick with as many decimals as `step` needs; scientific notation where the
/// `largest` number of the axis has too many digits to be read.
fn label(value: f64, step: f64, largest: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let exponent_of_step = step.log10().floor() as i32;
    // A step of 0.25 or 25 has one more significant digit than its power of ten shows.
    let leading = step / 10f64.powi(exponent_of_step);
    let extra = i32::from((leading - leading.round()).abs() > 1e-6);
    let decimals = (extra - exponent_of_step).max(0) as usize;
    if (1e-4..1e6).contains(&largest) {
        return format!("{value:.decimals$}");
    }
    let exponent_of_value = value.abs().log10().floor() as i32;
    let digits = (exponent_of_value - exponent_of_step + extra).max(0) as usize;
    format!("{value:.digits$e}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(axis: &Axis) -> Vec<&str> {
        axis.ticks.iter().map(|tick| tick.label.as_str()).collect()
    }

    #[test]
    fn values_get_round_ticks_with_equal_decimals() {
        let axis = Axis::of_values([0.31, 2.4].into_iter(), 5).unwrap();
        assert_eq!(labels(&axis), ["0.5", "1.0", "1.5", "2.0", "2.5"]);
        let axis = Axis::of_values([0.9, 0.99, f64::NAN].into_iter(), 5).unwrap();
        assert_eq!(labels(&axis), ["0.90", "0.92", "0.94", "0.96", "0.98"]);
        let axis = Axis::of_values([0.0, 1.3].into_iter(), 5).unwrap();
        assert_eq!(labels(&axis), ["0", "0.25", "0.50", "0.75", "1.00", "1.25"]);
    }

    #[test]
    fn equal_values_lie_in_the_middle() {
        for value in [0.0, 1.0, -3.5, 1e-250, 1e300] {
            let axis = Axis::of_values([value, value].into_iter(), 5).unwrap();
            assert!((axis.position(value) - 0.5).abs() < 1e-6, "{value}");
            assert!((2..=12).contains(&axis.ticks.len()), "{value}: {:?}", axis.ticks);
        }
    }

    #[test]
    fn extreme_values_stay_on_the_axis() {
        let axis = Axis::of_values([f64::MIN, f64::MAX].into_iter(), 5).unwrap();
        assert!(axis.position(f64::MAX) <= 1.0 && axis.position(f64::MIN) >= 0.0);
        assert!(Axis::of_values([f64::NAN, f64::INFINITY].into_iter(), 5).is_none());
        let subnormal = Axis::of_values([-0.0, 8.7e-309].into_iter(), 5).unwrap();
        assert_eq!(subnormal, Axis::of_values([0.0].into_iter(), 5).unwrap());
        let axis = Axis::of_values([0.0, 2.5e7].into_iter(), 5).unwrap();
        assert_eq!(labels(&axis), ["0", "5e6", "1.0e7", "1.5e7", "2.0e7", "2.5e7"]);
    }

    #[test]
    fn epochs_have_whole_ticks() {
        let axis = Axis::of_epochs(1, 15, 16);
        assert_eq!(labels(&axis).len(), 15);
        let axis = Axis::of_epochs(1, 100, 12);
        assert_eq!(
            labels(&axis),
            ["1", "10", "20", "30", "40", "50", "60", "70", "80", "90", "100"]
        );
        assert_eq!(labels(&Axis::of_epochs(6, 6, 12)), ["6"]);
        assert_eq!(labels(&Axis::of_epochs(1, 1000, 12)).last(), Some(&"1000"));
    }

    proptest::proptest! {
        #[test]
        fn any_values_give_a_usable_axis(values in proptest::collection::vec(proptest::num::f64::ANY, 1..20)) {
            let Some(axis) = Axis::of_values(values.iter().copied(), 5) else {
                assert!(values.iter().all(|value| !value.is_finite()));
                return Ok(());
            };
            assert!(axis.low < axis.high, "{axis:?}");
            assert!(axis.ticks.len() <= 12, "{axis:?}");
            for value in values.into_iter().filter(|value| value.is_finite()) {
                let position = axis.position(value);
                assert!((0.0..=1.0).contains(&position), "{value} at {position} of {axis:?}");
            }
        }

        #[test]
        fn any_epochs_give_few_whole_ticks_in_range(first in 1usize..5000, span in 0usize..5000) {
            let last = first + span;
            let axis = Axis::of_epochs(first, last, 12);
            assert!((1..=13).contains(&axis.ticks.len()), "{axis:?}");
            assert!(axis.ticks.is_sorted_by(|a, b| a.value < b.value), "{axis:?}");
            assert!(axis.ticks.iter().all(|tick| tick.value >= axis.low && tick.value <= axis.high));
        }
    }
}
