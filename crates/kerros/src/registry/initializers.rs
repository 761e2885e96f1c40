//! The initializers.

use super::{Argument, Arguments, Class, Literal};
use crate::error::Result;
use crate::initializers::{
    Constant, GlorotNormal, GlorotUniform, HeNormal, HeUniform, IdentityInitializer, LecunNormal,
    LecunUniform, Ones, OrthogonalInitializer, RandomNormal, RandomUniform, STFTInitializer,
    STFTScaling, STFTWindow, SharedInitializer, TruncatedNormal, VarianceScaling, Zeros,
};
use crate::layer::Value;

/// An initializer without arguments.
macro_rules! plain {
    ($initializer:ident, $doc:literal, $name:literal $(, $alias:literal)*) => {
        Class {
            name: stringify!($initializer),
            names: &[$name $(, $alias)*],
            doc: $doc,
            arguments: &[],
            make: |_| Ok($initializer.into()),
        }
    };
}

const MEAN: Argument = Argument::with_default("mean", Literal::Float(0.0), "the mean, finite");
const STDDEV: Argument =
    Argument::with_default("stddev", Literal::Float(0.05), "the standard deviation, not negative");

/// The initializers.
pub const INITIALIZERS: &[Class<SharedInitializer>] = &[
    plain!(GlorotUniform, "uniform within sqrt(6 / (fan_in + fan_out))", "glorot_uniform"),
    plain!(GlorotNormal, "truncated normal, variance 2 / (fan_in + fan_out)", "glorot_normal"),
    plain!(HeUniform, "uniform within sqrt(6 / fan_in)", "he_uniform"),
    plain!(HeNormal, "truncated normal, variance 2 / fan_in", "he_normal"),
    plain!(LecunUniform, "uniform within sqrt(3 / fan_in)", "lecun_uniform"),
    plain!(LecunNormal, "truncated normal, variance 1 / fan_in", "lecun_normal"),
    plain!(Zeros, "all 0", "zeros", "zero"),
    plain!(Ones, "all 1", "ones", "one"),
    Class {
        name: "Constant",
        names: &["constant"],
        doc: "all the same number",
        arguments: &[Argument::with_default("value", Literal::Float(0.0), "the number, finite")],
        make: |a| Ok(Constant::new(a.float("value")?).into()),
    },
    Class {
        name: "RandomUniform",
        names: &["random_uniform", "uniform"],
        doc: "uniform in [minval, maxval)",
        arguments: &[
            Argument::with_default("minval", Literal::Float(-0.05), "the smallest value, finite"),
            Argument::with_default("maxval", Literal::Float(0.05), "the end of the range, finite"),
        ],
        make: |a| {
            let initializer = RandomUniform::new().minval(a.float("minval")?);
            Ok(initializer.maxval(a.float("maxval")?).into())
        },
    },
    Class {
        name: "RandomNormal",
        names: &["random_normal", "normal"],
        doc: "normal",
        arguments: &[MEAN, STDDEV],
        make: |a| Ok(RandomNormal::new().mean(a.float("mean")?).stddev(a.float("stddev")?).into()),
    },
    Class {
        name: "TruncatedNormal",
        names: &["truncated_normal"],
        doc: "normal within two standard deviations",
        arguments: &[MEAN, STDDEV],
        make: |a| {
            Ok(TruncatedNormal::new().mean(a.float("mean")?).stddev(a.float("stddev")?).into())
        },
    },
    Class {
        name: "VarianceScaling",
        names: &["variance_scaling"],
        doc: "variance scale / fan, from a distribution of choice",
        arguments: &[
            Argument::with_default("scale", Literal::Float(1.0), "a positive factor"),
            Argument::with_default(
                "mode",
                Literal::Text("fan_in"),
                "which fan divides: \"fan_in\", \"fan_out\" or \"fan_avg\"",
            ),
            Argument::with_default(
                "distribution",
                Literal::Text("truncated_normal"),
                "\"truncated_normal\", \"untruncated_normal\" or \"uniform\"",
            ),
        ],
        make: |a| {
            let initializer = VarianceScaling::new().scale(a.float("scale")?);
            let initializer = initializer.mode(a.text("mode")?.parse()?);
            Ok(initializer.distribution(a.text("distribution")?.parse()?).into())
        },
    },
    Class {
        name: "Orthogonal",
        names: &["orthogonal", "OrthogonalInitializer"],
        doc: "a random orthogonal matrix",
        arguments: &[Argument::with_default("gain", Literal::Float(1.0), "a finite factor")],
        make: |a| Ok(OrthogonalInitializer::new().gain(a.float("gain")?).into()),
    },
    Class {
        name: "Identity",
        names: &["identity", "IdentityInitializer"],
        doc: "the identity matrix",
        arguments: &[Argument::with_default("gain", Literal::Float(1.0), "a finite factor")],
        make: |a| Ok(IdentityInitializer::new().gain(a.float("gain")?).into()),
    },
    Class {
        name: "STFT",
        names: &["stft", "STFTInitializer"],
        doc: "the kernel of a convolution that computes a short-time Fourier transform",
        arguments: &[
            Argument::with_default(
                "side",
                Literal::Text("real"),
                "which part is computed: \"real\" or \"imag\"",
            ),
            Argument::with_default(
                "window",
                Literal::Text("hann"),
                "the name of a window, such as \"hann\" or \"hamming\", or its numbers, or none",
            ),
            Argument::with_default(
                "scaling",
                Literal::Text("density"),
                "what the window is divided by: \"density\", \"spectrum\" or none",
            ),
            Argument::with_default(
                "periodic",
                Literal::Bool(false),
                "whether the window is one period of a longer one, instead of symmetric",
            ),
        ],
        make: |a| {
            let scaling = a.optional_text("scaling")?.map(str::parse::<STFTScaling>).transpose()?;
            let initializer = STFTInitializer::new()
                .side(a.text("side")?.parse()?)
                .window(window(a)?)
                .scaling(scaling)
                .periodic(a.bool("periodic")?);
            Ok(initializer.into())
        },
    },
];

/// A window by its name, by its numbers, or none.
fn window(arguments: &Arguments<'_>) -> Result<Option<STFTWindow>> {
    match arguments.value("window")? {
        Value::None => Ok(None),
        Value::Text(name) => name.parse().map(Some),
        _ => Ok(Some(STFTWindow::Values(arguments.floats("window")?))),
    }
}
