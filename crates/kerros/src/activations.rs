//! Activation functions: what a layer does to each number, or to each row, before it hands it on.

use crate::error::{Error, Result};
use crate::registry::{self, ACTIVATIONS};
use kerros_graph::{Graph, NodeId};
use std::fmt;
use std::str::FromStr;

/// An activation function: takes any shape, and the shape stays.
///
/// Wherever a layer takes one, its name does as well: `.activation("relu")`. Keras describes them
/// under "Layer activation functions".
///
/// | function | name | `y` | between |
/// |---|---|---|---|
/// | [`Linear`](Self::Linear) | `linear` | `x` | |
/// | [`Relu`](Self::Relu) | `relu` | `max(x, 0)` | 0 and infinity |
/// | [`Sigmoid`](Self::Sigmoid) | `sigmoid` | `1 / (1 + e^-x)` | 0 and 1 |
/// | [`Tanh`](Self::Tanh) | `tanh` | `(e^x - e^-x) / (e^x + e^-x)` | -1 and 1 |
/// | [`Softmax`](Self::Softmax) | `softmax` | `e^x / sum(e^x)`, last axis | 0 and 1, with sum 1 |
///
/// ```
/// use kerros::Activation;
///
/// let activation: Activation = "softmax".parse()?;
/// assert_eq!(activation, Activation::Softmax);
/// assert!("sofmax".parse::<Activation>().is_err());
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// Of a name that is unknown: the error names the nearest one and all others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Activation {
    /// `x`, unchanged: for regressions, and for logits.
    #[default]
    Linear,
    /// `max(x, 0)`; its gradient at 0 is 0. NaN stays NaN.
    ///
    /// Source: Nair and Hinton, "Rectified linear units improve restricted Boltzmann machines",
    /// ICML 2010.
    Relu,
    /// `1 / (1 + e^-x)`, between 0 and 1: the probability of one of two classes.
    Sigmoid,
    /// The hyperbolic tangent, between -1 and 1.
    Tanh,
    /// `e^x / sum(e^x)` along the last axis: numbers between 0 and 1 that sum to 1, the
    /// probabilities of several classes. Computed from `x - max(x)`, so that nothing overflows.
    ///
    /// Source: Bridle, "Probabilistic interpretation of feedforward classification network outputs,
    /// with relationships to statistical pattern recognition", in "Neurocomputing", Springer 1990.
    Softmax,
}

impl Activation {
    /// The name, as Keras writes it.
    pub fn name(self) -> &'static str {
        match self {
            Activation::Linear => "linear",
            Activation::Relu => "relu",
            Activation::Sigmoid => "sigmoid",
            Activation::Tanh => "tanh",
            Activation::Softmax => "softmax",
        }
    }

    /// Writes the activation of `x` into `graph`; the shape stays.
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
    /// When the softmax is taken of something without an axis.
    pub fn call(self, graph: &mut Graph, x: NodeId) -> Result<NodeId> {
        let y = match self {
            Activation::Linear => x,
            Activation::Relu => graph.relu(x)?,
            Activation::Sigmoid => graph.sigmoid(x)?,
            Activation::Tanh => graph.tanh(x)?,
            Activation::Softmax => {
                let last = graph.ty(x).shape.rank().saturating_sub(1);
                graph.softmax(x, last)?
            }
        };
        Ok(y)
    }
}

impl fmt::Display for Activation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Activation {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        registry::make("activation", ACTIVATIONS, name)
    }
}

impl TryFrom<&str> for Activation {
    type Error = Error;

    fn try_from(name: &str) -> Result<Self> {
        name.parse()
    }
}
