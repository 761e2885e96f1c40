//! The numbers the evaluator computes with.

use super::normal::normal_cdf;

/// A floating-point number: `f32`, or `f64` for gradient checks.
pub trait Number: Copy + PartialOrd + std::fmt::Debug + Send + 'static {
    /// The nearest number to `value`.
    fn from_f64(value: f64) -> Self;
    /// The same number in 64 bits.
    fn to_f64(self) -> f64;
    /// Applies a function that is defined on both widths.
    fn map(self, f: Function) -> Self;
    /// `self + other`
    fn plus(self, other: Self) -> Self;
    /// `self - other`
    fn minus(self, other: Self) -> Self;
    /// `self * other`
    fn times(self, other: Self) -> Self;
    /// `self / other`
    fn over(self, other: Self) -> Self;
    /// `self ^ other`
    fn power(self, other: Self) -> Self;
}

/// Functions of one number that the standard library has for both widths, and the normal distribution.
#[derive(Clone, Copy, Debug)]
pub enum Function {
    /// `-x`
    Neg,
    /// `|x|`
    Abs,
    /// `e^x`
    Exp,
    /// `ln x`
    Log,
    /// `ln(1 + x)`
    Log1p,
    /// `sqrt x`
    Sqrt,
    /// `tanh x`
    Tanh,
    /// `erfc(-x / sqrt 2) / 2`
    NormalCdf,
    /// The largest integer not above `x`
    Floor,
    /// The nearest integer, halves to even
    Round,
}

macro_rules! number {
    ($type:ty) => {
        impl Number for $type {
            fn from_f64(value: f64) -> Self {
                value as $type
            }
            fn to_f64(self) -> f64 {
                f64::from(self)
            }
            fn map(self, f: Function) -> Self {
                match f {
                    Function::Neg => -self,
                    Function::Abs => self.abs(),
                    Function::Exp => self.exp(),
                    Function::Log => self.ln(),
                    Function::Log1p => self.ln_1p(),
                    Function::Sqrt => self.sqrt(),
                    Function::Tanh => self.tanh(),
                    Function::NormalCdf => normal_cdf(self.to_f64()) as $type,
                    Function::Floor => self.floor(),
                    Function::Round => self.round_ties_even(),
                }
            }
            fn plus(self, other: Self) -> Self {
                self + other
            }
            fn minus(self, other: Self) -> Self {
                self - other
            }
            fn times(self, other: Self) -> Self {
                self * other
            }
            fn over(self, other: Self) -> Self {
                self / other
            }
            fn power(self, other: Self) -> Self {
                self.powf(other)
            }
        }
    };
}

number!(f32);
number!(f64);
