//! Attention: sequences that look up what they need in other sequences.
//!
//! | module | holds |
//! |---|---|
//! | `dot_product` | `Attention` |
//! | `additive` | `AdditiveAttention` |
//! | `multi_head` | several such lookups side by side, of projections |
//! | `grouped_query` | the same, where several queries share a key and a value |
//! | `heads`, `projection` | what these two have in common |
//! | `sequences` | their inputs, and how the axes of these go together |
//! | `masks` | which steps look at which others |
//! | `call` | what is said at each call in Keras |
//! | `lookup` | the first two's inputs, and what they make of scores |

mod additive;
mod call;
mod dot_product;
mod grouped_query;
mod heads;
mod lookup;
mod masks;
mod multi_head;
mod projection;
mod sequences;

pub use additive::AdditiveAttention;
pub use dot_product::{Attention, ScoreMode};
pub use grouped_query::GroupedQueryAttention;
pub use multi_head::MultiHeadAttention;
