//! From the scores of several classes to one.

use crate::error::{Error, Result};
use crate::registry::choose;

/// How the scores of several classes become one. In Keras: the argument `average` of `FBetaScore`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Average {
    /// `micro`: the counts of all classes together.
    Micro,
    /// `macro`: the mean of the classes' scores.
    Macro,
    /// `weighted`: their mean, weighed by how many rows are of the class.
    Weighted,
}

impl Average {
    const ALL: [(&'static str, Average); 3] =
        [("micro", Average::Micro), ("macro", Average::Macro), ("weighted", Average::Weighted)];

    /// The name in configurations.
    pub(super) fn name(self) -> &'static str {
        match self {
            Average::Micro => "micro",
            Average::Macro => "macro",
            Average::Weighted => "weighted",
        }
    }
}

impl TryFrom<&str> for Average {
    type Error = Error;

    fn try_from(name: &str) -> Result<Self> {
        choose("average", &Self::ALL, name)
    }
}
