//! Pictures of models.

use crate::bridge::{Arg, Value};
use crate::failure::{Result, wrong};
use crate::model::{number, with};
use crate::objects::text;
use kerros::picture::Rankdir;

/// `model_picture(handle, shown, rankdir, expand_nested, dpi, format)`: the picture as the text of an SVG, or for Graphviz
/// ("dot"). `shown` names what the boxes say.
pub(crate) fn picture(args: &[Arg]) -> Result<Value> {
    let shown = args[1].texts().ok_or_else(|| wrong("names"))?;
    let rankdir = match text(&args[2], "rankdir")? {
        "LR" => Rankdir::LeftToRight,
        _ => Rankdir::TopToBottom,
    };
    let expand = args[3].logical().ok_or_else(|| wrong("expand_nested"))?;
    let dpi = number(&args[4])? as u32;
    let format = text(&args[5], "format")?;
    with(&args[0], |model| {
        let plot = model.plot()?.rankdir(rankdir).expand_nested(expand).dpi(dpi);
        let plot = shown.iter().flatten().try_fold(plot, |plot, &name| match name {
            "shapes" => Ok(plot.show_shapes(true)),
            "dtype" => Ok(plot.show_dtype(true)),
            "layer_names" => Ok(plot.show_layer_names(true)),
            "layer_activations" => Ok(plot.show_layer_activations(true)),
            "trainable" => Ok(plot.show_trainable(true)),
            _ => Err(wrong("what a box can show")),
        })?;
        Ok(Value::text(if format == "dot" { plot.to_dot() } else { plot.to_svg()? }))
    })
}
