//! A transformer block that learns to read backwards: each step must find the step that mirrors it.
//!
//! What it has found out can be seen: a second model of the same layers returns the attention scores.
//!
//! Run it with `cargo run --release -p kerros --example transformer`.

use kerros::prelude::*;

const STEPS: usize = 8;
const WORDS: usize = 10;
const WIDTH: usize = 24;

/// Texts of random words, the places of the words, and the texts backwards.
fn texts(rows: usize) -> (Array2<f32>, Array2<f32>, Array3<f32>) {
    let mut state = 1u64;
    let mut word = || {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        ((state >> 33) % WORDS as u64) as f32
    };
    let texts = Array2::from_shape_simple_fn((rows, STEPS), &mut word);
    let places = Array2::from_shape_fn((rows, STEPS), |(_, step)| step as f32);
    let backwards =
        Array3::from_shape_fn((rows, STEPS, 1), |(row, step, _)| texts[[row, STEPS - 1 - step]]);
    (texts, places, backwards)
}

/// `x + y`, normalized: what stands behind each part of a block.
fn normalized(x: &SymbolicTensor, y: &SymbolicTensor) -> kerros::Result<SymbolicTensor> {
    LayerNormalization::new().apply(Add::new().apply([x, y])?)
}

pub(crate) fn main() -> kerros::Result<()> {
    let (words, places) = (Input::new(STEPS).symbol()?, Input::new(STEPS).symbol()?);
    let word = Embedding::new(WORDS, WIDTH).apply(&words)?;
    let place = Embedding::new(STEPS, WIDTH).apply(&places)?;
    let x = Add::new().apply([&word, &place])?;

    // In Keras, return_attention_scores and use_causal_mask are arguments of the call.
    let attention = MultiHeadAttention::new(2, 12).return_attention_scores(true);
    let outputs = attention.apply_many([&x, &x])?;
    let (found, scores) = (&outputs[0], &outputs[1]);
    let x = normalized(&x, found)?;
    let hidden = Dense::new(2 * WIDTH).activation("gelu").apply(&x)?;
    let x = normalized(&x, &Dense::new(WIDTH).apply(&hidden)?)?;
    let output = Dense::new(WORDS).activation("softmax").apply(&x)?;

    let mut model = Model::new([&words, &places], &output)?;
    let mut looks = Model::new([&words, &places], scores)?;
    let compile = Compile::new().loss("sparse_categorical_crossentropy").metrics(["accuracy"]);
    model.compile(compile.optimizer(Adam::new().learning_rate(0.005)))?;
    let (x, p, y) = texts(1500);
    let (train, test) = (ndarray::s![..1200, ..], ndarray::s![1200.., ..]);
    let quiet = Fit::new().epochs(20).verbose(Verbose::Silent);
    model.fit(
        [&x.slice(train).to_owned(), &p.slice(train).to_owned()],
        &y.slice(ndarray::s![..1200, .., ..]).to_owned(),
        quiet,
    )?;
    let (x, p) = (x.slice(test).to_owned(), p.slice(test).to_owned());
    let y = y.slice(ndarray::s![1200.., .., ..]).to_owned();
    let evaluate = Evaluate::new().verbose(Verbose::Silent);
    let accuracy = model.evaluate([&x, &p], &y, evaluate)?.get("accuracy").unwrap_or(0.0);
    println!("words of new texts backwards: {:.1} % right", 100.0 * accuracy);
    assert!(accuracy > 0.97, "{accuracy}");

    // (texts, heads, steps, steps): how much a step looks at its mirror, of both heads.
    let scores = looks.predict([&x, &p])?;
    let seen: f32 = (0..STEPS)
        .map(|i| scores[[0, 0, i, STEPS - 1 - i]].max(scores[[0, 1, i, STEPS - 1 - i]]))
        .sum();
    println!("a step looks at its mirror with {:.2}", seen / STEPS as f32);
    assert!(seen / STEPS as f32 > 0.5, "{seen}");
    Ok(())
}
