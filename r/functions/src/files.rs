//! All generated files.

use crate::SIGNATURES;
use crate::exports::{exports, handed_on};
use crate::function::{Function, Kind, names_of_activations};
use crate::signature::{Exported, Names, Signature};
use crate::table::table;
use kerros::registry::{
    ACTIVATIONS, Argument, CONSTRAINTS, INITIALIZERS, LAYERS, LOSSES, METRICS, OPTIMIZERS,
    REGULARIZERS, SCHEDULES,
};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Classes without a function of their own: the input has one that is written by hand, and
/// "accuracy" is a word only.
const WITHOUT_FUNCTION: [&str; 2] = ["InputLayer", "AutoAccuracy"];

/// Classes whose function is not called like them.
const RENAMED: [(&str, &str); 29] = [
    ("ReLU", "layer_activation_relu"),
    ("LeakyReLU", "layer_activation_leaky_relu"),
    ("ELU", "layer_activation_elu"),
    ("PReLU", "layer_activation_parametric_relu"),
    ("Softmax", "layer_activation_softmax"),
    ("OrthogonalRegularizer", "regularizer_orthogonal"),
    ("GroupedQueryAttention", "layer_group_query_attention"),
    ("SimpleRNNCell", "rnn_cell_simple"),
    ("SimpleRNNCell", "layer_simple_rnn_cell"),
    ("GRUCell", "rnn_cell_gru"),
    ("GRUCell", "layer_gru_cell"),
    ("LSTMCell", "rnn_cell_lstm"),
    ("LSTMCell", "layer_lstm_cell"),
    ("StackedRNNCells", "rnn_cells_stack"),
    ("StackedRNNCells", "layer_stacked_rnn_cells"),
    ("KLDivergence", "loss_kl_divergence"),
    ("KLDivergence", "loss_kullback_leibler_divergence"),
    ("LogCosh", "loss_log_cosh"),
    ("LogCosh", "loss_logcosh"),
    ("CosineSimilarity", "loss_cosine_similarity"),
    ("CosineSimilarity", "loss_cosine_proximity"),
    ("LossScaleOptimizer", "optimizer_loss_scale"),
    ("MeanMetricWrapper", "metric_mean_wrapper"),
    ("KLDivergence", "metric_kl_divergence"),
    ("KLDivergence", "metric_kullback_leibler_divergence"),
    ("LogCoshError", "metric_log_cosh_error"),
    ("LogCoshError", "metric_logcosh_error"),
    ("CosineSimilarity", "metric_cosine_similarity"),
    ("CosineSimilarity", "metric_cosine_proximity"),
];

/// Functions that the package `keras` has of its own, by hand, as their arguments come in another order.
const OF_KERAS: [&str; 1] = ["layer_input"];

/// The first lines of every generated file.
const NOTICE: &str = "# Written by `cargo run -p kerros-r-functions` from the registry of the crate `kerros`.\n\
                      # Changes belong there.\n";

/// An era of the R package.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Era {
    /// `keras` 2.2 to 2.15: the package `keras`.
    Keras2,
    /// `keras3`: the package `kerros`.
    Keras3,
}

/// A class of any list, without what makes it.
struct Class {
    kind: Kind,
    name: &'static str,
    names: &'static [&'static str],
    doc: &'static str,
    arguments: &'static [Argument],
}

impl Class {
    /// Its functions: one, but for an activation with two names.
    fn functions<'n>(&self, names: &'n Names) -> Vec<(&'n str, &'n Exported)> {
        let prefix = self.kind.prefix();
        // A loss and a metric may be of one name. Cells are layers.
        let of_kind = |function: &str| {
            function.starts_with(prefix)
                || (self.kind == Kind::Layer && function.starts_with("rnn_"))
        };
        let renamed = RENAMED.iter().filter(|(class, f)| *class == self.name && of_kind(f));
        let renamed: Vec<_> = renamed.filter_map(|(_, function)| names.get(function)).collect();
        match self.kind {
            _ if !renamed.is_empty() => renamed,
            Kind::Activation => {
                self.names.iter().filter_map(|name| names.of_class(prefix, name)).collect()
            }
            _ => names.of_class(prefix, self.name).into_iter().collect(),
        }
    }
}

/// The folder of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Every generated file: its path in the repository, and its text. What `kerros` exports is read from
/// its NAMESPACE, which is written from the comments in its code.
///
/// # Errors
///
/// When a table is damaged, or the NAMESPACE cannot be read.
pub fn all() -> Result<BTreeMap<String, String>, Box<dyn std::error::Error>> {
    let names = Names::read(SIGNATURES)?;
    let mut exported = exports(&std::fs::read_to_string(root().join("r/kerros/NAMESPACE"))?);
    let mut own: BTreeSet<String> = OF_KERAS.iter().map(|name| (*name).to_owned()).collect();
    let mut files = BTreeMap::new();
    let mut activations = Vec::new();
    for class in classes() {
        let functions = class.functions(&names);
        if functions.is_empty() {
            return Err(format!("no R function is called like the class {}", class.name).into());
        }
        for (name, exported) in functions {
            if class.kind == Kind::Activation {
                activations.push(format!("\"{}\"", name.trim_start_matches("activation_")));
            }
            for (era, package) in [(Era::Keras3, "kerros"), (Era::Keras2, "keras")] {
                let Some(signature) = signature(era, class.kind, exported) else { continue };
                let function = Function {
                    name,
                    kind: class.kind,
                    class: class.name,
                    doc: class.doc,
                    arguments: class.arguments,
                    signature,
                    axes_from_one: era == Era::Keras3,
                };
                if era == Era::Keras2 {
                    own.insert(name.to_owned());
                }
                let path = format!("r/{package}/R/generated-{}.R", class.kind.plural());
                let text = files.entry(path).or_insert_with(|| NOTICE.to_owned());
                text.push('\n');
                text.push_str(&function.text(true));
            }
        }
    }
    if let Some(text) = files.get_mut("r/kerros/R/generated-activations.R") {
        text.push_str(&format!("\n{}", names_of_activations(&activations)));
    }
    let again = format!("{NOTICE}{}", handed_on(&exported, &own));
    files.insert("r/keras/R/generated-reexports.R".to_owned(), again);
    exported.append(&mut own);
    files.insert("docs/names-of-r.md".to_owned(), table(&names, &exported)?);
    Ok(files)
}

/// The signature of an era; of the course's, losses and metrics have those of its last version, as
/// the first took data only. What was gone by then has that of the first.
fn signature(era: Era, kind: Kind, exported: &Exported) -> Option<&Signature> {
    match era {
        Era::Keras3 => exported.keras3.as_ref(),
        Era::Keras2 if matches!(kind, Kind::Loss | Kind::Metric) => {
            let last = exported.keras2_last.as_ref();
            last.filter(|last| last.get("y_true").is_some()).or(exported.keras2.as_ref())
        }
        Era::Keras2 => exported.keras2.as_ref(),
    }
}

fn classes() -> Vec<Class> {
    macro_rules! classes {
        ($($kind:ident $list:ident),*) => {{
            let mut classes = Vec::new();
            $(classes.extend($list.iter().map(|class| Class {
                kind: Kind::$kind,
                name: class.name,
                names: class.names,
                doc: class.doc,
                arguments: class.arguments,
            }));)*
            classes
        }};
    }
    let mut classes = classes!(
        Layer LAYERS, Activation ACTIVATIONS, Initializer INITIALIZERS, Regularizer REGULARIZERS,
        Constraint CONSTRAINTS, Loss LOSSES, Metric METRICS, Optimizer OPTIMIZERS,
        Schedule SCHEDULES
    );
    classes.retain(|class| !WITHOUT_FUNCTION.contains(&class.name));
    classes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_are_those_of_the_registry() {
        for (path, text) in all().unwrap() {
            let file = std::fs::read_to_string(root().join(&path)).unwrap_or_default();
            assert!(
                file == text,
                "{path} is not what the registry says: run `sh scripts/r-document.sh`"
            );
        }
    }

    #[test]
    fn the_packages_export_what_is_generated() {
        for package in ["kerros", "keras"] {
            let namespace = root().join(format!("r/{package}/NAMESPACE"));
            let exported = exports(&std::fs::read_to_string(namespace).unwrap());
            for (path, text) in all().unwrap() {
                let functions = text.lines().filter_map(|line| line.split_once(" <- function("));
                let again = text.lines().filter_map(|line| line.split_once("kerros::"));
                let names = functions.map(|(name, _)| name).chain(again.map(|(_, name)| name));
                for name in names.filter(|_| path.starts_with(&format!("r/{package}/"))) {
                    assert!(
                        exported.contains(name.trim_matches('`')),
                        "r/{package}/NAMESPACE does not export {name}: run `sh scripts/r-document.sh`"
                    );
                }
            }
        }
    }
}
