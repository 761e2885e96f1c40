//! The error type of the graph core.

/// What went wrong while a graph was built, differentiated or run.
///
/// Each message says what was wrong, where, what was expected and received, and what to do.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The operands of an operation do not fit together.
    #[error("{op}: expected {expected}, received {received}. {remedy}")]
    Shape {
        /// The operation, in its own name.
        op: &'static str,
        /// What the operation needs.
        expected: String,
        /// What it was given.
        received: String,
        /// How to mend it.
        remedy: String,
    },
    /// A gradient was asked of something that is no scalar.
    #[error(
        "gradient: expected a scalar of type f32 to differentiate, received {received}. \
         Reduce it to one number first (sum or mean)."
    )]
    NotAScalar {
        /// The type of the value.
        received: String,
    },
    /// A program was run with a batch of no rows.
    #[error("run: expected a batch of at least one row, received 0. Leave the empty batch out.")]
    EmptyBatch,
    /// An identifier that this graph or executor has never given out.
    #[error("{what} {index}: expected one of the {count} defined. Define it before it is used.")]
    Unknown {
        /// What kind of thing was named.
        what: &'static str,
        /// Which one.
        index: usize,
        /// How many there are.
        count: usize,
    },
    /// A slice of the wrong length for the variable, input or output it belongs to.
    #[error(
        "{what}: expected {expected} numbers, received {received}. Pass a slice of that length."
    )]
    Length {
        /// What the numbers were for.
        what: String,
        /// How many it holds.
        expected: usize,
        /// How many were passed.
        received: usize,
    },
    /// An index that names no row of the table it is for.
    #[error(
        "{}{op}: expected indices that are whole numbers from 0 to {last}, received {received}. \
         Bring the index into this range, or give the table more rows.",
        prefix(.scope)
    )]
    Index {
        /// The operation, in its own name.
        op: &'static str,
        /// The scope of the graph that the operation was made in, such as a layer's name.
        scope: String,
        /// The last row of the table.
        last: usize,
        /// The index as it came, and where it stands among the indices: `7.5 at [3, 0]`.
        received: String,
    },
    /// Something that this executor cannot do.
    #[error("{executor}: cannot run {what}. {remedy}")]
    Unsupported {
        /// Which executor.
        executor: &'static str,
        /// What it cannot run.
        what: String,
        /// What to do instead.
        remedy: &'static str,
    },
}

/// The result of anything that can go wrong here.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// How a message begins: the scope and a colon, or nothing.
fn prefix(scope: &str) -> String {
    if scope.is_empty() { String::new() } else { format!("{scope}: ") }
}

impl Error {
    /// The error for index number `place` of an array of `shape`, which names none of `rows` rows.
    pub fn index(
        op: &'static str,
        scope: &str,
        rows: usize,
        received: impl std::fmt::Display,
        (place, shape): (usize, &[usize]),
    ) -> Self {
        let mut position = vec![0; shape.len()];
        let mut rest = place;
        for (axis, &size) in shape.iter().enumerate().rev() {
            position[axis] = rest % size.max(1);
            rest /= size.max(1);
        }
        Error::Index {
            op,
            scope: scope.to_owned(),
            last: rows.saturating_sub(1),
            received: format!("{received} at {position:?}"),
        }
    }
}
