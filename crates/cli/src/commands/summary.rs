//! `kerros summary`

use crate::arguments::Summary;
use crate::error::Result;
use kerros::summary::SummaryStyle;
use std::io::Write;

pub(crate) fn run(arguments: &Summary) -> Result<()> {
    let model = arguments.network.build(0)?;
    let style = if arguments.classic { SummaryStyle::Classic } else { SummaryStyle::Keras3 };
    write!(std::io::stdout(), "{}", model.summary()?.to_text(style))?;
    if let Some(file) = &arguments.picture {
        let picture = model.plot()?.show_shapes(true).show_layer_names(true);
        picture.show_layer_activations(true).save(file)?;
    }
    Ok(())
}
