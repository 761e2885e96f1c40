//! The table of operations: one line each, and the compiler names one that is missing.

use crate::problem::Problem;
use crate::{elementwise, movement, network, scan};
use kerros_graph::Op;
use kerros_graph::op::{Binary, Pooling, Reduction, Unary};
use proptest::prelude::*;

/// Makes an enum of all kinds of operations, and the match over [`Op`] that tells the kind of each.
macro_rules! cases {
    ($($kind:ident: $operation:pat => $problems:expr;)*) => {
        /// A kind of operation.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Kind {
            $($kind),*
        }

        impl Kind {
            pub(crate) const ALL: &[Kind] = &[$(Kind::$kind),*];

            /// The kind of `op`. There is no default arm: a new operation does not compile until it
            /// has its line, and with it its problems.
            pub(crate) fn of(op: &Op) -> Kind {
                match op {
                    $($operation => Kind::$kind),*
                }
            }

            /// Problems that use operations of this kind.
            pub(crate) fn problems(self) -> BoxedStrategy<Problem> {
                match self {
                    $(Kind::$kind => $problems.boxed()),*
                }
            }
        }
    };
}

cases! {
    Input: Op::Input(..) => elementwise::identity();
    Variable: Op::Variable(..) => elementwise::with_variable();
    Literal: Op::Literal(..) => elementwise::with_literal();
    BatchSize: Op::BatchSize => elementwise::with_batch_size();
    Iota: Op::Iota { .. } => elementwise::with_iota();
    Random: Op::Random { .. } => elementwise::with_random();

    Neg: Op::Unary(Unary::Neg) => elementwise::unary(Unary::Neg, -2.0, 2.0);
    Abs: Op::Unary(Unary::Abs) => elementwise::step(Unary::Abs);
    Sign: Op::Unary(Unary::Sign) => elementwise::step(Unary::Sign);
    Exp: Op::Unary(Unary::Exp) => elementwise::unary(Unary::Exp, -2.0, 2.0);
    Log: Op::Unary(Unary::Log) => elementwise::unary(Unary::Log, 0.5, 3.0);
    Log1p: Op::Unary(Unary::Log1p) => elementwise::unary(Unary::Log1p, -0.5, 3.0);
    Sqrt: Op::Unary(Unary::Sqrt) => elementwise::unary(Unary::Sqrt, 0.5, 3.0);
    Tanh: Op::Unary(Unary::Tanh) => elementwise::unary(Unary::Tanh, -2.0, 2.0);
    Sigmoid: Op::Unary(Unary::Sigmoid) => elementwise::unary(Unary::Sigmoid, -3.0, 3.0);
    NormalCdf: Op::Unary(Unary::NormalCdf) => elementwise::unary(Unary::NormalCdf, -2.0, 2.0);
    Floor: Op::Unary(Unary::Floor) => elementwise::step(Unary::Floor);
    Round: Op::Unary(Unary::Round) => elementwise::step(Unary::Round);

    Add: Op::Binary(Binary::Add) => elementwise::binary(Binary::Add);
    Sub: Op::Binary(Binary::Sub) => elementwise::binary(Binary::Sub);
    Mul: Op::Binary(Binary::Mul) => elementwise::binary(Binary::Mul);
    Div: Op::Binary(Binary::Div) => elementwise::binary(Binary::Div);
    Max: Op::Binary(Binary::Max) => elementwise::comparison(Binary::Max);
    Min: Op::Binary(Binary::Min) => elementwise::comparison(Binary::Min);
    Pow: Op::Binary(Binary::Pow) => elementwise::pow();
    Equal: Op::Binary(Binary::Equal) => elementwise::comparison(Binary::Equal);
    Less: Op::Binary(Binary::Less) => elementwise::comparison(Binary::Less);
    LessEqual: Op::Binary(Binary::LessEqual) => elementwise::comparison(Binary::LessEqual);
    Select: Op::Select => elementwise::select();
    Cast: Op::Cast(..) => elementwise::cast();

    Reshape: Op::Reshape(..) => movement::reshape();
    Transpose: Op::Transpose(..) => movement::transpose();
    Broadcast: Op::Broadcast(..) => movement::broadcast();
    Slice: Op::Slice { .. } => movement::slice();
    Pad: Op::Pad { .. } => movement::pad();
    Unfold: Op::Unfold { .. } => movement::unfold();
    Fold: Op::Fold { .. } => movement::fold();
    Gather: Op::Gather => movement::gather();
    ScatterAdd: Op::ScatterAdd { .. } => movement::scatter_add();
    StopGradient: Op::StopGradient => elementwise::stopped();
    CustomGradient: Op::CustomGradient(_) => elementwise::custom();

    Sum: Op::Reduce(Reduction::Sum, _) => movement::reduce(Reduction::Sum);
    ReduceMax: Op::Reduce(Reduction::Max, _) => movement::reduce(Reduction::Max);
    ArgMax: Op::ArgMax(..) => movement::argmax();
    Dot: Op::Dot(..) => network::dot();
    Assign: Op::Assign(..) => elementwise::with_assignment();

    Concat: Op::Concat(..) => movement::concat();
    Conv: Op::Conv(..) => network::conv();
    ConvInputGrad: Op::ConvInputGrad { .. } => network::conv_input_grad();
    ConvKernelGrad: Op::ConvKernelGrad(..) => network::conv_kernel_grad();
    MaxPool: Op::Pool(Pooling::Max, _) => network::pool(Pooling::Max);
    AveragePool: Op::Pool(Pooling::Average, _) => network::pool(Pooling::Average);
    MaxPoolGrad: Op::MaxPoolGrad(..) => network::max_pool_grad();
    AveragePoolGrad: Op::AveragePoolGrad { .. } => network::average_pool_grad();
    Softmax: Op::Softmax(..) => network::softmax(Op::Softmax);
    LogSoftmax: Op::LogSoftmax(..) => network::softmax(Op::LogSoftmax);
    Scan: Op::Scan(..) => scan::scan();
}
