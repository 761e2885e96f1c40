//! What each node of a program is to the plan: computed, seen through a view, or written into the
//! code that uses it.

use super::layout;
use super::product::ProductAxes;
use super::view::{Sizes, View, joined, merged};
use crate::fused::ReduceAxes;
use kerros_graph::op::Op;
use kerros_graph::{NodeId, Program};

/// Elementwise programs take inputs of at most this many axes, after merging.
const MAX_AXES: usize = 8;

/// The part a node plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Nothing needs it.
    Dead,
    /// Its numbers are there when the run starts: an input or a variable.
    Source,
    /// A literal, position or random number that its users compute on the spot.
    Inline,
    /// Another node's memory, seen differently.
    View,
    /// Computed element by element, together with its neighbours.
    Elementwise,
    /// Combined from elements as a pass computes or reads them.
    Reduction(ReduceAxes),
    /// Computed by a kernel of its own.
    Kernel,
    /// Names where a value goes.
    Assign,
}

/// Roles and views of all nodes.
pub(crate) struct Values {
    pub(crate) shapes: Vec<Sizes>,
    pub(crate) roles: Vec<Role>,
    /// How each node is seen in the memory of its base.
    pub(crate) views: Vec<View>,
    /// For a movement that is written out: how its numbers are seen before that.
    pub(crate) origins: Vec<Option<View>>,
    /// Operands that must be written out before a reshape of them can be seen at all.
    blocked: Vec<NodeId>,
    /// The strides of products whose results lie in another order of their axes.
    layouts: Vec<Option<Sizes>>,
}

impl Values {
    /// Decides for every node of a canonical program on `batch` rows.
    pub(crate) fn new(program: &Program, batch: usize) -> Self {
        let shapes: Vec<Sizes> = program
            .graph
            .nodes()
            .map(|(_, node)| node.ty.shape.at(batch).as_slice().into())
            .collect();
        let live = kerros_graph::simplify::live(program);
        let layouts = layout::of_products(program, &shapes, &live);
        let mut values = Values {
            shapes,
            roles: Vec::new(),
            views: Vec::new(),
            origins: Vec::new(),
            blocked: Vec::new(),
            layouts,
        };
        let mut copied = vec![false; program.graph.len()];
        // A copy only ever makes later views simpler, so this ends after at most one more round for
        // each demand that a demand uncovers.
        loop {
            values.decide(program, &live, &copied);
            let demands = values.demands(program);
            if demands.iter().all(|&node| copied[node.index()]) {
                return values;
            }
            for node in demands {
                copied[node.index()] = true;
            }
        }
    }

    /// The role of a node.
    pub(crate) fn role(&self, id: NodeId) -> Role {
        self.roles[id.index()]
    }

    /// How a node is seen.
    pub(crate) fn view(&self, id: NodeId) -> &View {
        &self.views[id.index()]
    }

    /// The number of elements of a node.
    pub(crate) fn elements(&self, id: NodeId) -> usize {
        self.shapes[id.index()].iter().product()
    }

    /// Whether a node is seen as the whole memory of its base, element for element.
    pub(crate) fn is_whole(&self, id: NodeId) -> bool {
        let view = self.view(id);
        view.offset == 0 && view.is_contiguous() && view.elements() == self.elements(view.base)
    }

    /// Roles and views, given which nodes are written out.
    fn decide(&mut self, program: &Program, live: &[bool], copied: &[bool]) {
        self.roles.clear();
        self.views.clear();
        self.origins.clear();
        self.blocked.clear();
        for (id, node) in program.graph.nodes() {
            let shape = &self.shapes[id.index()];
            let whole = View::whole(id, shape);
            let mut origin = None;
            let (role, view) = match &node.op {
                _ if !live[id.index()] => (Role::Dead, whole),
                Op::Input(..) | Op::Variable(..) => (Role::Source, whole),
                Op::Assign(_) => (Role::Assign, whole),
                Op::Literal(..) | Op::BatchSize | Op::Iota { .. } | Op::Random { .. } => {
                    let role = if copied[id.index()] { Role::Elementwise } else { Role::Inline };
                    (role, whole)
                }
                Op::Unary(_) | Op::Binary(_) | Op::Select | Op::Cast(_) => {
                    (Role::Elementwise, whole)
                }
                op @ (Op::Reshape(_)
                | Op::Transpose(_)
                | Op::Broadcast(_)
                | Op::Slice { .. }
                | Op::Unfold { .. }
                | Op::StopGradient
                | Op::CustomGradient(_)) => match self.view(node.inputs[0]).through(op, shape) {
                    Some(seen) if copied[id.index()] => {
                        origin = Some(seen);
                        (Role::Elementwise, whole)
                    }
                    Some(seen) => (Role::View, seen),
                    None => {
                        self.blocked.push(node.inputs[0]);
                        (Role::View, whole)
                    }
                },
                Op::Reduce(_, axes) => {
                    let reduced = reduce_axes(&self.shapes[node.inputs[0].index()], axes);
                    (reduced.map_or(Role::Kernel, Role::Reduction), whole)
                }
                Op::Dot(_) => match &self.layouts[id.index()] {
                    Some(strides) => (Role::Kernel, View { strides: strides.clone(), ..whole }),
                    None => (Role::Kernel, whole),
                },
                Op::Pad { .. }
                | Op::Fold { .. }
                | Op::Gather
                | Op::ScatterAdd { .. }
                | Op::ArgMax(_)
                | Op::Concat(_)
                | Op::Conv(_)
                | Op::ConvInputGrad { .. }
                | Op::ConvKernelGrad(_)
                | Op::Pool(..)
                | Op::MaxPoolGrad(_)
                | Op::AveragePoolGrad { .. }
                | Op::Softmax(_)
                | Op::LogSoftmax(_)
                | Op::Scan(_) => (Role::Kernel, whole),
            };
            self.roles.push(role);
            self.views.push(view);
            self.origins.push(origin);
        }
    }

    /// How far apart the rows are that `x` consists of when it is cut before `axis`; `None` unless the elements
    /// of each lie one after the other.
    pub(crate) fn rows_from(&self, x: NodeId, axis: usize) -> Option<usize> {
        let View { shape, strides, .. } = self.view(x);
        let (_, apart) = joined(&shape[..axis], &strides[..axis])?;
        let (width, step) = joined(&shape[axis..], &strides[axis..])?;
        (width <= 1 || step == 1).then_some(apart)
    }

    /// Nodes that some user needs in memory of their own, as they are seen now.
    fn demands(&self, program: &Program) -> Vec<NodeId> {
        let mut demands = self.blocked.clone();
        for (id, node) in program.graph.nodes() {
            match self.role(id) {
                Role::Elementwise if self.origins[id.index()].is_none() => {
                    let awkward = |&&x: &&NodeId| !self.readable_in_pass(program, x, id);
                    demands.extend(node.inputs.iter().filter(awkward));
                }
                Role::Reduction(_) => {
                    let x = node.inputs[0];
                    if !self.readable_in_pass(program, x, x) {
                        demands.push(x);
                    }
                }
                Role::Kernel => match &node.op {
                    Op::Dot(axes) => {
                        let sides =
                            [0, 1].map(|side| ProductAxes::of(axes, side, self, node.inputs[side]));
                        let awkward = |side: &usize| {
                            !self.in_memory(node.inputs[*side]) || sides[*side].is_none()
                        };
                        demands
                            .extend([0, 1].iter().filter(|s| awkward(s)).map(|&s| node.inputs[s]));
                    }
                    Op::Concat(axis) => {
                        let awkward = |&&x: &&NodeId| {
                            !self.in_memory(x) || self.rows_from(x, *axis).is_none()
                        };
                        demands.extend(node.inputs.iter().filter(awkward));
                    }
                    _ => {
                        let awkward =
                            |&&x: &&NodeId| !(self.in_memory(x) && self.view(x).is_contiguous());
                        demands.extend(node.inputs.iter().filter(awkward));
                    }
                },
                Role::Assign
                    if !(self.in_memory(node.inputs[0]) && self.is_whole(node.inputs[0])) =>
                {
                    demands.push(node.inputs[0]);
                }
                _ => {}
            }
        }
        demands.extend(program.outputs.iter().filter(|&&x| !self.is_contiguous_memory(x)));
        // Positions and random numbers cannot be seen through a view; they are written out as
        // themselves first.
        for demand in &mut demands {
            let base = self.view(*demand).base;
            let is_place = matches!(program.graph.op(base), Op::Iota { .. } | Op::Random { .. });
            if is_place && self.role(base) == Role::Inline {
                *demand = base;
            }
        }
        demands
    }

    fn is_contiguous_memory(&self, x: NodeId) -> bool {
        self.in_memory(x) && self.view(x).is_contiguous()
    }

    /// Whether the base of `x` has memory.
    fn in_memory(&self, x: NodeId) -> bool {
        self.role(self.view(x).base) != Role::Inline
    }

    /// Whether an elementwise pass over the elements of `user` can read `x` as it is seen.
    fn readable_in_pass(&self, program: &Program, x: NodeId, user: NodeId) -> bool {
        let view = self.view(x);
        if self.in_memory(x) {
            return merged(&view.shape, &view.strides).0.len() <= MAX_AXES;
        }
        match program.graph.op(view.base) {
            Op::Literal(..) | Op::BatchSize => true,
            // The number depends on the place, which must be the same in the pass.
            _ => {
                let shape = |id: NodeId| essence(&self.shapes[id.index()]);
                self.is_whole(x) && shape(view.base) == shape(user)
            }
        }
    }
}

/// How a pass can reduce `axes` of a value of this shape; `None` when they lie in between.
fn reduce_axes(shape: &[usize], axes: &[usize]) -> Option<ReduceAxes> {
    let real = |axis: &usize| shape[*axis] != 1;
    let reduced: Vec<usize> = axes.iter().copied().filter(real).collect();
    let kept: Vec<usize> = (0..shape.len()).filter(|a| real(a) && !axes.contains(a)).collect();
    let size = |axes: &[usize]| axes.iter().map(|&axis| shape[axis]).product();
    match (reduced.first(), reduced.last(), kept.first(), kept.last()) {
        (None, ..) => Some(ReduceAxes::Inner(1)),
        (_, _, None, _) => Some(ReduceAxes::All),
        (Some(first), _, _, Some(kept_last)) if kept_last < first => {
            Some(ReduceAxes::Inner(size(&reduced)))
        }
        (_, Some(last), Some(kept_first), _) if last < kept_first => {
            Some(ReduceAxes::Outer(size(&kept)))
        }
        _ => None,
    }
}

/// The sizes of a shape that are not 1: passes over equal ones walk the same elements in step.
pub(crate) fn essence(shape: &[usize]) -> Sizes {
    shape.iter().copied().filter(|&size| size != 1).collect()
}
