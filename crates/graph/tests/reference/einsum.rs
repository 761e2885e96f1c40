//! Einstein sums against loops over all letters.

use crate::common::value;
use crate::{assert_close, numbers};
use kerros_graph::{Graph, InputId, Op, Shape, Type};

/// The size of each letter; `x`, `y`, `z` stand for the axes of `...` in the test's own equations.
fn size(letter: char) -> usize {
    match letter {
        'a' | 'x' => 2,
        'b' | 'y' => 3,
        'c' | 'z' => 4,
        'd' => 5,
        'i' | 'j' => 1,
        _ => 2,
    }
}

/// The place of an element, given the value of each letter. Axes of size 1 repeat.
fn place(term: &[(char, usize)], values: &[(char, usize)]) -> usize {
    term.iter().fold(0, |place, &(letter, size)| {
        let value = values.iter().find(|(known, _)| *known == letter).unwrap().1;
        place * size + if size == 1 { 0 } else { value }
    })
}

/// Checks `equation` on operands of the given axes against a sum over `loops`, which names each axis,
/// with `1` behind a letter whose axis has size 1 in that operand.
#[track_caller]
fn check(equation: &str, loops: &str) -> Graph {
    let axes = |term: &str| -> Vec<(char, usize)> {
        let letters: Vec<char> = term.chars().collect();
        (0..letters.len())
            .filter(|&at| letters[at] != '1')
            .map(|at| match letters.get(at + 1) {
                Some('1') => (letters[at], 1),
                _ => (letters[at], size(letters[at])),
            })
            .collect()
    };
    let (operands, result) = loops.split_once("->").unwrap();
    let operands: Vec<Vec<(char, usize)>> = operands.split(',').map(axes).collect();
    let result = axes(result);
    let mut graph = Graph::new();
    let mut nodes = Vec::new();
    let mut given = Vec::new();
    for (id, axes) in (0..).zip(&operands) {
        let sizes: Vec<usize> = axes.iter().map(|axis| axis.1).collect();
        nodes.push(graph.input(InputId(id), Type::f32(Shape::of(&sizes))).unwrap());
        given.push(numbers(u64::from(id), sizes.iter().product()));
    }
    let sum = graph.einsum(equation, &nodes).unwrap();
    let sizes: Vec<usize> = result.iter().map(|axis| axis.1).collect();
    assert_eq!(graph.ty(sum).shape, Shape::of(&sizes), "{equation}");

    let mut letters: Vec<(char, usize)> = Vec::new();
    for &(letter, length) in operands.iter().flatten() {
        match letters.iter_mut().find(|(known, _)| *known == letter) {
            Some((_, known)) => *known = length.max(*known),
            None => letters.push((letter, length)),
        }
    }
    let mut expected = vec![0.0; sizes.iter().product()];
    let terms: usize = letters.iter().map(|axis| axis.1).product();
    for term in 0..terms {
        let mut rest = term;
        let mut values = Vec::new();
        for &(letter, length) in &letters {
            values.push((letter, rest % length));
            rest /= length;
        }
        let product: f64 =
            operands.iter().zip(&given).map(|(axes, data)| data[place(axes, &values)]).product();
        expected[place(&result, &values)] += product;
    }
    assert_close(&value(&graph, sum, 1, &given), &expected);
    graph
}

#[test]
fn one_operand() {
    for equation in ["ab->ab", "ab->ba", "abc->cab", "abc->b", "abc->", "a->a", "->", "aic->ca"] {
        check(equation, equation);
    }
}

#[test]
fn two_operands() {
    for equation in [
        "ab,bc->ac",
        "ab,bc->ca",
        "ab,cb->ac",
        "ab,cb->ca",
        "ba,cb->ac",
        "abc,abd->acd",
        "abc,acd->abd",
        "abcd,ebcd->ae",
        "acbd,aebd->abce",
        "aecd,abcd->acbe",
        "acbe,aecd->abcd",
        "abc,cde->abde",
        "abcd,cde->abe",
        "a,a->",
        "a,a->a",
        "a,b->ab",
        "a,b->ba",
        "ab,->ab",
        "ab,cd->ac",
        "abc,b->ac",
        "abc,bd->",
        "ij,jk->ik",
    ] {
        check(equation, equation);
    }
}

#[test]
fn several_operands() {
    for equation in ["ab,bc,cd->ad", "ab,bc,cd->da", "ab,bc,b->ca", "a,b,c->bca", "ab,cd,bd,d->c"] {
        check(equation, equation);
    }
}

#[test]
fn dots_stand_for_the_axes_without_letters() {
    check("...a,ab->...b", "xya,ab->xyb");
    check("...a,ab->...b", "a,ab->b");
    check("ab...,bc->ac...", "abxy,bc->acxy");
    check("a...b,b->...a", "axyb,b->xya");
    check("...ab,...bc->...ac", "xyab,xybc->xyac");
    // Aligned at the last of them.
    check("...ab,...bc->...ac", "yab,xybc->xyac");
    check("...,...->...", "xy,y->xy");
}

#[test]
fn axes_of_size_one_repeat() {
    check("ab,b->ab", "ab1,b->ab");
    check("ab,bc->ac", "ab1,bc->ac");
    check("...ab,...bc->...ac", "x1ab,xbc->xac");
    check("...ab,...bc->...ac", "x1yab,xy1bc->xyac");
}

#[test]
fn blanks_do_not_count() {
    check(" ab , bc -> a c ", "ab,bc->ac");
}

/// The factors change places where that saves moving the result.
#[test]
fn scores_of_attention_are_one_product() {
    let graph = check("aecd,abcd->acbe", "aecd,abcd->acbe");
    assert!(graph.nodes().all(|(_, node)| !matches!(node.op, Op::Transpose(_))));
}

#[test]
fn bad_equations_are_refused() {
    let mut graph = Graph::new();
    let x = graph.input(InputId(0), Type::f32(Shape::batch(&[3]))).unwrap();
    let y = graph.input(InputId(1), Type::f32(Shape::of(&[4, 5]))).unwrap();
    let remedy = "Name each axis of an operand by one letter; letters that the result has not are summed over.";
    for (equation, operands, message) in [
        (
            "ab,bc",
            &[x, y][..],
            "expected an equation such as \"ab,bc->ac\" or \"...a,ab->...b\", received \"ab,bc\", \
             which has no ->",
        ),
        (
            "ab,b1->a",
            &[x, y],
            "expected an equation such as \"ab,bc->ac\" or \"...a,ab->...b\", received '1' in \
             \"ab,b1->a\"",
        ),
        (
            "......ab->ab",
            &[x],
            "expected an equation such as \"ab,bc->ac\" or \"...a,ab->...b\", received '.' in \
             \"......ab->ab\"",
        ),
        (
            "aa->a",
            &[x],
            "expected each letter once in an operand and once in the result, received 'a' twice in \
             \"aa->a\"",
        ),
        (
            "ab->ac",
            &[x],
            "expected letters in the result of \"ab->ac\" that an operand has, received 'c'",
        ),
        (
            "...b->b",
            &[x],
            "expected ... in the result where an operand has it, received \"...b->b\"",
        ),
        ("ab,bc->ac", &[x], "expected 2 operands, received 1 operands"),
        ("abc->a", &[x], "expected 3 axes for the letters \"abc\", received 2 axes"),
        ("a->a", &[x], "expected 1 axes for the letters \"a\", received 2 axes"),
        ("...abc->...a", &[x], "expected 3 or more axes for the letters \"abc\", received 2 axes"),
        ("ab,bc->ac", &[x, y], "expected one size for 'b', received 3 and 4"),
        ("ab,ac->bc", &[x, y], "expected one size for 'a', received batch and 4"),
        ("...,...->...", &[x, y], "expected one size for an axis of ..., received batch and 4"),
    ] {
        let before = graph.len();
        let error = graph.einsum(equation, operands).unwrap_err();
        assert_eq!(error.to_string(), format!("einsum: {message}. {remedy}"), "{equation}");
        assert_eq!(graph.len(), before, "{equation}");
    }
}
