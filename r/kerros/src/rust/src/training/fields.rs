//! Lists of R's by the names of their elements.

use crate::arrays;
use crate::bridge::Arg;
use crate::failure::{Result, wrong};
use crate::model::number;
use ndarray::ArrayD;

/// The elements of a list of R's by name.
pub(crate) struct Fields<'a>(Vec<(&'a str, &'a Arg)>);

impl<'a> Fields<'a> {
    pub(crate) fn of(arg: &'a Arg) -> Result<Self> {
        arg.items().map(Fields).ok_or_else(|| wrong("a list"))
    }

    /// What is there and is not NULL.
    pub(crate) fn get(&self, name: &str) -> Option<&'a Arg> {
        let found = self.0.iter().find(|(known, _)| *known == name).map(|(_, arg)| *arg);
        found.filter(|arg| !arg.is_null())
    }

    pub(crate) fn number(&self, name: &str) -> Result<f64> {
        self.get(name).ok_or_else(|| wrong(name)).and_then(number)
    }

    pub(crate) fn list(&self, name: &str) -> Result<Fields<'a>> {
        self.get(name).ok_or_else(|| wrong(name)).and_then(Fields::of)
    }

    pub(crate) fn truth(&self, name: &str) -> bool {
        self.get(name).and_then(Arg::logical).unwrap_or(false)
    }

    /// A list of arrays; none if it is not there.
    pub(crate) fn arrays(&self, name: &str) -> Result<Vec<ArrayD<f32>>> {
        self.get(name).map_or(Ok(Vec::new()), |arg| arrays::arrays(arg, name))
    }
}
