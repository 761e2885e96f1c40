//! The picture of a model: its layers as boxes, and what goes from one to the next.

mod dot;
mod label;
mod layout;
mod plan;
mod scene;
mod svg;
mod writing;

use crate::error::{Error, Result};
use crate::model::Model;
use scene::Scene;
use std::path::Path;

/// Where a picture begins and ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rankdir {
    /// From the top to the bottom: `TB`.
    #[default]
    TopToBottom,
    /// From the left to the right: `LR`.
    LeftToRight,
}

/// How Graphviz leads the lines of [`ModelPlot::to_dot`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Splines {
    /// With right angles. Graphviz (2.43 at least) gives up on some models of fifty layers and many lines.
    #[default]
    Ortho,
    /// Arcs, which may run over boxes.
    Curved,
    /// Straight pieces around boxes.
    Polyline,
    /// Smooth around boxes.
    Spline,
    /// Straight, also over boxes.
    Line,
}

impl Splines {
    /// The word of Graphviz.
    fn name(self) -> &'static str {
        match self {
            Splines::Ortho => "ortho",
            Splines::Curved => "curved",
            Splines::Polyline => "polyline",
            Splines::Spline => "spline",
            Splines::Line => "line",
        }
    }
}

/// The picture of a model: a box for each layer, a line for each value that goes from one layer to another.
/// [`Model::plot`] makes it.
///
/// | argument | default | |
/// |---|---|---|
/// | `show_shapes` | false | the shapes of what a layer takes and makes, where it is called first |
/// | `show_dtype` | false | the type of the numbers a layer makes |
/// | `show_layer_names` | false | the layer's name beside its class |
/// | `rankdir` | from top to bottom | |
/// | `expand_nested` | false | models inside the model as frames around their layers, and not as boxes |
/// | `show_layer_activations` | false | the activation of layers that have one |
/// | `show_trainable` | false | whether training moves the layer's weights |
/// | `dpi` | 200 | for Graphviz: how many dots an inch it draws; an SVG has none |
/// | `splines` | right angles | for Graphviz: how it leads lines |
///
/// In Keras: "Model plotting utilities", `plot_model` and `model_to_dot`.
///
/// ```
/// use kerros::prelude::*;
///
/// let x = Input::new(4).symbol()?;
/// let hidden = Dense::new(4).activation("relu").apply(&x)?;
/// let model = Model::new(&x, &Add::new().apply([&x, &hidden])?)?;
/// let picture = model.plot()?.show_shapes(true).show_layer_names(true);
/// assert!(picture.to_svg()?.starts_with("<svg"));
/// assert!(picture.to_dot().contains("<b>dense</b> (Dense)"));
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// To a file:
///
/// ```no_run
/// # use kerros::prelude::*;
/// # let mut model = Sequential::new();
/// model.plot()?.show_shapes(true).save("model.svg")?;
/// # Ok::<(), kerros::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct ModelPlot<'m> {
    model: &'m Model,
    expand_nested: bool,
    rankdir: Rankdir,
    dpi: u32,
    splines: Splines,
    shown: Shown,
}

/// What the boxes say besides the class of their layer.
#[derive(Clone, Copy, Debug, Default)]
struct Shown {
    shapes: bool,
    dtype: bool,
    names: bool,
    activations: bool,
    trainable: bool,
}

impl Model {
    /// The picture of the model; [`ModelPlot`] has examples.
    ///
    /// # Errors
    ///
    /// When the model has no layers, or the shape of its input is not known yet.
    pub fn plot(&self) -> Result<ModelPlot<'_>> {
        if self.network().layers.is_empty() && self.network().shown.is_empty() {
            let remedy = "Add at least one: model.add(Dense::new(1)).";
            return Err(self.locate(Error::order("the model has no layers to be shown", remedy)));
        }
        self.built("plot").map_err(|error| self.locate(error))?;
        Ok(ModelPlot {
            model: self,
            expand_nested: false,
            rankdir: Rankdir::default(),
            dpi: 200,
            splines: Splines::default(),
            shown: Shown::default(),
        })
    }
}

impl ModelPlot<'_> {
    /// Whether boxes tell the shapes of what the layer takes and makes, where it is called first.
    #[must_use]
    pub fn show_shapes(mut self, show: bool) -> Self {
        self.shown.shapes = show;
        self
    }

    /// Whether boxes tell the type of the numbers that the layer makes.
    #[must_use]
    pub fn show_dtype(mut self, show: bool) -> Self {
        self.shown.dtype = show;
        self
    }

    /// Whether boxes tell the layer's name beside its class.
    #[must_use]
    pub fn show_layer_names(mut self, show: bool) -> Self {
        self.shown.names = show;
        self
    }

    /// Whether boxes tell the activation of layers that have one.
    #[must_use]
    pub fn show_layer_activations(mut self, show: bool) -> Self {
        self.shown.activations = show;
        self
    }

    /// Whether boxes tell if training moves the weights of the layer.
    #[must_use]
    pub fn show_trainable(mut self, show: bool) -> Self {
        self.shown.trainable = show;
        self
    }

    /// Whether models inside the model are frames around their layers, and not boxes.
    #[must_use]
    pub fn expand_nested(mut self, expand: bool) -> Self {
        self.expand_nested = expand;
        self
    }

    /// Where the picture begins.
    #[must_use]
    pub fn rankdir(mut self, rankdir: Rankdir) -> Self {
        self.rankdir = rankdir;
        self
    }

    /// How many dots an inch Graphviz draws of [`to_dot`](Self::to_dot).
    #[must_use]
    pub fn dpi(mut self, dpi: u32) -> Self {
        self.dpi = dpi;
        self
    }

    /// How Graphviz leads the lines of [`to_dot`](Self::to_dot).
    #[must_use]
    pub fn splines(mut self, splines: Splines) -> Self {
        self.splines = splines;
        self
    }

    /// The picture in the language of Graphviz, as Keras writes it: `dot -Tpdf` and others draw it.
    pub fn to_dot(&self) -> String {
        let head = dot::head(self.rankdir, self.dpi, self.splines);
        dot::text(head, &self.scene(), self.shown)
    }

    /// The picture as an SVG document. It needs no other program and no font on the machine.
    ///
    /// # Errors
    ///
    /// When the picture cannot be drawn, which is a fault of Kerros.
    pub fn to_svg(&self) -> Result<String> {
        let result = svg::document(&self.scene(), self.rankdir, self.shown, self.model.name());
        result.map_err(|error| self.model.locate(error))
    }

    /// Writes the picture to the file `path`: as SVG if its name ends in `.svg`, in the language of Graphviz if it ends in
    /// `.dot` or `.gv`.
    ///
    /// # Errors
    ///
    /// When the name has another ending or none; those of [`to_svg`](Self::to_svg), and [`Error::File`].
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        let path = path.as_ref();
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
        match ending.as_deref() {
            Some("svg") => self.save_svg(path),
            Some("dot" | "gv") => self.save_dot(path),
            _ => {
                let remedy = "Graphviz makes other formats of a .dot file: dot -Tpdf model.dot -o model.pdf.";
                let expected = "a file that ends in .svg, .dot or .gv";
                let received = path.display().to_string();
                let error = Error::invalid("picture of the model", expected, received, remedy);
                Err(self.model.locate(error))
            }
        }
    }

    /// Writes the picture to the SVG file `path`.
    ///
    /// # Errors
    ///
    /// Those of [`to_svg`](Self::to_svg), and [`Error::File`].
    pub fn save_svg(&self, path: impl AsRef<Path>) -> Result<()> {
        self.write(path.as_ref(), &self.to_svg()?)
    }

    /// Writes the picture to the file `path` in the language of Graphviz.
    ///
    /// # Errors
    ///
    /// [`Error::File`].
    pub fn save_dot(&self, path: impl AsRef<Path>) -> Result<()> {
        self.write(path.as_ref(), &self.to_dot())
    }

    fn write(&self, path: &Path, text: &str) -> Result<()> {
        let error = |error| Error::file("picture of the model", path, &error);
        std::fs::write(path, text).map_err(|reason| self.model.locate(error(reason)))
    }

    fn scene(&self) -> Scene {
        Scene::of(self.model, self.expand_nested)
    }
}
