//! How fast a core is right now.

use std::hint::black_box;
use std::time::Instant;

/// Independent chains, enough that the arithmetic units and not their delay set the pace: a
/// neighbour on the same physical core is seen too.
const CHAINS: usize = 64;
/// About 10 ms.
const ROUNDS: usize = 2_500_000;

/// Millions of rounds a second of a fixed piece of arithmetic.
pub(crate) fn rate() -> f64 {
    let start = Instant::now();
    let mut values = [1.0f32; CHAINS];
    let (factor, addend) = (black_box(0.999_9f32), black_box(1e-4f32));
    for _ in 0..ROUNDS {
        for value in &mut values {
            *value = *value * factor + addend;
        }
    }
    black_box(values);
    ROUNDS as f64 / start.elapsed().as_secs_f64() / 1e6
}
