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
        let picture = picture.show_layer_activations(true);
        match file.extension().is_some_and(|ending| ending == "dot") {
            true => picture.save_dot(file)?,
            false => picture.save_svg(file)?,
        }
    }
    Ok(())
}
