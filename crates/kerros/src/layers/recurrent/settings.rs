//! The methods that recurrent layers and their cells have in common.

/// Of a type with a [`Core`](super::core::Core) at this place.
macro_rules! core_settings {
    ($layer:ty, $($core:ident).+) => {
        $crate::layers::weight_options::weight_options!($layer {
            $($core).+.kernel: "the kernel", "glorot_uniform" =>
                kernel_initializer, kernel_regularizer, kernel_constraint;
            $($core).+.recurrent: "the recurrent kernel", "orthogonal" =>
                recurrent_initializer, recurrent_regularizer, recurrent_constraint;
            $($core).+.bias: "the bias", "zeros" =>
                bias_initializer, bias_regularizer, bias_constraint;
        });

        $crate::layers::recurrent::settings::gate_settings!($layer, $($core).+);
    };
}

/// Of a type that has these arguments at this place.
macro_rules! gate_settings {
    ($layer:ty, $($core:ident).+) => {
        impl $layer {
            /// The activation function of what comes out, or its name; `tanh` if not set.
            #[must_use]
            pub fn activation<A>(mut self, activation: A) -> Self
            where
                A: TryInto<$crate::activations::Activation>,
                A::Error: Into<$crate::error::Error>,
            {
                if let Some(activation) = self.settings.accept(activation) {
                    self.$($core).+.activation = activation;
                }
                self
            }

            /// Whether a bias is added; `true` if not set.
            #[must_use]
            pub fn use_bias(mut self, use_bias: bool) -> Self {
                self.$($core).+.use_bias = use_bias;
                self
            }

            /// The share of each row's features that is dropped while training, at all steps the same; 0 if not set.
            #[must_use]
            pub fn dropout(mut self, dropout: f64) -> Self {
                self.$($core).+.dropout = dropout;
                self
            }

            /// The share of the state that is dropped before it meets the recurrent kernel while training, at all steps
            /// the same; 0 if not set.
            #[must_use]
            pub fn recurrent_dropout(mut self, recurrent_dropout: f64) -> Self {
                self.$($core).+.recurrent_dropout = recurrent_dropout;
                self
            }

            /// Kept in the configuration only: the seed of the model decides what is dropped.
            #[must_use]
            pub fn seed(mut self, seed: i64) -> Self {
                self.$($core).+.seed = Some(seed);
                self
            }
        }
    };
}

/// Of a type whose gates have an activation function of their own.
macro_rules! recurrent_activation_setting {
    ($layer:ty, $($place:ident).+) => {
        impl $layer {
            /// The activation function of the gates, or its name; `sigmoid` if not set.
            #[must_use]
            pub fn recurrent_activation<A>(mut self, activation: A) -> Self
            where
                A: TryInto<$crate::activations::Activation>,
                A::Error: Into<$crate::error::Error>,
            {
                if let Some(activation) = self.settings.accept(activation) {
                    self.$($place).+ = activation;
                }
                self
            }
        }
    };
}

/// What every cell says of itself as a layer.
macro_rules! cell_layer {
    ($cell:ty, $class:literal) => {
        impl $crate::layer::Layer for $cell {
            fn class_name(&self) -> &'static str {
                $class
            }

            fn settings(&self) -> &$crate::layer::Settings {
                &self.settings
            }

            fn call(
                &self,
                build: &mut $crate::layer::Build<'_>,
                input: kerros_graph::NodeId,
            ) -> $crate::Result<kerros_graph::NodeId> {
                Ok(super::call_cell(self, build, &[input])?[0])
            }

            fn call_many(
                &self,
                build: &mut $crate::layer::Build<'_>,
                inputs: &[kerros_graph::NodeId],
            ) -> $crate::Result<Vec<kerros_graph::NodeId>> {
                super::call_cell(self, build, inputs)
            }

            fn config(&self) -> $crate::layer::Config {
                self.arguments()
            }

            fn check(&self) -> $crate::Result<()> {
                self.check_arguments()
            }

            fn as_cell(&self) -> Option<&dyn super::RecurrentCell> {
                Some(self)
            }
        }
    };
}

/// What every recurrent layer with `options` and a method `recurrent` says of itself as a layer.
macro_rules! recurrent_layer {
    ($layer:ty, $class:literal) => {
        impl $crate::layer::Layer for $layer {
            fn class_name(&self) -> &'static str {
                $class
            }

            fn settings(&self) -> &$crate::layer::Settings {
                &self.settings
            }

            fn call(
                &self,
                build: &mut $crate::layer::Build<'_>,
                input: kerros_graph::NodeId,
            ) -> $crate::Result<kerros_graph::NodeId> {
                Ok(self.recurrent().write(build, &[input], false)?[0])
            }

            fn call_many(
                &self,
                build: &mut $crate::layer::Build<'_>,
                inputs: &[kerros_graph::NodeId],
            ) -> $crate::Result<Vec<kerros_graph::NodeId>> {
                self.recurrent().write(build, inputs, false)
            }

            fn supports_masking(&self) -> bool {
                true
            }

            fn config(&self) -> $crate::layer::Config {
                self.arguments()
            }

            fn check(&self) -> $crate::Result<()> {
                self.check_arguments()
            }

            fn as_recurrent(&self) -> Option<super::Recurrent<'_>> {
                Some(self.recurrent())
            }
        }
    };
}

/// The layer that runs a cell of `units` numbers: what the layers named after their cells share. The cell has `of` a
/// configuration, and `layer_arguments`.
macro_rules! layer_of_cell {
    (
        $(#[$doc:meta])*
        $layer:ident of $cell:ident, $class:literal, $part:literal, $about:literal,
        [$($argument:ident),+ $(,)?]
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $layer {
            settings: $crate::layer::Settings,
            cell: $cell,
            options: super::options::Options,
        }

        $crate::layer::layer_settings!($layer);
        super::settings::core_settings!($layer, cell.core);
        super::options::option_settings!($layer);
        $crate::layers::weight_options::activity_regularizer!($layer);
        super::settings::recurrent_layer!($layer, $class);

        impl $layer {
            /// A layer of `units` numbers.
            pub fn new(units: usize) -> Self {
                $layer {
                    settings: $crate::layer::Settings::new(),
                    cell: $cell::new(units),
                    options: super::options::Options::default(),
                }
            }

            fn recurrent(&self) -> super::run::Recurrent<'_> {
                let cell = super::run::CellOfLayer::Part($part, &self.cell);
                super::run::Recurrent { cell, options: self.options }
            }

            fn check_arguments(&self) -> $crate::Result<()> {
                self.cell.check_arguments()
            }

            fn arguments(&self) -> $crate::layer::Config {
                self.cell.layer_arguments(&self.settings, self.options)
            }

            pub(crate) const CLASS: $crate::registry::Class<Box<dyn $crate::layer::Layer>> =
                $crate::registry::Class {
                    name: $class,
                    names: &[],
                    doc: $about,
                    arguments: &[$($argument),+],
                    make: |a| {
                        let layer = $layer {
                            settings: $crate::layers::weight_options::output_settings(a)?,
                            cell: $cell::of(a)?,
                            options: super::options::Options::configured(a)?,
                        };
                        $crate::layers::arguments::boxed(layer.configured(a)?)
                    },
                };
        }
    };
}

pub(super) use {
    cell_layer, core_settings, gate_settings, layer_of_cell, recurrent_activation_setting,
    recurrent_layer,
};
