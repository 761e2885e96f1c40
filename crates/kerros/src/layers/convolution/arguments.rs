//! Arguments that convolutions have, for their entries in the registry.

use crate::layers::weight_options::{constraint, regularizer};
use crate::registry::{Argument, Literal};

pub(in crate::layers) const FILTERS: Argument =
    Argument::required("filters", "channels of the output, at least 1");

pub(in crate::layers) const KERNEL_SIZE: Argument = Argument::required(
    "kernel_size",
    "the size of the kernel: one number, or one for each axis; at least 1",
);

pub(in crate::layers) const STRIDES: Argument = Argument::with_default(
    "strides",
    Literal::Int(1),
    "how many elements the kernel moves at a time: one number, or one for each axis; at least 1",
);

pub(in crate::layers) const PADDING: Argument = Argument::with_default(
    "padding",
    Literal::Text("valid"),
    "what happens at the ends: \"valid\" (nothing is added) or \"same\"",
);

/// For sequences.
pub(super) const PADDING_OR_CAUSAL: Argument = Argument::with_default(
    "padding",
    Literal::Text("valid"),
    "what happens at the ends: \"valid\" (nothing is added), \"same\" or \"causal\"",
);

pub(in crate::layers) const DILATION_RATE: Argument = Argument::with_default(
    "dilation_rate",
    Literal::Int(1),
    "the distance between the elements that the kernel looks at: one number, or one for each axis; \
     at least 1",
);

pub(super) const GROUPS: Argument = Argument::with_default(
    "groups",
    Literal::Int(1),
    "into how many groups channels and filters are cut; filters see the channels of their group",
);

pub(super) const OUTPUT_PADDING: Argument = Argument::with_default(
    "output_padding",
    Literal::None,
    "how much longer the output is than the shortest that fits: one number, or one for each axis, \
     below the strides; chosen by padding and strides if not given",
);

pub(super) const DEPTH_MULTIPLIER: Argument = Argument::with_default(
    "depth_multiplier",
    Literal::Int(1),
    "filters for each channel of the input, at least 1",
);

pub(super) const DEPTHWISE_INITIALIZER: Argument = Argument::with_default(
    "depthwise_initializer",
    Literal::Text("glorot_uniform"),
    "what the depthwise kernel starts with",
);

pub(super) const POINTWISE_INITIALIZER: Argument = Argument::with_default(
    "pointwise_initializer",
    Literal::Text("glorot_uniform"),
    "what the pointwise kernel starts with",
);

pub(super) const DEPTHWISE_REGULARIZER: Argument =
    regularizer("depthwise_regularizer", "what the depthwise kernel adds to the loss");

pub(super) const DEPTHWISE_CONSTRAINT: Argument =
    constraint("depthwise_constraint", "what the depthwise kernel becomes after each step");

pub(super) const POINTWISE_REGULARIZER: Argument =
    regularizer("pointwise_regularizer", "what the pointwise kernel adds to the loss");

pub(super) const POINTWISE_CONSTRAINT: Argument =
    constraint("pointwise_constraint", "what the pointwise kernel becomes after each step");
