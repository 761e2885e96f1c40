//! The initializers.

use super::{Argument, Class, Literal};
use crate::initializers::{
    Constant, GlorotNormal, GlorotUniform, HeNormal, HeUniform, LecunNormal, LecunUniform, Ones,
    RandomNormal, RandomUniform, SharedInitializer, TruncatedNormal, VarianceScaling, Zeros,
};

/// An initializer without arguments.
macro_rules! plain {
    ($initializer:ident, $name:literal, $doc:literal) => {
        Class {
            name: stringify!($initializer),
            names: &[$name],
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
    plain!(GlorotUniform, "glorot_uniform", "uniform within sqrt(6 / (fan_in + fan_out))"),
    plain!(GlorotNormal, "glorot_normal", "truncated normal, variance 2 / (fan_in + fan_out)"),
    plain!(HeUniform, "he_uniform", "uniform within sqrt(6 / fan_in)"),
    plain!(HeNormal, "he_normal", "truncated normal, variance 2 / fan_in"),
    plain!(LecunUniform, "lecun_uniform", "uniform within sqrt(3 / fan_in)"),
    plain!(LecunNormal, "lecun_normal", "truncated normal, variance 1 / fan_in"),
    plain!(Zeros, "zeros", "all 0"),
    plain!(Ones, "ones", "all 1"),
    Class {
        name: "Constant",
        names: &["constant"],
        doc: "all the same number",
        arguments: &[Argument::with_default("value", Literal::Float(0.0), "the number, finite")],
        make: |a| Ok(Constant::new(a.float("value")?).into()),
    },
    Class {
        name: "RandomUniform",
        names: &["random_uniform"],
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
        names: &["random_normal"],
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
];
