//! `kerros profile`

use crate::arguments::{Network, Profile};
use crate::data::sets::{self, Prepared};
use crate::data::split::SplitKind;
use crate::error::Result;
use std::io::Write;

pub(crate) fn run(arguments: &Profile) -> Result<()> {
    let network = arguments.network;
    let mut model = network.build(0)?;
    if let Some(threads) = arguments.threads {
        model.threads(threads.get())?;
    }
    let Prepared { x_train, y_train, .. } = match network {
        Network::Iris => sets::iris(None, SplitKind::Stratified, 0)?,
        Network::BreastCancer => sets::breast_cancer(None, SplitKind::Stratified, 0)?,
        Network::Boston => sets::boston(None, SplitKind::Random, 0)?,
        Network::Walking => sets::walking(&sets::walking_windows(None)?, SplitKind::Random, 0)?,
    };
    let batch_size = arguments.batch_size.map_or(network.course().batch_size, |size| size.get());
    let description = model.profile(&x_train, &y_train, batch_size, arguments.steps.get())?;
    writeln!(std::io::stdout(), "One training step of the network \"{}\"", network.name())?;
    write!(std::io::stdout(), "{description}")?;
    Ok(())
}
