//! What is in the picture: boxes, frames around the boxes of inner models, and what goes from where to where.

use super::label::Facts;
use crate::model::{Model, Network, Outline, Shown};

/// The layers of a model, and the values that go between them.
#[derive(Debug, Default)]
pub(super) struct Scene {
    pub(super) parts: Vec<Part>,
    /// Each once, however often the same two are connected.
    pub(super) edges: Vec<Edge>,
    pub(super) inlets: usize,
    pub(super) outlets: usize,
}

/// A thing in the picture.
#[derive(Debug)]
pub(super) enum Part {
    Layer(Facts),
    Frame { name: String, scene: Scene },
}

/// Where a value comes from and goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Edge {
    pub(super) from: Source,
    pub(super) to: Target,
}

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// The part, and of a frame which of its outlets.
    Part(usize, usize),
    /// From outside: an input of an inner model.
    Inlet(usize),
}

/// Where a value goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// The part, and of a frame which of its inlets.
    Part(usize, usize),
    /// Outside: an output of an inner model.
    Outlet(usize),
}

impl Scene {
    /// What the picture of a model shows. What comes in from outside and goes out is left out.
    pub(super) fn of(model: &Model, expand: bool) -> Self {
        let mut scene = Scene::of_network(model.network(), model.outline(), true, expand);
        scene
            .edges
            .retain(|edge| matches!((edge.from, edge.to), (Source::Part(..), Target::Part(..))));
        (scene.inlets, scene.outlets) = (0, 0);
        scene
    }

    fn of_network(
        network: &Network,
        outline: Option<&Outline>,
        trainable: bool,
        expand: bool,
    ) -> Self {
        let mut scene = Scene {
            inlets: network.inputs.len(),
            outlets: network.outputs.len(),
            ..Scene::default()
        };
        // Where each value comes from; an input of a stack has no box.
        let mut sources: Vec<Source> = (0..network.inputs.len()).map(Source::Inlet).collect();
        let mut part_of = vec![0; network.layers.len()];
        for (part, shown) in network.shown().into_iter().enumerate() {
            match shown {
                Shown::Input(input) => {
                    scene.parts.push(Part::Layer(Facts::of_input(network, outline, input)));
                    scene.connect(Source::Inlet(input), Target::Part(part, 0));
                    sources[input] = Source::Part(part, 0);
                }
                Shown::Layer(layer) => {
                    part_of[layer] = part;
                    scene.parts.push(Part::of_layer(network, outline, layer, trainable, expand));
                }
            }
        }
        for call in &network.calls {
            let part = part_of[call.layer];
            let is_frame = matches!(scene.parts[part], Part::Frame { .. });
            let port = |number: usize| if is_frame { number } else { 0 };
            for (number, &input) in call.inputs.iter().enumerate() {
                scene.connect(sources[input], Target::Part(part, port(number)));
            }
            sources.extend((0..call.outputs).map(|number| Source::Part(part, port(number))));
        }
        for (number, &output) in network.outputs.iter().enumerate() {
            scene.connect(sources[output], Target::Outlet(number));
        }
        scene
    }

    fn connect(&mut self, from: Source, to: Target) {
        let edge = Edge { from, to };
        if !self.edges.contains(&edge) {
            self.edges.push(edge);
        }
    }
}

impl Part {
    fn of_layer(
        network: &Network,
        outline: Option<&Outline>,
        number: usize,
        trainable: bool,
        expand: bool,
    ) -> Self {
        let named = &network.layers[number];
        let trainable = trainable && named.layer.is_trainable();
        match named.layer.network().filter(|_| expand) {
            None => Part::Layer(Facts::of_layer(network, outline, number, trainable)),
            Some(inner) => {
                let outline = outline.and_then(|outline| outline.inner(network, number));
                let scene = Scene::of_network(inner, outline.as_ref(), trainable, expand);
                Part::Frame { name: named.name.clone(), scene }
            }
        }
    }
}
