//! What fits together and what does not: types, inference errors, sharing and scopes.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use kerros_graph::op::{
    Binary, Convolution, DotAxes, GradientTag, Literal, Pooling, Reduction, Unary, Window,
};
use kerros_graph::scan::CellBuilder;
use kerros_graph::{
    DType, Dim, Error, Graph, InputId, NodeId, Op, Program, Shape, Type, VariableId,
};
use std::sync::Arc;

/// A graph with a value of each sort.
struct Sorts {
    graph: Graph,
    /// `f32()`
    number: NodeId,
    /// `f32(batch, 3)`
    rows: NodeId,
    /// `f32(2, 3)`
    matrix: NodeId,
    /// `f32(3, 0)`
    empty: NodeId,
    /// `f32(batch, 2)`
    pair: NodeId,
    /// `f32(4, batch, 2)`
    steps: NodeId,
    /// `f32(0, 3)`
    none: NodeId,
    /// `i32(batch)`
    index: NodeId,
    /// `i32(4, 2)`
    table: NodeId,
    /// `f32(batch, 5, 2)`
    signal: NodeId,
    /// `f32(3, 2, 4)`: three elements, two channels, four filters
    kernel: NodeId,
    /// `f32(batch, 3, 4)`: what a convolution makes of the two
    result: NodeId,
    /// `f32(3, 1, 6)`: six filters of one channel each
    threefold: NodeId,
}

impl Sorts {
    fn new() -> Self {
        let mut graph = Graph::new();
        let mut ids = (0..).map(InputId);
        let mut input = |ty: Type| graph.input(ids.next().unwrap(), ty).unwrap();
        Sorts {
            number: input(Type::f32(Shape::scalar())),
            rows: input(Type::f32(Shape::batch(&[3]))),
            matrix: input(Type::f32(Shape::of(&[2, 3]))),
            empty: input(Type::f32(Shape::of(&[3, 0]))),
            pair: input(Type::f32(Shape::batch(&[2]))),
            steps: input(Type::f32([4.into(), Dim::Batch, 2.into()].into_iter().collect())),
            none: input(Type::f32(Shape::of(&[0, 3]))),
            index: input(Type::i32(Shape::batch(&[]))),
            table: input(Type::i32(Shape::of(&[4, 2]))),
            signal: input(Type::f32(Shape::batch(&[5, 2]))),
            kernel: input(Type::f32(Shape::of(&[3, 2, 4]))),
            result: input(Type::f32(Shape::batch(&[3, 4]))),
            threefold: input(Type::f32(Shape::of(&[3, 1, 6]))),
            graph,
        }
    }
}

/// Checks that `op` does not take `operands`: the message has the form that all have, says what was
/// expected and received, and the graph is as it was.
#[track_caller]
fn assert_refused(sorts: &mut Sorts, op: Op, operands: &[NodeId], expected: &str, received: &str) {
    let length = sorts.graph.len();
    let name = op.name();
    let error = match sorts.graph.insert(op, operands) {
        Ok(node) => panic!("{name} was taken as {}", sorts.graph.ty(node)),
        Err(error) => error,
    };
    assert_eq!(sorts.graph.len(), length, "{name}");
    let Error::Shape { op, remedy, .. } = &error else { panic!("{name}: {error:?}") };
    assert_eq!(*op, name);
    assert!(remedy.len() > 10 && remedy.ends_with('.'), "{name}: {remedy:?}");
    let message = error.to_string();
    let (start, rest) = message.split_once(", received ").unwrap();
    assert!(start.starts_with(&format!("{name}: expected ")), "{message}");
    assert!(start.contains(expected), "{message:?} does not expect {expected:?}");
    assert!(rest.contains(received), "{message:?} did not receive {received:?}");
    assert!(rest.ends_with(remedy.as_str()), "{message}");
}

/// One line for each mistake, grouped by operation. The patterns make a match without default arm:
/// the compiler names an operation without a mistake.
macro_rules! mistakes {
    ($($pattern:pat => {
        $($op:expr, $operands:expr, $expected:literal, $received:literal;)+
    })*) => {
        /// Does nothing but name an operation that has no mistakes in the table.
        fn has_mistakes(op: &Op) {
            match op {
                $($pattern => {})*
            }
        }

        #[test]
        fn ill_formed_inserts_are_refused_and_change_nothing() {
            let mut sorts = Sorts::new();
            $($({
                let op: Op = $op;
                has_mistakes(&op);
                assert!(matches!(op, $pattern), "{op:?} stands under another operation");
                let operands: fn(&Sorts) -> Vec<NodeId> = $operands;
                let operands = operands(&sorts);
                assert_refused(&mut sorts, op, &operands, $expected, $received);
            })+)*
        }
    };
}

mistakes! {
    Op::Input(..) => {
        Op::Input(InputId(0), scalar()), |s| vec![s.number], "0 operands", "1";
    }
    Op::Variable(..) => {
        Op::Variable(VariableId(0), scalar()), |s| vec![s.number], "0 operands", "1";
    }
    Op::Literal(..) => {
        Op::Literal(Literal::new(1.0), DType::F32), |s| vec![s.number], "0 operands", "1";
    }
    Op::BatchSize => {
        Op::BatchSize, |s| vec![s.number, s.rows], "0 operands", "2";
    }
    Op::Iota { .. } => {
        Op::Iota { ty: scalar(), axis: 0 }, |_| vec![], "below the rank, 0", "axis 0 of f32()";
    }
    Op::Random { .. } => {
        Op::Random { stream: 0, shape: Shape::scalar() }, |s| vec![s.number], "0 operands", "1";
    }
    Op::Unary(_) => {
        Op::Unary(Unary::Exp), |s| vec![s.index], "f32 elements", "i32(batch)";
        Op::Unary(Unary::Exp), |s| vec![s.rows, s.rows], "1 operands", "2";
    }
    Op::Binary(_) => {
        Op::Binary(Binary::Add), |s| vec![s.rows, s.matrix],
            "one type", "f32(batch, 3) and f32(2, 3)";
        Op::Binary(Binary::Add), |s| vec![s.index, s.index], "f32 elements", "i32(batch)";
        Op::Binary(Binary::Less), |s| vec![s.number], "2 operands", "1";
    }
    Op::Select => {
        Op::Select, |s| vec![s.rows, s.rows, s.matrix], "same shape", "f32(2, 3)";
        Op::Select, |s| vec![s.number, s.rows, s.rows], "same shape", "f32()";
        Op::Select, |s| vec![s.index, s.index, s.index], "f32 elements", "i32(batch)";
    }
    Op::Cast(_) => {
        Op::Cast(DType::I32), |_| vec![], "1 operands", "0";
    }
    Op::Reshape(_) => {
        Op::Reshape(Shape::of(&[4])), |s| vec![s.matrix], "elements of (2, 3)", "(4)";
        Op::Reshape(Shape::of(&[3])), |s| vec![s.rows], "elements of (batch, 3)", "(3)";
        Op::Reshape(Shape::of(&[usize::MAX, 2])), |s| vec![s.rows], "(batch, 3)", "2)";
    }
    Op::Transpose(_) => {
        transpose(&[0]), |s| vec![s.matrix], "each of the 2 axes", "[0] for f32(2, 3)";
        transpose(&[0, 0]), |s| vec![s.matrix], "each of the 2 axes once", "[0, 0]";
        transpose(&[0, 2]), |s| vec![s.matrix], "each of the 2 axes once", "[0, 2]";
    }
    Op::Broadcast(_) => {
        Op::Broadcast(Shape::of(&[2, 4])), |s| vec![s.matrix], "those of (2, 4)", "f32(2, 3)";
        Op::Broadcast(Shape::of(&[3])), |s| vec![s.matrix], "those of (3)", "f32(2, 3)";
        Op::Broadcast(Shape::of(&[1, 3])), |s| vec![s.rows], "those of (1, 3)", "f32(batch, 3)";
    }
    Op::Slice { .. } => {
        slice(1, 1, 1, 3), |s| vec![s.matrix], "within the 3 of axis 1", "3 from 1";
        slice(1, 0, 0, 1), |s| vec![s.matrix], "within the 3 of axis 1", "every 0";
        slice(1, 0, 1, 0), |s| vec![s.matrix], "at least one element", "0 from 0";
        slice(1, 1, usize::MAX, 2), |s| vec![s.matrix], "within the 3", "2 from 1";
        slice(0, 0, 1, 1), |s| vec![s.rows], "known size", "which is the batch";
        slice(2, 0, 1, 1), |s| vec![s.rows], "below the rank, 2", "axis 2";
    }
    Op::Pad { .. } => {
        pad(1, 1, 2, 5), |s| vec![s.matrix], "room for 3 elements from 1, every 2", "extent of 5";
        pad(1, 0, 0, 5), |s| vec![s.matrix], "room for 3", "extent of 5";
        pad(1, usize::MAX, 1, 5), |s| vec![s.matrix], "room for 3", "extent of 5";
        pad(0, 0, 1, 5), |s| vec![s.rows], "known size", "which is the batch";
    }
    Op::Unfold { .. } => {
        unfold(1, 4, 1, 1), |s| vec![s.matrix], "1 to 3 elements", "size 4";
        unfold(1, 2, 1, 3), |s| vec![s.matrix], "1 to 3 elements", "dilation 3";
        unfold(1, 2, 0, 1), |s| vec![s.matrix], "positive stride", "stride 0";
        unfold(1, 0, 1, 1), |s| vec![s.matrix], "1 to 3 elements", "size 0";
        unfold(1, 3, 1, usize::MAX), |s| vec![s.matrix], "1 to 3 elements", "size 3";
        unfold(0, 1, 1, 1), |s| vec![s.rows], "known size", "which is the batch";
    }
    Op::Fold { .. } => {
        fold(0, 3, 1, 1), |s| vec![s.matrix], "above 3", "3";
        fold(0, 9, 0, 1), |s| vec![s.matrix], "an extent above", "9";
        fold(0, 9, usize::MAX, 1), |s| vec![s.matrix], "an extent above", "9";
        fold(1, 9, 1, 1), |s| vec![s.matrix], "below the rank, 2", "axis 2";
        fold(0, 9, 1, 1), |s| vec![s.table], "f32 elements", "i32(4, 2)";
    }
    Op::Gather => {
        Op::Gather, |s| vec![s.matrix], "2 operands", "1";
        Op::Gather, |s| vec![s.number, s.index], "below the rank, 0", "axis 0 of f32()";
        Op::Gather, |s| vec![s.rows, s.index], "axis of known size", "f32(batch, 3)";
        Op::Gather, |s| vec![s.none, s.index], "at least one row", "f32(0, 3)";
    }
    Op::ScatterAdd { .. } => {
        Op::ScatterAdd { extent: 4 }, |s| vec![s.rows], "2 operands", "1";
        Op::ScatterAdd { extent: 4 }, |s| vec![s.table, s.table], "f32 elements", "i32(4, 2)";
        Op::ScatterAdd { extent: 4 }, |s| vec![s.matrix, s.index],
            "rows whose first dimensions are those of the indices, (batch)", "f32(2, 3)";
        Op::ScatterAdd { extent: 4 }, |s| vec![s.rows, s.signal], "(batch, 5, 2)", "f32(batch, 3)";
        Op::ScatterAdd { extent: 0 }, |s| vec![s.rows, s.index], "one row", "an extent of 0";
    }
    Op::StopGradient => {
        Op::StopGradient, |s| vec![s.number, s.rows], "1 operands", "2";
    }
    Op::CustomGradient(_) => {
        Op::CustomGradient(GradientTag(0)), |_| vec![], "a value", "no operand";
    }
    Op::Reduce(..) => {
        sum(&[2]), |s| vec![s.matrix], "below the rank, 2", "[2] of f32(2, 3)";
        sum(&[1, 0]), |s| vec![s.matrix], "ascending axes", "[1, 0]";
        sum(&[0, 0]), |s| vec![s.matrix], "ascending axes", "[0, 0]";
        sum(&[0]), |s| vec![s.index], "f32 elements", "i32(batch)";
    }
    Op::ArgMax(_) => {
        Op::ArgMax(2), |s| vec![s.matrix], "below the rank, 2", "axis 2";
        Op::ArgMax(0), |s| vec![s.rows], "known size", "which is the batch";
        Op::ArgMax(1), |s| vec![s.empty], "at least one element", "axis 1 of f32(3, 0)";
        Op::ArgMax(0), |s| vec![s.index], "f32 elements", "i32(batch)";
    }
    Op::Dot(_) => {
        dot(&[], &[(1, 0)]), |s| vec![s.rows, s.matrix],
            "equal sizes", "f32(batch, 3) and f32(2, 3)";
        dot(&[], &[(2, 0)]), |s| vec![s.rows, s.matrix], "paired axes [] and [(2, 0)]", "f32(2, 3)";
        dot(&[(1, 1)], &[(1, 1)]), |s| vec![s.rows, s.matrix], "equal sizes", "f32(2, 3)";
        dot(&[], &[]), |s| vec![s.rows, s.index], "f32 elements", "i32(batch)";
    }
    Op::Assign(_) => {
        Op::Assign(VariableId(0)), |_| vec![], "1 operands", "0";
    }
    Op::Concat(_) => {
        Op::Concat(1), |_| vec![], "at least one operand", "none";
        Op::Concat(2), |s| vec![s.rows], "below the rank, 2", "axis 2 of f32(batch, 3)";
        Op::Concat(0), |s| vec![s.rows, s.rows], "known size", "which is the batch";
        Op::Concat(1), |s| vec![s.rows, s.matrix],
            "like the first, f32(batch, 3), but for axis 1", "f32(2, 3)";
        Op::Concat(1), |s| vec![s.rows, s.signal], "but for axis 1", "f32(batch, 5, 2)";
        Op::Concat(0), |s| vec![s.table, s.none], "like the first, i32(4, 2)", "f32(0, 3)";
    }
    Op::Conv(_) => {
        conv(Window::valid(&[3], &[1])), |s| vec![s.rows, s.kernel],
            "1 spatial axes, channels", "f32(batch, 3)";
        conv(Window::valid(&[2], &[1])), |s| vec![s.signal, s.kernel],
            "size [2], 2 channels", "f32(3, 2, 4)";
        grouped(3), |s| vec![s.signal, s.kernel], "divides the 2 channels", "3 groups";
        grouped(0), |s| vec![s.signal, s.kernel], "divides the 2 channels", "0 groups";
        grouped(2), |s| vec![s.signal, s.kernel], "size [3], 1 channels", "f32(3, 2, 4)";
        grouped(4), |s| vec![s.result, s.threefold], "divides the 6 filters", "4 groups";
        conv(Window::valid(&[3], &[1])), |s| vec![s.result, s.kernel],
            "4 channels", "f32(3, 2, 4)";
        conv(Window::valid(&[3], &[0])), |s| vec![s.signal, s.kernel], "positive", "Window";
        conv(Window::valid(&[0], &[1])), |s| vec![s.signal, s.kernel], "positive", "Window";
        conv(Window::valid(&[], &[])), |s| vec![s.signal, s.kernel], "spatial axis", "Window";
        conv(Window::valid(&[3], &[1, 1])), |s| vec![s.signal, s.kernel],
            "one for each", "Window";
        conv(dilated(&[3], 3)), |s| vec![s.signal, s.kernel], "at most 5 elements", "spans 7";
        conv(dilated(&[3], usize::MAX)), |s| vec![s.signal, s.kernel], "at most 5", "spans";
    }
    Op::ConvInputGrad { .. } => {
        conv_input_grad(&[6]), |s| vec![s.result, s.kernel],
            "spatial sizes [4]", "f32(batch, 3, 4)";
        conv_input_grad(&[5, 5]), |s| vec![s.result, s.kernel], "1 spatial axes", "[5, 5]";
        conv_input_grad(&[]), |s| vec![s.result, s.kernel], "1 spatial axes", "[]";
        conv_input_grad(&[5]), |s| vec![s.result, s.result], "a kernel", "f32(batch, 3, 4)";
        conv_input_grad(&[7]), |s| vec![s.signal, s.kernel],
            "a kernel with 2 filters", "f32(3, 2, 4)";
        Op::ConvInputGrad { conv: Convolution { window: Window::valid(&[3], &[1]), groups: 3 },
            extents: [5].into_iter().collect() }, |s| vec![s.result, s.kernel],
            "divides the 4 filters", "3 groups";
    }
    Op::ConvKernelGrad(_) => {
        conv_kernel_grad(Window::valid(&[2], &[1])), |s| vec![s.signal, s.result],
            "spatial sizes [4]", "f32(batch, 3, 4)";
        conv_kernel_grad(Window::valid(&[3], &[1])), |s| vec![s.signal, s.kernel],
            "spatial sizes [3]", "f32(3, 2, 4)";
        conv_kernel_grad(Window::valid(&[1], &[1])), |s| vec![s.kernel, s.index],
            "f32 elements", "i32(batch)";
        Op::ConvKernelGrad(Convolution { window: Window::valid(&[3], &[1]), groups: 4 }),
            |s| vec![s.signal, s.result], "divides the 2 channels", "4 groups";
        Op::ConvKernelGrad(Convolution { window: Window::valid(&[3], &[1]), groups: 4 }),
            |s| vec![s.result, s.signal], "divides the 2 filters", "4 groups";
    }
    Op::Pool(..) => {
        Op::Pool(Pooling::Max, Window::valid(&[6], &[6])), |s| vec![s.signal],
            "at most 5", "spans 6";
        Op::Pool(Pooling::Max, Window::valid(&[2], &[2])), |s| vec![s.index], "f32 elements", "i32";
        Op::Pool(Pooling::Average, padded(2, 1, (2, 0))), |s| vec![s.signal],
            "a real element in each window over the 5", "Window";
        Op::Pool(Pooling::Average, padded(2, 1, (0, 2))), |s| vec![s.signal],
            "a real element in each window over the 5", "Window";
        Op::Pool(Pooling::Max, padded(2, 7, (1, 2))), |s| vec![s.signal],
            "a real element in each window over the 5", "dilation: [7]";
    }
    Op::MaxPoolGrad(_) => {
        Op::MaxPoolGrad(Window::valid(&[3], &[1])), |s| vec![s.signal, s.result],
            "f32(batch, 3, 2)", "f32(batch, 3, 4)";
    }
    Op::AveragePoolGrad { .. } => {
        average_pool_grad(&[4]), |s| vec![s.signal], "spatial sizes [2]", "f32(batch, 5, 2)";
        average_pool_grad(&[7, 7]), |s| vec![s.signal], "1 spatial axes", "[7, 7]";
    }
    Op::Softmax(_) => {
        Op::Softmax(2), |s| vec![s.rows], "below the rank, 2", "axis 2 of f32(batch, 3)";
    }
    Op::LogSoftmax(_) => {
        Op::LogSoftmax(0), |s| vec![s.index], "f32 elements", "i32(batch)";
    }
    Op::Scan(_) => {
        scan(), |s| vec![s.rows], "3 operands: the initial state, 1 sequences and 1 constants", "1";
        scan(), |s| vec![s.matrix, s.matrix, s.rows],
            "an initial state f32(batch, 2)", "f32(2, 3)";
        scan(), |s| vec![s.pair, s.rows, s.number],
            "of a known number of steps", "f32(batch, 3)";
        scan(), |s| vec![s.pair, s.matrix, s.number],
            "a sequence of type f32(2, batch, 2)", "f32(2, 3)";
        scan(), |s| vec![s.pair, s.steps, s.rows],
            "a constant of type f32()", "f32(batch, 3)";
    }
}

/// `h' = h + factor * x` on states and slices of two numbers.
fn scan() -> Op {
    let mut cell = CellBuilder::new();
    let h = cell.state(&[2]).unwrap();
    let x = cell.slice(Type::f32(Shape::batch(&[2]))).unwrap();
    let factor = cell.constant(scalar()).unwrap();
    let scaled = cell.graph.mul(x, factor).unwrap();
    let new = cell.graph.add(h, scaled).unwrap();
    Op::Scan(Arc::new(cell.finish(&[new], false).unwrap()))
}

fn scalar() -> Type {
    Type::f32(Shape::scalar())
}

fn transpose(axes: &[usize]) -> Op {
    Op::Transpose(axes.into())
}

fn slice(axis: usize, start: usize, step: usize, count: usize) -> Op {
    Op::Slice { axis, start, step, count }
}

fn pad(axis: usize, start: usize, step: usize, extent: usize) -> Op {
    Op::Pad { axis, start, step, extent }
}

fn unfold(axis: usize, size: usize, stride: usize, dilation: usize) -> Op {
    Op::Unfold { axis, size, stride, dilation }
}

fn fold(axis: usize, extent: usize, stride: usize, dilation: usize) -> Op {
    Op::Fold { axis, extent, stride, dilation }
}

fn sum(axes: &[usize]) -> Op {
    Op::Reduce(Reduction::Sum, axes.into())
}

fn dot(batch: &[(usize, usize)], contract: &[(usize, usize)]) -> Op {
    Op::Dot(DotAxes { batch: batch.into(), contract: contract.into() })
}

fn dilated(size: &[usize], dilation: usize) -> Window {
    Window { dilation: [dilation].into_iter().collect(), ..Window::valid(size, &[1]) }
}

fn padded(size: usize, dilation: usize, padding: (usize, usize)) -> Window {
    Window { padding: [padding].into_iter().collect(), ..dilated(&[size], dilation) }
}

fn conv(window: Window) -> Op {
    Op::Conv(window.into())
}

fn grouped(groups: usize) -> Op {
    Op::Conv(Convolution { window: Window::valid(&[3], &[1]), groups })
}

fn conv_kernel_grad(window: Window) -> Op {
    Op::ConvKernelGrad(window.into())
}

fn conv_input_grad(extents: &[usize]) -> Op {
    Op::ConvInputGrad { conv: Window::valid(&[3], &[1]).into(), extents: extents.into() }
}

fn average_pool_grad(extents: &[usize]) -> Op {
    Op::AveragePoolGrad { window: Window::valid(&[3], &[1]), extents: extents.into() }
}

#[test]
fn nodes_of_larger_graphs_are_refused() {
    let Sorts { result, .. } = Sorts::new();
    let mut graph = Graph::new();
    graph.literal(1.0).unwrap();
    let error = graph.insert(Op::Unary(Unary::Neg), &[result]).unwrap_err().to_string();
    assert!(error.starts_with("node 11: expected one of the 1 defined"), "{error}");
    assert_eq!(graph.len(), 1);
}

#[test]
fn words_that_broadcast_refuse_what_does_not_align() {
    let Sorts { mut graph, rows, matrix, signal, index, .. } = Sorts::new();
    let error = graph.add(rows, matrix).unwrap_err().to_string();
    assert!(error.contains("(batch, 3)") && error.contains("f32(2, 3)"), "{error}");
    assert!(graph.mul(signal, matrix).is_err());
    let length = graph.len();
    assert!(graph.select(rows, rows, index).is_err());
    assert_eq!(graph.len(), length);
}

#[test]
fn results_have_the_types_that_are_expected() {
    let Sorts { mut graph, number, rows, index, signal, kernel, .. } = Sorts::new();
    let strided = Window { padding: [(1, 1)].into_iter().collect(), ..Window::valid(&[3], &[2]) };
    let nodes = [
        (graph.add(rows, number).unwrap(), "f32(batch, 3)"),
        (graph.equal(index, index).unwrap(), "f32(batch)"),
        (graph.argmax(rows, 1).unwrap(), "i32(batch)"),
        (graph.cast(rows, DType::I32).unwrap(), "i32(batch, 3)"),
        (graph.one_hot(index, 10).unwrap(), "f32(batch, 10)"),
        (graph.unfold(signal, 1, 2, 1, 3).unwrap(), "f32(batch, 2, 2, 2)"),
        (graph.conv(signal, kernel, strided.clone()).unwrap(), "f32(batch, 3, 4)"),
        (graph.pool(Pooling::Max, signal, strided).unwrap(), "f32(batch, 3, 2)"),
        (graph.sum(signal, &[0, 2]).unwrap(), "f32(5)"),
        (graph.mean_all(rows).unwrap(), "f32()"),
        (graph.expand(rows, 1).unwrap(), "f32(batch, 1, 3)"),
    ];
    for (node, expected) in nodes {
        assert_eq!(graph.ty(node).to_string(), expected, "{}", graph.op(node).name());
    }
}

#[test]
fn types_read_as_they_are_written() {
    assert_eq!(Type::f32(Shape::scalar()).to_string(), "f32()");
    assert_eq!(Type::i32(Shape::batch(&[])).to_string(), "i32(batch)");
    assert_eq!(Type::f32(Shape::batch(&[28, 1])).to_string(), "f32(batch, 28, 1)");
    assert_eq!(Shape::of(&[2, 3]).to_string(), "(2, 3)");
    assert_eq!((Dim::Batch.to_string(), Dim::from(7).to_string()), ("batch".into(), "7".into()));
    assert_eq!((DType::F32.to_string(), DType::I32.to_string()), ("f32".into(), "i32".into()));
}

#[test]
fn shapes_count_their_elements() {
    let shape = Shape::batch(&[2, 3]);
    assert_eq!((shape.rank(), shape.has_batch(), shape.volume()), (3, true, (6, 1)));
    assert_eq!(shape.elements(5), 30);
    assert_eq!(shape.at(5).as_slice(), [5, 2, 3]);
    assert_eq!((Shape::scalar().elements(9), Shape::of(&[4]).has_batch()), (1, false));
}

#[test]
fn windows_tell_how_often_they_fit() {
    let window = Window { padding: [(1, 2)].into_iter().collect(), ..dilated(&[3], 2) };
    assert_eq!((window.rank(), window.span(0)), (1, 5));
    assert_eq!(window.positions(0, 7), Some(6));
    assert_eq!(window.positions(0, 1), None);
    assert_eq!(Window::valid(&[4], &[3]).positions(0, 11), Some(3));
    assert_eq!(Window::valid(&[4], &[0]).positions(0, 11), None);
    assert_eq!(padded(2, 1, (1, 0)).positions(0, usize::MAX), None);
}

#[test]
fn equal_values_are_one_node() {
    let Sorts { mut graph, rows, number, .. } = Sorts::new();
    let other = graph.exp(rows).unwrap();
    for kind in Binary::ALL {
        let one_way = graph.binary(kind, rows, other).unwrap();
        let other_way = graph.binary(kind, other, rows).unwrap();
        assert_eq!(one_way == other_way, kind.is_commutative(), "{kind:?}");
        assert_eq!(graph.binary(kind, rows, other).unwrap(), one_way, "{kind:?}");
    }
    let length = graph.len();
    assert_eq!(graph.exp(rows).unwrap(), other);
    assert_eq!(graph.reshape(rows, Shape::batch(&[3])).unwrap(), rows);
    assert_eq!(graph.transpose(rows, &[0, 1]).unwrap(), rows);
    assert_eq!(graph.broadcast(number, Shape::scalar()).unwrap(), number);
    assert_eq!(graph.cast(rows, DType::F32).unwrap(), rows);
    assert_eq!(graph.sum(rows, &[]).unwrap(), rows);
    assert_eq!(graph.len(), length);

    let [zero, minus_zero] = [0.0, -0.0].map(|value| graph.literal(value).unwrap());
    assert_ne!(zero, minus_zero, "they are not equal where one divides by them");
    let noise = [(); 2].map(|()| graph.random_uniform(Shape::of(&[2])).unwrap());
    assert_ne!(noise[0], noise[1]);
}

#[test]
fn operands_come_before_their_users() {
    let Sorts { mut graph, rows, .. } = Sorts::new();
    let soft = graph.softplus(rows).unwrap();
    graph.mean_all(soft).unwrap();
    assert!(!graph.is_empty());
    for (id, node) in graph.nodes() {
        assert!(node.inputs.iter().all(|&input| input < id));
    }
}

#[test]
fn a_node_stays_in_the_scope_that_made_it_first() {
    let Sorts { mut graph, rows, .. } = Sorts::new();
    assert_eq!(graph.scope(rows), "");
    graph.enter("dense");
    let first = graph.exp(rows).unwrap();
    graph.enter("dense_1");
    let second = graph.log(rows).unwrap();
    assert_eq!(graph.exp(rows).unwrap(), first);
    graph.enter("dense");
    let third = graph.neg(rows).unwrap();
    let scopes = [first, second, third].map(|id| graph.scope(id));
    assert_eq!(scopes, ["dense", "dense_1", "dense"]);
}

#[test]
fn roots_are_outputs_then_updates() {
    let Sorts { mut graph, number, .. } = Sorts::new();
    let update = graph.assign(VariableId(0), number).unwrap();
    let program = Program { graph, outputs: vec![number], updates: vec![update] };
    assert_eq!(program.roots().collect::<Vec<_>>(), [number, update]);
}
