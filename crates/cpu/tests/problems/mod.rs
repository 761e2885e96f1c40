//! Problems for executors: programs with the types of their variables.

#[path = "../../../graph/tests/common/cells.rs"]
mod cells;
mod products;
mod scans;

pub(crate) use products::product;
pub(crate) use scans::scans;

use kerros_graph::op::{Binary, Convolution, Op, Pooling, Unary, Window};
use kerros_graph::{
    DType, Graph, InputId, NodeId, Program, Result, Shape, Type, VariableId, gradient,
};

/// A program to run on some rows.
pub(crate) struct Problem {
    pub(crate) name: String,
    pub(crate) program: Program,
    pub(crate) variables: Vec<Type>,
    pub(crate) batch: usize,
}

/// A graph under construction with inputs numbered as they come.
struct Sketch {
    graph: Graph,
    inputs: u32,
    variables: Vec<Type>,
}

impl Sketch {
    fn new() -> Self {
        Sketch { graph: Graph::new(), inputs: 0, variables: Vec::new() }
    }

    fn input(&mut self, shape: Shape) -> NodeId {
        self.inputs += 1;
        self.graph.input(InputId(self.inputs - 1), Type::f32(shape)).unwrap()
    }

    fn variable(&mut self, sizes: &[usize]) -> (VariableId, NodeId) {
        let id = VariableId(self.variables.len() as u32);
        let ty = Type::f32(Shape::of(sizes));
        self.variables.push(ty.clone());
        (id, self.graph.variable(id, ty).unwrap())
    }

    fn done(self, name: &str, batch: usize, outputs: &[NodeId], updates: &[NodeId]) -> Problem {
        Problem {
            name: name.into(),
            program: Program {
                graph: self.graph,
                outputs: outputs.to_vec(),
                updates: updates.to_vec(),
            },
            variables: self.variables,
            batch,
        }
    }
}

/// Each operation by itself, at sizes below and above what one piece holds.
pub(crate) fn operations() -> Vec<Problem> {
    let mut problems = Vec::new();
    for kind in Unary::ALL {
        for batch in [1, 7, 3000] {
            let mut s = Sketch::new();
            let x = s.input(Shape::batch(&[13]));
            // Logarithms and roots of what is negative are NaN on both sides.
            let y = s.graph.insert(Op::Unary(kind), &[x]).unwrap();
            problems.push(s.done(&format!("{kind:?}"), batch, &[y], &[]));
        }
    }
    for kind in Binary::ALL {
        let mut s = Sketch::new();
        let a = s.input(Shape::batch(&[5, 3]));
        let a = if kind == Binary::Pow { s.graph.abs(a).unwrap() } else { a };
        let bias = s.input(Shape::of(&[3]));
        let column = s.input(Shape::batch(&[1, 1]));
        let y = s.graph.binary(kind, a, bias).unwrap();
        let z = s.graph.binary(kind, a, column).unwrap();
        problems.push(s.done(&format!("{kind:?}"), 1500, &[y, z], &[]));
    }
    problems.extend([
        movements(),
        reductions(2),
        reductions(700),
        leaves(),
        rows(),
        sources_as_outputs(),
        stopped(),
    ]);
    problems.extend(products::products());
    problems.extend([1, 30, 3000].map(concatenations));
    problems.extend([1, 9, 1500].map(indexing));
    problems.extend(convolutions());
    problems
}

/// Convolutions along one, two and three axes, in one group, several, and one for each channel, below
/// and above what one piece and one block of rows hold.
fn convolutions() -> Vec<Problem> {
    let grouped = |size: &[usize], stride: usize, dilation: usize, groups: usize| {
        let mut window = Window::valid(size, &vec![stride; size.len()]);
        window.dilation.fill(dilation);
        window.padding.fill((2, 1));
        Convolution { window, groups }
    };
    [
        (2, &[13, 11][..], [3, 5], grouped(&[3, 2], 1, 1, 1)),
        (5, &[40, 41], [7, 18], grouped(&[3, 4], 2, 1, 1)),
        (3, &[30, 21], [17, 9], grouped(&[2, 3], 1, 2, 2)),
        (6, &[20, 20], [33, 40], Window::valid(&[1, 1], &[1, 1]).into()),
        (6, &[20, 20], [12, 40], Window::valid(&[1, 1], &[2, 2]).into()),
        (2, &[6, 7], [121, 130], grouped(&[3, 3], 2, 1, 1)),
        (3, &[9, 10, 12], [6, 10], grouped(&[2, 3, 2], 1, 1, 1)),
        (3, &[9, 10, 12], [4, 3], grouped(&[3, 3, 3], 3, 1, 3)),
        (20, &[70], [8, 6], grouped(&[5], 2, 1, 4)),
        (20, &[70], [8, 6], grouped(&[5], 3, 1, 1)),
        (2, &[9, 8], [1, 1], grouped(&[3, 3], 1, 1, 5)),
        (9, &[30, 31], [1, 1], grouped(&[3, 3], 2, 1, 100)),
        (9, &[20, 21], [1, 3], grouped(&[3, 2], 1, 2, 37)),
        (30, &[60], [1, 2], grouped(&[4], 1, 1, 65)),
    ]
    .into_iter()
    .map(|(batch, extents, channels, conv)| {
        convolution(batch, extents, channels, &conv).expect("the window fits")
    })
    .collect()
}

fn movements() -> Problem {
    let mut s = Sketch::new();
    let x = s.input(Shape::batch(&[4, 6]));
    let g = &mut s.graph;
    let transposed = g.transpose(x, &[2, 0, 1]).unwrap();
    let joined = g
        .reshape(
            transposed,
            [6.into(), kerros_graph::Dim::Batch, 2.into(), 2.into()].into_iter().collect(),
        )
        .unwrap();
    let sliced = g.slice(x, 2, 1, 2, 3).unwrap();
    let padded = g.pad(sliced, 1, 1, 2, 9).unwrap();
    let unfolded = g.unfold(x, 2, 3, 2, 1).unwrap();
    let folded = g.fold(unfolded, 2, 7, 2, 1).unwrap();
    let doubled = g.scale(unfolded, 2.0).unwrap();
    let flat = g.reshape(x, Shape::batch(&[24])).unwrap();
    let turned = g.transpose(flat, &[1, 0]).unwrap();
    let exp = g.exp(turned).unwrap();
    s.done("movements", 5, &[transposed, joined, padded, folded, doubled, exp, sliced, flat], &[])
}

/// Parts side by side, below and above one piece: as they are, seen through views, computed, integers.
fn concatenations(batch: usize) -> Problem {
    let mut s = Sketch::new();
    let x = s.input(Shape::batch(&[4, 6]));
    let (_, row) = s.variable(&[5, 1, 6]);
    let g = &mut s.graph;
    let exp = g.exp(x).unwrap();
    let along = g.concat(&[x, exp, x], 2).unwrap();
    let across = g.concat(&[exp, x], 1).unwrap();
    // Rows with gaps between them, rows that come again, columns, positions and numbers that fill.
    let cut = g.slice(x, 2, 1, 1, 3).unwrap();
    let sparse = g.slice(x, 2, 0, 2, 3).unwrap();
    let first = g.slice(x, 1, 0, 1, 1).unwrap();
    let again = g.broadcast(first, Shape::batch(&[4, 6])).unwrap();
    let turned = g.transpose(x, &[0, 2, 1]).unwrap();
    let places = g.iota(Type::f32(Shape::batch(&[4, 2])), 2).unwrap();
    let full = g.full_like(cut, 0.5).unwrap();
    let views = g.concat(&[cut, sparse, again, places, full], 2).unwrap();
    let columns = g.concat(&[turned, turned], 1).unwrap();
    let rows = g.concat(&[row, row, row], 0).unwrap();
    let integers = g.argmax(x, 2).unwrap();
    let integers = g.concat(&[integers, integers], 1).unwrap();
    let integers = g.cast(integers, DType::F32).unwrap();
    let empty = g.input(InputId(1), Type::f32(Shape::batch(&[4, 0]))).unwrap();
    let with_nothing = g.concat(&[empty, x, empty], 2).unwrap();
    // The gradient of slices that meet: they are put together again.
    let parts = [0, 6, 12].map(|start| g.slice(along, 2, start, 1, 6).unwrap());
    let halves = [0, 9].map(|start| g.slice(along, 2, start, 1, 9).unwrap());
    let product = g.mul(parts[0], parts[2]).unwrap();
    let product = g.mul(product, parts[1]).unwrap();
    let other = g.mul(halves[0], halves[1]).unwrap();
    let (product, other) = (g.sum_all(product).unwrap(), g.sum_all(other).unwrap());
    let loss = g.add(product, other).unwrap();
    let gradients = gradient(g, loss, &[x, along]).unwrap();
    let outputs = [vec![along, across, views, columns, rows, integers, with_nothing], gradients];
    s.done("concatenations", batch, &outputs.concat(), &[])
}

fn reductions(batch: usize) -> Problem {
    let mut s = Sketch::new();
    let x = s.input(Shape::batch(&[5, 7]));
    let y = s.graph.square(x).unwrap();
    let mut outputs = Vec::new();
    for axes in [&[0][..], &[1], &[2], &[0, 1], &[1, 2], &[0, 2], &[0, 1, 2]] {
        outputs.push(s.graph.sum(y, axes).unwrap());
        outputs.push(s.graph.reduce_max(x, axes).unwrap());
    }
    outputs.push(s.graph.mean_all(x).unwrap());
    outputs.push(y);
    s.done("reductions", batch, &outputs, &[])
}

fn leaves() -> Problem {
    let mut s = Sketch::new();
    let x = s.input(Shape::batch(&[3, 5]));
    let ty = |shape| Type { dtype: DType::I32, shape };
    let g = &mut s.graph;
    let uniform = g.random_uniform(Shape::batch(&[3, 5])).unwrap();
    let kept = g.literal(0.4).unwrap();
    let mask = g.less(kept, uniform).unwrap();
    let dropped = g.mul(mask, x).unwrap();
    let best = g.argmax(x, 2).unwrap();
    let middle = g.argmax(x, 1).unwrap();
    let hot = g.one_hot(best, 5).unwrap();
    let places = g.iota(ty(Shape::batch(&[3, 5])), 1).unwrap();
    let places_as_numbers = g.cast(places, DType::F32).unwrap();
    let shifted = g.add(places_as_numbers, x).unwrap();
    let row = g.iota(ty(Shape::of(&[5])), 0).unwrap();
    let row = g.broadcast(row, Shape::batch(&[3, 5])).unwrap();
    let same = g.equal(row, places).unwrap();
    let rows = g.batch_size().unwrap();
    let share = g.div(x, rows).unwrap();
    let integers = g.cast(x, DType::I32).unwrap();
    let literal = g.literal(2.5).unwrap();
    let outputs =
        [uniform, dropped, best, middle, hot, shifted, same, rows, share, integers, literal, row];
    s.done("leaves", 70, &outputs, &[])
}

fn rows() -> Problem {
    let mut s = Sketch::new();
    let x = s.input(Shape::batch(&[4, 15]));
    let g = &mut s.graph;
    let last = g.softmax(x, 2).unwrap();
    let middle = g.softmax(x, 1).unwrap();
    let log = g.log_softmax(x, 2).unwrap();
    let chosen = g.select(log, x, middle).unwrap();
    s.done("rows", 90, &[last, middle, log, chosen], &[])
}

/// Tables with rows of none, one and many numbers, below and above one piece; indices of both kinds.
fn indexing(batch: usize) -> Problem {
    let mut s = Sketch::new();
    let x = s.input(Shape::batch(&[4, 7]));
    let (_, table) = s.variable(&[7, 33]);
    let (_, wide) = s.variable(&[3000, 70]);
    let (_, column) = s.variable(&[7]);
    let (_, nothing) = s.variable(&[7, 0]);
    let g = &mut s.graph;
    let integers = g.argmax(x, 2).unwrap();
    let numbers = g.cast(integers, DType::F32).unwrap();
    let far = g.scale(numbers, 499.0).unwrap();
    let turned = g.transpose(integers, &[1, 0]).unwrap();
    let tall = g.transpose(wide, &[1, 0]).unwrap();
    let mut outputs = vec![
        g.gather(table, integers).unwrap(),
        g.gather(table, numbers).unwrap(),
        g.gather(table, turned).unwrap(),
        g.gather(wide, far).unwrap(),
        g.gather(column, integers).unwrap(),
        g.gather(nothing, integers).unwrap(),
        g.gather(tall, numbers).unwrap(),
    ];
    // Positions are integers without memory of their own.
    let places = g.iota(Type::i32(Shape::of(&[2, 5])), 1).unwrap();
    outputs.push(g.gather(table, places).unwrap());
    let short = g.slice(places, 1, 0, 1, 2).unwrap();
    outputs.push(g.gather(places, short).unwrap());
    for (rows, indices, extent) in
        [(0, integers, 7), (1, numbers, 9), (3, far, 3000), (4, integers, 7)]
    {
        outputs.push(g.scatter_add(outputs[rows], indices, extent).unwrap());
    }
    outputs.push(g.scatter_add(outputs[5], integers, 7).unwrap());
    let scalar = g.argmax(column, 0).unwrap();
    outputs.push(g.gather(wide, scalar).unwrap());
    s.done("indexing", batch, &outputs, &[])
}

/// What only gradients look at.
fn stopped() -> Problem {
    let mut s = Sketch::new();
    let x = s.input(Shape::batch(&[5]));
    let g = &mut s.graph;
    let constant = g.stop_gradient(x).unwrap();
    let y = g.mul(x, constant).unwrap();
    let y = g.custom_gradient(y, &[x], |g, at| Ok(vec![g.neg(at.gradient)?])).unwrap();
    let loss = g.sum_all(y).unwrap();
    let slopes = gradient(g, loss, &[x, constant]).unwrap();
    s.done("stopped", 40, &[constant, y, slopes[0], slopes[1]], &[])
}

fn sources_as_outputs() -> Problem {
    let mut s = Sketch::new();
    let x = s.input(Shape::batch(&[2]));
    let (id, w) = s.variable(&[2]);
    let more = s.graph.offset(w, 1.0).unwrap();
    let update = s.graph.assign(id, more).unwrap();
    let first = s.graph.slice(w, 0, 1, 1, 1).unwrap();
    let (kept, _) = s.variable(&[1]);
    let keep = s.graph.assign(kept, first).unwrap();
    s.done("sources as outputs", 3, &[x, w, x, more, first], &[update, keep])
}

/// Assignments whose order matters.
pub(crate) fn assignments() -> Vec<Problem> {
    let swap = {
        let mut s = Sketch::new();
        let (a, old_a) = s.variable(&[40]);
        let (b, old_b) = s.variable(&[40]);
        let new_a = s.graph.scale(old_b, 2.0).unwrap();
        let new_b = s.graph.neg(old_a).unwrap();
        let updates = [s.graph.assign(a, new_a).unwrap(), s.graph.assign(b, new_b).unwrap()];
        s.done("swap", 1, &[], &updates)
    };
    let plain_swap = {
        let mut s = Sketch::new();
        let (a, old_a) = s.variable(&[4]);
        let (b, old_b) = s.variable(&[4]);
        let updates = [s.graph.assign(a, old_b).unwrap(), s.graph.assign(b, old_a).unwrap()];
        s.done("plain swap", 1, &[], &updates)
    };
    let turned = {
        let mut s = Sketch::new();
        let (a, old) = s.variable(&[6, 6]);
        let turned = s.graph.transpose(old, &[1, 0]).unwrap();
        let new = s.graph.add(turned, old).unwrap();
        let update = s.graph.assign(a, new).unwrap();
        let sum = s.graph.sum_all(old).unwrap();
        let spread = s.graph.mul(old, sum).unwrap();
        s.done("turned", 1, &[spread], &[update])
    };
    let counters = {
        let mut s = Sketch::new();
        let x = s.input(Shape::batch(&[3]));
        let (total, old_total) = s.variable(&[]);
        let (count, old_count) = s.variable(&[]);
        let (rate, old_rate) = s.variable(&[]);
        let (w, old_w) = s.variable(&[500]);
        let g = &mut s.graph;
        let sum = g.sum_all(x).unwrap();
        let new_total = g.add(old_total, sum).unwrap();
        let rows = g.batch_size().unwrap();
        let new_count = g.add(old_count, rows).unwrap();
        let new_rate = g.scale(old_rate, 0.5).unwrap();
        let change = g.mul(old_rate, old_w).unwrap();
        let new_w = g.sub(old_w, change).unwrap();
        let constant = g.literal(3.0).unwrap();
        let updates = [
            g.assign(total, new_total).unwrap(),
            g.assign(count, new_count).unwrap(),
            g.assign(rate, new_rate).unwrap(),
            g.assign(w, new_w).unwrap(),
        ];
        let zero = g.full_like(old_w, 0.0).unwrap();
        let _ = (zero, constant);
        s.done("counters", 4, &[new_total, new_w], &updates)
    };
    let reset = {
        let mut s = Sketch::new();
        let (w, old) = s.variable(&[7]);
        let fresh = s.graph.full_like(old, 1.5).unwrap();
        let update = s.graph.assign(w, fresh).unwrap();
        s.done("reset", 1, &[old], &[update])
    };
    vec![swap, plain_swap, turned, counters, reset]
}

pub(crate) fn window(
    size: usize,
    stride: usize,
    dilation: usize,
    padding: (usize, usize),
) -> Window {
    let mut window = Window::valid(&[size], &[stride]);
    window.dilation[0] = dilation;
    window.padding[0] = padding;
    window
}

/// A convolution along axes of these `extents` with its gradients; `None` where the window does not fit.
/// Channels and filters count for each group.
pub(crate) fn convolution(
    batch: usize,
    extents: &[usize],
    [channels, filters]: [usize; 2],
    conv: &Convolution,
) -> Option<Problem> {
    let mut s = Sketch::new();
    let x = s.input(Shape::batch(&[extents, &[channels * conv.groups]].concat()));
    let size = conv.window.size.as_slice();
    let (_, kernel) = s.variable(&[size, &[channels, filters * conv.groups]].concat());
    let y = s.graph.conv(x, kernel, conv.clone()).ok()?;
    let square = s.graph.square(y).unwrap();
    let loss = s.graph.sum_all(square).unwrap();
    let gradients = gradient(&mut s.graph, loss, &[x, kernel]).unwrap();
    Some(s.done("convolution", batch, &[y, gradients[0], gradients[1]], &[]))
}

/// Both poolings with their gradients; `None` where the window does not fit.
pub(crate) fn pooling(
    batch: usize,
    extent: usize,
    channels: usize,
    window: &Window,
) -> Option<Problem> {
    let mut s = Sketch::new();
    let x = s.input(Shape::batch(&[extent, channels]));
    let mut outputs = Vec::new();
    for kind in [Pooling::Max, Pooling::Average] {
        let y = s.graph.pool(kind, x, window.clone()).ok()?;
        let square = s.graph.square(y).unwrap();
        let loss = s.graph.sum_all(square).unwrap();
        outputs.push(y);
        outputs.extend(gradient(&mut s.graph, loss, &[x]).unwrap());
    }
    Some(s.done("pooling", batch, &outputs, &[]))
}

/// Training steps, with momentum, of small networks.
pub(crate) fn networks() -> Vec<Problem> {
    let indexed = [3, 500].map(embedding_network);
    let dense = [4, 300].map(dense_network);
    let convolutional = [3, 40].map(convolutional_network);
    [indexed, dense, convolutional].into_iter().flatten().collect()
}

/// Words as rows of a table, their mean, a dense layer.
fn embedding_network(batch: usize) -> Problem {
    let mut s = Sketch::new();
    let x = s.input(Shape::batch(&[6]));
    let target = s.input(Shape::batch(&[3]));
    let weights = [&[5, 16][..], &[16, 3], &[3]].map(|sizes| s.variable(sizes));
    let g = &mut s.graph;
    let words = g.abs(x).unwrap();
    let words = g.scale(words, 2.0).unwrap();
    let words = g.floor(words).unwrap();
    let rows = g.gather(weights[0].1, words).unwrap();
    let mean = g.mean(rows, &[1]).unwrap();
    let y = g.matmul(mean, weights[1].1).unwrap();
    let y = g.add(y, weights[2].1).unwrap();
    let difference = g.sub(y, target).unwrap();
    let square = g.square(difference).unwrap();
    let loss = g.mean_all(square).unwrap();
    let updates = step(&mut s, loss, &weights).unwrap();
    s.done("embedding network", batch, &[loss, rows], &updates)
}

fn dense_network(batch: usize) -> Problem {
    let mut s = Sketch::new();
    let x = s.input(Shape::batch(&[4]));
    let target = s.input(Shape::batch(&[3]));
    let weights = [&[4, 10][..], &[10], &[10, 3], &[3]].map(|sizes| s.variable(sizes));
    let g = &mut s.graph;
    let hidden = g.matmul(x, weights[0].1).unwrap();
    let hidden = g.add(hidden, weights[1].1).unwrap();
    let hidden = g.tanh(hidden).unwrap();
    let logits = g.matmul(hidden, weights[2].1).unwrap();
    let logits = g.add(logits, weights[3].1).unwrap();
    let probabilities = g.softmax(logits, 1).unwrap();
    let log = g.log_softmax(logits, 1).unwrap();
    let product = g.mul(target, log).unwrap();
    let loss = g.mean_all(product).unwrap();
    let updates = step(&mut s, loss, &weights).unwrap();
    s.done("dense network", batch, &[loss, probabilities], &updates)
}

fn convolutional_network(batch: usize) -> Problem {
    let mut s = Sketch::new();
    let x = s.input(Shape::batch(&[26, 3]));
    let target = s.input(Shape::batch(&[5]));
    let sizes = [&[6, 3, 8][..], &[8], &[3, 8, 8], &[8], &[24, 5], &[5]];
    let weights = sizes.map(|sizes| s.variable(sizes));
    let g = &mut s.graph;
    let y = g.conv(x, weights[0].1, window(6, 2, 1, (0, 0))).unwrap();
    let y = g.add(y, weights[1].1).unwrap();
    let y = g.relu(y).unwrap();
    let y = g.pool(Pooling::Max, y, window(2, 2, 1, (0, 0))).unwrap();
    let y = g.conv(y, weights[2].1, window(3, 1, 1, (1, 1))).unwrap();
    let y = g.add(y, weights[3].1).unwrap();
    let y = g.relu(y).unwrap();
    let y = g.pool(Pooling::Average, y, window(3, 1, 1, (0, 0))).unwrap();
    let y = g.reshape(y, Shape::batch(&[24])).unwrap();
    let uniform = g.random_uniform(Shape::batch(&[24])).unwrap();
    let rate = g.literal(0.3).unwrap();
    let mask = g.less_equal(rate, uniform).unwrap();
    let y = g.mul(y, mask).unwrap();
    let y = g.matmul(y, weights[4].1).unwrap();
    let y = g.add(y, weights[5].1).unwrap();
    let y = g.sigmoid(y).unwrap();
    let difference = g.sub(y, target).unwrap();
    let square = g.square(difference).unwrap();
    let loss = g.mean_all(square).unwrap();
    let updates = step(&mut s, loss, &weights).unwrap();
    s.done("convolutional network", batch, &[loss, y], &updates)
}

/// Gradient descent with momentum.
fn step(s: &mut Sketch, loss: NodeId, weights: &[(VariableId, NodeId)]) -> Result<Vec<NodeId>> {
    let nodes: Vec<NodeId> = weights.iter().map(|w| w.1).collect();
    let gradients = gradient(&mut s.graph, loss, &nodes)?;
    let mut updates = Vec::new();
    for (&(id, weight), gradient) in weights.iter().zip(gradients) {
        let sizes = s.graph.ty(weight).shape.at(1).to_vec();
        let (slot, velocity) = s.variable(&sizes);
        let g = &mut s.graph;
        let kept = g.scale(velocity, 0.9)?;
        let pushed = g.scale(gradient, 0.01)?;
        let velocity = g.sub(kept, pushed)?;
        let moved = g.add(weight, velocity)?;
        updates.push(g.assign(slot, velocity)?);
        updates.push(g.assign(id, moved)?);
    }
    Ok(updates)
}

/// A graph of operations picked by `choices`.
pub(crate) fn random(choices: &[u32], batch: usize) -> Problem {
    let mut s = Sketch::new();
    let mut values = vec![
        s.input(Shape::batch(&[6])),
        s.input(Shape::batch(&[2, 3])),
        s.input(Shape::of(&[6])),
        s.variable(&[6]).1,
    ];
    for &choice in choices {
        let pick = |shift: u32| values[(choice >> shift) as usize % values.len()];
        let (x, y) = (pick(8), pick(16));
        let g = &mut s.graph;
        let rank = g.ty(x).shape.rank();
        let last = rank.saturating_sub(1);
        let made = match choice % 14 {
            0 => g.tanh(x),
            1 => g.abs(x),
            2 => g.sigmoid(x),
            3 => g.add(x, y),
            4 => g.mul(x, y),
            5 => g.maximum(x, y),
            6 => g.sub(x, y),
            7 => g.transpose(x, &(0..rank).rev().collect::<Vec<_>>()),
            8 => g.reshape(x, Shape::batch(&[3, 2])),
            9 => g.reshape(x, Shape::batch(&[6])),
            10 => g.mean(x, &[last]),
            11 => g.sum(x, &[0]),
            12 => g.slice(x, last, 0, 2, 1),
            _ => g.relu(x),
        };
        // What does not fit is left out; sums of products stay small by a tanh.
        if let Ok(value) = made {
            let value = if choice % 14 == 4 { g.tanh(value).unwrap() } else { value };
            values.push(value);
        }
    }
    let chosen: Vec<NodeId> = values.iter().rev().take(4).copied().collect();
    let (id, old) = s.variable(&[]);
    let g = &mut s.graph;
    let flat = g.tanh(chosen[0]).unwrap();
    let total = g.mean_all(flat).unwrap();
    let new = g.add(old, total).unwrap();
    let update = g.assign(id, new).unwrap();
    s.done("random graph", batch, &chosen, &[update])
}
