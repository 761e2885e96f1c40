//! Elementwise operations by their definition.

use super::Data;
use super::number::{Function, Number};
use crate::op::{Binary, Unary};
use crate::types::DType;

pub(super) fn unary<T: Number>(kind: Unary, x: &[T]) -> Data<T> {
    let zero = T::from_f64(0.0);
    let one = T::from_f64(1.0);
    let f = |x: T| match kind {
        Unary::Neg => x.map(Function::Neg),
        Unary::Abs => x.map(Function::Abs),
        Unary::Sign if x > zero => one,
        Unary::Sign if x < zero => zero.minus(one),
        // Zero stays zero and NaN stays NaN.
        Unary::Sign => x,
        Unary::Exp => x.map(Function::Exp),
        Unary::Log => x.map(Function::Log),
        Unary::Log1p => x.map(Function::Log1p),
        Unary::Sqrt => x.map(Function::Sqrt),
        Unary::Tanh => x.map(Function::Tanh),
        Unary::Sigmoid => one.over(one.plus(x.map(Function::Neg).map(Function::Exp))),
        Unary::NormalCdf => x.map(Function::NormalCdf),
        Unary::Floor => x.map(Function::Floor),
        Unary::Round => x.map(Function::Round),
    };
    Data::Float(x.iter().map(|&x| f(x)).collect())
}

pub(super) fn binary<T: Number>(kind: Binary, a: &Data<T>, b: &Data<T>) -> Data<T> {
    match (a, b) {
        (Data::Index(a), Data::Index(b)) => {
            Data::Float(a.iter().zip(b).map(|(a, b)| truth(compare(kind, a, b))).collect())
        }
        (Data::Float(a), Data::Float(b)) => {
            Data::Float(a.iter().zip(b).map(|(&a, &b)| arithmetic(kind, a, b)).collect())
        }
        // Inference demands equal types.
        _ => Data::Float(Vec::new()),
    }
}

fn arithmetic<T: Number>(kind: Binary, a: T, b: T) -> T {
    match kind {
        Binary::Add => a.plus(b),
        Binary::Sub => a.minus(b),
        Binary::Mul => a.times(b),
        Binary::Div => a.over(b),
        Binary::Pow => a.power(b),
        Binary::Max => largest(a, b),
        Binary::Min if is_nan(a) => a,
        Binary::Min if is_nan(b) || b < a => b,
        Binary::Min => a,
        Binary::Equal | Binary::Less | Binary::LessEqual => truth(compare(kind, &a, &b)),
    }
}

fn compare<V: PartialOrd>(kind: Binary, a: &V, b: &V) -> bool {
    match kind {
        Binary::Less => a < b,
        Binary::LessEqual => a <= b,
        _ => a == b,
    }
}

/// The larger of two; NaN if one is NaN.
pub(super) fn largest<T: Number>(a: T, b: T) -> T {
    if is_nan(a) || !(is_nan(b) || b > a) { a } else { b }
}

pub(super) fn is_nan<T: Number>(x: T) -> bool {
    x.to_f64().is_nan()
}

fn truth<T: Number>(value: bool) -> T {
    T::from_f64(f64::from(u8::from(value)))
}

pub(super) fn select<T: Number>(condition: &[T], a: &Data<T>, b: &Data<T>) -> Data<T> {
    fn choose<T: Number, V: Copy>(condition: &[T], a: &[V], b: &[V]) -> Vec<V> {
        let zero = T::from_f64(0.0);
        condition
            .iter()
            .zip(a.iter().zip(b))
            .map(|(&c, (&a, &b))| if c != zero { a } else { b })
            .collect()
    }
    match (a, b) {
        (Data::Float(a), Data::Float(b)) => Data::Float(choose(condition, a, b)),
        (Data::Index(a), Data::Index(b)) => Data::Index(choose(condition, a, b)),
        // Inference demands equal types.
        _ => Data::Float(Vec::new()),
    }
}

pub(super) fn cast<T: Number>(dtype: DType, x: &Data<T>) -> Data<T> {
    match (dtype, x) {
        (DType::F32, Data::Index(x)) => {
            Data::Float(x.iter().map(|&x| T::from_f64(f64::from(x))).collect())
        }
        (DType::I32, Data::Float(x)) => Data::Index(x.iter().map(|x| x.to_f64() as i32).collect()),
        (_, same) => same.clone(),
    }
}
