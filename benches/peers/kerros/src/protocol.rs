//! Lines in, lines out.

use crate::workloads::Workload;
use crate::{Result, probe};
use std::io::{self, BufRead};

/// `ready SYSTEM VERSION LOSS`, then `seconds S...` for each `sample N`, until `quit`.
pub(crate) fn answer_samples(workload: &mut Workload) -> Result<()> {
    let loss = workload.warm_up()?;
    println!("ready kerros {} {loss}", env!("CARGO_PKG_VERSION"));
    answer(|line| {
        let count = line.strip_prefix("sample ").and_then(|count| count.parse().ok());
        let count = count.ok_or_else(|| format!("{line:?}; expected `sample N` or `quit`"))?;
        let seconds = workload.sample(count)?;
        let seconds: Vec<String> = seconds.iter().map(|s| format!("{s:.9}")).collect();
        println!("seconds {}", seconds.join(" "));
        Ok(())
    })
}

/// `rate R` for each `probe`, until `quit`.
pub(crate) fn answer_probes() -> Result<()> {
    println!("ready");
    answer(|_| {
        println!("rate {:.6}", probe::rate());
        Ok(())
    })
}

fn answer(mut reply: impl FnMut(&str) -> Result<()>) -> Result<()> {
    for line in io::stdin().lock().lines() {
        let line = line?;
        if line == "quit" {
            break;
        }
        reply(&line)?;
    }
    Ok(())
}
