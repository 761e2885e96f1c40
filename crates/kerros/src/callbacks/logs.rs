//! The numbers that callbacks see.

/// Loss and metrics by name, in the order in which they are reported: the loss, the metrics, both again
/// for the validation (`val_`), then what callbacks added.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Logs(Vec<(String, f64)>);

impl Logs {
    /// Logs of these names, all NaN until they are set.
    pub(crate) fn named(names: impl IntoIterator<Item = String>) -> Self {
        Logs(names.into_iter().map(|name| (name, f64::NAN)).collect())
    }

    /// The value of `name`.
    pub fn get(&self, name: &str) -> Option<f64> {
        self.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// Sets the value of `name`, which comes last if it is new.
    pub fn set(&mut self, name: &str, value: f64) {
        match self.0.iter_mut().find(|(known, _)| known == name) {
            Some((_, old)) => *old = value,
            None => self.0.push((name.to_owned(), value)),
        }
    }

    /// Names and values.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, f64)> {
        self.0.iter().map(|(name, value)| (name.as_str(), *value))
    }

    /// The first `count` names and values.
    pub(crate) fn first(&self, count: usize) -> &[(String, f64)] {
        &self.0[..count.min(self.0.len())]
    }

    /// The values from number `first` on, to be overwritten.
    pub(crate) fn values_mut(&mut self, first: usize) -> impl Iterator<Item = &mut f64> {
        self.0[first..].iter_mut().map(|(_, value)| value)
    }

    /// Forgets all but the first `count`.
    pub(crate) fn truncate(&mut self, count: usize) {
        self.0.truncate(count);
    }

    /// The names, in one line.
    pub(crate) fn known(&self) -> String {
        self.iter().map(|(name, _)| name).collect::<Vec<_>>().join(", ")
    }
}
