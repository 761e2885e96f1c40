//! Bad input of recurrent layers, their cells and wrappers: whole messages.

#![allow(clippy::unwrap_used, reason = "also in the functions that the tests share")]

use kerros::layer::{Config, Value};
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

/// The message about a layer on top of an input of this shape; the model is as it was.
#[track_caller]
fn refused(shape: &[usize], layer: impl Into<SharedLayer>) -> String {
    let mut model = Sequential::new();
    model.add(Input::new(shape)).unwrap();
    let message = said(model.add(layer));
    assert_eq!(model.layers().count(), 0);
    assert_eq!(model.output_shape().unwrap(), shape);
    message
}

#[test]
fn samples_that_are_no_sequences() {
    let no_features = "input: expected samples (steps, features), received [5]. \
                       Give the data an axis of features: (rows, steps, 1).";
    assert_eq!(refused(&[5], LSTM::new(3)), format!("sequential/lstm: {no_features}"));
    assert_eq!(refused(&[5], GRU::new(3)), format!("sequential/gru: {no_features}"));
    let both = Bidirectional::new(SimpleRNN::new(3)).unwrap();
    let path = "sequential/bidirectional/forward_simple_rnn";
    assert_eq!(refused(&[5], both), format!("{path}: {no_features}"));
    assert_eq!(
        refused(&[5, 3, 2], LSTM::new(3)),
        "sequential/lstm: input: expected one axis of features at each step, received steps of shape [3, 2]. \
         Flatten the steps first, for example by TimeDistributed(Flatten), or take a ConvLSTM."
    );
    assert_eq!(
        refused(&[5], TimeDistributed::new(Dense::new(3))),
        "sequential/time_distributed: input: expected samples (steps, features, ...), received [5]. \
         Give the data an axis of features: (rows, steps, 1)."
    );
    assert_eq!(
        refused(&[5, 3], ConvLSTM2D::new(4, 2)),
        "sequential/conv_lstm2d: input: expected samples (steps, two axes in space, channels), received steps \
         of shape [3]. Give each step these axes, for example with a Reshape layer before."
    );
}

#[test]
fn a_kernel_larger_than_a_step() {
    let message = refused(&[5, 3, 3, 1], ConvLSTM2D::new(4, 4));
    assert!(message.starts_with("sequential/conv_lstm2d: kernel_size: expected"), "{message}");
    let message = refused(&[5, 3, 1], ConvLSTM1D::new(4, 2).padding("causal"));
    assert!(message.starts_with("sequential/conv_lstm1d: padding: expected"), "{message}");
}

#[test]
fn arguments_outside_their_range() {
    let shape: &[usize] = &[5, 2];
    assert!(refused(shape, GRU::new(0)).contains("gru: units: expected at least 1, received 0"));
    for (layer, what) in [
        (SharedLayer::from(LSTM::new(3).dropout(-0.1)), "dropout"),
        (LSTM::new(3).recurrent_dropout(1.5).into(), "recurrent_dropout"),
        (SimpleRNN::new(3).dropout(f64::NAN).into(), "dropout"),
        (RNN::new(GRUCell::new(3).dropout(2.0)).unwrap().into(), "dropout"),
    ] {
        let message = refused(shape, layer);
        let expected = format!("{what}: expected a number from 0 to 1, received ");
        assert!(message.contains(&expected), "{message}");
    }
    assert!(refused(shape, LSTM::new(3).activation("tahn")).contains("did you mean \"tanh\"?"));
    let message = refused(shape, GRU::new(3).recurrent_regularizer("l3"));
    assert!(message.contains("unknown regularizer \"l3\""), "{message}");
}

#[test]
fn states_that_do_not_fit() {
    let x = symbol(&[5, 2]);
    let remedy = "Apply the layer to the sequence alone, or to the sequence and all parts of a state, in the cell's order.";
    assert_eq!(
        said(LSTM::new(3).apply([&x, &symbol(&[3])])),
        format!(
            "lstm: initial_state: expected the parts of the state, for each sample [[3], [3]], received [[3]]. {remedy}"
        )
    );
    assert_eq!(
        said(GRU::new(3).apply([&x, &symbol(&[4])])),
        format!(
            "gru: initial_state: expected the parts of the state, for each sample [[3]], received [[4]]. {remedy}"
        )
    );
    let step = symbol(&[2]);
    assert!(said(LSTMCell::new(3).apply_many(&step)).contains("initial_state: expected"));
    let both = Bidirectional::new(GRU::new(3)).unwrap();
    assert!(said(both.apply([&x, &symbol(&[3])])).contains("initial_state: expected"));
}

#[test]
fn masks_that_do_not_fit() {
    // The mask of steps does not survive as one of the steps of a window.
    let x = symbol(&[6, 2]);
    let masked = Masking::new().apply(&x).unwrap();
    let mut declared = kerros::layer::Declarations::new();
    let mut graph = kerros_graph::Graph::new();
    let ty = |sizes: &[usize]| kerros_graph::Type::f32(kerros_graph::Shape::batch(sizes));
    let sequence = graph.input(kerros_graph::InputId(0), ty(&[6, 2])).unwrap();
    let mask = graph.input(kerros_graph::InputId(1), ty(&[5])).unwrap();
    let mut build = kerros::layer::Build::new(&mut graph, false, "lstm", &mut declared)
        .with_masks(vec![Some(mask)]);
    assert_eq!(
        said(LSTM::new(3).call(&mut build, sequence)),
        "mask: expected one number for each step of (batch, 6, 2), received (batch, 5). \
         Mask the steps of the sequence that the layer gets."
    );
    assert!(LSTM::new(3).apply(&masked).is_ok());
}

#[test]
fn layers_that_are_no_cells_and_not_recurrent() {
    assert_eq!(
        said(RNN::new(Dense::new(3))),
        "cell: expected a cell: SimpleRNNCell, GRUCell, LSTMCell, StackedRNNCells, or one of your own, received \
         Dense. Give a layer that computes one step; a layer of one's own says so by as_cell."
    );
    assert!(said(RNN::new(LSTM::new(3))).contains("received LSTM"));
    let no_cells: [LSTMCell; 0] = [];
    assert_eq!(
        said(StackedRNNCells::new(no_cells)),
        "cells: expected at least one cell, received none. Give the cells, the lowest first."
    );
    assert_eq!(
        said(Bidirectional::new(Dense::new(3))),
        "layer: expected a recurrent layer, such as LSTM, GRU or RNN, received Dense. \
         Put a layer that runs over the steps of a sequence into Bidirectional."
    );
    let both = Bidirectional::new(LSTM::new(3)).unwrap();
    assert!(refused(&[5, 2], both.clone().merge_mode("max")).contains("\"concat\", \"sum\""));
    for other in [
        SharedLayer::from(GRU::new(3)),
        GRU::new(3).go_backwards(true).return_sequences(true).into(),
        Dense::new(3).into(),
    ] {
        let message = refused(&[5, 2], both.clone().backward_layer(other));
        assert!(message.contains("layer: expected"), "{message}");
    }
    let backwards = Bidirectional::new(LSTM::new(3).go_backwards(true)).unwrap();
    assert!(refused(&[5, 2], backwards).contains("Leave go_backwards to Bidirectional"));
}

#[test]
fn layers_in_configurations() {
    let made =
        |class: &str, config: Config| find("layer", LAYERS, class).unwrap().from_config(&config);
    let object = |class: &str, config: Config| Value::Object { class_name: class.into(), config };
    assert_eq!(
        said(made("RNN", Config::new().with("cell", 3i64))),
        "RNN: cell: expected layers, received 3. Give cell such a value."
    );
    let unknown = Config::new().with("cell", object("LSTMCel", Config::new()));
    assert!(said(made("RNN", unknown)).contains("did you mean \"LSTMCell\"?"));
    let wrong = Config::new().with("layer", object("Dense", Config::new().with("unit", 3i64)));
    assert!(said(made("TimeDistributed", wrong)).contains("unknown argument \"unit\""));
}
