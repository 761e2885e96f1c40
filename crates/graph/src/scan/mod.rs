//! Recurrences: what a step of [`Op::Scan`] computes.
//!
//! A [`Cell`] is a small graph with placeholders: the state before the step, the slices of sequences at
//! this step, and constants. Every row of a batch is computed from that row alone, which inference
//! checks: an executor may run the rows in blocks, each through all steps, and what is computed of all
//! steps can be computed at once, as a batch of `steps` times as many rows.
//!
//! | module | holds |
//! |---|---|
//! | `rows` | whether rows are independent |
//! | `graft` | copies of a body in another graph |
//! | `derivative` | the derivative of a body, and what of the body is worth keeping for it |

pub(crate) mod derivative;
pub(crate) mod graft;
pub(crate) mod rows;

use crate::error::{Error, Result};
use crate::executor::Program;
use crate::graph::{Graph, NodeId};
use crate::op::{InputId, Op};
use crate::types::{DType, Dim, Shape, Type};
use graft::graft;
use rows::Rows;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// The body of a recurrence.
///
/// The state is a number of *parts*, each of a shape of its own; a step gives each part a new value.
/// Besides, it may give *extras*: values that the steps do not hand on, such as what the gradient needs.
/// The value of a scan holds parts, then extras, each as one row of numbers.
///
/// Equal cells have equal bodies; how they were written does not matter.
#[derive(Clone, Debug)]
pub struct Cell {
    body: Graph,
    states: Vec<NodeId>,
    slices: Vec<NodeId>,
    constants: Vec<NodeId>,
    results: Vec<NodeId>,
    extras: Vec<NodeId>,
    reverse: bool,
}

/// Writes a [`Cell`]: placeholders first, then what is computed from them.
///
/// # Example
///
/// `h = tanh(x + h w)`:
///
/// ```
/// use kerros_graph::scan::CellBuilder;
/// use kerros_graph::{Graph, InputId, Shape, Type};
///
/// let mut cell = CellBuilder::new();
/// let h = cell.state(&[4])?;
/// let x = cell.slice(Type::f32(Shape::batch(&[4])))?;
/// let w = cell.constant(Type::f32(Shape::of(&[4, 4])))?;
/// let product = cell.graph.matmul(h, w)?;
/// let sum = cell.graph.add(x, product)?;
/// let new = cell.graph.tanh(sum)?;
/// let cell = cell.finish(&[new], false)?.saving()?;
///
/// let mut graph = Graph::new();
/// let x = graph.input(InputId(0), Type::f32([7.into(), kerros_graph::Dim::Batch, 4.into()].into_iter().collect()))?;
/// let w = graph.input(InputId(1), Type::f32(Shape::of(&[4, 4])))?;
/// let start = graph.input(InputId(2), Type::f32(Shape::batch(&[4])))?;
/// let scan = graph.scan(cell, start, &[x], &[w])?;
/// let states = graph.scan_states(scan, 0)?;
/// assert_eq!(graph.ty(states).to_string(), "f32(7, batch, 4)");
/// # Ok::<(), kerros_graph::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct CellBuilder {
    /// Where the step is written. It has no variables, random numbers or batch size.
    pub graph: Graph,
    inputs: u32,
    states: Vec<NodeId>,
    slices: Vec<NodeId>,
    constants: Vec<NodeId>,
}

impl CellBuilder {
    /// A cell without placeholders.
    pub fn new() -> Self {
        Self::default()
    }

    fn placeholder(&mut self, ty: Type) -> Result<NodeId> {
        self.inputs += 1;
        self.graph.input(InputId(self.inputs - 1), ty)
    }

    /// A part of the state, `(batch, sizes...)`, as it was before the step.
    ///
    /// # Errors
    ///
    /// When it is too large.
    pub fn state(&mut self, sizes: &[usize]) -> Result<NodeId> {
        let part = self.placeholder(Type::f32(Shape::batch(sizes)))?;
        self.states.push(part);
        Ok(part)
    }

    /// What a sequence holds at this step: of type `(batch, ...)`.
    ///
    /// # Errors
    ///
    /// When it is too large.
    pub fn slice(&mut self, ty: Type) -> Result<NodeId> {
        let slice = self.placeholder(ty)?;
        self.slices.push(slice);
        Ok(slice)
    }

    /// The same value at all steps, of any type.
    ///
    /// # Errors
    ///
    /// When it is too large.
    pub fn constant(&mut self, ty: Type) -> Result<NodeId> {
        let constant = self.placeholder(ty)?;
        self.constants.push(constant);
        Ok(constant)
    }

    /// The cell that gives the parts of the state the values `results`, in order, and walks through the
    /// steps from the last one on if `reverse`.
    ///
    /// # Errors
    ///
    /// When a result is not of its part's type, or a row is not computed from that row alone.
    pub fn finish(self, results: &[NodeId], reverse: bool) -> Result<Cell> {
        self.finish_with(results, &[], reverse)
    }

    /// As [`Self::finish`], with extras: floating-point values of each row.
    pub(crate) fn finish_with(
        self,
        results: &[NodeId],
        extras: &[NodeId],
        reverse: bool,
    ) -> Result<Cell> {
        Cell {
            body: self.graph,
            states: self.states,
            slices: self.slices,
            constants: self.constants,
            results: results.to_vec(),
            extras: extras.to_vec(),
            reverse,
        }
        .checked()
    }
}

/// How many numbers each row has of a value `(batch, ...)`.
pub(crate) fn width(graph: &Graph, value: NodeId) -> usize {
    graph.ty(value).shape.dims()[1..].iter().map(|dim| dim.at(0)).product()
}

impl Cell {
    /// The body. Its inputs are numbered in the order of [`Self::states`], [`Self::slices`] and
    /// [`Self::constants`].
    pub fn body(&self) -> &Graph {
        &self.body
    }

    /// The placeholders of the state's parts.
    pub fn states(&self) -> &[NodeId] {
        &self.states
    }

    /// The placeholders of the sequences' slices.
    pub fn slices(&self) -> &[NodeId] {
        &self.slices
    }

    /// The placeholders of the constants.
    pub fn constants(&self) -> &[NodeId] {
        &self.constants
    }

    /// The new values of the state's parts.
    pub fn results(&self) -> &[NodeId] {
        &self.results
    }

    /// What else each step gives.
    pub fn extras(&self) -> &[NodeId] {
        &self.extras
    }

    /// Whether the last step comes first.
    pub fn reverse(&self) -> bool {
        self.reverse
    }

    /// How many numbers the state of a row has.
    pub fn state_width(&self) -> usize {
        self.states.iter().map(|&part| width(&self.body, part)).sum()
    }

    /// How many numbers a row of the value has: the state and the extras.
    pub fn width(&self) -> usize {
        self.outputs().map(|output| width(&self.body, output)).sum()
    }

    /// What each step gives: results, then extras.
    pub fn outputs(&self) -> impl Iterator<Item = NodeId> + '_ {
        self.results.iter().chain(&self.extras).copied()
    }

    /// Where the columns of each output start in a row of the value.
    pub fn columns(&self) -> Vec<usize> {
        let mut start = 0;
        let mut columns = Vec::with_capacity(self.results.len() + self.extras.len());
        for output in self.outputs() {
            columns.push(start);
            start += width(&self.body, output);
        }
        columns
    }

    /// The same cell, whose extras hold what its gradient needs of each step and would be costly to
    /// compute again: the results of products, and of functions that take many instructions.
    ///
    /// Values for the gradient cost memory; a cell that nobody differentiates does better without.
    ///
    /// # Errors
    ///
    /// None for a cell that was finished.
    pub fn saving(&self) -> Result<Arc<Cell>> {
        let saved = derivative::worth_saving(self)?;
        let extras = [self.extras.as_slice(), &saved].concat();
        Ok(Arc::new(Cell { extras, ..self.clone() }.checked()?))
    }

    /// The same cell with another body: `rewrite` gets it as a program, whose outputs are
    /// [`Self::outputs`], and returns one that computes the same from the same inputs.
    ///
    /// # Errors
    ///
    /// Those of `rewrite`.
    pub fn with_body(&self, rewrite: &dyn Fn(&Program) -> Result<Program>) -> Result<Cell> {
        let before = Program {
            graph: self.body.clone(),
            outputs: self.outputs().collect(),
            updates: Vec::new(),
        };
        let after = rewrite(&before)?;
        let mut body = Graph::new();
        let mut placeholders = Vec::new();
        for (place, &old) in self.placeholders().enumerate() {
            placeholders.push(body.input(InputId(place as u32), self.body.ty(old).clone())?);
        }
        let named = |name: InputId| {
            let is_it =
                |&old: &NodeId| matches!(self.body.op(old), Op::Input(id, _) if *id == name);
            self.placeholders().position(is_it).map(|place| placeholders[place])
        };
        let mut map = vec![None; after.graph.len()];
        for (id, node) in after.graph.nodes() {
            if let Op::Input(input, _) = node.op {
                map[id.index()] = named(input);
            }
        }
        let outputs = graft(&mut body, &after.graph, &after.outputs, &mut map, Dim::Batch)?;
        let (states, rest) = placeholders.split_at(self.states.len());
        let (slices, constants) = rest.split_at(self.slices.len());
        let (results, extras) = outputs.split_at(self.results.len());
        Ok(Cell {
            body,
            states: states.to_vec(),
            slices: slices.to_vec(),
            constants: constants.to_vec(),
            results: results.to_vec(),
            extras: extras.to_vec(),
            reverse: self.reverse,
        })
    }

    /// All placeholders in the order of their numbers.
    fn placeholders(&self) -> impl Iterator<Item = &NodeId> {
        self.states.iter().chain(&self.slices).chain(&self.constants)
    }

    /// The cell with placeholders numbered in order and nothing in its body that no output needs.
    fn checked(self) -> Result<Cell> {
        self.check_interface()?;
        let outputs: Vec<NodeId> = self.outputs().collect();
        let kinds = rows::kinds(&self.body);
        if let Some(mixing) = rows::first_mixing(&self.body, &kinds, &outputs) {
            return Err(Error::Shape {
                op: "scan",
                expected: "a cell that computes each row from that row alone".into(),
                received: format!(
                    "{} {} in its body",
                    self.body.op(mixing).name(),
                    self.body.ty(mixing)
                ),
                remedy:
                    "Keep the batch on the first axis and reduce over the other axes only; random \
                         numbers, variables and what indices choose come in as constants or \
                         sequences."
                        .into(),
            });
        }
        self.with_body(&|body| Ok(body.clone()))
    }

    /// What can be wrong with the placeholders and outputs themselves.
    fn check_interface(&self) -> Result<()> {
        let wrong = |expected: String, received: String, remedy: &str| {
            Err(Error::Shape { op: "scan", expected, received, remedy: remedy.into() })
        };
        let outputs = self.outputs();
        if let Some(unknown) = outputs.into_iter().find(|id| id.index() >= self.body.len()) {
            return Err(Error::Unknown {
                what: "node",
                index: unknown.index(),
                count: self.body.len(),
            });
        }
        if self.states.is_empty() || self.slices.is_empty() {
            return wrong(
                "a cell with a state and at least one sequence".into(),
                format!("{} parts, {} sequences", self.states.len(), self.slices.len()),
                "Without a state there is nothing to scan; write the operations on whole sequences.",
            );
        }
        let types = |ids: &[NodeId]| {
            let types: Vec<String> = ids.iter().map(|&id| self.body.ty(id).to_string()).collect();
            format!("({})", types.join(", "))
        };
        let (before, after) = (types(&self.states), types(&self.results));
        if before != after {
            return wrong(
                format!("results of the state's types, {before}"),
                after,
                "A step gives each part of the state a new value of the same type.",
            );
        }
        let of_rows = |&&id: &&NodeId| rows::is_of_rows(&self.body.ty(id).shape);
        let free = |&&id: &&NodeId| !self.body.ty(id).shape.has_batch();
        let strange = (self.slices.iter().find(|id| !of_rows(id)))
            .or(self.constants.iter().find(|id| !of_rows(id) && !free(id)));
        if let Some(&strange) = strange {
            return wrong(
                "slices (batch, ...), and constants with the batch on the first axis or not at all"
                    .into(),
                self.body.ty(strange).to_string(),
                "Transpose the operand so that its rows come first.",
            );
        }
        let odd = |&&id: &&NodeId| !of_rows(&&id) || self.body.ty(id).dtype != DType::F32;
        if let Some(&odd) = self.extras.iter().find(odd) {
            return wrong(
                "extras f32(batch, ...)".into(),
                self.body.ty(odd).to_string(),
                "Cast to f32 and put the batch first.",
            );
        }
        Ok(())
    }

    /// How rows of the body's nodes depend on each other.
    pub(crate) fn kinds(&self) -> Vec<Rows> {
        rows::kinds(&self.body)
    }

    /// What makes two cells equal.
    fn key(&self) -> impl Iterator<Item = (&Op, &[NodeId])> {
        self.body.nodes().map(|(_, node)| (&node.op, node.inputs.as_slice()))
    }
}

impl PartialEq for Cell {
    fn eq(&self, other: &Self) -> bool {
        // Placeholders are numbered in order, so the operations tell what they are.
        self.reverse == other.reverse
            && self.results == other.results
            && self.extras == other.extras
            && (self.states.len(), self.slices.len()) == (other.states.len(), other.slices.len())
            && self.constants.len() == other.constants.len()
            && self.key().eq(other.key())
    }
}

impl Eq for Cell {}

impl Hash for Cell {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.reverse.hash(state);
        self.results.hash(state);
        self.extras.hash(state);
        (self.states.len(), self.slices.len()).hash(state);
        for entry in self.key() {
            entry.hash(state);
        }
    }
}
