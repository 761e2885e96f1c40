//! An activation of numbers, without a model.

use super::Activation;
use crate::error::{Error, Result};
use kerros_graph::reference::Reference;
use kerros_graph::{Executor, Graph, InputId, Program, RunKey, Shape, Type};
use ndarray::{ArrayBase, ArrayD, Data, Dimension};

const X: InputId = InputId(0);

impl Activation {
    /// The activation of numbers, as `keras.activations.relu(x)` computes it at once. Made for trying a
    /// function out: layers compute faster.
    ///
    /// ```
    /// use kerros::Activation;
    /// use ndarray::array;
    ///
    /// let rows = array![[1.0, 2.0, 3.0], [0.0, 0.0, 0.0]];
    /// let probabilities = Activation::Softmax.apply(&rows)?;
    /// assert!((probabilities[[1, 2]] - 1.0 / 3.0).abs() < 1e-7);
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`call`](Self::call).
    pub fn apply<S, D>(self, x: &ArrayBase<S, D>) -> Result<ArrayD<f32>>
    where
        S: Data<Elem = f32>,
        D: Dimension,
    {
        let mut graph = Graph::new();
        let input = graph.input(X, Type::f32(Shape::of(x.shape())))?;
        let output = self.call(&mut graph, input)?;
        let shape = graph.ty(output).shape.at(1).to_vec();
        let mut executor = Reference::new();
        let program = Program { graph, outputs: vec![output], updates: Vec::new() };
        let program = executor.compile(&program)?;
        executor.run(program, 1, RunKey::default(), &mut |_, numbers| {
            for (to, from) in numbers.iter_mut().zip(x) {
                *to = *from;
            }
        })?;
        let numbers = executor.output(program, 0)?.to_vec();
        ArrayD::from_shape_vec(shape, numbers).map_err(|error| Error::internal(error.to_string()))
    }
}
