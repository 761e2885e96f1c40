//! What can be computed but is hardly what was meant.

use super::fit::WarningHook;
use crate::progress::Verbose;
use std::fmt;

/// Something that can be computed but is hardly what was meant, such as a loss that does not fit the
/// last activation. It goes to the hook of [`Fit::on_warning`](super::Fit::on_warning), or to the
/// standard error stream. Its `Display` begins with the name of the model.
///
/// ```
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(Dense::new(1).input_shape(1))?;
/// model.compile(Compile::new().loss("binary_crossentropy"))?;
/// let mut warnings = Vec::new();
/// let fit = Fit::new()
///     .verbose(Verbose::Silent)
///     .on_warning(|warning| warnings.push(warning.to_string()));
/// model.fit(&[0.0f32, 1.0], &[0u8, 1], fit)?;
/// assert!(warnings[0].contains("expects sigmoid as the last activation, and it is linear"));
/// # Ok::<(), kerros::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    place: String,
    message: String,
}

impl Warning {
    pub(crate) fn new(place: &str, message: String) -> Self {
        Warning { place: place.to_owned(), message }
    }

    /// What is suspicious, and what to do.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}

/// Where the warnings of a training go: to a hook, or to the standard error stream unless all is
/// silent.
pub(super) struct Warner<'w> {
    pub(super) model: String,
    pub(super) hook: Option<WarningHook<'w>>,
    pub(super) verbose: Verbose,
}

impl Warner<'_> {
    pub(super) fn warn(&mut self, message: String) {
        let warning = Warning::new(&self.model, message);
        match &mut self.hook {
            Some(hook) => hook(&warning),
            None if self.verbose == Verbose::Silent => {}
            None => eprintln!("Warning: {warning}"),
        }
    }
}
