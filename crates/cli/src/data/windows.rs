//! The walking signal, cut into windows.
//!
//! The recording is one run of samples a person at 52 Hz. A window of five seconds slides over it in
//! steps of one second, so that neighbouring windows share four fifths of their samples.

use ndarray::{Array3, Axis};

use super::error::{Error, Result};
use super::scale::{constant, mean_and_deviation};
use super::table::Table;

/// Samples in a window: five seconds at 52 Hz.
pub(crate) const LENGTH: usize = 260;
/// Samples from the start of one window to that of the next: one second.
pub(crate) const STEP: usize = 52;
/// Windows to leave out between two that may share no sample.
pub(crate) const GAP: usize = LENGTH.div_ceil(STEP) - 1;

/// The columns of the signal: acceleration along three axes.
pub(crate) const CHANNELS: [&str; 3] = ["acc_x", "acc_y", "acc_z"];

/// All windows of a recording.
#[derive(Clone, Debug)]
pub(crate) struct Windows {
    /// The signal, shape (windows, [`LENGTH`], channels). Each channel of each window has mean 0 and
    /// sample standard deviation 1.
    pub(crate) x: Array3<f32>,
    /// The person of each window, as a place in `names`. The windows of a person are in order of time.
    pub(crate) persons: Vec<usize>,
    /// The names of the persons.
    pub(crate) names: Vec<String>,
}

impl Windows {
    /// Cuts a recording with the columns `person`, `acc_x`, `acc_y` and `acc_z` into windows. No
    /// window crosses from one person to the next; samples at the end of a run that do not fill a
    /// window are left out.
    ///
    /// Centring and scaling happen in `f64`, within each window and channel.
    ///
    /// # Errors
    /// If a column is missing or holds something else than complete numbers, if no run is as long as
    /// a window, or if a channel does not move during a window.
    pub(crate) fn cut(recording: &Table) -> Result<Self> {
        let person = recording.factor("person")?;
        let channels: Vec<Vec<f64>> = CHANNELS
            .iter()
            .map(|channel| recording.complete_numbers(channel))
            .collect::<Result<_>>()?;

        let runs: Vec<&[usize]> = person.codes.chunk_by(|one, next| one == next).collect();
        let longest = runs.iter().map(|run| run.len()).max().unwrap_or(0);
        if longest < LENGTH {
            return Err(Error::TooShort {
                file: recording.file().to_owned(),
                expected: LENGTH,
                received: longest,
            });
        }
        let mut starts = Vec::new();
        let mut run_start = 0;
        for run in runs {
            let run_end = run_start + run.len();
            starts.extend((run_start..run_end).step_by(STEP).filter(|at| at + LENGTH <= run_end));
            run_start = run_end;
        }

        let mut x = Array3::zeros((starts.len(), LENGTH, CHANNELS.len()));
        for (&start, mut window) in starts.iter().zip(x.axis_iter_mut(Axis(0))) {
            for (index, channel) in channels.iter().enumerate() {
                let values = &channel[start..start + LENGTH];
                if let Some(value) = constant(values) {
                    return Err(Error::ConstantChannel {
                        file: recording.file().to_owned(),
                        first: recording.line(start),
                        last: recording.line(start + LENGTH - 1),
                        column: CHANNELS[index].to_owned(),
                        value,
                    });
                }
                let (mean, deviation) = mean_and_deviation(values);
                for (scaled, value) in window.index_axis_mut(Axis(1), index).iter_mut().zip(values)
                {
                    *scaled = ((value - mean) / deviation) as f32;
                }
            }
        }
        let persons = starts.iter().map(|&start| person.codes[start]).collect();
        Ok(Self { x, persons, names: person.levels })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(rows: &[(u32, f64)]) -> Result<Windows> {
        let mut text = "person,acc_x,acc_y,acc_z\n".to_owned();
        for (person, value) in rows {
            text += &format!("{person},{value},{},{}\n", 1.0 - value, value * value);
        }
        Windows::cut(&Table::read_bytes("walk.csv", text.as_bytes())?)
    }

    fn signal(person: u32, length: usize) -> impl Iterator<Item = (u32, f64)> {
        (0..length).map(move |index| (person, ((index * index) % 97) as f64))
    }

    #[test]
    fn windows_slide_within_each_run_and_never_cross_it() {
        // 259 rows give no window, 311 one, 312 two; a person may come twice.
        let rows: Vec<_> = signal(2, 312)
            .chain(signal(1, 259))
            .chain(signal(3, 311))
            .chain(signal(1, 260))
            .collect();
        let windows = cut(&rows).unwrap();
        assert_eq!(windows.x.dim(), (4, 260, 3));
        assert_eq!(windows.names, ["1", "2", "3"]);
        assert_eq!(windows.persons, [1, 1, 2, 0]);
        // The same signal from its start; the second window starts 52 samples later.
        assert_eq!(windows.x.index_axis(Axis(0), 0), windows.x.index_axis(Axis(0), 3));
        assert_ne!(windows.x.index_axis(Axis(0), 0), windows.x.index_axis(Axis(0), 1));
    }

    #[test]
    fn each_channel_of_each_window_has_mean_zero_and_sample_deviation_one() {
        let windows = cut(&signal(1, 400).collect::<Vec<_>>()).unwrap();
        for window in windows.x.axis_iter(Axis(0)) {
            for channel in window.axis_iter(Axis(1)) {
                let values: Vec<f64> = channel.iter().map(|value| f64::from(*value)).collect();
                let (mean, deviation) = mean_and_deviation(&values);
                assert!(mean.abs() < 1e-6 && (deviation - 1.0).abs() < 1e-6);
            }
        }
    }

    #[test]
    fn what_cannot_be_windowed_is_an_error() {
        let text = cut(&signal(1, 259).collect::<Vec<_>>()).unwrap_err().to_string();
        assert!(text.contains("longest run has 259"), "{text}");
        let mut rows: Vec<_> = signal(1, 600).collect();
        rows[100..500].fill((1, 0.25));
        let text = cut(&rows).unwrap_err().to_string();
        assert!(text.starts_with("walk.csv, lines 106 to 365, column `acc_x`"), "{text}");
        rows[300].1 = f64::NAN;
        assert!(cut(&rows).unwrap_err().to_string().contains("line 302, column `acc_x`"));
    }
}
