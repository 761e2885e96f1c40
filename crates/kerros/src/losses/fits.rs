//! Warnings about last activations that do not fit a loss.

use crate::activations::Activation;
use kerros_graph::Shape;
use kerros_graph::types::Dim;

/// A warning when a loss for several classes sees predictions of one.
pub(super) fn one_class(loss: &'static str, prediction: &Shape) -> Option<String> {
    (prediction.dims().last() == Some(&Dim::Const(1))).then(|| {
        format!(
            "{loss} tells several classes apart, and the last layer has one unit. For two classes, \
             use one unit with a sigmoid activation and the loss binary_crossentropy."
        )
    })
}

/// A warning when the last activation is not the one that a crossentropy is made for.
pub(super) fn activation_fits(
    loss: &'static str,
    from_logits: bool,
    probabilities: Activation,
    last: Activation,
) -> Option<String> {
    let expected = if from_logits { Activation::Linear } else { probabilities };
    if last == expected {
        return None;
    }
    let warning = if from_logits {
        format!(
            "{loss} with from_logits expects a linear last layer, and its activation is {last}. \
             Leave the activation out, or leave from_logits out."
        )
    } else if matches!(last, Activation::Sigmoid | Activation::Softmax) {
        let other = match last {
            Activation::Sigmoid => "binary_crossentropy",
            _ => "categorical_crossentropy",
        };
        format!(
            "{loss} expects {expected} as the last activation, and it is {last}. Use {expected}, \
             or the loss {other}."
        )
    } else {
        format!(
            "{loss} expects {expected} as the last activation, and it is {last}. Use {expected}, \
             or set from_logits if the last layer gives logits."
        )
    };
    Some(warning)
}

/// A warning when a regression loss sees the output of a classification.
pub(super) fn regression_fits(
    loss: &'static str,
    last: Activation,
    prediction: &Shape,
) -> Option<String> {
    if last != Activation::Softmax {
        return None;
    }
    Some(match prediction.dims().last() {
        Some(Dim::Const(1)) => format!(
            "{loss} sees a softmax over one unit, which is always 1. Use a linear last layer for a \
             regression."
        ),
        _ => format!(
            "{loss} is a loss for regression, and the last activation is softmax. To tell classes \
             apart, use the loss categorical_crossentropy."
        ),
    })
}

/// A warning that the last activation does not give what a loss expects.
pub(super) fn expects(
    loss: &'static str,
    expected: &str,
    last: Activation,
    remedy: &str,
) -> Option<String> {
    Some(format!("{loss} expects {expected}, and the last activation is {last}. {remedy}"))
}

/// A warning when a loss of scores sees probabilities, for which there is the loss `crossentropy`.
pub(super) fn scores_fit(
    loss: &'static str,
    crossentropy: &str,
    last: Activation,
) -> Option<String> {
    if !matches!(last, Activation::Sigmoid | Activation::Softmax) {
        return None;
    }
    let remedy = format!("Use a linear last layer or tanh, or the loss {crossentropy}.");
    expects(loss, "scores below and above 0", last, &remedy)
}

/// A warning when a loss of shares sees an activation that gives none.
pub(super) fn shares_fit(loss: &'static str, last: Activation) -> Option<String> {
    match last {
        Activation::Sigmoid | Activation::Softmax => None,
        other => expects(loss, "numbers from 0 to 1", other, "Use sigmoid or softmax."),
    }
}
