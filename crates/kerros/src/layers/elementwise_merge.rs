//! Layers that merge values of one shape element by element.

use super::arguments::{INPUT_SHAPE, NAME, boxed};
use super::merge::{aligned, any_of, pair, spread};
use crate::error::Result;
use crate::layer::{Build, Layer, Settings, layer_settings};
use crate::registry::Class;
use kerros_graph::NodeId;
use kerros_graph::op::Binary;

/// A layer without arguments whose output `$write` makes.
macro_rules! merging_layer {
    ($(#[$doc:meta])* $layer:ident, $line:literal, $write:expr) => {
        $(#[$doc])*
        ///
        /// Inputs of fewer axes get axes of size 1 behind the batch; then sizes must be equal, or 1 where they
        /// are not. No arguments, no weights.
        ///
        /// # Errors
        ///
        /// `apply` refuses another number of inputs, and shapes that do not fit together.
        #[derive(Clone, Debug, Default)]
        pub struct $layer {
            settings: Settings,
        }

        layer_settings!($layer);

        impl $layer {
            /// The layer; it has no arguments.
            pub fn new() -> Self {
                $layer::default()
            }

            pub(crate) const CLASS: Class<Box<dyn Layer>> = Class {
                name: stringify!($layer),
                names: &[],
                doc: $line,
                arguments: &[NAME, INPUT_SHAPE],
                make: |a| boxed($layer::new().configured(a)?),
            };
        }

        impl Layer for $layer {
            fn class_name(&self) -> &'static str {
                stringify!($layer)
            }

            fn settings(&self) -> &Settings {
                &self.settings
            }

            fn call(&self, build: &mut Build<'_>, input: NodeId) -> Result<NodeId> {
                $write(build, &[input])
            }

            fn call_many(&self, build: &mut Build<'_>, inputs: &[NodeId]) -> Result<Vec<NodeId>> {
                Ok(vec![$write(build, inputs)?])
            }

            fn supports_masking(&self) -> bool {
                true
            }
        }
    };
}

merging_layer!(
    /// The sum of its inputs, element by element.
    ///
    /// A step counts where it counts in one of the inputs; there is no mask where an input has none. In Keras:
    /// "Add layer".
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// // A residual connection.
    /// let x = Input::new(8).symbol()?;
    /// let change = Dense::new(8).activation("relu").apply(&x)?;
    /// let y = Add::new().apply([&x, &change])?;
    /// assert_eq!(Model::new(&x, &y)?.output_shape(), Some(vec![8]));
    /// # Ok::<(), kerros::Error>(())
    /// ```
    Add,
    "the sum of its inputs, element by element",
    sum
);

merging_layer!(
    /// The first input less the second.
    ///
    /// A step counts where it counts in one of the two; there is no mask where one has none. In Keras: "Subtract
    /// layer".
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let (a, b) = (Input::new(3).symbol()?, Input::new(3).symbol()?);
    /// let difference = Subtract::new().apply([&a, &b])?;
    /// assert!(Subtract::new().apply([&a, &b, &a]).is_err());
    /// # Ok::<(), kerros::Error>(())
    /// ```
    Subtract,
    "the first input less the second",
    |build: &mut Build<'_>, inputs: &[NodeId]| {
        pair(inputs)?;
        folded(build, inputs, Binary::Sub)
    }
);

merging_layer!(
    /// The product of its inputs, element by element.
    ///
    /// What a mask leaves out of an input is 1 in the product. Where all inputs have masks, the output is 0 at steps
    /// that none of them counts; there is no mask where an input has none. In Keras: "Multiply layer".
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// // A gate for each feature.
    /// let x = Input::new(8).symbol()?;
    /// let gate = Dense::new(8).activation("sigmoid").apply(&x)?;
    /// let y = Multiply::new().apply([&x, &gate])?;
    /// # Ok::<(), kerros::Error>(())
    /// ```
    Multiply,
    "the product of its inputs, element by element",
    product
);

merging_layer!(
    /// The mean of its inputs, element by element.
    ///
    /// A step counts where it counts in one of the inputs; there is no mask where an input has none. In Keras:
    /// "Average layer".
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// // What two branches say on average.
    /// let x = Input::new(4).symbol()?;
    /// let (a, b) = (Dense::new(3).apply(&x)?, Dense::new(3).activation("tanh").apply(&x)?);
    /// let y = Average::new().apply([&a, &b])?;
    /// # Ok::<(), kerros::Error>(())
    /// ```
    Average,
    "the mean of its inputs, element by element",
    |build: &mut Build<'_>, inputs: &[NodeId]| -> Result<NodeId> {
        let sum = sum(build, inputs)?;
        let count = build.graph.literal(inputs.len() as f64)?;
        Ok(build.graph.div(sum, count)?)
    }
);

merging_layer!(
    /// The largest of its inputs, element by element.
    ///
    /// What a mask leaves out of an input does not take part. There is no mask where an input has none. Equal
    /// inputs share the gradient. In Keras: "Maximum layer".
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let x = Input::new(4).symbol()?;
    /// let (a, b) = (Dense::new(3).apply(&x)?, Dense::new(3).apply(&x)?);
    /// let y = Maximum::new().apply([&a, &b])?;
    /// # Ok::<(), kerros::Error>(())
    /// ```
    Maximum,
    "the largest of its inputs, element by element",
    |build: &mut Build<'_>, inputs: &[NodeId]| extreme(build, inputs, Binary::Max)
);

merging_layer!(
    /// The smallest of its inputs, element by element.
    ///
    /// What a mask leaves out of an input does not take part. There is no mask where an input has none. Equal
    /// inputs share the gradient. In Keras: "Minimum layer".
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let x = Input::new(4).symbol()?;
    /// let (a, b) = (Dense::new(3).apply(&x)?, Dense::new(3).apply(&x)?);
    /// let y = Minimum::new().apply([&a, &b])?;
    /// # Ok::<(), kerros::Error>(())
    /// ```
    Minimum,
    "the smallest of its inputs, element by element",
    |build: &mut Build<'_>, inputs: &[NodeId]| extreme(build, inputs, Binary::Min)
);

fn sum(build: &mut Build<'_>, inputs: &[NodeId]) -> Result<NodeId> {
    folded(build, inputs, Binary::Add)
}

/// The inputs one after the other, whatever their masks; the output's mask is where one of theirs counts.
fn folded(build: &mut Build<'_>, inputs: &[NodeId], kind: Binary) -> Result<NodeId> {
    let values = aligned(build, inputs)?;
    let mut output = values[0].0;
    for &(x, _) in &values[1..] {
        output = build.graph.binary(kind, output, x)?;
    }
    let mask = any_of(build)?;
    build.set_mask(mask);
    Ok(output)
}

fn product(build: &mut Build<'_>, inputs: &[NodeId]) -> Result<NodeId> {
    let values = aligned(build, inputs)?;
    let mut output: Option<NodeId> = None;
    let mut any: Option<NodeId> = None;
    let all_masked = values.iter().all(|(_, mask)| mask.is_some());
    for (mut x, mask) in values {
        if let Some(mask) = mask {
            let mask = spread(build, mask, x)?;
            let one = build.graph.literal(1.0)?;
            x = build.graph.select(mask, x, one)?;
            any = Some(match any {
                Some(any) => build.graph.maximum(any, mask)?,
                None => mask,
            });
        }
        output = Some(match output {
            Some(output) => build.graph.mul(output, x)?,
            None => x,
        });
    }
    // `aligned` refuses no inputs at all.
    let mut output = output.unwrap_or(inputs[0]);
    if let Some(any) = any.filter(|_| all_masked) {
        let zero = build.graph.literal(0.0)?;
        output = build.graph.select(any, output, zero)?;
    }
    let mask = any_of(build)?;
    build.set_mask(mask);
    Ok(output)
}

/// The largest or smallest of what the masks count. Where only one of two values counts, it is taken for the other
/// as well.
fn extreme(build: &mut Build<'_>, inputs: &[NodeId], kind: Binary) -> Result<NodeId> {
    let values = aligned(build, inputs)?;
    let (mut output, first) = values[0];
    let mut counts = first.map(|mask| spread(build, mask, output)).transpose()?;
    for &(mut x, mask) in &values[1..] {
        let mask = mask.map(|mask| spread(build, mask, x)).transpose()?;
        if let Some(mask) = mask {
            x = build.graph.select(mask, x, output)?;
        }
        if let Some(counts) = counts {
            output = build.graph.select(counts, output, x)?;
        }
        counts = match (counts, mask) {
            (Some(counts), Some(mask)) => Some(build.graph.maximum(counts, mask)?),
            _ => None,
        };
        output = build.graph.binary(kind, output, x)?;
    }
    let mask = any_of(build)?;
    build.set_mask(mask);
    Ok(output)
}
