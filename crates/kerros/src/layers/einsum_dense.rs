//! The densely connected layer along any axes.

use super::arguments::{
    ACTIVATION, BIAS_INITIALIZER, INPUT_SHAPE, KERNEL_INITIALIZER, NAME, boxed,
};
use super::weight_options::{
    ACTIVITY_REGULARIZER, BIAS_CONSTRAINT, BIAS_REGULARIZER, KERNEL_CONSTRAINT, KERNEL_REGULARIZER,
    WeightOptions, activity_regularizer, output_settings, weight_options, with_options,
};
use crate::activations::Activation;
use crate::error::{Error, Result};
use crate::initializers::{GlorotUniform, Zeros, by_axes};
use crate::layer::{Build, Config, Layer, Settings, layer_settings};
use crate::registry::{Argument, Class, Literal};
use kerros_graph::{Equation, NodeId};

mod sizes;

use sizes::Sizes;

/// A densely connected layer along any axes: `activation(einsum(equation, x, kernel) + bias)`.
///
/// The equation names each axis by a letter: `abc,cd->abd` is what [`Dense`](super::Dense) computes
/// of three axes. Letters that the result does not name are summed over. `...` at the beginning or
/// at the end of the input and of the result stands for the axes without letters. Weights: `kernel`,
/// whose sizes follow from the equation, and with `bias_axes` `bias`, with the axes of the result from
/// the first of those on; the others among them have size 1. An initializer that scales by fans counts
/// the axes of the kernel that are summed over as inputs, the others as outputs. In Keras:
/// "EinsumDense layer".
///
/// | argument | default | |
/// |---|---|---|
/// | `equation` | must be given | the form is `[x],[kernel]->[result]` |
/// | `output_shape` | must be given | the sizes of the result's letters without the batch; `None` for the input's own |
/// | `activation` | linear | see [`Activation`] |
/// | `bias_axes` | none | the letters of the result along which there is a bias |
/// | `kernel_initializer` | glorot_uniform | see [`initializers`](crate::initializers) |
/// | `bias_initializer` | zeros | |
/// | `kernel_regularizer`, `bias_regularizer` | none | see [`regularizers`](crate::regularizers) |
/// | `kernel_constraint`, `bias_constraint` | none | see [`constraints`](crate::constraints) |
/// | `activity_regularizer` | none | of the output, divided by the number of rows |
///
/// ```
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// // Four heads of eight numbers for each of ten steps.
/// model.add(
///     EinsumDense::new("btd,dhk->bthk", [None, Some(4), Some(8)])
///         .bias_axes("hk")
///         .input_shape([10, 16]),
/// )?;
/// assert_eq!(model.output_shape(), Some(vec![10, 4, 8]));
/// assert_eq!(model.count_params()?, 16 * 4 * 8 + 4 * 8);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// [`Sequential::add`](crate::Sequential::add) refuses an equation that cannot be read or has not two
/// operands, that moves the batch or gives it to the kernel, and an output shape that has another
/// number of sizes than the result has letters or another size than the input for a letter of both.
/// Where the shape of the input is not known yet, what depends on it is refused by the first call that
/// brings data.
#[derive(Clone, Debug)]
pub struct EinsumDense {
    settings: Settings,
    equation: String,
    output_shape: Vec<Option<usize>>,
    activation: Activation,
    bias_axes: Option<String>,
    kernel: WeightOptions,
    bias: WeightOptions,
}

layer_settings!(EinsumDense);
weight_options!(EinsumDense {
    kernel: "the kernel", "glorot_uniform" =>
        kernel_initializer, kernel_regularizer, kernel_constraint;
    bias: "the bias", "zeros" => bias_initializer, bias_regularizer, bias_constraint;
});
activity_regularizer!(EinsumDense);

/// The sizes of a result without the batch, where `None` is the input's own.
///
/// ```
/// use kerros::prelude::*;
///
/// // The steps stay as many as they are.
/// let layer = EinsumDense::new("abc,cd->abd", [None, Some(8)]);
/// let x = Input::new([5, 4]).symbol()?;
/// assert_eq!(layer.apply(&x)?.shape(), [5, 8]);
/// # Ok::<(), kerros::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartialShape(Vec<Option<usize>>);

impl From<usize> for PartialShape {
    fn from(size: usize) -> Self {
        PartialShape(vec![Some(size)])
    }
}

impl<const RANK: usize> From<[usize; RANK]> for PartialShape {
    fn from(sizes: [usize; RANK]) -> Self {
        PartialShape(sizes.map(Some).to_vec())
    }
}

impl<const RANK: usize> From<[Option<usize>; RANK]> for PartialShape {
    fn from(sizes: [Option<usize>; RANK]) -> Self {
        PartialShape(sizes.to_vec())
    }
}

impl From<Vec<Option<usize>>> for PartialShape {
    fn from(sizes: Vec<Option<usize>>) -> Self {
        PartialShape(sizes)
    }
}

impl EinsumDense {
    /// The layer of this equation and these sizes of the result, without the batch; linear, without a
    /// bias.
    pub fn new(equation: impl Into<String>, output_shape: impl Into<PartialShape>) -> Self {
        EinsumDense {
            settings: Settings::new(),
            equation: equation.into(),
            output_shape: output_shape.into().0,
            activation: Activation::Linear,
            bias_axes: None,
            kernel: WeightOptions::new(GlorotUniform),
            bias: WeightOptions::new(Zeros),
        }
    }

    /// The activation function, or its name; linear if not set.
    #[must_use]
    pub fn activation<A>(mut self, activation: A) -> Self
    where
        A: TryInto<Activation>,
        A::Error: Into<Error>,
    {
        self.activation = self.settings.accept(activation).unwrap_or_default();
        self
    }

    /// The letters of the result along which there is a bias; no bias if not set.
    #[must_use]
    pub fn bias_axes(mut self, letters: impl Into<String>) -> Self {
        self.bias_axes = Some(letters.into());
        self
    }
}

impl Layer for EinsumDense {
    fn class_name(&self) -> &'static str {
        "EinsumDense"
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn call(&self, build: &mut Build<'_>, input: NodeId) -> Result<NodeId> {
        let equation =
            Equation::parse(&self.equation).map_err(|error| Error::from(error).at("equation"))?;
        let shape = build.shape(input).clone();
        let sizes = Sizes::new(&equation, &self.equation, &shape, &self.output_shape)?;
        let (shape, inputs, outputs) = sizes.kernel()?;
        let initializer = by_axes(&self.kernel.initializer, &inputs, &outputs);
        let options = WeightOptions { initializer, ..self.kernel.clone() };
        let kernel = build.weight_with(&options.weight("kernel", &shape))?;
        let mut output = build.graph.einsum(&self.equation, &[input, kernel])?;
        if let Some(letters) = &self.bias_axes {
            let bias = sizes.bias(letters)?;
            let bias = build.weight_with(&self.bias.weight("bias", &bias))?;
            output = build.graph.add(output, bias)?;
        }
        self.activation.call(build.graph, output)
    }

    fn config(&self) -> Config {
        let config = Config::new()
            .with("equation", self.equation.as_str())
            .with("output_shape", self.output_shape.clone())
            .with("activation", self.activation)
            .with("bias_axes", self.bias_axes.as_deref());
        with_options(config, [("kernel", &self.kernel), ("bias", &self.bias)], None)
            .with("activity_regularizer", self.settings.activity_regularizer())
    }

    fn check(&self) -> Result<()> {
        let equation =
            Equation::parse(&self.equation).map_err(|error| Error::from(error).at("equation"))?;
        sizes::check(&equation, &self.equation, &self.output_shape, self.bias_axes.as_deref())
    }

    fn output_activation(&self) -> Option<Activation> {
        Some(self.activation)
    }
}

impl EinsumDense {
    pub(crate) const CLASS: Class<Box<dyn Layer>> = Class {
        name: "EinsumDense",
        names: &[],
        doc: "a densely connected layer along any axes: activation(einsum(equation, x, kernel) + bias)",
        arguments: &[
            Argument::required(
                "equation",
                "the axes of input, kernel and result by letters, as \"abc,cd->abd\"",
            ),
            Argument::required(
                "output_shape",
                "the sizes of the result's letters without the batch; nothing for the input's own",
            ),
            ACTIVATION,
            Argument::with_default(
                "bias_axes",
                Literal::None,
                "the letters of the result along which there is a bias; no bias if not given",
            ),
            KERNEL_INITIALIZER,
            BIAS_INITIALIZER,
            KERNEL_REGULARIZER,
            BIAS_REGULARIZER,
            KERNEL_CONSTRAINT,
            BIAS_CONSTRAINT,
            ACTIVITY_REGULARIZER,
            NAME,
            INPUT_SHAPE,
        ],
        make: |a| {
            let Some(output_shape) = a.noise_shape("output_shape")? else {
                let remedy = "Give output_shape.";
                return Err(Error::invalid("output_shape", "whole numbers", "none", remedy));
            };
            let layer = EinsumDense {
                settings: output_settings(a)?,
                equation: a.text("equation")?.to_owned(),
                output_shape,
                activation: a.activation("activation")?,
                bias_axes: a.optional_text("bias_axes")?.map(str::to_owned),
                kernel: WeightOptions::configured(a, "kernel")?,
                bias: WeightOptions::configured(a, "bias")?,
            };
            boxed(layer.configured(a)?)
        },
    };
}
