//! What the command line says.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::num::{NonZeroU64, NonZeroUsize};
use std::path::PathBuf;

/// Deep learning with the words of Keras: trains the course's networks on the course's data.
#[derive(Debug, Parser)]
#[command(name = "kerros", version, max_term_width = 100)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Trains a network of the course on its data and shows what the course shows
    Demo(Demo),
    /// Prints the table of a network: layers, shapes, parameters
    Summary(Summary),
    /// Shows what a training step of a network does, and how long each part takes
    Profile(Profile),
    /// Trains the course's networks from many seeds, and writes the rows for Keras to train on too
    Study(Study),
}

/// The networks of the course.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Network {
    /// Three species of iris from four measures (chapter 2)
    Iris,
    /// The same with relu in the first layer (chapter 2)
    IrisRelu,
    /// Benign or malignant from nine scores (chapter 2)
    BreastCancer,
    /// House prices from five columns (chapter 2)
    Boston,
    /// Who is walking, from five seconds of acceleration (chapter 3)
    Walking,
}

/// How rows are chosen for the test set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SplitArgument {
    /// By chance
    Random,
    /// By chance, the same share of every class
    Stratified,
    /// The last fifth of each recording
    Time,
}

#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// The network
    pub(crate) network: Network,
    /// Decides initial weights, splits and the order of the rows
    #[arg(long, default_value_t = 42)]
    pub(crate) seed: u64,
    /// How often the training rows are gone through [default: as in the course]
    #[arg(long)]
    pub(crate) epochs: Option<NonZeroUsize>,
    /// How many threads compute [default: one a core]; the numbers do not depend on it
    #[arg(long)]
    pub(crate) threads: Option<NonZeroUsize>,
    /// Where the pictures of the history go
    #[arg(long, default_value = "out", value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// How the test rows are chosen [default: as in the course; walking: random, then time]
    #[arg(long)]
    pub(crate) split: Option<SplitArgument>,
    /// Reads the data from this file instead of those built in
    #[arg(long, value_name = "FILE")]
    pub(crate) data: Option<PathBuf>,
    /// 0 is silent, 1 a progress bar, 2 a line an epoch [default: a bar on a terminal]
    #[arg(long, value_parser = clap::value_parser!(u8).range(0..=2))]
    pub(crate) verbose: Option<u8>,
    /// Serves a live page of loss and metrics on this machine, and prints its address
    #[arg(long)]
    pub(crate) view: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Summary {
    /// The network
    pub(crate) network: Network,
    /// In the manner of the course's Keras 2 instead of Keras 3
    #[arg(long)]
    pub(crate) classic: bool,
    /// Writes the picture of the network too, as SVG (FILE.svg) or for Graphviz (FILE.dot)
    #[arg(long, value_name = "FILE")]
    pub(crate) picture: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Profile {
    /// The network
    pub(crate) network: Network,
    /// Rows in a batch [default: as in the course]
    #[arg(long)]
    pub(crate) batch_size: Option<NonZeroUsize>,
    /// How many threads compute [default: one a core]
    #[arg(long)]
    pub(crate) threads: Option<NonZeroUsize>,
    /// How many steps are timed
    #[arg(long, default_value = "100")]
    pub(crate) steps: NonZeroUsize,
}

/// A network and a way to split its data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum StudyTask {
    WalkingRandom,
    WalkingTime,
    IrisLinearStratified,
    IrisLinearRandom,
    IrisReluStratified,
    IrisReluRandom,
    BreastCancerStratified,
    BreastCancerRandom,
    Boston,
}

#[derive(Debug, Args)]
pub(crate) struct Study {
    /// The networks and splits [default: all]
    #[arg(value_name = "TASK")]
    pub(crate) tasks: Vec<StudyTask>,
    /// Where the rows and the results go
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// How many seeds, from 1 on [default: 10 for walking, 20 for the others]
    #[arg(long)]
    pub(crate) seeds: Option<NonZeroU64>,
    /// How many threads compute [default: one a core]; the numbers do not depend on it
    #[arg(long)]
    pub(crate) threads: Option<NonZeroUsize>,
}
