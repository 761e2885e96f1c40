//! Rows that are trained on and judged by.
//!
//! Rows are the same if all their inputs and targets are. Small whole numbers repeat by chance: a new row would
//! be among the training rows about as often as a training row is there twice. Shared rows are doubtful if they
//! are at least 2, more than 1 % of the validation rows, and more than twice as many as expected by chance.

use crate::model::Tensor;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

const FEWEST: usize = 2;
/// One validation row in so many may be shared.
const ONE_IN: usize = 100;
/// How many times as many rows may be shared as by chance.
const TIMES: usize = 2;

/// A doubt about rows that training and validation share, both given as all inputs and targets.
pub(super) fn shared(training: &[&Tensor<'_>], validation: &[&Tensor<'_>]) -> Option<String> {
    let judged = hashes(validation);
    let mut counts: Counts = Counts::with_capacity_and_hasher(judged.len(), Default::default());
    for &hash in &judged {
        counts.insert(hash, 0);
    }
    let trained = hashes(training);
    let mut found = false;
    for hash in &trained {
        if let Some(count) = counts.get_mut(hash) {
            *count += 1;
            found = true;
        }
    }
    if !found {
        return None;
    }
    let rows = judged.len();
    let shared = judged.iter().filter(|hash| counts[*hash] > 0).count();
    if shared < FEWEST || ONE_IN * shared <= rows {
        return None;
    }
    // Only now is it worth looking how often training rows repeat.
    let by_chance = rows * repeated(&trained) / trained.len();
    if shared <= TIMES * by_chance {
        return None;
    }
    Some(format!(
        "{shared} of the {rows} validation rows are also trained on, inputs and targets alike: the validation looks better \
         than new data will. Split the data so that each row is in one part only."
    ))
}

/// How many rows are there more than once.
fn repeated(hashes: &[u64]) -> usize {
    let mut sorted = hashes.to_vec();
    sorted.sort_unstable();
    sorted.chunk_by(|a, b| a == b).map(<[u64]>::len).filter(|count| *count > 1).sum()
}

type Counts = HashMap<u64, usize, BuildHasherDefault<Itself>>;

/// The hash of a hash.
#[derive(Default)]
struct Itself(u64);

impl Hasher for Itself {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.0 = mixed(self.0, u64::from(*byte)));
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

/// The hash of each row of tensors that have as many.
fn hashes(tensors: &[&Tensor<'_>]) -> Vec<u64> {
    let rows = tensors.first().map_or(0, |tensor| tensor.rows());
    let mut hashes = vec![0; rows];
    for tensor in tensors.iter().filter(|tensor| tensor.row_len() > 0) {
        let rows = tensor.values().chunks_exact(tensor.row_len());
        hashes.iter_mut().zip(rows).for_each(|(hash, row)| *hash = hash_of(*hash, row));
    }
    hashes
}

/// The hash of some numbers, after others. Four in a row are mixed at a time, so that one does not wait for the
/// other.
fn hash_of(before: u64, row: &[f32]) -> u64 {
    let mut lanes = [before, 1, 2, 3];
    let mut chunks = row.chunks_exact(8);
    for chunk in &mut chunks {
        for (lane, pair) in lanes.iter_mut().zip(chunk.chunks_exact(2)) {
            *lane = mixed(*lane, u64::from(bits(pair[0])) << 32 | u64::from(bits(pair[1])));
        }
    }
    let rest = chunks.remainder().iter();
    let [a, b, c, d] = lanes;
    let all = [b, c, d].into_iter().chain(rest.map(|value| u64::from(bits(*value))));
    all.fold(a, mixed)
}

/// The bits of a number; both zeros are one.
fn bits(value: f32) -> u32 {
    (value + 0.0).to_bits()
}

/// Mixes a word into a hash: the product of the two with an odd number, folded.
fn mixed(hash: u64, word: u64) -> u64 {
    let product = u128::from(hash ^ word ^ 0x9E37_79B9_7F4A_7C15) * 0xD6E8_FEB8_6659_FD93_u128;
    product as u64 ^ (product >> 64) as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::IntoTensor;

    /// Rows of 12 numbers, which are those of the row with each number.
    fn rows(numbers: impl Iterator<Item = usize>) -> ndarray::Array2<f32> {
        let values: Vec<f32> = numbers
            .flat_map(|row| (0..12).map(move |at| ((row * 12 + at) as f32 * 0.7).sin()))
            .collect();
        ndarray::Array2::from_shape_vec((values.len() / 12, 12), values).unwrap()
    }

    fn doubt(training: &ndarray::Array2<f32>, validation: &ndarray::Array2<f32>) -> Option<String> {
        shared(&[&training.into_tensor().unwrap()], &[&validation.into_tensor().unwrap()])
    }

    #[test]
    fn shared_rows_are_counted() {
        let training = rows(0..400);
        let found = doubt(&training, &rows(390..490)).unwrap();
        assert!(found.starts_with("10 of the 100 validation rows are also trained on"), "{found}");
        assert!(doubt(&training, &training).unwrap().starts_with("400 of the 400"));
        assert_eq!(doubt(&training, &rows(400..500)), None);
    }

    #[test]
    fn a_few_rows_may_be_shared() {
        assert_eq!(doubt(&rows(0..400), &rows(399..409)), None, "one row");
        assert_eq!(doubt(&rows(0..400), &rows(398..598)), None, "2 of 200 are 1 %");
        assert!(doubt(&rows(0..400), &rows(397..597)).is_some(), "3 of 200");
    }

    /// Half of the training rows are there twice, so that about half of new rows are there too.
    #[test]
    fn rows_that_repeat_by_chance_are_expected() {
        let training = rows((0..200).chain(0..100).chain(0..100));
        let expected = 100 * 300 / 400;
        assert_eq!(expected, 75);
        assert_eq!(doubt(&training, &rows((0..100).map(|row| row * 2))), None);
        let seldom = rows((0..200).chain(0..20));
        // 40 of 220 are there twice: about 18 of 100 are expected, and 36 are allowed.
        assert_eq!(doubt(&seldom, &rows(164..264)), None);
        assert!(doubt(&seldom, &rows(163..263)).is_some());
    }

    #[test]
    fn targets_count() {
        let [x, same, other] = [rows(0..50), rows(50..100), rows(100..150)];
        let [x, same, other] = [&x, &same, &other].map(|rows| rows.into_tensor().unwrap());
        assert!(shared(&[&x, &same], &[&x, &same]).is_some());
        assert_eq!(shared(&[&x, &same], &[&x, &other]), None);
    }

    #[test]
    fn hashes_tell_places_and_signs_apart() {
        let mut row = vec![0.0f32; 19];
        let zero = hash_of(0, &row);
        row[3] = -0.0;
        assert_eq!(hash_of(0, &row), zero);
        let mut seen = vec![zero];
        for place in 0..19 {
            for value in [1.0, -1.0, 2.0] {
                row.fill(0.0);
                row[place] = value;
                let hash = hash_of(0, &row);
                assert!(!seen.contains(&hash), "{value} at {place}");
                seen.push(hash);
            }
        }
    }
}
