//! `kerros profile`

use crate::arguments::Profile;
use crate::data::sets::Prepared;
use crate::data::split::SplitKind;
use crate::error::Result;
use crate::source::Source;
use std::io::Write;

pub(crate) fn run(arguments: &Profile) -> Result<()> {
    let network = arguments.network;
    let mut model = network.build(0)?;
    if let Some(threads) = arguments.threads {
        model.set_threads(threads.get())?;
    }
    let source = Source::open(network, None)?;
    let Prepared { x_train, y_train, .. } = source.split(SplitKind::Random, 0)?;
    let batch_size = arguments.batch_size.map_or(network.course().batch_size, |size| size.get());
    let description = model.profile(&x_train, &y_train, batch_size, arguments.steps.get())?;
    writeln!(std::io::stdout(), "One training step of the network \"{}\"", network.name())?;
    write!(std::io::stdout(), "{description}")?;
    Ok(())
}
