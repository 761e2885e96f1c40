//! The activation functions.

use super::{Argument, Arguments, Class, Literal};
use crate::activations::Activation;
use crate::error::Result;

/// A function without arguments, with the names that a string may give.
macro_rules! plain {
    ($activation:ident, $doc:literal, $name:literal $(, $alias:literal)*) => {
        Class {
            name: $name,
            names: &[$name $(, $alias)*],
            doc: $doc,
            arguments: &[],
            make: |_| Ok(Activation::$activation),
        }
    };
}

/// A function with arguments.
const fn with(
    names: &'static [&'static str; 1],
    doc: &'static str,
    arguments: &'static [Argument],
    make: fn(&Arguments<'_>) -> Result<Activation>,
) -> Class<Activation> {
    Class { name: names[0], names, doc, arguments, make }
}

const AXIS: Argument = Argument::with_default(
    "axis",
    Literal::Int(-1),
    "the axis of the classes; negative ones count from the last",
);
const HALVED_AXIS: Argument = Argument::with_default(
    "axis",
    Literal::Int(-1),
    "the axis that is halved; negative ones count from the last",
);
const ALPHA: Argument = Argument::with_default(
    "alpha",
    Literal::Float(1.0),
    "minus what the function approaches far below 0, finite",
);
const SHRINKING: Argument =
    Argument::with_default("threshold", Literal::Float(0.5), "how far from 0, finite");

/// The activation functions.
pub const ACTIVATIONS: &[Class<Activation>] = &[
    plain!(Linear, "x, unchanged", "linear"),
    with(
        &["relu"],
        "max(x, 0)",
        &[
            Argument::with_default(
                "negative_slope",
                Literal::Float(0.0),
                "the slope below the threshold, finite",
            )
            .formerly(&["alpha"]),
            Argument::with_default("max_value", Literal::None, "the largest value, finite"),
            Argument::with_default(
                "threshold",
                Literal::Float(0.0),
                "where the function starts, finite",
            ),
        ],
        |a| {
            let (negative_slope, threshold) = (a.float("negative_slope")?, a.float("threshold")?);
            let max_value = a.optional_float("max_value")?;
            checked(Activation::ReluWith { negative_slope, max_value, threshold })
        },
    ),
    plain!(Sigmoid, "1 / (1 + e^-x)", "sigmoid"),
    plain!(Tanh, "the hyperbolic tangent", "tanh"),
    with(&["softmax"], "e^x / sum(e^x) along an axis", &[AXIS], |a| {
        checked(Activation::SoftmaxAlong { axis: a.integer("axis")? })
    }),
    with(&["celu"], "x above 0, alpha (e^(x / alpha) - 1) below", &[ALPHA], |a| {
        checked(Activation::Celu { alpha: a.float("alpha")? })
    }),
    with(&["elu"], "x above 0, alpha (e^x - 1) below", &[ALPHA], |a| {
        checked(Activation::Elu { alpha: a.float("alpha")? })
    }),
    plain!(Exponential, "e^x", "exponential"),
    with(
        &["gelu"],
        "x times the normal distribution function of x",
        &[Argument::with_default(
            "approximate",
            Literal::Bool(false),
            "whether the distribution function is approximated by a hyperbolic tangent",
        )],
        |a| checked(Activation::Gelu { approximate: a.bool("approximate")? }),
    ),
    with(&["glu"], "one half of x times the sigmoid of the other half", &[HALVED_AXIS], |a| {
        checked(Activation::Glu { axis: a.integer("axis")? })
    }),
    with(&["hard_shrink"], "x where |x| is above the threshold, else 0", &[SHRINKING], |a| {
        checked(Activation::HardShrink { threshold: a.float("threshold")? })
    }),
    plain!(HardSigmoid, "x / 6 + 1 / 2 kept between 0 and 1", "hard_sigmoid"),
    plain!(HardSilu, "x times its hard sigmoid", "hard_silu", "hard_swish"),
    plain!(HardTanh, "x kept between -1 and 1", "hard_tanh"),
    with(
        &["leaky_relu"],
        "x from 0 on, negative_slope x below",
        &[Argument::with_default(
            "negative_slope",
            Literal::Float(0.2),
            "the slope below 0, finite",
        )
        .formerly(&["alpha"])],
        |a| checked(Activation::LeakyRelu { negative_slope: a.float("negative_slope")? }),
    ),
    plain!(LogSigmoid, "-ln(1 + e^-x)", "log_sigmoid"),
    with(&["log_softmax"], "x - ln sum(e^x) along an axis", &[AXIS], |a| {
        checked(Activation::LogSoftmax { axis: a.integer("axis")? })
    }),
    plain!(Mish, "x tanh(softplus(x))", "mish"),
    plain!(Relu6, "min(max(x, 0), 6)", "relu6"),
    plain!(Selu, "elu, scaled so that mean 0 and variance 1 stay", "selu"),
    plain!(Silu, "x times its sigmoid", "silu", "swish"),
    with(&["soft_shrink"], "x brought towards 0 by the threshold", &[SHRINKING], |a| {
        checked(Activation::SoftShrink { threshold: a.float("threshold")? })
    }),
    plain!(Softplus, "ln(1 + e^x)", "softplus"),
    plain!(Softsign, "x / (|x| + 1)", "softsign"),
    plain!(SparsePlus, "0 up to -1, (x + 1)^2 / 4 up to 1, then x", "sparse_plus"),
    plain!(SparseSigmoid, "(x + 1) / 2 kept between 0 and 1", "sparse_sigmoid"),
    with(&["sparsemax"], "max(x - t, 0) with a threshold t for each row", &[AXIS], |a| {
        checked(Activation::Sparsemax { axis: a.integer("axis")? })
    }),
    with(
        &["squareplus"],
        "(x + sqrt(x^2 + b)) / 2",
        &[Argument::with_default("b", Literal::Float(4.0), "how smooth, finite, not negative")],
        |a| checked(Activation::Squareplus { b: a.float("b")? }),
    ),
    plain!(TanhShrink, "x - tanh(x)", "tanh_shrink"),
    with(
        &["threshold"],
        "x above the threshold, else default_value",
        &[
            Argument::required("threshold", "the largest number that is replaced, finite"),
            Argument::required("default_value", "what takes its place, finite"),
        ],
        |a| {
            let (threshold, default_value) = (a.float("threshold")?, a.float("default_value")?);
            checked(Activation::Threshold { threshold, default_value })
        },
    ),
];

/// The activation, once its arguments are found to make sense.
fn checked(activation: Activation) -> Result<Activation> {
    activation.check()?;
    Ok(activation.plain(None))
}
