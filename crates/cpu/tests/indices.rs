//! Indices that name no row: the run ends with an error and has assigned nothing.

// A test stops at the first surprise.
#![allow(clippy::unwrap_used)]

use kerros_cpu::Cpu;
use kerros_graph::{
    Executor, Graph, InputId, NodeId, Program, ProgramId, Result, RunKey, Shape, Type, VariableId,
    VariableSpec, gradient,
};

const TABLE: [usize; 2] = [50, 40];
const STEPS: usize = 6;

/// A training step with momentum in which most variables are written by the pass that computes them.
fn network(executor: &mut Cpu) -> (ProgramId, Vec<VariableId>) {
    let sizes = [&TABLE[..], &[40, 3], &[3], &TABLE, &[40, 3], &[3], &[]];
    let specs: Vec<VariableSpec> = sizes
        .iter()
        .map(|sizes| VariableSpec { name: "weight".into(), ty: Type::f32(Shape::of(sizes)) })
        .collect();
    let ids = executor.define(&specs).unwrap();
    for (place, (id, spec)) in ids.iter().zip(&specs).enumerate() {
        let value = |i: usize| (i * 7 + place) as f32 % 5.0 - 2.0;
        let values: Vec<f32> = (0..spec.ty.shape.elements(1)).map(value).collect();
        executor.write(*id, &values).unwrap();
    }
    let mut graph = Graph::new();
    let nodes: Vec<NodeId> =
        ids.iter().zip(specs).map(|(&id, spec)| graph.variable(id, spec.ty).unwrap()).collect();
    let updates = train(&mut graph, &ids, &nodes).unwrap();
    let loss = updates[0];
    let program = Program { graph, outputs: vec![loss], updates: updates[1..].to_vec() };
    (executor.compile(&program).unwrap(), ids)
}

/// The loss, then the updates. The count of steps does not wait for any index by itself.
fn train(g: &mut Graph, ids: &[VariableId], nodes: &[NodeId]) -> Result<Vec<NodeId>> {
    let counted = g.offset(nodes[6], 1.0)?;
    let mut results = vec![g.assign(ids[6], counted)?];
    g.enter("embedding");
    let words = g.input(InputId(0), Type::f32(Shape::batch(&[STEPS])))?;
    let rows = g.gather(nodes[0], words)?;
    g.enter("dense");
    let mean = g.mean(rows, &[1])?;
    let y = g.matmul(mean, nodes[1])?;
    let y = g.add(y, nodes[2])?;
    let square = g.square(y)?;
    let loss = g.mean_all(square)?;
    for (place, slope) in gradient(g, loss, &nodes[..3])?.into_iter().enumerate() {
        let kept = g.scale(nodes[3 + place], 0.9)?;
        let pushed = g.scale(slope, 0.01)?;
        let velocity = g.sub(kept, pushed)?;
        let moved = g.add(nodes[place], velocity)?;
        results.push(g.assign(ids[3 + place], velocity)?);
        results.push(g.assign(ids[place], moved)?);
    }
    results.insert(0, loss);
    Ok(results)
}

fn values(executor: &Cpu, ids: &[VariableId]) -> Vec<Vec<u32>> {
    let bits = |id: &VariableId| executor.read(*id).unwrap().iter().map(|x| x.to_bits()).collect();
    ids.iter().map(bits).collect()
}

/// A run on `batch` rows of good words but for those in `bad`.
fn run(executor: &mut Cpu, program: ProgramId, batch: usize, bad: &[(usize, f32)]) -> Result<()> {
    executor.run(program, batch, RunKey::default(), &mut |_, words| {
        words.iter_mut().enumerate().for_each(|(i, word)| *word = (i % TABLE[0]) as f32);
        bad.iter().for_each(|&(place, word)| words[place] = word);
    })
}

#[test]
fn a_failed_step_leaves_every_variable_as_it_was() {
    for threads in [1, 2, 4] {
        let mut executor = Cpu::new(Some(threads));
        let (program, ids) = network(&mut executor);
        // Below and above one piece.
        for batch in [4, 3000] {
            run(&mut executor, program, batch, &[]).unwrap();
            let before = values(&executor, &ids);
            let last = batch * STEPS - 1;
            for (word, received) in [
                (50.0, "50"),
                (-1.0, "-1"),
                (7.5, "7.5"),
                (f32::NAN, "NaN"),
                (f32::INFINITY, "inf"),
            ] {
                // The first of several is named, on any number of threads.
                for (bad, at) in [(vec![(last, word)], last), (vec![(last, -9.0), (8, word)], 8)] {
                    let error = run(&mut executor, program, batch, &bad).unwrap_err().to_string();
                    let expected = format!(
                        "embedding: gather: expected indices that are whole numbers from 0 to 49, \
                         received {received} at [{}, {}].",
                        at / STEPS,
                        at % STEPS
                    );
                    assert!(error.starts_with(&expected), "{error}");
                    assert_eq!(values(&executor, &ids), before, "{threads} threads");
                    assert!(executor.output(program, 0).is_err(), "an output of a failed run");
                }
            }
            // The next step is the one that would have been next.
            run(&mut executor, program, batch, &[]).unwrap();
            assert_eq!(executor.read(ids[6]).unwrap()[0].fract(), before_count(&before).fract());
            assert_eq!(executor.read(ids[6]).unwrap()[0], before_count(&before) + 1.0);
        }
    }
}

fn before_count(before: &[Vec<u32>]) -> f32 {
    f32::from_bits(before[6][0])
}

/// The index is read from a table that the same run writes: it must be read before, or written after.
#[test]
fn a_check_that_needs_the_new_value_still_comes_first() {
    let mut executor = Cpu::new(Some(2));
    let shape = Shape::of(&[3]);
    let specs = [("place", Shape::of(&[2])), ("table", shape.clone())]
        .map(|(name, shape)| VariableSpec { name: name.into(), ty: Type::f32(shape) });
    let ids = executor.define(&specs).unwrap();
    let mut graph = Graph::new();
    let place = graph.variable(ids[0], Type::f32(Shape::of(&[2]))).unwrap();
    let table = graph.variable(ids[1], Type::f32(shape)).unwrap();
    let next = graph.offset(place, 1.0).unwrap();
    let row = graph.gather(table, next).unwrap();
    let update = graph.assign(ids[0], next).unwrap();
    let program = Program { graph, outputs: vec![row], updates: vec![update] };
    let program = executor.compile(&program).unwrap();
    executor.write(ids[1], &[10.0, 11.0, 12.0]).unwrap();
    let step = |executor: &mut Cpu| executor.run(program, 1, RunKey::default(), &mut |_, _| {});
    for expected in [11.0, 12.0] {
        step(&mut executor).unwrap();
        assert_eq!(executor.output(program, 0).unwrap(), [expected; 2]);
    }
    for _ in 0..2 {
        assert!(step(&mut executor).is_err());
        assert_eq!(executor.read(ids[0]).unwrap(), [2.0, 2.0], "assigned by a run that failed");
    }
}

#[test]
fn adding_to_a_row_that_is_not_there_is_an_error_too() {
    let mut executor = Cpu::new(Some(2));
    let mut graph = Graph::new();
    let rows = graph.input(InputId(0), Type::f32(Shape::batch(&[3]))).unwrap();
    let indices = graph.input(InputId(1), Type::i32(Shape::batch(&[]))).unwrap();
    let table = graph.scatter_add(rows, indices, 4).unwrap();
    let program = Program { graph, outputs: vec![table], updates: vec![] };
    let program = executor.compile(&program).unwrap();
    let mut run = |bad: f32| {
        executor.run(program, 2, RunKey::default(), &mut |input, values| match input.0 {
            0 => values.fill(1.0),
            _ => values.copy_from_slice(&[1.0, bad]),
        })
    };
    run(3.0).unwrap();
    let error = run(4.0).unwrap_err().to_string();
    let expected =
        "scatter_add: expected indices that are whole numbers from 0 to 3, received 4 at [1].";
    assert!(error.starts_with(expected), "{error}");
    run(0.0).unwrap();
}
