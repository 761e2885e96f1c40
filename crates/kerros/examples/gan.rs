//! Two networks against each other, in a training loop of one's own: a generator learns to draw digits that a
//! discriminator takes for MNIST's (Goodfellow et al. 2014, "Generative Adversarial Nets").
//!
//! Three models share the layers of two networks. The discriminator is compiled by itself with one Adam; then it is
//! frozen, and compiled behind the generator with another. What `compile` finds frozen stays so for that model and for
//! no other. Each step trains the discriminator on real and on generated rows, then the generator through the frozen
//! discriminator, with labels that claim that its drawings are real.
//!
//! Run it with `cargo run --release -p kerros --example gan [PICTURE]`, which writes 100 drawings as PNG.

use flate2::read::GzDecoder;
use kerros::prelude::*;
use ndarray::{Axis, concatenate};
use std::io::Read;
use std::path::{Path, PathBuf};

/// 1,000 images, one after the other, a byte for each pixel: `data/README.md` says where they are from.
static DIGITS: &[u8] = include_bytes!("../../../data/mnist_digits.gz");
const SIDE: usize = 28;
const NOISE: usize = 32;
const BATCH: usize = 64;
/// The test has seconds, the program a minute.
const STEPS: usize = if cfg!(test) { 300 } else { 6000 };

fn digits() -> kerros::Result<Array2<f32>> {
    let broken = |reason: String| {
        let remedy = "Make it again with scripts/mnist-digits.py.";
        Error::invalid("mnist_digits.gz", "images of 784 bytes", reason, remedy)
    };
    let mut bytes = Vec::new();
    GzDecoder::new(DIGITS).read_to_end(&mut bytes).map_err(|error| broken(error.to_string()))?;
    let shape = (bytes.len() / (SIDE * SIDE), SIDE * SIDE);
    let pixels = bytes.into_iter().map(|byte| f32::from(byte) / 255.0).collect();
    Array2::from_shape_vec(shape, pixels).map_err(|error| broken(error.to_string()))
}

/// Random numbers, the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) as usize % count
    }

    fn rows(&mut self, digits: &Array2<f32>) -> Array2<f32> {
        let rows: Vec<usize> = (0..BATCH).map(|_| self.below(digits.nrows())).collect();
        digits.select(Axis(0), &rows)
    }

    /// What the generator draws from: numbers from -1 to 1.
    fn noise(&mut self, rows: usize) -> Array2<f32> {
        Array2::from_shape_simple_fn((rows, NOISE), || self.below(2001) as f32 / 1000.0 - 1.0)
    }
}

struct Networks {
    /// From pixels to how likely they are a real digit.
    discriminator: Sequential,
    /// From noise to pixels.
    generator: Sequential,
    /// From noise to what the discriminator, which is frozen here, says of the drawing.
    both: Model,
}

impl Networks {
    fn new() -> kerros::Result<Self> {
        let leaky = || LeakyReLU::new().negative_slope(0.2);
        let mut discriminator = Sequential::with_seed(1);
        discriminator
            .add(Dense::new(128).input_shape(SIDE * SIDE))?
            .add(leaky())?
            .add(Dropout::new(0.5))?
            .add(Dense::new(1).activation("sigmoid"))?;
        // Without normalization the generator soon draws the same whatever the noise.
        let mut generator = Sequential::with_seed(2);
        generator
            .add(Dense::new(128).input_shape(NOISE))?
            .add(leaky())?
            .add(BatchNormalization::new().momentum(0.8))?
            .add(Dense::new(256))?
            .add(leaky())?
            .add(BatchNormalization::new().momentum(0.8))?
            .add(Dense::new(SIDE * SIDE).activation("sigmoid"))?;

        discriminator.compile(compile(0.0005))?;
        let judge = discriminator.as_layer()?;
        judge.set_trainable(false);
        let noise = Input::new(NOISE).symbol()?;
        let drawing = generator.as_layer()?.apply(&noise)?;
        let mut both = Model::with_seed(3, &noise, judge.apply(&drawing)?)?;
        both.compile(compile(0.001))?;
        Ok(Networks { discriminator, generator, both })
    }

    fn train_discriminator(
        &mut self,
        random: &mut Random,
        digits: &Array2<f32>,
    ) -> kerros::Result<f64> {
        let drawn = self.generator.predict(&random.noise(BATCH))?;
        let rows = concatenate![Axis(0), random.rows(digits).into_dyn(), drawn];
        let labels = concatenate![Axis(0), Array1::<f32>::ones(BATCH), Array1::zeros(BATCH)];
        Ok(self.discriminator.train_on_batch(&rows, &labels)?.loss())
    }

    fn train_generator(&mut self, random: &mut Random) -> kerros::Result<f64> {
        let claimed = Array1::<f32>::ones(BATCH);
        Ok(self.both.train_on_batch(&random.noise(BATCH), &claimed)?.loss())
    }

    /// Of the discriminator and of the generator.
    fn weights(&self) -> kerros::Result<[Vec<ArrayD<f32>>; 2]> {
        Ok([self.discriminator.get_weights()?, self.generator.get_weights()?])
    }
}

/// With less momentum than usual, as each network's aim moves with the other (Radford et al. 2016).
fn compile(learning_rate: f64) -> Compile {
    let adam = Adam::new().learning_rate(learning_rate).beta_1(0.5);
    Compile::new().optimizer(adam).loss("binary_crossentropy")
}

/// How unlike digits the drawings are: by how much each pixel's mean is off, and its standard deviation (root mean
/// squares over the pixels). The first is small if the ink is where digits have it, the second if drawings differ
/// from each other as digits do.
fn unlike(drawings: &ArrayD<f32>, digits: &Array2<f32>) -> [f32; 2] {
    let pixels = (SIDE * SIDE) as f32;
    let rms = |off: Array1<f32>| (off.mapv(|off| off * off).sum() / pixels).sqrt();
    let mean = |images: &Array2<f32>| images.sum_axis(Axis(0)) / images.nrows() as f32;
    let deviation = |images: &Array2<f32>| images.std_axis(Axis(0), 0.0);
    let shape = (drawings.shape()[0], SIDE * SIDE);
    let drawings = Array2::from_shape_fn(shape, |(row, pixel)| drawings[[row, pixel]]);
    [rms(mean(&drawings) - mean(digits)), rms(deviation(&drawings) - deviation(digits))]
}

pub(crate) fn main() -> kerros::Result<()> {
    let digits = digits()?;
    let (mut networks, mut random) = (Networks::new()?, Random(3));
    let noise = random.noise(400);
    let first = unlike(&networks.generator.predict(&noise)?, &digits);
    println!(
        "step 0: each pixel's mean is off by {:.3}, its deviation by {:.3}",
        first[0], first[1]
    );
    let mut last = first;
    for tenth in 1..=10 {
        let mut losses = [0.0; 2];
        for _ in 0..STEPS / 10 {
            losses[0] += networks.train_discriminator(&mut random, &digits)?;
            losses[1] += networks.train_generator(&mut random)?;
        }
        let losses = losses.map(|sum| sum / (STEPS / 10) as f64);
        last = unlike(&networks.generator.predict(&noise)?, &digits);
        println!(
            "step {}: mean {:.3}, deviation {:.3}; losses {:.3} of the discriminator, {:.3} of the generator",
            tenth * STEPS / 10,
            last[0],
            last[1],
            losses[0],
            losses[1]
        );
        // Neither has won: who only guesses has a loss of ln 2, 0.69; who knows all of 0.
        assert!(tenth < 10 || (0.1..1.0).contains(&losses[0]) && losses[1] < 4.0, "{losses:?}");
    }
    assert!(last[0] < first[0] / 3.0 && last[1] < first[1] / 2.0, "{first:?}, {last:?}");

    // Each step moves the weights of one network only.
    let before = networks.weights()?;
    networks.train_discriminator(&mut random, &digits)?;
    let between = networks.weights()?;
    networks.train_generator(&mut random)?;
    let after = networks.weights()?;
    assert!(before[0] != between[0] && before[1] == between[1]);
    assert!(between[0] == after[0] && between[1] != after[1]);

    if !cfg!(test) {
        let path = std::env::args_os().nth(1).map(PathBuf::from);
        let path = path.unwrap_or_else(|| std::env::temp_dir().join("gan.png"));
        picture(&networks.generator.predict(&noise)?, &path)?;
        println!("100 drawings: {}", path.display());
    }
    Ok(())
}

/// The first 100 drawings in ten rows, dark on white, each pixel as 2 x 2.
fn picture(drawings: &ArrayD<f32>, path: &Path) -> kerros::Result<()> {
    let side = 10 * SIDE * 2;
    let pixel = |at: usize| {
        let (y, x) = (at / side / 2, at % side / 2);
        let ink = drawings[[y / SIDE * 10 + x / SIDE, y % SIDE * SIDE + x % SIDE]];
        (255.0 * (1.0 - ink)).round() as u8
    };
    let pixels: Vec<u8> = (0..side * side).map(pixel).collect();
    let failed = |reason: &std::io::Error| Error::file("picture of the drawings", path, reason);
    let file = std::fs::File::create(path).map_err(|reason| failed(&reason))?;
    // Grey, eight bits a pixel, if nothing else is said.
    let encoder = png::Encoder::new(file, side as u32, side as u32);
    let written = encoder.write_header().and_then(|mut writer| writer.write_image_data(&pixels));
    written.map_err(|reason| failed(&std::io::Error::other(reason)))
}
