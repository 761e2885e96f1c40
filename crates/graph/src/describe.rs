//! What a plan does, in words and numbers.

use std::fmt;
use std::time::Duration;

/// A program as an executor runs it, step by step. Its `Display` is a table.
#[derive(Clone, Debug)]
pub struct Description {
    /// The batch size the plan was made for.
    pub batch: usize,
    /// Memory of inputs, intermediate values and scratch, in bytes.
    pub temporaries: usize,
    /// The steps, in order.
    pub steps: Vec<StepDescription>,
}

/// One step of a plan.
#[derive(Clone, Debug)]
pub struct StepDescription {
    /// Where in the model it comes from, such as a layer's name.
    pub scope: String,
    /// Which kernel runs, with its sizes.
    pub kernel: String,
    /// Bytes read and written, each operand once.
    pub bytes: usize,
    /// Floating-point operations of the definition, whatever the kernel does to get there.
    pub operations: usize,
    /// The mean time of a run, if runs were profiled.
    pub time: Option<Duration>,
}

impl Description {
    /// The operations of all steps.
    pub fn operations(&self) -> usize {
        self.steps.iter().map(|step| step.operations).sum()
    }

    /// The mean time of a run, if runs were profiled.
    pub fn time(&self) -> Option<Duration> {
        self.steps.iter().map(|step| step.time).sum()
    }
}

impl StepDescription {
    /// Operations a nanosecond, which is GFLOP/s, if the step was timed.
    pub fn rate(&self) -> Option<f64> {
        rate(self.operations, self.time?)
    }
}

fn rate(operations: usize, time: Duration) -> Option<f64> {
    let nanoseconds = time.as_secs_f64() * 1e9;
    (nanoseconds > 0.0).then(|| operations as f64 / nanoseconds)
}

impl fmt::Display for Description {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scope = self.steps.iter().map(|s| s.scope.len()).max().unwrap_or(0).max(5);
        let kernel = self.steps.iter().map(|s| s.kernel.chars().count()).max().unwrap_or(0).max(6);
        writeln!(
            f,
            "Plan for {} rows: {} steps, {} of memory",
            self.batch,
            self.steps.len(),
            kilobytes(self.temporaries)
        )?;
        writeln!(
            f,
            "{:>4}  {:scope$}  {:kernel$}  {:>10}  {:>10}  {:>10}  {:>8}",
            "step", "where", "kernel", "kB", "kFLOP", "us", "GFLOP/s"
        )?;
        for (index, step) in self.steps.iter().enumerate() {
            let time =
                step.time.map_or(String::from("-"), |t| format!("{:.1}", t.as_secs_f64() * 1e6));
            let rate = step.rate().map_or(String::from("-"), |rate| format!("{rate:.1}"));
            writeln!(
                f,
                "{index:>4}  {:scope$}  {:kernel$}  {:>10.1}  {:>10.1}  {time:>10}  {rate:>8}",
                step.scope,
                step.kernel,
                step.bytes as f64 / 1024.0,
                step.operations as f64 / 1000.0,
            )?;
        }
        write!(f, "Together {:.3} MFLOP", self.operations() as f64 / 1e6)?;
        if let Some(time) = self.time() {
            write!(f, " in {:.1} us", time.as_secs_f64() * 1e6)?;
            if let Some(rate) = rate(self.operations(), time) {
                write!(f, ", {rate:.1} GFLOP/s")?;
            }
        }
        writeln!(f)
    }
}

fn kilobytes(bytes: usize) -> String {
    format!("{:.1} kB", bytes as f64 / 1024.0)
}
