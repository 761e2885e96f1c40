//! The numbers of all variables at one moment.

use crate::error::Result;
use crate::model::engine::Engine;

/// The numbers of all variables of an engine at one moment: weights, states, the optimizer's slots,
/// the sums of loss and metrics. Its memory is used again.
#[derive(Debug, Default)]
pub(super) struct Snapshot {
    /// One variable after the other.
    values: Vec<f32>,
}

impl Snapshot {
    /// Keeps the numbers as they are.
    pub(super) fn take(&mut self, engine: &Engine) -> Result<()> {
        self.values.clear();
        for variable in engine.variables() {
            self.values.extend_from_slice(engine.read(variable)?);
        }
        Ok(())
    }

    /// Gives the variables the numbers that were kept.
    pub(super) fn restore(&self, engine: &mut Engine) -> Result<()> {
        let mut rest = &self.values[..];
        for variable in engine.variables() {
            let (values, others) = rest.split_at(engine.read(variable)?.len());
            engine.write(variable, values)?;
            rest = others;
        }
        Ok(())
    }
}
