//! The densely connected layer along any axes.

use super::arguments::{
    ACTIVATION, BIAS_INITIALIZER, INPUT_SHAPE, KERNEL_INITIALIZER, NAME, boxed,
};
use crate::activations::Activation;
use crate::error::{Error, Result};
use crate::initializers::{GlorotUniform, SharedInitializer, Zeros, by_axes};
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
    kernel_initializer: SharedInitializer,
    bias_initializer: SharedInitializer,
}

layer_settings!(EinsumDense);

/// The sizes of a result without the batch, where `None` is the input's own.
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
            kernel_initializer: GlorotUniform.into(),
            bias_initializer: Zeros.into(),
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

    /// What the kernel starts with: an initializer, or its name; `glorot_uniform` if not set.
    #[must_use]
    pub fn kernel_initializer<I>(mut self, initializer: I) -> Self
    where
        I: TryInto<SharedInitializer>,
        I::Error: Into<Error>,
    {
        if let Some(initializer) = self.settings.accept(initializer) {
            self.kernel_initializer = initializer;
        }
        self
    }

    /// What the bias starts with: an initializer, or its name; `zeros` if not set.
    #[must_use]
    pub fn bias_initializer<I>(mut self, initializer: I) -> Self
    where
        I: TryInto<SharedInitializer>,
        I::Error: Into<Error>,
    {
        if let Some(initializer) = self.settings.accept(initializer) {
            self.bias_initializer = initializer;
        }
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
        let (kernel, inputs, outputs) = sizes.kernel()?;
        let initializer = by_axes(&self.kernel_initializer, &inputs, &outputs);
        let kernel = build.weight("kernel", &kernel, &initializer)?;
        let mut output = build.graph.einsum(&self.equation, &[input, kernel])?;
        if let Some(letters) = &self.bias_axes {
            let bias = sizes.bias(letters)?;
            let bias = build.weight("bias", &bias, &self.bias_initializer)?;
            output = build.graph.add(output, bias)?;
        }
        self.activation.call(build.graph, output)
    }

    fn config(&self) -> Config {
        Config::new()
            .with("equation", self.equation.as_str())
            .with("output_shape", self.output_shape.clone())
            .with("activation", self.activation)
            .with("bias_axes", self.bias_axes.as_deref())
            .with("kernel_initializer", &self.kernel_initializer)
            .with("bias_initializer", &self.bias_initializer)
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
            NAME,
            INPUT_SHAPE,
        ],
        make: |a| {
            let Some(output_shape) = a.noise_shape("output_shape")? else {
                let remedy = "Give output_shape.";
                return Err(Error::invalid("output_shape", "whole numbers", "none", remedy));
            };
            let mut layer = EinsumDense::new(a.text("equation")?, output_shape)
                .activation(a.activation("activation")?)
                .kernel_initializer(a.initializer("kernel_initializer")?)
                .bias_initializer(a.initializer("bias_initializer")?);
            if let Some(letters) = a.optional_text("bias_axes")? {
                layer = layer.bias_axes(letters);
            }
            boxed(layer.configured(a)?)
        },
    };
}
