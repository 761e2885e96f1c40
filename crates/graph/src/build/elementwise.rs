//! Elementwise words.

use crate::error::Result;
use crate::graph::{Graph, NodeId};
use crate::op::{Binary, Op, Unary};
use crate::types::{DType, Dim, Shape};

/// One method for each unary operation.
macro_rules! unary {
    ($($(#[$doc:meta])* $method:ident => $kind:ident;)*) => {
        impl Graph {
            $(
                $(#[$doc])*
                pub fn $method(&mut self, x: NodeId) -> Result<NodeId> {
                    self.insert(Op::Unary(Unary::$kind), &[x])
                }
            )*
        }
    };
}

/// One broadcasting method for each binary operation.
macro_rules! binary {
    ($($(#[$doc:meta])* $method:ident => $kind:ident;)*) => {
        impl Graph {
            $(
                $(#[$doc])*
                pub fn $method(&mut self, a: NodeId, b: NodeId) -> Result<NodeId> {
                    self.binary(Binary::$kind, a, b)
                }
            )*
        }
    };
}

unary! {
    /// `-x`
    neg => Neg;
    /// `|x|`
    abs => Abs;
    /// -1, 0 or 1 as `x` is negative, zero or positive
    sign => Sign;
    /// `e^x`
    exp => Exp;
    /// `ln x`
    log => Log;
    /// `ln(1 + x)`
    log1p => Log1p;
    /// `sqrt(x)`
    sqrt => Sqrt;
    /// `tanh(x)`
    tanh => Tanh;
    /// `1 / (1 + e^-x)`
    sigmoid => Sigmoid;
    /// `erfc(-x / sqrt(2)) / 2`: how likely a standard normal number is at most `x`
    normal_cdf => NormalCdf;
    /// The largest integer not above `x`
    floor => Floor;
    /// The nearest integer; halves go to the even one
    round => Round;
}

binary! {
    /// `a + b`
    add => Add;
    /// `a - b`
    sub => Sub;
    /// `a * b`
    mul => Mul;
    /// `a / b`
    div => Div;
    /// The larger of `a` and `b`; equal ones share the gradient
    maximum => Max;
    /// The smaller of `a` and `b`; equal ones share the gradient
    minimum => Min;
    /// `a ^ b`
    pow => Pow;
    /// 1 where `a == b`, else 0
    equal => Equal;
    /// 1 where `a < b`, else 0
    less => Less;
    /// 1 where `a <= b`, else 0
    less_equal => LessEqual;
}

impl Graph {
    /// `kind` of `a` and `b`, broadcast to each other.
    pub fn binary(&mut self, kind: Binary, a: NodeId, b: NodeId) -> Result<NodeId> {
        let shape = self.common_shape(&[a, b]);
        let a = self.broadcast(a, shape.clone())?;
        let b = self.broadcast(b, shape)?;
        self.insert(Op::Binary(kind), &[a, b])
    }

    /// 1 where `a > b`, else 0.
    pub fn greater(&mut self, a: NodeId, b: NodeId) -> Result<NodeId> {
        self.less(b, a)
    }

    /// 1 where `a >= b`, else 0.
    pub fn greater_equal(&mut self, a: NodeId, b: NodeId) -> Result<NodeId> {
        self.less_equal(b, a)
    }

    /// `x + number`
    pub fn offset(&mut self, x: NodeId, number: f64) -> Result<NodeId> {
        let number = self.literal(number)?;
        self.add(x, number)
    }

    /// `x * number`
    pub fn scale(&mut self, x: NodeId, number: f64) -> Result<NodeId> {
        let number = self.literal(number)?;
        self.mul(x, number)
    }

    /// `x^2`
    pub fn square(&mut self, x: NodeId) -> Result<NodeId> {
        self.mul(x, x)
    }

    /// `x` kept within `low..=high`.
    pub fn clip(&mut self, x: NodeId, low: f64, high: f64) -> Result<NodeId> {
        let low = self.literal(low)?;
        let high = self.literal(high)?;
        let x = self.maximum(x, low)?;
        self.minimum(x, high)
    }

    /// `a` where `condition` is not 0, else `b`; all broadcast to each other.
    pub fn select(&mut self, condition: NodeId, a: NodeId, b: NodeId) -> Result<NodeId> {
        let shape = self.common_shape(&[condition, a, b]);
        let condition = self.broadcast(condition, shape.clone())?;
        let a = self.broadcast(a, shape.clone())?;
        let b = self.broadcast(b, shape)?;
        self.insert(Op::Select, &[condition, a, b])
    }

    /// The same numbers with elements of type `dtype`.
    pub fn cast(&mut self, x: NodeId, dtype: DType) -> Result<NodeId> {
        if self.ty(x).dtype == dtype {
            return Ok(x);
        }
        self.insert(Op::Cast(dtype), &[x])
    }

    /// `max(x, 0)`, whose gradient at 0 is 0; NaN stays NaN.
    pub fn relu(&mut self, x: NodeId) -> Result<NodeId> {
        let zero = self.full_like(x, 0.0)?;
        let blocked = self.less_equal(x, zero)?;
        self.select(blocked, zero, x)
    }

    /// `ln(1 + e^x)`, without overflow.
    pub fn softplus(&mut self, x: NodeId) -> Result<NodeId> {
        let magnitude = self.abs(x)?;
        let decay = self.neg(magnitude)?;
        let decay = self.exp(decay)?;
        let correction = self.log1p(decay)?;
        // Not a relu: at 0 the magnitude has gradient 0, and the half that the maximum gives to equal
        // operands makes the whole the 1/2 that it must be.
        let zero = self.literal(0.0)?;
        let rectified = self.maximum(x, zero)?;
        self.add(rectified, correction)
    }

    /// The shape that all of `values` broadcast to. Where two sizes differ and none is 1 the first
    /// is taken, and the insert that follows reports the other.
    fn common_shape(&self, values: &[NodeId]) -> Shape {
        let rank = values.iter().map(|&v| self.ty(v).shape.rank()).max().unwrap_or(0);
        (0..rank)
            .rev()
            .map(|from_last| {
                let sizes = values.iter().filter_map(|&v| {
                    let dims = self.ty(v).shape.dims();
                    dims.len().checked_sub(from_last + 1).map(|axis| dims[axis])
                });
                sizes.fold(
                    Dim::Const(1),
                    |common, dim| {
                        if common == Dim::Const(1) { dim } else { common }
                    },
                )
            })
            .collect()
    }
}
