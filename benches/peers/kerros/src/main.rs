//! The worker that `benches/peers/run.py` talks to; `benches/peers/README.md` has the protocol.
//!
//! ```text
//! kerros-peers WORKLOAD DATA_FOLDER THREADS
//! kerros-peers probe
//! ```

#![forbid(unsafe_code)]

mod probe;
mod protocol;
mod workloads;

use std::path::Path;
use std::process::ExitCode;
use workloads::Workload;

use kerros_peers::Result;

const USAGE: &str = "usage: kerros-peers WORKLOAD DATA_FOLDER THREADS | kerros-peers probe";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments.iter().map(String::as_str).collect::<Vec<_>>()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[&str]) -> Result<()> {
    match *arguments {
        ["probe"] => protocol::answer_probes(),
        [workload, folder, threads] => {
            let threads = threads.parse().map_err(|_| format!("threads: {threads}; {USAGE}"))?;
            let mut workload = Workload::prepare(workload, Path::new(folder), threads)?;
            protocol::answer_samples(&mut workload)
        }
        _ => Err(USAGE.into()),
    }
}
