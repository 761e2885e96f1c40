//! Recurrent layers: a cell over the steps of a sequence.
//!
//! | module | holds |
//! |---|---|
//! | `cell` | what a cell is |
//! | `run` | a cell over all steps: states, masks, outputs |
//! | `options` | what all recurrent layers are told besides their cell |
//! | `core`, `settings`, `forget_bias` | what the cells have in common |
//! | `simple_rnn`, `lstm`, `gru` | the cells, and the layers that run them |
//! | `conv_lstm` | long short-term memory with convolutions |
//! | `rnn` | the layer that runs any cell, and cells above each other |
//! | `bidirectional` | a recurrent layer in both directions |

mod bidirectional;
mod cell;
mod conv_lstm;
mod core;
mod forget_bias;
mod gru;
mod lstm;
mod options;
mod rnn;
mod run;
mod settings;
mod simple_rnn;

pub use bidirectional::{Bidirectional, MergeMode};
pub use cell::{CellStep, Recurrence, RecurrentCell, call_cell};
pub use conv_lstm::{ConvLSTM1D, ConvLSTM2D, ConvLSTM3D};
pub use gru::{GRU, GRUCell};
pub use lstm::{LSTM, LSTMCell};
pub use rnn::{RNN, StackedRNNCells};
pub use run::Recurrent;
pub use simple_rnn::{SimpleRNN, SimpleRNNCell};
