//! Errors on their way to R, where they become conditions.

use kerros::Error;
use std::any::Any;

/// An error: the end of its condition's class, and its message.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    pub(crate) kind: &'static str,
    pub(crate) message: String,
}

/// The result of anything that R calls.
pub(crate) type Result<T> = std::result::Result<T, Failure>;

impl Failure {
    /// A value that does not fit.
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Failure { kind: "invalid", message: message.into() }
    }

    /// Something asked for at the wrong time.
    pub(crate) fn order(message: impl Into<String>) -> Self {
        Failure { kind: "order", message: message.into() }
    }

    /// A fault of the package.
    pub(crate) fn internal(message: impl std::fmt::Display) -> Self {
        let message = format!("{message}. Please report this as a bug of Kerros.");
        Failure { kind: "internal", message }
    }

    /// A panic that was caught.
    pub(crate) fn panic(panic: &(dyn Any + Send)) -> Self {
        let text = panic.downcast_ref::<&str>().copied();
        let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
        Failure::internal(text.unwrap_or("a panic"))
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let kind = match &error {
            Error::Invalid { .. } => "invalid",
            Error::Order { .. } => "order",
            Error::UnknownName { .. } => "unknown_name",
            Error::File { .. } => "file",
            Error::Graph { .. } => "graph",
            _ => "internal",
        };
        Failure { kind, message: error.to_string() }
    }
}

/// What model and training say when an argument of an entry is of another kind than R's side promises.
pub(crate) fn wrong(what: &str) -> Failure {
    Failure::internal(format!("the bridge expected {what}"))
}
