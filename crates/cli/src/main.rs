//! The command `kerros`: the course's networks on the course's data.

#![forbid(unsafe_code)]

mod arguments;
mod commands;
mod data;
mod error;
mod networks;
mod source;
mod view;

use arguments::{Arguments, Command};
use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let result = match arguments.command {
        Command::Demo(demo) => commands::demo::run(&demo),
        Command::Summary(summary) => commands::summary::run(&summary),
        Command::Profile(profile) => commands::profile::run(&profile),
        Command::Study(study) => commands::study::run(&study),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.is_closed_pipe() => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
