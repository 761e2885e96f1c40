//! How long a step takes, and how long the rest will take.

use std::time::Duration;

/// The clock readings of one epoch, evaluation or prediction.
#[derive(Debug, Clone, Copy)]
pub(super) struct Timing {
    started: Duration,
    /// Steps finished at the first report, and when that was.
    first: Option<(usize, Duration)>,
    /// Steps finished at the latest report, and when that was.
    latest: (usize, Duration),
}

impl Timing {
    pub(super) fn start(now: Duration) -> Self {
        Self { started: now, first: None, latest: (0, now) }
    }

    /// `done` steps are finished.
    pub(super) fn step(&mut self, done: usize, now: Duration) {
        self.first.get_or_insert((done, now));
        self.latest = (done, now);
    }

    /// Steps finished so far.
    pub(super) fn done(&self) -> usize {
        self.latest.0
    }

    /// Seconds since the start.
    pub(super) fn elapsed(&self, now: Duration) -> f64 {
        now.saturating_sub(self.started).as_secs_f64()
    }

    /// Seconds a step takes. The first step is left out where there are others: it warms up.
    ///
    /// Unlike Keras's, the time of the validation at the end of an epoch is not counted as time
    /// of training steps.
    pub(super) fn seconds_per_step(&self) -> f64 {
        let (done, latest) = self.latest;
        let (steps, since) = match self.first {
            Some((first, at)) if done > first => (done - first, at),
            _ => (done, self.started),
        };
        if steps == 0 {
            return 0.0;
        }
        latest.saturating_sub(since).as_secs_f64() / steps as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    #[test]
    fn the_first_step_and_the_validation_do_not_count() {
        let mut timing = Timing::start(ms(1000));
        assert_eq!(timing.seconds_per_step(), 0.0);
        timing.step(1, ms(1500));
        assert_eq!(timing.seconds_per_step(), 0.5);
        timing.step(2, ms(1520));
        timing.step(5, ms(1580));
        assert!((timing.seconds_per_step() - 0.020).abs() < 1e-12);
        assert_eq!(timing.elapsed(ms(9000)), 8.0);
        assert_eq!(timing.done(), 5);
    }
}
