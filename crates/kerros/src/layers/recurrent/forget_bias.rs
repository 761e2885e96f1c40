//! What the bias of an LSTM starts with.

use crate::error::Result;
use crate::initializers::{Initializer, SharedInitializer};
use crate::layer::Config;
use crate::registry::{Argument, Literal};
use kerros_graph::random::Generator;

pub(super) const UNIT_FORGET_BIAS: Argument = Argument::with_default(
    "unit_forget_bias",
    Literal::Bool(true),
    "whether the bias of the gate that forgets starts with 1",
);

/// 1 for the second of four gates, what another initializer gives for the others.
#[derive(Debug)]
pub(super) struct UnitForgetBias(SharedInitializer);

impl UnitForgetBias {
    /// `initializer`, with ones if `unit_forget_bias`.
    pub(super) fn around(
        initializer: &SharedInitializer,
        unit_forget_bias: bool,
    ) -> SharedInitializer {
        match unit_forget_bias {
            true => UnitForgetBias(initializer.clone()).into(),
            false => initializer.clone(),
        }
    }
}

impl Initializer for UnitForgetBias {
    fn name(&self) -> &'static str {
        self.0.name()
    }

    fn values(&self, shape: &[usize], generator: &mut Generator) -> Vec<f32> {
        let units = shape.iter().product::<usize>() / 4;
        let mut values = self.0.values(&[units], generator);
        values.extend(std::iter::repeat_n(1.0, units));
        values.extend(self.0.values(&[2 * units], generator));
        values
    }

    fn config(&self) -> Config {
        self.0.config()
    }

    fn check(&self) -> Result<()> {
        self.0.check()
    }

    fn check_shape(&self, shape: &[usize]) -> Result<()> {
        self.0.check_shape(shape)
    }
}
