//! What a layer writes its computation into.

use super::declarations::{Carried, Declarations};
use super::settings::Settings;
use super::shared::{LayerId, SharedLayer};
use super::weight::{Weight, WeightSpec};
use crate::error::{Error, Result};
use crate::initializers::SharedInitializer;
use kerros_graph::{Graph, NodeId, Shape, Type, VariableId};

/// The graph that a layer writes into, and what it declares there: weights, states, losses, a mask.
///
/// ```
/// use kerros::layer::{Build, Declarations};
/// use kerros::prelude::*;
/// use kerros_graph::{Graph, InputId, Shape, Type};
///
/// let (mut graph, mut declared) = (Graph::new(), Declarations::new());
/// let x = graph.input(InputId(0), Type::f32(Shape::batch(&[4])))?;
/// let mut build = Build::new(&mut graph, false, "scale", &mut declared);
/// let factor = build.weight("factor", &[4], &Ones.into())?;
/// let y = build.graph.mul(x, factor)?;
/// assert_eq!(build.inner_sizes(y), [4]);
/// # Ok::<(), kerros::Error>(())
/// ```
#[derive(Debug)]
pub struct Build<'a> {
    /// The graph.
    pub graph: &'a mut Graph,
    training: bool,
    declared: &'a mut Declarations,
    place: Place,
    masks: Vec<Option<NodeId>>,
    /// What the layer said about the masks of its outputs; `None` if it said nothing.
    output_masks: Option<Vec<Option<NodeId>>>,
    /// How many rows every batch has, if that was given; `None` where nothing is known of batches yet.
    batch_size: Option<Option<usize>>,
    /// The weights that this call of the layer has asked for.
    asked_for: Vec<String>,
}

/// New values of states, and how many losses there are: what a layer does besides computing each row.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Effects {
    updates: Vec<(VariableId, NodeId)>,
    losses: usize,
}

/// Where in a model a layer stands.
#[derive(Clone, Debug)]
struct Place {
    /// The layer of the model.
    layer: String,
    /// The layers in it that lead here, each followed by a slash.
    inside: String,
    /// The layer that owns the weights that are declared here, and the way from it to here.
    owner: LayerId,
    from_owner: String,
    /// The layers that the owner is inside of.
    outer: Vec<LayerId>,
    trainable: bool,
    /// What stands for a weight of the owner: its name there, and the value.
    stand_in: Option<(String, NodeId)>,
    /// Whether layers inside leave their weights to the owner.
    adopts: bool,
}

impl<'a> Build<'a> {
    /// Writes the layer called `layer` into `graph`. Weights that it declares are looked up in, and
    /// added to, `declared`; the weight with index `i` is variable `i` of the graph.
    pub fn new(
        graph: &'a mut Graph,
        training: bool,
        layer: &str,
        declared: &'a mut Declarations,
    ) -> Self {
        graph.enter(layer);
        let place = Place {
            layer: layer.to_owned(),
            inside: String::new(),
            owner: LayerId::none(),
            from_owner: String::new(),
            outer: Vec::new(),
            trainable: true,
            stand_in: None,
            adopts: false,
        };
        Build {
            graph,
            training,
            declared,
            place,
            masks: Vec::new(),
            output_masks: None,
            batch_size: None,
            asked_for: Vec::new(),
        }
    }

    /// The same for a layer of a model, whose weights are its own in every model.
    pub(crate) fn of(mut self, layer: &SharedLayer) -> Self {
        self.place.owner = layer.id();
        self.place.trainable = layer.is_trainable();
        self
    }

    /// The same with the masks of the layer's inputs.
    #[must_use]
    pub fn with_masks(mut self, masks: Vec<Option<NodeId>>) -> Self {
        self.masks = masks;
        self
    }

    /// From here on the graph is one that predicts, whatever it does elsewhere.
    pub(crate) fn predict(&mut self) {
        self.training = false;
    }

    /// The same with what is known of batches: how many rows each has, or that it is any number.
    pub(crate) fn with_batch_size(mut self, batch_size: Option<usize>) -> Self {
        self.batch_size = Some(batch_size);
        self
    }

    /// How many rows every batch has, if that was given; `None` where nothing is known of batches yet.
    pub(crate) fn batch_size(&self) -> Option<Option<usize>> {
        self.batch_size
    }

    /// Numbers that the layer keeps from batch to batch, `shape` with the rows of a batch: zeros before the first one, then
    /// what [`carry`](Self::carry) was given. They are no weights of the model.
    pub(crate) fn carried(&mut self, name: &str, shape: &[usize]) -> Result<NodeId> {
        let place = self.carried_place(name, shape);
        match self.declared.carried[place].value {
            Some(value) => Ok(value),
            None => {
                let variable = self.declared.carried_variable(place);
                Ok(self.graph.variable(variable, Type::f32(Shape::of(shape)))?)
            }
        }
    }

    /// Keeps `value`, of the shape that was declared, for the next batch.
    pub(crate) fn carry(&mut self, name: &str, value: NodeId) {
        let shape: Vec<usize> =
            self.shape(value).dims().iter().filter_map(|dim| dim.known()).collect();
        let place = self.carried_place(name, &shape);
        self.declared.carried[place].value = Some(value);
    }

    /// The place among all that is carried of what goes by this name.
    fn carried_place(&mut self, name: &str, shape: &[usize]) -> usize {
        let (layer, path) = (&self.place.layer, format!("{}{name}", self.place.inside));
        let known = |known: &Carried| known.layer == *layer && known.path == path;
        let carried = &mut self.declared.carried;
        carried.iter().position(known).unwrap_or_else(|| {
            carried.push(Carried {
                layer: layer.clone(),
                path,
                shape: shape.to_vec(),
                value: None,
            });
            carried.len() - 1
        })
    }

    /// Whether the graph is one that trains: dropout drops then, and hands on its input otherwise.
    pub fn training(&self) -> bool {
        self.training
    }

    /// Whether the layer's weights are trained: `false` in a layer that was frozen.
    pub fn trainable(&self) -> bool {
        self.place.trainable
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
    /// When the layer has declared it with another shape, asks for it twice in one call, or the initializer's arguments
    /// make no sense.
    pub fn weight(
        &mut self,
        name: &str,
        shape: &[usize],
        initializer: &SharedInitializer,
    ) -> Result<NodeId> {
        self.weight_with(&Weight::new(name, shape, initializer))
    }

    /// A weight with more to say than [`weight`](Self::weight) has.
    ///
    /// # Errors
    ///
    /// Those of `weight`.
    pub fn weight_with(&mut self, weight: &Weight<'_>) -> Result<NodeId> {
        if self.asked_for.iter().any(|name| name == weight.name) {
            return Err(Error::invalid(
                "name",
                "a name for each weight of the layer",
                format!("{:?} again", weight.name),
                "Give the second weight another name; to use one weight twice, keep its value.",
            ));
        }
        self.asked_for.push(weight.name.to_owned());
        self.declared_weight(weight)
    }

    /// The weight, which may be asked for again.
    fn declared_weight(&mut self, weight: &Weight<'_>) -> Result<NodeId> {
        let index = self.index(weight)?;
        let own_name = &self.declared.weights[index].own_name;
        if let Some((name, value)) = &self.place.stand_in
            && name == own_name
        {
            self.declared.stand_ins.insert(index, *value);
            return Ok(*value);
        }
        self.variable(index)
    }

    /// The weight with this index as a value of the graph.
    fn variable(&mut self, index: usize) -> Result<NodeId> {
        let ty = Type::f32(Shape::of(&self.declared.weights[index].shape));
        Ok(self.graph.variable(VariableId(index as u32), ty)?)
    }

    /// The first weight of a layer that goes by one of these names there, once the layer has been written.
    pub(crate) fn weight_of(&self, layer: &SharedLayer, names: &[&str]) -> Option<WeightSpec> {
        let of_layer = |weight: &&WeightSpec| {
            weight.owner.is(&layer.id()) && names.contains(&weight.own_name.as_str())
        };
        self.declared.weights.iter().find(of_layer).cloned()
    }

    /// A weight of a layer inside this one, which is declared if it is not yet; what stands for it in this graph, if
    /// something does.
    pub(crate) fn inner_weight(&mut self, weight: &WeightSpec) -> Result<NodeId> {
        let index = self.inner_index(weight);
        match self.declared.stand_ins.get(&index) {
            Some(&value) => Ok(value),
            None => self.variable(index),
        }
    }

    /// Gives a weight of a layer inside this one the value that it has after the run, if training does not move it.
    pub(crate) fn update_frozen(&mut self, weight: &WeightSpec, value: NodeId) {
        let index = self.inner_index(weight);
        if !self.declared.weights[index].trainable {
            self.declared.updates.insert(index, value);
        }
    }

    fn inner_index(&mut self, weight: &WeightSpec) -> usize {
        let known =
            |known: &WeightSpec| known.owner.is(&weight.owner) && known.own_name == weight.own_name;
        self.declared.weights.iter().position(known).unwrap_or_else(|| {
            self.declared.weights.push(weight.clone());
            self.declared.weights.len() - 1
        })
    }

    /// Numbers that the layer keeps from step to step and that no optimizer moves, such as moving means.
    /// Where [`update`](Self::update) was called before in the same graph, for a layer that is called
    /// twice, it is the new value.
    ///
    /// # Errors
    ///
    /// Those of [`weight`](Self::weight).
    pub fn state(
        &mut self,
        name: &str,
        shape: &[usize],
        initializer: &SharedInitializer,
    ) -> Result<NodeId> {
        let state = Weight::new(name, shape, initializer).trainable(false);
        let index = self.index(&state)?;
        match self.declared.updates.get(&index) {
            Some(&updated) => Ok(updated),
            None => self.declared_weight(&state),
        }
    }

    /// Gives the state `name` the value that it has after the run.
    ///
    /// # Errors
    ///
    /// When the layer has no state of that name, or the value another type.
    pub fn update(&mut self, name: &str, value: NodeId) -> Result<()> {
        let own_name = format!("{}{name}", self.place.from_owner);
        let Some(index) = self.position(&own_name) else {
            let what = format!("update was called for {name}, which the layer has not declared");
            return Err(Error::order(what, "Call state first."));
        };
        let expected = Type::f32(Shape::of(&self.declared.weights[index].shape));
        if *self.graph.ty(value) != expected {
            return Err(Error::invalid(
                name,
                format!("a value of the state's type, {expected}"),
                self.graph.ty(value).to_string(),
                "Reduce the value to the state's shape.",
            ));
        }
        self.declared.updates.insert(index, value);
        Ok(())
    }

    /// Adds a scalar to the model's loss. In Keras: `add_loss` of a layer.
    ///
    /// # Errors
    ///
    /// When `loss` is no scalar.
    pub fn add_loss(&mut self, loss: NodeId) -> Result<()> {
        let ty = self.graph.ty(loss);
        if *ty != Type::f32(Shape::scalar()) {
            return Err(Error::invalid(
                "loss",
                "a scalar",
                ty.to_string(),
                "Sum it, or take its mean.",
            ));
        }
        self.declared.losses.push(loss);
        Ok(())
    }

    /// The gradients of the sum of `of` with respect to each of `with_respect_to`, as values of the graph: the
    /// slopes of an output along its input, for a penalty on them, for saliency, for forces from an energy.
    ///
    /// A training differentiates what is made of them once more. A value that `of` does not depend on, or
    /// only through [`Graph::stop_gradient`], has gradient 0. The rows of a batch do not depend on each other in
    /// most layers, so a row of the gradient is that of its own row of `of`.
    ///
    /// ```
    /// use kerros::layer::{Build, Layer, Settings};
    /// use kerros::prelude::*;
    /// use kerros_graph::NodeId;
    ///
    /// /// The force of an energy that is learned: `-dE/dx` with `E = sum(tanh(x W)^2)`.
    /// #[derive(Debug, Default)]
    /// struct Force {
    ///     settings: Settings,
    /// }
    ///
    /// impl Layer for Force {
    ///     fn class_name(&self) -> &'static str {
    ///         "Force"
    ///     }
    ///
    ///     fn settings(&self) -> &Settings {
    ///         &self.settings
    ///     }
    ///
    ///     fn call(&self, build: &mut Build<'_>, x: NodeId) -> kerros::Result<NodeId> {
    ///         let sizes = [build.inner_sizes(x)[0], 8];
    ///         let kernel = build.weight("kernel", &sizes, &GlorotUniform.into())?;
    ///         let projected = build.graph.matmul(x, kernel)?;
    ///         let bent = build.graph.tanh(projected)?;
    ///         let energy = build.graph.square(bent)?;
    ///         let slope = build.gradient(energy, &[x])?[0];
    ///         Ok(build.graph.neg(slope)?)
    ///     }
    /// }
    ///
    /// let mut model = Sequential::new();
    /// model.add(Input::new(3))?;
    /// model.add(Force::default())?;
    /// let (x, y) = (Array2::<f32>::ones((4, 3)), Array2::<f32>::zeros((4, 3)));
    /// model.compile(Compile::new().optimizer("adam").loss("mse"))?;
    /// model.fit(&x, &y, Fit::new().verbose(Verbose::Silent))?;
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When a value is not of this graph, or `of` holds integers.
    pub fn gradient(&mut self, of: NodeId, with_respect_to: &[NodeId]) -> Result<Vec<NodeId>> {
        let sum = self.graph.sum_all(of)?;
        Ok(kerros_graph::gradient(self.graph, sum, with_respect_to)?)
    }

    /// Adds what the outputs of a layer with these settings add to the loss: each by its regularizer,
    /// divided by the number of rows.
    pub(crate) fn add_activity_losses(
        &mut self,
        settings: &Settings,
        outputs: &[NodeId],
    ) -> Result<()> {
        let Some(regularizer) = settings.activity_regularizer() else { return Ok(()) };
        for &output in outputs {
            let penalty = regularizer.call(self.graph, output);
            let located = |error: Error| error.at(regularizer.name()).at("activity_regularizer");
            let penalty = penalty.map_err(located)?;
            let rows = self.graph.batch_size()?;
            let for_each_row = self.graph.div(penalty, rows)?;
            self.add_loss(for_each_row)?;
        }
        Ok(())
    }

    /// Checks that a layer of a model has made as many rows as it has taken: each row of a batch is one sample.
    pub(crate) fn check_rows(&self, inputs: &[NodeId], outputs: &[NodeId]) -> Result<()> {
        let rows = |value: NodeId| self.shape(value).dims().first();
        let Some(&input) = inputs.first() else { return Ok(()) };
        match outputs.iter().find(|&&output| rows(output) != rows(input)) {
            None => Ok(()),
            Some(&output) => Err(Error::invalid(
                "output",
                format!("a value with the rows of the input, {}", self.shape(input)),
                self.shape(output).to_string(),
                "Leave axis 0, the batch, as it is: let means and sums go over other axes, or add a number for the \
                 whole batch to the loss with add_loss in a layer of your own.",
            )),
        }
    }

    /// What layers have said so far besides weights.
    pub(crate) fn effects(&self) -> Effects {
        Effects { updates: self.declared.updates().collect(), losses: self.declared.losses.len() }
    }

    /// What `write` writes, and then forgets: to find out about a layer before it is written.
    pub(crate) fn try_out<T>(
        &mut self,
        write: impl FnOnce(&mut Build<'_>) -> Result<T>,
    ) -> Result<T> {
        let (graph, declared) = (self.graph.clone(), self.declared.clone());
        let asked_for = self.asked_for.clone();
        let written = write(self);
        (*self.graph, *self.declared) = (graph, declared);
        self.asked_for = asked_for;
        written
    }

    /// The mask of the first input, if it has one: `(batch, steps)`, 1 where a step counts and 0 where
    /// it does not.
    pub fn mask(&self) -> Option<NodeId> {
        self.masks.first().copied().flatten()
    }

    /// The masks of all inputs.
    pub fn masks(&self) -> &[Option<NodeId>] {
        &self.masks
    }

    /// Says what the mask of the layer's outputs is. Otherwise it is the first input's where the layer
    /// [supports masking](super::Layer::supports_masking), and there is none where it does not.
    pub fn set_mask(&mut self, mask: Option<NodeId>) {
        self.set_masks(vec![mask]);
    }

    /// The same for each of the outputs; those that are not named have none.
    pub fn set_masks(&mut self, masks: Vec<Option<NodeId>>) {
        self.output_masks = Some(masks);
    }

    /// The mask of the first output of a layer that has been written.
    pub fn output_mask(&self, supports_masking: bool) -> Option<NodeId> {
        self.output_mask_of(0, supports_masking)
    }

    /// The mask of the output with this number.
    pub(crate) fn output_mask_of(&self, output: usize, supports_masking: bool) -> Option<NodeId> {
        match &self.output_masks {
            Some(masks) => masks.get(output).copied().flatten(),
            None => self.mask().filter(|_| supports_masking && output == 0),
        }
    }

    /// Writes a layer inside this one, called `name`: weights declared there are `name/kernel`. It has
    /// the masks `masks`.
    ///
    /// # Errors
    ///
    /// Those of `write`.
    pub fn within<T>(
        &mut self,
        name: &str,
        masks: Vec<Option<NodeId>>,
        write: impl FnOnce(&mut Build<'_>) -> Result<T>,
    ) -> Result<T> {
        let mut place = self.place.clone();
        place.inside = format!("{}{name}/", place.inside);
        place.from_owner = format!("{}{name}/", place.from_owner);
        self.write_at(place, masks, write).map_err(|error| error.at(name))
    }

    /// Writes a layer inside this one that owns its weights itself, under its own name: a wrapped layer, which
    /// may be part of other models as well. Its outputs, and the mask of the first. What its `activity_regularizer` says
    /// of them is added to the loss.
    ///
    /// # Errors
    ///
    /// When the inputs do not fit the layer.
    pub fn call_layer(
        &mut self,
        layer: &SharedLayer,
        inputs: &[NodeId],
        masks: Vec<Option<NodeId>>,
    ) -> Result<(Vec<NodeId>, Option<NodeId>)> {
        self.call_layer_with(layer, inputs, masks, None)
    }

    /// The same where a value stands for one of the layer's weights: its name there, and the value. What the
    /// weight's regularizer adds to the loss is that of the value then.
    pub(crate) fn call_layer_with(
        &mut self,
        layer: &SharedLayer,
        inputs: &[NodeId],
        masks: Vec<Option<NodeId>>,
        stand_in: Option<(String, NodeId)>,
    ) -> Result<(Vec<NodeId>, Option<NodeId>)> {
        self.within_layer(&layer.label(), layer, masks, |build| {
            build.place.stand_in = stand_in;
            let outputs = layer.call_many(build, inputs)?;
            build.add_activity_losses(layer.settings(), &outputs)?;
            Ok((outputs, build.output_mask(layer.supports_masking())))
        })
    }

    /// The same without what the layer's `activity_regularizer` says: where Keras runs the function of a layer and does
    /// not call it, at each step of `TimeDistributed`.
    pub(crate) fn call_function_of(
        &mut self,
        layer: &SharedLayer,
        inputs: &[NodeId],
        masks: Vec<Option<NodeId>>,
    ) -> Result<(Vec<NodeId>, Option<NodeId>)> {
        self.within_layer(&layer.label(), layer, masks, |build| {
            let outputs = layer.call_many(build, inputs)?;
            Ok((outputs, build.output_mask(layer.supports_masking())))
        })
    }

    /// Writes a layer of a model inside this one, which owns its weights itself.
    pub(crate) fn within_layer<T>(
        &mut self,
        name: &str,
        layer: &SharedLayer,
        masks: Vec<Option<NodeId>>,
        write: impl FnOnce(&mut Build<'_>) -> Result<T>,
    ) -> Result<T> {
        if self.place.adopts {
            return self.within_copy(name, layer, masks, write);
        }
        let mut place = self.place.clone();
        place.inside = format!("{}{name}/", place.inside);
        place.outer.push(std::mem::replace(&mut place.owner, layer.id()));
        place.from_owner = String::new();
        place.stand_in = None;
        place.trainable &= layer.is_trainable();
        self.write_at(place, masks, write).map_err(|error| error.at(name))
    }

    /// Writes a copy of a layer inside this one: its weights, and those of all layers inside it, are this layer's, under
    /// `name/`, so that several copies have weights of their own.
    pub(crate) fn within_copy<T>(
        &mut self,
        name: &str,
        layer: &SharedLayer,
        masks: Vec<Option<NodeId>>,
        write: impl FnOnce(&mut Build<'_>) -> Result<T>,
    ) -> Result<T> {
        let mut place = self.place.clone();
        place.inside = format!("{}{name}/", place.inside);
        place.from_owner = format!("{}{name}/", place.from_owner);
        place.trainable &= layer.is_trainable();
        place.adopts = true;
        self.write_at(place, masks, write).map_err(|error| error.at(name))
    }

    /// Declares a weight of a layer inside this one, to give it its place among the weights.
    pub(crate) fn declare_inner(&mut self, weight: &WeightSpec) {
        let known =
            |known: &WeightSpec| known.owner.is(&weight.owner) && known.own_name == weight.own_name;
        if !self.declared.weights.iter().any(known) {
            self.declared.weights.push(WeightSpec {
                layer: self.place.layer.clone(),
                name: format!("{}{}", self.place.inside, weight.path()),
                trainable: weight.trainable && self.place.trainable,
                models: weight
                    .models
                    .iter()
                    .chain(&self.place.outer)
                    .chain([&self.place.owner])
                    .cloned()
                    .collect(),
                ..weight.clone()
            });
        }
    }

    fn write_at<T>(
        &mut self,
        place: Place,
        masks: Vec<Option<NodeId>>,
        write: impl FnOnce(&mut Build<'_>) -> Result<T>,
    ) -> Result<T> {
        let scope = format!("{}/{}", place.layer, place.inside.trim_end_matches('/'));
        let outer = self.graph.entered().to_owned();
        self.graph.enter(&scope);
        let mut inner = Build {
            graph: &mut *self.graph,
            training: self.training,
            declared: &mut *self.declared,
            place,
            masks,
            output_masks: None,
            batch_size: self.batch_size,
            asked_for: Vec::new(),
        };
        let written = write(&mut inner);
        self.graph.enter(&outer);
        written
    }

    /// The index of the weight: a new one when the layer asks for the first time.
    fn index(&mut self, weight: &Weight<'_>) -> Result<usize> {
        let own_name = format!("{}{}", self.place.from_owner, weight.name);
        let index = match self.position(&own_name) {
            Some(index) => index,
            None => self.declare(weight, own_name)?,
        };
        let declared = &self.declared.weights[index].shape;
        if declared == weight.shape {
            return Ok(index);
        }
        Err(Error::invalid(
            weight.name,
            format!("the shape {declared:?} it was declared with"),
            format!("{:?}", weight.shape),
            "Give each weight of a layer one name and one shape.",
        ))
    }

    fn position(&self, own_name: &str) -> Option<usize> {
        let Place { layer, owner, .. } = &self.place;
        self.declared.weights.iter().position(|known| {
            known.own_name == own_name
                && known.owner.is(owner)
                && (known.layer == *layer || !owner.is(&LayerId::none()))
        })
    }

    /// Adds a weight to the model's; its index.
    fn declare(&mut self, weight: &Weight<'_>, own_name: String) -> Result<usize> {
        let Weight { name, shape, initializer, trainable, regularizer, constraint } = *weight;
        initializer
            .check()
            .and_then(|()| initializer.check_shape(shape))
            .map_err(|error| error.at(initializer.name()).at(name))?;
        if let Some(regularizer) = regularizer {
            let fits = regularizer.check_for(shape);
            fits.map_err(|error| error.at(regularizer.name()).at(name))?;
        }
        if let Some(constraint) = constraint {
            let fits = constraint.check_for(shape);
            fits.map_err(|error| error.at(constraint.name()).at(name))?;
        }
        self.declared.weights.push(WeightSpec {
            layer: self.place.layer.clone(),
            name: format!("{}{name}", self.place.inside),
            shape: shape.to_vec(),
            initializer: initializer.clone(),
            state: !trainable,
            trainable: trainable && self.place.trainable,
            regularizer: regularizer.cloned(),
            constraint: constraint.cloned(),
            owner: self.place.owner.clone(),
            own_name,
            models: self.place.outer.clone(),
        });
        Ok(self.declared.weights.len() - 1)
    }
}
