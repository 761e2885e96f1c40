//! Pooling along one axis: each window of steps becomes one.

use super::at_least_one;
use super::padding::{Padding, require_fit, require_sequence};
use crate::activations::Activation;
use crate::error::{Error, Result};
use crate::layer::{Build, Config, Layer, Settings, layer_settings};
use kerros_graph::NodeId;
use kerros_graph::op::Pooling;

/// The layers, which differ in what they take of each window only.
macro_rules! pooling_layers {
    ($($(#[$doc:meta])* $layer:ident = $kind:ident;)*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug)]
            pub struct $layer {
                settings: Settings,
                pool_size: usize,
                strides: Option<usize>,
                padding: Padding,
            }

            layer_settings!($layer);

            impl $layer {
                /// Windows of `pool_size` steps, one after the other.
                pub fn new(pool_size: usize) -> Self {
                    $layer { settings: Settings::new(), pool_size, strides: None, padding: Padding::Valid }
                }

                /// How many steps the window moves at a time; `pool_size` if not set.
                #[must_use]
                pub fn strides(mut self, strides: usize) -> Self {
                    self.strides = Some(strides);
                    self
                }

                /// What happens at the ends: a [`Padding`] (not causal), or its name; `valid` if
                /// not set.
                #[must_use]
                pub fn padding<P>(mut self, padding: P) -> Self
                where
                    P: TryInto<Padding>,
                    P::Error: Into<Error>,
                {
                    self.padding = self.settings.accept(padding).unwrap_or_default();
                    self
                }
            }

            impl Default for $layer {
                fn default() -> Self {
                    $layer::new(2)
                }
            }

            impl Layer for $layer {
                fn class_name(&self) -> &'static str {
                    stringify!($layer)
                }

                fn settings(&self) -> &Settings {
                    &self.settings
                }

                fn call(&self, build: &mut Build<'_>, input: NodeId) -> Result<NodeId> {
                    let (steps, _) = require_sequence(&build.inner_sizes(input))?;
                    let strides = self.strides.unwrap_or(self.pool_size);
                    let window = self.padding.window(steps, self.pool_size, strides, 1);
                    require_fit("pool_size", &window, steps)?;
                    Ok(build.graph.pool(Pooling::$kind, input, window)?)
                }

                fn config(&self) -> Config {
                    Config::new()
                        .with("pool_size", vec![self.pool_size])
                        .with("strides", vec![self.strides.unwrap_or(self.pool_size)])
                        .with("padding", self.padding)
                }

                fn check(&self) -> Result<()> {
                    at_least_one("pool_size", self.pool_size)?;
                    at_least_one("strides", self.strides.unwrap_or(self.pool_size))?;
                    self.padding.require_symmetric()
                }

                fn is_built_without_input(&self) -> bool {
                    true
                }

                fn output_activation(&self) -> Option<Activation> {
                    None
                }
            }
        )*
    };
}

pooling_layers! {
    /// The largest number of each window of `pool_size` steps, for each channel. The first of
    /// several largest ones gets the gradient.
    ///
    /// `(batch, steps, channels)` becomes `(batch, positions, channels)`, where
    /// `y[p, c] = maximum of x[p * strides + k, c] over 0 <= k < pool_size`. Without padding
    /// `positions = (steps - pool_size) / strides + 1`, rounded down: what is left at the end is
    /// not looked at. With padding `same` there are `steps / strides` positions, rounded up. No
    /// weights. In Keras: "MaxPooling1D layer".
    ///
    /// | argument | default | |
    /// |---|---|---|
    /// | `pool_size` | 2 (by `default()`) | in steps, at least 1 |
    /// | `strides` | `pool_size` | in steps, at least 1 |
    /// | `padding` | valid | valid or same |
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(MaxPooling1D::new(2).input_shape([5, 1]))?;
    /// let x = Array3::from_shape_fn((1, 5, 1), |(_, step, _)| step as f32);
    /// assert_eq!(model.predict(&x)?.as_slice(), Some(&[1.0, 3.0][..]));
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Sequential::add`](crate::Sequential::add) refuses sizes of 0, causal padding, unknown
    /// names, samples that are not `(steps, channels)`, and a window longer than the input. Where
    /// the shape of the input is not known yet, the last two are refused by the first call that
    /// brings data.
    MaxPooling1D = Max;
    /// The mean of each window of `pool_size` steps, for each channel. Padding does not count.
    ///
    /// `(batch, steps, channels)` becomes `(batch, positions, channels)`, where
    /// `y[p, c] = mean of x[p * strides + k, c] over 0 <= k < pool_size`. Without padding
    /// `positions = (steps - pool_size) / strides + 1`, rounded down: what is left at the end is
    /// not looked at. With padding `same` there are `steps / strides` positions, rounded up. No
    /// weights. In Keras: "AveragePooling1D layer".
    ///
    /// | argument | default | |
    /// |---|---|---|
    /// | `pool_size` | 2 (by `default()`) | in steps, at least 1 |
    /// | `strides` | `pool_size` | in steps, at least 1 |
    /// | `padding` | valid | valid or same |
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut model = Sequential::new();
    /// model.add(AveragePooling1D::new(2).input_shape([5, 1]))?;
    /// let x = Array3::from_shape_fn((1, 5, 1), |(_, step, _)| step as f32);
    /// assert_eq!(model.predict(&x)?.as_slice(), Some(&[0.5, 2.5][..]));
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Sequential::add`](crate::Sequential::add) refuses sizes of 0, causal padding, unknown
    /// names, samples that are not `(steps, channels)`, and a window longer than the input. Where
    /// the shape of the input is not known yet, the last two are refused by the first call that
    /// brings data.
    AveragePooling1D = Average;
}
