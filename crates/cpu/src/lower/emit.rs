//! The steps of units, and where their buffers lie.

use super::pass::{self, Pass};
use super::values::{Role, Values};
use super::{Lowered, Places, Targets, kernel};
use crate::plan::memory::{Lifetime, lay_out};
use crate::step::{Kernel, Region, Segment, Step};
use kerros_graph::op::{Op, VariableId};
use kerros_graph::{Graph, NodeId, Program};
use std::collections::BTreeMap;

/// Builds the steps once units are known: buffers first, then their places, then the steps.
pub(super) struct Emitter<'a> {
    program: &'a Program,
    values: &'a Values,
    places: Places<'a>,
    members: Vec<Vec<NodeId>>,
    in_place: BTreeMap<NodeId, VariableId>,
    /// For each node with temporary memory, its buffer.
    buffer_of: BTreeMap<NodeId, usize>,
    buffers: Vec<Lifetime>,
}

/// A step before places are known.
struct Draft {
    kernel: Kernel,
    /// Base node, place of the first element in it.
    reads: Vec<(NodeId, usize)>,
    writes: Vec<NodeId>,
    scratch: Option<usize>,
    scope: String,
}

impl<'a> Emitter<'a> {
    pub(super) fn new(
        program: &'a Program,
        values: &'a Values,
        places: Places<'a>,
        members: Vec<Vec<NodeId>>,
        in_place: BTreeMap<NodeId, VariableId>,
    ) -> Self {
        Emitter {
            program,
            values,
            places,
            members,
            in_place,
            buffer_of: BTreeMap::new(),
            buffers: Vec::new(),
        }
    }

    pub(super) fn emit(mut self, targets: &Targets) -> Lowered {
        let stored = self.stored_nodes();
        let early = self.copied_sources(targets);
        let assigns: Vec<(VariableId, NodeId)> = targets
            .assigned
            .iter()
            .copied()
            .filter(|(variable, base)| self.in_place.get(base) != Some(variable))
            .collect();

        // Steps: copies of sources, the units, copies into variables.
        let first_unit = early.len();
        let units = std::mem::take(&mut self.members);
        let last = first_unit + units.len() + assigns.len();
        let mut drafts = Vec::with_capacity(last);
        let mut early_buffers: BTreeMap<NodeId, usize> = BTreeMap::new();
        for &source in &early {
            let elements = self.values.elements(source);
            early_buffers.insert(source, self.add_buffer(drafts.len(), elements));
            drafts.push(self.draft(source, Kernel::Copy, vec![(source, 0)], vec![]));
        }
        for unit in &units {
            let draft = self.draft_unit(drafts.len(), unit, &stored);
            drafts.push(draft);
        }
        for &(_, base) in &assigns {
            drafts.push(self.draft(base, Kernel::Copy, vec![(base, 0)], vec![]));
        }

        self.add_inputs();
        self.extend_lifetimes(&drafts, early.len(), last);
        let buffers = self.share_dying_operands(&drafts);
        let layout = lay_out(&buffers.lifetimes);
        let place = |buffer: usize, elements: usize| Region {
            segment: Segment::Temporaries,
            offset: layout.offsets[buffers.shared[buffer]],
            elements,
        };

        let mut steps: Vec<Step> = drafts
            .iter()
            .map(|draft| Step {
                kernel: Kernel::Copy,
                reads: draft
                    .reads
                    .iter()
                    .map(|&(base, at)| self.region(base, at, &place))
                    .collect(),
                writes: draft.writes.iter().map(|&base| self.region(base, 0, &place)).collect(),
                scratch: match draft.scratch {
                    Some(buffer) => place(buffer, self.buffers[buffer].elements),
                    None => Region { segment: Segment::Temporaries, offset: 0, elements: 0 },
                },
                scope: draft.scope.clone(),
            })
            .collect();
        for (step, draft) in steps.iter_mut().zip(drafts) {
            step.kernel = draft.kernel;
        }
        for (step, source) in steps.iter_mut().zip(&early) {
            step.writes = vec![place(early_buffers[source], self.values.elements(*source))];
        }
        for (step, (variable, base)) in steps[first_unit + units.len()..].iter_mut().zip(&assigns) {
            step.writes = vec![(self.places.variables)(*variable)];
            if let Some(&buffer) = early_buffers.get(base) {
                step.reads = vec![place(buffer, self.values.elements(*base))];
            }
        }
        let outputs = self
            .program
            .outputs
            .iter()
            .map(|&output| {
                let view = self.values.view(output);
                match early_buffers.get(&view.base) {
                    Some(&buffer) => {
                        let whole = place(buffer, self.values.elements(view.base));
                        let offset = whole.offset + view.offset;
                        Region { offset, elements: view.elements(), ..whole }
                    }
                    None => Region {
                        elements: view.elements(),
                        ..self.region(view.base, view.offset, &place)
                    },
                }
            })
            .collect();
        let inputs = self
            .buffer_of
            .iter()
            .filter_map(|(&id, &buffer)| match self.program.graph.op(id) {
                Op::Input(input, _) => Some((*input, place(buffer, self.values.elements(id)))),
                _ => None,
            })
            .collect();
        Lowered { steps, inputs, outputs, temporaries: layout.elements }
    }

    /// For each node, whether a pass must store it: somebody outside its unit reads it.
    fn stored_nodes(&self) -> Vec<bool> {
        let graph: &Graph = &self.program.graph;
        let mut unit_of = vec![usize::MAX; graph.len()];
        for (unit, members) in self.members.iter().enumerate() {
            for member in members {
                unit_of[member.index()] = unit;
            }
        }
        let mut stored = vec![false; graph.len()];
        for (id, node) in graph.nodes() {
            let outside = |base: NodeId| unit_of[id.index()] != unit_of[base.index()];
            match self.values.role(id) {
                Role::Dead | Role::Source | Role::Inline | Role::View => {}
                Role::Assign => stored[self.values.view(node.inputs[0]).base.index()] = true,
                Role::Elementwise | Role::Reduction(_) | Role::Kernel => {
                    let origin = self.values.origins[id.index()].as_ref().map(|origin| origin.base);
                    let operands = node.inputs.iter().map(|&x| self.values.view(x).base);
                    for base in operands.filter(|_| origin.is_none()).chain(origin) {
                        if outside(base) {
                            stored[base.index()] = true;
                        }
                    }
                }
            }
        }
        for &output in &self.program.outputs {
            stored[self.values.view(output).base.index()] = true;
        }
        stored
    }

    /// Inputs and variables that are outputs, or become the value of a variable, as they are: they are
    /// copied before anything changes them.
    fn copied_sources(&self, targets: &Targets) -> Vec<NodeId> {
        let outputs = self.program.outputs.iter().map(|&output| self.values.view(output).base);
        let mut sources: Vec<NodeId> = outputs
            .chain(targets.assigned.iter().map(|&(_, base)| base))
            .filter(|&base| self.values.role(base) == Role::Source)
            .collect();
        sources.sort_unstable();
        sources.dedup();
        sources
    }

    fn draft(
        &self,
        id: NodeId,
        kernel: Kernel,
        reads: Vec<(NodeId, usize)>,
        writes: Vec<NodeId>,
    ) -> Draft {
        let scope = self.program.graph.scope(id).to_owned();
        Draft { kernel, reads, writes, scratch: None, scope }
    }

    /// The step of a unit, with buffers for what it writes.
    fn draft_unit(&mut self, step: usize, unit: &[NodeId], stored: &[bool]) -> Draft {
        let mut draft = if self.values.role(unit[0]) == Role::Kernel {
            let id = unit[0];
            let reads = self.program.graph.node(id).inputs.iter().map(|&x| {
                let view = self.values.view(x);
                (view.base, view.offset)
            });
            let kernel = kernel::choose(self.program, self.values, id);
            self.draft(id, kernel, reads.collect(), vec![id])
        } else {
            let Pass { program, reads, writes } =
                pass::compile(self.program, self.values, unit, &|id| stored[id.index()]);
            self.draft(unit[0], Kernel::Pass(Box::new(program)), reads, writes)
        };
        for &written in &draft.writes {
            if !self.in_place.contains_key(&written) {
                let buffer = self.add_buffer(step, self.values.elements(written));
                self.buffer_of.insert(written, buffer);
            }
        }
        let scratch = draft.kernel.scratch();
        if scratch > 0 {
            draft.scratch = Some(self.add_buffer(step, scratch));
        }
        draft
    }

    fn add_buffer(&mut self, step: usize, elements: usize) -> usize {
        self.buffers.push(Lifetime { steps: step..=step, elements });
        self.buffers.len() - 1
    }

    /// Inputs are filled before the first step.
    fn add_inputs(&mut self) {
        if self.places.placeholders.is_some() {
            return;
        }
        for (id, node) in self.program.graph.nodes() {
            if matches!(node.op, Op::Input(..)) && self.values.role(id) == Role::Source {
                let buffer = self.add_buffer(0, self.values.elements(id));
                self.buffer_of.insert(id, buffer);
            }
        }
    }

    /// Every buffer lives until its last reader; outputs live until the end.
    fn extend_lifetimes(&mut self, drafts: &[Draft], early: usize, last: usize) {
        for (step, draft) in drafts.iter().enumerate() {
            for (base, _) in &draft.reads {
                self.extend(*base, step);
            }
        }
        for &output in &self.program.outputs {
            self.extend(self.values.view(output).base, last);
        }
        // Copies of sources have the first buffers.
        for buffer in &mut self.buffers[..early] {
            buffer.steps = *buffer.steps.start()..=last;
        }
    }

    fn extend(&mut self, base: NodeId, step: usize) {
        if let Some(&buffer) = self.buffer_of.get(&base) {
            let steps = &mut self.buffers[buffer].steps;
            *steps = *steps.start()..=step.max(*steps.end());
        }
    }

    /// Lets a pass write over an operand that nobody needs afterwards.
    fn share_dying_operands(&self, drafts: &[Draft]) -> Shared {
        let mut shared: Vec<usize> = (0..self.buffers.len()).collect();
        let mut lifetimes = self.buffers.clone();
        for (step, draft) in drafts.iter().enumerate() {
            let Kernel::Pass(program) = &draft.kernel else { continue };
            let mut free: Vec<usize> = draft
                .reads
                .iter()
                .enumerate()
                .filter(|&(i, &(base, at))| {
                    let alone = draft.reads.iter().filter(|read| read.0 == base).count() == 1;
                    alone && at == 0 && *program.access(i) == crate::fused::Access::Contiguous
                })
                .filter_map(|(_, (base, _))| self.buffer_of.get(base).copied())
                .filter(|&b| *lifetimes[shared[b]].steps.end() == step)
                .collect();
            for written in draft.writes.iter().take(program.outputs()) {
                let Some(&target) = self.buffer_of.get(written) else { continue };
                let fits = |&b: &usize| lifetimes[shared[b]].elements == lifetimes[target].elements;
                let Some(found) = free.iter().position(fits) else { continue };
                let host = shared[free.swap_remove(found)];
                let end = *lifetimes[target].steps.end();
                lifetimes[host].steps = *lifetimes[host].steps.start()..=end;
                // The guest takes no room of its own.
                lifetimes[target].elements = 0;
                shared[target] = host;
            }
        }
        Shared { shared, lifetimes }
    }

    /// Where the memory of a base lies, from element `at` on.
    fn region(&self, base: NodeId, at: usize, place: &dyn Fn(usize, usize) -> Region) -> Region {
        let elements = self.values.elements(base);
        let node = self.program.graph.node(base);
        if let (Op::Input(input, _), Some(placeholders)) = (&node.op, self.places.placeholders) {
            let whole = placeholders(*input, &node.ty);
            return Region { offset: whole.offset + at, elements: whole.elements - at, ..whole };
        }
        let whole = match (&node.op, self.in_place.get(&base)) {
            (_, Some(variable)) | (Op::Variable(variable, _), None) => {
                (self.places.variables)(*variable)
            }
            _ => match self.buffer_of.get(&base) {
                Some(&buffer) => place(buffer, elements),
                None => Region { segment: Segment::Temporaries, offset: 0, elements: 0 },
            },
        };
        Region { offset: whole.offset + at, elements: whole.elements - at, ..whole }
    }
}

/// Buffers, some of which lie in the place of others.
struct Shared {
    /// For each buffer, the one whose place it has.
    shared: Vec<usize>,
    lifetimes: Vec<Lifetime>,
}
