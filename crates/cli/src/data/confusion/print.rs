//! The text that caret prints.

use std::fmt;

use super::r_text::{
    format_numbers, format_p_values, number, pad_left, pad_right, print_matrix, round_4, width,
};
use super::{ByClass, ConfusionMatrix};

/// Significant digits of the statistics.
const DIGITS: usize = 4;

/// One printed line of statistics: name and text, both empty for a blank line.
type Line = (&'static str, String);

/// What R prints for a `caret::confusionMatrix`, without the last line break.
impl fmt::Display for ConfusionMatrix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = format!("Confusion Matrix and Statistics\n\n{}", self.table());
        let by_class = self.by_class();
        if let [positive, _] = by_class.as_slice() {
            let mut lines = self.overall_lines();
            lines.push(("", String::new()));
            let values: Vec<Option<f64>> =
                STATISTICS.iter().map(|(_, value)| value(positive)).collect();
            let names = STATISTICS.iter().map(|(name, _)| *name);
            lines.extend(names.zip(format_numbers(&values, DIGITS)));
            lines.push(("", String::new()));
            lines.push(("'Positive' Class", self.classes[0].clone()));
            lines.push(("", String::new()));
            text.push_str(&two_columns(&lines));
        } else {
            text.push_str("\nOverall Statistics\n");
            text.push_str(&two_columns(&self.overall_lines()));
            text.push_str("\nStatistics by Class:\n\n");
            text.push_str(&self.class_table(&by_class));
        }
        f.write_str(text.trim_end_matches('\n'))
    }
}

/// What reads one statistic.
type Statistic = fn(&ByClass) -> Option<f64>;

/// The statistics of a class in the order of their printing.
pub(super) const STATISTICS: [(&str, Statistic); 8] = [
    ("Sensitivity", |class| class.sensitivity),
    ("Specificity", |class| class.specificity),
    ("Pos Pred Value", |class| class.positive_predictive_value),
    ("Neg Pred Value", |class| class.negative_predictive_value),
    ("Prevalence", |class| Some(class.prevalence)),
    ("Detection Rate", |class| Some(class.detection_rate)),
    ("Detection Prevalence", |class| Some(class.detection_prevalence)),
    ("Balanced Accuracy", |class| class.balanced_accuracy),
];

impl ConfusionMatrix {
    fn table(&self) -> String {
        // All counts of a table have one width, as long as the greatest.
        let digits = self.counts.iter().map(|count| width(&count.to_string())).max().unwrap_or(0);
        let columns: Vec<(String, Vec<String>)> = self
            .classes
            .iter()
            .zip(self.counts.columns())
            .map(|(class, counts)| {
                (class.clone(), counts.iter().map(|count| format!("{count:>digits$}")).collect())
            })
            .collect();
        print_matrix(Some(("Prediction", "Reference")), &self.classes, &columns)
    }

    fn class_table(&self, by_class: &[ByClass]) -> String {
        let rows = STATISTICS.map(|(name, _)| name.to_owned());
        let columns: Vec<(String, Vec<String>)> = self
            .classes
            .iter()
            .zip(by_class)
            .map(|(name, class)| {
                let values = STATISTICS.map(|(_, value)| value(class));
                (format!("Class: {name}"), format_numbers(&values, DIGITS))
            })
            .collect();
        print_matrix(None, &rows, &columns)
    }

    fn overall_lines(&self) -> Vec<Line> {
        let overall = self.overall();
        let rounded = |value: f64| number(round_4(value));
        let (lower, upper) = overall.accuracy_interval;
        let mut p_values =
            format_p_values(&[Some(overall.accuracy_p_value), overall.mcnemar_p_value], DIGITS)
                .into_iter();
        let mut next_p_value = || p_values.next().unwrap_or_default();
        vec![
            ("Accuracy", rounded(overall.accuracy)),
            ("95% CI", format!("({}, {})", rounded(lower), rounded(upper))),
            ("No Information Rate", rounded(overall.no_information_rate)),
            ("P-Value [Acc > NIR]", next_p_value()),
            ("", String::new()),
            ("Kappa", rounded(overall.kappa)),
            ("", String::new()),
            ("Mcnemar's Test P-Value", next_p_value()),
        ]
    }
}

/// Names aligned right before a colon, texts aligned left, below a blank line, all padded to one
/// width, as R prints a matrix of texts without names.
fn two_columns(lines: &[Line]) -> String {
    let name_width = lines.iter().map(|(name, _)| width(name)).max().unwrap_or(0) + 2;
    let text_width = lines.iter().map(|(_, text)| width(text)).max().unwrap_or(0);
    let mut block = format!("{}\n", " ".repeat(name_width + text_width + 2));
    for (name, text) in lines {
        let label = if name.is_empty() { String::new() } else { format!("{name} :") };
        block.push_str(&format!(
            " {} {}\n",
            pad_left(&label, name_width),
            pad_right(text, text_width)
        ));
    }
    block
}
