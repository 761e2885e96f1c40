//! The callbacks that are configuration only: without functions of the caller's.

use super::{Argument, Class, Literal};
use crate::callbacks::{
    CSVLogger, Callback, EarlyStopping, Mode, ReduceLROnPlateau, TerminateOnNaN,
};

const MONITOR: Argument =
    Argument::with_default("monitor", Literal::Text("val_loss"), "the metric to watch");
const VERBOSE: Argument =
    Argument::with_default("verbose", Literal::Bool(false), "whether it says what it does");
const MODE: Argument = Argument::with_default(
    "mode",
    Literal::Text("auto"),
    "which values are better: \"min\", \"max\" or \"auto\"",
);

/// The callbacks that can be made from a configuration.
pub const CALLBACKS: &[Class<Box<dyn Callback>>] = &[
    Class {
        name: "EarlyStopping",
        names: &[],
        doc: "stops when a metric no longer improves",
        arguments: &[
            MONITOR,
            Argument::with_default(
                "min_delta",
                Literal::Float(0.0),
                "how much better a value must be to count",
            ),
            Argument::with_default(
                "patience",
                Literal::Int(0),
                "epochs without improvement before it stops",
            ),
            VERBOSE,
            MODE,
            Argument::with_default(
                "baseline",
                Literal::None,
                "a value that must be reached within the patience",
            ),
            Argument::with_default(
                "restore_best_weights",
                Literal::Bool(false),
                "whether the weights of the best epoch come back",
            ),
            Argument::with_default(
                "start_from_epoch",
                Literal::Int(0),
                "epochs to wait before it watches",
            ),
        ],
        make: |a| {
            let mut callback = EarlyStopping::new()
                .monitor(a.text("monitor")?)
                .min_delta(a.float("min_delta")?)
                .patience(a.size("patience")?)
                .verbose(a.bool("verbose")?)
                .mode(Mode::try_from(a.text("mode")?)?)
                .restore_best_weights(a.bool("restore_best_weights")?)
                .start_from_epoch(a.size("start_from_epoch")?);
            if let Some(baseline) = a.optional_float("baseline")? {
                callback = callback.baseline(baseline);
            }
            Ok(Box::new(callback))
        },
    },
    Class {
        name: "ReduceLROnPlateau",
        names: &[],
        doc: "lowers the learning rate when a metric no longer improves",
        arguments: &[
            MONITOR,
            Argument::with_default(
                "factor",
                Literal::Float(0.1),
                "what the rate is multiplied by, below 1",
            ),
            Argument::with_default(
                "patience",
                Literal::Int(10),
                "epochs without improvement before it does",
            ),
            VERBOSE,
            MODE,
            Argument::with_default(
                "min_delta",
                Literal::Float(1e-4),
                "how much better a value must be to count",
            )
            .formerly(&["epsilon"]),
            Argument::with_default("cooldown", Literal::Int(0), "epochs to wait after a reduction"),
            Argument::with_default("min_lr", Literal::Float(0.0), "the lowest rate"),
        ],
        make: |a| {
            let callback = ReduceLROnPlateau::new()
                .monitor(a.text("monitor")?)
                .factor(a.float("factor")?)
                .patience(a.size("patience")?)
                .verbose(a.bool("verbose")?)
                .mode(Mode::try_from(a.text("mode")?)?)
                .min_delta(a.float("min_delta")?)
                .cooldown(a.size("cooldown")?)
                .min_lr(a.float("min_lr")?);
            Ok(Box::new(callback))
        },
    },
    Class {
        name: "CSVLogger",
        names: &[],
        doc: "writes the numbers of each epoch to a file",
        arguments: &[
            Argument::required("filename", "the file"),
            Argument::with_default("separator", Literal::Text(","), "between the columns"),
            Argument::with_default(
                "append",
                Literal::Bool(false),
                "whether the lines go behind those that are there",
            ),
        ],
        make: |a| {
            let callback = CSVLogger::new(a.text("filename")?).append(a.bool("append")?);
            Ok(Box::new(callback.separator(a.character("separator")?)))
        },
    },
    Class {
        name: "TerminateOnNaN",
        names: &[],
        doc: "stops when the loss is no number any more",
        arguments: &[],
        make: |_| Ok(Box::new(TerminateOnNaN)),
    },
];
