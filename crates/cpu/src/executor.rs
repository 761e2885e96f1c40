//! The executor: variables, programs, plans.

use crate::lower::{lower, prepare};
use crate::memory::{Block, Memory};
use crate::plan::Plan;
use crate::plan::memory::aligned;
use crate::pool::ThreadPool;
use crate::run::{Pointers, run_step};
use crate::step::{Region, Segment};
use kerros_graph::{
    DType, Description, Error, Executor, InputId, Program, ProgramId, Result, RunKey, VariableId,
    VariableSpec,
};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Plans that are kept for each program. Training needs one for whole batches and one for what is left,
/// the same again for validation; beyond that the one not used for longest goes.
const PLANS: usize = 8;

/// Runs programs on the CPU, as plans that are made once for each program and batch size; the plans of
/// the last eight batch sizes are kept.
///
/// The bits of every result depend on the program and its data, not on the number of threads.
///
/// # Example
///
/// ```
/// use kerros_cpu::Cpu;
/// use kerros_graph::{Executor, Graph, InputId, Program, RunKey, Shape, Type};
///
/// let mut graph = Graph::new();
/// let x = graph.input(InputId(0), Type::f32(Shape::batch(&[2])))?;
/// let y = graph.exp(x)?;
/// let sum = graph.sum_all(y)?;
///
/// let mut cpu = Cpu::new(Some(1));
/// let program = cpu.compile(&Program { graph, outputs: vec![sum], updates: vec![] })?;
/// cpu.run(program, 3, RunKey::default(), &mut |_, x| x.fill(0.0))?;
/// assert_eq!(cpu.output(program, 0)?, [6.0]);
/// # Ok::<(), kerros_graph::Error>(())
/// ```
#[derive(Debug)]
pub struct Cpu {
    pool: Arc<ThreadPool>,
    variables: Vec<Variable>,
    values: Block,
    /// Inputs, intermediate values and scratch of whichever plan runs.
    temporaries: Block,
    /// Registers of elementwise passes, a part for each thread.
    scratch: Block,
    programs: Vec<Compiled>,
    /// The program that ran last, and which of its plans.
    last: Option<(ProgramId, usize)>,
    pointers: Pointers,
    profiling: bool,
}

#[derive(Debug)]
struct Variable {
    spec: VariableSpec,
    region: Region,
}

#[derive(Debug)]
struct Compiled {
    program: Program,
    /// At most [`PLANS`].
    plans: Vec<Plan>,
    /// For each plan, when it was last asked for.
    used: Vec<u64>,
    clock: u64,
}

impl Compiled {
    /// Notes that a plan was asked for.
    fn touch(&mut self, index: usize) {
        self.clock += 1;
        self.used[index] = self.clock;
    }

    /// Keeps a plan, if need be in the place of the one that was not asked for longest; where.
    fn keep(&mut self, plan: Plan) -> usize {
        if self.plans.len() < PLANS {
            self.plans.push(plan);
            self.used.push(0);
            return self.plans.len() - 1;
        }
        let (oldest, _) =
            self.used.iter().enumerate().min_by_key(|(_, used)| **used).unwrap_or((0, &0));
        self.plans[oldest] = plan;
        oldest
    }
}

impl Cpu {
    /// An executor with this many threads; `None` uses every core that the process may run on.
    pub fn new(threads: Option<usize>) -> Self {
        let threads = threads
            .unwrap_or_else(|| std::thread::available_parallelism().map_or(1, |count| count.get()));
        Self::with_pool(Arc::new(ThreadPool::new(threads)))
    }

    /// An executor that shares its threads with others.
    pub fn with_pool(pool: Arc<ThreadPool>) -> Self {
        Cpu {
            pool,
            variables: Vec::new(),
            values: Block::default(),
            temporaries: Block::default(),
            scratch: Block::default(),
            programs: Vec::new(),
            last: None,
            pointers: Pointers::default(),
            profiling: false,
        }
    }

    /// The number of threads.
    pub fn threads(&self) -> usize {
        self.pool.threads()
    }

    /// The size of all memory that plans work in, in bytes: variables, temporaries and scratch.
    pub fn memory(&self) -> usize {
        let elements =
            self.values.elements() + self.temporaries.elements() + self.scratch.elements();
        elements * size_of::<f32>()
    }

    /// The plan of a program for a batch size, made if it is not there.
    fn plan(&mut self, program: ProgramId, batch: usize) -> Result<usize> {
        let count = self.programs.len();
        let unknown = Error::Unknown { what: "program", index: program.0, count };
        let compiled = self.programs.get_mut(program.0).ok_or(unknown)?;
        if batch == 0 {
            return Err(Error::EmptyBatch);
        }
        if let Some(index) = compiled.plans.iter().position(|plan| plan.batch == batch) {
            compiled.touch(index);
            return Ok(index);
        }
        let variables = &self.variables;
        let place = |id: VariableId| variables[id.0 as usize].region;
        let plan = Plan::new(batch, lower(&compiled.program, batch, &place));
        self.temporaries.grow(plan.temporaries);
        self.scratch.grow(plan.thread_scratch * self.pool.threads());
        self.pointers.reserve(plan.most_operands);
        let index = compiled.keep(plan);
        compiled.touch(index);
        if self.last == Some((program, index)) {
            // Its outputs went with the plan.
            self.last = None;
        }
        Ok(index)
    }

    fn variable(&self, id: VariableId) -> Result<&Variable> {
        self.variables.get(id.0 as usize).ok_or(Error::Unknown {
            what: "variable",
            index: id.0 as usize,
            count: self.variables.len(),
        })
    }
}

impl Executor for Cpu {
    fn define(&mut self, variables: &[VariableSpec]) -> Result<Vec<VariableId>> {
        for spec in variables {
            spec.check()?;
            if spec.ty.dtype != DType::F32 {
                return Err(Error::Unsupported {
                    executor: "cpu",
                    what: format!("variable {} of type {}", spec.name, spec.ty),
                    remedy: "Keep indices in f32 variables and cast them in the graph.",
                });
            }
        }
        let first = self.variables.len();
        for spec in variables {
            let offset = self
                .variables
                .last()
                .map_or(0, |last| last.region.offset + aligned(last.region.elements));
            let elements = spec.ty.shape.elements(1);
            let region = Region { segment: Segment::Variables, offset, elements };
            self.values.grow(offset + aligned(elements));
            self.variables.push(Variable { spec: spec.clone(), region });
        }
        Ok((first..self.variables.len()).map(|index| VariableId(index as u32)).collect())
    }

    fn variables(&self) -> usize {
        self.variables.len()
    }

    fn compile(&mut self, program: &Program) -> Result<ProgramId> {
        program.check_variables(&|id| self.variable(id).ok().map(|known| known.spec.clone()))?;
        self.programs.push(Compiled {
            program: prepare(program)?,
            plans: Vec::with_capacity(PLANS),
            used: Vec::with_capacity(PLANS),
            clock: 0,
        });
        Ok(ProgramId(self.programs.len() - 1))
    }

    fn run(
        &mut self,
        program: ProgramId,
        batch: usize,
        key: RunKey,
        feed: &mut dyn FnMut(InputId, &mut [f32]),
    ) -> Result<()> {
        let index = self.plan(program, batch)?;
        let plan = &mut self.programs[program.0].plans[index];
        for &(input, region) in &plan.inputs {
            let numbers = self.temporaries.as_mut_slice();
            feed(input, &mut numbers[region.offset..region.offset + region.elements]);
        }
        let memory = Memory::new(&mut self.values, &mut self.temporaries);
        let threads = crate::run::Threads::new(&self.pool, &mut self.scratch, plan.thread_scratch);
        let context =
            crate::fused::Context { batch_size: batch as f32, seed: key.seed, step: key.step };
        // Until the run is over, the outputs are nobody's.
        self.last = None;
        if self.profiling {
            plan.times.resize(plan.steps.len(), Duration::ZERO);
            plan.profiled += 1;
            for (step, time) in plan.steps.iter().zip(&mut plan.times) {
                let start = Instant::now();
                run_step(step, memory, &threads, &context, &mut self.pointers)
                    .map_err(|fault| fault.error(step, memory))?;
                *time += start.elapsed();
            }
        } else {
            for step in &plan.steps {
                run_step(step, memory, &threads, &context, &mut self.pointers)
                    .map_err(|fault| fault.error(step, memory))?;
            }
        }
        self.last = Some((program, index));
        Ok(())
    }

    fn output(&self, program: ProgramId, index: usize) -> Result<&[f32]> {
        let outputs = match self.last {
            Some((last, plan)) if last == program => {
                self.programs[last.0].plans[plan].outputs.as_slice()
            }
            _ => &[],
        };
        let region = outputs.get(index).ok_or(Error::Unknown {
            what: "output",
            index,
            count: outputs.len(),
        })?;
        let block = match region.segment {
            Segment::Variables => &self.values,
            // Placeholders are no outputs of a plan: they lie in temporaries.
            Segment::Temporaries | Segment::Placeholder(_) => &self.temporaries,
        };
        Ok(&block.as_slice()[region.offset..region.offset + region.elements])
    }

    fn read(&self, variable: VariableId) -> Result<&[f32]> {
        let region = self.variable(variable)?.region;
        Ok(&self.values.as_slice()[region.offset..region.offset + region.elements])
    }

    fn write(&mut self, variable: VariableId, value: &[f32]) -> Result<()> {
        let known = self.variable(variable)?;
        let region = known.region;
        known.spec.check_length(region.elements, value.len())?;
        self.values.as_mut_slice()[region.offset..region.offset + region.elements]
            .copy_from_slice(value);
        Ok(())
    }

    fn profile(&mut self, on: bool) {
        self.profiling = on;
    }

    fn describe(&mut self, program: ProgramId, batch: usize) -> Result<Description> {
        let plan = self.plan(program, batch)?;
        Ok(self.programs[program.0].plans[plan].describe())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kerros_graph::{Graph, Shape, Type};

    #[test]
    fn plans_of_many_batch_sizes_do_not_pile_up() {
        let mut graph = Graph::new();
        let x = graph.input(InputId(0), Type::f32(Shape::batch(&[3]))).unwrap();
        let sum = graph.sum_all(x).unwrap();
        let mut cpu = Cpu::new(Some(1));
        let program = cpu.compile(&Program { graph, outputs: vec![sum], updates: vec![] }).unwrap();
        for batch in (1..=40).chain([1, 2, 40]) {
            cpu.run(program, batch, RunKey::default(), &mut |_, x| x.fill(1.0)).unwrap();
            assert_eq!(cpu.output(program, 0).unwrap(), [3.0 * batch as f32]);
        }
        assert_eq!(cpu.programs[0].plans.len(), PLANS);

        // Looking at a few other plans leaves the outputs of the last run alone.
        for batch in 100..100 + PLANS - 1 {
            cpu.describe(program, batch).unwrap();
        }
        assert_eq!(cpu.output(program, 0).unwrap(), [120.0]);
        cpu.describe(program, 200).unwrap();
        assert!(cpu.output(program, 0).is_err());
    }
}
