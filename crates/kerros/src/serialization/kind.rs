//! What kinds of objects there are, and where Keras keeps their classes.

use crate::registry::{
    ACTIVATIONS, Argument, CONSTRAINTS, INITIALIZERS, LAYERS, LOSSES, METRICS, OPTIMIZERS,
    REGULARIZERS, SCHEDULES,
};

/// A kind of object: it decides in which list a class is looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Layer,
    Activation,
    Initializer,
    Regularizer,
    Constraint,
    Loss,
    Metric,
    Optimizer,
    Schedule,
}

impl Kind {
    /// The kind of what the argument `key` of a class holds.
    pub(super) fn of_argument(key: &str) -> Self {
        let ends =
            |end: &str| key == end || key.strip_suffix(end).is_some_and(|k| k.ends_with('_'));
        match () {
            () if ends("initializer") => Kind::Initializer,
            () if ends("regularizer") => Kind::Regularizer,
            () if ends("constraint") => Kind::Constraint,
            () if ends("activation") => Kind::Activation,
            () if ends("optimizer") => Kind::Optimizer,
            () if key == "learning_rate" || key == "lr" => Kind::Schedule,
            () => Kind::Layer,
        }
    }

    /// The module in which Keras 3 exports the classes.
    pub(super) fn module(self) -> &'static str {
        match self {
            Kind::Layer => "keras.layers",
            Kind::Activation => "keras.activations",
            Kind::Initializer => "keras.initializers",
            Kind::Regularizer => "keras.regularizers",
            Kind::Constraint => "keras.constraints",
            Kind::Loss => "keras.losses",
            Kind::Metric => "keras.metrics",
            Kind::Optimizer => "keras.optimizers",
            Kind::Schedule => "keras.optimizers.schedules",
        }
    }

    /// The name under which Keras exports a class: its own, but for few.
    pub(super) fn exported(self, class_name: &str) -> &str {
        let class = LAYERS.iter().find(|class| self == Kind::Layer && class.name == class_name);
        class.and_then(|class| class.names.first()).copied().unwrap_or(class_name)
    }

    /// The arguments of the class that goes by `name`; `None` if there is none.
    pub(super) fn arguments(self, name: &str) -> Option<&'static [Argument]> {
        macro_rules! in_list {
            ($list:ident) => {
                $list.iter().find(|class| class.goes_by(name)).map(|class| class.arguments)
            };
        }
        match self {
            Kind::Layer => in_list!(LAYERS),
            Kind::Activation => in_list!(ACTIVATIONS),
            Kind::Initializer => in_list!(INITIALIZERS),
            Kind::Regularizer => in_list!(REGULARIZERS),
            Kind::Constraint => in_list!(CONSTRAINTS),
            Kind::Loss => in_list!(LOSSES),
            Kind::Metric => in_list!(METRICS),
            Kind::Optimizer => in_list!(OPTIMIZERS),
            Kind::Schedule => in_list!(SCHEDULES),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_an_argument_says_what_it_holds() {
        for (key, kind) in [
            ("kernel_initializer", Kind::Initializer),
            ("activity_regularizer", Kind::Regularizer),
            ("bias_constraint", Kind::Constraint),
            ("activation", Kind::Activation),
            ("recurrent_activation", Kind::Activation),
            ("inner_optimizer", Kind::Optimizer),
            ("learning_rate", Kind::Schedule),
            ("layer", Kind::Layer),
            ("reactivation", Kind::Layer),
        ] {
            assert_eq!(Kind::of_argument(key), kind, "{key}");
        }
    }
}
