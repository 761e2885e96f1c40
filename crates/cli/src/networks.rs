//! The course's networks, and how the course trains them.

use crate::arguments::Network;
use kerros::error::Result;
use kerros::prelude::*;

/// How a network is trained in the course.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Course {
    pub(crate) epochs: usize,
    pub(crate) batch_size: usize,
    /// The share of the training rows held back; otherwise the test rows validate.
    pub(crate) validation_split: Option<f64>,
}

impl Network {
    /// Its name on the command line and in file names.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Network::Iris => "iris",
            Network::BreastCancer => "breast-cancer",
            Network::Boston => "boston",
            Network::Walking => "walking",
        }
    }

    /// How the course trains it.
    pub(crate) fn course(self) -> Course {
        let tables = |epochs| Course { epochs, batch_size: 32, validation_split: None };
        match self {
            Network::Iris | Network::Boston => tables(100),
            Network::BreastCancer => tables(20),
            Network::Walking => Course { epochs: 15, batch_size: 128, validation_split: Some(0.3) },
        }
    }

    /// The network, compiled as in the course.
    pub(crate) fn build(self, seed: u64) -> Result<Sequential> {
        let mut model = Sequential::with_seed(seed);
        let compile = match self {
            Network::Iris => {
                model.add(Dense::new(10).input_shape(4))?;
                model.add(Dense::new(3).activation(Activation::Softmax))?;
                Compile::new().loss("categorical_crossentropy").metrics(["accuracy"])
            }
            Network::BreastCancer => {
                model.add(Dense::new(5).activation(Activation::Sigmoid).input_shape(9))?;
                model.add(Dense::new(1).activation(Activation::Sigmoid))?;
                Compile::new().loss("binary_crossentropy").metrics(["accuracy"])
            }
            Network::Boston => {
                model.add(Dense::new(64).activation(Activation::Relu).input_shape(5))?;
                model.add(Dense::new(1))?;
                Compile::new().loss("mse").metrics(["mae"])
            }
            Network::Walking => {
                let relu = Activation::Relu;
                model.add(Conv1D::new(40, 30).strides(2).activation(relu).input_shape([260, 3]))?;
                model.add(MaxPooling1D::new(2))?;
                model.add(Conv1D::new(40, 10).activation(relu))?;
                model.add(MaxPooling1D::new(2))?;
                model.add(Flatten::new())?;
                model.add(Dense::new(100).activation(Activation::Sigmoid))?;
                model.add(Dense::new(15).activation(Activation::Softmax))?;
                Compile::new().loss("categorical_crossentropy").metrics(["accuracy"])
            }
        };
        model.compile(compile.optimizer("rmsprop"))?;
        Ok(model)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_networks_have_the_parameters_of_the_course() {
        for (network, parameters) in [
            (Network::Iris, 83),
            (Network::BreastCancer, 56),
            (Network::Boston, 449),
            (Network::Walking, 117_295),
        ] {
            assert_eq!(network.build(1).unwrap().count_params().unwrap(), parameters);
        }
    }
}
