//! The reference evaluator as an executor: variables, runs and what goes wrong.

use kerros_graph::reference::{Reference, Source, evaluate};
use kerros_graph::{
    Executor, Graph, InputId, NodeId, Program, ProgramId, Result, RunKey, Shape, Type, VariableId,
    VariableSpec,
};

const KEY: RunKey = RunKey { seed: 0, step: 0 };

fn spec(name: &str, sizes: &[usize]) -> VariableSpec {
    VariableSpec { name: name.into(), ty: Type::f32(Shape::of(sizes)) }
}

fn pair() -> Type {
    Type::f32(Shape::of(&[2]))
}

fn no_input(_: InputId, _: &mut [f32]) {
    panic!("the program has no inputs");
}

/// The message of an error, which must hold all `parts`.
#[track_caller]
fn assert_error<T>(result: Result<T>, parts: &[&str]) {
    let message = match result {
        Ok(_) => panic!("expected an error with {parts:?}"),
        Err(error) => error.to_string(),
    };
    for part in parts {
        assert!(message.contains(part), "{message:?} does not say {part:?}");
    }
}

/// A program that counts rows up in a variable and hands the old count back.
fn counter(variable: VariableId) -> Program {
    let mut graph = Graph::new();
    let count = graph.variable(variable, Type::f32(Shape::scalar())).unwrap();
    let rows = graph.batch_size().unwrap();
    let sum = graph.add(count, rows).unwrap();
    let update = graph.assign(variable, sum).unwrap();
    Program { graph, outputs: vec![count], updates: vec![update] }
}

#[test]
fn variables_start_as_zeros_and_keep_what_is_written() {
    let mut executor = Reference::new();
    let ids = executor.define(&[spec("a", &[2]), spec("b", &[])]).unwrap();
    assert_eq!(ids, [VariableId(0), VariableId(1)]);
    assert_eq!(executor.define(&[spec("c", &[1])]).unwrap(), [VariableId(2)]);
    assert_eq!(executor.read(ids[0]).unwrap(), [0.0, 0.0]);
    executor.write(ids[0], &[1.0, -2.0]).unwrap();
    assert_eq!(executor.read(ids[0]).unwrap(), [1.0, -2.0]);
    assert_eq!(executor.read(ids[1]).unwrap(), [0.0]);
}

#[test]
fn a_run_reads_before_it_assigns() {
    let mut executor = Reference::new();
    let ids = executor.define(&[spec("a", &[2]), spec("b", &[2])]).unwrap();
    executor.write(ids[0], &[1.0, 2.0]).unwrap();
    executor.write(ids[1], &[3.0, 4.0]).unwrap();
    let mut graph = Graph::new();
    let a = graph.variable(ids[0], pair()).unwrap();
    let b = graph.variable(ids[1], pair()).unwrap();
    let updates = vec![graph.assign(ids[0], b).unwrap(), graph.assign(ids[1], a).unwrap()];
    let swap = executor.compile(&Program { graph, outputs: vec![a], updates }).unwrap();
    executor.run(swap, 1, KEY, &mut no_input).unwrap();
    assert_eq!(executor.read(ids[0]).unwrap(), [3.0, 4.0]);
    assert_eq!(executor.read(ids[1]).unwrap(), [1.0, 2.0]);
    assert_eq!(executor.output(swap, 0).unwrap(), [1.0, 2.0], "the value before the assignment");
}

#[test]
fn each_run_goes_on_from_the_one_before() {
    let mut executor = Reference::new();
    let count = executor.define(&[spec("count", &[])]).unwrap()[0];
    let program = executor.compile(&counter(count)).unwrap();
    for (batch, before) in [(3, 0.0), (4, 3.0), (1, 7.0)] {
        executor.run(program, batch, KEY, &mut no_input).unwrap();
        assert_eq!(executor.output(program, 0).unwrap(), [before]);
    }
    assert_eq!(executor.read(count).unwrap(), [8.0]);
}

#[test]
fn inputs_are_fed_once_and_only_when_they_matter() {
    let mut graph = Graph::new();
    let x = graph.input(InputId(7), Type::f32(Shape::batch(&[2]))).unwrap();
    let index = graph.input(InputId(8), Type::i32(Shape::batch(&[]))).unwrap();
    let unused = graph.input(InputId(9), pair()).unwrap();
    graph.exp(unused).unwrap();
    let double = graph.add(x, x).unwrap();
    let hot = graph.one_hot(index, 2).unwrap();
    let mut executor = Reference::new();
    let outputs = vec![double, hot, index];
    let program = executor.compile(&Program { graph, outputs, updates: vec![] }).unwrap();
    let mut fed = Vec::new();
    executor
        .run(program, 2, KEY, &mut |id, values| {
            fed.push((id, values.len()));
            values.iter_mut().zip(1..).for_each(|(value, i)| *value = (i - 1) as f32);
        })
        .unwrap();
    assert_eq!(fed, [(InputId(7), 4), (InputId(8), 2)]);
    assert_eq!(executor.output(program, 0).unwrap(), [0.0, 2.0, 4.0, 6.0]);
    assert_eq!(executor.output(program, 1).unwrap(), [1.0, 0.0, 0.0, 1.0]);
    assert_eq!(executor.output(program, 2).unwrap(), [0.0, 1.0]);
}

#[test]
fn unknown_names_are_errors() {
    let mut executor = Reference::new();
    let count = executor.define(&[spec("count", &[])]).unwrap()[0];
    let variable = ["variable 5", "1 defined"];
    assert_error(executor.read(VariableId(5)), &variable);
    assert_error(executor.write(VariableId(5), &[1.0]), &variable);
    assert_error(executor.compile(&counter(VariableId(5))), &variable);
    assert_error(executor.run(ProgramId(0), 1, KEY, &mut no_input), &["program 0", "0 defined"]);

    let first = executor.compile(&counter(count)).unwrap();
    let second = executor.compile(&counter(count)).unwrap();
    assert_error(executor.output(first, 0), &["output 0"]);
    executor.run(first, 1, KEY, &mut no_input).unwrap();
    executor.run(second, 1, KEY, &mut no_input).unwrap();
    assert_error(executor.output(first, 0), &["output 0"]);
    assert_error(executor.output(second, 1), &["output 1", "1 defined"]);
    assert_eq!(executor.output(second, 0).unwrap(), [1.0]);
}

#[test]
fn wrong_types_and_lengths_are_errors_and_change_nothing() {
    let mut executor = Reference::new();
    let ids = executor.define(&[spec("dense/kernel", &[2])]).unwrap();
    executor.write(ids[0], &[1.0, 2.0]).unwrap();
    let length = ["dense/kernel", "expected 2", "received 3"];
    assert_error(executor.write(ids[0], &[1.0, 2.0, 3.0]), &length);
    assert_error(executor.write(ids[0], &[]), &["received 0"]);
    let read = ["variable: expected f32(2) for variable dense/kernel", "received f32()"];
    assert_error(executor.compile(&counter(ids[0])), &read);

    let mut graph = Graph::new();
    let single = graph.literal(1.0).unwrap();
    let update = graph.assign(ids[0], single).unwrap();
    let assigned = executor.compile(&Program { graph, outputs: vec![], updates: vec![update] });
    assert_error(assigned, &["assign: expected f32(2)", "dense/kernel", "f32()"]);

    let moving = VariableSpec { name: "moving".into(), ty: Type::f32(Shape::batch(&[2])) };
    let defined = executor.define(&[spec("fixed", &[1]), moving]);
    assert_error(defined, &["moving", "f32(batch, 2)", "fixed shape"]);
    assert_error(executor.read(VariableId(1)), &["1 defined"]);
    assert_eq!(executor.read(ids[0]).unwrap(), [1.0, 2.0]);
}

#[test]
fn a_batch_without_rows_is_an_error_and_changes_nothing() {
    let mut executor = Reference::new();
    let count = executor.define(&[spec("count", &[])]).unwrap()[0];
    let program = executor.compile(&counter(count)).unwrap();
    executor.run(program, 2, KEY, &mut no_input).unwrap();
    assert_error(executor.run(program, 0, KEY, &mut no_input), &["at least one row", "received 0"]);
    assert_eq!(executor.read(count).unwrap(), [2.0]);
    assert_eq!(executor.output(program, 0).unwrap(), [0.0], "of the run that went well");
}

/// Random numbers depend on seed and step and on nothing else.
#[test]
fn runs_are_named_by_their_key() {
    let mut graph = Graph::new();
    let noise = graph.random_uniform(Shape::of(&[4])).unwrap();
    let mut executor = Reference::new();
    let program = Program { graph, outputs: vec![noise], updates: vec![] };
    let program = executor.compile(&program).unwrap();
    let mut draw = |seed, step| {
        executor.run(program, 1, RunKey { seed, step }, &mut no_input).unwrap();
        executor.output(program, 0).unwrap().to_vec()
    };
    let first = draw(1, 1);
    assert_ne!(first, draw(1, 2));
    assert_ne!(first, draw(2, 1));
    assert_eq!(first, draw(1, 1));
}

/// A source that hands out too few numbers.
struct Short;

impl Source<f64> for Short {
    fn input(&mut self, _: InputId, elements: usize) -> Result<Vec<f64>> {
        Ok(vec![0.0; elements - 1])
    }

    fn variable(&mut self, _: VariableId, elements: usize) -> Result<Vec<f64>> {
        Ok(vec![0.0; elements - 1])
    }
}

#[test]
fn a_source_that_gives_too_few_numbers_is_an_error() {
    let mut graph = Graph::new();
    let input = graph.input(InputId(3), pair()).unwrap();
    let variable = graph.variable(VariableId(4), pair()).unwrap();
    let run = |output: NodeId| {
        let program = Program { graph: graph.clone(), outputs: vec![output], updates: vec![] };
        evaluate::<f64>(&program, 1, KEY, &mut Short)
    };
    assert_error(run(input), &["input 3: expected 2 numbers, received 1"]);
    assert_error(run(variable), &["variable 4: expected 2 numbers, received 1"]);
}

/// A bad index ends the run before anything is assigned; the next run goes on as if it had not been.
#[test]
fn an_index_that_names_no_row_is_an_error_and_changes_nothing() {
    let mut executor = Reference::new();
    let ids = executor.define(&[spec("table", &[3, 2]), spec("count", &[])]).unwrap();
    let mut graph = Graph::new();
    let table = graph.variable(ids[0], Type::f32(Shape::of(&[3, 2]))).unwrap();
    let count = graph.variable(ids[1], Type::f32(Shape::scalar())).unwrap();
    let counted = graph.offset(count, 1.0).unwrap();
    let update = graph.assign(ids[1], counted).unwrap();
    let indices = graph.input(InputId(0), Type::f32(Shape::batch(&[2]))).unwrap();
    graph.enter("embedding");
    let rows = graph.gather(table, indices).unwrap();
    let program = Program { graph, outputs: vec![rows], updates: vec![update] };
    let program = executor.compile(&program).unwrap();
    let run = |executor: &mut Reference, indices: [f32; 4]| {
        executor.run(program, 2, KEY, &mut |_, values| values.copy_from_slice(&indices))
    };
    run(&mut executor, [0.0, 2.0, 1.0, 0.0]).unwrap();
    for (bad, received) in [(3.0, "3"), (-1.0, "-1"), (0.5, "0.5"), (f32::NAN, "NaN")] {
        let error = run(&mut executor, [0.0, 2.0, 1.0, bad]).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!(
                "embedding: gather: expected indices that are whole numbers from 0 to 2, received \
                 {received} at [1, 1]. Bring the index into this range, or give the table more rows."
            )
        );
        assert_eq!(executor.read(ids[1]).unwrap(), [1.0]);
    }
    run(&mut executor, [0.0, 2.0, 1.0, 0.0]).unwrap();
    assert_eq!(executor.read(ids[1]).unwrap(), [2.0]);
}
