//! What an executor does: keeps variables, and runs programs that read and assign them.

use crate::describe::Description;
use crate::error::{Error, Result};
use crate::graph::{Graph, NodeId};
use crate::op::{InputId, Op, VariableId};
use crate::types::Type;

/// A graph and what is wanted of it.
#[derive(Clone, Debug, Default)]
pub struct Program {
    /// The nodes.
    pub graph: Graph,
    /// Values to hand back after a run, in this order.
    pub outputs: Vec<NodeId>,
    /// [`crate::Op::Assign`] nodes to carry out.
    pub updates: Vec<NodeId>,
}

impl Program {
    /// Everything the program must compute: outputs, then updates.
    pub fn roots(&self) -> impl Iterator<Item = NodeId> + '_ {
        self.outputs.iter().chain(&self.updates).copied()
    }

    /// Checks that every variable the program reads or assigns is defined, with that type.
    ///
    /// # Errors
    ///
    /// For the first one that is not.
    pub fn check_variables(
        &self,
        defined: &dyn Fn(VariableId) -> Option<VariableSpec>,
    ) -> Result<()> {
        for (_, node) in self.graph.nodes() {
            let (Op::Variable(id, _) | Op::Assign(id)) = &node.op else { continue };
            let Some(spec) = defined(*id) else {
                // Variables are numbered in order, without gaps.
                let count = (0..id.0).take_while(|&i| defined(VariableId(i)).is_some()).count();
                return Err(Error::Unknown { what: "variable", index: id.0 as usize, count });
            };
            if spec.ty != node.ty {
                return Err(Error::Shape {
                    op: node.op.name(),
                    expected: format!("{} for variable {}", spec.ty, spec.name),
                    received: node.ty.to_string(),
                    remedy: "Read and assign a variable with the type it was defined with.".into(),
                });
            }
        }
        Ok(())
    }
}

/// Names a compiled program of one executor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ProgramId(pub usize);

/// What names the random numbers of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RunKey {
    /// The seed of the model.
    pub seed: u64,
    /// The number of the step; each step draws new numbers.
    pub step: u64,
}

/// A variable as an executor keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VariableSpec {
    /// Its name, for errors and descriptions: `dense/kernel`.
    pub name: String,
    /// Its type; no dimension is the batch.
    pub ty: Type,
}

impl VariableSpec {
    /// Checks that the variable's size is known.
    ///
    /// # Errors
    ///
    /// When one of its dimensions is the batch.
    pub fn check(&self) -> Result<()> {
        if !self.ty.shape.has_batch() {
            return Ok(());
        }
        Err(Error::Shape {
            op: "variable",
            expected: format!("known sizes for variable {}", self.name),
            received: self.ty.to_string(),
            remedy: "A variable outlives the batch; give it a fixed shape.".into(),
        })
    }

    /// Checks that `received` numbers are what the variable holds.
    ///
    /// # Errors
    ///
    /// When they are more or fewer than `expected`.
    pub fn check_length(&self, expected: usize, received: usize) -> Result<()> {
        if expected == received {
            return Ok(());
        }
        Err(Error::Length { what: format!("variable {}", self.name), expected, received })
    }
}

/// Runs programs.
///
/// Variables start as zeros. A run reads every variable as it was when the run started, and
/// assignments take effect together when it ends. Numbers cross this border as `f32`; indices (`i32`)
/// are converted exactly up to 2^24.
pub trait Executor: Send {
    /// Adds variables, which get the next numbers in order. Variables that are defined together lie
    /// together, so that an update of all of them is one pass.
    ///
    /// # Errors
    ///
    /// When a type has a batch dimension.
    fn define(&mut self, variables: &[VariableSpec]) -> Result<Vec<VariableId>>;

    /// How many variables there are.
    fn variables(&self) -> usize;

    /// Prepares a program for any number of runs, of any batch size.
    ///
    /// # Errors
    ///
    /// When it names a variable that is not defined or of another type, or holds an operation that
    /// this executor cannot run.
    fn compile(&mut self, program: &Program) -> Result<ProgramId>;

    /// Runs a program on `batch` rows. `feed` is called once for each input that the program reads
    /// and fills in its numbers.
    ///
    /// # Errors
    ///
    /// When there are no rows or the program is unknown; nothing was assigned then.
    fn run(
        &mut self,
        program: ProgramId,
        batch: usize,
        key: RunKey,
        feed: &mut dyn FnMut(InputId, &mut [f32]),
    ) -> Result<()>;

    /// The numbers of output `index` of the run before, which must have been of `program`.
    ///
    /// # Errors
    ///
    /// When there is no such output, or another program ran since.
    fn output(&self, program: ProgramId, index: usize) -> Result<&[f32]>;

    /// The value of a variable.
    ///
    /// # Errors
    ///
    /// When the variable is unknown.
    fn read(&self, variable: VariableId) -> Result<&[f32]>;

    /// Sets the value of a variable.
    ///
    /// # Errors
    ///
    /// When the variable is unknown or `value` is not of its length; nothing changes then.
    fn write(&mut self, variable: VariableId, value: &[f32]) -> Result<()>;

    /// From now on, measures (or no longer measures) how long each step of a run takes.
    fn profile(&mut self, on: bool);

    /// What a program does for batches of `batch` rows, step by step, with mean times if runs were
    /// profiled.
    ///
    /// # Errors
    ///
    /// When the program is unknown or there are no rows.
    fn describe(&mut self, program: ProgramId, batch: usize) -> Result<Description>;
}
