//! The order in which values are written.

/// Whether values are sorted, and the order of those that are written next. Its buffer is used
/// again for every line.
#[derive(Debug, Default)]
pub(super) struct Order {
    pub(super) sorted: bool,
    places: Vec<usize>,
}

/// Values in the order in which they are written.
#[derive(Debug)]
pub(super) struct Values<'v, N> {
    given: &'v [(N, f64)],
    places: &'v [usize],
}

impl Order {
    /// The values as they were given, or sorted.
    ///
    /// Sorted are those that the steps showed, which are the first `shown`, and those of the
    /// validation. `separately` leaves the former before the latter. What callbacks added stays
    /// behind them, as it was given.
    pub(super) fn of<'v, N: AsRef<str>>(
        &'v mut self,
        given: &'v [(N, f64)],
        shown: usize,
        separately: bool,
    ) -> Values<'v, N> {
        self.places.clear();
        self.places.extend(0..given.len());
        if self.sorted {
            let key = |place: usize| {
                let name = given[place].0.as_ref();
                match (place < shown, name.starts_with("val_")) {
                    (true, _) => (0, name, place),
                    (false, true) => (u8::from(separately), name, place),
                    (false, false) => (2, "", place),
                }
            };
            self.places.sort_unstable_by_key(|&place| key(place));
        }
        Values { given, places: &self.places }
    }
}

impl<N: AsRef<str>> Values<'_, N> {
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, f64)> {
        self.places.iter().map(|&place| (self.given[place].0.as_ref(), self.given[place].1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GIVEN: [(&str, f64); 6] =
        [("loss", 0.0), ("zz", 1.0), ("acc", 2.0), ("lr", 3.0), ("val_zz", 4.0), ("val_acc", 5.0)];

    fn names(sorted: bool, separately: bool) -> Vec<String> {
        let mut order = Order { sorted, ..Order::default() };
        order.of(&GIVEN, 3, separately).iter().map(|(name, _)| name.to_owned()).collect()
    }

    #[test]
    fn values_keep_their_order_unless_they_are_sorted() {
        assert_eq!(names(false, true), GIVEN.map(|(name, _)| name));
    }

    #[test]
    fn values_are_sorted_as_keras_sorts_them() {
        assert_eq!(names(true, true), ["acc", "loss", "zz", "val_acc", "val_zz", "lr"]);
        assert_eq!(names(true, false), ["acc", "loss", "val_acc", "val_zz", "zz", "lr"]);
    }
}
