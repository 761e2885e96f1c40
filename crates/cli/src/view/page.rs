//! What the live page shows.

use serde_json::{Map, Value};

/// The page itself, the same as that of the R package: it reads `metrics.json` beside it every second,
/// and stops when no number of it is missing.
const TEMPLATE: &str = include_str!("../../../../r/kerros/inst/live/index.html");

/// The numbers of a training so far.
#[derive(Debug)]
pub(super) struct Page {
    /// Epochs to come are missing numbers.
    epochs: usize,
    run: usize,
    /// Invariant: each column has `run` numbers.
    columns: Vec<(String, Vec<f64>)>,
    /// How many epochs the last reader saw, and whether that was the end; `None` while nobody looked.
    seen: Option<(usize, bool)>,
    finished: bool,
}

impl Page {
    pub(super) fn new(epochs: usize) -> Self {
        Page { epochs, run: 0, columns: Vec::new(), seen: None, finished: false }
    }

    /// Adds the numbers of an epoch.
    pub(super) fn push<'n>(&mut self, numbers: impl Iterator<Item = (&'n str, f64)>) {
        for (_, column) in &mut self.columns {
            column.push(f64::NAN);
        }
        for (name, number) in numbers {
            match self.columns.iter_mut().find(|(known, _)| known == name) {
                Some((_, column)) => column[self.run] = number,
                None => {
                    let mut column = vec![f64::NAN; self.run];
                    column.push(number);
                    self.columns.push((name.to_owned(), column));
                }
            }
        }
        self.run += 1;
    }

    /// No epoch is to come any more.
    pub(super) fn finish(&mut self) {
        self.finished = true;
    }

    /// Whether somebody looked, but has not seen the end.
    pub(super) fn is_behind(&self) -> bool {
        self.seen.is_some_and(|seen| seen != (self.run, true))
    }

    /// The page with the numbers so far.
    pub(super) fn html(&mut self) -> String {
        self.seen.get_or_insert((0, false));
        // Names of metrics come from users: none may end the page's script.
        let metrics = self.metrics().replace('<', "\\u003c");
        let page = TEMPLATE.replacen("{{epochs}}", &self.epochs.to_string(), 1);
        page.replacen("{{metrics}}", &metrics, 1)
    }

    /// The numbers so far, for a reader who is up to date then.
    pub(super) fn read_metrics(&mut self) -> String {
        self.seen = Some((self.run, self.finished));
        self.metrics()
    }

    /// A column for each metric, with as many places as epochs.
    fn metrics(&self) -> String {
        let places = if self.finished { self.run } else { self.epochs.max(self.run) };
        let columns = self.columns.iter().map(|(name, column)| {
            // What is no number is null.
            let mut values: Vec<Value> = column.iter().map(|&number| number.into()).collect();
            values.resize(places, Value::Null);
            (name.clone(), Value::Array(values))
        });
        Value::Object(columns.collect::<Map<_, _>>()).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_a_place_for_each_epoch_until_the_end() {
        let mut page = Page::new(3);
        page.push([("loss", 1.0)].into_iter());
        page.push([("loss", 0.5), ("late", 2.0)].into_iter());
        assert_eq!(page.metrics(), r#"{"loss":[1.0,0.5,null],"late":[null,2.0,null]}"#);
        page.finish();
        assert_eq!(page.metrics(), r#"{"loss":[1.0,0.5],"late":[null,2.0]}"#);
    }

    #[test]
    fn the_end_waits_for_those_who_looked() {
        let mut page = Page::new(2);
        page.finish();
        assert!(!page.is_behind(), "nobody looked");
        let mut page = Page::new(2);
        page.html();
        page.push([("loss", 1.0)].into_iter());
        page.read_metrics();
        page.finish();
        assert!(page.is_behind(), "the end was not seen");
        page.read_metrics();
        assert!(!page.is_behind());
    }

    #[test]
    fn names_cannot_leave_the_script() {
        let mut page = Page::new(1);
        page.push([("</script>", 1.0)].into_iter());
        assert_eq!(page.html().matches("</script>").count(), TEMPLATE.matches("</script>").count());
    }
}
