//! What the package `kerros` exports, and the file by which `keras` hands it on.

use std::collections::BTreeSet;

/// The names that a NAMESPACE exports.
pub fn exports(namespace: &str) -> BTreeSet<String> {
    let inside = |line: &str| Some(line.strip_prefix("export(")?.strip_suffix(')')?.to_owned());
    let names = namespace.lines().filter_map(|line| inside(line.trim()));
    names.map(|name| name.trim_matches('"').to_owned()).collect()
}

/// R code that exports again all of `exported` that `keras` has no function of its own for.
pub fn handed_on(exported: &BTreeSet<String>, own: &BTreeSet<String>) -> String {
    let mut text = String::new();
    for name in exported.difference(own) {
        let is_plain = name.chars().all(|letter| letter.is_alphanumeric() || "._".contains(letter));
        let quote = if is_plain { "" } else { "`" };
        text +=
            &format!("\n#' @importFrom kerros {name}\n#' @export\nkerros::{quote}{name}{quote}\n");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exports_are_read_and_handed_on() {
        let namespace =
            "S3method(print,x)\nexport(\"%>%\")\nexport(fit)\nexport(shape)\nimport(R6)\n";
        let exported = exports(namespace);
        assert_eq!(exported, BTreeSet::from(["%>%", "fit", "shape"].map(str::to_owned)));
        assert_eq!(
            handed_on(&exported, &BTreeSet::from(["shape".to_owned()])),
            "\n#' @importFrom kerros %>%\n#' @export\nkerros::`%>%`\n\
             \n#' @importFrom kerros fit\n#' @export\nkerros::fit\n"
        );
    }
}
