//! The type that stands for an activation function.

use crate::activations::{
    celu, elu, exponential, gelu, glu, hard_shrink, hard_sigmoid, hard_silu, hard_tanh, leaky_relu,
    log_sigmoid, log_softmax, mish, relu, relu6, selu, sigmoid, silu, soft_shrink, softmax,
    softplus, softsign, sparse_plus, sparse_sigmoid, sparsemax, squareplus, tanh, tanh_shrink,
    threshold,
};
use crate::error::Result;
use kerros_graph::{Graph, NodeId};

/// An activation function.
///
/// Wherever a layer takes one, its name does as well, with the defaults of Keras for its arguments:
/// `.activation("leaky_relu")`. The function that each variant links to has the formula, the range, what the
/// arguments mean and the source.
///
/// ```
/// use kerros::Activation;
///
/// let activation: Activation = "softmax".parse()?;
/// assert_eq!(activation, Activation::Softmax);
/// assert_eq!(Activation::try_from("elu")?, Activation::Elu { alpha: 1.0 });
/// assert!("sofmax".parse::<Activation>().is_err());
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// Of a name that is unknown: the error names the nearest one and all others. Of arguments outside their
/// range: when the layer writes its computation, which is when it is added to a model of known shapes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub enum Activation {
    /// `x`, unchanged: for regressions, and for logits. Name: `linear`.
    #[default]
    Linear,
    /// [`celu`]: `x` above 0, `alpha (e^(x / alpha) - 1)` below.
    Celu {
        /// Above 0; 1 by name.
        alpha: f64,
    },
    /// [`elu`]: `x` above 0, `alpha (e^x - 1)` below.
    Elu {
        /// 1 by name.
        alpha: f64,
    },
    /// [`exponential`]: `e^x`.
    Exponential,
    /// [`gelu`]: `x erfc(-x / sqrt(2)) / 2`.
    Gelu {
        /// Whether the distribution function is approximated by a hyperbolic tangent; false by name.
        approximate: bool,
    },
    /// [`glu`]: `a sigmoid(b)` with `a` and `b` the halves of `x`.
    Glu {
        /// The axis that is halved; -1 by name.
        axis: i64,
    },
    /// [`hard_shrink`]: `x` where `|x|` is above the threshold, else 0.
    HardShrink {
        /// 0.5 by name.
        threshold: f64,
    },
    /// [`hard_sigmoid`]: `x / 6 + 1 / 2` kept between 0 and 1.
    HardSigmoid,
    /// [`hard_silu`]: `x hard_sigmoid(x)`. Also called `hard_swish`.
    HardSilu,
    /// [`hard_tanh`]: `x` kept between -1 and 1.
    HardTanh,
    /// [`leaky_relu`]: `x` from 0 on, `negative_slope * x` below.
    LeakyRelu {
        /// 0.2 by name.
        negative_slope: f64,
    },
    /// [`log_sigmoid`]: `-ln(1 + e^-x)`.
    LogSigmoid,
    /// [`log_softmax`]: `x - ln sum(e^x)` along an axis.
    LogSoftmax {
        /// -1 by name.
        axis: i64,
    },
    /// [`mish`]: `x tanh(softplus(x))`.
    Mish,
    /// [`relu`] with its defaults: `max(x, 0)`.
    Relu,
    /// [`relu`] with arguments; its name is `relu` too.
    ReluWith {
        /// The slope below the threshold; 0 by name.
        negative_slope: f64,
        /// The largest value; none by name.
        max_value: Option<f64>,
        /// Where the function starts; 0 by name.
        threshold: f64,
    },
    /// [`relu6`]: `min(max(x, 0), 6)`.
    Relu6,
    /// [`selu`]: a scaled [`elu`].
    Selu,
    /// [`sigmoid`]: `1 / (1 + e^-x)`.
    Sigmoid,
    /// [`silu`]: `x sigmoid(x)`. Also called `swish`.
    Silu,
    /// [`soft_shrink`]: `x` brought towards 0 by the threshold.
    SoftShrink {
        /// 0.5 by name.
        threshold: f64,
    },
    /// [`softmax`] along the last axis: `e^x / sum(e^x)`.
    Softmax,
    /// [`softmax`] along another axis; its name is `softmax` too.
    SoftmaxAlong {
        /// -1 by name.
        axis: i64,
    },
    /// [`softplus`]: `ln(1 + e^x)`.
    Softplus,
    /// [`softsign`]: `x / (|x| + 1)`.
    Softsign,
    /// [`sparse_plus`]: 0, a parabola, then `x`.
    SparsePlus,
    /// [`sparse_sigmoid`]: `(x + 1) / 2` kept between 0 and 1.
    SparseSigmoid,
    /// [`sparsemax`]: `max(x - t, 0)` with a threshold for each row.
    Sparsemax {
        /// -1 by name.
        axis: i64,
    },
    /// [`squareplus`]: `(x + sqrt(x^2 + b)) / 2`.
    Squareplus {
        /// Not negative; 4 by name.
        b: f64,
    },
    /// [`tanh`]: the hyperbolic tangent.
    Tanh,
    /// [`tanh_shrink`]: `x - tanh(x)`.
    TanhShrink,
    /// [`threshold`]: `x` above the threshold, else `default_value`. Cannot be given by its name alone.
    Threshold {
        /// Must be given.
        threshold: f64,
        /// Must be given.
        default_value: f64,
    },
}

impl Activation {
    /// Writes the activation of `x` into `graph`.
    ///
    /// ```
    /// use kerros::Activation;
    /// use kerros_graph::{Graph, InputId, Shape, Type};
    ///
    /// let mut graph = Graph::new();
    /// let x = graph.input(InputId(0), Type::f32(Shape::batch(&[3])))?;
    /// let y = Activation::Tanh.call(&mut graph, x)?;
    /// assert_eq!(graph.ty(y), graph.ty(x));
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When an argument is outside its range, or `x` lacks the axis.
    pub fn call(self, graph: &mut Graph, x: NodeId) -> Result<NodeId> {
        self.check().map_err(|error| error.at(self.name()))?;
        let y = match self {
            Activation::Linear => Ok(x),
            Activation::Celu { alpha } => celu(graph, x, alpha),
            Activation::Elu { alpha } => elu(graph, x, alpha),
            Activation::Exponential => exponential(graph, x),
            Activation::Gelu { approximate } => gelu(graph, x, approximate),
            Activation::Glu { axis } => glu(graph, x, axis),
            Activation::HardShrink { threshold } => hard_shrink(graph, x, threshold),
            Activation::HardSigmoid => hard_sigmoid(graph, x),
            Activation::HardSilu => hard_silu(graph, x),
            Activation::HardTanh => hard_tanh(graph, x),
            Activation::LeakyRelu { negative_slope } => leaky_relu(graph, x, negative_slope),
            Activation::LogSigmoid => log_sigmoid(graph, x),
            Activation::LogSoftmax { axis } => log_softmax(graph, x, axis),
            Activation::Mish => mish(graph, x),
            Activation::Relu => relu(graph, x, 0.0, None, 0.0),
            Activation::ReluWith { negative_slope, max_value, threshold } => {
                relu(graph, x, negative_slope, max_value, threshold)
            }
            Activation::Relu6 => relu6(graph, x),
            Activation::Selu => selu(graph, x),
            Activation::Sigmoid => sigmoid(graph, x),
            Activation::Silu => silu(graph, x),
            Activation::SoftShrink { threshold } => soft_shrink(graph, x, threshold),
            Activation::Softmax => softmax(graph, x, -1),
            Activation::SoftmaxAlong { axis } => softmax(graph, x, axis),
            Activation::Softplus => softplus(graph, x),
            Activation::Softsign => softsign(graph, x),
            Activation::SparsePlus => sparse_plus(graph, x),
            Activation::SparseSigmoid => sparse_sigmoid(graph, x),
            Activation::Sparsemax { axis } => sparsemax(graph, x, axis),
            Activation::Squareplus { b } => squareplus(graph, x, b),
            Activation::Tanh => tanh(graph, x),
            Activation::TanhShrink => tanh_shrink(graph, x),
            Activation::Threshold { threshold: limit, default_value } => {
                threshold(graph, x, limit, default_value)
            }
        };
        y.map_err(|error| error.at(self.name()))
    }
}
