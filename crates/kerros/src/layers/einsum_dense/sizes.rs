//! The sizes of the letters of an equation.

use crate::error::{Error, Result};
use kerros_graph::types::Dim;
use kerros_graph::{Equation, Shape, Term};

/// An equation whose letters have sizes.
pub(super) struct Sizes<'a> {
    input: Vec<(char, Dim)>,
    kernel: &'a [char],
    /// The letters of the result, in order.
    result: Vec<(char, Dim)>,
    /// Axes of the input without letters behind those of the result.
    elided_last: usize,
}

/// Checks what can be known without an input.
pub(super) fn check(
    equation: &Equation,
    text: &str,
    output_shape: &[Option<usize>],
    bias_axes: Option<&str>,
) -> Result<()> {
    let (input, kernel) = operands(equation, text)?;
    let result = &equation.result;
    let leads = result.ellipsis == Some(0);
    let letters = match leads {
        true => &result.letters[..],
        false => result.letters.get(1..).unwrap_or_default(),
    };
    if !leads {
        let batch = input.letters.first();
        if batch.is_none()
            || batch != result.letters.first()
            || kernel.letters.contains(&result.letters[0])
        {
            return Err(Error::invalid(
                "equation",
                "the batch as the first axis of input and result, and not in the kernel",
                format!("{text:?}"),
                "Begin input and result with the same letter, or with ....",
            ));
        }
    }
    if letters.len() != output_shape.len() {
        return Err(Error::invalid(
            "output_shape",
            format!("{} sizes, one for each letter of the result without the batch", letters.len()),
            output_shape.len().to_string(),
            "Give each its size, or none for that of the input.",
        ));
    }
    if output_shape.contains(&Some(0)) {
        let remedy = "Give each axis at least one element.";
        return Err(Error::invalid("output_shape", "sizes of at least 1", "0", remedy));
    }
    let loose =
        |letter: &&char| !input.letters.contains(letter) && !result.letters.contains(letter);
    if let Some(letter) = kernel.letters.iter().find(loose) {
        return Err(Error::invalid(
            "equation",
            "letters of the kernel that the input or the result has",
            format!("'{letter}' in {text:?}"),
            "An axis of the kernel alone would only be summed over; leave it out.",
        ));
    }
    let Some(bias) = bias_axes else { return Ok(()) };
    let own: Vec<char> = bias.chars().collect();
    let twice = |place: usize| own[..place].contains(&own[place]);
    let known = |place: usize| letters.contains(&own[place]);
    if own.is_empty() || (0..own.len()).any(|place| twice(place) || !known(place)) {
        let letters: String = letters.iter().collect();
        return Err(Error::invalid(
            "bias_axes",
            format!("letters of the result without the batch, \"{letters}\", each at most once"),
            format!("{bias:?}"),
            "Name the axes along which the bias differs, or leave bias_axes out.",
        ));
    }
    Ok(())
}

/// The terms of input and kernel, if the equation has the form of the layer.
fn operands<'a>(equation: &'a Equation, text: &str) -> Result<(&'a Term, &'a Term)> {
    let result = &equation.result;
    if let [input, kernel] = &equation.operands[..] {
        let ends = |term: &Term| term.ellipsis.is_none_or(|at| at == 0 || at == term.letters.len());
        let leads = |term: &Term| term.ellipsis.map(|at| at == 0);
        if kernel.ellipsis.is_none()
            && ends(input)
            && ends(result)
            && leads(input) == leads(result)
            && !(result.letters.is_empty() && result.ellipsis.is_none())
        {
            return Ok((input, kernel));
        }
    }
    Err(Error::invalid(
        "equation",
        "\"[x],[kernel]->[result]\", where input and result may both begin or both end with ...",
        format!("{text:?}"),
        "Name the axes of one input and of the kernel.",
    ))
}

impl<'a> Sizes<'a> {
    /// The sizes for an input of this shape.
    pub(super) fn new(
        equation: &'a Equation,
        text: &str,
        shape: &Shape,
        output_shape: &[Option<usize>],
    ) -> Result<Self> {
        let (input, kernel) = operands(equation, text)?;
        let letters = input.letters.len();
        let fits = match input.ellipsis {
            None => shape.rank() == letters,
            // The batch must be among the axes without letters, or be the first letter.
            Some(0) => shape.rank() > letters,
            Some(_) => shape.rank() >= letters,
        };
        if !fits {
            let more = if input.ellipsis.is_some() { " or more" } else { "" };
            let least = letters + usize::from(input.ellipsis == Some(0));
            return Err(Error::invalid(
                "input",
                format!("{least}{more} axes with the batch, as {text:?} says"),
                format!("the shape {shape}"),
                "Change the equation, or reshape the input before.",
            ));
        }
        let elided = shape.rank() - letters;
        let leads = input.ellipsis == Some(0);
        let dims = &shape.dims()[if leads { elided } else { 0 }..];
        let input: Vec<(char, Dim)> =
            input.letters.iter().copied().zip(dims.iter().copied()).collect();
        let of_input = |letter: char| input.iter().find(|own| own.0 == letter).map(|own| own.1);
        let batch = if leads { None } else { Some(shape.dims()[0]) };
        let given = output_shape.iter().map(|size| size.map(Dim::Const));
        let mut result = Vec::new();
        for (&letter, given) in
            equation.result.letters.iter().zip(batch.map(Some).into_iter().chain(given))
        {
            let dim = match (given, of_input(letter)) {
                (Some(given), Some(own)) if given != own => {
                    return Err(Error::invalid(
                        "output_shape",
                        format!("the input's size {own} for '{letter}'"),
                        given.to_string(),
                        "Give the same size, or none.",
                    ));
                }
                (Some(dim), _) | (None, Some(dim)) => dim,
                (None, None) => {
                    return Err(Error::invalid(
                        "output_shape",
                        format!("a size for '{letter}', which the input does not have"),
                        "none",
                        "Give the size.",
                    ));
                }
            };
            result.push((letter, dim));
        }
        let elided_last = if leads { 0 } else { elided };
        Ok(Sizes { input, kernel: &kernel.letters, result, elided_last })
    }

    /// The kernel's sizes, and which of its axes are summed over and which are in the result.
    pub(super) fn kernel(&self) -> Result<(Vec<usize>, Vec<usize>, Vec<usize>)> {
        let (mut sizes, mut inputs, mut outputs) = (Vec::new(), Vec::new(), Vec::new());
        let find = |axes: &[(char, Dim)], letter| {
            axes.iter().find(|(own, _)| *own == letter).map(|(_, dim)| *dim)
        };
        for (place, &letter) in self.kernel.iter().enumerate() {
            let dim = match find(&self.result, letter) {
                Some(dim) => {
                    outputs.push(place);
                    Some(dim)
                }
                None => {
                    inputs.push(place);
                    find(&self.input, letter)
                }
            };
            let Some(size) = dim.and_then(Dim::known) else {
                return Err(Error::invalid(
                    "equation",
                    "a kernel without the batch",
                    format!("'{letter}', which is the batch of the input"),
                    "Weights do not depend on the number of rows; take the letter out.",
                ));
            };
            sizes.push(size);
        }
        Ok((sizes, inputs, outputs))
    }

    /// The bias's sizes: the axes of the result from the first of `letters` on.
    pub(super) fn bias(&self, letters: &str) -> Result<Vec<usize>> {
        let first = self.result.iter().position(|(own, _)| letters.contains(*own)).unwrap_or(0);
        let mut sizes = Vec::new();
        for &(letter, dim) in &self.result[first..] {
            sizes.push(match letters.contains(letter) {
                false => 1,
                true => dim.known().ok_or_else(|| {
                    let remedy = "Take the letter of the batch out.";
                    Error::invalid(
                        "bias_axes",
                        "axes without the batch",
                        format!("'{letter}'"),
                        remedy,
                    )
                })?,
            });
        }
        sizes.extend(std::iter::repeat_n(1, self.elided_last));
        Ok(sizes)
    }
}
