//! The course's networks, and how the course trains them.

use crate::arguments::Network;
use crate::data::sets::Prepared;
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

impl Course {
    /// Trains like this; `data` has the rows to validate by, if none are held back.
    pub(crate) fn fit(self, data: &Prepared) -> Fit<'_> {
        let fit = Fit::new().epochs(self.epochs).batch_size(self.batch_size);
        match self.validation_split {
            Some(share) => fit.validation_split(share),
            None => fit.validation_data(&data.x_test, &data.y_test),
        }
    }
}

impl Network {
    /// Its name on the command line and in file names.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Network::Iris => "iris",
            Network::IrisRelu => "iris-relu",
            Network::BreastCancer => "breast-cancer",
            Network::Boston => "boston",
            Network::Walking => "walking",
        }
    }

    /// How the course trains it.
    pub(crate) fn course(self) -> Course {
        let tables = |epochs| Course { epochs, batch_size: 32, validation_split: None };
        match self {
            Network::Iris | Network::IrisRelu | Network::Boston => tables(100),
            Network::BreastCancer => tables(20),
            Network::Walking => Course { epochs: 15, batch_size: 128, validation_split: Some(0.3) },
        }
    }

    /// The metric it is judged by in the course.
    pub(crate) fn metric(self) -> &'static str {
        match self {
            Network::Boston => "mae",
            _ => "accuracy",
        }
    }

    /// The network, compiled as in the course.
    pub(crate) fn build(self, seed: u64) -> Result<Sequential> {
        let mut model = Sequential::with_seed(seed);
        let loss = match self {
            Network::Iris | Network::IrisRelu => {
                let activation = match self {
                    Network::IrisRelu => Activation::Relu,
                    _ => Activation::Linear,
                };
                model.add(Dense::new(10).activation(activation).input_shape(4))?;
                model.add(Dense::new(3).activation(Activation::Softmax))?;
                "categorical_crossentropy"
            }
            Network::BreastCancer => {
                model.add(Dense::new(5).activation(Activation::Sigmoid).input_shape(9))?;
                model.add(Dense::new(1).activation(Activation::Sigmoid))?;
                "binary_crossentropy"
            }
            Network::Boston => {
                model.add(Dense::new(64).activation(Activation::Relu).input_shape(5))?;
                model.add(Dense::new(1))?;
                "mse"
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
                "categorical_crossentropy"
            }
        };
        let compile = Compile::new().optimizer("rmsprop").loss(loss).metrics([self.metric()]);
        model.compile(compile)?;
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
            (Network::IrisRelu, 83),
            (Network::BreastCancer, 56),
            (Network::Boston, 449),
            (Network::Walking, 117_295),
        ] {
            assert_eq!(network.build(1).unwrap().count_params().unwrap(), parameters);
        }
    }
}
