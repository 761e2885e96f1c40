//! Which rows train a model and which test it.
//!
//! In every split the training rows come in random order, because `validation_split` takes the last
//! of them as they are given; the test rows keep the order of the data.

use std::fmt;

use kerros_graph::random::{Generator, Purpose};

use super::error::{Error, Result};

/// The rows of both parts, counted from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Split {
    /// The rows to train on, in random order.
    pub(crate) train: Vec<usize>,
    /// The rows to test on, ascending.
    pub(crate) test: Vec<usize>,
}

/// A way to split.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SplitKind {
    /// Each row is as likely to train as any other: [`random`].
    Random,
    /// As random, but each class is split in the same proportion: [`stratified`].
    Stratified,
    /// The end of each recording is for testing: [`by_time`].
    Time,
}

impl SplitKind {
    /// The name by which the kind is chosen.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Random => "random",
            Self::Stratified => "stratified",
            Self::Time => "time",
        }
    }
}

impl fmt::Display for SplitKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Draws `floor(rows * proportion)` training rows, as R's `sample(rows, rows * proportion)` does for
/// the course's walking data; the others test.
///
/// # Errors
/// If `proportion` is not between 0 and 1, or one part would have no rows.
pub(crate) fn random(rows: usize, proportion: f64, seed: u64) -> Result<Split> {
    let count = train_rows("all rows", rows, proportion)?;
    let mut order: Vec<usize> = (0..rows).collect();
    Generator::new(seed, Purpose::Split, 0).shuffle(&mut order);
    let mut test = order.split_off(count);
    test.sort_unstable();
    Ok(Split { train: order, test })
}

/// Draws `floor(n * proportion)` training rows from the `n` rows of each class, as the R package
/// rsample does in `initial_split(strata)`; the others test. Unlike there, a rare class is a stratum
/// of its own and not spread over the others.
///
/// `classes` holds the class of each row and `levels` the names of the classes.
///
/// # Errors
/// If `proportion` is not between 0 and 1, or one part of a class would have no rows.
pub(crate) fn stratified(
    classes: &[usize],
    levels: &[String],
    proportion: f64,
    seed: u64,
) -> Result<Split> {
    let mut generator = Generator::new(seed, Purpose::Split, 0);
    let mut train = Vec::new();
    let mut test = Vec::new();
    for (mut rows, level) in groups(classes, levels.len()).into_iter().zip(levels) {
        let count = train_rows(&format!("class `{level}`"), rows.len(), proportion)?;
        generator.shuffle(&mut rows);
        test.extend(rows.split_off(count));
        train.extend(rows);
    }
    generator.shuffle(&mut train);
    test.sort_unstable();
    Ok(Split { train, test })
}

/// Gives the first `floor(n * proportion)` of each person's `n` rows to training, leaves out the next
/// `gap` rows, and tests on the rest.
///
/// The rows of a person must be in order of time. With `gap` one less than the number of windows that
/// overlap any one sample, training and test share no sample. The seed decides only the order of the
/// training rows.
///
/// `persons` holds the person of each row and `names` the names of the persons.
///
/// # Errors
/// If `proportion` is not between 0 and 1, or one part of a person's rows would be empty.
pub(crate) fn by_time(
    persons: &[usize],
    names: &[String],
    proportion: f64,
    gap: usize,
    seed: u64,
) -> Result<Split> {
    let mut train = Vec::new();
    let mut test = Vec::new();
    for (rows, name) in groups(persons, names.len()).into_iter().zip(names) {
        let of = format!("person `{name}`");
        let count = train_rows(&of, rows.len(), proportion)?;
        if rows.len() <= count + gap {
            let expected = least_rows(proportion, gap);
            return Err(Error::EmptyPart { of, part: "test", expected, received: rows.len() });
        }
        train.extend(&rows[..count]);
        test.extend(&rows[count + gap..]);
    }
    Generator::new(seed, Purpose::Split, 0).shuffle(&mut train);
    test.sort_unstable();
    Ok(Split { train, test })
}

/// The rows of each class, ascending.
fn groups(classes: &[usize], count: usize) -> Vec<Vec<usize>> {
    let mut groups = vec![Vec::new(); count];
    for (row, &class) in classes.iter().enumerate() {
        groups[class].push(row);
    }
    groups
}

/// `floor(rows * proportion)`, if that leaves rows for both parts. `of` names what is split.
fn train_rows(of: &str, rows: usize, proportion: f64) -> Result<usize> {
    if !(proportion > 0.0 && proportion < 1.0) {
        return Err(Error::Proportion { received: proportion });
    }
    let train = floor_share(rows, proportion);
    let part = match (train, rows - train) {
        (0, _) => "training",
        (_, 0) => "test",
        _ => return Ok(train),
    };
    let expected = least_rows(proportion, 0);
    Err(Error::EmptyPart { of: of.to_owned(), part, expected, received: rows })
}

fn floor_share(rows: usize, proportion: f64) -> usize {
    (rows as f64 * proportion).floor() as usize
}

/// The least number of rows of which some train and some are left after a gap.
fn least_rows(proportion: f64, gap: usize) -> usize {
    let enough = |rows: &usize| {
        let train = floor_share(*rows, proportion);
        train > 0 && *rows > train + gap
    };
    (1..).find(enough).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn names(count: usize) -> Vec<String> {
        (0..count).map(|index| format!("c{index}")).collect()
    }

    fn all_rows(split: &Split) -> Vec<usize> {
        let mut rows = [split.train.clone(), split.test.clone()].concat();
        rows.sort_unstable();
        rows
    }

    #[test]
    fn a_random_split_has_the_sizes_of_the_course() {
        let split = random(6792, 0.8, 1).unwrap();
        assert_eq!((split.train.len(), split.test.len()), (5433, 1359));
        assert!(!split.train.is_sorted(), "validation_split needs training rows in random order");
    }

    #[test]
    fn the_seed_decides_the_split() {
        let classes: Vec<usize> = (0..90).map(|row| row % 3).collect();
        assert_eq!(random(90, 0.8, 7).unwrap(), random(90, 0.8, 7).unwrap());
        assert_ne!(random(90, 0.8, 7).unwrap(), random(90, 0.8, 8).unwrap());
        let draw = |seed| stratified(&classes, &names(3), 0.8, seed).unwrap();
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7), draw(8));
    }

    #[test]
    fn every_row_is_equally_likely_to_train() {
        let mut trained = [0u32; 20];
        for seed in 0..2000 {
            for row in random(20, 0.8, seed).unwrap().train {
                trained[row] += 1;
            }
        }
        // Mean 1600, standard deviation 17.9: five of them on either side.
        assert!(trained.iter().all(|count| (1510..=1690).contains(count)), "{trained:?}");
    }

    #[test]
    fn too_few_rows_and_a_bad_proportion_are_errors() {
        for proportion in [0.0, 1.0, -0.1, 1.5, f64::NAN, f64::INFINITY] {
            assert!(matches!(random(10, proportion, 1), Err(Error::Proportion { .. })));
        }
        let text = random(1, 0.8, 1).unwrap_err().to_string();
        assert!(text.contains("1 rows leave none for the training set"), "{text}");
        assert!(text.contains("at least 2"), "{text}");
        assert!(random(0, 0.5, 1).is_err());
        let text = stratified(&[0, 0, 1], &names(2), 0.5, 1).unwrap_err().to_string();
        assert!(text.contains("class `c1`"), "{text}");
        let text = by_time(&[0; 20], &names(1), 0.8, 4, 1).unwrap_err().to_string();
        assert!(text.contains("person `c0`: 20 rows leave none for the test set"), "{text}");
        assert!(text.contains("at least 21"), "{text}");
        assert_eq!(by_time(&[0; 21], &names(1), 0.8, 4, 1).unwrap().test, [20]);
    }

    proptest! {
        #[test]
        fn a_random_split_uses_every_row_once(rows in 2usize..300, seed: u64) {
            let split = random(rows, 0.8, seed).unwrap();
            prop_assert_eq!(split.train.len(), rows * 4 / 5);
            prop_assert!(split.test.is_sorted());
            prop_assert_eq!(all_rows(&split), (0..rows).collect::<Vec<_>>());
        }

        #[test]
        fn a_stratified_split_uses_every_row_once_and_keeps_the_shares(
            sizes in prop::collection::vec(2usize..60, 1..6),
            seed: u64,
        ) {
            let mut classes: Vec<usize> =
                sizes.iter().enumerate().flat_map(|(class, &size)| vec![class; size]).collect();
            Generator::new(seed, Purpose::Shuffle, 0).shuffle(&mut classes);
            let split = stratified(&classes, &names(sizes.len()), 0.8, seed).unwrap();
            prop_assert_eq!(all_rows(&split), (0..classes.len()).collect::<Vec<_>>());
            for (class, size) in sizes.iter().enumerate() {
                let count = split.train.iter().filter(|&&row| classes[row] == class).count();
                prop_assert_eq!(count, size * 4 / 5);
            }
        }
    }
}
