//! What `SimpleRNN`, `LSTM` and `GRU` have in common: weights, and the numbers that are dropped.

use crate::activations::Activation;
use crate::error::{Error, Result};
use crate::initializers::{GlorotUniform, OrthogonalInitializer, SharedInitializer, Zeros};
use crate::layer::{Build, Config, Settings, Weight};
use crate::layers::at_least_one;
use crate::layers::concatenate::joined;
use crate::layers::random::{dropped, require_share};
use crate::layers::weight_options::{
    WeightOptions, constraint, regularizer, with_initializers, with_penalties_and_constraints,
};
use crate::registry::{Argument, Arguments, Literal};
use kerros_graph::{Graph, NodeId, Shape};

/// The arguments that all three cells have.
#[derive(Clone, Debug)]
pub(super) struct Core {
    pub(super) units: usize,
    pub(super) activation: Activation,
    pub(super) use_bias: bool,
    pub(super) kernel: WeightOptions,
    pub(super) recurrent: WeightOptions,
    pub(super) bias: WeightOptions,
    pub(super) dropout: f64,
    pub(super) recurrent_dropout: f64,
    pub(super) seed: Option<i64>,
}

/// The weights of a cell in a graph.
pub(super) struct CellWeights {
    pub(super) kernel: NodeId,
    pub(super) recurrent: NodeId,
    pub(super) bias: Option<NodeId>,
}

impl Core {
    pub(super) fn new(units: usize) -> Self {
        Core {
            units,
            activation: Activation::Tanh,
            use_bias: true,
            kernel: WeightOptions::new(GlorotUniform),
            recurrent: WeightOptions::new(OrthogonalInitializer::new()),
            bias: WeightOptions::new(Zeros),
            dropout: 0.0,
            recurrent_dropout: 0.0,
            seed: None,
        }
    }

    /// The arguments of a configuration.
    pub(super) fn configured(arguments: &Arguments<'_>) -> Result<Self> {
        Ok(Core {
            units: arguments.size("units")?,
            activation: arguments.activation("activation")?,
            use_bias: arguments.bool("use_bias")?,
            kernel: WeightOptions::configured(arguments, "kernel")?,
            recurrent: WeightOptions::configured(arguments, "recurrent")?,
            bias: WeightOptions::configured(arguments, "bias")?,
            dropout: arguments.float("dropout")?,
            recurrent_dropout: arguments.float("recurrent_dropout")?,
            seed: arguments.optional_integer("seed")?,
        })
    }

    pub(super) fn check(&self) -> Result<()> {
        at_least_one("units", self.units)?;
        let remedy = "Give the share of numbers to drop.";
        require_share("dropout", self.dropout, true, remedy)?;
        require_share("recurrent_dropout", self.recurrent_dropout, true, remedy)
    }

    /// The weights with the prefixes of their arguments.
    fn options(&self) -> [(&'static str, &WeightOptions); 3] {
        [("kernel", &self.kernel), ("recurrent", &self.recurrent), ("bias", &self.bias)]
    }

    /// `config` with what the weights start with.
    pub(super) fn initializers(&self, config: Config) -> Config {
        with_initializers(config, self.options())
    }

    /// `config` with what the weights, and the output of a `layer`, add to the loss, what the weights are kept to, and what is
    /// dropped.
    pub(super) fn others(&self, config: Config, layer: Option<&Settings>) -> Config {
        with_penalties_and_constraints(config, self.options(), layer)
            .with("dropout", self.dropout)
            .with("recurrent_dropout", self.recurrent_dropout)
    }

    /// The sizes of a state of this many parts, for steps `(features)`.
    pub(super) fn state_sizes(&self, step: &[usize], parts: usize) -> Result<Vec<Vec<usize>>> {
        match step {
            [_features] => Ok(vec![vec![self.units]; parts]),
            _ => Err(Error::invalid(
                "input",
                "one axis of features at each step",
                format!("steps of shape {step:?}"),
                "Flatten the steps first, for example by TimeDistributed(Flatten), or take a ConvLSTM.",
            )),
        }
    }

    /// Declares the weights of a cell with this many gates. `bias_shape` and `bias_initializer` are those of a cell
    /// whose bias is not simply one number for each column.
    pub(super) fn weights(
        &self,
        build: &mut Build<'_>,
        x: NodeId,
        gates: usize,
        bias: (&[usize], &SharedInitializer),
    ) -> Result<CellWeights> {
        let features = build.inner_sizes(x).last().copied().unwrap_or(1);
        let width = gates * self.units;
        let kernel = build.weight_with(&self.kernel.weight("kernel", &[features, width]))?;
        let recurrent =
            build.weight_with(&self.recurrent.weight("recurrent_kernel", &[self.units, width]))?;
        let (shape, initializer) = bias;
        let bias = match self.use_bias {
            true => Some(
                build.weight_with(
                    &Weight::new("bias", shape, initializer)
                        .regularizer(&self.bias.regularizer)
                        .constraint(&self.bias.constraint),
                )?,
            ),
            false => None,
        };
        Ok(CellWeights { kernel, recurrent, bias })
    }

    /// `x kernel`, of all steps at once, with the features that are dropped in this batch: the same ones at all steps. Where
    /// numbers of the state are dropped too, each gate has its own, as in Keras.
    pub(super) fn project(
        &self,
        build: &mut Build<'_>,
        x: NodeId,
        kernel: NodeId,
        gates: usize,
    ) -> Result<NodeId> {
        if !drops(build, self.dropout, gates) {
            return Ok(build.graph.matmul(x, kernel)?);
        }
        if gates == 1 || self.recurrent_dropout == 0.0 {
            let x = self.thinned(build, x)?;
            return Ok(build.graph.matmul(x, kernel)?);
        }
        let mut projected = Vec::with_capacity(gates);
        for gate in 0..gates {
            let thinned = self.thinned(build, x)?;
            let kernel = build.graph.slice(kernel, 1, gate * self.units, 1, self.units)?;
            projected.push(build.graph.matmul(thinned, kernel)?);
        }
        let axis = build.shape(x).rank() - 1;
        joined(build.graph, &projected, axis)
    }

    /// `x` without the features that one draw leaves out of each row.
    fn thinned(&self, build: &mut Build<'_>, x: NodeId) -> Result<NodeId> {
        let dims = build.shape(x).dims();
        let of_rows = dims[dims.len() - 2..].iter().copied().collect();
        let factors = factors(build.graph, of_rows, self.dropout)?;
        Ok(build.graph.mul(x, factors)?)
    }

    /// What the state is multiplied by, for each gate, where numbers of it are dropped: `(batch, units)`.
    pub(super) fn state_factors(
        &self,
        build: &mut Build<'_>,
        x: NodeId,
        gates: usize,
    ) -> Result<Vec<NodeId>> {
        if !drops(build, self.recurrent_dropout, gates) {
            return Ok(Vec::new());
        }
        let dims = build.shape(x).dims();
        let of_rows: Shape = [dims[dims.len() - 2], self.units.into()].into_iter().collect();
        (0..gates).map(|_| factors(build.graph, of_rows.clone(), self.recurrent_dropout)).collect()
    }
}

/// Whether a share of numbers is dropped. Cells with gates drop nothing where all would be, as in Keras.
fn drops(build: &Build<'_>, share: f64, gates: usize) -> bool {
    build.training() && share > 0.0 && (gates == 1 || share < 1.0)
}

/// 0 for numbers that are dropped, and what keeps the mean for the others.
pub(super) fn factors(graph: &mut Graph, shape: Shape, share: f64) -> Result<NodeId> {
    let one = graph.literal(1.0)?;
    let ones = graph.broadcast(one, shape.clone())?;
    dropped(graph, ones, shape, share)
}

/// `h recurrent_kernel`, gate by gate if parts of the state are dropped: `kernels` has one matrix for each, or all in one.
pub(super) fn times_state(
    graph: &mut Graph,
    h: NodeId,
    kernels: &[NodeId],
    factors: &[NodeId],
) -> Result<NodeId> {
    if factors.is_empty() {
        return Ok(graph.matmul(h, kernels[0])?);
    }
    let mut products = Vec::with_capacity(factors.len());
    for (&kernel, &factors) in kernels.iter().zip(factors) {
        let kept = graph.mul(h, factors)?;
        products.push(graph.matmul(kept, kernel)?);
    }
    joined(graph, &products, 1)
}

/// The columns of gate `gate` of `units` columns each; all of them if there is one gate only.
pub(super) fn gate_of(graph: &mut Graph, all: NodeId, gate: usize, units: usize) -> Result<NodeId> {
    let axis = graph.ty(all).shape.rank() - 1;
    Ok(graph.slice(all, axis, gate * units, 1, units)?)
}

/// The recurrent kernel as it goes into the steps: whole, or gate by gate.
pub(super) fn by_gate(
    graph: &mut Graph,
    recurrent: NodeId,
    units: usize,
    gates: usize,
    apart: bool,
) -> Result<Vec<NodeId>> {
    match apart {
        false => Ok(vec![recurrent]),
        true => (0..gates).map(|gate| gate_of(graph, recurrent, gate, units)).collect(),
    }
}

pub(super) const UNITS: Argument =
    Argument::required("units", "how many numbers come out of each step, at least 1");
pub(super) const TANH: Argument = Argument::with_default(
    "activation",
    Literal::Text("tanh"),
    "the activation function of what comes out",
);
pub(super) const RECURRENT_ACTIVATION: Argument = Argument::with_default(
    "recurrent_activation",
    Literal::Text("sigmoid"),
    "the activation function of the gates",
);
pub(super) const RECURRENT_INITIALIZER: Argument = Argument::with_default(
    "recurrent_initializer",
    Literal::Text("orthogonal"),
    "what the recurrent kernel starts with",
);
pub(super) const RECURRENT_REGULARIZER: Argument =
    regularizer("recurrent_regularizer", "what the recurrent kernel adds to the loss");
pub(super) const RECURRENT_CONSTRAINT: Argument =
    constraint("recurrent_constraint", "what the recurrent kernel becomes after each step");
pub(super) const DROPOUT: Argument = Argument::with_default(
    "dropout",
    Literal::Float(0.0),
    "the share of each row's features that is dropped while training, at all steps the same",
);
pub(super) const RECURRENT_DROPOUT: Argument = Argument::with_default(
    "recurrent_dropout",
    Literal::Float(0.0),
    "the share of the state that is dropped while training, at all steps the same",
);
