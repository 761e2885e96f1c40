//! Which layers hand a mask on: those with `supports_masking` in Keras 3.15.

#![allow(clippy::unwrap_used, reason = "also in the functions that the tests share")]

use kerros::prelude::*;

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
