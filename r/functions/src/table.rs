//! The table of all names that Keras for R ever exported: which are there, which are planned, and
//! which are refused.

use crate::PLANS;
use crate::signature::Names;
use std::collections::{BTreeMap, BTreeSet};

type Failure = Box<dyn std::error::Error>;

/// What becomes of a name, in the order in which it is told, with the words of `plans.tsv`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum State {
    /// It is there; the words say what it does not do.
    There(String),
    /// It is planned; the words name the work that it comes with.
    Planned(String),
    /// It is refused; the words say why.
    Refused(String),
}

/// A group's names by what becomes of them.
type Group<'a> = BTreeMap<State, Vec<&'a str>>;

const OPENING: &str = "# Names of Keras for R\n
Written by `cargo run -p kerros-r-functions`; what is planned or refused is said in `r/functions/plans.tsv`.\n
These are all names that the packages `keras` (2.2.0, 2.15.0) and `keras3` (1.5.1) export. A name is *there* if
`library(keras)` gives it; `library(kerros)` gives it too, with the signature of `keras3`, if `keras3` has it.
Behind *planned* stands the work that it comes with.\n";

/// The page, given the names that the R packages export.
///
/// # Errors
///
/// When a name has no plan, or a plan is about nothing.
pub fn table(names: &Names, exported: &BTreeSet<String>) -> Result<String, Failure> {
    let plans = plans(names)?;
    let mut groups: BTreeMap<&str, Group<'_>> = BTreeMap::new();
    for (name, known) in names.exports() {
        let plan = plans.get(name).or_else(|| plans.get(&known.group));
        let state = match (exported.contains(name), plan) {
            (true, Some(State::There(words))) => State::There(words.clone()),
            (true, _) => State::There(String::new()),
            (false, Some(plan @ (State::Planned(_) | State::Refused(_)))) => plan.clone(),
            (false, _) => {
                return Err(format!("r/functions/plans.tsv does not say what of {name}").into());
            }
        };
        groups.entry(&known.group).or_default().entry(state).or_default().push(name);
    }
    let known: BTreeSet<&str> = names.exports().map(|(name, _)| name).collect();
    let own: Vec<&str> =
        exported.iter().map(String::as_str).filter(|name| !known.contains(name)).collect();
    Ok(format!(
        "{OPENING}\n{}\nBesides, Kerros has {}.\n{}",
        summary(&groups),
        listed(&own),
        groups.iter().map(|(name, group)| section(name, group)).collect::<String>()
    ))
}

fn plans(names: &Names) -> Result<BTreeMap<String, State>, Failure> {
    let known: BTreeSet<&str> =
        names.exports().flat_map(|(name, exported)| [name, &exported.group]).collect();
    let mut plans = BTreeMap::new();
    for line in PLANS.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let (state, words) = match cells[..] {
            [_, state, words] => (state, words.to_owned()),
            _ => return Err(format!("r/functions/plans.tsv: {line}: expected three cells").into()),
        };
        let plan = match state {
            "there" => State::There(words),
            "planned" => State::Planned(words),
            "refused" => State::Refused(words),
            _ => return Err(format!("r/functions/plans.tsv: {line}: unknown state").into()),
        };
        if !known.contains(cells[0]) || plans.insert(cells[0].to_owned(), plan).is_some() {
            let what = cells[0];
            return Err(format!("r/functions/plans.tsv: {what}: no name or group, or twice").into());
        }
    }
    Ok(plans)
}

fn summary(groups: &BTreeMap<&str, Group<'_>>) -> String {
    let mut text =
        "| group | there | planned | refused | all |\n|---|---:|---:|---:|---:|\n".to_owned();
    let mut sums = [0; 4];
    for (name, group) in groups {
        let mut counts = [0; 4];
        for (state, names) in group {
            let place = match state {
                State::There(_) => 0,
                State::Planned(_) => 1,
                State::Refused(_) => 2,
            };
            counts[place] += names.len();
            counts[3] += names.len();
        }
        text += &row(name, counts);
        for (sum, count) in sums.iter_mut().zip(counts) {
            *sum += count;
        }
    }
    text + &row("**all**", sums)
}

fn row(name: &str, [there, planned, refused, all]: [usize; 4]) -> String {
    format!("| {name} | {there} | {planned} | {refused} | {all} |\n")
}

fn section(name: &str, group: &Group<'_>) -> String {
    let mut text = format!("\n## {name}\n\n| | |\n|---|---|\n");
    for (state, names) in group {
        let (word, more) = match state {
            State::There(words) => ("there", words),
            State::Planned(words) => ("planned", words),
            State::Refused(words) => ("refused", words),
        };
        let colon = if more.is_empty() { "" } else { ": " };
        text += &format!("| {word}{colon}{more} | {} |\n", listed(names));
    }
    text
}

fn listed(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_told_once() {
        let names = Names::read(crate::SIGNATURES).unwrap();
        let said = plans(&names).unwrap();
        let there = said.iter().filter(|(_, plan)| matches!(plan, State::There(_)));
        let mut exported: BTreeSet<String> = there.map(|(name, _)| name.clone()).collect();
        exported.extend(["layer_dense", "kerros_era"].map(str::to_owned));
        let page = table(&names, &exported).unwrap();
        let total = page.lines().find(|line| line.starts_with("| **all**")).unwrap();
        assert!(total.starts_with(&format!("| **all** | {} |", exported.len() - 1)), "{total}");
        assert!(total.ends_with("| 1050 |"), "{total}");
        assert!(page.contains("| there | `layer_dense` |"));
        assert!(page.contains("Besides, Kerros has `kerros_era`."));
        let (_, sections) = page.split_once("\n## ").unwrap();
        for (name, _) in names.exports() {
            assert_eq!(sections.matches(&format!("`{name}`")).count(), 1, "{name}");
        }
    }
}
