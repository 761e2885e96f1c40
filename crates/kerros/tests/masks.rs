//! Which layers hand a mask on: those with `supports_masking` in Keras 3.15.

#![allow(clippy::unwrap_used, reason = "also in the functions that the tests share")]

use kerros::layer::{Build, Layer, Settings};
use kerros::prelude::*;
use kerros_graph::NodeId;

fn masked() -> SymbolicTensor {
    let x = Input::new([3, 2]).symbol().unwrap();
    let masked = Masking::new().apply(&x).unwrap();
    assert!(!x.is_masked() && masked.is_masked());
    masked
}

#[test]
fn layers_hand_masks_on_as_in_keras() {
    let layers: Vec<SharedLayer> = vec![
        Activation::Relu.layer().into(),
        AlphaDropout::new(0.5).into(),
        BatchNormalization::new().into(),
        Dense::new(4).into(),
        Dropout::new(0.5).into(),
        ELU::new().into(),
        GaussianDropout::new(0.5).into(),
        GaussianNoise::new(0.5).into(),
        GroupNormalization::new().groups(2).into(),
        Identity::new().into(),
        LayerNormalization::new().into(),
        LeakyReLU::new().into(),
        PReLU::new().into(),
        ReLU::new().into(),
        SpatialDropout1D::new(0.5).into(),
        UnitNormalization::new().into(),
    ];
    for layer in layers {
        assert!(layer.apply(masked()).unwrap().is_masked(), "{}", layer.class_name());
    }
}

/// Attention hands the mask of its query on, whether or not the value has one.
#[test]
fn attention_hands_on_the_mask_of_the_query() {
    let layers: [fn() -> SharedLayer; 4] = [
        || Attention::new().into(),
        || AdditiveAttention::new().into(),
        || MultiHeadAttention::new(2, 3).into(),
        || GroupedQueryAttention::new(3, 2, 1).into(),
    ];
    let (masked, free) = (masked(), Input::new([3, 2]).symbol().unwrap());
    for layer in layers {
        let name = layer().class_name().to_owned();
        assert!(layer().apply([&masked, &free]).unwrap().is_masked(), "{name}");
        assert!(layer().apply([&masked, &masked]).unwrap().is_masked(), "{name}");
        assert!(!layer().apply([&free, &masked]).unwrap().is_masked(), "{name}");
        assert!(!layer().apply([&free, &free]).unwrap().is_masked(), "{name}");
    }
    let scored = MultiHeadAttention::new(2, 3).return_attention_scores(true);
    let outputs = scored.apply_many([&masked, &free]).unwrap();
    assert_eq!([outputs[0].is_masked(), outputs[1].is_masked()], [true, false]);
}

/// Its first input, with its second one as the mask.
#[derive(Debug, Default)]
struct Masked {
    settings: Settings,
}

impl Layer for Masked {
    fn class_name(&self) -> &'static str {
        "Masked"
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn call(&self, _build: &mut Build<'_>, input: NodeId) -> kerros::Result<NodeId> {
        Ok(input)
    }

    fn call_many(&self, build: &mut Build<'_>, inputs: &[NodeId]) -> kerros::Result<Vec<NodeId>> {
        build.set_mask(Some(inputs[1]));
        Ok(vec![inputs[0]])
    }
}

/// What stands in steps that are masked changes nothing of what the others find.
#[test]
fn masked_steps_are_not_found() {
    let layers: [fn() -> SharedLayer; 4] = [
        || Attention::new().into(),
        || AdditiveAttention::new().into(),
        || MultiHeadAttention::new(2, 3).into(),
        || GroupedQueryAttention::new(3, 2, 1).into(),
    ];
    for layer in layers {
        let (x, seen) = (Input::new([4, 2]).symbol().unwrap(), Input::new(4).symbol().unwrap());
        let masked = Masked::default().apply([&x, &seen]).unwrap();
        let attention = layer();
        let found = attention.apply([&masked, &masked]).unwrap();
        let mut model = Model::new([&x, &seen], &found).unwrap();
        let seen = Array2::from_shape_vec((1, 4), vec![1.0f32, 0.0, 1.0, 0.0]).unwrap();
        let mut of = |hidden: f32| {
            let x = vec![0.5, 0.25, hidden, 1.0, 0.75, -0.5, 2.0, hidden];
            let x = Array3::from_shape_vec((1, 4, 2), x).unwrap();
            let output = model.predict([&x.into_dyn(), &seen.clone().into_dyn()]).unwrap();
            let output = output.as_slice().unwrap();
            [&output[..2], &output[4..6]].concat()
        };
        assert_eq!(of(3.0), of(-5.0), "{}", attention.class_name());
    }
}

#[test]
fn layers_that_change_steps_drop_masks_as_in_keras() {
    let layers: Vec<SharedLayer> = vec![
        Conv1D::new(2, 2).into(),
        Flatten::new().into(),
        GlobalAveragePooling1D::new().into(),
        GlobalMaxPooling1D::new().into(),
        MaxPooling1D::new(2).into(),
        Permute::new([2, 1]).into(),
        Reshape::new([6]).into(),
        UpSampling1D::new(2).into(),
        ZeroPadding1D::new(1).into(),
    ];
    for layer in layers {
        assert!(!layer.apply(masked()).unwrap().is_masked(), "{}", layer.class_name());
    }
}

#[test]
fn a_mask_reaches_the_mean_through_layers_between() {
    let mut model = Sequential::new();
    model.add(Masking::new().input_shape([3, 1])).unwrap();
    model.add(Dropout::new(0.5)).unwrap();
    model.add(Dense::new(1).kernel_initializer("ones").bias_initializer("ones")).unwrap();
    model.add(GlobalAveragePooling1D::new()).unwrap();
    let x = Array3::from_shape_vec((2, 3, 1), vec![2.0f32, 0.0, 4.0, 5.0, 0.0, 0.0]).unwrap();
    // The mean of 3 and 5, and 6: what the dense layer makes of zeros is left out.
    assert_eq!(model.predict(&x).unwrap().as_slice(), Some(&[4.0, 6.0][..]));
}
