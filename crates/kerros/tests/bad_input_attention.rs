//! Bad input of attention layers and spectral normalization: whole messages.

#![allow(clippy::unwrap_used, reason = "also in the functions that the tests share")]

use kerros::layer::Config;
use kerros::prelude::*;
use kerros::registry::{LAYERS, find};

/// The message of an error.
#[track_caller]
fn said<T>(result: kerros::Result<T>) -> String {
    result.map(drop).unwrap_err().to_string()
}

fn symbol(shape: &[usize]) -> SymbolicTensor {
    Input::new(shape).symbol().unwrap()
}

fn symbols(shapes: &[&[usize]]) -> Vec<SymbolicTensor> {
    shapes.iter().map(|shape| symbol(shape)).collect()
}

const OF_SELF: &str = "For attention of a sequence to itself, apply the layer to [&x, &x].";

#[test]
fn too_few_or_too_many_inputs() {
    let x: &[usize] = &[5, 4];
    for count in [1, 4] {
        let inputs = symbols(&vec![x; count]);
        let expected = |name: &str| {
            format!(
                "{name}: inputs: expected query and value, or query, value and key, received {count}. \
                 {OF_SELF}"
            )
        };
        assert_eq!(said(Attention::new().apply(&inputs)), expected("attention"));
        assert_eq!(said(AdditiveAttention::new().apply(&inputs)), expected("additive_attention"));
        let several = MultiHeadAttention::new(2, 3);
        assert_eq!(said(several.apply(&inputs)), expected("multi_head_attention"));
        let grouped = GroupedQueryAttention::new(3, 2, 1);
        assert_eq!(said(grouped.apply(&inputs)), expected("grouped_query_attention"));
    }
    let masked = MultiHeadAttention::new(2, 3).attention_mask(true);
    assert_eq!(
        said(masked.apply(symbols(&[x, x]))),
        format!(
            "multi_head_attention: inputs: expected query and value, or query, value and key, and the \
             attention mask, received 2. {OF_SELF}"
        )
    );
    let mut model = Sequential::new();
    model.add(Input::new(x)).unwrap();
    assert_eq!(
        said(model.add(MultiHeadAttention::new(2, 3))),
        format!(
            "sequential/multi_head_attention: inputs: expected query and value, or query, value and key, \
             received 1. {OF_SELF}"
        )
    );
}

#[test]
fn sequences_of_one_head_that_do_not_fit() {
    let shapes: [(&[&[usize]], &str); 6] = [
        (&[&[4], &[4]], "(batch, 4), (batch, 4), (batch, 4)"),
        (&[&[5, 4], &[6, 3]], "(batch, 5, 4), (batch, 6, 3), (batch, 6, 3)"),
        (&[&[5, 4], &[6, 3], &[6, 5]], "(batch, 5, 4), (batch, 6, 3), (batch, 6, 5)"),
        (&[&[5, 4], &[6, 4], &[7, 4]], "(batch, 5, 4), (batch, 6, 4), (batch, 7, 4)"),
        (&[&[2, 5, 4], &[6, 4]], "(batch, 2, 5, 4), (batch, 6, 4), (batch, 6, 4)"),
        (&[&[2, 5, 4], &[3, 5, 4]], "(batch, 2, 5, 4), (batch, 3, 5, 4), (batch, 3, 5, 4)"),
    ];
    for (given, received) in shapes {
        let expected = |name: &str| {
            format!(
                "{name}: inputs: expected query (batch, queries, features), value (batch, steps, ...) and key \
                 (batch, steps, features), received {received}. Bring queries and keys to as many features, \
                 for example with Dense."
            )
        };
        let inputs = symbols(given);
        assert_eq!(said(Attention::new().apply(&inputs)), expected("attention"));
        let concat = Attention::new().score_mode("concat").name("concat");
        assert_eq!(said(concat.apply(&inputs)), expected("concat"));
        assert_eq!(said(AdditiveAttention::new().apply(&inputs)), expected("additive_attention"));
    }
}

#[test]
fn sequences_of_several_heads_that_do_not_fit() {
    let of = |given: &[&[usize]]| said(MultiHeadAttention::new(2, 3).apply(symbols(given)));
    let remedy = "Bring the sequences to shapes that fit, for example with Reshape.";
    assert_eq!(
        of(&[&[4], &[4]]),
        format!(
            "multi_head_attention: inputs: expected query, value and key (batch, steps, ..., features) with as \
             many axes, received (batch, 4), (batch, 4), (batch, 4). {remedy}"
        )
    );
    assert_eq!(
        of(&[&[5, 4], &[6, 4], &[7, 4]]),
        format!(
            "multi_head_attention: inputs: expected value and key with the same sizes but for the features, \
             received (batch, 5, 4), (batch, 6, 4), (batch, 7, 4). {remedy}"
        )
    );
    let second = MultiHeadAttention::new(2, 3).attention_axes([2]);
    assert_eq!(
        said(second.apply(symbols(&[&[2, 5, 4], &[3, 5, 4]]))),
        format!(
            "multi_head_attention: inputs: expected query and value with the same sizes along axes that are \
             not attended, received (batch, 2, 5, 4), (batch, 3, 5, 4), (batch, 3, 5, 4). {remedy}"
        )
    );
    for given in [[&[5, 4][..], &[5, 3]], [&[2, 5, 4], &[2, 5, 4]]] {
        let message = said(GroupedQueryAttention::new(3, 2, 1).apply(symbols(&given)));
        let expected = "grouped_query_attention: inputs: expected query and value (batch, steps, features) \
                        with the same number of features, received (batch, ";
        assert!(message.starts_with(expected), "{message}");
    }
}

#[test]
fn axes_that_are_not_between_batch_and_features() {
    let x = symbol(&[2, 5, 4]);
    for axes in [vec![], vec![0], vec![3], vec![-1], vec![-4], vec![1, 1], vec![1, -3]] {
        let layer = MultiHeadAttention::new(2, 3).attention_axes(axes.clone());
        assert_eq!(
            said(layer.apply([&x, &x])),
            format!(
                "multi_head_attention: attention_axes: expected different axes between the batch, 0, and the \
                 features, 3, received {axes:?}. Leave attention_axes out for all of them."
            )
        );
    }
    for (layer, argument) in [
        (MultiHeadAttention::new(2, 3).use_causal_mask(true), "use_causal_mask"),
        (MultiHeadAttention::new(2, 3).sliding_window(2), "sliding_window"),
    ] {
        assert_eq!(
            said(layer.apply([&x, &x])),
            format!(
                "multi_head_attention: {argument}: expected one axis along which steps are looked up, received \
                 2. Name the axis that has an order in attention_axes."
            )
        );
    }
}

#[test]
fn attention_masks_that_do_not_fit() {
    let (query, value) = (symbol(&[3, 4]), symbol(&[5, 4]));
    for (shape, received) in [
        (&[5, 3][..], "(batch, 5, 3)"),
        (&[5], "(batch, 5)"),
        (&[3, 3, 5], "(batch, 3, 3, 5)"),
        (&[1, 2, 3, 5], "(batch, 1, 2, 3, 5)"),
    ] {
        let mask = symbol(shape);
        let message = |layer: SharedLayer| said(layer.apply([&query, &value, &mask]));
        let several = MultiHeadAttention::new(2, 3).attention_mask(true).name("x");
        let grouped = GroupedQueryAttention::new(3, 2, 1).attention_mask(true).name("x");
        for layer in [several.into(), grouped.into()] {
            assert_eq!(
                message(layer),
                format!(
                    "x: attention_mask: expected a mask that repeats to the scores, (batch, 2, 3, 5), received \
                     {received}. Say for each query which steps it sees: (queries, steps) for each sample."
                )
            );
        }
    }
}

#[test]
fn sizes_and_shares_outside_their_range() {
    let x = symbol(&[5, 4]);
    let of = |layer: SharedLayer| said(layer.apply([&x, &x]));
    let several = || MultiHeadAttention::new(2, 3).name("a");
    let grouped =
        |head_dim, queries, keys| GroupedQueryAttention::new(head_dim, queries, keys).name("a");
    let sizes: [(SharedLayer, &str); 7] = [
        (MultiHeadAttention::new(0, 3).name("a").into(), "num_heads"),
        (MultiHeadAttention::new(2, 0).name("a").into(), "key_dim"),
        (several().value_dim(0).into(), "value_dim"),
        (several().sliding_window(0).into(), "sliding_window"),
        (grouped(0, 2, 1).into(), "head_dim"),
        (grouped(3, 0, 1).into(), "num_query_heads"),
        (grouped(3, 2, 0).into(), "num_key_value_heads"),
    ];
    for (layer, argument) in sizes {
        assert_eq!(
            of(layer),
            format!(
                "a: {argument}: expected at least 1, received 0. Give {argument} a positive number."
            )
        );
    }
    assert_eq!(
        of(grouped(3, 3, 2).into()),
        "a: num_query_heads: expected a multiple of num_key_value_heads, 2, received 3. Let each head of keys \
         and values answer to as many heads of queries."
    );
    assert_eq!(
        of(several().output_shape([2, 0]).into()),
        "a: output_shape: expected sizes of at least 1, received [2, 0]. Leave output_shape out for the \
         features of the query."
    );
    let shares: [SharedLayer; 4] = [
        Attention::new().dropout(1.5).name("a").into(),
        AdditiveAttention::new().dropout(1.5).name("a").into(),
        several().dropout(1.5).into(),
        grouped(3, 2, 1).dropout(1.5).into(),
    ];
    for layer in shares {
        assert_eq!(
            of(layer),
            "a: dropout: expected a number from 0 to 1, received 1.5. Give the fraction of scores to drop."
        );
    }
    assert_eq!(
        of(Attention::new().score_mode("sum").name("a").into()),
        "a: score_mode: expected \"dot\" or \"concat\", received \"sum\". Name one of them, or leave \
         score_mode out."
    );
}

#[test]
fn flash_attention_keeps_no_scores() {
    let x = symbol(&[5, 4]);
    let flash = || MultiHeadAttention::new(2, 3).flash_attention(true).name("a");
    for (layer, other) in [
        (flash().dropout(0.5), "dropout"),
        (flash().return_attention_scores(true), "return_attention_scores"),
    ] {
        assert_eq!(
            said(layer.apply_many([&x, &x])),
            format!(
                "a: flash_attention: expected false, as there is {other}, received true. Leave flash_attention \
                 or {other} out: the former keeps no scores."
            )
        );
    }
    assert!(flash().apply([&x, &x]).is_ok());
}

#[test]
fn what_keras_is_told_at_the_call_is_in_no_configuration() {
    let layer = MultiHeadAttention::new(2, 3).use_causal_mask(true).attention_mask(true);
    assert_eq!(layer.call_arguments().to_string(), "use_causal_mask=true, attention_mask=true");
    assert_eq!(layer.config(), MultiHeadAttention::new(2, 3).config());
    let plain = GroupedQueryAttention::new(3, 2, 1);
    assert_eq!(plain.call_arguments(), Config::new());
    // Keras 2 had it among the arguments of the layer.
    let class = find("layer", LAYERS, "AdditiveAttention").unwrap();
    let causal = class.from_config(&Config::new().with("causal", true)).unwrap();
    assert_eq!(causal.call_arguments().to_string(), "use_causal_mask=true");
}

#[test]
fn configurations_of_the_wrong_kind() {
    let of = |class: &str, config: Config| {
        said(find("layer", LAYERS, class).and_then(|class| class.from_config(&config)))
    };
    let heads = || Config::new().with("num_heads", 2usize).with("key_dim", 3usize);
    for (config, expected) in [
        (Config::new(), "num_heads: expected a value, received nothing. Give num_heads."),
        (heads().with("value_dim", "3"), "value_dim: expected a whole number, received \"3\"."),
        (
            heads().with("attention_axes", "1"),
            "attention_axes: expected whole numbers, received \"1\".",
        ),
        (
            heads().with("use_causal_mask", 3i64),
            "use_causal_mask: expected true or false, received 3.",
        ),
        (
            heads().with("flash_attention", 3i64),
            "flash_attention: expected true or false, received 3.",
        ),
        (heads().with("heads", 3i64), "unknown argument \"heads\""),
    ] {
        let message = of("MultiHeadAttention", config);
        assert!(message.starts_with(&format!("MultiHeadAttention: {expected}")), "{message}");
    }
    // Attention takes no attention mask in Keras either.
    let message = of("Attention", Config::new().with("attention_mask", true));
    assert!(message.starts_with("Attention: unknown argument \"attention_mask\""), "{message}");
}

#[test]
fn layers_whose_kernel_cannot_be_normalized() {
    let x = symbol(&[5, 4]);
    let of = |layer: SpectralNormalization| said(layer.apply(&x));
    for (layer, name) in [
        (SpectralNormalization::new(Flatten::new()), "Flatten"),
        (SpectralNormalization::new(SeparableConv1D::new(2, 2)), "SeparableConv1D"),
        (SpectralNormalization::new(TimeDistributed::new(Dense::new(2))), "TimeDistributed"),
    ] {
        assert_eq!(
            of(layer),
            format!(
                "spectral_normalization: layer: expected a layer with a weight kernel or embeddings, received \
                 {name}. Wrap the layers that have one, such as Dense, the convolutions or Embedding."
            )
        );
    }
    assert_eq!(
        of(SpectralNormalization::new(Dense::new(2)).power_iterations(0)),
        "spectral_normalization: power_iterations: expected at least 1, received 0. Give power_iterations a \
         positive number."
    );
    assert_eq!(
        of(SpectralNormalization::new(Dense::new(0))),
        "spectral_normalization/dense: units: expected at least 1, received 0. Give units a positive number."
    );
    let conv = SpectralNormalization::new(Conv2D::new(2, 2));
    let message = of(conv);
    assert!(message.starts_with("spectral_normalization/conv2d: input: expected "), "{message}");
}
