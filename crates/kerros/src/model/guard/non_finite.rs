//! What is told of the first number of a training that is not finite.

use std::fmt;

/// How many rows are named.
const ROWS_NAMED: usize = 5;

/// The first number of a training that is NaN or infinite: which step made it, where, for which rows. The
/// model is as it was before that step.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct NonFinite {
    /// What was not finite first: `the loss is NaN`, `a weight of dense is inf`.
    pub what: String,
    /// The epoch, counted from 0 as callbacks count.
    pub epoch: usize,
    /// The batch of the epoch, counted from 0.
    pub batch: usize,
    /// How many batches an epoch has.
    pub batches: usize,
    /// The layer that computed it (`outer/inner` inside of a model), or the name of the loss or the
    /// optimizer; empty if it is not known.
    pub layer: String,
    /// What stands before the name of the layer: `layer`, `loss`, `optimizer`.
    pub layer_kind: &'static str,
    /// The operation that made it of finite numbers, such as `log`; empty if it is not known.
    pub operation: String,
    /// What was computed.
    pub part: NonFinitePart,
    /// The rows of `x`, counted from 0, whose numbers it was computed from; empty if all rows of the batch
    /// take part.
    pub rows: Vec<usize>,
    /// What to change.
    pub remedy: String,
}

/// The part of a training step that a number belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NonFinitePart {
    /// From the inputs to the loss.
    Forward,
    /// The gradients of the weights.
    Gradient,
    /// What the optimizer or a layer makes of a weight or a state.
    Update,
}

impl fmt::Display for NonFinite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (epoch, batch) = (self.epoch + 1, self.batch + 1);
        write!(f, "{} in epoch {epoch}, batch {batch} of {}", self.what, self.batches)?;
        if !self.operation.is_empty() {
            let part = match self.part {
                NonFinitePart::Forward => "",
                NonFinitePart::Gradient => " in the gradient",
                NonFinitePart::Update => " in the update",
            };
            write!(f, ": operation {}{part}", self.operation)?;
            if !self.layer.is_empty() {
                write!(f, " of {} {}", self.layer_kind, self.layer)?;
            }
        }
        if !self.rows.is_empty() {
            let named = &self.rows[..self.rows.len().min(ROWS_NAMED)];
            let list: Vec<String> = named.iter().map(usize::to_string).collect();
            let rows = if named.len() == 1 { "row" } else { "rows" };
            write!(f, ", at {rows} {} of x (counted from 0)", list.join(", "))?;
            if self.rows.len() > named.len() {
                write!(f, " and {} more", self.rows.len() - named.len())?;
            }
        }
        write!(f, ". The model is as it was before this batch. {}", self.remedy)
    }
}
