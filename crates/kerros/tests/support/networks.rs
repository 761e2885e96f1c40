//! The course's four networks, on made-up data of the real shapes, one of all convolutions, one of words, one of
//! attention, and one of recurrences.

use kerros::prelude::*;

/// One of the networks, with rows to train it on.
pub(crate) struct Network {
    pub(crate) name: &'static str,
    pub(crate) build: fn(u64) -> Sequential,
    /// The shape of a sample.
    input: &'static [usize],
    /// Classes to tell apart; 1 for a number or a yes and no.
    outputs: usize,
    pub(crate) batch_size: usize,
}

pub(crate) const NETWORKS: [Network; 4] = [
    Network { name: "iris", build: iris, input: &[4], outputs: 3, batch_size: 32 },
    Network {
        name: "breast-cancer",
        build: breast_cancer,
        input: &[9],
        outputs: 1,
        batch_size: 32,
    },
    Network { name: "boston", build: boston, input: &[5], outputs: 1, batch_size: 32 },
    Network { name: "walking", build: walking, input: &[260, 3], outputs: 15, batch_size: 128 },
];

/// A network of every layer that convolves, along one, two and three axes.
pub(crate) const CONVOLUTIONS: Network = Network {
    name: "convolutions",
    build: convolutions,
    input: &[12, 10, 4],
    outputs: 3,
    batch_size: 64,
};

/// Words as rows of a table. Rows are looked up, and slopes added up, in several pieces.
pub(crate) const WORDS: Network =
    Network { name: "words", build: words, input: &[20], outputs: 3, batch_size: 400 };

/// A causal block of attention of all kinds, with dropout and spectral normalization, on sequences of different
/// lengths.
pub(crate) const TRANSFORMER: Network =
    Network { name: "transformer", build: transformer, input: &[20], outputs: 3, batch_size: 64 };

/// Recurrent layers of all kinds, with dropout of features and states, on sequences of different lengths.
pub(crate) const RECURRENT: Network =
    Network { name: "recurrent", build: recurrent, input: &[20], outputs: 3, batch_size: 64 };

/// A metric of every kind, with several thresholds, labels and classes.
pub(crate) const METRICS: Network =
    Network { name: "metrics", build: metrics, input: &[4], outputs: 3, batch_size: 32 };

impl Network {
    /// Samples and targets.
    pub(crate) fn data(&self, rows: usize) -> (ArrayD<f32>, Array2<f32>) {
        let shape = [&[rows], self.input].concat();
        let size: usize = self.input.iter().product();
        let numbers = (0..rows * size).map(|i| {
            let (row, place) = (i / size, i % size);
            ((row * 31 + place * (1 + row % 7)) as f32 * 0.37).sin()
        });
        let x = ArrayD::from_shape_vec(shape, numbers.collect()).unwrap();
        let outputs = self.outputs;
        let y = Array2::from_shape_fn((rows, outputs), |(row, output)| match outputs {
            1 => (row % 2) as f32,
            _ => f32::from(u8::from(row % outputs == output)),
        });
        (x, y)
    }
}

fn compiled(mut model: Sequential, loss: &str, metric: &str) -> Sequential {
    let compile = Compile::new().optimizer("rmsprop").loss(loss).metrics([metric]);
    model.compile(compile).unwrap();
    model
}

fn metrics(seed: u64) -> Sequential {
    use kerros::metrics::{
        AUC, Average, Curve, FBetaScore, Metric, OneHotMeanIoU, PearsonCorrelation, Precision,
        R2Score, Recall, SpecificityAtSensitivity, TopKCategoricalAccuracy,
    };
    let mut model = Sequential::with_seed(seed);
    model.add(Dense::new(3).activation("softmax").input_shape(4)).unwrap();
    let metrics: Vec<Box<dyn Metric>> = vec![
        Box::new(AUC::new()),
        Box::new(AUC::new().curve(Curve::Pr).multi_label(true)),
        Box::new(Precision::new().thresholds([0.2, 0.5, 0.7])),
        Box::new(Recall::new().top_k(2)),
        Box::new(SpecificityAtSensitivity::new(0.5)),
        Box::new(FBetaScore::new().average(Average::Weighted)),
        Box::new(OneHotMeanIoU::new(3)),
        Box::new(R2Score::new()),
        Box::new(PearsonCorrelation::new()),
        Box::new(TopKCategoricalAccuracy::new().k(2)),
    ];
    let compile = Compile::new().optimizer("adam").loss("categorical_crossentropy");
    model.compile(compile.metrics(metrics)).unwrap();
    model
}

fn convolutions(seed: u64) -> Sequential {
    let mut model = Sequential::with_seed(seed);
    let mut add = |layer: Box<dyn kerros::Layer>| {
        model.add(layer).unwrap();
    };
    add(Box::new(Conv2D::new(18, 3).padding("same").activation("relu").input_shape([12, 10, 4])));
    add(Box::new(DepthwiseConv2D::new(3).depth_multiplier(2)));
    add(Box::new(Conv2D::new(8, [3, 2]).groups(4).activation("tanh")));
    add(Box::new(SeparableConv2D::new(6, 3).padding("same")));
    add(Box::new(Conv2DTranspose::new(5, 3).strides(2).padding("same").activation("relu")));
    add(Box::new(Conv2D::new(4, 3).strides(2).padding("same")));
    // (8, 7, 4)
    add(Box::new(Reshape::new([4, 2, 7, 4])));
    add(Box::new(Conv3D::new(6, 2).padding("same").activation("tanh")));
    add(Box::new(Conv3DTranspose::new(4, [2, 2, 3]).strides([1, 2, 1])));
    // (5, 4, 9, 4)
    add(Box::new(Reshape::new([36, 20])));
    add(Box::new(Conv1D::new(12, 4).groups(4).strides(2).activation("relu")));
    add(Box::new(DepthwiseConv1D::new(3).dilation_rate(2)));
    add(Box::new(SeparableConv1D::new(8, 3).padding("same")));
    add(Box::new(Conv1DTranspose::new(6, 4).strides(3).activation("tanh")));
    add(Box::new(Flatten::new()));
    add(Box::new(Dense::new(3).activation("softmax")));
    compiled(model, "categorical_crossentropy", "accuracy")
}

fn words(seed: u64) -> Sequential {
    let mut model = Sequential::with_seed(seed);
    // The data are numbers from -1 to 1.
    let number_of_word = Lambda::new(|graph, x| {
        let spread = graph.scale(x, 2499.0)?;
        let above = graph.offset(spread, 2500.0)?;
        Ok(graph.floor(above)?)
    });
    model.add(number_of_word.input_shape(20)).unwrap();
    model.add(Embedding::new(5000, 32).mask_zero(true)).unwrap();
    model.add(ActivityRegularization::new().l2(0.01)).unwrap();
    model.add(GlobalAveragePooling1D::new()).unwrap();
    model.add(Dense::new(3).activation("softmax")).unwrap();
    compiled(model, "categorical_crossentropy", "accuracy")
}

fn transformer(seed: u64) -> Sequential {
    let x = Input::new([20, 16]).symbol().unwrap();
    let normalized = |x: &SymbolicTensor, y: &SymbolicTensor| {
        let sum = Add::new().apply([x, y]).unwrap();
        LayerNormalization::new().apply(&sum).unwrap()
    };
    let several = MultiHeadAttention::new(4, 8).dropout(0.1).use_causal_mask(true);
    let y = normalized(&x, &several.apply([&x, &x]).unwrap());
    let grouped = GroupedQueryAttention::new(8, 4, 2).sliding_window(5).use_gate(true);
    let y = normalized(&y, &grouped.apply([&y, &x]).unwrap());
    let y = normalized(&y, &Attention::new().use_scale(true).apply([&y, &x]).unwrap());
    let y = normalized(&y, &AdditiveAttention::new().dropout(0.1).apply([&y, &x]).unwrap());
    let hidden = Dense::new(32).activation("gelu").apply(&y).unwrap();
    let last = SpectralNormalization::new(Dense::new(16));
    let y = normalized(&y, &last.apply(&hidden).unwrap());
    let mut block = Model::new(&x, &y).unwrap();

    let mut model = Sequential::with_seed(seed);
    // The data are numbers from -1 to 1; those below -0.9 become the word 0, which is left out.
    let number_of_word = Lambda::new(|graph, x| {
        let spread = graph.scale(x, 10.0)?;
        let above = graph.offset(spread, 10.0)?;
        Ok(graph.floor(above)?)
    });
    model.add(number_of_word.input_shape(20)).unwrap();
    model.add(Embedding::new(21, 16).mask_zero(true)).unwrap();
    model.add(block.as_layer().unwrap()).unwrap();
    model.add(GlobalAveragePooling1D::new()).unwrap();
    model.add(Dense::new(3).activation("softmax")).unwrap();
    compiled(model, "categorical_crossentropy", "accuracy")
}

fn recurrent(seed: u64) -> Sequential {
    let mut model = Sequential::with_seed(seed);
    // The data are numbers from -1 to 1; those below -0.9 become the word 0, which is left out.
    let number_of_word = Lambda::new(|graph, x| {
        let spread = graph.scale(x, 10.0)?;
        let above = graph.offset(spread, 10.0)?;
        Ok(graph.floor(above)?)
    });
    let lstm = LSTM::new(12).return_sequences(true).dropout(0.1).recurrent_dropout(0.1);
    model.add(number_of_word.input_shape(20)).unwrap();
    model.add(Embedding::new(21, 16).mask_zero(true)).unwrap();
    model.add(Bidirectional::new(lstm).unwrap()).unwrap();
    model.add(GRU::new(18).return_sequences(true).recurrent_dropout(0.2)).unwrap();
    model.add(GRU::new(12).reset_after(false).return_sequences(true)).unwrap();
    let cells: [SharedLayer; 2] = [SimpleRNNCell::new(10).into(), LSTMCell::new(24).into()];
    let cells = StackedRNNCells::new(cells).unwrap();
    model.add(RNN::new(cells).unwrap().return_sequences(true).go_backwards(true)).unwrap();
    model.add(TimeDistributed::new(Reshape::new([6, 4]))).unwrap();
    model.add(ConvLSTM1D::new(5, 3).padding("same").recurrent_dropout(0.1)).unwrap();
    model.add(SimpleRNN::new(9).dropout(0.1)).unwrap();
    model.add(Dense::new(3).activation("softmax")).unwrap();
    compiled(model, "categorical_crossentropy", "accuracy")
}

fn iris(seed: u64) -> Sequential {
    let mut model = Sequential::with_seed(seed);
    model.add(Dense::new(10).input_shape(4)).unwrap();
    model.add(Dense::new(3).activation("softmax")).unwrap();
    compiled(model, "categorical_crossentropy", "accuracy")
}

fn breast_cancer(seed: u64) -> Sequential {
    let mut model = Sequential::with_seed(seed);
    model.add(Dense::new(5).activation("sigmoid").input_shape(9)).unwrap();
    model.add(Dense::new(1).activation("sigmoid")).unwrap();
    compiled(model, "binary_crossentropy", "accuracy")
}

fn boston(seed: u64) -> Sequential {
    let mut model = Sequential::with_seed(seed);
    model.add(Dense::new(64).activation("relu").input_shape(5)).unwrap();
    model.add(Dense::new(1)).unwrap();
    compiled(model, "mse", "mae")
}

fn walking(seed: u64) -> Sequential {
    let mut model = Sequential::with_seed(seed);
    model.add(Conv1D::new(40, 30).strides(2).activation("relu").input_shape([260, 3])).unwrap();
    model.add(MaxPooling1D::new(2)).unwrap();
    model.add(Conv1D::new(40, 10).activation("relu")).unwrap();
    model.add(MaxPooling1D::new(2)).unwrap();
    model.add(Flatten::new()).unwrap();
    model.add(Dense::new(100).activation("sigmoid")).unwrap();
    model.add(Dense::new(15).activation("softmax")).unwrap();
    compiled(model, "categorical_crossentropy", "accuracy")
}
