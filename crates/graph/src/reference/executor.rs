//! The evaluator as an executor.

use super::{Source, evaluate};
use crate::describe::{Description, StepDescription};
use crate::error::{Error, Result};
use crate::executor::{Executor, Program, ProgramId, RunKey, VariableSpec};
use crate::op::{InputId, Op, VariableId};

/// An executor that evaluates each program naively, in `f32`.
#[derive(Debug, Default)]
pub struct Reference {
    variables: Vec<(VariableSpec, Vec<f32>)>,
    programs: Vec<Program>,
    /// The program that ran last and its outputs.
    last: Option<(ProgramId, Vec<Vec<f32>>)>,
}

impl Reference {
    /// An executor without variables.
    pub fn new() -> Self {
        Self::default()
    }

    fn find(&self, variable: VariableId) -> Result<&(VariableSpec, Vec<f32>)> {
        self.variables.get(variable.0 as usize).ok_or(Error::Unknown {
            what: "variable",
            index: variable.0 as usize,
            count: self.variables.len(),
        })
    }
}

impl Executor for Reference {
    fn define(&mut self, variables: &[VariableSpec]) -> Result<Vec<VariableId>> {
        for spec in variables {
            spec.check()?;
        }
        let first = self.variables.len();
        self.variables.extend(
            variables.iter().map(|spec| (spec.clone(), vec![0.0; spec.ty.shape.elements(1)])),
        );
        Ok((first..self.variables.len()).map(|i| VariableId(i as u32)).collect())
    }

    fn variables(&self) -> usize {
        self.variables.len()
    }

    fn compile(&mut self, program: &Program) -> Result<ProgramId> {
        program.check_variables(&|id| self.find(id).ok().map(|(spec, _)| spec.clone()))?;
        self.programs.push(program.clone());
        Ok(ProgramId(self.programs.len() - 1))
    }

    fn run(
        &mut self,
        program: ProgramId,
        batch: usize,
        key: RunKey,
        feed: &mut dyn FnMut(InputId, &mut [f32]),
    ) -> Result<()> {
        let known = self.programs.get(program.0).ok_or(Error::Unknown {
            what: "program",
            index: program.0,
            count: self.programs.len(),
        })?;
        let mut source = Fed { feed, variables: &self.variables };
        let values = evaluate::<f32>(known, batch, key, &mut source)?;
        let (outputs, updates) = values.split_at(known.outputs.len());
        let outputs = outputs.iter().map(|tensor| tensor.to_float()).collect();
        for (&update, value) in known.updates.iter().zip(updates) {
            if let Op::Assign(id) = known.graph.op(update) {
                self.variables[id.0 as usize].1 = value.to_float();
            }
        }
        self.last = Some((program, outputs));
        Ok(())
    }

    fn output(&self, program: ProgramId, index: usize) -> Result<&[f32]> {
        let outputs = match &self.last {
            Some((last, outputs)) if *last == program => outputs.as_slice(),
            _ => &[],
        };
        outputs.get(index).map(Vec::as_slice).ok_or(Error::Unknown {
            what: "output",
            index,
            count: outputs.len(),
        })
    }

    fn read(&self, variable: VariableId) -> Result<&[f32]> {
        self.find(variable).map(|(_, value)| value.as_slice())
    }

    fn write(&mut self, variable: VariableId, value: &[f32]) -> Result<()> {
        let (spec, current) = self.find(variable)?;
        spec.check_length(current.len(), value.len())?;
        self.variables[variable.0 as usize].1.copy_from_slice(value);
        Ok(())
    }

    /// The evaluator is not made to be fast; it measures nothing.
    fn profile(&mut self, _on: bool) {}

    fn describe(&mut self, program: ProgramId, batch: usize) -> Result<Description> {
        let known = self.programs.get(program.0).ok_or(Error::Unknown {
            what: "program",
            index: program.0,
            count: self.programs.len(),
        })?;
        if batch == 0 {
            return Err(Error::EmptyBatch);
        }
        let live = crate::simplify::live(known);
        let nodes = known.graph.nodes().filter(|(id, _)| live[id.index()]);
        let steps: Vec<StepDescription> = nodes
            .map(|(id, node)| StepDescription {
                scope: known.graph.scope(id).to_owned(),
                kernel: format!("{} {}", node.op.name(), node.ty),
                bytes: node.ty.shape.elements(batch) * size_of::<f32>(),
                operations: 0,
                time: None,
            })
            .collect();
        let temporaries = steps.iter().map(|step| step.bytes).sum();
        Ok(Description { batch, temporaries, steps })
    }
}

/// Inputs from the caller, variables from the executor.
struct Fed<'a> {
    feed: &'a mut dyn FnMut(InputId, &mut [f32]),
    variables: &'a [(VariableSpec, Vec<f32>)],
}

impl Source<f32> for Fed<'_> {
    fn input(&mut self, id: InputId, elements: usize) -> Result<Vec<f32>> {
        let mut values = vec![0.0; elements];
        (self.feed)(id, &mut values);
        Ok(values)
    }

    fn variable(&mut self, id: VariableId, _elements: usize) -> Result<Vec<f32>> {
        Ok(self.variables[id.0 as usize].1.clone())
    }
}
