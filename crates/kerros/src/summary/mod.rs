//! The text of the table that shows a model: its layers, their shapes and their parameters.

mod cells;
mod classic;
mod keras3;

/// How the table looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SummaryStyle {
    /// Keras 3: boxes, thousands separated, memory of the parameters.
    #[default]
    Keras3,
    /// Keras 2 as the course prints it: rules of underscores and equal signs.
    Classic,
}

/// What a table shows of a model.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// The name of the model.
    pub name: String,
    /// The layers, in the order of the model; of a functional model with the inputs among them.
    pub rows: Vec<SummaryRow>,
    /// Whether the model is more than a chain: the table then tells what each layer is connected to.
    pub branched: bool,
    /// Parameters that training changes.
    pub trainable: usize,
    /// Parameters that training leaves alone.
    pub non_trainable: usize,
    /// Numbers that the optimizer keeps: its slots, the learning rate and the number of steps.
    /// `None` while it keeps none.
    pub optimizer: Option<usize>,
}

/// What a table shows of a layer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SummaryRow {
    /// The name of the layer, such as "conv1d_1".
    pub name: String,
    /// Its class, such as "Conv1D".
    pub class: String,
    /// The shape of its output as Keras writes it, such as "(None, 116, 40)"; "?" where it is not
    /// known.
    pub output_shape: String,
    /// Its parameters, trainable or not; `None` while the layer is not built.
    pub parameters: Option<usize>,
    /// Whether training changes the layer.
    pub trainable: bool,
    /// Where the values it takes come from, as Keras writes it: the layer, which of its calls and which of its
    /// outputs, as in "dense_1\[0\]\[0\]".
    pub connected_to: Vec<String>,
    /// In how many models inside the model the layer is; 0 for the model's own layers.
    pub level: usize,
    /// The rows of a layer that is a model itself; [`Summary::expand_nested`] adds them to the table.
    pub inner: Vec<SummaryRow>,
}

impl Summary {
    /// The same with a row for each layer of models inside the model, below that of their model. In Keras: "The
    /// Model class", `summary(expand_nested)`.
    ///
    /// ```
    /// use kerros::prelude::*;
    ///
    /// let mut encoder = Sequential::new();
    /// encoder.set_name("encoder");
    /// encoder.add(Dense::new(3).input_shape(5))?;
    /// let mut model = Sequential::new();
    /// model.add(encoder.as_layer()?)?.add(Dense::new(1))?;
    /// let summary = model.summary()?.expand_nested();
    /// let names: Vec<&str> = summary.rows.iter().map(|row| row.name.as_str()).collect();
    /// assert_eq!(names, ["encoder", "dense", "dense"]);
    /// assert!(summary.to_string().contains("│    └ dense (Dense)"));
    /// # Ok::<(), kerros::Error>(())
    /// ```
    #[must_use]
    pub fn expand_nested(mut self) -> Self {
        self.rows = expanded(self.rows, 0);
        self
    }

    /// The table in the given style, closed by a line break.
    ///
    /// Columns are as wide as Keras makes them on a terminal of 80 columns, and wider where the
    /// content needs it: nothing is cut or wrapped. What the optimizer keeps is not counted.
    pub fn to_text(&self, style: SummaryStyle) -> String {
        match style {
            SummaryStyle::Keras3 => keras3::table(self),
            SummaryStyle::Classic => classic::table(self),
        }
    }

    /// The table in the given style, `width` characters wide, closed by a line break. It is that of
    /// Keras to the character.
    ///
    /// | | `Keras3` | `Classic` |
    /// |---|---|---|
    /// | widths | 16 to 180, 21 to 180 of a branched model, 31 to 180 where a column tells what is trained; others count as the nearest | any |
    /// | the columns end at | 45 %, 80 %, 100 % | 45 %, 85 %, 100 % |
    /// | of a branched model, at | 30 %, 56 %, 74 %, 100 % | 33 %, 55 %, 67 %, 100 % |
    /// | what is too long | is wrapped at blanks; a word too long for its column ends in `…` | is cut |
    /// | parameters not trained | add a column that tells which layers are trained | |
    /// | what the optimizer keeps | adds a line, and counts for the total | |
    ///
    /// ```
    /// use kerros::prelude::*;
    /// use kerros::summary::SummaryStyle;
    ///
    /// let mut model = Sequential::new();
    /// model.add(Conv1D::new(40, 30).strides(2).name("conv1d_43").input_shape([260, 3]))?;
    /// model.add(MaxPooling1D::new(2).name("max_pooling1d_31"))?;
    /// let table = model.summary()?.to_text_with_width(SummaryStyle::Classic, 63);
    /// let rows: Vec<&str> = table.lines().filter(|line| line.contains('(')).collect();
    /// assert_eq!(
    ///     rows,
    ///     [
    ///         "Layer (type)                Output Shape             Param #   ",
    ///         "conv1d_43 (Conv1D)          (None, 116, 40)          3640      ",
    ///         "max_pooling1d_31 (MaxPoolin (None, 58, 40)           0         ",
    ///     ]
    /// );
    /// # Ok::<(), kerros::Error>(())
    /// ```
    ///
    /// In Keras: "The Model class", `summary(line_length)`; the first line, `Model`, and the limit
    /// of 180 are those of R's keras and keras3.
    pub fn to_text_with_width(&self, style: SummaryStyle, width: usize) -> String {
        match style {
            SummaryStyle::Keras3 => keras3::table_of_width(self, width),
            SummaryStyle::Classic => classic::table_of_width(self, width),
        }
    }
}

/// Each row, followed by those inside it, one level deeper.
fn expanded(rows: Vec<SummaryRow>, level: usize) -> Vec<SummaryRow> {
    let with_inner = |mut row: SummaryRow| {
        let inner = std::mem::take(&mut row.inner);
        row.level = level;
        std::iter::once(row).chain(expanded(inner, level + 1)).collect::<Vec<_>>()
    };
    rows.into_iter().flat_map(with_inner).collect()
}

/// Headings of the columns, in every style.
const HEADINGS: [&str; 3] = ["Layer (type)", "Output Shape", "Param #"];
/// The heading of the fourth column of a branched model.
const CONNECTED_TO: &str = "Connected to";

/// As [`Summary::to_text`] in the style of Keras 3.
impl std::fmt::Display for Summary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.to_text(SummaryStyle::Keras3))
    }
}

#[cfg(test)]
mod tests;
