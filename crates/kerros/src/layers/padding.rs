//! What happens at the ends of a sequence under a sliding window.

use crate::error::{Error, Result};
use crate::layer::Value;
use kerros_graph::op::Window;

/// What happens at the ends of a sequence under a sliding window. A name does as well:
/// `.padding("same")`.
///
/// With `span` steps under the window, `steps` become `(steps - span) / strides + 1` positions
/// (rounded down) without padding, and `steps / strides` (rounded up) with `same` and `causal`. In
/// Keras: the argument `padding` of "Conv1D layer".
///
/// ```
/// use kerros::prelude::*;
///
/// for (padding, positions) in [(Padding::Valid, 6), (Padding::Same, 8), (Padding::Causal, 8)] {
///     let mut model = Sequential::new();
///     model.add(Conv1D::new(1, 3).padding(padding).input_shape([8, 1]))?;
///     assert_eq!(model.output_shape(), Some(vec![positions, 1]), "{}", padding.name());
/// }
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// # Errors
///
/// A name that is none of the three is refused by [`Sequential::add`](crate::Sequential::add), and so is
/// `causal` for other layers than [`Conv1D`](crate::layers::Conv1D).
///
/// # Source
///
/// Causal padding: van den Oord and others, "WaveNet: a generative model for raw audio", 2016,
/// section 2.1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Padding {
    /// Nothing is added: the window stays within the sequence.
    #[default]
    Valid,
    /// As many steps are added at both ends (one more at the last, if they are odd) as make the
    /// result `ceil(steps / stride)` long.
    Same,
    /// Steps are added before the first only, so that no result depends on later steps.
    Causal,
}

impl Padding {
    /// The name in Keras.
    pub fn name(self) -> &'static str {
        match self {
            Padding::Valid => "valid",
            Padding::Same => "same",
            Padding::Causal => "causal",
        }
    }

    /// Checks that the padding is one that all layers with windows know.
    pub(super) fn require_symmetric(self) -> Result<()> {
        if self != Padding::Causal {
            return Ok(());
        }
        Err(Error::invalid(
            "padding",
            "\"valid\" or \"same\"",
            "\"causal\"",
            "Causal padding is for Conv1D; choose one of the other two.",
        ))
    }

    /// The window of `size` elements, `dilation` apart, that moves by `stride` over `steps`.
    fn window(self, steps: usize, size: usize, stride: usize, dilation: usize) -> Window {
        let span = (size - 1).saturating_mul(dilation).saturating_add(1);
        let padding = match self {
            Padding::Valid => (0, 0),
            Padding::Causal => (span - 1, 0),
            Padding::Same => {
                let positions = steps.div_ceil(stride);
                let moved = positions.saturating_sub(1).saturating_mul(stride);
                let total = moved.saturating_add(span).saturating_sub(steps);
                (total / 2, total - total / 2)
            }
        };
        let mut window = Window::valid(&[size], &[stride]);
        window.dilation[0] = dilation;
        window.padding[0] = padding;
        window
    }

    /// The window of `size` elements along each axis, `dilation` apart, that moves by `stride` over
    /// `extents`.
    pub(super) fn window_over(
        self,
        extents: &[usize],
        size: &[usize],
        stride: &[usize],
        dilation: &[usize],
    ) -> Window {
        let mut window = Window::valid(size, stride);
        for (axis, &extent) in extents.iter().enumerate() {
            let along = self.window(extent, size[axis], stride[axis], dilation[axis]);
            window.dilation[axis] = dilation[axis];
            window.padding[axis] = along.padding[0];
        }
        window
    }
}

/// Checks that the window reaches at least one position.
fn require_fit(what: &str, window: &Window, steps: usize) -> Result<()> {
    if window.positions(0, steps).is_some() {
        return Ok(());
    }
    let span = window.span(0);
    let dilated = if window.dilation[0] == 1 {
        String::new()
    } else {
        format!(" ({} elements, {} apart)", window.size[0], window.dilation[0])
    };
    Err(Error::invalid(
        what,
        format!("at most {steps}, the steps of the input"),
        format!("{span}{dilated}"),
        "Use a shorter window, padding \"same\", or longer sequences; strides and poolings before \
         this layer shorten them.",
    ))
}

/// Checks that a window reaches at least one position along each axis.
pub(super) fn require_fit_over(what: &str, window: &Window, extents: &[usize]) -> Result<()> {
    if let [steps] = *extents {
        return require_fit(what, window, steps);
    }
    if extents.iter().enumerate().all(|(axis, &extent)| window.positions(axis, extent).is_some()) {
        return Ok(());
    }
    let spans: Vec<usize> = (0..window.rank()).map(|axis| window.span(axis)).collect();
    let dilated = match window.dilation.iter().all(|&dilation| dilation == 1) {
        true => String::new(),
        false => format!(" ({:?} elements, {:?} apart)", window.size, window.dilation),
    };
    Err(Error::invalid(
        what,
        format!("at most {extents:?}, the sizes of the input"),
        format!("{spans:?}{dilated}"),
        "Use a smaller window, padding \"same\", or larger inputs; strides and poolings before this \
         layer make them smaller.",
    ))
}

impl TryFrom<&str> for Padding {
    type Error = Error;

    fn try_from(name: &str) -> Result<Self> {
        match name {
            "valid" => Ok(Padding::Valid),
            "same" => Ok(Padding::Same),
            "causal" => Ok(Padding::Causal),
            _ => Err(Error::invalid(
                "padding",
                "\"valid\", \"same\" or \"causal\"",
                format!("{name:?}"),
                "Choose one of these.",
            )),
        }
    }
}

impl From<Padding> for Value {
    fn from(padding: Padding) -> Self {
        padding.name().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_have_kerass_positions() {
        // padding, steps, size, stride, dilation: padding before and after, positions.
        for (padding, [steps, size, stride, dilation], (before, after), positions) in [
            (Padding::Valid, [260, 30, 2, 1], (0, 0), 116),
            (Padding::Valid, [9, 2, 2, 1], (0, 0), 4),
            (Padding::Same, [8, 4, 1, 1], (1, 2), 8),
            (Padding::Same, [11, 3, 2, 1], (1, 1), 6),
            (Padding::Same, [11, 2, 4, 1], (0, 0), 3),
            (Padding::Same, [4, 7, 1, 1], (3, 3), 4),
            (Padding::Causal, [10, 3, 1, 2], (4, 0), 10),
            (Padding::Causal, [9, 3, 2, 1], (2, 0), 5),
        ] {
            let window = padding.window(steps, size, stride, dilation);
            assert_eq!(window.padding[0], (before, after), "{padding:?} {steps}");
            assert_eq!(window.positions(0, steps), Some(positions), "{padding:?} {steps}");
        }
    }
}
