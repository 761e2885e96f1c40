//! A layer whose kernel is kept from stretching its input too much.

use super::arguments::{INPUT_SHAPE, NAME, boxed};
use super::at_least_one;
use crate::activations::Activation;
use crate::error::{Error, Result};
use crate::initializers::{SharedInitializer, TruncatedNormal};
use crate::layer::{Build, Config, Layer, Settings, SharedLayer, layer_settings};
use crate::registry::{Argument, Class, Literal};
use kerros_graph::op::DotAxes;
use kerros_graph::{Graph, NodeId, Shape};

/// A layer that computes with its kernel divided by the largest factor by which that stretches a vector, while the model
/// trains. In Keras: "SpectralNormalization layer".
///
/// The kernel seen as a matrix `W` of as many columns as its last axis has, its largest singular value is found by power
/// iteration from the row `u` that the last step has left, the state `vector_u`: `v = u W^T / |u W^T|`, `u = v W / |v W|`,
/// `sigma = v W u^T`. While training, `kernel / sigma` stands for the kernel, and gradients pass through `sigma` but not
/// through `u` and `v`; otherwise the layer computes as it is. The kernel itself stays what the optimizer makes of it, as
/// in Keras with JAX; that of a frozen layer, which no optimizer moves, is left normalized by each step, as there. A layer
/// that is called several times divides what the call before has made of the kernel. A kernel of zeros stays as it is. The
/// mask of the output is that of the layer's. Weights: the layer's kernel, `vector_u (1, last axis)`, the others
/// of the layer.
///
/// | argument | default | |
/// |---|---|---|
/// | `layer` | must be given | a layer with a weight `kernel` or `embeddings` |
/// | `power_iterations` | 1 | how often the estimate is made better at each step, at least 1 |
///
/// Source: Miyato, Kataoka, Koyama and Yoshida, "Spectral normalization for generative adversarial networks", ICLR 2018.
///
/// ```
/// use kerros::prelude::*;
///
/// let mut model = Sequential::new();
/// model.add(SpectralNormalization::new(Dense::new(8)).input_shape(16))?;
/// assert_eq!(model.output_shape(), Some(vec![8]));
/// assert_eq!(model.count_params()?, 16 * 8 + 8 + 8);
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// [`Sequential::add`](crate::Sequential::add) refuses 0 iterations, a layer without such a weight, one with several outputs,
/// and samples that do not fit the layer.
#[derive(Clone, Debug)]
pub struct SpectralNormalization {
    settings: Settings,
    layer: SharedLayer,
    power_iterations: usize,
}

layer_settings!(SpectralNormalization);

impl SpectralNormalization {
    /// `layer` with its kernel normalized while training.
    pub fn new(layer: impl Into<SharedLayer>) -> Self {
        SpectralNormalization {
            settings: Settings::new(),
            layer: layer.into(),
            power_iterations: 1,
        }
    }

    /// How often the estimate of the largest factor is made better at each step; 1 if not set.
    #[must_use]
    pub fn power_iterations(mut self, power_iterations: usize) -> Self {
        self.power_iterations = power_iterations;
        self
    }

    pub(crate) const CLASS: Class<Box<dyn Layer>> = Class {
        name: "SpectralNormalization",
        names: &[],
        doc: "a layer whose kernel is divided by its largest singular value while the model trains",
        arguments: &[
            Argument::required("layer", "a layer with a weight kernel or embeddings"),
            Argument::with_default(
                "power_iterations",
                Literal::Int(1),
                "how often the estimate of this value is made better at each step, at least 1",
            ),
            NAME,
            INPUT_SHAPE,
        ],
        make: |a| {
            let layer = SpectralNormalization::new(a.layer("layer")?)
                .power_iterations(a.size("power_iterations")?);
            boxed(layer.configured(a)?)
        },
    };
}

impl Layer for SpectralNormalization {
    fn class_name(&self) -> &'static str {
        "SpectralNormalization"
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn call(&self, build: &mut Build<'_>, input: NodeId) -> Result<NodeId> {
        let masks = build.masks().to_vec();
        let written = build.try_out(|build| {
            build.call_layer(&self.layer, &[input], masks.clone())?;
            Ok(build.weight_of(&self.layer, &["kernel", "embeddings"]))
        })?;
        let Some(weight) = written.filter(|weight| !weight.shape().is_empty()) else {
            return Err(Error::invalid(
                "layer",
                "a layer with a weight kernel or embeddings",
                self.layer.class_name(),
                "Wrap the layers that have one, such as Dense, the convolutions or Embedding.",
            ));
        };
        let kernel = build.inner_weight(&weight)?;
        let columns = weight.shape().last().copied().unwrap_or(1);
        let small: SharedInitializer = TruncatedNormal::new().stddev(0.02).into();
        let u = build.state("vector_u", &[1, columns], &small)?;
        let mut stand_in = None;
        if build.training() {
            let (next, normalized) = self.normalized(build.graph, kernel, u)?;
            build.update("vector_u", next)?;
            build.update_frozen(&weight, normalized);
            stand_in = Some((weight.own_name().to_owned(), normalized));
        }
        let (outputs, mask) = build.call_layer_with(&self.layer, &[input], masks, stand_in)?;
        build.set_mask(mask);
        match outputs[..] {
            [output] => Ok(output),
            _ => Err(Error::invalid(
                "layer",
                "a layer with one output",
                format!("{} outputs", outputs.len()),
                "Let the layer return its output alone.",
            )),
        }
    }

    fn config(&self) -> Config {
        Config::new().with("layer", &self.layer).with("power_iterations", self.power_iterations)
    }

    fn check(&self) -> Result<()> {
        let checked = self.layer.settings().check().and_then(|()| self.layer.check());
        checked.map_err(|error| error.at(&self.layer.label()))?;
        at_least_one("power_iterations", self.power_iterations)
    }

    fn output_activation(&self) -> Option<Activation> {
        self.layer.output_activation()
    }
}

impl SpectralNormalization {
    /// The next `u`, and the kernel divided by its largest singular value.
    fn normalized(&self, graph: &mut Graph, kernel: NodeId, u: NodeId) -> Result<(NodeId, NodeId)> {
        let shape = graph.ty(kernel).shape.clone();
        let sizes: Vec<usize> = shape.dims().iter().filter_map(|dim| dim.known()).collect();
        let columns = sizes.last().copied().unwrap_or(1);
        let rows = sizes.iter().product::<usize>() / columns.max(1);
        let matrix = graph.reshape(kernel, Shape::of(&[rows, columns]))?;

        // (1, columns) with (rows, columns): (1, rows)
        let by_columns = || DotAxes {
            batch: [].into_iter().collect(),
            contract: [(1, 1)].into_iter().collect(),
        };
        let (mut left, mut right) = (u, u);
        for _ in 0..self.power_iterations {
            let stretched = graph.dot(right, matrix, by_columns())?;
            left = unit(graph, stretched)?;
            let stretched = graph.matmul(left, matrix)?;
            right = unit(graph, stretched)?;
        }
        let (left, right) = (graph.stop_gradient(left)?, graph.stop_gradient(right)?);
        let stretched = graph.matmul(left, matrix)?;
        let sigma = graph.dot(stretched, right, by_columns())?;
        let sigma = graph.reshape(sigma, Shape::scalar())?;

        // Nothing is divided by the 0 of a kernel of zeros.
        let sizes = graph.abs(matrix)?;
        let largest = graph.reduce_max(sizes, &[0, 1])?;
        let largest = graph.stop_gradient(largest)?;
        let (zero, one) = (graph.literal(0.0)?, graph.literal(1.0)?);
        let is_zero = graph.equal(largest, zero)?;
        let sigma = graph.select(is_zero, one, sigma)?;
        let next = graph.select(is_zero, u, right)?;
        Ok((next, graph.div(kernel, sigma)?))
    }
}

/// A row of length 1 in the direction of `x`; one shorter than 1e-7 is divided by that, as in Keras.
fn unit(graph: &mut Graph, x: NodeId) -> Result<NodeId> {
    let square = graph.square(x)?;
    let sum = graph.sum_all(square)?;
    let length = graph.sqrt(sum)?;
    let least = graph.literal(1e-7)?;
    let length = graph.maximum(length, least)?;
    Ok(graph.div(x, length)?)
}
