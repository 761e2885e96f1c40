//! The text of the table that shows a model: its layers, their shapes and their parameters.

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
    /// The layers, in the order of the model.
    pub rows: Vec<SummaryRow>,
    /// Parameters that training changes.
    pub trainable: usize,
    /// Parameters that training leaves alone.
    pub non_trainable: usize,
}

/// What a table shows of a layer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SummaryRow {
    /// The name of the layer, such as "conv1d_1".
    pub name: String,
    /// Its class, such as "Conv1D".
    pub class: String,
    /// The shape of its output as Keras writes it, such as "(None, 116, 40)".
    pub output_shape: String,
    /// Its parameters, trainable or not.
    pub parameters: usize,
}

impl Summary {
    /// The table in the given style, closed by a line break.
    ///
    /// Columns are as wide as Keras makes them on a terminal of 80 columns, and wider where the
    /// content needs it: nothing is cut or wrapped.
    pub fn to_text(&self, style: SummaryStyle) -> String {
        match style {
            SummaryStyle::Keras3 => keras3::table(self),
            SummaryStyle::Classic => classic::table(self),
        }
    }

    fn total(&self) -> usize {
        self.trainable + self.non_trainable
    }
}

impl SummaryRow {
    /// The first column: "conv1d_1 (Conv1D)".
    fn title(&self) -> String {
        format!("{} ({})", self.name, self.class)
    }
}

/// Headings of the columns, in every style.
const HEADINGS: [&str; 3] = ["Layer (type)", "Output Shape", "Param #"];

/// The widths that hold every cell of `rows` and the headings, and at least `smallest`.
fn column_widths(rows: &[[String; 3]], smallest: [usize; 3]) -> [usize; 3] {
    let mut widths = smallest;
    for (column, width) in widths.iter_mut().enumerate() {
        let cells = rows.iter().map(|row| row[column].as_str()).chain([HEADINGS[column]]);
        let widest = cells.map(|cell| cell.chars().count()).max().unwrap_or(0);
        *width = widest.max(*width);
    }
    widths
}

/// `number` with commas between its thousands: 117,295.
fn with_commas(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests;
