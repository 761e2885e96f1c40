//! The optimizers.

use super::{Argument, Class, Literal};
use crate::optimizers::{Adam, IntoOptimizer, Optimizer, RMSprop, SGD};

const fn learning_rate(default: f64) -> Argument {
    Argument::with_default("learning_rate", Literal::Float(default), "the learning rate, above 0")
        .formerly(&["lr"])
}

const MOMENTUM: Argument = Argument::with_default(
    "momentum",
    Literal::Float(0.0),
    "how much of the last move is kept, from 0 to 1",
);
const EPSILON: Argument = Argument::with_default(
    "epsilon",
    Literal::Float(1e-7),
    "what keeps the divisor from 0, above 0",
);

/// The optimizers.
pub const OPTIMIZERS: &[Class<Box<dyn Optimizer>>] = &[
    Class {
        name: "SGD",
        names: &["sgd"],
        doc: "gradient descent",
        arguments: &[
            learning_rate(0.01),
            MOMENTUM,
            Argument::with_default(
                "nesterov",
                Literal::Bool(false),
                "whether momentum is Nesterov's",
            ),
        ],
        make: |a| {
            let optimizer = SGD::new().learning_rate(a.float("learning_rate")?);
            let optimizer = optimizer.momentum(a.float("momentum")?);
            optimizer.nesterov(a.bool("nesterov")?).into_optimizer()
        },
    },
    Class {
        name: "RMSprop",
        names: &["rmsprop"],
        doc: "gradients divided by their recent root mean square",
        arguments: &[
            learning_rate(0.001),
            Argument::with_default(
                "rho",
                Literal::Float(0.9),
                "how slowly the mean square forgets, from 0 to 1",
            ),
            MOMENTUM,
            EPSILON,
            Argument::with_default(
                "centered",
                Literal::Bool(false),
                "whether to divide by the standard deviation",
            ),
        ],
        make: |a| {
            let optimizer = RMSprop::new()
                .learning_rate(a.float("learning_rate")?)
                .rho(a.float("rho")?)
                .momentum(a.float("momentum")?)
                .epsilon(a.float("epsilon")?);
            optimizer.centered(a.bool("centered")?).into_optimizer()
        },
    },
    Class {
        name: "Adam",
        names: &["adam"],
        doc: "moving means of the gradient and its square",
        arguments: &[
            learning_rate(0.001),
            Argument::with_default(
                "beta_1",
                Literal::Float(0.9),
                "how slowly the mean of the gradient forgets, from 0 to below 1",
            ),
            Argument::with_default(
                "beta_2",
                Literal::Float(0.999),
                "how slowly the mean of its square forgets, from 0 to below 1",
            ),
            EPSILON,
            Argument::with_default(
                "amsgrad",
                Literal::Bool(false),
                "whether the divisor never shrinks",
            ),
        ],
        make: |a| {
            let optimizer = Adam::new()
                .learning_rate(a.float("learning_rate")?)
                .beta_1(a.float("beta_1")?)
                .beta_2(a.float("beta_2")?)
                .epsilon(a.float("epsilon")?);
            optimizer.amsgrad(a.bool("amsgrad")?).into_optimizer()
        },
    },
];
