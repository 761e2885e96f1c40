//! Equations: `ab...,bc->ac...`.

use crate::error::Result;
use crate::infer::shape_error;

/// The axes of one operand or of the result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// One letter for each axis that has one.
    pub letters: Vec<char>,
    /// How many letters stand before `...`, where there is one.
    pub ellipsis: Option<usize>,
}

/// A sum of products over named axes, as it was written.
///
/// ```
/// use kerros_graph::Equation;
///
/// let equation = Equation::parse("...ab, bc -> ...ac")?;
/// assert_eq!(equation.operands.len(), 2);
/// assert_eq!(equation.result.letters, ['a', 'c']);
/// assert_eq!(equation.result.ellipsis, Some(0));
/// # Ok::<(), kerros_graph::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Equation {
    /// What is multiplied.
    pub operands: Vec<Term>,
    /// What comes out.
    pub result: Term,
}

/// What an equation looks like.
const FORM: &str = "an equation such as \"ab,bc->ac\" or \"...a,ab->...b\"";

impl Equation {
    /// Reads an equation. Blanks do not count.
    ///
    /// # Errors
    ///
    /// When it has no `->`, another character than letters, commas and one `...` a term, a letter
    /// twice in a term, or letters in the result that no operand has.
    pub fn parse(equation: &str) -> Result<Self> {
        let text: String = equation.chars().filter(|letter| !letter.is_whitespace()).collect();
        let Some((operands, result)) = text.split_once("->") else {
            return Err(refused(FORM, format!("{equation:?}, which has no ->")));
        };
        let operands: Vec<Term> =
            operands.split(',').map(|term| Term::parse(term, equation)).collect::<Result<_>>()?;
        let result = Term::parse(result, equation)?;
        let known = |letter: &char| operands.iter().any(|term| term.letters.contains(letter));
        if let Some(letter) = result.letters.iter().find(|letter| !known(letter)) {
            return Err(refused(
                format!("letters in the result of {equation:?} that an operand has"),
                format!("'{letter}'"),
            ));
        }
        if result.ellipsis.is_none() && operands.iter().any(|term| term.ellipsis.is_some()) {
            return Err(refused(
                "... in the result where an operand has it",
                format!("{equation:?}"),
            ));
        }
        Ok(Equation { operands, result })
    }

    /// The same equation without `...`: the axes that it stands for get characters of their own.
    ///
    /// # Errors
    ///
    /// When there are more or fewer operands, or one has more or fewer axes than letters.
    pub fn with_ranks(self, ranks: &[usize]) -> Result<Self> {
        if ranks.len() != self.operands.len() {
            let received = format!("{} operands", ranks.len());
            return Err(refused(format!("{} operands", self.operands.len()), received));
        }
        let mut operands = Vec::with_capacity(ranks.len());
        let mut most = 0;
        for (term, &rank) in self.operands.into_iter().zip(ranks) {
            let elided = rank.checked_sub(term.letters.len());
            let fits = elided.is_some_and(|count| count == 0 || term.ellipsis.is_some());
            let Some(count) = elided.filter(|_| fits) else {
                let letters: String = term.letters.iter().collect();
                let dots = if term.ellipsis.is_some() { " or more" } else { "" };
                return Err(refused(
                    format!("{}{dots} axes for the letters \"{letters}\"", letters.len()),
                    format!("{rank} axes"),
                ));
            };
            most = most.max(count);
            operands.push(term.with_elided(count));
        }
        Ok(Equation { operands, result: self.result.with_elided(most) })
    }
}

impl Term {
    fn parse(term: &str, equation: &str) -> Result<Self> {
        let (before, after) = match term.split_once("...") {
            Some((before, after)) => (before, Some(after)),
            None => (term, None),
        };
        let letters: Vec<char> = before.chars().chain(after.unwrap_or_default().chars()).collect();
        if let Some(other) = letters.iter().find(|letter| !letter.is_ascii_alphabetic()) {
            return Err(refused(FORM, format!("'{other}' in {equation:?}")));
        }
        let twice = |(place, letter): (usize, &char)| letters[..place].contains(letter);
        if let Some(place) = letters.iter().enumerate().position(twice) {
            return Err(refused(
                "each letter once in an operand and once in the result",
                format!("'{}' twice in {equation:?}", letters[place]),
            ));
        }
        Ok(Term { ellipsis: after.map(|_| before.len()), letters })
    }

    /// The term with `count` characters in place of `...`: the digits from `count - 1` down to 0, so
    /// that the last axes of all operands have the same ones.
    fn with_elided(mut self, count: usize) -> Self {
        let place = self.ellipsis.take().unwrap_or(0);
        let names = (0..count).rev().filter_map(|axis| char::from_u32('0' as u32 + axis as u32));
        self.letters.splice(place..place, names);
        self
    }
}

pub(super) fn refused(expected: impl Into<String>, received: impl Into<String>) -> crate::Error {
    shape_error(
        "einsum",
        expected,
        received,
        "Name each axis of an operand by one letter; letters that the result has not are summed over.",
    )
}
