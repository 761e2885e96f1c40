//! Long short-term memory whose products are convolutions.

use super::cell::{Recurrence, RecurrentCell, call_cell};
use super::core::{
    DROPOUT, RECURRENT_ACTIVATION, RECURRENT_CONSTRAINT, RECURRENT_DROPOUT, RECURRENT_INITIALIZER,
    RECURRENT_REGULARIZER, TANH, factors,
};
use super::forget_bias::{UNIT_FORGET_BIAS, UnitForgetBias};
use super::lstm::{GATES, remember};
use super::options::{
    GO_BACKWARDS, Options, RETURN_SEQUENCES, RETURN_STATE, STATEFUL, UNROLL, ZERO_OUTPUT_FOR_MASK,
    option_settings,
};
use super::run::{CellOfLayer, Recurrent};
use super::settings::recurrent_layer;
use crate::activations::Activation;
use crate::error::{Error, Result};
use crate::initializers::{GlorotUniform, OrthogonalInitializer, Zeros};
use crate::layer::{Build, Config, Layer, Settings, Weight, layer_settings};
use crate::layers::arguments::{
    BIAS_INITIALIZER, DATA_FORMAT, INPUT_SHAPE, KERNEL_INITIALIZER, NAME, SEED, USE_BIAS, boxed,
};
use crate::layers::concatenate::joined;
use crate::layers::convolution::{DILATION_RATE, FILTERS, KERNEL_SIZE, PADDING, STRIDES, Sliding};
use crate::layers::random::require_share;
use crate::layers::weight_options::{
    ACTIVITY_REGULARIZER, BIAS_CONSTRAINT, BIAS_REGULARIZER, KERNEL_CONSTRAINT, KERNEL_REGULARIZER,
    WeightOptions, activity_regularizer, output_settings, weight_options, with_initializers,
    with_penalties_and_constraints,
};
use crate::layers::{DataFormat, Padding, PerAxis, at_least_one};
use crate::registry::{Arguments, Class};
use kerros_graph::op::{Convolution, Window};
use kerros_graph::types::Dim;
use kerros_graph::{Graph, NodeId, Shape};

/// One step: the gates of an LSTM, with convolutions over `RANK` axes in the place of products.
#[derive(Clone, Debug)]
struct ConvLSTMCell<const RANK: usize> {
    settings: Settings,
    filters: usize,
    sliding: Sliding<RANK>,
    activation: Activation,
    recurrent_activation: Activation,
    use_bias: bool,
    kernel: WeightOptions,
    recurrent: WeightOptions,
    bias: WeightOptions,
    unit_forget_bias: bool,
    dropout: f64,
    recurrent_dropout: f64,
    seed: Option<i64>,
}

impl<const RANK: usize> ConvLSTMCell<RANK> {
    fn new(filters: usize, kernel_size: PerAxis<RANK>) -> Self {
        ConvLSTMCell {
            settings: Settings::new(),
            filters,
            sliding: Sliding::new(kernel_size),
            activation: Activation::Tanh,
            recurrent_activation: Activation::Sigmoid,
            use_bias: true,
            kernel: WeightOptions::new(GlorotUniform),
            recurrent: WeightOptions::new(OrthogonalInitializer::new()),
            bias: WeightOptions::new(Zeros),
            unit_forget_bias: true,
            dropout: 0.0,
            recurrent_dropout: 0.0,
            seed: None,
        }
    }

    fn of(arguments: &Arguments<'_>) -> Result<Self> {
        Ok(ConvLSTMCell {
            settings: Settings::new(),
            filters: arguments.size("filters")?,
            sliding: Sliding::of(arguments)?,
            activation: arguments.activation("activation")?,
            recurrent_activation: arguments.activation("recurrent_activation")?,
            use_bias: arguments.bool("use_bias")?,
            kernel: WeightOptions::configured(arguments, "kernel")?,
            recurrent: WeightOptions::configured(arguments, "recurrent")?,
            bias: WeightOptions::configured(arguments, "bias")?,
            unit_forget_bias: arguments.bool("unit_forget_bias")?,
            dropout: arguments.float("dropout")?,
            recurrent_dropout: arguments.float("recurrent_dropout")?,
            seed: arguments.optional_integer("seed")?,
        })
    }

    fn check_arguments(&self) -> Result<()> {
        at_least_one("filters", self.filters)?;
        self.sliding.check()?;
        self.sliding.require_dense_or_slow()?;
        self.sliding.padding.require_symmetric()?;
        let remedy = "Give the share of numbers to drop.";
        require_share("dropout", self.dropout, true, remedy)?;
        require_share("recurrent_dropout", self.recurrent_dropout, true, remedy)
    }

    /// The arguments of the cell, and those of the layer that runs it.
    fn arguments(&self, layer: &Settings, options: Options) -> Config {
        let config = self
            .sliding
            .begin(Config::new().with("filters", self.filters))
            .with("data_format", self.sliding.data_format)
            .with("dilation_rate", self.sliding.dilation_rate)
            .with("activation", self.activation)
            .with("recurrent_activation", self.recurrent_activation)
            .with("use_bias", self.use_bias);
        let weights =
            [("kernel", &self.kernel), ("recurrent", &self.recurrent), ("bias", &self.bias)];
        let config =
            with_initializers(config, weights).with("unit_forget_bias", self.unit_forget_bias);
        let config = with_penalties_and_constraints(config, weights, Some(layer))
            .with("dropout", self.dropout)
            .with("recurrent_dropout", self.recurrent_dropout)
            .with("seed", self.seed);
        options.config(config)
    }

    /// The sizes in space of a step, and its channels.
    fn read(&self, step: &[usize]) -> Result<(Vec<usize>, usize)> {
        if step.len() != RANK + 1 {
            return Err(Error::invalid(
                "input",
                format!(
                    "samples (steps, {} in space, channels)",
                    ["one axis", "two axes", "three axes"][RANK - 1]
                ),
                format!("steps of shape {step:?}"),
                "Give each step these axes, for example with a Reshape layer before.",
            ));
        }
        Ok(match self.sliding.data_format {
            DataFormat::ChannelsLast => (step[..RANK].to_vec(), step[RANK]),
            DataFormat::ChannelsFirst => (step[1..].to_vec(), step[0]),
        })
    }

    /// The axis of the channels in a step with its batch.
    fn channel_axis(&self) -> usize {
        match self.sliding.data_format {
            DataFormat::ChannelsLast => RANK + 1,
            DataFormat::ChannelsFirst => 1,
        }
    }

    /// A convolution of `x (rows, ...)`, whose channels are where the layer has them.
    fn conv(
        format: DataFormat,
        graph: &mut Graph,
        x: NodeId,
        kernel: NodeId,
        window: &Window,
    ) -> Result<NodeId> {
        let x = format.channels_to_last(graph, x)?;
        let conv = Convolution { window: window.clone(), groups: 1 };
        let y = graph.conv(x, kernel, conv)?;
        format.channels_from_last(graph, y)
    }

    /// The bias as it is added to a step.
    fn shaped_bias(&self, graph: &mut Graph, bias: NodeId) -> Result<NodeId> {
        let mut sizes = vec![GATES * self.filters];
        if self.sliding.data_format == DataFormat::ChannelsFirst {
            sizes.resize(RANK + 1, 1);
        }
        Ok(graph.reshape(bias, Shape::of(&sizes))?)
    }

    /// The convolution of all steps with the kernel, in which each gate may see other numbers dropped.
    fn project(
        &self,
        build: &mut Build<'_>,
        x: NodeId,
        kernel: NodeId,
        window: &Window,
    ) -> Result<NodeId> {
        let format = self.sliding.data_format;
        // All steps are one large batch.
        let dims = build.shape(x).dims().to_vec();
        let (lead, step) = dims.split_at(dims.len() - RANK - 1);
        let rows = lead.iter().fold(None, |rows: Option<Dim>, &dim| match (rows, dim.known()) {
            (Some(rows), Some(size)) => Some(rows.times(size)),
            (Some(rows), None) => Some(dim.times(rows.known().unwrap_or(1))),
            (None, _) => Some(dim),
        });
        let flat: Shape = rows.into_iter().chain(step.iter().copied()).collect();
        let drops = build.training() && self.dropout > 0.0 && self.dropout < 1.0;
        let projected = match drops {
            false => {
                let x = build.graph.reshape(x, flat)?;
                Self::conv(format, build.graph, x, kernel, window)?
            }
            true => {
                let of_rows: Shape = lead.last().into_iter().chain(step).copied().collect();
                let mut gates = Vec::with_capacity(GATES);
                for gate in 0..GATES {
                    let kept = factors(build.graph, of_rows.clone(), self.dropout)?;
                    let thinned = build.graph.mul(x, kept)?;
                    let thinned = build.graph.reshape(thinned, flat.clone())?;
                    let kernel = self.kernel_of(build.graph, kernel, gate)?;
                    gates.push(Self::conv(format, build.graph, thinned, kernel, window)?);
                }
                joined(build.graph, &gates, self.channel_axis())?
            }
        };
        let sizes = build.shape(projected).dims()[1..].to_vec();
        Ok(build.graph.reshape(projected, lead.iter().copied().chain(sizes).collect())?)
    }

    /// The part of a kernel that a gate has.
    fn kernel_of(&self, graph: &mut Graph, kernel: NodeId, gate: usize) -> Result<NodeId> {
        Ok(graph.slice(kernel, RANK + 1, gate * self.filters, 1, self.filters)?)
    }

    /// What the state is multiplied by for each gate, where numbers of it are dropped.
    fn state_factors(
        &self,
        build: &mut Build<'_>,
        x: NodeId,
        state: &[usize],
    ) -> Result<Vec<NodeId>> {
        let share = self.recurrent_dropout;
        if !build.training() || share <= 0.0 || share >= 1.0 {
            return Ok(Vec::new());
        }
        let dims = build.shape(x).dims();
        let rows = dims[dims.len() - RANK - 2];
        let shape: Shape =
            std::iter::once(rows).chain(state.iter().map(|&size| size.into())).collect();
        (0..GATES).map(|_| factors(build.graph, shape.clone(), share)).collect()
    }
}

impl<const RANK: usize> Layer for ConvLSTMCell<RANK> {
    fn class_name(&self) -> &'static str {
        "ConvLSTMCell"
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn call(&self, build: &mut Build<'_>, input: NodeId) -> Result<NodeId> {
        Ok(call_cell(self, build, &[input])?[0])
    }

    fn as_cell(&self) -> Option<&dyn RecurrentCell> {
        Some(self)
    }
}

impl<const RANK: usize> RecurrentCell for ConvLSTMCell<RANK> {
    fn state_sizes(&self, step: &[usize]) -> Result<Vec<Vec<usize>>> {
        let (sizes, _channels) = self.read(step)?;
        let window = self.sliding.window(&sizes)?;
        let mut state: Vec<usize> = sizes
            .iter()
            .enumerate()
            .filter_map(|(axis, &size)| window.positions(axis, size))
            .collect();
        let place = if self.sliding.data_format == DataFormat::ChannelsLast { RANK } else { 0 };
        state.insert(place, self.filters);
        Ok(vec![state.clone(), state])
    }

    fn prepare(&self, build: &mut Build<'_>, x: NodeId) -> Result<Recurrence> {
        let dims = build.shape(x).dims();
        let step: Vec<usize> =
            dims[dims.len() - RANK - 1..].iter().filter_map(|dim| dim.known()).collect();
        let (sizes, channels) = self.read(&step)?;
        let state = self.state_sizes(&step)?.swap_remove(0);
        let (state_sizes, filters) = self.read(&state)?;
        let (window, width) = (self.sliding.window(&sizes)?, GATES * filters);
        let shape = self.sliding.kernel_shape(channels, width);
        let kernel = build.weight_with(&self.kernel.weight("kernel", &shape))?;
        let shape = self.sliding.kernel_shape(filters, width);
        let recurrent = build.weight_with(&self.recurrent.weight("recurrent_kernel", &shape))?;
        let initializer = UnitForgetBias::around(&self.bias.initializer, self.unit_forget_bias);
        let mut biases = Vec::new();
        if self.use_bias {
            let weight = Weight::new("bias", std::slice::from_ref(&width), &initializer);
            let weight =
                weight.regularizer(&self.bias.regularizer).constraint(&self.bias.constraint);
            let bias = build.weight_with(&weight)?;
            biases.push(self.shaped_bias(build.graph, bias)?);
        }
        let projected = self.project(build, x, kernel, &window)?;
        let factors = self.state_factors(build, x, &state)?;
        let mut kernels = vec![recurrent];
        if !factors.is_empty() {
            kernels.clear();
            for gate in 0..GATES {
                kernels.push(self.kernel_of(build.graph, recurrent, gate)?);
            }
        }
        let ones = [1; RANK];
        let window =
            Padding::Same.window_over(&state_sizes, &self.sliding.kernel_size.0, &ones, &ones);
        let (matrices, dropped) = (kernels.len(), factors.len());
        let (axis, format) = (self.channel_axis(), self.sliding.data_format);
        let (activation, squash) = (self.activation, self.recurrent_activation);
        Ok(Recurrence::new([projected], [kernels, factors, biases].concat(), move |graph, step| {
            let (kernels, rest) = step.constants.split_at(matrices);
            let (factors, bias) = rest.split_at(dropped);
            let (h, c) = (step.states[0], step.states[1]);
            let of_state = match factors {
                [] => Self::conv(format, graph, h, kernels[0], &window)?,
                _ => {
                    let mut gates = Vec::with_capacity(GATES);
                    for (&kernel, &factors) in kernels.iter().zip(factors) {
                        let kept = graph.mul(h, factors)?;
                        gates.push(Self::conv(format, graph, kept, kernel, &window)?);
                    }
                    joined(graph, &gates, axis)?
                }
            };
            let mut sums = graph.add(step.sequences[0], of_state)?;
            if let [bias] = *bias {
                sums = graph.add(sums, bias)?;
            }
            remember(graph, sums, c, (axis, filters), (activation, squash))
        }))
    }
}

/// The layers, which differ in the number of axes.
macro_rules! conv_lstm_layers {
    ($($(#[$doc:meta])* $layer:ident $rank:literal, $name:literal, $about:literal;)*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug)]
            pub struct $layer {
                settings: Settings,
                cell: ConvLSTMCell<$rank>,
                options: Options,
            }

            layer_settings!($layer);
            option_settings!($layer);
            activity_regularizer!($layer);
            recurrent_layer!($layer, $name);
            super::settings::recurrent_activation_setting!($layer, cell.recurrent_activation);
            super::settings::gate_settings!($layer, cell);
            weight_options!($layer {
                cell.kernel: "the kernel", "glorot_uniform" =>
                    kernel_initializer, kernel_regularizer, kernel_constraint;
                cell.recurrent: "the recurrent kernel", "orthogonal" =>
                    recurrent_initializer, recurrent_regularizer, recurrent_constraint;
                cell.bias: "the bias", "zeros" => bias_initializer, bias_regularizer, bias_constraint;
            });

            impl $layer {
                /// `filters` filters for each gate, that look at `kernel_size` elements at a time: a number for all axes, or one
                /// for each.
                pub fn new(filters: usize, kernel_size: impl Into<PerAxis<$rank>>) -> Self {
                    $layer {
                        settings: Settings::new(),
                        cell: ConvLSTMCell::new(filters, kernel_size.into()),
                        options: Options::default(),
                    }
                }

                /// How many elements the kernel moves at a time over the input: a number for all axes, or one for each; 1 if not
                /// set.
                #[must_use]
                pub fn strides(mut self, strides: impl Into<PerAxis<$rank>>) -> Self {
                    self.cell.sliding.strides = strides.into();
                    self
                }

                /// What happens at the ends of the input: a [`Padding`], or its name; `valid` if not set. The state is always
                /// padded so that it keeps its size.
                #[must_use]
                pub fn padding<P>(mut self, padding: P) -> Self
                where
                    P: TryInto<Padding>,
                    P::Error: Into<Error>,
                {
                    self.cell.sliding.padding = self.settings.accept(padding).unwrap_or_default();
                    self
                }

                /// Where the channels are: a [`DataFormat`], or its name; last if not set.
                #[must_use]
                pub fn data_format<F>(mut self, data_format: F) -> Self
                where
                    F: TryInto<DataFormat>,
                    F::Error: Into<Error>,
                {
                    self.cell.sliding.data_format =
                        self.settings.accept(data_format).unwrap_or_default();
                    self
                }

                /// The distance between the elements of the input that the kernel looks at: a number for all axes, or one for
                /// each; 1 if not set.
                #[must_use]
                pub fn dilation_rate(mut self, dilation_rate: impl Into<PerAxis<$rank>>) -> Self {
                    self.cell.sliding.dilation_rate = dilation_rate.into();
                    self
                }

                /// Whether the bias of the gate that forgets starts with 1; `true` if not set.
                #[must_use]
                pub fn unit_forget_bias(mut self, unit_forget_bias: bool) -> Self {
                    self.cell.unit_forget_bias = unit_forget_bias;
                    self
                }

                fn recurrent(&self) -> Recurrent<'_> {
                    let cell = CellOfLayer::Part("conv_lstm_cell", &self.cell);
                    Recurrent { cell, options: self.options }
                }

                fn check_arguments(&self) -> Result<()> {
                    self.cell.check_arguments()
                }

                fn arguments(&self) -> Config {
                    self.cell.arguments(&self.settings, self.options)
                }

                pub(crate) const CLASS: Class<Box<dyn Layer>> = Class {
                    name: $name,
                    names: &[],
                    doc: $about,
                    arguments: &[
                        FILTERS,
                        KERNEL_SIZE,
                        STRIDES,
                        PADDING,
                        DATA_FORMAT,
                        DILATION_RATE,
                        TANH,
                        RECURRENT_ACTIVATION,
                        USE_BIAS,
                        KERNEL_INITIALIZER,
                        RECURRENT_INITIALIZER,
                        BIAS_INITIALIZER,
                        UNIT_FORGET_BIAS,
                        KERNEL_REGULARIZER,
                        RECURRENT_REGULARIZER,
                        BIAS_REGULARIZER,
                        ACTIVITY_REGULARIZER,
                        KERNEL_CONSTRAINT,
                        RECURRENT_CONSTRAINT,
                        BIAS_CONSTRAINT,
                        DROPOUT,
                        RECURRENT_DROPOUT,
                        SEED,
                        RETURN_SEQUENCES,
                        RETURN_STATE,
                        GO_BACKWARDS,
                        STATEFUL,
                        UNROLL,
                        ZERO_OUTPUT_FOR_MASK,
                        NAME,
                        INPUT_SHAPE,
                    ],
                    make: |a| {
                        let layer = $layer {
                            settings: output_settings(a)?,
                            cell: ConvLSTMCell::of(a)?,
                            options: Options::configured(a)?,
                        };
                        boxed(layer.configured(a)?)
                    },
                };
            }
        )*
    };
}

conv_lstm_layers! {
    /// Long short-term memory over sequences of sequences: products of the LSTM become convolutions along one axis.
    ///
    /// `(batch, steps, places, channels)` becomes `(batch, places, filters)`, or `(batch, steps, places, filters)` with
    /// `return_sequences`, where places are counted as in [`Conv1D`](crate::layers::Conv1D). Everything else is as in
    /// [`ConvLSTM2D`]. In Keras: "ConvLSTM1D layer".
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(ConvLSTM1D::new(4, 3).padding("same").input_shape([6, 20, 2]))?;
    /// assert_eq!(model.output_shape(), Some(vec![20, 4]));
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`ConvLSTM2D`].
    ConvLSTM1D 1, "ConvLSTM1D", "long short-term memory with convolutions along one axis";

    /// Long short-term memory over sequences of images: products of the LSTM become convolutions.
    ///
    /// With `*` a convolution and the other signs as in [`LSTMCell`](crate::layers::LSTMCell):
    ///
    /// ```text
    /// [i, f, g, o] = [s, s, activation, s](x * kernel + h * recurrent_kernel + bias)
    /// c = f c + i g
    /// h = o activation(c)
    /// ```
    ///
    /// `(batch, steps, rows, columns, channels)` becomes `(batch, rows', columns', filters)`, or the same for all steps,
    /// `(batch, steps, ...)`, with `return_sequences`; `return_state` adds `h` and `c`, both of that shape. Strides, padding and
    /// dilation are those of the convolution of the input; that of the state keeps its size. Applied to `[sequence, h, c]` it starts
    /// from that state, otherwise from zeros. Weights, under `conv_lstm_cell/`: `kernel (kernel_size..., channels, 4 filters)`,
    /// `recurrent_kernel (kernel_size..., filters, 4 filters)`, `bias (4 filters)`. In Keras: "ConvLSTM2D layer".
    ///
    /// | argument | default | |
    /// |---|---|---|
    /// | `filters` | must be given | channels of the output, at least 1 |
    /// | `kernel_size` | must be given | one number, or one for each axis; at least 1 |
    /// | `strides` | 1 | |
    /// | `padding` | valid | valid or same |
    /// | `data_format` | channels_last | where the channels of a step are |
    /// | `dilation_rate` | 1 | |
    /// | `activation` | tanh | |
    /// | `recurrent_activation` | sigmoid | |
    /// | `use_bias` | true | |
    /// | `kernel_initializer`, `recurrent_initializer`, `bias_initializer` | glorot_uniform, orthogonal, zeros | |
    /// | `unit_forget_bias` | true | the bias of the gate that forgets starts with 1 |
    /// | `kernel_regularizer`, `recurrent_regularizer`, `bias_regularizer` | none | |
    /// | `activity_regularizer` | none | of the output, divided by the number of rows |
    /// | `kernel_constraint`, `recurrent_constraint`, `bias_constraint` | none | |
    /// | `dropout`, `recurrent_dropout` | 0 | shares of the input and of the state, from 0 to 1; at all steps the same |
    /// | `return_sequences` | false | the outputs of all steps |
    /// | `return_state` | false | the state after the last step as well |
    /// | `go_backwards` | false | the last step first |
    /// | `stateful` | false | each batch starts from the state that the one before has left |
    /// | `zero_output_for_mask` | false | outputs of steps that do not count are 0 |
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(ConvLSTM2D::new(8, 3).return_sequences(true).input_shape([5, 16, 16, 1]))?;
    /// assert_eq!(model.output_shape(), Some(vec![5, 14, 14, 8]));
    /// assert_eq!(model.count_params()?, 4 * (3 * 3 * 1 * 8 + 3 * 3 * 8 * 8 + 8));
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Sizes of 0, strides together with dilation, causal padding, shares outside 0 to 1, unknown names, and what initializers,
    /// regularizers and constraints refuse; samples of another number of axes; a kernel larger than the input.
    ///
    /// Source: Shi and others, "Convolutional LSTM network: a machine learning approach for precipitation nowcasting", NIPS
    /// 2015, without its peephole connections.
    ConvLSTM2D 2, "ConvLSTM2D", "long short-term memory with convolutions over images";

    /// Long short-term memory over sequences of volumes: products of the LSTM become convolutions along three axes.
    ///
    /// `(batch, steps, depth, rows, columns, channels)` becomes `(batch, depth', rows', columns', filters)`, or the same for all
    /// steps with `return_sequences`. Everything else is as in [`ConvLSTM2D`]. In Keras: "ConvLSTM3D layer".
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(ConvLSTM3D::new(2, 2).input_shape([3, 4, 4, 4, 1]))?;
    /// assert_eq!(model.output_shape(), Some(vec![3, 3, 3, 2]));
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`ConvLSTM2D`].
    ConvLSTM3D 3, "ConvLSTM3D", "long short-term memory with convolutions over volumes";
}
