//! What a layer writes its computation into.

use crate::error::{Error, Result};
use crate::initializers::SharedInitializer;
use kerros_graph::{Graph, NodeId, Shape, Type, VariableId};

/// A weight of a model: what is known before it has numbers.
#[derive(Clone, Debug)]
pub struct WeightSpec {
    layer: String,
    name: String,
    shape: Vec<usize>,
    pub(crate) initializer: SharedInitializer,
}

impl WeightSpec {
    /// The layer it belongs to.
    pub fn layer(&self) -> &str {
        &self.layer
    }

    /// Its name in the layer: `kernel`, `bias`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Layer and name: `dense_1/kernel`.
    pub fn path(&self) -> String {
        format!("{}/{}", self.layer, self.name)
    }

    /// Its sizes, slowest first.
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// How many numbers it holds.
    pub fn len(&self) -> usize {
        self.shape.iter().product()
    }

    /// Whether it holds no numbers.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// The graph that a layer writes into, and the weights it declares there.
#[derive(Debug)]
pub struct Build<'a> {
    /// The graph.
    pub graph: &'a mut Graph,
    training: bool,
    layer: &'a str,
    /// Weights in the order in which they were first declared. The executor of a model defines them
    /// first and in this order, so that a weight's index is its variable's number.
    weights: &'a mut Vec<WeightSpec>,
}

impl<'a> Build<'a> {
    /// Writes the layer called `layer` into `graph`. Weights that it declares are looked up in, and
    /// added to, `weights`; the weight with index `i` is variable `i` of the graph.
    pub fn new(
        graph: &'a mut Graph,
        training: bool,
        layer: &'a str,
        weights: &'a mut Vec<WeightSpec>,
    ) -> Self {
        graph.enter(layer);
        Build { graph, training, layer, weights }
    }

    /// Whether the graph is one that trains: dropout drops then, and hands on its input otherwise.
    pub fn training(&self) -> bool {
        self.training
    }

    /// The shape of a value; the first dimension is the batch.
    pub fn shape(&self, value: NodeId) -> &Shape {
        &self.graph.ty(value).shape
    }

    /// The sizes of a value without the batch.
    pub fn inner_sizes(&self, value: NodeId) -> Vec<usize> {
        self.shape(value).dims().iter().skip(1).filter_map(|dim| dim.known()).collect()
    }

    /// The weight `name` of this layer: declared the first time, the same one in every later graph.
    ///
    /// # Errors
    ///
    /// When the layer has declared it with another shape, or the initializer's arguments make no
    /// sense.
    pub fn weight(
        &mut self,
        name: &str,
        shape: &[usize],
        initializer: &SharedInitializer,
    ) -> Result<NodeId> {
        let known =
            self.weights.iter().position(|known| known.layer == self.layer && known.name == name);
        let index = match known {
            Some(index) => index,
            None => self.declare(name, shape, initializer)?,
        };
        let declared = &self.weights[index].shape;
        if declared != shape {
            return Err(Error::invalid(
                name,
                format!("the shape {declared:?} it was declared with"),
                format!("{shape:?}"),
                "Give each weight of a layer one name and one shape.",
            ));
        }
        let variable = VariableId(index as u32);
        Ok(self.graph.variable(variable, Type::f32(Shape::of(shape)))?)
    }

    /// Adds a weight to the model's; its index.
    fn declare(
        &mut self,
        name: &str,
        shape: &[usize],
        initializer: &SharedInitializer,
    ) -> Result<usize> {
        initializer
            .check()
            .and_then(|()| initializer.check_shape(shape))
            .map_err(|error| error.at(initializer.name()).at(name))?;
        self.weights.push(WeightSpec {
            layer: self.layer.to_owned(),
            name: name.to_owned(),
            shape: shape.to_vec(),
            initializer: initializer.clone(),
        });
        Ok(self.weights.len() - 1)
    }
}
