//! How the layers of a model are connected, for those who make models like it elsewhere.

use super::Model;
use super::network::Network;
use crate::layer::SharedLayer;

/// The layers of a model and how they are connected. Values between layers are numbered: the inputs first, then
/// what each call makes, in order.
///
/// ```
/// use kerros::prelude::*;
///
/// let x = Input::new(4).name("x").symbol()?;
/// let hidden = Dense::new(3).apply(&x)?;
/// let model = Model::new(&x, Concatenate::new().apply([&x, &hidden])?)?;
/// let connections = model.connections();
/// let names: Vec<&str> = connections.layers().map(|(name, _)| name).collect();
/// assert_eq!(names, ["dense", "concatenate"]);
/// let calls: Vec<_> = connections.calls().iter().map(|call| (call.layer, call.inputs.clone())).collect();
/// assert_eq!(calls, [(0, vec![0]), (1, vec![0, 1])]);
/// assert_eq!(connections.outputs(), [2]);
/// # Ok::<(), kerros::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Connections<'m>(&'m Network);

/// One call of a layer in a model.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LayerCall {
    /// The layer's number among the model's, from 0 on.
    pub layer: usize,
    /// The numbers of the values that the call takes.
    pub inputs: Vec<usize>,
    /// The numbers of the values that it makes.
    pub outputs: Vec<usize>,
    /// Whether the layer computes as it does in predictions also while the model trains.
    pub for_inference: bool,
}

/// An input of a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct InputInfo<'m> {
    /// Its name: `x`.
    pub name: &'m str,
    /// The shape of one sample, where it was given.
    pub shape: Option<&'m [usize]>,
    /// How many rows every batch has, where that was given.
    pub batch_size: Option<usize>,
}

impl Model {
    /// The layers and how they are connected.
    pub fn connections(&self) -> Connections<'_> {
        Connections(self.network())
    }
}

impl SharedLayer {
    /// What is inside of a layer that is a model; `None` of any other.
    pub fn connections(&self) -> Option<Connections<'_>> {
        self.network().map(Connections)
    }
}

impl<'m> Connections<'m> {
    /// The inputs, in order.
    pub fn inputs(&self) -> impl Iterator<Item = InputInfo<'m>> {
        self.0.inputs.iter().map(|input| InputInfo {
            name: &input.name,
            shape: input.shape.as_deref(),
            batch_size: input.batch_size,
        })
    }

    /// Each layer once, under the name that it has in the model.
    pub fn layers(&self) -> impl Iterator<Item = (&'m str, &'m SharedLayer)> {
        self.0.layers.iter().map(|named| (named.name.as_str(), &named.layer))
    }

    /// The calls, in an order in which they can be made: each after those that make what it takes, and the calls of
    /// one layer in the order in which they were made, as far as that is known.
    pub fn calls(&self) -> Vec<LayerCall> {
        let mut next = self.0.inputs.len();
        let mut waiting: Vec<(usize, LayerCall)> = Vec::with_capacity(self.0.calls.len());
        for call in &self.0.calls {
            let outputs = (next..next + call.outputs).collect();
            next += call.outputs;
            let (layer, inputs) = (call.layer, call.inputs.clone());
            let for_inference = call.inference;
            waiting.push((call.number, LayerCall { layer, inputs, outputs, for_inference }));
        }
        let mut is_there = vec![false; next];
        is_there[..self.0.inputs.len()].fill(true);
        let mut ordered = Vec::with_capacity(waiting.len());
        while !waiting.is_empty() {
            let is_earlier = |(number, call): &(usize, LayerCall)| {
                waiting.iter().any(|(other, known)| known.layer == call.layer && other < number)
            };
            let can_be_made =
                |(_, call): &(usize, LayerCall)| call.inputs.iter().all(|&value| is_there[value]);
            // The numbers of calls follow the order in which they were made, so that one is always found.
            let place = waiting.iter().position(|call| can_be_made(call) && !is_earlier(call));
            let (_, call) = waiting.remove(place.unwrap_or_default());
            call.outputs.iter().for_each(|&value| is_there[value] = true);
            ordered.push(call);
        }
        ordered
    }

    /// The numbers of the values that the model puts out.
    pub fn outputs(&self) -> &'m [usize] {
        &self.0.outputs
    }
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;

    #[test]
    fn calls_of_a_layer_come_in_the_order_in_which_they_were_made() {
        let x = Input::new(2).symbol().unwrap();
        let shared = SharedLayer::from(Dense::new(2).name("shared"));
        let first = shared.apply(&x).unwrap();
        let second = shared.apply(&first).unwrap();
        let aside = shared.apply(&x).unwrap();
        // From the outputs, the third call is met first.
        let model = Model::new(&x, [&aside, &second]).unwrap();
        let calls = model.connections().calls();
        let made: Vec<_> = calls.iter().map(|call| (call.inputs[0], call.layer)).collect();
        assert_eq!(made.len(), 3);
        assert_eq!(calls[1].inputs, calls[0].outputs, "{calls:?}");
        assert_eq!(calls[2].inputs, [0]);
        assert_eq!(model.connections().outputs(), [calls[2].outputs[0], calls[1].outputs[0]]);
    }

    #[test]
    fn a_model_inside_another_tells_its_layers() {
        let mut inner = Sequential::new();
        inner.add(Dense::new(3).input_shape(2)).unwrap().add(Dropout::new(0.5)).unwrap();
        let x = Input::new(2).batch_size(7).name("x").symbol().unwrap();
        let y = inner.as_layer().unwrap().apply_for_inference(&x).unwrap();
        let model = Model::new(&x, y).unwrap();
        let outer = model.connections();
        assert!(outer.calls()[0].for_inference);
        let input = outer.inputs().next().unwrap();
        assert_eq!((input.name, input.shape, input.batch_size), ("x", Some(&[2][..]), Some(7)));
        let (name, layer) = outer.layers().next().unwrap();
        assert_eq!(name, "sequential");
        let inside = layer.connections().unwrap();
        let names: Vec<&str> = inside.layers().map(|(name, _)| name).collect();
        assert_eq!(names, ["dense", "dropout"]);
        assert!(inside.layers().all(|(_, layer)| layer.connections().is_none()));
    }
}
