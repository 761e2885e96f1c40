//! From a program to steps.
//!
//! | module | decides |
//! |---|---|
//! | [`canonical`] | transpositions in front of kernels that need them |
//! | [`product`] | products as stacks of matrices with strides |
//! | [`layout`] | the order in which results of products lie in memory |
//! | [`values`] | what is computed, what is only seen differently, what is written out |
//! | [`units`] | what is computed together, and in which order |
//! | [`pass`] | register programs of elementwise units |
//! | [`kernel`] | the kernel of every other unit |
//! | [`scan`] | the steps of recurrences |
//! | [`emit`] | the steps, and where their buffers lie |

pub(crate) mod canonical;
mod emit;
mod kernel;
mod layout;
mod pass;
mod product;
mod scan;
mod units;
mod values;
mod view;

use crate::step::{Region, Segment, Step};
use emit::Emitter;
use kerros_graph::op::{InputId, Op, VariableId};
use kerros_graph::{NodeId, Program, Result, Type};
use std::collections::{BTreeMap, BTreeSet};
use units::{Dependencies, Hazard, Need, form_units};
use values::{Role, Values};

/// Where the executor keeps a variable, in elements from the start of the block.
pub(crate) type VariablePlaces<'a> = &'a dyn Fn(VariableId) -> Region;

/// Steps, and where their inputs and outputs lie.
#[derive(Debug)]
pub(crate) struct Lowered {
    pub(crate) steps: Vec<Step>,
    pub(crate) inputs: Vec<(InputId, Region)>,
    pub(crate) outputs: Vec<Region>,
    /// The size of the block of temporaries, in elements.
    pub(crate) temporaries: usize,
}

/// What an executor does with a program before it knows the batch size: macro operations without a
/// kernel are decomposed, axes brought into place, what can be simplified is.
///
/// # Errors
///
/// None for a program whose graph was built by inserts.
pub(crate) fn prepare(program: &Program) -> Result<Program> {
    prepare_as(program, Border::Executor)
}

/// [`prepare`] for the body of a recurrence.
fn prepare_body(body: &Program) -> Result<Program> {
    prepare_as(body, Border::Body)
}

/// What a program's inputs are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Border {
    /// Numbers that come in as `f32`.
    Executor,
    /// Placeholders of a recurrence, which see values of the program around it.
    Body,
}

fn prepare_as(program: &Program, border: Border) -> Result<Program> {
    let program = kerros_graph::decompose::decompose_program(program, &kernel::exists)?;
    let program = kerros_graph::simplify::simplify(&program)?;
    kerros_graph::simplify::simplify(&canonical::canonical(&program, border)?)
}

/// Lowers a prepared program for batches of `batch` rows.
pub(crate) fn lower(program: &Program, batch: usize, variables: VariablePlaces<'_>) -> Lowered {
    lower_as(program, batch, Places { variables, placeholders: None })
}

/// Lowers the prepared body of a recurrence, whose inputs lie where `placeholders` says.
fn lower_body(program: &Program, batch: usize, placeholders: PlaceholderPlaces<'_>) -> Lowered {
    // A cell has no variables.
    let none = |_: VariableId| Region { segment: Segment::Variables, offset: 0, elements: 0 };
    lower_as(program, batch, Places { variables: &none, placeholders: Some(placeholders) })
}

/// Where a placeholder of a recurrence lies.
type PlaceholderPlaces<'a> = &'a dyn Fn(InputId, &Type) -> Region;

/// Where what is not computed lies.
#[derive(Clone, Copy)]
struct Places<'a> {
    variables: VariablePlaces<'a>,
    /// Inputs, unless they are temporaries that are filled in before the first step.
    placeholders: Option<PlaceholderPlaces<'a>>,
}

fn lower_as(program: &Program, batch: usize, places: Places<'_>) -> Lowered {
    let values = Values::new(program, batch);
    let targets = Targets::new(program, &values);
    let (members, in_place) = schedule(program, &values, &targets);
    Emitter::new(program, &values, places, members, in_place).emit(&targets)
}

/// Which variables get which values.
struct Targets {
    /// Variable and the node whose memory holds its new value.
    assigned: Vec<(VariableId, NodeId)>,
}

impl Targets {
    fn new(program: &Program, values: &Values) -> Self {
        let assigned = program
            .updates
            .iter()
            .filter_map(|&update| match program.graph.op(update) {
                Op::Assign(id) => {
                    Some((*id, values.view(program.graph.node(update).inputs[0]).base))
                }
                _ => None,
            })
            .collect();
        Targets { assigned }
    }
}

/// The nodes whose memory each computed node reads, and whether in step.
fn needs(program: &Program, values: &Values, id: NodeId) -> Vec<Need> {
    let node = program.graph.node(id);
    let in_pass = matches!(values.role(id), Role::Elementwise | Role::Reduction(_));
    let mut needs = Vec::new();
    let mut add = |base: NodeId, in_step: bool| {
        if matches!(values.role(base), Role::Elementwise | Role::Reduction(_) | Role::Kernel) {
            needs.push(Need { node: base.index(), in_step });
        }
    };
    if let Some(origin) = &values.origins[id.index()] {
        add(origin.base, false);
        return needs;
    }
    for &x in &node.inputs {
        let base = values.view(x).base;
        let same_walk = values::essence(&values.shapes[base.index()])
            == values::essence(&values.shapes[x.index()]);
        let in_step =
            in_pass && values.role(base) == Role::Elementwise && values.is_whole(x) && same_walk;
        add(base, in_step);
    }
    needs
}

/// Forms units and orders them; tells which variables are written by the very pass that computes
/// their new value. All others are written after the last unit.
fn schedule(
    program: &Program,
    values: &Values,
    targets: &Targets,
) -> (Vec<Vec<NodeId>>, BTreeMap<NodeId, VariableId>) {
    let ids: Vec<NodeId> = program.graph.nodes().map(|(id, _)| id).collect();
    let computed = |id: NodeId| {
        matches!(values.role(id), Role::Elementwise | Role::Reduction(_) | Role::Kernel)
    };
    let dependencies = Dependencies {
        before: ids
            .iter()
            .map(|&id| if computed(id) { needs(program, values, id) } else { Vec::new() })
            .collect(),
        computed: ids.iter().map(|&id| computed(id)).collect(),
        reduces: ids
            .iter()
            .map(|&id| match values.role(id) {
                Role::Reduction(axes) => Some(axes),
                _ => None,
            })
            .collect(),
    };

    // A pass may overwrite a variable when everybody else has read the old value before, and the
    // pass itself reads it in step.
    let mut candidates: BTreeMap<NodeId, VariableId> = BTreeMap::new();
    for &(variable, base) in &targets.assigned {
        let own = values.role(base) == Role::Elementwise && !is_output(program, values, base);
        if own && !candidates.contains_key(&base) {
            candidates.insert(base, variable);
        }
    }
    let mut hazards = Vec::new();
    for (&writer, &variable) in &candidates {
        for (reader, in_step) in readers(program, values, variable) {
            hazards.push(Hazard { reader: reader.index(), writer: writer.index(), in_step });
        }
    }
    // A run that fails has assigned nothing: what may fail comes before what is written in place.
    for reader in first_checks(program, values) {
        let before = candidates.keys().map(|writer| Hazard {
            reader: reader.index(),
            writer: writer.index(),
            in_step: false,
        });
        hazards.extend(before);
    }
    let (units, refused) = form_units(&dependencies, &hazards);
    candidates.retain(|writer, _| !refused.contains(&writer.index()));
    let members = units
        .members
        .into_iter()
        .map(|unit| unit.into_iter().map(|node| ids[node]).collect())
        .collect();
    (members, candidates)
}

fn is_output(program: &Program, values: &Values, base: NodeId) -> bool {
    program.outputs.iter().any(|&output| values.view(output).base == base)
}

/// The nodes whose step fails when an index names no row: of those that check the same indices for the same
/// table, as an embedding and its gradient do, the first. (Should another one run before it, it fails
/// before it.)
fn first_checks(program: &Program, values: &Values) -> Vec<NodeId> {
    let mut checked: BTreeSet<(NodeId, usize)> = BTreeSet::new();
    let mut checks = Vec::new();
    for (id, node) in program.graph.nodes().filter(|&(id, _)| values.role(id) == Role::Kernel) {
        let rows = match node.op {
            Op::Gather => values.shapes[node.inputs[0].index()][0],
            Op::ScatterAdd { extent } => extent,
            _ => continue,
        };
        if checked.insert((node.inputs[1], rows)) {
            checks.push(id);
        }
    }
    checks
}

/// The computed nodes that read a variable, and whether each reads it element by element in order.
fn readers(program: &Program, values: &Values, variable: VariableId) -> Vec<(NodeId, bool)> {
    let is_it =
        |base: NodeId| matches!(program.graph.op(base), Op::Variable(id, _) if *id == variable);
    let mut readers = Vec::new();
    for (id, node) in program.graph.nodes() {
        match values.role(id) {
            Role::Elementwise | Role::Reduction(_) | Role::Kernel => {
                if let Some(origin) = &values.origins[id.index()] {
                    if is_it(origin.base) {
                        readers.push((id, false));
                    }
                    continue;
                }
                for &x in node.inputs.iter().filter(|&&x| is_it(values.view(x).base)) {
                    let in_pass = values.role(id) != Role::Kernel;
                    readers.push((id, in_pass && values.is_whole(x)));
                }
            }
            _ => {}
        }
    }
    readers
}
