//! Generated windows, and what they move over.

use kerros_graph::Shape;
use kerros_graph::op::{Convolution, Window};
use proptest::prelude::*;

/// What a window moves over.
#[derive(Clone, Debug)]
pub(crate) struct Geometry {
    pub(crate) window: Window,
    pub(crate) extents: Vec<usize>,
    pub(crate) channels: usize,
    pub(crate) filters: usize,
    /// Of a convolution; they divide channels and filters.
    pub(crate) groups: usize,
}

impl Geometry {
    /// The convolution.
    pub(crate) fn conv(&self) -> Convolution {
        Convolution { window: self.window.clone(), groups: self.groups }
    }

    /// How many positions the window takes on each axis.
    pub(crate) fn positions(&self) -> Vec<usize> {
        let axes = self.extents.iter().enumerate();
        axes.map(|(axis, &extent)| self.window.positions(axis, extent).unwrap()).collect()
    }

    /// The shape of the input.
    pub(crate) fn input(&self) -> Shape {
        Shape::batch(&[self.extents.as_slice(), &[self.channels]].concat())
    }

    /// The shape of a result with `channels` channels.
    pub(crate) fn result(&self, channels: usize) -> Shape {
        Shape::batch(&[self.positions().as_slice(), &[channels]].concat())
    }

    /// The shape of the kernel.
    pub(crate) fn kernel(&self) -> Shape {
        let channels = self.channels / self.groups;
        Shape::of(&[self.window.size.as_slice(), &[channels, self.filters]].concat())
    }

    /// Whether each window covers an element that is not padding.
    pub(crate) fn covers_real_elements(&self) -> bool {
        std::iter::zip(self.positions(), 0..).all(|(positions, axis)| {
            (0..positions).all(|position| {
                (0..self.window.size[axis]).any(|k| self.place(axis, position, k).is_some())
            })
        })
    }

    /// Where in the input element `k` of the window at `position` lies; `None` on padding.
    pub(crate) fn place(&self, axis: usize, position: usize, k: usize) -> Option<usize> {
        let padded = position * self.window.stride[axis] + k * self.window.dilation[axis];
        padded.checked_sub(self.window.padding[axis].0).filter(|&i| i < self.extents[axis])
    }
}

/// Windows on one or two axes, with stride, dilation and padding.
pub(crate) fn geometry() -> impl Strategy<Value = Geometry> {
    let on_one_axis =
        |size: usize| (1..=size, 1..=3_usize, 1..=2_usize, (0..=2_usize, 0..=2_usize), 0..=3_usize);
    let axes = prop_oneof![
        prop::collection::vec(on_one_axis(3), 1),
        prop::collection::vec(on_one_axis(2), 2),
    ];
    (axes, 1..=2_usize, 1..=2_usize, 1..=2_usize).prop_map(|(axes, channels, filters, groups)| {
        Geometry {
            window: Window {
                size: axes.iter().map(|axis| axis.0).collect(),
                stride: axes.iter().map(|axis| axis.1).collect(),
                dilation: axes.iter().map(|axis| axis.2).collect(),
                padding: axes.iter().map(|axis| axis.3).collect(),
            },
            extents: axes
                .iter()
                .map(|&(size, _, dilation, (before, after), more)| {
                    let span = (size - 1) * dilation + 1;
                    span.saturating_sub(before + after).max(1) + more
                })
                .collect(),
            channels: channels * groups,
            filters: filters * groups,
            groups,
        }
    })
}

/// Windows of a pooling: none lies on padding alone.
pub(crate) fn pooling() -> impl Strategy<Value = Geometry> {
    geometry().prop_filter("each window covers a real element", Geometry::covers_real_elements)
}
