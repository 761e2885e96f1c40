//! Signatures of R functions, as the packages `keras` and `keras3` have them.

use std::collections::BTreeMap;

/// All names that any era of the R package exports, from `signatures.tsv`.
#[derive(Debug)]
pub struct Names(BTreeMap<String, Exported>);

/// An exported name.
#[derive(Clone, Debug)]
pub struct Exported {
    /// What it belongs to: `Layers: convolution`.
    pub group: String,
    /// Its signature in the course's era: that of 2.2.0, or of 2.15.0 where it is younger.
    pub keras2: Option<Signature>,
    /// Its signature in 2.15.0, the last of that era.
    pub keras2_last: Option<Signature>,
    /// Its signature in keras3.
    pub keras3: Option<Signature>,
}

/// The parameters of an R function, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signature(pub Vec<Parameter>);

/// A parameter of an R function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its name; `...` takes what is left.
    pub name: String,
    /// The R expression of its default.
    pub default: Option<String>,
}

impl Names {
    /// Reads the table.
    ///
    /// # Errors
    ///
    /// When the table is damaged.
    pub fn read(table: &str) -> Result<Self, csv::Error> {
        let mut reader =
            csv::ReaderBuilder::new().delimiter(b'\t').quoting(false).from_reader(table.as_bytes());
        let headers = reader.headers()?.clone();
        let column = |name: &str| headers.iter().position(|header| header == name);
        let mut names = BTreeMap::new();
        for row in reader.records() {
            let row = row?;
            let cell = |name: &str| column(name).and_then(|index| row.get(index)).unwrap_or("");
            let signature = |name: &str| Signature::parse(cell(name));
            let exported = Exported {
                group: cell("group").to_owned(),
                keras2: signature("sig_2.2.0").or_else(|| signature("sig_2.15.0")),
                keras2_last: signature("sig_2.15.0"),
                keras3: signature("sig_keras3"),
            };
            names.insert(cell("name").to_owned(), exported);
        }
        Ok(Names(names))
    }

    /// The names in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Exported)> {
        self.0.iter().map(|(name, exported)| (name.as_str(), exported))
    }

    /// The function called `name`.
    pub fn get(&self, name: &str) -> Option<(&str, &Exported)> {
        self.0.get_key_value(name).map(|(name, exported)| (name.as_str(), exported))
    }

    /// The names that are exported, and so no methods.
    pub fn exports(&self) -> impl Iterator<Item = (&str, &Exported)> {
        self.iter().filter(|(_, exported)| exported.group != "S3 method")
    }

    /// The function that begins with `prefix` and is called like the class: `layer_conv_1d` of
    /// `Conv1D`, whatever the case and the underscores.
    pub fn of_class(&self, prefix: &str, class: &str) -> Option<(&str, &Exported)> {
        let plain = |text: &str| text.replace('_', "").to_lowercase();
        self.iter().find(|(name, _)| {
            name.strip_prefix(prefix).is_some_and(|rest| plain(rest) == plain(class))
        })
    }
}

impl Signature {
    /// The parameters of `f(a, b = 1, ...)`; none of an empty text.
    pub fn parse(text: &str) -> Option<Self> {
        let inside = text.trim().split_once('(')?.1.strip_suffix(')')?;
        let parameters = split(inside).into_iter().map(|part| {
            let (name, default) = match part.split_once('=') {
                Some((name, default)) => (name.trim(), Some(default.trim().to_owned())),
                None => (part.trim(), None),
            };
            Parameter { name: name.to_owned(), default }
        });
        Some(Signature(parameters.filter(|parameter| !parameter.name.is_empty()).collect()))
    }

    /// The parameter called `name`.
    pub fn get(&self, name: &str) -> Option<&Parameter> {
        self.0.iter().find(|parameter| parameter.name == name)
    }
}

/// Parts between commas that are not within brackets or quotes.
fn split(text: &str) -> Vec<&str> {
    let (mut parts, mut start, mut depth, mut quoted) = (Vec::new(), 0, 0, false);
    for (place, letter) in text.char_indices() {
        match letter {
            '"' => quoted = !quoted,
            '(' | '[' | '{' if !quoted => depth += 1,
            ')' | ']' | '}' if !quoted => depth -= 1,
            ',' if !quoted && depth == 0 => {
                parts.push(&text[start..place]);
                start = place + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_in_brackets_and_quotes_do_not_separate() {
        let parsed = Signature::parse("f(x, y = c(1, 2), sep = \", \", ..., z = NULL)").unwrap();
        let names: Vec<&str> = parsed.0.iter().map(|p| p.name.as_str()).collect();
        assert_eq!(names, ["x", "y", "sep", "...", "z"]);
        assert_eq!(parsed.get("y").unwrap().default.as_deref(), Some("c(1, 2)"));
        assert_eq!(parsed.get("sep").unwrap().default.as_deref(), Some("\", \""));
        assert_eq!(Signature::parse("f()").unwrap().0, []);
        assert_eq!(Signature::parse(""), None);
    }

    #[test]
    fn classes_find_their_functions() {
        let names = Names::read(crate::SIGNATURES).unwrap();
        let found = |prefix, class| names.of_class(prefix, class).map(|(name, _)| name);
        assert_eq!(found("layer_", "Conv1D"), Some("layer_conv_1d"));
        assert_eq!(found("layer_", "MaxPooling1D"), Some("layer_max_pooling_1d"));
        assert_eq!(found("initializer_", "HeNormal"), Some("initializer_he_normal"));
        assert_eq!(found("loss_", "Nothing"), None);
    }
}
