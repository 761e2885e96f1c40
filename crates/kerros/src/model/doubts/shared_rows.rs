//! Rows that are trained on and judged by.
//!
//! Rows are the same if all their inputs and targets are. Small whole numbers repeat by chance: a new row would
//! be among the training rows about as often as a training row is there twice. Shared rows are doubtful if they
//! are at least 2, more than 1 % of the validation rows, and more than twice as many as expected by chance.

use crate::model::Tensor;

const FEWEST: usize = 2;
/// One validation row in so many may be shared.
const ONE_IN: usize = 100;
/// How many times as many rows may be shared as by chance.
const TIMES: usize = 2;
/// How many numbers of each tensor a first look takes of a row.
const GLANCE: usize = 16;

/// A doubt about rows that training and validation share, both given as all inputs and targets.
pub(super) fn shared(training: &[&Tensor<'_>], validation: &[&Tensor<'_>]) -> Option<String> {
    // Hardly ever are rows the same in some places and different in others.
    for most in [GLANCE, usize::MAX] {
        let (trained, judged) = (hashes(training, most), hashes(validation, most));
        let (rows, shared) = (judged.len(), occurring(&judged, &trained));
        if shared < FEWEST || ONE_IN * shared <= rows {
            return None;
        }
        if most == usize::MAX && shared > TIMES * rows * repeated(&trained) / trained.len() {
            return Some(format!(
                "{shared} of the {rows} validation rows are also trained on, inputs and targets alike: the validation looks \
                 better than new data will. Split the data so that each row is in one part only."
            ));
        }
    }
    None
}

/// How many of `hashes` occur in `others`.
fn occurring(hashes: &[u64], others: &[u64]) -> usize {
    let mut sorted = hashes.to_vec();
    sorted.sort_unstable();
    // One bit in 16 at most is set, so that a look at the bit is nearly always all that is needed.
    let shift = 64 - (16 * hashes.len()).next_power_of_two().trailing_zeros().clamp(6, 32);
    let mut set = vec![0u64; 1 << (64 - shift - 6)];
    for hash in hashes {
        let bit = hash >> shift;
        set[(bit / 64) as usize] |= 1 << (bit % 64);
    }
    let mut found = vec![false; sorted.len()];
    for hash in others {
        let bit = hash >> shift;
        if set[(bit / 64) as usize] >> (bit % 64) & 1 == 1 {
            // The first of several that are equal stands for all.
            let first = sorted.partition_point(|other| other < hash);
            if sorted.get(first) == Some(hash) {
                found[first] = true;
            }
        }
    }
    let equal = |first: usize| sorted[first..].iter().take_while(|h| **h == sorted[first]).count();
    (0..sorted.len()).filter(|&first| found[first]).map(equal).sum()
}

/// How many rows are there more than once.
fn repeated(hashes: &[u64]) -> usize {
    let mut sorted = hashes.to_vec();
    sorted.sort_unstable();
    sorted.chunk_by(|a, b| a == b).map(<[u64]>::len).filter(|count| *count > 1).sum()
}

/// The hash of each row of tensors that have as many, over at most `most` numbers of each tensor.
fn hashes(tensors: &[&Tensor<'_>], most: usize) -> Vec<u64> {
    let rows = tensors.first().map_or(0, |tensor| tensor.rows());
    let mut hashes = vec![0; rows];
    for tensor in tensors.iter().filter(|tensor| tensor.row_len() > 0) {
        let rows = tensor.values().chunks_exact(tensor.row_len());
        match tensor.row_len().div_ceil(most) {
            1 => hashes.iter_mut().zip(rows).for_each(|(hash, row)| *hash = hash_of(*hash, row)),
            step => hashes.iter_mut().zip(rows).for_each(|(hash, row)| {
                let some = row.iter().step_by(step).map(|value| u64::from(bits(*value)));
                *hash = some.fold(*hash, mixed);
            }),
        }
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
