//! Random numbers from a counter: Philox4x32-10.
//!
//! A counter-based generator has no state to carry about: number `i` of stream `s` at step `t` is a
//! pure function of `(seed, s, t, i)`. Any thread can compute any part of a dropout mask, in any
//! order and as often as it likes, and gets the same bits.
//!
//! Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.

const MULTIPLIER_0: u32 = 0xD251_1F53;
const MULTIPLIER_1: u32 = 0xCD9E_8D57;
const WEYL_0: u32 = 0x9E37_79B9;
const WEYL_1: u32 = 0xBB67_AE85;

/// One block of four random words: ten rounds of Philox4x32 on `counter` under `key`.
#[inline(always)]
pub fn philox4x32(counter: [u32; 4], key: [u32; 2]) -> [u32; 4] {
    let mut c = counter;
    let mut k = key;
    for round in 0..10 {
        if round > 0 {
            k = [k[0].wrapping_add(WEYL_0), k[1].wrapping_add(WEYL_1)];
        }
        let product_0 = u64::from(MULTIPLIER_0) * u64::from(c[0]);
        let product_1 = u64::from(MULTIPLIER_1) * u64::from(c[2]);
        c = [
            (product_1 >> 32) as u32 ^ c[1] ^ k[0],
            product_1 as u32,
            (product_0 >> 32) as u32 ^ c[3] ^ k[1],
            product_0 as u32,
        ];
    }
    c
}

/// A uniform number in `[0, 1)` from one random word: its upper 24 bits over 2^24, so that every
/// value is exact in `f32`.
#[inline(always)]
pub fn unit_f32(word: u32) -> f32 {
    (word >> 8) as f32 * (1.0 / (1u32 << 24) as f32)
}

/// What names one block of numbers in a graph: which run, which step, which node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stream {
    /// The seed of the run.
    pub seed: u64,
    /// The training step; the same stream gives new numbers at every step.
    pub step: u64,
    /// The stream's number, unique to the node that draws.
    pub stream: u32,
}

impl Stream {
    /// The four words of block `block`: elements `4 * block ..  4 * block + 4` of this stream.
    #[inline(always)]
    pub fn block(self, block: u32) -> [u32; 4] {
        philox4x32(
            [block, self.stream, self.step as u32, (self.step >> 32) as u32],
            [self.seed as u32, (self.seed >> 32) as u32],
        )
    }

    /// Element `index` of this stream as a uniform number in `[0, 1)`.
    #[inline(always)]
    pub fn uniform(self, index: usize) -> f32 {
        unit_f32(self.block((index / 4) as u32)[index % 4])
    }
}

/// A sequential generator over the same counter, for what happens outside a graph: initial weights,
/// the order of rows, splits.
#[derive(Clone, Debug)]
pub struct Generator {
    stream: Stream,
    block: u64,
    words: [u32; 4],
    used: usize,
}

impl Generator {
    /// A generator for `seed` whose numbers are independent of those of every other `purpose`.
    pub fn new(seed: u64, purpose: Purpose, step: u64) -> Self {
        let stream = Stream { seed, step, stream: purpose.stream() };
        Self { stream, block: 0, words: [0; 4], used: 4 }
    }

    /// The next 32 random bits.
    pub fn next_u32(&mut self) -> u32 {
        if self.used == 4 {
            // 2^34 numbers would repeat the stream: far beyond any one shuffle or weight.
            self.words = self.stream.block(self.block as u32);
            self.block += 1;
            self.used = 0;
        }
        let word = self.words[self.used];
        self.used += 1;
        word
    }

    /// The next 64 random bits.
    pub fn next_u64(&mut self) -> u64 {
        u64::from(self.next_u32()) | u64::from(self.next_u32()) << 32
    }

    /// A uniform number in `[0, 1)`.
    pub fn uniform(&mut self) -> f64 {
        (self.next_u64() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// A number drawn from the normal distribution with mean 0 and variance 1 (Box and Muller 1958).
    pub fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.uniform()).ln()).sqrt();
        radius * (2.0 * std::f64::consts::PI * self.uniform()).cos()
    }

    /// A uniform integer in `0..bound`, without bias (Lemire 2019). `bound` must be positive.
    pub fn below(&mut self, bound: u64) -> u64 {
        debug_assert!(bound > 0);
        let threshold = bound.wrapping_neg() % bound;
        loop {
            let product = u128::from(self.next_u64()) * u128::from(bound);
            if product as u64 >= threshold {
                return (product >> 64) as u64;
            }
        }
    }

    /// Puts `items` into random order (Fisher and Yates), each order equally likely.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last as u64 + 1) as usize);
        }
    }
}

/// What a [`Generator`] is for. Two purposes never share a number, whatever the seed.
///
/// Streams below 2^31 belong to the nodes of a graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Initial values of the variable with this index.
    Initializer(u32),
    /// The order of the training rows; the step is the epoch.
    Shuffle,
    /// Which rows go into which part of a split.
    Split,
    /// Anything else; callers number their own.
    Other(u32),
}

impl Purpose {
    fn stream(self) -> u32 {
        match self {
            Purpose::Initializer(index) => 1 << 31 | (index & 0x0FFF_FFFF),
            Purpose::Shuffle => 0x9000_0000,
            Purpose::Split => 0xA000_0000,
            Purpose::Other(index) => 0xB000_0000 | (index & 0x0FFF_FFFF),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Known answers that the authors of Random123 publish for philox4x32-10.
    #[test]
    fn philox_known_answers() {
        assert_eq!(
            philox4x32([0; 4], [0; 2]),
            [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]
        );
        assert_eq!(
            philox4x32([u32::MAX; 4], [u32::MAX; 2]),
            [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]
        );
        assert_eq!(
            philox4x32(
                [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344],
                [0xa409_3822, 0x299f_31d0]
            ),
            [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
        );
    }

    #[test]
    fn uniform_numbers_have_the_moments_of_the_uniform_distribution() {
        let stream = Stream { seed: 7, step: 3, stream: 1 };
        let n = 1 << 16;
        let values: Vec<f64> = (0..n).map(|i| f64::from(stream.uniform(i))).collect();
        let mean = values.iter().sum::<f64>() / n as f64;
        let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n as f64;
        // Five standard errors of each estimate.
        assert!((mean - 0.5).abs() < 5.0 * (1.0f64 / 12.0 / n as f64).sqrt(), "{mean}");
        assert!((variance - 1.0 / 12.0).abs() < 5.0 * (1.0f64 / 180.0 / n as f64).sqrt());
        assert!(values.iter().all(|v| (0.0..1.0).contains(v)));
    }

    #[test]
    fn normal_numbers_have_the_moments_of_the_normal_distribution() {
        let mut generator = Generator::new(11, Purpose::Initializer(0), 0);
        let n = 1 << 16;
        let values: Vec<f64> = (0..n).map(|_| generator.normal()).collect();
        let mean = values.iter().sum::<f64>() / n as f64;
        let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n as f64;
        assert!(mean.abs() < 5.0 / (n as f64).sqrt(), "{mean}");
        assert!((variance - 1.0).abs() < 5.0 * (2.0 / n as f64).sqrt(), "{variance}");
    }

    #[test]
    fn steps_and_streams_and_purposes_differ() {
        let base = Stream { seed: 1, step: 0, stream: 0 };
        assert_ne!(base.block(0), Stream { step: 1, ..base }.block(0));
        assert_ne!(base.block(0), Stream { stream: 1, ..base }.block(0));
        assert_ne!(base.block(0), Stream { seed: 2, ..base }.block(0));
        let first = |purpose| Generator::new(1, purpose, 0).next_u64();
        assert_ne!(first(Purpose::Shuffle), first(Purpose::Split));
        assert_ne!(first(Purpose::Initializer(0)), first(Purpose::Initializer(1)));
    }

    #[test]
    fn a_shuffle_is_a_permutation_and_reproducible() {
        let shuffled = |seed| {
            let mut items: Vec<usize> = (0..100).collect();
            Generator::new(seed, Purpose::Shuffle, 0).shuffle(&mut items);
            items
        };
        let mut sorted = shuffled(5);
        assert_ne!(sorted, (0..100).collect::<Vec<_>>());
        assert_eq!(sorted, shuffled(5));
        assert_ne!(sorted, shuffled(6));
        sorted.sort_unstable();
        assert_eq!(sorted, (0..100).collect::<Vec<_>>());
    }
}
