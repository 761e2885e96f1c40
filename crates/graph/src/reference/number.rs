//! The numbers the evaluator computes with.

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

/// Functions of one number, by the standard library or what stands in for it.
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
                    // In 64 bits for both: rounding `x / sqrt 2` costs a far tail its digits.
                    Function::NormalCdf => {
                        let argument = -self.to_f64() * std::f64::consts::FRAC_1_SQRT_2;
                        (0.5 * libm::erfc(argument)) as $type
                    }
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
