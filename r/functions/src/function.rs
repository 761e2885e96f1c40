//! The text of one R function.

use crate::signature::{Parameter, Signature};
use kerros::registry::Argument;
use std::fmt::Write;

/// What a class is, and so how its function makes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A layer, which is added to a model or returned.
    Layer,
    /// An activation, which is computed.
    Activation,
    /// An initializer.
    Initializer,
    /// A regularizer.
    Regularizer,
    /// A constraint.
    Constraint,
    /// A loss.
    Loss,
    /// A metric.
    Metric,
    /// An optimizer.
    Optimizer,
    /// A schedule of the learning rate.
    Schedule,
}

/// A class of the registry and its function.
#[derive(Clone, Copy, Debug)]
pub struct Function<'a> {
    /// The function's name.
    pub name: &'a str,
    /// What the class is.
    pub kind: Kind,
    /// The class's name in Keras.
    pub class: &'a str,
    /// What it is, in one line.
    pub doc: &'a str,
    /// What the registry knows of its arguments.
    pub arguments: &'a [Argument],
    /// What the function takes.
    pub signature: &'a Signature,
    /// Whether it counts axes from 1, as keras3 does, and not from 0 as Keras does.
    pub axes_from_one: bool,
}

/// What a parameter of a signature is to Kerros.
enum Part<'a> {
    /// The model, the data, or what is left: the function's own business.
    Own,
    /// What every layer takes: it goes by its own name.
    Common,
    /// An argument of the class.
    Argument(&'a Argument),
    /// Nothing yet: it must keep its default.
    Fixed,
}

/// Parameters that are axes.
const AXES: [&str; 3] = ["axis", "axes", "shared_axes"];

/// Parameters of every layer that the R code of layers understands.
const COMMON: [&str; 9] = [
    "input_shape",
    "batch_input_shape",
    "batch_shape",
    "input_length",
    "batch_size",
    "dtype",
    "name",
    "trainable",
    "weights",
];

impl Kind {
    /// What the functions' names begin with.
    pub fn prefix(self) -> &'static str {
        match self {
            Kind::Layer => "layer_",
            Kind::Activation => "activation_",
            Kind::Initializer => "initializer_",
            Kind::Regularizer => "regularizer_",
            Kind::Constraint => "constraint_",
            Kind::Loss => "loss_",
            Kind::Metric => "metric_",
            Kind::Optimizer => "optimizer_",
            Kind::Schedule => "learning_rate_schedule_",
        }
    }

    /// The word for several.
    pub fn plural(self) -> &'static str {
        match self {
            Kind::Layer => "layers",
            Kind::Activation => "activations",
            Kind::Initializer => "initializers",
            Kind::Regularizer => "regularizers",
            Kind::Constraint => "constraints",
            Kind::Loss => "losses",
            Kind::Metric => "metrics",
            Kind::Optimizer => "optimizers",
            Kind::Schedule => "schedules",
        }
    }

    /// The word for one.
    fn word(self) -> &'static str {
        match self {
            Kind::Schedule => "schedule",
            _ => self.prefix().trim_end_matches('_'),
        }
    }

    /// Parameters that are no arguments of the class.
    fn own(self) -> &'static [&'static str] {
        match self {
            Kind::Layer => &["object", "inputs", "..."],
            Kind::Activation => &["x", "..."],
            Kind::Loss | Kind::Metric => &["y_true", "y_pred", "..."],
            Kind::Initializer
            | Kind::Regularizer
            | Kind::Constraint
            | Kind::Optimizer
            | Kind::Schedule => &["..."],
        }
    }
}

impl Function<'_> {
    /// Documentation and code. `documented` is false where another package documents it.
    pub fn text(&self, documented: bool) -> String {
        let mut text = String::new();
        if documented {
            self.write_documentation(&mut text);
        }
        text += "#' @export\n";
        text += &self.header();
        text += &self.body();
        text += "}\n";
        text
    }

    fn part(&self, parameter: &Parameter) -> Part<'_> {
        let name = parameter.name.as_str();
        if self.kind.own().contains(&name) {
            return Part::Own;
        }
        if self.kind == Kind::Layer && COMMON.contains(&name) {
            return Part::Common;
        }
        match self.arguments.iter().find(|argument| argument.goes_by(name)) {
            // The model's seed decides, and a warning says so.
            Some(argument) if self.kind != Kind::Layer || argument.name != "seed" => {
                Part::Argument(argument)
            }
            _ => Part::Fixed,
        }
    }

    fn write_documentation(&self, text: &mut String) {
        let title = format!("{} {}", self.word(), self.kind.word());
        text.push_str(&format!("#' {title}\n#'\n#' {}\n#'\n", sentence(self.doc)));
        for parameter in &self.signature.0 {
            let meaning = match self.part(parameter) {
                Part::Own => self.own_meaning(&parameter.name).to_owned(),
                Part::Common => common_meaning(&parameter.name).to_owned(),
                Part::Argument(argument) => sentence(argument.doc) + self.counted(parameter),
                Part::Fixed => fixed_meaning(&parameter.name).to_owned(),
            };
            let name = if parameter.name == "..." { r"\dots" } else { &parameter.name };
            text.push_str(&format!("#' @param {name} {meaning}\n"));
        }
        text.push_str(&format!("#' @return {}\n", self.returns()));
        text.push_str(&format!("#' @family {}\n", self.kind.plural()));
    }

    /// Whether it is a layer that merges tensors.
    fn merges(&self) -> bool {
        self.kind == Kind::Layer && self.signature.get("inputs").is_some()
    }

    /// The former name under which an argument may still be given, among what is left: for an optimizer that of
    /// keras 2, as in its last versions.
    fn former_name(&self, argument: &Argument) -> Option<&'static str> {
        let former = argument.former_names.first().copied()?;
        let is_left = self.kind == Kind::Optimizer && self.signature.get("...").is_some();
        (is_left && self.signature.get(former).is_none()).then_some(former)
    }

    /// What it is called in the title: the class, or the name of the function.
    fn word(&self) -> &str {
        match self.kind {
            Kind::Activation => self.name.trim_start_matches(self.kind.prefix()),
            _ => self.class,
        }
    }

    /// How axes are counted, of a parameter that is one.
    fn counted(&self, parameter: &Parameter) -> &'static str {
        let of_a_weight = self.kind == Kind::Constraint;
        match (AXES.contains(&parameter.name.as_str()), self.axes_from_one, of_a_weight) {
            (false, _, _) => "",
            (true, true, false) => " Axes count from 1, which is the batch.",
            (true, false, false) => " Axes count from 0, which is the batch.",
            (true, true, true) => " Axes count from 1.",
            (true, false, true) => " Axes count from 0.",
        }
    }

    fn own_meaning(&self, name: &str) -> &'static str {
        match (self.kind, name) {
            (_, "object") => {
                "A model, to which the layer is added; a tensor, or a list of tensors, on which it is \
                 called; nothing, to get the layer."
            }
            (_, "inputs") => {
                "A list of tensors, which the layer is called on; nothing, to get the layer."
            }
            (Kind::Layer, "...") if self.class.ends_with("Attention") => {
                "What every layer takes, `name`, `weights` and others, and what Keras is told at the call: \
                 `use_causal_mask`, `return_attention_scores` and, but for layers of one head, `attention_mask`, all \
                 TRUE or FALSE; an attention mask is the last of the tensors."
            }
            (Kind::Layer, "...") if self.merges() => {
                "More tensors, and what every layer takes: `name`, `weights` and others."
            }
            (_, "x") => {
                "Numbers: a vector, matrix or array; the last axis is that of the features."
            }
            (_, "y_true") => "Targets; left out, the function gives an object for `compile()`.",
            (_, "y_pred") => "Predictions.",
            (Kind::Layer, _) => {
                "What every layer takes: `input_shape`, `name`, `weights` and others."
            }
            (Kind::Optimizer, "...") => {
                "The learning rate as `lr`, as it was called once, with a warning; nothing else is accepted."
            }
            _ => "Nothing else is accepted.",
        }
    }

    fn returns(&self) -> &'static str {
        match self.kind {
            Kind::Layer if self.merges() => "A tensor; without tensors, the layer.",
            Kind::Layer => {
                "The model, invisibly; called on tensors, a tensor; without a model and tensors, the layer."
            }
            Kind::Activation if self.class == "glu" => "Numbers, half as many along the axis.",
            Kind::Activation => "Numbers of the same shape.",
            Kind::Initializer => "An initializer, for the arguments of layers.",
            Kind::Regularizer => "A regularizer, for the arguments of layers.",
            Kind::Constraint => "A constraint, for the arguments of layers.",
            Kind::Loss => "A loss for `compile()`; with data, the loss of each row.",
            Kind::Metric => "A metric for `compile()`.",
            Kind::Optimizer => "An optimizer for `compile()`.",
            Kind::Schedule => "A schedule, for the argument `learning_rate` of optimizers.",
        }
    }

    fn header(&self) -> String {
        let parameters: Vec<String> = self
            .signature
            .0
            .iter()
            .map(|parameter| match &parameter.default {
                Some(default) => format!("{} = {default}", parameter.name),
                None => parameter.name.clone(),
            })
            .collect();
        let opening = format!("{} <- function(", self.name);
        let indent = " ".repeat(opening.len());
        wrapped(&opening, &parameters, &indent) + ") {\n"
    }

    fn body(&self) -> String {
        let (mut taken, mut optional, mut common, mut fixed) = (vec![], vec![], vec![], vec![]);
        let (mut has_rest, mut has_object) = (false, false);
        for parameter in &self.signature.0 {
            let name = &parameter.name;
            has_rest |= name == "...";
            has_object |= name == "object";
            match self.part(parameter) {
                Part::Own => {}
                Part::Common => common.push(format!("{name} = {name}")),
                Part::Argument(argument) => {
                    let default = parameter.default.as_deref().unwrap_or("");
                    let value = match (default.starts_with("c(\""), self.former_name(argument)) {
                        (true, _) => format!("{name}[[1L]]"),
                        (false, _) if self.axes_from_one && AXES.contains(&name.as_str()) => {
                            format!("axes_from_zero({name})")
                        }
                        (false, Some(former)) => format!("renamed({name}, \"{former}\", ...)"),
                        (false, None) => name.clone(),
                    };
                    let list = if default == "NULL" { &mut optional } else { &mut taken };
                    list.push(format!("{} = {value}", argument.name));
                }
                Part::Fixed => fixed.push(format!("{name} = {}", kept(parameter))),
            }
        }
        if has_rest && self.kind == Kind::Layer {
            common.push("...".to_owned());
        } else if has_rest {
            let former = self.arguments.iter().filter_map(|argument| self.former_name(argument));
            fixed.extend(former.map(|former| format!(".former = \"{former}\"")));
            fixed.push("...".to_owned());
        }
        let mut body = String::new();
        if !fixed.is_empty() {
            let opening = format!("  only_defaults(\"{}\", ", self.name);
            body += &wrapped(&opening, &fixed, "    ");
            body += ")\n";
        }
        let list = |opening: &str, parts: &[String]| wrapped(opening, parts, "      ");
        let arguments = match (taken.is_empty(), optional.is_empty()) {
            (true, true) => "    list()".to_owned(),
            (false, true) => list("    list(", &taken) + ")",
            (true, false) => list("    given(list(", &optional) + "))",
            (false, false) => {
                let taken = list("    c(list(", &taken);
                format!("{taken}),\n{})))", list("      given(list(", &optional))
            }
        };
        let class = self.class;
        let call = match self.kind {
            Kind::Activation => {
                let name = self.word();
                match taken.is_empty() && optional.is_empty() {
                    true => format!("  activate(\"{name}\", x)\n"),
                    false => format!("  activate(\"{name}\", x,\n{arguments})\n"),
                }
            }
            Kind::Layer => {
                // Tensors may come one by one, in `...`.
                let (object, common_arguments) = match (self.merges(), has_rest) {
                    (true, true) => ("merged(inputs, ...)", "    common_named_arguments("),
                    (true, false) => ("inputs", "    common_arguments("),
                    // A cell is a value for other layers.
                    (false, _) if !has_object => ("NULL", "    common_arguments("),
                    (false, _) => ("object", "    common_arguments("),
                };
                let common = wrapped(common_arguments, &common, "      ");
                format!("  new_layer(\"{class}\", {object},\n{arguments},\n{common}))\n")
            }
            Kind::Loss => format!("  new_loss(\"{class}\", y_true, y_pred,\n{arguments})\n"),
            // Where data cannot be given there is nothing to refuse.
            Kind::Metric if self.signature.get("y_true").is_none() => {
                format!("  new_object(\"metric\", \"{class}\",\n{arguments})\n")
            }
            Kind::Metric => {
                format!("  new_metric(\"{class}\", y_true, y_pred,\n{arguments})\n")
            }
            Kind::Initializer
            | Kind::Regularizer
            | Kind::Constraint
            | Kind::Optimizer
            | Kind::Schedule => {
                format!("  new_object(\"{}\", \"{class}\",\n{arguments})\n", self.kind.word())
            }
        };
        body + &call
    }
}

/// An R expression that is true while a parameter has its default, or a value that means the same.
fn kept(parameter: &Parameter) -> String {
    let name = &parameter.name;
    match (name.as_str(), parameter.default.as_deref()) {
        ("data_format", _) => format!("is_channels_last({name})"),
        ("dtype", _) => format!("is_float32({name})"),
        // The model's seed decides; a warning says so.
        ("seed", _) => format!("ignored_seed({name})"),
        (_, Some("NULL")) => format!("is.null({name})"),
        (_, Some(default)) => format!("same({name}, {default})"),
        (_, None) => format!("missing({name})"),
    }
}

fn common_meaning(name: &str) -> &'static str {
    match name {
        "input_shape" => "The sizes of one sample, for the first layer of a model.",
        "batch_input_shape" | "batch_shape" => "The same with the number of rows before it.",
        "input_length" => {
            "How many numbers a row has, for the first layer of a model; several for rows of several axes."
        }
        "batch_size" => "Not needed: batches may have any size.",
        "dtype" => "Left out, or \"float32\".",
        "name" => "The layer's name; otherwise the model names it.",
        "trainable" => "Whether training moves the layer's weights.",
        _ => "Weights to start with, as `get_weights()` gives them.",
    }
}

fn fixed_meaning(name: &str) -> &'static str {
    match name {
        "data_format" => "Left out, or \"channels_last\".",
        "dtype" => "Left out, or \"float32\".",
        "seed" => "Ignored with a warning: `set.seed()` seeds the whole model.",
        _ => "Not there yet: must keep its default.",
    }
}

/// The R code of the vector of all activations' names.
pub fn names_of_activations(names: &[String]) -> String {
    wrapped("activation_names <- c(", names, "  ") + ")\n"
}

/// A list of parts after an opening, in lines of at most 100 characters.
fn wrapped(opening: &str, parts: &[String], indent: &str) -> String {
    let mut text = opening.to_owned();
    let mut width = opening.len();
    for (index, part) in parts.iter().enumerate() {
        let last = index + 1 == parts.len();
        let room = part.len() + usize::from(!last);
        if index > 0 && width + 1 + room > 100 {
            let _ = write!(text, "\n{indent}");
            width = indent.len();
        } else if index > 0 {
            text.push(' ');
            width += 1;
        }
        text.push_str(part);
        if !last {
            text.push(',');
        }
        width += room;
    }
    text
}

/// A capital letter, a full stop, and percent signs as R's markup wants them.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(char::to_uppercase).into_iter().flatten();
    let text: String = first.chain(letters).collect();
    format!("{}.", text.replace('%', r"\%"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The function of a layer that merges, with this signature.
    fn merging(signature: &str) -> String {
        let signature = Signature::parse(signature).unwrap();
        // A class whose only argument is an axis, as that of Concatenate.
        let softmax =
            kerros::registry::LAYERS.iter().find(|class| class.name == "Softmax").unwrap();
        let function = Function {
            name: "layer_concatenate",
            kind: Kind::Layer,
            class: "Concatenate",
            doc: "joins values",
            arguments: softmax.arguments,
            signature: &signature,
            axes_from_one: true,
        };
        function.text(true)
    }

    #[test]
    fn optimizers_take_the_learning_rate_under_its_former_name() {
        let signature = Signature::parse("optimizer_sgd(learning_rate = 0.01, ...)").unwrap();
        let classes = kerros::registry::OPTIMIZERS;
        let sgd = classes.iter().find(|class| class.name == "SGD").unwrap();
        let function = Function {
            name: "optimizer_sgd",
            kind: Kind::Optimizer,
            class: "SGD",
            doc: sgd.doc,
            arguments: sgd.arguments,
            signature: &signature,
            axes_from_one: true,
        };
        let code = "optimizer_sgd <- function(learning_rate = 0.01, ...) {\n  \
                    only_defaults(\"optimizer_sgd\", .former = \"lr\", ...)\n  \
                    new_object(\"optimizer\", \"SGD\",\n    \
                    list(learning_rate = renamed(learning_rate, \"lr\", ...)))\n}\n";
        let text = function.text(true);
        assert!(text.ends_with(code), "{text}");
        // Where the signature has the former name, that is it.
        let signature = Signature::parse("optimizer_sgd(lr = 0.01)").unwrap();
        let text = Function { signature: &signature, ..function }.text(true);
        assert!(text.ends_with("list(learning_rate = lr))\n}\n"), "{text}");
    }

    #[test]
    fn layers_that_merge_take_tensors_in_a_list_or_one_by_one() {
        let text = merging("layer_concatenate(inputs, ..., axis = -1L)");
        assert!(text.contains("#' @param inputs A list of tensors"), "{text}");
        assert!(text.contains(r"#' @param \dots More tensors"), "{text}");
        let code = "layer_concatenate <- function(inputs, ..., axis = -1L) {\n  \
                    new_layer(\"Concatenate\", merged(inputs, ...),\n    \
                    list(axis = axes_from_zero(axis)),\n    \
                    common_named_arguments(...))\n}\n";
        assert!(text.ends_with(code), "{text}");

        let text = merging("layer_concatenate(inputs, axis = -1, name = NULL)");
        assert!(text.contains("new_layer(\"Concatenate\", inputs,\n"), "{text}");
        assert!(text.contains("common_arguments(name = name))"), "{text}");
    }
}
