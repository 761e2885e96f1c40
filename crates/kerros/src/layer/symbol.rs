//! Values that are described and not computed yet: what functional models are made of.

use super::shared::SharedLayer;
use super::{Build, Declarations, Layer};
use crate::error::{Error, Result};
use crate::layers::Input;
use kerros_graph::{Graph, InputId, NodeId, Type};
use std::fmt;
use std::sync::Arc;

/// A value between layers, described and not computed yet. In Keras: `KerasTensor`.
///
/// [`Input::symbol`] makes the first one, [`Layer::apply`] and [`SharedLayer::apply`] the others, and
/// [`Model::new`](crate::Model::new) makes a model of those between some inputs and some outputs. Shapes are
/// checked at once. Clones are the same value.
///
/// ```
/// use kerros::prelude::*;
///
/// let x = Input::new([28, 28]).symbol()?;
/// let y = Flatten::new().apply(&x)?;
/// assert_eq!(y.shape(), [784]);
/// # Ok::<(), kerros::Error>(())
/// ```
#[derive(Clone)]
pub struct SymbolicTensor {
    pub(crate) call: Arc<SymbolicCall>,
    /// Which of the call's outputs it is.
    pub(crate) index: usize,
}

/// One use of a layer, or an input, which takes nothing.
pub(crate) struct SymbolicCall {
    pub(crate) layer: SharedLayer,
    pub(crate) inputs: Vec<SymbolicTensor>,
    pub(crate) outputs: Vec<Described>,
    /// Which of the calls of the layer it is, from 0 on, in the order in which they were made.
    pub(crate) number: usize,
    /// Whether the layer computes as it does in predictions also while the model trains.
    pub(crate) inference: bool,
}

/// What is known of a value before it is computed.
#[derive(Clone, Debug)]
pub(crate) struct Described {
    pub(crate) ty: Type,
    pub(crate) mask: Option<Type>,
}

impl SymbolicTensor {
    /// The sizes of one sample, without the batch.
    pub fn shape(&self) -> Vec<usize> {
        let dims = self.described().ty.shape.dims();
        dims.iter().skip(1).filter_map(|dim| dim.known()).collect()
    }

    /// Whether some of its steps may be left out by a mask.
    pub fn is_masked(&self) -> bool {
        self.described().mask.is_some()
    }

    /// The layer that makes it.
    pub fn layer(&self) -> &SharedLayer {
        &self.call.layer
    }

    pub(crate) fn described(&self) -> &Described {
        &self.call.outputs[self.index]
    }

    /// Whether it is data, and not made by a layer.
    pub(crate) fn is_input(&self) -> bool {
        self.call.inputs.is_empty()
    }

    /// Whether both are the same value.
    pub(crate) fn is(&self, other: &SymbolicTensor) -> bool {
        self.index == other.index && Arc::ptr_eq(&self.call, &other.call)
    }
}

impl fmt::Debug for SymbolicTensor {
    /// Without what it is made of, which may be a whole network.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SymbolicTensor")
            .field("layer", &self.call.layer.label())
            .field("shape", &self.described().ty.shape.to_string())
            .finish_non_exhaustive()
    }
}

/// One symbol or several: what layers are applied to, and what models start and end with.
pub trait IntoSymbols {
    /// The symbols, in order.
    fn into_symbols(self) -> Vec<SymbolicTensor>;
}

impl IntoSymbols for SymbolicTensor {
    fn into_symbols(self) -> Vec<SymbolicTensor> {
        vec![self]
    }
}

impl IntoSymbols for &SymbolicTensor {
    fn into_symbols(self) -> Vec<SymbolicTensor> {
        vec![self.clone()]
    }
}

impl IntoSymbols for &[SymbolicTensor] {
    fn into_symbols(self) -> Vec<SymbolicTensor> {
        self.to_vec()
    }
}

impl IntoSymbols for &Vec<SymbolicTensor> {
    fn into_symbols(self) -> Vec<SymbolicTensor> {
        self.clone()
    }
}

impl IntoSymbols for Vec<SymbolicTensor> {
    fn into_symbols(self) -> Vec<SymbolicTensor> {
        self
    }
}

impl<const N: usize> IntoSymbols for [&SymbolicTensor; N] {
    fn into_symbols(self) -> Vec<SymbolicTensor> {
        self.into_iter().cloned().collect()
    }
}

impl<const N: usize> IntoSymbols for [SymbolicTensor; N] {
    fn into_symbols(self) -> Vec<SymbolicTensor> {
        self.into()
    }
}

impl Input {
    /// The input as the first value of a functional model.
    ///
    /// # Errors
    ///
    /// When a size is 0.
    pub fn symbol(self) -> Result<SymbolicTensor> {
        let label = SharedLayer::from(self.clone()).label();
        self.settings().check().map_err(|error| error.at(&label))?;
        let shape = self.settings().input_shape().unwrap_or_default();
        Ok(SymbolicTensor::input(self.clone(), shape))
    }
}

impl SymbolicTensor {
    pub(crate) fn input(layer: Input, shape: &[usize]) -> Self {
        let ty = Type::f32(kerros_graph::Shape::batch(shape));
        let outputs = vec![Described { ty, mask: None }];
        let call = SymbolicCall {
            layer: layer.into(),
            inputs: Vec::new(),
            outputs,
            number: 0,
            inference: false,
        };
        SymbolicTensor { call: Arc::new(call), index: 0 }
    }
}

impl SharedLayer {
    /// The layer's output for these inputs. Each call of one layer uses the same weights.
    ///
    /// # Errors
    ///
    /// When an argument of the layer makes no sense, the inputs do not fit it, or it has several outputs
    /// ([`apply_many`](Self::apply_many)).
    pub fn apply(&self, inputs: impl IntoSymbols) -> Result<SymbolicTensor> {
        let mut outputs = self.apply_many(inputs)?;
        match (outputs.pop(), outputs.len()) {
            (Some(output), 0) => Ok(output),
            (_, others) => Err(Error::invalid(
                "outputs",
                "one, to be the result of apply",
                (others + 1).to_string(),
                "Call apply_many, which gives all of them.",
            )
            .at(&self.label())),
        }
    }

    /// All outputs of the layer for these inputs.
    ///
    /// # Errors
    ///
    /// When an argument of the layer makes no sense, or the inputs do not fit it.
    pub fn apply_many(&self, inputs: impl IntoSymbols) -> Result<Vec<SymbolicTensor>> {
        self.called(inputs.into_symbols(), false)
    }

    /// All outputs of the layer for these inputs, computed as in predictions also while the model trains: dropout
    /// drops nothing, and batch normalization goes by its moving means. In Keras: `layer(x, training=False)`.
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let x = Input::new(4).symbol()?;
    /// let dropout = SharedLayer::from(Dropout::new(0.5));
    /// let mut model = Model::new(&x, dropout.apply_for_inference(&x)?)?;
    /// model.compile(Compile::new().loss("mae"))?;
    /// let ones = Array2::<f32>::ones((3, 4));
    /// assert_eq!(model.train_on_batch(&ones, &ones)?.loss(), 0.0, "nothing was dropped");
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`apply_many`](Self::apply_many).
    pub fn apply_for_inference(&self, inputs: impl IntoSymbols) -> Result<Vec<SymbolicTensor>> {
        self.called(inputs.into_symbols(), true)
    }

    fn called(&self, inputs: Vec<SymbolicTensor>, inference: bool) -> Result<Vec<SymbolicTensor>> {
        let outputs = self.describe(&inputs).map_err(|error| error.at(&self.label()))?;
        let count = outputs.len();
        let number = self.number_call();
        let call =
            Arc::new(SymbolicCall { layer: self.clone(), inputs, outputs, number, inference });
        Ok((0..count).map(|index| SymbolicTensor { call: call.clone(), index }).collect())
    }

    /// The name that was chosen, or the class's.
    pub(crate) fn label(&self) -> String {
        match self.settings().name() {
            Some(name) => name.to_owned(),
            None => snake_case(self.class_name()),
        }
    }

    /// Writes the layer into a graph of its own, for the types of what it makes.
    fn describe(&self, inputs: &[SymbolicTensor]) -> Result<Vec<Described>> {
        self.settings().check()?;
        self.check()?;
        if inputs.is_empty() || self.class_name() == "InputLayer" {
            return Err(Error::invalid(
                "inputs",
                "a layer and at least one value to apply it to",
                format!("{} of {}", inputs.len(), self.class_name()),
                "Start with Input::new(shape).symbol().",
            ));
        }
        let mut graph = Graph::new();
        let mut next = 0;
        let mut input = |graph: &mut Graph, ty: &Type| -> Result<NodeId> {
            next += 1;
            Ok(graph.input(InputId(next - 1), ty.clone())?)
        };
        let (mut nodes, mut masks) = (Vec::new(), Vec::new());
        for symbol in inputs {
            let Described { ty, mask } = symbol.described();
            nodes.push(input(&mut graph, ty)?);
            masks.push(mask.as_ref().map(|mask| input(&mut graph, mask)).transpose()?);
        }
        let mut declared = Declarations::new();
        let mut build = Build::new(&mut graph, false, "", &mut declared).of(self).with_masks(masks);
        let outputs = self.call_many(&mut build, &nodes)?;
        build.check_rows(&nodes, &outputs)?;
        let masks: Vec<Option<NodeId>> = (0..outputs.len())
            .map(|index| build.output_mask_of(index, self.supports_masking()))
            .collect();
        let described = outputs.iter().zip(masks).map(|(&output, mask)| Described {
            ty: graph.ty(output).clone(),
            mask: mask.map(|mask| graph.ty(mask).clone()),
        });
        Ok(described.collect())
    }
}

/// The name of a class as Keras makes a layer's name of it: `MaxPooling1D` is `max_pooling1d`.
pub(crate) fn snake_case(class: &str) -> String {
    let letters: Vec<char> = class.chars().collect();
    let mut name = String::with_capacity(class.len() + 4);
    for (index, letter) in letters.iter().enumerate() {
        let starts_word = letter.is_uppercase()
            && index > 0
            && (letters[index - 1].is_lowercase()
                || letters.get(index + 1).is_some_and(|next| next.is_lowercase()));
        if starts_word {
            name.push('_');
        }
        name.extend(letter.to_lowercase());
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_are_named_as_keras_names_them() {
        for (class, name) in [
            ("Dense", "dense"),
            ("Conv1D", "conv1d"),
            ("MaxPooling1D", "max_pooling1d"),
            ("GlobalAveragePooling1D", "global_average_pooling1d"),
            ("LSTM", "lstm"),
            ("BatchNormalization", "batch_normalization"),
        ] {
            assert_eq!(snake_case(class), name);
        }
    }
}
